"""The code quality report of GitLab."""

from __future__ import annotations

from inc.checks.finding import Level
from inc.checks.formats.told import Told, advice, sentence
from inc.domain.text import escaped


def write(told: Told) -> str:
    """A list of findings; an empty one where there are none, for GitLab compares two reports."""
    import json

    found = [
        {
            "description": " — ".join(filter(None, (sentence(one), advice(one)))),
            "check_name": f"{one.code} {one.rule}",
            "fingerprint": one.fingerprint,
            "severity": "major" if one.level is Level.ERROR else "minor",
            "location": {"path": told.place(one), "lines": {"begin": one.line}},
        }
        for one in told.findings
    ]
    return escaped(json.dumps(found, indent=2, ensure_ascii=False)) + "\n"
