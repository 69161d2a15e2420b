"""The forms in which `inc check` answers; a new one is a module here and a line in FORMATS."""

from __future__ import annotations

from typing import Final

from inc.checks.formats import (
    as_github,
    as_gitlab,
    as_json,
    as_junit,
    as_markdown,
    as_sarif,
    as_text,
)
from inc.checks.formats.told import Form

FORMATS: Final[dict[str, Form]] = {
    "text": as_text.write,
    "github": as_github.write,
    "markdown": as_markdown.write,
    "sarif": as_sarif.write,
    "gitlab": as_gitlab.write,
    "junit": as_junit.write,
    "json": as_json.write,
}
"""Each form by the name that --format takes."""
