"""Histories of every shape, with the git that merges trees and with one that cannot yet."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import people
import pytest

from inc.cli.session import Session, running
from inc.cli.writing import writing
from inc.errors import Refused
from inc.syncing.engine import Engine, Wishes
from inc.vcs import composing
from inc.vcs.repository import Repository
from inc.workspace import Workspace

if TYPE_CHECKING:
    from desks import Desk, Office

alice, bob, office, tmp_path = people.alice, people.bob, people.office, people.tmp_path

BOTH = pytest.mark.parametrize(
    "by_trees",
    [pytest.param(True, marks=pytest.mark.git(2, 38)), False],
    ids=["trees", "files"],
)


def sync(desk: Desk, *, by_trees: bool) -> None:
    """Sync with the merge of trees of a newer git, or by files as with an older one."""
    session = Session(["sync"], folder=desk.folder)
    with running(session):
        workspace = Workspace.find(desk.folder)
        Engine(workspace, Wishes(by_trees=by_trees), writing("test"), session.now).run()


@BOTH
def test_documents_and_other_files(
    office: Office, alice: Desk, bob: Desk, *, by_trees: bool
) -> None:
    lines = "".join(f"line {number}\n" for number in range(20))
    for path in ("code.txt", "dropped.txt", "only.txt"):
        alice.commit(path, lines)
    alice.commit("run.sh", "true\n")
    alice("sync")
    bob("sync")
    bob.commit("code.txt", lines.replace("line 3\n", "line three\n"))
    bob.commit("only.txt", "by bob\n")
    bob.commit("new/by-bob.txt", "by bob\n")
    bob.git("rm", "-q", "dropped.txt")
    bob.git("update-index", "--chmod=+x", "run.sh")
    bob.git("commit", "-qm", "dropped, run")
    bob.git("checkout", "-q", ".")
    bob("severity", "sev3")
    bob("declare", "Search is down", "-s", "sev2")
    bob("sync")
    alice.commit("code.txt", lines.replace("line 17\n", "line seventeen\n"))
    alice.commit("run.sh", "false\n")
    alice.commit("by-alice.txt", "by alice\n")
    alice("severity", "sev2")
    sync(alice, by_trees=by_trees)
    bob("sync")
    assert alice.head == bob.head == office.tip
    code = (alice.folder / "code.txt").read_text()
    assert "line three" in code and "line seventeen" in code
    assert (alice.folder / "only.txt").read_text() == "by bob\n"
    assert (alice.folder / "run.sh").read_text() == "false\n"
    assert alice.git("ls-files", "--stage", "run.sh").startswith("100755")
    assert not (alice.folder / "dropped.txt").exists()
    assert (alice.folder / "new/by-bob.txt").exists()
    assert (alice.folder / "incidents/2026/03/2026-03-04-search-is-down.md").exists()
    assert "severity: SEV2" in alice.text
    assert alice.git("status", "--porcelain") == ""
    alice.has_no_fault()


@BOTH
@pytest.mark.parametrize("how", ["text", "binary", "deleted", "added"])
def test_conflicts_in_other_files(
    office: Office, alice: Desk, bob: Desk, how: str, *, by_trees: bool
) -> None:
    if how != "added":
        alice.commit("code.txt", "first\n")
    if how == "binary":
        alice.commit(".gitattributes", "code.txt -merge\n")
    alice("sync")
    bob("sync")
    bob.commit("code.txt", "by bob\nfirst\n")
    bob("sync")
    if how == "deleted":
        alice.git("rm", "-q", "code.txt")
        alice.git("commit", "-qm", "gone")
    else:
        alice.commit("code.txt", "by alice\nfirst\n" if how == "text" else "first\nby alice\n")
    alice("log", "by alice")
    before, tip = alice.state(), office.tip
    with pytest.raises(Refused, match=r"the same lines of code\.txt"):
        sync(alice, by_trees=by_trees)
    assert (alice.state(), office.tip) == (before, tip)
    alice.has_no_fault()


@BOTH
def test_a_file_that_one_moved_and_another_edited(
    office: Office, alice: Desk, bob: Desk, *, by_trees: bool
) -> None:
    lines = "".join(f"line {number}\n" for number in range(20))
    alice.commit("moved.txt", lines)
    alice("sync")
    bob("sync")
    bob.git("mv", "moved.txt", "there.txt")
    bob.git("commit", "-qm", "moved")
    bob("sync")
    alice.commit("moved.txt", lines.replace("line 5\n", "line five\n"))
    alice("log", "by alice")
    before, tip = alice.state(), office.tip
    if by_trees:
        sync(alice, by_trees=True)
        assert "line five" in (alice.folder / "there.txt").read_text()
    else:  # an older git follows no file to its new name: nothing is guessed
        with pytest.raises(Refused, match=r"moved\.txt"):
            sync(alice, by_trees=False)
        assert (alice.state(), office.tip) == (before, tip)
    alice.has_no_fault()


@BOTH
def test_criss_cross(office: Office, alice: Desk, bob: Desk, *, by_trees: bool) -> None:
    """Each has merged the other in a commit of their own, and went on: there are two bases."""
    hub, other = office.hub, office.folder / "other.git"
    subprocess.run(["git", "clone", "-q", "--bare", str(hub), str(other)], check=True)
    bob.git("remote", "set-url", "origin", str(other))
    for desk in (alice, bob):
        desk("severity", f"sev{2 if desk is alice else 3}")
        desk.replace("## Timeline", f"- a bullet of {desk.person}\n\n## Timeline")
        desk("log", f"first of {desk.person}")
    alice("sync")
    bob("sync")
    ends = {desk.person: desk.head for desk in (alice, bob)}
    for desk, person, there in ((alice, "bob", other), (bob, "alice", hub)):
        desk.git("fetch", "-q", str(there), f"main:refs/heads/{person}")
        desk.git("push", "-q", "origin", "--force", f"{ends[person]}:refs/heads/theirs")
        desk.git("branch", "-q", "-D", person)
        desk.git("fetch", "-q")
        desk.git("config", "branch.main.merge", "refs/heads/theirs")
        desk("sync")
        desk.git("config", "branch.main.merge", "refs/heads/main")
    assert alice.text == bob.text and alice.head != bob.head
    for desk in (alice, bob):
        desk("log", f"second of {desk.person}")
        desk("assign", "commander", desk.person)
    alice("sync")
    bob("sync")
    bases = bob.git("merge-base", "--all", *ends.values(), ok=False)
    assert bases
    bob.git("remote", "set-url", "origin", str(hub))
    bob.git("fetch", "-q", "origin")
    assert len(bob.git("merge-base", "--all", "HEAD", "origin/main").split()) == 2
    (bob.folder / ".git/inc/synced").unlink()
    sync(bob, by_trees=by_trees)
    alice("sync")
    assert alice.text == bob.text and alice.head == bob.head
    for desk in (alice, bob):
        for words in ("first of", "second of", "a bullet of"):
            assert alice.text.count(f"{words} {desk.person}") == 1, alice.text


@BOTH
def test_a_document_that_is_a_link(
    office: Office, alice: Desk, bob: Desk, *, by_trees: bool
) -> None:
    """Nobody reads it; the side that made it one decides, if the other one left it alone."""
    path = "runbooks/linked.md"
    (bob.folder / path).symlink_to("README.md")
    bob.git("add", path)
    bob.git("commit", "-qm", "a link")
    bob("sync")
    alice("log", "by alice")
    sync(alice, by_trees=by_trees)
    assert (alice.folder / path).is_symlink()
    (alice.folder / path).unlink()
    (alice.folder / path).symlink_to("one.md")
    alice.git("commit", "-qam", "another")
    alice("sync")
    (bob.folder / path).unlink()
    (bob.folder / path).symlink_to("two.md")
    bob.git("commit", "-qam", "another")
    with pytest.raises(Refused, match=path):
        sync(bob, by_trees=by_trees)


def test_a_merge_driver_is_not_run_for_documents(alice: Desk, bob: Desk) -> None:
    """Ours would merge each of them a second time, and somebody else's would be wrong."""
    alice.commit(".gitattributes", "incidents/**/*.md merge=inc\n")
    alice("sync")
    bob("sync")
    ran = alice.folder.parent / "ran"
    alice.git("config", "merge.inc.driver", f"touch {ran}")
    for desk in (bob, alice):
        desk("log", f"by {desk.person}")
        desk("sync")
    assert not ran.exists()
    assert "by alice" in alice.text and "by bob" in alice.text


