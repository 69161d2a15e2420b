"""Guidance of the template in a published postmortem.

What: a postmortem whose status is `published` still has a comment that tells its author what to
write (`<!-- guide: … -->`), or a placeholder in brackets such as `[Action 1]` or `[Name]`. In a
draft, and while it is in review, both are fine; in a required section that says nothing else they
are what INC206 finds.

Why: a placeholder is a question that nobody answered, and the reader of a published postmortem
takes it for the answer.

Bad:
    ## Root cause
    [Detailed explanation of why this happened]

Good:
    ## Root cause
    The ORM does not give connections back when a query times out.
"""

import re
from collections.abc import Iterator
from typing import Final

from inc.checks.examined import MOST_LINES, Examined
from inc.checks.finding import Level, Problem
from inc.checks.levels import Levels
from inc.checks.reading import contents
from inc.checks.rule import POSTMORTEMS, Rule
from inc.domain.postmortem import Stage
from inc.domain.text import shortened
from inc.store.sections import GUIDANCE

_BRACKETS: Final = re.compile(r"(?<![\]!\\\w])\[([A-Z0-9][^\[\]\n]{1,80})\](?![(\[:\w])")
_CODE: Final = re.compile(r"`[^`]{1,1000}`")
_PLACEHOLDERS: Final = frozenset(
    (
        *("action", "action item", "alert name", "alert/scenario name", "author", "authors"),
        *("business impact", "data impact if any", "date", "description", "due date", "duration"),
        *(
            "detailed explanation of why this happened",
            "factor",
            "how it was fixed",
            "if applicable",
        ),
        *("improvement", "improvement areas", "incident id", "incident title", "incident"),
        *("key takeaways for the organization", "lesson", "name", "names", "number/percentage"),
        *("owner", "person", "positive", "positive observations", "root cause", "sev level"),
        *("2-3 sentence summary of what happened", "start - end", "status", "summary", "time"),
        *("step-by-step remediation", "team", "title", "user impact", "what you'll see"),
        *("what happened", "who", "when", "yyyy-mm-dd", "hh:mm", "tbd", "todo", "x", "link"),
    )
)


def _find(examined: Examined) -> Iterator[Problem]:
    if examined.postmortem.stage is not Stage.PUBLISHED:
        return
    found = [
        *(_guidance(examined) if GUIDANCE in examined.text else ()),
        *(_placeholders(examined) if b"[" in examined.data else ()),
    ]
    empty = _told_as_empty(examined) if found else []
    yield from (one for one in found if not any(one.line in lines for lines in empty))


def _told_as_empty(examined: Examined) -> list[range]:
    """The lines of required sections that say nothing: that is one finding, and it is INC206."""
    if Levels(examined.policy).of(examined.path).get("INC206") is Level.OFF:
        return []
    if len(examined.lines) > MOST_LINES:
        return []
    wanted = examined.policy.value("postmortem", "sections") or ()
    sections = [contents.section(examined, str(title)) for title in wanted]
    return [range(one.line, one.end + 1) for one in sections if one and not one.is_filled]


def _guidance(examined: Examined) -> Iterator[Problem]:
    for number, line in enumerate(examined.lines, 1):
        at = line.find(GUIDANCE)
        if at >= 0:
            words = line[at + len(GUIDANCE) :][:200].partition("-->")[0].strip()
            what = f"guidance for the author is left: “{shortened(words, 60)}”"
            yield Problem(number, what, "Write what it asks for, and take it away.", at + 1)


def _placeholders(examined: Examined) -> Iterator[Problem]:
    for number, line in examined.prose:
        text = _CODE.sub(lambda code: " " * len(code[0]), line) if "`" in line else line
        for match in _BRACKETS.finditer(text) if "[" in text else ():
            if _is_placeholder(match[1]):
                what = f"the placeholder [{shortened(match[1], 60)}] is left"
                yield Problem(number, what, "Write what it stands for.", match.start() + 1)
                break


def _is_placeholder(words: str) -> bool:
    """Whether it is one of the templates, without the number behind it."""
    return words.strip().rstrip("0123456789 ").lower() in _PLACEHOLDERS or (
        words.strip().lower() in _PLACEHOLDERS
    )


RULE = Rule("INC117", __name__, __doc__, Level.ERROR, POSTMORTEMS, _find)
