"""`inc link`: how incidents relate."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conftest import Cli


def test_another_incident_by_a_part_of_its_id(declared: Cli) -> None:
    declared("declare", "Database failover", "-s", "2")
    answer = declared(
        "link", "failover", "-i", "checkout", "--as", "caused", "-m", "same minute", "--json"
    ).json
    assert answer["incident"] == "2026-03-04-checkout-failures"
    assert answer["entries"][0]["text"] == "caused-by 2026-03-04-database-failover: same minute"
    assert answer["fields"] == {"links": ["caused-by 2026-03-04-database-failover"]}


def test_links_add_up_and_are_not_doubled(declared: Cli) -> None:
    declared("link", "https://example.com/1")
    answer = declared("link", "https://example.com/2?a=b#c", "--json").json
    links = ["related https://example.com/1", "related https://example.com/2?a=b#c"]
    assert answer["fields"] == {"links": links}
    again = declared("link", "https://example.com/1", ok=False)
    assert again.code == 1
    assert "is linked as 'related https://example.com/1' already" in again.err


def test_what_is_refused(declared: Cli) -> None:
    for args, code, what in (
        (("nosuch",), 3, "no incident is called 'nosuch'"),
        (("checkout",), 2, "an incident cannot be linked to itself"),
        (("https://example.com", "--as", "cousin"), 2, "'cousin' is not a link"),
    ):
        ran = declared("link", *args, ok=False)
        assert ran.code == code
        assert ran.err.startswith(f"inc: {what}\n     ")
