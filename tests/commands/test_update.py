"""`inc update`: what people are told, as text and as data."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Cli

Editor = Callable[[str], str]
DUE = "Next update for customers is due by 16:02 UTC (every 30 min on SEV1); promise it: "


def test_each_point_has_a_line_of_its_own(declared: Cli) -> None:
    answer = declared(
        *("update", "Rolling restart under way", "--status", "identified", "--impact", "20% fail"),
        *("--known", "pool saturated", "--doing", "restarting", "--eta", "15 min"),
        *("--workaround", "retry", "--next", "30m", "--json"),
    ).json
    status, update = answer["entries"]
    assert (status["kind"], status["text"]) == ("status", "identified")
    assert (update["kind"], update["audience"]) == ("update", "internal")
    assert update["text"].split("\n") == [
        "Rolling restart under way",
        "- Status: Identified",
        "- Impact: 20% fail",
        "- Known: pool saturated",
        "- Doing: restarting",
        "- ETA: 15 min",
        "- Workaround: retry",
        "- Next update: 2026-03-04T16:02:00Z",
    ]
    assert answer["fields"] == {
        "status": "identified",
        "next_update_at": "2026-03-04T16:02:00Z",
        "impact": "20% fail",
    }


def test_a_point_alone_is_an_update(declared: Cli) -> None:
    entries = declared("update", "--known", "the pool", "--json").json["entries"]
    assert [entry["text"] for entry in entries] == ["Status update\n- Known: the pool"]


def test_an_update_without_a_promise_ends_the_last_one(declared: Cli) -> None:
    declared("update", "a", "--next", "16:00")
    assert declared("update", "b", "--json").json["fields"] == {"next_update_at": None}


def test_the_same_status_again_is_no_change_of_it(declared: Cli) -> None:
    answer = declared("update", "Still looking", "-s", "investigating", "--json").json
    assert [entry["kind"] for entry in answer["entries"]] == ["update"]


def test_a_status_may_resolve_close_and_reopen(declared: Cli) -> None:
    def kinds(status: str) -> list[str]:
        entries = declared("update", "so", "--status", status, "--json").json["entries"]
        return [entry["kind"] for entry in entries]

    assert kinds("resolved") == ["resolved", "update"]
    assert kinds("closed") == ["closed", "update"]
    assert kinds("monitoring") == ["reopened", "status", "update"]
    ran = declared("update", "so", "--status", "closed", ok=False)
    assert ran.code == 1
    assert "only a resolved incident is closed" in ran.err


@pytest.mark.parametrize(("typed", "read"), [("customers", "customer"), ("exec", "executive")])
def test_audiences_as_people_type_them(typed: str, read: str, declared: Cli) -> None:
    entry = declared("update", "x", "-a", typed, "--json").json["entries"][0]
    assert entry["audience"] == read


@pytest.mark.parametrize(
    ("args", "what", "hint"),
    [
        ((), "the update says nothing", "Give text, --status, --impact, --known"),
        (("x", "-s", "fixed"), "'fixed' is not a status", "One of: investigating"),
        (("x", "-a", "boss"), "'boss' is not an audience", "One of: responders"),
        (("x", "--next", "5"), "'5' is a bare number", "Type 5m."),
        (("x", "--next", "10:00"), "'10:00' has passed", "Type 'tomorrow 10:00'"),
    ],
)
def test_what_is_refused(args: tuple[str, ...], what: str, hint: str, declared: Cli) -> None:
    ran = declared("update", *args, ok=False)
    assert ran.code == 2
    first, second = ran.err.split("\n")[:2]
    assert first.startswith(f"inc: {what}")
    assert second.startswith(f"     {hint}")


# What is said afterwards


def test_without_a_promise_it_says_when_the_next_one_is_due(declared: Cli) -> None:
    err = declared("update", "-a", "customer", "Some payments fail.").err
    assert DUE + "inc update -a customer --next 30m\n" in err
    assert "is due by" not in declared("update", "-a", "customer", "x", "--next", "30m").err
    # What happened before a promise that stands changes nothing of it.
    assert "is due by" not in declared("update", "-a", "customer", "x", "--at", "15:31").err


def test_only_audiences_with_a_cadence_are_due(declared: Cli) -> None:
    assert "is due by" in declared("update", "x", "-a", "executive").err
    assert "is due by" not in declared("update", "x", "-a", "responders").err
    declared("severity", "sev4")
    assert "is due by" not in declared("update", "x").err
    declared("severity", "sev1")
    assert "is due by" not in declared("update", "over", "-s", "resolved", "-a", "customer").err


def test_what_is_due_is_told_in_the_zone_of_the_readers(declared: Cli) -> None:
    with (declared.folder / "inc.toml").open("a") as config:
        config.write('[audiences.customer]\ntimezone = "Asia/Tokyo"\n')
        config.write('[cadence.SEV1]\ncustomer = "1d"\n')
    err = declared("update", "-a", "customer", "Some payments fail.").err
    assert "due by 2026-03-06 00:32 JST (every 1 d on SEV1)" in err


def test_whose_clock_a_promise_is_read_on(declared: Cli, editor: Editor) -> None:
    with (declared.folder / "inc.toml").open("a") as config:
        config.write('[audiences.customer]\ntimezone = "Asia/Tokyo"\n')
    declared("update", "inside", "--next", "16:00")
    promise = ("update", "-a", "customer", "Some payments fail.")
    # What is typed in a command is on the clock of the team, as everywhere.
    ran = declared(*promise, "--next", "16:15")
    assert "\n  next update: 2026-03-04 16:15 UTC (in 42 min)\n" in ran.out
    # A form is for its readers, and has their times already.
    ran = declared(*promise, "-e", GIT_EDITOR=editor("It goes on.\nNext update: 01:30\n"))
    assert "\n  next update: 2026-03-04 16:30 UTC (in 56 min)\n" in ran.out
    # Where a field of the incident says it already, it is not said twice.
    assert "next update: " not in declared("update", "inside", "--next", "16:10").out


def test_words_for_customers_are_marked_and_the_record_stands(declared: Cli) -> None:
    ran = declared(
        "update", "-a", "customer", "The database 支付 is probably full.", "--next", "30m"
    )
    assert ran.out.startswith("Recorded in 2026-03-04-checkout-failures")
    assert ran.err.startswith("""\
