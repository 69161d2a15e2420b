"""`python -m inc` is `inc`; both start here."""

import gc
import sys

LOOKING = frozenset({"list", "search", "metrics", "similar", "report", "export"})
"""The commands that ask the index, and so git what is dirty."""


def run() -> None:
    """Start without the garbage collector: a command is over before it would find any."""
    gc.disable()
    if sys.argv[1:2] and sys.argv[1] in LOOKING and not {"--help", "-h"}.intersection(sys.argv):
        _look_ahead()
    from inc.cli.main import run as run_program

    run_program()


def _look_ahead() -> None:
    from inc.vcs import ahead

    try:
        ahead.ask()
    except (OSError, AttributeError):  # no git, or no such system calls
        ahead.asked = None  # it is asked in time


if __name__ == "__main__":
    run()
