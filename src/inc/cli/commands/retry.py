"""`inc retry`: record what could not be recorded before."""

import sys
from collections.abc import Mapping, Sequence
from contextlib import nullcontext, redirect_stdout
from pathlib import Path
from shlex import quote
from typing import Annotated

import typer

from inc import spool
from inc.cli import output
from inc.cli.keeping import folders
from inc.cli.reading import Json, open_workspace
from inc.cli.session import Session, current
from inc.domain.times import read_iso
from inc.errors import NotFound
from inc.waiting import Whose, whose
from inc.workspace import Workspace

Waiting = tuple[Path, spool.Kept]


def command(
    listing: Annotated[
        bool, typer.Option("--list", help="Show what waits; record nothing.")
    ] = False,
    drop: Annotated[
        int | None, typer.Option("--drop", metavar="N", min=1, help="Forget number N of the list.")
    ] = None,
    here: Annotated[
        bool, typer.Option("--here", help="Also what was typed where there was no workspace.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Record what was typed when git could not take it, as it was typed and when.

    What was typed in another place is left for that place.

    \b
    Examples:
      inc retry --list
      inc retry
      inc retry --drop 2
    """
    current().as_json = as_json
    waiting = list(spool.waiting(folders(current())))
    if drop:
        _drop(waiting, drop)
    elif listing:
        _list(waiting)
    else:
        _retry(waiting, here)


def _drop(waiting: Sequence[Waiting], number: int) -> None:
    if number > len(waiting):
        raise NotFound(f"there is no number {number}", hint="See them: inc retry --list")
    path, kept = waiting[number - 1]
    path.unlink()
    if current().as_json:
        output.as_json({"forgotten": kept.words})
    else:
        output.say(f"Forgotten: {kept.words}")


def _list(waiting: Sequence[Waiting]) -> None:
    rows = [
        [str(number), kept.at, kept.words, " / ".join(kept.typed), kept.error, kept.folder]
        for number, (_, kept) in enumerate(waiting, 1)
    ]
    if current().as_json:
        keys = ("number", "at", "command", "input", "error", "folder")
        output.as_json({"waiting": [dict(zip(keys, row, strict=True)) for row in rows]})
    elif not rows:
        output.talk("Nothing waits to be recorded.")
    elif output.is_screen():
        told = [
            [number, at, "\n".join([*filter(None, what), f"typed in {folder}"])]
            for number, at, *what, folder in rows
        ]
        output.draw(("N", "TYPED", "COMMAND, INPUT AND REASON"), told)
    else:
        output.fields(rows)


def _retry(waiting: Sequence[Waiting], here: bool) -> None:
    as_json = current().as_json
    if not waiting:
        output.talk("Nothing waits to be recorded.")
    # What the commands say themselves is talk beside our one answer to a program.
    left: list[tuple[Path, Whose]] = []
    with redirect_stdout(sys.stderr) if as_json else nullcontext():
        codes = [
            _again(path, kept, open_workspace(as_json=as_json), here, left)
            for path, kept in waiting
        ]
        _say_left(dict(left))
    if as_json:
        facts = [
            {"at": kept.at, "command": kept.words, "exit_code": code}
            for (_, kept), code in zip(waiting, codes, strict=True)
        ]
        output.as_json({"retried": facts})
    if any(codes):
        raise typer.Exit(max(codes))


def _again(
    path: Path, kept: spool.Kept, workspace: Workspace, here: bool, left: list[tuple[Path, Whose]]
) -> int:
    who = whose(kept, workspace.root)
    if who is Whose.THIS or (here and who is Whose.NOBODY):
        folder = Path(kept.folder) if who is Whose.THIS else workspace.root
        with spool.claimed(path) as is_ours:
            return _replayed(path, kept, folder) if is_ours else 0
    left.append((path, who))
    return 0


def _replayed(path: Path, kept: spool.Kept, folder: Path) -> int:
    from inc.cli.main import main

    output.talk(f"Again, as typed {kept.at}: {kept.words}")
    now = current()
    session = Session(
        kept.argv,
        now=read_iso(kept.at) or now.now,
        entropy=now.entropy,
        environ={**now.environ, **kept.environment},
        folder=folder,
        replayed=list(kept.typed),
        base=kept.base,
        detached_ok=now.detached_ok,
        kept=path,
    )
    code = main(session=session)
    if code == 0 or session.is_recorded:
        path.unlink(missing_ok=True)
    return code


def _say_left(left: Mapping[Path, Whose]) -> None:
    """What is left for another place, by the numbers that the list has from now on."""
    for number, (path, kept) in enumerate(spool.waiting(folders(current())), 1):
        if path in left:
            output.talk(f"Left, because it was typed in {kept.folder}: {kept.words}")
            output.talk(f"  {_way_on(left[path], kept.folder, number)}")


def _way_on(who: Whose, folder: str, number: int) -> str:
    if who is Whose.NOBODY:
        return "No workspace is there. To record it here: inc retry --here"
    if who is Whose.ANOTHER:
        return f"To record it there: cd {quote(folder)} && inc retry"
    return f"That folder is not there any more. To forget it: inc retry --drop {number}"
