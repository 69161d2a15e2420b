"""Commits of named paths: what they take, what they leave, and what a refusal leaves behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inc.errors import Busy, DiskRefused, GitRefused, NotRecorded
from inc.vcs.committing import commit, landed
from inc.vcs.lasting import durably
from inc.vcs.lock import lock
from inc.vcs.process import Completed
from inc.vcs.refusals import last_words
from inc.vcs.repository import Repository

Git = Callable[..., str]
Commit = Callable[..., str]
DOCUMENT = "incidents/2026/03/2026-03-04-checkout.md"
OTHER = "notes.txt"
MESSAGE = "inc: update 2026-03-04-checkout\n\nInc-Event: 0n3k9x2m4q7z\n"


@pytest.fixture
def inc(repository: Path, git: Git) -> Repository:
    """A repository with one committed document and one other file."""
    write(repository, DOCUMENT, "first\n")
    write(repository, OTHER, "other\n")
    git("add", ".")
    git("commit", "-qm", "first")
    return Repository.find(repository)


@pytest.fixture
def record(inc: Repository) -> Iterator[Commit]:
    """Commit under the lock, as the workspace does."""
    with lock(inc, "test", wait=0, say=print) as descriptor:

        def run(*paths: str, new: list[str] | None = None, patience: float = 0.2) -> str:
            return commit(
                inc,
                paths=paths,
                new=new or [],
                message=MESSAGE,
                lock_fd=descriptor,
                patience=patience,
            )

        yield run


def write(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text)


def hook(root: Path, name: str, script: str) -> None:
    path = root / ".git" / "hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def staging(git: Git) -> tuple[str, ...]:
    """Everything git knows beside the objects: staging area with flags, status, HEAD."""
    ita = git("diff-files", "--name-only", "--diff-filter=A")
    status = git("status", "--porcelain=v2", "--branch", "--untracked-files=all")
    return git("ls-files", "-s", "-v"), ita, status


def refused_without_trace(run: Callable[[], object], git: Git) -> NotRecorded:
    before = staging(git)
    with pytest.raises(NotRecorded) as refused:
        run()
    assert staging(git) == before
    return refused.value


def processes(trace: Path) -> list[list[str]]:
    """Return the arguments of every git process, also of those that git started."""
    events = [json.loads(line) for line in trace.read_text().splitlines()]
    return [event["argv"] for event in events if event["event"] == "start"]


def test_commits_the_path_with_its_message(
    inc: Repository, record: Commit, git: Git, repository: Path
) -> None:
    write(repository, DOCUMENT, "second\n")
    oid = record(DOCUMENT)
    assert oid == git("rev-parse", "HEAD").strip()
    assert git("show", f"HEAD:{DOCUMENT}") == "second\n"
    assert git("log", "-1", "--format=%B").strip() == MESSAGE.strip()
    assert git("status", "--porcelain") == ""


def test_message_is_taken_verbatim(inc: Repository, git: Git, repository: Path) -> None:
    message = "grün\n\n# not a comment\n\n\n  indented   \n\nInc-At: x\n"
    write(repository, DOCUMENT, "second\n")
    with lock(inc, "test", wait=0, say=print) as fd:
        commit(inc, paths=[DOCUMENT], new=[], message=message, lock_fd=fd)
    assert git("log", "-1", "--format=%B") == message + "\n"


def test_an_existing_document_costs_one_process_and_a_new_one_two(
    inc: Repository,
    record: Commit,
    repository: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    durably(inc)  # asks which git it is, once a day
    monkeypatch.setenv("GIT_TRACE2_EVENT", str(tmp_path / "one"))
    write(repository, DOCUMENT, "second\n")
    record(DOCUMENT)
    assert len(processes(tmp_path / "one")) == 1
    monkeypatch.setenv("GIT_TRACE2_EVENT", str(tmp_path / "two"))
    write(repository, "a.md", "a\n")
    write(repository, "b.md", "b\n")
    record("a.md", "b.md", new=["a.md", "b.md"])
    assert len(processes(tmp_path / "two")) == 2


def test_what_strangers_staged_stays_staged(record: Commit, git: Git, repository: Path) -> None:
    write(repository, OTHER, "staged\n")
    write(repository, "added.txt", "staged too\n")
    write(repository, "announced.txt", "")
    git("add", OTHER, "added.txt")
    git("add", "-N", "announced.txt")
    write(repository, OTHER, "and edited\n")
    before = git("status", "--porcelain")
    write(repository, DOCUMENT, "second\n")
    record(DOCUMENT)
    assert git("status", "--porcelain") == before
    assert git("show", f":{OTHER}") == "staged\n"
    assert git("show", "--name-only", "--format=") == f"{DOCUMENT}\n"


def test_names_that_look_like_patterns_match_only_themselves(
    record: Commit, git: Git, repository: Path
) -> None:
    odd = ["[ab].md", ":(exclude)c.md", "*.md", "-n.md", "ümläut ☃.md"]
    for path in (*odd, "a.md", "c.md"):
        write(repository, path, "x\n")
    record(*odd, new=odd)
    shown = git("show", "-z", "--name-only", "--format=").strip("\0").split("\0")
    assert sorted(shown) == sorted(odd)


def test_a_deleted_document(inc: Repository, git: Git, repository: Path) -> None:
    (repository / DOCUMENT).unlink()
    with lock(inc, "test", wait=0, say=print) as fd:
        commit(inc, paths=[], new=[], removed=[DOCUMENT], message=MESSAGE, lock_fd=fd)
    assert git("ls-tree", "-r", "--name-only", "HEAD") == f"{OTHER}\n"


@pytest.mark.parametrize("options", [[], ["--object-format=sha256"]])
def test_the_first_commit_of_a_repository(
    tmp_path: Path, repository: Path, git: Git, options: list[str]
) -> None:
    root = tmp_path / "fresh"
    git("init", "-q", *options, str(root))
    write(root, DOCUMENT, "first\n")
    inc = Repository.find(root)
    with lock(inc, "test", wait=0, say=print) as fd:
        oid = commit(inc, paths=[DOCUMENT], new=[DOCUMENT], message=MESSAGE, lock_fd=fd)
    assert git("log", "--format=%H", cwd=root).split() == [oid]


def test_in_a_linked_work_tree(inc: Repository, git: Git, tmp_path: Path) -> None:
    linked = tmp_path / "linked"
    git("worktree", "add", "-q", "-b", "side", str(linked))
    write(linked, DOCUMENT, "on the side\n")
    there = Repository.find(linked)
    with lock(there, "test", wait=0, say=print) as fd:
        oid = commit(there, paths=[DOCUMENT], new=[], message=MESSAGE, lock_fd=fd)
    assert git("rev-parse", "side").strip() == oid != git("rev-parse", "main").strip()


def test_a_hook_that_rewrites_the_document_has_its_way(
    record: Commit, git: Git, repository: Path
) -> None:
    hook(repository, "pre-commit", f"echo formatted >>{DOCUMENT} && git add {DOCUMENT}")
    write(repository, DOCUMENT, "second\n")
    record(DOCUMENT)
    assert git("show", f"HEAD:{DOCUMENT}") == "second\nformatted\n"


def test_hooks_match_their_own_patterns(record: Commit, git: Git, repository: Path) -> None:
    hook(repository, "pre-commit", "git diff --cached --name-only -- '*.md' >.git/matched")
    write(repository, DOCUMENT, "second\n")
    record(DOCUMENT)
    assert (repository / ".git" / "matched").read_text() == f"{DOCUMENT}\n"


@pytest.mark.parametrize("name", ["pre-commit", "commit-msg", "prepare-commit-msg"])
def test_a_hook_that_says_no(record: Commit, git: Git, repository: Path, name: str) -> None:
    hook(
        repository, name, "printf '\\033[31mNo tickets\\033[0m in \\007the text\\r\\n' >&2; exit 1"
    )
    write(repository, OTHER, "staged\n")
    git("add", OTHER)
    write(repository, DOCUMENT, "second\n")
    write(repository, "new.md", "new\n")
    refused = refused_without_trace(lambda: record(DOCUMENT, "new.md", new=["new.md"]), git)
    assert f"a hook ({name}) did not take the commit: No tickets in \ufffdthe text" in refused.what
    assert refused.hint


def test_a_hook_that_says_no_to_the_first_commit(repository: Path, git: Git) -> None:
    hook(repository, "pre-commit", "exit 1")
    write(repository, "new.md", "new\n")
    inc = Repository.find(repository)
    with lock(inc, "test", wait=0, say=print) as fd:
        refused = refused_without_trace(
            lambda: commit(inc, paths=["new.md"], new=["new.md"], message=MESSAGE, lock_fd=fd), git
        )
    assert "a hook (pre-commit) did not take the commit, without a word" in refused.what


def test_a_hook_at_the_ref_that_says_no(record: Commit, git: Git, repository: Path) -> None:
    hook(repository, "reference-transaction", 'test "$1" != prepared')
    write(repository, DOCUMENT, "second\n")
    refused = refused_without_trace(lambda: record(DOCUMENT), git)
    assert "reference-transaction" in refused.what


def test_what_a_person_staged_of_a_new_document_survives_a_refusal(
    record: Commit, git: Git, repository: Path
) -> None:
    hook(repository, "pre-commit", "exit 1")
    write(repository, "new.md", "staged by hand\n")
    git("add", "new.md")
    write(repository, "new.md", "by inc\n")
    refused_without_trace(lambda: record("new.md", new=["new.md"]), git)
    assert git("show", ":new.md") == "staged by hand\n"


def test_a_new_document_is_taken_back_where_git_cannot_read_head(
    record: Commit, git: Git, repository: Path
) -> None:
    head = git("rev-parse", "HEAD").strip()
    damaged = repository / ".git" / "objects" / head[:2] / head[2:]
    damaged.chmod(0o644)
    damaged.write_bytes(b"")
    write(repository, "new.md", "by inc\n")
    before = git("ls-files", "-s")
    with pytest.raises(GitRefused):
        record("new.md", new=["new.md"])
    assert git("ls-files", "-s") == before


def test_signing_that_fails_is_never_worked_around(
    record: Commit, git: Git, repository: Path
) -> None:
    git("config", "commit.gpgSign", "true")
    git("config", "gpg.program", "/bin/false")
    write(repository, "new.md", "new\n")
    refused = refused_without_trace(lambda: record("new.md", new=["new.md"]), git)
    assert "could not be signed" in refused.what
    assert "failed to sign the data" in refused.what


@pytest.mark.git(2, 34)  # keys of ssh
def test_ssh_signing_that_fails(record: Commit, git: Git, repository: Path) -> None:
    for key, value in (
        ("commit.gpgSign", "true"),
        ("gpg.format", "ssh"),
        ("user.signingKey", "/no"),
    ):
        git("config", key, value)
    write(repository, DOCUMENT, "second\n")
    refused = refused_without_trace(lambda: record(DOCUMENT), git)
    assert "could not be signed" in refused.what


def test_no_identity(record: Commit, git: Git, repository: Path, isolation: Path) -> None:
    (isolation / ".gitconfig").write_text("[user]\n\tuseConfigOnly = true\n")
    write(repository, "new.md", "new\n")
    refused = refused_without_trace(lambda: record("new.md", new=["new.md"]), git)
    assert "does not know who you are" in refused.what
    assert "git config --global user.email" in refused.hint
    assert "git config --global user.name" in refused.hint


def test_an_ignored_path(record: Commit, git: Git, repository: Path) -> None:
    write(repository, ".git/info/exclude", "secret.md\n")
    write(repository, "secret.md", "new\n")
    write(repository, "plain.md", "new\n")
    both = ["plain.md", "secret.md"]
    refused = refused_without_trace(lambda: record(*both, new=both), git)
    assert "git ignores the path" in refused.what
    assert "secret.md" in refused.what
    assert "hint:" not in refused.what


@pytest.mark.git(2, 35)  # older ones take it
def test_a_path_outside_of_the_sparse_checkout(record: Commit, git: Git, repository: Path) -> None:
    git("sparse-checkout", "set", "--cone", "elsewhere")
    write(repository, "runbooks/new.md", "new\n")
    refused = refused_without_trace(lambda: record("runbooks/new.md", new=["runbooks/new.md"]), git)
    assert refused.what == "runbooks/new.md is outside of the sparse checkout"
    assert refused.hint == "Have it here: git sparse-checkout add runbooks"


@pytest.mark.git(2, 35)  # older ones take it
def test_the_folder_that_is_to_be_added_is_not_that_of_a_month(
    record: Commit, git: Git, repository: Path
) -> None:
    git("sparse-checkout", "set", "--cone", "elsewhere")
    path = "a b/incidents/2026/03/2026-03-04-new.md"
    write(repository, path, "new\n")
    refused = refused_without_trace(lambda: record(path, new=[path]), git)
    assert refused.what == f"{path} is outside of the sparse checkout"
    assert refused.hint == "Have it here: git sparse-checkout add 'a b/incidents'"


def test_a_path_that_git_was_told_to_skip(record: Commit, git: Git, repository: Path) -> None:
    git("update-index", "--skip-worktree", DOCUMENT)
    write(repository, DOCUMENT, "second\n")
    refused = refused_without_trace(lambda: record(DOCUMENT), git)
    assert f"git sees no change in {DOCUMENT}" in refused.what
    assert "skip-worktree" in refused.hint


def test_a_path_assumed_unchanged_is_taken_all_the_same(
    record: Commit, git: Git, repository: Path
) -> None:
    git("update-index", "--assume-unchanged", DOCUMENT)
    write(repository, DOCUMENT, "second\n")
    record(DOCUMENT)
    assert git("show", f"HEAD:{DOCUMENT}") == "second\n"


def test_a_merge_that_began_meanwhile(record: Commit, git: Git, repository: Path) -> None:
    oid = git("rev-parse", "HEAD").strip()
    write(repository, ".git/MERGE_HEAD", oid + "\n")
    write(repository, DOCUMENT, "second\n")
    refused = refused_without_trace(lambda: record(DOCUMENT), git)
    assert "another operation is in progress" in refused.what


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_a_repository_of_somebody_else(record: Commit, repository: Path) -> None:
    write(repository, DOCUMENT, "second\n")
    for path in (repository, repository / ".git"):
        os.chown(path, 12345, 12345)
    if subprocess.run(["git", "status"], cwd=repository, capture_output=True).returncode == 0:
        pytest.skip("this git does not ask whose a repository is, as 2.30.3 and 2.35.2 do")
    with pytest.raises(GitRefused, match="belongs to somebody else") as refused:
        record(DOCUMENT)
    assert "safe.directory" in refused.value.hint


@pytest.mark.parametrize("name", ["index.lock", "HEAD.lock", "refs/heads/main.lock"])
def test_a_lock_of_another_program_is_waited_for(
    record: Commit, git: Git, repository: Path, name: str
) -> None:
    """The other program gives the lock up only after git has met it."""
    held = repository / ".git" / name
    held.touch()
    write(repository, DOCUMENT, "second\n")
    write(repository, "new.md", "new\n")
    remover = subprocess.Popen(["sh", "-c", 'sleep 0.3; rm "$0"', str(held)])
    oid = record(DOCUMENT, "new.md", new=["new.md"], patience=20)
    assert git("rev-parse", "HEAD").strip() == oid
    assert git("status", "--porcelain") == ""
    assert remover.wait() == 0


@pytest.mark.parametrize("name", ["index.lock", "HEAD.lock", "refs/heads/main.lock"])
def test_a_lock_that_stays_is_named_with_its_age(
    record: Commit, git: Git, repository: Path, name: str
) -> None:
    held = repository / ".git" / name
    write(repository, DOCUMENT, "second\n")
    held.touch()
    os.utime(held, (held.stat().st_mtime - 600,) * 2)
    refused = refused_without_trace(lambda: record(DOCUMENT), git)
    assert str(held) in refused.what
    assert "for 10 min" in refused.what
    assert "delete" in refused.hint
    assert held.exists()


def test_another_commit_that_took_our_bytes_counts(
    record: Commit, git: Git, repository: Path
) -> None:
    write(repository, DOCUMENT, "second\n")
    git("commit", "-qam", "everything I found")
    theirs = git("rev-parse", "HEAD").strip()
    git("commit", "-q", "--allow-empty", "-m", "and on")
    assert record(DOCUMENT) == theirs


def test_another_commit_that_took_our_new_file_counts(
    record: Commit, git: Git, repository: Path
) -> None:
    write(repository, DOCUMENT, "second\n")
    write(repository, "new.md", "new\r\n")
    git("config", "core.autocrlf", "input")
    git("add", "-A")
    git("commit", "-qm", "everything I found")
    assert record("new.md", new=["new.md"]) == git("rev-parse", "HEAD").strip()


LAST_STEP_FAILS = """#!/bin/sh
{real}/git "$@" || exit
case "$*" in *" -F "*)
    mv .git/saved-index .git/index
    touch .git/index.lock
    (sleep 0.2; rm .git/index.lock) &
    echo 'fatal: repository has been updated, but unable to write new index file' >&2
    exit 128
