"""Forges: which one a remote is on, the page that proposes a branch there, and their programs.

An address that a clone pushes to may hold a name and a token. Neither gets into a page's address.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import quote, urlsplit

_LONGEST_PAGE: Final = 2_000  # characters of an address that people copy from a terminal
_SHORT_PAGE: Final = 200  # of one on a screen that people work on
_LONGEST_BODY: Final = 60_000  # forges take 65,536
_PATIENCE: Final = 60.0  # seconds for a program of a forge
_SCP: Final = r"(?:[^/@:\s]+@)?(?P<host>[^/@:\s\[\]]{2,}):(?!//)(?P<path>[^\s]+)"
_HOST: Final = r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?"
_ELSEWHERE: Final = ("altssh.", "ssh.")
"""Names of hosts that speak SSH on the port of the web, without which they are those of the web."""


class Kind(StrEnum):
    """The forges whose pages we know."""

    GITHUB = "github"
    GITLAB = "gitlab"
    GITEA = "gitea"
    BITBUCKET = "bitbucket"


_NAMES: Final = {
    "github": Kind.GITHUB,
    "gitlab": Kind.GITLAB,
    "codeberg": Kind.GITEA,
    "gitea": Kind.GITEA,
    "forgejo": Kind.GITEA,
    "bitbucket": Kind.BITBUCKET,
}
"""What a part of the name of a host says about what runs there."""


class Project(NamedTuple):
    """A repository on a forge: where people look at it."""

    kind: Kind
    page: str

    @property
    def word(self) -> str:
        """What it calls a branch that is proposed."""
        return "merge request" if self.kind is Kind.GITLAB else "pull request"


class Proposal(NamedTuple):
    """A branch that is to be merged into another, and what is said about it."""

    branch: str
    base: str
    title: str
    body: str


class Opened(NamedTuple):
    """How a program of a forge ended: the address of the request, or why there is none."""

    url: str = ""
    trouble: str = ""


def project(remote: str) -> Project | None:
    """The project that a remote's address belongs to; None for hosts that we do not know."""
    host, web, path = _parts(remote) if remote.isprintable() else ("", "", "")
    kind = next((_NAMES[label] for label in host.split(".") if label in _NAMES), None)
    if kind is None or not path or (kind is Kind.BITBUCKET and host != "bitbucket.org"):
        return None
    return Project(kind, f"{web}/{quote(path, safe='/')}")


def _parts(remote: str) -> tuple[str, str, str]:
    """Host, the beginning of its pages, and the path of the project; nothing where it has none."""
    if "://" in remote:
        host, web, path = _of_url(remote)
    else:
        match = re.fullmatch(_SCP, remote)
        host, path = (match["host"], match["path"]) if match else ("", "")
        web = ""
    host = host.lower()
    for name in _ELSEWHERE if not web else ():
        host = host.removeprefix(name)
    path = path.strip("/").removesuffix(".git").strip("/")
    if not re.fullmatch(_HOST, host) or "/" not in path or ".." in path.split("/"):
        return "", "", ""
    return host, web or f"https://{host}", path


def _of_url(remote: str) -> tuple[str, str, str]:
    try:
        parts = urlsplit(remote)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "", "", ""
    if parts.scheme in ("http", "https"):
        return host, f"{parts.scheme}://{host}{f':{port}' if port else ''}", parts.path
    is_ssh = parts.scheme in ("ssh", "git+ssh", "ssh+git", "git")
    return (host, "", parts.path) if is_ssh else ("", "", "")


# ------------------------------------------------------------------ pages


def page(project: Project, proposal: Proposal, *, is_short: bool = False) -> str:
    """The address that opens a request for the branch, with as much of the text as fits.

    A short one has no more than a person can copy from a screen without losing sight of the rest.
    """
    form = _PAGES[project.kind]
    if is_short:
        untold = (proposal, proposal._replace(body=""), proposal._replace(title="", body=""))
        addresses = [form(project, one) for one in untold]
        return next((one for one in addresses if len(one) <= _SHORT_PAGE), addresses[-1])
    lines = proposal.body[:_LONGEST_PAGE].split("\n")
    fitting = ["\n".join([*lines[:count], "…"]) for count in range(len(lines) - 1, 0, -1)]
    for body in (proposal.body[: _LONGEST_PAGE + 1], *fitting, ""):
        address = form(project, proposal._replace(body=body))
        if len(address) <= _LONGEST_PAGE:
            return address
    return form(project, proposal._replace(title="", body=""))


