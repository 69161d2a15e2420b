"""Why a typed time is not taken, for the forms people bring from elsewhere, and what to type."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Final

from inc.domain.times import parse_duration
from inc.errors import UsageError

_FLAGS: Final = re.ASCII | re.IGNORECASE
_NUMBER: Final = re.compile(r"\d+", _FLAGS)
_HOUR_MINUTE: Final = re.compile(r"([01]?\d|2[0-3])([0-5]\d)", _FLAGS)
_DAY: Final = re.compile(r"today|yesterday|tomorrow|(\d{4})-(\d{1,2})-(\d{1,2})", _FLAGS)
_DAYS: Final = {"yesterday": -1, "today": 0, "tomorrow": 1}
_HALF_DAY: Final = re.compile(r"(0?[1-9]|1[0-2])(?::([0-5]\d))? ?([ap])\.?m\.?", _FLAGS)
_LOCALE_DATE: Final = re.compile(
    r"(\d{1,4})([/.-])(\d{1,2})\2(\d{4}|\d\d?)(,?[T ](?P<clock>\d{1,2}:\d\d(?::\d\d)?))?", _FLAGS
)

_Reason = tuple[str, str]
"""What the text is, as the rest of a sentence, and what to type instead."""


def unreadable(
    text: str, *, number: str, accepted: str, now: datetime, is_to_come: bool
) -> UsageError:
    """Say why `text` is no time and what to type: the sentence `accepted` where nothing is closer.

    `number` is how the span that a bare number may mean is typed, as in `{}m ago`; `now` is on the
    clock of the person; `is_to_come` tells on which side of it the time has to lie.
    """
    reason = _of_day(text, now, is_to_come=is_to_come) or _reason(text, number)
    what, instead = reason or ("is not a time", "")
    return UsageError(f"{text[:60]!r} {what}", hint=instead or accepted)


def _of_day(text: str, now: datetime, *, is_to_come: bool) -> _Reason | None:
    """What a day alone lacks, with an example that is taken; None for what is no day."""
    match = _DAY.fullmatch(text)
    if match is None:
        return None
    day, today = _day(match, now.date()), now.date()
    example = "tomorrow 09:00" if is_to_come else "yesterday 15:23"
    if day is None:
        return "is no day: the calendar has none like it", f"Type one that there is: {example}."
    if day > today and not is_to_come:
        return "lies in the future", f"Type a time that has been, as in {example}."
    if day < today and is_to_come:
        return "has passed", f"Type a time to come, as in {example}."
    clock = "15:23" if day != today else "23:59" if is_to_come else f"{now:%H:%M}"
    return "is a day, not a moment", f"Add the time: {text} {clock}."


def _day(match: re.Match[str], today: date) -> date | None:
    if not match[1]:
        return today + timedelta(days=_DAYS[match[0].lower()])
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def _reason(text: str, number: str) -> _Reason | None:
    if _NUMBER.fullmatch(text):
        return _bare_number(text, number)
    if parse_duration(text):
        return "does not say from when", f"Type {text} ago, or +{text} for after the start."
    for pattern, explain in _PATTERNS:
        if match := pattern.fullmatch(text):
            return explain(match)
    return None


def _bare_number(text: str, number: str) -> _Reason:
    instead = [f"{clock[1]}:{clock[2]}"] if (clock := _HOUR_MINUTE.fullmatch(text)) else []
    if len(text) <= 3 and int(text):
        instead.append(number.format(text))
    what = "is a bare number, which may be a clock, a year or a span"
    return what, f"Type {' or '.join(instead)}." if instead else ""


def _half_day(match: re.Match[str]) -> _Reason:
    hour = int(match[1]) % 12 + (12 if match[3].lower() == "p" else 0)
    return "is not on the 24-hour clock", f"Type {hour}:{match[2] or '00'}."


def _locale_date(match: re.Match[str]) -> _Reason | None:
    days = _days(int(match[1]), int(match[3]), int(match[4]), year_first=len(match[1]) > 2)
    if not days:
        return "is not a date in any order of day and month", ""
    named = " or ".join(day.isoformat() for day in days)
    what = f"may be {named}" if len(days) > 1 else "is not a date as it is written here"
    return what, f"Type {named}, then the time as in {match['clock'] or '15:23'}."


def _days(first: int, middle: int, last: int, *, year_first: bool) -> list[date]:
    orders = [(first, middle, last)]
    if not year_first:
        orders = [(last, middle, first), (last, first, middle)]
    return sorted({day for order in orders if (day := _date(*order))})


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None


_PATTERNS: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], _Reason | None]], ...]] = (
    (_HALF_DAY, _half_day),
    (_LOCALE_DATE, _locale_date),
)
