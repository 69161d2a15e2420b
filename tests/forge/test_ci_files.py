"""What forges, runners and pre-commit read of us: valid by their schemas, and run for real."""

from __future__ import annotations

import json
import os
import pwd
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

if TYPE_CHECKING:
    from conftest import Inc

PROJECT = Path(__file__).parents[2]
WRONG = """\
---
incident: 2026-03-04-checkout-failures
title: Checkout failures
status: draft
---

## Action items

- [ ] Prevent: %s (P2, by 2026-03-14)
"""
POSTMORTEM = "postmortems/2026/03/2026-03-04-checkout-failures.md"


@pytest.mark.parametrize(
    ("schema", "ours", "made"),
    [
        ("github-actions", "action.yml", None),
        ("github-workflows", ".github/workflows/ci.yml", ".github/workflows/inc.yml"),
        ("github-issue-forms", None, ".github/ISSUE_TEMPLATE/incident.yml"),
        ("gitlab-ci", "ci/gitlab.yml", ".gitlab-ci.yml"),
    ],
)
def test_they_are_valid(
    inc: Inc, repository: Path, schema: str, ours: str | None, made: str | None
) -> None:
    for forge in ("github", "gitlab"):
        inc("init", "--forge", forge)
    paths = [PROJECT / ours] if ours else []
    paths += [repository / made] if made else []
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}"]
    transform = ["--data-transform", "gitlab-ci"] if schema == "gitlab-ci" else []
    done = subprocess.run(
        [*command, *transform, *map(str, paths)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_pre_commit_takes_our_hooks() -> None:
    hooks = str(PROJECT / ".pre-commit-hooks.yaml")
    subprocess.run([sys.executable, "-m", "pre_commit", "validate-manifest", hooks], check=True)


def test_no_value_of_a_pull_request_becomes_a_part_of_a_script(inc: Inc, repository: Path) -> None:
    """`${{ }}` in a script is how a title or a branch name becomes a command."""
    action = yaml.safe_load((PROJECT / "action.yml").read_text())
    inc("init")
    workflow = yaml.safe_load((repository / ".github/workflows/inc.yml").read_text())
    steps = [*action["runs"]["steps"], *workflow["jobs"]["check"]["steps"]]
    scripts = [step["run"] for step in steps if "run" in step]
    assert len(scripts) == 5
    assert [script for script in scripts if "${{" in script] == []
    assert workflow["permissions"] == {"contents": "read"}
    assert set(workflow[True]) == {"pull_request", "push"}  # never pull_request_target


@pytest.fixture
def team(workspace: Path, git: Callable[..., str]) -> Path:
    """A workspace with a branch whose postmortem has an item that nobody owns."""
    git("checkout", "--quiet", "-b", "postmortem")
    path = workspace / POSTMORTEM
    path.parent.mkdir(parents=True)
    path.write_text(WRONG % "Add leak detection ::error::no ##[error]no")
    git("add", ".")
    git("commit", "--quiet", "-m", "Postmortem")
    return workspace


def run_script(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """`ci/check.sh` as the action runs it."""
    inc = shutil.which("inc", path=str(Path(sys.executable).parent))
    assert inc is not None
    return subprocess.run(
        ["bash", str(PROJECT / "ci/check.sh")],
        cwd=folder,
        env={**os.environ, "INC": inc, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_action_annotates_sums_up_and_writes_sarif(team: Path, tmp_path: Path) -> None:
    summary, output = tmp_path / "summary.md", tmp_path / "output"
    done = run_script(
        team,
        GITHUB_STEP_SUMMARY=str(summary),
        GITHUB_OUTPUT=str(output),
        SARIF="build/inc.sarif",
        PULL_REQUEST_BASE="main",
    )
    assert done.returncode == 1
    commands = re.findall(r"(?m)^::(\w+) file=([^,]+),line=(\d+).*title=(INC\d+)", done.stdout)
    assert ("error", POSTMORTEM, "9", "INC301") in commands
    assert "INC301" in summary.read_text()
    sarif = json.loads((team / "build/inc.sarif").read_text())
    assert "INC301" in {one["ruleId"] for one in sarif["runs"][0]["results"]}
    assert output.read_text() == "sarif<<END-OF-SARIF\nbuild/inc.sarif\nEND-OF-SARIF\n"


def test_the_action_takes_hostile_inputs_as_data(team: Path, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    done = run_script(team, BASE=f"$(touch {mark})", SUMMARY="false")
    assert done.returncode == 2
    done = run_script(team, BASE="none", SELECT=f"INC301; touch {mark}", SUMMARY="false")
    assert done.returncode == 2
    assert not mark.exists()


def test_the_action_works_below_the_top_and_with_select(
    inc: Inc, repository: Path, git: Callable[..., str]
) -> None:
    inc("init", "team")
    path = repository / "team" / POSTMORTEM
    path.parent.mkdir(parents=True)
    path.write_text(WRONG % "Add leak detection")
    done = run_script(repository, FOLDER="team", SELECT="INC302", SUMMARY="false")
    assert (done.returncode, done.stdout) == (0, "")
    done = run_script(repository, FOLDER="team", SELECT="INC301", SUMMARY="false")
    assert done.returncode == 1
    assert f"file=team/{POSTMORTEM},line=9" in done.stdout  # as the forge knows it


def test_the_problem_matcher_reads_what_the_check_prints(team: Path, inc: Inc) -> None:
    matcher = json.loads((PROJECT / "ci/problem-matcher.json").read_text())
    (pattern,) = matcher["problemMatcher"][0]["pattern"]
    lines = inc("check", ok=False).out.split("\n")[:-1]
    matches = [re.fullmatch(pattern["regexp"], line) for line in lines]
    assert lines and None not in matches
    found = {
        (match[pattern["file"]], match[pattern["line"]], match[pattern["code"]])
        for match in matches
        if match
    }
    assert (POSTMORTEM, "9", "INC301") in found


@pytest.mark.slow
def test_pre_commit_runs_our_hooks(team: Path, tmp_path: Path, git: Callable[..., str]) -> None:
    """The real pre-commit, with our repository as it is, in an environment that it makes itself."""
    if not (PROJECT / ".git").exists():
        pytest.skip("not a checkout")
    command = [sys.executable, "-m", "pre_commit", "try-repo", str(PROJECT)]
    environment = {**os.environ, "PRE_COMMIT_HOME": str(tmp_path / "cache")}
    # The developer's way to the registry: pip's own configuration stands in the real home folder.
    environment["HOME"] = pwd.getpwuid(os.getuid()).pw_dir

    def run(hook: str, *files: str) -> tuple[int, str]:
        done = subprocess.run(
            [*command, hook, "--verbose", "--files", *files],
            cwd=team,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    code, said = run("inc-check", POSTMORTEM, "README.md")
    assert code == 1 and f"{POSTMORTEM}:9:1: error INC301" in said, said
    code, said = run("inc-check-secrets", POSTMORTEM)
    assert code == 0, said
