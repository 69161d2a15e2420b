"""Documents of every kind, and what people do to them: incidents, postmortems, runbooks, odd ones.

`stories` has one whole incident; here are small ones with any of its parts, and what stands in
other documents. Bytes differ, too: CRLF, a mark at the start, no newline at the end.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any, Final, NamedTuple

import stories

from inc.store import blocks

POSTMORTEM_HEAD: Final = """\
---
incident: 2026-03-04-checkout
title: Checkout failures
status: draft
authors: [alice]
labels:
  cause: [dns, "pool"]   # ours
---

# Postmortem: Checkout failures

"""
FACTS: Final = "\n- **Date:** 2026-03-04\n- **Severity:** SEV1\n\n"
ROWS: Final = "\n| UTC | Kind |\n| --- | --- |\n| 15:23 | detected |\n| 15:30 | declared |\n\n"
CAUSES: Final = """\
## Root Cause

<!-- guide: What caused it?
Two lines of it. -->

The pool leaked.

1. A query timed out.
2. Its connection stayed.
   1. Nobody gave it back.
   2. Nobody saw it.
3. The pool was empty.

> Somebody said so
> in a chat.

"""
CODE: Final = """\
## Investigation steps

Look at the pool:

```sh
# how many are there
kubectl get pods

## Timeline
- `2026-03-04T15:23:00Z` **note** @eve — not an entry ^0j4hpt40zzzz
```

    indented = code

| Name | Value | Why |
|------|:-----:|-----|
| pool | 100   | as ever |
| time | 30 s  | a guess \\| a hope |

* one
* two
  more of two
* same
* same

same

same

***

"""
RUNBOOK_HEAD: Final = """\
---
title: Pool exhausted
services: [checkout, order-service]
alerts: [order-service error rate > 5%]
owner: carol
review_by: 2026-09-01
---

# Pool exhausted

"""
ODD_HEAD: Final = """\
---
id: 2026-03-04-checkout
"title": 'Checkout: failures'
severity: SEV3

# what our own tools keep
x_tool:
  deep: {a: 1, b: [1, 2], c: {d: yes}}
  list:
    - name: one
      port: 80
    - name: two
      port: 81
  text: |
    first line
    second line

    third line
  folded: >-
    some words
    and more
count: 12
share: 0.30
none: null
flag: true
quoted: "a # b"   # a comment behind it
# the last comment
---

"""
ODD_TIMELINE: Final = """\

## Timeline

<!-- entries below -->

- `2026-03-04T15:30:00Z` **note** @alice — twice ^0j4hpr5gz5s7
- `2026-03-04T15:31:00Z` **note** @alice — no id here

- `2026-03-04T15:31:00Z` **note** @alice — no id here
- 15:32 typed
  with a second line

  and a paragraph of its own
- `2026-03-04T15:40:00Z` **update** customer @bob — We are looking. ^0j4hpr5h3zf8
  It may last.
  - Next update: 2026-03-04T16:00:00Z

```
code between entries
```

- `2026-03-04T15:50:00Z` **finding** @bob — typed out of order ^0j4hpr6h3zf8
- `2026-03-04T15:45:00Z` **note** @carol — below a later one ^0j4hpr7h3zf8

"""


_TRIES: Final = 20  # most deeds find what they change in some documents only


LATE_HEAD: Final = stories.HEAD.replace("SEV2", "SEV3").replace("investigating", "monitoring")
LATE: Final = stories.TIMELINE.replace(
    "- 15:34 typed by hand\n",
    "- `2026-03-04T15:44:00Z` **severity** @bob — SEV3: fewer ^0j4hr9r05akg\n"
    "- `2026-03-04T15:46:00Z` **status** @bob — monitoring: it falls ^0j4ht9r05akg\n",
)
"""An incident of which the record says more already, so what is noted later may be of before."""


class Case(NamedTuple):
    """A base, what three people made of it, and where it stands."""

    base: str
    sides: tuple[str, str, str]
    path: str = "2026-03-04-checkout.md"


class Small(stories.Story):
    """A document of any kind, mostly a small one."""

    def __init__(self, chance: Random) -> None:
        super().__init__(chance)
        head, *parts = chance.choice(KINDS)(chance)
        gap = "\n" if head and parts and not head.endswith("\n\n") else ""
        self.base = "".join([head, gap, *parts])
        self.dress = chance.choice(DRESSES) if chance.random() < 0.3 else _plain

    def side(self, most: int = 4) -> str:
        """The base with up to so many changes, in the newlines that somebody's editor writes."""
        text = self.base
        for _ in range(self.chance.randint(0, most)):
            text = self._changed(text)
        return text

    def _changed(self, text: str) -> str:
        for _ in range(_TRIES):
            changed: str = self.chance.choice(DEEDS)(self, text)
            if changed != text:
                return changed
        return text


