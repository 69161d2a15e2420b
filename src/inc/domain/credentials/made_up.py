"""What looks like a credential and is none: made up, a placeholder, for a host of manuals."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

_WORDS: Final = (
    r"xxxx|XXXX|\.{3}|\*{3}|removed›"
    r"|(?i:example|your[-_]|placeholder|redacted|dummy|sample|changeme)"
)
_FEWEST: Final = 6  # different characters
_STEPS: Final = 8  # characters in a row that count up, or are the same
_SHORT: Final = 100  # characters
_LOOKED_AT: Final = 300  # characters: what is longer is not typed by hand


def is_made_up(text: str) -> bool:
    """Whether a random part is none: one character, a row that counts up, or the word for it."""
    text = text[:_LOOKED_AT]
    if len(set(text)) < _FEWEST or re.search(_WORDS, text):
        return True
    if len(text) > _SHORT:  # zeros in a long key are a row of A
        return False
    up = same = 1
    for before, char in pairwise(text):
        step = ord(char) - ord(before)
        up = up + 1 if step == 1 else 1
        same = same + 1 if step == 0 else 1
        if up >= _STEPS or same >= _STEPS:
            return True
    return False


_PLACEHOLDERS: Final = frozenset(
    {
        *("password", "passwd", "passphrase", "mypassword", "yourpassword", "secret", "mysecret"),
        *("token", "apikey", "changeme", "change_me", "change-me", "example", "hidden", "removed"),
        *("redacted", "masked", "censored", "foobar", "qwerty", "12345", "123456", "12345678"),
        *("admin", "guest", "postgres", "mysql", "rabbitmq", "hunter2", "letmein", "dummy"),
    }
)
_NAMES: Final = r"[A-Z0-9_]*(?:PASS|PASSWORD|PWD|PW|SECRET|TOKEN|KEY)[A-Z0-9_]*"


def is_placeholder(password: str, user: str) -> bool:
    """Whether a password stands for one: `password`, `***`, `$PASS`, `DB_PASSWORD`, the user."""
    plain = password.strip("*.-_").lower()
    if len(plain) < 4 or plain in _PLACEHOLDERS or plain == user.lower():
        return True
    if password[0] in "$%" or len(set(plain)) < 3 or re.fullmatch(_NAMES, password):
        return True
    return bool(re.search(_WORDS, password))


def is_example_host(host: str) -> bool:
    """Whether a host is one of those that manuals may use."""
    return bool(re.search(r"(?i)(?:\A|\.)(?:example(?:\.(?:com|org|net))?|test|invalid)\Z", host))
