"""A document is changed in the lines that a change means, and every other byte stays."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from inc.domain.identifiers import ALPHABET
from inc.domain.incident import Change, Incident
from inc.domain.operations.reconcile import disagreements
from inc.domain.text import clean_block
from inc.domain.timeline import Entry, Path, Value
from inc.domain.times import iso
from inc.domain.vocabulary import Kind
from inc.errors import DocumentRefused
from inc.store import entries
from inc.store.document import Document, create, split

NAME = "2026-03-04-checkout-failures"
PATH = f"incidents/2026/03/{NAME}.md"
DAY = datetime(2026, 3, 4, tzinfo=UTC)
AT = datetime(2026, 3, 4, 15, 23, tzinfo=UTC)
ID = "0n3k9x2m4qaa"
NEW = Entry(AT, Kind.NOTE, "bob", "restarted\n\n```\npods\n```", "zzzzzzzzzzzz")
EXAMPLE = """\
---
# what we know
id: 2026-03-04-checkout-failures
title: "Checkout failures"  # of the shop
severity: SEV1
status: investigating
roles:
  commander: alice
custom: {a: 1}
---

## Summary

text

## Timeline

- `2026-03-04T15:20:00Z` **started** @bob — Impact begins ^0n3k9x2m4qaa
- `2026-03-04T15:30:00Z` **note** @bob — still down ^0n3k9x2m4qab
  more

Prose between.

- 15:40 by hand

## After

