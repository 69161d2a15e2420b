"""Whether a merge that a program of ours made has what the semantic merge makes of its sides."""

from __future__ import annotations

from collections.abc import Callable

Unite = Callable[[bytes | None, bytes | None, bytes | None], bytes | None]
"""What the semantic merge makes of a base and two sides; None where there is no document."""


def agrees_with_merge(
    unite: Unite,
    base: bytes | None,
    sides: tuple[bytes | None, bytes | None],
    made: bytes | None,
) -> bool:
    """Whether a merge commit has a document as the semantic merge makes it.

    The sides in either order: the merge does not know whose they are.
    """
    one, other = sides
    return made in (unite(base, one, other), unite(base, other, one))
