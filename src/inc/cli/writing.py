"""What all commands that write have in common: the text, the facts, and the receipt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from inc.cli import output, receipts
from inc.cli.at_once import Warnings
from inc.cli.here import here as here
from inc.cli.here import usable_policy as usable_policy
from inc.cli.session import current
from inc.domain import text as texts
from inc.domain.identifiers import author
from inc.domain.incident import Change, Facts, Incident
from inc.durable import Origin
from inc.errors import GitRefused, UsageError
from inc.workspace import Beside, Receipt, Workspace, Writing

Operate = Callable[[Incident, Facts], Change]
Advise = Callable[[Receipt], Sequence[str]]
Warn = Callable[[Receipt], Warnings]


class Write(NamedTuple):
    """The common options of one command that writes."""

    incident: str | None = None
    at: str | None = None
    by: str | None = None
    message: str | None = None
    edit: bool = False
    dry_run: bool = False
    as_json: bool = False

    def text(self, words: Sequence[str] | None = None, draft: Callable[[], str] = str) -> str:
        """The text from the words, -m, standard input (`-`) and the editor, made safe to keep.

        Output piped in beside a message becomes a fenced block below the message. The editor opens
        on what was given, else on `draft()`.
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

            text = texts.clean_block(current().read_editor(text or draft(), "message.md", compose))
        _refuse_placeholder(text)
        return text

    def facts(self, workspace: Workspace, incident: Incident | None = None) -> Facts:
        """Who, when and chance, as the options and the surroundings say."""
        session = current()
        at = session.now
        if self.at:
            from inc.domain.typed_times import parse

            began = incident.began if incident else None
            at = parse(self.at, now=session.now, zone=usable_policy(workspace).zone, started=began)
        return Facts(self._author(workspace), session.now, at, session.entropy)

    def person(self, named: str, workspace: Workspace) -> str:
        """The short name of a person; `me` is whoever is writing."""
        _refuse_placeholder(named)
        is_me = named.strip().removeprefix("@").lower() == "me"
        return self._author(workspace) if is_me else author(named)

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
        return self._replace(incident=one_of(reference, self.incident))

    def workspace(self) -> Workspace:
        """The workspace around the folder one is in."""
        return here()

    def record(
        self,
        operate: Operate,
        workspace: Workspace | None = None,
        advise: Advise | None = None,
        warn: Warn | None = None,
        beside: Beside = lambda _: (),
    ) -> Receipt:
        """Do an operation on the incident that is meant, and say what was recorded.

        What is to be done next is what `advise` says of the receipt, else the usual next step;
        what should be read again is what `warn` says; `beside` is as for the workspace.
        """
        workspace = workspace or self.workspace()
        name = self.resolve(workspace)
        receipt = workspace.record(
            name,
            lambda incident: operate(incident, self.facts(workspace, incident)),
            dry_run=self.dry_run,
            writing=self.writing(),
            beside=beside,
        )
        advice, warnings = advise and advise(receipt), warn and warn(receipt)
        receipts.show(receipt, workspace, advice, warnings)
        return receipt

    def resolve(self, workspace: Workspace, *, itself: bool = False) -> str:
        """The id of the incident that is meant."""
        name = named_incident(workspace, self.incident, itself=itself)
        current().incident = name
        return name

    def writing(self) -> Writing:
        """What the lock needs to know."""
        return writing("inc " + next(iter(current().argv), ""))


def writing(purpose: str) -> Writing:
    """What the lock and the journal need to know of the command that runs."""
    session = current()
    origin = Origin(session.operation, kept=str(session.kept or ""), words=session.words)
    heard = (session.recorded, session.refused)
    return Writing(purpose, output.talk, session.detached_ok, *heard, origin)


_PLACEHOLDERS: Final = frozenset(
    {"TEXT", "WHY", "WHO", "NAME", "EVIDENCE", "STATUS", "REASON", "WHAT-WAS-VERIFIED", "…"}
)
"""What our own hints have in place of words that only a person knows."""


def _refuse_placeholder(text: str) -> None:
    """Raise UsageError for a hint that was copied as it stands: the record would say WHO."""
    if text.strip() in _PLACEHOLDERS:
        raise UsageError(f"'{text.strip()}' stands for words of yours", hint="Type them instead.")


def named_incident(workspace: Workspace, reference: str | None, *, itself: bool = False) -> str:
    """The incident of -i, else of INC_INCIDENT, of git's inc.incident, else the one meant.

    One that was merged into another means that one, unless it is named and meant `itself`.
    """
    reference = reference or current().environ.get("INC_INCIDENT")
    reference = reference or workspace.git_settings.values.get("inc.incident")
    name = workspace.resolve(reference)
    if itself and reference:
        return name
    target = workspace.governing(name)
    if target != name:
        doing = "writing" if current().is_write else "looking"
        output.talk(f"{name} was merged into {target}; {doing} there")
    return target


def is_named(write: Write, workspace: Workspace) -> bool:
    """Whether an incident is named: by an option, by INC_INCIDENT, or by git's inc.incident."""
    environ, values = current().environ, workspace.git_settings.values
    return bool(write.incident or environ.get("INC_INCIDENT") or values.get("inc.incident"))


def one_of(reference: str | None, option: str | None) -> str | None:
    """The incident that is named by position or by -i; UsageError for two."""
    if reference and option:
        raise UsageError(f"two incidents are named: {reference} and {option}", hint="Name one.")
    return reference or option
