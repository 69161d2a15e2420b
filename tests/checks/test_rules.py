"""Each rule against its fixtures: what is bad is found on its line, what is good is not."""

from __future__ import annotations

import re
from pathlib import Path

import archives
import pytest

from inc.checks import registry, running
from inc.checks.registry import RULES

DATA = Path(__file__).parents[1] / "data" / "checks"
FIXTURES = sorted(DATA.glob("*/*.md"))
OF_THE_CHECK_ITSELF = {registry.BROKEN_RULE, registry.IGNORED_NEEDLESSLY}


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_fixture(path: Path, tmp_path: Path) -> None:
    archive = archives.read(path)
    code = path.parent.name
    around = archives.unpack(archive, tmp_path)
    codes = () if code in OF_THE_CHECK_ITSELF else {code}
    findings = [one for one in running.run(around, codes=codes).findings if one.code == code]
    assert sorted(f"{one.path}:{one.line}" for one in findings) == archive.finds
    assert bool(archive.finds) == path.stem.startswith("bad")
    for one in findings:
        assert one.message[:1].isalnum() or one.message[:1] in "“^@'", one.message
        assert not one.message.endswith(".")
        assert one.hint, "a finding says what to type"
        assert len(one.fingerprint) == 16


@pytest.mark.parametrize("code", sorted(set(RULES) - {registry.BROKEN_RULE}))
def test_each_rule_has_good_and_bad_fixtures(code: str) -> None:
    names = {path.stem.partition("-")[0] for path in (DATA / code).glob("*.md")}
    assert names == {"good", "bad"}


@pytest.mark.parametrize("code", RULES)
def test_each_rule_explains_itself(code: str) -> None:
    rule = RULES[code]
    assert re.fullmatch(r"[A-Z].{10,75}\.", rule.summary), rule.summary
    text = rule.explanation or ""
    for part in ("\nWhat: ", "\nWhy: "):
        assert part in text, part


def test_the_registry_is_complete() -> None:
    folder = Path(running.__file__).parent / "rules"
    modules = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    assert modules == {rule.module.rpartition(".")[2] for rule in RULES.values()}
    assert list(RULES) == sorted(RULES)
