"""The one next step that is most useful after a change."""

from __future__ import annotations

from collections.abc import Mapping

from inc.domain.timeline import Path, Value
from inc.domain.vocabulary import Severity, Status


def next_step(state: Mapping[Path, Value], operation: str) -> str:
    """The command to type next, from what the timeline says."""
    status = state.get(("status",))
    if status == Status.CLOSED:
        return (
            "inc show"
            if operation != "close"
            else "nothing is left to do; inc reopen if it is back"
        )
    if status == Status.RESOLVED:
        return "inc close"
    serious = state.get(("severity",)) in (Severity.SEV1, Severity.SEV2)
    if serious and not state.get(("roles", "commander")):
        return "inc assign commander WHO"
    if status == Status.INVESTIGATING and not state.get(("mitigated_at",)):
        if not state.get(("acknowledged_at",)):
            return "inc ack"
        return "inc log 'Theory: …', or what helps: inc mitigate TEXT"
    if not state.get(("mitigated_at",)):
        return "inc mitigate TEXT"
    if status != Status.MONITORING:
        return "inc update --status monitoring"
    return "inc resolve -m WHAT-WAS-VERIFIED"
