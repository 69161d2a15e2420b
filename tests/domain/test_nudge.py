"""The one next step after a change."""

from __future__ import annotations

import pytest

from inc.domain.nudge import next_step
from inc.domain.timeline import Path, Value

TIME = "2026-03-04T15:00:00Z"
NEW: dict[Path, Value] = {("status",): "investigating"}
LED: dict[Path, Value] = NEW | {("severity",): "SEV1", ("roles", "commander"): "alice"}


@pytest.mark.parametrize(
    ("state", "step"),
    [
        ({("severity",): "SEV1"}, "inc assign commander"),
        ({("severity",): "SEV2", ("roles", "commander"): None}, "inc assign commander"),
        (NEW | {("severity",): "SEV3"}, "inc ack"),
        (LED, "inc ack"),
        (LED | {("acknowledged_at",): TIME}, "inc log 'Theory"),
        (LED | {("acknowledged_at",): TIME, ("status",): "identified"}, "inc mitigate"),
        (LED | {("mitigated_at",): TIME, ("status",): "identified"}, "inc update --status mon"),
        (LED | {("mitigated_at",): TIME, ("status",): "monitoring"}, "inc resolve"),
        (LED | {("status",): "resolved"}, "inc close"),
        (LED | {("status",): "closed"}, "inc show"),
        ({}, "inc mitigate"),
    ],
)
def test_the_next_step(state: dict[Path, Value], step: str) -> None:
    assert next_step(state, "log").startswith(step)


def test_after_closing_nothing_is_left() -> None:
    assert "nothing is left" in next_step({("status",): "closed"}, "close")
