"""What a shell may complete in a query; it never fails and asks neither git nor the index."""

from __future__ import annotations

from inc.domain.query_keys import HAS, IS, KEYS, STATUSES, known
from inc.domain.vocabulary import Severity
from inc.index.listed import ORDERS

_VALUES = {
    "status": STATUSES,
    "severity": tuple(one.lower() for one in Severity),
    "is": IS,
    "has": HAS,
    "lacks": HAS,
}


def complete_query(incomplete: str) -> list[str]:
    """The keys of a query, and behind the colon of some what they can be."""
    sign = "-" if incomplete.startswith("-") else ""
    key, colon, typed = incomplete.removeprefix(sign).partition(":")
    if not colon:
        return [f"{sign}{one}:" for one in KEYS if one.startswith(key)]
    before, comma, last = typed.rpartition(",")
    values = _VALUES.get(known(key) or "", ())
    return [f"{sign}{key}:{before}{comma}{one}" for one in values if one.startswith(last.lower())]


def complete_order(incomplete: str) -> list[str]:
    """What a list may be sorted by."""
    return [one for one in ORDERS if one.startswith(incomplete.lower())]
