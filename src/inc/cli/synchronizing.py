"""A sync as the command line asks for it: by hand, and by itself after a write."""

from __future__ import annotations

import re
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from inc.cli import output
from inc.cli.here import here, is_wanted
from inc.cli.session import Session, current
from inc.errors import IncError, UsageError

if TYPE_CHECKING:  # a write that syncs nothing needs none of them
    from inc.cli.delivering import Delivery
    from inc.syncing.engine import Wishes
    from inc.syncing.outcome import Synced
    from inc.workspace import Workspace

WITHIN: Final = 5.0
"""Seconds that a sync after a write may take."""

_BRANCH: Final = (
    r"(?!-)(?!.*(?:\.\.|//|@\{|\.lock(?:/|$)|/\.))[^\s~^:?*\[\\\x00-\x1f\x7f]+(?<![./])"
)


def wishes(remote: str = "", branch: str = "", *, accepts_rewrite: bool = False) -> Wishes:
    """What the options of the command ask for."""
    from inc.syncing import refusing
    from inc.syncing.engine import Wishes

    if branch and not re.fullmatch(_BRANCH, branch):
        raise refusing.bad_branch(branch)
    return Wishes(
        remote, branch, is_dry=current().dry_run, accepts_rewrite=accepts_rewrite, is_asking=_asks()
    )


def _asks() -> bool:
    """Whether somebody is there who could type a password."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()


def synced(wishes: Wishes, purpose: str = "inc sync") -> tuple[Workspace, Synced]:
    """Sync the workspace one is in."""
    from inc.cli.writing import writing
    from inc.syncing.engine import Engine

    workspace = here()
    wishes = wishes._replace(is_linear=is_wanted(workspace, "linear"))
    return workspace, Engine(workspace, wishes, writing(purpose), current().now).run()


def proposed(workspace: Workspace, synced: Synced) -> Delivery | None:
    """Propose the branch that it was sent as; None where it was sent to the branch itself."""
    if synced.sent_to == synced.target or current().dry_run:
        return None
    from inc import forges
    from inc.cli import delivering
    from inc.forges import Proposal
    from inc.vcs import remotes

    remote, base = synced.target
    named = ", ".join(synced.incidents) or "documents"
    title = f"Incidents: {named}" if len(named) < 60 else f"Incidents: {len(synced.incidents)}"
    body = f"Commits of `{synced.sent_to.branch}` for `{base}`: {synced.sent.commits}\n"
    proposal = Proposal(synced.sent_to.branch, base, title, body)
    project = forges.project(remotes.url(workspace.repository, remote))
    if project is None:
        return delivering.Delivery(remote, is_pushed=True)
    return delivering.requested(workspace, remote, project, proposal)


# ------------------------------------------------------------------ by itself


def after_write(session: Session) -> None:
    """Sync where the person or the team wants that after each write; it never fails the write."""
    with suppress(Exception):
        _after_write(session)


def _after_write(session: Session) -> None:
    from inc.syncing.refusing import NoRemote

    try:
        asked = wishes()._replace(within=WITHIN, is_asking=False)
        workspace, done = synced(asked, "inc sync, after a write")
    except NoRemote:
        return  # a setting for all clones of a person; here it is for nothing
    except UsageError as error:
        output.talk(f"Not synced: {error.what}")
    except IncError as error:
        first = error.what.split("\n", 1)[0]
        output.talk(f"Not synced, though recorded: {first}. Later: inc sync")
    else:
        from inc.cli import sync_answers

        sync_answers.say_decisions(workspace, done.decisions, output.talk)
        if done.left:
            output.talk(f"Sent, and not everything is here yet: {done.left}. Later: inc sync")
