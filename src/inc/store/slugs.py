"""Readable ASCII for the file name of a title in any script."""

from __future__ import annotations

from inc.domain import identifiers


def slug(title: str) -> str:
    """`Überlauf im Zahlungsdienst` → `uberlauf-im-zahlungsdienst`; other scripts likewise."""
    if not title.isascii():
        from anyascii import anyascii  # 5 ms, only for titles that need it

        title = anyascii(title)
    return identifiers.slug(title)
