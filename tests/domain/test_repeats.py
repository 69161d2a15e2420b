"""Which incidents repeat an earlier one."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inc.domain.excerpt import Excerpt
from inc.domain.repeats import Stated, causes, folded, repeats, stated

A, B, C, D = (f"2026-03-0{day}-{name}" for day, name in enumerate("abcd", start=1))


def test_the_later_one_of_two_with_the_same_cause_repeats_the_earlier_one() -> None:
    found = repeats([Stated(B, 20, ("config-change",)), Stated(A, 10, ("Config change",))])
    assert found == {B: A}


def test_the_nearest_earlier_one_is_repeated() -> None:
    three = [Stated(name, at, ("disk_full",)) for at, name in enumerate((A, B, C))]
    assert repeats(three) == {B: A, C: B}


def test_each_of_several_causes_counts() -> None:
    found = repeats(
        [
            Stated(A, 1, ("leak", "bad-deploy")),
            Stated(B, 2, ("leak",)),
            Stated(C, 3, ("bad deploy",)),
        ]
    )
    assert found == {B: A, C: A}


def test_what_an_incident_caused_repeats_it() -> None:
    found = repeats(
        [Stated(A, 1, ()), Stated(B, 2, (f"caused-by {A}",)), Stated(C, 3, (f"caused-by {A}",))]
    )
    assert found == {B: A, C: B}


def test_a_cause_is_not_handed_on() -> None:
    found = repeats(
        [Stated(A, 1, ("leak",)), Stated(B, 2, (f"caused-by {A}",)), Stated(C, 3, ("leak",))]
    )
    assert found == {B: A, C: A}


def test_a_cause_may_be_an_address() -> None:
    address = "https://example.com/pull/12"
    found = repeats([Stated(A, 1, (f"caused-by {address}",)), Stated(B, 2, (f"{address}/",))])
    assert found == {B: A}


def test_a_duplicate_is_no_repeat() -> None:
    duplicate = Stated(B, 2, (f"duplicate-of {A}", "leak"))
    assert repeats([Stated(A, 1, ("leak",)), duplicate]) == {}
    assert repeats([Stated(A, 1, ()), duplicate, Stated(C, 3, ("leak",))]) == {C: A}
    assert repeats([Stated(A, 1, ()), duplicate, Stated(C, 3, (f"caused-by {B}",))]) == {C: A}


def test_duplicates_of_each_other_are_the_first_of_them() -> None:
    pair = [Stated(B, 2, (f"duplicate-of {A}",)), Stated(A, 1, (f"dup {B}", "leak"))]
    assert repeats([*pair, Stated(C, 3, ("leak",))]) == {C: A}


def test_a_duplicate_that_began_earlier_does_not_stand_for_both() -> None:
    pair = [Stated(A, 1, (f"duplicate-of {B}",)), Stated(B, 2, ("leak",))]
    assert repeats([*pair, Stated(C, 3, ("leak",))]) == {C: B}


def test_a_duplicate_of_what_is_not_there_counts() -> None:
    found = repeats([Stated(A, 1, ("leak",)), Stated(B, 2, ("leak", f"duplicate-of {D}"))])
    assert found == {B: A}


@pytest.mark.parametrize("word", ["unknown", "Unknown", "TBD", "n/a", "-", "?", " ", "caused-by"])
def test_what_is_not_known_is_no_cause(word: str) -> None:
    assert folded(word) in ("", "caused by")
    assert folded(f"caused-by {word}") in ("", "caused by")
    assert word == "caused-by" or not repeats([Stated(A, 1, (word,)), Stated(B, 2, (word,))])


def test_one_without_a_time_repeats_nothing() -> None:
    assert repeats([Stated(A, None, ("leak",)), Stated(B, 2, ("leak",))]) == {}


def test_the_id_decides_where_the_times_are_equal() -> None:
    assert repeats([Stated(B, 1, ("leak",)), Stated(A, 1, ("leak",))]) == {B: A}


def test_an_incident_states_its_labels_and_those_of_its_postmortem() -> None:
    labels = (
        ("services", "checkout"),
        ("cause", "leak"),
        ("links", f"related {C}"),
        ("links", f"caused-by {B}"),
        ("links", "https://example.com/"),
    )
    one = Excerpt(A, "Title", "SEV1", "closed", merged_into=D, began=7, labels=labels)
    further = (("root_cause", "bad-deploy"), ("cause", "leak"))
    assert stated(one, further) == Stated(
        A, 7, ("leak", "bad-deploy", f"caused-by {B}", f"duplicate-of {D}")
    )


def test_causes_keep_the_words_that_people_wrote() -> None:
    found = causes(["Config_Change", "config-change", f"caused-by {A}", f"duplicate-of {B}"])
    assert found == {"config change": "Config_Change", A.replace("-", " "): f"caused-by {A}"}


_TEXTS = st.one_of(
    st.sampled_from(["leak", "Leak", "bad deploy", "unknown", "caused-by", "duplicate-of", ""]),
    st.builds(
        "{} {}".format,
        st.sampled_from(["caused-by", "duplicate-of"]),
        st.sampled_from([A, B, C, D]),
    ),
    st.text(max_size=12),
)
_STATED = st.builds(
    Stated,
    st.sampled_from([A, B, C, D, "e", "f", "g"]),
    st.one_of(st.none(), st.integers(0, 3)),
    st.lists(_TEXTS, max_size=3).map(tuple),
)


@given(st.lists(_STATED, max_size=7, unique_by=lambda one: one.id), st.randoms())
def test_what_repeats_is_later_and_the_order_given_does_not_matter(
    some: list[Stated], chance: Random
) -> None:
    found = repeats(some)
    order = {one.id: (one.began if one.began is not None else -1, one.id) for one in some}
    for later, earlier in found.items():
        assert order[later] > order[earlier] > (-1, "")
    mixed = list(some)
    chance.shuffle(mixed)
    assert repeats(mixed) == found
