"""Finding the repository and reading its state, each answer compared with git's own."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from inc.errors import GitRefused
from inc.vcs.refs import Head
from inc.vcs.repository import Repository

Git = Callable[..., str]
OID = "1" * 40


def seeded(git: Git) -> str:
    """Make a first commit and return its id."""
    git("commit", "--quiet", "--allow-empty", "-m", "first")
    return git("rev-parse", "HEAD").strip()


def as_git_says(folder: Path, git: Git) -> tuple[str, str, str]:
    asked = ("--show-toplevel", "--absolute-git-dir", "--git-common-dir")
    worktree, git_dir, common = git("rev-parse", *asked, cwd=folder).split("\n")[:3]
    # `--path-format=absolute` came with 2.31; before, a common directory is told from the folder.
    return worktree, git_dir, str((folder / common).resolve())


def found(folder: Path) -> tuple[str, str, str]:
    repository = Repository.find(folder)
    return str(repository.worktree), str(repository.git_dir), str(repository.common_dir)


def two_sided_conflict(git: Git, repository: Path) -> None:
    """Leave `main` and `other` with different lines in one file, on `main`."""
    (repository / "f").write_text("base\n")
    git("add", "f")
    git("commit", "-qm", "base")
    for branch, text in (("other", "theirs\n"), ("main", "ours\n")):
        git("checkout", "-q", "-B", branch, *(["main"] if branch == "other" else []))
        (repository / "f").write_text(text)
        git("commit", "-qam", f"on {branch}")
        git("checkout", "-q", "main")


def test_found_from_any_folder_below(repository: Path, git: Git) -> None:
    deep = repository / "incidents" / "2026"
    deep.mkdir(parents=True)
    assert found(deep) == as_git_says(deep, git) == found(repository)


def test_found_through_a_symbolic_link(repository: Path, tmp_path: Path, git: Git) -> None:
    (tmp_path / "link").symlink_to(repository)
    assert found(tmp_path / "link") == as_git_says(repository, git)


def test_linked_worktree_shares_the_common_directory(
    repository: Path, tmp_path: Path, git: Git
) -> None:
    oid = seeded(git)
    linked = tmp_path / "linked"
    git("worktree", "add", "-q", "-b", "side", str(linked))
    assert found(linked) == as_git_says(linked, git)
    assert Repository.find(linked).private() == Repository.find(repository).private()
    assert Repository.find(linked).head() == Head("refs/heads/side", oid)
    assert Repository.find(repository).head() == Head("refs/heads/main", oid)


def test_submodule_is_a_repository_of_its_own(repository: Path, tmp_path: Path, git: Git) -> None:
    seeded(git)
    outer = tmp_path / "outer"
    git("init", "-q", str(outer))
    git(
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "add",
        "-q",
        str(repository),
        "sub",
        cwd=outer,
    )
    assert found(outer / "sub") == as_git_says(outer / "sub", git)


def test_core_worktree_is_honoured(repository: Path, tmp_path: Path, git: Git) -> None:
    (tmp_path / "tree").mkdir()
    git("config", "core.worktree", str(tmp_path / "tree"))
    assert Repository.find(repository).worktree == tmp_path / "tree"


def test_an_empty_git_folder_is_passed_over_like_git_does(repository: Path, git: Git) -> None:
    inner = repository / "inner"
    (inner / ".git").mkdir(parents=True)
    assert found(inner) == as_git_says(inner, git)


def test_outside_of_a_repository(tmp_path: Path) -> None:
    with pytest.raises(GitRefused, match="not inside a git repository") as refused:
        Repository.find(tmp_path)
    assert "inc init" in refused.value.hint
    assert refused.value.exit_code == 4


def test_bare_repositories_and_git_folders_have_no_documents(
    repository: Path, tmp_path: Path, git: Git
) -> None:
    git("init", "-q", "--bare", str(tmp_path / "bare.git"))
    for folder in (tmp_path / "bare.git", tmp_path / "bare.git" / "refs", repository / ".git"):
        with pytest.raises(GitRefused, match="without a work tree"):
            Repository.find(folder)
    git("config", "core.bare", "true")
    with pytest.raises(GitRefused, match="without a work tree"):
        Repository.find(repository)


def test_a_work_tree_of_a_bare_repository_is_one(
    tmp_path: Path, repository: Path, git: Git
) -> None:
    seeded(git)
    bare, linked = tmp_path / "bare.git", tmp_path / "linked"
    git("clone", "-q", "--bare", str(repository), str(bare))
    git("worktree", "add", "-q", "--detach", str(linked), cwd=bare)
    assert found(linked) == as_git_says(linked, git)


def test_a_link_to_nowhere_is_named(tmp_path: Path) -> None:
    (tmp_path / ".git").write_text("gitdir: /gone/away\n")
    with pytest.raises(GitRefused, match="/gone/away"):
        Repository.find(tmp_path)


def test_head_before_the_first_commit(repository: Path) -> None:
    assert Repository.find(repository).head() == Head("refs/heads/main", None)


def test_head_loose_packed_and_moved_on(repository: Path, git: Git) -> None:
    first = seeded(git)
    git("branch", "main-old")
    git("tag", "-a", "-m", "peeled lines in packed-refs", "v1")
    inc = Repository.find(repository)
    assert inc.head() == Head("refs/heads/main", first)
    git("pack-refs", "--all", "--prune")
    assert not (repository / ".git" / "refs" / "heads" / "main").exists()
    assert inc.head() == Head("refs/heads/main", first)
    git("commit", "-q", "--allow-empty", "-m", "second")
    assert inc.head() == Head("refs/heads/main", git("rev-parse", "HEAD").strip())


def test_head_detached(repository: Path, git: Git) -> None:
    oid = seeded(git)
    git("checkout", "-q", "--detach")
    assert Repository.find(repository).head() == Head(None, oid)


def test_head_in_a_folder_of_branches(repository: Path, git: Git) -> None:
    oid = seeded(git)
    git("checkout", "-q", "-b", "team/on-call")
    assert Repository.find(repository).head() == Head("refs/heads/team/on-call", oid)


def test_head_by_way_of_another_symbolic_ref(repository: Path, git: Git) -> None:
    oid = seeded(git)
    git("symbolic-ref", "refs/heads/alias", "refs/heads/main")
    git("symbolic-ref", "HEAD", "refs/heads/alias")
    assert Repository.find(repository).head() == Head("refs/heads/main", oid)


def test_head_that_is_a_symbolic_link(repository: Path, git: Git) -> None:
    oid = seeded(git)
    (repository / ".git" / "HEAD").unlink()
    (repository / ".git" / "HEAD").symlink_to("refs/heads/main")
    assert Repository.find(repository).head() == Head("refs/heads/main", oid)


def test_head_with_sha256(tmp_path: Path, repository: Path, git: Git) -> None:
    root = tmp_path / "sha256"
    git("init", "-q", "--object-format=sha256", str(root))
    git("commit", "-q", "--allow-empty", "-m", "first", cwd=root)
    oid = git("rev-parse", "HEAD", cwd=root).strip()
    assert len(oid) == 64
    assert Repository.find(root).head() == Head("refs/heads/main", oid)
    git("pack-refs", "--all", cwd=root)
    assert Repository.find(root).head() == Head("refs/heads/main", oid)


def test_head_is_asked_of_git_when_the_files_do_not_tell(repository: Path, git: Git) -> None:
    inc = Repository.find(repository)
    assert inc._head_asked() == Head("refs/heads/main", None)
    oid = seeded(git)
    assert inc._head_asked() == Head("refs/heads/main", oid)
    git("checkout", "-q", "--detach")
    assert inc._head_asked() == Head(None, oid)


def test_a_branch_that_a_power_cut_emptied(repository: Path, git: Git) -> None:
    oid = seeded(git)
    file = repository / ".git/refs/heads/main"
    file.write_bytes(b"")
    with pytest.raises(GitRefused, match="is empty, as a power cut leaves it") as refused:
        Repository.find(repository).head()
    (command,) = re.findall(r"`(rm [^`]*)`", refused.value.hint)
    subprocess.run(["sh", "-c", command], cwd=repository, check=True)
    assert git("rev-parse", "HEAD").strip() == oid
    file.write_bytes(b"")
    (repository / ".git/logs/refs/heads/main").unlink()
    with pytest.raises(GitRefused) as refused:
        Repository.find(repository).head()
    assert "COMMIT" in refused.value.hint and "git fsck --lost-found" in refused.value.hint


def test_head_of_reftable(tmp_path: Path, repository: Path) -> None:
    root = tmp_path / "reftable"
    made = subprocess.run(
        ["git", "init", "-q", "--ref-format=reftable", str(root)], capture_output=True
    )
    if made.returncode != 0:
        pytest.skip("this git knows no reftable")
    assert Repository.find(root).head() == Head("refs/heads/main", None)


def stop_at_conflict(git: Git, *args: str) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        git(*args)


@pytest.mark.parametrize(
    ("operation", "command"),
    [
        ("merge", ["merge", "-q", "other"]),
        ("rebase", ["rebase", "-q", "other"]),
        ("rebase", ["rebase", "-q", "--apply", "other"]),
        ("cherry-pick", ["cherry-pick", "other"]),
        ("cherry-pick", ["cherry-pick", "other~1..other", "main~1"]),
        ("revert", ["revert", "--no-edit", "main~1"]),
    ],
)
def test_unfinished_operations_are_refused_until_aborted(
    repository: Path, git: Git, operation: str, command: list[str]
) -> None:
    two_sided_conflict(git, repository)
    inc = Repository.find(repository)
    assert inc.operation_in_progress() is None
    inc.refuse_unsafe_state(detached_ok=False)
    stop_at_conflict(git, *command)
    assert inc.operation_in_progress() == operation
    with pytest.raises(GitRefused, match=f"a {operation} is in progress") as refused:
        inc.refuse_unsafe_state(detached_ok=True)
    assert f"git {operation} --abort" in refused.value.hint
    git(operation, "--abort")
    inc.refuse_unsafe_state(detached_ok=False)


def test_a_stopped_am_is_told_from_a_rebase(repository: Path, git: Git) -> None:
    two_sided_conflict(git, repository)
    patch = git("format-patch", "-1", "--stdout", "other")
    with pytest.raises(subprocess.CalledProcessError):
        git("am", "-q", stdin=patch)
    assert Repository.find(repository).operation_in_progress() == "am"


def test_the_rest_of_a_sequence_counts_too(repository: Path, git: Git) -> None:
    two_sided_conflict(git, repository)
    stop_at_conflict(git, "revert", "--no-edit", "main~1", "main")
    (repository / "f").write_text("solved\n")
    git("commit", "-qam", "solved by hand, without --continue")
    assert not (repository / ".git" / "REVERT_HEAD").exists()
    assert Repository.find(repository).operation_in_progress() == "revert"


def test_an_operation_in_another_work_tree_does_not_count(
    repository: Path, tmp_path: Path, git: Git
) -> None:
    two_sided_conflict(git, repository)
    git("worktree", "add", "-q", "-b", "side", str(tmp_path / "linked"))
    stop_at_conflict(git, "merge", "-q", "other")
    linked = Repository.find(tmp_path / "linked")
    linked.refuse_unsafe_state(detached_ok=False)
    with pytest.raises(subprocess.CalledProcessError):
        git("merge", "-q", "other", cwd=tmp_path / "linked")
    assert linked.operation_in_progress() == "merge"


def test_detached_is_refused_unless_asked_for(repository: Path, git: Git) -> None:
    seeded(git)
    git("checkout", "-q", "--detach")
    inc = Repository.find(repository)
    inc.refuse_unsafe_state(detached_ok=True)
    with pytest.raises(GitRefused, match="detached HEAD") as refused:
        inc.refuse_unsafe_state(detached_ok=False)
    assert "git switch" in refused.value.hint


def test_a_bisect_is_named(repository: Path, git: Git) -> None:
    for text in "abc":
        git("commit", "-q", "--allow-empty", "-m", text)
    git("bisect", "start", "HEAD", "HEAD~2")
    with pytest.raises(GitRefused, match="bisect") as refused:
        Repository.find(repository).refuse_unsafe_state(detached_ok=False)
    assert "git bisect reset" in refused.value.hint


def test_an_unborn_branch_is_safe(repository: Path) -> None:
    Repository.find(repository).refuse_unsafe_state(detached_ok=False)


def test_a_branch_that_lost_its_commit_is_not_begun_anew(repository: Path, git: Git) -> None:
    git("commit", "-q", "--allow-empty", "-m", "one")
    oid = git("rev-parse", "HEAD").strip()
    (repository / ".git" / "refs" / "heads" / "main").unlink()
    for detached_ok in (False, True):
        with pytest.raises(GitRefused, match="refs/heads/main had the commit") as refused:
            Repository.find(repository).refuse_unsafe_state(detached_ok=detached_ok)
        assert f"git update-ref refs/heads/main {oid}" in refused.value.hint


def test_a_branch_that_somebody_deleted_or_begins_is_safe(repository: Path, git: Git) -> None:
    git("commit", "-q", "--allow-empty", "-m", "one")
    git("checkout", "-q", "--orphan", "new")
    Repository.find(repository).refuse_unsafe_state(detached_ok=False)
    git("commit", "-q", "--allow-empty", "-m", "new")
    git("update-ref", "-d", "HEAD")
    Repository.find(repository).refuse_unsafe_state(detached_ok=False)
    git("checkout", "-q", "main")
    git("symbolic-ref", "HEAD", "refs/heads/other")
    git("branch", "-D", "-q", "main")
    git("symbolic-ref", "HEAD", "refs/heads/main")
    Repository.find(repository).refuse_unsafe_state(detached_ok=False)
