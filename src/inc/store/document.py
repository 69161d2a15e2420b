"""One Markdown file of ours, held line by line: what a command does not mean to change stays.

Joining the lines gives back every byte: the mark at the start, the newlines of either kind, the
missing one at the end, comments, unknown keys, unknown sections and prose between entries.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from inc.domain.incident import Change
from inc.domain.timeline import Entry, insertion_point
from inc.errors import DocumentRefused
from inc.store import entries, sections
from inc.store.entries import Long, Placed

if TYPE_CHECKING:
    from inc.domain.tasks import Tasks

TIMELINE: Final = "Timeline"
_BOM: Final = "\ufeff"
_POINTER: Final = "version https://git-lfs.github.com/spec/"
_STATUS: Final = r"(?m)^status:[ \t]+([a-z]+)[ \t]*\r?$"


class Document:
    """The lines of a file with their newlines, and where it stands (for messages)."""

    def __init__(self, lines: Sequence[str], path: str = "") -> None:
        self.lines = lines
        self.path = path

    @classmethod
    def parse(cls, data: bytes, path: str) -> Document:
        """Read the bytes of a file; DocumentRefused where they cannot be changed safely."""
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise DocumentRefused(
                f"{path}:{line}: the file is not UTF-8 (byte 0x{data[error.start]:02X})",
                hint="Save it as UTF-8 in an editor.",
            ) from None
        if text.startswith(_POINTER):
            raise DocumentRefused(
                f"{path}:1: git-lfs has not fetched the file; what stands there points to it",
                hint="git lfs pull",
            )
        line = _conflict(text)
        if line:
            raise DocumentRefused(
                f"{path}:{line}: the file has conflict markers",
                hint=f"Choose what stands in {path} and commit it, "
                "or in a merge: git merge --abort && inc sync",
            )
        return cls(split(text), path)

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(self.lines)

    @property
    def data(self) -> bytes:
        """The bytes of the file."""
        return self.text.encode("utf-8")

    @cached_property
    def newline(self) -> str:
        """The newline of the first line, which is the one that new lines get."""
        return "\r\n" if self.lines and self.lines[0].endswith("\r\n") else "\n"

    @cached_property
    def _fences(self) -> tuple[int, int] | None:
        """The lines of the two `---`, or None where there is no front matter."""
        if not self.lines or self.lines[0].removeprefix(_BOM).rstrip() != "---":
            return None
        for number in range(1, len(self.lines)):
            if self.lines[number].rstrip() in ("---", "..."):
                return 0, number
        raise DocumentRefused(
            f"{self.path}:1: the front matter is not closed by a line '---'",
            hint=f"Add the missing '---' to {self.path}.",
        )

    @property
    def block(self) -> str:
        """The YAML between the fences."""
        return "".join(self.lines[1 : self._fences[1]]) if self._fences else ""

    @cached_property
    def fields(self) -> Mapping[str, Any]:
        """The values of the front matter; DocumentRefused, with line and column, if unreadable."""
        from inc.store import front_matter  # yaml: a plain note needs none of it

        try:
            return front_matter.read(self.block)
        except front_matter.FrontMatterError as error:
            raise DocumentRefused(
                f"{self.path}:{error.line + 1}:{error.column}: {error.problem}",
                hint=f"Mend the front matter of {self.path}.",
            ) from None

    @property
    def view(self) -> Mapping[str, Any]:
        """The values of the front matter, read when the first of them is asked for."""
        return _Fields(self)

    @property
    def quick_status(self) -> str:
        """The status, without reading the YAML where it stands on a plain line of its own."""
        plain = re.search(_STATUS, self.block)
        return plain[1] if plain else str(self.fields.get("status") or "")

    @property
    def body_start(self) -> int:
        """The first line after the front matter."""
        return self._fences[1] + 1 if self._fences else 0

    @cached_property
    def headings(self) -> Sequence[sections.Heading]:
        """The headings of its body, those in code and comments not among them."""
        lines = self.lines
        if not self.body_start and lines and lines[0].startswith(_BOM):
            lines = [lines[0].removeprefix(_BOM), *lines[1:]]
        return sections.headings(lines, self.body_start)

    def section(self, title: str) -> sections.Section | None:
        """The first section of that title, letter case aside."""
        return sections.among(self.headings, title, len(self.lines))

    @property
    def timeline(self) -> sections.Section | None:
        """Where the timeline stands, or None."""
        return self.section(TIMELINE)

    @cached_property
    def placed(self) -> tuple[Placed, ...]:
        """The entries with their lines, in the order of the file."""
        if self.timeline is None:
            return ()
        start = self.timeline.heading + 1
        return tuple(entries.read(self.lines, start, self.timeline.end, self._day))

    @property
    def _day(self) -> datetime:
        day = re.search(r"(\d{4})-(\d\d)-(\d\d)-[^/]*$", self.path)
        try:
            return datetime(*map(int, day.groups()), tzinfo=UTC) if day else entries.MIDNIGHT  # type: ignore[misc,arg-type]
        except ValueError:
            return entries.MIDNIGHT

    @cached_property
    def _long(self) -> Long | None:
        """The entries of a timeline that is too long to read all of it for a note."""
        if self.timeline is None:
            return None
        return entries.read_long(self.lines, self.timeline.heading + 1, self.timeline.end)

    @property
    def entries(self) -> Sequence[Entry]:
        """The entries in the order of the file."""
        return self._long.entries if self._long else tuple(one.entry for one in self.placed)

    @cached_property
    def tasks(self) -> Tasks:
        """The lines of its checklists, and its action items."""
        from inc.store import tasks  # few commands ask

        return tasks.read(self)

    # ---------------------------------------------------------------- changes

    def apply(self, change: Change) -> Document:
        """This document after the change, with every other byte as it was."""
        if self.lines and not self.lines[-1].endswith("\n"):
            ended = Document(split(self.text + self.newline), self.path).apply(change)
            return Document(split(ended.text.removesuffix(self.newline)), self.path)
        document = self
        for old, new in change.replaced:
            document = document._replace(old, new)
        document = document._without(change.dropped)
        for entry in change.added:
            document = document._insert(entry)
        return document._with_tasks(change)._assign(change)

    def _with_tasks(self, change: Change) -> Document:
        if not (change.boxes or change.actions):
            return self
        from inc.store import tasks

        return tasks.put(self, change.boxes, change.actions)

    def _assign(self, change: Change) -> Document:
        if not change.fields:
            return self
        from inc.store import front_matter

        block = self.block
        try:
            for path, value in change.fields.items():
                block = front_matter.put(block, path, value)
        except front_matter.FrontMatterError as error:
            raise DocumentRefused(
                f"{self.path}:{error.line + 1}:{error.column}: {error.problem}",
                hint=f"Mend the front matter of {self.path}.",
            ) from None
        if self._fences:
            return self.with_lines(1, self._fences[1], split(block))
        mark = _BOM if self.text.startswith(_BOM) else ""
        fence = "---" + self.newline
        block = block.replace("\n", self.newline)
        lines = [mark + fence, *split(block), fence, self.newline]
        return Document([*lines, *split(self.text.removeprefix(_BOM))], self.path)

    def _replace(self, old: Entry, new: Entry) -> Document:
        """Rewrite an entry where it stands, or move it where its new time belongs."""
        at = self.entries.index(old)
        placed, others = self.placed[at], [*self.entries[:at], *self.entries[at + 1 :]]
        if new.at == old.at or insertion_point(others, new) == at:
            return self._splice(placed.start, placed.end, entries.write(new, self.newline))
        return self._splice(placed.start, placed.end, [])._insert(new)

    def _without(self, dropped: Sequence[Entry]) -> Document:
        document = self
        for placed in reversed(self.placed) if dropped else ():
            if placed.entry in dropped:
                document = document._splice(placed.start, placed.end, [])
        return document

    def _insert(self, entry: Entry) -> Document:
        document = self if self.timeline else self._with_timeline()
        written = entries.write(entry, document.newline)
        position = insertion_point(document.entries, entry)
        ranges = document._long.ranges if document._long else [one[1:] for one in document.placed]
        if position:
            after = ranges[position - 1][1]
            return document._splice(after, after, written)
        if ranges:
            before = ranges[0][0]
            return document._splice(before, before, written)
        return document._insert_first(written)

    def _splice(self, start: int, end: int, new: Sequence[str]) -> Document:
        """The lines of an entry replaced; what stands below does not become a part of it."""
        above = new[-1] if new else self.lines[start - 1]
        joins = end < len(self.lines) and sections.is_lazy(self.lines[end])
        gap = [self.newline] if joins and not above.isspace() else []
        return self.with_lines(start, end, [*new, *gap])

    def _insert_first(self, written: list[str]) -> Document:
        assert self.timeline is not None
        at = self.timeline.heading + 1
        blank = [self.newline]
        while at < self.timeline.end and self.lines[at].isspace():
            at, blank = at + 1, []
        behind = [self.newline] if at < len(self.lines) else []
        if at < self.timeline.end and self.lines[at].startswith((entries.INDENT, "\t")):
            behind += [f"<!-- -->{self.newline}", self.newline]  # or it would join the entry
        return self.with_lines(at, at, [*blank, *written, *behind])

    def _with_timeline(self) -> Document:
        gap = [self.newline] if self.lines and not self.lines[-1].isspace() else []
        heading = [*gap, f"## {TIMELINE}{self.newline}"]
        document = self.with_lines(len(self.lines), len(self.lines), heading)
        if document.timeline is None:
            raise DocumentRefused(
                f"{self.path}: code, a comment or HTML that is never closed hides the rest of it",
                hint=f"Close it in {self.path} (```, --> or </…>).",
            )
        return document

    def with_lines(self, start: int, end: int, new: Sequence[str]) -> Document:
        """This document with other lines in a half-open range."""
        return Document([*self.lines[:start], *new, *self.lines[end:]], self.path)


class _Fields(Mapping[str, Any]):
    """The front matter of a document, parsed on demand: a note needs none of it.

    So a broken front matter does not stop somebody from writing down what happens.
    """

    def __init__(self, document: Document) -> None:
        self._document = document

    def __getitem__(self, key: str) -> Any:
        return self._document.fields[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._document.fields)

    def __len__(self) -> int:
        return len(self._document.fields)


def create(change: Change, body: str, path: str) -> Document:
    """A new document: front matter, the body of its template, the entries and the checklists."""
    from inc.store import front_matter

    assert change.created is not None
    incident = change.created
    text = f"---\n{front_matter.dump(incident.fields)}---\n\n{body.strip()}\n"
    document = Document(split(text), path)
    for entry in incident.entries:
        document = document._insert(entry)
    return document._with_tasks(change)


def _conflict(text: str) -> int:
    """The line where a conflict that git left begins, 0 where there is none."""
    if "<<<<<<< " not in text:
        return 0
    begins = divided = 0
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("<<<<<<< "):
            begins, divided = number, 0
        elif begins and line.rstrip("\r") == "=======":
            divided = number
        elif divided and line.startswith(">>>>>>> "):
            return begins
    return 0


def split(text: str) -> list[str]:
    """The lines of a text with their newlines; joined again they are the text.

    Only LF ends a line: `str.splitlines` also splits at characters that people paste inside one.
    """
    return re.findall(r"[^\n]*\n|[^\n]+\Z", text)
