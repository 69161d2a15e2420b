"""Which facts each report has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from inc.domain.incident import Incident
from inc.domain.metrics.support_hours import SupportHours
from inc.domain.policy import Policy
from inc.domain.times import minute
from inc.index.database import Index
from inc.reports import counting, durations, follow_up, people, process
from inc.reports.periods import MONTHLY, QUARTERLY, WEEKLY, Period
from inc.reports.source import Facts, Source


def facts(
    index: Index,
    policy: Policy,
    period: Period,
    *,
    now: datetime,
    read: Callable[[str], Incident],
) -> Facts:
    """The facts of the report on a period, in plain values; all of it is read from here."""
    source = Source(index, policy, now, read, SupportHours(policy.calendar, policy.zone))
    return {
        "report": period.kind,
        "period": _told(source, period),
        "left_out": counting.left_out(source, period),
        "incidents": counting.volume(source, period),
        **_REPORTS[period.kind](source, period),
    }


def _told(source: Source, period: Period) -> Facts:
    return {
        "name": period.name,
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "before": period.before().name,
        "zone": source.policy.timezone,
        "is_over": period.stop <= source.second,
        "as_of": minute(source.now, source.policy.zone),
    }


def _weekly(source: Source, period: Period) -> Facts:
    return {
        "course": counting.course(source, period),
        "longest": durations.longest(source, period),
        "unfinished": durations.unfinished(source, period),
        "load": people.carried(source, period),
    }


def _monthly(source: Source, period: Period) -> Facts:
    return {
        "metrics": durations.metrics(source, period),
        "course": durations.course(source, period),
        "items": follow_up.items(source, period),
        "repeats": follow_up.repeats(source, period),
        "promises": follow_up.promises(source, period),
    }


def _quarterly(source: Source, period: Period) -> Facts:
    return {
        "course": counting.course(source, period),
        "services": counting.by_label(source, period, "services", "service"),
        "metrics": durations.metrics(source, period),
        "repeats": follow_up.repeats(source, period),
        "items": follow_up.items(source, period),
        "promises": follow_up.promises(source, period),
        "postmortems": process.postmortems(source, period),
        "overrides": process.overrides(source, period),
        "training": people.training(source, period),
        "runbooks": counting.by_label(source, period, "runbooks", "runbook"),
    }


_REPORTS: Final[Mapping[str, Callable[[Source, Period], Facts]]] = {
    WEEKLY: _weekly,
    MONTHLY: _monthly,
    QUARTERLY: _quarterly,
}
