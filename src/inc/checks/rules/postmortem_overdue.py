"""A postmortem that is past its deadline: not begun, or still a draft.

What: the incident owes a postmortem (`postmortem.required`), its day has passed
(`postmortem_due_at`, else `postmortem.document` after the end), and there is no document, or one
whose status is `draft`. Drills and merged incidents owe none; a restricted one owes its own.

Why: two weeks later nobody remembers what the screen showed, and the same thing happens again.

Bad (on March 10, without a document, or with this one):
    postmortems/2026/03/2026-03-04-checkout-failures.md, with `status: draft`

Good:
    postmortems/2026/03/2026-03-04-checkout-failures.md, with `status: in-review`
"""

from collections.abc import Iterator

from inc.checks.examined import Examined
from inc.checks.finding import Level, Problem, Sort
from inc.checks.reading.counterpart import incident_beside
from inc.checks.rule import RECORDS, Rule
from inc.domain import postmortem
from inc.domain.incident import Incident
from inc.domain.postmortem import Stage
from inc.domain.times import minute
from inc.store import layout


def _find(examined: Examined) -> Iterator[Problem]:
    if not examined.is_readable:
        return
    if examined.sort is Sort.INCIDENT:
        yield from _not_begun(examined)
    elif examined.postmortem.stage is Stage.DRAFT:
        yield from _still_a_draft(examined)


def _not_begun(examined: Examined) -> Iterator[Problem]:
    due = _missed(examined, examined.incident)
    if due and not examined.around.exists(layout.postmortem_path(examined.name)):
        line = examined.line_of("postmortem_due_at")
        line = line if line > 1 else examined.line_of("status")
        message = f"no postmortem has been begun; it was due {due}"
        yield Problem(line, message, f"inc postmortem new {examined.name}", about="not begun")


def _still_a_draft(examined: Examined) -> Iterator[Problem]:
    beside = incident_beside(examined)
    due = _missed(examined, beside.incident) if beside else ""
    if due:
        message = f"the postmortem is a draft; it was due {due}"
        hint = f"inc postmortem review {examined.name}"
        yield Problem(examined.line_of("status"), message, hint, about="draft")


def _missed(examined: Examined, incident: Incident) -> str:
    """The deadline, where it has passed; else nothing."""
    due = postmortem.owed_by(incident, examined.policy)
    return minute(due, examined.policy.zone) if due and due < examined.now else ""


RULE = Rule("INC205", __name__, __doc__, Level.ERROR, RECORDS, _find)
