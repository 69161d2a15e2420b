"""`inc similar`: the incidents that are like one, and what helped in them."""

from collections.abc import Sequence
from typing import Annotated

import typer

from inc.cli import alike_rows, output
from inc.cli.alike_rows import Shown
from inc.cli.indexed import indexed
from inc.cli.reading import IncidentOption, Json, JsonLines, Reference, open_workspace
from inc.cli.session import current
from inc.cli.writing import named_incident, one_of, usable_policy
from inc.domain.excerpt import Excerpt
from inc.domain.likeness import CAUSE
from inc.domain.repeats import CAUSES, folded
from inc.domain.text import clean_line
from inc.domain.vocabulary import Status
from inc.errors import NotFound, UsageError
from inc.index.database import Index
from inc.index.likeness import Alike, Asked, alike, asked, the_same
from inc.workspace import Workspace

_LEAST = 0.15  # of a likeness that is worth a line
_TITLE = 200  # characters of a text that count as its title
_LOOKED_AT = 100  # for one that is open, beside those that are shown


def command(
    reference: Reference = None,
    incident: IncidentOption = None,
    text: Annotated[
        str,
        typer.Option("--text", metavar="TEXT", help="Like these words, instead of an incident."),
    ] = "",
    service: Annotated[
        list[str] | None,
        typer.Option(
            "--service", metavar="NAME", help="With --text: what is affected; repeatable."
        ),
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=1, help="At most so many.", show_default=True)
    ] = 5,
    as_json: Json = False,
    as_jsonl: JsonLines = False,
) -> None:
    """Find the incidents most like one, why they are, and what helped then; the best first.

    What counts: services, causes, alerts, runbooks, vendor, tags, and words, rare ones more. One
    that is over and says what helped is before one that is about as like it and does not. Exit code
    1 where nothing is like it.

    \b
    Examples:
      inc similar
      inc similar checkout-failures --limit 10
      inc similar --text "connection pool exhausted" --service checkout
    """
    workspace = open_workspace(as_json=as_json or as_jsonl)
    is_text = bool(clean_line(text) or service)
    if is_text and (reference or incident):
        raise UsageError("an incident and words are given", hint="Leave out one of the two.")
    name = "" if is_text else named_incident(workspace, one_of(reference, incident))
    with indexed(workspace) as index:
        about = _words(text, service or []) if is_text else _incident(workspace, index, name)
        every = alike(index, about, max(limit, _LOOKED_AT))
    worth = [one for one in every[:limit] if one.likeness.score >= _LEAST]
    found = alike_rows.shown(workspace, worth)
    if as_json or as_jsonl:
        dicts = [alike_rows.as_dict(one) for one in found]
        told = {"incident": name or None, "similar": dicts}
        output.as_jsonl(dicts) if as_jsonl else output.as_json(told)
    else:
        _show(workspace, found, name)
        _tell_same(about.incident, the_same(about.incident, every))
        if found and name:
            _advise(about.incident, found[0])
    if not found:
        raise typer.Exit(1)


def _words(text: str, services: Sequence[str]) -> Asked:
    """What is asked about that is not declared yet; the end of a long text is no title."""
    named = tuple(("services", clean_line(one)) for one in services if clean_line(one))
    title, status = clean_line(text)[:_TITLE], str(Status.INVESTIGATING)
    began = int(current().now.timestamp())
    return Asked(Excerpt("", title, "", status, began=began, labels=named), text)


def _incident(workspace: Workspace, index: Index, name: str) -> Asked:
    found = asked(index, name)
    if found is None:
        workspace.incident(name)  # says what is wrong with it
        raise NotFound(f"there is no incident {name} now", hint="See: inc list --all")
    return found


def _show(workspace: Workspace, found: Sequence[Shown], name: str) -> None:
    zone, now = usable_policy(workspace).zone, current().now
    if not found:
        output.talk(f"No incident is like {name or 'that'}.")
    elif not output.is_screen():
        output.fields(alike_rows.row(one, zone) for one in found)
    else:
        for number, one in enumerate(found):
            if number:
                output.say()
            alike_rows.draw(one, now, zone)


def _tell_same(one: Excerpt, other: Alike | None) -> None:
    """That one which is still open may be the same incident."""
    if other is None or (one.id and not one.is_open):
        return
    way = f": inc merge {one.id} -i {other.incident.id}" if one.id else ""
    output.talk(f"{other.incident.id} (open) may be the same one{way}")


def _advise(one: Excerpt, best: Shown) -> None:
    """How to say that it is a repeat, where one may think so."""
    like = best.alike.likeness
    if not like.is_convincing or like.shares(CAUSE) or best.alike.incident.is_open:
        return
    told = next((folded(value) for key in CAUSES for value in best.alike.incident.all(key)), "")
    word = told.replace(" ", "-")
    is_plain = word.replace("-", "").isalnum()
    to_say = [one.id] if is_plain else [one.id, best.id]
    ways = [f"inc link --cause {word if is_plain else 'WORD'} -i {name}" for name in to_say]
    output.talk(f"If the cause is the same, say so in one word: {'; '.join(ways)}")
