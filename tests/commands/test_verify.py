"""`inc verify`: what takes from the record without saying so is found; lawful stories are not."""

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
    NOW,
    OTHER,
    OTHER_NAME,
    TEXT,
    Cli,
    Git,
    commit,
    entry_id,
    found,
    head,
    line_with,
    rewrite,
    the_one,
    with_two_notes,
)


@pytest.fixture
def told(declared: Any) -> Cli:
    """An incident with three entries, and a git without our merge driver."""
    return with_two_notes(declared)


@pytest.fixture
def two(told: Cli) -> Cli:
    """The same, and another incident."""
    told("declare", "Payments fail", "-s", "sev2")
    told("log", "-i", OTHER_NAME, "of payments")
    return told


# ------------------------------------------------------------------ planted


def test_a_line_that_was_dropped(told: Cli, repository: Path, git: Git) -> None:
    name, line = entry_id(repository, TEXT), line_with(repository, TEXT)
    rewrite(repository, f"{line}\n", "")
    oid = commit(git)
    told("log", "-i", NAME, "more")
    one = the_one(told)
    assert (one["finding"], one["commit"], one["entry"]) == ("entry-dropped", oid, name)
    assert one["path"] == INCIDENT
    assert one["author"] == "Alice"
    assert one["was"] == f"2026-03-04T15:33:00Z note @alice — {TEXT}"
    assert one["now"] is None
    assert "inc edit" in one["hint"]


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        (TEXT, "EVE", "text"),
        ("2026-03-04T15:33:00Z", "2026-03-04T15:03:00Z", "time"),
        (f"@alice — {TEXT}", f"@bob — {TEXT}", "author"),
        (f"**note** @alice — {TEXT}", f"**mitigated** @alice — {TEXT}", "kind"),
    ],
)
def test_an_entry_that_was_rewritten(
    told: Cli, repository: Path, git: Git, old: str, new: str, what: str
) -> None:
    name = entry_id(repository, TEXT)
    rewrite(repository, old, new)
    oid = commit(git)
    told("log", "-i", NAME, "more")
    ran = told("verify", "--json", ok=False)
    one = ran.json["findings"][0]
    assert ran.code == 1
    assert (one["finding"], one["commit"], one["entry"]) == ("entry-rewritten", oid, name)
    assert one["what"] == f"the entry was given another {what}"
    assert one["was"] != one["now"]


def test_a_further_line_of_an_entry_is_a_part_of_it(told: Cli, repository: Path, git: Git) -> None:
    told("log", "-i", NAME, "-m", "two lines", "-", stdin="the output\n")
    told("log", "-i", NAME, "after it")
    assert found(told) == []
    name = entry_id(repository, "two lines")
    rewrite(repository, "  the output\n", "  the OUTPUT\n")
    oid = commit(git)
    assert the_one(told)["commit"] == oid
    assert the_one(told)["entry"] == name


def test_a_line_added_to_an_entry_of_another(told: Cli, repository: Path, git: Git) -> None:
    line = line_with(repository, "the pool is full")
    rewrite(repository, f"{line}\n", f"{line}\n  which was my fault\n")
    oid = commit(git)
    one = the_one(told)
    assert (one["finding"], one["commit"]) == ("entry-rewritten", oid)


def test_an_entry_between_another_and_its_further_lines(
    told: Cli, repository: Path, git: Git
) -> None:
    told("log", "-i", NAME, "-m", "two lines\nthe second")
    line = line_with(repository, "two lines")
    name = line.rpartition("^")[2]
    stolen = line.replace("two lines", "mine").replace(name, f"{name[:-4]}zzzz")
    rewrite(repository, f"{line}\n", f"{line}\n{stolen}\n")
    oid = commit(git)
    one = the_one(told)
    assert (one["finding"], one["commit"], one["entry"]) == ("entry-rewritten", oid, name)


def test_a_comment_around_entries(told: Cli, repository: Path, git: Git) -> None:
    line = line_with(repository, "the pool is full")
    rewrite(repository, f"{line}\n", f"<!--\n{line}\n-->\n")
    oid = commit(git)
    assert {one["commit"] for one in told("verify", "--json", ok=False).json["findings"]} == {oid}


def test_a_timeline_under_another_heading(told: Cli, repository: Path, git: Git) -> None:
    rewrite(repository, "## Timeline", "## Old timeline")
    oid = commit(git)
    ran = told("verify", "--json", ok=False)
    dropped = [one for one in ran.json["findings"] if one["finding"] == "entry-dropped"]
    assert [one["commit"] for one in dropped] == [oid] * 3


def test_an_entry_that_moved_to_another_document(two: Cli, repository: Path, git: Git) -> None:
    name, line = entry_id(repository, TEXT), line_with(repository, TEXT)
    rewrite(repository, f"{line}\n", "")
    with (repository / OTHER).open("a") as file:
        file.write(f"{line}\n")
    oid = commit(git)
    ran = two("verify", "--json", ok=False)
    first, second = ran.json["findings"]
    assert (first["finding"], first["commit"], first["entry"]) == ("entry-moved", oid, name)
    assert OTHER in first["what"]
    assert (second["finding"], second["path"]) == ("id-reused", OTHER)


