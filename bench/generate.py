"""A workspace with any number of incidents, made once and kept: `generate.py 10000`."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Final

import learnt
from invent import Document, documents
from processes import run, surroundings

KEEP: Final = Path(tempfile.gettempdir()) / "inc-bench"
# Another number for whatever changes what is made.
_FORMAT: Final = 1
_FINDING_FORMAT: Final = 1
_BRANCH: Final = "refs/heads/main"
_FOUNDED: Final = "2017-01-01T00:00:00Z"


def workspace(count: int, keep: Path = KEEP) -> Path:
    """The folder of the workspace with `count` incidents; made below `keep` if not there yet."""
    return _kept(keep / f"{count}-incidents-{_FORMAT}", documents(count))


def finding_workspace(count: int, keep: Path = KEEP) -> Path:
    """The same with all there is to find: updates, labels, postmortems, runbooks."""
    return _kept(keep / f"{count}-finding-{_FINDING_FORMAT}", learnt.documents(count))


def _kept(folder: Path, found: Iterable[Document]) -> Path:
    if not folder.is_dir():
        draft = folder.with_suffix(".partial")
        shutil.rmtree(draft, ignore_errors=True)
        _make(draft, found, surroundings(folder.parent / "home"))
        draft.rename(folder)  # so that a folder of that name is complete
    return folder


def _make(folder: Path, found: Iterable[Document], env: Mapping[str, str]) -> None:
    clock = {"GIT_AUTHOR_DATE": _FOUNDED, "GIT_COMMITTER_DATE": _FOUNDED}
    run([sys.executable, "-m", "inc", "init", str(folder)], folder.parent, {**env, **clock})
    _import(folder, found, env)
    run(["git", "reset", "--hard", "--quiet"], folder, env)


def _import(folder: Path, found: Iterable[Document], env: Mapping[str, str]) -> None:
    command = ["git", "fast-import", "--quiet", "--date-format=raw"]
    with subprocess.Popen(command, cwd=folder, env=env, stdin=subprocess.PIPE) as importer:
        assert importer.stdin is not None
        for piece in _stream(found):
            importer.stdin.write(piece.encode())
    if importer.returncode:
        raise SystemExit("git fast-import failed")


def _stream(found: Iterable[Document]) -> Iterator[str]:
    """A commit a month, in the language of git-fast-import(1)."""
    parent = f"from {_BRANCH}^0\n"
    for month, of_month in groupby(found, key=lambda one: one.began.strftime("%Y-%m")):
        written = list(of_month)
        seconds = int(written[-1].began.timestamp())
        yield f"commit {_BRANCH}\ncommitter Alice <alice@example.com> {seconds} +0000\n"
        yield f"{_data(f'Incidents of {month}')}{parent}"
        yield from (f"M 100644 inline {one.path}\n{_data(one.text)}" for one in written)
        parent = ""


def _data(text: str) -> str:
    return f"data {len(text.encode())}\n{text}\n"


def main() -> None:
    """Make the workspace and print where it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int, help="how many incidents")
    parser.add_argument("--keep", type=Path, default=KEEP, metavar="DIR", help="where it is kept")
    parser.add_argument("--finding", action="store_true", help="with all there is to find")
    chosen = parser.parse_args()
    make = finding_workspace if chosen.finding else workspace
    print(make(chosen.count, chosen.keep.resolve()))


if __name__ == "__main__":
    main()
