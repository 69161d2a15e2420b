"""What commits did to the entries of an incident: each added, amended, redacted, removed, moved.

Nearly every commit adds whole entries and names them, and its lines tell what they are. Of the
others both versions of the document are read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from inc.documents import Documents
from inc.domain.hindsight import (
    LATER,
    REMOVED,
    VEIL,
    Difference,
    differences,
    redacted_since,
    taken_out,
    veiled_entry,
)
from inc.domain.timeline import Entry
from inc.domain.versions import is_redacted
from inc.errors import IncError
from inc.lookback.renames import followed
from inc.store import layout
from inc.store.document import TIMELINE, Document
from inc.vcs import past
from inc.vcs.history import OPERATION, CommitInfo
from inc.vcs.past import EVENT, Changed, Hunk, Patch, TooLarge
from inc.vcs.repository import Repository

ADDED: Final = "added"
RESTORED: Final = "restored"
MOVED: Final = "moved"

_AT_ONCE: Final = 32  # documents, before and after, that are held at the same time
_OURS: Final = "- `"
_BOXES: Final = ("- [ ] ", "- [x] ", "- [X] ")
_FIELD: Final = r"(?:  )?[a-z_]+:(?: .*)?"


class Step(NamedTuple):
    """A commit, the documents that it changed (below the workspace), and what it did to entries.

    `change` of a difference is added, restored, amended, redacted, removed, or moved (from another
    incident). What it did to a document of which a version is `too_large` to be read is not told.
    `was` is the name of the incident until then, where it has another one from then on.
    """

    commit: CommitInfo
    paths: Sequence[str]
    entries: Sequence[Difference]
    too_large: Sequence[str] = ()
    was: str = ""

    @property
    def operation(self) -> str:
        """The command that made the commit; nothing for one of a person."""
        return next((value for key, value in self.commit.trailers if key == OPERATION), "")


def steps(documents: Documents, names: Sequence[str]) -> list[Step]:
    """What the commits of this branch did to incidents and their postmortems, the newest first."""
    tip = documents.repository.head().oid
    if tip is None:
        return []
    found = followed(documents, tip, names)
    told = iter(_told(documents.repository, found.changed))
    compared = [(one, [(patch, next(told)) for patch in one.patches]) for one in found.changed]
    called = {one.oid: one.was for one in found.renamed}
    return _with_returns(
        [
            _step([*parents], found.paths, called.get(oid, ""))
            for oid, parents in groupby(compared, key=lambda one: one[0].commit.oid)
        ]
    )


_Told = Sequence[tuple[Patch, Sequence[Difference] | None]]


def _step(parents: Sequence[tuple[Changed, _Told]], paths: Sequence[str], was: str = "") -> Step:
    """A commit; a merge did only what no parent has: the rest was done by the commits below it."""
    first = parents[0][0]
    touched = {patch.path for _, told in parents for patch, _ in told}
    untold = {patch.path for _, told in parents for patch, found in told if found is None}
    each = [_moved([one for _, found in told for one in found or ()]) for _, told in parents]
    own = each[0] if len(each) == max(1, first.parents) else []
    for other in each[1:]:
        outcomes = {(one.entry.id, one.after) for one in other}
        own = [one for one in own if (one.entry.id, one.after) in outcomes]
    return Step(
        first.commit,
        [path for path in paths if path in touched],
        own,
        [path for path in paths if path in untold],
        was,
    )


def _moved(found: Sequence[Difference]) -> list[Difference]:
    """An entry that a commit took out of one incident and put into another was moved."""
    gone = {one.entry.id: one.before for one in found if one.change == REMOVED and one.entry.id}
    came = {one.entry.id for one in found if one.change == LATER and one.entry.id}
    told = []
    for one in found:
        if one.change == LATER:
            before = gone.get(one.entry.id)
            told.append(Difference(MOVED if before else ADDED, before, one.after))
        elif one.change != REMOVED or one.entry.id not in came:
            told.append(one)
    return told


def _with_returns(found: Sequence[Step]) -> list[Step]:
    """An entry that comes back after it was taken out was restored."""
    gone: set[str] = set()
    told = []
    for step in reversed(found):
        entries = [
            one._replace(change=RESTORED) if one.change == ADDED and one.entry.id in gone else one
            for one in step.entries
        ]
        gone.update(one.entry.id for one in entries if one.change == REMOVED and one.entry.id)
        told.append(step._replace(entries=entries))
    return told[::-1]


def veiled(found: Sequence[Step], standing: Sequence[Entry]) -> list[Step]:
    """The same without the words of entries that are redacted now, in whichever entry they were.

    What stands in the document to this day stays.
    """
    versions = [
        version
        for step in found
        for one in step.entries
        for version in (one.before, one.after)
        if version
    ]
    named = {one.id for one in versions if is_redacted(one)}
    redacted = dict.fromkeys(redacted_since(versions, standing, named), VEIL)
    words = list(dict.fromkeys(taken_out(versions, redacted)))
    kept = set(standing)

    def veil(entry: Entry | None) -> Entry | None:
        return entry if entry is None or entry in kept else veiled_entry(entry, redacted, words)

    return [
        step._replace(
            entries=[
                one._replace(before=veil(one.before), after=veil(one.after)) for one in step.entries
            ]
        )
        for step in found
    ]


# ------------------------------------------------------------------ from lines to entries


def _told(repository: Repository, changed: Sequence[Changed]) -> list[Sequence[Difference] | None]:
    """What each patch did to entries (a postmortem has none); None where that is not to be read."""
    patches = [(patch, one.commit) for one in changed for patch in one.patches]
    found = [_by_lines(*one) for one in patches]
    open_ = [at for at, one in enumerate(found) if one is None]
    for start in range(0, len(open_), _AT_ONCE):
        some = open_[start : start + _AT_ONCE]
        wanted = sorted({oid for at in some for oid in patches[at][0][1:3] if oid})
        held = dict(zip(wanted, past.contents(repository, wanted), strict=True))
        for at in some:
            found[at] = _by_versions(patches[at][0], held)
    return found


def _by_lines(patch: Patch, commit: CommitInfo) -> Sequence[Difference] | None:
    """What a patch did to entries as its lines tell; None where they do not tell all of it.

    They do where a commit adds just the entries that it names, whole, and changes no other line
    that could be one of an entry.
    """
    if not patch.path.startswith(f"{layout.INCIDENTS}/"):
        return ()
    found: list[Entry] = []
    for hunk in patch.hunks:
        if _is_whole(hunk):
            text = "\n".join(["## " + TIMELINE, "", *hunk.added])
            found += _entries(text, patch.path) or ()
        elif not all(_is_quiet(line) for line in (*hunk.removed, *hunk.added)):
            return None
    named = {value for key, value in commit.trailers if key == EVENT}
    is_told = bool(found) and {one.id for one in found} == named
    return differences((), found) if is_told else None


def _is_whole(hunk: Hunk) -> bool:
    """Whether all that it did is to add entries of ours, with all of their lines."""
    if hunk.removed or not hunk.added[0].startswith(_OURS):
        return False
    return all(line.startswith((_OURS, "  ")) for line in hunk.added)


def _is_quiet(line: str) -> bool:
    """Whether it is a field of the front matter, or a box of a checklist."""
    return line.startswith(_BOXES) or re.fullmatch(_FIELD, line) is not None


def _by_versions(
    patch: Patch, held: Mapping[str, bytes | TooLarge | None]
) -> Sequence[Difference] | None:
    """What became of entries between two versions; None where one is too large to be read.

    Of one that nobody can read nothing is told.
    """
    versions = [held.get(oid) or b"" for oid in patch[1:3]]
    texts = [one.decode("utf-8", "replace") for one in versions if isinstance(one, bytes)]
    if len(texts) < len(versions):
        return None
    before, after = (_entries(text, patch.path) for text in texts)
    return () if before is None or after is None else differences(before, after)


def _entries(text: str, path: str) -> Sequence[Entry] | None:
    try:
        return Document.parse(text.encode("utf-8"), path).entries
    except IncError:
        return None
