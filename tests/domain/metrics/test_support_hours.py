"""Support hours are instants: a change of the clock counts where it falls into them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inc.domain.metrics.local_days import LocalDays
from inc.domain.metrics.support_hours import SupportHours
from inc.domain.provisions import Calendar

BERLIN = ZoneInfo("Europe/Berlin")
WEEK = ["mon", "tue", "wed", "thu", "fri"]
EVERY_DAY = [*WEEK, "sat", "sun"]
USUAL = SupportHours(Calendar(WEEK, ["2026-04-03", "2026-04-06"]), BERLIN)


def seconds(text: str) -> int:
    """An instant from a time in UTC."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def hours(support: SupportHours, first: str, last: str) -> float:
    return support.between(seconds(first), seconds(last)) / 3_600


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        # Winter: 09:00 to 17:00 CET is 08:00 to 16:00 UTC. Wednesday, 2026-03-04.
        ("2026-03-04 09:00", "2026-03-04 10:30", 1.5),
        ("2026-03-04 06:00", "2026-03-04 09:00", 1),  # before it opens: from 08:00
        ("2026-03-04 15:00", "2026-03-04 20:00", 1),  # until 16:00
        ("2026-03-04 17:00", "2026-03-05 07:59", 0),  # a night
        ("2026-03-04 15:00", "2026-03-05 09:00", 2),  # 1 h of Wednesday, 1 h of Thursday
        ("2026-03-06 15:00", "2026-03-09 09:00", 2),  # Friday to Monday: a weekend between
        ("2026-03-07 00:00", "2026-03-09 00:00", 0),  # the weekend itself
        # The clock goes forward on Sunday, 2026-03-29: Monday's 09:00 is 07:00 UTC.
        ("2026-03-27 15:00", "2026-03-30 08:00", 2),  # 1 h of Friday, 07:00 to 08:00 of Monday
        # Easter 2026: Friday the 3rd and Monday the 6th of April are holidays.
        ("2026-04-02 14:00", "2026-04-07 08:00", 2),  # 14:00 to 15:00 UTC, 07:00 to 08:00 UTC
        ("2026-04-06 07:00", "2026-04-06 15:00", 0),
        ("2026-03-04 10:00", "2026-03-04 10:00", 0),
        ("2026-03-04 10:00", "2026-03-04 09:00", 0),  # backwards is nothing
        ("2026-03-02 00:00", "2026-03-09 00:00", 40),  # five days of eight hours
    ],
)
def test_the_hours_of_a_team_in_berlin(first: str, last: str, expected: float) -> None:
    assert hours(USUAL, first, last) == expected


def test_a_day_in_which_the_clock_changes_has_an_hour_less_or_more() -> None:
    """A team that works from midnight to eight, on Sundays too."""
    nights = SupportHours(Calendar(EVERY_DAY, [], "00:00", "08:00"), BERLIN)
    assert hours(nights, "2026-03-27 00:00", "2026-03-28 12:00") == 15  # 7 h of the 27th, 8 h
    assert hours(nights, "2026-03-28 12:00", "2026-03-29 12:00") == 7  # 02:00 to 03:00 is not there
    assert hours(nights, "2026-10-24 12:00", "2026-10-25 12:00") == 9  # 02:00 to 03:00 comes twice


def test_a_zone_east_of_greenwich_has_its_own_days() -> None:
    """Monday 09:00 in Auckland (UTC+13) is Sunday 20:00 UTC."""
    south = SupportHours(Calendar(WEEK, []), ZoneInfo("Pacific/Auckland"))
    assert hours(south, "2026-03-01 19:00", "2026-03-01 22:00") == 2
    assert hours(south, "2026-03-06 03:00", "2026-03-06 23:00") == 1  # Friday until 04:00 UTC


