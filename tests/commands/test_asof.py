"""`inc asof`: what was known at a moment, by whom it was not, and what became of it since."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Cli

Git = Callable[..., str]
NAME = "2026-03-04-checkout-failures"
PATH = f"incidents/2026/03/{NAME}.md"
SECRET = "the pool of Jane Doe leaks"


@pytest.fixture
def story(declared: Cli) -> Cli:
    """A note at 15:32 that is amended at 15:34, another at 15:33; late and later ones."""
    declared("log", "restarted pods")
    declared("log", "still failing")
    declared("amend", "last~1", "--text", "restarted the order pods")
    declared("log", "deploy of 14:15", "--at", "14:15")
    declared("assign", "ic", "bob")
    return declared


def texts(cli: Cli, *args: str) -> list[str]:
    """What the entries say that are shown."""
    return [one["text"] for one in cli("asof", *args, "--json").json["incident"]["entries"]]


def changes(cli: Cli, *args: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = cli("asof", *args, "--diff", "--json").json["changes"]
    return found


def commit(git: Git, at: str, *args: str) -> str:
    """Commit what is staged or changed at a time of the day; its id."""
    instant = f"2026-03-04T{at}:00Z"
    dated = {**os.environ, "GIT_AUTHOR_DATE": instant, "GIT_COMMITTER_DATE": instant}
    subprocess.run(["git", "commit", "--quiet", "-am", "x", *args], env=dated, check=True)
    return git("rev-parse", "HEAD").strip()


# ------------------------------------------------------------------ no hindsight


def test_what_was_known_then_and_no_more(story: Cli, git: Git) -> None:
    lines = story("asof", "15:33").out.split("\n")
    head = git("rev-parse", "HEAD~3")[:8]
    assert lines[:5] == [
        f"As it was known at 2026-03-04 15:33 UTC (commit {head}); 2 entries came later",
        "1 entry was amended since: this is how it was (--diff)",
        "",
        "SEV1  investigating  Checkout failures",
        PATH,
    ]
    assert "    restarted pods" in lines
    assert "duration      2 min so far" in lines
    assert "people        commander      nobody (required on SEV1)" in lines
    assert "    deploy of 14:15" not in lines, "it had happened, and nobody had written it down"


def test_it_is_what_show_showed_at_that_moment(declared: Cli) -> None:
    """The same renderer; what the documents of today know is not in it."""
    declared("update", "We look", "--impact", "30% fail", "--next", "30m")
    before = declared("show").out
    at = declared.now.replace(minute=declared.now.minute - 1)
    declared("mitigate", "restarted", "--temporary")
    declared("resolve", "over")
    declared("postmortem", "new")
    told = declared("asof", at.strftime("%H:%M")).out
    header, _, rest = told.partition("\n\n")
    assert header.endswith("2 entries came later")
    assert rest == before


def test_a_program_gets_what_show_gives_and_the_commits(story: Cli, git: Git) -> None:
    answer = story("asof", "15:33", "--json").json
    assert answer["version"] == 1
    assert answer["as_of"] == {
        "at": "2026-03-04T15:33:00Z",
        "commits": [
            {
                "commit": git("rev-parse", "HEAD~3").strip(),
                "author": "Alice",
                "committed_at": "2026-03-04T15:33:00Z",
            }
        ],
        "joined_by": None,
        "left_out": 0,
        "later": 2,
        "amended": 1,
        "redacted": 0,
        "removed": 0,
    }
    keys = set(story("show", "--json").json["incident"]) - {"postmortem", "actions", "roles"}
    assert set(answer["incident"]) == keys
    assert answer["incident"]["duration_seconds"] == 120


def test_durations_are_those_of_the_moment(declared: Cli) -> None:
    declared("resolve", "over")
    assert "duration      1 min\n" in declared("asof", "now").out
    assert "duration      0 s so far\n" in declared("asof", "15:31").out


# ------------------------------------------------------------------ the moments one can type


@pytest.mark.parametrize(
    ("word", "at"),
    [
        ("15:33", "15:33"),
        ("2026-03-04T15:33", "15:33"),
        ("16:33 Europe/Berlin", "15:33"),
        ("-3m", "15:34"),
        ("3m ago", "15:34"),
        ("+2m", "15:33"),
        ("now", "15:37"),
        ("last~1", "15:35"),
        ("^{id}", "15:32"),
        ("{part}", "15:32"),
        ("{commit}", "15:34"),
        ("{short}", "15:34"),
        ("before-lunch", "15:34"),
        ("HEAD~2", "15:34"),
        ("HEAD@{{2}}", "15:34"),
        ("HEAD@{{2026-03-04 15:34:30}}", "15:34"),
        ("main@{{2026-03-04 15:34:30 +0000}}", "15:34"),
        ("HEAD^{{/amended note}}", "15:34"),
        (":/amended note", "15:34"),
    ],
)
def test_a_moment(word: str, at: str, story: Cli, git: Git) -> None:
    entry = story("show", "--json").json["incident"]["entries"][2]["id"]
    oid = git("rev-parse", "HEAD~2").strip()
    git("tag", "before-lunch", oid)
    story.now = story.now.replace(minute=37)
    typed = word.format(id=entry, part=entry[4:], commit=oid, short=oid[:8])
    answer = story("asof", typed, "--json").json
    assert answer["as_of"]["at"] == f"2026-03-04T{at}:00Z"


@pytest.mark.parametrize("word", ["old..new", "old...new", "old..", "2026-03-03..2026-03-04"])
def test_a_range_is_no_moment(word: str, story: Cli, git: Git) -> None:
    git("tag", "old", "HEAD~2")
    git("tag", "new")
    ran = story("asof", word, ok=False)
    assert (ran.code, ran.out) == (2, "")
    end = {"old..": "HEAD", "2026-03-03..2026-03-04": "2026-03-04"}.get(word, "new")
    assert ran.err == (
        f"inc: '{word}' is a range, not one moment\n"
        f"     Name one end of it, as in: inc asof {end}\n"
    )


def test_before_this_clone_noted_where_its_branch_was(story: Cli) -> None:
    ran = story("asof", "HEAD@{2026-03-04 10:00 +0000}", ok=False)
    assert (ran.code, ran.out) == (2, "")
    what = "what 'HEAD@{2026-03-04 10:00 +0000}' was is not known: this clone has noted it since"
    assert ran.err.startswith(f"inc: {what} Wed, 4 Mar 2026 15:30")


def test_an_entry_stands_for_the_commit_that_recorded_it(story: Cli) -> None:
    """Also where an entry was written by hand, and where others came in the same second."""
    story.now = story.now.replace(minute=40)
    for text in ("one", "two"):
        story("log", text)
        story.now = story.now.replace(minute=40)
    assert texts(story, "last~1")[-1] == "one"
    assert texts(story, "15:40")[-1] == "two"


def test_an_entry_whose_commit_does_not_name_it(declared: Cli, git: Git) -> None:
    document = declared.folder / PATH
    line = "- `2026-03-04T15:40:00Z` **note** @eve — by hand ^0j4hzzzzzzzz\n"
    document.write_text(document.read_text() + line)
    ran = declared("asof", "^zzzzzzz", ok=False)
    assert (ran.code, ran.err.split("\n")[0]) == (
        3,
        "inc: ^0j4hzzzzzzzz has not been committed yet",
    )
    commit(git, "15:45")
    declared.now = declared.now.replace(minute=50)
    assert declared("asof", "zzzzzzz", "--json").json["as_of"]["at"] == "2026-03-04T15:45:00Z"


@pytest.mark.parametrize(
    ("word", "what"),
    [
        ("23:00", "'23:00' has not happened yet"),
        ("soon", "'soon' is not a time"),
        ("1005", "'1005' is a bare number"),
        ("--output=x", "no such option"),
        ("2026-02-30", "'2026-02-30' is no day"),
        ("tomorrow", "'tomorrow' lies in the future"),
        ("deadbeef", "'deadbeef' is not a time"),
        ("HEAD^!", "'HEAD^!' is not a time"),
        ("HEAD@{99}", "'HEAD@{99}' is not a time"),
        ("main old", "'main old' is not a time"),
        ("HEAD\n", "'HEAD' is not a time"),
        ("HEAD:inc.toml", "'HEAD:inc.toml' is not a time"),
    ],
)
def test_no_moment(word: str, what: str, declared: Cli) -> None:
    ran = declared("asof", word, ok=False)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"inc: {what}")
    assert what.startswith("no such") or "Or name a commit, a tag, or an entry" in ran.err


def test_before_it_was_recorded(declared: Cli, git: Git) -> None:
    declared("declare", "Search is slow", "-s", "3", "--at", "14:00")
    oid = git("rev-parse", "HEAD")[:8]
    ran = declared("asof", "15:00", "search", ok=False)
    assert (ran.code, ran.out) == (3, "")
    assert ran.err == (
        "inc: 2026-03-04-search-is-slow was not known at 2026-03-04T15:00:00Z: it was declared at "
        "2026-03-04T14:00:00Z and recorded at 2026-03-04T15:32:00Z; the first commit that has it "
        f"is {oid}\n"
        f"     See it from then on: inc asof {oid} 2026-03-04-search-is-slow\n"
    )
    ran = declared("asof", "HEAD~1", "search", ok=False)
    assert "was not known in commit" in ran.err


def test_what_was_never_committed(cli: Cli) -> None:
    folder = cli.folder / "incidents/2026/03"
    folder.mkdir(parents=True)
    (folder / "2026-03-04-by-hand.md").write_text("---\ntitle: By hand\n---\n")
    ran = cli("asof", "15:30", "by-hand", ok=False)
    assert ran.code == 3
    assert ran.err.startswith("inc: 2026-03-04-by-hand has never been committed on this branch\n")


def test_what_is_not_committed_yet_came_later(declared: Cli) -> None:
    document = declared.folder / PATH
    document.write_text(document.read_text() + "- 15:50 by hand\n")
    assert "; 1 entry came later\n" in declared("asof", "now").out
    ran = declared("asof", "now", "--diff")
    assert ran.rows == [
        ["later", "2026-03-04 15:50 UTC", "not committed", "note", "", "", "by hand"]
    ]
    assert changes(declared, "now")[0]["recorded_at"] is None


# ------------------------------------------------------------------ what became of it


def test_what_came_later_was_corrected_or_taken_back(story: Cli) -> None:
    story("log", "oops")
    story.now = story.now.replace(minute=40)
    story("undo")
    story("redact", "last~3", "-m", "why")
    ids = [one["id"] for one in story("show", "--json").json["incident"]["entries"]]
    ran = story("asof", "15:37", "--diff")
    assert ran.err.endswith(": 1 redacted since, 1 removed since\n")
    assert [row[:4] for row in ran.rows] == [
        ["redacted", "2026-03-04 15:32 UTC", "2026-03-04 15:41 UTC", "note @alice"],
        ["removed", "2026-03-04 15:37 UTC", "2026-03-04 15:40 UTC", "note @alice"],
    ]
    ran = story("asof", "15:33", "--diff", "--unredacted")
    assert ran.rows[1:] == [
        [
            *("redacted", "2026-03-04 15:32 UTC", "2026-03-04 15:41 UTC", "note @alice"),
            *(f"^{ids[2]}", "restarted pods", "[redacted by @alice: why]"),
        ],
        [
            *("later", "2026-03-04 15:36 UTC", "2026-03-04 15:36 UTC", "role @alice"),
            *(f"^{ids[4]}", "", "commander @bob"),
        ],
        ["field", "", "", "roles.commander", "", "", "bob"],
    ]


def test_changes_for_programs(story: Cli, git: Git) -> None:
    later, amended, role, field = changes(story, "15:33")
    assert (later["change"], later["happened_at"], later["recorded_at"]) == (
        *("later", "2026-03-04T14:15:00Z", "2026-03-04T15:35:00Z"),
    )
    assert later["before"] is None
    assert later["commit"] == git("rev-parse", "HEAD~1").strip()
    assert (amended["change"], amended["recorded_at"]) == ("amended", "2026-03-04T15:34:00Z")
    assert amended["before"]["text"] == "restarted pods"
    assert amended["after"]["text"] == "restarted the order pods"
    assert role["after"]["kind"] == "role"
    assert field == {"change": "field", "field": "roles.commander", "before": None, "after": "bob"}


def test_a_corrected_time_is_told_with_the_words(declared: Cli) -> None:
    declared("log", "pods\nare gone")
    declared("amend", "last", "--at", "15:00")
    row = declared("asof", "15:32", "--diff").rows[0]
    assert row[5:] == [
        "2026-03-04 15:32 UTC note @alice — pods are gone",
        "2026-03-04 15:00 UTC note @alice — pods are gone",
    ]


def test_nothing_has_changed(declared: Cli) -> None:
    ran = declared("asof", "now", "--diff")
    assert ran.out == ""
    assert ran.err.endswith(": nothing has changed\n")
    assert changes(declared, "now") == []


# ------------------------------------------------------------------ redacted words


def test_words_that_were_redacted_are_not_shown_again(declared: Cli) -> None:
    declared("log", SECRET)
    declared("log", f"on the phone: {SECRET}")
    declared("update", "x", "--impact", SECRET)
    for entry in ("last~2", "last~1", "last"):
        declared("redact", entry, "-m", "a name")
    declared("update", "y", "--impact", "one customer")
    for args in ((), ("--json",), ("--diff",), ("--diff", "--json")):
        for moment in ("15:32", "15:33", "15:34"):
            ran = declared("asof", moment, *args)
            assert SECRET not in ran.out + ran.err
    told = declared("asof", "15:33").out
    assert "2 entries were redacted since; the words are not shown (--unredacted)\n" in told
    assert declared("asof", "15:34", "--json").json["incident"]["impact"] == "[redacted since]"
    assert declared("asof", "15:34", "--unredacted").out.count(SECRET) == 4


def test_of_a_redaction_that_was_taken_back_nothing_is_hidden(declared: Cli) -> None:
    declared("log", SECRET)
    declared("redact", "last")
    declared("undo")
    assert SECRET in declared("asof", "15:32").out
    assert "redacted" in declared("asof", "15:33").out


def test_of_a_redacted_entry_that_is_gone_nothing_is_shown(declared: Cli, git: Git) -> None:
    declared("log", SECRET)
    declared("redact", "last")
    document = declared.folder / PATH
    lines = document.read_text().split("\n")
    document.write_text("\n".join(line for line in lines if "redacted" not in line))
    assert texts(declared, "15:32")[-1] == "[redacted since]"
    commit(git, "15:40")
    declared.now = declared.now.replace(minute=45)
    assert texts(declared, "15:32")[-1] == "[redacted since]"
    assert SECRET not in declared("asof", "15:32", "--diff").out


def test_of_words_that_went_on_in_another_incident(declared: Cli) -> None:
    declared("declare", "Search is slow", "-s", "3")
    declared("log", SECRET)
    declared("merge", "search", "-i", "checkout", "-m", "the same")
    declared("redact", "last~1", "-i", "checkout")
    assert texts(declared, "15:33", "2026-03-04-search-is-slow")[-1].startswith("[redacted by")


# ------------------------------------------------------------------ people who were offline


@pytest.fixture
def offline(story: Cli, git: Git) -> Cli:
    """Bob's note of 15:40 on a branch, Alice's of 15:50 on main; merged at 16:00 into Bob's."""
    git("switch", "--quiet", "--create", "bob")
    story.now = story.now.replace(minute=40)
    story("log", "the router is at fault", "--by", "bob")
    git("switch", "--quiet", "main")
    story.now = story.now.replace(minute=50)
    story("update", "We look", "--impact", "all of it")
    git("switch", "--quiet", "bob")
    from inc.store.three_way.documents import merge

    versions = [git("show", f"{one}:{PATH}") for one in ("main~1", "bob", "main")]
    text = merge(versions[0], versions[1], versions[2]).text
    subprocess.run(["git", "merge", "--quiet", "--no-commit", "main"], capture_output=True)
    (story.folder / PATH).write_text(text)
    git("add", PATH)
    commit(git, "16:00")
    story.now = story.now.replace(hour=16, minute=10)
    return story


