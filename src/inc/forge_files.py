"""What a forge reads in a repository: the check as a workflow, what reviewers tick, who reviews."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from inc import __version__, packaged
from inc.errors import UsageError

GITHUB: Final = "github"
GITLAB: Final = "gitlab"
NONE: Final = "none"

_FILES: Final = {
    GITHUB: {
        ".github/workflows/inc.yml": "workflow.yml",
        ".github/pull_request_template.md": "pull_request_template.md",
        ".github/ISSUE_TEMPLATE/incident.yml": "incident_form.yml",
        ".github/CODEOWNERS": "CODEOWNERS",
    },
    GITLAB: {
        ".gitlab-ci.yml": "gitlab-ci.yml",
        ".gitlab/merge_request_templates/Postmortem.md": "merge_request_template.md",
    },
    NONE: {},
}
"""The files of each forge, and the packaged text of each."""

FORGES: Final = tuple(_FILES)

_ELSEWHERE: Final = {
    ".github/pull_request_template.md": (
        "pull_request_template.md",
        "docs/pull_request_template.md",
    ),
    ".github/CODEOWNERS": ("CODEOWNERS", "docs/CODEOWNERS"),
}
"""Where else a forge looks for a file; what a team has there is theirs."""


def texts(forge: str, root: Path, branch: str) -> dict[str, str]:
    """The files that a forge reads, by path below the top of the repository; `branch` is the main.

    Without those that the team has elsewhere. UsageError for a forge we have no files for.
    """
    if forge not in _FILES:
        raise UsageError(f"there are no files for '{forge}'", hint=f"One of: {', '.join(FORGES)}.")
    wanted = _FILES[forge].items()
    return {
        path: _text(forge, name, branch) for path, name in wanted if not _is_elsewhere(root, path)
    }


def _text(forge: str, name: str, branch: str) -> str:
    text = (packaged.folder() / "forges" / forge / name).read_text(encoding="utf-8")
    quoted = "'" + branch.replace("'", "''") + "'"
    plain = branch if re.fullmatch("[a-z][a-z0-9_-]*", branch) else quoted
    return text.replace("@VERSION@", __version__).replace("@BRANCH@", plain)


def _is_elsewhere(root: Path, path: str) -> bool:
    folder = root / Path(path).parent
    names = {one.name.lower(): one.name for one in folder.iterdir()} if folder.is_dir() else {}
    spelt = names.get(Path(path).name.lower())
    if spelt not in (None, Path(path).name):
        return True  # forges read .github/PULL_REQUEST_TEMPLATE.md as well
    return any((root / other).exists() for other in _ELSEWHERE.get(path, ()))


def of_remote(address: str) -> str:
    """The forge that a remote address speaks of; GitHub's files are read by most others too."""
    host = address.lower().partition("://")[2] or address.lower()
    return GITLAB if "gitlab" in host.partition("/")[0].partition(":")[0] else GITHUB
