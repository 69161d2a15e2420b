"""What the entries of a handoff say, and which handoffs are under way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from inc.domain.handoffs import Step, ended, pending, read_step, step_text
from inc.domain.timeline import Entry, check_text, without_words
from inc.domain.vocabulary import Kind, Role
from inc.errors import UsageError

NOW = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)


def told(*said: tuple[str, str]) -> list[Entry]:
    """Entries of a handoff (or of a role, in its own words), a minute apart."""
    return [
        Entry(
            NOW + timedelta(minutes=place),
            Kind.ROLE if text.split()[1][:1] in "@n" else Kind.HANDOFF,
            author,
            text,
            f"{place:012}",
        )
        for place, (author, text) in enumerate(said)
    ]


OFFER = ("alice", "offered commander to @bob: end of my shift")
TAKE = ("bob", "taken commander: current status is: watching\nand waiting")


@pytest.mark.parametrize(
    ("step", "text"),
    [
        (Step("offered", Role.COMMANDER, "bob", "tired"), "offered commander to @bob: tired"),
        (Step("offered", Role.SCRIBE, "bob", ""), "offered scribe to @bob"),
        (Step("taken", Role.TECH_LEAD, "", "a: b\nc"), "taken tech_lead: a: b\nc"),
        (Step("taken", Role.SCRIBE, "", "```\nx\n```"), "taken scribe: ```\nx\n```"),
        (Step("confirmed", Role.COMMANDER, "", ""), "confirmed commander"),
    ],
)
def test_a_sentence_is_read_as_it_was_written(step: Step, text: str) -> None:
    assert step_text(*step) == text
    assert read_step(Entry(NOW, Kind.HANDOFF, "x", text)) == step


@pytest.mark.parametrize(
    "text",
    [
        *("", "bob has it now", "offered boss to @bob", "gave commander", "taken"),
        *("offered commander", "offered commander for @bob", "taken commander to @bob"),
    ],
)
def test_what_people_wrote_by_hand_is_no_sentence(text: str) -> None:
    assert read_step(Entry(NOW, Kind.HANDOFF, "x", text)) is None
    assert pending([Entry(NOW, Kind.HANDOFF, "x", text)]) == []


def test_an_offer_is_under_way_and_then_taken() -> None:
    [offered] = pending(told(OFFER))
    assert (offered.role, offered.holder, offered.to) == (Role.COMMANDER, "alice", "bob")
    assert (offered.why, offered.offered_at, offered.is_taken) == ("end of my shift", NOW, False)
    [taken] = pending(told(OFFER, TAKE))
    assert taken.is_taken
    assert taken.taken_at == NOW + timedelta(minutes=1)
    assert taken.status == "current status is: watching\nand waiting"


@pytest.mark.parametrize(
    "end",
    [
        *("confirmed commander", "withdrawn commander", "declined commander: I sleep"),
        *("commander @carol", "commander nobody: gone"),
    ],
)
def test_it_ends_by_its_last_sentence_or_by_a_role_given(end: str) -> None:
    entries = told(OFFER, TAKE, ("alice", end))
    assert pending(entries) == []
    [over] = ended(entries)
    assert (over.offer.to, over.by.text) == ("bob", end)


def test_other_roles_do_not_end_it() -> None:
    entries = told(OFFER, ("alice", "tech_lead @carol"), ("carol", "offered scribe to @dan"))
    assert [one.role for one in pending(entries)] == [Role.COMMANDER, Role.SCRIBE]
    assert ended(entries) == []


def test_an_answer_without_an_offer_is_nothing() -> None:
    entries = told(TAKE, ("alice", "confirmed commander"))
    assert (pending(entries), ended(entries)) == ([], [])


def test_the_order_is_that_of_what_happened() -> None:
    entries = told(OFFER, TAKE)
    assert pending(entries[::-1]) == pending(entries)
    late = entries[1]._replace(at=NOW - timedelta(minutes=1))
    assert not pending([entries[0], late])[0].is_taken


def test_a_second_offer_stands_for_the_first() -> None:
    [offered] = pending(told(OFFER, TAKE, ("alice", "offered commander to @carol")))
    assert (offered.to, offered.is_taken) == ("carol", False)


def test_redacted_words_leave_the_sentence() -> None:
    [offer, take] = told(OFFER, TAKE)
    gone = [one._replace(text=without_words(one, "[redacted]")) for one in (offer, take)]
    assert [one.text for one in gone] == [
        "offered commander to @bob: [redacted]",
        "taken commander: [redacted]",
    ]
    assert pending(gone)[0].is_taken
    by_hand = Entry(NOW, Kind.HANDOFF, "x", "the password is x: y")
    assert without_words(by_hand, "[redacted]") == "[redacted]"


def test_a_sentence_stays_one_when_it_is_amended() -> None:
    check_text(Kind.HANDOFF, "taken commander: calm")
    with pytest.raises(UsageError, match="'calm' is no sentence of a handoff"):
        check_text(Kind.HANDOFF, "calm")
