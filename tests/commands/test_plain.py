"""A command of words only, which is not parsed by typer, does what the parsed one does."""

from __future__ import annotations

import random
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inc.cli import plain
from inc.cli.main import main
from inc.cli.session import Session

NOW = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)


def ran(words: list[str], folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[object, ...]:
    """The exit code, what was said, and the document after a command; then all is as before."""
    chance = random.Random(1)
    session = Session(words, now=NOW, entropy=lambda: chance.getrandbits(24), folder=folder)
    capsys.readouterr()
    code = main(session=session)
    said = capsys.readouterr()
    (document,) = folder.glob("incidents/*/*/*.md")
    text = document.read_bytes()
    subprocess.run(["git", "reset", "--quiet", "--hard", "start"], cwd=folder, check=True)
    without_commit = said.out.split("\n")[1:]
    return code, without_commit, said.err.split("What you typed")[0], text


@pytest.fixture
def started(incident: Path, repository: Path) -> Path:
    """A workspace with one incident, at a tag that one can go back to."""
    subprocess.run(["git", "tag", "start"], cwd=repository, check=True)
    return repository


@settings(
    max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    st.sampled_from(sorted(plain.OPERATIONS)),
    st.lists(st.text(st.characters(exclude_categories=["Cs"])).filter(lambda w: w[:1] != "-")),
)
def test_both_ways_do_the_same(
    started: Path, capsys: pytest.CaptureFixture[str], name: str, words: list[str]
) -> None:
    assert plain.is_plain([name, *words])
    assert not plain.is_plain([name, "--by=alice", *words])
    assert ran([name, *words], started, capsys) == ran(
        [name, "--by=alice", *words], started, capsys
    )


@pytest.mark.parametrize(
    "argv",
    [["log", "-"], ["log", "x", "--at", "14:00"], ["log", "-h"], ["show"], ["declare", "x"]],
)
def test_what_has_something_to_parse_is_parsed(argv: list[str]) -> None:
    assert not plain.is_plain(argv)
