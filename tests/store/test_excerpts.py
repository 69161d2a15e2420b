"""What an index keeps of a document: the fast reading is the slow one, whatever people wrote."""

from __future__ import annotations

import random
import re
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inc.errors import IncError
from inc.store import excerpts
from inc.store.excerpts import Gathered, gathered
from inc.store.prose import prose

NAME = "2026-03-04-checkout-failures"
PATH = f"incidents/2026/03/{NAME}.md"
OTHERS = (
    f"postmortems/2026/03/{NAME}.md",
    "runbooks/database/failover.md",
    "incidents/2026/02/2026-02-30-no-such-day.md",
)
REAL = sorted(Path(__file__).parents[2].glob("incidents/*/*/*.md"))

FRONT = """\
---
id: 2026-03-04-checkout-failures
title: Checkout failures
severity: SEV1
status: monitoring
detected_at: "2026-03-04T15:23:00Z"
declared_at: "2026-03-04T15:30:00Z"
roles:
  commander: alice
  tech_lead: bob
impact: ~30% of checkout attempts failing
services: [checkout, order-service]
tags: [Database]
---
"""
BODY = """
## Summary

Customers could not pay.

## Checklists

- [x] Incident commander assigned
- [ ] Status page updated

## Timeline

- `2026-03-04T15:23:00Z` **detected** @bob — Alert: error rate > 5% ^0j4hpt40rept
- `2026-03-04T15:36:00Z` **update** customer @carol — Status update ^0j4hqvahq948
  - Status: Identified
  - Next update: 2026-03-04T15:51:00Z
- `2026-03-04T15:45:00Z` **resolved** @alice — all systems nominal ^0j4hy2hgvnf3
- `2026-03-04T16:45:00Z` **reopened** @alice — it is back ^0j4hy4g0k4bp

## What we learnt

Nothing yet.
"""

