"""A review is on another branch for a moment: nobody is misled, and nothing is lost by a kill."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from inc.domain.incident import Change
from inc.errors import NotRecorded
from inc.workspace import Workspace, Writing

if TYPE_CHECKING:
    from conftest import Cli, Inc

Git = Callable[..., str]
INCIDENT = "2026-03-04-checkout-failures"
DOCUMENT = f"incidents/2026/03/{INCIDENT}.md"
POSTMORTEM = f"postmortems/2026/03/{INCIDENT}.md"
BRANCH = f"postmortem/{INCIDENT}"
TEXT = f"---\nincident: {INCIDENT}\nstatus: draft\nauthors: [alice]\n---\n\n# Checkout\n\nWords.\n"


@pytest.fixture
def drafted(declared: Cli, git: Git) -> Cli:
    """An incident that has ended, with a postmortem, and one that goes on since."""
    declared("resolve", "it is back")
    path = declared.folder / POSTMORTEM
    path.parent.mkdir(parents=True)
    path.write_text(TEXT)
    git("add", POSTMORTEM)
    git("commit", "-qm", "a draft")
    return declared


def hook(cli: Cli, name: str, script: str) -> None:
    path = cli.folder / ".git" / "hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def only_once(there: Path, script: str) -> str:
    return f'if ! [ -e "{there}" ]; then touch "{there}"; {script}; fi'


def append(cli: Cli, path: str, words: str) -> None:
    with (cli.folder / path).open("a") as file:
        file.write(words)


@contextmanager
def reviewing(
    cli: Cli, *options: str, until: Path | None = None
) -> Iterator[subprocess.Popen[str]]:
    """`inc postmortem review`, at work in another shell, once it is `until` there."""
    command = [sys.executable, "-m", "inc", "postmortem", "review", INCIDENT, "--no-push"]
    process = subprocess.Popen(
        [*command, *options],
        cwd=cli.folder,
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    end = time.monotonic() + 20
    while until and not until.exists() and time.monotonic() < end:
        time.sleep(0.01)
    try:
        yield process
    finally:
        kill(process)


def kill(process: subprocess.Popen[str]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


# ------------------------------------------------------------------ somebody saves meanwhile


def test_words_saved_while_a_hook_runs_get_a_commit_of_their_own(
    drafted: Cli, git: Git, tmp_path: Path
) -> None:
    hook(drafted, "pre-commit", only_once(tmp_path / "once", f"echo MEANWHILE >>{DOCUMENT}"))
    append(drafted, DOCUMENT, "BY HAND\n")
    ran = drafted("log", "-i", INCIDENT, "one more thing")
    text = (drafted.folder / DOCUMENT).read_text()
    assert "BY HAND\nMEANWHILE\n" in text and "one more thing" in text
    assert git("log", "-3", "--format=%s").splitlines() == [
        f"{INCIDENT}: note",
        f"{INCIDENT}: edited by hand",
        f"{INCIDENT}: edited by hand",
    ]
    assert "Edits made by hand were committed first" in ran.err
    assert git("status", "--porcelain") == ""


def test_words_saved_again_and_again_stop_it(drafted: Cli, git: Git) -> None:
    hook(drafted, "pre-commit", f"echo MEANWHILE >>{DOCUMENT}")
    append(drafted, DOCUMENT, "BY HAND\n")
    ran = drafted("log", "-i", INCIDENT, "one more thing", ok=False)
    assert ran.code == 4 and "changed while this command was at work" in ran.err
    assert "What you typed is kept" in ran.err
    assert (drafted.folder / DOCUMENT).read_text().count("MEANWHILE") == 5
    assert "one more thing" not in git("show", f"HEAD:{DOCUMENT}")


def test_ready_bytes_do_not_replace_what_was_saved_meanwhile(
    drafted: Cli, git: Git, tmp_path: Path
) -> None:
    hook(drafted, "pre-commit", only_once(tmp_path / "once", f"echo MEANWHILE >>{POSTMORTEM}"))
    append(drafted, POSTMORTEM, "BY HAND\n")
    why = "the vendor is still silent about it"
    ran = drafted("postmortem", "publish", INCIDENT, "--override", why, ok=False)
    assert ran.code == 4 and "changed while this command was at work" in ran.err
    assert (drafted.folder / POSTMORTEM).read_text().endswith("BY HAND\nMEANWHILE\n")
    drafted("retry")
    assert "status: published" in git("show", f"HEAD:{POSTMORTEM}")
    assert "MEANWHILE" in git("show", f"HEAD:{POSTMORTEM}")


def test_words_saved_during_a_review_are_in_it(drafted: Cli, git: Git, tmp_path: Path) -> None:
    hook(drafted, "pre-commit", only_once(tmp_path / "once", f"echo MEANWHILE >>{POSTMORTEM}"))
    append(drafted, POSTMORTEM, "BY HAND\n")
    drafted("postmortem", "review", INCIDENT)
    text = git("show", f"{BRANCH}:{POSTMORTEM}")
    assert "BY HAND\nMEANWHILE\n" in text and "in-review" in text
    assert (git("branch", "--show-current"), git("status", "--porcelain")) == ("main\n", "")


# ------------------------------------------------------------------ others meanwhile


@pytest.fixture
def lagging(drafted: Cli, tmp_path: Path) -> Cli:
    """A review that was begun before another incident, and a hook that takes its time."""
    drafted("declare", "Slow search", "-s", "sev3")
    drafted("postmortem", "review", INCIDENT)
    drafted("declare", "Payments are down", "-s", "sev1")
    hook(drafted, "pre-commit", only_once(tmp_path / "slow", "sleep 1"))
    return drafted


def test_others_wait_for_the_branch_that_people_work_on(
    lagging: Cli, inc: Inc, git: Git, tmp_path: Path
) -> None:
    with reviewing(lagging, "--meeting", "2026-03-05 14:00", until=tmp_path / "slow") as review:
        assert git("branch", "--show-current") == f"{BRANCH}\n"
        assert "payments" in inc("log", "customers cannot pay").out
        assert review.wait() == 0
    assert "payments" in (lagging.folder / ".git" / "inc" / "last").read_text()
    assert git("branch", "--show-current") == "main\n"


def test_what_one_sees_is_of_the_branch_that_people_work_on(
    lagging: Cli, inc: Inc, tmp_path: Path
) -> None:
    with reviewing(lagging, "--meeting", "2026-03-05 14:00", until=tmp_path / "slow"):
        assert len(inc("list").rows) == 2
    assert inc("ack", "-i", "payments").code == 0


def test_who_does_not_wait_is_told_what_one_sees(
    lagging: Cli, inc: Inc, git: Git, tmp_path: Path
) -> None:
    git("config", "inc.lockWait", "0")
    with reviewing(lagging, "--meeting", "2026-03-05 14:00", until=tmp_path / "slow"):
        ran = inc("list")
        assert len(ran.rows) == 1
        assert "Mind that another inc is writing here" in ran.err
        assert f"What follows is what {BRANCH} says." in ran.err
        ran = inc("log", "-i", "payments", "we see 500s", ok=False)
        assert ran.code == 4 and "What you typed is kept" in ran.err


def test_a_hook_of_the_review_may_run_inc(drafted: Cli, git: Git, tmp_path: Path) -> None:
    program = f'"{sys.executable}" -m inc'
    hook(drafted, "pre-commit", f"{program} list >{tmp_path}/list && {program} check; true")
    began = time.monotonic()
    drafted("postmortem", "review", INCIDENT)
    assert time.monotonic() - began < 20
    assert (tmp_path / "list").exists()
    assert not (drafted.folder / ".git" / "inc" / "visit").exists()


def test_a_checkout_between_looking_up_and_writing(drafted: Cli, git: Git) -> None:
    workspace = Workspace.find(drafted.folder, say=print)
    git("switch", "-qc", "other")
    git("switch", "-q", "main")
    writing = Writing("test", print)
    with pytest.raises(NotRecorded, match="another branch was checked out"):
        workspace.record(INCIDENT, lambda one: Change(one.id, "note", ("note",)), writing=writing)


# ------------------------------------------------------------------ killed

AT = {
    "before": ("reference-transaction", f'grep -q "refs/heads/{BRANCH}"'),
    "there": ("post-checkout", "true"),
    "committing": ("pre-commit", "true"),
    "committed": ("post-commit", "true"),
    "back": ("post-checkout", '[ "$(git branch --show-current)" = main ]'),
}


@pytest.mark.parametrize("by_hand", [False, True])
@pytest.mark.parametrize("point", AT)
def test_a_review_that_is_killed(
    point: str, by_hand: bool, drafted: Cli, inc: Inc, git: Git, tmp_path: Path
) -> None:
    name, when = AT[point]
    there = tmp_path / "there"
    hook(drafted, name, f'if {when}; then touch "{there}"; exec sleep 30; fi')
    if by_hand:
        append(drafted, POSTMORTEM, "BY HAND\n")
    with reviewing(drafted, until=there) as review:
        assert there.exists(), review.communicate()
    (drafted.folder / ".git" / "hooks" / name).unlink()
    tidy(drafted)
    inc("log", "-i", INCIDENT, "words after the kill")
    nothing_is_lost(drafted, git, by_hand=by_hand)
    assert "words after the kill" in git("show", f"main:{DOCUMENT}")
    inc("postmortem", "review", INCIDENT, "--no-push")
    assert "status: in-review" in git("show", f"{BRANCH}:{POSTMORTEM}")
    assert ("BY HAND" in git("show", f"{BRANCH}:{POSTMORTEM}")) == by_hand
    assert "words after the kill" not in git("log", "-1", "--format=%B", BRANCH)


def tidy(cli: Cli) -> None:
    """What git asks a person to do after a git was killed."""
    for path in (cli.folder / ".git").rglob("*.lock"):
        path.unlink()


def nothing_is_lost(cli: Cli, git: Git, *, by_hand: bool) -> None:
    assert git("branch", "--show-current") == "main\n"
    assert not (cli.folder / ".git" / "inc" / "visit").exists()
    everywhere = (cli.folder / POSTMORTEM).read_text() + git("log", "--all", "-p", "--format=")
    assert "Words." in everywhere
    if by_hand:
        assert "BY HAND" in everywhere
    strange = [line for line in git("status", "--porcelain").splitlines() if POSTMORTEM not in line]
    assert strange == []


def cut_off_while_committing(drafted: Cli, tmp_path: Path) -> Path:
    """A review that was killed in its hook; returns the lock that its git left."""
    hook(drafted, "pre-commit", f'touch "{tmp_path}/there"; exec sleep 30')
    with reviewing(drafted, until=tmp_path / "there"):
        pass
    (drafted.folder / ".git" / "hooks" / "pre-commit").unlink()
    lock = drafted.folder / ".git" / "index.lock"
    assert lock.exists()
    return lock


def test_a_lock_that_the_killed_git_left(drafted: Cli, inc: Inc, git: Git, tmp_path: Path) -> None:
    lock = cut_off_while_committing(drafted, tmp_path)
    ran = inc("log", "-i", INCIDENT, "words")
    assert "cut off (inc postmortem). Its change is recorded now" in ran.err
    assert "back on main" in ran.err
    assert not lock.exists()
    assert "words" in git("show", f"main:{DOCUMENT}")
    assert "status: in-review" in git("show", f"{BRANCH}:{POSTMORTEM}")
    nothing_is_lost(drafted, git, by_hand=False)


def test_a_lock_that_is_of_somebody_else(drafted: Cli, inc: Inc, git: Git, tmp_path: Path) -> None:
    git("config", "inc.lockWait", "1")
    os.utime(cut_off_while_committing(drafted, tmp_path), (0, 0))
    ran = inc("list", "--all")
    assert INCIDENT in ran.out and f"What follows is what {BRANCH} says." in ran.err
    ran = inc("log", "-i", INCIDENT, "words", ok=False)
    assert ran.code == 4 and "index.lock" in ran.err and "Go back: git switch main" in ran.err
    assert "wrong  a command is on another branch" in inc("doctor", ok=False).out
    tidy(drafted)
    inc("retry")
    assert "words" in git("show", f"main:{DOCUMENT}")
    assert "status: in-review" in git("show", f"{BRANCH}:{POSTMORTEM}")
    nothing_is_lost(drafted, git, by_hand=False)


@pytest.mark.slow
def test_twenty_kills_at_any_moment(drafted: Cli, inc: Inc, git: Git) -> None:
    chance = random.Random(4)
    inc("postmortem", "review", INCIDENT, "--no-push")
    for turn in range(20):
        inc("log", "-i", INCIDENT, f"before {turn}")
        with reviewing(drafted, "--meeting", f"2026-03-05 14:{turn:02}"):
            time.sleep(chance.uniform(0.1, 0.7))
        tidy(drafted)
        inc("log", "-i", INCIDENT, f"after {turn}")
        nothing_is_lost(drafted, git, by_hand=False)
    text = git("show", f"main:{DOCUMENT}")
    assert all(f"{word} {turn} " in text for word in ("before", "after") for turn in range(20))
    assert "edited by hand" not in git("log", "--format=%s", "main", "--", DOCUMENT)


# ------------------------------------------------------------------ what a hook rewrote


def test_a_formatter_that_does_not_stage(drafted: Cli, git: Git) -> None:
    hook(drafted, "pre-commit", f"sed -i 's/Words\\.$/Better words./' {POSTMORTEM}")
    ran = drafted("postmortem", "review", INCIDENT)
    assert git("branch", "--show-current") == "main\n", ran
    assert "Better words." in git("show", f"{BRANCH}:{POSTMORTEM}")
    assert git("status", "--porcelain") == ""


def test_a_hook_that_never_leaves_it_alone(drafted: Cli, inc: Inc, git: Git) -> None:
    hook(drafted, "pre-commit", f"echo MORE >>{POSTMORTEM}")
    ran = drafted("postmortem", "review", INCIDENT)
    assert f"The branch that is checked out now is {BRANCH}" in ran.err
    ran = inc("log", "-i", INCIDENT, "words", ok=False)
    assert ran.code == 4 and "Go back: git switch main" in ran.err and "is kept" in ran.err
    (drafted.folder / ".git" / "hooks" / "pre-commit").unlink()
    inc("retry")
    assert "words" in git("show", f"main:{DOCUMENT}")
    assert git("branch", "--show-current") == "main\n"
    assert git("status", "--porcelain") == ""


# ------------------------------------------------------------------ moved by hand


def test_a_postmortem_that_was_moved_is_refused_before_anything(
    drafted: Cli, git: Git, state: Callable[[], object]
) -> None:
    moved = "postmortems/2026/03/2026-03-05-moved.md"
    git("mv", POSTMORTEM, moved)
    before = state()
    for words in (["review"], ["review", INCIDENT], ["publish"], ["refresh", INCIDENT]):
        ran = drafted("postmortem", *words, ok=False)
        assert ran.code == 1 and f"git mv {moved} {POSTMORTEM}" in ran.err.replace("\n     ", " ")
    assert state() == before


def test_a_postmortem_of_no_incident(drafted: Cli, git: Git, state: Callable[[], object]) -> None:
    (drafted.folder / POSTMORTEM).write_text(TEXT.replace("checkout-failures", "moved"))
    git("mv", POSTMORTEM, "postmortems/2026/03/2026-03-04-moved.md")
    before = state()
    ran = drafted("postmortem", "review", ok=False)
    assert ran.code == 1 and "is about no incident" in ran.err
    assert state() == before
