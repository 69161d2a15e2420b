"""The files that an export is made of, and the tables in each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from shlex import quote

from inc.errors import UsageError
from inc.exports.registry import FORMATS, Format
from inc.exports.tables import Table

Targets = dict[Path, list[Table]]
"""The files of an export, each with the tables that it holds."""


def targets(form: Format, out: Path, tables: Sequence[Table], *, is_folder: bool) -> Targets:
    """The files that an export to a file or a folder is made of; UsageError where that is unclear.

    A format that holds one table a file takes a folder, unless there is one table.
    """
    if not (is_folder or out.is_dir()):
        _refuse_another_form(form, out)
    if form.holds_several:
        if is_folder or out.is_dir():
            raise UsageError(f"{out} is a folder", hint=f"Name a file: --out NAME{form.suffix}")
        return {out: list(tables)}
    if len(tables) == 1 and not (is_folder or out.is_dir()):
        return {out: list(tables)}
    if out.is_file() or (out.suffix == form.suffix and not out.is_dir()):
        raise UsageError(
            f"{out} holds one table, and {len(tables)} are to be written",
            hint="Choose one with --table incidents, or name a folder: --out FOLDER",
        )
    return {out / f"{table.name}{form.suffix}": [table] for table in tables}


def _refuse_another_form(form: Format, out: Path) -> None:
    """Raise UsageError for the name of another form: no program would read what stands there."""
    other = next((name for name, one in FORMATS.items() if one.suffix == out.suffix.lower()), "")
    if not other or FORMATS[other] is form:
        return
    raise UsageError(
        f"{out.name} is the name of a file in the form {other}",
        hint=f"Is it --format {other}? Else name one that ends in {form.suffix}, or a folder: "
        f"--out {quote(out.stem)}/",
    )
