"""What can be wrong with a clone or a workspace, and what is looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

from inc import unseen
from inc.domain.incident import Incident
from inc.errors import IncError
from inc.store import layout
from inc.workspace import Workspace, Writing

_TOLD_EACH: Final = 50  # documents


class Ailment(NamedTuple):
    """Something wrong, what to do about it, and how it is mended where there is one right way."""

    what: str
    hint: str = ""
    mend: Callable[[Writing], object] | None = None
    is_wrong: bool = True
    word: str = "slow"
    """What it makes the clone where it is not wrong: slow, busy, a part of the whole; or other."""


class Patient(NamedTuple):
    """What is examined."""

    workspace: Workspace
    spools: Sequence[Path]
    now: datetime
    tell: Callable[[int, int], None] = lambda _done, _of: None
    """Told how many documents are read, and of how many."""

    def incidents(self, report: Callable[[IncError], None]) -> Iterator[Incident]:
        """All incidents, as `Documents.incidents`; it is told how far that is."""
        if not unseen.real(self.workspace.root, [layout.INCIDENTS]):
            return
        of = sum(1 for _ in layout.incident_ids(self.workspace.root))
        for done, incident in enumerate(self.workspace.incidents(report)):
            if done % _TOLD_EACH == 0:
                self.tell(done, of)
            yield incident


Examine = Callable[[Patient], Iterator[Ailment]]
