"""`inc doctor`: what is wrong with the clone or the workspace."""

from typing import Annotated

import typer

from inc.cli import output
from inc.cli.keeping import folders
from inc.cli.progress import progress
from inc.cli.reading import Json, open_workspace
from inc.cli.session import current
from inc.domain.text import visible
from inc.health.ailments import Ailment, Patient
from inc.health.examinations import EXAMINATIONS, Examination
from inc.workspace import Writing


def command(
    fix: Annotated[bool, typer.Option("--fix", help="Mend what has one right answer.")] = False,
    as_json: Json = False,
) -> None:
    """Say what is wrong with this clone or this workspace; mend it with --fix.

    Exits with 1 while something is wrong; what only makes git slow, is left out by a sparse
    checkout, or waits to be recorded in another workspace, is said, and is not wrong.
    What the documents say is for inc check.

    \b
    Example:
      inc doctor --fix
    """
    workspace = open_workspace(as_json=as_json)
    patient = Patient(workspace, folders(current()), current().now)
    writing = Writing("inc doctor", output.talk, current().detached_ok)
    results = [
        (name, _examined(patient, examination, fix, writing))
        for name, examination in EXAMINATIONS.items()
    ]
    wrong = [finding for _, (found, _) in results for finding in found if finding.is_wrong]
    if as_json:
        output.as_json(
            {
                "examinations": [
                    {
                        "name": name,
                        "mended": mended,
                        "findings": [
                            {"what": one.what, "hint": one.hint, "is_wrong": one.is_wrong}
                            for one in found
                        ],
                    }
                    for name, (found, mended) in results
                ]
            }
        )
    else:
        _say(results)
        output.talk("What the documents say is for: inc check")
    if wrong:
        raise typer.Exit(1)


def _examined(
    patient: Patient, examination: Examination, fix: bool, writing: Writing
) -> tuple[list[Ailment], list[str]]:
    found = _findings(patient, examination)
    mended = []
    for ailment in found:
        if fix and ailment.mend is not None:
            ailment.mend(writing)
            mended.append(ailment.what)
    return (_findings(patient, examination) if mended else found), mended


def _findings(patient: Patient, examination: Examination) -> list[Ailment]:
    with progress("Reading documents", before_output=True) as tell:
        return list(examination.examine(patient._replace(tell=tell)))


def _verdict(found: list[Ailment]) -> str:
    if not found:
        return "ok"
    return "wrong" if any(one.is_wrong for one in found) else found[0].word


def _say(results: list[tuple[str, tuple[list[Ailment], list[str]]]]) -> None:
    for name, (found, mended) in results:
        output.say(f"{_verdict(found):<6} {EXAMINATIONS[name].fault if found else name}")
        for what in mended:
            output.say(f"       mended: {what}")
        for ailment in found:
            _say_below(" " * 7, ailment.what)
            _say_below(" " * 9, ailment.hint)


def _say_below(margin: str, text: str) -> None:
    """A text whose every line stands behind a margin."""
    for line in text.split("\n") if text else ():
        output.say(output.wrapped(margin + visible(line), rest=margin))
