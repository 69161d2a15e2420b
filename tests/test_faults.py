"""Points at which tests let the program die: only by their names."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

CODE = "from inc.faults import point; point('one'); point('two'); point('one'); print('alive')"


@pytest.mark.parametrize(
    ("fault", "code"),
    [("one", 137), ("one:1", 137), ("one:2", 137), ("two", 137), ("one:3", 0), ("1", 0), ("", 0)],
)
def test_a_point_kills_where_it_is_named(fault: str, code: int) -> None:
    environment = {**os.environ, "INC_FAULT": fault}
    command = [sys.executable, "-c", CODE]
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (code, b"")
    assert (done.stdout == b"alive\n") == (code == 0)


def test_nothing_happens_unasked() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, check=False)
    assert done.stdout == b"alive\n"
