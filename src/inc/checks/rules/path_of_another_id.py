"""A document whose path does not say what its front matter says.

What: `id:` of an incident, or `incident:` of a postmortem, is not the name of its file; or the file
is not called YYYY-MM-DD-words.md in the folder of its year and month, so that no command finds it.

Why: the path is the identity of an incident. A second name in the front matter sends scripts,
links and people to a document that is not there.

Bad, in incidents/2026/03/2026-03-04-checkout-failures.md:
    id: 2026-03-04-checkout

Good, in the same file:
    id: 2026-03-04-checkout-failures
"""

from collections.abc import Iterator
from datetime import date
from posixpath import dirname
from shlex import quote

from inc.checks.examined import Examined
from inc.checks.finding import Level, Problem, Sort
from inc.checks.rule import RECORDS, Rule
from inc.domain.text import shortened
from inc.store import layout


def _find(examined: Examined) -> Iterator[Problem]:
    yield from _misplaced(examined)
    key = "incident" if examined.sort is Sort.POSTMORTEM else "id"
    stated = examined.fields.get(key)
    if isinstance(stated, str) and stated and stated != examined.name and _is_id(examined.name):
        placed = examined.value(key)
        yield Problem(
            examined.line_of(key),
            f"{key} says {shortened(stated, 80)}, the file is {examined.name}.md",
            f"Write {key}: {examined.name}; or git mv the file if the {key} is right",
            placed.column if placed else 1,
            about=key,
            fix=placed.become(examined.lines, examined.name) if placed else None,
        )


def _is_id(name: str) -> bool:
    """Whether a name has the form of an id, with a day that there is."""
    try:
        return layout.is_id(name) and date.fromisoformat(name[:10]) is not None
    except ValueError:
        return False


def _misplaced(examined: Examined) -> Iterator[Problem]:
    if not _is_id(examined.name):
        folder = examined.path.partition("/")[0]
        what = "the file is not called YYYY-MM-DD-words.md, so no command sees it"
        hint = f"git mv {quote(examined.path)} {folder}/YYYY/MM/YYYY-MM-DD-words.md"
        yield Problem(1, what, hint, about="name")
        return
    right = _right_path(examined)
    if right != examined.path:
        what = "the file does not stand in the folder of its year and month, so no command sees it"
        hint = f"mkdir -p {dirname(right)} && git mv {quote(examined.path)} {right}"
        yield Problem(1, what, hint, about="folder")


def _right_path(examined: Examined) -> str:
    if examined.sort is Sort.POSTMORTEM:
        return layout.postmortem_path(examined.name)
    return layout.incident_path(examined.name)


RULE = Rule("INC106", __name__, __doc__, Level.ERROR, RECORDS, _find)
