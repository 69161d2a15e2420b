"""`inc export`: the record for other programs."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from inc import __version__, landing
from inc.cli import output
from inc.cli.indexed import RECORDS, indexed, tell_strays
from inc.cli.progress import progress
from inc.cli.query_options import (
    Commanders,
    Services,
    Severities,
    Since,
    Statuses,
    Tags,
    Until,
    Words,
)
from inc.cli.querying import Asked, asked_for, condition, tell_unheard_of
from inc.cli.reading import open_workspace
from inc.cli.session import current
from inc.domain.query import Query
from inc.domain.times import iso
from inc.errors import UsageError
from inc.exports import reading, targets
from inc.exports.reading import Reading, Survey
from inc.exports.registry import FORMATS, Format
from inc.exports.shelf import Shelf
from inc.exports.tables import ENTRIES, INCIDENTS, TABLES, About, Filled, Row, Table
from inc.exports.targets import Targets
from inc.workspace import Workspace


def _complete_form(incomplete: str) -> list[str]:
    return [name for name in FORMATS if name.startswith(incomplete)]


def _complete_table(incomplete: str) -> list[str]:
    return [name for name in TABLES if name.startswith(incomplete)]


def command(
    words: Words = None,
    severity: Severities = None,
    status: Statuses = None,
    service: Services = None,
    tag: Tags = None,
    ic: Commanders = None,
    since: Since = None,
    until: Until = None,
    form: Annotated[
        str,
        typer.Option(
            "-f",
            "--format",
            metavar="FORM",
            help=f"One of: {', '.join(FORMATS)}.",
            autocompletion=_complete_form,
        ),
    ] = "",
    table: Annotated[
        list[str] | None,
        typer.Option(
            "--table",
            metavar="NAME",
            help=f"Only that: {', '.join(TABLES)}; repeatable.",
            autocompletion=_complete_table,
        ),
    ] = None,
    out: Annotated[
        str,
        typer.Option(
            "-o", "--out", metavar="FILE|FOLDER", help="Where to; a text may go to stdout."
        ),
    ] = "",
    restricted: Annotated[
        bool, typer.Option("--restricted", help="With the restricted ones, which stay out.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite a file that is no export.")
    ] = False,
) -> None:
    """Write incidents, entries, action items and what metrics need, for other programs.

    Drills and merged incidents are in it, and say so. Without --out a text goes to standard
    output; of CSV that is one table, the incidents unless --table names another. The words choose
    incidents as in inc list; all of them, if there are none.

    \b
    Examples:
      inc export --format csv > incidents.csv
      inc export --format csv --out tables/ service:checkout
      inc export --format jsonl --table entries | jq .text
      inc export --format sqlite --out incidents.sqlite
    """
    chosen = _form(form)
    tables = _tables(table or [], chosen, out)
    chosen.require()
    workspace = open_workspace(as_json=False)
    files = _targets(workspace, chosen, tables, out, force=force)
    workspace.policy  # noqa: B018 - what is wrong with it is an error: the answer depends on it
    named = (severity or (), status or (), service or (), tag or (), ic or ())
    query = asked_for(Asked(words or (), *named, since=since, until=until), workspace)
    with Shelf() as shelf:
        survey = _shelved(workspace, shelf, tables, query, restricted=restricted)
        about = _about(workspace, survey, query)
        rows = partial(_rows, workspace, shelf, survey, to_files=bool(files))
        filled = {one.name: Filled(one, rows(one)) for one in tables}
        if files:
            with landing.landing(list(files)) as draft:
                for path, inside in files.items():
                    chosen.write(draft(path), about, [filled[one.name] for one in inside])
        elif chosen.to_stream:
            _print(chosen, about, list(filled.values()))
    _tell(survey, list(files))


def _form(word: str) -> Format:
    if word not in FORMATS:
        what = f"there is no form '{word}'" if word else "the form is missing"
        raise UsageError(what, hint=f"--format with one of: {', '.join(FORMATS)}.")
    return FORMATS[word]


def _tables(words: Sequence[str], form: Format, out: str) -> list[Table]:
    """The tables that are meant, in the order of TABLES."""
    for word in words:
        if word not in TABLES:
            raise UsageError(f"there is no table '{word}'", hint=f"One of: {', '.join(TABLES)}.")
    if not out and not form.to_stream:
        raise UsageError(
            f"{form.suffix[1:]} is not for a terminal or a pipe",
            hint=f"Say where it goes: --out {'FILE' if form.holds_several else 'FOLDER'}",
        )
    names = set(words) or set(TABLES)
    if not out and not form.holds_several:
        names = set(words) or {INCIDENTS.name}
        if len(names) > 1:
            raise UsageError(
                "one CSV is one table", hint="All of them go to a folder: --out FOLDER"
            )
    return [table for name, table in TABLES.items() if name in names]


def _targets(
    workspace: Workspace, form: Format, tables: Sequence[Table], out: str, *, force: bool
) -> Targets:
    """The files that are written; none for standard output."""
    if not out:
        return {}
    place = current().start / out
    found = targets.targets(form, place, tables, is_folder=out.endswith("/"))
    kind = landing.Kind("an export", "../export", form.is_ours)
    landing.refuse(list(found), workspace.root, workspace.repository, kind, force=force)
    return found


def _shelved(
    workspace: Workspace,
    shelf: Shelf,
    tables: Sequence[Table],
    query: Query,
    *,
    restricted: bool,
) -> Survey:
    """Which incidents are exported; all that the index has of them is on the shelf."""
    sql, given = condition(query, workspace)
    with indexed(workspace, tell_broken=False) as index:
        tell_strays(index.strays())
        output.tell_unseen(workspace.unseen(*RECORDS))
        tell_unheard_of(index, query)
        survey = reading.survey(index, sql, given, restricted=restricted)
        named = {table.name for table in tables}
        reading.shelve(shelf, index, survey.chosen, named, restricted=restricted)
    return survey


def _rows(
    workspace: Workspace, shelf: Shelf, survey: Survey, table: Table, *, to_files: bool
) -> Callable[[], Iterator[Row]]:
    """What reads the rows of a table: from the shelf, or the entries from the documents."""
    return (
        partial(_entries, workspace, survey, to_files=to_files)
        if table is ENTRIES
        else partial(shelf.rows, table.name)
    )


def _entries(workspace: Workspace, survey: Survey, *, to_files: bool) -> Iterator[Row]:
    with progress("Reading entries", before_output=to_files) as tell:
        found = reading.entries(Reading(workspace.root, output.finding, tell), survey.chosen)
        with closing(found):
            yield from found


def _about(workspace: Workspace, survey: Survey, query: Query) -> About:
    return About(
        f"inc {__version__}",
        iso(current().now),
        workspace.repository.head().oid,
        str(query),
        survey.restricted,
        len(survey.problems),
    )


def _print(form: Format, about: About, tables: Sequence[Filled]) -> None:
    """Write a text to standard output, in UTF-8 wherever it goes but a terminal."""
    if not output.is_screen() and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", newline="")
    assert form.to_stream
    form.to_stream(sys.stdout, about, tables)


def _tell(survey: Survey, written: Sequence[Path]) -> None:
    """What was written where, and what is not in it."""
    for problem in survey.problems:
        output.finding(problem)
    if survey.problems:
        count = len(survey.problems)
        output.talk(f"{_counted(count, 'document')} {'is' if count == 1 else 'are'} not in it.")
    if survey.restricted:
        are = "is" if survey.restricted == 1 else "are"
        output.talk(
            f"{_counted(survey.restricted, 'restricted incident')} {are} not in it; "
            "with --restricted all are."
        )
    if written:
        incidents = _counted(len(survey.chosen), "incident")
        place = (
            written[0].name
            if len(written) == 1
            else f"{len(written)} files in {written[0].parent.name}"
        )
        output.talk(f"Wrote {place}: {incidents}.")


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
