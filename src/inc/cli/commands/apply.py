"""`inc apply`: what an incident in a file brings, joined with what is here."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from inc.carrying import applying, judged
from inc.checks.surroundings import Surroundings
from inc.cli import carried_answers
from inc.cli.here import is_wanted
from inc.cli.options import DryRun
from inc.cli.reading import Json
from inc.cli.session import current
from inc.cli.writing import here, usable_policy, writing
from inc.errors import DiskRefused, NotFound, UsageError
from inc.vcs import bundles
from inc.vcs.bundles import Unfit

_STREAM = "-"


def command(
    file: Annotated[
        str, typer.Argument(metavar="FILE|-", help="What inc bundle wrote; - reads a pipe.")
    ],
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Take in an incident that inc bundle wrote: the commits that are not here yet.

    Each keeps its author, its time and its words. Where both sides went on, they are joined as
    inc sync does. Taking in the same file twice changes nothing. Nothing in the file is run.

    \b
    Examples:
      inc apply 2026-03-04-checkout-failures.bundle
      inc apply --dry-run checkout.bundle
      ssh bastion inc bundle checkout --out - | inc apply -
    """
    session = current()
    session.is_write = session.is_wordless = True
    session.as_json, session.dry_run = as_json, dry_run
    workspace = here()
    data = _read_stream() if file == _STREAM else _read(session.start / file)
    is_linear = is_wanted(workspace, "linear")
    done = applying.apply(
        workspace, data, writing("inc apply"), dry_run=dry_run, is_linear=is_linear
    )
    session.incident = done.name
    around = Surroundings(workspace.root, usable_policy(workspace), session.now)
    versions = done.paths, done.before, done.commit
    found = judged.findings(workspace, around, *versions)
    carried_answers.show_applied(workspace, done, found, judged.gone(workspace, *versions))


def _read(place: Path) -> bytes:
    try:
        if not place.exists():
            raise NotFound(f"there is no {place}", hint="Name the file that inc bundle wrote.")
        if not place.is_file():
            raise UsageError(f"{place} is no file", hint="Name the file that inc bundle wrote.")
        with place.open("rb") as stream:
            return _whole(stream.read(bundles.MOST_BYTES + 1))
    except OSError as error:
        raise DiskRefused(
            f"{place} cannot be read: {error.strerror}", hint=f"ls -l {place}"
        ) from error


def _read_stream() -> bytes:
    if sys.stdin is None or sys.stdin.isatty():
        raise UsageError(
            "a bundle is not typed by hand", hint="Name the file, or use a pipe: … | inc apply -"
        )
    return _whole(sys.stdin.buffer.read(bundles.MOST_BYTES + 1))


def _whole(data: bytes) -> bytes:
    if len(data) > bundles.MOST_BYTES:
        raise Unfit(
            f"it has more than {bundles.MOST_BYTES} bytes, which are the limit",
            hint="Ask for less of its history: inc bundle --since COMMIT",
        )
    return data
