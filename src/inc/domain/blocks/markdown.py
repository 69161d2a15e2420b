"""Words of the record in the Markdown of a postmortem: whatever was typed, it stays words.

Incidents hold pasted alerts and the text of strangers. In a table a bar would be a cell, and an
image would tell its owner who reads the postmortem; a comment could look like one of ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from inc.domain.ledger import verdict
from inc.domain.text import clean_line, in_code, shortened
from inc.domain.timeline import Entry
from inc.domain.update_text import EMPTY, NEXT_UPDATE

LONGEST: Final = 240
"""Characters of one text; the whole of it stands in the incident."""

_MARKUP: Final = r"[\\`*\[\]|~$]|(?<![^\W_])_|_(?![^\W_])"
_ENTITY: Final = r"&(?=#?\w{1,32};)"


def plain(text: str, length: int = LONGEST) -> str:
    """A text as one line of words that a reader sees as they were typed."""
    line = re.sub(_ENTITY, "&amp;", shortened(clean_line(text), length))
    line = re.sub(_MARKUP, r"\\\g<0>", line.replace("<", "&lt;").replace(">", "&gt;"))
    return line.replace("inc:", "inc\\:")  # or a text could ignore a finding of the check


def gist(entry: Entry) -> str:
    """What an entry says, in one line: pasted output is left out, and that is said."""
    output = " (with output)" if any(in_code(entry.text.split("\n"))) else ""
    return plain(words_of(entry)) + output


def words_of(entry: Entry) -> str:
    """The words of an entry as one line, as they were typed."""
    text = entry.text.replace(f" (^{verdict(entry).about})", "", 1)
    lines = text.split("\n")
    told = [
        line.strip().removeprefix("- ")
        for line, is_code in zip(lines, in_code(lines), strict=True)
        if line.strip() and not is_code and not line.startswith(NEXT_UPDATE)
    ]
    return " · ".join(told[told[:1] == [EMPTY] and len(told) > 1 :])


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """The lines of a table; the cells are Markdown already."""
    rule = ["---"] * len(columns)
    return [f"| {' | '.join(cells)} |" for cells in (columns, rule, *rows)]


def link(text: str, target: str) -> str:
    """A link to a document of ours."""
    return f"[{plain(text)}]({target})"


def people(names: Iterable[str]) -> str:
    """`@alice, @bob`; nobody for none."""
    return ", ".join(f"@{plain(name)}" for name in names) or "nobody"


def left_out(count: int, target: str) -> list[str]:
    """The lines below a list that was cut; nothing for a whole one."""
    if count <= 0:
        return []
    return ["", f"{count} more left out; all of them: {link('incident document', target)}"]
