"""The keys of a query, and what may stand behind the colon of each."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo
from typing import Final

from inc.domain.excerpt import TIMES
from inc.domain.query import Filter
from inc.domain.times import iso, parse_duration
from inc.domain.vocabulary import Role, Severity, Status, severity, status
from inc.errors import UsageError

ROLES: Final = tuple(map(str, Role))
MOMENTS: Final = ("began", *TIMES, "ended")
"""The keys that are times; each may also be typed as the front matter has it, with `_at`."""
STATUSES: Final = ("open", "ended", *map(str, Status))
IS: Final = (*STATUSES, *("mitigated", "drill", "restricted", "reopened", "merged"))
HAS: Final = (
    *("postmortem", "published", "actions", "overdue", "mitigation", "promise"),
    *("service", "team", "tag", "vendor", "runbook", "alias", "cause", "channel", "link"),
    *("type", "impact", "person", *ROLES, *MOMENTS),
)
"""What can be had; any other word is a key of the front matter."""
LABELS: Final = {
    "service": "services",
    "tag": "tags",
    "runbook": "runbooks",
    "alias": "aliases",
    "link": "links",
}
"""The keys whose field in the front matter has another name."""
_TEXTS: Final = ("team", "vendor", "cause", "channel", "id", "title", "impact", "type", "person")

_SPELLINGS: Final = {
    "severity": ("sev",),
    "status": ("state",),
    "lasted": ("duration",),
    "id": ("incident",),
    "lacks": ("no", "missing"),
    "person": ("by", "who", "people"),
    "commander": ("ic",),
    "tech_lead": ("tl",),
    "comms_lead": ("comms",),
    **{one: (f"{one}s",) for one in ("cause", "team", "vendor")},
    **{one: (many,) for one, many in LABELS.items()},
    **{one: (f"{one}_at",) for one in (*TIMES, "ended")},
}
_ALIASES: Final = {other: name for name, others in _SPELLINGS.items() for other in others}
KEYS: Final = (
    *("status", "severity", "is", "has", "lacks", "since", "until", "lasted", "role"),
    *(*LABELS, *_TEXTS, *ROLES, *MOMENTS),
)
"""Every key by its first name, for completion and help."""
_CHOSEN: Final = frozenset({"status", "severity", "is", "has", "lacks"})
_HAS_ALIASES: Final = {
    **_ALIASES,
    "action": "actions",
    "postmortems": "postmortem",
    "promises": "promise",
}
_OPERATOR: Final = r"(>=|<=|>|<|=)?\s*(.*)"
_NEAR: Final = 0.8


def known(key: str) -> str | None:
    """The first name of a key, however people spell it; None for one that is the team's own."""
    folded = key.lower().replace("-", "_")
    name = _ALIASES.get(folded, folded)
    return name if name in KEYS else None


def takes_text(key: str) -> bool:
    """Whether blanks may stand in its values."""
    return known(key) not in _CHOSEN


def near(word: str, words: Iterable[str]) -> str:
    """The word that may have been meant; nothing where none is like it."""
    import difflib  # only on the way to an error

    return next(iter(difflib.get_close_matches(word.lower(), list(words), n=1, cutoff=_NEAR)), "")


def read(
    key: str, values: tuple[str, ...], is_negated: bool, *, now: datetime, zone: tzinfo
) -> Filter:
    """The filter of a key as people spell it; UsageError for values that it cannot have."""
    name = known(key) or key
    if not values:
        raise UsageError(f"'{key}:' has no value", hint=_example(name))
    if name in ("since", "until", "lasted", *MOMENTS):
        if len(values) > 1:
            raise UsageError(
                f"'{key}:' takes one time, and there are {len(values)}",
                hint=f"Name both ends: {key}:2026-01..2026-03",
            )
        found = _lasted(values[0]) if name == "lasted" else _moment(name, values[0], now, zone)
        return found._replace(is_negated=is_negated)
    if name == "lacks":
        name, is_negated = "has", not is_negated
    return Filter(name, tuple(dict.fromkeys(_read_texts(name, values))), "=", is_negated)


def _example(name: str) -> str:
    choices = {"is": IS, "has": HAS, "lacks": HAS, "status": STATUSES, "severity": tuple(Severity)}
    if name in choices:
        return f"One of: {', '.join(choices[name])}."
    examples = {"lasted": ">2h", **dict.fromkeys(("since", "until", *MOMENTS), "2026-03")}
    return f"As in {name}:{examples.get(name, 'checkout')}"


def _read_texts(name: str, values: tuple[str, ...]) -> list[str]:
    if name == "severity":
        return [one for value in values for one in _severities(value)]
    if name == "status":
        return [_status(value) for value in values]
    if name == "is":
        return [_is(value) for value in values]
    if name == "has":
        return [_has(value) for value in values]
    if name in ("person", "role", *ROLES):
        return [_person(name, value) for value in values]
    return list(values)


# ------------------------------------------------------------------ words of ours


def _severities(value: str) -> list[str]:
    """One severity, or those from one to another: `1..2`."""
    if value.startswith((">", "<", "=")):
        raise UsageError(
            f"'severity:{value}' has two readings, for SEV1 is the worst and the least number",
            hint="Name both ends, severity:1..2, or all of them, severity:1,2.",
        )
    first, dots, last = value.partition("..")
    if not dots:
        return [str(severity(value))]
    every = list(map(str, Severity))
    begin = every.index(severity(first)) if first else 0
    end = every.index(severity(last)) if last else len(every) - 1
    return every[min(begin, end) : max(begin, end) + 1]


