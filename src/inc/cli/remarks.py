"""What there is to say about an update that was just made: words marked, promises, the next one."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

from inc.cli.at_once import Warnings, fact
from inc.cli.session import current
from inc.documents import incident_of
from inc.domain import cadence, communication
from inc.domain.communication import Remark
from inc.domain.incident import Incident
from inc.domain.policy import Policy
from inc.domain.timeline import Entry
from inc.domain.times import clock, words
from inc.domain.vocabulary import Kind
from inc.store.document import Document
from inc.workspace import Receipt

_WIDTH: Final = 72
_MOST: Final = 8  # lines, or words of a rule: nobody reads more at once
_FIRST: Final = (communication.RESTRICTED, communication.LATE)


def on(receipt: Receipt, policy: Policy) -> Warnings:
    """What there is to say about the update that a change made or rewrote, if it did."""
    made = [entry for entry in receipt.change.touched if entry.kind is Kind.UPDATE]
    if not made or receipt.edit.after is None:
        return Warnings()
    document = Document.parse(receipt.edit.after, receipt.edit.path)
    after = incident_of(receipt.change.incident, document)
    return _about(made[-1], after, policy, recorded=receipt.commit is not None)


def _about(update: Entry, after: Incident, policy: Policy, *, recorded: bool) -> Warnings:
    found = communication.remarks(update, after, policy)
    reader = policy.value("audiences", cadence.readers(update), "name").lower()
    lines = [one.advice for one in found if one.rule in _FIRST]
    lines += _marked_text(update.text, [one for one in found if one.words], reader)
    if recorded and any(one.words for one in found):
        lines.append("Before you paste it: inc amend last -m TEXT")
    due = [*_next(update, after, policy, reader)]
    said = (*_FIRST, communication.NO_NEXT) if due else _FIRST  # which says it, and the way out
    lines += [one.advice for one in found if not one.words and one.rule not in said]
    lines += due
    return Warnings(lines, [_fact(one) for one in found])


def _fact(remark: Remark) -> Mapping[str, Any]:
    place = (remark.line + 1, remark.column + 1) if remark.words else (None, None)
    return fact(remark.rule, remark.advice, remark.words, *place)


def _marked_text(text: str, found: Sequence[Remark], reader: str) -> Iterator[str]:
    """The lines with words to read again, these marked below, and the advice of each rule."""
    if not found:
        return
    yield f"Read it again before {reader} do:"
    lines = text.replace("\t", " ").split("\n")
    for number in list(dict.fromkeys(one.line for one in found))[:_MOST]:
        here = [
            range(one.column, one.column + len(one.words)) for one in found if one.line == number
        ]
        yield from islice(_marked(lines[number], {at for span in here for at in span}), 2 * _MOST)
    for advice in dict.fromkeys(one.advice for one in found):
        said = list(dict.fromkeys(f"“{one.words}”" for one in found if one.advice == advice))
        more = ", …" if len(said) > _MOST else ""
        yield f"  {', '.join(said[:_MOST])}{more}: {advice}"


def _marked(line: str, columns: Collection[int]) -> Iterator[str]:
    for piece in _pieces(line):
        marks = "".join(("~" if at in columns else " ") * _cells(line[at]) for at in piece)
        if "~" in marks:
            yield f"  {line[piece.start : piece.stop]}".rstrip()
            yield f"  {marks.rstrip()}"


def _pieces(line: str) -> Iterator[range]:
    """The parts of a line that a terminal shows in one, broken at spaces where there are any."""
    start = width = space = 0
    for at, character in enumerate(line):
        width += _cells(character)
        if width > _WIDTH:
            end = space + 1 if space > start else at
            yield range(start, end)
            start, width = end, sum(map(_cells, line[end : at + 1]))
        space = at if character == " " else space
    yield range(start, len(line))


def _cells(character: str) -> int:
    """How many columns a terminal needs for a character."""
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _next(update: Entry, after: Incident, policy: Policy, reader: str) -> Iterator[str]:
    """When the next update is due by the policy, where nobody promised one."""
    audience = cadence.readers(update)
    due = cadence.due(after, policy, audience) if after.is_open else None
    every = policy.cadence(after.severity, audience)
    if due is None or every is None:
        return
    if due.promised:
        if due.at - update.at > every:
            yield f"That is later than {reader} hear from us on {after.severity}: {words(every)}."
        return
    now = current().now
    when = clock(due.at, now, policy.zone_for(audience))
    is_due = "was due at" if due.is_overdue(now) else "is due by"
    yield (
        f"Next update for {reader} {is_due} {when} "
        f"(every {words(every)} on {after.severity}); promise it: "
        f"inc update -a {audience} --next {policy.value('cadence', after.severity, audience)}"
    )
