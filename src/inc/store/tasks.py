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
    is_about,
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


def without_open(document: Document) -> Document:
    """The document without its action items and open boxes, and the headings this leaves empty."""
    for title in (CHECKLISTS, ACTIONS):
        found = sections.section(document.lines, document.body_start, title)
        if found is not None:
            left = _left(document, found, every=title == ACTIONS)
            document = document.with_lines(found.heading, found.end, left)
    return document


def _left(document: Document, found: sections.Section, *, every: bool) -> list[str]:
    tasks = _placed_tasks(document, found)
    gone = {number for number, (ticked, _) in tasks if every or not ticked}
    gone |= _empty_headings(document, found, gone)
    left: list[str] = []
    after_gap = False
    for number in range(found.heading, found.end):
        line = document.lines[number]
        is_gone = number in gone or (after_gap and line.isspace() and _ends_blank(left))
        after_gap = is_gone or (after_gap and line.isspace())
        left += [] if is_gone else [line]
    return left


def _ends_blank(lines: Sequence[str]) -> bool:
    return not lines or lines[-1].isspace()


def _empty_headings(document: Document, found: sections.Section, gone: set[int]) -> set[int]:
    """The headings of a section below which nothing is left."""
    levels = {one.line: one.level for one in _headings(document, found)} | {found.heading: 2}
    empty, says_something, level_below = set(), False, 0
    for number in reversed(range(found.heading, found.end)):
        if number not in levels:
            says_something |= number not in gone and not document.lines[number].isspace()
        elif says_something or level_below > levels[number]:
            says_something, level_below = False, levels[number]
        else:
            empty.add(number)
    return empty


# ------------------------------------------------------------------ checklists


def _boxes(document: Document) -> Iterator[_PlacedBox]:
    found = sections.section(document.lines, document.body_start, CHECKLISTS)
    if found is None:
        return
    title = ""
    headings = {heading.line: heading for heading in _headings(document, found)}
    for number, task in _placed_tasks(document, found):
        title = next(
            (one.title for line, one in reversed(headings.items()) if line < number), title
        )
        yield _PlacedBox(_box(title, *task), number)


def _placed_tasks(
    document: Document, found: sections.Section
) -> Iterator[tuple[int, tuple[bool, str]]]:
    """The task-list items of a section with their lines; not what stands in code or comments."""
    place = sections.Scanner().place
    for number in range(found.heading + 1, found.end):
        line = document.lines[number]
        if place(line) is sections.ITEM and (task := _task(line)):
            yield number, task


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
    for placed in _boxes(document):
        if same_item(placed.box.checklist, box.checklist) and is_about(placed.box.text, box.text):
            line = _marked(document.lines[placed.line], box, placed.box)
            return document.with_lines(placed.line, placed.line + 1, [line])
    line = _written(box) + document.newline
    return _insert_box(_with_section(document, CHECKLISTS), box.checklist, line)


def _marked(line: str, box: Box, before: Box) -> str:
    """The line in another state; what people wrote around the mark stays."""
    head, _, rest = line.partition("[")
    if NOT_APPLICABLE in (box.state, before.state):
        told = rest[2:].strip()
        end = rest[2:].partition(told)[2]
        return head + _written(box._replace(text=before.text))[2:] + end
    return f"{head}[{'x' if box.state == DONE else ' '}{rest[1:]}"


def _written(box: Box) -> str:
    if box.state == NOT_APPLICABLE:
        why = f" (does not apply: {box.reason})" if box.reason else ""
        return f"- [x] ~~{box.text}~~{why}"
    return f"- [{'x' if box.state == DONE else ' '}] {box.text}"


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
    for _, task in _placed_tasks(document, found) if found else ():
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
    what = f"{action.type.capitalize()}: {action.text}" if action.type else action.text
    if action.state == DROPPED:
        what = f"~~{what}~~" + (f" (dropped: {action.reason})" if action.reason else "")
    words = [
        f"- [{' ' if action.state == OPEN else 'x'}] {what}",
        f"({action.details})" if action.details else "",
        f"^{action.id}" if action.id else "",
    ]
    return " ".join(word for word in words if word)
