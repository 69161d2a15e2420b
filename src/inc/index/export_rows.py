"""What an export asks of the index: the incidents that are chosen, and what is kept of a few."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from inc.index.database import Index, Row
from inc.index.schema import INCIDENT, RESTRICTED

_COLUMNS: Final = ", ".join(INCIDENT)


def chosen(index: Index, where: str = "", parameters: Sequence[object] = ()) -> list[Row]:
    """The incidents (`i`) for which a condition holds, by their ids: number, id, restricted."""
    condition = f"WHERE {where}" if where else ""
    return index.rows(
        f"SELECT i.id, i.name, i.is_restricted FROM incidents AS i {condition} ORDER BY i.name",
        parameters,
    )


def incidents(index: Index, numbers: Sequence[int]) -> list[Row]:
    """Number, path, when it ended, and the columns of INCIDENT."""
    return index.rows(
        f"SELECT id, (SELECT path FROM documents AS d WHERE d.id = incidents.id), is_open, ended, "
        f"{_COLUMNS} FROM incidents WHERE id IN ({_marks(numbers)}) ORDER BY name",
        numbers,
    )


def postmortems(index: Index, names: Sequence[str], *, restricted: bool = False) -> list[Row]:
    """Number, id of the incident, path, stage, published, meeting of the readable ones.

    Without those that say themselves that they stay inside, unless these are wanted.
    """
    return index.rows(
        "SELECT p.id, p.name, d.path, p.stage, p.published, p.meeting FROM postmortems AS p "
        f"JOIN documents AS d ON d.id = p.id WHERE p.name IN ({_marks(names)}) AND "
        f"(? OR p.id NOT IN ({RESTRICTED})) ORDER BY p.name",
        [*names, restricted],
    )


def labels(index: Index, numbers: Sequence[int]) -> list[Row]:
    """Number of the document, key and value, in their order."""
    return _of(index, "labels", "key, value", numbers, order="place")


def promises(index: Index, numbers: Sequence[int]) -> list[Row]:
    """Number of the document, at, until and whether it was over."""
    return _of(index, "promises", "at, until, is_over", numbers)


def items(index: Index, numbers: Sequence[int]) -> list[Row]:
    """Number of the document, position (from 0), and the fields of an action item."""
    fields = "position, text, type, owner, due, priority, item_id, state, reason, done_on, proof"
    return _of(index, "items", fields, numbers)


def orphans(index: Index) -> list[str]:
    """The paths of the postmortems whose incident is not there, or cannot be read."""
    found = index.rows(
        "SELECT d.path FROM postmortems AS p JOIN documents AS d ON d.id = p.id "
        "WHERE p.name NOT IN (SELECT name FROM incidents) ORDER BY d.path"
    )
    return [path for (path,) in found]


def _of(
    index: Index, table: str, columns: str, numbers: Sequence[int], *, order: str = "rowid"
) -> list[Row]:
    return index.rows(
        f"SELECT document, {columns} FROM {table} WHERE document IN ({_marks(numbers)}) "
        f"ORDER BY document, {order}",
        numbers,
    )


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