def case(seed: int) -> Case:
    """The case of a number: one in twenty-four is of a whole incident, the others are smaller."""
    return chosen(Random(seed), is_whole=seed % 24 == 0)


def chosen(chance: Random, *, is_whole: bool = False) -> Case:
    """A case by chance; mostly few changes, and sometimes many."""
    most = chance.choice((2, 3, 3, 3, 4, 8))
    if is_whole:
        story = stories.Story(chance)
        return Case(story.base, (story.side(most), story.side(most), story.side(most)))
    small = Small(chance)
    texts = [small.base, *(small.side(most) for _ in range(3))]
    base, one, other, third = (small.dress(chance, text) for text in texts)
    return Case(base, (one, other, third))


# ------------------------------------------------------------------ kinds


def _some(chance: Random, parts: list[str], most: int = 3) -> list[str]:
    chosen = set(chance.sample(range(len(parts)), chance.randint(0, min(most, len(parts)))))
    return [part for number, part in enumerate(parts) if number in chosen]


def _generated(name: str, content: str) -> str:
    return f"{blocks.written(name, content.strip())}\n\n"


def _incident(chance: Random) -> list[str]:
    items = chance.choice([stories.ITEMS, stories.TABLE])
    parts = [stories.SUMMARY, stories.CHECKLISTS, stories.TIMELINE, items, stories.TAIL]
    return [chance.choice([stories.HEAD, stories.HEAD, ""]), *_some(chance, parts, 2)]


def _timeline(chance: Random) -> list[str]:
    if chance.random() < 0.5:
        return [LATE_HEAD, LATE]
    return [stories.HEAD, chance.choice([stories.TIMELINE, ODD_TIMELINE])]


def _postmortem(chance: Random) -> list[str]:
    facts, rows = _generated("facts", FACTS), "## Timeline\n\n" + _generated("timeline", ROWS)
    table = stories.TABLE.replace("Follow-up", "Action")
    return [POSTMORTEM_HEAD, *_some(chance, [facts, stories.SUMMARY, rows, CAUSES, table])]


def _runbook(chance: Random) -> list[str]:
    return [RUNBOOK_HEAD, *_some(chance, [stories.SUMMARY, CODE, CAUSES])]


def _odd(chance: Random) -> list[str]:
    parts = [ODD_TIMELINE, CODE, CAUSES, stories.TAIL]
    return [chance.choice([ODD_HEAD, ODD_HEAD, ""]), *_some(chance, parts, 2)]


KINDS: Final[tuple[Callable[[Random], list[str]], ...]] = (
    *(_incident, _incident, _timeline, _timeline, _postmortem, _runbook, _odd, _odd),
)


# ------------------------------------------------------------------ bytes


def _plain(_chance: Random, text: str) -> str:
    return text


def _crlf(_chance: Random, text: str) -> str:
    return text.replace("\n", "\r\n")


def _some_crlf(chance: Random, text: str) -> str:
    return chance.choice([_plain, _crlf])(chance, text)


def _marked(chance: Random, text: str) -> str:
    return "\ufeff" + _some_crlf(chance, text)


def _endless(chance: Random, text: str) -> str:
    return chance.choice([text.rstrip("\n"), text, text + "\n\n"])


def _some_marked(chance: Random, text: str) -> str:
    return chance.choice([_plain, _marked])(chance, text)


DRESSES: Final = (_crlf, _some_crlf, _marked, _endless, _some_marked)


# ------------------------------------------------------------------ deeds

Deed = Callable[[Any, str], str]


def _swapped(*pairs: tuple[str, str]) -> Deed:
    """Replaces one text by another one; `{}` are words that nobody else says."""

    def deed(story: Any, text: str) -> str:
        old, new = story.chance.choice(pairs)
        is_there = old not in text or ("x_other" in new and "x_other" in text)
        return text if is_there else text.replace(old, new.replace("{}", story.words()), 1)

    return deed


def _if_recorded(deed: Deed) -> Deed:
    """What a command records needs a timeline and a front matter."""

    def only(story: Any, text: str) -> str:
        has_both = text.startswith("---") and "\n## Timeline\n\n- `" in text
        return str(deed(story, text)) if has_both and "\nincident:" not in text else text

    return only


def appended(story: Any, text: str) -> str:
    """A section at the end."""
    gap = "\n" if text and not text.endswith("\n\n") else ""
    return f"{text}{gap}## {story.words()}\n\n{story.words()}\n"


def emptied(_story: Any, text: str) -> str:
    """A section taken out, heading and all."""
    head, mark, rest = text.partition("## Root Cause\n")
    return head if mark and rest and head.strip("\ufeff\n") else text


def refreshed(story: Any, text: str) -> str:
    """A generated block made anew."""
    begin = text.find("<!-- inc:begin facts")
    if begin < 0:
        return text
    end = text.index("<!-- inc:end facts -->") + len("<!-- inc:end facts -->")
    if "edited" in text[begin:end]:
        return text
    content = FACTS.replace("SEV1", f"SEV{story.chance.randint(1, 4)}").strip()
    return text[:begin] + blocks.written("facts", content).rstrip("\n") + text[end:]


