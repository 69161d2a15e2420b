"""What becomes of each kind of text when two people change one document: one test a rule."""

from __future__ import annotations

import pytest

from inc.domain.text import REDACTED
from inc.store import blocks
from inc.store.three_way.documents import Merged, Unmergeable, merge

PATH = "incidents/2026/03/2026-03-04-checkout.md"
HEAD = """\
---
id: 2026-03-04-checkout
title: Checkout failures
severity: SEV2
status: investigating
roles:
  commander: alice
services: [checkout, orders]
---
"""
ENTRY = "- `2026-03-04T15:33:00Z` **note** @bob — looking at the pool ^0j4hq9r05akg"
BASE = f"""\
{HEAD}
## Summary

Some orders fail.

It is about cards.

## Checklists

### Declare

- [ ] Bridge open
- [ ] Status page updated

## Timeline

- `2026-03-04T15:30:00Z` **declared** @alice — SEV2: Checkout failures ^0j4hpr5gz5s7
{ENTRY}

## Action items

- [ ] Fix: Upgrade the driver (P1, @bob, by 2026-03-09) ^2aay8
- [ ] Write it down
"""


def merged(*, ours: tuple[str, str], theirs: tuple[str, str], base: str = BASE) -> Merged:
    """What becomes of a base in which each side replaced one text; the same either way round."""
    one, other = (base.replace(old, new, 1) for old, new in (ours, theirs))
    assert base not in (one, other)
    made = merge(base, one, other, PATH)
    assert made == merge(base, other, one, PATH)
    return made


def lines(text: str, word: str) -> list[str]:
    return [line for line in text.split("\n") if word in line]


def entry(minute: int, text: str, name: str) -> str:
    return f"- `2026-03-04T15:{minute}:00Z` {text} ^{name}"


# ------------------------------------------------------------------ the timeline


def test_entries_of_both_stand_in_their_order() -> None:
    late, early = (
        entry(50, "**note** @bob — late", "0j4htttttttt"),
        entry(40, "**note** @carol — early", "0j4hssssssss"),
    )
    made = merged(ours=(ENTRY, f"{ENTRY}\n{late}"), theirs=(ENTRY, f"{ENTRY}\n{early}"))

    assert made.is_quiet
    assert made.text == BASE.replace(ENTRY, f"{ENTRY}\n{early}\n{late}")


def test_the_same_entry_on_both_sides_is_one() -> None:
    new = entry(50, "**note** @bob — cherry-picked", "0j4htttttttt")
    other = entry(55, "**note** @carol — and more", "0j4hvvvvvvvv")
    made = merged(ours=(ENTRY, f"{ENTRY}\n{new}"), theirs=(ENTRY, f"{ENTRY}\n{new}\n{other}"))

    assert lines(made.text, "cherry-picked") == [new]


def test_an_entry_that_both_amended_keeps_both_versions() -> None:
    made = merged(ours=("looking at the pool", "the pool leaks"), theirs=("the pool", "the disks"))

    assert made.versions == ["0j4hq9r05akg"]
    kept = lines(made.text, "0j4hq9r05akg")
    assert kept[0] == ENTRY.replace("looking at the pool", "the pool leaks")
    assert "another version of ^0j4hq9r05akg: note — looking at the disks" in kept[1]
    assert len(kept) == 2


def test_a_redaction_beats_an_amendment_and_every_version_of_it() -> None:
    amended = merged(ours=("looking at the pool", "hunter2 leaks"), theirs=("the pool", "hunter2"))
    marker = "[redacted by @alice: a password]"
    redacted = BASE.replace("looking at the pool", marker)
    made = merge(BASE, amended.text, redacted, PATH)

    assert made.redacted == ["0j4hq9r05akg"]
    assert "hunter2" not in made.text
    assert lines(made.text, "0j4hq9r05akg") == [ENTRY.replace("looking at the pool", marker)]