def _on_github(project: Project, proposal: Proposal) -> str:
    fields = {"expand": "1", "title": proposal.title, "body": proposal.body}
    return f"{_on_gitea(project, proposal)}?{_query(fields)}"


def _on_gitlab(project: Project, proposal: Proposal) -> str:
    fields = {
        "source_branch": proposal.branch,
        "target_branch": proposal.base,
        "title": proposal.title,
        "description": proposal.body,
    }
    named = {f"merge_request[{name}]": value for name, value in fields.items()}
    return f"{project.page}/-/merge_requests/new?{_query(named)}"


def _on_gitea(project: Project, proposal: Proposal) -> str:
    return f"{project.page}/compare/{quote(proposal.base)}...{quote(proposal.branch)}"


def _on_bitbucket(project: Project, proposal: Proposal) -> str:
    fields = {"source": proposal.branch, "dest": proposal.base, "t": "1"}
    return f"{project.page}/pull-requests/new?{_query(fields)}"


def _query(fields: dict[str, str]) -> str:
    pairs = (f"{quote(name, safe='[]')}={quote(value)}" for name, value in fields.items() if value)
    return "&".join(pairs)


_PAGES: Final[dict[Kind, Callable[[Project, Proposal], str]]] = {
    Kind.GITHUB: _on_github,
    Kind.GITLAB: _on_gitlab,
    Kind.GITEA: _on_gitea,
    Kind.BITBUCKET: _on_bitbucket,
}


# ------------------------------------------------------------------ programs


def program(kind: Kind) -> str:
    """The program of a forge that is installed here; nothing where there is none."""
    import shutil  # only here, for it brings every kind of compression

    name = {Kind.GITHUB: "gh", Kind.GITLAB: "glab"}.get(kind, "")
    return name if name and shutil.which(name) else ""


def open_request(program: str, proposal: Proposal, folder: Path) -> Opened:
    """Have the program of the forge open a request; one that is open already is found.

    All texts are arguments or standard input; no shell reads them.
    """
    body = proposal.body[:_LONGEST_BODY]
    arguments = _gh(proposal) if program == "gh" else _glab(proposal._replace(body=body))
    try:
        done = subprocess.run(
            [program, *arguments],
            cwd=folder,
            env=_environment(),
            input=(body if program == "gh" else "").encode("utf-8", "replace"),
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Opened(trouble=f"{program} gave no answer within {_PATIENCE:.0f} s")
    except OSError as error:
        return Opened(trouble=f"{program} cannot be started: {error.strerror}")
    out, err = (stream.decode("utf-8", "replace") for stream in (done.stdout, done.stderr))
    if done.returncode == 0 or "already exists" in f"{out}{err}":
        return Opened(url=_address(out) or _address(err))
    words = " ".join((err.strip() or out.strip() or "without a word").split())
    return Opened(trouble=f"{program} ended with {done.returncode}: {words[:500]}")


def _gh(proposal: Proposal) -> Sequence[str]:
    named = ["--title", proposal.title, "--body-file", "-"]
    return ["pr", "create", *named, "--head", proposal.branch, "--base", proposal.base]


def _glab(proposal: Proposal) -> Sequence[str]:
    named = ["--title", proposal.title, "--description", proposal.body]
    branches = ["--source-branch", proposal.branch, "--target-branch", proposal.base]
    return ["mr", "create", *named, *branches, "--yes"]


def _environment() -> dict[str, str]:
    return {**os.environ, "GH_PROMPT_DISABLED": "1", "GH_NO_UPDATE_NOTIFIER": "1", "NO_COLOR": "1"}


def _address(text: str) -> str:
    """The last address in what a program said."""
    found: list[str] = re.findall(r"https?://[^\s\"'<>]{1,2000}", text)
    return found[-1].rstrip(".,)") if found else ""