def test_what_a_command_found_edited_by_hand(told: Cli, repository: Path) -> None:
    rewrite(repository, TEXT, "EVE")
    told("log", "-i", NAME, "more")
    assert the_one(told)["finding"] == "entry-rewritten"


def test_a_document_that_was_deleted(two: Cli, repository: Path, git: Git) -> None:
    (repository / OTHER).unlink()
    oid = commit(git)
    ran = two("verify", "--json", ok=False)
    assert [one["finding"] for one in ran.json["findings"]] == ["entry-dropped"]
    assert {one["commit"] for one in ran.json["findings"]} == {oid}
    (repository / OTHER).symlink_to("x")
    commit(git)
    assert found(two) == ["entry-dropped"]


def test_a_merge_that_takes_one_side(told: Cli, git: Git) -> None:
    git("switch", "-qc", "side")
    told("log", "-i", NAME, "of the side")
    git("switch", "-q", "main")
    told("log", "-i", NAME, "of main")
    git("merge", "-q", "-s", "ours", "-m", "merged", "side")
    oid = head(git)
    told("log", "-i", NAME, "more")
    one = the_one(told)
    assert (one["finding"], one["commit"]) == ("entry-dropped", oid)
    assert one["what"] == "the entry was dropped in a merge"
    assert "of the side" in one["was"]


def test_a_merge_by_hand_that_loses_or_changes_an_entry(
    told: Cli, repository: Path, git: Git
) -> None:
    merged_by_hand(told, repository, git, lambda text: text)
    assert found(told) == []
    line = line_with(repository, "the pool is full")
    rewrite(repository, f"{line}\n", "")
    git("commit", "-qa", "--amend", "--no-edit")
    one = the_one(told)
    assert (one["commit"], one["what"]) == (head(git), "the entry was dropped in a merge")
    rewrite(repository, TEXT, "EVE")
    git("commit", "-qa", "--amend", "--no-edit")
    assert sorted(found(told)) == ["entry-dropped", "entry-rewritten"]


def merged_by_hand(inc: Cli, repository: Path, git: Git, changed: Callable[[str], str]) -> None:
    """Two branches that both append, merged as a person does."""
    git("switch", "-qc", "side")
    inc("log", "-i", NAME, "of the side")
    git("switch", "-q", "main")
    inc("log", "-i", NAME, "of main")
    subprocess.run(["git", "merge", "-q", "side"], cwd=repository, capture_output=True)
    text = (repository / INCIDENT).read_text()
    kept = [one for one in text.split("\n") if not re.match("<<<<<<<|=======|>>>>>>>", one)]
    (repository / INCIDENT).write_text(changed("\n".join(kept)))
    git("add", "-A")
    git("commit", "-qm", "merged")


def test_a_squash_that_loses_an_entry(told: Cli, repository: Path, git: Git) -> None:
    git("switch", "-qc", "work")
    told("log", "-i", NAME, "one of the branch")
    told("log", "-i", NAME, "two of the branch")
    name = entry_id(repository, "one of the branch")
    git("switch", "-q", "main")
    git("merge", "-q", "--squash", "work")
    git("commit", "-q", "--no-edit")
    assert found(told) == []
    rewrite(repository, line_with(repository, "one of the branch") + "\n", "")
    git("commit", "-qa", "--amend", "--no-edit")
    one = the_one(told)
    assert (one["finding"], one["commit"], one["entry"]) == ("entry-not-there", head(git), name)


def test_trailers_that_name_another_entry(told: Cli, repository: Path, git: Git) -> None:
    other = entry_id(repository, "the pool is")
    rewrite(repository, TEXT, "EVE")
    said = f"Incident: {NAME}\nInc-Operation: amend\nInc-Event: {other}"
    oid = commit(git, f"tidy\n\n{said}")
    assert the_one(told)["commit"] == oid


@pytest.mark.parametrize(
    "message",
    [
        "tidy\n\nAs we said:\nIncident: {name}\nInc-Operation: amend\nInc-Event: {entry}",
        "Incident: {name}\nInc-Operation: amend\nInc-Event: {entry}",
        "tidy, Incident: {name}, Inc-Operation: amend, Inc-Event: {entry}",
    ],
)
def test_trailers_that_are_none(told: Cli, repository: Path, git: Git, message: str) -> None:
    name = entry_id(repository, TEXT)
    rewrite(repository, TEXT, "EVE")
    text = message.format(name=NAME, entry=name)
    oid = commit(git, text)
    parsed = subprocess.run(
        ["git", "interpret-trailers", "--parse"], input=text, capture_output=True, text=True
    )
    assert parsed.stdout == ""
    assert the_one(told)["commit"] == oid


def test_an_undo_that_takes_nothing_back(told: Cli, repository: Path, git: Git) -> None:
    old = git("rev-parse", "HEAD~2").strip()
    rewrite(repository, TEXT, "EVE")
    for undone in (old, "0" * 40):
        said = f"Incident: {NAME}\nInc-Operation: undo\nInc-Undoes: {undone}"
        git("commit", "-qam", f"{NAME}: undone declared\n\n{said}")
        assert "entry-rewritten" in found(told)  # as either side has it
        git("reset", "-q", "--soft", "HEAD^")


