"""From the words and options of a command to the incidents that are meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from inc.cli import output
from inc.cli.here import usable_policy
from inc.cli.session import current
from inc.domain.query import Filter, Query, filter_of, joined, parse
from inc.index.database import Index
from inc.index.selecting import Condition, unheard_of, where
from inc.workspace import Workspace

_PEOPLE: Final = frozenset(
    {"person", "role", "commander", "tech_lead", "comms_lead", "scribe", "sme", "responder"}
)
# Typer would take `-sev:4` for the option -s.
_TURNED_ROUND: Final = r"-[A-Za-z][A-Za-z0-9_-]+:.+|-[^\s-]+\s.*"
_WITH_FIELDS: Final = r"(--jsonl?)=(.*)"


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
    return query._replace(filters=tuple(_named(one, workspace) for one in query.filters))


def condition(query: Query, workspace: Workspace) -> Condition:
    """The query as the index is asked it; what is overdue is so in the zone of the workspace."""
    now = current().now
    today = now.astimezone(usable_policy(workspace).zone).date().isoformat()
    return where(query, int(now.timestamp()), today)


def tell_unheard_of(index: Index, query: Query) -> None:
    """Say which keys no document has: a slip of the finger finds nothing, like an answer."""
    for key in unheard_of(index, query) if query.filters else ():
        from inc.domain.query_keys import HAS, KEYS, near

        guess = near(key, dict.fromkeys([*KEYS, *HAS]))
        meant = f"did you mean {guess}?" if guess else f'as words it would be "{key}:…", in quotes'
        output.talk(f"No document has the field '{key}'; {meant}")


def arranged(words: Sequence[str]) -> list[str]:
    """A command line as typer takes it: `-tag:drill` is a word, `--json=id,title` are two options.

    What stands behind `--` stays as it is.
    """
    end = words.index("--") if "--" in words else len(words)
    options, turned = list[str](), list[str]()
    for word in words[:end]:
        with_fields = re.fullmatch(_WITH_FIELDS, word)
        if with_fields:
            options += [with_fields[1], "--fields", with_fields[2]]
        elif re.fullmatch(_TURNED_ROUND, word, re.DOTALL):
            turned.append(word)
        else:
            options.append(word)
    behind = [*turned, *words[end + 1 :]]
    return [*options, "--", *behind] if behind else options


def seconds() -> int:
    """When the command was typed, in seconds since 1970."""
    return int(current().now.timestamp())


def instant(at: int) -> datetime:
    """An instant from seconds since 1970."""
    from datetime import UTC

    return datetime.fromtimestamp(at, UTC)


def _named(one: Filter, workspace: Workspace) -> Filter:
    if one.key not in _PEOPLE or "me" not in one.values:
        return one
    from inc.cli.writing import Write

    me = Write().person("me", workspace)
    return one._replace(values=tuple(me if value == "me" else value for value in one.values))
