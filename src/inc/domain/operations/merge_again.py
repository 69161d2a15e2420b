"""An incident that went on after it was merged: what came to its stub joins the one that goes on.

Two people do not see each other: one merges an incident, the other writes into it. Then the stub
has what the incident that goes on lacks. Two that were merged into each other are both stubs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from shlex import quote
from typing import NamedTuple

from inc.domain import versions
from inc.domain.identifiers import mint
from inc.domain.incident import Change, Facts, Incident, change
from inc.domain.operations.merge import (
    as_note,
    as_told,
    coming,
    fields_left,
    is_left,
    joined_fields,
    new_actions,
    new_boxes,
    refuse_other_readers,
)
from inc.domain.policy import Policy
from inc.domain.tasks import ActionItem
from inc.domain.text import REDACTED
from inc.domain.timeline import (
    FROM,
    INTO,
    Entry,
    Path,
    Value,
    fold,
    newest_id,
    value_and_reason,
    without_words,
)
from inc.domain.vocabulary import Kind
from inc.errors import Refused

_LISTS = ("services", "tags", "runbooks", "links", "aliases")


_Pair = tuple[Entry, Entry]
_Was = tuple[Incident, Incident] | None


class Since(NamedTuple):
    """What a stub has that a merge does not leave there; of a pair, its entry comes first."""

    came: list[Entry]
    """Entries that the incident that goes on does not have."""
    other_words: list[_Pair]
    """Entries that say something else there."""
    live_there: list[_Pair]
    """Entries that are redacted here, and not there."""
    live_here: list[_Pair]
    """Entries that are redacted there, and not here."""

    @property
    def went_on(self) -> list[Entry]:
        """The entries of which the incident that goes on does not know."""
        return [*self.came, *(entry for entry, _ in self.other_words)]

    @property
    def at_odds(self) -> list[Entry]:
        """The entries of the stub whose words one of the two took out, and the other has."""
        return [entry for entry, _ in (*self.live_there, *self.live_here)]


def since(stub: Incident, this: Incident, as_merged: Sequence[Entry] | None = None) -> Since:
    """What came to a stub since it was merged into this one; nothing where no entry says so.

    Of entries that a merge leaves in the stub, nobody can tell which of two texts is the later
    one, but by `as_merged`, the stub's entries as the merge left them.
    """
    found, end = Since([], [], [], []), _end(stub)
    if end is None:
        return found
    there = {entry.id: entry for entry in this.entries if entry.id}
    for entry in stub.entries:
        if _is_way(entry, stub, this):
            continue
        known = there.get(entry.id)
        if known is None:
            found.came.append(entry)
            continue
        where = _where(entry, known, stub, this)
        if where == "other_words" and not _is_later(entry, end, as_merged):
            continue
        if where:
            getattr(found, where).append((entry, known))
    return found


def merge_again(
    this: Incident,
    stub: Incident,
    was: _Was,
    facts: Facts,
    policy: Policy,
) -> tuple[Change, Change]:
    """Take over what came to a stub, and leave it as a merge does: what changes in both.

    `was` are the two as the merge left them, where that is known. Of two that were merged into
    each other, this one goes on. Refused where nothing came.
    """
    refuse_other_readers(this, stub)
    way = [entry for entry in this.entries if _is_into(entry)] if _is_circle(this, stub) else []
    ours = this._replace(entries=[entry for entry in this.entries if entry not in way])
    late = since(stub, ours, was[1].entries if was else None)
    replaced, notes = _rewritten(late, this, stub, was, facts)
    after_came = ours._replace(entries=[*ours.entries, *notes])
    joined = change(
        ours,
        "merge",
        words=[f"merged {stub.id} again"],
        added=[*coming(after_came, stub, late.came, facts), *notes],
        replaced=replaced,
        fields=_fields(ours, stub, was),
        boxes=new_boxes(this, stub, policy),
        actions=_actions(this, stub),
    )
    joined = joined._replace(dropped=(*way, *_versions(late, ours)))
    if way or this.fields.get("merged_into"):
        joined = joined._replace(fields={**joined.fields, **_opened(joined, ours)})
    left = _left(this, stub, late, way)
    if not (_does(joined) or _does(left)):
        raise Refused(
            f"{stub.id} was merged into {this.id} already",
            hint=f"Nothing came to it since. See: inc show {quote(this.id)}",
        )
    return joined._replace(extra=_said(joined, left, ours, stub)), left


def _does(one: Change) -> bool:
    return any((one.added, one.replaced, one.dropped, one.fields, one.boxes, one.actions))


# ------------------------------------------------------------------ how the two stand


def _is_into(entry: Entry) -> bool:
    return _merged(entry)[0] == INTO


def _merged(entry: Entry) -> tuple[str, str]:
    """The way and the other incident of an entry about a merge; nothing for any other entry."""
    if entry.kind is not Kind.MERGED:
        return "", ""
    way, _, other = value_and_reason(entry.text)[0].partition(" ")
    return way, other


def _end(stub: Incident) -> Entry | None:
    """The entry by which an incident was merged into another."""
    return max(filter(_is_into, stub.entries), key=lambda entry: entry.order, default=None)


def _is_way(entry: Entry, stub: Incident, this: Incident) -> bool:
    """Whether an entry says that one of the two was merged into the other."""
    return _is_into(entry) or _merged(entry) == (FROM, this.id)


def _is_circle(this: Incident, stub: Incident) -> bool:
    return bool(this.fields.get("merged_into")) and this.id != stub.id


def _is_later(entry: Entry, end: Entry, as_merged: Sequence[Entry] | None) -> bool:
    """Whether an entry of the stub got its words after the merge."""
    return not _stays(entry, end) or (as_merged is not None and entry not in as_merged)


def _where(entry: Entry, known: Entry, stub: Incident, this: Incident) -> str:
    """To which list of `Since` an entry belongs that both have; to none where all is well."""
    if versions.is_redacted(entry) != versions.is_redacted(known):
        return "live_there" if versions.is_redacted(entry) else "live_here"
    if known in (entry, as_note(entry, stub.id), as_told(entry, stub)):
        return ""
    if versions.is_redacted(entry) or as_note(known, this.id) == entry:
        return ""
    return "other_words"


def _stays(entry: Entry, end: Entry | None) -> bool:
    """Whether a merge leaves an entry in the stub: the state rests on it, and it came before."""
    return is_left(entry) and (end is None or entry.order <= end.order)


# ------------------------------------------------------------------ the one that goes on


def _rewritten(
    late: Since, this: Incident, stub: Incident, was: _Was, facts: Facts
) -> tuple[list[_Pair], list[Entry]]:
    """The entries that get other words, and notes of what contradicts an amendment made here."""
    replaced = [(known, as_told(entry, stub)) for entry, known in late.live_there]
    notes: list[Entry] = []
    for entry, known in late.other_words:
        new = as_told(entry, stub)
        if was is None or known in was[0].entries or not known.id:
            replaced.append((known, new))
            continue
        newest = newest_id([*this.entries, *stub.entries, *notes])
        name = mint(facts.now, newest, facts.entropy())
        notes.append(versions.as_note(new, name))
    return replaced, notes


def _versions(late: Since, ours: Incident) -> list[Entry]:
    """The notes that keep the words of entries that are redacted now."""
    return [note for _, known in late.live_there for note in versions.notes_of(known, ours.entries)]


def _fields(ours: Incident, stub: Incident, was: _Was) -> dict[Path, Value]:
    """What the front matter of the stub has that it had not when it was merged."""
    if was is None and not ours.fields.get("merged_into"):
        return {}
    had = was[1] if was else Incident(stub.id, {}, ())
    lists = {
        name: [one for one in stub.list_of(name) if one not in had.list_of(name)] for name in _LISTS
    }
    return joined_fields(ours, stub._replace(fields={**stub.fields, **lists}))


def _actions(this: Incident, stub: Incident) -> list[ActionItem]:
    """Action items that came or were changed; of one that both have, each stands by itself."""
    taken = {action.id for action in this.actions if action.id}
    return [
        action._replace(id="") if action.id in taken else action
        for action in new_actions(this, stub)
    ]


def _opened(joined: Change, ours: Incident) -> Mapping[Path, Value]:
    """The state of a stub that goes on after all."""
    news = {old.id: new for old, new in joined.replaced}
    gone = joined.dropped
    kept = [news.get(one.id, one) for one in ours.entries if one not in gone]
    state = fold([*kept, *joined.added])
    ended: dict[Path, Value] = {(name,): state.get((name,)) for name in ("status", "closed_at")}
    return {**ended, ("merged_into",): None}


# ------------------------------------------------------------------ the stub


def _left(this: Incident, stub: Incident, late: Since, way: Sequence[Entry]) -> Change:
    """What is left of the stub: what a merge would have left."""
    end, gone = _end(stub), {entry.id for entry in way}
    hidden = [
        (entry, entry._replace(text=without_words(entry, _marker(known))))
        for entry, known in late.live_here
        if _stays(entry, end)
    ]
    dropped = [one for one in stub.entries if not _stays(one, end) or one.id in gone]
    news = {id(old): new for old, new in hidden}
    state = fold([news.get(id(one), one) for one in stub.entries if one not in dropped])
    return Change(
        stub.id,
        "merge",
        replaced=tuple(hidden),
        dropped=tuple(dropped),
        fields=dict(_fields_left(this, stub, state)),
    )


def _fields_left(
    this: Incident, stub: Incident, state: Mapping[Path, Value]
) -> Iterator[tuple[Path, Value]]:
    """The fields of the stub that say something else than a merge leaves there."""
    before = fold(stub.entries)
    wanted = {path: state.get(path) for path in before if before[path] != state.get(path)}
    wanted |= {**fields_left(this, stub, state), ("merged_into",): this.id}
    for path, value in wanted.items():
        if stub.stated(path) != value:
            yield path, value


def _marker(entry: Entry) -> str:
    """How an entry says that its words were taken out, by whom and why."""
    return entry.text[entry.text.index(REDACTED) :].partition("\n")[0]


# ------------------------------------------------------------------ what the commit says


def _said(
    joined: Change, left: Change, ours: Incident, stub: Incident
) -> tuple[tuple[str, str], ...]:
    """The trailers for what is no move word by word: rewritten, redacted, or gone."""
    news = {old.id: new for old, new in joined.replaced}
    after = {one.id: news.get(one.id, one) for one in (*ours.entries, *joined.added)}
    gone = [
        one.id
        for one in left.dropped
        if one.id and after.get(one.id) not in (one, as_note(one, stub.id))
    ]
    gone += [one.id for one in joined.dropped if one.id and one.id not in gone]
    rewritten = [new for _, new in (*joined.replaced, *left.replaced)]
    operations = ["redact"] if any(map(versions.is_redacted, rewritten)) else []
    if gone or any(not versions.is_redacted(one) for one in rewritten):
        operations.append("amend")
    return (
        *(("Inc-Operation", one) for one in operations),
        *(("Inc-Dropped", name) for name in gone),
    )
