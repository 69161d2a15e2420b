"""Commands that are given nothing but words, such as `inc log restarted the pods`.

Where no word begins with a dash, but for a few options that are the same anywhere on the line,
there is nothing to parse, and typer, which takes half the time of such a command, is not imported.
Both ways make the same call; what is wrong with a line typer says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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

_FORMS: Final = {"--json": "as_json", "--jsonl": "as_jsonl"}
FLAGS: Final[Mapping[str, Mapping[str, str]]] = {
    "list": {
        "--all": "everything",
        "-a": "everything",
        "--reverse": "is_reversed",
        "-r": "is_reversed",
        **_FORMS,
    },
    "search": _FORMS,
    "metrics": {"--json": "as_json"},
}
"""The plain options of a question that take no value, and the parameter of the command each is."""

COUNTS: Final[Mapping[str, Mapping[str, str]]] = {
    "list": {"--limit": "limit"},
    "search": {"--limit": "limit"},
}
"""The same of those that take a number."""

_LONGEST: Final = 9  # digits; of a longer number typer says what it says

Line = tuple[str, list[str], dict[str, bool | int]]
"""A command line taken apart: the command, its words, and what its options say by parameter."""


def taken_apart(argv: Sequence[str]) -> Line | None:
    """The line of one of these commands; None where there is something to parse."""
    name, *rest = argv
    if name not in QUESTIONS and name not in OPERATIONS:
        return None
    flags, counts = FLAGS.get(name, {}), COUNTS.get(name, {})
    words, options, left = list[str](), dict[str, bool | int](), iter(rest)
    for word in left:
        if word in flags:
            options[flags[word]] = True
        elif word in counts and _is_count(number := next(left, "")):
            options[counts[word]] = int(number)
        elif word.startswith("-"):
            return None
        else:
            words.append(word)
    return name, words, options


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST


def run(line: Line) -> int:
    """Run it; returns its exit code."""
    name, words, options = line
    if name in QUESTIONS:
        answer: Callable[..., int | None] = import_module(QUESTIONS[name]).run_plain
        return answer(words, **options) or 0
    _record(OPERATIONS[name], words)
    return 0


def _record(operation: str, words: Sequence[str]) -> None:
    from inc.cli.writing import Write  # questions need none of it
    from inc.domain.operations import respond

    operate, write = getattr(respond, operation), Write()
    current().is_write = True
    text = write.text(words)
    write.record(lambda incident, facts: operate(incident, facts, text))
