"""What metrics ask of the index: columns of the incidents that count, and what became of things.

Drills, restricted incidents and those that were merged into another one do not count, unless they
are asked for; how many that are is an answer of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence, Set
from typing import Any, Final, NamedTuple

from inc.domain.metrics import Columns
from inc.domain.metrics.outcomes import Items, Promises
from inc.domain.repeats import CAUSES
from inc.index import columns
from inc.index.columns import APART, DUE, ITS, LEARNT, OWN, SETTLED, Told
from inc.index.database import Index
from inc.index.repeated import repeated
from inc.index.schema import RESTRICTED

COLUMNS: Final = ("severity", "status", "type", "title", "name")
"""What an incident has one of, and is no label."""

_WAITED_FOR: Final = ("p.at >= ?1", "p.at < ?1")
"""Of the promises that people still wait for: those to come, and those that are late now."""
_UNANSWERED: Final = (
    "promises AS p JOIN incidents AS i ON i.id = p.document WHERE p.until IS NULL AND NOT p.is_over"
)
_OWN_ITEMS: Final = (
    *("t.state = 'done'", "t.is_dated", "t.is_dated AND t.done_on > t.due"),
    *("t.state = 'open'", "t.state = 'dropped'", "t.state = 'open' AND t.is_due AND t.due < ?1"),
)
"""LEARNT of the items that stand in incidents, and the overdue ones. The parameter is today."""
# An item that stands in both documents is the one of the postmortem: the same id (or none in
# either) and the same text.
_NOT_TWICE: Final = (
    "items AS t JOIN incidents AS i ON i.id = t.document WHERE t.is_own AND NOT EXISTS (SELECT 1 "
    "FROM postmortems AS d JOIN items AS o ON o.document = d.id WHERE d.name = i.name "
    "AND o.item_id = t.item_id AND lower(o.text) = lower(t.text))"
)


class Scope(NamedTuple):
    """Which incidents (`i`) are measured: those for which `where` holds, that began in a period.

    `since` and `until` (without that instant) are seconds since 1970.
    """

    where: str = ""
    parameters: tuple[object, ...] = ()
    since: int | None = None
    until: int | None = None
    drills: bool = False
    restricted: bool = False

    def every(self) -> tuple[str, tuple[object, ...]]:
        """The condition for all of them, also those that do not count, and its parameters."""
        bounds = [("i.began >= ?", self.since), ("i.began < ?", self.until)]
        told = [(text, value) for text, value in bounds if value is not None]
        parts = [f"({self.where})"] if self.where else []
        condition = " AND ".join([*parts, *(text for text, _ in told)])
        return condition or "1", (*self.parameters, *(value for _, value in told))

    def counted(self) -> tuple[str, tuple[object, ...]]:
        """The condition for those that count, and its parameters."""
        condition, parameters = self.every()
        return " AND ".join([condition, "i.merged_into = ''", *self.kinds()]), parameters

    @property
    def is_whole(self) -> bool:
        """Whether neither a condition nor a period chooses."""
        return not self.where and self.since is None and self.until is None

    @property
    def has_more(self) -> bool:
        """Whether others than the plain ones may count."""
        return self.drills or self.restricted

    def kinds(self) -> list[str]:
        """The conditions for the kinds of incidents that count."""
        drills = [] if self.drills else ["NOT i.is_drill"]
        return drills if self.restricted else [*drills, "NOT i.is_restricted"]


class LeftOut(NamedTuple):
    """How many incidents do not count; one that is several of these is the first of them."""

    merged: int = 0
    drills: int = 0
    restricted: int = 0


def left_out(index: Index, scope: Scope) -> LeftOut:
    """How many of the incidents in a scope do not count, and why."""
    condition, parameters = scope.every()
    kinds = ["i.merged_into <> ''", "i.is_drill", "i.is_restricted"]
    asked = (True, not scope.drills, not scope.restricted)
    cases = " ".join(
        f"WHEN {kind} THEN {number}"
        for number, (kind, is_out) in enumerate(zip(kinds, asked, strict=True))
        if is_out
    )
    found = index.rows(
        f"SELECT CASE {cases} END AS why, count(*) FROM incidents AS i"
        f" WHERE (i.merged_into <> '' OR i.is_drill OR i.is_restricted) AND {condition}"
        " GROUP BY why HAVING why IS NOT NULL",
        parameters,
    )
    counted: dict[int, int] = dict(found)
    return LeftOut(*(counted.get(number, 0) for number in range(3)))


def number(index: Index, scope: Scope) -> int:
    """How many incidents count."""
    condition, parameters = scope.counted()
    sql = f"SELECT count(*) FROM incidents AS i WHERE {condition}"
    return int(index.rows(sql, parameters)[0][0])


def rows(index: Index, scope: Scope, needed: Iterable[str], *, severity: bool = True) -> Columns:
    """The incidents that count, with the times that are needed; to fetch more takes longer."""
    about = ("key", "is_open", "reopened", *(("severity",) if severity else ()))
    return Columns(_numbers(index, scope, (*about, *dict.fromkeys(("began", *needed)))))


def _numbers(index: Index, scope: Scope, names: Sequence[str]) -> Told:
    """Columns with a number for each incident that counts."""
    condition, parameters = scope.counted()
    if not scope.is_whole:
        return columns.of_incidents(index, names, condition, parameters)
    told = columns.of_plain(index, names)
    if scope.has_more:
        _append(told, columns.of_incidents(index, names, f"{APART} AND {condition}"))
    return told


def _dues(index: Index, scope: Scope) -> Told:
    """The items of postmortems that are open and due on a day, of the incidents that count."""
    condition, parameters = scope.counted()
    if not scope.is_whole:
        return columns.of_items(index, condition, parameters)
    told = columns.of_plain(index, DUE)
    if scope.has_more:
        _append(told, columns.of_items(index, f"{APART} AND {condition}"))
    return told


def _append(told: Told, others: Told) -> None:
    """Have columns of other incidents behind those of some."""
    for name, column in told.items():
        column.extend(others[name])


def values(index: Index, scope: Scope, keys: Sequence[str]) -> list[tuple[int, str]]:
    """The values of labels, or of one of the COLUMNS, of the incidents that count.

    The causes of a postmortem are those of its incident; of one that stays inside, if restricted
    incidents count.
    """
    condition, parameters = scope.counted()
    if keys[0] in COLUMNS:
        sql = f"SELECT i.id, i.{keys[0]} FROM incidents AS i WHERE {condition}"
        return [(key, str(value)) for key, value in index.rows(sql, parameters)]
    is_cause = keys[0] in CAUSES
    keys = CAUSES if is_cause else keys
    marks = ", ".join("?" * len(keys))
    found: list[Any] = []
    for source in (OWN, f"{ITS}{its(scope)}") if is_cause else (OWN,):
        found += index.rows(
            f"SELECT i.id, l.value FROM labels AS l {source} WHERE l.key IN ({marks})"
            f" AND {condition} ORDER BY i.id, l.place",
            (*keys, *parameters),
        )
    return [(key, str(value)) for key, value in found]


def its(scope: Scope) -> str:
    """What a join of postmortems (`d`) adds so that those that stay inside tell nothing."""
    return "" if scope.restricted else f" AND d.id NOT IN ({RESTRICTED})"


def labels(index: Index, scope: Scope) -> list[str]:
    """The labels of incidents of the kinds that count, the most frequent first."""
    kinds = " AND ".join(scope.kinds()) or "1"
    sql = f"SELECT l.key FROM labels AS l {OWN} WHERE {kinds}"
    found = index.rows(f"{sql} GROUP BY l.key ORDER BY count(*) DESC, l.key")
    return [str(key) for (key,) in found]


def is_known(index: Index, scope: Scope, name: str) -> bool:
    """Whether an incident of the kinds that count has such a label, or each has such a field."""
    kinds = " AND ".join(scope.kinds()) or "1"
    sql = f"SELECT 1 FROM labels AS l {OWN} WHERE l.key = ? AND {kinds} LIMIT 1"
    return name in COLUMNS or bool(index.rows(sql, (name,)))


def promises(index: Index, scope: Scope, now: int, *, each: bool) -> dict[int, Promises]:
    """What became of the promises of updates; of each incident by its key, or of all under 0."""
    waiting = _tallied(index, scope, _WAITED_FOR, _UNANSWERED, now, each=each)
    found = {
        key: Promises(kept, missed, over)
        for key, kept, missed, over in _summed(index, scope, SETTLED, each=each)
    }
    for key, to_come, late in waiting:
        found[key] = Promises.added([found.get(key, Promises()), Promises(0, late, 0, to_come)])
    return found


def items(index: Index, scope: Scope, today: str, *, each: bool) -> dict[int, Items]:
    """What became of the action items, as of a day; of each incident by its key, or all under 0.

    The items of its postmortem are those of an incident; one that stands in both is one.
    """
    dues, day = _dues(index, scope), int(today.replace("-", ""))
    told = zip(dues["due_key"], dues["due"], strict=True)
    overdue = Counter([key if each else 0 for key, due in told if due < day])
    found: dict[int, Items] = {}
    for key, *counts, behind in (
        *((*counts, overdue[counts[0]]) for counts in _summed(index, scope, LEARNT, each=each)),
        *_tallied(index, scope, _OWN_ITEMS, _NOT_TWICE, today, each=each),
    ):
        done, dated, late, to_do, dropped = counts
        one = Items(dated - late, late, done - dated, to_do - behind, behind, dropped)
        found[key] = Items.added([found.get(key, Items()), one])
    return found


def _summed(
    index: Index, scope: Scope, names: Sequence[str], *, each: bool
) -> list[tuple[int, ...]]:
    """Numbers of each incident that has such, behind its key; or the sums of all behind 0."""
    if each:
        told = _numbers(index, scope, ("key", *names))
        return [one for one in zip(*told.values(), strict=True) if any(one[1:])]
    if scope.is_whole and not scope.has_more:
        return [(0, *columns.sums_of_plain(index, names))]
    return [(0, *map(sum, _numbers(index, scope, names).values()))]


def _tallied(
    index: Index,
    scope: Scope,
    conditions: Sequence[str],
    source: str,
    *first: object,
    each: bool,
) -> list[Any]:
    """The sum of each condition over the rows, behind the key of their incident (or 0)."""
    condition, parameters = scope.counted()
    sums = ", ".join(f"coalesce(sum({one}), 0)" for one in conditions)
    tail = "GROUP BY i.id" if each else ""
    # The parameter of the conditions has a number, so those of the scope are named behind it.
    return index.rows(
        f"SELECT {'i.id' if each else '0'}, {sums} FROM {source} AND {condition} {tail}",
        (*first, *parameters),
    )


def repeats(index: Index, scope: Scope) -> Set[int]:
    """The keys of the incidents that repeat an earlier cause, in all of the record.

    What an incident of the scope repeats may be of long before it.
    """
    return repeated(index, " AND ".join(scope.kinds()) or "1")
