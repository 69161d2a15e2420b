"""Front matter edits change one value and nothing else; reading is strict and bounded."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator
from typing import Any

import frontmatter
import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

import pace
from inc.domain.incident import FIELD_ORDER
from inc.store.front_matter import FrontMatterError, append, assign, discard, dump, read, remove
from inc.store.yaml_writing import scalar

EXAMPLE = """\
id: 2026-03-04-checkout-failures
title: Checkout failures
severity: SEV1
status: monitoring
started_at: "2026-03-04T15:20:00Z"
roles:
  commander: alice
  tech_lead: bob
impact: ~30% of checkout attempts fail with 500 errors
services: [checkout, order-service]
runbooks: []
"""


@pytest.fixture(params=["libyaml", "python"])
def either_parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Run with the C parser, and as on a machine whose PyYAML was built without it."""
    if request.param == "python":
        monkeypatch.delattr(yaml, "CSafeLoader")
    return str(request.param)


# --- reading -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("SEV1", "SEV1"),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ('""', ""),
        ('"true"', "true"),
        ("'5'", "5"),
        ("5", 5),
        ("-0", 0),
        ("+5", 5),
        ("1.5", 1.5),
        (".5", 0.5),
        ("1e5", 100000.0),
        ("1e999", "1e999"),
        (".", "."),
        ("+", "+"),
        (".nan", ".nan"),
        ("0042", "0042"),
        ("00.5", "00.5"),
        ("0x1F", "0x1F"),
        ("0o17", "0o17"),
        ("1_000", "1_000"),
        ("9" * 18, 10**18 - 1),
        ("9" * 19, "9" * 19),
        ("9" * 5000, "9" * 5000),
        ("yes", "yes"),
        ("NO", "NO"),
        ("on", "on"),
        ("14:22", "14:22"),
        ("1:30:00", "1:30:00"),
        ("2026-03-04", "2026-03-04"),
        ("2026-03-04T14:35:00Z", "2026-03-04T14:35:00Z"),
        ("2026-03-04 14:35:00", "2026-03-04 14:35:00"),
        ("=", "="),
        ("[a, 1, {b: yes}]", ["a", 1, {"b": "yes"}]),
        ("\n  - a\n  - b: c", ["a", {"b": "c"}]),
        ("|\n  two\n  lines", "two\nlines\n"),
        (">-\n  one\n  line", "one line"),
        ("😀 é  # comment", "😀 é"),
    ],
)
@pytest.mark.usefixtures("either_parser")
def test_values_are_read_as_yaml_1_2(text: str, value: object) -> None:
    found = read(f"key: {text}\n")["key"]
    assert (type(found), found) == (type(value), value)


@pytest.mark.parametrize("block", ["", "\n", "# only a comment\n", "\r\n# c\r\n\r\n"])
@pytest.mark.usefixtures("either_parser")
def test_block_without_fields_is_empty(block: str) -> None:
    assert read(block) == {}


@pytest.mark.parametrize(
    ("block", "line", "column", "words"),
    [
        ("- a\n", 1, 1, "not a list of"),
        ("just text\n", 1, 1, "not a list of"),
        ("a: 1\nb: 2\na: 3\n", 3, 1, "`a` is there twice"),
        ("a:\n  b:\n    - {c: 1, 'c': 2}\n", 3, 14, "`c` is there twice"),
        ("a: &x 1\n", 1, 4, "anchor"),
        ("a: 😀\nb: *x\n", 2, 4, "alias"),
        ("a: !!str 5\n", 1, 4, "tag"),
        ("a: ! x\n", 1, 4, "tag"),
        ("a: !!python/object:os.system {}\n", 1, 4, "tag"),
        ("a: 1\n<<: {b: 2}\n", 2, 1, "merge key"),
        ("5: a\n", 1, 1, "not a word"),
        ("true: a\n", 1, 1, "not a word"),
        ("? [a]\n: b\n", 1, 3, "key must be a word"),
        ("title: Checkout: broken\n", 1, 16, "quotes"),
        ("title: 'Checkout\nb: c\n", 1, 8, "quote is not closed"),
        ("owner: @ana\n", 1, 8, "quotes"),
        ("services: [a, b\n", 1, 11, "`[` is not closed"),
        ("roles:\n\tcommander: a\n", 2, 1, "tab"),
        ("a: \x07\n", 1, 4, "U+0007"),
        ("a: \ud800\n", 1, 4, "U+D800"),
        ("\ufeffa: b\n", 1, 1, "U+FEFF"),
        ("a: 1\rb: 2\n", 1, 5, "U+000D"),
        ("a: 1\n---\nb: 2\n", 2, 1, "---"),
        ("%YAML 1.1\n---\na: 1\n", 1, 1, "---"),
        ("a: 1\n...\n", 2, 1, "..."),
    ],
)
@pytest.mark.usefixtures("either_parser")
def test_error_says_where_and_what(block: str, line: int, column: int, words: str) -> None:
    with pytest.raises(FrontMatterError) as caught:
        read(block)
    assert words in caught.value.problem
    assert (caught.value.line, caught.value.column) == (line, column)


