"""What hands changed in documents, committed as commits of their own before a sync."""

from __future__ import annotations

from contextlib import suppress

from inc.durable import Edit, Writer
from inc.errors import DocumentRefused, IncError, NotFound, Refused
from inc.store import files, layout
from inc.store.document import Document
from inc.uniting.commits import Place
from inc.vcs.process import git


def swept(writer: Writer, place: Place) -> list[str]:
    """Commit the tracked documents that are not as HEAD has them; returns their paths.

    Raises Refused, before anything is committed, where one of them cannot be read.

    One that was deleted, or is no document any more, is left: what comes may be in its way.
    """
    edits = []
    for path in _dirty(writer, place):
        inner = place.inner(path)
        with suppress(NotFound, DocumentRefused):
            data = files.read(writer.root, inner)
            edits.append(Edit(inner, data, data))
    for edit in edits:
        _refuse_unreadable(edit)
    return [edit.path for edit in edits if writer.commit_as_found(edit)]


def _refuse_unreadable(edit: Edit) -> None:
    """Raise Refused for a document that somebody has edited only by half: others would get it."""
    try:
        fields = Document.parse(edit.before or b"", edit.path).fields
        is_lost = _has_facts(edit.path) and not fields
        problem = f"{edit.path}:1: there is no front matter" if is_lost else ""
    except IncError as error:
        problem = error.what
    if problem:
        raise Refused(
            f"{problem} (edited by hand, and not committed)",
            hint=f"Mend it and sync again, or take the edit back: git restore {edit.path}",
        )


def _has_facts(path: str) -> bool:
    """Whether each document of that folder has a front matter: a runbook need not."""
    return not path.startswith(f"{layout.RUNBOOKS}/")


def _dirty(writer: Writer, place: Place) -> list[str]:
    arguments = ["status", "--porcelain", "-z", "--no-renames", "--untracked-files=no", "--"]
    done = git([*arguments, *place.folders], cwd=writer.repository.worktree)
    records = done.out.decode("utf-8", "surrogateescape").split("\0")
    return [record[3:] for record in records if record and place.is_document(record[3:])]
