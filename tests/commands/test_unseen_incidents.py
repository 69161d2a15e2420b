"""Commands that see no incident say why, where the documents are there and nobody can see them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Cli

Git = Callable[..., str]
LEFT_OUT = (
    "1 document of incidents is not on the disk: it is outside of the sparse checkout. "
    "Have it here: git sparse-checkout add incidents"
)
A_LINK = "incidents is a symbolic link, and documents are never read or written through one"


@pytest.fixture
def sparse(declared: Cli, git: Git) -> Cli:
    """A clone in which the documents of incidents are not checked out."""
    (declared.folder / "incidents/.gitkeep").unlink()
    git("commit", "-qm", "x", "-a")
    git("sparse-checkout", "set", "--cone", "runbooks")
    return declared


@pytest.fixture
def linked(declared: Cli, tmp_path: Path) -> Cli:
    """A workspace whose incidents are a link to an empty folder."""
    (declared.folder / "incidents").rename(tmp_path / "elsewhere")
    (tmp_path / "empty").mkdir()
    (declared.folder / "incidents").symlink_to(tmp_path / "empty")
    return declared


@pytest.mark.parametrize("command", ["list", "list --all", "list sev:1", "next", "next --quiet"])
def test_who_sees_none_says_that_they_are_left_out(sparse: Cli, command: str) -> None:
    ran = sparse(*command.split())
    assert ran.out == ""
    assert f"inc: {LEFT_OUT}" in ran.err.split("\n")


def test_a_check_that_sees_nothing_is_not_green(sparse: Cli) -> None:
    ran = sparse("check", ok=False)
    assert (ran.code, ran.out) == (3, "")
    assert "outside of the sparse checkout" in ran.err


def test_what_is_only_not_on_the_disk_was_not_removed(sparse: Cli) -> None:
    ran = sparse("asof", "HEAD", "2026-03-04-checkout-failures")
    assert "Checkout failures" in ran.out
    assert "removed" not in ran.out + ran.err


def test_a_search_that_sees_nothing_says_so(sparse: Cli) -> None:
    ran = sparse("search", "failures", ok=False)
    assert ran.code == 1
    assert f"inc: {LEFT_OUT}" in ran.err.split("\n")


@pytest.mark.parametrize("command", ["list --json", "list --jsonl", "next --json"])
def test_a_program_is_told_too(sparse: Cli, command: str) -> None:
    ran = sparse(*command.split())
    assert LEFT_OUT in ran.err
    assert "checkout-failures" not in ran.out


@pytest.mark.parametrize("command", ["log x", "show", "log -i checkout x", "show checkout"])
def test_who_needs_one_is_told_why_there_is_none(sparse: Cli, command: str) -> None:
    ran = sparse(*command.split(), ok=False)
    assert (ran.code, ran.out) == (3, "")
    assert "outside of the sparse checkout" in ran.err
    assert "git sparse-checkout add incidents" in ran.err


def test_the_hint_is_true(sparse: Cli, git: Git) -> None:
    git("sparse-checkout", "add", "incidents")
    assert "Checkout failures" in sparse("list").out
    ran = sparse("list", "sev:4")
    assert ran.err == "No open incident is like that; ended ones too: --all\n"


def test_in_a_folder_of_the_repository(cli: Cli, git: Git) -> None:
    git("rm", "-rq", ".")
    git("commit", "-qm", "x")
    cli.folder /= "ops here"
    cli.folder.mkdir(parents=True)
    cli("init", "--preset", "ungated")
    cli("declare", "Checkout failures", "-s", "sev1")
    git("sparse-checkout", "set", "--cone", "ops here/runbooks")
    told = cli("list").err
    assert "git sparse-checkout add 'ops here/incidents'" in told


@pytest.mark.parametrize("command", ["list", "next"])
def test_who_sees_none_says_that_it_is_a_link(linked: Cli, command: str) -> None:
    assert f"inc: {A_LINK}. Put the real file or folder there." in linked(command).err.split("\n")


@pytest.mark.parametrize("command", ["log x", "show", "log -i checkout x"])
def test_who_needs_one_is_told_of_the_link(linked: Cli, command: str) -> None:
    ran = linked(*command.split(), ok=False)
    assert (ran.code, ran.out) == (3, "")
    assert A_LINK in ran.err


def test_a_workspace_without_incidents_says_no_more_than_that(cli: Cli, git: Git) -> None:
    git("sparse-checkout", "set", "--cone", "runbooks", "incidents")
    assert cli("list").err == "No incident is open.\n"
    assert cli("next").err == "Nothing is due.\n"
    refused = cli("log", "x", ok=False)
    assert refused.err.startswith("inc: no incident is open\n     Name one with -i")
