"""How processes are run here: in surroundings of their own, where the person's have no say."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

_WHO: Final = (
    "[user]\n\tname = Alice\n\temail = alice@example.com\n[init]\n\tdefaultBranch = main\n"
)
_NOT_PASSED: Final = ("PYTHON", "GIT_", "INC_", "_INC_", "XDG_", "EMAIL")
_LONGEST: Final = 900  # seconds


def surroundings(home: Path) -> dict[str, str]:
    """An environment with a home of its own, in which git's configuration holds but a name."""
    home.mkdir(parents=True, exist_ok=True)
    (home / ".gitconfig").write_text(_WHO)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_NOT_PASSED)}
    return kept | {"HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def run(command: Sequence[str], folder: Path, env: Mapping[str, str]) -> str:
    """What a command prints that has to succeed."""
    done = subprocess.run(
        command, cwd=folder, env=env, capture_output=True, text=True, timeout=_LONGEST
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stderr}")
    return done.stdout
