"""The bench makes what the program reads, the same every time, and measures all it says."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Inc = Callable[..., Any]

BENCH = Path(__file__).parents[1] / "bench"


def bench(script: str, *args: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(BENCH / script), *args]
    return subprocess.run(command, capture_output=True, check=True, text=True)


def generated(keep: Path) -> Path:
    """A workspace of ten incidents."""
    return Path(bench("generate.py", "10", "--keep", str(keep)).stdout.strip())


@pytest.fixture
def ten(tmp_path: Path) -> Path:
    return generated(tmp_path / "keep")


def head(folder: Path) -> str:
    command = ["git", "rev-parse", "HEAD"]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


def test_the_program_reads_every_incident_that_is_generated(ten: Path, inc: Inc) -> None:
    listed = inc("list", "--all", cwd=ten)

    assert len(listed.out.splitlines()) == 10
    assert listed.err == ""


def test_generated_documents_agree_with_their_timelines(ten: Path, inc: Inc) -> None:
    documents = sorted(ten.glob("incidents/*/*/*.md"))
    answers = [inc("reconcile", document.stem, cwd=ten, ok=False) for document in documents[::4]]

    assert ["nothing to reconcile" in answer.err for answer in answers] == [True] * 3


def test_generated_commits_are_the_same_every_time(ten: Path, tmp_path: Path) -> None:
    assert head(generated(tmp_path / "again")) == head(ten)


def test_a_workspace_that_is_there_is_used_again(ten: Path, tmp_path: Path) -> None:
    (ten / "mark").touch()

    assert (generated(tmp_path / "keep") / "mark").exists()


def test_a_workspace_that_was_only_begun_is_made_anew(ten: Path, tmp_path: Path) -> None:
    complete = head(ten)
    ten.rename(ten.with_suffix(".partial"))
    (ten.with_suffix(".partial") / "inc.toml").unlink()

    assert head(generated(tmp_path / "keep")) == complete
    assert (ten / "inc.toml").exists()


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> list[list[str]]:
    """The rows of the table that a short run prints."""
    keep = str(tmp_path_factory.mktemp("keep"))
    printed = bench("run.py", "--sizes", "10", "--runs", "2", "--keep", keep).stdout
    lines = [line for line in printed.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_a_run_compares_all_that_it_is_to_compare(report: list[list[str]]) -> None:
    assert [(row[0], row[2]) for row in report] == [
        ("`inc --version`", "`import typer`"),
        ("completion of `inc lo`", "`import typer`"),
        ("`inc log`, 10 incidents", "shell"),
        ("`inc log`, 10 incidents", "`import typer`, then shell"),
        ("`inc log` with an option, 10", "`import typer`, then shell"),
        ("`inc log`, 10,000 entries", "`inc log`, 10 entries"),
    ]


def test_a_run_prints_the_ratio_of_the_medians(report: list[list[str]]) -> None:
    for _, ours, _, theirs, ratio, *_ in report:
        assert float(ratio) == pytest.approx(float(ours) / float(theirs), rel=0.02)


def test_a_run_says_which_targets_are_met(report: list[list[str]]) -> None:
    ratios = [float(row[4]) for row in report[:2]]
    # A ratio that rounds to the target may be on either side of it.
    expected = [{"yes"} if r < 1.1 else {"no"} if r > 1.1 else {"yes", "no"} for r in ratios]

    assert [row[6] for row in report] == ["≤ 1.1", "≤ 1.1", "", "", "", ""]
    assert [row[7] for row in report[2:]] == ["", "", "", ""]
    assert all(row[7] in words for row, words in zip(report, expected, strict=False))


def test_the_cost_of_watching_is_measured() -> None:
    printed = bench("watching.py", "--seconds", "1").stdout
    assert printed.startswith("inc watch, 12 entries: ")
    assert "% of a core over 1 s" in printed
