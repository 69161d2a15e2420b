"""What people type to find incidents: words, phrases and filters, as on GitHub.

`status:open sev:1,2 "connection pool" conn* -tag:drill declared:2026-03 lasted:>2h`

Every term has to hold. In a filter a comma means either, and `-` before a term turns it round. Of
what an incident has one only (severity, status, type), a filter that is repeated means either, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, tzinfo
from typing import Final, NamedTuple

from inc.errors import UsageError

LONGEST: Final = 4_000
"""Characters of the longest query."""
MOST_TERMS: Final = 100

# A text in quotation marks, a bare text, blanks, or a mark that nothing closes.
_CHUNK: Final = r'"((?:[^"\\]|\\.)*)"|([^\s"]+)|(\s+)|(")'
_KEY: Final = r"([A-Za-z][A-Za-z0-9_-]+):"
_NO_VALUE: Final = ("//", ":", "\\")
"""What behind a colon says that what stands before is no key: an address, a name in a program."""
_ONE_ONLY: Final = frozenset({"severity", "status", "type"})
_STANDING: Final = frozenset({"status", "is", "id", "ended", "resolved", "closed"})
_OF_POSTMORTEMS: Final = frozenset({"postmortem", "published"})

_Chunks = list[tuple[str, bool]]
"""The texts of a term, and whether each stood in quotation marks."""


class Word(NamedTuple):
    """A word or a phrase; as a prefix, what its last word begins with."""

    text: str
    is_phrase: bool = False
    is_prefix: bool = False
    is_negated: bool = False

    def __str__(self) -> str:
        """It, as it is typed."""
        text = _quoted(self.text) if self.is_phrase else self.text
        return f"{'-' * self.is_negated}{text}{'*' * self.is_prefix}"


class Filter(NamedTuple):
    """A fact that an incident has to have: any of the values.

    The operator is `=`, or, for times and spans, `>`, `>=`, `<`, `<=` or `..` (two values). Values
    are in one spelling: `SEV1`, instants in UTC, seconds as `7200s`. A time is at or after the
    first instant, and before the second one; of a span, both ends of `..` are in it.
    """

    key: str
    values: tuple[str, ...]
    operator: str = "="
    is_negated: bool = False

    def __str__(self) -> str:
        """It, as it is typed."""
        values = [_written(value) for value in self.values]
        if self.operator == "=":
            value = ",".join(values)
        else:
            value = "..".join(values) if self.operator == ".." else self.operator + values[0]
        return f"{'-' * self.is_negated}{self.key}:{value}"


class Query(NamedTuple):
    """Words and filters that all have to hold; an empty one holds for every incident."""

    words: tuple[Word, ...] = ()
    filters: tuple[Filter, ...] = ()

    def __str__(self) -> str:
        """It, as it is typed: it is read as the same query again."""
        return " ".join(map(str, (*self.filters, *self.words)))

    @property
    def says_how_it_stands(self) -> bool:
        """Whether it speaks of open and ended ones itself, so that it is asked of all."""
        return any(
            one.key in _STANDING
            or (one.key == "has" and not _OF_POSTMORTEMS.isdisjoint(one.values))
            for one in self.filters
        )

    def and_also(self, *filters: Filter) -> Query:
        """The same with further filters that have to hold."""
        return Query(self.words, _united([*self.filters, *filters]))


def parse(text: str, *, now: datetime, zone: tzinfo) -> Query:
    """Read a query; UsageError for what cannot be meant, with what can.

    Times are read as `--since` and `--until` read them, in `zone`; a span lies before `now`.
    """
    _refuse_impossible(text)
    terms = [term for one in _terms(text) if (term := _term(one, now, zone)) is not None]
    if len(terms) > MOST_TERMS:
        raise UsageError(
            f"the query has {len(terms)} terms; {MOST_TERMS} can be asked for at once",
            hint="Put the values of one key behind one colon: service:a,b,c",
        )
    words = tuple(term for term in terms if isinstance(term, Word))
    return Query(words, _united(term for term in terms if isinstance(term, Filter)))


def joined(words: Sequence[str]) -> str:
    """The text of a query from the words of a shell, which has taken the quotation marks off.

    A word with blanks in it is a phrase, or a filter with such a value, unless there is another
    filter in it: then it is a query by itself.
    """
    return " ".join(map(_requoted, words))


def filter_of(
    key: str, values: Iterable[str], *, now: datetime, zone: tzinfo, is_negated: bool = False
) -> Filter:
    """The filter that says of a key that it has one of the values; UsageError as for a query."""
    from inc.domain.query_keys import read  # a query of nothing needs no keys

    tidy = dict.fromkeys(one.strip() for one in values)
    return read(key, tuple(one for one in tidy if one), is_negated, now=now, zone=zone)


# ------------------------------------------------------------------ reading


def _refuse_impossible(text: str) -> None:
    if len(text) > LONGEST:
        raise UsageError(
            f"the query has {len(text)} characters, and {LONGEST} are the most",
            hint="A few words that are rare find more than many.",
        )
    if "\0" in text or (not text.isprintable() and re.search("[\ud800-\udfff]", text)):
        raise UsageError(
            "the query holds bytes that no document can hold", hint="Type it as UTF-8 text."
        )


def _terms(text: str) -> Iterator[_Chunks]:
    """The texts of each term."""
    term: _Chunks = []
    for match in re.finditer(_CHUNK, text, re.DOTALL):
        quoted, bare, blanks, unclosed = match.groups()
        if unclosed:
            raise UsageError(
                f"a quotation mark is not closed: {text[match.start() :][:40]}",
                hint='Close it; one that is meant itself is written \\" in a phrase.',
            )
        if blanks is None:
            term.append((bare, False) if quoted is None else (_unescaped(quoted), True))
        elif term:
            yield term
            term = []
    if term:
        yield term


def _unescaped(text: str) -> str:
    return re.sub(r'\\(["\\])', r"\1", text)


def _term(chunks: _Chunks, now: datetime, zone: tzinfo) -> Word | Filter | None:
    """The term of these texts; None for one without a letter or digit, which says nothing."""
    first, is_quoted = chunks[0]
    is_negated = not is_quoted and first.startswith("-") and (len(first) > 1 or len(chunks) > 1)
    if is_negated:
        chunks = [(first[1:], False), *chunks[1:]]
    key = _key(chunks)
    values = _values([(chunks[0][0][len(key) + 1 :], False), *chunks[1:]]) if key else []
    if key and (values or _is_known(key)):
        return filter_of(key, values, now=now, zone=zone, is_negated=is_negated)
    return _word(chunks, is_negated=is_negated)


def _key(chunks: _Chunks) -> str:
    """The key that a term begins with; nothing for a word."""
    text, is_quoted = chunks[0]
    match = None if is_quoted else re.match(_KEY, text)
    if match is None or (text.startswith(_NO_VALUE, match.end()) and not _is_known(match[1])):
        return ""
    return match[1]


def _is_known(key: str) -> bool:
    from inc.domain.query_keys import known

    return known(key) is not None


def _values(chunks: _Chunks) -> list[str]:
    """What stands between commas that are not quoted."""
    values = [""]
    for text, is_quoted in chunks:
        first, *more = [text] if is_quoted else text.split(",")
        values[-1] += first
        values += more
    return [value for value in values if value.strip()]


def _word(chunks: _Chunks, *, is_negated: bool) -> Word | None:
    is_phrase = any(is_quoted for _, is_quoted in chunks)
    last, is_quoted = chunks[-1]
    is_prefix = not is_quoted and last.endswith("*")
    if is_prefix:
        chunks = [*chunks[:-1], (last.rstrip("*"), False)]
    text = "".join(text for text, _ in chunks)
    if not any(map(str.isalnum, text)):
        return None
    return Word(text, is_phrase, is_prefix, is_negated)


def _united(filters: Iterable[Filter]) -> tuple[Filter, ...]:
    """The filters, those of what an incident has one only made one."""
    found: list[Filter] = []
    places: dict[str, int] = {}
    for one in filters:
        place = places.get(one.key)
        if one.key not in _ONE_ONLY or one.is_negated or place is None:
            if not one.is_negated:
                places[one.key] = len(found)
            found.append(one)
        else:
            values = tuple(dict.fromkeys([*found[place].values, *one.values]))
            found[place] = one._replace(values=values)
    return tuple(found)


# ------------------------------------------------------------------ writing


def _requoted(word: str) -> str:
    parts = word.split()
    if len(parts) < 2 or '"' in word:
        return word
    sign = "-" if word.startswith("-") else ""
    body = word.strip().removeprefix(sign)
    if any(_begins_filter(part) for part in parts[1:]):
        return word
    key = _key([(parts[0].removeprefix("-"), False)])
    if not key or parts[0].endswith(":"):
        is_prefix = body.endswith("*")
        return f"{sign}{_quoted(body.rstrip('*'))}{'*' * is_prefix}"
    from inc.domain.query_keys import takes_text

    if not takes_text(key):
        return word
    return f"{sign}{key}:{_quoted(body[len(key) + 1 :])}"


def _begins_filter(part: str) -> bool:
    match = re.match(f"-?{_KEY}.", part)
    return match is not None and _is_known(match[1])


def _written(value: str) -> str:
    is_plain = not re.search(r'[\s",]', value) and not value.startswith(_NO_VALUE)
    return value if is_plain else _quoted(value)


def _quoted(text: str) -> str:
    return '"' + re.sub(r'(["\\])', r"\\\1", text) + '"'
