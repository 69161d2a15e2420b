"""`inc history`: who changed what, from git."""

from collections.abc import Sequence
from typing import Annotated

import typer

from inc.cli import history_views, output
from inc.cli.history_views import Life
from inc.cli.reading import IncidentOption, Json, JsonLines, Reference, open_incident
from inc.cli.session import current
from inc.cli.writing import usable_policy
from inc.domain.incident import Incident
from inc.domain.operations.correct import find_entry
from inc.lookback import lives
from inc.lookback.asof import standing
from inc.lookback.lives import Step
from inc.store.layout import incident_path
from inc.workspace import Workspace


def command(
    reference: Reference = None,
    incident: IncidentOption = None,
    limit: Annotated[
        int | None, typer.Option("--limit", metavar="N", min=1, help="Only the newest N.")
    ] = None,
    entry: Annotated[
        str | None,
        typer.Option(
            "--entry", metavar="ENTRY", help="The life of one: last, last~2, part of ^id."
        ),
    ] = None,
    unredacted: Annotated[
        bool, typer.Option("--unredacted", help="Show words that were redacted since.")
    ] = False,
    as_json: Json = False,
    as_jsonl: JsonLines = False,
) -> None:
    """Show who changed what in an incident and its postmortem, and when, the newest first.

    Below a commit that changed entries stands what they said before, and after it. Words that were
    redacted since are not shown.

    \b
    Examples:
      inc history checkout --limit 5
      inc history --entry 7t5w
    """
    workspace, found = open_incident(reference, incident, as_json=as_json or as_jsonl, itself=True)
    names = workspace.joined(found.id) if entry else [found.id]
    steps = lives.steps(workspace, names)
    for line in history_views.untold(steps):
        output.talk(line)
    if not unredacted:
        steps = lives.veiled(steps, standing(workspace, found))
    if entry:
        meant = _meant(found, steps, entry)
        _show_life(found.id, meant, history_views.life(steps, meant), workspace, as_jsonl=as_jsonl)
    else:
        _show_commits(found.id, steps[:limit], workspace, as_jsonl=as_jsonl)


def _show_commits(
    name: str, steps: Sequence[Step], workspace: Workspace, *, as_jsonl: bool
) -> None:
    dicts = (history_views.as_dict(step, incident_path(name)) for step in steps)
    if as_jsonl:
        output.as_jsonl(dicts)
    elif current().as_json:
        output.as_json({"incident": name, "commits": list(dicts)})
    else:
        history_views.draw(steps, name, usable_policy(workspace).zone)


def _show_life(
    name: str, entry_id: str, life: Life, workspace: Workspace, *, as_jsonl: bool
) -> None:
    dicts = history_views.life_dict(life)
    if as_jsonl:
        output.as_jsonl(dicts)
    elif current().as_json:
        output.as_json({"incident": name, "entry": entry_id, "life": dicts})
    else:
        history_views.draw_life(life, usable_policy(workspace).zone)


def _meant(found: Incident, steps: Sequence[Step], reference: str) -> str:
    """The id of the entry that is meant, also of one that is gone."""
    if reference.startswith("last"):
        return find_entry(found.entries, reference).id
    versions = {one.entry.id: one.entry for step in steps for one in step.entries}
    standing = {one.id: one for one in found.entries}
    return find_entry([*(versions | standing).values()], reference).id