def test_a_time_that_the_clock_goes_over_is_when_it_goes_on() -> None:
    """On 2026-03-29 the clock of Berlin goes from 02:00 to 03:00, at 01:00 UTC."""
    early = SupportHours(Calendar(EVERY_DAY, [], "02:30", "08:00"), BERLIN)
    assert hours(early, "2026-03-29 00:00", "2026-03-29 12:00") == 5  # 03:00 to 08:00
    assert hours(early, "2026-03-29 00:00", "2026-03-29 01:30") == 0.5
    late = SupportHours(Calendar(EVERY_DAY, [], "00:00", "02:45"), BERLIN)
    assert hours(late, "2026-03-28 22:00", "2026-03-29 12:00") == 2  # 00:00 to 02:00
    within = SupportHours(Calendar(EVERY_DAY, [], "02:15", "02:45"), BERLIN)
    assert hours(within, "2026-03-28 22:00", "2026-03-29 12:00") == 0


def test_what_the_clock_shows_twice_opens_first_and_closes_last() -> None:
    """On 2026-10-25 the clock of Berlin goes back from 03:00 to 02:00, at 01:00 UTC."""
    early = SupportHours(Calendar(EVERY_DAY, [], "02:30", "08:00"), BERLIN)
    assert hours(early, "2026-10-24 22:00", "2026-10-25 12:00") == 6.5  # from 00:30 UTC
    late = SupportHours(Calendar(EVERY_DAY, [], "00:00", "02:30"), BERLIN)
    assert hours(late, "2026-10-24 20:00", "2026-10-25 12:00") == 3.5  # until 01:30 UTC


@pytest.mark.parametrize(
    ("zone", "first", "last", "expected"),
    [
        # Samoa had no Friday 2011-12-30: Wednesday, Thursday, Saturday, Sunday, Monday.
        ("Pacific/Apia", "2011-12-28 10:00", "2012-01-02 10:00", 5 * 8),
        ("Pacific/Kwajalein", "1993-08-20 12:00", "1993-08-22 12:00", 2 * 8),  # no 21st
    ],
)
def test_a_day_that_never_was_has_no_hours(
    zone: str, first: str, last: str, expected: float
) -> None:
    support = SupportHours(Calendar(EVERY_DAY, []), ZoneInfo(zone))
    begins, ends = seconds(first), seconds(last)
    by_clock = sum(
        9 <= datetime.fromtimestamp(at, ZoneInfo(zone)).hour < 17 for at in range(begins, ends, 900)
    )
    assert support.between(begins, ends) / 3_600 == by_clock / 4 == expected


moments = st.integers(seconds("2010-01-01"), seconds("2030-01-01"))
spans = st.integers(0, 40 * 86_400)
zones = st.sampled_from(
    [
        *("UTC", "Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Beirut"),
        *("America/St_Johns", "Pacific/Apia"),
    ]
)
nights = st.sampled_from(
    [("00:00", "24:00"), ("02:15", "02:45"), ("00:00", "23:45"), ("09:00", "17:00")]
)


@given(moments, spans, zones)
def test_a_team_that_always_works_works_every_second(first: int, span: int, zone: str) -> None:
    always = SupportHours(Calendar(EVERY_DAY, [], "00:00", "24:00"), ZoneInfo(zone))
    assert always.between(first, first + span) == span


@given(moments, spans, spans, zones, nights)
def test_a_span_is_the_sum_of_its_parts(
    first: int, one: int, other: int, zone: str, clock: tuple[str, str]
) -> None:
    support = SupportHours(Calendar(EVERY_DAY, ["2026-01-01"], *clock), ZoneInfo(zone))
    middle, last = first + one, first + one + other
    assert support.between(first, middle) + support.between(middle, last) == support.between(
        first, last
    )


@given(moments, zones)
def test_the_clock_is_that_of_the_zone(at: int, name: str) -> None:
    zone = ZoneInfo(name)
    there = datetime.fromtimestamp(at, zone).replace(tzinfo=UTC)
    assert LocalDays(zone).local(at) == int(there.timestamp())


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Australia/Lord_Howe"])
@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25", "2026-04-05", "2026-10-04"])
def test_the_clock_on_a_day_of_a_change(day: str, zone: str) -> None:
    begins, days = datetime.fromisoformat(day).replace(tzinfo=UTC), LocalDays(ZoneInfo(zone))
    for minutes in range(-720, 2_160, 7):
        moment = begins + timedelta(minutes=minutes)
        there = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=UTC)
        assert days.local(int(moment.timestamp())) == int(there.timestamp())
