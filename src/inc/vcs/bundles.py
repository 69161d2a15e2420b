"""A bundle of git with a small history of its own: written, and read as if an enemy had made it."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from inc.errors import GitRefused, NotRecorded
from inc.vcs import ancestry, lineage
from inc.vcs.houses import SHA1, House, Made
from inc.vcs.lineage import Step
from inc.vcs.refusals import last_words

MOST_BYTES: Final = 64 << 20
"""Bytes of the largest bundle that is read."""

LARGEST: Final = 8 << 20
"""Bytes of the largest document in one."""

UNPACKED: Final = 512 << 20
"""Bytes of all documents in one, in all their versions."""

MOST_COMMITS: Final = 50_000
_MOST_OBJECTS: Final = 8 * MOST_COMMITS
_MOST_FILES: Final = 1_000  # in one folder
_MOST_STEPS: Final = 4_000_000  # through the folders of all commits
_LARGEST_OTHER: Final = 1 << 18  # bytes of a commit or of a folder
_DEPTH: Final = 4
_WITHIN: Final = 300.0  # seconds
_MEMORY: Final = {"GIT_ALLOC_LIMIT": str(96 << 20)}  # for what a few bytes may claim to become
_HEADS: Final = "refs/heads/"
_MAGIC: Final = (b"# v2 git bundle\n", b"# v3 git bundle\n")
_MOST_LINES: Final = 8
_FOLDER, _FILE = b"40000", b"100644"


class Unfit(NotRecorded):
    """It is no bundle, or none that is safe to take in. Nothing of it was kept."""

    def __init__(self, what: str, *, hint: str = "Ask for one that inc bundle made.") -> None:
        super().__init__(what, hint=hint)


class Header(NamedTuple):
    """What the first lines say: the one branch, its end, and where the objects begin."""

    branch: str
    tip: str
    start: int


def write(house: House, branch: str, commits: Sequence[Made], place: Path) -> None:
    """Write commits, of which the last is the end of the branch; the same ones give the same bytes.

    As far as git does: another version of it may pack them otherwise.
    """
    ref = f"{_HEADS}{branch}"
    house.make(ref, commits)
    done = house.run(["bundle", "create", "--quiet", str(place.absolute()), ref])
    if done.code != 0:
        raise GitRefused(f"git cannot write the bundle: {last_words(done)}")


# ------------------------------------------------------------------ reading


def header(data: bytes) -> Header:
    """What the first lines of a bundle say; Unfit with what is wrong."""
    if not data.startswith(_MAGIC):
        raise Unfit("it is no bundle of git", hint=_instead(data))
    lines: list[str] = []
    start = len(_MAGIC[0])
    while True:
        end = data.find(b"\n", start, start + 1_000)
        if end < 0 or len(lines) > _MOST_LINES:
            raise Unfit("its first lines are not those of a bundle")
        line, start = data[start:end], end + 1
        if not line:
            break
        lines.append(line.decode("utf-8", "replace"))
    form = next((one[15:] for one in lines if one.startswith("@object-format=")), SHA1)
    others = [one for one in lines if one[:1] == "@" and not one.startswith("@object-format=")]
    if form != SHA1 or others:
        raise Unfit(f"it is in a form that is not read here ({(others or [form])[0]})")
    if any(one[:1] == "-" for one in lines):
        raise Unfit(
            "it rests on commits that are not in it",
            hint="It was made by git bundle, not by inc bundle. With git: git fetch FILE",
        )
    refs = [
        re.fullmatch(r"([0-9a-f]{40}) refs/heads/([a-z0-9-]{1,200})", one)
        for one in lines
        if one[:1] != "@"
    ]
    if len(refs) != 1 or refs[0] is None:
        raise Unfit(
            "it does not hold one incident, but other branches or tags",
            hint="It was made by git bundle, not by inc bundle. See: git bundle list-heads FILE",
        )
    return Header(refs[0][2], refs[0][1], start)


_BETTER: Final = "then: inc check. Better: ask for a file that inc bundle made."


def _instead(data: bytes) -> str:
    if re.match(rb"From [0-9a-f]{40} |From: |Subject: ", data):
        return f"These are patches by mail. To have them: git am FILE; {_BETTER}"
    if data.startswith((b"diff ", b"--- ")):
        return f"It is a patch. To have it: git apply FILE; {_BETTER}"
    return "Name a file that inc bundle made."


def unpack(house: House, data: bytes, head: Header) -> list[Step]:
    """Take the objects of a bundle into a house, and tell its commits, parents first.

    Raises Unfit for what is damaged or too much.
    """
    pack = data[head.start :]
    if len(pack) < 32 or pack[:4] != b"PACK" or struct.unpack(">I", pack[8:12])[0] > _MOST_OBJECTS:
        raise Unfit("what it holds is damaged, or too much")
    limit = f"--max-input-size={MOST_BYTES}"
    done = house.run(["index-pack", "--stdin", "--strict", limit], pack, _WITHIN, _MEMORY)
    if done.code != 0:
        raise Unfit(f"what it holds is damaged: {_first(last_words(done))}")
    _refuse_too_much(house, head.tip)
    return lineage.steps(house.repository, head.tip)


def contents(house: House, oids: Sequence[str]) -> Mapping[str, bytes]:
    """What objects of a house hold."""
    return ancestry.contents(house.repository, oids)


def _refuse_too_much(house: House, tip: str) -> None:
    form = "--batch-check=%(objecttype) %(objectsize) %(objectname)"
    done = house.run(["cat-file", "--batch-all-objects", "--unordered", form])
    total = commits = 0
    is_there = False
    for line in done.out.decode("ascii", "replace").split("\n")[:-1]:
        kind, size, name = line.split(" ")
        total += int(size)
        commits += kind == "commit"
        is_there |= kind == "commit" and name == tip
        if kind not in ("commit", "tree", "blob"):
            raise Unfit("it holds more than commits and documents")
        if int(size) > (LARGEST if kind == "blob" else _LARGEST_OTHER):
            raise Unfit(f"it holds a document of {int(size)} bytes; {LARGEST} are the limit")
    if total > UNPACKED or commits > MOST_COMMITS:
        raise Unfit(
            f"it holds {commits} commits and {total} bytes; {MOST_COMMITS} and {UNPACKED} are the "
            "limit",
            hint="Ask for less of its history: inc bundle --since COMMIT",
        )
    if not is_there:
        raise Unfit("the commit that it names is not in it")


def files(house: House, trees: Sequence[str]) -> dict[str, dict[str, str]]:
    """The objects of the files of each tree, by path; Unfit for what is no plain file or folder."""
    # All trees of one depth are asked for at once.
    known: dict[str, list[tuple[bytes, str, str]]] = {}
    wanted = list(dict.fromkeys(trees))
    for _ in range(_DEPTH):
        told = house.run(
            ["cat-file", "--batch", "--buffer"], "".join(f"{one}\n" for one in wanted).encode()
        )
        below: dict[str, None] = {}
        for oid, data in _objects(told.out, wanted):
            known[oid] = list(_parsed(data))
            below |= {one: None for mode, _, one in known[oid] if mode == _FOLDER}
        wanted = [one for one in below if one not in known]
    if wanted:
        raise Unfit("it has folders in folders in folders")
    budget = iter(range(_MOST_STEPS))
    return {tree: dict(_walk(known, tree, "", budget)) for tree in dict.fromkeys(trees)}


def _walk(
    known: Mapping[str, Sequence[tuple[bytes, str, str]]],
    tree: str,
    above: str,
    budget: Iterator[int],
) -> Iterator[tuple[str, str]]:
    """The files below a tree; folders that hold each other many times over end with the budget."""
    for mode, name, oid in known[tree]:
        if above.count("/") >= _DEPTH or next(budget, None) is None:
            raise Unfit("it has too many folders in folders")
        if mode == _FOLDER:
            yield from _walk(known, oid, f"{above}{name}/", budget)
        else:
            yield above + name, oid


def _objects(raw: bytes, names: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    at = 0
    for name in names:
        end = raw.index(b"\n", at)
        told = raw[at:end].split(b" ")
        if len(told) != 3 or told[1] != b"tree":
            raise Unfit("a folder is missing in it")
        size = int(told[2])
        yield name, raw[end + 1 : end + 1 + size]
        at = end + size + 2


def _parsed(data: bytes) -> Iterator[tuple[bytes, str, str]]:
    """What stands in a folder: mode, name and object; Unfit for anything but files and folders."""
    at = count = 0
    while at < len(data):
        space, zero = data.find(b" ", at), data.find(b"\0", at)
        mode, name = data[at:space], data[space + 1 : zero].decode("utf-8", "surrogateescape")
        count += 1
        if mode not in (_FOLDER, _FILE) or count > _MOST_FILES:
            raise Unfit(f"'{name}' in it is no plain file: a link, a program or a module")
        yield mode, name, data[zero + 1 : zero + 21].hex()
        at = zero + 21


def _first(words: str) -> str:
    return words.split("\n", 1)[0][:200]
