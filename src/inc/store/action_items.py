"""The action items below `## Action items`, as task-list lines or as rows of a table.

Both are read as people type them, and only the lines and the cells that change are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from inc.domain.tasks import DONE, DROPPED, OPEN, ActionItem
from inc.store import item_words, sections, tables, task_lines

if TYPE_CHECKING:
    from inc.store.document import Document

TITLE: Final = "Action items"
"""The heading that is written."""

TITLES: Final = frozenset(
    {
        *("action items", "action item", "actions", "corrective actions", "next steps"),
        *("follow ups", "followups", "follow up actions", "followup actions"),
        *("follow up items", "followup items"),
    }
)
"""The headings that are read, as `plain_title` has them."""

_MAY_BE_HEADED: Final = rb"(?im)^(?:\xef\xbb\xbf)? {0,3}##[^\n]{0,60}(?:action|follow|next)"
_NOT_OF_ITEMS: Final = ("checklists", "timeline")
_LONGEST_TITLE: Final = 60

_COLUMNS: Final = {
    "text": ("action", "action item", "what", "item", "task"),
    "type": ("type", "kind", "category"),
    "owner": ("owner", "who", "assignee"),
    "due": ("due date", "due", "by", "deadline"),
    "priority": ("priority", "prio"),
    "state": ("status", "state"),
}
"""The headings under which a table says what the list form says in one line."""

_STATED: Final = ("type", "owner", "due", "priority")
_DONE: Final = r"(?i:done|closed|completed?|finished|fixed|✅|\[x\])(?!\w)(?P<how>.*)"
_DROPPED: Final = (
    r"(?i:dropped|cancell?ed|wontfix|won't (?:do|fix)|obsolete)(?!\w):?[ \t]*(?P<why>.*)"
)
_TASK: Final = r"(?P<bullet>[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+\[)[ xX](?P<gap>\][ \t]+)"


class PlacedItem(NamedTuple):
    """An action item, its line, and the row of the table it stands in, if it stands in one."""

    item: ActionItem
    line: int
    row: tables.Row | None = None


def read(document: Document, most: int | None = None) -> list[PlacedItem]:
    """All action items of a document, in its order; of each form the first ones, if bounded."""
    parts = within(document)
    if not parts:
        return []
    listed = (one for section in parts for one in _listed(document, section))
    tabled = (one for section in parts for one in _tabled(document, section))
    found = [placed for way in (listed, tabled) for placed in islice(way, most)]
    return sorted(found, key=lambda placed: placed.line)


def may_stand_in(data: bytes) -> re.Match[bytes] | None:
    """What looks like a heading of action items, in the bytes of a document; most have none."""
    return re.search(_MAY_BE_HEADED, data)


def within(document: Document) -> list[sections.Section]:
    """The sections of action items: below headings of level two or three, by any of their names."""
    found: list[sections.Section] = []
    above, opened = "", None
    for heading in document.headings:
        if opened and heading.level <= opened.level:
            found.append(sections.Section(opened.title, opened.line, heading.line))
            opened = None
        title = plain_title(heading.title) if heading.level in (2, 3) else ""
        above = title if heading.level < 3 else above
        if opened is None and title in TITLES and above not in _NOT_OF_ITEMS:
            opened = heading
    if opened:
        found.append(sections.Section(opened.title, opened.line, len(document.lines)))
    return found


def plain_title(title: str) -> str:
    """A title as it is compared: `**7. Action Items:**` is `action items`."""
    words = re.findall(r"\w+", title.casefold()) if len(title) <= _LONGEST_TITLE else []
    while words and words[0].isdecimal():
        words.pop(0)
    return " ".join(words)


def of_line(line: str) -> ActionItem | None:
    """The action item that a line of a list is; None for another line."""
    match = re.match(_TASK, line)
    if match is None:
        return None
    is_ticked = line[len(match["bullet"])] != " "
    return item_words.read(line.rstrip()[match.end() :], is_ticked=is_ticked)


def _listed(document: Document, section: sections.Section) -> Iterator[PlacedItem]:
    for bullet in task_lines.bullets(document, section):
        if task := bullet.task:
            yield PlacedItem(item_words.read(task.text, is_ticked=task.is_ticked), task.line)


def _tabled(document: Document, section: sections.Section) -> Iterator[PlacedItem]:
    for table in _tables(document, section):
        for row in tables.rows(document.lines, table.start - 2, table.end):
            if row.of(*_COLUMNS["text"]) and not _is_placeholder(row):
                yield PlacedItem(_of_row(row), row.line, row)


def _tables(document: Document, section: sections.Section) -> Iterator[tables.Table]:
    """The tables of a section that have a column of actions; not those in code or comments."""
    lines, start = document.lines, section.heading
    if not any("|" in lines[number] for number in range(start, section.end)):
        return
    place, above = sections.Scanner().place, start
    for table in tables.tables(lines, start, section.end):
        where = [place(line) for line in lines[above : table.start]][-1]
        above = table.start
        is_of_actions = any(heading in table.columns for heading in _COLUMNS["text"])
        if is_of_actions and where is sections.TEXT:
            yield table


def _is_placeholder(row: tables.Row) -> bool:
    """Whether a row is the one of a template: `| [Action] | [Name] | [Date] | [Status] |`."""
    return all(cell[:1] == "[" and cell[-1:] == "]" for cell in row.cells if cell)


def _of_row(row: tables.Row) -> ActionItem:
    words, status = row.of(*_COLUMNS["text"]), row.of(*_COLUMNS["state"])
    done, dropped = re.fullmatch(_DONE, status), re.fullmatch(_DROPPED, status)
    is_done = bool(done) or (not status and item_words.says_done(words))
    item = item_words.read(words, is_ticked=is_done, has_type=bool(row.of(*_COLUMNS["type"])))
    told = {name: value for name in _STATED if (value := row.of(*_COLUMNS[name]))}
    told["type"] = told.get("type", item.type).lower()
    told["owner"] = told.get("owner", item.owner).removeprefix("@")
    told["priority"] = item_words.priority(told.get("priority", item.priority))
    if dropped:
        told |= {"state": DROPPED, "reason": dropped["why"], "done_on": "", "proof": ""}
    elif done:
        how = item_words.with_details(ActionItem("", state=DONE), [f"done{done['how']}"])
        told |= {"done_on": how.done_on, "proof": how.proof}
    return item._replace(**told)


# ------------------------------------------------------------------ writing


def add(document: Document, item: ActionItem) -> Document:
    """The document with one more action item, below the others and in their form."""
    section = _main(document)
    if section is None:
        document = task_lines.with_section(document, TITLE)
        section = document.section(TITLE)
        assert section is not None
    inside = range(section.heading, section.end)
    last = next((one for one in reversed(read(document)) if one.line in inside), None)
    table = next(reversed([*_tables(document, section)]), None)
    if table and (last is None or last.row):
        columns = table.columns
        empty = tables.Row(table.end, columns, [""] * len(columns))
        values = _cells(empty, ActionItem(""), item)
        written = tables.row([values.get(at, "") for at in range(len(columns))])
        return document.with_lines(table.end, table.end, [written + document.newline])
    end = _end_of_item(document, section, last.line) if last else task_lines.end(document, section)
    gap = [document.newline] if end == section.heading + 1 else []
    return document.with_lines(end, end, [*gap, line(item) + document.newline])


def _main(document: Document) -> sections.Section | None:
    """The section that grows: the one with our own title, else the first."""
    found = within(document)
    own = (one for one in found if plain_title(one.title) == TITLE.casefold())
    return next(own, next(iter(found), None))


def _end_of_item(
    document: Document, section: sections.Section, line: int, within_indent: int = 0
) -> int:
    """The line behind an item of a list and what belongs to it.

    It belongs to an item of another one only while it is indented as far as that.
    """
    scanner, end = sections.Scanner(), line + 1
    for number in range(section.heading, section.end):
        text = document.lines[number]
        place = scanner.place(text)
        if number <= line or place is sections.BLANK:
            continue
        if place is not sections.INSIDE or _indent(text) < within_indent:
            break
        end = number + 1
    return end


def _indent(text: str) -> int:
    return len(text[: len(text) - len(text.lstrip())].expandtabs(4))


def replace(document: Document, placed: PlacedItem, item: ActionItem) -> Document:
    """The document with an item changed where it stands."""
    if item == placed.item:
        return document
    before = document.lines[placed.line]
    after = (
        tables.with_cells(
            before,
            _cells(placed.row, placed.item, item),
            tables.rule_above(document.lines, placed.line),
        )
        if placed.row
        else relined(before, placed.item, item)
    )
    return document.with_lines(placed.line, placed.line + 1, [after])


def remark(document: Document, placed: PlacedItem, text: str) -> Document:
    """The document with a sentence below an item of a list, behind what stands there already."""
    section = next(one for one in within(document) if one.heading < placed.line < one.end)
    above = document.lines[placed.line]
    start = above[: len(above) - len(above.lstrip())]
    is_nested = _indent(above) > 0 and _depth(document, section, placed.line) > 0
    end = _end_of_item(document, section, placed.line, _indent(above) + 1 if is_nested else 0)
    indent = start + " " * (above.index("[", len(start)) - len(start))
    if above.endswith("\n"):
        return document.with_lines(end, end, [f"{indent}- {text}{document.newline}"])
    return document.with_lines(placed.line, end, [above + document.newline, f"{indent}- {text}"])


def _depth(document: Document, section: sections.Section, line: int) -> int:
    """How deep the item of a line is nested."""
    bullets = task_lines.bullets(document, section)
    return next((one.depth for one in bullets if one.line == line), 0)


def line(item: ActionItem) -> str:
    """An action item as a task-list line."""
    return f"- [{' ' if item.state == OPEN else 'x'}] {item_words.write(item)}"


def relined(text: str, before: ActionItem, after: ActionItem) -> str:
    """The line of an item of a list that changes; what does not change stays as it is written."""
    match = re.match(_TASK, text)
    assert match is not None
    body = text.rstrip()
    words = item_words.rewrite(body[match.end() :], before, after, has_type=False)
    mark = text[len(match["bullet"])]
    if (before.state == OPEN) != (after.state == OPEN):
        mark = " " if after.state == OPEN else "x"
    return f"{match['bullet']}{mark}{match['gap']}{words}{text[len(body) :]}"


def _cells(row: tables.Row, before: ActionItem, after: ActionItem) -> Mapping[int, str]:
    """The cells of a row that change, by their columns.

    What the table has no column for goes behind the text, as in the list form.
    """
    own = {name: row.at(*_COLUMNS[name]) for name in _COLUMNS}
    words = row.of(*_COLUMNS["text"])
    told = item_words.read(words, is_ticked=item_words.says_done(words))
    changed: dict[int, str] = {}
    inner_before, inner_after = before, after
    for name in _STATED:
        at, is_inside = own[name], bool(getattr(told, name))
        if at is None or (is_inside and not row.of(*_COLUMNS[name])):
            continue
        if getattr(before, name) != getattr(after, name):
            changed[at] = _shown(name, after)
        inner_before, inner_after = (
            one._replace(**{name: ""}) for one in (inner_before, inner_after)
        )
    if own["state"] is not None and told.state == OPEN:
        if _status(before) != _status(after) or not before.text:
            changed[own["state"]] = _status(after)
        plain = {"state": OPEN, "reason": "", "done_on": "", "proof": ""}
        inner_before, inner_after = (one._replace(**plain) for one in (inner_before, inner_after))
    has_type = own["type"] is not None and bool(after.type) and not inner_after.type
    # Without its type in a cell of its own, a text such as `Note: x` needs another spelling.
    is_respelt = own["type"] is not None and bool(before.type) != bool(after.type)
    if inner_before != inner_after or is_respelt:
        assert own["text"] is not None
        changed[own["text"]] = (
            item_words.rewrite(words, inner_before, inner_after, has_box=False, has_type=has_type)
            if before.text and not is_respelt
            else item_words.write(inner_after, has_box=False, has_type=has_type)
        )
    return changed


def _shown(name: str, item: ActionItem) -> str:
    value = str(getattr(item, name))
    return (
        value.capitalize()
        if name == "type"
        else f"@{value}"
        if name == "owner" and value
        else value
    )


def _status(item: ActionItem) -> str:
    """What the column of the status says: `Open`, `Done 2026-03-12 in 1a2b3c4d`, `Dropped: why`."""
    if item.state == DROPPED:
        return f"Dropped: {item.reason}" if item.reason else "Dropped"
    return "Done" + item.ending.removeprefix("done") if item.state == DONE else "Open"
