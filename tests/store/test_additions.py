"""What a version adds is told from the bytes only where reading both versions says the same."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from inc.store import additions
from inc.store.amending import Said, gone

HEAD = "---\nid: 2026-03-04-checkout\nstatus: investigating\n---\n"
OTHER_HEAD = "---\nid: 2026-03-04-checkout\nstatus: monitoring\nroles:\n  commander: bob\n---\n"
PATH = "incidents/2026/03/2026-03-04-checkout.md"


def entry(number: int, text: str = "still down") -> str:
    return f"- `2026-03-04T15:{number % 60:02}:00Z` **note** @bob — {text} ^0j4hq9r0{number:04}\n"


LINES = [
    *(entry(number) for number in range(4)),
    *(entry(10, text) for text in ("a <!-- b", "a --> b", "``` c", "</div>", "~~~")),
    *("  further words\n", "  - Next update: 16:00\n", "    deep\n", "  ```\n", "  <!--\n", "\n"),
    *("```\n", "~~~\n", "<!--\n", "-->\n", "<div>\n", "</div>\n", "<pre>\n", "lazy words\n"),
    *("## Timeline\n", "## Notes\n", "# Top\n", "  ## Notes\n", "- [ ] a box\n", "* * *\n"),
    *("- 15:36 by hand\n", "---\n", "...\n", "> quoted\n", "1. one\n", "\t- tab\n"),
]
SOME = st.lists(st.sampled_from(LINES), max_size=7)


def entries(data: str) -> list[object]:
    return list(Said(data.encode(), PATH).entries)


@settings(max_examples=600, deadline=None)
@given(SOME, SOME, SOME, st.sampled_from([HEAD, OTHER_HEAD]), st.booleans())
@example([], [entry(1)], ["  further words\n"], HEAD, True)
@example(["<!--\n"], [entry(10, "a --> b")], [entry(1)], HEAD, True)
@example([entry(1), "\n"], [entry(2)], ["  further words\n"], HEAD, True)
def test_what_is_told_from_bytes_is_what_reading_tells(
    above: list[str], new: list[str], below: list[str], head: str, has_timeline: bool
) -> None:
    start = "\n## Timeline\n\n" if has_timeline else "\n"
    was = HEAD + start + "".join([*above, *below])
    now = head + start + "".join([*above, *new, *below])
    added = additions.added(was.encode(), now.encode())
    if added is None:
        return
    before, after = Said(was.encode(), PATH).entries, Said(now.encode(), PATH).entries
    assert list(gone(before, after)) == []
    known = {one.id for one in before}
    assert {one.id for one in after} - known <= {one.id for one in added}


def test_an_entry_at_the_end_or_between_two_is_told() -> None:
    was = f"{HEAD}\n## Timeline\n\n{entry(1)}{entry(3)}"
    for now in (was + entry(4), was.replace(entry(3), entry(2) + entry(3)), was + entry(1)):
        found = additions.added(was.encode(), now.encode())
        assert found is not None
        assert len(found) == 1
        assert found[0].lines.decode() in now
        assert found[0].at.startswith("2026-03-04T15:0")


def test_a_change_of_the_front_matter_alone_adds_nothing() -> None:
    body = f"\n## Timeline\n\n{entry(1)}"
    assert additions.added((HEAD + body).encode(), (OTHER_HEAD + body).encode()) == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (entry(1), ""),
        (entry(1), entry(2)),
        ("still", "stil"),
        ("---\n\n", "\n"),
        ("status", "...\nstatus"),
        ("\n", "\r\n"),
    ],
)
def test_whatever_else_has_to_be_read(old: str, new: str) -> None:
    was = f"{HEAD}\n## Timeline\n\n{entry(1)}{entry(3)}"
    assert additions.added(was.encode(), was.replace(old, new, 1).encode()) is None


def test_a_first_version() -> None:
    found = additions.first_version(f"{HEAD}\n{entry(1)}  more\n{entry(2)}".encode())
    assert found is not None
    assert [(one.id, len(one.lines)) for one in found] == [
        ("0j4hq9r00001", len(entry(1).encode()) + 7),
        ("0j4hq9r00002", len(entry(2).encode())),
    ]
    assert additions.first_version(f"{HEAD}\n- 15:00 by hand ^0j4hq9r00001\n".encode()) is None
