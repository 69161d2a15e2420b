"""What an incident has to say beside its times and its timeline, section by section.

Each section is nothing where there is nothing to say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from inc.cli import structure
from inc.domain import people
from inc.domain.text import clean_line
from inc.domain.times import ago
from inc.domain.view import View

Section = Callable[[View], Iterator[str]]


def of(
    view: View, known: Mapping[str, Sequence[str]] = MappingProxyType({})
) -> Iterator[tuple[str, list[str]]]:
    """The label and the lines of each section that has something to say.

    What is `known` of a section is said instead of what the incident itself knows.
    """
    for label, section in _SECTIONS.items():
        lines = list(known[label] if label in known else section(view))
        if lines:
            yield label, lines


def _people(view: View) -> Iterator[str]:
    top = people.structure(view.incident, view.policy)
    if top:
        yield from structure.tree(top, view)


def _hypotheses(view: View) -> Iterator[str]:
    for one in view.hypotheses():
        told = "; ".join(part for part in (one["by"], one["time_box"]) if part)
        yield f"{one['state']}: {one['text']} ({told})"
        if one["evidence"]:
            yield f"  evidence: {one['evidence']}"


def _overlap(view: View) -> Iterator[str]:
    if told := view.overlap():
        yield told


def _updates(view: View) -> Iterator[str]:
    dues, by_hand = view.dues(), view.incident.time("next_update_at")
    if by_hand and view.incident.is_open and not dues:
        yield f"{view.clock(by_hand)}, {view.countdown(by_hand)}"
    for due in dues:
        told = "" if due.last else ", not told yet"
        yield f"{due.audience:<9} {view.due(due)}{told}"


def _promises(view: View) -> Iterator[str]:
    promised = view.promises()
    missed, over = promised["missed"], promised["over"]
    if promised["kept"] or missed or over:
        before = f", {over} over before" if over else ""
        last = f" ({'last: ' * (len(missed) > 1)}{missed[-1]})" if missed else ""
        yield f"{promised['kept']} kept, {len(missed)} missed{last}{before}"


def _checklists(view: View) -> Iterator[str]:
    begun = view.checklists()
    if any(one["open"] for one in begun):
        counted = ", ".join(f"{one['title']} {one['done']}/{one['all']}" for one in begun)
        yield f"{counted}; see inc checklist"


def _actions(view: View) -> Iterator[str]:
    return (f"[ ] {text}" for text in view.actions())


def _overrides(view: View) -> Iterator[str]:
    for number, (entry, reason) in enumerate(view.overrides(), start=1):
        yield f"{number}. {entry.kind} although something was missing: {reason}"


def _postmortem(view: View) -> Iterator[str]:
    for name, what in (("postmortem_due_at", "due"), ("postmortem_meeting_by", "meeting by")):
        moment = view.incident.time(name)
        if moment:
            yield f"{what} {view.clock(moment)}, {ago(moment, view.now)}"


def _merged(view: View) -> Iterator[str]:
    into = clean_line(str(view.incident.fields.get("merged_into") or ""))
    if into:
        yield f"{into}: inc show {into}"


_SECTIONS: Final[dict[str, Section]] = {
    "merged into": _merged,
    "people": _people,
    "hypotheses": _hypotheses,
    "changes": _overlap,
    "next update": _updates,
    "promises": _promises,
    "checklists": _checklists,
    "action items": _actions,
    "overrides": _overrides,
    "postmortem": _postmortem,
}