FRONTS = st.sampled_from(
    [
        *(FRONT, FRONT, FRONT, "---\n---\n", "", "---\n", "\ufeff" + FRONT, " " + FRONT),
        *(FRONT.replace("---\n", "--- \n"), FRONT.removesuffix("---\n") + "...\n"),
        *(FRONT.replace("\n", "\r\n"), FRONT.replace("SEV1", "sev-1"), "\n" + FRONT),
        FRONT.replace("status: monitoring", "status: gone\ndrill: yes"),
        FRONT.replace("severity: SEV1", 'severity: "it is: bad"\nvisibility: restricted'),
        FRONT.replace("title:", "Title:"),
        FRONT.replace("tags: [Database]", "tags:\n- a\n- B\nlinks: {a: b}\nmerged_into: x"),
        FRONT.replace('"2026-03-04T15:30:00Z"', "yesterday"),
        FRONT.replace("  commander: alice", "  commander: [alice, '@bob']\n  Weird Role: x"),
        FRONT.replace("roles:", "roles: nobody #"),
        FRONT.replace("impact:", "impact: |\n  two\n  lines\nother:"),
        FRONT.replace("  tech_lead", "\ttech_lead"),
        FRONT.replace("id:", "a: &b c\nid:"),
    ]
)
LINES = st.sampled_from(
    [
        *("", "", "## Timeline", "## Timeline", "## timeline", "##  Timeline  ", "## Timeline ##"),
        *(
            "##Timeline",
            " ## Timeline",
            "### Timeline",
            "# Timeline",
            "## Timelines",
            "##\tTimeline",
        ),
        *("    ## Timeline", "- ## Timeline", "> ## Timeline", "## Summary", "## After", "#", "##"),
        *(
            "## Checklists",
            "- [ ] tick me",
            "- [x] ~~gone~~ (does not apply: x)",
            "## Action items",
        ),
        *("- [ ] do it ^0j4hpt40rept", "### Follow-up", "```", "~~~", "````", "   ```", "  ```"),
        *("<!-- x", "-->", "<!-- guide: y -->", "<div>", "</div>", "<pre>", "text <b>", "&lt;"),
        *("<!-- inc:begin impact 0123 -->", "<!-- inc:end impact -->", "<!-- ## Timeline -->"),
        *("text", "  text", "   text", "    text", "\ttext", "  ", " ", "***", "---", "===", "* x"),
        "- `2026-03-04T15:23:00Z` **detected** @bob — Alert ^0j4hpt40rept",
        "- `2026-03-04T15:24:00Z` **note** @bob — no id",
        "- `2026-03-04T15:24:00Z` **note** — nobody ^0j4hqnf01k65",
        "- `2026-03-04T15:24:00Z` **note** @bob —",
        "- `2026-03-04T15:24:00Z` **note** @bob — ",
        "- `2026-03-04T15:24:00Z` **note** @bob —text",
        "- `2026-03-04T15:24:00Z` **note** @bob - minus",
        "- `2026-03-04T15:24:00Z` **note** @two words — x",
        "- `2026-03-04T15:24:00Z` **note** @bob  — two spaces ^0j4hqnf01k65 ",
        "- `2026-03-04T15:24:00Z` **note** customer @bob — of an audience",
        "- `2026-03-04T15:24:00Z` **update** customer — of nobody ^0j4hqvahq948",
        "- `2026-03-04T15:24:00Z` **update** nobody @bob — no audience",
        "- `2026-03-04T15:36:00Z` **update** customer @carol — Status — update ^0j4hqvahq948",
        "- `2026-03-04T15:35:00Z` **update** internal @carol — Next update: 2026-03-04T15:51:00Z",
        "  - Next update: 2026-03-04T15:51:00Z",
        "  - Next update: 2026-03-04T15:31:00Z\t",
        "  Next update: tomorrow",
        "- `2026-03-04T15:37:00Z` **reopened** @alice — again ^0j4hy4g0k4bp",
        "- `2026-03-04T15:38:00Z` **resolved** @alice — over ^0j4hy4g0k4bp",
        "- `2026-03-04T15:39:00Z` **closed** @alice — SHORT ^0j4hy4g0k4b",
        "- `2026-03-04T15:39:00Z` **unheard** @alice — of",
        "- `2026-03-04T25:39:00Z` **note** @alice — no hour",
        "- `2026-02-30T15:39:00Z` **note** @alice — no day",
        "- `0026-03-04T15:39:00Z` **note** @alice — no year",
        "- `9026-03-04T15:39:00Z` **note** @alice — far",
        "- `2026-03-04T15:39:00+01:00` **note** @alice — elsewhere",
        "- `2026-03-04T15:39:00Z`  **note** @alice — two spaces",
        "- `2026-03-04T15:39:00Z` **Note** @alice — upper",
        "- `2026-03-04T15:39:00Z` plain",
        "- `code` at the beginning",
        "- ``x`` code",
        "- 15:40 @dave: by hand",
        "- 2026-03-04 15:41 UTC — by hand",
        "* `2026-03-04T15:42:00Z` **note** @x — star",
        "- `2026-03-04T15:43:00Z` **note** @x — a ^0j4hqnf01k65 b",
        "- `2026-03-04T15:43:00Z` **note** @x — a `b` ^0j4hqnf01k65 ^0j4hqnf01k66",
        "- `2026-03-04T15:43:00Z` **note** @x — ^0j4hqnf01k65",
        "- `2026-03-04T15:43:00Z` **note** @é\u00a0x — narrow\u2028wide\x0bodd\x0c\x85",
        "  - `2026-03-04T15:44:00Z` **note** @x — inner",
        "  ## Heading inside",
        "  # x",
        *("  ^0j4hqnf01k65", "  > quoted", "1. one", "<<<<<<< ours", "=======", ">>>>>>> theirs"),
    ]
)
NEWLINES = st.sampled_from(["\n"] * 12 + ["\r\n", "\r", "\n\n", ""])
TEXTS = st.builds(
    lambda front, head, body: front + head + "".join(line + end for line, end in body),
    FRONTS,
    st.sampled_from(["", "\n## Timeline\n\n", "\n## Timeline\n\n", "\n## Summary\n\nx\n", BODY]),
    st.lists(st.tuples(LINES, NEWLINES), max_size=12),
)


def mutated(text: str, seed: int, times: int) -> str:
    """A text with lines cut, doubled, swapped and broken."""
    chance, lines = random.Random(seed), text.split("\n")
    for _ in range(times):
        here, there = chance.randrange(len(lines)), chance.randrange(len(lines))
        match chance.randrange(5):
            case 0 if len(lines) > 1:
                del lines[here]
            case 1:
                lines.insert(there, lines[here])
            case 2:
                lines[here], lines[there] = lines[there], lines[here]
            case 3:
                cut = chance.randrange(len(lines[here]) + 1)
                lines[here] = lines[here][:cut] + chance.choice(("", " ", "\n", "@", "—", "\r"))
            case _:
                lines[here] = chance.choice((" ", "  ", "   ", "#", "- ", "")) + lines[here]
    return "\n".join(lines)


def slowly(data: bytes) -> Gathered | str:
    """What the slow way reads, or why it cannot."""
    try:
        return excerpts._incident(PATH, NAME, data)
    except IncError as error:
        return error.what


def both(text: str) -> tuple[object, object]:
    """What the two ways read; twice the same where only the slow one can."""
    data = text.encode("utf-8", "replace")
    slow = slowly(data)
    return excerpts._plain_incident(PATH, NAME, data) or slow, slow


# ------------------------------------------------------------------ the two ways


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_the_fast_way_reads_what_the_slow_way_reads(text: str) -> None:
    fast, slow = both(text)
    assert fast == slow


