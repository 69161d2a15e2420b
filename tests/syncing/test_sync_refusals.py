"""A sync that cannot be: nothing is lost, nothing is half done, and it is said what to type."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import people
import pytest
from desks import DOCUMENT, NAME

if TYPE_CHECKING:
    from pathlib import Path

    from desks import Desk, Office

alice, bob, office, tmp_path = people.alice, people.bob, people.office, people.tmp_path

ONLY_HERE = (
    "Nothing is lost: 1 commit is recorded here (of 1 incident), and not yet off this machine, "
    "since 2026-03-04 15:33 UTC."
)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("---", "-x-", ":1: there is no front matter"),
        ("\n---\n", "\n-x-\n", "is not closed"),
        ("\ntitle: ", "\ntitle: [", "a `[` is not closed"),
    ],
)
def test_a_document_that_was_edited_by_half_is_not_sent(
    alice: Desk, old: str, new: str, what: str
) -> None:
    alice("log", "a note")
    whole = alice.text
    alice.document.write_text(whole.replace(old, new, 1))
    before = alice.state()
    said = alice("sync", ok=False)
    assert said.code == 1
    assert what in said.err and f"git restore {DOCUMENT}" in said.err
    assert alice.state() == before
    alice.document.write_text(whole)
    assert alice("sync").out == "Synced with origin/main: 1 commit sent\n"


def test_a_dry_run_refuses_what_the_sync_would(alice: Desk) -> None:
    alice("log", "a note")
    alice.document.write_text(alice.text.replace("---", "-x-", 1))
    before = alice.state()
    dry, real = (alice("sync", *words, ok=False) for words in (["--dry-run"], []))
    assert dry.code == 1 and "there is no front matter" in dry.err and dry.err == real.err
    assert alice.state() == before


def test_a_dry_run_says_what_would_be_committed_first(alice: Desk) -> None:
    alice.replace("title: Checkout failures", "title: Checkout fails")
    before = alice.state()
    said = alice("sync", "--dry-run")
    assert said.out == "A sync with origin/main: 1 commit would be sent\n"
    assert said.err == f"{DOCUMENT} was edited by hand; that would be committed first.\n"
    told = alice("sync", "--dry-run", "--json").json
    assert told["edited_by_hand"] == [DOCUMENT] and told["sent"]["incidents"] == [NAME]
    assert alice.state() == before
    assert alice("sync").out == "Synced with origin/main: 1 commit sent\n"


def test_what_is_no_document_may_have_any_form(alice: Desk) -> None:
    readme = alice.folder / "incidents" / "README.md"
    readme.write_text("# Incidents\n")
    alice.git("add", "--force", str(readme))
    alice.git("commit", "-qm", "readme")
    readme.write_text("---\nno front matter\n")
    assert "2 commits sent" in alice("sync").out


# ------------------------------------------------------------------ the remote


def test_a_remote_that_is_down(office: Office, alice: Desk) -> None:
    alice("log", "a note")
    office.hub.rename(office.folder / "gone.git")
    before = alice.state()
    said = alice("sync", ok=False)
    assert said.code == 6
    assert "inc: origin cannot be reached: " in said.err
    assert ONLY_HERE in said.err and "Again: inc sync" in said.err
    assert alice.state() == before
    (office.folder / "gone.git").rename(office.hub)
    assert alice("sync").out == "Synced with origin/main: 1 commit sent\n"


def test_nobody_waits_for_a_password_that_nobody_types(alice: Desk) -> None:
    alice("log", "a note")
    alice.git("config", "core.sshCommand", "ssh -F none")
    alice.git("remote", "set-url", "origin", "ssh://127.0.0.1:9/hub.git")
    traced = alice.folder.parent / "trace"
    assert alice("sync", ok=False, GIT_TRACE=str(traced)).code == 6
    assert "-o BatchMode=yes" in traced.read_text()


def test_an_address_with_a_token_is_not_shown(alice: Desk) -> None:
    alice("log", "a note")
    alice.git("remote", "set-url", "origin", "http://alice:s3cr3t@127.0.0.1:9/hub.git")
    said = alice("sync", ok=False)
    assert said.code == 6 and "s3cr3t" not in said.err + said.out


@pytest.mark.parametrize("hook", ["pre-receive", "update"])
def test_a_server_that_declines_is_offered_a_branch(
    office: Office, alice: Desk, bob: Desk, hook: str
) -> None:
    bob("log", "by bob")
    bob("sync")
    script = 'case "$1" in refs/heads/incidents-*) exit 0;; esac\n'
    if hook == "pre-receive":
        no = 'echo "main is protected" >&2; exit 1'
        script = f"while read old new ref; do case $ref in */main) {no};; esac; done"
    else:
        script += 'echo "main is protected" >&2; exit 1'
    office.hook(hook, script)
    alice("log", "by alice")
    before, tip = alice.state(), office.tip
    said = alice("sync", ok=False)
    assert said.code == 6
    assert "origin does not take it into main: " in said.err
    assert "main is protected" in said.err
    assert "inc sync --branch incidents-2026-03-04" in said.err
    assert "git push origin HEAD:refs/heads/incidents-2026-03-04" in said.err
    assert (alice.state(), office.tip) == (before, tip)
    done = alice("sync", "--branch", "incidents-2026-03-04")
    assert "1 commit sent as origin/incidents-2026-03-04" in done.out
    assert "Ask for incidents-2026-03-04 to be merged into main." in done.err
    pushed = alice.git("rev-parse", "origin/incidents-2026-03-04")
    assert pushed == alice.head and office.tip == tip
    assert "by bob" in alice.text
    again = alice("log", "more") and alice("sync", "--branch", "incidents-2026-03-04")
    assert "sent as origin/incidents-2026-03-04" in again.out


def test_a_server_that_takes_no_branch_either(office: Office, alice: Desk) -> None:
    office.hook("pre-receive", 'echo "no incidents on this server" >&2; exit 1')
    alice("log", "a note")
    said = alice("sync", "--branch", "from-alice", ok=False)
    assert said.code == 6
    first = said.err.splitlines()[0]
    assert first.startswith("inc: origin does not take it as from-alice: ")
    assert first.endswith("; no incidents on this server")
    assert "Ask whoever looks after origin, or hand it over in a file:\n" in said.err
    assert "Again: inc sync --branch from-alice\n" in said.err
    assert "incidents-2026" not in said.err and "git push" not in said.err
    step = next(line.split() for line in said.err.splitlines() if "inc bundle" in line)
    alice(*step[1:])
    assert (alice.folder / f"{NAME}.bundle").exists()


def test_a_branch_that_is_taken_by_other_commits(office: Office, alice: Desk, bob: Desk) -> None:
    bob("log", "by bob")
    bob.git("push", "-q", "origin", "HEAD:refs/heads/mine")
    alice("log", "by alice")
    said = alice("sync", "--branch", "mine", ok=False)
    assert said.code == 1 and "origin has a branch mine with other commits" in said.err


@pytest.mark.parametrize("name", ["-x", "a..b", "a b", "x.lock", "a~1", "ends/", "new\nline"])
def test_names_that_no_branch_can_have(alice: Desk, name: str) -> None:
    assert alice("sync", f"--branch={name}", ok=False).code == 2


def test_an_answer_that_was_cut_off_is_asked_for_again(office: Office, alice: Desk) -> None:
    office.hook("post-receive", "kill -9 $PPID")
    alice("log", "a note")
    assert alice("sync").out == "Synced with origin/main: 1 commit sent\n"
    assert office.tip == alice.head


def test_a_rewritten_remote_is_refused_until_that_was_meant(
    office: Office, alice: Desk, bob: Desk
) -> None:
    alice("log", "by alice")
    alice("sync")
    bob("log", "by bob")
    bob.git("push", "-q", "--force", "origin", "main")
    alice("log", "more by alice")
    before, tip = alice.state(), office.tip
    for _ in range(2):
        said = alice("sync", ok=False)
        assert said.code == 1 and "inc: origin/main was rewritten: it was at " in said.err
        assert "inc sync --accept-rewrite" in said.err and "git log --oneline" in said.err
        assert (alice.state(), office.tip) == (before, tip)
    alice("sync", "--accept-rewrite")
    for words in ("by alice", "by bob", "more by alice"):
        assert words in alice.text
    alice("log", "and on")
    assert alice("sync").code == 0


@pytest.mark.parametrize("goes_on", [False, True])
def test_whoever_takes_what_a_rewritten_remote_has_is_not_asked_again(
    office: Office, alice: Desk, bob: Desk, goes_on: bool
) -> None:
    """The recipe of the refusal is followed to the letter."""
    bob("log", "that goes")
    bob("sync")
    alice("sync")
    alice.git("reset", "-q", "--hard", "HEAD~1")
    alice("log", "one")
    alice("log", "two")
    alice.git("push", "-q", "--force")
    refused = bob("sync", ok=False)
    assert refused.code == 1 and "was rewritten" in refused.err
    mine = bob.head
    line = next(one for one in refused.err.splitlines() if "git branch mine" in one)
    *steps, last = line.partition(": ")[2].split(" && ")
    assert last == "inc sync"
    for step in steps:
        bob.git(*step.split()[1:])
    if goes_on:
        bob("log", "and on")
    for _ in range(2):
        bob("sync")
    assert bob.head == office.tip and bob.git("rev-parse", "mine") == mine
    assert "that goes" not in bob.text and "two" in bob.text
    assert ("and on" in bob.text) is goes_on


def test_a_rewrite_is_refused_as_long_as_what_went_is_still_checked_out(
    alice: Desk, bob: Desk
) -> None:
    bob("log", "that goes")
    bob("sync")
    alice.git("push", "-q", "--force", "origin", "HEAD:main")
    said = bob("sync", ok=False)
    assert said.code == 1 and "was rewritten" in said.err


def test_what_git_says_in_many_lines_is_one_of_ours(office: Office, alice: Desk) -> None:
    office.hook("pre-receive", "for n in 1 2 3 4 5 6; do echo line $n >&2; done; exit 1")
    alice("log", "a note")
    first, *more = alice("sync", ok=False).err.splitlines()
    assert first.startswith("inc: origin does not take it into main: ")
    assert "; line 6" in first and "line 1" not in first
    assert more[0].strip() == ONLY_HERE


def test_a_branch_that_was_deleted_there(office: Office, alice: Desk) -> None:
    subprocess.run(
        ["git", "-C", str(office.hub), "update-ref", "-d", "refs/heads/main"], check=True
    )
    said = alice("sync", ok=False)
    assert said.code == 1 and "origin has no branch main any more" in said.err
    alice("sync", "--accept-rewrite")
    assert office.tip == alice.head


# ------------------------------------------------------------------ files


def test_a_conflict_in_a_file_of_others_is_theirs(office: Office, alice: Desk, bob: Desk) -> None:
    for desk in (bob, alice):
        desk.commit("code.txt", f"by {desk.person}\n")
        desk("log", f"by {desk.person}")
        if desk is bob:
            desk("sync")
    before, tip = alice.state(), office.tip
    said = alice("sync", ok=False)
    assert said.code == 1
    assert "inc: you and origin/main changed the same lines of code.txt\n" in said.err
    assert "git merge origin/main" in said.err
    assert (alice.state(), office.tip) == (before, tip)
    assert not (alice.folder / ".git/MERGE_HEAD").exists()


def test_what_is_not_committed_is_not_overwritten(office: Office, alice: Desk, bob: Desk) -> None:
    bob.commit("code.txt", "by bob\n")
    bob.commit("new.txt", "by bob\n")
    bob("sync")
    alice("log", "by alice")
    alice.write("new.txt", "by alice\n")
    before, tip = alice.state(), office.tip
    said = alice("sync", ok=False)
    assert said.code == 1
    assert "would change what you have not committed: new.txt" in said.err
    assert (alice.state(), office.tip) == (before, tip)
    (alice.folder / "new.txt").unlink()
    alice("sync")
    assert (alice.folder / "new.txt").read_text() == "by bob\n"


def test_what_the_refusal_says_to_type_keeps_both(alice: Desk, bob: Desk) -> None:
    """New, staged, ignored, deleted and edited files are in the way, and so is a document."""
    for path in ("gone.txt", "edited.txt"):
        bob.commit(path, "1\n2\n3\n4\n5\n")
    bob("sync")
    alice("sync")
    paths = ("a b/new.txt", "staged.txt", "ignored.txt", "gone.txt", "runbooks/pool.md")
    for path in paths:
        bob.commit(path, "by bob\n")
    bob.commit("edited.txt", "1\n2\n3\n4\nbob\n")
    bob("sync")
    alice.write(".git/info/exclude", "ignored.txt\n")
    new = [path for path in paths if path != "gone.txt"]
    for path in new:
        alice.write(path, "by alice\n")
    alice.git("add", "staged.txt")
    (alice.folder / "gone.txt").unlink()
    alice.write("edited.txt", "alice\n2\n3\n4\n5\n")
    lines = alice("sync", ok=False).err.splitlines()
    steps = [line.strip() for line in lines[2:]]
    assert steps[-2:] == ["inc sync", "git stash pop"]
    for step in steps:
        if step == "inc sync":
            alice("sync")
        else:
            subprocess.run(step, shell=True, check=True, cwd=alice.folder, capture_output=True)
    assert [(alice.folder / path).read_text() for path in paths] == ["by bob\n"] * 5
    assert [(alice.folder / f"{path}.mine").read_text() for path in new] == ["by alice\n"] * 4
    assert (alice.folder / "edited.txt").read_text() == "alice\n2\n3\n4\nbob\n"


def test_a_file_where_a_folder_comes(office: Office, alice: Desk, bob: Desk) -> None:
    bob.commit("notes/one.txt", "by bob\n")
    bob("sync")
    alice.write("notes", "by alice\n")
    tip = office.tip
    alice("log", "by alice")
    said = alice("sync", ok=False)
    assert "would change what you have not committed: notes\n" in said.err
    assert "  mv notes notes.mine\n" in said.err and office.tip == tip
    subprocess.run("mv notes notes.mine", shell=True, check=True, cwd=alice.folder)
    alice("sync")
    assert (alice.folder / "notes/one.txt").read_text() == "by bob\n"


def test_many_files_in_the_way_are_not_all_listed(alice: Desk, bob: Desk) -> None:
    for number in range(7):
        bob.write(f"{number}.txt", "by bob\n")
        alice.write(f"{number}.txt", "by alice\n")
    bob.git("add", ".")
    bob.git("commit", "-qm", "seven")
    bob("sync")
    said = alice("sync", ok=False).err
    assert said.count("  mv ") == 5 and "(and so with 2 more)" in said and "stash" not in said


def test_a_document_that_was_deleted_and_not_committed(alice: Desk, bob: Desk) -> None:
    bob("log", "by bob")
    bob("sync")
    alice.document.unlink()
    said = alice("sync", ok=False)
    assert said.code == 1 and DOCUMENT in said.err
    alice.git("restore", DOCUMENT)
    alice("sync")
    assert "by bob" in alice.text


# ------------------------------------------------------------------ the clone


def test_a_repository_without_a_remote(office: Office) -> None:
    alice = office.first()
    alice.git("remote", "remove", "origin")
    said = alice("sync", ok=False)
    assert said.code == 2 and "has no remote" in said.err and "git remote add" in said.err


def test_several_remotes(office: Office, alice: Desk) -> None:
    for name in ("one", "two"):
        there = office.folder / f"{name}.git"
        subprocess.run(["git", "init", "-q", "--bare", str(there)], check=True)
        alice.git("remote", "add", name, str(there))
    alice("log", "a note")
    assert "Synced with two/main" in alice("sync", "--remote", "two").out
    assert "Synced with origin/main" in alice("sync").out
    alice.git("remote", "remove", "origin")
    said = alice("sync", ok=False)
    assert said.code == 2 and "which remote is meant: one, two?" in said.err
    assert "there is no remote 'three'" in alice("sync", "--remote=three", ok=False).err
    alice("config", "set", "sync.remote", "one")
    assert "Synced with one/main" in alice("sync").out


def test_a_broken_policy_keeps_nothing_here(office: Office, alice: Desk, bob: Desk) -> None:
    bob("log", "by bob")
    bob("sync")
    alice.commit("inc.toml", "[roles\n")
    alice("log", "by alice")
    alice("sync")
    assert office.tip == alice.head and "by bob" in alice.text


def test_a_branch_that_has_another_name_there(office: Office, alice: Desk) -> None:
    alice.git("switch", "-qc", "mine", "--track", "origin/main")
    alice("log", "a note")
    assert alice("sync").out == "Synced with origin/main: 1 commit sent\n"
    assert office.tip == alice.head


def test_no_branch_is_checked_out(alice: Desk) -> None:
    alice.git("checkout", "-q", "--detach")
    said = alice("sync", ok=False)
    assert said.code == 4 and "no branch is checked out" in said.err


def test_nothing_was_committed_yet(office: Office, alice: Desk) -> None:
    carol = office.desk("carol")
    carol.git("checkout", "-q", "--orphan", "empty")
    carol.git("branch", "-qm", "main2")
    said = carol("sync", ok=False)
    assert said.code == 4 and "nothing was committed on" in said.err
    assert alice.head == office.tip


def test_a_merge_that_is_not_finished(alice: Desk, bob: Desk) -> None:
    bob.commit("code.txt", "by bob\n")
    bob("sync")
    alice.commit("code.txt", "by alice\n")
    alice.git("fetch", "-q")
    alice.git("merge", "origin/main", ok=False)
    before = alice.state()
    said = alice("sync", ok=False)
    assert said.code == 4 and "a merge is in progress" in said.err
    assert alice.state() == before


def test_two_repositories_that_have_nothing_in_common(office: Office, alice: Desk) -> None:
    other = type(office)(_made(office.folder / "elsewhere")).first("mallory")
    other.git("remote", "set-url", "origin", str(office.hub))
    before = other.state()
    said = other("sync", ok=False)
    assert said.code == 1
    assert "this branch and origin/main have no commit in common" in said.err
    assert other.state() == before
    other("sync", "--accept-rewrite")
    assert office.tip == other.head
    assert alice("sync").code == 0 and alice.text == other.text


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_a_shallow_clone_fetches_what_it_needs(office: Office, alice: Desk) -> None:
    for number in range(5):
        alice("log", f"note {number}")
    alice("sync")
    carol = office.desk("carol", f"file://{office.hub}", "--depth", "1")
    carol.second = alice.second
    carol("log", "by carol")
    for number in range(5, 8):
        alice("log", f"note {number}")
    alice("sync")
    said = carol("sync")
    assert said.code == 0
    assert "by carol" in carol.text and "note 7" in carol.text
    alice("sync")
    assert alice.text == carol.text


def test_a_shallow_clone_whose_base_is_not_there(office: Office, alice: Desk) -> None:
    """Its branch began before what the clone has of the other one."""
    alice.git("switch", "-qc", "side")
    alice("log", "on the side")
    alice.git("push", "-q", "origin", "side")
    alice.git("switch", "-q", "main")
    for number in range(4):
        alice("log", f"note {number}")
    alice("sync")
    carol = office.desk("carol", f"file://{office.hub}", "--depth", "1", "--no-single-branch")
    carol.second = alice.second
    carol.git("switch", "-q", "side")
    carol.git("branch", "-q", "--set-upstream-to", "origin/main")
    said = carol("sync")
    assert "The history here is cut off (a shallow clone); fetching 50 more commits" in said.err
    assert "on the side" in carol.text and "note 3" in carol.text
    alice("sync")
    assert alice.text == carol.text


# ------------------------------------------------------------------ hooks and signatures


def test_a_pre_push_hook_that_says_no(office: Office, alice: Desk) -> None:
    alice.hook("pre-push", 'echo "not on a Friday" >&2; exit 1')
    alice("log", "a note")
    before, tip = alice.state(), office.tip
    said = alice("sync", ok=False)
    assert said.code == 6
    assert "the hook pre-push does not send it: not on a Friday" in said.err
    assert ONLY_HERE in said.err
    assert (alice.state(), office.tip) == (before, tip)


@pytest.mark.parametrize("hook", ["pre-merge-commit", "commit-msg"])
def test_hooks_of_a_merge_run(office: Office, alice: Desk, bob: Desk, hook: str) -> None:
    bob("log", "by bob")
    bob("sync")
    alice("log", "by alice")
    alice.hook(hook, 'echo "no merges" >&2; exit 1')
    before, tip = alice.state(), office.tip
    said = alice("sync", ok=False)
    assert said.code == 4 and f"the hook {hook} does not take the merge: no merges" in said.err
    assert (alice.state(), office.tip) == (before, tip)


def test_hooks_see_and_change_what_they_may(alice: Desk, bob: Desk) -> None:
    bob("log", "by bob")
    bob("sync")
    alice("log", "by alice")
    seen = alice.folder.parent / "seen"
    alice.hook("pre-merge-commit", f"git diff --cached --name-only > {seen}")
    alice.hook("commit-msg", 'echo "Signed-off-by: Alice" >> "$1"')
    alice.hook("post-merge", f"echo merged >> {seen}")
    alice("sync")
    assert seen.read_text() == f"{DOCUMENT}\nmerged\n"
    assert alice.git("log", "-1", "--format=%B").endswith("Signed-off-by: Alice")


@pytest.mark.git(2, 34)  # keys of ssh
def test_a_merge_is_signed_as_other_commits_are(alice: Desk, bob: Desk) -> None:
    key = alice.folder.parent / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    bob("log", "by bob")
    bob("sync")
    for name, value in (
        ("gpg.format", "ssh"),
        ("user.signingkey", f"{key}.pub"),
        ("commit.gpgsign", "true"),
    ):
        alice.git("config", name, value)
    alice("log", "by alice")
    alice("sync")
    assert "gpgsig -----BEGIN SSH SIGNATURE" in alice.git("cat-file", "commit", "HEAD")
    bob("log", "more")
    bob("sync")
    alice("log", "more by alice")
    alice.git("config", "user.signingkey", "nosuch.pub")
    before = alice.state()
    said = alice("sync", ok=False)
    assert said.code == 4 and "could not be signed" in said.err
    assert alice.state() == before
    assert NAME in said.err or said.err
