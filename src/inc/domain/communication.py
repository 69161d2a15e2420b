"""What people should not have to read: remarks on the words of an update that goes outside."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, tzinfo
from typing import Final, NamedTuple

from inc.domain import cadence
from inc.domain.disclosure import may_leave
from inc.domain.incident import Incident
from inc.domain.ledger import is_cause_known
from inc.domain.policy import Policy
from inc.domain.text import in_code
from inc.domain.timeline import Entry, next_update
from inc.domain.times import clock, words
from inc.domain.vocabulary import Audience
from inc.errors import UsageError

CAUSE: Final = "cause-too-early"
COMPONENT: Final = "component"
JARGON: Final = "jargon"
SPECULATION: Final = "speculation"
SLIPS: Final = "eta-slips"
LATE: Final = "promise-late"
NO_NEXT: Final = "no-next-update"
RESTRICTED: Final = "restricted"
TITLE: Final = "title"

ADVICE: Final = {
    CAUSE: "a cause, and none is identified in the record; say what is affected",
    COMPONENT: "a part that readers do not know; say what they cannot do",
    JARGON: "jargon; say it as readers would",
    SPECULATION: "a guess; say what is known, or that you are still looking",
}
_OUTSIDE: Final = (Audience.CUSTOMER, Audience.EXECUTIVE)

# Code in a line, addresses, and names with dots: nobody reads them as prose.
# Each begins only where no other could, so that long nonsense costs no more than its length.
_NOT_PROSE: Final = (
    r"(?<!`)`++[^`]*`++|(?<![\w+.-])[\w+.-]++://\S+|(?<!\w)www\.\S+"
    r"|(?<![\w-])[\w-]++(?:\.[a-z0-9][\w-]*)+"
)
# "We do not know the root cause yet" names the cause without saying it.
_LOOKED_FOR: Final = r"(?i)\b(?:no|not|unknown|unclear|investigat\w+|look\w* for|search\w*)\b|n't\b"
_NEAR: Final = 200  # characters to each side that may belong to the same sentence
_ETA: Final = "- ETA: "
_ABOUT: Final = r"(?i)^(?:(?:about|around|approximately|approx\.?|by|within|in|at|~)\s*)+|[.~]+$"


class Remark(NamedTuple):
    """One thing to read again: its rule and what to do.

    What is about words says which, and where they stand: the number of the line of the text and the
    column, both from 0. Else `words` is empty.
    """

    rule: str
    advice: str
    words: str = ""
    line: int = 0
    column: int = 0


def remarks(update: Entry, incident: Incident, policy: Policy) -> list[Remark]:
    """All there is to say about an update, which is one of the entries of the incident."""
    audience = cadence.readers(update)
    found = [_restricted(incident, audience), _late(update, incident, policy)]
    return [*(one for one in found if one), *lint(update, incident, policy)]


def lint(update: Entry, incident: Incident, policy: Policy) -> list[Remark]:
    """What readers outside the response should not be told that way; nothing for those inside."""
    audience = cadence.readers(update)
    if audience not in _OUTSIDE:
        return []
    found = list(_spoken(update.text, policy.value("language", "speculation"), SPECULATION))
    if audience is Audience.CUSTOMER:
        found += _for_customers(update, incident, policy)
    found = _without_overlaps(found)
    missing = _without_next(update, incident) if audience is Audience.CUSTOMER else None
    slips = _slip(update, incident, policy)
    heads = _title(incident, policy) if audience is Audience.CUSTOMER else None
    return [*found, *(one for one in (slips, missing, heads) if one)]


def cause_too_early(incident: Incident, policy: Policy) -> Entry | None:
    """The last thing customers were told, if it states a cause and none is identified."""
    told = cadence.updates(incident.entries, Audience.CUSTOMER)
    if not told or is_cause_known(incident.entries):
        return None
    return told[-1] if any(_causes(told[-1].text, policy)) else None


def _for_customers(update: Entry, incident: Incident, policy: Policy) -> Iterator[Remark]:
    known = [entry for entry in incident.entries if entry.order <= update.order]
    if not is_cause_known(known):
        yield from _causes(update.text, policy)
    yield from _spoken(update.text, _inner_names(incident), COMPONENT)
    yield from _spoken(update.text, policy.value("language", "jargon"), JARGON)


def _inner_names(incident: Incident) -> list[str]:
    """The services that customers do not know by name; those of the title they are told anyway."""
    title = incident.title.casefold()
    return [name for name in incident.list_of("services") if name.casefold() not in title]


def _title(incident: Incident, policy: Policy) -> Remark | None:
    """What heads the text says more than readers should have to read."""
    phrases = [*policy.value("language", "jargon"), *policy.value("language", "cause")]
    said = [one.words for one in _spoken(incident.title.split("\n")[0], phrases, JARGON)]
    if not said:
        return None
    words = ", ".join(f"“{one}”" for one in dict.fromkeys(said))
    return Remark(TITLE, f"The title heads the text and says {words}: inc edit changes it.")


def _causes(text: str, policy: Policy) -> Iterator[Remark]:
    lines = text.split("\n")
    for remark in _spoken(text, policy.value("language", "cause"), CAUSE):
        names_it_only = remark.words.casefold().endswith(("cause", "causes"))
        sentence = _sentence(lines[remark.line], remark.column)
        if not (names_it_only and re.search(_LOOKED_FOR, sentence)):
            yield remark


def _sentence(line: str, column: int) -> str:
    """The sentence around a place in a line."""
    before = re.split(r"[.!?]", line[max(0, column - _NEAR) : column])[-1]
    return before + re.split(r"[.!?]", line[column : column + _NEAR])[0]


def _spoken(text: str, phrases: Iterable[str], rule: str) -> Iterator[Remark]:
    """Where a text says one of the phrases as whole words, in the plural too."""
    known = sorted(filter(str.strip, phrases), key=len, reverse=True)
    wanted = "|".join(map(_whole, known))
    if not wanted:
        return
    lines = text.split("\n")
    for number, (line, is_code) in enumerate(zip(lines, in_code(lines), strict=True)):
        if is_code:
            continue
        for match in re.finditer(rf"(?i)(?<!\w)(?:{wanted})(?!\w)", _prose(line)):
            yield Remark(rule, ADVICE[rule], match[0], number, match.start())


def _whole(phrase: str) -> str:
    *first, last = phrase.split()
    stem = rf"{re.escape(last[:-1])}(?:y|ies)" if last.endswith("y") else rf"{re.escape(last)}"
    return r"\s+".join([*map(re.escape, first), rf"{stem}(?:e?s|['’]s)?"])


def _prose(line: str) -> str:
    """The line with what is no prose blanked out, so that columns stay."""
    return re.sub(_NOT_PROSE, lambda match: " " * len(match[0]), line)


def _without_overlaps(found: Sequence[Remark]) -> list[Remark]:
    """In the order of the text; of two remarks on the same words the longer one."""
    kept: list[Remark] = []
    for one in sorted(found, key=lambda one: (one.line, one.column, -len(one.words))):
        last = kept[-1] if kept else None
        if last is None or last.line != one.line or last.column + len(last.words) <= one.column:
            kept.append(one)
    return kept


# ------------------------------------------------------------------ times


def _restricted(incident: Incident, audience: Audience) -> Remark | None:
    if may_leave(incident, audience):
        return None
    return Remark(RESTRICTED, "The incident is restricted: only who responds to it may read this.")


def _late(update: Entry, incident: Incident, policy: Policy) -> Remark | None:
    promise = cadence.kept_late(incident, update)
    if promise is None:
        return None
    return Remark(LATE, came_late(promise, update.at, policy))


def came_late(promise: cadence.Promise, at: datetime, policy: Policy) -> str:
    """How a promise that was kept too late is said."""
    when = clock(promise.at, at, policy.zone_for(promise.audience))
    return f"The update promised for {when} came {words(at - promise.at)} late."


def is_late(due: cadence.Due, now: datetime, policy: Policy) -> str:
    """How a promise that is past its time is said, with the command that keeps it."""
    when = clock(due.at, now, policy.zone_for(due.audience))
    late = words(now - due.at)
    return f"The update promised for {when} is {late} late: inc update -a {due.audience} TEXT"


def _without_next(update: Entry, incident: Incident) -> Remark | None:
    last = cadence.updates(incident.entries, cadence.readers(update))[-1]  # this one, or a later
    if not incident.is_open or next_update(last) is not None:
        return None
    return Remark(NO_NEXT, "It does not say when the next update comes.")


def _slip(update: Entry, incident: Incident, policy: Policy) -> Remark | None:
    """An end that is later than the one that the same readers were told before."""
    zone = policy.zone_for(cadence.readers(update))
    told = cadence.updates(incident.entries, cadence.readers(update))
    before = [eta for one in told if one.order < update.order if (eta := _eta(one, zone))]
    now = _eta(update, zone)
    if not (before and now and now[1] > before[-1][1]):
        return None
    said_before = clock(before[-1][1], update.at, zone)
    advice = f"later than the {said_before} that was said before; say that it moved"
    text = update.text.split("\n")[now[0]]
    return Remark(SLIPS, advice, text.removeprefix(_ETA), now[0], len(_ETA))


def _eta(update: Entry, zone: tzinfo) -> tuple[int, datetime] | None:
    """The line of an update that says when it may be over, and when that is if it is a time."""
    from inc.domain.typed_times import parse_deadline  # it compiles patterns

    for number, line in enumerate(update.text.split("\n")):
        if line.startswith(_ETA):
            typed = re.sub(_ABOUT, "", line.removeprefix(_ETA))
            with suppress(UsageError):
                return number, parse_deadline(typed, now=update.at, zone=zone)
    return None
