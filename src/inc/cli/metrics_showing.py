"""From a question to what is printed: `inc metrics`, with typer or without."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from inc.cli import output
from inc.cli.here import here, usable_policy
from inc.cli.metrics_answer import Answer, Request, answer, divided_by
from inc.cli.session import current
from inc.domain.metrics.definitions import TITLES
from inc.errors import UsageError


class Form(NamedTuple):
    """How the answer is to be printed."""

    as_json: bool = False
    prom: bool = False
    explain: bool = False


def run_plain(words: Sequence[str], **options: bool) -> None:
    """`inc metrics` with words and plain options, which are fields of `Form`."""
    run(Request(words), Form(**options))


def run(request: Request, form: Form) -> None:
    """Answer a request."""
    if form.as_json and form.prom:
        raise UsageError("--json and --prom are two forms", hint="Ask for one of them.")
    if request.with_load and request.by and not form.as_json:
        raise UsageError("--load and --by are two tables", hint="Ask for one, or for --json.")
    current().as_json = form.as_json
    workspace = here()
    if form.explain:
        from inc.cli.metrics_explaining import explain

        explain(request.words, usable_policy(workspace))
        return
    for word in request.words:
        if word.lower() in TITLES:
            what = f"'{word}' is a metric, and the words of inc metrics choose incidents"
            raise UsageError(what, hint=f"All metrics: inc metrics. This one: {_explained(word)}")
    is_seen = output.is_screen() and not (form.as_json or form.prom)
    request = request._replace(by=divided_by(request.by), with_courses=is_seen)
    if not is_seen:
        workspace.policy  # noqa: B018 - no program is told numbers by another policy than the team's
    _print(answer(request, workspace), request, form, is_seen=is_seen)


def _explained(word: str) -> str:
    return f"inc metrics --explain {word.lower()}"


def _print(found: Answer, request: Request, form: Form, *, is_seen: bool) -> None:
    if form.prom:
        import sys

        from inc.cli.metrics_prom import text

        sys.stdout.write(text(found))
    elif is_seen:
        from inc.cli.metrics_screen import show

        show(found, request)
    else:
        from inc.cli import metrics_numbers

        if form.as_json:
            output.as_json(metrics_numbers.as_dict(found))
        elif found.load is not None:
            output.fields(metrics_numbers.load_rows(found.load))
        elif found.by:
            output.fields(metrics_numbers.group_rows(found))
        else:
            output.fields(metrics_numbers.flat(found))
