"""`inc log`: what is said in the channel becomes the record."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from inc.domain.vocabulary import Kind

if TYPE_CHECKING:
    from conftest import Cli, Inc


@pytest.mark.parametrize(
    ("said", "kind", "text"),
    [
        ("Theory: the pool is exhausted", "hypothesis", "the pool is exhausted"),
        ("hypothesis : the pool", "hypothesis", "the pool"),
        ("FOUND: 100 of 100 connections", "finding", "100 of 100 connections"),
        ("Need: a DBA", "need", "a DBA"),
        ("Decision: fail over", "decision", "fail over"),
        ("Action: restart", "action", "restart"),
        ("Alert: p99 > 2 s", "alert", "p99 > 2 s"),
        ("Checking the deploy log", "checking", "Checking the deploy log"),
        ("Theory", "note", "Theory"),
        ("Theory:", "note", "Theory:"),
        ("found it: the pool", "note", "found it: the pool"),
        ("http://example.com: down", "note", "http://example.com: down"),
    ],
)
def test_the_first_word_chooses_the_kind(said: str, kind: str, text: str, declared: Cli) -> None:
    entry = declared("log", said, "--json").json["entries"][0]
    assert (entry["kind"], entry["text"]) == (kind, text)


def test_a_kind_that_is_given_wins(declared: Cli) -> None:
    entry = declared("log", "-k", "note", "Theory: we need sleep", "--json").json["entries"][0]
    assert (entry["kind"], entry["text"]) == ("note", "Theory: we need sleep")


OF_A_COMMAND = (
    *("declared", "merged", "linked", "corrected", "checked", "handoff"),
    *("mitigated", "resolved", "closed"),
)


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_is_taken_or_its_command_is_named(kind: Kind, declared: Cli) -> None:
    texts = {
        "severity": "SEV2: half of it",
        "status": "monitoring",
        "role": "commander @bob",
        "reopened": "it is back",
    }
    if kind == "reopened":
        declared("resolve")
    ran = declared("log", "-k", kind, texts.get(kind, "words"), "--json", ok=False)
    if kind in OF_A_COMMAND:
        assert ran.code == 2
        assert f"an entry of kind '{kind}' is made by its own command" in ran.err
        assert "Use: inc " in ran.err
    else:
        assert ran.json["entries"][0]["kind"] == kind


@pytest.mark.parametrize(
    ("args", "what", "hint"),
    [
        ((), "there is nothing to log", "Say what happened: inc log TEXT"),
        (("-m", "  \n "), "there is nothing to log", "Say what happened: inc log TEXT"),
        (("-k", "hunch", "x"), "'hunch' is not a kind", "One of: started, detected"),
        (("-k", "severity", "bad"), "'bad' is not a severity", "One of: SEV1"),
        (("-", "-m", "-"), "standard input can be read once only", "Keep one of the two -."),
    ],
)
def test_what_is_refused(args: tuple[str, ...], what: str, hint: str, declared: Cli) -> None:
    ran = declared("log", *args, ok=False)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"inc: {what}\n     {hint}")


def test_output_piped_in_is_a_block_below_the_message(declared: Cli) -> None:
    pods = "NAME     READY\n\x1b[31morder-1\x1b[0m  0/1\n```\n"
    declared("log", "-m", "pods before the restart", "-", stdin=pods)
    text = next(declared.folder.glob("incidents/*/*/*.md")).read_text()
    assert " — pods before the restart ^" in text
    assert "\n  ````\n  NAME     READY\n  order-1  0/1\n  ```\n  ````\n" in text
    assert (
        "pods before the restart (+5 lines)"
        in declared("log", "-n", "-m", "pods before the restart", "-", stdin=pods).out
    )


def test_bytes_that_are_no_text_stay_readable(declared: Cli) -> None:
    entry = declared("log", "-", "--json", stdin=b"caf\xe9 \x00 ol\xc3\xa9\r\nnext").json[
        "entries"
    ][0]
    assert entry["text"] == "caf<0xE9> ␀ olé\nnext"


def test_too_much_input_is_refused(declared: Cli, state: Callable[[], object]) -> None:
    before = state()
    ran = declared("log", "-", stdin=b"x" * (1 << 20) + b"y", ok=False)
    assert ran.code == 2
    assert ran.err.startswith("inc: standard input is longer than 1 MiB\n     Keep what matters")
    assert state() == before
    assert declared("retry", "--list", "--json").json["waiting"] == []


def test_a_note_on_what_is_resolved_or_closed_is_taken(declared: Cli) -> None:
    declared("resolve")
    declared("close")
    assert declared("log", "the customer is happy").code == 0


def test_as_a_process_from_a_pipe(incident: Path, inc: Inc) -> None:
    ran = inc("log", "-m", "pods", "-", stdin="a\nb\n")
    assert "note @alice — pods (+4 lines) ^" in ran.out
    assert "\n  a\n  b\n" in incident.read_text()


def test_one_more_line_is_one_line(declared: Cli) -> None:
    assert "a (+1 line) ^" in declared("log", "a\nb").out


@pytest.mark.parametrize(("status", "verb"), [("resolved", "resolve"), ("closed: done", "close")])
def test_a_status_does_not_end_an_incident(declared: Cli, status: str, verb: str) -> None:
    ran = declared("log", "-k", "status", status, ok=False)
    assert (ran.code, ran.out) == (2, "")
    assert f"Use: inc {verb}" in ran.err
