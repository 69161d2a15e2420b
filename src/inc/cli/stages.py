"""How far the postmortem of an incident is: in this work tree, or on the branch of its review."""

from __future__ import annotations

from inc.documents import Documents
from inc.domain.postmortem import Postmortem, Stage, branch
from inc.errors import IncError, NotFound
from inc.store import layout
from inc.store.document import Document
from inc.vcs import branches, memo
from inc.workspace import Workspace


def known(workspace: Workspace, name: str) -> Postmortem | None:
    """What is known of a postmortem; None while nobody has begun it.

    A draft that has a branch of review is what that branch says: it is merged only later.
    """
    here = _here(workspace, name)
    if here is None or here.stage is Stage.DRAFT:
        return in_review(workspace, name) or here
    return here


def _here(documents: Documents, name: str) -> Postmortem | None:
    try:
        return Postmortem(name, documents.postmortem(name).fields)
    except NotFound:
        return None
    except IncError:
        return Postmortem(name, {})  # it has been begun, and what it says nobody can read


def in_review(workspace: Workspace, name: str) -> Postmortem | None:
    """What the branch of the review says; None where there is none with anything new on it."""
    commit = branches.tip(workspace.repository, branch(name))
    if commit is None or commit == workspace.repository.head().oid:
        return None
    path = layout.postmortem_path(name)
    data = memo.blob(workspace.repository, commit, workspace.in_repository(path))
    try:
        return Postmortem(name, Document.parse(data or b"", path).fields)
    except IncError:
        return Postmortem(name, {"status": Stage.IN_REVIEW.value})
