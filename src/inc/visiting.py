"""Visits to another branch: what is recorded over there, and the way back for those cut off."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from inc import config, journal
from inc.durable import Edit, Saved, Writer, redone
from inc.errors import IncError, NotRecorded
from inc.faults import point
from inc.interruption import uninterrupted
from inc.store import files, layout
from inc.vcs import branches, cut_off, memo, settings, stale, visits
from inc.vcs.branches import Visit
from inc.vcs.lock import lock
from inc.vcs.repository import Repository

Say = Callable[[str], None]

_PATIENCE: Final = 10.0  # seconds that a write waits for the locks of git
_READERS_PATIENCE: Final = 1.0


def save(
    writer: Writer, branch: str, produce: Callable[[], Edit], text: str, *, stay: bool
) -> Saved:
    """Commit what `produce` makes of a document as a branch has it; afterwards be where one was.

    What a hook of the commit rewrote and did not commit would be in the way back, so it is
    committed as well.
    """
    made = Visit(writer.repository, branch, writer.lock_fd, writer.patience)
    with uninterrupted(), branches.visited(made, stay=stay) as visit:
        point("visiting")
        edit, commit, by_hand = redone(lambda: _recorded(writer, produce, text))
        if not stay:
            point("leaving")
            _leave(writer, visit)
            point("left")
    return Saved(edit, commit, by_hand, visit)


def _recorded(
    writer: Writer, produce: Callable[[], Edit], text: str
) -> tuple[Edit, str | None, str | None]:
    edit = produce()
    by_hand = writer.commit_as_found(edit)
    if edit.before != edit.after:
        return edit, writer.write([edit], text, perhaps_untracked=True), by_hand
    if by_hand:
        writer.done()
    return edit, by_hand, by_hand


def _leave(writer: Writer, visit: Visit) -> None:
    visit.leave()
    if "would be overwritten" in visit.trouble:
        with suppress(IncError):  # what was recorded is recorded, whatever becomes of the rest
            for edit in _in_the_way(writer, visit):
                writer.commit_as_found(edit)
        visit.leave()


def _in_the_way(writer: Writer, visit: Visit) -> list[Edit]:
    """Postmortems with something that is not committed, over which git does not go back."""
    repository, root = writer.repository, writer.root
    top = root.relative_to(repository.worktree).as_posix()
    prefix = layout.POSTMORTEMS + "/" if top == "." else f"{top}/{layout.POSTMORTEMS}/"
    differing = branches.differing(repository, visit.before.oid or "")
    paths = [path for path in differing if path.startswith(prefix)]
    found = []
    for path in sorted(memo.dirty_paths(repository, paths)):
        inner = path if top == "." else path.removeprefix(f"{top}/")
        data = files.read(root, inner)
        found.append(Edit(inner, data, data))
    return found


# ------------------------------------------------------------------ of somebody else


def wait(root: Path, repository: Repository, say: Say, *, is_write: bool) -> None:
    """Wait until nobody visits another branch here; bring back what a killed visitor left there.

    Raises NotRecorded for a write where that does not succeed; otherwise says what one sees.
    """
    note = visits.read(repository)
    if note and visits.is_guest(note):
        return
    try:
        patience = config.lock_wait(settings.git_settings(repository).values)
        with lock(repository, "inc, on the way back", wait=patience, say=say) as lock_fd:
            repository.refuse_unsafe_state(detached_ok=True)
            held = min(patience, _PATIENCE if is_write else _READERS_PATIENCE)
            writer = Writer(root, repository, lock_fd, held, lambda: None)
            _recover(writer, say)
            end(writer, say)
    except NotRecorded as problem:
        if is_write:
            raise
        say("\n".join(filter(None, [f"Mind that {problem.what}", problem.hint])))
        say(f"What follows is what {branches.current(repository) or 'that commit'} says.")


def _recover(writer: Writer, say: Say) -> None:
    """What a visitor was about to record is recorded there, before we bring it back."""
    if journal.is_there(writer.repository):
        from inc import recovery  # hardly ever

        recovery.recover(writer, say)


def settle(writer: Writer, looked_up: tuple[int, int] | None, say: Say) -> None:
    """Under the lock, have the checkout in which names were looked up; else raise NotRecorded.

    The lock keeps others from going to another branch, but names are looked up before it is taken.
    """
    end(writer, say)
    repository = writer.repository
    if looked_up is None or looked_up == repository.checkout_mark():
        return
    if repository.head().ref is not None:  # without a branch, each commit moves HEAD
        raise NotRecorded(
            "another branch was checked out here while this command was at work",
            hint="It may have meant another document there. To record it: inc retry",
        )


def end(writer: Writer, say: Say) -> None:
    """End the visit of a command that was killed; NotRecorded where git does not go back.

    Who has the lock knows that the visitor has ended, and so have its git and its hooks. What is
    not committed comes along, what was committed stays on the branch.
    """
    repository = writer.repository
    note = visits.read(repository)
    if note is None:
        visits.forget(repository)
        return
    visit = Visit.noted(repository, note, writer.lock_fd, writer.patience)
    stale.clear(repository, visits.since(repository))
    with uninterrupted(), visits.marked(note.pid):
        if visit.is_there:
            _bring_back(writer, visit, note, say)
        elif visit.is_back:
            _tidy(writer, visit, say)
    visits.forget(repository)


def _bring_back(writer: Writer, visit: Visit, note: visits.Note, say: Say) -> None:
    cut_off.take_back(writer.repository, note.oid, writer.lock_fd)
    _leave(writer, visit)
    if visit.trouble:
        raise NotRecorded(
            f"a command was cut off on another branch (process {note.pid}). {visit.trouble}",
            hint="What is not committed here is somebody's: commit it, or take it back.",
        )
    say(f"A command was cut off on {visit.branch} (process {note.pid}): back on {visit.came_from}.")
    if visit.forget_branch() or branches.tip(writer.repository, visit.branch) == note.old:
        say("It had recorded nothing there; run it again.")
    else:
        since = note.old[:8] or visit.came_from
        say(f"What it had recorded there: git log {since}..{visit.branch}")


def _tidy(writer: Writer, visit: Visit, say: Say) -> None:
    """It was cut off on the way there, perhaps by half; or when it was back."""
    repository = writer.repository
    there = branches.tip(repository, visit.branch)
    strange = cut_off.take_back(repository, there, writer.lock_fd) if there else []
    if strange:
        say(f"A command was cut off on the way to {visit.branch}. Files put back: {len(strange)}")
    visit.forget_branch()
