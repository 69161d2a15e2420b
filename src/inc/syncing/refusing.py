"""Why a sync ended before its time, in words, each with what to type next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from shlex import quote

from inc.domain.times import local
from inc.errors import GitRefused, NotDelivered, Refused, UsageError
from inc.syncing.standing import Standing
from inc.vcs.exchange import Answer, Outcome, Target

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


def undelivered(target: Target, answer: Answer, kept: str, now: datetime) -> NotDelivered:
    """The remote did not answer, or did not take it. `kept` says what is on this machine only."""
    branch = f"incidents-{now:%Y-%m-%d}"
    words = _in_a_line(answer.words)
    if answer.outcome is Outcome.DENIED:
        what = f"{target.remote} does not let you in: {words}"
        more = f"Look at the name, the key or the token: git fetch {target.remote}"
    elif answer.outcome is Outcome.HELD:
        what = f"the hook pre-push does not send it: {words}"
        more = "Mend what the hook asks for."
    elif answer.outcome is Outcome.DECLINED:
        what = f"{target.remote} does not take it into {target.branch}: {words}"
        more = (
            "Send it as a branch, for a pull request:\n"
            f"  inc sync --branch {branch}\n"
            f"or with git alone:\n"
            f"  git push {quote(target.remote)} HEAD:refs/heads/{branch}"
        )
    elif answer.outcome is Outcome.RACE:
        what = f"others sent to {target.name} all the time; it did not get a turn"
        more = ""
    else:
        what = f"{target.remote} cannot be reached: {words}"
        more = ""
    return NotDelivered(what, hint="\n".join(filter(None, [kept, more, "Again: inc sync"])))


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
        return Refused(what, hint="Send what you have, as it was: inc sync --accept-rewrite")
    return Refused(
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
        others = f" (and so is {_listed(paths)})" if paths else ""
        return Refused(what + others, hint="\n".join(["See: inc check", *ways]))
    return Refused(
        f"you and {target.name} changed the same lines of {_listed(paths)}",
        hint="\n".join(ways),
    )


def in_the_way(target: Target, paths: Sequence[str]) -> Refused:
    """What came would change files that the person has changed and not committed."""
    return Refused(
        f"what comes from {target.name} would change what you have not committed: {_listed(paths)}",
        hint="Nothing was changed or sent. Commit it, or put it aside:\n"
        "  git stash --include-untracked\n  inc sync\n  git stash pop",
    )


def only_here(found: Standing, when: str) -> str:
    """What is not yet off this machine, in a sentence; `when` is since when."""
    count = found.unsent.commits
    if not count:
        return "All that is recorded here is there already, as far as this clone knows."
    commits = "1 commit is" if count == 1 else f"{count} commits are"
    number = len(found.incidents)
    of = "" if not number else f" (of {number} incident{'s' if number > 1 else ''})"
    since = f", since {when}" if when else ""
    return f"Nothing is lost: {commits} recorded here{of}, and not yet off this machine{since}."


def moment(at: datetime | None, zone: tzinfo) -> str:
    """An instant for people; nothing for none."""
    return local(at, zone) if at else ""


def _in_a_line(words: str) -> str:
    """The first and the last that git said, which is what became of it and why."""
    lines = [line.removeprefix("remote:").strip() for line in words.split("\n")]
    told = list(dict.fromkeys(filter(None, lines)))
    return "; ".join([*told[:1], *told[1:][-_LAST_LINES:]])


def _listed(paths: Sequence[str]) -> str:
    more = f" and {len(paths) - _SHOWN} more" if len(paths) > _SHOWN else ""
    return ", ".join(paths[:_SHOWN]) + more
