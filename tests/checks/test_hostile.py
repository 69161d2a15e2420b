"""Documents that nobody means well with: no rule breaks on them, and none takes its time."""

from __future__ import annotations

import random
import tracemalloc
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

import pace
from inc.checks import running
from inc.checks.examined import LARGEST
from inc.checks.finding import Finding
from inc.checks.registry import BROKEN_RULE
from inc.checks.surroundings import Surroundings
from inc.domain.policy import Policy
from inc.domain.times import read_iso

NAME = "2026-03-04-checkout-failures"
INCIDENT = f"incidents/2026/03/{NAME}.md"
POSTMORTEM = f"postmortems/2026/03/{NAME}.md"
RUNBOOK = "runbooks/hostile.md"
SIZE = LARGEST // 8
LONGEST = 200  # yardsticks; the slowest takes 40, what is not bounded tens of thousands
MOST_MEMORY = 50 << 20  # bytes for one document, beside what a process has of its own

HEAD = f"---\nid: {NAME}\nincident: {NAME}\nstatus: published\n"
BODY = HEAD + "---\n\n"
TIMELINE = BODY + "## Timeline\n\n"
ITEMS = BODY + "## Action items\n\n"
COLUMNS = "| Action | Type | Owner | Due | Priority | Status |\n|--|--|--|--|--|--|\n"
ENDED = BODY.replace("published", 'resolved\nseverity: SEV1\nresolved_at: "2026-03-04T16:00:00Z"')
ENTRY = "- `2026-03-04T15:{:02}:{:02}Z` **{}** @bob — {}\n"


