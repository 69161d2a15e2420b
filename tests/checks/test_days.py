"""Due dates as people write them: which one is meant, and when only one can be."""

from __future__ import annotations

from datetime import date

import pytest

from inc.checks.reading import days

SINCE = date(2026, 3, 4)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("03/06", ["2026-03-06", "2026-06-03"]),
        ("06/03", ["2026-03-06", "2026-06-03"]),
        ("03/14", ["2026-03-14"]),
        ("14.3.", ["2026-03-14"]),
        ("01/20", ["2027-01-20"]),
        ("March 14", ["2026-03-14"]),
        ("14th Mar", ["2026-03-14"]),
        ("3/4/2026", ["2026-03-04", "2026-04-03"]),
        ("next week", []),
        ("[Date]", []),
        ("31.2.", []),
        ("1" * 5000, []),
        ("", []),
    ],
)
def test_what_may_be_meant(text: str, meant: list[str]) -> None:
    found = days.reading(text, SINCE)
    assert [day.isoformat() for day in found.days] == meant
    assert not found.is_certain


@pytest.mark.parametrize(
    "text", ["2026-3-14", "2026/03/14", "2026.3.14", "14 March 2026", "Mar 14, 2026", "14/03/2026"]
)
def test_what_can_only_be_one_day(text: str) -> None:
    assert days.reading(text, SINCE) == days.Reading((date(2026, 3, 14),), is_certain=True)


def test_without_an_incident_only_a_year_tells_the_day() -> None:
    assert days.reading("03/14", None).days == ()
    assert days.reading("2026/03/14", None).is_certain
