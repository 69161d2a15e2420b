"""The timeline: entries in the order of what happened, and the state they imply.

Status, severity, roles, the times of the life cycle and the next update are a *fold* over the
entries. So merging is "unite the entries, fold again", and a late entry cannot corrupt the present.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Final

from inc.domain import vocabulary
from inc.domain.entry import Entry as Entry
from inc.domain.entry import newest_id as newest_id
from inc.domain.entry import of_kinds as of_kinds
from inc.domain.identifiers import same_person
from inc.domain.times import iso, read_iso
from inc.domain.update_text import NEXT_UPDATE, promise_in
from inc.domain.vocabulary import Audience, Kind, Role, Severity, Status
from inc.errors import UsageError

NOBODY: Final = "nobody"
_PROMISED: Final = " promised"  # what the fold remembers for itself, an audience each
HANDOFF_STEPS: Final = ("offered", "taken", "confirmed", "withdrawn", "declined")
FROM: Final = "from"
INTO: Final = "into"

Path = tuple[str, ...]
"""Where a value stands in the front matter: `("status",)`, `("roles", "commander")`."""

Value = str | list[str] | None
"""A folded value; None means that the timeline says there is none."""


def said(value: str, reason: str = "") -> str:
    """The text of an entry that carries a value: `SEV1: the whole site is down`."""
    gap = "" if reason.startswith("\n") else " "  # a reason that opens with a code block
    return f"{value}:{gap}{reason}" if reason else value


def value_and_reason(text: str) -> tuple[str, str]:
    """What `said` put together, taken apart."""
    first, newline, rest = text.partition("\n")
    value, _, reason = first.partition(":")
    return value.strip(), (reason.strip() + newline + rest).strip()


def fold(entries: Iterable[Entry]) -> dict[Path, Value]:
    """The state that the entries imply; a field no entry speaks of is not in it."""
    state: dict[Path, Value] = {}
    for entry in of_kinds(entries, _RULES):
        _RULES[entry.kind](state, entry)
    return {path: value for path, value in state.items() if path[0] != _PROMISED}


def shapes_state(entry: Entry) -> bool:
    """Whether an entry of this kind can change the fold."""
    return entry.kind in _RULES


def check_text(kind: Kind, text: str) -> None:
    """Raise UsageError where an entry of this kind needs a value that the text does not give."""
    reader = _VALUES.get(kind)
    if reader is not None:
        reader(_value(kind, text))


def without_words(entry: Entry, marker: str) -> str:
    """The text of an entry cut to a marker and the value that the state rests on, if it has one."""
    promise = next_update(entry) if entry.kind is Kind.UPDATE else None
    if promise:
        return f"{marker}\n{NEXT_UPDATE}{iso(promise)}"
    try:
        check_text(entry.kind, entry.text)
    except UsageError:
        return marker
    if entry.kind not in _VALUES:
        return marker
    value = _value(entry.kind, entry.text)
    return f"{value}; {marker}" if entry.kind is Kind.CORRECTED else said(value, marker)


def _value(kind: Kind, text: str) -> str:
    if kind is Kind.CORRECTED:  # its time holds colons, so the reason follows `; `
        return text.split("\n", 1)[0].partition(";")[0].strip()
    return value_and_reason(text)[0]


def read_role(value: str) -> tuple[Role, bool, str]:
    """Read `commander @alice`, `commander nobody`, `sme not @dan` as role, added or not, person."""
    words = value.split()
    person = words[-1] if words else ""
    added = len(words) == 2 and person != NOBODY
    if len(words) < 2 or (len(words) == 3 and words[1] != "not") or len(words) > 3:
        raise UsageError(
            f"'{value}' does not say who has which role", hint="Write it as: commander @alice"
        )
    return vocabulary.role(words[0]), added, "" if person == NOBODY else person.removeprefix("@")


def read_handoff(value: str) -> tuple[str, Role, str]:
    """Read `offered commander to @bob`, or `taken commander`, as step, role and person."""
    step, _, rest = value.partition(" ")
    role, _, person = rest.partition(" to ")
    is_offer = step == HANDOFF_STEPS[0]
    if step not in HANDOFF_STEPS or bool(person) != is_offer or " " in person:
        raise UsageError(
            f"'{value}' is no sentence of a handoff", hint="Write it as: taken commander: STATUS"
        )
    return step, vocabulary.role(role), person.removeprefix("@")


def severity_of(entry: Entry) -> Severity | None:
    """The severity that an entry says, however people spell it; None where it says none."""
    try:
        return vocabulary.severity(value_and_reason(entry.text)[0])
    except UsageError:
        return None


def status_of(entry: Entry) -> Status | None:
    """The status that an entry says, however people spell it; None where it says none."""
    try:
        return vocabulary.status(value_and_reason(entry.text)[0])
    except UsageError:
        return None


def next_update(entry: Entry) -> datetime | None:
    """The promise that a status update made, if it made one."""
    return promise_in(entry.text)


# ------------------------------------------------------------------ the rules of the fold


def _declared(state: dict[Path, Value], entry: Entry) -> None:
    _first_time("declared_at")(state, entry)
    _severity(state, entry)
    state.setdefault(("status",), Status.INVESTIGATING.value)


def _severity(state: dict[Path, Value], entry: Entry) -> None:
    if severity := severity_of(entry):
        state["severity",] = severity.value


def _status(state: dict[Path, Value], entry: Entry) -> None:
    status = status_of(entry)
    if status is Status.RESOLVED:
        _resolved(state, entry)
    elif status is Status.CLOSED:
        _closed(state, entry)
    elif status:
        state["status",] = status.value


def _role(state: dict[Path, Value], entry: Entry) -> None:
    try:
        role, added, person = read_role(value_and_reason(entry.text)[0])
    except UsageError:
        return
    path = ("roles", role.value)
    held = state.get(path)
    if not role.holds_many:
        leaves = not person or (isinstance(held, str) and same_person(person, held))
        state[path] = person if added else None if leaves else held
        return
    others = [one for one in held or () if not same_person(one, person)]
    people = [*others, person] if added else others if person else []
    state[path] = people or None


def _update(state: dict[Path, Value], entry: Entry) -> None:
    """The next update is the first one that any audience waits for."""
    promise = next_update(entry)
    state[_PROMISED, entry.audience or Audience.INTERNAL] = iso(promise) if promise else None
    waited_for = [str(value) for path, value in state.items() if path[0] == _PROMISED and value]
    state["next_update_at",] = min(waited_for, default=None)


def _resolved(state: dict[Path, Value], entry: Entry) -> None:
    state["status",] = Status.RESOLVED.value
    state["resolved_at",] = iso(entry.at)
    _nobody_waits(state)


def _closed(state: dict[Path, Value], entry: Entry) -> None:
    state["status",] = Status.CLOSED.value
    state["closed_at",] = iso(entry.at)
    _nobody_waits(state)


def _nobody_waits(state: dict[Path, Value]) -> None:
    for path in [path for path in state if path[0] == _PROMISED]:
        del state[path]
    state["next_update_at",] = None


def _merged(state: dict[Path, Value], entry: Entry) -> None:
    try:
        way, _ = read_merge(_value(entry.kind, entry.text))
    except UsageError:
        return
    if way == INTO and state.get(("status",)) != Status.CLOSED:
        _closed(state, entry)


def _reopened(state: dict[Path, Value], entry: Entry) -> None:
    state["status",] = Status.INVESTIGATING.value
    for ended in ("mitigated_at", "resolved_at", "closed_at"):
        state[ended,] = None


def _mitigated(state: dict[Path, Value], entry: Entry) -> None:
    state["mitigated_at",] = iso(entry.at)  # the last one: an earlier one did not hold


def _corrected(state: dict[Path, Value], entry: Entry) -> None:
    try:
        field, value = read_correction(_value(entry.kind, entry.text))
    except UsageError:
        return
    state[field,] = value


def _first_time(field: str) -> Callable[[dict[Path, Value], Entry], None]:
    def keep_first(state: dict[Path, Value], entry: Entry) -> None:
        if state.get((field,)) is None:
            state[field,] = iso(entry.at)

    return keep_first


def read_correction(value: str) -> tuple[str, str | None]:
    """Read `started_at 2026-03-04T15:20:00Z` or `resolved_at none`."""
    field, _, moment = value.partition(" ")
    instant = read_iso(moment.strip())
    if field not in TIME_FIELDS or (instant is None and moment.strip() != "none"):
        raise UsageError(
            f"'{value}' does not say which time is corrected to what",
            hint="Write it as: started_at 2026-03-04T15:20:00Z",
        )
    return field, iso(instant) if instant else None


def read_merge(value: str) -> tuple[str, str]:
    """Read `from 2026-03-04-search-is-slow`, or `into` it, as the way and the other incident."""
    way, _, other = value.partition(" ")
    if way not in (FROM, INTO) or not other or " " in other:
        raise UsageError(
            f"'{value}' does not say what was merged",
            hint="Write it as: from INCIDENT, or: into INCIDENT",
        )
    return way, other


TIME_FIELDS: Final = (
    "started_at",
    "detected_at",
    "acknowledged_at",
    "declared_at",
    "mitigated_at",
    "resolved_at",
    "closed_at",
    "next_update_at",
)

_RULES: Final[dict[Kind, Callable[[dict[Path, Value], Entry], None]]] = {
    Kind.STARTED: _first_time("started_at"),
    Kind.DETECTED: _first_time("detected_at"),
    Kind.ACKNOWLEDGED: _first_time("acknowledged_at"),
    Kind.DECLARED: _declared,
    Kind.SEVERITY: _severity,
    Kind.STATUS: _status,
    Kind.ROLE: _role,
    Kind.UPDATE: _update,
    Kind.MITIGATED: _mitigated,
    Kind.RESOLVED: _resolved,
    Kind.CLOSED: _closed,
    Kind.REOPENED: _reopened,
    Kind.MERGED: _merged,
    Kind.CORRECTED: _corrected,
}


_VALUES: Final[dict[Kind, Callable[[str], object]]] = {
    Kind.DECLARED: vocabulary.severity,
    Kind.SEVERITY: vocabulary.severity,
    Kind.STATUS: vocabulary.status,
    Kind.ROLE: read_role,
    Kind.HANDOFF: read_handoff,
    Kind.MERGED: read_merge,
    Kind.CORRECTED: read_correction,
}


def insertion_point(entries: Sequence[Entry], new: Entry) -> int:
    """Where a new entry goes: after the last one that does not come later.

    Looking from the end keeps the order that people gave entries of the same minute by hand.
    """
    for position in range(len(entries), 0, -1):
        if entries[position - 1].order <= new.order:
            return position
    return 0
