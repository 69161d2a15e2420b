"""`inc postmortem new` and `refresh`: the record writes, and people's words stay theirs."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from inc.domain.blocks.registry import BLOCKS
from inc.domain.presets import PRESETS
from inc.store import blocks, sections
from inc.store.action_items import read as action_items
from inc.store.document import Document

if TYPE_CHECKING:
    from conftest import Beginnings, Cli

NAME = "2026-03-04-checkout-failures"
PATH = f"postmortems/2026/03/{NAME}.md"
TEMPLATES = [
    *("postmortem", "postmortem-lifecycle", "postmortem-planning", "postmortem-management"),
    *("postmortem-structured", "postmortem-process"),
]


def document(cli: Cli, name: str = NAME) -> Document:
    path = f"postmortems/2026/03/{name}.md"
    return Document.parse((cli.folder / path).read_bytes(), path)


def write(cli: Cli, old: str, new: str, name: str = NAME) -> None:
    """Edit the postmortem by hand."""
    path = cli.folder / f"postmortems/2026/03/{name}.md"
    text = path.read_bytes().decode()
    assert text.count(old) == 1, old
    path.write_bytes(text.replace(old, new).encode())


def content(cli: Cli, name: str) -> str:
    """What stands in a block."""
    return next(one.content for one in blocks.find(document(cli)).blocks if one.name == name)


@pytest.fixture
def over(declared: Cli, beginnings: Beginnings) -> Cli:
    """An incident that is resolved and owes a postmortem."""
    return beginnings.grown(declared, _over)


def _over(declared: Cli) -> None:
    declared("ack", "--at", "15:31")
    declared("mitigate", "restarted the pods", "--strategy", "restart", "--temporary")
    declared("resolve", "error rate is normal")


@pytest.fixture
def drafted(over: Cli) -> Cli:
    """Its postmortem, begun."""
    over("postmortem", "new")
    return over


# ------------------------------------------------------------------ new


def test_the_record_writes_a_postmortem(over: Cli, git: Callable[..., str]) -> None:
    ran = over("postmortem", "new")
    commit = git("rev-parse", "HEAD")[:8]
    assert ran.out == f"Began the postmortem of {NAME} ({commit}):\n  {PATH}\n"
    assert ran.err == f"Next: inc postmortem edit {NAME}\nThen: inc postmortem review {NAME}\n"
    assert git("log", "-1", "--format=%s%n%b").split("\n")[:4] == [
        f"{NAME}: postmortem",
        f"Incident: {NAME}",
        "Inc-Operation: postmortem",
        "",
    ]
    assert git("show", "--name-only", "--format=") == f"{PATH}\n"
    found = document(over)
    assert found.fields == {
        "incident": NAME,
        "title": "Checkout failures",
        "status": "draft",
        "authors": ["alice"],
    }
    assert found.text.startswith(
        f"---\nincident: {NAME}\ntitle: Checkout failures\nstatus: draft\nauthors: [alice]\n---\n\n"
        "# Postmortem: Checkout failures\n\n<!-- inc:begin facts "
    )


def test_all_that_the_record_knows_is_in_it(drafted: Cli) -> None:
    found = blocks.find(document(drafted))
    assert not found.troubles
    assert {one.name for one in found.blocks} == set(BLOCKS)
    assert not any(one.is_edited for one in found.blocks)
    assert "| 15:33 | mitigated | @alice | restarted the pods (restart, temporary) |" in content(
        drafted, "timeline"
    )
    assert "Remove the temporary mitigation: restarted the pods" in content(drafted, "mitigations")


def test_an_item_that_stands_in_the_incident_does_not_stand_twice(drafted: Cli) -> None:
    assert action_items(document(drafted)) == []


def test_the_authors_are_who_is_named(over: Cli) -> None:
    over("postmortem", "new", "--author", "bob", "--author", "me", "--author", "@bob")
    assert document(over).fields["authors"] == ["bob", "alice"]
    assert "- **Authors:** @bob, @alice" in content(over, "facts")


def test_a_dry_run_shows_all_of_it(over: Cli, state: Callable[[], object]) -> None:
    before = state()
    ran = over("postmortem", "new", "-n")
    assert ran.out.startswith(f"Would begin the postmortem of {NAME} (nothing was changed):\n")
    assert f"+++ b/{PATH}\n" in ran.out
    assert "\n+## Lessons learned\n" in ran.out
    assert state() == before


def test_it_answers_in_json(over: Cli, git: Callable[..., str]) -> None:
    assert over("postmortem", "new", "--json").json == {
        "version": 1,
        "command": "postmortem new",
        "incident": NAME,
        "path": PATH,
        "commit": git("rev-parse", "HEAD").strip(),
        "dry_run": False,
        "template": "postmortem",
        "authors": ["alice"],
        "is_open": False,
        "next": f"inc postmortem edit {NAME}",
    }


def test_a_second_one_is_refused(drafted: Cli, state: Callable[[], object]) -> None:
    before = state()
    ran = drafted("postmortem", "new", "checkout", ok=False)
    assert ran.code == 1
    assert f"{NAME} has its postmortem already, {PATH}" in ran.err
    assert f"inc postmortem refresh {NAME}" in ran.err
    assert state() == before


def test_a_link_to_nowhere_is_not_followed(over: Cli) -> None:
    (over.folder / PATH).parent.mkdir(parents=True)
    (over.folder / PATH).symlink_to("/nowhere/at/all.md")
    assert over("postmortem", "new", ok=False).code == 1


def test_an_open_incident_may_be_written_about_and_it_is_said(declared: Cli) -> None:
    ran = declared("postmortem", "new")
    assert "It is still open, so facts will change; then: inc postmortem refresh" in ran.err
    assert "still open, since 2026-03-04 15:31 UTC (declared)" in content(declared, "facts")


def test_the_editor_opens_on_it(over: Cli, editor: Callable[[str], str], tmp_path: Path) -> None:
    text = f"---\nincident: {NAME}\nstatus: draft\n---\n\nAll mine.\n"
    over("postmortem", "new", "-e", GIT_EDITOR=editor(text))
    assert document(over).text == text
    assert "## Summary" in (tmp_path / "seen").read_text()


def test_a_text_about_nothing_is_kept_and_refused(over: Cli, editor: Callable[[str], str]) -> None:
    ran = over("postmortem", "new", "-e", ok=False, GIT_EDITOR=editor("All mine.\n"))
    assert ran.code == 2
    assert f"incident: {NAME}" in ran.err
    assert "inc retry" in ran.err
    assert not (over.folder / PATH).exists()


def test_a_restricted_one_says_so(over: Cli) -> None:
    over("restrict", "-i", "checkout", "-m", "customer data")
    ran = over("postmortem", "new")
    assert "visibility: restricted" in ran.out
    assert document(over).fields["visibility"] == "restricted"
    assert "\n**Restricted:** only for those " in document(over).text


def test_a_drill_says_so(cli: Cli) -> None:
    cli("declare", "Checkout failures", "-s", "1", "--drill")
    cli("resolve", "over")
    cli("postmortem", "new", "checkout")
    assert "\n# Drill: Postmortem: Checkout failures\n" in document(cli).text
    assert content(cli, "facts").startswith("- **Drill:** ")


def test_a_title_stays_a_title(cli: Cli) -> None:
    cli("declare", "<!-- inc:begin facts --> `a` | # [x](y) 'q': #1", "-s", "3")
    made = cli("postmortem", "new", "--json").json
    found = document(cli, made["incident"])
    assert [one.name for one in blocks.find(found).blocks] == list(
        dict.fromkeys(one.name for one in blocks.find(found).blocks)
    )
    assert not blocks.find(found).troubles
    assert found.fields["title"] == "<!-- inc:begin facts --> `a` | # [x](y) 'q': #1"


def test_times_that_cannot_be_read_do_not_stop_it(over: Cli) -> None:
    path = over.folder / f"incidents/2026/03/{NAME}.md"
    text = re.sub(r'declared_at: "[^"]+"', "declared_at: yesterday", path.read_text())
    path.write_text(re.sub(r'resolved_at: "[^"]+"', "resolved_at: 17", text))
    over("postmortem", "new", "checkout")
    assert "`resolved_at` cannot be read (17)" in content(over, "metrics")


def test_a_merged_one_means_the_one_that_goes_on(over: Cli) -> None:
    over("declare", "Search is slow", "-s", "3")
    over("postmortem", "new", "search")
    over("reopen", "-i", "checkout", "-m", "back")
    over("merge", "search", "-i", "checkout", "-m", "one cause")
    ran = over("postmortem", "new", "search")
    assert "2026-03-04-search-is-slow, merged into it, has a postmortem of its own." in ran.err
    assert f"2026-03-04-search-is-slow was merged into {NAME}; writing there" in ran.err
    assert "- **Merged into it:** [2026-03-04-search-is-slow](../../../incidents/" in content(
        over, "facts"
    )


# ------------------------------------------------------------------ which incident


def test_with_no_name_it_is_the_one_that_owes_one(over: Cli) -> None:
    over("close")
    (over.folder / ".git/inc/last").unlink()
    assert over("postmortem", "new", "--json").json["incident"] == NAME


def test_an_open_one_is_not_taken_for_the_one_that_owes(over: Cli) -> None:
    over("declare", "Search is slow", "-s", "3")
    ran = over("postmortem", "new", ok=False)
    assert ran.code == 3
    assert f"search-is-slow is still open, and {NAME} has ended and owes a postmortem" in ran.err
    assert f"\n     inc postmortem new {NAME}\n" in ran.err
    assert over("postmortem", "new", "search", "--json").json["is_open"]


def test_of_several_that_owe_one_none_is_guessed(over: Cli) -> None:
    over("declare", "Search is slow", "-s", "1")
    over("resolve", "over", "-i", "search")
    over("close", "-i", "search")
    (over.folder / ".git/inc/last").unlink()
    ran = over("postmortem", "new", ok=False)
    assert ran.code == 3
    assert "2 incidents owe a postmortem" in ran.err


def test_there_may_be_none(cli: Cli) -> None:
    ran = cli("postmortem", "new", ok=False)
    assert (ran.code, "no incident seems to owe a postmortem" in ran.err) == (3, True)
    ran = cli("postmortem", "refresh", ok=False)
    assert (ran.code, "no incident seems to have a postmortem" in ran.err) == (3, True)


def test_refresh_of_what_was_not_begun(over: Cli) -> None:
    ran = over("postmortem", "refresh", "checkout", ok=False)
    assert ran.code == 3
    assert "inc postmortem new" in ran.err


# ------------------------------------------------------------------ templates


@pytest.mark.parametrize("template", TEMPLATES)
def test_each_template_has_facts_timeline_and_guidance(over: Cli, template: str) -> None:
    over("postmortem", "new", "--template", template)
    found = document(over)
    names = {one.name for one in blocks.find(found).blocks}
    assert names >= set(BLOCKS)
    assert found.text.count("<!-- guide: ") >= 4
    assert sections.section(found.lines, found.body_start, "action items")
    assert action_items(found) == []
    assert max(map(len, re.findall(r"<!-- guide: .*", found.text))) <= 101


@pytest.mark.parametrize("preset", PRESETS)
def test_the_template_of_a_preset_has_the_sections_that_it_asks_for(cli: Cli, preset: str) -> None:
    (cli.folder / "inc.toml").write_text(f'format = 1\npreset = "{preset}"\n')
    cli("declare", "Checkout failures", "-s", "3")
    made = cli("postmortem", "new", "--json").json
    usual = preset in ("default", "ungated")
    assert made["template"] == ("postmortem" if usual else f"postmortem-{preset}")
    assert "The policy asks for this section" not in document(cli).text


LIFECYCLE = [
    *("Summary", "Impact", "Timeline", "Root Cause", "Contributing Factors", "What Went Well"),
    *("What Could Be Improved", "Action Items", "Lessons Learned"),
]


@pytest.mark.parametrize(
    ("template", "titles"),
    [
        ("lifecycle", LIFECYCLE),
        ("planning", LIFECYCLE),
        ("management", ["Summary", "Timeline", "Root Cause", "Impact", "Action Items"]),
    ],
)
def test_a_template_has_the_order_of_its_source(
    over: Cli, template: str, titles: list[str]
) -> None:
    over("postmortem", "new", "--template", template)
    found = document(over)
    told = sections.headings(found.lines, found.body_start)
    assert [one.title for one in told if one.level == 2][: len(titles)] == titles


def test_a_template_that_is_none(over: Cli) -> None:
    ran = over("postmortem", "new", "--template", "poem", ok=False)
    assert ran.code == 3
    assert "One of: postmortem, postmortem-lifecycle, " in ran.err


def test_what_the_policy_asks_for_is_added(over: Cli) -> None:
    with (over.folder / "inc.toml").open("a") as policy:
        policy.write('[postmortem]\nsections = ["Summary", "Data protection"]\n')
    over("postmortem", "new", "checkout")
    assert document(over).text.endswith(
        "\n\n## Data protection\n\n<!-- guide: The policy asks for this section. -->\n"
    )


def test_a_template_of_the_workspace_is_used(over: Cli) -> None:
    over("template", "eject", "postmortem.md")
    path = over.folder / "templates/postmortem.md.j2"
    path.write_bytes(b'# Ours: {{ title }}\r\n\r\n{{ block("facts") }}\r\n\r\n## Summary\r\n')
    over("postmortem", "new", "checkout")
    assert "# Ours: Checkout failures\n\n<!-- inc:begin facts " in document(over).text
    assert "\r" not in document(over).text


BROKEN = {
    '{{ block("weather") }}': "there is no block 'weather'",
    'x {{ block("facts") }}': "breaks the markers of its blocks",
    '{{ block("facts") | upper }}': "breaks the markers of its blocks",
    '{{ block("facts") }}\n\n{{ block("facts") }}': "breaks the markers of its blocks",
    '```\n{{ block("facts") }}\n```': "breaks the markers of its blocks",
    '<!--\n{{ block("facts") }}': "breaks the markers of its blocks",
    '{{ block("facts") | replace("Severity", "Mood") }}': "breaks the markers of its blocks",
    "<!-- inc:begin facts -->": "breaks the markers of its blocks",
    "{{ nothing }}": "'nothing' is undefined",
}


@pytest.mark.parametrize("text", BROKEN)
def test_a_template_cannot_break_the_markers(
    text: str, over: Cli, state: Callable[[], object]
) -> None:
    (over.folder / "templates/postmortem.md.j2").write_text(text)
    before = state()
    ran = over("postmortem", "new", "checkout", ok=False)
    assert (ran.code, ran.out) == (2, "")
    assert BROKEN[text] in ran.err
    assert state() == before


# ------------------------------------------------------------------ refresh


def test_what_is_up_to_date_stays(drafted: Cli, state: Callable[[], object]) -> None:
    before = state()
    ran = drafted("postmortem", "refresh")
    assert ran.out == f"The postmortem of {NAME} is already up to date.\n"
    assert (ran.err, state()) == ("", before)


def test_facts_change_and_words_stay(drafted: Cli, git: Callable[..., str]) -> None:
    write(drafted, "## Summary\n", "## Summary\n\nMy words, | and <b>.  \n")
    before = document(drafted)
    drafted("log", "-i", "checkout", "-k", "detected", "--at", "15:31", "alert fired")
    ran = drafted("postmortem", "refresh")
    commit = git("rev-parse", "HEAD")[:8]
    told = "Refreshed facts, metrics, mermaid, timeline in the postmortem of"
    assert ran.out == f"{told} {NAME} ({commit}):\n  {PATH}\n"
    assert ran.err == f"Next: inc postmortem edit {NAME}\n"
    assert "| Time to detect | unknown | started: not" in content(drafted, "metrics")
    assert "| Time to acknowledge | 0 s | detected 2026-03-04 15:31" in content(drafted, "metrics")
    after = document(drafted)
    assert outside(after) == outside(before)
    assert git("log", "-2", "--format=%s").split("\n")[:2] == [
        f"{NAME}: postmortem refreshed",
        f"{NAME}: edited by hand",
    ]
    assert "Inc-Operation: postmortem-refresh\n" in git("log", "-1", "--format=%b")


def outside(found: Document) -> str:
    """All of a document but its blocks."""
    for block in reversed(blocks.find(found).blocks):
        found = found.with_lines(block.begin, block.end + 1, [])
    return found.text


def test_one_without_blocks_says_how_to_put_one_in(drafted: Cli) -> None:
    path = drafted.folder / PATH
    path.write_text(f"---\nincident: {NAME}\n---\n\nAll mine.\n")
    ran = drafted("postmortem", "refresh", "checkout")
    assert "has no generated blocks" in ran.out
    assert "<!-- inc:begin facts -->, and on the next line <!-- inc:end facts -->" in ran.err
    with path.open("a") as text:
        text.write("\n<!-- inc:begin facts -->\n<!-- inc:end facts -->\n")
    drafted("postmortem", "refresh", "checkout")
    assert "- **Severity:** SEV1" in content(drafted, "facts")


def test_authors_are_taken_from_the_postmortem(drafted: Cli) -> None:
    write(drafted, "authors: [alice]", "authors: [alice, '@carol']")
    assert drafted("postmortem", "refresh").out.startswith("Refreshed facts in ")
    assert "- **Authors:** @alice, @carol" in content(drafted, "facts")


def test_windows_newlines_stay(drafted: Cli) -> None:
    path = drafted.folder / PATH
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert "already up to date" in drafted("postmortem", "refresh").out
    drafted("log", "-i", "checkout", "one more")
    drafted("postmortem", "refresh")
    assert b"one more" in path.read_bytes()
    assert path.read_bytes().count(b"\n") == path.read_bytes().count(b"\r\n")


def test_a_dry_run_of_it_shows_the_difference(drafted: Cli, state: Callable[[], object]) -> None:
    drafted("log", "-i", "checkout", "one more")
    before = state()
    ran = drafted("postmortem", "refresh", "-n")
    assert ran.out.startswith("Would refresh mermaid, timeline in ")
    assert "\n+| 15:36 | note | @alice | one more |\n" in ran.out
    assert state() == before


def test_a_block_that_somebody_edited_is_left_and_shown(
    drafted: Cli, git: Callable[..., str]
) -> None:
    write(drafted, "- **Severity:** SEV1\n", "- **Severity:** SEV1, thanks to Bob\n")
    drafted("log", "-i", "checkout", "one more")
    ran = drafted("postmortem", "refresh", ok=False)
    assert ran.code == 1
    assert ran.out.startswith("Refreshed mermaid, timeline in the postmortem of ")
    assert f"Edited by hand and left, {PATH}:10:\n" in ran.out
    assert "\n-- **Severity:** SEV1, thanks to Bob\n+- **Severity:** SEV1\n" in ran.out
    assert "edited by hand, so not brought up to date: facts" in ran.err
    assert f"inc postmortem refresh {NAME} --overwrite facts" in ran.err
    assert "thanks to Bob" in git("show", f"HEAD:{PATH}")
    assert "one more" in content(drafted, "timeline")


def test_it_is_overwritten_where_somebody_says_so(drafted: Cli, git: Callable[..., str]) -> None:
    write(drafted, "- **Severity:** SEV1\n", "- **Severity:** SEV1, thanks to Bob\n")
    ran = drafted("postmortem", "refresh", "--overwrite", "facts")
    assert ran.out.startswith("Refreshed facts in ")
    assert "thanks to Bob" not in document(drafted).text
    assert "thanks to Bob" in git("show", f"HEAD~1:{PATH}"), "what was typed is in git"


def test_a_block_to_overwrite_has_to_be_there(drafted: Cli) -> None:
    ran = drafted("postmortem", "refresh", "--overwrite", "weather", ok=False)
    assert ran.code == 2
    assert f"{PATH} has no block 'weather'" in ran.err
    assert "One of: facts, metrics, " in ran.err


def test_broken_markers_are_told_and_the_rest_is_refreshed(drafted: Cli) -> None:
    write(drafted, "<!-- inc:end facts -->\n", "")
    write(
        drafted,
        "## Impact\n",
        "## Impact\n\n<!-- inc:begin weather -->\n<!-- inc:end weather -->\n",
    )
    drafted("log", "-i", "checkout", "one more")
    ran = drafted("postmortem", "refresh", ok=False)
    assert ran.code == 1
    assert f"{PATH}:10: the block 'facts' does not end before line " in ran.err
    assert ": there is no block 'weather'\n" in ran.err
    assert "one more" in document(drafted).text
    assert "inc:begin weather" in document(drafted).text


def test_refresh_answers_in_json(drafted: Cli) -> None:
    write(drafted, "- **Severity:** SEV1\n", "- **Severity:** SEV2\n")
    drafted("log", "-i", "checkout", "one more")
    ran = drafted("postmortem", "refresh", "--json", ok=False)
    told = ran.json
    assert told.pop("commit")
    [edited] = told.pop("edited")
    assert (edited["block"], edited["line"]) == ("facts", 10)
    assert "\n-- **Severity:** SEV2\n" in edited["diff"]
    assert told == {
        "version": 1,
        "command": "postmortem refresh",
        "incident": NAME,
        "path": PATH,
        "dry_run": False,
        "refreshed": ["mermaid", "timeline"],
        "problems": [],
        "next": f"inc postmortem edit {NAME}",
    }


def test_what_is_published_is_left_unless_told(drafted: Cli, state: Callable[[], object]) -> None:
    write(drafted, "status: draft", "status: published")
    assert "already up to date" in drafted("postmortem", "refresh", "checkout").out
    drafted("log", "-i", "checkout", "one more")
    before = state()
    ran = drafted("postmortem", "refresh", "checkout", ok=False)
    assert ran.code == 1
    assert "is published, and what people have read would change" in ran.err
    assert state() == before
    drafted("postmortem", "refresh", "checkout", "--published")
    assert "one more" in content(drafted, "timeline")


def test_a_draft_in_review_goes_on_on_its_branch(
    drafted: Cli, git: Callable[..., str], state: Callable[[], object]
) -> None:
    """The branch has the incident as it was, so main is brought in first: as the hint says."""
    drafted("postmortem", "review", "--no-push")
    drafted("log", "-i", "checkout", "one more")
    before = state()
    ran = drafted("postmortem", "refresh", ok=False)
    assert ran.code == 1
    steps = f"git switch postmortem/{NAME} && git merge main && inc postmortem refresh {NAME}"
    assert f"     {steps}\n" in ran.err
    assert state() == before
    assert not list((drafted.folder / ".git" / "inc").glob("spool/*")), "nothing typed is lost"
    for step in steps.split(" && "):
        program, *words = step.split()
        drafted(*words) if program == "inc" else git(*words, "--quiet")
    assert "one more" in content(drafted, "timeline")
    assert "status: in-review" in document(drafted).text


def test_one_that_stands_on_the_branch_of_its_review_only(
    over: Cli, git: Callable[..., str], state: Callable[[], object]
) -> None:
    git("switch", "--quiet", "--create", f"postmortem/{NAME}")
    over("postmortem", "new")
    git("switch", "--quiet", "main")
    before = state()
    for verb in ("new", "refresh"):
        ran = over("postmortem", verb, "checkout", ok=False)
        assert ran.code == 1
        assert f"stands on the branch postmortem/{NAME}" in ran.err
        assert f"git switch postmortem/{NAME}" in ran.err
    assert state() == before


def test_with_no_name_the_only_draft_is_refreshed(drafted: Cli) -> None:
    drafted("declare", "Search is slow", "-s", "3")
    assert f"The postmortem of {NAME} is already" in drafted("postmortem", "refresh").out


def test_a_thousand_entries_make_one_page(over: Cli) -> None:
    path = over.folder / f"incidents/2026/03/{NAME}.md"
    lines = "".join(
        f"- `2026-03-04T15:{n % 60:02}:00Z` **note** @bob — n {n}\n" for n in range(1000)
    )
    path.write_text(path.read_text() + lines)
    over("postmortem", "new", "checkout")
    assert len(document(over).lines) < 250
    left = r"\n\d+ entries left out: (?:\d+ role, )?\d+ note; all of them: \[incident document\]"
    assert re.search(left, content(over, "timeline"))
