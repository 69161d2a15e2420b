"""History of one document, in every kind of repository that git makes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from inc.errors import GitRefused
from inc.vcs.history import changes, commands_of, first_seen
from inc.vcs.repository import Repository

Git = Callable[..., str]
DOCUMENT = "incidents/[2026]/x.md"
A, B, C, D = "0n3k9x2m4qaa", "0n3kb07t5wbb", "0n3kbm9r1ccc", "0n3kc000rddd"

SIGNER = """#!/bin/sh
cat >/dev/null
case "$*" in
*--verify*) echo "gpg: a good day for a signature" >&2; printf '\\n[GNUPG:] GOODSIG 1 Alice\\n' ;;
*) printf '\\n[GNUPG:] SIG_CREATED D\\n' >&2
   printf -- '-----BEGIN PGP SIGNATURE-----\\n\\nx\\n-----END PGP SIGNATURE-----\\n' ;;
esac
"""
SETTINGS = """
[log]
    follow = true
    showSignature = true
    showRoot = false
    date = relative
[color]
    ui = always
[diff]
    external = /bin/false
    context = 9
    mnemonicPrefix = true
[diff "shout"]
    textconv = /bin/false
    binary = true
[format]
    pretty = oneline
[i18n]
    logOutputEncoding = ISO-8859-1
