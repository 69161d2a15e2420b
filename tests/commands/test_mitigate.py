"""`inc mitigate`: less impact, which is not the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inc.domain.vocabulary import Strategy

if TYPE_CHECKING:
    from conftest import Cli


def test_it_is_a_time_and_not_a_status(declared: Cli) -> None:
    ran = declared("mitigate", "rolled back to v41\nall regions", "-s", "rollback", "--json")
    assert ran.json["entries"][0]["text"] == "rolled back to v41 (rollback)\nall regions"
    assert ran.json["fields"] == {"mitigated_at": "2026-03-04T15:32:00Z"}
    assert ran.json["next"] == "inc update --status monitoring" or ran.json["next"].startswith(
        "inc "
    )
    assert declared("show", "--json").json["incident"]["status"] == "investigating"


def test_strategies_are_read_and_suggested(declared: Cli) -> None:
    for strategy in Strategy:
        declared("mitigate", "x", "--strategy", strategy.replace("-", " ").upper(), "-n")
    ran = declared("mitigate", "x", "-s", "rollbak", ok=False)
    assert ran.code == 2
    assert ran.err.startswith("inc: 'rollbak' is not a strategy\n     Did you mean rollback? One")


def test_it_has_to_say_what_was_done(declared: Cli) -> None:
    ran = declared("mitigate", ok=False)
    assert ran.code == 2
    assert ran.err.startswith("inc: what reduced the impact?\n     inc mitigate 'rolled back")
