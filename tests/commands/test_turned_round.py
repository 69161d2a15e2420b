"""A word of a query that begins with a dash, and what is an option all the same."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from inc.cli.turned_round import arranged

if TYPE_CHECKING:
    from conftest import Cli

OPTIONS = {"-a": False, "-r": False, "-h": False, "-s": True, "--limit": True, "--json": False}


@pytest.mark.parametrize(
    ("typed", "known", "behind"),
    [
        ("pool -orders", "pool", "-orders"),
        ("-tag:drill pool", "pool", "-tag:drill"),
        ("-sev:4 -again", "", "-sev:4 -again"),
        ("-ar -as sev1 -ssev2 -h", "-ar -as sev1 -ssev2 -h", ""),
        ("-haproxy -500 -支払い", "", "-haproxy -500 -支払い"),
        ("--limit -1 -s -orders x", "--limit -1 -s -orders x", ""),
        ("--colour -x -", "--colour -x -", ""),
        ("--json=id,title x", "--json --fields id,title x", ""),
        ("-orders -- -a --json=x --", "", "-orders -a --json=x --"),
        ("--limit", "--limit", ""),
    ],
)
def test_what_is_a_word_and_what_an_option(typed: str, known: str, behind: str) -> None:
    found = [*known.split(), *(["--", *behind.split()] if behind else [])]
    assert arranged(typed.split(), OPTIONS) == found


def test_a_phrase_in_quotes_is_turned_round() -> None:
    assert arranged(["-connection pool"], OPTIONS) == ["--", "-connection pool"]


def test_words_are_left_out(declared: Cli) -> None:
    declared("log", "the pool of orders is full")
    assert declared("search", "checkout", "-zebra", "--jsonl").jsonl
    for words in (("checkout", "-orders"), ("-orders", "checkout", "--limit", "5")):
        assert declared("search", *words, ok=False).code == 1
    assert declared("list", "-orders", "-drill").rows == []
    assert len(declared("list", "-zebra").rows) == 1


@pytest.mark.parametrize("command", ["search", "list", "metrics", "export"])
def test_a_letter_that_is_no_option_is_told_of_the_way(command: str, declared: Cli) -> None:
    ran = declared(command, "pool", "-x", ok=False)
    assert ran.code == 2
    assert ran.err.splitlines() == [
        "inc: no such option: -x",
        f"     To leave out a word, put it behind --: inc {command} -- -x",
        f"     See: inc {command} --help",
    ]
    assert "behind --" not in declared(command, "--colour", ok=False).err


@pytest.mark.parametrize("command", ["search", "list", "metrics", "export"])
def test_help_has_the_filters(command: str, cli: Cli) -> None:
    text = cli(command, "--help").out
    section = text[text.index("\nFilters:\n") :]
    assert {"is:reopened", "has:overdue", "lacks:detected"} <= set(section.split())
    assert "docs/finding.md" in section
    assert section.count("\n") <= 5
    for term in re.findall(r"[a-z]+:[^\s:']+", section):
        cli("list", term)
