"""Take back our last change to an incident, as a new commit: a revert, never a rewrite."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from inc.durable import Edit
from inc.errors import NotFound, Refused
from inc.store import files, layout
from inc.vcs import history, memo
from inc.vcs.history import CommitInfo
from inc.vcs.three_way import merge_lines
from inc.workspace import Workspace, Writing

UNDOES = "Inc-Undoes"


class Undone(NamedTuple):
    """What was taken back in which documents, and the commit that did it (None for a dry run)."""

    incident: str
    taken_back: CommitInfo
    edits: Sequence[Edit]
    commit: str | None


def undo(
    workspace: Workspace,
    name: str,
    *,
    dry_run: bool,
    writing: Writing,
    typed_at: datetime | None = None,
) -> Undone:
    """Revert the newest change to the incident that `inc` made and nobody has taken back yet.

    A change of several incidents is taken back in all of them. Refused for a change that came after
    `typed_at`: another one was meant.
    """
    path = workspace.in_repository(layout.incident_path(name))
    last = _last(history.changes(workspace.repository, path), name)
    if typed_at and last.committed > typed_at:
        raise Refused(
            f"{last.oid[:8]} ({last.subject}) came after the undo was typed",
            hint="See what to take back (inc history), then: inc undo, and inc retry --drop N",
        )
    changed = _incidents(last)
    edits = [_edit(workspace, layout.incident_path(one), last) for one in changed]
    if dry_run:
        return Undone(name, last, edits, None)
    text = _message(changed, last)
    commit = workspace.save(edits, text, writing=writing, of_incidents=True)
    return Undone(name, last, edits, commit)


def _last(commits: list[CommitInfo], name: str) -> CommitInfo:
    undone: set[str] = set()
    for commit in commits:
        trailers = dict(commit.trailers)
        if UNDOES in trailers:
            undone.add(trailers[UNDOES])
        elif commit.oid not in undone and name in _incidents(commit):
            return commit
    raise Refused(
        f"there is no change of inc to {name} left to take back", hint=f"See: inc history {name}"
    )


def _incidents(commit: CommitInfo) -> list[str]:
    """The incidents that a commit of ours changed, the first in the lead."""
    named = (value for key, value in commit.trailers if key == "Incident" and layout.is_id(value))
    return list(dict.fromkeys(named))


def _edit(workspace: Workspace, path: str, last: CommitInfo) -> Edit:
    return Edit(path, _on_disk(workspace, path), _without(workspace, path, last))


def _without(workspace: Workspace, path: str, last: CommitInfo) -> bytes | None:
    """The document without that change; None where the change made the document."""
    now, path = _on_disk(workspace, path), workspace.in_repository(path)
    changed, before = (
        _as_on_disk(memo.blob(workspace.repository, revision, path), now)
        for revision in (last.oid, f"{last.oid}^")
    )
    if changed == before:  # the commit names the incident, but left its document alone
        return now
    if now == changed or now is None or changed is None:
        return before
    merged = merge_lines(workspace.repository, now, changed, before or b"")
    if merged is None or before is None:
        raise Refused(
            f"what was written since then overlaps with {last.oid[:8]} ({last.subject})",
            hint="Correct it forward: inc amend, inc edit or inc log.",
        )
    return merged


def _as_on_disk(committed: bytes | None, now: bytes | None) -> bytes | None:
    """The bytes of a commit with the newlines that `core.autocrlf` gives them on the disk."""
    if committed is None or now is None or b"\r" in committed or b"\r\n" not in now:
        return committed
    return committed.replace(b"\n", b"\r\n")


def _on_disk(workspace: Workspace, path: str) -> bytes | None:
    try:
        return files.read(workspace.root, path)
    except NotFound:
        return None


def _message(incidents: Sequence[str], last: CommitInfo) -> str:
    first = incidents[0]
    what = last.subject.removeprefix(f"{first}: ")
    lines = [f"{first}: undone {what}", "", f"This reverts commit {last.oid}.", ""]
    named = [f"Incident: {name}" for name in incidents]
    return "\n".join([*lines, *named, "Inc-Operation: undo", f"{UNDOES}: {last.oid}", ""])
