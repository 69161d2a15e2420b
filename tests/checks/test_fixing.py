"""Fixes and comments, made in memory: what they change, and what they may not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from inc.checks import adding_ignores, counting, fixing, registry, running
from inc.checks.examined import Examined
from inc.checks.finding import Finding, Fix, Level, Problem
from inc.checks.rule import EVERY, Rule
from inc.checks.surroundings import Surroundings
from inc.domain.policy import Policy
from inc.durable import Edit
from inc.errors import UsageError
from inc.store.document import Document

A = "incidents/2026/03/2026-03-04-a.md"
POSTMORTEM = "postmortems/2026/03/2026-03-04-a.md"


def around(root: Path, **texts: str) -> Surroundings:
    for name, text in texts.items():
        path = root / {"incident": A, "postmortem": POSTMORTEM}[name]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return Surroundings(root, Policy(), datetime(2026, 3, 10, 12, tzinfo=UTC))


@pytest.fixture
def rules(monkeypatch: pytest.MonkeyPatch) -> dict[str, Rule]:
    """A registry in which a line `two` wants to be two lines, and `one` a `two`."""

    def find(one: Examined) -> Iterator[Problem]:
        answers = {"one": ["two"], "two": ["2", "2"], "close": [], "open": ["---"]}
        for number, line in enumerate(one.lines):
            word = line.strip()
            if word in answers:
                lines = [f"{answer}\n" for answer in answers[word]]
                yield Problem(number + 1, word, "x", fix=Fix(number, number + 1, lines))
            elif word == "wide":
                fix = Fix(number, number + 2, ["narrow\n"])
                yield Problem(number + 1, word, "x", fix=fix)

    rule = Rule("INC901", "rules.word", "x", Level.WARNING, EVERY, find)
    kept = {code: one for code, one in registry.RULES.items() if code < "INC101"}
    for module in (running, counting, registry):
        monkeypatch.setattr(module, "RULES", {**kept, "INC901": rule})
    return kept


def mended(root: Path, text: str) -> str:
    surroundings = around(root, incident=text)
    edits = fixing.mended(surroundings, running.run(surroundings).findings, ())
    assert len(edits) <= 1
    for edit in edits:
        assert (edit.path, edit.before) == (A, text.encode())
    return (edits[0].after or b"").decode() if edits else text


@pytest.mark.usefixtures("rules")
@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("fine\n", "fine\n"),
        ("a\ntwo\nb\ntwo\n", "a\n2\n2\nb\n2\n2\n"),
        ("one\n", "2\n2\n"),
        ("wide\ntwo\nb\n", "narrow\nb\n"),
        ("wide\nwide\ntwo\n", "narrow\n2\n2\n"),
        ("one <!-- inc: ignore INC901 x -->\n", "one <!-- inc: ignore INC901 x -->\n"),
        ("<!-- inc: ignore INC901 x -->\none\ntwo\n", "<!-- inc: ignore INC901 x -->\none\n2\n2\n"),
        ("two\n" * 120, "2\n2\n" * 120),
    ],
    ids=[
        "nothing",
        "two places",
        "rounds",
        "overlap",
        "overlap of one kind",
        "no",
        "ignored",
        "many",
    ],
)
def test_what_is_mended(text: str, after: str, tmp_path: Path) -> None:
    assert mended(tmp_path, text) == after


@pytest.mark.usefixtures("rules")
def test_a_fix_that_would_make_a_document_unreadable_is_not_taken(tmp_path: Path) -> None:
    text = "---\nid: x\n---\n\nfine\n"
    assert mended(tmp_path, text) == text
    assert mended(tmp_path, "open\nid: [x\nfine\n") == "open\nid: [x\nfine\n"


def test_the_message_names_the_entries_that_were_rewritten() -> None:
    line = "- `2026-03-04T15:38:00Z` **note** @bob — {} ^0h4tcz3k9m2{}\n"
    before = (
        "## Timeline\n\n" + line.format("a", "x") + line.format("b", "y") + line.format("c", "z")
    )
    after = "## Timeline\n\n" + line.format("a", "x") + line.format("other", "y")
    text = fixing.message("inc: x", "check-fix", [Edit(A, before.encode(), after.encode())])
    assert text == (
        "inc: x\n\nInc-Operation: check-fix\nIncident: 2026-03-04-a\n"
        "Inc-Amended: 0h4tcz3k9m2y\nInc-Dropped: 0h4tcz3k9m2z\n"
    )


# ------------------------------------------------------------------ comments

INCIDENT = """\
---
id: 2026-03-04-a
status: closed
---

