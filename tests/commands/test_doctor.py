"""`inc doctor`: what is wrong with a clone or a workspace, and what mends it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

import pexpect
import pytest

from inc.health.examinations import EXAMINATIONS

if TYPE_CHECKING:
    from conftest import Cli

Git = Callable[..., str]


def _findings(cli: Cli, *args: str) -> list[tuple[str, str]]:
    ran = cli("doctor", "--json", *args, ok=False)
    found = [one for part in ran.json["examinations"] for one in part["findings"]]
    assert ran.code == (1 if found else 0)
    return [(one["what"], one["hint"]) for one in found]


def _document(cli: Cli) -> Path:
    return next(cli.folder.glob("incidents/*/*/*.md"))


def test_all_is_well(declared: Cli) -> None:
    ran = declared("doctor")
    assert ran.out.split("\n")[:-1] == [f"ok     {name}" for name in EXAMINATIONS]
    answer = declared("doctor", "--json").json
    assert answer["version"] == 1
    assert answer["examinations"] == [
        {"name": name, "mended": [], "findings": []} for name in EXAMINATIONS
    ]


def test_who_one_is(declared: Cli, isolation: Path) -> None:
    (isolation / ".gitconfig").write_text("[user]\n\tuseConfigOnly = true\n")
    what, hint = _findings(declared)[0]
    assert what == "git does not know who you are"
    assert "git config --global user.email" in hint


def test_a_state_in_which_git_takes_no_commit(declared: Cli, git: Git) -> None:
    git("checkout", "--quiet", "--detach")
    what, hint = _findings(declared)[0]
    assert "detached HEAD" in what
    assert "git switch" in hint


def test_a_missing_part_is_mended(declared: Cli, git: Git) -> None:
    git("rm", "--quiet", "-r", "templates", ".gitattributes")
    git("commit", "--quiet", "-m", "tidy")
    assert _findings(declared) == [
        (".gitattributes is missing or incomplete", "inc doctor --fix"),
        ("templates/README.md is missing or incomplete", "inc doctor --fix"),
    ]
    ran = declared("doctor", "--fix")
    assert "ok     every part of the workspace is there\n" in ran.out
    assert "       mended: templates/README.md is missing or incomplete\n" in ran.out
    assert git("status", "--porcelain") == ""
    assert _findings(declared) == []


def test_a_wrong_policy(declared: Cli) -> None:
    (declared.folder / "inc.toml").write_text("format = 7\n")
    ran = declared("doctor", ok=False)
    assert ran.code == 1
    lines = ran.out.split("\n")
    at = lines.index("wrong  inc.toml cannot be read")
    assert lines[at + 1] == "       inc.toml:1: format 7 is not one this inc reads"


def test_a_document_that_cannot_be_read(declared: Cli) -> None:
    _document(declared).write_bytes(b"---\ntitle: \xff\n---\n")
    (what, hint), *_ = _findings(declared)
    assert what.endswith(".md:2: the file is not UTF-8 (byte 0xFF)")
    assert hint == "Save it as UTF-8 in an editor."


def test_a_document_at_odds_with_its_timeline(declared: Cli, git: Git) -> None:
    text = _document(declared).read_text().replace("severity: SEV1", "severity: SEV2")
    _document(declared).write_text(text + "- 15:40 by hand\n")
    git("commit", "--quiet", "-a", "-m", "by hand")
    name = "2026-03-04-checkout-failures"
    assert _findings(declared) == [
        (f"{name}: severity changed by hand, not in the timeline", f"inc reconcile {name}"),
        (f"{name}: entries without an id: 1", f"inc reconcile {name}"),
    ]
    declared("reconcile")
    assert _findings(declared) == []


def test_a_value_that_others_read_otherwise(declared: Cli, git: Git) -> None:
    text = _document(declared).read_text().replace("status:", "region: no\nstatus:")
    _document(declared).write_text(text)
    git("commit", "--quiet", "-a", "-m", "by hand")
    ((what, hint),) = _findings(declared)
    assert "other programs read region: 'no' as " in what
    assert hint == "Put the value in quotes: inc edit 2026-03-04-checkout-failures"


def test_what_is_not_committed(declared: Cli) -> None:
    path = _document(declared)
    path.write_text(path.read_text() + "\nmore\n")
    relative = path.relative_to(declared.folder)
    assert _findings(declared) == [
        (f"{relative} has changes that are not committed", f"git commit -- {relative}")
    ]


def test_what_is_not_committed_in_a_merge(declared: Cli, git: Git) -> None:
    """Git takes no single path then, and markers are no work for a person."""
    (declared.folder / ".gitattributes").unlink()
    path = _document(declared)
    text = path.read_text()
    git("switch", "--quiet", "-c", "other")
    for title in ("One", "Two"):
        path.write_text(text.replace("title: Checkout failures", f"title: {title}"))
        git("commit", "--quiet", "-a", "-m", "by hand")
        git("switch", "--quiet", "-" if title == "One" else "other")
    subprocess.run(["git", "merge", "-q", "-"], cwd=declared.folder, capture_output=True)
    found = dict(_findings(declared))
    hints = [hint for what, hint in found.items() if "not committed" in what or "markers" in what]
    assert len(hints) >= 2 and all("git merge --abort && inc sync" in hint for hint in hints)


def test_words_that_wait(declared: Cli, git: Git) -> None:
    git("checkout", "--quiet", "--detach")
    declared("log", "x", ok=False)
    git("checkout", "--quiet", "-")
    assert _findings(declared) == [("commands that could not be recorded: 1", "inc retry")]
    declared("retry")
    assert _findings(declared) == []


@pytest.mark.parametrize("name", ["index.lock", "HEAD.lock"])
def test_a_lock_that_a_dead_git_left(name: str, declared: Cli) -> None:
    lock = declared.folder / ".git" / name
    lock.touch()
    os.utime(lock, (time.time() - 5,) * 2)
    [(what, hint)] = _findings(declared)
    assert re.match(rf"{re.escape(str(lock))} has been there for \d s; git commits nothing", what)
    assert hint.startswith("No git is seen to run here.")
    assert "\nwrong  git cannot take a commit\n" in declared("doctor", ok=False).out
    os.utime(lock, (time.time() - 2 * 86_400 - 5,) * 2)
    ((what, hint),) = _findings(declared, "--fix")
    assert what.startswith(f"{lock} has been there for 2 d; ")
    assert "remove that file" in hint
    assert lock.exists(), "only a person knows that no git runs"
    assert f"{lock} has been there for 2 d: another" in declared("log", "x", ok=False).err


def test_a_lock_where_a_git_is_at_work(declared: Cli) -> None:
    lock = declared.folder / ".git" / "index.lock"
    lock.touch()
    person = subprocess.Popen(
        ["git", "cat-file", "--batch"], cwd=declared.folder, stdin=subprocess.PIPE
    )
    try:
        ran = declared("doctor")
        assert "\nbusy   git cannot take a commit\n" in ran.out
        assert f"{lock} has been there for " in ran.out and "A git runs here" in ran.out
        os.utime(lock, (0, 0))
        ((_, hint),) = _findings(declared)
        assert hint.startswith("A git runs here")
    finally:
        person.communicate()


def test_texts_that_a_killed_undo_left(declared: Cli) -> None:
    left = declared.folder / ".git/inc/tmpx1y2"
    left.mkdir()
    (left / "ours").touch()
    assert _findings(declared) == [], "somebody may be at work"
    os.utime(left, (0, 0))
    assert _findings(declared, "--fix") == []
    assert not left.exists()


@pytest.mark.parametrize(
    "name", ["settings.4711", "git.4711", "seen-4711", "sync-failed-4711", "joining-4711-0a1b2c3d"]
)
def test_a_draft_that_was_never_put_in_its_place(name: str, declared: Cli) -> None:
    left = declared.folder / ".git/inc" / name
    left.touch()
    assert _findings(declared) == [], "somebody may be at work"
    os.utime(left, (0, 0))
    assert [what for what, _ in _findings(declared)] == [
        f"{left} was left by a command that was killed"
    ]
    assert _findings(declared, "--fix") == []
    assert not left.exists()
    assert (declared.folder / ".git/inc/settings").exists()


def test_what_a_killed_command_left_is_removed(declared: Cli) -> None:
    left = declared.folder / ".git/inc/staging/draft"
    left.parent.mkdir(exist_ok=True)
    left.touch()
    assert _findings(declared) == [
        (f"{left} was left by a command that was killed", "inc doctor --fix")
    ]
    assert _findings(declared, "--fix") == []
    assert not left.exists()


def test_what_makes_git_slow_is_told_and_is_not_wrong(declared: Cli, git: Git) -> None:
    git("config", "--unset", "core.untrackedCache")
    told = ["core.untrackedCache: without it git reads every folder to find new files"]
    ran = declared("doctor")
    lines = ran.out.split("\n")
    at = lines.index("slow   git lacks what makes it fast")
    assert [line.strip() for line in lines[at + 1 : -1]] == [*told, "inc doctor --fix"]
    found = declared("doctor", "--json").json["examinations"][-1]["findings"]
    assert [(one["what"], one["is_wrong"]) for one in found] == [(told[0], False)]

    assert "ok     git has what makes it fast" in declared("doctor", "--fix").out
    assert git("config", "--local", "core.untrackedCache") == "true\n"
    assert b"UNTR" in (declared.folder / ".git/index").read_bytes(), "and it is filled"
    assert _findings(declared) == []


@pytest.mark.parametrize(
    ("moved", "hint"),
    [
        ("incidents/2026/01/{id}.md", "incidents/2026/03/{id}.md"),
        ("incidents/2026/03/zz.md", "incidents/2026/03/{id}.md"),
        ("incidents/old/my notes.md", "incidents/2026/03/{id}.md"),
    ],
)
def test_a_moved_document_is_told_its_place(moved: str, hint: str, declared: Cli) -> None:
    document = _document(declared)
    path = moved.format(id=document.stem)
    (declared.folder / path).parent.mkdir(exist_ok=True, parents=True)
    document.rename(declared.folder / path)
    right = hint.format(id=document.stem)
    command = f"mkdir -p incidents/2026/03 && git mv {quote(path)} {right}"
    what, advice = next(one for one in _findings(declared) if one[0].startswith(path))
    assert (what.startswith(f"{path} is not"), advice) == (True, command)
    assert command in declared("check", "--json", ok=False).out.replace("\\", "")


def test_what_no_id_is_known_of_is_told_the_form(declared: Cli) -> None:
    (declared.folder / "incidents/2026-02-31-x.md").write_text("---\nid: nonsense\n---\n")
    assert "git mv incidents/2026-02-31-x.md incidents/YYYY/MM/YYYY-MM-DD-words.md" in [
        hint for _, hint in _findings(declared)
    ]


# ------------------------------------------------------------------ the merge driver


def _driver(git: Git) -> str:
    return git("config", "--get", "merge.inc.driver").strip()


def test_a_clone_without_the_driver_gets_it(declared: Cli, git: Git) -> None:
    before = _driver(git)
    git("config", "--remove-section", "merge.inc")
    assert _findings(declared) == [
        (
            "git does not know how to merge documents here: it would compare lines",
            "inc doctor --fix",
        )
    ]
    assert declared("doctor", "--fix").code == 0
    assert _driver(git) == before


def test_a_driver_that_is_gone_is_replaced(declared: Cli, git: Git) -> None:
    before = _driver(git)
    git("config", "merge.inc.driver", "'/no/such place/inc' merge-driver %O %A %B %P")
    assert _findings(declared) == [
        (
            "git merges documents by /no/such place/inc, which is not there any more",
            "inc doctor --fix",
        )
    ]
    assert declared("doctor", "--fix").code == 0
    assert _driver(git) == before


def test_a_driver_of_somebody_else_stays(declared: Cli, git: Git) -> None:
    git("config", "merge.inc.driver", "meld %A %B")
    [(what, hint)] = _findings(declared, "--fix")
    assert what == "merge.inc.driver is not ours: meld %A %B"
    assert "git config --unset merge.inc.driver" in hint
    declared("init")
    assert _driver(git) == "meld %A %B"


@pytest.mark.parametrize(
    ("way", "told"),
    [("merge=union", "brings back redacted words"), ("-merge", "has merge=unset")],
)
def test_attributes_that_are_in_the_way(way: str, told: str, declared: Cli, git: Git) -> None:
    with (declared.folder / ".gitattributes").open("a") as file:
        file.write(f"incidents/** {way}\n")
    git("commit", "--quiet", "-am", "attributes")
    [(what, hint)] = _findings(declared, "--fix")
    assert what.startswith("incidents/ has ")
    assert told in what
    assert ".gitattributes" in hint or "git check-attr" in hint


def test_lines_of_the_user_in_the_attributes_stay(declared: Cli, git: Git) -> None:
    path = declared.folder / ".gitattributes"
    path.write_text("*.png binary\n")
    git("commit", "--quiet", "-am", "attributes")
    assert declared("doctor", "--fix").code == 0
    lines = path.read_text().splitlines()
    assert lines[0] == "*.png binary"
    assert "runbooks/**/*.md merge=inc" in lines
    assert "union" not in path.read_text()
    once = path.read_bytes()
    declared("init")
    assert path.read_bytes() == once


def test_the_program_is_named_as_a_shell_reads_it(
    declared: Cli, git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "a %P place" / "inc"
    program.parent.mkdir()
    program.touch()
    monkeypatch.setattr("sys.argv", [str(program)])
    git("config", "--remove-section", "merge.inc")
    declared("doctor", "--fix")
    named = str(program).replace("%", "%%")
    assert _driver(git) == f"{quote(named)} merge-driver %O %A %B %P %L"
    assert _findings(declared) == []


def test_each_line_of_a_hint_stands_below_what_it_is_for(declared: Cli) -> None:
    with (declared.folder / "inc.toml").open("a") as file:
        file.write("[foo]\n")
    [(_, hint)] = [one for one in _findings(declared) if one[1].startswith("Allowed are:")]
    assert f"\n         {hint}\n" in declared("doctor", ok=False).out
    child: Any = pexpect.spawn(
        sys.executable,
        ["-m", "inc", "doctor"],
        dimensions=(24, 80),
        env={**os.environ, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"},
        cwd=str(declared.folder),
        timeout=60,
    )
    lines = re.sub(r"\x1b\[[0-9;]*m", "", child.read().decode()).split("\r\n")
    first = next(at for at, line in enumerate(lines) if line.startswith("         Allowed are:"))
    below = [line for line in lines[first:] if line.startswith("         ")]
    assert len(below) > 2 and max(map(len, lines)) <= 80
    assert " ".join(line.strip() for line in below[: len(below)]).startswith(hint)


@pytest.mark.parametrize(
    ("version", "found"),
    [
        ("2.29.3", [("git 2.29 is older than 2.30", "Install a newer git.")]),
        ("2.30.0", []),
        ("3.0", []),
    ],
)
def test_the_oldest_git_that_works(
    declared: Cli,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    version: str,
    found: list[tuple[str, str]],
) -> None:
    folder, real = tmp_path / "bin", shutil.which("git")
    folder.mkdir()
    said = f'[ "$1" = --version ] && echo "git version {version}"'
    (folder / "git").write_text(f'#!/bin/sh\n{said} || exec {real} "$@"\n')
    (folder / "git").chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)
    assert _findings(declared) == found
