"""`inc template`: which texts are used, and how to make them yours."""

from typing import Annotated

import typer

from inc.cli import output
from inc.cli.reading import open_workspace
from inc.cli.session import current
from inc.errors import Refused
from inc.rendering.templates import SUFFIX, Templates
from inc.workspace import Edit, Writing

app = typer.Typer(
    help="List, show or copy the templates.", no_args_is_help=True, rich_markup_mode=None
)


@app.command("list")
def list_(
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """List the templates and where each comes from."""
    templates = Templates(open_workspace(as_json=as_json).root)
    origins = {name: _origin(templates, name) for name in templates.names()}
    if as_json:
        output.as_json({"templates": [{"name": name, "origin": origins[name]} for name in origins]})
    else:
        output.table(["NAME", "FROM"], [[name, origin] for name, origin in origins.items()])


@app.command("show")
def show(name: Annotated[str, typer.Argument(metavar="NAME")]) -> None:
    """Print a template as it is used here."""
    workspace = open_workspace(as_json=False)
    output.say(Templates(workspace.root).source(name).rstrip("\n"))


@app.command("eject")
def eject(name: Annotated[str, typer.Argument(metavar="NAME")]) -> None:
    """Copy a packaged template into the workspace, to change it there."""
    session = current()
    session.is_write = True
    workspace = open_workspace(as_json=False)
    templates = Templates(workspace.root)
    path = f"templates/{name}{SUFFIX}"
    source = templates.source(name)
    if (workspace.root / path).exists():
        raise Refused(
            f"{path} is there already", hint=f"Edit it; packaged: inc template show {name}"
        )
    edit = Edit(path, None, source.encode())
    text = f"inc: template {path}\n\nInc-Operation: template\n"
    commit = workspace.save(
        [edit], text, writing=Writing("inc template", output.talk, session.detached_ok)
    )
    output.say(f"Copied to {path} ({(commit or '')[:8]})")
    output.talk(f"Next: edit {path} and commit it")


def _origin(templates: Templates, name: str) -> str:
    return "workspace" if templates.is_own(name) else "packaged"
