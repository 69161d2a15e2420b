"""The lines of many documents, read from the disk by as many processes as there are cores."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import NamedTuple

from inc.domain.query import Word
from inc.errors import IncError
from inc.index.words import Found, Marker
from inc.searching.lines import Line, lines_with, pattern_of, quick_lines
from inc.sharing import streamed
from inc.store import excerpts, files


class Hit(NamedTuple):
    """A document that was found, and its lines that were."""

    document: Found
    lines: Sequence[Line]


def with_lines(root: Path, found: Sequence[Found], words: Sequence[Word]) -> Iterator[Hit]:
    """The lines of documents that have any of the words, in the order of the documents.

    A document that has vanished since it was found is left out.
    """
    for hits in streamed(partial(_read, root, tuple(words)), found):
        yield from hits


def _read(root: Path, words: Sequence[Word], found: Sequence[Found]) -> list[Hit]:
    hits, pattern = list[Hit](), pattern_of(words)
    with files.Reader(root) as reader, closing(Marker()) as marker:
        for one in found:
            try:
                data = reader.read(one.path, most=excerpts.LARGEST)
            except IncError:
                continue
            text = data.decode("utf-8", "replace")
            lines = quick_lines(text, pattern) if pattern else None
            hits.append(Hit(one, lines or lines_with(text, words, marker)))
    return hits
