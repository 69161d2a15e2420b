"""What findings about the process, the items, the times and the words say, and what they mend."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

import pace
from inc.checks import running
from inc.checks.finding import Finding
from inc.checks.registry import BROKEN_RULE, RULES
from inc.checks.surroundings import Base, Surroundings
from inc.domain.policy import Policy

NAME = "2026-03-04-checkout-failures"
INCIDENT = f"incidents/2026/03/{NAME}.md"
POSTMORTEM = f"postmortems/2026/03/{NAME}.md"
TIMES = (
    "started_at: 2026-03-04T15:18:00Z\n"
    "mitigated_at: 2026-03-04T15:38:00Z\nresolved_at: 2026-03-04T16:10:00Z\n"
)


def found(
    root: Path,
    code: str,
    files: Mapping[str, str],
    *,
    policy: Mapping[str, object] | None = None,
    base: Base | None = None,
) -> list[Finding]:
    """What a rule finds in some documents."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    now = datetime(2026, 3, 10, 12, tzinfo=UTC)
    around = Surroundings(root, Policy(policy or {}), now, base=base)
    return list(running.run(around, codes={code}).findings)


def document(fields: str, body: str = "") -> str:
    return f"---\n{fields}---\n\n{body}"


def with_item(line: str) -> dict[str, str]:
    return {POSTMORTEM: document(f"incident: {NAME}\n", f"## Action items\n\n{line}\n")}


# ------------------------------------------------------------------ process


def test_a_missing_commander_is_told_with_the_command(tmp_path: Path) -> None:
    text = document("severity: SEV1\nstatus: monitoring\n")
    [one] = found(tmp_path, "INC201", {INCIDENT: text})
    assert one.message == "nobody is commander; SEV1 needs one"
    assert one.hint == f"inc assign commander WHO -i {NAME}"


@pytest.mark.parametrize("code", ["INC201", "INC202"])
def test_a_role_of_what_is_over_is_not_given_now(code: str, tmp_path: Path) -> None:
    one = found(tmp_path, code, {INCIDENT: document("severity: SEV1\nstatus: closed\n")})[0]
    assert " was " in one.message
    assert one.hint.startswith("If somebody was, say who and since when: inc assign ")
    assert one.hint.endswith(f"WHO -i {NAME} --at TIME")


def test_a_file_that_cannot_be_read_is_the_subject(tmp_path: Path) -> None:
    (tmp_path / INCIDENT).parent.mkdir(parents=True)
    (tmp_path / INCIDENT).symlink_to("/dev/null")
    (one,) = found(tmp_path, "INC101", {})
    assert one.message.startswith("the file is a symbolic link")


def test_the_gate_says_what_was_open(tmp_path: Path) -> None:
    box = "## Checklists\n\n### Resolve\n\n- [ ] Monitoring in place for a recurrence\n"
    text = document(f"severity: SEV1\nstatus: resolved\n{TIMES}", box)
    [one] = found(tmp_path, "INC203", {INCIDENT: text})
    assert one.message.startswith("resolved with 2 items of its checklist open and no override")
    assert "Monitoring in place" in one.message
    assert f"; inc update -a customer TEXT --at TIME -i {NAME}. If not: " in one.hint
    assert one.hint.endswith("inc resolve --override REASON")


def test_boxes_alone_are_ticked(tmp_path: Path) -> None:
    box = "## Checklists\n\n### Resolve\n\n- [ ] Monitoring in place for a recurrence\n"
    entry = "\n## Timeline\n\n- `2026-03-04T15:45:00Z` **update** customer @carol — It recovers.\n"
    text = document(f"severity: SEV1\nstatus: resolved\n{TIMES}", box + entry)
    [one] = found(tmp_path, "INC203", {INCIDENT: text})
    assert one.hint.startswith("If it was done: inc tick ")


def test_silence_is_the_same_finding_an_hour_later(tmp_path: Path) -> None:
    text = document(
        "severity: SEV1\nstatus: investigating\n",
        "## Timeline\n\n- `2026-03-10T10:00:00Z` **note** @bob — looking ^0j4hr71getpj\n",
    )
    [one] = found(tmp_path, "INC204", {INCIDENT: text})
    assert one.message == "open, and nothing was written for 2 h"
    later = Surroundings(tmp_path, Policy(), datetime(2026, 3, 10, 13, tzinfo=UTC))
    [again] = running.run(later, codes={"INC204"}).findings
    assert again.message.endswith("3 h")
    assert again.fingerprint == one.fingerprint


