"""Three sentences, each by the one who has to say it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from inc.domain.handoffs import pending
from inc.domain.incident import Change, Facts, Incident
from inc.domain.operations.assign import assign
from inc.domain.operations.handoff import confirm, decline, offer, take, withdraw
from inc.domain.timeline import Entry, fold
from inc.domain.vocabulary import Kind, Role
from inc.errors import Refused, UsageError

NAME = "2026-03-04-checkout"
NOW = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)
CHANCE = count()


def by(author: str, minute: int = 0) -> Facts:
    at = NOW + timedelta(minutes=minute)
    return Facts(author, at, at, CHANCE.__next__)


def after(incident: Incident, change: Change) -> Incident:
    """The incident as it is once the change is recorded."""
    entries = [*incident.entries, *change.added]
    roles = {path[1]: who for path, who in fold(entries).items() if path[0] == "roles" and who}
    return Incident(NAME, {"roles": roles}, entries)


def given(*roles: str) -> Incident:
    entries = [
        Entry(NOW - timedelta(minutes=9), Kind.ROLE, "alice", text, f"{place:012}")
        for place, text in enumerate(roles)
    ]
    return after(Incident(NAME, {}, entries), Change(NAME, ""))


LED = given("commander @alice", "tech_lead @carol")
OFFERED = after(LED, offer(LED, by("alice"), Role.COMMANDER, "bob", "end of shift"))
TAKEN = after(OFFERED, take(OFFERED, by("bob", 1), None, "current status is: calm"))


def test_the_three_sentences() -> None:
    offered = offer(LED, by("alice"), Role.COMMANDER, "bob", "end of shift")
    assert [entry.text for entry in offered.added] == ["offered commander to @bob: end of shift"]
    assert (offered.fields, offered.subject) == ({}, f"{NAME}: handoff commander offered")
    taken = take(OFFERED, by("bob", 1), None, "current status is: calm")
    assert [entry.text for entry in taken.added] == ["taken commander: current status is: calm"]
    assert taken.fields == {}
    done = confirm(TAKEN, by("alice", 2), None)
    assert [(entry.kind, entry.text) for entry in done.added] == [
        (Kind.HANDOFF, "confirmed commander"),
        (Kind.ROLE, "commander @bob: handed over by @alice"),
    ]
    assert done.fields == {("roles", "commander"): "bob"}
    assert pending(after(TAKEN, done).entries) == []


def test_letter_case_of_a_name_does_not_count() -> None:
    assert take(OFFERED, by("Bob", 1), Role.COMMANDER, "calm").added[0].author == "Bob"
    assert confirm(TAKEN, by("ALICE", 2), None).fields == {("roles", "commander"): "bob"}


def test_however_the_front_matter_spells_it() -> None:
    found = LED._replace(fields={"roles": {"ic": "@alice"}})
    assert offer(found, by("alice"), Role.COMMANDER, "bob", "").added


@pytest.mark.parametrize(
    ("author", "role", "to", "what", "hint"),
    [
        ("dan", Role.COMMANDER, "bob", "only alice can hand over commander", "--by alice"),
        ("dan", Role.COMMANDER, "bob", "only alice", "inc assign commander bob -m WHY"),
        ("alice", Role.COMMANDER, "alice", "alice is commander already", "inc show"),
        ("alice", Role.SCRIBE, "bob", "nobody is scribe", "inc assign scribe bob"),
    ],
)
def test_who_cannot_offer(author: str, role: Role, to: str, what: str, hint: str) -> None:
    with pytest.raises(Refused, match=what) as refused:
        offer(LED, by(author), role, to, "")
    assert hint in refused.value.hint


@pytest.mark.parametrize("role", [Role.SME, Role.RESPONDER])
def test_a_role_of_several_is_not_handed_over(role: Role) -> None:
    with pytest.raises(UsageError, match=f"several people are {role}") as refused:
        offer(given(f"{role} @alice"), by("alice"), role, "bob", "")
    assert refused.value.hint == f"Use: inc assign {role} bob"


def test_not_twice_while_one_is_under_way() -> None:
    with pytest.raises(Refused, match="commander was offered to bob already") as refused:
        offer(OFFERED, by("alice", 1), Role.COMMANDER, "dan", "")
    assert "inc handoff withdraw" in refused.value.hint
    again = after(OFFERED, withdraw(OFFERED, by("alice", 1), None, ""))
    assert offer(again, by("alice", 2), Role.COMMANDER, "dan", "").added


def test_who_cannot_take() -> None:
    with pytest.raises(Refused, match="commander was offered to bob, not to dan") as refused:
        take(OFFERED, by("dan", 1), None, "calm")
    assert "--by bob" in refused.value.hint
    with pytest.raises(Refused, match="bob took commander already") as refused:
        take(TAKEN, by("bob", 2), None, "calm")
    assert refused.value.hint == "Next, alice: inc handoff confirm"


@pytest.mark.parametrize("status", ["", " \n"])
def test_a_role_is_taken_with_a_status(status: str) -> None:
    with pytest.raises(UsageError, match="say where things stand") as refused:
        take(OFFERED, by("bob", 1), None, status)
    assert 'inc handoff take -m "current status is …"' in refused.value.hint


def test_who_cannot_confirm() -> None:
    with pytest.raises(Refused, match="bob has not taken commander yet") as refused:
        confirm(OFFERED, by("alice", 1), None)
    assert "First, bob: inc handoff take" in refused.value.hint
    with pytest.raises(Refused, match="only alice, who offered commander, can confirm") as refused:
        confirm(TAKEN, by("bob", 2), None)
    assert "inc assign commander bob" in refused.value.hint


def test_an_end_before_the_end() -> None:
    for incident in (OFFERED, TAKEN):
        gone = withdraw(incident, by("alice", 2), None, "I stay")
        assert [entry.text for entry in gone.added] == ["withdrawn commander: I stay"]
        no = decline(incident, by("bob", 2), None, "I sleep")
        assert [entry.text for entry in no.added] == ["declined commander: I sleep"]
        for change in (gone, no):
            assert change.fields == {}
            assert pending(after(incident, change).entries) == []
    with pytest.raises(Refused, match="only alice, who offered commander, can withdraw"):
        withdraw(OFFERED, by("bob", 1), None, "")
    with pytest.raises(Refused, match="offered to bob, not to alice") as refused:
        decline(OFFERED, by("alice", 1), None, "")
    assert "inc handoff withdraw" in refused.value.hint


def test_of_several_one_has_to_be_named() -> None:
    two = after(OFFERED, offer(OFFERED, by("carol", 1), Role.TECH_LEAD, "bob", ""))
    with pytest.raises(UsageError, match="2 handoffs are under way: commander from alice") as error:
        take(two, by("bob", 2), None, "calm")
    assert error.value.hint == "Name the role: inc handoff take commander"
    assert take(two, by("bob", 2), Role.TECH_LEAD, "calm").added[0].text == "taken tech_lead: calm"


def test_of_several_the_one_that_is_theirs_is_meant() -> None:
    two = after(OFFERED, offer(OFFERED, by("carol", 1), Role.TECH_LEAD, "dan", ""))
    assert take(two, by("dan", 2), None, "calm").added[0].text == "taken tech_lead: calm"
    assert "withdrawn commander" in withdraw(two, by("alice", 2), None, "").added[0].text


def test_where_there_is_none() -> None:
    with pytest.raises(Refused, match="no handoff is under way") as refused:
        take(LED, by("bob"), None, "calm")
    assert "inc handoff ROLE --to WHO" in refused.value.hint
    with pytest.raises(Refused, match="no handoff of scribe is under way"):
        confirm(TAKEN, by("alice", 2), Role.SCRIBE)


def test_a_role_given_meanwhile_ended_it() -> None:
    given_away = assign(
        TAKEN, by("dan", 2), Role.COMMANDER, ["erin"], "alice is gone", remove=False
    )
    with pytest.raises(Refused, match="no handoff is under way") as refused:
        confirm(after(TAKEN, given_away), by("alice", 3), None)
    assert refused.value.hint == (
        "That of commander from alice to bob ended at 2026-03-04T15:32:00Z, "
        "@dan: commander @erin: alice is gone"
    )


def test_no_sentence_is_said_before_what_it_answers() -> None:
    early = by("bob", -1)
    with pytest.raises(UsageError, match="15:29:00Z is before what this answers") as refused:
        take(OFFERED, early, None, "calm")
    assert "--at" in refused.value.hint
    with pytest.raises(UsageError, match="is before"):
        offer(LED, by("alice", -10), Role.COMMANDER, "bob", "")
    with pytest.raises(UsageError, match="is before"):
        confirm(TAKEN, by("alice", -1), None)
    with pytest.raises(UsageError, match="is before"):
        withdraw(OFFERED, by("alice", -1), None, "")
