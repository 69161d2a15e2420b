"""`inc next` says what is due or wrong now, worst first, and ends with 1 when somebody waits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Cli

INCIDENT = "2026-03-04-checkout-failures"
QUIET = "2026-03-04-report-is-slow"


def wait(cli: Cli, **span: float) -> None:
    cli.now += timedelta(**span)


@pytest.fixture
def quiet(cli: Cli) -> Cli:
    """An incident with nothing due: SEV3, declared at 15:31 and acknowledged."""
    cli("declare", "Report is slow", "-s", "sev3")
    cli("ack")
    return cli


def test_nothing_is_open(cli: Cli) -> None:
    ran = cli("next")
    assert (ran.code, ran.out, ran.err) == (0, "", "Nothing is due.\n")
    assert cli("next", "--json").json == {"version": 1, "nudges": [], "coming": None}


def test_nothing_is_due_yet(quiet: Cli) -> None:
    ran = quiet("next")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == (
        "Nothing is due. Next, in 58 min: internal stakeholders hear from us every 1 h; "
        "the first update is due at 16:31 UTC, in 58 min\n"
    )


def test_it_ends_with_1_only_when_something_is_overdue(quiet: Cli) -> None:
    quiet.now = datetime(2026, 3, 4, 16, 31, tzinfo=UTC)
    ran = quiet("next")
    assert (ran.code, ran.rows[0][0]) == (0, "due")
    ran = quiet("next", ok=False)  # a minute later
    assert (ran.code, ran.err) == (1, "")
    assert ran.rows == [
        [
            *("overdue", "2026-03-04 16:31 UTC", QUIET, "update-due"),
            "internal stakeholders hear from us every 1 h; "
            "the first update was due at 16:31 UTC, 1 min ago",
            "inc update -a internal TEXT",
        ]
    ]


def test_what_it_says_can_be_done_and_is_answered(quiet: Cli) -> None:
    wait(quiet, hours=1)
    assert quiet("next", ok=False).code == 1
    quiet("update", "-a", "internal", "Still slow, we are looking")
    assert quiet("next").code == 0


def test_a_program_gets_facts(declared: Cli) -> None:
    wait(declared, minutes=10)
    ran = declared("next", "--json", ok=False)
    assert ran.code == 1
    first = ran.json["nudges"][0]
    assert first == {
        "rule": "no-commander",
        "incident": INCIDENT,
        "text": "nobody is commander; SEV1 needs one",
        "command": "inc assign commander WHO",
        "since": "2026-03-04T15:31:00Z",
        "due": "2026-03-04T15:36:00Z",
        "overdue": True,
    }
    assert set(ran.json["coming"]) == set(first)
    assert ran.json["coming"]["overdue"] is False


def test_several_incidents_are_named_and_the_worst_is_first(declared: Cli) -> None:
    declared("declare", "Report is slow", "-s", "sev3")
    wait(declared, hours=3)
    nudges = declared("next", "--json", ok=False).json["nudges"]
    assert {one["incident"] for one in nudges} == {INCIDENT, QUIET}
    assert nudges[0]["command"] == f"inc assign commander WHO -i {INCIDENT}"
    assert [one["overdue"] for one in nudges] == sorted([one["overdue"] for one in nudges])[::-1]
    same = [one["incident"] for one in nudges if one["rule"] == "no-progress"]
    assert same == [INCIDENT, QUIET]  # the more severe one first


def test_an_incident_that_a_command_would_not_mean_is_named(declared: Cli) -> None:
    declared("declare", "Report is slow", "-s", "sev4")
    declared("ack")
    (first, *_) = declared("next").rows
    assert first[-1] == f"inc assign commander WHO -i {INCIDENT}"
    declared("log", "-i", INCIDENT, "still down")
    assert declared("next").rows[0][-1] == "inc assign commander WHO"


@pytest.mark.parametrize("words", [("report",), ("-i", "report")])
def test_one_incident_alone(words: tuple[str, ...], declared: Cli) -> None:
    declared("declare", "Report is slow", "-s", "sev3")
    wait(declared, hours=3)
    nudges = declared("next", *words, "--json", ok=False).json["nudges"]
    assert {one["incident"] for one in nudges} == {QUIET}


def test_an_unknown_incident(declared: Cli) -> None:
    assert declared("next", "nosuch", ok=False).code == 3


def test_quiet_says_only_what_is_overdue(declared: Cli) -> None:
    ran = declared("next", "--quiet")
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    assert declared("next").out
    wait(declared, minutes=10)
    ran = declared("next", "-q", ok=False)
    assert ran.code == 1
    assert {row[0] for row in ran.rows} == {"overdue"}


def test_what_an_ended_incident_owes(declared: Cli) -> None:
    declared("resolve", "back")
    declared("close", "done")
    row = next(row for row in declared("next").rows if row[3] == "postmortem-due")
    assert (row[0], row[-1]) == ("due", "inc postmortem new")
    wait(declared, days=3)
    assert declared("next", ok=False).code == 1
    path = Path(declared.folder, f"postmortems/2026/03/{INCIDENT}.md")
    path.parent.mkdir(parents=True)
    for text, command in (
        ("# Postmortem\n", "inc postmortem review"),
        ("---\nstatus: [broken\n---\n", "inc postmortem review"),
        ("---\nstatus: in-review\n---\n", "inc postmortem publish"),
    ):
        path.write_text(text)
        assert owed_postmortem(declared) == [command]
    path.write_text("---\nstatus: published\n---\n")
    assert [row[3] for row in declared("next").rows] == ["detected-missing"]
    declared("log", "-k", "detected", "--at", "2026-03-04 15:00", "alert fired")
    assert declared("next").rows == []


def owed_postmortem(cli: Cli) -> list[str]:
    return [row[-1] for row in cli("next", ok=False).rows if row[3] == "postmortem-due"]


def test_a_postmortem_in_review_on_its_branch(declared: Cli) -> None:
    declared("resolve", "back")
    path = Path(declared.folder, f"postmortems/2026/03/{INCIDENT}.md")
    path.parent.mkdir(parents=True)
    path.write_text("---\nstatus: draft\n---\n")
    wait(declared, days=3)
    assert "postmortem-meeting" in [row[3] for row in declared("next", ok=False).rows]
    declared("postmortem", "review", "--meeting", "tomorrow 14:00")
    rows = declared("next", ok=False).rows
    assert [row[-1] for row in rows] == [
        *("inc postmortem publish", "inc close"),
        'inc log -k detected --at TIME "alert fired"',
    ]


def test_an_incident_that_ended_long_ago_owes_nothing(declared: Cli) -> None:
    declared("resolve", "back")
    wait(declared, days=59)
    assert declared("next", ok=False).code == 1
    wait(declared, days=2)
    assert declared("next").rows == []


def test_one_that_began_long_ago_and_ended_lately_is_asked(declared: Cli) -> None:
    wait(declared, days=90)
    declared("resolve", "back")
    assert [row[3] for row in declared("next").rows] == ["postmortem-due", "detected-missing"]


def test_a_broken_document_is_overdue_and_breaks_nothing(declared: Cli) -> None:
    declared("declare", "Report is slow", "-s", "sev3")
    document = next(declared.folder.glob("incidents/*/*/*report*.md"))
    document.write_text(document.read_text().replace("title:", "title: [", 1))
    ran = declared("next", ok=False)
    assert ran.code == 1  # nobody knows what burns there, and cron may be the only reader
    first, *others = ran.rows
    assert first[0::3] == ["overdue", "document-unreadable"]
    assert "report-is-slow.md:3" in first[4] and first[5] == "inc doctor"
    assert {row[2] for row in others} == {INCIDENT}


def test_what_ended_long_ago_is_not_read_closely(quiet: Cli) -> None:
    """Ten thousand of them have to be passed in a second."""
    quiet("resolve", "back")
    document = next(quiet.folder.glob("incidents/*/*/*.md"))
    document.write_text(document.read_text().replace("title:", "title: [", 1))
    assert "report-is-slow.md" in quiet("next", ok=False).rows[0][4]
    wait(quiet, days=61)
    assert quiet("next").err == "Nothing is due.\n"


def test_words_that_wait_come_first(declared: Cli, git: Callable[..., str]) -> None:
    git("checkout", "--quiet", "--detach")
    assert declared("log", "not recorded", ok=False).code == 4
    wait(declared, minutes=20)
    ran = declared("next", ok=False)
    assert ran.code == 1
    assert ran.rows[0] == [
        *("overdue", "2026-03-04 15:32 UTC", "", "words-kept"),
        *("1 command waits to be recorded, typed 21 min ago", "inc retry"),
    ]


def test_words_of_another_place_are_left_for_that_place(
    quiet: Cli, git: Callable[..., str], tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    here, quiet.folder = quiet.folder, elsewhere
    assert quiet("log", "x", ok=False).code == 4
    quiet.folder = here
    assert quiet("next").rows == []


def test_a_policy_of_the_team_counts(quiet: Cli) -> None:
    wait(quiet, hours=2)
    assert "update-due" in {row[3] for row in quiet("next", ok=False).rows}
    text = (quiet.folder / "inc.toml").read_text()
    (quiet.folder / "inc.toml").write_text(text + '\n[cadence.SEV3]\ninternal = "none"\n')
    assert "update-due" not in {row[3] for row in quiet("next", ok=False).rows}


def test_nothing_is_written(declared: Cli, state: Callable[[], object]) -> None:
    before = state()
    declared("next")
    assert state() == before
