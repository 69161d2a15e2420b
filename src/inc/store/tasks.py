"""The boxes below `## Checklists`, read as people type them; only lines that change are written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from inc.domain.tasks import (
    DONE,
    NOT_APPLICABLE,
    OPEN,
    ActionItem,
    Box,
    Tasks,
    is_about,
    same_item,
)
from inc.store import action_items, sections, task_lines
from inc.store.task_lines import TaskLine

if TYPE_CHECKING:
    from inc.store.document import Document

CHECKLISTS: Final = "Checklists"


class _PlacedBox(NamedTuple):
    box: Box
    line: int


def read(document: Document) -> Tasks:
    """All task-list lines of a document."""
    boxes = [placed.box for placed in _boxes(document)]
    return Tasks(tuple(boxes), tuple(placed.item for placed in action_items.read(document)))


def put(document: Document, boxes: Sequence[Box], actions: Sequence[ActionItem]) -> Document:
    """The document with boxes in the given state, and with action items added."""
    for box in boxes:
        document = _put_box(document, box)
    for action in actions:
        document = action_items.add(document, action)
    return document


def without_open(document: Document) -> Document:
    """The document without its action items and open boxes, and the headings this leaves empty."""
    boxes = document.section(CHECKLISTS)
    parts = [(one, True) for one in action_items.within(document)]
    parts += [(boxes, False)] if boxes else []
    for found, every in sorted(parts, reverse=True, key=lambda part: part[0].heading):
        left = _left(document, found, every=every)
        document = document.with_lines(found.heading, found.end, left)
    return document


def _left(document: Document, found: sections.Section, *, every: bool) -> list[str]:
    tasks = (
        (bullet.task for bullet in task_lines.bullets(document, found))
        if every
        else task_lines.found(document, found)
    )
    gone = {task.line for task in tasks if task and (every or not task.is_ticked)}
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
    levels = {one.line: one.level for one in task_lines.headings(document, found)} | {
        found.heading: 2
    }
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
    found = document.section(CHECKLISTS)
    if found is None:
        return
    title, headings = "", task_lines.headings(document, found)[::-1]
    for task in task_lines.found(document, found):
        while headings and headings[-1].line < task.line:
            title = headings.pop().title
        yield _PlacedBox(_box(title, task), task.line)


def _box(title: str, task: TaskLine) -> Box:
    skipped = task_lines.struck(task.text) if task.is_ticked else None
    if skipped:
        return Box(title, skipped[0], NOT_APPLICABLE, skipped[1])
    return Box(title, task.text, DONE if task.is_ticked else OPEN)


def _put_box(document: Document, box: Box) -> Document:
    for placed in _boxes(document):
        if same_item(placed.box.checklist, box.checklist) and is_about(placed.box.text, box.text):
            line = _marked(document.lines[placed.line], box, placed.box)
            return document.with_lines(placed.line, placed.line + 1, [line])
    line = _written(box) + document.newline
    return _insert_box(task_lines.with_section(document, CHECKLISTS), box.checklist, line)


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
    found = document.section(CHECKLISTS)
    assert found is not None
    newline = document.newline
    placed = [one.line for one in _boxes(document) if same_item(one.box.checklist, title)]
    if placed:
        return document.with_lines(placed[-1] + 1, placed[-1] + 1, [line])
    for heading in task_lines.headings(document, found):
        if same_item(heading.title, title):
            return document.with_lines(heading.line + 1, heading.line + 1, [newline, line])
    end = task_lines.end(document, found)
    new = [newline, f"### {title}{newline}", newline, line]
    return document.with_lines(end, end, new)
