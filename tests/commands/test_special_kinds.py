"""Incidents of a special kind: security, a vendor's, restricted, a drill."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from inc.domain import presets

if TYPE_CHECKING:
    from conftest import Cli

LOOK = "keep secrets out of it"


def declare(cli: Cli, *args: str) -> tuple[dict[str, Any], str, str]:
    """The incident, its document, and what was said."""
    ran = cli("declare", "Odd logins", "-s", "sev2", *args)
    path = cli.folder / "incidents/2026/03/2026-03-04-odd-logins.md"
    return cli("show", "--json").json["incident"], path.read_text(), ran.err


def test_a_security_incident_is_restricted_and_has_its_checklist(guided: Cli) -> None:
    found, text, said = declare(guided, "--security")
    assert (found["type"], found["visibility"]) == ("security", "restricted")
    assert "\n### Security\n\n- [ ] Security lead called in" in text
    assert "### Vendor" not in text
    assert f"The title is in the file name and in git history; {LOOK}." in said
    answer = guided("declare", "Odd logins", "-s", "sev2", "--restricted", "--json").json
    assert [one["rule"] for one in answer["warnings"]] == ["title-is-open"]


def test_a_security_incident_may_be_public(guided: Cli) -> None:
    found, text, said = declare(guided, "--security", "--public")
    assert found["type"] == "security"
    assert "visibility" not in found
    assert "### Security" in text
    assert LOOK not in said


def test_a_vendors(guided: Cli) -> None:
    found, text, said = declare(guided, "--vendor", "Acme  Mail")
    assert (found["type"], found["vendor"]) == ("vendor", "Acme Mail")
    assert "visibility" not in found
    assert "\n### Vendor\n\n- [ ] Vendor's status page checked" in text
    assert LOOK not in said


def test_a_breach_at_a_vendor_is_one_of_security(guided: Cli) -> None:
    found, text, _ = declare(guided, "--vendor", "Acme", "--security")
    assert (found["type"], found["vendor"]) == ("security", "Acme")
    assert "### Security" in text


def test_any_incident_may_be_restricted(guided: Cli) -> None:
    found, text, said = declare(guided, "--restricted")
    assert (found["visibility"], "type" in found) == ("restricted", False)
    assert "### Security" not in text
    assert LOOK in said


def test_a_usual_one_has_nothing_of_it(guided: Cli) -> None:
    found, text, said = declare(guided)
    assert not {"type", "visibility", "vendor", "drill"} & set(found)
    assert "### Security" not in text and "### Vendor" not in text
    assert LOOK not in said


def test_the_checklist_is_the_policys(guided: Cli) -> None:
    own = '\n[checklists.security]\nitems = ["Call the CISO"]\n'
    with (guided.folder / "inc.toml").open("a", encoding="utf-8") as file:
        file.write(own)
    _, text, _ = declare(guided, "--security")
    assert "### Security\n\n- [ ] Call the CISO\n\n" in text


@pytest.mark.parametrize("preset", presets.PRESETS)
def test_a_drill_is_marked_wherever_it_is_seen(preset: str, guided: Cli) -> None:
    (guided.folder / "inc.toml").write_text(f'preset = "{preset}"\n')
    found, _, _ = declare(guided, "--drill")
    assert found["drill"] is True
    assert guided("show").out.startswith("DRILL")
    for audience in ("internal", "customer", "executive"):
        assert "DRILL" in guided("status", "-a", audience).out
    assert guided("list", "--json").json["incidents"][0]["drill"] is True
