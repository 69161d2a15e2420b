"""What holds for every command, so that knowing one is knowing all."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from inc.cli.app import COMMANDS, load

if TYPE_CHECKING:
    from conftest import Cli

INCIDENT = "2026-03-04-checkout-failures"
GROUPS = {
    "action": ("add", "list", "assign", "due", "done", "drop", "reopen", "sync"),
    "template": ("list", "show", "eject"),
    "config": ("list", "get", "set", "show"),
    "postmortem": ("new", "refresh", "review", "publish"),
    "report": ("weekly", "monthly", "quarterly"),
    "runbook": ("list", "show", "search", "new", "edit", "review", "use"),
}
EVERY = [
    *((name,) for name in COMMANDS),
    *((name, sub) for name, subs in GROUPS.items() for sub in subs),
]
RECEIPT = {"version", "command", "incident", "path", "commit", "dry_run", "entries", "fields"}
ENTRY = {"id", "at", "kind", "audience", "author", "text"}

WRITES: dict[str, tuple[str, ...]] = {
    "ack": ("ack", "looking"),
    "log": ("log", "Theory: the pool"),
    "update": ("update", "Restarting", "--status", "identified", "--next", "10m"),
    "severity": ("severity", "sev2", "-m", "half of it"),
    "assign": ("assign", "commander", "carol"),
    "hypothesis": ("hypothesis", "the pool"),
    "mitigate": ("mitigate", "restarted the pods"),
    "escalate": ("escalate", "--to", "dan", "-m", "who may fail over?"),
    "tick": ("tick", "bridge call open"),
    "resolve": ("resolve", "error rate is normal"),
    "link": ("link", "https://example.com/1"),
    "restrict": ("restrict", "customer data"),
    "amend": ("amend", "last", "--text", "SEV1: Checkout fails"),
    "redact": ("redact", "last", "-m", "a name"),
}
"""A write of each kind that an open incident takes."""
TEXTS = {name: words for name, words in WRITES.items() if name in ("ack", "log", "update")} | {
    "mitigate": ("mitigate",),
    "resolve": ("resolve",),
}


def _id(words: tuple[str, ...]) -> str:
    return "-".join(words)


# ------------------------------------------------------------------ help


def test_each_command_has_a_module_and_a_line_of_help() -> None:
    folder = Path(__file__).parents[2] / "src/inc/cli/commands"
    assert {path.stem for path in folder.glob("[a-z]*.py")} == set(COMMANDS)
    assert all(0 < len(line) <= 80 - len("  completion  ") for line in COMMANDS.values())


@pytest.mark.parametrize("words", EVERY, ids=_id)
def test_help_shows_an_example_and_fits_a_terminal(
    words: tuple[str, ...], cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    text = cli(*words, "--help").out
    assert re.search(r"^  Examples?:$", text, re.MULTILINE)
    assert f"\n    inc {' '.join(words)}" in text or f"| inc {words[0]}" in text
    assert max(map(len, text.split("\n"))) <= 80
    assert not re.search(r"\n  -[^ ]*(, --[^ ]+)?( [A-Z]+)?\n", text), "an option without help"


def _examples() -> Iterator[str]:
    for words in EVERY:
        command: Any = load(words[0])
        if len(words) > 1:
            command = command.get_command(None, words[1])
        yield from re.findall(r"^\s+(?:.*\| )?(inc [a-z].*)$", command.help, re.MULTILINE)


@pytest.mark.parametrize("line", list(_examples()))
def test_an_example_is_a_command(line: str) -> None:
    _, name, *args = shlex.split(line.partition(" > ")[0])
    command: Any = load(name)
    if name in GROUPS:
        command = command.get_command(None, args.pop(0))
    command.make_context(name, args)  # raises where an option or an argument is wrong


def test_help_lists_every_command_and_fits_a_terminal(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    text = cli("--help").out
    assert [name for name in COMMANDS if f"\n  {name} " not in text] == []
    assert max(map(len, text.split("\n"))) <= 80
    assert cli().out == text


# ------------------------------------------------------------------ the command line


@pytest.mark.parametrize(
    ("args", "what"),
    [
        (("nosuch",), "no such command 'nosuch'"),
        (("lst",), "no such command 'lst'. Did you mean 'list'?"),
        (("log", "--colour"), "no such option: --colour"),
        (("declare",), "missing argument 'TITLE'"),
        (("show", "a", "b"), "got unexpected extra argument(s) (b)"),
    ],
)
def test_a_command_line_that_cannot_be_read(args: tuple[str, ...], what: str, cli: Cli) -> None:
    ran = cli(*args, ok=False)
    assert (ran.code, ran.out) == (2, "")
    first, second = ran.err.rstrip("\n").split("\n")
    assert first == f"inc: {what}"
    assert re.fullmatch(r"     See: inc.* --help", second)


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        (("severity", "sev1", "all", "it's down"), "inc severity sev1 -m 'all it'\"'\"'s down'"),
        (("severity", "2", "only EU", "-i", "x"), "inc severity 2 -i x -m 'only EU'"),
        (("severity", "2", "x", "-i", "x"), "inc severity 2 -i x -m x"),
        (("severity", "2", "--dry-run", "only EU"), "inc severity … -m 'only EU'"),
    ],
)
def test_a_text_behind_all_arguments_is_told_where_it_goes(
    line: tuple[str, ...], meant: str, cli: Cli
) -> None:
    ran = cli(*line, ok=False)
    assert ran.code == 2
    assert f"     A text goes behind -m: {meant}\n" in ran.err


def test_a_program_gets_its_errors_in_json(cli: Cli) -> None:
    for args, code in ((("show", "--colour"), 2), (("show", "nosuch"), 3), (("log", "x"), 3)):
        ran = cli(*args, "--json", ok=False)
        assert (ran.code, ran.out) == (code, "")
        answer = json.loads(ran.err)
        assert answer["version"] == 1
        assert set(answer["error"]) == {"what", "hint", "exit_code", "kept"}
        assert answer["error"]["exit_code"] == code
        assert answer["error"]["what"]
        assert answer["error"]["hint"]


# ------------------------------------------------------------------ every write


@pytest.mark.parametrize("args", WRITES.values(), ids=WRITES)
def test_a_dry_run_shows_the_diff_and_changes_nothing(
    args: tuple[str, ...], declared: Cli, state: Callable[[], object]
) -> None:
    before = state()
    ran = declared(*args, "-n")
    assert state() == before
    assert ran.out.startswith(f"Would record in {INCIDENT} (nothing was changed):\n")
    assert f"\n+++ b/incidents/2026/03/{INCIDENT}.md\n@@" in ran.out
    assert re.search(r"^\+- `2026", ran.out, re.MULTILINE)
    answer = declared(*args, "-n", "--json").json
    assert state() == before
    assert (answer["dry_run"], answer["commit"]) == (True, None)


@pytest.mark.parametrize("args", WRITES.values(), ids=WRITES)
def test_what_a_write_answers_a_program(
    args: tuple[str, ...], declared: Cli, git: Callable[..., str]
) -> None:
    ran = declared(*args, "--json")
    answer = ran.json
    assert set(answer) == RECEIPT | {"actions", "next", "nudge", "warnings"}
    assert (answer["version"], answer["command"], answer["incident"]) == (1, args[0], INCIDENT)
    assert answer["path"] == f"incidents/2026/03/{INCIDENT}.md"
    assert answer["commit"] == git("rev-parse", "HEAD").strip()
    assert answer["dry_run"] is False
    assert answer["entries"]
    assert all(set(entry) == ENTRY for entry in answer["entries"])
    assert ran.err == ""


@pytest.mark.parametrize("args", WRITES.values(), ids=WRITES)
def test_what_a_write_tells_a_person(
    args: tuple[str, ...], declared: Cli, git: Callable[..., str]
) -> None:
    ran = declared(*args)
    commit = git("rev-parse", "HEAD")[:8]
    assert ran.out.startswith(f"Recorded in {INCIDENT} ({commit}):\n  2026-03-04 15:3")
    told = {"redact": "The same words STILL stand", "hypothesis": "Test it by "}
    told["resolve"] = "The postmortem is due "
    assert ran.err.startswith(told.get(args[0], "Next: inc "))


@pytest.mark.parametrize("name", [name for name in WRITES if name not in ("amend", "redact")])
def test_when_and_who(name: str, declared: Cli) -> None:
    ran = declared(*WRITES[name], "--at", "15:12:30", "--by", "@dave.smith", "--json")
    for entry in ran.json["entries"]:
        assert (entry["at"], entry["author"]) == ("2026-03-04T15:12:30Z", "dave.smith")


@pytest.mark.parametrize("name", WRITES)
def test_wrong_facts_are_refused_before_anything_is_written(
    name: str, declared: Cli, state: Callable[[], object]
) -> None:
    before = state()
    taken = {"amend": "--by", "redact": "--at"}.get(name)  # options that these two do not have
    for option, value, code, what in (
        ("--at", "23:00", 2, "'23:00' has not happened yet"),
        ("--at", "soon", 2, "'soon' is not a time"),
        ("--by", "two words", 2, "'two words' cannot be a person's name in the record"),
        ("-i", "nosuch", 3, "no incident is called 'nosuch'"),
    ):
        if option == taken:
            continue
        ran = declared(*WRITES[name], option, value, ok=False)
        assert (ran.code, ran.out) == (code, "")
        lines = ran.err.rstrip("\n").split("\n")
        assert lines[0].startswith(f"inc: {what}")
        assert not lines[0].endswith(".")
        assert lines[1].startswith("     ")
    assert state() == before


@pytest.mark.parametrize("args", TEXTS.values(), ids=TEXTS)
def test_the_text_may_come_from_everywhere(args: tuple[str, ...], declared: Cli) -> None:
    name, options = args[0], args[2:]
    cases = {
        "a word": (("a word",), b""),
        "from -m": (("-m", "from -m"), b""),
        "from stdin": (("-",), b"from stdin\n"),
        "from -m stdin": (("-m", "-"), b"from -m stdin"),
        "words\nfrom -m": (("words", "-m", "from -m"), b""),
        "pods\n```\n  a\tb\n```": (("-m", "pods", "-"), b"  a\tb\n\n"),
    }
    for text, (words, given) in cases.items():
        answer = declared(name, *options, *words, "-n", "--json", stdin=given).json
        assert answer["entries"][-1]["text"].startswith(text)


@pytest.mark.parametrize("args", TEXTS.values(), ids=TEXTS)
def test_the_text_may_come_from_the_editor(
    args: tuple[str, ...], declared: Cli, editor: Callable[[str], str], tmp_path: Path
) -> None:
    save = editor("first\n\nsecond\n\n")
    ran = declared(args[0], "draft", *args[2:], "-e", "--json", GIT_EDITOR=save)
    assert ran.json["entries"][-1]["text"].startswith("first\n\nsecond")
    assert (tmp_path / "seen").read_text().startswith("draft\n\n<!-- Write the text and save")


GUIDE = "<!-- Write the text and save; this line is left out. No text: nothing happens. -->"


def test_an_editor_that_saves_nothing_records_nothing(
    declared: Cli, editor: Callable[[str], str], state: Callable[[], object]
) -> None:
    before = state()
    for save, what in (
        (
            editor(f"  \n{GUIDE}"),
            "the text is empty",
        ),
        ("false", "the editor (false) ended with 1"),
    ):
        ran = declared("log", "-e", ok=False, GIT_EDITOR=save)
        assert (ran.code, ran.out) == (1, "")
        assert ran.err.startswith(f"inc: {what}, so nothing was recorded\n     ")
    assert state() == before


def test_what_an_editor_wrote_is_kept_until_it_is_recorded(
    declared: Cli, editor: Callable[[str], str], git: Callable[..., str]
) -> None:
    drafts = declared.folder / ".git/inc/edit"
    declared("log", "-e", "-n", GIT_EDITOR=editor("a long story"))
    assert [path.read_text() for path in drafts.iterdir()] == ["a long story"]
    declared("log", "-e", GIT_EDITOR=editor("a long story"))
    assert list(drafts.iterdir()) == []


# ------------------------------------------------------------------ a broken policy

BY_DEFAULT = "What follows is by the default policy: inc.toml:1: this is not TOML: "
SILENT = (
    *("ack", "log", "assign", "confirm", "refute", "handoff", "reopen", "link", "restrict"),
    *("redact", "undo"),
)
"""Writes that ask no policy."""
OTHER_WRITES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "declare": ((), ("declare", "Search is slow", "--user-impact", "high", "--scope", "wide")),
    "untick": (("tick", "bridge call open"), ("untick", "bridge call open", "-m", "it broke")),
    "confirm": (("hypothesis", "the pool"), ("confirm", "-m", "seen")),
    "refute": (("hypothesis", "the pool"), ("refute", "-m", "not seen")),
    "handoff": (("assign", "ic", "alice"), ("handoff", "ic", "--to", "bob")),
    "reopen": (("resolve", "over"), ("reopen", "it is back")),
    "merge": (("declare", "Search is slow", "-s", "3"), ("merge", "checkout", "-m", "the same")),
    "undo": (("log", "x"), ("undo",)),
}
"""Writes of other kinds, and what comes before each."""
NEVER_REFUSED = {
    **{name: ((), words) for name, words in WRITES.items() if name != "resolve"},
    **OTHER_WRITES,
}


def test_each_write_is_one_that_a_broken_policy_refuses_or_not() -> None:
    every = {name for name in COMMANDS if "dry_run" in {one.name for one in _parameters(name)}}
    without_policy = {
        "init",
        "edit",
        "reconcile",
        "check",
        "sync",
        "apply",
    }  # no check under a wrong policy
    assert every == {*NEVER_REFUSED, "resolve", "close", *without_policy}


def _parameters(name: str) -> Any:
    command: Any = load(name)
    return getattr(command, "params", ())


@pytest.mark.parametrize(("before", "words"), NEVER_REFUSED.values(), ids=NEVER_REFUSED)
def test_a_broken_policy_refuses_no_note(
    before: tuple[str, ...], words: tuple[str, ...], declared: Cli
) -> None:
    if before:
        declared(*before)
    (declared.folder / "inc.toml").write_text("[roles\n")
    ran = declared(*words)
    assert ran.err.count("default policy") == ran.err.count(BY_DEFAULT)
    assert ran.err.count(BY_DEFAULT) == (words[0] not in SILENT)


@pytest.mark.parametrize("words", [("resolve", "over"), ("update", "over", "-s", "resolved")])
def test_a_broken_policy_opens_no_gate(
    words: tuple[str, ...], declared: Cli, state: Callable[[], object]
) -> None:
    (declared.folder / "inc.toml").write_text("[roles\n")
    before = state()
    ran = declared(*words, ok=False)
    assert (ran.code, ran.out) == (2, "")
    assert "inc: inc.toml:1: this is not TOML: " in ran.err
    assert state() == before


def test_a_time_and_a_program_get_the_default_policy_too(declared: Cli) -> None:
    (declared.folder / "inc.toml").write_text("[roles\n")
    ran = declared("log", "x", "--at", "15:31")
    assert ran.out.split("\n")[1].startswith("  2026-03-04 15:31 UTC")
    assert ran.err.startswith(BY_DEFAULT)
    answer = declared("log", "x", "--at", "15:31", "--json").json
    assert [one["rule"] for one in answer["warnings"]] == ["default-policy"]
    assert answer["warnings"][0]["text"].startswith(BY_DEFAULT)


def test_a_bug_after_the_change_is_recorded_does_not_ask_for_it_again(
    declared: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> str:
        raise KeyError("x")

    with monkeypatch.context() as patch:
        patch.setattr("json.dumps", fail)
        ran = declared("log", "still down", "--json")  # a script repeats what does not exit with 0
    assert "a bug in inc: KeyError('x'); the change IS recorded, do not repeat it" in ran.err
    assert "still down" in declared("show").out


def test_a_bug_before_it_keeps_the_words(declared: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyError("x")

    with monkeypatch.context() as patch:
        patch.setattr("fcntl.flock", fail)
        ran = declared("log", "still down", ok=False)
    assert ran.code == 70
    assert "inc retry" in ran.err
    assert "still down" in declared("retry").out
