"""Documents in the form that the program writes, read by a few patterns over the whole text.

That is nearly all there is. Whatever has another form is left to the reading line by line, as
everywhere else; both give the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from operator import add, itemgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from inc.domain.excerpt import TELLING, Excerpt, Told, from_parts, is_day, seconds
from inc.domain.identifiers import ALPHABET
from inc.domain.update_text import NEXT_UPDATE, promise_in
from inc.domain.vocabulary import Audience, Kind
from inc.store import comments, plain_fields
from inc.store.plain_scalars import resolve
from inc.store.prose import prose, without_ids

if TYPE_CHECKING:
    from inc.domain.tasks import ActionItem

_LARGEST: Final = 256 * 1024
_OPENS: Final = b"---\n"
_CLOSES: Final = b"\n---\n"
_TIMELINE: Final = "\n## Timeline\n"
_ITEMS: Final = "\n## Action items\n"
_USUAL: Final = ("\n## Summary\n", "\n## Checklists\n", _TIMELINE)
_HEADED: Final = re.compile(r"\n##[ \t]*[Tt][Ii][Mm][Ee][Ll][Ii][Nn][Ee]")
_MAY_HEAD_ITEMS: Final = re.compile(r"\n##[^\n]{0,60}(?i:action|follow|next)")
_HEADING: Final = re.compile(r"\n##?(?![^ \t\n])")
# What could hide a heading or an entry, or give a line another meaning: the slow way knows.
_ODD: Final = re.compile(r"^ *(?:`{3}|~{3}|<)|^ +#|\n\n +\S", re.MULTILINE)
_ENTRY: Final = re.compile(
    r"^- `([1-8]\d{3}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ)` \*\*([a-z]+)\*\* "
    rf"(?:({'|'.join(Audience)}) )?(?:@([^\s@—]{{1,60}}) )?— ?([^\s^].*)"
    r"((?:\n  (?!`{3}|~{3}|[<#\s]).*)*)",
    re.MULTILINE,
)
"""Of each entry: its time, kind, audience, author, first line, and its further lines as they are.

