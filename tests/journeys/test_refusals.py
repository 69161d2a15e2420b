"""What stands in the way of a record: told in plain words, without a trace, and nothing is lost.

Each obstacle is set up in front of a note on an incident that is there and a declaration of a new
one. Both are refused, nothing in the repository changes, the words wait, and once the obstacle is
out of the way `inc retry` records them as they were typed and when.
"""

from __future__ import annotations

import base64
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

Git = Callable[..., str]
Typed = Callable[..., Any]
TYPED_AT = "2026-03-04T15:23:10Z"
AT_A_CLOCK = f"""
import sys
from datetime import datetime
from inc.cli.main import main
from inc.cli.session import Session
sys.exit(main(session=Session(sys.argv[1:], now=datetime.fromisoformat("{TYPED_AT}"))))
"""
NOTE = ("log", "-m", "pods before the restart", "-")
PODS = "checkout-7d9f  0/1  CrashLoopBackOff\n"
DECLARATION = ("declare", "Search is slow", "-s", "3", "-m", "p99 is 4 s")


@dataclass(frozen=True)
class Run:
    """How a command ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Told:
    """What the refusal says, and the surroundings in which the command is typed."""

    what: str
    hint: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)
    folder: Path | None = None


@dataclass(frozen=True)
class Desk:
    """A repository with an open incident, and what is needed to put something in the way."""

    root: Path
    document: Path
    outside: Path
    git: Git

    def write(self, path: str, text: str) -> None:
        """Write a file of the repository."""
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, encoding="utf-8")

    def hook(self, name: str, script: str) -> Path:
        """Install a hook."""
        path = self.root / ".git" / "hooks" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(0o755)
        return path

    def diverge(self) -> None:
        """Make a branch `other` that is in conflict with this one, in a file of a stranger."""
        self.write("notes.txt", "one\n")
        self.git("add", "notes.txt")
        self.git("commit", "-qm", "one")
        self.git("branch", "other")
        for branch, text in (("other", "theirs\n"), ("main", "ours\n")):
            self.git("checkout", "-q", branch)
            self.write("notes.txt", text)
            self.git("commit", "-qam", text.strip())

    def stop_in(self, *command: str) -> None:
        """Run a git command that stops at a conflict."""
        done = subprocess.run(["git", *command], cwd=self.root, capture_output=True, check=False)
        assert done.returncode != 0, command


Obstacle = Callable[[Desk], AbstractContextManager[Told]]


@pytest.fixture
def typed(repository: Path) -> Typed:
    """Run `inc` as carol typed it in March, in `folder`."""

    def run(*args: str, stdin: str = "", folder: Path | None = None, **environment: str) -> Run:
        done = subprocess.run(
            [sys.executable, "-c", AT_A_CLOCK, *args],
            cwd=folder or repository,
            input=stdin.encode(),
            env={**os.environ, "INC_AUTHOR": "carol", **environment},
            capture_output=True,
            check=False,
        )
        ran = Run(done.returncode, done.stdout.decode(), done.stderr.decode())
        assert "Traceback" not in ran.err, ran.err
        assert "a bug in inc" not in ran.err, ran.err
        return ran

    return run


@pytest.fixture
def desk(incident: Path, workspace: Path, tmp_path: Path, git: Git) -> Desk:
    """The incident of `incident`, with things of a stranger staged, changed and new."""
    for name in ("staged.txt", "changed.txt", "both.txt"):
        (workspace / name).write_text("before\n", encoding="utf-8")
    git("add", ".")
    git("commit", "-qm", "things of a stranger")
    for name in ("staged.txt", "both.txt"):
        (workspace / name).write_text("staged\n", encoding="utf-8")
    git("add", ".")
    for name in ("changed.txt", "both.txt", "new.txt"):
        (workspace / name).write_text("changed\n", encoding="utf-8")
    outside = tmp_path / "outside"
    outside.mkdir()
    return Desk(workspace, incident, outside, git)


def everything(desk: Desk) -> dict[str, object]:
    """All files with their modes, what is staged, HEAD and all refs."""
    return {**_files(desk.root), **_files(desk.outside), **_said_by_git(desk.root)}


def _files(folder: Path) -> dict[str, object]:
    paths = [path for path in folder.rglob("*") if ".git" not in path.relative_to(folder).parts]
    return {str(path): (path.lstat().st_mode, _content(path)) for path in paths}


def _content(path: Path) -> object:
    if path.is_symlink():
        return path.readlink()
    return path.read_bytes() if path.is_file() else None


def _said_by_git(folder: Path) -> dict[str, object]:
    questions = (
        ("ls-files", "-s", "-v"),
        ("status", "--porcelain=v2", "--branch", "--untracked-files=all"),
        ("diff-files", "--name-only", "--diff-filter=A"),
        ("for-each-ref",),
        ("rev-parse", "HEAD", "--symbolic-full-name", "HEAD"),
        ("stash", "list"),
    )
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0"}
    return {
        " ".join(question): subprocess.run(
            ["git", *question], cwd=folder, env=environment, capture_output=True, check=False
        ).stdout
        for question in questions
    }


# ----------------------------------------------------------------- obstacles


@contextmanager
def no_repository(desk: Desk) -> Iterator[Told]:
    """The git directory is gone."""
    (desk.root / ".git").rename(desk.outside.parent / "away")
    yield Told("is not inside a git repository", "inc init")
    (desk.outside.parent / "away").rename(desk.root / ".git")


@contextmanager
def a_bare_repository(desk: Desk) -> Iterator[Told]:
    """The command is typed in a bare clone."""
    bare = desk.outside / "bare.git"
    desk.git("clone", "-q", "--bare", ".", str(bare))
    yield Told("is a git directory without a work tree", "in a work tree", folder=bare)


@contextmanager
def a_repository_made_bare(desk: Desk) -> Iterator[Told]:
    """The repository says that it is bare."""
    desk.git("config", "core.bare", "true")
    yield Told("is a git directory without a work tree", "in a work tree")
    desk.git("config", "core.bare", "false")


@contextmanager
def a_detached_head(desk: Desk) -> Iterator[Told]:
    """No branch is checked out."""
    desk.git("checkout", "-q", "--detach")
    yield Told("detached HEAD", "git switch BRANCH")
    desk.git("checkout", "-q", "main")


@contextmanager
def a_merge(desk: Desk) -> Iterator[Told]:
    """A merge stopped at a conflict."""
    desk.git("stash", "-q", "--include-untracked")
    desk.diverge()
    desk.stop_in("merge", "other")
    yield Told("a merge is in progress", "git merge --abort")
    desk.git("merge", "--abort")


@contextmanager
def a_merge_without_conflict(desk: Desk) -> Iterator[Told]:
    """A merge waits for its commit."""
    desk.git("stash", "-q", "--include-untracked")
    desk.git("checkout", "-q", "-b", "other")
    desk.git("commit", "-q", "--allow-empty", "-m", "empty")
    desk.git("checkout", "-q", "main")
    desk.git("merge", "-q", "--no-commit", "--no-ff", "other")
    yield Told("a merge is in progress", "git merge --continue")
    desk.git("commit", "-qm", "merged")


@contextmanager
def a_rebase(desk: Desk) -> Iterator[Told]:
    """A rebase stopped at a conflict."""
    desk.git("stash", "-q", "--include-untracked")
    desk.diverge()
    desk.stop_in("rebase", "other")
    yield Told("a rebase is in progress", "git rebase --abort")
    desk.git("rebase", "--abort")


@contextmanager
def a_cherry_pick(desk: Desk) -> Iterator[Told]:
    """A cherry-pick stopped at a conflict."""
    desk.git("stash", "-q", "--include-untracked")
    desk.diverge()
    desk.stop_in("cherry-pick", "other")
    yield Told("a cherry-pick is in progress", "git cherry-pick --abort")
    desk.git("cherry-pick", "--abort")


@contextmanager
def a_revert(desk: Desk) -> Iterator[Told]:
    """A revert stopped at a conflict."""
    desk.git("stash", "-q", "--include-untracked")
    desk.diverge()
    desk.stop_in("revert", "--no-edit", "HEAD~")
    yield Told("a revert is in progress", "git revert --abort")
    desk.git("revert", "--abort")


@contextmanager
def no_identity(_desk: Desk) -> Iterator[Told]:
    """Git has no address and may not guess one."""
    settings = Path(os.environ["GIT_CONFIG_GLOBAL"])
    before = settings.read_text(encoding="utf-8")
    settings.write_text("[user]\n\tuseConfigOnly = true\n", encoding="utf-8")
    yield Told("git does not know who you are", "git config --global user.email")
    settings.write_text(before, encoding="utf-8")


@contextmanager
def no_git(desk: Desk) -> Iterator[Told]:
    """There is no git on the PATH."""
    path = {"PATH": str(desk.outside)}
    yield Told("git is not installed or not on PATH", "install git", environment=path)


@contextmanager
def a_pre_commit_hook(desk: Desk) -> Iterator[Told]:
    """A pre-commit hook says no."""
    hook = desk.hook("pre-commit", "echo 'no commits on a Friday' >&2; exit 1")
    yield Told(r"a hook \(pre-commit\) did not take .*no commits on a Friday", "mend what the hook")
    hook.unlink()


@contextmanager
def a_commit_msg_hook(desk: Desk) -> Iterator[Told]:
    """A commit-msg hook says no."""
    hook = desk.hook("commit-msg", "echo 'a ticket is missing' >&2; exit 1")
    yield Told(r"a hook \(commit-msg\) did not take .*a ticket is missing", "mend what the hook")
    hook.unlink()


@contextmanager
def a_signer(desk: Desk) -> Iterator[Told]:
    """The commit cannot be signed."""
    desk.git("config", "commit.gpgsign", "true")
    desk.git("config", "gpg.program", "false")
    yield Told("the commit could not be signed", "mend the signing")
    desk.git("config", "commit.gpgsign", "false")


@contextmanager
def a_lock_of_git(desk: Desk) -> Iterator[Told]:
    """Another git holds the staging area, or died with it."""
    desk.git("config", "inc.lockWait", "1")
    (desk.root / ".git" / "index.lock").touch()
    yield Told("index.lock has been there for .* another git program", "wait for it")
    (desk.root / ".git" / "index.lock").unlink()


@contextmanager
def a_link_out_of_the_workspace(desk: Desk) -> Iterator[Told]:
    """The folder of the incidents is somewhere else."""
    (desk.root / "incidents").rename(desk.outside / "incidents")
    (desk.root / "incidents").symlink_to(desk.outside / "incidents")
    yield Told("incidents is a symbolic link", "put the real file or folder there")
    (desk.root / "incidents").unlink()
    (desk.outside / "incidents").rename(desk.root / "incidents")


@contextmanager
def no_workspace(desk: Desk) -> Iterator[Told]:
    """Nobody made a workspace here."""
    desk.git("mv", "inc.toml", "elsewhere.toml")
    yield Told("There is no inc.toml", "inc init")
    desk.git("mv", "elsewhere.toml", "inc.toml")


FOR_BOTH: tuple[Obstacle, ...] = (
    no_repository,
    a_bare_repository,
    a_repository_made_bare,
    a_detached_head,
    a_merge,
    a_merge_without_conflict,
    a_rebase,
    a_cherry_pick,
    a_revert,
    no_identity,
    no_git,
    a_pre_commit_hook,
    a_commit_msg_hook,
    a_signer,
    a_lock_of_git,
    a_link_out_of_the_workspace,
    no_workspace,
)


@contextmanager
def a_document_that_is_not_utf8(desk: Desk) -> Iterator[Told]:
    """Somebody saved the document in another encoding."""
    before = desk.document.read_bytes()
    desk.document.write_bytes(before + "à vérifier\n".encode("latin-1"))
    yield Told(
        rf"{desk.document.name}:\d+: the file is not UTF-8 \(byte 0xE0\)", "Save it as UTF-8"
    )
    desk.document.write_bytes(before)


@contextmanager
def conflict_markers(desk: Desk) -> Iterator[Told]:
    """A conflict was committed unresolved."""
    before = desk.document.read_bytes()
    markers = b"<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> other\n"
    desk.document.write_bytes(before + markers)
    desk.git("commit", "-qm", "not resolved", "--", str(desk.document))
    yield Told("the file has conflict markers", "Choose what stands in")
    desk.document.write_bytes(before)


@contextmanager
def front_matter_without_an_end(desk: Desk) -> Iterator[Told]:
    """The second fence is gone."""
    before = desk.document.read_bytes()
    desk.document.write_bytes(before.replace(b"\n---\n", b"\n", 1))
    yield Told("the front matter is not closed", "Add the missing '---'")
    desk.document.write_bytes(before)


@contextmanager
def a_link_in_place_of_the_document(desk: Desk) -> Iterator[Told]:
    """The document is a link to another file."""
    other = desk.outside / "document.md"
    desk.document.rename(other)
    desk.document.symlink_to(other)
    yield Told(f"{desk.document.name} is a symbolic link", "put the real file or folder there")
    desk.document.unlink()
    other.rename(desk.document)


@contextmanager
def a_link_to_the_same_folder(desk: Desk) -> Iterator[Told]:
    """The document is a link to a file beside it."""
    other = desk.document.with_suffix(".txt")
    desk.document.rename(other)
    desk.document.symlink_to(other.name)
    yield Told(f"{desk.document.name} is a symbolic link", "put the real file or folder there")
    desk.document.unlink()
    other.rename(desk.document)


@contextmanager
def a_linked_month(desk: Desk) -> Iterator[Told]:
    """The folder of the month leads out of the workspace."""
    month = desk.document.parent
    month.rename(desk.outside / "month")
    month.symlink_to(desk.outside / "month")
    yield Told(rf"incidents/\d+/{month.name} is a symbolic link", "put the real file or folder")
    month.unlink()
    (desk.outside / "month").rename(month)


@contextmanager
def an_ignored_document_by_hand(desk: Desk) -> Iterator[Told]:
    """Somebody took the document out of git and told git to ignore it."""
    desk.git("rm", "-q", "--cached", "--", str(desk.document))
    desk.git("commit", "-qm", "not for git")
    desk.write(".git/info/exclude", "incidents/\n")
    yield Told("git does not know the path, and ignores it", "git check-ignore -v")
    desk.write(".git/info/exclude", "")


FOR_NOTES: tuple[Obstacle, ...] = (
    a_document_that_is_not_utf8,
    conflict_markers,
    front_matter_without_an_end,
    a_link_in_place_of_the_document,
    a_link_to_the_same_folder,
    a_linked_month,
    an_ignored_document_by_hand,
)


@contextmanager
def an_ignored_folder(desk: Desk) -> Iterator[Told]:
    """Git is told to ignore the folder of the incidents."""
    desk.write(".gitignore", "incidents/\n")
    yield Told("git ignores the path", "git check-ignore -v")
    desk.write(".gitignore", "\n")


@contextmanager
def a_linked_month_to_come(desk: Desk) -> Iterator[Told]:
    """The folder of a month that has no incident yet leads out of the workspace."""
    month = desk.root / "incidents" / "2026" / "03"
    month.parent.mkdir(parents=True, exist_ok=True)
    month.symlink_to(desk.outside)
    yield Told("incidents/2026/03 is a symbolic link", "put the real file or folder there")
    month.unlink()


@contextmanager
def a_file_in_place_of_a_folder(desk: Desk) -> Iterator[Told]:
    """A file stands where the folder of the month has to be."""
    desk.write("incidents/2026/03", "notes of March\n")
    yield Told("a part of incidents/2026/03/.* is a file", "move it away")
    (desk.root / "incidents" / "2026" / "03").unlink()


FOR_DECLARATIONS: tuple[Obstacle, ...] = (
    an_ignored_folder,
    a_linked_month_to_come,
    a_file_in_place_of_a_folder,
)

BOTH = ((NOTE, PODS), (DECLARATION, ""))


@pytest.mark.parametrize("obstacle", FOR_BOTH)
def test_a_note_and_a_declaration_are_refused(
    obstacle: Obstacle, desk: Desk, typed: Typed, inc: Any
) -> None:
    with obstacle(desk) as told:
        for command, stdin in BOTH:
            refused_without_a_trace(desk, typed, told, command, stdin)
    waiting = inc("retry", "--list", "--json").json["waiting"]
    assert [(kept["at"], kept["input"]) for kept in waiting] == [(TYPED_AT, PODS), (TYPED_AT, "")]
    here = ["--here"] if told.folder else []  # it was typed outside of every workspace
    recorded_as_typed(desk, inc, *here, note=True, declaration=True)


@pytest.mark.parametrize("obstacle", FOR_NOTES)
def test_a_note_is_refused(obstacle: Obstacle, desk: Desk, typed: Typed, inc: Any) -> None:
    with obstacle(desk) as told:
        refused_without_a_trace(desk, typed, told, NOTE, PODS)
    recorded_as_typed(desk, inc, note=True, declaration=False)


@pytest.mark.parametrize("obstacle", FOR_DECLARATIONS)
def test_a_declaration_is_refused(obstacle: Obstacle, desk: Desk, typed: Typed, inc: Any) -> None:
    with obstacle(desk) as told:
        refused_without_a_trace(desk, typed, told, DECLARATION, "")
    recorded_as_typed(desk, inc, note=False, declaration=True)


def refused_without_a_trace(
    desk: Desk, typed: Typed, told: Told, command: tuple[str, ...], stdin: str
) -> None:
    before = everything(desk)
    typed(*command, "-n", stdin=stdin, folder=told.folder, **told.environment)
    assert everything(desk) == before
    ran = typed(*command, stdin=stdin, folder=told.folder, **told.environment)
    assert everything(desk) == before
    assert (ran.code, ran.out) == (4, ""), ran
    assert re.search(told.what, ran.err, re.S | re.I), ran.err
    assert told.hint.lower() in ran.err.lower(), ran.err
    assert "What you typed is kept. When the cause is mended: inc retry" in ran.err


def recorded_as_typed(desk: Desk, inc: Any, *args: str, note: bool, declaration: bool) -> None:
    commits = int(desk.git("rev-list", "--count", "HEAD"))
    assert len(inc("retry", "--list", "--json").json["waiting"]) == note + declaration
    inc("retry", *args)
    assert inc("retry", "--list", "--json").json["waiting"] == []
    assert int(desk.git("rev-list", "--count", "HEAD")) >= commits + note + declaration
    if note:
        noted = notes(desk, inc)
        assert [(entry["at"], entry["author"]) for entry in noted] == [(TYPED_AT, "carol")]
        assert noted[0]["text"] == f"pods before the restart\n```\n{PODS}```"
    if declaration:
        shown = inc("show", "2026-03-04-search-is-slow", "--json").json["incident"]
        assert shown["declared_at"] == TYPED_AT
        assert {entry["author"] for entry in shown["entries"]} == {"carol"}


def test_without_an_author_the_words_wait_for_one(desk: Desk, inc: Any) -> None:
    settings = Path(os.environ["GIT_CONFIG_GLOBAL"])
    before = settings.read_text(encoding="utf-8")
    settings.write_text("[user]\n\tuseConfigOnly = true\n", encoding="utf-8")
    refused = inc("log", "who am I", ok=False)
    assert (refused.code, "git does not know who you are" in refused.err) == (4, True)
    settings.write_text(before, encoding="utf-8")
    inc("retry")
    assert [entry["author"] for entry in notes(desk, inc)] == ["alice"]


def test_a_detached_head_is_allowed_by_a_flag(desk: Desk, inc: Any) -> None:
    desk.git("checkout", "-q", "--detach")
    assert inc("log", "kept", ok=False).code == 4
    assert inc("retry", ok=False).code == 4
    inc("--allow-detached", "log", "recorded")
    inc("--allow-detached", "retry")
    assert {entry["text"] for entry in notes(desk, inc)} == {"kept", "recorded"}
    assert desk.git("log", "--format=%s", "main..HEAD").count("note") == 2


def test_a_dry_run_keeps_nothing(desk: Desk, inc: Any) -> None:
    for obstacle in (a_detached_head, a_pre_commit_hook, a_document_that_is_not_utf8):
        with obstacle(desk):
            inc("log", "-n", "-", stdin="what if", ok=False)
            inc("declare", "-n", "What if", "-s", "3", ok=False)
        assert inc("retry", "--list", "--json").json["waiting"] == []


def test_an_unreadable_document_sends_no_note_to_another_incident(desk: Desk, inc: Any) -> None:
    other = inc("declare", "Search is slow", "-s", "3", "--json").json["incident"]
    inc("log", "about the checkout", "-i", "checkout")
    with conflict_markers(desk):
        assert inc("log", "still about the checkout", ok=False).code == 4
        (desk.root / ".git" / "inc" / "last").unlink()
        assert inc("log", "about what?", ok=False).code == 3
    assert "about" not in str(inc("show", other, "--json").json["incident"]["entries"])


# --------------------------------------------- hooks that rewrite the document


def test_a_formatter_that_is_content_the_second_time(desk: Desk, inc: Any) -> None:
    desk.hook(
        "pre-commit",
        "for path in $(git diff --cached --name-only -- incidents); do\n"
        "  grep -q formatted $path || { echo '<!-- formatted -->' >>$path; exit 1; }\n"
        "done",
    )
    inc("log", "still down")
    inc("declare", "Search is slow", "-s", "3")
    names = desk.git("ls-files", "incidents/*.md").split()
    assert [desk.git("show", f"HEAD:{name}").count("formatted") for name in names] == [1, 1]
    assert desk.git("status", "--porcelain", "--", "incidents") == ""
    assert [entry["text"] for entry in notes(desk, inc)] == ["still down"]


def test_a_formatter_that_is_never_content(desk: Desk, inc: Any) -> None:
    rewrite = 'for path in $(git diff --cached --name-only); do sed -i "$EDIT" $path; done; exit 1'
    before = everything(desk)
    hook = desk.hook("pre-commit", rewrite)
    for edit in ("s/^- /- x/", "s/still/STILL/"):
        assert inc("log", "still down", ok=False, EDIT=edit).code == 4
        assert inc("declare", "Search is slow", "-s", "3", ok=False, EDIT=edit).code == 4
        assert everything(desk) == before
    hook.unlink()
    inc("retry")
    assert [entry["text"] for entry in notes(desk, inc)] == ["still down", "still down"]


def test_what_a_person_saves_during_a_hook_that_says_no_stays(desk: Desk, inc: Any) -> None:
    path = desk.document
    before = path.read_bytes()
    by_hand = before.replace(b"title: Checkout failures", b"title: Checkout and cart fail")
    (desk.outside / "saved").write_bytes(
        by_hand.replace(b"## Timeline", b"By hand.\n\n## Timeline")
    )
    saving = f"cp {path} {desk.outside}/ours; sed 's/Checkout failures/Cart/' <{path} >{path}.new"
    hook = desk.hook("pre-commit", f"{saving}; mv {path}.new {path}; exit 1")
    assert inc("log", "still down", ok=False).code == 4
    assert b"still down" in (desk.outside / "ours").read_bytes()
    assert path.read_bytes() == before.replace(b"Checkout failures", b"Cart")
    hook.unlink()
    inc("retry")
    assert [entry["text"] for entry in notes(desk, inc)] == ["still down"]


# ------------------------------------------------------------------------ disks


@pytest.fixture
def in_a_namespace(request: pytest.FixtureRequest) -> bool:
    """Whether the test ran, as root of a namespace of its own, because it has to mount a disk."""
    if os.geteuid() == 0:
        return False
    again = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", request.node.nodeid]
    command = ["unshare", "--user", "--map-root-user", "--mount", *again]
    if not shutil.which("unshare") or subprocess.run(["unshare", "-rm", "true"]).returncode:
        pytest.skip("no right to mount a disk, not even in a namespace")
    subprocess.run(command, check=True, cwd=request.config.rootpath)
    return True


@contextmanager
def disk(folder: Path, size: str) -> Iterator[None]:
    """Mount a small disk on a folder."""
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("no right to mount a disk")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture
def on_a_disk(repository: Path, in_a_namespace: bool, request: Any) -> Iterator[Desk | None]:
    """A desk on a disk of eight megabytes; None when the test ran in a namespace."""
    if in_a_namespace:
        yield None
        return
    with disk(repository, "8m"):
        subprocess.run(["git", "init", "-q", "--template="], cwd=repository, check=True)
        (repository / ".git" / "info").mkdir()
        yield request.getfixturevalue("desk")


def test_a_read_only_disk(on_a_disk: Desk | None, typed: Typed, inc: Any) -> None:
    if on_a_disk is None:
        return
    told = Told("cannot be locked: read-only file system", "must be on a writable disk")
    remount = ["mount", "-o", "remount"]
    subprocess.run([*remount, "-r", str(on_a_disk.root)], check=True)
    for command, stdin in BOTH:
        refused_without_a_trace(on_a_disk, typed, told, command, stdin)
    assert "Checkout failures" in inc("show").out
    subprocess.run([*remount, "-w", str(on_a_disk.root)], check=True)
    recorded_as_typed(on_a_disk, inc, note=True, declaration=True)


def test_a_full_disk(on_a_disk: Desk | None, typed: Typed, inc: Any) -> None:
    if on_a_disk is None:
        return
    told = Told("the disk is full|no space left", "df -h")
    with filled(on_a_disk.root, free=0):
        for command, stdin in BOTH:
            refused_without_a_trace(on_a_disk, typed, told, command, stdin)
    recorded_as_typed(on_a_disk, inc, note=True, declaration=True)


def test_a_disk_that_fills_up_at_any_step(on_a_disk: Desk | None, inc: Any) -> None:
    """The document is large and does not compress: putting it back needs as much as writing it."""
    if on_a_disk is None:
        return
    inc("log", "-", stdin=base64.b64encode(os.urandom(60_000)).decode())
    codes = set()
    for free in range(24, 56, 2):
        with filled(on_a_disk.root, free=free):
            before = everything(on_a_disk)
            ran = inc("log", f"with {free} pages", ok=False)
            assert ran.code == 0 or everything(on_a_disk) == before
        codes.add(ran.code)
    assert codes == {0, 4}
    inc("retry")
    texts = [entry["text"] for entry in notes(on_a_disk, inc)][1:]
    assert sorted(texts) == [f"with {free} pages" for free in range(24, 56, 2)]


@contextmanager
def filled(folder: Path, *, free: int) -> Iterator[None]:
    """Leave that many pages of a disk; the listing of the folder knows the filler before."""
    filler = folder / ".git" / "filler"
    space = os.statvfs(folder)
    filler.write_bytes(bytes((space.f_bavail - free) * space.f_bsize))
    yield
    filler.unlink()


# -------------------------------------------------------------------- the spool


def test_words_that_wait_are_recorded_in_the_order_they_were_typed(desk: Desk, inc: Any) -> None:
    with a_detached_head(desk):
        for number in range(6):
            assert inc("log", f"note {number}", ok=False).code == 4
    inc("retry")
    assert [entry["text"] for entry in notes(desk, inc)] == [f"note {n}" for n in range(6)]


def test_two_retries_at_once_record_once(desk: Desk, inc: Any) -> None:
    with a_detached_head(desk):
        for number in range(4):
            assert inc("log", f"note {number}", ok=False).code == 4
    retry = [sys.executable, "-m", "inc", "retry"]
    both = [subprocess.Popen(retry, cwd=desk.root, stderr=subprocess.DEVNULL) for _ in range(2)]
    assert [process.wait() for process in both] == [0, 0]
    assert sorted(entry["text"] for entry in notes(desk, inc)) == [f"note {n}" for n in range(4)]


def test_what_cannot_be_recorded_yet_waits_on(desk: Desk, inc: Any) -> None:
    with a_detached_head(desk):
        assert inc("log", "first", ok=False).code == 4
        assert inc("retry", ok=False).code == 4
        assert inc("retry", ok=False).code == 4
        waiting = inc("retry", "--list", "--json").json["waiting"]
    assert [kept["command"] for kept in waiting] == ["inc log first"]


def test_where_nothing_can_be_kept_the_words_are_shown(desk: Desk, inc: Any) -> None:
    (desk.root / ".git" / "inc" / "spool").write_text("not a folder")
    state = {"XDG_STATE_HOME": str(desk.root / "inc.toml")}
    with a_detached_head(desk):
        ran = inc("log", "-m", "before the restart", "-", stdin="pod-1\n", ok=False, **state)
    assert ran.code == 4
    assert "copy it from here" in ran.err
    assert "inc log -m 'before the restart' -" in ran.err
    assert "pod-1" in ran.err


def notes(desk: Desk, inc: Any) -> list[dict[str, Any]]:
    """The notes in the incident of the desk."""
    entries = inc("show", desk.document.stem, "--json").json["incident"]["entries"]
    return [entry for entry in entries if entry["kind"] == "note"]