# ------------------------------------------------------------------ over a network


@pytest.fixture
def address(office: Office) -> Iterator[str]:
    """The hub by `git daemon` on the loopback."""
    exec_path = subprocess.run(
        ["git", "--exec-path"], check=True, capture_output=True, text=True
    ).stdout.strip()
    if not (Path(exec_path) / "git-daemon").exists() and not shutil.which("git-daemon"):
        pytest.skip("this git has no daemon")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--reuseaddr", "--export-all", "--enable=receive-pack", "--listen=127.0.0.1"]
    daemon = subprocess.Popen(
        ["git", "daemon", *options, f"--port={port}", f"--base-path={office.folder}"],
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(500):
            with socket.socket() as asking:
                if asking.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.01)  # for another program to listen there is nothing to wait on
        yield f"git://127.0.0.1:{port}/hub.git"
    finally:
        daemon.terminate()
        daemon.wait()


def test_over_a_network(office: Office, address: str) -> None:
    alice = office.first()
    alice.git("remote", "set-url", "origin", address)
    alice("sync")
    bob = office.desk("bob", address)
    for desk in (bob, alice):
        desk("log", f"by {desk.person}")
        desk("sync")
    bob("sync")
    assert alice.text == bob.text and alice.head == office.tip


def test_one_who_may_read_and_not_write(office: Office, address: str) -> None:
    alice = office.first()
    alice("sync")
    bob = office.desk("bob", address)
    bob.git("remote", "set-url", "--push", "origin", address.replace("hub", "nosuch"))
    alice("log", "by alice")
    alice("sync")
    bob("log", "by bob")
    said = bob("sync", ok=False)
    assert said.code == 6 and "Nothing is lost: 1 commit is recorded here" in said.err
    assert "by alice" not in bob.text


@pytest.mark.parametrize("is_new", [pytest.param(True, marks=pytest.mark.git(2, 36)), False])
def test_hooks_run_with_a_git_that_has_no_command_for_it(alice: Desk, *, is_new: bool) -> None:
    seen = alice.folder.parent / "it's seen"
    alice.hook("commit-msg", f'echo "$PWD $1 $2 $WORD" > "{seen}"; exit 3')
    repository = Repository.find(alice.folder)
    done = composing.run_hook(
        repository, "commit-msg", ("a file", "b"), {"WORD": "x"}, has_command=is_new
    )
    assert done and done.code != 0
    assert seen.read_text() == f"{alice.folder} a file b x\n"
    assert composing.run_hook(repository, "pre-merge-commit", has_command=False) is None
