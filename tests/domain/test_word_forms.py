"""Words as they are compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inc.domain.word_forms import plain, singular, spellings

SAME = [
    *("return returns returned returning", "cache caches cached caching", "drop drops dropped"),
    *("retry retries retried retrying", "process processes processing", "update updating"),
    *("release releases released", "schedule scheduled scheduling", "match matches matching"),
    *("queue queues queued queuing", "upgrade upgraded", "overload overloaded", "store stored"),
    *("recover recovered recovering", "roll rolled rolling", "commit commits committed"),
    *("failure failures failing errors error", "exhausted exhausting exhausts", "run running"),
]


@pytest.mark.parametrize("words", SAME)
def test_the_forms_of_a_word_are_one(words: str) -> None:
    first, *others = words.split()
    assert {plain(one) for one in others} == {first} == {plain(first)}
    assert {*words.split()} <= {*spellings(first)}


@pytest.mark.parametrize(
    "word", ["billing", "routing", "ping", "shed", "string", "status", "redis", "dns", "speed", ""]
)
def test_what_has_no_ending_stays(word: str) -> None:
    assert plain(word) == singular(word) == word


@given(st.text(alphabet="abcdeginrstuyß支", max_size=10))
def test_every_spelling_is_that_word(word: str) -> None:
    known = plain(word)
    assert known in spellings(known)
    assert all(plain(one) == known for one in spellings(known)[1:] if " " not in one)


def test_what_people_call_by_several_names_has_all_of_them() -> None:
    assert {"failure", "failing", "errors"} <= {*spellings("failure")}
    assert {"timeout", "times out", "timeouts"} <= {*spellings("timeout")}
    assert {*spellings("checkout")} >= {"checkout", "checkouts"}
    assert {*spellings("process")} >= {"process", "processes", "processing"}
