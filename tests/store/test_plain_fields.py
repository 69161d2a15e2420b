"""Front matter in its usual form reads as the parser of YAML reads it, or is left to that."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inc.store import plain_fields, yaml_reading
from inc.store.plain_scalars import resolve
from inc.store.yaml_reading import FrontMatterError, Value, _fields, parse

USUAL = """\
id: 2026-03-04-checkout-failures
title: Checkout failures (eu-west), again
severity: SEV1
started_at: "2026-03-04T15:23:00Z"
mitigated_at:
drill: false
duration: 47
roles:
  commander: alice
  scribe: "bob"
impact: ~30% of checkout attempts fail with 500 errors
services: [checkout, order-service]
tags: []
"""

PIECES = st.sampled_from(
    [
        *("title", "a", "null", "yes", "  a", "    a", " ", ": ", ":", "\n", "\n", "\n", "- ", "#"),
        *('"', "'", "[a, b]", "[a,b]", "[]", "{", "}", "[true, 1]", "x: y", "x:y", "~", "null"),
        *("0042", "1.5", "1e3", "-1", "2026-03-04", "true", "é", "\u2028", "\x85", "\t", "\r\n"),
        *("|", ">", "&a", "*a", "!x", "%", "@", "`", "\\", "---", "...", "?", "? a", ",", "a #b"),
        *("\ud800", "\ufeff", "\xa0", "😀", "  ", "  b: c", "b: c", "b: ", 'q: "it: # is"'),
    ]
)


def slow(block: str) -> dict[str, Value] | str:
    try:
        root = parse(block)
    except FrontMatterError:
        return "broken"
    return {} if root is None else _fields(root)


def test_the_usual_form_needs_no_parser() -> None:
    assert plain_fields.read(USUAL, resolve) == slow(USUAL)


@given(st.lists(PIECES, max_size=14).map("".join))
def test_what_is_read_is_what_the_parser_reads(block: str) -> None:
    fast = plain_fields.read(block, resolve)
    if fast is not None:
        assert repr(fast) == repr(slow(block))


@given(st.lists(st.tuples(st.sampled_from(["a: ", "b: ", "c:\n  d: "]), st.text(max_size=12))))
def test_any_value_behind_a_key(lines: list[tuple[str, str]]) -> None:
    block = "".join(f"{key}{value}\n" for key, value in lines)
    fast = plain_fields.read(block, resolve)
    if fast is not None:
        assert repr(fast) == repr(slow(block))


@pytest.mark.parametrize(
    "block",
    [
        *("a: b: c", "a: b\na: c", "a: b\n  c: d", "a:\n    b: c", "  a: b", "a: b # c", "a: 'b'"),
        *("a: b\r\n", "a: *b", "a: [b,c]", 'a: "\\n"', "a:\n- b", "# c", "", "null: a", "a:  b"),
        "a: " + "b" * 9000,
    ],
)
def test_what_is_left_to_the_parser(block: str) -> None:
    assert plain_fields.read(block, resolve) in (None, {})
    if slow(block) != "broken":
        assert yaml_reading.read(block) == slow(block)
