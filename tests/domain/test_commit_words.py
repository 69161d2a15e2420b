"""What the message of a commit says of the record."""

from __future__ import annotations

import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inc.domain import commit_words

OURS = "Incident: 2026-03-04-a\nInc-Operation: amend\nInc-Event: 0j4hq9r00001\n"
OTHERS = "Incident: 2026-03-04-b\nInc-Operation: edit\nInc-Dropped: 0j4hq9r00002\n"


def test_the_message_of_a_command() -> None:
    words = commit_words.read(f"2026-03-04-a: amended note\n\n{OURS}")
    assert words.operations == {"amend"}
    assert words.incidents == {"2026-03-04-a"}
    assert words.entries == words.recorded == {"0j4hq9r00001"}
    assert words.dropped == frozenset()


@pytest.mark.parametrize("indent", ["", "    "])
def test_a_squash_says_all_that_its_commits_said(indent: str) -> None:
    text = f"Squashed commit\n\n* a: amended note\n\n{OURS}\n* b: edited\n\n{OTHERS}\nThe end\n"
    words = commit_words.read("\n".join(indent + line for line in text.split("\n")))
    assert words.operations == {"amend", "edit"}
    assert words.entries == {"0j4hq9r00001", "0j4hq9r00002"}
    assert words.dropped == {"0j4hq9r00002"}


def test_what_git_adds_to_the_trailers() -> None:
    more = f"(cherry picked from commit {'a' * 40})\nSigned-off-by: Bob <bob@example.com>\n"
    assert commit_words.read(f"x\n\n{OURS}{more}").operations == {"amend"}


@pytest.mark.parametrize(
    "text", [OURS, f"x\n{OURS}", f"x\n\nwords\n{OURS}", f"x\n\n{OURS}words", "x\n\n> " + OURS]
)
def test_what_stands_among_other_words_says_nothing(text: str) -> None:
    assert commit_words.read(text) == commit_words.Words()


def test_what_is_taken_back() -> None:
    one, two = "a" * 40, "b" * 64
    text = f"x\n\nThis reverts commit {one}.\n\nInc-Operation: undo\nInc-Undoes: {two}\n"
    assert commit_words.read(text).undoes == (two, one)
    assert commit_words.read("x\n\nInc-Undoes: HEAD\n").undoes == ()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(["Inc-Operation: amend", "words", "", "Key : value", "  Folded: x", "a:b"]),
        max_size=6,
    )
)
def test_what_git_takes_for_our_trailers_we_do_too(lines: list[str]) -> None:
    text = "subject\n\n" + "\n".join([*lines, "", "Inc-Operation: redact", ""])
    command = ["git", "interpret-trailers", "--parse"]
    parsed = subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout
    assert "Inc-Operation: redact" in parsed
    assert "redact" in commit_words.read(text).operations
