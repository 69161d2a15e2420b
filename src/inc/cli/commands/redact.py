"""`inc redact`: take the text of an entry out of the document."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Annotated

import typer

from inc.cli import aftermath, output, receipts
from inc.cli.options import writes
from inc.cli.session import current
from inc.cli.writing import Write
from inc.documents import incident_of
from inc.domain.operations import correct
from inc.domain.timeline import Entry
from inc.errors import IncError
from inc.indexing import kept
from inc.store import files, layout
from inc.store.document import Document
from inc.workspace import Applied, Receipt, Workspace


@writes("at")
def command(
    write: Write,
    entry: Annotated[
        str, typer.Argument(metavar="ENTRY", help="last, last~2, or a unique part of its ^id.")
    ],
) -> None:
    """Replace the text of an entry by a marker. Git history still holds the words.

    What the postmortem generated of it is made anew in the same commit.

    \b
    Example:
      inc redact last -m "customer name"
    """
    why, workspace = write.text(), write.workspace()
    name = write.resolve(workspace)
    meant = correct.find_entry(workspace.incident(name).entries, entry, current().typed_at).id
    names = [name, *_copies(workspace, name, meant)]
    still: list[str] = []
    words: list[Entry] = []

    def redact(*documents: Document) -> list[Applied]:
        incidents = [incident_of(*pair) for pair in zip(names, documents, strict=True)]
        facts, applied = write.facts(workspace, incidents[0]), []
        still.clear()  # it may be done anew
        words.clear()
        for incident, document in zip(incidents, documents, strict=True):
            found = correct.find_entry(incident.entries, meant)
            words.append(found)
            of = f" of {incident.id}" if incident.id != name else ""
            still.extend(place + of for place in correct.also_in(incident, found))
            change = correct.redact(incident, facts, found, why)
            applied.append((change, document.apply(change)))
        return applied

    done = workspace.rewrite_all(
        names,
        redact,
        dry_run=write.dry_run,
        writing=write.writing(),
        beside=lambda made: aftermath.renewed(workspace, made),
    )
    if all(edit.before == edit.after for one in done for edit in (one.edit, *one.beside)):
        _say_nothing_to_do(done[0], workspace, meant, write.dry_run)
        return
    if not write.dry_run:
        kept.wipe(workspace.repository)
    still += _in_postmortems(workspace, done, words)
    paths = [done[0].edit.path, *(edit.path for edit in done[0].beside)]
    receipts.show(done[0], workspace, _advice(" --path ".join(paths), still))
    if write.dry_run and not write.as_json:
        for copy in done[1:]:
            output.say(receipts.diff(copy.edit))


def _say_nothing_to_do(
    receipt: Receipt, workspace: Workspace, entry_id: str, dry_run: bool
) -> None:
    """The entry is redacted already, with the same reason: there is no commit of this command."""
    if current().as_json:
        facts = receipts.as_dict(receipt, workspace)
        output.as_json({**facts, "commit": None, "dry_run": dry_run})
        return
    output.say(f"^{entry_id} of {receipt.change.incident} was redacted already: nothing to do.")


def _copies(workspace: Workspace, name: str, entry_id: str) -> list[str]:
    """The incidents that joined this one and still have the entry in what is left of them."""
    return [
        one
        for one in workspace.joined(name)[1:]
        if any(entry.id == entry_id for entry in workspace.incident(one).entries)
    ]


def _in_postmortems(
    workspace: Workspace, done: Sequence[Receipt], words: Sequence[Entry]
) -> Iterator[str]:
    """The postmortems that have the words outside of what was made anew, or on another branch."""
    after = {edit.path: edit.after for edit in done[0].beside}
    for receipt in done:
        path = layout.postmortem_path(receipt.change.incident)
        text = (after.get(path) or _read(workspace, path)).decode("utf-8", "replace")
        if any(correct.stands_in(text, entry) for entry in words):
            yield path
        branch = aftermath.elsewhere(workspace, receipt.change.incident)
        there = aftermath.text_on(workspace, branch, receipt.change.incident)
        if any(correct.stands_in(there, entry) for entry in words):
            yield f"{path} on the branch {branch}"


def _read(workspace: Workspace, path: str) -> bytes:
    with suppress(IncError):
        return files.read(workspace.root, path)
    return b""


def _advice(path: str, still: Sequence[str]) -> list[str]:
    held = correct.REDACTED_HELP.format(path=path)
    if not still:
        return [f"The document no longer holds the text, but {held}"]
    places = ", ".join(still)
    return [f"The same words STILL stand in {places}: inc edit, or redact those too.", held]
