"""Theories are stated and answered, each by the words that people use for it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from inc.domain.identifiers import mint
from inc.domain.incident import Facts, Incident
from inc.domain.ledger import hypotheses, verdict_text
from inc.domain.operations.hypotheses import answer, find, next_one, short, state
from inc.domain.operations.respond import log
from inc.domain.timeline import Entry
from inc.domain.vocabulary import Kind
from inc.errors import NotFound, Refused, UsageError

NAME = "2026-03-04-checkout"
NOW = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)
FACTS = Facts("alice", NOW, NOW, count().__next__)


def entry(minute: int, kind: Kind, text: str) -> Entry:
    at = NOW + timedelta(minutes=minute - 30)
    return Entry(at, kind, "bob", text, mint(at, None, minute))


POOL = entry(1, Kind.HYPOTHESIS, "The pool is exhausted\nsince 14:00")
DNS = entry(2, Kind.HYPOTHESIS, "DNS, 503 of them")
LEAK = entry(3, Kind.HYPOTHESIS, "the pool leaks")
NO_DNS = entry(4, Kind.REFUTED, verdict_text(DNS, "it resolves"))
ALL = [POOL, DNS, LEAK, NO_DNS]


def incident(*entries: Entry) -> Incident:
    return Incident(NAME, {"status": "investigating"}, entries)


# ------------------------------------------------------------------ stating


@pytest.mark.parametrize("text", ["the pool", "Theory: the pool", "hypothesis: the pool"])
def test_a_theory_is_the_same_entry_as_by_log(text: str) -> None:
    (stated,) = state(incident(), FACTS, text).added
    (logged,) = log(incident(), FACTS, "Theory: the pool").added
    assert (stated.kind, stated.text, stated.at) == (Kind.HYPOTHESIS, "the pool", NOW)
    assert (stated.kind, stated.text) == (logged.kind, logged.text)


def test_words_of_another_kind_stay_words() -> None:
    assert state(incident(), FACTS, "Found: a leak").added[0].text == "Found: a leak"


@pytest.mark.parametrize("text", ["", " \n"])
def test_a_theory_says_something(text: str) -> None:
    with pytest.raises(UsageError, match="what is the theory"):
        state(incident(), FACTS, text)


def test_the_subject_of_the_commit_has_no_words_of_the_theory() -> None:
    assert state(incident(), FACTS, "the pool").subject == f"{NAME}: hypothesis"
    one = hypotheses([POOL])[0]
    assert answer(incident(POOL), FACTS, one, Kind.REFUTED, "x").subject == f"{NAME}: refuted"


# ------------------------------------------------------------------ naming


@pytest.mark.parametrize(
    ("reference", "meant"),
    [
        ("", LEAK),
        ("last", LEAK),
        ("1", POOL),
        ("3", LEAK),
        ("503", DNS),
        ("dns", DNS),
        ("DNS, 503 of  them", DNS),
        ("exhausted since", POOL),
        ("the pool leaks", LEAK),
        (DNS.id, DNS),
        (f"^{POOL.id}", POOL),
        (f"^{POOL.id[-4:]}", POOL),
        (POOL.id[-4:].upper(), POOL),
    ],
)
def test_what_names_a_theory(reference: str, meant: Entry) -> None:
    assert find(incident(*ALL), reference).entry == meant


@pytest.mark.parametrize(
    ("entries", "reference", "what"),
    [
        ([], "", "no theory was stated yet"),
        ([], "pool", "no theory was stated yet"),
        ([DNS, NO_DNS], "", "no theory is open"),
        (ALL, "pool", "'pool' names 2 theories"),
        (ALL, "cache", "no theory is called 'cache'"),
        (ALL, "4", "'4' names 3 theories"),  # parts of ids
        (ALL, NO_DNS.id, f"no theory is called '{NO_DNS.id}'"),
        (ALL, "^", "no theory is called '^'"),
    ],
)
def test_what_names_none(entries: list[Entry], reference: str, what: str) -> None:
    with pytest.raises(NotFound) as raised:
        find(incident(*entries), reference)
    assert raised.value.what == what


def test_the_error_lists_what_can_be_named() -> None:
    with pytest.raises(NotFound) as raised:
        find(incident(*ALL), "pool")
    assert raised.value.hint.split("\n") == [
        "Name one by its number or by words (the evidence goes behind -m):",
        "1  The pool is exhausted (set aside)",
        "2  DNS, 503 of them (refuted)",
        "3  the pool leaks (open)",
    ]


@pytest.mark.parametrize(("reference", "told"), [("", "the open theory"), ("1", "'1'")])
def test_a_command_that_waited_does_not_guess(reference: str, told: str) -> None:
    found = incident(*ALL)
    with pytest.raises(Refused, match=f"{told} was another one when it was typed"):
        find(found, reference, LEAK.at - timedelta(seconds=2))
    assert find(found, reference, LEAK.at)
    assert find(found, "leaks", POOL.at).entry == LEAK


def test_a_long_theory_is_cut_in_a_sentence() -> None:
    assert short("a" * 60) == "a" * 60
    assert short("a" * 61) == "a" * 59 + "…"


def test_the_next_theory_is_the_open_one_or_the_newest_set_aside() -> None:
    def after(*entries: Entry) -> str | None:
        waiting = next_one(hypotheses(entries))
        return waiting.entry.first_line if waiting else None

    assert after() is None
    assert after(DNS, NO_DNS) is None
    assert after(POOL, DNS) == DNS.text
    assert after(POOL, DNS, NO_DNS) == POOL.first_line


# ------------------------------------------------------------------ answering


@pytest.mark.parametrize(("kind", "verb"), [(Kind.CONFIRMED, "confirm"), (Kind.REFUTED, "refute")])
def test_an_answer_names_the_theory_and_has_evidence(kind: Kind, verb: str) -> None:
    found = incident(*ALL)
    change = answer(found, FACTS, find(found, "1"), kind, "100 of 100\nsince 14:00")
    assert change.operation == verb
    (added,) = change.added
    assert added.kind is kind
    assert added.text == f"“The pool is exhausted” (^{POOL.id}): 100 of 100\nsince 14:00"
    assert hypotheses([*ALL, added])[0].state == kind


def test_the_opposite_answer_may_come_later_and_the_same_not_again() -> None:
    found = incident(*ALL)
    one = find(found, "dns")
    with pytest.raises(Refused, match="“DNS, 503 of them” is refuted already"):
        answer(found, FACTS, one, Kind.REFUTED, "x")
    (added,) = answer(found, FACTS, one, Kind.CONFIRMED, "it does not").added
    (theory,) = hypotheses([DNS, NO_DNS, added])
    assert (theory.state, theory.answers) == ("confirmed", (NO_DNS, added))


@pytest.mark.parametrize(
    ("kind", "way", "verb"),
    [(Kind.CONFIRMED, "for", "confirm"), (Kind.REFUTED, "against", "refute")],
)
def test_evidence_is_asked_for(kind: Kind, way: str, verb: str) -> None:
    found = incident(*ALL)
    with pytest.raises(UsageError, match=f"what speaks {way} “the pool leaks”") as raised:
        answer(found, FACTS, find(found, ""), kind, " ")
    assert raised.value.hint.startswith(f"inc {verb} 3 -m ")


def test_a_theory_written_by_hand_needs_an_id_first() -> None:
    found = incident(POOL._replace(id=""))
    with pytest.raises(Refused, match="has no id yet") as raised:
        answer(found, FACTS, find(found, ""), Kind.CONFIRMED, "x")
    assert raised.value.hint == "First: inc reconcile"


def test_an_answer_is_not_before_its_theory() -> None:
    found = incident(POOL)
    early = FACTS._replace(at=POOL.at - timedelta(seconds=1))
    with pytest.raises(UsageError, match="it was stated at 2026-03-04T15:01:00Z; confirmed at"):
        answer(found, early, find(found, ""), Kind.CONFIRMED, "x")
    at_once = FACTS._replace(at=POOL.at)
    assert answer(found, at_once, find(found, ""), Kind.CONFIRMED, "x").added
