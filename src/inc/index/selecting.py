"""A query as a condition of SQL over the tables of the index.

Nothing that somebody typed gets into the text of a statement: it is all parameters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from inc.domain.query import Filter, Query, Word
from inc.domain.query_keys import HAS, LABELS, MOMENTS, ROLES, known
from inc.index.database import Index

Condition = tuple[str, list[object]]
"""A condition over an incident `i`, and its parameters; an empty text holds for every incident."""

Teams = Mapping[str, Sequence[str]]
"""The services of each team, for incidents that do not say their team."""

_IS: Final = {
    "open": "i.is_open = 1",
    "ended": "i.is_open = 0",
    "mitigated": "i.mitigated IS NOT NULL",
    "drill": "i.is_drill",
    "restricted": "i.is_restricted",
    "reopened": "i.reopened > 0",
    "merged": "i.merged_into <> ''",
}
_HAS: Final = {
    # One that cannot be read has been begun all the same.
    "postmortem": "(i.name IN (SELECT name FROM postmortems) OR i.name IN (SELECT name FROM "
    "documents WHERE problem <> '' AND folder = 'postmortems'))",
    "published": "i.name IN (SELECT name FROM postmortems WHERE stage = 'published')",
    "mitigation": "i.mitigated IS NOT NULL",
    "promise": "i.id IN (SELECT document FROM promises)",
    "type": "i.type <> ''",
    "impact": "i.impact <> ''",
}
_OPEN_ITEM: Final = "t.state = 'open'"
_OVERDUE: Final = (
    "t.state = 'open' AND t.due GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' "
    "AND date(t.due, '+0 days') = t.due AND t.due < ?"
)
# An item that stands in both documents is the one of the postmortem.
_ITEMS: Final = (
    "(i.name IN (SELECT p.name FROM items AS t JOIN postmortems AS p ON p.id = t.document "
    "WHERE {item}) OR i.id IN (SELECT t.document FROM items AS t JOIN incidents AS n "
    "ON n.id = t.document WHERE {item} AND NOT EXISTS (SELECT 1 FROM postmortems AS p JOIN items "
    "AS u ON u.document = p.id WHERE p.name = n.name AND t.item_id <> '' "
    "AND u.item_id = t.item_id AND lower(u.text) = lower(t.text))))"
)
_WORDS: Final = (
    "i.name IN (SELECT d.name FROM words JOIN documents AS d ON d.id = words.rowid "
    "WHERE words MATCH ? AND d.folder IN ('incidents', 'postmortems'))"
)
_SPAN: Final = "(ifnull(i.ended, ?) - i.began)"
_BEHIND_ALL: Final = "\U0010ffff"


def where(query: Query, now: int, today: str = "", teams: Teams | None = None) -> Condition:
    """The condition for the incidents of a query.

    `now` is in seconds since 1970; `today` is the day there, as in 2026-03-04: that of UTC unless
    told otherwise. Words are those of an incident or of its postmortem, all in one of the two.
    """
    today = today or datetime.fromtimestamp(now, UTC).date().isoformat()
    found = [
        _turned(_filtered(one, now, today, teams or {}), is_negated=one.is_negated)
        for one in query.filters
    ]
    wanted = [word for word in query.words if not word.is_negated]
    if wanted:
        found.append((_WORDS, [_matching(wanted)]))
    unwanted = [word for word in query.words if word.is_negated]
    found += [_turned((_WORDS, [_matching([word])]), is_negated=True) for word in unwanted]
    return " AND ".join(sql for sql, _ in found), [one for _, given in found for one in given]


def unheard_of(index: Index, query: Query) -> list[str]:
    """The keys of a query that are the team's own, and that no document has."""
    own = [one.key for one in query.filters if known(one.key) is None]
    own += [
        value
        for one in query.filters
        if one.key == "has"
        for value in one.values
        if value not in HAS
    ]
    asked = "SELECT 1 FROM labels WHERE key = ? LIMIT 1"
    return [key for key in dict.fromkeys(own) if not index.rows(asked, (key,))]


def _matching(words: Sequence[Word]) -> str:
    from inc.index.words import all_of  # most lists have no words

    return all_of(words)


def _turned(condition: Condition, *, is_negated: bool) -> Condition:
    sql, given = condition
    return (f"NOT ifnull({sql}, 0)" if is_negated else sql), given


def _any(conditions: Sequence[Condition]) -> Condition:
    if len(conditions) == 1:
        return conditions[0]
    sql = " OR ".join(one for one, _ in conditions)
    return f"({sql})", [value for _, given in conditions for value in given]


# ------------------------------------------------------------------ filters


