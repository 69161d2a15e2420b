"""What can be wrong with the workspace: its parts, its policy, its documents."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from inc import config, foundation, misplaced, unseen
from inc.domain.incident import Incident
from inc.domain.operations.reconcile import disagreements
from inc.durable import Edit
from inc.errors import IncError
from inc.health.ailments import Ailment, Patient
from inc.store import files, layout, yaml11
from inc.store.document import Document
from inc.vcs import memo
from inc.vcs.repository import Repository
from inc.workspace import Workspace, Writing


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


def _make(workspace: Workspace, edit: Edit, writing: Writing) -> None:
    foundation.make(workspace, [edit], writing=writing)


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
