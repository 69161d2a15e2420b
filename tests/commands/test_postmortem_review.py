"""A postmortem is reviewed on a branch of its own, and published once nothing is missing."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Cli, Inc

Git = Callable[..., str]

INCIDENT = "2026-03-04-checkout-failures"
PATH = f"postmortems/2026/03/{INCIDENT}.md"
BRANCH = f"postmortem/{INCIDENT}"
DRAFT = f"""\
---
incident: {INCIDENT}
title: Checkout failures
status: draft  # of us
authors: [alice]
---

# Checkout failures

## Summary

Nobody could pay.

## Lessons learned

<!-- What do we know now? -->

## Action items

- [ ] Document: Write the runbook (P1, @bob, by 2026-03-20) ^9c1d
"""
COMPLETE = DRAFT.replace(
    "## Lessons learned\n\n<!-- What do we know now? -->\n",
    "".join(
        f"## {title}\n\nThe pool of connections had a leak, and the alert told us.\n\n"
        for title in (
            *("Impact", "Root cause", "Contributing factors", "What went well"),
            *("What could be improved", "Lessons learned"),
        )
    ),
)
WITHOUT_OWNER = "- [ ] Document: Call the vendor (P2, by 2026-03-21)\n"


@pytest.fixture
def drafted(declared: Cli, git: Git) -> Cli:
    """An incident that has ended, with a draft that somebody committed."""
    declared("resolve", "it is back")
    write(declared, DRAFT)
    git("add", PATH)
    git("commit", "-qm", "a draft")
    return declared


def write(cli: Cli, text: str) -> None:
    path = cli.folder / PATH
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def read(cli: Cli) -> str:
    return (cli.folder / PATH).read_text()


@pytest.fixture
def remote(repository: Path, git: Git, tmp_path: Path) -> Path:
    """A bare repository, which `origin` is."""
    git("init", "-q", "--bare", "-b", "main", str(tmp_path / "remote.git"))
    git("remote", "add", "origin", str(tmp_path / "remote.git"))
    return tmp_path / "remote.git"


# ------------------------------------------------------------------ review: the branch


def test_a_review_is_a_branch_with_a_commit(drafted: Cli, git: Git) -> None:
    before = git("rev-parse", "main")
    ran = drafted("postmortem", "review")
    assert ran.out == (
        f"In review on {BRANCH} ({git('rev-parse', BRANCH)[:8]}):\n  {PATH}\n  status: in-review\n"
    )
    assert (
        f"You are on main as before. To go on writing over there:\n  git switch {BRANCH}" in ran.err
    )
    assert "There is no remote, so nothing was pushed.\n" in ran.err
    assert "Once it is merged: inc postmortem publish" in ran.err
    assert (git("branch", "--show-current"), git("rev-parse", "main")) == ("main\n", before)
    assert git("show", f"{BRANCH}:{PATH}") == DRAFT.replace("draft", "in-review")
    assert read(drafted) == DRAFT
    assert git("log", "-1", "--format=%s|%(trailers:only,unfold,separator=;)", BRANCH) == (
        f"{INCIDENT}: postmortem in review|Incident: {INCIDENT};Inc-Operation: postmortem-review\n"
    )


def test_words_written_by_hand_come_along_and_strangers_stay(drafted: Cli, git: Git) -> None:
    write(drafted, DRAFT.replace("Nobody could pay.", "Nobody could pay for 8 minutes."))
    folder = drafted.folder
    (folder / "inc.toml").write_text((folder / "inc.toml").read_text() + "# mine\n")
    (folder / "staged").write_text("staged\n")
    git("add", "staged")
    (folder / "loose").write_text("loose\n")
    ran = drafted("postmortem", "review")
    assert "Edits made by hand were committed first, as " in ran.err
    assert git("status", "--porcelain") == " M inc.toml\nA  staged\n?? loose\n"
    assert git("log", "--format=%s", f"main..{BRANCH}").splitlines() == [
        f"{INCIDENT}: postmortem in review",
        f"{INCIDENT}: edited by hand",
    ]
    assert "for 8 minutes" in git("show", f"{BRANCH}:{PATH}")
    assert git("diff", "--name-only", "main", BRANCH) == f"{PATH}\n"


def test_a_document_that_was_never_committed(declared: Cli, git: Git) -> None:
    declared("resolve", "back")
    write(declared, DRAFT)
    declared("postmortem", "review")
    assert git("show", f"{BRANCH}:{PATH}") == DRAFT.replace("draft", "in-review")
    assert not (declared.folder / PATH).exists()
    ran = declared("postmortem", "review")
    assert "is in review on" in ran.out and "nothing is new" in ran.out
    assert [row[2] for row in declared("list", "--postmortem-due").rows] == ["in-review"]


def test_a_second_time_goes_on_with_it(drafted: Cli, git: Git) -> None:
    drafted("postmortem", "review")
    tip = git("rev-parse", BRANCH)
    ran = drafted("postmortem", "review")
    assert ran.out == (
        f"The postmortem of {INCIDENT} is in review on {BRANCH} already; nothing is new.\n"
    )
    assert git("rev-parse", BRANCH) == tip
    git("switch", "-q", BRANCH)
    write(drafted, read(drafted) + WITHOUT_OWNER)
    ran = drafted("postmortem", "review")
    assert ran.out.startswith(f"In review on {BRANCH} (")
    assert f"You are on {BRANCH}; what you record now gets there as well." in ran.err
    assert git("status", "--porcelain") == ""
    assert git("log", "-1", "--format=%s") == f"{INCIDENT}: edited by hand\n"


def test_notes_do_not_get_on_the_branch(drafted: Cli, git: Git) -> None:
    drafted("postmortem", "review")
    drafted("log", "-i", INCIDENT, "one more thing")
    assert "one more thing" not in git("show", f"{BRANCH}:incidents/2026/03/{INCIDENT}.md")
    assert git("log", "-1", "--format=%s", "main") == f"{INCIDENT}: note\n"


def test_nobody_goes_there_for_nothing(drafted: Cli, git: Git) -> None:
    """The branch lags behind: to go there would change other documents for a moment."""
    drafted("postmortem", "review")
    drafted("log", "-i", INCIDENT, "one more thing")
    moves = git("reflog", "--format=%H")
    assert "nothing is new" in drafted("postmortem", "review").out
    assert git("reflog", "--format=%H") == moves
    told = drafted("postmortem", "review", "--meeting", "tomorrow 14:00", "--json").json
    assert told["is_back"] and told["commit"] == git("rev-parse", BRANCH).strip()
    assert "one more thing" in drafted("timeline", INCIDENT).out


def test_a_note_from_another_shell_meanwhile_gets_on_the_first_branch(
    drafted: Cli, inc: Inc, git: Git, tmp_path: Path
) -> None:
    hook = drafted.folder / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(
        f'#!/bin/sh\n[ -e "{tmp_path}/slow" ] || {{ touch "{tmp_path}/slow"; sleep 1; }}\n'
    )
    hook.chmod(0o755)
    with ThreadPoolExecutor(1) as other:
        review = other.submit(inc, "postmortem", "review")
        while not (tmp_path / "slow").exists():
            time.sleep(0.01)
        assert git("branch", "--show-current") == f"{BRANCH}\n"
        inc("log", "-i", INCIDENT, "one more thing")
        assert review.result().code == 0
    assert git("log", "-1", "--format=%s", "main") == f"{INCIDENT}: note\n"
    assert git("log", "-1", "--format=%s", BRANCH) == f"{INCIDENT}: postmortem in review\n"
    assert git("status", "--porcelain") == ""


def test_to_stay_on_the_branch(drafted: Cli, git: Git) -> None:
    ran = drafted("postmortem", "review", "--stay")
    assert git("branch", "--show-current") == f"{BRANCH}\n"
    assert f"You are on {BRANCH}" in ran.err and "Back: git switch main" in ran.err


def test_when_people_meet(drafted: Cli, git: Git) -> None:
    ran = drafted("postmortem", "review", "--meeting", "tomorrow 14:00")
    assert "  meeting_at: 2026-03-05T14:00:00Z (2026-03-05 14:00 UTC, in 22 h 27 min)\n" in ran.out
    assert "meeting_at: 2026-03-05T14:00:00Z\n" in git("show", f"{BRANCH}:{PATH}").replace('"', "")
    drafted("postmortem", "review", "--meeting", "2026-03-04 15:00")  # they met already
    assert "2026-03-04T15:00:00Z" in git("show", f"{BRANCH}:{PATH}")
    ran = drafted("postmortem", "review", "--meeting", "monday 14:00")  # it is a Wednesday
    assert "  meeting_at: 2026-03-09T14:00:00Z (" in ran.out
    ran = drafted("postmortem", "review", "--meeting", "monday", ok=False)
    assert ran.code == 2 and "monday 14:00" in ran.err
    assert drafted("postmortem", "review", "--meeting", "someday", ok=False).code == 2


@pytest.mark.parametrize("reason", ["hook", "edits"])
def test_a_refusal_leaves_everything_as_it_was(
    reason: str, drafted: Cli, git: Git, state: Callable[[], object]
) -> None:
    if reason == "edits":
        drafted("postmortem", "review")
    else:
        hook = drafted.folder / ".git" / "hooks" / "pre-commit"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text("#!/bin/sh\necho not today >&2\nexit 1\n")
        hook.chmod(0o755)
    write(drafted, read(drafted) + "Mine.\n")
    (drafted.folder / "staged").write_text("staged\n")
    git("add", "staged")
    before, branches = state(), git("branch")
    ran = drafted("postmortem", "review", ok=False)
    assert ran.code == 4
    words = "not today" if reason == "hook" else "would be overwritten"
    assert words in ran.err
    if reason == "edits":
        first, *_, said = ran.err.partition("What git says: ")
        assert first.startswith(f"inc: git would lose your edits on the way to {BRANCH}\n")
        assert f"  git stash\n       git switch {BRANCH}\n       git stash pop\n" in first
        assert "would be overwritten" in said
        assert max(map(len, first.splitlines())) <= 100
    assert (state(), git("branch")) == (before, branches)


@pytest.mark.parametrize("is_new", [False, True])
def test_a_hook_that_takes_the_edits_and_refuses_the_status(
    is_new: bool, drafted: Cli, git: Git
) -> None:
    if is_new:
        git("rm", "-q", "--cached", PATH)
        git("commit", "-qm", "a draft")
    hook = drafted.folder / ".git" / "hooks" / "commit-msg"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text('#!/bin/sh\n! grep -q "in review" "$1"\n')
    hook.chmod(0o755)
    write(drafted, DRAFT + "Mine.\n")
    before, branches = git("status", "--porcelain"), git("branch")
    ran = drafted("postmortem", "review", ok=False)
    assert ran.code == 4
    assert read(drafted) == DRAFT + "Mine.\n"
    assert (git("status", "--porcelain"), git("branch")) == (before, branches)
    assert git("log", "-1", "--format=%s", "main") == "a draft\n"


def test_a_credential_in_what_was_written_by_hand_gets_on_no_branch(
    drafted: Cli, git: Git, state: Callable[[], object]
) -> None:
    key = "AKIA" + "Q4JXO2LZT7WV3N5R"
    write(drafted, f"{DRAFT}\naws_access_key_id = {key}\n")
    before, branches = state(), git("branch")
    ran = drafted("postmortem", "review", ok=False)
    assert ran.code == 5 and key not in ran.out + ran.err
    assert (state(), git("branch")) == (before, branches)


def test_without_a_branch(drafted: Cli, git: Git) -> None:
    git("checkout", "-q", "--detach")
    ran = drafted("postmortem", "review", ok=False)
    assert ran.code == 4 and "detached" in ran.err
    drafted("--allow-detached", "postmortem", "review")
    assert git("branch", "--show-current") == ""
    assert "in-review" in git("show", f"{BRANCH}:{PATH}")


def test_in_the_middle_of_a_merge(drafted: Cli) -> None:
    (drafted.folder / ".git" / "MERGE_HEAD").write_text("0" * 40)
    ran = drafted("postmortem", "review", ok=False)
    assert ran.code == 4 and "a merge is in progress" in ran.err


def test_in_a_folder_of_a_repository_and_in_another_work_tree(
    repository: Path, git: Git, inc: Inc, tmp_path: Path
) -> None:
    folder = repository / "ops"
    folder.mkdir()
    inc("init", "--preset", "ungated", cwd=folder)
    name = inc("declare", "Down", "-s", "2", "--json", cwd=folder).json["incident"]
    inc("resolve", "back", cwd=folder)
    path = Path("ops/postmortems", name[:4], name[5:7], f"{name}.md")
    git("worktree", "add", "-q", "-b", "side", str(tmp_path / "other"))
    other = tmp_path / "other"
    (other / path).parent.mkdir(parents=True)
    (other / path).write_text(DRAFT)
    inc("postmortem", "review", cwd=other / "ops")
    assert git("branch", "--show-current", cwd=other) == "side\n"
    assert "in-review" in git("show", f"postmortem/{name}:{path}")


def test_what_cannot_be_reviewed(declared: Cli, drafted: Cli) -> None:
    declared("declare", "Report is slow", "-s", "sev3")
    ran = declared("postmortem", "review", "report", ok=False)
    assert ran.code == 3 and "has been begun" in ran.err and "inc postmortem new -i " in ran.err
    write(drafted, DRAFT.replace("draft", "published"))
    ran = drafted("postmortem", "review", INCIDENT, ok=False)
    assert ran.code == 1 and "is published" in ran.err and "status: draft" in ran.err
    assert subprocess.run(["git", "rev-parse", "-q", "--verify", BRANCH], check=False).returncode


def test_a_dry_run_shows_what_would_be_done(
    drafted: Cli, remote: Path, git: Git, state: Callable[[], object]
) -> None:
    before = state()
    ran = drafted("postmortem", "review", "-n")
    assert "+status: in-review  # of us" in ran.out
    assert "Would push it to origin." in ran.out
    assert f"Postmortem: Checkout failures ({INCIDENT})\n" in ran.out
    assert state() == before
    assert drafted("postmortem", "review", "-n", "--json").json["dry_run"] is True


# ------------------------------------------------------------------ review: the way to reviewers


def test_it_is_pushed(drafted: Cli, remote: Path, git: Git) -> None:
    ran = drafted("postmortem", "review")
    assert "Pushed to origin.\n" in ran.err
    assert f"Next: propose {BRANCH} for main there." in ran.err
    assert git("rev-parse", BRANCH, cwd=remote) == git("rev-parse", BRANCH)


def test_it_is_not_pushed_where_nobody_wants_that(drafted: Cli, remote: Path, git: Git) -> None:
    ran = drafted("postmortem", "review", "--no-push")
    assert f"Next: git push --set-upstream origin {BRANCH}\n" in ran.err
    assert git("branch", cwd=remote) == ""


def test_a_remote_that_is_away(drafted: Cli, remote: Path, git: Git) -> None:
    remote.rename(remote.with_name("away"))
    ran = drafted("postmortem", "review", ok=False)
    assert ran.code == 6
    assert f"{BRANCH} is recorded here, but origin did not take it: " in ran.err
    assert f"To try again: inc postmortem review {INCIDENT}\n" in ran.err
    assert "in-review" in git("show", f"{BRANCH}:{PATH}")
    assert git("branch", "--show-current") == "main\n"
    assert not list((drafted.folder / ".git" / "inc").glob("spool/*"))
    remote.with_name("away").rename(remote)
    assert "Pushed to origin.\n" in drafted("postmortem", "review").err
    assert git("rev-parse", BRANCH, cwd=remote) == git("rev-parse", BRANCH)


@pytest.fixture
def hub(remote: Path, git: Git, tmp_path: Path) -> Path:
    """The remote has an address of GitHub; what is sent there over SSH gets to the bare one."""
    ssh = tmp_path / "ssh"
    ssh.write_text(f'#!/bin/sh\nexec git receive-pack "{remote}"\n')
    ssh.chmod(0o755)
    git("config", "core.sshCommand", str(ssh))
    git("config", "ssh.variant", "simple")
    git("remote", "set-url", "origin", "git@github.com:acme/incidents.git")
    return remote


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of programs, the first on PATH; before anything is put there, there is no `gh`."""
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    return tmp_path / "bin"


