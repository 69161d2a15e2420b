"""Generated blocks in a document: found, made anew, and nothing else touched."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inc.errors import IncError
from inc.store.blocks import Renewal, digest, find, put, renew, written
from inc.store.document import Document

HEAD = "---\nincident: x\n---\n\n# Postmortem\n\n"
MARK = digest("old")
BEGIN, END = f"<!-- inc:begin a {MARK} -->", "<!-- inc:end a -->"


def parse(text: str) -> Document:
    return Document.parse(text.encode(), "x.md")


def new(name: str) -> str | None:
    """What would be generated: `new` for the blocks a, b and c."""
    return "new" if name in "abc" else None


def renewed(text: str, *overwrite: str, make: Callable[[str], str | None] = new) -> Renewal:
    return renew(parse(text), make, overwrite)


def troubles(text: str) -> list[tuple[int, str]]:
    """The lines (from 1) of the troubles, and what is wrong there."""
    found = renewed(text)
    return [(one.line + 1, one.what) for one in found.troubles]


# Finding


def test_a_block_that_was_written_is_found_unedited() -> None:
    text = written("a", "| x |\n| --- |\n\n- y")
    [block] = find(parse(f"{HEAD}{text}\n")).blocks
    assert (block.name, block.begin, block.content) == ("a", 6, "| x |\n| --- |\n\n- y")
    assert not block.is_edited


@pytest.mark.parametrize(
    ("content", "is_edited"),
    [
        ("| a | bc | \n | --- | --- |", False),
        ("|a|bc|\n|---|---|", False),
        ("|  a  | bc |\n| --- | ------ |\n", False),
        ("\n\n| a | bc |\n| --- | --- |\n\n", False),
        ("| a | bd |\n| --- | --- |", True),
        ("", True),
    ],
)
def test_what_programs_reformat_is_no_edit_and_what_people_write_is(
    content: str, is_edited: bool
) -> None:
    mark = digest("| a | bc |\n| --- | --- |")
    [block] = find(parse(f"<!-- inc:begin a {mark} -->\n{content}\n{END}\n")).blocks
    assert block.is_edited is is_edited


@pytest.mark.parametrize(
    "hidden",
    [
        f"```\n{BEGIN}\nold\n{END}\n```\n",
        f"~~~~\n{BEGIN}\n~~~\nold\n{END}\n~~~~\n",
        f"<!-- so it looks:\n{BEGIN.removesuffix(' -->')}\nold -->\n",
        f"    {BEGIN}\n    old\n    {END}\n",
        f"- item\n  {BEGIN}\n  old\n  {END}\n",
        f"Write {BEGIN} and {END}.\n",
        "<!-- inc: ignore INC301 they said so -->\n",
    ],
)
def test_what_only_looks_like_a_block_is_none(hidden: str) -> None:
    assert find(parse(HEAD + hidden)) == ([], [])


def test_the_front_matter_has_no_blocks() -> None:
    text = f"---\ntext: |\n  x\n# {BEGIN}\n---\n\n{written('b', 'new')}\n"
    assert [one.name for one in find(parse(text)).blocks] == ["b"]


# Making anew


def test_only_the_block_changes() -> None:
    text = f"{HEAD}mine, above\n\n{BEGIN}\n\nold\n\n{END}\nmine <b>, below  \n\n\n- [ ] x"
    after = renewed(text)
    assert after.changed == ["a"]
    assert after.document.text == text.replace(f"{BEGIN}\n\nold\n\n{END}", written("a", "new"))


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_people_write_around_it_stays(before: str, after: str) -> None:
    before, after = f"{before}\n\n<!-- -->\n\n", f"\n{after}"
    try:
        document = parse(before + written("a", "old") + after)
        found = [one.name for one in find(document).blocks]
    except IncError:
        return  # no document of ours at all
    done = renew(document, new)
    if found == ["a"] and not done.edited:
        assert done.document.text.startswith(before)
        assert done.document.text.endswith(after)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("ending", ["", "\n", "\n\n  "])
def test_newlines_and_a_missing_one_stay(newline: str, ending: str) -> None:
    text = f"{HEAD}{BEGIN}\n\nold\n\n{END}{ending}".replace("\n", newline)
    after = renewed(text)
    expected = f"{HEAD}{written('a', 'new')}{ending}".replace("\n", newline)
    assert after.document.text == expected
    assert not renew(after.document, new).changed


def test_nothing_new_is_no_change() -> None:
    text = f"{HEAD}{written('a', 'new')}\n"
    after = renewed(text)
    assert (after.found, after.changed, after.edited, after.troubles) == (["a"], (), (), [])
    assert after.document.text == text


def test_a_reformatted_block_stays_as_the_formatter_left_it() -> None:
    text = f"{HEAD}{written('a', '| new |').replace('| new |', '|  new  |')}\n"
    after = renewed(text, make=lambda _: "| new |")
    assert (after.changed, after.document.text) == ((), text)


def test_an_edited_block_is_left_and_the_others_are_not() -> None:
    text = f"{HEAD}{BEGIN}\nmy words\n{END}\n\n{written('b', 'old')}\n"
    after = renewed(text)
    assert after.changed == ["b"]
    [(block, content)] = after.edited
    assert (block.name, block.content, content) == ("a", "my words", "new")
    assert after.document.text == text.replace(written("b", "old"), written("b", "new"))


def test_an_edited_block_is_overwritten_where_somebody_says_so() -> None:
    text = f"{HEAD}{BEGIN}\nmy words\n{END}\n"
    after = renewed(text, "a")
    assert (after.changed, after.edited) == (["a"], ())
    assert after.document.text == f"{HEAD}{written('a', 'new')}\n"


def test_an_edit_that_says_the_same_only_gets_its_mark() -> None:
    after = renewed(f"{HEAD}{BEGIN}\nnew\n{END}\n")
    assert after.changed == ["a"]
    assert after.document.text == f"{HEAD}{written('a', 'new')}\n"


def test_a_block_that_was_added_by_hand_is_filled() -> None:
    after = renewed(f"{HEAD}<!-- inc:begin a -->\n<!-- inc:end a -->\n")
    assert after.document.text == f"{HEAD}{written('a', 'new')}\n"


def test_words_in_a_block_that_has_no_mark_are_somebodys() -> None:
    assert renewed(f"{HEAD}<!-- inc:begin a -->\nmine\n{END}\n").edited


def test_blocks_are_put_where_they_stand() -> None:
    document = parse(f"1\n\n{written('a', 'old')}\n2\n\n{written('b', 'old')}\n3\n")
    [first, second] = find(document).blocks
    after = put(put(document, second, "x\ny"), first, "z")
    expected = ("1\n", written("a", "z"), "2\n", written("b", "x\ny"), "3\n")
    assert after.text == "\n".join(expected)


# What is wrong with markers: one sentence each, and not a byte less

OTHER = written("b", "old")
BROKEN = {
    "no end": (
        f"{BEGIN}\nold\nmy words\n",
        [(7, "the block 'a' does not end: <!-- inc:end a --> is missing")],
    ),
    "no end before another": (
        f"{BEGIN}\nold\n\n{OTHER}\n",
        [(7, "the block 'a' does not end before line 10, where another block begins")],
    ),
    "nested": (
        f"{BEGIN}\nold\n\n{OTHER}\n{END}\n",
        [(7, "the block 'a' does not end before line 10, where another block begins")],
    ),
    "no beginning": (
        f"old\n{END}\nmy words\n",
        [(8, "the block 'a' ends here and does not begin")],
    ),
    "an end of another": (
        f"{BEGIN}\nold\n<!-- inc:end c -->\n{END}\n",
        [(9, "the block 'c' ends here and does not begin")],
    ),
    "an unknown name": (
        "<!-- inc:begin weather -->\nold\n<!-- inc:end weather -->\n",
        [(7, "there is no block 'weather'")],
    ),
    "a name twice": (
        f"{OTHER}\n\n{OTHER}\n",
        [(13, "the block 'b' stands on line 7 already; this one is left")],
    ),
    "a marker that cannot be read": (
        "<!-- inc:begin Facts! -->\nold\n",
        [(7, "this marker of a block cannot be read")],
    ),
    "an end behind code that never closes": (
        "<!-- inc:begin c -->\n```\nold\n<!-- inc:end c -->\n",
        [],
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_marker_is_said_once_and_nothing_is_lost(name: str) -> None:
    text, expected = BROKEN[name]
    found = troubles(HEAD + text)
    assert [line for line, _ in found] == [line for line, _ in expected]
    for (_, what), (_, wanted) in zip(found, expected, strict=True):
        assert what.startswith(wanted)
    after = renewed(HEAD + text).document.text
    assert after.replace(written("b", "new"), OTHER) == HEAD + text


def test_many_markers_take_no_time() -> None:
    text = HEAD + f"{BEGIN}\n" * 20_000 + f"{END}\n" * 20_000
    assert len(troubles(text)) >= 19_999