def test_only_newlines_count_as_lines_in_an_error() -> None:
    with pytest.raises(FrontMatterError) as caught:
        read('a: "x\u2028\x85y"\r\nb: 1\r\nb: 2\r\n')
    assert caught.value.line == 3


def _billion_laughs() -> str:
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    return "\n".join(lines)


HOSTILE = {
    "flow nesting": "[" * 20_000,
    "flow nesting in a value": "a: " + "[" * 20_000,
    "flow map nesting": "{a: " * 15_000,
    "block nesting": "- " * 30_000,
    "explicit keys": "? " * 30_000,
    "indentation": "".join(" " * n + "a:\n" for n in range(300)),
    "many keys": "".join(f"k{n}: 1\n" for n in range(200_000)),
    "many keys that fit": "".join(f"k{n}: 1\n" for n in range(6_000)),
    "many items": "a: [" + "x," * 30_000 + "]",
    "many lists": "a: [" + "[]," * 20_000 + "]",
    "huge scalar": "a: " + "x" * 1_000_000,
    "huge scalar of wide characters": "a: " + "é" * 40_000,
    "alias bomb": _billion_laughs(),
    "merge bomb": "a: &a {b: 1}\nc: {<<: [*a, *a, *a]}\n",
    "open quote": 'a: "' + "\n" * 60_000,
    "quotes": '"' * 60_000,
    "colons": ":" * 60_000,
    "commas": "a: [" + "," * 60_000,
    "open list of lines": "a: [\n" + "b\n" * 30_000,
    "dashes": "-" * 60_000,
}


