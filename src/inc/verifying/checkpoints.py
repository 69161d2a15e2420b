"""Whether the history still has what it had: checkpoints, and the tips that remotes had before."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final, NamedTuple

from inc.domain.proof import Finding, Trouble
from inc.domain.times import iso
from inc.errors import UsageError
from inc.store import layout
from inc.vcs import branches, checkpoints, proving
from inc.vcs.checkpoints import Checkpoint
from inc.vcs.exchange import Target
from inc.vcs.repository import Repository
from inc.vcs.seen import last as last_synced
from inc.vcs.versions import Versions
from inc.verifying import left_behind, rewound
from inc.verifying.versions import is_incident
from inc.workspace import Workspace

_PUBLISHED: Final = "([0-9a-f]{40}|[0-9a-f]{64}):([0-9a-f]{64})"
_ACCEPTED: Final = "accepted:"  # before the ref of a last sync, or a tip, that may be gone
_KEEP_BOTH: Final = (
    "Ask who rewrote it; keep what was there: git branch before-rewrite {was}. "
    "If it was on purpose: inc verify --accept-rewrite"
)


class Made(NamedTuple):
    """A checkpoint that was written: what to publish, and the name of its tag, if it has one."""

    checkpoint: Checkpoint
    hash: str
    tag: str


def rewritings(workspace: Workspace) -> Iterator[Finding]:
    """The checkpoints and the remotes' tips on which nothing stands any more."""
    repository = workspace.repository
    now = checkpoints.main_lines(repository)
    known = _accepted(repository)
    for ref, was in _before(repository, now):
        tip = now[ref]
        if checkpoints.is_rewritten(repository, was, tip):
            known.add(was)
            branch = ref.removeprefix("refs/remotes/")
            what = f"the history of {branch} was rewritten: it had {was}, and {tip} does not"
            what += f"; {left_behind.in_words(workspace, was, tip)}"
            hint = _KEEP_BOTH.format(was=was[:12])
            yield Finding(Trouble.HISTORY, tip, "", "", what, hint, was, tip)
    for finding in left_behind.rewritings(workspace, now, known):
        known.add(finding.was)
        yield finding
    yield from rewound.rewritings(workspace, known)
    tips: set[str] = set()
    for one in [*checkpoints.tags(repository), *checkpoints.kept(repository)]:
        if one.tip in tips:
            continue
        tips.add(one.tip)
        if checkpoints.lost(repository, one.tip, one.branch):
            yield _lost(workspace, one)


def _accepted(repository: Repository) -> set[str]:
    """The tips that remotes had, and of which somebody said that it is well that they are gone."""
    noted = checkpoints.seen(repository).items()
    return {tip for name, tip in noted if name.startswith(_ACCEPTED)}


