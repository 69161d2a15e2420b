"""What a check against a base knows: documents and settings there, and what commits did since."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from inc import config
from inc.checks import merges, places
from inc.checks.settings import Settings, stated
from inc.checks.surroundings import Base
from inc.domain import commit_words
from inc.store import layout
from inc.store.amending import Amendments, Step, Version
from inc.vcs import comparing, memo, steps
from inc.vcs.comparing import Changed
from inc.workspace import Workspace

_MOST: Final = 64 << 20
"""Bytes of documents that are read of the commits of a branch."""

_RECORDS: Final = (layout.INCIDENTS, layout.POSTMORTEMS)


def since(
    workspace: Workspace, revision: str, say: Callable[[str], None]
) -> tuple[list[str], Base]:
    """The documents that are otherwise than where the branch began, and what they were there."""
    repository = workspace.repository
    oid = comparing.merge_base(repository, revision)
    prefix = workspace.in_repository("x").removesuffix("x")
    changed = comparing.changed(repository, oid, [prefix + folder for folder in places.FOLDERS])
    held = comparing.contents(repository, [one.before for one in changed if one.before])
    before: dict[str, bytes | None] = {}
    for one in changed:
        path = (one.now or one.was).removeprefix(prefix)
        if one.before is None or one.before in held:
            before[path] = held[one.before] if one.before else None
    amendments = Amendments(
        _steps(workspace, oid, prefix) if any(before.values()) else (),
        before | _as_they_were_called(changed, held, prefix),
    )
    now = [one.now.removeprefix(prefix) for one in changed if one.now]
    made = merges.otherwise(workspace, oid)
    base = Base(before, amendments, _settings(workspace, oid, say), made)
    return [path for path in now if places.sort_of(path)], base


def _as_they_were_called(
    changed: Sequence[Changed], held: dict[str, bytes], prefix: str
) -> dict[str, bytes | None]:
    return {
        one.was.removeprefix(prefix): held[one.before]
        for one in changed
        if one.before in held and one.was != one.now
    }


def _settings(workspace: Workspace, oid: str, say: Callable[[str], None]) -> Settings | None:
    """What inc.toml says in the base, where it says something else here."""
    repository = workspace.repository
    blob = comparing.object_at(repository, oid, workspace.in_repository(config.FILE))
    if not blob or memo.is_object((workspace.root / config.FILE).read_bytes(), blob):
        return None
    held = comparing.contents(repository, [blob])
    if blob not in held:
        return None
    return stated(held[blob], config.read(workspace.root), workspace.policy, say)


# ------------------------------------------------------------------ what commits did


def _steps(workspace: Workspace, base: str, prefix: str) -> list[Step]:
    """The commits of the branch that can excuse something, with what they changed."""
    folders, repository = [prefix + folder for folder in _RECORDS], workspace.repository
    found = [one for one in steps.steps(repository, base, folders) if _matters(one)]
    taken_back = {oid for one in found for oid in commit_words.read(one.message).undoes}
    past = steps.of_the_past(repository, taken_back, base, folders)
    changes = [change for one in found for change in one.changes]
    changes += [change for made in past.values() for change in made]
    wanted = {oid for change in changes for oid in (change.before, change.after) if oid}
    held = comparing.contents(repository, wanted, _MOST)

    def versions(made: Sequence[steps.Change]) -> list[Version]:
        return [
            Version(
                one.was.removeprefix(prefix),
                one.now.removeprefix(prefix),
                held.get(one.before, b""),
                held.get(one.after, b""),
            )
            for one in made
        ]

    return [
        _step(
            one,
            versions(one.changes),
            versions(
                [
                    change
                    for oid in commit_words.read(one.message).undoes
                    for change in past.get(oid, ())
                ]
            ),
        )
        for one in found
    ]


def _matters(one: steps.Step) -> bool:
    """Whether a commit is a command's, takes one back, or moves a document."""
    moves = any(change.was != change.now for change in one.changes)
    return moves or "Inc-Operation:" in one.message or "This reverts commit" in one.message


def _step(one: steps.Step, versions: Sequence[Version], undone: Sequence[Version]) -> Step:
    words = commit_words.read(one.message)
    return Step(
        words.operations,
        words.incidents,
        words.entries,
        words.dropped,
        versions,
        undone,
        one.is_first,
    )
