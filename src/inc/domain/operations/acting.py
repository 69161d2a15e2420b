"""What people do with an action item: each turns the item as it is into the one it becomes.

An item that is so already comes back as it was.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from inc.domain.identifiers import same_person
from inc.domain.tasks import DONE, DROPPED, OPEN, ActionItem, is_nobody
from inc.domain.text import clean_line
from inc.errors import Refused, UsageError

LONGEST: Final = 1_000
_ASSIGN: Final = "Name whoever does it, such as dave, or me for yourself."
_LONGEST_URL: Final = 2_000
_URL: Final = r"(?i)https?://[^\s/]+\S*"
_ENCODED: Final = {",": "%2C", "(": "%28", ")": "%29"}
"""Signs of an address that would end it where it stands among the details."""


def text_of(typed: str) -> str:
    """The text of a new item, checked."""
    text = clean_line(typed)
    if not text:
        raise UsageError("what is to be done?", hint='inc action add "Prevent: Add a check to CI"')
    if len(text) > LONGEST:
        raise UsageError(
            f"the text has {len(text)} characters; an action item has at most {LONGEST}",
            hint="Say what is to be done in one sentence, and the rest in the postmortem.",
        )
    return text


def somebody(owner: str) -> str:
    """Who is to do it; UsageError for a word such as `tbd`, by which nobody does."""
    if is_nobody(owner):
        raise UsageError(f"'{owner}' is nobody", hint=_ASSIGN)
    return owner


def assign(item: ActionItem, owner: str) -> ActionItem:
    """Somebody is to do it."""
    if same_person(item.owner, owner):
        return item
    return _still_open(item)._replace(owner=somebody(owner))


def put_off(item: ActionItem, day: str) -> ActionItem:
    """It is due on another day."""
    return item if item.due == day else _still_open(item)._replace(due=day)


def put_off_because(before: ActionItem, why: str) -> str:
    """Why it is due on another day, to be read below it."""
    return f"Was due {before.due}: {why}" if before.due else f"Had no day: {why}"


def finish(item: ActionItem, on: date, proof: str = "", *, is_stated: bool = False) -> ActionItem:
    """It is done; what was done already gets a proof, and the day only where one was `stated`."""
    if item.state == DROPPED:
        raise _not_open(item)
    if item.state == DONE:
        day = on.isoformat() if is_stated or not (item.done_on or not proof) else item.done_on
        return item._replace(done_on=day, proof=proof or item.proof)
    return item._replace(state=DONE, done_on=on.isoformat(), proof=proof)


def drop(item: ActionItem, why: str) -> ActionItem:
    """Nobody is going to do it, for a reason."""
    reason = clean_line(why)
    if not reason:
        raise UsageError("why is it not going to be done?", hint='Say so: -m "no longer needed"')
    if item.state == DROPPED:
        return item
    return _still_open(item)._replace(state=DROPPED, reason=reason)


def reopen(item: ActionItem) -> ActionItem:
    """It is to be done after all, or again; what it said before is in git."""
    return item._replace(state=OPEN, reason="", done_on="", proof="")


def address(typed: str) -> str:
    """An address as a proof: http or https, without signs that would end it in the document."""
    url = clean_line(typed)
    if not re.fullmatch(_URL, url):
        raise UsageError(
            f"'{typed[:80]}' is neither a commit nor an address", hint="An address is https://…"
        )
    if len(url) > _LONGEST_URL:
        raise UsageError(f"an address of {len(url)} characters is too long", hint="Shorten it.")
    return "".join(_ENCODED.get(sign, sign) for sign in url)


def _still_open(item: ActionItem) -> ActionItem:
    if item.state != OPEN:
        raise _not_open(item)
    return item


def _not_open(item: ActionItem) -> Refused:
    because = f": {item.reason}" if item.reason else ""
    return Refused(
        f"'{item.text}' is {item.state}{because}",
        hint=f"If it is to be done after all: inc action reopen {handle(item)}",
    )


def handle(item: ActionItem) -> str:
    """What a command names it by."""
    return f"^{item.id}" if item.id else "ITEM"