def test_an_id_of_two_entries(two: Cli, repository: Path, git: Git) -> None:
    name = entry_id(repository, TEXT)
    line = line_with(repository, "of payments", OTHER)
    with (repository / OTHER).open("a") as file:
        file.write(line.replace("of payments", "new").replace(line[-12:], name) + "\n")
    oid = commit(git)
    one = the_one(two)
    assert (one["finding"], one["commit"], one["entry"]) == ("id-reused", oid, name)
    assert INCIDENT in one["what"]
    assert TEXT in one["was"]


def test_an_id_that_comes_back_with_other_words(told: Cli, repository: Path, git: Git) -> None:
    name, line = entry_id(repository, TEXT), line_with(repository, TEXT)
    told("undo", "-i", NAME)
    assert found(told) == []
    with (repository / INCIDENT).open("a") as file:
        file.write(line.replace(TEXT, "EVE") + "\n")
    oid = commit(git)
    one = the_one(told)
    assert (one["finding"], one["commit"], one["entry"]) == ("id-reused", oid, name)


@pytest.mark.parametrize("into", ["main", "work"])
def test_a_copy_of_an_amended_entry_that_skips_what_it_said_before(
    told: Cli, repository: Path, git: Git, into: str
) -> None:
    git("switch", "-qc", "work")
    told("log", "-i", NAME, "one")
    told("amend", "last", "-i", NAME, "--text", "one amended")
    git("switch", "-q", "main")
    git("merge", "-q", "--squash", "work")
    squashed = commit(git, "squashed")
    git("switch", "-q", into)
    git("merge", "-q", "--no-ff", "-m", "merged", "work" if into == "main" else "main")
    assert found(told) == []
    name = entry_id(repository, "one amended")
    git("switch", "-qC", "third", f"{squashed}^")
    line = line_with(repository, TEXT)
    with (repository / INCIDENT).open("a") as file:
        file.write(line.replace(TEXT, "EVE").replace(line[-12:], name) + "\n")
    commit(git)
    git("switch", "-q", into)
    git("merge", "-q", "-s", "ours", "-m", "merged", "third")
    assert "id-reused" in found(told), "nobody ever made it say that"


def test_an_id_that_was_amended_back_and_came_with_other_words(
    told: Cli, repository: Path, git: Git
) -> None:
    name, base = entry_id(repository, TEXT), git("rev-parse", "HEAD^").strip()
    told("amend", name, "-i", NAME, "--text", "pods restarted")
    told("undo", "-i", NAME)
    line = line_with(repository, TEXT)
    git("switch", "-qc", "side", base)
    with (repository / INCIDENT).open("a") as file:
        file.write(line.replace(TEXT, "EVE") + "\n")
    oid = commit(git)
    git("switch", "-q", "main")
    git("merge", "-q", "-s", "ours", "-m", "merged", "side")
    ran = told("verify", "--json", ok=False)
    [one] = [one for one in ran.json["findings"] if one["finding"] == "id-reused"]
    assert (one["commit"], one["entry"]) == (oid, name)


def test_an_entry_that_is_quoted_is_no_entry(two: Cli, repository: Path, git: Git) -> None:
    line = line_with(repository, TEXT)
    with (repository / OTHER).open("a") as file:
        file.write(f"\n## Notes\n\n```\n{line}\n```\n")
    commit(git)
    assert found(two) == []


def test_a_commit_from_before_the_event(told: Cli, repository: Path, git: Git) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
            patch.setenv(name, "2026-03-04T15:00:00Z")
        git("commit", "-q", "--amend", "--no-edit", "--date", "2026-03-04T15:00:00Z")
    one = the_one(told)
    assert (one["finding"], one["commit"]) == ("time-impossible", head(git))
    assert "5 minutes after it was committed" in one["what"]


def test_an_event_after_its_id(told: Cli, repository: Path, git: Git) -> None:
    line = line_with(repository, TEXT)
    later = line.replace("15:33:00Z", "18:00:00Z").replace(line[-4:], "zzzz")
    with (repository / INCIDENT).open("a") as file:
        file.write(later + "\n")
    commit(git)
    one = the_one(told)
    assert one["finding"] == "time-impossible"
    assert "got its id (2026-03-04T15:33:00Z)" in one["what"]


def test_an_amendment_to_after_itself(told: Cli, repository: Path, git: Git) -> None:
    name = entry_id(repository, TEXT)
    rewrite(repository, "2026-03-04T15:33:00Z", "2036-03-04T15:33:00Z")
    said = f"Incident: {NAME}\nInc-Operation: amend\nInc-Event: {name}"
    oid = commit(git, f"amended\n\n{said}")
    one = the_one(told)
    assert (one["finding"], one["commit"], one["entry"]) == ("time-impossible", oid, name)


def test_a_clock_that_was_ahead_is_told_once(told: Cli) -> None:
    told.now = told.now.replace(hour=19)  # type: ignore[attr-defined]
    late = "2026-03-04T15:40:00+00:00"
    told("log", "-i", NAME, "--at", "15:35", "ahead", GIT_COMMITTER_DATE=late)
    told("log", "-i", NAME, "--at", "15:35", "after it", GIT_COMMITTER_DATE=late)
    one = the_one(told)
    assert (one["finding"], one["level"]) == ("clock-ahead", "warning")
    assert "ahead" in one["now"]


