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
from inc.domain.tasks import DROPPED, OPEN, ActionItem, folded, is_nobody, same_item
from inc.errors import NotFound, UsageError

DOCUMENT: Final = "document"
REFERENCE: Final = (
    r"(?P<incident>[0-9A-Za-z-]*)\^(?P<id>[0-9A-Za-z]{1,12})(?:[ \t]+(?P<words>\S.*))?"
)
"""What names an item by its id: `^9c1d`, `2026-03-04-checkout^9c1d`, `^9c1d leak`."""

_ID_LENGTHS: Final = (5, 5, 5, 6, 6, 6, 7, 8)
_SHOWN: Final = 10
_TYPED: Final = r"(?:\*\*)?(?P<type>[A-Za-z]{2,20})(?:\*\*)?(?::(?:\*\*)?|\s[-–—])\s+(?P<rest>\S.*)"


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
        """Whether both are one item, which may stand in the incident and in its postmortem.

        Another text with the same id is another item: somebody copied a line.
        """
        if self.item.id or other.item.id:
            return self.name == other.name and same_item(self.item.text, other.item.text)
        return (self.place, self.item) == (other.place, other.item)

    def shares_id(self, other: Located) -> bool:
        """Whether both have the same id and are two items."""
        return bool(self.item.id) and self.name == other.name and not self.is_same(other)


def once(items: Iterable[Located]) -> list[Located]:
    """Each item once, where it stands first."""
    found: dict[tuple[str, str], Located] = {}
    for one in items:
        key = (one.name, folded(one.item.text)) if one.item.id else (one.place, "")
        found.setdefault(key, one)
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
    """The item that `^id`, its id, unique words of its text or `^id words` name.

    Where words fit several, those in `state` are meant. NotFound, with the candidates, where it is
    unclear: nothing is guessed.
    """
    found = _by_id(reference.strip(), items)
    if not found and not re.fullmatch(REFERENCE, reference.strip()):
        found = _by_words(reference.strip(), items)
        found = [one for one in found if state and one.item.state == state] or found
    if len(found) == 1:
        return found[0]
    if not found:
        raise NotFound(
            f"no action item is called '{reference}'", hint="See them all: inc action list --all"
        )
    raise NotFound(
        "\n".join([f"'{reference}' names {len(found)} action items:", *candidates(found)]),
        hint="Two have the same id: name one by words that only it has, and it gets another id."
        if _doubled(found)
        else "Name one by its ^id, or the incident with -i.",
    )


def candidates(found: Sequence[Located]) -> list[str]:
    """The items that a name could mean, one a line; those of the same id with their places."""
    doubled = _doubled(found)
    lines = [f"  {told(one, one.place if one.name in doubled else '')}" for one in found[:_SHOWN]]
    return [*lines, f"  … and {len(found) - _SHOWN} more"] if len(found) > _SHOWN else lines


def _doubled(found: Sequence[Located]) -> set[str]:
    counted = Counter(one.name for one in found if one.item.id)
    return {name for name, number in counted.items() if number > 1}


def told(one: Located, where: str = "") -> str:
    """An item among others, in one line."""
    name = f"^{one.item.id}" if one.item.id else one.place
    return f"{name} {one.item.state}: {one.item.text} ({where or one.incident})"


def _by_id(reference: str, items: Sequence[Located]) -> Sequence[Located]:
    """The items with an id, or whose id begins so; words behind it tell those of one id apart."""
    match = re.fullmatch(REFERENCE, reference)
    if match is None:
        return [one for one in items if one.item.id and one.item.id == reference.casefold()]
    name, incident = match["id"].casefold(), match["incident"].casefold()
    there = [one for one in items if incident in one.incident]
    found = [one for one in there if one.item.id == name]
    found = found or [one for one in there if one.item.id.startswith(name)]
    return _by_words(match["words"], found) if match["words"] else found


def _by_words(reference: str, items: Sequence[Located]) -> Sequence[Located]:
    exact = [one for one in items if same_item(one.item.text, reference)]
    if exact or not reference:
        return exact
    phrase = folded(reference)
    within = [one for one in items if phrase in folded(one.item.text)]
    words = phrase.split()
    return within or [one for one in items if all(w in folded(one.item.text) for w in words)]


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