@given(
    st.sampled_from([FRONT + BODY, *(path.read_text("utf-8") for path in REAL)]),
    st.integers(0, 2**32),
    st.integers(1, 4),
)
@settings(max_examples=300, deadline=None)
def test_and_of_real_documents_that_hands_have_been_at(text: str, seed: int, times: int) -> None:
    fast, slow = both(mutated(text, seed, times))
    assert fast == slow


def test_the_form_of_the_program_is_read_fast() -> None:
    assert excerpts._plain_incident(PATH, NAME, (FRONT + BODY).encode()) is not None


def test_a_document_of_the_program_in_all_its_parts() -> None:
    found = gathered(PATH, (FRONT + BODY).encode())
    assert (found.problem, found.name, found.folder) == ("", NAME, "incidents")
    assert found.stated[:4] == (NAME, "Checkout failures", "SEV1", "monitoring")
    assert found.labels == (
        *(("services", "checkout"), ("services", "order-service"), ("tags", "Database")),
        *(("commander", "alice"), ("tech_lead", "bob")),
        *(("person", "alice"), ("person", "bob"), ("person", "carol")),
    )
    (promise,) = found.promises
    assert promise[1:] == (1772639100, True)  # 15:45, when it was resolved
    assert promise[0] == 1772639460  # 15:51
    assert "Customers could not pay." in found.words[2]


# ------------------------------------------------------------------ any bytes


@pytest.mark.parametrize("path", [PATH, *OTHERS])
@given(
    st.one_of(
        st.binary(max_size=200),
        TEXTS.map(lambda text: text.encode("utf-8", "replace")),
        st.text(max_size=60).map(
            lambda text: (FRONT + "\n## Timeline\n\n" + text).encode("utf-8", "replace")
        ),
        st.text(max_size=30).map(
            lambda text: f"---\ntitle: {text}\ntags: [{text}]\n---\n".encode("utf-8", "replace")
        ),
    )
)
@settings(max_examples=150, deadline=None)
def test_whatever_the_bytes_something_is_kept_that_a_database_takes(path: str, data: bytes) -> None:
    found = gathered(path, data)
    assert found.path == path
    if found.problem:
        assert found == Gathered(path, found.folder, found.name, found.problem, found.hint)
    texts = (*found[:5], *found.words, *(one for row in found.items for one in row))
    labels = (one for label in found.labels for one in label)
    values = [*texts, *labels, *found.stated, *(one for row in found.promises for one in row)]
    asked = ", ".join("?" * len(values))
    connection = sqlite3.connect(":memory:")
    if len(values) < 900:
        assert connection.execute(f"SELECT {asked}", values).fetchone() == tuple(values)
    connection.close()


@given(TEXTS)
@settings(max_examples=150, deadline=None)
def test_the_newlines_that_git_writes_change_nothing(text: str) -> None:
    """So it does not matter whether a document is read from the disk or as git would write it."""
    text = re.sub(r"\r", "", text)
    there = gathered(PATH, text.encode("utf-8", "replace"))
    assert gathered(PATH, text.replace("\n", "\r\n").encode("utf-8", "replace")) == there


def test_a_document_that_is_too_large_is_named_only() -> None:
    data = FRONT.encode() + b"x" * excerpts.LARGEST
    found = gathered(PATH, data)
    assert str(len(data)) in found.problem
    assert not found.words


# ------------------------------------------------------------------ words

PEOPLE = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8)


@given(st.lists(PEOPLE, min_size=1, max_size=6), st.lists(PEOPLE, max_size=4))
def test_prose_keeps_every_word_and_no_time_and_no_id(said: list[str], text: list[str]) -> None:
    entries = "".join(
        f"- `2026-03-04T15:{number:02}:00Z` **note** @bob — {word} ^0j4hqnf01k6{number}\n  {word}\n"
        for number, word in enumerate(said)
    )
    found = prose(f"\n## Summary\n\n{' '.join(text)}\n\n## Timeline\n\n{entries}")
    twice = [word for word in said for _ in range(2)]
    assert found.split() == ["##", "Summary", *text, "##", "Timeline", *twice]


SUMMARY = ("##", "Summary")
WRITTEN = """
## Summary

seen <!-- unseen --> again
<!-- inc:begin impact 1 -->
made
<!-- inc:end impact -->

## Checklists

- [ ] tick

## Timeline

- `2026-03-04T15:23:00Z` **note** customer @bob — told ^0j4hqnf01k65

## After

last
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_prose_leaves_out_what_the_program_writes(newline: str) -> None:
    found = prose(WRITTEN.replace("\n", newline)).split()
    assert found == [*SUMMARY, "seen", "again", "##", "Timeline", "told", "##", "After", "last"]


def test_a_heading_right_below_the_front_matter_is_one() -> None:
    """The first timeline counts, and this one has no entry."""
    text = FRONT + "## Timeline" + BODY
    fast, slow = both(text)
    assert fast == slow
    assert isinstance(slow, Gathered)
    assert not slow.promises
