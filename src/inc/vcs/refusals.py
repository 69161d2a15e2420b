"""Why git did not take a commit, in one sentence with git's own last words and the way out."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from inc.domain.times import words
from inc.errors import DiskRefused, GitRefused, NotRecorded
from inc.vcs import stale
from inc.vcs.process import Completed, git
from inc.vcs.repository import Repository

_LAST_LINES: Final = 20
_LAST_CHARACTERS: Final = 2000

# Patterns are compiled by their first use: most commands never need them.
_COLOUR: Final = r"\x1b\[[0-9;]*[A-Za-z]"
_CONTROL: Final = r"[\x00-\x08\x0b-\x1f\x7f-\x9f]"
_SPARSE: Final = r"outside of your sparse-checkout|skip-worktree"
_LOCK_FILE: Final = r"'([^'\n]+\.lock)': File exists"
_RACE: Final = r"is at [0-9a-f]+ but expected|reference already exists"
_NOTHING: Final = rb"(?m)^(?:nothing to commit|nothing added to commit|no changes added)"
_DISK: Final = (
    r"No space left on device|Disk quota exceeded|Read-only file system"
    r"|File too large|Input/output error|insufficient permission"
    r"|Out of diskspace|couldn't write '"
)

_KNOWN: Final = (
    (
        r"Please tell me who you are|empty ident|unable to auto-detect|auto-detection is disabled"
        r"|no (?:email|name) was given|consists only of disallowed",
        "git does not know who you are",
        '`git config --global user.name "YOUR NAME"` and '
        "`git config --global user.email YOU@EXAMPLE.COM` tell it",
    ),
    (
        r"unsupported value for gpg\.format",
        "this git cannot sign that way",
        "with keys of SSH git signs from 2.34 on (`git --version`): install a newer one, or change "
        "how you sign: `git config --show-origin gpg.format`",
    ),
    (
        r"failed to sign|cannot run gpg|signingkey|[Ll]oad (?:public )?key|No private key",
        "the commit could not be signed",
        "mend the signing (`git config --show-origin --get-regexp 'gpg|sign'` shows how it is set "
        "up); a commit is never made unsigned instead",
    ),
    (
        r"ignored by one of your \.gitignore",
        "git ignores the path",
        "`git check-ignore -v PATH` names the rule; take it out or move the documents",
    ),
    (
        r"did not match any file\(s\) known to git",
        "git does not know the path, and ignores it",
        "`git check-ignore -v PATH` names the rule; take it out or move the documents",
    ),
    (
        r"dubious ownership",
        "the repository belongs to somebody else",
        "if you trust it: `git config --global --add safe.directory FOLDER`",
    ),
    (
        r"cannot do a partial commit during",
        "another operation is in progress",
        "`git status` says which, and how to finish or leave it",
    ),
)
_HOOKS: Final = ("pre-commit", "prepare-commit-msg", "commit-msg", "reference-transaction")


def is_lock_contention(err: str) -> bool:
    """Tell whether another program held a lock of git or was faster: worth another try."""
    return bool(re.search(_LOCK_FILE, err) or re.search(_RACE, err))


def sees_no_change(done: Completed) -> bool:
    """Tell whether git made no commit because it finds nothing to commit."""
    return done.code == 1 and bool(re.search(_NOTHING, done.out))


def refusal(repository: Repository, done: Completed, paths: Sequence[str]) -> NotRecorded:
    """Return the error to raise for a commit of `paths` that ended as `done`."""
    if sees_no_change(done):
        return _no_change(paths)
    words = last_words(done)
    held = re.search(_LOCK_FILE, done.err)
    if held:
        return _lock_held(repository.worktree / held[1])
    if re.search(_DISK, done.err):
        return DiskRefused(
            f"git cannot write: {words}", hint="`df -h .` shows how full the disk is"
        )
    if re.search(_SPARSE, done.err):
        return _left_out(done, paths)
    for pattern, what, hint in _KNOWN:
        if re.search(pattern, done.err):
            return GitRefused(_sentence(what, words), hint=hint)
    return _by_hook(repository, done, words) or GitRefused(
        _sentence("git did not take the commit", words), hint="`git status` may say more"
    )


def last_words(done: Completed) -> str:
    """Return the end of what git or a hook said, without control characters and git's hints."""
    said = done.err if done.err.strip() else done.out.decode("utf-8", "replace")
    said = re.sub(_COLOUR, "", said).replace("\r\n", "\n").replace("\r", "\n")
    lines = [line.rstrip() for line in said.split("\n") if not line.startswith("hint:")]
    text = "\n".join([line for line in lines if line][-_LAST_LINES:])
    return re.sub(_CONTROL, "\N{REPLACEMENT CHARACTER}", text)[-_LAST_CHARACTERS:]


def _sentence(what: str, words: str) -> str:
    if not words:
        return f"{what}, without a word"
    # In git commands we name paths this way; people do not.
    words = words.replace(":(literal)", "")
    return f"{what}:\n{words}" if "\n" in words else f"{what}: {words}"


def _by_hook(repository: Repository, done: Completed, words: str) -> GitRefused | None:
    # Git itself dies with 128; 1 without a message of git's own is a hook that said no.
    if done.code != 1 and "by hook" not in done.err:
        return None
    names = _hooks(repository)
    if not names:
        return None
    return GitRefused(
        _sentence(f"a hook ({', '.join(names)}) did not take the commit", words),
        hint="mend what the hook asks for, then run the command again",
    )


def _hooks(repository: Repository) -> list[str]:
    done = git(["rev-parse", "--git-path", "hooks"], cwd=repository.worktree)
    folder = repository.worktree / os.fsdecode(done.out.rstrip(b"\n"))
    return [name for name in _HOOKS if os.access(folder / name, os.X_OK)]


def _no_change(paths: Sequence[str]) -> GitRefused:
    return GitRefused(
        f"git sees no change in {', '.join(paths)}",
        hint="`git ls-files -v PATH` shows S when git was told not to look at it; "
        "`git update-index --no-skip-worktree PATH` ends that. Where `git config core.fsmonitor` "
        "names a program, that may not have told git: `git config core.fsmonitor false`",
    )


def _left_out(done: Completed, paths: Sequence[str]) -> GitRefused:
    """Git lists them below a paragraph of its own; people are told their folder, not the month."""
    from shlex import quote

    listed = {line.removeprefix(":(literal)") for line in done.err.split("\n")}
    outside = [path for path in paths if path in listed] or paths
    folders = dict.fromkeys(re.sub(r"(?:/[0-9]+)*/[^/]*\Z", "", path) for path in outside)
    are = "is" if len(outside) == 1 else "are"
    return GitRefused(
        f"{', '.join(outside)} {are} outside of the sparse checkout",
        hint=f"Have it here: git sparse-checkout add {' '.join(map(quote, folders))}",
    )


def _lock_held(path: Path) -> GitRefused:
    age = stale.age(path)
    since = "until just now" if age is None else f"for {words(age)}"
    return GitRefused(
        f"{path} has been there {since}: another git program is at work here, or one died",
        hint=f"wait for it; `inc doctor` says whether one runs. When none does, delete {path}",
    )
