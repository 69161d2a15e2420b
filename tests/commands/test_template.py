"""`inc template`: which texts are used, and how to make them yours."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Cli

READERS = ["customer", "executive", "internal", "responders"]
PRESETS = ["lifecycle", "management", "planning", "process", "structured"]
NAMES = [
    *("handoff.md", "incident.md"),
    *(f"postmortem-{preset}.md" for preset in PRESETS),
    *("postmortem.md", "report-monthly.md", "report-quarterly.md", "report-weekly.md"),
    "resolution.md",
    *("runbook-alert.md", "runbook-scenario.md", "runbook.md"),
    *(f"status-{reader}.md" for reader in READERS),
    *("update-customer.md", "update-executive.md", "update-internal.md"),
    *("update-resolution.md", "update-responders.md"),
]


def test_the_list_says_where_each_comes_from(cli: Cli) -> None:
    assert cli("template", "list").rows == [[name, "packaged"] for name in NAMES]
    cli("template", "eject", "incident.md")
    assert cli("template", "list", "--json").json == {
        "version": 1,
        "templates": [
            {"name": name, "origin": "workspace" if name == "incident.md" else "packaged"}
            for name in NAMES
        ],
    }


def test_an_ejected_one_is_committed_and_used(cli: Cli, git: Callable[..., str]) -> None:
    ran = cli("template", "eject", "status-customer.md")
    path = "templates/status-customer.md.j2"
    assert ran.out == f"Copied to {path} ({git('rev-parse', 'HEAD')[:8]})\n"
    assert ran.err == f"Next: edit {path} and commit it\n"
    assert git("show", "--name-only", "--format=%s").split() == ["inc:", "template", path, path]
    (cli.folder / path).write_text("ours: {{ title }}")
    assert cli("template", "show", "status-customer.md").out == "ours: {{ title }}\n"
    cli("declare", "Down", "-s", "2")
    assert cli("status", "-a", "customer").out == "ours: Down\n"
    again = cli("template", "eject", "status-customer.md", ok=False)
    assert again.code == 1
    assert again.err.startswith(f"inc: {path} is there already\n     ")


def test_a_dry_run_shows_it(cli: Cli, state: Callable[[], object]) -> None:
    before = state()
    ran = cli("template", "eject", "incident.md", "-n")
    assert ran.out.startswith("--- /dev/null\n+++ b/templates/incident.md.j2\n@@ -0,0 +1,")
    assert state() == before


def test_a_name_that_is_none(cli: Cli) -> None:
    for verb in ("show", "eject"):
        ran = cli("template", verb, "../../etc/passwd", ok=False)
        assert ran.code == 3
        assert ran.err.startswith(
            "inc: there is no template '../../etc/passwd'\n     One of: handoff.md, inc"
        )


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("a\n{{ title", "status-internal.md.j2:2: unexpected end of template"),
        ("{{ nosuch }}", "status-internal.md.j2: 'nosuch' is undefined"),
        ("{{ title.__class__.__mro__ }}", "status-internal.md.j2: access to attribute '__class__'"),
        ("{{ 1 / 0 }}", "status-internal.md.j2: division by zero"),
        ("{{ 'x' * 2000000 }}", "the template status-internal.md makes more than 1 MiB of text"),
    ],
)
def test_a_template_that_cannot_be_used_is_named(source: str, what: str, declared: Cli) -> None:
    (declared.folder / "templates/status-internal.md.j2").write_text(source)
    ran = declared("status", ok=False)
    assert ran.code == 2
    assert what in ran.err.split("\n")[0]
    assert "Mend the template, or remove it" in ran.err


def test_a_group_without_a_verb_shows_its_help(cli: Cli) -> None:
    for group in ("template", "config"):
        assert cli(group).out == cli(group, "--help").out
