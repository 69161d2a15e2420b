"""Take back our last change to an incident, as a new commit: a revert, never a rewrite."""

from __future__ import annotations

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
    """What was taken back, and the commit that did it (None for a dry run)."""

    incident: str
    taken_back: CommitInfo
    edit: Edit
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

    Refused for a change that came after `typed_at`: another one was meant.
    """
    path = layout.incident_path(name)
    in_repository = workspace.in_repository(path)
    last = _last(history.changes(workspace.repository, in_repository), name)
    if typed_at and last.committed > typed_at:
        raise Refused(
            f"{last.oid[:8]} ({last.subject}) came after the undo was typed",
            hint="See what to take back (inc history), then: inc undo, and inc retry --drop N",
        )
    edit = Edit(path, _on_disk(workspace, path), _without(workspace, in_repository, path, last))
    if dry_run:
        return Undone(name, last, edit, None)
    commit = workspace.save([edit], _message(name, last), writing=writing, name=name)
    return Undone(name, last, edit, commit)


def _last(commits: list[CommitInfo], name: str) -> CommitInfo:
    undone: set[str] = set()
    for commit in commits:
        trailers = dict(commit.trailers)
        if UNDOES in trailers:
            undone.add(trailers[UNDOES])
        elif commit.oid not in undone and trailers.get("Incident") == name:
            return commit
    raise Refused(
        f"there is no change of inc to {name} left to take back", hint=f"See: inc history {name}"
    )


def _without(workspace: Workspace, in_repository: str, path: str, last: CommitInfo) -> bytes | None:
    """The document without that change; None where the change made the document."""
    now = _on_disk(workspace, path)
    changed, before = (
        _as_on_disk(memo.blob(workspace.repository, revision, in_repository), now)
        for revision in (last.oid, f"{last.oid}^")
    )
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


def _message(name: str, last: CommitInfo) -> str:
    what = last.subject.removeprefix(f"{name}: ")
    lines = [f"{name}: undone {what}", "", f"This reverts commit {last.oid}.", ""]
    trailers = [f"Incident: {name}", "Inc-Operation: undo", f"{UNDOES}: {last.oid}"]
    return "\n".join([*lines, *trailers, ""])
