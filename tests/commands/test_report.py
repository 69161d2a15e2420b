"""`inc report`: the reviews of a week, a month and a quarter, over a record with all there is."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest

if TYPE_CHECKING:
    from conftest import Cli

GOLDEN = Path(__file__).parents[1] / "data" / "reports"
KINDS = ("weekly", "monthly", "quarterly")
MARK = "<!-- inc report "
SECRET = "SECRET breach of the vault"
HOSTILE = "<script>alert(1)</script> | `x` [a](http://evil) --> שלום"
SVG = re.compile(r"^<svg .*?^</svg>$", re.MULTILINE | re.DOTALL)

CHECKOUT, FIRST = "2026-03-24-checkout-failures", "2026-02-10-pool-exhausted"
EXTRA = "cause: config-change\nrunbooks:\n- connection-pool\n"
OVERRIDDEN = (
    "\n  - Override: the vendor closed the ticket | at last\n  - Missing: Timeline complete"
)


def document(
    name: str,
    title: str,
    severity: str,
    times: str = "",
    *,
    status: str = "resolved",
    roles: str = "",
    fields: str = "",
    entries: str = "",
) -> tuple[str, str]:
    """The path and the text of an incident; `times` are words such as `started=03-24T09:00`."""
    told = [word.split("=") for word in times.split()]
    front = [
        *(f"id: {name}", f"title: '{title}'", f"severity: {severity}", f"status: {status}"),
        *(f"{key}_at: 2026-{at}:00Z" for key, at in told),
        *(["roles:", *(f"  {one}" for one in roles.split("; "))] if roles else []),
    ]
    text = "\n".join(["---", *front, f"{fields}---", "", f"# {title}", "", "## Timeline", ""])
    return f"incidents/{name[:4]}/{name[5:7]}/{name}.md", f"{text}\n{entries}"


def entry(at: str, kind: str, who: str, text: str) -> str:
    return f"- `2026-{at}:00Z` **{kind}** @{who} — {text}\n"


def update(at: str, text: str, promised: str) -> str:
    return entry(at, "update", "alice", text).replace("**update** @", "**update** internal @") + (
        f"  - Next update: 2026-{promised}:00Z\n"
    )


def documents() -> Iterator[tuple[str, str]]:
    yield document(
        CHECKOUT,
        "Checkout failures",
        "SEV1",
        "started=03-24T09:00 detected=03-24T09:04 acknowledged=03-24T09:10 declared=03-24T09:11"
        " mitigated=03-24T10:00 resolved=03-24T11:00 closed=03-25T09:00",
        status="closed",
        roles="commander: alice; scribe: bob",
        fields=f"services:\n- checkout\n- payments\n{EXTRA}",
        entries=update("03-24T09:20", "We look", "03-24T09:40")
        + update("03-24T09:35", "We still look", "03-24T10:00")
        + update("03-24T10:20", "Too late", "03-24T12:00")
        + entry("03-24T11:00", "resolved", "alice", "green")
        + entry("03-25T09:00", "closed", "alice", f"done{OVERRIDDEN}"),
    )
    yield document(
        "2026-03-25-hostile",
        HOSTILE,
        "SEV3",
        "started=03-25T08:00 detected=03-25T08:30",
        status="investigating",
        roles="commander: alice",
        fields="services:\n- 'a|b <img src=x>'\n",
    )
    yield document(
        "2026-03-29-search-slow",
        "Search is slow",
        "SEV2",
        "started=03-29T00:30 detected=03-29T00:40 acknowledged=03-29T00:45 resolved=03-29T04:40",
        roles="commander: bob; responder: [dave, alice]",
        fields="services:\n- search\n",
    )
    # The last minute of the week in Berlin, which is an hour later than it was on Saturday …
    yield document(
        "2026-03-29-last", "The last", "SEV4", "started=03-29T21:59 resolved=03-29T23:00"
    )
    # … and the first minute of the next one.
    yield document(
        "2026-03-29-next", "The next", "SEV4", "started=03-29T22:00 resolved=03-29T23:00"
    )
    yield document(
        "2026-03-17-before",
        "The week before",
        "SEV2",
        "started=03-17T10:00 detected=03-17T10:10 acknowledged=03-17T10:12 resolved=03-17T12:10",
        roles="commander: alice",
        fields="services:\n- checkout\n",
        entries=entry("03-17T10:05", "note", "dave", "me too"),
    )
    yield document(
        FIRST,
        "Pool exhausted",
        "SEV1",
        "started=02-10T10:00 detected=02-10T10:02 acknowledged=02-10T10:03 resolved=02-10T13:02",
        roles="commander: alice",
        fields=f"services:\n- Checkout\n{EXTRA}",
    )
    yield document(
        "2025-11-05-long-ago",
        "Long ago",
        "SEV2",
        fields="started_at: 2025-11-05T10:00:00Z\nresolved_at: 2025-11-05T11:00:00Z\n",
        roles="commander: alice; scribe: alice",
    )
    yield from left_out()
    yield (
        f"postmortems/2026/02/{FIRST}.md",
        f"---\nincident: {FIRST}\ntitle: Pool\nstatus: published\n"
        "published_at: 2026-02-20T10:00:00Z\n---\n\n# Pool\n\n## Action items\n\n"
        "- [x] Prevent: Bound the pool (P1, @bob, by 2026-02-20, done 2026-02-18) ^aaaa1\n"
        "- [x] Detect: Alert on it (P2, @bob, by 2026-02-20, done 2026-03-01) ^aaaa2\n"
        "- [ ] Document: Say how (P3, @dave, by 2026-03-01) ^aaaa3\n"
        "- [ ] Fix: One day (P3, @dave, by 2026-12-01) ^aaaa4\n",
    )
    yield "runbooks/connection-pool.md", "# Connection pool\n"


def left_out() -> Iterator[tuple[str, str]]:
    times = "started=03-26T09:00 detected=03-26T09:01 resolved=03-26T10:00"
    hidden = f"visibility: restricted\nservices:\n- vault\n{EXTRA}"
    yield document("2026-03-26-hidden", SECRET, "SEV1", times, fields=hidden, roles="scribe: zoe")
    yield document("2026-03-26-drill", "A drill", "SEV1", times, fields="drill: true\n")
    merged = f"merged_into: {CHECKOUT}\n"
    yield document("2026-03-26-merged", "The same", "SEV1", times, fields=merged)
    yield "incidents/2026/03/2026-03-28-broken.md", "---\ntitle: [\n---\n"


@pytest.fixture
def record(cli: Cli, git: Callable[..., str]) -> Cli:
    """Make a workspace in Berlin with all of them, on the Thursday after the week 2026-W13."""
    settings = cli.folder / "inc.toml"
    settings.write_text(settings.read_text().replace('"UTC"', '"Europe/Berlin"'))
    for path, text in documents():
        (cli.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (cli.folder / path).write_text(text, encoding="utf-8")
    git("add", "--all")
    git("commit", "--quiet", "-m", "the record")
    cli.now = datetime(2026, 4, 2, 8, 0, tzinfo=UTC)
    return cli


def facts(cli: Cli, kind: str, *args: str) -> Any:
    return cli("report", kind, "--json", *args).json


def ids(rows: list[dict[str, Any]]) -> list[str]:
    return [one["id"] for one in rows]


# ------------------------------------------------------------------ the pages


@pytest.mark.parametrize("kind", KINDS)
def test_the_page(kind: str, record: Cli, request: pytest.FixtureRequest) -> None:
    page = record("report", kind).out
    path = GOLDEN / f"{kind}.md"
    if request.config.getoption("--update"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(page, encoding="utf-8")
    assert page == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", KINDS)
def test_the_charts_parse_and_each_has_a_table_behind_it(kind: str, record: Cli) -> None:
    page = record("report", kind).out
    charts = SVG.findall(page)
    assert len(charts) == page.count("<svg") >= 3
    names: list[str] = []
    for chart in charts:
        root = ElementTree.fromstring(chart)
        assert root.attrib["role"] == "img"
        assert "\n\n" not in chart
        names += [one.attrib["id"] for one in root.iter() if "id" in one.attrib]
        rest = page.partition(chart)[2]
        assert re.match(r"\n\n(?:[^\n|]*:\n\n<svg|\| )", rest), rest[:80]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("kind", KINDS)
def test_a_browser_sees_nothing_but_words_tables_and_charts(kind: str, record: Cli) -> None:
    from markdown_it import MarkdownIt

    page = record("report", kind).out
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(page)
    assert "evil" not in "".join(re.findall(r"<a [^>]*>", html))
    assert re.findall(r"<(?:script|img|iframe|object|style|foreignObject)\b", html) == []
    assert "src=" not in html.replace("src=x", "")
    assert "http" not in SVG.sub("", page).replace(r"http://evil", "")
    titles = {one[1] for one in re.finditer(r'<a href="([^"]*)"', html)}
    assert all((record.folder / one).is_file() for one in titles)


@pytest.mark.parametrize("kind", KINDS)
def test_a_restricted_incident_is_counted_and_nothing_else(kind: str, record: Cli) -> None:
    for args in ((), ("--json",)):
        out = record("report", kind, *args).out
        assert [word for word in ("SECRET", "hidden", "vault", "zoe") if word in out] == []
    assert facts(record, kind)["left_out"] == {
        "merged": 1,
        "drills": 1,
        "restricted": 1,
        "unreadable": 1,
        "undated": 0,
        "told": "1 drill, 1 restricted incident, 1 incident merged into another one, "
        "1 document that cannot be read",
    }


def test_a_document_that_cannot_be_read_is_told_and_breaks_nothing(record: Cli) -> None:
    ran = record("report", "weekly")
    assert len(ran.err.splitlines()) == 1
    assert "2026-03-28-broken.md" in ran.err


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_workspace_has_a_report(kind: str, cli: Cli) -> None:
    ran = cli("report", kind)
    assert ran.err == ""
    assert "<svg" not in ran.out
    assert "0 began, ±0 against" in ran.out
    assert "Left out of all numbers: nothing." in ran.out


@pytest.mark.parametrize("kind", KINDS)
def test_one_incident_has_a_report(kind: str, declared: Cli) -> None:
    page = declared("report", kind, "--of", "current").out
    assert "1 began, +1 against" in page
    assert "is not over" in page
    if kind == "monthly":  # none of its times is there to measure
        assert "| MTTR | 0 | 1 | – | – | – | – | – |" in page
    else:
        assert ElementTree.fromstring(SVG.findall(page)[0]).tag.endswith("svg")


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_data_is_the_same_bytes(kind: str, record: Cli) -> None:
    def page() -> str:
        record.now = datetime(2026, 4, 2, 8, 0, tzinfo=UTC)
        out: str = record("report", kind).out
        return out

    once = page()
    shutil.rmtree(record.folder / ".git/inc/index")
    assert page() == once


# ------------------------------------------------------------------ what they say


def test_a_week_is_that_of_the_zone_and_its_clock_changes(record: Cli) -> None:
    week = facts(record, "weekly")
    assert week["period"] == {
        "name": "2026-W13",
        "first": "2026-03-23",
        "last": "2026-03-29",
        "before": "2026-W12",
        "zone": "Europe/Berlin",
        "is_over": True,
        "as_of": "2026-04-02 10:00 CEST",
    }
    assert (week["incidents"]["count"], week["incidents"]["before"]) == (4, 1)
    told = {one["severity"]: one["count"] for one in week["incidents"]["severities"]}
    assert told == {"SEV1": 1, "SEV2": 1, "SEV3": 1, "SEV4": 1}
    assert facts(record, "weekly", "--of", "current")["incidents"]["count"] == 1


def test_the_longest_are_those_that_ended_in_the_week(record: Cli) -> None:
    week = facts(record, "weekly")
    assert ids(week["longest"]["rows"]) == ["2026-03-29-search-slow", CHECKOUT]
    assert [one["told"] for one in week["longest"]["rows"]] == ["4 h", "1 h 56 min"]
    assert week["longest"]["unknown"] == 0
    assert ids(week["unfinished"]["rows"]) == ["2026-03-25-hostile", "2026-03-29-last"]
    later = facts(record, "weekly", "--of", "current")
    assert later["longest"]["unknown"] == 2  # nobody noted when they were detected
    assert ids(later["unfinished"]["rows"]) == ["2026-03-25-hostile"]


def test_two_of_the_same_name_are_told_apart_and_the_worst_comes_first(cli: Cli) -> None:
    for day, severity in (("02", "sev4"), ("03", "sev2"), ("04", "sev2")):
        times = ("--detected", f"2026-03-{day} 10:00", "--at", f"2026-03-{day} 10:01")
        cli("declare", "Login times out", "-s", severity, *times)
    cli.now += timedelta(days=7)
    week = facts(cli, "weekly")
    assert [one["severity"] for one in week["unfinished"]["rows"]] == ["SEV2", "SEV2", "SEV4"]
    days = [one["began"][:10] for one in week["unfinished"]["rows"]]
    assert days == ["2026-03-03", "2026-03-04", "2026-03-02"]
    for day in ("03", "04"):
        cli("resolve", "-i", f"2026-03-{day}", "-m", "back", "--at", f"2026-03-{day} 12:00")
    page = cli("report", "weekly").out
    for day in ("03", "04"):
        assert f">03-{day} 10:00 SEV2 Login times out</text>" in page
        assert re.search(rf"^\| SEV2 \| .* \| 2026-03-{day} 10:00 UTC \| 2 h \|", page, re.M)


def test_the_load_of_people(record: Cli) -> None:
    load = facts(record, "weekly")["load"]
    told = [[one[key] for key in ("person", "incidents", "outside", "night", "off", "before")]
            for one in load["rows"]]  # fmt: skip
    assert told == [
        ["alice", 3, 1, 1, 1, 1],
        ["bob", 2, 1, 1, 1, 0],
        ["dave", 1, 1, 1, 1, 1],
    ]
    assert load["busiest"] == {"person": "alice", "incidents": 3, "of": 4, "share": "75 %"}
    assert load["began"] == {"night": 2, "off": 2, "outside": 2}


def test_the_metrics_of_a_month_are_those_of_the_index(record: Cli) -> None:
    month = facts(record, "monthly")
    by_name = {one["metric"]: one for one in month["metrics"]}
    # 4, 30, 10 and 10 minutes; three of six have no such time
    assert by_name["MTTD"]["mean"] == (4 + 30 + 10 + 10) / 4 * 60
    assert (by_name["MTTD"]["number"], by_name["MTTD"]["left_out"]) == (4, 2)
    assert (by_name["MTTD"]["target"], by_name["MTTD"]["verdict"]) == ("at most 5 min", "missed")
    assert by_name["MTTD"]["share_told"] == "25 %"
    assert by_name["MTTD"]["before_told"] == "2 min"
    assert by_name["MTTA"]["verdict"] == "met"
    last = month["course"]["periods"][-1]
    assert (last["name"], last["count"]) == ("2026-03", 6)
    assert last["means"] == [by_name[one["metric"]]["mean"] for one in month["course"]["metrics"]]


def test_what_came_of_a_month(record: Cli) -> None:
    month = facts(record, "monthly")
    assert [month["promises"][key] for key in ("kept", "missed", "overtaken")] == [1, 1, 1]
    assert month["promises"]["share_told"] == "50 %"
    before = month["items"]["before"]
    assert [before[key] for key in ("in_time", "late", "open", "overdue")] == [1, 1, 1, 1]
    assert (before["completed_told"], before["share_told"]) == ("50 %", "33 %")
    assert month["items"]["total"] == 0
    repeats = month["repeats"]
    assert (repeats["count"], repeats["of"], repeats["verdict"]) == (1, 6, "missed")
    (pattern,) = repeats["patterns"]
    assert (pattern["cause"], pattern["count"]) == ("config-change", 2)
    assert ids(pattern["incidents"]) == [CHECKOUT]


def test_the_process_of_a_quarter(record: Cli) -> None:
    quarter = facts(record, "quarterly")
    postmortems = quarter["postmortems"]
    assert [postmortems[key] for key in ("owed", "on_time", "late", "overdue")] == [4, 0, 1, 3]
    assert (postmortems["target"], postmortems["verdict"]) == ("all within 2 d", "missed")
    assert postmortems["rows"][0] == {
        "id": FIRST,
        "title": "Pool exhausted",
        "severity": "SEV1",
        "due": "2026-02-12 14:02 CET",
        "outcome": "late",
    }
    assert quarter["overrides"]["rows"] == [
        {
            "id": CHECKOUT,
            "title": "Checkout failures",
            "severity": "SEV1",
            "at": "2026-03-25 10:00 CET",
            "kind": "closed",
            "reason": "the vendor closed the ticket | at last",
        }
    ]
    services = {
        one["service"]: (one["count"], one["before"]) for one in quarter["services"]["rows"]
    }
    assert services["Checkout"] == (3, 0)
    assert quarter["services"]["without"] == 2
    assert quarter["runbooks"]["rows"] == [
        {"runbook": "connection-pool", "count": 2, "before": 0, "change": "+2"}
    ]


def test_who_should_learn(record: Cli) -> None:
    training = facts(record, "quarterly")["training"]
    assert training["since"] == "2025-04"
    assert [(one["person"], one["count"]) for one in training["commanders"]] == [
        ("alice", 4),
        ("bob", 1),
    ]
    roles = {one["role"]: (one["people"], one["only"]) for one in training["roles"]}
    assert roles["commander"] == (2, "")
    assert roles["tech lead"] == (0, "")
    assert training["never_commanded"] == [{"person": "dave", "incidents": 2}]
    assert ids(training["drills"]["rows"]) == ["2026-03-26-drill"]


def test_the_months_of_a_quarter_sum_to_it(record: Cli) -> None:
    quarter = facts(record, "quarterly")
    months = [facts(record, "monthly", "--of", f"2026-{at:02}") for at in (1, 2, 3)]

    def counts(one: dict[str, Any]) -> list[int]:
        return [severity["count"] for severity in one["incidents"]["severities"]]

    assert counts(quarter) == [sum(each) for each in zip(*map(counts, months), strict=True)]
    assert sum(counts(quarter)) == quarter["incidents"]["count"] == 7
    drawn = quarter["course"]["periods"][-3:]
    assert [one["count"] for one in drawn] == [one["incidents"]["count"] for one in months]
    for one in quarter["course"]["periods"]:
        assert sum(one["counts"]) == one["count"]


@pytest.mark.parametrize("month", ["2026-02", "2026-03"])
def test_a_report_says_what_the_metrics_say(month: str, record: Cli) -> None:
    report = facts(record, "monthly", "--of", month)
    other = record("metrics", "--since", month, "--until", month, "--json").json
    assert report["incidents"]["count"] == other["incidents"]
    for one in report["metrics"]:
        told = other["metrics"][one["metric"].lower()]
        assert one["number"] == told["count"]
        for key in ("mean", "median", "p90"):
            assert one[key] == (None if told[key] is None else pytest.approx(told[key], abs=0.5))
    for ours, theirs in (("promises", "updates"), ("items", "actions")):
        counts = {key: value for key, value in other[theirs].items() if isinstance(value, int)}
        assert [report[ours][key] for key in counts] == list(counts.values())
    assert report["repeats"]["count"] == other["repeats"]["count"]
    left_out = {key: report["left_out"][key] for key in other["left_out"]}
    assert left_out == other["left_out"]


def test_severities_that_nobody_knows_are_one_group(record: Cli) -> None:
    for at, word in enumerate(("<b>", "Sev 9", "")):
        path, text = document(f"2026-03-24-x{at}", "X", f"'{word}'", "started=03-24T09:00")
        (record.folder / path).write_text(text)
    week = facts(record, "weekly")
    assert week["incidents"]["severities"][-1] == {
        "severity": "other",
        "count": 3,
        "before": 0,
        "change": "+3",
    }
    assert week["course"]["severities"] == ["SEV1", "SEV2", "SEV3", "SEV4", "other"]
    assert week["course"]["periods"][-1]["counts"] == [1, 1, 1, 1, 3]


# ------------------------------------------------------------------ where it goes


def test_out_writes_a_page_whose_links_lead_on(record: Cli) -> None:
    (record.folder / "some where").mkdir()
    ran = record("report", "weekly", "--out", "some where/week.md")
    assert ran.out == "Wrote the report on 2026-W13 to some where/week.md\n"
    assert ran.err.splitlines()[-1] == (
        "Nothing is recorded. To keep it: git add 'some where/week.md' && git commit"
    )
    text = (record.folder / "some where/week.md").read_text()
    assert f"[Checkout failures](../incidents/2026/03/{CHECKOUT}.md)" in text
    assert text.startswith(f"{MARK}weekly 2026-W13 -->\n# Incidents of the week 2026-W13\n")


def test_out_of_the_workspace_nothing_is_said_of_git(record: Cli, tmp_path: Path) -> None:
    ran = record("report", "weekly", "--out", str(tmp_path / "week.md"))
    assert "git add" not in ran.err
    links = re.findall(r"(?<!\\)\]\((\S*)\)", (tmp_path / "week.md").read_text())
    assert links
    assert all((tmp_path / one).is_file() for one in links)


def test_out_writes_over_a_report_and_over_nothing_else(
    record: Cli, state: Callable[[], object]
) -> None:
    notes = record.folder / "week.md"
    notes.write_text("# My notes\n")
    before = state()
    ran = record("report", "weekly", "--out", "week.md", ok=False)
    assert (ran.code, state() == before) == (1, True)
    assert "week.md is there, and it is not a report of ours" in ran.err
    assert "--force" in ran.err
    record("report", "weekly", "--out", "week.md", "--force")
    record("report", "monthly", "--out", "week.md")
    assert notes.read_text().startswith(f"{MARK}monthly 2026-03 -->\n")


def test_out_is_committed_by_nobody(record: Cli, git: Callable[..., str]) -> None:
    head = git("rev-parse", "HEAD")
    record("report", "weekly", "--out", "week.md")
    assert git("rev-parse", "HEAD") == head
    assert git("status", "--porcelain") == "?? week.md\n"


@pytest.mark.parametrize(
    ("out", "code", "what"),
    [
        ("nowhere/week.md", 3, "there is no folder nowhere"),
        ("incidents", 2, "incidents is a folder"),
        ("", 2, "--out names no file"),
        ("a\0b", 2, "--out names no file"),
        ("x" * 300, 2, f"{'x' * 60} cannot be a file"),
        ("x" * 300 + "/week.md", 2, f"{'x' * 60} cannot be a file"),
        ("inc.toml/week.md", 3, "there is no folder inc.toml"),
    ],
)
def test_where_no_file_can_be(out: str, code: int, what: str, cli: Cli) -> None:
    ran = cli("report", "weekly", "--out", out, ok=False)
    assert (ran.code, ran.out) == (code, "")
    assert ran.err.startswith(f"inc: {what}")
    assert len(ran.err.splitlines()) == 2


@pytest.mark.parametrize("force", [(), ("--force",)])
def test_out_follows_no_link(force: tuple[str, ...], cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("precious")
    (cli.folder / "week.md").symlink_to(tmp_path / "precious")
    ran = cli("report", "weekly", "--out", "week.md", *force, ok=False)
    assert ran.code == 1
    assert "is a link in the repository" in ran.err
    assert (tmp_path / "precious").read_text() == "precious"


@pytest.mark.parametrize("force", [(), ("--force",)])
@pytest.mark.parametrize("folder", ["incidents", "postmortems", "runbooks", ".git", ".git/inc"])
def test_a_report_does_not_belong_among_the_documents(
    folder: str, force: tuple[str, ...], cli: Cli
) -> None:
    (cli.folder / folder).mkdir(exist_ok=True)
    ran = cli("report", "weekly", "--out", f"{folder}/foo.md", *force, ok=False)
    assert (ran.code, ran.out) == (2, "")
    assert "where a report does not belong" in ran.err
    assert not (cli.folder / folder / "foo.md").exists()


@pytest.mark.parametrize("name", ["README.txt", "week", "week.csv"])
def test_a_report_is_markdown_by_its_name(name: str, cli: Cli) -> None:
    ran = cli("report", "weekly", "--out", name, ok=False)
    assert (ran.code, (cli.folder / name).exists()) == (2, False)
    assert f"--out {name.partition('.')[0]}.md; or keep the name: --force" in ran.err
    cli("report", "weekly", "--out", name, "--force")
    assert (cli.folder / name).read_text().startswith(MARK)
    cli("report", "weekly", "--out", "Week.MD")


def test_a_period_may_be_named_without_of(cli: Cli) -> None:
    page = cli("report", "monthly", "2026-01").out
    assert page.startswith(f"{MARK}monthly 2026-01 -->")
    ran = cli("report", "monthly", "2026-01", "--of", "2026-02", ok=False)
    assert (ran.code, "--of 2026-02" in ran.err) == (2, True)


def test_json_and_a_file_are_two_questions(cli: Cli) -> None:
    assert cli("report", "weekly", "--json", "--out", "x.md", ok=False).code == 2


def test_a_period_that_cannot_be_read(cli: Cli) -> None:
    ran = cli("report", "monthly", "--of", "March", ok=False)
    assert ran.code == 2
    assert "Write it as 2026-02, or as current or last." in ran.err


@pytest.mark.parametrize("form", [(), ("--json",), ("--out", "week.md")])
def test_no_report_by_another_policy_than_the_team_has(form: tuple[str, ...], record: Cli) -> None:
    (record.folder / "inc.toml").write_text('timezone = "Mars/Olympus"\n')
    ran = record("report", "weekly", *form, ok=False)
    assert (ran.code, ran.out) == (2, "")
    assert "inc.toml:1: " in ran.err
    assert not (record.folder / "week.md").exists()


# ------------------------------------------------------------------ templates


@pytest.mark.parametrize("kind", KINDS)
def test_without_charts_the_tables_are_all_there(kind: str, record: Cli) -> None:
    page = record("report", kind, "--no-charts").out
    record.now = datetime(2026, 4, 2, 8, 0, tzinfo=UTC)
    drawn = record("report", kind).out
    assert "<svg" not in page
    tables = [line for line in page.splitlines() if line.startswith("|")]
    assert tables == [line for line in drawn.splitlines() if line.startswith("|")]


def test_a_team_has_a_template_of_its_own(record: Cli) -> None:
    record("template", "eject", "report-weekly.md")
    own = record.folder / "templates/report-weekly.md.j2"
    own.write_text("{% for one in longest.rows %}{{ one.link }} {% endfor %}\n")
    assert record("report", "weekly").out == (
        f"{MARK}weekly 2026-W13 -->\n"
        "[Search is slow](incidents/2026/03/2026-03-29-search-slow.md) "
        f"[Checkout failures](incidents/2026/03/{CHECKOUT}.md) \n"
    )


def test_a_template_that_is_wrong_is_told_with_its_line(record: Cli) -> None:
    own = record.folder / "templates/report-weekly.md.j2"
    own.parent.mkdir(exist_ok=True)
    own.write_text("\n{{ nothing_like_that }}\n")
    ran = record("report", "weekly", ok=False)
    assert ran.code == 2
    assert "nothing_like_that" in ran.err


@pytest.mark.parametrize("kind", KINDS)
def test_a_template_names_all_of_its_facts(kind: str, record: Cli) -> None:
    head = record("template", "show", f"report-{kind}.md").out.partition("#}")[0]
    other = "".join(
        record("template", "show", f"report-{one}.md").out.partition("#}")[0]
        for one in KINDS
        if f"as in report-{one}.md" in head
    )
    told = facts(record, kind)
    assert [key for key in told if key not in ("version", "report") and key not in head] == []
    for value in told.values():
        for key in value if isinstance(value, dict) else ():
            assert re.search(rf"\b{key}\b", head + other), key
