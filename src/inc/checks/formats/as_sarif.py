"""SARIF 2.1.0: what code scanning of forges and editors read."""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import quote

from inc.checks.finding import Finding, Level
from inc.checks.formats.told import Told, advice, sentence
from inc.checks.registry import RULES
from inc.checks.rule import Rule
from inc.domain.text import escaped

_SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_ROOT: Final = "%SRCROOT%"
_NAMES: Final = {code: number for number, code in enumerate(RULES)}


def write(told: Told) -> str:
    """One run of one tool, with its rules."""
    driver = {
        "name": "inc",
        "version": told.version,
        "semanticVersion": told.version,
        "rules": [_rule(rule, told) for rule in RULES.values()],
    }
    run = {
        "tool": {"driver": driver},
        "automationDetails": {"id": "inc-check/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The top of the repository."}}},
        "results": [_result(one, told) for one in told.findings],
    }
    return _json({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(rule: Rule, told: Told) -> dict[str, Any]:
    level = told.levels.everywhere.get(rule.code, rule.level)
    explanation = (rule.explanation or "").strip()
    words = rule.name.split("-")
    return {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in words),
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": explanation},
        "help": {"text": explanation, "markdown": as_markdown(explanation)},
        "defaultConfiguration": {
            "enabled": level is not Level.OFF,
            "level": "none" if level is Level.OFF else level.value,
        },
        "properties": {"tags": [rule.code[:4], *sorted(rule.sorts)]},
    }


def as_markdown(explanation: str) -> str:
    """An explanation with its examples as blocks of code."""
    blocks = re.sub(
        r"(?m)((?:^    .*\n?|^\n(?=    ))+)", r"\n```markdown\n\1```\n", explanation + "\n"
    )
    return re.sub(r"(?m)^    ", "", blocks).strip()


def _result(one: Finding, told: Told) -> dict[str, Any]:
    uri = quote(told.place(one), safe="/", errors="surrogateescape")
    return {
        "ruleId": one.code,
        "ruleIndex": _NAMES[one.code],
        "level": one.level.value,
        "message": {"text": " — ".join(filter(None, (sentence(one), advice(one))))},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": uri, "uriBaseId": _ROOT},
                    "region": {"startLine": one.line, "startColumn": one.column},
                }
            }
        ],
        "partialFingerprints": {"inc/v1": one.fingerprint},
    }


def _json(value: object) -> str:
    import json

    return escaped(json.dumps(value, indent=2, ensure_ascii=False)) + "\n"
