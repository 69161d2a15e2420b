"""Moments as people type them: each is one instant, or an error that says what to type."""

from __future__ import annotations

import itertools
import re
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from inc.domain.times import iso, local, read_iso, to_utc
from inc.domain.typed_times import parse, parse_bound, parse_deadline
from inc.errors import UsageError

NOW = datetime(2026, 3, 4, 13, 23, tzinfo=UTC)  # a Wednesday
BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
ZONES: list[tzinfo] = [UTC, BERLIN, NEW_YORK, LORD_HOWE, timezone(timedelta(hours=5, minutes=30))]

instants = st.datetimes(
    min_value=datetime(1980, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.sampled_from(ZONES)
)
zones = st.sampled_from(ZONES)


def at(text: str) -> datetime:
    moment = read_iso(text)
    assert moment is not None
    return moment


# A moment that has happened


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("now", "2026-03-04T13:23:00Z"),
        (" NOW\t", "2026-03-04T13:23:00Z"),
        ("2026-03-04T12:23:00Z", "2026-03-04T12:23:00Z"),
        ("2026-03-04T12:23:10.9", "2026-03-04T12:23:10Z"),
        ("2026-03-04 12:23", "2026-03-04T12:23:00Z"),
        ("2026-03-04  9:05", "2026-03-04T09:05:00Z"),
        ("2026-03-04 12:23 +02:00", "2026-03-04T10:23:00Z"),
        ("2026-03-04T12:23+0200", "2026-03-04T10:23:00Z"),
        ("2026-03-04 12:23 Europe/Berlin", "2026-03-04T11:23:00Z"),
        ("12:23", "2026-03-04T12:23:00Z"),
        ("12:23:10", "2026-03-04T12:23:10Z"),
        ("9:05", "2026-03-04T09:05:00Z"),
        ("12:23Z", "2026-03-04T12:23:00Z"),
        ("12:23 utc", "2026-03-04T12:23:00Z"),
        ("12:23+02:00", "2026-03-04T10:23:00Z"),
        ("14:23 Europe/Berlin", "2026-03-04T13:23:00Z"),
        ("8:23 America/New_York", "2026-03-04T13:23:00Z"),
        ("today 12:23", "2026-03-04T12:23:00Z"),
        ("Yesterday 15:23", "2026-03-03T15:23:00Z"),
        ("yesterday 15:23 Europe/Berlin", "2026-03-03T14:23:00Z"),
        ("13:24", "2026-03-04T13:24:00Z"),
        ("45m ago", "2026-03-04T12:38:00Z"),
        ("2h ago", "2026-03-04T11:23:00Z"),
        ("1h30m ago", "2026-03-04T11:53:00Z"),
        ("1d ago", "2026-03-03T13:23:00Z"),
        ("90s AGO", "2026-03-04T13:21:30Z"),
        ("45 minutes ago", "2026-03-04T12:38:00Z"),
        ("-45m", "2026-03-04T12:38:00Z"),
        ("-1h30m", "2026-03-04T11:53:00Z"),
    ],
)
def test_moments_people_type(text: str, expected: str) -> None:
    assert iso(parse(text, now=NOW, zone=UTC)) == expected


def test_a_clock_without_a_zone_is_read_in_the_zone_of_the_workspace() -> None:
    assert iso(parse("14:23", now=NOW, zone=BERLIN)) == "2026-03-04T13:23:00Z"


def test_today_is_the_day_of_the_zone() -> None:
    late = at("2026-03-04T23:30:00Z")  # 00:30 of the next day in Berlin
    assert iso(parse("00:10", now=late, zone=BERLIN)) == "2026-03-04T23:10:00Z"
    assert iso(parse("yesterday 00:10", now=late, zone=BERLIN)) == "2026-03-03T23:10:00Z"


def test_now_is_cut_to_the_second() -> None:
    moment = parse("now", now=NOW.replace(microsecond=7), zone=UTC)
    assert moment == NOW


def test_after_the_start() -> None:
    started = NOW - timedelta(hours=1)
    assert parse("+15m", now=NOW, zone=UTC, started=started) == started + timedelta(minutes=15)


def test_after_a_start_that_is_not_known() -> None:
    with pytest.raises(UsageError, match=r"'\+15m' counts from the start") as refused:
        parse("+15m", now=NOW, zone=UTC)
    assert "45m ago" in refused.value.hint


