"""A credential in a document is told, and shown by nobody: neither by its rule nor by another."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from credentials_made import Maker
from inc.checks import running
from inc.checks.surroundings import Base, Surroundings
from inc.domain.policy import Policy

MADE = Maker(13)

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
PATH = "incidents/2026/03/2026-03-04-checkout-failures.md"
TOKEN, OTHER = MADE.github(), MADE.github()
TEXT = f"""\
---
id: 2026-03-04-checkout-failures
severity: {TOKEN}
---

## Action items

- [ ] Prevent: rotate {TOKEN}, which is a very long text that has to be cut {OTHER} somewhere

[see]({TOKEN}.md)
"""


def report(tmp_path: Path, text: str, before: str | None = None) -> running.Report:
    path = tmp_path / PATH
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")
    base = None if before is None else Base({PATH: before.encode()})
    return running.run(Surroundings(tmp_path, Policy(), NOW, base=base))


def test_no_finding_of_any_rule_repeats_a_credential(tmp_path: Path) -> None:
    findings = report(tmp_path, TEXT).findings

    assert {"INC105", "INC301", "INC601"} <= {one.code for one in findings}
    for part in (TOKEN, OTHER, TOKEN[:14], OTHER[:14]):
        assert part not in repr([one._replace(fix=None) for one in findings])


def test_the_place_and_the_command_that_allows_it_are_told(tmp_path: Path) -> None:
    [*_, last] = [one for one in report(tmp_path, TEXT).findings if one.code == "INC601"]

    assert (last.line, last.column) == (10, 7)
    assert last.message == "what looks like a live credential: github-token (ghp_…, 40 characters)"
    assert "inc config set credentials.allowed." in last.hint and "rotate it" in last.hint


def test_with_a_base_only_what_the_branch_adds_counts(tmp_path: Path) -> None:
    new = f"{TEXT}\nnow also {MADE.npm()}\n"

    findings = report(tmp_path, new, before=TEXT).findings

    assert [one.line for one in findings if one.code == "INC601"] == [12]


def test_of_very_many_the_first_are_told(tmp_path: Path) -> None:
    many = "".join(f"pg://a:{MADE.password()}@db\n" for _ in range(200))

    assert sum(one.code == "INC601" for one in report(tmp_path, many).findings) == 20
