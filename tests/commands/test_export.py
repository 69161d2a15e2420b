"""`inc export`: what is in it, where it goes, and what is left out."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import re
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import duckdb
import pytest

from inc.exports.tables import TABLES

if TYPE_CHECKING:
    from conftest import Beginnings, Cli, Inc

CHECKOUT = "2026-03-04-checkout-failures"
ODD = "2026-03-02-odd"
HOSTILE = """\
---
title: "=cmd|' /C calc'!A0\\e[31m\\0"
severity: SEV9
status: [x]
impact: "@SUM(1)\\nnext"
services: [a, '=b']
started_at: 2026-02-30T00:00:00Z
declared_at: 0999-01-01T00:00:00Z
resolved_at: 1066-10-14T09:00:00Z
roles:
  commander: "-1+1"
---

## Timeline

- `2026-03-02T10:00:00Z` **note** @x — a\x00b\x1b[2J {long}
- `2026-03-02T10:00:00Z` **note** @x — the same id ^0h4tcz3k9m2x
- `2026-03-02T10:01:00Z` **note** @x — the same id ^0h4tcz3k9m2x
"""


@pytest.fixture
def told(cli: Cli, beginnings: Beginnings) -> Cli:
    """A workspace with an incident of each kind, a postmortem and action items."""
    return beginnings.grown(cli, _told)


def _told(cli: Cli) -> None:
    cli("declare", "Checkout failures", "-s", "sev1", "--service", "checkout", "--by", "alice")
    cli("update", "-i", CHECKOUT, "Pool is exhausted", "--status", "identified", "--next", "10m")
    cli("resolve", "-i", CHECKOUT, "back to normal")
    cli("action", "add", "-i", CHECKOUT, "Prevent: =leaks (P2, @dave, by 2026-03-14)")
    cli("declare", "Failover drill", "-s", "sev3", "--drill")
    cli("declare", "Data leak", "-s", "sev2", "--restricted")
    cli("log", "-i", "2026-03-04-data-leak", "customer names")
    cli("declare", "Cart is empty", "-s", "sev2")
    cli("merge", "2026-03-04-cart-is-empty", "-i", CHECKOUT, "-m", "the same")


def _write(cli: Cli, name: str, text: str) -> None:
    path = cli.folder / f"incidents/2026/03/{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8", "surrogateescape"))


# ------------------------------------------------------------------ what is in it


def test_all_tables(told: Cli) -> None:
    ran = told("export", "--format", "json")
    assert list(ran.json)[-len(TABLES) :] == list(TABLES)
    assert (ran.json["version"], ran.json["query"]) == (1, "")
    assert ran.json["exported_at"] == "2026-03-04T15:40:00Z"
    incidents = {one["id"]: one for one in ran.json["incidents"]}
    assert list(incidents) == sorted(incidents)
    one = incidents[CHECKOUT]
    assert (one["severity"], one["status"], one["is_open"]) == ("SEV1", "resolved", False)
    assert one["resolved_at"] == one["ended_at"] == "2026-03-04T15:33:00Z"
    assert (one["services"], one["people"][0]) == (["checkout"], "alice")
    assert incidents["2026-03-04-failover-drill"]["is_drill"]
    assert incidents["2026-03-04-cart-is-empty"]["merged_into"] == CHECKOUT
    (action,) = ran.json["actions"]
    assert (action["incident"], action["text"], action["due"]) == (CHECKOUT, "=leaks", "2026-03-14")
    (promise,) = ran.json["promises"]
    assert promise["promised_at"] == "2026-03-04T15:42:00Z"
    assert (promise["waited_until"], promise["is_over"]) == ("2026-03-04T15:33:00Z", True)


def test_entries_are_those_of_the_timeline(told: Cli) -> None:
    shown = told("timeline", CHECKOUT, "--json").json["entries"]
    read = told("export", "--format", "jsonl", "--table", "entries", f"id:{CHECKOUT}").jsonl
    assert [one["position"] for one in read] == list(range(1, len(shown) + 1))
    for one, entry in zip(read, shown, strict=True):
        assert (one["happened_at"], one["kind"], one["text"]) == (
            *(entry["at"], entry["kind"], entry["text"]),
        )
        assert (one["id"], one["author"]) == (entry["id"], entry["author"])


def test_what_is_on_the_disk_and_not_committed_is_in_it(told: Cli) -> None:
    path = told.folder / f"incidents/2026/03/{CHECKOUT}.md"
    path.write_text(path.read_text().replace("Pool is exhausted", "By hand"))
    assert "By hand" in told("export", "--format", "csv", "--table", "entries").out


@pytest.mark.parametrize("form", ["csv", "json", "jsonl", "sqlite", "parquet"])
def test_restricted_incidents_stay_out(form: str, told: Cli, tmp_path: Path) -> None:
    told("postmortem", "new", "-i", CHECKOUT)
    for option, told_of in (((), "1 restricted incident is not in it"), (("--restricted",), "")):
        out = tmp_path / f"{form}{len(option)}"
        out_ = [f"{out}/"] if form in ("csv", "parquet") else [str(out)]
        ran = told("export", "--format", form, "--out", *out_, *option)
        assert (told_of in ran.err) if told_of else ("restricted" not in ran.err)
        files = sorted(out.iterdir()) if out.is_dir() else [out]
        data = b"".join(path.read_bytes() for path in files)
        if form != "parquet":  # it is compressed
            assert (b"data-leak" in data) == (b"customer names" in data) == bool(option)
            assert b"checkout-failures" in data
        else:
            names = duckdb.sql(f"SELECT id FROM '{out}/incidents.parquet'")
            assert names is not None
            assert (("2026-03-04-data-leak",) in names.fetchall()) == bool(option)


def test_a_document_that_cannot_be_read_stops_nothing(told: Cli) -> None:
    _write(told, "2026-03-01-broken", "---\ntitle: [\n---\n")
    _write(told, "2026-03-01-bytes", "\udcff")
    other = told.folder / "postmortems/2026/03/2026-03-01-broken.md"
    other.parent.mkdir(parents=True)
    other.write_text("---\nincident: x\n---\n\n## Action items\n\n- [ ] something\n")
    ran = told("export", "--format", "json")
    assert ran.code == 0
    assert ran.json["unreadable_left_out"] == 3
    assert CHECKOUT in ran.out
    for path in (
        "incidents/2026/03/2026-03-01-broken.md:",
        "incidents/2026/03/2026-03-01-bytes.md:",
    ):
        assert ran.err.count(path) == 1
    assert f"inc: postmortems/2026/03/{other.name}: its incident is not there" in ran.err
    assert "3 documents are not in it." in ran.err


def test_the_words_of_a_query_choose_incidents(told: Cli) -> None:
    def ids(*words: str) -> list[str]:
        rows = told("export", "--format", "json", *words).json
        names = [one["id"] for one in rows["incidents"]]
        assert {one["incident"] for one in rows["entries"]} <= set(names)
        assert rows["query"].replace("SEV", "") == " ".join(words).removeprefix("-- ")
        return names

    assert ids("is:drill") == ["2026-03-04-failover-drill"]
    assert ids("severity:1,3") == [CHECKOUT, "2026-03-04-failover-drill"]
    assert CHECKOUT not in ids("--", "-service:checkout")
    assert ids("nowhere") == []
    assert told("export", "--format", "csv", "status:soon", ok=False).code == 2


def test_an_empty_workspace(cli: Cli, tmp_path: Path) -> None:
    header = ",".join(TABLES["incidents"].names)
    assert cli("export", "--format", "csv").out == f"{header}\r\n"
    assert cli("export", "--format", "jsonl").out == ""
    assert all(cli("export", "--format", "json").json[name] == [] for name in TABLES)
    cli("export", "--format", "sqlite", "--out", str(tmp_path / "x"))
    cli("export", "--format", "parquet", "--out", str(tmp_path / "y"))


def test_an_item_in_both_documents_is_one(told: Cli) -> None:
    told("postmortem", "new", "-i", CHECKOUT)
    items = told("action", "list", "--all", "--json").json["actions"]
    rows = told("export", "--format", "json").json["actions"]
    assert [(one["incident"], one["text"]) for one in rows] == [
        (one["incident"], one["text"]) for one in items
    ]


# ------------------------------------------------------------------ hostile documents


def test_a_hostile_document(told: Cli, tmp_path: Path) -> None:
    _write(told, ODD, HOSTILE.replace("{long}", "m" * 1_000_000))
    ran = told("export", "--format", "csv", f"id:{ODD}")
    (row,) = csv.DictReader(io.StringIO(ran.out, newline=""))
    assert row["title"] == "'=cmd|' /C calc'!A0\x1b[31m\ufffd"
    assert row["impact"] == "'@SUM(1)\nnext"
    assert (row["severity"], row["started_at"]) == ("SEV9", "")
    assert json.loads(row["services"]) == ["a", "=b"]
    limit = csv.field_size_limit(10_000_000)  # 128 KiB, unless one asks for more
    _, *rows = csv.reader(
        io.StringIO(
            told("export", "--format", "csv", "--table", "entries", f"id:{ODD}").out, newline=""
        )
    )
    csv.field_size_limit(limit)
    assert [len(one) for one in rows] == [8, 8, 8]
    assert rows[0][7].startswith("a\ufffdb\x1b[2J mmm")
    assert [one[2] for one in rows] == ["", "0h4tcz3k9m2x", "0h4tcz3k9m2x"]
    assert "\x1b" not in told("export", "--format", "json").out
    told("export", "--format", "sqlite", "--out", str(tmp_path / "x"))
    with closing(sqlite3.connect(tmp_path / "x")) as database:
        found = database.execute("SELECT max(length(text)) FROM entries").fetchone()
    assert found[0] > 1_000_000
    told("export", "--format", "parquet", "--out", str(tmp_path / "p"))
    assert duckdb.execute(
        f"SELECT max(length(text)) FROM '{tmp_path}/p/entries.parquet'"
    ).fetchall() == [found]


# ------------------------------------------------------------------ where it goes


def test_tables_in_a_folder(told: Cli, tmp_path: Path) -> None:
    ran = told("export", "--format", "csv", "--out", str(tmp_path / "new"))
    assert ran.out == ""
    assert ran.err.endswith("Wrote 6 files in new: 3 incidents.\n")
    assert {path.name for path in (tmp_path / "new").iterdir()} == {f"{one}.csv" for one in TABLES}
    told("export", "--format", "csv", "--out", str(tmp_path / "new"))  # over itself
    told("export", "--format", "csv", "--table", "entries", "--out", str(tmp_path / "one.csv"))
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "new/entries.csv").read_bytes()


def test_a_path_is_meant_from_where_one_is(told: Cli, inc: Inc) -> None:
    folder = told.folder / "a" / "b"
    folder.mkdir(parents=True)
    inc("export", "--format", "json", "--out", "../x.json", cwd=folder)
    assert json.loads((told.folder / "a/x.json").read_text("utf-8"))["version"] == 1


@pytest.mark.parametrize(
    ("args", "what"),
    [
        ((), "the form is missing"),
        (("--format", "xls"), "there is no form 'xls'"),
        (("--format", "csv", "--table", "x"), "there is no table 'x'"),
        (("--format", "csv", "--table", "entries", "--table", "labels"), "one CSV is one table"),
        (("--format", "sqlite"), "sqlite is not for a terminal or a pipe"),
        (("--format", "parquet"), "parquet is not for a terminal or a pipe"),
        (("--format", "json", "--out", "."), "is a folder"),
        (("--format", "csv", "--out", "x.csv"), "holds one table"),
        (("--format", "json", "--out", "incidents/x.json"), "where an export does not belong"),
        (("--format", "csv", "--out", "postmortems/2026/"), "where an export does not belong"),
        (("--format", "json", "--out", ".git/x", "--force"), "where an export does not belong"),
    ],
)
def test_what_is_refused(
    args: tuple[str, ...], what: str, told: Cli, state: Callable[[], object]
) -> None:
    before = state()
    ran = told("export", *args, ok=False)
    assert (ran.code, ran.out) == (2, "")
    assert what in ran.err
    assert len(ran.err.split("\n")) >= 3, "a hint"
    assert state() == before


@pytest.mark.parametrize("form", ["json", "sqlite"])
def test_a_file_of_somebody_is_not_overwritten(form: str, told: Cli) -> None:
    path = told.folder / "notes.txt"
    path.write_text("mine\n")
    ran = told("export", "--format", form, "--out", "notes.txt", ok=False)
    assert (ran.code, path.read_text()) == (1, "mine\n")
    assert "it is not an export of ours" in ran.err
    told("export", "--format", form, "--out", "notes.txt", "--force")
    told("export", "--format", form, "--out", "notes.txt")


def test_parquet_without_the_extra(told: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    ran = told("export", "--format", "parquet", "--out", "x/", ok=False)
    assert ran.code == 1
    assert ran.err.startswith("inc: Parquet is written by DuckDB, which is not installed\n")
    assert "pip install 'inc-cli[parquet]'" in ran.err
    assert not (told.folder / "x").exists()


# ------------------------------------------------------------------ processes


def _process(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    inc = f"{sys.executable} -m inc"
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", command.replace("inc ", f"{inc} ", 1)],
        *(),
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii"},
    )


@pytest.mark.parametrize("form", ["csv --table entries", "json", "jsonl"])
def test_a_reader_that_goes_away_ends_it_quietly(form: str, told: Cli) -> None:
    _write(told, ODD, HOSTILE.replace("{long}", "m" * 1_000_000))
    done = _process(f"inc export --format {form} | head -1", told.folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("\n") == 1


def test_a_slow_reader_holds_nobody_up(told: Cli) -> None:
    """What is not committed is laid over the index in a transaction, and others want to write."""
    _write(told, ODD, HOSTILE.replace("{long}", "m" * 1_000_000))
    command = [sys.executable, "-m", "inc", "export", "--format", "json"]
    with subprocess.Popen(command, cwd=told.folder, stdout=subprocess.PIPE) as export:
        assert export.stdout
        assert export.stdout.readline() == b"{\n"  # and no more: it waits for us
        told("log", "-i", CHECKOUT, "meanwhile")
        assert "meanwhile" in told("export", "--format", "jsonl").out
        whole = json.loads(b"{" + export.stdout.read())
    assert len(whole["incidents"]) == 4


def test_a_pipe_gets_utf_8_whatever_the_locale(told: Cli) -> None:
    told("log", "-i", CHECKOUT, "Übung —")
    done = _process("inc export --format csv --table entries", told.folder)
    assert "Übung —" in done.stdout
    assert done.returncode == 0


@pytest.mark.parametrize("form", ["csv", "json", "jsonl", "sqlite", "parquet"])
def test_a_full_disk_is_one_error_and_leaves_nothing(form: str, told: Cli, tmp_path: Path) -> None:
    _write(told, ODD, HOSTILE.replace("{long}", os.urandom(200_000).hex()))
    told("export", "--format", "csv")  # the index is there
    out = tmp_path / "full"
    out.mkdir()
    name = "x" if form in ("json", "jsonl", "sqlite") else ""
    done = _process(f"ulimit -f 100; inc export --format {form} --out {out}/{name}", told.folder)
    assert done.returncode == 4
    assert done.stderr.startswith("inc: ")
    assert done.stderr.count("inc: ") == 1
    assert "Traceback" not in done.stderr
    assert list(out.iterdir()) == []


def test_a_person_sees_how_far_it_is(cli: Cli) -> None:
    text = "---\ntitle: x\n---\n\n## Timeline\n\n- `2026-03-02T10:00:00Z` **note** @x — y\n"
    for number in range(1_000):
        _write(cli, f"2026-03-02-x{number}", text)
    person, terminal = os.openpty()
    with (cli.folder / "out").open("wb") as out:
        command = [sys.executable, "-m", "inc", "export", "--format", "jsonl"]
        subprocess.run(command, cwd=cli.folder, stdout=out, stderr=terminal, check=True)
    os.close(terminal)
    seen = os.read(person, 65_536).decode()
    os.close(person)
    assert re.search(r"\rReading entries: \d+ of 1,000", seen.replace("\x1b[K", ""))
    assert seen.endswith("\r\x1b[K")
    assert (cli.folder / "out").read_bytes().count(b"\n") > 2_000


@pytest.mark.parametrize(
    ("args", "what"),
    [
        (("export", "--format", "sqlite", "--out", "x.sqlite"), "Reading entries: "),
        (("export", "--format", "csv", "--out", "x/"), "Reading entries: "),
        (("check",), "Checking documents: "),
        (("doctor",), "Reading documents: 950 of 1,000"),
    ],
)
def test_what_is_slow_says_how_far_it_is(
    args: tuple[str, ...], what: str, cli: Cli, tmp_path: Path
) -> None:
    for number in range(1_000):
        _write(cli, f"2026-03-02-x{number}", f"---\ntitle: x{number}\n---\n")
    person, terminal = os.openpty()
    with (tmp_path / "seen").open("wb") as seen:
        reader = threading.Thread(target=_copied, args=(person, seen))
        reader.start()
        command = [sys.executable, "-m", "inc", *args]
        subprocess.run(command, cwd=cli.folder, stdout=terminal, stderr=terminal)
        os.close(terminal)
        reader.join()
    told = (tmp_path / "seen").read_bytes().decode()
    assert f"\r\x1b[K{what}" in told
    assert told.rpartition("of 1,000")[2].startswith("\r\x1b[K"), "and then it is gone"
    quiet = cli(*args, ok=False)
    assert "\r" not in quiet.err


def _copied(person: int, sink: BinaryIO) -> None:
    """Take what a terminal shows until nobody writes there any more."""
    with contextlib.suppress(OSError):
        while data := os.read(person, 65_536):
            sink.write(data)
    os.close(person)


def test_options_choose_as_words_do(told: Cli) -> None:
    def ids(*words: str) -> list[str]:
        return [
            one["id"] for one in told("export", "-f", "jsonl", "--table", "incidents", *words).jsonl
        ]

    for options, words in (
        (("--severity", "sev1"), ("sev:1",)),
        (("-s", "2", "--since", "2026-03"), ("sev:2", "since:2026-03")),
        (("--service", "checkout"), ("service:checkout",)),
        (("--tag", "nosuch"), ("tag:nosuch",)),
        (("--status", "resolved"), ("status:resolved",)),
        (("--ic", "alice", "--until", "2026-03"), ("ic:alice", "until:2026-03")),
    ):
        assert ids(*options) == ids(*words)
    assert ids("-s", "1") != ids()


def test_the_name_of_another_form_makes_no_folder(told: Cli) -> None:
    ran = told("export", "-f", "csv", "--out", "x.sqlite", ok=False)
    assert (ran.code, (told.folder / "x.sqlite").exists()) == (2, False)
    assert (
        "Is it --format sqlite? Else name one that ends in .csv, or a folder: --out x/" in ran.err
    )


def test_a_standard_output_that_is_full(told: Cli) -> None:
    done = _process("inc export --format csv > /dev/full", told.folder)
    assert done.returncode == 1
    assert done.stderr.startswith("inc: the answer cannot be printed")


# ------------------------------------------------------------------ other programs


def test_the_database_opens_in_datasette(told: Cli, tmp_path: Path) -> None:
    told("export", "--format", "sqlite", "--out", str(tmp_path / "record.sqlite"))

    def datasette(*args: str) -> Any:
        done = subprocess.run(
            [sys.executable, "-m", "datasette", *args],
            capture_output=True,
            text=True,
            check=True,
            cwd=tmp_path,
        )
        return json.loads(done.stdout)

    inspected = datasette("inspect", "record.sqlite")["record"]["tables"]
    assert {name: one["count"] for name, one in inspected.items()}["incidents"] == 3
    rows = datasette("record.sqlite", "--get", "/record/incidents.json?_shape=array")
    assert [one["id"] for one in rows] == sorted(one["id"] for one in rows)
    # A key to another table is shown as a link there.
    facts = datasette(
        "record.sqlite", "--get", f"/record/entries.json?incident={CHECKOUT}&_labels=on"
    )
    assert facts["filtered_table_rows_count"] == len(facts["rows"]) == 6
    assert facts["rows"][0]["incident"] == {"value": CHECKOUT, "label": "Checkout failures"}


def test_numbers_can_be_computed_in_sql(told: Cli, tmp_path: Path) -> None:
    told("log", "-i", CHECKOUT, "-k", "detected", "--at", "15:31", "alert fired")
    told("export", "--format", "sqlite", "--out", str(tmp_path / "x"))
    asked = """
        SELECT count(*), avg(strftime('%s', resolved_at) - strftime('%s', detected_at))
        FROM incidents
        WHERE resolved_at IS NOT NULL AND detected_at IS NOT NULL
        AND NOT is_drill AND merged_into IS NULL
    """
    with closing(sqlite3.connect(tmp_path / "x")) as database:
        assert database.execute(asked).fetchall() == [(1, 120.0)]


def test_a_postmortem_that_is_restricted_by_itself_stays_inside(
    declared: Cli, repository: Path
) -> None:
    path = repository / "postmortems" / "2026/03" / f"{CHECKOUT}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("---\nstatus: published\nvisibility: restricted\n---\n\n# The pool\n")
    assert declared("export", "--format", "jsonl", "--table", "postmortems").out == ""
    told = declared("export", "--format", "jsonl", "--table", "postmortems", "--restricted").jsonl
    assert [one["incident"] for one in told] == [CHECKOUT]
