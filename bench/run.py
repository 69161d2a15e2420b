"""How long `inc` takes, as a ratio to what cannot be avoided: `run.py [--sizes 10,1000]`."""

from __future__ import annotations

import argparse
import compileall
import importlib.util
import os
import platform
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import comparisons
from comparisons import Bench
from generate import KEEP
from measuring import Row, table
from processes import run, surroundings

SIZES: Final = (10, 1_000, 10_000, 100_000)
RUNS: Final = 15


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, with progress on standard error, and print the table."""
    chosen = _chosen(arguments)
    keep = chosen.keep.resolve()
    bench = Bench(keep, surroundings(keep / "home"), chosen.runs)
    compiled()
    print(f"{machine(bench)}; medians of {bench.runs} runs in turn.\n")
    print(table(list(_rows(bench, chosen.sizes))))


def _rows(bench: Bench, sizes: Sequence[int]) -> Iterator[Row]:
    _say("start")
    yield from comparisons.start(bench)
    for size in sizes:
        _say(f"{size:,} incidents")
        yield from comparisons.writes(bench, size)
    _say("a long incident")
    yield from comparisons.growth(bench)


def _chosen(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--sizes",
        type=lambda text: [int(size) for size in text.split(",")],
        default=SIZES,
        metavar="N,N",
        help="how many incidents, such as 10,1000",
    )
    parser.add_argument("--runs", type=int, default=RUNS, metavar="N", help="runs of each command")
    parser.add_argument(
        "--keep", type=Path, default=KEEP, metavar="DIR", help="where repositories are kept"
    )
    return parser.parse_args(arguments)


def compiled() -> None:
    """Compile the packages: writing bytecode during the first runs is not what is measured."""
    for package in ("inc", "typer"):
        spec = importlib.util.find_spec(package)
        assert spec is not None and spec.origin is not None
        compileall.compile_dir(Path(spec.origin).parent, quiet=2)


def machine(bench: Bench) -> str:
    """The date, and what was measured on."""
    git = run(["git", "--version"], bench.keep, bench.env).split()[2]
    python = f"{platform.python_implementation()} {platform.python_version()}"
    today = datetime.now(UTC).date()
    return f"{today}: {os.cpu_count()} cores, {platform.system()}, git {git}, {python}"


def _say(what: str) -> None:
    print(f"measuring: {what} …", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
