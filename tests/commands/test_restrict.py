"""`inc restrict`: what may not leave the repository."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conftest import Cli


def visibility(cli: Cli) -> object:
    return cli("show", "--json").json["incident"].get("visibility")


def test_restricted_and_lifted(declared: Cli) -> None:
    ran = declared("restrict", "customer data in the logs")
    assert "note @alice — Visibility restricted: customer data in the logs" in ran.out
    assert "visibility: restricted" in ran.out
    assert visibility(declared) == "restricted"
    declared("restrict", "--lift", "-m", "disclosed")
    assert visibility(declared) is None
    declared("undo")
    assert visibility(declared) == "restricted"


def test_what_is_refused(declared: Cli) -> None:
    for args, code, what in (
        (("--lift", "-m", "x"), 1, "2026-03-04-checkout-failures is not restricted"),
        (("--lift",), 2, "why may its text leave the repository?"),
    ):
        ran = declared("restrict", *args, ok=False)
        assert ran.code == code
        assert ran.err.startswith(f"inc: {what}\n     ")
    declared("restrict")
    ran = declared("restrict", ok=False)
    assert (ran.code, "is restricted already" in ran.err) == (1, True)
