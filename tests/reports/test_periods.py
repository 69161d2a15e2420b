"""Which days and which seconds a week, a month or a quarter has."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inc.errors import UsageError
from inc.reports.periods import MONTHLY, QUARTERLY, WEEKLY, Period, around, named

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)
KINDS = (WEEKLY, MONTHLY, QUARTERLY)


def of(kind: str, typed: str | None = None, now: datetime = NOW) -> Period:
    return named(kind, typed, now=now, zone=BERLIN)


@pytest.mark.parametrize(
    ("kind", "typed", "name", "first", "last"),
    [
        (WEEKLY, None, "2026-W09", "2026-02-23", "2026-03-01"),
        (WEEKLY, "current", "2026-W10", "2026-03-02", "2026-03-08"),
        (WEEKLY, "2026-W10", "2026-W10", "2026-03-02", "2026-03-08"),
        (WEEKLY, "2026w1", "2026-W01", "2025-12-29", "2026-01-04"),
        (WEEKLY, "2020-W53", "2020-W53", "2020-12-28", "2021-01-03"),
        (MONTHLY, None, "2026-02", "2026-02-01", "2026-02-28"),
        (MONTHLY, " last ", "2026-02", "2026-02-01", "2026-02-28"),
        (MONTHLY, "Current", "2026-03", "2026-03-01", "2026-03-31"),
        (MONTHLY, "2025-12", "2025-12", "2025-12-01", "2025-12-31"),
        (MONTHLY, "2024-2", "2024-02", "2024-02-01", "2024-02-29"),
        (QUARTERLY, None, "2025-Q4", "2025-10-01", "2025-12-31"),
        (QUARTERLY, "current", "2026-Q1", "2026-01-01", "2026-03-31"),
        (QUARTERLY, "2025q3", "2025-Q3", "2025-07-01", "2025-09-30"),
    ],
)
def test_what_a_word_names(kind: str, typed: str | None, name: str, first: str, last: str) -> None:
    period = of(kind, typed)
    assert (period.name, str(period.first), str(period.last)) == (name, first, last)


@pytest.mark.parametrize(
    ("kind", "typed", "hint"),
    [
        (WEEKLY, "2026-W54", "Write it as 2026-W09, or as current or last."),
        (WEEKLY, "2025-W53", "Write it as 2026-W09, or as current or last."),
        (WEEKLY, "2026-03", "Write it as 2026-W09, or as current or last. For a month: "),
        (MONTHLY, "2026-13", "Write it as 2026-02, or as current or last."),
        (MONTHLY, "March", "Write it as 2026-02, or as current or last."),
        (MONTHLY, "", "Write it as 2026-02, or as current or last."),
        (MONTHLY, "0000-01", "Write it as 2026-02, or as current or last."),
        (MONTHLY, "9999-12", "Write it as 2026-02, or as current or last."),
        (MONTHLY, "٢٠٢٦-٠٢", "Write it as 2026-02, or as current or last."),
        (QUARTERLY, "2026-Q5", "Write it as 2025-Q4, or as current or last."),
        (QUARTERLY, "2026-W10", "For a week: inc report weekly --of 2026-W10"),
    ],
)
def test_what_names_none_is_told_with_the_forms(kind: str, typed: str, hint: str) -> None:
    with pytest.raises(UsageError, match="names no") as caught:
        of(kind, typed)
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("kind", "typed"), [(WEEKLY, "2026-W11"), (MONTHLY, "2026-04"), (QUARTERLY, "2027-Q1")]
)
def test_what_has_not_begun_is_no_period_to_look_back_at(kind: str, typed: str) -> None:
    with pytest.raises(UsageError, match="has not begun"):
        of(kind, typed)


def test_the_calendar_is_that_of_the_zone() -> None:
    just_monday = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)  # 00:30 on Monday in Berlin
    assert of(WEEKLY, None, just_monday).name == "2026-W09"
    assert named(WEEKLY, None, now=just_monday, zone=UTC).name == "2026-W08"


def test_a_week_in_which_the_clocks_change_is_an_hour_shorter_or_longer() -> None:
    spring, autumn = (of(WEEKLY, name, NOW.replace(year=2027)) for name in ("2026-W13", "2026-W43"))
    assert spring.stop - spring.start == 167 * 3600
    assert autumn.stop - autumn.start == 169 * 3600
    assert not spring.has(spring.stop)
    assert spring.has(spring.start)
    assert not spring.has(None)


def test_a_day_begins_where_the_clocks_skip_midnight() -> None:
    cairo = ZoneInfo("Africa/Cairo")  # 00:00 → 01:00 on 2026-04-24
    day = Period(WEEKLY, date(2026, 4, 24), date(2026, 4, 25), cairo)
    assert datetime.fromtimestamp(day.start, UTC).isoformat() == "2026-04-23T22:00:00+00:00"
    assert day.stop - day.start == 23 * 3600


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.sampled_from(KINDS))
def test_periods_follow_one_another_without_gap(day: date, kind: str) -> None:
    period = around(kind, day, BERLIN)
    assert period.first <= day <= period.last
    assert period.before().after == period.first
    assert period.before().stop == period.start
    late = datetime(2200, 1, 1, tzinfo=UTC)
    assert named(kind, period.name, now=late, zone=BERLIN) == period
    assert around(kind, period.after, BERLIN).before() == period


def test_the_periods_of_a_trend_end_with_this_one() -> None:
    names = [one.name for one in of(QUARTERLY, "2026-Q1").series(3)]
    assert names == ["2025-Q3", "2025-Q4", "2026-Q1"]
    earliest = named(MONTHLY, "1001-01", now=NOW, zone=UTC).series(30)
    assert len(earliest) == 2
    assert earliest[0].first + timedelta(days=31) == earliest[1].first


def test_the_months_of_a_period() -> None:
    assert [one.name for one in of(QUARTERLY).months()] == ["2025-10", "2025-11", "2025-12"]
