"""What is compared with what, and how close the two have to be."""

from __future__ import annotations

import os
import shlex
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from generate import workspace
from invent import Document, documents, long_document
from measuring import WARM_UPS, Row, Side, Took, measure
from processes import run

INC: Final = str(Path(sys.executable).with_name("inc"))
IMPORT: Final = (sys.executable, "-c", "import typer")
IMPORT_NAME: Final = "`import typer`"
SHELL_NAME: Final = "shell"
BOTH_NAME: Final = f"{IMPORT_NAME}, then shell"
ENTRIES: Final = (10, 10_000)

_START: Final = 1.1
_LONG: Final = 2.0
_WRITES: Final = {(1_000, BOTH_NAME): 1.1, (10_000, SHELL_NAME): 2.0, (100_000, SHELL_NAME): 1.05}
_COMPLETING: Final = {"_INC_COMPLETE": "complete_bash", "COMP_WORDS": "inc lo", "COMP_CWORD": "1"}
_NOTE: Final = "pool is at 100 of 100 connections"


class Bench(NamedTuple):
    """What all measurements have in common."""

    keep: Path
    env: Mapping[str, str]
    runs: int


def start(bench: Bench) -> Iterator[Row]:
    """What writes nothing: the version, and completion in a shell."""
    folder = workspace(10, bench.keep)
    sides = {
        IMPORT_NAME: Side(IMPORT, folder, bench.env),
        "`inc --version`": Side((INC, "--version"), folder, bench.env),
        "completion of `inc lo`": Side((INC,), folder, {**bench.env, **_COMPLETING}),
    }
    took = measure(sides, bench.runs)
    theirs = took.pop(IMPORT_NAME)
    for name, ours in took.items():
        yield Row(name, ours, IMPORT_NAME, theirs, _START)


def writes(bench: Bench, size: int) -> Iterator[Row]:
    """`inc log`, and the shell that appends a line to the same document and commits it.

    Each side has a clone of its own, so all commit in repositories of one size and age.
    """
    *_, newest = documents(size)
    with _clones(bench, size, 4) as (ours, parsed, shell, both):
        sides = {
            "inc": _log(bench, ours, newest),
            "parsed": _log(bench, parsed, newest, "--by", "bob"),
            SHELL_NAME: _shell(bench, shell, newest),
            BOTH_NAME: _shell(bench, both, newest, before=f"{shlex.join(IMPORT)} && "),
        }
        took = _measure_commits(sides, bench.runs)
    subject = f"`inc log`, {size:,} incidents"
    for name in (SHELL_NAME, BOTH_NAME):
        yield Row(subject, took["inc"], name, took[name], _WRITES.get((size, name)))
    yield Row(f"`inc log` with an option, {size:,}", took["parsed"], BOTH_NAME, took[BOTH_NAME])


def growth(bench: Bench) -> Iterator[Row]:
    """`inc log` on a long incident and on a short one."""
    few, many = (long_document(entries) for entries in ENTRIES)
    with _clones(bench, 10, 2) as clones:
        for clone, document in zip(clones, (few, many), strict=True):
            _add(document, clone, bench.env)
        short, long = clones
        sides = {"short": _log(bench, short, few), "long": _log(bench, long, many)}
        took = _measure_commits(sides, bench.runs)
    name = "`inc log`, {:,} entries"
    few_name, many_name = (name.format(entries) for entries in ENTRIES)
    yield Row(many_name, took["long"], few_name, took["short"], _LONG)


def _log(bench: Bench, folder: Path, document: Document, *options: str) -> Side:
    """One more note, to the incident that was named once and so is the last used one."""
    run([INC, "log", "--incident", document.name, _NOTE], folder, bench.env)
    return Side((INC, "log", _NOTE, *options), folder, bench.env)


def _shell(bench: Bench, folder: Path, document: Document, before: str = "") -> Side:
    """One more line; run once at the start, because the other side was."""
    file = shlex.quote(document.path)
    append = f"printf '%s\\n' {shlex.quote(f'- {_NOTE}')} >> {file}"
    line = f"{before}{append} && git add {file} && git commit -q -m x -- {file}"
    run(("/bin/sh", "-c", line), folder, bench.env)
    return Side(("/bin/sh", "-c", line), folder, bench.env)


@contextmanager
def _clones(bench: Bench, size: int, number: int) -> Iterator[list[Path]]:
    origin = workspace(size, bench.keep)
    with tempfile.TemporaryDirectory(dir=bench.keep, prefix="clones-") as folder:
        clones = [Path(folder) / str(each) for each in range(number)]
        for clone in clones:
            run(["git", "clone", "--quiet", str(origin), str(clone)], bench.keep, bench.env)
        os.sync()  # else the first runs wait for the disk to take the clones
        yield clones


def _add(document: Document, folder: Path, env: Mapping[str, str]) -> None:
    file = folder / document.path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(document.text)
    run(["git", "add", document.path], folder, env)
    run(["git", "commit", "--quiet", "-m", "One more"], folder, env)


def _measure_commits(sides: Mapping[str, Side], runs: int) -> dict[str, Took]:
    """As `measure`; fails unless every run made its commit."""
    before = {name: _commits(side) for name, side in sides.items()}
    took = measure(sides, runs)
    for name, side in sides.items():
        made = _commits(side) - before[name]
        if made != runs + WARM_UPS:
            raise SystemExit(f"{name}: {runs + WARM_UPS} runs made {made} commits")
    return took


def _commits(side: Side) -> int:
    return int(run(["git", "rev-list", "--count", "HEAD"], side.folder, side.env))
