"""`inc edit`: the document in the editor."""

from typing import Annotated

import typer

from inc.cli import output, receipts
from inc.cli.editor import first_seen, new_text
from inc.cli.options import TEXT, writes
from inc.cli.reading import Reference
from inc.cli.writing import Write
from inc.editing import edited


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
