"""What helped in an incident, from its document."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from inc.documents import Documents
from inc.domain.excerpt import Excerpt, excerpt
from inc.likeness.helping import Helped, helped
from inc.vcs.repository import Repository

if TYPE_CHECKING:
    from conftest import Cli

NAME = "2026-03-04-checkout-failures"


def documents(root: Path) -> Documents:
    return Documents(root, Repository.find(root))


def told(root: Path, stage: str = "") -> Helped:
    there = documents(root)
    return helped(there, excerpt(there.incident(NAME)), stage)


def test_the_last_mitigation_counts_for_an_earlier_one_did_not_hold(declared: Cli) -> None:
    for line in ("restarted the pods", "rolled back"):
        declared("mitigate", line, "--strategy", "rollback")
    found = told(declared.folder)
    assert found.line.startswith("rolled back (rollback), ")
    assert found.line.endswith(" min after it began")
    assert found.resolved_after is None
    assert found.postmortem == ""


def test_an_incident_that_nobody_mitigated_tells_nothing(declared: Cli) -> None:
    assert told(declared.folder) == Helped()
    assert Helped().line == ""


def test_the_cause_the_runbook_and_the_postmortem(declared: Cli) -> None:
    declared("runbook", "new", "Pool is full")
    declared("runbook", "use", "pool", "-i", NAME)
    declared("hypothesis", "the pool leaks")
    declared("confirm", "-m", "100 of 100 in use")
    found = told(declared.folder, "draft")
    assert found.cause == "the pool leaks"
    assert found.runbooks == ("pool-is-full",)
    assert found.postmortem == f"postmortems/2026/03/{NAME}.md"


def test_times_that_cannot_be_are_not_told(declared: Cli) -> None:
    one = Excerpt(NAME, "x", "SEV1", "closed", began=100, detected=200, mitigated=150, resolved=50)
    found = helped(documents(declared.folder), one)
    assert (found.mitigated_after, found.resolved_after) == (None, None)
    assert found.line == ""


def test_a_document_that_is_gone_tells_nothing_but_its_times(declared: Cli) -> None:
    (declared.folder / f"incidents/2026/03/{NAME}.md").unlink()
    one = Excerpt(NAME, "x", "SEV1", "closed", began=0, detected=60, mitigated=660, resolved=900)
    found = helped(documents(declared.folder), one)
    assert found.line == "mitigated, 10 min after it was detected"
    assert found.resolved_after == 900
