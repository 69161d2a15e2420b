"""What lists, searches and metrics need of an incident: plain values, which an index can keep.

An excerpt is a pure function of its document. Times are whole seconds since 1970, None where the
document says none; what depends on the time of the question (is a promise missed?) is not in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Final, NamedTuple

from inc.domain.incident import Incident, is_closed_word, names
from inc.domain.promises import ENDS, ends, outcome
from inc.domain.timeline import next_update, of_kinds
from inc.domain.times import read_iso
from inc.domain.vocabulary import Audience, Kind, Severity, Status, role_name, severity
from inc.errors import UsageError

TIMES: Final = (
    *("started", "detected", "acknowledged", "declared", "mitigated", "resolved", "closed"),
)
"""The times of the life of an incident, in its order; the front matter has each as `NAME_at`."""

_TIME_FIELDS: Final = tuple(f"{name}_at" for name in TIMES)
_NOT_LABELS: Final = frozenset(
    {
        *("id", "title", "severity", "status", "type", "visibility", "drill", "merged_into"),
        *_TIME_FIELDS,
        *("next_update_at", "postmortem_due_at", "postmortem_meeting_by", "impact", "roles"),
    }
)
PERSON: Final = "person"
"""The label of everybody who took part: who holds a role, or wrote an entry."""

_ENDED: Final = frozenset({str(Status.RESOLVED), str(Status.CLOSED)})
SEVERITIES: Final = frozenset(str(one) for one in Severity)
_MOST_LABELS: Final = 2_000
_LONGEST_LABEL: Final = 400


class Promised(NamedTuple):
    """A time that an update named for the next one, and until when people waited.

    `until` is when the next update came or the incident was over (`is_over`: before its time);
    None while they wait.
    """

    at: int
    until: int | None
    is_over: bool


class Excerpt(NamedTuple):
    """An incident for lists and metrics; see the module for its times."""

    id: str
    title: str
    severity: str
    status: str
    type: str = ""
    is_restricted: bool = False
    is_drill: bool = False
    merged_into: str = ""
    began: int | None = None
    """When it began as far as the record knows: started, else detected, else declared, else the
    first entry."""
    started: int | None = None
    detected: int | None = None
    acknowledged: int | None = None
    declared: int | None = None
    mitigated: int | None = None
    resolved: int | None = None
    closed: int | None = None
    reopened: int = 0
    """How often it was reopened."""
    impact: str = ""
    labels: tuple[tuple[str, str], ...] = ()
    """Every other text of the front matter with its key, a list item by item; roles by their name
    (`commander`), and `person` for everybody who took part."""
    promises: tuple[Promised, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether people are still responding; a status we cannot read counts as open."""
        return self.status not in _ENDED

    @property
    def ended(self) -> int | None:
        """When it was resolved, or closed without that; None while it is open."""
        if self.is_open:
            return None
        return self.closed if self.resolved is None else self.resolved

    def all(self, label: str) -> list[str]:
        """The values of a label, in their order: `services`, `tags`, `commander`, `person` …"""
        return [value for key, value in self.labels if key == label]


class Told(NamedTuple):
    """An entry that tells of promises, or of how often an incident came back.

    `audience` and `promise` are those of an update: whom it told, and when it named the next one.
    """

    at: int
    kind: Kind
    audience: str = ""
    promise: int | None = None


TELLING: Final = (Kind.UPDATE, *ENDS)
"""The kinds of such entries."""


def excerpt(incident: Incident) -> Excerpt:
    """The excerpt of an incident, by reading all of it."""
    entries = incident.entries
    first = min((entry.at for entry in entries), default=None)
    telling = []
    for one in of_kinds(entries, TELLING):
        promise = next_update(one) if one.kind is Kind.UPDATE else None
        named = int(promise.timestamp()) if promise else None
        telling.append(Told(int(one.at.timestamp()), one.kind, one.audience, named))
    return from_parts(
        incident.id,
        incident.fields,
        (entry.author for entry in entries),
        int(first.timestamp()) if first else None,
        telling,
    )


