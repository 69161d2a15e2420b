"""What commits say of action items: `Action: <incident>^<id>` does one, a revert undoes that.

An event counts once. Which ones were applied is remembered by the commits that applied them, so
what a person decides about an item afterwards stays.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Final, NamedTuple

from inc.domain.action_items import Located
from inc.domain.operations import acting
from inc.domain.tasks import DONE, DROPPED, OPEN, ActionItem

SYNCED: Final = "Inc-Synced"
"""The trailer that remembers: the commit whose word was applied, and the item."""

_LONGEST: Final = 65_536  # characters of a message that are read
_MOST: Final = 100  # names or reverts in one message
_ACTION: Final = r"(?im)^action:[ \t]*(\S.*)$"
_NAME: Final = r"[0-9A-Za-z-]{1,120}\^[0-9a-zA-Z]{4,12}"
_REVERTS: Final = (
    r"(?im)^this reverts commit ([0-9a-f]{7,64})\b"
    r"(?:,? reversing\s{1,3}changes made to ([0-9a-f]{7,64})\b)?"
)
_REMEMBERED: Final = rf"(?m)^{SYNCED}: ([0-9a-f]{{40,64}}) ({_NAME})$"
_DECIDED: Final = r"(?m)^Inc-Operation: action-(?:reopen|drop)$"
_DECIDED_ON: Final = rf"(?m)^Inc-Action: ({_NAME})$"

Brought = Callable[[str, str], Collection[str]]
"""The commits that a merge brought to the parent it was merged into."""

Holds = Callable[[str, str], bool]
"""Whether a commit stands on another one."""


class Said(NamedTuple):
    """A commit: its id, when it was made, and its message."""

    oid: str
    at: datetime
    text: str

    @property
    def short(self) -> str:
        """Its id as documents have it."""
        return self.oid[:12]


class Step(NamedTuple):
    """What becomes of an item, and the commits whose word that is; none to be applied later."""

    found: Located
    after: ActionItem
    by: Sequence[str]


class Plan(NamedTuple):
    """What is to be changed, what commits name and nobody knows, and what stays dropped."""

    steps: Sequence[Step]
    unknown: Sequence[tuple[str, str]]
    dropped: Sequence[tuple[Located, str]]


def plan(
    on_main: Sequence[Said],
    here: Sequence[Said],
    items: Sequence[Located],
    zone: tzinfo,
    *,
    brought: Brought = lambda _merge, _parent: (),
    holds: Holds = lambda _commit, _other: False,
) -> Plan:
    """What the commits of the main branch do to the items, the newest commit first.

    `here` are the commits of the branch that is checked out, which remember what was applied.
    """
    history = _History(on_main, here, brought, holds)
    steps, unknown, dropped = [], [], []
    for name, marks in history.marks(items):
        if isinstance(name, str):
            unknown += [(name, mark.short) for mark in marks]
            continue
        after, by = _judged(name, marks, history, zone)
        if name.item.state == DROPPED and by:
            dropped.append((name, marks[0].short))
        elif after != name.item:
            steps.append(Step(name, after, by))
    return Plan(steps, unknown, dropped)


def _judged(
    one: Located, marks: Sequence[Said], history: _History, zone: tzinfo
) -> tuple[ActionItem, Sequence[str]]:
    item, news = one.item, history.news(one.name, marks)
    if not news or item.state == DROPPED:
        return item, news
    standing = [mark for mark in marks if mark.oid in history.standing]
    is_by_them = len(item.proof) > 6 and any(one.oid.startswith(item.proof) for one in marks)
    if not standing:
        return (acting.reopen(item) if item.state == DONE and is_by_them else item), news
    newest = standing[0]
    still_shown = any(mark.oid.startswith(item.proof) for mark in standing)
    if item.state == OPEN or (is_by_them and not still_shown):
        done_on = newest.at.astimezone(zone).date().isoformat()
        return item._replace(state=DONE, done_on=done_on, proof=newest.short), news
    return (item if item.proof else item._replace(proof=newest.short)), news


class _History:
    """The commits, by what they do and what was made of them."""

    def __init__(
        self, on_main: Sequence[Said], here: Sequence[Said], brought: Brought, holds: Holds
    ) -> None:
        self._on_main = on_main
        self._holds = holds
        self._reverts = _reverts(on_main, brought)
        self.standing = _standing(on_main, self._reverts)
        self._remembered = {
            (oid, name)
            for said in (*on_main, *here)
            for oid, name in re.findall(_REMEMBERED, said.text[:_LONGEST])
        }
        self._decided: dict[str, list[str]] = {}
        for said in {said.oid: said for said in (*on_main, *here)}.values():
            if re.search(_DECIDED, said.text[:_LONGEST]):
                for name in re.findall(_DECIDED_ON, said.text[:_LONGEST]):
                    self._decided.setdefault(name, []).append(said.oid)

    def marks(self, items: Sequence[Located]) -> Iterator[tuple[Located | str, Sequence[Said]]]:
        """Each item, or the name that is none, with the commits that name it."""
        by_id: dict[str, list[Located]] = {}
        for one in items:
            by_id.setdefault(one.item.id, []).append(one)
        found: dict[str, tuple[Located | str, list[Said]]] = {}
        for said in self._on_main:
            for name in _names(said):
                meant = _meant(name, by_id)
                key = meant if isinstance(meant, str) else meant.name
                found.setdefault(key, (meant, []))[1].append(said)
        yield from found.values()

    def news(self, name: str, marks: Sequence[Said]) -> list[str]:
        """The commits about an item whose word was not applied, and that nobody decided over."""
        about = [mark.oid for mark in marks]
        for oid in about:
            about += [one for one in self._reverts.get(oid, ()) if one not in about]
        left = [oid for oid in about if (oid, name) not in self._remembered]
        decided = self._decided.get(name, ())
        return [oid for oid in left if not any(self._holds(one, oid) for one in decided)]


def _names(said: Said) -> list[str]:
    """The items that a message names, each once; several may stand in one line."""
    lines = re.findall(_ACTION, said.text[:_LONGEST])[:_MOST]
    words = (word for line in lines for word in re.split(r"[,\s]+", line.strip()))
    named = dict.fromkeys(word.casefold() for word in words if re.fullmatch(_NAME, word))
    return list(named)[:_MOST]


def _meant(name: str, by_id: Mapping[str, Sequence[Located]]) -> Located | str:
    """The item of a name, whose incident may be cut short while it is clear; else the name."""
    incident, _, item = name.rpartition("^")
    known = by_id.get(item, ())
    found = [one for one in known if one.incident == incident]
    found = found or [one for one in known if one.incident.startswith(incident)]
    return found[0] if len({one.incident for one in found}) == 1 else name


def _reverts(on_main: Sequence[Said], brought: Brought) -> dict[str, list[str]]:
    """Each commit that others say they revert, with these."""
    known = sorted(said.oid for said in on_main)
    found: dict[str, list[str]] = {}
    for said in on_main:
        for oid, parent in re.findall(_REVERTS, said.text[:_LONGEST])[:_MOST]:
            undone = {*_whole(oid.lower(), known), *(brought(oid, parent) if parent else ())}
            for one in undone.intersection(known) if parent else undone:
                found.setdefault(one, []).append(said.oid)
    return found


def _whole(oid: str, known: Sequence[str]) -> Sequence[str]:
    """The commit that the beginning of an id means, of the known ones in their order."""
    at = bisect_left(known, oid)
    found = [one for one in known[at : at + 2] if one.startswith(oid)]
    return found if len(found) == 1 else ()


def _standing(on_main: Sequence[Said], reverts: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """The commits that are not reverted, or whose revert was reverted; the newest come first."""
    standing: set[str] = set()
    for said in on_main:
        if standing.isdisjoint(reverts.get(said.oid, ())):
            standing.add(said.oid)
    return frozenset(standing)
