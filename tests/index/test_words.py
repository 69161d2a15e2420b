"""The search of the index against a search by hand over the same documents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inc.domain.query import Query, Word, parse
from inc.index import schema, words
from inc.index.database import Index
from inc.index.words import Marker, facts, near, ranked
from inc.store.excerpts import Gathered, gathered
from inc.store.layout import incident_path, postmortem_path, runbook_path

NOW = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)
FOLDERS = ("incidents", "postmortems", "runbooks")


def incident(name: str, text: str = "", **fields: str) -> Gathered:
    head = "".join(f"{key}: {value}\n" for key, value in {"title": "Down", **fields}.items())
    data = f"---\nid: {name}\n{head}---\n\n## Summary\n\n{text}\n\n## Timeline\n"
    return gathered(incident_path(name), data.encode())


def postmortem(name: str, text: str) -> Gathered:
    data = f"---\nincident: {name}\ntitle: Story of {name}\n---\n\n{text}\n"
    return gathered(postmortem_path(name), data.encode())


def runbook(name: str, text: str, **fields: str) -> Gathered:
    head = "".join(f"{key}: {value}\n" for key, value in fields.items())
    return gathered(runbook_path(name), f"---\n{head}---\n# {name}\n\n{text}\n".encode())


def index_of(documents: Iterable[Gathered]) -> Index:
    index = Index.new()
    index.add(documents)
    index.finish()
    return index


def query_of(text: str) -> Query:
    return parse(text, now=NOW, zone=UTC)


def found(index: Index, text: str | Query, folders: Sequence[str] = FOLDERS) -> list[str]:
    """The paths of what is found without their folders by month, the best first."""
    query = query_of(text) if isinstance(text, str) else text
    numbers = ranked(index, query, folders, now=int(NOW.timestamp()), today="2026-03-04")
    return [f"{one.folder[0]}:{one.name}" for one in facts(index, numbers)]


# ------------------------------------------------------------------ against a search by hand

WORDS = ("pool", "pools", "full", "db", "disk", "Pool", "FULL")
SEPARATORS = (" ", ", ", "-", "\n", "/", "... ", "_")
TEXT = st.lists(
    st.tuples(st.sampled_from(WORDS), st.sampled_from(SEPARATORS)), min_size=1, max_size=8
).map(lambda parts: "".join(word + separator for word, separator in parts) + "x")
WORD = st.builds(
    Word,
    st.sampled_from(("pool", "full", "db", "po", "disk", "POOL", "pool full", "db-disk", "a", "x")),
    is_prefix=st.booleans(),
    is_negated=st.booleans(),
)


def has(document: Gathered, word: Word) -> bool:
    wanted = re.findall("[a-z0-9]+", word.text.lower())
    return any(
        _stands(re.findall("[a-z0-9]+", one.lower()), word, wanted) for one in document.words
    )


def _stands(tokens: list[str], word: Word, wanted: list[str]) -> bool:
    for at in range(len(tokens) - len(wanted) + 1):
        here = tokens[at : at + len(wanted)]
        last = here[-1].startswith(wanted[-1]) if word.is_prefix else here[-1] == wanted[-1]
        if last and here[:-1] == wanted[:-1]:
            return True
    return False


@settings(max_examples=150, deadline=None)
@given(st.lists(TEXT, max_size=6), st.lists(WORD, min_size=1, max_size=3))
def test_what_is_found_is_what_has_the_words(texts: list[str], wanted: list[Word]) -> None:
    documents = [incident(f"2026-03-0{at}-a", text) for at, text in enumerate(texts, 1)]
    expected = {
        f"i:{one.name}"
        for one in documents
        if all(has(one, word) != word.is_negated for word in wanted)
    }

    answer = found(index_of(documents), Query(tuple(wanted)))

    assert len(answer) == len(set(answer))
    assert set(answer) == expected


@settings(max_examples=150, deadline=None)
@given(TEXT, st.lists(WORD, min_size=1, max_size=3))
def test_the_places_are_those_of_the_words(text: str, wanted: list[Word]) -> None:
    expected: set[int] = set()
    tokens = list(re.finditer("[a-z0-9]+", text.lower()))
    for word in wanted:
        parts = re.findall("[a-z0-9]+", word.text.lower())
        for at in range(len(tokens) - len(parts) + 1):
            here = tokens[at : at + len(parts)]
            if _stands([one[0] for one in here], word, parts):
                expected |= set(range(here[0].start(), here[-1].end()))

    spans = Marker().spans(text, wanted)

    assert {place for first, last in spans for place in range(first, last)} == expected
    assert spans == sorted(spans)


@settings(max_examples=30, deadline=None)
@given(st.lists(TEXT, min_size=2, max_size=6), st.data())
def test_an_index_that_was_changed_ranks_as_a_new_one(
    texts: list[str], data: st.DataObject
) -> None:
    documents = [incident(f"2026-03-0{at}-a", text) for at, text in enumerate(texts, 1)]
    changed = data.draw(st.sets(st.sampled_from(range(len(documents)))))
    index = index_of([*documents, incident("2026-03-09-gone", "pool pool")])
    index.remove([one.path for at, one in enumerate(documents) if at in changed])
    index.remove([incident_path("2026-03-09-gone")])
    index.add(one for at, one in enumerate(documents) if at in changed)

    for text in ("pool", "full", "po*", "pool -disk", "-disk", "pool full"):
        assert found(index, text) == found(index_of(documents), text)


# ------------------------------------------------------------------ by example


@pytest.fixture
def several() -> Index:
    return index_of(
        [
            incident("2026-01-01-pool", "the disk", title="Pool is full", severity="SEV1"),
            incident("2026-01-02-b", "the connection pool leaks", services="[checkout]"),
            incident("2026-01-03-c", "pool of connections, Überlauf", tags="[database]"),
            incident("2026-01-04-d", "nothing 支払い処理が遅い", services="[pool]"),
            postmortem("2026-01-02-b", "why the pool leaked: résumé"),
            runbook("drain", "drain the pool", services="[checkout]", owner="dba"),
            runbook("failover", "fail over", tags="[database]"),
        ]
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("leaks", ["i:2026-01-02-b"]),
        ("LEAKS", ["i:2026-01-02-b"]),
        ("leak*", ["i:2026-01-02-b", "p:2026-01-02-b"]),
        ('"connection pool"', ["i:2026-01-02-b"]),
        ('"pool connection"', []),
        ('"connection po"*', ["i:2026-01-02-b"]),
        ("uberlauf", ["i:2026-01-03-c"]),
        ("überlauf", ["i:2026-01-03-c"]),
        ("U\u0308BERLAUF", ["i:2026-01-03-c"]),
        ("resume", ["p:2026-01-02-b"]),
        ("支払*", ["i:2026-01-04-d"]),
        ("処理", []),
        ("pool disk", ["i:2026-01-01-pool"]),
        ("pool -leaks -leaked -drain -full", ["i:2026-01-04-d", "i:2026-01-03-c"]),
        ('-pool -"the disk"', ["r:failover"]),
        ('leaks "—"', ["i:2026-01-02-b"]),
        ("NEAR(leaks pool)", []),
        ("leaks AND", []),
        ('"a""b"', []),
        ("title:pool", ["i:2026-01-01-pool"]),
        ("pool service:checkout", ["i:2026-01-02-b", "p:2026-01-02-b", "r:drain"]),
        ("pool owner:dba", ["r:drain"]),
        ("tag:database", ["i:2026-01-03-c", "r:failover"]),
        ("pool sev:1", ["i:2026-01-01-pool"]),
        ("leak* has:postmortem", ["i:2026-01-02-b", "p:2026-01-02-b"]),
        ("pool -service:checkout -sev:1", ["i:2026-01-04-d", "i:2026-01-03-c"]),
    ],
)
def test_queries(text: str, expected: list[str], several: Index) -> None:
    assert sorted(found(several, text)) == sorted(expected)


def test_the_title_weighs_most_then_the_facts(several: Index) -> None:
    answer = found(several, "pool", ("incidents",))
    assert answer[:2] == ["i:2026-01-01-pool", "i:2026-01-04-d"]


def test_of_two_that_are_as_good_the_newer_one_is_first() -> None:
    began = {"began": "x"}
    documents = [
        incident("2026-01-01-a", "pool", started_at="2026-01-01T10:00:00Z", **began),
        incident("2026-01-01-b", "pool", started_at="2026-01-01T12:00:00Z", **began),
        incident("2026-01-01-c", "pool", started_at="2026-01-01T11:00:00Z", **began),
    ]
    names = ["i:2026-01-01-b", "i:2026-01-01-c", "i:2026-01-01-a"]
    assert found(index_of(documents), "pool") == names
    assert found(index_of(documents[::-1]), "pool") == names
    assert found(index_of(documents), "-nosuch") == names


@pytest.mark.parametrize("folder", FOLDERS)
def test_only_some_folders(folder: str, several: Index) -> None:
    answer = found(several, "pool", (folder,))
    assert answer
    assert {one[0] for one in answer} == {folder[0]}


def test_what_is_told_of_a_document() -> None:
    name = "2026-01-02-b"
    index = index_of(
        [
            incident(name, "pool", severity="SEV2", status="closed", visibility="restricted"),
            postmortem(name, "pool"),
            runbook("drain", "pool"),
        ]
    )
    told = {
        one.folder: one for one in facts(index, ranked(index, query_of("pool"), FOLDERS, now=0))
    }
    assert told["incidents"].title == "Down"
    assert told["postmortems"].title == f"Story of {name}"
    assert told["runbooks"][:7] == ("runbooks/drain.md", "runbooks", "drain", "drain", "", "", None)
    for folder in ("incidents", "postmortems"):
        assert told[folder].severity == "SEV2"
        assert told[folder].is_restricted is True
        assert told[folder].is_drill is False


def test_many_documents_are_told_of() -> None:
    names = [f"2026-01-{at % 28 + 1:02}-n{at}" for at in range(1_200)]
    index = index_of(incident(name, "pool") for name in names)
    assert sorted(found(index, "pool")) == sorted(f"i:{name}" for name in names)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("connectoin", "connection"),
        ("UBERLAUV", "uberlauf"),
        ("zzz", ""),
        ("a-b", ""),
        ("pool", ""),
    ],
)
def test_near_words(typed: str, meant: str, several: Index) -> None:
    assert near(several, typed) == meant
    assert near(several, typed) == meant


def test_a_text_with_marks_and_ends_in_it() -> None:
    text = "\x02a pool\x03 \0 pool\r\nb \ud800 pool"
    spans = Marker().spans(text.encode("utf-8", "replace").decode(), query_of("pool").words)
    assert [text[first:last] for first, last in spans] == ["pool"] * 3


def test_both_tables_part_a_text_alike() -> None:
    assert f'tokenize="{words._TOKENIZER}"' in schema.TABLES
