"""What the fields of a front matter hold: a text, a time, words, people by role, or yes and no."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final

from inc.checks.finding import Sort


class Form(StrEnum):
    """What a field holds, as a sentence names it."""

    TEXT = "one text"
    TIME = "a time"
    DAY = "a day"
    WORDS = "one word or a list of them"
    ROLES = "a role and its people on each line"
    FLAG = "true or false"


_INCIDENT: Final = {
    **dict.fromkeys(("id", "title", "severity", "status", "type", "visibility"), Form.TEXT),
    **dict.fromkeys(("merged_into", "impact", "vendor", "channel"), Form.TEXT),
    **dict.fromkeys(("started_at", "detected_at", "acknowledged_at", "declared_at"), Form.TIME),
    **dict.fromkeys(("mitigated_at", "resolved_at", "closed_at", "next_update_at"), Form.TIME),
    **dict.fromkeys(("postmortem_due_at", "postmortem_meeting_by"), Form.TIME),
    **dict.fromkeys(("services", "tags", "runbooks", "links", "aliases"), Form.WORDS),
    "roles": Form.ROLES,
    "drill": Form.FLAG,
}
_POSTMORTEM: Final = {
    **dict.fromkeys(("incident", "title", "status", "review", "override"), Form.TEXT),
    **dict.fromkeys(("meeting_at", "published_at"), Form.TIME),
    "authors": Form.WORDS,
}
_RUNBOOK: Final = {
    **dict.fromkeys(("title", "review_in", "review_note"), Form.TEXT),
    **dict.fromkeys(("services", "alerts", "owner", "tags"), Form.WORDS),
    "last_reviewed_on": Form.DAY,
}

FORMS: Final[Mapping[Sort, Mapping[str, Form]]] = {
    Sort.INCIDENT: _INCIDENT,
    Sort.POSTMORTEM: _POSTMORTEM,
    Sort.RUNBOOK: _RUNBOOK,
}
"""The form of each field that we know, by what the document is."""


def known(sort: Sort, fields: Mapping[str, object]) -> Iterator[tuple[str, Form, object]]:
    """The fields of a document that we know and that say something, each with its form."""
    forms = FORMS[sort]
    for name, value in fields.items():
        if value is not None and value != "" and name in forms:
            yield name, forms[name], value
