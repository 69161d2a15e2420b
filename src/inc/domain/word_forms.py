"""Words as they are compared: `returns`, `returned` and `returning` are one, so are some synonyms.

It is no grammar: two words that are not made one are compared as two, which only costs a likeness.
What counts is that `spellings` finds whatever `plain` makes of a word.
"""

from __future__ import annotations

import re
from typing import Final

_SHORTEST: Final = 3
_LEAST: Final = 4
"""Letters that are left of a word without its ending: `ping` and `shed` have none."""
_FAMILIES: Final = (
    ("failure", "fail", "failing", "failed", "error"),
    ("slow", "slowness", "slower", "latency", "latencies"),
    ("outage", "unavailable", "unreachable", "offline"),
    ("timeout", "time out", "times out", "timed out", "timing out"),
    ("crash", "crashes", "crashing", "crashed"),
    ("lose", "losing", "lost", "loss"),
    ("exhausted", "exhaustion", "exhaust", "exhausting"),
    ("deployment", "deploy", "deployed", "deploying"),
)
"""What two people call one thing; the first is how it is shown."""
_NAMES: Final = {word: family[0] for family in _FAMILIES for word in family[1:]}
_HEADS: Final = frozenset(family[0] for family in _FAMILIES)
_ENDED: Final = """
banking billing booking building evening hundred kubernetes listing logging mailing marketing
messaging missing morning onboarding pricing ranking rating routing series setting settings
shipping spring staging streaming string ticketing tracing tracking trading training warning
"""
_THINGS: Final = frozenset(_ENDED.split())
"""Words that name a thing, often a service, and only look as if they had an ending."""

_DOUBLED: Final = r".*[aeiou]([bdgmnprt])\1"
# What a word without its ending has lost, as in `updat`, `caus`, `sav`, `schedul`, `configur`.
_WITHOUT_E: Final = (
    "(?:creat|stor|cach|.*(?:[^aeo]at|[aeiou][cgsz]|[nr]c|[rd]g|[uv]|ut|um|[iu][dr]|[^aeo](?:ad|od|ok)"
    "|[^aeioul]l|[^aeiou][aiou]l))"
)


def plain(word: str) -> str:
    """A word in lower case as it is compared: without ending, by the name of its family."""
    if word in _HEADS:
        return word
    stem = _NAMES.get(word) or singular(word)
    stem = _without_tense(word) if stem == word else stem
    return _NAMES.get(stem, stem)


def spellings(word: str) -> tuple[str, ...]:
    """Everything that `plain` makes this word of, and what else people call it."""
    family = next((one for one in _FAMILIES if one[0] == word), (word,))
    forms = [form for one in family if " " not in one for form in _forms(one)]
    return tuple(dict.fromkeys([*family, *(form for form in forms if plain(form) == word)]))


def singular(word: str) -> str:
    """A word without the ending of the plural, which verbs have too."""
    is_plural = word.endswith("s") and not word.endswith(("ss", "us", "is")) and word not in _THINGS
    if len(word) <= _SHORTEST or not is_plural:
        return word
    if len(word) > len("ties") and word.endswith("ies"):
        return f"{word[:-3]}y"
    has_more = word.endswith(("sses", "shes", "ches", "xes")) and word != "caches"
    return word[:-2] if has_more else word[:-1]


def _without_tense(word: str) -> str:
    stem = word.removesuffix("ing") if word.endswith("ing") else word.removesuffix("ed")
    is_short = len(stem) < _LEAST or stem[-1] == "e" or not re.search("[aeiouy]", stem)
    if stem == word or is_short or word in _THINGS:
        return word
    if stem.endswith("i"):
        return f"{stem[:-1]}y"
    if re.fullmatch(_DOUBLED, stem):
        return stem[:-1]
    return f"{stem}e" if re.fullmatch(_WITHOUT_E, stem) else stem


def _forms(word: str) -> list[str]:
    """What a word may look like in a text."""
    stems = [word, word.removesuffix("e"), f"{word}{word[-1:]}"]
    tenses = [f"{stem}{end}" for stem in stems for end in ("ing", "ed")]
    more = [f"{word[:-1]}{end}" for end in ("ies", "ied")] if word.endswith("y") else []
    return [f"{word}s", f"{word}es", *tenses, *more]