Read it again before customers do:
  The database 支付 is probably full.
      ~~~~~~~~         ~~~~~~~~
  “database”: jargon; say it as readers would
  “probably”: a guess; say what is known, or that you are still looking
Before you paste it: inc amend last -m TEXT
""")
    declared("amend", "last", "-m", "Some payments fail.")
    assert "— Some payments fail. ^" in _document(declared)
    assert "  - Next update: 2026-03-04T16:02:00Z\n" in _document(declared)


def test_a_correction_is_read_as_well(declared: Cli) -> None:
    declared("update", "-a", "customer", "The database is full.", "--next", "30m")
    err = declared("amend", "last", "-m", "Perhaps it is full.").err
    assert "“Perhaps”: a guess" in err
    assert "database" not in err
    assert "Read it again" not in declared("amend", "last", "-m", "Some payments fail.").err


def test_a_long_line_is_marked_where_the_words_are(declared: Cli) -> None:
    text = "Some payments fail. " * 5 + "The cache is full. " + "x" * 200
    lines = declared("update", "-a", "customer", text).err.split("\n")
    marks = next(number for number, line in enumerate(lines) if "~" in line)
    start = lines[marks].index("~")
    assert lines[marks - 1][start : start + 5] == "cache"
    assert max(map(len, lines[1 : marks + 1])) <= 74


def test_programs_get_the_warnings_too(declared: Cli) -> None:
    told = ("update", "-a", "customer", "All is well.\nIt seems.", "--json")
    assert declared(*told).json["warnings"] == [
        {
            "rule": "speculation",
            "text": "a guess; say what is known, or that you are still looking",
            "words": "seems",
            "line": 2,
            "column": 4,
        },
        {
            "rule": "no-next-update",
            "text": "It does not say when the next update comes.",
            "words": None,
            "line": None,
            "column": None,
        },
    ]
    assert declared("update", "All is well, it seems.", "--json").json["warnings"] == []


def test_a_dry_run_warns_too(declared: Cli, state: Callable[[], object]) -> None:
    before = state()
    err = declared("update", "-a", "customer", "It seems well.", "-n").err
    assert "“seems”: a guess" in err
    assert "inc amend" not in err  # there is nothing to amend
    assert state() == before


def test_a_promise_that_was_kept_late(declared: Cli) -> None:
    declared("update", "x", "--next", "1m")  # 15:32, for 15:33
    declared("log", "busy")
    err = declared("update", "y", "--at", "15:33").err
    assert "late" not in err
    assert "The update promised for 15:33 UTC came" not in err
    declared("update", "z", "--next", "1m")  # 15:35, for 15:36
    declared("log", "busy")
    declared("log", "busy")
    assert "The update promised for 15:36 UTC came 2 min late.\n" in declared("update", "y").err


# Channel


def test_a_channel_alone(declared: Cli) -> None:
    answer = declared("update", "--channel", "#inc-1", "--json").json
    assert [(one["kind"], one["text"]) for one in answer["entries"]] == [
        ("note", "Channel: #inc-1"),
    ]
    assert answer["fields"] == {"channel": "#inc-1"}
    ran = declared("update", "--channel", "#inc-1", ok=False)
    assert (ran.code, ran.err.split("\n")[0]) == (1, "inc: the channel is #inc-1 already")


# The form


def _document(run: Cli) -> str:
    (path,) = Path(run.folder, "incidents").rglob("*.md")
    return path.read_text()


def _seen(tmp_path: Path) -> str:
    lines = (tmp_path / "seen").read_text().split("\n")
    return "\n".join(line.rstrip() for line in lines)


def test_the_form_for_customers(declared: Cli, editor: Editor, tmp_path: Path) -> None:
    program = editor("<!-- x -->\nSome payments fail.\nWorkaround: pay later\nNext update: 16:15\n")
    declared("update", "--impact", "Payments fail.")
    told = declared("update", "-a", "customer", "-e", "--json", GIT_EDITOR=program).json
    assert (
        _seen(tmp_path)
        == """\
