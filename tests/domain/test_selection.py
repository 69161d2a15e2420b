"""Which incidents a list is about."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from inc.domain.incident import Incident
from inc.domain.selection import Selection


def at(day: int) -> datetime:
    return datetime(2026, 3, day, tzinfo=UTC)


INCIDENT = Incident(
    "2026-03-04-x",
    {
        "severity": "SEV1",
        "status": "monitoring",
        "started_at": "2026-03-04T00:00:00Z",
        "services": ["Checkout", "db"],
    },
    (),
)


@pytest.mark.parametrize(
    ("filters", "takes"),
    [
        ({}, True),
        ({"is_open": True}, True),
        ({"is_open": False}, False),
        ({"severities": frozenset({"SEV1", "SEV2"})}, True),
        ({"severities": frozenset({"SEV2"})}, False),
        ({"statuses": frozenset({"monitoring"})}, True),
        ({"statuses": frozenset({"resolved"})}, False),
        ({"services": frozenset({"checkout"})}, True),
        ({"services": frozenset({"search", "db"})}, True),
        ({"services": frozenset({"search"})}, False),
        ({"since": at(4)}, True),
        ({"since": at(5)}, False),
        ({"until": at(4)}, False),
        ({"until": at(5)}, True),
        ({"since": at(3), "until": at(5), "is_open": True}, True),
        ({"since": at(3), "until": at(5), "is_open": False}, False),
    ],
)
def test_all_filters_have_to_hold(filters: dict[str, Any], takes: bool) -> None:
    assert Selection(**filters).takes(INCIDENT) is takes


def test_an_incident_that_says_nothing_is_open_and_has_no_time() -> None:
    empty = Incident("2026-03-04-x", {}, ())
    assert Selection(is_open=True).takes(empty)
    assert not Selection(since=at(1)).takes(empty)
    assert not Selection(until=at(9)).takes(empty)
    assert not Selection(services=frozenset({"x"})).takes(empty)


def test_one_service_may_be_written_without_a_list() -> None:
    assert Selection(services=frozenset({"db"})).takes(Incident("x", {"services": "DB"}, ()))
