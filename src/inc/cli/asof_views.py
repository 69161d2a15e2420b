"""An incident as it was known at a moment, and what became of it since, for people and programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from types import MappingProxyType
from typing import Any, NamedTuple

from inc.cli import output, receipts
from inc.domain.hindsight import LATER, Difference, FieldChange
from inc.domain.timeline import Entry
from inc.domain.times import iso, local, minute
from inc.lookback.asof import Known

_COUNTED = (
    ("later", "came later"),
    ("amended", "amended since"),
    ("redacted", "redacted since"),
    ("removed", "removed since"),
)


class Recorded(NamedTuple):
    """The commit that last did something to an entry, and when it was made; both may be unknown."""

    at: datetime | None = None
    commit: str | None = None


class Since(NamedTuple):
    """What became of an incident since a moment, and when each of it was recorded."""

    entries: Sequence[Difference]
    fields: Sequence[FieldChange] = ()
    recorded: Mapping[str, Recorded] = MappingProxyType({})

    def of(self, one: Difference) -> Recorded:
        """When what became of an entry was recorded."""
        return self.recorded.get(one.entry.id, Recorded()) if one.entry.id else Recorded()

    def count(self, change: str) -> int:
        """The number of entries of which that became."""
        return sum(one.change == change for one in self.entries)


# ------------------------------------------------------------------ as it was known


def header(
    known: Known, since: Since, name: str, zone: tzinfo, *, is_veiled: bool
) -> Iterator[str]:
    """What is shown: when, from which commits, and how much of the story is missing from it."""
    yield f"As it was known at {local(known.moment, zone)} ({_commits(known)}); {_came(since)}"
    if known.incident.id != name:
        yield f"It was called {known.incident.id} then."
    if amended := since.count("amended"):
        yield f"{_entries(amended)} amended since: this is how it was (--diff)"
    if hidden := since.count("redacted") if is_veiled else 0:
        yield f"{_entries(hidden)} redacted since; the words are not shown (--unredacted)"
    if removed := since.count("removed"):
        yield f"{_entries(removed)} removed since (--diff)"


def _commits(known: Known) -> str:
    oids = [one.oid[:8] for one in known.commits]
    if len(oids) == 1:
        return f"commit {oids[0]}"
    joined = f", joined later by {known.joined.oid[:8]}" if known.joined else ""
    return f"commits {', '.join(oids)}{joined}"


def _came(since: Since) -> str:
    later = since.count(LATER)
    return f"{later} {'entry' if later == 1 else 'entries'} came later"


def _entries(number: int) -> str:
    return "1 entry was" if number == 1 else f"{number} entries were"


def as_dict(known: Known, since: Since) -> dict[str, Any]:
    """The moment, the commits, and how many entries came later or are otherwise now."""
    return {
        "at": iso(known.moment),
        "commits": [
            {"commit": one.oid, "author": one.author, "committed_at": iso(one.committed)}
            for one in known.commits
        ],
        "joined_by": known.joined.oid if known.joined else None,
        "left_out": known.left_out,
        **{name: since.count(name) for name, _ in _COUNTED},
    }


# ------------------------------------------------------------------ what became of it


def summary(known: Known, since: Since, zone: tzinfo) -> str:
    """What `rows` tell, counted."""
    counted = [f"{since.count(name)} {words}" for name, words in _COUNTED if since.count(name)]
    fields = len(since.fields)
    counted += [f"{fields} field{'s' if fields > 1 else ''} changed"] if fields else []
    told = ", ".join(counted) or "nothing has changed"
    return f"Since {local(known.moment, zone)} ({_commits(known)}): {told}"


def draw(since: Since, zone: tzinfo) -> None:
    """A table for a person, or whole values for a program in a pipe."""
    if not output.is_screen():
        output.fields(_rows(since, zone))
    elif since.entries or since.fields:
        output.draw(("CHANGE", "HAPPENED", "RECORDED", "WHAT"), list(_seen(since, zone)))


def _rows(since: Since, zone: tzinfo) -> Iterator[list[str]]:
    """Change, happened, recorded, kind and author or the field, id, before, after."""
    for one in since.entries:
        at = since.of(one).at
        recorded = local(at, zone) if at else "not committed"
        mark = f"^{one.entry.id}" if one.entry.id else ""
        when = local(one.entry.at, zone)
        yield [one.change, when, recorded, called(one.entry), mark, *_sides(one, zone)]
    for field in since.fields:
        yield ["field", "", "", field.name, "", shown(field.before), shown(field.after)]


def _seen(since: Since, zone: tzinfo) -> Iterator[list[str]]:
    for one in since.entries:
        at = since.of(one).at
        when = minute(one.entry.at, zone)
        recorded = minute(at, zone).removeprefix(when[:11]) if at else "not committed"
        before, after = _sides(one, zone)
        lines = [f"before: {before}"] if before else []
        lines += [f"after: {after}" if before else after] if after else []
        mark = f" ^{one.entry.id[-4:]}" if one.entry.id else ""
        yield [one.change, when, recorded, "\n".join([called(one.entry) + mark, *lines])]
    for field in since.fields:
        before, after = shown(field.before), shown(field.after)
        yield ["field", "", "", f"{field.name}: {before or '—'} → {after or '—'}"]


def called(entry: Entry) -> str:
    """What kind of entry it is, for whom and by whom: `update customer @alice`."""
    words = (entry.kind.value, entry.audience, f"@{entry.author}" if entry.author else "")
    return " ".join(word for word in words if word)


def _sides(one: Difference, zone: tzinfo) -> tuple[str, str]:
    return told(one.before, one.after, zone), told(one.after, one.before, zone)


def told(entry: Entry | None, other: Entry | None, zone: tzinfo) -> str:
    """What an entry says; also its time, kind and author where another version has others."""
    if entry is None:
        return ""
    is_the_same = other is None or entry._replace(text="") == other._replace(text="")
    return entry.text.strip("\n") if is_the_same else whole(entry, zone)


def whole(entry: Entry, zone: tzinfo) -> str:
    """All that an entry says: when, what kind, by whom, and its text."""
    text = entry.text.strip("\n")
    return f"{local(entry.at, zone)} {called(entry)} — {text}"


def shown(value: object) -> str:
    """A value of the front matter in one line."""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def changes_dict(since: Since) -> list[dict[str, Any]]:
    """Each change for programs: entries with both of their times, then fields."""
    entries = [
        {
            "change": one.change,
            "entry": one.entry.id or None,
            "happened_at": iso(one.entry.at),
            "recorded_at": iso(at) if (at := since.of(one).at) else None,
            "commit": since.of(one).commit,
            "before": receipts.entry_dict(one.before) if one.before else None,
            "after": receipts.entry_dict(one.after) if one.after else None,
        }
        for one in since.entries
    ]
    fields = [
        {"change": "field", "field": one.name, "before": one.before, "after": one.after}
        for one in since.fields
    ]
    return [*entries, *fields]
