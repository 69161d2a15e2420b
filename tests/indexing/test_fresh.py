"""Whatever people and git do to documents, the index answers what reading all of them answers."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import brute
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from inc.documents import Documents
from inc.indexing.fresh import fresh
from inc.vcs.repository import Repository
from inc.vcs.trees import Dirt

Git = Callable[..., str]

PATHS = (
    "incidents/2026/03/2026-03-04-checkout-failures.md",
    "incidents/2026/03/2026-03-05-pool-is-empty.md",
    "incidents/2026/04/2026-04-01-alpha.md",
    "postmortems/2026/03/2026-03-04-checkout-failures.md",
    "postmortems/2026/04/2026-04-01-alpha.md",
    "runbooks/failover.md",
    "runbooks/database/restore.md",
)
STRAYS = (
    "incidents/2026/04/2026-03-04-checkout-failures.md",
    "incidents/README.md",
    "runbooks/README.md",
    "runbooks/database/notes.txt",
    "elsewhere/2026-03-04-checkout-failures.md",
)
FOLDERS = ("incidents", "incidents/2026", "incidents/2026/03", "runbooks/database", "postmortems")

TEXT = """\
---
title: Checkout fails {number}
severity: SEV{severity}
status: {status}
declared_at: "2026-03-04T15:{number:02}:00Z"
services: [checkout, b{number}]
roles:
  commander: alice
---

## Summary

The pool of alpha{number} is empty.

## Timeline

- `2026-03-04T15:30:00Z` **declared** @bob — it fails ^0j4hpr5gz5s7
- `2026-03-04T15:36:00Z` **update** customer @carol — Status update ^0j4hqvahq948
  - Next update: 2026-03-04T15:{number:02}:00Z
"""
ITEMS = "\n## Action items\n\n- [ ] Prevent: alert on the pool (@bob) ^0j4hqvahq949\n- [x] done\n"


def written(number: int) -> bytes:
    """A document in one of many forms, most of them good."""
    status = ("investigating", "resolved", "closed")[number % 3]
    text = TEXT.format(number=number, severity=1 + number % 4, status=status)
    match number % 12:
        case 6:
            text += ITEMS
        case 7:
            text = text.replace("title: ", "title: [")
        case 8:
            return text.encode().replace(b"pool", b"p\xffol")
        case 9:
            text = text.replace("The pool", "<<<<<<< a\nThe\n=======\npool\n>>>>>>> b\n")
        case 10:
            text = text.replace("\n", "\r\n")
        case 11:
            text = f"# Only prose {number}\n\ncheckout of alpha\n"
    return text.encode()


def do(root: Path, *args: str, ok: bool = True, **environment: str) -> str:
    """Run git as a person would; whether it may fail is the caller's to say."""
    done = subprocess.run(
        ["git", *args], cwd=root, capture_output=True, env={**os.environ, **environment}
    )
    assert not ok or done.returncode == 0, (args, done.stderr)
    return done.stdout.decode("utf-8", "surrogateescape")


def put(root: Path, path: str, data: bytes) -> None:
    """Save a document by hand, whatever stood in the way."""
    file = root / path
    for folder in reversed(file.relative_to(root).parents):
        if (root / folder).is_symlink() or (root / folder).is_file():
            (root / folder).unlink()
    file.parent.mkdir(parents=True, exist_ok=True)
    remove(file)
    file.write_bytes(data)


def remove(path: Path) -> None:
    """Delete whatever is there."""
    if path.is_symlink() or path.is_file():
        path.unlink()
    elif path.is_dir():
        shutil.rmtree(path)


paths = st.sampled_from(PATHS + STRAYS)
documents = st.sampled_from(PATHS)
numbers = st.integers(0, 47)
stamps = st.sampled_from((0, 1, 946684800, 1772639460, 4102444800))
branches = st.sampled_from(("main", "one", "two"))


