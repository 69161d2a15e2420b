"""Whole processes timed in turn, so that what slows the machine down slows every side down."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Final, NamedTuple

from processes import run

WARM_UPS: Final = 2


class Side(NamedTuple):
    """One command of a comparison: where it runs, and in what environment."""

    command: Sequence[str]
    folder: Path
    env: Mapping[str, str]
    before: Sequence[str] = ()
    """What is run before each run, outside the clock."""


class Took(NamedTuple):
    """How long the runs of a command took, in milliseconds."""

    median: float
    fastest: float


class Row(NamedTuple):
    """What a command took against another one."""

    subject: str
    ours: Took
    against: str
    theirs: Took
    target: float | None = None

    @property
    def ratio(self) -> float:
        """How many times as long ours took, by the medians."""
        return self.ours.median / self.theirs.median

    @property
    def ratio_of_fastest(self) -> float:
        """The same by the fastest runs; far from the other one where the machine was busy."""
        return self.ours.fastest / self.theirs.fastest

    @property
    def met(self) -> str:
        """`yes`, `no`, or nothing where there is no target."""
        if self.target is None:
            return ""
        return "yes" if self.ratio <= self.target else "no"


def measure(sides: Mapping[str, Side], runs: int, warm_ups: int = WARM_UPS) -> dict[str, Took]:
    """What each side took in `runs` rounds, after some rounds that are not measured.

    A round runs every side once, and each round begins with another side.
    """
    for side in list(sides.values()) * warm_ups:
        _prepare(side)
        run(side.command, side.folder, side.env)
    times: dict[str, list[float]] = {name: [] for name in sides}
    names = list(sides)
    for number in range(runs):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            times[name].append(_milliseconds(sides[name]))
    return {name: Took(median(values), min(values)) for name, values in times.items()}


def _prepare(side: Side) -> None:
    if side.before:
        run(side.before, side.folder, side.env)


def _milliseconds(side: Side) -> float:
    quiet = subprocess.DEVNULL
    _prepare(side)
    began = time.perf_counter()
    done = subprocess.run(
        side.command, cwd=side.folder, env=side.env, stdin=quiet, stdout=quiet, stderr=quiet
    )
    took = time.perf_counter() - began
    if done.returncode:
        raise SystemExit(f"failed while it was measured: {' '.join(side.command)}")
    return 1000 * took


def table(rows: Sequence[Row]) -> str:
    """The rows in Markdown."""
    lines = [
        "| | ms | against | ms | ratio | of the fastest | target | met |",
        "|---|--:|---|--:|--:|--:|--:|---|",
    ]
    for row in rows:
        target = f"≤ {row.target}" if row.target else ""
        lines.append(
            f"| {row.subject} | {row.ours.median:.1f} | {row.against} | {row.theirs.median:.1f} "
            f"| {row.ratio:.2f} | {row.ratio_of_fastest:.2f} | {target} | {row.met} |"
        )
    return "\n".join(lines)
