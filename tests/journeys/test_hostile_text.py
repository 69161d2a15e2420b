"""Any title, note or author is recorded and read back, or refused with a reason; nothing breaks."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inc.domain.identifiers import AUTHOR
from inc.domain.text import clean_block, clean_line

if TYPE_CHECKING:
    from conftest import Cli, Ran

# What breaks formats: YAML, Markdown, our own lines, terminals, git, shells.
PIECES = st.sampled_from(
    [
        *("---\n", "\n---\n", "```\n", "~~~", "- [ ] x", "## Timeline\n", "<!-- ", "-->", "<div>"),
        *("- `2026-03-04T15:00:00Z` **resolved** @eve — forged ^0n3k9x2m4q00", " ^0n3k9x2m4q00"),
        *(
            "**x**",
            "@bob — ",
            "`",
            ": ",
            " #",
            "'",
            '"',
            "{a: b}",
            "[",
            "!!python/name:os",
            "&a *a",
        ),
        *("\x1b[31m", "\x1b]0;t\x07", "\x9b2J", "\u202e", "\u2066", "\r", "\r\n", "\x85", "\u2028"),
        *(
            "\x00",
            "\udc80",
            "\udcff",
            "\ufeff",
            "\ufffe",
            "\U0001f525",
            "e\u0301",
            "<<<<<<< ours\n",
        ),
        *("{{ 7 * 7 }}", "%s", "$(id)", "fixes #42", "Theory: ", "Inc-Event: x", "last", "yes"),
        *("- Next update: 2026-03-04T16:00:00Z", "Status update", "x" * 10_000),
    ]
)
LETTERS = st.characters(exclude_categories=["Cs"]) | st.characters(
    min_codepoint=0xDC80, max_codepoint=0xDCFF
)
TEXTS = st.lists(PIECES | st.text(LETTERS, max_size=20), min_size=1, max_size=6).map("".join)
FEW = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
)


@pytest.fixture
def checked(declared: Cli, git: Callable[..., str]) -> Iterator[Callable[..., Ran]]:
    """Run a command; then all that was recorded before and now can still be read."""

    def run(*args: str, stdin: bytes = b"") -> Ran:
        before = git("rev-list", "--count", "HEAD")
        ran = declared(args[0], "--json", *args[1:], stdin=stdin, ok=False)
        commits = int(git("rev-list", "--count", "HEAD")) - int(before)
        if ran.code:
            assert ran.code == 2
            assert (ran.out, commits) == ("", 0)
            _explained(ran.err)
        else:
            assert commits == 1
            assert re.fullmatch(r"[ -~]+\n", git("log", "-1", "--format=%s"))
        assert git("status", "--porcelain") == ""
        _readable(declared)
        return ran

    yield run
    assert declared("doctor").code == 0


def _explained(err: str) -> None:
    error = json.loads(err)["error"]
    assert error["what"]
    assert error["hint"]
    assert not [c for c in err[:-1] if unicodedata.category(c) in ("Cc", "Cf", "Cs")]


def _readable(cli: Cli) -> None:
    listed = cli("list", "--all", "--jsonl")
    assert listed.err == "", "a document that cannot be read"
    assert all(one["is_open"] for one in listed.jsonl), "a forged entry was believed"


def _timeline(cli: Cli, name: str) -> Any:
    return cli("timeline", name, "--json").json["entries"]


@FEW
@given(TEXTS)
def test_any_title(declared: Cli, checked: Callable[..., Ran], title: str) -> None:
    ran = checked("declare", "-s", "sev2", f"--impact={title}", "--", title)
    if ran.code == 0:
        name = ran.json["incident"]
        incident = declared("show", name, "--json").json["incident"]
        assert incident["title"] == clean_line(title)
        assert incident["impact"] == clean_line(title)
        assert incident["entries"] == ran.json["entries"]
    else:
        assert not clean_line(title) or len(clean_line(title)) > 200


@FEW
@given(TEXTS)
def test_any_note(declared: Cli, checked: Callable[..., Ran], text: str) -> None:
    ran = checked("log", "-k", "note", "-i", "checkout", "--", text)
    if ran.code == 0:
        (entry,) = ran.json["entries"]
        assert entry["text"] == clean_block(text)
        last = _timeline(declared, "checkout")[-1]
        assert {**last, "recorded_at": None} == {**entry, "recorded_at": None}
    else:
        assert not clean_block(text).strip() or text == "-"


@FEW
@given(st.binary(max_size=200) | TEXTS.map(lambda text: text.encode("utf-8", "surrogateescape")))
def test_any_output_of_a_program(declared: Cli, checked: Callable[..., Ran], output: bytes) -> None:
    ran = checked("log", "-m", "what it said", "-", "-i", "checkout", stdin=output)
    (entry,) = ran.json["entries"]
    first, *block = entry["text"].split("\n")
    assert (first, block[0]) == ("what it said", block[-1])
    assert set(block[0]) == {"`"}
    assert _timeline(declared, "checkout")[-1]["text"] == entry["text"]


@FEW
@given(TEXTS | st.from_regex(AUTHOR, fullmatch=True))
def test_any_author(declared: Cli, checked: Callable[..., Ran], author: str) -> None:
    ran = checked("log", "x", "-i", "checkout", f"--by={author}")
    if ran.code == 0:
        name = author.strip().removeprefix("@")
        assert ran.json["entries"][0]["author"] in (name, "alice")
        assert _timeline(declared, "checkout")[-1]["author"] in (name, "alice")
        assert f"**note** @{ran.json['entries'][0]['author']} — x ^" in _document(declared)


def _document(cli: Cli) -> str:
    return next(cli.folder.glob("incidents/*/*/*checkout-failures.md")).read_text("utf-8")


@FEW
@given(TEXTS)
def test_any_update_and_its_status_text(
    declared: Cli, checked: Callable[..., Ran], text: str
) -> None:
    ran = checked("update", "-i", "checkout", f"--known={text}", f"--message={text}")
    if ran.code == 0:
        status = declared("status", "checkout").out
        shown = [c for c in status if unicodedata.category(c) in ("Cc", "Cs")]
        assert set(shown) <= {"\n", "\t"}
        assert "**SEV1 incident: Checkout failures**" in status


@FEW
@given(TEXTS)
def test_any_reference(declared: Cli, reference: str) -> None:
    for name, *args in (
        ("show", f"--incident={reference}"),
        ("amend", "--text=x", "--", reference),
    ):
        ran = declared(name, "--json", *args, ok=False)
        assert ran.code in (0, 1, 2, 3), ran
        if ran.code:
            _explained(ran.err)
