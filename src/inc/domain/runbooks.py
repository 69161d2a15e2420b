"""Runbooks: what one says of itself, whether its review still holds, and how often it was used.

Nothing in the front matter is needed: the name of the file and the first heading are enough.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Any, Final, NamedTuple

from inc.domain.days import day_of
from inc.domain.incident import names
from inc.domain.policy import Policy, span
from inc.domain.timeline import Entry
from inc.domain.vocabulary import Kind

FIELD_ORDER: Final = (
    *("title", "services", "alerts", "owner", "last_reviewed_on", "review_in", "review_note"),
    "tags",
)
"""The fields of its front matter in the order in which they are written."""

_LONGEST: Final = 100  # characters of a name in a commit
_SOON: Final = timedelta(days=14)


class Runbook(NamedTuple):
    """A runbook by its name, as its front matter and its first heading state it."""

    name: str
    fields: Mapping[str, Any]
    heading: str = ""
    is_draft: bool = False
    """Whether nobody wrote anything into its template yet."""

    @property
    def title(self) -> str:
        """What it is for, in one line."""
        stated = self.fields.get("title") or self.heading or titled(self.name)
        return " ".join(str(stated).split())

    @property
    def services(self) -> list[str]:
        """The services that it is about."""
        return names(self.fields.get("services"))

    @property
    def alerts(self) -> list[str]:
        """The alerts that lead to it."""
        return names(self.fields.get("alerts"))

    @property
    def tags(self) -> list[str]:
        """Words to find it by."""
        return names(self.fields.get("tags"))

    @property
    def owner(self) -> str:
        """Who keeps it true, without `@`; nobody as an empty name."""
        return " ".join(names(self.fields.get("owner"))[:1]).strip().removeprefix("@")

    @property
    def reviewed_on(self) -> date | None:
        """The day of its last review; None where it says none that can be read."""
        return day(self.fields.get("last_reviewed_on"))

    def review_in(self, policy: Policy) -> timedelta | None:
        """How long a review holds: as it says, else as the policy does; None for ever."""
        for stated in (self.fields.get("review_in"), policy.value("runbooks", "review_in")):
            try:
                return span(str(stated or ""))
            except (ValueError, OverflowError):
                continue
        return None

    def is_about(self, service: str) -> bool:
        """Whether it is about a service."""
        return service.casefold() in (one.casefold() for one in self.services)


def titled(name: str) -> str:
    """What the name of a file says: `database/fail-over` → `Fail over`."""
    words = name.rpartition("/")[2].replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:] or name


def name_of(path: str) -> str:
    """The name of the runbook at a path of the workspace."""
    return path.partition("/")[2].removesuffix(".md")


def label(name: str) -> str:
    """The name in a commit: of a file that people named freely only what no forge acts on."""
    return re.sub(r"[^\w./-]+", "-", name)[:_LONGEST].strip("-")


def typed(name: str) -> str:
    """The name as a shell takes it."""
    return shlex.quote(name)


def day(stated: object) -> date | None:
    """The day that a field says; None for anything else."""
    return day_of(stated.strip()) if isinstance(stated, str) else None


# ------------------------------------------------------------------ use


class Use(NamedTuple):
    """That an incident used a runbook, and when."""

    incident: str
    at: datetime


def used_in(entries: Iterable[Entry]) -> list[tuple[str, datetime]]:
    """The runbooks that a timeline says were used, by what stands before the colon, and when."""
    return [
        (entry.first_line.partition(":")[0].strip(), entry.at)
        for entry in entries
        if entry.kind is Kind.RUNBOOK and entry.first_line.strip()
    ]


def named(said: str, known: Iterable[str]) -> str | None:
    """The runbook that an entry means: all it says before its colon, else its first word."""
    for word in (said, *said.split()[:1]):
        name = word.rstrip(":;,").removeprefix("runbooks/").removesuffix(".md")
        if name in known:
            return name
    return None


# ------------------------------------------------------------------ review


class State(StrEnum):
    """How far a runbook can be trusted."""

    FRESH = "fresh"
    DUE = "due"
    USED = "used"
    OVERDUE = "overdue"
    UNKNOWN = "unknown"
    DRAFT = "draft"

    @property
    def is_stale(self) -> bool:
        """Whether somebody should read it again."""
        return self not in (State.FRESH, State.DUE)


class Standing(NamedTuple):
    """How a runbook stands today: its state, and by when it is to be reviewed (None: never)."""

    state: State
    due: date | None
    today: date

    @property
    def words(self) -> str:
        """The same as people say it: `due in 5 d`, `12 d overdue`."""
        if self.state is State.UNKNOWN:
            return "never reviewed"
        if self.state is State.DRAFT:
            return "draft"
        if self.state is State.USED:
            return "used since its last change"
        left = (self.due - self.today).days if self.due else 0
        if self.state is State.OVERDUE:
            return f"{-left} d overdue"
        if self.state is State.DUE:
            return f"due in {left} d" if left else "due today"
        return "fresh"


class Past(NamedTuple):
    """What happened to a runbook: when a commit last changed it, as far as is known, and its uses.

    An unknown change is one before the end of a shallow clone, or one that no commit has yet.
    """

    changed: datetime | None = None
    uses: Sequence[Use] = ()

    @property
    def incidents(self) -> list[str]:
        """The incidents that used it, each once, however many steps of it they noted."""
        return list(dict.fromkeys(use.incident for use in self.uses))

    @property
    def last_use(self) -> datetime | None:
        """When it was used last."""
        return max((use.at for use in self.uses), default=None)

    @property
    def is_used_since(self) -> bool:
        """Whether it was used after its last change, and so not reviewed after that."""
        last = self.last_use
        return self.changed is not None and last is not None and last > self.changed


def standing(runbook: Runbook, past: Past, policy: Policy, now: datetime) -> Standing:
    """How a runbook stands; one that says no review counts from its last change."""
    today, due = _on(now, policy.zone), review_due(runbook, past.changed, policy)
    if runbook.is_draft:
        return Standing(State.DRAFT, None, today)
    if due is not None and today > due:
        return Standing(State.OVERDUE, due, today)
    if past.is_used_since:
        return Standing(State.USED, due, today)
    if due is None and runbook.review_in(policy) is not None:
        return Standing(State.UNKNOWN, None, today)
    is_soon = due is not None and due - today <= _SOON
    return Standing(State.DUE if is_soon else State.FRESH, due, today)


def review_due(runbook: Runbook, changed: datetime | None, policy: Policy) -> date | None:
    """The last day on which its review holds; None where there is no such day, or none is known."""
    holds = runbook.review_in(policy)
    since = runbook.reviewed_on or (_on(changed, policy.zone) if changed else None)
    if holds is None or since is None:
        return None
    try:
        return since + holds
    except OverflowError:
        return date.max


def _on(moment: datetime, zone: tzinfo) -> date:
    return moment.astimezone(zone).date()
