"""A stub read beside the incident that it was merged into."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from inc.checks.examined import Examined
from inc.checks.reading.counterpart import incident_near
from inc.domain.incident import Incident
from inc.store import layout

_LONGEST: Final = 50  # incidents in a chain; nobody merges so many by hand


def target_of(examined: Examined) -> str:
    """The incident that it was merged into, as it says itself; nothing where it does not."""
    if b"\nmerged_into:" not in examined.data or not examined.is_readable:
        return ""
    target = str(examined.fields.get("merged_into") or "")
    return target if layout.is_id(target) and target != examined.name else ""


@lru_cache(maxsize=2)  # two rules ask about the same document, one after the other
def goes_on(examined: Examined) -> tuple[Incident | None, str]:
    """The incident that goes on, at the end of a chain of merges; or the one that closes a circle.

    Neither where the chain ends at one that cannot be read.
    """
    passed, target, last = [examined.name], target_of(examined), None
    while target and len(passed) <= _LONGEST:
        if target in passed:
            return None, passed[-1] if target == examined.name else ""
        passed.append(target)
        last = incident_near(examined, target)
        target = target_of(last) if last else ""
    return (last.incident if last and not target else None), ""
