"""What commits did to entries, as lines tell it: the same as reading every version in full."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inc.documents import Documents
from inc.domain.hindsight import LATER, REMOVED, Difference, differences
from inc.domain.incident import Change
from inc.domain.timeline import Entry
from inc.domain.vocabulary import Kind
from inc.errors import IncError
from inc.lookback import lives
from inc.lookback.lives import ADDED, MOVED, RESTORED
from inc.store.document import Document
from inc.vcs.repository import Repository

Git = Callable[..., str]
NAME = "2026-03-04-checkout-failures"
PATH = f"incidents/2026/03/{NAME}.md"
OTHER = PATH.replace("checkout-failures", "search-is-slow")
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
START = """\
---
title: Checkout failures
status: investigating
roles:
  commander: alice
---

# Checkout failures

## Checklists

- [ ] Bridge open

## Timeline

- `2026-03-04T15:31:00Z` **declared** @alice — SEV1: Checkout failures ^0j4hpw2g4sdh

## Notes

- `kubectl` is on the jump host
  and needs a token
"""
SNIPPETS = (
    "- `2026-03-04T15:{minute:02}:00Z` **note** @bob — {word} ^{id}",
    "- `2026-03-04T15:{minute:02}:00Z` **update** internal @bob — {word} ^{id}\n  - Impact: {word}",
    "- `2026-03-04T15:{minute:02}:00Z` **note** @bob — ^{id}\n  ```\n  {word}\n\n  x\n  ```",
    "- 15:{minute:02} by hand: {word}",
    "  a further line: {word}",
    "  commander: {word}",
    "- [x] Bridge open",
    "Some prose: {word}",
    "## Timeline",
    "## Another",
    "",
)


def imported(git: Git, *versions: Mapping[str, str | None], named: Sequence[str] = ()) -> None:
    """Commits, one a version of some files, each on top of the one before.

    The first ones name the entries of `named`, as commands do.
    """
    stream: list[str] = []
    for number, files in enumerate(versions):
        stream += [
            "commit refs/heads/main",
            f"committer A <a@example.com> {1772640000 + number} +0",
        ]
        message = f"x\n\nInc-Event: {named[number]}\n" if named[number:] else "x"
        stream += [f"data {len(message)}", message]
        for path, text in files.items():
            if text is None:
                stream += [f"D {path}"]
            else:
                stream += [f"M 644 inline {path}", f"data {len(text.encode())}", text]
    git(
        "fast-import", "--quiet", "--force", "--date-format=raw-permissive", stdin="\n".join(stream)
    )
    git("symbolic-ref", "HEAD", "refs/heads/main")


def told(root: Path, *names: str) -> list[Sequence[Difference]]:
    """What each commit did to entries, the oldest first."""
    documents = Documents(root, Repository.find(root))
    return [step.entries for step in lives.steps(documents, names or [NAME])][::-1]


def entries(text: str) -> Sequence[Entry] | None:
    """The entries of a text; None where nobody can read it."""
    try:
        return Document.parse(text.encode(), PATH).entries
    except IncError:
        return None


def in_full(versions: Sequence[str]) -> list[list[Difference]]:
    """The same, from all of both versions."""
    found = []
    for before, after in zip(["", *versions], versions, strict=False):
        was, now = entries(before), entries(after)
        made = [] if was is None or now is None else differences(was, now)
        found.append([one._replace(change=ADDED) if one.change == LATER else one for one in made])
    return found


def edited(text: str, chance: random.Random) -> tuple[str, str]:
    """A text with a change that a command or a hand could make, and the entry that it names."""
    word, minute = chance.choice(["pods", "pool", "x\n- y"]), chance.randrange(60)
    name = "".join(chance.choice(ALPHABET) for _ in range(12))
    if chance.randrange(3) == 0:
        at = datetime(2026, 3, 4, 15, minute, tzinfo=UTC)
        change = Change(NAME, "log", added=(Entry(at, Kind.NOTE, "bob", word, name),))
        with suppress(IncError):
            return Document.parse(text.encode(), PATH).apply(change).text, name
    return _by_hand(text, chance, chance.choice(SNIPPETS).format(minute=minute, word=word, id=name))


def _by_hand(text: str, chance: random.Random, snippet: str) -> tuple[str, str]:
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    match chance.randrange(4):
        case 0:
            lines[at:at] = snippet.split("\n")
        case 1:
            del lines[at]
        case 2:
            lines[at] += chance.choice([" more", "", "\r"])
        case _:
            other = chance.randrange(len(lines))
            lines[at], lines[other] = lines[other], lines[at]
    return "\n".join(lines), chance.choice(["", "0j4hpw2g4sdh"])


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 2**32))
def test_lines_tell_what_whole_versions_tell(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    root = tmp_path / str(seed)
    if not root.exists():
        subprocess.run(["git", "init", "--quiet", str(root)], check=True)
    versions, named = [START], [""]
    for _ in range(chance.randrange(1, 12)):
        text, name = edited(versions[-1], chance)
        if text != versions[-1]:
            versions.append(text)
            named.append(name)

    def git(*args: str, stdin: str | None = None) -> str:
        subprocess.run(["git", *args], cwd=root, input=(stdin or "").encode(), check=True)
        return ""

    imported(git, *({PATH: text} for text in versions), named=named)
    expected = in_full(versions)
    found = [
        [one._replace(change=ADDED) if one.change == RESTORED else one for one in made]
        for made in told(root)
    ]
    assert found == expected


# ------------------------------------------------------------------ what hypothesis does not make


def test_an_entry_that_comes_back_was_restored(repository: Path, git: Git) -> None:
    line = "- `2026-03-04T15:40:00Z` **note** @bob — x ^0j4hzzzzzzzz\n"
    more = START.replace("\n## Notes", f"{line}\n## Notes")
    imported(git, {PATH: START}, {PATH: more}, {PATH: START}, {PATH: more})
    assert [[one.change for one in made] for made in told(repository)] == [
        [ADDED],
        [ADDED],
        [REMOVED],
        [RESTORED],
    ]


def test_an_entry_that_changes_incidents_was_moved(repository: Path, git: Git) -> None:
    line = "- `2026-03-04T15:40:00Z` **note** @bob — x ^0j4hzzzzzzzz\n"
    more = START.replace("\n## Notes", f"{line}\n## Notes")
    there = START.replace("0j4hpw2g4sdh", "0j4hyyyyyyyy")
    joined = there.replace("\n## Notes", f"{line}\n## Notes")
    imported(git, {PATH: more, OTHER: there}, {PATH: START, OTHER: joined})
    name = OTHER.rpartition("/")[2].removesuffix(".md")
    assert [one.change for one in told(repository, name, NAME)[1]] == [MOVED]
    assert [one.change for one in told(repository, NAME)[1]] == [REMOVED]


@pytest.mark.parametrize("bad", ["<<<<<<< HEAD\nx\n=======\ny\n>>>>>>> b\n", "\ud800"])
def test_a_version_that_nobody_can_read_tells_nothing(bad: str, repository: Path, git: Git) -> None:
    versions = [START, START.replace("# Checkout", f"{bad[:30]}{bad[30:]}# Checkout"), START]
    if bad == "\ud800":
        versions[1] = START.replace("title:", "x: \x00\ntitle:")
    imported(git, *({PATH: text} for text in versions))
    assert [[one.change for one in made] for made in told(repository)] == [[ADDED], [], []]


def test_a_document_that_goes_and_comes_back(repository: Path, git: Git) -> None:
    imported(git, {PATH: START}, {PATH: None}, {PATH: START})
    assert [[one.change for one in made] for made in told(repository)] == [
        [ADDED],
        [REMOVED],
        [RESTORED],
    ]


def test_a_merge_did_only_what_no_parent_has(repository: Path, git: Git) -> None:
    """Both sides append, and the one who merges them changes a line on the way."""
    path = repository / PATH
    path.parent.mkdir(parents=True)

    def commit(*lines: str, text: str = START) -> None:
        path.write_text(text.replace("\n## Notes", "".join(f"{one}\n" for one in lines) + "\n## N"))
        git("add", PATH)
        git("commit", "--quiet", "--message", "x")

    ours, theirs = (
        f"- `2026-03-04T15:4{minute}:00Z` **note** @bob — x ^0j4h{letter * 8}"
        for minute, letter in enumerate("ab")
    )
    commit()
    git("switch", "--quiet", "--create", "other")
    commit(theirs)
    git("switch", "--quiet", "main")
    commit(ours)
    subprocess.run(["git", "merge", "--quiet", "other"], capture_output=True, check=False)
    commit(ours, theirs, text=START.replace("SEV1: Checkout", "SEV2: Checkout"))
    made = told(repository)[-1]
    assert [(one.change, one.entry.id) for one in made] == [("amended", "0j4hpw2g4sdh")]


def test_a_line_with_a_nul_does_not_end_the_answer(repository: Path, git: Git) -> None:
    line = "- `2026-03-04T15:40:00Z` **note** @bob — x\0\n  \0y ^z\n  \0 ^0j4hzzzzzzzz\n"
    more = START.replace("\n## Notes", f"{line}\n## Notes")
    imported(git, {PATH: START}, {PATH: more}, {PATH: START})
    assert told(repository) == in_full([START, more, START])
