"""Forgeries that `inc verify` must not call proven, made with plain git."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from proven import (
    INCIDENT,
    NAME,
    OTHER,
    OTHER_NAME,
    POOL,
    TEXT,
    Cli,
    Git,
    answer,
    commit,
    drop,
    found,
    head,
    line_with,
    rewrite,
    the_one,
    with_two_notes,
)

NOTHING = "0" * 40
LIKE_A_CHANGE = f":100644 100644 {NOTHING} {NOTHING} M"


def raw_commit(git: Git, tree: str, parents: list[str], headers: str = "", body: str = "x") -> str:
    """A commit object as somebody writes it without `git commit`."""
    lines = "".join(f"parent {one}\n" for one in parents)
    who = "Alice <alice@example.com> 1772638500 +0000"
    raw = f"tree {tree}\n{lines}author {who}\ncommitter {who}\n{headers}\n{body}\n"
    return git("hash-object", "-t", "commit", "--literally", "-w", "--stdin", stdin=raw).strip()


@pytest.fixture
def told(declared: Any) -> Cli:
    """An incident with three entries, and a git without our merge driver."""
    return with_two_notes(declared)


# ------------------------------------------------------------------ what git is made to say


def side_commit(repository: Path, git: Git) -> str:
    """A commit of another branch, from before the last entry, about something else."""
    git("switch", "-qc", "side", "HEAD~1")
    (repository / "x").write_text("x")
    made = commit(git)
    git("switch", "-q", "main")
    return made


def test_a_header_that_looks_like_a_change_hides_no_commit(
    told: Cli, repository: Path, git: Git
) -> None:
    tree, own = git("rev-parse", "HEAD^{tree}").strip(), head(git)
    sides = [own, side_commit(repository, git)]
    git("reset", "-q", "--hard", raw_commit(git, tree, sides, f"{LIKE_A_CHANGE}\n"))
    drop(repository, TEXT)
    bad = commit(git)
    one = the_one(told)
    assert (one["finding"], one["commit"]) == ("entry-dropped", bad)


def test_line_ends_in_utf_7_hide_no_commit(told: Cli, repository: Path, git: Git) -> None:
    git("config", "i18n.commitEncoding", "UTF-7")
    side_commit(repository, git)
    git("merge", "-q", "--no-ff", "-m", f"x+AAo-+AAo-{LIKE_A_CHANGE}+AAo-", "side")
    drop(repository, TEXT)
    git("config", "--unset", "i18n.commitEncoding")
    commit(git)
    assert found(told) == ["entry-dropped"]


@pytest.mark.parametrize(
    ("headers", "body"), [("encoding UTF-16\n", "x"), ("", f"x\0{LIKE_A_CHANGE}\0")]
)
def test_commits_that_are_hard_to_read(
    told: Cli, repository: Path, git: Git, headers: str, body: str
) -> None:
    drop(repository, TEXT)
    git("add", "-A")
    tree = git("write-tree").strip()
    git("reset", "-q", "--hard", raw_commit(git, tree, [head(git)], headers, body))
    one = the_one(told)
    assert (one["finding"], one["author"]) == ("entry-dropped", "Alice")


def test_an_author_from_before_utf_8(told: Cli, repository: Path, git: Git) -> None:
    git("config", "i18n.commitEncoding", "ISO-8859-1")
    drop(repository, TEXT)
    git("add", "-A")
    who = "Jos\u00e9 <jose@example.com>".encode("latin-1")
    told_git = [b"git", b"commit", b"-qm", b"x", b"--author", who]
    subprocess.run(told_git, cwd=repository, check=True)
    assert the_one(told)["author"] == "Jos\u00e9"


def test_a_commit_without_a_time(told: Cli, repository: Path, git: Git) -> None:
    drop(repository, TEXT)
    git("add", "-A")
    who, tree = "Alice <alice@example.com>", git("write-tree").strip()
    raw = f"tree {tree}\nparent {head(git)}\nauthor {who}\ncommitter {who}\n\nx\n"
    odd = git("hash-object", "-t", "commit", "--literally", "-w", "--stdin", stdin=raw).strip()
    git("reset", "-q", "--hard", odd)
    assert found(told) == ["entry-dropped"]


def test_a_commit_with_one_parent_twice(told: Cli, repository: Path, git: Git) -> None:
    drop(repository, TEXT)
    git("add", "-A")
    tree = git("write-tree").strip()
    git("reset", "-q", "--hard", raw_commit(git, tree, [head(git), head(git)]))
    assert found(told) == ["entry-dropped"]


def test_folders_with_odd_names(told: Cli, repository: Path, git: Git) -> None:
    """Git is asked for documents by their paths, a line each."""
    text = (repository / INCIDENT).read_text().replace(POOL, "EVE")
    for name in (b"2026\nx", b"2026\xff", b"2026 x missing"):
        folder = os.fsencode(repository) + b"/incidents/" + name
        os.mkdir(folder)  # noqa: PTH102 - a name that is no text
        with open(folder + b"/2026-03-04-other.md", "w") as file:  # noqa: PTH123
            file.write(text)
        commit(git)
        rewrite(repository, "status: investigating", "status: monitoring")
        commit(git)
        said = answer(told)
        assert not said["proven"]
        assert "state-not-in-timeline" in [one["finding"] for one in said["findings"]]
        git("reset", "-q", "--hard", "HEAD~2")


def test_a_document_in_a_folder_with_a_space_that_is_gone(
    told: Cli, repository: Path, git: Git
) -> None:
    other = "incidents/2026 x/2026-03-04-other.md"
    (repository / other).parent.mkdir()
    line = line_with(repository, TEXT)
    text = (repository / INCIDENT).read_text()
    (repository / other).write_text(f"{text}{line.replace(TEXT, 'EVE')}\n")
    commit(git)
    (repository / other).unlink()
    commit(git)
    assert {"entry-dropped", "id-reused"} == set(found(told))


def test_a_tree_with_a_document_twice(told: Cli, repository: Path, git: Git) -> None:
    text = (repository / INCIDENT).read_text().replace(TEXT, "EVE")
    oids = [git("hash-object", "-w", "--stdin", stdin=text), git("rev-parse", f"HEAD:{INCIDENT}")]
    lines = (f"100644 blob {oid.strip()}\t{NAME}.md\n" for oid in oids)
    tree = git("mktree", stdin="".join(lines)).strip()
    for folder in ("03", "2026", "incidents"):
        tree = git("mktree", stdin=f"040000 tree {tree}\t{folder}\n").strip()
    git("update-ref", "HEAD", raw_commit(git, tree, [head(git)]))
    assert "document-unreadable" in found(told)


def test_a_folder_that_becomes_a_submodule(told: Cli, repository: Path, git: Git) -> None:
    git("rm", "-rqf", "incidents/2026")
    git("update-index", "--add", "--cacheinfo", f"160000,{head(git)},incidents/2026")
    git("commit", "-qm", "tidy")
    assert found(told) == ["entry-dropped"]


def test_a_replaced_side_of_a_merge(told: Cli, repository: Path, git: Git) -> None:
    base = head(git)
    git("switch", "-qc", "side")
    told("log", "-i", NAME, "of the side")
    git("switch", "-q", "main")
    told("log", "-i", NAME, "of main")
    subprocess.run(["git", "merge", "-q", "side"], cwd=repository, capture_output=True)
    text = (repository / INCIDENT).read_text()
    lines = [one for one in text.split("\n") if not re.match("<<<<<<<|=======|>>>>>>>", one)]
    (repository / INCIDENT).write_text("\n".join(one for one in lines if TEXT not in one))
    commit(git, "merged")
    assert found(told) == ["entry-dropped"]
    tree = git("rev-parse", "HEAD^{tree}").strip()
    git("replace", "side", raw_commit(git, tree, [base]))
    assert found(told) == ["entry-dropped"]


# ------------------------------------------------------------------ entries


def test_an_octopus_that_drops_a_line(told: Cli, repository: Path, git: Git) -> None:
    for name in "ab":
        git("switch", "-qc", name, "main")
        (repository / name).write_text("x")
        commit(git)
    git("switch", "-q", "main")
    told("log", "-i", NAME, "more")
    git("merge", "-q", "-m", "merged", "a", "b")
    assert found(told) == []
    drop(repository, TEXT)
    git("commit", "-qa", "--amend", "--no-edit")
    one = the_one(told)
    assert (one["finding"], one["commit"]) == ("entry-dropped", head(git))


def test_a_merge_that_deletes_the_document(told: Cli, repository: Path, git: Git) -> None:
    side_commit(repository, git)
    git("merge", "-q", "--no-ff", "--no-commit", "side")
    git("rm", "-qf", INCIDENT)
    git("commit", "-qm", "merged")
    assert found(told) == ["entry-dropped"]


def test_a_history_begun_anew_that_takes_the_old_one_in(
    told: Cli, repository: Path, git: Git
) -> None:
    git("switch", "-q", "--orphan", "fresh")
    git("checkout", "-q", "main", "--", ".")
    drop(repository, TEXT)
    commit(git)
    git("merge", "-q", "-s", "ours", "--allow-unrelated-histories", "-m", "merged", "main")
    assert found(told) == ["entry-dropped"]


@pytest.mark.parametrize("operation", ["amend", "redact", "edit", "check-fix"])
def test_an_amendment_that_takes_the_entry_out(
    told: Cli, repository: Path, git: Git, operation: str
) -> None:
    name = line_with(repository, TEXT)[-12:]
    drop(repository, TEXT)
    says = f"Incident: {NAME}\nInc-Operation: {operation}\nInc-Amended: {name}"
    commit(git, f"{NAME}: amended\n\n{says}")
    assert found(told) == ["entry-dropped"], "it does not say that the entry is gone"


def test_a_document_that_got_another_name_and_lost_an_entry(
    told: Cli, repository: Path, git: Git
) -> None:
    new = INCIDENT.replace("checkout-failures", "other")
    git("mv", INCIDENT, new)
    rewrite(repository, f"{line_with(repository, TEXT, new)}\n", "", new)
    commit(git)
    assert found(told) == ["entry-dropped"]


def test_an_entry_that_got_another_id(told: Cli, repository: Path, git: Git) -> None:
    line = line_with(repository, TEXT)
    rewrite(repository, line, f"{line[:-4]}zzzz")
    commit(git)
    assert the_one(told)["entry"] == line[-12:]


def test_a_document_that_was_deleted_and_came_back(told: Cli, repository: Path, git: Git) -> None:
    text = (repository / INCIDENT).read_text()
    (repository / INCIDENT).unlink()
    commit(git)
    (repository / INCIDENT).write_text(text.replace(TEXT, "EVE"))
    commit(git)
    assert set(found(told)) == {"entry-dropped", "id-reused"}


# ------------------------------------------------------------------ fields that entries speak of


@pytest.mark.parametrize("value", ["bogus", "[a, b]", "{a: b}", "[]", "4711"])
def test_a_severity_that_nobody_can_read(told: Cli, repository: Path, git: Git, value: str) -> None:
    rewrite(repository, "severity: SEV1", f"severity: {value}")
    bad = commit(git)
    told("log", "-i", NAME, "more")
    one = the_one(told)
    assert (one["finding"], one["level"]) == ("state-not-in-timeline", "error")
    assert one["commit"] == bad, "not the last one"
    assert "the timeline says SEV1" in one["what"]


@pytest.mark.parametrize("value", ["yesterday", '"2026-13-45T00:00:00Z"', "2026"])
def test_a_time_that_nobody_can_read(told: Cli, repository: Path, git: Git, value: str) -> None:
    told("resolve", "-i", NAME, "all is well")
    rewrite(repository, 'resolved_at: "2026-03-04T15:34:00Z"', f"resolved_at: {value}")
    bad = commit(git)
    one = the_one(told)
    assert (one["finding"], one["commit"]) == ("state-not-in-timeline", bad)
    assert "which is no time" in one["what"]
    assert "the timeline says 2026-03-04T15:34:00Z" in one["what"]


def test_who_changed_the_status_by_hand_is_told_and_nobody_else(
    told: Cli, repository: Path, git: Git
) -> None:
    rewrite(repository, "status: investigating", "status: monitoring")
    bad = commit(git)
    told("log", "-i", NAME, "more")
    one = the_one(told)
    assert (one["finding"], one["commit"]) == ("state-not-in-timeline", bad)


def test_more_roles_than_anybody_folds(told: Cli, repository: Path, git: Git) -> None:
    rewrite(repository, "severity: SEV1", "severity: SEV4")
    with (repository / INCIDENT).open("a") as file:
        for n in range(2001):
            file.write(f"- `2026-03-04T15:34:00Z` **role** @alice — sme @p{n} ^0j4hq1z0{n:04d}\n")
    commit(git)
    one = the_one(told)
    assert (one["finding"], one["level"]) == ("document-unreadable", "error")


# ------------------------------------------------------------------ fields that no entry speaks of


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('resolved_at: "2026-03-04T15:34:00Z"', "resolved_at says 2026-03-04T15:34:00Z by hand"),
        ("resolved_at: yesterday", "resolved_at says yesterday by hand"),
        ("roles: {commander: eve}", "roles.commander says eve by hand"),
        ("roles: {IC: eve}", "roles.commander says eve by hand"),
        ("roles:\n  sme: [eve, bob]", "roles.sme says bob, eve by hand"),
        ("roles: eve", "roles says eve by hand"),
    ],
)
def test_a_field_that_no_entry_speaks_of(
    told: Cli, repository: Path, git: Git, line: str, what: str
) -> None:
    rewrite(repository, "severity: SEV1", f"severity: SEV1\n{line}")
    bad = commit(git)
    told("log", "-i", NAME, "more")
    git("mv", INCIDENT, INCIDENT.replace("checkout-failures", "other"))
    commit(git, "renamed")
    one = the_one(told)
    assert (one["finding"], one["level"]) == ("stated-by-hand", "warning")
    assert one["commit"] == bad
    assert one["what"] == f"{what}, and no entry says so"
    assert answer(told)["proven"]
    assert found(told, "--since", f"{bad}^") == ["stated-by-hand"]
    assert found(told, "--since", bad) == []


def test_an_entry_that_says_so_ends_it(told: Cli, repository: Path, git: Git) -> None:
    rewrite(repository, "severity: SEV1", 'severity: SEV1\nstarted_at: "2026-03-04T15:20:00Z"')
    commit(git)
    one = the_one(told)
    assert f"inc log -k started --at TIME WHY -i {NAME}" in one["hint"]
    told("log", "-k", "started", "--at", "15:20", "-i", NAME, "the first error")
    assert found(told) == []


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("roles: {commander: bob}", ["log", "-k", "role", "commander @bob"]),
        ('resolved_at: "2026-03-04T15:32:00Z"', ["resolve", "--at", "15:32", "all is well"]),
        ('mitigated_at: "2026-03-04T15:32:00Z"', ["mitigate", "--at", "15:32", "rolled back"]),
        ('next_update_at: "2026-03-04T15:50:00Z"', ["update", "--next", "10m", "soon"]),
    ],
)
def test_the_command_that_is_told_ends_it(
    told: Cli, repository: Path, git: Git, line: str, command: list[str]
) -> None:
    rewrite(repository, "severity: SEV1", f"severity: SEV1\n{line}")
    commit(git)
    assert " ".join(command[:2]) in the_one(told)["hint"]
    told(*command, "-i", NAME)
    assert found(told) == []


def test_a_merge_that_puts_a_field_there(told: Cli, repository: Path, git: Git) -> None:
    side_commit(repository, git)
    git("merge", "-q", "--no-ff", "--no-commit", "side")
    rewrite(repository, "severity: SEV1", "severity: SEV1\nroles: {commander: eve}")
    git("commit", "-qam", "merged")
    one = the_one(told)
    assert (one["finding"], one["commit"]) == ("stated-by-hand", head(git))


IMPORTED = """\
---
id: {name}
title: Payments fail
severity: SEV3
status: closed
resolved_at: about noon
roles: {{commander: bob}}
---

