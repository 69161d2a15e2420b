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
