"""How long finding and measuring take: `finding.py [--sizes 1000,10000] [--write]`.

`--write` puts the growth into the README beside this, with the machine and the date.
"""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from comparisons import IMPORT, IMPORT_NAME, INC, Bench
from generate import KEEP, finding_workspace
from growth import Point, chart, written
from learnt import RARE
from measuring import Row, Side, Took, measure, table
from processes import run, surroundings
from run import RUNS, compiled, machine

SIZES: Final = (1_000, 10_000, 100_000)
README: Final = Path(__file__).with_name("README.md")
STATUS_NAME: Final = "`git status --porcelain`"
STATUS: Final = ("git", "status", "--porcelain")
SEARCH: Final = f"inc search {RARE}"
LISTS: Final = ("inc list", "inc list --limit 50")
METRICS: Final = "inc metrics"
BUILD: Final = "building the index"
READ_NAME: Final = "reading and parsing"
MEGABYTES: Final = 300
"""What no process may take."""

_REFRESHED: Final = 1.15
_BUILT: Final = 1.0
_FEWER: Final = 3  # of so many runs one, for what takes seconds
_TARGETS: Final = {
    (SEARCH, 10_000): 2.5,
    (SEARCH, 100_000): 1.0,
    (METRICS, 100_000): 2.5,
    **{(name, 1_000): 1.1 for name in LISTS},
    **{(name, 100_000): 1.25 for name in LISTS},
}

READ: Final = """\
import yaml
from pathlib import Path
for folder in ("incidents", "postmortems", "runbooks"):
    for path in Path(folder).rglob("*.md"):
        text = path.read_text(encoding="utf-8")
        yaml.load(text.split("---\\n", 2)[1], Loader=yaml.CSafeLoader)
"""
"""What an index cannot do without: each document read, its front matter parsed, in one process."""

_PEAK: Final = """\
import resource, subprocess, sys
quiet = subprocess.DEVNULL
subprocess.run(sys.argv[1:], check=True, stdin=quiet, stdout=quiet, stderr=quiet)
unit = 1 if sys.platform == "darwin" else 1024
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit)
"""
"""Prints the bytes of the largest process of a command, its children among them."""