"""


def when(day: int) -> datetime:
    return datetime(2026, 3, day, 12, 0, tzinfo=UTC)


def entry(number: int, name: str) -> str:
    return f"- `2026-03-04T15:{number:02}:00Z` **note** @bob — still down ^{name}\n"


class Story:
    """Writes the document and commits it, each commit on a day of its own."""

    def __init__(self, git: Git, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.git, self.root, self.env = git, root, monkeypatch
        (root / DOCUMENT).parent.mkdir(parents=True)

    def at(self, day: int) -> None:
        for name in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
            self.env.setenv(name, when(day).isoformat())

    def commit(self, day: int, text: str, message: str = "inc: note") -> None:
        self.at(day)
        (self.root / DOCUMENT).write_text(text)
        self.git("add", "-A", cwd=self.root)
        self.git("commit", "-q", "-m", message, cwd=self.root)


@pytest.fixture(params=[[], ["--object-format=sha256"]], ids=["sha1", "sha256"])
def story(
    git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Story:
    """An empty repository, once for each kind of object id."""
    git("init", "-q", *request.param, str(tmp_path / "story"))
    return Story(git, tmp_path / "story", monkeypatch)


def test_commits_newest_first_with_trailers(story: Story) -> None:
    message = "inc: declare x\n\nIncident: x\nInc-Event: 0n3k\n  folded\n"
    story.commit(1, "one\n", message)
    story.commit(2, "two\n", "Zwischenstand: ü\n\nText, not a trailer\nof two lines")
    (story.root / "elsewhere").write_text("x")
    story.git("add", "elsewhere", cwd=story.root)
    story.git("commit", "-qm", "elsewhere", cwd=story.root)
    newest, oldest = changes(Repository.find(story.root), DOCUMENT)
    assert (newest.subject, newest.trailers) == ("Zwischenstand: ü", ())
    assert oldest.trailers == (("Incident", "x"), ("Inc-Event", "0n3k folded"))
    assert (oldest.author, oldest.email) == ("Alice", "alice@example.com")
    assert oldest.committed == when(1)
    assert oldest.oid == story.git("rev-parse", "HEAD~2", cwd=story.root).strip()


def test_limit(story: Story) -> None:
    for day in (1, 2, 3):
        story.commit(day, f"{day}\n", f"day {day}")
    inc = Repository.find(story.root)
    assert [info.subject for info in changes(inc, DOCUMENT, limit=2)] == ["day 3", "day 2"]


def test_what_a_commit_takes_back(story: Story) -> None:
    story.commit(1, "one\n", "one")
    oid = story.git("rev-parse", "HEAD", cwd=story.root).strip()
    story.commit(2, "two\n", f"Squashed (#7)\n\nThis reverts commit {oid}.\n")
    story.commit(3, "three\n", f'Revert "one"\n\nThis reverts commit {oid}, reversing it.\n')
    story.commit(4, "four\n", f"x: undone one\n\nInc-Undoes: {oid}\n")
    found = changes(Repository.find(story.root), DOCUMENT)
    assert [one.reverts for one in found] == [oid, oid, "", ""]


def test_of_several_paths_and_of_another_branch(story: Story) -> None:
    story.commit(1, "one\n", "one")
    story.git("switch", "-qc", "review/x", cwd=story.root)
    (story.root / "elsewhere").write_text("x")
    story.git("add", "elsewhere", cwd=story.root)
    story.git("commit", "-qm", "x: y\n\nInc-Operation: y", cwd=story.root)
    tip = story.git("rev-parse", "HEAD", cwd=story.root).strip()
    story.git("switch", "-q", "-", cwd=story.root)
    inc = Repository.find(story.root)
    assert [one.subject for one in changes(inc, DOCUMENT, "elsewhere")] == ["one"]
    there = changes(inc, DOCUMENT, "elsewhere", tip=tip)
    assert {one.subject for one in there} == {"one", "x: y"}
    by_us = commands_of(inc, "alice@example.com", "elsewhere", branches="review/*", limit=5)
    assert [one.oid for one in by_us] == [tip]
    assert commands_of(inc, "bob@example.com", "elsewhere", branches="review/*", limit=5) == []
    assert commands_of(inc, "alice@example.com", DOCUMENT, branches="review/*", limit=5) == []


def test_before_the_first_commit(story: Story) -> None:
    inc = Repository.find(story.root)
    assert changes(inc, DOCUMENT) == []
    assert first_seen(inc, DOCUMENT) == {}


def test_entries_are_seen_when_they_came_not_when_they_changed(story: Story) -> None:
    story.commit(1, "# x\n" + entry(1, A))
    story.commit(2, "# x\n" + entry(1, A) + entry(2, B) + "  second line ^" + C + " inside\n")
    story.commit(3, "# x\n" + entry(9, A).replace("down", "up") + entry(2, B).strip() + "\r\n")
    inc = Repository.find(story.root)
    assert first_seen(inc, DOCUMENT) == {A: when(1), B: when(2)}
    story.git("checkout", "-q", "--detach", "HEAD~1", cwd=story.root)
    assert first_seen(inc, DOCUMENT) == {A: when(1), B: when(2)}
    assert len(changes(inc, DOCUMENT)) == 2


def test_removed_and_brought_back_keeps_the_first_time(story: Story) -> None:
    story.commit(1, entry(1, A))
    story.commit(2, "")
    story.commit(3, entry(1, A))
    assert first_seen(Repository.find(story.root), DOCUMENT) == {A: when(1)}


@pytest.mark.parametrize("shown", ["separate", "combined", "dense-combined", "first-parent", "off"])
def test_through_a_merge(story: Story, shown: str) -> None:
    """Both sides keep their times, and what only the merge wrote has the time of the merge."""
    story.git("config", "log.diffMerges", shown, cwd=story.root)
    git, root = story.git, story.root
    story.commit(1, entry(1, A))
    git("checkout", "-q", "-b", "bob", cwd=root)
    story.commit(2, entry(1, A) + entry(2, B))
    git("checkout", "-q", "main", cwd=root)
    story.commit(3, entry(1, A) + entry(3, C))
    with pytest.raises(subprocess.CalledProcessError):
        git("merge", "-q", "bob", cwd=root)
    story.commit(4, "".join(entry(n, name) for n, name in enumerate((A, B, C, D), 1)), "merge")
    assert len(git("rev-list", "--parents", "-1", "HEAD", cwd=root).split()) == 3
    seen = first_seen(Repository.find(root), DOCUMENT)
    assert seen == {A: when(1), B: when(2), C: when(3), D: when(4)}


def test_a_clock_that_is_late_does_not_turn_the_order(story: Story) -> None:
    """By date alone, bob's commit would come before the one that it is made on."""
    git, root = story.git, story.root
    story.commit(9, entry(1, A))
    git("checkout", "-q", "-b", "bob", cwd=root)
    story.commit(2, entry(1, A).replace("down", "up"))
    git("checkout", "-q", "main", cwd=root)
    story.commit(10, entry(1, A) + "text\n" * 9 + entry(2, B))
    with pytest.raises(subprocess.CalledProcessError):
        git("merge", "-q", "bob", cwd=root)
    story.commit(11, entry(1, A).replace("down", "up") + entry(2, B), "merge")
    assert first_seen(Repository.find(root), DOCUMENT) == {A: when(9), B: when(10)}


