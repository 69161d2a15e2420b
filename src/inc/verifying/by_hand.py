"""Who made the front matter say what it says: a field that no entry speaks of, or contradicts.

What a document brought with it stays unsaid: an import, or a document from before the tool, has
values that no entry gave it. What a commit put there later is told with that commit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache, cached_property
from typing import Final, NamedTuple

from inc.domain import vocabulary
from inc.domain.incident import Incident, names
from inc.domain.proof import Finding, Trouble
from inc.domain.text import clean_line, shortened
from inc.domain.timeline import TIME_FIELDS, Entry, Path, Value, fold
from inc.domain.times import iso, read_iso
from inc.domain.vocabulary import Kind, Role
from inc.errors import IncError, UsageError
from inc.store.document import Document
from inc.verifying.reading import Front, History
from inc.verifying.versions import front_of, name_of

MOST_ROLES: Final = 2_000
"""Entries that give a role, of a document that is folded: each is compared with all who have it."""

_LONGEST: Final = 60
_ID: Final[Path] = ("id",)
_SAYS_IT: Final = {
    "roles": 'inc log -k role "ROLE @PERSON"',
    "severity": 'inc log -k severity "SEVERITY: WHY"',
    "status": 'inc log -k status "STATUS: WHY"',
    "started_at": "inc log -k started --at TIME WHY",
    "detected_at": "inc log -k detected --at TIME WHY",
    "acknowledged_at": "inc log -k acknowledged --at TIME WHY",
    "mitigated_at": "inc mitigate --at TIME HOW",
    "resolved_at": "inc resolve --at TIME HOW",
    "closed_at": "inc close --at TIME",
    "next_update_at": "inc update --next TIME",
}
_KNOWN: Final[Mapping[str, Collection[object]]] = {
    "severity": set(vocabulary.Severity),
    "status": set(vocabulary.Status),
}


class Stated(NamedTuple):
    """A folded field of the front matter at HEAD, and what it means there."""

    document: str
    field: Path
    means: object


def meaning(field: Path, value: object) -> object:
    """What a value of a folded field says, however people spell it; itself where nobody knows."""
    if field[0] == "roles":
        return frozenset(name.removeprefix("@").casefold() for name in names(value))
    text = str(value)
    if field[0] in TIME_FIELDS:
        return read_iso(text) or text
    try:
        read = {"severity": vocabulary.severity, "status": vocabulary.status}[field[0]]
        return read(text).value
    except UsageError:
        return text


def changes_of_roles(entries: Iterable[Entry]) -> int:
    """How many entries give or take a role."""
    return sum(entry.kind is Kind.ROLE for entry in entries)


def is_read(field: Path, value: object) -> bool:
    """Whether anybody can tell what a value of a folded field says."""
    if field[0] in TIME_FIELDS:
        return read_iso(str(value)) is not None
    return field[0] == "roles" or meaning(field, value) in _KNOWN[field[0]]


def stated(incident: Incident) -> dict[Path, object]:
    """What the front matter says of all that entries can speak of, as people wrote it."""
    paths: list[Path] = [("severity",), ("status",), *((name,) for name in TIME_FIELDS)]
    found = {path: incident.stated(path) for path in paths}
    found |= {("roles", name): who for name, who in incident.roles.items() if name in set(Role)}
    roles = incident.stated(("roles",))
    if roles and not isinstance(roles, Mapping):
        found["roles",] = roles  # a word in their place
    return {path: value for path, value in found.items() if value not in (None, "")}


def unsaid(incident: Incident, folded: Mapping[Path, Value]) -> Iterator[tuple[Path, object]]:
    """The fields that no entry speaks of, and what they mean."""
    for field, value in stated(incident).items():
        if field not in folded:
            yield field, meaning(field, value)


class _Read(NamedTuple):
    """A version of a document: what its front matter means, and what its entries imply."""

    means: Mapping[Path, object]
    folded: Mapping[Path, object]


_NOTHING = _Read({}, {})


class _Step(NamedTuple):
    """What a commit made of the front matter."""

    front: Front
    was: _Read
    now: _Read

    def makes(self, one: Stated) -> bool:
        """Whether it made a field say what it says at HEAD."""
        field = one.field
        return self.now.means.get(field) == one.means != self.was.means.get(field)


class Fronts:
    """What commits made of the front matter of incidents."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._read = cache(self._parsed)
        self._steps = cache(self._steps_of)

    def told(self, one: Stated) -> Iterator[Finding]:
        """Tell of a field that no entry speaks of, where a commit put it there by hand."""
        incident = self._eldest(one.document)
        fronts = self._by_incident.get(incident, ())
        if not fronts or (len(fronts) == 1 and not fronts[0].before):
            return  # it says what it said when it came
        steps = self._steps(incident)
        begun = {origin.means.get(one.field) for origin in self._origins(steps)}
        if begun == {one.means}:
            return
        made = [step for step in steps if step.makes(one)]
        if not made or any(_is_said(step, one) for step in made):
            return
        yield self._finding(one, made)

    def misnamed(self, one: Stated) -> Iterator[Finding]:
        """Tell of an `id:` that is not the name of the file, where a commit wrote it by hand."""
        made = [
            step
            for step in self._steps(self._eldest(one.document))
            if step.front.before and step.makes(one)
        ]
        if not made or any(step.front.is_said for step in made):
            return
        step, name = _last(made), name_of(one.document)
        was, now = (_shown(read, _ID) for read in (step.was, step.now))
        said = f", where it said {was}" if was else ""
        yield Finding(
            Trouble.BY_HAND,
            self._history.graph.oid(step.front.commit),
            one.document,
            "",
            f"id says {now} by hand{said}; the file is {name}.md",
            f"Ask who did it. If it is not right: inc check --fix {one.document}",
            was,
            now,
        )

    def maker(self, one: Stated) -> str:
        """The commit that made a field say what the entries did not say; "" if there is none."""
        steps = self._steps(self._eldest(one.document))
        made = [step for step in steps if step.makes(one)]
        made = [step for step in made if step.now.folded.get(one.field) != one.means]
        return self._history.graph.oid(_last(made).front.commit) if made else ""

    # ------------------------------------------------------------------ what commits did

    def _eldest(self, path: str) -> str:
        return self._history.renamed.eldest(name_of(path))

    @cached_property
    def _by_incident(self) -> Mapping[str, Sequence[Front]]:
        found: dict[str, list[Front]] = defaultdict(list)
        for one in self._history.fronts:
            found[self._eldest(one.path)].append(one)
        return found

    def _steps_of(self, incident: str) -> Sequence[_Step]:
        fronts = self._by_incident.get(incident, ())
        read = self._read
        return [_Step(one, read(one.path, one.before), read(one.path, one.after)) for one in fronts]

    def _origins(self, steps: Sequence[_Step]) -> Iterator[_Read]:
        """The versions that were there before any of the commits, or with which it began."""
        graph = self._history.graph
        commits = {step.front.commit for step in steps}
        for step in steps:
            own = step.front.commit
            if not (step.front.before or any(graph.is_behind(one, own) for one in commits)):
                yield step.now
        made = {self._bytes(step.front.after) for step in steps}
        for step in steps:
            if step.front.before and self._bytes(step.front.before) not in made:
                yield step.was

    def _bytes(self, oid: str) -> bytes:
        return front_of(self._history.library.content(oid))

    def _parsed(self, path: str, oid: str) -> _Read:
        if not oid:
            return _NOTHING
        try:
            document = Document.parse(self._history.library.content(oid), path)
            incident = Incident(name_of(path), document.fields, document.entries)
            means = {field: meaning(field, value) for field, value in stated(incident).items()}
            is_much = changes_of_roles(document.entries) > MOST_ROLES
            folded = {} if is_much else fold(document.entries)
        except IncError:
            return _NOTHING
        means[_ID] = document.fields.get("id")
        said = {field: meaning(field, value) for field, value in folded.items() if value}
        return _Read(means, said)

    # ------------------------------------------------------------------ what to say

    def _finding(self, one: Stated, made: Sequence[_Step]) -> Finding:
        step, key = _last(made), ".".join(one.field)
        was, now = (_shown(read, one.field) for read in (step.was, step.now))
        what = f"{key} says {now} by hand" + (f", where it said {was}" if was else "")
        return Finding(
            Trouble.BY_HAND,
            self._history.graph.oid(step.front.commit),
            one.document,
            "",
            f"{what}, and no entry says so",
            f"Ask who did it. If it is right, say it in an entry: {_command(one)}",
            was,
            now,
        )


def _is_said(step: _Step, one: Stated) -> bool:
    """Whether the commit says so itself, or an entry did that is gone now: that is told there."""
    return step.front.is_said or step.now.folded.get(one.field) == one.means


def _last(made: Iterable[_Step]) -> _Step:
    """The last of them; a merge, or another name, only where no other commit did it."""
    return max(
        made, key=lambda one: (not one.front.is_merge, bool(one.front.before), one.front.commit)
    )


def _shown(read: _Read, field: Path) -> str:
    means = read.means.get(field) or ""
    if isinstance(means, frozenset):
        means = ", ".join(sorted(means))
    text = iso(means) if isinstance(means, datetime) else str(means)
    return shortened(clean_line(text), _LONGEST)


def _command(one: Stated) -> str:
    name, command = name_of(one.document), _SAYS_IT.get(one.field[0])
    return f"{command} -i {name}" if command else f"inc edit {name}"
