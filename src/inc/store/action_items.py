"""The action items below `## Action items`, as task-list lines or as rows of a table.

Both are read as people type them, and only the lines that change are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from inc.domain.tasks import DONE, DROPPED, OPEN, ActionItem
from inc.store import sections, tables, task_lines

if TYPE_CHECKING:
    from inc.store.document import Document

TITLE: Final = "Action items"

_PART: Final = r"(?:[Pp]\d|@[^\s,)]+|[Bb]y [^,)]{1,30}|[Dd]one\b[^,)]{0,300}|[A-Za-z][\w-]{0,20})"
_DETAILS: Final = rf"(?P<text>.*?)[ \t]*\((?P<details>{_PART}(?:,[ \t]*{_PART})*)\)"
_ID: Final = r"(?P<rest>.*?)[ \t]+\^(?P<id>[0-9a-z]{4,12})"
_TYPE: Final = r"(?P<type>[A-Z][a-z]+):[ \t]+(?P<rest>\S.*)"
_TOLD: Final = r"@|[Bb]y |[Pp]\d$|[Dd]one\b"
_DONE: Final = (
    r"(?i:done|closed|completed?)(?:[ \t]+(?P<on>\d{4}-\d\d-\d\d))?"
    r"(?:[ \t]+in[ \t]+(?P<proof>\S+))?"
)
_OTHER: Final = r"@|[Bb]y |[Dd]one\b"
_LONGEST: Final = 4_000  # characters; a longer line is taken as it is, for patterns take their time
_DROPPED: Final = r"(?i:dropped|cancelled|wontfix|won't do|obsolete)(?::?[ \t]*(?P<why>.*))?"
_OWNERS: Final = ("owner", "who", "assignee")
_DUES: Final = ("due date", "due", "by", "deadline")
_ACTIONS: Final = ("action", "action item", "what")


class PlacedItem(NamedTuple):
    """An action item, its line, and the row of the table it stands in, if it stands in one."""

    item: ActionItem
    line: int
    row: tables.Row | None = None


def read(document: Document) -> list[PlacedItem]:
    """All action items of a document, in its order."""
    section = sections.section(document.lines, document.body_start, TITLE)
    if section is None:
        return []
    found = [*_listed(document, section), *_tabled(document, section)]
    return sorted(found, key=lambda placed: placed.line)


def _listed(document: Document, section: sections.Section) -> Iterator[PlacedItem]:
    for task in task_lines.found(document, section):
        yield PlacedItem(_item(task.is_ticked, task.text), task.line)


def _tabled(document: Document, section: sections.Section) -> Iterator[PlacedItem]:
    if not any("|" in document.lines[number] for number in range(section.heading, section.end)):
        return
    scanner = sections.Scanner()
    hidden = [
        scanner.place(document.lines[number]) is not sections.TEXT
        for number in range(section.heading, section.end)
    ]
    for row in tables.rows(document.lines, section.heading, section.end):
        said = row.of(*_ACTIONS)
        if said and not hidden[row.line - section.heading]:
            yield PlacedItem(_of_row(row), row.line, row)


def _item(ticked: bool, text: str) -> ActionItem:
    text, name = _without_id(text)
    text, details = _without_details(text)
    struck = task_lines.struck(text) if ticked else None
    if struck:
        text = struck[0]
    text, kind = _without_type(text)
    ending = next((part for part in details if re.match(r"[Dd]one\b", part)), "")
    done = re.fullmatch(_DONE, ending)
    return ActionItem(
        text,
        kind,
        next((part[1:] for part in details if part.startswith("@")), ""),
        next((part[3:].strip() for part in details if re.match("[Bb]y ", part)), ""),
        next(
            (_priority(part) for part in details if not re.match(r"@|[Bb]y |[Dd]one\b", part)), ""
        ),
        name,
        DROPPED if struck else DONE if ticked else OPEN,
        struck[1] if struck else "",
        (done["on"] or "") if done and ticked else "",
        (done["proof"] or "") if done and ticked else "",
    )


def _of_row(row: tables.Row) -> ActionItem:
    text, name = _without_id(row.of(*_ACTIONS))
    text, kind = _without_type(text)
    status = row.of("status", "state")
    done, dropped = re.fullmatch(_DONE, status), re.fullmatch(_DROPPED, status)
    return ActionItem(
        text,
        (row.of("type") or kind).lower(),
        row.of(*_OWNERS).removeprefix("@"),
        row.of(*_DUES),
        _priority(row.of("priority")),
        name,
        DONE if done else DROPPED if dropped else OPEN,
        (dropped["why"] or "") if dropped else "",
        (done["on"] or "") if done else "",
        (done["proof"] or "") if done else "",
    )


def _without_id(text: str) -> tuple[str, str]:
    match = re.fullmatch(_ID, text) if len(text) < _LONGEST else None
    return (match["rest"], match["id"]) if match else (text, "")


def _without_details(text: str) -> tuple[str, list[str]]:
    """The text, and the parts of the parentheses at its end where they are details of ours."""
    match = re.fullmatch(_DETAILS, text) if len(text) < _LONGEST and text[-1:] == ")" else None
    parts = [part.strip() for part in match["details"].split(",")] if match else []
    if match and match["text"] and any(re.match(_TOLD, part) for part in parts):
        return match["text"], parts
    return text, []


def _without_type(text: str) -> tuple[str, str]:
    match = re.fullmatch(_TYPE, text)
    return (match["rest"], match["type"].lower()) if match else (text, "")


def _priority(text: str) -> str:
    return text.upper() if re.fullmatch(r"[Pp]\d", text) else text


# ------------------------------------------------------------------ writing


def add(document: Document, item: ActionItem) -> Document:
    """The document with one more action item, below the others."""
    document = task_lines.with_section(document, TITLE)
    section = sections.section(document.lines, document.body_start, TITLE)
    assert section is not None
    end = task_lines.end(document, section)
    gap = [document.newline] if end == section.heading + 1 else []
    return document.with_lines(end, end, [*gap, line(item) + document.newline])


def line(item: ActionItem) -> str:
    """An action item as a task-list line."""
    what = f"{item.type.capitalize()}: {item.text}" if item.type else item.text
    if item.state == DROPPED:
        what = f"~~{what}~~" + (f" (dropped: {item.reason})" if item.reason else "")
    words: Sequence[str] = [
        f"- [{' ' if item.state == OPEN else 'x'}] {what}",
        f"({item.details})" if item.details else "",
        f"^{item.id}" if item.id else "",
    ]
    return " ".join(word for word in words if word)