def _before(repository: Repository, now: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The tips that branches of remotes had: when this proved the record, and at the last sync."""
    tips, synced = checkpoints.seen(repository), _synced(repository, now)
    for ref in now:
        known = [tips.get(ref), synced.get(ref)]
        yield from ((ref, was) for was in dict.fromkeys(known) if was)


def _synced(repository: Repository, refs: Iterable[str]) -> dict[str, str]:
    """What `inc sync` saw last of branches of remotes, where nobody accepted that it is gone."""
    tips = checkpoints.seen(repository)
    noted = {ref: last_synced(repository, Target(*ref.split("/", 3)[2:])) for ref in refs}
    return {
        ref: one.commit
        for ref, one in noted.items()
        if one and tips.get(_ACCEPTED + ref) != one.commit
    }


def _lost(workspace: Workspace, one: Checkpoint) -> Finding:
    head = workspace.repository.head().oid or ""
    name = one.origin or f"of {one.at}"
    what = f"the checkpoint {name} is not in the history any more: it was at {one.tip}"
    hint = _KEEP_BOTH.format(was=one.tip[:12])
    if one.origin:
        hint += f" and: git tag -d {one.origin}"
    return Finding(Trouble.HISTORY, head, "", "", what, hint, one.tip, head)


def unsigned(workspace: Workspace) -> Iterator[Finding]:
    """The tags of checkpoints that have no good signature."""
    for name in dict.fromkeys(one.origin for one in checkpoints.tags(workspace.repository)):
        if not checkpoints.is_signed(workspace.repository, name):
            what = f"the checkpoint {name} has no good signature"
            yield Finding(Trouble.SIGNATURE, "", "", "", what, f"See: git verify-tag {name}")


def published(workspace: Workspace, words: str) -> Iterator[Finding]:
    """What contradicts a hash that somebody published; UsageError where it is none."""
    match = re.fullmatch(_PUBLISHED, words.strip().lower())
    if match is None:
        raise UsageError(
            "that is no hash of a checkpoint",
            hint="It is what inc verify --checkpoint printed: a commit, a colon, 64 digits.",
        )
    tip, digest = match[1], match[2]
    head = workspace.repository.head().oid or ""
    if checkpoints.lost(workspace.repository, tip, ""):
        what = f"the published commit is not in the history: {tip}"
        hint = "Fetch (git fetch) and try again; then ask who rewrote the history"
        yield Finding(Trouble.HISTORY, head, "", "", what, hint, tip, head)
    elif digest_of(workspace, tip) != digest:
        what = f"the incidents of commit {tip} are not those that were published"
        hint = "Look at the objects: git fsck --full; compare with another clone"
        yield Finding(Trouble.HISTORY, tip, "", "", what, hint, digest, digest_of(workspace, tip))


def saw(workspace: Workspace) -> None:
    """Note what the remotes have: all is well."""
    now = checkpoints.main_lines(workspace.repository)
    before = checkpoints.seen(workspace.repository)
    checkpoints.saw(workspace.repository, before | now)


def accept(workspace: Workspace) -> int:
    """Take the history as it is now; returns how many checkpoints of this clone were forgotten."""
    saw(workspace)
    _forget_synced(workspace.repository)
    _forget_moves(workspace)
    all_kept = checkpoints.kept(workspace.repository)
    left = [
        one for one in all_kept if not checkpoints.lost(workspace.repository, one.tip, one.branch)
    ]
    if len(left) != len(all_kept):
        checkpoints.keep(workspace.repository, left, anew=True)
    return len(all_kept) - len(left)


def _forget_synced(repository: Repository) -> None:
    """Note what `inc sync` saw and the remotes no longer have; sync itself asks for its own."""
    now = checkpoints.main_lines(repository)
    gone = {
        _ACCEPTED + ref: was
        for ref, was in _synced(repository, now).items()
        if checkpoints.is_rewritten(repository, was, now[ref])
    }
    checkpoints.saw(repository, checkpoints.seen(repository) | gone)


def _forget_moves(workspace: Workspace) -> None:
    """Note the rewritings that the reflogs tell of."""
    repository = workspace.repository
    tips = checkpoints.main_lines(repository).items()
    moved = [move.was for ref, tip in tips for move in left_behind.forced(workspace, ref, tip)]
    moved += [move.was for move, _ in rewound.rewound(workspace)]
    taken = {f"{_ACCEPTED}{was}": was for was in moved}
    checkpoints.saw(repository, checkpoints.seen(repository) | taken)


def make(workspace: Workspace, now: datetime) -> Made:
    """Note how far the history has come: a signed tag where there is a key, else a note here."""
    repository = workspace.repository
    tip = proving.commit_named(repository, "HEAD")
    branch = branches.current(repository)
    one = Checkpoint(iso(now), tip, digest_of(workspace, tip), branch)
    words = f"{tip}:{one.digest}"
    name = one.at.replace(":", "")
    is_signed = checkpoints.can_sign(repository)
    if is_signed:
        checkpoints.tag(repository, name, tip, _message(one))
    checkpoints.keep(repository, [one])
    return Made(one, words, checkpoints.TAGS + name if is_signed else "")


def _message(one: Checkpoint) -> str:
    facts = f"at: {one.at}\ntip: {one.tip}\ndigest: {one.digest}\nbranch: {one.branch}\n"
    return f"Checkpoint of the incident record\n\n{facts}"


def digest_of(workspace: Workspace, commit: str) -> str:
    """The SHA-256 over the paths and the bytes of all incidents of a commit."""
    repository = workspace.repository
    prefix = workspace.in_repository("x").removesuffix("x")
    held = proving.files_of(repository, commit, prefix + layout.INCIDENTS)
    below = sorted((path.removeprefix(prefix), oid) for path, oid in held.items())
    total = hashlib.sha256()
    with Versions(repository) as versions:
        for path, oid in below:
            if not is_incident(path):
                continue
            content = versions.content(oid)
            versions.forget()
            total.update(path.encode("utf-8", "surrogateescape") + b"\0")
            total.update(hashlib.sha256(content).digest())
    return total.hexdigest()
