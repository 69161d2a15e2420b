"""`inc check`: what is checked, in which form it is told, what it mends, and how it ends."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from inc.checks.formats.registry import FORMATS
from inc.checks.registry import RULES

if TYPE_CHECKING:
    from conftest import Cli, Inc

Git = Callable[..., str]
NAME = "2026-03-04-checkout-failures"
INCIDENT = f"incidents/2026/03/{NAME}.md"
POSTMORTEM = f"postmortems/2026/03/{NAME}.md"
OWNERLESS = "- [ ] Prevent: Add leak detection to CI (P2, by 2026-03-14)\n"
TEXT = (
    f"---\nincident: {NAME}\ntitle: Checkout\nstatus: draft\n---\n\n## Action items\n\n{OWNERLESS}"
)
ONLY = ("--select", "INC301")


@pytest.fixture
def written(declared: Cli, repository: Path, git: Git) -> Cli:
    """A workspace with an incident and a postmortem in which nobody owns an action item."""
    write(repository, POSTMORTEM, TEXT)
    git("add", "-A")
    git("commit", "-qm", "postmortem")
    return declared


def write(repository: Path, path: str, text: str) -> None:
    (repository / path).parent.mkdir(parents=True, exist_ok=True)
    (repository / path).write_bytes(text.encode())


def codes(out: str) -> list[str]:
    return [line.split()[2] for line in out.split("\n")[:-1]]


# ------------------------------------------------------------------ the answer


def test_what_is_wrong_is_told_line_by_line(written: Cli) -> None:
    ran = written("check", *ONLY, ok=False)
    what = f"{POSTMORTEM}:9:1: error INC301 nobody owns “Add leak detection to CI”"
    hint = f"inc action assign 'Add leak detection to' -i {NAME} WHO"
    assert (ran.code, ran.out) == (1, f"{what} → {hint}\n")
    assert ran.err == "1 error in 2 documents.\nNext: inc check --explain INC301\n"


def test_nothing_wrong(declared: Cli) -> None:
    ran = declared("check", *ONLY)
    assert (ran.out, ran.err) == ("", "No problems in 1 document.\n")


def test_warnings_fail_nothing_unless_strict(written: Cli, repository: Path) -> None:
    with (repository / "inc.toml").open("a") as file:
        file.write('\n[check.rules]\nINC301 = "warning"\n')
    ran = written("check", *ONLY)
    assert f"{POSTMORTEM}:9:1: warning INC301 " in ran.out
    assert ran.err.startswith("1 warning in 2 documents.\n")
    assert written("check", *ONLY, "--strict", ok=False).code == 1


def test_a_rule_that_is_off(written: Cli, repository: Path) -> None:
    with (repository / "inc.toml").open("a") as file:
        file.write('\n[[check.paths]]\npaths = ["postmortems/**"]\nrules = {INC301 = "off"}\n')
    assert written("check", *ONLY).out == ""


def test_a_policy_that_cannot_be_read_is_not_replaced_by_another(
    written: Cli, repository: Path
) -> None:
    write(repository, "inc.toml", 'format = 1\n\n[check.rules]\nINC301 = "off"\nINC9 = "off"\n')
    ran = written("check", ok=False)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("inc: inc.toml:5: ")


def test_outside_of_a_workspace(tmp_path: Path, written: Cli) -> None:
    written.folder = tmp_path
    ran = written("check", ok=False)
    assert ran.code == 2
    assert "is not inside a git repository" in ran.err


def test_json(written: Cli) -> None:
    answer = written("check", *ONLY, "--json", ok=False)
    assert answer.err == ""
    assert (answer.json["version"], answer.json["errors"]) == (1, 1)
    assert answer.json["findings"][0]["path"] == POSTMORTEM
    assert written("check", *ONLY, "--format", "json", ok=False).json == answer.json


@pytest.mark.parametrize("form", FORMATS)
def test_a_form_goes_to_a_file_and_text_to_the_terminal(
    form: str, written: Cli, repository: Path
) -> None:
    alone = written("check", *ONLY, "--format", form, ok=False)
    assert alone.code == 1
    both = written("check", *ONLY, "--format", form, "--output", "report", ok=False)
    assert both.code == 1
    assert (repository / "report").read_text("utf-8") == alone.out
    assert codes(both.out) == ["INC301"]


def test_a_file_that_cannot_be_written(written: Cli) -> None:
    ran = written("check", "--output", "no/such/folder", ok=False)
    assert (ran.code, ran.err.split("\n")[0]) == (
        2,
        "inc: no/such/folder cannot be written: No such file or directory",
    )


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("--format", "xml"), "there is no form 'xml'"),
        (("--fix", "--add-ignore", "x"), "--fix and --add-ignore are two steps"),
        (("-n",), "-n goes with --fix or --add-ignore"),
        (("--select", "INC999"), "there is no rule 'INC999'"),
        (("--add-ignore", ""), "a comment that ignores something says why"),
        (("--base", "nosuch"), "git knows no revision 'nosuch' here"),
        (("--base", "--output=x"), "'--output=x' is not a revision"),
    ],
)
def test_words_that_make_no_sense(words: tuple[str, ...], what: str, written: Cli) -> None:
    ran = written("check", *words, ok=False)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"inc: {what}")


def test_rules_by_name_and_by_the_beginning_of_a_code(written: Cli) -> None:
    for select in ("INC3", "inc301", "action-item-without-owner", "INC101, INC301"):
        assert "INC301" in codes(written("check", "--select", select, ok=False).out)
    assert written("check", "--select", "INC101").out == ""


# ------------------------------------------------------------------ which documents


@pytest.mark.parametrize(
    ("paths", "documents"),
    [
        ((POSTMORTEM,), 1),
        ((f"./{POSTMORTEM}", POSTMORTEM), 1),
        (("postmortems",), 1),
        (("postmortems/", "incidents/2026"), 2),
        ((".",), 2),
    ],
)
def test_files_and_folders(paths: tuple[str, ...], documents: int, written: Cli) -> None:
    ran = written("check", *ONLY, *paths, ok=False)
    assert f" in {documents} document" in ran.err
    assert "not checked" not in ran.err


def test_absolute_paths_and_paths_from_a_folder(written: Cli, repository: Path) -> None:
    assert written("check", *ONLY, str(repository / POSTMORTEM), ok=False).code == 1
    written.folder = repository / "postmortems/2026"
    ran = written("check", *ONLY, f"03/{NAME}.md", ok=False)
    assert ran.out.startswith(f"03/{NAME}.md:9:1: error INC301")


def test_a_path_above_which_a_link_leads_here(
    written: Cli, repository: Path, tmp_path: Path
) -> None:
    (tmp_path / "link").symlink_to(repository)
    assert written("check", *ONLY, str(tmp_path / "link" / POSTMORTEM), ok=False).code == 1


@pytest.mark.parametrize(
    "path",
    ["nosuch", "../elsewhere.md", "incidents/2026/03/gone.md", f"{POSTMORTEM}x", "nosuch/x.md"],
)
def test_what_was_never_there_is_a_slip_of_the_finger(path: str, written: Cli) -> None:
    ran = written("check", path, "incidents", ok=False)
    assert (ran.code, f"there is no {path}, and git knows none" in ran.err) == (2, True)


def test_what_was_deleted_is_no_slip(written: Cli, repository: Path, git: Git) -> None:
    (repository / POSTMORTEM).unlink()
    assert " in 0 documents" in written("check", *ONLY, POSTMORTEM).err
    git("rm", "-q", "--cached", POSTMORTEM)
    assert " in 0 documents" in written("check", *ONLY, POSTMORTEM).err
    git("commit", "-qm", "gone")
    assert " in 0 documents" in written("check", *ONLY, "--base", "HEAD~1", POSTMORTEM).err
    assert written("check", *ONLY, POSTMORTEM, ok=False).code == 2


@pytest.mark.parametrize("path", ["inc.toml", "docs"])
def test_what_is_no_document_is_said_and_fails_nothing(
    path: str, written: Cli, repository: Path
) -> None:
    (repository / "docs").mkdir()
    ran = written("check", path)
    assert ran.err.startswith("Not ")
    assert f"not checked: {path}\n" in ran.err


def test_a_link_to_a_folder_is_not_followed(written: Cli, repository: Path, tmp_path: Path) -> None:
    write(tmp_path, "elsewhere/2026-03-04-x.md", OWNERLESS)
    (repository / "postmortems/link").symlink_to(tmp_path / "elsewhere")
    assert "link" not in written("check", *ONLY, ok=False).out
    ran = written("check", *ONLY, "postmortems/link")
    assert "No problems in 0 documents" in ran.err
    ran = written("check", "postmortems/link/2026-03-04-x.md", ok=False)
    assert codes(ran.out) == ["INC101"]


def test_a_workspace_in_a_folder_of_its_repository(repository: Path, git: Git, inc: Inc) -> None:
    git("commit", "-q", "--allow-empty", "-m", "base")
    inc("init", "ops")
    write(repository, f"ops/{POSTMORTEM}", TEXT)
    folder = repository / "ops"
    ran = inc("check", *ONLY, "--format", "github", cwd=folder, ok=False)
    assert ran.out.startswith(f"::error file=ops/{POSTMORTEM},line=9,col=1,")
    ran = inc("check", *ONLY, "--base", "HEAD", cwd=folder, ok=False)
    assert ran.out.startswith(f"{POSTMORTEM}:9:1: ")


# ------------------------------------------------------------------ against a base


def test_only_what_changed_since_the_base(written: Cli, repository: Path, git: Git) -> None:
    git("branch", "base")
    assert "No problems in 0 documents" in written("check", *ONLY, "--base", "base").err
    write(repository, "postmortems/2026/03/2026-03-05-b.md", OWNERLESS and TEXT)
    ran = written("check", *ONLY, "--base", "base", ok=False)
    assert ran.out.startswith("postmortems/2026/03/2026-03-05-b.md:9:1: ")
    assert " in 1 document." in ran.err
    assert "in 0 documents" in written("check", *ONLY, "--base", "base", POSTMORTEM).err


def test_a_rewritten_entry_is_found_and_an_amended_one_is_not(
    declared: Cli, repository: Path, git: Git
) -> None:
    declared("log", "the pool is at 100 of 100")
    declared("log", "restarting the pods")
    git("branch", "base")
    declared("amend", "last", "--text", "restarted the pods")
    assert codes(declared("check", "--select", "INC403", "--base", "base").out) == []
    document = repository / INCIDENT
    document.write_text(document.read_text().replace("100 of 100", "80 of 100"))
    for path in ("in the work tree", "committed"):
        ran = declared("check", "--select", "INC403", "--base", "base", ok=False)
        assert codes(ran.out) == ["INC403"], path
        git("commit", "-q", "--allow-empty", "-am", "by hand")


def test_an_undo_and_a_merge_are_no_rewriting(declared: Cli, git: Git) -> None:
    declared("log", "not this")
    declared("declare", "Payments fail", "-s", "sev2")
    declared("log", "-i", "payments", "of payments")
    git("branch", "base")
    declared("merge", "2026-03-04-payments-fail", "-i", NAME)
    assert codes(declared("check", "--select", "INC403", "--base", "base").out) == []
    git("branch", "-f", "base")
    declared("log", "-i", NAME, "a mistake")
    git("branch", "-f", "base")
    declared("undo", "-i", NAME)
    assert codes(declared("check", "--select", "INC403", "--base", "base").out) == []


def test_a_detached_checkout_without_a_name_on_a_disk_that_is_not_written(
    written: Cli, repository: Path, git: Git, inc: Inc, state: Callable[[], object]
) -> None:
    git("checkout", "-q", "--detach")
    (repository / "inc.lock").touch()
    before = state()
    index = (repository / ".git/index").read_bytes()
    written("check", ok=False)
    inc("check", "--base", "main", GIT_CONFIG_GLOBAL="/dev/null", HOME="/nonexistent", ok=False)
    assert state() == before
    assert (repository / ".git/index").read_bytes() == index


def test_a_repository_of_another_owner(written: Cli, repository: Path, tmp_path: Path) -> None:
    if os.getuid():
        pytest.skip("only root can give files away")
    git_dir = repository / ".git"
    for path in (repository, git_dir, *git_dir.rglob("*")):
        os.chown(path, 4711, 4711)
    ran = written("check", "--base", "main", ok=False, SUDO_UID="0")
    assert ran.code == 2
    assert "belongs to another user" in ran.err
    assert f"git config --global --add safe.directory {repository}" in ran.err


# ------------------------------------------------------------------ CI


def test_github_gets_commands_and_nothing_else(written: Cli) -> None:
    ran = written("check", *ONLY, "--format", "github", ok=False)
    begin = f"::error file={POSTMORTEM},line=9,col=1,title=INC301 action-item-without-owner::"
    assert ran.out.startswith(f"{begin}nobody owns “Add leak detection to CI”%0Ainc action assign ")
    assert ran.out.count("\n") == 1


def test_github_gets_an_annotation_where_the_check_cannot_run(
    written: Cli, repository: Path
) -> None:
    write(repository, "inc.toml", 'format = 1\ntimezone = "##[error]\\n::error::x"\n')
    ran = written("check", "--format", "github", ok=False)
    assert (ran.code, ran.err) == (2, "")
    assert re.fullmatch(r"::error::inc: inc\.toml:2: [^\n]*\n", ran.out)
    assert "##[" not in ran.out


def test_in_actions_no_word_of_a_document_or_of_the_command_line_is_a_command(
    written: Cli, repository: Path
) -> None:
    write(repository, POSTMORTEM, TEXT.replace("Add leak", "##[error] ::error::x"))
    hostile = "::error::##[error]x"
    ran = written("check", *ONLY, hostile, "postmortems", ok=False, GITHUB_ACTIONS="true")
    for line in (ran.out + ran.err).split("\n"):
        assert not line.lstrip().startswith("::")
        assert "##[" not in line


# ------------------------------------------------------------------ explaining and counting


def test_a_rule_is_explained_by_code_and_by_name(written: Cli, repository: Path) -> None:
    ran = written("check", "--explain", "inc301")
    assert ran.out.startswith(
        "INC301 action-item-without-owner\n\nAn action item that nobody owns."
    )
    assert "\nLevel: error\n" in ran.out
    assert written("check", "--explain", "action-item-without-owner").out == ran.out
    with (repository / "inc.toml").open("a") as file:
        file.write('\n[check.rules]\nINC301 = "warning"\n')
    assert (
        "\nLevel: warning, by check.rules of inc.toml\n"
        in written("check", "--explain", "INC301").out
    )


def test_a_rule_is_explained_anywhere(written: Cli, tmp_path: Path) -> None:
    written.folder = tmp_path
    assert "Why: " in written("check", "--explain", "INC301").out


@pytest.mark.parametrize(
    ("word", "guess"),
    [("action-item-no-owner", "action-item-without-owner"), ("INC6011", "INC601")],
)
def test_a_guess(word: str, guess: str, written: Cli) -> None:
    ran = written("check", "--explain", word, ok=False)
    assert (ran.code, f"Did you mean {guess}?" in ran.err) == (2, True)


def test_all_rules(written: Cli) -> None:
    rows = written("check", "--rules").rows
    assert [row[0] for row in rows] == list(RULES)
    assert ["INC301", "error", "action-item-without-owner", RULES["INC301"].summary] in rows


def test_statistics(written: Cli, repository: Path) -> None:
    ignored = f"<!-- inc: ignore INC301 not now -->\n{OWNERLESS.replace('Add', 'Also add')}"
    write(repository, POSTMORTEM, TEXT + ignored)
    ran = written("check", *ONLY, "--statistics", ok=False)
    assert ran.rows == [["1", "1", "INC301", "action-item-without-owner", "error"]]
    assert (ran.code, ran.err.split("\n")[0]) == (1, "1 error in 2 documents (1 ignored).")


# ------------------------------------------------------------------ mending


@pytest.fixture
def fixable(written: Cli, repository: Path, git: Git) -> Cli:
    """The postmortem says that it is of another incident, which has one right answer."""
    write(repository, POSTMORTEM, TEXT.replace(f"incident: {NAME}", "incident: 2026-03-04-other"))
    git("commit", "-qam", "another")
    return written


FIX = ("check", "--select", "INC106")


def test_what_can_be_mended_is_said(fixable: Cli) -> None:
    assert "Then: inc check --fix, which mends 1 of them\n" in fixable(*FIX, ok=False).err


def test_a_fix_is_one_commit_with_the_diff_shown(fixable: Cli, repository: Path, git: Git) -> None:
    ran = fixable(*FIX, "--fix")
    assert f"\n-incident: 2026-03-04-other\n+incident: {NAME}\n" in ran.out
    assert "No problems" in ran.err
    assert (repository / POSTMORTEM).read_text() == TEXT
    log = git("log", "-1", "--format=%B", "--name-only").split("\n")
    assert [line for line in log if line] == [
        *("inc: check --fix", "Inc-Operation: check-fix", f"Incident: {NAME}", POSTMORTEM)
    ]
    assert git("status", "--porcelain") == ""
    assert "There is nothing to change." in fixable(*FIX, "--fix").err


def test_a_dry_run_of_a_fix_shows_it(fixable: Cli, state: Callable[[], object]) -> None:
    before = state()
    ran = fixable(*FIX, "--fix", "-n")
    assert f"\n+incident: {NAME}\n" in ran.out
    assert "Nothing was changed; to do it, leave -n out." in ran.err
    assert state() == before


def test_edits_by_hand_are_committed_first(fixable: Cli, repository: Path, git: Git) -> None:
    with (repository / POSTMORTEM).open("a") as file:
        file.write("\nA word by hand.\n")
    fixable(*FIX, "--fix")
    assert (repository / POSTMORTEM).read_text() == f"{TEXT}\nA word by hand.\n"
    assert git("log", "-2", "--format=%s").split("\n")[:2] == [
        *("inc: check --fix", f"{NAME}: edited by hand")
    ]
    assert "A word by hand" in git("show", "HEAD~1")


def test_nothing_is_mended_during_a_merge(
    fixable: Cli, repository: Path, git: Git, state: Callable[[], object]
) -> None:
    (repository / ".git/MERGE_HEAD").write_text(git("rev-parse", "HEAD"))
    before = state()
    ran = fixable(*FIX, "--fix", ok=False)
    assert (ran.code, state()) == (4, before)
    assert "a merge is in progress" in ran.err


def test_what_is_there_today_can_be_ignored(written: Cli, repository: Path, git: Git) -> None:
    ran = written("check", *ONLY, "--add-ignore", "imported from the old wiki")
    comment = "<!-- inc: ignore INC301 imported from the old wiki -->\n"
    assert (repository / POSTMORTEM).read_text() == TEXT.replace(OWNERLESS, comment + OWNERLESS)
    assert ran.err.endswith("No problems in 2 documents (1 ignored).\n")
    assert git("log", "-1", "--format=%s").strip() == "inc: check --add-ignore"
    assert written("check", *ONLY).code == 0


def test_everything_that_is_found_in_an_old_repository_can_be_ignored(
    written: Cli, repository: Path
) -> None:
    write(
        repository, "postmortems/2019/01/2019-01-01-x.md", "# Old\n\n## Action items\n\n- [ ] a\n"
    )
    write(repository, "runbooks/restart.md", "# Restart\n")
    assert written("check", ok=False).code == 1
    written("check", "--add-ignore", "from before")
    ran = written("check", "--strict")
    assert ran.out == ""


# ------------------------------------------------------------------ as a process


def test_many_documents_as_a_process_of_their_own(workspace: Path, inc: Inc, git: Git) -> None:
    for number in range(500):
        write(workspace, f"postmortems/2026/03/2026-03-04-x{number}.md", TEXT)
    ran = inc("check", *ONLY, "--json", ok=False)
    answer = json.loads(ran.out)
    assert (answer["documents"], answer["errors"]) == (500, 500)
    paths = [one["path"] for one in answer["findings"]]
    assert paths == sorted(paths)


def test_a_box_that_is_missing_is_put_in(written: Cli, repository: Path) -> None:
    points = "- Detect: a ^9c1d\n- [] Fix: b\n1. c\n   - a remark\n"
    write(repository, POSTMORTEM, TEXT.replace(OWNERLESS, points))
    written("check", "--select", "INC310", "--fix")
    boxes = "- [ ] Detect: a ^9c1d\n- [ ] Fix: b\n1. [ ] c\n   - a remark\n"
    assert (repository / POSTMORTEM).read_text().endswith(boxes)


def test_a_screen_gets_prose_and_whole_names(written: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inc.cli.output.is_screen", lambda: True)
    told = written("check", "--explain", "INC401").out.split("\n")
    assert [line[:4] for line in told if len(line) > 100] == ["What", "Why:"]  # a terminal wraps it
    assert "    Checkout failures affecting 30% of purchases for 47 minutes." in told
    rows = written("check", "--rules", COLUMNS="80").out
    assert max(len(line) for line in rows.split("\n")) <= 80
    assert all(f" {rule.name}" in rows for rule in RULES.values())
