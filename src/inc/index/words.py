"""The search of the index: which documents have some words, in which order, and where in a text."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from inc.domain.query import Filter, Query, Word
from inc.index.database import Index

if TYPE_CHECKING:
    from inc.index.selecting import Teams

Span = tuple[int, int]
"""Where something stands in a text: its first character, and the one behind it."""

_WEIGHTS: Final = "10.0, 4.0, 1.0"
"""What a word weighs in the title, in the facts and in the text of a document."""
_OF_RUNBOOKS: Final = frozenset({"service", "tag", "title"})
"""The keys of a query that runbooks have, beside those that are the team's own."""
_RUNBOOKS: Final = "runbooks"
_AT_ONCE: Final = 500  # parameters of one statement; old builds of SQLite take 999
_OPENS, _CLOSES = "\x02", "\x03"
_TOKENIZER: Final = "unicode61 remove_diacritics 2"  # that of the table `words`
_TAKEN: Final = re.compile("[\0\x02\x03\r]")
_MOST_NEAR: Final = 50_000

_FACTS: Final = """
SELECT d.id, d.path, d.folder, d.name,
    CASE WHEN i.id = d.id THEN i.title ELSE (SELECT title FROM words WHERE rowid = d.id) END,
    ifnull(i.severity, ''), ifnull(i.status, ''), i.began,
    ifnull(i.is_restricted, 0), ifnull(i.is_drill, 0)
FROM documents AS d LEFT JOIN incidents AS i ON i.name = d.name AND d.folder <> 'runbooks'
"""
_RANKED: Final = """
SELECT d.id FROM {found} AS f JOIN documents AS d ON d.id = f.id
LEFT JOIN incidents AS i ON i.name = d.name AND d.folder <> 'runbooks'
WHERE {conditions} ORDER BY f.score, i.began DESC, d.name, d.path
"""
_WITH_WORDS: Final = f"""
(SELECT rowid AS id, bm25(words, {_WEIGHTS}) AS score FROM words WHERE words MATCH ?)
"""
_EVERY: Final = "(SELECT id, 0 AS score FROM documents WHERE problem = '')"


class Found(NamedTuple):
    """A document that was found; a postmortem has the state of its incident."""

    path: str
    folder: str
    name: str
    title: str
    severity: str = ""
    status: str = ""
    began: int | None = None
    """Seconds since 1970."""
    is_restricted: bool = False
    is_drill: bool = False


# ------------------------------------------------------------------ which documents


def ranked(
    index: Index,
    query: Query,
    folders: Sequence[str],
    *,
    now: int,
    today: str = "",
    teams: Teams | None = None,
) -> list[int]:
    """The numbers of the documents for which a query holds, the best first.

    `now`, `today` and `teams` are those of `selecting.where`. Where two are as good,
    the newer one is first.
    """
    wanted = [one for one in query.words if not one.is_negated]
    unwanted = [one for one in query.words if one.is_negated]
    found, given = _EVERY, list[object]()
    if wanted:
        found = _WITH_WORDS
        given = [all_of(wanted)]
    conditions = [f"d.folder IN ({', '.join('?' * len(folders))})"]
    given += folders
    for one in unwanted:
        conditions.append("d.id NOT IN (SELECT rowid FROM words WHERE words MATCH ?)")
        given.append(_asked(one))
    if query.filters:
        condition, values = _filtered(query.filters, now, today, teams)
        conditions.append(condition)
        given += values
    sql = _RANKED.format(found=found, conditions=" AND ".join(conditions))
    return [number for (number,) in index.rows(sql, given)]


def facts(index: Index, numbers: Sequence[int]) -> list[Found]:
    """What is told of documents by their numbers, in their order."""
    known: dict[int, Found] = {}
    for first in range(0, len(numbers), _AT_ONCE):
        some = numbers[first : first + _AT_ONCE]
        marks = ", ".join("?" * len(some))
        for number, *told, restricted, drill in index.rows(
            f"{_FACTS} WHERE d.id IN ({marks})", some
        ):
            known[number] = Found._make((*told, bool(restricted), bool(drill)))
    return [known[number] for number in numbers]


