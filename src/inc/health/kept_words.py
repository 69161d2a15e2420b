"""Words that wait to be recorded, here or elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from shlex import quote

from inc import spool, waiting
from inc.health.ailments import Ailment, Patient
from inc.waiting import Whose


def kept_words(patient: Patient) -> Iterator[Ailment]:
    """No words wait to be recorded; those of other workspaces are told, and not wrong here."""
    kept = [one for _, one in spool.waiting(patient.spools)]
    whose = [waiting.whose(one, patient.workspace.root) for one in kept]
    number = Counter(whose)
    if ours := number[Whose.THIS]:
        yield Ailment(f"commands that could not be recorded: {ours}", "inc retry")
    if theirs := number[Whose.NOBODY]:
        yield Ailment(
            f"commands that were typed where there is no workspace: {theirs}",
            "Record them here: inc retry --here",
        )
    folders = (one.folder for one, who in zip(kept, whose, strict=True) if who is Whose.ANOTHER)
    for folder, theirs in Counter(folders).items():
        yield _other(
            f"commands that could not be recorded in {folder}: {theirs}",
            f"cd {quote(folder)} && inc retry",
        )
    for at, (one, who) in enumerate(zip(kept, whose, strict=True), 1):
        if who is Whose.GONE:
            yield _other(
                f"typed in {one.folder}, which is not there any more: {one.words}",
                f"See it: inc retry --list; forget it: inc retry --drop {at}",
            )


def _other(what: str, hint: str) -> Ailment:
    return Ailment(what, hint, is_wrong=False, word="other")