class Lives(RuleBasedStateMachine):
    """A repository that people and git do all sorts of things to."""

    run: Callable[[Path], Callable[..., object]]

    @initialize(
        is_small=st.booleans(),
        count=st.integers(0, 7),
        has_commit=st.sampled_from((True,) * 9 + (False,)),
    )
    def begin(self, is_small: bool, count: int, has_commit: bool) -> None:
        """A clone, in which the workspace is all or one folder."""
        self.top = Path(tempfile.mkdtemp())
        do(self.top, "init", "--quiet")
        self.root = self.top / "ops" / "on call" if is_small else self.top
        self.root.mkdir(parents=True, exist_ok=True)
        (self.root / "inc.toml").write_text('preset = "ungated"\n')
        for number, path in enumerate(PATHS[:count]):
            put(self.root, path, written(number))
        if has_commit:
            self.commit(1772639460)
        self.inc = type(self).run(self.root)

    def teardown(self) -> None:
        if hasattr(self, "top"):
            shutil.rmtree(self.top)

    def git(self, *args: str, **environment: str) -> str:
        """What git may also refuse."""
        return do(self.root, *args, ok=False, **environment)

    # -------------------------------------------------------------- hands

    @rule(path=paths, number=numbers, is_kept=st.booleans())
    def save(self, path: str, number: int, is_kept: bool) -> None:
        """Save a document, and set its time back where it was."""
        file = self.root / path
        before = file.stat() if file.is_file() else None
        put(self.root, path, written(number))
        if is_kept and before:
            os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))

    @rule(path=documents, number=numbers)
    def save_and_revert(self, path: str, number: int) -> None:
        """What was stored of an edit that is reverted would be stale."""
        file = self.root / path
        if file.is_file() and not file.is_symlink():
            before = file.read_bytes()
            file.write_bytes(written(number))
            brute.check(self.root)
            file.write_bytes(before)

    @rule(path=documents, stamp=stamps)
    def touch(self, path: str, stamp: int) -> None:
        if (self.root / path).is_file():
            os.utime(self.root / path, (stamp, stamp))

    @rule(path=st.sampled_from(PATHS + FOLDERS))
    def delete(self, path: str) -> None:
        remove(self.root / path)

    @rule(
        path=st.sampled_from(PATHS + FOLDERS),
        there=st.sampled_from((*PATHS, "aside", "runbooks/aside")),
    )
    def move(self, path: str, there: str) -> None:
        here, target = self.root / path, self.root / there
        if here.exists() and not target.exists() and here not in target.parents:
            with suppress(OSError):  # a link or a file stands in the way
                target.parent.mkdir(parents=True, exist_ok=True)
                here.rename(target)

    @rule(path=st.sampled_from(PATHS + FOLDERS), there=documents)
    def link(self, path: str, there: str) -> None:
        """A link where a document or a folder stood: nothing is read through it."""
        here = self.root / path
        if here.parent.is_dir():
            remove(here)
            # A link to itself makes git say that nothing is gone below it; so do two in a ring.
            target = self.root / there
            is_ring = there.startswith(path) or any(one.is_symlink() for one in target.parents)
            here.symlink_to(self.root / "inc.toml" if is_ring else target)

    @rule(path=documents, is_full=st.booleans())
    def folder_for_document(self, path: str, is_full: bool) -> None:
        here = self.root / path
        if here.parent.is_dir():
            remove(here)
            here.mkdir()
            if is_full:
                (here / "2026-03-09-inner.md").write_bytes(written(1))

    # -------------------------------------------------------------- the program

    @rule(path=st.sampled_from(PATHS[:3]), number=numbers)
    def log(self, path: str, number: int) -> None:
        self.inc("log", "-i", Path(path).stem, f"note {number} of the pool", ok=False)

    @rule(number=numbers)
    def declare(self, number: int) -> None:
        self.inc("declare", f"Queue {number} is full", "-s", "sev2", ok=False)

    # -------------------------------------------------------------- git

    @rule(stamp=stamps)
    def commit(self, stamp: int) -> None:
        date = f"@{stamp} +0000"
        self.git("add", "--all", ":/")
        self.git(
            *("commit", "--quiet", "--allow-empty", "--message", "x"),
            GIT_COMMITTER_DATE=date,
            GIT_AUTHOR_DATE=date,
        )

    @rule(
        path=documents, how=st.sampled_from((["add"], ["add", "--intent-to-add"], ["reset", "-q"]))
    )
    def stage(self, path: str, how: list[str]) -> None:
        self.git(*how, "--", path)

    @rule(path=documents, number=numbers)
    def stage_only(self, path: str, number: int) -> None:
        """The staging area has one text, the disk the one of before."""
        file = self.root / path
        if file.is_file() and not file.is_symlink():
            before = file.read_bytes()
            file.write_bytes(written(number))
            self.git("add", "--", path)
            file.write_bytes(before)

    @rule(path=st.sampled_from(PATHS + FOLDERS), how=st.sampled_from(("--force", "--cached")))
    def git_rm(self, path: str, how: str) -> None:
        self.git("rm", "-r", "--quiet", how, "--", path)

    @rule(
        path=st.sampled_from(PATHS + FOLDERS), there=st.sampled_from((*PATHS, "runbooks", "aside"))
    )
    def git_mv(self, path: str, there: str) -> None:
        self.git("mv", "-f", path, there)

    @rule()
    def amend(self) -> None:
        self.git("commit", "--quiet", "--amend", "--all", "--allow-empty", "--message", "y")

    @rule(branch=branches, how=st.sampled_from(([], ["--force"], ["--merge"], ["-B"])))
    def check_out(self, branch: str, how: list[str]) -> None:
        self.git("checkout", "--quiet", *how, branch)

    @rule(name=st.sampled_from(("--detach", "--orphan")))
    def leave(self, name: str) -> None:
        self.git("checkout", "--quiet", name, *(["orphan"] if name == "--orphan" else []))

    @rule(branch=branches, ends=st.booleans())
    def merge(self, branch: str, ends: bool) -> None:
        """A conflict may stay for a while."""
        self.git("merge", "--quiet", "--no-edit", branch)
        if ends:
            self.git("merge", "--abort")

    @rule(
        how=st.sampled_from(("--hard", "--mixed", "--soft")),
        there=st.sampled_from(("HEAD", "HEAD~1", "one")),
    )
    def reset(self, how: str, there: str) -> None:
        self.git("reset", "--quiet", how, there)

    @rule(
        how=st.sampled_from(
            (["push"], ["push", "--include-untracked"], ["pop"], ["pop", "--index"])
        )
    )
    def stash(self, how: list[str]) -> None:
        self.git("stash", how[0], "--quiet", *how[1:])

    @rule()
    def forget_the_past(self) -> None:
        self.git("reflog", "expire", "--expire=now", "--all")
        self.git("prune", "--expire=now")
        self.git("pack-refs", "--all")

    @rule()
    def clean(self) -> None:
        self.git("clean", "-dfq", "--", "incidents")

    # -------------------------------------------------------------- what holds

    @invariant()
    def the_index_is_exact(self) -> None:
        brute.check(self.root)
        assert brute.is_kept(self.root)