def test_front_matter_that_the_timeline_does_not_imply(
    told: Cli, repository: Path, git: Git
) -> None:
    rewrite(repository, "status: investigating", "status: monitoring")
    oid = commit(git)
    one = the_one(told)
    assert (one["finding"], one["commit"]) == ("state-not-in-timeline", oid)
    told("reconcile", NAME)
    assert found(told) == []


def test_front_matter_that_cannot_be_read(told: Cli, repository: Path, git: Git) -> None:
    rewrite(repository, "severity: SEV1", "severity: SEV4\ntags: [x")
    oid = commit(git)
    one = the_one(told)
    assert (one["finding"], one["commit"]) == ("document-unreadable", oid)
    assert one["path"] == INCIDENT
    assert f"inc check {INCIDENT}" in one["hint"]


# ------------------------------------------------------------------ lawful


def test_commands_are_lawful(two: Cli, repository: Path, git: Git) -> None:
    name = entry_id(repository, TEXT)
    two("amend", name, "-i", NAME, "--text", "pods restarted", "--at", "15:31")
    two("redact", name, "-i", NAME, "-m", "a name")
    two("update", "-i", NAME, "watching", "--status", "monitoring", "--next", "10m")
    two("log", "-i", NAME, "a slip")
    two("undo", "-i", NAME)
    two("assign", "commander", "bob", "-i", NAME)
    two("tick", "-i", NAME, "bridge call open")
    two("merge", OTHER_NAME, "-i", NAME)
    two("resolve", "-i", NAME, "all is well")
    answer = two("verify", "--json").json
    assert answer["findings"] == []
    counted = ("amended", "redacted", "removed", "moved", "incidents", "merges")
    assert [answer[word] for word in counted] == [1, 1, 1, 1, 2, 0]
    assert answer["commits"] == int(git("rev-list", "--count", "HEAD", "--", "incidents/2026"))


def test_a_redo(told: Cli, git: Git) -> None:
    told("undo", "-i", NAME)
    git("revert", "--no-edit", "HEAD")
    assert found(told) == []
    git("revert", "--no-edit", "HEAD")
    assert found(told) == []


def test_the_merge_of_two_incidents_taken_back(two: Cli) -> None:
    two("merge", OTHER_NAME, "-i", NAME)
    two("undo", "-i", NAME)
    assert found(two) == []
    two("merge", OTHER_NAME, "-i", NAME)
    assert found(two) == []


def test_a_declaration_taken_back(two: Cli) -> None:
    two("undo", "-i", OTHER_NAME)
    two("undo", "-i", OTHER_NAME)
    assert found(two) == []


def test_branches_that_amend_and_drop(told: Cli, repository: Path, git: Git) -> None:
    pool = entry_id(repository, "the pool is")
    told("log", "-i", NAME, "a slip")
    git("switch", "-qc", "side")
    told("amend", pool, "-i", NAME, "--text", "the pool was full")
    git("switch", "-q", "main")
    told("undo", "-i", NAME)
    git("merge", "-q", "-m", "merged", "side")
    assert found(told) == []
    git("switch", "-qc", "other", "side")
    told("log", "-i", NAME, "of the other")
    git("switch", "-q", "main")
    subprocess.run(["git", "merge", "-q", "other"], cwd=repository, capture_output=True)
    text = (repository / INCIDENT).read_text()
    kept = [one for one in text.split("\n") if not re.match("<<<<<<<|=======|>>>>>>>", one)]
    left = [one for one in kept if "a slip" not in one]
    (repository / INCIDENT).write_text("\n".join(left))
    commit(git, "merged")
    assert found(told) == []


def test_both_sides_amended_and_one_was_chosen(told: Cli, repository: Path, git: Git) -> None:
    pool = entry_id(repository, "the pool is")
    git("switch", "-qc", "side")
    told("amend", pool, "-i", NAME, "--text", "theirs")
    git("switch", "-q", "main")
    told("amend", pool, "-i", NAME, "--text", "ours")
    git("merge", "-q", "-X", "ours", "-m", "merged", "side")
    assert found(told) == []
    rewrite(repository, "— ours", "— both of us")
    git("commit", "-qa", "--amend", "--no-edit")
    assert found(told) == ["entry-rewritten"] * 2, "it is neither of the two"


def test_an_amendment_that_a_merge_throws_away(told: Cli, repository: Path, git: Git) -> None:
    pool = entry_id(repository, "the pool is")
    git("switch", "-qc", "side")
    told("amend", pool, "-i", NAME, "--text", "theirs")
    git("switch", "-q", "main")
    told("log", "-i", NAME, "of main")
    git("merge", "-q", "-s", "ours", "-m", "merged", "side")
    one = the_one(told)
    assert (one["finding"], one["commit"]) == ("entry-rewritten", head(git))
    assert one["what"] == "the entry was given another text in a merge"


