"""A rule of the check: its code, what it weighs, which documents it reads, and how it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from inc.checks.examined import Examined
from inc.checks.finding import Level, Problem, Sort
from inc.checks.survey import Survey

EVERY: frozenset[Sort] = frozenset(Sort)
INCIDENTS: frozenset[Sort] = frozenset({Sort.INCIDENT})
POSTMORTEMS: frozenset[Sort] = frozenset({Sort.POSTMORTEM})
RUNBOOKS: frozenset[Sort] = frozenset({Sort.RUNBOOK})
RECORDS: frozenset[Sort] = frozenset({Sort.INCIDENT, Sort.POSTMORTEM})

Find = Callable[[Examined], Iterator[Problem]]
FindAll = Callable[[Survey], Iterator[tuple[str, Problem]]]


class Rule(NamedTuple):
    """What is looked for. `find` reads one document; `find_all` sees what all of them say.

    Made with the name and the docstring of its module: `Rule("INC301", __name__, __doc__, …)`.
    """

    code: str
    module: str
    explanation: str | None
    level: Level
    sorts: frozenset[Sort]
    find: Find | None = None
    find_all: FindAll | None = None

    @property
    def name(self) -> str:
        """The bad pattern, as its module is called: `action-item-without-owner`."""
        return self.module.rpartition(".")[2].replace("_", "-")

    @property
    def summary(self) -> str:
        """The first line of what it explains."""
        return (self.explanation or "").strip().split("\n", 1)[0]
