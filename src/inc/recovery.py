"""What a killed command left: finished, put back or told, before the next one writes.

What the documents say decides. Where they have the change, it is committed as it was meant; where
they have none of it, it never was, and its words are kept; what somebody has edited since is left.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from inc import journal, spool
from inc.domain.credentials import may_hold
from inc.durable import Edit, Writer
from inc.errors import AlreadyRecorded, DocumentRefused, NotFound, NotRecorded
from inc.faults import point
from inc.interruption import uninterrupted
from inc.journal import Record, Splice
from inc.store import files
from inc.vcs import committing, memo, stale
from inc.vcs.refs import read_ref
from inc.vcs.repository import Repository

Say = Callable[[str], None]

_EVENT: Final = "Inc-Event: "
_TELLING: Final = 20  # bytes


class _Found(NamedTuple):
    """A document of the journal as it is now: with its change, without it, or as somebody left it.

    `edit` is that change, None where it is neither.
    """

    splice: Splice
    edit: Edit | None
    is_after: bool


def recover(writer: Writer, say: Say, operation: str = "") -> None:
    """Finish or forget what a killed command left; who calls holds the lock.

    Raises AlreadyRecorded where it was the very `operation` that is to be done now, and
    NotRecorded where what git refused cannot be put back.
    """
    repository = writer.repository
    writer = writer._replace(root=repository.worktree)  # paths are those of git here
    record = journal.read(repository)
    with uninterrupted():
        _clear(repository)
        _mend_index(repository, say)
        if record is None:
            journal.forget(repository)
            return
        told = _settled(writer, record)
        point("recovered")
        _tidy(repository, record)
        journal.forget(repository)
    commit, sentence = told
    if sentence and not record.is_sweep:
        say(f"A command was cut off ({record.purpose or 'inc'}). {sentence}")
    if commit and operation and record.operation == operation:
        writer.done()
        raise AlreadyRecorded(f"it had been recorded before it was cut off: {commit[:8]}")


def unfinished(repository: Repository) -> Record | None:
    """What a command that lives no more left here; None where there is nothing, or it is at work.

    It takes no lock, and changes nothing.
    """
    record = journal.read(repository)
    if record is None or record.phase == journal.KEPT or is_running(record.owner):
        return None
    return record


def is_running(owner: str) -> bool:
    """Whether the process of a journal still lives; where the system cannot tell, it does not."""
    pid, _, rest = owner.partition(" ")
    if not pid.isdigit() or not rest.strip():
        return False
    began, _, boot = rest.partition(" ")
    return bool(began) and (began, boot) == (journal.started(int(pid)), journal.boot())


# ------------------------------------------------------------------ what is done about it


def _settled(writer: Writer, record: Record) -> tuple[str, str]:
    """What became of the change: the commit, if there is one now, and a sentence."""
    found = [_found(writer, splice) for splice in record.splices]
    commit = _landed(writer, record, found)
    if commit:
        _heal(writer, record)
        _forget_words(record)
        return commit, f"Its change was recorded: {commit[:8]}"
    if record.is_sweep:
        return "", ""
    edits = [one.edit for one in found if one.edit]
    if len(edits) < len(found):
        return "", _left(writer, record, found)
    if record.phase in (journal.REFUSED, journal.KEPT):
        writer.take_back([one.edit for one in found if one.edit and one.is_after])
    elif any(one.is_after for one in found):
        return _finished(writer, record, edits)
    _heal(writer, record)
    if record.phase == journal.KEPT:
        return "", ""  # it was told
    return "", f"Nothing of its change is there. {_kept(writer, record, 'cut off')}"


def _finished(writer: Writer, record: Record, edits: Sequence[Edit]) -> tuple[str, str]:
    try:
        commit = writer.finish(edits, record.message)
    except NotRecorded as problem:
        if any(_found(writer, splice).is_after for splice in record.splices):
            raise  # and the journal stays
        kept = _kept(writer, record, problem.what)
        first = problem.what.split("\n", 1)[0].rstrip(":")
        return "", f"Its change was put back, for {first}. {kept}"
    _forget_words(record)
    return commit, f"Its change is recorded now: {commit[:8]}"


def _left(writer: Writer, record: Record, found: Sequence[_Found]) -> str:
    """What to say of documents that somebody has edited: they stay as they are, and so do words."""
    strange = [one.splice for one in found if one.edit is None]
    paths = ", ".join(one.path for one in strange)
    where = f"{paths} was edited since, and stays as it is."
    _heal(writer, record)
    if all(_holds_new(writer, record, one) for one in strange):
        _forget_words(record)
        return f"{where} What it wrote is in there, and goes with the next commit"
    return f"{where} {_kept(writer, record, 'cut off')}"


def _landed(writer: Writer, record: Record, found: Sequence[_Found]) -> str:
    """The commit that has the change, made by us before the kill or by somebody since."""
    repository, before = writer.repository, record.head or None
    ours = committing.landed(repository, before, record.message)
    there = read_ref(repository.common_dir, record.ref) if record.ref else None
    if not ours and there:
        ours = committing.landed(repository, before, record.message, there)
    if ours:
        return ours
    if record.is_sweep or not all(one.edit and one.is_after for one in found):
        return ""
    is_theirs = all(_is_in_head(repository, one) for one in found)
    return (repository.head().oid or "") if is_theirs else ""


def _is_in_head(repository: Repository, one: _Found) -> bool:
    after = one.edit.after if one.edit else None
    if after is None:
        return memo.blob(repository, "HEAD", one.splice.path) is None
    return memo.same_as_head(repository, one.splice.path, after)


def _found(writer: Writer, splice: Splice) -> _Found:
    try:
        now: bytes | None = files.read(writer.root, splice.path)
    except NotFound:
        now = None
    except DocumentRefused:
        return _Found(splice, None, False)
    if splice.is_after(now):
        return _Found(splice, Edit(splice.path, splice.back(now), now), True)
    if splice.is_before(now):
        return _Found(splice, Edit(splice.path, now, splice.forward(now)), False)
    return _Found(splice, None, False)


def _holds_new(writer: Writer, record: Record, splice: Splice) -> bool:
    """Whether what was written is in the document that somebody edited; when in doubt, it is not.

    Entries are known by their ids. A few bytes may be anywhere.
    """
    ids = [line[len(_EVENT) :] for line in record.message.splitlines() if line.startswith(_EVENT)]
    try:
        data = files.read(writer.root, splice.path)
    except (NotFound, DocumentRefused):
        return False
    if ids:
        return all(f"^{one.strip()}".encode() in data for one in ids)
    return len(splice.new) >= _TELLING and splice.new in data


# ------------------------------------------------------------------ what is beside the documents


def _clear(repository: Repository) -> None:
    stale.clear(repository, journal.since(repository))


def _mend_index(repository: Repository, say: Say) -> None:
    """A staging area that a power cut emptied is put aside, and made anew of HEAD."""
    index = repository.git_dir / "index"
    try:
        with index.open("rb") as file:
            is_whole = file.read(4) == b"DIRC"
    except OSError:
        return
    if not is_whole:
        index.replace(repository.private() / "index-damaged")
        committing.read_head(repository)
        say("The staging area of git was damaged; what was staged has to be staged again.")


def _heal(writer: Writer, record: Record) -> None:
    """Have the staging area as HEAD for the paths of the journal; what else is staged stays."""
    committing.unstage(writer.repository, [one.path for one in record.splices])


def _tidy(repository: Repository, record: Record) -> None:
    """Remove our drafts: under the lock nobody else has any."""
    folders = {(repository.worktree / one.path).parent for one in record.splices}
    for folder in (repository.common_dir / "inc" / "staging", *folders):
        for draft in (*folder.glob(".inc-*.tmp"), *folder.glob(".inc-*.kept")):
            with suppress(OSError):
                draft.unlink()


def _kept(writer: Writer, record: Record, why: str) -> str:
    """Keep the words of what is not recorded; the sentence that says where they are."""
    if record.kept and Path(record.kept).exists():
        return "What was typed is kept: inc retry"
    if not record.words:
        return "Run it again."
    kept = spool.Kept.of(_cleaned(writer, record.words), why)
    folder = writer.repository.common_dir / "inc" / "spool"
    if spool.keep(kept, [folder], record.operation) is None:
        raise NotRecorded(
            "what a killed command was given cannot be kept", hint=f"Look at the disk of {folder}"
        )
    return "What was typed is kept: inc retry"


def _forget_words(record: Record) -> None:
    if record.kept:
        Path(record.kept).unlink(missing_ok=True)


def _cleaned(writer: Writer, words: Sequence[str]) -> Sequence[str]:
    if not may_hold(" ".join(words)):
        return words
    from inc import guard
    from inc.domain.credentials import detector

    return detector.words_without(words, guard.allowances(writer.root)[0])
