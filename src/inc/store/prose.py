"""The words of a document that people wrote: what a search looks through."""

from __future__ import annotations

import re
from typing import Final

from inc.store import comments

_CHECKLISTS: Final = "\n## Checklists\n"
_HEADING: Final = re.compile(r"\n##?(?![^ \t\n])")
_ENTRY_HEAD: Final = re.compile(r"^- `[^`\n]{1,40}` \*\*[a-z]+\*\* [^—\n]{0,120}— ?", re.MULTILINE)
# Written so that it begins with a plain text, which is looked for ten times as fast.
_ID_BEHIND: Final = re.compile(r" \^[0-9a-z]{4,16}(?: \^[0-9a-z]{4,16})*$", re.MULTILINE)


def prose(body: str) -> str:
    """The words of a document below its front matter that people wrote.

    Without what the program generates, comments, checklists, and the times, kinds and ids of
    entries. It is read by patterns, so a heading in a block of code counts as one.
    """
    text = without_ids(body.replace("\r\n", "\n"))
    text = _ENTRY_HEAD.sub("", text) if "- `" in text else text
    text = comments.without("\n" + text)
    begin = text.find(_CHECKLISTS)
    if begin >= 0:
        end = _HEADING.search(text, begin + 1)
        text = text[:begin] + text[end.start() if end else len(text) :]
    return "\n".join([line for line in text.split("\n") if line])


def without_ids(text: str) -> str:
    """A text without the ids behind its lines."""
    return _ID_BEHIND.sub("", text) if " ^" in text else text
