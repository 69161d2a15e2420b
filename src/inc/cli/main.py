"""The entry point: the one place that turns whatever happens into an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress

from inc.cli import output
from inc.cli.session import Session, running
from inc.errors import IncError, NotRecorded
from inc.interruption import end_as_by_ctrl_c
from inc.vcs.environment import scrub

CRASH = 70
INTERRUPTED = 130


def run() -> None:
    """Run the program and leave without the clean-up of the interpreter, which costs 5 ms."""
    end_as_by_ctrl_c()
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the caller
            setattr(sys, name, open(os.devnull, "w"))  # noqa: PTH123, SIM115
    code = main()
    with suppress(OSError):
        sys.stderr.flush()
    os._exit(code)


def main(argv: Sequence[str] | None = None, session: Session | None = None) -> int:
    """Run one command and return its exit code; never raises, never leaves through SystemExit."""
    scrub(os.environ)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    session = session or Session(list(sys.argv[1:] if argv is None else argv))
    with running(session):
        try:
            code = _run(session)
            session.forget_drafts(code)
            if session.is_recorded and not session.dry_run:
                _sync(session)
            sys.stdout.flush()
            return code
        except IncError as error:
            return output.error(error, kept(session, error))
        except KeyboardInterrupt:
            told = "" if session.is_typing else kept(session, None)
            return output.interrupted(told, INTERRUPTED, recorded=session.is_recorded)
        except BrokenPipeError:
            # The reader of our output went away; what was to be done is done.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
        except Exception as error:
            if isinstance(error, OSError) and (session.is_recorded or not session.is_write):
                return output.unprinted(error, recorded=session.is_recorded)
            return output.crash(error, kept(session, None), CRASH)


def _sync(session: Session) -> None:
    """Send what was recorded, where that is wanted after each write."""
    from inc.cli.here import is_wanted  # it is there already

    if session.workspace and is_wanted(session.workspace, "auto"):
        from inc.cli import synchronizing

        synchronizing.after_write(session)


def _run(session: Session) -> int:
    """Run the command; typer is imported only where there is something to parse."""
    argv = list(session.argv)
    completing = "_INC_COMPLETE" in session.environ
    if argv == ["--version"]:
        from inc import __version__

        output.say(f"inc {__version__}")
        return 0
    if argv[:1] == ["merge-driver"]:
        from inc.cli import merge_driver

        return merge_driver.run(argv[1:])
    if argv and not completing and not argv[0].startswith("-"):
        from inc.cli import plain

        line = plain.taken_apart(argv)
        if line:
            return plain.run(line)
    return _parsed(argv, completing=completing)


def _parsed(argv: list[str], *, completing: bool) -> int:
    import typer

    from inc.cli.app import root

    if completing:
        from typer.completion import get_completion_inspect_parameters

        get_completion_inspect_parameters()  # registers the shells as typer knows them
    try:
        code = root().main(argv, "inc", complete_var="_INC_COMPLETE", standalone_mode=False)
    except typer.TyperException as error:
        return output.usage(error)
    except typer.Abort:
        return INTERRUPTED
    except SystemExit as leaving:  # completion leaves this way
        if not completing:  # and so does typer when the reader of our output went away
            raise BrokenPipeError from leaving
        return leaving.code if isinstance(leaving.code, int) else 0
    if code == INTERRUPTED:  # what typer makes of Ctrl-C
        raise KeyboardInterrupt
    return code if isinstance(code, int) else 0


def kept(session: Session, error: IncError | None) -> str:
    """Keep the words of a write that could not be recorded; returns where, or nothing."""
    if session.told_kept is not None:
        return session.told_kept
    if session.drafts:
        from inc.cli.keeping import clean_drafts

        clean_drafts(session)
    lost = session.is_write and (isinstance(error, NotRecorded) or error is None)
    lost = lost and not session.is_wordless
    if session.is_recorded or session.replayed is not None or session.dry_run:
        return ""
    if not (lost or session.has_new_words):
        return ""
    from inc.cli.keeping import keep

    return keep(session, error)