def gh(programs: Path, script: str) -> None:
    """A `gh` that keeps what it is given beside its folder."""
    keep = f'printf "%s\\0" "$@" > "{programs}/../args"; cat > "{programs}/../stdin"\n'
    (programs / "gh").write_text(f"#!/bin/sh\n{keep}{script}\n")
    (programs / "gh").chmod(0o755)


def test_a_page_to_open_where_there_is_no_program(
    drafted: Cli, hub: Path, programs: Path, git: Git
) -> None:
    ran = drafted("postmortem", "review")
    page = f"https://github.com/acme/incidents/compare/main...{BRANCH}?expand=1&title=Postmortem"
    assert f"Open the pull request: {page}%3A%20Checkout%20failures" in ran.out
    assert git("rev-parse", BRANCH, cwd=hub) == git("rev-parse", BRANCH)
    assert "Open the" not in drafted("postmortem", "review", "--no-open").out


def test_gh_opens_a_pull_request(drafted: Cli, hub: Path, programs: Path) -> None:
    gh(programs, "echo https://github.com/acme/incidents/pull/7")
    ran = drafted("postmortem", "review", "--json")
    told = ran.json
    assert (told["pushed"], told["opened"]) == (True, True)
    assert told["url"] == "https://github.com/acme/incidents/pull/7"
    given = (programs.parent / "args").read_text().split("\0")[:-1]
    assert given == [
        *("pr", "create", "--title", f"Postmortem: Checkout failures ({INCIDENT})"),
        *("--body-file", "-", "--head", BRANCH, "--base", "main"),
    ]
    assert (programs.parent / "stdin").read_text() == told["body"]
    ran = drafted("postmortem", "review")
    assert "The pull request is open: https://github.com/acme/incidents/pull/7\n" in ran.out


