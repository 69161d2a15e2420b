"""What `inc watch` costs while nothing happens: `watching.py [--seconds 60] [--entries 12]`."""

from __future__ import annotations

import argparse
import os
import pty
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Thread
from typing import Final

from processes import run, surroundings

_START: Final = 5.0  # seconds; by then it stands there and waits
TARGET: Final = 1.0  # percent of a core


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure it and print one line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="for how long nothing happens")
    parser.add_argument("--entries", type=int, default=12, help="how long the timeline is")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        env = surroundings(Path(folder) / "home") | {"TERM": "xterm-256color"}
        workspace = _workspace(Path(folder) / "team", chosen.entries, env)
        began = _cost(workspace, env, _START)
        took = _cost(workspace, env, _START + chosen.seconds) - began
    share = 100 * took / chosen.seconds
    met = "yes" if share <= TARGET else "no"
    entries = f"{chosen.entries:,} entries"
    print(f"inc watch, {entries}: {share:.2f} % of a core over {chosen.seconds:.0f} s,", end=" ")
    print(f"{1000 * began:.0f} ms to begin; target ≤ {TARGET:.0f} %: {met}")


def _workspace(folder: Path, entries: int, env: Mapping[str, str]) -> Path:
    """A workspace with one open incident, in which a theory is tested and updates are due."""
    inc = [sys.executable, "-m", "inc"]
    run([*inc, "init", str(folder)], folder.parent, env)
    run([*inc, "declare", "Checkout failures", "-s", "sev1", "--ic", "alice"], folder, env)
    run([*inc, "log", "Theory: the connection pool is exhausted"], folder, env)
    document = next(folder.glob("incidents/*/*/*.md"))
    last = document.read_text().rstrip("\n").rpartition("\n")[2]
    moment = last.split("`")[1]
    notes = "".join(f"- `{moment}` **note** @bob — still looking\n" for _ in range(entries - 3))
    document.write_text(document.read_text() + notes)
    return folder


def _cost(folder: Path, env: Mapping[str, str], seconds: float) -> float:
    """The seconds of processor that `inc watch` takes when it is left after a while."""
    before = os.times()
    terminal, screen = pty.openpty()
    command = [sys.executable, "-m", "inc", "watch"]
    watching = subprocess.Popen(command, cwd=folder, env=env, stdin=screen, stdout=screen)
    os.close(screen)
    Thread(target=_swallow, args=(terminal,), daemon=True).start()
    time.sleep(seconds)
    os.write(terminal, b"q")
    if watching.wait(timeout=10):
        raise SystemExit(f"inc watch ended with {watching.returncode}")
    after = os.times()
    own = after.children_user - before.children_user
    return own + after.children_system - before.children_system


def _swallow(terminal: int) -> None:
    """Read what is painted, or the terminal would be full."""
    try:
        while os.read(terminal, 1 << 16):
            pass
    except OSError:
        return


if __name__ == "__main__":
    main()
