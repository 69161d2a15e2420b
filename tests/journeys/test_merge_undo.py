"""A merge taken back, and a merge that git or the disk does not take: both documents or none."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Git = Callable[..., str]
State = Callable[[], object]
THIS, OTHER = "2026-03-04-checkout-failures", "2026-03-04-search-is-slow"
MERGE = ("merge", "search", "-i", "checkout", "-m", "same database")


@pytest.fixture
def two(declared: Any, beginnings: Any) -> Any:
    """Two open incidents with notes at 15:33 and 15:34."""
    return beginnings.grown(declared, _two)


def _two(declared: Any) -> None:
    declared("declare", "Search is slow", "-s", "3", "--service", "search", "--alias", "INC-7")
    declared("log", "Theory: the index", "-i", "search")
    declared("log", "pods restart", "-i", "checkout")


@pytest.fixture
def both(two: Any) -> Callable[[], list[bytes]]:
    """Read both documents."""
    paths = [two.folder / f"incidents/2026/03/{name}.md" for name in (THIS, OTHER)]
    return lambda: [path.read_bytes() for path in paths]


def hook(root: Path, name: str, script: str) -> Path:
    path = root / ".git" / "hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


# ------------------------------------------------------------------ undo


@pytest.mark.parametrize("name", [(), (THIS,), (OTHER,), ("-i", OTHER), ("INC-7",)])
def test_a_merge_is_taken_back_in_both_by_one_commit(
    name: tuple[str, ...], two: Any, both: Callable[[], list[bytes]], git: Git
) -> None:
    before = both()
    two(*MERGE)
    merge = git("rev-parse", "HEAD").strip()
    answer = two("undo", *name, "--json").json
    assert both() == before
    assert answer["undone"] == merge
    assert [Path(path).stem for path in answer["paths"]] == [THIS, OTHER]
    assert git("rev-parse", "HEAD~").strip() == merge
    assert git("log", "-1", "--format=%s").strip() == f"{THIS}: undone merged {OTHER}"
    trailers = git("log", "-1", "--format=%(trailers:key=Incident,valueonly)").split()
    assert trailers == [THIS, OTHER]
    assert git("status", "--porcelain") == ""
    assert two("log", "x", "-i", "search", "--json").json["incident"] == OTHER


def test_what_was_written_since_stays(two: Any, both: Callable[[], list[bytes]], git: Git) -> None:
    before = both()
    two(*MERGE)
    two("severity", "2", "-i", "checkout", "-m", "half of it")
    two("log", "written since", "-i", "search")
    two("undo", OTHER)
    this, other = both()
    assert other == before[1]
    assert b"SEV2: half of it" in this and b"written since" in this
    assert b"search" not in this
    entries = two("show", THIS, "--json").json["incident"]["entries"]
    assert [entry["kind"] for entry in entries] == ["declared", "note", "severity", "note"]
    assert git("status", "--porcelain") == ""


def test_undone_one_after_the_other(two: Any, both: Callable[[], list[bytes]]) -> None:
    before = both()
    two(*MERGE)
    merged = both()
    two("log", "written since", "-i", "checkout")
    two("undo", "checkout")
    assert both() == merged
    two("undo", "checkout")
    assert both() == before
    two("undo", "checkout")
    assert b"pods restart" not in both()[0]


def test_a_merge_that_was_taken_back_is_made_again(
    two: Any, both: Callable[[], list[bytes]]
) -> None:
    two(*MERGE)
    two("undo")
    two(*MERGE)
    assert b"merged_into" in both()[1]
    two("undo", OTHER)
    assert b"merged_into" not in both()[1]


def test_both_were_edited_by_hand_since(
    two: Any, both: Callable[[], list[bytes]], git: Git
) -> None:
    two(*MERGE)
    for name in (THIS, OTHER):
        path = two.folder / f"incidents/2026/03/{name}.md"
        text = path.read_text()
        path.write_text(text.replace("## Timeline", f"By hand: {name}.\n\n## Timeline"))
    two("undo", OTHER)
    assert all(b"By hand: " in data and b"merged" not in data for data in both())
    subjects = git("log", "-3", "--format=%s").splitlines()
    assert subjects[1:] == [f"{OTHER}: edited by hand", f"{THIS}: edited by hand"]


def test_an_overlap_leaves_both_as_they_are(two: Any, git: Git, state: State) -> None:
    two(*MERGE)
    path = two.folder / f"incidents/2026/03/{THIS}.md"
    path.write_text(path.read_text().replace("the index", "the index of the shop"))
    git("commit", "-qam", "by bob")
    before = state()
    ran = two("undo", OTHER, ok=False)
    assert (ran.code, "overlaps" in ran.err) == (1, True)
    assert state() == before


def test_a_dry_run_shows_both_and_changes_nothing(two: Any, state: State) -> None:
    two(*MERGE)
    before = state()
    ran = two("undo", OTHER, "-n")
    assert state() == before
    assert f"+++ b/incidents/2026/03/{THIS}.md" in ran.out
    assert f"+++ b/incidents/2026/03/{OTHER}.md" in ran.out


def test_a_squashed_commit_that_only_names_an_incident_leaves_it_alone(
    two: Any, both: Callable[[], list[bytes]], git: Git
) -> None:
    path = two.folder / f"incidents/2026/03/{OTHER}.md"
    path.write_text(path.read_text() + "- 15:40 by hand\n")
    words = f"{OTHER}: x\n\nIncident: {OTHER}\nIncident: {THIS}\nIncident: ../../x\n"
    git("commit", "-qa", "-F", "-", stdin=words)
    before = both()[0]
    two("undo", OTHER)
    assert (both()[0], b"by hand" in both()[1]) == (before, False)


# ------------------------------------------------------------------ refused


@pytest.mark.parametrize("verb", ["merge", "undo"])
def test_a_hook_that_refuses_leaves_no_trace_and_retry_does_it(
    verb: str, two: Any, both: Callable[[], list[bytes]], state: State, git: Git
) -> None:
    before_merge = both()
    if verb == "undo":
        two(*MERGE)
    before = state()
    refusing = hook(two.folder, "pre-commit", "exit 1")
    ran = two(*(MERGE if verb == "merge" else ("undo", OTHER)), ok=False)
    assert (ran.code, "inc retry" in ran.err) == (4, True)
    assert state() == before
    assert git("status", "--porcelain") == ""
    refusing.unlink()
    two("retry")
    assert (both() == before_merge) == (verb == "undo")
    last = two("show", THIS, "--json").json["incident"]["entries"][-1]
    assert last["kind"] == ("merged" if verb == "merge" else "note")
    if verb == "merge":
        assert last["at"] == "2026-03-04T15:35:00Z"  # when it was typed


def test_a_note_that_waited_goes_where_its_incident_went(two: Any) -> None:
    refusing = hook(two.folder, "pre-commit", "exit 1")
    assert two("log", "typed before", "-i", "search", ok=False).code == 4
    refusing.unlink()
    two(*MERGE)
    two("retry")
    entries = two("show", THIS, "--json").json["incident"]["entries"]
    assert "typed before" in [entry["text"] for entry in entries]


def test_a_formatter_in_a_hook_does_not_part_them(
    two: Any, both: Callable[[], list[bytes]], git: Git
) -> None:
    script = (
        f"f=incidents/2026/03/{OTHER}.md; grep -q formatted $f || {{ echo formatted >>$f; false; }}"
    )
    formatter = hook(two.folder, "pre-commit", script)
    two(*MERGE)
    formatter.unlink()
    assert b"formatted" in both()[1]
    assert git("status", "--porcelain") == ""
    two("log", "next")
    assert b"formatted" in git("show", f"HEAD:incidents/2026/03/{OTHER}.md").encode()


def test_a_disk_that_does_not_take_what_is_to_change(
    two: Any, both: Callable[[], list[bytes]], state: State, git: Git
) -> None:
    path = two.folder / f"incidents/2026/03/{OTHER}.md"
    path.write_text(path.read_text().replace("## Timeline", "words\n" * 40_000 + "\n## Timeline"))
    git("commit", "-qam", "a long story")
    before = state()
    command = f'ulimit -f 100; exec "{sys.executable}" -m inc "$@"'
    ran = subprocess.run(
        ["sh", "-c", command, "inc", *MERGE], cwd=two.folder, capture_output=True, text=True
    )
    assert ran.returncode == 4, ran
    assert "journal cannot be written" in ran.stderr and "inc retry" in ran.stderr
    assert state() == before
    assert git("status", "--porcelain") == ""
    two("retry")
    assert b"merged_into" in both()[1]


def test_a_merge_that_is_in_the_way_of_git(two: Any, state: State, git: Git) -> None:
    head = git("rev-parse", "HEAD").strip()
    (two.folder / ".git" / "MERGE_HEAD").write_text(head + "\n")
    before = state()
    ran = two(*MERGE, ok=False)
    assert (ran.code, "merge" in ran.err) == (4, True)
    assert state() == before
