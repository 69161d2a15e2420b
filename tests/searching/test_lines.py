"""The lines of a document that have the words of a query."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inc.domain.query import Word, parse
from inc.index.words import Marker
from inc.searching.lines import (
    lines_of,
    lines_with,
    pattern_of,
    quick_lines,
    readable,
    title_line,
)

DOCUMENT = """\
---
id: 2026-03-04-checkout-failures
title: Checkout failures
severity: SEV1
status: closed
started_at: "2026-03-04T15:20:00Z"
impact: 31% of payments fail
services: [checkout, payments]
---

## Summary

The connection
pool was full.

<!-- inc:begin metrics 0123 -->
pool of numbers, Überlauf
<!-- inc:end metrics -->

## Checklists

- [x] pool of commanders <!-- inc:one -->
- [ ] checkout status page

## Timeline

- `2026-03-04T15:38:00Z` **mitigated** @bob — restarted the pool (restart) ^0h4tcz3k9m2x
- `2026-03-04T15:40:00Z` **update** customer @carol — Checkout is back: Überlauf gone. ^0h4td2p7rb1c
  The pool is at 3 of 100.
"""
NOW = datetime(2026, 3, 4, tzinfo=UTC)


@pytest.fixture(scope="module")
def marker() -> Iterator[Marker]:
    made = Marker()
    yield made
    made.close()


def shown(text: str, query: str, marker: Marker) -> list[tuple[int, list[str]]]:
    """The number of each line, and what is marked in it."""
    found = lines_with(text, parse(query, now=NOW, zone=UTC).words, marker)
    return [(one.number, [one.text[first:last] for first, last in one.spans]) for one in found]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("pool", [(14, ["pool"]), (27, ["pool"]), (29, ["pool"])]),
        ("pool -nothing", [(14, ["pool"]), (27, ["pool"]), (29, ["pool"])]),
        ("CHECKOUT", [(3, ["Checkout"]), (8, ["checkout"]), (28, ["Checkout"])]),
        ("payment*", [(7, ["payments"]), (8, ["payments"])]),
        ("uberlauf", [(28, ["Überlauf"])]),
        ("full 100", [(14, ["full"]), (29, ["100"])]),
        ('"pool was"', [(14, ["pool was"])]),
        ('"connection pool"', [(13, ["connection"]), (14, ["pool"])]),
        ('"payments closed"', [(7, ["payments"]), (8, ["payments"])]),
        ("bob", [(27, ["bob"])]),
        ('"restart update"', [(27, ["restart"])]),
        ("commanders", [(22, ["commanders"])]),
        ("services", [(8, ["services"])]),
        ("0h4tcz3k9m2x", [(27, ["0h4tcz3k9m2x"])]),
        ("failures", [(3, ["failures"])]),
        ("nowhere", [(3, [])]),
        ("-pool", [(3, [])]),
        ("20", [(6, ["20"])]),
    ],
)
def test_lines(query: str, expected: list[tuple[int, list[str]]], marker: Marker) -> None:
    assert shown(DOCUMENT, query, marker) == expected


@pytest.mark.parametrize("query", ["pool", "payment*", '"connection pool"', "commanders", "-pool"])
def test_the_place_does_not_depend_on_newlines_or_a_mark_at_the_begin(
    query: str, marker: Marker
) -> None:
    as_of_windows = "\ufeff" + DOCUMENT.replace("\n", "\r\n")
    assert shown(as_of_windows, query, marker) == shown(DOCUMENT, query, marker)
    words = parse(query, now=NOW, zone=UTC).words
    assert all(not one.text.endswith("\r") for one in lines_with(as_of_windows, words, marker))


def test_what_is_passed_over_leaves_all_places_as_they_are() -> None:
    text = readable(DOCUMENT)
    assert len(text) == len(DOCUMENT)
    assert [len(line) for line in text.split("\n")] == [len(line) for line in DOCUMENT.split("\n")]
    for absent in ("2026", "customer", "mitigated", "0h4t", "services", "numbers", "commanders"):
        assert absent not in text
    for present in ("Checkout failures", "31% of payments", "@carol", "The pool is at 3 of 100."):
        assert present in text


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", (1, "")),
        ("words\nmore\n", (1, "words")),
        ("\n# Drain the pool\n", (2, "# Drain the pool")),
        ("---\nowner: x\ntitle: Drain\r\n---\n# Other\n", (3, "title: Drain")),
    ],
)
def test_the_line_of_the_title(text: str, line: tuple[int, str]) -> None:
    assert title_line(text)[:2] == line


@settings(max_examples=200, deadline=None)
@given(st.text("ab\n\r ", max_size=30), st.data())
def test_a_line_is_where_an_editor_has_it(text: str, data: st.DataObject) -> None:
    places = data.draw(st.lists(st.integers(0, len(text)), max_size=6).map(sorted))
    spans = list(zip(places[::2], places[1::2], strict=False))
    marked = {at for first, last in spans for at in range(first, last) if text[at] != "\n"}

    begin, expected = 0, []
    for number, line in enumerate(text.split("\n"), 1):
        here = {at - begin for at in marked if begin <= at < begin + len(line)}
        if here:
            expected.append((number, line.removesuffix("\r"), here))
        begin += len(line) + 1

    found = lines_of(text, spans)
    assert [
        (one.number, one.text, {at for first, last in one.spans for at in range(first, last)})
        for one in found
    ] == expected


@pytest.mark.parametrize(
    "text",
    [
        *("", "---\n", "---\ntitle: [\n", "<!-- inc:begin x", "- `" * 50_000, "<!--" * 50_000),
        *("## Checklists\n" * 20_000, "\n- `2026` **x** " * 20_000, "\n ^0aaaa" * 20_000),
        *("<!-- inc:begin --> " * 20_000, "\n" * 200_000, "a " * 200_000),
    ],
)
def test_odd_documents(text: str, marker: Marker) -> None:
    assert len(readable(text)) == len(text)
    (line,) = lines_with(text, parse("pool", now=NOW, zone=UTC).words, marker)
    assert line.number >= 1


# ------------------------------------------------------------------ the quick way

PARTS = (
    *("---\n", "title: pool\n", "pool_at: x pool\n", "id: the-pool\n", "- pool\n", "pools, Pool "),
    *("- `pool` **pool** pool @pool — pool ^pool\n", "- `x` **note** @a — POOL — x ^0pool\r\n"),
    *("## Checklists\n", "## Timeline\n", "# pool\n", "  more pool\n", "\n", "—", "é", "_", "a"),
    *("<!-- pool -->", "<!--", "…", "“pool”", "\r\n", "pool", "disk ", "poolé", "\ufeff"),
)
SIMPLE = st.builds(
    Word,
    st.sampled_from(("pool", "POOL", "po", "disk", "title", "a", "note", "Timeline")),
    is_prefix=st.booleans(),
    is_negated=st.just(value=False),
)


@settings(max_examples=600, deadline=None)
@given(
    st.lists(st.sampled_from(PARTS), max_size=14).map("".join),
    st.booleans(),
    st.lists(SIMPLE, min_size=1, max_size=2),
)
def test_the_quick_way_says_the_same(text: str, has_head: bool, words: list[Word]) -> None:
    text = "---\n" * has_head + text
    pattern = pattern_of(words)
    assert pattern is not None
    quick = quick_lines(text, pattern)
    if quick is not None:
        marker = Marker()
        assert quick == lines_with(text, words, marker)
        marker.close()


def test_the_quick_way_is_the_usual_one() -> None:
    text = DOCUMENT.replace("<!--", "").replace("Überlauf", "overflow")
    pattern = pattern_of([Word("pool")])
    assert pattern is not None
    assert [one.number for one in quick_lines(text, pattern) or ()] == [14, 17, 27, 29]


@pytest.mark.parametrize("text", ["über", "connection pool", "db-3", "a_b"])
def test_words_that_are_not_that_simple(text: str) -> None:
    assert pattern_of([Word(text)]) is None
    assert pattern_of([Word("a", is_negated=True)]) is None
