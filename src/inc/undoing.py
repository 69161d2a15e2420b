"""Take back our last change to an incident, as a new commit: a revert, never a rewrite."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from inc import stages
from inc.domain import postmortem
from inc.durable import Edit
from inc.errors import NotFound, Refused
from inc.store import files, layout
from inc.vcs import comparing, history, memo
from inc.vcs.history import OPERATION, UNDOES, CommitInfo
from inc.vcs.three_way import merge_lines
from inc.workspace import Workspace, Writing

_LOOKED_AT: Final = 20  # commands; the last one tells, but for runbooks that were taken back
_NOT_BY_COMMANDS: Final = ("hand-edit", "put-back")
"""What was found in a document, and is no change of ours."""

_FOLDERS: Final = (layout.INCIDENTS, layout.POSTMORTEMS, layout.RUNBOOKS)


class Undone(NamedTuple):
    """What was taken back in which documents, and the commit that did it (None for a dry run).

    `incident` is nothing for a change of runbooks alone.
    """

    incident: str
    taken_back: CommitInfo
    edits: Sequence[Edit]
    commit: str | None


def undo(
    workspace: Workspace,
    last: CommitInfo,
    name: str = "",
    *,
    dry_run: bool,
    writing: Writing,
    typed_at: datetime | None = None,
) -> Undone:
    """Revert a change that `inc` made, in all documents that it changed.

    Refused for a change that came after `typed_at`: another one was meant.
    """
    if typed_at and last.committed > typed_at:
        raise Refused(
            f"{last.oid[:8]} ({last.subject}) came after the undo was typed",
            hint="See what to take back (inc history), then: inc undo, and inc retry --drop N",
        )
    edits = [_edit(workspace, path, last) for path in _documents(workspace, last)]
    if dry_run:
        return Undone(name, last, edits, None)
    commit = workspace.save(edits, _message(last), writing=writing, of_incidents=True)
    if commit is None:
        raise Refused(
            f"nothing of {last.oid[:8]} ({last.subject}) is left to take back",
            hint=f"See it: git show {last.oid[:8]}",
        )
    return Undone(name, last, edits, commit)


# ------------------------------------------------------------------ which change is meant


def last_change(workspace: Workspace, name: str) -> CommitInfo:
    """The newest change of `inc` to the documents of an incident that nobody has taken back.

    Refused where a newer one stands on the branch of a review.
    """
    commits = history.changes(workspace.repository, *_paths_of(workspace, name))
    _refuse_elsewhere(workspace, name, commits)
    for commit in _standing(commits):
        if name in _incidents(commit) and _operation(commit) not in _NOT_BY_COMMANDS:
            return commit
    raise Refused(
        f"there is no change of inc to {name} left to take back", hint=f"See: inc history {name}"
    )


def last_command(workspace: Workspace) -> tuple[str, CommitInfo | None]:
    """What the last command of this person was about: an incident, or a change of runbooks alone.

    Nothing of both where none of their commands, or nothing of what those wrote, is there. A change
    of runbooks that was taken back is over: then it is the command before it.
    """
    email = workspace.git_settings.email
    folders = [workspace.in_repository(folder) for folder in _FOLDERS]
    pattern = postmortem.branch("*")
    for commit in history.commands_of(
        workspace.repository, email or "", *folders, branches=pattern, limit=_LOOKED_AT
    ):
        if not _is_of_runbooks(workspace, commit):
            names = (name for name in _incidents(commit) if _is_there(workspace, name))
            return next(names, ""), None
        if _stands(workspace, commit):
            return "", commit
    return "", None


def _is_of_runbooks(workspace: Workspace, commit: CommitInfo) -> bool:
    """Whether a commit changed runbooks, and no other document."""
    found = _documents(workspace, commit)
    return bool(found) and all(path.startswith(f"{layout.RUNBOOKS}/") for path in found)


def _stands(workspace: Workspace, commit: CommitInfo) -> bool:
    """Whether nobody has taken a change back, and it is none that took another one back."""
    paths = [workspace.in_repository(path) for path in _documents(workspace, commit)]
    return commit in _standing(history.changes(workspace.repository, *paths))


def _standing(commits: Sequence[CommitInfo]) -> list[CommitInfo]:
    """Without those that were taken back, and those that took back others; the newest first."""
    standing: list[CommitInfo] = []
    gone: set[str] = set()
    for commit in commits:
        if commit.oid in gone:
            continue  # and what a revert that was reverted took back is there again
        if commit.reverts:
            gone.add(commit.reverts)
        else:
            standing.append(commit)
    return standing


def _refuse_elsewhere(workspace: Workspace, name: str, here: Sequence[CommitInfo]) -> None:
    """Raise Refused where the last change is one on the branch of the review, not merged here."""
    tip = stages.ahead(workspace, name)
    if tip is None:
        return
    branch = postmortem.branch(name)
    path = workspace.in_repository(layout.postmortem_path(name))
    there = history.changes(workspace.repository, path, limit=1, tip=tip)
    if not there or there[0] in here or (here and there[0].committed < here[0].committed):
        return
    what = there[0].subject.removeprefix(f"{name}: ")
    older = _standing(here)[:1]
    raise Refused(
        f"the last change of {name} ({what}) is on the branch {branch}, and not here",
        hint=f"To take it back there: git switch {branch} && inc undo {name}"
        + "".join(f"\nTo take back what is older: git revert {one.oid[:8]}" for one in older),
    )


def _is_there(workspace: Workspace, name: str) -> bool:
    paths = (layout.incident_path(name), layout.postmortem_path(name))
    return any(os.path.lexists(workspace.root / path) for path in paths)


def _paths_of(workspace: Workspace, name: str) -> list[str]:
    paths = (layout.incident_path(name), layout.postmortem_path(name))
    return [workspace.in_repository(path) for path in paths]


def _operation(commit: CommitInfo) -> str:
    return next((value for key, value in commit.trailers if key == OPERATION), "")


def _incidents(commit: CommitInfo) -> list[str]:
    """The incidents that a commit of ours changed, the first in the lead."""
    named = (value for key, value in commit.trailers if key == "Incident" and layout.is_id(value))
    return list(dict.fromkeys(named))


def _documents(workspace: Workspace, commit: CommitInfo) -> list[str]:
    """The paths of the documents that a commit changed, those of the incident in the lead first."""
    changed = comparing.changed_by(workspace.repository, commit.oid)
    prefix = workspace.in_repository("x").removesuffix("x")
    below = (path.removeprefix(prefix) for path in changed if path.startswith(prefix))
    found = [path for path in below if path.startswith(_ALL) and path.endswith(".md")]
    names = _incidents(commit)
    led = [path(name) for name in names for path in (layout.incident_path, layout.postmortem_path)]
    return sorted(found, key=lambda path: led.index(path) if path in led else len(led))


_ALL: Final = tuple(f"{folder}/" for folder in _FOLDERS)


# ------------------------------------------------------------------ the documents without it


def _edit(workspace: Workspace, path: str, last: CommitInfo) -> Edit:
    return Edit(path, _on_disk(workspace, path), _without(workspace, path, last))


def _without(workspace: Workspace, path: str, last: CommitInfo) -> bytes | None:
    """The document without that change; None where the change made the document."""
    now, path = _on_disk(workspace, path), workspace.in_repository(path)
    changed, before = (
        _as_on_disk(memo.blob(workspace.repository, revision, path), now)
        for revision in (last.oid, f"{last.oid}^")
    )
    if changed == before:  # a merge brought it
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


def _message(last: CommitInfo) -> str:
    """The message of the commit: whose change is taken back, and the documents it names."""
    named = [pair for pair in last.trailers if pair[0] in ("Incident", "Inc-Runbook")]
    who, _, what = last.subject.partition(": ")
    first = next(iter(_incidents(last)), who)
    what = what if what and who in (first, "inc") else last.subject
    lines = [f"{first}: undone {what}", "", f"This reverts commit {last.oid}.", ""]
    trailers = [*dict.fromkeys(named), (OPERATION, "undo"), (UNDOES, last.oid)]
    return "\n".join([*lines, *(f"{key}: {value}" for key, value in trailers), ""])
