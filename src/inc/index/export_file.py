"""A SQLite file that other programs read. It is no index: what is in it was handed in."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final, NamedTuple

from inc.errors import DiskRefused

APPLICATION: Final = 0x696E6365
"""What the header of such a file says of whose it is: `ince`."""


class Part(NamedTuple):
    """A table: what makes it, what puts a row in, the rows, and what is made of them at the end."""

    create: str
    insert: str
    rows: Iterable[Sequence[object]]
    after: Sequence[str] = ()


def write(path: Path, parts: Sequence[Part]) -> None:
    """Write the tables to a file that is new or empty; DiskRefused where the disk does not take it.

    It is no use while it is being written: there is no journal, for whoever fails deletes it.
    """
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            for pragma in ("journal_mode=OFF", "synchronous=OFF", f"application_id={APPLICATION}"):
                connection.execute(f"PRAGMA {pragma}")
            connection.execute("BEGIN")
            for part in parts:
                connection.execute(part.create)
                connection.executemany(part.insert, part.rows)
                for statement in part.after:
                    connection.execute(statement)
            connection.execute("COMMIT")
    except sqlite3.OperationalError as error:
        hint = "Is the disk full? `df -h` shows it. `ulimit -f` shows how large a file may be."
        raise DiskRefused(f"the database cannot be written: {error}", hint=hint) from None
