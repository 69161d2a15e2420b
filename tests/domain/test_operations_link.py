"""Links between incidents, and the visibility of one."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest

from inc.domain.incident import Change, Facts, Incident
from inc.domain.operations.link import link, unlink
from inc.domain.operations.visibility import restrict
from inc.domain.timeline import Entry
from inc.domain.vocabulary import Kind, Link
from inc.errors import NotFound, Refused, UsageError

NAME = "2026-03-04-checkout"
X, Y = "2026-01-01-x", "2026-03-01-y"
NOW = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)
FACTS = Facts("alice", NOW, NOW, count().__next__)


def incident(**fields: Any) -> Incident:
    declared = Entry(NOW, Kind.DECLARED, "bob", "SEV2", "000000000001")
    return Incident(NAME, {"id": NAME, "severity": "SEV2", **fields}, [declared])


def texts(change: Change) -> list[tuple[str, str]]:
    return [(entry.kind.value, entry.text) for entry in change.added]


def test_linking() -> None:
    before = incident(links=[f"related {X}"])
    change = link(before, FACTS, Y, Link.CAUSED_BY, "same pool")
    assert texts(change) == [("linked", f"caused-by {Y}: same pool")]
    assert change.fields == {("links",): [f"related {X}", f"caused-by {Y}"]}
    assert change.subject == f"{NAME}: linked caused-by"
    with pytest.raises(Refused, match="already"):
        link(before, FACTS, X, Link.RELATED, "")
    with pytest.raises(UsageError, match="itself"):
        link(before, FACTS, NAME, Link.RELATED, "")


def test_a_link_is_taken_back() -> None:
    before = incident(links=[f"related {X}", f"caused-by {Y}"])
    change = unlink(before, FACTS, Y, None, "it was the disk")
    assert texts(change) == [("linked", f"not caused-by {Y}: it was the disk")]
    assert change.fields == {("links",): [f"related {X}"]}
    assert change.subject == f"{NAME}: unlinked"
    assert unlink(before, FACTS, Y, Link.CAUSED_BY, "").fields == change.fields


def test_a_link_that_is_not_there_or_not_the_only_one() -> None:
    before = incident(links=[f"related {X}", f"caused-by {X}"])
    for other, how in ((Y, None), (X, Link.DUPLICATE_OF)):
        with pytest.raises(NotFound, match=f"no such link to {other}"):
            unlink(before, FACTS, other, how, "")
    with pytest.raises(UsageError, match="several ways"):
        unlink(before, FACTS, X, None, "")
    assert unlink(before, FACTS, X, Link.RELATED, "").fields == {("links",): [f"caused-by {X}"]}


def test_a_link_that_somebody_wrote_without_its_kind_is_taken_back() -> None:
    assert unlink(incident(links=X), FACTS, X, None, "").fields == {("links",): []}


def test_restricting_and_lifting() -> None:
    change = restrict(incident(), FACTS, "customer data")
    assert texts(change) == [("note", "Visibility restricted: customer data")]
    assert change.fields == {("visibility",): "restricted"}
    hidden = incident(visibility="restricted")
    lifted = restrict(hidden, FACTS, "disclosed", lift=True)
    assert texts(lifted) == [("note", "Visibility no longer restricted: disclosed")]
    assert lifted.fields == {("visibility",): None}
    with pytest.raises(Refused, match="restricted already"):
        restrict(hidden, FACTS, "x")
    with pytest.raises(Refused, match="is not restricted"):
        restrict(incident(), FACTS, "x", lift=True)
    with pytest.raises(UsageError, match="why may its text leave"):
        restrict(hidden, FACTS, "", lift=True)
