"""An office in which two people work on one incident."""

from __future__ import annotations

import importlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from desks import Desk, Office


desks = importlib.import_module("desks")


@pytest.fixture
def tmp_path(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where the system has that: all of git's files are synced."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=memory, prefix="inc-") as folder:
        yield Path(folder)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """A bare repository that nothing was sent to."""
    made: Office = desks.Office(tmp_path)
    return made


@pytest.fixture
def alice(office: Office) -> Desk:
    """The one who declared the incident, and sent it."""
    desk = office.first()
    desk("sync")
    return desk


@pytest.fixture
def bob(office: Office, alice: Desk) -> Desk:
    """Another one, who cloned it; half a minute behind alice."""
    desk = office.desk("bob")
    desk.second = alice.second - 30
    return desk
