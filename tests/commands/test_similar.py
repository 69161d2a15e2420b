"""`inc similar`: the incidents that are like one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Beginnings, Cli

FIRST, SECOND = "2026-03-04-checkout-failures", "2026-03-04-checkout-is-failing"


@pytest.fixture
def twice(cli: Cli, beginnings: Beginnings) -> Cli:
    """Run `inc` where checkout failed, the pods were restarted, and it fails again."""
    return beginnings.grown(cli, _twice)


def _twice(cli: Cli) -> None:
    cli(
        "declare", "Checkout failures", "-s", "sev1", "--service", "checkout", "--detected", "15:21"
    )
    cli("log", "connection pool exhausted")
    cli("mitigate", "restarted the pods", "--strategy", "restart")
    cli("resolve", "error rate is normal")
    cli("close")
    cli("declare", "Search is slow", "-s", "sev3", "--service", "search")
    cli("declare", "Checkout is failing", "-s", "sev2", "--service", "checkout")


def test_the_most_like_one_with_why_and_what_helped(twice: Cli) -> None:
    ran = twice("similar", SECOND)
    assert [row[0] for row in ran.rows] == [FIRST]
    [row] = ran.rows
    assert row[1:3] == ["SEV1", "2026-03-04 15:21 UTC"]
    assert row[4:] == [
        "Checkout failures",
        "both: checkout; words: checkout, failure",
        *("restarted the pods (restart)", "12 min", "13 min", "", ""),
    ]


def test_for_a_program(twice: Cli) -> None:
    told = twice("similar", SECOND, "--json").json
    assert told["incident"] == SECOND
    [one] = told["similar"]
    assert one["id"] == FIRST
    assert one["is_convincing"] is True
    assert 0.6 <= one["score"] < 1
    assert one["reasons"][0] == {"kind": "services", "values": ["checkout"]}
    assert (one["mitigation"], one["strategy"]) == ("restarted the pods", "restart")
    assert (one["mitigated_after_seconds"], one["resolved_after_seconds"]) == (720, 780)
    assert one["postmortem"] is None
    [line] = twice("similar", SECOND, "--jsonl").jsonl
    assert line == {"version": 1, **one}


def test_words_instead_of_an_incident(twice: Cli) -> None:
    ran = twice("similar", "--text", "the connection pools are exhausted")
    assert [row[0] for row in ran.rows] == [FIRST]
    assert ran.rows[0][5] == "words: connection, exhausted, pool"
    assert twice("similar", "--service", "search").rows[0][0] == "2026-03-04-search-is-slow"


def test_nothing_is_like_it(twice: Cli) -> None:
    ran = twice("similar", "2026-03-04-search-is-slow", ok=False)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == "No incident is like 2026-03-04-search-is-slow.\n"
    ran = twice("similar", "--text", "zugzwang", "--json", ok=False)
    assert ran.code == 1
    assert ran.json == {"version": 1, "incident": None, "similar": []}


def test_an_empty_workspace_and_the_only_incident(cli: Cli) -> None:
    assert cli("similar", ok=False).code == 3
    assert cli("similar", "--text", "checkout", ok=False).code == 1
    cli("declare", "Checkout failures", "-s", "sev1")
    assert cli("similar", ok=False).code == 1


@pytest.mark.parametrize(
    ("args", "what"),
    [
        (("checkout", "--text", "x"), "inc: an incident and words are given"),
        (("-i", "checkout", "--service", "x"), "inc: an incident and words are given"),
        (("a", "-i", "b"), "inc: two incidents are named: a and b"),
        (("--limit", "0"), "inc: invalid value for '--limit'"),
    ],
)
def test_what_cannot_be_asked(args: tuple[str, ...], what: str, cli: Cli) -> None:
    ran = cli("similar", *args, ok=False)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(what)


def test_a_repeat_is_suggested_until_both_have_a_cause_in_common(twice: Cli) -> None:
    for name in ("search", SECOND):
        twice("resolve", "ok", "-i", name)
    ran = twice("similar", SECOND)
    assert ran.err == (
        "If the cause is the same, say so in one word: "
        f"inc link --cause WORD -i {SECOND}; inc link --cause WORD -i {FIRST}\n"
    )
    twice("link", "--cause", "Pool leak", "-i", FIRST)
    assert twice("similar", SECOND).err == (
        f"If the cause is the same, say so in one word: inc link --cause pool-leak -i {SECOND}\n"
    )
    _add(twice, SECOND, "cause: [Pool-Leak]")
    ran = twice("similar", SECOND)
    assert ran.err == ""
    assert "same cause: Pool leak" in ran.rows[0][5]
    assert twice("check", ok=False).out.count("cause") == 0


def _add(cli: Cli, name: str, line: str) -> None:
    path = cli.folder / f"incidents/2026/03/{name}.md"
    text = path.read_text().replace("\nstatus:", f"\n{line}\nstatus:", 1)
    cli("edit", name, "--file", "-", stdin=text)


def test_two_that_are_open_may_be_one(cli: Cli) -> None:
    for _ in range(2):
        cli("declare", "Checkout failures", "-s", "sev1")
    ran = cli("similar", f"{FIRST}-2")
    assert ran.rows[0][4] == "Checkout failures (open)"
    same = f"{FIRST} (open) may be the same one"
    assert ran.err == f"{same}: inc merge {FIRST}-2 -i {FIRST}\n"
    cli("merge", f"{FIRST}-2", "-i", FIRST)
    assert cli("similar", FIRST, ok=False).code == 1


def test_what_helped_is_before_what_is_open_and_as_like_it(twice: Cli) -> None:
    third = f"{SECOND}-2"
    twice("declare", "Checkout is failing", "-s", "sev2", "--service", "checkout")
    ran = twice("similar", third)
    assert [row[0] for row in ran.rows] == [FIRST, SECOND]
    assert f"{SECOND} (open) may be the same one: inc merge {third} -i {SECOND}\n" in ran.err
    ran = twice("similar", third, "--limit", "1")
    assert f"{SECOND} (open) may be the same one" in ran.err
    told = twice("similar", "--text", "Checkout failing", "--service", "checkout")
    assert told.rows[0][0] == FIRST
    assert "(open) may be the same one\n" in told.err


def test_a_drill_is_not_the_same_as_what_is_real(cli: Cli) -> None:
    cli("declare", "Checkout failures", "-s", "sev1", "--drill")
    cli("declare", "Checkout failures", "-s", "sev1")
    assert "same one" not in cli("similar", f"{FIRST}-2").err


def test_names_are_no_reason_nor_are_words_of_every_record(twice: Cli) -> None:
    twice("log", "dave named a rate of many, in March; zugzwang", "-i", FIRST, "--by", "dave")
    twice("log", "Dave and @carol: named rate, many, March, zugzwang", "-i", SECOND)
    assert twice("similar", SECOND).rows[0][5] == (
        "both: checkout; words: checkout, failure, zugzwang"
    )


def test_no_more_than_six_words_are_told(twice: Cli) -> None:
    words = "alpha beta gamma delta epsilon zeta eta theta iota kappa"
    for name in (FIRST, SECOND):
        twice("log", words, "-i", name)
    reasons = twice("similar", SECOND, "--json").json["similar"][0]["reasons"]
    assert [len(one["values"]) for one in reasons if one["kind"] == "words"] == [6]


def test_the_ending_of_a_word_does_not_count(cli: Cli) -> None:
    cli("declare", "Checkout returns 500", "-s", "sev1", "--service", "checkout")
    told = cli("similar", "--text", "Checkout returning 500", "--service", "checkout", "--json")
    assert told.json["similar"][0]["is_convincing"] is True


def test_exercises_and_restricted_ones_are_marked(twice: Cli) -> None:
    twice("declare", "Checkout failures", "-s", "sev4", "--drill", "--restricted")
    titles = [row[4] for row in twice("similar", SECOND).rows]
    assert "Checkout failures (drill) (restricted) (open)" in titles


def test_a_postmortem_that_is_restricted_by_itself_tells_nothing(twice: Cli) -> None:
    for name in (FIRST, SECOND):
        _add(twice, name, "tags: [web]")
        _postmortem(twice, name, "")
    ran = twice("similar", SECOND)
    assert "same cause: stolen key" in ran.rows[0][5]
    assert "zugzwang" in ran.rows[0][5]
    assert ran.rows[0][10].startswith("postmortems/")
    _postmortem(twice, FIRST, "visibility: restricted\n")
    told = twice("similar", SECOND).rows[0]
    assert "stolen" not in "".join(told)
    assert "zugzwang" not in "".join(told)
    assert told[10] == ""
    twice("log", "zugzwang, said bob", "-i", FIRST)  # then only the one asked about stays inside
    _postmortem(twice, FIRST, "")
    _postmortem(twice, SECOND, "visibility: [Restricted]\n")
    told = twice("similar", SECOND).rows[0]
    assert "stolen" not in told[5]
    assert "zugzwang" not in told[5]


def _postmortem(cli: Cli, name: str, more: str) -> None:
    path = cli.folder / f"postmortems/2026/03/{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f"---\nstatus: draft\ncause: stolen key\n{more}---\n\n# {name}\n\nA zugzwang it was.\n"
    )


def test_a_hand_edit_counts_at_once_and_a_broken_document_is_told(twice: Cli) -> None:
    path = twice.folder / f"incidents/2026/03/{FIRST}.md"
    path.write_text(path.read_text().replace("title: Checkout failures", r'title: "\aMail\e[2J"'))
    ran = twice("similar", SECOND)
    assert "\x1b" not in ran.out
    assert "\x07" not in ran.out
    path.write_text("---\n[\n---\n")
    ran = twice("similar", SECOND, ok=False)
    assert ran.code == 1
    assert ran.err.count("\n") == 2
    assert f"incidents/2026/03/{FIRST}.md" in ran.err
    assert twice("similar", FIRST, ok=False).code not in (0, 1)


def test_on_a_screen_each_is_a_few_lines(twice: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inc.cli.output.is_screen", lambda: True)
    twice("postmortem", "new", "-i", FIRST)
    lines = twice("similar", SECOND).out.split("\n")
    assert lines[0].startswith(f"{FIRST}  SEV1  2026-03-04 (18 min ago)  ")
    assert lines[1:] == [
        "  Checkout failures",
        "  both: checkout; words: checkout, failure",
        "  mitigated by: restarted the pods (restart), 12 min after it was detected",
        "  resolved after 13 min",
        f"  postmortem (draft): postmortems/2026/03/{FIRST}.md",
        "",
    ]
