"""Another version of an entry, kept as a note, is that entry again when it is taken."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from inc.domain.timeline import Entry
from inc.domain.versions import as_note, is_redacted, kept_in, notes_of, version_of
from inc.domain.vocabulary import Kind

AT = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)
NOTE, UPDATE = "0j4hq9r0k3mx", "0j4hq9r05akg"


@pytest.mark.parametrize(
    "entry",
    [
        Entry(AT, Kind.NOTE, "bob", "restarted — twice: the pods", UPDATE, ""),
        Entry(AT, Kind.UPDATE, "bob", "We are looking.\n- Impact: cards", UPDATE, "customer"),
        Entry(AT, Kind.STATUS, "bob", "monitoring: it falls", UPDATE, ""),
    ],
)
def test_there_and_back(entry: Entry) -> None:
    note = as_note(entry, NOTE)

    assert (note.id, note.kind, version_of(note)) == (NOTE, Kind.NOTE, UPDATE)
    assert kept_in(note) == entry
    assert notes_of(entry, [entry, note]) == [note]


def test_any_other_note_is_what_it_is() -> None:
    note = Entry(AT, Kind.NOTE, "bob", "there is another version of ^x in the wiki", NOTE, "")

    assert version_of(note) == ""
    assert kept_in(note) == note
    assert notes_of(note._replace(id=""), [note]) == []


def test_which_one_was_redacted() -> None:
    entry = Entry(AT, Kind.NOTE, "bob", "redacted by @alice", NOTE, "")
    assert not is_redacted(entry)
    assert is_redacted(entry._replace(text="[redacted by @alice: a customer]"))
