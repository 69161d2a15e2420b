"""A workspace with an incident and what a person has at hand, copied for each death."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from dying import Clone


@pytest.fixture
def tmp_path(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where the system has that: every copy would wait for the disk."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=memory, prefix="inc-") as folder:
        yield Path(folder)


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
