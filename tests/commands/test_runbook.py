"""`inc runbook`: write, find, use and review runbooks."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import pace

if TYPE_CHECKING:
    from conftest import Cli

Git = Callable[..., str]
INCIDENT = "2026-03-04-checkout-failures"
POOL = """\
---
title: Database connection pool
services: [checkout, order-service]
alerts: [ConnectionPoolExhausted]
owner: "@alice"
last_reviewed_on: "2026-03-01"
---

# Database connection pool

## Investigation steps

1. Count the connections
2. Look at the last deployment

## Mitigation steps

1. Roll back what was deployed last
2. Restart the pods, one at a time
3. Raise the limit of the pool
4. Escalate to the database team

## Rollback procedure

Nothing to undo.
"""


def put(cli: Cli, name: str, text: str | bytes) -> Path:
    path = cli.folder / "runbooks" / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def commit(cli: Cli, git: Git, monkeypatch: pytest.MonkeyPatch, day: str = "2026-03-01") -> None:
    """Commit all there is, as somebody did on an earlier day."""
    with monkeypatch.context() as patch:
        for name in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
            patch.setenv(name, f"{day}T12:00:00Z")
        git("add", "--all")
        git("commit", "--quiet", "-m", "runbooks")


@pytest.fixture
def pool(cli: Cli, git: Git, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A runbook that was committed on 1 March."""
    path = put(cli, "database/connection-pool", POOL)
    commit(cli, git, monkeypatch)
    return path


# ------------------------------------------------------------------ new


def test_a_new_one_is_written_from_the_template_and_committed(cli: Cli, git: Git) -> None:
    title = "Database connection pool"
    ran = cli("runbook", "new", title, "--service", "checkout", "--alert", "A b", "--owner", "me")
    head = git("rev-parse", "HEAD")[:8]
    assert ran.out == f"Wrote runbooks/database-connection-pool.md ({head})\n"
    assert ran.err == "Next: inc runbook edit database-connection-pool\n"
    text = (cli.folder / "runbooks/database-connection-pool.md").read_text()
    front, _, body = text.removeprefix("---\n").partition("---\n")
    assert front.split("\n") == [
        *("title: Database connection pool", "services: [checkout]", "alerts: [A b]"),
        *("owner: alice", ""),
    ]
    assert body.startswith("\n# Database connection pool\n\n## Overview\n\n<!-- guide: ")
    assert "- Service owner: @alice\n" in body
    assert git("log", "-1", "--format=%B").strip() == (
        "runbook database-connection-pool: written\n\n"
        "Inc-Runbook: database-connection-pool\nInc-Operation: runbook-new"
    )


@pytest.mark.parametrize(
    ("template", "headings"),
    [
        (
            "runbook",
            "Overview Impact Severity_assessment Investigation_steps Mitigation_steps"
            " Common_causes_and_fixes Rollback_procedure Escalation Contacts Related_links",
        ),
        (
            "runbook-alert",
            "Overview Impact Investigation_steps Mitigation_steps Rollback_procedure Contacts"
            " Related_links",
        ),
        (
            "runbook-scenario.md",
            "Overview Severity_assessment Initial_investigation Common_causes_and_fixes"
            " Escalation Related_resources",
        ),
    ],
)
def test_the_templates_have_the_structures_people_know(
    template: str, headings: str, cli: Cli
) -> None:
    cli("runbook", "new", "Pool", "--template", template)
    lines = (cli.folder / "runbooks/pool.md").read_text().split("\n")
    assert [line[3:].replace(" ", "_") for line in lines if line.startswith("## ")] == (
        headings.split()
    )


@pytest.mark.parametrize(
    ("words", "name", "title"),
    [
        (("Überlauf: Zahlung",), "uberlauf-zahlung", "Überlauf: Zahlung"),
        (("database/failover",), "database/failover", "Failover"),
        (("runbooks/database/fail-over.md",), "database/fail-over", "Fail over"),
        (("HighErrorRate",), "high-error-rate", "HighErrorRate"),
        (("two", "words"), "two-words", "two words"),
        (("TCP/IP is down",), "tcp-ip-is-down", "TCP/IP is down"),
        (("../../etc/passwd",), "etc/passwd", "Passwd"),
    ],
)
def test_a_name_or_a_title(words: tuple[str, ...], name: str, title: str, cli: Cli) -> None:
    answer = cli("runbook", "new", *words, "--json").json
    assert (answer["runbook"], answer["path"]) == (name, f"runbooks/{name}.md")
    assert answer["next"] == f"inc runbook edit {name}"
    assert f"# {title}\n" in (cli.folder / answer["path"]).read_text()


