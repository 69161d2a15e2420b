"""Triage: four questions whose answers give the severity."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from inc.domain.policy import Policy
from inc.domain.vocabulary import Severity

IMPACTS: Final = ("low", "medium", "high")
SCOPES: Final = ("limited", "medium", "wide")
TRENDS: Final = ("increasing", "stable")
WORKAROUNDS: Final = ("none", "yes")
QUESTIONS: Final = ("user_impact", "scope", "trend", "workaround", "severity")
"""What is asked, in that order; the policy has the words of each question."""
OPTIONAL: Final = ("trend", "workaround")
"""What a team may leave out; the severity comes of the others."""


class Triage(NamedTuple):
    """What was answered; an empty text is a question that nobody answered."""

    user_impact: str = ""
    scope: str = ""
    trend: str = ""
    workaround: str = ""

    def lines(self) -> Iterator[str]:
        """The answers as an entry holds them."""
        for name, value in zip(self._fields, self, strict=True):
            if value:
                yield f"- {name.replace('_', ' ').capitalize()}: {value}"

    def judged(self, policy: Policy) -> Severity | None:
        """The severity that the matrix gives; None until both of its questions are answered."""
        if not (self.user_impact and self.scope):
            return None
        return policy.judged(self.user_impact, self.scope)

    @property
    def reason(self) -> str:
        """What the matrix was asked."""
        return f"{self.user_impact} user impact, {self.scope} scope"


def worse(severity: Severity) -> Severity:
    """The next worse severity; SEV1 is the worst."""
    levels = list(Severity)
    return levels[max(levels.index(severity) - 1, 0)]
