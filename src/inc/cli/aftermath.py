"""What a change of the record means for the postmortem that was made of it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from inc import stages
from inc.cli import at_once, drafting
from inc.cli.at_once import Warnings
from inc.documents import incident_of
from inc.domain import postmortem
from inc.domain.incident import Change, Incident
from inc.domain.postmortem import Postmortem, Stage
from inc.domain.timeline import Path, Value
from inc.durable import Edit
from inc.errors import IncError
from inc.store import layout
from inc.store.blocks import Renewal
from inc.store.document import Document
from inc.vcs import branches, memo
from inc.workspace import Receipt, Workspace

_OUT_OF_DATE: Final = "postmortem-out-of-date"
_STAGES: Final = {
    Stage.DRAFT: "a draft",
    Stage.IN_REVIEW: "in review",
    Stage.PUBLISHED: "published",
}
_VISIBILITY: Final = ("visibility",)


# ------------------------------------------------------------------ what there is to say


def out_of_date(receipt: Receipt, workspace: Workspace) -> Warnings:
    """That the postmortem no longer says what the record says; nothing where it does."""
    name = receipt.change.incident
    known = stages.known(workspace, name)
    if known is None or not _would_change(workspace, receipt):
        return Warnings()
    how = "is published, and it says" if known.stage is Stage.PUBLISHED else "still says"
    text = f"Its postmortem {how} what the record said before: {_refresh(workspace, known)}"
    return at_once.said(_OUT_OF_DATE, text)


def will_change(receipt: Receipt, workspace: Workspace) -> Warnings:
    """That the facts of a postmortem are no longer the last word, because it goes on."""
    known = stages.known(workspace, receipt.change.incident)
    if known is None:
        return Warnings()
    again = _refresh(workspace, known)
    stage = _STAGES[known.stage]
    text = f"Its postmortem is {stage}, and its facts change. Once it is over: {again}"
    return at_once.said(_OUT_OF_DATE, text)


def elsewhere(workspace: Workspace, name: str) -> str:
    """The branch of the review that has a postmortem of its own words; nothing where none has."""
    return postmortem.branch(name) if stages.ahead(workspace, name) else ""


def text_on(workspace: Workspace, branch: str, name: str) -> str:
    """What the postmortem of an incident says on a branch."""
    path = workspace.in_repository(layout.postmortem_path(name))
    data = memo.blob(workspace.repository, branch, path) if branch else b""
    return (data or b"").decode("utf-8", "replace")


def _refresh(workspace: Workspace, known: Postmortem) -> str:
    flag = " --published" if known.stage is Stage.PUBLISHED else ""
    again = f"inc postmortem refresh {known.incident}{flag}"
    branch = elsewhere(workspace, known.incident)
    is_here = not branch or known.stage is not Stage.IN_REVIEW
    here = branches.current(workspace.repository)
    return again if is_here else f"git switch {branch} && git merge {here} && {again}"


def _would_change(workspace: Workspace, receipt: Receipt) -> bool:
    """Whether a refresh would write something; yes where the postmortem is not here to be asked."""
    document = _postmortem(workspace, receipt.change.incident)
    if document is None:
        return True
    with suppress(IncError):
        renewal = _renewed(workspace, document, _after(receipt))
        return bool(renewal.changed or renewal.edited)
    return False


# ------------------------------------------------------------------ what is changed with it


def restricted(workspace: Workspace, receipt: Receipt) -> list[Edit]:
    """The postmortem with the visibility of its incident, where a change sets that."""
    name = receipt.change.incident
    document = _postmortem(workspace, name) if _VISIBILITY in receipt.change.fields else None
    if document is None:
        return []
    fields: dict[Path, Value] = {_VISIBILITY: receipt.change.fields[_VISIBILITY]}
    with suppress(IncError):
        after = document.apply(Change(name, "restrict", fields=fields))
        return _changed(document, after)
    return []


def renewed(workspace: Workspace, receipts: Sequence[Receipt]) -> list[Edit]:
    """The postmortems of incidents with their blocks as the record is after a change."""
    edits = []
    for receipt in receipts:
        document = _postmortem(workspace, receipt.change.incident)
        with suppress(IncError):
            if document:
                renewal = _renewed(workspace, document, _after(receipt))
                edits += _changed(document, renewal.document)
    return edits


def _changed(before: Document, after: Document) -> list[Edit]:
    return [Edit(before.path, before.data, after.data)] if before.data != after.data else []


def _after(receipt: Receipt) -> Incident:
    document = Document.parse(receipt.edit.after or b"", receipt.edit.path)
    return incident_of(receipt.change.incident, document)


def _renewed(workspace: Workspace, document: Document, incident: Incident) -> Renewal:
    stated = Postmortem(incident.id, document.fields)
    return drafting.renewed(workspace, document, stated, (), incident)


def _postmortem(workspace: Workspace, name: str) -> Document | None:
    with suppress(IncError):
        return workspace.postmortem(name)
    return None


def path_here(workspace: Workspace, name: str) -> str:
    """Where the postmortem of an incident stands in this work tree; nothing where none does."""
    return layout.postmortem_path(name) if stages.is_here(workspace, name) else ""