def test_an_entry_that_one_took_out_is_gone_unless_the_other_rewrote_it() -> None:
    other = ("Some orders", "Most orders")
    assert ENTRY not in merged(ours=(f"{ENTRY}\n", ""), theirs=other).text

    made = merged(ours=(f"{ENTRY}\n", ""), theirs=("the pool", "the disks"))
    assert made.kept == ["0j4hq9r05akg"]
    assert ENTRY.replace("the pool", "the disks") in made.text


def test_prose_between_entries_stays_below_the_entry_it_stood_below() -> None:
    late = entry(50, "**note** @bob — late", "0j4htttttttt")
    early = entry(31, "**note** @carol — early", "0j4hssssssss")
    made = merged(
        ours=(ENTRY, f"{ENTRY}\n\nTyped by hand.\n\n{late}"), theirs=(ENTRY, f"{early}\n{ENTRY}")
    )

    assert f"{early}\n{ENTRY}\n\nTyped by hand.\n\n{late}\n" in made.text


# ------------------------------------------------------------------ the front matter


def test_a_field_that_entries_speak_of_says_what_the_last_one_says() -> None:
    resolved = entry(50, "**resolved** @bob — all is well", "0j4htttttttt")
    status = entry(45, "**status** @carol — monitoring: it falls", "0j4hssssssss")

    def side(line: str, word: str) -> str:
        text = BASE.replace(ENTRY, f"{ENTRY}\n{line}").replace("investigating", word)
        stamp = 'resolved\nresolved_at: "2026-03-04T15:50:00Z"'
        return text.replace("status: resolved", f"status: {stamp}")

    made = merge(BASE, side(resolved, "resolved"), side(status, "monitoring"), PATH)

    assert lines(made.text, "status:") == ["status: resolved"]
    assert status in made.text
    assert made.is_quiet


def test_of_two_values_set_by_hand_one_is_chosen_and_told() -> None:
    made = merged(
        ours=("title: Checkout", "title: Order"), theirs=("title: Checkout", "title: All")
    )

    assert "title: Order failures" in made.text
    assert [(one.path, one.value, one.others) for one in made.choices] == [
        ("title", "Order failures", ("All failures",))
    ]


def test_of_two_severities_set_by_hand_the_worse_one_holds() -> None:
    made = merged(
        ours=("severity: SEV2", "severity: SEV1"), theirs=("severity: SEV2", "severity: SEV3")
    )

    assert lines(made.text, "severity:") == ["severity: SEV1"]
    assert made.choices[0].others == ("SEV3",)


LIFTED = entry(40, "**note** @carol — Visibility no longer restricted: told", "0j4hrrrrrrr0")
SECRET = BASE.replace("status: inv", "visibility: restricted\nstatus: inv")
OPENED = BASE.replace(ENTRY, f"{ENTRY}\n{LIFTED}")


@pytest.mark.parametrize(("minute", "held"), [(45, ["visibility: restricted"]), (35, [])])
def test_who_may_read_it_is_what_the_latest_entry_says(minute: int, held: list[str]) -> None:
    """Alice lifts it, and restricts it again: her front matter is as it was."""
    lifted = entry(31, "**note** @alice — Visibility no longer restricted: one", "0j4hrrrrrrr1")
    again = entry(minute, "**note** @alice — Visibility restricted: two", "0j4hrrrrrrr2")
    kept = SECRET.replace(ENTRY, f"{ENTRY}\n{lifted}\n{again}")
    for sides in ((OPENED, kept), (kept, OPENED)):
        made = merge(SECRET, *sides, PATH)
        assert lines(made.text, "visibility:") == held
        assert made.is_quiet