def test_a_rebase_and_a_cherry_pick(told: Cli, repository: Path, git: Git) -> None:
    pool = entry_id(repository, "the pool is")
    git("switch", "-qc", "work")
    told("amend", pool, "-i", NAME, "--text", "the pool was full")
    told("log", "-i", NAME, "a slip")
    told("undo", "-i", NAME)
    told("log", "-i", NAME, "of the branch")
    git("switch", "-q", "main")
    git("commit", "-q", "--allow-empty", "-m", "elsewhere")
    git("rebase", "-q", "main", "work")
    git("reflog", "expire", "--expire=now", "--all")
    git("gc", "-q", "--prune=now")
    assert found(told) == [], "the undo names a commit that is gone"
    git("switch", "-q", "main")
    git("cherry-pick", "-x", "work~3", "work~2", "work~1", "work")
    assert found(told) == []
    git("merge", "-q", "-m", "merged", "work")
    assert found(told) == []


@pytest.mark.parametrize("is_committed_apart", [False, True])
def test_a_document_that_got_another_name(
    told: Cli, repository: Path, git: Git, is_committed_apart: bool
) -> None:
    new = "2026-03-04-checkout-broken"
    git("switch", "-qc", "side")
    pool = entry_id(repository, "the pool is")
    told("amend", pool, "-i", NAME, "--text", "the pool was full")
    git("switch", "-q", "main")
    git("mv", INCIDENT, INCIDENT.replace(NAME, new))
    if not is_committed_apart:
        rewrite(repository, f"id: {NAME}", f"id: {new}", INCIDENT.replace(NAME, new))
    commit(git, "renamed")
    told("log", "-i", new, "after it")
    assert found(told) == []
    git("merge", "-q", "-m", "merged", "side")
    assert found(told) == []


def test_a_review_of_a_postmortem(told: Cli, git: Git) -> None:
    told("resolve", "-i", NAME, "all is well")
    told("postmortem", "new", NAME)
    git("switch", "-qc", "review")
    told("log", "-i", NAME, "late")
    git("switch", "-q", "main")
    git("merge", "-q", "--no-ff", "-m", "merged", "review")
    assert found(told) == []


def test_entries_by_hand_that_get_ids(told: Cli, repository: Path, git: Git) -> None:
    with (repository / INCIDENT).open("a") as file:
        file.write("- 15:36 somebody called\n")
        file.write(line_with(repository, TEXT).replace(TEXT, "a copy") + "\n")
    commit(git, "by hand")
    assert found(told) == ["id-reused"]
    told("reconcile", NAME)
    assert found(told) == []
    assert "somebody called" in (repository / INCIDENT).read_text()


def test_an_edit_in_the_editor(told: Cli, repository: Path, editor: Callable[[str], str]) -> None:
    text = (repository / INCIDENT).read_text().replace(TEXT, "restarted them")
    lines = [line for line in text.split("\n") if "the pool is" not in line]
    told("edit", NAME, EDITOR=editor("\n".join(lines)))
    assert found(told) == []


def test_an_import_of_the_past(two: Cli, repository: Path, git: Git) -> None:
    old = "incidents/2024/01/2024-01-02-disk-full.md"
    (repository / old).parent.mkdir(parents=True)
    lines = "- `2024-01-02T03:04:05Z` **declared** @bob — SEV3: full ^0m2200000000\n"
    (repository / old).write_text(
        f"---\nid: 2024-01-02-disk-full\nstatus: investigating\nseverity: SEV3\n"
        f'declared_at: "2024-01-02T03:04:05Z"\n---\n\n## Timeline\n\n{lines}'
    )
    commit(git, "imported")
    assert found(two) == []


@pytest.mark.parametrize("newline", ["\r\n", "\n"])
def test_other_line_ends_and_white_space(
    told: Cli, repository: Path, git: Git, newline: str
) -> None:
    text = (repository / INCIDENT).read_text()
    lines = [f"{line} " if "**" in line else line for line in text.split("\n")]
    (repository / INCIDENT).write_bytes(newline.join(lines).encode())
    commit(git)
    told("log", "-i", NAME, "after it")
    assert found(told) == []


def test_conflict_markers_that_were_committed_lose_nothing(
    told: Cli, repository: Path, git: Git
) -> None:
    git("switch", "-qc", "side")
    told("log", "-i", NAME, "of the side")
    git("switch", "-q", "main")
    told("log", "-i", NAME, "of main")
    subprocess.run(["git", "merge", "-q", "side"], cwd=repository, capture_output=True)
    commit(git, "merged badly")
    text = (repository / INCIDENT).read_text()
    assert "<<<<<<<" in text
    kept = [one for one in text.split("\n") if not re.match("<<<<<<<|=======|>>>>>>>", one)]
    (repository / INCIDENT).write_text("\n".join(kept))
    commit(git, "mended")
    assert found(told) == []


# ------------------------------------------------------------------ a git that lies


def test_replaced_commits_and_grafts_fool_nobody(told: Cli, repository: Path, git: Git) -> None:
    good = head(git)
    line = line_with(repository, TEXT)
    rewrite(repository, f"{line}\n", "")
    bad = commit(git)
    with (repository / INCIDENT).open("a") as file:
        file.write(f"{line}\n")
    back = commit(git)
    assert the_one(told)["commit"] == bad
    git("replace", bad, good)
    assert the_one(told)["commit"] == bad
    git("replace", "-d", bad)
    (repository / ".git/info").mkdir(exist_ok=True)
    (repository / ".git/info/grafts").write_text(f"{back} {good}\n")
    assert the_one(told)["commit"] == bad


