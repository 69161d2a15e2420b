"""Documents, and what people do to them, by chance: what the laws of merging are tried on."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Final

from inc.domain.identifiers import ALPHABET

WORDS: Final = [
    "pool",
    "leak",
    "query",
    "timeout",
    "pod",
    "restart",
    "checkout",
    "cache",
    "deploy",
    "alert",
    "node",
    "disk",
]
PEOPLE: Final = ("alice", "bob", "carol", "dave")
HEAD: Final = """\
---
# kept by hand
id: 2026-03-04-checkout
title: Checkout failures  # as customers say it
severity: SEV2
status: investigating
detected_at: "2026-03-04T15:23:00Z"
declared_at: "2026-03-04T15:30:00Z"
roles:
  commander: alice
impact: some orders fail
services: [checkout, order-service]
tags:
  - db
  - eu
vendor:
  name: acme
  ticket: 12
---
"""
SUMMARY: Final = """\

## Summary

Some orders fail.

The first report came from support.
It was about cards.

- carts are kept
- nobody was charged twice

"""
CHECKLISTS: Final = """\
## Checklists

### Declare

- [ ] Bridge open
- [x] Scribe named
- [ ] Status page updated

"""
TIMELINE: Final = """\
## Timeline

- `2026-03-04T15:23:00Z` **detected** @bob — alert: error rate ^0j4hpt40rept
- `2026-03-04T15:30:00Z` **declared** @alice — SEV2: Checkout failures ^0j4hpr5gz5s7
- `2026-03-04T15:30:00Z` **role** @alice — commander @alice ^0j4hpr5h3zf8

A line that somebody typed by hand.

- `2026-03-04T15:33:00Z` **note** @bob — looking at the pool ^0j4hq9r05akg
  and at the queries
- 15:34 typed by hand

"""
ITEMS: Final = """\
## Action items

- [ ] Fix: Upgrade the driver (P1, @bob, by 2026-03-09) ^2aay8
- [ ] Detect: Alert on the pool (P2, @carol, by 2026-03-12) ^yyfht
  - asked the platform team
- [ ] Write it down

"""
TABLE: Final = """\
## Follow-up items

| Action | Owner | Due | Status |
| --- | --- | --- | --- |
| Upgrade the driver ^2aay8 | @bob | 2026-03-09 | Open |
| Alert on the pool ^yyfht | @carol | 2026-03-12 | Open |

"""
TAIL: Final = """\
## Lessons learned

<!-- guide: What should everybody take from this? -->

Watch what is left, not what is gone.
"""


class Story:
    """One document of which several people make versions."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self._number = 0
        parts = [HEAD, SUMMARY, CHECKLISTS, TIMELINE, chance.choice([ITEMS, TABLE]), TAIL]
        self.base = "".join(parts)

    def side(self, most: int = 4) -> str:
        """The base with up to so many changes."""
        text = self.base
        for _ in range(self.chance.randint(0, most)):
            text = self.chance.choice(DEEDS)(self, text)
        return text

    def words(self) -> str:
        """Some words that nobody else says."""
        self._number += 1
        said = " ".join(self.chance.choice(WORDS) for _ in range(self.chance.randint(1, 3)))
        return f"{said} {self._number}"

    def name(self) -> str:
        """A new id of an entry."""
        return "0j4" + "".join(self.chance.choice(ALPHABET) for _ in range(9))

    def line(self, kind: str, text: str, minute: int | None = None) -> str:
        """A line of the timeline."""
        at = self.chance.randint(31, 59) if minute is None else minute
        who = self.chance.choice(PEOPLE)
        return f"- `2026-03-04T15:{at:02}:00Z` **{kind}** @{who} — {text} ^{self.name()}"


Deed = Callable[[Story, str], str]


def _recorded(text: str, *lines: str, fields: str = "") -> str:
    """As a command records: the entry where it belongs, and the fields that it speaks of."""
    from inc.domain.timeline import fold, insertion_point
    from inc.store import document as documents
    from inc.store import front_matter
    from inc.store.three_way.header import spoken_of

    document = documents.Document(documents.split(text), "2026-03-04-checkout.md")
    for line in lines:
        made = documents.Document(documents.split(f"## Timeline\n\n{line}\n"), document.path)
        entry = made.entries[0]
        at = insertion_point(document.entries, entry)
        where = document.placed[at - 1].end if at else document.placed[0].start
        document = document.with_lines(where, where, [line + "\n"])
        state, block = fold(document.entries), document.block
        for path in sorted(spoken_of(entry) & state.keys()):
            block = front_matter.put(block, path, state[path])
        end = document.body_start - 1
        document = document.with_lines(1, end, documents.split(block))
    return document.text


