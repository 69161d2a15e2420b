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

    assert [row[6] for row in report] == ["≤ 1.1", "≤ 1.1", "", "", "", "≤ 2.0"]
    assert [row[7] for row in report[2:-1]] == ["", "", ""]
    assert all(row[7] in words for row, words in zip(report, expected, strict=False))


def test_the_cost_of_watching_is_measured() -> None:
    printed = bench("watching.py", "--seconds", "1").stdout
    assert printed.startswith("inc watch, 12 entries: ")
    assert "% of a core over 1 s" in printed


@pytest.fixture(scope="module")
def finding(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that keeps a workspace of 100 incidents with all there is to find."""
    keep = tmp_path_factory.mktemp("finding")
    bench("generate.py", "100", "--finding", "--keep", str(keep))
    return keep


def having(folder: Path, word: str) -> list[str]:
    command = ["git", "grep", "-l", "--", word]
    found = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout
    return [path.partition("/")[0] for path in found.splitlines()]


def test_what_is_to_be_found_is_there(finding: Path, inc: Inc) -> None:
    (folder,) = finding.glob("100-finding-*")
    for words, number in ((["--all"], 100), ([], 60)):
        listed = inc("list", *words, cwd=folder)
        assert (len(listed.out.splitlines()), listed.err) == (number, "")
    assert having(folder, "zugzwang") == ["incidents", "postmortems", "runbooks"]
    assert len(list(folder.glob("runbooks/*.md"))) == 40
    # A fifth of the 40 that are over, and the one with the rare word.
    assert len(list(folder.glob("postmortems/*/*/*.md"))) == 9
    assert len(having(folder, "Next update: ")) > 50
    for field in ("^tags: ", "^team: ", "^cause: ", "^next_update_at: "):
        assert set(having(folder, field)) >= {"incidents"}, field


def test_what_is_to_be_found_agrees_with_its_timeline(finding: Path, inc: Inc) -> None:
    (folder,) = finding.glob("100-finding-*")
    documents = sorted(folder.glob("incidents/*/*/*.md"))
    answers = [inc("reconcile", document.stem, cwd=folder, ok=False) for document in documents[::9]]
    assert {"nothing to reconcile" in answer.err for answer in answers} == {True}


def test_finding_is_compared_with_all_it_is_to_be_compared_with(finding: Path) -> None:
    keep = str(finding)
    printed = bench("finding.py", "--sizes", "100", "--runs", "2", "--keep", keep).stdout
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in printed.splitlines()
        if line.startswith("| ") and not line.startswith("| |")
    ]
    head = rows.pop(6)
    assert head[0] == "memory of the largest process"
    assert [(row[0], row[2].partition(":")[0], row[6]) for row in rows[:6]] == [
        ("`inc search zugzwang`, 100", "`rg -l zugzwang`", ""),
        ("`inc list`, 100", "`import typer`", ""),
        ("`inc list --limit 50`, 100", "`import typer`", ""),
        ("`inc metrics`, 100", "`git status --porcelain`", ""),
        ("`inc list` after a commit, 100", "`inc list`", "≤ 1.15"),
        ("building the index, 100", "reading and parsing", "≤ 1.0"),
    ]
    for row in rows[1:6]:
        assert float(row[4]) == pytest.approx(float(row[1]) / float(row[3]), rel=0.02)
    assert [(row[0], row[2], row[3]) for row in rows[6:]] == [
        (f"{name}, 100", "< 300", "yes")
        for name in (
            *("`inc search zugzwang`", "`inc list`", "`inc metrics`", "building the index"),
        )
    ]
    assert all(5 < float(row[1]) < 300 for row in rows[6:])
    assert printed.count("      100  █") == 4


def test_a_program_that_is_not_there_is_not_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCH))
    import finding
    from measuring import Took

    names = (finding.SEARCH, *finding.LISTS, finding.METRICS, finding.STATUS_NAME)
    first, second, *_ = finding.compared(10_000, dict.fromkeys(names, Took(50.0, 40.0)))
    assert first == (
        "| `inc search zugzwang`, 10,000 | 50.0 | `rg -l zugzwang`: not installed | | | | ≤ 2.5 | |"
    )
    assert second.startswith("| `inc list`, 10,000 | 50.0 | `git status --porcelain` | 50.0 |")


def test_growth_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCH))
    from growth import Point, chart

    points = [Point("inc list", 10_000, 40), Point("inc list", 1_000, 20), Point("a", 1_000, 1)]
    assert chart(points).split("\n")[3:-1] == [
        "a",
        f"    1,000  {'█' * 32}       1.00  (1 ms)",
        "",
        "inc list",
        f"    1,000  {'█' * 32}      20.00  (20 ms)",
        f"   10,000  {'█' * 6}▍{' ' * 25}       4.00  (40 ms)",
    ]


def test_the_drawing_is_put_where_the_last_one_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCH))
    from growth import BEGINS, ENDS, written

    page = written("# Page\n", "first")
    assert page == f"# Page\n\n{BEGINS}\nfirst\n\n{ENDS}"
    assert written(f"{page}after\n", "second") == f"# Page\n\n{BEGINS}\nsecond\n\n{ENDS}after\n"
    readme = (BENCH / "README.md").read_text(encoding="utf-8")
    assert (readme.count(BEGINS), readme.count(ENDS)) == (1, 1)
