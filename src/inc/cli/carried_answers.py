"""What was written into a bundle, and what one brought, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from inc.carrying import wording
from inc.carrying.applying import Applied
from inc.carrying.grafting import Brought
from inc.carrying.packing import Cargo
from inc.checks.finding import Finding
from inc.cli import output, sync_answers
from inc.cli.session import current
from inc.domain.text import shortened, visible
from inc.domain.times import iso, of_git
from inc.uniting.news import News
from inc.vcs.lineage import Step
from inc.workspace import Workspace

_SHOWN: Final = 8
_LONGEST: Final = 60


# ------------------------------------------------------------------ a bundle


def show_bundle(cargo: Cargo, place: Path | None, size: int) -> None:
    """The answer of `inc bundle`, whose file has `size` bytes."""
    if current().as_json:
        output.as_json(_bundle(cargo, place, size))
        return
    say = output.say if place else output.talk
    where = place.name if place else "the bundle"
    by = f"{_count(cargo.steps, 'commit')} by {', '.join(cargo.people)}"
    entries = _count(cargo.entries, "entry", "entries")
    say(f"Wrote {where}: {by if cargo.steps else 'only its last state'}, {entries}")
    for path in cargo.documents:
        say(f"  {path}")
    for line in _warnings(cargo):
        output.talk(line)
    if place:
        output.talk(f"Over there: inc apply {place.name}")


def _warnings(cargo: Cargo) -> Iterator[str]:
    if cargo.is_restricted:
        yield f"RESTRICTED: whoever gets this file can read all of {cargo.name}, and pass it on."
    if cargo.hidden:
        yield f"It names what is restricted: {', '.join(cargo.hidden)}"
    if cargo.redacted:
        ids = ", ".join(f"^{one}" for one in cargo.redacted)
        yield f"Its history has the words that were redacted: {ids}"
    for path in cargo.uncommitted:
        yield f"{path} was edited by hand; that is not committed, and not in it."
    if cargo.is_cut:
        yield "This clone has only the end of the history (it is shallow); no more is in it."
    if cargo.merged_before:
        yield (
            f"Who has {', '.join(cargo.merged_before)} as it was before the merge gets its entries "
            "twice: for them, name a commit before that merge, or leave out --since."
        )


def _bundle(cargo: Cargo, place: Path | None, size: int) -> dict[str, Any]:
    return {
        "command": "bundle",
        "incident": cargo.name,
        "incidents": list(cargo.names),
        "file": str(place) if place else None,
        "bytes": size,
        "form": wording.FORM,
        "documents": list(cargo.documents),
        "commits": cargo.steps,
        "entries": cargo.entries,
        "people": list(cargo.people),
        "restricted": cargo.is_restricted,
        "names_restricted": list(cargo.hidden),
        "has_redacted": list(cargo.redacted),
        "uncommitted": list(cargo.uncommitted),
        "shallow": cargo.is_cut,
        "merged_before": list(cargo.merged_before),
    }


# ------------------------------------------------------------------ what one brought


def show_applied(
    workspace: Workspace, done: Applied, findings: Sequence[Finding], gone: Sequence[str]
) -> None:
    """The answer of `inc apply`; `gone` are the entries that were here before."""
    if current().as_json:
        output.as_json(_applied(done, findings, gone))
        return
    if not done.brought:
        output.say(f"Nothing new: all of {done.name} in it is here already.")
        return
    for line in _summary(done):
        output.say(output.wrapped(line, rest="  "))
    for one in done.brought[:_SHOWN]:
        output.say(output.wrapped(f"  {visible(_commit(one, done.name))}", rest="    "))
    if len(done.brought) > _SHOWN:
        output.say(f"  and {len(done.brought) - _SHOWN} more: inc history {done.name}")
    sync_answers.say_decisions(workspace, done.decisions)
    for line in _remarks(done, findings, gone):
        output.talk(line)


def _summary(done: Applied) -> Iterator[str]:
    is_dry = current().dry_run
    begin = "Would bring to" if is_dry else "Applied to"
    at = "" if is_dry else f" ({done.commit[:8]})"
    known = f"; {done.known} were here already" if done.known else ""
    yield f"{begin} {done.name}{at}: {_count(len(done.brought), 'new commit')}{known}"
    for one in done.news:
        yield f"  {sync_answers.of_document(one)}"


def _commit(one: Brought, name: str) -> str:
    step = one.step
    first = " ".join(step.message.split("\n", 1)[0].split())
    subject = shortened(first.removeprefix(f"{name}: "), _LONGEST)
    return f"{_origin(step)[:8]} {step.author.name}: {subject}"


def _origin(step: Step) -> str:
    """The commit that the sender knows it by."""
    return next(reversed(wording.origins(step.message)), step.oid)


def _remarks(done: Applied, findings: Sequence[Finding], gone: Sequence[str]) -> Iterator[str]:
    if done.is_restricted:
        yield f"RESTRICTED: whoever can read this repository can now read {done.name}."
    for path in done.swept:
        yield f"{path} was edited by hand; that was committed first."
    if gone:
        are = "entry that was here is" if len(gone) == 1 else "entries that were here are"
        ids = ", ".join(f"^{one}" for one in gone[:_SHOWN])
        yield f"{len(gone)} {are} gone: {ids}; inc verify tells whether a commit says why."
    for one in findings[:_SHOWN]:
        yield f"{one.path}:{one.line}: {one.code} {one.message}"
    if findings:
        yield f"That came with it: inc check {findings[0].path}"
    if not current().dry_run:
        yield "Next: inc sync"


def _applied(done: Applied, findings: Sequence[Finding], gone: Sequence[str]) -> dict[str, Any]:
    is_dry = current().dry_run
    return {
        "command": "apply",
        "incident": done.name,
        "dry_run": is_dry,
        "commit": None if is_dry else done.commit,
        "merge": None if is_dry else done.merge or None,
        "joined": bool(done.merge),
        "restricted": done.is_restricted,
        "known": done.known,
        "commits": [_commit_dict(one, is_dry=is_dry) for one in done.brought],
        "documents": [_document_dict(one) for one in done.news],
        "decisions": [sync_answers.decision_dict(one) for one in done.decisions],
        "edited_by_hand": list(done.swept),
        "gone": list(gone),
        "findings": [
            {"path": one.path, "line": one.line, "code": one.code, "message": one.message}
            for one in findings
        ],
    }


def _commit_dict(one: Brought, *, is_dry: bool) -> dict[str, Any]:
    step = one.step
    return {
        "commit": None if is_dry else one.oid,
        "from": _origin(step),
        "author": step.author.name,
        "email": step.author.email,
        "at": iso(of_git(step.author.date.partition(" ")[0])),
        "subject": step.message.split("\n", 1)[0],
    }


def _document_dict(one: News) -> dict[str, Any]:
    return {
        "path": one.path,
        "name": one.name,
        "new": one.is_new,
        "removed": one.is_gone,
        "entries": one.entries,
        "people": list(one.people),
    }


def _count(number: int, word: str, words: str = "") -> str:
    return f"{number:,} {word if number == 1 else words or word + 's'}"
