"""The formats of an export; a new one is a module here and a line in FORMATS."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, NamedTuple, TextIO

from inc.exports import as_csv, as_json, as_jsonl, as_parquet, as_sqlite
from inc.exports.tables import About, Filled


class Format(NamedTuple):
    """A format: how its files end, whether one holds several tables, and what writes it.

    What is text can go to standard output (`to_stream`); the rest needs a file of its own.
    `is_ours` tells by the beginning and the end of a file whether it is such an export.
    """

    suffix: str
    holds_several: bool
    is_ours: Callable[[bytes], bool]
    to_stream: Callable[[TextIO, About, Sequence[Filled]], None] | None = None
    to_file: Callable[[Path, About, Sequence[Filled]], None] | None = None
    require: Callable[[], None] = lambda: None
    """Raises IncError where what it needs is not installed."""

    def write(self, path: Path, about: About, tables: Sequence[Filled]) -> None:
        """Write tables to a file that is there and empty, or not there."""
        if self.to_file:
            self.to_file(path, about, tables)
        elif self.to_stream:
            with path.open("w", encoding="utf-8", newline="") as sink:
                self.to_stream(sink, about, tables)


FORMATS: Final[dict[str, Format]] = {
    "csv": Format(".csv", False, as_csv.is_ours, to_stream=as_csv.write),
    "json": Format(".json", True, as_json.is_ours, to_stream=as_json.write),
    "jsonl": Format(".jsonl", True, as_jsonl.is_ours, to_stream=as_jsonl.write),
    "sqlite": Format(".sqlite", True, as_sqlite.is_ours, to_file=as_sqlite.write),
    "parquet": Format(
        *(".parquet", False, as_parquet.is_ours),
        to_file=as_parquet.write,
        require=as_parquet.require,
    ),
}
"""Each format by the name that --format takes."""