def moved_up(_story: Any, text: str) -> str:
    """Two paragraphs in the other order."""
    one, other = (
        "The first report came from support.\nIt was about cards.\n\n",
        "Some orders fail.\n\n",
    )
    return text.replace(other + one, one + other, 1)


def doubled(story: Any, text: str) -> str:
    """A line that is there already, once more."""
    lines = [one for one in text.split("\n") if one.startswith(("- ", "* ", "same"))]
    lines = [one for one in lines if "^" not in one and "`" not in one]
    if not lines:
        return text
    line = story.chance.choice(lines)
    return text.replace(f"{line}\n", f"{line}\n{line}\n", 1)


prose = _swapped(
    ("The pool leaked.", "{}"),
    ("The pool leaked.\n", "The pool leaked.\n\n{}\n"),
    ("2. Its connection stayed.", "2. Its connection {}."),
    ("   2. Nobody saw it.", "   2. Nobody saw it.\n   3. {}"),
    ("3. The pool was empty.\n", "3. The pool was empty.\n4. {}\n"),
    ("> in a chat.", "> in a {}."),
    ("Two lines of it. -->", "Two lines of it, {}. -->"),
    ("Look at the pool:", "{}:"),
)
code = _swapped(
    ("kubectl get pods", "kubectl get pods | grep {}"),
    ("# how many are there\n", ""),
    ("    indented = code\n", "    indented = code\n    more = {}\n"),
    ("| pool | 100   | as ever |\n", "| pool | 100   | as ever |\n| new | 1 | {} |\n"),
    ("| 30 s  | a guess", "| 40 s  | {}"),
    ("| time | 30 s  | a guess \\| a hope |\n", ""),
    ("* two\n", "* two\n* {}\n"),
    ("  more of two\n", ""),
    ("* same\n* same\n", "* same\n"),
    ("same\n\nsame\n", "same\n\n{}\n\nsame\n"),
    ("***\n", "***\n\n{}\n"),
)
keys = _swapped(
    ("a: 1, ", "a: 3, "),
    ("b: [1, 2]", "b: [1, 2, 7]"),
    ("c: {d: yes}", "c: {d: no}"),
    ("port: 80\n", "port: 90\n"),
    ("    - name: two\n", "    - name: {}\n"),
    ("    - name: two\n", "    # {}\n    - name: two\n"),
    ("  list:\n", "  # {}\n  list:\n"),
    ("    second line\n", "    {}\n"),
    ("    and more\n", "    and {}\n"),
    ("count: 12", "count: 13"),
    ("count: 12\n", ""),
    ("share: 0.30", "share: 0.31"),
    ("none: null", "none: {}"),
    ("flag: true", "flag: false"),
    ("   # a comment behind it", "   # {}"),
    ("# the last comment\n", "# the last comment\n# {}\n"),
    ("# what our own tools keep\n", "# {}\n"),
    ("x_tool:\n  deep", "x_other: {}\nx_tool:\n  deep"),
    ("'Checkout: failures'", "'Checkout: {}'"),
    ("authors: [alice]", "authors: [alice, bob]"),
    ("authors: [alice]", "authors: [alice, carol]"),
    ("status: draft", "status: review"),
    ('cause: [dns, "pool"]', 'cause: [dns, "pool", {}]'),
    ('[dns, "pool"]', '["pool"]'),
    ("alerts: [order-service error rate > 5%]", "alerts: [{}, order-service error rate > 5%]"),
    ("owner: carol\n", "owner: bob\n"),
    ("owner: carol\n", "owner: carol  # {}\n"),
    ("review_by: 2026-09-01", "review_by: 2026-10-01"),
)
typed = _swapped(
    ("typed\n  with a second line", "typed\n  with {}"),
    ("15:32 typed", "15:33 {}"),
    ("  and a paragraph of its own", "  and {}"),
    ("- `2026-03-04T15:31:00Z` **note** @alice — no id here\n", ""),
    ("code between entries", "{} between entries"),
    ("<!-- entries below -->", "<!-- entries below, {} -->"),
    ("  It may last.\n", "  It may {}.\n"),
    ("— twice ^", "— {} ^"),
    ("### Declare\n", "### Declare\n\n{}\n"),
    ("- **Severity:** SEV1\n", "- **Severity:** SEV1\n- edited {}\n"),
    ("| 15:30 | declared |\n", ""),
)

DEEDS: Final[tuple[Deed, ...]] = (
    *(_if_recorded(deed) for deed in stories.DEEDS[:8]),
    *stories.DEEDS[8:],
    *(prose, prose, code, code, keys, keys, typed, typed),
    *(appended, emptied, refreshed, moved_up, doubled),
)