def _takes_runbooks(filters: Sequence[Filter]) -> bool:
    """Whether runbooks can have what the filters ask for; else they are left out."""
    if not filters:
        return True
    from inc.domain.query_keys import known

    return all(one.key in _OF_RUNBOOKS or known(one.key) is None for one in filters)


def _filtered(
    filters: Sequence[Filter], now: int, today: str, teams: Teams | None
) -> tuple[str, list[object]]:
    from inc.index import selecting  # most searches have words only

    condition, given = selecting.where(Query((), tuple(filters)), now, today, teams)
    # What a postmortem has is what its incident has.
    of_incidents = f"(d.folder <> '{_RUNBOOKS}' AND i.id IS NOT NULL AND {condition})"
    if not _takes_runbooks(filters):
        return of_incidents, given
    own = f"SELECT i.id FROM documents AS i WHERE i.folder = '{_RUNBOOKS}' AND {condition}"
    return f"({of_incidents} OR d.id IN ({own}))", [*given, *given]


def all_of(words: Sequence[Word]) -> str:
    """What FTS5 is asked for documents that have all words; one that says nothing is none."""
    return " ".join(map(_asked, words))


def _asked(word: Word) -> str:
    """What FTS5 is asked for a word: a text of its own, so that no sign in it has a meaning."""
    doubled = word.text.replace('"', '""')
    return f'"{doubled}" *' if word.is_prefix else f'"{doubled}"'


# ------------------------------------------------------------------ near words


def near(index: Index, word: str) -> str:
    """The word of the documents that is most like one that no document has; nothing for none."""
    import difflib  # only where nothing was found
    import unicodedata

    apart = unicodedata.normalize("NFKD", word.casefold())
    plain = "".join(sign for sign in apart if not unicodedata.combining(sign))
    if not plain.isalnum():
        return ""
    index.rows("CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, words, row)")
    rows = index.rows(
        "SELECT term FROM vocabulary WHERE term >= ? AND term < ? "
        f"AND length(term) BETWEEN ? AND ? LIMIT {_MOST_NEAR}",
        (plain[0], plain[0] + "\U0010ffff", len(plain) - 2, len(plain) + 2),
    )
    index.rows("DROP TABLE temp.vocabulary")
    known = [term for (term,) in rows if term != plain]
    return next(iter(difflib.get_close_matches(plain, known, n=1, cutoff=0.75)), "")


# ------------------------------------------------------------------ where in a text


class Marker:
    """Says where words stand in texts, by the same rules as the index."""

    def __init__(self) -> None:
        self._connection = sqlite3.connect(":memory:", isolation_level=None)
        sql = f'CREATE VIRTUAL TABLE texts USING fts5(text, tokenize="{_TOKENIZER}")'
        self._connection.execute(sql)

    def spans(self, text: str, words: Sequence[Word]) -> list[Span]:
        """Where any of the words stand, in their order; a phrase is one span."""
        ask = self._connection.execute
        ask("BEGIN")
        # What would be taken for a mark, or for the end, separates words as a blank does.
        ask("INSERT INTO texts VALUES (?)", (_TAKEN.sub(" ", text),))
        found = ask(
            f"SELECT highlight(texts, 0, '{_OPENS}', '{_CLOSES}') FROM texts WHERE texts MATCH ?",
            (" OR ".join(map(_asked, words)),),
        ).fetchall()
        ask("ROLLBACK")
        return list(_spans(found[0][0])) if found else []

    def close(self) -> None:
        """Let go of the memory."""
        self._connection.close()


def _spans(marked: str) -> list[Span]:
    """The places of the marks in a text without them."""
    first, *parts = marked.split(_OPENS)
    found, at = list[Span](), len(first)
    for part in parts:
        inner, _, behind = part.partition(_CLOSES)
        found.append((at, at + len(inner)))
        at += len(inner) + len(behind)
    return found