def test_what_a_hand_restricted_no_entry_of_another_opens() -> None:
    restricted = entry(31, "**note** @alice — Visibility restricted: one", "0j4hrrrrrrr1")
    other = OPENED.replace(ENTRY, f"{ENTRY}\n{restricted}")
    by_hand = BASE.replace("status: inv", "visibility: ours alone\nstatus: inv")
    made = merge(BASE, other, by_hand, PATH)
    assert lines(made.text, "visibility:") == ["visibility: ours alone"]
    assert [(one.path, one.others) for one in made.choices] == [("visibility", ("public",))]
    assert merge(BASE, by_hand, other, PATH) == made


def test_a_redaction_of_why_opens_nothing() -> None:
    again = entry(45, "**note** @alice — Visibility restricted: two", "0j4hrrrrrrr2")
    base = SECRET.replace(ENTRY, f"{ENTRY}\n{LIFTED}\n{again}")
    redacted = base.replace("Visibility restricted: two", REDACTED)
    made = merge(base, redacted, base.replace("Some orders", "All orders"), PATH)
    assert lines(made.text, "visibility:") == ["visibility: restricted"]


def test_of_two_hands_the_one_that_restricts_it_holds_and_it_is_told() -> None:
    made = merged(
        ours=("status:", "visibility: secret\nstatus:"),
        theirs=("status:", "visibility: public\nstatus:"),
    )
    assert lines(made.text, "visibility:") == ["visibility: secret"]
    assert [(one.path, one.others) for one in made.choices] == [("visibility", ("public",))]


def test_a_field_whose_only_entry_was_taken_out_is_chosen_and_told() -> None:
    spoken = entry(23, "**detected** @bob — an alert", "0j4hpt40rept")
    base = BASE.replace(ENTRY, f"{spoken}\n{ENTRY}").replace(
        "roles:", 'detected_at: "2026-03-04T15:23:00Z"\nroles:'
    )
    one, other = (base.replace('15:23:00Z"', f'15:{minute}:00Z"') for minute in (13, 15))
    made = merge(base, one, other.replace(f"{spoken}\n", ""), PATH)

    assert lines(made.text, "detected") == ['detected_at: "2026-03-04T15:13:00Z"']
    assert [(one.path, one.value, one.others) for one in made.choices] == [
        ("detected_at", "2026-03-04T15:13:00Z", ("2026-03-04T15:15:00Z",))
    ]


def test_of_a_list_what_both_added_is_there_and_what_one_removed_is_not() -> None:
    made = merged(ours=("[checkout, orders]", "[checkout, orders, web]"), theirs=("checkout, ", ""))

    assert "services: [orders, web]" in made.text
    assert made.is_quiet


def test_a_map_is_merged_key_by_key() -> None:
    made = merged(
        ours=("  commander: alice\n", "  commander: alice\n  scribe: carol\n"),
        theirs=("  commander: alice\n", "  commander: bob\n"),
    )

    assert "roles:\n  commander: bob\n  scribe: carol\n" in made.text


def test_keys_that_we_do_not_know_and_comments_stay() -> None:
    made = merged(
        ours=("severity: SEV2\n", "x_ours: {a: 1}  # for our bot\nseverity: SEV2  # said Bob\n"),
        theirs=("severity: SEV2\n", "# do not touch\nx_theirs:\n  - 1\nseverity: SEV2\n"),
    )

    for line in (
        "x_ours: {a: 1}  # for our bot",
        "# do not touch",
        "x_theirs:\n  - 1",
        "# said Bob",
    ):
        assert line in made.text


def test_a_comment_stays_with_its_line_when_another_line_of_the_value_changes() -> None:
    base = BASE.replace("[checkout, orders]", "\n  - checkout\n  - orders")
    made = merged(
        base=base,
        ours=("  - checkout\n", "  - checkout  # the old one\n"),
        theirs=("  - orders\n", "  - orders\n  - web\n"),
    )

    assert "  - checkout  # the old one\n  - orders\n  - web\n" in made.text


def test_a_key_that_one_took_away_and_the_other_changed_stays() -> None:
    made = merged(ours=("services: [checkout, orders]\n", ""), theirs=("orders]", "orders, web]"))

    assert "services: [checkout, orders, web]" in made.text


