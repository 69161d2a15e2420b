"""Action items of all incidents: which are meant, which come first, and what they are about."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from inc.domain.days import day_of
from inc.domain.identifiers import ALPHABET, same_person
from inc.domain.policy import Policy
from inc.domain.tasks import DROPPED, OPEN, ActionItem, is_nobody, same_item
from inc.errors import NotFound, UsageError

DOCUMENT: Final = "document"
_ID: Final = r"[0-9a-z]{1,12}"
_ID_LENGTHS: Final = (5, 5, 5, 6, 6, 6, 7, 8)
_SHOWN: Final = 10
_TYPED: Final = r"(?P<type>[A-Za-z]{2,20}):\s+(?P<rest>\S.*)"


class Located(NamedTuple):
    """An action item, the incident it came from, and where it stands; lines count from 1."""

    item: ActionItem
    incident: str
    path: str
    line: int

    @property
    def name(self) -> str:
        """What names it in a commit: `2026-03-04-checkout-failures^9c1d`."""
        return f"{self.incident}^{self.item.id}"

    @property
    def place(self) -> str:
        """Where it stands, as editors take it."""
        return f"{self.path}:{self.line}"

    def is_same(self, other: Located) -> bool:
        """Whether both are one item, which may stand in the incident and in its postmortem."""
        if self.item.id or other.item.id:
            return self.name == other.name
        return (self.place, self.item) == (other.place, other.item)


def once(items: Iterable[Located]) -> list[Located]:
    """Each item once, where it stands first."""
    found: dict[str, Located] = {}
    for one in items:
        found.setdefault(one.name if one.item.id else one.place, one)
    return list(found.values())


# ------------------------------------------------------------------ which are asked for


class Selection(NamedTuple):
    """Filters that all have to hold; an empty one holds for every item."""

    states: frozenset[str] = frozenset()
    owner: str = ""
    is_unowned: bool = False
    due_before: date | None = None
    types: frozenset[str] = frozenset()
    priorities: frozenset[str] = frozenset()

    def takes(self, item: ActionItem) -> bool:
        """Whether an item is one of them."""
        day = day_of(item.due)
        return (
            (not self.states or item.state in self.states)
            and (not self.owner or same_person(item.owner, self.owner))
            and not (self.is_unowned and not is_nobody(item.owner))
            and (self.due_before is None or (day is not None and day < self.due_before))
            and (not self.types or item.type in self.types)
            and (not self.priorities or item.priority.casefold() in self.priorities)
        )


def is_overdue(item: ActionItem, today: date) -> bool:
    """Whether it is still open after its day."""
    day = day_of(item.due)
    return item.state == OPEN and day is not None and day < today


def _by_due(one: Located) -> tuple[object, ...]:
    day = day_of(one.item.due)
    return (day is None, day or date.max, one.item.priority or "~", one.incident, one.line)


ORDERS: Final[Mapping[str, Callable[[Located], tuple[object, ...]]]] = {
    "due": _by_due,
    "priority": lambda one: (one.item.priority or "~", *_by_due(one)),
    "owner": lambda one: (one.item.owner.casefold() or "~", *_by_due(one)),
    "type": lambda one: (one.item.type or "~", *_by_due(one)),
    "incident": lambda one: (
        tuple(-ord(sign) for sign in one.incident[:10]),
        one.incident,
        one.line,
    ),
}
"""What a list may be sorted by: the earliest day first, the newest incident first."""


# ------------------------------------------------------------------ the one that is meant


def find(reference: str, items: Sequence[Located], state: str = "") -> Located:
    """The item that `^id`, its id or unique words of its text name.

    Where words fit several, those in `state` are meant. NotFound, with the candidates, where it is
    unclear: nothing is guessed.
    """
    found = _named(reference.strip(), items)
    if len(found) > 1 and state and not reference.strip().startswith("^"):
        found = [one for one in found if one.item.state == state] or found
    if len(found) == 1:
        return found[0]
    if not found:
        raise NotFound(
            f"no action item is called '{reference}'", hint="See them all: inc action list --all"
        )
    lines = [f"  {told(one)}" for one in found[:_SHOWN]]
    more = [f"  … and {len(found) - _SHOWN} more"] if len(found) > _SHOWN else []
    raise NotFound(
        "\n".join([f"'{reference}' names {len(found)} action items:", *lines, *more]),
        hint="Name one by its ^id, or the incident with -i.",
    )


def told(one: Located) -> str:
    """An item among others, in one line."""
    name = f"^{one.item.id}" if one.item.id else one.place
    return f"{name} {one.item.state}: {one.item.text} ({one.incident})"


def _named(reference: str, items: Sequence[Located]) -> Sequence[Located]:
    incident, sign, name = reference.rpartition("^")
    if sign and re.fullmatch(_ID, name.casefold()):
        there = [one for one in items if incident.casefold() in one.incident]
        exact = [one for one in there if one.item.id == name.casefold()]
        return exact or [one for one in there if one.item.id.startswith(name.casefold())]
    exact = [one for one in items if one.item.id and one.item.id == reference.casefold()]
    exact = exact or [one for one in items if same_item(one.item.text, reference)]
    if exact or not reference:
        return exact
    phrase = " ".join(reference.casefold().split())
    texts = [(one, " ".join(one.item.text.casefold().split())) for one in items]
    within = [one for one, text in texts if phrase in text]
    return within or [one for one, text in texts if all(w in text for w in phrase.split())]


def new_id(taken: Container[str], entropy: Callable[[], int]) -> str:
    """A short id that no item of the workspace has."""
    for length in _ID_LENGTHS:
        number = entropy() | entropy() << 24
        name = "".join(ALPHABET[number >> 5 * at & 31] for at in range(length))
        if name not in taken and not name.isdecimal():
            return name
    raise AssertionError("chance gives the same number again and again")


# ------------------------------------------------------------------ the words of the policy


def known_type(typed: str, policy: Policy) -> str:
    """A type of the policy; UsageError, with a guess, for another word."""
    return _known(typed, policy, "types", "type of action item")


def known_priority(typed: str, policy: Policy) -> str:
    """A priority of the policy; UsageError, with a guess, for another word."""
    return _known(typed, policy, "priorities", "priority")


def _known(typed: str, policy: Policy, key: str, what: str) -> str:
    meanings = policy.table("actions", key)
    names = {name.casefold(): name for name in meanings}
    if typed.casefold() in names:
        return names[typed.casefold()]
    near = difflib.get_close_matches(typed.casefold(), list(names), n=1)
    guess = f"Did you mean {names[near[0]]}? " if near else ""
    listed = "\n".join(f"  {name}: {meaning}" for name, meaning in meanings.items())
    raise UsageError(f"'{typed}' is no {what}", hint=f"{guess}There are:\n{listed}")


def typed_text(text: str, policy: Policy) -> tuple[str, str]:
    """The text without its type, and the type, where it begins with one of the policy."""
    match = re.fullmatch(_TYPED, text)
    if match and match["type"].casefold() in policy.table("actions", "types"):
        return match["rest"], match["type"].casefold()
    return text, ""


# ------------------------------------------------------------------ what they are about


class Balance(NamedTuple):
    """How many items there are of each type; those that were dropped do not count."""

    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(self.counts.values())

    @property
    def only_documents(self) -> bool:
        """Whether all that was learnt is to write something down: that prevents nothing."""
        return self.total > 0 and self.counts.get(DOCUMENT, 0) == self.total


def balance(items: Iterable[ActionItem], policy: Policy) -> Balance:
    """How many items there are of each type of the policy, then of other words, and of none."""
    found = Counter(item.type for item in items if item.state != DROPPED)
    order = [*policy.table("actions", "types"), *sorted(kind for kind in found if kind), ""]
    kinds = dict.fromkeys(kind for kind in order if kind or found[kind])
    return Balance({kind: found[kind] for kind in kinds})