def note(story: Story, text: str) -> str:
    return _recorded(text, story.line("note", story.words()))


def long_note(story: Story, text: str) -> str:
    return _recorded(text, story.line("finding", story.words() + "") + f"\n  {story.words()}")


def status(story: Story, text: str) -> str:
    word = story.chance.choice(["identified", "monitoring", "investigating"])
    return _recorded(text, story.line("status", f"{word}: {story.words()}"))


def severity(story: Story, text: str) -> str:
    word = f"SEV{story.chance.randint(1, 4)}"
    return _recorded(text, story.line("severity", f"{word}: {story.words()}"))


def role(story: Story, text: str) -> str:
    held = story.chance.choice(["commander @bob", "scribe @carol", "sme @dave", "sme not @dave"])
    return _recorded(text, story.line("role", held))


def ended(story: Story, text: str) -> str:
    kind = story.chance.choice(["mitigated", "resolved", "reopened", "closed"])
    return _recorded(text, story.line(kind, story.words()))


def promised(story: Story, text: str) -> str:
    at = f"2026-03-04T16:{story.chance.randint(0, 59):02}:00Z"
    line = story.line("update customer", story.words()).replace(
        "**update customer**", "**update** customer"
    )
    return _recorded(text, f"{line}\n  - Next update: {at}")


def _replaced(text: str, old: str, new: str) -> str:
    return text.replace(old, new, 1) if old in text else text


def amended(story: Story, text: str) -> str:
    old = story.chance.choice(["looking at the pool", "alert: error rate", "and at the queries"])
    return _replaced(text, old, story.words())


def moved(story: Story, text: str) -> str:
    return _replaced(
        text, "- `2026-03-04T15:33:00Z`", f"- `2026-03-04T15:{story.chance.randint(24, 50)}:00Z`"
    )


def redacted(story: Story, text: str) -> str:
    who = story.chance.choice(PEOPLE)
    marker = f"[redacted by @{who}: {story.words()}]"
    return "\n".join(
        f"{line[: line.index('—')]}— {marker} ^0j4hq9r05akg" if "0j4hq9r05akg" in line else line
        for line in text.split("\n")
    )


def dropped_line(story: Story, text: str) -> str:
    name = story.chance.choice(["0j4hpt40rept", "15:34 typed by hand"])
    return "".join(line for line in text.splitlines(keepends=True) if name not in line)


def by_hand(story: Story, text: str) -> str:
    minute = story.chance.randint(35, 59)
    return text.replace("## Action items", f"- 15:{minute} {story.words()}\n\n## Action items", 1)


def free_field(story: Story, text: str) -> str:
    old, new = story.chance.choice(
        [
            ("impact: some orders fail", f"impact: {story.words()}"),
            ("title: Checkout failures", f"title: {story.words()}"),
            ("severity: SEV2", f"severity: SEV{story.chance.randint(1, 4)}"),
            (
                '"2026-03-04T15:23:00Z"\ndecl',
                f'"2026-03-04T15:{story.chance.randint(10, 22)}:00Z"\ndecl',
            ),
            ("ticket: 12", f"ticket: {story.chance.randint(13, 99)}"),
            ("name: acme", f"name: {story.words()}"),
        ]
    )
    return _replaced(text, old, new)


def listed_field(story: Story, text: str) -> str:
    old, new = story.chance.choice(
        [
            ("services: [checkout", f"services: [checkout, s{story.chance.randint(1, 5)}"),
            ("order-service]", "]"),
            ("  - db\n", f"  - db\n  - t{story.chance.randint(1, 5)}\n"),
            ("  - eu\n", ""),
        ]
    )
    return _replaced(text, old, new)


def new_field(story: Story, text: str) -> str:
    name = story.chance.choice(["team", "cause", "channel", "region"])
    if f"\n{name}:" in text:
        return text
    return _replaced(text, "impact:", f"{name}: {story.words()}\nimpact:")


def comment(story: Story, text: str) -> str:
    return _replaced(text, "impact:", f"# {story.words()}\nimpact:")


def no_comment(story: Story, text: str) -> str:
    return _replaced(text, "# kept by hand\n", "")


def ticked(story: Story, text: str) -> str:
    what = story.chance.choice(["Bridge open", "Status page updated", "Write it down"])
    return _replaced(text, f"- [ ] {what}", f"- [x] {what}")


def unticked(story: Story, text: str) -> str:
    return _replaced(text, "- [x] Scribe named", "- [ ] Scribe named")


def does_not_apply(story: Story, text: str) -> str:
    new = f"- [x] ~~Bridge open~~ (does not apply: {story.words()})"
    return _replaced(_replaced(text, "- [x] Bridge open", new), "- [ ] Bridge open", new)


