"""`inc close`: nothing is left to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conftest import Cli


def test_what_was_just_resolved_is_closed_without_naming_it(declared: Cli) -> None:
    declared("resolve")
    ran = declared("close")
    assert " closed @alice — Closed ^" in ran.out
    assert ran.err == "Next: inc next (what still follows); if it is back: inc reopen -m WHY\n"
    assert declared("show", "--json").json["incident"]["status"] == "closed"


def test_an_open_one_is_not_closed(declared: Cli) -> None:
    ran = declared("close", ok=False)
    assert ran.code == 1
    assert ran.err == (
        "inc: 2026-03-04-checkout-failures is investigating; only a resolved incident is closed\n"
        "     First: inc resolve -m WHAT-WAS-VERIFIED\n"
    )


def test_twice_is_refused(declared: Cli) -> None:
    declared("resolve")
    declared("close")
    ran = declared("close", ok=False)
    assert ran.code == 1
    assert ran.err.startswith("inc: 2026-03-04-checkout-failures is closed already\n     If it is")
