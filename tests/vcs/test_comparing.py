"""What a branch changed since it left another one, asked of real repositories."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from inc.errors import UsageError
from inc.vcs import comparing, steps
from inc.vcs.repository import Repository

Git = Callable[..., str]
FOLDERS = ["incidents", "runbooks"]
TEXT = "".join(f"line {number}\n" for number in range(40))


@pytest.fixture
def base(repository: Path, git: Git) -> str:
    """A repository with documents on main, and a branch that left it."""
    for name in ("same", "edited", "renamed", "deleted", "staged"):
        write(repository, f"incidents/{name}.md", f"{name}\n{TEXT}")
    write(repository, "elsewhere.md", "x")
    git("add", "-A")
    git("commit", "-qm", "base")
    git("switch", "-qc", "work")
    return git("rev-parse", "HEAD").strip()


def write(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, encoding="utf-8")


def told(repository: Path, base: str) -> dict[str, tuple[str | None, str | None]]:
    """Each changed path with its name now, and how its earlier content began."""
    found = Repository.find(repository)
    changed = comparing.changed(found, base, FOLDERS)
    held = comparing.contents(found, [one.before for one in changed if one.before])
    return {
        one.now or one.was: (
            one.now,
            held[one.before].decode().split("\n")[0] if one.before else None,
        )
        for one in changed
    }


def test_what_was_committed_staged_left_in_the_work_tree_and_not_tracked(
    repository: Path, git: Git, base: str
) -> None:
    write(repository, "incidents/edited.md", f"other\n{TEXT}")
    git("mv", "incidents/renamed.md", "incidents/new-name.md")
    git("rm", "-q", "incidents/deleted.md")
    write(repository, "incidents/new.md", "new")
    write(repository, "elsewhere.md", "y")
    git("add", "-A")
    git("commit", "-qm", "work")
    write(repository, "incidents/staged.md", f"again\n{TEXT}")
    git("add", "incidents/staged.md")
    write(repository, "incidents/untracked é.md", "x")
    write(repository, "runbooks/a.md", "x")

    assert told(repository, base) == {
        "incidents/deleted.md": (None, "deleted"),
        "incidents/edited.md": ("incidents/edited.md", "edited"),
        "incidents/new-name.md": ("incidents/new-name.md", "renamed"),
        "incidents/new.md": ("incidents/new.md", None),
        "incidents/staged.md": ("incidents/staged.md", "staged"),
        "incidents/untracked é.md": ("incidents/untracked é.md", None),
        "runbooks/a.md": ("runbooks/a.md", None),
    }


def test_an_edit_that_is_not_staged_and_a_file_that_only_looks_changed(
    repository: Path, base: str
) -> None:
    write(repository, "incidents/edited.md", "other\n")
    os.utime(repository / "incidents/same.md", (1, 1))

    assert told(repository, base) == {"incidents/edited.md": ("incidents/edited.md", "edited")}


def test_a_file_that_is_only_gone_from_the_disk(repository: Path, base: str) -> None:
    (repository / "incidents/deleted.md").unlink()

    assert told(repository, base) == {"incidents/deleted.md": (None, "deleted")}


def test_what_main_did_meanwhile_is_not_of_the_branch(
    repository: Path, git: Git, base: str
) -> None:
    git("commit", "-q", "--allow-empty", "-m", "work")
    git("switch", "-q", "main")
    write(repository, "incidents/same.md", "of main")
    git("commit", "-qam", "main")
    git("switch", "-q", "work")
    found = Repository.find(repository)

    assert comparing.merge_base(found, "main") == base
    assert told(repository, base) == {}


def test_a_large_file_is_not_read(repository: Path, git: Git) -> None:
    write(repository, "incidents/a.md", "x" * (comparing.LARGEST + 1))
    git("add", "-A")
    git("commit", "-qm", "base")
    oid = git("rev-parse", "HEAD:incidents/a.md").strip()

    assert comparing.contents(Repository.find(repository), [oid]) == {}


# ------------------------------------------------------------------ what cannot be compared


@pytest.mark.parametrize(
    ("revision", "what"),
    [
        ("nosuch", "git knows no revision 'nosuch' here"),
        ("origin/main", "git knows no revision 'origin/main' here"),
        ("--output=/tmp/x", "'--output=/tmp/x' is not a revision"),
        ("-x", "'-x' is not a revision"),
        ("main:incidents", "'main:incidents' is not a revision"),
        ("", "'' is not a revision"),
        ("a\nb", "'a\nb' is not a revision"),
        ("main^{tree}", "git knows no revision 'main^{tree}' here"),
    ],
)
@pytest.mark.usefixtures("base")
def test_a_revision_that_is_none(repository: Path, revision: str, what: str) -> None:
    with pytest.raises(UsageError) as caught:
        comparing.merge_base(Repository.find(repository), revision)
    assert caught.value.what == what
    assert caught.value.exit_code == 2


@pytest.mark.usefixtures("base")
def test_a_revision_that_is_not_fetched_says_how(repository: Path) -> None:
    with pytest.raises(UsageError) as caught:
        comparing.merge_base(Repository.find(repository), "origin/main")
    assert caught.value.hint == "Fetch it: git fetch origin main"


def test_before_the_first_commit(repository: Path) -> None:
    with pytest.raises(UsageError, match="nothing was committed yet"):
        comparing.merge_base(Repository.find(repository), "main")


@pytest.mark.usefixtures("base")
def test_a_branch_without_a_common_commit(repository: Path, git: Git) -> None:
    git("switch", "-q", "--orphan", "other")
    git("commit", "-q", "--allow-empty", "-m", "other")
    with pytest.raises(UsageError, match="have no commit in common"):
        comparing.merge_base(Repository.find(repository), "main")


@pytest.mark.usefixtures("base")
def test_a_shallow_clone(repository: Path, git: Git, tmp_path: Path) -> None:
    git("commit", "-q", "--allow-empty", "-m", "work")
    git("switch", "-q", "main")
    git("commit", "-q", "--allow-empty", "-m", "main")
    clone = tmp_path / "clone"
    url = f"file://{repository}"
    git("clone", "-q", "--depth=1", "--no-single-branch", "-b", "work", url, str(clone))
    with pytest.raises(UsageError, match="it is shallow") as caught:
        comparing.merge_base(Repository.find(clone), "origin/main")
    assert "fetch-depth: 0" in caught.value.hint


# ------------------------------------------------------------------ nothing is run


def test_no_hook_filter_or_monitor_of_the_repository_is_run(
    repository: Path, git: Git, base: str, tmp_path: Path
) -> None:
    mark, script = tmp_path / "was-run", tmp_path / "evil"
    script.write_text(f"#!/bin/sh\necho ran >> {mark}\ncat\n")
    script.chmod(0o755)
    for key in ("core.fsmonitor", "filter.evil.clean", "filter.evil.smudge", "filter.evil.process"):
        git("config", key, str(script))
    for key in ("diff.external", "diff.evil.command", "diff.evil.textconv", "gpg.program"):
        git("config", key, str(script))
    git("config", "log.showSignature", "true")
    for hook in ("post-index-change", "post-checkout", "reference-transaction"):
        path = repository / ".git/hooks" / hook
        path.parent.mkdir(exist_ok=True)
        path.write_text(script.read_text())
        path.chmod(0o755)
    write(repository, ".gitattributes", "*.md filter=evil diff=evil\n")
    write(repository, "incidents/edited.md", "other\n")
    os.utime(repository / "incidents/same.md", None)
    found = Repository.find(repository)

    assert comparing.merge_base(found, "main") == base
    assert set(told(repository, base)) == {"incidents/edited.md"}
    assert [one.oid for one in steps.steps(found, base, FOLDERS)] == []
    assert not mark.exists()
    subprocess.run(["git", "status"], cwd=repository, check=True, capture_output=True)
    assert mark.exists(), "the trap is none"
