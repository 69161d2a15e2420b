"""The items of checklists that a command names, by numbers or words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from inc.cli.session import current
from inc.cli.writing import Write, usable_policy
from inc.domain.checklists import Standing
from inc.domain.incident import Facts, Incident
from inc.domain.policy import Policy
from inc.workspace import Workspace

Check = Callable[[Incident, Facts, Policy], Sequence[Standing]]


def meant(write: Write, workspace: Workspace, check: Check) -> list[str]:
    """The full names of the items, before anything is run or written.

    They count as typed: when `inc retry` runs the command again, a number may be another item's.
    """

    def names() -> str:
        incident = workspace.incident(write.resolve(workspace))
        found = check(incident, write.facts(workspace, incident), usable_policy(workspace))
        return "\n".join(one.name for one in found)

    return current().read_again(names).split("\n")
