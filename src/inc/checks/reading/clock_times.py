"""Sentences that say when an incident began, was mitigated or ended, read out of prose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final, NamedTuple

from inc.checks.reading.paragraphs import BLANKED, Paragraph, sentence, without_quotations

_SAID: Final = {
    **dict.fromkeys(("started", "began"), "started"),
    **dict.fromkeys(("detected", "noticed"), "detected"),
    **{word: word for word in ("acknowledged", "declared", "mitigated", "resolved")},
}
_CLAIM: Final = re.compile(
    rf"(?ai)\b(?P<verb>{'|'.join(_SAID)})\s{{1,3}}(?:at|:)?\s{{0,3}}"
    r"(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)(?::[0-5]\d)?(?![\d:–-])"
    r"(?!\s?[ap]\.?m\b)(?:\s?(?P<zone>UTC|Z|GMT|[A-Z]{2,5}T|[+-]\d\d)\b)?"
)
_DOUBTFUL: Final = re.compile(
    r"(?i)\b(?:if|would|should|could|might|may|will|not|never|previous(?:ly)?|earlier|another|other"
    r"|last\s+(?:week|month|year|time)|vendor|provider|(?a:\d{4}-\d\d-\d\d-[a-z]))\b"
)
_MOST: Final = 200  # times of a document; nobody writes more of them


class Claim(NamedTuple):
    """What a text says of a moment: where, in which words, which one, and the minute of the day.

    `is_utc` says that the text does; without that it may be the clock of the team.
    """

    start: int
    text: str
    moment: str
    minute: int
    is_utc: bool


def claims(paragraphs: Iterable[Paragraph]) -> Iterator[tuple[Paragraph, Claim]]:
    """What a text says of when its incident began, was mitigated and so on."""
    plain = ((one, without_quotations(one.text)) for one in paragraphs if ":" in one.text)
    times = ((one, text, match) for one, text in plain for match in _CLAIM.finditer(text))
    for one, text, match in islice(times, _MOST):
        zone = (match["zone"] or "").upper()
        if zone in ("", "UTC", "Z", "GMT") and not _is_doubtful(text, match):
            words = " ".join(match[0].split())
            minute = int(match["hour"]) * 60 + int(match["minute"])
            yield one, Claim(match.start(), words, _SAID[match["verb"].lower()], minute, zone != "")


def _is_doubtful(text: str, match: re.Match[str]) -> bool:
    """Whether a sentence speaks of something else, or of another incident."""
    before, behind = sentence(text, match.start(), match.end())
    return BLANKED in before or _DOUBTFUL.search(f"{before}\n{behind}") is not None
