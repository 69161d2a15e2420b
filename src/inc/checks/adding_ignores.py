"""Comments that ignore what is found today, so that a check can be adopted in an old repository.

A comment may change nothing that the document says: of the places where it could stand, the first
one is taken after which all fields, entries, headings and action items are as they were.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Final

from inc.checks import ignoring
from inc.checks.examined import LARGEST, LONGEST_LINE
from inc.checks.finding import Finding
from inc.checks.places import sort_of
from inc.checks.registry import NEVER_IGNORED
from inc.checks.surroundings import Surroundings
from inc.domain.text import clean_line
from inc.durable import Edit
from inc.errors import IncError, UsageError
from inc.store import action_items, files, sections
from inc.store.blocks import BEGIN, END
from inc.store.document import Document

_OF_COMMENTS: Final = ("INC001", "INC002", "INC003")


def checked(reason: str) -> str:
    """A reason as it can stand in a comment; UsageError for none."""
    reason = clean_line(reason)
    if not reason or "--" in reason or reason in ("REASON", "WHY"):
        raise UsageError(
            "a comment that ignores something says why, in words without `--`",
            hint='As in: inc check --add-ignore "imported from the old wiki"',
        )
    return reason


def ignored(
    around: Surroundings, findings: Iterable[Finding], reason: str
) -> tuple[list[Edit], list[Finding]]:
    """The documents with comments above their findings, and the findings that cannot be ignored."""
    by_path: dict[str, list[Finding]] = {}
    for one in findings:
        by_path.setdefault(one.path, []).append(one)
    edits, left = [], []
    for path, found in by_path.items():
        if sort_of(path) is None:
            left += found
            continue
        try:
            data = files.read(around.root, path, most=LARGEST)
            document = Document.parse(data, path)
        except IncError:
            left += found
            continue
        after, kept = _with_comments(document, found, reason)
        left += kept
        if after.data != data:
            edits.append(Edit(path, data, after.data))
    return edits, left


def is_ignorable(code: str) -> bool:
    """Whether a comment can ignore what a rule finds."""
    return code not in (*NEVER_IGNORED, *_OF_COMMENTS)


def ignored_in_whole(document: Document, codes: Iterable[str], reason: str) -> Document | None:
    """A document with a comment at its top about all of it; None where there is no place."""
    return _at_the_top(document, sorted(filter(is_ignorable, codes)), reason)


def _with_comments(
    document: Document, findings: Sequence[Finding], reason: str
) -> tuple[Document, list[Finding]]:
    """A document with a comment a line that has findings, the last line first."""
    left = [one for one in findings if not is_ignorable(one.code)]
    by_line: dict[int, list[Finding]] = {}
    for one in findings:
        if one not in left:
            by_line.setdefault(one.line, []).append(one)
    whole: dict[str, Finding] = {}
    for line, found in sorted(by_line.items(), reverse=True):
        codes = list(dict.fromkeys(one.code for one in found))
        after = _beside(document, line, codes, reason)
        if after is None:
            whole |= {one.code: one for one in found}
        else:
            document = after
    if whole:
        after = _at_the_top(document, sorted(whole), reason)
        if after is None:
            return document, [*left, *whole.values()]
        document = after
    return document, left


def _beside(document: Document, line: int, codes: Sequence[str], reason: str) -> Document | None:
    """A document with a comment about one line, where there is a place that changes nothing."""
    words, at = f"inc: ignore {' '.join(codes)} {reason}", line - 1
    if not 0 < at < len(document.lines) or _is_generated(document, at):
        return None  # what is found on the first line is about the whole document
    meaning = _meaning(document)
    for candidate, now in _places(document, at, words):
        covered = {
            code
            for comment in ignoring.read(candidate.lines, LONGEST_LINE)
            if comment.line == now + 1
            for code in comment.codes
        }
        if covered.issuperset(codes) and _meaning(candidate) == meaning:
            return candidate
    return None


def _places(document: Document, at: int, words: str) -> Iterator[tuple[Document, int]]:
    """The document with a comment, and where the line is then: above it, and behind it."""
    line, newline = document.lines[at], document.newline
    text = line.rstrip("\r\n")
    ending = line[len(text) :]
    with suppress(IncError):
        if at < document.body_start:
            yield document.with_lines(at, at + 1, [f"{text}  # {words}{ending}"]), at
            return
    if not (at and "|" in text and "|" in document.lines[at - 1]):  # a table would end there
        yield document.with_lines(at, at, [f"<!-- {words} -->{newline}"]), at + 1
    yield document.with_lines(at, at + 1, [f"{text} <!-- {words} -->{ending}"]), at


def _at_the_top(document: Document, codes: Sequence[str], reason: str) -> Document | None:
    """A document with a comment about all of it."""
    words, newline = f"inc: ignore-file {' '.join(codes)} {reason}", document.newline
    try:
        has_front_matter = document.body_start > 0
    except IncError:
        has_front_matter = True
    place, comment = (1, f"# {words}") if has_front_matter else (0, f"<!-- {words} -->")
    after = document.with_lines(place, place, [comment + newline])
    return after if _meaning(after) == _meaning(document) else None


def _is_generated(document: Document, at: int) -> bool:
    """Whether a line stands in a block that is made anew, and a comment in it would be lost."""
    marks = (line for line in reversed(document.lines[: at + 1]) if line.startswith((BEGIN, END)))
    return next(marks, "").startswith(BEGIN)


def _meaning(document: Document) -> Mapping[str, object]:
    """What a document says, apart from where."""
    told: dict[str, object] = {}
    with suppress(IncError):
        told["fields"] = dict(document.fields)
    with suppress(IncError):
        told["entries"] = document.entries
        told["items"] = [placed.item for placed in action_items.read(document)]
        told["headings"] = [
            (one.level, one.title) for one in sections.headings(document.lines, document.body_start)
        ]
    return told
