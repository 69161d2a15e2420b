"""The incidents that are like one, from the index: a few hundred candidates, each compared in full.

Every statement is bounded, however many documents have a word: of a word or a label that very many
have only the newest incidents count. What is bounded is chosen by what the documents say, never by
where a row stands, so a new index gives the same answer as one that was moved on for years.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Final, NamedTuple, TypeVar

from inc.domain.excerpt import Excerpt
from inc.domain.likeness import (
    MARKS,
    SERVICES,
    Corpus,
    Likeness,
    Sketch,
    likeness,
    same_incident,
    sketch,
)
from inc.domain.repeats import CAUSES
from inc.index.database import Index
from inc.index.schema import RESTRICTED
from inc.index.telling_words import Terms, either, numbered, placeholders

_LONGEST: Final = 200_000  # characters of a document
_VALUES: Final = 5  # of a label
_FEW: Final = 500  # documents that are sorted, and not gone through
_BY_WORDS: Final = 150
_BY_TITLE: Final = 60
_BY_LABEL: Final = 40
_AT_ONCE: Final = 500  # parameters of one statement
_OF_USE: Final = 0.08  # of a likeness: more than what being recent adds

_IN_ORDER: Final = "ORDER BY i.began DESC, i.name DESC LIMIT"

T = TypeVar("T")
Labels = tuple[tuple[str, str], ...]


class Asked(NamedTuple):
    """What others are compared with: an incident, the labels of its postmortem, and all its text.

    One that is not in the index is an excerpt with what is known of it.
    """

    incident: Excerpt
    text: str = ""
    further: Labels = ()


class Alike(NamedTuple):
    """An incident that is like another, how much and why; and how far its postmortem is."""

    incident: Excerpt
    likeness: Likeness
    stage: str
    """Nothing where there is no postmortem."""

    @property
    def is_of_use(self) -> bool:
        """Whether it is over and something helped in it, which is what somebody wants to know."""
        return not self.incident.is_open and self.incident.mitigated is not None

    @property
    def rank(self) -> float:
        """What it is ordered by: the likeness, and a little more where it is of use."""
        return self.likeness.score + _OF_USE * self.is_of_use


def asked(index: Index, name: str) -> Asked | None:
    """What the index has of an incident; None for one that is not there or cannot be read."""
    found = index.excerpts("i.name = ?", (name,))
    if not found:
        return None
    own = numbered(index, "SELECT id FROM incidents WHERE name = ?", [name])
    own |= {number for number, _ in _postmortems(index, [name]).values()}
    text = index.rows(f"SELECT text FROM words WHERE rowid IN ({placeholders(own)})", sorted(own))
    further = _further(index, [name]).get(name, ())
    told = "\n".join([found[0].impact, *(str(one)[:_LONGEST] for (one,) in text)])
    return Asked(found[0], told, further)


def the_same(asked: Excerpt, found: Sequence[Alike]) -> Alike | None:
    """Which of those that are alike may be the very incident: one that is open, and convincing."""
    for one in found:
        is_level = one.incident.is_open and one.incident.is_drill == asked.is_drill
        if is_level and one.likeness.is_convincing:
            return one
    return None


def alike(index: Index, asked: Asked, most: int) -> list[Alike]:
    """The incidents that are most like one, the best first; none that is the same incident.

    One that tells what helped is before one that is as like it, or nearly so, and does not.
    """
    terms = Terms(index, asked.incident.id, asked.incident.title, asked.text)
    ours = sketch(asked.incident, terms.telling, asked.further)
    corpus = terms.corpus._replace(services=_services(index, ours))
    numbers = sorted(_candidates(index, terms, ours, asked.incident.id))
    found = [
        one
        for one in _compared(index, numbers, terms, ours, corpus)
        if one.likeness.score and not same_incident(asked.incident, one.incident)
    ]
    found.sort(key=lambda one: one.incident.id, reverse=True)
    found.sort(key=lambda one: (-one.rank, -(one.incident.began or 0)))
    return found[:most]


# ------------------------------------------------------------------ candidates


def _candidates(index: Index, terms: Terms, ours: Sketch, name: str) -> set[int]:
    """The numbers of incidents that may be like it."""
    found = _by_words(index, terms)
    for match in _titles(terms):
        found |= _newest(index, "SELECT rowid FROM words WHERE words MATCH ?", [match], _BY_TITLE)
    for kind, value in _values(ours):
        select = "SELECT document FROM labels WHERE key = ? AND folded = ?"
        found |= _newest(index, select, [kind, value], _BY_LABEL)
    for cause in sorted(ours.causes)[:_VALUES]:
        found |= _by_cause(index, cause)
    return found | (_by_cause(index, name.replace("-", " ")) if name else set())


def _by_words(index: Index, terms: Terms) -> set[int]:
    """The incidents that have most of the telling words, also in their postmortems."""
    weights: Counter[int] = Counter()
    for word in terms.telling:
        weight = max(1, 1_000_000 // terms.had[word])  # whole numbers: their sum has no order
        for number in terms.rows[word]:
            weights[number] += weight
    ordered = sorted(weights.values(), reverse=True)
    least = ordered[min(len(ordered), _BY_WORDS) - 1] if ordered else 0
    better = {number for number, weight in weights.items() if weight > least}
    level = [number for number, weight in weights.items() if weight == least]
    return _incidents(index, better) | _few(index, _incidents(index, level), _BY_WORDS)


def _incidents(index: Index, numbers: Collection[int]) -> set[int]:
    """The incidents among documents, and those whose postmortems are among them."""
    found = _numbers_of_incidents(index, numbers)
    for some in _pieces(sorted(numbers)):
        found |= numbered(
            index,
            "SELECT i.id FROM postmortems AS p JOIN incidents AS i ON i.name = p.name "
            f"WHERE p.id IN ({placeholders(some)})",
            some,
        )
    return found


def _titles(terms: Terms) -> Iterator[str]:
    """What FTS5 is asked for titles: all words, and all but one of them."""
    every = [either(word) for word in terms.title]
    sets = [every]
    if 1 < len(every) <= _VALUES:
        sets += [[one for one in every if one != left] for left in every]
    for some in sets:
        if some:
            yield f"title : ({' AND '.join(some)})"


def _values(ours: Sketch) -> Iterator[tuple[str, str]]:
    for kind in MARKS:
        for value in sorted(ours.marks.get(kind, {}).values())[:_VALUES]:
            yield kind, value.casefold()


def _by_cause(index: Index, cause: str) -> set[int]:
    """The incidents that have a cause, that it caused, or that it is; in the usual spellings."""
    spelled = sorted({cause, cause.replace(" ", "-"), cause.replace(" ", "_")})
    spelled = sorted({one.casefold() for one in spelled})
    links = [f"caused-by {one}" for one in spelled]
    marks = placeholders(spelled)
    documents: set[int] = set()
    for keys, values in ((CAUSES, spelled), (("links",), links)):
        of_keys = placeholders(keys)
        select = f"SELECT document FROM labels WHERE key IN ({of_keys}) AND folded IN ({marks})"
        found = _limited(index, select, [*keys, *values], _FEW)
        documents |= _newest(index, select, [*keys, *values], _BY_LABEL) if found is None else found
    own = numbered(index, f"SELECT id FROM incidents WHERE name IN ({marks})", spelled)
    return _few(index, _incidents(index, documents), _BY_LABEL) | own


def _newest(index: Index, select: str, parameters: Sequence[object], most: int) -> set[int]:
    """The newest incidents of those that a statement answers.

    Few are sorted; where there are many, the incidents are gone through from the newest on, until
    there are enough.
    """
    found = _limited(index, select, parameters, _FEW)
    if found is not None:
        return _few(index, _numbers_of_incidents(index, found), most)
    walk = "SELECT i.id FROM incidents AS i INDEXED BY incidents_began"
    return numbered(index, f"{walk} WHERE +i.id IN ({select}) {_IN_ORDER} {most}", parameters)


def _limited(index: Index, select: str, parameters: Sequence[object], most: int) -> set[int] | None:
    """What a statement answers; None where it is more than so many."""
    found = index.rows(f"{select} LIMIT {most + 1}", parameters)
    return {row[0] for row in found} if len(found) <= most else None


def _numbers_of_incidents(index: Index, documents: Collection[int]) -> set[int]:
    found: set[int] = set()
    for some in _pieces(sorted(documents)):
        found |= numbered(
            index, f"SELECT id FROM incidents WHERE id IN ({placeholders(some)})", some
        )
    return found


def _few(index: Index, numbers: Collection[int], most: int) -> set[int]:
    """The newest of some incidents."""
    if len(numbers) <= most:
        return set(numbers)
    found: list[tuple[int, str, int]] = []
    for some in _pieces(sorted(numbers)):
        select = f"SELECT began, name, id FROM incidents WHERE id IN ({placeholders(some)})"
        found += [(began or 0, name, number) for began, name, number in index.rows(select, some)]
    return {number for *_, number in sorted(found, reverse=True)[:most]}


# ------------------------------------------------------------------ the comparison


def _compared(
    index: Index, numbers: Sequence[int], terms: Terms, ours: Sketch, corpus: Corpus
) -> Iterator[Alike]:
    found = [(number, one) for some in _pieces(numbers) for number, one in _excerpts(index, some)]
    names = [one.id for _, one in found]
    further, postmortems = _further(index, names), _postmortems(index, names)
    for number, one in found:
        written, stage = postmortems.get(one.id, (number, ""))
        has = [
            word
            for word in terms.telling
            if number in terms.rows[word] or written in terms.rows[word]
        ]
        theirs = sketch(one, has, further.get(one.id, ()))
        yield Alike(one, likeness(ours, theirs, corpus), stage)


def _excerpts(index: Index, numbers: Sequence[int]) -> Iterator[tuple[int, Excerpt]]:
    found = index.excerpts(f"i.id IN ({placeholders(numbers)})", numbers, order="i.id")
    return zip(numbers, found, strict=True)


def _services(index: Index, ours: Sketch) -> dict[str, int]:
    """How many documents have each service, as far as one has to know."""
    counted = "SELECT count(*) FROM labels WHERE key = ? AND folded = ?"
    return {
        folded: int(index.rows(counted, (SERVICES, shown.casefold()))[0][0])
        for folded, shown in sorted(ours.marks[SERVICES].items())[:_VALUES]
    }


def _further(index: Index, names: Sequence[str]) -> dict[str, Labels]:
    """The causes that postmortems name, by incident."""
    found: dict[str, Labels] = {}
    for some in _pieces(names):
        for name, key, value in index.rows(
            "SELECT p.name, l.key, l.value FROM postmortems AS p JOIN labels AS l "
            f"ON l.document = p.id WHERE p.name IN ({placeholders(some)}) AND {_SHARED} "
            f"AND l.key IN ({placeholders(_TOLD)}) ORDER BY l.place",
            [*some, *_TOLD],
        ):
            found[name] = (*found.get(name, ()), (key, value))
    return found


_TOLD: Final = (*CAUSES, "links")
# One that stays inside, of an incident that does not, is as if it were not there.
_SHARED: Final = (
    f"(p.id NOT IN ({RESTRICTED}) OR EXISTS "
    "(SELECT 1 FROM incidents AS i WHERE i.name = p.name AND i.is_restricted))"
)


def _postmortems(index: Index, names: Sequence[str]) -> dict[str, tuple[int, str]]:
    return {
        name: (number, stage)
        for some in _pieces(names)
        for name, number, stage in index.rows(
            "SELECT p.name, p.id, p.stage FROM postmortems AS p "
            f"WHERE p.name IN ({placeholders(some)}) AND {_SHARED}",
            some,
        )
    }


def _pieces(some: Sequence[T]) -> Iterator[Sequence[T]]:
    return (some[first : first + _AT_ONCE] for first in range(0, len(some), _AT_ONCE))
