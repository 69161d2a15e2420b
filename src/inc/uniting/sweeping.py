"""What hands changed in documents, committed as commits of their own before others come to them."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from shlex import quote

from inc.durable import Edit, Writer
from inc.errors import DocumentRefused, IncError, NotFound, Refused
from inc.store import files, layout
from inc.store.document import Document
from inc.uniting.commits import Place
from inc.vcs.process import git
from inc.vcs.repository import Repository


def swept(writer: Writer, paths: Iterable[str]) -> list[str]:
    """Commit those of some documents that are not as HEAD has them; returns their paths.

    One that was deleted, or is no document any more, is left: what comes may be in its way. Raises
    Refused, before anything is committed, where one of them cannot be read.
    """
    return [edit.path for edit in found(writer.root, paths) if writer.commit_as_found(edit)]


def found(root: Path, paths: Iterable[str]) -> list[Edit]:
    """What `swept` would commit, and nothing is committed; raises Refused as it does."""
    edits = []
    for path in paths:
        with suppress(NotFound, DocumentRefused):
            data = files.read(root, path)
            edits.append(Edit(path, data, data))
    for edit in edits:
        _refuse_unreadable(edit)
    return edits


def _refuse_unreadable(edit: Edit) -> None:
    """Raise Refused for a document that somebody has edited only by half: others would get it.

    A runbook need not have a front matter, and what stands at no place of a document may be
    anything.
    """
    placed = layout.placed(edit.path)
    if placed is None:
        return
    try:
        fields = Document.parse(edit.before or b"", edit.path).fields
        is_lost = placed[0] != layout.RUNBOOKS and not fields
        problem = f"{edit.path}:1: there is no front matter" if is_lost else ""
    except IncError as error:
        problem = error.what
    if problem:
        raise Refused(
            f"{problem} (edited by hand, and not committed)",
            hint="Mend it and do this again, or take the edit back: "
            f"git restore {quote(edit.path)}",
        )


def edited(repository: Repository, place: Place) -> list[str]:
    """The tracked documents that are not as HEAD has them, as the workspace names them."""
    arguments = ["status", "--porcelain", "-z", "--no-renames", "--untracked-files=no", "--"]
    done = git([*arguments, *place.folders], cwd=repository.worktree)
    records = done.out.decode("utf-8", "surrogateescape").split("\0")
    paths = (record[3:] for record in records if record)
    return [place.inner(path) for path in paths if place.is_document(path)]
