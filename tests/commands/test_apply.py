"""`inc apply`: what it says; what it does is in `tests/carrying`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Cli

NAME = "2026-03-04-checkout-failures"


@pytest.fixture
def bundle(declared: Cli, git: Callable[..., str], tmp_path: Path) -> Path:
    """A bundle with one entry more than the clone has."""
    declared("log", "the pool is full")
    place = tmp_path / "checkout.bundle"
    declared("bundle", "--out", str(place))
    git("reset", "-q", "--hard", "HEAD~1")
    return place


def test_what_a_program_gets(declared: Cli, bundle: Path, git: Callable[..., str]) -> None:
    answer = declared("apply", str(bundle), "--json").json
    head = git("rev-parse", "HEAD").strip()
    [commit] = answer.pop("commits")
    assert commit.pop("from") != commit["commit"]
    assert commit == {
        "commit": head,
        "author": "Alice",
        "email": "alice@example.com",
        "at": "2026-03-04T15:32:00Z",
        "subject": f"{NAME}: note",
    }
    assert answer == {
        "version": 1,
        "command": "apply",
        "incident": NAME,
        "dry_run": False,
        "commit": head,
        "merge": None,
        "joined": False,
        "restricted": False,
        "known": 1,
        "documents": [
            {
                "path": f"incidents/2026/03/{NAME}.md",
                "name": NAME,
                "new": False,
                "removed": False,
                "entries": 1,
                "people": ["alice"],
            }
        ],
        "decisions": [],
        "edited_by_hand": [],
        "gone": [],
        "findings": [],
    }


def test_a_file_by_its_name_or_from_a_pipe(declared: Cli, bundle: Path) -> None:
    ran = declared("apply", "-", stdin=bundle.read_bytes())
    assert ran.out.startswith(f"Applied to {NAME} (")
    assert ran.err == "Next: inc sync\n"
    assert declared("apply", str(bundle)).out.startswith("Nothing new")


def test_what_the_check_finds_in_it(declared: Cli, bundle: Path, git: Callable[..., str]) -> None:
    declared("apply", str(bundle))
    path = declared.folder / f"incidents/2026/03/{NAME}.md"
    text = path.read_text()
    path.write_text(text.replace("status: investigating", "status: resolved"))
    git("commit", "-qam", "by hand")
    declared("bundle", "--out", str(bundle), "--force")
    git("reset", "-q", "--hard", "HEAD~1")
    ran = declared("apply", str(bundle))
    assert f"incidents/2026/03/{NAME}.md:" in ran.err
    assert f"That came with it: inc check incidents/2026/03/{NAME}.md" in ran.err
    assert declared("check", ok=False).code == 1


def test_errors_are_json_too(declared: Cli, tmp_path: Path) -> None:
    import json

    (tmp_path / "x").write_text("hello")
    for args, code in ((["nosuch"], 3), ([str(tmp_path / "x")], 4)):
        ran = declared("apply", *args, "--json", ok=False)
        error = json.loads(ran.err)["error"]
        assert (ran.code, error["exit_code"], error["kept"]) == (code, code, False)
        assert error["what"] and error["hint"]


def test_a_broken_policy_refuses_nothing(declared: Cli, bundle: Path) -> None:
    (declared.folder / "inc.toml").write_text("[roles\n")
    assert declared("apply", str(bundle)).out.startswith("Applied")


def test_outside_of_a_workspace(declared: Cli, bundle: Path, tmp_path: Path) -> None:
    declared.folder = tmp_path
    assert declared("apply", str(bundle), ok=False).code == 4
