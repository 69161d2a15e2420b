"""`docs/rules.md` is made from the rules: `pytest tests/documentation --update` writes it anew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from inc.checks.formats.as_sarif import as_markdown
from inc.checks.registry import NEVER_IGNORED, RULES
from inc.checks.rule import Rule

PAGE = Path(__file__).parents[2] / "docs/rules.md"
FAMILIES = {
    "INC0": "The check itself",
    "INC1": "Documents",
    "INC2": "Process",
    "INC3": "Action items",
    "INC4": "Truth",
    "INC5": "Words",
    "INC6": "Credentials",
    "INC7": "Runbooks",
}
HEAD = """\
# The rules of the check

Made from the rules themselves; `inc check --explain CODE` prints one of them, `inc check --rules`
lists them with the level that your team gave them. How to use the check: [check.md](check.md).

A level is changed in `inc.toml`, for all documents or for some:

```toml
[check.rules]
INC301 = "warning"    # or "error", or "off"

[[check.paths]]
paths = ["postmortems/2019/**"]
rules = {INC301 = "off"}
```

One finding that is meant to be there is ignored where it stands, with a reason, by
`<!-- inc: ignore INC301 the vendor does it -->` on the line above or behind the line; in front
matter by `# inc: ignore INC301 why`; in the whole document by `ignore-file`.
"""


def lines() -> Iterator[str]:
    """The page, line by line."""
    yield HEAD
    for family, title in FAMILIES.items():
        rules = [rule for code, rule in RULES.items() if code.startswith(family)]
        if rules:
            yield f"## {title}\n"
            yield "| | | level | finds |\n|---|---|---|---|"
            for rule in rules:
                link = f"[{rule.code}](#{rule.code.lower()}-{rule.name})"
                yield f"| {link} | {rule.name} | {rule.level.value} | {rule.summary.rstrip('.')} |"
            yield ""
            for rule in rules:
                yield from section(rule)


def section(rule: Rule) -> Iterator[str]:
    """What one rule explains."""
    yield f"### {rule.code} {rule.name}\n"
    yield as_markdown((rule.explanation or "").strip()) + "\n"
    sorts = ", ".join(f"{sort.value}s" for sort in sorted(rule.sorts))
    never = "; no comment ignores it" if rule.code in NEVER_IGNORED else ""
    yield f"*Looks at {sorts}. Level: {rule.level.value}{never}.*\n"


def test_the_page_is_as_the_rules_are(request: pytest.FixtureRequest) -> None:
    page = "\n".join(lines()).rstrip("\n") + "\n"
    if request.config.getoption("--update"):
        PAGE.write_text(page, encoding="utf-8")
    else:
        assert PAGE.read_text(encoding="utf-8") == page, "pytest tests/documentation --update"


def test_every_rule_is_of_a_family() -> None:
    assert [code for code in RULES if code[:4] not in FAMILIES] == []