def test_what_each_had_recorded_counts_from_then(offline: Cli, git: Git) -> None:
    answer = offline("asof", "15:55", "--json").json
    assert [one["text"] for one in answer["incident"]["entries"]][-2:] == [
        "the router is at fault",
        "We look\n- Impact: all of it",
    ]
    assert answer["incident"]["impact"] == "all of it"
    oids = [git("rev-parse", one).strip() for one in ("main", "bob~1", "bob")]
    assert [one["commit"] for one in answer["as_of"]["commits"]] == oids[:2]
    assert answer["as_of"]["joined_by"] == oids[2]
    assert offline("asof", "15:55").out.startswith(
        f"As it was known at 2026-03-04 15:55 UTC (commits {oids[0][:8]}, {oids[1][:8]}, "
        f"joined later by {oids[2][:8]}); 0 entries came later\n"
    )
    assert texts(offline, "15:45")[-1] == "the router is at fault"


def test_the_line_of_the_branch_alone(offline: Cli, git: Git) -> None:
    """The other reading: what was merged counts from its merge."""
    assert "We look\n- Impact: all of it" not in texts(offline, "15:55", "--first-parent")
    assert "We look\n- Impact: all of it" in texts(offline, "16:00", "--first-parent")
    git("switch", "--quiet", "main")
    git("merge", "--quiet", "bob")
    assert "the router is at fault" in texts(offline, "15:45", "--first-parent")


