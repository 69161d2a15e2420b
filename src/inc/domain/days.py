"""Days on which something is due, as people type them and as documents have them."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Final

from inc.domain.policy import Policy
from inc.errors import UsageError

_DAY: Final = r"(?a)\d{4}-\d\d-\d\d"
_SPAN: Final = r"(?a)\d{1,4}(?:h|d|w| business days?)"
_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NAMED: Final = {"yesterday": -1, "today": 0, "tomorrow": 1}


def typed_day(typed: str, now: datetime, policy: Policy) -> date:
    """The day that somebody typed, on the calendar of the policy's zone; UsageError for no day.

    A weekday is the next one of that name, so never today.
    """
    there, word = now.astimezone(policy.zone), " ".join(typed.casefold().split())
    today = there.date()
    try:
        if word in _NAMED:
            return today + timedelta(days=_NAMED[word])
        if weekday := next_weekday(word, today):
            return weekday
        if re.fullmatch(_SPAN, word):
            due = policy.deadline(there, word)
            if due is not None:
                return due.date()
        return date.fromisoformat(word)
    except (ValueError, OverflowError):
        raise UsageError(
            f"'{typed}' is not a day", hint="Write it as 2026-03-11, 7d or '5 business days'."
        ) from None


def next_weekday(word: str, today: date) -> date | None:
    """The next day of that name (`monday`, `next mon`), so never today; None for other words."""
    name = word.casefold().removeprefix("next ")
    at = next((at for at, day in enumerate(_WEEKDAYS) if name in (day, day[:3])), None)
    return None if at is None else today + timedelta(days=(at - today.weekday() - 1) % 7 + 1)


def due_day(typed: str, now: datetime, policy: Policy) -> str:
    """The day on which something is due, as documents have it; UsageError for one that is past."""
    day, today = typed_day(typed, now, policy), now.astimezone(policy.zone).date()
    if day < today:
        raise UsageError(
            f"{day} is past (today is {today}), so nothing can be due then",
            hint="Type a day to come: 7d, friday, '5 business days' or its date.",
        )
    return day.isoformat()


def day_of(text: str) -> date | None:
    """The day of a document; None for what only people can read, such as `03/14`."""
    if not re.fullmatch(_DAY, text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