def _filtered(one: Filter, now: int, today: str, teams: Teams) -> Condition:
    key, values = one.key, one.values
    if key in MOMENTS:
        return _compared(f"i.{key}", one, [_seconds(value) for value in values])
    if key == "lasted":
        return _lasted(one, now)
    if key == "severity":
        return _among("i.severity", values)
    if key in ("status", "is"):
        return _any([_is(value) for value in values])
    if key == "has":
        return _any([_has(value, today, teams) for value in values])
    if key == "team":
        return _of_team(values, teams)
    return _texts(key, values)


def _texts(key: str, values: Sequence[str]) -> Condition:
    if key == "title":
        return _any([_titled(value) for value in values])
    if key == "type":
        return _any([_like("lower(i.type)", value.lower()) for value in values])
    if key == "impact":
        return _any([("instr(lower(i.impact), lower(?)) > 0", [value]) for value in values])
    if key == "id":
        return _any([_named(value.lower()) for value in values])
    keys = ROLES if key == "role" else (LABELS.get(key, key),)
    return _labelled(keys, values)


def _is(value: str) -> Condition:
    return (_IS[value], []) if value in _IS else ("i.status = ?", [value])


def _has(value: str, today: str, teams: Teams) -> Condition:
    if value == "actions":
        return _ITEMS.format(item=_OPEN_ITEM), []
    if value == "overdue":
        return _ITEMS.format(item=_OVERDUE), [today, today]
    if value in MOMENTS:
        return f"i.{value} IS NOT NULL", []
    if value in _HAS:
        return _HAS[value], []
    key: list[object] = [LABELS.get(value, value)]
    stated = ("i.id IN (SELECT document FROM labels WHERE key = ?)", key)
    return _any([stated, *_by_services(["*"], teams)]) if value == "team" else stated


def _of_team(values: Sequence[str], teams: Teams) -> Condition:
    """The team that an incident states, else those that its services belong to."""
    return _any([_labelled(("team",), values), *_by_services(values, teams)])


def _by_services(values: Sequence[str], teams: Teams) -> list[Condition]:
    """What takes the incidents without a team whose services are those of such teams."""
    folded = [value.casefold() for value in values]
    owned = {
        service.casefold()
        for team, services in teams.items()
        if any(_is_like(team.casefold(), value) for value in folded)
        for service in services
    }
    if not owned:
        return []
    among, given = _among("folded", sorted(owned))
    without = "i.id NOT IN (SELECT document FROM labels WHERE key = 'team')"
    having = (
        f"i.id IN (SELECT document FROM labels WHERE key IN ('services', 'service') AND {among})"
    )
    return [(f"({without} AND {having})", given)]


def _is_like(team: str, value: str) -> bool:
    return team.startswith(value.rstrip("*")) if value.endswith("*") else team == value


def _labelled(keys: Sequence[str], values: Sequence[str]) -> Condition:
    """Labels with a value, letter case aside; of a link, any of its words."""
    of_key, given = _among("key", keys)
    if keys == ("links",):
        found = _any([_with_word("folded", value.casefold()) for value in values])
    else:
        found = _any([_like("folded", value.casefold()) for value in values])
    sql = f"i.id IN (SELECT document FROM labels WHERE {of_key} AND {found[0]})"
    return sql, [*given, *found[1]]


def _titled(value: str) -> Condition:
    word = Word(value.rstrip("*"), is_prefix=value.endswith("*"))
    asked = f"title : {_matching([word])}"
    return "i.id IN (SELECT rowid FROM words WHERE words MATCH ?)", [asked]


def _named(value: str) -> Condition:
    return _like("i.name", value) if value.endswith("*") else ("instr(i.name, ?) > 0", [value])


def _like(column: str, value: str) -> Condition:
    """A value, or what it begins with: `check*`."""
    if not value.endswith("*"):
        return f"{column} = ?", [value]
    begin = value.rstrip("*")
    return f"({column} >= ? AND {column} < ?)", [begin, begin + _BEHIND_ALL]


def _with_word(column: str, value: str) -> Condition:
    return f"instr(' ' || {column} || ' ', ' ' || ? || ' ') > 0", [value]


def _among(column: str, values: Sequence[str]) -> Condition:
    if len(values) == 1:
        return f"{column} = ?", [values[0]]
    return f"{column} IN ({', '.join('?' * len(values))})", [*values]


def _compared(column: str, one: Filter, bounds: Sequence[int]) -> Condition:
    if one.operator == "..":
        return f"({column} >= ? AND {column} < ?)", [*bounds]
    return f"{column} {one.operator} ?", [*bounds]


def _lasted(one: Filter, now: int) -> Condition:
    bounds = [int(value.removesuffix("s")) for value in one.values]
    asked = "BETWEEN ? AND ?" if one.operator == ".." else f"{one.operator} ?"
    return f"({_SPAN} >= 0 AND {_SPAN} {asked})", [now, now, *bounds]


def _seconds(instant: str) -> int:
    return int(datetime.fromisoformat(instant).timestamp())