def another_list(story: Story, text: str) -> str:
    if "### Resolve" in text:
        return text
    boxes = "".join(f"- [{story.chance.choice(' x')}] {one}\n" for one in ("Green", "Told"))
    return _replaced(text, "## Timeline", f"### Resolve\n\n{boxes}\n## Timeline")


def own_box(story: Story, text: str) -> str:
    return _replaced(text, "Status page updated\n", f"Status page updated\n- [ ] {story.words()}\n")


def no_box(story: Story, text: str) -> str:
    return _replaced(text, "- [ ] Status page updated\n", "")


def item_done(story: Story, text: str) -> str:
    day = f"2026-03-{story.chance.randint(10, 28)}"
    text = _replaced(
        text,
        "- [ ] Fix: Upgrade the driver (P1, @bob, by 2026-03-09)",
        f"- [x] Fix: Upgrade the driver (P1, @bob, by 2026-03-09, done {day})",
    )
    return _replaced(text, "| @bob | 2026-03-09 | Open |", f"| @bob | 2026-03-09 | Done {day} |")


def item_changed(story: Story, text: str) -> str:
    old, new = story.chance.choice(
        [
            ("@carol", f"@{story.chance.choice(PEOPLE)}"),
            ("2026-03-12", f"2026-03-{story.chance.randint(13, 28)}"),
            ("Alert on the pool", f"Alert on the {story.words()}"),
            ("P2", "P0"),
            ("  - asked the platform team", f"  - asked {story.words()}"),
            ("team\n", f"team\n  - {story.words()}\n"),
        ]
    )
    begin, mark, rest = text.partition("## Action items" if ITEMS[:8] in text else "## Follow")
    return begin + mark + _replaced(rest, old, new)


def item_dropped(story: Story, text: str) -> str:
    return _replaced(
        text,
        "- [ ] Detect: Alert on the pool (P2, @carol, by 2026-03-12)",
        f"- [x] ~~Detect: Alert on the pool~~ (dropped: {story.words()})",
    )


def new_item(story: Story, text: str) -> str:
    owner, name = story.chance.choice(PEOPLE), story.name()[4:9]
    if "| Action |" in text:
        return (
            _replaced(
                text,
                "\n## Lessons",
                f"| {story.words()} ^{name} | @{owner} | | Open |\n\n## Lessons",
            )
            if "|\n\n## Lessons" not in text
            else _replaced(
                text,
                "|\n\n## Lessons",
                f"|\n| {story.words()} ^{name} | @{owner} | | Open |\n\n## Lessons",
            )
        )
    return _replaced(
        text, "\n## Lessons", f"- [ ] Fix: {story.words()} (@{owner}) ^{name}\n\n## Lessons"
    )


def no_item(story: Story, text: str) -> str:
    return _replaced(text, "- [ ] Write it down\n", "")


def rewritten(story: Story, text: str) -> str:
    old = story.chance.choice(
        [
            "Some orders fail.",
            "It was about cards.",
            "Watch what is left",
            "A line that somebody",
            "carts are kept",
            "<!-- guide: What should everybody take from this? -->",
        ]
    )
    return _replaced(text, old, story.words())


def paragraph(story: Story, text: str) -> str:
    before = story.chance.choice(
        ["- carts", "The first", "Watch what", "## Checklists", "A line that"]
    )
    return _replaced(text, before, f"{story.words()}\n\n{before}")


def bullet(story: Story, text: str) -> str:
    return _replaced(text, "charged twice\n", f"charged twice\n- {story.words()}\n")


def no_paragraph(story: Story, text: str) -> str:
    old = story.chance.choice(
        [
            "Some orders fail.\n\n",
            "The first report came from support.\nIt was about cards.\n\n",
            "A line that somebody typed by hand.\n\n",
            "- carts are kept\n",
        ]
    )
    return _replaced(text, old, "")


def new_section(story: Story, text: str) -> str:
    before = story.chance.choice(["## Checklists", "## Lessons", "## Timeline"])
    return _replaced(text, before, f"## {story.words()}\n\n{story.words()}\n\n{before}")


DEEDS: Final[tuple[Deed, ...]] = (
    *(note, note, long_note, status, severity, role, ended, promised, amended, moved, redacted),
    *(dropped_line, by_hand, free_field, listed_field, new_field, comment, no_comment),
    *(ticked, unticked, does_not_apply, another_list, own_box, no_box),
    *(item_done, item_changed, item_dropped, new_item, no_item),
    *(rewritten, paragraph, bullet, no_paragraph, new_section),
)
