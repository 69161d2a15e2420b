"""Which documents of a merge commit are as the semantic merge makes them of its sides.

That merge keeps all that its sides have, or tells what became of it: nothing else has to excuse it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from inc.uniting.commits import Place, Uniting
from inc.vcs import proving
from inc.vcs.proving import Change, Commit
from inc.vcs.repository import Repository
from inc.vcs.versions import Versions


class Merges:
    """Merges made anew, for the few that an amendment makes worth it."""

    def __init__(self, repository: Repository, place: Place, versions: Versions) -> None:
        self._repository = repository
        self._uniting = Uniting(repository, place)
        self._place = place
        self._versions = versions

    @cached_property
    def _is_bent(self) -> bool:
        """Whether a merge made here might be one of other commits than those that were merged."""
        return proving.is_bent(self._repository)

    def agreed(self, merge: Commit, changes: Iterable[Change]) -> set[str]:
        """The paths, below the workspace, at which a merge of two has what they make together."""
        if len(merge.parents) != 2 or self._is_bent:
            return set()
        after = {one.path: one.after for one in changes if one.before and one.after}
        own, other = merge.parents
        names = {path: self._place.prefix + path for path in after}
        bases = proving.merge_bases(self._repository, own, other)
        made = self._uniting.made(own, other, bases, list(names.values()))
        return {
            path
            for path, oid in after.items()
            if (text := made.get(names[path])) is not None
            and text.encode() == self._versions.content(oid)
        }
