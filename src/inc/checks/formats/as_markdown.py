"""A table in Markdown, for the summary of a job; at most 60 KiB, for forges take no more."""

from __future__ import annotations

import re
from typing import Final

from inc.checks.formats.told import Told, advice, counted, sentence
from inc.domain.text import visible

LARGEST: Final = 60 * 1024

# Written as entities, none of them means anything: no code, link, cell, mention, image or HTML.
_MEANT: Final = r"[&<>|`*_\[\]\\~!:@#$]|www(?=\.)"


def write(told: Told) -> str:
    """The number of findings, and the table."""
    head = f"### inc check: {counted(told)}\n"
    if not told.findings:
        return head
    lines = [head, "| | Where | Rule | What | What to do |", "|---|---|---|---|---|"]
    size = sum(len(line.encode()) + 1 for line in lines)
    for number, one in enumerate(told.findings):
        place = f"{told.place(one)}:{one.line}"
        cells = (one.level.value, place, f"{one.code} {one.rule}", sentence(one), advice(one))
        row = f"| {' | '.join(map(_cell, cells))} |"
        size += len(row.encode()) + 1
        if size > LARGEST - 200:
            lines += [
                "",
                f"And {len(told.findings) - number:,} more: see the log, or run `inc check`.",
            ]
            break
        lines.append(row)
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    plain = visible(" ".join(text.split())).replace("\u2028", " ").replace("\u2029", " ")
    return re.sub(_MEANT, lambda found: f"&#{ord(found[0][0])};{found[0][1:]}", plain)
