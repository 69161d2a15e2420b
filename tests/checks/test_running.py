"""A run of the check: which documents, in which order, how many findings, and their names."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inc import sharing
from inc.checks import counting, places, registry, running
from inc.checks.examined import LARGEST, Examined
from inc.checks.finding import Finding, Level, Problem
from inc.checks.rule import EVERY, Rule
from inc.checks.surroundings import Surroundings
from inc.checks.survey import Survey
from inc.domain.policy import Policy

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
A, B = "incidents/2026/03/2026-03-04-a.md", "incidents/2026/03/2026-03-04-b.md"


def around(root: Path, policy: Policy | None = None) -> Surroundings:
    return Surroundings(root, policy or Policy(), NOW)


def write(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, encoding="utf-8")


@pytest.fixture
def rules(monkeypatch: pytest.MonkeyPatch) -> dict[str, Rule]:
    """The registry with two rules of our own in place of all others."""

    def says_bad(one: Examined) -> Iterator[Problem]:
        for number, line in enumerate(one.lines, 1):
            if "bad" in line:
                yield Problem(number, "this is bad", "Write good.", line.index("bad") + 1)

    def says_ugly(one: Examined) -> Iterator[Problem]:
        if "ugly" in one.text:
            yield Problem(1, "this is ugly", "Write pretty.", about="ugly")

    kept = {code: rule for code, rule in registry.RULES.items() if code < "INC101"}
    own = (
        Rule("INC901", "rules.bad_word", "Bad.", Level.ERROR, EVERY, says_bad),
        Rule("INC902", "rules.ugly_word", "Ugly.", Level.WARNING, EVERY, says_ugly),
    )
    kept |= {rule.code: rule for rule in own}
    for module in (running, counting, registry):
        monkeypatch.setattr(module, "RULES", kept)
    return kept


def told(findings: Sequence[Finding]) -> list[str]:
    return [f"{one.path[-4:]}:{one.line}:{one.column} {one.level} {one.code}" for one in findings]


# ------------------------------------------------------------------ which documents


def test_which_paths_are_documents(tmp_path: Path) -> None:
    for path in (A, "postmortems/x.md", "runbooks/db/failover.md"):
        write(tmp_path, path, "")
    for path in ("incidents/README.md", "incidents/a.txt", "docs/a.md", "a.md"):
        write(tmp_path, path, "")
    (tmp_path / "runbooks/link").symlink_to(tmp_path / "docs")
    (tmp_path / "runbooks/linked.md").symlink_to(tmp_path / "a.md")
    found = [A, "postmortems/x.md", "runbooks/linked.md", "runbooks/db/failover.md"]
    assert list(places.all_paths(tmp_path)) == found


def test_no_folders_at_all(tmp_path: Path) -> None:
    assert running.run(around(tmp_path)) == running.Report([], [], [])


def test_a_link_is_not_followed_and_a_large_file_not_read(tmp_path: Path) -> None:
    write(tmp_path, "secret.md", "---\nsecret: hunter2\n")
    write(tmp_path, A, "x" * (LARGEST + 1))
    (tmp_path / B).symlink_to(tmp_path / "secret.md")
    found = running.run(around(tmp_path)).findings
    assert [(one.path, one.code) for one in found] == [(A, "INC101"), (B, "INC101")]
    assert not any("hunter2" in str(one) for one in found)


# ------------------------------------------------------------------ what is told


@pytest.mark.usefixtures("rules")
def test_findings_are_sorted_and_none_is_told_twice(tmp_path: Path) -> None:
    write(tmp_path, B, "bad\nfine\n so bad\n")
    write(tmp_path, A, "ugly\nbad\n")
    report = running.run(around(tmp_path), [B, A, B])
    assert told(report.findings) == [
        *("a.md:1:1 warning INC902", "a.md:2:1 error INC901"),
        *("b.md:1:1 error INC901", "b.md:3:5 error INC901"),
    ]
    assert (len(report.paths), report.has_errors) == (2, True)


@pytest.mark.usefixtures("rules")
def test_levels_are_those_of_the_policy(tmp_path: Path) -> None:
    write(tmp_path, A, "ugly and bad\n")
    write(tmp_path, B, "ugly and bad\n")
    part = {"paths": ["incidents/*-b.md"], "rules": {"INC901": "off"}}
    policy = Policy({"check": {"rules": {"INC901": "warning", "INC902": "off"}, "paths": [part]}})
    report = running.run(around(tmp_path, policy))
    assert told(report.findings) == ["a.md:1:10 warning INC901"]
    assert not report.has_errors


@pytest.mark.usefixtures("rules")
def test_only_some_rules(tmp_path: Path) -> None:
    write(tmp_path, A, "ugly and bad <!-- inc: ignore INC902 x -->\nugly <!-- inc: ignore -->")
    report = running.run(around(tmp_path), codes=["INC901"])
    assert told(report.findings) == ["a.md:1:10 error INC901"]


@pytest.mark.usefixtures("rules")
def test_of_many_the_first_are_told_and_how_many_more_there_are(tmp_path: Path) -> None:
    write(tmp_path, A, "bad\n" * 60)
    report = running.run(around(tmp_path))
    assert len(report.findings) == counting.MOST == 50
    assert report.findings[-1].message == "this is bad (and 10 more like it below)"
    assert report.findings[-2].message == "this is bad"
    assert len(running.run(around(tmp_path), most=100).findings) == 60


@pytest.mark.usefixtures("rules")
def test_bytes_that_are_not_on_the_disk(tmp_path: Path) -> None:
    write(tmp_path, A, "bad\n")
    assert running.run(around(tmp_path), instead={A: b"good\n"}).findings == []


def test_a_rule_that_breaks_is_a_finding_and_stops_no_other(
    tmp_path: Path, rules: dict[str, Rule]
) -> None:
    def breaks(one: Examined) -> Iterator[Problem]:
        raise ValueError(one.name)
        yield

    def breaks_for_all(survey: Survey) -> Iterator[tuple[str, Problem]]:
        raise KeyError
        yield

    rules["INC903"] = Rule("INC903", "rules.broken", "x", Level.WARNING, EVERY, breaks)
    rules["INC904"] = Rule(
        "INC904", "rules.broken_too", "x", Level.WARNING, EVERY, find_all=breaks_for_all
    )
    write(tmp_path, A, "bad\n")
    report = running.run(around(tmp_path))
    assert told(report.findings) == [
        "a.md:1:1 error INC001",
        "a.md:1:1 error INC001",
        "a.md:1:1 error INC901",
    ]
    assert "the rule broken broke on this document (ValueError('2026-03-04-a'))" in (
        report.findings[0].message
    )
    assert {one.rule for one in report.findings[:2]} == {"rule-broken"}


def test_a_rule_that_never_ends_is_cut_off(tmp_path: Path, rules: dict[str, Rule]) -> None:
    def endless(one: Examined) -> Iterator[Problem]:
        while True:
            yield Problem(1, "x" * 10_000, "y" * 10_000, about="z")

    rules["INC903"] = Rule("INC903", "rules.endless", "x", Level.ERROR, EVERY, endless)
    write(tmp_path, A, "fine\n")
    [finding] = running.run(around(tmp_path)).findings
    assert len(finding.message) == len(finding.hint) == 400


# ------------------------------------------------------------------ fingerprints


@given(st.lists(st.sampled_from(["bad\n", "bad  word\n", "fine\n", "\n"]), max_size=8), st.data())
def test_lines_elsewhere_change_no_fingerprint(lines: list[str], data: st.DataObject) -> None:
    def names(text: list[str]) -> list[str]:
        found = [
            Finding(A, number, 1, "INC901", "bad", Level.ERROR, "bad", "", line)
            for number, line in enumerate(text, 1)
            if "bad" in line
        ]
        return [one.fingerprint for one in counting.in_order(found)]

    before = names(lines)
    at = data.draw(st.integers(0, len(lines)))
    after = names([*lines[:at], *data.draw(st.lists(st.just("other\n"), max_size=5)), *lines[at:]])
    assert after == before
    assert len(set(before)) == len(before)


@pytest.mark.usefixtures("rules")
def test_a_fingerprint_is_of_code_path_and_content(tmp_path: Path) -> None:
    write(tmp_path, A, "bad\nbad\nso bad\n")
    write(tmp_path, B, "bad\n")
    first = [one.fingerprint for one in running.run(around(tmp_path)).findings]
    assert len(set(first)) == 4
    write(tmp_path, A, "new\nugly\n   bad\nbad\n\nso bad\n")
    second = [one for one in running.run(around(tmp_path)).findings if one.code == "INC901"]
    assert [one.fingerprint for one in second] == first


# ------------------------------------------------------------------ many documents


def test_work_is_shared_and_comes_back_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing, "_processors", lambda: 3)
    paths = [str(number) for number in range(1_000)]
    found = sharing.shared(lambda path: (int(path), os.getpid()), paths)
    assert [number for number, _ in found] == list(range(1_000))
    assert len({process for _, process in found}) == 3


def test_the_share_of_a_process_that_dies_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing, "_processors", lambda: 2)
    here = os.getpid()

    def work(path: str) -> str:
        if os.getpid() != here and path == "701":
            os.kill(os.getpid(), signal.SIGKILL)
        return path

    paths = [str(number) for number in range(1_000)]
    assert sharing.shared(work, paths) == paths


def test_what_breaks_here_is_raised_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing, "_processors", lambda: 2)

    def work(path: str) -> str:
        raise RuntimeError(path)

    with pytest.raises(RuntimeError):
        sharing.shared(work, ["a"] * 1_000)


def test_few_documents_are_not_worth_a_process() -> None:
    assert set(sharing.shared(lambda _: os.getpid(), ["a"] * 300)) == {os.getpid()}
