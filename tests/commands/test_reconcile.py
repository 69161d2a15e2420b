"""`inc reconcile`: the timeline says what somebody changed by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conftest import Cli

BY_HAND = "changed by hand in the document"


def _document(cli: Cli) -> Path:
    return next(cli.folder.glob("incidents/*/*/*.md"))


def test_a_state_changed_by_hand_gets_its_entries(declared: Cli, git: Callable[..., str]) -> None:
    document = _document(declared)
    declared("assign", "ic", "alice")
    text = document.read_text().replace("severity: SEV1", "severity: sev2  # calmer")
    text = text.replace("status: investigating", "status: monitoring")
    text = text.replace("commander: alice", "commander: bob")
    document.write_text(text + "- 15:40 the cache is cold\n")
    ran = declared("reconcile")
    assert f" severity @alice — SEV2: {BY_HAND} ^" in ran.out
    assert f" status @alice — monitoring: {BY_HAND} ^" in ran.out
    assert f" role @alice — commander @bob: {BY_HAND} ^" in ran.out
    assert "2026-03-04 15:40 UTC" in ran.out
    assert ran.err.startswith("Edits made by hand were committed first, as ")
    subjects = git("log", "--format=%s", "--max-count=2").split("\n")
    assert [subject.partition(": ")[2] for subject in subjects[:2]] == [
        "reconciled",
        "edited by hand",
    ]
    assert "# calmer" in document.read_text()
    again = declared("reconcile", ok=False)
    assert again.code == 1
    assert "agrees with its timeline" in again.err


def test_a_word_that_is_no_status_is_named(declared: Cli) -> None:
    document = _document(declared)
    document.write_text(document.read_text().replace("status: investigating", "status: fixed"))
    ran = declared("reconcile", ok=False)
    assert ran.code == 2
    assert ran.err.startswith("inc: 'fixed' is not a status\n     One of: investigating")


def test_a_dry_run_shows_what_is_missing(declared: Cli, state: Callable[[], object]) -> None:
    document = _document(declared)
    document.write_text(document.read_text().replace("severity: SEV1", "severity: SEV3"))
    before = state()
    ran = declared("reconcile", "checkout", "-n")
    assert f"— SEV3: {BY_HAND} ^" in ran.out
    assert "\n+++ b/incidents/" in ran.out
    assert state() == before
    assert (
        declared("show")
        .out.rstrip("\n")
        .endswith("Changed by hand, not in the timeline: severity. Mend: inc reconcile")
    )
