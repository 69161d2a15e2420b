"""`inc verify`: the record proves itself."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from inc.checks.formats import as_github
from inc.cli import output
from inc.cli.completing import complete_incident
from inc.cli.progress import progress
from inc.cli.reading import Json
from inc.cli.session import current
from inc.cli.verifying_views import FORMS, Answer
from inc.cli.writing import here, named_incident
from inc.domain.proof import Finding, worst_first
from inc.errors import IncError, Refused, UsageError
from inc.vcs import proving
from inc.verifying import checkpoints
from inc.verifying.checkpoints import Made
from inc.verifying.proving import Scope, verify
from inc.workspace import Workspace


def command(
    reference: Annotated[
        str | None,
        typer.Argument(
            metavar="[REF]",
            help="One incident; all, if none.",
            autocompletion=complete_incident,
        ),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="All incidents, as without REF.")
    ] = False,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="REV", help="Only the commits behind HEAD and not REV."),
    ] = None,
    require_signed: Annotated[
        bool, typer.Option("--require-signed", help="Each commit needs a good signature.")
    ] = False,
    checkpoint: Annotated[
        bool, typer.Option("--checkpoint", help="If all is proven, note how far history has come.")
    ] = False,
    published: Annotated[
        str | None,
        typer.Option("--published", metavar="HASH", help="Test a hash that --checkpoint printed."),
    ] = None,
    accept_rewrite: Annotated[
        bool,
        typer.Option("--accept-rewrite", help="Take a rewritten history as it is now."),
    ] = False,
    form: Annotated[
        str, typer.Option("--format", metavar="FORM", help=f"One of: {', '.join(FORMS)}.")
    ] = "text",
    as_json: Json = False,
) -> None:
    """Prove from git that no entry was lost or changed by anything but a commit that says so.

    Without REF, for all incidents, in all commits behind HEAD. Exits with 0 if it is proven, with
    1 if something is found, and with 2 if this clone cannot tell.

    \b
    Examples:
      inc verify
      inc verify checkout
      inc verify --since v1.4 --require-signed
      inc verify --checkpoint
    """
    form = "json" if as_json else form
    current().as_json = form == "json"
    if form not in FORMS:
        raise UsageError(f"there is no form '{form}'", hint=f"One of: {', '.join(FORMS)}.")
    if reference and (everything or checkpoint):
        other = "--all" if everything else "--checkpoint"
        raise UsageError(f"{other} is about all incidents", hint=f"Leave out {reference}, or it.")
    with _told_as(form):
        workspace = here()
        name = named_incident(workspace, reference, itself=True) if reference else ""
        scope = Scope(since or "", name, require_signed)
        if accept_rewrite:
            _accept(workspace)
        answer = _answer(workspace, scope, published)
        if checkpoint:
            answer = answer._replace(made=_checkpoint(workspace, answer))
        FORMS[form](answer)
    if not answer.proof.is_proven:
        raise typer.Exit(1 if any(one.is_error for one in answer.proof.findings) else 2)


@contextmanager
def _told_as(form: str) -> Iterator[None]:
    """What stops the command is an annotation too, where those are asked for."""
    try:
        yield
    except IncError as error:
        if form != "github":
            raise
        sys.stdout.write(as_github.annotation("error", f"inc: {error.what}\n{error.hint}"))
        raise typer.Exit(error.exit_code) from None


def _answer(workspace: Workspace, scope: Scope, published: str | None) -> Answer:
    """What is found in the history, and in what it had before."""
    is_seen = sys.stderr.isatty() and workspace.repository.head().oid
    of = proving.count(workspace.repository) if is_seen else 0
    with progress("Reading commits", before_output=True) as tell:
        proof = verify(workspace, scope, current().now, lambda done: tell(done, max(done, of)))
    rewritten = list(checkpoints.rewritings(workspace))
    if published is not None:
        rewritten += checkpoints.published(workspace, published)
    if not any(one.is_error for one in rewritten):
        checkpoints.saw(workspace)
    unsigned = checkpoints.unsigned(workspace) if scope.is_signed else ()
    found = worst_first([*rewritten, *proof.findings, *unsigned])
    return Answer(
        proof._replace(findings=found), scope, proving.makers(workspace.repository, _commits(found))
    )


def _commits(findings: list[Finding]) -> list[str]:
    return [one.commit for one in findings if one.commit]


def _accept(workspace: Workspace) -> None:
    forgotten = checkpoints.accept(workspace)
    more = f"; {forgotten} of its checkpoints forgotten" if forgotten else ""
    output.talk(f"This clone takes the history of the remotes as it is now{more}.")


def _checkpoint(workspace: Workspace, answer: Answer) -> Made:
    """Note how far the history has come; Refused where it is not proven so far."""
    if not answer.proof.is_proven:
        FORMS["text"](answer)
        raise Refused(
            "no checkpoint was made, for the record is not proven",
            hint="To begin with what is there now: inc verify --since HEAD --checkpoint",
        )
    return checkpoints.make(workspace, current().now)
