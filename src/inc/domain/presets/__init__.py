"""The packaged policies: one reading of the process each, and the default that unites them.

A preset is data in the form of `inc.toml`. It is Python so that a note at 3 a.m. need not read
TOML: that takes 9 ms, these take 0.3. `inc config show` prints any of them as TOML.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final

DEFAULT: Final = "default"

PRESETS: Final = {
    DEFAULT: "all five readings united: what each of them asks for, once",
    "structured": "structured handling: roles by severity, told every 15-30 min",
    "lifecycle": "detect, respond, recover, learn: impact by scope, verify for 15-30 min",
    "process": "the moment-to-moment mechanics: first ten minutes, five-minute theories",
    "planning": "building the capability: response times, an update every 15, 30, 60 min",
    "management": "a small program: answer in 5, 15, 60 min, a postmortem after each SEV1 and SEV2",
    "ungated": "the default without checklists, and nothing is refused",
}
"""Each preset and what it is."""


def table(name: str) -> Mapping[str, Any]:
    """What a preset says; where it is silent, the default speaks."""
    found: Mapping[str, Any] = import_module(f"inc.domain.presets.{name}").TABLE
    return found
