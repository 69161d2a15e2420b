"""Runbooks as they stand in the workspace: one, all of them, and what one says to do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from inc.domain.runbooks import Runbook
from inc.errors import IncError
from inc.store import files, layout, sections
from inc.store.document import Document

Report = Callable[[IncError], None]

_HEAD: Final = 128 * 1024  # bytes in which a front matter ends and a first heading stands
_UNDERLINED: Final = r" {0,3}=+[ \t]*"
_CODE: Final = ("```", "~~~")
_GAP: Final = "…"
_NUMBERED: Final = r"\d{1,9}[.)]\s.*"
_DOING: Final = ("mitigat", "fix", "investigat", "step", "procedure")


def whole(root: Path, name: str) -> Document:
    """A runbook with all its lines; DocumentRefused where they cannot be changed safely."""
    path = layout.runbook_path(name)
    return Document.parse(files.read(root, path), path)


def runbook(root: Path, name: str) -> Runbook:
    """What a runbook says of itself."""
    return stated(name, beginning(root, name, _HEAD))


def every(root: Path, report: Report) -> Iterator[Runbook]:
    """All runbooks by name; one that cannot be read is only reported."""
    for name in layout.runbook_names(root):
        try:
            yield runbook(root, name)
        except IncError as error:
            report(error)


def beginning(root: Path, name: str, length: int) -> Document:
    path = layout.runbook_path(name)
    return Document.parse(lines_of(files.read(root, path, first=length), length), path)


def lines_of(data: bytes, length: int) -> bytes:
    """The whole lines of what was read; the last one may be cut."""
    return data if len(data) < length else data[: data.rfind(b"\n") + 1]


def stated(name: str, document: Document) -> Runbook:
    return Runbook(name, document.fields, _first_heading(document), is_draft(document))


def is_draft(document: Document) -> bool:
    """Whether only what a template says stands there: guidance, labels, and `…` in gaps."""
    lines = document.lines[document.body_start :]
    if not any(sections.GUIDANCE in line or _GAP in line for line in lines):
        return False
    place = sections.Scanner().place
    return all(
        where is sections.BLANK or (where is sections.HIDDEN and _is_guided(line)) or _is_gap(line)
        for line, where in ((line, place(line)) for line in lines)
    )


def _is_guided(line: str) -> bool:
    """Whether a line that is hidden is a comment, and not code that somebody wrote."""
    return line.lstrip().startswith("<!--") or "-->" in line


def _is_gap(line: str) -> bool:
    """Whether a line waits for somebody to go on: a heading, a label, `Run … to verify`."""
    text = line.strip()
    label, _, rest = text.partition(":")
    rest = rest.strip("* ")
    is_label = len(label) < len(text) and (not rest or re.fullmatch(r"@\S+", rest) is not None)
    return text.startswith("#") or _GAP in text or is_label


def _first_heading(document: Document) -> str:
    """The first heading, underlined or behind `#`."""
    scanner, above = sections.Scanner(), ""
    for line in document.lines[document.body_start :]:
        if scanner.place(line) is not sections.TEXT:
            above = ""
        elif above and re.fullmatch(_UNDERLINED, line.rstrip()):
            return above
        elif "#" in line[:4] and (found := sections.headings([line], 0)):
            return found[0].title
        else:
            above = line.strip()
    return ""


def steps(root: Path, name: str, most: int) -> tuple[str, list[str]]:
    """The section that says what to do, and its first steps; mitigating comes before the rest.

    Where no heading speaks of it, they are the first numbered list.
    """
    document = beginning(root, name, _HEAD)
    headings = sections.headings(document.lines, document.body_start)
    for word in _DOING:
        for place, one in enumerate(headings):
            if word in one.title.casefold():
                following = (it.line for it in headings[place + 1 :] if it.level <= one.level)
                end = next(following, len(document.lines))
                if found := _items(document.lines[one.line + 1 : end], most):
                    return one.title, found
    return _numbered(document, headings, most)


def _numbered(
    document: Document, headings: Sequence[sections.Heading], most: int
) -> tuple[str, list[str]]:
    """The first numbered list, and the heading above it."""
    place, start = sections.Scanner().place, document.body_start
    for number, line in enumerate(document.lines[start:], start):
        if place(line) is sections.ITEM and re.fullmatch(_NUMBERED, line.strip()):
            above = [one for one in headings if one.line < number]
            end = next((one.line for one in headings if one.line > number), len(document.lines))
            if found := _items(document.lines[number:end], most):
                return above[-1].title if above else "", found
    return "", []


def _items(lines: Sequence[str], most: int) -> list[str]:
    """The first paragraphs of the first items of a list, each as one line."""
    scanner, found, goes_on = sections.Scanner(), list[str](), False
    for line in lines:
        place, text = scanner.place(line), line.strip()
        if place is sections.ITEM:
            if len(found) == most:
                break
            goes_on = not _is_gap(line)
            found += [text] if goes_on else []
        elif goes_on and place is sections.INSIDE and not text.startswith(_CODE):
            found[-1] += f" {text}"
        else:
            goes_on = False
    return found
