"""`inc amend`: a slip is corrected in the open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Cli


@pytest.fixture
def logged(declared: Cli) -> Cli:
    declared("log", "restarted the API")
    declared("log", "errors drop")
    return declared


def _texts(cli: Cli) -> list[tuple[str, str]]:
    entries = cli("timeline", "--json").json["entries"]
    return [(entry["at"][11:16], entry["text"]) for entry in entries]


def test_the_time_moves_the_entry_and_the_text_stays(logged: Cli) -> None:
    before = logged("timeline", "--json").json["entries"]
    answer = logged("amend", "last", "--at", "15:31:30", "--json").json
    assert answer["entries"][0]["id"] == before[-1]["id"]
    assert [text for _, text in _texts(logged)] == [
        "SEV1: Checkout failures",
        "errors drop",
        "restarted the API",
    ]


def test_the_text_in_place(logged: Cli, git: Callable[..., str]) -> None:
    mark = logged("timeline").rows[1][3]
    logged("amend", mark, "--text", "restarted the order-service")
    assert _texts(logged)[1] == ("15:32", "restarted the order-service")
    logged("amend", "last~1", "-m", "-", stdin="twice\nin fact")
    assert _texts(logged)[1] == ("15:32", "twice\nin fact")
    assert git("log", "-1", "--format=%s").endswith(": amended note\n")


def test_the_editor_opens_on_what_it_says(
    logged: Cli, editor: Callable[[str], str], tmp_path: Path
) -> None:
    logged("amend", "last~1", "-e", GIT_EDITOR=editor("restarted the pods\n"))
    assert (tmp_path / "seen").read_text().startswith("restarted the API\n\n<!-- Write")
    assert _texts(logged)[1] == ("15:32", "restarted the pods")


def test_what_is_refused(logged: Cli, state: Callable[[], object]) -> None:
    before = state()
    for args, code, what in (
        (("last",), 2, "nothing to amend was given"),
        (("last", "--text", "errors drop"), 1, "^"),
        (("last~9", "--text", "x"), 3, "there is no entry 'last~9'"),
        (("zzz9", "--text", "x"), 3, "no entry has an id with 'zzz9' in it"),
        (("0", "--text", "x"), 3, "'0' names 3 entries: ^"),
        (("last~2", "--text", "no severity"), 2, "'no severity' is not a severity"),
        (("last", "--at", "23:59"), 2, "'23:59' has not happened yet"),
    ):
        ran = logged("amend", *args, ok=False)
        assert (ran.code, ran.out) == (code, "")
        assert ran.err.startswith(f"inc: {what}")
        assert "\n     " in ran.err
    assert state() == before


def test_an_amendment_that_changes_nothing_is_not_kept_to_hurt_a_later_entry(logged: Cli) -> None:
    assert logged("amend", "last", "-e", ok=False, GIT_EDITOR="true").code == 1
    assert logged("retry", "--list", "--json").json["waiting"] == []


def test_last_in_a_kept_command_never_means_a_newer_entry(
    logged: Cli, git: Callable[..., str]
) -> None:
    git("checkout", "--quiet", "--detach")
    for command in (("amend", "last", "--text", "gone"), ("redact", "last"), ("undo",)):
        assert logged(*command, ok=False).code == 4
    git("checkout", "--quiet", "main")
    logged("log", "database at 98 percent")
    before = git("rev-parse", "HEAD")
    ran = logged("retry", ok=False)
    assert (ran.code, git("rev-parse", "HEAD")) == (1, before)
    assert "meant another entry when it was typed" in ran.err
    assert "came after the undo was typed" in ran.err


# ------------------------------------------------------------------ several versions


NOTE = "- `2026-03-04T15:32:00Z` **note** @carol — another version of ^{}: note — {} ^{}\n"


@pytest.fixture
def versions(logged: Cli, git: Callable[..., str]) -> tuple[str, str, str]:
    """The first note has two other versions; its id, and those of the two."""
    path = next(logged.folder.glob("incidents/*/*/*.md"))
    mark = logged("timeline", "--json").json["entries"][1]["id"]
    others = [mark[:8] + tail for tail in ("aaaa", "bbbb")]
    notes = [
        NOTE.format(mark, words, name)
        for name, words in zip(others, ("the API, twice", "the pods"), strict=True)
    ]
    text = path.read_text()
    line = next(line for line in text.splitlines(keepends=True) if mark in line)
    path.write_text(text.replace(line, line + "".join(notes)))
    git("commit", "--quiet", "-am", "merged")
    return mark, others[0], others[1]


def test_what_an_entry_says_is_kept(
    logged: Cli, versions: tuple[str, str, str], git: Callable[..., str]
) -> None:
    mark, one, other = versions
    logged("amend", mark, "--keep")

    assert [text for _, text in _texts(logged)][1:] == ["restarted the API", "errors drop"]
    trailers = git("log", "-1", "--format=%(trailers:only)")
    assert f"Inc-Dropped: {one}" in trailers
    assert f"Inc-Dropped: {other}" in trailers
    assert "Inc-Operation: amend" in trailers
    found = logged("check", "--base", "HEAD~", ok=False).out
    assert "INC403" not in found
    assert "INC122" not in found


def test_another_version_is_taken(
    logged: Cli, versions: tuple[str, str, str], git: Callable[..., str]
) -> None:
    mark, _, other = versions
    logged("amend", mark, "--version", other)

    assert [text for _, text in _texts(logged)][1:] == ["the pods", "errors drop"]
    entry = logged("timeline", "--json").json["entries"][1]
    assert (entry["id"], entry["author"], entry["kind"]) == (mark, "carol", "note")
    found = logged("check", "--base", "HEAD~", ok=False).out
    assert "INC403" not in found
    assert "INC122" not in found


def test_only_a_version_of_it_is_taken(logged: Cli, versions: tuple[str, str, str]) -> None:
    mark, one, _ = versions
    last = logged("timeline", "--json").json["entries"][-1]["id"]
    assert "has no other version" in logged("amend", last, "--keep", ok=False).err
    assert "is no other version" in logged("amend", mark, "--version", last, ok=False).err
    ran = logged("amend", one, "--keep", ok=False)
    assert f"inc amend {mark} --version {one}" in ran.err
    assert logged("amend", mark, "--keep", "--version", one, ok=False).code == 2
    assert logged("amend", mark, "--keep", "--text", "x", ok=False).code == 2
