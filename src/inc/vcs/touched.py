"""When a commit last changed each file of a folder: one question to git for all of them.

For `inc runbook list`, and for the check: `Surroundings.touched` is `runbooks/` before each path.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from inc.domain.times import of_git
from inc.errors import GitRefused
from inc.vcs.process import git
from inc.vcs.repository import Repository

_MOST: Final = 20_000  # commits that change the folder; older ones are not looked at
_COMMIT: Final = "/"  # how a line about a commit begins, as no path of git does
# Settings of the person that change what `git log` shows are answered one by one.
_PLAIN: Final = (
    *("--no-follow", "--no-show-signature", "--no-color", "--no-renames", "--no-merges"),
    *("--encoding=UTF-8", "--ignore-submodules=all"),
)


def last_changed(repository: Repository, folder: str) -> dict[str, datetime]:
    """Return when (UTC) each file below `folder` was last changed by a commit on this branch.

    `folder` is named as git does, below the work tree; the paths in the answer are below `folder`.
    A file of which a shallow clone does not know the last change is not in it, nor is one that no
    commit has.
    """
    oid = repository.head().oid
    if oid is None:
        return {}
    form = f"--format=tformat:{_COMMIT}%H %ct"
    arguments = ["log", *_PLAIN, "-z", "--name-only", form, f"--relative={folder}/"]
    bounded = [f"--max-count={_MOST}", "--end-of-options", oid, "--", folder]
    done = git([*arguments, *bounded], cwd=repository.worktree)
    if done.code != 0:
        raise GitRefused(
            f"git cannot read the history of {folder}: {done.err.strip()}",
            hint="`git fsck` tells whether the repository is whole",
        )
    return _latest(done.out, _cut_off(repository))


def _latest(log: bytes, cut_off: frozenset[str]) -> dict[str, datetime]:
    found: dict[str, datetime] = {}
    moment: datetime | None = None
    for record in log.decode("utf-8", "surrogateescape").split("\0"):
        text = record.lstrip("\n")
        if text.startswith(_COMMIT):
            oid, _, seconds = text.removeprefix(_COMMIT).partition(" ")
            moment = None if oid in cut_off else of_git(seconds)
        elif text and moment is not None:
            found[text] = max(moment, found.get(text, moment))
    return found


def _cut_off(repository: Repository) -> frozenset[str]:
    """The commits at which a shallow clone ends: they seem to add every file there is."""
    try:
        return frozenset((repository.common_dir / "shallow").read_text("ascii", "replace").split())
    except OSError:
        return frozenset()
