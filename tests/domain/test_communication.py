"""What people outside should not have to read, and where the words stand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

import pace
from inc.domain import communication
from inc.domain.communication import Remark, cause_too_early, lint, remarks
from inc.domain.incident import Incident
from inc.domain.policy import Policy
from inc.domain.timeline import Entry
from inc.domain.vocabulary import Kind

POLICY = Policy()
PROMISE = "\n- Next update: 2026-03-04T18:00:00Z"


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-03-04T{clock}Z")


def entry(clock: str, kind: Kind, text: str, audience: str = "") -> Entry:
    return Entry(at(clock), kind, "alice", text, clock.replace(":", "").zfill(12), audience)


def told(text: str, audience: str = "customer", clock: str = "15:30") -> Entry:
    return entry(clock, Kind.UPDATE, text, audience)


def incident(*entries: Entry, **fields: Any) -> Incident:
    known = {"severity": "SEV1", "status": "investigating", "services": ["order-service", "Cart"]}
    return Incident("2026-03-04-x", {**known, **fields}, entries)


def found(text: str, *before: Entry, audience: str = "customer") -> list[tuple[str, str]]:
    """The rules and words of the remarks about an update that makes a promise."""
    update = told(text + PROMISE, audience)
    return [(one.rule, one.words) for one in lint(update, incident(*before, update), POLICY)]


# Words


@pytest.mark.parametrize(
    ("text", "rule", "words"),
    [
        ("Payments fail because of a bad release.", "cause-too-early", "because of"),
        ("We found the root cause.", "cause-too-early", "root cause"),
        ("The order-service is slow.", "component", "order-service"),
        ("Your CART is empty.", "component", "CART"),
        ("Our databases are slow.", "jargon", "databases"),
        ("API gateways fail with 5xx.", "jargon", "API gateways"),
        ("The cluster's clock is off.", "jargon", "cluster's"),
        ("Connection  pools are full.", "jargon", "Connection  pools"),
        ("It is probably over.", "speculation", "probably"),
        ("We think it is over.", "speculation", "We think"),
    ],
)
def test_what_customers_should_not_read(text: str, rule: str, words: str) -> None:
    assert found(text)[0] == (rule, words)


@pytest.mark.parametrize(
    "text",
    [
        "Some payments fail. Please pay by invoice.",
        "We do not know the root cause yet.",
        "We are still investigating the root cause.",
        "The root cause isn't known.",
        "An unlikely event in Clusterville; the nodding podium of Cartagena.",
        "See https://status.example.com/node/cache or www.node.example.",
        "Type `kubectl get pods` or ask node.example.com.",
        "It says\n```\ncache timeout, probably because of DNS\n```",
    ],
)
def test_what_customers_may_read(text: str) -> None:
    assert found(text) == []


def test_the_words_are_where_they_stand() -> None:
    update = told("All is well.\nThe cache is probably full." + PROMISE)
    assert lint(update, incident(update), POLICY) == [
        Remark("jargon", communication.ADVICE["jargon"], "cache", 1, 4),
        Remark("speculation", communication.ADVICE["speculation"], "probably", 1, 13),
    ]


def test_words_that_two_rules_know_are_marked_once() -> None:
    update = told("The cache node fails." + PROMISE)
    parts = incident(update, services=["cache node", "c++ (new)"])
    assert [(one.rule, one.words) for one in lint(update, parts, POLICY)] == [
        ("component", "cache node")
    ]


def test_a_part_that_the_title_names_is_known_to_readers() -> None:
    update = told("The cart is empty." + PROMISE)
    assert [one.words for one in lint(update, incident(update), POLICY)] == ["cart"]
    assert lint(update, incident(update, title="Cart failures"), POLICY) == []


def test_the_title_is_read_again_too() -> None:
    update = told("Payments fail." + PROMISE)
    (remark,) = lint(update, incident(update, title="Redis cache OOM on the cluster"), POLICY)
    assert (remark.rule, remark.words) == ("title", "")
    assert "says “cache”, “cluster”: inc edit" in remark.advice
    assert lint(update, incident(update, title="Payments fail"), POLICY) == []


def test_the_words_of_another_policy() -> None:
    policy = Policy({"language": {"jargon": ["widget", "policy"], "speculation": []}})
    update = told("Probably widgets, policies and nodes." + PROMISE)
    assert [one.words for one in lint(update, incident(update), policy)] == ["widgets", "policies"]


@pytest.mark.parametrize("piece", ["a-", "a.", "`", "x", "due ", "a-b://", "root cause "])
def test_long_nonsense_takes_no_time(piece: str) -> None:
    def linted(size: int) -> object:
        update = told(piece * size + PROMISE)
        return lint(update, incident(update), POLICY)

    pace.steady(linted, 20_000)


def test_a_phrase_without_words_is_none() -> None:
    update = told("Some payments fail." + PROMISE)
    policy = Policy({"language": {"jargon": ["", " "]}})
    assert lint(update, incident(update, services=[""]), policy) == []


def test_executives_are_only_spared_guesses() -> None:
    text = "The database is probably down because of a leak."
    assert found(text, audience="executive") == [("speculation", "probably")]


@pytest.mark.parametrize("audience", ["internal", "responders", ""])
def test_those_inside_may_read_everything(audience: str) -> None:
    assert found("The database is probably down because of a leak.", audience=audience) == []


# Cause

CAUSE = "Payments fail because of a bad release."


@pytest.mark.parametrize(
    ("before", "is_known"),
    [
        ([], False),
        ([entry("15:20", Kind.HYPOTHESIS, "a bad release")], False),
        ([entry("15:20", Kind.CONFIRMED, "a bad release")], True),
        ([entry("15:20", Kind.STATUS, "identified")], True),
        ([entry("15:40", Kind.CONFIRMED, "a bad release")], False),
        ([entry("15:20", Kind.STATUS, "identified"), entry("15:25", Kind.REOPENED, "x")], False),
    ],
)
def test_a_cause_may_be_told_once_it_is_identified(before: list[Entry], is_known: bool) -> None:
    assert found(CAUSE, *before) == ([] if is_known else [("cause-too-early", "because of")])


def test_the_cause_that_customers_were_told_too_early() -> None:
    early = told(CAUSE)
    assert cause_too_early(incident(early), POLICY) == early
    assert cause_too_early(incident(told(CAUSE, "internal")), POLICY) is None
    assert cause_too_early(incident(early, told("We look.", clock="15:31")), POLICY) is None
    confirmed = entry("15:40", Kind.CONFIRMED, "a bad release")
    assert cause_too_early(incident(early, confirmed), POLICY) is None
    quiet = Policy({"language": {"cause": []}})
    assert cause_too_early(incident(early), quiet) is None


# Times


def test_an_open_incident_without_a_next_update() -> None:
    update = told("Some payments fail.")
    assert [one.rule for one in lint(update, incident(update), POLICY)] == ["no-next-update"]
    assert lint(update, incident(update, status="resolved"), POLICY) == []
    later = told("y" + PROMISE, clock="15:31")
    assert lint(update, incident(update, later), POLICY) == []
    inside = told("Some payments fail.", "executive")
    assert lint(inside, incident(inside), POLICY) == []


@pytest.mark.parametrize(
    ("first", "second", "slips"),
    [
        ("15 min", "6 min", False),  # 15:36 both times
        ("24 min", "15 min", False),
        ("23 min", "15 min", True),
        ("about 15 minutes", "by 15:45.", True),
        ("15:45", "16:00", True),
        ("soon", "16:00", False),
        ("15:45", "unknown", False),
        ("15:45", "15:45", False),
    ],
)
def test_an_end_that_is_later_than_was_said(first: str, second: str, slips: bool) -> None:
    before = told(f"x\n- ETA: {first}", clock="15:21")
    remarks_ = found(f"y\n- ETA: {second}", before)
    assert remarks_ == ([("eta-slips", second)] if slips else [])


def test_the_last_end_that_was_said_to_those_readers_counts() -> None:
    others = told("x\n- ETA: 15:40", "executive", "15:01")
    first, quiet = told("x\n- ETA: 16:40", clock="15:02"), told("x", clock="15:03")
    assert found("y\n- ETA: 16:30", others, first, quiet) == []
    assert found("y\n- ETA: 16:50", others, first, quiet) == [("eta-slips", "16:50")]
    update = told("y\n- ETA: 16:50" + PROMISE)
    (remark,) = lint(update, incident(first, update), POLICY)
    assert remark.advice.startswith("later than the 16:40 UTC that was said before")
    assert (remark.line, remark.column) == (1, 7)


@pytest.mark.parametrize(
    ("clock", "late"), [("15:29:59", False), ("15:30", False), ("15:30:01", True)]
)
def test_an_update_is_in_time_until_the_time_it_was_promised_for(clock: str, late: bool) -> None:
    promised = told("x\n- Next update: 2026-03-04T15:30:00Z", clock="15:00")
    update = told("y" + PROMISE, clock=clock)
    assert bool(remarks(update, incident(promised, update), POLICY)) is late


@pytest.mark.parametrize("audience", ["customer", "internal", "responders"])
def test_an_update_that_came_late(audience: str) -> None:
    promised = told("x\n- Next update: 2026-03-04T15:30:00Z", audience, "15:00")
    update = told("y" + PROMISE, audience, "15:42")
    assert [
        (one.rule, one.advice) for one in remarks(update, incident(promised, update), POLICY)
    ] == [
        ("promise-late", "The update promised for 15:30 UTC came 12 min late."),
    ]
    berlin = Policy({"audiences": {audience: {"timezone": "Europe/Berlin"}}})
    (remark,) = remarks(update, incident(promised, update), berlin)
    assert "promised for 16:30 CET came" in remark.advice


# Restricted


@pytest.mark.parametrize(
    ("audience", "warns"),
    [("customer", True), ("executive", True), ("internal", True), ("responders", False)],
)
def test_a_restricted_incident_is_for_its_responders(audience: str, warns: bool) -> None:
    update = told("All is well." + PROMISE, audience)
    said = remarks(update, incident(update, visibility="restricted"), POLICY)
    assert [one.rule for one in said] == (["restricted"] if warns else [])
