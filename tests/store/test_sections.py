"""Sections are found by Markdown structure, as the parser of the reference grammar sees it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from inc.store import sections
from inc.store.document import split
from inc.store.sections import BLANK, HIDDEN, INSIDE, ITEM, TEXT, Heading, Scanner

PLAIN = [
    "The pool was exhausted",
    "*emphasis* and `code`",
    "2026 was a year",
    "#5 is broken",
    "| a | b |",
    "=======",
    "[runbook]: https://example.com/pool",
]
HEADINGS = ["# Incident", "## Timeline", "## Summary ##", "### Detail", "##", " ## Notes", "   # x"]
ITEMS = [
    "- `2026-03-04T15:23:00Z` **note** @bob — text ^0n3k9x2m4qaa",
    "- 15:23 restarted",
    "* starred",
    "+ plus",
    "1. first",
    "12) twelfth",
    "- ```",
    "- # heading inside",
    "-   wide",
    " - one in",
]
INDENTED = [
    "  continued",
    "  ## not a section",
    "  ```",
    "  ~~~~",
    "  - nested",
    "    ```",
    "    ## deep",
    "\t## tabbed",
    "\tcode",
    "   three",
    "      six",
]
CODE = ["```", "````", "~~~", "```sh", "``` not `code`", "~~~~ text", "   ```", "    ```"]
OTHER = [
    "> quoted",
    "> ## quoted heading",
    "> ```",
    "---",
    "***",
    "- - -",
    "<!-- comment -->",
    "<!--",
    "-->",
    "text --> more",
    "<!-- ## Timeline",
    "",
    "",
    "",
]
markdown_lines = st.lists(
    st.sampled_from([*PLAIN, *HEADINGS, *ITEMS, *INDENTED, *CODE, *OTHER]), max_size=14
)
documents = st.builds("\n".join, markdown_lines)


def parsed(text: str) -> list[tuple[int, int, str]]:
    """The ATX headings of the document itself, as the parser finds them."""
    tokens = MarkdownIt("commonmark").parse(text)
    return [
        (opened.map[0], int(opened.tag[1]), inline.content)
        for opened, inline in pairwise(tokens)
        if opened.type == "heading_open" and opened.level == 0 and opened.markup[0] == "#"
        if opened.map
    ]


def scanned(text: str) -> list[tuple[int, int, str]]:
    return [(found.line, found.level, found.title) for found in sections.headings(split(text), 0)]


def places(text: str) -> list[str]:
    scanner = Scanner()
    return [scanner.place(line) for line in split(text)]


# Against the parser


@settings(max_examples=400)
@given(documents)
@example("- a\nlazy\n  ```\n## Timeline\n")
@example("```\n- a\n```\n## Timeline\n")
@example("- a\n  ```\n## Timeline\n  ```\n")
@example("<!--\n## Timeline\n-->\n## Timeline\n")
@example("````\n```\n## no\n````\n## Timeline\n")
def test_headings_are_those_of_the_parser(text: str) -> None:
    assert scanned(text) == parsed(text)


@settings(max_examples=150)
@given(markdown_lines, st.sampled_from(["<div>", "<details>", "<b>x</b>", "<pre>", "<!DOCTYPE x>"]))
def test_headings_beside_html_are_those_of_the_parser(lines: list[str], html: str) -> None:
    text = "\n".join([*lines[: len(lines) // 2], html, *lines[len(lines) // 2 :]])
    assert scanned(text) == parsed(text)


@given(documents)
def test_newlines_of_either_kind_mean_the_same(text: str) -> None:
    assert scanned(text.replace("\n", "\r\n")) == scanned(text)


@given(st.text(alphabet=st.sampled_from("#-*`~<>!. \t\r\n\x0b\x85\u2028a1")))
def test_any_text_is_scanned_and_every_heading_is_on_its_line(text: str) -> None:
    lines = split(text)
    for heading in sections.headings(lines, 0):
        assert lines[heading.line].lstrip(" \t").startswith("#" * heading.level)


# Headings


@pytest.mark.parametrize(
    ("line", "level", "title"),
    [
        ("## Timeline", 2, "Timeline"),
        ("##   Timeline  ", 2, "Timeline"),
        ("## Timeline ##", 2, "Timeline"),
        ("## C#", 2, "C#"),
        ("##\tTimeline", 2, "Timeline"),
        ("   ###### Six", 6, "Six"),
        ("#", 1, ""),
    ],
)
def test_a_heading(line: str, level: int, title: str) -> None:
    assert sections.headings([line + "\n"], 0) == [Heading(0, level, title)]


@pytest.mark.parametrize(
    "line", ["#hashtag", "    ## code", "\t## code", "####### seven", "\\## x", "text ## x"]
)
def test_what_is_no_heading(line: str) -> None:
    assert sections.headings([line + "\n"], 0) == []


def test_a_line_underlined_is_no_section() -> None:
    assert sections.section(split("Timeline\n---\n\ntext\n"), 0, "Timeline") is None


def test_a_heading_after_html_and_a_lone_carriage_return_stands_on_its_line() -> None:
    lines = split("<div>\na\rb\rc\n</div>\n\n## Timeline\n")
    assert sections.headings(lines, 0) == [Heading(4, 2, "Timeline")]


# Sections

BODY = """\
## Summary

