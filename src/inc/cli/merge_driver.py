"""`inc merge-driver %O %A %B %P`: what git calls to merge one document.

Git gives three files and takes the result from the second one. Exit code 0: merged. 1: a conflict,
which git tells the person. Whatever goes wrong here, the person gets both sides: line by line, with
markers. It is no command for people, so it is not in the list; it imports no parser.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from inc.cli import output

if TYPE_CHECKING:
    from inc.store.three_way.documents import Merged

NAME: Final = "merge-driver"
_USAGE: Final = f"""\
inc {NAME} BASE OURS THEIRS PATH [SIZE]

Git calls this to merge one document; the result goes into OURS. What git is to call is set by:
  inc doctor --fix"""
_LARGEST: Final = 16 << 20  # bytes; beyond that lines are compared, as git does

MERGED: Final = 0
CONFLICT: Final = 1
USAGE: Final = 2


def run(words: Sequence[str]) -> int:
    """Merge one document; returns the exit code that git is to see."""
    if not 4 <= len(words) <= 5 or {"--help", "-h"}.intersection(words):
        output.talk(_USAGE)
        return USAGE
    base, ours, theirs = (Path(word) for word in words[:3])
    path, data = words[3], b""
    try:
        data = ours.read_bytes()
        made = _merged(base.read_bytes(), data, theirs.read_bytes(), path)
        ours.write_bytes(made.text.encode("utf-8"))
    except Exception as error:  # whatever it is: never drop a side
        with suppress(OSError):
            if data and ours.read_bytes() != data:
                ours.write_bytes(data)
        return _line_by_line(base, ours, theirs, words, error)
    with suppress(Exception):  # it is merged, whether or not somebody is told
        for line in _once(list(_notices(made, path))):
            output.talk(line)
    return MERGED


def _merged(base: bytes, ours: bytes, theirs: bytes, path: str) -> Merged:
    from inc.store.three_way.documents import Unmergeable, merge

    if max(len(base), len(ours), len(theirs)) > _LARGEST:
        raise Unmergeable("it is too large")
    texts = [data.decode("utf-8") for data in (base, ours, theirs)]
    return merge(texts[0] or None, texts[1], texts[2], path)  # git has an empty file for no base


def _line_by_line(
    base: Path, ours: Path, theirs: Path, words: Sequence[str], error: Exception
) -> int:
    """Merge as git would without us, and let the person look at it."""
    from inc.vcs.three_way import with_markers

    size = int(words[4]) if len(words) > 4 and words[4].isdecimal() else 0
    with suppress(Exception):
        made = with_markers(base, ours, theirs, size)
        if made is not None:
            ours.write_bytes(made)
    with suppress(Exception):
        why = str(error) or type(error).__name__
        output.talk(f"inc: {words[3]} was merged line by line: {why}. Look at it, then: git add")
    return CONFLICT


def _once(lines: Sequence[str]) -> list[str]:
    """Those of some lines that nobody was told yet while git goes through a series of commits."""
    from inc.vcs.series import told_before

    try:
        told = told_before(Path.cwd(), lines) if lines else set()
    except Exception:
        told = set()  # rather twice than not at all
    return [line for line in lines if line not in told]


def _notices(made: Merged, path: str) -> Iterator[str]:
    """What people should look at; git shows it in the middle of its own talk."""
    name = path.rpartition("/")[2].removesuffix(".md")
    for choice in made.choices:
        others = ", ".join(str(other) for other in choice.others)
        yield f"inc: {name}: {choice.path} says {choice.value}; the other side: {others}"
    told = (
        (made.versions, "both sides rewrote ^{}: the other version is a note"),
        (made.kept, "one side took out ^{}, the other rewrote it: it stays"),
        (made.redacted, "one side redacted ^{}, the other rewrote it: it is redacted"),
    )
    for ids, words in told:
        for one in ids:
            yield f"inc: {name}: {words.format(one)}"
    if made.torn:
        passages = "a passage has" if made.torn == 1 else f"{made.torn} passages have"
        yield f"inc: {name}: {passages} several versions: inc check tells where"
