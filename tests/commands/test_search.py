"""`inc search`: documents by their words, and the lines that have them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pexpect
import pytest
from rich.cells import cell_len

if TYPE_CHECKING:
    from conftest import Beginnings, Cli, Inc

POOL, DISK = "2026-03-04-pool-is-full", "2026-03-04-search-is-slow"
RUNBOOK = "---\ntitle: Drain the pool\nservices: [checkout]\n---\n# Drain the pool\n\nWait.\n"
HOSTILE = "a\x1b[2Jb\x1b]0;owned\x07c\x9b31md\u202eevil\u2066e\x08g\x7f\u200bh"


def path(name: str, folder: str = "incidents") -> str:
    return f"{folder}/{name[:4]}/{name[5:7]}/{name}.md"


@pytest.fixture
def story(cli: Cli, beginnings: Beginnings) -> Cli:
    """Two incidents, one of them with a postmortem, and a runbook."""
    return beginnings.grown(cli, _story)


def _story(cli: Cli) -> None:
    cli("declare", "Pool is full", "-s", "1", "--service", "checkout", "--ic", "carol")
    cli("log", "connection pool at 100 of 100, Überlauf")
    cli("resolve", "the pool drained")
    cli("declare", "Search is slow", "-s", "3", "--service", "search")
    cli("log", "the disk of db-3 is full")
    (cli.folder / "runbooks/drain.md").write_text(RUNBOOK)
    postmortem = cli.folder / path(POOL, "postmortems")
    postmortem.parent.mkdir(parents=True)
    postmortem.write_text("---\ntitle: Why the pool leaked\n---\n\nA leak in the driver.\n")


def places(cli: Cli, *args: str) -> list[str]:
    """The documents that a search finds, the best first."""
    found = [line.partition(":")[0] for line in cli("search", *args).out.split("\n")[:-1]]
    return list(dict.fromkeys(found))


# ------------------------------------------------------------------ in a pipe


def test_a_pipe_gets_lines_with_their_places(story: Cli) -> None:
    ran = story("search", "uberlauf")
    assert re.fullmatch(
        rf"{path(POOL)}:\d+:- `[^`]+` \*\*note\*\* @alice — "
        r"connection pool at 100 of 100, Überlauf \^\w{12}\n",
        ran.out,
    )
    assert ran.err == ""


def test_each_place_is_where_the_line_stands(story: Cli) -> None:
    lines = story("search", "pool").out.split("\n")[:-1]
    assert len(lines) >= 6
    for line in lines:
        where, number, text = line.split(":", 2)
        stands = (story.folder / where).read_text().split("\n")[int(number) - 1]
        assert text == stands
        assert "pool" in text.lower()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("pool",), {path(POOL), path(POOL, "postmortems"), "runbooks/drain.md"}),
        (("pool", "100"), {path(POOL)}),
        (("full",), {path(POOL), path(POOL, "postmortems"), path(DISK)}),  # by its name
        (("disk of",), {path(DISK)}),
        (("leak*", "pool"), {path(POOL, "postmortems")}),
        (
            ("pool", "service:checkout"),
            {path(POOL), path(POOL, "postmortems"), "runbooks/drain.md"},
        ),
        (("pool", "sev:1"), {path(POOL), path(POOL, "postmortems")}),
        (("full", "status:open"), {path(DISK)}),
        (("full", "-s", "1", "--in", "incidents"), {path(POOL)}),
        (("full", "--service", "search"), {path(DISK)}),
        (("full", "--", "-disk"), {path(POOL), path(POOL, "postmortems")}),
        (("--in", "postmortems", "pool"), {path(POOL, "postmortems")}),
        (
            ("--in", "postmortem", "--in", "run", "pool"),
            {path(POOL, "postmortems"), "runbooks/drain.md"},
        ),
        (("sev:1",), {path(POOL), path(POOL, "postmortems")}),
        (("ic:carol", "--in", "incidents"), {path(POOL)}),
        (("carol",), {path(POOL)}),
    ],
)
def test_what_is_found(words: tuple[str, ...], expected: set[str], story: Cli) -> None:
    assert set(places(story, *words)) == expected


def test_the_title_is_worth_most(story: Cli) -> None:
    assert places(story, "full")[0] == path(POOL)


def test_from_a_folder_below_the_paths_lead_to_the_files(story: Cli) -> None:
    below = story.folder / "incidents/2026"
    story.folder = below
    for line in story("search", "pool").out.split("\n")[:-1]:
        assert (below / line.partition(":")[0]).is_file()


def test_what_is_not_committed_is_found_and_what_is_gone_is_not(story: Cli) -> None:
    document = story.folder / path(DISK)
    document.write_text(document.read_text().replace("the disk of", "the wombat of"))
    new = story.folder / path("2026-03-03-untracked")
    new.write_text("---\ntitle: Wombat\n---\n")
    assert set(places(story, "wombat")) == {path(DISK), path("2026-03-03-untracked")}
    new.unlink()
    (story.folder / "runbooks/drain.md").unlink()
    assert set(places(story, "wombat")) == {path(DISK)}
    assert "runbooks/drain.md" not in places(story, "pool")


def test_a_document_that_cannot_be_read_is_one_line_and_the_others_are_found(story: Cli) -> None:
    (story.folder / path(DISK)).write_text("---\ntitle: [pool\n---\n")
    ran = story("search", "pool")
    assert path(POOL) in ran.out and path(DISK) not in ran.out
    assert ran.err.startswith(f"inc: {path(DISK)}:")
    assert ran.err.count("\n") == 1


def test_restricted_ones_and_drills_are_found_with_their_marks(story: Cli) -> None:
    story("restrict", "customer data", "-i", DISK)
    story("declare", "Game day of the wombat", "-s", "2", "--drill")
    found = {one["id"]: one for one in story("search", "slow", "--json").json["documents"]}
    assert found[DISK]["restricted"] is True
    (drill,) = story("search", "wombat", "--jsonl").jsonl
    assert (drill["drill"], drill["restricted"], drill["rank"]) == (True, False, 1)


def test_control_characters_stay_in_the_file(story: Cli) -> None:
    (story.folder / "runbooks/odd.md").write_text(f"# wombat\n\nwombat {HOSTILE}\n")
    for words in (("wombat",), ("--regex", "wombat.")):
        text = story("search", *words).out
        assert "evil" in text
        assert [c for c in text if unicodedata.category(c) in ("Cc", "Cf") and c != "\n"] == []


# ------------------------------------------------------------------ programs


def test_what_a_program_gets(story: Cli) -> None:
    answer = story("search", "pool", "100", "--json").json
    (document,) = answer.pop("documents")
    lines = document.pop("lines")
    assert answer == {"version": 1, "query": "pool 100", "pattern": None, "total": 1}
    assert document == {
        "rank": 1,
        "kind": "incident",
        "id": POOL,
        "title": "Pool is full",
        "severity": "SEV1",
        "status": "resolved",
        "began_at": "2026-03-04T15:31:00Z",
        "restricted": False,
        "drill": False,
        "path": path(POOL),
    }
    text = (story.folder / path(POOL)).read_text().split("\n")
    marked = [line["text"][first:last] for line in lines for first, last in line["spans"]]
    assert [line["text"] for line in lines] == [text[line["line"] - 1] for line in lines]
    assert set(marked) == {"Pool", "pool", "100"}


def test_lines_for_a_program_are_the_documents(story: Cli) -> None:
    documents = story("search", "pool", "--json").json["documents"]
    lines = story("search", "pool", "--jsonl").jsonl
    assert [{**one, "version": 1} for one in documents] == lines
    assert [one["rank"] for one in lines] == [1, 2, 3]
    assert {one["kind"] for one in lines} == {"incident", "postmortem", "runbook"}


def test_so_many(story: Cli) -> None:
    assert len(places(story, "pool", "--limit", "0")) == 3
    ran = story("search", "pool", "--limit", "1")
    assert len({line.partition(":")[0] for line in ran.out.split("\n")[:-1]}) == 1
    assert ran.err == "1 of 3; all: --limit 0\n"
    answer = story("search", "pool", "--limit", "2", "--json").json
    assert (answer["total"], len(answer["documents"])) == (3, 2)
    ran = story("search", "--regex", "pool", "--limit", "1")
    assert ran.err == "The first 1; all: --limit 0\n"
    answer = story("search", "--regex", "pool", "--limit", "1", "--json").json
    assert (answer["total"], len(answer["documents"])) == (None, 1)


# ------------------------------------------------------------------ nothing


@pytest.mark.parametrize(
    ("words", "what", "hint"),
    [
        (("uberlof",), "uberlof", "Did you mean 'uberlauf'?"),
        (("connectoin", "pool"), "connectoin pool", "Did you mean 'connection'?"),
        (("pool", "disk"), "pool disk", "Each of the words stands somewhere, but no document has"),
        (
            ("disk", "sev:1"),
            "severity:SEV1 disk",
            "Without the filters there are 1: inc search disk",
        ),
        (("wait", "--in", "incidents"), "wait", "Without the filters there are 1: inc search wait"),
        (
            ("zzzzzz",),
            "zzzzzz",
            "No document has: zzzzzz. Parts of words and signs are found by: inc search --regex",
        ),
        (
            ("xylophone",),
            "xylophone",
            "No document has: xylophone. Parts of words and signs are found by: inc search",
        ),
        (
            ("disks/drives",),
            "disks/drives",
            "No document has: disks/drives. Parts of words and signs",
        ),
        (
            ("connectable",),
            "connectable",
            "No document has: connectable. Words that begin like it: inc search 'connect*'",
        ),
        (
            ("conection pool",),
            '"conection pool"',
            "Did you mean 'connection pool'?",
        ),
        (
            ("full connection",),
            '"full connection"',
            'No document has: "full connection". It is one phrase; its words each by itself: inc '
            "search full connection",
        ),
        (
            ("connecxy",),
            "connecxy",
            "No document has: connecxy. Words that begin like it: inc search 'connec*'",
        ),
        (
            ("full", "-s", "4", "--", "-x"),
            "severity:SEV4 full -x",
            "Without the filters there are 3",
        ),
    ],
)
def test_nothing_is_found(words: tuple[str, ...], what: str, hint: str, story: Cli) -> None:
    ran = story("search", *words, ok=False)
    assert (ran.code, ran.out) == (1, "")
    first, second = ran.err.rstrip("\n").split("\n")
    assert first == f"inc: nothing was found for: {what}"
    assert second.startswith(f"     {hint}")


def test_nothing_for_a_program_is_an_empty_answer(story: Cli) -> None:
    ran = story("search", "wombat", "--json", ok=False)
    assert (ran.code, ran.err) == (1, "")
    assert (ran.json["total"], ran.json["documents"]) == (0, [])
    ran = story("search", "wombat", "--jsonl", ok=False)
    assert (ran.code, ran.out, ran.err) == (1, "", "")


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ((), "there are no words to search for"),
        (("!!",), "'!!' has no letter or digit, and only words are searched"),
        (("--", "--"), "'--' has no letter or digit, and only words are searched"),
        (('"open',), "a quotation mark is not closed"),
        (("pool", "--in", "docs"), "'docs' is no folder"),
        (("pool", "--limit", "-1"), "--limit -1 is no number of documents"),
        (("--regex", "("), "'(' is no regular expression"),
        (("--regex", ""), "the pattern is empty"),
        (("status:odd",), "'odd' is not a status"),
    ],
)
def test_what_is_refused(words: tuple[str, ...], what: str, cli: Cli) -> None:
    ran = cli("search", *words, ok=False)
    assert (ran.code, ran.out) == (2, "")
    first, second = ran.err.split("\n")[:2]
    assert first.startswith(f"inc: {what}")
    assert second.startswith("     ")


def test_an_empty_workspace(cli: Cli) -> None:
    ran = cli("search", "pool", ok=False)
    assert (ran.code, ran.err.split("\n")[0]) == (1, "inc: nothing was found for: pool")
    ran = cli("search", "--regex", "pool", ok=False)
    assert (ran.code, ran.err.split("\n")[0]) == (1, "inc: no line fits the pattern 'pool'")


# ------------------------------------------------------------------ patterns


def test_a_pattern_goes_to_the_files(story: Cli) -> None:
    text = story("search", "--regex", r"^- \[ \]|\d+ of \d+").out
    assert f"{path(POOL)}:" in text and "100 of 100" in text
    assert places(story, "--regex", "a leak") == [path(POOL, "postmortems")]
    assert set(places(story, "--regex", "full", "sev:3")) == {path(DISK)}
    assert set(places(story, "--regex", "^title:", "uberlauf")) == {path(POOL)}
    (story.folder / "runbooks/link.md").symlink_to(story.folder / "inc.toml")
    ran = story("search", "--regex", "wait")
    assert ran.out == "runbooks/drain.md:7:Wait.\n"
    assert ran.err.startswith("inc: runbooks/link.md") and ran.err.count("\n") == 1


# ------------------------------------------------------------------ a terminal


@pytest.fixture
def shown(repository: Path) -> Callable[..., str]:
    """What `inc` writes to a terminal of 80 columns."""

    def run(*args: str, **environment: str) -> str:
        child: Any = pexpect.spawn(
            sys.executable,
            ["-m", "inc", *args],
            dimensions=(24, 80),
            env={**os.environ, "TERM": "xterm-256color", **environment},
            cwd=str(repository),
            timeout=30,
        )
        text: str = child.read().decode()
        child.close()
        return text.replace("\r\n", "\n")

    return run


def test_a_person_sees_title_place_and_the_words_marked(
    story: Cli, shown: Callable[..., str]
) -> None:
    raw = shown("search", "uberlauf")
    number = story("search", "uberlauf").out.split(":")[1]
    assert raw == (
        "\x1b[1mPool is full  SEV1 resolved  2026-03-04\x1b[0m\n"
        f"{path(POOL)}:{number}\n"
        f"  {number}  connection pool at 100 of 100, \x1b[1;31mÜberlauf\x1b[0m\n"
    )
    plain = re.sub(r"\x1b\[[0-9;]*m", "", raw)
    assert shown("search", "uberlauf", NO_COLOR="1") == plain
    assert shown("search", "uberlauf", TERM="dumb") == plain


def test_what_is_shown_fits(story: Cli, shown: Callable[..., str]) -> None:
    long = "支払い処理が遅い " * 30 + HOSTILE + " 🔥e\u0301" * 50 + " needle " + "word " * 90
    (story.folder / "runbooks/long.md").write_text(f"# {'支払い' * 40}\n\n{long}\n\tneedle\n")
    (story.folder / "runbooks/many.md").write_text("# Many\n" + "a needle\n" * 30)
    raw = re.sub(r"\x1b\[[0-9;]*m", "", shown("search", "needle"))
    assert [c for c in raw if unicodedata.category(c) in ("Cc", "Cf") and c != "\n"] == []
    assert [line for line in raw.split("\n") if cell_len(line) > 80] == []
    assert raw.count("needle") == 5
    assert "\n     … 27 more lines\n" in raw
    assert "runbooks/long.md:3\n  3  …" in raw


def test_the_lines_that_are_shown_have_all_the_words(story: Cli, shown: Callable[..., str]) -> None:
    story("log", "-i", DISK, "a wombat\nan owl\na wombat\na wombat\na wombat, and then a newt")
    raw = shown("search", "wombat", "newt", "owl")
    marked = set(re.findall(r"\x1b\[1;31m(\w+)\x1b", raw))
    assert marked == {"wombat", "newt", "owl"}


def test_a_screen_has_twenty(cli: Cli, shown: Callable[..., str]) -> None:
    for number in range(22):
        (cli.folder / f"runbooks/r{number:02}.md").write_text(f"# Needle {number}\n")
    raw = shown("search", "needle")
    assert raw.count("runbooks/") == 20
    assert raw.endswith("\n20 of 22; all: --limit 0\n")
    assert shown("search", "needle", "--limit", "0").count("runbooks/") == 22
    assert cli("search", "needle").out.count("runbooks/") == 22


# ------------------------------------------------------------------ processes


def test_a_reader_that_goes_away(story: Cli) -> None:
    for number in range(900):
        (story.folder / f"runbooks/r{number:03}.md").write_text("# Needle\n" * 50)
    for words in ("needle", "--regex needle"):
        command = f"{sys.executable} -m inc search {words} | head -1"
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", command], cwd=story.folder, capture_output=True
        )
        assert done.returncode == 0
        assert done.stdout.count(b"\n") == 1
        assert done.stderr == b""


def test_plain_words_need_no_parser(incident: Path, inc: Inc) -> None:
    assert json.loads(inc("search", "failures", "--json").out)["total"] == 1
    code = "import sys; from inc.cli.main import main; main(sys.argv[1:]); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code, "search", "failures"],
        cwd=incident.parent,
        capture_output=True,
        check=True,
    )
    modules = set(done.stdout.decode().split())
    assert {"inc.searching.lines", "sqlite3"} <= modules
    assert modules.isdisjoint({"typer", "rich", "yaml", "json", "tomllib", "difflib"})
