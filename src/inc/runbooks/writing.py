"""A runbook that is new, and one that was reviewed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

from inc.domain.incident import Change
from inc.domain.runbooks import titled, typed
from inc.domain.timeline import Path as Key
from inc.domain.timeline import Value
from inc.errors import Refused, UsageError
from inc.store import layout
from inc.store.document import Document
from inc.store.slugs import slug

_INNER_WORD: Final = r"(?<=[a-z0-9])(?=[A-Z])"  # where alerts have their words: HighErrorRate
_LONGEST: Final = 200  # characters of a title


def named_anew(root: Path, text: str) -> tuple[str, str]:
    """The name and the title of a new runbook: `database/failover` is a name, `Failover` a title.

    Refused where there is one of that name.
    """
    if not re.search(r"\w", text):
        raise UsageError("the title is empty", hint="Say what breaks: inc runbook new TITLE")
    if len(text) > _LONGEST:
        raise UsageError(
            f"the title has {len(text)} characters; a title has at most {_LONGEST}",
            hint="Put the rest into the text of the runbook.",
        )
    text = text.removeprefix(f"{layout.RUNBOOKS}/").removesuffix(".md")
    words = [text] if " " in text else text.split("/")
    parts = [part for part in words if re.search(r"\w", part)]
    name = "/".join(slug(re.sub(_INNER_WORD, " ", part)) for part in parts)
    if name.rpartition("/")[2] == "readme":
        raise UsageError("a README is no runbook", hint="Give it the name of what breaks.")
    for taken in layout.runbook_names(root):
        if taken.casefold() == name:
            path = layout.runbook_path(taken)
            raise Refused(
                f"{path} is there already", hint=f"Change it: inc runbook edit {typed(taken)}"
            )
    return name, titled(name) if parts[-1] == name.rpartition("/")[2] else parts[-1]


def with_fields(name: str, body: str, fields: Mapping[str, str | list[str]]) -> Document:
    """A new runbook: the text of its template, with these fields in its front matter."""
    document = Document.parse(f"{body.strip()}\n".encode(), layout.runbook_path(name))
    return document.apply(_change(name, {(key,): value for key, value in fields.items()}))


def reviewed(document: Document, on: date, note: str) -> Document:
    """A runbook that was reviewed on a day; what was found then takes the place of what was before.

    What was found earlier on the same day stays where nothing more is said.
    """
    day = on.isoformat()
    fields: dict[Key, Value] = {("last_reviewed_on",): day}
    if note or document.fields.get("last_reviewed_on") != day:
        fields["review_note",] = note or None
    return document.apply(_change(document.path, fields))


def _change(name: str, fields: Mapping[Key, Value]) -> Change:
    return Change(name, "runbook", fields=fields)
