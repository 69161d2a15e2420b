"""Whether a merge has what the semantic merge makes of its sides."""

from __future__ import annotations

from inc.verifying.merges import agrees_with_merge


def unite(base: bytes | None, one: bytes | None, other: bytes | None) -> bytes | None:
    """A merge that is not the same from both sides, as ours might be by mistake."""
    return (one or b"") + (other or b"") if base is not None else None


def test_a_merge_agrees_from_either_side_and_with_nothing_else() -> None:
    assert agrees_with_merge(unite, b"", (b"a", b"b"), b"ab")
    assert agrees_with_merge(unite, b"", (b"a", b"b"), b"ba")
    assert not agrees_with_merge(unite, b"", (b"a", b"b"), b"a")
    assert agrees_with_merge(unite, None, (b"a", b"b"), None)
