"""From the words and options of a command to the incidents that are meant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from shlex import quote
from typing import Final, NamedTuple

from inc.cli import output
from inc.cli.here import usable_policy
from inc.cli.session import current
from inc.domain.policy import Policy
from inc.domain.query import Filter, Query, filter_of, joined, parse
from inc.domain.query_keys import HAS, KEYS, ROLES, near
from inc.errors import UsageError
from inc.index.database import Index
from inc.index.selecting import Condition, Teams, unheard_of, where
from inc.workspace import Workspace

_PEOPLE: Final = frozenset({"person", "role", *ROLES})
_MOST_VALUES: Final = 300


class Asked(NamedTuple):
    """What somebody typed to choose incidents: the words of a query, and options that say as much.

    The values of one option mean any of them.
    """

    words: Sequence[str] = ()
    severities: Sequence[str] = ()
    statuses: Sequence[str] = ()
    services: Sequence[str] = ()
    tags: Sequence[str] = ()
    commanders: Sequence[str] = ()
    since: str | None = None
    until: str | None = None


def asked_for(asked: Asked, workspace: Workspace) -> Query:
    """The query of what was typed; UsageError for what cannot be meant. `me` is who types."""
    now, zone = current().now, usable_policy(workspace).zone
    options = {
        "severity": asked.severities,
        "status": asked.statuses,
        "service": asked.services,
        "tag": asked.tags,
        "commander": asked.commanders,
        "since": [asked.since] if asked.since else (),
        "until": [asked.until] if asked.until else (),
    }
    more = [filter_of(key, values, now=now, zone=zone) for key, values in options.items() if values]
    query = parse(joined(asked.words), now=now, zone=zone) if asked.words else Query()
    query = query.and_also(*more)
    _refuse_many(query)
    _refuse_reversed(asked, query)
    return query._replace(filters=tuple(_named(one, workspace) for one in query.filters))


def _refuse_many(query: Query) -> None:
    """Raise for more values than one statement of SQL may have terms."""
    count = sum(len(one.values) for one in query.filters) + len(query.words)
    if count > _MOST_VALUES:
        raise UsageError(
            f"the query has {count} values; {_MOST_VALUES} can be asked for at once",
            hint="Ask for fewer, or for all with --json and choose there.",
        )


def _refuse_reversed(asked: Asked, query: Query) -> None:
    """Raise for a period that ends before it begins: it finds nothing, like an answer."""
    told = [one for one in query.filters if one.key == "began" and not one.is_negated]
    begins = [one for one in told if one.operator in (">=", "..")]
    ends = [one for one in told if one.operator in ("<", "..")]
    if not (begins and ends):
        return
    since = max(begins, key=lambda one: one.values[0])
    until = min(ends, key=lambda one: one.values[-1])
    if since.values[0] < until.values[-1]:
        return
    if asked.since and asked.until:
        what = f"--since {asked.since} is not before --until {asked.until}"
        hint = f"Turn them round: --since {quote(asked.until)} --until {quote(asked.since)}"
        raise UsageError(what, hint=hint)
    raise UsageError(
        f"nothing can be both {since} and {until}", hint="Name one period: began:2026-01..2026-03"
    )


def condition(query: Query, workspace: Workspace) -> Condition:
    """The query as the index is asked it; what is overdue is so in the zone of the workspace."""
    policy = usable_policy(workspace)
    today = current().now.astimezone(policy.zone).date().isoformat()
    return where(query, seconds(), today, teams(policy))


def teams(policy: Policy) -> Teams:
    """The services of each team, as the policy has them."""
    return {name: policy.value("teams", name) for name in policy.keys("teams")}


def tell_unheard_of(index: Index, query: Query) -> None:
    """Say which keys no document has: a slip of the finger finds nothing, like an answer."""
    tell_unheard(unheard(index, query))


def unheard(index: Index, query: Query) -> list[str]:
    """The keys of a query that no document has."""
    return unheard_of(index, query) if query.filters else []


def tell_unheard(keys: Sequence[str]) -> None:
    """Say of each that no document has it."""
    for key in keys:
        guess = near(key, dict.fromkeys([*KEYS, *HAS]))
        meant = f"did you mean {guess}?" if guess else f'as words it would be "{key}:…", in quotes'
        output.talk(f"No document has the field '{key}'; {meant}")


def seconds() -> int:
    """When the command was typed, in seconds since 1970."""
    return int(current().now.timestamp())


def instant(at: int) -> datetime:
    """An instant from seconds since 1970."""
    return datetime.fromtimestamp(at, UTC)


def _named(one: Filter, workspace: Workspace) -> Filter:
    if one.key not in _PEOPLE or "me" not in one.values:
        return one
    from inc.cli.writing import Write

    me = Write().person("me", workspace)
    return one._replace(values=tuple(me if value == "me" else value for value in one.values))