def test_what_cannot_be_united_is_said(offline: Cli, git: Git) -> None:
    """A front matter that is not one key a line is read, and not merged."""
    git("switch", "--quiet", "--create", "odd", "main")
    text = (offline.folder / PATH).read_text()
    body = text.split("---\n", 2)[2]
    (offline.folder / PATH).write_text(f'---\n{{"title": "Odd", "status": "x"}}\n---\n{body}')
    commit(git, "16:20")
    git("merge", "--quiet", "--strategy", "ours", "--no-commit", "bob")
    commit(git, "16:40")
    offline.now = offline.now.replace(hour=23)
    ran = offline("asof", "16:30")
    assert "; not all of " in ran.err
    assert "investigating" not in ran.out.split("\n\n")[1]


# ------------------------------------------------------------------ clocks, names, clones


def test_a_clock_that_is_behind_makes_nothing_known_too_early(story: Cli, git: Git) -> None:
    document = story.folder / PATH
    document.write_text(document.read_text() + "- 15:20 dated back ^0j4hzzzzzzzz\n")
    commit(git, "13:00")
    story.now = story.now.replace(minute=45)
    ran = story("asof", "15:35")
    assert "dated back" not in ran.out
    assert ran.err.startswith("1 commit is dated before what it stands on, or later than now")
    assert "dated back" in story("asof", "15:36").out


