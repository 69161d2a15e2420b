"""A regular expression over the files themselves."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from inc.errors import IncError, UsageError
from inc.searching.finding import Hit
from inc.searching.patterns import compiled, every_path, fitting
from inc.store.layout import incident_path, postmortem_path, runbook_path

NAME = "2026-03-04-checkout-failures"
FOLDERS = ("incidents", "postmortems", "runbooks")


def write(root: Path, path: str, data: str | bytes) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_bytes(data.encode() if isinstance(data, str) else data)


def fits(root: Path, pattern: str) -> list[tuple[str, int, str]]:
    """The path of each line, its number, and what fits."""
    found = list(fitting(root, every_path(root, FOLDERS), compiled(pattern)))
    return [
        (one.document.path, line.number, "|".join(line.text[a:b] for a, b in line.spans))
        for one in found
        if isinstance(one, Hit)
        for line in one.lines
    ]


def test_lines_as_editors_number_them(tmp_path: Path) -> None:
    write(tmp_path, runbook_path("a"), b"\xef\xbb\xbf# One\r\nHTTP 500 HTTP 503\r\nx\x0bHTTP 502\n")
    path = "runbooks/a.md"
    assert fits(tmp_path, r"HTTP 5\d+") == [(path, 2, "HTTP 500|HTTP 503"), (path, 3, "HTTP 502")]
    assert fits(tmp_path, "^# one$") == [(path, 1, "# One")]
    assert fits(tmp_path, "503$") == [(path, 2, "503")]
    assert [number for _, number, _ in fits(tmp_path, "q*")] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("pattern", "count"),
    [("pool", 2), ("Pool", 1), (r"\Spool|pool", 2), (r"\S", 2), ("überl", 1), ("Überl", 0)],
)
def test_small_letters_fit_both_cases(pattern: str, count: int, tmp_path: Path) -> None:
    write(tmp_path, runbook_path("a"), "Pool überlief\npool\n")
    assert len(fits(tmp_path, pattern)) == count


def test_what_is_told_of_a_document(tmp_path: Path) -> None:
    head = "---\ntitle: Down\nseverity: sev-2\nstatus: closed\nvisibility: restricted\n---\n"
    write(tmp_path, incident_path(NAME), head + "needle\n")
    write(tmp_path, postmortem_path(NAME), "---\ntitle: Story\n---\nneedle\n")
    write(tmp_path, incident_path("2026-03-05-broken"), "---\ntitle: [\n---\nneedle\n")
    write(tmp_path, postmortem_path("2026-03-06-alone"), "needle\n")
    hits = fitting(tmp_path, every_path(tmp_path, FOLDERS), compiled("needle"))
    told = [one.document for one in hits if isinstance(one, Hit)]
    assert [(one.path.partition("/")[0], one.name, one.severity) for one in told] == [
        ("incidents", "2026-03-05-broken", ""),
        ("incidents", NAME, "SEV2"),
        ("postmortems", "2026-03-06-alone", ""),
        ("postmortems", NAME, "SEV2"),
    ]
    assert [one.is_restricted for one in told] == [False, True, False, True]
    assert [one.title for one in told][:2] == ["2026-03-05-broken", "Down"]


def test_files_that_cannot_be_read_are_told_and_the_others_searched(tmp_path: Path) -> None:
    write(tmp_path, runbook_path("a"), "needle\n")
    write(tmp_path, "outside", "needle\n")
    write(tmp_path, runbook_path("z"), "caf\xe9 needle \xff\n".encode("latin-1"))
    (tmp_path / runbook_path("link")).symlink_to(tmp_path / "outside")
    paths = [*every_path(tmp_path, FOLDERS), "runbooks/vanished.md"]
    found = list(fitting(tmp_path, paths, compiled("needle")))
    assert [one.document.name for one in found if isinstance(one, Hit)] == ["a", "z"]
    (problem,) = [one for one in found if isinstance(one, IncError)]
    assert problem.what.startswith("runbooks/link.md")


@pytest.mark.parametrize(
    "pattern", ["(", "[a", "a{2,1}", "*", "(?P<a", "", "x" * 5_000, "(" * 1_500, "(?<=a+)b"]
)
def test_what_is_no_expression(pattern: str) -> None:
    with pytest.raises(UsageError) as refused:
        compiled(pattern)
    assert refused.value.hint


@pytest.mark.parametrize("count", [1, 500])
def test_a_pattern_that_would_never_end_is_ended(count: int, tmp_path: Path) -> None:
    for number in range(count):
        write(tmp_path, runbook_path(f"r{number:03}"), "a" * 60 + "!\n")
    before = signal.getsignal(signal.SIGVTALRM)
    paths = every_path(tmp_path, FOLDERS)
    with pytest.raises(UsageError) as refused:
        list(fitting(tmp_path, paths, compiled("(a|aa)+$"), seconds=0.05))
    assert "takes more than 0.05 s for runbooks/r000.md" in refused.value.what
    assert signal.getsignal(signal.SIGVTALRM) == before
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)


def test_many_files_come_in_their_order_and_nothing_is_left_running(tmp_path: Path) -> None:
    names = [f"r{number:04}" for number in range(900)]
    for name in names:
        write(tmp_path, runbook_path(name), f"needle {name}\n")
    hits = fitting(tmp_path, every_path(tmp_path, FOLDERS), compiled("needle"))
    first = next(hits)
    assert isinstance(first, Hit) and first.document.name == "r0000"
    rest = [one.document.name for one in hits if isinstance(one, Hit)]
    assert rest == names[1:]
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
