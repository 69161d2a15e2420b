"""What a policy says of each metric; the metrics of a postmortem follow the same definitions."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from inc.domain.blocks.metrics import metrics
from inc.domain.blocks.record import Record
from inc.domain.incident import Incident
from inc.domain.metrics.definitions import Definition, definition, definitions, repeat_target
from inc.domain.policy import Policy


def own(**metrics: Any) -> Policy:
    return Policy({"metrics": metrics})


def test_the_definitions_of_the_source_texts() -> None:
    assert list(definitions(Policy()).values()) == [
        Definition("mttd", "started", "detected", target=300),  # less than 5 minutes
        Definition("mtta", "detected", "acknowledged", target=900),  # less than 15 minutes
        Definition("mttm", "detected", "mitigated"),
        Definition("mttr", "detected", "resolved"),  # depends on the severity
        Definition("mtbf", "began", "began", is_between=True),
    ]
    assert repeat_target(Policy()) == 0.1


def test_a_team_defines_it_in_its_own_way() -> None:
    policy = own(mttr={"from": "started", "to": "closed", "hours": "support", "target": "1d"})
    assert definition(policy, "mttr") == Definition("mttr", "started", "closed", "support", 86_400)
    assert definition(own(mttr={"to": "closed"}), "mttr").first == "detected"


def test_a_target_by_severity() -> None:
    found = definition(own(mttr={"target": {"SEV1": "4h", "SEV2": "none"}}), "mttr")
    assert found.targets == {"SEV1": 14_400}
    assert [found.target_for(one) for one in ("SEV1", "SEV2", "SEV4", "")] == [
        *(14_400, None, None, None)
    ]
    assert definition(own(mttd={"target": {"SEV1": "none"}}), "mttd").target_for("SEV1") is None


@pytest.mark.parametrize(("stated", "share"), [("10%", 0.1), ("2.5%", 0.025), ("none", None)])
def test_a_share(stated: str, share: float | None) -> None:
    assert repeat_target(own(repeats={"target": stated})) == share


# ------------------------------------------------------------------ in a postmortem


def block(policy: Policy, **fields: str) -> str:
    times = {
        "started_at": "2026-03-06T15:00:00Z",  # Friday
        "detected_at": "2026-03-06T16:30:00Z",
        "resolved_at": "2026-03-09T10:00:00Z",  # Monday
    }
    incident = Incident("x", {"severity": "SEV1", "status": "resolved", **times, **fields}, ())
    now = datetime(2026, 3, 10, tzinfo=UTC)
    return metrics(Record(incident, policy, now, ["alice"], str))


def test_a_postmortem_measures_as_the_policy_says() -> None:
    policy = own(mttr={"from": "started", "hours": "support"}, mttm={"to": "closed"})
    told = block(policy)
    # 15:00 to 17:00 on Friday and 09:00 to 10:00 on Monday.
    assert "| Time to resolve (support hours) | 3 h | started 2026-03-06 15:00 UTC |" in told
    assert "| Time to mitigate | unknown |" in told
    assert "mitigated" not in told.replace("Time to mitigate", "")
    assert "closed: not in the record" in told


def test_a_postmortem_knows_what_is_impossible() -> None:
    told = block(Policy(), detected_at="2006-03-04T15:00:00Z", started_at="2006-03-04T15:00:00Z")
    assert "| Time to resolve | impossible |" in told
    assert "- It was resolved more than ten years after it was detected: `inc timeline x`" in told
