"""Instants, spans and zones: an instant is an aware UTC datetime, whole to the second.

What people type for a moment is read by `typed_times`; this module holds what documents contain
and what is shown.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Final

from inc.errors import UsageError

_CLOCK: Final = r"(?:[01]\d|2[0-3]):[0-5]\d"
# Patterns are texts, which `re` compiles when one is first used: a note needs one of the six.
_ISO: Final = (
    rf"(?ai)(?P<day>\d{{4}}-\d\d-\d\d)[T ](?P<clock>{_CLOCK})(?:(?P<second>:[0-5]\d)(?:[.,]\d+)?)?"
    r"(?: ?(?:Z|UTC|(?P<offset>[+-](?:0\d|1[0-4])(?::?[0-5]\d)?)))?"
)
_OFFSET: Final = r"(?a)([+-])(1[0-4]|0?\d)(?::?([0-5]\d))?"
_PLACE: Final = r"(?a)[A-Za-z][\w+/-]{1,63}"

_UTC_NAMES: Final = frozenset({"UTC", "UCT", "Z", "GMT", "ETC/UTC"})
# CET, EDT, IST: the database knows some as names, with rules that people do not mean.
_ABBREVIATION: Final = r"(?ai)[a-z]{2,3}t"
# The database also holds what differs from machine to machine and clocks that count leap seconds.
_NOT_PLACES: Final = ("right/", "posix/", "localtime", "posixrules", "factory")

_UNITS: Final = (
    (604_800, r"w|wks?|weeks?"),
    (86_400, r"d|days?"),
    (3_600, r"h|hrs?|hours?"),
    (60, r"m|mins?|minutes?"),
    (1, r"s|secs?|seconds?"),
)
_DURATION: Final = "(?ai)" + r"\s*".join(rf"(?:(\d{{1,9}})\s*(?:{names}))?" for _, names in _UNITS)
_LONGEST: Final = 3_653 * 86_400  # ten years: past that it is a slip of the finger


FIRST_YEAR: Final = 1000
LAST_YEAR: Final = 8999
_LAST_SECOND: Final = 253_402_300_799  # 9999-12-31T23:59:59Z: datetime knows no later one


def to_utc(moment: datetime) -> datetime:
    """Turn an aware datetime into an instant: UTC, cut to the second.

    Raises OverflowError where that leaves the years 1 to 9999.
    """
    if moment.tzinfo is None:
        # `astimezone` would read the zone of this machine, and the record would depend on it.
        raise ValueError("an instant needs a zone")
    return moment.astimezone(UTC).replace(microsecond=0)


def iso(moment: datetime) -> str:
    """Write an instant as documents hold it: `2026-03-04T15:23:00Z`."""
    return to_utc(moment).isoformat()[:19] + "Z"


@lru_cache(maxsize=256)  # the times of one document are asked for again and again
def read_iso(text: str) -> datetime | None:
    """Read a time of a document, without a zone as UTC; None if it is not one.

    Years in which nobody has an incident are none either: near the end of the calendar every sum
    of a time and a span is an error.
    """
    try:
        # No pattern where the program wrote it: there are many.
        is_ours = len(text) == 20 and text[4::3] == "--T::Z" and text.isascii()
        is_ours = is_ours and text[11:13] < "24"
        moment = datetime.fromisoformat(text) if is_ours else _read_lenient(text)
    except (ValueError, OverflowError):
        return None
    return moment if moment and FIRST_YEAR <= moment.year <= LAST_YEAR else None


def of_git(seconds: str) -> datetime:
    """The instant that git writes as seconds since 1970; for later ones the last there is.

    Of a commit that says to be written in UTF-16 git reads nothing: that was in 1970.
    """
    return datetime.fromtimestamp(min(int(seconds or 0), _LAST_SECOND), UTC)


def _read_lenient(text: str) -> datetime | None:
    match = re.fullmatch(_ISO, text)
    if match is None:
        return None
    day, clock, second, offset = match.group("day", "clock", "second", "offset")
    return to_utc(datetime.fromisoformat(f"{day}T{clock}{second or ''}{offset or 'Z'}"))


def parse_duration(text: str) -> timedelta | None:
    """Read `30m`, `1h30m`, `90 s` or `2 hours`; None for anything else, zero and over ten years."""
    match = re.fullmatch(_DURATION, text.strip())
    if match is None:
        return None
    amounts = (int(amount or 0) for amount in match.groups())
    seconds = sum(amount * unit for amount, (unit, _) in zip(amounts, _UNITS, strict=True))
    return timedelta(seconds=seconds) if 0 < seconds <= _LONGEST else None


def words(span: timedelta) -> str:
    """Say a span shortly, its two largest units cut: `45 s`, `47 min`, `1 h 05 min`, `2 d 3 h`."""
    seconds = abs(span) // timedelta(seconds=1)
    sign = "-" if span < timedelta(0) and seconds else ""
    minutes, hours, days = seconds // 60, seconds // 3_600, seconds // 86_400
    if days:
        return f"{sign}{days} d {hours % 24} h" if hours % 24 else f"{sign}{days} d"
    if hours:
        return f"{sign}{hours} h {minutes % 60:02} min" if minutes % 60 else f"{sign}{hours} h"
    return f"{sign}{minutes} min" if minutes else f"{sign}{seconds} s"


def ago(moment: datetime, now: datetime) -> str:
    """Say where a moment lies from now: `45 min ago`, `in 15 min`, `just now` within a minute."""
    span = now - moment
    if abs(span) < timedelta(minutes=1):
        return "just now"
    return f"{words(span)} ago" if span > timedelta(0) else f"in {words(-span)}"


def countdown(moment: datetime, now: datetime) -> str:
    """Say how long until something is due, or since when it is overdue: `in 2 h`, `3 d overdue`."""
    span = moment - now
    return f"in {words(span)}" if span >= timedelta(0) else f"{words(-span)} overdue"


def local(moment: datetime, zone: tzinfo) -> str:
    """Show an instant on the clock of a zone: `2026-03-04 16:23 CET`, seconds unless zero."""
    try:
        there = to_utc(moment).astimezone(zone)
    except OverflowError:  # the first and last day of the calendar exist in UTC only
        there = to_utc(moment)
    clock = there.replace(tzinfo=None).isoformat(" ", "seconds" if there.second else "minutes")
    return f"{clock} {there.tzname() or 'UTC'}"


def minute(moment: datetime | None, zone: tzinfo) -> str:
    """An instant as people are told it, if there is one: seconds say nothing to them."""
    return local(moment.replace(second=0), zone) if moment else ""


def clock(moment: datetime, now: datetime, zone: tzinfo) -> str:
    """An instant to the minute, without its day where that is today: `15:00 UTC`."""
    day, _, told = minute(moment, zone).partition(" ")
    return told if local(now, zone).startswith(day) else f"{day} {told}"


def zone_of(name: str) -> tzinfo:
    """Find a zone by `UTC`, an offset (`+02:00`) or an IANA name; UsageError if there is none."""
    tidy = name.strip()
    if tidy.upper() in _UTC_NAMES:
        return UTC
    if re.fullmatch(_ABBREVIATION, tidy):
        raise UsageError(
            f"{tidy!r} is ambiguous: the same letters mean other zones in other places",
            hint="Type the offset, as in +01:00, or a place, as in Europe/Berlin.",
        )
    zone = _fixed(tidy) or _place(tidy)
    if zone is None:
        raise _unknown_zone(tidy)
    return zone


def _fixed(name: str) -> tzinfo | None:
    match = re.fullmatch(_OFFSET, name)
    if match is None:
        return None
    offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    return timezone(-offset if match[1] == "-" else offset)


def _place(name: str) -> tzinfo | None:
    import zoneinfo  # UTC, the usual zone, needs none of it

    if not re.fullmatch(_PLACE, name) or name.lower().startswith(_NOT_PLACES):
        return None
    try:
        return zoneinfo.ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # OSError: `Europe` is a folder of the database
        by_lower = {key.lower(): key for key in zoneinfo.available_timezones()}
        key = by_lower.get(name.lower())
        return zoneinfo.ZoneInfo(key) if key else None


def _unknown_zone(name: str) -> UsageError:
    near = _near_places(name)
    guess = f"Did you mean {' or '.join(near)}? " if near else ""
    return UsageError(
        f"{name[:60]!r} is not a time zone",
        hint=f"{guess}Type UTC, an offset (+02:00) or an IANA name (Europe/Berlin).",
    )


def _near_places(name: str) -> list[str]:
    import difflib  # only on the way to an error
    import zoneinfo

    spellings: dict[str, str] = {}
    for key in sorted(zoneinfo.available_timezones()):
        spellings.setdefault(key.lower(), key)
        spellings.setdefault(key.rpartition("/")[2].lower(), key)  # people type the city alone
    typed = name[:60].lower().replace(" ", "_")
    close = difflib.get_close_matches(typed, spellings, n=3, cutoff=0.75)
    return list(dict.fromkeys(spellings[spelling] for spelling in close))
