"""What a command may cost, in git processes and imported modules: both are counted, not timed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Inc = Callable[..., Any]

# What 3 a.m. need not wait for; typer itself imports difflib.
HEAVY = {
    *("yaml", "frontmatter", "jinja2", "git", "rich", "markdown_it", "pydantic", "anyascii"),
    *("tomlkit", "tomllib", "zoneinfo", "json", "sqlite3", "asyncio", "logging", "hashlib"),
    *("random", "secrets", "tempfile", "importlib.metadata"),
}
# An alarm, not a law: what `inc log` imports now, and a few more.
MODULES = 78

COUNT_IMPORTS = """\
import sys
import typer
free = set(sys.modules)
from inc.cli.main import main
code = main(sys.argv[1:])
print("\\n" + "\\n".join(sorted(set(sys.modules) - free)))
sys.exit(code)
"""


class Counted:
    """Runs `inc` and counts the git processes, those that git starts itself among them."""

    def __init__(self, inc: Inc, traces: Path) -> None:
        self._inc = inc
        self._traces = traces

    def __call__(self, *args: str, **environment: str) -> int:
        before = self._number()
        self._inc(*args, GIT_TRACE2_EVENT=str(self._traces), **environment)
        return self._number() - before

    def _number(self) -> int:
        return sum(1 for _ in self._traces.iterdir())


@pytest.fixture
def processes(inc: Inc, tmp_path: Path) -> Counted:
    traces = tmp_path / "traces"
    traces.mkdir()  # git writes one file a process into a folder
    return Counted(inc, traces)


@pytest.fixture
def warm(incident: Path, inc: Inc) -> Path:
    """An incident that this clone has written to before."""
    inc("log", "the first note")
    return incident


@pytest.mark.usefixtures("warm")
def test_a_write_on_an_existing_document_is_one_git_process(processes: Counted) -> None:
    writes = (
        ("log", "Theory: connection leak"),
        ("ack",),
        ("update", "--status", "identified", "we know why"),
        ("severity", "2", "-m", "half of it is back"),
        ("assign", "tech_lead", "bob"),
        ("mitigate", "restarted the pods"),
        ("resolve", "-m", "error rate is normal"),
    )
    assert {write[0]: processes(*write) for write in writes} == {write[0]: 1 for write in writes}


@pytest.mark.usefixtures("warm")
def test_a_write_on_a_new_document_is_two_git_processes(processes: Counted) -> None:
    assert processes("declare", "Search is slow", "-s", "3") == 2


@pytest.mark.usefixtures("warm")
def test_writes_on_incidents_by_turns_are_one_git_process_each(processes: Counted) -> None:
    processes("declare", "Search is slow", "-s", "3")

    assert [processes("log", "-i", name, "x") for name in ("checkout", "search") * 2] == [1] * 4


@pytest.mark.usefixtures("warm")
def test_a_write_after_a_commit_of_somebody_else_asks_git_once_more_at_most(
    processes: Counted, repository: Path
) -> None:
    commit = ["git", "commit", "--quiet", "--allow-empty", "-m", "Something else"]
    subprocess.run(commit, cwd=repository, check=True)

    assert processes("log", "still down") <= 2


@pytest.mark.usefixtures("warm")
def test_version_and_completion_start_no_git(processes: Counted) -> None:
    completing = {"_INC_COMPLETE": "complete_bash", "COMP_WORDS": "inc log -i ", "COMP_CWORD": "3"}

    assert processes("--version") == 0
    assert processes(**completing) == 0


def imported(*args: str, folder: Path) -> set[str]:
    """The modules a command imports beyond those of `import typer`."""
    done = subprocess.run(
        [sys.executable, "-c", COUNT_IMPORTS, *args], cwd=folder, check=True, capture_output=True
    )
    return set(done.stdout.decode().rpartition("\n\n")[2].split())


def test_the_count_of_imports_notices_a_heavy_one(warm: Path) -> None:
    assert "yaml" in imported("ack", folder=warm.parent)


@pytest.mark.parametrize("words", [("log", "still down"), ("log", "still down", "--by", "bob")])
def test_log_imports_nothing_heavy(words: tuple[str, ...], warm: Path) -> None:
    modules = imported(*words, folder=warm.parent)

    assert modules & HEAVY == set()
    assert "inc.workspace" in modules
    assert len(modules) <= MODULES, sorted(modules)


def test_plain_words_need_no_parser(warm: Path) -> None:
    code = "import sys; from inc.cli.main import main; main(sys.argv[1:]); print(*sys.modules)"
    command = [sys.executable, "-c", code]
    plain = subprocess.run([*command, "log", "x"], cwd=warm.parent, capture_output=True, check=True)
    parsed = subprocess.run(
        [*command, "log", "x", "--by", "bob"], cwd=warm.parent, capture_output=True, check=True
    )
    assert b" typer " not in plain.stdout and b" dataclasses " not in plain.stdout
    assert b" typer " in parsed.stdout
