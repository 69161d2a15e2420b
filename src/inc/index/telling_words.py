"""The words of an incident that tell something, and which documents have each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from inc.domain.likeness import TELLING, Corpus
from inc.domain.telling import words
from inc.domain.vocabulary import Role
from inc.domain.word_forms import spellings
from inc.index.database import Index

FEW: Final = 500
"""So many documents may have a word that tells something, in any case but of very few."""
_LOOKED_UP: Final = 80  # words of the incident asked about
_TITLE: Final = 8  # words of its title
_COMMON: Final = 100  # one of so many documents may have a word that tells something
_SHARE: Final = 0.4  # of few documents, which no word that tells something has
_SOME: Final = 5  # so many may have it even then
_NAMED: Final = ("person", *map(str, Role))  # the labels that name people

_OWN: Final = (
    "SELECT id FROM incidents WHERE name = ? UNION SELECT id FROM postmortems WHERE name = ?"
)
"""The numbers of the documents of an incident, by its name, twice."""


class Terms:
    """The words of a title and a text that tell something, and which documents have each.

    `title` and `telling` are words as they are compared; `rows` has the numbers of the documents
    of each, up to one more than are looked at, and `had` how many these are.
    """

    def __init__(self, index: Index, name: str, title: str, text: str) -> None:
        self.documents = int(index.rows("SELECT count(*) FROM documents")[0][0])
        most = max(FEW, self.documents // _COMMON)
        few = max(_SOME, int(self.documents * _SHARE))
        self.title = list(dict.fromkeys(words(title)))[:_TITLE]
        counted = Counter(words(text))
        often = sorted(counted, key=lambda word: (-counted[word], word))
        looked_up = list(dict.fromkeys([*self.title, *often]))[:_LOOKED_UP]
        self.rows = {word: _having(index, word, most + 1) for word in looked_up}
        self.had = {word: len(rows) for word, rows in self.rows.items()}
        self.corpus = Corpus(self.documents, self.had, said=counted)
        own = numbered(index, _OWN, (name, name))
        rare = [word for word, rows in self.rows.items() if len(rows) <= min(most, few)]
        rare = [word for word in rare if self.rows[word] - own and not _is_name(index, word)]
        rare.sort(key=lambda word: (-self.corpus.weight(word), word))
        self.telling = rare[:TELLING]


def _is_name(index: Index, word: str) -> bool:
    """Whether it is the name of somebody who took part in any incident, or begins such a name."""
    named = (
        f"SELECT 1 FROM labels WHERE key IN ({placeholders(_NAMED)})"
        " AND (folded = ? OR (folded >= ? AND folded < ?)) LIMIT 1"
    )
    # Between a blank and a slash are `dave smith`, `dave-smith` and `dave.smith`.
    return bool(index.rows(named, (*_NAMED, word, f"{word} ", f"{word}/")))


def _having(index: Index, word: str, most: int) -> set[int]:
    """The documents whose title or text has a word, however people spell it."""
    found = index.rows(
        "SELECT rowid FROM words WHERE words MATCH ? LIMIT ?",
        (f"{{title text}} : {either(word)}", most),
    )
    return {row[0] for row in found}


def either(word: str) -> str:
    """What FTS5 is asked for a word, however people spell it."""
    return "(" + " OR ".join(f'"{one}"' for one in spellings(word)) + ")"


def numbered(index: Index, select: str, parameters: Sequence[object]) -> set[int]:
    """The numbers that a statement answers."""
    return {row[0] for row in index.rows(select, parameters)}


def placeholders(some: Iterable[object]) -> str:
    """A question mark for each."""
    return ", ".join("?" for _ in some)