def filled(head: str, piece: str, end: str = "") -> str:
    """A document of just about the size."""
    room = SIZE - len((head + end).encode())
    return head + piece * (room // len(piece.encode())) + end


def of_entries(kind: str, text: str, *, falling: bool = False) -> str:
    lines = [ENTRY.format(n // 60 % 60, n % 60, kind, text.format(n=n)) for n in range(12_000)]
    return filled(TIMELINE, "".join(reversed(lines) if falling else lines)) or TIMELINE


def noise(seed: int, size: int, letters: bytes | None = None) -> bytes:
    chance = random.Random(seed)
    return bytes(chance.choices(letters, k=size)) if letters else chance.randbytes(size)


TEXTS: dict[str, Callable[[], str | bytes]] = {
    "nothing": lambda: "",
    "one line end": lambda: "\n",
    "a mark and nothing": lambda: "\ufeff",
    "a fence": lambda: "---",
    "two fences": lambda: "---\n---\n",
    "line ends": lambda: filled("", "\n"),
    "carriage returns": lambda: filled(HEAD + "---\n", "\r"),
    "a line": lambda: filled(HEAD + "---\n", "a"),
    "a line of spaces": lambda: filled(TIMELINE + "- ", " ", "x"),
    "a line of tabs": lambda: filled(TIMELINE, "\t", "x"),
    "NUL": lambda: filled(HEAD + "---\n", "\0"),
    "NUL in lines": lambda: filled(HEAD + "---\n", "\0\n"),
    "random bytes": lambda: noise(1, 200_000),
    "random marks": lambda: noise(2, 200_000, b"-*+`~#<>![]()|:@^ \n\t0123456789Tab"),
    "random marks in a body": lambda: (
        TIMELINE.encode() + noise(3, 200_000, b"-*`~<!>[]()|:@^ \n\n2026-03-04T15:30:00Z**note**")
    ),
    "random marks in a front matter": lambda: (
        b"---\n" + noise(4, 3_000, b"-:'\"[]{}#&*!|>%@ \nabc012") + b"\n---\n"
    ),
    "not UTF-8": lambda: HEAD.encode() + b"title: caf\xe9\n---\n",
    "UTF-16": lambda: HEAD.encode("utf-16"),
    "a lone surrogate": lambda: HEAD.encode() + b"---\n\xed\xa0\x80\n",
    "characters that hide": lambda: filled(HEAD + "---\n", "\u202e"),
    "characters that hide in lines": lambda: filled(HEAD + "---\n", "\u202e\n"),
    "hard spaces": lambda: filled(HEAD + "---\n", "\u00a0"),
    "conflicts": lambda: filled(HEAD + "---\n", "<<<<<<< a\n"),
    "a list": lambda: "---\n- a\n- [b]\n---\n",
    "a number": lambda: "---\n5\n---\n",
    "a nest of lists": lambda: "---\ntitle: " + "[" * 30_000 + "\n---\n",
    "a nest of maps": lambda: "---\n" + "".join(" " * n + "a:\n" for n in range(300)) + "---\n",
    "a bomb": lambda: "---\na: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n---\n",
    "a tag": lambda: "---\ntitle: !!python/object/apply:os.system [true]\n---\n",
    "many keys": lambda: HEAD + "".join(f"k{n}: {n}\n" for n in range(900)) + "---\n",
    "too many keys": lambda: HEAD + "".join(f"k{n}: {n}\n" for n in range(5_000)) + "---\n",
    "many odd values": lambda: HEAD + "tags: [" + "0042, " * 1_900 + "]\n---\n",
    "many cut values": lambda: HEAD + "".join(f"k{n}: #{n}\n" for n in range(900)) + "---\n",
    "many links in a field": lambda: HEAD + f"links: [{'2026-03-04-x, ' * 1_900}]\n---\n",
    "many runbooks": lambda: (
        HEAD + "runbooks: [" + ", ".join(f"pol-{n}" for n in range(1_900)) + "]\n---\n"
    ),
    "many aliases": lambda: (
        HEAD + "aliases: [" + ", ".join(f"A{n}" for n in range(1_900)) + "]\n---\n"
    ),
    "many roles": lambda: (
        HEAD + "roles:\n" + "".join(f"  comander{n}: a\n" for n in range(900)) + "---\n"
    ),
    "roles without people": lambda: HEAD + "roles: {commander: , sme: [~, {}]}\n---\n",
    "wrong types": lambda: (
        HEAD
        + "title: {}\nseverity: [1]\nvisibility: {}\nstarted_at: [1]\nroles: 5\nservices: {a: 1}\n"
        + "links: [{}]\naliases: {}\nrunbooks: [[a]]\ndrill: []\nmerged_into: [a, b]\nauthors: 5\n"
        + "last_reviewed_on: {}\nmeeting_at: true\npublished_at: 1.5\n---\n"
    ),
    "endless years": lambda: (
        HEAD + 'started_at: "9999-12-31T23:59:59Z"\nresolved_at: "0001-01-01T00:00:00Z"\n---\n'
        "\n## Timeline\n\n- `9999-12-31T23:59:59Z` **note** @a — x\n"
        "- `0001-01-01T00:00:00Z` **note** @a — x\n- 23:59 x\n"
    ),
    "many notes": lambda: of_entries("note", "restarted {n}"),
    "notes that fall": lambda: of_entries("note", "restarted {n}", falling=True),
    "notes with one id": lambda: of_entries("note", "restarted ^0j4hr71getpj"),
    "words nobody knows": lambda: of_entries("status", "wrod{n}"),
    "kinds nobody knows": lambda: of_entries("mitgated", "x"),
    "runbooks nobody knows": lambda: of_entries("runbook", "pol-{n}"),
    "times that are none": lambda: filled(TIMELINE, "- `2026-13-04T15:30:00Z` **note** @a — x\n"),
    "times of day": lambda: filled(TIMELINE, "- 23:50 x\n- 00:10 y\n"),
    "brackets": lambda: filled(TIMELINE, "["),
    "brackets in lines": lambda: filled(TIMELINE, "[" * 200 + "\n"),
    "placeholders": lambda: filled(TIMELINE, "[Name] [Action 1]\n"),
    "guidance": lambda: filled(TIMELINE, "<!-- guide: x -->\n"),
    "links": lambda: filled(TIMELINE, "[a](b.md) [c](../../../../x)\n"),
    "other links": lambda: TIMELINE + "".join(f"[a](b{n}.md)\n" for n in range(50_000)),
    "long links": lambda: filled(TIMELINE, "](" + "x" * 400 + "\n"),
    "links up": lambda: TIMELINE + "[a](" + "../" * 160 + "etc/passwd) [b](%00) [c](<a\tb>)\n",
    "long names": lambda: (
        HEAD
        + f"links: [2026-03-04-{'a' * 5_000}]\nmerged_into: 2026-03-04-{'a' * 300}\n"
        + f"runbooks: [{'a' * 5_000}, runbooks/{'a' * 300}.md]\naliases: [{'a' * 5_000}]\n"
        + f"---\n\n[a](/{'a' * 400}) [b](2026-03-04-{'a' * 400}.md) [c](%00.md) [d](%ff%fe)\n"
    ),
    "ticks": lambda: filled(TIMELINE, "`a"),
    "emphasis": lambda: filled(TIMELINE, "**a "),
    "quotations": lambda: filled(TIMELINE, "> " * 500 + "\n"),
    "nested items": lambda: TIMELINE + "".join(" " * 2 * n + "- a\n" for n in range(900)),
    "HTML": lambda: filled(TIMELINE, "<div>\n"),
    "HTML on a line": lambda: filled(TIMELINE + "<div>", "<b"),
    "comments": lambda: filled(TIMELINE, "<!-- "),
    "ignoring": lambda: filled(TIMELINE, "<!-- inc: ignore INC108 x -->\n"),
    "blocks": lambda: filled(TIMELINE, "<!-- inc:begin a 1a2b3c4d5e6f -->\n"),
    "fences": lambda: filled(TIMELINE, "```\n"),
    "tables": lambda: filled(
        HEAD + "---\n\n## Action items\n\n| a | b |\n|--|--|\n", "| x | y |\n"
    ),
    "pipes": lambda: filled(HEAD + "---\n\n## Action items\n\n", "|"),
    "headings": lambda: filled(HEAD + "---\n", "## Timeline\n"),
    "headings below headings": lambda: filled(BODY, "## a\n### b\nx\n"),
    "a heading of signs": lambda: filled(BODY + "## a", " #", "x\n"),
    "a heading of spaces": lambda: filled(BODY + "## a", " ", "x\n"),
    "aliases of aliases": lambda: (
        "---\na: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(500)) + "---\n"
    ),
    "merged keys": lambda: (
        "---\na: &a {x: 1}\n" + "".join(f"b{n}:\n  <<: *a\n" for n in range(500)) + "---\n"
    ),
    "a nest of braces": lambda: "---\ntitle: " + "{a: " * 20_000 + "\n---\n",
    "a nest of dashes": lambda: "---\n" + "- " * 500_000 + "\n---\n",
    "very many keys": lambda: "---\n" + "".join(f"a{n}: \n" for n in range(100_000)) + "---\n",
    "a long value": lambda: filled(HEAD + "title: ", "a ", "\n---\n"),
    "paragraphs of HTML": lambda: filled(BODY, "<a\n\n"),
    "lists below HTML": lambda: filled(BODY + "<b>\n\n", "- - - - - - - - - - a\n"),
    "links below HTML": lambda: filled(BODY + "<b>\n\n", "[a](b) *c* `d` "),
    "comments without an end": lambda: filled(BODY + "## Summary\n", "<!--a" * 1_000 + "\n"),
    "comments with one end": lambda: filled(BODY, "a <!--" * 900 + "-->\n"),
    "blocks of many names": lambda: (
        TIMELINE
        + "".join(
            f"<!-- inc:begin a{n} 1a2b3c4d5e6f -->\nx\n<!-- inc:end a{n} -->\n"
            for n in range(15_000)
        )
    ),
    "ignoring each": lambda: filled(BODY, "[a](b) <!-- inc: ignore INC115 x -->\n"),
    "action items": lambda: filled(ITEMS, "- [ ] Prevent: x (P2, @bob, by 2026-03-01) ^9c1d\n"),
    "action items below others": lambda: filled(ITEMS + "- [ ] x\n", "  - y\n"),
    "action items that differ": lambda: (
        ITEMS + "".join(f"- [ ] Prevnt: x{n} (P99, @nobody{n}, by 31/12)\n" for n in range(20_000))
    ),
    "details": lambda: filled(ITEMS, "- [ ] x (" + "by a, " * 490 + ")\n"),
    "one item of details": lambda: filled(ITEMS + "- [ ] x (", "P2, ", ")\n"),
    "one item struck out": lambda: filled(ITEMS + "- [ ] ~~x", "~~(dropped:        "),
    "rows": lambda: filled(ITEMS + COLUMNS, "| x | Prevnt | @bob | soon | P9 | Open |\n"),
    "small tables": lambda: filled(ITEMS, "|action|\n|-|\n|x|\n\n"),
    "a wide table": lambda: (
        ITEMS + "|" + "Action|" * 60_000 + "\n|" + "-|" * 490 + "\n" + "|x|y|\n" * 10_000
    ),
    "rules of tables": lambda: filled(BODY + "## Summary\n", "|" + " " * 990 + "x\n"),
    "boxes": lambda: filled(ENDED + "## Checklists\n\n### Resolve\n\n", "- [ ] Impact mitigated\n"),
    "boxes below headings": lambda: (
        ENDED
        + "## Checklists\n\n"
        + "".join(f"### Resolve {n}\n\n- [ ] a {n}\n" for n in range(20_000))
    ),
    "boxes that were ticked": lambda: (
        ENDED
        + "## Checklists\n\n### Resolve\n\n"
        + "".join(f"- [x] a{n} [ ]\n" for n in range(7_000))
        + "\n## Timeline\n\n"
        + "".join(
            f"- `2026-03-04T14:00:00Z` **checked** @a — Resolve: a{n}\n" for n in range(4_500)
        )
    ),
    "people who help": lambda: of_entries("role", "sme @u{n}"),
    "times of another day": lambda: filled(TIMELINE, "- 1:00 x\n"),
    "blame": lambda: filled(BODY, "He should have been careless, human error.\n"),
    "blame on a line": lambda: filled(BODY, "should have "),
    "people at fault": lambda: filled(BODY, "@bob misconfigured it. Bob's mistake. By @bob. "),
    "guesses": lambda: filled(BODY + "## Root cause\n", "we think it was probably that\n"),
    "durations": lambda: filled(BODY, "The outage lasted 47 minutes. "),
    "durations and spaces": lambda: filled(BODY, "1 h and" + " " * 4_000 + "\n"),
    "clock times": lambda: filled(BODY, "started at 15:00 UTC. "),
    "ends of links": lambda: filled(BODY, "](" * 4_000 + "\n"),
    "addresses": lambda: filled(BODY, "http://"),
    "quotation marks": lambda: filled(BODY, "“a 1 min"),
    "ids of incidents": lambda: filled(BODY, "2026-03-04-a "),
    "tokens": lambda: filled(BODY, " eyJ" + "a" * 3_990 + ".eyJ" + "b" * 7_000),
    "passwords": lambda: filled(BODY, "postgres://user:p4ssw0rdAbc@db.corp "),
    "private keys": lambda: filled(BODY, "-----BEGIN PRIVATE KEY-----" + " a" * 8_000),
}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with more runbooks than anybody compares a misspelt name with."""
    root = tmp_path_factory.mktemp("hostile")
    for number in range(300):
        write(root / f"runbooks/pool-{number}.md", b"# Pool\n")
    return root


@pytest.mark.parametrize("name", TEXTS)
def test_it_is_read_in_time(name: str, workspace: Path) -> None:
    data = made(name)
    assert len(data) <= SIZE
    for path in (INCIDENT, POSTMORTEM, RUNBOOK):
        write(workspace / path, data)
        found = pace.bounded(partial(check, workspace, path), LONGEST)
        assert [one for one in found if one.code == BROKEN_RULE] == []
        for one in found:
            assert one.line >= 1
            assert one.column >= 1
            assert len(one.message) < 1_000


@pytest.mark.parametrize(
    "name", ["NUL in lines", "headings", "paragraphs of HTML", "lists below HTML"]
)
def test_it_is_read_in_little_memory(name: str, workspace: Path) -> None:
    write(workspace / POSTMORTEM, made(name))
    tracemalloc.start()
    try:
        check(workspace, POSTMORTEM)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < MOST_MEMORY


def made(name: str) -> bytes:
    text = TEXTS[name]()
    return text if isinstance(text, bytes) else text.encode()[:SIZE]


def write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def check(root: Path, path: str) -> list[Finding]:
    now = read_iso("2026-03-10T12:00:00Z")
    assert now is not None
    return list(running.run(Surroundings(root, Policy(), now), [path]).findings)
