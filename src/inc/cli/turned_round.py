"""Words that begin with a dash on the command line of a query: `-tag:drill` is no option."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Final

# Typer would take `-sev:4` for the option -s.
_TURNED_ROUND: Final = r"-[A-Za-z][A-Za-z0-9_-]+:.+|-[^\s-]+\s.*"
_WITH_FIELDS: Final = r"(--jsonl?)=(.*)"


def arranged(words: Sequence[str], options: Mapping[str, bool]) -> list[str]:
    """A command line as typer takes it: `-tag:drill` is a word, `--json=id,title` are two options.

    `options` has each option with whether it takes a value. What stands behind `--`, and the value
    of an option, stays as it is.
    """
    known, turned, behind = list[str](), list[str](), list[str]()
    left = iter(words)
    for word in left:
        with_fields = re.fullmatch(_WITH_FIELDS, word)
        if word == "--":
            behind = list(left)
        elif with_fields:
            known += [with_fields[1], "--fields", with_fields[2]]
        elif options.get(word):
            known += [word, *islice(left, 1)]
        elif _is_turned(word, options):
            turned.append(word)
        else:
            known.append(word)
    behind = [*turned, *behind]
    return [*known, "--", *behind] if behind else known


def _is_turned(word: str, options: Mapping[str, bool]) -> bool:
    """Whether a word leaves something out: a filter, a phrase, or what no options begin.

    One letter alone is an option that there is not: nobody leaves out a letter.
    """
    if re.fullmatch(_TURNED_ROUND, word, re.DOTALL):
        return True
    return word[:1] == "-" != word[1:2] and len(word) > 2 and not _are_options(word[1:], options)


def _are_options(letters: str, options: Mapping[str, bool]) -> bool:
    """Whether these are short options in one word, the last one perhaps with its value."""
    for letter in letters:
        takes_value = options.get(f"-{letter}")
        if takes_value is None:
            return False
        if takes_value:
            return True
    return True