def test_gh_refuses_and_there_is_still_a_page(drafted: Cli, hub: Path, programs: Path) -> None:
    gh(programs, "echo 'not logged in' >&2; exit 4")
    ran = drafted("postmortem", "review")
    assert "gh ended with 4: not logged in\n" in ran.err
    assert "Open the pull request: https://github.com/acme/incidents/compare/main..." in ran.out


def test_a_token_is_never_told(drafted: Cli, git: Git) -> None:
    git("remote", "add", "origin", "http://alice:ghp_secret@127.0.0.1:1/acme/incidents.git")
    for words in ([], ["--json"], ["-n"]):
        ran = drafted("postmortem", "review", *words, ok=False)
        assert ran.code == (0 if "-n" in words else 6)
        assert "secret" not in ran.out + ran.err


def test_somebody_pushed_to_it_meanwhile(drafted: Cli, remote: Path, git: Git) -> None:
    drafted("postmortem", "review")
    git("switch", "-q", BRANCH)
    git("commit", "-q", "--amend", "-m", "another")
    git("switch", "-q", "main")
    ran = drafted("postmortem", "review", ok=False)
    assert ran.code == 6
    assert f"git switch {BRANCH}; git pull --rebase origin {BRANCH}\n" in ran.err


def test_a_restricted_incident_tells_a_forge_nothing_but_its_id(drafted: Cli) -> None:
    drafted("restrict", "customer data")
    told = drafted("postmortem", "review", "--json").json
    assert told["title"] == f"Postmortem {INCIDENT}"
    assert told["body"] == f"The postmortem of `{INCIDENT}`.\n"


