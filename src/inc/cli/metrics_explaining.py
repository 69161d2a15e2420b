"""What each number of `inc metrics` means by the policy: `--explain`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

from inc.cli import output
from inc.domain.metrics.definitions import (
    BETWEEN,
    REPEATS,
    SUPPORT,
    TITLES,
    Definition,
    definition,
    repeat_target,
)
from inc.domain.policy import Policy
from inc.domain.times import words
from inc.errors import UsageError

_MEANS: Final = {
    "began": "when it began (started, else detected, else declared, else its first entry)",
    "started": "when the impact began",
    "detected": "when it was noticed",
    "acknowledged": "when somebody was on it",
    "declared": "when it was declared",
    "mitigated": "when the impact was reduced; of several mitigations the last, for the others did "
    "not hold",
    "resolved": "when service was restored; of one that was reopened, the last time",
    "closed": "when nothing was left to do",
}
_LEFT_OUT: Final = (
    "incidents that lack one of the times, those that are still open and may get it yet, and "
    "spans that cannot be (negative, or longer than ten years); each is counted"
)
_VERDICT: Final = (
    "met where the mean is on target (of targets by severity: the mean of each severity on its "
    "own); the share is that of the incidents that met it, one by one"
)
_STATISTICS: Final = (
    "median: the middle one, or the mean of the two in the middle; p90: the shortest span that "
    "at least nine of ten do not exceed (nearest rank); all from event times"
)
_OTHERS: Final = {
    "volume": (
        "Incidents that began in the period, and a week",
        {
            "trend": "against a period as long right before it; without --since, the last 30 days",
            "a week": "incidents by seven days; not said of less than a week",
            "week": "by ISO 8601, in the zone of the policy",
        },
    ),
    REPEATS: (
        "Incidents that repeat an earlier cause",
        {
            "cause": "the field cause of the incident or of its postmortem, or a link caused-by; "
            "the first incident of a cause repeats nothing, however long ago it was",
            "rate": "those, of all incidents",
        },
    ),
    "updates": (
        "Promises of a next update",
        {
            "kept": "the next update for that audience came by then",
            "missed": "it came later, or has not come",
            "overtaken": "the incident was over before; it is neither kept nor missed",
            "pending": "its time has not come",
        },
    ),
    "actions": (
        "Action items of the incidents and of their postmortems",
        {
            "in time": "done on the day it was due, or before; late: after it",
            "undated": "done, and the day of one of the two is not known",
            "overdue": "open after the day it was due",
            "share": "those in time, of those in time, late and overdue",
        },
    ),
    "load": (
        "What people carry (--load), and when incidents begin",
        {
            "incidents": "those that somebody held a role in, or wrote an entry of",
            "time": "how long these lasted, from began to the end, or until now",
            "night": "those that began from 22:00 to 06:00; days off: on no workday, or a holiday",
            "outside": "those that did not begin between hours.opens and hours.closes of a workday",
        },
    ),
}
NAMES: Final = (*TITLES, *_OTHERS)


def explain(names: Sequence[str], policy: Policy) -> None:
    """Print what metrics mean; all of them, if none is named. UsageError for another name."""
    for name in names:
        if name.lower() not in NAMES:
            hint = f"There are: {', '.join(NAMES)}."
            raise UsageError(f"'{name}' is no metric", hint=hint)
    chosen = [name for name in NAMES if not names or name in [one.lower() for one in names]]
    for position, name in enumerate(chosen):
        if position:
            output.say()
        _say(name, policy)


def _say(name: str, policy: Policy) -> None:
    title = TITLES[name] if name in TITLES else _OTHERS[name][0]
    output.say(f"{name.upper() if name in TITLES else name}: {title}")
    rows = _span(definition(policy, name), policy) if name in TITLES else _other(name, policy)
    told = [*rows]
    width = max(len(label) for label, _ in told)
    for label, text in told:
        output.say(output.wrapped(f"  {label:<{width}}  {text}", rest=" " * (width + 4)))


def _span(one: Definition, policy: Policy) -> Iterator[tuple[str, str]]:
    if one.is_between:
        yield "from", _MEANS["began"]
        yield "to", "when the next one began; each group by itself, so groups do not sum to all"
    else:
        for label, key in (("from", one.first), ("to", one.last)):
            yield label, f"{key}: {_MEANS[key]}{_said(policy, one.name, label)}"
    yield "hours", _hours(one, policy) + _said(policy, one.name, "hours")
    yield "target", _target(one, policy)
    if one.targets or one.target is not None:
        yield "verdict", _VERDICT
    yield "left out", _LEFT_OUT
    yield "numbers", _STATISTICS


def _said(policy: Policy, name: str, key: str) -> str:
    return f" [{policy.origin('metrics', name, key)}]"


def _hours(one: Definition, policy: Policy) -> str:
    if one.hours != SUPPORT:
        return "every hour counts"
    calendar = policy.calendar
    days, off = ", ".join(calendar.workdays), len(calendar.holidays)
    holidays = f", {off} holiday{'' if off == 1 else 's'}" if off else ""
    hours = f"{calendar.opens} to {calendar.closes} {policy.timezone}"
    return f"support hours only: {days}, {hours}{holidays}"


def _target(one: Definition, policy: Policy) -> str:
    origin = _said(policy, one.name, "target")
    bound = "or longer" if one.name == BETWEEN else "or less"
    if one.targets:
        each = (f"{key} {_length(value)}" for key, value in one.targets.items())
        return f"{', '.join(each)}, {bound}{origin}"
    return (f"{_length(one.target)} {bound}" if one.target is not None else "none") + origin


def _length(seconds: int) -> str:
    return words(timedelta(seconds=seconds))


def _other(name: str, policy: Policy) -> Iterator[tuple[str, str]]:
    yield from _OTHERS[name][1].items()
    if name == REPEATS:
        target = repeat_target(policy)
        told = "none" if target is None else f"below {target:.0%}"
        yield "target", told + _said(policy, REPEATS, "target")
