"""`inc declare` on a terminal, without a severity: questions, and the answer of the matrix."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pexpect
import pytest

if TYPE_CHECKING:
    from conftest import Cli

QUESTIONS = ("users who are hit", "How many users", "increasing or stable", "a workaround")


@pytest.fixture
def declaring(cli: Cli, repository: Path) -> Callable[..., Any]:
    """Start `inc declare` in a terminal, in a workspace."""

    def start(*args: str) -> Any:
        command = ["-m", "inc", "declare", "Checkout failures", *args]
        return pexpect.spawn(
            sys.executable,
            command,
            dimensions=(24, 80),
            env={**os.environ, "TERM": "dumb"},
            cwd=str(repository),
            timeout=30,
            encoding="utf-8",
        )

    return start


def answer(child: Any, *answers: str) -> str:
    """Give an answer to each question; returns what was said at the end, before the last."""
    for question, typed in zip(QUESTIONS, answers, strict=True):
        child.expect(question)
        child.expect("> ")
        child.sendline(typed)
    child.expect("Which severity")
    child.expect("> ")
    before: str = child.before
    return before


def ended(child: Any) -> tuple[int, str]:
    text = child.read()
    child.close()
    return child.exitstatus, text


def declared_text(cli: Cli) -> str:
    text: str = cli("show", "--json").json["incident"]["entries"][0]["text"]
    return text


def test_enter_takes_what_the_matrix_gives(cli: Cli, declaring: Callable[..., Any]) -> None:
    child = declaring("-m", "seen by support")
    offered = answer(child, "high", "2", "s", "n")
    assert "1 SEV1   2 SEV2   3 SEV3   4 SEV4   Enter: SEV2" in offered
    child.sendline("")
    code, text = ended(child)
    assert (code, "Declared 2" in text) == (0, True)
    assert declared_text(cli) == (
        "SEV2: Checkout failures\nseen by support\n"
        "- User impact: high\n- Scope: medium\n- Trend: stable\n- Workaround: none"
    )


def test_an_increasing_impact_makes_the_worse_one_wiser(
    cli: Cli, declaring: Callable[..., Any]
) -> None:
    child = declaring()
    child.expect("users who are hit")
    child.expect("1 low   2 medium   3 high")
    child.sendline("dreadful")
    child.expect("One of: low, medium, high.")
    child.sendline("")
    child.expect("One of: low, medium, high.")
    child.sendline("HI")
    for question, typed in zip(QUESTIONS[1:], ("medium", "increasing", "yes"), strict=True):
        child.expect(question)
        child.sendline(typed)
    child.expect("SEV2 by the matrix: high user impact, medium scope.")
    child.expect("The impact is increasing: SEV1 is wiser.")
    child.expect("> ")
    child.sendline("sev-1")
    assert ended(child)[0] == 0
    assert declared_text(cli).startswith("SEV1: Checkout failures\n- User impact: high\n")


def test_what_is_known_is_not_asked(cli: Cli, declaring: Callable[..., Any]) -> None:
    (cli.folder / "inc.toml").write_text('preset = "lifecycle"\n')  # it asks for no trend
    child = declaring("--scope", "limited")
    child.expect("users who are hit")
    child.sendline("1")
    child.expect("a workaround")
    assert "How many" not in child.before and "increasing" not in child.before
    child.sendline("yes")
    child.expect("SEV4 by the matrix")
    child.sendline("")
    assert ended(child)[0] == 0
    assert declared_text(cli) == (
        "SEV4: Checkout failures\n- User impact: low\n- Scope: limited\n- Workaround: yes"
    )


@pytest.mark.parametrize("leave", ["sendintr", "sendeof"])
def test_never_mind(
    leave: str, cli: Cli, declaring: Callable[..., Any], state: Callable[[], object]
) -> None:
    before = state()
    child = declaring()
    child.expect("users who are hit")
    child.sendline("high")
    child.expect("How many users")
    child.expect("> ")
    getattr(child, leave)()
    code, text = ended(child)
    assert (code, "nothing was recorded" in text) == (130, True)
    assert state() == before
    assert cli("retry", "--list", "--json").json["waiting"] == []


def test_the_answers_are_kept_when_git_refuses(
    cli: Cli, declaring: Callable[..., Any], repository: Path
) -> None:
    hook = repository / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(hook.stat().st_mode | stat.S_IXUSR)
    child = declaring()
    answer(child, "medium", "wide", "stable", "yes")
    child.sendline("3")
    assert ended(child)[0] == 4
    hook.unlink()
    cli("retry")
    assert declared_text(cli) == (
        "SEV3: Checkout failures\n"
        "- User impact: medium\n- Scope: wide\n- Trend: stable\n- Workaround: yes"
    )


def test_a_program_is_not_asked(declaring: Callable[..., Any]) -> None:
    code, text = ended(declaring("--json"))
    assert (code, "no severity was given" in text) == (2, True)
