"""`inc severity`: worse or better, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inc.domain.presets import PRESETS
from inc.domain.vocabulary import Severity

if TYPE_CHECKING:
    from conftest import Cli


def test_the_reason_stands_beside_the_value(declared: Cli) -> None:
    ran = declared("severity", "2", "-m", "half of the payments work")
    assert " severity @alice — SEV2: half of the payments work ^" in ran.out
    assert "\n  severity: SEV2\n" in ran.out
    assert declared("list", "--json").json["incidents"][0]["severity"] == "SEV2"


def test_a_backdated_change_does_not_win_over_a_later_one(declared: Cli) -> None:
    declared("severity", "sev2")
    late = declared("severity", "sev3", "--at", "15:31:30", "--json").json
    assert late["fields"] == {}
    assert declared("show", "--json").json["incident"]["severity"] == "SEV2"


def test_what_is_refused(declared: Cli) -> None:
    same = declared("severity", "SEV-1", ok=False)
    assert (same.code, same.err.split("\n")[0]) == (
        1,
        "inc: 2026-03-04-checkout-failures is SEV1 already",
    )
    wrong = declared("severity", "critical", ok=False)
    assert wrong.code == 2
    assert wrong.err == (
        "inc: 'critical' is not a severity\n     One of: SEV1, SEV2, SEV3, SEV4.\n"
    )


def test_what_each_severity_means(cli: Cli) -> None:
    out = cli("severity", "--explain").out
    assert [line[:4] for line in out.split("\n") if line.startswith("SEV")] == list(Severity)
    assert "SEV1  Critical\n  when      Complete outage, or revenue stopped\n" in out
    assert "\n  such as   Production database down; " in out
    assert "\n            Somebody is on it within 15 min.\n" in out
    assert (
        "\n  updates   every 15 min: responders, internal\n            every 30 min: customer\n"
        "            every 1 h: executive\n" in out
    )
    assert "\n            Somebody is on it within 1 business day.\n" in out
    assert "\n  updates   as needed\n  roles     none required\n" in out
    assert "\n  roles     commander, tech_lead, comms_lead, scribe\n" in out
    assert out.endswith(
        "                  user impact\n"
        "  scope     low     medium  high\n"
        "  wide      SEV3    SEV2    SEV1\n"
        "  medium    SEV4    SEV3    SEV2\n"
        "  limited   SEV4    SEV4    SEV3\n"
        "When in doubt, the worse one.\n"
    )
    assert max(map(len, out.split("\n"))) <= 80


@pytest.mark.parametrize("name", PRESETS)
def test_each_preset_is_explained_in_80_columns(name: str, cli: Cli) -> None:
    (cli.folder / "inc.toml").write_text(f'preset = "{name}"\n')
    assert max(map(len, cli("severity", "--explain").out.split("\n"))) <= 80


def test_what_one_severity_means_here(cli: Cli) -> None:
    (cli.folder / "inc.toml").write_text(
        'preset = "planning"\nmatrix.wide.low = "SEV1"\n[severity.SEV2]\nname = "Bad"\n'
        'respond_within = "none"\n[cadence.SEV2]\ncustomer = "none"\n'
    )
    out = cli("severity", "--explain", "2").out
    assert out.startswith("SEV2  Bad\n  when      Major functionality degraded\n")
    assert "within" not in out
    assert "  updates   every 30 min: responders, internal\n" in out
    assert "  wide      SEV1    SEV2    SEV1\n" in out
    answer = cli("severity", "--explain", "sev2", "--json").json
    assert answer["matrix"]["wide"] == {"low": "SEV1", "medium": "SEV2", "high": "SEV1"}
    only = answer["severities"][0]
    assert (only["severity"], only["required_roles"]) == ("SEV2", ["commander", "tech_lead"])
    assert only["cadence"] == {
        "responders": "30m",
        "internal": "30m",
        "executive": "none",
        "customer": "none",
    }
    assert (only["name"], only["respond_within"]) == ("Bad", "none")


def test_without_a_severity(declared: Cli) -> None:
    ran = declared("severity", "-m", "worse", ok=False)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        'inc: no severity was given\n     inc severity sev2 -m "why"\n'
        "     What each means: inc severity --explain\n"
    )
    assert declared("severity", "--explain", "sev9", ok=False).code == 2