def test_what_reviewers_are_told(drafted: Cli) -> None:
    drafted("assign", "-i", INCIDENT, "commander", "carol")
    empty = "\n## What surprised us\n\n<!-- one -->\n<!--\ntwo -->\n\n## Last\n<!-- three"
    write(drafted, DRAFT + WITHOUT_OWNER + empty)
    told = drafted("postmortem", "review", "--meeting", "tomorrow 14:00", "--json").json
    body = told["body"]
    assert f"The postmortem of `{INCIDENT}`: `Checkout failures` (`SEV1`), in `{PATH}`.\n" in body
    assert "INC301 (error) `nobody owns “Call the vendor”`" in body
    assert "Lessons learned” says nothing`\n" in body
    assert "- nothing is written below: `What surprised us`, `Last`\n" in body
    assert "Balance: 0 `prevent`, 0 `detect`, 0 `mitigate`, 2 `document`" in body
    assert "They only document" in body
    assert "- `document` `Write the runbook`: `bob`, by `2026-03-20`\n" in body
    assert "- `document` `Call the vendor`: **nobody**, by `2026-03-21`\n" in body
    assert "- `commander`: `carol`\n" in body
    assert "- The document is due 2026-03-06 15:32 UTC (in 1 d 23 h).\n" in body
    assert "- People meet about it 2026-03-05 14:00 UTC (" in body
    assert {one["code"] for one in told["findings"]} >= {"INC301"}
    assert "temporary" not in body
    assert (told["branch"], told["base"], told["pushed"]) == (BRANCH, "main", False)