def test_nothing_of_the_repository_is_run(told: Cli, repository: Path, git: Git) -> None:
    mark = repository / "ran"
    (repository / ".gitattributes").write_text("*.md diff=x filter=x -diff\n")
    for key in ("diff.x.textconv", "diff.external", "filter.x.smudge", "core.fsmonitor"):
        git("config", key, f"touch {mark}; cat")
    rewrite(repository, TEXT, "EVE")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIT_EXTERNAL_DIFF", f"touch {mark}")
        subprocess.run(["git", "add", "-A"], cwd=repository, capture_output=True)
        subprocess.run(["git", "commit", "-qm", "x"], cwd=repository, capture_output=True)
        mark.unlink(missing_ok=True)
        assert "entry-rewritten" in found(told)  # as either side has it
    assert not mark.exists()


def test_settings_of_the_person_change_nothing(told: Cli, repository: Path, git: Git) -> None:
    git("switch", "-qc", "side")
    told("log", "-i", NAME, "of the side")
    git("switch", "-q", "main")
    git("merge", "-q", "-s", "ours", "-m", "merged", "side")
    for key, value in (
        *(("log.showSignature", "true"), ("log.showRoot", "false"), ("log.follow", "true")),
        *(("diff.noprefix", "true"), ("diff.relative", "true"), ("log.diffMerges", "combined")),
        *(("diff.renames", "copies"), ("format.pretty", "oneline"), ("core.quotePath", "true")),
        *(("color.ui", "always"), ("log.decorate", "full"), ("log.date", "relative")),
        *(("log.abbrevCommit", "true"), ("core.abbrev", "4"), ("log.mailmap", "true")),
        *(("i18n.logOutputEncoding", "UTF-16"), ("diff.orderFile", "nosuch")),
    ):
        git("config", key, value)
    assert found(told) == ["entry-dropped"]


# ------------------------------------------------------------------ what a clone cannot tell


@pytest.fixture
def origin(told: Cli, repository: Path, git: Git, tmp_path: Path) -> Path:
    """A bare repository that `repository` was pushed to."""
    bare = tmp_path / "origin.git"
    git("clone", "-q", "--bare", str(repository), str(bare))
    git("config", "uploadpack.allowFilter", "true", cwd=bare)
    git("remote", "add", "origin", str(bare))
    git("push", "-q", "-u", "origin", "main")
    return bare


def test_a_shallow_clone_says_what_to_fetch(
    told: Cli, origin: Path, inc: Cli, git: Git, tmp_path: Path
) -> None:
    git("clone", "-q", "--depth", "2", f"file://{origin}", str(tmp_path / "shallow"))
    ran = inc("verify", cwd=tmp_path / "shallow", ok=False)
    assert (ran.code, ran.out) == (2, "")
    assert "the clone is shallow" in ran.err
    assert "git fetch --unshallow" in ran.err
    assert inc("verify", "--since", "HEAD~1", cwd=tmp_path / "shallow").code == 0
    ran = inc("verify", "--format", "github", cwd=tmp_path / "shallow", ok=False)
    assert ran.code == 2
    assert ran.out.startswith("::error::inc: nothing can be proven here")


@pytest.mark.git(2, 36)  # git fetch --refetch
def test_a_partial_clone_says_what_to_fetch(
    told: Cli, origin: Path, inc: Cli, git: Git, tmp_path: Path
) -> None:
    there = tmp_path / "partial"
    git("clone", "-q", "--filter=blob:none", f"file://{origin}", str(there))
    ran = inc("verify", cwd=there, ok=False)
    assert (ran.code, ran.out) == (2, "")
    assert "which is a partial one" in ran.err
    git("config", "--unset", "remote.origin.partialclonefilter", cwd=there)
    git("fetch", "-q", "--refetch", cwd=there)
    assert inc("verify", cwd=there).code == 0


def test_an_empty_repository_and_one_without_incidents(cli: Cli, git: Git) -> None:
    assert cli("verify", "--json").json["entries"] == 0
    git("update-ref", "-d", "HEAD")
    ran = cli("verify", ok=False)
    assert (ran.code, ran.err.split("\n")[0]) == (2, "inc: nothing was committed yet")


# ------------------------------------------------------------------ what is asked


def test_since(told: Cli, repository: Path, git: Git) -> None:
    rewrite(repository, TEXT, "EVE")
    bad = commit(git)
    assert found(told, "--since", f"{bad}^") == ["entry-rewritten"]
    assert found(told, "--since", bad) == []
    git("revert", "--no-edit", bad)
    assert found(told, "--since", "HEAD^") == []
    for typed in ("nosuch", "--output=x"):
        ran = told("verify", f"--since={typed}", ok=False)
        assert (ran.code, ran.out) == (2, "")
        assert "git knows no commit" in ran.err


