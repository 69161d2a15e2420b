"""What commands that are older than postmortems and runbooks do about these."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Beginnings, Cli

Git = Callable[..., str]
State = Callable[[], object]

NAME, OTHER = "2026-03-04-checkout-failures", "2026-03-04-search-is-slow"
INCIDENT = f"incidents/2026/03/{NAME}.md"
POSTMORTEM = f"postmortems/2026/03/{NAME}.md"
POOL = "runbooks/pool.md"
SECRET = "the token of the shop is hunter2-hunter2"


@pytest.fixture
def over(declared: Cli, beginnings: Beginnings) -> Cli:
    """An incident that is resolved and owes a postmortem."""
    return beginnings.grown(declared, _over)


def _over(declared: Cli) -> None:
    declared("ack", "--at", "15:31")
    declared("mitigate", "restarted the pods", "--strategy", "restart")
    declared("resolve", "error rate is normal")


@pytest.fixture
def learnt(over: Cli) -> Cli:
    """Its postmortem, begun; and another incident, which is open."""
    over("postmortem", "new")
    over("declare", "Search is slow", "-s", "3")
    return over


def text(cli: Cli, path: str) -> str:
    return (cli.folder / path).read_text()


def replace(cli: Cli, path: str, old: str, new: str) -> None:
    """Edit a document by hand."""
    before = text(cli, path)
    assert old in before
    (cli.folder / path).write_text(before.replace(old, new, 1))


def documents(cli: Cli) -> dict[str, bytes]:
    """Every document as it is."""
    return {
        path.relative_to(cli.folder).as_posix(): path.read_bytes()
        for folder in ("incidents", "postmortems", "runbooks")
        for path in (cli.folder / folder).rglob("*.md")
    }


# ------------------------------------------------------------------ undo

CHANGES: dict[str, tuple[list[tuple[str, ...]], tuple[str, ...]]] = {
    "postmortem new": ([("undo",)], ("postmortem", "new", NAME)),
    "postmortem refresh": (
        [("log", "later", "-i", NAME)],
        ("postmortem", "refresh", NAME),
    ),
    "postmortem edit": ([], ("postmortem", "edit", NAME, "--file", "new.md")),
    "postmortem publish": (
        [],
        ("postmortem", "publish", NAME, "--override", "nobody is left to ask about it"),
    ),
    "action add": ([], ("action", "add", "Alarm on the pool", "-i", NAME)),
    "action done": (
        [("action", "add", "Alarm on the pool", "-i", NAME)],
        ("action", "done", "alarm"),
    ),
    "runbook new": ([], ("runbook", "new", "Failover")),
    "runbook edit": ([("runbook", "new", "Pool")], ("runbook", "edit", "pool", "--file", "new.md")),
    "runbook review": ([("runbook", "new", "Pool")], ("runbook", "review", "pool", "-i", NAME)),
    "runbook use": (
        [("runbook", "new", "Pool")],
        ("runbook", "use", "pool", "-i", NAME),
    ),
    "restrict": ([], ("restrict", "-i", NAME)),
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_last_command_is_taken_back_whatever_it_changed(
    change: str, learnt: Cli, git: Git
) -> None:
    before, command = CHANGES[change]
    if change == "postmortem new":
        learnt("undo", NAME)
        before = []
    for one in before:
        learnt(*one)
    source = POOL if change == "runbook edit" else POSTMORTEM
    if "--file" in command:
        (learnt.folder / "new.md").write_text(text(learnt, source) + "\nWords of mine.\n")
    was = documents(learnt)
    learnt(*command)
    made = git("rev-parse", "HEAD").strip()
    assert documents(learnt) != was
    ran = learnt("undo")
    assert documents(learnt) == was
    assert ran.out.startswith(f"Took back {made[:8]} by Alice, 2026-03-04 ")
    assert f"Inc-Undoes: {made}" in git("log", "-1", "--format=%(trailers)")
    assert git("status", "--porcelain", "--", "incidents", "postmortems", "runbooks") == ""


def test_what_a_fix_of_the_check_changed_is_taken_back_in_all_documents(
    learnt: Cli, git: Git
) -> None:
    for path, name in ((INCIDENT, NAME), (POSTMORTEM, NAME)):
        replace(learnt, path, name, "2026-03-04-checkout")
    git("commit", "-qam", "by hand")
    before = documents(learnt)
    learnt("check", "--fix", ok=False)
    changed = git("show", "--format=", "--name-only").split()
    assert POSTMORTEM in changed
    learnt("undo")
    assert documents(learnt) == before
    assert git("log", "-1", "--format=%s").startswith(f"{NAME}: undone ")
    trailers = git("log", "-1", "--format=%(trailers:key=Incident,valueonly)").split()
    assert trailers == [NAME]


def test_one_after_the_other_and_back_again(over: Cli, git: Git) -> None:
    before = documents(over)
    over("postmortem", "new")
    begun = documents(over)
    over("action", "add", "Alarm on the pool")
    over("undo")
    assert documents(over) == begun
    ran = over("undo")
    assert documents(over) == before
    assert f"{POSTMORTEM} is gone; it comes back by: git revert " in ran.err
    git("revert", "--no-edit", "HEAD")
    assert documents(over) == begun
    over("undo")
    assert documents(over) == before, "the undo was taken back, so its change is the last one again"


def test_words_of_people_are_not_undone(over: Cli) -> None:
    over("postmortem", "new")
    replace(over, POSTMORTEM, "## Root cause\n", "## Root cause\n\nThe pool was too small.\n")
    ran = over("undo", ok=False)
    assert ran.code == 1
    assert "overlaps" in ran.err
    over("log", "later")
    over("postmortem", "refresh")
    over("undo")
    assert "The pool was too small." in text(over, POSTMORTEM)
    over("undo")
    assert "The pool was too small." in text(over, POSTMORTEM), "an edit by hand is no command"
    assert "later" not in text(over, INCIDENT)


def test_a_runbook_is_taken_back_once_and_then_it_is_the_command_before(learnt: Cli) -> None:
    learnt("log", "of checkout", "-i", NAME)
    learnt("declare", "Search again", "-s", "4")
    learnt("log", "mine", "-i", NAME)
    learnt("runbook", "new", "Pool")
    assert "runbook pool: written" in learnt("undo").out
    assert not (learnt.folder / POOL).exists()
    answer = learnt("undo", "--json").json
    assert (answer["incident"], answer["paths"]) == (NAME, [INCIDENT])
    assert "mine" not in text(learnt, INCIDENT) and "of checkout" in text(learnt, INCIDENT)


def test_what_programs_are_told_of_a_runbook(learnt: Cli) -> None:
    learnt("runbook", "new", "Pool")
    dry = learnt("undo", "-n").out
    assert dry.startswith("Would take back ") and f"--- a/{POOL}" in dry
    answer = learnt("undo", "--json").json
    assert (answer["incident"], answer["path"], answer["next"]) == (None, POOL, None)


def test_a_named_incident_is_that_one(learnt: Cli) -> None:
    learnt("runbook", "new", "Pool")
    learnt("undo", NAME)
    assert (learnt.folder / POOL).exists()
    assert not (learnt.folder / POSTMORTEM).exists()
    learnt("undo", INC_INCIDENT=OTHER)
    assert (learnt.folder / POOL).exists()
    assert not list(learnt.folder.glob(f"incidents/*/*/{OTHER}.md"))


def test_a_review_is_taken_back_on_its_branch(learnt: Cli, git: Git, state: State) -> None:
    learnt("postmortem", "review", NAME, "--no-push")
    before = state()
    for args in ((), (NAME,)):
        ran = learnt("undo", *args, ok=False)
        assert ran.code == 1
        assert f"(postmortem in review) is on the branch postmortem/{NAME}" in ran.err
        assert f"git switch postmortem/{NAME} && inc undo {NAME}\n" in ran.err
    assert state() == before
    git("switch", "-q", f"postmortem/{NAME}")
    learnt("undo", NAME)
    assert "status: draft" in text(learnt, POSTMORTEM)


def test_what_is_newer_than_a_review_is_taken_back_here(learnt: Cli) -> None:
    learnt("postmortem", "review", NAME, "--no-push")
    learnt("log", "written since", "-i", NAME)
    learnt("undo")
    assert "written since" not in text(learnt, INCIDENT)


def test_a_review_that_was_squashed_is_here(learnt: Cli, git: Git) -> None:
    learnt("postmortem", "review", NAME, "--no-push")
    git("merge", "-q", "--squash", f"postmortem/{NAME}")
    git("commit", "-qm", "Postmortem (#7)")
    learnt("log", "written since", "-i", NAME)
    learnt("undo")
    assert "status: in-review" in text(learnt, POSTMORTEM)
    assert "written since" not in text(learnt, INCIDENT)


# ------------------------------------------------------------------ history and show


def test_the_history_is_that_of_both_documents(learnt: Cli) -> None:
    learnt("action", "add", "Alarm on the pool", "-i", NAME)
    learnt("log", "later", "-i", NAME)
    told = [row[3] for row in learnt("history", NAME).rows]
    assert told[:3] == ["note", "action added (postmortem)", "postmortem"]
    paths = [one["path"] for one in learnt("history", NAME, "--json").json["commits"]]
    assert paths[:4] == [INCIDENT, POSTMORTEM, POSTMORTEM, INCIDENT]
    assert len(learnt("history", NAME, "--limit", "2").rows) == 2


def _section(cli: Cli, label: str, *args: str) -> list[str]:
    lines = cli("show", NAME, *args).out.split("\n")
    at = next((n for n, line in enumerate(lines) if line.startswith(label)), None)
    if at is None:
        return []
    rest = lines[at + 1 :]
    more = next(n for n, line in enumerate(rest) if not line.startswith(" " * 14))
    return [line[14:] for line in lines[at : at + 1 + more]]


def test_how_far_the_postmortem_is(over: Cli, git: Git) -> None:
    assert over("show", "--json").json["incident"]["postmortem"] is None
    due, meeting = _section(over, "postmortem")
    assert due.startswith("due 2026-03-06 15:34 UTC")
    over("postmortem", "new")
    assert _section(over, "postmortem")[0] == f"draft, {POSTMORTEM}"
    told = over("show", "--json").json["incident"]["postmortem"]
    assert told == {"path": POSTMORTEM, "status": "draft", "due_at": "2026-03-06T15:34:00Z"}
    over.now = over.now.replace(day=8)
    assert "overdue" in _section(over, "postmortem")[1]
    over("postmortem", "review", "--no-push", "--meeting", "2026-03-09 10:00")
    state, _, meeting = _section(over, "postmortem")
    assert state == f"in review, on the branch postmortem/{NAME}"
    assert meeting.startswith("meeting 2026-03-09 10:00 UTC")
    git("merge", "-q", f"postmortem/{NAME}")
    assert _section(over, "postmortem")[0] == f"in review, {POSTMORTEM}"
    over("postmortem", "publish", "--override", "nobody is left to ask about it")
    [told] = _section(over, "postmortem")
    assert told.startswith("published ") and told.endswith(f", {POSTMORTEM}")


def test_a_postmortem_that_nobody_can_read_hides_nothing(learnt: Cli) -> None:
    (learnt.folder / POSTMORTEM).write_bytes(b"---\ntitle: \xff\n---\n")
    assert _section(learnt, "postmortem")[0] == f"draft, {POSTMORTEM}"


def test_the_items_of_both_documents(over: Cli) -> None:
    over("action", "add", "Alarm on the pool", "--owner", "bob", "--due", "2026-03-05")
    over("postmortem", "new")
    over("action", "add", "Write it down")
    first, second = sorted(_section(over, "action items"))
    assert first == "[ ] Alarm on the pool (@bob, due 2026-03-05)"
    assert second == "[ ] Write it down"
    over.now = over.now.replace(day=6)
    for number in range(3):
        over("action", "add", f"Thing {number}", "-i", NAME)
    told = _section(over, "action items")
    assert told[0] == f"5 open, 1 overdue; see inc action list -i {NAME}"
    assert told[1:] == ["[ ] Alarm on the pool (@bob, due 2026-03-05, overdue)"]
    items = over("show", "--json").json["incident"]["actions"]
    assert len(items) == 5
    assert [one["text"] for one in items if one["overdue"]] == ["Alarm on the pool"]


# ------------------------------------------------------------------ corrections


def test_a_redaction_reaches_the_postmortem_in_the_same_commit(over: Cli, git: Git) -> None:
    over("log", f"Action: {SECRET}")
    over("postmortem", "new")
    assert SECRET in text(over, POSTMORTEM)
    dry = over("redact", "last", "-n").out
    assert f"+++ b/{POSTMORTEM}" in dry
    assert SECRET in text(over, POSTMORTEM)
    ran = over("redact", "last")
    assert f"and with it {POSTMORTEM}\n" in ran.out
    assert SECRET not in text(over, POSTMORTEM) + text(over, INCIDENT)
    assert "STILL" not in ran.err
    assert f"--path {INCIDENT} --path {POSTMORTEM} --invert-paths" in ran.err
    assert git("show", "--format=", "--name-only").split() == [INCIDENT, POSTMORTEM]
    over("undo")
    assert SECRET in text(over, POSTMORTEM) and SECRET in text(over, INCIDENT)


def test_a_redaction_says_where_the_words_still_stand(over: Cli) -> None:
    over("log", f"Action: {SECRET}")
    over("postmortem", "new")
    replace(over, POSTMORTEM, "## Root cause\n", f"## Root cause\n\nSo {SECRET}!\n")
    ran = over("redact", "last")
    assert f"The same words STILL stand in {POSTMORTEM}: " in ran.err
    assert text(over, POSTMORTEM).count(SECRET) == 1


def test_a_redaction_knows_the_branch_of_the_review(over: Cli) -> None:
    over("log", f"Action: {SECRET}")
    over("postmortem", "new")
    over("postmortem", "review", "--no-push")
    ran = over("redact", "last")
    assert f"STILL stand in {POSTMORTEM} on the branch postmortem/{NAME}" in ran.err


def test_a_published_postmortem_does_not_keep_a_secret(over: Cli) -> None:
    over("log", f"Action: {SECRET}")
    over("postmortem", "new")
    over("postmortem", "publish", "--override", "nobody is left to ask about it")
    over("redact", "last", "-i", NAME)
    assert SECRET not in text(over, POSTMORTEM)
    assert "status: published" in text(over, POSTMORTEM)


def test_an_amendment_says_that_the_postmortem_is_out_of_date(over: Cli) -> None:
    assert "postmortem" not in over("amend", "last", "--text", "all is well").err.split("\n")[0]
    over("postmortem", "new")
    ran = over("amend", "last", "--text", "the error rate is normal")
    again = f"inc postmortem refresh {NAME}"
    assert f"Its postmortem still says what the record said before: {again}\n" in ran.err
    over(*again.split()[1:])
    over("postmortem", "publish", "--override", "nobody is left to ask about it")
    answer = over("amend", "last", "--at", "15:33:30", "--json").json
    [warning] = answer["warnings"]
    assert warning["rule"] == "postmortem-out-of-date"
    assert warning["text"].endswith(f"{again} --published")


def test_an_amendment_that_no_block_quotes_says_nothing(over: Cli) -> None:
    over("postmortem", "new")
    path = over.folder / POSTMORTEM
    front = text(over, POSTMORTEM).split("---\n")[1]
    path.write_text(f"---\n{front}---\n\n# All by hand\n")
    assert "Its postmortem" not in over("amend", "last", "--text", "all is well").err


@pytest.mark.parametrize("stage", ["draft", "published"])
def test_reopened_after_the_postmortem(stage: str, over: Cli) -> None:
    over("postmortem", "new")
    if stage == "published":
        over("postmortem", "publish", "--override", "nobody is left to ask about it")
    told = over("reopen", "it is back").err
    over("undo")
    assert "and its facts change." in over("update", "--status", "investigating").err
    words = {"draft": "a draft", "published": "published"}[stage]
    assert f"Its postmortem is {words}, and its facts change." in told
    flag = " --published" if stage == "published" else ""
    assert f"inc postmortem refresh {NAME}{flag}\n" in told


def test_edits_by_hand_of_the_postmortem_are_committed_before_it_changes(learnt: Cli) -> None:
    replace(learnt, POSTMORTEM, "## Root cause\n", "## Root cause\n\nMine.\n")
    ran = learnt("restrict", "-i", NAME)
    assert "Edits made by hand were committed first, as " in ran.err
    told = [row[3] for row in learnt("history", NAME).rows]
    assert told[:2] == ["restricted", "edited by hand (postmortem)"]
    assert "Mine." in text(learnt, POSTMORTEM)


def test_a_postmortem_is_restricted_with_its_incident(learnt: Cli, git: Git) -> None:
    dry = learnt("restrict", "-i", NAME, "-n").out
    assert f"+++ b/{POSTMORTEM}" in dry
    ran = learnt("restrict", "customer data", "-i", NAME, "--json").json
    assert ran["paths"] == [INCIDENT, POSTMORTEM]
    assert "visibility: restricted\n" in text(learnt, POSTMORTEM)
    assert git("show", "--format=", "--name-only").split() == [INCIDENT, POSTMORTEM]
    learnt("restrict", "--lift", "-m", "disclosed", "-i", NAME)
    assert "visibility" not in text(learnt, POSTMORTEM)


def test_a_review_under_way_is_not_forgotten_when_it_is_restricted(learnt: Cli) -> None:
    learnt("postmortem", "review", NAME, "--no-push")
    ran = learnt("restrict", "-i", NAME)
    assert f"Its postmortem is on postmortem/{NAME}, too" in ran.err


# ------------------------------------------------------------------ merge


def _codes(cli: Cli) -> list[tuple[str, str]]:
    found = cli("check", "--format", "json", ok=False).json["findings"]
    return [(one["code"], one["path"]) for one in found]


def test_the_postmortem_of_an_incident_that_was_merged_stays(learnt: Cli) -> None:
    before = text(learnt, POSTMORTEM)
    known = [code for code, path in _codes(learnt) if path == POSTMORTEM]
    ran = learnt("merge", NAME, "-i", OTHER, "-m", "same database")
    assert f"{NAME} has a postmortem, {POSTMORTEM}. It stays" in ran.err
    assert f"belongs into that of {OTHER}: inc postmortem new {OTHER}\n" in ran.err
    assert text(learnt, POSTMORTEM) == before
    learnt.now = learnt.now.replace(month=5)
    later = [code for code, path in _codes(learnt) if path == POSTMORTEM]
    assert set(later) <= set(known)
    learnt("resolve", "-i", OTHER)
    learnt("postmortem", "new", OTHER)
    answer = learnt("postmortem", "refresh", "--json").json
    assert answer["incident"] == OTHER, "nobody is asked for the one that was merged"


def test_a_merge_into_a_restricted_incident_restricts_the_postmortem(learnt: Cli) -> None:
    learnt("restrict", "-i", OTHER)
    answer = learnt("merge", NAME, "-i", OTHER, "--json").json
    assert POSTMORTEM in answer["paths"]
    assert answer["postmortem"] == POSTMORTEM
    assert "visibility: restricted\n" in text(learnt, POSTMORTEM)
    before = text(learnt, POSTMORTEM)
    learnt("undo", OTHER)
    assert text(learnt, POSTMORTEM) != before


# ------------------------------------------------------------------ doctor


def _findings(cli: Cli) -> list[str]:
    parts: list[dict[str, Any]] = cli("doctor", "--json", ok=False).json["examinations"]
    return [one["what"] for part in parts for one in part["findings"]]


def test_the_doctor_looks_at_every_document(learnt: Cli) -> None:
    learnt("runbook", "new", "Pool")
    assert _findings(learnt) == []
    assert learnt("doctor").err == "What the documents say is for: inc check\n"
    for path in (POSTMORTEM, POOL):
        replace(learnt, path, "---\n\n", "---\n\nBy hand.\n\n")
    Path(learnt.folder, "postmortems/loose.md").write_text("# Loose\n")
    found = _findings(learnt)
    assert f"{POSTMORTEM} has changes that are not committed" in found
    assert f"{POOL} has changes that are not committed" in found
    assert any(one.startswith("postmortems/loose.md is not YYYY-MM-DD") for one in found)
    (learnt.folder / POOL).write_bytes(b"---\ntitle: \xff\n---\n")
    assert any(one.startswith(f"{POOL}:2: the file is not UTF-8") for one in _findings(learnt))


# ------------------------------------------------------------------ edit


def test_the_postmortem_in_the_editor(learnt: Cli, git: Git) -> None:
    old, new = "## Root cause", "## Root cause\\n\\nThe pool was too small."
    ran = learnt("postmortem", "edit", GIT_EDITOR=f"sed -i -e 's/^{old}$/{new}/'")
    assert "The pool was too small." in text(learnt, POSTMORTEM)
    assert ran.out.startswith(f"Edited the postmortem of {NAME} (")
    assert ran.err == f"Next: inc postmortem review {NAME}\n"
    assert git("log", "-1", "--format=%s") == f"{NAME}: postmortem edited\n"
    assert "Inc-Operation: postmortem-edit" in git("log", "-1", "--format=%(trailers)")


def test_what_others_wrote_meanwhile_is_kept(learnt: Cli, tmp_path: Path) -> None:
    path = learnt.folder / POSTMORTEM
    script = tmp_path / "meanwhile"
    script.write_text(
        "#!/bin/sh\nsed -i -e 's/^## Root cause$/&\\n\\nMine./' \"$1\"\n"
        f"sed -i -e 's/^## Lessons learned$/&\\n\\nTheirs./' {path}\n"
    )
    script.chmod(0o755)
    learnt("postmortem", "edit", NAME, GIT_EDITOR=str(script))
    assert "Mine." in text(learnt, POSTMORTEM) and "Theirs." in text(learnt, POSTMORTEM)


def test_a_conflict_keeps_the_words(learnt: Cli, tmp_path: Path) -> None:
    path = learnt.folder / POSTMORTEM
    script = tmp_path / "meanwhile"
    script.write_text(
        "#!/bin/sh\nsed -i -e 's/^## Root cause$/&\\n\\nMine./' \"$1\"\n"
        f"sed -i -e 's/^## Root cause$/&\\n\\nTheirs./' {path}\n"
    )
    script.chmod(0o755)
    ran = learnt("postmortem", "edit", NAME, ok=False, GIT_EDITOR=str(script))
    assert ran.code == 4
    assert "was changed in the same lines while you were editing" in ran.err
    assert "Mine." not in text(learnt, POSTMORTEM)
    assert "Mine." in learnt("retry", "--list").out


def test_an_edit_of_a_generated_block_is_told(learnt: Cli) -> None:
    ran = learnt("postmortem", "edit", NAME, GIT_EDITOR="sed -i -e 's/restarted/rebooted/'")
    assert ran.err.startswith("Edited in generated blocks, which refresh leaves now: ")


@pytest.mark.parametrize(
    ("script", "what"),
    [
        ("s/^incident: .*$/incident: 2026-03-04-x/", "does not say which incident it is about"),
        ("s/^title: .*$/title: [/", "in your text of "),
        ("s/nowhere/x/", "the text is as it was"),
    ],
)
def test_what_an_edit_may_not(script: str, what: str, learnt: Cli, state: State) -> None:
    before = state()
    ran = learnt("postmortem", "edit", NAME, ok=False, GIT_EDITOR=f"sed -i -e '{script}'")
    assert what in ran.err
    assert state() == before


def test_a_draft_that_is_in_review_is_edited_over_there(learnt: Cli, state: State) -> None:
    learnt("postmortem", "review", NAME, "--no-push")
    before = state()
    ran = learnt("postmortem", "edit", NAME, ok=False, GIT_EDITOR="false")
    assert ran.code == 1
    assert f"git switch postmortem/{NAME} && inc postmortem edit {NAME}" in ran.err
    assert state() == before


def test_a_dry_run_of_an_edit_and_its_answer(learnt: Cli, state: State) -> None:
    (learnt.folder / "new.md").write_text(text(learnt, POSTMORTEM) + "\nWords of mine.\n")
    before = state()
    assert "+Words of mine." in learnt("postmortem", "edit", NAME, "--file", "new.md", "-n").out
    assert state() == before
    answer = learnt("postmortem", "edit", NAME, "--file", "new.md", "--json").json
    assert (answer["command"], answer["path"]) == ("postmortem edit", POSTMORTEM)
    assert answer["dry_run"] is False


# ------------------------------------------------------------------ retry


def test_words_that_git_did_not_take_are_recorded_later(over: Cli) -> None:
    hook = over.folder / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    for command in (("postmortem", "new"), ("action", "add", "Alarm on the pool")):
        assert over(*command, ok=False).code == 4
    hook.unlink()
    over("retry")
    assert "Alarm on the pool" in text(over, POSTMORTEM)
