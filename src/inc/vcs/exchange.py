"""What goes to a remote and comes from it, and what its answers mean."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Final, NamedTuple

from inc.vcs import branches, remotes
from inc.vcs.lasting import many_durably
from inc.vcs.process import TIMED_OUT, Completed, git
from inc.vcs.refusals import last_words
from inc.vcs.repository import Repository

_QUIET: Final = ("-c", "gc.auto=0", "-c", "maintenance.auto=false", "-c", "advice.detachedHead=0")
_ABSENT: Final = r"couldn't find remote ref|remote branch .* not found"
_DENIED: Final = (
    r"could not read (?:Username|Password)|Authentication failed|terminal prompts disabled"
    r"|Permission denied|Host key verification failed|HTTP Basic: Access denied|error: 40[13]"
)
_LOST_RACE: Final = (
    r"\[rejected\] \((?:fetch first|non-fast-forward|stale info)"
    r"|failed to update ref|cannot lock ref|failed to lock|incorrect old value"
    r"|reference already exists|Unable to create '[^']*\.lock'"
)
_BROKEN: Final = r"\[remote failure\]|unpacker error"
_CUT: Final = r"disconnect|hung up|early EOF|sideband|Broken pipe|Connection reset|Could not read"
_MAIN_REF: Final = "refs/heads/"


class Target(NamedTuple):
    """A branch of a remote, as this clone knows it."""

    remote: str
    branch: str

    @property
    def name(self) -> str:
        """As people say it: `origin/main`."""
        return f"{self.remote}/{self.branch}"

    @property
    def tracking(self) -> str:
        """The ref that holds what it was when we looked last."""
        return f"refs/remotes/{self.remote}/{self.branch}"


class Outcome(Enum):
    """What became of a fetch or a push."""

    DONE = "done"
    ABSENT = "absent"
    """The remote has no such branch."""
    RACE = "race"
    """Somebody else was faster."""
    DECLINED = "declined"
    """The remote does not take it, or a hook over there."""
    HELD = "held"
    """A hook of ours does not send it."""
    DENIED = "denied"
    """The remote does not know us, or does not let us in."""
    UNREACHABLE = "unreachable"
    """There was no answer; whether it was done is not known."""


class Answer(NamedTuple):
    """What became of it, and the last words of git, without names and tokens in addresses."""

    outcome: Outcome
    words: str = ""


class Line:
    """The way to the remotes: how long an answer may take, and whether a person can be asked."""

    def __init__(self, repository: Repository, *, is_asking: bool) -> None:
        self.repository = repository
        self._asking = _asking(repository, is_asking)

    def fetch(self, target: Target, within: float) -> Answer:
        """Bring what a branch of a remote is now to its tracking ref."""
        refspec = f"+{_MAIN_REF}{target.branch}:{target.tracking}"
        return self._fetched(["--no-tags", "--", target.remote, refspec], within)

    def deepen(self, target: Target, by: int | None, within: float) -> Answer:
        """Bring that many more commits of the history of a shallow clone, or all of it."""
        depth = f"--deepen={by}" if by else "--unshallow"
        refspec = f"+{_MAIN_REF}{target.branch}:{target.tracking}"
        return self._fetched([depth, "--no-tags", "--", target.remote, refspec], within)

    def push(self, target: Target, commit: str, within: float) -> Answer:
        """Make a commit the end of a branch of a remote, if that only adds to it."""
        refspec = f"{commit}:{_MAIN_REF}{target.branch}"
        arguments = ["push", "--porcelain", "--", target.remote, refspec]
        return _of_push(self._run(arguments, within, hooks=True))

    def _fetched(self, arguments: Sequence[str], within: float) -> Answer:
        settings = ["-c", "fetch.prune=false", "-c", "fetch.recurseSubmodules=no"]
        command = [*settings, "fetch", "--quiet", "--no-write-fetch-head", *arguments]
        return _of_fetch(self._run(command, within))

    def _run(self, arguments: Sequence[str], within: float, *, hooks: bool = False) -> Completed:
        return git(
            [*many_durably(self.repository), *_QUIET, *arguments],
            cwd=self.repository.worktree,
            write=True,
            hooks=hooks,
            within=within,
            more=self._asking,
        )


def tip(repository: Repository, target: Target) -> str | None:
    """The commit that a branch of a remote had when we looked last; None where it had none."""
    return branches.commit_of(repository, target.tracking)


def _asking(repository: Repository, is_asking: bool) -> Mapping[str, str]:
    """What keeps git and ssh from waiting for words that nobody is there to type."""
    if is_asking:
        return {"GIT_TERMINAL_PROMPT": "1"}
    stated = os.environ.get("GIT_SSH_COMMAND")
    if not stated:
        told = git(["config", "--get", "core.sshCommand"], cwd=repository.worktree)
        stated = told.out.decode("utf-8", "replace").strip()
    quiet = {"GIT_TERMINAL_PROMPT": "0", "SSH_ASKPASS_REQUIRE": "never", "GCM_INTERACTIVE": "never"}
    if os.environ.get("GIT_SSH") and not stated:
        return quiet
    program = stated or "ssh"
    if os.path.basename(program.split()[0]) == "ssh":  # noqa: PTH119 - the word of a command
        quiet["GIT_SSH_COMMAND"] = f"{program} -o BatchMode=yes"
    return quiet


def _of_fetch(done: Completed) -> Answer:
    if done.code == 0:
        return Answer(Outcome.DONE)
    words = _words(done)
    if re.search(_ABSENT, done.err):
        return Answer(Outcome.ABSENT, words)
    if re.search(_LOST_RACE, done.err):
        return Answer(Outcome.RACE, words)
    if re.search(_DENIED, done.err):
        return Answer(Outcome.DENIED, words)
    return Answer(Outcome.UNREACHABLE, words)


def _of_push(done: Completed) -> Answer:
    if done.code == 0:
        return Answer(Outcome.DONE)
    words, status = _words(done), _status(done)
    if re.search(_LOST_RACE, status or done.err):
        return Answer(Outcome.RACE, words)
    if status and not re.search(_BROKEN, status):
        return Answer(Outcome.DECLINED, words)
    if done.code == 1 and not status and not re.search(_CUT, done.err):
        return Answer(Outcome.HELD, words)  # by pre-push, before anything is sent
    if re.search(_DENIED, done.err):
        return Answer(Outcome.DENIED, words)
    return Answer(Outcome.UNREACHABLE, words)


def _status(done: Completed) -> str:
    """What became of the branch, in the words of git: `[rejected] (fetch first)`."""
    lines = done.out.decode("utf-8", "replace").split("\n")
    return next((line.split("\t")[-1] for line in lines if line.startswith("!\t")), "")


def _words(done: Completed) -> str:
    if done.code == TIMED_OUT:
        return "no answer in time"
    status, said = _status(done), _without_noise(done.err)
    if said or not status:
        said = last_words(done._replace(err=said or done.err))
    lines = [status, *([said] if said != status else [])]
    words = "\n".join(filter(None, lines))
    return remotes.without_credentials(words) or f"git ended with {done.code}"


def _without_noise(text: str) -> str:
    """What git said, but for what it says of every push."""
    noise = ("error: failed to push some refs", "To ", "Everything up-to-date", "Pushing to ")
    kept = [line for line in text.split("\n") if not line.startswith(noise)]
    return "\n".join(line for line in kept if line.removeprefix("remote:").strip())
