"""`inc metrics` on a real terminal of 80 columns: nothing is broken, nothing gets there raw."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pexpect
import pytest
from rich.cells import cell_len

if TYPE_CHECKING:
    from conftest import Cli

DATA = Path(__file__).parents[1] / "data/metrics"
COLUMNS = 80
BLOCKS = re.compile("[\u2580-\u259f]")
HOSTILE = "a\\e[2Jb\\a[bold]c\\u202e 支払い処理が遅い" * 4


@pytest.fixture
def shown(cli: Cli) -> Callable[..., str]:
    """Run `inc metrics` in a terminal to its end; what it wrote there, without colours."""
    shutil.copytree(DATA, cli.folder, dirs_exist_ok=True)

    def run(*args: str, columns: int = COLUMNS, **environment: str) -> str:
        usual = {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
        child: Any = pexpect.spawn(
            sys.executable,
            ["-m", "inc", "metrics", *args],
            dimensions=(24, columns),
            env={**os.environ, **usual, **environment},
            cwd=str(cli.folder),
            timeout=60,
        )
        text: str = child.read().decode()
        child.close()
        assert child.exitstatus == 0, text
        return re.sub(r"\x1b\[[0-9;]*m", "", text)

    return run


ASKED = [
    (),
    ("--since", "2026-03", "--until", "2026-04"),
    ("--by", "service"),
    ("--by", "hour"),
    ("--load",),
    ("--explain",),
    ("title:nothing",),
]


@pytest.mark.parametrize("args", ASKED, ids=lambda args: "-".join(args) or "all")
@pytest.mark.parametrize("term", ["xterm-256color", "dumb"])
def test_it_fits_and_is_clean(term: str, args: tuple[str, ...], shown: Callable[..., str]) -> None:
    plain = shown(*args, TERM=term)
    lines = plain.split("\r\n")
    assert [line for line in lines if cell_len(line) > COLUMNS] == []
    strange = [one for one in plain if unicodedata.category(one) in ("Cc", "Cf")]
    assert set(strange) <= {"\r", "\n"}
    assert term != "dumb" or not BLOCKS.search(plain)


def test_the_table(shown: Callable[..., str]) -> None:
    plain = shown("--since", "2026-03", "--until", "2026-04")
    assert re.search(
        r"^MTTR +8 +3 h 11 min +1 h 30 min +10 h +by severity +60% +█▃ *\r$", plain, re.M
    )
    assert re.search(r"^Not in MTTD: 1 without its times, 1 impossible\r$", plain, re.M)
    assert re.search(r"^ +2 months +▇█  4 5 *\r$", plain, re.M)
    assert " 2 MONTHS" in plain
    assert "Left out: 1 drill, 1 restricted one, 1 merged into another" in plain


def test_bars_are_as_long_as_their_part_of_the_most(shown: Callable[..., str]) -> None:
    plain = shown("--by", "severity")
    bars = re.findall(r"^(SEV\d) +(\d) .*?([█▏▎▍▌▋▊▉]+) *\r$", plain, re.M)
    assert bars == [
        ("SEV1", "3", "█" * 10),
        ("SEV2", "3", "█" * 10),
        ("SEV3", "2", "██████▋"),  # 6 and 5 eighths of 10
        ("SEV4", "1", "███▍"),
    ]


@pytest.mark.parametrize("columns", [60, 80, 100])
@pytest.mark.parametrize("args", [(), ("--by", "cause"), ("--by", "service"), ("--load",)])
def test_each_row_is_one_line(
    args: tuple[str, ...], columns: int, shown: Callable[..., str], cli: Cli
) -> None:
    path = next((cli.folder / "incidents").rglob("*night-jobs.md"))
    path.write_text(path.read_text().replace("\n---\n", "\ncause: clocks go forward\n---\n", 1))
    lines = shown(*args, columns=columns).split("\r\n")
    assert [line for line in lines if cell_len(line) > columns] == []
    heads = ("METRIC", "CAUSE", "SERVICE", "PERSON")
    start = next(at for at, line in enumerate(lines) if line.startswith(heads))
    rows = lines[start : start + 5] if args == () else lines[start : lines.index("", start)]
    assert len(rows) > 2
    assert [row for row in rows if not re.match(r"\S.*\s\d|[A-Z]", row)] == []


def test_which_incidents_lack_a_time(shown: Callable[..., str], cli: Cli) -> None:
    plain = shown("--since", "2026-03", "--severity", "4", columns=200)
    queries = re.findall(r"^  (\d) (\w+): inc (list .*?)\r$", plain, re.M)
    assert [name for _, name, _ in queries] == ["started", "mitigated"]
    for count, name, query in queries:
        assert f"lacks:{name}" in query
        assert len(cli(*shlex.split(query)).rows) == int(count)
    assert "lacks:" not in shown("title:login", columns=200)


def test_a_broken_policy_is_told_and_measured_by_the_default(
    shown: Callable[..., str], cli: Cli
) -> None:
    (cli.folder / "inc.toml").write_text('[metrics.mttr]\nfrom = "begun"\n')
    plain = shown(columns=200)
    assert "What follows is by the default policy: inc.toml:2: metrics.mttr.from is" in plain
    assert re.search(r"^MTTR +\d", plain, re.M)


def test_numbers_where_nothing_can_be_drawn(shown: Callable[..., str]) -> None:
    for environment in ({"TERM": "dumb"}, {"PYTHONIOENCODING": "ascii"}):
        plain = shown("--since", "2026-03", "--until", "2026-04", **environment)
        assert not BLOCKS.search(plain)
        assert re.search(r"^ +2 months +4 5 *\r$", plain, re.M)


def test_text_of_a_hostile_document(shown: Callable[..., str], cli: Cli) -> None:
    path = next((cli.folder / "incidents").rglob("*dns.md"))
    path.write_text(path.read_text().replace("[Checkout]", f'["{HOSTILE}"]'))
    plain = shown("--by", "service")
    strange = [one for one in plain if unicodedata.category(one) in ("Cc", "Cf")]
    assert set(strange) <= {"\r", "\n"}
    assert [line for line in plain.split("\r\n") if cell_len(line) > COLUMNS] == []
    assert "[bold]" in plain.replace("\r\n", "")
