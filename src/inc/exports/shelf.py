"""Rows that wait for whoever writes them, in memory while they are few, else on the disk.

What is read of the index is read at once, so that nobody waits for it while a slow reader of the
export holds us up, and ten years of incidents are never all in memory.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from types import TracebackType
from typing import Final, Self

from inc.exports.tables import Row

_IN_MEMORY: Final = 16 * 1024 * 1024  # bytes


class Shelf:
    """The rows of some tables, in the order in which they came."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed on exit
        self._places: dict[str, list[tuple[int, int]]] = {}

    def add(self, table: str, rows: list[Row]) -> None:
        """Keep further rows of a table."""
        data = marshal.dumps(rows)
        self._places.setdefault(table, []).append((self._file.seek(0, 2), len(data)))
        self._file.write(data)

    def rows(self, table: str) -> Iterator[Row]:
        """The rows of a table, a piece at a time in memory."""
        for start, length in self._places.get(table, ()):
            self._file.seek(start)
            yield from marshal.loads(self._file.read(length))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()
