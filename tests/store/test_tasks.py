"""Task-list lines: read as people type them, and only the lines that change are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inc.domain.tasks import DONE, DROPPED, NOT_APPLICABLE, OPEN, ActionItem, Box
from inc.domain.text import clean_line
from inc.store import tasks
from inc.store.document import Document

PATH = "incidents/2026/03/2026-03-04-checkout.md"
ID = "0j4hpt40rept"
ENTRY = f"- `2026-03-04T15:23:00Z` **note** @bob — still down ^{ID}\n"
PLAIN = f"---\nid: x\n---\n\n## Summary\n\nDown.\n\n## Timeline\n\n{ENTRY}"
WITH_LISTS = f"""---
id: x
---

## Checklists

### Declare

- [ ] Triage confirms user impact
- [X] Bridge call open (https://meet.example.com)
* [x] ~~Executives told~~ (does not apply: internal tool)

Some prose, and code that is no box:

```
- [ ] not this one
```

### Resolve

- [x] Metrics back to normal
  - [ ] nor a part of an item

## Timeline

{ENTRY}"""


def parse(text: str) -> Document:
    return Document.parse(text.encode(), PATH)


def put(text: str, *boxes: Box, actions: tuple[ActionItem, ...] = ()) -> str:
    return tasks.put(parse(text), boxes, actions).text


def test_boxes_as_people_type_them() -> None:
    assert parse(WITH_LISTS).tasks.boxes == (
        Box("Declare", "Triage confirms user impact", OPEN),
        Box("Declare", "Bridge call open (https://meet.example.com)", DONE),
        Box("Declare", "Executives told", NOT_APPLICABLE, "internal tool"),
        Box("Resolve", "Metrics back to normal", DONE),
    )


def test_a_document_without_lists_has_none() -> None:
    assert parse(PLAIN).tasks == ((), ())


@pytest.mark.parametrize(
    ("box", "before", "after"),
    [
        (
            Box("declare", "triage  confirms user impact", DONE),
            "- [ ] Triage confirms user impact",
            "- [x] Triage confirms user impact",
        ),
        (
            Box("Declare", "Bridge call open", OPEN),
            "- [X] Bridge call open (https://meet.example.com)",
            "- [ ] Bridge call open (https://meet.example.com)",
        ),
        (
            Box("Resolve", "Metrics back to normal", NOT_APPLICABLE, "no metrics"),
            "- [x] Metrics back to normal",
            "- [x] ~~Metrics back to normal~~ (does not apply: no metrics)",
        ),
    ],
)
def test_one_line_changes(box: Box, before: str, after: str) -> None:
    assert put(WITH_LISTS, box) == WITH_LISTS.replace(before, after)


def test_a_line_that_begins_like_another_word_is_not_it() -> None:
    new = put(WITH_LISTS, Box("Resolve", "Metric", DONE))
    assert "- [x] Metrics back to normal\n" in new
    assert "- [x] Metric\n" in new


def test_new_lines_go_to_the_end_of_their_list() -> None:
    new = put(WITH_LISTS, Box("Declare", "Channel open"), Box("Close", "Timeline complete"))
    at = "(does not apply: internal tool)\n- [ ] Channel open\n\nSome prose"
    assert at in new
    assert new.index("### Resolve") < new.index("### Close\n\n- [ ] Timeline complete\n\n## Timel")
    assert parse(new).entries == parse(WITH_LISTS).entries


def test_a_document_gets_its_sections_before_the_timeline() -> None:
    new = put(PLAIN, Box("Declare", "Triage"), actions=(ActionItem("Remove it", id=ID),))
    assert (
        "Down.\n\n## Checklists\n\n### Declare\n\n- [ ] Triage\n\n"
        f"## Action items\n\n- [ ] Remove it ^{ID}\n\n## Timeline\n\n"
    ) in new


def test_a_document_without_a_timeline_gets_them_at_its_end() -> None:
    new = put("---\nid: x\n---\ntext", Box("Declare", "Triage"))
    assert "## Checklists" in new
    assert parse(new).tasks.boxes == (Box("Declare", "Triage"),)


def test_newlines_stay_what_they_are() -> None:
    windows = WITH_LISTS.replace("\n", "\r\n")
    new = put(windows, Box("Declare", "Triage confirms user impact", DONE), Box("Close", "New"))
    assert "\n" not in new.replace("\r\n", "")


@pytest.mark.parametrize(
    ("line", "item"),
    [
        (
            "- [ ] Prevent: Add leak detection (P2, @dave, by 2026-03-14) ^9c1d",
            ActionItem("Add leak detection", "prevent", "dave", "2026-03-14", "P2", "9c1d"),
        ),
        ("- [x] Fix it", ActionItem("Fix it", state=DONE)),
        ("- [ ] Look (at this)", ActionItem("Look (at this)")),
        ("- [ ] Page @bob (@carol)", ActionItem("Page @bob", owner="carol")),
        (
            "- [x] ~~Detect: Alert on it~~ (dropped: too noisy) (P1) ^9c1d",
            ActionItem("Alert on it", "detect", "", "", "P1", "9c1d", DROPPED, "too noisy"),
        ),
    ],
)
def test_action_items_as_people_type_them(line: str, item: ActionItem) -> None:
    assert parse(f"---\nid: x\n---\n\n## Action items\n\n{line}\n").tasks.actions == (item,)


def test_an_action_item_is_read_as_it_was_written() -> None:
    item = ActionItem("Remove it: now (x)", "mitigate", "bob", "2026-03-11", "P2", ID)
    assert parse(put(PLAIN, actions=(item, item._replace(text="Other")))).tasks.actions == (
        item,
        item._replace(text="Other"),
    )


LINES = st.text(min_size=1).map(clean_line).filter(lambda text: text.strip() and "~~" not in text)


@given(LINES, st.sampled_from([OPEN, DONE]))
def test_any_line_is_read_as_it_was_written(text: str, state: str) -> None:
    written = put(PLAIN, Box("Declare", text, state))
    (box,) = parse(written).tasks.boxes
    assert (" ".join(box.text.split()), box.state) == (" ".join(text.split()), state)
    assert parse(written).entries == parse(PLAIN).entries
