"""What was typed and could not be recorded: put aside, and told where."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from inc import spool
from inc.cli.session import Session
from inc.domain.text import visible
from inc.domain.times import iso
from inc.errors import IncError
from inc.vcs.repository import Repository

_ENVIRONMENT: Final = ("INC_AUTHOR", "INC_INCIDENT")


def folders(session: Session) -> list[Path]:
    """Where words are kept: in the git directory first, then with the person."""
    try:
        repository = Repository.find(session.start)
    except (IncError, OSError):
        return [spool.of_person(session.environ)]
    return [repository.common_dir / "inc" / "spool", spool.of_person(session.environ)]


def keep(session: Session, error: IncError | None) -> str:
    """Put the command aside; returns the sentence that says where the words are now."""
    environment = {
        name: session.environ[name] for name in _ENVIRONMENT if session.environ.get(name)
    }
    if session.incident:
        environment["INC_INCIDENT"] = session.incident
    kept = spool.Kept(
        list(session.argv),
        iso(session.now),
        str(session.start),
        environment,
        list(session.typed),
        error.what if error else "interrupted",
        session.base,
    )
    if spool.keep(kept, folders(session)):
        return "What you typed is kept. When the cause is mended: inc retry"
    words = "\n".join([kept.words, *session.typed])
    return f"What you typed could not be kept anywhere; copy it from here:\n{visible(words)}"
