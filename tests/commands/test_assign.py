"""`inc assign`: who answers for what."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Cli


def _roles(cli: Cli) -> object:
    return cli("show", "--json").json["incident"].get("roles")


@pytest.mark.parametrize("who", [(), ("me",), ("@me",), ("ME",)])
def test_me_is_whoever_is_writing(who: tuple[str, ...], declared: Cli) -> None:
    declared("assign", "ic", *who)
    assert _roles(declared) == {"commander": "alice"}
    declared("assign", "tl", *who, "--by", "bob")
    assert _roles(declared) == {"commander": "alice", "tech_lead": "bob"}


def test_one_commander_many_experts(declared: Cli) -> None:
    declared("assign", "commander", "alice")
    ran = declared("assign", "commander", "bob", "-m", "alice sleeps")
    assert " role @alice — commander @bob: alice sleeps ^" in ran.out
    declared("assign", "sme", "dan", "@erin")
    declared("assign", "sme", "frank", "dan")
    assert _roles(declared) == {"commander": "bob", "sme": ["dan", "erin", "frank"]}
    declared("assign", "sme", "dan", "--remove")
    declared("assign", "commander", "--remove")
    assert _roles(declared) == {"sme": ["erin", "frank"]}
    assert declared("assign", "sme", "--remove", "--json").json["fields"] == {"roles.sme": None}


@pytest.mark.parametrize(
    ("args", "code", "what", "hint"),
    [
        (("boss", "x"), 2, "'boss' is not a role", "One of: commander"),
        (("ic", "a", "b"), 2, "one person is commander, not 2", "Several people can be sme"),
        (("ic", "a b"), 2, "'a b' cannot be a person's name", "Use letters, digits"),
        (("ic", "--remove"), 1, "nothing to change: commander is nobody already", "See who"),
    ],
)
def test_what_is_refused(
    args: tuple[str, ...], code: int, what: str, hint: str, declared: Cli
) -> None:
    ran = declared("assign", *args, ok=False)
    assert ran.code == code
    first, second = ran.err.split("\n")[:2]
    assert first.startswith(f"inc: {what}")
    assert second.startswith(f"     {hint}")


def test_who_has_it_already(declared: Cli) -> None:
    declared("assign", "ic", "bob")
    ran = declared("assign", "ic", "bob", ok=False)
    assert ran.code == 1
    assert ran.err.startswith("inc: nothing to change: commander is bob already\n")


def test_a_role_spelt_by_hand_is_written_once(declared: Cli) -> None:
    document = next(declared.folder.glob("incidents/*/*/*.md"))
    text = document.read_text()
    document.write_text(text.replace("\n---\n", "\nroles:\n  IC: '@dora'\n---\n", 1))
    assert re.search("commander +@dora\n", declared("show").out)
    declared("assign", "ic", "bob")
    assert "roles:\n  commander: bob\n" in document.read_text()
    assert "dora" not in document.read_text().partition("\n---\n")[0]


# ------------------------------------------------------------------ two roles of one person


TWO = "@alice is commander and tech lead; on SEV1 these are two people: inc assign tech_lead WHO\n"


def test_two_roles_of_one_person_are_said_at_once(declared: Cli) -> None:
    assert declared("assign", "ic", "alice").err.startswith("Next: ")
    ran = declared("assign", "tl", "alice")
    assert ran.err.startswith(f"{TWO}Next: ")
    assert ran.code == 0
    declared("assign", "tl", "bob")
    answer = declared("assign", "tl", "alice", "--json").json
    assert answer["warnings"] == [
        {
            "rule": "roles-apart",
            "text": TWO.rstrip("\n"),
            "words": None,
            "line": None,
            "column": None,
        }
    ]
    assert declared("assign", "scribe", "alice").err.startswith("Next: ")
    assert declared("assign", "tl", "bob").err.startswith("Next: ")


def test_where_the_policy_keeps_other_roles_apart(declared: Cli) -> None:
    settings = declared.folder / "inc.toml"
    settings.write_text(settings.read_text() + '\n[apart]\nSEV1 = [["scribe", "sme"]]\n')
    declared("assign", "ic", "alice")
    assert declared("assign", "tl", "alice").err.startswith("Next: ")
    declared("assign", "scribe", "dan")
    ran = declared("assign", "sme", "erin", "dan")
    assert ran.err.startswith("@dan is scribe and sme; on SEV1 these are two people: ")


def test_a_declaration_and_a_severity_say_it_too(cli: Cli) -> None:
    assert cli("declare", "Down", "-s", "1", "--ic", "alice", "--tl", "alice").err.startswith(TWO)
    cli("severity", "3")
    assert cli("log", "still two").err.startswith("Next: ")
    assert cli("severity", "1").err.startswith(TWO)


def test_a_note_says_nothing_of_it(cli: Cli) -> None:
    cli("declare", "Down", "-s", "1", "--ic", "alice", "--tl", "alice")
    assert "these are two people" not in cli("log", "still down", "--json").err


def test_what_a_role_does_is_explained_and_nothing_is_written(
    declared: Cli, state: Callable[[], object]
) -> None:
    before = state()
    shown = declared("assign", "--explain", "ic").out
    assert shown.startswith("commander\n  does      Owns the incident end to end")
    assert "  leaves    Debugging, logs and code" in shown
    assert shown.endswith("  required  SEV1, SEV2\n")
    assert len(declared("assign", "--explain", "--json").json["roles"]) == 6
    assert state() == before


def test_the_team_says_what_a_role_does(declared: Cli) -> None:
    path = declared.folder / "inc.toml"
    path.write_text(path.read_text() + '\n[roles.scribe]\nduties = ["Keeps the log"]\n')
    assert "  does      Keeps the log\n" in declared("assign", "--explain", "scribe").out


def test_without_a_role(declared: Cli) -> None:
    ran = declared("assign", ok=False)
    assert ran.code == 2
    assert "no role was given" in ran.err and "inc assign --explain" in ran.err


def test_who_replaces_a_commander_hears_of_the_handoff(declared: Cli) -> None:
    declared("assign", "ic", "alice")
    said = declared("assign", "ic", "bob").err
    assert said.startswith("@bob replaces @alice as commander; to hand over in words: inc handoff")
    assert "replaces" not in declared("assign", "sme", "dan", "erin").err