# ------------------------------------------------------------------ boxes and action items


def test_a_tick_wins_and_a_box_that_does_not_apply_wins_over_that() -> None:
    box = "- [ ] Bridge open"
    reason = "- [x] ~~Bridge open~~ (does not apply: we were in one room)"
    ticked = box.replace("[ ]", "[x]")
    other = "- [ ] Status page updated"

    one = merged(ours=(box, ticked), theirs=(other, other.replace("[ ]", "[x]")))
    assert f"{ticked}\n{other.replace('[ ]', '[x]')}\n" in one.text
    assert one.is_quiet

    made = merged(ours=(box, ticked), theirs=(box, reason))
    assert reason in made.text
    assert [one.path for one in made.choices] == [
        "Bridge open (does not apply: we were in one room)"
    ]


def test_a_checklist_that_both_began_is_one() -> None:
    ours = "### Resolve\n\n- [x] Green\n- [ ] Told\n\n## Timeline"
    theirs = ours.replace("[x]", "[ ]").replace("[ ] Told", "[x] Told")
    made = merged(ours=("## Timeline", ours), theirs=("## Timeline", theirs))

    assert made.text.count("### Resolve") == 1
    assert "- [x] Green\n- [x] Told\n" in made.text


def test_an_action_item_is_merged_attribute_by_attribute() -> None:
    made = merged(ours=("@bob, by", "@carol, by"), theirs=("by 2026-03-09", "by 2026-03-12"))

    assert "- [ ] Fix: Upgrade the driver (P1, @carol, by 2026-03-12) ^2aay8" in made.text
    assert made.is_quiet


def test_an_attribute_that_both_set_is_told() -> None:
    made = merged(ours=("@bob, by", "@carol, by"), theirs=("@bob, by", "@dave, by"))

    assert "@carol, by" in made.text
    assert [(one.path, one.value, one.others) for one in made.choices] == [
        ("^2aay8 owner", "carol", ("dave",))
    ]


def test_an_item_that_is_done_wins_over_one_that_is_open() -> None:
    done = "- [x] Fix: Upgrade the driver (P1, @bob, by 2026-03-09, done 2026-03-08) ^2aay8"
    made = merged(
        ours=("- [ ] Fix: Upgrade the driver (P1, @bob, by 2026-03-09) ^2aay8", done),
        theirs=("P1", "P0"),
    )

    assert done.replace("P1", "P0") in made.text


def test_an_item_that_one_took_out_and_the_other_changed_stays() -> None:
    item = "- [ ] Fix: Upgrade the driver (P1, @bob, by 2026-03-09) ^2aay8\n"
    made = merged(ours=(item, ""), theirs=("P1", "P0"))

    assert item.replace("P1", "P0") in made.text


def test_items_in_a_table_are_merged_cell_by_cell() -> None:
    table = "| Action | Owner | Due | Status |\n| --- | --- | --- | --- |\n"
    row = "| Upgrade the driver ^2aay8 | @bob | 2026-03-09 | Open |"
    base = f"{BASE.partition('- [ ] Fix')[0]}{table}{row}\n"
    made = merged(
        base=base,
        ours=("| Open |", "| Done 2026-03-08 |"),
        theirs=(row, f"{row.replace('@bob', '@carol')}\n{row.replace('2aay8', 'yyfht')}"),
    )

    assert "| Upgrade the driver ^2aay8 | @carol | 2026-03-09 | Done 2026-03-08 |" in made.text
    assert row.replace("2aay8", "yyfht") in made.text


def test_items_that_both_added_are_there() -> None:
    last = "- [ ] Write it down\n"
    made = merged(
        ours=(last, f"{last}- [ ] Detect: ours ^aaaaa\n"),
        theirs=(last, f"{last}- [ ] Detect: theirs ^bbbbb\n"),
    )

    assert f"{last}- [ ] Detect: ours ^aaaaa\n- [ ] Detect: theirs ^bbbbb\n" in made.text
    assert made.torn == 0


