"""What the program says: results on standard output, talk on standard error, nothing raw."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from inc.cli.session import current
from inc.domain.text import escaped, visible
from inc.errors import IncError

JSON_VERSION: Final = 1


def say(text: str = "") -> None:
    """A line of the result."""
    sys.stdout.write(visible(text) + "\n")


def talk(text: str) -> None:
    """A line about what is going on, for people only."""
    if not current().as_json:
        sys.stderr.write(visible(text) + "\n")


def as_json(value: Mapping[str, Any]) -> None:
    """One JSON document, with the version of its form."""
    sys.stdout.write(_json({"version": JSON_VERSION, **value}, indent=2) + "\n")


def as_jsonl(values: Iterable[Mapping[str, Any]]) -> None:
    """One JSON object a line."""
    for value in values:
        sys.stdout.write(_json({"version": JSON_VERSION, **value}) + "\n")


def _json(value: object, indent: int | None = None) -> str:
    import json  # 1 ms, only for programs

    text: str = json.dumps(value, indent=indent, ensure_ascii=False, default=str)
    return escaped(text)


def error(problem: IncError, kept: str) -> int:
    """What is wrong, what to do next, and where the words went."""
    if current().as_json:
        facts = {"what": problem.what, "hint": problem.hint, "exit_code": problem.exit_code}
        text = _json({"version": JSON_VERSION, "error": facts | {"kept": bool(kept)}})
        sys.stderr.write(text + "\n")
        return problem.exit_code
    sys.stderr.write(f"inc: {visible(problem.what)}\n")
    for line in (problem.hint, kept):
        if line:
            sys.stderr.write(f"     {visible(line)}\n")
    return problem.exit_code


def finding(problem: IncError) -> None:
    """A document that cannot be read: one line, and the list goes on."""
    sys.stderr.write(f"inc: {visible(problem.what)}\n")


def usage(problem: Any) -> int:
    """A command line that typer cannot read: said shortly, with the way to the help."""
    message = problem.format_message()
    context = getattr(problem, "ctx", None)
    if context is not None and message == context.get_help():
        say(message)
        return 0
    path = context.command_path if context is not None else "inc"
    sys.stderr.write(f"inc: {visible(message)}\n     See: {path} --help\n")
    return 2


def interrupted(kept: str, code: int) -> int:
    """Ctrl-C."""
    sys.stderr.write("\ninc: interrupted; nothing was recorded\n")
    if kept:
        sys.stderr.write(f"     {kept}\n")
    return code


def crash(problem: BaseException, kept: str, code: int) -> int:
    """A bug of ours: the trace goes to a file, a person gets one sentence."""
    import traceback

    from inc.cli.keeping import folders

    trace = "".join(traceback.format_exception(problem))
    where = ""
    for folder in folders(current()):
        path = folder.parent / "crash.log"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("a", encoding="utf-8", errors="backslashreplace") as log:
                log.write(f"inc {' '.join(current().argv)!r}\n{trace}\n")
        except OSError:
            continue
        where = f" The trace is in {path}."
        break
    sys.stderr.write(f"inc: a bug in inc: {visible(repr(problem))[:300]}.{where}\n")
    if kept:
        sys.stderr.write(f"     {kept}\n")
    return code


def is_plain() -> bool:
    """Whether the result goes to a program, or to a terminal that wants no colour."""
    environ = current().environ
    return not sys.stdout.isatty() or bool(environ.get("NO_COLOR")) or environ.get("TERM") == "dumb"


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Rows for a person on a terminal; the same values, whole and tab-separated, for a pipe."""
    if not sys.stdout.isatty():
        for row in rows:
            say("\t".join(_cell(value) for value in row))
        return
    _draw(columns, rows)


def _cell(value: str) -> str:
    return " ".join(value.split())


def _draw(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=None, pad_edge=False, header_style="bold" if not is_plain() else "")
    last = len(columns) - 1
    for position, column in enumerate(columns):
        drawn.add_column(
            column, no_wrap=position < last, overflow="fold" if position < last else "ellipsis"
        )
    for row in rows:
        drawn.add_row(*(Text(visible(_cell(value))) for value in row))
    console = Console(
        highlight=False,
        markup=False,
        emoji=False,
        no_color=is_plain(),
        width=None if os.environ.get("COLUMNS") is None else int(os.environ["COLUMNS"]),
    )
    console.print(drawn)
