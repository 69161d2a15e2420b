"""What became of runbooks: their last change in git, and the incidents that used them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from inc.documents import Documents
from inc.domain.runbooks import Past, Use, named, used_in
from inc.domain.timeline import Entry
from inc.errors import IncError
from inc.runbooks.reading import Report
from inc.store import files, layout
from inc.store.document import Document
from inc.vcs import touched

_USED: Final = b" **runbook** "


def pasts(documents: Documents, report: Report) -> Mapping[str, Past]:
    """What happened to each runbook: its last change in git, and the incidents that used it."""
    used, changed = uses(documents.root), changes(documents, report)
    return {
        name: Past(changed.get(name), used.get(name, ()))
        for name in layout.runbook_names(documents.root)
    }


def changes(documents: Documents, report: Report) -> dict[str, datetime]:
    """When a commit last changed each runbook; nothing where git cannot tell."""
    folder = (documents.root / layout.RUNBOOKS).relative_to(documents.repository.worktree)
    try:
        found = touched.last_changed(documents.repository, folder.as_posix())
    except IncError as error:
        report(error)
        return {}
    return {path.removesuffix(".md"): moment for path, moment in found.items()}


def uses(root: Path) -> dict[str, list[Use]]:
    """In which incidents each runbook was used, the last use last."""
    known = frozenset(layout.runbook_names(root))
    found: dict[str, list[Use]] = {}
    for incident in layout.incident_ids(root) if known else ():
        for said, at in _said_in(root, incident):
            if name := named(said, known):
                found.setdefault(name, []).append(Use(incident, at))
    return {name: sorted(told, key=lambda use: use.at) for name, told in found.items()}


def _said_in(root: Path, incident: str) -> list[tuple[str, datetime]]:
    path = layout.incident_path(incident)
    with suppress(IncError):  # `inc list` and `inc doctor` report it
        data = files.read(root, path)
        if _USED in data:
            return used_in(Document.parse(data, path).entries)
    return []


def unreviewed(documents: Documents, entries: Sequence[Entry]) -> list[str]:
    """The runbooks that a timeline used and that no commit has changed since."""
    known = frozenset(layout.runbook_names(documents.root))
    changed = changes(documents, lambda _: None)
    used = [(named(said, known), at) for said, at in used_in(entries)]
    found = [name for name, at in used if name and name in changed and at > changed[name]]
    return list(dict.fromkeys(found))
