"""One JSON document: what it is, and a list of rows a table; a row stands on one line."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TextIO

from inc.domain.text import escaped
from inc.exports.tables import About, Filled


def write(sink: TextIO, about: About, tables: Sequence[Filled]) -> None:
    """Write the tables, row by row."""
    for number, (key, value) in enumerate(about.facts.items()):
        sink.write(f"{',' if number else '{'}\n{line(key)}: {line(value)}")
    for filled in tables:
        sink.write(f",\n{line(filled.table.name)}: [")
        names = filled.table.names
        for number, row in enumerate(filled.rows()):
            sink.write(f"{',' if number else ''}\n{line(dict(zip(names, row, strict=True)))}")
        sink.write("\n]")
    sink.write("\n}\n")


def line(value: object) -> str:
    """A value as JSON on one line, its invisible characters escaped."""
    return escaped(json.dumps(value, ensure_ascii=False))


def is_ours(sample: bytes) -> bool:
    """Whether a file with this beginning is an export of this form."""
    return sample.startswith(b'{\n"version": ') and b'\n"generated_by": "inc ' in sample[:200]
