"""What `inc watch` shows: the whole frame, printed once where nobody looks on a terminal."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from inc.cli.frame import Line, Size, lines
from inc.domain.incident import Incident
from inc.domain.nudges.nudge import Case
from inc.domain.policy import Policy
from inc.domain.timeline import Entry
from inc.domain.vocabulary import Kind

if TYPE_CHECKING:
    from conftest import Cli

SCREEN = Size(80, 24)
NOW = datetime(2026, 3, 4, 15, 45, tzinfo=UTC)
FIELDS: dict[str, Any] = {
    "title": "Checkout failures",
    "severity": "SEV1",
    "status": "investigating",
    "acknowledged_at": "2026-03-04T15:31:00Z",
    "declared_at": "2026-03-04T15:30:00Z",
    "roles": {"commander": "alice", "tech_lead": "bob", "comms_lead": "carol", "scribe": "dan"},
    "channel": "#inc-checkout",
}


def entry(minutes_ago: float, kind: Kind, text: str, audience: str = "") -> Entry:
    at = NOW - timedelta(minutes=minutes_ago)
    return Entry(at, kind, "bob", text, f"{1000 - minutes_ago:012}", audience)


def screen(*entries: Entry, size: Size = SCREEN, notice: str = "", **fields: Any) -> list[Line]:
    incident = Incident("2026-03-04-checkout", {**FIELDS, **fields}, entries)
    return lines(Case(incident, Policy({"preset": "ungated"}), NOW), size, notice=notice)


def texts(*entries: Entry, **more: Any) -> list[str]:
    return [line.text for line in screen(*entries, **more)]


def test_the_state_and_the_people() -> None:
    shown = texts(drill=True, visibility="restricted")
    assert shown[0] == "DRILL  RESTRICTED  SEV1  investigating  Checkout failures"
    assert shown[1] == "declared 15 min ago"
    assert shown[2] == "people   @alice (IC), @bob (Tech Lead), @carol (Comms), @dan (Scribe)"


def test_the_countdown_for_each_audience() -> None:
    told = entry(12, Kind.UPDATE, "Looking\n- Next update: 2026-03-04T15:42:00Z", "customer")
    shown = screen(told)
    rows = {line.text: line.is_late for line in shown}
    assert rows["updates  customer   OVERDUE 3 min (15:42 UTC, promised)"] is True
    assert rows["         internal   in 0 s (15:45 UTC)"] is False
    assert rows["         executive  in 45 min (16:30 UTC)"] is False
    promised = entry(1, Kind.UPDATE, "Looking\n- Next update: 2026-03-04T15:50:00Z", "responders")
    assert "         responders in 5 min (15:50 UTC, promised)" in texts(promised)


@pytest.mark.parametrize(
    ("minutes", "left", "is_late"),
    [(2, "2 min old (in 3 min)", False), (8, "8 min old (OVERDUE 3 min)", True)],
)
def test_the_theory_and_its_time(minutes: int, left: str, is_late: bool) -> None:
    theory = entry(minutes, Kind.HYPOTHESIS, "the pool is full")
    assert Line(f"theory   the pool is full, {left}", is_late) in screen(theory)


def test_an_answered_theory_is_not_shown() -> None:
    theory = entry(8, Kind.HYPOTHESIS, "the pool is full")
    shown = texts(theory, entry(2, Kind.REFUTED, "it is not"))
    assert not [line for line in shown if line.startswith("theory")]


def test_the_worst_three_of_what_is_due() -> None:
    shown = texts(roles={}, acknowledged_at=None)
    commands = [line.strip() for line in shown if line.startswith("         inc ")]
    assert commands[:2] == ["inc assign commander WHO", "inc ack"]
    assert len(commands) == 3
    assert any(line.endswith("more: inc next") for line in shown)
    assert "OVERDUE  nobody is commander; SEV1 needs one" in shown


def test_a_command_names_the_incident_where_it_has_to() -> None:
    incident = Incident("2026-03-04-checkout", {**FIELDS, "roles": {}}, ())
    case = Case(incident, Policy({"preset": "ungated"}), NOW)
    shown = [line.text for line in lines(case, SCREEN, name=incident.id)]
    assert "         inc assign commander WHO -i 2026-03-04-checkout" in shown


def test_as_many_of_the_last_entries_as_fit() -> None:
    many = [entry(14 - number / 10, Kind.NOTE, f"note {number}") for number in range(60)]
    for height in (24, 40):
        shown = texts(*many, size=Size(80, height), notice="q leaves")
        assert len(shown) == height
        assert shown[-2:] == ["15:36  note @bob — note 59", "q leaves"]
    assert len([line for line in texts(*many, size=Size(80)) if "note @bob" in line]) == 10


@pytest.mark.parametrize("height", range(1, 12))
def test_a_low_screen_keeps_the_state_and_the_notice(height: int) -> None:
    shown = texts(entry(1, Kind.NOTE, "x"), size=Size(40, height), notice="q leaves")
    assert len(shown) <= max(height, 1)
    assert shown[-1] == "q leaves"
    assert height == 1 or shown[0].startswith("SEV1")


def test_a_narrow_screen_keeps_the_reason_of_a_nudge() -> None:
    shown = texts(acknowledged_at=None, size=Size(30, 24))
    at = next(number for number, line in enumerate(shown) if line.startswith("OVERDUE"))
    assert all(len(line) <= 30 for line in shown[at : at + 3])


def test_what_is_over_says_so() -> None:
    shown = texts(status="resolved", resolved_at="2026-03-04T15:40:00Z")
    assert "It is resolved. What comes now is what follows an incident." in shown
    assert "declared 15 min ago, resolved 5 min ago" in shown
    assert not [line for line in shown if line.startswith("updates")]


def test_what_others_wrote_is_only_seen() -> None:
    shown = texts(entry(1, Kind.NOTE, "a\x1b[2Jb"), title="x\x1b]0;y\x07\nz")
    assert not [line for line in shown if "\x1b" in line or "\n" in line]


# ------------------------------------------------------------------ the command


@pytest.mark.parametrize("words", [(), ("checkout",), ("--once",), ("-i", "checkout")])
def test_it_is_printed_once_in_a_pipe(words: tuple[str, ...], declared: Cli) -> None:
    declared("log", "the pool is full")
    out = declared("watch", *words).out
    assert out.startswith("SEV1  investigating  Checkout failures\ndeclared 2 min ago\n")
    assert "inc assign commander WHO\n" in out
    assert out.endswith("15:32  note @alice — the pool is full\n")


def test_a_broken_policy_breaks_nothing(declared: Cli) -> None:
    (declared.folder / "inc.toml").write_text("[limits]\ngreen = 3\n")
    out = declared("watch", "--once").out
    assert out.startswith("SEV1  investigating  Checkout failures\n")
    assert out.endswith("\nBy the default policy: inc.toml:2: limits.green is 3, not a duration\n")


def test_an_incident_that_is_not_there(declared: Cli) -> None:
    assert declared("watch", "nosuch", ok=False).code == 3
