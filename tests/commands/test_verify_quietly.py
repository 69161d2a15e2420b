"""What somebody does to the record quietly, so that no entry is lost: `inc verify` tells of it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from proven import (
    INCIDENT,
    NAME,
    OTHER,
    OTHER_NAME,
    POOL,
    TEXT,
    Cli,
    Git,
    answer,
    commit,
    drop,
    entry_id,
    found,
    head,
    line_with,
    rewrite,
    the_one,
    unmarked,
    with_two_notes,
)


@pytest.fixture
def told(declared: Any) -> Cli:
    """An incident with three entries, and a git without our merge driver."""
    return with_two_notes(declared)


# ------------------------------------------------------------------ fields, by a merge


FORGED = [
    ("roles:\n  commander: eve", "roles.commander says eve by hand"),
    ("roles:\n  sme: [eve]", "roles.sme says eve by hand"),
    ('mitigated_at: "2026-03-04T15:33:00Z"', "mitigated_at says 2026-03-04T15:33:00Z by hand"),
]


def forged_beside(repository: Path, git: Git, line: str, start: str) -> str:
    """A commit that brings the document with a field that nobody gave, from before there was it."""
    text = (repository / INCIDENT).read_text()
    git("switch", "-q", *(["-c", "side", start] if start else ["--orphan", "side"]))
    (repository / INCIDENT).parent.mkdir(parents=True, exist_ok=True)
    (repository / INCIDENT).write_text(text.replace("severity: SEV1", f"severity: SEV1\n{line}"))
    made = commit(git, "begun")
    git("switch", "-q", "main")
    return made


@pytest.mark.parametrize("start", ["", "HEAD~3"])
@pytest.mark.parametrize(("line", "what"), FORGED)
def test_a_field_that_comes_with_a_second_beginning(
    told: Cli, repository: Path, git: Git, line: str, what: str, start: str
) -> None:
    bad, since = forged_beside(repository, git, line, start), head(git)
    merge = ["merge", "-q", "-X", "theirs", "--allow-unrelated-histories", "-m", "merged", "side"]
    git(*merge)
    assert line in (repository / INCIDENT).read_text()
    told("log", "-i", NAME, "more")
    for more in ([], ["--since", since]):
        one = the_one(told, *more)
        assert (one["finding"], one["level"], one["commit"]) == ("stated-by-hand", "warning", bad)
        assert one["what"] == f"{what}, and no entry says so"


@pytest.mark.parametrize("start", ["", "HEAD~3"])
def test_a_severity_that_comes_with_a_second_beginning(
    told: Cli, repository: Path, git: Git, start: str
) -> None:
    bad = forged_beside(repository, git, "", start)
    git("switch", "-q", "side")
    rewrite(repository, "severity: SEV1", "severity: SEV3")
    bad = commit(git)
    git("switch", "-q", "main")
    git("merge", "-q", "-X", "theirs", "--allow-unrelated-histories", "-m", "merged", "side")
    one = the_one(told)
    assert (one["finding"], one["commit"]) == ("state-not-in-timeline", bad)


def test_two_beginnings_that_agree(told: Cli, repository: Path, git: Git) -> None:
    line = "roles:\n  commander: bob"
    (repository / OTHER).write_text(IMPORTED)
    commit(git, "imported")
    git("switch", "-qc", "side", "HEAD~1")
    (repository / OTHER).write_text(IMPORTED.replace("Payments fail", "Payments failed"))
    commit(git, "imported here too")
    git("switch", "-q", "main")
    git("merge", "-q", "-X", "theirs", "-m", "merged", "side")
    assert line in (repository / OTHER).read_text()
    assert found(told) == []


# ------------------------------------------------------------------ fields that are no entry's


IMPORTED = f"""\
---
id: {OTHER_NAME}
title: Payments fail
severity: SEV3
status: closed
visibility: restricted
roles:
  commander: bob
---

## Timeline

