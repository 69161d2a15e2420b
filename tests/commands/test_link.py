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


def test_what_this_one_causes_is_written_into_the_other(declared: Cli) -> None:
    declared("declare", "Database failover", "-s", "2")
    ran = declared("link", "checkout", "--as", "causes", "-i", "failover", "-m", "same pool")
    assert ran.out.startswith("Recorded in 2026-03-04-checkout-failures (")
    assert "caused-by 2026-03-04-database-failover: same pool" in ran.out
    assert declared("show", "failover", "--json").json["incident"].get("links") is None
    ran = declared("link", "https://example.com", "--as", "causes", ok=False)
    assert (ran.code, "only an incident is caused by this one" in ran.err) == (2, True)


def test_a_duplicate_may_be_merged_next(declared: Cli) -> None:
    declared("declare", "Carts are empty", "-s", "2")
    this, other = "2026-03-04-carts-are-empty", "2026-03-04-checkout-failures"
    ran = declared("link", "checkout", "--as", "dup", "-i", "carts")
    assert f"Next: to make them one: inc merge {this} -i {other}" in " ".join(ran.err.split())
    assert "inc merge" not in declared("link", "https://example.com", "--as", "dup").err


def test_a_link_is_taken_back(declared: Cli) -> None:
    declared("declare", "Database failover", "-s", "2")
    declared("link", "failover", "-i", "checkout", "--as", "caused-by")
    declared("link", "https://example.com/1", "-i", "checkout")
    ran = declared("link", "failover", "-i", "checkout", "--remove", "-m", "it was the disk")
    assert "not caused-by 2026-03-04-database-failover: it was the disk" in ran.out
    declared("link", "https://example.com/1", "-i", "checkout", "--remove")
    assert declared("show", "checkout", "--json").json["incident"]["links"] == []
    ran = declared("link", "failover", "-i", "checkout", "--remove", ok=False)
    assert (ran.code, "has no such link" in ran.err) == (3, True)


def test_a_link_to_what_is_gone_is_taken_back(declared: Cli) -> None:
    declared("declare", "Database failover", "-s", "2")
    declared("link", "failover", "-i", "checkout")
    declared("undo", "failover")
    declared("link", "2026-03-04-database-failover", "-i", "checkout", "--remove")
    assert declared("show", "checkout", "--json").json["incident"]["links"] == []


def test_a_cause_is_a_word_of_the_front_matter(declared: Cli) -> None:
    ran = declared("link", "--cause", "connection-leak", "-m", "as in January")
    assert "cause connection-leak: as in January" in ran.out
    answer = declared("link", "--cause", "Config change", "--json").json
    assert answer["fields"] == {"cause": ["connection-leak", "Config change"]}
    assert "cause         connection-leak, Config change\n" in declared("show").out
    assert declared("list", "cause:connection-leak").rows
    again = declared("link", "--cause", "Connection_Leak", ok=False)
    assert (again.code, "has the cause 'Connection_Leak' already" in again.err) == (1, True)
    declared("link", "--cause", "connection leak", "--remove")
    assert declared("show", "--json").json["incident"]["cause"] == "Config change"
    declared("undo")
    assert len(declared("show", "--json").json["incident"]["cause"]) == 2
    ran = declared("link", "--cause", "dns", "--remove", ok=False)
    assert (ran.code, "has no cause 'dns'" in ran.err) == (3, True)


def test_a_cause_goes_where_the_document_has_causes(declared: Cli) -> None:
    path = next(declared.folder.glob("incidents/*/*/*.md"))
    path.write_text(path.read_text().replace("\nstatus:", "\nroot_causes: [dns]\nstatus:", 1))
    declared("reconcile", ok=False)
    answer = declared("link", "--cause", "leak", "-n", "--json").json
    assert answer["fields"] == {"root_causes": ["dns", "leak"]}


def test_one_of_an_incident_and_a_cause_is_named(declared: Cli) -> None:
    for args in (
        (),
        ("--cause", " "),
        ("checkout", "--cause", "x"),
        ("--cause", "x", "--as", "dup"),
    ):
        ran = declared("link", *args, ok=False)
        assert (ran.code, ran.out) == (2, "")
        assert "takes an incident, an address or a cause" in ran.err
    ran = declared("link", "--cause", "unknown", ok=False)
    assert (ran.code, "names no cause" in ran.err) == (2, True)
