"""Texts from outside: from the editor that git would open, from a file, from standard input."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Final

from inc.cli.session import current
from inc.errors import Refused, UsageError
from inc.store.document import Document
from inc.vcs.asking import editor
from inc.vcs.repository import Repository

_WITHOUT_EDITOR: Final = "Without an editor: -m TEXT, or - to read standard input."
_GUIDE: Final = "<!-- Write the text and save; this line is left out. No text: nothing happens. -->"


def compose(initial: str, name: str) -> str:
    """Let a person write a text, above or below our line, which is not part of it."""
    text = edit(f"{initial}\n\n{_GUIDE}\n", name).replace(_GUIDE, "")
    if not text.strip():
        raise Refused("the text is empty, so nothing was recorded", hint=_WITHOUT_EDITOR)
    return text


def edit(initial: str, name: str) -> str:
    """Open the editor on a text and return what was saved."""
    repository = Repository.find(current().start)
    folder = _drafts(repository)
    folder.mkdir(exist_ok=True)
    path = folder / f"{os.getpid()}-{name}"
    path.write_bytes(initial.encode("utf-8"))
    current().drafts.append(path)
    _open(repository, path)
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError("the text is not UTF-8", hint=f"It is still in {path}") from error
    if text == initial:
        path.unlink()
    return text


def first_seen(document: Document) -> Document:
    """The document as it was when the edit began, also when `inc retry` runs it again."""
    text = current().begin_with(document.text)
    return Document.parse(text.encode("utf-8"), document.path)


def new_text(before: str, name: str, file: str | None) -> str:
    """The text from the editor, from a file, or from standard input (`-`)."""
    if file is None:
        return current().read_editor(before, name, edit)
    if file == "-":
        return current().read_input()
    return current().read_editor(before, file, lambda _text, _name: _content(file))


def _content(file: str) -> str:
    path = current().start / file
    if is_draft(path):
        current().drafts.append(path)  # needless once it is recorded
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{path} cannot be read as UTF-8 text: {error}",
            hint="Save it as UTF-8, or name another file: --file FILE",
        ) from error


def is_draft(path: Path) -> bool:
    """Whether a file is one that an editor saved for us before."""
    return path.parent == _drafts(Repository.find(current().start))


def _drafts(repository: Repository) -> Path:
    return repository.private() / "edit"


def _open(repository: Repository, path: Path) -> None:
    program = editor(repository)
    if not program:
        raise UsageError(
            "git knows no editor to open", hint="Name one: git config --global core.editor nano"
        )
    # As git does: the setting is a shell command, the file its last argument.
    done = subprocess.run(["sh", "-c", f'{program} "$@"', program, str(path)], check=False)
    if done.returncode != 0:
        raise Refused(
            f"the editor ({program}) ended with {done.returncode}, so nothing was recorded",
            hint=f"What was written is in {path}",
        )
