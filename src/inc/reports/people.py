"""Who carried the incidents, and who should learn or rest: load, roles, drills."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from inc.domain.excerpt import PERSON
from inc.domain.metrics import load
from inc.domain.vocabulary import Role, spoken
from inc.index import reporting
from inc.index.measures import Scope
from inc.reports.counting import SHOWN
from inc.reports.periods import MONTHLY, Period, around
from inc.reports.source import Facts, Source, named, of
from inc.reports.told import lasted, more, percent

_PEOPLE: Final = 15
_LEARNING: Final = 12  # months in which a role counts as held
_OFTEN: Final = 2  # incidents after which somebody may learn to command


def carried(source: Source, period: Period) -> Facts:
    """What each person took part in, in and outside of support hours, the most first."""
    found = _loads(source, of(period))
    before = {name.casefold(): one for name, one in _loads(source, of(period.before())).items()}
    rows = source.rows(of(period))
    began = load.began(rows, source.support)
    order = sorted(found.items(), key=lambda one: (-one[1].incidents, -one[1].outside, one[0]))
    told = [_carried(name, one, before.get(name.casefold(), load.Load())) for name, one in order]
    return {
        "rows": told[:_PEOPLE],
        "more": len(told[_PEOPLE:]),
        "people": len(told),
        "began": {"night": began.night, "off": began.off, "outside": began.outside},
        "night": "{:02}:00 to {:02}:00".format(*load.NIGHT),
        "busiest": _busiest(order, len(rows)),
    }


def _loads(source: Source, scope: Scope) -> dict[str, load.Load]:
    people, commanders = (source.values(scope, label) for label in (PERSON, Role.COMMANDER))
    return load.carried(source.rows(scope), people, commanders, source.support, source.second)


def _carried(name: str, one: load.Load, before: load.Load) -> Facts:
    return {
        "person": name,
        "incidents": one.incidents,
        "inside": one.incidents - one.outside,
        "outside": one.outside,
        "night": one.night,
        "off": one.off,
        "commanded": one.commanded,
        "seconds": one.seconds,
        "lasted": lasted(one.seconds),
        "before": before.incidents,
        "change": more(one.incidents, before.incidents),
    }


def _busiest(order: Sequence[tuple[str, load.Load]], incidents: int) -> Facts:
    """Who took part in the most, and in which part of all."""
    if not order:
        return {}
    name, one = order[0]
    share = one.incidents / incidents if incidents else None
    return {"person": name, "incidents": one.incidents, "of": incidents, "share": percent(share)}


# ------------------------------------------------------------------ training


def training(source: Source, period: Period) -> Facts:
    """Who commanded, which roles have one holder only, who has never commanded, which drills."""
    months = around(MONTHLY, period.last, period.zone).series(_LEARNING)
    lately = Scope(since=months[0].start, until=period.stop)
    commanders = _counted(source.values(of(period), Role.COMMANDER))
    total = len(source.rows(of(period)))
    return {
        "since": months[0].name,
        "commanders": [
            {"person": name, "count": count, "share": percent(count / total)}
            for name, count in commanders[:_PEOPLE]
        ],
        "roles": [_held(source, lately, role) for role in Role if not role.holds_many],
        "never_commanded": _never_commanded(source, lately),
        "took_part": len(_counted(source.values(lately, PERSON))),
        "drills": _drills(source, period),
    }


def _counted(values: Iterable[tuple[int, str]]) -> list[tuple[str, int]]:
    """In how many incidents each person is named, the most first."""
    spelled: dict[str, str] = {}
    pairs = set()
    for key, person in values:
        spelled.setdefault(person.casefold(), person)
        pairs.add((key, person.casefold()))
    counts = Counter(person for _, person in pairs)
    return [
        (spelled[one], counts[one]) for one in sorted(counts, key=lambda one: (-counts[one], one))
    ]


def _held(source: Source, scope: Scope, role: Role) -> Facts:
    """How many people held a role, and whether it rests on one of them."""
    held = _counted(source.values(scope, role))
    return {
        "role": spoken(role),
        "people": len(held),
        "incidents": sum(count for _, count in held),
        "only": held[0][0] if len(held) == 1 else "",
    }


def _never_commanded(source: Source, scope: Scope) -> list[Facts]:
    """Who took part several times and never commanded, the most often first."""
    commanders = {person.casefold() for _, person in source.values(scope, Role.COMMANDER)}
    took_part = _counted(source.values(scope, PERSON))
    found = [
        {"person": name, "incidents": count}
        for name, count in took_part
        if count >= _OFTEN and name.casefold() not in commanders
    ]
    return found[:SHOWN]


def _drills(source: Source, period: Period) -> Facts:
    scope, earlier = (reporting.drills(one.start, one.stop) for one in (period, period.before()))
    rows, commanders = source.rows(scope), dict(source.values(scope, Role.COMMANDER))
    names = source.about(rows)
    found = [
        {
            **named(names[row.key]),
            "began": source.minute(row.began),
            "commander": commanders.get(row.key, ""),
        }
        for row in rows
    ]
    return {
        "count": len(found),
        "before": len(source.rows(earlier)),
        "rows": found[:SHOWN],
        "more": len(found[SHOWN:]),
    }
