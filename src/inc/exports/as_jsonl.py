"""A JSON object a line: a row, with the version of its form, and its table where there are more."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TextIO

from inc.exports.as_json import line
from inc.exports.tables import VERSION, About, Filled


def write(sink: TextIO, _about: About, tables: Sequence[Filled]) -> None:
    """Write the rows of the tables, one table after the other."""
    for filled in tables:
        names = filled.table.names
        first = {"version": VERSION, **({"table": filled.table.name} if len(tables) > 1 else {})}
        for row in filled.rows():
            sink.write(line({**first, **dict(zip(names, row, strict=True))}) + "\n")


def is_ours(sample: bytes) -> bool:
    """Whether a file with this beginning is an export of this form."""
    return re.match(rb'\{"version": \d+, "(?:table|id|incident)": "', sample) is not None