def test_what_cannot_be_a_new_one(cli: Cli, state: Callable[[], object]) -> None:
    cli("runbook", "new", "Pool")
    before = state()
    for words, code, what in (
        (("pool",), 1, "runbooks/pool.md is there already\n     Change it: inc runbook edit pool"),
        (("POOL",), 1, "runbooks/pool.md is there already"),
        (("!!!",), 2, "the title is empty"),
        (("x" * 201,), 2, "the title has 201 characters; a title has at most 200"),
        (("README",), 2, "a README is no runbook"),
        (
            ("Other", "--template", "nosuch"),
            3,
            "there is no template 'nosuch' of runbooks\n     One of: "
            "runbook, runbook-alert, runbook-scenario.\n",
        ),
        (("Other", "--template", "handoff"), 3, "there is no template 'handoff' of runbooks"),
    ):
        ran = cli("runbook", "new", *words, ok=False)
        assert ran.code == code
        assert ran.err.startswith(f"inc: {what}")
    assert state() == before


def test_a_template_of_the_team_may_have_fields_of_its_own(cli: Cli) -> None:
    source = "---\ntags: [ours]\nreview_in: 30d\n---\n# {{ title }}: {{ services|join(', ') }}\n"
    (cli.folder / "templates/runbook.md.j2").write_text(source)
    cli("runbook", "new", "Pool", "--service", "a", "--service", "b")
    text = (cli.folder / "runbooks/pool.md").read_text()
    assert text == (
        "---\ntags: [ours]\nreview_in: 30d\ntitle: Pool\nservices: [a, b]\n---\n# Pool: a, b\n"
    )


# ------------------------------------------------------------------ list


def test_the_list_says_how_each_stands(pool: Path, declared: Cli) -> None:
    put(declared, "old", "Failover\n========\n\nPromote the replica.\n")
    name, title = "database/connection-pool", "Database connection pool"
    fresh = [name, title, "checkout, order-service", "alice", "2026-03-01", "fresh", "0"]
    old = ["old", "Failover", "", "", "", "never reviewed", "0"]
    assert declared("runbook", "list").rows == [fresh, old]
    assert declared("runbook", "list", "--service", "Checkout").rows == [fresh]
    assert declared("runbook", "list", "--stale").rows == [old]
    declared("runbook", "use", "pool")
    used = [*fresh[:5], "used since its last change", "1"]
    assert declared("runbook", "list", "--sort", "used").rows == [used, old]
    assert declared("runbook", "list", "--stale").rows == [used, old]
    declared.now = datetime(2026, 5, 25, 12, tzinfo=UTC)
    assert declared("runbook", "list").rows[0][5] == "used since its last change"
    declared.now += timedelta(days=6)
    assert declared("runbook", "list").rows[0][5] == "1 d overdue"


def test_the_most_used_come_first(pool: Path, declared: Cli) -> None:
    put(declared, "a", "# A\n")
    for _ in range(3):
        declared("runbook", "use", "a", "-m", "another step")
    declared("runbook", "use", "connection-pool")
    declared("declare", "Again", "-s", "3")
    declared("runbook", "use", "connection-pool", "-i", "again")
    rows = declared("runbook", "list", "--sort", "used").rows
    assert [(row[0], row[6]) for row in rows] == [("database/connection-pool", "2"), ("a", "1")]
    ran = declared("runbook", "list", "--sort", "size", ok=False)
    assert (ran.code, ran.err) == (
        2,
        "inc: 'size' is no order of runbooks\n     One of: name, used, due.\n",
    )


def test_the_list_for_programs(pool: Path, declared: Cli) -> None:
    declared("runbook", "use", "pool")
    [one] = declared("runbook", "list", "--json").json["runbooks"]
    assert one == {
        "name": "database/connection-pool",
        "path": "runbooks/database/connection-pool.md",
        "title": "Database connection pool",
        "services": ["checkout", "order-service"],
        "alerts": ["ConnectionPoolExhausted"],
        "owner": "alice",
        "tags": [],
        "last_reviewed_on": "2026-03-01",
        "last_changed_at": "2026-03-01T12:00:00Z",
        "state": "used",
        "due_on": "2026-05-30",
        "used": 1,
        "last_used_at": "2026-03-04T15:32:00Z",
        "incidents": [INCIDENT],
    }
    assert declared("runbook", "list", "--jsonl").jsonl == [{"version": 1, **one}]


