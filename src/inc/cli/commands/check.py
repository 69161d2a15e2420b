"""`inc check`: what is wrong in the documents."""

import sys
from collections.abc import Sequence
from typing import Annotated, NamedTuple

import typer

from inc import guard, unseen
from inc.checks import adding_ignores, fixing, running
from inc.checks.finding import Level
from inc.checks.formats import as_github
from inc.checks.formats.registry import FORMATS
from inc.checks.running import Report
from inc.cli import checking, output, receipts
from inc.cli.checking import Examination
from inc.cli.options import DryRun
from inc.cli.progress import progress
from inc.cli.reading import Json
from inc.cli.session import current
from inc.cli.writing import writing
from inc.domain.policy import Policy
from inc.durable import Edit
from inc.errors import IncError, UsageError
from inc.workspace import Workspace


class Answer(NamedTuple):
    """How the findings are told: the form, a file for it, and what counts."""

    form: str
    file: str | None
    is_strict: bool
    only_counts: bool


def command(
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="[PATHS]", help="Files or folders; all, if none.")
    ] = None,
    base: Annotated[
        str | None,
        typer.Option("--base", metavar="REV", help="Only what changed since HEAD left REV."),
    ] = None,
    form: Annotated[
        str, typer.Option("--format", metavar="FORM", help=f"One of: {', '.join(FORMATS)}.")
    ] = "text",
    file: Annotated[
        str | None,
        typer.Option("--output", metavar="FILE", help="Write the form there, and text here."),
    ] = None,
    select: Annotated[
        str, typer.Option("--select", metavar="CODES", help="Only these rules: INC301,INC5.")
    ] = "",
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count as errors.")] = False,
    fix: Annotated[bool, typer.Option("--fix", help="Mend what has one right answer.")] = False,
    add_ignore: Annotated[
        str | None,
        typer.Option("--add-ignore", metavar="REASON", help="Ignore all that is found today."),
    ] = None,
    statistics: Annotated[
        bool, typer.Option("--statistics", help="Only count, rule by rule.")
    ] = False,
    explain: Annotated[
        str | None, typer.Option("--explain", metavar="CODE", help="What a rule finds, and why.")
    ] = None,
    rules: Annotated[bool, typer.Option("--rules", help="List the rules.")] = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Find what is wrong in the documents; exits with 1 if there are errors.

    Warnings are told and fail nothing, unless --strict. What rules weigh is in inc.toml.

    \b
    Examples:
      inc check
      inc check --base origin/main
      inc check postmortems --fix -n
      inc check --explain INC301
    """
    form = "json" if as_json else form
    current().as_json, current().dry_run = form == "json", dry_run
    _refuse_nonsense(form, fix, add_ignore, dry_run)
    if explain is not None or rules:
        _tell_rules(explain)
        return
    answer = Answer(form, file, strict, statistics)
    try:
        report = _checked(paths or [], base, select, fix, add_ignore, answer)
    except IncError as error:
        if form != "github" or file:
            raise
        sys.stdout.write(as_github.annotation("error", f"inc: {error.what}\n{error.hint}"))
        raise typer.Exit(error.exit_code) from None
    if report.has_errors:
        raise typer.Exit(1)


def _refuse_nonsense(form: str, fix: bool, add_ignore: str | None, dry_run: bool) -> None:
    if form not in FORMATS:
        raise UsageError(f"there is no form '{form}'", hint=f"One of: {', '.join(FORMATS)}.")
    if fix and add_ignore is not None:
        raise UsageError("--fix and --add-ignore are two steps", hint="Mend first, then ignore.")
    if dry_run and not fix and add_ignore is None:
        raise UsageError("-n goes with --fix or --add-ignore", hint="A check changes nothing.")


def _tell_rules(explain: str | None) -> None:
    try:
        policy = checking.workspace().policy
    except UsageError:
        policy = Policy()  # an explanation needs no workspace
    if explain is not None:
        checking.explain(checking.rule(explain), policy)
    else:
        checking.list_rules(policy)


def _checked(
    paths: Sequence[str],
    base: str | None,
    select: str,
    fix: bool,
    add_ignore: str | None,
    answer: Answer,
) -> Report:
    workspace, codes = checking.workspace(), checking.chosen(select)
    reason = None if add_ignore is None else adding_ignores.checked(add_ignore)
    if reason is not None:
        guard.refuse(workspace.root, "the reason", b"", reason.encode())
    meant = checking.examination(workspace, paths, base, codes)
    with progress("Checking documents", before_output=True) as tell:
        report = running.run(meant.around, meant.paths, codes, tell=tell)
    problem = _unseen(workspace, meant) or (None if paths or base else workspace.unseen())
    if problem and not (report.paths or base):
        raise problem  # a check that saw nothing has not found it good
    if fix:
        edits = fixing.mended(meant.around, report.findings, codes)
        report = _changed(workspace, meant, codes, edits, "fix") or report
    elif reason is not None:
        edits, left = adding_ignores.ignored(meant.around, report.findings, reason)
        report = _changed(workspace, meant, codes, edits, "add-ignore") or report
        _say_left(len(left))
    if answer.is_strict:
        errors = [one._replace(level=Level.ERROR) for one in report.findings]
        report = report._replace(findings=errors)
    report = report._replace(left_out=meant.left_out)
    _tell(workspace, report, answer, may_fix=not fix)
    output.tell_unseen(problem)
    return report


def _unseen(workspace: Workspace, meant: Examination) -> IncError | None:
    """What is to be said of documents that are meant, and that a sparse checkout leaves out."""
    place = (workspace.root, workspace.repository)
    return unseen.outside(*place, meant.left_out) if meant.left_out else None


def _changed(
    workspace: Workspace,
    meant: Examination,
    codes: Sequence[str],
    edits: Sequence[Edit],
    option: str,
) -> Report | None:
    """Record the edits in one commit, or show them; what is found after them."""
    session = current()
    if not edits:
        output.talk("There is nothing to change.")
        return None
    for edit in edits if not session.as_json else ():
        for line in receipts.diff(edit).split("\n"):
            output.say(checking.harmless(line))
    if session.dry_run:
        output.talk("Nothing was changed; to do it, leave -n out.")
    else:
        text = fixing.message(f"inc: check --{option}", f"check-{option}", edits)
        commit = workspace.save(edits, text, writing=writing("inc check"), of_incidents=True)
        documents = f"{len(edits)} document{'' if len(edits) == 1 else 's'}"
        output.talk(f"Changed {documents} ({(commit or '')[:8]}).")
    instead = {edit.path: edit.after for edit in edits if edit.after is not None}
    with progress("Checking documents", before_output=True) as tell:
        return running.run(meant.around, meant.paths, codes, instead=instead, tell=tell)


def _say_left(count: int) -> None:
    if count:
        what = "1 finding" if count == 1 else f"{count} findings"
        output.talk(f"{what} cannot be ignored: credentials, and what cannot be read.")


def _tell(workspace: Workspace, report: Report, answer: Answer, *, may_fix: bool) -> None:
    told = checking.told(workspace, report)
    if answer.file:
        _write(answer.file, FORMATS[answer.form](told))
    if answer.only_counts:
        checking.statistics(report)
    elif answer.form == "text" or answer.file:
        checking.say(told)
    else:
        sys.stdout.write(FORMATS[answer.form](told))
    checking.close(told, may_fix=may_fix)


def _write(file: str, text: str) -> None:
    try:
        (current().start / file).write_text(text, "utf-8", newline="\n")
    except OSError as error:
        raise UsageError(
            f"{file} cannot be written: {error.strerror}", hint="Name another --output."
        ) from None
