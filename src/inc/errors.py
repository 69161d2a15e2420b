"""What can go wrong with a request, each with the facts, the next step and the exit code.

An error here is about what somebody asked for. What is wrong *in a document* is a finding, which
is data; it becomes an error only when a command cannot go on without that document.
"""

from __future__ import annotations


class IncError(Exception):
    """One clear sentence (`what`), what to do next (`hint`), and the exit code of the process."""

    exit_code = 1

    def __init__(self, what: str, *, hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint


class Refused(IncError):
    """The answer is no: a rule of the process or of the record says so."""

    exit_code = 1


class UsageError(IncError):
    """The words of the command cannot be understood."""

    exit_code = 2


class NotFound(IncError):
    """Nothing, or more than one thing, answers to a name."""

    exit_code = 3


class NotRecorded(IncError):
    """The change could not be made durable. Nothing changed, and what was typed is kept."""

    exit_code = 4


class Moved(NotRecorded):
    """Somebody saved a document while a command was at work on what it had read of it."""


class GitRefused(NotRecorded):
    """Git, a hook, a signer or the state of the repository does not take the commit."""


class LooksSecret(NotRecorded):
    """What was to be written holds something that looks like a live credential."""

    exit_code = 5


class NotDelivered(IncError):
    """It is in git, and did not get to somebody who was to have it as well."""

    exit_code = 6


class DocumentRefused(NotRecorded):
    """The document cannot be changed safely: not UTF-8, conflict markers, a symbolic link …"""


class DiskRefused(NotRecorded):
    """The disk does not take the bytes: full, read-only, broken."""


class Busy(NotRecorded):
    """Another `inc` holds the lock for longer than we wait."""


class AlreadyRecorded(IncError):
    """It was recorded by a run of the same command that was cut off before it could say so."""

    exit_code = 0
