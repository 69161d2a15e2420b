"""`inc bundle`: where the file goes, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Cli, Inc

NAME = "2026-03-04-checkout-failures"
FILE = f"{NAME}.bundle"
OTHER = "2026-03-04-search-is-slow"
Git = Callable[..., str]


def test_it_says_what_is_in_it(declared: Cli, repository: Path) -> None:
    declared("log", "the pool is full")
    ran = declared("bundle", "checkout")
    assert (repository / FILE).read_bytes().startswith(b"# v2 git bundle\n")
    assert ran.out == (
        f"Wrote {FILE}: 2 commits by Alice, 2 entries\n  incidents/2026/03/{NAME}.md\n"
    )
    assert ran.err == f"Over there: inc apply {FILE}\n"


def test_what_a_program_gets(declared: Cli, tmp_path: Path) -> None:
    answer = declared("bundle", "--out", str(tmp_path / "x"), "--json").json
    assert answer == {
        "version": 1,
        "command": "bundle",
        "incident": NAME,
        "incidents": [NAME],
        "file": str(tmp_path / "x"),
        "bytes": (tmp_path / "x").stat().st_size,
        "form": 1,
        "documents": [f"incidents/2026/03/{NAME}.md"],
        "commits": 1,
        "entries": 1,
        "people": ["Alice"],
        "restricted": False,
        "names_restricted": [],
        "has_redacted": [],
        "uncommitted": [],
        "shallow": False,
        "merged_before": [],
    }


def test_what_was_merged_before_is_told(declared: Cli, git: Git) -> None:
    declared("declare", "Search is slow", "-s", "sev3")
    declared("merge", OTHER, "-i", NAME)
    declared("log", "the pool is full", "-i", NAME)
    for since, told in (("HEAD", [OTHER]), ("HEAD~1", [OTHER]), ("HEAD~2", [])):
        ran = declared("bundle", NAME, "--since", since, "--force", "--json")
        assert ran.json["merged_before"] == told
    ran = declared("bundle", NAME, "--since", "HEAD~1", "--force")
    assert f"Who has {OTHER} as it was before the merge gets its entries twice" in ran.err
    assert git("log", "-1", "--format=%s").strip().endswith("note")


def test_no_file_is_overwritten_unasked(declared: Cli, repository: Path) -> None:
    declared("bundle")
    first = (repository / FILE).read_bytes()
    declared("log", "more")
    ran = declared("bundle", ok=False)
    assert ran.code == 1 and "is there already" in ran.err and "--force" in ran.err
    assert (repository / FILE).read_bytes() == first
    declared("bundle", "--force")
    assert (repository / FILE).read_bytes() != first


@pytest.mark.parametrize(
    ("place", "code", "what"),
    [
        ("incidents/x.bundle", 2, "where a bundle does not belong"),
        (".git/x.bundle", 2, "where a bundle does not belong"),
        ("nosuch/deeper/x.bundle", 4, "does not exist"),
        (".", 2, "is no file"),
    ],
)
def test_a_place_where_it_cannot_be(place: str, code: int, what: str, declared: Cli) -> None:
    ran = declared("bundle", "--out", place, ok=False)
    assert ran.code == code and what in ran.err
    assert ran.out == ""


def test_a_link_in_the_repository(declared: Cli, repository: Path, tmp_path: Path) -> None:
    (repository / FILE).symlink_to(tmp_path / "elsewhere")
    ran = declared("bundle", ok=False)
    assert ran.code == 1 and "is a link in the repository" in ran.err
    assert not (tmp_path / "elsewhere").exists()


def test_standard_output_has_the_bundle_alone(
    workspace: Path, inc: Inc, git: Callable[..., str], tmp_path: Path
) -> None:
    import subprocess
    import sys

    inc("declare", "Checkout failures", "-s", "sev1")
    command = [sys.executable, "-m", "inc", "bundle", "--out", "-"]
    done = subprocess.run(command, cwd=workspace, capture_output=True, check=True)
    assert done.stdout.startswith(b"# v2 git bundle\n")
    assert b"Wrote the bundle: " in done.stderr
    (tmp_path / "x.bundle").write_bytes(done.stdout)
    git("bundle", "verify", "-q", str(tmp_path / "x.bundle"))


def test_json_and_a_stream_do_not_mix(declared: Cli) -> None:
    ran = declared("bundle", "--out", "-", "--json", ok=False)
    assert ran.code == 2 and "cannot hold both" in ran.err


def test_nothing_to_carry(cli: Cli, repository: Path) -> None:
    assert cli("bundle", ok=False).code == 3
    path = repository / f"incidents/2026/03/{NAME}.md"
    path.parent.mkdir(parents=True)
    path.write_text(f"---\nid: {NAME}\ntitle: x\nseverity: SEV1\nstatus: investigating\n---\n")
    ran = cli("bundle", "checkout", ok=False)
    assert ran.code == 1 and f"no commit changed {NAME}" in ran.err


def test_it_changes_nothing(declared: Cli, state: Callable[[], object], tmp_path: Path) -> None:
    before = state()
    declared("bundle", "--out", str(tmp_path / "x"))
    assert state() == before
