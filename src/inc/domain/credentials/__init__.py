"""Credentials that look live: here only the cheap question whether a text can hold one at all.

Every write asks it, so this module imports nothing; `detector` is imported where the answer is yes.
"""

from __future__ import annotations

from typing import Final

_WORDS: Final = (
    *(b"ccess_key", b"ccessKey", b"CCESS_KEY", b"Key=", b"hooks.slack.com", b"sntrys_"),
    *(b"PRIVATE KEY", b"uthorization", b"UTHORIZATION"),
)
_RUN: Final = b"a" * 24
_CAPITALS: Final = b"a" * 20
_RANDOM: Final = (
    bytes(97 if chr(code).isalnum() or code in b"_-" else 32 for code in range(128)) + b" " * 128
)
_CAPITAL: Final = (
    bytes(97 if chr(code).isupper() or chr(code).isdigit() else 32 for code in range(128))
    + b" " * 128
)


def may_hold(text: str | bytes) -> bool:
    """Whether a text can hold a credential, by what a glance tells.

    Each form has 24 letters, digits and dashes in one run, or 20 capitals and digits, or one of a
    few words near it, or is part of a URL. So a note of plain words is done in microseconds.
    """
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if _RUN in data.translate(_RANDOM) or _CAPITALS in data.translate(_CAPITAL):
        return True
    if any(word in data for word in _WORDS) or (b"~" in data and b"Q~" in data):
        return True
    return b"://" in data and any(map(_has_password, data.split(b"://")[1:]))


def _has_password(url: bytes) -> bool:
    """Whether a URL, from behind `://`, can have a password."""
    server = url[:420].split(b"/", 1)[0]
    return b"@" in server and b":" in server


def may_be_added(before: bytes, after: bytes) -> bool:
    """Whether a credential can be in what `after` has and `before` has not."""
    if b"PRIVATE KEY" in after:  # perhaps its head stands there already, and the rest is new
        return True
    return may_hold(_changed(before, after))


def _changed(before: bytes, after: bytes) -> bytes:
    """The whole lines between what both begin and end with."""
    start = _alike(before, after)
    end = _alike(before[start:][::-1], after[start:][::-1])
    line = after.rfind(b"\n", 0, start) + 1
    rest = after.find(b"\n", len(after) - end)
    return after[line : rest if rest >= 0 else len(after)]


def _alike(one: bytes, other: bytes) -> int:
    """How many bytes two texts begin with in common."""
    low, high = 0, min(len(one), len(other)) + 1
    while high - low > 1:
        middle = (low + high) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle
    return low
