"""What commits say of action items: `Action: <incident>^<id>` does one, a revert undoes that.

Both parts may be cut short, and the incident left out, while it is clear which item is meant.

An event counts once. Which ones were applied is remembered by the commits that applied them, so
what a person decides about an item afterwards stays. Only commits that changed a document of the
incident remember: a trailer in any other commit is nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from itertools import islice, takewhile
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
_TYPED_NAME: Final = r"[0-9A-Za-z-]{0,120}\^[0-9a-zA-Z]{4,12}"
_REVERTS: Final = (
    r"(?im)^this reverts commit ([0-9a-f]{7,64})\b"
    r"(?:,? reversing\s{1,3}changes made to ([0-9a-f]{7,64})\b)?"
)
_REMEMBERED: Final = rf"(?m)^{SYNCED}: ([0-9a-f]{{40,64}}) ({_NAME})$"
_PICKED: Final = r"(?m)^\(cherry picked from commit ([0-9a-f]{40,64})\)$"
_OPERATION: Final = r"(?m)^Inc-Operation: action-(sync|done|reopen|drop)$"
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
    paths: frozenset[str] = frozenset()
    """The files that it changed, where commands of ours might have made it."""

    @property
    def short(self) -> str:
        """Its id as documents have it."""
        return self.oid[:12]


class Step(NamedTuple):
    """What becomes of an item, and the commits whose word that is; none to be applied later."""

    found: Located
    after: ActionItem
    by: Sequence[str]


class Unknown(NamedTuple):
    """A name that means nothing, the commit that has it, and when that was made."""

    name: str
    commit: str
    at: datetime


class Unclear(NamedTuple):
    """A name that means several items, and the commit that has it."""

    name: str
    commit: str
    found: Sequence[Located]


class Plan(NamedTuple):
    """What is to be changed, and what a person has to look at.

    That is what commits name and nobody knows, or is several items; what stays dropped; and what
    was synced with a commit that is gone.
    """

    steps: Sequence[Step]
    unknown: Sequence[Unknown]
    dropped: Sequence[tuple[Located, str]]
    unclear: Sequence[Unclear] = ()
    gone: Sequence[Located] = ()


def plan(
    on_main: Sequence[Said],
    here: Sequence[Said],
    items: Sequence[Located],
    zone: tzinfo,
    *,
    brought: Brought = lambda _merge, _parent: (),
    holds: Holds = lambda _commit, _other: False,
    is_all: bool = True,
) -> Plan:
    """What the commits of the main branch do to the items, the newest commit first.

    `here` are the commits of the branch that is checked out, which remember what was applied.
    Where they are not all commits that there are, none is gone.
    """
    history = _History(on_main, here, brought, holds)
    gone = history.gone(items) if is_all else []
    steps, unknown, unclear, dropped = [], [], [], []
    for name, found, marks in history.marks(items):
        if len(found) != 1:
            unknown += [Unknown(name, mark.short, mark.at) for mark in marks if not found]
            unclear += [
                Unclear(name, mark.short, found)
                for mark in marks
                if any(history.news(one.name, [mark]) for one in found)
            ]
            continue
        (one,) = found
        after, by = _judged(one, marks, history, zone, is_gone=one in gone)
        if one.item.state == DROPPED and by:
            dropped.append((one, marks[0].short))
        elif after != one.item:
            steps.append(Step(one, after, by))
    changed = [step.found for step in steps]
    return Plan(steps, unknown, dropped, unclear, [one for one in gone if one not in changed])


def _judged(
    one: Located, marks: Sequence[Said], history: _History, zone: tzinfo, *, is_gone: bool
) -> tuple[ActionItem, Sequence[str]]:
    """The item as the commits have it; what a person finished in another way stays so."""
    item, news = one.item, history.news(one.name, marks)
    if not news or item.state == DROPPED:
        return item, news
    standing = [mark for mark in marks if mark.oid in history.standing]
    is_by_them = len(item.proof) > 6 and any(one.oid.startswith(item.proof) for one in marks)
    if not standing:
        return (acting.reopen(item) if item.state == DONE and is_by_them else item), news
    newest = standing[0]
    still_shown = any(mark.oid.startswith(item.proof) for mark in standing)
    if item.state == OPEN or ((is_by_them or is_gone) and not still_shown):
        done_on = newest.at.astimezone(zone).date().isoformat()
        return item._replace(state=DONE, done_on=done_on, proof=newest.short), news
    return item, news


class _History:
    """The commits, by what they do and what was made of them."""

    def __init__(
        self, on_main: Sequence[Said], here: Sequence[Said], brought: Brought, holds: Holds
    ) -> None:
        self._on_main = on_main
        self._holds = holds
        self._reverts = _reverts(on_main, brought)
        self.standing = _standing(on_main, self._reverts)
        self._known = {said.oid: said for said in (*on_main, *here)}
        self._remembered: dict[str, set[str]] = {}
        self._synced: dict[str, set[str]] = {}
        self._decided: dict[str, list[str]] = {}
        for said in self._known.values():
            if said.paths:
                self._remember(said, {path.rpartition("/")[2] for path in said.paths})

    def _remember(self, said: Said, files: Collection[str]) -> None:
        """Take in what a commit of ours did with items of the documents that it changed."""
        text = said.text[:_LONGEST]
        operations = set(re.findall(_OPERATION, text))
        if not operations.isdisjoint(("sync", "done")):
            for oid, name in re.findall(_REMEMBERED, text):
                if _document(name) in files:
                    self._remembered.setdefault(name, set()).add(oid)
                    if "sync" in operations:
                        self._synced.setdefault(name, set()).add(oid)
        if not operations.isdisjoint(("reopen", "drop")):
            for name in re.findall(_DECIDED_ON, text):
                if _document(name) in files:
                    self._decided.setdefault(name, []).append(said.oid)

    def marks(
        self, items: Sequence[Located]
    ) -> Iterator[tuple[str, Sequence[Located], Sequence[Said]]]:
        """Each name, the items that it may mean, and the commits that have it."""
        by_id: dict[str, list[Located]] = {}
        for one in items:
            by_id.setdefault(one.item.id, []).append(one)
        found: dict[str, tuple[Sequence[Located], list[Said]]] = {}
        ids = sorted(by_id)
        for said in self._on_main:
            for name in _names(said):
                meant = _meant(name, by_id, ids)
                key = meant[0].name if len(meant) == 1 else name
                found.setdefault(key, (meant, []))[1].append(said)
        for name, (meant, marks) in found.items():
            yield name, meant, marks

    def news(self, name: str, marks: Sequence[Said]) -> list[str]:
        """The commits about an item whose word was not applied, and that nobody decided over."""
        about = [mark.oid for mark in marks]
        for oid in about:
            about += [one for one in self._reverts.get(oid, ()) if one not in about]
        left = [oid for oid in about if oid not in self._remembered.get(name, ())]
        decided = self._decided.get(name, ())
        return [oid for oid in left if not any(self._holds(one, oid) for one in decided)]

    def gone(self, items: Sequence[Located]) -> list[Located]:
        """The items that a sync finished for a commit that there is no more: it was rebased."""
        done = [one for one in items if one.item.state == DONE and len(one.item.proof) > 6]
        return [one for one in done if self._is_gone(one)]

    def _is_gone(self, one: Located) -> bool:
        synced = self._synced.get(one.name, ())
        shown = [oid for oid in synced if oid.startswith(one.item.proof)]
        return bool(shown) and self._known.keys().isdisjoint(shown)


def _document(name: str) -> str:
    """The file name of the documents that have an item."""
    return f"{name.rpartition('^')[0]}.md"


def _names(said: Said) -> list[str]:
    """The items that a message names, each once; several may stand in one line."""
    lines = re.findall(_ACTION, said.text[:_LONGEST])[:_MOST]
    words = (word for line in lines for word in re.split(r"[,\s]+", line.strip()))
    named = dict.fromkeys(word.casefold() for word in words if re.fullmatch(_TYPED_NAME, word))
    return list(named)[:_MOST]


def _meant(
    name: str, by_id: Mapping[str, Sequence[Located]], ids: Sequence[str]
) -> Sequence[Located]:
    """The items that a name may mean; its incident and its id may be cut short while it is clear.

    `ids` are those of all items in their order.
    """
    incident, _, item = name.rpartition("^")
    first = bisect_left(ids, item)
    near = takewhile(lambda one: one.startswith(item), islice(ids, first, first + _MOST))
    whole = [item] if item in by_id else near
    known = [one for name in whole for one in by_id[name]]
    exact = [one for one in known if one.incident == incident]
    return exact or [one for one in known if one.incident.startswith(incident)]


def _reverts(on_main: Sequence[Said], brought: Brought) -> dict[str, list[str]]:
    """Each commit that others say they revert, with these."""
    oids = {said.oid for said in on_main}
    picks = _picks(on_main, oids)
    known = sorted(oids.union(picks))
    found: dict[str, list[str]] = {}
    for at, said in enumerate(on_main):
        for oid, parent in re.findall(_REVERTS, said.text[:_LONGEST])[:_MOST]:
            undone = {*_whole(oid.lower(), known), *(brought(oid, parent) if parent else ())}
            picked = {pick for one in undone for since, pick in picks.get(one, ()) if since > at}
            for one in (undone & oids) | picked:
                found.setdefault(one, []).append(said.oid)
    return found


def _picks(on_main: Sequence[Said], oids: Collection[str]) -> dict[str, list[tuple[int, str]]]:
    """The commits that were picked from ones that are not there, by these, with their places."""
    found: dict[str, list[tuple[int, str]]] = {}
    for at, said in enumerate(on_main):
        for origin in re.findall(_PICKED, said.text[:_LONGEST])[:_MOST]:
            if origin not in oids:
                found.setdefault(origin, []).append((at, said.oid))
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
