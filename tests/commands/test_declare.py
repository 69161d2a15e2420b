"""`inc declare`: a title and a severity make an incident."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Cli, Inc

DOCUMENT = """\
---
id: 2026-03-04-checkout-failures
title: Checkout failures
severity: SEV1
status: investigating
started_at: "2026-03-04T15:20:00Z"
detected_at: "2026-03-04T15:23:00Z"
declared_at: "2026-03-04T15:31:00Z"
roles:
  commander: alice
  tech_lead: bob
  comms_lead: carol
impact: 30% of checkouts fail
services: [checkout, orders]
tags: [database]
channel: "#inc-checkout"
aliases: [INC-2934]
---

## Summary

30% of checkouts fail

## Timeline

"""


def test_all_that_is_known_goes_into_the_document(cli: Cli) -> None:
    ran = cli(
        *("declare", "Checkout failures", "-s", "sev1", "--impact", "30% of checkouts fail"),
        *("--service", "checkout", "--service", "orders", "--tag", "database"),
        *("--commander", "me", "--tl", "@bob", "--comms", "carol", "--alias", "INC-2934"),
        *("--started", "15:20", "--detected", "8m ago", "--channel", "#inc-checkout"),
        *("-m", "seen by support"),
    )
    path = "incidents/2026/03/2026-03-04-checkout-failures.md"
    text = (cli.folder / path).read_text()
    assert text.replace("'", '"').startswith(DOCUMENT)
    kinds = [line.split("**")[1] for line in text.split("\n") if line.startswith("- ")]
    assert kinds == ["started", "detected", "declared", "role", "role", "role"]
    assert "**declared** @alice — SEV1: Checkout failures ^" in text
    assert "\n  seen by support\n" in text
    assert ran.out.startswith("Declared 2026-03-04-checkout-failures (")
    assert ran.out.split("\n")[1] == f"  {path}"
    assert "  2026-03-04 15:20 UTC (11 min ago) started @alice — Impact begins ^" in ran.out
    assert ran.err.startswith("Next: inc ack")


def test_the_next_step_after_a_serious_one_is_a_commander(cli: Cli) -> None:
    assert cli("declare", "a", "-s", "2").err.startswith("Next: inc assign commander WHO")
    assert cli("declare", "b", "-s", "3").err.startswith("Next: inc ack")


@pytest.mark.parametrize("typed", ["sev1", "SEV-1", "Sev 1", "1"])
def test_severities_as_people_type_them(typed: str, cli: Cli) -> None:
    answer = cli("declare", "It", "is", "down", "-s", typed, "--json").json
    assert answer["incident"] == "2026-03-04-it-is-down"
    assert answer["entries"][0]["text"] == "SEV1: It is down"


def test_without_a_severity_the_severities_are_explained(cli: Cli) -> None:
    (cli.folder / "inc.toml").write_text('severity.SEV2.criteria = ["The till is down"]\n')
    ran = cli("declare", "Checkout failures", ok=False)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        "inc: no severity was given (-s): how bad is it?\n"
        "     -s sev1  Complete outage, or revenue stopped\n"
        "     -s sev2  The till is down\n"
        "     -s sev3  Part of something is degraded\n"
        "     -s sev4  Minor or cosmetic, with minimal user impact\n"
        "     When in doubt, the worse one. What each means: inc severity --explain\n"
        "     Or let the matrix say: --user-impact high --scope wide\n"
    )
    (cli.folder / "inc.toml").write_text("severity = 3\n")
    assert "-s sev2  A core feature is broken" in cli("declare", "x", ok=False).err


@pytest.mark.parametrize(
    ("impact", "scope", "severity"),
    [("high", "wide", "SEV1"), ("LOW", "medium", "SEV4"), ("medium", "limited", "SEV2")],
)
def test_the_matrix_answers(impact: str, scope: str, severity: str, cli: Cli) -> None:
    (cli.folder / "inc.toml").write_text('matrix.limited.medium = "SEV2"\n')
    ran = cli("declare", "Down", "--user-impact", impact, "--scope", scope, "-m", "seen by support")
    assert f"{severity} by the matrix: {impact.lower()} user impact, {scope} scope." in ran.err
    entry = cli("show", "--json").json["incident"]["entries"][0]
    assert entry["text"] == (
        f"{severity}: Down\nseen by support\n- User impact: {impact.lower()}\n- Scope: {scope}"
    )


def test_the_severity_that_is_typed_wins_over_the_matrix(cli: Cli) -> None:
    given = ("declare", "Down", "-s", "3", "--user-impact", "high", "--json")
    assert cli(*given, "--scope", "wide").json["entries"][0]["text"] == (
        "SEV3: Down\n- User impact: high\n- Scope: wide"
    )
    assert cli(*given).json["entries"][0]["text"] == "SEV3: Down\n- User impact: high"


@pytest.mark.parametrize(
    ("args", "what", "hint"),
    [
        (("--user-impact", "high"), "no severity was given (-s)", "--scope wide"),
        (("--scope", "wide"), "no severity was given (-s)", "--user-impact high"),
        (("--scope", "huge"), "--scope is 'huge'", "One of: limited, medium, wide."),
        (("--user-impact", ""), "--user-impact is ''", "One of: low, medium, high."),
    ],
)
def test_what_the_matrix_cannot_answer(
    args: tuple[str, ...], what: str, hint: str, cli: Cli, state: Callable[[], object]
) -> None:
    before = state()
    ran = cli("declare", "Down", *args, ok=False)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"inc: {what}")
    assert hint in ran.err
    assert state() == before


def test_the_same_title_on_the_same_day_is_another_incident(cli: Cli) -> None:
    names = [cli("declare", "Down", "-s", "2", "--json").json["incident"] for _ in range(3)]
    assert names == ["2026-03-04-down", "2026-03-04-down-2", "2026-03-04-down-3"]


def test_a_dry_run_shows_the_document(cli: Cli, state: Callable[[], object]) -> None:
    before = state()
    ran = cli("declare", "Down", "-s", "2", "-n")
    assert state() == before
    assert "--- /dev/null\n+++ b/incidents/2026/03/2026-03-04-down.md\n@@ -0,0 +1" in ran.out
    assert "\n+title: Down\n" in ran.out
    assert cli("list").out == ""


def test_at_and_by(cli: Cli) -> None:
    answer = cli("declare", "Down", "-s", "2", "--at", "yesterday 23:50", "--by", "bob", "--json")
    assert answer.json["incident"] == "2026-03-03-down"
    entry = answer.json["entries"][0]
    assert (entry["at"], entry["author"]) == ("2026-03-03T23:50:00Z", "bob")


@pytest.mark.parametrize(
    ("args", "code", "what"),
    [
        ((" ", "-s", "1"), 2, "the title is empty"),
        (("x" * 201, "-s", "1"), 2, "the title has 201 characters; a title has at most 200"),
        (("Down", "-s", "sev9"), 2, "'sev9' is not a severity"),
        (("Down", "-s", "1", "--ic", "two words"), 2, "'two words' cannot be a person's name"),
        (("Down", "-s", "1", "--started", "16:00"), 2, "'16:00' has not happened yet"),
        (
            ("Down", "-s", "1", "--started", "15:20", "--at", "15:10"),
            2,
            "it cannot have started (15:20:00Z) after it was declared (15:10:00Z)",
        ),
        (
            ("Down", "-s", "1", "--started", "15:20", "--detected", "15:10"),
            2,
            "it cannot have been detected before it started",
        ),
    ],
)
def test_what_is_refused(
    args: tuple[str, ...], code: int, what: str, cli: Cli, state: Callable[[], object]
) -> None:
    before = state()
    ran = cli("declare", *args, ok=False)
    assert (ran.code, ran.out) == (code, "")
    assert ran.err.startswith(f"inc: {what}")
    assert ran.err.count("\n     ") >= 1
    assert state() == before


def test_a_drill_says_so(cli: Cli) -> None:
    cli("declare", "Game day", "-s", "3", "--drill")
    assert cli("show", "--json").json["incident"]["drill"] is True


def test_as_a_process_in_a_folder_below(workspace: object, inc: Inc) -> None:
    ran = inc("declare", "Ausfall der Bezahlung – größer", "-s", "2", cwd=workspace / "runbooks")  # type: ignore[operator]
    assert "-ausfall-der-bezahlung-grosser" in ran.out


# ------------------------------------------------------------------ what it looks like


def _past(cli: Cli, *args: str) -> str:
    """Declare, mitigate and close one; returns its id."""
    name: str = cli("declare", "Checkout failures", "-s", "sev1", *args, "--json").json["incident"]
    cli("mitigate", "restarted the pods", "--strategy", "restart")
    cli("resolve", "error rate is normal")
    cli("close")
    return name


def test_the_one_it_looks_like_and_what_helped_then(cli: Cli) -> None:
    name = _past(cli, "--service", "checkout", "--detected", "15:21")
    ran = cli("declare", "Checkout is failing", "-s", "sev2", "--service", "checkout")
    assert ran.err.split("\n")[:-2] == [
        f"This looks like {name} (SEV1, 14 min ago): both: checkout; words: checkout, failure",
        "What helped: restarted the pods (restart), 11 min after it was detected",
        "More like it: inc similar",
    ]
    assert ran.err.split("\n")[-2].startswith("Next: ")
    assert "looks like" not in ran.out


def test_for_a_program_it_is_a_fact(cli: Cli) -> None:
    name = _past(cli)
    assert cli("declare", "Mail is slow", "-s", "3", "--json").json["similar"] is None
    told = cli("declare", "Checkout failures", "-s", "2", "--json")
    assert told.json["similar"]["id"] == name
    assert told.json["similar"]["is_convincing"] is True
    assert told.json["similar"]["strategy"] == "restart"
    assert told.err == ""


def test_one_that_is_open_still_may_be_the_same(declared: Cli) -> None:
    ran = declared("declare", "Checkout failures", "-s", "sev1")
    name = "2026-03-04-checkout-failures"
    assert f"This looks like {name} (SEV1, 1 min ago) (open): words: " in ran.err
    assert f"It may be the same one: inc merge {name}-2 -i {name}\n" in ran.err


def test_what_helped_is_told_beside_one_that_is_open(cli: Cli) -> None:
    name = _past(cli)
    cli("declare", "Checkout failures", "-s", "sev1")
    err = cli("declare", "Checkout failures", "-s", "sev1").err
    assert f"This looks like {name} (SEV1, " in err
    assert "What helped: restarted the pods (restart)" in err
    assert f"{name}-2 (SEV1, 1 min ago) (open) may be the same one: inc merge {name}-3" in err


def test_where_there_is_no_index_that_is_said(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    _past(cli)
    monkeypatch.setattr("inc.indexing.at_hand._FEW", 0)
    monkeypatch.setattr("inc.indexing.at_hand._SOME", 0)
    told = "There is no index to look in yet; incidents like it: inc similar"
    assert f"{told}\n" in cli("declare", "Checkout failures", "-s", "1").err
    ran = cli("declare", "Checkout failures", "-s", "1", "-n")
    assert f"{told} --text 'Checkout failures'\n" in ran.err
    monkeypatch.setattr("inc.indexing.at_hand._SOME", 10)
    assert "looks like" in cli("declare", "Checkout failures", "-s", "1").err


def test_a_dry_run_tells_it_too_and_what_is_like_no_other_says_nothing(cli: Cli) -> None:
    name = _past(cli)
    ran = cli("declare", "Checkout failures", "-s", "1", "-n")
    assert f"This looks like {name} (SEV1, " in ran.err
    assert "inc similar" not in ran.err
    told = cli("declare", "Checkout failures", "-s", "1", "-n", "--json").json["similar"]
    assert told["id"] == name
    assert "looks like" not in cli("declare", "Search is slow", "-s", "1").err


def test_whatever_is_wrong_with_the_past_is_not_in_the_way(cli: Cli) -> None:
    name = _past(cli)
    (cli.folder / f"incidents/2026/03/{name}.md").write_bytes(b"---\n[\n\xff\n---\n")
    (cli.folder / ".git/inc/index").mkdir(parents=True, exist_ok=True)
    for one in (cli.folder / ".git/inc/index").glob("*"):
        one.write_bytes(b"no index")
    assert "looks like" not in cli("declare", "Checkout failures", "-s", "1").err
