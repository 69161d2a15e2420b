"""`inc list`: which incidents there are."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from inc.cli.completing_queries import complete_query

if TYPE_CHECKING:
    from conftest import Beginnings, Cli, Inc


@pytest.fixture
def four(cli: Cli, beginnings: Beginnings) -> Cli:
    return beginnings.grown(cli, _four)


def _four(cli: Cli) -> None:
    cli("declare", "Old", "-s", "1", "--at", "2026-01-15 10:00", "--service", "Checkout")
    cli("resolve", "--at", "2026-01-15 12:30")
    cli("close", "--at", "2026-01-16 09:00")
    cli("declare", "Last month", "-s", "2", "--at", "2026-02-28 23:59", "--service", "search")
    cli("resolve", "--at", "2026-03-01 00:10")
    cli("declare", "Slow", "-s", "3", "--at", "14:00", "--service", "search", "--ic", "bob")
    cli("update", "--status", "monitoring", "--known", "x", "--at", "14:20")
    cli("declare", "Down", "-s", "1", "--started", "14:30", "--service", "checkout")
    cli.now = cli.now.replace(hour=16, minute=0)


@pytest.mark.parametrize(
    ("filters", "titles"),
    [
        ((), "Down, Slow"),
        (("--all",), "Down, Slow, Last month, Old"),
        (("-a", "-s", "sev1"), "Down, Old"),
        (("-a", "-s", "1", "-s", "2"), "Down, Last month, Old"),
        (("-s", "SEV2"), ""),
        (("--status", "monitoring"), "Slow"),
        (("--status", "resolved", "--status", "closed"), "Last month, Old"),
        (("--service", "CHECKOUT"), "Down"),
        (("-a", "--service", "checkout"), "Down, Old"),
        (("-a", "--service", "search", "--service", "nosuch"), "Slow, Last month"),
        (("-a", "--since", "2026-02"), "Down, Slow, Last month"),
        (("-a", "--until", "2026-02"), "Last month, Old"),
        (("-a", "--since", "2026-02", "--until", "2026-02"), "Last month"),
        (("-a", "--until", "2026"), "Down, Slow, Last month, Old"),
        (("-a", "--since", "30d"), "Down, Slow, Last month"),
        (("--since", "14:30"), "Down"),
        (("--until", "14:30"), "Slow"),
        (("-a", "--since", "today", "-s", "3"), "Slow"),
    ],
)
def test_filters(filters: tuple[str, ...], titles: str, four: Cli) -> None:
    assert ", ".join(row[-1] for row in four("list", *filters).rows) == titles


def test_what_a_pipe_gets(four: Cli) -> None:
    assert four("list", "-a").rows == [
        [
            "2026-03-04-down",
            "SEV1",
            "investigating",
            "2026-03-04 14:30 UTC",
            "1 h 30 min",
            "",
            "Down",
        ],
        ["2026-03-04-slow", "SEV3", "monitoring", "2026-03-04 14:00 UTC", "2 h", "bob", "Slow"],
        [
            "2026-02-28-last-month",
            "SEV2",
            "resolved",
            "2026-02-28 23:59 UTC",
            "11 min",
            "",
            "Last month",
        ],
        ["2026-01-15-old", "SEV1", "closed", "2026-01-15 10:00 UTC", "2 h 30 min", "", "Old"],
    ]


def test_what_a_program_gets(four: Cli) -> None:
    answer = four("list", "--all", "--json").json
    assert answer["version"] == 1
    assert [one["duration_seconds"] for one in answer["incidents"]] == [5400, 7200, 660, 9000]
    stable = {"id", "title", "severity", "status", "declared_at", "path", "is_open"}
    assert all(stable <= set(one) for one in answer["incidents"])
    assert not any("entries" in one for one in answer["incidents"])
    four.now = four.now.replace(hour=16, minute=0)
    lines = four("list", "--all", "--jsonl").jsonl
    assert [{**one, "version": 1} for one in answer["incidents"]] == lines


def test_an_empty_answer_says_why_to_a_person_only(cli: Cli) -> None:
    empty = cli("list")
    assert (empty.out, empty.err) == ("", "No incident is open.\n")
    empty = cli("list", "--all", "-s", "1")
    assert (empty.out, empty.err) == ("", "No incident is like that.\n")
    assert cli("list", "--json").json == {"version": 1, "incidents": []}
    nothing = cli("list", "--jsonl")
    assert (nothing.out, nothing.err) == ("", "")


def test_a_broken_document_is_one_line_and_the_list_goes_on(four: Cli) -> None:
    path = next(four.folder.glob("incidents/*/*/*slow.md"))
    path.write_text("---\ntitle: [\n---\n")
    ran = four("list")
    assert [row[-1] for row in ran.rows] == ["Down"]
    assert ran.err.startswith(f"inc: incidents/2026/03/{path.name}:")
    assert ran.err.count("\n") == 1
    assert [one["title"] for one in four("list", "--jsonl").jsonl] == ["Down"]


@pytest.mark.parametrize(
    ("filters", "what"),
    [
        (("-s", "high"), "'high' is not a severity"),
        (("--status", "done"), "'done' is not a status"),
        (("--since", "soon"), "'soon' is not a time"),
        (("--until", "12/13/2026"), "'12/13/2026' is not a date as it is written here"),
    ],
)
def test_what_is_refused(filters: tuple[str, ...], what: str, cli: Cli) -> None:
    ran = cli("list", *filters, ok=False)
    assert ran.code == 2
    assert ran.err.startswith(f"inc: {what}\n     ")


def test_the_newest_is_the_one_that_began_last(cli: Cli) -> None:
    for title, began in (("b", "10:00"), ("c", "09:00"), ("a", "11:00")):
        cli("declare", title, "-s", "4", "--at", began)
    assert [row[-1] for row in cli("list").rows] == ["a", "b", "c"]


def test_as_a_process_whose_reader_goes_away(incident: Path, inc: Inc) -> None:
    assert inc("list").out.count("\t") == 6
    command = f"{sys.executable} -m inc list --jsonl | true"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")


# ------------------------------------------------------------------ queries


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        (("service:search",), "Slow"),
        (("service:search", "status:open,ended"), "Slow, Last month"),
        (("is:ended",), "Last month, Old"),
        (("status:closed",), "Old"),
        (("-a", "-service:search"), "Down, Old"),
        (("-service:search", "-a", "-sev:1", "--", "-month"), ""),
        (("-a", "last", "month"), "Last month"),
        (("-a", "last month"), "Last month"),
        (("-a", "month last"), ""),
        (("-a", "mont*"), "Last month"),
        (("-a", "month OR down"), ""),
        (("-a", "--", "-month"), "Down, Slow, Old"),
        (("-a", 'down -"month"'), "Down"),
        (("sev:1,3", "began:today"), "Down, Slow"),
        (("-a", "lasted:>2h"), "Old"),
        (("resolved:2026-01..2026-02",), "Old"),
        (("ic:bob",), "Slow"),
        (("-a", "who:me", "-lacks:commander"), "Slow"),
        (("-a", "--ic", "BOB", "--ic", "carol"), "Slow"),
        (("has:commander",), "Slow"),
        (("lacks:postmortem", "is:ended", "since:2026-02"), "Last month"),
        (("-s", "1", "sev:3"), "Down, Slow"),
        (("-a", "--service", "search", "service:checkout"), ""),
        (("id:last-month", "status:resolved"), "Last month"),
        (("-a", "--sort", "severity"), "Down, Old, Last month, Slow"),
        (("-a", "--sort", "lasted"), "Old, Slow, Down, Last month"),
        (("-a", "--sort", "title", "-r"), "Slow, Old, Last month, Down"),
        (("-a", "--sort", "ended"), "Last month, Old, Down, Slow"),
        (("-a", "--limit", "2"), "Down, Slow"),
        (("-a", "--limit", "1", "-r"), "Old"),
    ],
)
def test_queries(words: tuple[str, ...], titles: str, four: Cli) -> None:
    assert ", ".join(row[-1] for row in four("list", *words).rows) == titles


def test_a_tag_and_a_field_of_their_own(four: Cli) -> None:
    path = next(four.folder.glob("incidents/*/*/*slow.md"))
    text = path.read_text().replace(
        "\nservices:", "\ntags: [Flaky]\ncustomer: Acme Corp\nservices:"
    )
    path.write_text(text)
    for words in (
        ("--tag", "flaky"),
        ("tag:FLAKY",),
        ("customer:acme corp",),
        ('customer:"acme*"',),
    ):
        ran = four("list", *words)
        assert ([row[-1] for row in ran.rows], ran.err) == (["Slow"], "")
    assert [row[-1] for row in four("list", "lacks:customer").rows] == ["Down"]


def test_a_key_that_no_document_has_is_told(four: Cli) -> None:
    ran = four("list", "servce:checkout")
    assert ran.out == ""
    assert ran.err == (
        "No document has the field 'servce'; did you mean service?\n"
        "No open incident is like that; ended ones too: --all\n"
    )
    ran = four("list", "-a", "localhost:80")
    assert "'localhost'; as words it would be \"localhost:…\", in quotes\n" in ran.err
    assert ran.err.endswith("\nNo incident is like that.\n")


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("is:nice",), "'nice' is not what an incident can be"),
        (("resolved:soon",), "'soon' is not a time"),
        (('"pool',), 'a quotation mark is not closed: "pool'),
        (("--sort", "size"), "'size' is not what a list is sorted by"),
        (("--limit", "-1"), "--limit -1 is no number of rows"),
        (("--postmortem-due", "--limit", "-1"), "--limit -1 is no number of rows"),
        (("--postmortem-due", "--sort", "id"), "the postmortems that are owed have an order"),
        (("-a", "--json=id,sevrity"), "no incident has the field 'sevrity'"),
    ],
)
def test_queries_that_are_refused(words: tuple[str, ...], what: str, four: Cli) -> None:
    ran = four("list", *words, ok=False)
    assert (ran.code, ran.out) == (2, "")
    assert what in ran.err


def test_fields_that_are_chosen(four: Cli) -> None:
    slow = "2026-03-04-slow"
    one = {"id": slow, "services": ["search"], "vendor": None}
    assert four("list", "--json=id,services,vendor", "ic:bob").json["incidents"] == [one]
    assert four("list", "--json", "--fields", "id, services,vendor", "ic:bob").json == {
        "version": 1,
        "incidents": [one],
    }
    assert four("list", "--jsonl=id,services,vendor", "ic:bob").jsonl == [{"version": 1, **one}]
    rows = four("list", "--fields", "id,is_open,services,roles,vendor", "ic:bob").rows
    assert rows == [[slow, "yes", "search", "commander: bob", ""]]
    assert four("list", "is:drill", "--json=whatever").json["incidents"] == []


def test_what_follows_from_a_document_can_be_chosen(four: Cli) -> None:
    four("reopen", "it is back", "-i", "old", "--at", "15:00")
    fields = "began_at,ended_at,lasted,commander,reopened"
    found = four("list", "--all", f"--json={fields}", "--sort", "id").json["incidents"]
    assert found[-1] == {
        "began_at": "2026-01-15T10:00:00Z",
        "ended_at": None,
        "lasted": "48 d 6 h",
        "commander": None,
        "reopened": 1,
    }
    assert found[0]["commander"] == "bob"
    last_month = four("list", "id:last", "--fields", fields).rows
    assert last_month == [["2026-02-28T23:59:00Z", "2026-03-01T00:10:00Z", "11 min", "", "0"]]
    assert "began_at" not in four("list", "--json").json["incidents"][0]


def put(cli: Cli, count: int) -> None:
    folder = cli.folder / "incidents/2026/02"
    folder.mkdir(parents=True)
    for number in range(count):
        name = f"2026-02-01-n{number:02}"
        began = f"2026-02-01T10:{number:02}:00Z"
        facts = f"id: {name}\ntitle: {name}\nseverity: SEV3\nstatus: monitoring\n"
        (folder / f"{name}.md").write_text(f"---\n{facts}started_at: {began}\n---\n")


def test_a_screen_gets_fifty_and_is_told_so(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    put(cli, 53)
    assert len(cli("list").rows) == 53
    assert len(cli("list", "--json").json["incidents"]) == 53
    monkeypatch.setattr("inc.cli.output.is_screen", lambda: True)
    ran = cli("list")
    assert (ran.out.count("monitoring"), ran.err) == (50, "50 of 53; all of them: --limit 0\n")
    assert "n52" in ran.out and "n02" not in ran.out
    assert max(map(len, ran.out.split("\n"))) <= 80
    ran = cli("list", "--limit", "3")
    assert (ran.out.count("monitoring"), ran.err) == (3, "3 of 53; all of them: --limit 0\n")
    for words in (("--limit", "0"), ("--limit", "53"), ("--json",)):
        ran = cli("list", *words)
        assert (ran.out.count("monitoring"), ran.err) == (53, "")


LOADS = """\
import sys
from inc.cli.listing import run_plain
from inc.cli.session import Session, running
with running(Session(["list", *sys.argv[1:]])):
    run_plain(sys.argv[1:], limit=50)
