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
    from inc.index.likeness import Alike, Asked

_LONGEST: Final = 100  # characters of a text
_LOOKED_AT: Final = 100  # incidents that are alike


def look(workspace: Workspace, declaration: Declaration, receipt: Receipt, now: datetime) -> Offer:
    """The incident that it is convincingly like, and the open one that it may be.

    Where the index is not at hand, that is said. The incident is recorded, so whatever fails here
    is left out.
    """
    nothing = Offer(Warnings(), {"similar": None})
    if not _are_others(workspace, receipt.change.incident):
        return nothing
    with suppress(Exception):
        asked = _asked(declaration, receipt.change.incident, now)
        return _found(workspace, asked, now, is_recorded=receipt.commit is not None)
    return nothing


def _are_others(workspace: Workspace, name: str) -> bool:
    """Whether there is any other incident; the first one of a team waits for nothing."""
    from inc.store.layout import incident_ids

    return any(other != name for other in incident_ids(workspace.root))


def _found(workspace: Workspace, asked: Asked, now: datetime, *, is_recorded: bool) -> Offer:
    from inc.cli.alike_rows import as_dict, shown  # it takes SQLite: not for the first incident
    from inc.index.likeness import alike, the_same
    from inc.indexing.at_hand import at_hand

    with at_hand(workspace) as index:
        if index is None:
            return Offer(Warnings(_not_looked(asked, is_recorded)), {"similar": None})
        found = alike(index, asked, _LOOKED_AT)
    convincing = [one for one in found if one.likeness.is_convincing]
    of_use = [one for one in convincing if one.is_of_use]
    chosen = (of_use or convincing)[:1]
    best = next(iter(shown(workspace, chosen)), None)
    lines = _lines(best, now) if best else []
    name, same = asked.incident.id, the_same(asked.incident, found)
    if same:
        it = "It" if same in chosen else _named(same, now)
        lines.append(f"{it} may be the same one: inc merge {name} -i {same.incident.id}")
    elif chosen and is_recorded:
        lines.append("More like it: inc similar")
    return Offer(Warnings(lines), {"similar": as_dict(best) if best else None})


def _not_looked(asked: Asked, is_recorded: bool) -> list[str]:
    from shlex import quote

    words = "" if is_recorded else f" --text {quote(asked.incident.title)}"
    return [f"There is no index to look in yet; incidents like it: inc similar{words}"]


def _asked(declaration: Declaration, name: str, now: datetime) -> Asked:
    from inc.index.likeness import Asked

    text = "\n".join((declaration.title, declaration.impact, declaration.text))
    return Asked(_excerpt(declaration, name, now), text)


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
        is_drill=declaration.drill,
        began=int(now.timestamp()),
        labels=tuple((key, value) for key, values in labels.items() for value in values),
    )


def _lines(best: Shown, now: datetime) -> list[str]:
    """Which one, and what helped."""
    from inc.cli.alike_rows import why

    line = f"This looks like {_named(best.alike, now)}: {why(best.alike.likeness.reasons)}"
    told = shortened(best.helped.line, _LONGEST)
    return [line, *([f"What helped: {told}"] if told else [])]


def _named(one: Alike, now: datetime) -> str:
    from inc.cli.alike_rows import marks
    from inc.likeness.helping import moment

    incident = one.incident
    when = ago(moment(incident.began), now) if incident.began is not None else ""
    about = ", ".join(part for part in (clean_line(incident.severity), when) if part)
    return " ".join([f"{incident.id} ({about})", *marks(one)])
