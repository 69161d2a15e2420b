"""Front matter that disagrees with the timeline.

What: the status, the severity, a role or a time of the front matter is not what the entries of the
timeline imply. A field of which no entry speaks may say anything.

Why: the timeline is the record, the front matter shows where it led. When somebody changes one by
hand, nobody knows any more which of the two is true, and the next command writes over it.

Bad:
    status: monitoring
    …
    - `2026-03-04T16:10:00Z` **resolved** @alice — all systems nominal

Good:
    status: resolved
    resolved_at: "2026-03-04T16:10:00Z"
    …
    - `2026-03-04T16:10:00Z` **resolved** @alice — all systems nominal
"""

from collections.abc import Iterator

from inc.checks.examined import Examined
from inc.checks.finding import Level, Problem
from inc.checks.rule import INCIDENTS, Rule
from inc.domain import vocabulary
from inc.domain.incident import names
from inc.domain.text import shortened
from inc.domain.timeline import TIME_FIELDS, Path, Value
from inc.domain.times import read_iso
from inc.errors import UsageError


def _find(examined: Examined) -> Iterator[Problem]:
    incident = examined.incident
    for path, folded in examined.folded.items():
        stated = incident.stated(path)
        if stated != folded and _disagrees(examined, path, stated, folded):
            yield _problem(examined, path, stated, folded)


def _disagrees(examined: Examined, path: Path, stated: object, folded: Value) -> bool:
    """Whether they mean two things; what cannot be read at all is the finding of another rule."""
    if path[0] == "roles":
        held = examined.incident.roles.get(path[1], [])
        return {name.casefold() for name in held} != {name.casefold() for name in names(folded)}
    if stated in (None, ""):
        return folded is not None
    if path[0] in TIME_FIELDS:
        moment = read_iso(str(stated))
        return moment is not None and moment != read_iso(folded or "")  # type: ignore[arg-type]
    try:
        return _read(path[0], str(stated)) != folded
    except UsageError:
        return False


def _read(field: str, stated: str) -> str:
    read = {"severity": vocabulary.severity, "status": vocabulary.status}.get(field)
    return read(stated).value if read else stated


def _problem(examined: Examined, path: Path, stated: object, folded: Value) -> Problem:
    key, told = ".".join(path), shortened(", ".join(names(stated)), 60)
    implied = ", ".join(names(folded))
    says = f"{key} says {told}" if told else f"{key} is not there"
    implies = f"the timeline says {implied}" if implied else "the timeline says there is none"
    quoted = f'"{implied}"' if path[0] in TIME_FIELDS else implied
    back = f"write {path[-1]}: {quoted}" if implied else f"take {key} out"
    return Problem(
        examined.line_of(*path),
        f"{says}, and {implies}",
        f"inc reconcile {examined.name} (adds the entry that is missing); or {back}",
        about=key,
    )


RULE = Rule("INC111", __name__, __doc__, Level.ERROR, INCIDENTS, _find)
