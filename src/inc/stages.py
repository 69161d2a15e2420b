"""How far the postmortem of an incident is: in this work tree, or on the branch of its review."""

from __future__ import annotations

from inc.documents import Documents
from inc.domain.postmortem import Postmortem, Stage, branch
from inc.durable import in_repository
from inc.errors import IncError, NotFound, NotRecorded, Refused
from inc.store import layout
from inc.store.document import Document
from inc.vcs import branches, memo


def known(documents: Documents, name: str) -> Postmortem | None:
    """What is known of a postmortem; None while nobody has begun it.

    A draft that has a branch of review is what that branch says: it is merged only later.
    """
    here = _here(documents, name)
    if here is None or here.stage is Stage.DRAFT:
        return in_review(documents, name) or here
    return here


def _here(documents: Documents, name: str) -> Postmortem | None:
    try:
        return Postmortem(name, documents.postmortem(name).fields)
    except NotFound:
        return None
    except IncError:
        return Postmortem(name, {})  # it has been begun, and what it says nobody can read


def not_begun(name: str) -> NotFound:
    """There is no postmortem to go on with."""
    return NotFound(
        f"no postmortem of {name} has been begun", hint=f"Begin it: inc postmortem new -i {name}"
    )


def is_here(documents: Documents, name: str) -> bool:
    """Whether the postmortem of an incident stands in this work tree."""
    return (documents.root / layout.postmortem_path(name)).is_file()


def ahead(documents: Documents, name: str) -> str | None:
    """The last commit on the branch of the review; None where all of that is here already."""
    commit = branches.tip(documents.repository, branch(name))
    if commit is None or branches.holds(documents.repository, "HEAD", commit):
        return None
    return commit


def in_review(documents: Documents, name: str) -> Postmortem | None:
    """What the branch of the review says; None where there is none with anything new on it."""
    commit = ahead(documents, name)
    if commit is None:
        return None
    path = layout.postmortem_path(name)
    there = in_repository(documents.root, documents.repository, path)
    data = memo.blob(documents.repository, commit, there)
    try:
        return Postmortem(name, Document.parse(data or b"", path).fields)
    except IncError:
        return Postmortem(name, {"status": Stage.IN_REVIEW.value})


def refuse_elsewhere(documents: Documents, name: str) -> None:
    """Raise Refused where it stands on the branch of its review, and not here."""
    if not is_here(documents, name) and in_review(documents, name):
        raise Refused(
            f"the postmortem of {name} stands on the branch {branch(name)}",
            hint=f"To go on there: git switch {branch(name)}",
        )


def is_elsewhere(documents: Documents, name: str) -> bool:
    """Whether it is in review on a branch, and what is written here would not be reviewed."""
    here = _here(documents, name)
    is_behind = here is None or here.stage is Stage.DRAFT
    return is_behind and in_review(documents, name) is not None


def keep_for_review(documents: Documents, name: str) -> None:
    """Raise NotRecorded where it is in review elsewhere: the words are kept for that branch."""
    if is_elsewhere(documents, name):
        raise NotRecorded(
            f"the postmortem of {name} is in review on its branch, and that is not checked out",
            hint=f"git switch {branch(name)}\nThen, on that branch: inc retry",
        )


def refuse_left_behind(documents: Documents, stated: Postmortem, again: str) -> None:
    """Raise Refused for a draft that went on elsewhere; `again` is what to run there."""
    name = stated.incident
    if stated.stage is Stage.DRAFT and in_review(documents, name):
        raise Refused(
            f"the postmortem of {name} is in review on the branch {branch(name)}",
            hint=f"git switch {branch(name)} && {again}",
        )
