"""The commits that changed a path, what each did to its lines, and contents, from real git."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from inc.errors import UsageError
from inc.vcs import past
from inc.vcs.past import Hunk, TooLarge
from inc.vcs.repository import Repository

Git = Callable[..., str]
PATH, OTHER = "a/b/c/d.md", "a/b/c/e.md"


@pytest.fixture
def known(repository: Path) -> Repository:
    return Repository.find(repository)


@pytest.fixture
def commit(repository: Path, git: Git) -> Callable[..., str]:
    """Commit a text for a path at a minute of the day; its id."""

    def run(text: str | None, minute: int = 0, path: str = PATH, message: str = "x") -> str:
        file = repository / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            file.unlink()
        else:
            file.write_bytes(text.encode())
        git("add", "--all")
        instant = f"2026-03-04T10:{minute:02}:00Z"
        dated = {**os.environ, "GIT_AUTHOR_DATE": instant, "GIT_COMMITTER_DATE": instant}
        subprocess.run(["git", "commit", "--quiet", "-m", message], env=dated, check=True)
        return git("rev-parse", "HEAD").strip()

    return run


Commit = Callable[..., str]


def test_a_walk_knows_who_when_and_what_the_trailers_name(
    known: Repository, commit: Commit
) -> None:
    first = commit("1\n", 1)
    commit("x", 2, "elsewhere")
    message = "a: note\n\nInc-Operation: log\nInc-Event: 0j4haaaaaaaa\nInc-Event: 0j4hbbbbbbbb\n"
    second = commit("1\n2\n", 3, message=message)
    two, one = past.walk(known, second, PATH)
    assert (one.oid, one.parents, one.operation, one.entries) == (first, [], "", [])
    assert (two.oid, two.parents, two.author) == (second, [first], "Alice")
    assert (two.operation, two.entries) == ("log", ["0j4haaaaaaaa", "0j4hbbbbbbbb"])
    assert two.committed.isoformat() == "2026-03-04T10:03:00+00:00"
    assert past.walk(known, second, "nosuch") == []


def test_a_walk_sees_what_a_merge_threw_away(known: Repository, git: Git, commit: Commit) -> None:
    """Plain `git log -- PATH` follows only the side that the merge kept."""
    commit("1\n")
    git("switch", "--quiet", "--create", "other")
    dropped = commit("1\n2\n", 2)
    git("switch", "--quiet", "main")
    commit("x", 3, "elsewhere")
    git("merge", "--quiet", "--strategy", "ours", "-m", "x", "other")
    tip = git("rev-parse", "HEAD").strip()
    assert dropped in [one.oid for one in past.walk(known, tip, PATH)]
    assert dropped not in [one.oid for one in past.walk(known, tip, PATH, first_parent=True)]


def test_any_name_of_a_commit(known: Repository, git: Git, commit: Commit) -> None:
    oid = commit("1\n", 7)
    git("tag", "-a", "-m", "x", "tagged")
    git("tag", "blob", git("rev-parse", f"HEAD:{PATH}").strip())
    for name in (oid, oid[:7], "HEAD", "main", "tagged", "HEAD^{/x}"):
        found = past.named(known, name)
        assert found is not None
        assert (found.oid, found.committed.minute) == (oid, 7)
    for name in ("nosuch", "HEAD^", "--all", "-1", "blob", "HEAD:a", "", "a b", "HEAD\nHEAD"):
        assert past.named(known, name) is None


def test_contents_by_id_and_by_path(known: Repository, git: Git, commit: Commit) -> None:
    one, two = commit("1\n"), commit("two\nlines", 2)
    blob = git("rev-parse", f"{one}:{PATH}").strip()
    names = [f"{two}:{PATH}", f"{two}:nosuch", blob, f"{two}:a", "0" * 40, f"{one}:{PATH}"]
    assert past.contents(known, names) == [b"two\nlines", None, b"1\n", None, None, b"1\n"]
    assert past.contents(known, []) == []
    found = past.contents(known, names, 4)
    assert found == [TooLarge(9), None, b"1\n", None, None, b"1\n"]


def test_who_put_a_text_there_first(known: Repository, commit: Commit) -> None:
    commit("1\n")
    oid = commit("1 ^0j4haaaaaaaa\n", 1)
    commit("1 ^0j4haaaaaaaa\n2\n", 2)
    tip = commit("2\n", 3)
    assert past.first_with(known, tip, PATH, "^0j4haaaaaaaa") == oid
    assert past.first_with(known, tip, PATH, "^nosuch") is None


def test_what_a_file_was_called(known: Repository, git: Git, commit: Commit) -> None:
    commit("a long enough text\nto be known again\n")
    git("mv", PATH, OTHER)
    oid = commit("x", 1, "elsewhere")
    assert past.renames(known, [oid], "a") == {oid: [(PATH, OTHER)]}
    assert past.renames(known, [oid], "elsewhere") == {oid: []}


def test_what_each_commit_did_to_lines(known: Repository, commit: Commit) -> None:
    commit("1\n2\n3\n")
    commit("1\ntwo\n3\n4", 1)
    tip = commit(None, 2)
    gone, changed, made = past.changes(known, tip, [PATH])
    [patch] = changed.patches
    assert patch.path == PATH
    assert patch.hunks == [Hunk(["2"], ["two"]), Hunk([], ["4"])]
    assert (gone.patches[0].after, made.patches[0].before) == ("", "")
    assert made.patches[0].after == patch.before
    assert made.patches[0].hunks == [Hunk([], ["1", "2", "3"])]


def test_a_folder_that_had_the_name_of_the_file(known: Repository, commit: Commit) -> None:
    commit("1\n", path=f"{PATH}/x.md")
    commit(None, path=f"{PATH}/x.md")
    Path(PATH).rmdir()
    tip = commit("2\n")
    found = [[patch.path for patch in one.patches] for one in past.changes(known, tip, [PATH])]
    assert found == [[PATH], [], []]


def test_lines_that_look_like_those_of_git(known: Repository, commit: Commit) -> None:
    lines = ["@@ -1 +1 @@", "diff --git a/x b/x", "--- a", "+++ b", "index 1..2", "\\ No"]
    tip = commit("\n".join([*lines, ""]))
    [made] = past.changes(known, tip, [PATH])
    assert made.patches[0].hunks == [Hunk([], lines)]


@pytest.mark.parametrize("text", ["1\n\0x\n", "1\n" * (past.LARGEST // 2 + 1)])
def test_of_what_is_no_text_or_too_large_only_the_objects_are_told(
    text: str, known: Repository, git: Git, commit: Commit
) -> None:
    tip = commit(text)
    [made] = past.changes(known, tip, [PATH])
    [patch] = made.patches
    assert (patch.after, patch.hunks) == (git("rev-parse", f"{tip}:{PATH}").strip(), [])


def test_a_merge_stands_there_once_for_each_parent(
    known: Repository, git: Git, commit: Commit
) -> None:
    commit("1\n2\n3\n4\n5\n")
    git("switch", "--quiet", "--create", "other")
    commit("0\n1\n2\n3\n4\n5\n", 1)
    git("switch", "--quiet", "main")
    commit("1\n2\n3\n4\n5\n6\n", 2)
    git("merge", "--quiet", "-m", "x", "other")
    tip = git("rev-parse", "HEAD").strip()
    both = [one for one in past.changes(known, tip, [PATH]) if one.commit.oid == tip]
    assert [one.patches[0].hunks for one in both] == [[Hunk([], ["0"])], [Hunk([], ["6"])]]
    assert [one.parents for one in both] == [2, 2]


def test_several_files_of_one_commit(known: Repository, commit: Commit) -> None:
    commit("1\n", 0, "a b/“c”\t/d/e/f/x.md")
    tip = commit("1\n", 0, "a b/“c”\t/d/e/f/y.md")
    paths = ["a b/“c”\t/d/e/f/x.md", "a b/“c”\t/d/e/f/y.md"]
    found = list(past.changes(known, tip, paths))
    assert [one.patches[0].path for one in found] == paths[::-1]


@pytest.mark.parametrize(
    "setting",
    [
        "log.diffMerges=off",
        "log.showRoot=false",
        "log.follow=true",
        "log.date=relative",
        "diff.noprefix=true",
        "diff.mnemonicPrefix=true",
        "diff.context=5",
        "diff.interHunkContext=9",
        "diff.renames=copies",
        "diff.algorithm=histogram",
        "diff.suppressBlankEmpty=true",
        "diff.relative=true",
        "color.ui=always",
        "color.diff=always",
        "i18n.logOutputEncoding=latin1",
        "core.quotePath=true",
        "format.pretty=oneline",
        "format.notes=*",
        "diff.wsErrorHighlight=all",
        "diff.submodule=log",
        "diff.orderFile=/dev/null",
    ],
)
def test_no_setting_changes_the_answer(
    setting: str, known: Repository, git: Git, commit: Commit
) -> None:
    commit("1\n2\n\n3\nä \n")
    tip = commit("one\n2\n\nthree\nä\n", 1, message="Zoë: x")

    def told() -> object:
        return list(past.changes(known, tip, [PATH])), past.walk(known, tip, PATH)

    before = told()
    git("config", *setting.split("="))
    assert told() == before


def test_a_repository_that_is_broken(known: Repository, commit: Commit) -> None:
    commit("1\n")
    with pytest.raises(UsageError, match="git cannot compare"):
        past.walk(known, "1" * 40, PATH)
