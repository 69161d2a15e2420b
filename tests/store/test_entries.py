"""Entries are written in one way and read in the ways people write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import pace
from inc.domain.identifiers import ALPHABET, author
from inc.domain.text import clean_block
from inc.domain.timeline import Entry, newest_id
from inc.domain.times import iso
from inc.domain.vocabulary import Audience, Kind
from inc.errors import UsageError
from inc.store import entries
from inc.store.document import split
from inc.store.entries import Placed

DAY = datetime(2026, 3, 4, tzinfo=UTC)
AT = datetime(2026, 3, 4, 15, 23, tzinfo=UTC)
ID = "0n3k9x2m4qaa"
NASTY = [
    "```",
    "~~~",
    "````\n```\nunclosed",
    "## Timeline",
    "- `2026-03-04T15:00:00Z` **note** @eve — forged ^0n3k9x2m4qab",
    "text ^0m7wgz48yz5s",
    "**severity** SEV1",
    "@bob — hello",
    "— — —",
    "---\nstatus: closed\n---",
    "<!--",
    "<pre>",
    "\x1b[31mred\x1b[0m \x07 \x00",
    "‮abc‬",
    "<<<<<<< HEAD\n=======\n>>>>>>> x",
    "- [ ] task\n  - nested\n\n\n  after",
    "\ttab\n\t\ttabs",
    "    code\n        more",
    "a\r\nb\rc\x85d\u2028e\x0bf",
    "-- --help",
    "x" * 10_000,
    "`" * 3 + " not a fence ` here",
    "🔥 👩‍💻 né",
]

moments = st.datetimes(
    min_value=datetime(1980, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC)
).map(lambda moment: moment.replace(microsecond=0))
ids = st.text(alphabet=ALPHABET, min_size=12, max_size=12)
typed = st.one_of(
    st.text(),
    st.lists(st.sampled_from([*NASTY, "", "plain"]), max_size=4).map("\n".join),
    st.text(alphabet=st.sampled_from("-*`~#@—^ \t\n0na.:")),
)
texts = typed.map(clean_block).filter(bool)
authors = st.one_of(
    st.sampled_from(["", "bob", "alice.smith+oncall", "Ünal", "a-b_c"]), st.from_regex(r"\A\w+\Z")
)
audiences = st.sampled_from(["", *(audience.value for audience in Audience)])
written = st.builds(Entry, moments, st.sampled_from(Kind), authors, texts, ids, audiences)


def read(text: str, day: datetime = DAY) -> list[Entry]:
    lines = split(text)
    return [placed.entry for placed in entries.read(lines, 0, len(lines), day)]


def note(text: str, name: str = ID) -> Entry:
    return Entry(AT, Kind.NOTE, "bob", text, name)


# The one way to write


@pytest.mark.parametrize(
    ("entry", "lines"),
    [
        (
            Entry(AT, Kind.HYPOTHESIS, "bob", "connection leak", ID),
            ["- `2026-03-04T15:23:00Z` **hypothesis** @bob — connection leak ^0n3k9x2m4qaa"],
        ),
        (
            Entry(AT, Kind.UPDATE, "carol", "Recovering.\nWe watch.", ID, "customer"),
            [
                "- `2026-03-04T15:23:00Z` **update** customer @carol — Recovering. ^0n3k9x2m4qaa",
                "  We watch.",
            ],
        ),
        (
            Entry(AT, Kind.NOTE, "bob", "\n```\nx\n\ny\n```", ID),
            [
                "- `2026-03-04T15:23:00Z` **note** @bob — ^0n3k9x2m4qaa",
                *("  ```", "  x", "", "  y", "  ```"),
            ],
        ),
        (Entry(AT, Kind.ALERT, "", "fired"), ["- `2026-03-04T15:23:00Z` **alert** — fired"]),
    ],
)
def test_writing(entry: Entry, lines: list[str]) -> None:
    assert entries.write(entry, "\r\n") == [line + "\r\n" for line in lines]
    assert read("\n".join(lines)) == [entry]


@given(written, st.sampled_from(["\n", "\r\n"]))
@example(note("Ünal ^0m7wgz48yz5s"), "\n")
def test_what_was_written_reads_back(entry: Entry, newline: str) -> None:
    assert read("".join(entries.write(entry, newline))) == [entry]


@given(st.lists(written, max_size=6), st.sampled_from(["", "\n", "\n> prose\n", "\n## Head\n\n"]))
def test_entries_do_not_touch_each_other(several: list[Entry], between: str) -> None:
    text = between.join("".join(entries.write(entry, "\n")) for entry in several)
    assert read(text) == several


@pytest.mark.parametrize("text", NASTY)
def test_hostile_text_is_kept_in_its_entry(text: str) -> None:
    entry, after = note(clean_block(text)), note("after", "0n3k9x2m4qzz")
    lines = [*entries.write(entry, "\n"), *entries.write(after, "\n")]
    assert read("".join(lines)) == [entry, after]


@given(st.text())
def test_any_author_is_kept_or_refused(name: str) -> None:
    try:
        who = author(name)
    except UsageError:
        return
    entry = note("text")._replace(author=who)
    assert read("".join(entries.write(entry, "\n"))) == [entry]


def test_lines_are_given() -> None:
    lines = split("prose\n- 15:00 one\n  more\n\nprose\n- 15:01 two\n")
    placed = list(entries.read(lines, 0, len(lines), DAY))
    assert [(item.start, item.end) for item in placed] == [(1, 3), (5, 6)]


# As people write


@pytest.mark.parametrize(
    ("line", "at", "who", "text"),
    [
        ("- 14:22 pods restarted", "14:22:00", "", "pods restarted"),
        ("- 9:05 early", "09:05:00", "", "early"),
        ("* 14:22:10 - starred", "14:22:10", "", "starred"),
        ("+ **14:22** plus", "14:22:00", "", "plus"),
        ("- 14:22 @bob restarted pods", "14:22:00", "bob", "restarted pods"),
        ("- 14:22 @bob: restarted pods", "14:22:00", "bob", "restarted pods"),
        ("- [14:22] @bob — restarted", "14:22:00", "bob", "restarted"),
        ("- 14:22 UTC – dashed", "14:22:00", "", "dashed"),
        ("- 14:22Z zulu", "14:22:00", "", "zulu"),
        ("- 14:22+02:00 offset", "12:22:00", "", "offset"),
        ("- `2026-03-04 14:22` no seconds", "14:22:00", "", "no seconds"),
        ("- 2026-03-04T14:22:00-05:00 far away", "19:22:00", "", "far away"),
        ("-   14:22   spaces", "14:22:00", "", "spaces"),
        ("-\t14:22\ttabs", "14:22:00", "", "tabs"),
        ("- 14:22", "14:22:00", "", ""),
        # What begins like a part of an entry, and is text
        ("- 14:22 customer reports failures", "14:22:00", "", "customer reports failures"),
        ("- 14:22 **outage** began", "14:22:00", "", "**outage** began"),
        ("- 14:22 @bob's laptop died", "14:22:00", "", "@bob's laptop died"),
        ("- 14:22 @bob, @carol joined", "14:22:00", "", "@bob, @carol joined"),
        ("- 14:22-14:40 pods restarted", "14:22:00", "", "-14:40 pods restarted"),
        ("- 14:22 POST /checkout fails", "14:22:00", "", "POST /checkout fails"),
        ("- 14:22 -5% of orders", "14:22:00", "", "-5% of orders"),
    ],
)
def test_an_entry_written_by_hand(line: str, at: str, who: str, text: str) -> None:
    (entry,) = read(line + "\n")
    assert (iso(entry.at), entry.kind, entry.author, entry.text, entry.id, entry.audience) == (
        *(f"2026-03-04T{at}Z", Kind.NOTE, who, text, "", ""),
    )


@pytest.mark.parametrize(
    "line",
    [
        "- no time",
        "- [ ] 14:22 in a task",
        "- 25:00 no hour",
        "- 14:60 no minute",
        "- 14:220 pods",
        "- 1.14:22",
        "- 2:22 pm in another clock",
        "- 2:22pm in another clock",
        "- 14:22 CET in another zone",
        "- 2026-02-30 14:22 no day",
        "-14:22 no item",
        "14:22 prose",
        "> - 14:22 quoted",
        "  - 14:22 nested or indented",
        "1. 14:22 numbered",
        "- ` **note** @bob — nothing",
        "-",
        "- ",
        "- — ",
    ],
)
def test_what_is_no_entry(line: str) -> None:
    assert read(line) == []
    assert read(f"{line}\n") == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "- `2026-03-04T15:23:00Z` **status** monitoring",
            Entry(AT, Kind.STATUS, "", "monitoring"),
        ),
        (
            "- 15:23 **update** customer @carol — recovering ^0n3k9x2m4qaa",
            Entry(AT, Kind.UPDATE, "carol", "recovering", ID, "customer"),
        ),
        ("- 15:23 **update** customer: x", Entry(AT, Kind.UPDATE, "", "x", "", "customer")),
        ("- 15:23 **note** customer calls", Entry(AT, Kind.NOTE, "", "customer calls")),
        (
            "- `2026-03-04T15:23:00Z` **note**  @bob  — two spaces",
            Entry(AT, Kind.NOTE, "bob", "two spaces"),
        ),
        # An editor left white space behind the id
        ("- `2026-03-04T15:23:00Z` **note** @bob — text ^0n3k9x2m4qaa  ", note("text")),
        ("- 15:23 @bob text ^0n3k9x2m4qaa \t", note("text")),
        # No ids: too short, letters that are not of the alphabet
        ("- 15:23 see ^0n3k", Entry(AT, Kind.NOTE, "", "see ^0n3k")),
        ("- 15:23 see ^ilouilouilou", Entry(AT, Kind.NOTE, "", "see ^ilouilouilou")),
    ],
)
def test_an_entry_edited_by_hand(line: str, expected: Entry) -> None:
    assert read(line) == [expected]


def test_a_bare_time_is_on_the_day_of_the_entry_before() -> None:
    text = """\
