"""What makes a folder a workspace: made once, and made good where a part is missing."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from inc import config, driving, forge_files
from inc.domain import presets
from inc.durable import Edit
from inc.errors import GitRefused, IncError, NotFound, UsageError
from inc.store import files
from inc.vcs import asking, speed
from inc.vcs.asking import make_repository
from inc.vcs.left_out import left_out as left_out_of
from inc.vcs.repository import Repository
from inc.workspace import Workspace, Writing

_POLICY: Final = """\
# The policy of this workspace, reviewed like code.
format = 1

# The zone of times that are typed or shown without one.
timezone = "UTC"

# The packaged policy that your own words stand on; inc config show prints it.
preset = "default"
"""
_ATTRIBUTES: Final = f"""\
# Documents keep the newlines they were written with.
incidents/** -text
postmortems/** -text
runbooks/** -text
{driving.ATTRIBUTES}"""
_TEMPLATES: Final = """\
# Templates

A file here replaces the packaged template of the same name.
`inc template list` names them, `inc template eject NAME` copies one here to change it.
"""
_FILES: Final = {
    config.FILE: _POLICY,
    ".gitattributes": _ATTRIBUTES,
    "templates/README.md": _TEMPLATES,
    "incidents/.gitkeep": "",
    "postmortems/.gitkeep": "",
    "runbooks/.gitkeep": "",
}


def found(folder: Path, *, dry_run: bool = False) -> tuple[Workspace, bool]:
    """The workspace that a folder is to be, and whether a repository has to be made for it.

    The folder and the repository are made here, unless it is a dry run.
    """
    if not dry_run:
        _make_folder(folder)
    try:
        repository, made = Repository.find(folder), False
    except GitRefused as refusal:
        if "not inside" not in refusal.what:
            raise
        repository, made = _new_repository(folder, dry_run=dry_run), True
    try:
        return Workspace.find(folder), made
    except IncError:
        return Workspace(folder.resolve(), repository), made


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            f"{folder} cannot be made: {error.strerror}", hint="Name another folder: inc init DIR"
        ) from error


def _new_repository(folder: Path, *, dry_run: bool) -> Repository:
    if dry_run:
        return Repository(folder, folder / ".git", folder / ".git")
    make_repository(folder)
    return Repository.find(folder)


def missing(
    workspace: Workspace, preset: str = presets.DEFAULT, forge: str | None = None
) -> list[Edit]:
    """What has to be written so that every part is there; existing text is only added to.

    What a forge reads is among it where the workspace is the whole repository: that of `forge`,
    else of the forge that the remote address speaks of. What a sparse checkout leaves out is there.
    """
    config.check("preset", preset)
    chosen = _POLICY.replace(f'"{presets.DEFAULT}"', f'"{preset}"')
    texts = {**_FILES, config.FILE: chosen, **_for_forge(workspace, forge)}
    edits = [_edit(workspace, path, text) for path, text in texts.items()]
    lacking = [edit for edit in edits if edit.after != edit.before]
    elsewhere = set(_left_out(workspace, [edit.path for edit in lacking]))
    return [edit for edit in lacking if edit.path not in elsewhere]


def left_out(workspace: Workspace) -> list[str]:
    """The parts, but for those of a forge, that git has and a sparse checkout leaves out."""
    return _left_out(workspace, [*_FILES])


def _left_out(workspace: Workspace, paths: Sequence[str]) -> list[str]:
    """Those of some parts; a file that only keeps a folder goes with whatever is in it."""
    repository = workspace.repository
    if not paths or not repository.git_dir.is_dir():
        return []  # a dry run, and there may be no repository yet
    named = {workspace.in_repository(one.removesuffix("/.gitkeep")): one for one in paths}
    found = "\n".join(["", *left_out_of(repository, *named), ""])
    return [one for name, one in named.items() if f"\n{name}\n" in found or f"\n{name}/" in found]


def _for_forge(workspace: Workspace, forge: str | None) -> dict[str, str]:
    if workspace.root != workspace.repository.worktree:
        return {}  # forges read them at the top, and that is not ours
    address, branch = "", "main"
    if workspace.repository.common_dir.is_dir():  # a dry run may have no repository yet
        address = asking.remote_address(workspace.repository)
        branch = asking.branch(workspace.repository) or branch
    return forge_files.texts(forge or forge_files.of_remote(address), workspace.root, branch)


def _edit(workspace: Workspace, path: str, text: str) -> Edit:
    try:
        there = files.read(workspace.root, path)
    except NotFound:
        folder = (workspace.root / path).parent
        needless = path.endswith(".gitkeep") and folder.is_dir() and any(folder.iterdir())
        return Edit(path, None, None if needless else text.encode())
    if path != ".gitattributes":
        return Edit(path, there, there)
    lines = there.decode("utf-8", "replace").splitlines()
    absent = [line for line in text.splitlines() if line not in lines]
    gap = b"" if not there or there.endswith(b"\n") else b"\n"
    return Edit(path, there, there + (gap + "\n".join([*absent, ""]).encode() if absent else b""))


def quicken(workspace: Workspace, *, dry_run: bool = False) -> list[str]:
    """Turn on what makes git faster in this clone; the names of what was not on before."""
    repository = workspace.repository
    if not repository.common_dir.is_dir():
        return []  # a dry run, and everything will be new
    steps = speed.lacking(repository)
    if not dry_run:
        steps = [step for step in steps if speed.turn_on(repository, step)]
    if steps and not dry_run:
        speed.look_around(repository)
    return [step.name for step in steps]


def teach_to_merge(workspace: Workspace, *, dry_run: bool = False) -> None:
    """Let git in this clone merge documents by what they say; what refuses that, doctor tells."""
    if not dry_run and workspace.repository.common_dir.is_dir():
        with suppress(GitRefused):
            driving.install(workspace)


def make(workspace: Workspace, edits: list[Edit], *, writing: Writing) -> str | None:
    """Write and commit the missing parts."""
    text = "inc: workspace\n\nInc-Operation: init\n"
    return workspace.save(edits, text, writing=writing)
