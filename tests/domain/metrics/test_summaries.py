"""Spans, their statistics, and what is left out of them; each number is worked out in a comment."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inc.domain.metrics import LONGEST, Columns, Row, groups
from inc.domain.metrics.definitions import Definition, definitions
from inc.domain.metrics.local_days import LocalDays
from inc.domain.metrics.measured import Facts, measure
from inc.domain.metrics.outcomes import Items, Promises
from inc.domain.metrics.summaries import Summary, median, nearest_rank, summary
from inc.domain.metrics.support_hours import SupportHours
from inc.domain.policy import Policy
from inc.domain.provisions import Calendar
from inc.domain.times import zone_of

ALWAYS = SupportHours(
    Calendar(["mon", "tue", "wed", "thu", "fri", "sat", "sun"], [], "00:00", "24:00"),
    zone_of("Europe/Berlin"),
)
TO_RESOLVE = Definition("mttr", "detected", "resolved", target=600)
T = 1_772_550_000  # some instant; what follows counts from it


def rows(*each: dict[str, Any]) -> Columns:
    """Incidents with their times counted from T."""
    times = Row._fields[5:]
    return Columns.of(
        Row(key)._replace(
            **{
                name: T + value if name in (*times, "began") and value is not None else value
                for name, value in one.items()
            }
        )
        for key, one in enumerate(each)
    )


def of(*spans: int) -> Columns:
    return rows(*({"detected": 0, "resolved": span} for span in spans))


@pytest.mark.parametrize(
    ("spans", "middle", "ninth"),
    [
        ((), None, None),
        ((7,), 7, 7),
        ((1, 2), 1.5, 2),  # (1 + 2) / 2; 0.9 * 2 = 1.8, so the 2nd
        ((1, 2, 3), 2, 3),  # 2.7: the 3rd
        ((1, 2, 3, 4, 5, 6, 7, 8, 9, 10), 5.5, 9),  # (5 + 6) / 2; 9.0: the 9th
        ((1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), 6, 10),  # 9.9: the 10th
    ],
)
def test_the_median_and_the_nearest_rank(
    spans: tuple[int, ...], middle: float | None, ninth: int | None
) -> None:
    assert median(spans) == middle
    assert nearest_rank(spans, 90) == ninth


def test_all_of_it() -> None:
    # 300, 540, 600 and 900: 2340 / 4 = 585; (540 + 600) / 2 = 570; 3.6: the 4th; 600 is in time.
    found = summary(of(600, 300, 900, 540), TO_RESOLVE)
    assert found == Summary("mttr", 4, 2_340, 570, 900, 900, judged=4, met=3)
    assert (found.mean, found.share, found.left_out) == (585, 0.75, 0)


def test_nothing_is_nothing_and_no_error() -> None:
    found = summary(rows(), TO_RESOLVE)
    assert found == Summary("mttr")
    assert (found.mean, found.share) == (None, None)


def test_what_is_left_out_is_counted() -> None:
    found = summary(
        rows(
            {"detected": 0, "resolved": 60},
            {"detected": 0},  # over, and nobody wrote when
            {"resolved": 60},
            {},
            {"detected": 0, "is_open": 1},  # may be resolved yet
            {"is_open": 1},  # whatever comes, when it was detected is missing
            {"detected": 60, "resolved": 0},  # backwards
            {"detected": 0, "resolved": LONGEST + 1},
            {"detected": 0, "resolved": LONGEST},
            {"detected": 0, "resolved": 60, "is_open": 1, "reopened": 1},  # it is back
        ),
        TO_RESOLVE,
    )
    assert (found.number, found.total) == (2, 60 + LONGEST)
    assert (found.missing, found.impossible, found.pending) == (4, 2, 2)


def test_an_open_incident_counts_where_it_has_both_times() -> None:
    definition = Definition("mtta", "detected", "acknowledged")
    found = summary(
        rows({"detected": 0, "acknowledged": 60, "is_open": 1}, {"detected": 0, "is_open": 1}),
        definition,
    )
    assert (found.number, found.total, found.pending, found.missing) == (1, 60, 1, 0)


def test_a_target_by_severity_judges_those_that_have_one() -> None:
    definition = TO_RESOLVE._replace(target=None, targets={"SEV1": 100, "SEV2": 200})
    spans = rows(
        {"detected": 0, "resolved": 100, "severity": "SEV1"},  # met: no longer
        {"detected": 0, "resolved": 101, "severity": "SEV1"},
        {"detected": 0, "resolved": 101, "severity": "SEV2"},  # met
        {"detected": 0, "resolved": 1, "severity": "SEV3"},  # has none
        {"detected": 0, "resolved": -1, "severity": "SEV2"},  # is no span
    )
    found = summary(spans, definition)
    assert (found.number, found.judged, found.met) == (4, 3, 2)


def test_between_failures() -> None:
    definition = Definition("mtbf", "began", "began", target=100, is_between=True)
    found = summary(rows({"began": 700}, {"began": 0}, {"began": 100}, {}), definition)
    # In order 0, 100, 700: gaps of 100 and 600, both as long as they should be; one is not dated.
    assert (found.number, found.total, found.met, found.missing) == (2, 700, 2, 1)
    assert summary(rows({"began": 5}), definition) == Summary("mtbf")


def test_a_gap_has_the_target_of_the_incident_that_ends_it() -> None:
    definition = Definition("mtbf", "began", "began", targets={"SEV1": 200}, is_between=True)
    found = summary(
        rows(
            {"began": 700, "severity": "SEV1"},  # 600 after the one before it
            {"severity": "SEV1"},
            {"began": 0, "severity": "SEV1"},  # the first
            {"began": 100, "severity": "SEV1"},  # too soon
            {"began": 801 + LONGEST, "severity": "SEV1"},  # impossible
            {"began": 800, "severity": "SEV2"},  # has none
        ),
        definition,
    )
    assert (found.number, found.judged, found.met) == (3, 2, 1)
    assert (found.missing, found.impossible) == (1, 1)


# ------------------------------------------------------------------ laws

instants = st.none() | st.integers(-100_000, 100_000)
incidents = st.lists(
    st.fixed_dictionaries(
        {
            "began": instants,
            "started": instants,
            "detected": instants,
            "acknowledged": instants,
            "mitigated": instants,
            "resolved": instants,
            "is_open": st.integers(0, 1),
            "reopened": st.integers(0, 2),
            "severity": st.sampled_from(["SEV1", "SEV2", "SEV3", "SEV4", ""]),
        }
    ),
    max_size=30,
).map(lambda each: rows(*each))
EVERY = definitions(Policy({"metrics": {"mttr": {"target": {"SEV1": "1h", "SEV3": "5h"}}}}))
SUMMED = (
    *("number", "total", "judged", "met"),
    *("missing", "impossible", "pending"),
)


@given(incidents, st.sampled_from([*groups.IN_TIME, "severity"]))
def test_the_sums_of_the_groups_are_those_of_the_whole(each: Columns, by: str) -> None:
    facts = Facts(
        each,
        frozenset(row.key for row in each if row.key % 3 == 0),
        {row.key: Promises(row.key, 1, 2, 0) for row in each},
        {row.key: Items(1, row.key) for row in each},
    )
    days = LocalDays(zone_of("Europe/Berlin"))
    divided = groups.by_severity(each) if by == "severity" else groups.in_time(each, by, days)
    assert groups.is_partition(divided, each)
    whole = measure(facts, EVERY.values())
    parts = [measure(facts.of(some), EVERY.values()) for some in divided.values()]
    for name in ("incidents", "open", "reopened", "undated", "repeats"):
        assert sum(getattr(one, name) for one in parts) == getattr(whole, name), name
    assert Promises.added([Promises(), *(one.promises for one in parts)]) == whole.promises
    assert Items.added([Items(), *(one.items for one in parts)]) == whole.items
    for metric in ("mttd", "mtta", "mttm", "mttr"):
        for name in SUMMED:
            each_part = [getattr(one.spans[metric], name) for one in parts]
            assert sum(each_part) == getattr(whole.spans[metric], name), (metric, name)


@given(incidents)
def test_a_summary_is_what_the_incidents_say_one_by_one(each: Columns) -> None:
    for name in ("mttd", "mtta", "mttm", "mttr"):
        one = EVERY[name]
        ends = one.last in ("resolved", "closed")
        found = {"missing": 0, "pending": 0, "impossible": 0}
        spans = []
        for row in each:
            first, last = getattr(row, one.first), getattr(row, one.last)
            if first is not None and row.is_open and (ends or last is None):
                found["pending"] += 1
            elif first is None or last is None or (ends and row.is_open):
                found["missing"] += 1
            elif 0 <= last - first <= LONGEST:
                spans.append((last - first, one.target_for(row.severity)))
            else:
                found["impossible"] += 1
        told = summary(each, one)
        assert (told.number, told.total) == (len(spans), sum(span for span, _ in spans))
        assert {key: getattr(told, key) for key in found} == found
        judged = [(span, target) for span, target in spans if target is not None]
        assert told.judged == len(judged)
        assert told.met == sum(span <= target for span, target in judged)


@given(incidents)
def test_every_incident_is_measured_or_left_out(each: Columns) -> None:
    for name in ("mttd", "mtta", "mttm", "mttr"):
        found = summary(each, EVERY[name])
        assert found.number + found.left_out == len(each)


@given(incidents)
def test_support_hours_around_the_clock_are_wall_hours(each: Columns) -> None:
    for one in EVERY.values():
        assert summary(each, one._replace(hours="support"), ALWAYS) == summary(each, one)