def test_one_incident(two: Cli, repository: Path, git: Git) -> None:
    rewrite(repository, TEXT, "EVE")
    commit(git)
    assert found(two, "payments") == []
    assert found(two, "checkout") == ["entry-rewritten"]
    answer = two("verify", "payments", "--json").json
    assert [answer[key] for key in ("incident", "entries", "incidents")] == [OTHER_NAME, 2, 1]
    git("revert", "--no-edit", "HEAD")
    two("merge", OTHER_NAME, "-i", NAME)
    assert found(two, OTHER_NAME) == []
    assert two("verify", "payments", "--all", ok=False).code == 2


def test_the_answer_for_people(told: Cli, repository: Path, git: Git) -> None:
    ran = told("verify")
    assert ran.out == ""
    assert ran.err.split("\n")[0] == (
        "Proven: 3 entries of 1 incident in 3 commits since 2026-03-04."
    )
    rewrite(repository, TEXT, "EVE\x1b[31m")
    oid = commit(git)
    ran = told("verify", ok=False)
    assert ran.err.startswith("NOT proven: 1 finding in 3 entries")
    [row] = ran.rows
    assert row[:3] == ["error", "entry-rewritten", oid]
    assert "\x1b" not in ran.out
    for form in ("github", "gitlab"):
        ran = told("verify", "--format", form, ok=False)
        assert ran.code == 1
        assert "the entry was given another text" in ran.out
    assert told("verify", "--format", "x", ok=False).code == 2


def test_a_workspace_below_the_top_of_the_repository(repository: Path, inc: Cli, git: Git) -> None:
    folder = repository / "ops"
    inc("init", str(folder), "--preset", "ungated")
    inc("declare", "Checkout failures", "-s", "1", cwd=folder)
    inc("log", TEXT, cwd=folder)
    path = next(folder.glob("incidents/*/*/*.md"))
    answer = inc("verify", "--json", cwd=folder).json
    assert (answer["entries"], answer["findings"]) == (2, [])
    path.write_text(path.read_text().replace(TEXT, "EVE"))
    commit(git)
    [one] = inc("verify", "--json", cwd=folder, ok=False).json["findings"]
    assert one["path"] == str(path.relative_to(folder))


# ------------------------------------------------------------------ signatures


@pytest.fixture
def key(told: Cli, repository: Path, git: Git, isolation: Path) -> Path:
    """A key of ssh with which git signs."""
    path = isolation / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path)], check=True)
    public = path.with_suffix(".pub").read_text()
    (isolation / "allowed").write_text(f"alice@example.com {public}")
    git("config", "gpg.format", "ssh")
    git("config", "user.signingkey", str(path))
    git("config", "gpg.ssh.allowedSignersFile", str(isolation / "allowed"))
    return path


@pytest.mark.git(2, 34)  # keys of ssh
def test_signatures(told: Cli, key: Path, git: Git, isolation: Path) -> None:
    assert found(told) == []
    assert found(told, "--require-signed") == ["signature-missing"] * 3
    since = head(git)
    git("config", "commit.gpgsign", "true")
    told("log", "-i", NAME, "signed")
    assert found(told, "--require-signed", "--since", since) == []
    assert told("verify", "--json").json["signed"] == 1
    (isolation / "allowed").write_text("")
    one = the_one(told, "--require-signed", "--since", since)
    assert one["what"].startswith("the commit is signed with a key that nobody here vouches for")
    assert one["commit"] == head(git)


@pytest.mark.git(2, 34)  # keys of ssh
def test_a_signature_of_another_commit(told: Cli, key: Path, git: Git, repository: Path) -> None:
    since = head(git)
    git("config", "commit.gpgsign", "true")
    told("log", "-i", NAME, "signed")
    raw = git("cat-file", "commit", "HEAD").replace("Alice <", "Mallory <")
    forged = git("hash-object", "-t", "commit", "-w", "--stdin", stdin=raw).strip()
    git("update-ref", "HEAD", forged)
    one = the_one(told, "--require-signed", "--since", since)
    assert one["what"].startswith("the commit has a bad signature")


# ------------------------------------------------------------------ checkpoints


def test_a_checkpoint_without_a_key_is_a_hash(told: Cli, repository: Path, git: Git) -> None:
    ran = told("verify", "--checkpoint")
    tip = head(git)
    assert re.fullmatch(rf"{tip}:[0-9a-f]{{64}}\n", ran.out)
    assert "Publish the hash" in ran.err
    assert (repository / ".git/inc/checkpoints").exists()
    published = ran.out.strip()
    told("log", "-i", NAME, "more")
    assert found(told) == []
    assert found(told, "--published", published) == []
    assert told("verify", "--published", "x", ok=False).code == 2
    other = published[:-1] + ("0" if published[-1] != "0" else "1")
    assert found(told, "--published", other) == ["history-rewritten"]


def test_a_tip_that_was_replaced(told: Cli, git: Git) -> None:
    published = told("verify", "--checkpoint").out.strip()
    tip = head(git)
    git("commit", "-q", "--amend", "-m", "another one")
    one = the_one(told)
    assert (one["finding"], one["was"], one["now"]) == ("history-rewritten", tip, head(git))
    assert f"git branch before-rewrite {tip[:12]}" in one["hint"]
    assert found(told, "--published", published) == ["history-rewritten"] * 2
    assert found(told, "--accept-rewrite") == []
    assert found(told) == []


