"""Run a command of the user in proof of something, and keep what it printed."""

from __future__ import annotations

import os
import subprocess
import sys

from inc.cli.session import current
from inc.domain.operations.ticking import Run
from inc.domain.text import clean_output

KEPT_LINES = 20
_MAX_BYTES = 1 << 20


def run(command: str) -> Run:
    """Run it in a shell while its output goes to standard error; keep the last lines.

    When `inc retry` runs the command line again, what was seen the first time counts.
    """
    seen = current().read_again(lambda: _run(command))
    code, _, output = seen.partition("\n")
    return Run(command, int(code), output)


def _run(command: str) -> str:
    shell = os.environ.get("SHELL") or "/bin/sh"
    process = subprocess.Popen(
        [shell, "-c", command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert process.stdout is not None
    kept = b""
    while line := process.stdout.readline(_MAX_BYTES):
        kept = (kept + line)[-_MAX_BYTES:]
        sys.stderr.write(clean_output(line.decode("utf-8", "replace")).rstrip("\n") + "\n")
        sys.stderr.flush()
    code = process.wait()
    lines = clean_output(kept.decode("utf-8", "replace")).rstrip("\n").split("\n")
    return "\n".join([str(code if code >= 0 else 128 - code), *lines[-KEPT_LINES:]])