## Timeline

- `2026-03-04T15:20:00Z` **note** @bob — payments fail ^0j4hq1xx0000
"""


@pytest.fixture
def imported(told: Cli, repository: Path, git: Git) -> Cli:
    """A document from before the tool, whose fields no entry gave it."""
    (repository / OTHER).write_text(IMPORTED.format(name=OTHER_NAME))
    commit(git, "imported")
    return told


def test_what_an_import_brought_is_not_told(imported: Cli, repository: Path, git: Git) -> None:
    assert found(imported) == []
    rewrite(repository, "title: Payments fail", "title: Payments failed", OTHER)
    commit(git)
    imported("log", "-i", OTHER_NAME, "more")
    assert found(imported) == []
    rewrite(repository, "severity: SEV3", "severity: sev-3", OTHER)
    commit(git)
    assert found(imported) == [], "it is spelled otherwise"


def test_what_somebody_made_of_an_import_is_told(imported: Cli, repository: Path, git: Git) -> None:
    before = head(git)
    rewrite(repository, "severity: SEV3", "severity: SEV1", OTHER)
    bad = commit(git)
    one = the_one(imported)
    assert (one["commit"], one["was"], one["now"]) == (bad, "SEV3", "SEV1")
    assert one["what"] == "severity says SEV1 by hand, where it said SEV3, and no entry says so"
    assert found(imported, "--since", before) == ["stated-by-hand"]
    git("revert", "--no-edit", "HEAD")
    assert found(imported) == []


def test_an_import_that_is_deleted_and_comes_back_otherwise(
    imported: Cli, repository: Path, git: Git
) -> None:
    text = (repository / OTHER).read_text()
    git("rm", "-q", OTHER)
    commit(git)
    (repository / OTHER).write_text(text.replace("bob}", "eve}"))
    commit(git)
    assert sorted(found(imported)) == ["entry-dropped", "stated-by-hand"]


def test_branches_that_import_another_severity_and_are_merged(
    imported: Cli, repository: Path, git: Git
) -> None:
    git("switch", "-qc", "side", "HEAD^")
    (repository / OTHER).write_text(IMPORTED.format(name=OTHER_NAME).replace("SEV3", "SEV2"))
    commit(git, "imported here too")
    git("switch", "-q", "main")
    git("merge", "-q", "-X", "theirs", "-m", "merged", "side")
    one = the_one(imported)
    assert (one["level"], one["commit"]) == ("warning", git("rev-parse", "side").strip())
    assert one["what"] == "severity says SEV2 by hand, and no entry says so"


def test_an_edit_in_the_editor_says_so(
    told: Cli, repository: Path, editor: Callable[[str], str]
) -> None:
    text = (repository / INCIDENT).read_text()
    new = text.replace("severity: SEV1", 'severity: SEV1\ndetected_at: "2026-03-04T15:20:00Z"')
    told("edit", NAME, EDITOR=editor(new))
    assert found(told) == []


def test_what_commands_state_is_told_by_entries(told: Cli) -> None:
    told("declare", "Payments fail", "-s", "sev2", "--started", "15:00", "--detected", "15:10")
    told("ack", "-i", OTHER_NAME)
    told("assign", "commander", "bob", "-i", OTHER_NAME)
    told("mitigate", "-i", OTHER_NAME, "rolled back")
    told("update", "-i", NAME, "watching", "--status", "monitoring", "--next", "10m")
    told("merge", OTHER_NAME, "-i", NAME)
    told("resolve", "-i", NAME, "all is well")
    told("reopen", "-i", NAME, "not yet")
    told("undo", "-i", NAME)
    told("undo", "-i", NAME)
    assert found(told) == []


# ------------------------------------------------------------------ since


def test_a_side_from_before_since_is_no_forgery(told: Cli, repository: Path, git: Git) -> None:
    name = line_with(repository, POOL)[-12:]
    git("switch", "-qc", "side")
    told("log", "-i", NAME, "of the side")
    git("switch", "-q", "main")
    told("amend", name, "-i", NAME, "--text", "the pool was full")
    since = head(git)
    git("merge", "-q", "-X", "theirs", "-m", "merged", "side")
    rewrite(repository, "## Timeline", "By hand.\n\n## Timeline")  # no merge of ours makes that
    git("commit", "-qa", "--amend", "--no-edit")
    assert found(told) == []
    assert found(told, "--since", since) == []
    rewrite(repository, "the pool was full", "EVE")
    git("commit", "-qa", "--amend", "--no-edit")
    assert set(found(told, "--since", since)) == {"entry-rewritten"}
    rewrite(repository, "EVE", "the pool was full")
    drop(repository, "of the side")
    git("commit", "-qa", "--amend", "--no-edit")
    assert found(told, "--since", since) == ["entry-dropped"]


def test_the_id_of_an_entry_from_before_since(told: Cli, repository: Path, git: Git) -> None:
    since, line = head(git), line_with(repository, TEXT)
    told("declare", "Payments fail", "-s", "sev2")
    with (repository / OTHER).open("a") as file:
        file.write(f"{line}\n")
    bad = commit(git)
    for one in (the_one(told), the_one(told, "--since", since)):
        assert (one["finding"], one["commit"], one["entry"]) == ("id-reused", bad, line[-12:])
        assert one["path"] == OTHER
        assert INCIDENT in one["what"]
    assert found(told, "--since", bad) == []


def test_the_id_of_an_entry_of_the_document_from_before_since(
    told: Cli, repository: Path, git: Git
) -> None:
    since, line = head(git), line_with(repository, TEXT)
    with (repository / INCIDENT).open("a") as file:
        file.write(line.replace(TEXT, "EVE") + "\n")
    bad = commit(git)
    one = the_one(told, "--since", since)
    assert (one["finding"], one["commit"], one["path"]) == ("id-reused", bad, INCIDENT)
    assert "from before the commits examined" in one["what"]
    assert "EVE" in one["now"]
    told("reconcile", NAME)
    assert found(told, "--since", since) == []


def test_entries_taken_out_before_since(told: Cli, repository: Path, git: Git) -> None:
    line = line_with(repository, TEXT)
    told("undo", "-i", NAME)
    since = head(git)
    with (repository / INCIDENT).open("a") as file:
        file.write(line.replace(TEXT, "EVE") + "\n")
    commit(git)
    assert found(told) == ["id-reused"]
    assert found(told, "--since", since) == [], "nobody looks at what was gone by then"


def test_incidents_that_are_merged_after_since(told: Cli, git: Git) -> None:
    told("declare", "Payments fail", "-s", "sev2")
    since = head(git)
    told("log", "-i", OTHER_NAME, "of payments")
    told("merge", OTHER_NAME, "-i", NAME)
    assert found(told, "--since", since) == []


# ------------------------------------------------------------------ checkpoints


@pytest.mark.parametrize("text", ["{\n", "[]\n", '{"tip": 3}\n', "\x00\n"])
def test_damaged_notes_of_checkpoints_stop_nothing(
    told: Cli, repository: Path, git: Git, text: str
) -> None:
    told("verify", "--checkpoint")
    notes = repository / ".git/inc/checkpoints"
    tip = json.loads(notes.read_text())["tip"]
    notes.write_text(text + notes.read_text() + text)
    git("commit", "-q", "--amend", "-m", "another one")
    one = the_one(told)
    assert (one["finding"], one["was"]) == ("history-rewritten", tip)


def test_a_tag_of_a_checkpoint_that_was_moved(told: Cli, repository: Path, git: Git) -> None:
    tip, digest = told("verify", "--checkpoint").out.strip().split(":")
    (repository / ".git/inc/checkpoints").unlink()
    name = "inc/checkpoint/2026-03-04T153400Z"
    message = f"Checkpoint\n\nat: 2026-03-04T15:34:00Z\ntip: {tip}\ndigest: {digest}\n"
    git("tag", "-a", "-m", message, name)
    git("commit", "-q", "--amend", "-m", "another one")
    git("tag", "-a", "-f", "-m", message, name)
    one = the_one(told)
    assert (one["finding"], one["was"]) == ("history-rewritten", tip)
