"""`inc metrics`: twelve incidents whose numbers were worked out by hand; see the comments.

They stand in `tests/data/metrics`, of a team in Berlin, and it is 2026-04-20 12:00 there. Nine of
them count: one is a drill, one restricted, one merged into another. Their times in minutes:

               started  to detected  to acknowledged  mitigated  resolved
  login        03-02          4            6              30         60
  search       03-05         10           20              60        120
  jobs         03-28          2            8             120        360   (the clock goes forward)
  end          03-31          5           20              30        600   (into April)
  first        04-01          1            -               -         30   (22:10 UTC of 03-31)
  back         04-07          6            1              30        240   (the last time)
  dns          04-09        -10            5              20         60
  open         04-14          3            -               -          -   (still open)
  vendor       04-14          -           10               -         60
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Cli, Ran

DATA = Path(__file__).parents[1] / "data/metrics"
MINUTE, HOUR = 60, 3_600


@pytest.fixture
def twelve(cli: Cli) -> Cli:
    shutil.copytree(DATA, cli.folder, dirs_exist_ok=True)
    cli.now = datetime(2026, 4, 20, 10, 0, tzinfo=UTC)
    return cli


def answer(cli: Cli, *args: str) -> Any:
    return cli("metrics", *args, "--json").json


def told(found: Any, *names: str) -> tuple[Any, ...]:
    return tuple(found[name] for name in names)


NUMBERS = ("count", "mean", "median", "p90", "longest")
LEFT_OUT = ("missing", "impossible", "pending")


# ------------------------------------------------------------------ the numbers


def test_what_counts_and_what_is_left_out(twelve: Cli) -> None:
    found = answer(twelve)
    assert told(found, "version", "incidents", "open", "reopened", "undated") == (1, 9, 1, 1, 0)
    assert found["left_out"] == {"merged": 1, "drills": 1, "restricted": 1}
    assert told(found, "since", "until", "timezone", "groups", "load", "by") == (
        *(None, None, "Europe/Berlin", None, None, None),
    )


@pytest.mark.parametrize(
    ("metric", "numbers", "left_out", "judged"),
    [
        # 1 + 2 + 3 + 4 + 5 + 6 + 10 = 31 minutes = 1860 s of 7; the 4th is 4; 6.3: the 7th; five of
        # them are 5 minutes or less. dns is negative, vendor has no start.
        ("mttd", (7, 265.7143, 4 * MINUTE, 600, 600), (1, 1, 0), (7, 5)),
        # 1 + 5 + 6 + 8 + 10 + 20 + 20 = 70 of 7; five are 15 minutes or less.
        ("mtta", (7, 600, 8 * MINUTE, 1_200, 1_200), (1, 0, 1), (7, 5)),
        # 20 + 30 + 30 + 30 + 60 + 120 = 290 of 6; (30 + 30) / 2; 5.4: the 6th.
        ("mttm", (6, 2_900, 30 * MINUTE, 7_200, 7_200), (2, 0, 1), (0, 0)),
        # 30 + 60 + 60 + 60 + 120 + 240 + 360 + 600 = 1530 of 8; (60 + 120) / 2; 7.2: the 8th. Of
        # SEV1 (4 h) login and back are in time, jobs is not; of SEV2 (8 h) search is, end is not.
        ("mttr", (8, 11_475, 90 * MINUTE, 36_000, 36_000), (0, 0, 1), (5, 3)),
        # From 03-02 09:00 to 04-14 12:00 are 43 days 3 hours = 3,726,000 s of 8. The 4th and 5th
        # gaps are 71:20 and 76:00 hours, the 8th is that before the jobs, 561:30 hours.
        ("mtbf", (8, 465_750, 265_200, 2_021_400, 2_021_400), (0, 0, 0), (0, 0)),
    ],
)
def test_the_times(
    metric: str,
    numbers: tuple[float, ...],
    left_out: tuple[int, ...],
    judged: tuple[int, ...],
    twelve: Cli,
) -> None:
    found = answer(twelve)["metrics"][metric]
    assert told(found, *NUMBERS) == numbers
    assert told(found, *LEFT_OUT) == left_out
    assert told(found, "judged", "met") == judged


def test_support_hours(twelve: Cli) -> None:
    path = twelve.folder / "inc.toml"
    path.write_text(path.read_text() + '\n[metrics.mttr]\nhours = "support"\n')
    # login 10:04 to 11:04 CET 60, search 14:10 to 16:10 120, jobs from Saturday night to Sunday 0,
    # end 09:00 to 09:55 CEST 55, first at night 0, back 10:06 to 14:06 240, dns 60, vendor 60:
    # 595 minutes = 35,700 s of 8.
    found = answer(twelve)["metrics"]["mttr"]
    assert told(found, "hours", "count", "mean") == ("support", 8, 4_462.5)


def test_the_other_numbers(twelve: Cli) -> None:
    found = answer(twelve)
    # search repeats login (config-change), open repeats the dns of the postmortem, and vendor was
    # caused by the jobs. 3 / 9; the drill has the cause of login, too, and does not count.
    assert found["repeats"] == {"count": 3, "rate": 0.3333, "target": 0.1}
    # login kept one, and was over 4 minutes after the other; search was late once, and over before
    # the other one; open missed that of 07:30, and has until May for the customers. 1 / (1 + 3).
    assert found["updates"] == {
        "kept": 1,
        "missed": 3,
        "overtaken": 1,
        "pending": 1,
        "share": 0.25,
    }
    # ^aaaa1 stands in both documents and counts once; what is due today is not overdue. 3 of the 6
    # that are wanted are done; 1 in time of 1 + 1 late + 1 overdue.
    assert found["actions"] == {
        "in_time": 1,
        "late": 1,
        "undated": 1,
        "open": 2,
        "overdue": 1,
        "dropped": 1,
        "completed": 0.5,
        "share": 0.3333,
    }
    # 22:30, 22:10 and 21:50 UTC are 23:30 CET, 00:10 CEST and 23:50 CEST; the jobs on a Saturday.
    began = found["began"]
    assert told(began, "night", "off", "outside") == (3, 1, 3)
    assert [began["hours"][hour] for hour in (23, 0, 10, 14)] == [2, 1, 2, 2]


def test_volume(twelve: Cli) -> None:
    found = answer(twelve)["volume"]
    # The 30 days up to 04-20 10:00 begin on 03-21: seven; search and login in those before.
    assert told(found, "recent", "before", "trend", "seconds") == (7, 2, "up", 30 * 86_400)
    # From 03-02 09:00 to 04-20 10:00 are 7 weeks and an hour, 1177 hours: 9 * 168 / 1177.
    assert found["per_week"] == 1.2846
    assert list(found["months"].items())[-3:] == [("2026-02", 0), ("2026-03", 4), ("2026-04", 5)]
    weeks = {week: count for week, count in found["weeks"].items() if count}
    assert weeks == {"2026-W10": 2, "2026-W13": 1, "2026-W14": 2, "2026-W15": 2, "2026-W16": 2}


def test_of_several_mitigations_the_last_counts_and_that_is_said(cli: Cli) -> None:
    cli("declare", "Down", "-s", "sev3", "--detected", "10:00", "--at", "10:05")
    cli("mitigate", "one", "--at", "10:20")
    cli("mitigate", "two", "--at", "10:50")
    assert answer(cli)["metrics"]["mttm"]["mean"] == 50 * MINUTE
    assert "of several mitigations the last" in cli("metrics", "--explain", "mttm").out


def test_weeks_before_the_period_are_not_counted_as_empty(twelve: Cli) -> None:
    found = answer(twelve, "--since", "2026-04")["volume"]
    assert found["months"] == {"2026-04": 5}
    assert found["weeks"] == {"2026-W14": 1, "2026-W15": 2, "2026-W16": 2, "2026-W17": 0}
    assert (
        answer(twelve, "--since", "2026-04-14", "--until", "2026-04-14")["volume"]["per_week"]
        is None
    )


def test_an_item_that_stands_twice_in_a_document_is_one(twelve: Cli) -> None:
    path = next((twelve.folder / "incidents").rglob("*login-fails.md"))
    item = "- [ ] Add an alert ^abcde\n"
    before = answer(twelve)["actions"]
    for times in (1, 2):
        path.write_text(f"{path.read_text()}\n## Action items\n\n{item * times}")
        assert answer(twelve)["actions"]["open"] == before["open"] + 1
    listed = twelve("action", "list", "--json").json["actions"]
    assert [one["text"] for one in listed].count("Add an alert") == 1


def test_an_item_without_an_id_in_both_documents_is_one(twelve: Cli) -> None:
    path = next((twelve.folder / "incidents").rglob("*login-fails.md"))
    section = "\n## Action items\n\n- [ ] Add an alert\n"
    before = answer(twelve)["actions"]
    path.write_text(f"{path.read_text()}{section}")
    _postmortem(twelve, path.stem, "status: published\n", section)
    assert answer(twelve)["actions"]["open"] == before["open"] + 1
    rows = twelve("export", "--format", "json").json["actions"]
    places = [one["document"] for one in rows if one["text"] == "Add an alert"]
    assert places == ["postmortem"]


def test_a_promise_that_the_front_matter_says_was_overtaken(twelve: Cli) -> None:
    path = next((twelve.folder / "incidents").rglob("*login-fails.md"))
    head = "---\nid: 2026-03-10-by-hand\ntitle: By hand\nseverity: SEV2\nstatus: resolved\n"
    body = "\n## Timeline\n\n- `2026-03-10T10:05:00Z` **update** customer @bob — Looking.\n"
    by_hand = path.with_name("2026-03-10-by-hand.md")
    before = answer(twelve)["updates"]
    by_hand.write_text(
        f"{head}detected_at: 2026-03-10T10:00:00Z\nresolved_at: 2026-03-10T10:20:00Z\n---\n"
        f"{body}  - Next update: 2026-03-10T10:30:00Z\n"
    )
    found = answer(twelve)["updates"]
    assert (found["overtaken"], found["missed"]) == (before["overtaken"] + 1, before["missed"])


def _postmortem(cli: Cli, name: str, fields: str, body: str = "") -> None:
    path = cli.folder / "postmortems" / name[:4] / name[5:7] / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\n{fields}---\n\n# {name}\n{body}")


@pytest.mark.parametrize("by", ["runbook", "runbooks"])
@pytest.mark.parametrize("period", [(), ("--since", "2026-03-20")])
def test_by_what_no_incident_names(by: str, period: tuple[str, ...], twelve: Cli) -> None:
    found = answer(twelve, "--by", by, *period)["groups"]
    assert [one["name"] for one in found] == ["(none)"]


@pytest.mark.parametrize("name", ["service", "tag"])
def test_one_or_several_in_words(name: str, twelve: Cli) -> None:
    assert groups(twelve, name) == groups(twelve, f"{name}s")


def test_the_fields_of_restricted_incidents_are_not_told(twelve: Cli) -> None:
    [path] = [
        one
        for one in (twelve.folder / "incidents").rglob("*.md")
        if "visibility: restricted" in one.read_text()
    ]
    path.write_text(path.read_text().replace("\nstatus:", "\nxsecret: yes\nstatus:", 1))
    for by in ("nonsense", "xsecret"):
        ran = twelve("metrics", "--by", by, ok=False)
        assert (ran.code, ran.out) == (2, "")
        assert f"no incident has the field '{by}'" in ran.err
        assert "xsecret" not in ran.err.replace("field 'xsecret'", "")
    assert "yes" in groups(twelve, "xsecret", "--include", "restricted")


def test_the_cause_of_a_postmortem_that_stays_inside_is_not_told(twelve: Cli) -> None:
    names, fields = ("2026-03-02-login-fails", "2026-03-05-search-slow"), "cause: stolen-key\n"
    for name in names:
        _postmortem(twelve, name, fields)
    assert groups(twelve, "cause")["stolen-key"] == 2
    assert "stolen-key" in twelve("report", "monthly", "--of", "2026-03").out
    for name in names:
        _postmortem(twelve, name, f"{fields}visibility: restricted\n")
    assert "stolen-key" not in groups(twelve, "cause")
    assert "stolen-key" not in twelve("report", "monthly", "--of", "2026-03").out
    assert "stolen-key" not in twelve("metrics", "--prom", "--by", "cause").out
    assert "stolen-key" in groups(twelve, "cause", "--include", "restricted")


def test_a_period_has_what_began_in_it(twelve: Cli) -> None:
    march = answer(twelve, "--since", "2026-03", "--until", "2026-03")
    assert (march["since"], march["until"]) == ("2026-02-28T23:00:00Z", "2026-03-31T22:00:00Z")
    assert march["incidents"] == 4  # the one of 00:10 in Berlin is of April
    assert told(march["metrics"]["mttr"], "count", "longest") == (4, 36_000)  # it ended in April
    april = answer(twelve, "--since", "2026-04")
    # 19.5 days; jobs and end began in as long before it, since 03-12 12:00.
    assert (april["incidents"], april["volume"]["recent"], april["volume"]["before"]) == (5, 5, 2)
    assert april["repeats"]["count"] == 2  # vendor repeats one of March


def test_what_is_included(twelve: Cli) -> None:
    found = answer(twelve, "--include", "drills")
    assert (found["incidents"], found["left_out"]["drills"], found["included"]) == (
        *(10, 0, ["drills"]),
    )
    assert found["repeats"]["count"] == 4
    both = answer(twelve, "--include", "Drills, restricted")
    assert (both["incidents"], both["left_out"]) == (
        *(11, {"merged": 1, "drills": 0, "restricted": 0}),
    )


def test_a_query_chooses(twelve: Cli) -> None:
    assert answer(twelve, "service:checkout")["incidents"] == 3  # search, back, and Checkout
    assert answer(twelve, "sev:1", "is:reopened")["incidents"] == 1
    assert answer(twelve, "title:nothing")["metrics"]["mttr"]["mean"] is None


# ------------------------------------------------------------------ groups


def groups(cli: Cli, by: str, *args: str) -> dict[str, int]:
    found = answer(cli, "--by", by, *args)
    return {one["name"]: one["incidents"] for one in found["groups"]}


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("severity", {"SEV1": 3, "SEV2": 3, "SEV3": 2, "SEV4": 1}),
        ("month", {"2026-03": 4, "2026-04": 5}),
        ("quarter", {"2026-Q1": 4, "2026-Q2": 5}),
        ("status", {"resolved": 7, "closed": 1, "investigating": 1}),
        ("commander", {"alice": 3, "bob": 1, "(none)": 5}),
        # The search of both services is in both; Checkout is checkout.
        ("service", {"checkout": 3, "billing": 2, "search": 2, "jobs": 1, "login": 1, "(none)": 1}),
        # As it says itself (identity, payments), else by its services.
        ("team", {"shop": 4, "search-team": 2, "identity": 1, "payments": 1, "(none)": 2}),
        # Config_Change is config-change, and DNS, of a postmortem, is dns.
        ("cause", {"config-change": 2, "dns": 2, "(none)": 5}),
    ],
)
def test_groups(by: str, expected: dict[str, int], twelve: Cli) -> None:
    found = groups(twelve, by)
    assert list(found.items()) == list(expected.items())


def test_the_groups_sum_to_the_whole(twelve: Cli) -> None:
    for by in ("severity", "month", "week", "weekday", "hour", "type", "commander"):
        found = answer(twelve, "--by", by)
        assert found["is_partition"], by
        for section in ("repeats", "updates", "actions"):
            for name, whole in found[section].items():
                if name not in ("rate", "target", "share", "completed"):
                    assert sum(one[section][name] for one in found["groups"]) == whole, name
        for metric in ("mttd", "mtta", "mttm", "mttr"):
            for name in ("count", "met", "judged", *LEFT_OUT):
                parts = [one["metrics"][metric][name] for one in found["groups"]]
                assert sum(parts) == found["metrics"][metric][name], (by, metric, name)
    assert not answer(twelve, "--by", "service")["is_partition"]


def test_the_load_of_people(twelve: Cli) -> None:
    found = answer(twelve, "--load")["load"]
    # alice commanded login (64 minutes from its start), jobs (362) and end (605): 1031 minutes.
    # jobs and end began at night, jobs on a Saturday as well. bob wrote in four of them: login 64,
    # search 130, back 246, and open, which lasts since 04-14 07:00: 6 days 3 hours = 8820 minutes.
    keys = ("person", "incidents", "commanded", "seconds", "night", "off", "outside")
    assert [told(one, *keys) for one in found] == [
        ("bob", 4, 1, 9_260 * MINUTE, 0, 0, 0),
        ("alice", 3, 3, 1_031 * MINUTE, 2, 1, 2),
    ]
    assert twelve("metrics", "--load").rows[1] == [
        *("alice", "3", "3", str(1_031 * MINUTE), "2", "1", "2")
    ]


# ------------------------------------------------------------------ forms


def test_what_a_pipe_gets(twelve: Cli) -> None:
    found = dict(twelve("metrics").rows)
    assert told(found, "incidents", "metrics.mttr.mean", "metrics.mttr.target.SEV1") == (
        *("9", "11475", "14400"),
    )
    assert (found["metrics.mttm.target"], found["volume.months.2026-04"]) == ("", "5")
    assert twelve("metrics", "--by", "month").rows == [
        # detected: (4 + 10 + 2 + 5) / 4, (1 + 6 + 3) / 3 minutes; resolved 1140 / 4, 390 / 4; the
        # gaps of March are 708:50 hours of 3, those of April 325:50 of 4.
        ["2026-03", "4", "315", "810", "3600", "17100", "850600", "1"],
        ["2026-04", "5", "200", "320", "1500", "5850", "293250", "2"],
    ]


def test_what_the_shell_offers() -> None:
    from inc.cli.commands.metrics import complete_by, complete_included

    assert complete_by("se") == ["severity", "service"]
    assert complete_included("") == ["drills", "restricted"]


def test_an_empty_workspace(cli: Cli) -> None:
    found = answer(cli)
    assert (found["incidents"], found["repeats"]["rate"], found["volume"]["trend"]) == (
        *(0, None, "level"),
    )
    assert found["metrics"]["mttr"]["mean"] is None
    for by in ("month", "severity", "service", "nosuch"):
        assert answer(cli, "--by", by)["groups"] == []
    assert answer(cli, "--load")["load"] == []
    assert "inc_incidents 0\n" in cli("metrics", "--prom").out


def test_one_incident(declared: Cli) -> None:
    found = answer(declared)
    assert told(found["metrics"]["mtta"], "count", *LEFT_OUT) == (0, 1, 0, 0)  # never detected
    assert told(found["metrics"]["mtbf"], "count", "mean") == (0, None)


def test_a_document_that_cannot_be_read_is_told_and_breaks_nothing(twelve: Cli) -> None:
    broken = twelve.folder / "incidents/2026/03/2026-03-03-broken.md"
    broken.write_text("---\ntitle: [\n---\n")
    ran = twelve("metrics", "--by", "severity")
    assert len(ran.rows) == 4
    assert "2026-03-03-broken.md" in ran.err
    assert len(ran.err.strip().split("\n")) == 1


# ------------------------------------------------------------------ Prometheus

NAME = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*")
LABELS = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,|$)')
SAMPLE = re.compile(r"([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)")


def samples(text: str) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    """The samples of the exposition format; an assertion fails where it is not that."""
    assert text.endswith("\n")
    found: dict[tuple[str, tuple[tuple[str, str], ...]], float] = {}
    about: dict[str, set[str]] = {}
    current = ""
    for line in text[:-1].split("\n"):
        if line.startswith("# "):
            _, what, name, rest = line.split(" ", 3)
            assert NAME.fullmatch(name)
            assert what in ("HELP", "TYPE")
            assert what not in about.setdefault(name, set()), "said twice"
            assert what != "TYPE" or rest == "gauge"
            about[name].add(what)
            current = name
            continue
        match = SAMPLE.fullmatch(line)
        assert match, line
        name, labels, value = match.groups()
        assert name == current, "the samples of a metric stand together, below its TYPE"
        pairs = LABELS.findall(labels or "")
        assert ",".join(f'{key}="{word}"' for key, word in pairs) == (labels or "")
        words = tuple((key, word.replace('\\"', '"').replace("\\\\", "\\")) for key, word in pairs)
        assert (name, words) not in found, "a sample stands once"
        found[name, words] = float(value)
    assert all(said == {"HELP", "TYPE"} for said in about.values())
    return found


def test_prometheus(twelve: Cli) -> None:
    found = samples(twelve("metrics", "--prom").out)
    assert all(name.startswith("inc_") for name, _ in found)
    assert found["inc_mttr_mean_seconds", ()] == 11_475
    assert found["inc_mttd_mean_seconds", ()] == pytest.approx(1_860 / 7)
    assert found["inc_mttd_left_out", (("reason", "impossible"),)] == 1
    assert found["inc_incidents_left_out", (("reason", "drills"),)] == 1
    assert found["inc_promises", (("outcome", "missed"),)] == 3
    assert found["inc_action_items", (("outcome", "overdue"),)] == 1


def test_prometheus_by_group(twelve: Cli) -> None:
    found = samples(twelve("metrics", "--prom", "--by", "severity").out)
    assert found["inc_mttr_mean_seconds", (("severity", "SEV1"),)] == 220 * MINUTE  # 660 / 3
    assert ("inc_mttr_mean_seconds", ()) not in found
    assert ("inc_mttd_mean_seconds", (("severity", "SEV4"),)) not in found  # the mean of nothing


@pytest.mark.parametrize("by", ["outcome", "reason", "__name__"])
def test_a_field_of_the_name_of_a_label_is_another_label(by: str, twelve: Cli) -> None:
    for name, value in (("dns", "bad"), ("search", "good")):
        path = next((twelve.folder / "incidents").rglob(f"*{name}*.md"))
        path.write_text(path.read_text().replace("\nstatus:", f"\n{by}: {value}\nstatus:", 1))
    found = samples(twelve("metrics", "--prom", "--by", by).out)
    assert found["inc_incidents", ((f"by_{by}", "good"),)] == 1
    promised = ((f"by_{by}", "good"), ("outcome", "kept"))
    assert ("inc_promises", promised) in found


def test_what_people_wrote_cannot_break_the_file(twelve: Cli) -> None:
    path = next((twelve.folder / "incidents").rglob("*dns.md"))
    nasty = 'a"} 1\\ ${x} ü'
    path.write_text(path.read_text().replace("[Checkout]", f"['{nasty}', \"b\\nc\\e[31m\"]"))
    found = samples(twelve("metrics", "--prom", "--by", "service").out)
    names = {dict(labels).get("service", "") for _, labels in found}
    assert nasty in names
    assert not any("\x1b" in name or "\n" in name for name in names)


# ------------------------------------------------------------------ what it means


def test_every_metric_is_explained(twelve: Cli) -> None:
    text = twelve("metrics", "--explain").out
    heads = [line.split(":")[0] for line in text.split("\n") if line and line[0] != " "]
    assert heads == [
        *("MTTD", "MTTA", "MTTM", "MTTR", "MTBF"),
        *("volume", "repeats", "updates", "actions", "load"),
    ]


def test_what_one_metric_means_and_who_says_so(twelve: Cli) -> None:
    path = twelve.folder / "inc.toml"
    path.write_text(path.read_text() + '\n[metrics.mttr]\nhours = "support"\nto = "closed"\n')
    lines = twelve("metrics", "--explain", "MTTR").out.split("\n")
    assert lines[0] == "MTTR: Mean time to resolve"
    assert "  from      detected: when it was noticed [default]" in lines
    assert "  to        closed: when nothing was left to do [inc.toml]" in lines
    assert (
        "  hours     support hours only: mon, tue, wed, thu, fri, 09:00 to 17:00 Europe/Berlin, "
        "2 holidays [inc.toml]"
    ) in lines
    assert "  target    SEV1 4 h, SEV2 8 h, or less [inc.toml]" in lines


# ------------------------------------------------------------------ what is wrong


@pytest.mark.parametrize(
    ("args", "what", "hint"),
    [
        (
            ("--by", "colour"),
            "no incident has the field 'colour'",
            "There are: severity, day, week",
        ),
        (
            ("--include", "all"),
            "'all' is nothing that is left out",
            "There are: drills, restricted",
        ),
        (("--explain", "mtt"), "'mtt' is no metric", "There are: mttd, "),
        (("--load", "--by", "month"), "--load and --by are two tables", "Ask for one"),
        (("--json", "--prom"), "--json and --prom are two forms", "Ask for one"),
        (("--since", "soon"), "'soon' is not a time", ""),
        (("mttr",), "'mttr' is a metric", "inc metrics --explain mttr"),
        (("--json", "MTBF"), "'MTBF' is a metric", "inc metrics --explain mtbf"),
        (
            ("--since", "2026-05", "--until", "2026-03"),
            "--since 2026-05 is not before --until 2026-03",
            "Turn them round: --since 2026-03 --until 2026-05",
        ),
        (
            ("since:2026-05", "--until", "2026-03"),
            "nothing can be both",
            "Name one period: began:2026-01..2026-03",
        ),
        (
            ("--by", "sevrity"),
            "no incident has the field 'sevrity'",
            "Did you mean severity? There",
        ),
        (("status:nosuch",), "", ""),
    ],
)
def test_what_cannot_be_meant(args: tuple[str, ...], what: str, hint: str, twelve: Cli) -> None:
    ran: Ran = twelve("metrics", *args, ok=False)
    assert (ran.code, ran.out) == (2, "")
    assert what in ran.err
    assert hint in ran.err


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('[hours]\nopens = "9:00"', "hours.opens is '9:00', not a time of the day"),
        ('[hours]\nopens = "18:00"', "hours.closes (17:00) is not after opens (18:00)"),
        ('[hours]\nopens = "22:00"\ncloses = "06:00"', "hours.closes (06:00) is not after opens"),
        ('[metrics.mttr]\nfrom = "begun"', "metrics.mttr.from is 'begun', not a time"),
        ('[metrics.mttr]\nhours = "office"', "metrics.mttr.hours is 'office'"),
        ('[metrics.mttr]\ntarget = "4 hours"', "metrics.mttr.target is '4 hours'"),
        ('[metrics.mttr.target]\nSEV5 = "4h"', "unknown setting 'metrics.mttr.target.SEV5'"),
        ('[metrics.mtbf]\nfrom = "began"', "unknown setting 'metrics.mtbf.from'"),
        ('[metrics.repeats]\ntarget = "0.1"', "metrics.repeats.target is '0.1', not a share"),
        ('[metrics.mttx]\nfrom = "began"', "unknown setting 'metrics.mttx'"),
        ('[teams]\nshop = "checkout"', "teams.shop is 'checkout', not a list"),
    ],
)
def test_a_definition_that_cannot_be_says_where(text: str, what: str, cli: Cli) -> None:
    (cli.folder / "inc.toml").write_text(f"{text}\n")
    for form in ((), ("--json",), ("--prom",)):  # numbers by another definition mislead
        ran = cli("metrics", *form, ok=False)
        assert (ran.code, ran.out) == (2, "")
        assert re.search(rf"inc\.toml:\d: {re.escape(what)}", ran.err), ran.err


def test_options_choose_as_words_do(cli: Cli) -> None:
    cli("declare", "Down", "-s", "1", "--service", "checkout")
    cli("declare", "Slow", "-s", "2", "--service", "search", "--ic", "bob")
    for options, words in (
        (("--severity", "sev1"), ("sev:1",)),
        (("--service", "checkout", "--service", "search"), ("service:checkout,search",)),
        (("--status", "investigating", "--ic", "bob"), ("status:investigating", "ic:bob")),
        (("--tag", "nosuch"), ("tag:nosuch",)),
    ):
        assert cli("metrics", *options).rows == cli("metrics", *words).rows
    assert cli("metrics", "-s", "1").rows != cli("metrics").rows


def test_a_field_of_the_team_may_be_written_in_capitals(twelve: Cli) -> None:
    path = next(twelve.folder.glob("incidents/*/*/*login*.md"))
    path.write_text(path.read_text().replace("\ntitle:", "\nRegion: north\ntitle:", 1))
    groups = twelve("metrics", "--by", "Region", "--json").json["groups"]
    assert {one["name"]: one["incidents"] for one in groups} == {"north": 1, "(none)": 8}


LOADS = """\
import sys
from inc.cli.metrics_showing import run_plain
from inc.cli.session import Session, running
with running(Session(["metrics"])):
    run_plain(sys.argv[1:])
heavy = {"typer", "rich", "yaml", "json", "jinja2", "git", "statistics"}
sys.stderr.write(" ".join(sorted(heavy & set(sys.modules))))
"""


@pytest.mark.parametrize("words", [(), ("is:open",)])
def test_words_alone_load_nothing_heavy(words: tuple[str, ...], incident: Path) -> None:
    done = subprocess.run([sys.executable, "-c", LOADS, *words], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert "incidents\t1\n" in done.stdout
