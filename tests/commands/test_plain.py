"""A command of words and plain options, which typer does not parse, does what a parsed one does."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inc.cli import plain
from inc.cli.app import load
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
    assert plain.taken_apart([name, *words]) == (name, words, {})
    assert not plain.taken_apart([name, "--by=alice", *words])
    assert ran([name, *words], started, capsys) == ran(
        [name, "--by=alice", *words], started, capsys
    )


@pytest.mark.parametrize(
    "argv",
    [
        *(["log", "-"], ["log", "x", "--at", "14:00"], ["log", "-h"], ["show"], ["declare", "x"]),
        *(["log", "--limit", "3"], ["log", "x", "--json"], ["list", "--json=id"], ["list", "-ar"]),
        *(["list", "--limit"], ["list", "--limit", "-1"], ["list", "--limit", "x"]),
        *(["list", "--limit=5"], ["list", "--limit", "²"], ["list", "--limit", "9" * 5_000]),
        *(["list", "--json", "--sort", "id"], ["list", "--all", "--", "x"], ["list", "-is:drill"]),
        *(["search", "--all", "x"], ["metrics", "--limit", "3"], ["metrics", "--help"]),
    ],
)
def test_what_has_something_to_parse_is_parsed(argv: list[str]) -> None:
    assert plain.taken_apart(argv) is None


# ------------------------------------------------------------------ plain options


def parameters(name: str) -> Mapping[str, Any]:
    """The options of a command as typer has them, by what is typed."""
    return {option: one for one in load(name).params for option in one.opts}


@pytest.mark.parametrize("name", plain.QUESTIONS)
def test_a_plain_option_is_what_it_is_to_typer(name: str) -> None:
    found, flags, counts = parameters(name), plain.FLAGS[name], plain.COUNTS.get(name, {})
    for option, parameter in flags.items():
        one = found[option]
        assert (one.name, one.is_flag, one.default, one.count) == (parameter, True, False, False)
        assert not one.secondary_opts, "there is a word that turns it off"
    for option, parameter in counts.items():
        one = found[option]
        assert (one.name, one.default, one.type.name) == (parameter, None, "int")
    for option in (*flags, *counts):
        one = found[option]
        assert (one.nargs, one.multiple, one.envvar, one.callback) == (1, False, None, None)


WORDS = ("x", "sev:1", "two words", "", "7", "007", "0", "50", "ü")


@st.composite
def lines(draw: st.DrawFn) -> list[str]:
    """A command line of words, plain options, and numbers, which belong to one or to none."""
    name = draw(st.sampled_from(sorted(plain.QUESTIONS)))
    typed = st.sampled_from((*WORDS, *plain.FLAGS[name], *plain.COUNTS.get(name, ())))
    return [name, *draw(st.lists(typed, max_size=8))]


@given(lines())
def test_a_line_is_taken_apart_as_typer_does_it(argv: list[str]) -> None:
    line = plain.taken_apart(argv)
    if line is None:
        assert "--limit" in argv, "only a number may be missing"
        return
    unsaid, said = (load(argv[0]).make_context(argv[0], one).params for one in ([], argv[1:]))
    assert list(said.pop("words") or ()) == line[1]
    assert {name: value for name, value in said.items() if value != unsaid[name]} == line[2]


@pytest.mark.parametrize(
    "words",
    [
        *(["list", "--limit", "1"], ["list", "--all", "--reverse", "--jsonl"], ["list", "--json"]),
        *(["search", "failures", "--limit", "1"], ["search", "--json", "failures"]),
        *(["search", "nothing", "--jsonl"], ["metrics", "--json"], ["list", "x", "-a"]),
    ],
    ids=" ".join,
)
def test_a_question_is_answered_alike(
    incident: Path, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    answers = []
    for argv in (words, ["--allow-detached", *words]):  # which is nothing to a question
        capsys.readouterr()
        code = main(session=Session(argv, now=NOW, folder=incident.parent))
        answers.append((code, capsys.readouterr()))
    assert plain.taken_apart(words)
    assert answers[0] == answers[1]
    assert any((answers[0][0], *answers[0][1]))


def test_plain_options_need_no_parser(incident: Path) -> None:
    code = "import sys; from inc.cli.main import main; main(sys.argv[1:]); print(*sys.modules)"
    for words in (["--limit", "50"], ["-a", "--json"]):
        command = [sys.executable, "-c", code, "list", *words]
        done = subprocess.run(command, cwd=incident.parent, capture_output=True, check=True)
        assert b" inc.cli.listing " in done.stdout and b" typer " not in done.stdout
