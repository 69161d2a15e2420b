"""What the record of an incident says in the blocks of its postmortem, and where that is outdated.

`inc postmortem refresh` and the check ask here, so that the one mends what the other finds.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from datetime import datetime
from functools import partial
from posixpath import dirname, relpath

from inc.domain.blocks.record import Record
from inc.domain.blocks.registry import BLOCKS
from inc.domain.incident import Incident
from inc.domain.policy import Policy
from inc.store import blocks, layout
from inc.store.blocks import Block, Renewal
from inc.store.document import Document


def record_of(incident: Incident, policy: Policy, now: datetime, authors: Sequence[str]) -> Record:
    """What the blocks of the postmortem of an incident are made of."""
    folder = dirname(layout.postmortem_path(incident.id))

    def way_to(name: str) -> str:
        return relpath(layout.incident_path(name), folder)

    return Record(incident, policy, now, authors, way_to)


def made(record: Record, name: str) -> str | None:
    """The content of a block by its name; None where there is no such block."""
    make = BLOCKS.get(name)
    return make(record) if make else None


def renewed(document: Document, record: Record, overwrite: Container[str] = ()) -> Renewal:
    """A postmortem with its blocks made anew, but for those that a person edited."""
    return blocks.renew(document, partial(made, record), overwrite)


def outdated(document: Document, record: Record) -> list[Block]:
    """The blocks that a refresh would make anew, without those that a person edited."""
    changed = renewed(document, record).changed
    found = blocks.find(document).blocks if changed else ()
    return [one for one in found if one.name in changed and not one.is_edited]