def test_nothing_to_list(cli: Cli) -> None:
    assert cli("runbook", "list").err == "There is no runbook yet. Next: inc runbook new TITLE\n"
    put(cli, "a", "# A\n")
    assert cli("runbook", "list", "--service", "x").err == "No runbook is like that.\n"
    assert cli("runbook", "list", "--service", "x", "--json").json["runbooks"] == []


def test_what_is_broken_is_one_line_and_the_list_goes_on(pool: Path, cli: Cli) -> None:
    folder = cli.folder / "runbooks"
    put(cli, "broken", "---\ntitle: [a\n---\n# Broken\n")
    put(cli, "latin", b"# caf\xe9\n")
    put(cli, "endless", "---\n" + "x: y\n" * 30_000)
    put(cli, "binary", b"\0" * 300_000)
    put(cli, "odd", "---\nservices: {a: b}\nalerts: 7\nowner: [1]\nreview_in: 99999999999d\n---\n")
    put(cli, "empty", "")
    (folder / "link.md").symlink_to("/etc/passwd")
    (folder / "loop").symlink_to(".")
    os.mkfifo(folder / "pipe.md")
    ran = cli("runbook", "list")
    assert [row[0] for row in ran.rows] == ["binary", "database/connection-pool", "empty", "odd"]
    complaints = ran.err.rstrip("\n").split("\n")
    assert [line.split(" ")[1].split(":")[0] for line in complaints] == [
        f"runbooks/{name}.md" for name in ("broken", "endless", "latin", "link", "pipe")
    ]
    assert "symbolic link" in complaints[3]
    assert len(cli("runbook", "search", "pool").rows) == 1


# ------------------------------------------------------------------ show


def test_show_prints_it_or_where_it_stands(pool: Path, cli: Cli) -> None:
    for name in ("connection", "database/connection-pool", "runbooks/database/connection-pool.md"):
        assert cli("runbook", "show", name).out == POOL
    assert cli("runbook", "show", "connectionpoolexh").out == POOL, "an alert"
    assert cli("runbook", "show", "Database Connection POOL").out == POOL, "its title"
    assert cli("runbook", "show", "pool", "--path").out == f"{pool}\n"
    answer = cli("runbook", "show", "pool", "--json").json["runbook"]
    assert (answer["title"], answer["text"]) == ("Database connection pool", POOL)


def test_a_name_that_is_none_or_several(pool: Path, cli: Cli) -> None:
    put(cli, "pool-of-cars", "# Cars\n")
    ran = cli("runbook", "show", "nosuch", ok=False)
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith("inc: no runbook is called 'nosuch'\n     See them: inc runbook list")
    ran = cli("runbook", "show", "pool", ok=False)
    assert ran.code == 3
    assert ran.err.startswith(
        "inc: 'pool' names 2 runbooks:\n  database/connection-pool\n  pool-of-cars\n"
    )
    for outside in ("../inc.toml", "/etc/passwd", "../../etc/passwd", ""):
        assert cli("runbook", "show", outside, ok=False).code == 3


def test_the_whole_name_wins_over_a_part(pool: Path, cli: Cli) -> None:
    put(cli, "connection-pool-of-cars", "# Cars\n")
    put(cli, "connection", "# The connection\n")
    assert cli("runbook", "show", "connection").out == "# The connection\n"
    assert cli("runbook", "show", "connection-pool").out == POOL, "the name without its folder"


def test_nothing_raw_reaches_a_terminal_and_what_is_broken_is_still_shown(cli: Cli) -> None:
    put(cli, "red", "# \x1b[31mred\u202e\r\nline\r\n")
    assert cli("runbook", "show", "red").out == "# ␛[31mred<U+202E>\nline\n"
    put(cli, "broken", "---\ntitle: [a\n---\n# Restart the pods\n")
    ran = cli("runbook", "show", "broken")
    assert ran.out.endswith("# Restart the pods\n")
    assert ran.err.startswith("inc: runbooks/broken.md:2:8: ")
    put(cli, "latin", b"# caf\xe9\n")
    ran = cli("runbook", "show", "latin")
    assert (ran.out, "not UTF-8" in ran.err) == ("# caf\ufffd\n", True)
    (cli.folder / "runbooks/link.md").symlink_to("/etc/passwd")
    ran = cli("runbook", "show", "link", ok=False)
    assert (ran.code, ran.out) == (4, "")


