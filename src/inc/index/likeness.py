"""The incidents that are like one, from the index: a few hundred candidates, each compared in full.

Every statement is bounded, however many documents have a word: of a word or a label that very many
have only the newest incidents count. What is bounded is chosen by what the documents say, never by
where a row stands, so a new index gives the same answer as one that was moved on for years.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final, NamedTuple, TypeVar

from inc.domain.excerpt import Excerpt
from inc.domain.likeness import (
    MARKS,
    SERVICES,
    TELLING,
    Corpus,
    Likeness,
    Sketch,
    likeness,
    same_incident,
    sketch,
    spellings,
    words,
)
from inc.domain.repeats import CAUSES
from inc.index.database import Index

_LOOKED_UP: Final = 80  # words of the incident asked about
_LONGEST: Final = 200_000  # characters of a document
_TITLE: Final = 8  # words of its title
_VALUES: Final = 5  # of a label
_COMMON: Final = 100  # one of so many documents may have a word that tells something
_FEW: Final = 500  # so many may have it in any case
_BY_WORDS: Final = 150
_BY_TITLE: Final = 60
_BY_LABEL: Final = 40
_AT_ONCE: Final = 500  # parameters of one statement

_OWN: Final = (
    "SELECT id FROM incidents WHERE name = ? UNION SELECT id FROM postmortems WHERE name = ?"
)
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


def asked(index: Index, name: str) -> Asked | None:
    """What the index has of an incident; None for one that is not there or cannot be read."""
    found = index.excerpts("i.name = ?", (name,))
    if not found:
        return None
    text = index.rows(f"SELECT text FROM words WHERE rowid IN ({_OWN})", (name, name))
    further = _further(index, [name]).get(name, ())
    told = "\n".join([found[0].impact, *(str(one)[:_LONGEST] for (one,) in text)])
    return Asked(found[0], told, further)


def alike(index: Index, asked: Asked, most: int) -> list[Alike]:
    """The incidents that are most like one, the best first; none that is the same incident."""
    terms = _Terms(index, asked)
    ours = sketch(asked.incident, terms.telling, asked.further)
    corpus = terms.corpus._replace(services=_services(index, ours))
    numbers = sorted(_candidates(index, terms, ours, asked.incident.id))
    found = [
        one
        for one in _compared(index, numbers, terms, ours, corpus)
        if one.likeness.score and not same_incident(asked.incident, one.incident)
    ]
    found.sort(key=lambda one: one.incident.id, reverse=True)
    found.sort(key=lambda one: (-one.likeness.score, -(one.incident.began or 0)))
    return found[:most]


# ------------------------------------------------------------------ words


class _Terms:
    """The words of what is asked about that tell something, and which documents have each."""

    def __init__(self, index: Index, asked: Asked) -> None:
        self.documents = int(index.rows("SELECT count(*) FROM documents")[0][0])
        most = max(_FEW, self.documents // _COMMON)
        self.title = list(dict.fromkeys(words(asked.incident.title)))[:_TITLE]
        counted = Counter(words(asked.text))
        often = sorted(counted, key=lambda word: (-counted[word], word))
        looked_up = list(dict.fromkeys([*self.title, *often]))[:_LOOKED_UP]
        self.rows = {word: _having(index, word, most + 1) for word in looked_up}
        self.had = {word: len(rows) for word, rows in self.rows.items()}
        self.corpus = Corpus(self.documents, self.had, said=counted)
        own = _own(index, asked.incident.id)
        rare = [word for word, rows in self.rows.items() if len(rows) <= most and rows - own]
        rare.sort(key=lambda word: (-self.corpus.weight(word), word))
        self.telling = rare[:TELLING]


def _having(index: Index, word: str, most: int) -> set[int]:
    """The documents whose title or text has a word, however people spell it."""
    found = index.rows(
        "SELECT rowid FROM words WHERE words MATCH ? LIMIT ?",
        (f"{{title text}} : {_either(word)}", most),
    )
    return {row[0] for row in found}


def _either(word: str) -> str:
    return "(" + " OR ".join(f'"{one}"' for one in spellings(word)) + ")"


def _own(index: Index, name: str) -> set[int]:
    return _numbers(index, _OWN, (name, name))


# ------------------------------------------------------------------ candidates


def _candidates(index: Index, terms: _Terms, ours: Sketch, name: str) -> set[int]:
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


def _by_words(index: Index, terms: _Terms) -> set[int]:
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
    found: set[int] = set()
    for some in _pieces(sorted(numbers)):
        marks = _marks(some)
        found |= _numbers(index, f"SELECT id FROM incidents WHERE id IN ({marks})", some)
        found |= _numbers(
            index,
            "SELECT i.id FROM postmortems AS p JOIN incidents AS i ON i.name = p.name "
            f"WHERE p.id IN ({marks})",
            some,
        )
    return found


def _titles(terms: _Terms) -> Iterator[str]:
    """What FTS5 is asked for titles: all words, and all but one of them."""
    every = [_either(word) for word in terms.title]
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
    marks = _marks(spelled)
    documents: set[int] = set()
    for keys, values in ((CAUSES, spelled), (("links",), links)):
        select = (
            f"SELECT document FROM labels WHERE key IN ({_marks(keys)}) AND folded IN ({marks})"
        )
        found = _limited(index, select, [*keys, *values], _FEW)
        documents |= _newest(index, select, [*keys, *values], _BY_LABEL) if found is None else found
    own = _numbers(index, f"SELECT id FROM incidents WHERE name IN ({marks})", spelled)
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
    return _numbers(index, f"{walk} WHERE +i.id IN ({select}) {_IN_ORDER} {most}", parameters)


def _limited(index: Index, select: str, parameters: Sequence[object], most: int) -> set[int] | None:
    """What a statement answers; None where it is more than so many."""
    found = index.rows(f"{select} LIMIT {most + 1}", parameters)
    return {row[0] for row in found} if len(found) <= most else None


def _numbers_of_incidents(index: Index, documents: Collection[int]) -> set[int]:
    found: set[int] = set()
    for some in _pieces(sorted(documents)):
        found |= _numbers(index, f"SELECT id FROM incidents WHERE id IN ({_marks(some)})", some)
    return found


def _few(index: Index, numbers: Collection[int], most: int) -> set[int]:
    """The newest of some incidents."""
    if len(numbers) <= most:
        return set(numbers)
    found: list[tuple[int, str, int]] = []
    for some in _pieces(sorted(numbers)):
        select = f"SELECT began, name, id FROM incidents WHERE id IN ({_marks(some)})"
        found += [(began or 0, name, number) for began, name, number in index.rows(select, some)]
    return {number for *_, number in sorted(found, reverse=True)[:most]}


# ------------------------------------------------------------------ the comparison


def _compared(
    index: Index, numbers: Sequence[int], terms: _Terms, ours: Sketch, corpus: Corpus
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
    found = index.excerpts(f"i.id IN ({_marks(numbers)})", numbers, order="i.id")
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
            f"ON l.document = p.id WHERE p.name IN ({_marks(some)}) "
            f"AND l.key IN ({_marks(_TOLD)}) ORDER BY l.rowid",
            [*some, *_TOLD],
        ):
            found[name] = (*found.get(name, ()), (key, value))
    return found


_TOLD: Final = (*CAUSES, "links")


def _postmortems(index: Index, names: Sequence[str]) -> dict[str, tuple[int, str]]:
    return {
        name: (number, stage)
        for some in _pieces(names)
        for name, number, stage in index.rows(
            f"SELECT name, id, stage FROM postmortems WHERE name IN ({_marks(some)})", some
        )
    }


def _numbers(index: Index, select: str, parameters: Sequence[object]) -> set[int]:
    return {row[0] for row in index.rows(select, parameters)}


def _pieces(some: Sequence[T]) -> Iterator[Sequence[T]]:
    return (some[first : first + _AT_ONCE] for first in range(0, len(some), _AT_ONCE))


def _marks(some: Iterable[object]) -> str:
    return ", ".join("?" for _ in some)
