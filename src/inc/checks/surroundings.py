"""What rules may know beside the document: the policy, the time, what exists, the past."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from os.path import isfile
from pathlib import Path
from typing import NamedTuple

from inc.checks.settings import Settings
from inc.domain.policy import Policy
from inc.store import layout
from inc.store.amending import Amendments


class Otherwise(NamedTuple):
    """A document that a merge made otherwise: where, by which commit, and the entries it lost.

    An entry is lost, too, where one side redacted it and the merge brought its words back.
    """

    path: str
    commit: str
    lost: tuple[str, ...] = ()


class Base(NamedTuple):
    """The documents as they were where the branch began, and what commits made of them since.

    `before` has the bytes by path below the workspace, None for a file that is new; `settings` is
    what `inc.toml` says there, None where it says the same. `merges` are documents that a merge of
    the branch made otherwise than its two sides say.
    """

    before: Mapping[str, bytes | None]
    amendments: Amendments = Amendments()
    settings: Settings | None = None
    merges: Sequence[Otherwise] = ()


class Surroundings:
    """One run of the check: made once, and only read by the rules."""

    def __init__(
        self,
        root: Path,
        policy: Policy,
        now: datetime,
        *,
        base: Base | None = None,
        touched: Mapping[str, datetime] | None = None,
        elsewhere: Sequence[str] = (),
    ) -> None:
        self.root = root
        self.policy = policy
        self.now = now
        self.base = base
        self.touched = touched or {}
        """When each runbook was last changed by a commit, by path; empty where nobody asked git."""
        self._elsewhere = frozenset(elsewhere)

    @property
    def weighing(self) -> Policy:
        """The policy by which rules weigh what they do: a branch cannot loosen its own check."""
        settings = self.base.settings if self.base else None
        return settings.before if settings else self.policy

    def exists(self, path: str) -> bool:
        """Whether there is a file at a path below the workspace, or a document that is elsewhere.

        That is one which a sparse checkout leaves out: nobody removed it.
        """
        is_here = isfile(self.root / path)  # noqa: PTH113 - Path.is_file breaks on a long name
        return is_here or path in self._elsewhere

    @cached_property
    def runbooks(self) -> frozenset[str]:
        """The names of all runbooks."""
        return frozenset(layout.runbook_names(self.root))

    @cached_property
    def people(self) -> frozenset[str]:
        """Who may own something, in small letters; nobody where no list says."""
        listed = self.policy.value("check", "people") or self._code_owners()
        return frozenset(str(name).removeprefix("@").casefold() for name in listed)

    def _code_owners(self) -> list[str]:
        for place in ("CODEOWNERS", ".github/CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"):
            try:
                text = (self.root / place).read_text("utf-8", "replace")
            except OSError:
                continue
            rules = (line.partition("#")[0].split()[1:] for line in text.split("\n"))
            return [owner for owners in rules for owner in owners if owner.startswith("@")]
        return []
