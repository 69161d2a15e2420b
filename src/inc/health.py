"""What can be wrong with a clone or a workspace, each examination a function in one registry."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from inc import config, driving, foundation, journal, misplaced, recovery, spool, unseen
from inc.domain.incident import Incident
from inc.domain.operations.reconcile import disagreements
from inc.durable import Edit
from inc.errors import IncError
from inc.store import files, layout, yaml11
from inc.store.document import Document
from inc.vcs import asking, memo, speed, stale, visits
from inc.vcs.repository import Repository
from inc.workspace import Workspace, Writing

OLDEST_GIT: Final = (2, 30)
_OLD_LOCK: Final = 60.0
_TOLD_EACH: Final = 50  # documents


class Ailment(NamedTuple):
    """Something wrong, what to do about it, and how it is mended where there is one right way."""

    what: str
    hint: str = ""
    mend: Callable[[Writing], object] | None = None
    is_wrong: bool = True
    word: str = "slow"
    """What it makes the clone where it is not wrong: slow, or a part of the whole."""


class Patient(NamedTuple):
    """What is examined."""

    workspace: Workspace
    spools: Sequence[Path]
    now: datetime
    tell: Callable[[int, int], None] = lambda _done, _of: None
    """Told how many documents are read, and of how many."""

    def incidents(self, report: Callable[[IncError], None]) -> Iterator[Incident]:
        """All incidents, as `Documents.incidents`; it is told how far that is."""
        if not unseen.real(self.workspace.root, [layout.INCIDENTS]):
            return
        of = sum(1 for _ in layout.incident_ids(self.workspace.root))
        for done, incident in enumerate(self.workspace.incidents(report)):
            if done % _TOLD_EACH == 0:
                self.tell(done, of)
            yield incident


Examine = Callable[[Patient], Iterator[Ailment]]


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


def state(patient: Patient) -> Iterator[Ailment]:
    """Nothing stands in the way of a commit."""
    try:
        patient.workspace.repository.refuse_unsafe_state(detached_ok=False)
    except IncError as problem:
        yield Ailment(problem.what, problem.hint)


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


def parts(patient: Patient) -> Iterator[Ailment]:
    """Every part of the workspace is there."""
    workspace = patient.workspace
    if links := unseen.links(workspace.root, workspace.repository):
        yield from (Ailment(one.what, one.hint) for one in links)
        return  # what is missing cannot be told before these are folders
    for edit in foundation.missing(workspace):
        yield Ailment(
            f"{edit.path} is missing or incomplete",
            "inc doctor --fix",
            partial(_make, workspace, edit),
        )


def on_the_disk(patient: Patient) -> Iterator[Ailment]:
    """Nothing is left out by a sparse checkout."""
    workspace = patient.workspace
    root, repository = workspace.root, workspace.repository
    if left_out := unseen.elsewhere(root, repository, layout.FOLDERS):
        told = unseen.outside(root, repository, left_out)
        yield _left_out(
            f"{told.what}; git has what is left out, and lists and numbers do not", told.hint
        )
    if parts := foundation.left_out(workspace):
        yield _left_out(f"outside of the sparse checkout, and not missing: {', '.join(parts)}")


def _left_out(what: str, hint: str = "") -> Ailment:
    return Ailment(what, hint, is_wrong=False, word="part")


def _make(workspace: Workspace, edit: Edit, writing: Writing) -> None:
    foundation.make(workspace, [edit], writing=writing)


def policy(patient: Patient) -> Iterator[Ailment]:
    """`inc.toml` can be read."""
    try:
        config.load(patient.workspace.root)
    except (IncError, OSError, UnicodeDecodeError) as problem:
        yield Ailment(str(problem), getattr(problem, "hint", ""))


def documents(patient: Patient) -> Iterator[Ailment]:
    """Every document can be read, and an incident says what its timeline implies."""
    broken: list[IncError] = []
    for incident in patient.incidents(broken.append):
        yield from _disagreements(incident)
        yield from _surprises(patient.workspace, incident)
    for path in _learnt(patient.workspace):
        try:
            Document.parse(files.read(patient.workspace.root, path), path).fields  # noqa: B018
        except IncError as refused:
            broken.append(refused)
    for problem in broken:
        yield Ailment(problem.what, problem.hint)


def _learnt(workspace: Workspace) -> list[str]:
    """The paths of all postmortems and runbooks."""
    root = workspace.root
    found = [
        *(layout.postmortem_path(name) for name in layout.postmortem_ids(root)),
        *(layout.runbook_path(name) for name in layout.runbook_names(root)),
    ]
    return unseen.real(root, found)


def _disagreements(incident: Incident) -> Iterator[Ailment]:
    wrong = disagreements(incident)
    if wrong:
        yield Ailment(
            f"{incident.id}: {', '.join(wrong)} changed by hand, not in the timeline",
            f"inc reconcile {incident.id}",
        )
    nameless = sum(not entry.id for entry in incident.entries)
    if nameless:
        yield Ailment(
            f"{incident.id}: entries without an id: {nameless}", f"inc reconcile {incident.id}"
        )


def _surprises(workspace: Workspace, incident: Incident) -> Iterator[Ailment]:
    for key, ours, theirs in yaml11.surprises(workspace.document(incident.id).text):
        yield Ailment(
            f"{incident.id}: other programs read {key}: {ours!r} as {theirs}",
            "Put the value in quotes: inc edit " + incident.id,
        )


def names(patient: Patient) -> Iterator[Ailment]:
    """Every document stands where commands look for it, under the id that it states."""
    workspace = patient.workspace
    for path in unseen.real(workspace.root, layout.strays(workspace.root)):
        yield Ailment(
            f"{path} is not YYYY-MM-DD-words.md in the folder of its month; no command sees it",
            misplaced.hint(workspace, path),
        )
    for incident in patient.incidents(lambda _: None):
        stated = incident.fields.get("id")
        if stated is not None and stated != incident.id:
            yield Ailment(
                f"{incident.id}: its front matter says id: {stated}",
                "Make them the same: rename the file, or correct the id",
            )


def committed(patient: Patient) -> Iterator[Ailment]:
    """Nothing that was written by hand waits to be committed."""
    workspace = patient.workspace
    found = map(layout.incident_path, layout.incident_ids(workspace.root))
    incidents = unseen.real(workspace.root, found)
    paths = [workspace.in_repository(path) for path in (*incidents, *_learnt(workspace))]
    for path in sorted(memo.dirty_paths(workspace.repository, paths)) if paths else []:
        hint = _to_commit(workspace.repository, path)
        yield Ailment(f"{path} has changes that are not committed", hint)


def _to_commit(repository: Repository, path: str) -> str:
    """How a changed document is committed; git takes no single path while it is at something."""
    operation = repository.operation_in_progress()
    if operation == "merge":
        return "Let inc merge it: git merge --abort && inc sync (or, if it is settled: git commit)"
    return f"git {operation} --continue" if operation else f"git commit -- {path}"


def waiting(patient: Patient) -> Iterator[Ailment]:
    """No words wait to be recorded."""
    number = sum(1 for _ in spool.waiting(patient.spools))
    if number:
        yield Ailment(f"commands that could not be recorded: {number}", "inc retry")


def unfinished(patient: Patient) -> Iterator[Ailment]:
    """No command was cut off in the middle of a change."""
    record = recovery.unfinished(patient.workspace.repository)
    if record:
        yield Ailment(
            f"a command was cut off ({record.purpose or 'inc'}) while it changed "
            + ", ".join(one.path for one in record.splices),
            "The next command that writes finishes it, or: inc doctor --fix",
            patient.workspace.recover,
        )


def leftovers(patient: Patient) -> Iterator[Ailment]:
    """No lock of a git that died, and no temporary file of ours, is left."""
    repository = patient.workspace.repository
    works = stale.works_here(repository)
    for lock in stale.left(repository):
        if _age(lock) > _OLD_LOCK:
            yield _of_lock(patient.workspace, lock, _age(lock), works)
    if journal.is_there(repository):
        return  # they may be of a command that is at work, and go with what is unfinished
    for left in _drafts(repository.common_dir / "inc"):
        yield Ailment(
            f"{left} was left by a command that was killed",
            "inc doctor --fix",
            partial(_remove, left),
        )


def _drafts(folder: Path) -> list[Path]:
    """Drafts of documents, and folders in which texts were merged, by nobody who is at work."""
    merged = (path for path in folder.glob("tmp*") if _age(path) > _OLD_LOCK)
    return sorted([*(folder / "staging").glob("*"), *merged])


def _age(path: Path) -> float:
    """For how many seconds it is there; none, where it is gone."""
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return 0.0


def _of_lock(workspace: Workspace, lock: Path, age: float, works: bool) -> Ailment:
    what = f"{lock} is {age / 60:.0f} min old; git commits nothing while it is there"
    if recovery.unfinished(workspace.repository):
        return Ailment(what, "inc doctor --fix", workspace.recover)
    if works:
        return Ailment(what, "A git runs here, or may do so. When none does: remove that file.")
    return Ailment(
        what, "No git is seen to run here. Where none on another machine does: remove that file."
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


def merging(patient: Patient) -> Iterator[Ailment]:
    """Git merges documents by what they say."""
    for trouble in driving.troubles(patient.workspace):
        mend = partial(_teach_to_merge, patient.workspace) if trouble.is_mended_here else None
        yield Ailment(trouble.what, trouble.hint, mend)


def _teach_to_merge(workspace: Workspace, _writing: Writing) -> None:
    foundation.teach_to_merge(workspace)


def _turn_on(repository: Repository, step: speed.Step, _writing: Writing) -> None:
    speed.turn_on(repository, step)


def _remove(path: Path, _writing: Writing) -> None:
    if path.is_dir() and not path.is_symlink():
        import shutil

        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


EXAMINATIONS: Final[dict[str, Examine]] = {
    "git is new enough": git_version,
    "git knows who you are": identity,
    "git can take a commit": state,
    "inc.toml can be read": policy,
    "no command is on another branch": visit,
    "every part of the workspace is there": parts,
    "every document is on the disk": on_the_disk,
    "documents can be read and agree with their timelines": documents,
    "documents stand where commands look for them": names,
    "documents are committed": committed,
    "no change is half done": unfinished,
    "nothing waits to be recorded": waiting,
    "nothing is left over": leftovers,
    "git merges documents by what they say": merging,
    "git has what makes it fast": swiftness,
}
"""Every examination under the sentence that holds when all is well."""