def test_an_item_that_only_moved_is_there_once() -> None:
    one, two = "- [ ] Detect: one ^aaaaa\n", "- [ ] Fix: two ^bbbbb\n"
    base = BASE + one + two
    done = one.replace("[ ]", "[x]")
    made = merged(base=base, ours=(one + two, two + one), theirs=(one, done))

    assert [line[-5:] for line in lines(made.text, "- [")[-2:]] == ["aaaaa", "bbbbb"]
    assert lines(made.text, "aaaaa") == [done.strip()]
    assert made.torn == 0


# ------------------------------------------------------------------ prose and blocks


def test_prose_of_different_paragraphs_is_merged() -> None:
    made = merged(ours=("Some orders", "Most orders"), theirs=("about cards", "about all cards"))

    assert "Most orders fail.\n\nIt is about all cards.\n" in made.text
    assert made.torn == 0


def test_a_paragraph_that_both_rewrote_stands_in_both_versions() -> None:
    made = merged(ours=("Some orders", "Most orders"), theirs=("Some orders", "All orders"))

    assert made.torn == 1
    assert "<<<<" not in made.text
    assert (
        """\
> All orders fail.
>
> **or** <!-- inc:or -->
>
> Most orders fail.
>
> <!-- inc:end versions -->
"""
        in made.text
    )


def test_a_third_version_joins_the_two() -> None:
    two = merged(ours=("Some orders", "Most orders"), theirs=("Some orders", "All orders"))
    three = merge(BASE, two.text, BASE.replace("Some orders", "Few orders"), PATH)

    assert "**3 versions of this passage.**" in three.text
    assert merge(BASE, two.text, BASE.replace("Some orders", "Most orders"), PATH).text == two.text


def test_a_version_that_is_what_the_base_said_is_not_lost() -> None:
    one, two = (BASE.replace("Some orders", words) for words in ("Most orders", "All orders"))
    both = merge(BASE, one, two, PATH).text
    late = one + "\nWritten by the one who said most.\n"

    made = merge(one, both, late, PATH)
    assert {"> Most orders fail.", "> All orders fail."} <= set(made.text.split("\n"))
    assert made == merge(one, late, both, PATH)


def test_paragraphs_that_both_added_in_one_place_are_all_there() -> None:
    made = merged(
        ours=("about cards.\n", "about cards.\n\nAnd vouchers.\n"),
        theirs=("about cards.\n", "about cards.\n\nBanks are fine.\n"),
    )

    assert "about cards.\n\nAnd vouchers.\n\nBanks are fine.\n" in made.text
    assert made.torn == 0


def test_a_paragraph_that_both_added_stands_once_where_one_added_more() -> None:
    same, more = "It is about cards.\n\nSame new.", "It is about cards.\n\nSame new.\n\nOther."
    made = merged(ours=("It is about cards.", same), theirs=("It is about cards.", more))
    assert more in made.text
    assert (made.text.count("Same new."), made.is_quiet) == (1, True)


def test_paragraphs_in_an_order_of_their_own_stand_beside_others() -> None:
    more = "It is about cards.\n\nThen this.\n\nAnd that."
    made = merged(
        ours=("It is about cards.", "It is about cards.\n\nSomething."),
        theirs=("It is about cards.", more),
    )
    assert made.torn == 1
    assert "> Then this.\n>\n> And that.\n" in made.text


def test_two_lists_stay_two_in_a_passage_of_several_versions() -> None:
    base = BASE.replace("It is about cards.", "- blue\n\n2. two")
    made = merged(
        base=base,
        ours=("- blue\n\n2. two", "- azure\n\n2. zwei\n\nMore."),
        theirs=("- blue\n\n2. two", "- navy\n\n3. three\n\n3. deux\n\nLess."),
    )
    assert "> - azure\n>\n> 2. zwei\n" in made.text
    assert "> 3. three\n> 3. deux\n" in made.text


