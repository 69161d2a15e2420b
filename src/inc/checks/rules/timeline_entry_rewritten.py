"""A timeline entry that was removed or rewritten by hand.

What: compared with the base (`inc check --base origin/main`), an entry is gone, or has another
text, time, kind or author, and no `inc amend`, `inc redact`, `inc edit` or `inc undo` did it; or
the document of an incident is gone. Another order, white space, line ends, and an entry that got
its id are fine; so are entries that `inc merge` moved to another incident, word by word.

A command excuses what its own commit did to the entries that it names (`Inc-Operation:` with
`Inc-Event:`, `Inc-Amended:` or `Inc-Dropped:`), and nothing before or after it; what is not
committed is excused by nothing. The message of a squash has to keep these lines. Somebody can write
them by hand: then it is an amendment, for all to see in history.

Why: the timeline is what everybody agreed on while it happened. It may be corrected, and then git
says who corrected it and when. What is quietly edited in a pull request about something else is
not the record any more.

Bad:
    -- `2026-03-04T15:38:00Z` **mitigated** @bob — restarted the wrong pods ^0h4tcz3k9m2x
    +- `2026-03-04T15:31:00Z` **mitigated** @bob — restarted the pods ^0h4tcz3k9m2x

Good:
    inc amend 9m2x --at 15:31 --text "restarted the pods"
"""

from collections.abc import Iterator

from inc.checks.examined import Examined
from inc.checks.finding import Level, Problem
from inc.checks.reading import rewriting
from inc.checks.reading.rewriting import Rewritten
from inc.checks.rule import INCIDENTS, Rule
from inc.checks.survey import Survey
from inc.domain.text import shortened
from inc.domain.times import iso
from inc.store.amending import differing


def _find(examined: Examined) -> Iterator[Problem]:
    if examined.around.base is None:
        return
    for one in rewriting.rewritten(examined):
        about = one.was.id or f"{iso(one.was.at)} {one.was.text}"
        yield Problem(one.line, _message(one), _hint(one, examined.name), about=about)


def _message(one: Rewritten) -> str:
    was, now = one.was, one.now
    which = f"the entry of {iso(was.at)} “{shortened(was.first_line, 50)}”"
    if now is None:
        return f"{which} was removed"
    return f"{which} has another {' and '.join(differing(was, now))}"


def _hint(one: Rewritten, name: str) -> str:
    if not one.was.id:
        return "Put it back as it was; to correct it: inc reconcile, then inc amend ENTRY"
    which = f"{one.was.id} -i {name}"
    if one.now is None:
        return f"Put it back; to take its text out: inc redact {which}"
    return f"Put it back; then: inc amend {which} --text TEXT --at TIME"


def _find_all(survey: Survey) -> Iterator[tuple[str, Problem]]:
    for path, count in rewriting.deleted(survey.around):
        lost = "1 entry" if count == 1 else f"{count} entries"
        message = f"the document was deleted, with {lost} of its timeline"
        name = path.rpartition("/")[2].removesuffix(".md")
        hint = (
            f"Put it back: git checkout BASE -- {path}; if it is another one too: inc merge {name}"
        )
        yield path, Problem(1, message, hint, about="deleted")


RULE = Rule("INC403", __name__, __doc__, Level.ERROR, INCIDENTS, _find, _find_all)