@pytest.mark.parametrize("block", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.usefixtures("either_parser")
def test_hostile_block_is_refused_in_bounded_time(block: str) -> None:
    def refuse() -> None:
        with pytest.raises(FrontMatterError):
            read(block)

    pace.bounded(refuse, 100)


def test_limits_leave_room() -> None:
    nested = "a: " + "[" * 19 + "]" * 19
    assert read(nested)
    with pytest.raises(FrontMatterError, match="nested"):
        read("a: " + "[" * 20 + "]" * 20)
    assert len(read("".join(f"k{n}: 1\n" for n in range(999)))) == 999
    assert read('title: "' + "[{" * 1000 + '"\n')["title"] == "[{" * 1000
    assert read("a: " + "x" * 65_000)


# --- assigning -----------------------------------------------------------------------------------

ASSIGNED: list[tuple[str, str, tuple[str, ...], Any, str]] = [
    ("plain", "a: 1\nb: x # c\n", ("b",), "z", "a: 1\nb: z # c\n"),
    ("only line, no newline", "a: x", ("a",), "z", "a: z"),
    ("single quotes stay", "a: 'x'  # c\n", ("a",), "it's", "a: 'it''s'  # c\n"),
    ("double quotes stay", 'a: "x" # c\n', ("a",), 'say "hi"', 'a: "say \\"hi\\"" # c\n'),
    ("plain that needs quotes", "a: x\n", ("a",), "NO", "a: 'NO'\n"),
    ("quotes that need escapes", "a: 'x'\n", ("a",), "1\n2", 'a: "1\\n2"\n'),
    ("bare time", "t: 2026-01-01 # c\n", ("t",), "2026-03-04T15:20:00Z",
     't: "2026-03-04T15:20:00Z" # c\n'),
    ("same value", "a: 'x'\n", ("a",), "x", "a: 'x'\n"),
    ("same list", "a: [ x,y ]\n", ("a",), ["x", "y"], "a: [ x,y ]\n"),
    ("number to truth", "a: 1\n", ("a",), True, "a: true\n"),
    ("number to text", "a: 5\n", ("a",), "5", "a: '5'\n"),
    ("truth", "drill: false # c\n", ("drill",), True, "drill: true # c\n"),
    ("nothing yet", "a:\nb: 1\n", ("a",), "x", "a: x\nb: 1\n"),
    ("nothing yet, comment", "a:   # who?\nb: 1\n", ("a",), "x", "a: x   # who?\nb: 1\n"),
    ("null", "a: ~ # c\n", ("a",), "x", "a: x # c\n"),
    ("nothing at the end", "a:", ("a",), "x", "a: x"),
    ("value on the next line", "a:\n  old one\nb: 1\n", ("a",), "new", "a:\n  new\nb: 1\n"),
    ("emoji before", "t: 😀😀 # 😀\na: 😀 # é\n", ("a",), "🔥", "t: 😀😀 # 😀\na: 🔥 # é\n"),
    ("other line ends", 't: "\x85\u2028"\na: x # c\n', ("a",), "z", 't: "\x85\u2028"\na: z # c\n'),
    ("plain lines", "a: one\n  two\n\n  three # c\n# d\nb: 1\n", ("a",), "x",
     "a: x # c\n# d\nb: 1\n"),
    ("quoted lines", 'a: "one\n  two" # c\nb: 1\n', ("a",), "x", 'a: "x" # c\nb: 1\n'),
    ("literal", "a: |\n  one\n  two\n\n# c\nb: 1\n", ("a",), "x", "a: x\n\n# c\nb: 1\n"),
    ("literal with comment", "a: |-  # c\n  one\n\n\nb: 1\n", ("a",), "x",
     "a: x  # c\n\n\nb: 1\n"),
    ("literal that keeps lines", "a: |+\n  one\n\nb: 1\n", ("a",), "x", "a: x\nb: 1\n"),
    ("literal at the end", "a: |\n  one\n  # text\n\n", ("a",), "x", "a: x\n\n"),
    ("folded", "a: >\n  one\n  two\nb: 1\n", ("a",), "x", "a: x\nb: 1\n"),
    ("folded, no newline", "a: >\n  one", ("a",), "x", "a: x"),
    ("CRLF literal", "a: |\r\n  x\r\n\r\n# c\r\nb: 1\r\n", ("a",), "z",
     "a: z\r\n\r\n# c\r\nb: 1\r\n"),
    ("CRLF", "a: x # c\r\nb: 1\r\n", ("a",), "z", "a: z # c\r\nb: 1\r\n"),
    ("flow list", "a: [x, y] # c\n", ("a",), ["z"], "a: [z] # c\n"),
    ("flow list keeps quotes", "a: ['x']\n", ("a",), ["z", "z"], "a: ['z', 'z']\n"),
    ("flow list of lines", "a: [\n  x,\n  y, # n\n] # c\nb: 1\n", ("a",), ["z"],
     "a: [z] # c\nb: 1\n"),
    ("block list", "a: # c\n  - x # n\n  - y\n\n# d\nb: 1\n", ("a",), ["z", "NO"],
     "a: # c\n  - z\n  - 'NO'\n\n# d\nb: 1\n"),
    ("unindented list", "a:\n- x\n- y\n# d\nb: 1\n", ("a",), ["z"], "a:\n- z\n# d\nb: 1\n"),
    ("block list emptied", "a: # c\n  - x\nb: 1\n", ("a",), [], "a: [] # c\nb: 1\n"),
    ("list to text", "a:\n- x\nb: 1\n", ("a",), "z", "a: z\nb: 1\n"),
    ("text to list", "a: x # c\n", ("a",), ["z"], "a: [z] # c\n"),
    ("block map", "r: # c\n    a: 1\n    b: 2 # n\n# d\n", ("r",), {"x": "z", "z": ["q"]},
     "r: # c\n    x: z\n    z: [q]\n# d\n"),
    ("flow map to block", "r: {a: 1} # c\n", ("r",), {"x": "z"}, "r: # c\n  x: z\n"),
    ("map emptied", "r:\n  a: 1\nb: 1\n", ("r",), {}, "r: {}\nb: 1\n"),
    ("literal to map", "r: | # c\n  text\nb: 1\n", ("r",), {"x": "z"}, "r: # c\n  x: z\nb: 1\n"),
    ("nested in block map", "r:\n  # c\n  ic: a # d\n  tl: b\n", ("r", "ic"), "x",
     "r:\n  # c\n  ic: x # d\n  tl: b\n"),
    ("nested in flow map", "r: { ic: a, tl: 'b' } # d\n", ("r", "tl"), "x, y",
     "r: { ic: a, tl: 'x, y' } # d\n"),
    ("no colon in flow map", "r: {ic: a, tl}\n", ("r", "tl"), "x", "r: {ic: a, tl: x}\n"),
    ("list in flow map", "r: {sme: a}\n", ("r", "sme"), ["a", "b"], "r: {sme: [a, b]}\n"),
    ("map in flow map", "r: {sme: {}}\n", ("r", "sme", "db"), "x", "r: {sme: {db: x}}\n"),
    ("new in block map", "r:\n   ic: a # d\n\n# e\nb: 1\n", ("r", "tl"), "x",
     "r:\n   ic: a # d\n   tl: x\n\n# e\nb: 1\n"),
    ("new in block map with a comment below", "r:\n  ic: a\n    # deep\n   # d\n  # tl: b\nb: 1\n",
     ("r", "sme"), "x", "r:\n  ic: a\n    # deep\n   # d\n  sme: x\n  # tl: b\nb: 1\n"),
    ("new in flow map", "r: {ic: a} # d\n", ("r", "tl"), "x", "r: {ic: a, tl: x} # d\n"),
    ("new in flow map of lines", "r: {\n  ic: a, # d\n  tl: b # e\n}\n", ("r", "sme"), "x",
     "r: {\n  ic: a, # d\n  tl: b, # e\n  sme: x\n}\n"),
    ("new in empty map", "r: {} # d\nb: 1\n", ("r", "ic"), "x", "r: # d\n  ic: x\nb: 1\n"),
    ("new in null map", "r: # d\n\n# e\nb: 1\n", ("r", "ic"), "x",
     "r: # d\n  ic: x\n\n# e\nb: 1\n"),
    ("new in missing map", "b: 1\n", ("r", "ic"), "x", "b: 1\nr:\n  ic: x\n"),
    ("new two deep", "b: 1\n", ("r", "s", "ic"), ["x"], "b: 1\nr:\n  s:\n    ic: [x]\n"),
    ("new in CRLF", "b: 1\r\n", ("r", "ic"), "x", "b: 1\r\nr:\r\n  ic: x\r\n"),
    ("new without final newline", "b: 1", ("r", "ic"), "x", "b: 1\nr:\n  ic: x"),
    ("new in empty block", "", ("a",), "x", "a: x\n"),
    ("new below comments", "# c\n", ("a",), "x", "# c\na: x\n"),
    ("new in flow block", "{a: 1}\n", ("b",), "x", "{a: 1, b: x}\n"),
    ("new in empty flow block", "{}\n", ("b",), "x", "{b: x}\n"),
    ("ordered", "title: x\nroles:\n  ic: a\n# c\nservices: [a]\n", ("impact",), "z",
     "title: x\nroles:\n  ic: a\nimpact: z\n# c\nservices: [a]\n"),
    ("ordered after comments of the key before", "roles:\n  ic: a\n\n  # tl: b\nzz: 1\n",
     ("impact",), "z", "roles:\n  ic: a\n\n  # tl: b\nimpact: z\nzz: 1\n"),
    ("ordered, nearest before", "status: a\nid: b\nzz: 1\n", ("severity",), "SEV1",
     "status: a\nid: b\nseverity: SEV1\nzz: 1\n"),
    ("ordered, none before", "status: a\n\n# c\n", ("id",), "x", "status: a\nid: x\n\n# c\n"),
    ("after kept lines", "id: |+\n  a\n\ntags: []\n", ("title",), "x",
     "id: |+\n  a\n\ntitle: x\ntags: []\n"),
    ("explicit key", "? a\n: b # c\nd: 1\n", ("a",), "x", "? a\n: x # c\nd: 1\n"),
    ("quoted key", '"a": b\n', ("a",), "x", '"a": x\n'),
    ("key that needs quotes", "a: 1\n", ("yes",), "x", "a: 1\n'yes': x\n"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("block", "path", "value", "after"),
    [case[1:] for case in ASSIGNED],
    ids=[c[0] for c in ASSIGNED],
)
@pytest.mark.usefixtures("either_parser")
def test_assign(block: str, path: tuple[str, ...], value: Any, after: str) -> None:
    assert assign(block, path, value) == after


@pytest.mark.parametrize("block", ["r: {ic: , tl}\n", "r: {tl, ic: }\n", "r: {ic:\n  , tl}\n"])
@pytest.mark.usefixtures("either_parser")
def test_missing_value_in_a_flow_map_is_filled(block: str) -> None:
    after = assign(block, ("r", "ic"), "x")
    assert read(after) == {"r": {"ic": "x", "tl": None}}
    assert re.sub(r"x|\s", "", after) == re.sub(r"\s", "", block)


@pytest.mark.parametrize("key", FIELD_ORDER)
def test_missing_key_takes_its_place_in_the_order(key: str) -> None:
    others = [name for name in FIELD_ORDER if name != key]
    block = "".join(f"{name}: x\n" for name in others)
    expected = others if key == "id" else list(FIELD_ORDER)
    keys = list(read(assign(block, (key,), "new")))
    assert keys == ([*expected, "id"] if key == "id" else expected)


@pytest.mark.parametrize(
    ("block", "path"),
    [("roles: alice\n", ("roles", "commander")), ("roles: [a]\n", ("roles", "commander"))],
)
def test_assign_below_what_is_no_map_is_refused(block: str, path: tuple[str, ...]) -> None:
    with pytest.raises(FrontMatterError, match="`roles` is not a map") as caught:
        assign(block, path, "x")
    assert (caught.value.line, caught.value.column) == (1, 8)


def test_edit_that_would_change_another_value_is_refused() -> None:
    block = "a: 1\n? b\n? c\n"
    with pytest.raises(FrontMatterError, match="cannot be edited safely") as caught:
        assign(block, ("b",), "x")
    assert caught.value.line == 3


def test_removal_that_would_lengthen_the_text_above_is_refused() -> None:
    with pytest.raises(FrontMatterError, match="cannot be edited safely"):
        remove("a: |+\n  text\nb: 1\n\nc: 2\n", ("b",))


def test_edit_of_a_broken_block_is_refused() -> None:
    with pytest.raises(FrontMatterError, match="twice"):
        assign("a: 1\na: 2\n", ("b",), "x")


def test_edit_beyond_the_limits_is_refused() -> None:
    with pytest.raises(FrontMatterError, match="larger than 64 KiB"):
        assign("a: 1\n", ("b",), "x" * 70_000)


# --- removing ------------------------------------------------------------------------------------

REMOVED: list[tuple[str, str, tuple[str, ...], str]] = [
    ("absent", "a: 1\n", ("b",), "a: 1\n"),
    ("absent below", "a: 1\n", ("a", "b"), "a: 1\n"),
    ("line", "# c\na: 1 # d\n# e\nb: 2\n", ("a",), "# c\n# e\nb: 2\n"),
    ("last", "a: 1\nb: 2\n", ("b",), "a: 1\n"),
    ("only", "a: 1\n", ("a",), ""),
    ("CRLF", "a: 1\r\nb: 2\r\n", ("a",), "b: 2\r\n"),
    ("no newline", "a: 1\nb: 2", ("b",), "a: 1\n"),
    ("literal", "a: |\n  x\n\n  y\n\nb: 2\n", ("a",), "\nb: 2\n"),
    ("kept lines", "a: |+\n  x\n\nb: 2\n", ("a",), "b: 2\n"),
    ("plain lines", "a: x\n  y\nb: 2\n", ("a",), "b: 2\n"),
    ("flow lines", "a: [\n  x,\n]\nb: 2\n", ("a",), "b: 2\n"),
    ("block list", "a:\n- x\n# c\n- y\nb: 2\n", ("a",), "b: 2\n"),
    ("nothing", "a:\nb: 2\n", ("a",), "b: 2\n"),
    ("own comment below", "t: |\n  x\na:\n  b: 1\n  # c\nd: 1\n", ("a",), "t: |\n  x\nd: 1\n"),
    ("nested", "r:\n  a: 1 # c\n  b: 2\n", ("r", "a"), "r:\n  b: 2\n"),
    ("last nested", "r:\n  a: 1\nb: 2\n", ("r", "a"), "b: 2\n"),
    ("last nested deeper", "r:\n  s:\n    a: 1\nb: 2\n", ("r", "s", "a"), "b: 2\n"),
    ("last of one map of two", "r:\n  s:\n    a: 1\n  t: 2\n", ("r", "s", "a"), "r:\n  t: 2\n"),
    ("first in flow", "r: {a: 1, b: 2} # c\n", ("r", "a"), "r: {b: 2} # c\n"),
    ("last in flow", "r: {a: 1, b: 2} # c\n", ("r", "b"), "r: {a: 1} # c\n"),
    ("only in flow", "r: {a: 1,} # c\n", ("r", "a"), "r: {} # c\n"),
    ("line in flow", "r: {\n  a: 1, # c\n  b: 2 # d\n}\n", ("r", "b"), "r: {\n  a: 1, # c\n}\n"),
    ("explicit key", "? a\n: b\nc: 1\n", ("a",), "c: 1\n"),
]


@pytest.mark.parametrize(
    ("block", "path", "after"), [case[1:] for case in REMOVED], ids=[case[0] for case in REMOVED]
)
@pytest.mark.usefixtures("either_parser")
def test_remove(block: str, path: tuple[str, ...], after: str) -> None:
    assert remove(block, path) == after


# --- lists ---------------------------------------------------------------------------------------

APPENDED: list[tuple[str, str, str]] = [
    ("missing", "title: x\ntags: []\n", "title: x\nservices: [new]\ntags: []\n"),
    ("null", "services: # c\n", "services: [new] # c\n"),
    ("empty text", "services: ''\n", "services: ['new']\n"),
    ("empty", "services: [ ] # c\n", "services: [new] # c\n"),
    ("flow", "services: [a, b] # c\n", "services: [a, b, new] # c\n"),
    ("flow with a comma", "services: [a, b,]\n", "services: [a, b, new,]\n"),
    ("flow with spaces", "services: [ a ]\n", "services: [ a, new ]\n"),
    ("flow quoted", "services: [\"a\", 'b']\n", "services: [\"a\", 'b', 'new']\n"),
    ("flow lines", "services: [\n  a,\n  b # c\n]\n", "services: [\n  a,\n  b, # c\n  new\n]\n"),
    ("flow lines with a comma", "services: [\n  a, # c\n]\n", "services: [\n  a, # c\n  new,\n]\n"),
    ("flow over two lines", "services: [a,\n  b]\n", "services: [a,\n  b, new]\n"),
    ("block", "services:\n  - a\n  - b # c\n  # d\nz: 1\n",
     "services:\n  - a\n  - b # c\n  - new\n  # d\nz: 1\n"),
    ("block unindented", "services:\n- 'a'\n\n# c\nz: 1\n",
     "services:\n- 'a'\n- 'new'\n\n# c\nz: 1\n"),
    ("block without newline", "services:\n- a", "services:\n- a\n- new"),
    ("block CRLF", "services:\r\n- a\r\n", "services:\r\n- a\r\n- new\r\n"),
    ("block of maps", "services:\n- a: 1\n  b: 2\nz: 1\n",
     "services:\n- a: 1\n  b: 2\n- new\nz: 1\n"),
    ("text", "services: a, b # c\n", "services: ['a, b', new] # c\n"),
    ("literal", "services: |-\n  a\nz: 1\n", "services: [a, new]\nz: 1\n"),
    ("number", "services: 1.10 # c\n", "services: [1.10, new] # c\n"),
    ("in", "services: [a, 'new']\n", "services: [a, 'new']\n"),
    ("the text itself", "services: new\n", "services: new\n"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("block", "after"), [case[1:] for case in APPENDED], ids=[case[0] for case in APPENDED]
)
@pytest.mark.usefixtures("either_parser")
def test_append(block: str, after: str) -> None:
    assert append(block, ("services",), "new") == after


def test_append_to_a_map_is_refused() -> None:
    with pytest.raises(FrontMatterError, match="`services` is a map"):
        append("services: {a: b}\n", ("services",), "new")


def test_append_knows_a_number_by_its_text() -> None:
    assert append("aliases: [4711]\n", ("aliases",), "4711") == "aliases: [4711]\n"


DISCARDED: list[tuple[str, str, str]] = [
    ("missing", "title: x\n", "title: x\n"),
    ("absent", "services: [a]\n", "services: [a]\n"),
    ("map", "services: {old: 1}\n", "services: {old: 1}\n"),
    ("first", "services: [old, b] # c\n", "services: [b] # c\n"),
    ("middle", "services: [a, 'old', b]\n", "services: [a, b]\n"),
    ("last", "services: [a, old]\n", "services: [a]\n"),
    ("last with a comma", "services: [a, old,]\n", "services: [a,]\n"),
    ("only", "services: [old] # c\n", "services: [] # c\n"),
    ("flow line", "services: [\n  a, # c\n  old # d\n]\n", "services: [\n  a, # c\n]\n"),
    ("flow first line", "services: [\n  old, # c\n  b\n]\n", "services: [\n  b\n]\n"),
    ("block first", "services: # c\n  # d\n  - old # e\n  - b\n", "services: # c\n  # d\n  - b\n"),
    ("block last", "services:\n- b\n- old\n# c\nz: 1\n", "services:\n- b\n# c\nz: 1\n"),
    ("block only", "services: # c\n- old\n# d\nz: 1\n", "services: [] # c\n# d\nz: 1\n"),
    ("text", "services: old # c\n", "services: [] # c\n"),
]


@pytest.mark.parametrize(
    ("block", "after"), [case[1:] for case in DISCARDED], ids=[case[0] for case in DISCARDED]
)
@pytest.mark.usefixtures("either_parser")
def test_discard(block: str, after: str) -> None:
    assert discard(block, ("services",), "old") == after


# --- writing -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Checkout failures", "Checkout failures"),
        ("2026-03-04-checkout-failures", "2026-03-04-checkout-failures"),
        ("~30% of checkout attempts fail", "~30% of checkout attempts fail"),
        ("2026-03-04T15:23:00Z", '"2026-03-04T15:23:00Z"'),
        ("2026-03-04", "'2026-03-04'"),
        ("14:22", "'14:22'"),
        ("0042", "'0042'"),
        ("No", "'No'"),
        ("", "''"),
        ("@ana", "'@ana'"),
        ("#inc-42", "'#inc-42'"),
        ("a: b", "'a: b'"),
        ("it's", "it's"),
        ("https://status.example.com/x", "https://status.example.com/x"),
        ("two\nlines", '"two\\nlines"'),
        ("\x1b[31m", '"\\x1b[31m"'),
        ("a\u202eb", '"a\\u202eb"'),
        ("👩‍🚒 on call", "👩‍🚒 on call"),
    ],
)
def test_scalar_is_plain_where_every_reader_agrees(text: str, written: str) -> None:
    assert scalar(text) == written


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
TRICKY = st.text(st.sampled_from("ynoNOft.-+:#?!&*|>%@`'\"[]{},=~<_0123456789eExTZ \t\n\\é😀"))
WORDS = st.sampled_from(
    ["yes", "Off", "NULL", "~", "<<", "=", ".inf", "-.INF", "0x1F", "0b1", "1e3", "1_0", "1:30:00"]
)


@given(text=TEXT | TRICKY | WORDS, flow=st.booleans(), style=st.sampled_from(["", "'", '"']))
def test_scalar_reads_back_as_written(text: str, flow: bool, style: str) -> None:
    written = scalar(text, flow=flow, style=style)
    block = f"key: [{written}, {written}]\n" if flow else f"key: {written}\n"
    expected = {"key": [text, text] if flow else text}
    assert read(block) == expected
    assert yaml.load(block, yaml.SafeLoader) == expected
    assert "\n" not in written


def test_lone_surrogate_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="surrogate"):
        scalar("\ud800")


