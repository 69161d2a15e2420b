"""The incident that one looks like which was declared a moment ago, and what helped then."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Final

from inc.cli.at_once import Warnings
from inc.cli.runbook_offer import Offer
from inc.domain.excerpt import Excerpt
from inc.domain.operations.declare import Declaration
from inc.domain.text import clean_line, shortened
from inc.domain.times import ago
from inc.domain.vocabulary import Status
from inc.workspace import Receipt, Workspace

if TYPE_CHECKING:
    from inc.cli.alike_rows import Shown

_LONGEST: Final = 100  # characters of a text


def look(workspace: Workspace, declaration: Declaration, receipt: Receipt, now: datetime) -> Offer:
    """The incident that it is convincingly like, if the index is at hand to tell.

    The incident is recorded, so whatever fails here is left out.
    """
    nothing = Offer(Warnings(), {"similar": None})
    if receipt.commit is None or not _are_others(workspace, receipt.change.incident):
        return nothing
    with suppress(Exception):
        return _found(workspace, declaration, receipt.change.incident, now) or nothing
    return nothing


def _are_others(workspace: Workspace, name: str) -> bool:
    """Whether there is any other incident; the first one of a team waits for nothing."""
    from inc.store.layout import incident_ids

    return any(other != name for other in incident_ids(workspace.root))


def _found(
    workspace: Workspace, declaration: Declaration, name: str, now: datetime
) -> Offer | None:
    from inc.cli.alike_rows import as_dict, shown  # it takes SQLite: not for the first incident
    from inc.index.likeness import Asked, alike
    from inc.indexing.at_hand import at_hand

    text = "\n".join((declaration.title, declaration.impact, declaration.text))
    with at_hand(workspace) as index:
        found = alike(index, Asked(_excerpt(declaration, name, now), text), 1) if index else []
    if not found or not found[0].likeness.is_convincing:
        return None
    [best] = shown(workspace, found)
    return Offer(Warnings(_lines(best, name, now)), {"similar": as_dict(best)})


def _excerpt(declaration: Declaration, name: str, now: datetime) -> Excerpt:
    labels = {
        "services": declaration.services,
        "tags": declaration.tags,
        "vendor": [declaration.vendor] if declaration.vendor else [],
    }
    return Excerpt(
        name,
        declaration.title,
        str(declaration.severity),
        str(Status.INVESTIGATING),
        began=int(now.timestamp()),
        labels=tuple((key, value) for key, values in labels.items() for value in values),
    )


def _lines(best: Shown, name: str, now: datetime) -> list[str]:
    """Which one, and what helped; where it is still going on, whether it is the same."""
    from inc.cli.alike_rows import marks, why
    from inc.likeness.helping import moment

    incident = best.alike.incident
    when = ago(moment(incident.began), now) if incident.began is not None else ""
    about = ", ".join(part for part in (clean_line(incident.severity), when) if part)
    shown = " ".join([f"{incident.id} ({about})", *marks(best)])
    lines = [f"This looks like {shown}: {why(best.alike.likeness.reasons)}"]
    if incident.is_open:
        return [*lines, f"If they are one: inc merge {name} -i {incident.id}"]
    told = shortened(best.helped.line, _LONGEST)
    return [*lines, *([f"What helped: {told}"] if told else []), "More like it: inc similar"]
