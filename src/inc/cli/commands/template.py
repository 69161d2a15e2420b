"""`inc template`: which texts are used, and how to make them yours."""

from typing import Annotated

import typer

from inc.cli import output, receipts
from inc.cli.options import DryRun
from inc.cli.reading import Json, open_workspace
from inc.cli.session import current
from inc.cli.writing import writing
from inc.durable import Edit
from inc.errors import Refused
from inc.rendering.templates import SUFFIX, Templates

_HELP = """List, show or copy the templates.

A file in the workspace's own templates/ replaces the packaged one of that name.

\b
Examples:
  inc template list
  inc template eject status-internal.md"""
_NAME = typer.Argument(metavar="NAME", help="As inc template list names it.")

app = typer.Typer(help=_HELP, no_args_is_help=True, rich_markup_mode=None)


@app.command("list")
def list_(
    as_json: Json = False,
) -> None:
    """List the templates and where each comes from.

    \b
    Example:
      inc template list
    """
    templates = Templates(open_workspace(as_json=as_json).root)
    origins = {name: _origin(templates, name) for name in templates.names()}
    if as_json:
        output.as_json({"templates": [{"name": name, "origin": origins[name]} for name in origins]})
    else:
        output.table(["NAME", "FROM"], [[name, origin] for name, origin in origins.items()])


@app.command("show")
def show(name: Annotated[str, _NAME]) -> None:
    """Print a template as it is used here.

    \b
    Example:
      inc template show status-customer.md
    """
    workspace = open_workspace(as_json=False)
    output.say(Templates(workspace.root).source(name).rstrip("\n"))


@app.command("eject")
def eject(name: Annotated[str, _NAME], dry_run: DryRun = False) -> None:
    """Copy a packaged template into the workspace, to change it there.

    \b
    Example:
      inc template eject status-internal.md
    """
    session = current()
    session.is_write, session.dry_run = True, dry_run
    workspace = open_workspace(as_json=False)
    path = f"templates/{name}{SUFFIX}"
    source = Templates(workspace.root).source(name)
    if (workspace.root / path).exists():
        raise Refused(f"{path} is there already", hint="Change it there, and commit it.")
    edit = Edit(path, None, source.encode())
    if dry_run:
        output.say(receipts.diff(edit))
        return
    text = f"inc: template {path}\n\nInc-Operation: template\n"
    commit = workspace.save([edit], text, writing=writing("inc template"))
    output.say(f"Copied to {path} ({(commit or '')[:8]})")
    output.talk(f"Next: edit {path} and commit it")


def _origin(templates: Templates, name: str) -> str:
    return "workspace" if templates.is_own(name) else "packaged"
