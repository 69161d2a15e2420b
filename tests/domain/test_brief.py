"""What the next person needs to know."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from inc.domain.brief import brief, status_lines
from inc.domain.incident import Incident
from inc.domain.policy import Policy
from inc.domain.tasks import ActionItem, Tasks
from inc.domain.timeline import Entry
from inc.domain.view import View
from inc.domain.vocabulary import Kind

NOW = datetime(2026, 3, 4, 16, 0, tzinfo=UTC)
FIELDS: dict[str, Any] = {
    "title": "Checkout\nfailures",
    "severity": "SEV1",
    "status": "investigating",
    "impact": "30%\nfail",
    "started_at": "2026-03-04T15:00:00Z",
    "channel": "#inc",
}


def view(*told: tuple[Kind, str], tasks: Tasks | None = None, **fields: Any) -> View:
    entries = [
        Entry(NOW - timedelta(minutes=len(told) - place), kind, "bob", text, f"{place:012}")
        for place, (kind, text) in enumerate(told)
    ]
    return View(
        Incident("x", FIELDS | fields, entries, lambda: tasks or Tasks()), Policy(), NOW, UTC
    )


def test_the_facts_of_the_head() -> None:
    facts = brief(view(visibility="restricted", drill=True, links=["related y"]))
    assert (facts["title"], facts["impact"]) == ("Checkout failures", "30% fail")
    assert (facts["restricted"], facts["drill"], facts["is_open"]) == (True, True, True)
    assert (facts["duration"], facts["started"]) == ("1 h", "15:00 UTC")
    assert (facts["time"], facts["channel"]) == ("2026-03-04 16:00 UTC", "#inc")
    assert facts["links"] == ["related y"]


def test_a_document_with_nothing_in_it_has_facts_too() -> None:
    found = View(Incident("2026-03-04-x", {}, ()), Policy(), NOW, UTC)
    facts = brief(found)
    assert (facts["title"], facts["severity"], facts["people"]) == ("2026-03-04-x", "", [])
    assert status_lines(found).startswith("current status is")


def test_theories_come_in_the_order_of_their_use() -> None:
    facts = brief(
        view(
            *((Kind.HYPOTHESIS, "a"), (Kind.REFUTED, "no"), (Kind.HYPOTHESIS, "b")),
            *((Kind.HYPOTHESIS, "c"), (Kind.CONFIRMED, "yes"), (Kind.HYPOTHESIS, "d")),
        )
    )
    told = [(one["state"], one["text"]) for one in facts["hypotheses"]]
    assert told == [("open", "d"), ("confirmed", "c"), ("set aside", "b"), ("refuted", "a")]


def test_what_is_temporary_and_has_no_action_item() -> None:
    done = ((Kind.MITIGATED, "scaled (scale, temporary)"), (Kind.MITIGATED, "flag off (temporary)"))
    items = Tasks(actions=[ActionItem("Remove the temporary mitigation: scaled")])
    facts = brief(view(*done, tasks=items))
    assert facts["temporary"] == ["flag off"]
    assert facts["actions"] == ["Remove the temporary mitigation: scaled"]


def test_the_lines_to_begin_a_status_with() -> None:
    lines = status_lines(view((Kind.ACTION, "restarted pods"), (Kind.HYPOTHESIS, "a leak"))).split(
        "\n"
    )
    assert lines[:4] == [
        "current status is: SEV1 investigating, 1 h so far",
        "Impact: 30% fail",
        "Theory: a leak",
        "Running: restarted pods",
    ]
    assert lines[4].startswith("Update ")
    nothing = View(Incident("x", {"status": "closed"}, ()), Policy(), NOW, UTC)
    assert "Impact: not stated" in status_lines(nothing)
