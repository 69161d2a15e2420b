"""What stands in the way of a record: told in plain words, without a trace, and nothing is lost.

Each obstacle is set up in front of a note on an incident that is there and a declaration of a new
one. Both are refused, nothing in the repository changes, the words wait, and once the obstacle is
out of the way `inc retry` records them as they were typed and when.
"""

from __future__ import annotations

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
def a_hook_that_rewrites_and_says_no(desk: Desk) -> Iterator[Told]:
    """A formatter is never content with what it finds."""
    script = 'for path in $(git diff --cached --name-only); do echo "<!-- again -->" >>$path; done'
    hook = desk.hook("pre-commit", f"{script}\necho 'files were modified' >&2; exit 1")
    yield Told(r"a hook \(pre-commit\) did not take .*files were modified", "mend what the hook")
    hook.unlink()


@contextmanager
def a_hook_that_rewrites_our_line(desk: Desk) -> Iterator[Told]:
    """A formatter rewrites the very line that was written, and is not content with it."""
    script = 'for path in $(git diff --cached --name-only); do sed -i "s/^- /- x/" $path; done'
    hook = desk.hook("pre-commit", f"{script}\necho 'files were modified' >&2; exit 1")
    yield Told(r"a hook \(pre-commit\) did not take .*files were modified", "mend what the hook")
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
    a_hook_that_rewrites_and_says_no,
    a_hook_that_rewrites_our_line,
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
    yield Told(rf"{desk.document.name}:\d+: the file is not UTF-8 \(byte 0xE0\)", "Save it as UTF-8")
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
    desk.write(".git/info/exclude", "incidents/\n")
    yield Told("git ignores the path", "git check-ignore -v")
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
    recorded_as_typed(desk, inc, note=True, declaration=True)


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
    assert re.search(told.what, ran.err, re.S), ran.err
    assert told.hint in ran.err
    assert "What you typed is kept. When the cause is mended: inc retry" in ran.err


def recorded_as_typed(desk: Desk, inc: Any, *, note: bool, declaration: bool) -> None:
    commits = int(desk.git("rev-list", "--count", "HEAD"))
    assert len(inc("retry", "--list", "--json").json["waiting"]) == note + declaration
    inc("retry")
    assert inc("retry", "--list", "--json").json["waiting"] == []
    assert int(desk.git("rev-list", "--count", "HEAD")) >= commits + note + declaration
    if note:
        entries = inc("show", "-i", desk.document.stem, "--json").json["entries"]
        noted = [entry for entry in entries if entry["kind"] == "note"]
        assert [(entry["at"], entry["author"]) for entry in noted] == [(TYPED_AT, "carol")]
        assert noted[0]["text"] == f"pods before the restart\n```\n{PODS}```"
    if declaration:
        shown = inc("show", "-i", "2026-03-04-search-is-slow", "--json").json
        assert shown["declared_at"] == TYPED_AT
        assert {entry["author"] for entry in shown["entries"]} == {"carol"}
