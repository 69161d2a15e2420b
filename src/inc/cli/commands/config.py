"""`inc config`: the team's settings and one's own."""

from typing import Annotated

import typer

from inc import config
from inc.cli import output
from inc.cli.reading import open_workspace
from inc.cli.session import current
from inc.config_files import assign, value_of
from inc.workspace import Writing

app = typer.Typer(help="Read and change settings.", no_args_is_help=True, rich_markup_mode=None)


@app.command("list")
def list_(
    show_origin: Annotated[
        bool, typer.Option("--show-origin", help="Say where each value comes from.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """List all settings with their values and what they mean."""
    workspace = open_workspace(as_json=as_json)
    known = [(setting, *value_of(workspace, setting)) for setting in config.SETTINGS]
    if as_json:
        output.as_json(
            {
                "settings": [
                    {"name": setting.name, "value": value, "origin": origin}
                    for setting, value, origin in known
                ]
            }
        )
        return
    columns = ["NAME", "VALUE", *(["FROM"] if show_origin else []), "MEANING"]
    rows = [
        [setting.name, value, *([origin] if show_origin else []), setting.meaning]
        for setting, value, origin in known
    ]
    output.table(columns, rows)


@app.command("get")
def get(name: Annotated[str, typer.Argument(metavar="NAME")]) -> None:
    """Print the value of a setting."""
    workspace = open_workspace(as_json=False)
    output.say(value_of(workspace, config.setting(name))[0])


@app.command("set")
def set_(
    name: Annotated[str, typer.Argument(metavar="NAME")],
    value: Annotated[str, typer.Argument(metavar="VALUE")],
) -> None:
    """Change a setting: the team's in inc.toml (committed), your own in git's configuration.

    \b
    Examples:
      inc config set timezone Europe/Berlin
      inc config set author alice
    """
    workspace, session = open_workspace(as_json=False), current()
    setting = config.setting(name)
    config.check(setting.name, value)
    writing = Writing("inc config", output.talk, session.detached_ok)
    commit = assign(workspace, setting, value, writing=writing)
    where = f"{config.FILE} ({commit[:8]})" if commit else setting.home
    output.say(f"{setting.name} = {value}, in {where}")
