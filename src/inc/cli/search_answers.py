"""What `inc search` answers: the documents that have the words, each with its lines.

Plain words are the hot path; whatever they do not need is imported where it is used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC
from functools import partial
from typing import Any, Final, NamedTuple

from inc.cli import output, search_views
from inc.cli.here import here, usable_policy
from inc.cli.indexed import indexed
from inc.cli.session import current
from inc.domain.query import Query, Word, joined, parse
from inc.errors import IncError, Refused, UsageError
from inc.index import words as index_words
from inc.index.database import Index
from inc.searching.finding import Hit, with_lines
from inc.store import layout
from inc.workspace import Workspace

FOLDERS: Final = (layout.INCIDENTS, layout.POSTMORTEMS, layout.RUNBOOKS)
_ON_A_SCREEN: Final = 20
"""Documents that are shown on a screen unless told otherwise."""
_BEGINNING: Final = 3  # letters; fewer begin every second word


class Search(NamedTuple):
    """What somebody searches: words and filters, or a pattern, and in which folders.

    `read` makes a query of the words and of what options say. `limit` is the number of documents
    that are shown, 0 for all; None for 20 on a screen, else all.
    """

    words: Sequence[str]
    read: Callable[[Workspace], Query]
    folders: Sequence[str] = FOLDERS
    pattern: str | None = None
    limit: int | None = None
    as_json: bool = False
    as_jsonl: bool = False

    @property
    def most(self) -> int | None:
        """The number of documents that are shown; None for all."""
        if self.limit is None:
            is_seen = output.is_screen() and not (self.as_json or self.as_jsonl)
            return _ON_A_SCREEN if is_seen else None
        return self.limit or None


def run_plain(words: Sequence[str], **options: Any) -> int:
    """Search for words with plain options, fields of `Search`; returns the exit code."""
    return answer(Search(words, partial(_of_words, words), **options))


def _of_words(words: Sequence[str], workspace: Workspace) -> Query:
    text = joined(words)
    if ":" in text:  # a filter: it may name a time in the zone of the workspace, and `me`
        from inc.cli import querying

        return querying.asked_for(querying.Asked(words), workspace)
    return parse(text, now=current().now, zone=UTC)


def answer(search: Search) -> int:
    """Search, and show what is found; the exit code is 1 where that is nothing."""
    if search.limit is not None and search.limit < 0:
        raise UsageError(f"--limit {search.limit} is no number of documents", hint="0 is for all.")
    current().as_json = search.as_json or search.as_jsonl
    workspace = here()
    query = search.read(workspace)
    if search.pattern is not None:
        return _by_pattern(search, query, search.pattern, workspace)
    if not (query.words or query.filters):
        raise _nothing_asked(search.words)
    return _by_words(search, query, workspace)


def _nothing_asked(words: Sequence[str]) -> UsageError:
    text = joined(words).strip()
    if text:
        return UsageError(
            f"'{text}' has no letter or digit, and only words are searched",
            hint="Signs are found by: inc search --regex PATTERN",
        )
    return UsageError("there are no words to search for", hint="As in: inc search connection pool")


def _numbers(index: Index, query: Query, search: Search, workspace: Workspace) -> list[int]:
    now, today, teams = current().now, "", None
    if query.filters:
        from inc.cli import querying

        policy = usable_policy(workspace)
        today, teams = now.astimezone(policy.zone).date().isoformat(), querying.teams(policy)
    at = int(now.timestamp())
    return index_words.ranked(index, query, search.folders, now=at, today=today, teams=teams)


def _tell_unheard_of(index: Index, query: Query) -> None:
    if query.filters:
        from inc.cli.querying import tell_unheard_of

        tell_unheard_of(index, query)


# ------------------------------------------------------------------ by words


def _by_words(search: Search, query: Query, workspace: Workspace) -> int:
    with indexed(workspace, folders=search.folders) as index:
        _tell_unheard_of(index, query)
        numbers = _numbers(index, query, search, workspace)
        found = index_words.facts(index, numbers[: search.most])
        reason = "" if numbers else _why_nothing(index, query, search, workspace)
    hits = with_lines(workspace.root, found, query.words)
    if search.as_json or search.as_jsonl:
        return _to_program(search, query, hits, len(numbers))
    if not numbers:
        raise Refused(f"nothing was found for: {query}", hint=reason)
    place = search_views.Place.of(workspace.root, current().start)
    search_views.show(hits, place)
    if len(found) < len(numbers):
        output.talk(f"{len(found)} of {len(numbers)}; all: --limit 0")
    return 0


def _to_program(search: Search, query: Query, hits: Iterator[Hit], total: int | None) -> int:
    """Whole values for a program; nothing found is an empty answer, and exit code 1.

    `total` is None where nobody counted them all.
    """
    dicts = search_views.dicts(hits)
    if search.as_jsonl:
        count = _as_lines(dicts)
        return 0 if count else 1
    documents = list(dicts)
    if total is None and len(documents) != search.most:
        total = len(documents)
    facts = {"query": str(query), "pattern": search.pattern, "total": total}
    output.as_json({**facts, "documents": documents})
    return 0 if documents else 1


def _as_lines(dicts: Iterator[search_views.Facts]) -> int:
    """One JSON object a line as they come; returns how many."""
    count = 0

    def counted() -> Iterator[search_views.Facts]:
        nonlocal count
        for one in dicts:
            count += 1
            yield one

    output.as_jsonl(counted())
    return count


def _why_nothing(index: Index, query: Query, search: Search, workspace: Workspace) -> str:
    """What may be wrong with a query that finds nothing: its filters, a word, or too many."""
    words = Query(query.words)
    if query.filters or len(search.folders) < len(FOLDERS):
        every = search._replace(folders=FOLDERS)
        count = len(_numbers(index, words, every, workspace)) if words.words else 0
        if count:
            return f"Without the filters there are {count}: inc search {words}"
    wanted = [one for one in query.words if not one.is_negated]
    absent = [one for one in wanted if not _numbers(index, Query((one,)), search, workspace)]
    for one in absent:
        if guess := _meant(index, one, search, workspace):
            return f"Did you mean '{guess}'?"
    if absent:
        return f"No document has: {absent[0]}. {_instead(index, absent[0], search, workspace)}"
    if len(wanted) > 1:
        return "Each of the words stands somewhere, but no document has all of them."
    return "See: inc search --help"


def _meant(index: Index, word: Word, search: Search, workspace: Workspace) -> str:
    """A word or a phrase with words that there are; nothing where none is like one of its words."""
    parts = word.text.split() if word.is_phrase else [word.text]
    there = [bool(_numbers(index, Query((Word(one),)), search, workspace)) for one in parts]
    pairs = list(zip(parts, there, strict=True))
    guesses = [one if is_there else index_words.near(index, one) for one, is_there in pairs]
    return " ".join(guesses) if all(guesses) and not all(there) else ""


def _instead(index: Index, word: Word, search: Search, workspace: Workspace) -> str:
    """What finds something in place of a word that no document has: its beginning, or the files."""
    if word.is_phrase and all(
        _numbers(index, Query((Word(one),)), search, workspace) for one in word.text.split()
    ):
        return f"It is one phrase; its words each by itself: inc search {word.text}"
    least = max(_BEGINNING, (len(word.text) + 1) // 2)
    for length in range(len(word.text) - 1, least - 1, -1) if word.text.isalnum() else ():
        begun = Word(word.text[:length], is_prefix=True)
        if _numbers(index, Query((begun,)), search, workspace):
            return f"Words that begin like it: inc search '{begun}'"
    return "Parts of words and signs are found by: inc search --regex PATTERN"


# ------------------------------------------------------------------ by a pattern


def _by_pattern(search: Search, query: Query, pattern: str, workspace: Workspace) -> int:
    from inc.searching import patterns

    wanted = patterns.compiled(pattern)
    if query.words or query.filters:
        with indexed(workspace, folders=search.folders) as index:
            _tell_unheard_of(index, query)
            numbers = _numbers(index, query, search, workspace)
            paths = [one.path for one in index_words.facts(index, numbers)]
    else:
        output.tell_unseen(workspace.unseen(*search.folders))
        paths = patterns.every_path(workspace.root, search.folders)
    found = patterns.fitting(workspace.root, paths, wanted)
    hits = _so_many(_readable(found), search.most)
    if search.as_json or search.as_jsonl:
        return _to_program(search, query, hits, None)
    place = search_views.Place.of(workspace.root, current().start)
    if not search_views.show(hits, place):
        raise Refused(
            f"no line fits the pattern '{pattern[:80]}'",
            hint="It is looked for in one line at a time, as Python's `re` reads it.",
        )
    return 0


def _readable(found: Iterator[Hit | IncError]) -> Iterator[Hit]:
    for one in found:
        if isinstance(one, Hit):
            yield one
        else:
            output.finding(one)


def _so_many(hits: Iterator[Hit], most: int | None) -> Iterator[Hit]:
    """The first ones; whether there are more is said, and not how many: nobody looks further."""
    for count, one in enumerate(hits):
        if count == most:
            output.talk(f"The first {most}; all: --limit 0")
            return
        yield one