def test_settings_of_the_person_change_nothing(story: Story, isolation: Path) -> None:
    (isolation / "gpg").write_text(SIGNER)
    (isolation / "gpg").chmod(0o755)
    story.git("config", "gpg.program", str(isolation / "gpg"), cwd=story.root)
    story.git("config", "commit.gpgSign", "true", cwd=story.root)
    story.commit(1, entry(1, A))
    story.commit(2, entry(1, A) + entry(2, B))
    inc = Repository.find(story.root)
    plain = changes(inc, DOCUMENT), first_seen(inc, DOCUMENT)
    (story.root / ".git/info/attributes").write_text("*.md diff=shout\n")
    with (isolation / ".gitconfig").open("a") as config:
        config.write(SETTINGS)
    assert (changes(inc, DOCUMENT), first_seen(inc, DOCUMENT)) == plain


def test_names_are_never_options_or_patterns(story: Story) -> None:
    story.commit(1, entry(1, A))
    inc = Repository.find(story.root)
    for path in ("--output=written", "*", ":(glob)**", "incidents/*/x.md"):
        assert changes(inc, path) == []
    assert not (story.root / "written").exists()


def test_a_document_made_from_another_has_its_own_history(story: Story) -> None:
    story.commit(1, entry(1, A) * 5)
    (story.root / "copy.md").write_text(entry(1, A) * 5)
    (story.root / DOCUMENT).unlink()
    story.at(2)
    story.git("add", "-A", cwd=story.root)
    story.git("commit", "-qm", "moved", cwd=story.root)
    assert [info.subject for info in changes(Repository.find(story.root), "copy.md")] == ["moved"]


def test_a_commit_of_the_far_future(story: Story) -> None:
    story.commit(1, entry(1, A))
    os.environ["GIT_COMMITTER_DATE"] = "@99999999999999 +0000"
    (story.root / DOCUMENT).write_text("later\n")
    story.git("commit", "-qam", "later", cwd=story.root)
    assert changes(Repository.find(story.root), DOCUMENT)[0].committed.year == 9999


def test_history_that_cannot_be_read_is_said(story: Story) -> None:
    story.commit(1, entry(1, A))
    oid = story.git("rev-parse", "HEAD", cwd=story.root).strip()
    (story.root / ".git" / "objects" / oid[:2] / oid[2:]).unlink()
    with pytest.raises(GitRefused, match="cannot read the history"):
        changes(Repository.find(story.root), DOCUMENT)


def test_missing_git_is_said_at_the_call(story: Story) -> None:
    story.commit(1, entry(1, A))
    script = (
        "import os; from pathlib import Path\n"
        "from inc.errors import GitRefused\n"
        "from inc.vcs.history import changes\n"
        "from inc.vcs.repository import Repository\n"
        "inc = Repository.find(Path.cwd()); os.environ['PATH'] = '/nowhere'\n"
        "try: changes(inc, 'x.md')\n"
        "except GitRefused as error: print('refused:', error.what)"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=story.root, capture_output=True)
    assert done.stdout.startswith(b"refused: git cannot read"), done.stderr


def test_git_python_is_loaded_only_for_history() -> None:
    script = "import sys, inc.vcs.history, inc.vcs.committing; print('git' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout == "False\n"
