"""Others send, write, kill and rewrite at the very moment of a sync."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import people
import pytest
from desks import DOCUMENT, KILLED, together

from inc.cli.session import Session, running
from inc.cli.writing import writing
from inc.errors import NotDelivered
from inc.syncing.engine import Engine, Wishes
from inc.workspace import Workspace

if TYPE_CHECKING:
    from desks import Desk, Office

alice, bob, office, tmp_path = people.alice, people.bob, people.office, people.tmp_path

POINTS = ("joined", "pushed", "forwarding", "files-forwarded", "forwarded")


def inc_at(desk: Desk, *args: str) -> str:
    """The words of a shell that runs `inc` at a desk, for hooks."""
    words = " ".join(args)
    return (
        f"unset $(git rev-parse --local-env-vars) GIT_QUARANTINE_PATH; cd {desk.folder} && "
        f"{sys.executable} -m inc {words} >/dev/null 2>&1"
    )


def test_a_lost_race_is_run_again_without_a_trace(office: Office, alice: Desk, bob: Desk) -> None:
    once = office.folder / "once"
    bob("log", "first by bob")
    bob("sync")
    bob("log", "second by bob")
    alice.hook("pre-push", f"test -e {once} || {{ touch {once}; {inc_at(bob, 'sync')}; }}")
    alice("log", "by alice")
    told = alice("sync", "--json").json
    assert told["tries"] == 2
    assert alice.merges() == 1
    assert office.tip == alice.head
    for words in ("first by bob", "second by bob", "by alice"):
        assert alice.text.count(words) == 1


def test_a_race_that_is_lost_for_ever_ends(office: Office, alice: Desk, bob: Desk) -> None:
    alice.hook(
        "pre-push",
        f"unset $(git rev-parse --local-env-vars); cd {bob.folder} && "
        "git commit -q --allow-empty -m busy && git push -q",
    )
    alice("log", "by alice")
    before = alice.state()
    session = Session(["sync"], folder=alice.folder)
    with running(session), pytest.raises(NotDelivered, match="did not get a turn") as caught:
        workspace = Workspace.find(alice.folder)
        Engine(workspace, Wishes(tries=3), writing("test"), session.now).run()
    assert "not yet off this machine" in caught.value.hint
    assert alice.state() == before


def test_what_is_recorded_here_while_it_is_sent(office: Office, alice: Desk, bob: Desk) -> None:
    bob("log", "by bob")
    bob("sync")
    alice("log", "by alice")
    alice.hook("pre-push", inc_at(alice, "log", "meanwhile"))
    said = alice("sync")
    assert "something was recorded here meanwhile" in said.err
    assert "meanwhile" in alice.text and "by bob" not in alice.text
    shutil.rmtree(alice.folder / ".git/hooks")
    alice("sync")
    bob("sync")
    assert alice.head == bob.head
    for words in ("by bob", "by alice", "meanwhile"):
        assert alice.text.count(words) == 1


def test_the_lock_is_free_while_the_remote_thinks(office: Office, alice: Desk) -> None:
    """A hook over there writes here: it would wait for ever if the lock were held."""
    office.hook("pre-receive", inc_at(alice, "log", "written-while-pushing"))
    alice("log", "a note")
    alice.git("config", "inc.lockWait", "2")
    assert alice("sync").code == 0
    assert "written-while-pushing" in alice.text


def test_an_edit_that_comes_in_between_is_not_overwritten(
    office: Office, alice: Desk, bob: Desk
) -> None:
    bob.commit("code.txt", "by bob\n")
    bob("sync")
    alice("log", "by alice")
    alice.hook("pre-push", f"echo 'by alice' > {alice.folder}/code.txt")
    said = alice("sync")
    assert "The files here are not all moved on yet" in said.err
    assert (alice.folder / "code.txt").read_text() == "by alice\n"
    shutil.rmtree(alice.folder / ".git/hooks")
    said = alice("sync", ok=False)
    assert said.code == 1 and "code.txt" in said.err
    (alice.folder / "code.txt").unlink()
    alice("sync")
    assert alice.head == office.tip
    alice.has_no_fault()


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("again", ["sync", "log"])
def test_a_kill_at_any_point_is_made_good(
    office: Office, alice: Desk, bob: Desk, point: str, again: str
) -> None:
    bob("log", "by bob")
    bob.commit("code.txt", "by bob\n")
    bob("sync")
    alice("log", "by alice")
    alice.write("staged.txt", "staged\n")
    alice.git("add", "staged.txt")
    assert alice("sync", die=point, ok=False).code == KILLED
    if again == "log":
        alice("log", "after the kill")
    alice("sync")
    bob("sync")
    alice("sync")
    assert alice.head == bob.head == office.tip
    assert alice.text == bob.text
    for words in ("by bob", "by alice"):
        assert alice.text.count(words) == 1
    assert alice.git("status", "--porcelain") == "A  staged.txt"
    assert alice.merges() <= 2
    assert "edited by hand" not in alice.git("log", "--format=%s")
    alice.has_no_fault()


@pytest.mark.parametrize("half", ["none", "some", "all"])
def test_a_kill_while_git_writes_the_files(
    office: Office, alice: Desk, bob: Desk, half: str
) -> None:
    """Git writes the files first, then its staging area, and the branch last."""
    bob("log", "by bob")
    bob.commit("a.txt", "by bob\n")
    bob.commit("b.txt", "by bob\n")
    bob("sync")
    alice("log", "by alice")
    assert alice("sync", die="forwarding", ok=False).code == KILLED
    new = {"none": (), "some": ("a.txt",), "all": ("a.txt", "b.txt", DOCUMENT)}[half]
    for path in new:
        alice.write(path, alice.git("show", f"origin/main:{path}") + "\n")
    alice("log", "after the kill")
    alice("sync")
    assert alice.head == office.tip
    assert alice.git("status", "--porcelain") == ""
    for words in ("by bob", "by alice", "after the kill"):
        assert alice.text.count(words) == 1
    assert "edited by hand" not in alice.git("log", "--format=%s")
    alice.has_no_fault()


def test_a_kill_from_outside_during_a_push(office: Office, alice: Desk, bob: Desk) -> None:
    bob("log", "by bob")
    bob("sync")
    alice("log", "by alice")
    here = office.folder / "here"
    alice.hook("pre-push", f"touch {here}; exec sleep 60")
    child = subprocess.Popen(
        [sys.executable, "-m", "inc", "sync"], cwd=alice.folder, start_new_session=True
    )
    while not here.exists():
        time.sleep(0.01)
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    assert child.wait() == -signal.SIGKILL
    shutil.rmtree(alice.folder / ".git/hooks")
    alice("sync")
    assert "by bob" in alice.text and "by alice" in alice.text
    assert alice.merges() == 1


def test_two_syncs_of_one_clone_take_turns(office: Office, alice: Desk, bob: Desk) -> None:
    bob("log", "by bob")
    bob("sync")
    alice("log", "by alice")
    together([lambda: assert_ok(alice, "a"), lambda: assert_ok(alice, "b")])
    assert alice.head == office.tip and alice.merges() == 1


def assert_ok(desk: Desk, name: str) -> None:
    desk._said = Path(f"{desk._said}-{name}")
    assert desk("sync").code == 0


def test_many_send_at_the_same_time(office: Office, alice: Desk) -> None:
    desks = [office.desk(f"person{number}") for number in range(6)]

    def work(desk: Desk) -> None:
        for number in range(3):
            desk.second = alice.second + number * 60
            desk("log", f"note {number} by {desk.person}")
            desk("sync")

    together([lambda desk=desk: work(desk) for desk in desks])  # type: ignore[misc]
    for desk in [*desks, alice]:
        desk("sync")
    assert {desk.text for desk in desks} == {alice.text}
    said = re.findall(r"— (note \d by person\d) \^", alice.text)
    assert len(said) == len(set(said)) == 18
    assert alice.merges() <= 18
    alice.has_no_fault()
