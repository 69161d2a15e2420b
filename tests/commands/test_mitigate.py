"""`inc mitigate`: less impact, which is not the end."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from inc.domain.vocabulary import Strategy

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Cli

MIXED = 'You will not know which one helped. Write what the first one did: inc log "Found: …"\n'


def document(cli: Cli) -> str:
    (path,) = Path(cli.folder).glob("incidents/*/*/*.md")
    return path.read_text()


def test_it_is_a_time_and_not_a_status(declared: Cli) -> None:
    ran = declared("mitigate", "rolled back to v41\nall regions", "-s", "rollback", "--json")
    assert ran.json["entries"][0]["text"] == "rolled back to v41 (rollback)\nall regions"
    assert ran.json["fields"] == {"mitigated_at": "2026-03-04T15:32:00Z"}
    assert ran.json["actions"] == []
    assert ran.json["next"].startswith("inc ")
    assert declared("show", "--json").json["incident"]["status"] == "investigating"


def test_strategies_are_read_and_suggested(declared: Cli) -> None:
    for strategy in Strategy:
        declared("mitigate", "x", "--strategy", strategy.replace("-", " ").upper(), "-n")
    ran = declared("mitigate", "x", "-s", "rollbak", ok=False)
    assert ran.code == 2
    assert ran.err.startswith("inc: 'rollbak' is not a strategy\n     Did you mean rollback? One")
    assert ran.err.endswith("The strategies and their risks: inc mitigate --strategies\n")


def test_it_has_to_say_what_was_done(declared: Cli) -> None:
    ran = declared("mitigate", ok=False)
    assert ran.code == 2
    assert ran.err.startswith("inc: what reduced the impact?\n     inc mitigate 'rolled back")


# ------------------------------------------------------------------ risk


def test_the_risk_is_told_at_once(declared: Cli) -> None:
    assert "Risk of rollback: low, if tested.\n" in declared("mitigate", "x", "-s", "rollback").err
    assert (
        "Risk of scale: low, but it may mask the cause.\n" in declared("mitigate", "x (scale)").err
    )
    assert "Risk" not in declared("mitigate", "x").err
    warning = declared("mitigate", "x (rollback)", "-n", "--json").json["warnings"][0]
    assert (warning["rule"], warning["text"]) == ("risk", "Risk of rollback: low, if tested.")


def test_the_risk_is_that_of_the_policy(declared: Cli) -> None:
    config = declared.folder / "inc.toml"
    config.write_text(config.read_text() + '[strategies]\nrollback = "none, we do it daily"\n')
    assert (
        "Risk of rollback: none, we do it daily.\n"
        in declared("mitigate", "x", "-s", "rollback").err
    )
    assert ["rollback", "none, we do it daily"] in declared("mitigate", "--strategies").rows


def test_the_strategies_are_listed_without_an_incident(cli: Cli) -> None:
    rows = cli("mitigate", "--strategies").rows
    assert [row[0] for row in rows] == [strategy.value for strategy in Strategy]
    assert rows[0] == ["rollback", "low, if tested"]
    assert cli("mitigate", "--strategies", "--json").json["strategies"] == dict(rows)


# ------------------------------------------------------------------ for the time being


def test_a_temporary_mitigation_brings_its_action_item(guided: Cli) -> None:
    guided("declare", "Checkout failures", "-s", "sev2")
    ran = guided("mitigate", "restarted the pods (all)", "-s", "restart", "--temporary")
    assert "— restarted the pods (all) (restart, temporary) ^" in ran.out
    line = "Remove the temporary mitigation: restarted the pods (all) (P2, @alice, by 2026-03-11) ^"
    assert f"  action item: {line}" in ran.out
    assert ran.out.endswith(
        "  below “Action items” in incidents/2026/03/2026-03-04-checkout-failures.md\n"
    )
    assert f"## Action items\n\n- [ ] Mitigate: {line}" in document(guided)
    assert "### Resolve\n\n- [ ] Service fully restored" in document(guided)


def test_whose_and_by_when(declared: Cli) -> None:
    ran = declared("mitigate", "x", "--temporary", "--owner", "@dan", "--due", "2d", "--json")
    (action,) = ran.json["actions"]
    assert (action["owner"], action["due"], action["type"]) == ("dan", "2026-03-06", "mitigate")
    ran = declared("mitigate", "y", "--temporary", "--owner", "me", "--at", "15:00", "--json")
    assert ran.json["actions"][0]["owner"] == "alice"
    wrong = declared("mitigate", "x", "--temporary", "--due", "soon", ok=False)
    assert (wrong.code, wrong.err) == (
        2,
        "inc: 'soon' is not a day\n     Write it as 2026-03-11, 7d or '5 business days'.\n",
    )
    wrong = declared("mitigate", "x", "--owner", "dan", ok=False)
    assert wrong.err.endswith("     Add --temporary.\n")


def test_when_it_is_due_is_the_policys_to_say(declared: Cli) -> None:
    config = declared.folder / "inc.toml"
    config.write_text(config.read_text() + '[actions]\ntemporary_due = "2 business days"\n')
    ran = declared("mitigate", "x", "--temporary", "--json")
    assert ran.json["actions"][0]["due"] == "2026-03-06"


def test_the_same_again_says_that_it_is_on_the_list(declared: Cli) -> None:
    declared("mitigate", "restarted the pods", "--temporary")
    ran = declared("mitigate", "restarted the pods", "--temporary")
    assert "An open action item says already to remove it.\n" in ran.err
    assert document(declared).count("- [ ] Mitigate: ") == 1


@pytest.mark.parametrize(
    "text",
    [
        "restarted (all) the pods",
        "two\nlines",
        "`a` **b** ~~c~~ <!-- d",
        "- [x] done ^0h4tcz3k9m2x",
        "# no heading",
        "ended (P1, @bob)",
        "see (does not apply: x)",
        "Prevent: a type",
        "> quoted\n```\ncode",
    ],
)
def test_the_gate_takes_it_as_the_document_has_it(text: str, guided: Cli) -> None:
    def open_items() -> list[str]:
        answer = guided("checklist", "--json").json
        return [item["text"] for item in answer["items"] if item["state"] == "open"]

    documented = "Temporary mitigations documented as action items"
    guided("declare", "Checkout failures", "-s", "sev1")
    guided("mitigate", "-m", text, "--temporary", "-s", "block")
    assert documented not in open_items()
    (path,) = Path(guided.folder).glob("incidents/*/*/*.md")
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "Remove the temporary" not in line))
    assert documented in open_items()


def test_undo_takes_all_of_it_back(declared: Cli, state: Callable[[], object]) -> None:
    declared("log", "before")
    before = document(declared)
    declared("mitigate", "restarted the pods", "--temporary")
    declared("undo")
    assert document(declared) == before


# ------------------------------------------------------------------ two changes at once


def test_changes_that_ran_before_it_are_told(declared: Cli) -> None:
    declared("log", "Action: restarted the pods", "--by", "bob")
    declared("log", "Action: raised the pool size", "--by", "carol")
    dry = declared("mitigate", "errors are falling", "-n", "--json").json
    assert [one["rule"] for one in dry["warnings"]] == ["changes-at-once"]
    ran = declared("mitigate", "errors are falling")
    assert (
        "Two changes are running at the same time: restarted the pods (15:32, @bob); "
        f"raised the pool size (15:33, @carol). {MIXED}"
    ) in ran.err


def test_a_mitigation_that_follows_another_at_once_is_told(declared: Cli) -> None:
    declared("ack")
    declared("mitigate", "restarted the pods", "--at", "15:31")
    ran = declared("mitigate", "raised the pool size", "-s", "scale")
    assert "restarted the pods (15:31, @alice); raised the pool size (15:34, @alice)" in ran.err


@pytest.mark.parametrize(("settles", "told"), [("10m", True), ("3m", True), ("2m", False)])
def test_how_long_a_change_runs_is_the_policys_to_say(
    settles: str, told: bool, declared: Cli
) -> None:
    config = declared.folder / "inc.toml"
    config.write_text(config.read_text() + f'[limits]\nchange = "{settles}"\n')
    declared("log", "Action: one", "--at", "15:31")
    declared("log", "Action: other")
    ran = declared("mitigate", "it falls", "--at", "15:33")
    assert (MIXED in ran.err) is told


def test_one_change_and_its_end_are_no_two(declared: Cli) -> None:
    declared("log", "Action: restarting the pods")
    declared("log", "Action: raised the pool size")
    declared("log", "Found: the pool changed nothing")
    declared("log", "Action: restarting the pods again")
    assert "running at the same time" not in declared("mitigate", "restarted the pods").err