def from_parts(
    name: str,
    fields: Mapping[str, Any],
    authors: Iterable[str],
    first: int | None,
    telling: Sequence[Told],
) -> Excerpt:
    """The excerpt of an incident from its front matter and what is asked of its timeline.

    `first` is the time of its first entry; `telling` are in the order of what happened.
    """
    get = fields.get
    started, detected, acknowledged, declared, mitigated, resolved, closed = [
        seconds(get(one)) for one in _TIME_FIELDS
    ]
    began = next((one for one in (started, detected, declared) if one is not None), first)
    roles = _roles(get("roles"))
    people = dict.fromkeys([person for _, person in roles])
    people |= dict.fromkeys(filter(None, authors))
    labels = [*labels_of(fields), *roles, *[(PERSON, person) for person in people]]
    status = str(get("status") or "")
    return Excerpt(
        name,
        str(get("title") or name),
        _severity(str(get("severity") or "")),
        status,
        str(get("type") or ""),
        is_closed_word(get("visibility")),
        bool(get("drill")),
        str(get("merged_into") or ""),
        began,
        *(started, detected, acknowledged, declared),
        *(mitigated, resolved, closed),
        sum([one.kind is Kind.REOPENED for one in telling]),
        str(get("impact") or ""),
        tuple(labels[:_MOST_LABELS]),
        _promises(telling, (resolved, closed), is_open=status not in _ENDED),
    )


def _severity(stated: str) -> str:
    """SEV1 … SEV4 however people spell it; what is none of them as it stands."""
    if stated in SEVERITIES:
        return stated
    try:
        return str(severity(stated))
    except UsageError:
        return stated


def seconds(stated: object) -> int | None:
    """Seconds since 1970 of a time of a document; None for what is none."""
    if not isinstance(stated, str):
        return None
    try:
        return _DAYS[stated[:10]] + _CLOCKS[stated[10:]]
    except KeyError:  # it has another form
        moment = read_iso(stated)
        return int(moment.timestamp()) if moment else None


def is_day(text: str) -> bool:
    """Whether a text is a day of the calendar, `2026-03-04`."""
    return text in _DAYS or _day(text) is not None


class _Seconds(dict[str, int]):
    """Seconds by text. As the program writes times there are many, of few days.

    Raises KeyError for what has another form. It holds a bounded number of them.
    """

    def __init__(self, read: Callable[[str], int | None]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, text: str) -> int:
        found = self._read(text)
        if found is None:
            raise KeyError(text)
        if len(self) >= _MOST_TIMES:
            self.clear()
        self[text] = found
        return found


def _day(text: str) -> int | None:
    if not re.fullmatch(r"(?a)[1-8]\d{3}-\d\d-\d\d", text):
        return None
    try:
        return (date.fromisoformat(text).toordinal() - _EPOCH) * 86_400
    except ValueError:
        return None


def _clock(text: str) -> int | None:
    match = re.fullmatch(r"(?a)T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)Z", text)
    return int(match[1]) * 3_600 + int(match[2]) * 60 + int(match[3]) if match else None


_MOST_TIMES: Final = 100_000
_EPOCH: Final = date(1970, 1, 1).toordinal()
_DAYS: Final = _Seconds(_day)
_CLOCKS: Final = _Seconds(_clock)


def _roles(held: object) -> list[tuple[str, str]]:
    """The people of each role, however the document spells the two."""
    if not isinstance(held, Mapping):
        return []
    found = [
        (_role(word), person.removeprefix("@"))
        for word, people in held.items()
        for person in names(people)
    ]
    return list(dict.fromkeys(found))


@lru_cache(maxsize=256)  # there are few, and each document has them
def _role(word: str) -> str:
    return str(role_name(word))


def labels_of(fields: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The texts of a front matter with their keys, without those that have a place of their own."""
    return [
        (key, word[:_LONGEST_LABEL])
        for key, value in fields.items()
        if key not in _NOT_LABELS and not isinstance(value, dict)
        for word in names(value)
    ]


_READERS: Final = frozenset(map(str, Audience))


def _promises(
    telling: Sequence[Told], stated: Sequence[int | None], *, is_open: bool
) -> tuple[Promised, ...]:
    """What became of the promises, in the order in which they were made."""
    if all(one.promise is None for one in telling):
        return ()
    turns = [(one.at, one.kind) for one in telling if one.kind is not Kind.UPDATE]
    over = ends(turns, stated, is_open=is_open)
    found = []
    following: dict[str, int] = {}  # when each audience was told next, from the last update back
    for one in reversed(telling):
        if one.kind is not Kind.UPDATE:
            continue
        audience = one.audience if one.audience in _READERS else Audience.INTERNAL
        if one.promise is not None:
            kept, ended = outcome(over, one.at, one.promise, following.get(audience))
            until = ended if kept is None else kept
            is_over = ended is not None and ended <= one.promise
            found.append(Promised(one.promise, until, is_over))
        following[audience] = one.at
    return tuple(reversed(found))
