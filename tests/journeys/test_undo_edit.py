"""Taking back and rewriting: what a person changed their mind about, whoever writes meanwhile."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Git = Callable[..., str]
State = Callable[[], object]
DOCUMENT = "incidents/2026/03/2026-03-04-checkout-failures.md"

CHANGES: dict[str, list[tuple[str, ...]]] = {
    "log": [("log", "still down")],
    "ack": [("ack",)],
    "update": [("update", "--status", "identified", "--next", "30m", "we know why")],
    "severity": [("severity", "2", "-m", "half of it is back")],
    "assign": [("assign", "tech_lead", "bob")],
    "mitigate": [("mitigate", "restarted the pods")],
    "resolve": [("resolve", "-m", "error rate is normal")],
    "close": [("resolve", "-m", "normal"), ("close",)],
    "reopen": [("resolve", "-m", "normal"), ("reopen", "-m", "it is back")],
    "link": [("link", "https://example.com/42", "--as", "related-to")],
    "unlink": [("link", "https://example.com/42"), ("link", "https://example.com/42", "--remove")],
    "restrict": [("restrict", "customer data")],
    "amend": [("log", "from 14.00"), ("amend", "last", "--text", "from 14:00")],
    "redact": [("log", "the key is hunter2"), ("redact", "last")],
}


@pytest.fixture
def document(declared: Any, repository: Path) -> Path:
    """The document of the open incident."""
    return repository / DOCUMENT


def hook(root: Path, name: str, script: str) -> Path:
    path = root / ".git" / "hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def texts(cli: Any) -> list[str]:
    """The texts of the entries after the first, which is the declaration."""
    found = cli("show", "checkout", "--json").json["incident"]["entries"]
    return [entry["text"] for entry in found[1:]]


def subjects(git: Git) -> list[str]:
    """What the commits after those of `init` and `declare` say, the oldest first."""
    lines = git("log", "--reverse", "--format=%s").splitlines()
    return [line.partition(": ")[2] for line in lines[2:]]


def replacing(cli: Any, old: str, new: str, *args: str, ok: bool = True) -> Any:
    """Run `inc edit` with an editor that replaces a text everywhere."""
    return cli("edit", *args, ok=ok, GIT_EDITOR=f"sed -i -e 's/{old}/{new}/'")


# ------------------------------------------------------------------------- undo


@pytest.mark.parametrize("change", CHANGES)
def test_each_change_is_taken_back_by_a_new_commit(
    change: str, declared: Any, document: Path, git: Git
) -> None:
    *before, last = CHANGES[change]
    for command in before:
        declared(*command)
    bytes_before = document.read_bytes()
    declared(*last)
    made = git("rev-parse", "HEAD").strip()
    assert document.read_bytes() != bytes_before
    declared("undo", "checkout")
    assert document.read_bytes() == bytes_before
    assert git("rev-parse", "HEAD~").strip() == made
    assert git("show", "--format=", "--name-only") == DOCUMENT + "\n"
    assert f"This reverts commit {made}." in git("log", "-1", "--format=%b")
    assert f"Inc-Undoes: {made}" in git("log", "-1", "--format=%(trailers)")
    assert git("status", "--porcelain") == ""


def test_a_declaration_is_taken_back_and_made_again(
    declared: Any, document: Path, git: Git
) -> None:
    before = document.read_bytes()
    declared("undo", "checkout")
    assert not document.exists()
    assert git("status", "--porcelain") == ""
    assert git("ls-files", "incidents").split() == ["incidents/.gitkeep"]
    assert declared("undo", "checkout", ok=False).code == 3
    declared("declare", "Checkout failures", "-s", "sev1")
    assert document.read_bytes() != before
    declared("log", "down again")
    declared("undo")
    assert texts(declared) == []


def test_undone_again_and_again_everything_is_taken_back(
    declared: Any, document: Path, git: Git
) -> None:
    versions = [document.read_bytes()]
    for command in (("ack",), ("log", "still down"), ("severity", "2", "-m", "half is back")):
        declared(*command)
        versions.append(document.read_bytes())
    versions.pop()
    while versions:
        declared("undo")
        assert document.read_bytes() == versions.pop()
    declared("log", "and on")
    declared("undo")
    assert texts(declared) == []
    declared("undo")
    assert not document.exists()
    assert sum(words.startswith("undone") for words in subjects(git)) == 5


def test_a_dry_run_of_undo_changes_nothing(declared: Any, document: Path, state: State) -> None:
    declared("log", "still down")
    before = state()
    assert "still down" in declared("undo", "-n").out
    assert state() == before


def test_undo_keeps_what_was_changed_by_hand_since(declared: Any, document: Path, git: Git) -> None:
    declared("log", "still down")
    by_hand = document.read_text().replace("## Timeline", "Somebody's words.\n\n## Timeline")
    document.write_text(by_hand)
    declared("undo")
    assert texts(declared) == []
    assert "Somebody's words." in document.read_text()
    assert subjects(git) == ["note", "edited by hand", "undone note"]
    assert git("status", "--porcelain") == ""


def test_undo_keeps_what_others_committed_since_right_beside_it(
    declared: Any, document: Path, git: Git
) -> None:
    declared("log", "still down")
    entry = "- `2026-03-04T15:40:00Z` **note** @bob — written with vi\n"
    document.write_text(document.read_text() + entry)
    git("commit", "-qam", "by bob")
    declared("undo")
    assert texts(declared) == ["written with vi"]


def test_undo_of_what_others_rewrote_since_is_refused(
    declared: Any, document: Path, git: Git, state: State
) -> None:
    declared("log", "still down")
    document.write_text(document.read_text().replace("still down", "still down, says bob"))
    git("commit", "-qam", "by bob")
    before = state()
    refused = declared("undo", ok=False)
    assert refused.code == 1
    assert "overlaps" in refused.err
    assert "inc amend, inc edit or inc log" in refused.err
    assert state() == before


def test_undo_of_a_declaration_that_others_rewrote_since_is_refused(
    declared: Any, document: Path, git: Git, state: State
) -> None:
    document.write_text(document.read_text().replace("failures", "is broken"))
    git("commit", "-qam", "by bob")
    before = state()
    assert declared("undo", ok=False).code == 1
    assert state() == before


@pytest.mark.parametrize("commands", [[], [("log", "still down")]])
def test_an_undo_that_a_hook_refuses_leaves_no_trace(
    commands: list[tuple[str, ...]], declared: Any, document: Path, state: State, git: Git
) -> None:
    for command in commands:
        declared(*command)
    document.chmod(0o640)
    before, mode = state(), document.stat().st_mode
    refusing = hook(Path.cwd(), "pre-commit", "exit 1")
    assert declared("undo", ok=False).code == 4
    assert state() == before
    assert document.stat().st_mode == mode
    assert git("status", "--porcelain") == ""
    refusing.unlink()
    declared("retry")
    assert subjects(git)[-1].startswith("undone")


# ------------------------------------------------------------------------- edit


def test_a_state_changed_in_the_editor_gets_its_entry(declared: Any, git: Git) -> None:
    replacing(declared, "^severity: SEV1", "severity: SEV2")
    incident = declared("show", "--json").json["incident"]
    assert incident["severity"] == "SEV2"
    last = incident["entries"][-1]
    assert (last["kind"], last["author"]) == ("severity", "alice")
    assert last["text"].startswith("SEV2")
    assert subjects(git) == ["edited"]
    assert f"Inc-Event: {last['id']}" in git("log", "-1", "--format=%(trailers)")


def test_rewritten_and_dropped_entries_are_named_in_the_commit(declared: Any, git: Git) -> None:
    for text in ("first", "second"):
        declared("log", text)
    ids = [entry["id"] for entry in declared("show", "--json").json["incident"]["entries"]]
    said = declared("edit", GIT_EDITOR="sed -i -e 's/first/1st/' -e '/second/d'").err
    assert texts(declared) == ["1st"]
    trailers = git("log", "-1", "--format=%(trailers)")
    assert f"Inc-Amended: {ids[1]}" in trailers
    assert f"Inc-Dropped: {ids[2]}" in trailers
    assert ids[2] in said


def test_a_text_that_is_as_it_was_is_refused_and_forgotten(declared: Any, state: State) -> None:
    before = state()
    refused = declared("edit", ok=False, GIT_EDITOR="true")
    assert (refused.code, "as it was" in refused.err) == (1, True)
    assert state() == before
    assert declared("retry", "--list", "--json").json["waiting"] == []


def test_an_editor_that_fails_is_refused(declared: Any, state: State) -> None:
    before = state()
    refused = declared("edit", ok=False, GIT_EDITOR="false")
    assert (refused.code, "ended with 1" in refused.err) == (1, True)
    assert state() == before


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("^severity: SEV1", "severity: [SEV1"),
        ("^id: .*", "id: other"),
        ("^---$", ""),
        ("^## Timeline", "<<<<<<< ours\\n=======\\n>>>>>>> theirs"),
    ],
)
def test_a_text_that_breaks_the_document_is_refused_and_kept(
    old: str, new: str, declared: Any, document: Path, state: State
) -> None:
    before = state()
    refused = replacing(declared, old, new, ok=False)
    assert (refused.code, "Mend the front matter" in refused.err) == (2, False)
    assert state() == before
    [kept] = declared("retry", "--list", "--json").json["waiting"]
    assert new.split("\\n")[-1] in kept["input"] and kept["input"] != document.read_text()


def test_a_broken_document_can_be_mended_in_the_editor(
    declared: Any, document: Path, git: Git
) -> None:
    before = document.read_text()
    document.write_text(before.replace("severity: SEV1", "severity: [SEV1"))
    declared("edit", "checkout", "--file", "-", stdin=before)
    assert document.read_text() == before
    assert git("status", "--porcelain") == ""


def test_what_others_write_while_the_editor_is_open_is_kept(
    declared: Any, document: Path, git: Git, tmp_path: Path
) -> None:
    log = f'"{sys.executable}" -m inc log "written meanwhile" >/dev/null'
    script = tmp_path / "slow-editor"
    script.write_text(f'#!/bin/sh\nsed -i -e "s/^title: .*/title: Cart/" "$1"\n{log}\n')
    script.chmod(0o755)
    declared("edit", GIT_EDITOR=str(script))
    incident = declared("show", "--json").json["incident"]
    assert (incident["title"], texts(declared)) == ("Cart", ["written meanwhile"])
    assert subjects(git) == ["note", "edited"]
    assert "Inc-Dropped" not in git("log", "-1", "--format=%(trailers)")


def test_a_line_that_others_changed_too_is_refused_and_kept(
    declared: Any, document: Path, git: Git, tmp_path: Path
) -> None:
    script = tmp_path / "slow-editor"
    theirs = f"sed -i -e 's/^title: .*/title: Search/' {document}"
    script.write_text(f'#!/bin/sh\nsed -i -e "s/^title: .*/title: Cart/" "$1"\n{theirs}\n')
    script.chmod(0o755)
    refused = declared("edit", ok=False, GIT_EDITOR=str(script))
    assert refused.code == 4
    assert "in the same lines while you were editing" in refused.err
    assert "title: Search" in document.read_text()
    assert subjects(git) == []
    [kept] = declared("retry", "--list", "--json").json["waiting"]
    assert "title: Cart" in kept["input"]


@pytest.mark.parametrize("where", ["-", "improved.md"])
def test_the_new_text_may_come_from_elsewhere(
    where: str, declared: Any, document: Path, repository: Path
) -> None:
    improved = document.read_text().replace("title: Checkout failures", "title: Cart")
    (repository / "improved.md").write_text(improved)
    declared("edit", "--file", where, stdin=improved)
    assert document.read_text() == improved


@pytest.mark.parametrize("where", ["-", "improved.md"])
def test_an_edit_that_waited_drops_nothing_that_others_wrote_since(
    where: str, declared: Any, document: Path, repository: Path
) -> None:
    improved = document.read_text().replace("title: Checkout failures", "title: Cart")
    (repository / "improved.md").write_text(improved)
    refusing = hook(repository, "pre-commit", "exit 1")
    assert declared("edit", "--file", where, stdin=improved, ok=False).code == 4
    (repository / "improved.md").unlink()
    refusing.unlink()
    declared("log", "written since")
    declared("retry")
    assert texts(declared) == ["written since"]
    assert "title: Cart" in document.read_text()


def test_what_was_changed_by_hand_before_an_edit_is_a_commit_of_its_own(
    declared: Any, document: Path, git: Git
) -> None:
    document.write_text(document.read_text().replace("## Timeline", "By hand.\n\n## Timeline"))
    replacing(declared, "^title: .*", "title: Cart")
    assert subjects(git) == ["edited by hand", "edited"]
    assert "By hand." in git("show", f"HEAD~:{DOCUMENT}")
    assert "title: Cart" not in git("show", f"HEAD~:{DOCUMENT}")


# ------------------------------------------------------------------ interrupted


class Slow:
    """`inc log` that stands in a hook until it is told to go on."""

    def __init__(self, root: Path, name: str, script: str = "") -> None:
        self.root = root
        self.fifos = root.parent / "started", root.parent / "go-on"
        for fifo in self.fifos:
            os.mkfifo(fifo)
        started, go_on = self.fifos
        self.hook = hook(root, name, f"{script}\necho $$ >{started}; read line <{go_on}")
        self.process = self.start("slow")
        assert started.read_text()

    def start(self, text: str) -> subprocess.Popen[bytes]:
        """Run `inc log`, as the leader of a process group like a job of a shell."""
        return subprocess.Popen(
            [sys.executable, "-m", "inc", "log", text],
            cwd=self.root,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def go_on(self) -> None:
        """Let the hook end, and no other one begin."""
        self.hook.unlink()
        self.fifos[1].write_text("\n")

    def ended(self) -> tuple[int, str]:
        """The exit code, and what it said."""
        _, err = self.process.communicate(timeout=30)
        return self.process.returncode, err.decode()


def test_ctrl_c_in_a_hook_leaves_nothing_half_done(
    incident: Path, workspace: Path, git: Git, inc: Any
) -> None:
    before, head = incident.read_bytes(), git("rev-parse", "HEAD")
    slow = Slow(workspace, "pre-commit")
    os.killpg(slow.process.pid, signal.SIGINT)
    code, said = slow.ended()
    assert (code, "nothing was recorded" in said, "inc retry" in said) == (130, True, True)
    assert (incident.read_bytes(), git("rev-parse", "HEAD")) == (before, head)
    assert git("status", "--porcelain") == ""
    assert not list((workspace / ".git").glob("*.lock"))
    slow.hook.unlink()
    inc("log", "next", GIT_TRACE="0")
    inc("retry")
    assert sorted(recorded(incident, inc)) == ["next", "slow"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_for_python_alone_comes_too_late_for_a_commit(
    number: signal.Signals, incident: Path, workspace: Path, git: Git, inc: Any
) -> None:
    slow = Slow(workspace, "pre-commit")
    slow.process.send_signal(number)
    slow.go_on()
    code, said = slow.ended()
    assert code == 0, said
    assert recorded(incident, inc) == ["slow"]
    assert git("status", "--porcelain") == ""
    assert inc("retry", "--list", "--json").json["waiting"] == []


def test_ctrl_c_after_the_commit_says_that_it_is_made(
    incident: Path, workspace: Path, git: Git, inc: Any
) -> None:
    slow = Slow(workspace, "post-commit")
    os.killpg(slow.process.pid, signal.SIGINT)
    code, said = slow.ended()
    assert (code, "nothing was recorded" in said) == (0, False)
    assert recorded(incident, inc) == ["slow"]
    assert git("status", "--porcelain") == ""
    assert inc("retry", "--list", "--json").json["waiting"] == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_words_of_a_command_that_waits_for_the_lock_are_kept(
    number: signal.Signals, incident: Path, workspace: Path, inc: Any
) -> None:
    slow = Slow(workspace, "pre-commit")
    waiting = slow.start("waiting")
    assert waiting.stderr is not None
    assert b"waiting for another inc" in waiting.stderr.readline()
    waiting.send_signal(number)
    assert waiting.wait(30) == 130
    slow.go_on()
    assert slow.ended()[0] == 0
    inc("retry")
    assert sorted(recorded(incident, inc)) == ["slow", "waiting"]


def test_after_a_kill_in_a_hook_the_next_command_waits_and_both_are_recorded_once(
    incident: Path, workspace: Path, git: Git, inc: Any
) -> None:
    slow = Slow(workspace, "pre-commit")
    slow.process.kill()
    slow.process.wait()
    waiting = slow.start("next")
    assert waiting.stderr is not None
    assert b"which has ended but left git or a hook running" in waiting.stderr.readline()
    slow.go_on()
    waiting.communicate(timeout=30)
    assert waiting.returncode == 0
    assert recorded(incident, inc) == ["slow", "next"]
    assert git("log", "--format=%s", "-3").splitlines() == [
        f"{incident.stem}: note",
        f"{incident.stem}: note",
        f"{incident.stem}: declared, SEV1",
    ]
    assert git("status", "--porcelain") == ""


def recorded(incident: Path, inc: Any) -> list[str]:
    """The texts of the notes in the document."""
    found = inc("show", incident.stem, "--json").json["incident"]["entries"]
    return [entry["text"] for entry in found if entry["kind"] == "note"]
