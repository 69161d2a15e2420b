"""How much two incidents are alike, and why."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inc.domain.excerpt import Excerpt
from inc.domain.likeness import (
    CAUSE,
    CONVINCING,
    SERVICES,
    WORDS,
    Corpus,
    Sketch,
    likeness,
    same_incident,
    sketch,
)
from inc.domain.telling import words

MANY = Corpus(1_000, {"checkout": 200, "failure": 200, "slow": 200, "zugzwang": 2})
DAY = 86_400
_NUMBERS = itertools.count()


def of(title: str, services: str = "", text: str = "", **labels: str) -> Sketch:
    told = [("services", one) for one in services.split()]
    told += labels.items()
    one = Excerpt(f"2026-{next(_NUMBERS)}", title, "SEV1", "closed", began=0, labels=tuple(told))
    return sketch(one, words(text))


def score(one: Sketch, other: Sketch) -> float:
    return likeness(one, other, MANY).score


# ------------------------------------------------------------------ how alike


def test_the_same_trouble_of_the_same_service_is_convincing() -> None:
    asked = of("Checkout is failing", "checkout")
    assert likeness(asked, of("Checkout failures", "checkout search"), MANY).is_convincing


def test_another_trouble_of_the_same_service_is_not() -> None:
    asked = of("Checkout is slow", "checkout")
    assert not likeness(asked, of("Checkout failures", "checkout"), MANY).is_convincing


def test_the_same_title_is_convincing_unless_it_is_one_word() -> None:
    assert likeness(of("Checkout fails"), of("Checkout failures"), MANY).is_convincing
    assert not likeness(of("Outage"), of("Outage"), MANY).is_convincing


@pytest.mark.parametrize("kind", ["services", "alerts", "runbooks", "vendor", "tags", "cause"])
def test_no_other_kind_is_convincing_alone_but_each_counts(kind: str) -> None:
    alone = likeness(of("Alpha", **{kind: "same"}), of("Beta", **{kind: "Same"}), MANY)
    assert 0 < alone.score < CONVINCING
    assert [reason.values for reason in alone.reasons] == [("Same",)]
    both = score(of("Alpha pool", **{kind: "same"}), of("Alpha pool", **{kind: "same"}))
    assert both > score(of("Alpha pool"), of("Alpha pool"))


def test_the_reasons_are_told_in_words() -> None:
    asked = of("Checkout failures", "checkout orders", "zugzwang", cause="config-change")
    other = of("Pool", "orders Checkout", "zugzwang", cause="Config change", runbooks="pool")
    found = likeness(asked, other, MANY)
    assert [reason.line for reason in found.reasons] == [
        "both: Checkout, orders",
        "same cause: Config change",
        "words: zugzwang",
    ]
    assert found.shares(CAUSE)
    assert not found.shares("runbooks")


def test_a_cause_in_common_may_be_one_of_the_two() -> None:
    one = of("Alpha")
    other = of("Beta", links=f"caused-by {one.id}")
    assert likeness(one, other, MANY).shares(CAUSE)
    assert likeness(other, one, MANY).shares(CAUSE)


def test_causes_that_a_postmortem_names_count() -> None:
    one = Excerpt("a", "Alpha", "SEV1", "closed")
    asked = sketch(one, (), [("cause", "leak")])
    assert likeness(asked, of("Beta", cause="Leak"), MANY).shares(CAUSE)


def test_a_rare_word_weighs_more_than_a_common_one() -> None:
    asked = of("Down", text="zugzwang checkout")
    assert score(asked, of("Other", text="zugzwang")) > score(asked, of("Other", text="checkout"))


def test_a_service_that_all_have_weighs_less() -> None:
    all_have = Corpus(100, services={"web": 100})
    asked, other = of("Alpha", "web"), of("Beta", "web")
    assert 0 < likeness(asked, other, all_have).score < likeness(asked, other, Corpus(100)).score


def test_the_newer_one_is_before_an_equal_one_but_being_new_is_no_reason() -> None:
    asked = of("Checkout failures")._replace(began=400 * DAY)
    old, new = (of("Checkout failures")._replace(began=day * DAY) for day in (1, 399))
    assert score(asked, new) > score(asked, old)
    assert score(asked, of("Else")._replace(began=400 * DAY)) == 0


def test_names_of_people_are_no_reason() -> None:
    labels = (("person", "bob"),)
    asked = Excerpt("a", "Down", "SEV1", "closed", labels=labels)
    other = asked._replace(id="b", title="Else")
    assert likeness(sketch(asked, ["bob"]), sketch(other, ["bob"]), MANY).score == 0


@pytest.mark.parametrize(
    ("labels", "merged", "same"),
    [
        ((), "", False),
        ((("links", "duplicate-of b"),), "", True),
        ((("links", "related b"), ("links", "caused-by b")), "", False),
        ((), "b", True),
        ((), "c", True),
        ((("links", "duplicate-of https://example.com/1"),), "", False),
    ],
)
def test_what_is_the_same_incident(
    labels: tuple[tuple[str, str], ...], merged: str, same: bool
) -> None:
    one = Excerpt("a", "Down", "SEV1", "closed", labels=labels, merged_into=merged)
    other = Excerpt("b", "Down", "SEV1", "closed", merged_into="c" if merged == "c" else "")
    assert same_incident(one, other) == same_incident(other, one) == same
    assert same_incident(one, one)


_WORDS = st.sampled_from(["checkout", "pool", "failure", "slow", "zugzwang", "<b>", "\x1b[2J", ""])
_SKETCHES = st.builds(
    lambda title, text, services, tags, cause, began: of(
        " ".join(title), " ".join(services), " ".join(text), tags=" ".join(tags), cause=cause
    )._replace(began=began),
    *[st.lists(_WORDS, max_size=4)] * 4,
    _WORDS,
    st.one_of(st.none(), st.integers(-(10**12), 10**12)),
)
_CORPORA = st.builds(
    Corpus,
    st.integers(0, 10**6),
    st.dictionaries(_WORDS, st.integers(0, 10**6), max_size=4),
    st.dictionaries(_WORDS, st.integers(0, 10**6), max_size=4),
    st.dictionaries(_WORDS, st.integers(0, 10**6), max_size=4),
)


@given(_SKETCHES, _SKETCHES, _CORPORA)
def test_a_score_is_a_share_and_reasons_are_the_same_from_both_sides(
    one: Sketch, other: Sketch, corpus: Corpus
) -> None:
    there, back = likeness(one, other, corpus), likeness(other, one, corpus)
    assert 0 <= there.score <= 1
    assert there.reasons == back.reasons
    assert bool(there.score) == bool(there.reasons)


def test_kinds_have_names() -> None:
    found = likeness(of("Alpha pool", "web"), of("Alpha pool", "web"), MANY)
    assert {reason.kind for reason in found.reasons} == {SERVICES, WORDS}
