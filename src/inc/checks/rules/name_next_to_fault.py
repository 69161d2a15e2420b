"""A person's name next to a fault.

What: a postmortem says of somebody that they broke, caused, forgot or misconfigured something, or
speaks of “Bob's mistake”. A name is an @handle, or that of somebody who had a role, wrote an entry
or the postmortem, or stands in `check.people` or CODEOWNERS; written small it counts in “bob's
fault” and “bob carelessly deployed”. Who did what to help is left alone:
“@bob restarted the pods”.

Why: the next person in the same place would have done the same. What the reader needs is the role
and what the system made easy; the name only tells everybody to keep quiet next time.

Bad:
    @bob misconfigured the pool when he deployed.

Good:
    The deployment took a pool size of 10 from the test settings, and no check compares the two.
"""

import re
from collections.abc import Iterator

from inc.checks.examined import Examined
from inc.checks.finding import Level, Problem
from inc.checks.reading import people_named
from inc.checks.reading.paragraphs import paragraphs
from inc.checks.rule import POSTMORTEMS, Rule

_FAULT = (
    r"broke|caused|misconfigured|mistyped|misread|forgot|botched|overlooked|neglected|failed\s+to"
    r"|messed\s+up|screwed\s+up|took\s+down|brought\s+down|crashed|did\s+not\s+(?:test|check|read)"
    r"|didn['’]t\s+(?:test|check|read)"
)
_DONE = (
    "deleted|dropped|removed|pushed|merged|deployed|ran|missed|ignored|changed|disabled|restarted"
)
_WRONGLY = "accidentally|mistakenly|wrongly|incorrectly|inadvertently|carelessly|by\\s+mistake"
_WRONG = r"the\s+(?:wrong|production|prod|live)\b"
_NAME = re.compile(
    r"(?<![\w@/.])@[A-Za-z][\w-]{0,38}(?:\.[\w-]{1,38})?(?![\w/@])"
    r"|(?<![\w@-])[A-Z][a-z]{2,30}(?![\w-])"
    r"|(?<![\w@/.-])[a-z]{2,30}(?=['’]s?\s{1,3}(?:\w{1,20}\s{1,3})?"
    r"(?:mistake|error|fault|negligence|oversight|blunder)"
    rf"|\s{{1,3}}(?:{_WRONGLY})\s|\s{{1,3}}(?:{_DONE})\s{{1,3}}(?:\S{{1,40}}\s{{1,3}}){{0,4}}(?:{_WRONGLY})\b)"
)
"""A handle, a name with a capital, and without one only where nothing else can be meant."""

_BEHIND = re.compile(
    rf"(?i)\s{{1,3}}(?:(?:had|has|was\s+the\s+one\s+who|also|then|who)\s{{1,3}}){{0,2}}"
    rf"(?:(?:{_FAULT})\b|(?:{_WRONGLY})\s{{1,3}}(?:{_DONE})\b"
    rf"|(?:deleted|dropped|removed|wiped)\s{{1,3}}{_WRONG}"
    rf"|(?:{_DONE})\s{{1,3}}(?:\S{{1,40}}\s{{1,3}}){{0,4}}(?:{_WRONGLY})\b)"
    r"|(?i:['’]s?\s{1,3}(?:\w{1,20}\s{1,3})?(?:mistake|error|fault|negligence|oversight|blunder)s?\b)"
)
_BEFORE = re.compile(
    r"(?i)\b(?:caused|broken|deleted|introduced|misconfigured|triggered|forgotten|overlooked)"
    r"\s{1,3}by\s{1,3}\Z|\b(?:fault|mistake|error|negligence)\s{1,3}of\s{1,3}\Z|\bblames?\s{1,3}\Z"
)
_WORDS = (
    *(
        "broke",
        "caus",
        "mis",
        "forg",
        "botch",
        "overlook",
        "neglect",
        "failed",
        "messed",
        "screwed",
    ),
    *("down", "crash", "did", "accident", "wrong", "incorrect", "inadvert", "careless", "delet"),
    *("dropp", "remov", "wip", "error", "fault", "blunder", "oversight", "introduc", "trigger"),
    "blame",
)
_HINT = "Name the role or the system: what made it possible, and what did not catch it?"


def _find(examined: Examined) -> Iterator[Problem]:
    text = examined.text.lower()
    if not examined.is_readable or not any(word in text for word in _WORDS):
        return
    for paragraph in paragraphs(examined):
        for match in _NAME.finditer(paragraph.text):
            if _is_at_fault(match) and people_named.is_one(match[0], examined):
                line, column = paragraph.place(match.start())
                message = f"{match[0]} is named next to a fault"
                around = match.string[max(0, match.start() - 40) : match.end() + 60]
                yield Problem(line, message, _HINT, column, around)


def _is_at_fault(match: re.Match[str]) -> bool:
    text, start, end = match.string, match.start(), match.end()
    before = text[max(0, start - 40) : start]
    return bool(_BEHIND.match(text, end, end + 300) or _BEFORE.search(before))


RULE = Rule("INC502", __name__, __doc__, Level.WARNING, POSTMORTEMS, _find)