# ------------------------------------------------------------------ search


def test_search_finds_the_best_first_with_its_line(pool: Path, cli: Cli) -> None:
    put(cli, "failover", "# Failover\n\nThe pool and the database are down.\n")
    ran = cli("runbook", "search", "database", "POOL")
    assert ran.rows == [
        [
            "database/connection-pool",
            "Database connection pool",
            "2: title: Database connection pool",
        ],
        ["failover", "Failover", "3: The pool and the database are down."],
    ]
    assert ran.err == "Next: inc runbook show database/connection-pool\n"
    assert cli("runbook", "search", "restart pods").rows[0][2].startswith("19: 2. Restart the pods")
    [first, second] = cli("runbook", "search", "replica pool", "--json").json["runbooks"]
    assert (first["name"], first["line"], first["words"]) == ("database/connection-pool", 2, 1)
    assert second["name"] == "failover"


def test_search_that_finds_nothing(pool: Path, cli: Cli) -> None:
    ran = cli("runbook", "search", "kafka")
    assert (ran.out, ran.err) == ("", "No runbook says that. Next: inc runbook list\n")
    assert cli("runbook", "search", "kafka", "--json").json["runbooks"] == []
    assert cli("runbook", "search", " ", ok=False).code == 2


# ------------------------------------------------------------------ edit


def test_edit_in_the_editor(pool: Path, cli: Cli, editor: Callable[[str], str], git: Git) -> None:
    better = POOL.replace("Nothing to undo.", "Roll forward again.")
    ran = cli("runbook", "edit", "pool", GIT_EDITOR=editor(better))
    assert pool.read_text() == better
    head = git("rev-parse", "HEAD")[:8]
    assert ran.out == f"Edited runbooks/database/connection-pool.md ({head})\n"
    assert ran.err == "Next, once all of it is right: inc runbook review database/connection-pool\n"
    ran = cli("runbook", "edit", "pool", ok=False, GIT_EDITOR="true")
    assert (ran.code, "as it was" in ran.err) == (1, True)


def test_what_others_write_meanwhile_is_kept(pool: Path, cli: Cli, tmp_path: Path) -> None:
    script = tmp_path / "meanwhile"
    script.write_text(f'#!/bin/sh\nsed -i s/Nothing/Everything/ "$1"\nsed -i s/alice/bob/ {pool}\n')
    script.chmod(0o755)
    cli("runbook", "edit", "pool", GIT_EDITOR=str(script))
    text = pool.read_text()
    assert 'owner: "@bob"' in text
    assert "Everything to undo." in text


def test_a_conflict_keeps_the_words(pool: Path, cli: Cli, tmp_path: Path, git: Git) -> None:
    script = tmp_path / "meanwhile"
    script.write_text(f'#!/bin/sh\nsed -i s/Nothing/Mine/ "$1"\nsed -i s/Nothing/Theirs/ {pool}\n')
    script.chmod(0o755)
    ran = cli("runbook", "edit", "pool", ok=False, GIT_EDITOR=str(script))
    assert ran.code == 4
    assert "was changed in the same lines while you were editing" in ran.err
    assert "inc retry" in ran.err
    git("checkout", "--quiet", "--", ".")
    cli("retry")
    assert "Mine to undo." in pool.read_text()


def test_a_text_that_breaks_the_front_matter_is_refused(
    pool: Path, cli: Cli, state: Callable[[], object]
) -> None:
    before = state()
    ran = cli("runbook", "edit", "pool", "--file", "-", stdin="---\ntitle: [a\n---\n", ok=False)
    assert ran.code == 2
    assert ran.err.startswith("inc: in your text of runbooks/database/connection-pool.md:2:8: ")
    assert state() == before


# ------------------------------------------------------------------ review


