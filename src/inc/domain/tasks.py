"""The task-list lines of an incident: the boxes of its checklists, and its action items."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

OPEN: Final = "open"
DONE: Final = "done"
NOT_APPLICABLE: Final = "not-applicable"
DROPPED: Final = "dropped"


class Box(NamedTuple):
    """A line of a checklist as a document has it, below the heading of its checklist.

    `state` is open, done or not-applicable, the last with a reason.
    """

    checklist: str
    text: str
    state: str = OPEN
    reason: str = ""


class ActionItem(NamedTuple):
    """Something to do after the incident: `state` is open, done or dropped (with a reason).

    `due` is a day as people wrote it; `proof` is the commit or the address that shows it done.
    """

    text: str
    type: str = ""
    owner: str = ""
    due: str = ""
    priority: str = ""
    id: str = ""
    state: str = OPEN
    reason: str = ""
    done_on: str = ""
    proof: str = ""

    @property
    def parts(self) -> dict[str, str]:
        """How urgent it is, whose, and by when, each as it is written; what nobody said is empty.

        A priority that is a word says that it is one: `(high)` alone could be anything.
        """
        is_plain = not self.priority or self.priority[1:].isdecimal()
        return {
            "priority": self.priority if is_plain else f"priority {self.priority}",
            "owner": f"@{self.owner}" if self.owner else "",
            "due": f"by {self.due}" if self.due else "",
        }

    @property
    def details(self) -> str:
        """All of it, and when it was done: `P2, @bob, by 2026-03-11`."""
        return ", ".join(part for part in (*self.parts.values(), self.ending) if part)

    @property
    def ending(self) -> str:
        """When it was done, and what shows it: `done 2026-03-09 in 1a2b3c4d`."""
        if self.state != DONE or not (self.done_on or self.proof):
            return ""
        proof = f"in {self.proof}" if self.proof else ""
        return " ".join(part for part in ("done", self.done_on, proof) if part)


def is_nobody(owner: str) -> bool:
    """Whether an owner is nobody: no word, or one such as `tbd` and `someone` in its place."""
    word = " ".join(owner.casefold().replace("@", " ").split()).strip("[]<>().")
    return not word.strip("?-–") or word in _NOBODY


_NOBODY: Final = frozenset(
    {
        *("nobody", "none", "tbd", "tba", "todo", "unassigned", "n/a", "na", "unknown", "noone"),
        *("no one", "someone", "somebody", "anyone", "anybody", "everyone", "everybody", "all"),
        *("who", "name", "owner", "team", "the team", "us", "we", "xxx"),
    }
)


class Tasks(NamedTuple):
    """All of them, in the order of the document."""

    boxes: Sequence[Box] = ()
    actions: Sequence[ActionItem] = ()


def same_item(one: str, other: str) -> bool:
    """Whether two texts name the same line of a checklist: letter case and spaces do not count."""
    return folded(one) == folded(other)


def is_about(written: str, item: str) -> bool:
    """Whether a line is that item; people write remarks behind it: `Bridge open (by bob)`."""
    line, wanted = folded(written), folded(item)
    remark = line.removeprefix(wanted)
    return line == wanted or (remark != line and remark.startswith(_REMARKS))


_REMARKS: Final = (" (", " - ", " – ", " — ", ": ", ", ", "; ", " @", " http")


@lru_cache(maxsize=4096)  # the same few lines are compared again and again
def folded(text: str) -> str:
    """A text as lines are compared: in small letters, with one space between words."""
    return " ".join(text.split()).casefold()
