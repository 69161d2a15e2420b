"""A postmortem in review, or published, that names no author.

What: `authors` in the front matter is missing or empty, and the status is not `draft` any more.

Why: a reader with a question needs somebody to ask, and a reviewer somebody to answer. It is not
about whose fault it was; the authors are who wrote it down.

Bad:
    status: published
    authors: []

Good:
    status: published
    authors: [alice, bob]
"""

from collections.abc import Iterator

from inc.checks.examined import Examined
from inc.checks.finding import Level, Problem
from inc.checks.rule import POSTMORTEMS, Rule
from inc.domain.postmortem import Stage


def _find(examined: Examined) -> Iterator[Problem]:
    one = examined.postmortem
    if examined.is_readable and one.stage is not Stage.DRAFT and not any(one.authors):
        line = examined.line_of("authors") if "authors" in one.fields else 1
        line = line if line > 1 else examined.line_of("status")
        yield Problem(line, f"nobody is named as author, and it is {one.stage}", _HINT)


_HINT = "Write who wrote it into the front matter: authors: [NAME]"

RULE = Rule("INC208", __name__, __doc__, Level.WARNING, POSTMORTEMS, _find)