text

## Timeline

- 15:00 one

### Detail

- 15:01 two

## After
"""


def test_a_section_ends_at_the_next_of_its_level() -> None:
    lines = split(BODY)
    assert sections.section(lines, 0, "Timeline") == ("Timeline", 4, 12)
    assert sections.section(lines, 0, "timeline") == ("Timeline", 4, 12)
    assert sections.section(lines, 0, "After") == ("After", 12, 13)


def test_a_section_ends_at_a_title_too() -> None:
    lines = split("## Timeline\ntext\n# Another\n## Timeline\n")
    assert sections.section(lines, 0, "Timeline") == ("Timeline", 0, 2)


def test_the_first_section_of_a_title_counts_and_one_before_the_start_does_not() -> None:
    lines = split("## A\n## A\n")
    assert sections.section(lines, 0, "A") == ("A", 0, 1)
    assert sections.section(lines, 1, "A") == ("A", 1, 2)


def test_no_section() -> None:
    assert sections.section(split(BODY), 0, "Detail") is None
    assert sections.section([], 0, "Timeline") is None


# Places


def test_where_lines_stand() -> None:
    text = """\
prose
- item
  more

  after a blank
lazy

prose
```
- hidden
```
<!-- hidden
- hidden -->
> quote
- [ ] item
"""
    assert places(text) == [
        *(TEXT, ITEM, INSIDE, BLANK, INSIDE, INSIDE, BLANK, TEXT),
        *(HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, TEXT, ITEM),
    ]


def test_a_line_directly_below_an_item_belongs_to_its_paragraph() -> None:
    assert places("- item\nlazy\nlazy\n\nprose\n") == [ITEM, INSIDE, INSIDE, BLANK, TEXT]


@pytest.mark.parametrize("line", ["## Next", "> quote", "---", "***", "```", "<!-- x -->"])
def test_what_does_not_belong_to_the_item_above(line: str) -> None:
    assert places(f"- item\n{line}\n")[1] is not INSIDE


def test_a_fence_in_an_item_ends_with_the_item() -> None:
    assert places("- a\n  ```\n- b\n## c\n") == [ITEM, INSIDE, ITEM, TEXT]
    assert places("- a\n  ```\n  x\n  ```\nprose\n") == [ITEM, INSIDE, INSIDE, INSIDE, TEXT]


def test_a_rule_is_no_item() -> None:
    assert places("- - -\n* * *\n") == [TEXT, TEXT]


LINES = st.sampled_from(
    [
        *(
            "# a",
            "## b",
            "##",
            "#c",
            " # d",
            "    # e",
            "####### f",
            "# g #",
            "text",
            "",
            "  ",
            "\t# h",
        ),
        *(
            "```",
            "- ```",
            "  ```",
            "~~~",
            "<!--",
            "-->",
            "- <!--",
            "<div>",
            "</div>",
            "  <b>",
            "> # i",
        ),
        *(
            "- item",
            "  inside",
            "1. item",
            "- # j",
            "---",
            "| a |",
            "  - nested",
            "    code",
            "`a`",
        ),
    ]
)


@given(st.lists(LINES.map(lambda line: line + "\n"), max_size=12), st.integers(0, 3))
def test_headings_are_the_same_however_they_are_found(lines: list[str], start: int) -> None:
    assert sections.headings(lines, start) == sections._scanned_headings(lines, start)
