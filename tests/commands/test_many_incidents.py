"""Where there are many incidents, names are looked up in the index, with the same answers."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Cli = Callable[..., Any]

_COUNT = 1_050


def document(name: str, status: str, more: str = "") -> str:
    return f"---\nid: {name}\ntitle: {name[11:]}\nseverity: SEV3\nstatus: {status}\n{more}---\n"


def put(root: Path, name: str, text: str) -> Path:
    path = root / "incidents" / name[:4] / name[5:7] / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


@pytest.fixture
def many(cli: Cli, repository: Path) -> Path:
    """A workspace of 1,050 closed incidents, committed at once."""
    cli("init")
    for number in range(_COUNT):
        name = f"20{10 + number % 12}-{1 + number % 9:02}-01-number-{number}"
        more = "aliases: [INC-4711]\n" if number == 500 else ""
        put(repository, name, document(name, "closed", more))
    subprocess.run(["git", "add", "-A"], check=True)
    subprocess.run(["git", "commit", "-qm", "many"], check=True)
    return repository


def test_the_only_open_one_is_meant(many: Path, cli: Cli) -> None:
    name = "2015-03-01-still-open"
    put(many, name, document(name, "investigating"))
    assert cli("show", "--json").json["incident"]["id"] == name


def test_one_that_nobody_can_read_may_be_open(many: Path, cli: Cli) -> None:
    put(many, "2015-03-01-still-open", document("2015-03-01-still-open", "investigating"))
    put(many, "2016-03-01-broken", "---\ntitle: [\n---\n")
    ran = cli("show", ok=False)
    assert ran.code == 3
    assert "2 incidents could be meant" in ran.err
    assert ran.err.index("2016-03-01-broken") < ran.err.index("2015-03-01-still-open")


def test_an_alias_is_found(many: Path, cli: Cli) -> None:
    assert cli("show", "inc-4711", "--json").json["incident"]["id"].endswith("-number-500")


def test_no_incident_is_open(many: Path, cli: Cli) -> None:
    ran = cli("show", ok=False)
    assert (ran.code, "no incident is open" in ran.err) == (3, True)
