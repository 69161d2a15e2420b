"""Incidents divided by the calendar of a zone, by labels, by teams; how many, and when."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from inc.domain.metrics import Columns, Row, groups, load, volume
from inc.domain.metrics.local_days import LocalDays
from inc.domain.metrics.support_hours import SupportHours
from inc.domain.metrics.volume import Period
from inc.domain.provisions import Calendar
from inc.domain.times import zone_of

BERLIN = LocalDays(zone_of("Europe/Berlin"))
GREENWICH = LocalDays(UTC)
SUPPORT = SupportHours(Calendar(["mon", "tue", "wed", "thu", "fri"], []), zone_of("Europe/Berlin"))
DAY = 86_400


def seconds(text: str) -> int:
    """An instant from a time in UTC."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def began(*times: str) -> Columns:
    return Columns.of(Row(key, seconds(text)) for key, text in enumerate(times))


def keys(found: groups.Groups) -> dict[str, list[int]]:
    return {name: [row.key for row in rows] for name, rows in found.items()}


# The last hour of March in Greenwich is the second one of April in Berlin.
LATE = began("2026-03-31 21:50", "2026-03-31 22:10", "2026-01-01 00:00")


@pytest.mark.parametrize(
    ("by", "days", "expected"),
    [
        ("month", BERLIN, {"2026-01": [2], "2026-02": [], "2026-03": [0], "2026-04": [1]}),
        ("month", GREENWICH, {"2026-01": [2], "2026-02": [], "2026-03": [0, 1]}),
        ("quarter", BERLIN, {"2026-Q1": [0, 2], "2026-Q2": [1]}),
        ("year", BERLIN, {"2026": [0, 1, 2]}),
        # 2026-01-01 is a Thursday, 2026-03-31 a Tuesday, 2026-04-01 a Wednesday.
        (
            "weekday",
            BERLIN,
            {"Mon": [], "Tue": [0], "Wed": [1], "Thu": [2], "Fri": [], "Sat": [], "Sun": []},
        ),
    ],
)
def test_periods(by: str, days: LocalDays, expected: dict[str, list[int]]) -> None:
    assert keys(groups.in_time(LATE, by, days)) == expected


def test_hours_are_those_of_the_zone() -> None:
    found = keys(groups.in_time(LATE, "hour", BERLIN))
    assert list(found) == [f"{hour:02}" for hour in range(24)]
    assert {hour: rows for hour, rows in found.items() if rows} == {"23": [0], "00": [1], "01": [2]}


def test_weeks_are_those_of_iso_8601_and_run_over_the_new_year() -> None:
    # Monday 2025-12-29 to Sunday 2026-01-04 is week 1 of 2026; 2020 had 53 weeks.
    found = groups.in_time(began("2025-12-28 12:00", "2026-01-05 12:00"), "week", GREENWICH)
    assert keys(found) == {"2025-W52": [0], "2026-W01": [], "2026-W02": [1]}
    first, last = seconds("2020-12-30"), seconds("2021-01-04")
    assert groups.between(first, last, "week", GREENWICH) == ["2020-W53", "2021-W01"]


@pytest.mark.parametrize(
    ("period", "count"), [("day", 366), ("week", 53), ("month", 12), ("quarter", 4), ("year", 1)]
)
def test_no_period_of_a_leap_year_is_forgotten(period: str, count: int) -> None:
    first, last = seconds("2024-01-01"), seconds("2024-12-31")
    found = groups.between(first, last, period, GREENWICH)
    expected = groups.periods(range(first, last + 1, DAY), period, GREENWICH)
    assert found == list(dict.fromkeys(expected))
    assert len(found) == count


def test_a_slip_of_the_finger_makes_no_thousands_of_groups() -> None:
    rows = began("1066-10-14 12:00", "2026-03-04 15:30")
    assert keys(groups.in_time(rows, "month", GREENWICH)) == {"1066-10": [0], "2026-03": [1]}


def test_one_that_nobody_knows_the_time_of() -> None:
    rows = Columns.of([Row(1), Row(2, seconds("2026-03-04"))])
    assert keys(groups.in_time(rows, "month", GREENWICH)) == {"2026-03": [2], "(none)": [1]}
    assert keys(groups.in_time(Columns.of([Row(1)]), "month", GREENWICH)) == {"(none)": [1]}
    assert groups.in_time(Columns.of([]), "month", GREENWICH) == {}


def test_severities_are_in_order_and_those_without_one_at_the_end() -> None:
    words = ["SEV3", "", "SEV1", "SEV3"]
    rows = Columns.of(Row(key, severity=word) for key, word in enumerate(words))
    assert keys(groups.by_severity(rows)) == {"SEV1": [2], "SEV3": [0, 3], "(none)": [1]}


def test_labels() -> None:
    rows = Columns.of(map(Row, range(1, 5)))
    values = [(1, "search"), (1, "Checkout"), (2, "checkout"), (2, "checkout"), (9, "x"), (3, " ")]
    found = groups.by_values(rows, values)
    assert keys(found) == {"Checkout": [1, 2], "search": [1], "(none)": [3, 4]}
    assert not groups.is_partition(found, rows)  # 1 is in two groups
    assert groups.is_partition(groups.by_values(rows, values[2:]), rows)


def test_who_wrote_none_is_among_those_without() -> None:
    rows = Columns.of([Row(1), Row(2)])
    assert keys(groups.by_values(rows, [(1, "(none)")])) == {"(none)": [1, 2]}


