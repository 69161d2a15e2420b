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

from inc.checks.examined import Examined
from inc.checks.finding import Level, Problem, Sort
from inc.checks.rule import RECORDS, Rule
from inc.domain.text import shortened
from inc.misplaced import moving
from inc.store import layout


def _find(examined: Examined) -> Iterator[Problem]:
    yield from _misplaced(examined)
    key = _key(examined)
    stated = examined.fields.get(key)
    is_id = bool(layout.right_path(examined.path))
    if isinstance(stated, str) and stated and stated != examined.name and is_id:
        placed = examined.value(key)
        yield Problem(
            examined.line_of(key),
            f"{key} says {shortened(stated, 80)}, the file is {examined.name}.md",
            f"Write {key}: {examined.name}; or git mv the file if the {key} is right",
            placed.column if placed else 1,
            about=key,
            fix=placed.become(examined.lines, examined.name) if placed else None,
        )


def _key(examined: Examined) -> str:
    return "incident" if examined.sort is Sort.POSTMORTEM else "id"


def _misplaced(examined: Examined) -> Iterator[Problem]:
    stated = examined.fields.get(_key(examined))
    if not layout.right_path(examined.path):
        what = "the file is not called YYYY-MM-DD-words.md, so no command sees it"
        yield Problem(1, what, moving(examined.path, stated), about="name")
    elif layout.right_path(examined.path) != examined.path:
        what = "the file does not stand in the folder of its year and month, so no command sees it"
        yield Problem(1, what, moving(examined.path, stated), about="folder")


RULE = Rule("INC106", __name__, __doc__, Level.ERROR, RECORDS, _find)
