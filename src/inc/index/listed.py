"""The rows of a list of incidents: what is shown of each, in an order, so many of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from inc.index.database import Index
from inc.index.selecting import Condition


class Listed(NamedTuple):
    """An incident in a list; times are seconds since 1970, None where the document says none."""

    number: int
    id: str
    title: str
    severity: str
    status: str
    is_restricted: bool
    is_drill: bool
    merged_into: str
    began: int | None
    ended: int | None

    def lasted(self, now: int) -> int | None:
        """Seconds it lasted, or has lasted until now; None where its times say nothing possible."""
        if self.began is None:
            return None
        span = (now if self.ended is None else self.ended) - self.began
        return span if span >= 0 else None


_NEWEST: Final = (("i.began", True), ("i.name", True))
ORDERS: Final = {
    "began": _NEWEST,
    "ended": (("i.ended", True), *_NEWEST),
    "severity": (("i.severity = ''", False), ("i.severity", False), *_NEWEST),
    "status": (
        (
            "CASE i.status WHEN 'investigating' THEN 0 WHEN 'identified' THEN 1 "
            "WHEN 'monitoring' THEN 2 WHEN 'resolved' THEN 3 WHEN 'closed' THEN 4 ELSE -1 END",
            False,
        ),
        *_NEWEST,
    ),
    "lasted": (("nullif(max(ifnull(i.ended, ?) - i.began, -1), -1)", True), *_NEWEST),
    "title": (("i.title COLLATE NOCASE", False), *_NEWEST),
    "id": (("i.name", True),),
}
"""What a list may be sorted by, the first of each first: the newest, worst, longest, A."""


def listed(
    index: Index,
    condition: Condition = ("", []),
    *,
    now: int,
    order: str = "began",
    is_reversed: bool = False,
    limit: int = 0,
) -> list[Listed]:
    """The incidents for which a condition holds; `limit` 0 means all of them."""
    sql, given = condition
    terms = [
        f"{text} {'DESC' if down is not is_reversed else 'ASC'}" for text, down in ORDERS[order]
    ]
    given = [*given, *([now] if order == "lasted" else []), limit or -1]
    columns = ", ".join(f"i.{name}" for name in ("id", "name", *Listed._fields[2:]))
    found = index.rows(
        f"SELECT {columns} FROM incidents AS i {_whose(sql)} ORDER BY {', '.join(terms)} LIMIT ?",
        given,
    )
    return list(map(Listed._make, found))


def count(index: Index, condition: Condition = ("", [])) -> int:
    """How many incidents there are for which a condition holds."""
    sql, given = condition
    return int(index.rows(f"SELECT count(*) FROM incidents AS i {_whose(sql)}", given)[0][0])


def _whose(condition: str) -> str:
    return f"WHERE {condition}" if condition else ""


_AT_ONCE: Final = 500  # parameters of one statement; old builds of SQLite take 999


def commanders(index: Index, numbers: Sequence[int]) -> dict[int, str]:
    """Who commands each of the incidents with these numbers."""
    # The plus: not by the index of keys, for it leads all over the table.
    asked = "SELECT document, value FROM labels WHERE +key = 'commander'"
    if len(numbers) > _AT_ONCE:
        rows = index.rows(f"{asked} ORDER BY place")
    else:
        marks = ", ".join("?" * len(numbers))
        rows = index.rows(f"{asked} AND document IN ({marks}) ORDER BY place", numbers)
    found: dict[int, str] = {}
    for number, person in rows:
        found[number] = f"{found[number]}, {person}" if number in found else person
    return found
