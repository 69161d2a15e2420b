"""Versions of an entry: one that was redacted, and one that a merge keeps as a note.

Where two people rewrote an entry, one of both stands, and the note has the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from inc.domain.text import REDACTED
from inc.domain.timeline import Entry
from inc.domain.vocabulary import Kind

VERSION_OF: Final = "another version of ^"
"""How the note begins that keeps what the other side made of an entry."""


def is_redacted(entry: Entry) -> bool:
    """Whether the words of an entry were taken out of it."""
    return REDACTED in entry.text


def version_of(entry: Entry) -> str:
    """The id of the entry of which this one keeps another version; nothing for any other note."""
    if entry.kind is not Kind.NOTE or not entry.text.startswith(VERSION_OF):
        return ""
    return entry.text[len(VERSION_OF) :].partition(":")[0]


def as_note(entry: Entry, name: str) -> Entry:
    """The note that keeps an entry, under an id of its own."""
    audience = f" {entry.audience}" if entry.audience else ""
    text = f"{VERSION_OF}{entry.id}: {entry.kind.value}{audience} — {entry.text}"
    return entry._replace(kind=Kind.NOTE, id=name, text=text, audience="")


def kept_in(note: Entry) -> Entry:
    """The entry that a note keeps, under its own id; any other entry is what it is."""
    name = version_of(note)
    if not name:
        return note
    head, _, text = note.text.partition(": ")[2].partition(" — ")
    word, _, audience = head.partition(" ")
    kind = next((one for one in Kind if one.value == word), note.kind)
    return note._replace(id=name, kind=kind, text=text, audience=audience)


def notes_of(entry: Entry, entries: Iterable[Entry]) -> list[Entry]:
    """The notes that keep other versions of an entry."""
    return [one for one in entries if entry.id and version_of(one) == entry.id]