def test_a_postmortem_past_its_day_is_to_be_begun(tmp_path: Path) -> None:
    text = document(f"severity: SEV1\nstatus: resolved\n{TIMES}")
    [one] = found(tmp_path, "INC205", {INCIDENT: text})
    assert one.message == "no postmortem has been begun; it was due 2026-03-06 16:10 UTC"
    assert one.hint == f"inc postmortem new {NAME}"


def test_a_required_section_is_named_as_it_stands_there(tmp_path: Path) -> None:
    body = "## Root Cause Analysis\n\n[Detailed explanation of why this happened]\n"
    policy = {"postmortem": {"sections": ["Root cause", "Impact"]}}
    files = {POSTMORTEM: document("status: published\n", body)}
    missing, empty = found(tmp_path, "INC206", files, policy=policy)
    assert (missing.message, missing.hint) == ("there is no section “Impact”", "Add it: ## Impact")
    assert empty.message == "the section “Root Cause Analysis” says nothing"


# ------------------------------------------------------------------ action items


def test_an_ambiguous_day_is_asked_about_and_not_mended(tmp_path: Path) -> None:
    [one] = found(tmp_path, "INC303", with_item("- [ ] Fix: Upgrade (@bob, by 03/06) ^9c1d"))
    assert one.message == "the due date “03/06” of “Upgrade” is not a day"
    assert one.hint == "inc action due ^9c1d 2026-03-06 (or 2026-06-03, if that is meant)"
    assert one.fix is None
    assert one.column == 30


@pytest.mark.parametrize(
    ("line", "mended"),
    [
        ("- [ ] Fix: Upgrade (@bob, by 2026/3/6)", "- [ ] Fix: Upgrade (@bob, by 2026-03-06)"),
        ("- [ ] 2026/3/6: Upgrade (@bob, by 2026/3/6)", None),
    ],
)
def test_a_day_that_can_only_be_one_is_mended(
    tmp_path: Path, line: str, mended: str | None
) -> None:
    [one] = found(tmp_path, "INC303", with_item(line))
    assert (one.fix and list(one.fix.lines)) == ([f"{mended}\n"] if mended else None)


def test_an_item_without_id_is_named_by_words_that_paste(tmp_path: Path) -> None:
    [one] = found(tmp_path, "INC302", with_item("- [ ] Fix: Bob's `rm -rf $HOME` script again"))
    assert one.hint.startswith("inc action due 'Bob'\"'\"'s ")


@pytest.mark.parametrize(
    ("code", "line", "hint"),
    [
        ("INC304", "- [ ] Prevnt: Add it", "Did you mean Prevent? Begin it with one of: Prevent, "),
        ("INC305", "- [ ] Fix: Add it (P9, @bob)", "Write one of: P0, P1, P2, P3, in the"),
        ("INC305", "- [ ] Fix: Add it (@bob)", "Write one of: P0, P1, P2, P3, in the parentheses"),
    ],
)
def test_unknown_words_are_guessed(tmp_path: Path, code: str, line: str, hint: str) -> None:
    [one] = found(tmp_path, code, with_item(line))
    assert one.hint.startswith(hint)


def test_overdue_is_the_same_finding_tomorrow(tmp_path: Path) -> None:
    [one] = found(tmp_path, "INC306", with_item("- [ ] Fix: Upgrade (@bob, by 2026-03-09) ^9c1d"))
    assert one.message == "“Upgrade” (@bob) was due 2026-03-09, 1 day ago"
    assert one.hint == "inc action done ^9c1d, or: inc action due ^9c1d YYYY-MM-DD"
    later = Surroundings(tmp_path, Policy(), datetime(2026, 3, 11, 12, tzinfo=UTC))
    [again] = running.run(later, codes={"INC306"}).findings
    assert again.fingerprint == one.fingerprint


def test_an_owner_is_guessed(tmp_path: Path) -> None:
    files = with_item("- [ ] Fix: Upgrade (@daev, by 2026-03-09) ^9c1d")
    [one] = found(tmp_path, "INC307", files, policy={"check": {"people": ["dave"]}})
    assert one.message == "nobody knows @daev, who owns “Upgrade”"
    assert one.hint == "inc action assign ^9c1d @dave"


# ------------------------------------------------------------------ truth


def test_a_contradicted_duration_says_what_the_timeline_says(tmp_path: Path) -> None:
    body = "Checkout failures affecting 30% of purchases\nfor 40 minutes.\n"
    files = {
        INCIDENT: document(f"status: closed\n{TIMES}"),
        POSTMORTEM: document("status: draft\n", body),
    }
    [one] = found(tmp_path, "INC401", files)
    assert (one.line, one.column) == (6, 5)
    assert one.message == (
        "says 40 minutes; the timeline has 52 min (15:18–16:10 UTC, started to resolved)"
    )
    assert one.hint.startswith("Write 52 min here, or correct the time: inc amend ")


