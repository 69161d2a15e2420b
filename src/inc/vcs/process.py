"""One run of git, with nothing inherited that could change what it answers."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Final, NamedTuple

from inc.errors import GitRefused
from inc.vcs.environment import scrub

TIMED_OUT: Final = 124
"""The code of a run that was ended because it took too long, as `timeout` has it."""


# Here and in the other modules that every command loads: a dataclass takes five times as long to
# make as a tuple with names.
class Completed(NamedTuple):
    """How a run of git ended: exit code, raw standard output, decoded standard error."""

    code: int
    out: bytes
    err: str


def git(
    args: Sequence[str],
    *,
    cwd: Path,
    stdin: bytes | str | None = None,
    write: bool = False,
    hooks: bool = False,
    pass_fds: Sequence[int] = (),
    within: float | None = None,
    more: Mapping[str, str] | None = None,
) -> Completed:
    """Run `git ARGS` in `cwd` and wait; a non-zero exit code is an answer, not an error.

    `write` lets git take locks on its own account. `hooks` is for commands that run the person's
    hooks: those keep their locale and their pathspecs, so name paths as `:(literal)PATH`.
    After `within` seconds it is ended, and its code is TIMED_OUT. `more` is added to its
    environment. Raises GitRefused when git cannot be started.
    """
    env = _environment(write=write, hooks=hooks) | dict(more or {})
    data = stdin.encode() if isinstance(stdin, str) else stdin
    with _sink() as out, _sink() as err:
        child = _start(args, cwd=cwd, env=env, fed=data is not None, out=out, err=err, fds=pass_fds)
        code = _finish(child, data, within)
        return Completed(code, _content(out), _content(err).decode("utf-8", "replace"))


class Pending:
    """A run of git that only reads and goes on beside us, until somebody asks what it said."""

    def __init__(self, args: Sequence[str], *, cwd: Path, staging: Path | None = None) -> None:
        """Start `git ARGS`; raises GitRefused when git cannot be started.

        `staging` is another staging area than that of the work tree, empty where it is not there.
        """
        env = _environment(write=False, hooks=False)
        if staging:
            env["GIT_INDEX_FILE"] = str(staging)
        self._out, self._err = _sink(), _sink()
        self._child = _start(
            args, cwd=cwd, env=env, fed=False, out=self._out, err=self._err, fds=()
        )

    def finish(self) -> Completed:
        """Wait until it has ended."""
        with self._out, self._err:
            code = _finish(self._child, None, None)
            return Completed(
                code, _content(self._out), _content(self._err).decode("utf-8", "replace")
            )


def _environment(*, write: bool, hooks: bool) -> dict[str, str]:
    env = dict(os.environ)
    scrub(env)
    # We read git's messages. LC_ALL=C would also take UTF-8 away from the hooks.
    env["LANGUAGE"] = "C"
    if hooks:
        # `git diff --cached -- '*.py'` in a pre-commit hook must go on matching.
        del env["GIT_LITERAL_PATHSPECS"]
    else:
        env["LC_ALL"] = "C"
    if not write:
        env["GIT_OPTIONAL_LOCKS"] = "0"
    return env


def _sink() -> IO[bytes]:
    """Return an anonymous file for output.

    Not a pipe: a job that a hook left in the background would hold it open and us waiting.
    """
    if sys.platform == "linux":
        return open(os.memfd_create("git"), "w+b", buffering=0)  # noqa: PTH123 - no path
    import tempfile

    return tempfile.TemporaryFile()


def _content(sink: IO[bytes]) -> bytes:
    sink.seek(0)
    return sink.read()


def _start(
    args: Sequence[str],
    *,
    cwd: Path,
    env: dict[str, str],
    fed: bool,
    out: IO[bytes],
    err: IO[bytes],
    fds: Sequence[int],
) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            ["git", *args],
            cwd=cwd,
            env=env,
            stdin=subprocess.PIPE if fed else subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            pass_fds=fds,
        )
    except OSError as error:
        raise _not_started(error, cwd) from error


def _finish(child: subprocess.Popen[bytes], data: bytes | None, within: float | None) -> int:
    with child:
        try:
            child.communicate(data, timeout=within)
        except subprocess.TimeoutExpired:
            child.terminate()
            child.wait()
            return TIMED_OUT
        except BaseException:
            # SIGTERM, not SIGKILL: git then removes its lock files.
            child.terminate()
            child.wait()
            raise
    return child.returncode


def _not_started(error: OSError, cwd: Path) -> GitRefused:
    if error.filename == "git":
        return GitRefused(
            "git is not installed or not on PATH",
            hint="install git 2.30 or newer, then run the command again",
        )
    return GitRefused(
        f"git cannot work in {cwd}: {error.strerror}", hint="change to a folder that exists"
    )
