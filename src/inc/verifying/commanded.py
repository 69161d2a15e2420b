"""Fields that are no entry's: who may read an incident, and until when its postmortem is owed.

Commands alone put them there, or what a document brought with it. The value at HEAD has to be one
of those; what else a commit made of such a field, or that it took it out, is told with that commit.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from inc.domain import commit_words
from inc.domain.incident import Incident, is_closed_word
from inc.domain.proof import Finding, Trouble
from inc.domain.text import clean_line, shortened
from inc.domain.times import read_iso
from inc.errors import IncError
from inc.store.document import Document
from inc.vcs.proving import Change, Commit, message
from inc.verifying.versions import Library, front_of, name_of

if TYPE_CHECKING:
    from inc.verifying.reading import History

_ANYWHERE: Final = frozenset({"edit", "check-fix", "merge", "undo"})
_DAYS: Final = _ANYWHERE | {"resolve", "reopen", "close", "update"}
_READERS: Final = "visibility"
_SET_BY: Final = {
    _READERS: _ANYWHERE | {"restrict"},
    "postmortem_due_at": _DAYS,
    "postmortem_meeting_by": _DAYS,
}
"""The fields, and the commands that may change them."""

_LINES: Final = re.compile(rb"(?:%s)[^\n]*\n?[^\n]*" % "|".join(_SET_BY).encode())
_LONGEST: Final = 60


class Touched(NamedTuple):
    """A commit that may have changed one of the fields, and what its message says.

    `operations` are the commands that it says it is, of that incident.
    """

    commit: int
    path: str
    before: str
    after: str
    is_merge: bool
    operations: frozenset[str]
    undoes: Collection[str]


class _Step(NamedTuple):
    """What a commit made of one field: what it means, and as people read it; "" for nothing."""

    touched: Touched
    was: str
    now: str
    said: str
    says: str


def touched(
    library: Library, number: int, commit: Commit, changes: Sequence[Change]
) -> Iterator[Touched]:
    """The changes that may be of one of the fields, told from the bytes."""
    for one in changes:
        before, after = (front_of(library.content(oid)) for oid in (one.before, one.after))
        if not one.after or _LINES.findall(before) == _LINES.findall(after):
            continue
        words = commit_words.read(message(commit))
        own = words.operations if name_of(one.path) in words.incidents else frozenset[str]()
        yield Touched(number, *one, len(commit.parents) > 1, own, words.undoes)


class Commanded:
    """What became of these fields, by incident."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._by_incident: dict[str, list[Touched]] = defaultdict(list)
        for one in history.touched:
            self._by_incident[self._eldest(one.path)].append(one)
        self._values = cache(self._read)

    def told(self, path: str, oid: str) -> Iterator[Finding]:
        """Tell of the fields that a document at HEAD has otherwise than commands left them."""
        found = self._by_incident.get(self._eldest(path))
        for field in _SET_BY if found else ():
            now, _ = self._value(path, oid, field)
            steps = list(self._steps(found or (), field))
            made = [one for one in steps if one.now == now != one.was]
            if not made or (field != _READERS and _is_first(steps, now)):
                continue  # a day where there was none: it takes nothing from anybody
            if now not in self._lawful(steps, field):
                yield self._finding(path, field, made)

    def _eldest(self, path: str) -> str:
        return self._history.renamed.eldest(name_of(path))

    def _steps(self, found: Sequence[Touched], field: str) -> Iterator[_Step]:
        for one in found:
            was, said = self._value(one.path, one.before, field)
            now, says = self._value(one.path, one.after, field)
            if was != now or not one.before:
                yield _Step(one, was, now, said, says)

    def _lawful(self, steps: Sequence[_Step], field: str) -> Collection[str]:
        """What the field may say: as the last commands left it; as it came, if there was none."""
        graph = self._history.graph
        said = [one for one in steps if one.touched.before and self._is_said(one, steps, field)]
        if said:
            by = [one.touched.commit for one in said]
            last = [two for two in by if not any(graph.is_behind(two, one) for one in by)]
            return {one.now for one in said if one.touched.commit in last}
        begun = self._begun(steps)
        return begun if len(begun) == 1 else ()

    def _begun(self, steps: Sequence[_Step]) -> Collection[str]:
        """What it said in the versions with which documents began, or that were there before."""
        graph, commits = self._history.graph, {one.touched.commit for one in steps}
        made = {one.now for one in steps}
        came = {
            one.now
            for one in steps
            if not one.touched.before
            and not any(graph.is_behind(by, one.touched.commit) for by in commits)
        }
        was = {one.was for one in steps if one.touched.before and one.was not in made}
        return came | was or {steps[0].was}

    def _is_said(self, step: _Step, steps: Sequence[_Step], field: str) -> bool:
        """Whether a command did it, or the commit takes back what another one did to the field."""
        if not _SET_BY[field].isdisjoint(step.touched.operations):
            return True
        undone = {self._history.graph.number(oid) for oid in step.touched.undoes}
        return any(one.touched.commit in undone and one.was == step.now for one in steps)

    # ------------------------------------------------------------------ what it says

    def _value(self, path: str, oid: str, field: str) -> tuple[str, str]:
        return self._values(path, oid).get(field, ("", ""))

    def _read(self, path: str, oid: str) -> Mapping[str, tuple[str, str]]:
        if not oid:
            return {}
        try:
            fields = Document.parse(self._history.library.content(oid), path).fields
        except IncError:
            return {}
        incident = Incident(name_of(path), fields, ())
        stated = {field: incident.stated((field,)) for field in _SET_BY}
        return {
            field: (_meaning(field, value), shortened(clean_line(str(value)), _LONGEST))
            for field, value in stated.items()
            if value not in (None, "")
        }

    def _finding(self, path: str, field: str, made: Sequence[_Step]) -> Finding:
        step = max(made, key=lambda one: (not one.touched.is_merge, one.touched.commit))
        what = (
            f"{field} says {step.says} by hand" if step.says else f"{field} was taken out by hand"
        )
        where = f", where it said {step.said}" if step.said else ""
        return Finding(
            Trouble.BY_HAND,
            self._history.graph.oid(step.touched.commit),
            path,
            "",
            f"{what}{where}; no command did it",
            f"Ask who did it. If it is not right: {_command(field, step)} {name_of(path)}",
            step.said,
            step.says,
        )


def _is_first(steps: Sequence[_Step], now: str) -> bool:
    """Whether the field never said anything else."""
    return {value for one in steps for value in (one.was, one.now)} <= {"", now}


def _meaning(field: str, value: object) -> str:
    if field == _READERS:
        return str(value).casefold() if is_closed_word(value) else ""
    moment = read_iso(str(value))
    return str(moment or value)


def _command(field: str, step: _Step) -> str:
    if field != _READERS:
        return "inc edit"
    return "inc restrict --lift -m WHY -i" if step.now else "inc restrict -i"
