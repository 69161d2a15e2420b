"""The page of the policy names everything that a policy may say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from inc.domain.conditions import CONDITIONS
from inc.domain.nudges.registry import RULES
from inc.domain.policy import Policy
from inc.domain.presets import PRESETS

PAGE = (Path(__file__).parents[2] / "docs/policy.md").read_text(encoding="utf-8")
ITSELF = {"SEV1", "SEV2", "SEV3", "SEV4"}  # said once, as SEV
OWN = {
    ("actions", "types"),
    ("actions", "priorities"),
    ("language", "blame"),
}  # keys people make up


@pytest.mark.parametrize("path", [path for path, _ in Policy().leaves()], ids=".".join)
def test_each_key_is_explained(path: tuple[str, ...]) -> None:
    section, *_, key = path
    assert re.search(rf"^\| `{section}[`.]", PAGE, re.MULTILINE), section
    has_own_keys = section in ("audiences", "roles", "checklists", "escalation")
    stands_for_others = has_own_keys or path[:-1] in OWN
    assert f"`{key}`" in PAGE or key in ITSELF or stands_for_others, key


def test_each_condition_preset_and_rule_is_named() -> None:
    assert [name for name in (*CONDITIONS, *PRESETS, *RULES) if f"`{name}`" not in PAGE] == []
