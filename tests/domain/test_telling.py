"""Words that tell something."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inc.domain.telling import words
from inc.domain.word_forms import spellings


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Checkout failures", ["checkout", "failure"]),
        ("The checkout is failing; errors!", ["checkout", "failure", "failure"]),
        ("Search times out, TIMED OUT", ["search", "timeout", "timeout"]),
        ("Café déjà cafe", ["cafe", "deja", "cafe"]),
        ("12 of 100, 0j4hpt40 and db3", ["db3"]),
        ("決済エラー", ["決済エラー"]),
        ("\x1b[31m[red] `code` <b>bold</b> \x00", ["red", "code", "bold"]),
        ("a" * 41, []),
        ("", []),
    ],
)
def test_words_that_tell_something(text: str, told: list[str]) -> None:
    assert words(text) == told


@given(st.text())
def test_a_word_has_itself_among_its_spellings(text: str) -> None:
    for word in words(text):
        assert word in spellings(word)
