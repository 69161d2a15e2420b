"""`inc search`: incidents, postmortems and runbooks by their words."""

from functools import partial
from typing import Annotated

import typer

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
from inc.cli.querying import Asked, asked_for
from inc.cli.reading import Json, JsonLines
from inc.cli.search_answers import FOLDERS, Search, answer
from inc.errors import UsageError


def _complete_folder(incomplete: str) -> list[str]:
    return [name for name in FOLDERS if name.startswith(incomplete)]


def command(
    words: Words = None,
    within: Annotated[
        list[str] | None,
        typer.Option(
            "--in",
            metavar="FOLDER",
            help="incidents, postmortems or runbooks; repeatable.",
            autocompletion=_complete_folder,
        ),
    ] = None,
    regex: Annotated[
        str | None,
        typer.Option(
            "--regex",
            metavar="PATTERN",
            help="Lines of the files that fit a Python expression; small letters fit both cases.",
        ),
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit", metavar="N", help="Documents; 0 for all. On a screen 20, else all."
        ),
    ] = None,
    severity: Severities = None,
    status: Statuses = None,
    service: Services = None,
    tag: Tags = None,
    ic: Commanders = None,
    since: Since = None,
    until: Until = None,
    as_json: Json = False,
    as_jsonl: JsonLines = False,
) -> None:
    """Find incidents, postmortems and runbooks by their words, best first, with their lines.

    All words have to stand in a document; what the shell hands over as one ("two words") is a
    phrase, conn* a beginning, and -word must not be there. Filters as in inc list. In a pipe:
    PATH:LINE:TEXT. Exit code 1 where nothing is found.

    \b
    Examples:
      inc search connection pool
      inc search '"too many connections"' sev:1,2 service:checkout
      inc search 'failov*' --in runbooks
      inc search latency -database
      inc search --regex 'HTTP 5\\d\\d' --jsonl
    """
    folders = tuple(folder for folder in FOLDERS if folder in map(_folder, within or FOLDERS))
    named = (severity or (), status or (), service or (), tag or (), ic or ())
    read = partial(asked_for, Asked(words or (), *named, since=since, until=until))
    code = answer(Search(words or (), read, folders, regex, limit, as_json, as_jsonl))
    if code:
        raise typer.Exit(code)


def _folder(typed: str) -> str:
    """A folder as people call it: `postmortem` too."""
    found = [name for name in FOLDERS if typed and name.startswith(typed.lower())]
    if len(found) != 1:
        raise UsageError(f"'{typed}' is no folder", hint=f"One of: {', '.join(FOLDERS)}.")
    return found[0]