def test_words_of_the_record_do_nothing_on_a_forge(cli: Cli) -> None:
    title = "fixes #42 @everyone `x` https://example.com/a <script> !7"
    name = cli("declare", title, "-s", "sev1", "--json").json["incident"]
    cli("resolve", "back")
    path = cli.folder / "postmortems" / "2026" / "03" / f"{name}.md"
    path.parent.mkdir(parents=True)
    path.write_text("---\nstatus: draft\n---\n")
    told = cli("postmortem", "review", "--json").json
    assert "#42" not in told["title"] and "@everyone" not in told["title"]
    assert "https:" not in told["title"]
    assert "`fixes #42 @everyone ʼxʼ https://example.com/a <script> !7`" in told["body"]


# ------------------------------------------------------------------ publish


def test_a_draft_is_published(drafted: Cli, git: Git) -> None:
    write(drafted, COMPLETE)
    ran = drafted("postmortem", "publish")
    assert ran.out == (
        f"Published the postmortem of {INCIDENT} ({git('rev-parse', 'HEAD')[:8]}):\n"
        f"  {PATH}\n  status: published\n  published_at: 2026-03-04T15:33:00Z\n"
    )
    text = read(drafted)
    assert "status: published  # of us\n" in text
    assert "published_at: 2026-03-04T15:33:00Z\n" in text.replace('"', "")
    assert "override" not in text
    assert "It was never in review" in ran.err
    assert "1 action item is to do: inc action list\n" in ran.err
    assert f"Next: git push, then share it: {PATH}\n" in ran.err
    assert git("log", "-2", "--format=%s").splitlines() == [
        f"{INCIDENT}: postmortem published",
        f"{INCIDENT}: edited by hand",
    ]
    assert git("status", "--porcelain") == ""
    assert drafted("list", "--postmortem-due").rows == []


