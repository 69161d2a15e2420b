"""A duration in prose that the timeline contradicts.

What: a sentence of a postmortem, or the summary or impact of an incident, says how long the
incident took, and in the record no beginning of it (the start, the alert, when it was detected,
declared or acknowledged) and no end (mitigated, resolved) are that far apart. Read are sentences
about the incident as a whole (“47 minutes of degraded service”, “lasted 2 hours”, “was down for an
hour”, “took 12 minutes to detect”, “was resolved after an hour”, “Duration: 47 min”; in the summary
and the impact also “search was slow for 2 hours”). A minute off is fine, and 15 % where the
sentence rounds: “about”, “nearly”, whole hours. Time-outs, thresholds, plans, quotations, code and
tables that inc wrote are left alone, and so is an incident that is not over.

Why: the figure in the summary is the one that is told to customers and counted in reports. It was
typed once, before somebody corrected the start, and nobody counts again.

Bad (it started at 15:18 and was resolved at 16:10):
    Checkout failures affecting 30% of purchases for 47 minutes.

Good:
    Checkout failures affecting 30% of purchases for 52 minutes.
"""

from collections.abc import Iterator, Sequence
from itertools import takewhile

from inc.checks.examined import Examined
from inc.checks.finding import Level, Problem, Sort
from inc.checks.reading import durations, spans
from inc.checks.reading.counterpart import incident_beside
from inc.checks.reading.durations import Claim
from inc.checks.reading.paragraphs import Paragraph, paragraphs, read
from inc.checks.reading.spans import Span
from inc.checks.rule import RECORDS, Rule
from inc.domain.incident import Incident
from inc.store.sections import Heading

_NO_PROSE = ("timeline", "checklists")


def _find(examined: Examined) -> Iterator[Problem]:
    is_incident = examined.sort is Sort.INCIDENT
    if not examined.is_readable or (is_incident and examined.incident.is_open):
        return
    text = _above_timeline(examined) if is_incident else examined.text
    claims = list(durations.claims(_told(examined))) if durations.may_claim(text) else []
    subject = _subject(examined) if claims else None
    known = spans.known(subject) if subject else []
    for paragraph, claim in claims if spans.total(known) else ():
        if subject and (span := _contradicted(claim, known)):
            line, column = paragraph.place(claim.start)
            message = f"says {claim.text}; the timeline has {span.told()}"
            about = f"{claim.text} {paragraph.text[:200]}"
            yield Problem(line, message, _hint(span, subject.id), column, about)


def _above_timeline(examined: Examined) -> str:
    """Where an incident may say how long it took: its impact, and what stands above its entries."""
    start, end = examined.document.body_start, len(examined.lines)
    ends = (one.line for one in examined.headings if _ends_prose(one))
    above = examined.lines[start : next(ends, end)]
    return "".join([str(examined.fields.get("impact") or ""), "\n", *above])


def _ends_prose(heading: Heading) -> bool:
    return heading.level <= 2 and heading.title.casefold() in _NO_PROSE


def _subject(examined: Examined) -> Incident | None:
    """The incident that a document is about, once it is over."""
    beside = examined if examined.sort is Sort.INCIDENT else incident_beside(examined)
    return beside.incident if beside and not beside.incident.is_open else None


def _told(examined: Examined) -> Iterator[Paragraph]:
    """What people wrote about the incident as a whole; of an incident not its timeline."""
    if examined.sort is Sort.INCIDENT:
        impact = str(examined.fields.get("impact") or "")
        number = examined.line_of("impact")
        if impact and impact in examined.line(number):
            yield Paragraph(examined.line(number), [number], [0], "impact")
        yield from takewhile(lambda one: one.section not in _NO_PROSE, read(examined))
    else:
        yield from paragraphs(examined)


def _contradicted(claim: Claim, known: Sequence[Span]) -> Span | None:
    """The span that a claim should have named; None where one of the record agrees with it."""
    meant = (
        spans.between(known, claim.firsts, claim.lasts)
        if claim.firsts
        else spans.of_the_whole(known)
    )
    agrees = any(abs(span.length - claim.length) <= claim.slack for span in meant)
    return meant[0] if meant and not agrees else None


def _hint(span: Span, name: str) -> str:
    right = span.told().partition(" (")[0]
    return f"Write {right} here, or correct the time: inc amend ENTRY --at TIME -i {name}"


RULE = Rule("INC401", __name__, __doc__, Level.ERROR, RECORDS, _find)
