"""What has one right answer, mended in memory: new bytes for documents, and what they change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from inc.checks import running
from inc.checks.examined import LARGEST
from inc.checks.finding import Finding, Fix, Sort
from inc.checks.places import sort_of
from inc.checks.surroundings import Surroundings
from inc.domain.incident import rewritings
from inc.domain.timeline import Entry
from inc.durable import Edit
from inc.errors import IncError
from inc.store import files, layout
from inc.store.document import Document

ROUNDS: Final = 5
"""How often the documents are read again, for what a fix brought to light."""

_ALL: Final = 1 << 20


def mended(around: Surroundings, findings: Iterable[Finding], codes: Collection[str]) -> list[Edit]:
    """The documents of findings that can be mended, as they were and as they would be."""
    paths = sorted({one.path for one in findings if one.fix is not None})
    before = {path: files.read(around.root, path, most=LARGEST) for path in paths}
    now: Mapping[str, bytes] = before
    for _ in range(ROUNDS):
        found = running.run(around, paths, codes, instead=now, most=_ALL).findings
        after = {path: _mended(path, now[path], found) for path in paths}
        if after == now:
            break
        now = after
    return [Edit(path, before[path], now[path]) for path in paths if before[path] != now[path]]


def _mended(path: str, data: bytes, findings: Iterable[Finding]) -> bytes:
    """A document with the fixes of its findings; as it is where it could not be read after."""
    fixes = sorted(
        {_key(one.fix): one.fix for one in findings if one.fix and one.path == path}.items()
    )
    try:
        lines = Document.parse(data, path).lines
        fixed = Document(_applied(lines, [fix for _, fix in fixes]), path).data
        was_readable = _is_readable(path, data)
        return fixed if _is_readable(path, fixed) or not was_readable else data
    except IncError:
        return data


def _key(fix: Fix) -> tuple[int, int, tuple[str, ...]]:
    return fix.start, fix.end, tuple(fix.lines)


def _applied(lines: Sequence[str], fixes: Sequence[Fix]) -> list[str]:
    """The lines with fixes that do not overlap, in their order; the others wait for a round."""
    new, at, last = list[str](), 0, -1
    for fix in fixes:
        if fix.start < at or fix.start == last or fix.end > len(lines):
            continue
        new += [*lines[at : fix.start], *fix.lines]
        at, last = fix.end, fix.start
    return [*new, *lines[at:]]


def _is_readable(path: str, data: bytes) -> bool:
    try:
        document = Document.parse(data, path)
        document.fields, document.entries  # noqa: B018 - to meet what is wrong with them here
    except IncError:
        return False
    return True


def message(subject: str, operation: str, edits: Iterable[Edit]) -> str:
    """The message of the commit: fixed words, the incidents, the entries that were rewritten."""
    trailers = [("Inc-Operation", operation)]
    for edit in edits:
        name = edit.path.rpartition("/")[2].removesuffix(".md")
        sort = sort_of(edit.path)
        is_about = sort in (Sort.INCIDENT, Sort.POSTMORTEM) and layout.is_id(name)
        if is_about and ("Incident", name) not in trailers:
            trailers += [("Incident", name)]
        if sort is Sort.INCIDENT:
            sides = (_entries(edit.path, data) for data in (edit.before, edit.after))
            trailers += rewritings(*sides)
    return f"{subject}\n\n" + "".join(f"{key}: {value}\n" for key, value in trailers)


def _entries(path: str, data: bytes | None) -> Sequence[Entry]:
    try:
        return Document.parse(data or b"", path).entries
    except IncError:
        return ()