A further line that could open code, a comment, HTML or a heading makes it none of the form.
"""
_ITEM: Final = re.compile(r"- \[([ xX])\] (\S.*)")

_KINDS: Final = frozenset(map(str, Kind))
_TELLING: Final = {str(kind): kind for kind in TELLING}
_day_of: Final = itemgetter(slice(10))
_ID_LETTERS: Final = frozenset(ALPHABET)
_FENCES: Final = ("```", "~~~")
_PROMISE_LINE: Final = f"\n  {NEXT_UPDATE}"


class Opened(NamedTuple):
    """The front matter of a document, and the text below it from the newline above on."""

    fields: Mapping[str, Any]
    body: str


def opened(data: bytes) -> Opened | None:
    """The two parts of a document; None where its front matter has another form."""
    end = data.find(_CLOSES, 3) if len(data) <= _LARGEST and data.startswith(_OPENS) else -1
    if end < 0 or b"\r" in data:
        return None
    try:
        block, body = data[4 : end + 1].decode("utf-8"), data[end + 4 :].decode("utf-8")
    except UnicodeDecodeError:
        return None
    fields = plain_fields.read(block, resolve)
    return None if fields is None else Opened(fields, body)


def _is_odd(text: str) -> bool:
    """Whether anything could hide a heading or an entry, or give a line another meaning."""
    if "```" in text or "~~~" in text or "\n\n " in text:
        return True
    return ("<" in text or " #" in text) and _ODD.search(text) is not None


def _end(body: str, begin: int) -> int:
    """Where the section ends that begins there: at the next heading, or with the text."""
    first = body.find("\n#", begin - 1)
    after = _HEADING.search(body, first) if first >= 0 else None
    return after.start() + 1 if after else len(body)


# ------------------------------------------------------------------ incidents


def incident(name: str, data: bytes) -> tuple[Excerpt, str] | None:
    """The excerpt of an incident, and its words; None for one of another form."""
    found = opened(data)
    begin = found.body.find(_TIMELINE) if found else -1
    if found is None or begin < 0:
        return None
    body, begin = found.body, begin + len(_TIMELINE)
    is_usual = body.count("\n##") == sum([heading in body for heading in _USUAL])
    if not is_usual and (len(_HEADED.findall(body)) > 1 or _MAY_HEAD_ITEMS.search(body)):
        return None
    end = _end(body, begin)
    above, below = body[:begin], body[end:]
    timeline = None if _is_odd(above) or _is_odd(below) else _timeline(body[begin:end].strip("\n"))
    if timeline is None:
        return None
    authors, first, telling, said = timeline
    if is_usual and comments.BEGINS not in body:
        words = "\n".join([part for part in (prose(above), said, prose(below)) if part])
    else:
        words = prose(body)
    return from_parts(name, found.fields, authors, first, telling), words


def _timeline(section: str) -> tuple[Sequence[str], int | None, Sequence[Told], str] | None:
    """The authors, the first time, the entries that tell of promises, and the words of all.

    None where there is anything but entries as the program writes them.
    """
    if not section:
        return (), None, (), ""
    found = _ENTRY.findall(section)
    if not found:
        return None
    times, kinds, _, authors, texts, further = zip(*found, strict=True)
    lines, read = section.count("\n") + 1, len(found) + "".join(further).count("\n")
    if lines != read and lines != read + section.count("\n\n"):
        return None
    if not _KINDS.issuperset(kinds) or not all(map(is_day, set(map(_day_of, times)))):
        return None
    telling = [] if _TELLING.keys().isdisjoint(kinds) else _told(found)
    words = without_ids("\n".join(map(add, texts, further)))
    return authors, seconds(min(times)), telling, words


def _told(entries: Sequence[tuple[str, ...]]) -> list[Told]:
    """The entries that tell of promises, and of ends and returns, in their order."""
    telling = [one for one in entries if one[1] in _TELLING]
    times = [one[0] for one in telling]
    if len(set(times)) < len(times) or times != sorted(times):
        telling.sort(key=lambda one: (one[0], _parted(one[4])[1]))
    return [
        Told(
            seconds(at) or 0,
            _TELLING[kind],
            audience,
            _promise(first, further) if kind == "update" else None,
        )
        for at, kind, audience, _, first, further in telling
    ]


def _parted(text: str) -> tuple[str, str]:
    """The first line of an entry, and the id behind it if there is one."""
    text = text.rstrip()
    if text[-14:-12] == " ^" and _ID_LETTERS.issuperset(text[-12:]):
        return text[:-14], text[-12:]
    return text, ""


def _promise(first: str, further: str) -> int | None:
    """When the next update comes, if an update says so in these lines."""
    _, is_last, moment = further.rpartition(_PROMISE_LINE)
    if is_last and "\n" not in moment and not first.startswith(_FENCES):
        return seconds(moment.strip())
    named = promise_in(_parted(first)[0] + further.replace("\n  ", "\n"))
    return int(named.timestamp()) if named else None


# ------------------------------------------------------------------ postmortems


def postmortem(data: bytes) -> tuple[Mapping[str, Any], list[ActionItem], str] | None:
    """The fields of a postmortem, its action items, its words; None for one of another form."""
    found = opened(data)
    items = None if found is None or _is_odd(found.body) else _items(found.body)
    if found is None or items is None:
        return None
    return found.fields, items, prose(found.body)


def _items(body: str) -> list[ActionItem] | None:
    """The action items below the one heading of them; None where there is anything else."""
    headed = len(_MAY_HEAD_ITEMS.findall(body))
    begin = body.find(_ITEMS) + len(_ITEMS)
    if not headed:
        return []
    if headed > 1 or begin < len(_ITEMS):
        return None
    from inc.store import item_words  # an incident needs none of it

    lines = body[begin : _end(body, begin)].split("\n")
    found = [_ITEM.fullmatch(line) for line in lines if line]
    items = [item_words.read(one[2].rstrip(), is_ticked=one[1] != " ") for one in found if one]
    return items if len(items) == len(found) else None
