"""What commands and gits leave behind: locks, drafts, and changes that are half done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Final

from inc import journal, recovery
from inc.domain.times import words
from inc.errors import IncError
from inc.health.ailments import Ailment, Patient
from inc.vcs import stale
from inc.workspace import Workspace, Writing

_OLD: Final = timedelta(minutes=1)
_AT_WORK: Final = timedelta(minutes=10)
"""For how long a command may need what it has beside its notes."""
_OF_COMMANDS: Final = ("tmp*", "joining-*", "settings.*", "git.*", "seen-*", "sync-failed-*")
_GONE_SOON: Final = timedelta(seconds=stale.GRACE)


def state(patient: Patient) -> Iterator[Ailment]:
    """Nothing stands in the way of a commit."""
    workspace = patient.workspace
    try:
        workspace.repository.refuse_unsafe_state(detached_ok=False)
    except IncError as problem:
        yield Ailment(problem.what, problem.hint)
    works = stale.works_here(workspace.repository)
    for lock in stale.left(workspace.repository):
        age = stale.age(lock)
        if age is not None:
            yield _of_lock(workspace, lock, age, works)


def _of_lock(workspace: Workspace, lock: Path, age: timedelta, works: bool) -> Ailment:
    """A lock of git; it is nothing wrong while a git is at work, as far as that can be seen."""
    what = f"{lock} has been there for {words(age)}; git commits nothing while it is there"
    is_wrong = age > (_OLD if works else _GONE_SOON)
    mend = None
    if recovery.unfinished(workspace.repository):
        hint, mend = "inc doctor --fix", workspace.recover
    elif works:
        hint = "A git runs here, or may do so. When none does: remove that file."
    else:
        hint = "No git is seen to run here. Where none on another machine does: remove that file."
    return Ailment(what, hint, mend, is_wrong, "busy")


def unfinished(patient: Patient) -> Iterator[Ailment]:
    """No command was cut off in the middle of a change."""
    record = recovery.unfinished(patient.workspace.repository)
    if record:
        yield Ailment(
            f"a command was cut off ({record.purpose or 'inc'}) while it changed "
            + ", ".join(one.path for one in record.splices),
            "The next command that writes finishes it, or: inc doctor --fix",
            patient.workspace.recover,
        )


def leftovers(patient: Patient) -> Iterator[Ailment]:
    """No temporary file of ours is left."""
    repository = patient.workspace.repository
    if journal.is_there(repository):
        return  # they may be of a command that is at work, and go with what is unfinished
    for left in _drafts(repository.common_dir / "inc"):
        yield Ailment(
            f"{left} was left by a command that was killed",
            "inc doctor --fix",
            partial(_remove, left),
        )


def _drafts(folder: Path) -> list[Path]:
    """Drafts of documents and notes, and folders in which texts were merged, by nobody at work."""
    others = [path for pattern in _OF_COMMANDS for path in folder.glob(pattern)]
    old = [path for path in others if (stale.age(path) or timedelta()) > _AT_WORK]
    return sorted([*(folder / "staging").glob("*"), *old])


def _remove(path: Path, _writing: Writing) -> None:
    if path.is_dir() and not path.is_symlink():
        import shutil

        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
