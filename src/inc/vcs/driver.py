"""What git calls to merge our documents: set in the clone, and named by `.gitattributes`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from inc.vcs.asking import set_own
from inc.vcs.process import git
from inc.vcs.repository import Repository

NAME: Final = "inc"
"""The driver, as the attribute `merge` names it."""

_DESCRIPTION: Final = "incidents, postmortems and runbooks, by what they say"


def stated(repository: Repository) -> str:
    """The command line that git would call here; nothing where none is set."""
    done = git(["config", "--get", f"merge.{NAME}.driver"], cwd=repository.worktree)
    return done.out.decode("utf-8", "replace").strip()


def install(repository: Repository, command: str) -> None:
    """Set the command line for this clone; raises GitRefused."""
    set_own(repository, f"merge.{NAME}.name", _DESCRIPTION)
    set_own(repository, f"merge.{NAME}.driver", command)


def attributes(repository: Repository, paths: Sequence[str]) -> dict[str, str]:
    """How git would merge each path of the repository: a driver, `set`, `unset`, `unspecified`."""
    given = "".join(f"{path}\0" for path in paths)
    done = git(["check-attr", "-z", "--stdin", "merge"], cwd=repository.worktree, stdin=given)
    words = done.out.decode("utf-8", "replace").split("\0")
    return dict(zip(words[::3], words[2::3], strict=False))
