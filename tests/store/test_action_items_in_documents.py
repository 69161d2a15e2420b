"""Action items: read as people type them, written in one way, and only where they change."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pace
from inc.domain.incident import Change
from inc.domain.tasks import DONE, DROPPED, OPEN, ActionItem
from inc.domain.text import clean_line
from inc.store import action_items, item_words
from inc.store.document import Document

PATH = "postmortems/2026/03/2026-03-04-checkout.md"
FULL = "| Action | Type | Priority | Owner | Due Date | Status |"
SHORT = "| Action | Owner | Due Date | Status |"
BARE = "| Action | Owner |"


def document(text: str) -> Document:
    return Document.parse(f"# x\n\n## Action items\n\n{text}".encode(), PATH)


def items(text: str) -> list[ActionItem]:
    return [placed.item for placed in action_items.read(document(text))]


def table(heading: str, *rows: str) -> str:
    return "\n".join([heading, "|" + "---|" * (heading.count("|") - 1), *rows, ""])


def changed(text: str, **facts: str) -> str:
    """The text below the heading once its first item says something else."""
    before = document(text)
    placed = action_items.read(before)[0]
    after = action_items.replace(before, placed, placed.item._replace(**facts))
    assert action_items.read(after)[0].item == placed.item._replace(**facts)
    return after.text.removeprefix("# x\n\n## Action items\n\n")


# ------------------------------------------------------------------ reading

SEED = """\
- [ ] Fix: Upgrade ORM to patched version (P0, @bob, by 03/06)
- [ ] Detect: Add connection pool utilization alert (P1, @carol, by 03/07)
- [ ] Prevent: Add connection leak detection to CI (P2, @dave, by 03/14)
- [ ] Process: Add ORM to critical dependency test matrix (P2, @alice, by 03/14)
"""


def test_the_list_of_a_source_text() -> None:
    assert items(SEED) == [
        ActionItem("Upgrade ORM to patched version", "fix", "bob", "03/06", "P0"),
        ActionItem("Add connection pool utilization alert", "detect", "carol", "03/07", "P1"),
        ActionItem("Add connection leak detection to CI", "prevent", "dave", "03/14", "P2"),
        ActionItem("Add ORM to critical dependency test matrix", "process", "alice", "03/14", "P2"),
    ]


@pytest.mark.parametrize(
    ("line", "item"),
    [
        ("* [X] Fix it", ActionItem("Fix it", state=DONE)),
        ("- [ ] Restart (by hand)", ActionItem("Restart (by hand)")),
        ("- [ ] Reviewed (by Marco)", ActionItem("Reviewed (by Marco)")),
        ("- [ ] Move it (@bob, by next sprint)", ActionItem("Move it", "", "bob", "next sprint")),
        ("- [ ] Move it (by Friday)", ActionItem("Move it", due="Friday")),
        ("- [ ] Move it (priority high)", ActionItem("Move it", priority="high")),
        ("- [ ] Move it (high, @bob)", ActionItem("Move it", owner="bob", priority="high")),
        ("- [ ] ~~Move it~~ (dropped: no)", ActionItem("Move it", state=DROPPED, reason="no")),
        (
            "- [x] Fix it (p1, done 2026-03-12 in 1a2b3c4d) ^9c1d",
            ActionItem(
                *("Fix it", "", "", "", "P1", "9c1d", DONE, "", "2026-03-12", "1a2b3c4d"),
            ),
        ),
        ("- [ ] Fix it (done 2026-03-12)", ActionItem("Fix it")),
        ("- [ ] ^9c1d", ActionItem("^9c1d")),
        ("- [ ] (@bob, by 2026-03-12)", ActionItem("(@bob, by 2026-03-12)")),
        ("- [ ] Move it (@bob) ^9c1d <!-- why -->", ActionItem("Move it", owner="bob", id="9c1d")),
    ],
)
def test_a_line_as_people_type_it(line: str, item: ActionItem) -> None:
    assert items(line + "\n") == [item]


@pytest.mark.parametrize(
    ("row", "item"),
    [
        ("| Add it | Bob Smith | 03/14 | |", ActionItem("Add it", "", "Bob Smith", "03/14")),
        ("| Fix: Add it | @bob | | Open |", ActionItem("Add it", "fix", "bob")),
        (
            "| Add it (P1) ^9c1d | bob | | In progress",
            ActionItem("Add it", "", "bob", "", "P1", "9c1d"),
        ),
        ("| Add it | | | Done, see the wiki |", ActionItem("Add it", state=DONE)),
        (
            "| a \\| b | | | Done 2026-03-12 in 1a2b3c4d |",
            ActionItem("a | b", state=DONE, done_on="2026-03-12", proof="1a2b3c4d"),
        ),
        ("| Add it | | | Dropped: no |", ActionItem("Add it", state=DROPPED, reason="no")),
        ("| Add it | | | Undone |", ActionItem("Add it")),
    ],
)
def test_a_row_as_people_type_it(row: str, item: ActionItem) -> None:
    assert items(table(SHORT, row)) == [item]


def test_the_row_of_a_template_is_no_item() -> None:
    assert items(table(SHORT, "| [Action] | [Name] | [Date] | [Status] |")) == []


def test_what_stands_in_code_or_in_another_table_is_no_item() -> None:
    assert items(f"```\n{table(SHORT, '| a | b | c | d |')}- [ ] x\n```\n") == []
    assert items(table("| Metric | Value |", "| errors | 3 |")) == []


# ------------------------------------------------------------------ writing


def test_a_line_keeps_what_does_not_change() -> None:
    line = "  * [ ]  Fix: it   (P0,@bob , by 03/06, team-x)  \r\n"
    assert changed(line, due="2026-03-06") == (
        "  * [ ]  Fix: it (P0, @bob, by 2026-03-06, team-x)  \r\n"
    )
    assert changed(line, id="9c1d") == (
        "  * [ ]  Fix: it   (P0,@bob , by 03/06, team-x) ^9c1d  \r\n"
    )
    assert changed("- [X] Fix it\n", owner="bob") == "- [X] Fix it (@bob)\n"


@pytest.mark.parametrize(
    ("line", "facts", "after"),
    [
        ("- [ ] a (@b) ^9c1d", {"state": DONE}, "- [x] a (@b) ^9c1d"),
        (
            "- [ ] a (@b) ^9c1d",
            {"state": DONE, "done_on": "2026-03-12", "proof": "1a2b"},
            "- [x] a (@b, done 2026-03-12 in 1a2b) ^9c1d",
        ),
        (
            "- [ ] Fix: a (@b) ^9c1d",
            {"state": DROPPED, "reason": "too (very) much"},
            "- [x] ~~Fix: a~~ (dropped: too (very) much) (@b) ^9c1d",
        ),
        ("- [ ] a (P1)", {"priority": ""}, "- [ ] a"),
        ("- [ ] a (@b) ^9c1d <!-- c -->", {"owner": "d"}, "- [ ] a (@d) ^9c1d <!-- c -->"),
        ("- [ ] a (P1)", {"owner": "b", "due": "2026-03-12"}, "- [ ] a (P1, @b, by 2026-03-12)"),
    ],
)
def test_a_line_that_changes(line: str, facts: dict[str, str], after: str) -> None:
    assert changed(f"{line}\n", **facts) == f"{after}\n"
    before = {name: getattr(items(f"{line}\n")[0], name) for name in facts}
    assert changed(f"{after}\n", **before) == f"{line}\n"


def test_a_row_keeps_the_cells_that_do_not_change() -> None:
    text = table(SHORT, "| Add it     |  Bob |    03/14 | Open   |  ", "| b | | | |")
    assert changed(text, due="2026-03-14").split("\n")[2] == (
        "| Add it     |  Bob | 2026-03-14 | Open   |  "
    )
    done = changed(text, state=DONE, done_on="2026-03-12")
    assert done.split("\n")[2] == "| Add it     |  Bob |    03/14 | Done 2026-03-12 |  "
    assert changed(text, id="9c1d").split("\n")[2].startswith("| Add it ^9c1d |  Bob |")
    assert done.split("\n")[3:] == text.split("\n")[3:]


def test_what_a_table_has_no_column_for_goes_behind_the_text() -> None:
    text = table(BARE, "| Add it | bob |")
    done = {"state": DONE, "done_on": "2026-03-12", "priority": "P1", "id": "9c1d"}
    assert changed(text, **done).split("\n")[2] == "| Add it (P1, done 2026-03-12) ^9c1d | bob |"
    assert changed(text, state=DONE).split("\n")[2] == "| Add it (done) | bob |"
    dropped = changed(text, state=DROPPED, reason="no")
    assert dropped.split("\n")[2] == "| ~~Add it~~ (dropped: no) | bob |"


def test_a_new_item_goes_below_the_others_and_in_their_form() -> None:
    item = ActionItem("Add it", "detect", "bob", "2026-03-14", "P1", "9c1d")
    line = "- [ ] Detect: Add it (P1, @bob, by 2026-03-14) ^9c1d\n"
    assert added("- [ ] a\n  more of it\n\n  and more\n\nProse.\n", item) == (
        f"- [ ] a\n  more of it\n\n  and more\n{line}\nProse.\n"
    )
    row = "| Detect: Add it (P1) ^9c1d | @bob | 2026-03-14 | Open |\n"
    text = table(SHORT, "| a | b | c | d |")
    assert added(text + "\nProse.\n", item) == f"{text}{row}\nProse.\n"
    assert added(table(SHORT), item) == table(SHORT) + row
    full = "| Add it ^9c1d | Detect | P1 | @bob | 2026-03-14 | Open |\n"
    assert added(table(FULL), item) == table(FULL) + full
    assert added("Prose.\n", item) == f"Prose.\n{line}"


def added(text: str, item: ActionItem) -> str:
    after = action_items.add(document(text), item)
    assert action_items.read(after)[-1].item == item
    return after.text.removeprefix("# x\n\n## Action items\n\n")


# ------------------------------------------------------------------ whatever it is

SIGNS = st.sampled_from(
    [
        *"()|^~@,\\:*_`#[]<>{}-+!&%$ \"'",
        *("~~", "(P1)", "^9c1d", "Note: ", " (@b)", "<!-- ", " -->"),
        *("fix: ", "**Fix:** ", "**Fix**: ", "Fix - ", "fix – ", "**", "Fix"),
    ]
)
TEXTS = (
    st.lists(st.one_of(SIGNS, st.text(max_size=5)), min_size=1, max_size=8)
    .map(lambda parts: clean_line("".join(parts)))
    .filter(bool)
)
PEOPLE = st.sampled_from(["", "bob", "alice.smith", "ops+oncall", "Zoë"])
DAYS = st.sampled_from(["", "2026-03-14", "03/14", "next week"])
IDS = st.sampled_from(["", "9c1d", "0h4tcz3k9m2x"])
PROOFS = st.sampled_from(["", "1a2b3c4d5e6f", "https://example.com/a%2Cb%29?x=%28y&z=|~~"])


@st.composite
def any_item(draw: st.DrawFn) -> ActionItem:
    state = draw(st.sampled_from([OPEN, DONE, DROPPED]))
    return ActionItem(
        draw(TEXTS),
        draw(st.sampled_from(["", "prevent", "fix"])),
        draw(PEOPLE),
        draw(DAYS),
        draw(st.sampled_from(["", "P1", "high", "not-now"])),
        draw(IDS),
        state,
        draw(st.one_of(st.just(""), TEXTS)) if state == DROPPED else "",
        draw(st.sampled_from(["", "2026-03-12"])) if state == DONE else "",
        draw(PROOFS) if state == DONE else "",
    )


@given(any_item())
def test_any_item_is_read_as_it_was_written(item: ActionItem) -> None:
    assert items(action_items.line(item) + "\n") == [item]


@given(any_item(), st.sampled_from([FULL, SHORT, BARE, "| Owner | Task |"]))
def test_any_item_is_read_from_a_table_as_it_was_written(item: ActionItem, heading: str) -> None:
    before = document(table(heading))
    assert [one.item for one in action_items.read(action_items.add(before, item))] == [item]


@given(any_item(), any_item(), st.sampled_from([None, FULL, SHORT, BARE]))
def test_any_item_becomes_any_other(old: ActionItem, new: ActionItem, heading: str | None) -> None:
    new = new._replace(text=old.text) if len(new.text) % 2 else new
    before = action_items.add(document(table(heading) if heading else "Prose.\n"), old)
    (placed,) = action_items.read(before)
    after = action_items.replace(before, placed, new)
    assert [one.item for one in action_items.read(after)] == [new]
    assert after.lines[: placed.line] == before.lines[: placed.line]


@given(TEXTS, st.sampled_from([DONE, OPEN]), PEOPLE)
def test_any_line_that_somebody_typed_can_be_changed(text: str, state: str, owner: str) -> None:
    line = f"- [{' ' if state == OPEN else 'x'}] {text}\n"
    for placed in action_items.read(document(line)):
        new = placed.item._replace(due="2026-03-14", id="9c1d", owner=owner)
        after = action_items.replace(document(line), placed, new)
        assert [one.item for one in action_items.read(after)] == [new]


LONG = 1_000_000


@pytest.mark.parametrize(
    "line",
    [
        lambda size: "- [x] " + "~~ (dropped: a " * (size // 15) + "x",
        lambda size: "- [x] ~~" + "~" * size + " (dropped: ",
        lambda size: "- [ ] " + "(" * size + ")",
        lambda size: "- [ ] " + "(@b, " * (size // 5) + ")",
        lambda size: "- [ ] a (" + "by " * (size * 9 // 10_000) + "1)",
        lambda size: "- [ ] a (done" + " in" * (size * 9 // 10_000) + ")",
        lambda size: "- [ ] a" + " " * size + "^9c1d",
        lambda size: "- [ ] a" + " ^9c1d" * (size // 6) + ")",
        lambda size: "- [ ] a " + "\\" * size + "^9c1d",
        lambda size: "- [ ] " + "A" + "a" * size + ": ",
        lambda size: "| Action |\n|---|\n| " + "\\|" * (size // 2) + " |",
        lambda size: "| Action |\n|---|\n" + "|" * size,
        lambda size: "| Action | Status |\n|---|---|\n| a | " + "done in " * (size // 8) + " |",
        lambda size: "|" * size + "\n" + "|-" * size,
    ],
    ids=range(14),
)
def test_a_line_of_a_megabyte_is_read_in_no_time(line: Callable[[int], str]) -> None:
    def read_and_written(size: int) -> None:
        text = line(size) + "\n"
        for item in items(text)[:1]:
            item_words.write(item._replace(state=DONE))
            changed(text, id="abcd")

    pace.steady(lambda size: items(line(size) + "\n"), LONG)
    pace.steady(read_and_written, LONG)


# ------------------------------------------------------------------ the end of a file, and remarks


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_last_line_without_a_newline_stays_without_one(newline: str) -> None:
    before = Document.parse(f"## Action items{newline}{newline}- [ ] a".encode(), PATH)
    (placed,) = action_items.read(before)
    done = action_items.replace(before, placed, placed.item._replace(state=DONE))
    assert done.lines[-1] == "- [x] a"
    told = action_items.remark(before, placed, "Was due 2026-03-12: why")
    assert told.lines[-2:] == [f"- [ ] a{newline}", "  - Was due 2026-03-12: why"]
    change = Change("x", "action-add", actions=(ActionItem("b"),))
    assert before.apply(change).lines[-2:] == [f"- [ ] a{newline}", "- [ ] b"]


def test_a_remark_stands_below_what_belongs_to_its_item() -> None:
    before = document(" - [ ] a\n   more\n- [ ] b\n")
    told = action_items.remark(before, action_items.read(before)[0], "why")
    assert told.text.endswith(" - [ ] a\n   more\n   - why\n- [ ] b\n")
    assert [one.item.text for one in action_items.read(told)] == ["a", "b"]
