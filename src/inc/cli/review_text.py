"""What a pull request says of a postmortem: what a reviewer should look at, and who knows more.

Forges act on what stands in such a text: they close issues, notify people and follow links. So
words of the record stand in code, people are named without `@`, and no shell ever reads them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from inc.checks.examined import Examined
from inc.checks.finding import Finding
from inc.domain import postmortem
from inc.domain.action_items import balance
from inc.domain.incident import Incident
from inc.domain.policy import Policy
from inc.domain.tasks import OPEN, ActionItem, is_nobody
from inc.domain.text import clean_line, shortened
from inc.domain.times import ago, minute
from inc.domain.vocabulary import spoken
from inc.store import sections

_LONGEST = 200  # characters of a line that is quoted
_MOST = 50  # findings or items that are listed


class Subject(NamedTuple):
    """A postmortem that is put up for review, with all that is known of it."""

    incident: Incident
    examined: Examined
    findings: Sequence[Finding]
    items: Sequence[ActionItem]
    """Its action items, and those that stand in the incident."""

    @property
    def policy(self) -> Policy:
        """What the team agreed on."""
        return self.examined.policy

    @property
    def now(self) -> datetime:
        """When it is put up."""
        return self.examined.now


def title(subject: Subject) -> str:
    """The title of the pull request; of a restricted incident nothing but its id."""
    incident = subject.incident
    if incident.is_restricted:
        return f"Postmortem {incident.id}"
    return f"Postmortem: {_harmless(shortened(clean_line(incident.title), 120))} ({incident.id})"


def _harmless(text: str) -> str:
    """Words in which a forge finds no issue, no person and no link."""
    return re.sub(r"([#@!])(?=\w)", r"\1 ", re.sub(r"https?://", "", text))


def body(subject: Subject) -> str:
    """The description of the pull request; of a restricted incident nothing but its id."""
    name = subject.incident.id
    if subject.incident.is_restricted:
        return f"The postmortem of `{name}`.\n"
    parts = [
        [f"The postmortem of `{name}`: {_code(subject.incident.title)} {_severity(subject)}"],
        _listed("What to look at", _points(subject)),
        _listed("Action items", map(_item, _open_items(subject)), _balance(subject)),
        _listed("Who to ask", _people(subject.incident)),
        _listed("When", _dates(subject)),
    ]
    return "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"


def _severity(subject: Subject) -> str:
    return f"({_code(subject.incident.severity)}), in `{subject.examined.path}`."


def _listed(heading: str, points: Iterator[str], above: str = "") -> list[str]:
    found = list(points)
    if not (found or above):
        return []
    left = len(found) - _MOST
    more = [f"- and {left} more"] if left > 0 else []
    lines = [*(f"- {point}" for point in found[:_MOST]), *more]
    head = [f"## {heading}", ""]
    return [*head, above, *([""] if lines else []), *lines] if above else [*head, *lines]


def _points(subject: Subject) -> Iterator[str]:
    yield "What did we learn that nobody knew before? Would somebody who was not there understand?"
    for one in subject.findings:
        yield f"line {one.line}: {one.code} ({one.level}) {_code(one.message)}"
    told = " ".join(one.message for one in subject.findings)
    empty = [title for title in _empty_sections(subject.examined) if f"“{title}”" not in told]
    if empty:
        yield f"nothing is written below: {', '.join(map(_code, empty))}"


def _empty_sections(examined: Examined) -> Iterator[str]:
    """The titles of the sections below which stands nothing but comments."""
    lines, start = examined.lines, examined.document.body_start
    found = [one for one in sections.headings(lines, start) if examined.is_readable]
    after = [*found[1:], sections.Heading(len(lines), 1, "")]
    for heading, following in zip(found, after, strict=False):
        has_parts = following.level > heading.level
        below = lines[heading.line + 1 : following.line]
        if heading.level == 2 and not has_parts and _is_empty(below):
            yield heading.title


def _is_empty(lines: Sequence[str]) -> bool:
    outside, _, rest = "".join(lines).partition("<!--")
    while rest and not outside.strip():
        outside, _, rest = rest.partition("-->")[2].partition("<!--")
    return not outside.strip()


def _people(incident: Incident) -> Iterator[str]:
    for role, people in incident.roles.items():
        yield f"{_code(spoken(role))}: {', '.join(map(_code, people))}"


def _dates(subject: Subject) -> Iterator[str]:
    incident, policy = subject.incident, subject.policy
    if due := postmortem.owed_by(incident, policy):
        yield f"The document is due {_moment(due, subject)}."
    by = postmortem.meeting_owed_by(incident, policy)
    meeting = subject.examined.postmortem.time("meeting_at")
    if meeting:
        yield f"People meet about it {_moment(meeting, subject)}."
    elif by:
        yield f"No meeting is planned; it is due {_moment(by, subject)}."


def _moment(moment: datetime, subject: Subject) -> str:
    return f"{minute(moment, subject.policy.zone)} ({ago(moment, subject.now)})"


# ------------------------------------------------------------------ action items


def _open_items(subject: Subject) -> list[ActionItem]:
    return [item for item in subject.items if item.state == OPEN]


def _item(item: ActionItem) -> str:
    owner = "**nobody**" if is_nobody(item.owner) else _code(item.owner)
    due = _code(item.due) if item.due else "**no day**"
    kind = f"{_code(item.type)} " if item.type else ""
    return f"{kind}{_code(item.text)}: {owner}, by {due}"


def _balance(subject: Subject) -> str:
    """How many there are of each type, and what that leaves out."""
    found = balance(subject.items, subject.policy)
    if not found.total:
        return "There is none: nothing would be different the next time."
    told = ", ".join(
        f"{count} {_code(kind) if kind else 'of no type'}" for kind, count in found.counts.items()
    )
    only = " They only document; none makes it less likely, or seen or over sooner."
    return f"Balance: {told}.{only if found.only_documents else ''}"


def _code(text: str) -> str:
    """Words of the record, which no forge reads as anything else."""
    return f"`{shortened(clean_line(text), _LONGEST).replace('`', 'ʼ')}`"
