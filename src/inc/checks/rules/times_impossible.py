"""Times of an incident that cannot both be true.

What: it was mitigated or resolved before it started, acknowledged before it was detected, closed
before it was resolved, and the like; one of the two times is wrong.

Why: durations are computed from these times. A negative one is left out of every figure, and the
incident is missing where somebody counts.

Bad:
    started_at: "2026-03-04T15:20:00Z"
    resolved_at: "2026-03-04T06:10:00Z"

Good:
    started_at: "2026-03-04T15:20:00Z"
    resolved_at: "2026-03-04T16:10:00Z"
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from inc.checks.examined import Examined
from inc.checks.finding import Level, Problem
from inc.checks.rule import INCIDENTS, Rule
from inc.domain.times import words

_IN_ORDER: Final = (
    ("detected_at", ("started_at",)),
    ("acknowledged_at", ("detected_at", "started_at")),
    ("mitigated_at", ("started_at", "detected_at")),
    ("resolved_at", ("mitigated_at", "started_at", "detected_at", "declared_at")),
    ("closed_at", ("resolved_at", "mitigated_at", "started_at", "detected_at", "declared_at")),
)
"""Each time with those that cannot come after it; the first that does is told."""


def _find(examined: Examined) -> Iterator[Problem]:
    times = examined.times
    for name, earlier in _IN_ORDER:
        others = [one for one in earlier if name in times and one in times]
        wrong = (one for one in others if times[name] < times[one] and not _may_be(one, times))
        if other := next(wrong, ""):
            yield _problem(examined, name, other, words(times[other] - times[name]))


def _may_be(other: str, times: Mapping[str, datetime]) -> bool:
    """Whether it is possible: with a start that is known, it may be declared when it is over."""
    return other == "declared_at" and ("started_at" in times or "detected_at" in times)


def _problem(examined: Examined, name: str, other: str, span: str) -> Problem:
    what = f"{_said(name)} {span} before {_said(other)}"
    hint = f"Correct the entry that says so: inc amend -i {examined.name} ENTRY --at TIME"
    if other == "declared_at":
        what += ", and nothing says when it started"
        hint = f"Say when it started: inc log -i {examined.name} -k started --at TIME TEXT"
    return Problem(examined.line_of(name), what, hint, about=f"{name} {other}")


def _said(name: str) -> str:
    return "it started" if name == "started_at" else f"it was {name.removesuffix('_at')}"


RULE = Rule("INC112", __name__, __doc__, Level.ERROR, INCIDENTS, _find)