def test_a_clock_still_to_come_names_both_readings() -> None:
    with pytest.raises(UsageError) as refused:
        parse("15:23", now=NOW, zone=UTC)
    assert refused.value.what == (
        "'15:23' has not happened yet: today 15:23 UTC is in 2 h; "
        "yesterday 15:23 UTC was 2026-03-03T15:23:00Z"
    )
    assert "'yesterday 15:23'" in refused.value.hint
    assert iso(parse("yesterday 15:23", now=NOW, zone=UTC)) == "2026-03-03T15:23:00Z"


def test_a_clock_still_to_come_keeps_the_zone_that_was_typed() -> None:
    with pytest.raises(UsageError) as refused:
        parse("15:23 Europe/Berlin", now=NOW, zone=UTC)
    assert "today 15:23 Europe/Berlin is in 1 h" in refused.value.what
    assert "2026-03-03T14:23:00Z" in refused.value.what
    assert "'yesterday 15:23 Europe/Berlin'" in refused.value.hint


def test_the_other_reading_is_left_out_where_that_day_has_no_such_time() -> None:
    after_the_gap = at("2026-03-29T22:30:00Z")  # 00:30 of the 30th in Berlin
    with pytest.raises(UsageError) as refused:
        parse("02:30", now=after_the_gap, zone=BERLIN)
    assert refused.value.what == "'02:30' has not happened yet: 2026-03-30T00:30:00Z is in 2 h"


@pytest.mark.parametrize(
    ("text", "far"),
    [
        ("2026-03-05 13:23", "in 1 d"),
        ("today 15:23", "in 2 h"),
        ("tomorrow 13:23", "in 1 d"),
        ("2026-03-04T13:24:01Z", "in 1 min"),
        ("in 5m", "in 5 min"),
        ("+2h", "in 1 h"),
    ],
)
def test_what_is_in_the_future_says_how_far(text: str, far: str) -> None:
    with pytest.raises(UsageError, match=f"has not happened yet: .* is {far}") as refused:
        parse(text, now=NOW, zone=UTC, started=NOW - timedelta(hours=1))
    assert refused.value.what.startswith(repr(text))
    assert refused.value.hint


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("25:00", "hour"),
        ("12:60", "minute"),
        ("12:23:60", "second"),
        ("2026-02-30 10:00", "day"),
        ("2026-13-01 10:00", "month"),
        ("0000-01-01 10:00", "year"),
        ("0001-01-01 00:00 +02:00", "range"),
    ],
)
def test_what_is_impossible_is_said(text: str, why: str) -> None:
    with pytest.raises(UsageError, match=f"{re.escape(repr(text))} is impossible: .*{why}"):
        parse(text, now=NOW, zone=UTC)


