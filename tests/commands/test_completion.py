"""`inc completion`: the script of a shell, and what it completes."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Cli, Inc


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_is_one_that_the_shell_reads(shell: str, cli: Cli, tmp_path: Path) -> None:
    script = cli("completion", shell).out
    assert "_INC_COMPLETE" in script
    if shutil.which(shell):
        (tmp_path / "script").write_text(script)
        subprocess.run([shell, "-n", str(tmp_path / "script")], check=True)


def test_another_shell_is_refused(cli: Cli) -> None:
    ran = cli("completion", "csh", ok=False)
    assert ran.code == 2
    assert ran.err == "inc: no completion for 'csh'\n     One of: bash, zsh, fish.\n"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("inc lo", {"log"}),
        ("inc show ch", {"2026-03-04-checkout-failures"}),
        ("inc show 2026", {"2026-03-04-checkout-failures"}),
        ("inc log -k hyp", {"hypothesis"}),
        ("inc log -i fail", {"2026-03-04-checkout-failures"}),
        ("inc severity S", {"sev1", "sev2", "sev3", "sev4"}),
        ("inc assign comm", {"commander", "comms_lead"}),
        ("inc handoff com", {"commander", "comms_lead"}),
        ("inc handoff con", {"confirm"}),
        ("inc update -s mon", {"monitoring"}),
        ("inc update -a cus", {"customer"}),
        ("inc mitigate -s roll", {"rollback"}),
        ("inc config ge", {"get"}),
        ("inc runbook us", {"use"}),
    ],
)
def test_what_is_completed(typed: str, words: set[str], declared: Cli) -> None:
    _, *before = typed.split(" ")
    ran = declared(
        _INC_COMPLETE="complete_bash", COMP_WORDS=typed, COMP_CWORD=str(len(before)), ok=False
    )
    assert set(ran.out.split()) == words


def test_runbooks_are_completed_by_any_part_of_their_names(declared: Cli) -> None:
    for title in ("database/failover", "Connection pool", "Pool of cars"):
        declared("runbook", "new", title)
    for typed, names in (
        ("inc runbook use fail", {"database/failover"}),
        ("inc runbook show pool", {"pool-of-cars"}),
        ("inc runbook review oo", {"connection-pool", "pool-of-cars"}),
    ):
        ran = declared(_INC_COMPLETE="complete_bash", COMP_WORDS=typed, COMP_CWORD="3", ok=False)
        assert set(ran.out.split()) == names


def test_action_items_are_completed_by_their_ids_or_by_words(declared: Cli) -> None:
    added = declared("action", "add", "Alert on a full pool", "--json").json["action"]["id"]
    other = declared("action", "add", "Call the vendor", "--json").json["action"]["id"]
    declared("action", "done", other)

    def offered(typed: str) -> list[str]:
        count = str(len(typed.split(" ")) - 1)
        asked = {"_INC_COMPLETE": "complete_bash", "COMP_WORDS": typed, "COMP_CWORD": count}
        ran = declared(ok=False, **asked)
        return ran.out.split()

    for typed, ids in (
        ("inc action done ", [added]),
        (f"inc action assign ^{added[:2]}", [added]),
        ("inc action due pool", [added]),
        ("inc action drop vendor", []),
        ("inc action reopen ", [other]),
        ("inc action reopen nosuch", []),
    ):
        assert offered(typed) == [f"^{name}" for name in ids]
    assert offered("inc action add x --type d") == ["detect", "document"]
    assert offered("inc action list --type Pre") == ["prevent"]
    assert offered("inc action list -p p1") == ["P1"]
    (declared.folder / "inc.toml").write_text("[roles\n")
    assert offered("inc action list -p p") == []


def test_as_a_process_outside_of_a_workspace(inc: Inc, tmp_path: Path) -> None:
    environment = {"_INC_COMPLETE": "complete_bash", "COMP_WORDS": "inc show x", "COMP_CWORD": "2"}
    ran = inc(cwd=tmp_path, **environment)
    assert (ran.out.strip(), ran.err) == ("", "")
