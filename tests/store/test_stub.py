"""What is left of a document whose incident was merged: what people wrote, and a way on."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from inc.domain.incident import Change
from inc.domain.tasks import DONE, DROPPED, OPEN, ActionItem
from inc.domain.timeline import Entry
from inc.domain.vocabulary import Kind
from inc.store import tasks
from inc.store.document import Document
from inc.store.stub import stub

NAME, TARGET = "2026-03-04-search", "2026-03-04-checkout"
PATH = f"incidents/2026/03/{NAME}.md"
INTO = Entry(datetime(2026, 3, 4, 15, 30, tzinfo=UTC), Kind.MERGED, "bob", f"into {TARGET}")
SENTENCE = f"This incident was merged into [{TARGET}]({TARGET}.md)."


def parse(text: str) -> Document:
    return Document.parse(text.encode(), PATH)


def left(text: str, *dropped: int) -> str:
    document = parse(text)
    gone = tuple(document.entries[number] for number in dropped)
    change = Change(NAME, "merge", added=(INTO,), dropped=gone, fields={("status",): "closed"})
    return stub(document, change, TARGET).text


def lists(text: str) -> str:
    return tasks.without_open(parse(text)).text


def test_the_sentence_stands_below_the_front_matter() -> None:
    text = "---\nstatus: open\n---\n\n# Search\n\n## Timeline\n"
    assert left(text).startswith(f"---\nstatus: closed\n---\n\n{SENTENCE}\n\n# Search\n")
    assert left(text.replace("---\n\n#", "---\n#")).startswith(
        f"---\nstatus: closed\n---\n\n{SENTENCE}\n\n# Search\n"
    )


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_front_matter_is_made_where_there_is_none(mark: str) -> None:
    text = left(f"{mark}# Search\n\nSlow.")
    assert text.startswith(f"{mark}---\nstatus: closed\n---\n\n{SENTENCE}\n\n# Search\n\nSlow.\n")


def test_entries_that_left_are_gone_and_prose_between_them_stays() -> None:
    one, two, three = (
        f"- `2026-03-04T15:0{n}:00Z` **note** @bob — {n}\n  more\n" for n in (1, 2, 3)
    )
    text = left(f"---\nid: x\n---\n\n## Timeline\n\n{one}{two}\nProse.\n\n{three}", 0, 2)
    assert two in text and "Prose.\n" in text
    assert one not in text and three not in text
    assert f"**merged** @bob — into {TARGET}\n" in text


def test_windows_newlines_and_a_missing_last_one_stay() -> None:
    text = left("---\r\nstatus: open\r\n---\r\n\r\nSlow.\r\n\r\n## Timeline\r\n\r\n- 15:00 x")
    assert text.count("\n") == text.count("\r\n")
    assert f"\r\n{SENTENCE}\r\n" in text
    assert text.endswith(f"into {TARGET}")


def test_open_boxes_and_action_items_go_with_the_headings_this_leaves_empty() -> None:
    text = """\
## Checklists

### Declare

- [ ] open
- [x] done

### Resolve

- [ ] open

### Ours

A remark.

- [ ] open
- [x] ~~skipped~~ (does not apply: no)

## Action items

- [ ] one
- [x] two

## Notes

- [ ] not ours
"""
    assert (
        lists(text)
        == """\
## Checklists

### Declare

- [x] done

### Ours

A remark.

- [x] ~~skipped~~ (does not apply: no)

## Notes

- [ ] not ours
"""
    )


def test_what_is_no_task_stays_below_its_heading() -> None:
    text = "## Action items\n\n- [ ] one\n  and how\n\nSee the board.\n"
    assert lists(text) == "## Action items\n\n  and how\n\nSee the board.\n"
    untouched = "## Summary\n\n\n\nSlow.\n"
    assert lists(untouched) == untouched


@pytest.mark.parametrize(
    "action",
    [
        ActionItem("Fix it", "prevent", "carol", "2026-04-01", "P1", "a1b2", OPEN),
        ActionItem("Fix it", "", "carol", "", "", "a1b2", DONE),
        ActionItem("Fix it", "detect", "", "", "", "", DROPPED, "bought it"),
        ActionItem("Fix it", "", "", "", "P2", "", DROPPED),
    ],
)
def test_an_action_item_is_written_as_it_stands(action: ActionItem) -> None:
    document = tasks.put(parse("## Timeline\n"), (), (action,))
    assert document.tasks.actions == (action,)
