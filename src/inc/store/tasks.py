"""Task-list lines: the boxes below `## Checklists`, and the items below `## Action items`.

Both are read as people type them, and only the lines that change are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from inc.domain.tasks import (
    DONE,
    DROPPED,
    NOT_APPLICABLE,
    OPEN,
    ActionItem,
    Box,
    Tasks,
    same_item,
)
from inc.store import sections

if TYPE_CHECKING:
    from inc.store.document import Document

CHECKLISTS: Final = "Checklists"
ACTIONS: Final = "Action items"

_TASK: Final = r" {0,3}[-*+][ \t]+\[(?P<mark>[ xX])\][ \t]+(?P<text>\S.*)"
_SKIPPED: Final = r"~~(?P<text>.+?)~~(?:[ \t]*\((?:does not apply|dropped):?[ \t]*(?P<why>.*)\))?"
_DETAILS: Final = (
    r"(?P<text>.*?)(?:[ \t]+\((?P<details>(?:P\d|@[^\s,)]+|by \d{4}-\d\d-\d\d)"
    r"(?:,[ \t]*(?:P\d|@[^\s,)]+|by \d{4}-\d\d-\d\d))*)\))?(?:[ \t]+\^(?P<id>[0-9a-z]{4,12}))?"
)
_TYPE: Final = r"(?P<type>[A-Z][a-z]+):[ \t]+(?P<rest>\S.*)"


class _PlacedBox(NamedTuple):
    box: Box
    line: int


def read(document: Document) -> Tasks:
    """All task-list lines of a document."""
    boxes = [placed.box for placed in _boxes(document)]
    return Tasks(tuple(boxes), tuple(_actions(document)))


def put(document: Document, boxes: Sequence[Box], actions: Sequence[ActionItem]) -> Document:
    """The document with boxes in the given state, and with action items added."""
    for box in boxes:
        document = _put_box(document, box)
    for action in actions:
        document = _add_action(document, action)
    return document


# ------------------------------------------------------------------ checklists


def _boxes(document: Document) -> Iterator[_PlacedBox]:
    found = sections.section(document.lines, document.body_start, CHECKLISTS)
    if found is None:
        return
    title = ""
    headings = {heading.line: heading for heading in _headings(document, found)}
    for number in range(found.heading + 1, found.end):
        if number in headings:
            title = headings[number].title
        elif task := _task(document.lines[number]):
            yield _PlacedBox(_box(title, *task), number)


def _headings(document: Document, found: sections.Section) -> list[sections.Heading]:
    inside = range(found.heading + 1, found.end)
    return [one for one in sections.headings(document.lines, inside.start) if one.line in inside]


def _task(line: str) -> tuple[bool, str] | None:
    match = re.fullmatch(_TASK, line.rstrip())
    return (match["mark"] != " ", match["text"]) if match else None


def _box(title: str, ticked: bool, text: str) -> Box:
    skipped = re.fullmatch(_SKIPPED, text) if ticked else None
    if skipped:
        return Box(title, skipped["text"], NOT_APPLICABLE, skipped["why"] or "")
    return Box(title, text, DONE if ticked else OPEN)


def _put_box(document: Document, box: Box) -> Document:
    line = _written(box, document.newline)
    for placed in _boxes(document):
        if same_item(placed.box.checklist, box.checklist) and _is_about(placed.box.text, box.text):
            written = _written(box._replace(text=placed.box.text), document.newline)
            return document.with_lines(placed.line, placed.line + 1, [written])
    return _insert_box(_with_section(document, CHECKLISTS), box.checklist, line)


def _is_about(written: str, text: str) -> bool:
    """Whether a line is that item; people write remarks behind it."""
    return same_item(written, text) or " ".join(written.split()).casefold().startswith(
        " ".join(text.split()).casefold() + " "
    )


def _written(box: Box, newline: str) -> str:
    if box.state == NOT_APPLICABLE:
        why = f" (does not apply: {box.reason})" if box.reason else ""
        return f"- [x] ~~{box.text}~~{why}{newline}"
    return f"- [{'x' if box.state == DONE else ' '}] {box.text}{newline}"


def _insert_box(document: Document, title: str, line: str) -> Document:
    found = sections.section(document.lines, document.body_start, CHECKLISTS)
    assert found is not None
    newline = document.newline
    placed = [one.line for one in _boxes(document) if same_item(one.box.checklist, title)]
    if placed:
        return document.with_lines(placed[-1] + 1, placed[-1] + 1, [line])
    for heading in _headings(document, found):
        if same_item(heading.title, title):
            return document.with_lines(heading.line + 1, heading.line + 1, [newline, line])
    end = _end(document, found)
    new = [newline, f"### {title}{newline}", newline, line]
    return document.with_lines(end, end, new)


def _end(document: Document, found: sections.Section) -> int:
    """The line behind the last one of a section that says something."""
    end = found.end
    while end > found.heading + 1 and document.lines[end - 1].isspace():
        end -= 1
    return end


def _with_section(document: Document, title: str) -> Document:
    """The document with that section, before the timeline, which grows at its end."""
    if sections.section(document.lines, document.body_start, title):
        return document
    newline, timeline = document.newline, document.timeline
    heading = f"## {title}{newline}"
    if timeline is not None:
        return document.with_lines(timeline.heading, timeline.heading, [heading, newline])
    gap = [newline] if document.lines and not document.lines[-1].isspace() else []
    return document.with_lines(len(document.lines), len(document.lines), [*gap, heading])


# ------------------------------------------------------------------ action items


def _actions(document: Document) -> Iterator[ActionItem]:
    found = sections.section(document.lines, document.body_start, ACTIONS)
    for number in range(found.heading + 1, found.end) if found else ():
        if task := _task(document.lines[number]):
            yield _action(*task)


def _action(ticked: bool, text: str) -> ActionItem:
    match = re.fullmatch(_DETAILS, text)
    assert match is not None  # every part of it may be missing
    dropped = re.fullmatch(_SKIPPED, match["text"]) if ticked else None
    said = dropped["text"] if dropped else match["text"]
    typed = re.fullmatch(_TYPE, said)
    details = [part.strip() for part in (match["details"] or "").split(",")]
    return ActionItem(
        typed["rest"] if typed else said,
        typed["type"].lower() if typed else "",
        next((part[1:] for part in details if part.startswith("@")), ""),
        next((part[3:] for part in details if part.startswith("by ")), ""),
        next((part for part in details if re.fullmatch(r"P\d", part)), ""),
        match["id"] or "",
        DROPPED if dropped else DONE if ticked else OPEN,
        (dropped["why"] or "") if dropped else "",
    )


def _add_action(document: Document, action: ActionItem) -> Document:
    document = _with_section(document, ACTIONS)
    found = sections.section(document.lines, document.body_start, ACTIONS)
    assert found is not None
    end = _end(document, found)
    gap = [document.newline] if end == found.heading + 1 else []
    line = _action_line(action) + document.newline
    return document.with_lines(end, end, [*gap, line])


def _action_line(action: ActionItem) -> str:
    parts = [action.priority, f"@{action.owner}" if action.owner else ""]
    parts.append(f"by {action.due}" if action.due else "")
    details = ", ".join(part for part in parts if part)
    what = f"{action.type.capitalize()}: {action.text}" if action.type else action.text
    words = [
        f"- [ ] {what}",
        f"({details})" if details else "",
        f"^{action.id}" if action.id else "",
    ]
    return " ".join(word for word in words if word)
