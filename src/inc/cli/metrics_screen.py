"""The answer of `inc metrics` for a person: tables, courses and bars."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Final, NamedTuple

from inc.cli import output
from inc.cli.metrics_answer import Answer, Request
from inc.cli.metrics_drawing import bar, can_draw, course
from inc.cli.metrics_lacking import which
from inc.cli.querying import instant
from inc.domain.metrics.definitions import Definition
from inc.domain.metrics.load import Load
from inc.domain.metrics.measured import Measured
from inc.domain.metrics.summaries import Summary
from inc.domain.times import local, words, zone_of

_BAR: Final = 10
_SHOWN: Final = 40
_PEOPLE: Final = 20


class Form(NamedTuple):
    """How a table is drawn, so that it fits: spans as `1 h 05 min` or `1h05m`; with a picture."""

    is_tight: bool = False
    has_picture: bool = True

    def span(self, seconds: float | None) -> str:
        """How long it took, as it stands in a cell."""
        told = _span(seconds)
        return told.replace("min", "m").replace(" ", "") if self.is_tight else told


_FORMS: Final = (Form(), Form(is_tight=True), Form(is_tight=True, has_picture=False))
"""From the widest to the narrowest."""
_GAP: Final = 2
_NAME: Final = 20
"""Columns that the name of a group has at least, if it is as long as that."""


def show(found: Answer, asked: Request) -> None:
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
        _show_whole(found, asked)


def _draw(table: Callable[[Form], tuple[Sequence[str], Sequence[Sequence[str]]]]) -> None:
    """Draw a table in the widest form that fits, its cells in one line, the names aside."""
    for form in _FORMS if can_draw() else _FORMS[-1:]:
        columns, rows = table(form)
        if _width(columns, rows) <= output.columns():
            break
    output.draw(columns, rows, is_name_folded=True)


def _width(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    """How wide a table is at least."""
    widths = [max(map(len, cells)) for cells in zip(columns, *rows, strict=True)]
    return min(widths[0], max(_NAME, len(columns[0]))) + sum(widths[1:]) + _GAP * (len(widths) - 1)


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


def _show_whole(found: Answer, asked: Request) -> None:
    _draw(lambda form: _metrics(found, form))
    for line in _left_out(found.whole):
        output.say(output.wrapped(line, rest="  "))
    for line in which(found, asked):
        output.say(output.wrapped(f"  {line}", rest="    "))
    output.draw(("", ""), [*_facts(found)])


def _metrics(found: Answer, form: Form) -> tuple[list[str], list[list[str]]]:
    columns = ["METRIC", "N", "MEAN", "MEDIAN", "P90", "TARGET", "MET"]
    rows = [_row(one, found.definitions[name], form) for name, one in found.whole.spans.items()]
    if form.has_picture and found.courses:
        columns.append(_counted(len(found.months), "MONTH"))
        for row, months in zip(rows, found.courses.values(), strict=True):
            row.append(course([one.mean for one in months]))
    return columns, rows


def _counted(count: int, what: str) -> str:
    return f"1 {what}" if count == 1 else f"{count} {what}{'S' if what.isupper() else 's'}"


def _row(one: Summary, definition: Definition, form: Form) -> list[str]:
    share = "" if one.share is None else f"{one.share:.0%}"
    spans = [form.span(one.mean), form.span(one.median), form.span(one.p90)]
    return [one.metric.upper(), str(one.number), *spans, _target(definition, form), share]


def _span(seconds: float | None) -> str:
    return "-" if seconds is None else words(timedelta(seconds=int(seconds)))


def _target(definition: Definition, form: Form) -> str:
    if definition.targets:
        return "by severity"
    return "" if definition.target is None else form.span(definition.target)


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
    for name, counts in (("week", found.weeks), ("month", found.months)):
        numbers = [*counts.values()]
        drawn = f"{course(numbers)}  " if can_draw() else ""
        yield f"  {_counted(len(numbers), name)}", drawn + " ".join(map(str, numbers))
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
    _draw(lambda form: _divided(found, groups, form))
    output.say()
    if len(groups) < len(found.groups):
        output.say(f"… and {len(found.groups) - len(groups)} more: --json has them all.")
    if not found.is_partition:
        several = f"An incident counts in each {found.by} that it names: the sum is more than all."
        output.say(output.wrapped(several))
    output.say(
        output.wrapped("Means; all numbers of each group: --json. What they mean: --explain.")
    )


def _divided(
    found: Answer, groups: Mapping[str, Measured], form: Form
) -> tuple[list[str], list[list[str]]]:
    columns = [found.by.upper(), "N", *(name.upper() for name in found.definitions)]
    rows = [
        [name, str(one.incidents), *(form.span(one.spans[key].mean) for key in found.definitions)]
        for name, one in groups.items()
    ]
    if form.has_picture:
        columns.append("")
        top = max((one.incidents for one in groups.values()), default=0)
        for row, one in zip(rows, groups.values(), strict=True):
            row.append(bar(one.incidents, top, _BAR))
    return columns, rows


def _is_course(found: Answer) -> bool:
    return found.by in ("hour", "weekday")


def _show_load(loads: Mapping[str, Load]) -> None:
    shown = [*loads.items()][:_PEOPLE]
    _draw(lambda form: (_HEADS[form.is_tight], [[who, *_carried(one, form)] for who, one in shown]))
    if len(shown) < len(loads):
        output.say(f"… and {len(loads) - len(shown)} more: --json has them all.")


_HEADS: Final = (
    ("PERSON", "INCIDENTS", "COMMANDER", "TIME", "NIGHTS", "DAYS OFF", "OUT OF HOURS"),
    ("PERSON", "N", "COMMANDER", "TIME", "NIGHTS", "OFF", "OUTSIDE"),
)
"""What stands above the columns of the load, and above narrow ones."""


def _carried(one: Load, form: Form) -> Sequence[str]:
    counts = [one.night, one.off, one.outside]
    return [str(one.incidents), str(one.commanded), form.span(one.seconds), *map(str, counts)]