def test_dump_writes_the_style_of_the_documentation() -> None:
    fields = read(EXAMPLE)
    assert dump(fields) == EXAMPLE


KEY = TRICKY | WORDS | st.text(min_size=1, max_size=8, alphabet="abc_")
LEAF = TEXT | TRICKY | WORDS
FIELDS = st.dictionaries(
    KEY,
    LEAF | st.lists(LEAF, max_size=3) | st.dictionaries(KEY, LEAF | st.lists(LEAF), max_size=3),
    max_size=5,
)


@given(fields=FIELDS)
def test_other_readers_agree_on_what_dump_wrote(fields: dict[str, Any]) -> None:
    assume(not {"content", "handler"} & fields.keys())  # python-frontmatter's own arguments
    block = dump(fields)
    assert read(block) == fields
    assert frontmatter.loads(f"---\n{block}---\n").metadata == fields
    assert list(read(block)) == list(fields)


# --- properties of edits -------------------------------------------------------------------------

NAMES = [*FIELD_ORDER[:6], "roles", "impact", "services", "tags", "x-unknown", "ключ"]
COMMENT = st.sampled_from(["", "", " # c", "   # it's: [a comment] 😀"])
FILLER = st.sampled_from(
    ["", "", "", "\n", "# a comment: {\n", "\n# one\n\n# two\n", "    # deep\n"]
)
PLAIN = st.sampled_from(
    ["x", "SEV1", "14:22", "yes", "5", "0042", "true", "~30% é😀", "a-b", "it's"]
)
QUOTED = st.sampled_from(["''", '""', "'it''s: # no'", '"\\u00e9 \\n"', "'😀'", '"{[,]}"'])


