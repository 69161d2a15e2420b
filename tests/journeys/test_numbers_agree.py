"""What `inc metrics` says is what SQL says over an `inc export`: two ways to one number."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Cli

_FIRST = datetime(2025, 1, 1, tzinfo=UTC)
_SPANS = {
    "mttd": ("started_at", "detected_at"),
    "mtta": ("detected_at", "acknowledged_at"),
    "mttm": ("detected_at", "mitigated_at"),
    "mttr": ("detected_at", "resolved_at"),
}
_COUNTED = "merged_into IS NULL AND NOT is_drill"
_SPAN = "unixepoch({last}) - unixepoch({first})"
_KNOWN = f"{_COUNTED} AND {{first}} IS NOT NULL AND {{last}} IS NOT NULL AND {_SPAN} >= 0"


def written(chance: random.Random, number: int) -> tuple[str, str]:
    """The name and the text of an incident, with gaps and slips in its times."""
    began = _FIRST + timedelta(hours=chance.randint(0, 24 * 400))
    name = f"{began:%Y-%m-%d}-number-{number}"
    minutes = sorted(chance.randint(0, 2_000) for _ in range(5))
    names = ("started", "detected", "acknowledged", "mitigated", "resolved")
    times = dict(zip(names, minutes, strict=True))
    if chance.random() < 0.1:
        times["detected"] = times["started"] - 5
    kept = {key: at for key, at in times.items() if chance.random() < 0.85}
    lines = [
        f'{key}_at: "{began + timedelta(minutes=at):%Y-%m-%dT%H:%M:%SZ}"'
        for key, at in kept.items()
    ]
    status = "closed" if "resolved" in kept else "investigating"
    marks = ["drill: true"] * (chance.random() < 0.1)
    marks += ["visibility: restricted"] * (chance.random() < 0.1)
    services = chance.sample(("checkout", "search", "login"), chance.randint(0, 2))
    head = [f"id: {name}", f"title: Number {number}", f"severity: SEV{chance.randint(1, 4)}"]
    more = [f"status: {status}", *lines, *marks, f"services: [{', '.join(services)}]"]
    return name, "\n".join(["---", *head, *more, "---", ""])


@pytest.fixture
def many(cli: Cli) -> Cli:
    """Two hundred incidents, as hands write them."""
    cli("init")
    chance = random.Random(2026)
    for number in range(200):
        name, text = written(chance, number)
        path = cli.folder / "incidents" / name[:4] / name[5:7] / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    cli.now = datetime(2026, 6, 1, tzinfo=UTC)
    return cli


@pytest.mark.skipif(sqlite3.sqlite_version_info < (3, 38), reason="no unixepoch() in this SQLite")
def test_metrics_and_sql_over_the_export(many: Cli, tmp_path: Path) -> None:
    file = tmp_path / "incidents.sqlite"
    many("export", "--format", "sqlite", "--out", str(file))
    told = many("metrics", "--json").json
    with closing(sqlite3.connect(file)) as database:

        def asked(sql: str) -> list[tuple[float, ...]]:
            return database.execute(sql).fetchall()

        assert told["incidents"] == asked(f"SELECT count(*) FROM incidents WHERE {_COUNTED}")[0][0]
        for name, (first, last) in _SPANS.items():
            span, known = (one.format(first=first, last=last) for one in (_SPAN, _KNOWN))
            count, mean, longest = asked(
                f"SELECT count(*), avg({span}), max({span}) FROM incidents WHERE {known}"
            )[0]
            spans = [
                one for (one,) in asked(f"SELECT {span} FROM incidents WHERE {known} ORDER BY 1")
            ]
            median = (spans[(len(spans) - 1) // 2] + spans[len(spans) // 2]) / 2
            found = told["metrics"][name]
            assert (found["count"], found["longest"]) == (count, longest), name
            assert found["mean"] == pytest.approx(mean), name
            assert found["median"] == pytest.approx(median), name
            assert found["p90"] == spans[-(-9 * len(spans) // 10) - 1], name


@pytest.mark.skipif(sqlite3.sqlite_version_info < (3, 38), reason="no unixepoch() in this SQLite")
@pytest.mark.parametrize("by", ["severity", "month"])
def test_groups_and_sql_over_the_export(many: Cli, tmp_path: Path, by: str) -> None:
    file = tmp_path / "incidents.sqlite"
    many("export", "--format", "sqlite", "--out", str(file))
    groups = many("metrics", "--by", by, "--json").json["groups"]
    key = "severity" if by == "severity" else "coalesce(substr(began_at, 1, 7), '(none)')"
    with closing(sqlite3.connect(file)) as database:
        counted = database.execute(
            f"SELECT {key}, count(*) FROM incidents WHERE {_COUNTED} GROUP BY 1"
        ).fetchall()
    assert {one["name"]: one["incidents"] for one in groups} == dict(counted)
