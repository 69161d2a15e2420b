"""`inc link`: how incidents relate."""

from contextlib import suppress
from typing import Annotated

import typer

from inc.cli import output
from inc.cli.completing import complete_incident
from inc.cli.options import writes
from inc.cli.writing import Write
from inc.domain import vocabulary
from inc.domain.incident import Change, Facts, Incident
from inc.domain.operations import link as links
from inc.domain.text import clean_line
from inc.domain.vocabulary import Link
from inc.errors import NotFound, UsageError
from inc.workspace import Receipt, Workspace


@writes()
def command(
    write: Write,
    other: Annotated[
        str | None,
        typer.Argument(
            metavar="[ID|URL]",
            help="Another incident, or an address.",
            autocompletion=complete_incident,
        ),
    ] = None,
    how: Annotated[
        str | None,
        typer.Option(
            "--as", metavar="HOW", help="related (unless told), duplicate-of, caused-by, causes."
        ),
    ] = None,
    cause: Annotated[
        str,
        typer.Option("--cause", metavar="WORD", help="Instead: what caused it, in one word."),
    ] = "",
    remove: Annotated[bool, typer.Option("--remove", help="Take the link back.")] = False,
) -> None:
    """Relate the incident to another one, to an address, or to all that have the same cause.

    What this one causes is written into the other one, as caused-by this one. A cause is a word
    that incidents share: by it repeats are counted, and similar ones found.

    \b
    Examples:
      inc link 2026-03-04-checkout-failures --as caused-by
      inc link https://status.example.com/incidents/42
      inc link --cause connection-leak -i 2026-03-04-checkout-failures
      inc link checkout-failures --remove -m "another cause"
    """
    why, workspace = write.text(), write.workspace()
    word = clean_line(cause)
    if bool(word) == bool(other) or (word and how):
        raise UsageError(
            "inc link takes an incident, an address or a cause, and one of them",
            hint="As in: inc link checkout-failures --as caused-by; inc link --cause leak",
        )
    if other is None:
        state = links.take_cause_back if remove else links.state_cause
        write.record(lambda incident, facts: state(incident, facts, word, why), workspace)
        return
    target = clean_line(other) if "://" in other else _incident(workspace, other, remove=remove)
    if how and how.strip().lower() == _CAUSES:
        write, target, how = _turned(write, target, workspace)
    relation = vocabulary.link(how) if how else None

    def operate(incident: Incident, facts: Facts) -> Change:
        if remove:
            return links.unlink(incident, facts, target, relation, why)
        return links.link(incident, facts, target, relation or Link.RELATED, why)

    def to_merge(receipt: Receipt) -> list[str]:
        return [f"Next: to make them one: inc merge {receipt.change.incident} -i {target}"]

    is_double = relation is Link.DUPLICATE_OF and "://" not in target and not remove
    write.record(operate, workspace, to_merge if is_double else None)


_CAUSES = "causes"


def _incident(workspace: Workspace, other: str, *, remove: bool) -> str:
    """The other incident: the one that goes on; for a link that goes, the one that was linked."""
    if remove:
        with suppress(NotFound):
            return workspace.resolve(other)
        return clean_line(other)
    name = workspace.resolve(other)
    target = workspace.governing(name)
    if target != name:
        output.talk(f"{name} was merged into {target}; linking that")
    return target


def _turned(write: Write, target: str, workspace: Workspace) -> tuple[Write, str, str]:
    """`this causes that`, as that one says it: caused-by this."""
    if "://" in target:
        raise UsageError("only an incident is caused by this one", hint="Name it, not an address.")
    return write._replace(incident=target), write.resolve(workspace), Link.CAUSED_BY.value
