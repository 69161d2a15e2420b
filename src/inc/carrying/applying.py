"""What a bundle brings joined with what is here: all of it in one step, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from inc.carrying.grafting import Brought, Graft, Grafting
from inc.carrying.opening import Parcel, opened
from inc.durable import Writer
from inc.errors import DocumentRefused, GitRefused
from inc.faults import point
from inc.interruption import uninterrupted
from inc.uniting import commits, decisions, in_the_way, news, sweeping
from inc.uniting.commits import United, Uniting
from inc.uniting.decisions import Decision
from inc.uniting.news import News
from inc.uniting.replaying import Replayed
from inc.vcs import ancestry, composing, forwarding, houses, memo
from inc.vcs.staging import staging
from inc.workspace import Workspace, Writing

_SHOWN = 5


class Applied(NamedTuple):
    """What a bundle brought: the commits that are new here, and how many were here already.

    `merge` is the commit that joins them with ours, if there had to be one; `swept` are documents
    whose edits by hand were committed first. `commit` is what is checked out then, and for a dry
    run what would be.
    """

    name: str
    paths: Sequence[str]
    is_restricted: bool
    before: str
    commit: str
    merge: str
    brought: Sequence[Brought]
    known: int
    news: Sequence[News]
    decisions: Sequence[Decision]
    swept: Sequence[str]


def apply(
    workspace: Workspace, data: bytes, writing: Writing, *, dry_run: bool, is_linear: bool
) -> Applied:
    """Take in the bytes of a bundle; raises Unfit, LooksSecret or GitRefused, and nothing changed.

    A dry run says what it would bring. Where history is to be `linear`, what comes is put on top
    of what is here, and nothing is joined by a merge.
    """
    with houses.house(workspace.repository) as home:
        parcel = opened(home, data)
        if dry_run:
            return _Applying(workspace, parcel, is_linear=is_linear).tried()
        with workspace.locked(writing) as writer:
            return _Applying(workspace, parcel, is_linear=is_linear).applied(writer)


class _Applying:
    def __init__(self, workspace: Workspace, parcel: Parcel, *, is_linear: bool) -> None:
        self._workspace, self._repository = workspace, workspace.repository
        self._parcel, self._is_linear = parcel, is_linear
        self._place = commits.place(workspace)
        self._paths = [f"{self._place.prefix}{path}" for path in parcel.paths]

    def tried(self) -> Applied:
        """What would be applied; nothing is, and objects that nobody names are left to git."""
        tip = self._tip()
        graft = self._graft(tip, is_kept=False)
        if not graft.tip:
            return self._told(tip, graft, tip)
        united = None if self._is_straight(tip, graft) else self._united(tip, graft)
        after = united and self._joined(tip, graft.tip, united, writer=None)
        return self._told(tip, graft, after or graft.tip, united)

    def applied(self, writer: Writer) -> Applied:
        """Apply it; the lock is held."""
        swept = self._swept(writer)
        tip = self._tip()
        graft = self._graft(tip)
        if not graft.tip:
            return self._told(tip, graft, tip, swept=swept)
        united = None if self._is_straight(tip, graft) else self._united(tip, graft)
        new = graft.tip
        if united and self._is_linear:
            new, graft = self._on_top(tip, graft, united)
        elif united:
            new = self._joined(tip, graft.tip, united, writer)
        if new == tip:
            return self._told(tip, graft, tip, swept=swept)
        told = self._told(tip, graft, new, united, swept=swept)
        point("grafted")
        self._move(writer, tip, new)
        return told

    # ------------------------------------------------------------------ the steps

    def _tip(self) -> str:
        oid = self._repository.head().oid
        if oid is None:
            raise GitRefused(
                "nothing was committed here yet", hint="git add inc.toml && git commit"
            )
        return oid

    def _swept(self, writer: Writer) -> list[str]:
        """Commit what hands changed in the documents that come, each as a commit of its own."""
        states = memo.path_states(self._repository, self._paths)
        # What nobody has recorded stays, and is in the way.
        known = (path for path, letters in states.items() if letters != "??")
        return sweeping.swept(writer, [self._place.inner(path) for path in known])

    def _graft(self, tip: str, *, is_kept: bool = True) -> Graft:
        grafting = Grafting(self._workspace, self._place, self._parcel, tip)
        grafting.examine()
        return grafting.graft(is_kept=is_kept)

    def _is_straight(self, tip: str, graft: Graft) -> bool:
        """Whether what comes stands on our tip, so that nothing has to be joined."""
        if self._is_linear and not graft.is_straight:
            return False
        return tip in ancestry.merge_bases(self._repository, tip, graft.tip)

    def _united(self, tip: str, graft: Graft) -> United:
        bases = graft.bases or ancestry.merge_bases(self._repository, tip, graft.tip)
        united = Uniting(self._repository, self._place).united(tip, graft.tip, bases)
        torn = {path: why for path, why in united.torn.items() if path in self._paths}
        if torn:
            told = "; ".join(f"{path}: {why}" for path, why in list(torn.items())[:_SHOWN])
            raise DocumentRefused(
                f"you and the bundle changed a document that cannot be merged: {told}",
                hint="Nothing was changed. See: inc check; mend it, then: inc apply FILE",
            )
        met = [one for one in united.met if one.path in self._paths]
        return united._replace(met=met)

    def _on_top(self, tip: str, graft: Graft, united: United) -> tuple[str, Graft]:
        """What comes, one commit after the other on top of ours: the last, and those there are."""
        made = Replayed(self._repository, self._place, graft.tip, tip, graft.carried)
        if made.paths or made.torn:
            told = "; ".join([*made.paths, *(f"{path}: {why}" for path, why in made.torn.items())])
            raise DocumentRefused(
                f"a commit of the bundle cannot be put on top of yours: {told}",
                hint="Nothing was changed. A merge can join them, if you want one here:\n"
                "  git config inc.sync.linear false\n  inc apply FILE",
            )
        mine = {path: one for path, one in united.blobs.items() if path in self._paths}
        made.end_with(mine, _message(self._parcel.name, []))
        if made.tip != tip and not made.made:  # what is new was done while joining
            return made.tip, graft
        new = [one._replace(oid=made.made[one.oid]) for one in graft.new if one.oid in made.made]
        known = graft.known + len(graft.new) - len(new)
        return made.tip, graft._replace(new=new, known=known)

    def _joined(self, tip: str, other: str, united: United, writer: Writer | None) -> str:
        """The commit that joins both; without a writer only the tree that it would have."""
        with staging(self._repository) as area:
            area.read(tip)
            area.put({path: one for path, one in united.blobs.items() if path in self._paths})
            decided = dict.fromkeys(one.path for one in decisions.decided(united.met))
            message = _message(self._parcel.name, list(decided))
            if writer is None:
                return area.write()
            return composing.merge_commit(area, [tip, other], message, writer.lock_fd)

    def _move(self, writer: Writer, tip: str, new: str) -> None:
        """Have it on the branch and in the files; GitRefused where something is in the way."""
        if found := in_the_way.states(self._repository, tip, new):
            steps = in_the_way.aside(found, "inc apply FILE")
            raise GitRefused(
                "what comes would change what you have not committed: "
                f"{in_the_way.listed(list(found))}",
                hint="\n".join(["Nothing was changed. Put it aside:", *steps]),
            )
        with uninterrupted():
            trouble = forwarding.forward(
                self._repository,
                tip,
                new,
                writer.lock_fd,
                writer.patience,
                reason=f"inc apply {self._parcel.name}",
            )
            if trouble:
                raise GitRefused(
                    f"git does not take it: {trouble}",
                    hint="Nothing was changed. Mend what git says, then: inc apply FILE",
                )
            writer.done()

    # ------------------------------------------------------------------ what to say

    def _told(
        self,
        tip: str,
        graft: Graft,
        new: str,
        united: United | None = None,
        *,
        swept: Sequence[str] = (),
    ) -> Applied:
        return Applied(
            self._parcel.name,
            self._parcel.paths,
            self._parcel.is_restricted,
            tip,
            new,
            new if united and not self._is_linear else "",
            graft.new,
            graft.known,
            news.between(self._repository, self._place, tip, new),
            decisions.decided(united.met) if united else (),
            swept,
        )


def _message(name: str, decided: Sequence[str]) -> str:
    trailers = "".join(f"Inc-Decided: {path}\n" for path in decided)
    return (
        f"{name}: joined with what a bundle brought\n\n"
        f"Incident: {name}\nInc-Operation: apply\n{trailers}"
    )
