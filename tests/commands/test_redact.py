"""`inc redact`: out of the document, and plain words on what history still holds."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conftest import Cli

SECRET = "the token of the shop is hunter2-hunter2"


def test_the_text_becomes_a_marker(declared: Cli, git: Callable[..., str]) -> None:
    declared("log", SECRET)
    ran = declared("redact", "last", "-m", "a token", "--by", "bob")
    assert "note @alice — [redacted by @bob: a token] ^" in ran.out
    document = next(declared.folder.glob("incidents/*/*/*.md")).read_text()
    assert SECRET not in document
    assert SECRET in git("log", "-p")
    assert SECRET not in git("log", "--format=%B")


def test_it_says_what_git_still_holds_and_what_to_do(declared: Cli) -> None:
    declared("log", SECRET)
    told = declared("redact", "last").err
    assert told.startswith("The document no longer holds the text, but git history holds it")
    assert "change (rotate) it now" in told
    path = "incidents/2026/03/2026-03-04-checkout-failures.md"
    assert f"git filter-repo --path {path} --invert-paths" in told


def test_what_is_redacted_already_needs_no_commit(declared: Cli, git: Callable[..., str]) -> None:
    declared("log", SECRET)
    entry = declared("redact", "last", "-m", "a token", "--json").json["entries"][0]["id"]
    before = git("rev-parse", "HEAD")
    ran = declared("redact", "last", "-m", "a token")
    name = "2026-03-04-checkout-failures"
    assert (ran.out, ran.err) == (f"^{entry} of {name} was redacted already: nothing to do.\n", "")
    facts = declared("redact", "last", "-m", "a token", "--json").json
    assert (facts["commit"], facts["dry_run"]) == (None, False)
    assert git("rev-parse", "HEAD") == before


def test_where_else_the_words_stand(declared: Cli) -> None:
    declared("update", "--impact", SECRET)
    declared("log", SECRET)
    first = declared("timeline").rows[1][3].removeprefix("^")
    told = declared("redact", "last").err.split("\n")
    assert told[0].startswith("The same words STILL stand in the front matter (impact), ^")
    assert first in told[0]


def test_the_state_stays(declared: Cli) -> None:
    declared("severity", "sev2", "-m", SECRET)
    entry = declared("redact", "last", "--json").json["entries"][0]
    assert entry["text"] == "SEV2: [redacted by @alice]"
    assert declared("show", "--json").json["incident"]["severity"] == "SEV2"


def test_a_dry_run_keeps_the_words(declared: Cli) -> None:
    declared("log", SECRET)
    ran = declared("redact", "last", "-n")
    assert f"\n-- `2026-03-04T15:32:00Z` **note** @alice — {SECRET}" in ran.out
    assert ran.err == ""
    assert declared("timeline").rows[-1][-1] == SECRET


def test_words_that_came_from_another_incident_go_there_too(declared: Cli) -> None:
    declared("declare", "Search is slow", "-s", "3", "-m", SECRET)
    declared("severity", "4", "-i", "search", "-m", SECRET)
    declared("merge", "search", "-i", "checkout", "-m", SECRET)
    ids = [
        entry["id"]
        for entry in declared("show", "checkout", "--json").json["incident"]["entries"]
        if SECRET in entry["text"]
    ]
    assert len(ids) == 3
    told = declared("redact", ids[0], "-n").out
    assert "+++ b/incidents/2026/03/2026-03-04-search-is-slow.md" in told
    for number, entry in enumerate(ids, 1):
        told = declared("redact", entry).err
        assert ("of 2026-03-04-search-is-slow" in told) == (number < 3)
    for document in declared.folder.glob("incidents/*/*/*.md"):
        assert SECRET not in document.read_text()
    stub = declared("show", "2026-03-04-search-is-slow", "--json").json["incident"]
    assert (stub["severity"], stub["status"]) == ("SEV4", "closed")
    declared("undo", "search")
    assert SECRET in (declared.folder / stub["path"]).read_text()


def test_the_words_are_gone_from_the_index_too(declared: Cli, repository: Path) -> None:
    declared("log", "the password is hunter2zugzwang")
    declared("search", "zugzwang*", ok=False)
    declared("list", "--all")
    index = repository / ".git" / "inc" / "index"
    assert any(b"hunter2zugzwang" in path.read_bytes() for path in index.glob("*.sqlite"))
    declared("redact", "last", "-m", "a password")
    assert not index.exists()
    assert declared("search", "hunter2zugzwang", ok=False).code == 1
    assert not any(b"hunter2zugzwang" in path.read_bytes() for path in index.glob("*.sqlite"))


def test_and_from_that_of_every_work_tree(declared: Cli, git: Callable[..., str]) -> None:
    git("worktree", "add", "--quiet", "../other", "--detach")
    declared("log", "a secret")
    declared("list", "--all")
    other = Path.cwd().parent / "other"
    subprocess.run([sys.executable, "-m", "inc", "list", "--all"], cwd=other, check=True)
    indexes = list((Path.cwd() / ".git").rglob("inc/index/*.sqlite"))
    assert len(indexes) == 2
    declared("redact", "last", "-m", "a secret")
    assert not any(path.exists() for path in indexes)