@pytest.mark.parametrize("line", ["- [{}] watch the pool{}", "* [{}] Fix: watch the pool{}"])
def test_an_item_that_both_gave_an_id_is_one(line: str) -> None:
    bare = line.format(" ", "")
    base = BASE.replace("- [ ] Write it down", bare)
    made = merged(
        base=base,
        ours=(bare, line.format("x", " (done 2026-03-05) ^abcde")),
        theirs=(bare, line.format(" ", " (@zoe) ^abcde")),
    )
    assert line.format("x", " (@zoe, done 2026-03-05) ^abcde") in made.text
    assert made.is_quiet


def test_an_edit_in_a_generated_block_is_not_dropped_for_a_new_one() -> None:
    old = blocks.written("facts", "It took an hour.")
    made = merged(
        base=BASE.replace("It is about cards.", old),
        ours=(old, old.replace("an hour", "two hours")),
        theirs=(old, blocks.written("facts", "It took 90 minutes.")),
    )
    assert made.torn == 1
    assert "> It took two hours." in made.text and "> It took 90 minutes." in made.text


def test_sections_that_both_added_are_both_there() -> None:
    made = merged(
        ours=("## Checklists", "## Impact\n\nCarts.\n\n## Checklists"),
        theirs=("## Checklists", "## Cause\n\nThe pool.\n\n## Checklists"),
    )

    assert "## Cause\n\nThe pool.\n\n## Impact\n\nCarts.\n\n## Checklists" in made.text
    assert made.torn == 0


def test_a_generated_block_is_one_side_s_as_a_whole() -> None:
    base, *sides = (
        f"---\nincident: x\n---\n\n{blocks.written('facts', text)}\n\nText.\n"
        for text in ("- one", "- two", "- three")
    )
    made = merge(base, *sides)
    assert made.text in sides
    assert made == merge(base, *sides[::-1])


# ------------------------------------------------------------------ bytes, and no base


def test_newlines_a_mark_at_the_start_and_a_missing_newline_stay() -> None:
    base = "\ufeff" + BASE.rstrip("\n").replace("\n", "\r\n")
    made = merged(
        base=base, ours=("Some orders", "Most orders"), theirs=("about cards", "about all")
    )

    assert made.text == base.replace("Some orders", "Most orders").replace(
        "about cards", "about all"
    )


def test_one_incident_declared_twice_without_a_base_has_the_entries_of_both() -> None:
    one = BASE.replace("0j4hpr5gz5s7", "0j4hpr5aaaaa").replace(ENTRY, "").replace("SEV2", "SEV1")
    other = BASE.replace("Some orders fail.", "Cards are refused.")
    made = merge(None, one, other, PATH)

    assert made == merge(None, other, one, PATH)
    for line in ("0j4hpr5aaaaa", "0j4hpr5gz5s7", "0j4hq9r05akg", "Cards are refused."):
        assert made.text.count(line) == 1
    assert "severity: SEV2" in made.text or "severity: SEV1" in made.text
    assert made.text.count("## Timeline") == 1


@pytest.mark.parametrize(
    "broken",
    [
        BASE.replace("title: Checkout failures", "title: Checkout: failures"),
        BASE.replace("---\n\n## Summary", "## Summary"),
        BASE.replace("## Summary", "<<<<<<< HEAD\n## Summary\n=======\n>>>>>>> other"),
        BASE.replace(HEAD, "---\n{id: x}\n---\n"),
        BASE.replace("---", "-x-", 1),
        BASE.replace(HEAD, ""),
    ],
)
def test_a_document_that_does_not_parse_is_refused(broken: str) -> None:
    other = BASE.replace("Some orders", "Most orders")

    with pytest.raises(Unmergeable):
        merge(BASE, broken, other, PATH)
    with pytest.raises(Unmergeable):
        merge(BASE, other, broken, PATH)
