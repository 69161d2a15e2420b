"""`inc timeline`: what happened, and when it was written down."""

from datetime import datetime, timedelta, tzinfo
from typing import Annotated

import typer

from inc.cli import output, receipts
from inc.cli.reading import IncidentOption, Json, JsonLines, Reference, open_incident
from inc.cli.writing import usable_policy
from inc.domain.timeline import Entry
from inc.domain.times import iso, local, minute, words

Times = dict[str, datetime]


def command(
    reference: Reference = None,
    incident: IncidentOption = None,
    recorded: Annotated[
        bool, typer.Option("--recorded", help="Also when each was committed, and how late.")
    ] = False,
    as_json: Json = False,
    as_jsonl: JsonLines = False,
) -> None:
    """Show the timeline in the order of what happened.

    \b
    Examples:
      inc timeline
      inc timeline checkout --recorded
    """
    workspace, found = open_incident(reference, incident, as_json=as_json or as_jsonl)
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
    zone = usable_policy(workspace).zone
    if output.is_screen():
        columns = ("RECORDED", "LATE BY") if recorded else ("KIND",)
        rows = [_seen(entry, zone, times if recorded else None) for entry in found.entries]
        output.draw(("WHEN", *columns, "WHAT"), rows)
    else:
        output.fields(_row(entry, zone, times if recorded else None) for entry in found.entries)


def _seen(entry: Entry, zone: tzinfo, times: Times | None) -> list[str]:
    """An entry for a person: all of its text, in the form that the document has."""
    who = f"@{entry.author} — " if entry.author else ""
    text = entry.text.strip("\n")
    mark = f" ^{entry.id[-4:]}" if entry.id else ""
    first, newline, rest = text.partition("\n")
    what = f"{who}{first}{mark}{newline}{rest}"
    when, kind = minute(entry.at, zone), _kind(entry)
    if times is None:
        return [when, kind, what]
    at = times.get(entry.id)
    recorded = minute(at, zone) if at else "not committed"
    day = when[:11]
    return [when, recorded.removeprefix(day), _late(entry, at), f"{kind} {what}"]


def _row(entry: Entry, zone: tzinfo, times: Times | None) -> list[str]:
    """An entry for a program, in one line."""
    extra = []
    if times is not None:
        at = times.get(entry.id)
        extra = [local(at, zone) if at else "not committed", _late(entry, at)]
    who = f"@{entry.author}" if entry.author else ""
    mark = f"^{entry.id[-4:]}" if entry.id else ""
    return [local(entry.at, zone), *extra, _kind(entry), who, mark, entry.text]


def _kind(entry: Entry) -> str:
    return f"{entry.kind} {entry.audience}".strip()


def _late(entry: Entry, at: datetime | None) -> str:
    """How long after it happened it was committed, from a minute on."""
    late = at - entry.at if at else timedelta(0)
    return words(late) if late >= timedelta(minutes=1) else ""