def test_a_clock_that_is_years_ahead_hides_nothing(story: Cli, git: Git) -> None:
    document = story.folder / PATH
    document.write_text(document.read_text() + "- 15:38 from the future ^0j4hzzzzzzzz\n")
    dates = {"GIT_AUTHOR_DATE": "2030-01-01T00:00Z", "GIT_COMMITTER_DATE": "2030-01-01T00:00Z"}
    subprocess.run(["git", "commit", "-qam", "x"], env={**os.environ, **dates}, check=True)
    story.now = story.now.replace(minute=45)
    story("log", "after it")
    assert texts(story, "15:36")[-1] == "from the future"
    assert texts(story, "15:45")[-1] == "after it"


def test_a_document_that_was_renamed(story: Cli, git: Git) -> None:
    new = "2026-03-04-checkout-is-down"
    git("mv", PATH, PATH.replace(NAME, new))
    moved = story.folder / PATH.replace(NAME, new)
    moved.write_text(moved.read_text().replace(NAME, new))
    commit(git, "15:45")
    story.now = story.now.replace(minute=50)
    told = story("asof", "15:33", new).out
    assert f"\nIt was called {NAME} then.\n" in told
    assert f"\nincidents/2026/03/{NAME}.md\n" in told
    assert "2 entries came later" in told
    assert story("asof", "last~3", new, "--json").json["as_of"]["at"] == "2026-03-04T15:32:00Z"
    rows = story("asof", "15:33", new, "--diff").rows
    assert [row[2] for row in rows if row[0] == "later"] == [
        "2026-03-04 15:35 UTC",
        "2026-03-04 15:36 UTC",
    ]
    assert [row[2] for row in rows if row[0] == "amended"] == ["2026-03-04 15:34 UTC"]


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("03/2026-03-04-co.md", f"{NAME} is called 2026-03-04-co now.\n"),
        (
            f"04/{NAME}.md",
            f"{NAME} stands in incidents/2026/04/{NAME}.md now, where no command looks for it: "
            "inc doctor\n",
        ),
    ],
)
def test_of_what_is_asked_for_by_its_old_name_nothing_is_gone(
    place: str, said: str, story: Cli, git: Git
) -> None:
    before = changes(story, "15:33")
    (story.folder / "incidents/2026" / place).parent.mkdir(exist_ok=True)
    git("mv", PATH, f"incidents/2026/{place}")
    commit(git, "15:45")
    story.now = story.now.replace(minute=50)
    assert changes(story, "15:33", NAME) == before
    ran = story("asof", "15:33", NAME)
    assert ran.err == said
    assert "restarted pods" in ran.out


