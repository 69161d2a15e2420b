"""What is on one side only, as `inc sync --status` says it, and in a line for `inc next`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from typing import Any, Final

from inc.cli import output
from inc.cli.session import current
from inc.cli.sync_answers import alone, commits, say_wrapped
from inc.domain.times import ago, iso
from inc.errors import UsageError
from inc.syncing import failing, refusing, standing, targets
from inc.syncing.standing import Standing
from inc.uniting.commits import place
from inc.vcs.exchange import Target
from inc.workspace import Workspace

_SHOWN: Final = 3
_STATUS: Final = "inc sync --status"


def show(workspace: Workspace, remote: str) -> None:
    """The answer of `inc sync --status`; `remote` is the one that was named."""
    target = targets.target(workspace, remote)
    found = standing.standing(workspace.repository, place(workspace), target)
    command = refusing.next_step(found, current().now, remote)
    if current().as_json:
        output.as_json({**_as_dict(target, found), "next": command or None})
        return
    for line in _lines(target, found, workspace.shown_zone):
        say_wrapped(line)
    if found.is_gone:
        output.talk(f"Next, to send what you have, as it was:\n  {command}")
    elif found.rewrite:
        again = refusing.with_remote("inc sync", remote)
        output.talk(f"Next, to keep what both sides have ({again} says the other ways):")
        output.talk(f"  {command}")
    elif command:
        output.talk(f"Next: {command}")


# ------------------------------------------------------------------ for people


def _lines(target: Target, found: Standing, zone: tzinfo) -> Iterator[str]:
    if found.unsent.commits:
        since = refusing.moment(found.unsent.since, zone)
        yield f"Only on this machine: {_of(found.unsent.commits, found.incidents)}, since {since}"
    for remote, count in found.held:
        if remote == target.remote:
            yield f"Sent to {remote}, and not in {target.name}: {commits(count)}"
        else:
            yield f"At {remote}, and not at {target.name}: {_of(count, found.missed)}"
    if found.unreceived.commits:
        yield f"At {target.name} and not here yet: {commits(found.unreceived.commits)}"
    yield from _trouble(target, found, zone)
    if not (found.unsent.commits or found.unreceived.commits or found.elsewhere or found.is_gone):
        yield f"Nothing is on one side only, here or at {target.name}."
    if found.looked is None:
        yield f"{target.remote} was never asked from here."
    else:
        yield f"{target.remote} answered last {_age(found.looked, current().now)}"


def _trouble(target: Target, found: Standing, zone: tzinfo) -> Iterator[str]:
    is_told = found.failure and found.failure.kind == failing.Rewritten.kind
    if found.rewrite and not is_told:
        was, now = (commit[:8] for commit in found.rewrite)
        yield f"{target.name} was rewritten: it was at {was}, which is not in {now}"
    if found.failure:
        when = refusing.moment(found.failure.at, zone)
        yield f"The sync of {when} failed: {found.failure.what}"


def _of(count: int, incidents: Sequence[str]) -> str:
    """So many commits, and of which incidents."""
    more = f" and {len(incidents) - _SHOWN} more" if len(incidents) > _SHOWN else ""
    of = f" ({', '.join(incidents[:_SHOWN])}{more})" if incidents else ""
    return f"{commits(count)}{of}"


def _age(moment: datetime, now: datetime) -> str:
    return ago(min(moment, now), now)


def reminder(workspace: Workspace) -> str:
    """What `inc next` says of what others do not have yet, in a line; nothing for nothing."""
    try:
        target = targets.target(workspace)
    except UsageError as error:  # several remotes, and none is meant
        return "" if isinstance(error, refusing.NoRemote) else _of_any(workspace)
    found = standing.standing(workspace.repository, place(workspace), target)
    others = " and ".join(one.remote for one in found.held if one.remote != target.remote)
    if found.unsent.commits:
        what = f"{_are(found.unsent.commits)} only on this machine"
    elif found.missing.commits:
        what = f"{_are(found.missing.commits)} at {others}, not at {target.remote}"
    else:
        return ""
    if found.rewrite:
        return f"{what}; {target.name} was rewritten: {_STATUS}"
    if found.failure:
        return f"{what}; the last sync failed: {_STATUS}"
    return f"{what}: inc sync"


def _of_any(workspace: Workspace) -> str:
    count = standing.unsent(workspace.repository)
    return f"{_are(count)} only on this machine: inc sync" if count else ""


def _are(count: int) -> str:
    return f"{commits(count)} {'is' if count == 1 else 'are'}"


# ------------------------------------------------------------------ for programs


def _as_dict(target: Target, found: Standing) -> dict[str, Any]:
    rewrite, failure = found.rewrite, found.failure
    return {
        "remote": target.remote,
        "branch": target.branch,
        "unsent": alone(found.unsent),
        "incidents": list(found.incidents),
        "missing": {**alone(found.missing), "incidents": list(found.missed)},
        "elsewhere": found.elsewhere,
        "held": [{"remote": one.remote, "commits": one.commits} for one in found.held],
        "unreceived": alone(found.unreceived),
        "rewritten": {"was": rewrite.was, "now": rewrite.now} if rewrite else None,
        "failure": {"at": iso(failure.at), "kind": failure.kind, "what": failure.what}
        if failure
        else None,
        "looked_at": iso(found.looked) if found.looked else None,
    }
