"""`inc config`: the team's settings and policy, and one's own."""

from collections.abc import Iterator
from typing import Annotated, Any

import typer

from inc import config, config_files
from inc.cli import output, receipts
from inc.cli.completing import complete_preset
from inc.cli.options import DryRun
from inc.cli.reading import Json, open_workspace
from inc.cli.session import current
from inc.config import as_toml
from inc.domain.policy import Policy
from inc.domain.presets import PRESETS
from inc.errors import NotFound
from inc.workspace import Writing

_HELP = """Read and change settings and the policy.

\b
Examples:
  inc config list --show-origin
  inc config set cadence.SEV1.customer 20m
  inc config show checklists.resolve"""
_NAME = typer.Argument(metavar="NAME", help="As inc config list names it: cadence.SEV1.customer")

_SHORT = 40  # what of a list stands on one line of a screen

app = typer.Typer(help=_HELP, no_args_is_help=True, rich_markup_mode=None)


@app.command("list")
def list_(
    prefix: Annotated[
        str, typer.Argument(metavar="[PREFIX]", help="Only what begins so: cadence, limits …")
    ] = "",
    show_origin: Annotated[
        bool, typer.Option("--show-origin", help="Say where each value comes from.")
    ] = False,
    as_json: Json = False,
) -> None:
    """List all settings, and every value of the policy.

    \b
    Examples:
      inc config list --show-origin
      inc config list cadence.SEV1
    """
    workspace = open_workspace(as_json=as_json)
    found = [value for value in config_files.values(workspace) if _is_below(value.name, prefix)]
    if not found:
        raise NotFound(f"no setting begins with '{prefix}'", hint="See all: inc config list")
    if as_json:
        output.as_json({"settings": [value._asdict() for value in found]})
        return
    columns = ["NAME", "VALUE", *(["FROM"] if show_origin else [])]
    shown = _short if output.is_screen() else _whole
    rows = [[one.name, shown(one.value), *([one.origin] if show_origin else [])] for one in found]
    output.table(columns, rows)


def _is_below(name: str, prefix: str) -> bool:
    return f"{name}.".lower().startswith(f"{prefix.rstrip('.')}.".lower()) or not prefix


def _whole(value: Any) -> str:
    return value if isinstance(value, str) else as_toml.inline(value)


def _short(value: Any) -> str:
    """A value for a screen; of a long list what fits, and how many more there are."""
    if not isinstance(value, list):
        return str(value)
    items = [str(one["text"] if isinstance(one, dict) else one) for one in value]
    fitting = (n for n in range(len(items), 0, -1) if len(", ".join(items[:n])) <= _SHORT)
    shown = next(fitting, 1)
    more = f" (+{len(items) - shown})" if len(items) > shown else ""
    return ", ".join(items[:shown]) + more


@app.command("get")
def get(name: Annotated[str, _NAME]) -> None:
    """Print the value of a setting; of a list, an item a line.

    \b
    Examples:
      inc config get timezone
      inc config get cadence.SEV1.customer
    """
    value = config_files.value_of(open_workspace(as_json=False), name).value
    for one in value if isinstance(value, list) else [value]:
        output.say(_whole(one))


@app.command("set")
def set_(
    name: Annotated[str, _NAME],
    value: Annotated[
        str, typer.Argument(metavar="VALUE", help="""A text, or a list: '["mon", "tue"]'.""")
    ],
    dry_run: DryRun = False,
) -> None:
    """Change a setting or the policy of the team (in inc.toml), or a setting of your own.

    What the team shares is committed; your own stands in git's configuration of this clone.

    \b
    Examples:
      inc config set cadence.SEV1.customer 20m
      inc config set gates.close.SEV2 none
      inc config set author alice
    """
    workspace, session = open_workspace(as_json=False), current()
    known = config.setting(name)
    name, home = (known.name, known.home) if known else (name, config.FILE)
    stated = value if known else config.read_value(value)
    if dry_run:
        edit = config_files.changed(workspace, name, stated)
        output.say(f"Would set {name} = {value}, in {home} (nothing was changed)")
        if edit:
            output.say(receipts.diff(edit))
        return
    writing = Writing("inc config", output.talk, session.detached_ok)
    commit = config_files.assign(workspace, name, stated, writing=writing)
    where = f"{config.FILE} ({commit[:8]})" if commit else home
    output.say(f"{name} = {value}, in {where}")


@app.command("show")
def show(
    section: Annotated[
        str, typer.Argument(metavar="[SECTION]", help="One section: cadence, checklists.resolve …")
    ] = "",
    preset: Annotated[
        str | None,
        typer.Option(
            "--preset",
            metavar="NAME",
            help=f"What a packaged policy says by itself: {', '.join(PRESETS)}.",
            autocompletion=complete_preset,
        ),
    ] = None,
) -> None:
    """Print the policy as TOML, to paste into inc.toml.

    \b
    Examples:
      inc config show checklists.resolve
      inc config show --preset management
    """
    lines = list(_toml(section, preset))
    if not lines:
        by = f"preset {preset}" if preset else "the policy"
        raise NotFound(f"{by} has no section '{section}'", hint="See all: inc config show")
    for line in lines[not lines[0] :]:
        output.say(line)


def _toml(section: str, preset: str | None) -> Iterator[str]:
    path = section.split(".") if section else []
    if preset:
        config.check("preset", preset)
        yield from as_toml.document(config_files.of_policy(Policy.packaged(preset), *path))
        return
    policy = open_workspace(as_json=False).policy
    if not path:
        yield from as_toml.document([(("format",), config.FORMAT)])
        yield from as_toml.document(
            [((name,), getattr(policy, name)) for name in ("timezone", "preset")]
        )
    yield from as_toml.document(config_files.of_policy(policy, *path))
