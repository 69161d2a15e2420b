"""`inc check --base`: what a branch may do to the record, and to the check on itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import credentials_made
from inc.vcs import comparing, steps

Cli = Callable[..., Any]
Git = Callable[..., str]
NAME = "2026-03-04-checkout-failures"
INCIDENT = f"incidents/2026/03/{NAME}.md"
POSTMORTEM = f"postmortems/2026/03/{NAME}.md"
TEXT = "restarted (and waited for) the pods"


def found(inc: Cli, select: str = "INC403", *more: str) -> list[str]:
    """The codes that are found against `main`."""
    ran = inc("check", "--select", select, "--base", "main", "--json", *more, ok=False)
    assert ran.code in (0, 1), ran
    return [one["code"] for one in ran.json["findings"]]


@pytest.fixture
def branch(declared: Cli, git: Git) -> Cli:
    """A branch that left main, where an entry and a second incident stand."""
    declared("log", "-i", NAME, "the pool is at 100 of 100")
    declared("log", "-i", NAME, TEXT)
    git("switch", "-qc", "work")
    return declared


def rewrite(root: Path, old: str, new: str, path: str = INCIDENT) -> None:
    file = root / path
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def entry_id(root: Path, words: str, path: str = INCIDENT) -> str:
    lines = (root / path).read_text().split("\n")
    return next(line for line in lines if words in line).rpartition("^")[2]


# ------------------------------------------------------------------ what excuses nothing


@pytest.mark.parametrize("operation", ["amend", "redact", "edit", "check-fix", "merge"])
def test_trailers_in_another_commit_excuse_nothing(
    branch: Cli, repository: Path, git: Git, operation: str
) -> None:
    name = entry_id(repository, TEXT)
    rewrite(repository, TEXT, "EVE")
    git("commit", "-qam", "tidy")
    said = f"Incident: {NAME}\nInc-Operation: {operation}\nInc-Event: {name}\nInc-Amended: {name}"
    git("commit", "-q", "--allow-empty", "-m", f"tidy\n\n{said}")
    assert found(branch) == ["INC403"]


def test_who_says_that_an_entry_was_amended_has_not_said_that_it_is_gone(
    branch: Cli, repository: Path, git: Git
) -> None:
    name = entry_id(repository, TEXT)
    document = repository / f"incidents/2026/03/{NAME}.md"
    lines = document.read_text().split("\n")
    document.write_text("\n".join(line for line in lines if name not in line))
    said = f"Incident: {NAME}\nInc-Operation: edit\nInc-Amended: {name}"
    git("commit", "-qam", f"tidy\n\n{said}")
    assert found(branch) == ["INC403"]
    git("commit", "-q", "--amend", "-m", f"tidy\n\n{said}\nInc-Dropped: {name}")
    assert found(branch) == []


def test_trailers_of_another_command_or_entry_excuse_nothing(
    branch: Cli, repository: Path, git: Git
) -> None:
    name, other = entry_id(repository, TEXT), entry_id(repository, "the pool is")
    rewrite(repository, TEXT, "EVE")
    said = f"Incident: {NAME}\nInc-Operation: amend\nInc-Event: {other}"
    git("commit", "-qam", f"tidy\n\n{said}")
    assert found(branch) == ["INC403"]
    said = f"Incident: {NAME}\nInc-Operation: log\nInc-Event: {name}"
    git("commit", "-q", "--amend", "-m", f"tidy\n\n{said}")
    assert found(branch) == ["INC403"]
    said = f"Incident: {NAME}\nInc-Operation: amend\nInc-Event: {name}"
    git("commit", "-q", "--amend", "-m", f"tidy\n\n{said}")
    assert found(branch) == [], "an amendment by hand, for all to see"


@pytest.mark.parametrize("way", ["Inc-Undoes: ", "This reverts commit "])
def test_an_undo_that_takes_nothing_back_excuses_nothing(
    branch: Cli, repository: Path, git: Git, way: str
) -> None:
    old = git("rev-parse", "main").strip()
    rewrite(repository, TEXT, "EVE")
    git("commit", "-qam", f"tidy\n\nIncident: {NAME}\nInc-Operation: undo\n{way}{old}")
    assert found(branch) == ["INC403"]


def test_an_undo_of_a_commit_of_the_branch_brings_no_words_of_its_own(
    branch: Cli, repository: Path, git: Git
) -> None:
    rewrite(repository, TEXT, "EVE")
    git("commit", "-qam", "one")
    rewrite(repository, "EVE", TEXT)
    git("commit", "-qam", "two")
    two = git("rev-parse", "HEAD").strip()
    rewrite(repository, TEXT, "EVE")
    git("commit", "-qam", f"three\n\nInc-Operation: undo\nInc-Undoes: {two}")
    assert found(branch) == ["INC403"]


@pytest.mark.parametrize("is_committed", [True, False])
@pytest.mark.parametrize("new", ["EVE", None])
def test_an_amendment_excuses_no_later_change(
    branch: Cli, repository: Path, git: Git, is_committed: bool, new: str | None
) -> None:
    branch("amend", "last", "--text", "restarted pods")
    assert found(branch) == []
    line = next(one for one in (repository / INCIDENT).read_text().split("\n") if "ed pods" in one)
    rewrite(repository, f"{line}\n", f"{line.replace('restarted pods', new)}\n" if new else "")
    if is_committed:
        git("commit", "-qam", "tidy")
    assert found(branch) == ["INC403"]


def test_an_amendment_excuses_no_earlier_change(branch: Cli, repository: Path) -> None:
    rewrite(repository, TEXT, "EVE")
    branch("amend", "last", "--at", "15:31")
    assert found(branch) == ["INC403"]


@pytest.fixture
def two(branch: Cli, git: Git) -> Cli:
    """As `branch`, with another incident on main."""
    git("switch", "-q", "main")
    branch("declare", "Payments fail", "-s", "sev2")
    branch("log", "-i", "payments", "of payments")
    branch("hypothesis", "-i", "payments", "the pool leaks")
    git("switch", "-q", "work")
    git("merge", "-q", "--ff-only", "main")
    return branch


OTHER = "incidents/2026/03/2026-03-04-payments-fail.md"


def test_a_merge_by_hand_excuses_nothing(two: Cli, repository: Path, git: Git) -> None:
    name = entry_id(repository, TEXT)
    lines = (repository / INCIDENT).read_text().split("\n")
    line = next(one for one in lines if name in one)
    rewrite(repository, f"{line}\n", "")
    rewrite(repository, "status: ", "merged_into: 2026-03-04-payments-fail\nstatus: ")
    with (repository / OTHER).open("a") as file:
        file.write(line.replace(TEXT, "EVE") + "\n")
    other = "Incident: 2026-03-04-payments-fail\n"
    said = f"Incident: {NAME}\n{other}Inc-Operation: merge\nInc-Event: {name}"
    git("commit", "-qam", f"x\n\n{said}")
    assert found(two) == ["INC403"]


def test_what_a_merge_moved_stays_as_it_was(two: Cli, repository: Path, git: Git) -> None:
    two("merge", "2026-03-04-payments-fail", "-i", NAME)
    assert found(two) == []
    name = entry_id(repository, "of payments")
    two("amend", name, "-i", NAME, "--text", "of the payments")
    assert found(two) == []
    rewrite(repository, "of the payments", "EVE")
    assert found(two) == ["INC403"]
    git("commit", "-qam", "tidy")
    assert found(two) == ["INC403"]
    line = next(one for one in (repository / INCIDENT).read_text().split("\n") if name in one)
    rewrite(repository, f"{line}\n", "")
    assert found(two) == ["INC403"]


# ------------------------------------------------------------------ what commands do


def test_what_commands_do_is_no_rewriting(two: Cli, repository: Path, git: Git) -> None:
    name = entry_id(repository, TEXT)
    two("amend", name, "-i", NAME, "--text", "restarted pods", "--at", "15:31")
    assert found(two) == []
    two("log", "-i", NAME, "another")
    two("undo", "-i", NAME)
    two("undo", "-i", NAME)
    assert found(two) == []
    two("redact", name, "-i", NAME, "-m", "a name")
    two("merge", "2026-03-04-payments-fail", "-i", NAME)
    assert found(two) == []
    git("switch", "-qc", "more", "main~3")
    git("commit", "-q", "--allow-empty", "-m", "of another branch")
    git("rebase", "-q", "more", "work")
    assert found(two) == []


def test_an_edit_in_the_editor_is_no_rewriting(
    branch: Cli, repository: Path, editor: Callable[[str], str]
) -> None:
    text = (repository / INCIDENT).read_text().replace(TEXT, "restarted the pods")
    lines = [line for line in text.split("\n") if "100 of 100" not in line]
    branch("edit", NAME, EDITOR=editor("\n".join(lines)))
    assert found(branch) == []


@pytest.mark.parametrize("way", ["undo", "revert"])
def test_what_main_had_amended_may_be_taken_back(branch: Cli, git: Git, way: str) -> None:
    git("switch", "-q", "main")
    branch("amend", "last", "--text", "restarted pods")
    git("switch", "-qc", "later")
    if way == "undo":
        branch("undo", "-i", NAME)
    else:
        git("revert", "--no-edit", "HEAD")
    assert found(branch) == []


def test_git_merges_and_conflicts(branch: Cli, repository: Path, git: Git) -> None:
    git("config", "--remove-section", "merge.inc")
    branch("amend", "last", "--text", "restarted pods")
    git("switch", "-q", "main")
    branch("amend", "last", "--text", "restarted all the pods")
    branch("log", "-i", NAME, "of main")
    git("switch", "-q", "work")
    with pytest.raises(Exception, match="returned non-zero"):
        git("merge", "-q", "main")
    git("checkout", "--ours", INCIDENT)
    ours = (repository / INCIDENT).read_text()
    line = next(one for one in git("show", f"main:{INCIDENT}").split("\n") if "of main" in one)
    (repository / INCIDENT).write_text(ours.rstrip("\n") + f"\n{line}\n")
    git("commit", "-qam", "merged")
    assert found(branch) == [], "a command of the branch wrote it"
    rewrite(repository, "restarted pods", "EVE")
    git("commit", "-q", "--amend", "-a", "--no-edit")
    assert found(branch) == ["INC403"]


def test_a_squash_keeps_the_trailers_or_is_a_rewriting(branch: Cli, git: Git) -> None:
    branch("amend", "last", "--text", "restarted pods")
    branch("log", "-i", NAME, "another")
    git("switch", "-qc", "squashed", "main")
    git("merge", "-q", "--squash", "work")
    git("commit", "-q", "--no-edit")
    assert found(branch) == []
    git("commit", "-q", "--amend", "-m", "all of it")
    assert found(branch) == ["INC403"]


def test_a_document_that_moved_takes_its_amendments_along(
    branch: Cli, repository: Path, git: Git
) -> None:
    branch("amend", "last", "--text", "restarted pods")
    git("mv", INCIDENT, "incidents/2026/03/2026-03-04-checkout-broken.md")
    git("commit", "-qm", "moved")
    assert found(branch) == []
    rewrite(repository, "100 of 100", "80", "incidents/2026/03/2026-03-04-checkout-broken.md")
    git("commit", "-qam", "moved")
    assert found(branch) == ["INC403"]


def test_a_branch_that_is_too_long_is_refused(
    branch: Cli, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    branch("amend", "last", "--text", "restarted pods")
    branch("amend", "last", "--text", "restarted the pods")
    monkeypatch.setattr(steps, "MOST", 1)
    ran = branch("check", "--base", "main", ok=False)
    assert ran.code == 2
    assert "more than 1 commits" in ran.err
    assert "nearer --base" in ran.err
    monkeypatch.setattr(steps, "MOST", 10)
    monkeypatch.setattr("inc.checks.past._MOST", 100)
    ran = branch("check", "--base", "main", ok=False)
    assert ran.code == 2
    assert "MiB of documents" in ran.err
    assert comparing.LARGEST > 100


# ------------------------------------------------------------------ the check on itself


def test_a_branch_does_not_silence_the_check(branch: Cli, repository: Path, git: Git) -> None:
    token = str(next(iter(credentials_made.every().values()))[0]).replace("|", "")
    rewrite(repository, TEXT, "EVE")
    with (repository / INCIDENT).open("a") as file:
        file.write(f"\n{token}\n")
    with (repository / "inc.toml").open("a") as file:
        file.write('\n[check.rules]\nINC601 = "off"\nINC403 = "off"\nINC004 = "off"\n')
    git("commit", "-qam", "tidy")
    told = sorted(found(branch, "INC0,INC4,INC6"))
    assert told == [*["INC004"] * 3, "INC403", "INC601"]
    for form in ("github", "gitlab", "sarif", "junit", "markdown", "text"):
        ran = branch("check", "--base", "main", "--format", form, ok=False)
        assert ran.code == 1
        assert "until it is merged" in ran.out
        assert token not in ran.out
    assert "off in this branch" not in branch("check", ok=False).out


def test_an_allowance_of_the_branch_counts_and_is_told(
    branch: Cli, repository: Path, git: Git
) -> None:
    token = str(next(iter(credentials_made.every().values()))[0]).replace("|", "")
    (repository / "runbooks/a.md").write_text(f"# A\n\n{token}\n")
    [finding] = branch("check", "--select", "INC601", "--json", ok=False).json["findings"]
    mark = re.search(r"credentials\.allowed\.(\w+)", finding["hint"])
    assert mark
    branch("config", "set", f"credentials.allowed.{mark[1]}", "an example")
    ran = branch("check", "--select", "INC6", "--base", "main")
    assert "warning INC602 " in ran.out
    assert f"allows the credential {mark[1]}, with “an example”" in ran.out


def test_broken_settings_of_the_base_are_said(branch: Cli, repository: Path, git: Git) -> None:
    good = (repository / "inc.toml").read_text()
    (repository / "inc.toml").write_text("format = = 1\n")
    git("commit", "-qam", "broken")
    git("branch", "-f", "main")
    (repository / "inc.toml").write_text(good)
    ran = branch("check", "--base", "main", ok=False)
    assert "cannot be read as it is in the base" in ran.err


def test_ignoring_leaves_settings_alone(branch: Cli, repository: Path) -> None:
    with (repository / "inc.toml").open("a") as file:
        file.write('\n[check.rules]\nINC601 = "off"\n')
    before = (repository / "inc.toml").read_text()
    branch("check", "--base", "main", "--add-ignore", "agreed", ok=False)
    assert (repository / "inc.toml").read_text() == before


def test_a_reason_that_holds_a_credential_is_refused_unseen(branch: Cli) -> None:
    token = str(next(iter(credentials_made.every().values()))[0]).replace("|", "")
    ran = branch("check", "--add-ignore", f"it is {token}", ok=False)
    assert ran.code == 5
    assert token not in ran.out + ran.err


def test_what_is_typed_into_commands_ignores_nothing(branch: Cli) -> None:
    word = "inc: ignore-file INC202,INC203 said so"
    html, sign = f"<!-- {word} -->", f"# {word}"
    branch("declare", f"{html} {sign}", "-s", "sev1", "--impact", f"nobody can pay {html}")
    branch("declare", sign, "-s", "sev1", "--impact", html, "-m", f"so\n{html}\n  {sign}")
    branch("log", "-i", NAME, html)
    branch("log", "-i", NAME, f"{sign}\n{html}\n\nmore {html}")
    ran = branch("check", ok=False)
    assert "INC202" in ran.out
    assert "ignored" not in ran.err
    assert "INC002" not in ran.out
    assert "INC003" not in ran.out


# ------------------------------------------------------------------ what was owed


def test_an_item_and_a_postmortem_that_are_removed(branch: Cli, repository: Path, git: Git) -> None:
    branch("mitigate", "-i", NAME, "restarted")
    branch("resolve", "-i", NAME)
    branch("postmortem", "new", NAME)
    branch("action", "add", "-i", NAME, "Prevent: Alert early (P2, @bob, by 2026-03-14)")
    git("branch", "-f", "main")
    assert found(branch, "INC404,INC405") == []
    line = next(one for one in (repository / POSTMORTEM).read_text().split("\n") if "early" in one)
    rewrite(repository, f"{line}\n", "", POSTMORTEM)
    assert found(branch, "INC404,INC405") == ["INC404"]
    git("checkout", "-q", "--", ".")
    branch("undo", "-i", NAME)
    assert found(branch, "INC404,INC405") == [], "taken back by a command"
    branch("undo", "-i", NAME)
    assert not (repository / POSTMORTEM).exists()
    assert found(branch, "INC404,INC405") == [], "taken back by a command"
    git("reset", "-q", "--hard", "main")
    git("rm", "-q", POSTMORTEM)
    git("commit", "-qm", "tidy")
    assert found(branch, "INC404,INC405") == ["INC404", "INC405"]