def test_an_incident_that_was_merged_into_another(declared: Cli) -> None:
    declared("declare", "Search is slow", "-s", "3")
    declared("log", "the index")
    declared("merge", "search", "-i", "checkout", "-m", "the same")
    assert texts(declared, "15:33", "search")[-1] == "the index"
    assert "the index" not in texts(declared, "15:33", "checkout")
    later = [one for one in changes(declared, "15:33", "checkout") if one["change"] == "later"]
    assert {one["recorded_at"] for one in later if one["after"]["text"] == "the index"} == {
        "2026-03-04T15:33:00Z"
    }


def test_a_document_that_was_removed(story: Cli, git: Git) -> None:
    git("rm", "--quiet", PATH)
    oid = commit(git, "15:45")
    story.now = story.now.replace(minute=50)
    assert texts(story, "15:33", NAME)[-1] == "still failing"
    assert "came later" in story("asof", "15:33", NAME).out
    assert story("asof", "15:33", "checkout", ok=False).code == 3
    ran = story("asof", "15:46", NAME, ok=False)
    assert ran.code == 3
    assert ran.err.startswith(
        f"inc: {NAME} was not there at 2026-03-04T15:46:00Z: {oid[:8]} by Alice had removed it"
    )
    assert {one["change"] for one in changes(story, "15:33", NAME)} == {"removed", "field"}


