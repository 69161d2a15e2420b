"""`inc config`: the team's settings and one's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Cli


def test_the_list_says_what_is_set_and_where(cli: Cli) -> None:
    cli("config", "set", "author", "bob")
    assert [row[:3] for row in cli("config", "list", "--show-origin").rows] == [
        ["timezone", "UTC", "inc.toml"],
        ["author", "bob", "git config"],
        ["incident", "", "default"],
        ["lockWait", "30", "default"],
    ]
    answer = cli("config", "list", "--json").json
    assert answer["version"] == 1
    assert answer["settings"][1] == {"name": "author", "value": "bob", "origin": "git config"}
    assert cli("config", "get", "LOCKWAIT").out == "30\n"


def test_a_setting_of_the_team_is_one_commit(cli: Cli, git: Callable[..., str]) -> None:
    ran = cli("config", "set", "timezone", "Europe/Berlin")
    assert ran.out == f"timezone = Europe/Berlin, in inc.toml ({git('rev-parse', 'HEAD')[:8]})\n"
    assert git("show", "--name-only", "--format=").strip() == "inc.toml"
    text = (cli.folder / "inc.toml").read_text()
    assert text.startswith("# The policy of this workspace")
    assert 'timezone = "Europe/Berlin"' in text
    assert cli("declare", "x", "-s", "1", "--at", "16:00").out.count("2026-03-04 16:00 CET") == 1


def test_ones_own_setting_is_in_the_clone_alone(cli: Cli, git: Callable[..., str]) -> None:
    head = git("rev-parse", "HEAD")
    assert cli("config", "set", "author", "bob").out == "author = bob, in git config\n"
    assert git("config", "--local", "inc.author") == "bob\n"
    assert git("rev-parse", "HEAD") == head
    answer = cli("declare", "x", "-s", "1", "--json").json
    assert answer["entries"][0]["author"] == "bob"
    assert cli("log", "y", "--json", INC_AUTHOR="carol").json["entries"][0]["author"] == "carol"


def test_a_dry_run_shows_it(cli: Cli, state: Callable[[], object], git: Callable[..., str]) -> None:
    before = state()
    ran = cli("config", "set", "timezone", "+02:00", "-n")
    assert '\n-timezone = "UTC"\n+timezone = "+02:00"\n' in ran.out
    ran = cli("config", "set", "author", "bob", "-n")
    assert ran.out == "Would set author = bob, in git config (nothing was changed)\n"
    assert state() == before
    assert "inc.author" not in git("config", "--list")


@pytest.mark.parametrize(
    ("args", "code", "what"),
    [
        (("get", "colour"), 2, "there is no setting 'colour'"),
        (("set", "colour", "blue"), 2, "there is no setting 'colour'"),
        (("set", "timezone", "CET"), 2, "'CET' is ambiguous"),
        (("set", "timezone", "Mars/Base"), 2, "'Mars/Base' is not a time zone"),
        (("set", "author", "two words"), 2, "'two words' cannot be a person's name"),
        (("set", "lockWait", "long"), 2, "lockWait is 'long', not whole seconds"),
        (("set", "timezone", "UTC"), 1, "timezone is UTC already"),
    ],
)
def test_what_is_refused(
    args: tuple[str, ...], code: int, what: str, cli: Cli, state: Callable[[], object]
) -> None:
    before = state()
    ran = cli("config", *args, ok=False)
    assert (ran.code, ran.out) == (code, "")
    assert ran.err.startswith(f"inc: {what}")
    assert "\n     " in ran.err
    assert state() == before


def test_a_wrong_file_is_told_by_line(declared: Cli) -> None:
    (declared.folder / "inc.toml").write_text("format = 1\n\ncolour = 1\n")
    ran = declared("list", ok=False)
    assert ran.code == 2
    assert ran.err.startswith("inc: inc.toml:3: unknown setting 'colour'\n     Allowed are: format")
