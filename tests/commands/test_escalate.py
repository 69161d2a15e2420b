"""`inc escalate`: somebody is called in."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pexpect
import pytest

if TYPE_CHECKING:
    from conftest import Beginnings, Cli


@pytest.fixture
def led(declared: Cli, beginnings: Beginnings) -> Cli:
    """Run `inc` with an incident in which nothing is due."""
    return beginnings.grown(declared, _led)


def _led(declared: Cli) -> None:
    declared("severity", "sev3", "-m", "a few users")
    declared("ack")
    declared("update", "we look into it")


def test_who_and_why(led: Cli) -> None:
    ran = led("escalate", "--to", "@dan", "--to", "db-team", "erin", "-m", "the replica is corrupt")
    assert "escalated @alice — to @dan @db-team @erin: the replica is corrupt ^" in ran.out
    assert ran.err == "Next: inc assign ROLE dan, when @dan comes\n"
    answer = led("escalate", "--to", "dan", "--reason", "other-team", "--json").json
    assert answer["command"] == "escalate"
    assert answer["entries"][0]["kind"] == "escalated"
    assert answer["entries"][0]["text"] == (
        "to @dan (other-team): another team's system is implicated"
    )


def test_an_impact_that_grew_may_be_another_severity(led: Cli) -> None:
    ran = led("escalate", "--to", "dan", "--reason", "impact-grew", "-m", "all regions")
    assert ran.err.startswith("If it is worse than SEV3: inc severity sev2 -m WHY\nNext: ")
    answer = led("escalate", "--to", "dan", "--reason", "impact-grew", "--json").json
    assert [one["rule"] for one in answer["warnings"]] == ["impact-grew"]
    assert "inc severity" not in led("escalate", "--to", "dan", "--reason", "decision").err
    led("severity", "sev1")
    assert "inc severity" not in led("escalate", "--to", "dan", "--reason", "impact-grew").err


def test_what_is_due_comes_first(declared: Cli) -> None:
    first, second = declared("escalate", "--to", "dan", "-m", "stuck").err.rstrip("\n").split("\n")
    assert first.startswith("Next: inc assign commander WHO")
    assert second == "Then: inc assign ROLE dan, when @dan comes"


@pytest.mark.parametrize(
    ("args", "what", "hint"),
    [
        ((), "who is to be called in?", "inc escalate --to WHO -m WHY"),
        (("--to", "dan"), "why is it escalated?", "inc escalate --to WHO -m WHY"),
        (
            ("--to", "me", "-m", "x"),
            "you are here already, so you cannot be called in",
            "Name somebody who can do or decide more; calling too early is fine.",
        ),
        (
            ("--to", "dan", "nobody knows it"),
            "'nobody knows it' is not a name",
            "Why it is escalated goes behind -m: -m WHY",
        ),
        (
            ("--to", "d/n", "-m", "x"),
            "'d/n' cannot be a person's name in the record",
            "Use letters",
        ),
        (
            ("--to", "dan", "--reason", "bored"),
            "'bored' is not a reason to escalate",
            "Reasons (--reason):",
        ),
    ],
)
def test_what_is_refused(args: tuple[str, ...], what: str, hint: str, led: Cli) -> None:
    ran = led("escalate", *args, ok=False)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"inc: {what}\n     {hint}")


def test_the_reasons_and_levels_are_those_of_the_policy(led: Cli) -> None:
    config = led.folder / "inc.toml"
    config.write_text(
        config.read_text()
        + '[escalation]\nlevels = ["Ann"]\n[escalation.reasons]\nmoney = "it costs money"\n'
    )
    err = led("escalate", "--to", "dan", ok=False).err
    assert "       money        it costs money\n" in err
    assert err.endswith("     Levels:\n       1  Ann\n")
    answer = led("escalate", "--to", "dan", "--reason", "money", "--json").json
    assert answer["entries"][0]["text"] == "to @dan (money): it costs money"


def test_reasons_are_completed(led: Cli) -> None:
    typed = "inc escalate --reason im"
    asked = {"_INC_COMPLETE": "complete_bash", "COMP_WORDS": typed, "COMP_CWORD": "3"}
    assert led(ok=False, **asked).out.split() == ["impact-grew"]


# ------------------------------------------------------------------ on a terminal


@pytest.mark.parametrize(
    ("args", "answer", "text"),
    [
        ((), "2", "to @dan (impact-grew): the impact has grown beyond the first assessment"),
        (("-m", "stuck"), "", "to @dan: stuck"),
        (("-m", "stuck"), "no-progress", "to @dan (no-progress): no progress on mitigation for"),
    ],
)
def test_a_person_is_offered_the_reasons(
    args: tuple[str, ...], answer: str, text: str, led: Cli
) -> None:
    assert _on_a_terminal(led, args, answer) == 0
    assert _last(led).startswith(text)


@pytest.mark.parametrize(
    ("args", "answer", "text"),
    [
        ((), "2", "to @dan (impact-grew): the impact has grown beyond the first assessment"),
        (("-m", "stuck"), "", "to @dan: stuck"),
    ],
)
def test_the_answer_is_kept_when_git_refuses(
    args: tuple[str, ...], answer: str, text: str, led: Cli
) -> None:
    hook = led.folder / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    assert _on_a_terminal(led, args, answer) == 4
    hook.unlink()
    led("retry")
    assert _last(led).startswith(text)
    assert led("retry", "--list").out == ""


def _on_a_terminal(run: Cli, args: tuple[str, ...], answer: str) -> int:
    child = pexpect.spawn(
        sys.executable,
        ["-m", "inc", "escalate", "--to", "dan", *args],
        env={**os.environ, "TERM": "dumb"},
        cwd=str(run.folder),
        timeout=30,
        encoding="utf-8",
    )
    child.expect("decision +a decision that only someone senior can make")
    child.expect("1  Primary on-call")
    child.expect("Why is it escalated?.*> ")
    child.sendline(answer)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus is not None
    return child.exitstatus


def _last(run: Cli) -> str:
    text: str = run("show", "--json").json["incident"]["entries"][-1]["text"]
    return text
