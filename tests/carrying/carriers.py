"""People with a clone each, who carry an incident to each other in files."""

from __future__ import annotations

import desks
import people

DOCUMENT, NAME, KILLED, Workplace = desks.DOCUMENT, desks.NAME, desks.KILLED, desks.Office
office, alice, bob, tmp_path = people.office, people.alice, people.bob, people.tmp_path
