"""`inc asof`: what was known, and when."""

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from typing import Annotated

import typer

from inc.cli import asof_views, output, screens
from inc.cli.asof_views import Recorded, Since
from inc.cli.facts import incident_dict
from inc.cli.moments import Back, moment_of
from inc.cli.reading import IncidentOption, Json, Reference, open_workspace
from inc.cli.session import current
from inc.cli.writing import named_incident, one_of, usable_policy
from inc.domain.hindsight import (
    LATER,
    REMOVED,
    VEIL,
    Difference,
    changed_fields,
    differences,
    veiled,
)
from inc.domain.timeline import Entry
from inc.domain.view import View
from inc.errors import NotFound
from inc.lookback import asof, lives
from inc.lookback.asof import Known
from inc.lookback.elsewhere import Elsewhere
from inc.lookback.lives import MOVED
from inc.lookback.renames import place_now
from inc.store import layout
from inc.workspace import Workspace

Command = Back


def command(
    time: Annotated[
        str,
        typer.Argument(metavar="TIME", help="10:05, -30m, +15m, a commit, a tag, last~3 or ^ID."),
    ],
    reference: Reference = None,
    incident: IncidentOption = None,
    diff: Annotated[
        bool, typer.Option("--diff", help="What came later, or was changed since.")
    ] = False,
    first_parent: Annotated[
        bool,
        typer.Option("--first-parent", help="What was merged counts from when it was merged."),
    ] = False,
    unredacted: Annotated[
        bool, typer.Option("--unredacted", help="Show words that were redacted since.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Show an incident as it was known at a moment: what was recorded by then, and nothing later.

    What counts is when something was committed, not when it happened: in the history of the
    branch that is checked out, by anybody, also by somebody who was offline and whose commits
    were merged later. With --first-parent those count from their merge; that is what the others
    saw, where people merge into this branch, and not where they pull.

    \b
    Examples:
      inc asof 10:05
      inc asof 10:05 checkout --diff
      inc asof last~3 --json
    """
    workspace = open_workspace(as_json=as_json)
    workspace.elsewhere = Elsewhere(workspace)
    name = _name(workspace, one_of(reference, incident))
    known = _known(workspace, name, time, first_parent=first_parent)
    for line in _warnings(known):
        output.talk(line)
    if diff:
        since = _since(workspace, known, is_veiled=not unredacted)
        _show_changes(since, known, name, workspace.shown_zone)
    else:
        then = known.incident if unredacted else veiled(known.incident, known.redacted, known.now)
        view = View(then, usable_policy(workspace), known.moment, workspace.shown_zone)
        _show(view, known, name, is_veiled=not unredacted)


def _show(view: View, known: Known, name: str, *, is_veiled: bool) -> None:
    entries = known.now.entries if known.now else ()
    since = Since(differences(known.incident.entries, entries))
    if current().as_json:
        facts = asof_views.as_dict(known, since)
        output.as_json({"as_of": facts, "incident": incident_dict(view)})
        return
    for line in asof_views.header(known, since, name, view.zone, is_veiled=is_veiled):
        output.say(output.wrapped(line))
    output.say()
    for line in screens.incident(view, is_past=True):
        output.say(line)


def _show_changes(since: Since, known: Known, name: str, zone: tzinfo) -> None:
    if current().as_json:
        facts = asof_views.as_dict(known, since)
        changes = asof_views.changes_dict(since)
        output.as_json({"incident": name, "as_of": facts, "changes": changes})
        return
    output.talk(asof_views.summary(known, since, zone))
    asof_views.draw(since, zone)


def _name(workspace: Workspace, reference: str | None) -> str:
    """The incident that is meant; one that is gone by its whole id."""
    try:
        return named_incident(workspace, reference, itself=True)
    except NotFound:
        if reference and layout.is_id(reference):
            return _name_now(workspace, reference)
        raise


def _name_now(workspace: Workspace, name: str) -> str:
    """What an incident is called now that is not at its place any more; where it went is said."""
    place = place_now(workspace, name)
    placed = layout.placed(place)
    if placed:
        output.talk(f"{name} is called {placed[1]} now.")
    elif place:
        output.talk(f"{name} stands in {place} now, where no command looks for it: inc doctor")
    return placed[1] if placed else name


def _known(workspace: Workspace, name: str, time: str, *, first_parent: bool) -> Known:
    meant, now = moment_of(workspace, name, time), current().now
    if isinstance(meant, datetime):
        return asof.at_moment(workspace, name, meant, now, first_parent=first_parent)
    return asof.in_commit(workspace, name, meant, now)


def _warnings(known: Known) -> Iterator[str]:
    """What makes the answer less sure."""
    if known.skewed:
        clocks = "1 commit is" if known.skewed == 1 else f"{known.skewed} commits are"
        yield f"{clocks} dated before what it stands on, or later than now: a clock was wrong."
    if known.left_out:
        others = ", ".join(one.oid[:8] for one in known.commits[1:])
        yield f"Shown is {known.commits[0].oid[:8]} alone; not all of {others} fits into it."


def _since(workspace: Workspace, known: Known, *, is_veiled: bool) -> Since:
    """What became of it since, without the words that were redacted where they are veiled."""
    redacted = dict.fromkeys(known.redacted, VEIL) if is_veiled else {}
    then = veiled(known.incident, redacted, known.now)
    entries = known.now.entries if known.now else ()
    shown = dict(zip(known.incident.entries, then.entries, strict=True))
    found = [
        one._replace(before=shown[one.before]) if one.before else one
        for one in differences(known.incident.entries, entries)
    ]
    fields = changed_fields(then.fields, known.now.fields if known.now else {})
    return Since(found, fields, _recorded(workspace, known, found))


def _recorded(
    workspace: Workspace, known: Known, found: Sequence[Difference]
) -> dict[str, Recorded]:
    """When what became of entries was recorded; nothing of what is not committed yet."""
    now = known.now.id if known.now else known.incident.id
    names = dict.fromkeys([now, known.incident.id, *workspace.joined(now)])
    standing = {one.id for one in known.now.entries} if known.now else set[str]()
    first: dict[str, Recorded] = {}
    last: dict[str, tuple[Recorded, Entry | None]] = {}
    for step in lives.steps(workspace, [*names]):
        for one in step.entries:
            made = Recorded(step.commit.committed, step.commit.oid)
            first[one.entry.id] = made
            is_so = one.change != REMOVED or one.entry.id not in standing
            if is_so and (one.change != MOVED or one.before != one.after):
                last.setdefault(one.entry.id, (made, one.after))
    committed = {name: made for name, (made, _) in last.items()}
    news = {
        one.entry.id: first if one.change == LATER else committed
        for one in found
        if one.change == LATER or last.get(one.entry.id, (None, None))[1] == one.after
    }
    return {name: made[name] for name, made in news.items() if name in made}
