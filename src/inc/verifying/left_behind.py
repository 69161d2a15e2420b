"""What a rewritten remote left behind: the commits, and the entries that are in none that is left.

The reflog of a branch of a remote has what it was before. A rewrite with which no entry went is a
remark; one that took entries disproves the record, for commits had them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from inc.domain.proof import Finding, Trouble
from inc.domain.times import iso
from inc.errors import IncError
from inc.store import layout
from inc.store.amending import Said
from inc.vcs import moves, proving
from inc.vcs.moves import Move
from inc.vcs.versions import Versions
from inc.verifying.versions import is_incident, name_of
from inc.workspace import Workspace

_SHOWN: Final = 3


def rewritings(
    workspace: Workspace, tips: Mapping[str, str], known: Collection[str]
) -> Iterator[Finding]:
    """What reflogs tell of branches of remotes; `known` are tips that were told or accepted."""
    for ref, tip in tips.items():
        for move in forced(workspace, ref, tip):
            if move.was not in known:
                yield _finding(workspace, ref, tip, move)


def forced(workspace: Workspace, ref: str, tip: str) -> list[Move]:
    """The moves by which a branch of a remote, which is at `tip` now, left commits behind."""
    head = workspace.repository.head().oid
    return moves.by_force(workspace.repository, ref, [tip, *([head] if head else [])])


def gone(workspace: Workspace, was: str, now: str) -> list[tuple[str, str]]:
    """The entries, with their incidents, that one commit has, and neither another nor HEAD as it.

    An entry that says something else there is gone as well.
    """
    repository = workspace.repository
    prefix = workspace.in_repository("x").removesuffix("x")
    folder = prefix + layout.INCIDENTS
    old, new, head = (proving.files_of(repository, one, folder) for one in (was, now, "HEAD"))
    paths = [path for path, oid in old.items() if oid not in (new.get(path), head.get(path))]
    found = []
    with Versions(repository) as versions:
        for path in paths:
            below = path.removeprefix(prefix)
            if not is_incident(below):
                continue
            versions.forget()
            said = Said(versions.content(old[path]), below)
            rest = [Said(versions.content(one.get(path, "")), below) for one in (new, head)]
            found += [
                (str(key), name_of(below))
                for key in said.keys
                if all(one.state(key) != said.state(key) for one in rest)
            ]
    return found


def _finding(workspace: Workspace, ref: str, tip: str, move: Move) -> Finding:
    branch = ref.removeprefix("refs/remotes/")
    when = f" at {iso(move.at)}" if move.at else ""
    lost = gone(workspace, move.was, move.now)
    what = f"{branch} was rewritten{when}: it had {move.was}, then {move.now}, which does not"
    hint = (
        f"See what went: git log --oneline {move.now[:12]}..{move.was[:12]}; keep it: "
        f"git branch before-rewrite {move.was[:12]}. "
        "If it was on purpose: inc verify --accept-rewrite"
    )
    trouble = Trouble.HISTORY if lost else Trouble.FORCED
    told = f"{what}; {in_words(workspace, move.was, tip, lost)}"
    return Finding(trouble, move.now, "", "", told, hint, move.was, move.now)


def in_words(
    workspace: Workspace, was: str, tip: str, lost: Sequence[tuple[str, str]] | None = None
) -> str:
    """What went with a rewrite, in words; of commits that are not here nobody can tell."""
    try:
        lost = gone(workspace, was, tip) if lost is None else lost
        head = workspace.repository.head().oid
        count = moves.alone(workspace.repository, was, [tip, *([head] if head else [])])
    except IncError:
        return "what it had is not in this clone any more"
    commits = f"{count:,} commit{'s' if count > 1 else ''} of it {'are' if count > 1 else 'is'}"
    left = f"{commits} in no branch that counts" if count else "this history still has all of it"
    if not lost:
        return f"{left}; no entry is gone" if count else left
    names = list(dict.fromkeys(name for _, name in lost))
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    entries = "1 entry" if len(lost) == 1 else f"{len(lost):,} entries"
    return f"{left}; gone, or not as before: {entries} of {', '.join(names[:_SHOWN])}{more}"
