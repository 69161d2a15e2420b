"""Phrases of the policy as one pattern each, made once a run and asked only where it may match."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

_MOST = 500  # phrases of a policy that are looked for


class Phrases(NamedTuple):
    """Phrases as whole words, in any case, also over the end of a line."""

    pattern: re.Pattern[str]
    first_words: Sequence[str]

    def may_be_in(self, text: str) -> bool:
        """Whether a text, in small letters, has a word that one of them begins with; quickly."""
        return any(word in text for word in self.first_words)


@lru_cache(maxsize=16)
def phrases(wanted: tuple[str, ...]) -> Phrases | None:
    """Phrases made ready to be looked for; None where there are none."""
    spelt = [" ".join(one.lower().split()) for one in wanted[:_MOST]]
    known = sorted(filter(None, set(spelt)), key=len, reverse=True)
    if not known:
        return None
    pattern = "|".join(map(_pattern, known))
    return Phrases(
        re.compile(rf"(?i)(?<![\w-])(?:{pattern})(?![\w-])"),
        sorted({one.split()[0].split("'")[0] for one in known}),
    )


def _pattern(phrase: str) -> str:
    words = (re.escape(word).replace("'", "['’]") for word in phrase.split())
    return r"\s{1,3}".join(words)


def spelt(said: str) -> str:
    """A phrase as the policy has it, from what a text says."""
    return " ".join(said.lower().replace("’", "'").split())


def of(stated: Iterable[str]) -> Phrases | None:
    """The phrases of a list, or of the keys of a table, of the policy."""
    return phrases(tuple(str(one) for one in stated))
