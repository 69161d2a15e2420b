"""`inc postmortem review`: a branch, a commit, a push, and a pull request."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Annotated

import typer

from inc import stages
from inc.cli import output, receipts, review_receipt
from inc.cli.delivering import Delivery, Options, about_refusal, delivered, proposed_branch
from inc.cli.drafting import incident_with_one, renewed
from inc.cli.judging import judged
from inc.cli.options import TEXT, writes
from inc.cli.reading import Reference
from inc.cli.session import current
from inc.cli.writing import Write, usable_policy
from inc.documents import incident_of
from inc.domain.incident import Change, Incident
from inc.domain.policy import Policy
from inc.domain.postmortem import Postmortem, Stage
from inc.domain.postmortem import branch as branch_of
from inc.domain.timeline import Path, Value
from inc.domain.times import iso
from inc.domain.typed_times import parse, parse_deadline
from inc.durable import Edit, Saved
from inc.errors import IncError, NotDelivered, NotFound, Refused, UsageError
from inc.store import layout
from inc.store.document import Document
from inc.vcs import branches, memo, remotes
from inc.workspace import Workspace, message


@writes("at", "by", *TEXT)
def review(
    write: Write,
    reference: Reference = None,
    meeting: Annotated[
        str | None,
        typer.Option("--meeting", metavar="TIME", help="When people meet: 'monday 14:00'."),
    ] = None,
    no_push: Annotated[bool, typer.Option("--no-push", help="Only record the branch.")] = False,
    no_open: Annotated[
        bool, typer.Option("--no-open", help="Push it, and open no pull request.")
    ] = False,
    stay: Annotated[
        bool, typer.Option("--stay", help="Stay on the branch, to go on writing there.")
    ] = False,
) -> None:
    """Put a postmortem up for review: a branch, a commit, a push and a pull request.

    What you wrote in it by hand comes along. Run it again to push what was added, or to open
    what could not be opened before.

    \b
    Examples:
      inc postmortem review
      inc postmortem review checkout --meeting "tomorrow 14:00"
      inc postmortem review --no-push --stay
    """
    workspace = write.workspace()
    name = meant(write.naming(reference), workspace)
    policy, branch = usable_policy(workspace), branch_of(name)
    fields = {"status": Stage.IN_REVIEW.value, **_meeting(meeting, policy)}
    options = Options(not no_push, not (no_push or no_open), stay)
    known = stages.known(workspace, name)
    if known is None:
        raise stages.not_begun(name)
    _refuse_published(known)
    if write.dry_run:
        edit = _edit(workspace, _document(workspace, name), name, fields)
        _preview(workspace, name, edit, options)
        return
    saved = None if stay else _standing(workspace, name, fields)
    saved = saved or workspace.save_on(
        branch,
        lambda: _edit(workspace, workspace.postmortem(name), name, fields),
        message(_change(name, fields)),
        writing=write.writing(),
        stay=stay,
    )
    subject = judged(workspace, name, saved.edit)
    if not current().as_json:
        review_receipt.recorded(saved, name, branch, policy)
    came_from = saved.visit.came_from if saved.visit else branches.current(workspace.repository)
    delivery, proposal = delivered(workspace, branch, came_from, subject, options)
    if current().as_json:
        output.as_json(review_receipt.as_dict(subject, proposal, delivery, saved))
    else:
        review_receipt.way_out(subject, delivery, proposal, options)
    if delivery.refusal:
        raise NotDelivered(
            f"{branch} is recorded here, but {delivery.remote} did not take it: {delivery.refusal}",
            hint=f"{about_refusal(delivery, branch)}To try again: inc postmortem review {name}",
        )


def meant(write: Write, workspace: Workspace) -> str:
    """The incident whose postmortem is meant; it may stand on the branch of its review only."""
    try:
        return incident_with_one(write, workspace)
    except NotFound:
        with suppress(NotFound):
            name = write.resolve(workspace)
            if stages.known(workspace, name):
                return name
        raise


def _meeting(typed: str | None, policy: Policy) -> dict[str, str]:
    """When people meet about it, which may be over."""
    if not typed:
        return {}
    now = current().now
    try:
        return {"meeting_at": iso(parse_deadline(typed, now=now, zone=policy.zone))}
    except UsageError as not_to_come:
        try:
            return {"meeting_at": iso(parse(typed, now=now, zone=policy.zone))}
        except UsageError:
            raise not_to_come from None


# ------------------------------------------------------------------ the document


def _change(name: str, fields: Mapping[str, str]) -> Change:
    written: dict[Path, Value] = {(key,): value for key, value in fields.items()}
    return Change(name, "postmortem-review", ("postmortem in review",), fields=written)


def _standing(workspace: Workspace, name: str, fields: Mapping[str, str]) -> Saved | None:
    """What stands on the branch, where nothing is to be added: then nobody need go there.

    To go to a branch that lags behind changes every document in the work tree for a moment.
    """
    repository, commit = workspace.repository, stages.ahead(workspace, name)
    if commit is None:
        return None
    path = layout.postmortem_path(name)
    there = workspace.in_repository(path)
    data = memo.blob(repository, commit, there)
    if data is None or memo.dirty_paths(repository, [there]):
        return None
    edit = _edit(workspace, Document.parse(data, path), name, fields, _incident(workspace, name))
    return Saved(edit) if edit.before == edit.after else None


def _incident(workspace: Workspace, name: str) -> Incident | None:
    """The incident as the branch of the review has it; None where it has none."""
    path = layout.incident_path(name)
    data = memo.blob(workspace.repository, branch_of(name), workspace.in_repository(path))
    with suppress(IncError):
        return incident_of(name, Document.parse(data, path)) if data else None
    return None


def _refuse_published(known: Postmortem) -> None:
    if known.stage is Stage.PUBLISHED:
        path = layout.postmortem_path(known.incident)
        raise Refused(
            f"the postmortem of {known.incident} is published",
            hint=f"For another review write `status: draft` into {path}.",
        )


def _edit(
    workspace: Workspace,
    document: Document,
    name: str,
    fields: Mapping[str, str],
    incident: Incident | None = None,
) -> Edit:
    """The new bytes, of the document as the branch has it: what is reviewed is up to date."""
    known = Postmortem(name, document.fields)
    _refuse_published(known)
    after = document
    with suppress(IncError):  # an incident that cannot be read stops no review
        after = renewed(workspace, document, known, (), incident).document
    new = {key: value for key, value in fields.items() if document.fields.get(key) != value}
    after = after.apply(_change(name, new)) if new else after
    return Edit(document.path, document.data, after.data)


def _document(workspace: Workspace, name: str) -> Document:
    """The document of the work tree; where it has none, that of the branch of the review."""
    try:
        return workspace.postmortem(name)
    except NotFound:
        path = layout.postmortem_path(name)
        there = memo.blob(workspace.repository, branch_of(name), workspace.in_repository(path))
        if there is None:
            raise
        return Document.parse(there, path)


def _preview(workspace: Workspace, name: str, edit: Edit, options: Options) -> None:
    """What would be done, and what would be said to reviewers."""
    branch, subject = branch_of(name), judged(workspace, name, edit)
    remote = remotes.chosen(workspace.repository, branch)
    came_from = branches.current(workspace.repository)
    proposal = proposed_branch(workspace, branch, came_from, subject)
    if current().as_json:
        output.as_json(review_receipt.as_dict(subject, proposal, Delivery(remote), None))
        return
    output.say(f"Would put {name} in review on {branch} (nothing was changed):")
    output.say(receipts.diff(edit))
    if remote and options.push:
        output.say(f"Would push it to {remote}.")
    if remote and options.open:
        output.say(f"Would propose it for {proposal.base}:\n\n{proposal.title}\n\n{proposal.body}")
