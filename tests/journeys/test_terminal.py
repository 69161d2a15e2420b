"""What a person sees on a real terminal of 80 columns, with colour and without."""

from __future__ import annotations

import os
import re
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pexpect
import pyte
import pytest
from rich.cells import cell_len

from inc.cli.app import COMMANDS

if TYPE_CHECKING:
    from conftest import Beginnings, Cli, Inc

COLUMNS = 80
TITLE = "Search is very slow for everybody in the European region since the deploy of 14:00"
HOSTILE = "a\x1b[2Jb\x1b]0;owned\x07c\x9b31md\u202eevil\u2066e\rf\x08g\x7f\u200bh"
LOOKS = [
    *(("list", "--all"), ("timeline",), ("timeline", "--recorded"), ("show",), ("history",)),
    *(("status",), ("status", "-a", "customer"), ("doctor",), ("retry", "--list")),
    ("next",),
    *(("action", "list", "--all"), ("action", "list", "--balance")),
    *(("config", "list", "--show-origin"), ("severity", "--explain")),
    *(("runbook", "list"), ("runbook", "search", "word", "支払い")),
]


RUNBOOK = f"""\
---
title: {"支払い処理が遅い " * 8}
services: [{", ".join(f"service-{number}" for number in range(12))}]
---
- {"word " * 40}
"""


def _id(words: tuple[str, ...]) -> str:
    return "-".join(words)


@pytest.fixture
def open_terminal(repository: Path) -> Callable[..., Any]:
    """Start `inc` in a terminal of 80 columns and 24 lines."""

    def start(*args: str, **environment: str) -> Any:
        return pexpect.spawn(
            sys.executable,
            ["-m", "inc", *args],
            dimensions=(24, COLUMNS),
            env={**os.environ, "TERM": "xterm-256color", **environment},
            cwd=str(repository),
            timeout=30,
        )

    return start


@pytest.fixture
def shown(open_terminal: Callable[..., Any]) -> Callable[..., str]:
    """Run `inc` in a terminal to its end, and return all that it wrote there."""

    def run(*args: str, **environment: str) -> str:
        child = open_terminal(*args, **environment)
        text: str = child.read().decode()
        child.close()
        return text

    return run


def _screen(raw: str) -> list[str]:
    """What stands on the screen, the lines that scrolled away among them."""
    screen = pyte.Screen(COLUMNS, 500)
    pyte.Stream(screen).feed(raw)
    return [line.rstrip() for line in screen.display]


