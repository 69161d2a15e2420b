"""The body of a private key block, however pasted: indented, quoted, in one line, as JSON."""

from __future__ import annotations

import re
from typing import Final

_LONGEST: Final = 16_384  # characters of a block that are looked at
_SHORTEST: Final = 60  # of Base64: an Ed25519 key has 64
_ENDS: Final = "-----"
_LINE: Final = r"[A-Za-z0-9+/]{16,}+={0,2}"
_LAST: Final = r"=?[A-Za-z0-9+/]{1,80}+={0,2}"
_AROUND: Final = ">|*-\"',;`"


def body_after(text: str, start: int) -> tuple[str, int]:
    """The Base64 that follows the head of a block, and where the block ends; none for a stub."""
    limit = min(len(text), start + _LONGEST)
    end = text.find(_ENDS, start, limit)
    window = text[start : end if end >= 0 else limit]
    body, length = _body(window, is_whole=end >= 0)
    if len(body) < _SHORTEST or len(set(body)) < 16:
        return "", start
    footer = re.compile(r"-----END [A-Z0-9 ]{0,60}-----").match(text, end) if end >= 0 else None
    return body, footer.end() if footer else start + length


def _body(window: str, *, is_whole: bool) -> tuple[str, int]:
    """The words that are Base64, joined, and how far they reach; short ones where it ends too."""
    body: list[str] = []
    reach = at = 0
    for part in re.split(r"(\s|\\[nr])", window):
        word = part.strip(_AROUND)
        is_line = re.fullmatch(_LINE, word) or (is_whole and body and re.fullmatch(_LAST, word))
        at += len(part)
        if is_line:
            body.append(word)
            reach = at
    return "".join(body), reach
