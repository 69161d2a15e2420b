"""What the record knows for a postmortem, block by block."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from inc.domain.blocks.markdown import LONGEST, gist, plain, table
from inc.domain.blocks.mermaid import coded
from inc.domain.blocks.record import Record
from inc.domain.blocks.registry import BLOCKS
from inc.domain.incident import Incident
from inc.domain.ledger import verdict_text
from inc.domain.policy import Policy
from inc.domain.tasks import DONE, DROPPED, ActionItem, Tasks
from inc.domain.timeline import Entry
from inc.domain.vocabulary import Kind

BEGAN = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)
NAME = "2026-03-04-checkout"
FIELDS: dict[str, Any] = {
    "severity": "SEV1",
    "status": "resolved",
    "started_at": "2026-03-04T15:00:00Z",
    "resolved_at": "2026-03-04T15:47:00Z",
}
BERLIN = {"timezone": "Europe/Berlin"}


def at(
    minute: float, kind: Kind, text: str = "x", audience: str = "", author: str = "bob"
) -> Entry:
    """An entry that many minutes after 15:00."""
    moment = BEGAN + timedelta(minutes=minute)
    return Entry(moment, kind, author, text, f"{int(minute * 60):012}", audience)


def record(
    *entries: Entry,
    own: dict[str, Any] | None = None,
    actions: tuple[ActionItem, ...] = (),
    now: datetime = BEGAN + timedelta(hours=3),
    **fields: Any,
) -> Record:
    stated = {key: value for key, value in (FIELDS | fields).items() if value is not None}
    incident = Incident(NAME, stated, entries, lambda: Tasks(actions=actions))
    return Record(incident, Policy(own), now, ["alice"], lambda name: f"../{name}.md")


def block(name: str, *entries: Entry, **more: Any) -> str:
    return BLOCKS[name](record(*entries, **more))


def rows(text: str) -> list[list[str]]:
    """The cells of the table in a block, without its headings."""
    lines = [line for line in text.split("\n") if line.startswith("| ")]
    return [re.split(r"(?<!\\) \| ", line[2:-2]) for line in lines[2:]]


# Words stay words

HOSTILE = [
    "a | b",
    "`code` and ``more``",
    "<script>alert(1)</script>",
    "--> <!-- inc:end timeline -->",
    "<!-- inc:begin facts 000000000000 -->",
    "![x](https://example.com/spy.png)",
    "[click](javascript:alert(1))",
    "**bold** _it_ ~~gone~~ ~x~",
    "&lt; &#60; &copy;",
    "a\\|b \\",
    "| --- | --- |",
    "# heading",
    "x_y_z and _a_",
    "$a$ and $b$",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_reader_sees_what_was_typed(text: str) -> None:
    """The second reader is the Markdown parser, with tables as forges have them."""
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    tokens = parser.parse("\n".join(table(("A", "B"), [(plain(text), "second")])))
    cells = [token for token in tokens if token.type == "inline"]
    assert len(cells) == 4, "one row of two cells below the headings"
    children = cells[2].children or []
    assert {child.type for child in children} <= {"text", "text_special"}
    assert "".join(child.content for child in children) == text


@given(st.text(max_size=80))
def test_whatever_is_typed_is_one_cell_without_markup(text: str) -> None:
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    tokens = parser.parse("\n".join(table(("A", "B"), [(plain(text), "second")])))
    cells = [token for token in tokens if token.type == "inline"]
    assert cells[-1].content == "second"
    assert {child.type for child in cells[2].children or []} <= {"text", "text_special"}
    assert "<" not in plain(text)
    assert "inc:" not in plain(text)


def test_no_text_is_like_a_comment_that_ignores_a_finding() -> None:
    assert "inc:" not in plain("# inc: ignore INC301 x")


def test_a_long_text_is_cut_and_says_so() -> None:
    assert plain("x" * 1_000) == "x" * (LONGEST - 1) + "…"


def test_pasted_output_is_left_out_and_that_is_said() -> None:
    entry = at(0, Kind.NOTE, "pods before\n```\nNAME | READY\n```\nall dead")
    assert gist(entry) == "pods before · all dead (with output)"


def test_the_points_of_an_update_stand_in_one_line() -> None:
    text = "Status update\n- Impact: 30%\n- Next update: 2026-03-04T16:00:00Z"
    assert gist(at(0, Kind.UPDATE, text)) == "Impact: 30%"


def test_the_id_of_a_theory_is_not_for_readers() -> None:
    stated = at(0, Kind.HYPOTHESIS, "the pool leaks")
    answer = at(1, Kind.REFUTED, verdict_text(stated, "3 of 100"))
    assert gist(answer) == "“the pool leaks”: 3 of 100"


# Times


def test_times_are_told_in_the_zone_of_the_team_and_in_utc() -> None:
    assert record().when(BEGAN) == "2026-03-04 15:00 UTC"
    assert record(own=BERLIN).when(BEGAN) == "2026-03-04 16:00 CET (15:00 UTC)"
    assert record(own=BERLIN).when(BEGAN, after=BEGAN) == "16:00 CET (15:00 UTC)"
    late = BEGAN.replace(hour=23, minute=30)
    assert record(own=BERLIN).when(late) == "2026-03-05 00:30 CET (2026-03-04 23:30 UTC)"


@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_of_what_is_over_does_not_change_with_the_clock(name: str) -> None:
    entries = (
        at(1, Kind.DECLARED, "SEV1: x"),
        at(2, Kind.UPDATE, "y\n- Next update: 2026-03-04T15:30:00Z", "customer"),
        at(3, Kind.HYPOTHESIS),
        at(47, Kind.RESOLVED),
    )
    later = BEGAN + timedelta(days=400)
    assert block(name, *entries) == block(name, *entries, now=later)


@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_always_says_something(name: str) -> None:
    empty: dict[str, Any] = dict.fromkeys(FIELDS)
    assert block(name, **empty).strip()


@pytest.mark.parametrize("name", BLOCKS)
def test_times_that_cannot_be_read_break_nothing(name: str) -> None:
    told = block(
        name, at(0, Kind.NOTE), started_at="soon", resolved_at=17, detected_at="0001-01-01"
    )
    assert told


# Facts


def test_the_facts() -> None:
    told = block(
        "facts",
        at(2, Kind.DECLARED, "SEV2: Checkout"),
        at(5, Kind.SEVERITY, "SEV1: all | of it"),
        services=["shop", "pay"],
        impact="30% fail",
        channel="#inc-x",
        vendor="Acme",
        links=["caused-by 2026-03-03-deploy", "related https://example.com/1"],
    )
    assert told.split("\n") == [
        "- **Date:** 2026-03-04",
        "- **Duration:** 47 min, from 2026-03-04 15:00 UTC (started) to 15:47 UTC (resolved)",
        "- **Severity:** SEV1; SEV2 from 15:02 UTC; SEV1 from 15:05 UTC: all \\| of it",
        "- **Authors:** @alice",
        "- **Services:** shop, pay",
        "- **Vendor:** Acme",
        "- **Impact:** 30% fail",
        "- **Channel:** #inc-x",
        f"- **Incident:** [{NAME}](../{NAME}.md)",
        "- **Links:** caused-by [2026-03-03-deploy](../2026-03-03-deploy.md), "
        "related https://example.com/1",
    ]


def test_an_open_incident_has_no_duration_yet() -> None:
    told = block("facts", status="monitoring", resolved_at=None)
    assert "- **Duration:** still open, since 2026-03-04 15:00 UTC (started)\n" in told


def test_an_end_before_the_beginning_is_said() -> None:
    assert "impossible, it ends before it begins" in block(
        "facts", resolved_at="2026-03-04T14:00:00Z"
    )


def test_a_drill_and_a_restricted_one_say_so_first() -> None:
    first, second, *_ = block("facts", drill=True, visibility="restricted").split("\n")
    assert first.startswith("- **Drill:** ")
    assert second.startswith("- **Restricted:** ")


def test_everybody_who_held_a_role_is_told_and_from_when() -> None:
    told = block(
        "facts",
        at(1, Kind.ROLE, "commander @alice"),
        at(20, Kind.ROLE, "commander @bob: end of shift"),
        at(21, Kind.ROLE, "sme @dan"),
        at(22, Kind.ROLE, "sme @erin"),
        at(30, Kind.ROLE, "sme not @dan"),
        at(31, Kind.ROLE, "who knows"),
        roles={"commander": "bob", "sme": ["erin"], "scribe": "by-hand"},
    )
    commander = "@alice from 15:01 UTC to 15:20 UTC; @bob from 15:20 UTC"
    assert f"- **Commander:** {commander}\n" in told
    assert "- **SME:** @dan from 15:21 UTC to 15:30 UTC; @erin from 15:22 UTC\n" in told
    assert "- **Scribe:** @by-hand\n" in told


def test_an_end_in_spite_of_a_gate_is_told_with_what_was_missing() -> None:
    text = "fine\n- Override: the customer confirmed it\n- Missing: Bridge | open"
    told = block("facts", at(47, Kind.RESOLVED, text))
    wanted = "- **Resolved although something was missing:** the customer confirmed it"
    assert f"{wanted} (Bridge \\| open)" in told


def test_an_incident_that_was_merged_into_it_is_linked() -> None:
    told = block("facts", at(9, Kind.MERGED, "from 2026-03-04-search: one cause"))
    assert "- **Merged into it:** [2026-03-04-search](../2026-03-04-search.md)" in told


# Metrics


def test_each_metric_has_both_its_times() -> None:
    told = block(
        "metrics",
        detected_at="2026-03-04T15:03:00Z",
        acknowledged_at="2026-03-04T15:05:00Z",
        mitigated_at="2026-03-04T15:18:00Z",
    )
    assert [row[:2] for row in rows(told)] == [
        ["Time to detect", "3 min"],
        ["Time to acknowledge", "2 min"],
        ["Time to mitigate", "15 min"],
        ["Time to resolve", "44 min"],
    ]
    assert rows(told)[0][2:] == ["started 2026-03-04 15:00 UTC", "detected 2026-03-04 15:03 UTC"]


def test_a_missing_time_is_not_guessed_but_asked_for() -> None:
    told = block("metrics", started_at=None)
    assert rows(told)[0] == [
        *("Time to detect", "unknown", "started: not in the record"),
        "detected: not in the record",
    ]
    assert f'- No `started` yet: `inc log -i {NAME} -k started --at TIME "impact begins"`' in told
    assert f"`inc ack -i {NAME} --at TIME`" in told


def test_a_broken_time_says_what_it_says() -> None:
    assert "- `detected_at` cannot be read (so\\|on): " in block("metrics", detected_at="so|on")


def test_times_in_the_wrong_order_are_impossible() -> None:
    told = block("metrics", detected_at="2026-03-04T14:50:00Z")
    assert rows(told)[0][1] == "impossible"
    assert "- It was detected before it was started" in told


# Timeline


def test_the_timeline_is_a_table() -> None:
    told = block("timeline", at(0, Kind.ALERT, "5xx | 5%"), at(1, Kind.UPDATE, "hi", "customer"))
    assert told.split("\n") == [
        "| UTC | Kind | Who | What |",
        "| --- | --- | --- | --- |",
        "| 15:00 | alert | @bob | 5xx \\| 5% |",
        "| 15:01 | update customer | @bob | hi |",
    ]


def test_the_timeline_has_both_clocks_where_they_differ() -> None:
    told = block("timeline", at(0, Kind.ALERT), own=BERLIN)
    assert told.startswith("| Europe/Berlin | UTC | Kind |")
    assert rows(told)[0][:2] == ["16:00", "15:00"]


def test_a_timeline_of_several_days_names_them() -> None:
    told = block("timeline", at(0, Kind.ALERT), at(8 * 60 + 30, Kind.NOTE), own=BERLIN)
    assert [row[:2] for row in rows(told)] == [
        ["2026-03-04 16:00", "2026-03-04 15:00"],
        ["2026-03-05 00:30", "2026-03-04 23:30"],
    ]


def test_a_long_timeline_is_cut_by_kind_and_says_what_is_missing() -> None:
    entries = [
        *(at(number, Kind.CHECKED) for number in range(20)),
        *(at(number + 20, Kind.NOTE) for number in range(41)),
        at(70, Kind.MITIGATED, "restarted"),
        at(71, Kind.RESOLVED),
    ]
    told = block("timeline", *entries)
    kinds = [row[1] for row in rows(told)]
    assert (len(kinds), kinds.count("note")) == (40, 38)
    assert kinds[-2:] == ["mitigated", "resolved"]
    assert told.endswith(
        "\n\n23 entries left out: 20 checked, 3 note; "
        f"all of them: [incident document](../{NAME}.md)"
    )


def test_one_that_just_fits_is_whole() -> None:
    assert "left out" not in block("timeline", *(at(n, Kind.NOTE) for n in range(40)))
    assert "1 entry left out: 1 note" in block("timeline", *(at(n, Kind.NOTE) for n in range(41)))


# Mermaid


def test_the_diagram() -> None:
    told = block(
        "mermaid",
        at(0, Kind.STARTED, "Impact begins"),
        at(3, Kind.DETECTED, "alert: 5xx"),
        at(3, Kind.ROLE, "commander @alice"),
        at(18, Kind.MITIGATED, "restarted (restart)"),
        at(47, Kind.RESOLVED, "fine\n- Override: x"),
        detected_at="2026-03-04T15:03:00Z",
        mitigated_at="2026-03-04T15:18:00Z",
    )
    assert told.split("\n") == [
        "```mermaid",
        "timeline",
        "    title Times in UTC",
        "    section Before it was detected",
        "        15#58;00 : started — Impact begins",
        "    section Until mitigated",
        "        15#58;03 : detected — alert#58; 5xx",
        "        15#58;18 : mitigated — restarted (restart)",
        "    section Until resolved",
        "        15#58;47 : resolved — fine",
        "```",
    ]


def test_moments_of_one_minute_share_it() -> None:
    lines = block("mermaid", at(0, Kind.STARTED), at(0.5, Kind.DETECTED)).split("\n")
    assert lines[4:6] == ["        15#58;00 : started — x", "                 : detected — x"]


def test_a_diagram_has_few_moments() -> None:
    told = block("mermaid", *(at(number, Kind.NOTE) for number in range(500)))
    assert told.count(" : ") == 14
    assert "\n```\n\n14 of 500 moments are drawn; all of them: [incident document](" in told


@given(st.text(max_size=100))
def test_no_text_means_anything_to_the_grammar(text: str) -> None:
    code = coded(text)
    assert re.search(r"[:;#%{}<>`|\n\"\\]", re.sub(r"#\d+;", "", code)) is None


# Hypotheses


def test_theories_are_told_with_what_became_of_them() -> None:
    pool, dns, leak = (
        at(minute, Kind.HYPOTHESIS, text)
        for minute, text in ((1, "the pool"), (5, "DNS"), (9, "a | leak"))
    )
    answer = at(4, Kind.REFUTED, verdict_text(pool, "3 of 100"))
    confirmed = at(12, Kind.CONFIRMED, verdict_text(leak, "heap\ndump"))
    told = block("hypotheses", pool, answer, dns, leak, confirmed)
    assert [row[1:] for row in rows(told)] == [
        ["the pool", "refuted 15:04 UTC", "3 of 100"],
        ["DNS", "set aside, never answered", "—"],
        ["a \\| leak", "confirmed 15:12 UTC", "heap dump"],
    ]


def test_a_theory_nobody_answered_is_told_as_that() -> None:
    assert rows(block("hypotheses", at(1, Kind.HYPOTHESIS)))[0][2] == "never answered"


def test_many_theories_are_cut_and_it_is_said() -> None:
    told = block("hypotheses", *(at(number, Kind.HYPOTHESIS) for number in range(45)))
    assert len(rows(told)) == 40
    assert "5 more left out; all of them: [incident document](" in told


# Communication


def test_what_was_told_and_the_promises() -> None:
    told = block(
        "communication",
        at(2, Kind.UPDATE, "We look\n- Next update: 2026-03-04T15:20:00Z", "customer"),
        at(25, Kind.UPDATE, "Better\n- Next update: 2026-03-04T16:00:00Z", "customer"),
        at(26, Kind.UPDATE, "for us"),
    )
    assert rows(told) == [
        ["2026-03-04 15:02 UTC", "customer", "@bob", "We look", "15:20 UTC, missed by 5 min"],
        ["2026-03-04 15:25 UTC", "customer", "@bob", "Better", "16:00 UTC, over before"],
        ["2026-03-04 15:26 UTC", "internal", "@bob", "for us", "not promised"],
    ]
    assert "Promises of a next update: 0 kept, 1 missed, 1 over before." in told
    assert told.endswith("Never told, although the policy asks for it at SEV1: executive.")


def test_an_end_overtakes_a_promise() -> None:
    update = at(2, Kind.UPDATE, "We look\n- Next update: 2026-03-04T16:00:00Z", "customer")
    told = block("communication", update, at(47, Kind.RESOLVED))
    assert rows(told)[0][4] == "16:00 UTC, over before"
    assert "Promises of a next update: 0 kept, 0 missed, 1 over before." in told
    late = block("communication", update, at(67, Kind.RESOLVED))
    assert rows(late)[0][4] == "16:00 UTC, missed by 7 min"


def test_nothing_was_told() -> None:
    quiet = {"cadence": {"SEV1": dict.fromkeys(("internal", "executive", "customer"), "none")}}
    assert block("communication", own=quiet) == "No update was recorded."
    assert block("communication").startswith("Never told, although the policy asks for it")


# Mitigations

REMOVAL = ActionItem(
    "Remove the temporary mitigation: restarted the pods",
    type="mitigate",
    owner="bob",
    due="2026-03-11",
    priority="P2",
    id="000000000abc",
)


def test_a_temporary_mitigation_brings_its_action_item() -> None:
    done = at(18, Kind.MITIGATED, "restarted the pods (restart, temporary)")
    told = block("mitigations", done, actions=(REMOVAL,))
    assert told.split("\n") == [
        "- 2026-03-04 15:18 UTC, @bob: restarted the pods (restart)",
        "  - Temporary: Remove the temporary mitigation: restarted the pods — P2, @bob, "
        f"by 2026-03-11, [^000000000abc](../{NAME}.md)",
    ]


def test_no_line_of_it_is_an_item_of_its_own() -> None:
    """Each item stands once, where its box is."""
    done = at(18, Kind.MITIGATED, "restarted the pods (temporary)")
    other = ActionItem("Write it down", state=DONE, done_on="2026-03-05")
    told = block("mitigations", done, actions=(REMOVAL, other))
    assert "[ ]" not in told
    assert told.endswith(
        f"Further action items that stand [in the incident](../{NAME}.md):\n\n"
        "- Write it down — nobody owns it, no day"
    )


def test_a_temporary_one_that_nobody_takes_away_is_said() -> None:
    told = block("mitigations", at(18, Kind.MITIGATED, "restarted (temporary)"))
    assert told.endswith("  - Temporary, and no action item says to take it away.")


@pytest.mark.parametrize("name", BLOCKS)
def test_what_becomes_of_an_item_makes_no_block_grow_old(name: str) -> None:
    done = at(18, Kind.MITIGATED, "restarted the pods (restart, temporary)")
    before = block(name, done, actions=(REMOVAL,))
    for state in (DONE, DROPPED):
        item = REMOVAL._replace(state=state, done_on="2026-03-05", reason="gone", proof="1a2b3c4d")
        assert block(name, done, actions=(item,)) == before


@pytest.mark.parametrize("name", BLOCKS)
def test_to_close_what_is_over_makes_no_block_grow_old(name: str) -> None:
    update = at(50, Kind.UPDATE, "Over\n- Next update: 2026-03-04T16:00:00Z", "customer")
    entries = [at(1, Kind.NOTE), at(2, Kind.CHECKED), at(47, Kind.RESOLVED), update]
    closing = [
        at(60, Kind.CHECKED, "Announced"),
        at(90, Kind.CLOSED, "Done\n- Override: nobody answers any more\n- Missing: a postmortem"),
    ]
    before = block(name, *entries)
    later = BEGAN + timedelta(days=30)
    after = {"status": "closed", "closed_at": "2026-03-04T16:30:00Z"}
    assert block(name, *entries, *closing, now=later, **after) == before


def test_one_that_was_closed_without_being_resolved_says_so() -> None:
    told = block("timeline", at(47, Kind.CLOSED), resolved_at=None, status="closed")
    assert rows(told)[0][1] == "closed"


# Size


@pytest.mark.parametrize("name", BLOCKS)
def test_ten_thousand_entries_make_a_block_that_can_be_read(name: str) -> None:
    kinds = [*Kind]
    entries = [at(number / 60, kinds[number % len(kinds)]) for number in range(10_000)]
    assert len(block(name, *entries)) < 20_000
