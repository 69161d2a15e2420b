"""`inc history`: who changed what, from git."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Beginnings, Cli


def test_the_newest_first_in_fixed_words(declared: Cli, git: Callable[..., str]) -> None:
    declared("ack", "fixes #42")
    declared("update", "x", "--status", "monitoring")
    rows = declared("history").rows
    assert [(row[0], row[2], row[3]) for row in rows] == [
        ("2026-03-04 15:33 UTC", "Alice", "status monitoring, update internal"),
        ("2026-03-04 15:32 UTC", "Alice", "acknowledged"),
        ("2026-03-04 15:31 UTC", "Alice", "declared, SEV1"),
    ]
    assert rows[0][1] == git("rev-parse", "HEAD")[:8]
    assert [row[3] for row in declared("history", "checkout", "--limit", "1").rows] == [rows[0][3]]


def test_what_a_program_gets(declared: Cli) -> None:
    entry = declared("log", "x", "--at", "15:20", "--json").json["entries"][0]
    answer = declared("history", "--json").json
    assert (answer["version"], answer["incident"]) == (1, "2026-03-04-checkout-failures")
    commit = answer["commits"][0]
    facts = {"commit", "path", "author", "email", "committed_at", "subject", "trailers"}
    assert set(commit) == facts | {"entries", "renamed_from"}
    assert commit["entries"] == [
        {"id": entry["id"], "change": "added", "before": None, "after": entry}
    ]
    assert commit["committed_at"] == "2026-03-04T15:32:00Z"
    assert commit["trailers"] == [
        ["Incident", "2026-03-04-checkout-failures"],
        ["Inc-Operation", "log"],
        ["Inc-Event", entry["id"]],
        ["Inc-At", "2026-03-04T15:20:00Z"],
    ]
    lines = declared("history", "--jsonl").jsonl
    assert [{**one, "version": 1} for one in answer["commits"]] == lines


def test_commits_of_others_are_told_too(declared: Cli, git: Callable[..., str]) -> None:
    document = next(declared.folder.glob("incidents/*/*/*.md"))
    document.write_text(document.read_text() + "\nThe end.\n")
    git("commit", "--quiet", "--author", "Zoë <z@example.com>", "-m", "a\tb \x1b[31m: done", "-a")
    row = declared("history").rows[0]
    assert row[2:] == ["Zoë", "a b ␛[31m: done"]


def test_an_incident_that_is_not_committed_has_none(cli: Cli) -> None:
    folder = cli.folder / "incidents/2026/03"
    folder.mkdir(parents=True)
    (folder / "2026-03-04-by-hand.md").write_text("---\ntitle: By hand\n---\n")
    assert cli("history", "by-hand").out == ""
    assert cli("history", "by-hand", "--json").json["commits"] == []


# ------------------------------------------------------------------ what became of entries

SECRET = "the pool of Jane Doe leaks"


@pytest.fixture
def story(declared: Cli, beginnings: Beginnings) -> Cli:
    """A note of 15:32 amended at 15:34, one of 15:33 redacted at 15:35, one taken back at 15:37."""
    return beginnings.grown(declared, _story)


def _story(declared: Cli) -> None:
    declared("log", "restarted pods\nall of them")
    declared("log", SECRET)
    declared("amend", "last~1", "--text", "restarted the order pods")
    declared("redact", "last", "-m", "a name")
    declared("log", "oops")
    declared("undo")


def ids(cli: Cli) -> list[str]:
    return [entry["id"] for entry in cli("show", "--json").json["incident"]["entries"]]


def test_what_entries_said_before_and_after(story: Cli) -> None:
    _, note, secret = ids(story)
    rows = story("history").rows
    assert [row[3:] for row in rows if len(row) > 4 or row[3].startswith(("amend", "redact"))] == [
        [rows[1][3], "oops"],
        ["redacted note"],
        [f"before ^{secret}", "[redacted since]"],
        [f"after ^{secret}", "[redacted by @alice: a name]"],
        ["amended note"],
        [f"before ^{note}", "restarted pods all of them"],
        [f"after ^{note}", "restarted the order pods"],
    ]
    assert rows[1][3].startswith("removed ^")
    assert rows[0][:3] == rows[1][:3], "each line stands alone"
    commit = story("history", "--json").json["commits"][3]
    [entry] = commit["entries"]
    assert (entry["id"], entry["change"]) == (note, "amended")
    assert entry["before"]["text"] == "restarted pods\nall of them"
    assert entry["after"]["text"] == "restarted the order pods"


def test_redacted_words_are_shown_only_to_who_asks(story: Cli) -> None:
    story("log", f"on the phone: {SECRET}")
    story("amend", "last", "--text", "on the phone")
    story("update", "x", "--impact", "none")
    for args in ((), ("--json",), ("--jsonl",), ("--limit", "3"), ("--entry", "last~1")):
        ran = story("history", *args)
        assert SECRET not in ran.out + ran.err
    assert story("history", "--unredacted").out.count(SECRET) == 2
    assert SECRET in story("history", "--unredacted", "--json").out


def test_of_a_redaction_that_was_taken_back_nothing_is_hidden(declared: Cli) -> None:
    declared("log", SECRET)
    declared("redact", "last")
    declared("undo")
    assert declared("history").out.count(SECRET) == 2


def test_the_life_of_an_entry(story: Cli) -> None:
    _, note, secret = ids(story)
    assert [[row[0], *row[2:]] for row in story("history", "--entry", note[4:]).rows] == [
        [
            *("2026-03-04 15:32 UTC", "Alice", "added"),
            "2026-03-04 15:32 UTC note @alice — restarted pods all of them",
        ],
        ["2026-03-04 15:34 UTC", "Alice", "amended", "restarted the order pods"],
    ]
    life = story("history", "--entry", "last", "--json").json
    assert (life["version"], life["entry"]) == (1, secret)
    assert [(one["change"], one["committed_at"]) for one in life["life"]] == [
        ("added", "2026-03-04T15:33:00Z"),
        ("redacted", "2026-03-04T15:35:00Z"),
    ]
    assert [one["change"] for one in story("history", "--entry", "last", "--jsonl").jsonl] == [
        "added",
        "redacted",
    ]


def test_the_life_of_one_that_is_gone(story: Cli) -> None:
    gone = story("history", "--json").json["commits"][0]["entries"][0]["id"]
    assert [row[3] for row in story("history", "--entry", gone).rows] == ["added", "removed"]
    ran = story("history", "--entry", "nosuch", ok=False)
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith("inc: no entry has an id with 'nosuch' in it")


def test_the_life_of_one_that_came_from_another_incident(declared: Cli) -> None:
    declared("declare", "Search is slow", "-s", "3")
    note = declared("log", "the index", "--json").json["entries"][0]["id"]
    declared("merge", "search", "-i", "checkout", "-m", "the same")
    assert [row[3] for row in declared("history", "checkout", "--entry", note).rows] == [
        "added",
        "moved",
    ]
    assert not [row for row in declared("history", "2026-03-04-search-is-slow").rows if row[4:]]


def test_words_that_were_redacted_after_they_went_on_in_another_incident(declared: Cli) -> None:
    declared("declare", "Search is slow", "-s", "3")
    declared("log", SECRET)
    declared("merge", "search", "-i", "checkout", "-m", "the same")
    declared("redact", "last~1", "-i", "checkout")
    for name in ("2026-03-04-search-is-slow", "checkout"):
        assert SECRET not in declared("history", name, "--json").out


def test_a_correction_by_hand_is_told_too(declared: Cli, git: Callable[..., str]) -> None:
    declared("update", "We look", "--impact", "all of it")
    document = next(declared.folder.glob("incidents/*/*/*.md"))
    document.write_text(document.read_text().replace("- Impact: all", "- Impact: half"))
    git("commit", "--quiet", "--message", "x", "-a")
    rows = declared("history").rows
    assert [row[4] for row in rows if row[4:]] == [
        "We look - Impact: all of it",
        "We look - Impact: half of it",
    ]


# ------------------------------------------------------------------ under another name

NAME = "2026-03-04-checkout-failures"
NEW = "2026-03-04-co"


def rename(git: Callable[..., str], cli: Cli, was: str, name: str) -> None:
    """Give an incident another name, as a person does it who is not Alice."""
    path = f"incidents/2026/03/{was}.md"
    to = cli.folder / path.replace(was, name)
    git("mv", path, str(to))
    to.write_text(to.read_text().replace(f"id: {was}", f"id: {name}"))
    git("commit", "--quiet", "--author", "Bob <bob@example.com>", "-am", "rename")


def test_the_commits_before_it_was_renamed(story: Cli, git: Callable[..., str]) -> None:
    before = story("history").rows
    rename(git, story, NAME, NEW)
    story("log", "after it")
    rows = story("history", "co").rows
    assert rows[0][3] == "note"
    assert rows[1][2:] == ["Bob", f"rename (was called {NAME})"]
    assert rows[2:] == before
    commits = story("history", "co", "--json").json["commits"]
    assert [one["renamed_from"] for one in commits[:3]] == [None, NAME, None]
    assert [one["path"].rpartition("/")[2] for one in commits[:3]] == [
        *(f"{NEW}.md", f"{NEW}.md", f"{NAME}.md")
    ]
    assert commits[1]["entries"] == []


def test_an_entry_is_older_than_the_name(story: Cli, git: Callable[..., str]) -> None:
    note = ids(story)[1]
    before = story("history", "--entry", note).rows
    rename(git, story, NAME, NEW)
    assert story("history", "--entry", note).rows == before


def test_what_a_renaming_commit_did_besides(declared: Cli, git: Callable[..., str]) -> None:
    declared("log", "the pool is full")
    path = declared.folder / f"incidents/2026/03/{NAME}.md"
    path.write_text(path.read_text().replace("the pool is full", "the pool is empty"))
    rename(git, declared, NAME, NEW)
    row, before, after, *_ = declared("history", "co").rows
    assert (row[2], before[4], after[4]) == ("Bob", "the pool is full", "the pool is empty")


def test_a_name_that_another_incident_has_now(story: Cli, git: Callable[..., str]) -> None:
    rename(git, story, NAME, NEW)
    known = story("history", NEW).rows
    story("declare", "Checkout failures", "-s", "sev3")
    story("log", "of another one", "-i", NAME)
    assert story("history", NEW).rows == known
    assert [row[3] for row in story("history", NAME).rows[:2]] == ["note", "declared, SEV3"]


def test_renamed_and_back(story: Cli, git: Callable[..., str]) -> None:
    before = story("history").rows
    rename(git, story, NAME, NEW)
    rename(git, story, NEW, NAME)
    rows = story("history").rows
    assert [row[3] for row in rows[:2]] == [
        f"rename (was called {NEW})",
        f"rename (was called {NAME})",
    ]
    assert rows[2:] == before


def test_renamed_while_others_wrote_under_the_old_name(story: Cli, git: Callable[..., str]) -> None:
    git("branch", "side")
    rename(git, story, NAME, NEW)
    git("checkout", "--quiet", "side")
    story("log", "on the side")
    git("checkout", "--quiet", "main")
    git("merge", "--quiet", "--no-edit", "side")
    side = ids(story)[-1]
    assert [row[2:4] for row in story("history", "--entry", side).rows] == [["Alice", "added"]]
