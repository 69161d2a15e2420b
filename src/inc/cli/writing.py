"""What all commands that write have in common: their options, the facts, and the receipt."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import wraps
from typing import Annotated, Any, NamedTuple

import typer

from inc.cli import output, receipts
from inc.cli.completing import complete_incident
from inc.cli.session import current
from inc.domain import text as texts
from inc.domain.identifiers import author
from inc.domain.incident import Change, Facts, Incident
from inc.errors import GitRefused, UsageError
from inc.workspace import Receipt, Workspace, Writing

Operate = Callable[[Incident, Facts], Change]

_OPTIONS: dict[str, Any] = {
    "incident": Annotated[
        str | None,
        typer.Option(
            "-i",
            "--incident",
            metavar="REF",
            help="The incident: any unique part of its id, or an alias.",
            autocompletion=complete_incident,
        ),
    ],
    "at": Annotated[
        str | None,
        typer.Option(
            "--at", metavar="TIME", help="When it happened: 15:23, 'yesterday 15:23', '45m ago'."
        ),
    ],
    "by": Annotated[
        str | None, typer.Option("--by", metavar="WHO", help="Who did it; you, unless told.")
    ],
    "message": Annotated[
        str | None,
        typer.Option("-m", "--message", metavar="TEXT", help="The text; - reads standard input."),
    ],
    "edit": Annotated[bool, typer.Option("-e", "--edit", help="Write the text in your editor.")],
    "dry_run": Annotated[
        bool, typer.Option("-n", "--dry-run", help="Show what would change; change nothing.")
    ],
    "as_json": Annotated[bool, typer.Option("--json", help="Answer in JSON.")],
}
_TEXT_OPTIONS = ("message", "edit")


class Write(NamedTuple):
    """The common options of one command that writes."""

    incident: str | None = None
    at: str | None = None
    by: str | None = None
    message: str | None = None
    edit: bool = False
    dry_run: bool = False
    as_json: bool = False

    def text(self, words: Sequence[str] | None = None) -> str:
        """The text from the words, -m, standard input (`-`) and the editor, made safe to keep.

        Output piped in beside a message becomes a fenced block below the message.
        """
        typed = " ".join(words or [])
        parts = [part for part in (typed, self.message or "") if part]
        if parts.count("-") > 1:
            raise UsageError("standard input can be read once only", hint="Keep one of the two -.")
        if "-" in parts:
            parts.remove("-")
            read = current().read_input()
            parts.append(texts.fenced(read) if parts else texts.clean_block(read))
        text = texts.clean_block("\n".join(parts))
        if self.edit:
            from inc.cli.editor import compose

            text = texts.clean_block(current().read_editor(text, "message.md", compose))
        return text

    def facts(self, workspace: Workspace, incident: Incident | None = None) -> Facts:
        """Who, when and chance, as the options and the surroundings say."""
        session = current()
        at = session.now
        if self.at:
            from inc.domain.typed_times import parse

            began = incident.began if incident else None
            at = parse(self.at, now=session.now, zone=workspace.policy.zone, started=began)
        return Facts(self._author(workspace), session.now, at, session.entropy)

    def _author(self, workspace: Workspace) -> str:
        named = self.by or current().environ.get("INC_AUTHOR")
        if named:
            return author(named)
        settings = workspace.git_settings
        if settings.author:
            return author(settings.author)
        if settings.email:
            return author(texts.name_from_email(settings.email))
        raise GitRefused(
            "git does not know who you are",
            hint="git config --global user.name NAME; git config --global user.email EMAIL",
        )

    def moment(self, workspace: Workspace, typed: str | None) -> datetime | None:
        """A time of another option, read like --at."""
        return self._replace(at=typed).facts(workspace).at if typed else None

    def naming(self, reference: str | None) -> Write:
        """The same options with the incident named by a positional argument."""
        if reference and self.incident:
            raise UsageError(
                f"two incidents are named: {reference} and {self.incident}", hint="Name one."
            )
        return self._replace(incident=reference or self.incident)

    def workspace(self) -> Workspace:
        """The workspace around the folder one is in."""
        return Workspace.find(current().start)

    def record(self, operate: Operate, workspace: Workspace | None = None) -> Receipt:
        """Do an operation on the incident that is meant, and say what was recorded."""
        workspace = workspace or self.workspace()
        name = self.resolve(workspace)
        receipt = workspace.record(
            name,
            lambda incident: operate(incident, self.facts(workspace, incident)),
            dry_run=self.dry_run,
            writing=self.writing(),
        )
        receipts.show(receipt, workspace)
        return receipt

    def resolve(self, workspace: Workspace) -> str:
        """The id of the incident that is meant."""
        name = named_incident(workspace, self.incident)
        current().incident = name
        return name

    def writing(self) -> Writing:
        """What the lock needs to know."""
        session = current()
        purpose = "inc " + (session.argv[0] if session.argv else "")
        return Writing(purpose, output.talk, session.detached_ok)


def named_incident(workspace: Workspace, reference: str | None) -> str:
    """The incident of -i, else of INC_INCIDENT, of git's inc.incident, else the one meant."""
    reference = reference or current().environ.get("INC_INCIDENT")
    return workspace.resolve(reference or workspace.git_settings.values.get("inc.incident"))


def writes(*, text: bool = True) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command the common options; its first parameter gets them as one `Write`."""

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        names = [name for name in _OPTIONS if text or name not in _TEXT_OPTIONS]

        @wraps(function)
        def command(**values: Any) -> None:
            write = Write(**{name: values.pop(name) for name in names})
            session = current()
            session.is_write = True
            session.dry_run, session.as_json = write.dry_run, write.as_json
            function(write, **values)

        own = list(inspect.signature(function).parameters.values())[1:]
        common = [_parameter(name) for name in names]
        command.__signature__ = inspect.Signature([*own, *common])  # type: ignore[attr-defined]
        command.__annotations__ = {part.name: part.annotation for part in [*own, *common]}
        del command.__wrapped__
        return command

    return decorate


def _parameter(name: str) -> inspect.Parameter:
    hint = _OPTIONS[name]
    default = False if hint.__origin__ is bool else None
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    return inspect.Parameter(name, kind, default=default, annotation=hint)
