"""An update written as a form: in the editor, or in a file that was filled in elsewhere."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from inc.cli import editor
from inc.cli.session import current
from inc.cli.writing import Write, usable_policy
from inc.domain import update_form
from inc.domain.incident import Incident
from inc.domain.operations.update import StatusUpdate
from inc.domain.update_form import Form
from inc.errors import UsageError
from inc.rendering.templates import Templates
from inc.workspace import Workspace

Promise = Callable[[datetime], datetime | None]
"""Reads what was typed for the next update, seen from the time of this one."""


class Filled(NamedTuple):
    """A form that somebody filled in, as it was before, and as it was with nothing given."""

    saved: Form
    empty: Form
    bare: Form
    file: str

    def told(
        self, incident: Incident, given: StatusUpdate, at: datetime, workspace: Workspace
    ) -> StatusUpdate:
        """What is told; a line that cannot be read is an error that says where the words are."""
        now = update_form.read(_bare(incident, given, at, workspace))
        with _words_kept(given, self.file):
            zone = usable_policy(workspace).zone_for(given.audience)
            return self.saved.current(self.bare, now).told(given, self.empty, at, zone)


def fill(
    write: Write, workspace: Workspace, given: StatusUpdate, promise: Promise, file: str | None
) -> Filled:
    """Let a person fill in the form for an audience, which has what the record says in it."""
    incident = workspace.incident(write.resolve(workspace))
    at = write.facts(workspace, incident).at
    told = given._replace(next=promise(at))
    initial = _rendered(incident, told, at, workspace)
    bare = _first_seen(_bare(incident, told, at, workspace), file)
    saved = update_form.read(editor.new_text(initial, "update.md", file))
    empty = update_form.read(initial)
    _refuse_nothing(saved, empty if _is_untouched(told, file) else None)
    return Filled(saved, empty, update_form.read(bare), file or "")


def _rendered(incident: Incident, told: StatusUpdate, at: datetime, workspace: Workspace) -> str:
    """The form that opens on an incident as it is."""
    facts = update_form.facts(incident, usable_policy(workspace), told, at)
    return Templates(workspace.root).render(update_form.template(incident, told), facts)


def _bare(incident: Incident, told: StatusUpdate, at: datetime, workspace: Workspace) -> str:
    """The form with what the record says, and nothing that was given."""
    return _rendered(incident, StatusUpdate(audience=told.audience), at, workspace)


def _first_seen(form: str, file: str | None) -> str:
    """The form as the record was then, when it is mended in its file or run by `inc retry`."""
    session = current()
    beside = _beside(session.start / file) if file else None
    if session.base is None and beside and beside.is_file():
        session.base = beside.read_text("utf-8")
        session.drafts.append(beside)
    return session.begin_with(form)


def _beside(draft: Path) -> Path:
    """Where the form as it was first stands, while what was made of it waits to be mended."""
    return draft.with_name(f"{draft.name}.first")


def _is_untouched(told: StatusUpdate, file: str | None) -> bool:
    """Whether a form that comes back as it was has no word of anybody's own."""
    given = told != StatusUpdate(audience=told.audience)
    return not (given or file or current().replayed is not None)


def _refuse_nothing(saved: Form, empty: Form | None) -> None:
    """Raise UsageError for a form that was emptied or left as it was: it has no words to keep."""
    if saved != empty and (saved.message or any(saved.values.values())):
        return
    session = current()
    session.has_new_words = False
    session.forget_drafts(0)
    came = "came back as it was" if saved == empty else "is empty"
    raise UsageError(
        f"the update says nothing: the form {came}",
        hint="Say something in it, or without a form: inc update TEXT",
    )


@contextmanager
def _words_kept(told: StatusUpdate, file: str) -> Iterator[None]:
    try:
        yield
    except UsageError as error:
        session = current()
        path = _where(session.drafts, file)
        if path is None:
            raise
        session.has_new_words = False  # the file has them
        if editor.is_draft(Path(path)):
            _beside(Path(path)).write_text(session.base or "", "utf-8")
        again = f"inc update -a {told.audience} -i {session.incident} --file {shlex.quote(path)}"
        hint = f"{error.hint}\nCorrect it in that file, and: {again}"
        raise UsageError(error.what, hint=hint) from error


def _where(drafts: list[Path], file: str) -> str | None:
    """The file that has the words: the one that was named, or that the editor saved."""
    if file and file != "-":
        return file
    return str(drafts[-1]) if drafts else None