def test_a_version_that_nobody_can_read(story: Cli, git: Git) -> None:
    document = story.folder / PATH
    text = document.read_text()
    document.write_text(text.replace("status: investigating", "status: [\x07"))
    oid = commit(git, "15:45")
    document.write_text(text)
    commit(git, "15:46")
    story.now = story.now.replace(minute=50)
    ran = story("asof", "15:45", ok=False)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(f"inc: the document cannot be read as {oid[:8]} has it: ")
    assert f"See its bytes: git show {oid[:8]}:{PATH}\n" in ran.err
    assert texts(story, "15:44") == texts(story, "15:46")


def test_what_is_there_today_cannot_be_read(story: Cli) -> None:
    (story.folder / PATH).write_bytes(b"\xff\xfe")
    ran = story("asof", "15:33")
    assert "    still failing" in ran.out


def clone(git: Git, source: Path, to: Path, *options: str) -> None:
    git("clone", "--quiet", *options, source.as_uri(), str(to), cwd=source.parent)


def test_a_shallow_clone_that_does_not_reach_back(story: Cli, git: Git, tmp_path: Path) -> None:
    clone(git, story.folder, tmp_path / "part", "--depth", "2")
    story.folder = tmp_path / "part"
    ran = story("asof", "15:33", ok=False)
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith("inc: this clone does not reach back to 2026-03-04T15:33:00Z, only")
    assert "git fetch --unshallow" in ran.err
    assert texts(story, "15:36")[-1] == "commander @bob"


