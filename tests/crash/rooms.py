"""A workspace with an incident and what a person has at hand, copied for each death."""

from __future__ import annotations

from pathlib import Path

import pytest
from dying import Clone

import in_memory

tmp_path = in_memory.tmp_path


@pytest.fixture
def clone(repository: Path) -> Clone:
    """A workspace without gates, with one open incident, and with files of somebody else."""
    hooks = repository / ".git" / "hooks"
    for sample in hooks.glob("*.sample"):
        sample.unlink()  # they would be copied some hundred times
    made = Clone(repository)
    made.ok("init", "--preset", "ungated")
    made.ok("declare", "Checkout failures", "-s", "sev1")
    made.add_strangers()
    return made
