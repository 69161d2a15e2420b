"""An incident answers to its id, its aliases and any part that only it has."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inc.domain.references import ambiguous, choose
from inc.errors import NotFound

IDS = [
    "2026-03-04-checkout-failures",
    "2026-03-04-checkout-failures-2",
    "2026-02-11-search-slow",
    "2025-12-24-login",
]
ALIASES = {"INC-2934": IDS[0], "INC-29": IDS[2], "PD/77": IDS[3]}


@pytest.mark.parametrize(
    ("reference", "found"),
    [
        ("2026-03-04-checkout-failures", IDS[0]),  # though another one begins with it
        ("2026-03-04-Checkout-Failures", IDS[0]),
        ("failures-2", IDS[1]),
        ("search", IDS[2]),
        ("2025", IDS[3]),
        (" login ", IDS[3]),
        ("incidents/2026/02/2026-02-11-search-slow.md", IDS[2]),
        ("INC-2934", IDS[0]),
        ("inc-29", IDS[2]),  # the whole alias, though it is a part of another one
        ("2934", IDS[0]),
        ("PD/77", IDS[3]),
        ("pd/77", IDS[3]),
    ],
)
def test_a_reference(reference: str, found: str) -> None:
    assert choose(reference, IDS, ALIASES.items()) == found


def test_a_part_of_the_id_and_of_an_alias_of_one_incident_is_not_two() -> None:
    assert choose("login", IDS, [("login-outage", IDS[3])]) == IDS[3]


@pytest.mark.parametrize("reference", ["checkout", "2026", "inc"])
def test_a_part_of_several_lists_them(reference: str) -> None:
    with pytest.raises(NotFound, match=f"'{reference}' names") as error:
        choose(reference, IDS, ALIASES.items())
    shown = error.value.what.split("\n")[1:]
    assert shown == sorted(shown, reverse=True)
    assert IDS[0] in error.value.what


def test_one_alias_of_two_incidents_lists_them() -> None:
    with pytest.raises(NotFound, match="names 2 incidents"):
        choose("x1", IDS, [("x1", IDS[0]), ("x1", IDS[1])])


@pytest.mark.parametrize("reference", ["payments", "", " ", "/", ".md"])
def test_what_names_nothing(reference: str) -> None:
    with pytest.raises(NotFound, match=r"(?i)no incident is called"):
        choose(reference, IDS, ALIASES.items())


def test_a_long_list_is_cut() -> None:
    error = ambiguous("12 could be meant", [f"2026-01-{day:02}-x" for day in range(1, 13)])
    assert error.what.count("\n") == 11
    assert error.what.endswith("… and 2 more")


@given(st.sampled_from(IDS), st.data())
def test_any_part_finds_the_incident_or_asks(name: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(name) - 1))
    part = name[start : data.draw(st.integers(start + 1, len(name)))]
    try:
        found = choose(part, IDS, [])
    except NotFound as error:
        assert name in error.what or not part.strip()
    else:
        assert part.casefold() in found


def test_a_part_of_several_that_were_merged_names_the_one_that_goes_on() -> None:
    into = {IDS[1]: IDS[0], IDS[2]: IDS[0]}

    def governing(name: str) -> str:
        return into.get(name, name)

    assert choose("2026", IDS, ALIASES.items(), governing) == IDS[0]
    assert choose("checkout", IDS, ALIASES.items(), governing) == IDS[0]
    assert choose("failures-2", IDS, ALIASES.items(), governing) == IDS[1]
    with pytest.raises(NotFound, match="names 2 incidents"):
        choose("202", IDS, ALIASES.items(), governing)
