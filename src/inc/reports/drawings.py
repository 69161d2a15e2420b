"""The charts of a report, drawn from its facts; "" where there is nothing to draw."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from inc.domain.charts.bars import bars
from inc.domain.charts.columns import columns
from inc.domain.charts.figures import SECONDS, Chart, Series
from inc.reports.periods import MONTHLY, QUARTERLY, WEEKLY
from inc.reports.source import Facts

Charts = dict[str, str]


def charts(facts: Facts) -> Charts:
    """Each chart that a report may have, by its name."""
    return _CHARTS[facts["report"]](facts)


def _weekly(facts: Facts) -> Charts:
    return {
        "course": _course(facts, "week"),
        "longest": _longest(facts),
        "load": _load(facts),
    }


def _monthly(facts: Facts) -> Charts:
    return {
        one["metric"].lower(): _metric(facts, at)
        for at, one in enumerate(facts["course"]["metrics"])
    }


def _quarterly(facts: Facts) -> Charts:
    services, runbooks = facts["services"]["rows"], facts["runbooks"]["rows"]
    commanders = facts["training"]["commanders"]
    return {
        "course": _course(facts, "month"),
        "services": _counts("services", "Incidents by service", "service", services),
        "commanders": _counts("commanders", "Incidents by commander", "person", commanders),
        "runbooks": _counts("runbooks", "Incidents by runbook used", "runbook", runbooks),
    }


def _course(facts: Facts, period: str) -> str:
    told = facts["course"]
    every = told["periods"]
    if not any(one["count"] for one in every):
        return ""
    series = [
        Series(name, [one["counts"][at] for one in every])
        for at, name in enumerate(told["severities"])
    ]
    labels = [one["name"] for one in every]
    title = f"Incidents by {period} and severity"
    return columns(Chart("course", title, labels, series, is_graded=True))


def _longest(facts: Facts) -> str:
    rows = facts["longest"]["rows"]
    series = Series("time to resolve", [one["seconds"] for one in rows])
    labels = [f"{one['began'][5:16]} {one['severity']} {one['title']}" for one in rows]
    return bars(Chart("longest", "Longest resolution times", labels, [series], SECONDS))


def _load(facts: Facts) -> str:
    rows = facts["load"]["rows"]
    series = [
        Series(f"began {words} support hours", [one[name] for one in rows])
        for name, words in (("inside", "in"), ("outside", "outside of"))
    ]
    people = [f"@{one['person']}" for one in rows]
    return bars(Chart("load", "Incidents that each person took part in", people, series))


def _metric(facts: Facts, at: int) -> str:
    course = facts["course"]
    one, every = course["metrics"][at], course["periods"]
    name = one["metric"].lower()
    labels = [period["name"] for period in every]
    series = [Series(one["title"], [period["means"][at] for period in every])]
    title = f"{one['title']} by month"
    return columns(Chart(name, title, labels, series, SECONDS, one["target"]))


def _counts(name: str, title: str, key: str, rows: list[Facts]) -> str:
    labels = [f"@{one[key]}" if key == "person" else one[key] for one in rows]
    return bars(Chart(name, title, labels, [Series(title, [one["count"] for one in rows])]))


_CHARTS: Final[Mapping[str, Callable[[Facts], Charts]]] = {
    WEEKLY: _weekly,
    MONTHLY: _monthly,
    QUARTERLY: _quarterly,
}
