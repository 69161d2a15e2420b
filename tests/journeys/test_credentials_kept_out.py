"""A credential that looks live gets into no commit, no file and no message; its words do."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import credentials_made
from inc.cli import output
from inc.cli.session import Session, running
from inc.domain.credentials import detector

Cli = Any
Git = Callable[..., str]
MADE = credentials_made.Maker(11)
TOKEN = MADE.github()
NAME = "2026-03-04-checkout-failures"
PATH = f"incidents/2026/03/{NAME}.md"
MARK = "‹github-token removed›"


def contents(folder: Path) -> Iterator[bytes]:
    """What every file below a folder holds, the objects of git unpacked."""
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            yield data
            if "objects" in path.parts and len(path.parent.name) == 2:
                yield zlib.decompress(data)
            yield str(path).encode()


def nowhere(secret: str, folder: Path, *said: Any) -> bool:
    """Whether a secret is in no file below a folder, and in nothing that was said."""
    words = [secret.encode(), json.dumps(secret)[1:-1].encode()]
    texts = [*contents(folder), *(f"{ran.out}{ran.err}".encode() for ran in said)]
    return not any(word in text for word in words for text in texts)


WAYS: dict[str, tuple[tuple[str, ...], str]] = {
    "plain words": (("log", "the token is", TOKEN, "so there"), ""),
    "a message": (("log", "-m", f"the token is {TOKEN}"), ""),
    "JSON": (("log", "--json", "-m", f"the token is {TOKEN}"), ""),
    "standard input": (("log", "-"), f"what I ran:\nexport TOKEN={TOKEN}\n"),
    "output beside a message": (("log", "-m", "what I ran", "-"), f"export TOKEN={TOKEN}\n"),
    "the name of a new incident": (("declare", f"Leaked {TOKEN}", "-s", "sev2"), ""),
    "an update": (("update", "-a", "internal", f"the token is {TOKEN}"), ""),
    "a reason": (("severity", "2", "-m", f"the token is {TOKEN}"), ""),
    "a link": (("link", "https://x.example/?token=" + TOKEN), ""),
    "a mitigation": (("mitigate", f"rotated {TOKEN}"), ""),
}


@pytest.mark.parametrize(("words", "stdin"), WAYS.values(), ids=WAYS.keys())
def test_it_is_refused_and_the_words_are_kept_without_it(
    words: tuple[str, ...],
    stdin: str,
    declared: Cli,
    repository: Path,
    tmp_path: Path,
    git: Git,
    state: Callable[[], object],
) -> None:
    before = state()

    ran = declared(*words, stdin=stdin, ok=False)

    assert ran.code == 5
    assert state() == before
    assert nowhere(TOKEN, tmp_path, ran)
    assert nowhere(TOKEN.lower().replace("_", "-"), tmp_path, ran), "as the name of a file"
    assert "github-token (ghp_…, 40 characters)" in ran.err
    assert "rotate it" in ran.err and "inc config set credentials.allowed." in ran.err

    again = declared("retry")

    assert nowhere(TOKEN, tmp_path, again)
    assert MARK in git("show", "HEAD")
    assert declared("retry", "--list").out == ""


def test_what_is_said_names_the_place_and_the_next_step(declared: Cli) -> None:
    ran = declared("log", f"the token is {TOKEN}", ok=False)

    lines = ran.err.split("\n")
    assert lines[0].startswith("inc: nothing was recorded, for it holds what looks like a live")
    assert f"at {PATH}:" in lines[0]
    assert lines[-2].strip() == "To record that: inc retry; to forget it: inc retry --drop 1"
    assert json.loads(declared("log", "--json", "-m", TOKEN, ok=False).err)["error"]["kept"]


@pytest.mark.parametrize("kind", credentials_made.every())
def test_every_kind_is_refused(kind: str, declared: Cli, tmp_path: Path) -> None:
    stated = credentials_made.every(3)[kind][0]
    secret = stated.split("|")[1].split("\n")[-1].strip("-")

    ran = declared("log", "-m", "see " + stated.replace("|", ""), ok=False)

    assert ran.code == 5 and kind in ran.err
    assert kind == "private-key" or nowhere(secret, tmp_path, ran)


def test_no_line_of_a_private_key_stays(declared: Cli, tmp_path: Path) -> None:
    block = MADE.pem()

    ran = declared("log", "-m", "from the pod", "-", stdin=block, ok=False)

    assert ran.code == 5
    assert all(nowhere(line, tmp_path, ran) for line in block.split("\n")[1:-1])
    declared("retry")


def test_the_editor_leaves_nothing_behind(
    declared: Cli, tmp_path: Path, repository: Path, editor: Callable[[str], str]
) -> None:
    ran = declared("log", "-e", ok=False, GIT_EDITOR=editor(f"a long text\nwith {TOKEN} in it\n"))
    (tmp_path / "saved").unlink()

    assert ran.code == 5
    assert nowhere(TOKEN, tmp_path, ran)
    [draft] = (repository / ".git/inc/edit").iterdir()
    assert MARK in draft.read_text("utf-8")

    declared("retry")
    assert "a long text" in (repository / PATH).read_text("utf-8")


def test_an_edited_document_is_kept_without_it(
    declared: Cli, tmp_path: Path, repository: Path, editor: Callable[[str], str]
) -> None:
    text = (repository / PATH).read_text("utf-8")

    ran = declared("edit", ok=False, GIT_EDITOR=editor(f"{text}\nthe token {TOKEN}\n"))
    (tmp_path / "saved").unlink()

    assert ran.code == 5
    assert nowhere(TOKEN, tmp_path, ran)
    declared("log", "meanwhile")
    declared("retry")
    assert f"\nthe token {MARK}\n" in (repository / PATH).read_text("utf-8")


def test_words_that_are_kept_for_another_reason_are_kept_without_it_too(
    declared: Cli, tmp_path: Path, git: Git
) -> None:
    git("checkout", "--quiet", "--detach")

    ran = declared("log", f"the token is {TOKEN}", ok=False)

    assert ran.code == 4
    assert nowhere(TOKEN, tmp_path, ran)
    git("checkout", "--quiet", "main")
    declared("retry")
    assert MARK in git("show", "HEAD")


def test_a_dry_run_says_the_same_and_shows_nothing(declared: Cli, tmp_path: Path) -> None:
    notes = declared("log", "-n", "-m", TOKEN, ok=False)
    title = declared("declare", "-n", f"Leaked {TOKEN}", "-s", "sev2", ok=False)

    assert (notes.code, title.code) == (5, 5)
    assert nowhere(TOKEN, tmp_path, notes, title)
    assert nowhere(TOKEN.lower().replace("_", "-"), tmp_path, notes, title)


# ------------------------------------------------------------------ what stands there already


def test_a_hand_edit_is_not_committed_and_the_note_is_kept(
    declared: Cli, repository: Path, git: Git
) -> None:
    document, head = repository / PATH, git("rev-parse", "HEAD")
    text = document.read_text("utf-8")
    document.write_text(f"{text}by hand: {TOKEN}\n", "utf-8")

    ran = declared("log", "the pool leaks", ok=False)

    number = text.count("\n") + 1
    assert ran.code == 5 and TOKEN not in ran.err
    assert f"{PATH}:{number}:10 holds what looks like a live credential" in ran.err
    assert "Take it out of the file.\n" in ran.err
    assert ran.err.count("inc retry") == 1
    assert git("rev-parse", "HEAD") == head
    assert document.read_text("utf-8").endswith(f"by hand: {TOKEN}\n"), "it is theirs"

    document.write_text(f"{text}by hand\n", "utf-8")
    declared("retry")
    assert "the pool leaks" in document.read_text("utf-8")
    assert TOKEN not in git("log", "-p", "--all")


@pytest.fixture
def leaked(declared: Cli, repository: Path, git: Git) -> Cli:
    """An incident with a credential in it, which somebody committed without us."""
    declared("log", "the token is PLACE")
    document = repository / PATH
    document.write_text(document.read_text("utf-8").replace("PLACE", TOKEN), "utf-8")
    git("commit", "--quiet", "-a", "-m", "By hand")
    return declared


def test_what_is_in_git_already_stops_nobody(leaked: Cli, repository: Path) -> None:
    leaked("log", "the pool leaks")
    leaked("update", "--status", "identified", "we know why")
    leaked("amend", "last~2", "--at", "15:31")

    assert (repository / PATH).read_text("utf-8").count(TOKEN) == 1


def test_saying_it_again_is_refused(leaked: Cli) -> None:
    assert leaked("log", f"it was {TOKEN}", ok=False).code == 5


def test_it_is_redacted_and_an_undo_does_not_bring_it_back(
    leaked: Cli, repository: Path, state: Callable[[], object]
) -> None:
    leaked("redact", "last")
    assert TOKEN not in (repository / PATH).read_text("utf-8")
    before = state()

    ran = leaked("undo", ok=False)

    assert ran.code == 5 and TOKEN not in ran.out + ran.err
    assert state() == before


# ------------------------------------------------------------------ what is allowed


def allowance(ran: Any) -> list[str]:
    """The command that the refusal names, as words."""
    [line] = [line for line in ran.err.split("\n") if "credentials.allowed" in line]
    command = line.partition("inc config set ")[2]
    name, _, why = command.partition(" ")
    return ["config", "set", name, why.strip('"')]


def test_what_is_none_is_allowed_by_the_command_that_is_named(
    declared: Cli, repository: Path, git: Git
) -> None:
    refused = declared("log", f"the token is {TOKEN}", ok=False)

    declared(*allowance(refused))

    assert git("show", "--format=%s", "HEAD").startswith("inc: setting credentials.allowed.")
    assert TOKEN not in (repository / "inc.toml").read_text("utf-8")
    declared("log", f"the token is {TOKEN}")
    assert TOKEN in (repository / PATH).read_text("utf-8")
    assert not nowhere(TOKEN, repository), "else the other tests would see nothing"
    assert declared("log", MADE.github(), ok=False).code == 5, "another one is not"


def test_what_is_none_is_allowed_in_a_hand_edit_too(declared: Cli, repository: Path) -> None:
    document = repository / PATH
    document.write_text(document.read_text("utf-8") + f"by hand: {TOKEN}\n", "utf-8")
    ran = declared("log", "the pool leaks", ok=False)

    declared(*allowance(ran))
    declared("retry")

    text = document.read_text("utf-8")
    assert "the pool leaks" in text and TOKEN in text


def test_many_that_are_allowed_hide_none_that_is_not(declared: Cli, repository: Path) -> None:
    tokens = [MADE.github() for _ in range(25)]
    marks = [detector.find(token)[0].fingerprint for token in tokens]
    policy = repository / "inc.toml"
    allowed = "".join(f'"{mark}" = "of a test"\n' for mark in marks)
    policy.write_text(policy.read_text("utf-8") + f"[credentials.allowed]\n{allowed}", "utf-8")

    declared("log", "-m", " ".join(tokens))
    ran = declared("log", "-m", " ".join([*tokens, TOKEN]), ok=False)

    assert ran.code == 5


def test_what_is_allowed_is_kept_whole(declared: Cli, git: Git, repository: Path) -> None:
    declared(*allowance(declared("log", TOKEN, ok=False)))
    declared("retry", "--drop", "1")
    git("checkout", "--quiet", "--detach")
    declared("log", f"the token is {TOKEN}", ok=False)
    git("checkout", "--quiet", "main")

    declared("retry")

    assert f"the token is {TOKEN}" in (repository / PATH).read_text("utf-8")


def test_nothing_is_allowed_by_a_file_that_cannot_be_read(declared: Cli, repository: Path) -> None:
    declared(*allowance(declared("log", TOKEN, ok=False)))
    policy = repository / "inc.toml"
    policy.write_text(policy.read_text("utf-8") + "\n[broken\n", "utf-8")

    ran = declared("log", TOKEN, ok=False)

    assert ran.code == 5
    assert "Nothing counts as allowed while inc.toml cannot be read: inc.toml:" in ran.err


def test_a_weak_password_has_a_fingerprint_that_is_slow_to_guess(
    declared: Cli, tmp_path: Path
) -> None:
    ran = declared("log", "see postgres://app:tiger42@db.internal/prod", ok=False)

    assert ran.code == 5 and "credential: url-password, at" in ran.err
    assert nowhere("tiger42", tmp_path, ran)
    declared(*allowance(ran))
    declared("log", "see postgres://app:tiger42@db.internal/prod")


# ------------------------------------------------------------------ other ways to write


def test_a_setting_is_judged_too(declared: Cli, tmp_path: Path, git: Git) -> None:
    head = git("rev-parse", "HEAD")

    ran = declared("config", "set", "severity.SEV1.name", f"token {TOKEN}", ok=False)

    assert ran.code == 5 and git("rev-parse", "HEAD") == head
    assert nowhere(TOKEN, tmp_path, ran)


def test_what_a_hand_wrote_into_a_setting_is_judged_with_it(
    declared: Cli, repository: Path, git: Git
) -> None:
    policy, head = repository / "inc.toml", git("rev-parse", "HEAD")
    policy.write_text(policy.read_text("utf-8") + f"# by hand: {TOKEN}\n", "utf-8")

    ran = declared("config", "set", "cadence.SEV1.customer", "20m", ok=False)

    assert ran.code == 5 and "inc.toml:" in ran.err and TOKEN not in ran.err
    assert git("rev-parse", "HEAD") == head


def test_the_trace_of_a_crash_does_not_hold_it(
    declared: Cli, repository: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with running(Session(["log", f"the token is {TOKEN}"], folder=repository)):
        output.crash(ValueError(f"cannot read {TOKEN}"), "", 70)

    assert "ValueError" in (repository / ".git/inc/crash.log").read_text("utf-8")
    assert nowhere(TOKEN, tmp_path)
    assert TOKEN not in capsys.readouterr().err


def test_a_whole_process_says_it_on_standard_error(
    incident: Path, inc: Any, tmp_path: Path
) -> None:
    ran = inc("log", "the", "token", "is", TOKEN, ok=False)

    assert (ran.code, ran.out) == (5, "")
    assert nowhere(TOKEN, tmp_path, ran)
    assert TOKEN not in incident.read_text("utf-8")


def test_a_header_that_is_spread_over_words_is_kept_without_it(
    declared: Cli, tmp_path: Path, git: Git
) -> None:
    bearer = MADE.chars("0123456789abcdefghijklmnopqrstuvwxyz", 40)

    ran = declared("log", "curl", "Authorization:", "Bearer", bearer, "failed", ok=False)

    assert ran.code == 5
    assert nowhere(bearer, tmp_path, ran)
    declared("retry")
    assert "Authorization: Bearer ‹bearer-authorization removed› failed" in git("show", "HEAD")


@pytest.mark.parametrize("form", ["text", "github", "sarif", "gitlab", "junit", "json"])
def test_the_check_tells_it_in_every_format_and_shows_it_in_none(leaked: Cli, form: str) -> None:
    ran = leaked("check", "--format", form, ok=False)

    assert ran.code == 1
    assert "INC601" in ran.out and TOKEN[:14] not in ran.out + ran.err
