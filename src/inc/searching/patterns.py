"""A regular expression in the lines of the files themselves, without the index.

Python's expressions can take longer than the universe: the time for one document is bounded.
"""

from __future__ import annotations

import re
import signal
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any, Final, NamedTuple

from inc.domain.excerpt import Excerpt
from inc.errors import DocumentRefused, IncError, NotFound, UsageError
from inc.index.words import Found
from inc.searching.finding import Hit
from inc.searching.lines import Line
from inc.sharing import streamed
from inc.store import excerpts, files, layout

SECONDS: Final = 2.0
"""Processor time for the lines of one document."""
_LONGEST: Final = 2_000
_ESCAPE: Final = re.compile(r"\\.", re.DOTALL)


class _TooLong(Exception):
    """The time for a document is over."""


class _Part(NamedTuple):
    """What was found in a few documents; `slow` is the one that took too long."""

    hits: list[Hit]
    unreadable: list[tuple[str, str]]
    slow: str = ""


def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern as people type it: without capital letters it takes both cases; UsageError."""
    if not pattern or len(pattern) > _LONGEST:
        what = f"has {len(pattern)} characters" if pattern else "is empty"
        raise UsageError(f"the pattern {what}", hint=f"1 to {_LONGEST} characters are taken.")
    has_capital = any(map(str.isupper, _ESCAPE.sub("", pattern)))
    flags = re.NOFLAG if has_capital else re.IGNORECASE
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return re.compile(pattern, flags)
    except (re.error, OverflowError, RecursionError, MemoryError) as error:
        raise UsageError(
            f"'{pattern[:80]}' is no regular expression: {error}",
            hint="Put a \\ before a sign that is meant itself, as in: inc search --regex 'a\\(b'",
        ) from error


def every_path(root: Path, folders: Sequence[str]) -> list[str]:
    """The paths of all documents on the disk, the newest first, runbooks by name."""
    found: list[str] = []
    if layout.INCIDENTS in folders:
        found += map(layout.incident_path, layout.incident_ids(root))
    if layout.POSTMORTEMS in folders:
        found += map(layout.postmortem_path, layout.postmortem_ids(root))
    if layout.RUNBOOKS in folders:
        found += map(layout.runbook_path, layout.runbook_names(root))
    return found


def fitting(
    root: Path, paths: Sequence[str], pattern: re.Pattern[str], *, seconds: float = SECONDS
) -> Iterator[Hit | IncError]:
    """The lines that a pattern is found in, document by document; UsageError when it takes long.

    A file that cannot be read is an error among them.
    """
    for hits, unreadable, slow in streamed(partial(_read, root, pattern, seconds), paths):
        yield from hits
        yield from (DocumentRefused(what, hint=hint) for what, hint in unreadable)
        if slow:
            raise UsageError(
                f"the pattern takes more than {seconds:g} s for {slow}",
                hint="Repeat nothing that repeats: (a+)+ tries every way to part the text.",
            )


def _read(root: Path, pattern: re.Pattern[str], seconds: float, paths: Sequence[str]) -> _Part:
    part = _Part([], [])
    with files.Reader(root) as reader:
        for path in paths:
            try:
                data = reader.read(path, most=excerpts.LARGEST)
                with _bounded(seconds):
                    lines = list(_lines(data.decode("utf-8", "replace"), pattern))
            except NotFound:
                continue
            except IncError as error:
                part.unreadable.append((error.what, error.hint))
            except _TooLong:
                return part._replace(slow=path)
            else:
                if lines:
                    part.hits.append(Hit(_found(path, data, reader), lines))
    return part


def _lines(text: str, pattern: re.Pattern[str]) -> Iterator[Line]:
    for number, ended in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        line = ended.removesuffix("\r")
        if pattern.search(line):
            spans = tuple(match.span() for match in pattern.finditer(line))
            yield Line(number, line, tuple(span for span in spans if span[0] < span[1]))


@contextmanager
def _bounded(seconds: float) -> Iterator[None]:
    """Raise _TooLong in a block that takes more processor time; `re` looks for signals."""

    def end(_number: int, _frame: FrameType | None) -> None:
        raise _TooLong

    before = signal.signal(signal.SIGVTALRM, end)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _found(path: str, data: bytes, reader: files.Reader) -> Found:
    """What a document says of itself; its name where that cannot be read."""
    told = excerpts.gathered(path, data)
    title = told.words[0] if told.words else told.name
    stated = told.stated
    if told.folder == layout.POSTMORTEMS:
        stated = _stated(layout.incident_path(told.name), reader)
    if told.folder == layout.RUNBOOKS or not stated:
        return Found(path, told.folder, told.name, title)
    one = Excerpt(*stated)
    facts = (one.severity, one.status, one.began, one.is_restricted, one.is_drill)
    return Found(path, told.folder, told.name, title, *facts)


def _stated(path: str, reader: files.Reader) -> tuple[Any, ...]:
    """The state of an incident; nothing where there is none that can be read."""
    with suppress(IncError):
        return excerpts.gathered(path, reader.read(path, most=excerpts.LARGEST)).stated
    return ()
