"""Names of incidents and of entries.

An incident is named by date and slug: a counter collides between clones that are offline. An entry
is named by a hybrid clock and a random tail, never by its content: two genuine "still down" are two
entries, and an amended entry stays itself.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Final

from inc.errors import UsageError

ENTRY_ID: Final = "[0-9a-hjkmnp-tv-z]{12}"
INCIDENT_ID: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}-[a-z0-9]+(?:-[a-z0-9]+)*"
AUTHOR: Final = r"\w(?:[\w.+-]*\w)?"

ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
_EPOCH: Final = datetime(2020, 1, 1, tzinfo=UTC)
_STAMP_LENGTH: Final = 8  # 40 bits of 10 ms: until the year 2368
_TAIL_LENGTH: Final = 4  # 20 random bits, for two clones in the same 10 ms
_LAST_STAMP: Final = 32**_STAMP_LENGTH - 1
_SLUG_LENGTH: Final = 48
_MAX_TITLE: Final = 200


def mint(now: datetime, newest: str | None, entropy: int) -> str:
    """A new entry id: later than `now` and than `newest`, the greatest id of the document.

    The clock of a laptop may be behind the one that wrote the last entry; taking the later of the
    two keeps the order of recording. `entropy` is any random whole number of at least 20 bits.
    """
    stamp = (now - _EPOCH) // timedelta(milliseconds=10)
    if newest is not None:
        stamp = max(stamp, _number(newest[:_STAMP_LENGTH]) + 1)
    return _base32(min(max(stamp, 0), _LAST_STAMP), _STAMP_LENGTH) + _base32(entropy, _TAIL_LENGTH)


def recorded_at(entry_id: str) -> datetime:
    """About when an entry was recorded, as its id says: its clock may have been ahead of others."""
    return _EPOCH + timedelta(seconds=_number(entry_id[:_STAMP_LENGTH]) / 100)


def incident_id(day: date, slug: str, taken: Container[str]) -> str:
    """`2026-03-04-checkout-failures`, with `-2` and so on when that is taken."""
    first = f"{day:%Y-%m-%d}-{slug}"
    name, number = first, 1
    while name in taken:
        number += 1
        name = f"{first}-{number}"
    return name


def slug(ascii_title: str) -> str:
    """A readable part of a file name, cut at a word; `incident` when no letter or digit is left."""
    words = re.findall(r"[a-z0-9]+", ascii_title.lower().replace("'", ""))
    name = ""
    for word in words:
        longer = f"{name}-{word}" if name else word[:_SLUG_LENGTH]
        if len(longer) > _SLUG_LENGTH:
            break
        name = longer
    return name or "incident"


def title(text: str) -> str:
    """Check a title that was already cleaned to one line."""
    if not text:
        raise UsageError("the title is empty", hint='Say what is broken: inc declare "Checkout …"')
    if len(text) > _MAX_TITLE:
        raise UsageError(
            f"the title has {len(text)} characters; a title has at most {_MAX_TITLE}",
            hint="Put the rest into --impact or an entry: inc log -m TEXT.",
        )
    return text


def author(text: str) -> str:
    """Check the short name of a person; a leading `@` is what people type and is dropped."""
    name = text.strip().removeprefix("@")
    if len(name) > 64 or re.fullmatch(AUTHOR, name) is None:
        shown = ascii(text if len(text) < 80 else text[:77] + "...")
        raise UsageError(
            f"{shown} cannot be a person's name in the record",
            hint="Use letters, digits and . _ + - without spaces, such as alice or alice.smith.",
        )
    return name


def same_person(one: str, other: str) -> bool:
    """Whether two names are those of one person: letter case does not count."""
    return one.casefold() == other.casefold()


def is_among(person: str, people: Iterable[str]) -> bool:
    """Whether one of the names is that of a person."""
    return any(same_person(person, one) for one in people)


def _number(text: str) -> int:
    value = 0
    for letter in text:
        value = value * 32 + ALPHABET.index(letter)
    return value


def _base32(value: int, length: int) -> str:
    letters = []
    for _ in range(length):
        letters.append(ALPHABET[value & 31])
        value >>= 5
    return "".join(reversed(letters))
