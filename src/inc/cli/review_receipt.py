"""What `inc postmortem review` says: what was recorded, how far it got, what comes next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from inc.checks.formats.as_json import of_finding
from inc.cli import output
from inc.cli.delivering import Delivery, Options
from inc.cli.judging import counted
from inc.cli.review_text import Subject
from inc.cli.session import current
from inc.domain.policy import Policy
from inc.domain.postmortem import Postmortem
from inc.domain.times import ago, local
from inc.durable import Edit, Saved
from inc.forges import Proposal
from inc.store import blocks
from inc.store.document import Document


def recorded(saved: Saved, name: str, branch: str, policy: Policy) -> None:
    """The commit on the branch, and where one is now."""
    if saved.commit is None:
        output.say(f"The postmortem of {name} is in review on {branch} already; nothing is new.")
    else:
        output.say(f"In review on {branch} ({saved.commit[:8]}):")
        output.say(f"  {saved.edit.path}")
        for line in _news(saved.edit, policy):
            output.say(output.wrapped(f"  {line}", rest="    "))
    if saved.hand_edits:
        output.talk(f"Edits made by hand were committed first, as {saved.hand_edits[:8]}.")
    _told_where(saved, branch)


def _told_where(saved: Saved, branch: str) -> None:
    """Which branch is checked out now: the next note goes there."""
    visit = saved.visit
    if visit is None:
        return
    if visit.trouble:
        output.talk(visit.trouble)
    elif visit.is_left and not visit.was_there:
        output.talk(f"You are on {visit.came_from} as before. To go on writing over there:")
        output.talk(f"  git switch {branch}")
    else:
        back = "" if visit.was_there else f" Back: {visit.way_back}"
        output.talk(f"You are on {branch}; what you record now gets there as well.{back}")


def _news(edit: Edit, policy: Policy) -> Iterator[str]:
    """The blocks and the fields that are new, a time with how far it is from now."""
    before, after = _sides(edit)
    if names := blocks.differing(before, after):
        yield f"brought up to date: {', '.join(names)}"
    for key, value in after.fields.items():
        if before.fields.get(key) != value:
            moment = Postmortem("", after.fields).time(key) if key.endswith("_at") else None
            far = f" ({local(moment, policy.zone)}, {ago(moment, current().now)})" if moment else ""
            yield f"{key}: {value}{far}"


def _sides(edit: Edit) -> tuple[Document, Document]:
    before, after = (Document.parse(side or b"", edit.path) for side in (edit.before, edit.after))
    return before, after


def _delivery(delivery: Delivery) -> None:
    if delivery.is_pushed:
        output.talk(f"Pushed to {delivery.remote}.")
    if delivery.trouble:
        output.talk(delivery.trouble)
    if delivery.is_open:
        output.say(f"The {delivery.word} is open: {delivery.url}".removesuffix(": "))
    elif delivery.url:
        output.say(f"Open the {delivery.word}: {delivery.url}")
        if output.is_screen():
            output.talk("Its text: inc postmortem review -n")


def way_out(subject: Subject, delivery: Delivery, proposal: Proposal, options: Options) -> None:
    """How far it got on its way to reviewers, what they will meet, and what to do next."""
    _delivery(delivery)
    for line in _advice(subject, delivery, proposal, options):
        output.talk(line)


def _advice(
    subject: Subject, delivery: Delivery, proposal: Proposal, options: Options
) -> Iterator[str]:
    """What a reviewer will meet, and what to do next."""
    name = subject.incident.id
    if subject.findings:
        yield f"{counted(subject.findings)} in it, as reviewers are told:"
        yield from (f"  line {one.line}: {one.code} {one.message}" for one in subject.findings[:10])
        if len(subject.findings) > 10:
            yield f"  and {len(subject.findings) - 10} more"
    if delivery.refusal:
        return
    if not delivery.remote:
        yield "There is no remote, so nothing was pushed."
        yield f"Next: git remote add origin URL; then: inc postmortem review {name}"
    elif not delivery.is_pushed:
        yield f"Next: git push --set-upstream {delivery.remote} {proposal.branch}"
    elif not (delivery.url or delivery.is_open) and options.open:
        yield f"Next: propose {proposal.branch} for {proposal.base or 'your main branch'} there."
    yield f"Once it is merged: inc postmortem publish {name}"


def as_dict(
    subject: Subject, proposal: Proposal, delivery: Delivery, saved: Saved | None
) -> dict[str, Any]:
    """All of it for programs."""
    return {
        "command": "postmortem review",
        "incident": subject.incident.id,
        "path": subject.examined.path,
        "branch": proposal.branch,
        "base": proposal.base or None,
        "commit": saved.commit if saved else None,
        "dry_run": saved is None,
        "refreshed": blocks.differing(*_sides(saved.edit)) if saved else [],
        "is_back": not (saved and saved.visit) or saved.visit.is_left,
        "remote": delivery.remote or None,
        "pushed": delivery.is_pushed,
        "opened": delivery.is_open,
        "url": delivery.url or None,
        "title": proposal.title,
        "body": proposal.body,
        "findings": [of_finding(one) for one in subject.findings],
        "trouble": [one for one in (_trouble(saved), delivery.refusal, delivery.trouble) if one],
    }


def _trouble(saved: Saved | None) -> str:
    return saved.visit.trouble if saved and saved.visit else ""
