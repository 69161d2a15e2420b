"""What people type for a moment to look back to: a time, a commit, or an entry of the record."""

from __future__ import annotations

import re
from datetime import datetime
from shlex import quote
from typing import Any, Final

from typer.core import TyperCommand

from inc.cli.session import current
from inc.cli.writing import usable_policy
from inc.domain.operations.correct import find_entry
from inc.domain.record_time import Commit
from inc.errors import IncError, UsageError
from inc.lookback.trails import that_recorded, trails
from inc.vcs import past
from inc.workspace import Workspace

_SPAN_BACK: Final = r"-(\d\S*)"
_ENTRY: Final = r"last(?:~\d{1,6})?|\^[0-9a-z]+"
_PART_OF_ID: Final = r"[0-9a-hjkmnp-tv-z]{4,12}"
_NO_COMMIT: Final = r"\d{1,6}"  # an id can have digits only, and a time is meant more often
_OTHERS: Final = "Or name a commit, a tag, or an entry (last~3, ^7t5w)."


class Back(TyperCommand):
    """A command in whose words `-30m` is how long ago, and no option."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return super().parse_args(ctx, [re.sub(f"^{_SPAN_BACK}$", r"\1 ago", one) for one in args])


def moment_of(workspace: Workspace, name: str, word: str) -> datetime | Commit:
    """The moment that is meant, or the commit whose state of things is."""
    if re.fullmatch(_ENTRY, word):
        return _of_entry(workspace, name, word)
    try:
        return _typed(workspace, name, word)
    except UsageError as error:
        named = None if re.fullmatch(_NO_COMMIT, word) else past.named(workspace.repository, word)
        if named is None and re.fullmatch(_PART_OF_ID, word):
            named = _perhaps_of_entry(workspace, name, word)
        if named is None and ".." in word:
            end = word.rpartition("..")[2] or "HEAD"
            hint = f"Name one end of it, as in: inc asof {quote(end)}"
            raise UsageError(f"'{word[:60]}' is a range, not one moment", hint=hint) from None
        if named is None:
            raise UsageError(error.what, hint=f"{error.hint}\n{_OTHERS}") from None
        return named


def _typed(workspace: Workspace, name: str, word: str) -> datetime:
    from inc.domain.typed_times import parse

    began = workspace.incident(name).began if word.startswith("+") else None
    zone = usable_policy(workspace).zone
    return parse(word, now=current().now, zone=zone, started=began)


def _of_entry(workspace: Workspace, name: str, word: str) -> Commit:
    """The commit that recorded an entry which stands in the document."""
    entry = find_entry(workspace.incident(name).entries, word)
    return that_recorded(list(trails(workspace, name, current().now)), entry.id)


def _perhaps_of_entry(workspace: Workspace, name: str, word: str) -> Commit | None:
    try:
        return _of_entry(workspace, name, word)
    except IncError:
        return None
