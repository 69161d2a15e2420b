"""What the incidents of a workspace owe: what is due or wrong in each, and words that wait."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from inc import spool, stages
from inc.cli.keeping import folders
from inc.cli.session import current
from inc.cli.writing import named_incident, usable_policy
from inc.documents import incident_of
from inc.domain.incident import Incident
from inc.domain.nudges import registry
from inc.domain.nudges.nudge import Case, Nudge
from inc.domain.policy import Policy
from inc.domain.tasks import ActionItem
from inc.domain.times import ago, iso, read_iso
from inc.errors import IncError, Refused
from inc.store import layout
from inc.store.document import Document
from inc.workspace import Workspace

_OWING: Final = timedelta(days=60)
"""For how long an incident that has ended is asked what it still owes."""


class About(NamedTuple):
    """A nudge and its incident; the words that wait to be recorded are about none."""

    nudge: Nudge
    incident: Incident | None = None


def owed(workspace: Workspace, reference: str | None) -> list[About]:
    """What is due, wrong or still to come: in one incident, or in all that may owe something."""
    return [*_kept(workspace), *_found(workspace, reference)]


def _found(workspace: Workspace, reference: str | None) -> Iterator[About]:
    """What the rules find, about one incident or about all that may owe something."""
    broken: list[IncError] = []
    if reference:
        asked = iter([workspace.incident(named_incident(workspace, reference))])
    else:
        asked = _asked(workspace, current().now, broken)
    policy = usable_policy(workspace)
    for incident in asked:
        yield from _merged(incident, workspace)
        case = case_of(incident, policy, current().now, workspace)
        for nudge in registry.found(case):
            text = f"drill: {nudge.text}" if incident.is_drill else nudge.text
            yield About(nudge._replace(text=text), incident)
    yield from map(_unreadable, broken)


def _merged(incident: Incident, workspace: Workspace) -> Iterator[About]:
    """What is wrong with an incident that was merged: it went on, or both point to each other."""
    if not incident.fields.get("merged_into"):
        return
    from inc.domain.operations.merge_again import since  # few incidents were merged

    name, now = incident.id, current().now
    try:
        this = workspace.governing(name)
        late = since(incident, workspace.incident(this)) if this != name else ()
    except Refused as error:  # a circle: an incident that burns may be closed
        past = now - timedelta(seconds=1)
        other = str(incident.fields.get("merged_into"))
        if name < other:  # it is told once
            command = f"inc merge {other} -i {name}"
            yield About(Nudge(error.what, command, past, past, registry.WENT_ON))
        return
    except IncError:
        return
    if any(late):
        text = f"{name} was merged into {this}, and went on"
        yield About(Nudge(text, f"inc merge {name} -i {this}", now, None, registry.WENT_ON))


def _unreadable(problem: IncError) -> About:
    """A document that cannot be read may be an incident that burns, so it is overdue."""
    since = current().now - timedelta(seconds=1)
    return About(Nudge(problem.what, "inc doctor", since, since, registry.UNREADABLE))


def case_of(incident: Incident, policy: Policy, now: datetime, workspace: Workspace) -> Case:
    """What the rules are asked about, with what is known of its postmortem and its runbooks."""

    def used() -> list[str]:
        from inc.runbooks.past import unreviewed  # few incidents used one

        return unreviewed(workspace, incident.entries)

    def learnt() -> list[ActionItem]:
        from inc.store import action_items  # few incidents have a postmortem

        try:
            placed = action_items.read(workspace.postmortem(incident.id))
        except IncError:
            return []
        return [one.item for one in placed]

    postmortem = partial(stages.known, workspace, incident.id)
    return Case(incident, policy, now, postmortem=postmortem, runbooks=used, learnt=learnt)


def _asked(workspace: Workspace, now: datetime, broken: list[IncError]) -> Iterator[Incident]:
    """The incidents that may owe something; what cannot be read is added to the broken ones."""
    for name in layout.incident_ids(workspace.root):
        try:
            document = workspace.document(name)
            if _may_owe(document, now):
                document.fields  # noqa: B018 - to meet what is wrong with it here
                yield incident_of(name, document)
        except IncError as error:
            broken.append(error)


def _may_owe(document: Document, now: datetime) -> bool:
    """Whether it is open or ended lately, found out without reading YAML: there are thousands."""
    if document.quick_status not in ("resolved", "closed"):
        return True
    days = re.findall(r"(?m)^(?:resolved|closed)_at:[ \t]+[\"']?(\d{4}-\d\d-\d\d)", document.block)
    return max(days, default="9") >= iso(now - _OWING)[:10]


def _kept(workspace: Workspace) -> Iterator[About]:
    """Words of this workspace that wait to be recorded."""
    waiting = [kept for _, kept in spool.waiting(folders(current()))]
    here = [kept for kept in waiting if Path(kept.folder).is_relative_to(workspace.root)]
    typed = [read_iso(kept.at) or current().now for kept in here]
    if typed:
        what = "1 command waits" if len(typed) == 1 else f"{len(typed)} commands wait"
        text = f"{what} to be recorded, typed {ago(min(typed), current().now)}"
        yield About(Nudge(text, "inc retry", min(typed), min(typed), registry.KEPT))
