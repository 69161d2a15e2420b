"""`inc reopen`: it is back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Cli


@pytest.mark.parametrize("ends", [("resolve",), ("resolve", "close")])
def test_it_is_investigated_again(ends: tuple[str, ...], declared: Cli) -> None:
    declared("mitigate", "restart")
    for end in ends:
        declared(end)
    ran = declared("reopen", "errors are back since 15:33", "--at", "15:34:30")
    assert "\n  status: investigating\n  mitigated_at: —\n" in ran.out
    incident = declared("show", "--json").json["incident"]
    assert incident["is_open"] is True
    assert not {"mitigated_at", "resolved_at", "closed_at"} & set(incident)


def test_an_open_one_cannot_be_reopened(declared: Cli) -> None:
    ran = declared("reopen", ok=False)
    assert ran.code == 1
    assert ran.err == (
        "inc: 2026-03-04-checkout-failures is investigating, so there is nothing to reopen\n"
        "     To say what is new: inc log TEXT\n"
    )
