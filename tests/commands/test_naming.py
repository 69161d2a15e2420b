"""A command that is shown names its incident as shortly as it can."""

from __future__ import annotations

import pytest

from inc.cli.naming import short, with_name

CHECKOUT = "2026-03-04-checkout-failures"


@pytest.mark.parametrize(
    ("name", "others", "said"),
    [
        (CHECKOUT, [], "checkout"),
        (CHECKOUT, ["2026-03-04-report-is-slow"], "checkout"),
        (CHECKOUT, ["2026-03-05-checkout-slow"], "checkout-failures"),
        (CHECKOUT, ["2026-03-05-checkout-failures"], CHECKOUT),
        (CHECKOUT, ["2026-03-05-new-checkout-failures-again"], CHECKOUT),
        ("2026-03-04-an-error", [], "an-error"),  # two letters tell nobody anything
        ("2026-03-04-2026-budget", [], "2026-budget"),
    ],
)
def test_the_first_words_that_only_it_has(name: str, others: list[str], said: str) -> None:
    assert short(name, [*others, name]) == said


def test_what_is_no_command_of_ours_stays() -> None:
    assert with_name("inc ack", "checkout") == "inc ack -i checkout"
    assert with_name("mkdir -p postmortems", "checkout") == "mkdir -p postmortems"
