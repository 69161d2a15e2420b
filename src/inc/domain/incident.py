"""An incident as its document states it, and a change to it."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from inc.domain.identifiers import mint
from inc.domain.timeline import Entry, Path, Value, fold, newest_id, shapes_state
from inc.domain.times import iso, read_iso
from inc.domain.vocabulary import Kind, Status, role_name

if TYPE_CHECKING:
    from inc.domain.tasks import ActionItem, Box, Tasks

FIELD_ORDER: Final = (
    *("id", "title", "severity", "status", "type", "visibility", "drill", "merged_into"),
    *("started_at", "detected_at", "acknowledged_at", "declared_at"),
    *("mitigated_at", "resolved_at", "closed_at", "next_update_at"),
    *("postmortem_due_at", "postmortem_meeting_by"),
    *("roles", "impact", "services", "vendor", "tags", "runbooks"),
    *("cause", "links", "channel", "aliases"),
)
"""The fields of the front matter in the order in which they are written."""


_OPEN: Final = (None, "", "public", "open")
"""What `visibility` says of an incident that is not restricted."""


def _no_tasks() -> Tasks:
    from inc.domain.tasks import Tasks  # 0.6 ms; a note has none

    return Tasks()


class Incident(NamedTuple):
    """The front matter (read when it is first asked for) and the timeline of one document."""

    id: str
    fields: Mapping[str, Any]
    entries: Sequence[Entry]
    tasks: Callable[[], Tasks] = _no_tasks
    """Reads the task-list lines, for the few commands that ask."""

    @property
    def boxes(self) -> Sequence[Box]:
        """The lines of its checklists."""
        return self.tasks().boxes

    @property
    def actions(self) -> Sequence[ActionItem]:
        """The action items that stand in the incident itself."""
        return self.tasks().actions

    @property
    def type(self) -> str:
        """What kind of incident it is where that matters: `security`, `vendor`; else nothing."""
        return str(self.fields.get("type") or "")

    @property
    def is_restricted(self) -> bool:
        """Whether its text may not leave the repository."""
        return is_closed_word(self.fields.get("visibility"))

    @property
    def is_drill(self) -> bool:
        """Whether it is an exercise."""
        return bool(self.fields.get("drill"))

    @property
    def title(self) -> str:
        """What is broken, in one line."""
        return str(self.fields.get("title") or self.id)

    @property
    def severity(self) -> str:
        """SEV1 … SEV4, or what the document says instead."""
        return str(self.fields.get("severity") or "")

    @property
    def status(self) -> str:
        """Where the response stands, or what the document says instead."""
        return str(self.fields.get("status") or "")

    @property
    def is_open(self) -> bool:
        """Whether people are still responding; a status we cannot read counts as open."""
        return self.status not in (Status.RESOLVED, Status.CLOSED)

    @property
    def roles(self) -> Mapping[str, list[str]]:
        """The people of each role that somebody holds, however the document spells the two."""
        found: dict[str, list[str]] = {}
        for word, people in self._roles.items():
            if told := [person.removeprefix("@") for person in names(people)]:
                held = found.setdefault(role_name(word), [])
                held += [person for person in told if person not in held]
        return found

    def respelt(self, paths: Container[Path]) -> dict[Path, Value]:
        """Without what the front matter says of roles at these paths in words of its own."""
        words = [word for word in self._roles if role_name(word) != word]
        return {("roles", word): None for word in words if ("roles", role_name(word)) in paths}

    @property
    def _roles(self) -> Mapping[str, Any]:
        held = self.fields.get("roles")
        return held if isinstance(held, Mapping) else {}

    def time(self, name: str) -> datetime | None:
        """One of the times of the front matter: `started_at`, `resolved_at` …"""
        value = self.fields.get(name)
        return read_iso(value) if isinstance(value, str) else None

    @property
    def began(self) -> datetime | None:
        """When it began as far as the record knows: started, else detected, else declared."""
        for name in ("started_at", "detected_at", "declared_at"):
            if moment := self.time(name):
                return moment
        return min((entry.at for entry in self.entries), default=None)

    @property
    def ended(self) -> datetime | None:
        """When it was resolved, or closed without that; None while it is open."""
        return None if self.is_open else self.time("resolved_at") or self.time("closed_at")

    def stated(self, path: Path) -> Any:
        """What the front matter says at a path; None where it says nothing."""
        value: Any = self.fields
        for key in path:
            value = value.get(key) if isinstance(value, Mapping) else None
        return value

    def lasted(self, now: datetime) -> timedelta | None:
        """How long it lasted, or has lasted until now; None where its times say nothing possible.

        An incident that was declared after it was over, without saying when it began, is one.
        """
        began = self.began
        span = (self.ended or now) - began if began else None
        return span if span is not None and span >= timedelta(0) else None

    def list_of(self, name: str) -> list[str]:
        """A field that holds several words: services, tags, links, aliases."""
        return names(self.fields.get(name))


def is_closed_word(visibility: object) -> bool:
    """Whether what `visibility` says restricts a document; an unknown word opens nothing."""
    return visibility not in _OPEN


def names(value: object) -> list[str]:
    """A field that people write as one word or as a list, as a list of words."""
    if isinstance(value, list):
        return [str(item) for item in value if item is not None]
    return [] if value is None or value == "" else [str(value)]


class Facts(NamedTuple):
    """What an operation may not find out by itself: who, when, and chance for new ids."""

    author: str
    now: datetime
    at: datetime
    entropy: Callable[[], int]


class Draft(NamedTuple):
    """An entry before it has an author, a time of its own and an id."""

    kind: Kind
    text: str
    at: datetime | None = None
    audience: str = ""


class Change(NamedTuple):
    """What one command does to one document, and the fixed words that name it in git."""

    incident: str
    operation: str
    words: tuple[str, ...] = ()
    added: tuple[Entry, ...] = ()
    replaced: tuple[tuple[Entry, Entry], ...] = ()
    dropped: tuple[Entry, ...] = ()
    """Entries that leave the document, because another one has them now."""
    fields: Mapping[Path, Value] = MappingProxyType({})
    created: Incident | None = None
    boxes: tuple[Box, ...] = ()
    """Lines of checklists that get this state, and a place where they have none yet."""
    actions: tuple[ActionItem, ...] = ()
    """Action items that are added."""
    extra: tuple[tuple[str, str], ...] = ()
    """Further trailers of the commit."""

    @property
    def subject(self) -> str:
        """The first line of the commit: an id and fixed words only, since forges act on text."""
        return f"{self.incident}: {', '.join(self.words) or self.operation}"

    @property
    def touched(self) -> tuple[Entry, ...]:
        """The entries it adds, and the new form of those it rewrites."""
        return (*self.added, *(new for _, new in self.replaced))

    @property
    def trailers(self) -> list[tuple[str, str]]:
        """The facts of the commit for programs: which entries, and when they happened."""
        lines = [("Incident", self.incident), ("Inc-Operation", self.operation)]
        for entry in self.touched:
            lines += [("Inc-Event", entry.id), ("Inc-At", iso(entry.at))]
        return [*lines, *self.extra]


def rewritings(before: Iterable[Entry], after: Iterable[Entry]) -> list[tuple[str, str]]:
    """The trailers that say which entries are gone from a document, and which have other words."""
    now = {entry.id: entry for entry in after}
    changed = [entry.id for entry in before if entry.id and now.get(entry.id) != entry]
    return [("Inc-Amended" if name in now else "Inc-Dropped", name) for name in changed]


def record(entries: Sequence[Entry], facts: Facts, drafts: Sequence[Draft]) -> tuple[Entry, ...]:
    """Give drafts their author, time and ids, each id later than all before it."""
    newest = newest_id(entries)
    written = []
    for draft in drafts:
        newest = mint(facts.now, newest, facts.entropy())
        at = draft.at or facts.at
        written.append(Entry(at, draft.kind, facts.author, draft.text, newest, draft.audience))
    return tuple(written)


def change(
    incident: Incident,
    operation: str,
    *,
    words: Sequence[str] = (),
    added: Sequence[Entry] = (),
    replaced: Sequence[tuple[Entry, Entry]] = (),
    fields: Mapping[Path, Value] | None = None,
    boxes: Sequence[Box] = (),
    actions: Sequence[ActionItem] = (),
) -> Change:
    """A change with the front matter that follows from its entries.

    Only fields whose fold *changes* are written: what somebody put into the front matter by hand
    stays there until an entry speaks of it, or `inc reconcile` makes one.
    """
    return Change(
        incident.id,
        operation,
        tuple(words) or tuple(entry.kind.value for entry in added),
        tuple(added),
        tuple(replaced),
        fields={**folded_change(incident, added, replaced), **(fields or {})},
        boxes=tuple(boxes),
        actions=tuple(actions),
    )


def folded_change(
    incident: Incident, added: Sequence[Entry], replaced: Sequence[tuple[Entry, Entry]]
) -> dict[Path, Value]:
    """The fields whose fold differs once the entries are added and replaced."""
    touched = [*added, *(entry for pair in replaced for entry in pair)]
    if not any(shapes_state(entry) for entry in touched):
        return {}
    news = {id(old): new for old, new in replaced}
    before = fold(incident.entries)
    after = fold([*(news.get(id(entry), entry) for entry in incident.entries), *added])
    said = {path: to for path, to in after.items() if path not in before or before[path] != to}
    changed = {
        path: to for path, to in said.items() if to or path in before or incident.stated(path)
    }
    changed |= {path: None for path in before if path not in after and before[path]}
    return changed | incident.respelt(said)
