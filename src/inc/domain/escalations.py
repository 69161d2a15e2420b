"""Who was called in, and why: the text of an escalation, and its reading."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from inc.domain.timeline import Entry, said, value_and_reason
from inc.domain.vocabulary import Kind

GREW: Final = "impact-grew"
"""The reason that may be one for another severity."""
REASONS: Final = ("no-progress", GREW, "other-team", "decision")
"""The reasons that every policy has a sentence for; a team may have more."""


class Escalation(NamedTuple):
    """To whom, for which reason of the policy (a word, or nothing), and in which words.

    An entry that somebody wrote in another form is all words.
    """

    entry: Entry
    to: tuple[str, ...]
    reason: str
    words: str


def escalation_text(to: Sequence[str], reason: str, words: str) -> str:
    """The text of an escalation: `to @dan @erin (no-progress): …`."""
    people = " ".join(f"@{person}" for person in to)
    return said(f"to {people} ({reason})" if reason else f"to {people}", words)


def escalations(entries: Sequence[Entry]) -> list[Escalation]:
    """All escalations, in order."""
    found = [entry for entry in entries if entry.kind is Kind.ESCALATED]
    return [_read(entry) for entry in sorted(found, key=lambda entry: entry.order)]


def _read(entry: Entry) -> Escalation:
    value, words = value_and_reason(entry.text)
    people, _, mark = value.partition(" (")
    first, *to = people.split() or [""]
    if first != "to" or not to or not all(person.startswith("@") for person in to):
        return Escalation(entry, (), "", entry.text)
    return Escalation(entry, tuple(one[1:] for one in to), mark.removesuffix(")"), words)