def test_one_that_is_published_is_published(drafted: Cli, git: Git) -> None:
    drafted("postmortem", "publish", "--override", "it is only a test of ours")
    head = git("rev-parse", "HEAD")
    ran = drafted("postmortem", "publish")
    assert ran.out == (
        f"The postmortem of {INCIDENT} is published since 2026-03-04 15:33 UTC; "
        "nothing was recorded.\n"
    )
    assert git("rev-parse", "HEAD") == head
    assert drafted("postmortem", "publish", "--json").json["commit"] is None


def test_what_is_missing_is_listed(drafted: Cli, state: Callable[[], object]) -> None:
    write(drafted, DRAFT + WITHOUT_OWNER)
    before = state()
    ran = drafted("postmortem", "publish", ok=False)
    line = len(DRAFT.splitlines()) + 1
    assert ran.code == 1
    assert f"inc: {PATH} is not ready to be published: " in ran.err
    assert f"{PATH}:{line} INC301 nobody owns “Call the vendor”\n" in ran.err
    assert "inc action assign 'Call the vendor'" in ran.err
    assert f"Or, recorded: inc postmortem publish {INCIDENT} --override REASON\n" in ran.err
    assert state() == before
    assert drafted("postmortem", "publish", "-n", ok=False).code == 1


def test_an_override_is_recorded_with_its_reason(drafted: Cli, git: Git) -> None:
    write(drafted, DRAFT + WITHOUT_OWNER)
    why = "the vendor: has not answered #42"
    assert drafted("postmortem", "publish", "--override", "ok", ok=False).code == 2
    ran = drafted("postmortem", "publish", "--override", why)
    assert f"  override: {why}\n" in ran.out
    assert f"override: '{why}'" in read(drafted) or f'override: "{why}"' in read(drafted)
    message = git("log", "-1", "--format=%B")
    assert message.startswith(f"{INCIDENT}: postmortem published, override\n")
    assert "Inc-Override: " in message and "INC301" in message and "#42" not in message
    assert "2 action items are to do, 1 without an owner, 1 without an id" in ran.err


def test_the_usual_way_by_a_merge(drafted: Cli, git: Git) -> None:
    drafted("postmortem", "review")
    ran = drafted("postmortem", "publish", ok=False)
    assert ran.code == 1
    assert f"is in review on {BRANCH}, and that is not merged here" in ran.err
    git("merge", "-q", "--no-edit", BRANCH)
    ran = drafted("postmortem", "publish", "--override", "it is only a test of ours")
    assert "never in review" not in ran.err
    assert "status: published" in read(drafted)


def test_a_forge_merged_it_as_a_commit_of_its_own(drafted: Cli, git: Git) -> None:
    drafted("postmortem", "review")
    git("merge", "-q", "--squash", BRANCH)
    git("commit", "-qm", "all of it")
    ran = drafted("postmortem", "publish", "--override", "it is only a test of ours")
    assert "Mind that" not in ran.err
    assert drafted("postmortem", "review", ok=False).code == 1


def test_more_was_written_on_the_branch_after_the_merge(drafted: Cli, git: Git) -> None:
    drafted("postmortem", "review")
    git("merge", "-q", "--no-edit", BRANCH)
    git("switch", "-q", BRANCH)
    write(drafted, read(drafted) + "More.\n")
    git("commit", "-qam", "more")
    git("switch", "-q", "main")
    ran = drafted("postmortem", "publish", "--override", "it is only a test of ours")
    assert f"Mind that {BRANCH} has words that are not here.\n" in ran.err


def test_an_override_that_was_not_needed(drafted: Cli) -> None:
    write(drafted, COMPLETE)
    ran = drafted("postmortem", "publish", "--override", "nobody asked for this")
    assert "Nothing is missing, so no override was recorded.\n" in ran.err
    assert "override:" not in read(drafted)