@st.composite
def flow_collections(draw: st.DrawFn) -> str:
    items = draw(st.lists(PLAIN | QUOTED, max_size=3))
    keys = [f"{name}: {item}" for name, item in zip("pqr", items, strict=False)]
    opening, texts, closing = ("{", keys, "}") if draw(st.booleans()) else ("[", items, "]")
    comma = draw(st.sampled_from(["", ","])) if items else ""
    layout = draw(st.sampled_from([", ", ",", ",\n    ", ", # n\n    "]))
    edge = "\n    " if "\n" in layout else draw(st.sampled_from(["", " "]))
    ending = edge.replace("    ", "  ")
    return f"{opening}{edge}{layout.join(texts)}{comma}{ending}{closing}"


@st.composite
def block_values(draw: st.DrawFn, indent: str = "  ") -> str:
    """Return a value from just after the colon, with the newline."""
    comment, kind = draw(COMMENT), draw(st.integers(0, 5))
    if kind == 0:
        return f"{comment}\n"
    if kind == 1:
        return f" {draw(PLAIN | QUOTED | flow_collections())}{comment}\n"
    if kind == 2:
        header = draw(st.sampled_from(["|", "|-", "|+", ">", ">-"]))
        lines = draw(st.lists(st.sampled_from(["a: b", "# text", "😀 é", ""]), max_size=3))
        body = "".join(f"{indent}{line}\n" if line else "\n" for line in ["first", *lines])
        return f" {header}{comment}\n{body}"
    if kind == 3:
        return f" one\n{indent}two\n\n{indent}three{comment}\n"
    items = draw(st.lists(PLAIN | QUOTED, min_size=1, max_size=3))
    between = [draw(st.sampled_from(["", f"{indent}# between\n", "\n"])) for _ in items]
    if kind == 4:
        dash = draw(st.sampled_from([indent, indent[2:]])) + "- "
        rows = [f"{gap}{dash}{item}{comment}\n" for gap, item in zip(between, items, strict=True)]
    else:
        rows = [
            f"{gap}{indent}{name}: {item}{comment}\n"
            for gap, name, item in zip(between, "pqr", items, strict=False)
        ]
    return f"{comment}\n{''.join(rows)}"