def test_a_review_sets_the_day_and_says_when_the_next_is_due(
    pool: Path, cli: Cli, git: Git
) -> None:
    ran = cli("runbook", "review", "pool", "-m", "links\nwork")
    head = git("rev-parse", "HEAD")[:8]
    assert ran.out == f"Reviewed runbooks/database/connection-pool.md ({head})\n"
    assert ran.err == "The next review is due by 2026-06-02.\n"
    assert pool.read_text() == POOL.replace('"2026-03-01"', '"2026-03-04"\nreview_note: links work')
    again = cli("runbook", "review", "pool", ok=False)
    assert again.code == 1
    assert again.err.startswith(
        "inc: database/connection-pool was reviewed today already, so nothing was recorded\n"
        "     To say what you found: inc runbook review database/connection-pool -m TEXT\n"
    )
    cli.now += timedelta(days=1)
    cli("runbook", "review", "pool")
    assert pool.read_text() == POOL.replace("2026-03-01", "2026-03-05"), "the note was of that day"


def test_a_review_of_one_without_front_matter_keeps_its_bytes(cli: Cli, git: Git) -> None:
    path = put(cli, "old", b"\xef\xbb\xbfFailover\r\n========\r\n\r\nPromote  the replica.")
    answer = cli("runbook", "review", "old", "--json").json
    assert (answer["command"], answer["due_on"]) == ("runbook review", "2026-06-02")
    assert path.read_bytes() == (
        b"\xef\xbb\xbf---\r\nlast_reviewed_on: '2026-03-04'\r\n---\r\n\r\n"
        b"Failover\r\n========\r\n\r\nPromote  the replica."
    )
    messages = git("log", "-2", "--format=%B").strip()
    assert "runbook old: edited by hand\n\nInc-Runbook: old\nInc-Operation: hand-edit" in messages
    assert "Incident:" not in messages


def test_a_review_on_the_calendar_of_the_team(pool: Path, cli: Cli) -> None:
    cli("config", "set", "timezone", "Asia/Tokyo")
    cli("config", "set", "runbooks.review_in", "10d")
    answer = cli("runbook", "review", "pool", "--json").json
    assert answer["due_on"] == "2026-03-15", "it is 5 March there"
    answer = cli("runbook", "review", "pool", "--at", "yesterday 12:00", "--json").json
    assert answer["due_on"] == "2026-03-14"


def test_a_review_after_an_incident_says_so(pool: Path, declared: Cli, git: Git) -> None:
    declared("runbook", "use", "pool")
    declared("runbook", "review", "pool", "-i", "checkout")
    assert git("log", "-1", "--format=%B").strip() == (
        "runbook database/connection-pool: reviewed\n\n"
        f"Incident: {INCIDENT}\n"
        "Inc-Runbook: database/connection-pool\n"
        "Inc-Operation: runbook-review"
    )
    assert declared("runbook", "list").rows[0][5] != "draft"


def test_a_commit_says_only_what_no_forge_acts_on(cli: Cli, git: Git) -> None:
    put(cli, "fixes #12 @all", "# A\n")
    cli("runbook", "review", "fixes #12 @all")
    subjects = git("log", "-2", "--format=%s").split("\n")
    assert subjects[:2] == [
        "runbook fixes-12-all: reviewed",
        "runbook fixes-12-all: edited by hand",
    ]


# ------------------------------------------------------------------ use


def test_a_use_is_in_the_timeline_and_says_what_to_do(pool: Path, declared: Cli) -> None:
    ran = declared("runbook", "use", "pool", "-m", "the pool is full")
    assert "runbook @alice — database/connection-pool: the pool is full ^" in ran.out
    assert "\n  runbooks: database/connection-pool\n" in ran.out
    assert ran.err == (
        "runbooks/database/connection-pool.md, Mitigation steps:\n"
        "  1. Roll back what was deployed last\n"
        "  2. Restart the pods, one at a time\n"
        "  3. Raise the limit of the pool\n"
        "Next: inc assign commander WHO (nobody is commander; SEV1 needs one)\n"
        "Then: inc runbook show database/connection-pool\n"
    )
    declared("runbook", "use", "pool")
    assert "runbooks      database/connection-pool\n" in declared("show").out
    answer = declared("runbook", "use", "pool", "-n", "--json").json
    assert (answer["command"], answer["fields"]) == ("runbook", {})
    assert answer["entries"][0]["kind"] == "runbook"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "# Fix\n\n1. one\n   goes on\n\n   ```sh\n   run\n   ```\n2. two\n   ~~~\n   x\n",
            ["runbooks/a.md, Fix:", "  1. one goes on", "  2. two"],
        ),
        ("## Fixes\n\n### Cause 1\n- a\n## Else\n- b\n", ["runbooks/a.md, Fixes:", "  - a"]),
        (
            "# Investigate\n- look\n# Mitigation\n- restart\n",
            ["runbooks/a.md, Mitigation:", "  - restart"],
        ),
        (
            "# Mitigation\nprose\n# Investigation\n- look\n",
            ["runbooks/a.md, Investigation:", "  - look"],
        ),
        ("```\n# Fix\n- no\n```\n", ["runbooks/a.md"]),
        ("", ["runbooks/a.md"]),
        ("# Fix\n- " + "x" * 100_000 + "\n", ["runbooks/a.md, Fix:", f"  - {'x' * 73}…"]),
    ],
)
def test_the_first_steps(text: str, told: list[str], declared: Cli) -> None:
    put(declared, "a", text)
    lines = declared("runbook", "use", "a").err.split("\n")
    assert lines[: len(told)] == told
    assert lines[len(told)].startswith("Next: ")


