"""A sync: look at the remote, make one of both sides, send it, and only then move the branch.

The network is never waited for with the lock of the repository held. A merge that lost a race is
thrown away, so a sync leaves one merge commit at most.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import Final, NamedTuple

from inc.durable import Writer
from inc.errors import IncError
from inc.faults import point
from inc.interruption import uninterrupted
from inc.syncing import failing, outcome, refusing, rewriting, standing, targets
from inc.syncing.outcome import Step, Synced
from inc.syncing.patience import Patience
from inc.uniting import commits, decisions, in_the_way, sweeping
from inc.uniting.commits import Uniting
from inc.uniting.replaying import Replayed, refuse_by_hook
from inc.vcs import ancestry, composing, exchange, forwarding, joining, seen
from inc.vcs.exchange import Answer, Line, Outcome, Target
from inc.vcs.lock import of_file
from inc.vcs.staging import staging
from inc.workspace import Workspace, Writing

_ASKED_AGAIN: Final = 2.0  # seconds, at least, to learn what became of a push
_DEEPER: Final = (50, 500, 5000)


class Wishes(NamedTuple):
    """How a sync is to be done.

    `branch` is another one than the target to send to; `within` are the seconds for all of it,
    `tries` how often the race for a branch may be lost.
    """

    remote: str = ""
    branch: str = ""
    is_linear: bool = False
    is_dry: bool = False
    accepts_rewrite: bool = False
    is_asking: bool = False
    within: float | None = None
    tries: int = 30
    by_trees: bool | None = None
    """Whether git merges the trees itself; None where its version decides."""


class Engine:
    """One sync of the branch that is checked out."""

    def __init__(
        self, workspace: Workspace, wishes: Wishes, writing: Writing, now: datetime
    ) -> None:
        self.workspace, self.wishes, self.now = workspace, wishes, now
        self.repository = workspace.repository
        self.place = commits.place(workspace)
        self._writing = writing
        self._patience = Patience(wishes.within, wishes.tries)
        self._line = Line(self.repository, is_asking=wishes.is_asking)
        self._swept: list[str] = []

    def run(self) -> Synced:
        """Do it; raises NotDelivered, Refused, GitRefused or UsageError, and nothing is lost."""
        self.repository.refuse_unsafe_state(detached_ok=False)
        target = targets.target(self.workspace, self.wishes.remote)
        sent_to = target._replace(branch=self.wishes.branch or target.branch)
        with self._alone(), self._told_of(target):
            step, left = self._sent(target, sent_to)
        if self.wishes.is_dry:
            step = outcome.with_edits(step, self.place, self._swept, self.now)
        return outcome.told(
            self.repository,
            self.place,
            (target, sent_to),
            step,
            swept=self._swept,
            tries=self._patience.tries + 1,
            left=left,
        )

    # ------------------------------------------------------------------ the steps

    def _sent(self, target: Target, sent_to: Target) -> tuple[Step, str]:
        while True:
            up = self._looked(target)
            step, left = self._made_one(target, up)
            point("joined")
            if step.new == step.up:
                return step, left
            step = outcome.counted(self.repository, self.place, target, step)
            if self.wishes.is_dry:
                return step, left
            answer = self._pushed(sent_to, step.new)
            if answer.outcome is Outcome.DONE:
                point("pushed")
                self._note(sent_to, step.new)
                return step, self._landed(step)
            if answer.outcome is not Outcome.RACE:
                raise self._undelivered(target, answer, sent_to)
            if sent_to != target:
                raise refusing.taken(target, sent_to.branch, answer)
            self._wait(target, answer)

    def _looked(self, target: Target) -> str | None:
        """What the remote has now; Refused where it was rewritten since this clone looked."""
        was = rewriting.known(self.repository, target)
        answer = self._line.fetch(target, self._patience.left)
        while answer.outcome is Outcome.RACE:
            self._wait(target, answer)
            answer = self._line.fetch(target, self._patience.left)
        if answer.outcome not in (Outcome.DONE, Outcome.ABSENT):
            raise self._undelivered(target, answer)
        up = exchange.tip(self.repository, target) if answer.outcome is Outcome.DONE else None
        if self.wishes.accepts_rewrite:
            was = None
        if was and rewriting.is_rewritten(self.repository, was, up):
            rewriting.remember(self.repository, target, was, self.now)
            raise refusing.rewritten(target, was, up)
        if up:
            self._reach(target, up)
            if not self.wishes.is_dry:
                seen.note(self.repository, target, up, self.now)
        return up

    def _reach(self, target: Target, up: str) -> None:
        """Have enough of the history of a shallow clone to see what both sides have in common."""
        own = self.repository.head().oid
        if not own or not ancestry.is_shallow(self.repository):
            return
        for depth in (*_DEEPER, None):
            if ancestry.merge_bases(self.repository, own, up):
                return
            much = f"{depth} more commits" if depth else "all of it"
            self._writing.say(f"The history here is cut off (a shallow clone); fetching {much} …")
            answer = self._line.deepen(target, depth, self._patience.left)
            if answer.outcome is not Outcome.DONE:
                raise self._undelivered(target, answer)
            if not ancestry.is_shallow(self.repository):
                return

    def _made_one(self, target: Target, up: str | None) -> tuple[Step, str]:
        """What is to be sent; where nothing is, the branch is moved on at once."""
        with self.workspace.locked(self._writing) as writer:
            self._own(target, up)
            self._sweep(writer)
            step = self._step(writer, target, up)
            self._refuse_in_the_way(target, step)
            if self.wishes.is_dry or step.new != step.up:
                return step, ""
            return step, self._moved(writer, step)

    def _sweep(self, writer: Writer) -> None:
        """Commit what hands edited in documents; for a dry run, say which that would be."""
        paths = sweeping.edited(self.repository, self.place)
        if self.wishes.is_dry:
            self._swept = [one.path for one in sweeping.found(writer.root, paths)]
        else:
            self._swept += sweeping.swept(writer, paths)

    def _own(self, target: Target, up: str | None) -> str:
        """What is checked out; raises GitRefused where nothing was ever committed."""
        ref, own = self.repository.head()
        if own is None:
            branch = (ref or "").removeprefix("refs/heads/")
            raise refusing.unborn(branch, target, is_there=up is not None)
        return own

    def _step(self, writer: Writer, target: Target, up: str | None) -> Step:
        own = self._own(target, up)
        if up is None or up == own:
            return Step(own, up, own)
        bases = ancestry.merge_bases(self.repository, own, up)
        if own in bases or up in bases:
            return Step(own, up, up if own in bases else own)
        if not bases and not self.wishes.accepts_rewrite:
            raise refusing.strangers(target)
        if self.wishes.is_linear and bases:
            return self._replayed(target, own, up)
        return self._merged(writer, target, own, up, bases)

    def _merged(
        self, writer: Writer, target: Target, own: str, up: str, bases: Sequence[str]
    ) -> Step:
        united = Uniting(self.repository, self.place).united(own, up, bases)
        with staging(self.repository) as area:
            met = joining.join(
                area, own, up, bases, self.place.is_document, by_trees=self.wishes.by_trees
            )
            if met or united.torn:
                raise refusing.met(target, met, united.torn)
            area.put(united.blobs)
            if self.wishes.is_dry:
                return Step(own, up, own, own, united.met)
            decided = dict.fromkeys(one.path for one in decisions.decided(united.met))
            message = _message(target, list(decided))
            new = composing.merge_commit(area, [own, up], message, writer.lock_fd)
        return Step(own, up, new, new, united.met)

    def _replayed(self, target: Target, own: str, up: str) -> Step:
        refuse_by_hook(self.repository, up)
        made = Replayed(self.repository, self.place, own, up)
        bases = ancestry.merge_bases(self.repository, own, up)
        united = Uniting(self.repository, self.place).united(own, up, bases)
        if made.paths or made.torn or united.torn:
            raise refusing.met(target, made.paths, {**made.torn, **united.torn})
        made.end_with(united.blobs, _message(target, []))
        return Step(own, up, made.tip, met=united.met)

    def _refuse_in_the_way(self, target: Target, step: Step) -> None:
        """Refuse before anything is sent what could not be brought here afterwards."""
        coming = step.up if step.merge and self.wishes.is_dry else step.new
        if coming and coming != step.own:
            found = in_the_way.states(self.repository, step.own, coming)
            if self.wishes.is_dry:
                found = {
                    path: one for path, one in found.items() if not self.place.is_document(path)
                }
            if found:
                raise refusing.in_the_way(target, found)

    def _pushed(self, target: Target, commit: str) -> Answer:
        answer = self._line.push(target, commit, self._patience.left)
        if answer.outcome in (Outcome.UNREACHABLE, Outcome.DENIED) and self._got_there(
            target, commit
        ):
            return Answer(Outcome.DONE)
        return answer

    def _got_there(self, target: Target, commit: str) -> bool:
        """Whether it was taken although the answer was lost: pushing twice does no harm."""
        patience = max(_ASKED_AGAIN, self._patience.left)
        if self._line.fetch(target, patience).outcome is not Outcome.DONE:
            return False
        up = exchange.tip(self.repository, target)
        return up is not None and commit in (up, *ancestry.merge_bases(self.repository, commit, up))

    def _landed(self, step: Step) -> str:
        """Have here what was sent; nothing once it is, else why not."""
        if step.new == step.own:
            return ""
        with self.workspace.locked(self._writing) as writer:
            return self._moved(writer, step)

    def _moved(self, writer: Writer, step: Step) -> str:
        if step.new == step.own:
            return ""
        if self.repository.head().oid != step.own:
            return "something was recorded here meanwhile"
        with uninterrupted():
            return forwarding.forward(
                self.repository,
                step.own,
                step.new,
                writer.lock_fd,
                writer.patience,
                reason="inc sync",
            )

    # ------------------------------------------------------------------ time, and others

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """No other sync of this clone meanwhile; others may write."""
        if self.wishes.is_dry:
            yield
            return
        wait = self._patience.left
        place = self.repository.private() / "sync-lock"
        with of_file(place, self._writing.purpose, wait=wait, say=self._writing.say):
            yield

    def _wait(self, target: Target, answer: Answer) -> None:
        """Let others have their turn; NotDelivered when it was tried for long enough."""
        if not self._patience.wait():
            raise self._undelivered(target, answer)

    def _note(self, target: Target, commit: str) -> None:
        seen.note(self.repository, target, commit, self.now)
        targets.remember(self.repository, target, commit)

    @contextmanager
    def _told_of(self, target: Target) -> Iterator[None]:
        """Remember a failure, and let its hints name the remote that was named."""
        with ExitStack() as stack:
            if not self.wishes.is_dry:
                stack.enter_context(failing.remembered(self.repository, target, self.now))
            try:
                yield
            except IncError as error:
                error.hint = refusing.with_remote(error.hint, self.wishes.remote)
                raise

    def _undelivered(
        self, target: Target, answer: Answer, sent_to: Target | None = None
    ) -> IncError:
        found = standing.standing(self.repository, self.place, target)
        zone = self.workspace.shown_zone
        return refusing.undelivered(target, sent_to or target, answer, found, self.now, zone)


def _message(target: Target, decided: Sequence[str]) -> str:
    trailers = "".join(f"Inc-Decided: {path}\n" for path in decided)
    return f"sync with {target.name}\n\nInc-Operation: sync\n{trailers}"
