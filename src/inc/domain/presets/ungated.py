"""For teams that want the record and the reminders, and refuse nothing."""

from __future__ import annotations

from typing import Any, Final

_NONE: Final = dict.fromkeys(("SEV1", "SEV2", "SEV3", "SEV4"), "none")
_LISTS: Final = (
    "declare",
    "first-ten-minutes",
    "security",
    "vendor",
    "resolve",
    "close",
    "follow-up",
)

TABLE: Final[dict[str, Any]] = {
    "checklists": {name: {"begins": "never"} for name in _LISTS},
    "gates": {"resolve": _NONE, "close": _NONE},
}
