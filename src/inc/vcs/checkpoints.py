"""Marks of how far the history had come: signed tags, and notes in the git directory."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Final, NamedTuple

from inc.errors import DiskRefused, GitRefused, IncError, Refused
from inc.vcs.process import git
from inc.vcs.repository import Repository
from inc.vcs.streaming import fields

TAGS: Final = "inc/checkpoint/"
_KEPT: Final = "checkpoints"
_SEEN: Final = "seen"
_OID: Final = "[0-9a-f]{40}|[0-9a-f]{64}"
_MOST: Final = 10_000  # notes that are read; nobody makes more by hand
_USUAL: Final = ("main", "master", "trunk")


class Checkpoint(NamedTuple):
    """A commit that the history had, and the digest of its incidents: when it was noted, and where.

    `origin` is the name of the tag, or nothing for a note of this clone; `branch` the branch that
    was checked out. `digest` is empty where it is not known.
    """

    at: str
    tip: str
    digest: str
    branch: str
    origin: str = ""


def can_sign(repository: Repository) -> bool:
    """Whether the person told git which key is theirs."""
    keys = ("user.signingkey", "gpg.ssh.defaultkeycommand")
    asked = (git(["config", "--get", key], cwd=repository.worktree) for key in keys)
    return any(done.code == 0 and done.out.strip() for done in asked)


def tag(repository: Repository, name: str, tip: str, message: str) -> None:
    """Make a signed tag; Refused, with what git says, where it cannot."""
    arguments = ["tag", "--sign", "--file=-", "--cleanup=verbatim", TAGS + name, tip]
    done = git(arguments, cwd=repository.worktree, stdin=message, write=True)
    if done.code == 0 and _holds_a_signature(repository, name):
        return
    if done.code == 0:  # some versions of git make a tag without one where the key is missing
        git(["tag", "--delete", TAGS + name], cwd=repository.worktree, write=True)
    raise Refused(
        f"git did not sign the checkpoint: {done.err.strip()}",
        hint="Try: git tag -s. Without a key (git config --unset user.signingkey) the hash is "
        "printed, to be published.",
    )


def _holds_a_signature(repository: Repository, name: str) -> bool:
    asked = git(["cat-file", "tag", f"refs/tags/{TAGS}{name}"], cwd=repository.worktree)
    return b"\n-----BEGIN " in asked.out


def tags(repository: Repository) -> list[Checkpoint]:
    """The checkpoints that are tags, the oldest first."""
    form = "%(refname)%00%(objectname)%00%(*objectname)%00%(contents)%00"
    arguments = ["for-each-ref", f"--format={form}", f"refs/tags/{TAGS}"]
    texts = (one.decode("utf-8", "replace").lstrip("\n") for one in fields(repository, arguments))
    found = []
    for ref, own, peeled, message in zip(*[texts] * 4, strict=False):
        said = _said(message)
        name = ref.removeprefix("refs/tags/")
        at, digest = said.get("at", name.removeprefix(TAGS)), said.get("digest", "")
        # Who moves a tag does not change what its message says, and the other way round.
        tips = dict.fromkeys([said.get("tip", ""), peeled or own])
        branch = said.get("branch", "")
        found += [
            Checkpoint(at, tip, digest, branch, name) for tip in tips if re.fullmatch(_OID, tip)
        ]
    return sorted(found)


def _said(message: str) -> dict[str, str]:
    pairs = (line.partition(": ") for line in message.split("\n"))
    return {key: value.strip() for key, colon, value in pairs if colon}


def is_signed(repository: Repository, name: str) -> bool:
    """Whether git finds a good signature on a tag."""
    try:
        list(fields(repository, ["verify-tag", f"refs/tags/{name}"]))
    except GitRefused:
        return False
    return True


def kept(repository: Repository) -> list[Checkpoint]:
    """The checkpoints that this clone noted, the oldest first."""
    found = []
    for line in _text(repository, _KEPT).split("\n")[-_MOST:]:
        with suppress(ValueError, TypeError, KeyError, AttributeError):
            one = json.loads(line)
            facts = [str(one[key]) for key in ("at", "tip", "digest", "branch")]
            if re.fullmatch(_OID, facts[1]):
                found.append(Checkpoint(*facts))
    return found


def keep(repository: Repository, checkpoints: Sequence[Checkpoint], *, anew: bool = False) -> None:
    """Note checkpoints in the git directory, behind those that are there, or instead of them."""
    lines = [json.dumps({**one._asdict(), "version": 1}) for one in checkpoints]
    before = "" if anew else _text(repository, _KEPT)
    _write(repository, _KEPT, before + "".join(f"{line}\n" for line in lines))


def seen(repository: Repository) -> dict[str, str]:
    """The tips that the branches of remotes had when all was well."""
    with suppress(ValueError):
        found = json.loads(_text(repository, _SEEN) or "{}")
        if isinstance(found, dict):
            tips = found.get("tips")
            told = tips if isinstance(tips, dict) else {}
            return {ref: tip for ref, tip in told.items() if re.fullmatch(_OID, str(tip))}
    return {}


def saw(repository: Repository, tips: Mapping[str, str]) -> None:
    """Note the tips that the branches of remotes have; a clone that cannot be written has none."""
    if tips != seen(repository):
        with suppress(IncError):
            _write(repository, _SEEN, json.dumps({"version": 1, "tips": dict(tips)}) + "\n")


def main_lines(repository: Repository) -> dict[str, str]:
    """The branches of remotes that everybody builds on, by ref, with their tips.

    Others are rebased by those whose they are, and that is nobody's business.
    """
    form = "--format=%(refname)%00%(objectname)%00%(symref)%00"
    texts = (
        one.decode("utf-8", "replace").lstrip("\n")
        for one in fields(repository, ["for-each-ref", form, "refs/remotes/"])
    )
    refs = {ref: (tip, symref) for ref, tip, symref in zip(*[texts] * 3, strict=False)}
    heads = {symref for _, symref in refs.values() if symref}
    remotes_with_head = {ref.split("/")[2] for ref in heads}
    usual = {
        ref
        for ref, (_, symref) in refs.items()
        if not symref and ref.split("/")[2] not in remotes_with_head and _is_usual(ref)
    }
    return {ref: refs[ref][0] for ref in sorted(heads | usual) if ref in refs}


def _is_usual(ref: str) -> bool:
    return ref.split("/", 3)[3] in _USUAL


def lost(repository: Repository, tip: str, branch: str) -> bool:
    """Whether a commit is neither behind HEAD nor behind a branch of that name, here or remote."""
    names = ["HEAD", *_named(repository, branch)]
    return not any(_is_behind(repository, tip, name) for name in names)


def _named(repository: Repository, branch: str) -> list[str]:
    if not branch:
        return []
    form = "--format=%(refname)%00"
    listed = fields(repository, ["for-each-ref", form, "refs/heads/", "refs/remotes/"])
    refs = (one.decode("utf-8", "replace").strip() for one in listed)
    return [ref for ref in refs if ref.split("/", 2)[-1] == branch or _below(ref) == branch]


def _below(ref: str) -> str:
    """The branch of a ref of a remote."""
    return ref.split("/", 3)[-1] if ref.startswith("refs/remotes/") else ""


def _is_behind(repository: Repository, older: str, newer: str) -> bool:
    try:
        list(fields(repository, ["merge-base", "--is-ancestor", older, newer]))
    except GitRefused:
        return False
    return True


def is_rewritten(repository: Repository, was: str, now: str) -> bool:
    """Whether a branch that had one tip has another that does not stand on it."""
    return was != now and not _is_behind(repository, was, now)


def _text(repository: Repository, name: str) -> str:
    try:
        return (repository.common_dir / "inc" / name).read_text("utf-8", "replace")
    except OSError:
        return ""


def _write(repository: Repository, name: str, text: str) -> None:
    path = repository.private() / name
    draft = path.with_name(f"{name}.{os.getpid()}.new")
    try:
        draft.write_text(text, "utf-8")
        draft.replace(path)
    except OSError as error:
        raise DiskRefused(
            f"{path} cannot be written: {error.strerror}",
            hint="The git directory must be writable to note a checkpoint.",
        ) from error
