"""`inc timeline`: what happened, and when it was written down."""

from typing import Annotated

import typer

from inc.cli import output, receipts
from inc.cli.completing import complete_incident
from inc.cli.reading import open_incident
from inc.domain.times import iso, local, words


def command(
    reference: Annotated[
        str | None, typer.Argument(metavar="[REF]", autocompletion=complete_incident)
    ] = None,
    incident: Annotated[str | None, typer.Option("-i", "--incident", metavar="REF")] = None,
    recorded: Annotated[
        bool, typer.Option("--recorded", help="Also when each was committed, and how late.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
    as_jsonl: Annotated[bool, typer.Option("--jsonl", help="One JSON object a line.")] = False,
) -> None:
    """Show the timeline in the order of what happened.

    \b
    Examples:
      inc timeline
      inc timeline checkout --recorded
    """
    workspace, found = open_incident(reference or incident, as_json=as_json or as_jsonl)
    times = workspace.recorded_times(found.id) if recorded or as_json or as_jsonl else {}
    if as_json or as_jsonl:
        dicts = [
            receipts.entry_dict(entry)
            | {"recorded_at": iso(times[entry.id]) if entry.id in times else None}
            for entry in found.entries
        ]
        if as_jsonl:
            output.as_jsonl(dicts)
        else:
            output.as_json({"incident": found.id, "entries": dicts})
        return
    zone = workspace.policy.zone
    rows = []
    for entry in found.entries:
        at = times.get(entry.id)
        late = words(at - entry.at) if at and (at - entry.at).total_seconds() >= 60 else ""
        extra = [local(at, zone) if at else "not committed", late] if recorded else []
        who = f"@{entry.author}" if entry.author else ""
        kind = f"{entry.kind} {entry.audience}".strip()
        text = entry.text.strip("\n")
        rows.append([local(entry.at, zone), *extra, kind, who, f"^{entry.id[-4:]}", text])
    columns = ["WHEN", *(["RECORDED", "LATE BY"] if recorded else []), "KIND", "WHO", "ID", "WHAT"]
    output.table(columns, rows)
