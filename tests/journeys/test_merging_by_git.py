"""Two people write to one incident, and git merges, rebases, picks, pops and reverts."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from inc.store.three_way.documents import merge

if TYPE_CHECKING:
    from conftest import Cli

Git = Callable[..., str]
PATH = "incidents/2026/03/2026-03-04-checkout-failures.md"
OURS = (
    ("log", "look at the pool"),
    ("update", "We are looking.", "-s", "identified", "--impact", "cards"),
    ("assign", "scribe", "bob"),
    ("severity", "2", "-m", "fewer than we feared"),
    ("action", "add", "Upgrade the driver", "--owner", "bob", "--due", "2026-03-20"),
)
THEIRS = (
    ("log", "the disks are fine"),
    ("assign", "commander", "carol"),
    ("log", "restarted a pod"),
    ("mitigate", "restarted all pods"),
    ("action", "add", "Alert on the pool", "--owner", "carol", "--due", "2026-03-20"),
)


@pytest.fixture
def two(declared: Cli, git: Git) -> Cli:
    """An incident of which two branches have five commits each; `main` is checked out."""
    git("branch", "theirs")
    for words in OURS:
        declared(*words)
    git("switch", "--quiet", "theirs")
    for words in THEIRS:
        declared(*words)
    git("switch", "--quiet", "main")
    return declared


def text(git: Git, revision: str) -> str:
    return git("show", f"{revision}:{PATH}")


def expected(git: Git, base: str, ours: str, theirs: str) -> str:
    return merge(text(git, base), text(git, ours), text(git, theirs), PATH).text


def is_clean(git: Git) -> bool:
    return git("status", "--porcelain") == ""


def test_a_merge(two: Cli, git: Git) -> None:
    made = expected(git, git("merge-base", "main", "theirs").strip(), "main", "theirs")
    git("merge", "--quiet", "--no-edit", "theirs")

    assert text(git, "HEAD") == made
    assert is_clean(git)
    assert two("check").code == 0
    for words in ("look at the pool", "the disks are fine", "Upgrade the driver", "Alert on"):
        assert made.count(words) == 1


def test_the_other_way_round_it_is_the_same(two: Cli, git: Git) -> None:
    made = expected(git, git("merge-base", "main", "theirs").strip(), "main", "theirs")
    git("switch", "--quiet", "theirs")
    git("merge", "--quiet", "--no-edit", "main")

    assert text(git, "HEAD") == made


def test_a_rebase(two: Cli, git: Git) -> None:
    made = expected(git, git("merge-base", "main", "theirs").strip(), "main", "theirs")
    git("rebase", "--quiet", "theirs")

    assert text(git, "HEAD") == made
    assert git("rev-list", "--count", "--no-merges", "theirs..main").strip() == str(len(OURS))
    assert is_clean(git)


def test_a_cherry_pick_and_then_a_merge(two: Cli, git: Git) -> None:
    made = expected(git, git("merge-base", "main", "theirs").strip(), "main", "theirs")
    git("cherry-pick", "theirs~4")
    assert text(git, "HEAD").count("the disks are fine") == 1
    assert "restarted a pod" not in text(git, "HEAD")

    git("merge", "--quiet", "--no-edit", "theirs")
    assert text(git, "HEAD") == made


def test_a_stash_that_is_popped(two: Cli, git: Git) -> None:
    path = two.folder / PATH
    path.write_text(path.read_text().replace("## Timeline", "Typed by hand.\n\n## Timeline", 1))
    git("stash", "--quiet")
    two("log", "meanwhile")
    git("stash", "pop", "--quiet")

    assert "meanwhile" in path.read_text()
    assert "Typed by hand." in path.read_text()
    assert git("stash", "list") == ""


def test_a_revert_of_an_older_commit(two: Cli, git: Git) -> None:
    before = text(git, "HEAD")
    git("revert", "--no-edit", "HEAD~4")

    after = text(git, "HEAD")
    assert "look at the pool" not in after
    gone = [line for line in before.split("\n") if "look at the pool" in line]
    assert after.split("\n") == [line for line in before.split("\n") if line not in gone]


def test_one_incident_that_both_declared(cli: Cli, git: Git) -> None:
    git("branch", "theirs")
    cli("declare", "Checkout failures", "-s", "sev1")
    git("switch", "--quiet", "theirs")
    cli("declare", "Checkout failures", "-s", "sev2")
    made = merge(None, text(git, "main"), text(git, "theirs"), PATH).text
    git("switch", "--quiet", "main")
    git("merge", "--quiet", "--no-edit", "theirs")

    assert text(git, "HEAD") == made
    assert made.count("**declared**") == 2


def test_histories_that_cross(two: Cli, git: Git) -> None:
    git("branch", "ours")
    git("merge", "--quiet", "--no-edit", "theirs")
    git("switch", "--quiet", "theirs")
    git("merge", "--quiet", "--no-edit", "ours")
    two("log", "on the one side")
    git("switch", "--quiet", "main")
    two("log", "on the other")
    git("merge", "--quiet", "--no-edit", "theirs")

    made = text(git, "HEAD")
    for words in ("on the one side", "on the other", "look at the pool", "the disks are fine"):
        assert made.count(words) == 1
    assert is_clean(git)


def test_a_clone_without_the_driver_is_told_loudly(two: Cli, git: Git) -> None:
    git("config", "--remove-section", "merge.inc")
    done = subprocess.run(
        ["git", "merge", "theirs"], cwd=two.folder, capture_output=True, check=False
    )

    assert done.returncode == 1
    assert b"<<<<<<<" in Path(two.folder, PATH).read_bytes()
    ran = two("check", ok=False)
    assert ran.code == 1
    assert "conflict markers" in ran.out


def test_a_program_that_was_removed_drops_no_side(two: Cli, git: Git) -> None:
    git("config", "merge.inc.driver", "/no/such/inc merge-driver %O %A %B %P %L")
    done = subprocess.run(
        ["git", "merge", "theirs"], cwd=two.folder, capture_output=True, check=False
    )

    assert done.returncode != 0
    assert git("rev-parse", "HEAD") == git("rev-parse", "main")
    ran = two("doctor", ok=False)
    assert "/no/such/inc, which is not there any more" in ran.out


def side_taken(two: Cli, git: Git) -> None:
    """A branch into which the other one was merged, and only what we wrote was kept."""
    git("branch", "start", "theirs~5")
    git("merge", "--quiet", "--no-edit", "--strategy=ours", "theirs")


def test_a_merge_that_took_one_side_is_found(two: Cli, git: Git) -> None:
    side_taken(two, git)
    ran = two("check", "--base", "start", "--json", ok=False)

    [found] = [one for one in ran.json["findings"] if one["code"] == "INC406"]
    commit = git("rev-parse", "--short=12", "HEAD").strip()
    assert found["message"].startswith(f"the merge {commit} lost ^")
    assert found["level"] == "error"


def test_what_was_put_back_after_such_a_merge_is_no_finding(two: Cli, git: Git) -> None:
    made = expected(git, git("merge-base", "main", "theirs").strip(), "main", "theirs")
    side_taken(two, git)
    Path(two.folder, PATH).write_text(made)
    git("commit", "--quiet", "-am", "both sides")

    assert "INC406" not in two("check", "--base", "start", ok=False).out


def test_a_merge_by_the_driver_is_no_finding(two: Cli, git: Git) -> None:
    git("branch", "start", "theirs~5")
    git("merge", "--quiet", "--no-edit", "theirs")
    found = two("check", "--base", "start", ok=False).out

    assert "INC406" not in found
    assert "INC407" not in found


def test_a_merge_by_hand_that_loses_no_entry_is_a_warning(two: Cli, git: Git) -> None:
    git("branch", "start", "theirs~5")
    git("merge", "--quiet", "--no-edit", "--no-commit", "theirs")
    path = Path(two.folder, PATH)
    path.write_text(path.read_text().replace("severity: SEV2", "severity: SEV3"))
    git("commit", "--quiet", "-am", "merged")
    ran = two("check", "--base", "start", "--json", ok=False)

    [found] = [one for one in ran.json["findings"] if one["code"] == "INC407"]
    assert found["level"] == "warning"


def test_what_a_rebase_decides_is_told_once(declared: Cli, git: Git) -> None:
    document = declared.folder / PATH

    def write(old: str, new: str) -> None:
        before = document.read_text()
        assert old in before
        document.write_text(before.replace(old, new))
        git("commit", "--quiet", "-am", "a summary")

    def rebased() -> list[str]:
        command = ["git", "rebase", "theirs"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        return [line for line in done.stderr.split("\n") if "several versions" in line]

    write("## Timeline", "## Summary\n\nSome orders fail.\n\n## Timeline")
    git("branch", "theirs")
    write("Some orders fail.", "Most orders fail.")
    for number in range(3):
        declared("log", f"note {number}")
    git("switch", "--quiet", "theirs")
    write("Some orders fail.", "All orders fail.")
    git("switch", "--quiet", "main")
    before = git("rev-parse", "HEAD").strip()
    assert len(rebased()) == 1
    assert "All orders fail." in document.read_text()
    git("reset", "--quiet", "--hard", before)
    assert len(rebased()) == 1
    assert list((declared.folder / ".git").glob("**/*told*")) == []


# ------------------------------------------------------------------ code of the repository


def _with_program_of_the_same_name(two: Cli, git: Git) -> Path:
    """A marker that an `inc.py` in the root of the repository leaves where it is run."""
    ran = two.folder.parent / "ran"
    (two.folder / "inc.py").write_text(f"open({str(ran)!r}, 'w')\n")
    git("add", "inc.py")
    git("commit", "--quiet", "-m", "a module")
    return ran


def test_nothing_of_the_repository_is_run_by_a_merge(two: Cli, git: Git) -> None:
    ran = _with_program_of_the_same_name(two, git)
    git("merge", "--quiet", "--no-edit", "theirs")
    assert not ran.exists()
    made = text(git, "HEAD")
    assert ("look at the pool" in made, "the disks are fine" in made) == (True, True)


def test_a_driver_that_would_run_what_the_repository_has_is_replaced(two: Cli, git: Git) -> None:
    safe = git("config", "merge.inc.driver").strip()
    assert " -P -m inc " in safe
    git("config", "merge.inc.driver", safe.replace(" -P ", " "))
    ran = two("doctor", ok=False)
    assert "git would run an inc.py of this repository" in ran.out
    two("doctor", "--fix", ok=False)
    assert git("config", "merge.inc.driver").strip() == safe
