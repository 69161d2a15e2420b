"""Commands that see no incident say why, where the documents are there and nobody can see them."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Cli

Git = Callable[..., str]
DATED = "2026-03-04-checkout-failures"
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


@pytest.mark.parametrize(
    "command",
    [
        *("list", "list --json", "next", "action list", "action list --json"),
        *("search slow", "search --regex slow", "similar search"),
        *("metrics", "metrics --json", "metrics --prom", "report weekly", "report weekly --json"),
        *("export --format jsonl", "export --format csv --out ../out/"),
    ],
)
def test_who_sees_only_some_says_so_once(command: str, declared: Cli, git: Git) -> None:
    """A number of half of the documents is false."""
    declared("declare", "Search is slow", "-s", "3")
    git("sparse-checkout", "set", "--no-cone", "/*", "!/incidents/**/*checkout*")
    ran = declared(*command.split(), ok=False)
    assert ran.code == (1 if command.startswith("similar") else 0)
    assert ran.err.count("sparse") == 2
    assert f"inc: {LEFT_OUT}" in ran.err.split("\n")
    git("sparse-checkout", "disable")
    assert "sparse" not in declared(*command.split(), ok=False).err


def test_what_an_answer_is_not_from_may_be_missing(declared: Cli, git: Git) -> None:
    """A list is of incidents; numbers are of postmortems, too, for their action items."""
    declared("resolve", "-m", "over")
    declared("postmortem", "new")
    git("sparse-checkout", "set", "--no-cone", "/*", "!/postmortems/")
    assert declared("list", "--all").err == ""
    assert declared("search", "--in", "runbooks", "x", ok=False).err.count("sparse") == 0
    told = declared("metrics").err
    assert "1 document of postmortems is not on the disk" in told
    git("sparse-checkout", "set", "--no-cone", "/inc.toml")
    told = declared("metrics").err
    assert "2 documents of incidents and postmortems are not on the disk" in told
    assert "git sparse-checkout add incidents postmortems" in told
    git("sparse-checkout", "add", "incidents", "postmortems")
    assert declared("metrics").err == ""


def test_a_check_that_sees_nothing_is_not_green(sparse: Cli) -> None:
    ran = sparse("check", ok=False)
    assert (ran.code, ran.out) == (3, "")
    assert "outside of the sparse checkout" in ran.err


@pytest.mark.parametrize("reference", [(), ("2026-03-04-checkout-failures",), ("failures",)])
@pytest.mark.parametrize("moment", ["HEAD", "15:31", "+1s", "last~0"])
def test_who_looks_back_reads_what_git_has(
    moment: str, reference: tuple[str, ...], sparse: Cli
) -> None:
    """What is only not on the disk was not removed, and nothing came after it."""
    (sparse.folder / ".git/inc/last").unlink(missing_ok=True)
    ran = sparse("asof", moment, *reference)
    assert "Checkout failures" in ran.out
    assert ran.out.split("\n")[0].endswith("; 0 entries came later")
    assert ran.err == ""


def test_who_looks_back_tells_those_apart_that_are_open(declared: Cli, git: Git) -> None:
    """Also where only some are on the disk; one that ended is not meant."""
    declared("resolve", "-m", "over")
    for title in ("Search is slow", "Cache is cold"):
        declared("declare", title, "-s", "3")
    (declared.folder / ".git/inc/last").unlink()
    git("sparse-checkout", "set", "--no-cone", "/inc.toml", "*search*")
    refused = declared("asof", "now", ok=False)
    assert refused.code == 3
    assert refused.err.startswith("inc: 2 incidents could be meant:\n")
    assert "cache-is-cold" in refused.err and "checkout" not in refused.err
    assert "Cache is cold" in declared("asof", "now", "cache").out
    assert declared("asof", "now", "cache", "--diff", "--json").json["changes"] == []


def test_who_looks_back_knows_aliases_and_where_an_incident_went(declared: Cli, git: Git) -> None:
    document = declared.folder / "incidents/2026/03/2026-03-04-checkout-failures.md"
    document.write_text(document.read_text().replace("\nid:", "\naliases: [WEB-7]\nid:", 1))
    git("commit", "-qam", "x")
    declared("declare", "Search is slow", "-s", "3")
    declared("merge", "search", "-i", "checkout")
    git("sparse-checkout", "set", "--no-cone", "/inc.toml")
    assert "Checkout failures" in declared("asof", "now", "WEB-7").out
    assert "Search is slow" in declared("asof", "15:33", "search").out


def test_a_document_elsewhere_that_is_too_large(declared: Cli, git: Git) -> None:
    document = declared.folder / "incidents/2026/03/2026-03-04-checkout-failures.md"
    document.write_bytes(document.read_bytes() + b"x" * (9 << 20))
    git("commit", "-qam", "x")
    git("sparse-checkout", "set", "--no-cone", "/inc.toml")
    refused = declared("asof", "+1s", ok=False)
    assert refused.code == 4
    assert "bytes; 8388608 are the limit" in refused.err


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


@pytest.mark.parametrize("command", ["list", "next", "metrics", "report weekly"])
def test_who_sees_none_says_that_it_is_a_link(linked: Cli, command: str) -> None:
    assert f"inc: {A_LINK}. Put the real file or folder there." in linked(
        *command.split()
    ).err.split("\n")


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


# ------------------------------------------------------------------ inc check


@pytest.fixture
def partly(declared: Cli, git: Git) -> Cli:
    """Two incidents, and the postmortem of the one that is not on the disk."""
    declared("declare", "Search is slow", "-s", "3")
    declared("resolve", "-i", "checkout", "-m", "over")
    declared("postmortem", "new", "checkout")
    git("tag", "base", "HEAD~3")
    git("sparse-checkout", "set", "--no-cone", "/*", "!/incidents/**/*checkout*")
    return declared


def test_a_check_of_some_says_of_how_many_it_says_nothing(partly: Cli) -> None:
    """Nor does it hold for removed what is only not on the disk."""
    ran = partly("check")
    assert f"inc: {LEFT_OUT}" in ran.err.split("\n")
    ran = partly("check", "--json")
    assert (ran.json["documents"], ran.json["left_out"]) == (2, 1)
    assert "INC115" not in ran.out, "the incident of this postmortem is there"
    assert f"inc: {LEFT_OUT}" in ran.err.split("\n")
    assert partly("check", "--statistics", "--json").json["left_out"] == 1


def test_a_check_against_a_base_takes_nothing_for_deleted(partly: Cli) -> None:
    ran = partly("check", "--base", "base")
    assert "INC403" not in ran.out
    assert f"inc: {LEFT_OUT}" in ran.err.split("\n")


def test_what_is_deleted_is_told_from_what_is_left_out(partly: Cli, git: Git) -> None:
    git("tag", "before")
    git("update-index", "--force-remove", f"incidents/2026/03/{DATED}.md")
    git("commit", "-qm", "x")
    ran = partly("check", "--base", "before", ok=False)
    assert (ran.code, ran.out.count("INC403")) == (1, 1)
    assert "sparse" not in ran.err


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("postmortems", 0),
        ("incidents/2026/03/2026-03-04-search-is-slow.md", 0),
        ("incidents", 0),
        (".", 0),
        (f"incidents/2026/03/{DATED}.md", 3),
    ],
)
def test_a_check_of_what_is_named(typed: str, code: int, partly: Cli) -> None:
    ran = partly("check", typed, ok=False)
    assert ran.code == code
    is_meant = typed in ("incidents", ".") or code == 3
    assert ("1 document of incidents is not on the disk" in ran.err) is is_meant


# ------------------------------------------------------------------ inc doctor


def test_what_is_left_out_is_not_missing_and_nothing_is_made_in_its_place(
    sparse: Cli, git: Git, state: Callable[[], object]
) -> None:
    before = state()
    told = sparse("doctor")
    assert "ok     every part of the workspace is there\n" in told.out
    assert (
        "part   not every document is on the disk\n"
        "       1 document of incidents is not on the disk: it is outside of the sparse checkout; "
        "git has what is left out, and lists and numbers do not\n"
        "         Have it here: git sparse-checkout add incidents\n"
    ) in told.out
    assert (
        "       outside of the sparse checkout, and not missing: templates/README.md, "
        "incidents/.gitkeep"
    ) in told.out
    sparse("doctor", "--fix")
    assert state() == before
    found = sparse("doctor", "--json").json["examinations"]
    [one] = [one for one in found if one["name"] == "every document is on the disk"]
    assert [told["is_wrong"] for told in one["findings"]] == [False, False]
    git("sparse-checkout", "disable")
    assert "ok     every document is on the disk\n" in sparse("doctor").out


def test_a_part_that_is_missing_in_a_sparse_checkout_is_made(sparse: Cli, git: Git) -> None:
    git("rm", "-q", "runbooks/.gitkeep", ".gitattributes")
    git("commit", "-qm", "x")
    refused = sparse("doctor", ok=False)
    assert refused.code == 1
    assert ".gitattributes is missing or incomplete" in refused.out
    assert "templates/README.md is missing" not in refused.out
    sparse("doctor", "--fix")
    assert (sparse.folder / ".gitattributes").exists()
    assert not (sparse.folder / "templates").exists()


def untracked(_git: Git) -> None:
    """The link is not committed."""


def staged(git: Git) -> None:
    git("add", "--all")


def committed(git: Git) -> None:
    git("add", "--all")
    git("commit", "-qm", "a link")


@pytest.mark.parametrize("known", [untracked, staged, committed])
def test_what_doctor_says_of_a_link_makes_it_right(
    known: Callable[[Git], None], linked: Cli, git: Git
) -> None:
    known(git)
    ran = linked("doctor", ok=False)
    assert ran.code == 1
    assert ran.out.count("symbolic link") == 1
    assert "git commit" not in ran.out, "nobody is led to record that all documents are gone"
    command = re.search(r"Have a folder there: (.*)", ran.out)
    assert command is not None
    subprocess.run(command[1], shell=True, check=True, stdout=subprocess.DEVNULL)
    assert (linked.folder / "incidents").is_dir()
    assert not (linked.folder / "incidents").is_symlink()
    linked("doctor", "--fix")
    if known is not committed:
        assert git("status", "--porcelain") == ""
        assert "Checkout failures" in linked("list").out
    linked("declare", "Search is slow", "-s", "3")
