"""Which variables of a surrounding git reach our own git, and which do not."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from inc.vcs.environment import LOCAL_ENV_VARS, scrub
from inc.vcs.process import git as inc_git

Git = Callable[..., str]


def test_knows_every_local_variable_of_the_git_at_hand() -> None:
    listed = subprocess.run(
        ["git", "rev-parse", "--local-env-vars"], capture_output=True, text=True
    )
    assert set(listed.stdout.split()) <= set(LOCAL_ENV_VARS)


def test_drops_what_names_another_repository_and_keeps_what_names_a_person() -> None:
    environ = dict.fromkeys(LOCAL_ENV_VARS, "elsewhere")
    kept = {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "user.name",
        "GIT_CONFIG_VALUE_0": "CI",
        "GIT_CONFIG_PARAMETERS": "'user.email'='ci@example.com'",
        "GIT_CONFIG_GLOBAL": "/somewhere/gitconfig",
        "GIT_AUTHOR_EMAIL": "bob@example.com",
        "HOME": "/home/bob",
    }
    environ |= kept | {"GIT_ICASE_PATHSPECS": "1"}
    scrub(environ)
    assert environ == kept | {"GIT_LITERAL_PATHSPECS": "1", "GIT_TERMINAL_PROMPT": "0"}


def test_a_surrounding_hook_does_not_turn_git_to_its_own_repository(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    subprocess.run(["git", "init", "-q", "--bare", str(tmp_path / "other.git")], check=True)
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other.git"))
    monkeypatch.setenv("GIT_ICASE_PATHSPECS", "1")
    done = inc_git(["rev-parse", "--show-toplevel"], cwd=repository)
    assert done.out.decode().strip() == str(repository)


def test_identity_on_the_command_line_of_git_reaches_our_git(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As git 2.30 writes it, which all read.
    monkeypatch.setenv("GIT_CONFIG_PARAMETERS", "'user.name=From The Alias'")
    done = inc_git(["config", "user.name"], cwd=repository)
    assert done.out == b"From The Alias\n"