heavy = {"typer", "rich", "yaml", "json", "zoneinfo", "jinja2", "git", "difflib"}
sys.stderr.write(" ".join(sorted(heavy & set(sys.modules))))
"""


def test_words_alone_load_nothing_heavy(incident: Path) -> None:
    for words in ((), ("sev:1", "checkout", "since:7d", "-is:drill", "checkout failures")):
        done = subprocess.run([sys.executable, "-c", LOADS, *words], capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.endswith("\tCheckout failures\n")


def test_a_list_that_is_parsed_loads_nothing_that_writes(incident: Path) -> None:
    code = "import sys; from inc.cli.main import main; main(sys.argv[1:]); print(*sys.modules)"
    command = [sys.executable, "-c", code, "list", "--sort", "began"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    modules = set(done.stdout.split())
    assert {"inc.cli.commands.list", "typer"} <= modules
    assert modules.isdisjoint({"inc.cli.writing", "inc.cli.receipts", "inc.cli.owed_postmortems"})


def test_documents_as_they_are_on_the_disk(four: Cli) -> None:
    path = next(four.folder.glob("incidents/*/*/*slow.md"))
    text = path.read_text()
    path.write_text(text.replace("SEV3", "SEV2").replace("title: Slow", 'title: "\\x1b[31mA\\tB"'))
    (row,) = four("list", "sev:2").rows
    assert "\x1b" not in row[-1] and row[-1].endswith("A B")
    path.write_text(text)
    assert four("list", "sev:2").rows == []
    path.unlink()
    assert [one[-1] for one in four("list").rows] == ["Down"]


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("sev", ["severity:"]),
        ("-ta", ["-tag:"]),
        ("sev:", ["sev:sev1", "sev:sev2", "sev:sev3", "sev:sev4"]),
        ("is:open,dr", ["is:open,drill"]),
        ("service:x", []),
    ],
)
def test_what_a_shell_completes(typed: str, offered: list[str]) -> None:
    assert complete_query(typed) == offered


# ------------------------------------------------------------------ postmortems


def postmortem(cli: Cli, name: str, text: str) -> None:
    path = cli.folder / "postmortems" / name[:4] / name[5:7] / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


@pytest.fixture
def ended(cli: Cli, beginnings: Beginnings) -> Cli:
    """Ended: one long ago, one lately, a SEV3 and a drill; and one is still open."""
    return beginnings.grown(cli, _ended)


def _ended(cli: Cli) -> None:
    cli("declare", "Old", "-s", "1", "--at", "2026-01-15 10:00")
    cli("resolve", "--at", "2026-01-15 12:30")
    cli("close", "--at", "2026-01-16 09:00")
    cli("declare", "New", "-s", "2", "--at", "2026-03-04 09:00", "--service", "search")
    cli("resolve", "--at", "2026-03-04 10:00")
    cli("declare", "Small", "-s", "3", "--at", "2026-03-01 10:00")
    cli("resolve", "--at", "2026-03-01 12:30")
    cli("declare", "Exercise", "-s", "1", "--drill", "--at", "2026-03-01 10:00")
    cli("resolve", "--at", "2026-03-01 12:30")
    cli("declare", "Down", "-s", "1")
    cli.now = cli.now.replace(hour=16, minute=0)


OLD, NEW = "2026-01-15-old", "2026-03-04-new"


def test_postmortems_that_are_owed(ended: Cli) -> None:
    postmortem(ended, NEW, "---\nstatus: draft\n---\n")
    assert ended("list", "--postmortem-due").rows == [
        [OLD, "SEV1", "not begun", "2026-01-17 12:30 UTC", "46 d 3 h overdue", "Old"],
        [NEW, "SEV2", "draft", "2026-03-06 10:00 UTC", "in 1 d 18 h", "New"],
    ]


def test_postmortems_for_programs(ended: Cli) -> None:
    (old, new) = ended("list", "--postmortem-due", "--json").json["postmortems"]
    assert old == {
        "incident": OLD,
        "title": "Old",
        "severity": "SEV1",
        "status": None,
        "due_at": "2026-01-17T12:30:00Z",
        "overdue": True,
        "meeting_by": "2026-01-22T12:30:00Z",
        "path": f"postmortems/2026/01/{OLD}.md",
    }
    assert (new["overdue"], new["due_at"]) == (False, "2026-03-06T10:00:00Z")
    lines = ended("list", "--postmortem-due", "--jsonl").jsonl
    assert [one["incident"] for one in lines] == [OLD, NEW]


@pytest.mark.parametrize(
    ("text", "stages"),
    [
        ("---\nstatus: published\n---\n", []),
        ("---\nstatus: 'published'\n---\n", []),
        ("---\nstatus: in-review\n---\n", ["in-review"]),
        ("# Without a front matter\n", ["draft"]),
        ("---\nstatus: [broken\n---\n", ["draft"]),
    ],
)
def test_how_far_a_postmortem_is(text: str, stages: list[str], ended: Cli) -> None:
    postmortem(ended, OLD, text)
    rows = ended("list", "--postmortem-due").rows
    assert [row[2] for row in rows if row[0] == OLD] == stages


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (("-s", "2"), [NEW]),
        (("--since", "2026-02"), [NEW]),
        (("--service", "search"), [NEW]),
        (("--status", "closed"), [OLD]),
        (("--status", "investigating"), []),
        (("-a",), [OLD, NEW]),
    ],
)
def test_filters_of_postmortems(filters: tuple[str, ...], expected: list[str], ended: Cli) -> None:
    assert [row[0] for row in ended("list", "--postmortem-due", *filters).rows] == expected


def test_what_the_record_says_of_the_day_counts(ended: Cli) -> None:
    path = ended.folder / f"incidents/2026/03/{NEW}.md"
    path.write_text(path.read_text().replace("2026-03-06T10:00:00Z", "2026-01-02T10:00:00Z"))
    assert [row[0] for row in ended("list", "--postmortem-due").rows] == [NEW, OLD]


def test_nothing_is_owed_and_what_cannot_be_read(cli: Cli) -> None:
    ran = cli("list", "--postmortem-due")
    assert (ran.out, ran.err) == ("", "No postmortem is owed.\n")
    cli("declare", "Down", "-s", "1")
    cli("resolve", "back")
    path = next(cli.folder.glob("incidents/*/*/*.md"))
    path.write_text(path.read_text().replace("severity: SEV1", "severity: [SEV1"))
    ran = cli("list", "--postmortem-due")
    assert ran.out == "" and "incidents/2026/03/" in ran.err


# ------------------------------------------------------------------ where no id leads to


@pytest.mark.parametrize("is_committed", [True, False])
@pytest.mark.parametrize("words", [("list",), ("list", "--json"), ("search", "Down"), ("metrics",)])
def test_a_document_that_was_moved_is_missed(
    words: tuple[str, ...], is_committed: bool, four: Cli
) -> None:
    wrong = "incidents/2026/01/zz.md"
    (four.folder / "incidents/2026/03/2026-03-04-slow.md").rename(four.folder / wrong)
    for other in ("incidents/README.md", "incidents/.draft.md", "incidents/2026/.x/y.md"):
        (four.folder / other).parent.mkdir(exist_ok=True)
        (four.folder / other).write_text("x")
    if is_committed:
        for args in (("add", "-A"), ("commit", "-qm", "tidy")):
            subprocess.run(["git", *args], cwd=four.folder, check=True)
    told = f"inc: 1 file below incidents/ is at no place of an incident: {wrong}; see: inc check\n"
    assert four(*words).err.count(told) == 1
    (four.folder / wrong).rename(four.folder / "incidents/2026/03/2026-03-04-slow.md")
    assert "at no place" not in four(*words).err


def test_several_moved_ones_are_two_lines_and_open_nothing(four: Cli) -> None:
    month = four.folder / "incidents/2026/03"
    (month / "2026-03-04-slow.md").rename(month / "2026-02-04-slow.md")
    (month / "2026-03-04-down.md").rename(month / "x.md")
    (four.folder / "postmortems/old.md").parent.mkdir(exist_ok=True)
    (four.folder / "postmortems/old.md").write_text("---\ntitle: [\n---\n")
    ran = four("list")
    assert ran.out == ""
    assert ran.err.splitlines() == [
        "inc: 2 files below incidents/ are at no place of an incident: "
        "incidents/2026/03/2026-02-04-slow.md and 1 more; see: inc check",
        "inc: 1 file below postmortems/ is at no place of a postmortem: postmortems/old.md; "
        "see: inc check",
        "No incident is open.",
    ]
    assert "at no place" in four("export", "--format", "csv").err
    assert "no incident is open" in four("show", ok=False).err.lower()


def test_more_values_than_can_be_asked_for_are_refused(declared: Cli) -> None:
    many = ",".join(map(str, range(500)))
    tags = [word for number in range(400) for word in ("--tag", str(number))]
    for words in ([f"service:{many}"], [f"id:{many}"], tags):
        ran = declared("list", *words, ok=False)
        assert (ran.code, "can be asked for at once" in ran.err) == (2, True)


def test_a_limit_may_be_huge(declared: Cli) -> None:
    assert declared("list", "--limit", str(1 << 70)).rows


def test_a_team_is_that_of_its_services_wherever_one_filters(declared: Cli) -> None:
    path = declared.folder / "inc.toml"
    path.write_text(path.read_text() + '\n[teams]\nshop = ["cart"]\nother = ["mail"]\n')
    declared("declare", "Cart is slow", "-s", "3", "--service", "Cart")
    name = "2026-03-04-cart-is-slow"
    assert [row[0] for row in declared("list", "team:shop").rows] == [name]
    assert [row[0] for row in declared("list", "has:team").rows] == [name]
    assert name in declared("search", "slow", "team:shop").out
    assert declared("search", "slow", "team:other", ok=False).code == 1
    told = declared("metrics", "team:shop", "--by", "team", "--json").out
    assert '"shop"' in told
    assert "(none)" not in told
    assert name in declared("export", "team:shop", "-f", "csv").out