@st.composite
def blocks(draw: st.DrawFn) -> str:
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=6))
    keys = [draw(st.sampled_from([name, f'"{name}"'])) for name in names]
    text = draw(FILLER) + "".join(f"{key}:{draw(block_values())}{draw(FILLER)}" for key in keys)
    shorter = text.removesuffix("\n")
    if draw(st.booleans()) and read(shorter) == read(text):  # a `|` scalar would lose its newline
        text = shorter
    block = text.replace("\n", "\r\n") if draw(st.booleans()) else text
    read(block)
    return block


def _untouched_lines(block: str, after: str, touched: Callable[[str], bool]) -> Iterator[str]:
    """Yield the lines that were taken from the block though the edit had no business with them."""
    before_lines, after_lines = block.splitlines(), after.splitlines()
    for line in difflib.ndiff(before_lines, after_lines):
        if line.startswith("- ") and not touched(line[2:]):
            yield line


def _span_of(block: str, name: str) -> set[str]:
    """Return the lines of a top-level key by their indentation alone: nothing of our code."""
    lines = block.splitlines()
    begin = next(
        (n for n, line in enumerate(lines) if re.match(rf'"?{re.escape(name)}"?:', line)), None
    )
    if begin is None:
        return set()
    end = begin + 1
    while end < len(lines) and (not lines[end].strip() or lines[end][0] in " -]}#"):
        end += 1
    return set(lines[begin:end])