def test_a_team_is_the_one_that_is_stated_else_those_of_the_services() -> None:
    teams = {"shop": ["Checkout", "orders"], "money": ["orders"]}
    stated = [(1, "platform")]
    services = [(1, "checkout"), (2, "checkout"), (3, "orders"), (4, "unknown")]
    assert groups.of_teams(teams, stated, services) == [
        *((1, "platform"), (2, "shop"), (3, "shop"), (3, "money"))
    ]


# ------------------------------------------------------------------ how many


def test_a_trend_is_about_the_period_and_as_long_before_it() -> None:
    now = 1_000 * DAY
    assert Period().recent(now) == (970 * DAY, now)
    assert Period().before(now) == (940 * DAY, 970 * DAY)
    assert Period(900 * DAY, 910 * DAY).recent(now) == (900 * DAY, 910 * DAY)
    assert Period(900 * DAY, 910 * DAY).before(now) == (890 * DAY, 900 * DAY)
    assert Period(990 * DAY, 2_000 * DAY).before(now) == (980 * DAY, 990 * DAY)  # until now
    assert Period(2_000 * DAY).recent(now) == (now, now)


@pytest.mark.parametrize(
    ("recent", "before", "trend"), [(3, 2, "up"), (2, 3, "down"), (2, 2, "level"), (0, 0, "level")]
)
def test_where_it_goes(recent: int, before: int, trend: str) -> None:
    assert volume.Volume(recent, before, DAY).trend == trend


def test_incidents_a_week() -> None:
    rows = Columns.of(Row(key, at) for key, at in enumerate((0, DAY, 2 * DAY)))
    assert volume.per_week(rows, Period(), 14 * DAY) == 1.5  # 3 in two weeks
    assert volume.per_week(rows, Period(0, 21 * DAY), 100 * DAY) == 1  # 3 in three weeks
    assert volume.per_week(rows, Period(0, 7 * DAY), 100 * DAY) == 3
    assert volume.per_week(rows, Period(0, 7 * DAY - 1), 100 * DAY) is None
    assert volume.per_week(Columns.of([]), Period(), DAY) is None


def test_how_many_began_in_a_period() -> None:
    rows = Columns.of([Row(1, 10), Row(2), Row(3, 5), Row(4, 10), Row(5, 20)])
    assert volume.began_in(rows, 10, 20) == 2
    assert volume.began_in(rows, 0, 100) == 4
    assert volume.began_in(rows, 20, 10) == 0


def test_the_last_twelve_months_and_weeks() -> None:
    rows = began("2026-03-31 22:10", "2026-03-01 00:00", "2025-05-01 00:00", "2025-04-15 00:00")
    months = volume.course(rows, seconds("2026-04-01"), "month", BERLIN)
    assert next(iter(months)) == "2025-05"
    assert list(months)[-2:] == ["2026-03", "2026-04"]
    assert {month: count for month, count in months.items() if count} == {
        "2025-05": 1,  # April of 2025 is the thirteenth
        "2026-03": 1,
        "2026-04": 1,
    }
    late = volume.course(rows, seconds("2026-04-01"), "month", BERLIN, seconds("2026-02-14"))
    assert late == {"2026-02": 0, "2026-03": 1, "2026-04": 1}
    assert list(volume.course(rows, seconds("2026-04-01"), "week", BERLIN, 2**33)) == ["2026-W14"]
    for day in range(0, 800, 3):
        until = seconds("2024-01-01") + day * DAY
        for period in ("week", "month"):
            last = volume.last_periods(until, period, GREENWICH)
            assert len(last) == 12
            since = until - (77 * DAY if period == "week" else 0)
            since = since if period == "week" else seconds(f"{last[0]}-01")
            assert last == groups.between(since, until, period, GREENWICH)


# ------------------------------------------------------------------ who carries them


def test_when_incidents_begin() -> None:
    found = load.began(
        Columns.of(
            [
                *began(
                    "2026-03-04 08:00"
                ),  # Wednesday 09:00 CET: the first minute of support hours
                *began("2026-03-04 16:00"),  # 17:00 CET: the first one after them
                *began("2026-03-04 21:00"),  # 22:00 CET: night
                *began("2026-03-05 04:59"),  # 05:59 CET: night still
                *began("2026-03-05 05:00"),  # 06:00 CET: day
                *began("2026-03-07 10:00"),  # Saturday 11:00 CET
                *began("2026-03-29 01:00"),  # Sunday 03:00 CEST: the hour before is not there
                Row(9),
            ]
        ),
        SUPPORT,
    )
    assert {hour: count for hour, count in enumerate(found.hours) if count} == {
        9: 1,
        17: 1,
        22: 1,
        5: 1,
        6: 1,
        11: 1,
        3: 1,
    }
    assert (found.night, found.off, found.outside) == (3, 2, 6)


def test_what_people_carry() -> None:
    hour = 3_600
    noon = seconds("2026-03-04 11:00")  # Wednesday, 12:00 CET
    rows = Columns.of(
        [
            Row(1, noon, resolved=noon + 2 * hour),
            Row(
                2, noon + 12 * hour, is_open=1, resolved=noon + 13 * hour
            ),  # at midnight, and is back
            Row(3, noon, resolved=noon - hour),  # impossible: it lasted for nobody knows how long
            Row(4),
        ]
    )
    people = [
        (1, "Alice"),
        (1, "bob"),
        (2, "alice"),
        (2, "alice"),
        (3, "bob"),
        (4, "bob"),
        (9, "x"),
    ]
    now = noon + 15 * hour
    found = load.carried(rows, people, [(1, "alice"), (3, "carol")], SUPPORT, now)
    assert list(found.items()) == [
        ("Alice", load.Load(2, 1, 5 * hour, 1, 0, 1)),  # 2 h, and 3 h until now
        ("bob", load.Load(3, 0, 2 * hour, 0, 0, 0)),
    ]
