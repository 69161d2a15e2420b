"""Two versions of an incident: what came later, what was corrected; and words that were taken out.

What was redacted since is not shown again by looking back: a name that a person took out of the
record would stand on a screen once more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import count
from typing import Any, Final, NamedTuple

from inc.domain.incident import Incident
from inc.domain.operations.correct import stands_in
from inc.domain.tasks import Tasks
from inc.domain.timeline import TIME_FIELDS, Entry
from inc.domain.versions import is_redacted

VEIL: Final = "[redacted since]"
"""What stands in place of words that were redacted later."""

_NO_PROSE: Final = frozenset({"id", "severity", "status", "type", "roles", *TIME_FIELDS})

LATER: Final = "later"
AMENDED: Final = "amended"
REDACTED_SINCE: Final = "redacted"
REMOVED: Final = "removed"

Key = tuple[object, int]
"""What an entry is known by: its id or, while it has none, its words; and which one of several."""


class Difference(NamedTuple):
    """What became of one entry: `change` is later, amended, redacted or removed."""

    change: str
    before: Entry | None
    after: Entry | None

    @property
    def entry(self) -> Entry:
        """The entry as it is now, else as it was."""
        found = self.after or self.before
        assert found is not None
        return found


class FieldChange(NamedTuple):
    """A field of the front matter, `roles.commander`, with its values; None where it had none."""

    name: str
    before: Any
    after: Any


def differences(before: Sequence[Entry], after: Sequence[Entry]) -> list[Difference]:
    """What became of entries, in the order of what happened."""
    old, new = dict(_keyed(before)), dict(_keyed(after))
    found = []
    for key in dict.fromkeys([*old, *new]):
        was, now = old.get(key), new.get(key)
        if was != now:
            found.append(Difference(_change(was, now), was, now))
    return sorted(found, key=lambda one: one.entry.order)


def _keyed(entries: Sequence[Entry]) -> Iterator[tuple[Key, Entry]]:
    numbers: dict[object, Iterator[int]] = {}
    for entry in entries:
        name = entry.id or entry
        yield (name, next(numbers.setdefault(name, count()))), entry


def _change(was: Entry | None, now: Entry | None) -> str:
    if was is None:
        return LATER
    if now is None:
        return REMOVED
    return REDACTED_SINCE if is_redacted(now) and not is_redacted(was) else AMENDED


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[FieldChange]:
    """The fields of the front matter that differ, in the order in which they stand there now."""
    old, new = dict(_flat(before)), dict(_flat(after))
    names = dict.fromkeys([*new, *old])
    return [
        FieldChange(name, old.get(name), new.get(name))
        for name in names
        if old.get(name) != new.get(name)
    ]


def _flat(fields: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in fields.items():
        if isinstance(value, Mapping):
            yield from ((f"{name}.{key}", inner) for key, inner in value.items())
        else:
            yield str(name), value


# ------------------------------------------------------------------ words that were taken out


def taken_out(entries: Sequence[Entry], redacted: Mapping[str, str]) -> list[Entry]:
    """The entries of a version that still have the words which were redacted since."""
    return [one for one in entries if one.id in redacted and not is_redacted(one)]


def redacted_since(
    then: Sequence[Entry], now: Sequence[Entry], named: Collection[str]
) -> dict[str, str]:
    """The entries of an earlier version that are redacted now, with what they say instead.

    Of those that are gone, the ones that commits of redactions have `named`.
    """
    standing = {entry.id: entry for entry in now if entry.id}
    found = {entry.id: entry.text for entry in standing.values() if is_redacted(entry)}
    gone = {entry.id for entry in then if entry.id and entry.id not in standing}
    return found | dict.fromkeys(gone.intersection(named), VEIL)


def veiled_entry(entry: Entry, redacted: Mapping[str, str], words: Sequence[Entry]) -> Entry:
    """An entry without words that were redacted since, be it there or in another one."""
    if is_redacted(entry):
        return entry
    if entry.id in redacted:
        return entry._replace(text=redacted[entry.id])
    return entry._replace(text=_veiled(entry.text, words)) if words else entry


def veiled(then: Incident, redacted: Mapping[str, str], now: Incident | None = None) -> Incident:
    """An incident as it was, without the words that were redacted since.

    What stands there to this day stays: whoever redacted the words was told of it.
    """
    words = taken_out(then.entries, redacted)
    if not words:
        return then
    standing = set(now.entries) if now else set()
    fields = now.fields if now else {}
    tasks = then.tasks()
    return Incident(
        then.id,
        {
            name: value if fields.get(name) == value else veiled_value(name, value, words)
            for name, value in then.fields.items()
        },
        [
            entry if entry in standing else veiled_entry(entry, redacted, words)
            for entry in then.entries
        ],
        lambda: Tasks(
            [one._replace(reason=_veiled(one.reason, words)) for one in tasks.boxes],
            [
                one._replace(text=_veiled(one.text, words), reason=_veiled(one.reason, words))
                for one in tasks.actions
            ],
        ),
    )


def veiled_value(name: str, value: Any, words: Sequence[Entry]) -> Any:
    """A value of the front matter without words that were redacted since; no prose is in some."""
    return value if name.partition(".")[0] in _NO_PROSE else _without(value, words)


def _without(value: Any, words: Sequence[Entry]) -> Any:
    if isinstance(value, str):
        return _veiled(value, words)
    if isinstance(value, list):
        return [_without(one, words) for one in value]
    if isinstance(value, Mapping):
        return {key: _without(one, words) for key, one in value.items()}
    return value


def _veiled(text: str, words: Sequence[Entry]) -> str:
    return VEIL if any(stands_in(text, entry) for entry in words) else text
