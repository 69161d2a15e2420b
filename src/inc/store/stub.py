"""What is left of a document whose incident was merged into another one."""

from __future__ import annotations

from posixpath import dirname, relpath

from inc.domain.incident import Change
from inc.store import tasks
from inc.store.document import Document
from inc.store.layout import incident_path


def stub(document: Document, change: Change, target: str) -> Document:
    """The document after the change that merges it, with a sentence that leads to the target.

    Action items and open boxes went along or are needless; whatever else people wrote stays.
    """
    left = tasks.without_open(document.apply(change))
    way = relpath(incident_path(target), dirname(incident_path(change.incident)))
    sentence = f"This incident was merged into [{target}]({way}).{left.newline}"
    at = left.body_start
    behind = [left.newline] if at < len(left.lines) and not left.lines[at].isspace() else []
    return left.with_lines(at, at, [left.newline, sentence, *behind])