We are investigating an issue: Payments fail.

<!-- Write the text and save; lines in these marks, and lines without a value, are left out. -->
<!-- To customers, ready for the status page. -->
<!-- - Acknowledges the issue early -->
<!-- - States impact, not cause, in plain words -->
<!-- - Says what customers can do meanwhile -->
<!-- - Says when the next update comes, conservatively -->
<!-- - After the end: what happened, when, how it ended, what prevents it -->
Workaround:
Next update: 16:03
"""
    )
    assert [entry["text"].split("\n") for entry in told["entries"]] == [
        ["Some payments fail.", "- Workaround: pay later", "- Next update: 2026-03-04T16:15:00Z"]
    ]
    assert not list((declared.folder / ".git/inc/edit").iterdir())


def test_the_form_for_everybody_inside(declared: Cli, editor: Editor, tmp_path: Path) -> None:
    declared("update", "x", "--known", "the pool", "--impact", "all of it")
    declared("update", "-e", "-s", "identified", "--doing", "restart", GIT_EDITOR=editor("so"))
    form = _seen(tmp_path).split("-->\n")[-1]
    assert (
        form
        == """\
Status: Identified
Impact: all of it
Known: the pool
Doing: restart
ETA:
Workaround:
Next update: 15:48
"""
    )
    assert "**update** internal @alice — so ^" in _document(declared)
    assert "status: investigating" in _document(declared)  # it was taken out of the form


def test_the_summary_after_the_end(declared: Cli, editor: Editor, tmp_path: Path) -> None:
    declared("mitigate", "rolled back", "--strategy", "rollback")
    declared("resolve", "ok")
    saved = editor("It is over.\nHow it ended: we went back\nWhat prevents it: a test\n")
    declared("update", "-a", "customer", "-e", GIT_EDITOR=saved)
    form = _seen(tmp_path)
    assert "When: 2026-03-04 15:31 to 15:33 UTC (2 min)\n" in form
    assert "<!-- The record says: rolled back (rollback) -->\nHow it ended:\n" in form
    assert "  - How it ended: we went back\n  - What prevents it: a test\n" in _document(declared)


def test_a_team_has_its_own_form(declared: Cli, editor: Editor, tmp_path: Path) -> None:
    own = declared.folder / "templates/update-customer.md.j2"
    own.write_text("{{ title }}: {{ message }}\nETA: {{ eta }}\n")
    declared("update", "-a", "customer", "-e", "--eta", "1 h", GIT_EDITOR=editor("so\nETA: 2 h"))
    assert _seen(tmp_path) == "Checkout failures: We are investigating an issue.\nETA: 1 h\n"
    assert "so ^" in _document(declared)
    assert "- ETA: 2 h" in _document(declared)


@pytest.mark.parametrize("saved", ["", "\n<!-- x -->\nWorkaround:\nNext update:\n"])
def test_an_empty_form_says_nothing(saved: str, declared: Cli, editor: Editor) -> None:
    ran = declared("update", "-a", "customer", "-e", GIT_EDITOR=editor(saved), ok=False)
    assert ran.code == 2
    assert ran.err.startswith("inc: the update says nothing: the form is empty\n")
    assert "kept" not in ran.err
    assert not list((declared.folder / ".git/inc/edit").iterdir())


def test_a_form_that_comes_back_as_it_was_says_nothing(declared: Cli) -> None:
    ran = declared("update", "-e", GIT_EDITOR="true", ok=False)
    assert ran.code == 2
    assert "the update says nothing: the form came back as it was" in ran.err
    # Words that were given are one's own, and so is a form from a file.
    declared("update", "-e", "my words", GIT_EDITOR="true")
    assert "internal @alice — my words ^" in _document(declared)


def test_a_form_from_another_system(declared: Cli, editor: Editor) -> None:
    saved = editor("\ufeffWe look.\r\n<!-- x -->\r\nNext update: 16:00\r\n")
    entry = declared("update", "-e", "--json", GIT_EDITOR=saved).json["entries"][0]
    assert entry["text"] == "We look.\n- Next update: 2026-03-04T16:00:00Z"


def test_a_time_that_cannot_be_read_keeps_the_words(declared: Cli, editor: Editor) -> None:
    saved = editor("We look.\nNext update: 25:99\n")
    ran = declared("update", "-a", "customer", "-e", GIT_EDITOR=saved, ok=False)
    assert ran.code == 2
    (draft,) = (declared.folder / ".git/inc/edit").glob("*.md")
    again = f"inc update -a customer -i 2026-03-04-checkout-failures --file {draft}"
    assert ran.err.startswith("inc: '25:99' is impossible")
    assert f"     Correct it in that file, and: {again}\n" in ran.err
    assert declared("retry", "--list").out == ""  # one way to go on is enough
    draft.write_text(draft.read_text().replace("25:99", "30m"))
    declared(*again.split()[1:])
    assert "customer @alice — We look. ^" in _document(declared)
    assert not draft.exists()


def test_a_form_from_a_file_or_from_standard_input(declared: Cli) -> None:
    form = declared.folder / "form.md"
    form.write_text("From a file.\nStatus: identified\n")
    declared("update", "--file", "form.md")
    assert form.exists()
    declared("update", "--file", "-", stdin="From a pipe.\nETA: 5 min\n")
    text = _document(declared)
    assert "status: identified" in text
    assert "From a file. ^" in text
    assert "From a pipe. ^" in text
    assert "  - ETA: 5 min\n" in text


def test_what_git_did_not_take_is_recorded_as_it_was_typed(declared: Cli, editor: Editor) -> None:
    hook = declared.folder / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    saved = editor("We look.\nNext update: 30m\n")
    ran = declared("update", "-a", "customer", "-e", GIT_EDITOR=saved, ok=False)
    assert ran.code == 4
    assert "What you typed is kept" in ran.err
    hook.unlink()
    declared("retry")
    text = _document(declared)
    assert "`2026-03-04T15:32:00Z` **update** customer @alice — We look. ^" in text
    assert "  - Next update: 2026-03-04T16:02:00Z\n" in text


def test_standard_input_is_kept_where_there_is_no_workspace(declared: Cli) -> None:
    Path(declared.folder, "inc.toml").unlink()
    ran = declared("update", "-a", "customer", "-", stdin="Some payments fail.", ok=False)
    assert ran.code == 4
    assert "What you typed is kept" in ran.err
    assert "Some payments fail." in declared("retry", "--list", "--json").out


# Restricted


def test_an_update_of_a_restricted_incident_is_recorded_with_a_warning(declared: Cli) -> None:
    declared("restrict", "-m", "customer data in it")
    ran = declared("update", "-a", "customer", "Some payments fail.", "--next", "30m")
    assert ran.err.startswith("The incident is restricted: only who responds to it may read this.")
    assert "Some payments fail." in _document(declared)
    assert "restricted" not in declared("update", "-a", "responders", "x").err
