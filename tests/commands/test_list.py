"""`inc list`: which incidents there are."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Cli, Inc


@pytest.fixture
def four(cli: Cli) -> Cli:
    cli("declare", "Old", "-s", "1", "--at", "2026-01-15 10:00", "--service", "Checkout")
    cli("resolve", "--at", "2026-01-15 12:30")
    cli("close", "--at", "2026-01-16 09:00")
    cli("declare", "Last month", "-s", "2", "--at", "2026-02-28 23:59", "--service", "search")
    cli("resolve", "--at", "2026-03-01 00:10")
    cli("declare", "Slow", "-s", "3", "--at", "14:00", "--service", "search", "--ic", "bob")
    cli("update", "--status", "monitoring", "--known", "x", "--at", "14:20")
    cli("declare", "Down", "-s", "1", "--started", "14:30", "--service", "checkout")
    cli.now = cli.now.replace(hour=16, minute=0)
    return cli


@pytest.mark.parametrize(
    ("filters", "titles"),
    [
        ((), "Down, Slow"),
        (("--all",), "Down, Slow, Last month, Old"),
        (("-a", "-s", "sev1"), "Down, Old"),
        (("-a", "-s", "1", "-s", "2"), "Down, Last month, Old"),
        (("-s", "SEV2"), ""),
        (("--status", "monitoring"), "Slow"),
        (("--status", "resolved", "--status", "closed"), "Last month, Old"),
        (("--service", "CHECKOUT"), "Down"),
        (("-a", "--service", "checkout"), "Down, Old"),
        (("-a", "--service", "search", "--service", "nosuch"), "Slow, Last month"),
        (("-a", "--since", "2026-02"), "Down, Slow, Last month"),
        (("-a", "--until", "2026-02"), "Last month, Old"),
        (("-a", "--since", "2026-02", "--until", "2026-02"), "Last month"),
        (("-a", "--until", "2026"), "Down, Slow, Last month, Old"),
        (("-a", "--since", "30d"), "Down, Slow, Last month"),
        (("--since", "14:30"), "Down"),
        (("--until", "14:30"), "Slow"),
        (("-a", "--since", "today", "-s", "3"), "Slow"),
    ],
)
def test_filters(filters: tuple[str, ...], titles: str, four: Cli) -> None:
    assert ", ".join(row[-1] for row in four("list", *filters).rows) == titles


def test_what_a_pipe_gets(four: Cli) -> None:
    assert four("list", "-a").rows == [
        [
            "2026-03-04-down",
            "SEV1",
            "investigating",
            "2026-03-04 14:30 UTC",
            "1 h 30 min",
            "",
            "Down",
        ],
        ["2026-03-04-slow", "SEV3", "monitoring", "2026-03-04 14:00 UTC", "2 h", "bob", "Slow"],
        [
            "2026-02-28-last-month",
            "SEV2",
            "resolved",
            "2026-02-28 23:59 UTC",
            "11 min",
            "",
            "Last month",
        ],
        ["2026-01-15-old", "SEV1", "closed", "2026-01-15 10:00 UTC", "2 h 30 min", "", "Old"],
    ]


def test_what_a_program_gets(four: Cli) -> None:
    answer = four("list", "--all", "--json").json
    assert answer["version"] == 1
    assert [one["duration_seconds"] for one in answer["incidents"]] == [5400, 7200, 660, 9000]
    stable = {"id", "title", "severity", "status", "declared_at", "path", "is_open"}
    assert all(stable <= set(one) for one in answer["incidents"])
    assert not any("entries" in one for one in answer["incidents"])
    four.now = four.now.replace(hour=16, minute=0)
    lines = four("list", "--all", "--jsonl").jsonl
    assert [{**one, "version": 1} for one in answer["incidents"]] == lines


def test_an_empty_answer_says_why_to_a_person_only(cli: Cli) -> None:
    empty = cli("list")
    assert (empty.out, empty.err) == ("", "No incident is open.\n")
    empty = cli("list", "--all", "-s", "1")
    assert (empty.out, empty.err) == ("", "No incident is like that.\n")
    assert cli("list", "--json").json == {"version": 1, "incidents": []}
    nothing = cli("list", "--jsonl")
    assert (nothing.out, nothing.err) == ("", "")


def test_a_broken_document_is_one_line_and_the_list_goes_on(four: Cli) -> None:
    path = next(four.folder.glob("incidents/*/*/*slow.md"))
    path.write_text("---\ntitle: [\n---\n")
    ran = four("list")
    assert [row[-1] for row in ran.rows] == ["Down"]
    assert ran.err.startswith(f"inc: incidents/2026/03/{path.name}:")
    assert ran.err.count("\n") == 1
    assert [one["title"] for one in four("list", "--jsonl").jsonl] == ["Down"]


@pytest.mark.parametrize(
    ("filters", "what"),
    [
        (("-s", "high"), "'high' is not a severity"),
        (("--status", "done"), "'done' is not a status"),
        (("--since", "soon"), "'soon' is not a time"),
        (("--until", "12/13/2026"), "'12/13/2026' is not a date as it is written here"),
    ],
)
def test_what_is_refused(filters: tuple[str, ...], what: str, cli: Cli) -> None:
    ran = cli("list", *filters, ok=False)
    assert ran.code == 2
    assert ran.err.startswith(f"inc: {what}\n     ")


def test_the_newest_is_the_one_that_began_last(cli: Cli) -> None:
    for title, began in (("b", "10:00"), ("c", "09:00"), ("a", "11:00")):
        cli("declare", title, "-s", "4", "--at", began)
    assert [row[-1] for row in cli("list").rows] == ["a", "b", "c"]


def test_as_a_process_whose_reader_goes_away(incident: Path, inc: Inc) -> None:
    assert inc("list").out.count("\t") == 6
    command = f"{sys.executable} -m inc list --jsonl | true"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")


# ------------------------------------------------------------------ postmortems


def postmortem(cli: Cli, name: str, text: str) -> None:
    path = cli.folder / "postmortems" / name[:4] / name[5:7] / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


@pytest.fixture
def ended(cli: Cli) -> Cli:
    """Ended: one long ago, one lately, a SEV3 and a drill; and one is still open."""
    cli("declare", "Old", "-s", "1", "--at", "2026-01-15 10:00")
    cli("resolve", "--at", "2026-01-15 12:30")
    cli("close", "--at", "2026-01-16 09:00")
    cli("declare", "New", "-s", "2", "--at", "2026-03-04 09:00", "--service", "search")
    cli("resolve", "--at", "2026-03-04 10:00")
    cli("declare", "Small", "-s", "3", "--at", "2026-03-01 10:00")
    cli("resolve", "--at", "2026-03-01 12:30")
    cli("declare", "Exercise", "-s", "1", "--drill", "--at", "2026-03-01 10:00")
    cli("resolve", "--at", "2026-03-01 12:30")
    cli("declare", "Down", "-s", "1")
    cli.now = cli.now.replace(hour=16, minute=0)
    return cli


OLD, NEW = "2026-01-15-old", "2026-03-04-new"


def test_postmortems_that_are_owed(ended: Cli) -> None:
    postmortem(ended, NEW, "---\nstatus: draft\n---\n")
    assert ended("list", "--postmortem-due").rows == [
        [OLD, "SEV1", "not begun", "2026-01-17 12:30 UTC", "46 d 3 h overdue", "Old"],
        [NEW, "SEV2", "draft", "2026-03-06 10:00 UTC", "in 1 d 18 h", "New"],
    ]


def test_postmortems_for_programs(ended: Cli) -> None:
    (old, new) = ended("list", "--postmortem-due", "--json").json["postmortems"]
    assert old == {
        "incident": OLD,
        "title": "Old",
        "severity": "SEV1",
        "status": None,
        "due_at": "2026-01-17T12:30:00Z",
        "overdue": True,
        "meeting_by": "2026-01-22T12:30:00Z",
        "path": f"postmortems/2026/01/{OLD}.md",
    }
    assert (new["overdue"], new["due_at"]) == (False, "2026-03-06T10:00:00Z")
    lines = ended("list", "--postmortem-due", "--jsonl").jsonl
    assert [one["incident"] for one in lines] == [OLD, NEW]


@pytest.mark.parametrize(
    ("text", "stages"),
    [
        ("---\nstatus: published\n---\n", []),
        ("---\nstatus: 'published'\n---\n", []),
        ("---\nstatus: in-review\n---\n", ["in-review"]),
        ("# Without a front matter\n", ["draft"]),
        ("---\nstatus: [broken\n---\n", ["draft"]),
    ],
)
def test_how_far_a_postmortem_is(text: str, stages: list[str], ended: Cli) -> None:
    postmortem(ended, OLD, text)
    rows = ended("list", "--postmortem-due").rows
    assert [row[2] for row in rows if row[0] == OLD] == stages


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (("-s", "2"), [NEW]),
        (("--since", "2026-02"), [NEW]),
        (("--service", "search"), [NEW]),
        (("--status", "closed"), [OLD]),
        (("--status", "investigating"), []),
        (("-a",), [OLD, NEW]),
    ],
)
def test_filters_of_postmortems(filters: tuple[str, ...], expected: list[str], ended: Cli) -> None:
    assert [row[0] for row in ended("list", "--postmortem-due", *filters).rows] == expected


def test_what_the_record_says_of_the_day_counts(ended: Cli) -> None:
    path = ended.folder / f"incidents/2026/03/{NEW}.md"
    path.write_text(path.read_text().replace("2026-03-06T10:00:00Z", "2026-01-02T10:00:00Z"))
    assert [row[0] for row in ended("list", "--postmortem-due").rows] == [NEW, OLD]


def test_nothing_is_owed_and_what_cannot_be_read(cli: Cli) -> None:
    ran = cli("list", "--postmortem-due")
    assert (ran.out, ran.err) == ("", "No postmortem is owed.\n")
    cli("declare", "Down", "-s", "1")
    cli("resolve", "back")
    path = next(cli.folder.glob("incidents/*/*/*.md"))
    path.write_text(path.read_text().replace("severity: SEV1", "severity: [SEV1"))
    ran = cli("list", "--postmortem-due")
    assert ran.out == "" and "incidents/2026/03/" in ran.err
