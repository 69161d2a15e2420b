"""What is left of a document whose incident was merged into another one."""

from __future__ import annotations

from posixpath import dirname, relpath

from inc.domain.incident import Change
from inc.store import tasks
from inc.store.document import Document
from inc.store.layout import incident_path, is_id


def stub(document: Document, change: Change, target: str) -> Document:
    """The document after the change that merges it, with a sentence that leads to the target.

    Action items and open boxes went along or are needless; whatever else people wrote stays.
    """
    left = tasks.without_open(document.apply(change))
    sentence = _sentence(change.incident, target, left)
    if sentence in left.lines:
        return left
    left = without_way(left, change.incident, str(document.fields.get("merged_into") or ""))
    at = left.body_start
    behind = [left.newline] if at < len(left.lines) and not left.lines[at].isspace() else []
    return left.with_lines(at, at, [left.newline, sentence, *behind])


def without_way(document: Document, name: str, target: str) -> Document:
    """The document without the sentence that leads to an incident, if it has one."""
    sentence = _sentence(name, target, document)
    if not is_id(target) or sentence not in document.lines:
        return document
    at = document.lines.index(sentence)
    gap = at > document.body_start and document.lines[at - 1].isspace()
    return document.with_lines(at - gap, at + 1, [])


def _sentence(name: str, target: str, document: Document) -> str:
    way = relpath(incident_path(target), dirname(incident_path(name))) if is_id(target) else ""
    return f"This incident was merged into [{target}]({way}).{document.newline}"
