"""A document under examination: read once, whatever is wrong with it, and asked by every rule."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from itertools import islice
from typing import Any, Final

from inc.checks.finding import Sort
from inc.checks.reading import field_values
from inc.checks.reading.field_values import PlacedValue
from inc.checks.surroundings import Surroundings
from inc.domain.credentials import may_hold
from inc.domain.incident import Incident
from inc.domain.policy import Policy
from inc.domain.postmortem import Postmortem
from inc.domain.tasks import Tasks
from inc.domain.timeline import TIME_FIELDS, Entry, Path, Value, fold
from inc.domain.vocabulary import Kind
from inc.errors import DocumentRefused, IncError
from inc.store import action_items, sections
from inc.store.action_items import PlacedItem
from inc.store.blocks import BEGIN, END
from inc.store.document import Document, split
from inc.store.entries import Placed

LONGEST_LINE: Final = 8 * 1024
"""Characters of a line that rules look at."""

MOST_LINES: Final = 100_000
"""Lines of a document that rules look at as prose."""

_MOST_ROLES: Final = 2_000  # entries that give one; each is compared with all who have it

MOST_ITEMS: Final = 5_000
"""Action items of a document that rules look at, of each form."""

LARGEST: Final = 2 << 20
"""Bytes of a document that rules look at: some twenty thousand entries."""


class Examined:
    """One document; what cannot be read of it is empty, and its `problem` says why."""

    def __init__(self, path: str, sort: Sort, data: bytes, around: Surroundings) -> None:
        self.path = path
        self.sort = sort
        self.data = data
        self.around = around

    @property
    def name(self) -> str:
        """The name of its file without the ending: the id of an incident."""
        return self.path.rpartition("/")[2].removesuffix(".md")

    @property
    def policy(self) -> Policy:
        """What the team agreed on."""
        return self.around.policy

    @property
    def now(self) -> datetime:
        """When the check runs."""
        return self.around.now

    # ------------------------------------------------------------------ reading

    @cached_property
    def _parsed(self) -> tuple[Document, IncError | None]:
        if len(self.data) > LARGEST:
            what = f"{self.path}:1: the file has {len(self.data)} bytes; {LARGEST} are the limit"
            hint = "Move attachments and long output out of it, and link them."
            return Document((), self.path), DocumentRefused(what, hint=hint)
        try:
            return Document.parse(self.data, self.path), None
        except IncError as error:
            return Document((), self.path), error

    @cached_property
    def document(self) -> Document:
        """Its lines; none where they cannot be read safely."""
        return self._parsed[0]

    @cached_property
    def _front_matter(self) -> tuple[Mapping[str, Any], IncError | None]:
        try:
            return self.document.fields, None
        except IncError as error:
            return {}, error

    @property
    def fields(self) -> Mapping[str, Any]:
        """The values of its front matter."""
        return self._front_matter[0]

    @property
    def problem(self) -> IncError | None:
        """Why the document, or its front matter, cannot be read."""
        return self._parsed[1] or self._front_matter[1]

    @property
    def is_readable(self) -> bool:
        """Whether all of it can be read."""
        return self.problem is None

    @cached_property
    def text(self) -> str:
        """Its text up to the limit, as good as it can be read."""
        return self.data[:LARGEST].decode("utf-8", "replace")

    @cached_property
    def may_hold_credentials(self) -> bool:
        """Whether it is worth looking for credentials; its own name is as long as a token."""
        name = self.name.encode("utf-8", "surrogateescape")
        return may_hold(self.data[:LARGEST].replace(name, b" "))

    @cached_property
    def lines(self) -> Sequence[str]:
        """Its lines with their newlines, as good as they can be read."""
        return self.document.lines or split(self.text)

    def line(self, number: int) -> str:
        """A line by its number from 1, cut to what rules look at."""
        return self.lines[number - 1][:LONGEST_LINE].rstrip("\r\n") if self.has_line(number) else ""

    def has_line(self, number: int) -> bool:
        """Whether there is a line of that number."""
        return 0 < number <= len(self.lines)

    @cached_property
    def values(self) -> Sequence[PlacedValue]:
        """The values of its front matter with their places; asked for only where one is wrong."""
        return field_values.read(self.document) if self.is_readable else ()

    def value(self, *path: str) -> PlacedValue | None:
        """The value at a path of keys (and numbers of items), with its place."""
        return next((one for one in self.values if one.path == path), None)

    # ------------------------------------------------------------------ what it says

    @cached_property
    def incident(self) -> Incident:
        """The incident that it is; of what cannot be read, and of others, what there is of it."""
        tasks = (lambda: self.document.tasks) if self.is_readable else Tasks
        return Incident(self.name, self.fields, self.entries, tasks)

    @cached_property
    def times(self) -> Mapping[str, datetime]:
        """The times of the life cycle that its front matter states and that can be read."""
        stated = ((name, self.incident.time(name)) for name in TIME_FIELDS if name in self.fields)
        return {name: moment for name, moment in stated if moment}

    @cached_property
    def postmortem(self) -> Postmortem:
        """The postmortem that it is."""
        return Postmortem(self.name, self.fields)

    @cached_property
    def placed(self) -> Sequence[Placed]:
        """The entries of its timeline with their lines (from 0); none in what is broken."""
        return self.document.placed if self.is_readable else ()

    @property
    def entries(self) -> Sequence[Entry]:
        """The entries of its timeline."""
        return self.document.entries if self.is_readable else ()

    @cached_property
    def folded(self) -> Mapping[Path, Value]:
        """The state that its timeline implies; nothing where it has more changes than people."""
        changes = sum(one.kind is Kind.ROLE for one in self.entries)
        return fold(self.entries) if changes <= _MOST_ROLES else {}

    @cached_property
    def items(self) -> Sequence[PlacedItem]:
        """Its action items with their lines (from 0)."""
        if not self.is_readable or not action_items.may_stand_in(self.data):
            return ()
        return action_items.read(self.document, most=MOST_ITEMS)

    @cached_property
    def headings(self) -> Sequence[sections.Heading]:
        """The headings of its body, those of code and comments not among them."""
        return self.document.headings if self.is_readable else ()

    def section(self, title: str) -> sections.Section | None:
        """A section by its title, letter case aside."""
        return sections.among(self.headings, title, len(self.lines))

    @property
    def has_front_matter(self) -> bool:
        """Whether it begins with one."""
        return self._body_start > 0

    @property
    def _body_start(self) -> int:
        return self.document.body_start if self.is_readable else 0

    def line_of(self, *keys: str) -> int:
        """The line (from 1) on which a key of the front matter stands; 1 where it does not."""
        start, indent = 1, ""
        for key in keys:
            wanted = re.compile(rf"{indent}(['\"]?){re.escape(key)}\1[ \t]*:")
            for number in range(start, self._body_start):
                line = self.lines[number]
                if wanted.match(line):
                    start, indent = number + 1, "[ \t]+"
                    break
                if indent and not line[:1].isspace() and line[:1] != "#":
                    return start  # the keys below end here: it is written in braces
            else:
                return start
        return start

    @cached_property
    def places(self) -> Sequence[str]:
        """Where each line stands, as `sections.Scanner` has it; the front matter is hidden."""
        start, place = self._body_start, sections.Scanner().place
        body = islice(self.lines, start, MOST_LINES)
        return [*([sections.HIDDEN] * start), *map(place, body)]

    @cached_property
    def generated(self) -> Sequence[int]:
        """A one for each line of a block that inc wrote, its first marker included; else zeros."""
        found, is_inside = bytearray(len(self.lines)), False
        if BEGIN.encode() in self.data:
            for number in range(self._body_start, len(self.lines)):
                line = self.lines[number]
                if line.startswith((BEGIN, END)):
                    is_inside = line.startswith(BEGIN)
                found[number] = is_inside
        return found

    @cached_property
    def prose(self) -> Sequence[tuple[int, str]]:
        """The lines (from 1) that people wrote outside of code, comments and generated blocks.

        Entries of the timeline are among them, the front matter is not.
        """
        return [
            (number, line[:LONGEST_LINE].rstrip())
            for number, (line, place, is_ours) in enumerate(
                zip(self.lines, self.places, self.generated, strict=False), 1
            )
            if place is not sections.HIDDEN and place is not sections.BLANK and not is_ours
        ]
