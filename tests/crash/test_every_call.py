"""Kills, power cuts and disks that fail, at every system call of Python and of git."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import rooms
from typed import WRITES

from inc.vcs.asking import version
from inc.vcs.lasting import SYNCS_ALL

HERE = Path(__file__).parent
tmp_path = rooms.tmp_path
# An older git leaves a moment in which a power cut empties the file of the branch.
DEATHS = ("kill", "power") if version(HERE) >= SYNCS_ALL else ("kill",)
DISKS = ("full", "broken")
CHOSEN = {
    "log": (1, 3),
    "declare": (3, 13),
    "resolve": (2, 13),
    "action done, in two documents": (5, 13),
    "undo": (4, 13),
    "merge": (1, 13),
}
"""What is swept in each run of the tests, from which call on, and every how many calls."""


@pytest.fixture(scope="session")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library that counts system calls, and lets one of them be the last."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if sys.platform != "linux" or compiler is None:
        pytest.skip("deaths at system calls need Linux and a C compiler (cc)")
    library = tmp_path_factory.mktemp("shim") / "shim.so"
    flags = ["-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", str(library)]
    subprocess.run([compiler, *flags, str(HERE / "shim.c"), "-ldl"], check=True)
    return library


def swept(shim: Path, folder: Path, name: str, first: int, step: int, *faults: str) -> str:
    """What went wrong, and how many calls there were."""
    room = folder / "room"
    room.mkdir()
    script = [sys.executable, str(HERE / "at_every_call.py"), str(room), name]
    done = subprocess.run(
        [*script, str(first), str(step), *faults],
        env={**os.environ, "LD_PRELOAD": str(shim)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def nothing_wrong(said: str) -> None:
    *wrong, calls = said.splitlines()
    assert wrong == [], "\n".join(wrong)
    assert int(calls.removeprefix("calls: ")) > 40, "the shim does not see the calls"


@pytest.mark.slow
@pytest.mark.parametrize("name", CHOSEN)
def test_deaths(name: str, shim: Path, tmp_path: Path) -> None:
    nothing_wrong(swept(shim, tmp_path, name, *CHOSEN[name], *DEATHS))


@pytest.mark.parametrize("name", CHOSEN)
def test_what_was_acknowledged_outlives_a_power_cut(name: str, shim: Path, tmp_path: Path) -> None:
    """With an older git too."""
    nothing_wrong(swept(shim, tmp_path, name, 0, 1, "power"))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["log", "declare", "merge"])
def test_disks_that_fail(name: str, shim: Path, tmp_path: Path) -> None:
    first, step = CHOSEN[name]
    nothing_wrong(swept(shim, tmp_path, name, first, max(step, 3), *DISKS))


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", WRITES)
def test_all_faults_at_every_call_of_every_command(name: str, shim: Path, tmp_path: Path) -> None:
    nothing_wrong(swept(shim, tmp_path, name, 1, 1, *DEATHS, *DISKS))