NEW_VALUE = (
    TEXT | PLAIN | st.lists(PLAIN, max_size=2) | st.dictionaries(st.sampled_from("pqs"), PLAIN)
)
EDITS = st.sampled_from(["assign", "remove", "append", "discard"])


def _edit(block: str, kind: str, name: str, value: Any) -> str:
    if kind == "assign":
        return assign(block, (name,), value)
    if kind == "remove":
        return remove(block, (name,))
    return (append if kind == "append" else discard)(block, (name,), "x")


@given(block=blocks(), kind=EDITS, name=st.sampled_from(NAMES), value=NEW_VALUE)
def test_edit_touches_the_lines_of_its_key_only(
    block: str, kind: str, name: str, value: Any
) -> None:
    before = read(block)
    assume(kind not in ("append", "discard") or not isinstance(before.get(name), dict))
    assume(kind != "remove" or "|+" not in block)  # takes blank lines below the key as its own
    after = _edit(block, kind, name, value)
    fields = read(after)
    assert {k: v for k, v in fields.items() if k != name} == {
        k: v for k, v in before.items() if k != name
    }
    own = _span_of(block, name)
    assert list(_untouched_lines(block, after, own.__contains__)) == []
    assert ("\r\n" in block) or "\r" not in after
    if kind == "assign":
        assert fields[name] == value
    if kind == "remove":
        assert name not in fields


