"""Files that are in the way of what comes: which they are, and how they are put aside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from shlex import quote
from typing import Final

from inc.vcs import forwarding, memo
from inc.vcs.repository import Repository

_SHOWN: Final = 5


def states(repository: Repository, old: str, new: str) -> dict[str, str]:
    """Git's two letters for each path that moving on would change, and that a person has changed.

    It has none for a file that git ignores.
    """
    paths = forwarding.in_the_way(repository, old, new)
    found = memo.path_states(repository, paths)
    return {path: found.get(path, "") for path in paths}


def listed(paths: Sequence[str]) -> str:
    """The first of some paths, and how many more there are."""
    more = f" and {len(paths) - _SHOWN} more" if len(paths) > _SHOWN else ""
    return ", ".join(paths[:_SHOWN]) + more


def aside(states: Mapping[str, str], again: str) -> Iterator[str]:
    """What to type, in this order: a new file stays under another name, and so do edits of old.

    `again` is the command that was refused.
    """
    new = [path for path, state in states.items() if state in ("", "??") or state[0] == "A"]
    gone = [path for path, state in states.items() if state in (" D", "D ")]
    edited = [path for path in states if path not in (*new, *gone)]
    for path in new[:_SHOWN]:
        move = "git mv" if states[path][:1] == "A" else "mv"
        yield f"  {move} {quote(path)} {quote(f'{path}.mine')}"
    if len(new) > _SHOWN:
        yield f"  (and so with {len(new) - _SHOWN} more)"
    if gone:
        yield f"  git restore --staged --worktree {_quoted(gone)}"
    if edited:
        yield f"  git stash push -- {_quoted(edited)}"
    yield f"  {again}"
    if edited:
        yield "  git stash pop"


def _quoted(paths: Sequence[str]) -> str:
    return " ".join(map(quote, paths))
