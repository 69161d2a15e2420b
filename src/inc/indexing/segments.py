"""Keeps the columns that a question made of the index, so that the next one finds them there."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing, suppress

from inc.documents import Documents
from inc.errors import IncError
from inc.index import columns
from inc.index.database import Damaged, Segments
from inc.indexing.kept import Kept
from inc.indexing.place import Place


def keep(workspace: Documents, made: Mapping[str, Segments]) -> None:
    """Have segments in the kept index, by the commit they are of; if somebody is at it, nowhere."""
    place = Place.of(workspace.root, workspace.repository)
    kept = Kept(place.repository, place.prefix)
    with suppress(IncError, OSError, Damaged), kept.locked(wait=0):
        path, index = kept.path(), kept.opened()
        if path is None or index is None:
            return
        with closing(index):
            found = made.get(index.meta("commit"))
            if not found:
                return
            index.rollback()
            index.begin(alone=True)
            columns.keep(index, found)
            kept.forget()  # whoever is killed from here on leaves no file that anybody trusts
            index.commit()
        kept.note(path)
