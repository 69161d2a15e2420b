"""What a policy may say: each key, and what its value may be."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from inc import config
from inc.config.rules import (
    Path,
    Rule,
    Wrong,
    allowed,
    either,
    flag,
    keyed,
    list_of,
    matches,
    named,
    one_of,
    some_text,
    table,
    text,
    words,
    wrong,
)
from inc.domain.escalations import REASONS
from inc.domain.metrics import MOMENTS
from inc.domain.metrics.definitions import BETWEEN, HOURS, REPEATS, SPANS
from inc.domain.policy import NONE
from inc.domain.times import zone_of
from inc.domain.triage import IMPACTS, OPTIONAL, QUESTIONS, SCOPES
from inc.domain.vocabulary import Audience, Role, Severity, Strategy
from inc.errors import UsageError


def check(stated: Mapping[str, object], source: str) -> None:
    """Raise UsageError with the line of the first value of `inc.toml` that does not suit."""
    try:
        RULES((), stated)
    except Wrong as problem:
        raise config.located(problem, source, problem.path) from None


_COUNT: Final = "[1-9][0-9]{0,3}"
_span: Final = matches(
    rf"{_COUNT}[mhdw]|{NONE}",
    "not a duration",
    'Allowed are a number and m, h, d or w ("15m", "2h", "3d", "1w"), and "none".',
)
_deadline: Final = matches(
    rf"{_COUNT}[mhdw]|{_COUNT} business days?|{NONE}",
    "not a time to be done in",
    'Allowed are "15m", "48h", "3d", "1w", "5 business days", and "none".',
)


_severity: Final = one_of(Severity, "a severity")
_role: Final = one_of(Role, "a role")
_day: Final = one_of(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), "a day of the week")
_gate: Final = one_of(("all", "computed", NONE), "how much a gate waits for")
_begins: Final = one_of(("declare", "mitigate", "resolve", "never"), "a step that it begins at")


def _condition(path: Path, value: object) -> None:
    from inc.domain.conditions import CONDITIONS  # most of the domain: only where it is spoken of

    one_of(CONDITIONS, "something that inc can compute")(path, value)


def _nudge(path: Path, value: object) -> None:
    from inc.domain.nudges.registry import RULES  # as above

    one_of(RULES, "a nudge")(path, value)


def _zone(path: Path, value: object) -> None:
    name = text(path, value)
    try:
        zone_of(name or "UTC")
    except UsageError as error:
        raise Wrong(path, f"{words(path)}: {error.what}", error.hint) from None


def _holiday(path: Path, value: object) -> None:
    try:
        is_day = date.fromisoformat(str(value)).isoformat() == str(value)
    except ValueError:
        is_day = False
    if not is_day:
        raise wrong(path, value, "not a day", 'Write it as year, month and day: "2026-12-25"')


_PLACEHOLDERS: Final = ("{id}", "{date}", "{year}", "{slug}")


def _channel(path: Path, value: object) -> None:
    for placeholder in re.findall(r"\{[^}]*\}?|\}", some_text(path, value)):
        if placeholder not in _PLACEHOLDERS:
            hint = f"Allowed are: {', '.join(_PLACEHOLDERS)}."
            raise wrong(path, value, f"in which {placeholder} stands for nothing", hint)


def _question(path: Path, value: object) -> None:
    if some_text(path, value) == NONE and path[-1] not in OPTIONAL:
        hint = f"Only {' and '.join(OPTIONAL)} need not be asked; write a question."
        raise wrong(path, value, "and without its answer there is no severity", hint)


def _setting(name: str) -> Rule:
    def rule(path: Path, value: object) -> None:
        try:
            config.check(name, value)
        except UsageError as error:
            raise Wrong(path, error.what, error.hint) from None

    return rule


def _pair(path: Path, value: object) -> None:
    hint = 'A pair is two different roles, as in ["commander", "tech_lead"].'
    if not isinstance(value, list) or len(value) != 2:
        raise wrong(path, value, "not a pair of roles", hint)
    for role in value:
        _role(path, role)
    if value[0] == value[1]:
        raise Wrong(path, f"{words(path)} is {value[0]} twice", hint)


def _by_severity(rule: Rule) -> Rule:
    return keyed((severity.value for severity in Severity), rule)


def _item(path: Path, value: object) -> None:
    if isinstance(value, str):
        some_text(path, value)
        return
    if not isinstance(value, Mapping):
        hint = 'Write a text, or {text = "…", computed = "…", severities = ["SEV1"]}.'
        raise wrong(path, value, "neither a text nor a table", hint)
    _ITEM(path, value)
    if "text" not in value:
        hint = f'An item says what is to be done: text = "…". {words(path)} does not.'
        raise Wrong(path, f"{words(path)} has no text", hint)


def _items(path: Path, value: object) -> None:
    list_of(_item)(path, value)
    seen: set[str] = set()
    for position, item in enumerate(value if isinstance(value, list) else []):
        text = item if isinstance(item, str) else item["text"]
        if text.casefold() in seen:
            hint = "People tick an item by its words, so each needs its own."
            raise Wrong((*path, position), f"{words(path)} has '{text}' twice", hint)
        seen.add(text.casefold())


_some_severities: Final = list_of(_severity)
_texts: Final = list_of(some_text)
_ITEM: Final = table({"text": some_text, "computed": _condition, "severities": _some_severities})
_CHECKLIST: Final = table({"title": some_text, "begins": _begins, "types": _texts, "items": _items})
_CHECKLISTS: Final = (
    *("declare", "first-ten-minutes", "security", "vendor", "resolve", "close"),
    *("follow-up", "handoff", "customer"),
)

_LIMITS: Final = (
    *("green", "hypothesis", "change", "commander", "debugging", "handoff"),
    *("first_checklists", "early", "close"),
)


_level: Final = one_of(("error", "warning", "off"), "what a rule of the check may be")
_CODE: Final = "INC[0-9]{3}"
_CODES: Final = "the code of a rule, as in INC301; see: inc check --rules"
_TYPE: Final = "[a-z]{2,20}"
_WORD: Final = "[A-Za-z][A-Za-z0-9_-]{0,20}"
_FINGERPRINT: Final = "[0-9a-f]{16}"
_PHRASE: Final = "[^\\W\\dA-Z][^\\d.\\nA-Z]{1,60}"


_CLOCK: Final = "(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00"
_clock: Final = matches(_CLOCK, "not a time of the day", 'Write it as "09:00"; "24:00" is its end.')
_share: Final = matches(
    rf"100%|[1-9]?[0-9](\.[0-9])?%|{NONE}", "not a share", 'Allowed are "10%" and "none".'
)
_span_target: Final = either(_span, _by_severity(_span))


def _hours(path: Path, value: object) -> None:
    _HOURS(path, value)
    from inc.domain.presets.default import TABLE  # what holds where one of the two is not said

    stated = value if isinstance(value, Mapping) else {}
    usual = TABLE["hours"]
    opens, closes = (stated.get(name, usual[name]) for name in ("opens", "closes"))
    if opens >= closes:
        where = "closes" if "closes" in stated else "opens"
        hint = 'A working day begins and ends on one day; all of it is "00:00" to "24:00".'
        raise Wrong((*path, where), f"hours.closes ({closes}) is not after opens ({opens})", hint)


_HOURS: Final = table(
    {
        "workdays": list_of(_day, empty="A team that never works meets no deadline."),
        "holidays": list_of(_holiday),
        "opens": _clock,
        "closes": _clock,
    }
)
_COUNTED: Final = {"hours": one_of(HOURS, "which hours count"), "target": _span_target}
_MOMENT: Final = one_of(MOMENTS, "a time of an incident")


def _team(path: Path, value: object) -> None:
    some_text(path, path[-1])
    _texts(path, value)


def _own_checklist(path: Path, value: object) -> None:
    _CHECKLIST(path, value)
    if isinstance(value, Mapping) and not value.get("items"):
        hint = allowed(path[-1], _CHECKLISTS)
        raise Wrong(path, f"{words(path)} has no items, and no preset has any for it", hint)


RULES: Final = table(
    {
        "format": _setting("format"),
        "timezone": _setting("timezone"),
        "preset": _setting("preset"),
        "severity": _by_severity(
            table(
                {
                    "name": some_text,
                    "criteria": _texts,
                    "examples": _texts,
                    "response": text,
                    "respond_within": _deadline,
                }
            )
        ),
        "matrix": keyed(SCOPES, keyed(IMPACTS, _severity)),
        "triage": table({"questions": keyed(QUESTIONS, _question)}),
        "cadence": _by_severity(keyed(Audience, _span)),
        "audiences": keyed(Audience, table({"name": some_text, "timezone": _zone})),
        "roles": keyed(
            Role,
            table(
                {
                    "duties": _texts,
                    "leaves_to_others": _texts,
                    "required": _some_severities,
                }
            ),
        ),
        "apart": _by_severity(list_of(_pair)),
        "checklists": table(dict.fromkeys(_CHECKLISTS, _CHECKLIST), own=_own_checklist),
        "gates": keyed(("resolve", "close"), _by_severity(_gate)),
        "limits": table(
            {
                **dict.fromkeys(_LIMITS, _span),
                **dict.fromkeys(("no_progress", "silent"), either(_span, _by_severity(_span))),
            }
        ),
        "nudges": table({"off": list_of(_nudge)}),
        "channel": table({"name": _channel, "keep": _span, "required": _some_severities}),
        "postmortem": table(
            {
                "required": _some_severities,
                "document": _deadline,
                "meeting": _deadline,
                "template": some_text,
                "sections": _texts,
            }
        ),
        "escalation": table(
            {
                "levels": _texts,
                "reasons": table(
                    dict.fromkeys(REASONS, some_text),
                    own=some_text,
                ),
            }
        ),
        "strategies": keyed(Strategy, some_text),
        "actions": table(
            {
                "temporary_due": _deadline,
                "types": named(some_text, _TYPE, "small letters, as in prevent"),
                "priorities": named(some_text, _WORD, "a word, as in P1 or high"),
            }
        ),
        "runbooks": table({"review_in": _span}),
        "check": table(
            {
                "rules": named(_level, _CODE, _CODES),
                "paths": list_of(table({"paths": _texts, "rules": named(_level, _CODE, _CODES)})),
                "people": _texts,
            }
        ),
        "credentials": table(
            {"allowed": named(some_text, _FINGERPRINT, "the fingerprint that the refusal names")}
        ),
        "language": table(
            {
                **dict.fromkeys(("jargon", "speculation", "cause"), _texts),
                "blame": named(some_text, _PHRASE, "words in small letters"),
            }
        ),
        "hours": _hours,
        "metrics": table(
            {
                **dict.fromkeys(SPANS, table({"from": _MOMENT, "to": _MOMENT, **_COUNTED})),
                BETWEEN: table(_COUNTED),
                REPEATS: table({"target": _share}),
            }
        ),
        "teams": table({}, own=_team),
        "sync": table({"auto": flag, "linear": flag, "remote": text}),
    }
)
"""What stands in `inc.toml`, and in a preset."""