end
"""


def parse(text: str, path: str = PATH) -> Document:
    return Document.parse(text.encode(), path)


def adding(*added: Entry) -> Change:
    return Change(NAME, "log", added=added)


def setting(path: Path, value: Value) -> Change:
    return Change(NAME, "update", fields={path: value})


def note(minute: int, text: str = "note", name: str = "") -> Entry:
    return Entry(DAY + timedelta(hours=15, minutes=minute), Kind.NOTE, "bob", text, name)


def inserted(before: str, after: str) -> list[str]:
    """The lines that were added; fails where anything else was changed."""
    edits = difflib.SequenceMatcher(None, split(before), split(after), autojunk=False).get_opcodes()
    assert {edit[0] for edit in edits} <= {"equal", "insert"}
    return [
        line for edit in edits if edit[0] == "insert" for line in split(after)[edit[3] : edit[4]]
    ]


# Bytes


@given(st.text())
@example("")
@example("\n")
@example("a\x0bb\x0cc\x1cd\x1de\x1ef\x85g\u2028h\u2029i\rj\r\nk")
@example("\ufeff---\r\n---\r\n")
def test_split_and_join_is_the_identity(text: str) -> None:
    lines = split(text)
    assert "".join(lines) == text
    assert all(line.endswith("\n") for line in lines[:-1])
    assert all("\n" not in line[:-1] for line in lines)
    assert "" not in lines


@given(st.binary() | st.text().map(str.encode))
@example(b"\xef\xbb\xbf---\r\nstatus: x\r\n---\r\n\x00\x0c")
def test_reading_keeps_every_byte_or_refuses(data: bytes) -> None:
    try:
        document = Document.parse(data, PATH)
    except DocumentRefused:
        return
    assert document.data == data


def test_a_file_that_is_not_utf8_is_refused_with_its_line() -> None:
    with pytest.raises(DocumentRefused, match=rf"{PATH}:2: the file is not UTF-8 \(byte 0xE4\)"):
        Document.parse(b"caf\xc3\xa9\ncaf\xe4\n", PATH)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_file_with_conflict_markers_is_refused_with_its_line(newline: str) -> None:
    text = newline.join(["text", "<<<<<<< HEAD", "a", "=======", "b", ">>>>>>> theirs", ""])
    with pytest.raises(DocumentRefused, match=f"{PATH}:2: the file has conflict markers"):
        parse(text)


def test_a_pointer_of_git_lfs_is_no_document() -> None:
    with pytest.raises(DocumentRefused, match="git-lfs has not fetched") as refused:
        parse("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a21\nsize 12345\n")
    assert refused.value.hint == "git lfs pull"


@pytest.mark.parametrize(
    "text",
    [
        "<<<<<<< HEAD\n",
        "Title\n=======\n",
        "- x\n  <<<<<<< a\n  =======\n  >>>>>>> b\n",
        "<<<<<<<\n",
    ],
)
def test_what_only_looks_like_a_conflict_is_read(text: str) -> None:
    assert parse(text).text == text


# Front matter


def test_the_parts_of_a_document() -> None:
    document = parse(EXAMPLE)
    assert document.fields["title"] == "Checkout failures"
    assert document.view["custom"] == {"a": 1}
    assert (len(document.view), next(iter(document.view))) == (6, "id")
    assert document.quick_status == "investigating"
    assert document.timeline is not None
    assert document.timeline.title == "Timeline"
    assert [entry.text for entry in document.entries] == [
        *("Impact begins", "still down\nmore", "by hand"),
    ]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("---\nstatus: monitoring\n---\n", "monitoring"),
        ("---\r\nstatus: monitoring \r\n---\r\n", "monitoring"),
        ('---\nstatus: "closed"\n---\n', "closed"),
        ("---\nstatus: closed # at last\n---\n", "closed"),
        ("---\ntitle: x\n---\nstatus: closed\n", ""),
        ("\ufeff---\nstatus: closed\n---\n", "closed"),
        ("status: closed\n", ""),
    ],
)
def test_the_status_is_found_without_reading_the_rest(text: str, status: str) -> None:
    assert parse(text).quick_status == status


def test_a_broken_front_matter_is_an_error_with_its_place_and_notes_still_go_in() -> None:
    document = parse(EXAMPLE.replace("severity: SEV1", "severity: [SEV1"))
    with pytest.raises(DocumentRefused, match=rf"^{PATH}:5:11: "):
        document.fields  # noqa: B018
    with pytest.raises(DocumentRefused, match=rf"^{PATH}:5:11: "):
        document.apply(setting(("status",), "closed"))
    assert NEW in document.apply(adding(NEW)).entries


def test_a_front_matter_that_is_not_closed_is_an_error() -> None:
    with pytest.raises(DocumentRefused, match=f"{PATH}:1: the front matter is not closed"):
        parse("---\ntitle: x\n\n## Timeline\n").apply(adding(NEW))


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_field_changes_its_line_only(newline: str, mark: str) -> None:
    text = mark + EXAMPLE.replace("\n", newline)
    after = parse(text).apply(setting(("status",), "monitoring"))
    assert after.text == text.replace("status: investigating", "status: monitoring")


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_document_without_front_matter_gets_one(newline: str, mark: str) -> None:
    text = newline.join(["## Summary", "", "text"])
    after = parse(mark + text).apply(setting(("status",), "monitoring"))
    head = newline.join(["---", "status: monitoring", "---", "", ""])
    assert after.text == mark + head + text


def test_of_a_list_only_the_items_that_differ_change() -> None:
    text = "---\nlinks:\n  - one  # first\n  - 4711\n  - three\n---\n"
    after = parse(text).apply(setting(("links",), ["one", "4711", "four"]))
    assert after.text == "---\nlinks:\n  - one  # first\n  - 4711\n  - four\n---\n"


def test_a_value_that_is_none_is_taken_out() -> None:
    after = parse(EXAMPLE).apply(setting(("roles", "commander"), None))
    assert "commander" not in after.text
    assert "custom: {a: 1}" in after.text


# Inserting


def test_an_entry_goes_where_its_time_belongs() -> None:
    after = parse(EXAMPLE).apply(adding(NEW))
    written = "".join(entries.write(NEW, "\n"))
    mark = "- `2026-03-04T15:30:00Z`"
    assert after.text == EXAMPLE.replace(mark, written + mark)


def test_the_last_entry_goes_below_the_last() -> None:
    late = NEW._replace(at=AT + timedelta(hours=2))
    after = parse(EXAMPLE).apply(adding(late))
    written = "".join(entries.write(late, "\n"))
    assert after.text == EXAMPLE.replace("- 15:40 by hand\n", f"- 15:40 by hand\n{written}")


def test_an_entry_before_all_others_goes_above_them() -> None:
    early = NEW._replace(at=AT - timedelta(days=1))
    after = parse(EXAMPLE).apply(adding(early))
    assert after.entries == (early, *parse(EXAMPLE).entries)
    assert inserted(EXAMPLE, after.text) == entries.write(early, "\n")


LINE = "- `2026-03-04T15:23:00Z` **note** @bob — text ^0n3k9x2m4qaa"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", f"## Timeline\n\n{LINE}\n"),
        ("text", f"text\n\n## Timeline\n\n{LINE}"),
        ("text\n", f"text\n\n## Timeline\n\n{LINE}\n"),
        ("text\n\n", f"text\n\n## Timeline\n\n{LINE}\n"),
        ("text\r\n", f"text\r\n\r\n## Timeline\r\n\r\n{LINE}\r\n"),
        ("- item\n", f"- item\n\n## Timeline\n\n{LINE}\n"),
        ("<div>\n", f"<div>\n\n## Timeline\n\n{LINE}\n"),
        ("---\nid: x\n---", f"---\nid: x\n---\n\n## Timeline\n\n{LINE}"),
        ("## Timeline", f"## Timeline\n\n{LINE}"),
        ("## Timeline\n", f"## Timeline\n\n{LINE}\n"),
        ("## timeline ##\n\n", f"## timeline ##\n\n{LINE}\n"),
        ("## Timeline\n\n\n", f"## Timeline\n\n\n{LINE}\n"),
        ("## Timeline\n## Next\n", f"## Timeline\n\n{LINE}\n\n## Next\n"),
        ("## Timeline\n\n## Next", f"## Timeline\n\n{LINE}\n\n## Next"),
        ("## Timeline\n\nprose\n", f"## Timeline\n\n{LINE}\n\nprose\n"),
        ("## Timeline\n\n- [ ] task\n", f"## Timeline\n\n{LINE}\n\n- [ ] task\n"),
        ("## Timeline\n\n    code\n", f"## Timeline\n\n{LINE}\n\n<!-- -->\n\n    code\n"),
        ("## Timeline\n\n```\n- 15:00 x\n", f"## Timeline\n\n{LINE}\n\n```\n- 15:00 x\n"),
        ("```\n## Timeline\n```\n", f"```\n## Timeline\n```\n\n## Timeline\n\n{LINE}\n"),
        ("Timeline\n--------\n", f"Timeline\n--------\n\n## Timeline\n\n{LINE}\n"),
    ],
)
def test_the_first_entry(before: str, after: str) -> None:
    entry = Entry(AT, Kind.NOTE, "bob", "text", ID)
    document = parse(before).apply(adding(entry))
    assert document.text == after
    assert document.entries == (entry,)


@pytest.mark.parametrize("open_end", ["```\ncode\n", "<!--\n## Timeline\n", "<pre>\n", "~~~"])
def test_where_the_rest_is_hidden_there_is_no_place_for_an_entry(open_end: str) -> None:
    with pytest.raises(DocumentRefused, match="never closed"):
        parse(f"## Summary\n\n{open_end}").apply(adding(NEW))


FRONT = [
    "",
    "---\nid: x\nstatus: monitoring # a comment\n---\n",
    "---\n# only a comment\n---\n\n",
    "---\nlist:\n  - a\n\n  - b\n...\n",
]
CHUNKS = [
    "- `2026-03-04T15:{:02}:00Z` **note** @bob — still down ^0n3k9x2m4q{:02}\n",
    "- `2026-03-04T15:{:02}:00Z` **update** customer @carol — told ^0n3k9x2m4q{:02}\n  - ETA: 5m\n",
    "- `2026-03-04T15:{:02}:00Z` **finding** @bob — ^0n3k9x2m4q{:02}\n  ```\n  ## Timeline\n\n  x\n"
    "  ```\n",
    "- 15:{:02} by hand\n",
    "* **15:{:02}** @dan: starred\n  with more\n\n  and more\n",
    "- 15:{:02}\n\tmore {:02}\n",
    "- 15:{:02} lazy\ncontinued\n",
]
BETWEEN = [
    "",
    "",
    "",
    "\n",
    "\n\n",
    "\nProse between.\n\n",
    "```\n## Timeline\n- 15:00 in code\n```\n",
    "<!-- a comment\n- 15:00 hidden\n## Timeline\n-->\n",
    "> a quote\n",
    "---\n",
    "- no entry\n",
    "\n    indented code\n\n",
    "<details>\n\n",
    "### Detail\n\n",
    "\x0b odd \x85 text \u2028\n",
]
SUMMARY = ["", "## Summary\n\ntext\n\n", "```\n## Timeline\n```\n\n", "Title\n---\n\n# One\n\n"]
AFTER = ["", "\n## After\n\n- 14:00 not of the timeline\n", "\n# End\n\n```\nunclosed\n", "\n\n"]


@st.composite
def documents(draw: st.DrawFn, *, sorted_: bool = False) -> str:
    """A document as people leave it, with up to five entries."""
    minutes = draw(st.lists(st.integers(0, 59), max_size=5))
    text = draw(st.sampled_from(FRONT)) + draw(st.sampled_from(SUMMARY)) + "## Timeline\n"
    text += draw(st.sampled_from(["", "\n"]))
    for number, minute in enumerate(sorted(minutes) if sorted_ else minutes):
        text += draw(st.sampled_from(CHUNKS)).format(minute, number)
        text += draw(st.sampled_from(BETWEEN))
    text += draw(st.sampled_from(AFTER))
    text = text.rstrip("\n") if draw(st.booleans()) else text
    text = text.replace("\n", "\r\n") if draw(st.booleans()) else text
    return "\ufeff" + text if draw(st.booleans()) else text


typed = st.one_of(
    st.text(),
    st.text(alphabet=st.sampled_from("-*`~#<>!@^—. \t\n0na1:")),
    st.lists(
        st.sampled_from(
            ["```", "~~~", "## Timeline", "<!--", "<pre>", "---", "- 15:00 x", "", "x"]
        ),
        max_size=5,
    ).map("\n".join),
)
new_entries = st.builds(
    Entry,
    st.integers(-90, 150).map(lambda minute: DAY + timedelta(hours=15, minutes=minute)),
    st.sampled_from([Kind.NOTE, Kind.UPDATE, Kind.SEVERITY]),
    st.sampled_from(["bob", "alice.smith"]),
    typed.map(clean_block).filter(bool),
    st.text(alphabet=ALPHABET, min_size=12, max_size=12),
    st.sampled_from(["", "customer"]),
)


@settings(max_examples=300)
@given(documents(), new_entries)
def test_a_new_entry_only_adds_lines(text: str, new: Entry) -> None:
    before = parse(text)
    after = before.apply(adding(new))
    ended = text.endswith("\n")
    assert after.text.endswith("\n") == ended
    newline = before.newline if not ended else ""
    lines = inserted(text + newline, after.text + newline)
    written = entries.write(new, before.newline)
    assert "".join(written) in after.text + newline
    assert {line.strip() for line in Counter(lines) - Counter(written)} <= {"", "<!-- -->"}


@settings(max_examples=300)
@given(documents(), new_entries)
def test_a_new_entry_reads_back_beside_the_old_ones(text: str, new: Entry) -> None:
    before = parse(text)
    after = parse(before.apply(adding(new)).text)
    assert new in after.entries
    assert [entry for entry in after.entries if entry != new] == [
        entry for entry in before.entries if entry != new
    ]
    assert after.block == before.block
    assert after.timeline is not None


@settings(max_examples=200)
@given(documents(sorted_=True), st.lists(new_entries, max_size=4))
def test_entries_in_order_stay_in_order(text: str, new: list[Entry]) -> None:
    before = parse(text)
    old = list(before.entries)
    after = before.apply(adding(*new))
    if old == sorted(old, key=lambda entry: entry.order):
        expected = sorted([*old, *new], key=lambda entry: entry.order)
        assert sorted(after.entries) == sorted([*old, *new])
        assert [entry.order for entry in after.entries] == [entry.order for entry in expected]


@given(documents(), new_entries)
def test_the_other_sections_stay_where_they_are(text: str, new: Entry) -> None:
    before, after = parse(text), parse(text).apply(adding(new))
    assert after.timeline is not None
    assert before.timeline is not None
    assert before.lines[: before.timeline.heading] == after.lines[: after.timeline.heading]
    rest = "".join(before.lines[before.timeline.end :])
    assert "".join(after.lines[after.timeline.end :]) == rest


# Rewriting


def test_an_entry_of_the_same_time_is_rewritten_in_place() -> None:
    document = parse(EXAMPLE)
    old = document.entries[1]
    change = Change(NAME, "amend", replaced=((old, old._replace(text="up again")),))
    line = "- `2026-03-04T15:30:00Z` **note** @bob — still down ^0n3k9x2m4qab\n  more\n"
    expected = EXAMPLE.replace(line, line.replace("still down", "up again").replace("  more\n", ""))
    assert document.apply(change).text == expected


def test_an_entry_of_another_time_moves() -> None:
    document = parse(EXAMPLE)
    first, old, by_hand = document.entries
    new = old._replace(at=AT - timedelta(hours=1))
    after = document.apply(Change(NAME, "amend", replaced=((old, new),)))
    assert after.entries == (new, first, by_hand)
    assert sorted(after.lines) == sorted(
        line.replace("15:30:00Z", "14:23:00Z") for line in document.lines
    )


def test_an_entry_that_stays_in_its_place_is_rewritten_there() -> None:
    text = f"## Timeline\n\n{LINE}\n\n{LINE.replace('qaa', 'qab')}"
    document = parse(text)
    new = document.entries[1]._replace(at=AT + timedelta(minutes=1))
    after = document.apply(Change(NAME, "amend", replaced=((document.entries[1], new),)))
    assert after.text == "15:24:00Z".join(text.rsplit("15:23:00Z", 1))


CODE = "- `2026-03-04T15:20:00Z` **note** @bob — pods ^0n3k9x2m4qab\n  ```\n  x\n  ```\n"


def test_text_below_the_code_of_an_entry_does_not_become_part_of_the_next() -> None:
    entry = Entry(AT, Kind.NOTE, "bob", "text", ID)
    text = f"## Timeline\n\n{CODE}text below\n"
    after = parse(text).apply(adding(entry))
    assert after.text == f"## Timeline\n\n{CODE}{LINE}\n\ntext below\n"
    changed = parse(text).entries[0]._replace(text="no code")
    after = parse(text).apply(Change(NAME, "amend", replaced=((parse(text).entries[0], changed),)))
    assert after.entries == (changed,)


def test_two_entries_that_are_the_same_are_rewritten_each() -> None:
    document = parse("## Timeline\n\n- 15:00 x\n- 15:00 x\n")
    pairs = zip(document.entries, ("0n3k9x2m4qaa", "0n3k9x2m4qab"), strict=True)
    change = Change(
        NAME, "reconcile", replaced=tuple((old, old._replace(id=i)) for old, i in pairs)
    )
    assert [entry.id for entry in document.apply(change).entries] == [
        *("0n3k9x2m4qaa", "0n3k9x2m4qab"),
    ]


@settings(max_examples=200)
@given(documents(), st.data())
def test_rewriting_one_entry_leaves_the_others(text: str, data: st.DataObject) -> None:
    before = parse(text)
    if not before.entries:
        return
    old = data.draw(st.sampled_from(before.entries))
    new = data.draw(new_entries)._replace(at=old.at, id=old.id or "0n3k9x2m4qzz")
    after = parse(before.apply(Change(NAME, "amend", replaced=((old, new),))).text)
    at = before.entries.index(old)
    assert list(after.entries) == [*before.entries[:at], new, *before.entries[at + 1 :]]
    assert after.text.endswith("\n") == text.endswith("\n")


@settings(max_examples=200)
@given(documents(), st.data())
def test_moving_an_entry_loses_none(text: str, data: st.DataObject) -> None:
    before = parse(text)
    ours = [entry for entry in before.entries if entry.id]
    if not ours:
        return
    old = data.draw(st.sampled_from(ours))
    new = old._replace(at=old.at + timedelta(minutes=data.draw(st.integers(-59, 59))))
    after = parse(before.apply(Change(NAME, "amend", replaced=((old, new),))).text)
    left = list(before.entries)
    left.remove(old)
    assert sorted(after.entries) == sorted([*left, new])


# New documents


def created(body: str, *written: Entry, fields: Mapping[str, object] | None = None) -> Document:
    made = Incident(NAME, fields or {"id": NAME}, written)
    return create(Change(NAME, "declare", added=written, created=made), body, PATH)


def test_a_new_document() -> None:
    document = created("\n## Summary\n\n## Timeline\n\n", note(1, name=ID))
    assert document.text == (
        f"---\nid: {NAME}\n---\n\n## Summary\n\n## Timeline\n\n"
        "- `2026-03-04T15:01:00Z` **note** @bob — note ^0n3k9x2m4qaa\n"
    )


@pytest.mark.parametrize("body", ["", "text", "## Summary\n", "## Timeline\n\n<!-- here -->\n"])
def test_a_template_without_a_timeline_gets_one(body: str) -> None:
    written = (note(1, name=ID), note(2, name="0n3k9x2m4qab"))
    document = created(body, *written)
    assert parse(document.text).entries == written
    assert document.text.endswith("\n")


def test_a_template_that_hides_the_timeline_is_refused() -> None:
    with pytest.raises(DocumentRefused, match="never closed"):
        created("```\n", note(1))


@given(st.text().map(clean_block), st.text().map(clean_block))
def test_any_value_reads_back_from_a_new_document(title: str, impact: str) -> None:
    fields = {"id": NAME, "title": title, "impact": impact}
    document = parse(created("## Timeline\n", note(1, name=ID), fields=fields).text)
    assert document.fields == fields
    assert len(document.entries) == 1


# What is read of odd documents


def test_the_day_of_bare_times_comes_from_the_name() -> None:
    text = "## Timeline\n\n- 15:23 x\n"
    assert parse(text).entries[0].at == AT
    assert parse(text, "notes.md").entries[0].at.date() == datetime(1970, 1, 1).date()
    assert parse(text, "2026-02-30-x.md").entries[0].at.date() == datetime(1970, 1, 1).date()


@pytest.mark.parametrize(
    "text", ["", "\n", "\ufeff", "text", "---\n---\n", "## Other\n- 15:00 x\n"]
)
def test_a_document_without_a_timeline_has_no_entries(text: str) -> None:
    document = parse(text)
    assert document.timeline is None
    assert document.entries == ()
    assert disagreements(Incident(NAME, document.view, document.entries)) == []


def times(text: str) -> Sequence[str]:
    return [iso(entry.at)[11:16] for entry in parse(text).entries]


def test_entries_are_read_in_the_order_of_the_file() -> None:
    assert times("## Timeline\n\n- 15:30 x\n- 15:10 y\n- 15:20 z\n") == ["15:30", "15:10", "15:20"]
