"""Corrections that never hide: amend and redact, and the entry that a person means."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from inc.domain import ledger
from inc.domain.identifiers import recorded_at
from inc.domain.incident import Change, Facts, Incident, change, names
from inc.domain.text import REDACTED, closed
from inc.domain.timeline import Entry, check_text, value_and_reason, without_words
from inc.domain.update_text import points
from inc.domain.vocabulary import Kind
from inc.errors import NotFound, Refused, UsageError

_QUOTED: Final = ("title", "impact", "links")
"""Fields whose words a command puts into an entry, with more words around them."""

_ENOUGH: Final = 120
"""Characters of a line by which it is found again."""

REDACTED_HELP: Final = """\
git history holds it, here and in every clone, and undo brings it back.
If it was a secret: change (rotate) it now; nothing else makes it safe.
If history must forget it too: git filter-repo --path {path} --invert-paths (or --replace-text),
then a forced push, and everybody clones anew."""


def find_entry(entries: Sequence[Entry], reference: str, typed_at: datetime | None = None) -> Entry:
    """The entry that `last`, `last~2`, or any part of an id that no other id has, names."""
    recorded = sorted((entry for entry in entries if entry.id), key=lambda entry: entry.id)
    back = re.fullmatch(r"last(?:~(\d{1,6}))?", reference)
    if back:
        _refuse_newer(recorded, reference, typed_at)
        position = int(back[1] or 0)
        if position >= len(recorded):
            raise NotFound(f"there is no entry '{reference}'", hint="See them: inc timeline")
        return recorded[-1 - position]
    part = reference.removeprefix("^").lower()
    found = [entry for entry in recorded if part and (entry.id == part or part in entry.id)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise NotFound(
            f"no entry has an id with '{reference}' in it",
            hint="See the ids: inc timeline. An entry written by hand gets one by: inc reconcile",
        )
    shown = "; ".join(f"^{entry.id} {entry.first_line[:40]}" for entry in found[:5])
    raise NotFound(
        f"'{reference}' names {len(found)} entries: {shown}", hint="Type more of the id."
    )


def _refuse_newer(recorded: Sequence[Entry], reference: str, typed_at: datetime | None) -> None:
    """Refuse `last` in a command that was typed before the newest entry was recorded."""
    if typed_at and recorded and recorded_at(recorded[-1].id) > typed_at + timedelta(seconds=1):
        raise Refused(
            f"'{reference}' meant another entry when it was typed; newer ones were recorded since",
            hint="Type it anew with the id (see: inc timeline), then: inc retry --drop N",
        )


def amend(
    incident: Incident, facts: Facts, entry: Entry, text: str | None, at: datetime | None
) -> Change:
    """Rewrite the text or the time of an entry; git keeps what it said before.

    The points of a status update (`- Impact: …`) stay unless the new text brings its own; so does
    the theory that an answer names.
    """
    new = entry._replace(text=entry.text if text is None else text, at=at or entry.at)
    if text is not None and entry.kind is Kind.UPDATE and not points(text):
        new = new._replace(text="\n".join([closed(text), *points(entry.text)]))
    if text is not None and entry.kind in ledger.ANSWERS and not ledger.verdict(new).about:
        new = new._replace(text=ledger.with_evidence(entry, text))
    if new == entry:
        raise Refused(f"^{entry.id} says that already", hint="See it: inc timeline")
    if not new.text.strip():
        raise UsageError("an entry cannot become empty", hint="To take text out: inc redact REF")
    if new.text != entry.text:
        check_text(new.kind, new.text)
    return change(incident, "amend", words=[f"amended {entry.kind}"], replaced=[(entry, new)])


def redact(incident: Incident, facts: Facts, entry: Entry, why: str) -> Change:
    """Replace the text of an entry by a marker; a value that the state rests on stays."""
    marker = f"{REDACTED}{facts.author}" + (f": {why}]" if why else "]")
    text = without_words(entry, marker)
    if entry.kind in ledger.ANSWERS:
        text = ledger.with_evidence(entry, marker, "…")
    return change(
        incident,
        "redact",
        words=[f"redacted {entry.kind}"],
        replaced=[(entry, entry._replace(text=text))],
    )


def also_in(incident: Incident, entry: Entry) -> list[str]:
    """Where else in the document a longer line of that entry stands, or what a line quotes."""
    lines = _longer_lines(entry)
    places = [
        f"^{other.id}"
        for other in incident.entries
        if other is not entry and any(line in other.text for line in lines)
    ]
    if any(line in action.text for line in lines for action in incident.actions):
        places.append("the action items")
    fields = [
        key
        for key, value in incident.fields.items()
        if any(line in str(value) for line in lines)
        or (key in _QUOTED and any(word in entry.text for word in names(value) if len(word) >= 8))
    ]
    return [f"the front matter ({key})" for key in fields] + places


def stands_in(text: str, entry: Entry) -> bool:
    """Whether a longer line of an entry stands in a text, as it is or as Markdown shows it."""
    from inc.domain.blocks.markdown import plain  # few corrections ask

    begun = [line[:_ENOUGH] for line in _longer_lines(entry)]
    return any(line in text or plain(line) in text for line in begun)


def _longer_lines(entry: Entry) -> list[str]:
    """The longer lines of an entry, as they stand there and as others repeat them."""
    said = [entry.text, ledger.quoted(entry.text), value_and_reason(entry.text)[1]]
    if entry.kind in ledger.ANSWERS:
        said.append(ledger.verdict(entry).evidence)
    if entry.kind is Kind.MITIGATED:
        said.append(ledger.mitigation(entry.first_line).done)
    lines = {line.strip() for text in said for line in text.split("\n")}
    return [line for line in lines if len(line) >= 8]
