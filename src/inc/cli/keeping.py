"""What was typed and could not be recorded: put aside, and told where."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from inc import spool
from inc.cli.session import SURROUNDINGS, Session
from inc.domain.credentials import may_hold
from inc.domain.text import visible
from inc.domain.times import iso
from inc.errors import IncError
from inc.vcs.repository import Repository


def folders(session: Session) -> list[Path]:
    """Where words are kept: in the git directory first, then with the person."""
    try:
        repository = Repository.find(session.start)
    except (IncError, OSError):
        return [spool.of_person(session.environ)]
    return [repository.common_dir / "inc" / "spool", spool.of_person(session.environ)]


def keep(session: Session, error: IncError | None) -> str:
    """Put the command aside; returns the sentence that says where the words are now.

    What looks like a live credential is not put on the disk: a visible sign takes its place.
    """
    environment = {
        name: session.environ[name] for name in SURROUNDINGS if session.environ.get(name)
    }
    if session.incident:
        environment["INC_INCIDENT"] = session.incident
    argv = _words_cleaned(session)
    typed = [cleaned(text, session) for text in session.typed]
    kept = spool.Kept(
        argv,
        iso(session.now),
        str(session.start),
        {name: cleaned(value, session) for name, value in environment.items()},
        typed,
        cleaned(error.what if error else "interrupted", session),
        None if session.base is None else cleaned(session.base, session),
    )
    if not spool.keep(kept, folders(session), session.operation):
        words = "\n".join([kept.words, *kept.typed])
        return f"What you typed could not be kept anywhere; copy it from here:\n{visible(words)}"
    if (argv, typed) != (list(session.argv), session.typed):
        number = len(list(spool.waiting(folders(session))))
        kept_so = "What you typed is kept, with ‹… removed› in its place."
        return f"{kept_so}\nTo record that: inc retry; to forget it: inc retry --drop {number}"
    return "What you typed is kept. When the cause is mended: inc retry"


def cleaned(text: str, session: Session) -> str:
    """The text with a visible sign in place of each credential that looks live."""
    if not may_hold(text):
        return text
    from inc.domain.credentials import detector

    return detector.without(text, _allowed(session))


def _words_cleaned(session: Session) -> list[str]:
    words = list(session.argv)
    if not may_hold(" ".join(words)):
        return words
    from inc.domain.credentials import detector

    return detector.words_without(words, _allowed(session))


def _allowed(session: Session) -> Mapping[str, str]:
    """What the workspace allows; nothing where there is none."""
    from inc import guard
    from inc.workspace import Workspace

    with suppress(IncError, OSError):
        return guard.allowances(Workspace.find(session.start).root)[0]
    return {}


def clean_drafts(session: Session) -> None:
    """Take credentials out of what editors left for us, and out of their copies beside it."""
    for draft in session.drafts:
        for path in draft.parent.glob(f"*{draft.name}*"):
            with suppress(OSError):
                text = path.read_bytes().decode("utf-8", "surrogateescape")
                clean = cleaned(text, session)
                if clean != text:
                    path.write_bytes(clean.encode("utf-8", "surrogateescape"))
