"""Run a command of the user in proof of something, and keep what it printed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import deque

from inc.cli.session import current
from inc.domain.operations.ticking import Run
from inc.domain.text import clean_output

KEPT_LINES = 20
_LONGEST = 1 << 12  # bytes of a line


def run(command: str) -> Run:
    """Run it in a shell while its output goes to standard error; keep the last lines.

    When `inc retry` runs the command line again, what was seen the first time counts. Ctrl-C ends
    it and means: never mind.
    """
    current().is_typing = True
    seen = current().read_again(lambda: _run(command))
    current().is_typing = False
    code, _, output = seen.partition("\n")
    return Run(command, int(code), output)


def _run(command: str) -> str:
    shell = os.environ.get("SHELL") or "/bin/sh"
    process = subprocess.Popen(
        [shell, "-c", command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,  # so that all of it can be ended
    )
    assert process.stdout is not None
    kept: deque[str] = deque(maxlen=KEPT_LINES)
    try:
        while line := process.stdout.readline(_LONGEST):
            kept.append(clean_output(line.decode("utf-8", "replace")).rstrip("\n"))
            sys.stderr.write(kept[-1] + "\n")
            sys.stderr.flush()
    except BaseException:
        os.killpg(process.pid, signal.SIGTERM)
        raise
    code = process.wait()
    return "\n".join([str(code if code >= 0 else 128 - code), *kept])
