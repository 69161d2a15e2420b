"""The incidents under `incidents/` are what the program makes of the scripts under `demo/`."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Cli

ROOT = Path(__file__).parents[2]
EXAMPLES = {
    "payments": "incidents/2026/05/2026-05-27-payment-processing-errors.md",
    "checkout": "incidents/2026/03/2026-03-04-checkout-failures.md",
}


def replaying() -> ModuleType:
    """The script that replays an incident."""
    spec = importlib.util.spec_from_file_location("replay", ROOT / "demo" / "replay.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def subjects(folder: Path, path: str) -> list[str]:
    """The first lines of the commits that touch a path, the newest first."""
    command = ["git", "log", "--format=%s", "--", path]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.splitlines()


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_what_its_script_makes(
    name: str, workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    replay = replaying()
    replay.replay_into(workspace, name)
    made = workspace / EXAMPLES[name]
    assert made.read_bytes() == (ROOT / EXAMPLES[name]).read_bytes()
    assert len(subjects(workspace, EXAMPLES[name])) == len(list(replay.commands(name)))


@pytest.fixture
def copied(cli: Cli, git: Callable[..., str]) -> Cli:
    """A program in a copy of the documents of this repository, in the summer after."""
    for name in ("incidents", "postmortems", "runbooks"):
        shutil.copytree(ROOT / name, cli.folder / name, dirs_exist_ok=True)
    shutil.copy(ROOT / "inc.toml", cli.folder)
    git("add", ".")
    git("commit", "--quiet", "-m", "Copied")
    cli.now = datetime(2026, 7, 1, 9, tzinfo=UTC)
    return cli


def test_the_postmortems_tell_what_the_record_tells(copied: Cli) -> None:
    for path in EXAMPLES.values():
        answer = copied("postmortem", "refresh", Path(path).stem, "--json").json
        assert (answer["refreshed"], answer["edited"]) == ([], []), path
    assert copied("list", "--postmortem-due").out == ""
    assert copied("action", "list").out == ""


def test_the_check_has_next_to_nothing_to_say_of_them(copied: Cli) -> None:
    findings = copied("check", "--json").json["findings"]
    # Nobody was scribe in March. The postmortem says so too, and it is true.
    assert [(one["path"], one["code"]) for one in findings] == [(EXAMPLES["checkout"], "INC202")]


def test_the_readme_shows_the_example_and_its_history(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    path = EXAMPLES["payments"]
    assert f"```markdown\n{(ROOT / path).read_text(encoding='utf-8')}```" in readme
    replaying().replay_into(workspace, "payments")
    shown = re.search(r"```text\n\$ git log --oneline.*?\n(.*?)```", readme, re.S)
    assert shown is not None
    assert [line.split(" ", 1)[1] for line in shown[1].splitlines()] == subjects(workspace, path)


def test_the_demo_shows_the_document_and_one_commit_a_command(
    capfd: pytest.CaptureFixture[str],
) -> None:
    replay = replaying()
    replay.show("payments")
    shown = capfd.readouterr().out
    assert "status: closed" in shown
    log = shown.split("$ git log --oneline\n")[1].splitlines()
    assert len(log) == len(list(replay.commands("payments"))) + 1  # and the one of `init`
    for command in replay.commands("payments"):
        assert f"$ inc {command[0]} " in shown
