"""The answer of `inc list`: chosen by the index, in the form that is wanted.

A table and a pipe need the index alone; only JSON and chosen fields need the documents.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Any, Final, NamedTuple

from inc.cli import output
from inc.cli.here import here, usable_policy
from inc.cli.indexed import indexed
from inc.cli.querying import Asked, asked_for, condition, instant, seconds, tell_unheard_of
from inc.cli.session import current
from inc.domain.incident import Incident
from inc.domain.query import Filter, Query
from inc.domain.times import local, words
from inc.errors import IncError, UsageError
from inc.index.listed import ORDERS, Listed, commanders, count, listed
from inc.store import layout
from inc.workspace import Workspace

_ON_A_SCREEN: Final = 50
"""Rows of a table unless somebody wants more."""
_MOST: Final = 1 << 40  # rows; SQLite counts to eight millions of times as many
_COLUMNS: Final = ("SEV", "STATUS", "LASTED", "IC", "INCIDENT")
_SUMMARY: Final = ("path", "is_open", "duration_seconds")
"""What a program is told of an incident beside its front matter."""
_FOLLOWS: Final = ("began_at", "ended_at", "lasted", "commander", "reopened")
"""What follows from its document, and may be asked for."""


class Wanted(NamedTuple):
    """How the list is wanted; `limit` 0 is no limit, None the usual one."""

    everything: bool = False
    order: str = ""
    is_reversed: bool = False
    limit: int | None = None
    fields: Sequence[str] = ()
    as_json: bool = False
    as_jsonl: bool = False


def run_plain(words: Sequence[str], **options: Any) -> None:
    """`inc list` with the words of a query and plain options, which are fields of `Wanted`."""
    show(Asked(words), Wanted(**options))


def show(asked: Asked, wanted: Wanted) -> None:
    """Print the incidents that are asked for."""
    workspace, limit = _opened(wanted), limit_of(wanted)
    query = asked_for(asked, workspace)
    if not (wanted.everything or query.says_how_it_stands):
        query = query.and_also(_STILL_OPEN)
    chosen = condition(query, workspace)
    with indexed(workspace, folders=[layout.INCIDENTS]) as index:
        tell_unheard_of(index, query)
        found = listed(
            index,
            chosen,
            now=seconds(),
            order=wanted.order or "began",
            is_reversed=wanted.is_reversed,
            limit=limit,
        )
        held = commanders(index, [one.number for one in found])
        total = count(index, chosen) if len(found) == limit and output.is_screen() else 0
        is_broken = not found and bool(index.broken() or workspace.unseen())
    # A reader may take long over it, and nobody could move the index on meanwhile.
    if wanted.as_json or wanted.as_jsonl:
        _answer(workspace, found, wanted, held)
    elif not found:
        _tell_none(query, is_broken=is_broken)
    elif wanted.fields:
        output.table(wanted.fields, _texts(workspace, found, wanted.fields, held))
    else:
        _rows(held, workspace, found)
    if total > limit:
        output.talk(f"{limit} of {total}; all of them: --limit 0")


def names(asked: Asked, workspace: Workspace) -> frozenset[str] | None:
    """The ids of the incidents that are asked for, open or not; None for all there are."""
    query = asked_for(asked, workspace)
    if query == Query():
        return None
    with indexed(workspace, tell_broken=False) as index:
        tell_unheard_of(index, query)
        return frozenset(
            one.id for one in listed(index, condition(query, workspace), now=seconds())
        )


_STILL_OPEN: Final = Filter("status", ("open",))


def _opened(wanted: Wanted) -> Workspace:
    current().as_json = wanted.as_json or wanted.as_jsonl
    if wanted.order and wanted.order not in ORDERS:
        raise UsageError(
            f"'{wanted.order}' is not what a list is sorted by",
            hint=f"One of: {', '.join(ORDERS)}.",
        )
    return here()


def limit_of(wanted: Wanted) -> int:
    """How many rows are shown at most; 0 for all. UsageError for less than none."""
    if wanted.limit is None:
        is_table = output.is_screen() and not (wanted.as_json or wanted.as_jsonl)
        return _ON_A_SCREEN if is_table else 0
    if wanted.limit < 0:
        raise UsageError(f"--limit {wanted.limit} is no number of rows", hint="All: --limit 0")
    return min(wanted.limit, _MOST)


def _tell_none(query: Query, *, is_broken: bool) -> None:
    """Why there is nothing to see, for a person."""
    readable = " among those that can be read" if is_broken else ""
    if _STILL_OPEN not in query.filters:
        output.talk(f"No incident is like that{readable}.")
    elif query == Query(filters=(_STILL_OPEN,)):
        output.talk(f"No incident is open{readable}.")
    else:
        output.talk(f"No open incident is like that{readable}; ended ones too: --all")


# ------------------------------------------------------------------ for people


def _rows(held: Mapping[int, str], workspace: Workspace, found: Sequence[Listed]) -> None:
    now = current().now
    if output.is_screen():
        rows = [_seen(one, held.get(one.number, ""), now) for one in found]
        output.draw(_COLUMNS, rows)
    else:
        zone = usable_policy(workspace).zone
        output.fields(_row(one, held.get(one.number, ""), now, zone) for one in found)


def _seen(one: Listed, commander: str, now: datetime) -> list[str]:
    """What a person needs to choose one: its title, and the id to name it by."""
    title = " ".join([*one.title.split(), *_marks(one)])
    return [one.severity, one.status, _lasted(one, now), commander, f"{title}\n{one.id}"]


def _row(one: Listed, commander: str, now: datetime, zone: tzinfo) -> list[str]:
    began = local(instant(one.began), zone) if one.began is not None else ""
    state = [one.id, one.severity, one.status, began, _lasted(one, now)]
    return [*state, commander, " ".join([one.title, *_marks(one)])]


def _marks(one: Listed) -> list[str]:
    """What is special about it: an exercise, not for everybody, or a part of another one now."""
    marks = [
        "(drill)" if one.is_drill else "",
        "(restricted)" if one.is_restricted else "",
        f"(merged into {one.merged_into})" if one.merged_into else "",
    ]
    return [mark for mark in marks if mark]


def _lasted(one: Listed, now: datetime) -> str:
    span = one.lasted(int(now.timestamp()))
    return words(timedelta(seconds=span)) if span is not None else ""


# ------------------------------------------------------------------ for programs


def _answer(
    workspace: Workspace, found: Sequence[Listed], wanted: Wanted, held: Mapping[int, str]
) -> None:
    dicts = list(_dicts(workspace, found, wanted.fields, held))
    if wanted.fields:
        _refuse_unknown(dicts, wanted.fields)
        dicts = [{name: one.get(name) for name in wanted.fields} for one in dicts]
    output.as_jsonl(dicts) if wanted.as_jsonl else output.as_json({"incidents": dicts})


def _texts(
    workspace: Workspace, found: Sequence[Listed], fields: Sequence[str], held: Mapping[int, str]
) -> list[list[str]]:
    dicts = list(_dicts(workspace, found, fields, held))
    _refuse_unknown(dicts, fields)
    return [[_text(one.get(name)) for name in fields] for one in dicts]


def _text(value: object) -> str:
    """A value of a front matter in one text: a list by commas, an answer as yes or no."""
    if isinstance(value, list):
        return ", ".join(map(_text, value))
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_text(part)}" for key, part in value.items())
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _dicts(
    workspace: Workspace, found: Sequence[Listed], fields: Sequence[str], held: Mapping[int, str]
) -> Iterator[dict[str, Any]]:
    """The incidents as their documents state them; one that changed to unreadable is told."""
    from inc.cli.receipts import summary_dict

    now, is_more = current().now, not set(_FOLLOWS).isdisjoint(fields)
    for one in found:
        try:
            incident = workspace.incident(one.id)
            more = _following(one, incident, held.get(one.number, "")) if is_more else {}
            yield summary_dict(incident, now) | more
        except IncError as error:
            output.finding(error)


def _following(one: Listed, incident: Incident, commander: str) -> dict[str, Any]:
    """What follows from a document; `lasted` as a person reads it, beside `duration_seconds`."""
    from inc.domain.times import iso
    from inc.domain.vocabulary import Kind

    began, ended = (None if at is None else iso(instant(at)) for at in (one.began, one.ended))
    reopened = sum(entry.kind is Kind.REOPENED for entry in incident.entries)
    lasted = _lasted(one, current().now) or None
    return dict(zip(_FOLLOWS, (began, ended, lasted, commander or None, reopened), strict=True))


def _refuse_unknown(dicts: Sequence[dict[str, Any]], fields: Sequence[str]) -> None:
    """Raise UsageError for a field that none of them has: it is a slip of the finger."""
    from inc.domain.incident import FIELD_ORDER

    there = dict.fromkeys(
        [*FIELD_ORDER, *_SUMMARY, *_FOLLOWS, *(name for one in dicts for name in one)]
    )
    for name in fields if dicts else ():
        if name not in there:
            from inc.domain.query_keys import near

            guess = near(name, there)
            meant = f"Did you mean {guess}? " if guess else ""
            raise UsageError(
                f"no incident has the field '{name}'", hint=f"{meant}One of: {', '.join(there)}."
            )