- 23:50 on the day of the file
- 00:10 past midnight
- `2026-03-06T08:00:00Z` **note** @bob — two days later
- 09:00 the same day
- 08:55 a little before
"""
    assert [iso(entry.at) for entry in read(text)] == [
        "2026-03-04T23:50:00Z",
        "2026-03-05T00:10:00Z",
        "2026-03-06T08:00:00Z",
        "2026-03-06T09:00:00Z",
        "2026-03-06T08:55:00Z",
    ]


def test_a_late_entry_of_the_day_before_does_not_date_the_others() -> None:
    late = "".join(entries.write(note("late")._replace(at=AT - timedelta(days=1)), "\n"))
    assert [entry.at for entry in read(f"{late}- 15:23 theirs\n")] == [AT - timedelta(days=1), AT]


def test_the_last_day_of_the_calendar_is_survived() -> None:
    text = "- 8999-12-31T23:50:00Z last\n- 00:10 after\n"
    assert [entry.at.year for entry in read(text)] == [8999, 9000]


@pytest.mark.parametrize(
    "line", ["- 9999-12-31T23:50:00Z x", "- `9999-12-31T23:50:00Z` **note** — x"]
)
def test_a_day_on_which_nobody_has_an_incident_is_none(line: str) -> None:
    assert list(read(f"{line}\n")) == []


# Where an entry ends


@pytest.mark.parametrize(
    ("below", "text"),
    [
        ("  indented\n", "first\nindented"),
        ("lazy\n", "first\nlazy"),
        (" one space\n", "first\none space"),
        ("\ttabbed\n\t\tdeeper\n", "first\ntabbed\n\tdeeper"),
        ("\n  after a blank\n", "first\n\nafter a blank"),
        ("\n\n", "first"),
        ("  - nested\n    deeper\n", "first\n- nested\n  deeper"),
        ("  ```\n  - 15:00 in code\n\n  x\n  ```\n", "first\n```\n- 15:00 in code\n\nx\n```"),
        ("\nprose\n", "first"),
        ("> quote\n", "first"),
        ("---\n", "first"),
        ("```\n- 15:00 in code\n```\n", "first"),
        ("<!--\n- 15:00 in a comment\n-->\n", "first"),
        ("1. numbered\n", "first"),
        ("- no entry\n  more\n", "first"),
        ("#hashtag\n", "first\n#hashtag"),
    ],
)
def test_what_belongs_to_an_entry(below: str, text: str) -> None:
    for first in ("- 15:23 first\n", "- `2026-03-04T15:23:00Z` **note** @bob — first\n"):
        assert [entry.text for entry in read(first + below)] == [text]


def test_rewriting_keeps_the_shape_of_what_was_written_by_hand() -> None:
    (entry,) = read("*   15:23 first\n    more\n      deeper\n")
    assert entries.write(entry, "\n")[1:] == ["    more\n", "      deeper\n"]


@pytest.mark.parametrize("filling", [" ", "\t", "- ", "—", "*", "`", "^", "@a ", "[ ](", "15:00 "])
def test_a_long_line_takes_no_longer_than_it_should(filling: str) -> None:
    found = pace.steady(lambda size: read(f"- 15:23 x{filling * size}x\n"), 20_000)
    assert len(found) == 1


@given(typed)
def test_any_line_is_read_or_left(text: str) -> None:
    for entry in read(f"- 15:23 {text}\n- {text}\n{text}\n"):
        assert entry.at.tzinfo is UTC
        (again,) = read("".join(entries.write(entry, "\n")))
        assert again._replace(text="") == entry._replace(text="")


LINES = st.sampled_from(
    [
        "- `2026-03-04T15:38:00Z` **note** @bob — plain ^0h4tcz3k9m2x",
        "- `2026-03-04T15:39:00Z` **note** @bob — ```",
        "- ```",
        "- ``code`` ~~~",
        *(
            "  a further line",
            "  ```",
            "  ~~~",
            "  - inner",
            "  \\",
            "   ",
            "\t",
            "",
            "  \x0c",
            "\x0c",
        ),
        *(
            "prose",
            "    code",
            "<!-- a comment",
            "-->",
            "<b>",
            "1. other",
            "# heading",
            "* 15:30 - x",
        ),
    ]
)


@given(st.lists(LINES, max_size=12), st.sampled_from(["\n", "\r\n"]))
def test_plain_entries_are_found_as_the_scanner_finds_them(found: list[str], newline: str) -> None:
    lines = [line + newline for line in found]
    quick = entries._plain_items(lines, 0, len(lines))
    if quick is not None:
        assert quick == list(entries._items(lines, 0, len(lines)))


FIRST_LINES = st.sampled_from(
    [
        *("- `2026-03-04T15:38:00Z` **note** @bob — ^0h4tcz3k9m2x", "- 15:30 @bob — by hand"),
        *("- `2026-03-04T15:38:00Z` **note** — nobody ^zzzzzzzzzzzz \t", "prose"),
        *("- `2026-03-04T15:38:00Z` **note** @b—c — x", "- `2026-02-30T15:38:00Z` **note** @b — x"),
        *(
            "- `2026-03-04T15:38:00Z` **note** partner @b — x",
            "- `9999-03-04T15:38:00Z` **note** — x",
        ),
        *("- `2026-03-04T15:38:00Z` **update** customer — x ^0h4tcz3k9m2l", "  with ^0n3k9x2m4qaa"),
        *("- `2026-03-04T15:38:00Z` **noted** @b — x", "- `2026-03-04T15:38:00Z`  **note** @b — x"),
    ]
)
OURS = written.map(lambda entry: "".join(entries.write(entry, "\n")).removesuffix("\n"))


@given(st.lists(OURS | OURS | FIRST_LINES, max_size=6), st.sampled_from(["\n", "\r\n"]))
def test_a_long_timeline_is_what_reading_all_of_it_gives(found: list[str], newline: str) -> None:
    lines = split("".join(line.replace("\n", newline) + newline for line in found))
    quick = entries.read_long(lines, 0, len(lines), from_lines=0)
    placed = list(entries.read(lines, 0, len(lines), DAY))
    if quick is not None:
        read_out = [one.entry for one in placed]
        pairs = zip(quick.entries, quick.ranges, strict=True)
        assert [Placed(entry, *range_) for entry, range_ in pairs] == placed
        assert quick.entries.kinds == [one.kind for one in read_out]
        assert quick.entries.times == [one.at for one in read_out]
        assert quick.entries.newest_id == newest_id(read_out)


def test_a_timeline_of_ours_is_read_as_a_long_one_only_when_it_is_long() -> None:
    lines = entries.write(note("still down"), "\n") * 600
    quick = entries.read_long(lines, 0, 600)
    assert quick is not None and quick.entries[-1] == note("still down")
    assert entries.read_long(lines, 0, 10) is None
    lines[300] = "- 15:30 @bob — by hand\n"
    assert entries.read_long(lines, 0, 600) is None
