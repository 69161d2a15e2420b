"""Questions to a person at a terminal; whoever leaves one unanswered has done nothing."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from inc.cli.output import talk
from inc.cli.session import current
from inc.domain.text import clean_line
from inc.errors import Refused


def is_interactive() -> bool:
    """Whether somebody can answer, or has answered when the command ran first."""
    session = current()
    terminals = _is_terminal(sys.stdin) and _is_terminal(sys.stderr)
    return session.has_answers or (terminals and not session.as_json)


def _is_terminal(stream: object) -> bool:
    isatty = getattr(stream, "isatty", None)
    return bool(isatty and isatty())


def choose(question: str, options: Sequence[str], default: str = "") -> str:
    """Which of the options somebody takes: by its number, by its name, or by how that begins.

    Enter takes the default. Ctrl-C and Ctrl-D leave the command.
    """
    answer = current().read_again(lambda: _chosen(question, options, default))
    if answer not in options:  # it was given to another question, before the policy changed
        raise Refused(
            f"'{answer}' is no answer to: {question}",
            hint="The questions have changed. Type it anew, then: inc retry --drop N",
        )
    return answer


def _chosen(question: str, options: Sequence[str], default: str) -> str:
    talk(question)
    offered = [f"{number} {option}" for number, option in enumerate(options, 1)]
    talk("  " + "   ".join([*offered, *([f"Enter: {default}"] if default else [])]))
    while True:
        typed = _line()
        found = _meant(typed, options) if typed or not default else [default]
        if len(found) == 1:
            return found[0]
        talk(f"One of: {', '.join(options)}.")


def _meant(typed: str, options: Sequence[str]) -> list[str]:
    if typed.isdecimal() and 0 < int(typed) <= len(options):
        return [options[int(typed) - 1]]
    folded = _folded(typed)
    exact = [option for option in options if _folded(option) == folded]
    return exact or [one for one in options if folded and _folded(one).startswith(folded)]


def _folded(word: str) -> str:
    return word.casefold().replace("-", "").replace(" ", "")


def _line() -> str:
    session = current()
    session.is_typing = True
    sys.stderr.write("> ")
    sys.stderr.flush()
    data = sys.stdin.buffer.readline()
    if not data.endswith(b"\n"):  # Ctrl-D
        raise KeyboardInterrupt
    session.is_typing = False
    return clean_line(data.decode("utf-8", "surrogateescape"))
