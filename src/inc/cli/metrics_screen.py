"""The answer of `inc metrics` for a person: tables, courses and bars."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Final

from inc.cli import output
from inc.cli.metrics_answer import Answer
from inc.cli.metrics_drawing import bar, can_draw, course
from inc.cli.querying import instant
from inc.domain.metrics.definitions import Definition
from inc.domain.metrics.load import Load
from inc.domain.metrics.measured import Measured
from inc.domain.metrics.summaries import Summary
from inc.domain.times import local, words, zone_of

_BAR: Final = 10
_SHOWN: Final = 40
_PEOPLE: Final = 20


def show(found: Answer) -> None:
    """All of it."""
    for line in _about(found):
        output.say(output.wrapped(line))
    if not found.whole.incidents:
        return
    output.say()
    if found.load is not None:
        _show_load(found.load)
    elif found.by:
        _show_groups(found)
    else:
        _show_whole(found)


# ------------------------------------------------------------------ what it is about


def _about(found: Answer) -> Iterator[str]:
    one = found.whole
    states = [(one.open, "open"), (one.reopened, "reopened"), (one.undated, "of unknown time")]
    told = ", ".join(f"{count} {what}" for count, what in states if count)
    yield f"{_incidents(one.incidents)}{_when(found)}{f' ({told})' if told else ''}"
    out = found.left_out
    kinds = [
        (out.drills, "drill", "drills"),
        (out.restricted, "restricted one", "restricted ones"),
        (out.merged, "merged into another", "merged into others"),
    ]
    left = ", ".join(
        f"{count} {one if count == 1 else many}" for count, one, many in kinds if count
    )
    if left:
        named = [name for name in ("drills", "restricted") if getattr(out, name)]
        hint = f" (--include {','.join(named)})" if named else ""
        yield f"Left out: {left}{hint}"


def _incidents(count: int) -> str:
    return "1 incident" if count == 1 else f"{count or 'No'} incidents"


def _when(found: Answer) -> str:
    zone = zone_of(found.zone)
    since, until = (
        None if at is None else local(instant(at), zone)
        for at in (found.period.since, found.period.until)
    )
    return (f" since {since}" if since else "") + (f" until {until}" if until else "")


# ------------------------------------------------------------------ the whole


def _show_whole(found: Answer) -> None:
    columns = ["METRIC", "N", "MEAN", "MEDIAN", "P90", "TARGET", "MET"]
    rows = [_row(one, found.definitions[name]) for name, one in found.whole.spans.items()]
    if can_draw() and found.courses:
        columns.append("12 MONTHS")
        for row, months in zip(rows, found.courses.values(), strict=True):
            row.append(course([one.mean for one in months]))
    output.draw(columns, rows)
    for line in _left_out(found.whole):
        output.say(output.wrapped(line, rest="  "))
    output.draw(("", ""), [*_facts(found)])


def _row(one: Summary, definition: Definition) -> list[str]:
    share = "" if one.share is None else f"{one.share:.0%}"
    spans = [_span(one.mean), _span(one.median), _span(one.p90)]
    return [one.metric.upper(), str(one.number), *spans, _target(definition), share]


def _span(seconds: float | None) -> str:
    return "-" if seconds is None else words(timedelta(seconds=int(seconds)))


def _target(definition: Definition) -> str:
    if definition.targets:
        return "by severity"
    return "" if definition.target is None else _span(definition.target)


def _left_out(one: Measured) -> Iterator[str]:
    """What is not in the numbers, metric by metric."""
    for name, found in one.spans.items():
        kinds = [
            (found.missing, "without its times"),
            (found.impossible, "impossible"),
            (found.pending, "still open"),
        ]
        told = ", ".join(f"{count} {what}" for count, what in kinds if count)
        if told:
            yield f"Not in {name.upper()}: {told}"


def _facts(found: Answer) -> Iterator[tuple[str, str]]:
    """The other numbers, each in a line."""
    yield "Volume", _volume(found)
    for name, counts in (("12 weeks", found.weeks), ("12 months", found.months)):
        numbers = [*counts.values()]
        drawn = f"{course(numbers)}  " if can_draw() else ""
        yield f"  {name}", drawn + " ".join(map(str, numbers))
    yield "Repeats", _repeats(found)
    yield "Updates", _updates(found.whole)
    yield "Actions", _actions(found.whole)
    yield "Began", _began(found)


def _volume(found: Answer) -> str:
    volume, is_named = found.volume, found.period.since is not None
    rate = "" if found.per_week is None else f"{found.per_week:.1f} a week; "
    than = {"up": "more than", "down": "fewer than", "level": "as many as"}[volume.trend]
    long = _span(volume.seconds)
    where = "in this period" if is_named else f"in the last {long}"
    return f"{rate}{volume.recent} {where}, {than} in the {long} before ({volume.before})"


def _repeats(found: Answer) -> str:
    one, target = found.whole, found.repeat_target
    if one.repeat_rate is None:
        return "-"
    told = f"{one.repeats} of {one.incidents} ({one.repeat_rate:.1%})"
    if target is None:
        return told
    is_met = "met" if one.repeat_rate < target else "missed"
    return f"{told}; target below {target:.0%}: {is_met}"


def _updates(one: Measured) -> str:
    done = one.promises
    return _listed(
        [
            (done.kept, "kept"),
            (done.missed, "missed"),
            (done.overtaken, "overtaken by the end"),
            (done.pending, "pending"),
        ],
        done.share,
        "of those due were kept",
    )


def _actions(one: Measured) -> str:
    items = one.items
    return _listed(
        [
            (items.in_time, "closed in time"),
            (items.late, "late"),
            (items.undated, "closed, undated"),
            (items.overdue, "overdue"),
            (items.open, "open"),
            (items.dropped, "dropped"),
        ],
        items.share,
        "of those due were in time",
    )


def _listed(counts: Sequence[tuple[int, str]], share: float | None, what: str) -> str:
    """What there is of each, and the share that went well."""
    told = ", ".join(f"{count} {name}" for count, name in counts if count)
    return "none" if not told else told if share is None else f"{told}; {share:.0%} {what}"


def _began(found: Answer) -> str:
    began = found.began
    drawn = f"00 {course(began.hours)} 23 {found.zone}; " if can_draw() and any(began.hours) else ""
    return (
        f"{drawn}{began.night} at night, {began.off} on days off, "
        f"{began.outside} outside support hours"
    )


# ------------------------------------------------------------------ groups and people


def _show_groups(found: Answer) -> None:
    groups = dict([*found.groups.items()][:_SHOWN] if not _is_course(found) else found.groups)
    top = max((one.incidents for one in groups.values()), default=0)
    names = [name.upper() for name in found.definitions]
    rows = [
        [name, str(one.incidents), *(_span(one.spans[key].mean) for key in found.definitions)]
        for name, one in groups.items()
    ]
    columns = [found.by.upper(), "N", *names]
    if can_draw():
        columns.append("")
        for row, one in zip(rows, groups.values(), strict=True):
            row.append(bar(one.incidents, top, _BAR))
    output.draw(columns, rows)
    output.say()
    if len(groups) < len(found.groups):
        output.say(f"… and {len(found.groups) - len(groups)} more: --json has them all.")
    if not found.is_partition:
        output.say(
            f"An incident counts in each {found.by} that it names: the sum is more than all."
        )
    output.say("Means; all numbers of each group: --json. What they mean: --explain.")


def _is_course(found: Answer) -> bool:
    return found.by in ("hour", "weekday")


def _show_load(loads: Mapping[str, Load]) -> None:
    shown = [*loads.items()][:_PEOPLE]
    output.draw(
        ("PERSON", "INCIDENTS", "COMMANDER", "TIME", "NIGHTS", "DAYS OFF", "OUT OF HOURS"),
        [[person, *_carried(one)] for person, one in shown],
    )
    if len(shown) < len(loads):
        output.say(f"… and {len(loads) - len(shown)} more: --json has them all.")


def _carried(one: Load) -> Sequence[str]:
    counts = [one.night, one.off, one.outside]
    return [str(one.incidents), str(one.commanded), _span(one.seconds), *map(str, counts)]
