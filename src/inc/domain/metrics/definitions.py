"""What each metric measures: from where to where, in which hours, and what is aimed for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from inc.domain.policy import NONE, Policy, span
from inc.domain.vocabulary import Severity

WALL: Final = "wall"
SUPPORT: Final = "support"
HOURS: Final = (WALL, SUPPORT)
"""Every hour counts, or only those in which the team works."""

SPANS: Final = {
    "mttd": "Mean time to detect",
    "mtta": "Mean time to acknowledge",
    "mttm": "Mean time to mitigate",
    "mttr": "Mean time to resolve",
}
"""The metrics that go from one time of an incident to another, and their names."""

BETWEEN: Final = "mtbf"
TITLES: Final = {**SPANS, BETWEEN: "Mean time between failures"}
"""All metrics that are spans of time, in the order in which they are shown."""

REPEATS: Final = "repeats"


class Definition(NamedTuple):
    """What one metric measures: from its `first` time to its `last`.

    The target is `target` seconds for every incident, or `targets` by severity. Between failures
    (`is_between`) it goes from when an incident began to when the next one did, and the target is
    the least there should be; elsewhere it is the most.
    """

    name: str
    first: str
    last: str
    hours: str = WALL
    target: int | None = None
    targets: Mapping[str, int] = {}
    is_between: bool = False

    @property
    def title(self) -> str:
        """What it is called: `Mean time to detect`."""
        return TITLES[self.name]

    def target_for(self, severity: str) -> int | None:
        """The seconds that are aimed for at a severity."""
        return self.targets.get(severity) if self.targets else self.target


def definitions(policy: Policy) -> dict[str, Definition]:
    """What each metric measures by a policy, in the order in which they are shown."""
    return {name: definition(policy, name) for name in TITLES}


def definition(policy: Policy, name: str) -> Definition:
    """What one metric measures by a policy."""
    hours, target, targets = _hours(policy, name), None, {}
    stated = policy.value("metrics", name, "target")
    if isinstance(stated, Mapping):
        every = {one: policy.value("metrics", name, "target", one) for one in map(str, Severity)}
        targets = {one: length for one, text in every.items() if (length := _seconds(text))}
    else:
        target = _seconds(stated)
    if name == BETWEEN:
        return Definition(name, "began", "began", hours, target, targets, is_between=True)
    first, last = (str(policy.value("metrics", name, end)) for end in ("from", "to"))
    return Definition(name, first, last, hours, target, targets)


def _hours(policy: Policy, name: str) -> str:
    return str(policy.value("metrics", name, "hours") or WALL)


def _seconds(stated: object) -> int | None:
    length = span(stated) if isinstance(stated, str) else None
    return None if length is None else length.days * 86_400 + length.seconds


def repeat_target(policy: Policy) -> float | None:
    """The share of repeat incidents (0 to 1) that there should be less than; None for no target."""
    stated = str(policy.value("metrics", REPEATS, "target"))
    return None if stated == NONE else float(stated.removesuffix("%")) / 100
