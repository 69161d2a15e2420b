"""A time that is none, or of which nobody knows the zone.

What: a time of the front matter, or at the head of a timeline entry, is no moment of the calendar,
lacks its day or its zone, or is not written as `2026-03-04T15:30:00Z`.

Why: durations, deadlines and reminders are computed from these times. A time that cannot be read
is treated as missing, and a line of the timeline that begins with one is no entry.

Bad:
    started_at: 14:22
    resolved_at: "2026-13-04T15:30:00Z"

Good:
    started_at: "2026-03-04T14:22:00Z"
    resolved_at: "2026-03-04T15:30:00+01:00"
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from inc.checks.examined import Examined
from inc.checks.finding import Level, Problem, Sort
from inc.checks.reading.fields import Form, known
from inc.checks.rule import EVERY, Rule
from inc.domain.text import shortened
from inc.domain.times import iso, read_iso
from inc.store import sections

WELL_WRITTEN: Final = r"(?a)\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)"
"""A moment as everybody reads it, where it is one."""

_PARTS: Final = (
    r"(?ai)(?P<year>\d{4})[-/.](?P<month>\d\d?)[-/.](?P<day>\d\d?)"
    r"(?:[T ]{1,2}(?P<hour>\d\d?):(?P<minute>\d\d)(?P<second>:\d\d)?(?:[.,]\d{1,9})?"
    r"(?P<zone> ?(?:Z|UTC|GMT|[+-]\d\d:?\d\d))?)?"
)
_EXAMPLE: Final = '"2026-03-04T15:30:00Z" (Z is UTC; +01:00 in its place is an offset)'


def is_well_written(text: str) -> bool:
    """Whether a text is a moment that every program reads in the same way."""
    usual = text[10:11] == "T" and text[-1:] == "Z" and len(text) == 20
    return (usual or re.fullmatch(WELL_WRITTEN, text) is not None) and read_iso(text) is not None


def _find(examined: Examined) -> Iterator[Problem]:
    for name, form, value in known(examined.sort, examined.fields):
        if form is Form.TIME and isinstance(value, str) and not is_well_written(value):
            yield _problem(examined, name, value, _moment(value), _wrong(value), _EXAMPLE)
        elif form is Form.DAY and isinstance(value, str) and _day(value) != value:
            yield _problem(examined, name, value, _day(value), "is no day", '"2026-03-04"')
    if examined.sort is Sort.INCIDENT and examined.is_readable:
        yield from _no_entries(examined)


def _problem(
    examined: Examined, name: str, value: str, right: str, what: str, written: str
) -> Problem:
    placed = examined.value(name)
    fix = placed.become(examined.lines, f'"{right}"') if placed and right else None
    return Problem(
        placed.line if placed else examined.line_of(name),
        f"{name}: “{shortened(value, 40)}” {what}",
        f'Write {name}: "{right}"' if right else f"Write it as {written}",
        placed.column if placed else 1,
        about=f"{name} {value}",
        fix=fix,
    )


def _wrong(text: str) -> str:
    parts = re.fullmatch(_PARTS, text.strip())
    if parts and not _day(text.strip()[: parts.end("day")]):
        return "is no day of the calendar"
    if parts and not parts["hour"]:
        return "is a day without a time"
    if parts and _as_iso(parts, "Z"):
        return "is not written as times are" if parts["zone"] else "does not say in which zone"
    if re.fullmatch(r"(?a)\d\d?:\d\d(:\d\d)?", text):
        return "is a time without a day"
    return "is no time"


def _moment(text: str) -> str:
    """The one moment that a text can mean, as it should be written; nothing where it is unclear."""
    parts = re.fullmatch(_PARTS, text.strip())
    return _as_iso(parts, parts["zone"]) if parts and parts["zone"] and parts["hour"] else ""


def _as_iso(parts: re.Match[str], zone: str | None) -> str:
    tidy = re.sub(r"(?i)UTC|GMT", "Z", zone or "").strip()
    clock = f"{parts['hour']:0>2}:{parts['minute']}{parts['second'] or ''}"
    moment = read_iso(f"{parts['year']}-{parts['month']:0>2}-{parts['day']:0>2}T{clock}{tidy}")
    return iso(moment) if moment else ""


def _day(text: str) -> str:
    """The day that a text means, as it should be written; nothing where it means none."""
    parts = re.fullmatch(_PARTS, text.strip())
    if not parts or parts["hour"]:
        return ""
    try:
        return date(int(parts["year"]), int(parts["month"]), int(parts["day"])).isoformat()
    except ValueError:
        return ""


# ------------------------------------------------------------------ the timeline

_DATE: Final = r"\d{4}[-/.]\d\d?[-/.]\d\d?"
_CLOCK: Final = (
    r"\d\d?:\d\d(?::\d\d)?(?:[.,]\d{1,9})?(?: ?(?:[ap]\.?m\b\.?|[a-z]{2,3}t\b|z\b|[+-]\d\d:?\d\d))?"
)
_BEGINS_WITH_TIME: Final = (
    rf"(?ai) {{0,3}}[-*+][ \t]+[`*_\[(]{{0,3}}((?:{_DATE})(?:[T ](?:{_CLOCK}))?|(?:{_CLOCK}))"
)


def _no_entries(examined: Examined) -> Iterator[Problem]:
    """Items of the timeline that begin with a time which cannot be read."""
    timeline = examined.document.timeline
    if timeline is None or not _is_suspicious(examined):
        return
    inside = {number for one in examined.placed for number in range(one.start, one.end)}
    scanner = sections.Scanner()
    for number in range(timeline.heading + 1, timeline.end):
        line = examined.lines[number]
        is_item = scanner.place(line) is sections.ITEM
        if is_item and number not in inside and (match := re.match(_BEGINS_WITH_TIME, line)):
            yield _no_entry(number + 1, match[1].strip())


def _is_suspicious(examined: Examined) -> bool:
    """Whether there may be an item that begins with a time and is no entry."""
    items = re.findall(r"\n {0,3}[-*+][ \t]+[`*_\[(]{0,3}\d[\d:/.-]{3}", examined.text)
    return len(items) > len(examined.placed)


def _no_entry(line: int, time: str) -> Problem:
    return Problem(
        line,
        f"“{shortened(time, 40)}” is no time, so this line is no entry of the timeline",
        "Write it as: - `2026-03-04T15:30:00Z` **note** @alice — what happened",
    )


RULE = Rule("INC103", __name__, __doc__, Level.ERROR, EVERY, _find)
