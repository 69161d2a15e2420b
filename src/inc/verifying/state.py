"""Whether the front matter at HEAD can be read, and is what the timeline implies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Final, NamedTuple

from inc.checks.examined import Examined
from inc.checks.finding import Sort
from inc.checks.rules import state_not_in_timeline
from inc.checks.surroundings import Surroundings
from inc.domain.incident import names
from inc.domain.proof import Trouble
from inc.domain.text import clean_line, shortened
from inc.domain.timeline import TIME_FIELDS, Path, Value
from inc.errors import IncError
from inc.sharing import shared
from inc.store.amending import told
from inc.vcs.versions import Versions
from inc.verifying.by_hand import (
    MOST_ROLES,
    Stated,
    changes_of_roles,
    is_read,
    meaning,
    unsaid,
)
from inc.workspace import Workspace

_AT_ONCE: Final = 1_000
_LONGEST: Final = 60


class Wrong(NamedTuple):
    """What is wrong with a document at HEAD, and the field that says it, if one does."""

    trouble: Trouble
    what: str
    hint: str
    field: Stated | None = None


class Standing(NamedTuple):
    """How a document stands at HEAD: what is wrong, and the fields that no entry speaks of.

    `ids` are those of its entries that were asked for; `doubled` those that two of them have.
    `name` is what its `id:` says where that is not the name of the file.
    """

    path: str
    wrong: Sequence[Wrong] = ()
    unsaid: Sequence[Stated] = ()
    ids: Collection[str] = ()
    doubled: Collection[str] = ()
    name: Stated | None = None


def standings(
    workspace: Workspace,
    now: datetime,
    held: Mapping[str, str],
    versions: Versions,
    wanted: Collection[str] = (),
) -> Iterator[Standing]:
    """How incidents stand; `wanted` are ids of entries to be looked for.

    `held` are the objects that the commit has, by path below the workspace.
    """
    around = Surroundings(workspace.root, workspace.policy, now)
    paths = sorted(held)
    for at in range(0, len(paths), _AT_ONCE):
        some = paths[at : at + _AT_ONCE]
        versions.forget()
        versions.load(held[path] for path in some)
        contents = {path: versions.content(held[path]) for path in some}
        yield from shared(partial(_of_one, around, contents, wanted), some)


def _of_one(
    around: Surroundings, contents: Mapping[str, bytes], wanted: Collection[str], path: str
) -> Standing:
    examined = Examined(path, Sort.INCIDENT, contents[path], around)
    if examined.problem:
        return Standing(path, [_unreadable(path, examined.problem)])
    ids, doubled = _wanted(examined, wanted) if wanted else ((), ())
    if not examined.folded and changes_of_roles(examined.entries) > MOST_ROLES:
        return Standing(path, [_endless(path)], (), ids, doubled)
    fields = [Stated(path, *one) for one in unsaid(examined.incident, examined.folded)]
    wrong = [*_contradicted(examined), *_illegible(examined)]
    return Standing(path, wrong, fields, ids, doubled, _other_name(examined))


def _other_name(examined: Examined) -> Stated | None:
    said = examined.fields.get("id")
    is_other = isinstance(said, str) and said and said != examined.name
    return Stated(examined.path, ("id",), said) if is_other else None


def _unreadable(path: str, problem: IncError) -> Wrong:
    """Nobody can tell what a document says that cannot be read: that may hide anything."""
    what = f"the document cannot be read: {problem.what}"
    hint = f"Mend it by hand, and see whether it can be read: inc check {path}"
    return Wrong(Trouble.UNREADABLE, what, hint)


def _endless(path: str) -> Wrong:
    """Nobody folds a timeline in which roles change hands thousands of times."""
    what = "the document cannot be compared with its timeline: too many entries give a role"
    hint = f"See who wrote them: git log -p -- {path}"
    return Wrong(Trouble.UNREADABLE, what, hint)


def _contradicted(examined: Examined) -> Iterator[Wrong]:
    find = state_not_in_timeline.RULE.find
    assert find is not None
    for one in find(examined):
        field: Path = tuple(one.about.split(".", 1))
        yield Wrong(Trouble.STATE, one.message, one.hint, _stated(examined, field))


def _illegible(examined: Examined) -> Iterator[Wrong]:
    """The fields that entries speak of, and that nobody can read."""
    for field, implied in examined.folded.items():
        value = examined.incident.stated(field)
        if value in (None, "") or is_read(field, value):
            continue
        said = shortened(clean_line(str(value)), _LONGEST)
        kind = "time" if field[0] in TIME_FIELDS else field[0]
        key = ".".join(field)
        what = f"{key} says {said}, which is no {kind}, and {_implies(implied)}"
        hint = f"inc edit {examined.name}, and write {key} as the timeline has it"
        yield Wrong(Trouble.STATE, what, hint, _stated(examined, field))


def _implies(value: Value) -> str:
    told_by = ", ".join(names(value))
    return f"the timeline says {told_by}" if told_by else "the timeline says there is none"


def _stated(examined: Examined, field: Path) -> Stated:
    value = examined.incident.stated(field)
    if field[0] == "roles":
        value = examined.incident.roles.get(field[1], [])
    return Stated(examined.path, field, meaning(field, value))


def _wanted(examined: Examined, wanted: Collection[str]) -> tuple[Collection[str], Collection[str]]:
    words = defaultdict(set)
    for entry in examined.entries:
        if entry.id in wanted:
            words[entry.id].add(told(entry))
    return list(words), [name for name, forms in words.items() if len(forms) > 1]