def _status(value: str) -> str:
    folded = value.lower()
    if folded in STATUSES:
        return folded
    try:
        return str(status(value))
    except UsageError as error:
        raise _unknown("a status", value, STATUSES) from error


def _is(value: str) -> str:
    folded = value.lower()
    if folded not in IS:
        raise _unknown("what an incident can be", value, IS)
    return folded


def _has(value: str) -> str:
    """What is had, by its first name; else a key of the front matter."""
    folded = value.lower().replace("-", "_")
    name = _HAS_ALIASES.get(folded, folded)
    if name in HAS:
        return name
    if name in ("update", "updates"):
        raise UsageError(
            f"'has:{value}' is not known: the index keeps no updates",
            hint="has:promise finds the incidents whose updates named the time of the next one.",
        )
    if near(name, HAS):
        raise _unknown("what an incident can have", value, HAS)
    return value


def _person(name: str, value: str) -> str:
    person = re.sub(r"^[@\s]+", "", value)
    if not person:
        raise UsageError(f"'{name}:{value}' names nobody", hint=f"As in {name}:alice")
    role = person.lower().replace("-", "_")
    if name == "role" and _ALIASES.get(role, role) in ROLES:
        raise UsageError(
            f"'role:{value}' names a role, and a person stands there",
            hint=f"Who holds it: {role}:NAME. That somebody does: has:{role}",
        )
    return person


def _unknown(what: str, value: str, choices: tuple[str, ...]) -> UsageError:
    guess = near(value, choices)
    said = f"Did you mean {guess}? " if guess else ""
    return UsageError(f"'{value}' is not {what}", hint=f"{said}One of: {', '.join(choices)}.")


# ------------------------------------------------------------------ times and spans


def _moment(name: str, value: str, now: datetime, zone: tzinfo) -> Filter:
    """A filter of a time, with instants: at or after one, before one, or between two."""
    if name == "since":
        name, operator, text = "began", ">=", value
    elif name == "until":
        name, operator, text = "began", "..", f"..{value}"
    else:
        operator, text = _parted(value)
    first, dots, last = text.partition("..")
    if dots and operator in ("", ".."):
        return _between(name, value, _open(first), _open(last), now, zone)
    begin, end = (_bound(text, now, zone, end=end) for end in (False, True))
    if begin == end and operator in ("", "=") and not _is_span(text):
        end = _after(end, text, 60 if begin.second == 0 else 1)
    if operator in (">", "<=") and begin == end:
        end = _after(end, text, 1)
    if operator == ">=" or (operator == "" and _is_span(text)):
        return Filter(name, (iso(begin),), ">=")
    if operator in ("", "="):
        return Filter(name, (iso(begin), iso(end)), "..")
    if operator == "<":
        return Filter(name, (iso(begin),), "<")
    return Filter(name, (iso(end),), ">=" if operator == ">" else "<")


def _between(name: str, value: str, first: str, last: str, now: datetime, zone: tzinfo) -> Filter:
    begin = _bound(first, now, zone, end=False) if first else None
    end = _bound(last, now, zone, end=True) if last else None
    if begin and end:
        if begin >= end:
            raise UsageError(
                f"'{name}:{value}' ends before it begins", hint=f"Turn it round: {last}..{first}"
            )
        return Filter(name, (iso(begin), iso(end)), "..")
    if begin:
        return Filter(name, (iso(begin),), ">=")
    if end:
        return Filter(name, (iso(end),), "<")
    raise UsageError(f"'{name}:{value}' names no time", hint=_example(name))


def _lasted(value: str) -> Filter:
    """A filter of how long it lasted, in seconds."""
    operator, text = _parted(value)
    first, dots, last = text.partition("..")
    if dots and not operator:
        begin, end = _open(first), _open(last)
        if begin and end:
            return Filter("lasted", (_seconds(begin), _seconds(end)), "..")
        if begin or end:
            return Filter("lasted", (_seconds(begin or end),), ">=" if begin else "<=")
    if not operator or operator == "=":
        raise UsageError(
            f"'lasted:{value}' does not say whether it is longer or shorter",
            hint=f"Type lasted:>{text or '2h'}, lasted:<{text or '2h'} or lasted:1h..2h.",
        )
    return Filter("lasted", (_seconds(text),), operator)


def _parted(value: str) -> tuple[str, str]:
    match = re.fullmatch(_OPERATOR, value, re.DOTALL)
    assert match is not None, value
    return match[1] or "", match[2]


def _open(bound: str) -> str:
    return "" if bound.strip() == "*" else bound.strip()


def _seconds(text: str) -> str:
    span = parse_duration(text)
    if span is None:
        raise UsageError(f"'{text}' is not a span", hint="Type it as 30m, 2h, 1h30m or 3d.")
    return f"{int(span.total_seconds())}s"


def _bound(text: str, now: datetime, zone: tzinfo, *, end: bool) -> datetime:
    from inc.domain.typed_times import parse_bound  # few queries ask for a time

    return parse_bound(text, now=now, zone=zone, end=end)


def _is_span(text: str) -> bool:
    """Whether it says how long ago: `7d`, which alone means in the last seven days."""
    return parse_duration(text.removeprefix("-").removesuffix(" ago")) is not None


def _after(moment: datetime, text: str, seconds: int) -> datetime:
    try:
        return moment + timedelta(seconds=seconds)
    except OverflowError as error:
        raise UsageError(f"'{text}' is impossible", hint="Type a day of our times.") from error
