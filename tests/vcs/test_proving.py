"""Commits as git keeps them, read from real repositories."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from inc.errors import GitRefused, UsageError
from inc.vcs import proving, streaming, versions
from inc.vcs.proving import Change, Commit
from inc.vcs.repository import Repository
from inc.vcs.versions import Versions

Git = Callable[..., str]


def write(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, encoding="utf-8")


def commit(root: Path, git: Git, path: str, text: str, message: str = "x") -> str:
    write(root, path, text)
    git("add", "-A")
    git("commit", "-qm", message)
    return git("rev-parse", "HEAD").strip()


def all_of(root: Path, **options: str) -> list[Commit]:
    return list(proving.commits(Repository.find(root), "incidents", **options))


def test_commits_come_with_their_parents_and_changes(repository: Path, git: Git) -> None:
    message = "one: two\n\n:100644 100644 abc def M\ncommit of nothing\n\nInc-Event: x"
    one = commit(repository, git, "incidents/é a.md", "a", message)
    commit(repository, git, "elsewhere", "x")
    two = commit(repository, git, "incidents/b.md", "b")
    first, second = all_of(repository)
    assert (first.oid, first.parents, second.oid, second.parents) == (one, [], two, [one])
    assert proving.message(first).rstrip("\n") == message
    assert (first.author, first.is_signed) == ("Alice", False)
    assert [(change.path, change.before) for change in first.changes] == [("incidents/é a.md", "")]
    assert first.seconds == int(git("log", "-1", "--format=%ct", one))
    with Versions(Repository.find(repository)) as held_here:
        assert held_here.content(first.changes[0].after) == b"a"
        assert held_here.content("") == b""
        assert held_here.content("0" * 40) == b""
        assert held_here.missing == {"0" * 40}


def test_a_merge_that_looks_like_one_parent_is_there(repository: Path, git: Git) -> None:
    one = commit(repository, git, "incidents/a.md", "a")
    git("switch", "-qc", "side")
    side = commit(repository, git, "incidents/b.md", "b")
    git("switch", "-q", "main")
    main = commit(repository, git, "elsewhere", "x")
    git("merge", "-q", "-s", "ours", "-m", "merged", "side")
    merge = all_of(repository)[-1]
    assert (list(merge.parents), list(merge.changes)) == ([one, side], []), "as far as it matters"
    assert main not in merge.parents
    pairs = [(merge.oid, parent) for parent in merge.parents]
    [(child, parent, changes)] = proving.edges(Repository.find(repository), "incidents", pairs)
    assert (child, parent) == (merge.oid, side)
    assert [(change.path, change.after) for change in changes] == [("incidents/b.md", "")]


def test_a_link_is_no_file(repository: Path, git: Git) -> None:
    commit(repository, git, "incidents/a.md", "a")
    (repository / "incidents/a.md").unlink()
    (repository / "incidents/a.md").symlink_to("b")
    git("commit", "-qam", "link")
    last = all_of(repository)[-1]
    assert [change.after for change in last.changes] == [""]


def test_one_file_comes_with_what_else_its_commits_changed(repository: Path, git: Git) -> None:
    write(repository, "incidents/b.md", "b")
    commit(repository, git, "incidents/a.md", "a")
    two = commit(repository, git, "incidents/b.md", "c")
    commit(repository, git, "incidents/c.md", "c")
    write(repository, "elsewhere", "x")
    commit(repository, git, "incidents/a.md", "b")
    found = all_of(repository, only="incidents/a.md")
    assert [len(one.changes) for one in found] == [2, 1]
    assert [one.oid for one in all_of(repository, since=two)] != []
    assert len(all_of(repository, since=two)) == 2


def test_many_objects_at_once(repository: Path, git: Git) -> None:
    for number in range(900):
        write(repository, f"incidents/{number}.md", f"{number}\n" * 300)
    git("add", "-A")
    git("commit", "-qm", "many")
    found = Repository.find(repository)
    held = proving.files_of(found, "HEAD", "incidents")
    assert len(held) == 900
    with Versions(found) as held_here:
        held_here.ask(held.values())
        held_here.forget()
        assert all(
            held_here.content(oid).startswith(Path(path).stem.encode())
            for path, oid in held.items()
        )


def test_a_version_that_is_too_large_is_not_looked_at(
    repository: Path, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(repository, git, "incidents/a.md", "abc")
    monkeypatch.setattr(versions, "LARGEST", 2)
    [one] = all_of(repository)
    with Versions(Repository.find(repository)) as held_here:
        assert held_here.content(one.changes[0].after) == b""
        assert held_here.too_large == {one.changes[0].after}


def test_who_made_commits(repository: Path, git: Git) -> None:
    one = commit(repository, git, "a", "a", "a: b")
    two = commit(repository, git, "b", "b", "c\n\nd")
    found = proving.makers(Repository.find(repository), [two, one, two])
    assert {oid: (maker.author, maker.subject) for oid, maker in found.items()} == {
        one: ("Alice", "a: b"),
        two: ("Alice", "c"),
    }
    assert proving.makers(Repository.find(repository), []) == {}


@pytest.mark.parametrize("word", ["nosuch", "--output=x", "HEAD:a", ""])
def test_what_is_no_commit_is_refused(repository: Path, git: Git, word: str) -> None:
    oid = commit(repository, git, "a", "a")
    found = Repository.find(repository)
    assert proving.commit_named(found, "HEAD") == oid
    with pytest.raises(UsageError):
        proving.commit_named(found, word)
    assert not (repository / "x").exists()


def test_git_that_fails_is_told(repository: Path, git: Git) -> None:
    commit(repository, git, "incidents/a.md", "a")
    with pytest.raises(GitRefused, match=r"git cannot read the history: .*bad"):
        list(streaming.fields(Repository.find(repository), ["log", "bad"]))


def test_sha256(tmp_path: Path) -> None:
    root = tmp_path / "sha256"
    subprocess.run(["git", "init", "-q", "--object-format=sha256", str(root)], check=True)
    write(root, "incidents/a.md", "a")
    subprocess.run(["git", "add", "-A"], cwd=root, check=True)
    subprocess.run(["git", "commit", "-qm", "x"], cwd=root, check=True)
    [one] = all_of(root)
    assert len(one.oid) == 64
    assert one.changes == [Change("incidents/a.md", "", one.changes[0].after)]