def test_the_index_is_exact_whatever_happens(cli: Callable[..., object]) -> None:
    Lives.run = type(cli)
    run_state_machine_as_test(
        Lives,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


EXAMPLES, STEPS = (int(number) for number in os.environ.get("INC_TEST_LIVES", "40 14").split())


# ------------------------------------------------------------------ one by one


@pytest.fixture
def filled(repository: Path, git: Git) -> Path:
    """A repository with a document of each kind, and a commit of it."""
    for number, path in enumerate(PATHS):
        put(repository, path, written(number))
    commit(git)
    brute.check(repository)
    return repository


def commit(git: Git) -> None:
    git("add", "--all")
    git("commit", "--quiet", "--allow-empty", "--message", "x")


def file_of(root: Path) -> tuple[str, int]:
    """Which file the index is in."""
    (path,) = (root / ".git" / "inc" / "index").glob("*.sqlite")
    return path.name, path.stat().st_ino


def test_a_commit_moves_the_index_on_and_makes_no_new_one(filled: Path, git: Git) -> None:
    before = file_of(filled)
    put(filled, PATHS[0], written(24))
    git("mv", PATHS[1], "incidents/2026/03/2026-03-06-moved.md")
    git("rm", "--quiet", PATHS[5])
    commit(git)
    brute.check(filled)
    assert file_of(filled) == before


def test_an_edit_is_never_kept(filled: Path) -> None:
    before = brute.answered(filled)
    put(filled, PATHS[0], written(24))
    put(filled, "incidents/2026/05/2026-05-01-new.md", written(21))
    assert brute.check(filled) != before
    put(filled, PATHS[0], written(0))
    shutil.rmtree(filled / "incidents" / "2026" / "05")
    assert brute.check(filled) == before


@pytest.mark.parametrize("newlines", ["true", "input"])
def test_newlines_that_git_changes(filled: Path, git: Git, newlines: str) -> None:
    git("config", "core.autocrlf", newlines)
    shutil.rmtree(filled / "incidents")
    git("checkout", "--quiet", "--", "incidents")
    os.utime(filled / PATHS[0], (1, 1))
    brute.check(filled)
    shutil.rmtree(filled / ".git" / "inc" / "index")
    brute.check(filled)
    shutil.rmtree(filled / "incidents")
    assert len(brute.check(filled)["incidents"]) == 0
    shutil.rmtree(filled / ".git" / "inc" / "index")
    brute.check(filled)


def test_a_filter_of_the_person(filled: Path, git: Git) -> None:
    """The commit has other words than the disk, as with git-crypt."""
    git("config", "filter.turned.clean", "tr a-z b-za")
    git("config", "filter.turned.smudge", "tr b-za a-z")
    (filled / ".gitattributes").write_text("*.md filter=turned\n")
    git("add", "--renormalize", ".")
    commit(git)
    assert "checkout" not in git("show", f"HEAD:{PATHS[0]}")
    shutil.rmtree(filled / ".git" / "inc" / "index")
    assert brute.check(filled)["checkout"]
    put(filled, PATHS[0], written(36))
    commit(git)
    brute.check(filled)


def test_a_linked_work_tree_has_an_index_of_its_own(filled: Path, git: Git, tmp_path: Path) -> None:
    other = tmp_path / "other"
    git("worktree", "add", "--quiet", "-b", "other", str(other))
    put(other, PATHS[0], written(24))
    git("commit", "--quiet", "--all", "--message", "y", cwd=other)
    put(other, PATHS[1], written(21))
    put(filled, PATHS[2], written(22))
    for root in (other, filled, other):
        brute.check(root)
        assert brute.is_kept(root)
    assert brute.answered(other) != brute.answered(filled)


def test_workspaces_of_similar_names_in_one_repository(repository: Path, git: Git) -> None:
    roots = [repository / name for name in ("a", "a-b", "a+b", "a/b", "root", "[a]", "a.current")]
    for number, root in enumerate((repository, *roots)):
        put(root, PATHS[0], written(number))
        put(root, PATHS[5], written(number + 1))
    commit(git)
    for root in (repository, *roots):
        brute.check(root)
    files = {path.name for path in (repository / ".git" / "inc" / "index").iterdir()}
    for root in (repository, *roots):
        brute.check(root)
    assert {path.name for path in (repository / ".git" / "inc" / "index").iterdir()} == files


def test_before_the_first_commit(repository: Path, git: Git) -> None:
    assert not brute.check(repository)["documents"]
    put(repository, PATHS[0], written(1))
    assert len(brute.check(repository)["documents"]) == 1
    git("add", PATHS[0])
    put(repository, PATHS[0], written(2))
    brute.check(repository)
    commit(git)
    brute.check(repository)
    git("checkout", "--quiet", "--orphan", "bare")
    brute.check(repository)
    git("rm", "-r", "--quiet", "--force", ".")
    assert not brute.check(repository)["documents"]


@pytest.mark.parametrize("kind", ["tag", "branch"])
def test_a_name_that_could_be_taken_for_no_commit(repository: Path, git: Git, kind: str) -> None:
    """What was kept before the first commit is not compared with a branch of that name."""
    brute.check(repository)
    put(repository, PATHS[0], written(1))
    commit(git)
    git(kind, "none")
    git("commit", "--quiet", "--allow-empty", "--message", "y")
    assert len(brute.check(repository)["documents"]) == 1


def test_a_conflict_is_told_of_the_document(filled: Path, git: Git) -> None:
    git("checkout", "--quiet", "-b", "other")
    put(filled, PATHS[0], written(24))
    commit(git)
    git("checkout", "--quiet", "main")
    put(filled, PATHS[0], written(36))
    git("rm", "--quiet", PATHS[1])
    commit(git)
    do(filled, "merge", "other", ok=False)
    ((path, *_, problem, _),) = [
        row for row in brute.check(filled)["documents"] if "conflict" in row[3]
    ]
    assert path == PATHS[0]
    assert "conflict markers" in problem
    git("checkout", "--quiet", "--theirs", "--", PATHS[0])
    brute.check(filled)


@pytest.mark.parametrize("cone", ["--cone", "--no-cone"])
def test_a_sparse_checkout_has_what_is_on_the_disk(filled: Path, git: Git, cone: str) -> None:
    git("sparse-checkout", "set", cone, "incidents/2026/04", "runbooks")
    found = brute.check(filled)
    assert {row[0] for row in found["incidents"]} == {PATHS[2]}
    git("config", "index.sparse", "true")
    git("sparse-checkout", "reapply")
    put(filled, PATHS[0], written(24))
    brute.check(filled)
    put(filled, PATHS[2], written(21))
    git("commit", "--quiet", "--all", "--message", "y")
    brute.check(filled)
    git("sparse-checkout", "disable")
    brute.check(filled)


def test_the_old_commit_is_gone(filled: Path, git: Git) -> None:
    put(filled, PATHS[0], written(24))
    git("commit", "--quiet", "--all", "--amend", "--message", "y")
    git("reflog", "expire", "--expire=now", "--all")
    git("prune", "--expire=now")
    brute.check(filled)


def test_a_shallow_clone_that_moves_on(filled: Path, git: Git, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    git("clone", "--quiet", "--depth", "1", f"file://{filled}", str(clone))
    brute.check(clone)
    for number in (20, 30):
        put(filled, PATHS[0], written(number))
        commit(git)
    git("fetch", "--quiet", "--depth", "1", cwd=clone)
    git("reset", "--quiet", "--hard", "origin/main", cwd=clone)
    git("reflog", "expire", "--expire=now", "--all", cwd=clone)
    git("prune", "--expire=now", cwd=clone)
    brute.check(clone)
    assert brute.is_kept(clone)


def test_sha256(tmp_path: Path) -> None:
    root = tmp_path / "long"
    do(tmp_path, "init", "--quiet", "--object-format=sha256", str(root))
    for number in (1, 2):
        put(root, PATHS[0], written(number))
        do(root, "add", "--all")
        do(root, "commit", "--quiet", "--message", "x")
        brute.check(root)


@pytest.mark.parametrize("is_committed", [True, False])
def test_names_that_are_no_text(filled: Path, git: Git, is_committed: bool) -> None:
    """The database takes none of them, and no program of ours can show them."""
    for name in (b"runbooks/\xff.md", b"runbooks/\xed\xa0\x80/x.md", b"runbooks/ok \xc3\xa9\n.md"):
        path = os.fsencode(filled) + b"/" + name
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120 - bytes
        Path(os.fsdecode(path)).write_bytes(written(1))
    if is_committed:
        commit(git)
    found = [row[0] for row in brute.check(filled)["documents"] if row[0] not in PATHS]
    assert found == ["runbooks/ok é\n.md"]


def test_a_fifo_is_no_document(filled: Path, git: Git) -> None:
    remove(filled / PATHS[0])
    os.mkfifo(filled / PATHS[0])
    os.mkfifo(filled / "runbooks" / "pipe.md")
    brute.check(filled)


@pytest.mark.parametrize("path", ["runbooks/failover.md", "incidents/2027", "postmortems"])
def test_a_folder_where_a_file_was(repository: Path, git: Git, path: str) -> None:
    """Git tells only that the file is gone."""
    (repository / path).parent.mkdir(parents=True, exist_ok=True)
    (repository / path).write_text("x")
    commit(git)
    remove(repository / path)
    for inner in ("inner.md", "01/2027-01-02-x.md", "2027/01/2027-01-02-x.md"):
        put(repository, f"{path}/{inner}", written(1))
    assert brute.check(repository)["documents"]


@pytest.mark.parametrize("path", ["runbooks", "runbooks/shared", "incidents"])
def test_a_submodule(repository: Path, git: Git, path: str) -> None:
    """No commit of this repository tells what is in it."""
    git("commit", "--quiet", "--allow-empty", "--message", "w")
    brute.check(repository)
    for name in ("a.md", "2026/03/2026-03-04-x.md"):
        put(repository, f"{path}/{name}", written(1))
    inner = repository / path
    do(inner, "init", "--quiet")
    do(inner, "add", "--all")
    do(inner, "commit", "--quiet", "--message", "x")
    put(repository, PATHS[3], written(2))
    git("-c", "advice.addEmbeddedRepo=false", "add", "--all")
    git("commit", "--quiet", "--message", "x")
    assert len(brute.check(repository)["documents"]) > 1
    put(repository, f"{path}/a.md", written(3))
    brute.check(repository)
    do(inner, "commit", "--quiet", "--all", "--message", "y")
    git("commit", "--quiet", "--all", "--message", "y")
    brute.check(repository)
    git("rm", "--quiet", "--cached", path)
    git("commit", "--quiet", "--message", "z")
    brute.check(repository)
    remove(inner)
    brute.check(repository)


def test_a_repository_in_a_folder_of_ours(filled: Path, git: Git) -> None:
    """Its documents are read, as those of any folder."""
    inner = filled / "runbooks" / "shared"
    put(inner, "x.md", written(1))
    do(inner, "init", "--quiet")
    brute.check(filled)


def test_many_documents_are_read_by_many_processes(repository: Path, git: Git) -> None:
    """Committed ones, dirty ones, and those that only git has as they were committed."""
    for number in range(900):
        put(repository, f"incidents/2026/03/2026-03-04-x{number}.md", written(number % 48))
    commit(git)
    brute.check(repository)
    git("config", "core.autocrlf", "true")
    for number in range(0, 900, 2):
        remove(repository / f"incidents/2026/03/2026-03-04-x{number}.md")
    git("checkout", "--quiet", "--", ".")
    shutil.rmtree(repository / ".git" / "inc" / "index")
    brute.check(repository)
    git("mv", "incidents/2026", "incidents/2025")
    brute.check(repository)
    git("reset", "--quiet", "--hard")
    git("rm", "-r", "--quiet", "--cached", "incidents")
    brute.check(repository)
    assert brute.is_kept(repository)


def test_somebody_commits_while_git_looks(filled: Path, git: Git) -> None:
    """The question that was asked before the commit is asked again."""
    put(filled, PATHS[0], written(24))
    before = Dirt(Repository.find(filled))
    git("reset", "--quiet", "--soft", "HEAD")
    commit(git)
    assert before.paths() is None
    brute.check(filled)


def test_progress_is_told_of_a_new_index_only(filled: Path) -> None:
    told: list[tuple[int, int]] = []
    shutil.rmtree(filled / ".git" / "inc" / "index")
    for _ in range(2):
        workspace = Documents(filled, Repository.find(filled))
        with fresh(workspace, progress=lambda done, count: told.append((done, count))):
            pass
    assert told == [(len(PATHS), len(PATHS))]