def test_where_nothing_may_be_written(story: Cli, git: Git, state: Callable[[], object]) -> None:
    """Detached, in the middle of a merge, with the lock held, and with traps in the settings."""
    trap = story.folder.parent / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {trap}.sprung\ncat\n")
    trap.chmod(0o755)
    (story.folder / ".gitattributes").write_text("*.md diff=evil filter=evil -text\n")
    for key in ("diff.evil.textconv", "diff.evil.command", "filter.evil.smudge", "diff.external"):
        git("config", key, str(trap))
    git("config", "core.fsmonitor", str(trap))
    git("config", "log.showSignature", "true")
    git("config", "log.diffMerges", "combined")
    git("config", "diff.noprefix", "true")
    git("config", "color.ui", "always")
    git("config", "diff.context", "3")
    (story.folder / ".git/MERGE_HEAD").write_text(git("rev-parse", "HEAD"))
    (story.folder / ".git/index.lock").touch()
    (story.folder / ".git/HEAD").write_text(git("rev-parse", "HEAD"))
    before = state()
    sprung = Path(f"{trap}.sprung")
    sprung.unlink(missing_ok=True)  # the test itself asked git
    assert texts(story, "15:33")[-1] == "still failing"
    assert [one["change"] for one in changes(story, "15:33")][:2] == ["later", "amended"]
    assert any("before" in row[3] for row in story("history").rows)
    assert not sprung.exists()
    assert state() == before


def test_what_replaces_a_commit_does_not_change_the_past(story: Cli, git: Git) -> None:
    forged = git("commit-tree", "HEAD^{tree}", "-m", "forged").strip()
    git("replace", "HEAD~3", forged)
    assert texts(story, "15:33")[-1] == "still failing"


def test_in_a_folder_of_the_repository(cli: Cli) -> None:
    cli.folder = cli.folder / "ops “here” x"
    cli.folder.mkdir()
    cli("init", "--preset", "ungated")
    cli("declare", "Checkout failures", "-s", "sev1")
    cli("log", "one")
    cli("amend", "last", "--text", "two")
    assert texts(cli, "15:33")[-1] == "one"
    assert [one["change"] for one in changes(cli, "15:33")] == ["amended"]
    assert [row[3].split()[0] for row in cli("history").rows[:3]] == ["amended", "before", "after"]


# ------------------------------------------------------------------ what is too large


@pytest.fixture
def bloated(story: Cli, git: Git) -> str:
    """A commit of 15:50 whose document has 50 MB, and which was taken back at 15:51; its id."""
    document, before = story.folder / PATH, (story.folder / PATH).read_bytes()
    with document.open("ab") as file:
        file.writelines([b"x" * 99 + b"\n"] * 500_000)
    oid = commit(git, "15:50")
    document.write_bytes(before)
    commit(git, "15:51")
    return oid


def in_little_memory(folder: Path, *args: str) -> tuple[int, str, str]:
    """How a process of its own ends that has not room for such a document and its entries."""
    line = f'ulimit -v 320000; exec "{sys.executable}" -m inc "$@"'
    run = subprocess.run(
        ["sh", "-c", line, "inc", *args], cwd=folder, capture_output=True, text=True, check=False
    )
    return run.returncode, run.stdout, run.stderr


def test_a_version_that_is_too_large_is_refused_before_it_is_read(story: Cli, bloated: str) -> None:
    for moment in ("2026-03-04T15:50Z", bloated):
        code, out, err = in_little_memory(story.folder, "asof", moment, "checkout")
        assert (code, out) == (1, ""), err
        assert f"{PATH} has 5000" in err
        assert f"bytes in {bloated[:8]}; 8388608 are the limit" in err
        assert f"git show {bloated[:8]}:{PATH} | less" in err
    for moment in ("2026-03-04T15:49Z", "2026-03-04T15:52Z"):
        code, _, err = in_little_memory(story.folder, "asof", moment, "checkout", "--diff")
        assert code == 0, err


def test_the_history_goes_on_without_a_version_that_is_too_large(
    story: Cli, bloated: str, git: Git
) -> None:
    back = git("rev-parse", "HEAD").strip()
    code, out, err = in_little_memory(story.folder, "history", "checkout")
    assert code == 0, err
    assert len(out.split("\n")) == len(story("history", "checkout").rows) + 1
    assert [line for line in err.split("\n") if line] == [
        f"What 2 commits did to entries is not told ({back[:8]}, {bloated[:8]}): "
        f"{PATH} has more than 8388608 bytes before or after."
    ]
