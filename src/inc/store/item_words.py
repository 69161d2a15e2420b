"""The words of one action item: `Prevent: Add a check (P2, @dave, by 2026-03-14) ^9c1d`.

They are read in whatever way people type them, and written in one. Where a text looks like a part
of the grammar, as in `Call (P1)`, a backslash before the sign keeps it a text; Markdown hides it.
Nothing here takes longer than the line is long, for a line may come from anybody.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from inc.domain.tasks import DONE, DROPPED, OPEN, ActionItem
from inc.store import task_lines

_LONGEST: Final = 3_000  # characters of details
_PRIORITY: Final = r"(?:[Pp]rio(?:rity)?:?[ \t]+)?(?P<word>[A-Za-z][\w-]{0,20})"
_PART: Final = rf"@[^\s,)]+|[Bb]y [^,)]{{1,30}}|[Dd]one\b.*|{_PRIORITY}"
_DAY: Final = (
    r"\d|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b|today|tomorrow"
    r"|(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)(?:ruary|uary|ch|il|ust|(?:em|o)ber)?\b"
    r"|next|end|eo[dwmq]\b|week|month|quarter|sprint|soon|asap|tbd"
)
"""What a day looks like: `(by hand)` and `(by Marco)` name none."""

_TOLD: Final = rf"(?i:@|p\d$|prio|done\b|by .{{0,30}}?(?<![a-z])(?:{_DAY}))"
_OTHER: Final = r"@|[Bb]y |[Dd]one\b"
_ENDING: Final = r"[Dd]one\b(?:[ \t]+(?P<on>\d{4}-\d\d-\d\d))?(?:.*?\bin[ \t]+(?P<proof>\S+))?"
_ID: Final = r"[ \t]\^(?P<id>[0-9a-z]{4,12})\Z"
_ID_LENGTH: Final = 14
_WORD: Final = r"(?P<word>[A-Za-z]{2,21})(?P<shut>\*\*)?"
_LIKE_TYPE: Final = (
    rf"(?P<bold>\*\*)?{_WORD}(?P<gap>[ \t])?(?P<slashes>\\*)(?P<sign>[:–—-])(?P<late>\*\*)?"
    r"(?=[ \t])"
)
_USUAL: Final = frozenset({"prevent", "detect", "mitigate", "document", "fix", "process"})
"""Types that are known however they are written; another word is one as in `Note: …` only."""
_LIKE_ID: Final = r"(?<=[ \t])(?P<slashes>\\*)\^[0-9a-z]{4,12}\Z"
_LIKE_STRUCK: Final = r"(?P<slashes>\\*)~~"


class Spelled(NamedTuple):
    """The words as somebody wrote them: the text with its type, the details, and the id."""

    head: str
    details: str
    """With the space before it: ` (P2, @dave)`."""
    id: str
    comment: str = ""
    """What stands behind all that for programs, with the space before it: ` <!-- … -->`."""

    @property
    def parts(self) -> list[str]:
        """What stands between the parentheses, one by one."""
        inner = self.details.strip()[1:-1]
        return [part.strip() for part in inner.split(",")] if inner else []


def spelled(words: str) -> Spelled:
    """Take the words of an item apart."""
    end = _comment_at(words)
    if end is not None and words[:end].strip() and words[end - 1] != "\\":
        said = words[:end].rstrip()
        return spelled(said)._replace(comment=words[len(said) :])
    match = re.search(_ID, words[-_ID_LENGTH:])
    rest = words[: len(words) - len(match[0])].rstrip() if match else words
    name = match["id"] if match and rest else ""
    rest = rest if name else words
    at = _details_at(rest)
    if at is None or rest[at - 1] == "\\":
        return Spelled(rest, "", name)
    head = rest[:at].rstrip()
    return Spelled(head, rest[len(head) :], name)


def _comment_at(text: str) -> int | None:
    """Where the comment at the end of a text begins, if it ends with one."""
    at = text.rfind("<!--", max(0, len(text) - _LONGEST)) if text.endswith("-->") else -1
    return at if at > 0 else None


def _details_at(text: str) -> int | None:
    """Where the parentheses at the end of a text begin, if what they hold are details."""
    at = text.rfind("(", max(0, len(text) - _LONGEST)) if text[-1:] == ")" else -1
    before = text[:at].rstrip("\\") if at > 0 else ""
    if not before[-1:].isspace() or not before.strip():
        return None
    parts = [part.strip() for part in text[at + 1 : -1].split(",")]
    is_details = all(re.fullmatch(_PART, part) for part in parts)
    return at if is_details and any(re.match(_TOLD, part) for part in parts) else None


# ------------------------------------------------------------------ reading


_PLAIN: Final = (
    r"(?:([A-Z][a-z]{1,20}): )?([\w.,'/][\w.,'/-]*(?: [\w.,'/][\w.,'/-]*)*)"
    r" \((P\d), @([\w.-]+), by (\d{4}-\d\d-\d\d)(?:, done (\d{4}-\d\d-\d\d))?\) \^([0-9a-z]{4,12})"
)
"""An item as the program writes most, with nothing that could mean more than it says."""


def read(words: str, *, is_ticked: bool, has_type: bool = False) -> ActionItem:
    """An action item; `has_type` says that its type stands somewhere else."""
    plain = None if has_type else re.fullmatch(_PLAIN, words)
    if plain:
        kind, text, urgent, owner, due, done_on, name = plain.groups("")
        state, done_on = (DONE, done_on) if is_ticked else (OPEN, "")
        return ActionItem(text, kind.lower(), owner, due, urgent, name, state, "", done_on)
    return _read_any(words, is_ticked=is_ticked, has_type=has_type)


def _read_any(words: str, *, is_ticked: bool, has_type: bool) -> ActionItem:
    told = spelled(words)
    head = _unguarded_end(told.head)
    struck = task_lines.struck(head)
    text = struck[0].replace("\\~", "~") if struck else head
    text, kind = _without_type(text) if not has_type else (text, "")
    text = _unguarded(_like_type(text), text)
    text = text if struck else _unguarded(re.match(_LIKE_STRUCK, text), text)
    state = DROPPED if struck else DONE if is_ticked else OPEN
    return with_details(ActionItem(text, kind, id=told.id, state=state), told.parts)._replace(
        reason=struck[1] if struck else ""
    )


def with_details(item: ActionItem, parts: Sequence[str]) -> ActionItem:
    """The item with what its details say; how it was done counts where it is done."""
    owner = next((part[1:] for part in parts if part.startswith("@")), "")
    due = next((part[3:].strip() for part in parts if re.match("[Bb]y ", part)), "")
    urgent = next((part for part in parts if not re.match(_OTHER, part)), "")
    ending = _ending(parts)
    is_done = item.state == DONE
    return item._replace(
        owner=owner,
        due=due,
        priority=priority(urgent),
        done_on=(ending["on"] or "") if ending and is_done else "",
        proof=(ending["proof"] or "") if ending and is_done else "",
    )


def says_done(words: str) -> bool:
    """Whether the details say that it was done, for a cell has no box to tick."""
    return _ending(spelled(words).parts) is not None


def _ending(parts: Sequence[str]) -> re.Match[str] | None:
    return next((found for part in parts if (found := re.match(_ENDING, part))), None)


def priority(text: str) -> str:
    """A priority as the policy names it: `p1` and `priority high` are read."""
    match = re.fullmatch(_PRIORITY, text)
    word = match["word"] if match else text
    return word.upper() if re.fullmatch(r"[Pp]\d", word) else word


def _without_type(text: str) -> tuple[str, str]:
    match = _like_type(text)
    rest = text[match.end() :].lstrip(" \t") if match and not match["slashes"] else ""
    return (rest, match["word"].lower()) if match and rest else (text, "")


def _like_type(text: str) -> re.Match[str] | None:
    """A type at the beginning of a text: `Fix:`, `fix:`, `**Fix:**`, `**Fix**:` or `Fix –`."""
    match = re.match(_LIKE_TYPE, text)
    if match is None:
        return None
    is_colon, word = match["sign"] == ":", match["word"]
    is_even = bool(match["bold"]) == bool(match["shut"] or match["late"])
    is_once = not (match["shut"] and match["late"])
    if not (is_even and is_once and is_colon != bool(match["gap"])):
        return None
    is_plain = is_colon and not match["bold"] and word[1:].islower() and word[0].isupper()
    is_known = word.lower() in _USUAL and (is_colon or not match["late"])
    return match if is_plain or is_known else None


# ------------------------------------------------------------------ writing


def write(item: ActionItem, *, has_box: bool = True, has_type: bool = False) -> str:
    """The words of an item; without a box, the details say that it is done."""
    details = _joined([part for part in _stated(item, has_box=has_box).values() if part])
    return _put_together(item, details, has_type=has_type)


def rewrite(
    words: str, before: ActionItem, after: ActionItem, *, has_box: bool = True, has_type: bool
) -> str:
    """The words of an item that changes; what does not change stays as somebody wrote it."""
    told = spelled(words)
    old, new = (_stated(item, has_box=has_box) for item in (before, after))
    details = told.details if old == new else _joined(_edited(told.parts, old, new))
    if _head(before, has_type=has_type) == _head(after, has_type=has_type):
        kept = f"{told.head}{details}{_named(after)}{told.comment}"
        if spelled(kept) == Spelled(told.head, details, after.id, told.comment):
            return kept
    return _put_together(after, details, has_type=has_type) + told.comment


def _put_together(item: ActionItem, details: str, *, has_type: bool) -> str:
    head = _head(item, has_type=has_type)
    return f"{_guarded_end(head, details, item.id)}{details}{_named(item)}"


def _named(item: ActionItem) -> str:
    return f" ^{item.id}" if item.id else ""


def _joined(parts: Sequence[str]) -> str:
    return f" ({', '.join(parts)})" if parts else ""


def _head(item: ActionItem, *, has_type: bool) -> str:
    kind = "" if has_type else item.type
    text = _guarded(_like_type(item.text), item.text, is_needed=not (kind or has_type))
    if item.state != DROPPED:
        text = _guarded(re.match(_LIKE_STRUCK, text), text, is_needed=not kind)
        return f"{kind.capitalize()}: {text}" if kind else text
    what = (f"{kind.capitalize()}: {text}" if kind else text).replace("~", "\\~")
    struck = f"~~{what}~~"
    return f"{struck} (dropped: {item.reason})" if item.reason else struck


def _stated(item: ActionItem, *, has_box: bool) -> dict[str, str]:
    """What the details say of an item, by what it is about, in the order in which it is written."""
    ending = item.ending or ("done" if item.state == DONE and not has_box else "")
    return {**item.parts, "ending": ending}


def _edited(parts: Sequence[str], old: dict[str, str], new: dict[str, str]) -> list[str]:
    """The details with other words for what changed; what is not of the grammar stays too."""
    left = [(_about(part), part) for part in parts]
    order = list(new)
    for about in order:
        if old[about] == new[about]:
            continue
        at = next((place for place, (what, _) in enumerate(left) if what == about), None)
        if at is not None:
            left[at : at + 1] = [(about, new[about])] if new[about] else []
        elif new[about]:
            later = order[order.index(about) + 1 :]
            at = next((place for place, (what, _) in enumerate(left) if what in later), len(left))
            left.insert(at, (about, new[about]))
    return [part for _, part in left]


def _about(part: str) -> str:
    if part.startswith("@"):
        return "owner"
    if re.match("[Bb]y ", part):
        return "due"
    return "ending" if re.match(r"[Dd]one\b", part) else "priority"


# ------------------------------------------------------------------ texts that look like grammar


def _guarded(match: re.Match[str] | None, text: str, *, is_needed: bool) -> str:
    """One more backslash where the beginning of a text would be read as something else."""
    if match is None or not (is_needed or match["slashes"]):
        return text
    at = match.start("slashes")
    return f"{text[:at]}\\{text[at:]}"


def _unguarded(match: re.Match[str] | None, text: str) -> str:
    if match is None or not match["slashes"]:
        return text
    at = match.start("slashes")
    return text[:at] + text[at + 1 :]


def _guarded_end(head: str, details: str, name: str) -> str:
    """One more backslash where the end of a text would be read as details or as an id."""
    at = _details_at(head)
    if at is not None:
        return f"{head[:at]}\\{head[at:]}" if not details or head[at - 1] == "\\" else head
    match = re.search(_LIKE_ID, head)
    if match and (match["slashes"] or not (details or name)):
        return f"{head[: match.start()]}\\{head[match.start() :]}"
    at = _comment_at(head)
    if at is not None and (head[at - 1] == "\\" or not (details or name)):
        return f"{head[:at]}\\{head[at:]}"
    return head


def _unguarded_end(head: str) -> str:
    at = _details_at(head)
    if at is not None:
        return head[: at - 1] + head[at:] if head[at - 1] == "\\" else head
    match = re.search(_LIKE_ID, head)
    if match and match["slashes"]:
        return head[: match.start()] + head[match.start() + 1 :]
    at = _comment_at(head)
    return head[: at - 1] + head[at:] if at is not None and head[at - 1] == "\\" else head
