"""Names of incidents and entries: readable, sortable, and never the same for two things."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inc.domain.identifiers import (
    ALPHABET,
    ENTRY_ID,
    INCIDENT_ID,
    author,
    incident_id,
    is_among,
    mint,
    same_person,
    slug,
    title,
)
from inc.errors import UsageError

NOW = datetime(2026, 3, 4, 15, 23, tzinfo=UTC)
moments = st.datetimes(
    min_value=datetime(2020, 1, 1), max_value=datetime(2300, 1, 1), timezones=st.just(UTC)
)
entropies = st.integers(min_value=0, max_value=2**64)
ids = st.text(alphabet=ALPHABET, min_size=12, max_size=12)

# Entries


def test_the_alphabet_sorts_and_has_no_letters_that_look_alike() -> None:
    assert list(ALPHABET) == sorted(set(ALPHABET))
    assert len(ALPHABET) == 32
    assert not set("ilou") & set(ALPHABET)
    assert all(re.fullmatch("[0-9a-hjkmnp-tv-z]", letter) for letter in ALPHABET)


@given(moments, st.none() | ids, entropies)
def test_an_id_has_its_form(now: datetime, newest: str | None, entropy: int) -> None:
    assert re.fullmatch(ENTRY_ID, mint(now, newest, entropy))


@given(moments, entropies, entropies, st.timedeltas(timedelta(milliseconds=10), timedelta(days=9)))
def test_ids_sort_by_creation(now: datetime, one: int, other: int, later: timedelta) -> None:
    assert mint(now, None, one) < mint(now + later, None, other)


@given(moments, moments, entropies, entropies)
def test_an_id_is_later_than_the_newest_whatever_the_clock_says(
    now: datetime, other: datetime, one: int, two: int
) -> None:
    newest = mint(other, None, one)
    assert mint(now, newest, two) > newest


def test_a_thousand_ids_of_one_moment_are_in_order() -> None:
    minted: list[str] = []
    for _ in range(1000):
        minted.append(mint(NOW, minted[-1] if minted else None, 0))
    assert minted == sorted(set(minted))


def test_chance_tells_two_clones_apart() -> None:
    assert len({mint(NOW, None, entropy) for entropy in range(1000)}) == 1000


@pytest.mark.parametrize(
    "now", [datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)]
)
def test_a_clock_that_is_far_off_still_gives_ids(now: datetime) -> None:
    assert re.fullmatch(ENTRY_ID, mint(now, None, 7))
    assert re.fullmatch(ENTRY_ID, mint(now, "z" * 12, 7))


# Incidents


def test_an_incident_is_named_by_day_and_slug() -> None:
    assert incident_id(date(2026, 3, 4), "checkout", ()) == "2026-03-04-checkout"


def test_a_name_that_is_taken_gets_a_number() -> None:
    taken: set[str] = set()
    for _ in range(3):
        taken.add(incident_id(date(2026, 3, 4), "checkout", taken))
    assert taken == {f"2026-03-04-checkout{end}" for end in ("", "-2", "-3")}


@given(st.dates(min_value=date(1000, 1, 1)), st.text(max_size=300))
def test_any_name_has_the_form_of_an_id(day: date, text: str) -> None:
    assert re.fullmatch(INCIDENT_ID, incident_id(day, slug(text), ()))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Checkout  failures!", "checkout-failures"),
        ("Can't pay", "cant-pay"),
        ("--x--", "x"),
        ("a" * 48 + " b", "a" * 48),
        ("a" * 47 + " b", "a" * 47),
        ("", "incident"),
    ],
)
def test_a_slug(text: str, expected: str) -> None:
    assert slug(text) == expected


def test_a_title() -> None:
    assert title("Checkout failures") == "Checkout failures"
    assert title("x" * 200) == "x" * 200
    with pytest.raises(UsageError, match="empty"):
        title("")
    with pytest.raises(UsageError, match="201 characters"):
        title("x" * 201)


# People


@pytest.mark.parametrize("text", ["alice", "@alice", " alice ", "alice\n"])
def test_an_author(text: str) -> None:
    assert author(text) == "alice"


@pytest.mark.parametrize("name", ["alice.smith+oncall", "a", "Ünal", "李", "x_1-y", "a" * 64])
def test_names_people_have(name: str) -> None:
    assert author(name) == name


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "@",
            "@@bob",
            "two words",
            "bob:",
            "bob,",
            ".bob",
            "bob.",
            "-rf",
            "a/b",
            "a—b",
            "**x**",
        ),
        *("a\nb", "a\x00b", "bob\u202e", "`x`", "<b>", "a" * 65, "🔥"),
    ],
)
def test_what_is_no_name(text: str) -> None:
    with pytest.raises(UsageError, match="cannot be a person's name") as error:
        author(text)
    assert error.value.what.isascii()
    assert len(error.value.what) < 500


@given(st.text())
def test_a_name_is_one_word_without_marks(text: str) -> None:
    try:
        name = author(text)
    except UsageError:
        return
    assert not set(name) & set("@:—*` \t\n^")
    assert author(name) == author(f"@{name}") == name


def test_a_person_is_one_in_any_letter_case() -> None:
    assert same_person("Alice", "aLICE") and same_person("Straße", "STRASSE")
    assert not same_person("alice", "alicia")
    assert is_among("Alice", ["bob", "alice"])
    assert not is_among("alice", [])
