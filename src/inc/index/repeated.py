"""Which incidents repeat an earlier cause: `inc.domain.repeats` asked of as few as will do.

Of the incidents with one and the same cause all but the first repeat it. So the rules are asked of
the first of each cause, and of those that links or duplicates make special; the rest is known.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import accumulate, groupby
from operator import itemgetter
from typing import Any, Final, NamedTuple

from inc.domain.excerpt import Excerpt
from inc.domain.metrics import MISSING
from inc.domain.repeats import CAUSES, LINKS, duplicates, folded, repeats, stated
from inc.index import columns
from inc.index.columns import APART, CAUSED, ITS, OWN, Told
from inc.index.database import Index

_AT_ONCE: Final = 500  # parameters of one statement; old builds of SQLite take 999
_KEYS: Final = ", ".join(f"'{key}'" for key in CAUSES)
_LINKED: Final = f"l.key = '{LINKS}' AND (l.value LIKE '%caused%' OR l.value LIKE '%dup%')"


def repeated(index: Index, counts: str) -> Set[int]:
    """The keys of the incidents that repeat an earlier cause, among those that count (`i`).

    One that was merged into another counts, for it gives the other one its causes.
    """
    holders = [*_holders(columns.of_plain(index, CAUSED))]
    if index.rows(f"SELECT 1 FROM incidents AS i WHERE {APART} AND {counts} LIMIT 1"):
        holders += _holders(columns.of_causes(index, f"{APART} AND {counts}"))
    known = {one.text: folded(one.text) for one in holders}
    special, same = _special(index, counts, known), _same(known)
    special |= {key for one in holders if one.text in same for key in one.keys}
    repeating: set[int] = set()
    firsts: dict[str, list[tuple[int, int]]] = {}
    for one in holders:
        if cause := known[one.text]:
            repeating.update(one.dated())
            firsts.setdefault(cause, []).extend(one.first(special))
    for each in firsts.values():
        first = min(at for at, _ in each) if each else None
        special |= {key for at, key in each if at == first}
    repeating -= special
    repeating |= _asked(index, counts, sorted(special))
    return repeating


class _Holders(NamedTuple):
    """Incidents that have one text as a cause, in the order in which they began."""

    text: str
    keys: Sequence[int]
    began: Sequence[int]

    def dated(self) -> Sequence[int]:
        """The keys of those of which somebody knows when they began."""
        return self.keys[bisect_right(self.began, MISSING) :]

    def first(self, special: Set[int]) -> list[tuple[int, int]]:
        """When those began that were the first at the same time, special ones aside; their keys."""
        told = zip(self.began, self.keys, strict=True)
        plain = (one for one in told if one[0] != MISSING and one[1] not in special)
        return next(([*some] for _, some in groupby(plain, key=itemgetter(0))), [])


def _holders(told: Told) -> Iterator[_Holders]:
    """The incidents of each text; a text may come several times."""
    ends = accumulate(told["having"])
    for text, count, end in zip(told["causes"], told["having"], ends, strict=True):
        some = slice(end - count, end)
        yield _Holders(text, told["cause_key"][some], told["cause_began"][some])


def _same(texts: Iterable[str]) -> set[str]:
    """The texts that say that both are one incident."""
    return {text for text in texts if duplicates([text])}


def _labels(index: Index, select: str, counts: str) -> list[Any]:
    """Rows of the labels of incidents and of their postmortems."""
    return [
        row
        for source in (OWN, ITS)
        for row in index.rows(f"SELECT {select.format(source)} AND {counts}")
    ]


def _special(index: Index, counts: str, known: dict[str, str]) -> set[int]:
    """The keys of those that are linked or merged, or named as a cause."""
    linked = _labels(index, f"i.id, l.value FROM labels AS l {{0}} WHERE {_LINKED}", counts)
    merged = index.rows(
        f"SELECT i.id, i.merged_into FROM incidents AS i WHERE i.merged_into <> '' AND {counts}"
    )
    related = [*linked, *merged]
    named = {str(text).split()[-1].lower() for _, text in related if str(text).strip()}
    causes = {folded(str(text)) for _, text in related} | {*known.values()}
    named |= {cause.replace(" ", "-") for cause in causes if cause[:1].isdigit()}
    named |= {target.lower() for target in duplicates(known)}
    targets = among(index, "i.id FROM incidents AS i", "i.name", sorted(named), counts)
    return {key for key, *_ in (*related, *targets)}


def _asked(index: Index, counts: str, keys: Sequence[int]) -> set[int]:
    """Those of some incidents that repeat another one of them."""
    about = among(
        index, "i.id, i.name, i.began, i.merged_into FROM incidents AS i", "i.id", keys, counts
    )
    labels: dict[int, list[tuple[str, str]]] = {}
    for source in (OWN, ITS):
        asked = f"i.id, l.key, l.value FROM labels AS l {source}"
        some = f"l.key IN ({_KEYS}, '{LINKS}') AND {counts}"
        for key, label, value in among(index, asked, "i.id", keys, some):
            labels.setdefault(key, []).append((label, value))
    told = [
        stated(
            Excerpt(
                name, "", "", "", began=began, merged_into=into, labels=tuple(labels.get(key, ()))
            )
        )
        for key, name, began, into in about
    ]
    found = repeats(told)
    return {key for key, name, _, _ in about if name in found}


def among(
    index: Index, select: str, column: str, values: Sequence[object], condition: str = "1"
) -> list[Any]:
    """Rows with one of many values in a column."""
    rows: list[Any] = []
    for start in range(0, len(values), _AT_ONCE):
        some = values[start : start + _AT_ONCE]
        marks = ", ".join("?" * len(some))
        rows += index.rows(f"SELECT {select} WHERE {column} IN ({marks}) AND {condition}", some)
    return rows
