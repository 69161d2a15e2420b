"""What the program says: results on standard output, talk on standard error, nothing raw."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TextIO

from inc.cli.session import current
from inc.domain.text import escaped, visible
from inc.errors import IncError, UsageError

JSON_VERSION: Final = 1
_MARGIN: Final = " " * len("inc: ")
_WIDEST: Final = 100  # longer lines are hard to read, however wide the terminal is
_STYLES: Final = {"SEV1": "bold red", "SEV2": "red", "SEV3": "yellow"}


def say(text: str = "") -> None:
    """A line of the result."""
    sys.stdout.write(visible(text) + "\n")


def talk(text: str) -> None:
    """A line about what is going on, for people only."""
    if not current().as_json:
        for line in visible(text).split("\n"):
            sys.stderr.write(wrapped(line, stream=sys.stderr) + "\n")


def as_json(value: Mapping[str, Any]) -> None:
    """One JSON document, with the version of its form."""
    sys.stdout.write(_json({"version": JSON_VERSION, **value}, indent=2) + "\n")


def as_jsonl(values: Iterable[Mapping[str, Any]]) -> None:
    """One JSON object a line; `version` is that of the form, whatever a document calls so."""
    for value in values:
        first = {"version": JSON_VERSION}
        sys.stdout.write(_json({**first, **value, **first}) + "\n")


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
    _complain(problem.what, problem.hint, kept)
    return problem.exit_code


def _complain(what: str, *more: str) -> None:
    """What is wrong behind our name, and each further thing to know on lines of its own."""
    lines = [f"inc: {what}", *(f"{_MARGIN}{line}" for text in more for line in text.split("\n"))]
    for line in lines:
        if line.strip():
            sys.stderr.write(wrapped(visible(line), rest=_MARGIN, stream=sys.stderr) + "\n")


def finding(problem: IncError) -> None:
    """A document that cannot be read: one line, and the list goes on."""
    _complain(problem.what)


def tell_unseen(problem: IncError | None) -> None:
    """Why documents that are there are not seen, in one line, if they are not."""
    if problem:
        _complain(f"{problem.what}. {problem.hint}")


def usage(problem: Any) -> int:
    """A command line that typer cannot read: said shortly, with the way to the help."""
    message = problem.format_message()
    context = getattr(problem, "ctx", None)
    if context is not None and message == context.get_help():
        say(message)
        return 0
    current().as_json = not {"--json", "--jsonl"}.isdisjoint(current().argv)
    path = context.command_path if context is not None else "inc"
    what = message[:1].lower() + message[1:].removesuffix(".")
    hint = f"See: {path} --help"
    name = getattr(problem, "option_name", "")
    if getattr(getattr(context, "command", None), "takes_words", False) and name[1:2] != "-":
        hint = f"To leave out a word, put it behind --: {path} -- {name}\n{hint}"
    return error(UsageError(what, hint=f"{_about_text(message, context)}{hint}"), "")


def _about_text(message: str, context: Any) -> str:
    """Where the text goes that somebody typed behind all arguments of a command; or nothing."""
    import re
    import shlex

    extra = re.search(r"unexpected extra argument\S* \((.*)\)", message, re.DOTALL)
    if extra is None or not any("--message" in one.opts for one in context.command.params):
        return ""
    words = _without(current().argv, extra[1])
    meant = f"inc {shlex.join(words)}" if words else f"{context.command_path} …"
    return f"A text goes behind -m: {meant} -m {shlex.quote(extra[1])}\n"


def _without(words: Sequence[str], extra: str) -> list[str]:
    """A command line without its last words, told as one; nothing where that is unsure."""
    kept: list[str] = []
    for before, word in zip(("", *words[:-1])[::-1], words[::-1], strict=True):
        is_value = before.startswith("-")
        if not is_value and (extra == word or extra.endswith(f" {word}")):
            extra = extra.removesuffix(word).removesuffix(" ")
        else:
            kept.insert(0, word)
    return [] if extra else kept


def interrupted(kept: str, code: int, *, recorded: bool) -> int:
    """Ctrl-C."""
    sys.stderr.write("\n")
    _complain(f"interrupted; {'what you typed' if recorded else 'nothing'} was recorded", kept)
    return code


def unprinted(problem: OSError, *, recorded: bool) -> int:
    """Standard output does not take the answer; what was recorded must not be typed again."""
    after = "; the change IS recorded, do not repeat it" if recorded else ""
    sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115 - what it still holds is lost anyway
    _complain(f"the answer cannot be printed: {problem.strerror or problem}{after}")
    return 0 if recorded else 1


def crash(problem: BaseException, kept: str, code: int) -> int:
    """A bug of ours: the trace goes to a file, a person gets one sentence."""
    import traceback

    from inc.cli.keeping import cleaned, folders

    trace = "".join(traceback.format_exception(problem))
    told = cleaned(f"inc {' '.join(current().argv)!r}\n{trace}\n", current())
    where = ""
    for folder in folders(current()):
        path = folder.parent / "crash.log"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("a", encoding="utf-8", errors="backslashreplace") as log:
                log.write(told)
        except OSError:
            continue
        where = f"The trace is in {path}"
        break
    is_recorded = current().is_recorded
    after = "; the change IS recorded, do not repeat it" if is_recorded else ""
    what = visible(cleaned(repr(problem), current()))[:300]
    _complain(f"a bug in inc: {what}{after}", where, kept)
    return 0 if is_recorded else code


def wrapped(text: str, *, rest: str = "", stream: TextIO | None = None) -> str:
    """A line as a terminal takes it, its further lines behind `rest`; for a pipe as it is."""
    text = text.expandtabs()
    if not (stream or sys.stdout).isatty():
        return text
    width = min(columns(), _WIDEST)
    if len(text) <= width and text.isascii():
        return text
    from rich.console import Console  # it knows how wide a character is
    from rich.text import Text

    console = Console(width=width)
    first = Text(text).wrap(console, width)[0].plain
    more = text[len(first) :].lstrip()
    lines = [*Text(more).wrap(console, width - len(rest))] if more else []
    return "\n".join([first, *(rest + line.plain for line in lines)])


def columns() -> int:
    """How many characters a line of the terminal has."""
    import shutil  # 3 ms, for it brings every kind of compression

    return shutil.get_terminal_size().columns


def is_screen() -> bool:
    """Whether a person reads the result on a terminal."""
    return sys.stdout.isatty()


def _is_plain() -> bool:
    """Whether the terminal wants no colour."""
    environ = current().environ
    return bool(environ.get("NO_COLOR")) or environ.get("TERM") == "dumb"


def fields(rows: Iterable[Sequence[str]]) -> None:
    """Rows for a program: whole values, tab-separated, one row a line, no header."""
    for row in rows:
        say("\t".join(" ".join(value.split()) for value in row))


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Rows for a person on a terminal; the same values for a program in a pipe."""
    if is_screen():
        draw(columns, rows)
    else:
        fields(rows)


def draw(
    heads: Sequence[str], rows: Sequence[Sequence[str]], *, is_name_folded: bool = False
) -> None:
    """A table as wide as the terminal; what does not fit goes on in the next line of its cell.

    The names in the first column stay in one line; if they are to be folded, all others do.
    """
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    plain = _is_plain()
    drawn = Table(box=None, pad_edge=False, header_style="" if plain else "bold")
    for position, head in enumerate(heads):
        drawn.add_column(head, no_wrap=(position == 0) is not is_name_folded, overflow="fold")
    for row in rows:
        styles = ["" if plain else _STYLES.get(value, "") for value in row]
        drawn.add_row(
            *(Text(visible(value), style) for value, style in zip(row, styles, strict=True))
        )
    Console(highlight=False, no_color=plain, width=columns()).print(drawn)
