"""Lists of action items: for a screen, for a pipe and for programs; and their balance."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple

from inc.cli import output
from inc.cli.acting import item_dict
from inc.cli.session import current
from inc.domain.action_items import Balance, Located, balance, is_overdue
from inc.domain.incident import Incident
from inc.domain.policy import Policy
from inc.domain.tasks import DROPPED, OPEN, ActionItem
from inc.domain.times import parse_duration
from inc.errors import IncError, UsageError
from inc.workspace import Workspace

_WIDEST: Final = 30  # signs of a bar
_NO_TYPE: Final = "no type"
ONLY_DOCUMENTS: Final = "only “document”: nothing here prevents, detects or mitigates"


class Origins:
    """What the incidents say whose items are listed, read when somebody asks, and once."""

    def __init__(self, workspace: Workspace, report: Callable[[IncError], None]) -> None:
        self._workspace = workspace
        self._report = report
        self._read: dict[str, Incident] = {}

    def __getitem__(self, name: str) -> Incident:
        if name not in self._read:
            try:
                incident = self._workspace.incident(name)
                incident.fields.get("id")  # meets here what is wrong with it
            except IncError as error:
                self._report(error)
                incident = Incident(name, {}, ())
            self._read[name] = incident
        return self._read[name]

    def services(self, name: str) -> list[str]:
        """The services that an incident affected."""
        return self[name].list_of("services")

    def age(self, name: str, now: datetime) -> timedelta | None:
        """How long ago it ended, or began where it has not ended."""
        incident = self[name]
        since = incident.ended or incident.time("declared_at") or incident.began
        return now - since if since else None

    def takes(self, one: Located, services: Sequence[str], older_than: str) -> bool:
        """Whether the incident of an item affected a service, and ended so long ago."""
        wanted, span = {word.casefold() for word in services}, _span(older_than)
        if wanted and wanted.isdisjoint(map(str.casefold, self.services(one.incident))):
            return False
        age = self.age(one.incident, current().now) if span else None
        return span is None or (age is not None and age >= span)


def _span(typed: str) -> timedelta | None:
    span = parse_duration(typed) if typed else None
    if typed and span is None:
        raise UsageError(f"'{typed}' is no span of time", hint="Write it as 30d, 2w or 12h.")
    return span


def as_dict(one: Located, origins: Origins, today: date) -> dict[str, Any]:
    """An item for programs, with what its incident says."""
    age = origins.age(one.incident, current().now)
    services = origins.services(one.incident)
    return {**item_dict(one, today), "services": services, "age_days": age.days if age else None}


def show(items: Sequence[Located], today: date) -> None:
    """The items in a table; for a pipe whole values, one item a line."""
    if output.is_screen():
        output.draw(("ID", "DUE", "P", "OWNER", "ITEM"), [_seen(one, today) for one in items])
    else:
        output.fields(_row(one) for one in items)


def _seen(one: Located, today: date) -> list[str]:
    item = one.item
    due = f"{item.due}\noverdue" if is_overdue(item, today) else item.due
    endings = {OPEN: "", DROPPED: f" (dropped: {item.reason})"}
    text = _typed(item) + endings.get(item.state, f" ({item.ending or 'done'})")
    name = f"^{item.id}" if item.id else "-"
    owner = f"@{item.owner}" if item.owner else "-"
    return [name, due or "-", item.priority or "-", owner, f"{text}\n{one.incident}"]


def _typed(item: ActionItem) -> str:
    return f"{item.type.capitalize()}: {item.text}" if item.type else item.text


def _row(one: Located) -> list[str]:
    item = one.item
    facts = [item.id, item.state, item.due, item.priority, item.owner, item.type, item.text]
    return [*facts, one.incident, one.place]


# ------------------------------------------------------------------ the balance


class Weighed(NamedTuple):
    """The balance of each incident that has items, the newest first, and that of all."""

    by_incident: Mapping[str, Balance]
    together: Balance


def weighed(items: Sequence[Located], policy: Policy) -> Weighed:
    """What the items are about, per incident with its postmortem, and together."""
    grouped: dict[str, list[ActionItem]] = {}
    for one in items:
        grouped.setdefault(one.incident, []).append(one.item)
    found = {name: balance(grouped[name], policy) for name in sorted(grouped, reverse=True)}
    kept = {name: one for name, one in found.items() if one.total}
    return Weighed(kept, balance((one.item for one in items), policy))


def _balance_dict(told: Weighed) -> dict[str, Any]:
    """The balance for programs."""

    def counted(one: Balance) -> dict[str, Any]:
        counts = {kind or "none": number for kind, number in one.counts.items()}
        return {"total": one.total, "counts": counts, "only_documents": one.only_documents}

    rows = [{"incident": name, **counted(one)} for name, one in told.by_incident.items()]
    return {"balance": rows, "together": counted(told.together)}


def show_balance(told: Weighed, *, as_jsonl: bool) -> None:
    """Bars on a screen; for a pipe the numbers, one incident a line; for programs as they ask."""
    if as_jsonl:
        output.as_jsonl(_balance_dict(told)["balance"])
    elif current().as_json:
        output.as_json(_balance_dict(told))
    elif output.is_screen():
        _draw_balance(told)
    else:
        _list_balance(told)


def _list_balance(told: Weighed) -> None:
    kinds = list(told.together.counts)
    for name, one in [*told.by_incident.items(), ("all", told.together)]:
        counts = (f"{kind or 'none'}={one.counts.get(kind, 0)}" for kind in kinds)
        mark = ["only-document"] if one.only_documents else []
        output.fields([[name, str(one.total), *counts, *mark]])


def _draw_balance(told: Weighed) -> None:
    for name, one in told.by_incident.items():
        output.say(name)
        shown = "  ".join(
            f"{kind or _NO_TYPE} {number}" for kind, number in one.counts.items() if number
        )
        output.say(output.wrapped(f"  {shown}", rest="  "))
        if one.only_documents:
            output.say(f"  {ONLY_DOCUMENTS}")
    output.say(f"together: {told.together.total}")
    for text in bars(told.together):
        output.say(f"  {text}")


def bars(one: Balance) -> list[str]:
    """A bar for each type, as long as it has items, or in proportion where there are many."""
    largest = max(one.counts.values(), default=0)
    unit = max(1, -(-largest // _WIDEST))
    widest = max((len(kind or _NO_TYPE) for kind in one.counts), default=0)
    return [
        f"{kind or _NO_TYPE:<{widest}} {number:>4} {'█' * -(-number // unit)}".rstrip()
        for kind, number in one.counts.items()
    ]
