"""Small workspaces in one text file: what the fixtures of the rules are written in.

    now: 2026-03-10T12:00:00Z
    finds: postmortems/2026/03/2026-03-04-checkout-failures.md:7
    -- inc.toml --
    format = 1
    -- postmortems/2026/03/2026-03-04-checkout-failures.md --
    ---
    …

`finds` names the lines, one `finds:` a finding. `-- base:PATH --` is a document, or `inc.toml`, as
the base has it, and `new: PATH` a document that the base does not have. `amended: PATH ID` is an
entry that one commit of `inc amend` changed since, or of the command that `command:` names;
`dropped: PATH ID` one that this commit took out.
`merged: PATH COMMIT IDS` is what a merge made otherwise, and the entries that it lost.
`touched: PATH TIME` is when a commit changed a runbook last. `{{jwt}}` stands for a credential of
that kind, made up in each run, and `{{jwt:fingerprint}}` for what it is known by: no scanner of a
forge is to stop at our files.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import credentials_made
from inc import config
from inc.checks import settings
from inc.checks.settings import FILE, Settings
from inc.checks.surroundings import Base, Otherwise, Surroundings
from inc.domain.credentials import detector
from inc.domain.policy import Policy
from inc.domain.times import read_iso
from inc.store.amending import Amendments, Step, Version


class Archive(NamedTuple):
    """A workspace, what was there before, and what is to be found in it."""

    files: Mapping[str, str]
    base: Mapping[str, str]
    header: list[tuple[str, str]]

    def all(self, name: str) -> list[str]:
        """The values of a name of the header."""
        return [value for key, value in self.header if key == name]

    @property
    def now(self) -> datetime:
        """When the check runs."""
        stated = (self.all("now") or ["2026-03-10T12:00:00Z"])[0]
        moment = read_iso(stated)
        assert moment is not None, stated
        return moment

    @property
    def finds(self) -> list[str]:
        """Where something is to be found, as `path:line`, sorted."""
        return sorted(self.all("finds"))


def read(path: Path) -> Archive:
    """Read an archive."""
    with path.open(encoding="utf-8", newline="") as file:
        parts = re.split(r"(?m)^-- (\S+) --\n", _expanded(file.read()))
    header = [
        (key, value.strip())
        for key, colon, value in (line.partition(":") for line in parts[0].split("\n"))
        if colon
    ]
    files = dict(zip(parts[1::2], parts[2::2], strict=True))
    base = {name.removeprefix("base:"): text for name, text in files.items() if "base:" in name}
    return Archive(
        {name: text for name, text in files.items() if "base:" not in name}, base, header
    )


def _expanded(text: str) -> str:
    """The text with credentials in the places of their names."""
    made = credentials_made.every()

    def expand(name: re.Match[str]) -> str:
        if name[1] not in made:
            return name[0]
        stated = str(made[name[1]][0]).replace("|", "")
        return detector.find(stated)[0].fingerprint if name[2] else stated

    return re.sub(r"\{\{([a-z-]+)(:fingerprint)?\}\}", expand, text)


def unpack(archive: Archive, root: Path) -> Surroundings:
    """Write the files below a folder, and give what the check runs with."""
    for name, text in archive.files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    policy = config.load(root) if "inc.toml" in archive.files else Policy()
    return Surroundings(root, policy, archive.now, base=_base(archive), touched=_touched(archive))


def _base(archive: Archive) -> Base | None:
    if not archive.base:
        return None
    before: dict[str, bytes | None] = {
        path: text.encode() for path, text in archive.base.items() if path != FILE
    }
    before |= dict.fromkeys(archive.all("new"))
    merges = [
        Otherwise(path, commit, tuple(lost))
        for path, commit, *lost in (line.split() for line in archive.all("merged"))
    ]
    return Base(before, Amendments(_steps(archive), before), _settings(archive), merges)


def _steps(archive: Archive) -> list[Step]:
    """The commit that made the base what is there now, where the header speaks of one."""
    dropped = [line.split() for line in archive.all("dropped")]
    amended = [*(line.split() for line in archive.all("amended")), *dropped]
    operations = archive.all("command") or ["amend"] * bool(amended)
    paths = {*archive.files, *archive.base} - {FILE}
    versions = [
        Version(
            path,
            path,
            archive.base.get(path, "").encode(),
            archive.files.get(path, "").encode(),
        )
        for path in sorted(paths)
    ]
    incidents = {Path(path).stem for path, _ in amended}
    entries = {name for _, name in amended}
    gone = {name for _, name in dropped}
    return [Step(operations, incidents, entries, gone, versions)] if operations else []


def _settings(archive: Archive) -> Settings | None:
    if FILE not in archive.base:
        return None
    now = archive.files[FILE]
    return settings.stated(archive.base[FILE].encode(), now, config.read_policy(now), print)


def _touched(archive: Archive) -> dict[str, datetime]:
    told = (line.split() for line in archive.all("touched"))
    return {path: moment for path, at in told if (moment := read_iso(at))}
