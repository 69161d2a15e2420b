"""The bench of `inc verify` makes a history that is proven, and measures it against git."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

BENCH = Path(__file__).parents[1] / "bench"


def test_a_short_run(tmp_path: Path, inc: Callable[..., Any]) -> None:
    command = [sys.executable, str(BENCH / "proving.py"), "--sizes", "90", "--runs", "1"]
    keep = ["--keep", str(tmp_path)]
    done = subprocess.run([*command, *keep], capture_output=True, check=True, text=True)
    rows = [line.split("|")[1].strip() for line in done.stdout.split("\n")[2:-1]]
    assert rows == ["`inc verify`, 90 commits", "`inc verify --since HEAD~4`"]
    [folder] = tmp_path.glob("90-commits-*")
    answer = inc("verify", "--json", cwd=folder).json
    assert (answer["proven"], answer["commits"], answer["merges"]) == (True, 90, 2)
