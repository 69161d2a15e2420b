"""Which incidents repeat an earlier cause: `inc.domain.repeats` asked of as few as will do.

Of the incidents with one and the same cause all but the first repeat it. So the rules are asked of
the first of each cause, and of those that links or duplicates make special; the rest is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from inc.domain.excerpt import Excerpt
from inc.domain.repeats import CAUSES, LINKS, duplicates, folded, repeats, stated
from inc.index.database import Index

_AT_ONCE: Final = 500  # parameters of one statement; old builds of SQLite take 999
OWN: Final = "JOIN incidents AS i ON i.id = l.document"
ITS: Final = "JOIN postmortems AS d ON d.id = l.document JOIN incidents AS i ON i.name = d.name"
"""From labels (`l`) to the incidents that have them, and to those whose postmortems have them."""
_KEYS: Final = ", ".join(f"'{key}'" for key in CAUSES)
_LINKED: Final = f"l.key = '{LINKS}' AND (l.value LIKE '%caused%' OR l.value LIKE '%dup%')"


def repeated(
    index: Index, counts: str, began: Mapping[int, int | None] | None = None
) -> frozenset[int]:
    """The keys of the incidents that repeat an earlier cause, among those that count (`i`).

    One that was merged into another counts, for it gives the other one its causes. `began` says
    when each of all the others began, where that is known.
    """
    holders = _holders(index, counts, began)
    known = {text: folded(text) for text in {text for _, _, text in holders}}
    special, same = _special(index, counts, known), _same(known)
    special |= {key for key, _, text in holders if text in same}
    first: dict[str, tuple[int, int]] = {}
    plain = set()
    for key, at, text in holders:
        cause = known[text]
        if cause and at is not None and key not in special:
            plain.add(key)
            if cause not in first or (at, key) < first[cause]:
                first[cause] = at, key
    firsts = {key for _, key in first.values()}
    return frozenset(plain - firsts) | _asked(index, counts, sorted(special | firsts))


def _holders(
    index: Index, counts: str, known: Mapping[int, int | None] | None
) -> list[tuple[int, int | None, str]]:
    """The key, the begin and a cause of each incident that has one."""
    # Two passes through indexes are a third of the time of one join.
    others = "" if known is None else "i.merged_into <> '' AND "
    asked = f"SELECT i.id, i.began FROM incidents AS i WHERE {others}{counts}"
    began: dict[int, int | None] = {**(known or {}), **dict(index.rows(asked))}
    own = index.rows(f"SELECT l.document, l.folded FROM labels AS l WHERE l.key IN ({_KEYS})")
    its = index.rows(
        f"SELECT i.id, l.folded FROM labels AS l {ITS} WHERE l.key IN ({_KEYS}) AND {counts}"
    )
    return [(key, began[key], text) for key, text in (*own, *its) if key in began]


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


def _asked(index: Index, counts: str, keys: Sequence[int]) -> frozenset[int]:
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
    return frozenset(key for key, name, _, _ in about if name in found)


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
