"""Which remote a branch goes to, and a push that never hangs, asks or tells a secret."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from inc.vcs import remotes
from inc.vcs.repository import Repository

Git = Callable[..., str]


@pytest.fixture
def remote(repository: Path, git: Git, tmp_path: Path) -> Path:
    """A bare repository, and one commit to push to it."""
    git("init", "-q", "--bare", str(tmp_path / "remote.git"))
    git("commit", "-qm", "x", "--allow-empty")
    return tmp_path / "remote.git"


@pytest.mark.parametrize(
    ("names", "settings", "expected"),
    [
        ([], {}, ""),
        (["origin"], {}, "origin"),
        (["upstream"], {}, "upstream"),
        (["a", "b"], {}, ""),
        (["a", "origin"], {}, "origin"),
        (["a", "origin"], {"branch.x.remote": "a"}, "a"),
        (["a", "origin"], {"remote.pushDefault": "a"}, "a"),
        (["a", "origin"], {"branch.x.pushRemote": "a", "branch.x.remote": "origin"}, "a"),
        (["a", "origin"], {"branch.x.remote": "."}, "origin"),
    ],
)
def test_the_remote_of_a_branch(
    names: list[str], settings: dict[str, str], expected: str, repository: Path, git: Git
) -> None:
    for name in names:
        git("remote", "add", name, f"https://example.com/{name}")
    for key, value in settings.items():
        git("config", key, value)
    assert remotes.chosen(Repository.find(repository), "x") == expected


def test_the_address_of_the_push(repository: Path, git: Git) -> None:
    git("remote", "add", "origin", "https://example.com/a")
    git("config", "url.git@example.com:.pushInsteadOf", "https://example.com/")
    assert remotes.url(Repository.find(repository), "origin") == "git@example.com:a"


def test_a_push(remote: Path, repository: Path, git: Git) -> None:
    git("remote", "add", "origin", str(remote))
    assert remotes.push(Repository.find(repository), "origin", "main") == ""
    assert git("rev-parse", "main") == git("rev-parse", "main", cwd=remote)
    assert git("rev-parse", "--abbrev-ref", "main@{upstream}") == "origin/main\n"


def test_what_is_in_the_way_of_a_push(remote: Path, repository: Path, git: Git) -> None:
    git("remote", "add", "origin", str(remote / "nosuch"))
    assert "does not appear to be a git repository" in remotes.push(
        Repository.find(repository), "origin", "main"
    )


def test_a_push_that_would_lose_the_work_of_others(
    remote: Path, repository: Path, git: Git
) -> None:
    git("push", "-q", str(remote), "main")
    git("commit", "-qm", "y", "--amend", "--allow-empty")
    git("remote", "add", "origin", str(remote))
    words = remotes.push(Repository.find(repository), "origin", "main")
    assert "rejected" in words and ("fetch first" in words or "non-fast-forward" in words)


def test_a_push_that_hangs_is_ended(remote: Path, repository: Path, git: Git) -> None:
    hook = repository / ".git" / "hooks" / "pre-push"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexec sleep 20\n")
    hook.chmod(0o755)
    git("remote", "add", "origin", str(remote))
    words = remotes.push(Repository.find(repository), "origin", "main", within=0.3)
    assert words == "no answer within 0 s"


def test_a_token_is_not_told(repository: Path, git: Git) -> None:
    if not (Path(git("--exec-path").strip()) / "git-remote-http").exists():
        pytest.skip("this git was built without HTTP")
    git("commit", "-qm", "x", "--allow-empty")
    git("remote", "add", "origin", "http://alice:ghp_secret@127.0.0.1:1/a/b.git")
    words = remotes.push(Repository.find(repository), "origin", "main")
    assert "127.0.0.1" in words and "secret" not in words and "alice" not in words
    text = "see https://alice:secret@example.com/x and ssh://git@example.com"
    assert remotes.without_credentials(text) == "see https://example.com/x and ssh://example.com"
