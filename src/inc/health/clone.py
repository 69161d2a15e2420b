"""What can be wrong with the clone: git, its state, and what it has of us."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from inc import driving, foundation
from inc.health.ailments import Ailment, Patient
from inc.vcs import asking, speed, visits
from inc.vcs.repository import Repository
from inc.workspace import Workspace, Writing

OLDEST_GIT: Final = (2, 30)


def git_version(patient: Patient) -> Iterator[Ailment]:
    """Git is new enough."""
    major, minor = asking.version(patient.workspace.root)
    if (major, minor) < OLDEST_GIT:
        yield Ailment(f"git {major}.{minor} is older than 2.30", "Install a newer git.")


def identity(patient: Patient) -> Iterator[Ailment]:
    """Git knows who commits."""
    settings = patient.workspace.git_settings
    if not settings.email:
        yield Ailment(
            "git does not know who you are",
            "git config --global user.name NAME; git config --global user.email EMAIL",
        )


def visit(patient: Patient) -> Iterator[Ailment]:
    """The branch that is checked out is the one that people work on."""
    repository = patient.workspace.repository
    note = visits.read(repository)
    if note and not visits.is_guest(note):
        place = note.ref.removeprefix("refs/heads/") or f"--detach {note.oid}"
        yield Ailment(
            f"a command was cut off, or is at work, on the branch {note.branch}",
            f"The next command goes back; where git does not let it: git switch {place}",
        )


def swiftness(patient: Patient) -> Iterator[Ailment]:
    """Git has what makes it fast in a large clone."""
    repository = patient.workspace.repository
    speed.look_around(repository)
    for step in speed.lacking(repository):
        yield Ailment(
            f"{step.name}: without it {step.without}",
            "inc doctor --fix",
            partial(_turn_on, repository, step),
            is_wrong=False,
        )


def _turn_on(repository: Repository, step: speed.Step, _writing: Writing) -> None:
    speed.turn_on(repository, step)


def merging(patient: Patient) -> Iterator[Ailment]:
    """Git merges documents by what they say."""
    for trouble in driving.troubles(patient.workspace):
        mend = partial(_teach_to_merge, patient.workspace) if trouble.is_mended_here else None
        yield Ailment(trouble.what, trouble.hint, mend)


def _teach_to_merge(workspace: Workspace, _writing: Writing) -> None:
    foundation.teach_to_merge(workspace)