# Title

Some prose.

## Timeline

- `2026-03-04T15:38:00Z` **note** @bob — a ^0h4tcz3k9m2x
  more of it

## Action items

- [ ] do this ^0h4td2p7rb1c

| Action | Owner |
|---|---|
| that | @bob |

<!-- inc:begin facts 1234 -->
generated
<!-- inc:end facts -->
"""


def ignored(root: Path, text: str, lines: list[int], code: str = "INC301") -> list[str]:
    """The lines that are new once findings on some lines are ignored."""
    surroundings = around(root, incident=text)
    found = [Finding(A, line, 1, code, "x", Level.ERROR, "x") for line in lines]
    edits, left = adding_ignores.ignored(surroundings, found, "old")
    if not edits:
        assert left
        return []
    assert left == []
    [edit] = edits
    assert edit.before is not None and edit.after is not None
    before, after = (Document.parse(data, A) for data in (edit.before, edit.after))
    assert after.entries == before.entries
    return [line.rstrip("\n") for line in after.lines if line not in before.lines]


@pytest.mark.parametrize(
    ("wanted", "new"),
    [
        ("status: closed", "status: closed  # inc: ignore INC301 old"),
        ("---", "# inc: ignore-file INC301 old"),
        ("Some prose.", "<!-- inc: ignore INC301 old -->"),
        ("- `2026", "<!-- inc: ignore INC301 old -->"),
        ("  more of it", "# inc: ignore-file INC301 old"),
        ("- [ ] do", "<!-- inc: ignore INC301 old -->"),
        ("| that", "| that | @bob | <!-- inc: ignore INC301 old -->"),
        ("generated", "# inc: ignore-file INC301 old"),
    ],
)
def test_where_a_comment_goes(wanted: str, new: str, tmp_path: Path) -> None:
    lines = INCIDENT.split("\n")
    at = next(number for number, line in enumerate(lines, 1) if line.startswith(wanted))
    assert ignored(tmp_path, INCIDENT, [at]) == [new]


def test_several_findings_of_one_line_and_of_two(tmp_path: Path) -> None:
    surroundings = around(tmp_path, incident="# A\na\nb\n")
    places = [(2, "INC301"), (2, "INC302"), (2, "INC301"), (3, "INC501"), (1, "INC201")]
    found = [Finding(A, line, 1, code, "x", Level.ERROR, "x") for line, code in places]
    [[edit], _] = adding_ignores.ignored(surroundings, found, "old")
    assert edit.after == (
        b"<!-- inc: ignore-file INC201 old -->\n# A\n"
        b"<!-- inc: ignore INC301 INC302 old -->\na\n<!-- inc: ignore INC501 old -->\nb\n"
    )


def test_the_newlines_of_a_document_stay(tmp_path: Path) -> None:
    surroundings = around(tmp_path, incident="---\r\nid: x\r\n---\r\na\r\n")
    found = [Finding(A, line, 1, "INC301", "x", Level.ERROR, "x") for line in (2, 4)]
    [[edit], _] = adding_ignores.ignored(surroundings, found, "old")
    assert edit.after is not None
    assert edit.after.count(b"\r\n") == edit.after.count(b"\n") == 5


def test_credentials_and_what_cannot_be_read_are_not_ignored(tmp_path: Path) -> None:
    assert ignored(tmp_path, "a\n", [1], code="INC601") == []
    assert ignored(tmp_path, "<<<<<<< a\n=======\n>>>>>>> b\n", [1], code="INC101") == []


@pytest.mark.parametrize("reason", ["", "  ", "a --> b", "a -- b", "REASON"])
def test_a_reason_that_is_none(reason: str) -> None:
    with pytest.raises(UsageError, match="says why"):
        adding_ignores.checked(reason)


def test_a_reason_becomes_one_line() -> None:
    assert adding_ignores.checked(" from\nthe  old wiki ") == "from the old wiki"
