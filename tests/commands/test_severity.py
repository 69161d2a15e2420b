"""`inc severity`: worse or better, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conftest import Cli


def test_the_reason_stands_beside_the_value(declared: Cli) -> None:
    ran = declared("severity", "2", "-m", "half of the payments work")
    assert " severity @alice — SEV2: half of the payments work ^" in ran.out
    assert "\n  severity: SEV2\n" in ran.out
    assert declared("list", "--json").json["incidents"][0]["severity"] == "SEV2"


def test_a_backdated_change_does_not_win_over_a_later_one(declared: Cli) -> None:
    declared("severity", "sev2")
    late = declared("severity", "sev3", "--at", "15:31:30", "--json").json
    assert late["fields"] == {}
    assert declared("show", "--json").json["incident"]["severity"] == "SEV2"


def test_what_is_refused(declared: Cli) -> None:
    same = declared("severity", "SEV-1", ok=False)
    assert (same.code, same.err.split("\n")[0]) == (
        1,
        "inc: 2026-03-04-checkout-failures is SEV1 already",
    )
    wrong = declared("severity", "critical", ok=False)
    assert wrong.code == 2
    assert wrong.err == (
        "inc: 'critical' is not a severity\n     One of: SEV1, SEV2, SEV3, SEV4.\n"
    )
