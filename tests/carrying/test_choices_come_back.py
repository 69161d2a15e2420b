"""Both rewrote one thing, one of them chose: by files alone both come to the choice, and stay."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import carriers
import pytest

if TYPE_CHECKING:
    from desks import Desk

NAME = carriers.NAME
office, alice, bob, tmp_path = (
    getattr(carriers, name) for name in ("office", "alice", "bob", "tmp_path")
)

Deed = Callable[["Desk"], None]
_FIRST: Final = "What everybody sees.\n"
_PASSAGE: Final = r"^> \*\*2 versions of this passage.*?^> <!-- inc:end versions -->$"


def carry(one: Desk, other: Desk) -> Any:
    """Carry the incident from one desk to another; what a program was told there."""
    one("bundle", NAME, "--out", "../carried.bundle", "--force")
    return other("apply", "../carried.bundle", "--json").json


def by_hand(desk: Desk, old: str, new: str) -> None:
    """Edit the document without inc; a command commits it as found."""
    desk.replace(old, new)
    desk("log", f"edited by {desk.person} at {desk.second}")


# ------------------------------------------------------------------ what both rewrite, and settle


def rewrite_prose(desk: Desk) -> None:
    by_hand(desk, _FIRST, f"What {desk.person} sees.\n")


def choose_prose(desk: Desk) -> None:
    text = re.sub(_PASSAGE, f"What {desk.person} sees.", desk.text, flags=re.M | re.S)
    assert text != desk.text
    by_hand(desk, desk.text, text)


def write_it_anew(desk: Desk) -> None:
    text = re.sub(_PASSAGE, "What both of us see.", desk.text, flags=re.M | re.S)
    assert text != desk.text
    by_hand(desk, desk.text, text)


def amend(desk: Desk) -> None:
    desk("amend", _the_first(desk), "--text", f"as {desk.person} has it")


def keep(desk: Desk) -> None:
    desk("amend", _the_first(desk), "--keep")


def _the_first(desk: Desk) -> str:
    found = re.search(
        r"\*\*note\*\* @alice — (?:the first|as \w+ has it).* \^(\w{12})$", desk.text, re.M
    )
    assert found, desk.text
    return found[1]


def retitle(desk: Desk) -> None:
    line = re.search(r"^title: .*$", desk.text, re.M)
    assert line
    by_hand(desk, line[0], f"title: Seen by {desk.person}")


STRAIGHT: Final = {"none": "", "alice": "alice", "bob": "bob", "both": "alice bob"}


@pytest.fixture
def both(alice: Desk, bob: Desk) -> tuple[Desk, Desk]:
    """Two who have the same, with a passage and an entry to quarrel about."""
    by_hand(alice, "\n## Timeline\n", f"\n{_FIRST}\n## Timeline\n")
    alice("log", "the first")
    carry(alice, bob)
    assert alice.text == bob.text
    return alice, bob


@pytest.mark.parametrize("straight", STRAIGHT)
@pytest.mark.parametrize(
    ("is_sent_first", "choose"),
    [(False, choose_prose), (True, choose_prose), (True, write_it_anew)],
    ids=["chosen at once", "chosen when both have both", "a third text"],
)
def test_a_choice_is_made_once(
    is_sent_first: bool, choose: Deed, straight: str, both: tuple[Desk, Desk]
) -> None:
    """Of a paragraph, an entry and the title, which both rewrote; whatever history they want."""
    for desk in both:
        desk.git("config", "inc.sync.linear", str(desk.person in STRAIGHT[straight]).lower())
        for deed in (rewrite_prose, amend, retitle):
            deed(desk)
    one, other = both
    carry(other, one)
    if is_sent_first:
        carry(one, other)
        assert one.text == other.text
        one, other = other, one
    choose(one)
    keep(one)
    retitle(one)
    chosen = one.text
    other("log", "meanwhile")
    carry(one, other)
    carry(other, one)
    assert one.text == other.text
    left = [line for line in one.text.split("\n") if "— meanwhile ^" not in line]
    assert "\n".join(left) == chosen
    for _ in range(2):
        assert carry(one, other)["commits"] == []
        assert carry(other, one)["commits"] == []
    for desk in both:
        desk("verify")
        desk.has_no_fault()
    assert one.text == other.text


@pytest.mark.parametrize("straight", ["none", "both"])
def test_what_was_decided_is_said_once(straight: str, both: tuple[Desk, Desk]) -> None:
    for desk in both:
        desk.git("config", "inc.sync.linear", str(straight == "both").lower())
        rewrite_prose(desk)
        amend(desk)
    one, other = both
    told = [decision["how"] for decision in carry(other, one)["decisions"]]
    assert sorted(told) == ["both-kept", "two-versions"]
    other("log", "meanwhile")
    again = carry(other, one)
    assert len(again["commits"]) == 1
    assert again["decisions"] == []


def test_who_went_back_beside_others_did_something_new(both: tuple[Desk, Desk]) -> None:
    """What an undo leaves is an old version here as well, with what it undoes on top of another."""
    alice, bob = both
    bob.git("config", "inc.sync.linear", "true")
    alice("log", "a mistake")
    bob("log", "beside it")
    carry(alice, bob)
    assert "a mistake" in bob.text
    alice("undo")
    assert len(carry(alice, bob)["commits"]) == 1
    assert "a mistake" not in bob.text and "beside it" in bob.text
    carry(bob, alice)
    assert alice.text == bob.text
    bob("verify")


@pytest.mark.parametrize("straight", ["none", "both"])
def test_letters_that_cross(straight: str, both: tuple[Desk, Desk]) -> None:
    for number, desk in enumerate(both):
        desk.git("config", "inc.sync.linear", str(straight == "both").lower())
        rewrite_prose(desk)
        amend(desk)
        desk("bundle", NAME, "--out", f"../{number}.bundle")
        desk("log", f"more by {desk.person}")
    one, other = both
    one("apply", "../1.bundle")
    other("apply", "../0.bundle")
    choose_prose(one)
    keep(one)
    carry(one, other)
    carry(other, one)
    assert one.text == other.text
    assert "versions of this passage" not in one.text and "another version" not in one.text
    assert "more by alice" in one.text and "more by bob" in one.text
    assert carry(one, other)["commits"] == carry(other, one)["commits"] == []
