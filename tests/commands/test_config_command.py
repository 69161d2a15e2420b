"""`inc config`: the team's settings and one's own."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from inc.domain import presets

if TYPE_CHECKING:
    from conftest import Cli


def test_the_list_says_what_is_set_and_where(cli: Cli) -> None:
    cli("config", "set", "author", "bob")
    rows = cli("config", "list", "--show-origin").rows
    assert rows[:5] == [
        ["timezone", "UTC", "inc.toml:5"],
        ["preset", "ungated", "inc.toml:8"],
        ["author", "bob", "git config"],
        ["incident", "", "default"],
        ["lockWait", "30", "default"],
    ]
    assert ["gates.resolve.SEV1", "none", "preset ungated"] in rows
    assert ["cadence.SEV1.customer", "30m", "default"] in rows
    assert ["hours.workdays", '["mon", "tue", "wed", "thu", "fri"]', "default"] in rows
    answer = cli("config", "list", "--json").json
    assert answer["version"] == 1
    assert answer["settings"][2] == {"name": "author", "value": "bob", "origin": "git config"}
    assert cli("config", "get", "LOCKWAIT").out == "30\n"


def test_a_part_of_the_list(cli: Cli) -> None:
    rows = cli("config", "list", "cadence.SEV1").rows
    assert [row[0].rpartition(".")[2] for row in rows] == [
        *("responders", "internal", "executive", "customer")
    ]
    assert len(cli("config", "list", "cadence").rows) == 16
    ran = cli("config", "list", "cad", ok=False)
    assert (ran.code, ran.err.split("\n")[0]) == (3, "inc: no setting begins with 'cad'")


def test_a_value_of_the_policy(cli: Cli, git: Callable[..., str]) -> None:
    assert cli("config", "get", "cadence.SEV1.customer").out == "30m\n"
    ran = cli("config", "set", "cadence.SEV1.customer", "20m")
    head = git("rev-parse", "HEAD")[:8]
    assert ran.out == f"cadence.SEV1.customer = 20m, in inc.toml ({head})\n"
    assert git("log", "-1", "--format=%s").strip() == "inc: setting cadence.SEV1.customer"
    text = (cli.folder / "inc.toml").read_text()
    assert text.endswith('\n\n[cadence.SEV1]\ncustomer = "20m"\n')
    assert text.startswith("# The policy of this workspace")
    assert cli("config", "list", "cadence.SEV1.customer", "--show-origin").rows == [
        ["cadence.SEV1.customer", "20m", f"inc.toml:{text.count(chr(10))}"]
    ]
    cli("config", "set", "cadence.SEV1.internal", "1h")
    assert (cli.folder / "inc.toml").read_text() == text + 'internal = "1h"\n'


def test_a_list_of_the_policy(cli: Cli) -> None:
    cli("config", "set", "hours.workdays", '["sun", "mon"]')
    assert cli("config", "get", "hours.workdays").out == "sun\nmon\n"
    cli("config", "set", "checklists.dns.items", '["TTL lowered", {text = "Zone checked"}]')
    cli("config", "set", "checklists.dns.title", "DNS")
    assert cli("config", "get", "checklists.dns.items").out == (
        'TTL lowered\n{text = "Zone checked"}\n'
    )


LAYOUTS = [
    "\ufeff# ours\r\n[cadence]\r\nSEV1 = {internal = '1m'} # inline\r\n",
    "cadence.SEV2.customer = '1m'\n",
    "[cadence.SEV2]\ncustomer = '1m'\n[hours]\nholidays = []\n[cadence.SEV3]\ninternal = '2h'\n",
    "[cadence]\n[cadence.SEV1] # theirs\n  executive = '1h'",
    "",
]


@pytest.mark.parametrize("text", LAYOUTS)
def test_the_rest_of_the_file_stays(text: str, cli: Cli) -> None:
    path = cli.folder / "inc.toml"
    path.write_bytes(text.encode())
    cli("config", "set", "cadence.SEV1.customer", "20m")
    cli("config", "set", "timezone", "+02:00")
    after = path.read_bytes().decode()
    assert [part for part in text.replace("}", "").split() if part not in after] == []
    assert ("\r\n" in after) == ("\r\n" in text)
    assert "\n" not in after.replace("\r\n", "") or "\r\n" not in text
    assert cli("config", "get", "cadence.SEV1.customer").out == "20m\n"
    assert cli("config", "get", "timezone").out == "+02:00\n"


@pytest.mark.parametrize("name", presets.PRESETS)
def test_what_is_shown_can_be_pasted(name: str, cli: Cli) -> None:
    alone = cli("config", "show", "--preset", name).out
    assert tomllib.loads(alone) == presets.table(name)
    (cli.folder / "inc.toml").write_text(f'preset = "{name}"\nlimits.silent = "1d"\n')
    before = cli("config", "list", "--json").json["settings"]
    shown = cli("config", "show").out
    (cli.folder / "inc.toml").write_text(shown)
    after = cli("config", "list", "--json").json["settings"]
    values = [{one["name"]: one["value"] for one in found} for found in (before, after)]
    assert values[0] == values[1]
    assert {one["origin"].partition(":")[0] for one in after if "." in one["name"]} == {"inc.toml"}


def test_a_section_is_shown(cli: Cli) -> None:
    ran = cli("config", "show", "gates.close")
    assert ran.out == (
        '[gates.close]\nSEV1 = "none"\nSEV2 = "none"\nSEV3 = "none"\nSEV4 = "none"\n'
    )
    for args, code, what in (
        (("gate",), 3, "the policy has no section 'gate'"),
        (("matrix", "--preset", "ungated"), 3, "preset ungated has no section 'matrix'"),
        (("--preset", "lax"), 2, "there is no preset 'lax'"),
    ):
        ran = cli("config", "show", *args, ok=False)
        assert (ran.code, ran.out) == (code, "")
        assert ran.err.startswith(f"inc: {what}\n     ")


def test_a_wrong_value_can_be_mended_beside_another(cli: Cli) -> None:
    path = cli.folder / "inc.toml"
    path.write_text('[cadence.SEV1]\ncustomer = "x"\ninternal = "y"\n')
    assert cli("config", "list", ok=False).err.startswith("inc: inc.toml:2: cadence.SEV1.customer")
    cli("config", "set", "cadence.SEV1.customer", "20m")
    assert cli("config", "list", ok=False).err.startswith("inc: inc.toml:3: cadence.SEV1.internal")
    cli("config", "set", "cadence.SEV1.internal", "20m")
    assert cli("config", "list").code == 0


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
        (("get", "cadence.SEV1.custmer"), 2, "there is no setting 'cadence.SEV1.custmer'"),
        (("get", "cadence.SEV1"), 2, "cadence.SEV1 is a table of 4 values"),
        (("set", "colour", "blue"), 2, "unknown setting 'colour'"),
        (("set", "cadence", "20m"), 2, "cadence is '20m', not a table"),
        (("set", "cadence.SEV1.customer", "20"), 2, "cadence.SEV1.customer is '20', not a dur"),
        (("set", "cadence.SEV1.customer", "30m"), 1, "cadence.SEV1.customer is 30m already"),
        (("set", "hours.workdays", "[mon]"), 2, "[mon] is not a list of TOML"),
        (("set", "hours.workdays", "[]"), 2, "hours.workdays is an empty list"),
        (("set", "preset", "lax"), 2, "there is no preset 'lax'"),
        (("set", "checklists.own.title", "Ours"), 2, "checklists.own has no items"),
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
    ran = declared("config", "list", ok=False)
    assert ran.code == 2
    assert ran.err.startswith("inc: inc.toml:3: unknown setting 'colour'\n     Allowed are: format")


@pytest.mark.parametrize(
    "words", [("list",), ("status",), ("next",), ("checklist",), ("timeline",)]
)
def test_a_wrong_file_stops_nobody_from_looking(words: tuple[str, ...], declared: Cli) -> None:
    (declared.folder / "inc.toml").write_text("format = 1\n\ncolour = 1\n")
    ran = declared(*words, ok=False)
    assert ran.code in (0, 1)
    assert "What follows is by the default policy: inc.toml:3: unknown" in ran.err


@pytest.mark.parametrize("text", ['[cadence.SEV1]\ncustomer = "x"\n', "[", "preset = 1\n"])
def test_a_wrong_policy_stops_no_note(text: str, declared: Cli) -> None:
    (declared.folder / "inc.toml").write_text(text)
    ran = declared("log", "still down")
    assert "note @alice — still down" in ran.out
    assert declared("log", "still down", "--by", "bob", "--json").json["commit"]
