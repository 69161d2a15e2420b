"""An office in which two people work on one incident."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import desks
import pytest

import in_memory

if TYPE_CHECKING:
    from desks import Desk, Office


tmp_path = in_memory.tmp_path


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