def test_on_the_branch_of_the_review(drafted: Cli, git: Git) -> None:
    drafted("postmortem", "review", "--stay")
    ran = drafted("postmortem", "publish", "--override", "it is only a test of ours")
    assert f"Next: git push, then merge {BRANCH}\n" in ran.err
    assert "status: draft" in git("show", f"main:{PATH}")


def test_one_that_was_not_begun_or_is_elsewhere(declared: Cli) -> None:
    declared("resolve", "back")
    ran = declared("postmortem", "publish", INCIDENT, ok=False)
    assert ran.code == 3 and f"Begin it: inc postmortem new -i {INCIDENT}" in ran.err
    assert declared("postmortem", "publish", ok=False).code == 3
    write(declared, DRAFT)
    declared("postmortem", "review")
    ran = declared("postmortem", "publish", ok=False)
    assert ran.code == 1 and "is not merged here" in ran.err


def test_a_dry_run_of_a_publication(drafted: Cli, state: Callable[[], object]) -> None:
    before = state()
    ran = drafted("postmortem", "publish", "-n", "--override", "it is only a test of ours")
    assert "+status: published  # of us" in ran.out
    assert state() == before


# ------------------------------------------------------------------ what the record says by then


@pytest.fixture
def generated(declared: Cli, git: Git) -> Cli:
    """A postmortem of the record, all of it written, and a record that went on since."""
    declared("mitigate", "restarted the pods", "--strategy", "restart", "--temporary")
    declared("resolve", "it is back")
    declared("postmortem", "new")
    text = re.sub(
        r"<!-- guide:[^>]*-->", "The pool had a leak, and no alert told us.", read(declared)
    )
    item = "- [ ] Detect: Alert on the pool (P1, @bob, by 2026-03-20) ^9c1d"
    write(declared, text.replace("## Action items\n", f"## Action items\n\n{item}\n"))
    declared("log", "-i", INCIDENT, "-k", "detected", "--at", "15:31:30", "alert fired")
    assert "- Time to detect" not in read(declared)
    return declared


def outdated(cli: Cli) -> list[str]:
    ran = cli("check", "--select", "INC118,INC119", "--format", "json", ok=False)
    return [one["message"].split()[3] for one in ran.json["findings"]]


def test_what_is_published_is_what_the_record_says(generated: Cli, git: Git) -> None:
    assert outdated(generated) == ["facts", "metrics", "mermaid", "timeline"]
    ran = generated("postmortem", "publish")
    assert "  brought up to date: facts, metrics, mermaid, timeline\n" in ran.out
    assert "| detected 2026-03-04 15:31 UTC |" in read(generated)
    assert git("log", "-1", "--format=%s") == f"{INCIDENT}: postmortem published\n"
    assert "15:31 UTC |" in git("show", f"HEAD:{PATH}")
    assert outdated(generated) == []


def test_a_dry_run_and_programs_see_it_too(generated: Cli) -> None:
    assert "+| Time to acknowledge" in generated("postmortem", "publish", "-n").out
    told = generated("postmortem", "publish", "--json").json
    assert told["refreshed"] == ["facts", "metrics", "mermaid", "timeline"]


def test_ordinary_work_makes_no_published_postmortem_grow_old(generated: Cli) -> None:
    generated("postmortem", "publish")
    generated("close", "-i", INCIDENT, "-m", "all is done")
    generated("action", "done", "Remove the temporary", "-i", INCIDENT)
    generated("action", "done", "^9c1d")
    assert outdated(generated) == []
    generated("log", "-i", INCIDENT, "one more thing")
    assert outdated(generated) == ["mermaid", "timeline"]
    ran = generated("check", "--select", "INC119")
    assert f"inc postmortem refresh {INCIDENT} --published" in ran.out
    generated("postmortem", "refresh", INCIDENT, "--published")
    assert outdated(generated) == []


def test_what_is_reviewed_is_what_the_record_says(generated: Cli, git: Git) -> None:
    ran = generated("postmortem", "review", "--no-push", "--json").json
    assert ran["refreshed"] == ["facts", "metrics", "mermaid", "timeline"]
    assert "| detected 2026-03-04 15:31 UTC |" in git("show", f"{BRANCH}:{PATH}")
    git("switch", "-q", BRANCH)
    assert outdated(generated) == []
    git("switch", "-q", "main")
    moves = git("reflog", "--format=%H")
    generated("log", "-i", INCIDENT, "one more thing")
    ran2 = generated("postmortem", "review", "--no-push")
    assert "nothing is new" in ran2.out, "the branch is as its own record is"
    assert git("reflog", "--format=%H") != "" and moves in git("reflog", "--format=%H")


