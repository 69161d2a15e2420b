"""What `inc metrics` is asked, and its answer in numbers; others show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from inc.cli import querying
from inc.cli.here import usable_policy
from inc.cli.indexed import asked
from inc.cli.session import current
from inc.domain.metrics import Columns, groups, load, volume
from inc.domain.metrics.definitions import Definition, definitions, repeat_target
from inc.domain.metrics.measured import Facts, Measured, measure
from inc.domain.metrics.summaries import Summary, lacking, summary
from inc.domain.metrics.support_hours import SupportHours
from inc.domain.policy import Policy
from inc.domain.repeats import CAUSES, folded
from inc.errors import UsageError
from inc.index import measures
from inc.index.database import Index
from inc.index.measures import LeftOut, Scope
from inc.workspace import Workspace

INCLUDED: Final = ("drills", "restricted")
DIVIDED_BY: Final = (
    *("severity", *groups.IN_TIME),
    *("service", "team", "tag", "commander", "person", "cause", "runbook", "type", "status"),
)
"""What incidents are divided by, any field of the team's own aside."""

_LABELS: Final = {
    **dict.fromkeys(("service", "services"), ("services", "service")),
    **dict.fromkeys(("tag", "tags"), ("tags", "tag")),
    **dict.fromkeys(("runbook", "runbooks"), ("runbooks", "runbook")),
    "ic": ("commander",),
}
_NAMED: Final = frozenset({*DIVIDED_BY, *CAUSES, *_LABELS})
"""What nobody is wrong to ask for, though no incident has it."""


class Request(NamedTuple):
    """What somebody asked for: which incidents, and how they are divided."""

    words: Sequence[str] = ()
    since: str | None = None
    until: str | None = None
    by: str = ""
    include: Sequence[str] = ()
    with_load: bool = False
    with_courses: bool = False
    options: querying.Asked = querying.Asked()
    """What options say beside the words."""


class Answer(NamedTuple):
    """The numbers of the incidents that were asked for, and of each group of them."""

    period: volume.Period
    included: Sequence[str]
    left_out: LeftOut
    definitions: Mapping[str, Definition]
    whole: Measured
    volume: volume.Volume
    per_week: float | None
    weeks: Mapping[str, int]
    months: Mapping[str, int]
    courses: Mapping[str, Sequence[Summary]]
    """Each metric in each of the last twelve months, if asked for."""
    lacking: Mapping[str, int]
    """How many incidents lack each time that they should have, if the courses are asked for."""
    began: load.Began
    load: Mapping[str, load.Load] | None
    zone: str
    repeat_target: float | None
    by: str
    groups: Mapping[str, Measured]
    is_partition: bool
    """Whether each incident is in one group only."""


def answer(request: Request, workspace: Workspace) -> Answer:
    """The numbers that are asked for; UsageError for what cannot be meant."""
    policy, now = usable_policy(workspace), querying.seconds()
    asking = request.options._replace(words=request.words)
    # Meets what words and period cannot mean together; the period is no part of the query.
    querying.asked_for(asking._replace(since=request.since, until=request.until), workspace)
    query = querying.asked_for(asking, workspace)
    where, parameters = querying.condition(query, workspace)
    scope = Scope(where, tuple(parameters), *_period(request, policy), **_included(request.include))

    def question(index: Index) -> tuple[list[str], Answer]:
        answering = _Answering(index, scope, policy, now, request)
        return querying.unheard(index, query), answering.answer()

    unheard, found = asked(workspace, question)
    querying.tell_unheard(unheard)
    return found


def divided_by(typed: str) -> str:
    """What incidents are divided by, as it is known; a field of the team's own as it is typed."""
    word = typed.strip()
    return word.lower() if word.lower() in (*DIVIDED_BY, *_LABELS) else word


def _period(request: Request, policy: Policy) -> volume.Period:
    if not (request.since or request.until):
        return volume.Period(None, None)
    from inc.domain.typed_times import parse_bound  # few questions ask for a time

    now, zone = current().now, policy.zone
    bounds = [
        int(parse_bound(typed, now=now, zone=zone, end=is_end).timestamp()) if typed else None
        for typed, is_end in ((request.since, False), (request.until, True))
    ]
    return volume.Period(*bounds)


def _unknown(by: str, labels: Sequence[str]) -> UsageError:
    """What to say of a field that no incident has."""
    from inc.domain.query_keys import near

    known = list(dict.fromkeys(["severity", *groups.IN_TIME, *labels]))
    guess = near(by, dict.fromkeys([*known, *DIVIDED_BY]))
    meant = f"Did you mean {guess}? " if guess else ""
    return UsageError(
        f"no incident has the field '{by}'", hint=f"{meant}There are: {', '.join(known)}."
    )


