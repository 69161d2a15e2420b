"""What git's configuration says to us: who the person is, and the `inc.*` keys."""

import os
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from inc.errors import DiskRefused, GitRefused
from inc.vcs.process import git
from inc.vcs.repository import Repository

_FORMAT: Final = "1"
# Files younger than this may change again without a new time of change.
_RACY_NS: Final = 50_000_000
# These carry any setting, secrets too: they are neither remembered nor written anywhere.
_PASSED_ALONG: Final = ("GIT_CONFIG_PARAMETERS", "GIT_CONFIG_COUNT")
_PLACES: Final = ("HOME", "XDG_CONFIG_HOME", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM")
_FINGERPRINTED: Final = (*_PLACES, "GIT_CONFIG_NOSYSTEM")
_PERSON: Final = ("author.email", "author.name", "user.email", "user.name")


class GitSettings(NamedTuple):
    """The person as git knows them, `inc.author`, and every `inc.*` key with its last value.

    Keys are written as git writes them: section and name in lower case.
    """

    author: str | None
    email: str | None
    name: str | None
    values: Mapping[str, str]


class _Listing(NamedTuple):
    """What `git config --list` told: the files it names or would read, and the keys we need."""

    files: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]


def git_settings(repository: Repository) -> GitSettings:
    """Return the settings; starts no process while none of git's configuration files changed.

    Raises GitRefused when git cannot read its configuration.
    """
    listing = _recall(repository)
    if listing is None:
        began = time.time_ns()
        listing = _asked(repository)
        _remember(repository, listing, began)
    return _settings(dict(listing.pairs), os.environ)


def _settings(pairs: Mapping[str, str], environ: Mapping[str, str]) -> GitSettings:
    def first(variable: str, keys: Sequence[str]) -> str | None:
        found = (environ.get(variable), *(pairs.get(key) for key in keys))
        return next((value for value in found if value), None)

    return GitSettings(
        author=pairs.get("inc.author") or None,
        email=first("GIT_AUTHOR_EMAIL", ("author.email", "user.email")) or environ.get("EMAIL"),
        name=first("GIT_AUTHOR_NAME", ("author.name", "user.name")),
        values={key: value for key, value in pairs.items() if key.startswith("inc.")},
    )


def _asked(repository: Repository) -> _Listing:
    done = git(["config", "--list", "--show-origin", "-z"], cwd=repository.worktree)
    if done.code != 0:
        raise GitRefused(
            f"git cannot read its configuration: {done.err.strip()}",
            hint="`git config --list --show-origin` names the file",
        )
    fields = done.out.decode("utf-8", "surrogateescape").split("\0")
    triples = [(o, *_pair(setting)) for o, setting in zip(fields[::2], fields[1::2], strict=False)]
    files = dict.fromkeys((*_standard_files(repository), *_named_files(repository, triples)))
    pairs = {k: v for _, k, v in triples if k.startswith("inc.") or k in _PERSON}
    return _Listing(tuple(files), tuple(pairs.items()))


def _pair(setting: str) -> tuple[str, str]:
    key, separator, value = setting.partition("\n")
    # `[inc] quiet` without a value means true.
    return key, value if separator else "true"


def _standard_files(repository: Repository) -> Iterable[str]:
    """Yield the files that git reads, or will read once they are there."""
    home = os.environ.get("HOME", "")
    yield os.environ.get("GIT_CONFIG_SYSTEM") or "/etc/gitconfig"
    if os.environ.get("GIT_CONFIG_GLOBAL"):
        yield os.environ["GIT_CONFIG_GLOBAL"]
    yield f"{os.environ.get('XDG_CONFIG_HOME') or f'{home}/.config'}/git/config"
    yield f"{home}/.gitconfig"
    yield str(repository.common_dir / "config")
    yield str(repository.git_dir / "config.worktree")


def _named_files(repository: Repository, triples: Iterable[tuple[str, str, str]]) -> Iterable[str]:
    """Yield the files that git named, and those they include: one may appear only later."""
    for origin, key, value in triples:
        if not origin.startswith("file:"):
            continue
        file = repository.worktree / origin.removeprefix("file:")
        yield str(file)
        if key == "include.path" or (key.startswith("includeif.") and key.endswith(".path")):
            with suppress(RuntimeError):
                yield str(file.parent / Path(value).expanduser())


def _recall(repository: Repository) -> _Listing | None:
    """Return what git told the last time, if it would tell the same again."""
    if any(name in os.environ for name in _PASSED_ALONG):
        return None
    try:
        memo = _memo(repository).read_bytes().decode("utf-8", "surrogateescape")
        fingerprint, files, *pairs = memo.split("\0")
        listing = _Listing(tuple(files.split("\n")), tuple(_pair(pair) for pair in pairs))
    except (OSError, ValueError, DiskRefused):
        return None
    return listing if fingerprint == _fingerprint(repository, listing.files) else None


def _remember(repository: Repository, listing: _Listing, began: int) -> None:
    """Write the memo; nothing is lost without it, so it never fails."""
    if any(name in os.environ for name in _PASSED_ALONG) or _is_young(listing.files, began):
        return
    fields = [_fingerprint(repository, listing.files), "\n".join(listing.files)]
    fields += [f"{key}\n{value}" for key, value in listing.pairs]
    with suppress(OSError, DiskRefused):
        memo = _memo(repository)
        # A new name for each writer: a reader never sees half a memo of somebody else.
        draft = memo.with_name(f"{memo.name}.{os.getpid()}")
        # Only for its owner, like the configuration in the home that it repeats.
        try:
            draft.touch(mode=0o600)
            draft.write_bytes("\0".join(fields).encode("utf-8", "surrogateescape"))
            draft.replace(memo)
        except OSError:
            draft.unlink(missing_ok=True)  # a disk that is full


def _memo(repository: Repository) -> Path:
    return repository.private() / "settings"


def _is_young(files: Iterable[str], began: int) -> bool:
    return any(stat[0] > began - _RACY_NS for stat in map(_stat, files) if stat)


def _fingerprint(repository: Repository, files: Iterable[str]) -> str:
    """Return everything that decides what git would answer (`includeIf` asks for the branch)."""
    facts = (
        _FORMAT,
        str(repository.git_dir),
        repository.head().ref,
        [os.environ.get(name) for name in _FINGERPRINTED],
        [_stat(file) for file in files],
    )
    return repr(facts)


def _stat(file: str) -> tuple[int, int, int] | None:
    try:
        stat = Path(file).stat()
    except (OSError, ValueError):
        return None
    return stat.st_mtime_ns, stat.st_size, stat.st_ino
