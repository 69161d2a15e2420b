"""`inc edit`: the document in the editor."""

from typing import Annotated

import typer

from inc.cli import editor, output, receipts
from inc.cli.options import TEXT, writes
from inc.cli.reading import Reference
from inc.cli.session import current
from inc.cli.writing import Write
from inc.editing import edited
from inc.errors import UsageError
from inc.store.document import Document


@writes(*TEXT)
def command(
    write: Write,
    reference: Reference = None,
    file: Annotated[
        str | None,
        typer.Option("--file", metavar="FILE", help="Take the new text from a file; - reads it."),
    ] = None,
) -> None:
    """Edit the document in your editor; what comes back is checked and committed.

    A severity, status, role or time that you change gets its entry in the timeline. What others
    write meanwhile is kept.

    \b
    Examples:
      inc edit
      inc edit checkout --file improved.md
    """
    workspace = write.workspace()
    name = write.naming(reference).resolve(workspace, itself=True)
    before = first_seen(workspace.document(name))
    text = new_text(before.text, f"{name}.md", file)
    facts = write.facts(workspace)
    receipt = workspace.rewrite(
        name,
        lambda now: edited(workspace, name, before, text, now, facts),
        dry_run=write.dry_run,
        writing=write.writing(),
    )
    receipts.show(receipt, workspace)
    dropped = [value for key, value in receipt.change.extra if key == "Inc-Dropped"]
    if dropped:
        output.talk(f"Entries that are gone from the document: {', '.join(dropped)}")


def first_seen(document: Document) -> Document:
    """The document as it was when the edit began, also when `inc retry` runs it again."""
    text = current().begin_with(document.text)
    return Document.parse(text.encode("utf-8"), document.path)


def new_text(before: str, name: str, file: str | None) -> str:
    """The text from the editor, from a file, or from standard input (`-`)."""
    if file is None:
        return current().read_editor(before, name, editor.edit)
    if file == "-":
        return current().read_input()
    return current().read_editor(before, file, lambda _text, _name: _content(file))


def _content(file: str) -> str:
    path = current().start / file
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read as UTF-8 text: {error}") from error
