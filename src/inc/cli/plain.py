"""Commands that are given nothing but words, such as `inc log restarted the pods`.

Where no word begins with a dash there is nothing to parse, and typer, which takes half the time of
such a command, is not imported. Both ways make the same call.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Final

from inc.cli.session import current

OPERATIONS: Final = {"log": "log", "ack": "acknowledge"}
"""The commands whose words are their text, and the operation that each is."""

QUESTIONS: Final = {
    "list": "inc.cli.listing",
    "search": "inc.cli.search_answers",
    "metrics": "inc.cli.metrics_showing",
}
"""The commands whose words are a query, and the module whose `run_plain` answers it."""


def is_plain(argv: Sequence[str]) -> bool:
    """Whether a command line is one of these commands with words only."""
    is_one = argv[0] in OPERATIONS or argv[0] in QUESTIONS
    return is_one and not any(word.startswith("-") for word in argv[1:])


def run(argv: Sequence[str]) -> int:
    """Run it; returns its exit code."""
    if argv[0] in QUESTIONS:
        answer: Callable[[Sequence[str]], int | None] = import_module(QUESTIONS[argv[0]]).run_plain
        return answer(argv[1:]) or 0
    _record(OPERATIONS[argv[0]], argv[1:])
    return 0


def _record(operation: str, words: Sequence[str]) -> None:
    from inc.cli.writing import Write  # questions need none of it
    from inc.domain.operations import respond

    operate, write = getattr(respond, operation), Write()
    current().is_write = True
    text = write.text(words)
    write.record(lambda incident, facts: operate(incident, facts, text))
