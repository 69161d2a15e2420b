"""`inc config`: the team's settings and one's own."""

from typing import Annotated

import typer

from inc import config
from inc.cli import output, receipts
from inc.cli.options import DryRun
from inc.cli.reading import Json, open_workspace
from inc.cli.session import current
from inc.config_files import assign, changed, value_of
from inc.workspace import Writing

_HELP = """Read and change settings.

\b
Examples:
  inc config list --show-origin
  inc config set timezone Europe/Berlin"""
_NAME = typer.Argument(metavar="NAME", help="As inc config list names it.")

app = typer.Typer(help=_HELP, no_args_is_help=True, rich_markup_mode=None)


@app.command("list")
def list_(
    show_origin: Annotated[
        bool, typer.Option("--show-origin", help="Say where each value comes from.")
    ] = False,
    as_json: Json = False,
) -> None:
    """List all settings with their values and what they mean.

    \b
    Example:
      inc config list --show-origin
    """
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
def get(name: Annotated[str, _NAME]) -> None:
    """Print the value of a setting.

    \b
    Example:
      inc config get timezone
    """
    workspace = open_workspace(as_json=False)
    output.say(value_of(workspace, config.setting(name))[0])


@app.command("set")
def set_(
    name: Annotated[str, _NAME],
    value: Annotated[str, typer.Argument(metavar="VALUE", help="Its new value.")],
    dry_run: DryRun = False,
) -> None:
    """Change a setting of the team (in inc.toml) or your own.

    What the team shares is committed; your own stands in git's configuration of this clone.

    \b
    Examples:
      inc config set timezone Europe/Berlin
      inc config set author alice
    """
    workspace, session = open_workspace(as_json=False), current()
    setting = config.setting(name)
    config.check(setting.name, value)
    if dry_run:
        edit = changed(workspace, setting, value)
        output.say(f"Would set {setting.name} = {value}, in {setting.home} (nothing was changed)")
        if edit:
            output.say(receipts.diff(edit))
        return
    writing = Writing("inc config", output.talk, session.detached_ok)
    commit = assign(workspace, setting, value, writing=writing)
    where = f"{config.FILE} ({commit[:8]})" if commit else setting.home
    output.say(f"{setting.name} = {value}, in {where}")
