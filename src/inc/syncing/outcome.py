"""What a sync makes of both sides, and what it did."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from inc.syncing import standing
from inc.uniting import decisions, news
from inc.uniting.commits import Met, Place
from inc.uniting.decisions import Decision
from inc.uniting.news import News
from inc.vcs import ancestry
from inc.vcs.ancestry import Alone
from inc.vcs.exchange import Target
from inc.vcs.repository import Repository


class Step(NamedTuple):
    """What both sides are made into: `own` and `up` are their ends, `new` what is to be sent."""

    own: str
    up: str | None
    new: str
    merge: str | None = None
    met: Sequence[Met] = ()
    sent: Alone = Alone(0)
    incidents: Sequence[str] = ()


class Synced(NamedTuple):
    """What a sync did: `merge` is the commit that joins both sides, if there had to be one.

    `commit` is what the remote has now (what this clone has, for a dry run). `incidents` are those
    that were sent; `swept` are documents whose edits by hand were committed; `left` says why the
    files here are not yet what the remote has.
    """

    target: Target
    sent_to: Target
    commit: str
    merge: str | None
    sent: Alone
    received: Alone
    incidents: Sequence[str]
    news: Sequence[News]
    decisions: Sequence[Decision]
    swept: Sequence[str]
    tries: int
    is_new_branch: bool
    left: str = ""


def counted(repository: Repository, place: Place, target: Target, step: Step) -> Step:
    """The step with what it sends: what the remote does not have by any branch."""
    without = [step.up] if step.up else [f"--remotes={target.remote}"]
    paths = ancestry.touched(repository, step.own, without, place.folders)
    sent = ancestry.alone(repository, step.own, without)
    return step._replace(sent=sent, incidents=standing.incidents(place, paths))


def with_edits(step: Step, place: Place, swept: Sequence[str], now: datetime) -> Step:
    """The step of a dry run with the commits that edits by hand would be, one a document."""
    sent = Alone(step.sent.commits + len(swept), step.sent.since or (now if swept else None))
    named = standing.incidents(place, [f"{place.prefix}{path}" for path in swept])
    return step._replace(sent=sent, incidents=sorted({*step.incidents, *named}))


def told(
    repository: Repository,
    place: Place,
    targets: tuple[Target, Target],
    step: Step,
    *,
    swept: Sequence[str],
    tries: int,
    left: str,
) -> Synced:
    """What there is to say of a step that was done; `targets` are the two of `Synced`."""
    up = step.up or step.own
    after = step.new if step.new != step.own else up
    came = news.between(repository, place, step.own, after) if up != step.own else []
    return Synced(
        *targets,
        commit=step.new,
        merge=step.merge,
        sent=step.sent,
        received=ancestry.alone(repository, up, [step.own]),
        incidents=step.incidents,
        news=came,
        decisions=decisions.decided(step.met),
        swept=swept,
        tries=tries,
        is_new_branch=step.up is None,
        left=left,
    )