@pytest.mark.parametrize(
    "line", ["# fix", "## mitigate", "<a", "<!-- a", "> ", "- ", "#" * 5_000, "[a]: b", "```"]
)
def test_hostile_text_takes_no_long_time(line: str, declared: Cli) -> None:
    def used() -> None:
        declared("runbook", "use", "a")
        declared("runbook", "list")
        declared("runbook", "search", "fix", "else")

    put(declared, "a", f"{line}\n" * (120_000 // len(line)))
    pace.bounded(used, 300)


def test_a_broken_one_can_be_used(declared: Cli) -> None:
    put(declared, "latin", b"# caf\xe9\n")
    ran = declared("runbook", "use", "latin")
    assert "runbook @alice — latin ^" in ran.out
    assert "runbooks/latin.md cannot be read well: runbooks/latin.md:1: the file is not" in ran.err


def test_after_the_end_it_is_to_be_reviewed(pool: Path, declared: Cli) -> None:
    declared("runbook", "use", "pool")
    declared("resolve", "back to normal")
    rows = [row for row in declared("next", ok=False).rows if row[3] == "runbook-used"]
    [[_, _, _, _, text, command]] = rows
    assert text == (
        "the runbook database/connection-pool was used, and not touched since; is it still right?"
    )
    assert command == "inc runbook review database/connection-pool"
    declared("runbook", "review", "pool")
    assert "runbook-used" not in declared("next", ok=False).out


def test_nobody_is_told_before_the_end_or_of_what_is_not_known(pool: Path, declared: Cli) -> None:
    declared("runbook", "use", "pool")
    assert "runbook-used" not in declared("next", ok=False).out
    put(declared, "not-committed", "# A\n")
    declared("runbook", "review", "pool")
    declared("runbook", "use", "not-committed")
    declared("resolve", "back to normal")
    assert "runbook-used" not in declared("next", ok=False).out


def test_steps_are_found_wherever_they_stand(declared: Cli) -> None:
    put(declared, "late", "# Late\n\nProse.\n\n- no step\n\n1. x\n2. y\n")
    ran = declared("runbook", "use", "late")
    assert ran.err.startswith("runbooks/late.md, Late:\n  1. x\n  2. y\n")


@pytest.mark.parametrize("template", ["runbook", "runbook-alert", "runbook-scenario"])
def test_what_nobody_wrote_into_is_a_draft(template: str, declared: Cli) -> None:
    declared("runbook", "new", "Pool", "--template", template, "--owner", "me")
    assert declared("runbook", "list").rows[0][5] == "draft"
    assert declared("runbook", "list", "--stale", "--json").json["runbooks"][0]["state"] == "draft"
    ran = declared("runbook", "use", "pool")
    assert "pool.md is a draft: nobody wrote into it yet (inc runbook edit pool)" in ran.err
    assert "…" not in ran.err
    assert "Runbook:" not in declared("declare", "The pool is full", "-s", "2").err
    text = (declared.folder / "runbooks/pool.md").read_text()
    put(declared, "pool", text.replace("1. Check:", "1. Check: the number of connections"))
    assert declared("runbook", "list").rows[0][5] != "draft"
    assert "Runbook:" in declared("declare", "The pool is full again", "-s", "2").err
    assert "\n  1. Check: the number" in f"\n{declared('runbook', 'use', 'pool').err}"


@pytest.mark.parametrize("text", ["", "\n \n", "---\ntitle: x\n---\n\n"])
def test_a_runbook_is_not_emptied(text: str, pool: Path, cli: Cli) -> None:
    ran = cli("runbook", "edit", "pool", "--file", "-", stdin=text, ok=False)
    assert ran.code == 2
    assert "nothing would be left of runbooks/database/connection-pool.md" in ran.err
    assert pool.read_text() == POOL


# ------------------------------------------------------------------ offered


def test_a_declaration_offers_what_fits(pool: Path, cli: Cli) -> None:
    put(cli, "search", "---\nservices: search\n---\n# Search is slow\n")
    ran = cli("declare", "Orders fail", "-s", "2", "--service", "order-service")
    assert ran.err.startswith(
        "Runbook: inc runbook use database/connection-pool (Database connection pool)\nNext: "
    )
    ran = cli("declare", "Everything is slow", "-s", "2", "-m", "ConnectionPoolExhausted fired")
    assert ran.err.startswith("Runbook: inc runbook use database/connection-pool (")
    answer = cli("declare", "Search fails", "-s", "3", "--impact", "the pool", "--json").json
    assert [one["name"] for one in answer["runbooks"]] == ["search", "database/connection-pool"]
    assert answer["runbooks"][0]["path"] == "runbooks/search.md"
    assert "Runbook:" not in cli("declare", "Mail is late", "-s", "3").err


def test_a_declaration_offers_three_and_reads_no_more_than_a_glance(cli: Cli) -> None:
    for number in range(5):
        put(cli, f"pool-{number}", f"# Pool {number}\n" + "x\n" * 100_000)
    put(cli, "far-below", "# Else\n" + "x\n" * 3_000 + "the pool\n")
    put(cli, "broken", "---\ntitle: [pool\n---\n")
    ran = cli("declare", "The pool is full", "-s", "2")
    offers = [line for line in ran.err.split("\n") if line.startswith("Runbook: ")]
    assert offers == [f"Runbook: inc runbook use pool-{n} (Pool {n})" for n in range(3)]
    assert "inc:" not in ran.err, "a broken runbook is no news in the first minute"


COUNT = """\
import sys
from inc.cli.main import main
assert main(sys.argv[1:]) == 0
print([name for name in sys.modules if "runbook" in name and name.startswith("inc.runbooks")])
"""


def test_no_runbook_no_word_and_no_cost(cli: Cli) -> None:
    assert cli("declare", "The pool is full", "-s", "2", "--json").json["runbooks"] == []
    command = [sys.executable, "-c", COUNT, "declare", "The pool is empty", "-s", "2"]
    done = subprocess.run(command, cwd=cli.folder, capture_output=True, text=True, check=True)
    assert done.stdout.rstrip().endswith("\n[]")


# ------------------------------------------------------------------ every write


@pytest.mark.parametrize(
    "args",
    [("new", "Else"), ("edit", "pool", "--file", "-"), ("review", "pool"), ("use", "pool")],
    ids=lambda args: args[0],
)
def test_a_dry_run_changes_nothing(
    args: tuple[str, ...], pool: Path, declared: Cli, state: Callable[[], object]
) -> None:
    before = state()
    ran = declared("runbook", *args, "-n", stdin=POOL + "more\n")
    assert ran.out.startswith("Would record in ")
    assert "\n+" in ran.out
    answer = declared("runbook", *args, "-n", "--json", stdin=POOL + "more\n").json
    assert (answer["dry_run"], answer["commit"]) == (True, None)
    assert state() == before


def test_a_refused_commit_changes_nothing(
    pool: Path, cli: Cli, state: Callable[[], object]
) -> None:
    hook = cli.folder / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\necho no\nexit 1\n")
    hook.chmod(0o755)
    before = state()
    ran = cli("runbook", "review", "pool", "-m", "links work", ok=False)
    assert (ran.code, "inc retry" in ran.err) == (4, True)
    assert state() == before
    hook.unlink()
    cli("retry")
    assert "review_note: links work" in pool.read_text()


def test_in_a_shallow_clone_nobody_says_what_nobody_knows(
    pool: Path, declared: Cli, tmp_path: Path, git: Git
) -> None:
    declared("runbook", "use", "pool")
    clone = tmp_path / "clone"
    source = f"file://{declared.folder}"
    subprocess.run(["git", "clone", "--quiet", "--depth=1", source, str(clone)], check=True)
    declared.folder = clone
    [row] = declared("runbook", "list").rows
    assert row[5:] == ["fresh", "1"]