@pytest.mark.parametrize(
    ("text", "what", "hint"),
    [
        ("1422", "bare number", "Type 14:22."),
        ("930", "bare number", "Type 9:30 or 930m ago."),
        ("45", "bare number", "Type 45m ago."),
        ("0", "bare number", "Type now"),
        ("1772637780", "bare number", "Type now"),
        ("45m", "from when", "Type 45m ago, or +45m"),
        ("2026-03-03", "a day, not a moment", "2026-03-03 15:23"),
        ("2026-03-04", "a day, not a moment", "2026-03-04 13:23"),
        ("Today", "a day, not a moment", "Today 13:23"),
        ("yesterday", "a day, not a moment", "yesterday 15:23"),
        ("2026-02-30", "is no day", "yesterday 15:23"),
        ("2026-13-01", "is no day", "yesterday 15:23"),
        ("0000-01-01", "is no day", "yesterday 15:23"),
        ("tomorrow", "lies in the future", "yesterday 15:23"),
        ("2026-03-05", "lies in the future", "yesterday 15:23"),
        ("9999-12-31", "lies in the future", "yesterday 15:23"),
        ("3:23 pm", "24-hour clock", "Type 15:23."),
        ("12am", "24-hour clock", "Type 0:00."),
        ("12/05/2026", "2026-05-12 or 2026-12-05", "Type 2026-05-12 or 2026-12-05"),
        ("03.04.26 10:00", "2026-03-04 or 2026-04-03", "10:00"),
        ("13/05/2026", "not a date as it is written here", "Type 2026-05-13"),
        ("05/05/2026", "not a date as it is written here", "Type 2026-05-05"),
        ("2026/03/04", "not a date as it is written here", "Type 2026-03-04"),
        ("99/99/2026", "not a date in any order", "15:23"),
        ("15:23 yesterday", "not a time", "yesterday 15:23"),
        ("an hour ago", "not a time", "45m ago"),
        ("0m ago", "not a time", "45m ago"),
        ("", "not a time", "15:23"),
        ("１５:２３", "not a time", "15:23"),
    ],
)
def test_what_is_refused_and_what_to_type(text: str, what: str, hint: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse(text, now=NOW, zone=UTC)
    assert refused.value.what.startswith(repr(text))
    assert what in refused.value.what
    assert hint in refused.value.hint


@pytest.mark.parametrize(
    "text", ["\x1b[31mred", "12:23\u202e", "\ud800", "9" * 9_000, "25:00:00." + "0" * 9_000]
)
def test_an_error_shows_nothing_raw_and_nothing_endless(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse(text, now=NOW, zone=UTC)
    assert refused.value.what.isprintable()
    assert len(refused.value.what) < 400


# Clocks that change

GAPS = [
    (BERLIN, "2026-03-29 02:30", "2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z"),
    (NEW_YORK, "2026-03-08 02:30", "2026-03-08T06:30:00Z", "2026-03-08T07:30:00Z"),
    (LORD_HOWE, "2026-10-04 02:15", "2026-10-03T15:15:00Z", "2026-10-03T15:45:00Z"),
]
FOLDS = [
    (
        BERLIN,
        "2026-10-25 02:30",
        "2026-10-25T00:30:00Z",
        "+02:00",
        "2026-10-25T01:30:00Z",
        "+01:00",
    ),
    (
        NEW_YORK,
        "2026-11-01 01:30",
        "2026-11-01T05:30:00Z",
        "-04:00",
        "2026-11-01T06:30:00Z",
        "-05:00",
    ),
    (
        LORD_HOWE,
        "2026-04-05 01:45",
        "2026-04-04T14:45:00Z",
        "+11:00",
        "2026-04-04T15:15:00Z",
        "+10:30",
    ),
]
NEXT_YEAR = datetime(2027, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(("zone", "text", "before", "after"), GAPS)
def test_a_time_the_clocks_skipped(zone: tzinfo, text: str, before: str, after: str) -> None:
    with pytest.raises(UsageError, match=f"'{text}' does not exist in {zone}") as refused:
        parse(text, now=NEXT_YEAR, zone=zone)
    for reading in (before, after):
        assert reading in refused.value.what
        assert reading in refused.value.hint
        assert iso(parse(reading, now=NEXT_YEAR, zone=zone)) == reading


@pytest.mark.parametrize(("zone", "text", "first", "early", "second", "late"), FOLDS)
def test_a_time_the_clocks_showed_twice(
    zone: tzinfo, text: str, first: str, early: str, second: str, late: str
) -> None:
    with pytest.raises(UsageError, match=f"'{text}' happened twice in {zone}") as refused:
        parse(text, now=NEXT_YEAR, zone=zone)
    assert f"{first} ({early})" in refused.value.what
    assert f"{second} ({late})" in refused.value.what
    assert "Add the offset" in refused.value.hint
    assert iso(parse(f"{text}{early}", now=NEXT_YEAR, zone=zone)) == first
    assert iso(parse(f"{text} {late}", now=NEXT_YEAR, zone=zone)) == second


@pytest.mark.parametrize(("zone", "text", "first"), [fold[:3] for fold in FOLDS])
def test_a_bare_clock_in_the_night_of_the_change(zone: tzinfo, text: str, first: str) -> None:
    now = at(first) + timedelta(hours=4)
    with pytest.raises(UsageError, match="happened twice"):
        parse(text[11:], now=now, zone=zone)
    assert parse("4h ago", now=now, zone=zone) == at(first)


def readings(wall: datetime, zone: tzinfo) -> set[datetime]:
    """The instants at which the clock of a zone shows `wall`, by round trip."""
    there = [wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
    return {moment for moment in there if moment.astimezone(zone).replace(tzinfo=None) == wall}


@pytest.mark.parametrize("zone", [BERLIN, NEW_YORK, LORD_HOWE])
def test_each_quarter_of_the_small_hours_of_a_year_is_read_or_named(zone: tzinfo) -> None:
    refusals = set()
    for day, quarter in itertools.product(range(365), range(16)):
        wall = datetime(2026, 1, 1) + timedelta(days=day, minutes=15 * quarter)
        real = readings(wall, zone)
        try:
            assert {parse(str(wall), now=NEXT_YEAR, zone=zone)} == real
        except UsageError as refused:
            refusals.add(len(real))
            assert all(iso(moment) in refused.what for moment in real)
    assert refusals == {0, 2}


# A moment to come


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("30m", "2026-03-04T13:53:00Z"),
        ("1h", "2026-03-04T14:23:00Z"),
        ("1h30m", "2026-03-04T14:53:00Z"),
        ("+30m", "2026-03-04T13:53:00Z"),
        ("in 30m", "2026-03-04T13:53:00Z"),
        ("In 2 hours", "2026-03-04T15:23:00Z"),
        ("15:00", "2026-03-04T15:00:00Z"),
        ("15:00 UTC", "2026-03-04T15:00:00Z"),
        ("15:00 Europe/Berlin", "2026-03-04T14:00:00Z"),
        ("tomorrow 09:00", "2026-03-05T09:00:00Z"),
        ("monday 14:00", "2026-03-09T14:00:00Z"),
        ("next Fri 14:00", "2026-03-06T14:00:00Z"),
        ("wednesday, 23:00", "2026-03-11T23:00:00Z"),  # it is one, and a weekday is never today
        ("thu 00:30 Europe/Berlin", "2026-03-04T23:30:00Z"),
        ("2026-03-05 09:00", "2026-03-05T09:00:00Z"),
        ("2026-03-05T09:00:00Z", "2026-03-05T09:00:00Z"),
    ],
)
def test_deadlines_people_type(text: str, expected: str) -> None:
    assert iso(parse_deadline(text, now=NOW, zone=UTC)) == expected


def test_a_clock_that_has_passed_names_both_readings() -> None:
    with pytest.raises(UsageError) as refused:
        parse_deadline("13:13", now=NOW, zone=UTC)
    assert refused.value.what == (
        "'13:13' has passed: today 13:13 UTC was 10 min ago; "
        "tomorrow 13:13 UTC is 2026-03-05T13:13:00Z"
    )
    assert "'tomorrow 13:13'" in refused.value.hint


@pytest.mark.parametrize("text", ["monday", "mo 14:00", "some 14:00", "monday 25:00"])
def test_a_weekday_needs_a_name_and_a_time(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse_deadline(text, now=NOW, zone=UTC)
    assert "monday 14:00" in refused.value.hint


@pytest.mark.parametrize("text", ["now", "45m ago", "yesterday 15:00", "2026-03-04 13:23"])
def test_what_has_passed_is_no_deadline(text: str) -> None:
    with pytest.raises(UsageError, match=f"'{text}' has passed"):
        parse_deadline(text, now=NOW, zone=UTC)


@pytest.mark.parametrize(
    ("text", "hint"), [("30", "Type 30m."), ("1500", "Type 15:00."), ("soon", "Type 30m, 1h30m")]
)
def test_what_is_no_deadline_and_what_to_type(text: str, hint: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse_deadline(text, now=NOW, zone=UTC)
    assert hint in refused.value.hint


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("tomorrow", "a day, not a moment"),
        ("today", "a day, not a moment"),
        ("2026-03-05", "a day, not a moment"),
        ("yesterday", "has passed"),
        ("2026-03-03", "has passed"),
        ("2026-02-30", "is no day"),
    ],
)
def test_a_day_is_no_deadline_and_the_example_is_one(text: str, what: str) -> None:
    with pytest.raises(UsageError, match=what) as refused:
        parse_deadline(text, now=NOW, zone=UTC)
    example = re.search(r"(?:time|is|in):? ((?:\S+ )\d\d:\d\d)\.$", refused.value.hint)
    assert example is not None
    assert parse_deadline(example[1], now=NOW, zone=UTC) > NOW


@pytest.mark.parametrize("text", ["today", "tomorrow", "2026-03-04", "2026-03-05", "2026-02-30"])
@pytest.mark.parametrize("now", [NOW, NOW.replace(hour=23, minute=30), NOW.replace(hour=0)])
def test_the_example_for_a_day_is_taken(text: str, now: datetime) -> None:
    with pytest.raises(UsageError) as refused:
        parse(text, now=now, zone=BERLIN)
    example = re.search(r"(\S+ \d\d:\d\d)\.$", refused.value.hint)
    assert example is not None
    assert parse(example[1], now=now, zone=BERLIN) <= now


# One side of a range


@pytest.mark.parametrize(
    ("text", "first", "after"),
    [
        ("2026-03-04", "2026-03-04T00:00:00Z", "2026-03-05T00:00:00Z"),
        ("2024-02", "2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z"),
        ("2025-12", "2025-12-01T00:00:00Z", "2026-01-01T00:00:00Z"),
        ("2026", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"),
        ("today", "2026-03-04T00:00:00Z", "2026-03-05T00:00:00Z"),
        ("Yesterday", "2026-03-03T00:00:00Z", "2026-03-04T00:00:00Z"),
        ("tomorrow", "2026-03-05T00:00:00Z", "2026-03-06T00:00:00Z"),
        ("7d", "2026-02-25T13:23:00Z", "2026-02-25T13:23:00Z"),
        ("2w", "2026-02-18T13:23:00Z", "2026-02-18T13:23:00Z"),
        ("12h", "2026-03-04T01:23:00Z", "2026-03-04T01:23:00Z"),
        ("45m ago", "2026-03-04T12:38:00Z", "2026-03-04T12:38:00Z"),
        ("15:23", "2026-03-04T15:23:00Z", "2026-03-04T15:23:00Z"),
        ("2027-01-01T00:00:00Z", "2027-01-01T00:00:00Z", "2027-01-01T00:00:00Z"),
    ],
)
def test_bounds_people_type(text: str, first: str, after: str) -> None:
    assert iso(parse_bound(text, now=NOW, zone=UTC, end=False)) == first
    assert iso(parse_bound(text, now=NOW, zone=UTC, end=True)) == after


def test_a_day_begins_and_ends_in_its_zone() -> None:
    assert iso(parse_bound("2026-03-29", now=NOW, zone=BERLIN, end=False)) == "2026-03-28T23:00:00Z"
    assert iso(parse_bound("2026-03-29", now=NOW, zone=BERLIN, end=True)) == "2026-03-29T22:00:00Z"


def test_a_day_whose_midnight_was_skipped_begins_when_clocks_changed() -> None:
    cairo = ZoneInfo("Africa/Cairo")  # 2024-04-26 began at 01:00
    first = parse_bound("2024-04-26", now=NOW, zone=cairo, end=False)
    assert local(first, cairo) == "2024-04-26 01:00 EEST"
    assert local(first - timedelta(seconds=1), cairo) == "2024-04-25 23:59:59 EET"


@pytest.mark.parametrize(
    ("text", "what", "hint"),
    [
        ("1422", "bare number", "14:22"),
        ("7", "bare number", "Type 7d."),
        ("2026-02-30", "impossible", "2026-03-04"),
        ("2026-13", "impossible", "2026-03"),
        ("9999-12-31", "impossible", "2026-03-04"),
        ("+15m", "counts from the start", "15:23"),
        ("last week", "not a time", "7d"),
    ],
)
def test_what_is_no_bound_and_what_to_type(text: str, what: str, hint: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse_bound(text, now=NOW, zone=UTC, end=True)
    assert what in refused.value.what
    assert hint in refused.value.hint


@given(st.dates(min_value=date(1970, 1, 2), max_value=date(2090, 1, 1)), zones)
def test_a_day_ends_where_the_next_begins(day: date, zone: tzinfo) -> None:
    ends = parse_bound(str(day), now=NOW, zone=zone, end=True)
    assert ends.astimezone(zone).date() > day
    assert parse_bound(str(ends.astimezone(zone).date()), now=NOW, zone=zone, end=False) == ends


# Whatever is typed

_PIECES = [
    "12",
    "2026",
    "-03-04",
    "15:23",
    ":",
    "+",
    "-",
    " ",
    "T",
    "Z",
    "m",
    "h",
    "d",
    " ago",
    "in ",
]
_PIECES += [
    "today ",
    "yesterday ",
    "tomorrow ",
    "now",
    "Europe/Berlin",
    "CET",
    "+02:00",
    "/",
    "99999",
]
_PIECES += ["0", ".5", "9999-12-31 23:59", "0001-01-01 00:00", "pm", "é", "\x1b", "١"]
typed = st.lists(st.sampled_from(_PIECES), max_size=6).map("".join) | st.text(max_size=30)


@given(instants, instants, zones)
def test_an_instant_is_typed_as_it_is_written(
    moment: datetime, other: datetime, zone: tzinfo
) -> None:
    moment, now = sorted([to_utc(moment), to_utc(other)])
    assert parse(iso(moment), now=now, zone=zone) == moment


@given(typed, instants, zones, st.none() | instants)
@example("+15m", NOW, UTC, datetime(9999, 12, 31, 23, 59, tzinfo=UTC))
def test_a_moment_is_never_in_the_future(
    text: str, now: datetime, zone: tzinfo, started: datetime | None
) -> None:
    try:
        moment = parse(text, now=now, zone=zone, started=started)
    except UsageError as refused:
        _is_useful(refused)
    else:
        _is_instant(moment)
        assert moment - to_utc(now) <= timedelta(seconds=60)


@given(typed, instants, zones)
def test_a_deadline_is_never_in_the_past(text: str, now: datetime, zone: tzinfo) -> None:
    try:
        moment = parse_deadline(text, now=now, zone=zone)
    except UsageError as refused:
        _is_useful(refused)
    else:
        _is_instant(moment)
        assert moment > to_utc(now)


@given(typed, instants, zones)
def test_a_bound_ends_no_earlier_than_it_begins(text: str, now: datetime, zone: tzinfo) -> None:
    try:
        first = parse_bound(text, now=now, zone=zone, end=False)
        after = parse_bound(text, now=now, zone=zone, end=True)
    except UsageError as refused:
        _is_useful(refused)
    else:
        _is_instant(first)
        assert first <= after


def _is_instant(moment: datetime) -> None:
    assert moment.tzinfo is UTC
    assert moment.microsecond == 0


def _is_useful(refused: UsageError) -> None:
    assert refused.what.isprintable()
    assert refused.hint.isprintable()
    assert not refused.what.endswith(".")
    assert refused.hint.endswith(".")


# Zones and cost


@pytest.mark.parametrize("name", ["CET", "EST", "EDT", "ist", "BST"])
def test_an_abbreviation_after_a_clock_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match=f"'{name}' is ambiguous") as refused:
        parse(f"12:23 {name}", now=NOW, zone=UTC)
    assert "+01:00" in refused.value.hint
    assert "Europe/Berlin" in refused.value.hint


def test_utc_costs_no_import() -> None:
    script = (
        "import sys, datetime, inc.domain.typed_times as typed, inc.domain.times as times\n"
        "now = datetime.datetime(2026, 3, 4, 13, 23, tzinfo=datetime.UTC)\n"
        "typed.parse('12:23 UTC', now=now, zone=times.zone_of('UTC'))\n"
        "print(sorted({'zoneinfo', 'difflib'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("typed", "instant"),
    [
        ("2026-10-25 02:30 CEST", "2026-10-25T00:30:00Z"),
        ("2026-10-25 02:30 CET", "2026-10-25T01:30:00Z"),
        ("2026-07-01 12:00 cest", "2026-07-01T10:00:00Z"),
    ],
)
def test_what_the_zone_of_the_workspace_calls_itself_is_not_ambiguous(
    typed: str, instant: str
) -> None:
    now = datetime(2026, 11, 21, tzinfo=UTC)
    assert iso(parse(typed, now=now, zone=ZoneInfo("Europe/Berlin"))) == instant
    with pytest.raises(UsageError, match="ambiguous"):
        parse(typed, now=now, zone=UTC)


def test_a_time_that_is_shown_can_be_typed() -> None:
    zone, now = ZoneInfo("America/New_York"), datetime(2026, 11, 21, tzinfo=UTC)
    for shown in ("2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z", "2026-06-01T06:30:00Z"):
        moment = datetime.fromisoformat(shown)
        assert parse(local(moment, zone), now=now, zone=zone) == moment


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 3, 4, 23, 50, tzinfo=UTC), "2026-03-05T00:15:00Z"),
        (datetime(2026, 3, 4, 18, 15, tzinfo=UTC), "2026-03-05T00:15:00Z"),
        (datetime(2026, 3, 4, 18, 14, 59, tzinfo=UTC), None),
    ],
)
def test_a_promise_across_midnight(now: datetime, expected: str | None) -> None:
    if expected is None:
        with pytest.raises(UsageError, match="'00:15' has passed"):
            parse_deadline("00:15", now=now, zone=UTC)
    else:
        assert iso(parse_deadline("00:15", now=now, zone=UTC)) == expected