def _check(raw: str) -> None:
    """Only colours, and no line that the terminal would have to break."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", raw)
    strange = [c for c in plain if unicodedata.category(c) in ("Cc", "Cf") and c not in "\r\n"]
    assert strange == []
    assert [line for line in plain.split("\r\n") if "\r" in line or cell_len(line) > COLUMNS] == []


@pytest.fixture
def story(cli: Cli, beginnings: Beginnings) -> Cli:
    """Two incidents with long, wide and many-lined texts."""
    return beginnings.grown(cli, _story)


def _story(cli: Cli) -> None:
    cli("declare", "支払い処理が遅い " * 8, "-s", "1", "--ic", "alexandra.von-humboldt")
    cli("declare", TITLE, "-s", "2", "--service", "search", "--impact", "word " * 40)
    cli("log", "支払い処理が遅い" * 12, "--at", "14:15")
    cli("log", "-m", "pods", "-", stdin="NAME      READY   STATUS\n" + "x" * 200 + "\n")
    cli("update", "🔥 " * 60, "-a", "responders", "--next", "30m", "--known", "y" * 90)
    (cli.folder / "runbooks/a-long-one.md").write_text(RUNBOOK)
    cli("runbook", "use", "long", "-m", "word " * 30)
    cli("action", "add", "支払い処理が遅い " * 8, "--owner", "alexandra.von-humboldt", "-p", "P1")
    cli("action", "add", "Prevent: " + "word " * 40, "--due", "2026-03-05")


@pytest.mark.parametrize("words", LOOKS, ids=_id)
def test_what_is_shown_fits(words: tuple[str, ...], story: Cli, shown: Callable[..., str]) -> None:
    raw = shown(*words)
    assert raw.strip()
    if words[0] == "next":  # a command to copy is not broken
        raw = re.sub(r"(?m)^ {9}inc .*\n", "", raw)
    if words[0] != "status":  # it is made to be pasted elsewhere
        _check(raw)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_fits(name: str, shown: Callable[..., str]) -> None:
    raw = shown(name, "--help")
    _check(raw)
    assert "\x1b" not in raw
    assert "Example" in raw


def test_a_list_is_a_table_with_all_of_the_title_and_the_id(
    story: Cli, shown: Callable[..., str]
) -> None:
    raw = shown("list")
    lines = _screen(raw)
    assert lines[0].split() == ["SEV", "STATUS", "LASTED", "IC", "INCIDENT"]
    assert lines[1].startswith("SEV2  investigating  ")
    column = lines[0].index("INCIDENT")
    cells = [line[column:] for line in lines]
    assert TITLE in " ".join(cells)
    assert "2026-03-04-search-is-very-slow-for-everybody-in-the" in "".join(cells)
    assert "\x1b[1;31mSEV1\x1b[0m" in raw


def test_a_list_marks_a_drill(story: Cli, shown: Callable[..., str]) -> None:
    story("declare", "Power is out", "-s", "sev4", "--drill")
    raw = shown("list")
    assert "Power is out (drill)" in raw
    assert raw.count("(drill)") == 1


def test_action_items_are_a_table_with_all_that_is_to_be_done(
    story: Cli, shown: Callable[..., str]
) -> None:
    text = "Alert when the pool of the region is almost full, and call whoever is on duty there"
    name = story("action", "add", text, "-o", "erin", "-d", "7d", "--json").json["action"]["id"]
    raw = shown("action", "list", "--owner", "erin")
    _check(raw)
    lines = _screen(raw)
    assert lines[0].split() == ["ID", "DUE", "P", "OWNER", "ITEM"]
    assert lines[1].split()[:4] == [f"^{name}", "2026-03-11", "-", "@erin"]
    cells = [line[lines[0].index("ITEM") :] for line in lines[1:]]
    assert " ".join(cells).startswith(text)
    assert "2026-03-04-search-is-very-slow-for-everybody-in-the" in "".join(cells)
    assert lines[2].split()[0] == "overdue"  # by the clock of this machine


def test_a_timeline_keeps_the_lines_of_a_text(story: Cli, shown: Callable[..., str]) -> None:
    lines = _screen(shown("timeline"))
    assert lines[0].split() == ["WHEN", "KIND", "WHAT"]
    at = next(number for number, line in enumerate(lines) if "@alice — pods" in line)
    assert [line.strip() for line in lines[at + 1 : at + 3]] == ["```", "NAME      READY   STATUS"]
    recorded = _screen(shown("timeline", "--recorded"))
    assert recorded[0].split() == ["WHEN", "RECORDED", "LATE", "BY", "WHAT"]
    assert re.match(r"2026-03-04 14:15 UTC  15:33 UTC  1 h 18 min  note @alice —", recorded[1])


def test_a_long_list_of_the_policy_is_cut(cli: Cli, shown: Callable[..., str]) -> None:
    lines = _screen(shown("config", "list", "hours", NO_COLOR="1"))
    assert lines[1].split("  ", 1)[1].strip() == "mon, tue, wed, thu, fri"
    jargon = _screen(shown("config", "list", "language.jargon", NO_COLOR="1"))[1]
    assert re.fullmatch(r"language\.jargon  pod, pods, [\w, ]+ \(\+\d\d\)", jargon)


@pytest.mark.parametrize("without", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
@pytest.mark.parametrize("words", LOOKS, ids=_id)
def test_without_colour(
    words: tuple[str, ...], without: dict[str, str], story: Cli, shown: Callable[..., str]
) -> None:
    assert "\x1b" not in shown(*words, **without)


def test_what_waits_fits(story: Cli, shown: Callable[..., str], git: Callable[..., str]) -> None:
    git("checkout", "--quiet", "--detach")
    raw = shown("log", "-i", "search", "word " * 30)
    _check(raw)
    assert "What you typed is kept." in raw
    raw = shown("retry", "--list")
    _check(raw)
    assert _screen(raw)[0].startswith("N  TYPED                 COMMAND, INPUT AND REASON")
    assert "detached HEAD" in raw


def test_errors_and_receipts_fit_too(story: Cli, shown: Callable[..., str]) -> None:
    for words in (
        ("log", "x", "-k", "hunch"),
        ("declare", "x", "--user-impact", "huge"),
        ("update",),
        ("show", "2026"),
        ("log", "word " * 30),
        ("assign", "sme", "dan", "erin"),
        ("declare", "One more title that is long enough to fill a line", "-s", "4"),
        ("redact", "last"),
        ("undo",),
    ):
        _check(shown(*words))


# ------------------------------------------------------------------ text from outside


@pytest.fixture
def hostile(declared: Cli, git: Callable[..., str]) -> Cli:
    """A document and a history that somebody else wrote, with all that a terminal obeys."""
    document = next(declared.folder.glob("incidents/*/*/*.md"))
    quoted = "".join(f"\\u{ord(c):04x}" if not c.isalnum() else c for c in HOSTILE)
    text = document.read_text().replace("title: Checkout failures", f'title: "{quoted}"')
    text = text.replace(
        "status:",
        f'impact: "{quoted}"\nservices: ["{quoted}"]\nchannel: "{quoted}"\n'
        f'roles:\n  commander: "{quoted}"\n"{quoted}": "{quoted}"\nstatus:',
    )
    said = HOSTILE.replace("\r", "")  # in a file it would be a newline
    text += f"- `2026-03-04T15:33:00Z` **note** @bob — {said}\n  {said}\n"
    document.write_bytes(text.encode())
    git("-c", f"user.name=B{HOSTILE}", "commit", "--quiet", "-a", "-m", f"by {HOSTILE}")
    return declared


@pytest.mark.parametrize("words", [*LOOKS, ("show", HOSTILE), ("log", HOSTILE, "-k", HOSTILE)])
def test_hostile_text_is_only_seen(
    words: tuple[str, ...], hostile: Cli, shown: Callable[..., str]
) -> None:
    raw = shown(*words)
    plain = re.sub(r"\x1b\[(?:0|1|31|33|1;31)m", "", raw)
    strange = [c for c in plain if unicodedata.category(c) in ("Cc", "Cf") and c not in "\r\n"]
    assert strange == []
    assert not re.search(r"\r(?!\n)", plain)


@pytest.mark.parametrize("words", LOOKS, ids=_id)
def test_hostile_text_does_not_reach_a_pipe_either(words: tuple[str, ...], hostile: Cli) -> None:
    ran = hostile(*words, ok=False)
    strange = {c for c in ran.out + ran.err if unicodedata.category(c) in ("Cc", "Cf")}
    assert strange <= {"\n", "\t"}


@pytest.mark.parametrize("words", [words for words in LOOKS if words[0] != "retry"], ids=_id)
def test_a_program_gets_the_exact_text_in_plain_json(words: tuple[str, ...], hostile: Cli) -> None:
    ran = hostile(*words, "--json", ok=False)
    assert {c for c in ran.out if unicodedata.category(c) in ("Cc", "Cf")} <= {"\n"}
    assert ran.json["version"] == 1
    if words[0] == "show":
        assert ran.json["incident"]["title"] == HOSTILE


# ------------------------------------------------------------------ pipes and keys


def test_a_pipe_gets_whole_values(story: Cli, inc: Inc) -> None:
    row = next(row for row in inc("list").rows if TITLE in row)
    assert len(row) == 7
    assert max(len(row[-1]) for row in inc("timeline").rows) > 200


def test_typing_into_a_terminal(declared: Cli, open_terminal: Callable[..., Any]) -> None:
    child = open_terminal("log", "-")
    child.expect("Type the text; end it with Ctrl-D on an empty line.")
    child.sendline("typed by hand")
    child.sendline("in two lines")
    child.sendeof()
    child.expect("Recorded in")
    child.read()
    child.close()
    assert child.exitstatus == 0
    assert declared("timeline", "--jsonl").jsonl[-1]["text"] == "typed by hand\nin two lines"


def test_never_mind(
    declared: Cli, open_terminal: Callable[..., Any], state: Callable[[], object]
) -> None:
    before = state()
    child = open_terminal("log", "-")
    child.expect("Ctrl-D on an empty line")
    child.sendline("half a tho")
    child.sendintr()
    assert "inc: interrupted; nothing was recorded" in child.read().decode()
    child.close()
    assert child.exitstatus == 130
    assert state() == before
    assert declared("retry", "--list", "--json").json["waiting"] == []


def test_the_page_of_a_review_fits_on_the_screen(
    declared: Cli, open_terminal: Callable[..., Any], tmp_path: Path, git: Callable[..., str]
) -> None:
    """It has no text of the request, which would push the head of the answer away."""
    bare, ssh = tmp_path / "remote.git", tmp_path / "ssh"
    git("init", "-q", "--bare", "-b", "main", str(bare))
    ssh.write_text(f'#!/bin/sh\nexec git receive-pack "{bare}"\n')
    ssh.chmod(0o755)
    git("config", "core.sshCommand", str(ssh))
    git("config", "ssh.variant", "simple")
    git("remote", "add", "origin", "git@github.com:acme/incidents.git")
    declared("resolve", "it is back")
    declared("postmortem", "new")
    child = open_terminal("postmortem", "review", PATH="/usr/bin:/bin")
    text = child.read().decode()
    (url,) = re.findall(r"https://\S+", text)
    assert url.startswith("https://github.com/acme/incidents/compare/main...postmortem/2026-")
    assert len(url) <= 200 and "body=" not in url
    assert "Its text: inc postmortem review -n" in text
