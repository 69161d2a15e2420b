"""`inc history`: who changed what, from git."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conftest import Cli


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
    assert set(commit) == facts
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
