"""How much each rule weighs in each document, as the team has it in `check.rules` and `.paths`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from functools import cached_property

from inc.checks.finding import Finding, Level
from inc.domain.policy import Policy


class Levels:
    """The levels of one run; what the policy does not name is as the rule has it."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy

    @cached_property
    def everywhere(self) -> Mapping[str, Level]:
        """What the policy says of rules in all documents."""
        return _levels(self._policy.table("check", "rules"))

    @cached_property
    def _parts(self) -> list[tuple[list[str], dict[str, Level]]]:
        stated = self._policy.value("check", "paths") or ()
        return [(part.get("paths", []), _levels(part.get("rules", {}))) for part in stated]

    def of(self, path: str) -> Mapping[str, Level]:
        """What the policy says of rules in one document; of two that match, the later."""
        levels = self.everywhere
        for patterns, stated in self._parts:
            if any(fnmatchcase(path, pattern) for pattern in patterns):
                levels = {**levels, **stated}
        return levels

    def judged(self, path: str, findings: Iterable[Finding]) -> list[Finding]:
        """The findings of a document with these levels, without those whose rule is off."""
        levels = self.of(path)
        told = (one._replace(level=levels.get(one.code, one.level)) for one in findings)
        return [one for one in told if one.level is not Level.OFF]


def _levels(stated: Mapping[str, str]) -> dict[str, Level]:
    return {code: Level(level) for code, level in stated.items()}