class Found(NamedTuple):
    """What one size told: rows of time, lines of memory, and what is drawn."""

    rows: list[str]
    memory: list[str]
    points: list[Point]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, with progress on standard error, and print the tables."""
    chosen = _chosen(arguments)
    keep = chosen.keep.resolve()
    bench = Bench(keep, surroundings(keep / "home"), chosen.runs)
    compiled()
    found = [_measured(bench, size) for size in chosen.sizes]
    when = machine(bench)
    print(f"{when}; medians of {bench.runs} runs in turn.\n")
    print("\n".join([table([]), *(row for one in found for row in one.rows)]))
    print("\n| memory of the largest process | MB | target | met |\n|---|--:|--:|---|")
    print("\n".join(line for one in found for line in one.memory))
    drawn = chart([point for one in found for point in one.points])
    print(f"\n{drawn}")
    if chosen.write:
        README.write_text(written(README.read_text("utf-8"), f"{when}\n\n{drawn}"), "utf-8")


def _chosen(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--sizes",
        type=lambda text: [int(size) for size in text.split(",")],
        default=SIZES,
        metavar="N,N",
        help="how many incidents, 100 or more, such as 1000,10000",
    )
    parser.add_argument("--runs", type=int, default=RUNS, metavar="N", help="runs of each command")
    parser.add_argument("--keep", type=Path, default=KEEP, metavar="DIR", help="where they are")
    parser.add_argument("--write", action="store_true", help="put the growth into the README")
    return parser.parse_args(arguments)


def _measured(bench: Bench, size: int) -> Found:
    with _clone(bench, size) as clone:
        _say(f"{size:,} incidents: queries")
        asked = _queries(bench, clone)
        _say(f"{size:,} incidents: memory, the index after a commit and from nothing")
        memory = [_memory(name, size, clone, bench.env) for name in (SEARCH, *LISTS[:1], METRICS)]
        refreshed = _refreshed(bench, clone)
        built, read = _built(bench, clone)
        memory.append(_memory(BUILD, size, clone, bench.env))
    rows = [*compared(size, asked), _refresh_row(size, *refreshed)]
    rows.append(_line(Row(f"{BUILD}, {size:,}", built, READ_NAME, read, _BUILT)))
    drawn = {name: asked[name] for name in (SEARCH, LISTS[0], METRICS)} | {BUILD: built}
    points = [Point(name, size, took.median) for name, took in drawn.items()]
    return Found(rows, memory, points)


@contextmanager
def _clone(bench: Bench, size: int) -> Iterator[Path]:
    """A clone in which `inc init` turned on what makes git faster, with an index."""
    origin = finding_workspace(size, bench.keep)
    with tempfile.TemporaryDirectory(dir=bench.keep, prefix="finding-") as folder:
        clone = Path(folder) / "clone"
        run(["git", "clone", "--quiet", str(origin), str(clone)], bench.keep, bench.env)
        _age(clone)
        run([INC, "init", "--forge", "none"], clone, bench.env)
        os.sync()  # else the first runs wait for the disk to take the clone
        _answers(clone, bench.env)
        yield clone


def _age(clone: Path) -> None:
    """Let all files be an hour old: of those of this second git would read every byte again."""
    then = time.time() - 3600
    for name, _, files in os.walk(clone, topdown=False):
        folder = Path(name)
        if ".git" not in folder.relative_to(clone).parts:
            for path in (*(folder / file for file in files), folder):
                os.utime(path, (then, then))


def _answers(clone: Path, env: Mapping[str, str]) -> None:
    """Fail unless the answers are those that the corpus is made to have."""
    for name, number in ((LISTS[0], 60), (LISTS[1], 50)):
        lines = run(_words(name), clone, env).splitlines()
        if len(lines) != number:
            raise SystemExit(f"{name} tells of {len(lines)} incidents instead of {number}")
    told = run(_words(SEARCH), clone, env)
    having = run(["git", "grep", "-l", "--", RARE], clone, env).splitlines()
    missing = [path for path in having if Path(path).stem not in told]
    if len(having) != 3 or missing:
        raise SystemExit(f"{SEARCH} does not find {missing or having}")


def _words(name: str) -> tuple[str, ...]:
    return (INC, *name.split()[1:])


def _queries(bench: Bench, clone: Path) -> dict[str, Took]:
    """Everything that only reads, in turn."""
    commands = {name: _words(name) for name in (SEARCH, *LISTS, METRICS)}
    commands |= {STATUS_NAME: STATUS, IMPORT_NAME: IMPORT}
    if ripgrep := shutil.which("rg"):
        commands[_GREP_NAME] = (ripgrep, "-l", RARE, ".")
    sides = {name: Side(command, clone, bench.env) for name, command in commands.items()}
    return measure(sides, bench.runs)


_GREP_NAME: Final = f"`rg -l {RARE}`"


def compared(size: int, took: Mapping[str, Took]) -> Iterator[str]:
    """The rows of what only reads; without ripgrep its row says that it is not there."""
    start = size <= SIZES[0]
    listed = IMPORT_NAME if start else STATUS_NAME
    pairs = [(SEARCH, _GREP_NAME), *((name, listed) for name in LISTS), (METRICS, STATUS_NAME)]
    for name, against in pairs:
        subject, target = f"`{name}`, {size:,}", _TARGETS.get((name, size))
        if against in took:
            yield _line(Row(subject, took[name], against, took[against], target))
        else:
            wanted = f"≤ {target}" if target else ""
            ours = f"{took[name].median:.1f}"
            yield f"| {subject} | {ours} | {against}: not installed | | | | {wanted} | |"


def _refreshed(bench: Bench, clone: Path) -> tuple[Took, Took]:
    """A list right after a commit to one incident, and one without."""
    file = run(["git", "ls-files", "--", "incidents"], clone, bench.env).splitlines()[-1]
    line = "- `2026-11-20T10:00:00Z` **note** @bob — one more"
    commit = f"printf '%s\\n' {shlex.quote(line)} >> {file} && git commit -q -m x -- {file}"
    asked = _words(LISTS[0])
    sides = {
        "after": Side(asked, clone, bench.env, ("/bin/sh", "-c", commit)),
        "again": Side(asked, clone, bench.env),
    }
    took = measure(sides, bench.runs)
    return took["after"], took["again"]


def _refresh_row(size: int, after: Took, again: Took) -> str:
    name = LISTS[0]
    return _line(Row(f"`{name}` after a commit, {size:,}", after, f"`{name}`", again, _REFRESHED))


def _built(bench: Bench, clone: Path) -> tuple[Took, Took]:
    sides = {
        BUILD: Side(_words(LISTS[0]), clone, bench.env, _WITHOUT_INDEX),
        READ_NAME: Side((sys.executable, "-c", READ), clone, bench.env),
    }
    took = measure(sides, max(bench.runs // _FEWER, 2), warm_ups=1)
    return took[BUILD], took[READ_NAME]


_WITHOUT_INDEX: Final = ("/bin/sh", "-c", 'rm -rf "$(git rev-parse --git-common-dir)"/inc/index*')


def _memory(name: str, size: int, clone: Path, env: Mapping[str, str]) -> str:
    if name == BUILD:
        run(_WITHOUT_INDEX, clone, env)
    command = _words(LISTS[0] if name == BUILD else name)
    megabytes = int(run((sys.executable, "-c", _PEAK, *command), clone, env)) / 1e6
    met = "yes" if megabytes < MEGABYTES else "no"
    shown = name if name == BUILD else f"`{name}`"
    return f"| {shown}, {size:,} | {megabytes:.0f} | < {MEGABYTES} | {met} |"


def _line(row: Row) -> str:
    return table([row]).splitlines()[-1]


def _say(what: str) -> None:
    print(f"measuring: {what} …", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
