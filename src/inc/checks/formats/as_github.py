"""Annotations of GitHub Actions: workflow commands, and nothing that is not one.

The runner reads commands in any line of the output, so words of a document stand only inside of
one, escaped.
"""

from __future__ import annotations

from inc.checks.formats.told import Told, advice, sentence
from inc.domain.text import visible


def write(told: Told) -> str:
    """A command a finding."""
    return "".join(
        annotation(
            one.level.value,
            f"{sentence(one)}\n{advice(one)}".strip(),
            file=told.place(one),
            line=str(one.line),
            col=str(one.column),
            title=f"{one.code} {one.rule}",
        )
        for one in told.findings
    )


def annotation(command: str, message: str, **properties: str) -> str:
    """A line with one command."""
    stated = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{command}{' ' if stated else ''}{stated}::{_data(message)}\n"


def _data(text: str) -> str:
    """A text as the runner decodes it; a command of its older form (`##[`) is broken up."""
    lines = "\n".join(visible(part) for part in text.split("\n"))
    lines = lines.replace("\u2028", " ").replace("\u2029", " ").replace("##[", "# #[")
    return lines.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
