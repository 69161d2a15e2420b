"""`inc init`: a workspace, with a repository around it, made once and made good later."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Cli, Inc

PARTS = [
    *("inc.toml", ".gitattributes", "templates/README.md"),
    *("incidents/.gitkeep", "postmortems/.gitkeep", "runbooks/.gitkeep"),
]
GITHUB = [
    *(".github/workflows/inc.yml", ".github/pull_request_template.md"),
    *(".github/ISSUE_TEMPLATE/incident.yml", ".github/CODEOWNERS"),
]
FASTER = "Turned on in this clone, so that git is faster: core.untrackedCache"
GITLAB = [".gitlab-ci.yml", ".gitlab/merge_request_templates/Postmortem.md"]


@pytest.fixture(autouse=True)
def decided(isolation: Path) -> None:
    """The person has decided about what git has from 2.52 on, so that there is as much to do."""
    with (isolation / ".gitconfig").open("a") as file:
        file.write("[commitGraph]\n\tchangedPaths = false\n")


def test_a_repository_becomes_a_workspace_in_one_commit(
    inc: Inc, repository: Path, git: Callable[..., str]
) -> None:
    ran = inc("init")
    lines = ran.out.split("\n")
    commit = git("rev-parse", "HEAD")[:8]
    assert lines[0] == f"Made a workspace in {repository} ({commit})"
    assert [line.strip() for line in lines[1:-1]] == PARTS + GITHUB
    assert ran.err == f'{FASTER}\nNext: inc declare "What is broken" -s sev2\n'
    assert git("log", "--format=%s") == "inc: workspace\n"
    assert git("status", "--porcelain") == ""


def test_repeated_it_makes_only_what_is_missing(cli: Cli, git: Callable[..., str]) -> None:
    again = cli("init")
    assert again.out == f"{cli.folder} is a workspace already; nothing is missing.\n"
    git("rm", "--quiet", "templates/README.md")
    git("commit", "--quiet", "-m", "gone")
    answer = cli("init", "--json").json
    assert answer["paths"] == ["templates/README.md"]
    assert set(answer) == {
        *("version", "command", "workspace", "commit", "dry_run", "made_repository", "paths"),
        "git_made_faster_by",
    }


def test_a_folder_without_a_repository_gets_one(inc: Inc, tmp_path: Path) -> None:
    folder = tmp_path / "team/incidents"
    ran = inc("init", "team/incidents", cwd=tmp_path)
    assert ran.out.startswith(f"Made a git repository and a workspace in {folder} (")
    assert _git(folder, "status", "--porcelain") == ""
    other = inc("init", "other", "--json", cwd=tmp_path).json
    assert other["made_repository"] is True
    assert _git(tmp_path / "other", "rev-parse", "HEAD") == other["commit"]


def test_a_dry_run_makes_nothing(
    inc: Inc, repository: Path, tmp_path: Path, git: Callable[..., str]
) -> None:
    before = git("config", "--list", "--local")
    files = sorted(path.name for path in (repository / ".git").iterdir())
    ran = inc("init", "-n")
    assert ran.out.startswith(f"Would make a workspace in {repository}\n  inc.toml\n")
    assert ran.err == f"{FASTER.replace('Turned', 'Would turn')}\n"
    assert git("config", "--list", "--local") == before
    assert sorted(path.name for path in (repository / ".git").iterdir()) == files
    assert [path.name for path in repository.iterdir()] == [".git"]
    plain = tmp_path / "plain"
    plain.mkdir()
    for folder in (plain, plain / "deeper"):
        ran = inc("init", str(folder), "-n", cwd=tmp_path)
        assert ran.out.startswith(f"Would make a git repository and a workspace in {folder}\n")
        answer = inc("init", str(folder), "-n", "--json", cwd=tmp_path).json
        assert (answer["dry_run"], answer["made_repository"]) == (True, True)
        assert (answer["commit"], answer["paths"]) == (None, PARTS + GITHUB)
    assert list(plain.iterdir()) == []


def test_what_stands_there_is_only_added_to(
    inc: Inc, repository: Path, git: Callable[..., str]
) -> None:
    (repository / ".gitattributes").write_text("*.png binary")
    (repository / "inc.toml").write_text('# ours\ntimezone = "Europe/Berlin"\n')
    git("add", ".")
    git("commit", "--quiet", "-m", "ours")
    inc("init")
    attributes = (repository / ".gitattributes").read_text()
    assert attributes.startswith("*.png binary\n# Documents keep")
    assert (repository / "inc.toml").read_text() == '# ours\ntimezone = "Europe/Berlin"\n'
    assert git("status", "--porcelain") == ""


def test_the_forge_is_the_one_of_the_remote(inc: Inc, git: Callable[..., str]) -> None:
    git("remote", "add", "origin", "git@gitlab.example.com:ops/incidents.git")
    assert inc("init", "-n", "--json").json["paths"] == PARTS + GITLAB
    assert inc("init", "-n", "--json", "--forge", "github").json["paths"] == PARTS + GITHUB
    assert inc("init", "--json", "--forge", "none").json["paths"] == PARTS
    git("remote", "set-url", "origin", "https://github.com/gitlab/incidents")
    assert inc("init", "-n", "--json").json["paths"] == GITHUB
    ran = inc("init", "--forge", "sourcehut", ok=False)
    assert (ran.code, ran.err) == (
        2,
        "inc: there are no files for 'sourcehut'\n     One of: github, gitlab, none.\n",
    )


def test_the_workflow_runs_on_the_branch_one_is_on(
    inc: Inc, repository: Path, git: Callable[..., str]
) -> None:
    git("checkout", "--quiet", "-b", "release/it's")
    inc("init")
    workflow = (repository / ".github/workflows/inc.yml").read_text()
    assert "branches: ['release/it''s']\n" in workflow
    assert "@" not in workflow.replace("actions/checkout@v4", "").replace("setup-python@v5", "")


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("CODEOWNERS", ".github/CODEOWNERS"),
        ("docs/pull_request_template.md", ".github/pull_request_template.md"),
        (".github/PULL_REQUEST_TEMPLATE.md", ".github/pull_request_template.md"),
    ],
)
def test_what_a_team_has_elsewhere_is_theirs(
    inc: Inc, repository: Path, theirs: str, ours: str
) -> None:
    path = repository / theirs
    path.parent.mkdir(exist_ok=True)
    path.write_text("ours\n")
    assert inc("init", "--json").json["paths"] == PARTS + [one for one in GITHUB if one != ours]
    assert path.read_text() == "ours\n"


def test_a_workspace_below_the_top_gets_no_files_for_a_forge(inc: Inc, repository: Path) -> None:
    assert inc("init", "team", "--json").json["paths"] == PARTS
    assert not (repository / ".github").exists()


def test_a_file_in_the_place_of_the_folder_is_told(inc: Inc, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ran = inc("init", "file", cwd=tmp_path, ok=False)
    assert ran.code == 2
    assert ran.err.startswith(f"inc: {tmp_path}/file cannot be made: File exists\n     Name ano")


def _git(folder: Path, *args: str) -> str:
    return subprocess.check_output(["git", "-C", str(folder), *args], text=True).strip()


def test_a_file_that_git_does_not_track_yet_is_added_to(repository: Path, inc: Inc) -> None:
    (repository / ".gitattributes").write_text("*.png binary")
    inc("init")
    text = (repository / ".gitattributes").read_text()
    assert text.startswith("*.png binary\n") and "incidents/** -text\n" in text
    state = ["git", "status", "--porcelain"]
    assert subprocess.run(state, cwd=repository, capture_output=True, check=True).stdout == b""


def test_git_is_made_faster_once(inc: Inc, git: Callable[..., str]) -> None:
    assert inc("init", "--json").json["git_made_faster_by"] == ["core.untrackedCache"]
    assert git("config", "--local", "core.untrackedCache") == "true\n"
    again = inc("init")
    assert again.err == ""
    git("config", "--unset", "core.untrackedCache")
    again = inc("init")
    assert (again.err, "nothing is missing" in again.out) == (f"{FASTER}\n", True)


def test_what_somebody_set_in_git_stays(inc: Inc, isolation: Path, git: Callable[..., str]) -> None:
    with (isolation / ".gitconfig").open("a") as file:
        file.write("[core]\n\tuntrackedCache = keep\n")
    before = git("config", "--list", "--local")
    assert FASTER not in inc("init").err
    after = git("config", "--list", "--local").splitlines()
    assert [line for line in after if not line.startswith("merge.inc.")] == before.splitlines()


def test_a_configuration_that_is_locked_is_no_failure(inc: Inc, repository: Path) -> None:
    (repository / ".git/config.lock").touch()
    assert inc("init").err == 'Next: inc declare "What is broken" -s sev2\n'