esac
"""


def test_a_failure_after_the_commit_is_a_commit(
    record: Commit, git: Git, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """HEAD has moved, the staging area has not, and somebody holds it just now."""
    wrapper = repository.parent / "bin" / "git"
    write(wrapper.parent, "git", LAST_STEP_FAILS.format(real=git("--exec-path").strip()))
    wrapper.chmod(0o755)
    write(repository, DOCUMENT, "second\n")
    (repository / ".git/saved-index").write_bytes((repository / ".git/index").read_bytes())
    with monkeypatch.context() as patched:
        patched.setenv("PATH", str(wrapper.parent), prepend=":")
        oid = record(DOCUMENT, patience=20)
    assert not (repository / ".git/saved-index").exists()
    assert git("rev-parse", "HEAD").strip() == oid
    assert git("status", "--porcelain") == ""


def test_landed_finds_our_commit_below_those_of_others(
    inc: Repository, record: Commit, git: Git, repository: Path
) -> None:
    before = inc.head().oid
    assert landed(inc, before, MESSAGE) is None
    git("commit", "-q", "--allow-empty", "-m", "somebody else")
    assert landed(inc, before, MESSAGE) is None
    write(repository, DOCUMENT, "second\n")
    oid = record(DOCUMENT)
    git("commit", "-q", "--allow-empty", "-m", "somebody else again")
    assert landed(inc, before, MESSAGE) == landed(inc, None, MESSAGE) == oid


def test_a_commit_taken_back_by_a_hook_is_not_reported_as_made(
    record: Commit, git: Git, repository: Path
) -> None:
    hook(repository, "post-commit", "git reset -q --soft HEAD~1")
    write(repository, DOCUMENT, "second\n")
    with pytest.raises(GitRefused, match="HEAD did not move"):
        record(DOCUMENT)


def test_interrupted_in_a_hook_the_announcement_is_taken_back(
    inc: Repository, git: Git, repository: Path
) -> None:
    os.mkfifo(repository.parent / "started")
    hook(repository, "pre-commit", "echo $$ >../started; exec sleep 20")
    write(repository, "new.md", "new\n")
    before = staging(git)
    script = (
        "from pathlib import Path; from inc.vcs.committing import commit;"
        "from inc.vcs.lock import lock; from inc.vcs.repository import Repository\n"
        "inc = Repository.find(Path.cwd())\n"
        "with lock(inc, 'x', wait=0, say=print) as fd:\n"
        "    commit(inc, paths=[], new=['new.md'], message='m', lock_fd=fd)"
    )
    python = subprocess.Popen(
        [sys.executable, "-c", script], cwd=repository, stderr=subprocess.DEVNULL
    )
    hook_pid = int((repository.parent / "started").read_text())
    python.send_signal(signal.SIGINT)
    assert python.wait(20) != 0
    os.kill(hook_pid, signal.SIGKILL)
    assert staging(git) == before


def test_the_commit_holds_our_lock_even_when_we_are_killed(
    inc: Repository, repository: Path
) -> None:
    os.mkfifo(repository.parent / "started")
    os.mkfifo(repository.parent / "go-on")
    hook(repository, "pre-commit", "echo $$ >../started; read line <../go-on")
    write(repository, DOCUMENT, "second\n")
    script = (
        "from pathlib import Path; from inc.vcs.committing import commit;"
        "from inc.vcs.lock import lock; from inc.vcs.repository import Repository\n"
        "inc = Repository.find(Path.cwd())\n"
        "with lock(inc, 'x', wait=0, say=print) as fd:\n"
        f"    commit(inc, paths=['{DOCUMENT}'], new=[], message='m', lock_fd=fd)"
    )
    python = subprocess.Popen([sys.executable, "-c", script], cwd=repository)
    assert (repository.parent / "started").read_text()
    python.kill()
    python.wait()
    with pytest.raises(Busy), lock(inc, "next", wait=0, say=print):
        pass
    before = inc.head().oid
    (repository.parent / "go-on").write_text("\n")
    with lock(inc, "next", wait=20, say=print):
        assert landed(inc, before, "m")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of one megabyte."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("no right to mount a small disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_said_in_plain_words(git: Git, small_disk: Path) -> None:
    git("init", "-q", "--template=", str(small_disk))
    inc = Repository.find(small_disk)
    with lock(inc, "test", wait=0, say=print) as fd:
        (small_disk / "a.md").write_text("a\n")
        commit(inc, paths=[], new=["a.md"], message="m", lock_fd=fd)
        (small_disk / "b.md").write_bytes(os.urandom(200_000))
        space = os.statvfs(small_disk)
        (small_disk / "filler").write_bytes(bytes(space.f_bavail * space.f_bsize - 100_000))
        before = staging(lambda *args: git(*args, cwd=small_disk))
        with pytest.raises(DiskRefused, match="No space left on device"):
            commit(inc, paths=[], new=["b.md"], message="m", lock_fd=fd)
    assert staging(lambda *args: git(*args, cwd=small_disk)) == before


def test_beside_programs_that_use_git_all_the_time(
    inc: Repository, record: Commit, git: Git, repository: Path
) -> None:
    # With a path: a plain `git commit` lets go of git's lock in between, and may then take the
    # message of another git, which both keep in one file, for its own.
    loop = "while :; do date +%N >noise.txt; git add noise.txt; git commit -qm n -- noise.txt; done"
    stranger = subprocess.Popen(
        ["sh", "-c", loop], cwd=repository, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        for number in range(15):
            write(repository, DOCUMENT, f"{number}\n")
            record(DOCUMENT, patience=30)
            assert git("show", f"HEAD:{DOCUMENT}") == f"{number}\n"
    finally:
        os.killpg(stranger.pid, signal.SIGKILL)
        stranger.wait()
    made = git("log", "--format=%h %p %cd %s", "--grep=Inc-Event").splitlines()
    assert len(made) == 15, git("reflog", "--format=%h %p %gd %gs %s")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(), st.booleans())
def test_last_words_are_short_and_printable(text: str, on_stdout: bool) -> None:
    said = text.encode("utf-8", "replace").decode()
    done = Completed(1, said.encode() if on_stdout else b"", "" if on_stdout else said)
    words = last_words(done)
    assert len(words) <= 2000
    assert words.count("\n") < 20
    assert all(c in "\n\t" or not (c < " " or "\x7f" <= c <= "\x9f") for c in words)
