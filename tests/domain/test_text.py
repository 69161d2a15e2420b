"""What people type and paste is kept readable, and can neither hide nor break anything."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from inc.domain.text import (
    clean_block,
    clean_line,
    clean_output,
    escaped,
    fenced,
    name_from_email,
    prose,
    shortened,
    visible,
)

anything = st.text(alphabet=st.characters(exclude_categories=()))
markup = st.text(alphabet=st.sampled_from("`~#-*_+>=<!1.) \tab\n"))
BIDI = [
    chr(code) for code in (0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
]


def hidden(text: str) -> set[str]:
    """The characters that a terminal obeys, or that nobody sees."""
    return {
        letter
        for letter in text
        if letter not in "\n\t"
        and (
            unicodedata.category(letter) in ("Cc", "Cs")
            or letter in BIDI
            or letter in "\u200b\u2060\ufeff\u00ad"
        )
    }


# Signs


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain — ünïcode 🔥", "plain — ünïcode 🔥"),
        ("a\x00b", "a␀b"),
        ("\x1b[31mred", "␛[31mred"),
        ("\x07\x08\x7f", "␇␈␡"),
        ("\x9b31m", "<U+009B>31m"),
        ("\u202egpj.exe", "<U+202E>gpj.exe"),
        ("a\u200bb\ufeffc", "a<U+200B>b<U+FEFF>c"),
        ("caf\udce9", "caf<0xE9>"),
        ("\ud800", "<U+D800>"),
        ("a\tb\nc", "a\tb\nc"),
        ("👩\u200d💻 ❤️ می\u200cخواهم", "👩\u200d💻 ❤️ می\u200cخواهم"),
    ],
)
def test_what_one_cannot_see_becomes_a_sign(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(anything)
def test_nothing_stays_hidden_and_nothing_is_dropped(text: str) -> None:
    shown = visible(text)
    assert not hidden(shown)
    assert len(shown) >= len(text)
    assert visible(shown) == shown
    shown.encode("utf-8")


@given(anything)
def test_json_keeps_its_values_and_shows_no_control_characters(text: str) -> None:
    written = escaped(json.dumps({"text": text}, ensure_ascii=False))
    assert not hidden(written)
    assert json.loads(written) == {"text": text}
    assert not {"\u2028", "\u2029"} & set(written)


# Lines


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("  two   words\t", "two words"),
        ("first\nsecond\r\nthird", "first second third"),
        ("a\u2028b\x85c\x0bd", "a b c d"),
        ("\x1b[1;31mFAIL\x1b[0m: db", "FAIL: db"),
        ("\n\n", ""),
    ],
)
def test_a_line(text: str, line: str) -> None:
    assert clean_line(text) == line


@given(anything)
def test_any_text_makes_one_line(text: str) -> None:
    line = clean_line(text)
    assert not hidden(line)
    assert len(line.splitlines()) <= 1
    assert line == line.strip()
    assert clean_line(line) == line


# Blocks


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("one", "one"),
        ("  one  \n    two  \n", "one\n    two"),
        ("\n\none\n\n\ntwo\n\n", "one\n\n\ntwo"),
        ("a\r\nb\rc\x85d\u2028e", "a\nb\nc\nd\ne"),
        ("a\x0bb\x0cc", "a␋b␌c"),
        ("```\nx\n```", "\n```\nx\n```"),
        ("  ~~~\n  x\n  ~~~", "\n  ~~~\n  x\n  ~~~"),
        ("         ```\nx", "\n         ```\nx"),
        ("\x1b[31mred\x1b[0m\n\x1b[m", "red"),
        (" \t\n ", ""),
        ("", ""),
    ],
)
def test_a_block(text: str, block: str) -> None:
    assert clean_block(text) == block


@given(anything | markup)
def test_any_text_makes_a_block(text: str) -> None:
    block = clean_block(text)
    lines = block.split("\n")
    assert not hidden(block)
    assert all(line == line.rstrip() for line in lines)
    assert not block or lines[-1]
    assert clean_block(block) == block


@given(st.text(alphabet=st.characters(categories=("L", "N", "P", "S"))))
def test_visible_characters_stay_as_they_are(text: str) -> None:
    assert clean_line(text) == text
    assert clean_block(text).strip("\n") == text


# Output of programs


def test_output_keeps_its_columns() -> None:
    output = "  NAME   READY\r\n  pod-1  0/1   \n\n"
    assert clean_output(output) == "  NAME   READY\n  pod-1  0/1"
    assert fenced(output) == "```\n  NAME   READY\n  pod-1  0/1\n```"


def test_a_fence_is_longer_than_any_inside_it() -> None:
    assert fenced("a\n````\nb") == "`````\na\n````\nb\n`````"


@given(anything | markup)
def test_fenced_output_is_one_block_of_code(output: str) -> None:
    tokens = MarkdownIt("commonmark").parse(fenced(output))
    assert [token.type for token in tokens] == ["fence"]
    assert tokens[0].content.rstrip("\n") == clean_output(output)


# Prose


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("~30% of checkouts fail", "~30% of checkouts fail"),
        ("#1234 is broken", "#1234 is broken"),
        ("-5% of orders", "-5% of orders"),
        ("30. of March", "30\\. of March"),
        ("<5% of users", "<5% of users"),
        ("## Timeline", "\\## Timeline"),
        ("- item", "\\- item"),
        ("```", "\\```"),
        ("~~~", "\\~~~"),
        ("<!-- hidden", "\\<!-- hidden"),
        ("> quote", "\\> quote"),
        ("* * *", "\\* * *"),
        ("", ""),
    ],
)
def test_a_line_as_prose(line: str, written: str) -> None:
    assert prose(line) == written


@given(anything | markup)
def test_prose_is_one_paragraph(text: str) -> None:
    line = clean_line(text)
    tokens = MarkdownIt("commonmark").parse(prose(line))
    expected = ["paragraph_open", "inline", "paragraph_close"] if line else []
    assert [token.type for token in tokens] == expected


# Names


@pytest.mark.parametrize(
    ("email", "name"),
    [
        ("alice@example.com", "alice"),
        ("<alice.smith+oncall@example.com>", "alice.smith+oncall"),
        ("ünal@example.com", "ünal"),
        ("bob o'neil@example.com", "bob-o-neil"),
        ("49699333+dependabot[bot]@users.example.com", "49699333+dependabot-bot"),
        ("alice", "alice"),
        ("@example.com", ""),
        ("", ""),
    ],
)
def test_the_name_in_an_address(email: str, name: str) -> None:
    assert name_from_email(email) == name


@pytest.mark.parametrize(
    ("line", "short"),
    [("abcde", "abcde"), ("abcdef", "abcd…"), ("abc defg", "abc…"), ("", "")],
)
def test_a_line_is_cut_with_a_sign(line: str, short: str) -> None:
    assert shortened(line, 5) == short
