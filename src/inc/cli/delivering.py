"""A recorded branch on its way to reviewers: the push, and the pull request."""

from __future__ import annotations

from typing import NamedTuple

from inc import forges
from inc.cli import output, review_text
from inc.cli.review_text import Subject
from inc.forges import Project, Proposal
from inc.vcs import branches, remotes
from inc.workspace import Workspace


class Options(NamedTuple):
    """What is done with the branch once it is recorded."""

    push: bool
    open: bool
    stay: bool


class Delivery(NamedTuple):
    """How far a branch got: where it was pushed, where people see it, and what was in the way."""

    remote: str = ""
    is_pushed: bool = False
    url: str = ""
    is_open: bool = False
    word: str = "pull request"
    refusal: str = ""
    """Why the remote did not take it."""
    trouble: str = ""
    """Why the program of the forge did not open a request."""


def delivered(
    workspace: Workspace, branch: str, came_from: str, subject: Subject, options: Options
) -> tuple[Delivery, Proposal]:
    """Push the branch and open a request, as far as that is wanted and possible."""
    repository = workspace.repository
    remote = remotes.chosen(repository, branch)
    proposal = proposed_branch(workspace, branch, came_from, subject)
    if not (remote and options.push):
        return Delivery(remote), proposal
    output.talk(f"Pushing {branch} to {remote} …")
    refusal = remotes.push(repository, remote, branch)
    if refusal:
        return Delivery(remote, refusal=refusal), proposal
    project = forges.project(remotes.url(repository, remote))
    if project is None or not (options.open and proposal.base):
        return Delivery(remote, is_pushed=True), proposal
    return requested(workspace, remote, project, proposal), proposal


def proposed_branch(
    workspace: Workspace, branch: str, came_from: str, subject: Subject
) -> Proposal:
    remote = remotes.chosen(workspace.repository, branch)
    base = branches.main(workspace.repository, remote) or came_from
    title, body = review_text.title(subject), review_text.body(subject)
    return Proposal(branch, base if base != branch else "", title, body)


def requested(workspace: Workspace, remote: str, project: Project, proposal: Proposal) -> Delivery:
    """A request that the program of the forge opened, else the page on which a person can."""
    address = forges.page(project, proposal, is_short=output.is_screen())
    page = Delivery(remote, True, address, word=project.word)
    program = forges.program(project.kind)
    if not program:
        return page
    opened = forges.open_request(program, proposal, workspace.repository.worktree)
    if opened.trouble:
        return page._replace(trouble=remotes.without_credentials(opened.trouble))
    return page._replace(url=opened.url, is_open=True)


def about_refusal(delivery: Delivery, branch: str) -> str:
    if not any(word in delivery.refusal for word in ("fetch first", "non-fast-forward")):
        return ""
    pull = f"git pull --rebase {delivery.remote} {branch}"
    return f"Somebody pushed to it meanwhile. Bring that here: git switch {branch}; {pull}\n"
