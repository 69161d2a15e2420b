"""Generated blocks in a document: found by their markers, made anew, all else left as it is.

    <!-- inc:begin timeline 1a2b3c4d5e6f -->
    …
    <!-- inc:end timeline -->

The mark behind the name is a digest of what stands between, so an edit by hand is seen. White space
and the length of rules in tables do not count: programs that format Markdown change those.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Container, Iterator, Sequence
from typing import Final, NamedTuple

from inc.store import sections
from inc.store.document import Document, split

BEGIN: Final = "<!-- inc:begin"
"""How the line above a block begins."""

END: Final = "<!-- inc:end"
"""How the line below a block begins."""

_MARKER: Final = (
    r"<!-- inc:(?P<side>begin|end) (?P<name>[a-z][a-z0-9-]{0,40})(?: (?P<mark>[0-9a-f]{12}))? -->"
)
_DIGITS: Final = 12


class Block(NamedTuple):
    """A generated block: the lines (from 0) of its two markers, its mark, and what is between."""

    name: str
    begin: int
    end: int
    mark: str
    content: str

    @property
    def is_edited(self) -> bool:
        """Whether a person changed it; one that was added by hand and is still empty was not."""
        return self.mark != digest(self.content) if self.content or self.mark else False


class Trouble(NamedTuple):
    """A marker that leads to no block: its line (from 0), and what is wrong."""

    line: int
    what: str


class Found(NamedTuple):
    """The blocks of a document in its order, and the markers that lead to none."""

    blocks: Sequence[Block]
    troubles: Sequence[Trouble]


class _Marker(NamedTuple):
    line: int
    side: str = ""
    name: str = ""
    mark: str = ""


def digest(content: str) -> str:
    """The mark of a content."""
    words = re.sub(r" ?\| ?", "|", re.sub(r"-{3,}", "---", " ".join(content.split())))
    return hashlib.sha256(words.encode("utf-8", "surrogateescape")).hexdigest()[:_DIGITS]


def written(name: str, content: str) -> str:
    """A block as it stands in a document."""
    return f"{BEGIN} {name} {digest(content)} -->\n\n{content}\n\n{END} {name} -->"


def put(document: Document, block: Block, content: str) -> Document:
    """The document with another content in a block."""
    last = document.lines[block.end]
    text = written(block.name, content).replace("\n", document.newline)
    ending = last[len(last.rstrip("\r\n")) :]
    return document.with_lines(block.begin, block.end + 1, split(text + ending))


# ------------------------------------------------------------------ finding


def find(document: Document) -> Found:
    """The blocks of a document; of several with one name only the first is one."""
    if not any(line.startswith((BEGIN, END)) for line in document.lines):
        return Found([], [])
    blocks: dict[str, Block] = {}
    troubles: list[Trouble] = []
    broken: set[str] = set()
    opened: _Marker | None = None
    for marker in _markers(document):
        if not marker.name:
            troubles.append(Trouble(marker.line, "this marker of a block cannot be read"))
        elif marker.side == "begin":
            if opened:
                troubles.append(_endless(opened, marker))
                broken.add(opened.name)
            opened = marker
        elif opened and opened.name == marker.name:
            block = _block(document, opened, marker)
            if first := blocks.get(block.name):
                troubles.append(_again(block, first))
            else:
                blocks[block.name] = block
            opened = None
        elif marker.name not in broken:
            what = f"the block '{marker.name}' ends here and does not begin"
            troubles.append(Trouble(marker.line, what))
    if opened:
        troubles.append(_endless(opened))
    return Found(list(blocks.values()), sorted(troubles))


def _markers(document: Document) -> Iterator[_Marker]:
    """The lines that are markers: at the margin, and outside of code and comments.

    Within a block any line of that form is one, so that code which was never closed there hides
    only the block.
    """
    scanner, inside = sections.Scanner(), False
    for number in range(document.body_start, len(document.lines)):
        line = document.lines[number]
        if not line.startswith((BEGIN, END)):
            scanner.place(line)
            continue
        if scanner.place("# x") is not sections.TEXT and not inside:
            continue
        match = re.fullmatch(_MARKER, line[:200].rstrip())
        if match is None:
            yield _Marker(number)
            continue
        inside = match["side"] == "begin"
        if not inside:
            scanner = sections.Scanner()
        yield _Marker(number, match["side"], match["name"], match["mark"] or "")


def _block(document: Document, begin: _Marker, end: _Marker) -> Block:
    lines = document.lines[begin.line + 1 : end.line]
    content = "".join(lines).replace("\r\n", "\n").strip("\n")
    return Block(begin.name, begin.line, end.line, begin.mark, content)


def _endless(marker: _Marker, following: _Marker | None = None) -> Trouble:
    before = f" before line {following.line + 1}, where another block begins" if following else ""
    what = f"the block '{marker.name}' does not end{before}: {END} {marker.name} --> is missing"
    return Trouble(marker.line, what)


def _again(block: Block, first: Block) -> Trouble:
    what = f"the block '{block.name}' stands on line {first.begin + 1} already; this one is left"
    return Trouble(block.begin, what)


def differing(before: Document, after: Document) -> list[str]:
    """The names of the blocks that say something else than they did."""
    marks = {block.name: block.mark for block in find(before).blocks}
    return [one.name for one in find(after).blocks if marks.get(one.name) != one.mark]


# ------------------------------------------------------------------ making anew


class Renewal(NamedTuple):
    """A document with its blocks made anew: which there are, which changed, and which were left.

    `edited` are the blocks that a person changed, each with what would have been generated.
    """

    document: Document
    found: Sequence[str] = ()
    changed: Sequence[str] = ()
    edited: Sequence[tuple[Block, str]] = ()
    troubles: Sequence[Trouble] = ()

    @property
    def is_partial(self) -> bool:
        """Whether something in it could not be made anew."""
        return bool(self.edited or self.troubles)


def renew(
    document: Document, make: Callable[[str], str | None], overwrite: Container[str] = ()
) -> Renewal:
    """Every block made anew, but for those that a person edited and nobody allows to overwrite.

    `make` gives the content of a block by its name, None for a name that is none.
    """
    found = find(document)
    names = [block.name for block in found.blocks]
    renewed = Renewal(document, names, troubles=found.troubles)
    for block in reversed(found.blocks):
        content = make(block.name)
        if content is None:
            trouble = Trouble(block.begin, f"there is no block '{block.name}'")
            renewed = renewed._replace(troubles=sorted([*renewed.troubles, trouble]))
        elif digest(content) == digest(block.content) == block.mark:
            continue
        elif block.is_edited and block.name not in overwrite and not _agrees(block, content):
            renewed = renewed._replace(edited=[(block, content), *renewed.edited])
        else:
            after = put(renewed.document, block, content)
            renewed = renewed._replace(document=after, changed=[block.name, *renewed.changed])
    return renewed


def _agrees(block: Block, content: str) -> bool:
    """Whether what a person wrote is what would be generated."""
    return digest(content) == digest(block.content)
