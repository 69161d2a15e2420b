"""What hands changed in documents, committed as commits of their own before a sync."""

from __future__ import annotations

from contextlib import suppress

from inc.durable import Edit, Writer
from inc.errors import DocumentRefused, NotFound
from inc.store import files
from inc.uniting.commits import Place
from inc.vcs.process import git


def swept(writer: Writer, place: Place) -> list[str]:
    """Commit the tracked documents that are not as HEAD has them; returns their paths.

    One that was deleted, or is no document any more, is left: what comes may be in its way.
    """
    found = []
    for path in _dirty(writer, place):
        inner = place.inner(path)
        with suppress(NotFound, DocumentRefused):
            data = files.read(writer.root, inner)
            if writer.commit_as_found(Edit(inner, data, data)):
                found.append(inner)
    return found


def _dirty(writer: Writer, place: Place) -> list[str]:
    arguments = ["status", "--porcelain", "-z", "--no-renames", "--untracked-files=no", "--"]
    done = git([*arguments, *place.folders], cwd=writer.repository.worktree)
    records = done.out.decode("utf-8", "surrogateescape").split("\0")
    return [record[3:] for record in records if record and place.is_document(record[3:])]
