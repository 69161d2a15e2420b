"""`inc merge`: one incident and a stub that points to it, and whoever names the stub."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from inc.domain.incident import Facts
from inc.domain.operations.visibility import restrict
from inc.errors import NotRecorded
from inc.workspace import Workspace, Writing

if TYPE_CHECKING:
    from conftest import Cli

Git = Callable[..., str]
NOW = datetime(2026, 3, 4, 16, 0, tzinfo=UTC)
FACTS = Facts("bob", NOW, NOW, lambda: 7)
THIS, OTHER = "2026-03-04-checkout-failures", "2026-03-04-search-is-slow"


def document(cli: Cli, name: str) -> Path:
    return cli.folder / f"incidents/2026/03/{name}.md"


@pytest.fixture
def two(declared: Cli) -> Cli:
    """Checkout failures (15:31), and Search is slow (15:32) with a note at 15:33."""
    declared("declare", "Search is slow", "-s", "3", "--service", "search", "--alias", "INC-7")
    declared("log", "Theory: the index", "-i", "search")
    return declared


@pytest.fixture
def merged(two: Cli) -> Cli:
    """The second one merged into the first at 15:34."""
    two("merge", "search", "-i", "checkout", "-m", "same database")
    return two


def entries(cli: Cli, name: str = THIS) -> list[tuple[str, str]]:
    found = cli("show", name, "--json").json["incident"]["entries"]
    return [(entry["kind"], entry["text"]) for entry in found]


def test_timelines_are_one_in_the_order_of_what_happened(two: Cli) -> None:
    two("log", "late here", "-i", "checkout")
    two("log", "early there", "-i", "search", "--at", "15:20")
    two("merge", "search", "-i", "checkout", "-m", "same database")
    assert entries(two) == [
        ("note", "early there"),
        ("declared", "SEV1: Checkout failures"),
        ("note", f"declared in {OTHER}: SEV3: Search is slow"),
        ("hypothesis", "the index"),
        ("note", "late here"),
        ("merged", f"from {OTHER}: same database"),
    ]
    lines = document(two, THIS).read_text().splitlines()
    times = [line[3:23] for line in lines if line.startswith("- `")]
    assert times == sorted(times)


def test_it_is_one_commit_of_both_and_says_what_came_along(two: Cli, git: Git) -> None:
    ran = two("merge", "search", "-i", "checkout", "-m", "same database")
    commit = git("rev-parse", "HEAD").strip()
    told = ran.out.splitlines()
    assert told[0] == f"{OTHER}: 2 entries came along; what is left points here"
    assert told[1] == f"Recorded in {THIS} ({commit[:8]}):"
    assert f"merged @alice — from {OTHER}: same database" in told[2]
    assert told[3:] == ["  services: search", "  aliases: INC-7"]
    assert ran.err.startswith("Next: inc ")
    assert git("log", "-1", "--format=%s") == f"{THIS}: merged {OTHER}\n"
    trailers = git("log", "-1", "--format=%(trailers:key=Incident,valueonly)").split()
    assert trailers == [THIS, OTHER]
    names = git("show", "--format=", "--name-only").split()
    assert [Path(name).stem for name in names] == [THIS, OTHER]
    assert git("status", "--porcelain") == ""


def test_what_is_left_is_closed_and_leads_there(merged: Cli) -> None:
    text = document(merged, OTHER).read_text()
    assert f"\nmerged_into: {THIS}\n" in text
    assert "\nstatus: closed\n" in text
    assert '\nclosed_at: "2026-03-04T15:34:00Z"\n' in text
    assert f"---\n\nThis incident was merged into [{THIS}]({THIS}.md).\n\n## Summary\n" in text
    assert entries(merged, OTHER) == [
        ("declared", "SEV3: Search is slow"),
        ("merged", f"into {THIS}: same database"),
    ]
    assert [row[:3] for row in merged("list").rows] == [[THIS, "SEV1", "investigating"]]
    assert [OTHER, "SEV3", "closed"] in [row[:3] for row in merged("list", "-a").rows]
    assert THIS in merged("show", OTHER).out
    healthy = merged("doctor", ok=False).out
    assert "not in the timeline" not in healthy


def test_the_way_to_an_incident_of_another_month(declared: Cli) -> None:
    declared("declare", "Old one", "-s", "4", "--at", "2026-02-27 10:00")
    declared("merge", "old-one", "-i", "checkout")
    left = (declared.folder / "incidents/2026/02/2026-02-27-old-one.md").read_text()
    assert f"[{THIS}](../03/{THIS}.md)" in left
    assert (declared.folder / "incidents/2026/02" / f"../03/{THIS}.md").is_file()


def test_a_program_is_told_both(two: Cli, git: Git) -> None:
    answer = two("merge", "search", "-i", "checkout", "--json").json
    assert (answer["command"], answer["incident"], answer["merged"]) == ("merge", THIS, OTHER)
    assert [Path(path).stem for path in answer["paths"]] == [THIS, OTHER]
    assert answer["commit"] == git("rev-parse", "HEAD").strip()
    assert [entry["kind"] for entry in answer["entries"]] == ["note", "hypothesis", "merged"]
    assert answer["fields"] == {"services": ["search"], "aliases": ["INC-7"]}


def test_a_dry_run_shows_both_diffs(two: Cli, state: Callable[[], object]) -> None:
    before = state()
    ran = two("merge", "search", "-i", "checkout", "-n")
    assert state() == before
    assert "2 entries would come along" in ran.out
    assert f"+++ b/incidents/2026/03/{THIS}.md" in ran.out
    assert f"+++ b/incidents/2026/03/{OTHER}.md" in ran.out
    assert two("merge", "search", "-i", "checkout", "-n", "--json").json["commit"] is None
    assert state() == before


def test_without_i_it_is_the_incident_of_the_last_command(two: Cli) -> None:
    two("log", "x", "-i", "checkout")
    two("merge", "search")
    assert entries(two)[-1] == ("merged", f"from {OTHER}")


def test_who_and_when(two: Cli) -> None:
    two("merge", "search", "-i", "checkout", "--by", "dave", "--at", "15:33:30")
    last = two("show", THIS, "--json").json["incident"]["entries"][-1]
    assert (last["author"], last["at"]) == ("dave", "2026-03-04T15:33:30Z")


def test_it_joined_one_that_has_ended(two: Cli) -> None:
    two("resolve", "-i", "checkout", "-m", "fine")
    said = two("merge", "search", "-i", "checkout").err
    assert f"{THIS} is resolved. If it goes on: inc reopen -i {THIS} -m WHY" in said


# ------------------------------------------------------------------ naming a stub


@pytest.mark.parametrize("name", [OTHER, "search", "slow", "INC-7", "inc-7"])
def test_whoever_names_it_writes_into_the_one_that_goes_on(name: str, merged: Cli) -> None:
    ran = merged("log", "still slow", "-i", name, "--json")
    assert ran.json["incident"] == THIS
    told = merged("log", "again", "-i", name).err.splitlines()
    moved = [f"{OTHER} was merged into {THIS}; writing there"]
    assert told[:-1] == ([] if name.lower() == "inc-7" else moved)


def test_whoever_names_it_looks_at_the_one_that_goes_on(merged: Cli) -> None:
    ran = merged("timeline", OTHER)
    assert "merged" in ran.out
    assert f"{OTHER} was merged into {THIS}; looking there" in ran.err
    assert merged("log", "x", INC_INCIDENT=OTHER).out.startswith(f"Recorded in {THIS}")


def test_a_part_that_both_have_names_the_one_that_goes_on(merged: Cli) -> None:
    assert merged("log", "x", "-i", "2026-03-04", "--json").json["incident"] == THIS


def test_the_stub_itself_is_shown_edited_and_has_a_history(merged: Cli) -> None:
    assert merged("show", "search", "--json").json["incident"]["merged_into"] == THIS
    assert merged("history", OTHER, "--jsonl").jsonl[0]["subject"] == f"{THIS}: merged {OTHER}"
    merged("edit", OTHER, GIT_EDITOR="sed -i -e 's/^title: .*/title: Slow search/'")
    assert "\ntitle: Slow search\n" in document(merged, OTHER).read_text()


def test_what_is_written_into_a_stub_by_hand_is_reconciled_there(merged: Cli) -> None:
    path = document(merged, OTHER)
    path.write_text(path.read_text() + "- 15:50 @dan typed into an old window\n")
    assert f"inc reconcile {OTHER}" in merged("doctor", ok=False).out
    ran = merged("reconcile", OTHER)
    assert ran.out.startswith(f"Recorded in {OTHER}")
    assert "typed into an old window" in ran.out
    assert OTHER not in merged("doctor").out


def test_the_incident_used_last_was_merged_by_somebody_else(two: Cli) -> None:
    two("log", "x", "-i", "search")
    last = two.folder / ".git/inc/last"
    assert last.read_text().strip() == OTHER
    two("merge", "search", "-i", "checkout")
    last.write_text(OTHER + "\n")
    two("declare", "A third one", "-s", "4")
    last.write_text(OTHER + "\n")
    ran = two("log", "still going")
    assert ran.out.startswith(f"Recorded in {THIS}")
    assert f"{OTHER} was merged into {THIS}; writing there" in ran.err


def test_it_was_merged_while_a_note_waited_for_its_turn(merged: Cli) -> None:
    workspace = Workspace.find(merged.folder)
    with pytest.raises(NotRecorded, match=f"{OTHER} was merged into {THIS} while"):
        workspace.record(
            OTHER,
            lambda incident: restrict(incident, FACTS, "x"),
            writing=Writing("a test", lambda _: None),
        )


def test_chains_are_followed_and_circles_refused(merged: Cli) -> None:
    merged("declare", "Database down", "-s", "1")
    merged("merge", "checkout", "-i", "database")
    third = "2026-03-04-database-down"
    ran = merged("log", "x", "-i", "search")
    assert ran.out.startswith(f"Recorded in {third}")
    assert f"{OTHER} was merged into {third}; writing there" in ran.err
    path = document(merged, third)
    path.write_text(path.read_text().replace("\nstatus:", f"\nmerged_into: {OTHER}\nstatus:", 1))
    ran = merged("log", "x", "-i", "search", ok=False)
    assert (ran.code, "were merged into each other" in ran.err) == (1, True)
    assert merged("show", "search").code == 0


@pytest.mark.parametrize("target", ["2026-03-04-gone", "../../../etc/passwd", "[a, b]"])
def test_a_pointer_to_nowhere_holds_nobody_up(target: str, merged: Cli) -> None:
    path = document(merged, OTHER)
    path.write_text(path.read_text().replace(f"merged_into: {THIS}", f"merged_into: {target}"))
    assert merged("log", "x", "-i", OTHER).out.startswith(f"Recorded in {OTHER}")


def test_words_about_a_merge_in_the_text_point_nowhere(declared: Cli) -> None:
    declared("log", "-", stdin=f"```\nmerged_into: {OTHER}\n```")
    path = document(declared, THIS)
    path.write_text(path.read_text().replace("## Summary", f"merged_into: {OTHER}\n\n## Summary"))
    assert declared("log", "x", "-i", THIS).out.startswith(f"Recorded in {THIS}")


def test_a_link_to_a_stub_is_one_to_where_it_went(merged: Cli) -> None:
    merged("declare", "Carts are empty", "-s", "2")
    ran = merged("link", "search", "--as", "caused-by", "-i", "carts")
    assert f"{OTHER} was merged into {THIS}; linking that" in ran.err
    assert f"caused-by {THIS}" in ran.out


# ------------------------------------------------------------------ refused


@pytest.mark.parametrize(
    ("args", "code", "what"),
    [
        (("checkout", "-i", THIS), 2, "an incident cannot be merged into itself"),
        (("search", "-i", "checkout"), 1, f"{OTHER} was merged into {THIS} already"),
        (("checkout", "-i", OTHER), 1, f"{OTHER} was merged into {THIS} already"),
        (("nosuch",), 3, "no incident is called 'nosuch'"),
    ],
)
def test_what_is_refused(
    args: tuple[str, ...], code: int, what: str, merged: Cli, state: Callable[[], object]
) -> None:
    before = state()
    ran = merged("merge", *args, ok=False)
    assert ran.code == code
    assert ran.err.startswith(f"inc: {what}\n     ")
    assert state() == before


def test_a_restricted_one_does_not_leave_its_circle(two: Cli) -> None:
    two("restrict", "-i", "search", "-m", "customer data")
    ran = two("merge", "search", "-i", "checkout", ok=False)
    assert (ran.code, f"First: inc restrict -i {THIS} -m WHY" in ran.err) == (1, True)
    two("restrict", "-i", "checkout", "-m", "customer data")
    two("merge", "search", "-i", "checkout")
    assert "\nvisibility: restricted\n" in document(two, OTHER).read_text()


def test_a_drill_and_a_real_one(declared: Cli) -> None:
    declared("declare", "Fire drill", "-s", "4", "--drill")
    ran = declared("merge", "fire", "-i", "checkout", ok=False)
    assert (ran.code, "is a drill" in ran.err) == (1, True)


# ------------------------------------------------------------------ documents


def test_nothing_that_people_wrote_is_lost(two: Cli, git: Git) -> None:
    path = document(two, OTHER)
    path.write_text(
        path.read_text()
        .replace("\nstatus:", "\n# asked by carol\nticket: 4711\nstatus:", 1)
        .replace("## Timeline", "It began with the index.\n\n## Analysis\n\nWords.\n\n## Timeline")
        + "\nBetween the entries.\n\n- 15:40 @dan by hand, without an id\n"
    )
    ran = two("merge", "search", "-i", "checkout")
    assert "Edits made there by hand were committed first" in ran.err
    left = path.read_text()
    for words in ("# asked by carol\nticket: 4711\n", "It began with the index.", "## Analysis\n"):
        assert words in left
    assert "\nBetween the entries.\n" in left
    assert "by hand, without an id" not in left
    came = two("show", THIS, "--json").json["incident"]["entries"]
    [by_hand] = [one for one in came if one["text"] == "by hand, without an id"]
    assert (by_hand["author"], bool(by_hand["id"])) == ("dan", True)
    said = git("log", "-2", "--format=%s").splitlines()
    assert said == [f"{THIS}: merged {OTHER}", f"{OTHER}: edited by hand"]


def test_edits_by_hand_on_both_sides_are_commits_of_their_own(two: Cli, git: Git) -> None:
    for name in (THIS, OTHER):
        path = document(two, name)
        path.write_text(path.read_text().replace("## Timeline", f"About {name}.\n\n## Timeline"))
    two("merge", "search", "-i", "checkout")
    said = git("log", "-3", "--format=%s").splitlines()
    assert said[1:] == [f"{OTHER}: edited by hand", f"{THIS}: edited by hand"]
    assert git("status", "--porcelain") == ""


def test_lists_come_along(guided: Cli) -> None:
    guided("declare", "Checkout failures", "-s", "sev1")
    guided("declare", "Search is slow", "-s", "sev1")
    guided("tick", "bridge", "-i", "search")
    path = document(guided, OTHER)
    path.write_text(
        path.read_text().replace(
            "## Timeline",
            "### Ours\n\n- [ ] Call the mayor\n\n## Action items\n\n"
            "- [ ] Prevent: fix the index (P1, @carol) ^a1b2\n- [x] Buy a disk\n\n## Timeline",
        )
    )
    guided("merge", "search", "-i", "checkout")
    text, left = document(guided, THIS).read_text(), path.read_text()
    assert "### Ours\n\n- [ ] Call the mayor\n" in text
    assert "- [ ] Prevent: fix the index (P1, @carol) ^a1b2\n- [x] Buy a disk\n" in text
    assert "- [ ] Bridge call open\n" in text
    assert ("note", f"checked in {OTHER}: First ten minutes: Bridge call open") in entries(guided)
    assert "- [ ]" not in left
    assert "## Checklists\n\n### First ten minutes\n\n- [x] Bridge call open\n\n## " in left
    assert "Action items" not in left
    assert "\n\n\n" not in left


def test_windows_newlines_stay(two: Cli) -> None:
    for name in (THIS, OTHER):
        path = document(two, name)
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    two("merge", "search", "-i", "checkout")
    for name in (THIS, OTHER):
        data = document(two, name).read_bytes()
        assert data.count(b"\n") == data.count(b"\r\n") > 10


def test_one_without_front_matter_and_times(declared: Cli, git: Git) -> None:
    path = document(declared, OTHER)
    path.write_text("# Search\n\nSlow.\n\n## Timeline\n\n- 15:10 @dan it is slow\n")
    git("add", "."), git("commit", "-qm", "by hand")
    declared("merge", "search", "-i", "checkout")
    assert ("note", "it is slow") in entries(declared)
    left = path.read_text()
    assert left.startswith("---\n")
    assert f"merged_into: {THIS}" in left
    assert "# Search\n\nSlow.\n" in left
    assert declared("log", "x", "-i", "search").out.startswith(f"Recorded in {THIS}")


def test_when_they_were_recorded_is_still_known(merged: Cli) -> None:
    rows: Any = merged("timeline", THIS, "--recorded", "--json").json["entries"]
    recorded = {row["text"]: row["recorded_at"] for row in rows}
    assert recorded["the index"] == "2026-03-04T15:33:00Z"
    assert recorded[f"from {OTHER}: same database"] == "2026-03-04T15:34:00Z"


def test_the_help_of_a_kind_names_the_command(declared: Cli) -> None:
    ran = declared("log", "x", "-k", "merged", ok=False)
    assert re.search(r"Use: inc merge ID", ran.err)
