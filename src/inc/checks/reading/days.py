"""What people may have meant by a day that is not written as documents have it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple

_YEAR_FIRST: Final = re.compile(r"(?a)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_NUMBERS: Final = re.compile(r"(?a)(\d{1,2})[-/.](\d{1,2})\.?(?:[-/.]?(\d{4}|\d\d))?")
_DAY_MONTH: Final = re.compile(r"(?ai)(\d{1,2})(?:st|nd|rd|th|\.)? ([a-z]{3,9})\.?,?(?: (\d{4}))?")
_MONTH_DAY: Final = re.compile(r"(?ai)([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,?(?: (\d{4}))?")
_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december"),
)
_NEAR: Final = timedelta(days=45)
"""How soon after the incident most action items are due."""


class Reading(NamedTuple):
    """What a text may mean: the days, the likely one first, and whether it can mean no other."""

    days: tuple[date, ...] = ()
    is_certain: bool = False


def reading(text: str, since: date | None) -> Reading:
    """What a text that is no such day may mean; what names no year is of the incident's."""
    text = " ".join(text.split())
    if match := _YEAR_FIRST.fullmatch(text):
        day = _day(*map(int, match.groups()))
        return Reading((day,), is_certain=True) if day else Reading()
    days = sorted({*_numeric(text, since), *_named(text, since)})
    if since and len(days) > 1:
        days.sort(key=lambda day: not since <= day <= since + _NEAR)
    has_year = re.search(r"(?a)\d{4}", text) is not None
    return Reading(tuple(days), is_certain=has_year and len(days) == 1)


def _numeric(text: str, since: date | None) -> Iterator[date]:
    match = _NUMBERS.fullmatch(text)
    if match:
        one, other, year = int(match[1]), int(match[2]), match[3]
        yield from _in_year(year, one, other, since)
        yield from _in_year(year, other, one, since)


def _named(text: str, since: date | None) -> Iterator[date]:
    if match := _DAY_MONTH.fullmatch(text):
        yield from _in_year(match[3], _month(match[2]), int(match[1]), since)
    elif match := _MONTH_DAY.fullmatch(text):
        yield from _in_year(match[3], _month(match[1]), int(match[2]), since)


def _month(name: str) -> int:
    """The number of a month by its name or the beginning of it; 0 for another word."""
    name = name.lower()
    return next((at for at, one in enumerate(_MONTHS, 1) if one.startswith(name)), 0)


def _in_year(year: str | None, month: int, day: int, since: date | None) -> Iterator[date]:
    """That day in the year it names, else the first one that is not before the incident."""
    if year:
        stated = int(year) if len(year) == 4 else 2000 + int(year)
        years: list[int] = [stated]
    else:
        years = [since.year, since.year + 1] if since else []
    days = [found for one in years if (found := _day(one, month, day))]
    after = [one for one in days if year or since is None or one >= since]
    yield from after[:1]


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
