"""Entries that a commit says it recorded, and what was brought or taken away around them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from inc.domain.identifiers import mint, recorded_at
from proven import (
    INCIDENT,
    NAME,
    NOW,
    OTHER,
    OTHER_NAME,
    POOL,
    TEXT,
    Cli,
    Git,
    answer,
    commit,
    drop,
    entry_id,
    found,
    head,
    rewrite,
    the_one,
    with_two_notes,
)


@pytest.fixture
def told(declared: Any) -> Cli:
    """An incident with three entries, and a git without our merge driver."""
    return with_two_notes(declared)


# ------------------------------------------------------------------ entries that never were


def test_a_history_from_which_an_entry_was_filtered(
    told: Cli, repository: Path, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = entry_id(repository, POOL)
    monkeypatch.setenv("FILTER_BRANCH_SQUELCH_WARNING", "1")
    git("filter-branch", "-f", "--tree-filter", f"sed -i '/{POOL}/d' {INCIDENT} || true", "HEAD")
    git("update-ref", "-d", "refs/original/refs/heads/main")
    bad = git("log", "--format=%H", f"--grep=Inc-Event: {name}").strip()
    for more in ([], ["--since", f"{bad}^"], [NAME]):
        one = the_one(told, *more)
        assert (one["finding"], one["level"], one["commit"]) == ("entry-not-there", "error", bad)
        assert (one["entry"], one["path"]) == (name, INCIDENT)
        assert one["what"].endswith("and no version ever had it")
        assert name in one["hint"]
    told("declare", "Payments fail", "-s", "sev3")
    assert "entry-not-there" not in found(told, OTHER_NAME), "it is about another incident"
    assert "entry-not-there" not in found(told, "--since", bad)


def test_an_empty_commit_with_the_words_of_one_that_is_gone(
    told: Cli, repository: Path, git: Git
) -> None:
    was, name = head(git), entry_id(repository, TEXT)
    git("reset", "-q", "--hard", "HEAD~1")
    git("commit", "-q", "--allow-empty", "-C", was)
    told("log", "-i", NAME, "more")
    assert [one for one in found(told) if one == "entry-not-there"] == ["entry-not-there"]
    told("log", "-i", NAME, "and more")
    (repository / "README.md").write_text(f"{NAME} ^{name[:-1]}")
    git("add", "-A")
    git("commit", "-q", "-C", was)
    assert found(told).count("entry-not-there") == 2


def test_an_empty_commit_about_an_entry_that_is_there(
    told: Cli, repository: Path, git: Git
) -> None:
    was = head(git)
    git("commit", "-q", "--allow-empty", "-C", was)
    assert found(told) == []
    assert found(told, "--since", was) == []
    drop(repository, TEXT)
    commit(git)
    git("commit", "-q", "--allow-empty", "-C", was)
    assert found(told) == ["entry-dropped"], "it was there, and that is told"
    assert found(told, "--since", "HEAD~1") == []


def test_an_empty_commit_about_an_import_from_before(told: Cli, repository: Path, git: Git) -> None:
    name = "0j4hq1xx0000"
    line = f"- `2026-03-04T15:33:30Z` **note** @bob — by hand ^{name}\n"
    with (repository / INCIDENT).open("a") as file:
        file.write(line)
    since = commit(git)
    says = f"{NAME}: amended\n\nIncident: {NAME}\nInc-Operation: amend\nInc-Event: {name}"
    git("commit", "-q", "--allow-empty", "-m", says)
    assert found(told) == []
    assert found(told, "--since", since) == []


def test_a_log_and_its_undo_as_one_commit(told: Cli, git: Git) -> None:
    since = head(git)
    told("log", "-i", NAME, "by mistake")
    told("undo", "-i", NAME)
    words = git("log", "--format=%B", f"{since}..")
    git("reset", "-q", "--soft", since)
    git("commit", "-q", "--allow-empty", "-m", f"squashed\n\n{words}")
    assert "entry-not-there" not in found(told)


def test_words_in_a_sentence_promise_nothing(told: Cli, git: Git) -> None:
    git("commit", "-q", "--allow-empty", "-m", "x\n\nsee\nInc-Event: 0j4hq1xx0000\nof last week")
    assert found(told) == []


def test_two_workspaces_of_one_repository(told: Cli, repository: Path, git: Git) -> None:
    text, name = (repository / INCIDENT).read_text(), "0j4hq1xx0000"
    other = repository / "other" / INCIDENT
    other.parent.mkdir(parents=True)
    other.write_text(text + f"- `2026-03-04T15:33:30Z` **note** @bob — there ^{name}\n")
    says = f"{NAME}: note\n\nIncident: {NAME}\nInc-Operation: log\nInc-Event: {name}"
    commit(git, says)
    assert found(told) == []


# ------------------------------------------------------------------ entries put in long after


OLD = mint(datetime(2026, 2, 1, 10, tzinfo=UTC), None, 0)
"""An id of months before."""


def put_in(repository: Path, *names: str) -> None:
    """Write entries by hand that seem to be from before all others."""
    lines = [f"- `2026-02-01T09:59:00Z` **note** @eve — told them so ^{name}\n" for name in names]
    text = (repository / INCIDENT).read_text()
    start = text.index("- `2026")
    (repository / INCIDENT).write_text(text[:start] + "".join(lines) + text[start:])


def test_entries_that_were_put_in_long_after(told: Cli, repository: Path, git: Git) -> None:
    since = head(git)
    put_in(repository, OLD, f"{OLD[:-1]}1")
    bad = commit(git, "fix typo")
    told("log", "-i", NAME, "more")
    for more in ([], ["--since", since], [NAME]):
        one = the_one(told, *more)
        assert (one["finding"], one["level"]) == ("entry-backdated", "warning")
        assert (one["commit"], one["path"], one["entry"]) == (bad, INCIDENT, OLD)
        assert one["what"].startswith("the id says 20")
        assert one["what"].endswith("put the entry there by hand, and 1 more of that kind")
    git("revert", "--no-edit", bad)
    git("revert", "--no-edit", "HEAD")
    assert found(told).count("entry-backdated") == 1


def test_an_old_entry_while_the_document_gets_another_name(
    told: Cli, repository: Path, git: Git
) -> None:
    put_in(repository, OLD)
    git("mv", INCIDENT, INCIDENT.replace("checkout-failures", "other"))
    commit(git, "renamed")
    assert found(told) == ["entry-backdated"]


@pytest.mark.parametrize(
    "says",
    [
        f"Incident: {NAME}\nInc-Operation: log\nInc-Event: {OLD}",
        f"Incident: {NAME}\nInc-Operation: edit",
    ],
)
def test_an_old_entry_of_which_the_commit_speaks(
    told: Cli, repository: Path, git: Git, says: str
) -> None:
    put_in(repository, OLD)
    commit(git, f"{NAME}: note\n\n{says}")
    assert found(told) == []


def test_an_old_entry_of_an_import_or_of_an_old_commit(
    told: Cli, repository: Path, git: Git
) -> None:
    text = (repository / INCIDENT).read_text()
    (repository / OTHER).write_text(text[: text.index("- `2026")])
    with (repository / OTHER).open("a") as file:
        file.write(f"- `2026-02-01T09:59:00Z` **note** @eve — long ago ^{OLD}\n")
    commit(git, "imported")
    assert "entry-backdated" not in found(told)


def test_an_entry_that_was_on_a_branch_for_long(told: Cli, repository: Path, git: Git) -> None:
    put_in(repository, OLD)
    git("add", "-A")
    at = recorded_at(OLD) + timedelta(days=6)
    git("commit", "-qm", "by hand", "--date", at.isoformat())
    assert found(told) == []
    at = recorded_at(OLD) + timedelta(days=8)
    git("commit", "-q", "--amend", "--no-edit", "--date", at.isoformat())
    assert found(told) == ["entry-backdated"]


# ------------------------------------------------------------------ a branch that was reset


def test_a_reset_that_took_entries(told: Cli, git: Git) -> None:
    was = head(git)
    git("reset", "-q", "--hard", "HEAD~2")
    git("commit", "-q", "--amend", "-m", "zz")
    one = the_one(told)
    assert (one["finding"], one["level"], one["was"]) == ("branch-rewritten", "warning", was)
    assert f"which has not, or not as before, 2 entries of {NAME}" in one["what"]
    assert f"git branch before-rewrite {was[:12]}" in one["hint"]
    assert found(told, "--since", "HEAD") == ["branch-rewritten"]
    git("branch", "before-rewrite", was)
    assert found(told) == []
    git("branch", "-D", "before-rewrite")
    assert found(told, "--accept-rewrite") == []
    assert found(told) == []


def test_an_entry_that_a_commit_made_anew_has_otherwise(
    told: Cli, repository: Path, git: Git
) -> None:
    rewrite(repository, TEXT, "did nothing")
    git("commit", "-qa", "--amend", "--no-edit")
    assert found(told) == ["branch-rewritten"]


def test_moves_that_leave_no_entry_behind(told: Cli, repository: Path, git: Git) -> None:
    git("commit", "-q", "--amend", "-m", "other words")
    told("log", "-i", NAME, "more")
    told("amend", "last", "-i", NAME, "--text", "and more")
    git("reset", "-q", "--soft", "HEAD~2")
    git("commit", "-qm", "one of two", "--date", NOW)
    git("switch", "-qc", "side", "HEAD~1")
    told("amend", entry_id(repository, POOL), "-i", NAME, "--text", "the pool was full")
    git("switch", "-q", "main")
    (repository / "x").write_text("x")
    commit(git)
    git("rebase", "-q", "side")
    git("branch", "-qD", "side")
    assert "the pool was full" in (repository / INCIDENT).read_text()
    assert found(told) == []


def test_an_entry_that_was_taken_to_another_branch(told: Cli, git: Git) -> None:
    was = head(git)
    git("switch", "-qc", "side", "HEAD~1")
    git("commit", "-q", "--allow-empty", "-m", "x")
    git("cherry-pick", was)
    git("switch", "-q", "main")
    git("reset", "-q", "--hard", "HEAD~1")
    assert found(told) == []
    git("branch", "-qD", "side")
    assert found(told) == ["branch-rewritten"]


def test_without_a_branch_or_a_reflog(told: Cli, repository: Path, git: Git) -> None:
    git("reset", "-q", "--hard", "HEAD~1")
    git("switch", "-q", "--detach")
    assert found(told) == []
    git("switch", "-q", "main")
    assert found(told) == ["branch-rewritten"]
    log = repository / ".git/logs/refs/heads/main"
    text = log.read_text()
    log.write_text(text + f"{'1' * 40} {'2' * 40} E <e> 1 +0000\treset: x\n\x00\n")
    assert found(told) == ["branch-rewritten"]
    log.unlink()
    assert found(told) == []


# ------------------------------------------------------------------ a document that is gone


def test_a_document_that_was_deleted(told: Cli, repository: Path, git: Git) -> None:
    git("rm", "-q", INCIDENT)
    bad = commit(git)
    one = the_one(told)
    assert (one["finding"], one["commit"]) == ("entry-dropped", bad)
    assert (one["path"], one["entry"]) == (INCIDENT, None)
    assert one["what"] == "the document was taken out, and its 3 entries with it"
    command = f"git checkout {bad[:12]}^ -- {INCIDENT}"
    assert one["hint"] == f"Put it back: {command}"
    git(*command.split()[1:])
    commit(git)
    assert found(told) == ["entry-dropped"], "history keeps what was done"


def test_a_merge_that_takes_a_document_out(told: Cli, repository: Path, git: Git) -> None:
    git("switch", "-qc", "side", "HEAD~1")
    (repository / "x").write_text("x")
    commit(git)
    git("merge", "-q", "--no-commit", "main")
    git("rm", "-qf", INCIDENT)
    git("commit", "-qm", "merged")
    told_of = answer(told)["findings"]
    assert {one["what"] for one in told_of} == {
        "the document was taken out in a merge, and its 3 entries with it"
    }
    command = told_of[0]["hint"].removeprefix("Put it back: git ")
    git(*command.split())
    assert (
        TEXT in (repository / INCIDENT).read_text() or POOL in (repository / INCIDENT).read_text()
    )


# ------------------------------------------------------------------ the name in a document


def test_an_id_that_a_hand_changes(told: Cli, repository: Path, git: Git) -> None:
    since = head(git)
    rewrite(repository, f"id: {NAME}", f"id: {OTHER_NAME}")
    bad = commit(git)
    told("log", "-i", NAME, "more")
    for more in ([], ["--since", since]):
        one = the_one(told, *more)
        assert (one["finding"], one["level"], one["commit"]) == ("stated-by-hand", "warning", bad)
        assert one["what"] == (
            f"id says {OTHER_NAME} by hand, where it said {NAME}; the file is {NAME}.md"
        )
    rewrite(repository, f"id: {OTHER_NAME}", f"id: {NAME}")
    commit(git)
    assert found(told) == []


def test_an_id_that_came_so_or_that_a_new_name_left(told: Cli, repository: Path, git: Git) -> None:
    text = (repository / INCIDENT).read_text()
    (repository / OTHER).write_text(text[: text.index("- `2026")])
    git("mv", INCIDENT, INCIDENT.replace("checkout-failures", "other"))
    commit(git)
    assert found(told) == [], "that is for inc check"
