"""An incident as it was known at a moment: no hindsight.

Known is what the commits of this branch had recorded by then, whoever made them and whenever they
were merged. Where people were at work on their own, what they had is united, as a merge does it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from inc.documents import Documents, incident_of
from inc.domain import record_time
from inc.domain.hindsight import redacted_since
from inc.domain.incident import Incident
from inc.domain.record_time import Commit
from inc.domain.timeline import Entry
from inc.domain.times import iso
from inc.errors import IncError, NotFound, Refused
from inc.lookback.renames import place_now
from inc.lookback.trails import Trail, trails
from inc.store import files
from inc.store.document import Document
from inc.store.three_way.documents import Unmergeable, merge

_REDACT: Final = "redact"
_WHOLE: Final = "Fetch all of the history: git fetch --unshallow"


class Known(NamedTuple):
    """An incident as it was known at a moment, all of its words, and as it is `now`, if it is.

    `commits` are the newest ones then, several where people were at work on their own: `joined` is
    the commit that united those, and `left_out` how many could not be shown in one document.
    `redacted` has what entries say now whose words were taken out since; `skewed` is the number of
    commits whose clock cannot be right.
    """

    moment: datetime
    commits: Sequence[Commit]
    incident: Incident
    now: Incident | None
    redacted: Mapping[str, str]
    joined: Commit | None = None
    left_out: int = 0
    skewed: int = 0


def at_moment(
    documents: Documents, name: str, moment: datetime, now: datetime, *, first_parent: bool = False
) -> Known:
    """The incident as it was known then; NotFound, with when it came, where it was not."""
    passed: list[Trail] = []
    for trail in trails(documents, name, now, first_parent=first_parent):
        passed.append(trail)
        if heads := record_time.newest(trail.commits, trail.times, moment):
            return _known(documents, name, trail, heads, moment)
    raise _unknown(passed, moment)


def in_commit(documents: Documents, name: str, commit: Commit, now: datetime) -> Known:
    """The incident as a commit has it, at the time when that was recorded."""
    passed: list[Trail] = []
    for trail in trails(documents, name, now):
        moment = trail.times.get(commit.oid, min(commit.committed, now))
        passed.append(trail)
        if trail.held([commit.oid]) != [None]:
            return _known(documents, name, trail, [commit], moment)
    raise _unknown(passed, moment, commit)


def _known(
    documents: Documents, name: str, trail: Trail, heads: Sequence[Commit], moment: datetime
) -> Known:
    base = record_time.common(trail.commits, heads) if len(heads) > 1 else None
    *held, before = trail.held([*(one.oid for one in heads), base.oid if base else heads[0].oid])
    there = [(one, data) for one, data in zip(heads, held, strict=True) if data is not None]
    if not there:
        raise _removed(trail, heads[0], moment)
    document, left_out = _united(trail, before if base else None, there)
    incident = incident_of(trail.name, document)
    now = _now(documents, name)
    return Known(
        moment,
        [one for one, _ in there],
        incident,
        now,
        redacted_since(incident.entries, standing(documents, now), _redactions(trail)),
        record_time.joined_by(trail.commits, heads) if len(heads) > 1 else None,
        left_out,
        len(record_time.disagreeing(trail.commits, trail.times)),
    )


def _united(
    trail: Trail, base: bytes | None, held: Sequence[tuple[Commit, bytes]]
) -> tuple[Document, int]:
    """What several commits had, made one; and how many of them had to be left out."""
    (newest, data), *others = held
    document, left_out = _read(trail, newest, data), 0
    before = _read(trail, newest, base).text if base and others else None
    for one, more in others:
        try:
            text = merge(before, document.text, _read(trail, one, more).text, trail.path).text
        except (Unmergeable, IncError):
            left_out += 1
        else:
            document = _read(trail, newest, text.encode())
    return document, left_out


def _read(trail: Trail, commit: Commit, data: bytes) -> Document:
    """The document of a commit; Refused, with the way to its bytes, where it cannot be read."""
    document = None
    try:
        document = Document.parse(data, trail.path)
        document.fields  # noqa: B018 - to meet what is wrong with it here
    except IncError as error:
        raise Refused(
            f"the document cannot be read as {commit.oid[:8]} has it: {error.what}",
            hint=f"See its bytes: git show {commit.oid[:8]}:{trail.path}",
        ) from error
    return document


# ------------------------------------------------------------------ as it is now


def _now(documents: Documents, name: str) -> Incident | None:
    """The incident as it is now; None where it is gone, or nobody can read it."""
    try:
        document = _document(documents, name)
        document.fields  # noqa: B018 - to meet what is wrong with it here
    except IncError:
        return None
    return incident_of(name, document)


def _document(documents: Documents, name: str) -> Document:
    """The document of an incident, also where it was moved to a place in which nobody looks."""
    try:
        return documents.document(name)
    except NotFound:
        place = place_now(documents, name)
        if not place:
            raise
        return Document.parse(files.read(documents.root, place), place)


def standing(documents: Documents, now: Incident | None) -> Sequence[Entry]:
    """The entries as they stand now, also those that went on in another incident."""
    if now is None:
        return ()
    target = documents.governing(now.id)
    other = _now(documents, target) if target != now.id else None
    return [*(other.entries if other else ()), *now.entries]


def _redactions(trail: Trail) -> Collection[str]:
    """The entries that commits of redactions name."""
    return {name for one in trail.commits if one.operation == _REDACT for name in one.entries}


# ------------------------------------------------------------------ what was not known


def _unknown(passed: Sequence[Trail], moment: datetime, commit: Commit | None = None) -> NotFound:
    """There was no such document then: since when there is one, and how to see that."""
    name, trail = passed[0].name, passed[-1]
    first = trail.first
    if trail.is_cut_off:
        since = f", only to {iso(trail.times[first.oid])}" if first else ""
        return NotFound(
            f"this clone does not reach back to {iso(moment)}{since}: it is shallow", hint=_WHOLE
        )
    if first is None:
        return NotFound(
            f"{name} has never been committed on this branch", hint=f"As it is now: inc show {name}"
        )
    where = f"in commit {commit.oid[:8]}" if commit else f"at {iso(moment)}"
    return NotFound(
        f"{name} was not known {where}: it was {_declared(trail, first)}"
        f"recorded at {iso(trail.times[first.oid])}; "
        f"the first commit that has it is {first.oid[:8]}",
        hint=f"See it from then on: inc asof {first.oid[:8]} {name}",
    )


def _declared(trail: Trail, first: Commit) -> str:
    try:
        document = Document.parse(trail.held([first.oid])[0] or b"", trail.path)
        declared = incident_of(trail.name, document).time("declared_at")
    except IncError:
        return ""
    return f"declared at {iso(declared)} and " if declared else ""


def _removed(trail: Trail, head: Commit, moment: datetime) -> NotFound:
    return NotFound(
        f"{trail.name} was not there at {iso(moment)}: {head.oid[:8]} by {head.author} "
        f"had removed it at {iso(trail.times[head.oid])}",
        hint=f"As it was before: inc asof {head.oid[:8]}^ {trail.name}",
    )
