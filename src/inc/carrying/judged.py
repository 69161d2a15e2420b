"""What people should know of documents that came: what the check finds now, and what is gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress

from inc.checks import running
from inc.checks.finding import Finding, Level
from inc.checks.registry import RULES
from inc.checks.surroundings import Surroundings
from inc.errors import IncError
from inc.store.document import Document
from inc.uniting import commits
from inc.vcs import ancestry
from inc.workspace import Workspace

_Key = tuple[str, str]
_MOST = 1_000  # of one rule in a document; counted one by one, so that they can be compared


def findings(
    workspace: Workspace, around: Surroundings, paths: Sequence[str], before: str, after: str
) -> list[Finding]:
    """The errors of single documents that one commit has and another has not."""
    if before == after:
        return []
    there = _errors(workspace, around, paths, before)
    came = _errors(workspace, around, paths, after)
    return [one for key, one in came.items() if key not in there]


def gone(workspace: Workspace, paths: Sequence[str], before: str, after: str) -> list[str]:
    """The ids of the entries that the incidents of one commit have, and another has nowhere."""
    left = _entries(workspace, paths, after) if before != after else set()
    return sorted(_entries(workspace, paths, before) - left) if before != after else []


def _entries(workspace: Workspace, paths: Sequence[str], commit: str) -> set[str]:
    found: set[str] = set()
    for path, data in _texts(workspace, paths, commit).items():
        with suppress(IncError):
            document = Document.parse(data, path)
            found |= {one.id for one in document.entries if one.id}
    return found


def _errors(
    workspace: Workspace, around: Surroundings, paths: Sequence[str], commit: str
) -> Mapping[_Key, Finding]:
    instead = _texts(workspace, paths, commit)
    codes = [code for code, rule in RULES.items() if rule.find and not rule.find_all]
    report = running.run(around, list(instead), codes, instead=instead, most=_MOST)
    errors = (one for one in report.findings if one.level is Level.ERROR)
    return {(one.path, one.fingerprint): one for one in errors}


def _texts(workspace: Workspace, paths: Sequence[str], commit: str) -> dict[str, bytes]:
    place = commits.place(workspace)
    names = {path: f"{commit}:{place.prefix}{path}" for path in paths}
    told = ancestry.contents(workspace.repository, list(names.values()))
    return {path: told[name] for path, name in names.items() if name in told}
