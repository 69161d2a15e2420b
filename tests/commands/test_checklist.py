"""`inc checklist`, `tick` and `untick`: from a shell and by hand."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Cli


@pytest.fixture
def serious(guided: Cli) -> Cli:
    """A SEV1 under the default policy, declared at 15:31."""
    guided("declare", "Checkout failures", "-s", "sev1")
    return guided


def document(cli: Cli) -> Path:
    return next(cli.folder.glob("incidents/*/*/*.md"))


def number(cli: Cli, words: str) -> str:
    match = re.search(rf"^ *(\d+) \[.\] {words}", cli("checklist", "--all").out, re.M)
    assert match is not None, words
    return match[1]


def test_a_document_begins_with_what_people_have_to_tick(serious: Cli) -> None:
    text = document(serious).read_text()
    assert "## Checklists\n\n### Declare\n\n- [ ] Triage confirms user impact\n" in text
    assert text.index("## Summary") < text.index("## Checklists") < text.index("## Timeline")
    assert "Alert acknowledged" not in text  # the record answers that
    assert "### Resolve" not in text


def test_later_lists_come_with_their_step(serious: Cli) -> None:
    serious("mitigate", "rolled back", "--by", "bob")
    assert "### Resolve\n\n- [ ] Service fully restored" in document(serious).read_text()
    serious("resolve", "--override", "monitoring is down, checked by hand")
    assert "### Close\n\n- [ ] Timeline complete" in document(serious).read_text()


def test_ticked_from_a_shell(serious: Cli) -> None:
    ran = serious(
        "tick", number(serious, "Bridge"), "--evidence", "https://meet.example", "--by", "bob"
    )
    assert "checked @bob — First ten minutes: Bridge call open" in ran.out
    assert "\n- [x] Bridge call open\n" in document(serious).read_text()
    assert "[x] Bridge call open  (@bob, 2026-03-04 15:33 UTC; https://meet.example)" in (
        serious("checklist").out
    )


def test_ticked_by_hand(serious: Cli) -> None:
    path = document(serious)
    path.write_text(path.read_text().replace("- [ ] Bridge call open", "- [x] Bridge call open"))
    assert "[x] Bridge call open  (by hand)" in serious("checklist").out


def test_added_by_hand(serious: Cli) -> None:
    path = document(serious)
    path.write_text(path.read_text().replace("- [ ] Bridge", "- [ ] Call the bank\n- [ ] Bridge"))
    serious("tick", "call the bank")
    assert "- [x] Call the bank\n- [ ] Bridge" in path.read_text()


def test_not_for_this_incident_and_back(serious: Cli) -> None:
    serious("tick", "bridge", "--not-applicable", "we are in one room")
    assert "- [x] ~~Bridge call open~~ (does not apply: we are in one room)" in (
        document(serious).read_text()
    )
    assert "[-] Bridge call open  (does not apply: we are in one room; @alice" in (
        serious("checklist").out
    )
    serious("untick", "bridge", "-m", "bob went home")
    assert "- [ ] Bridge call open\n" in document(serious).read_text()
    assert "— Not done after all: First ten minutes: Bridge call open" in (
        document(serious).read_text()
    )
    assert "- Because: bob went home" in document(serious).read_text()


def test_a_command_in_proof(serious: Cli) -> None:
    ran = serious("tick", "bridge", "--run", "seq 40; echo done >&2")
    text = document(serious).read_text()
    assert "- Ran: `seq 40; echo done >&2` (exit 0)\n  ```\n  22\n" in text
    assert "  40\n  done\n  ```" in text
    assert ran.err.startswith("1\n2\n")
    assert "- [x] Bridge" in text


def test_a_command_that_fails_ticks_nothing_and_is_kept(serious: Cli) -> None:
    ran = serious("tick", "bridge", "--run", "echo 503; exit 22", ok=False)
    assert ran.code == 1
    assert "the command ended with 22, so nothing is ticked" in ran.err
    text = document(serious).read_text()
    assert "(exit 22)\n  ```\n  503\n  ```" in text
    assert "- [ ] Bridge call open" in text


def test_a_command_killed_by_a_signal_has_failed(serious: Cli) -> None:
    assert serious("tick", "bridge", "--run", "kill -9 $$", ok=False).code == 1
    assert "(exit 137)" in document(serious).read_text()


def test_colours_of_a_command_stay_outside(serious: Cli) -> None:
    serious("tick", "bridge", "--run", r"printf '\033[31mred\033[0m\n'")
    assert "\n  red\n" in document(serious).read_text()


def test_for_programs(serious: Cli) -> None:
    serious("tick", "bridge", "--evidence", "x")
    items = serious("checklist", "--all", "--json").json["items"]
    one = next(item for item in items if item["text"] == "Bridge call open")
    assert one == {
        "number": 11,
        "checklist": "first-ten-minutes",
        "text": "Bridge call open",
        "state": "done",
        "computed": None,
        "reason": None,
        "by": "alice",
        "at": "2026-03-04T15:32:00Z",
        "evidence": "x",
        "missing": None,
    }
    assert {item["computed"] for item in items} > {None, "green", "commander"}


def test_one_list_by_name(serious: Cli) -> None:
    assert serious("checklist", "close").out.startswith("Close\n")
    ran = serious("checklist", "cook", ok=False)
    assert ran.code == 3
    assert "there is no checklist 'cook'" in ran.err and "declare, first-ten-minutes" in ran.err


def test_a_tick_is_taken_back_by_undo(serious: Cli) -> None:
    before = document(serious).read_bytes()
    serious("tick", "bridge")
    serious("undo")
    assert document(serious).read_bytes() == before


def test_nothing_is_run_for_what_cannot_be_ticked_or_in_a_dry_run(serious: Cli) -> None:
    ran = serious("tick", "no such item", "--run", "touch ran", ok=False)
    assert ran.code == 3
    ran = serious("tick", "bridge", "--run", "touch ran", "-n")
    assert "The command was not run, and is to end with 0: touch ran" in ran.err
    ran = serious("tick", "bridge", "--run", "touch ran", "--not-applicable", "why", ok=False)
    assert ran.code == 2
    assert not Path("ran").exists()


def test_a_number_means_the_item_it_had_when_it_was_typed(serious: Cli, git: Any) -> None:
    item = number(serious, "Bridge")
    git("checkout", "-q", "--detach")
    assert serious("tick", item, ok=False).code == 4
    git("checkout", "-q", "-")
    path = document(serious)
    path.write_text(path.read_text().replace("severity: SEV1", "severity: SEV3"))
    serious("retry")
    assert "- [x] Bridge call open\n" in path.read_text()


def test_much_output_is_quickly_kept(serious: Cli) -> None:
    serious("tick", "bridge", "--run", "seq 200000")
    assert "  199981\n" in document(serious).read_text()
    assert "  199980\n" not in document(serious).read_text()


def test_a_worse_severity_brings_its_items(guided: Cli) -> None:
    guided("declare", "Reports are slow", "-s", "sev3")
    assert "Bridge call open" not in document(guided).read_text()
    guided("severity", "sev1", "-m", "all of it")
    assert "- [ ] Bridge call open\n" in document(guided).read_text()


def test_a_dry_run_changes_nothing(serious: Cli) -> None:
    before = document(serious).read_bytes()
    assert "+- [x] Bridge call open" in serious("tick", "bridge", "-n").out
    assert document(serious).read_bytes() == before
