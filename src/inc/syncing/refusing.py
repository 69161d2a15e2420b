"""Why a sync ended before its time, in words, each with what to type next."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from shlex import quote
from typing import Final

from inc.domain.times import local
from inc.errors import GitRefused, NotDelivered, Refused, UsageError
from inc.syncing.failing import Declined, Gone, Rewritten, Unreached
from inc.syncing.standing import Standing
from inc.uniting.in_the_way import aside, listed
from inc.vcs.exchange import Answer, Outcome, Target

_GUESSES: Final = (
    r"fatal: Could not read from remote|Please make sure you have|and the repository exists"
)
"""What git adds to the reason when it was not let in, or nobody answered."""

_SHOWN = 5
_LAST_LINES = 3


class NoRemote(UsageError):
    """There is nobody to sync with."""


def no_remote() -> NoRemote:
    """No remote at all."""
    return NoRemote(
        "this repository has no remote to sync with",
        hint="Add the one that your team shares: git remote add origin ADDRESS",
    )


def which_remote(names: Sequence[str]) -> UsageError:
    """Several remotes, and none of them is meant by itself."""
    return UsageError(
        f"which remote is meant: {', '.join(names)}?",
        hint=f"Name it: inc sync --remote {names[0]}\n"
        f"Or for the whole team: inc config set sync.remote {names[0]}",
    )


def unknown_remote(name: str, names: Sequence[str]) -> UsageError:
    """A remote that is not configured."""
    known = f"There are: {', '.join(names)}." if names else "There is none: git remote add …"
    return UsageError(f"there is no remote '{name}'", hint=known)


def bad_branch(name: str) -> UsageError:
    """A name that no branch can have."""
    return UsageError(f"'{name}' cannot be the name of a branch", hint="Such as: from-alice")


def unborn(branch: str, target: Target, *, is_there: bool) -> GitRefused:
    """A branch without a commit."""
    what = f"nothing was committed on {branch} yet"
    if is_there:
        return GitRefused(what, hint=f"Have what is there: git reset --hard {target.name}")
    return GitRefused(what, hint="Commit something first: inc init, or inc declare")


def undelivered(
    target: Target, sent_to: Target, answer: Answer, found: Standing, now: datetime, zone: tzinfo
) -> NotDelivered:
    """The remote did not answer, or did not take it."""
    words, again, make = _in_a_line(answer.words), "Again: inc sync", NotDelivered
    if answer.outcome is Outcome.DENIED:
        make = Unreached
        what = f"{target.remote} does not let you in: {words}"
        more = f"Look at the name, the key or the token: git fetch {target.remote}"
    elif answer.outcome is Outcome.HELD:
        what = f"the hook pre-push does not send it: {words}"
        more = "Mend what the hook asks for."
    elif answer.outcome is Outcome.DECLINED and sent_to != target:
        what = f"{target.remote} does not take it as {sent_to.branch}: {words}"
        more = _handed_over(target, found)
        again = f"Again: inc sync --branch {quote(sent_to.branch)}"
    elif answer.outcome is Outcome.DECLINED:
        make = Declined
        what = f"{target.remote} does not take it into {target.branch}: {words}"
        more = _as_a_branch(target, now)
    elif answer.outcome is Outcome.RACE:
        what = f"others sent to {target.name} all the time; it did not get a turn"
        more = ""
    else:
        make = Unreached
        what = f"{target.remote} cannot be reached: {words}"
        more = ""
    kept = only_here(target, found, zone)
    return make(what, hint="\n".join(filter(None, [kept, more, again])))


def _as_a_branch(target: Target, now: datetime) -> str:
    branch = proposed(now)
    return (
        "Send it as a branch, for a pull request:\n"
        f"  inc sync --branch {branch}\n"
        f"or with git alone:\n"
        f"  git push {quote(target.remote)} HEAD:refs/heads/{branch}"
    )


def proposed(now: datetime) -> str:
    """The name of a branch for what another one does not take."""
    return f"incidents-{now:%Y-%m-%d}"


def _handed_over(target: Target, found: Standing) -> str:
    """What is left where a remote takes no branch at all."""
    ask = f"Ask whoever looks after {target.remote}"
    if not found.missed:
        return f"{ask}."
    ways = [f"  inc bundle {quote(name)}" for name in found.missed[:_SHOWN]]
    return "\n".join([f"{ask}, or hand it over in a file:", *ways])


def taken(target: Target, branch: str, answer: Answer) -> Refused:
    """A branch of that name, with other commits, is at the remote."""
    return Refused(
        f"{target.remote} has a branch {branch} with other commits: {_in_a_line(answer.words)}",
        hint="Name another one: inc sync --branch OTHER-NAME",
    )


def rewritten(target: Target, was: str, now: str | None) -> Refused:
    """The remote has not what it had when this clone looked last."""
    if now is None:
        what = f"{target.remote} has no branch {target.branch} any more; it was at {was[:8]}"
        return Gone(what, hint="Send what you have, as it was: inc sync --accept-rewrite")
    return Rewritten(
        f"{target.name} was rewritten: it was at {was[:8]} when this clone was synced, and that "
        f"is not in {now[:8]}, which it is at now",
        hint="Nothing was changed, and what you have is whole.\n"
        f"See what is gone there and what is new: git log --oneline --left-right "
        f"{was[:8]}...{now[:8]}\n"
        "Keep both, if nothing was meant to go: inc sync --accept-rewrite\n"
        f"Have theirs, and yours under another name: git branch mine && "
        f"git reset --keep {quote(target.name)} && inc sync",
    )


def strangers(target: Target) -> Refused:
    """No commit in common."""
    return Refused(
        f"this branch and {target.name} have no commit in common",
        hint="They are two repositories. If they are to be one: inc sync --accept-rewrite",
    )


def met(target: Target, paths: Sequence[str], torn: Mapping[str, str]) -> Refused:
    """Both sides changed the same lines of files that are not ours, or of broken documents."""
    ways = [
        "Nothing was changed or sent. Settle it as git does, then sync:",
        f"  git merge {target.name}",
        "  (edit the files, git add them, git commit)",
        "  inc sync",
    ]
    if torn:
        told = "; ".join(f"{path}: {why}" for path, why in list(torn.items())[:_SHOWN])
        what = f"both sides changed a document that cannot be merged: {told}"
        others = f" (and so is {listed(paths)})" if paths else ""
        return Refused(what + others, hint="\n".join(["See: inc check", *ways]))
    return Refused(
        f"you and {target.name} changed the same lines of {listed(paths)}",
        hint="\n".join(ways),
    )


def in_the_way(target: Target, states: Mapping[str, str]) -> Refused:
    """What came would change files that the person has changed and not committed.

    `states` has the two letters of git for each of them, and nothing for one that git ignores.
    """
    return Refused(
        f"what comes from {target.name} would change what you have not committed: "
        f"{listed(list(states))}",
        hint="\n".join(["Nothing was changed or sent. Put it aside:", *aside(states, "inc sync")]),
    )


def only_here(target: Target, found: Standing, zone: tzinfo) -> str:
    """What is not yet off this machine, or not yet at a remote, in a sentence."""
    lost = "Nothing is lost:"
    if found.unsent.commits:
        since = moment(found.unsent.since, zone)
        since = f", since {since}" if since else ""
        return f"{lost} {_recorded(found.unsent.commits, found.incidents)}, " + (
            f"and not yet off this machine{since}."
        )
    if found.missing.commits:
        others = " and ".join(one.remote for one in found.held if one.remote != target.remote)
        return f"{lost} {_recorded(found.missing.commits, found.missed)}, " + (
            f"and at {others}; not yet at {target.remote}."
        )
    return "All that is recorded here is there already, as far as this clone knows."


def _recorded(count: int, incidents: Sequence[str]) -> str:
    commits = "1 commit is" if count == 1 else f"{count} commits are"
    number = len(incidents)
    of = "" if not number else f" (of {number} incident{'s' if number > 1 else ''})"
    return f"{commits} recorded here{of}"


def next_step(found: Standing, now: datetime, remote: str = "") -> str:
    """What to type to have both sides the same; nothing where they are.

    `remote` is the one that was named, where it is not meant by itself.
    """
    is_owed = found.missing.commits or found.unreceived.commits
    if found.rewrite or found.is_gone:
        command = "inc sync --accept-rewrite"
    elif is_owed and found.failure and found.failure.kind == Declined.kind:
        command = f"inc sync --branch {proposed(now)}"
    else:
        command = "inc sync" if is_owed or found.failure else ""
    return with_remote(command, remote)


def with_remote(text: str, remote: str) -> str:
    """A text whose commands name a remote, where somebody named one."""
    return text.replace("inc sync", f"inc sync --remote {quote(remote)}") if remote else text


def moment(at: datetime | None, zone: tzinfo) -> str:
    """An instant for people; nothing for none."""
    return local(at, zone) if at else ""


def _in_a_line(words: str) -> str:
    """The first and the last that git said, which is what became of it and why."""
    lines = [line.removeprefix("remote:").strip() for line in words.split("\n")]
    told = list(dict.fromkeys(filter(None, lines)))
    told = [line for line in told if not re.match(_GUESSES, line)] or told
    return "; ".join([*told[:1], *told[1:][-_LAST_LINES:]])
