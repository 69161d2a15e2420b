"""Documents in the form of the program: read fast, and as the slow way reads them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from inc.domain import cadence
from inc.domain.excerpt import excerpt
from inc.domain.incident import Incident
from inc.domain.timeline import Entry
from inc.domain.vocabulary import Audience, Kind
from inc.errors import IncError
from inc.store import excerpts, item_words, plain_documents
from inc.store.excerpts import Gathered

NAME = "2026-03-04-checkout-failures"
PATH = f"postmortems/2026/03/{NAME}.md"

POSTMORTEM = f"""\
---
incident: {NAME}
title: Checkout failures
status: published
authors: [heidi, carol]
published_at: "2026-03-06T07:14:00Z"
---

# Postmortem: Checkout failures

## Summary

The pool was too small.

## Action items

- [ ] Prevent: Delete files before the disk is full (P2, @bob, by 2026-04-20) ^02314
- [x] Process: Say who may turn it off (P0, @carol, by 2026-04-02, done 2026-04-10) ^02315

## Lessons learned

We looked at the network first.
"""


RUNBOOK_PATH = f"runbooks/{NAME}.md"
RUNBOOK = """\
---
services: [database]
owner: "@bob"
visibility: public
---

# Fail over the database

When the disk is full.

## Steps

1. [ ] Look at it.
"""


def slowly(data: bytes, path: str = PATH) -> Gathered | str:
    """What the slow way reads of a postmortem or a runbook, or why it cannot."""
    try:
        return excerpts._other(path, path.partition("/")[0], NAME, data)
    except IncError as error:
        return error.what


# ------------------------------------------------------------------ postmortems

LINES = st.sampled_from(
    [
        *("", "", "## Action items", "## Action items ##", "##  action items", "### Follow-ups"),
        *("# Actions", "## Actions taken", "## Checklists", "## Timeline", "# x", "## After"),
        *(" ## Action items", "- ## Action items", "> ## Action items", "text", "  text", "    x"),
        *("```", "  ~~~", "<!-- x", "-->", "<div>", "| Action | Owner |", "|---|---|", "| a | b |"),
        *("- [ ] do it", "- [x] do it", "- [X] do it ^02314", "- [ ]", "- [ ]  two", "* [ ] star"),
        *("- [ ] do it  ", "- [ ] Prevent: it (P2, @bob, by 2026-04-20) ^02314", "- plain", "---"),
        *(
            "  - [ ] inner",
            "1. [ ] counted",
            "- [x] ~~gone~~ (dropped: x)",
            "\r",
            "  ",
            "\t- [ ] t",
        ),
    ]
)


@given(st.integers(0, 30), st.lists(LINES, max_size=6), st.integers(0, 3))
@settings(max_examples=400, deadline=None)
def test_a_postmortem_reads_as_the_slow_way_reads_it(
    at: int, lines: list[str], dropped: int
) -> None:
    text = POSTMORTEM.split("\n")
    text[at : at + dropped] = lines
    data = "\n".join(text).encode()
    slow = slowly(data)
    assert (excerpts._plain_postmortem(PATH, NAME, data) or slow) == slow


def test_a_postmortem_of_the_program_needs_no_slow_way() -> None:
    data = POSTMORTEM.encode()
    found = excerpts._plain_postmortem(PATH, NAME, data)
    assert found == slowly(data)
    assert found is not None
    assert [one[0] for one in found.items] == [
        "Delete files before the disk is full",
        "Say who may turn it off",
    ]


@given(st.integers(0, 12), st.lists(LINES, max_size=6), st.integers(0, 3))
@settings(max_examples=400, deadline=None)
def test_a_runbook_reads_as_the_slow_way_reads_it(at: int, lines: list[str], dropped: int) -> None:
    text = RUNBOOK.split("\n")
    text[at : at + dropped] = lines
    data = "\n".join(text).encode()
    slow = slowly(data, RUNBOOK_PATH)
    assert (excerpts._plain_runbook(RUNBOOK_PATH, NAME, data) or slow) == slow


def test_a_runbook_needs_no_slow_way() -> None:
    data = RUNBOOK.encode()
    found = excerpts._plain_runbook(RUNBOOK_PATH, NAME, data)
    assert found is not None
    assert found == slowly(data, RUNBOOK_PATH)
    assert found.words[0] == "Fail over the database"


@pytest.mark.parametrize(
    "data", [b"", b"---\n", b"---\n---\n", b"\xff", b"---\na: \xff\n---\n", b"---\na: b\n---"]
)
def test_what_is_no_document_of_the_program(data: bytes) -> None:
    assert plain_documents.incident(NAME, data) is None
    slow = slowly(data)
    assert (excerpts._plain_postmortem(PATH, NAME, data) or slow) == slow


# ------------------------------------------------------------------ action items

WORDS = st.sampled_from(
    [
        *("Prevent:", "Prevent", "prevent:", "Note:", "X:", "fix", "-", "–", "a-b", "-c", "d-"),
        *(
            "Add a check",
            "(P1)",
            "(P2, @bob, by 2026-04-20)",
            "(@bob)",
            "^02314",
            "\\^02314",
            "~~x~~",
        ),
        *(
            "(P2, @bob, by 2026-04-20, done 2026-04-10)",
            "(P2, @bob, by soon)",
            "**Fix:**",
            "<!--x-->",
        ),
        *("(P2, @bob, by 2026-04-20) ^9c1d", "(P0, @a.b-c, by 2026-99-99) ^9c1d", "`x`", "é", "٣"),
    ]
)


@given(st.lists(WORDS, min_size=1, max_size=5).map(" ".join), st.booleans())
@example("Prevent: Add a check (P2, @bob, by 2026-04-20, done 2026-04-21) ^9c1d", True)
@settings(max_examples=400)
def test_an_item_in_its_usual_form_reads_as_any_other(words: str, is_ticked: bool) -> None:
    there = item_words.read(words, is_ticked=is_ticked)
    assert there == item_words._read_any(words, is_ticked=is_ticked, has_type=False)


# ------------------------------------------------------------------ promises

BEGAN = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)
MINUTES = st.integers(0, 6)


def entry(at: int, kind: Kind, audience: str, promised: int | None, name: str) -> Entry:
    named = f"\n- Next update: {minute(promised)}" if promised is not None else ""
    return Entry(BEGAN + timedelta(minutes=at), kind, "bob", f"so{named}", name, audience)


def minute(at: int) -> str:
    return f"{BEGAN + timedelta(minutes=at):%Y-%m-%dT%H:%M:%SZ}"


ENTRIES = st.builds(
    entry,
    MINUTES,
    st.sampled_from([Kind.UPDATE, *[Kind.UPDATE] * 2, Kind.RESOLVED, Kind.CLOSED, Kind.REOPENED]),
    st.sampled_from(["", "nobody", *Audience]),
    st.none() | MINUTES,
    st.sampled_from(["", "0j4hpt40rept", "0j4hqvahq948"]),
)


@given(
    st.lists(ENTRIES, max_size=7),
    st.sampled_from(["resolved", "closed", "monitoring"]),
    st.dictionaries(st.sampled_from(["resolved_at", "closed_at"]), MINUTES.map(minute)),
)
def test_promises_are_those_of_the_whole_incident(
    entries: list[Entry], status: str, times: dict[str, str]
) -> None:
    found = Incident(NAME, {"status": status, **times}, entries)
    expected = [
        (int(one.at.timestamp()), one.waited_until, one.is_over) for one in cadence.promises(found)
    ]
    told = [
        (at, datetime.fromtimestamp(until, UTC) if until is not None else None, is_over)
        for at, until, is_over in excerpt(found).promises
    ]
    assert sorted(told, key=repr) == sorted(expected, key=repr)
