"""What people type for a moment: three questions, one set of readers, and never a guess.

Each reader knows one form and answers None for the others. What has two readings, or lies on the
wrong side of now, is an error that names the readings.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from typing import Final

from inc.domain.days import next_weekday
from inc.domain.times import ago, iso, local, parse_duration, to_utc, zone_of
from inc.domain.unreadable_times import unreadable
from inc.errors import UsageError

_FLAGS: Final = re.ASCII | re.IGNORECASE
_TIME: Final = r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?"
# `3:23 pm`, `15:23 yesterday`: words after a clock that are no zone.
_NO_ZONE: Final = r"(?![ap]m\b|ago\b|today\b|yesterday\b|tomorrow\b)"
_ZONE: Final = rf"(?: ?(?P<zone>[+-][\d:]+|{_NO_ZONE}[a-z][\w+/-]*))?"
_CLOCK: Final = re.compile(rf"(?:(?P<day>today|yesterday|tomorrow) )?{_TIME}{_ZONE}", _FLAGS)
_WEEKLY: Final = re.compile(rf"(?P<day>(?:next )?[a-z]{{3,9}}),? {_TIME}{_ZONE}", _FLAGS)
_DATED: Final = re.compile(
    rf"(?P<year>\d{{4}})-(?P<month>\d{{1,2}})-(?P<day>\d{{1,2}})[T ]{_TIME}{_ZONE}", _FLAGS
)
# A bare year is one of our times: `1422` is far more often a clock without its colon.
_PERIOD: Final = re.compile(
    r"(?P<year>\d{4}(?=-)|(?:19|20|21)\d\d)(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?)?", _FLAGS
)
_BEFORE: Final = re.compile(r"-(.+)|(.+) ago", _FLAGS)
_AFTER: Final = re.compile(r"(?:in |\+)?(.+)", _FLAGS)

_DAYS: Final = {"yesterday": -1, "today": 0, "tomorrow": 1}
_SKEW: Final = timedelta(seconds=60)  # the clocks of two laptops
_SOON: Final = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class _Typed:
    """What somebody typed, its blanks tidied, and where they stand."""

    text: str
    now: datetime
    zone: tzinfo
    started: datetime | None = None
    end: bool = False

    @property
    def shown(self) -> str:
        return repr(self.text[:60])


_Reader = Callable[[_Typed], datetime | None]


@dataclass(frozen=True, slots=True)
class _Question:
    """What a typed time answers: its forms, the span a bare number may mean, the forms in words."""

    readers: tuple[_Reader, ...]
    number: str
    accepted: str
    is_to_come: bool = False


def parse(text: str, *, now: datetime, zone: tzinfo, started: datetime | None = None) -> datetime:
    """Read a moment that has happened, as an instant; `+15m` counts from `started`.

    Raises UsageError for anything with no reading, two readings, or one that is more than a
    minute after `now`.
    """
    typed = _Typed(_tidy(text), to_utc(now), zone, started)
    moment = _answer(typed, _HAPPENED)
    if moment - typed.now > _SKEW:
        raise _not_yet(typed, moment)
    return moment


def parse_deadline(text: str, *, now: datetime, zone: tzinfo) -> datetime:
    """Read a moment to come, as an instant; UsageError for what is past or cannot be read.

    A clock that is past today and not far off tomorrow is tomorrow's: `00:15` at ten to twelve.
    """
    typed = _Typed(_tidy(text), to_utc(now), zone)
    moment = _answer(typed, _TO_COME)
    if moment > typed.now:
        return moment
    other = _on("tomorrow", typed)
    if other and other - typed.now <= _SOON:
        return other
    raise _passed(typed, moment)


def parse_bound(text: str, *, now: datetime, zone: tzinfo, end: bool) -> datetime:
    """Read one side of a range, as an instant, before or after now.

    A day, month or year of `zone` stands for its first instant or, with `end`, for the first one
    after it; a bare span (`7d`) lies that long before `now`. Raises UsageError for the rest.
    """
    return _answer(_Typed(_tidy(text), to_utc(now), zone, end=end), _BOUND)


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _answer(typed: _Typed, question: _Question) -> datetime:
    try:
        for reader in question.readers:
            if (moment := reader(typed)) is not None:
                return moment
    except (ValueError, OverflowError) as error:  # the calendar says what is out of range
        raise UsageError(f"{typed.shown} is impossible: {error}", hint=question.accepted) from error
    raise unreadable(
        typed.text,
        number=question.number,
        accepted=question.accepted,
        now=typed.now.astimezone(typed.zone),
        is_to_come=question.is_to_come,
    )


# Readers


def _now(typed: _Typed) -> datetime | None:
    return typed.now if typed.text.lower() == "now" else None


def _before_now(typed: _Typed) -> datetime | None:
    match = _BEFORE.fullmatch(typed.text)
    span = match and parse_duration(match[1] or match[2])
    return typed.now - span if span else None


def _after_now(typed: _Typed) -> datetime | None:
    match = _AFTER.fullmatch(typed.text)
    span = match and parse_duration(match[1])
    return typed.now + span if span else None


def _in_a_while(typed: _Typed) -> datetime | None:
    return _after_now(typed) if typed.text.lower().startswith("in ") else None


def _after_start(typed: _Typed) -> datetime | None:
    span = parse_duration(typed.text[1:]) if typed.text.startswith("+") else None
    if span is None:
        return None
    if typed.started is None:
        raise UsageError(
            f"{typed.shown} counts from the start of the incident, and no start is known here",
            hint="Type the time itself (15:23) or how long ago it was (45m ago).",
        )
    return to_utc(typed.started) + span


def _span_back(typed: _Typed) -> datetime | None:
    span = parse_duration(typed.text)
    return typed.now - span if span else None


def _clock(typed: _Typed) -> datetime | None:
    match = _CLOCK.fullmatch(typed.text)
    if match is None:
        return None
    zone = _zone(typed, match)
    day = _day(typed, match["day"] or "today", zone)
    return _instant(typed, datetime.combine(day, _at(match)), zone)


def _weekly(typed: _Typed) -> datetime | None:
    """`monday 14:00`, a time to come: the next day of that name, so never today."""
    match = _WEEKLY.fullmatch(typed.text)
    if match is None:
        return None
    zone = _zone(typed, match)
    day = next_weekday(match["day"], typed.now.astimezone(zone).date())
    return _instant(typed, datetime.combine(day, _at(match)), zone) if day else None


def _dated(typed: _Typed) -> datetime | None:
    match = _DATED.fullmatch(typed.text)
    if match is None:
        return None
    day = date(int(match["year"]), int(match["month"]), int(match["day"]))
    return _instant(typed, datetime.combine(day, _at(match)), _zone(typed, match))


def _named_day(typed: _Typed) -> datetime | None:
    if typed.text.lower() not in _DAYS:
        return None
    return _midnight(_day(typed, typed.text, typed.zone) + timedelta(days=typed.end), typed.zone)


def _period(typed: _Typed) -> datetime | None:
    match = _PERIOD.fullmatch(typed.text)
    if match is None:
        return None
    first = date(int(match["year"]), int(match["month"] or 1), int(match["day"] or 1))
    if not typed.end:
        return _midnight(first, typed.zone)
    if match["day"]:
        return _midnight(first + timedelta(days=1), typed.zone)
    if match["month"] and first.month < 12:
        return _midnight(first.replace(month=first.month + 1), typed.zone)
    return _midnight(date(first.year + 1, 1, 1), typed.zone)


def _zone(typed: _Typed, match: re.Match[str]) -> tzinfo:
    if not match["zone"]:
        return typed.zone
    return _own_abbreviation(typed, match["zone"]) or zone_of(match["zone"])


def _own_abbreviation(typed: _Typed, name: str) -> tzinfo | None:
    """What the zone of the workspace calls itself, `CET` or `CEST`: there it is not ambiguous.

    So a time that was shown can be typed, also the two of an hour that clocks repeat.
    """
    for month in (1, 7):
        moment = datetime(typed.now.year, month, 1, tzinfo=typed.zone)
        offset = moment.utcoffset()
        if offset is not None and (moment.tzname() or "").upper() == name.upper():
            return timezone(offset, name.upper())
    return None


def _at(match: re.Match[str]) -> time:
    return time(int(match["hour"]), int(match["minute"]), int(match["second"] or 0))


def _day(typed: _Typed, name: str, zone: tzinfo) -> date:
    return typed.now.astimezone(zone).date() + timedelta(days=_DAYS[name.lower()])


def _midnight(day: date, zone: tzinfo) -> datetime:
    # Where clocks skip midnight, fold 0 is the instant they skip it: the day begins there.
    return to_utc(datetime.combine(day, time(), zone))


def _instant(typed: _Typed, wall: datetime, zone: tzinfo) -> datetime:
    """The one instant at which the clock of `zone` shows `wall`."""
    first = to_utc(wall.replace(tzinfo=zone, fold=0))
    second = to_utc(wall.replace(tzinfo=zone, fold=1))
    if first == second:
        return first
    # PEP 495: over a repeated hour fold 1 is the later instant, over a skipped one the earlier.
    raise (
        _twice(typed, first, second, zone) if first < second else _never(typed, second, first, zone)
    )


# What each question takes

_DATED_FORMS: Final = "2026-03-04 15:23, each with a zone if you like (UTC, +02:00, Europe/Berlin)"
_HAPPENED: Final = _Question(
    (_now, _before_now, _in_a_while, _after_start, _clock, _dated),
    "{}m ago",
    f"Type now, 45m ago, +15m (after the start), 15:23, yesterday 15:23 or {_DATED_FORMS}.",
)
_TO_COME: Final = _Question(
    (_now, _before_now, _after_now, _clock, _weekly, _dated),
    "{}m",
    f"Type 30m, 1h30m, 15:00, tomorrow 09:00, monday 14:00 or {_DATED_FORMS}.",
    is_to_come=True,
)
_BOUND: Final = _Question(
    (*_HAPPENED.readers, _span_back, _named_day, _period),
    "{}d",
    f"Type 7d, today, yesterday, 2026, 2026-03, 2026-03-04, 15:23 or {_DATED_FORMS}.",
)


# Errors


def _not_yet(typed: _Typed, moment: datetime) -> UsageError:
    lies = ago(moment, typed.now)
    if other := _on("yesterday", typed):
        return UsageError(
            f"{typed.shown} has not happened yet: today {_clock_shown(typed)} is {lies}; "
            f"yesterday {_clock_shown(typed)} was {iso(other)}",
            hint=f"Type 'yesterday {typed.text}', or the full date.",
        )
    return UsageError(
        f"{typed.shown} has not happened yet: {iso(moment)} is {lies}",
        hint=f"Check the day and the zone (a clock without one is read as {typed.zone}).",
    )


def _passed(typed: _Typed, moment: datetime) -> UsageError:
    lies = ago(moment, typed.now)
    if other := _on("tomorrow", typed):
        return UsageError(
            f"{typed.shown} has passed: today {_clock_shown(typed)} was {lies}; "
            f"tomorrow {_clock_shown(typed)} is {iso(other)}",
            hint=f"Type 'tomorrow {typed.text}', or how long from now, as in 30m.",
        )
    return UsageError(
        f"{typed.shown} has passed: {iso(moment)} was {lies}",
        hint="Type how long from now, as in 30m, or a time to come, as in 'tomorrow 09:00'.",
    )


def _on(day: str, typed: _Typed) -> datetime | None:
    """The same clock on another day; None where a day was typed, or that day has no such time."""
    try:
        return _clock(replace(typed, text=f"{day} {typed.text}"))
    except (UsageError, OverflowError):
        return None


def _clock_shown(typed: _Typed) -> str:
    match = _CLOCK.fullmatch(typed.text)
    return typed.text if match and match["zone"] else f"{typed.text} {typed.zone}"


def _twice(typed: _Typed, first: datetime, second: datetime, zone: tzinfo) -> UsageError:
    both = [moment.astimezone(zone).isoformat() for moment in (first, second)]
    return UsageError(
        f"{typed.shown} happened twice in {zone}, where clocks went back: "
        f"{iso(first)} ({both[0][19:]}) and {iso(second)} ({both[1][19:]})",
        hint=f"Add the offset: {both[0]} or {both[1]}.",
    )


def _never(typed: _Typed, before: datetime, after: datetime, zone: tzinfo) -> UsageError:
    return UsageError(
        f"{typed.shown} does not exist in {zone}, where clocks went forward: the nearest are "
        f"{local(before, zone)} ({iso(before)}) and {local(after, zone)} ({iso(after)})",
        hint=f"Type {iso(before)} or {iso(after)}.",
    )