@pytest.mark.git(2, 34)  # keys of ssh
def test_a_checkpoint_with_a_key_is_a_signed_tag(told: Cli, key: Path, git: Git) -> None:
    ran = told("verify", "--checkpoint")
    [tag] = git("tag", "--list", "inc/checkpoint/*").split()
    assert re.fullmatch(r"inc/checkpoint/2026-03-04T15\d\d00Z", tag)
    assert f"git push origin {tag}" in ran.err
    git("verify-tag", tag)
    assert f"tip: {head(git)}" in git("tag", "-n9", "--list", tag)
    assert found(told, "--since", "HEAD", "--require-signed") == []
    git("tag", "-a", "-f", "-m", "unsigned", tag)
    one = the_one(told, "--since", "HEAD", "--require-signed")
    assert one["what"] == f"the checkpoint {tag} has no good signature"
    assert found(told) == []
    git("commit", "-q", "--amend", "-m", "another one")
    os.unlink(Path(git("rev-parse", "--absolute-git-dir").strip()) / "inc/checkpoints")  # noqa: PTH108
    one = the_one(told)
    assert one["finding"] == "history-rewritten"
    assert f"git tag -d {tag}" in one["hint"]


def test_no_checkpoint_of_what_is_not_proven(told: Cli, repository: Path, git: Git) -> None:
    rewrite(repository, TEXT, "EVE")
    commit(git)
    ran = told("verify", "--checkpoint", ok=False)
    assert ran.code == 1
    assert "no checkpoint was made" in ran.err
    assert not (repository / ".git/inc/checkpoints").exists()
    told("verify", "--since", "HEAD", "--checkpoint")
    assert (repository / ".git/inc/checkpoints").exists()


def test_a_branch_from_before_a_checkpoint_is_no_rewriting(told: Cli, git: Git) -> None:
    git("branch", "older", "HEAD^")
    told("verify", "--checkpoint")
    git("switch", "-q", "older")
    assert found(told) == []


def test_a_remote_that_was_rewritten(
    told: Cli, origin: Path, repository: Path, git: Git, tmp_path: Path
) -> None:
    assert found(told) == []
    was = head(git)
    seen = json.loads((repository / ".git/inc/seen").read_text())
    assert seen["tips"] == {"refs/remotes/origin/main": was}
    told("log", "-i", NAME, "more")
    git("push", "-q")
    assert found(told) == []
    was = head(git)
    other = tmp_path / "other"
    git("clone", "-q", str(origin), str(other))
    git("commit", "-q", "--amend", "-m", "another one", cwd=other)
    git("push", "-qf", cwd=other)
    git("fetch", "-q")
    now = git("rev-parse", "origin/main").strip()
    one = the_one(told)
    assert (one["finding"], one["was"], one["now"]) == ("history-rewritten", was, now)
    assert "origin/main was rewritten" in one["what"]
    assert found(told) == ["history-rewritten"], "it is told until somebody accepts it"
    assert found(told, "--accept-rewrite") == []


def test_a_remote_that_was_rewritten_after_a_sync(
    told: Cli, origin: Path, repository: Path, git: Git, tmp_path: Path
) -> None:
    told("log", "-i", NAME, "more")
    told("sync")
    was = head(git)
    assert not (repository / ".git/inc/seen").exists(), "nobody verified anything here"
    other = tmp_path / "other"
    git("clone", "-q", str(origin), str(other))
    git("commit", "-q", "--amend", "-m", "another one", cwd=other)
    git("push", "-qf", cwd=other)
    assert told("sync", ok=False).code == 1
    one = the_one(told)
    assert (one["finding"], one["was"]) == ("history-rewritten", was)
    assert "origin/main was rewritten" in one["what"]
    assert found(told, "--accept-rewrite") == []
    assert found(told) == []
    assert told("sync", ok=False).code == 1, "sync asks for itself"


def test_a_branch_of_ones_own_may_be_rebased(told: Cli, origin: Path, git: Git) -> None:
    git("switch", "-qc", "work")
    told("log", "-i", NAME, "more")
    git("push", "-qu", "origin", "work")
    assert found(told) == []
    git("commit", "-q", "--amend", "-m", "another one")
    git("push", "-qf")
    assert found(told) == []


def test_what_the_semantic_merge_makes_of_two_amendments_is_proven(
    told: Cli, repository: Path, git: Git
) -> None:
    told("doctor", "--fix", ok=False)  # with the driver
    pool = entry_id(repository, "the pool is")
    git("switch", "-qc", "side")
    told("amend", pool, "-i", NAME, "--text", "the pool was full")
    git("switch", "-q", "main")
    told("amend", pool, "-i", NAME, "--text", "the queue was full")
    git("merge", "-q", "-m", "merged", "side")
    assert "another version of" in (repository / INCIDENT).read_text()
    assert found(told) == []
    rewrite(repository, "another version of", "some version of")
    git("commit", "-qa", "--amend", "--no-edit", "--date", NOW)
    assert found(told, "--accept-rewrite") == []  # an entry that only the merge brought is its own
    rewrite(repository, "the queue was full", "EVE")
    git("commit", "-qa", "--amend", "--no-edit", "--date", NOW)
    assert "entry-rewritten" in found(told)  # as either side has it
