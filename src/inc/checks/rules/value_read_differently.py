"""A value that other programs read as something else.

What: a value without quotes that YAML of another version reads differently (`14:22` is 862 there,
`no` is false, `0042` is 34, a time becomes an object), that a `#` cuts off, or of which a digit is
lost (`1.10` is 1.1).

Why: dashboards, scripts and forges read these documents too, and most of them read YAML 1.1. In
quotes a value means the same to everybody.

Bad:
    started_at: 2026-03-04T15:30:00Z
    channel: #inc-42
    aliases: [0042]

Good:
    started_at: "2026-03-04T15:30:00Z"
    channel: "#inc-42"
    aliases: ["0042"]
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from inc.checks.examined import Examined
from inc.checks.finding import Fix, Level, Problem
from inc.checks.reading.field_values import PlacedValue
from inc.checks.reading.fields import FORMS, Form
from inc.checks.rule import EVERY, Rule
from inc.checks.rules.time_unreadable import is_well_written
from inc.domain.text import shortened
from inc.store import yaml11, yaml_writing

# A value without quotes that begins as a number, a time or a truth does; ids and slugs are neither.
_SUSPICIOUS: Final = (
    r"(?:[-+.]?[0-9](?![0-9]{3}-[0-9]{2}-[0-9]{2}-[a-z])"
    r"|(?i:yes|no|on|off|y|n)[ \t]*(?:[\],}#\r]|$)|[=<])"
)
_IN_MAP: Final = re.compile(rf"(?m):[ \t]+{_SUSPICIOUS}")
_IN_LIST: Final = re.compile(rf"(?m)(?:[\[,]|-[ \t])[ \t]*{_SUSPICIOUS}")
_CUT: Final = re.compile(
    r"(?m)^(?P<head>[ \t]*(?:(?P<key>[\w.-]{1,64}):|-)[ \t]+)(?P<lost>#(?!inc:)[^#\s][^#\r\n]*)"
)
_NUMBERS: Final = ("int", "float")


def _find(examined: Examined) -> Iterator[Problem]:
    if not examined.is_readable:
        return
    block = examined.document.block
    if _IN_MAP.search(block) or (("[" in block or "- " in block) and _IN_LIST.search(block)):
        others = {key: other for key, _, other in yaml11.surprises(examined.text)}
        wrong = [
            (value, told)
            for value in examined.values
            if not value.style and (told := _told(value, others)) and _is_ours(examined, value)
        ]
        fixes = _fixes(examined, [value for value, _ in wrong])
        for value, told in wrong:
            yield _problem(value, told, fixes.get(value.line))
    if (" #" in block or "\t#" in block) and _CUT.search(block):
        empty = {value.line for value in examined.values if not value.raw}
        for match in _CUT.finditer(block):
            number = block.count("\n", 0, match.start()) + 1
            if number + 1 in empty:
                yield _cut(examined, number, match)


def _told(value: PlacedValue, others: Mapping[str, str]) -> str:
    """How a value is read elsewhere, or by us; nothing where everybody agrees on its text."""
    if isinstance(value.value, (int, float)) and not isinstance(value.value, bool):
        return f"the number {value.value}" if str(value.value) != value.text else ""
    kind, _, other = others.get(value.key, "").partition(" ")
    if kind in _NUMBERS:
        return f"the number {other}"
    return other.lower() if kind == "bool" else "a date object" if kind[:4] == "date" else kind


def _is_ours(examined: Examined, value: PlacedValue) -> bool:
    """Whether the value is one to quote: not one that another rule mends, or a field of theirs."""
    form = FORMS[examined.sort].get(value.path[0])
    if form is Form.TIME:
        return is_well_written(value.text)
    if form is None:  # a number or a day may be what their own program wants to have there
        return isinstance(value.value, str) and not re.match(r"(?a)\d{4}-\d\d?-\d", value.text)
    return form is not Form.FLAG


def _fixes(examined: Examined, wrong: Sequence[PlacedValue]) -> dict[int, Fix]:
    """Each line with all its values in quotes, by its number."""
    lines, fixes = list(examined.lines), dict[int, Fix]()
    for value in reversed(wrong):  # from the right, so that the columns still hold
        is_theirs = value.path[0] not in FORMS[examined.sort]  # they may mean what others read
        if not is_theirs and (fix := value.become(lines, _quoted(value))):
            lines[fix.start : fix.end] = fix.lines
            fixes[value.line] = fix
    return fixes


def _quoted(value: PlacedValue) -> str:
    return yaml_writing.scalar(value.text, style='"')


def _problem(value: PlacedValue, told: str, fix: Fix | None) -> Problem:
    who = "other programs read" if isinstance(value.value, str) else "without quotes, programs read"
    return Problem(
        value.line,
        f"{value.key}: {who} {shortened(value.text, 40)} as {told}",
        f"Put it in quotes: {_quoted(value)}",
        value.column,
        about=f"{value.key} {value.text}",
        fix=fix,
    )


def _cut(examined: Examined, number: int, match: re.Match[str]) -> Problem:
    """A value that is none, because YAML takes a `#` after a space for a comment."""
    lost = match["lost"].rstrip()
    quoted = yaml_writing.scalar(lost, style='"')
    line = examined.lines[number]
    end = match.end("head") - match.start() + len(lost)
    mended = line[: match.end("head") - match.start()] + quoted + line[end:]
    return Problem(
        number + 1,
        f"{match['key'] or 'an item'} is empty: {shortened(lost, 40)} is a comment without quotes",
        f"Put it in quotes: {quoted}",
        match.end("head") - match.start() + 1,
        about=lost,
        fix=Fix(number, number + 1, [mended]),
    )


RULE = Rule("INC104", __name__, __doc__, Level.WARNING, EVERY, _find)