@given(block=blocks(), name=st.sampled_from(NAMES), key=st.sampled_from("pqz"), value=TEXT)
def test_nested_edit_leaves_every_other_value(block: str, name: str, key: str, value: str) -> None:
    before = read(block)
    parent = before.get(name)
    if isinstance(parent, dict) or parent in (None, "", []):
        assigned = assign(block, (name, key), value)
        assert read(assigned) == {**before, name: {**(parent or {}), key: value}}  # type: ignore[dict-item]
        assume("|+" not in block)
        removed = read(remove(assigned, (name, key)))
        assert key not in (removed.get(name) or {})  # type: ignore[operator]
    else:
        with pytest.raises(FrontMatterError, match="not a map"):
            assign(block, (name, key), value)


@given(block=blocks(), name=st.sampled_from(NAMES), item=TEXT.filter(bool))
def test_append_and_discard_are_each_other_s_inverse(block: str, name: str, item: str) -> None:
    before = read(block).get(name)
    assume(not isinstance(before, dict) or not before)
    longer = append(block, (name,), item)
    assert append(longer, (name,), item) == longer
    shorter = read(discard(longer, (name,), item))[name]
    if isinstance(before, list) and item not in before:
        assert shorter == before
    assert item not in (shorter or [])  # type: ignore[operator]
