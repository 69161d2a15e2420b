"""The merge driver of a clone: what git is to call, what it does call, and what stands in the way.

Without it git compares lines: two people who write to one incident then get conflict markers.
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from inc.store import layout
from inc.vcs import driver
from inc.workspace import Workspace

ATTRIBUTES: Final = """\
# Git merges documents by what they say: inc doctor --fix sets this up in a clone.
incidents/**/*.md merge=inc
postmortems/**/*.md merge=inc
runbooks/**/*.md merge=inc
"""
_PROGRAMS: Final = ("inc", "git-inc")
_WORDS: Final = "merge-driver %O %A %B %P %L"
_SAFELY: Final = "-P"
"""To Python: import nothing from where it is called, which is the repository."""


class Trouble(NamedTuple):
    """What keeps git from merging documents by what they say, and what to do."""

    what: str
    hint: str
    is_mended_here: bool = False
    """Whether `install` mends it."""


def command() -> str:
    """The command line that git is to call: this program, wherever git calls it from."""
    own = Path(sys.argv[0])
    if own.stem in _PROGRAMS and own.is_file():
        program = _quoted(own.absolute())
    else:
        program = f"{_quoted(Path(sys.executable))} {_SAFELY} -m inc"
    return f"{program} {_WORDS}"


def _quoted(path: Path) -> str:
    """A path as the shell of git wants it; a per cent sign is one of its own to git."""
    return shlex.quote(path.as_posix().replace("%", "%%"))


def install(workspace: Workspace) -> None:
    """Set the driver in this clone, unless one of somebody else is set; raises GitRefused."""
    trouble = next(_of_driver(driver.stated(workspace.repository)), None)
    if trouble and trouble.is_mended_here:
        driver.install(workspace.repository, command())


def troubles(workspace: Workspace) -> Iterator[Trouble]:
    """Everything that keeps git from merging documents by what they say."""
    stated = driver.stated(workspace.repository)
    yield from _of_driver(stated)
    yield from _of_attributes(workspace)


def _of_driver(stated: str) -> Iterator[Trouble]:
    if not stated:
        what = "git does not know how to merge documents here: it would compare lines"
        yield Trouble(what, "inc doctor --fix", is_mended_here=True)
        return
    if " merge-driver " not in stated:
        hint = "git config --unset merge.inc.driver; inc doctor --fix"
        yield Trouble(f"merge.inc.driver is not ours: {stated}", hint)
        return
    try:
        words = shlex.split(stated)
        program = Path(words[0].replace("%%", "%"))
    except (ValueError, IndexError):
        words, program = [], Path(stated)
    if "-m" in words and _SAFELY not in words[: words.index("-m")]:
        what = "git would run an inc.py of this repository to merge documents"
        yield Trouble(what, "inc doctor --fix", is_mended_here=True)
        return
    if program.is_absolute() and not program.is_file():
        what = f"git merges documents by {program}, which is not there any more"
        yield Trouble(what, "inc doctor --fix", is_mended_here=True)


def _of_attributes(workspace: Workspace) -> Iterator[Trouble]:
    samples = {
        workspace.in_repository(path): folder
        for folder, path in (
            (layout.INCIDENTS, layout.incident_path("2026-01-01-x")),
            (layout.POSTMORTEMS, layout.postmortem_path("2026-01-01-x")),
            (layout.RUNBOOKS, layout.runbook_path("x")),
        )
    }
    for path, way in driver.attributes(workspace.repository, list(samples)).items():
        folder = samples.get(path, path)
        if way == "union":
            yield Trouble(
                f"{folder}/ has merge=union, which brings back redacted words and doubles keys",
                "Take merge=union out of .gitattributes and .git/info/attributes",
            )
        elif way != driver.NAME and _is_complete(workspace):  # what is missing is told as a part
            yield Trouble(
                f"{folder}/ has merge={way}: git does not merge it by what it says",
                "See which line says so: git check-attr -a " + path,
            )


def _is_complete(workspace: Workspace) -> bool:
    """Whether our lines are in `.gitattributes`, so that something else overrides them."""
    try:
        there = (workspace.root / ".gitattributes").read_text("utf-8", "replace").splitlines()
    except OSError:
        return False
    return set(ATTRIBUTES.splitlines()) <= {*there}
