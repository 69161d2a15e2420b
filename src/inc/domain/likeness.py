"""How much one incident is like another, and why; from plain values, whoever has read them.

Each kind of evidence is a share between 0 and 1 and has a weight. Together they count as witnesses
do who know nothing of each other: what none of them rules out is what is left of the doubt. So no
kind alone is convincing, and many weak ones do not count as much as two strong ones.

Words weigh by how few documents have them. The score is that of `asked`: how much of what is known
of it is found in the other. The reasons are the same from both sides.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from math import exp, fsum, log
from typing import Final, NamedTuple

from inc.domain.excerpt import PERSON, Excerpt
from inc.domain.repeats import LINKS, duplicates, folded, stated
from inc.domain.repeats import causes as told_causes
from inc.domain.telling import words

CONVINCING: Final = 0.6
"""From this score on one says that two incidents look alike.

Each kind but the title stays below it. Among 1,000 invented incidents of 35 kinds, one declared
with a title and a service is like those of its kind by 0.72 and more, without the service by 0.65;
like all others by 0.43 at most.
"""

TITLE: Final = "title"
WORDS: Final = "words"
SERVICES: Final = "services"
CAUSE: Final = "cause"
_WEIGHTS: Final = {
    TITLE: 0.65,
    WORDS: 0.45,
    SERVICES: 0.4,
    CAUSE: 0.55,
    "alerts": 0.5,
    "runbooks": 0.4,
    "vendor": 0.35,
    "tags": 0.2,
}
_RECENT: Final = 0.05
_FADES: Final = 180 * 86_400.0  # seconds in which being recent loses most of its weight

MARKS: Final = (SERVICES, "alerts", "runbooks", "vendor", "tags")
"""The labels that are compared value by value."""
TELLING: Final = 24
"""So many words of an incident are compared: those that weigh most and that another one has."""

_TOLD: Final = 6
"""So many words are given as a reason: those that weigh most."""


class Sketch(NamedTuple):
    """What of an incident is compared. `began` is in seconds since 1970; marks and causes stand
    below what they are compared by; the words of the title are in `title` only."""

    id: str = ""
    began: int | None = None
    title: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()
    marks: Mapping[str, Mapping[str, str]] = {}
    causes: Mapping[str, str] = {}


class Corpus(NamedTuple):
    """How many documents there are, how many of them have a word, or a service; and how often the
    incident that is asked about says a word.

    What is not named is had by one document, and said once.
    """

    documents: int = 1
    words: Mapping[str, int] = {}
    services: Mapping[str, int] = {}
    said: Mapping[str, int] = {}

    def weight(self, word: str) -> float:
        """What a word weighs: the more, the fewer documents have it and the more often it is said.

        In a small workspace every word is rare, and what is said often is what it was about.
        """
        rarity = log(1 + max(self.documents, 1) / max(self.words.get(word, 1), 1))
        return rarity * (1 + log(max(self.said.get(word, 1), 1)))

    def telling(self, service: str) -> float:
        """What a service weighs, which is half where every incident is about it."""
        share = self.services.get(service, 0) / max(self.documents, 1)
        return 1 - min(share, 1) / 2


class Reason(NamedTuple):
    """Why two incidents are alike: what kind of thing they share, and which."""

    kind: str
    values: tuple[str, ...]

    @property
    def line(self) -> str:
        """It in words: `both: checkout, order-service`."""
        return f"{_SAID.get(self.kind, self.kind)}: {', '.join(self.values)}"


_SAID: Final = {
    SERVICES: "both",
    CAUSE: "same cause",
    "alerts": "same alert",
    "runbooks": "same runbook",
    "vendor": "same vendor",
    "tags": "tags",
}


class Likeness(NamedTuple):
    """How much an incident is like the one asked about: 0 not at all, up to 1; and why."""

    score: float = 0.0
    reasons: tuple[Reason, ...] = ()

    @property
    def is_convincing(self) -> bool:
        """Whether one should say so unasked."""
        return self.score >= CONVINCING

    def shares(self, kind: str) -> bool:
        """Whether both have something of a kind."""
        return any(one.kind == kind for one in self.reasons)


# ------------------------------------------------------------------ what is compared


def sketch(
    one: Excerpt, text: Collection[str] = (), further: Iterable[tuple[str, str]] = ()
) -> Sketch:
    """What of an incident is compared; `further` are the labels of its postmortem.

    `text` has the words of its documents, as `words` gives them. Names of people are no reason.
    """
    further = tuple(further)
    title = tuple(dict.fromkeys(words(one.title)))
    people = {word for name in one.all(PERSON) for word in words(name)}
    return Sketch(
        one.id,
        one.began,
        title,
        frozenset(text) - people,
        {
            kind: {folded(value): value for value in one.all(kind) if folded(value)}
            for kind in MARKS
        },
        told_causes(stated(one, further).causes),
    )


def same_incident(one: Excerpt, other: Excerpt) -> bool:
    """Whether they are one incident: itself, merged into the other, or a duplicate of it."""
    names = {one.id, one.merged_into} - {""}
    others = {other.id, other.merged_into} - {""}
    names |= {*duplicates(one.all(LINKS))}
    others |= {*duplicates(other.all(LINKS))}
    return one.id in others or other.id in names or bool(names & others)


# ------------------------------------------------------------------ how alike


def likeness(asked: Sketch, other: Sketch, corpus: Corpus) -> Likeness:
    """How much the other incident is like the one asked about, and why."""
    title = _in_order(set(asked.title) & set(other.title), corpus)
    text = _in_order(_known(asked) & _known(other) - {*title}, corpus)
    shares = {
        TITLE: _of_titles(asked, other, title, corpus),
        WORDS: _of_words(asked, text, corpus),
        CAUSE: float(bool(_causes(asked, other))),
        **{kind: _of_marks(kind, asked, other, corpus) for kind in MARKS},
    }
    if not any(shares.values()):
        return Likeness()
    doubt = 1 - _RECENT * _recent(asked, other)
    for kind, share in sorted(shares.items()):
        doubt *= 1 - _WEIGHTS[kind] * share
    return Likeness(round(1 - doubt, 6), tuple(_reasons(asked, other, [*title, *text])))


def _known(one: Sketch) -> frozenset[str]:
    return one.words | set(one.title)


def _in_order(some: Collection[str], corpus: Corpus) -> list[str]:
    return sorted(some, key=lambda word: (-corpus.weight(word), word))


def _weight(some: Iterable[str], corpus: Corpus) -> float:
    return fsum(corpus.weight(word) for word in some)


def _of_titles(asked: Sketch, other: Sketch, both: Collection[str], corpus: Corpus) -> float:
    """How much the titles share; a word that only the other one has weighs as ours do.

    It is squared: half of a title is not half as good as all of it. And one word is no title.
    """
    if not both:
        return 0.0
    own, shared = _weight(asked.title, corpus), _weight(both, corpus)
    foreign = own / len(asked.title) * (len(set(other.title)) - len(both))
    part: float = (2 * shared / (own + shared + foreign)) ** 2
    return part if len(both) > 1 else part / 2


def _of_words(asked: Sketch, both: Collection[str], corpus: Corpus) -> float:
    """How many of the telling words the other one has; two thirds of them are nearly as good as
    all, since no two people write the same record."""
    if not both:
        return 0.0
    part = _weight(both, corpus) / _weight(sorted(_known(asked)), corpus)
    return 1 - exp(-3 * min(part, 1.0))


def _of_marks(kind: str, asked: Sketch, other: Sketch, corpus: Corpus) -> float:
    ours, theirs = asked.marks.get(kind, {}), other.marks.get(kind, {})
    both = ours.keys() & theirs.keys()
    if not both:
        return 0.0
    if kind != SERVICES:
        return 2 * len(both) / (len(ours) + len(theirs))
    shared, every = (fsum(map(corpus.telling, some)) for some in (both, [*ours, *theirs]))
    return 2 * shared / every * shared / len(both)


def _causes(asked: Sketch, other: Sketch) -> list[str]:
    """What both were caused by; or the one of them that caused the other."""
    ours = {**asked.causes, folded(asked.id): asked.id}
    theirs = {**other.causes, folded(other.id): other.id}
    return sorted(min(ours[cause], theirs[cause]) for cause in ours.keys() & theirs.keys() if cause)


def _recent(asked: Sketch, other: Sketch) -> float:
    if asked.began is None or other.began is None:
        return 0.0
    return exp(-abs(asked.began - other.began) / _FADES)


def _reasons(asked: Sketch, other: Sketch, both: list[str]) -> Iterable[Reason]:
    for kind in (SERVICES, CAUSE, *MARKS[1:]):
        values = _causes(asked, other) if kind == CAUSE else _shared(kind, asked, other)
        if values:
            yield Reason(kind, tuple(values))
    if both:
        yield Reason(WORDS, tuple(both[:_TOLD]))


def _shared(kind: str, asked: Sketch, other: Sketch) -> list[str]:
    ours, theirs = asked.marks.get(kind, {}), other.marks.get(kind, {})
    return sorted(min(ours[one], theirs[one]) for one in ours.keys() & theirs.keys())
