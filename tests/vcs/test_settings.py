"""The person and the `inc.*` keys: always what git says, and mostly without asking it."""

from __future__ import annotations

import json
import os
import resource
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from inc.errors import GitRefused
from inc.vcs.repository import Repository
from inc.vcs.settings import GitSettings, git_settings

Git = Callable[..., str]


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Count the git processes since the last call."""
    trace = tmp_path / "trace"
    monkeypatch.setenv("GIT_TRACE2_EVENT", str(trace))

    def count() -> int:
        lines = trace.read_text().splitlines() if trace.exists() else []
        trace.unlink(missing_ok=True)
        return sum(json.loads(line)["event"] == "start" for line in lines)

    return count


@pytest.fixture
def inc(repository: Path, isolation: Path) -> Repository:
    """A repository whose configuration files are not of this very moment."""
    (isolation / ".config/git").mkdir(parents=True)
    for file in (isolation / ".gitconfig", repository / ".git/config"):
        make_old(file)
    return Repository.find(repository)


def make_old(file: Path) -> None:
    status = file.stat()
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns - 10**9))


def append(file: Path, text: str) -> None:
    with file.open("a") as opened:
        opened.write(text)


def test_person_and_keys(inc: Repository, repository: Path) -> None:
    append(repository / ".git/config", "[inc]\n\tauthor = bob\n\tquiet\n\tPager = a\n\tpager = b\n")
    assert git_settings(inc) == GitSettings(
        author="bob",
        email="alice@example.com",
        name="Alice",
        values={"inc.author": "bob", "inc.quiet": "true", "inc.pager": "b"},
    )


def test_nothing_set(inc: Repository, isolation: Path) -> None:
    (isolation / ".gitconfig").write_text("[user]\n\tname =\n")
    assert git_settings(inc) == GitSettings(None, None, None, {})


def test_the_environment_and_author_win_as_in_git(
    inc: Repository, isolation: Path, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    def as_git_says() -> str:
        return git("var", "GIT_AUTHOR_IDENT").rsplit(" ", 2)[0]

    def as_we_say() -> str:
        settings = git_settings(inc)
        return f"{settings.name} <{settings.email}>"

    monkeypatch.setenv("EMAIL", "fallback@example.com")
    assert as_we_say() == as_git_says() == "Alice <alice@example.com>"
    append(isolation / ".gitconfig", "[author]\n\temail = author@example.com\n")
    assert as_we_say() == as_git_says() == "Alice <author@example.com>"
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", "env@example.com")
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Env")
    assert as_we_say() == as_git_says() == "Env <env@example.com>"
    monkeypatch.delenv("GIT_AUTHOR_EMAIL")
    (isolation / ".gitconfig").write_text("")
    assert as_we_say() == as_git_says() == "Env <fallback@example.com>"


def test_git_is_asked_once(inc: Repository, asked: Callable[[], int]) -> None:
    first = git_settings(inc)
    assert asked() == 1
    assert git_settings(inc) == first
    assert asked() == 0


def test_files_of_this_moment_are_not_remembered(
    inc: Repository, repository: Path, asked: Callable[[], int]
) -> None:
    append(repository / ".git/config", "[inc]\n\tauthor = bob\n")
    assert git_settings(inc).author == "bob"
    assert git_settings(inc).author == "bob"
    assert asked() == 2


@pytest.mark.parametrize(
    "place",
    [".git/config", "../home/.gitconfig", "../home/.config/git/config", ".git/config.worktree"],
)
def test_a_change_in_any_file_is_seen(
    inc: Repository, repository: Path, git: Git, place: str
) -> None:
    git("config", "extensions.worktreeConfig", "true")
    os.environ.pop("GIT_CONFIG_GLOBAL")
    make_old(repository / ".git/config")
    assert git_settings(inc).author is None
    assert git_settings(inc).author is None
    append(repository / place, "[inc]\n\tauthor = carol\n")
    make_old(repository / place)
    assert git_settings(inc).author == "carol"


def test_an_included_file_is_watched_before_it_exists(
    inc: Repository, repository: Path, isolation: Path, asked: Callable[[], int]
) -> None:
    append(isolation / ".gitconfig", "[include]\n\tpath = work.inc\n\tpath = ~/more.inc\n")
    make_old(isolation / ".gitconfig")
    for file in ("work.inc", "more.inc"):
        git_settings(inc)
        asked()
        git_settings(inc)
        assert asked() == 0
        (isolation / file).write_text(f"[inc]\n\tauthor = {file}\n")
        make_old(isolation / file)
        assert git_settings(inc).author == file


def test_the_branch_may_decide(
    inc: Repository, repository: Path, isolation: Path, git: Git
) -> None:
    append(isolation / ".gitconfig", '[includeIf "onbranch:night/"]\n\tpath = night.inc\n')
    (isolation / "night.inc").write_text("[inc]\n\tauthor = owl\n")
    for file in (isolation / ".gitconfig", isolation / "night.inc"):
        make_old(file)
    assert git_settings(inc).author is None
    git("checkout", "-q", "-b", "night/shift")
    assert git_settings(inc).author == "owl"
    git("checkout", "-q", "-b", "day")
    assert git_settings(inc).author is None


@pytest.mark.git(2, 32)
def test_another_home_is_another_person(
    inc: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert git_settings(inc).email == "alice@example.com"
    other = tmp_path / "other.config"
    other.write_text("[user]\n\temail = bob@example.com\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(other))
    assert git_settings(inc).email == "bob@example.com"


@pytest.mark.git(2, 31)
def test_settings_passed_along_are_used_and_never_written_down(
    inc: Repository, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git_settings(inc)
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "inc.author")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "secret-robot")
    assert git_settings(inc).author == "secret-robot"
    monkeypatch.delenv("GIT_CONFIG_COUNT")
    assert git_settings(inc).author is None
    assert "secret-robot" not in (repository / ".git/inc/settings").read_text()


def test_the_memo_holds_no_other_setting_and_is_private(
    inc: Repository, repository: Path, isolation: Path
) -> None:
    append(isolation / ".gitconfig", "[http]\n\textraHeader = Authorization: token\n")
    make_old(isolation / ".gitconfig")
    git_settings(inc)
    memo = repository / ".git/inc/settings"
    assert "Authorization" not in memo.read_text()
    assert memo.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in memo.parent.iterdir()] == ["settings"]


@pytest.mark.parametrize("damage", [b"", b"\0", b"(\xff", b"()\0\0"])
def test_a_damaged_memo_is_not_an_error(inc: Repository, repository: Path, damage: bytes) -> None:
    expected = git_settings(inc)
    (repository / ".git/inc/settings").write_bytes(damage)
    assert git_settings(inc) == expected


def test_no_place_for_a_memo_is_not_an_error(inc: Repository, repository: Path) -> None:
    expected = git_settings(inc)
    shutil.rmtree(repository / ".git/inc")
    (repository / ".git/inc").write_text("in the way")
    assert git_settings(inc) == expected


def test_a_disk_that_is_full_leaves_no_half_memo(
    inc: Repository, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(
        "XDG_CONFIG_HOME", "/none" + "/x" * 1000
    )  # the memo repeats it, git does not
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2048, hard))
    try:
        assert git_settings(inc).name == "Alice"
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list((repository / ".git/inc").iterdir()) == []


def test_a_broken_configuration_is_said(inc: Repository, repository: Path) -> None:
    append(repository / ".git/config", "[inc\n")
    with pytest.raises(GitRefused, match="bad config line"):
        git_settings(inc)
