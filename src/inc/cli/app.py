"""The commands, each in a module of its own that is imported when the command is used."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption
from typer.main import get_command, get_group

from inc import __version__
from inc.cli.query_command import Query
from inc.cli.session import current

COMMANDS: Final = {
    "init": "Make a workspace here (and a repository where there is none).",
    "declare": "Declare an incident.",
    "ack": "Say that somebody is on it.",
    "log": "Append what happened to the timeline.",
    "update": "Tell people where things stand; change status and impact.",
    "severity": "Raise or lower the severity.",
    "assign": "Give a role to somebody.",
    "handoff": "Hand a role over, in three sentences; print the brief.",
    "hypothesis": "State a theory, to be tested in five minutes.",
    "confirm": "Evidence speaks for a theory.",
    "refute": "Evidence speaks against a theory.",
    "mitigate": "Record what reduced the impact.",
    "escalate": "Call in somebody who can do or decide more.",
    "checklist": "Show what is to be done, and what is done.",
    "tick": "An item of a checklist is done, or does not apply.",
    "untick": "An item of a checklist is not done after all.",
    "resolve": "Service is restored and verified.",
    "close": "Nothing is left to do.",
    "reopen": "It is back.",
    "link": "Relate the incident to another one.",
    "merge": "Join another incident into this one.",
    "restrict": "Keep the text of an incident from leaving the repository.",
    "amend": "Correct the text or the time of an entry.",
    "redact": "Take the text of an entry out of the document.",
    "undo": "Take back the last change, as a new commit.",
    "edit": "Edit the document in your editor.",
    "reconcile": "Make entries of what was changed by hand.",
    "retry": "Record what could not be recorded before.",
    "next": "Say what is due or wrong now, worst first.",
    "watch": "Show an incident live.",
    "show": "Show an incident.",
    "timeline": "Show what happened, and when it was written down.",
    "list": "List incidents; the open ones unless told otherwise.",
    "search": "Find incidents, postmortems and runbooks by their words.",
    "similar": "Find the incidents most like one, and what helped then.",
    "metrics": "Measure how incidents are detected, answered and resolved.",
    "report": "Write the review of a week, a month or a quarter.",
    "export": "Write incidents, entries and action items for other programs.",
    "history": "Show who changed what, from git.",
    "asof": "Show an incident as it was known at a moment.",
    "status": "Print where things stand, ready to paste.",
    "postmortem": "Begin, refresh, review and publish a postmortem.",
    "sync": "Send what was recorded here, and bring what others recorded.",
    "bundle": "Write an incident with its history into one file.",
    "apply": "Take in an incident that inc bundle wrote.",
    "action": "Add, list, assign and finish action items.",
    "check": "Find what is wrong in the documents; for CI and pull requests.",
    "verify": "Prove from git that nothing was removed from the record.",
    "runbook": "Write, find, use and review runbooks.",
    "template": "List, show or copy the templates.",
    "config": "Read and change settings.",
    "completion": "Print the completion script of a shell.",
    "doctor": "Say what is wrong with the clone or the workspace; mend it.",
}
"""Each command and its one line of help, so that help and completion import none of them."""

_HELP: Final = """Incident response in a git repository.

One Markdown file an incident, one commit a change. A first incident:

\b
  inc declare "Checkout failures" -s sev1
  inc log "Theory: the connection pool is exhausted"
  inc mitigate "restarted the order-service pods"
  inc resolve -m "error rate back to normal for 15 minutes"
  inc close

Every command: inc COMMAND --help"""


class LazyGroup(TyperGroup):
    """A group that imports the module of a command when that command is asked for."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        names: Any = dict.fromkeys(COMMANDS)
        self.commands = names  # for "Did you mean"

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        if ctx.resilient_parsing and cmd_name not in (*ctx._protected_args, *ctx.args):
            return TyperCommand(cmd_name, help=COMMANDS[cmd_name])  # listed, not typed in full
        return load(cmd_name)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the list from the registry; nothing is imported for it."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def load(name: str) -> Any:
    """The command of a name, from its module in `inc.cli.commands`."""
    module = import_module(f"inc.cli.commands.{name}")
    made = getattr(module, "app", None)
    if made is not None:
        command = get_group(made)
        command.name = name
        return command
    single = typer.Typer(add_completion=False, rich_markup_mode=None)
    kind = Query if name in ASKING else getattr(module, "Command", TyperCommand)
    single.command(name, cls=kind)(module.command)
    return get_command(single)


ASKING: Final = frozenset({"list", "search", "metrics", "similar", "export"})
"""The commands whose words are a query."""


def root() -> Any:
    """The whole program as one command group, put together by hand: typer would take 0.5 ms."""
    return LazyGroup(
        name="inc",
        help=_HELP,
        callback=_begin,
        params=[_flag("--version", _VERSION_HELP, _version), _flag("--allow-detached", _DETACHED)],
        no_args_is_help=True,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )


_VERSION_HELP: Final = "Print the version."
_DETACHED: Final = "Write although no branch is checked out; the next checkout may lose it."


def _flag(name: str, help: str, callback: Any = None) -> TyperOption:
    eager = callback is not None
    return TyperOption(
        param_decls=[name],
        is_flag=True,
        default=False,
        help=help,
        callback=callback,
        is_eager=eager,
        expose_value=not eager,
        show_default=False,
    )


def _begin(allow_detached: bool) -> None:
    current().detached_ok |= allow_detached


def _version(context: Any, _parameter: Any, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        typer.echo(f"inc {__version__}")
        raise typer.Exit