def test_a_review_says_which_blocks_it_brought_up_to_date(generated: Cli) -> None:
    ran = generated("postmortem", "review", "--no-push")
    assert (
        "\n  brought up to date: facts, metrics, mermaid, timeline\n  status: in-review\n"
        in ran.out
    )


def test_a_block_that_somebody_edited_is_not_published(generated: Cli) -> None:
    write(generated, read(generated).replace("| mitigated | @alice | r", "| mitigated | @bob | R"))
    ran = generated("postmortem", "publish", ok=False)
    assert ran.code == 1
    assert "INC118 the generated block timeline was edited by hand" in ran.err
    assert f"refresh {INCIDENT} --published --overwrite timeline" in ran.err
    generated("postmortem", "refresh", INCIDENT, "--overwrite", "timeline")
    generated("postmortem", "publish")


def test_lines_are_told_as_they_are_before_the_blocks_change(generated: Cli) -> None:
    write(generated, read(generated).replace("(P1, @bob, by 2026-03-20)", "(P1, by 2026-03-20)"))
    ran = generated("postmortem", "publish", ok=False)
    line = next(at for at, one in enumerate(read(generated).splitlines(), 1) if "^9c1d" in one)
    assert f"{PATH}:{line} INC301 " in ran.err


def test_items_of_the_incident_are_weighed_as_in_the_list(generated: Cli) -> None:
    row = generated("action", "list", "--balance", "-i", INCIDENT).rows[0]
    assert "detect=1" in row and "mitigate=1" in row
    body = generated("postmortem", "review", "--no-push", "--json").json["body"]
    assert "Balance: 0 `prevent`, 1 `detect`, 1 `mitigate`, 0 `document`" in body
    assert "`Remove the temporary mitigation: restarted the pods`" in body


# ------------------------------------------------------------------ an override is no red check


def test_after_an_override_the_check_is_green(drafted: Cli) -> None:
    write(drafted, DRAFT + WITHOUT_OWNER)
    drafted("postmortem", "publish", ok=False)
    ran = drafted("postmortem", "publish", "--override", "the vendor: has not answered #42")
    said = re.search(r"ignored in it by the check, for that reason: (.*)\n", ran.out)
    assert said and "INC206" in said[1] and "INC301" in said[1]
    codes = said[1].replace(",", "")
    assert f"# inc: ignore-file {codes} the vendor: has not answered #42\n" in read(drafted)
    found = drafted("check", PATH, "--format", "json").json["findings"]
    assert [one for one in found if one["level"] == "error"] == []
    assert drafted("postmortem", "publish").out.startswith(f"The postmortem of {INCIDENT} is")


def test_a_credential_is_never_overridden(drafted: Cli, git: Git) -> None:
    key = "AKIA" + "Q4JXO2LZT7WV3N5R"
    write(drafted, f"{DRAFT}\naws_access_key_id = {key}\n")
    git("commit", "-qam", "oh")
    ran = drafted("postmortem", "publish", "--override", "it is only a test of ours", ok=False)
    assert ran.code == 1 and "INC601" in ran.err and key not in ran.out + ran.err
    assert "has what no override covers" in ran.err
    assert "INC206" not in ran.err and "status: draft" in read(drafted)


# ------------------------------------------------------------------ an answer, not words to keep


def refusing(cli: Cli) -> Path:
    hook = cli.folder / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    return hook


def test_a_publication_that_failed_does_not_wait(drafted: Cli) -> None:
    write(drafted, COMPLETE)
    hook = refusing(drafted)
    ran = drafted("postmortem", "publish", ok=False)
    assert ran.code == 4 and "kept" not in ran.err
    assert drafted("retry", "--list").rows == []
    hook.unlink()
    drafted("postmortem", "publish")


def test_the_reason_of_an_override_is_kept(drafted: Cli) -> None:
    refusing(drafted)
    ran = drafted("postmortem", "publish", "--override", "the vendor is silent", ok=False)
    assert ran.code == 4 and "What you typed is kept." in ran.err
    assert "the vendor is silent" in drafted("retry", "--list").out


# ------------------------------------------------------------------ said once, and shortly


def test_an_empty_section_is_told_once(drafted: Cli) -> None:
    write(drafted, DRAFT.replace("<!-- What do we know now? -->", "<!-- guide: What now? -->"))
    ran = drafted("postmortem", "publish", ok=False)
    assert "“Lessons learned” says nothing" in ran.err
    assert "INC117" not in ran.err
