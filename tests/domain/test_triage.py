"""Triage: answers become lines of the record, and the matrix of the policy says the severity."""

from __future__ import annotations

import pytest

from inc.domain.policy import Policy
from inc.domain.triage import IMPACTS, SCOPES, Triage, worse
from inc.domain.vocabulary import Severity


@pytest.mark.parametrize(
    ("scope", "given"),
    [
        ("wide", ["SEV3", "SEV2", "SEV1"]),
        ("medium", ["SEV4", "SEV3", "SEV2"]),
        ("limited", ["SEV4", "SEV4", "SEV3"]),
    ],
)
def test_impact_by_scope(scope: str, given: list[str]) -> None:
    assert [Triage(impact, scope).judged(Policy()) for impact in IMPACTS] == given


def test_the_matrix_is_that_of_the_policy() -> None:
    policy = Policy({"matrix": {"limited": {"low": "SEV1"}}})
    assert Triage("low", "limited").judged(policy) is Severity.SEV1
    assert Triage("medium", "limited").judged(policy) is Severity.SEV4


def test_more_impact_and_a_wider_scope_are_never_milder() -> None:
    ranks = [[list(Severity).index(_judged(one, scope)) for one in IMPACTS] for scope in SCOPES]
    for row in (*ranks, *zip(*ranks, strict=True)):
        assert list(row) == sorted(row, reverse=True)


def _judged(impact: str, scope: str) -> Severity:
    found = Triage(impact, scope).judged(Policy())
    assert found is not None
    return found


@pytest.mark.parametrize("known", [Triage(), Triage("high"), Triage(scope="wide")])
def test_one_answer_is_not_enough(known: Triage) -> None:
    assert known.judged(Policy()) is None


def test_only_answers_are_recorded() -> None:
    assert list(Triage("high", "wide", "stable", "none").lines()) == [
        "- User impact: high",
        "- Scope: wide",
        "- Trend: stable",
        "- Workaround: none",
    ]
    assert list(Triage(scope="wide").lines()) == ["- Scope: wide"]


def test_the_worse_one() -> None:
    assert [worse(one) for one in Severity] == ["SEV1", "SEV1", "SEV2", "SEV3"]