def test_over_midnight_the_days_are_told(tmp_path: Path) -> None:
    times = "started_at: 2026-03-04T23:18:00Z\nresolved_at: 2026-03-05T01:10:00Z\n"
    files = {INCIDENT: document(f"status: closed\n{times}impact: It lasted 40 minutes\n")}
    [one] = found(tmp_path, "INC401", files)
    assert "1 h 52 min (2026-03-04 23:18 – 2026-03-05 01:10 UTC" in one.message


def test_a_rewritten_entry_says_what_is_other(tmp_path: Path) -> None:
    was = document(
        "status: closed\n",
        "## Timeline\n\n- `2026-03-04T15:38:00Z` **note** @bob — the wrong pods ^0j4hr71getpj\n",
    )
    now = was.replace("15:38", "15:31").replace("the wrong", "the")
    base = Base({INCIDENT: was.encode()})
    [one] = found(tmp_path, "INC403", {INCIDENT: now}, base=base)
    assert one.message == (
        "the entry of 2026-03-04T15:38:00Z “the wrong pods” has another text and time"
    )
    assert f"inc amend 0j4hr71getpj -i {NAME}" in one.hint


def test_a_deleted_incident_is_told_although_nothing_else_changed(tmp_path: Path) -> None:
    text = document("status: closed\n", "## Timeline\n\n- 15:38 - restarted\n- 15:40 - better\n")
    [one] = found(tmp_path, "INC403", {}, base=Base({INCIDENT: text.encode()}))
    assert one.path == INCIDENT
    assert one.message == "the document was deleted, with 2 entries of its timeline"


# ------------------------------------------------------------------ words


def test_blame_has_the_suggestion_of_the_policy(tmp_path: Path) -> None:
    [one] = found(tmp_path, "INC501", {POSTMORTEM: document("a: b\n", "He Should  have known.\n")})
    assert one.message == "“Should have” blames somebody"
    assert one.hint == "Say what the system allowed, or what would have helped."
    assert (one.line, one.column) == (5, 4)


# ------------------------------------------------------------------ what somebody made for us

OURS = [code for code in RULES if "INC200" < code < "INC600"]
HOSTILE = {
    "words": "should have failed to @bob broke caused by " * 20_000,
    "lines": "@bob should\nhave 5\nminutes for\n" * 20_000,
    "durations": "errors for 5 minutes and a half " * 20_000,
    "brackets": "[" * 200_000 + "]" * 200_000,
    "ticks": "`" * 300_000,
    "quotes": '"“' * 150_000,
    "comments": "<!-- " * 60_000,
    "items": "## Action items\n\n" + "- [ ] Fix: x (P0, @bob, by 03/06) ^9c1d\n" * 8_000,
    "rows": "## Action items\n\n| Action | Due |\n|---|---|\n" + "| a | [b] |\n" * 20_000,
    "headings": "## Root cause\n" * 30_000,
    "spaces": "## What could be improved\n\n" + " " * 300_000 + "should have",
    "digits": "1" * 300_000 + " minutes of downtime",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_document_takes_no_long_time(tmp_path: Path, text: str) -> None:
    files = {
        INCIDENT: document(f"severity: SEV1\nstatus: closed\nroles: []\n{TIMES}", text),
        POSTMORTEM: document("status: published\n", text),
    }
    for name, body in files.items():
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(body)
    policy = Policy({"check": {"people": ["dave"]}})
    around = Surroundings(tmp_path, policy, datetime(2026, 3, 10, 12, tzinfo=UTC))
    findings = pace.bounded(lambda: running.run(around, codes=OURS), 500).findings
    assert not [one.message for one in findings if one.code == BROKEN_RULE]


@pytest.mark.parametrize(
    "fields",
    [
        "severity: [1]\nstatus: {}\nroles: commander\nauthors: {a: b}\nimpact: [5 minutes]\n",
        "severity: null\nstatus: resolved\nroles: [a]\nmerged_into: 5\nresolved_at: 5\n",
        "status: closed\nmerged_into: ../../x\nroles: {1: 2}\nauthors: [[1]]\ndrill: maybe\n",
    ],
)
def test_values_of_any_form_break_no_rule(tmp_path: Path, fields: str) -> None:
    body = "It lasted 5 minutes.\n\n## Action items\n\n- [ ] Fix it\n"
    files = {INCIDENT: document(fields, body), POSTMORTEM: document(fields, body)}
    for code in OURS:
        findings = found(tmp_path, code, files, policy={"check": {"people": ["dave"]}})
        assert not [one.message for one in findings if one.code == BROKEN_RULE]
