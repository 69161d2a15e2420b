"""A document back from an editor: checked, joined with what others wrote, made a change."""

from __future__ import annotations

from shlex import quote
from typing import Final

from inc.domain.incident import Change, Facts, Incident, rewritings
from inc.domain.operations.reconcile import reconcile
from inc.errors import DocumentRefused, NotRecorded, Refused, UsageError
from inc.store.document import Document
from inc.vcs.three_way import merge_lines
from inc.workspace import Workspace

_UNCHANGED: Final = "The document is as it was: edit it again. Your text: inc retry --list"


def edited(
    workspace: Workspace, name: str, before: Document, text: str, now: Document, facts: Facts
) -> tuple[Change, Document]:
    """The change that an edited text makes to the document as it is now.

    What the edit changed in the state by hand gets the entries that were missing.
    """
    if text == before.text:
        raise Refused("the text is as it was, so nothing was recorded")
    try:
        document = _joined(workspace, before, text, now)
        incident = Incident(name, document.view, document.entries)
        _check(incident, now)
    except DocumentRefused as problem:
        raise UsageError(f"in your text of {problem.what}", hint=_UNCHANGED) from problem
    try:
        change = reconcile(incident, facts)
    except Refused:
        change = Change(name, "edit")
    change = change._replace(
        operation="edit",
        words=("edited",),
        extra=tuple(rewritings(now.entries, document.entries)),
    )
    return change, document.apply(change)


def rewritten(workspace: Workspace, before: Document, text: str, now: Document) -> Document:
    """What an edited text makes of a document that is no incident, as it is now."""
    if text == before.text:
        raise Refused("the text is as it was, so nothing was recorded")
    try:
        document = _joined(workspace, before, text, now)
        document.fields  # noqa: B018 - to meet what is wrong with it here
        if not "".join(document.lines[document.body_start :]).strip():
            raise UsageError(
                f"nothing would be left of {now.path}",
                hint=f"{_UNCHANGED}\nTo be rid of it: git rm {quote(now.path)}",
            )
    except DocumentRefused as problem:
        raise UsageError(f"in your text of {problem.what}", hint=_UNCHANGED) from problem
    return document


def _joined(workspace: Workspace, before: Document, text: str, now: Document) -> Document:
    data = text.encode("utf-8", "surrogateescape")
    if now.data != before.data:
        merged = merge_lines(workspace.repository, now.data, before.data, data)
        if merged is None:
            raise NotRecorded(
                f"{now.path} was changed in the same lines while you were editing",
                hint="See what changed (git diff, inc show), then edit again.",
            )
        data = merged
    return Document.parse(data, now.path)


def _check(incident: Incident, now: Document) -> None:
    """Raise UsageError where the edit broke what the document stands on."""
    if not incident.fields and now.fields:
        raise UsageError(
            "the front matter is gone",
            hint="It stands at the top, between a first line '---' and another one.",
        )
    said = incident.fields.get("id")
    if said is not None and said != incident.id and now.fields.get("id") != said:
        raise UsageError(
            f"the id of an incident cannot change (from {incident.id} to {said})",
            hint="Another name goes to aliases: [NAME].",
        )
    ids = [entry.id for entry in incident.entries if entry.id]
    twice = sorted({name for name in ids if ids.count(name) > 1})
    if twice:
        raise UsageError(
            f"two entries have the id ^{twice[0]}",
            hint="Leave the id out of a line that you copied; it gets one of its own.",
        )
