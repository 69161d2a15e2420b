"""Incidents in the form the program writes; invented, and the same ones every time."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from inc.domain.identifiers import mint, slug

_SEED: Final = 2026
_FIRST_DAY: Final = datetime(2017, 1, 1, tzinfo=UTC)
_TEN_YEARS: Final = timedelta(days=3596)  # to November 2026: nothing is in the future
_STILL_OPEN: Final = 3
_NOTES: Final = (2, 8)

PEOPLE: Final = ("alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi")
_SERVICES: Final = ("checkout", "order-service", "search", "payments", "login", "mail", "billing")
_TROUBLES: Final = ("failures", "is slow", "returns 500", "times out", "loses messages")
_SEVERITIES: Final = ("SEV1", "SEV2", "SEV2", "SEV3", "SEV3", "SEV3", "SEV4")
_CURES: Final = (
    "restarted the pods (restart)",
    "rolled back to the release of yesterday (rollback)",
    "moved the traffic to eu-central (failover)",
    "turned the new importer off (disable)",
)
_REMARKS: Final = (
    ("hypothesis", "connection leak in the deploy of this morning"),
    ("hypothesis", "the cache was emptied and every read goes to the database"),
    ("finding", "pool is at 100 of 100 connections, p99 latency 8.4 s since 14 minutes"),
    ("finding", "disk of db-3 is full: 412 GB of temporary files"),
    ("note", "customer support has 40 tickets about it"),
    ("note", "still down in eu-west, error rate 31%"),
    ("action", "asked the network team to look at the packet loss"),
)
_CHECKLISTS: Final = """\
## Checklists

- [ ] Incident commander assigned
- [ ] Incident channel open
- [ ] Status page updated
- [ ] Stakeholders told
"""


class Document(NamedTuple):
    """One document: its id, when its incident began, and the text of its file."""

    name: str
    began: datetime
    text: str
    place: str = ""
    """Where it stands, when it is no incident."""

    @property
    def path(self) -> str:
        """Where the program keeps it, relative to the workspace."""
        return self.place or f"incidents/{self.began:%Y/%m}/{self.name}.md"


class Moment(NamedTuple):
    """An entry to be, so many minutes after the incident began."""

    minutes: int
    kind: str
    who: str
    text: str
    audience: str = ""
    promised: int | None = None
    """The minute of the next update."""


class Facts(NamedTuple):
    """What is invented of an incident before it is written."""

    title: str
    severity: str
    services: tuple[str, str]
    impact: str
    commander: str
    lasted: int
    is_open: bool


class More(NamedTuple):
    """What an incident has beyond what each has: lines of front matter, and entries."""

    fields: Sequence[str] = ()
    moments: Sequence[Moment] = ()


NOTHING: Final = More()


def documents(
    count: int,
    still_open: int = _STILL_OPEN,
    more: Callable[[int, datetime, Facts], More] = lambda *_: NOTHING,
) -> Iterator[Document]:
    """`count` incidents over ten years, in order of time; the last few are still open.

    `more` is asked, by number, for what each of them has besides.
    """
    chance, names = random.Random(_SEED), _Names()
    for number in range(count):
        began = (_FIRST_DAY + number * _TEN_YEARS / count).replace(second=0, microsecond=0)
        facts = _facts(chance, is_open=number >= count - still_open)
        name = names.free(began, facts.title)
        yield _document(name, began, facts, chance, more=more(number, began, facts))


def long_document(entries: int) -> Document:
    """One open incident with that many entries, five at least."""
    chance, began = random.Random(_SEED), _FIRST_DAY + _TEN_YEARS
    facts = _facts(chance, is_open=True)._replace(title=f"{entries} entries", lasted=entries)
    return _document(_Names().free(began, facts.title), began, facts, chance, entries - 5)


class _Names:
    """Ids as the program gives them: `-2` for the second of a day with the same title."""

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}

    def free(self, began: datetime, title: str) -> str:
        name = f"{began:%Y-%m-%d}-{slug(title)}"
        number = self._taken[name] = self._taken.get(name, 0) + 1
        return name if number == 1 else f"{name}-{number}"


def _facts(chance: random.Random, *, is_open: bool) -> Facts:
    first, second = chance.sample(_SERVICES, 2)
    return Facts(
        title=f"{first} {chance.choice(_TROUBLES)}".capitalize(),
        severity=chance.choice(_SEVERITIES),
        services=(first, second),
        impact=f"~{chance.randint(1, 100)}% of requests to {first} fail",
        commander=chance.choice(PEOPLE),
        lasted=chance.randint(20, 300),
        is_open=is_open,
    )


def _document(
    name: str,
    began: datetime,
    facts: Facts,
    chance: random.Random,
    notes: int | None = None,
    more: More = NOTHING,
) -> Document:
    count = chance.randint(*_NOTES) if notes is None else notes
    moments = [*_moments(facts, chance, count), *more.moments]
    moments.sort(key=lambda moment: moment.minutes)
    timeline = "\n".join(_entries(moments, began, chance))
    body = f"## Summary\n\n{facts.impact}\n\n{_CHECKLISTS}\n## Timeline\n\n{timeline}\n"
    return Document(name, began, f"{_front_matter(name, began, facts, more.fields)}\n{body}")


def _moments(facts: Facts, chance: random.Random, notes: int) -> Iterator[Moment]:
    who = facts.commander
    yield Moment(0, "started", who, "Impact begins")
    yield Moment(3, "detected", who, "Detected")
    yield Moment(4, "declared", who, f"{facts.severity}: {facts.title}")
    yield Moment(4, "role", who, f"commander @{who}")
    yield Moment(6, "acknowledged", who, "Acknowledged")
    for _ in range(notes):
        kind, text = chance.choice(_REMARKS)
        yield Moment(chance.randint(7, facts.lasted), kind, chance.choice(PEOPLE), text)
    if not facts.is_open:
        yield Moment(facts.lasted + 1, "mitigated", who, chance.choice(_CURES))
        yield Moment(facts.lasted + 31, "resolved", who, "error rate back to normal")
        yield Moment(facts.lasted + 1440, "closed", who, "nothing is left to do")


def _entries(moments: list[Moment], began: datetime, chance: random.Random) -> Iterator[str]:
    newest = None
    for one in moments:
        at = began + timedelta(minutes=one.minutes)
        newest = mint(at, newest, chance.getrandbits(24))
        told = f"{one.audience} " if one.audience else ""
        yield f"- `{iso(at)}` **{one.kind}** {told}@{one.who} — {one.text} ^{newest}"
        if one.promised is not None:
            yield f"  - Next update: {iso(began + timedelta(minutes=one.promised))}"


def _front_matter(name: str, began: datetime, facts: Facts, more: Sequence[str] = ()) -> str:
    times = {"started": 0, "detected": 3, "acknowledged": 6, "declared": 4}
    if not facts.is_open:
        times |= {"mitigated": 1, "resolved": 31, "closed": 1440}
        times |= {word: times[word] + facts.lasted for word in ("mitigated", "resolved", "closed")}
    lines = (f'{word}_at: "{iso(began + timedelta(minutes=m))}"' for word, m in times.items())
    status = "investigating" if facts.is_open else "closed"
    return "\n".join(
        [
            *("---", f"id: {name}", f"title: {facts.title}", f"severity: {facts.severity}"),
            *(f"status: {status}", *lines, "roles:", f"  commander: {facts.commander}"),
            *(f"impact: {facts.impact}", f"services: [{', '.join(facts.services)}]", *more),
            *("---", ""),
        ]
    )


def iso(at: datetime) -> str:
    """A time as the program writes it."""
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"
