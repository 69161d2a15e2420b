"""Where people keep their incidents, and what else goes on there: recorded all the same."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

Git = Callable[..., str]
Inc = Callable[..., Any]
INC = f'"{sys.executable}" -m inc'
INCIDENT_FILES = ("inc.toml", ".gitattributes", "incidents", "postmortems", "runbooks", "templates")


def hook(root: Path, name: str, script: str) -> Path:
    path = root / ".git" / "hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def texts(inc: Inc, cwd: Path, reference: str = "checkout") -> list[str]:
    """The texts of the entries after the first, which is the declaration."""
    shown = inc("show", reference, "--json", cwd=cwd).json["incident"]
    return [entry["text"] for entry in shown["entries"][1:]]


def a_whole_incident(inc: Inc, git: Git, cwd: Path) -> Path:
    """Record an incident from the first line to the last in `cwd`; returns its document."""
    path = inc("declare", "Checkout failures", "-s", "1", "--json", cwd=cwd).json["path"]
    inc("log", "Theory: connection leak", cwd=cwd)
    inc("log", "a slip", cwd=cwd)
    inc("undo", cwd=cwd)
    inc("resolve", "-m", "error rate is normal", cwd=cwd)
    assert texts(inc, cwd) == ["connection leak", "error rate is normal"]
    assert git("status", "--porcelain", "--untracked-files=all", cwd=cwd) == ""
    words = [
        line.partition(": ")[2] for line in git("log", "--format=%s", "-5", cwd=cwd).split("\n")
    ]
    assert words[:5] == ["resolved", "undone note", "note", "hypothesis", "declared, SEV1"]
    top = Path(git("rev-parse", "--show-toplevel", cwd=cwd).strip())
    assert git("show", "--format=", "--name-only", "-z", cwd=cwd).strip("\0") == str(
        next(top.glob(f"**/{path}")).relative_to(top)
    )
    return next(top.glob(f"**/{path}"))


# ----------------------------------------------------------------------- places


def test_from_any_folder_below(incident: Path, workspace: Path, inc: Inc, git: Git) -> None:
    below = workspace / "runbooks" / "database"
    below.mkdir()
    inc("log", "from below", cwd=below)
    inc("log", "from beside it", cwd=incident.parent)
    assert texts(inc, below) == ["from below", "from beside it"]
    assert git("status", "--porcelain") == ""


def test_in_a_repository_without_a_commit(repository: Path, inc: Inc, git: Git) -> None:
    for name in ("staged.txt", "untracked.txt"):
        (repository / name).write_text("of a stranger\n")
    git("add", "staged.txt")
    inc("init", "--preset", "ungated")
    assert git("log", "--format=%s") == "inc: workspace\n"
    assert git("status", "--porcelain") == "A  staged.txt\n?? untracked.txt\n"


def test_declared_before_the_first_commit(repository: Path, inc: Inc, git: Git) -> None:
    (repository / "inc.toml").write_text("format = 1\n")
    path = inc("declare", "Checkout failures", "-s", "1", "--json").json["path"]
    assert git("show", "--format=", "--name-only") == path + "\n"
    assert git("status", "--porcelain") == "?? inc.toml\n"


def test_in_a_linked_work_tree(workspace: Path, tmp_path: Path, inc: Inc, git: Git) -> None:
    other = tmp_path / "other"
    git("worktree", "add", "-q", "-b", "other", str(other))
    a_whole_incident(inc, git, other)
    assert git("status", "--porcelain") == ""
    assert git("log", "--format=%s", "main") == "inc: workspace\n"


def test_in_a_work_tree_of_a_bare_repository(
    workspace: Path, tmp_path: Path, inc: Inc, git: Git
) -> None:
    bare, tree = tmp_path / "bare.git", tmp_path / "tree"
    git("clone", "-q", "--bare", ".", str(bare))
    git("worktree", "add", "-q", str(tree), "main", cwd=bare)
    a_whole_incident(inc, git, tree)


def test_in_a_repository_with_sha256(tmp_path: Path, repository: Path, inc: Inc, git: Git) -> None:
    root = tmp_path / "sha256"
    git("init", "-q", "--object-format=sha256", str(root))
    inc("init", "--preset", "ungated", cwd=root)
    a_whole_incident(inc, git, root)
    assert len(git("rev-parse", "HEAD", cwd=root).strip()) == 64


def test_in_a_folder_of_a_larger_repository(repository: Path, inc: Inc, git: Git) -> None:
    (repository / "src").mkdir()
    (repository / "src" / "main.c").write_text("int main;\n")
    git("add", ".")
    git("commit", "-qm", "code")
    inc("init", "ops/incidents of ours", "--preset", "ungated")
    document = a_whole_incident(inc, git, repository / "ops" / "incidents of ours")
    assert document.is_relative_to(repository / "ops" / "incidents of ours" / "incidents")
    assert inc("log", "from the top", cwd=repository, ok=False).code == 4


def test_in_a_submodule(workspace: Path, tmp_path: Path, inc: Inc, git: Git) -> None:
    above = tmp_path / "above"
    git("init", "-q", str(above))
    add = ("-c", "protocol.file.allow=always", "submodule", "--quiet", "add")
    git(*add, str(workspace), "incidents of ours", cwd=above)
    before = git("ls-files", "-s", cwd=above)
    a_whole_incident(inc, git, above / "incidents of ours")
    assert git("ls-files", "-s", cwd=above) == before
    assert git("rev-list", "--count", "HEAD", cwd=workspace) == "1\n"


@pytest.mark.parametrize(
    "name", ["with spaces", "Zürich 火 incidents", "-n", "a'b\"c", ":(glob)*[x]"]
)
def test_whatever_the_folder_is_called(name: str, tmp_path: Path, inc: Inc, git: Git) -> None:
    root = tmp_path / name
    root.mkdir()
    inc("init", "--preset", "ungated", cwd=root)
    a_whole_incident(inc, git, root)


def test_a_workspace_folder_with_signs_of_patterns(repository: Path, inc: Inc, git: Git) -> None:
    (repository / "ops a").mkdir()
    inc("init", "--preset", "ungated", cwd=repository / "ops a")
    (repository / "ops [a]*").mkdir()
    inc("init", "--preset", "ungated", cwd=repository / "ops [a]*")
    a_whole_incident(inc, git, repository / "ops [a]*")
    assert "ops a" not in git("log", "--format=", "--name-only", "-5")


# ------------------------------------------------------------------ inside hooks


def test_a_hook_after_a_commit_may_record_it(
    incident: Path, workspace: Path, inc: Inc, git: Git
) -> None:
    script = f'[ -n "$AGAIN" ] || AGAIN=1 {INC} log "deployed $(git rev-parse --short HEAD)"'
    hook(workspace, "post-commit", script)
    for name in ("committed.txt", "staged.txt"):
        (workspace / name).write_text("of a stranger\n")
        git("add", name)
    git("commit", "-qm", "deploy", "--", "committed.txt")
    deployed = git("rev-parse", "--short", "HEAD~").strip()
    assert texts(inc, workspace) == [f"deployed {deployed}"]
    assert git("show", "--format=", "--name-only", "HEAD~") == "committed.txt\n"
    assert git("status", "--porcelain") == "A  staged.txt\n"


def test_surroundings_of_another_repository_do_not_matter(
    incident: Path, workspace: Path, tmp_path: Path, inc: Inc, git: Git
) -> None:
    other = tmp_path / "other"
    git("init", "-q", str(other))
    surroundings = {
        "GIT_DIR": str(other / ".git"),
        "GIT_WORK_TREE": str(other),
        "GIT_INDEX_FILE": str(other / ".git" / "index"),
        "GIT_PREFIX": "elsewhere/",
        "GIT_ICASE_PATHSPECS": "1",
    }
    inc("log", "from a hook of another repository", **surroundings)
    assert texts(inc, workspace) == ["from a hook of another repository"]
    assert git("status", "--porcelain") == ""
    assert not (other / ".git" / "index").exists()
    assert not (other / ".git" / "refs" / "heads" / "main").exists()


def test_an_alias_of_git_finds_the_workspace(
    incident: Path, workspace: Path, inc: Inc, git: Git
) -> None:
    git("config", "alias.note", f"!{INC} log")
    git("note", "from an alias", cwd=workspace / "runbooks")
    git("-c", "user.name=Bob", "-c", "user.email=bob@example.com", "note", "bob was here")
    assert texts(inc, workspace) == ["from an alias", "bob was here"]
    assert git("log", "-1", "--format=%an") == "Bob\n"


# ------------------------------------------------------------ things of strangers


@pytest.fixture
def strangers(incident: Path, workspace: Path, git: Git) -> Callable[[], object]:
    """Put everything a staging area can hold beside the incident; reads how it is."""
    for name in ("changed", "staged", "both", "deleted", "gone", "renamed", "mode", "assumed"):
        (workspace / f"{name}.txt").write_text("".join(f"{line}\n" for line in range(20)))
    git("add", ".")
    git("commit", "-qm", "things of a stranger")
    for name in ("staged", "both", "assumed"):
        (workspace / f"{name}.txt").write_text("staged\n")
    git("add", ".")
    git("update-index", "--assume-unchanged", "assumed.txt")
    git("update-index", "--skip-worktree", "mode.txt")
    for name in ("changed", "both", "untracked", "announced"):
        (workspace / f"{name}.txt").write_text("changed\n")
    git("add", "--intent-to-add", "announced.txt")
    git("rm", "-q", "deleted.txt")
    (workspace / "gone.txt").unlink()
    git("mv", "renamed.txt", "new-name.txt")

    def read() -> object:
        others = ("--", ".", ":(exclude)incidents")
        return (
            git("ls-files", "-s", "-v", *others),
            git("status", "--porcelain=v2", *others),
            git("diff-files", "--name-only", "--diff-filter=A", *others),
            {path: path.read_bytes() for path in workspace.glob("*.txt")},
        )

    return read


def test_what_strangers_staged_and_changed_stays_theirs(
    strangers: Callable[[], object], incident: Path, workspace: Path, inc: Inc, git: Git
) -> None:
    before = strangers()
    commands = (
        ("log", "still down"),
        ("undo",),
        ("severity", "2", "-m", "half of it is back"),
        ("declare", "Search is slow", "-s", "3"),
        ("log", "-i", "search", "p99 is 4 s"),
        ("undo", "search"),
        ("undo", "search"),
    )
    for command in commands:
        inc(*command)
        assert strangers() == before
        [path] = git("show", "--format=", "--name-only").split()
        assert path.startswith("incidents/")
    assert git("status", "--porcelain", "--", "incidents") == ""


def test_a_document_that_is_partly_staged_is_committed_first(
    incident: Path, workspace: Path, inc: Inc, git: Git
) -> None:
    text = incident.read_text()
    incident.write_text(text.replace("## Summary", "## Summary\n\nstaged"))
    git("add", ".")
    incident.write_text(incident.read_text().replace("staged", "staged\nand not staged"))
    assert "Edits made by hand were committed first" in inc("log", "still down").err
    assert [line for line in added(git, "HEAD~") if line] == ["staged", "and not staged"]
    assert [line.partition(" — ")[2][:10] for line in added(git, "HEAD")] == ["still down"]
    assert git("status", "--porcelain") == ""


def test_a_document_whose_staged_text_nobody_sees_any_more(
    incident: Path, workspace: Path, inc: Inc, git: Git
) -> None:
    text = incident.read_text()
    incident.write_text(text + "- staged and taken back\n")
    git("add", ".")
    incident.write_text(text)
    inc("log", "still down")
    assert "taken back" not in git("log", "-p")
    assert git("status", "--porcelain") == ""


def test_hand_edits_are_committed_first(
    incident: Path, workspace: Path, inc: Inc, git: Git
) -> None:
    for turn in range(2):
        by_hand = f"Bob's words, {turn}."
        incident.write_text(
            incident.read_text().replace("## Timeline", f"{by_hand}\n\n## Timeline")
        )
        inc("log", f"still down, {turn}")
        assert [line for line in added(git, "HEAD~") if line] == [by_hand]
        assert [line.partition(" — ")[2][:13] for line in added(git, "HEAD")] == [
            f"still down, {turn}"[:13]
        ]
    subjects = git("log", "--reverse", "--format=%s").replace(incident.stem, "").splitlines()[2:]
    assert subjects == [": edited by hand", ": note"] * 2


def test_a_document_that_somebody_wrote_by_hand_is_taken_in(
    workspace: Path, inc: Inc, git: Git
) -> None:
    document = workspace / "incidents" / "2026" / "03" / "2026-03-04-search-is-slow.md"
    document.parent.mkdir(parents=True)
    document.write_text("# Search is slow\n\n## Timeline\n\n- 15:23 @bob — p99 is 4 s\n")
    before = document.read_text()
    inc("log", "-i", "search", "p99 is 9 s", "--at", "2026-03-04T15:30:00Z")
    path = str(document.relative_to(workspace))
    assert git("show", f"HEAD~:{path}") == before
    assert git("log", "--format=%s", "-2").splitlines() == [
        f"{document.stem}: note",
        f"{document.stem}: edited by hand",
    ]
    assert git("status", "--porcelain") == ""


def test_what_another_git_took_out_of_head_is_put_back(
    incident: Path, workspace: Path, inc: Inc, git: Git
) -> None:
    """A plain `git commit` that read the staging area before our commit renewed it does that."""
    path = str(incident.relative_to(workspace))
    old = git("rev-parse", f"HEAD:{path}").strip()
    inc("log", "taken out")
    git("update-index", "--cacheinfo", f"100644,{old},{path}")
    git("commit", "-qm", "things of a stranger")
    inc("log", "still down")
    assert git("show", f"HEAD:{path}") == incident.read_text()
    assert texts(inc, workspace) == ["taken out", "still down"]
    subjects = git("log", "--format=%s", "-3").splitlines()
    assert subjects[1:] == [f"{incident.stem}: put back", "things of a stranger"]


def added(git: Git, revision: str) -> list[str]:
    """The lines that a commit added."""
    patch = git("show", "--format=", "--unified=0", revision).splitlines()
    return [line[1:] for line in patch if line.startswith("+") and not line.startswith("+++")]


# ------------------------------------------------------------------ hooks of people


def test_hooks_of_people_run_and_see_only_our_path(
    incident: Path, workspace: Path, tmp_path: Path, inc: Inc, git: Git
) -> None:
    (workspace / "staged.txt").write_text("of a stranger\n")
    git("add", "staged.txt")
    called = tmp_path / "called"
    names = ("pre-commit", "prepare-commit-msg", "commit-msg", "post-commit")
    for name in names:
        seen = "git diff --cached --name-only --diff-filter=AM -- '*.md'"
        hook(workspace, name, f'echo "{name} $({seen})" >>{called}')
    inc("log", "still down")
    path = incident.relative_to(workspace)
    assert called.read_text().split("\n")[:3] == [f"{name} {path}" for name in names[:3]]
    assert "post-commit" in called.read_text()
    assert git("status", "--porcelain") == "A  staged.txt\n"


def test_a_hook_may_add_to_the_message(incident: Path, workspace: Path, inc: Inc, git: Git) -> None:
    hook(
        workspace,
        "prepare-commit-msg",
        'git interpret-trailers --in-place --trailer "Ticket: OPS-42" "$1"',
    )
    inc("log", "still down")
    trailers = git("log", "-1", "--format=%(trailers)")
    assert "Ticket: OPS-42\n" in trailers
    assert f"Incident: {incident.stem}\n" in trailers
    inc("undo")
    assert texts(inc, workspace) == []


@pytest.mark.parametrize("stages", ["", "; git add $path"])
def test_a_hook_that_rewrites_the_document_has_its_way(
    stages: str, incident: Path, workspace: Path, inc: Inc, git: Git
) -> None:
    rewrite = f'sed -i "s/teh/the/" $path{stages}'
    paths = "$(git diff --cached --name-only -- incidents)"
    hook(workspace, "pre-commit", f"for path in {paths}; do {rewrite}; done")
    (workspace / "staged.txt").write_text("of a stranger\n")
    git("add", "staged.txt")
    inc("log", "teh pods are down")
    assert texts(inc, workspace) == ["the pods are down"]
    if stages:
        assert "the pods" in git("show", "HEAD")
        assert git("status", "--porcelain") == "A  staged.txt\n"
    inc("log", "still down")
    assert texts(inc, workspace) == ["the pods are down", "still down"]
    assert git("status", "--porcelain") == "A  staged.txt\n"
    assert "teh" not in git("show", f"HEAD:{incident.relative_to(workspace)}")


def test_signing_is_honoured(
    incident: Path, workspace: Path, tmp_path: Path, inc: Inc, git: Git
) -> None:
    signer = tmp_path / "signer"
    signer.write_text(
        '#!/bin/sh\nprintf "[GNUPG:] BEGIN_SIGNING\\n[GNUPG:] SIG_CREATED \\n" >&2\n'
        "echo SIGNED-BY-US\ncat >/dev/null\n"
    )
    signer.chmod(0o755)
    git("config", "commit.gpgsign", "true")
    git("config", "gpg.program", str(signer))
    inc("log", "still down")
    assert "gpgsig SIGNED-BY-US" in git("cat-file", "commit", "HEAD")


# -------------------------------------------------------------------- line endings


@pytest.mark.parametrize("attributes", [True, False])
@pytest.mark.parametrize("newline", ["\r\n", "\n"])
def test_newlines_of_a_document_stay_with_autocrlf(
    newline: str, attributes: bool, incident: Path, workspace: Path, inc: Inc, git: Git
) -> None:
    if not attributes:
        git("rm", "-q", ".gitattributes")
        git("commit", "-qm", "no attributes")
    git("config", "core.autocrlf", "true")
    before = incident.read_bytes().replace(b"\n", newline.encode())
    incident.write_bytes(before)
    inc("log", "still down")
    assert added_line(before, incident).endswith(newline.encode())
    assert git("status", "--porcelain") == ""
    inc("severity", "2", "-m", "half of it is back")
    lines = incident.read_bytes().split(b"\n")[:-1]
    assert {line.endswith(b"\r") for line in lines} == {newline == "\r\n"}
    inc("undo")
    inc("undo")
    assert incident.read_bytes() == before
    assert git("status", "--porcelain") == ""


def added_line(before: bytes, document: Path) -> bytes:
    """The line that was added to a document, of which every other byte must be as before."""
    lines = document.read_bytes().splitlines(keepends=True)
    [added] = [line for line in lines if line not in before.splitlines(keepends=True)]
    lines.remove(added)
    assert b"".join(lines) == before
    return added


# ------------------------------------------------------------------ what a commit says


def test_subjects_are_fixed_words_and_trailers_are_facts(
    incident: Path, inc: Inc, git: Git
) -> None:
    text = "fixes #47114\n\nSigned-off-by: Mallory <m@example.com>\nIncident: other"
    logged = inc("log", "-", "--at", "2026-03-04T15:23:10Z", "--json", stdin=text).json
    [entry] = logged["entries"]
    message = git("log", "-1", "--format=%B")
    assert message.startswith(f"{incident.stem}: note\n\n")
    assert "47114" not in message and "Mallory" not in message
    assert git("interpret-trailers", "--parse", stdin=message).splitlines() == [
        f"Incident: {incident.stem}",
        "Inc-Operation: log",
        f"Inc-Event: {entry['id']}",
        "Inc-At: 2026-03-04T15:23:10Z",
    ]


def test_the_time_of_an_event_is_never_that_of_its_commit(
    incident: Path, inc: Inc, git: Git
) -> None:
    began = datetime.now(UTC).timestamp() - 2
    inc("log", "it began", "--at", "2026-03-04T15:23:10Z")
    for date in git("log", "-1", "--format=%at %ct").split():
        assert began <= int(date) <= datetime.now(UTC).timestamp() + 2
    assert "`2026-03-04T15:23:10Z` **note** @alice — it began" in incident.read_text()
    row = inc("timeline", "checkout", "--json").json["entries"][0]
    assert row["at"] == "2026-03-04T15:23:10Z"
    assert row["recorded_at"] > row["at"]


def test_each_command_is_one_commit_with_exactly_its_path(
    incident: Path, workspace: Path, inc: Inc, git: Git
) -> None:
    commands = (
        ("ack",),
        ("log", "still down"),
        ("update", "--status", "identified", "we know why"),
        ("severity", "2", "-m", "half of it is back"),
        ("assign", "tech_lead", "bob"),
        ("mitigate", "restarted the pods"),
        ("amend", "last", "--text", "restarted all pods"),
        ("redact", "last"),
        ("link", "https://example.com/42"),
        ("resolve", "-m", "error rate is normal"),
        ("close",),
        ("reopen", "-m", "it is back"),
        ("undo",),
    )
    for command in commands:
        before = git("rev-parse", "HEAD").strip()
        inc(*command)
        assert git("rev-parse", "HEAD~").strip() == before
        assert git("show", "--format=", "--name-only").split() == [
            str(incident.relative_to(workspace))
        ]
    words = git("log", "--format=%s", f"-{len(commands)}").replace(f"{incident.stem}: ", "")
    assert set(words.split()).isdisjoint({"pods", "bob", "why", "half", "rate", "example.com/42"})
    assert words.splitlines()[0] == "undone reopened"
    assert words.splitlines()[-3:] == [
        "status identified, update internal",
        "note",
        "acknowledged",
    ]


@pytest.mark.parametrize("redirection", [">/dev/full", ">&-", "2>&-"])
def test_an_answer_that_cannot_be_printed_does_not_look_like_a_failure(
    incident: Path, workspace: Path, redirection: str
) -> None:
    command = f'"{sys.executable}" -m inc log "only once" {redirection}'
    done = subprocess.run(
        ["sh", "-c", command], cwd=workspace, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0 and "Traceback" not in done.stderr
    assert incident.read_text().count("only once") == 1
    if "full" in redirection:
        assert "IS recorded, do not repeat it" in done.stderr
