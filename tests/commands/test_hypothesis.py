"""`inc hypothesis`, `inc confirm` and `inc refute`: theories, and what became of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Cli, Ran

ANSWERS = "inc confirm -m EVIDENCE, or: inc refute -m EVIDENCE"


@pytest.fixture
def led(declared: Cli) -> Cli:
    """Run `inc` with an incident in which nothing but theories is due."""
    declared("severity", "sev4", "-m", "nobody is affected")
    declared("ack")
    return declared


def text(ran: Ran) -> str:
    return str(ran.json["entries"][0]["text"])


# ------------------------------------------------------------------ stating


def test_a_theory_is_told_by_when_to_have_tested_it(led: Cli) -> None:
    ran = led("hypothesis", "the", "pool is exhausted")  # at 15:34
    assert "hypothesis @alice — the pool is exhausted" in ran.out
    assert ran.err == f"Test it by 15:39 UTC (5 min); then: {ANSWERS}\n"
    assert led("hypothesis", "Theory: dns", "--json").json["command"] == "hypothesis"


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ('limits.hypothesis = "20m"', "Test it by 15:54 UTC (20 min); then: "),
        ('limits.hypothesis = "none"', "Test it; then: "),
        ('limits.hypothesis = "2d"', "Test it by 2026-03-06 15:34 UTC (2 d); then: "),
        ('timezone = "Europe/Berlin"', "Test it by 16:39 CET (5 min); then: "),
    ],
)
def test_the_time_box_is_that_of_the_policy(own: str, told: str, led: Cli) -> None:
    config = led.folder / "inc.toml"
    config.write_text(own + "\n" + config.read_text().replace('timezone = "UTC"', ""))
    assert f"{told}{ANSWERS}\n" in led("hypothesis", "the pool").err


def test_the_time_box_has_its_day_where_that_is_another_one_there(led: Cli) -> None:
    config = led.folder / "inc.toml"
    config.write_text(config.read_text().replace('"UTC"', '"Europe/Berlin"'))
    led.now = led.now.replace(hour=22, minute=56)  # 23:56 there
    assert "Test it by 2026-03-05 00:01 CET (5 min); then: " in led("hypothesis", "pool").err
    led.now = led.now.replace(hour=23, minute=56)  # 00:56 there, and tomorrow in UTC
    assert "Test it by 01:01 CET (5 min); then: " in led("hypothesis", "dns").err


def test_one_that_is_written_down_late(led: Cli) -> None:
    assert (
        "Its time was up at 15:33 UTC (5 min); now: "
        in led("hypothesis", "the pool", "--at", "15:28").err
    )  # 15:33: just over
    led("hypothesis", "dns")
    ran = led("hypothesis", "leak", "--at", "15:29")
    assert "Next: inc confirm 2 -m EVIDENCE, or: inc refute 2 -m EVIDENCE\n" in ran.err


def test_the_one_before_is_set_aside_and_that_is_said(led: Cli) -> None:
    led("hypothesis", "the pool")
    ran = led("hypothesis", "dns")
    assert ran.err.startswith(
        "Set aside without an answer: “the pool”. If it is eliminated: inc refute 1 -m EVIDENCE\n"
        "Test it by 15:40 UTC"
    )
    led("refute", "-m", "it resolves")
    assert "Set aside" not in led("hypothesis", "leak").err
    (warning,) = led("hypothesis", "disk", "--json").json["warnings"]
    assert warning["rule"] == "set-aside"
    assert warning["text"].startswith("Set aside without an answer: “leak”. ")


# ------------------------------------------------------------------ answering


def test_an_answer_is_about_the_open_theory(led: Cli) -> None:
    stated = led("hypothesis", "the pool", "--json").json["entries"][0]["id"]
    ran = led("refute", "-m", "12 of 100", "--json")
    assert text(ran) == f"“the pool” (^{stated}): 12 of 100"
    assert ran.json["command"] == "refute"
    assert led("confirm", "1", "-m", "but 100 of 100 now").code == 0
    again = led("confirm", "pool", "-m", "still", ok=False)
    assert (again.code, again.err) == (
        1,
        "inc: “the pool” is confirmed already\n     To say more: inc log TEXT\n",
    )


@pytest.mark.parametrize("named", [(), ("last",), ("1",), ("the", "pool"), ("POOL",)])
def test_ways_to_name_it(named: tuple[str, ...], led: Cli) -> None:
    led("hypothesis", "the pool")
    assert text(led("confirm", *named, "-m", "seen", "--json")).startswith("“the pool” (^")


def test_the_evidence_may_come_from_a_program(led: Cli) -> None:
    led("hypothesis", "the pool")
    ran = led("confirm", "1", "-m", "the graph", "-", "-n", "--json", stdin="100/100\n")
    assert text(ran).endswith("): the graph\n```\n100/100\n```")
    assert text(led("refute", "-", "--json", stdin="12/100")).endswith("): 12/100")


@pytest.mark.parametrize(("verb", "way"), [("confirm", "for"), ("refute", "against")])
def test_evidence_is_asked_for(verb: str, way: str, led: Cli) -> None:
    led("hypothesis", "the pool")
    ran = led(verb, ok=False)
    assert ran.code == 2
    assert ran.err.startswith(f"inc: what speaks {way} “the pool”?\n     inc {verb} 1 -m 'what was")


def test_words_that_name_no_theory(led: Cli) -> None:
    none = led("confirm", "-m", "seen", ok=False)
    assert (none.code, none.err) == (
        3,
        "inc: no theory was stated yet\n     State it first: inc hypothesis TEXT\n",
    )
    led("hypothesis", "the pool")
    ran = led("confirm", "the graph shows 100/100", ok=False)
    assert (ran.code, ran.err) == (
        3,
        "inc: no theory is called 'the graph shows 100/100'\n"
        "     Name one by its number or by words (the evidence goes behind -m):\n"
        "     1  the pool (open)\n",
    )
    led("refute", "-m", "no")
    assert led("refute", "-m", "no", ok=False).err.startswith("inc: no theory is open\n")


def test_a_theory_written_by_hand_gets_an_id_first(led: Cli) -> None:
    (document,) = Path(led.folder).glob("incidents/*/*/*.md")
    document.write_text(document.read_text() + "- 15:33 **hypothesis** @bob — the pool\n")
    ran = led("confirm", "-m", "seen", ok=False)
    assert (ran.code, ran.err) == (
        1,
        "inc: that theory was written by hand and has no id yet\n     First: inc reconcile\n",
    )
    led("reconcile")
    assert text(led("confirm", "-m", "seen", "--json")).startswith("“the pool” (^")


def test_log_answers_without_a_name(led: Cli) -> None:
    led("hypothesis", "the pool")
    led("log", "-k", "confirmed", "100 of 100")
    assert "“the pool” is confirmed already" in led("confirm", "1", "-m", "x", ok=False).err


# ------------------------------------------------------------------ what comes next


def test_after_a_confirmed_theory_comes_the_mitigation(led: Cli) -> None:
    led("hypothesis", "the pool")
    say_so = "inc update --status identified"
    ran = led("confirm", "-m", "seen")
    assert ran.err == f"Next: inc mitigate TEXT --strategy HOW; the cause is known: {say_so}\n"
    led("mitigate", "restarted the pods")
    led("refute", "1", "-m", "no")
    assert f"Next: {say_so}\n" in led("confirm", "1", "-m", "yes").err
    led("update", "known", "--status", "identified")
    led("refute", "1", "-m", "no")
    assert "Next: inc update --status monitoring\n" in led("confirm", "1", "-m", "yes").err


def test_after_a_refuted_theory_comes_the_next(led: Cli) -> None:
    led("hypothesis", "the pool")
    led("hypothesis", "dns")
    ran = led("refute", "-m", "it resolves")
    assert ran.err == "Next: test “the pool” (1), or another one: inc hypothesis TEXT\n"
    assert led("refute", "1", "-m", "12 of 100").err == "Next: inc hypothesis TEXT\n"


def test_a_known_cause_that_is_refuted_makes_the_status_wrong(led: Cli) -> None:
    led("hypothesis", "the pool")
    led("confirm", "-m", "seen")
    led("update", "known", "--status", "identified")
    assert led("refute", "1", "-m", "no").err.startswith(
        "The status says that the cause is known: inc update --status investigating\n"
    )


def test_what_is_due_comes_first(guided: Cli) -> None:
    guided("declare", "Checkout failures", "-s", "sev1")
    guided("hypothesis", "the pool")
    first, second = guided("refute", "-m", "12 of 100").err.rstrip("\n").split("\n")
    assert first.startswith("Next: inc assign commander WHO (")
    assert second == "Then: inc hypothesis TEXT"


def test_numbers_are_completed_with_what_they_mean(led: Cli) -> None:
    led("hypothesis", "the pool")
    led("hypothesis", "dns")

    def completed(typed: str) -> list[str]:
        count = str(len(typed.split(" ")) - 1)
        asked = {"_INC_COMPLETE": "complete_bash", "COMP_WORDS": typed, "COMP_CWORD": count}
        return str(led(ok=False, **asked).out).split()

    assert completed("inc refute ") == ["1", "2"]
    assert completed("inc confirm 2") == ["2"]
    assert completed("inc confirm x") == []