- `2026-03-04T15:20:00Z` **note** @bob — payments fail ^0j4hq1xx0000
"""


def test_a_restriction_that_a_hand_takes_off(told: Cli, repository: Path, git: Git) -> None:
    told("restrict", "-i", NAME, "may name a customer")
    since = head(git)
    rewrite(repository, "visibility: restricted\n", "")
    bad = commit(git)
    told("log", "-i", NAME, "more")
    for more in ([], ["--since", since]):
        one = the_one(told, *more)
        assert (one["finding"], one["level"], one["commit"]) == ("stated-by-hand", "warning", bad)
        assert (
            one["what"] == "visibility was taken out by hand, where it said restricted; "
            "no command did it"
        )
        assert f"inc restrict -i {NAME}" in one["hint"]
    told("restrict", "-i", NAME, "once more")
    assert found(told) == []


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("visibility: public", "visibility says public by hand, where it said restricted"),
        ('"visibility":\n  public', "visibility says public by hand, where it said restricted"),
    ],
)
def test_a_restriction_of_an_import_that_a_hand_turns_round(
    told: Cli, repository: Path, git: Git, line: str, what: str
) -> None:
    (repository / OTHER).write_text(IMPORTED)
    commit(git, "imported")
    assert found(told) == []
    rewrite(repository, "visibility: restricted", line, OTHER)
    bad = commit(git)
    one = the_one(told)
    assert (one["commit"], one["what"]) == (bad, f"{what}; no command did it")
    git("revert", "--no-edit", "HEAD")
    assert found(told) == []


def test_days_of_the_postmortem_that_a_hand_moves(told: Cli, repository: Path, git: Git) -> None:
    told("resolve", "-i", NAME, "all is well")
    line = line_with(repository, "postmortem_due_at")
    assert found(told) == []
    rewrite(repository, line, 'postmortem_due_at: "2026-12-24T12:00:00Z"')
    bad = commit(git)
    one = the_one(told)
    assert (one["finding"], one["commit"]) == ("stated-by-hand", bad)
    assert one["what"].startswith("postmortem_due_at says 2026-12-24T12:00:00Z by hand, where it")
    assert one["now"] == "2026-12-24T12:00:00Z"


def test_a_day_of_the_postmortem_that_a_hand_takes_out(
    told: Cli, repository: Path, git: Git
) -> None:
    line = 'postmortem_due_at: "2026-12-24T12:00:00Z"'
    rewrite(repository, "severity: SEV1", f"severity: SEV1\n{line}")
    commit(git)
    assert found(told) == [], "there was none, and nobody loses anything"
    rewrite(repository, f"{line}\n", "")
    commit(git)
    assert found(told) == [], "it is as it was"
    told("resolve", "-i", NAME, "all is well")
    rewrite(repository, f"{line_with(repository, 'postmortem_due_at')}\n", "")
    bad = commit(git)
    one = the_one(told)
    assert (one["finding"], one["commit"]) == ("stated-by-hand", bad)
    assert one["what"].startswith("postmortem_due_at was taken out by hand")


def test_a_merge_that_takes_a_restriction_off(told: Cli, repository: Path, git: Git) -> None:
    git("switch", "-qc", "side")
    told("restrict", "-i", NAME, "may name a customer")
    git("switch", "-q", "main")
    git("merge", "-q", "--no-ff", "--no-commit", "side")
    git("commit", "-qm", "merged")
    assert found(told) == []
    rewrite(repository, "visibility: restricted\n", "")
    git("commit", "-qa", "--amend", "--no-edit")
    one = the_one(told)
    assert (one["finding"], one["commit"]) == ("stated-by-hand", head(git))


def test_commands_may_change_these_fields(
    told: Cli, repository: Path, git: Git, editor: Callable[[str], str]
) -> None:
    told("restrict", "-i", NAME, "may name a customer")
    told("undo", "-i", NAME)
    told("restrict", "-i", NAME, "may name a customer")
    git("revert", "--no-edit", "HEAD")
    told("restrict", "-i", NAME, "may name a customer")
    told("restrict", "--lift", "-i", NAME, "-m", "it does not")
    told("resolve", "-i", NAME, "all is well")
    told("reopen", "-i", NAME, "not yet")
    told("resolve", "-i", NAME, "all is well")
    text = (repository / INCIDENT).read_text()
    line = line_with(repository, "postmortem_due_at")
    told("edit", NAME, EDITOR=editor(text.replace(line, 'postmortem_due_at: "2026-12-24"')))
    assert found(told) == []


# ------------------------------------------------------------------ white space


OUTPUT = "pool:\n  size: 10\n    waiting: 99"


@pytest.fixture
def pasted(told: Cli) -> Cli:
    """The same, with an entry that has fenced output, and one with output that is not fenced."""
    told("log", "-i", NAME, "-m", "the config", "-", stdin=OUTPUT)
    told("log", "-i", NAME, "-", stdin="by hand\n  deep\n    deeper\n")
    told("log", "-i", NAME, "after it")
    return told


@pytest.mark.parametrize(
    ("old", "new", "words", "was", "now"),
    [
        (
            "      waiting: 99",
            "  waiting: 99",
            "the config",
            "    waiting: 99",
            "waiting: 99",
        ),
        ("size: 10", "size:  10", "the config", "  size: 10", "  size:  10"),
        ("      deeper", "    deeper", "by hand", "  deeper", "deeper"),
    ],
)
def test_white_space_within_output(
    pasted: Cli,
    repository: Path,
    git: Git,
    old: str,
    new: str,
    words: str,
    was: str,
    now: str,
) -> None:
    since = head(git)
    rewrite(repository, old, new)
    bad = commit(git)
    pasted("log", "-i", NAME, "more")
    git("mv", INCIDENT, INCIDENT.replace("checkout-failures", "other"))
    commit(git, "renamed")
    for more in ([], ["--since", since]):
        one = the_one(pasted, *more)
        assert (one["finding"], one["level"]) == ("white-space-changed", "warning")
        moved = INCIDENT.replace("checkout-failures", "other")
        assert one["entry"] == entry_id(repository, words, moved)
        assert (one["commit"], one["was"], one["now"]) == (bad, was, now)
    git("revert", "--no-edit", bad)
    assert found(pasted) == []


def test_white_space_that_means_nothing(pasted: Cli, repository: Path, git: Git) -> None:
    lines = (repository / INCIDENT).read_text().split("\n")
    text = "\r\n".join(f"{line}  " if line else "" for line in lines)
    (repository / INCIDENT).write_bytes(text.encode())
    commit(git)
    pasted("log", "-i", NAME, "more")
    assert found(pasted) == []


def test_white_space_that_a_command_changed(
    pasted: Cli, repository: Path, git: Git, editor: Callable[[str], str]
) -> None:
    name = entry_id(repository, "the config")
    text = (repository / INCIDENT).read_text()
    pasted("edit", NAME, EDITOR=editor(text.replace("size: 10", "size:    10")))
    assert found(pasted) == []
    rewrite(repository, "size:    10", "size:  10")
    git("add", "-A")
    says = f"Incident: {NAME}\nInc-Operation: amend\nInc-Amended: {name}"
    commit(git, f"{NAME}: amended\n\n{says}")
    assert found(pasted) == []


def test_white_space_that_a_merge_changes(pasted: Cli, repository: Path, git: Git) -> None:
    git("switch", "-qc", "side")
    pasted("log", "-i", NAME, "-m", "of the side", "-", stdin="a\n  b")
    git("switch", "-q", "main")
    (repository / "x").write_text("x")
    commit(git)
    git("merge", "-q", "-m", "merged", "side")
    assert found(pasted) == []
    for old, new in (("    b\n", "  b\n"), ("size: 10", "size:  10")):
        rewrite(repository, old, new)
        git("commit", "-qa", "--amend", "--no-edit")
        one = the_one(pasted)
        assert (one["finding"], one["commit"]) == ("white-space-changed", head(git))
        rewrite(repository, new, old)


def test_a_merge_with_a_side_that_changed_white_space(
    pasted: Cli, repository: Path, git: Git
) -> None:
    git("switch", "-qc", "side")
    rewrite(repository, "size: 10", "size:  10")
    bad = commit(git)
    git("switch", "-q", "main")
    rewrite(repository, "title: Checkout", "title: All of checkout")
    commit(git)
    git("merge", "-q", "-m", "merged", "side")
    assert the_one(pasted)["commit"] == bad


# ------------------------------------------------------------------ order


def swap(repository: Path, one: str, other: str) -> None:
    first, second = line_with(repository, one), line_with(repository, other)
    rewrite(repository, f"{first}\n{second}\n", f"{second}\n{first}\n")


def test_two_entries_that_were_swapped(told: Cli, repository: Path, git: Git) -> None:
    since = head(git)
    swap(repository, POOL, TEXT)
    bad = commit(git)
    told("log", "-i", NAME, "more")
    for more in ([], ["--since", since]):
        one = the_one(told, *more)
        assert (one["finding"], one["level"], one["commit"]) == ("out-of-order", "warning", bad)
        assert one["entry"] == entry_id(repository, POOL)
        assert "was put below that of 2026-03-04T15:33:00Z" in one["what"]
    told("check", "--fix", ok=False)
    assert found(told) == []


def test_a_timeline_that_was_turned_round(told: Cli, repository: Path, git: Git) -> None:
    told("log", "-i", NAME, "more")
    text = (repository / INCIDENT).read_text()
    start = text.index("- `2026")
    lines = text[start:].rstrip("\n").split("\n")
    (repository / INCIDENT).write_text(text[:start] + "\n".join(reversed(lines)) + "\n")
    commit(git)
    one = the_one(told)
    assert one["finding"] == "out-of-order"
    assert one["what"].endswith(", and 2 more below later ones")


def test_entries_that_were_never_in_order(told: Cli, repository: Path, git: Git) -> None:
    with (repository / INCIDENT).open("a") as file:
        file.write("- `2026-03-04T15:31:30Z` **note** @bob — late ^0j4hq1xx0000\n")
    commit(git)
    told("log", "-i", NAME, "more")
    told("amend", entry_id(repository, POOL), "--at", "15:31", "-i", NAME)
    assert found(told) == []


def test_a_merge_that_swaps_entries(told: Cli, repository: Path, git: Git) -> None:
    git("switch", "-qc", "side", "HEAD~1")
    told("log", "-i", NAME, "of the side")
    git("switch", "-q", "main")
    told("log", "-i", NAME, "of main")
    subprocess.run(["git", "merge", "-q", "side"], cwd=repository, capture_output=True)
    text = unmarked((repository / INCIDENT).read_text())
    (repository / INCIDENT).write_text(text)
    commit(git, "merged")
    assert found(told) == []
    swap(repository, "Checkout failures ^", POOL)
    git("commit", "-qa", "--amend", "--no-edit")
    one = the_one(told)
    assert (one["finding"], one["commit"]) == ("out-of-order", head(git))


# ------------------------------------------------------------------ hidden for a time


def hide(repository: Path, git: Git) -> str:
    """Open a fence above the entries, by hand."""
    rewrite(repository, "## Timeline\n", "## Timeline\n\n```\n")
    return commit(git, "look nicer")


def mend(repository: Path, git: Git) -> str:
    rewrite(repository, "## Timeline\n\n```\n", "## Timeline\n")
    return commit(git, "mended")


def test_a_fence_that_was_broken_and_mended(told: Cli, repository: Path, git: Git) -> None:
    since, broke = head(git), hide(repository, git)
    assert found(told) == ["entry-dropped"] * 3
    mended = mend(repository, git)
    for more in ([], ["--since", since]):
        one = the_one(told, *more)
        assert (one["finding"], one["level"]) == ("entry-hidden", "warning")
        assert (one["commit"], one["path"], one["entry"]) == (broke, INCIDENT, None)
        assert one["what"] == (
            f"3 entries could not be read from this commit to {mended[:12]}; "
            "now they are there again, unchanged"
        )
    told("amend", entry_id(repository, POOL), "-i", NAME, "--text", "the pool was full")
    assert found(told) == ["entry-hidden"]
    drop(repository, "the pool was full")
    commit(git)
    assert "entry-dropped" in found(told)


@pytest.mark.parametrize("new", ["restarted the pod", "restarted the pods  \n  and more"])
def test_an_entry_that_came_back_otherwise(told: Cli, repository: Path, git: Git, new: str) -> None:
    hide(repository, git)
    name = entry_id(repository, TEXT)
    rewrite(repository, TEXT, new)
    mend(repository, git)
    told_of = [one for one in answer(told)["findings"] if one["level"] == "error"]
    assert {one["entry"] for one in told_of} == {name}
    assert "entry-hidden" in found(told)


def test_lines_that_were_taken_out_and_put_back(told: Cli, repository: Path, git: Git) -> None:
    line = line_with(repository, TEXT)
    drop(repository, TEXT)
    commit(git)
    with (repository / INCIDENT).open("a") as file:
        file.write(f"{line}\n")
    commit(git)
    assert found(told) == ["entry-dropped"]


def test_a_merge_that_takes_the_broken_side(told: Cli, repository: Path, git: Git) -> None:
    hide(repository, git)
    git("branch", "broken")
    mend(repository, git)
    git("merge", "-q", "-s", "ours", "--no-ff", "-m", "merged", "broken~1", "broken")
    git("switch", "-q", "broken")
    (repository / "x").write_text("x")
    commit(git)
    git("merge", "-q", "-s", "ours", "-m", "merged", "main")
    assert "entry-dropped" in found(told)


# ------------------------------------------------------------------ a remote that was rewritten


@pytest.fixture
def origin(told: Cli, git: Git, tmp_path: Path) -> Path:
    """A bare repository from which Eve took out the last entry, by force; nobody verified here."""
    bare = tmp_path / "origin.git"
    git("clone", "-q", "--bare", ".", str(bare))
    git("remote", "add", "origin", str(bare))
    git("push", "-q", "-u", "origin", "main")
    told("sync")
    eve = tmp_path / "eve"
    git("clone", "-q", str(bare), str(eve))
    git("reset", "-q", "--hard", "HEAD~1", cwd=eve)
    git("commit", "-q", "--allow-empty", "-m", "nothing happened", cwd=eve)
    git("push", "-qf", cwd=eve)
    return bare


def test_a_reset_to_a_remote_that_was_rewritten(told: Cli, origin: Path, git: Git) -> None:
    was = head(git)
    git("fetch", "-q")
    git("reset", "-q", "--hard", "origin/main")
    told("log", "-i", NAME, "more")
    told("sync", "--accept-rewrite")
    assert head(git) == git("rev-parse", "main", cwd=origin).strip()
    one = the_one(told)
    assert (one["finding"], one["level"], one["was"]) == ("history-rewritten", "error", was)
    assert "1 commit of it is in no branch that counts" in one["what"]
    assert f"1 entry of {NAME}" in one["what"]
    assert f"git branch before-rewrite {was[:12]}" in one["hint"]
    assert found(told) == ["history-rewritten"], "until somebody accepts it"
    assert found(told, "--accept-rewrite") == []
    assert found(told) == []


def test_a_sync_that_keeps_both(told: Cli, origin: Path, git: Git) -> None:
    was = head(git)
    assert told("sync", ok=False).code == 1
    told("sync", "--accept-rewrite")
    one = the_one(told)
    assert (one["finding"], one["level"], one["was"]) == ("remote-rewritten", "warning", was)
    assert "this history still has all of it" in one["what"]
    assert found(told) == ["remote-rewritten"]
    assert found(told, "--accept-rewrite") == []
    assert found(told) == []


def test_the_way_of_the_hint_of_sync_to_have_theirs(told: Cli, origin: Path, git: Git) -> None:
    was = head(git)
    assert told("sync", ok=False).code == 1
    git("branch", "mine")
    git("reset", "-q", "--keep", "origin/main")
    told("sync")
    one = the_one(told)
    assert (one["finding"], one["was"]) == ("history-rewritten", was)
    assert f"gone, or not as before: 1 entry of {NAME}" in one["what"]
    git("merge", "-q", "-m", "both", "mine")
    assert found(told) == ["remote-rewritten"]


def test_a_rewrite_that_took_no_entry(told: Cli, origin: Path, repository: Path, git: Git) -> None:
    git("push", "-qf", "origin", "main")
    (repository / ".git/inc/synced").unlink()
    git("commit", "-q", "--amend", "-m", "another subject")
    git("push", "-qf", "origin", "main")
    one = the_one(told)
    assert (one["finding"], one["level"]) == ("remote-rewritten", "warning")
    assert "no entry is gone" in one["what"]


def test_a_damaged_reflog_stops_nothing(
    told: Cli, origin: Path, repository: Path, git: Git
) -> None:
    git("fetch", "-q")
    log = repository / ".git/logs/refs/remotes/origin/main"
    log.write_bytes(
        b"\xff\n" + f"{'1' * 40} {head(git)} E <e> 1 +0000\tfetch: forced-update\n".encode()
    )
    assert found(told) == ["history-rewritten"], "what sync saw is enough"
