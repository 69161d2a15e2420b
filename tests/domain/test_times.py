"""Instants as documents hold them, spans, zones, and how they are shown."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inc.domain.times import (
    ago,
    clock,
    iso,
    local,
    minute,
    parse_duration,
    read_iso,
    to_utc,
    words,
    zone_of,
)
from inc.errors import UsageError

NOW = datetime(2026, 3, 4, 13, 23, tzinfo=UTC)  # a Wednesday
BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
ZONES: list[tzinfo] = [UTC, BERLIN, NEW_YORK, LORD_HOWE, timezone(timedelta(hours=5, minutes=30))]

instants = st.datetimes(
    min_value=datetime(1980, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.sampled_from(ZONES)
)


def at(text: str) -> datetime:
    moment = read_iso(text)
    assert moment is not None
    return moment


# Instants


def test_an_instant_is_utc_to_the_second() -> None:
    moment = datetime(2026, 3, 4, 16, 23, 10, 999_999, tzinfo=BERLIN)
    assert to_utc(moment) == datetime(2026, 3, 4, 15, 23, 10, tzinfo=UTC)
    assert to_utc(moment).tzinfo is UTC
    assert iso(moment) == "2026-03-04T15:23:10Z"


def test_a_datetime_without_a_zone_is_no_instant() -> None:
    with pytest.raises(ValueError, match="zone"):
        to_utc(datetime(2026, 3, 4, 15, 23))


def test_years_are_written_with_four_digits() -> None:
    assert iso(datetime(33, 4, 3, 15, tzinfo=UTC)) == "0033-04-03T15:00:00Z"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-04T15:23:00Z", "2026-03-04T15:23:00Z"),
        ("2026-03-04 15:23:10", "2026-03-04T15:23:10Z"),
        ("2026-03-04 15:23", "2026-03-04T15:23:00Z"),
        ("2026-03-04T15:23Z", "2026-03-04T15:23:00Z"),
        ("2026-03-04t15:23:59.999999999z", "2026-03-04T15:23:59Z"),
        ("2026-03-04 15:23:59,5 UTC", "2026-03-04T15:23:59Z"),
        ("2026-03-04 15:23 UTC", "2026-03-04T15:23:00Z"),
        ("2026-03-04T15:23:00+02:00", "2026-03-04T13:23:00Z"),
        ("2026-03-04 15:23 +0200", "2026-03-04T13:23:00Z"),
        ("2026-03-04T15:23-05:30", "2026-03-04T20:53:00Z"),
        ("2026-01-01T00:10:00+02:00", "2025-12-31T22:10:00Z"),
        ("8999-12-31T23:59:59Z", "8999-12-31T23:59:59Z"),
    ],
)
def test_documents_hold_times_in_many_spellings(text: str, expected: str) -> None:
    moment = read_iso(text)
    assert moment is not None
    assert iso(moment) == expected
    assert moment.tzinfo is UTC
    assert moment.microsecond == 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "TBD",
        "2026-03-04",
        "15:23",
        "2026-02-30T15:23:00Z",
        "2026-03-04T24:00:00Z",
        "2026-03-04T15:60:00Z",
        "2026-03-04T15:23:60Z",
        "2026-03-04T15:23.5Z",
        "2026-03-04T15:23:00Z\n",
        "2026-03-04T15:23:00 CET",
        "2026-03-04T15:23:00+15:00",
        "2026-03-04T15:23:00+02:60",
        "2026-W10-3T15:23:00Z",
        "2026-03-04T152300.0Z",
        "20260304T152300Z",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+02:00",
        *("9999-12-31T23:59:59Z", "9999-12-31T23:59:59-02:00", "0999-12-31T23:59:59Z"),
        "２０２６-03-04T15:23:00Z",
        "2026-03-04T15:23:00Z" * 2,
    ],
)
def test_what_is_not_a_time_of_a_document_is_none(text: str) -> None:
    assert read_iso(text) is None


@given(instants)
def test_what_is_written_is_read(moment: datetime) -> None:
    assert read_iso(iso(moment)) == to_utc(moment)


_NEARLY = re.compile(r"\d{4}-[01]\d-[0-3]\d[T ][0-2]\d:[0-6]\d(:[0-6]\d)?( ?[+-]\d\d:?\d\d|Z)?")


@given(st.text() | st.from_regex(_NEARLY, fullmatch=True))
def test_reading_never_raises(text: str) -> None:
    moment = read_iso(text)
    assert moment is None or (moment.tzinfo is UTC and moment.microsecond == 0)


# Spans


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30m", 1800),
        ("1h30m", 5400),
        ("1H 30Min", 5400),
        ("90 s", 90),
        ("2 hours", 7200),
        ("1 day", 86_400),
        (" 1w ", 604_800),
        ("2d12h", 216_000),
        ("10 secs", 10),
    ],
)
def test_spans_that_are_read(text: str, seconds: int) -> None:
    assert parse_duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "0m", "0h0m", "30", "1h30", "m", "30m1h", "1h1h", "-5m", "1.5h", "3 months"),
        *("３m", "11000d", "999999999w", "9" * 5000 + "m", "1e3s", "30m ago"),
    ],
)
def test_spans_that_are_not(text: str) -> None:
    assert parse_duration(text) is None


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(0), "0 s"),
        (timedelta(milliseconds=-900), "0 s"),
        (timedelta(seconds=45), "45 s"),
        (timedelta(seconds=59, milliseconds=999), "59 s"),
        (timedelta(seconds=60), "1 min"),
        (timedelta(minutes=47, seconds=59), "47 min"),
        (timedelta(hours=1), "1 h"),
        (timedelta(hours=1, minutes=5), "1 h 05 min"),
        (timedelta(hours=23, minutes=59, seconds=59), "23 h 59 min"),
        (timedelta(days=2), "2 d"),
        (timedelta(days=2, hours=3, minutes=59), "2 d 3 h"),
        (timedelta(minutes=-47), "-47 min"),
        (timedelta(hours=-26), "-1 d 2 h"),
    ],
)
def test_spans_in_words(span: timedelta, said: str) -> None:
    assert words(span) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "just now"),
        (59, "just now"),
        (-59, "just now"),
        (60, "1 min ago"),
        (-60, "in 1 min"),
        (45 * 60, "45 min ago"),
        (-15 * 60, "in 15 min"),
        (-2 * 3600, "in 2 h"),
    ],
)
def test_where_a_moment_lies_from_now(seconds: int, said: str) -> None:
    assert ago(NOW - timedelta(seconds=seconds), NOW) == said


# Zones


@pytest.mark.parametrize(
    ("moment", "zone", "shown"),
    [
        ("2026-03-04T15:23:00Z", UTC, "2026-03-04 15:23 UTC"),
        ("2026-03-04T15:23:05Z", UTC, "2026-03-04 15:23:05 UTC"),
        ("2026-03-04T15:23:00Z", BERLIN, "2026-03-04 16:23 CET"),
        ("2026-07-04T23:23:00Z", BERLIN, "2026-07-05 01:23 CEST"),
    ],
)
def test_an_instant_on_a_local_clock(moment: str, zone: tzinfo, shown: str) -> None:
    assert local(at(moment), zone) == shown


@pytest.mark.parametrize("name", ["UTC", "utc", " Z ", "GMT"])
def test_utc_has_several_names(name: str) -> None:
    assert zone_of(name) is UTC


@pytest.mark.parametrize(
    ("name", "hours"), [("+02:00", 2), ("+0200", 2), ("-5", -5), ("+05:30", 5.5), ("-14:00", -14)]
)
def test_an_offset_is_a_zone(name: str, hours: float) -> None:
    assert zone_of(name).utcoffset(NOW) == timedelta(hours=hours)


@pytest.mark.parametrize("name", ["Europe/Berlin", "europe/berlin", "EUROPE/BERLIN"])
def test_the_case_of_a_place_does_not_matter(name: str) -> None:
    assert zone_of(name) is BERLIN


@pytest.mark.parametrize(
    "name",
    [
        *("", "Mars/Olympus", "Europe", "../Europe/Berlin", "/etc/localtime", "right/UTC"),
        *("localtime", "Factory", "+15:00", "+02:60", "UTC+1"),
        *("x" * 5000, "Europe/Berlin\0", "\u202eBerlin"),
    ],
)
def test_what_is_no_zone(name: str) -> None:
    with pytest.raises(UsageError) as refused:
        zone_of(name)
    assert "is not a time zone" in refused.value.what
    assert "Europe/Berlin" in refused.value.hint
    assert refused.value.what.isprintable()


@pytest.mark.parametrize("name", ["Europe/Berln", "berlin", "europe berlin"])
def test_a_zone_nearly_right_is_suggested(name: str) -> None:
    with pytest.raises(UsageError) as refused:
        zone_of(name)
    assert refused.value.hint.startswith("Did you mean Europe/Berlin")


@pytest.mark.parametrize("name", ["CET", "EST", "EDT", "ist", "BST"])
def test_an_abbreviation_is_no_zone(name: str) -> None:
    with pytest.raises(UsageError, match=f"'{name}' is ambiguous") as refused:
        zone_of(name)
    assert "+01:00" in refused.value.hint
    assert "Europe/Berlin" in refused.value.hint


def test_seconds_say_nothing_to_people() -> None:
    assert minute(datetime(2026, 3, 4, 15, 30, 59, tzinfo=UTC), UTC) == "2026-03-04 15:30 UTC"
    assert minute(None, UTC) == ""


@pytest.mark.parametrize(
    ("hour", "zone", "shown"),
    [
        (15, UTC, "15:30 UTC"),
        (23, UTC, "23:30 UTC"),
        (23, ZoneInfo("Europe/Berlin"), "2026-03-05 00:30 CET"),
    ],
)
def test_the_day_is_said_where_it_is_not_today(hour: int, zone: tzinfo, shown: str) -> None:
    now = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
    assert clock(datetime(2026, 3, 4, hour, 30, 20, tzinfo=UTC), now, zone) == shown