def _included(words: Sequence[str]) -> dict[str, bool]:
    """What `--include drills,restricted` names; UsageError for another word."""
    named = [part.strip().lower() for word in words for part in word.split(",") if part.strip()]
    for name in named:
        if name not in INCLUDED:
            hint = f"There are: {', '.join(INCLUDED)}."
            raise UsageError(f"'{name}' is nothing that is left out", hint=hint)
    return {name: name in named for name in INCLUDED}


class _Answering:
    """One question to the index, with all that it needs."""

    def __init__(
        self, index: Index, scope: Scope, policy: Policy, now: int, request: Request
    ) -> None:
        self.index, self.scope, self.policy, self.now = index, scope, policy, now
        self.request = request
        self.support = SupportHours(policy.calendar, policy.zone)
        self.definitions = definitions(policy)

    def answer(self) -> Answer:
        """All of it."""
        period = volume.Period(self.scope.since, self.scope.until)
        facts = self._facts()
        rows, days = facts.rows, self.support.days
        divided = self._divided(rows)
        until = period.recent(self.now)[1] - 1  # the last second of it
        every = self.definitions.values()
        return Answer(
            period,
            [name for name in INCLUDED if getattr(self.scope, name)],
            measures.left_out(self.index, self.scope),
            self.definitions,
            measure(facts, every, self.support),
            self._volume(rows, period),
            volume.per_week(rows, period, self.now),
            volume.course(rows, until, "week", days, period.since),
            volume.course(rows, until, "month", days, period.since),
            self._courses(rows, until) if self.request.with_courses else {},
            lacking(rows, every) if self.request.with_courses else {},
            load.began(rows, self.support),
            self._load(rows) if self.request.with_load else None,
            self.policy.timezone,
            repeat_target(self.policy),
            self.request.by,
            {name: measure(facts.of(some), every, self.support) for name, some in divided.items()},
            groups.is_partition(divided, rows),
        )

    def _facts(self) -> Facts:
        index, scope, each = self.index, self.scope, bool(self.request.by)
        needed = {name for one in self.definitions.values() for name in (one.first, one.last)}
        needed |= {"resolved", "closed"} if self.request.with_load else set()
        today = current().now.astimezone(self.policy.zone).date().isoformat()
        severity = self.request.by == "severity" or any(
            one.targets for one in self.definitions.values()
        )
        rows = measures.rows(index, scope, needed, severity=severity)
        return Facts(
            rows,
            measures.repeats(index, scope),
            measures.promises(index, scope, self.now, each=each),
            measures.items(index, scope, today, each=each),
        )

    def _volume(self, rows: Columns, period: volume.Period) -> volume.Volume:
        since, until = period.recent(self.now)
        recent = volume.began_in(rows, since, until)
        first, last = period.before(self.now)
        before = measures.number(self.index, self.scope._replace(since=first, until=last))
        return volume.Volume(recent, before, until - since)

    def _courses(self, rows: Columns, until: int) -> dict[str, list[Summary]]:
        """Each metric in each of the last twelve months up to an instant."""
        names = volume.last_periods(until, "month", self.support.days, self.scope.since)
        first = until - volume.LONG_ENOUGH
        late = [place for place, at in enumerate(rows.times("began")) if first <= at <= until]
        months = groups.in_time(rows.at(late), "month", self.support.days)
        none = rows.at([])
        return {
            name: [summary(months.get(month, none), one, self.support) for month in names]
            for name, one in self.definitions.items()
        }

    def _load(self, rows: Columns) -> dict[str, load.Load]:
        people = measures.values(self.index, self.scope, ("person",))
        commanders = measures.values(self.index, self.scope, ("commander",))
        return load.carried(rows, people, commanders, self.support, self.now)

    def _divided(self, rows: Columns) -> groups.Groups:
        by = self.request.by
        if not by:
            return {}
        if by in groups.IN_TIME:
            return groups.in_time(rows, by, self.support.days)
        if by == "severity":
            return groups.by_severity(rows)
        fold = folded if by in CAUSES else str.casefold
        divided = groups.by_values(rows, self._values(by), fold)
        is_stated = by in _NAMED or list(divided) != [groups.NONE]
        if len(rows) and not is_stated and not measures.is_known(self.index, self.scope, by):
            raise _unknown(by, measures.labels(self.index, self.scope))
        return divided

    def _values(self, by: str) -> list[tuple[int, str]]:
        """The values of what the incidents are divided by."""
        index, scope = self.index, self.scope
        keys = _LABELS.get(by, (by,))
        if by != "team":
            return measures.values(index, scope, keys)
        teams = querying.teams(self.policy)
        stated = measures.values(index, scope, keys)
        services = measures.values(index, scope, _LABELS["service"]) if teams else []
        return groups.of_teams(teams, stated, services)
