"""How long `inc verify` takes against `git log -p` of the same history: `proving.py`.

The history is made once and kept: incidents of 20 commits each, in turns of five; one commit in
four changes the front matter too, one in a hundred amends, one in forty is a merge of two branches.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

from generate import KEEP
from inc.domain.identifiers import mint
from measuring import Row, Side, measure, table
from processes import run, surroundings

INC: Final = str(Path(sys.executable).with_name("inc"))
SIZES: Final = (1_000, 10_000)
RUNS: Final = 5
TARGET: Final = 3.0
BASE: Final = "git log -p --all -- incidents"
_FORMAT: Final = 3
_BEGAN: Final = datetime(2021, 1, 1, tzinfo=UTC)
_LENGTH: Final = 20  # commits of an incident
_SIDE_BY_SIDE: Final = 5
_WORDS: Final = ("pool", "pods", "latency", "errors", "deploy", "cache", "queue", "region", "alert")


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--sizes",
        type=lambda text: [int(size) for size in text.split(",")],
        default=SIZES,
        metavar="N,N",
        help="how many commits, such as 1000,100000",
    )
    parser.add_argument("--runs", type=int, default=RUNS, help="runs of each command")
    parser.add_argument("--keep", type=Path, default=KEEP, help="where repositories are kept")
    chosen = parser.parse_args(arguments)
    keep = chosen.keep.resolve()
    print(table([row for size in chosen.sizes for row in rows(size, keep, chosen.runs)]))


def rows(size: int, keep: Path, runs: int) -> Iterator[Row]:
    """The whole history, and the last tenth of it."""
    folder, env = history(size, keep), surroundings(keep / "home")
    sides = {
        BASE: Side(("git", *BASE.split()[1:]), folder, env),
        f"`inc verify`, {size:,} commits": Side((INC, "verify"), folder, env),
        f"`inc verify --since HEAD~{size // 20}`": Side(
            (INC, "verify", "--since", f"HEAD~{size // 20}"), folder, env
        ),
    }
    took = measure(sides, runs, warm_ups=1)
    theirs = took.pop(BASE)
    for number, (name, ours) in enumerate(took.items()):
        yield Row(name, ours, f"`{BASE}`", theirs, None if number else TARGET)


# ------------------------------------------------------------------ the history


def history(size: int, keep: Path = KEEP) -> Path:
    """The folder of a workspace with so many commits of incidents."""
    folder = keep / f"{size}-commits-{_FORMAT}"
    if not folder.is_dir():
        draft, env = folder.with_suffix(".partial"), surroundings(keep / "home")
        shutil.rmtree(draft, ignore_errors=True)
        clock = {name: _BEGAN.isoformat() for name in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE")}
        run([sys.executable, "-m", "inc", "init", str(draft)], keep, {**env, **clock})
        command = ["git", "fast-import", "--quiet", "--date-format=raw"]
        with subprocess.Popen(command, cwd=draft, env=env, stdin=subprocess.PIPE) as importer:
            assert importer.stdin is not None
            importer.stdin.writelines(_stream(size))
        if importer.returncode:
            raise SystemExit("git fast-import failed")
        run(["git", "reset", "--hard", "--quiet"], draft, env)
        run(["git", "gc", "--quiet"], draft, env)
        draft.rename(folder)
    return folder


class _Incident:
    """A document that grows."""

    def __init__(self, number: int, at: datetime) -> None:
        self.name = f"{at:%Y-%m-%d}-incident-{number}"
        self.path = f"incidents/{at:%Y}/{at:%m}/{self.name}.md"
        self.at = at
        self.status = "investigating"
        self.lines: list[str] = []

    @property
    def data(self) -> bytes:
        """The document."""
        head = (
            f"---\nid: {self.name}\ntitle: Incident\nseverity: SEV2\nstatus: {self.status}\n"
            f'declared_at: "{self.at:%Y-%m-%dT%H:%M:%SZ}"\n---\n\n## Summary\n\n'
            "Something is broken for some of the customers, and people are looking at it.\n\n"
            "## Timeline\n\n"
        )
        return (head + "".join(self.lines)).encode()


class _Step(NamedTuple):
    """What one commit does: its document after it, and its message."""

    path: str
    data: bytes
    message: str


class _Response:
    """The incidents, five at a time, and the chance that moves them."""

    def __init__(self) -> None:
        self._chance = Random(1)
        self._open: list[_Incident | None] = [None] * _SIDE_BY_SIDE
        self._count = 0
        self.at = _BEGAN

    def step(self, which: int) -> _Step:
        """The next commit of the incident in a place."""
        self.at += timedelta(minutes=7)
        incident = self._open[which]
        if incident is None or len(incident.lines) >= _LENGTH:
            incident = self._open[which] = self._next()
        return self._of(incident)

    def _next(self) -> _Incident:
        self._count += 1
        return _Incident(self._count, self.at)

    def _of(self, incident: _Incident) -> _Step:
        is_note = bool(incident.lines) and "**note**" in incident.lines[-1]
        if is_note and self._chance.random() < 0.01:
            old = incident.lines[-1]
            incident.lines[-1] = old.replace(" — ", " — in fact ", 1)
            return self._made(incident, "amend", old[-13:-1])
        kind, text = "note", " ".join(self._chance.choices(_WORDS, k=9))
        if not incident.lines:
            kind, text = "declared", "SEV2: Incident"
        elif self._chance.random() < 0.25:
            incident.status = self._chance.choice(("identified", "monitoring", "investigating"))
            kind, text = "status", f"{incident.status}: {text}"
        entry = mint(self.at, None, self._chance.getrandbits(20))
        incident.lines.append(
            f"- `{self.at:%Y-%m-%dT%H:%M:%SZ}` **{kind}** @bob — {text} ^{entry}\n"
        )
        return self._made(incident, kind, entry)

    def _made(self, incident: _Incident, operation: str, entry: str) -> _Step:
        message = (
            f"{incident.name}: {operation}\n\nIncident: {incident.name}\n"
            f"Inc-Operation: {operation}\nInc-Event: {entry}\n"
            f"Inc-At: {self.at:%Y-%m-%dT%H:%M:%SZ}\n"
        )
        return _Step(incident.path, incident.data, message)


def _stream(size: int) -> Iterator[bytes]:
    """What `git fast-import` reads: a line of commits, with a merge in each forty of them."""
    response, tip, mark = _Response(), "refs/heads/main^0", 0
    while mark < size:
        for _ in range(min(33, size - mark)):
            mark += 1
            yield _commit(mark, tip, "", response.step(mark % (_SIDE_BY_SIDE - 2)), response.at)
            tip = f":{mark}"
        side = ours = tip
        left: dict[str, bytes] = {}
        for number in range(min(6, max(size - mark - 1, 0))):
            mark += 1
            step = response.step(_SIDE_BY_SIDE - 2 + number % 2)
            if number % 2:
                left[step.path] = step.data
                yield _commit(mark, side, "", step, response.at)
                side = f":{mark}"
            else:
                yield _commit(mark, ours, "", step, response.at)
                ours = f":{mark}"
        if left:
            mark += 1
            response.at += timedelta(minutes=1)
            path = next(reversed(left))
            merged = _Step(path, left[path], "Merge branch 'side'\n")
            yield _commit(mark, ours, side, merged, response.at, left)
            ours = f":{mark}"
        tip = ours


def _commit(
    mark: int,
    parent: str,
    other: str,
    step: _Step,
    at: datetime,
    more: dict[str, bytes] | None = None,
) -> bytes:
    message = step.message.encode()
    who = f"Bob <bob@example.com> {int(at.timestamp())} +0000"
    lines = [
        f"commit refs/heads/main\nmark :{mark}\nauthor {who}\ncommitter {who}\n".encode(),
        b"data %d\n%s\n" % (len(message), message),
        f"from {parent}\n".encode(),
        f"merge {other}\n".encode() if other else b"",
    ]
    for path, data in (more or {step.path: step.data}).items():
        lines.append(b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(data), data))
    return b"".join(lines)


if __name__ == "__main__":
    main()
