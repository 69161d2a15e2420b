"""Incidents as columns of numbers: asked of the rows, and kept for the next question.

What is kept is what the rows tell of the *plain* incidents (no drill, not restricted, not merged
into another one), a segment of 4,096 documents at a time. Whoever changes a document forgets the
segments that tell of it (`schema.OUTDATED`); whoever asks makes those that are not there.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import groupby
from typing import Any, Final

from inc.domain.metrics import MISSING, MOMENTS
from inc.domain.repeats import CAUSES
from inc.index.database import Index, Segments
from inc.index.schema import SEGMENT

Told = dict[str, Any]
"""Columns by their names: lists, and of large numbers arrays, which take a fifth of the memory."""

APART: Final = "(i.merged_into <> '' OR i.is_drill OR i.is_restricted)"
"""The incidents (`i`) that are not plain."""
SETTLED: Final = ("kept", "missed", "overtaken")
LEARNT: Final = ("done", "dated", "late", "open", "dropped")
"""What became of promises; and of the items of a postmortem, as `derived.tallied` counts them."""
DUE: Final = ("due_key", "due")
"""Each item of a postmortem that is open and due on a day: its incident, and 20260304."""
CAUSED: Final = ("causes", "having", "cause_key", "cause_began")
"""The texts of causes, how many incidents have each, and of these the keys and when they began."""

_PLAIN: Final = f"NOT {APART} AND i.id BETWEEN ? AND ?"
_LEARNT: Final = "LEFT JOIN postmortems AS d ON d.name = i.name"
_SQL: Final[Mapping[str, str]] = {
    "key": "i.id",
    "is_open": "i.is_open",
    "reopened": "i.reopened",
    "severity": "i.severity",
    **{moment: f"coalesce(i.{moment}, {MISSING})" for moment in MOMENTS},
    **{name: f"i.{name}" for name in SETTLED},
    **{name: f"coalesce(d.{name}, 0)" for name in LEARNT},
}
"""What a SELECT calls each column that has a number for each incident."""
_ITEMS: Final = """
SELECT i.id, CAST(replace(t.due, '-', '') AS INTEGER) FROM items AS t
JOIN postmortems AS d ON d.id = t.document JOIN incidents AS i ON i.name = d.name
WHERE t.state = 'open' AND t.is_due AND {}
"""
OWN: Final = "JOIN incidents AS i ON i.id = l.document"
ITS: Final = "JOIN postmortems AS d ON d.id = l.document JOIN incidents AS i ON i.name = d.name"
"""From labels (`l`) to the incidents that have them, and to those whose postmortems have them."""
_KEYS: Final = ", ".join(f"'{key}'" for key in CAUSES)
_NUMBERS: Final = frozenset({"key", *MOMENTS, *DUE, "cause_key", "cause_began"})
"""The columns of large numbers."""
_LARGE: Final = "q"
_TEXT: Final = "text"
_BOUND: Final = b"\xff"  # which is in no text as UTF-8


# ------------------------------------------------------------------ asked of the rows


def of_incidents(
    index: Index, names: Sequence[str], condition: str, parameters: Sequence[object] = ()
) -> Told:
    """Columns with a number for each of the incidents for which a condition holds."""
    return _columns(names, _incidents(index, names, condition, parameters))


def of_items(index: Index, condition: str, parameters: Sequence[object] = ()) -> Told:
    """The columns DUE of the incidents for which a condition holds."""
    return _columns(DUE, index.rows(_ITEMS.format(condition), parameters))


def of_causes(index: Index, condition: str, parameters: Sequence[object] = ()) -> Told:
    """The columns CAUSED of the incidents for which a condition holds."""
    return _caused(_causes(index, condition, parameters))


def _incidents(
    index: Index, names: Sequence[str], condition: str, parameters: Sequence[object]
) -> list[Any]:
    learnt = "" if set(LEARNT).isdisjoint(names) else _LEARNT
    chosen = ", ".join(_SQL[name] for name in names)
    return index.rows(f"SELECT {chosen} FROM incidents AS i {learnt} WHERE {condition}", parameters)


def _causes(index: Index, condition: str, parameters: Sequence[object]) -> list[Any]:
    select = f"SELECT i.id, coalesce(i.began, {MISSING}), l.folded FROM labels AS l"
    asked = (f"{select} {source} WHERE l.key IN ({_KEYS}) AND {condition}" for source in (OWN, ITS))
    return [row for sql in asked for row in index.rows(sql, parameters)]


def _columns(names: Sequence[str], rows: Sequence[Any]) -> Told:
    columns = zip(*rows, strict=True) if rows else [()] * len(names)
    return {name: [*column] for name, column in zip(names, columns, strict=True)}


def _caused(rows: Iterable[Any]) -> Told:
    """Those that have a cause stand in the order in which they began."""
    told: Told = {name: [] for name in CAUSED}
    order = sorted((text, began, key) for key, began, text in set(rows))
    for text, some in groupby(order, key=lambda row: row[0]):
        having = [*some]
        told["causes"].append(text)
        told["having"].append(len(having))
        told["cause_began"] += [began for _, began, _ in having]
        told["cause_key"] += [key for *_, key in having]
    return told


# ------------------------------------------------------------------ kept


def of_plain(index: Index, names: Sequence[str]) -> Told:
    """Columns of all plain incidents."""
    told: Told = {name: array(_LARGE) if name in _NUMBERS else [] for name in names}
    for piece in _pieces(index, names).values():
        for name, column in told.items():
            column.extend(_unpacked(*piece[name]))
    return told


def sums_of_plain(index: Index, names: Sequence[str]) -> list[int]:
    """The sum of each of some columns of all plain incidents."""
    pieces = _pieces(index, names).values()
    return [sum(sum(array(*piece[name])) for piece in pieces) for name in names]


def _pieces(index: Index, names: Sequence[str]) -> Segments:
    """Columns of each segment; those that are not kept are made."""
    marks = ", ".join("?" * len(names))
    sql = f"SELECT segment, name, code, data FROM segments WHERE name IN ({marks})"
    pieces: Segments = {}
    for segment, name, code, data in index.rows(sql, names):
        pieces.setdefault(segment, {})[name] = code, data
    last = index.greatest() >> SEGMENT
    missing = [one for one in range(last + 1) if one not in pieces and one not in index.made]
    for _, run in groupby(enumerate(missing), key=lambda one: one[1] - one[0]):
        index.made |= _made(index, [segment for _, segment in run])
    return {**pieces, **index.made}


def _made(index: Index, run: Sequence[int]) -> Segments:
    """All columns of segments that follow each other."""
    bounds = run[0] << SEGMENT, ((run[-1] + 1) << SEGMENT) - 1
    found: tuple[dict[int, list[Any]], ...] = ({}, {}, {})
    for rows, divided in zip(
        (
            _incidents(index, tuple(_SQL), _PLAIN, bounds),
            index.rows(_ITEMS.format(_PLAIN), bounds),
            _causes(index, _PLAIN, bounds),
        ),
        found,
        strict=True,
    ):
        for row in rows:
            divided.setdefault(row[0] >> SEGMENT, []).append(row)
    incidents, items, causes = found
    return {
        segment: {
            name: _packed(column, is_large=name in _NUMBERS)
            for name, column in {
                **_columns(tuple(_SQL), incidents.get(segment, ())),
                **_columns(DUE, items.get(segment, ())),
                **_caused(causes.get(segment, ())),
            }.items()
        }
        for segment in run
    }


def _packed(column: Sequence[Any], *, is_large: bool) -> tuple[str, bytes]:
    """A column as bytes, and of what they are."""
    if column and isinstance(column[0], str):
        return _TEXT, _BOUND.join(map(str.encode, column))
    for code in "" if is_large else "bhi":
        with suppress(OverflowError):
            return code, array(code, column).tobytes()
    return _LARGE, array(_LARGE, column).tobytes()


def _unpacked(code: str, data: bytes) -> Any:
    if code == _TEXT:
        return map(bytes.decode, data.split(_BOUND))
    return array(code, data) if code == _LARGE else array(code, data).tolist()


def keep(index: Index, made: Segments) -> None:
    """Have segments in the index, in the transaction that it is in."""
    for segment, piece in made.items():
        for name, (code, data) in piece.items():
            index.rows(
                "INSERT OR REPLACE INTO segments VALUES (?, ?, ?, ?)", (segment, name, code, data)
            )
