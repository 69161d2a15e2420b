"""`inc show`, and which incident a command means that names none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Cli, Inc


def test_state_people_times_and_timeline(declared: Cli) -> None:
    declared("assign", "ic", "bob")
    declared("update", "We look at it", "--impact", "30% fail", "--next", "30m")
    declared.now = declared.now.replace(hour=17, minute=0)
    lines = declared("show").out.split("\n")
    assert lines[:2] == [
        "SEV1  investigating  Checkout failures",
        "incidents/2026/03/2026-03-04-checkout-failures.md",
    ]
    assert "duration      1 h 29 min so far" in lines
    assert "people        @bob (IC)" in lines
    assert "impact        30% fail" in lines
    assert "next update   2026-03-04 16:03 UTC, 57 min ago (overdue)" in lines
    at = lines.index("    We look at it")
    assert lines[at - 1].startswith("2026-03-04 15:33 UTC  update internal @alice  ^")
    assert lines[at + 1 : at + 3] == [
        "    - Impact: 30% fail",
        "    - Next update: 2026-03-04T16:03:00Z",
    ]


def test_a_pipe_gets_long_lines_whole(declared: Cli) -> None:
    story = " ".join(["word"] * 60)
    declared("log", story)
    assert f"\n    {story}\n" in declared("show").out


def test_what_a_program_gets(declared: Cli) -> None:
    declared("log", "a\n\n```\nb\n```")
    answer = declared("show", "--json").json
    assert answer["version"] == 1
    incident = answer["incident"]
    assert incident["path"] == "incidents/2026/03/2026-03-04-checkout-failures.md"
    assert incident["is_open"] is True
    assert [entry["text"] for entry in incident["entries"]] == [
        "SEV1: Checkout failures",
        "a\n\n```\nb\n```",
    ]


def test_unknown_front_matter_stays_and_hides_nothing_of_ours(declared: Cli) -> None:
    document = next(declared.folder.glob("incidents/*/*/*.md"))
    unknown = "version: 2.3\nis_open: maybe\nentries: 7\npath: /etc\nweight: .nan\nnest: {a: [1]}\n"
    document.write_text(document.read_text().replace("status:", f"{unknown}status:"))
    answer = declared("show", "--json").json
    assert (answer["version"], answer["incident"]["nest"]) == (1, {"a": [1]})
    assert answer["incident"]["is_open"] is True
    assert len(answer["incident"]["entries"]) == 1
    for line in declared("list", "--jsonl").jsonl:
        assert (line["version"], line["is_open"]) == (1, True)
        assert line["path"].startswith("incidents/")


# ------------------------------------------------------------------ which one is meant


@pytest.fixture
def two(declared: Cli) -> Cli:
    declared("declare", "Search is slow", "-s", "3", "--alias", "INC-2934", "--alias", "JIRA 7")
    return declared


def _meant(cli: Cli, *args: str, **environment: Any) -> str:
    return str(cli("show", *args, "--json", **environment).json["incident"]["id"])


@pytest.mark.parametrize(
    "reference",
    [
        *("search", "SEARCH", "is-slow", "INC-2934", "inc-2934", "2934", "jira 7"),
        *("2026-03-04-search-is-slow", "incidents/2026/03/2026-03-04-search-is-slow.md"),
    ],
)
def test_any_unique_part_or_an_alias(reference: str, two: Cli) -> None:
    two("log", "x", "-i", "checkout")
    assert _meant(two, reference) == "2026-03-04-search-is-slow"
    assert _meant(two, "-i", reference) == "2026-03-04-search-is-slow"
    assert _meant(two) == "2026-03-04-checkout-failures"


def test_what_was_used_last_unless_the_environment_or_git_says_another(two: Cli) -> None:
    assert _meant(two) == "2026-03-04-search-is-slow"
    two("log", "x", "-i", "checkout")
    assert _meant(two) == "2026-03-04-checkout-failures"
    assert _meant(two, INC_INCIDENT="2934") == "2026-03-04-search-is-slow"
    assert _meant(two, "checkout", INC_INCIDENT="2934") == "2026-03-04-checkout-failures"
    two("config", "set", "incident", "search")
    assert _meant(two) == "2026-03-04-search-is-slow"


def test_the_only_open_one_when_the_last_is_over(two: Cli) -> None:
    two("resolve")
    two("close", "-i", "search")
    assert _meant(two) == "2026-03-04-checkout-failures"
    two("resolve")
    two("close")
    assert _meant(two) == "2026-03-04-checkout-failures", "the one used last, when all are over"


def test_never_a_guess(two: Cli) -> None:
    two("resolve")
    ran = two("log", "x", ok=False)
    assert ran.code == 3
    assert ran.err.split("\n") == [
        "inc: 2 incidents could be meant:",
        "  2026-03-04-search-is-slow",
        "  2026-03-04-checkout-failures",
        "     Name one with -i, by any part only it has.",
        "",
    ]
    ran = two("show", "2026-03", ok=False)
    assert ran.code == 3
    assert ran.err.startswith("inc: '2026-03' names 2 incidents:\n  2026-03-04-search-is-slow\n")


@pytest.mark.parametrize("reference", ["nosuch", "../x", "-", "*"])
def test_none_is_called_so(reference: str, two: Cli) -> None:
    ran = two("show", "-i", reference, ok=False)
    if reference == "-":  # a part of every id
        assert "names 2 incidents" in ran.err
    else:
        assert ran.err == (
            f"inc: no incident is called '{reference}'\n     See them all: inc list --all\n"
        )
    assert ran.code == 3


def test_two_names_at_once_are_refused(two: Cli) -> None:
    ran = two("show", "search", "-i", "checkout", ok=False)
    assert ran.code == 2
    assert ran.err == "inc: two incidents are named: search and checkout\n     Name one.\n"


def test_where_there_is_none(cli: Cli) -> None:
    ran = cli("show", ok=False)
    assert ran.code == 3
    assert ran.err.startswith("inc: no incident is open\n     ")


def test_as_a_process_outside_of_any_repository(inc: Inc, tmp_path: object) -> None:
    ran = inc("show", cwd=tmp_path, ok=False)
    assert (ran.code, ran.out) == (4, "")
    assert ran.err.startswith(f"inc: {tmp_path} is not inside a git repository\n     `inc init`")
