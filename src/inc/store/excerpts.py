"""Documents as an index keeps them: the excerpt of each, its labels, its items and its words.

What the program writes itself is nearly all there is, and is read by a few patterns over the whole
text; whatever has another form is read line by line, as everywhere else. Both give the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from inc.domain.excerpt import TELLING, Excerpt, excerpt, from_parts, is_day, labels_of, seconds
from inc.domain.identifiers import ALPHABET
from inc.domain.incident import Incident, names
from inc.domain.timeline import Entry, of_kinds
from inc.domain.vocabulary import Audience, Kind
from inc.errors import IncError
from inc.store import comments, layout, plain_fields
from inc.store.document import Document
from inc.store.plain_scalars import resolve

LARGEST: Final = 8 * 1024 * 1024
"""Bytes of the largest document that is read for an index; of a larger one only its name is."""

_LARGEST_PLAIN: Final = 256 * 1024
_OPENS: Final = "---\n"
_CLOSES: Final = "\n---\n"
_TIMELINE: Final = "\n## Timeline\n"
_USUAL: Final = ("\n## Summary\n", "\n## Checklists\n", _TIMELINE)
# What could hide a heading or an entry, or give a line another meaning: the slow way knows.
_ODD: Final = re.compile(r"^ *(?:`{3}|~{3}|<)|^ +#|\r|\n\n +\S", re.MULTILINE)
_HEADED: Final = re.compile(r"\n##[ \t]*[Tt][Ii][Mm][Ee][Ll][Ii][Nn][Ee]")
_HEADING: Final = re.compile(r"\n##?(?![^ \t\n])")
_LINE: Final = re.compile(
    r"^- `([1-8]\d{3}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ)` \*\*([a-z]+)\*\* "
    rf"(?:({'|'.join(Audience)}) )?(?:@([^\s@—]{{1,60}}) )?—(.*)((?:\n  .*)*)",
    re.MULTILINE,
)
_KINDS: Final = {str(kind): kind for kind in Kind}
_RETURNS: Final = frozenset({"update", "reopened"})
_ID_LETTERS: Final = frozenset(ALPHABET)

_CHECKLISTS: Final = "\n## Checklists\n"
_ENTRY_HEAD: Final = re.compile(r"^- `[^`\n]{1,40}` \*\*[a-z]+\*\* [^—\n]{0,120}— ?", re.MULTILINE)
_ID_BEHIND: Final = re.compile(r"(?: \^[0-9a-z]{4,16})+$", re.MULTILINE)


class Gathered(NamedTuple):
    """What an index keeps of one document, in plain values.

    `problem` and `hint` say why it cannot be read; then there is nothing else. One that no id leads
    to has no folder. `stated` is the excerpt of an incident without labels and promises, or (stage,
    published, meeting) of a postmortem; `words` are title, facts and text.
    """

    path: str
    folder: str
    name: str
    problem: str = ""
    hint: str = ""
    stated: tuple[Any, ...] = ()
    labels: tuple[tuple[str, str], ...] = ()
    promises: tuple[tuple[int, int | None, bool], ...] = ()
    items: tuple[tuple[str, ...], ...] = ()
    words: tuple[str, ...] = ()


def gathered(path: str, data: bytes) -> Gathered:
    """What an index keeps of the document with these bytes at a path below the workspace."""
    placed = layout.placed(path)
    if placed is None:
        return _stray(path)
    folder, name = placed
    try:
        if len(data) > LARGEST:
            return broken(path, f"{path} has {len(data)} bytes", "Cut what is no prose out of it.")
        if folder == layout.INCIDENTS:
            return _plain_incident(path, name, data) or _incident(path, name, data)
        return _other(path, folder, name, data)
    except IncError as error:
        return broken(path, error.what, error.hint)


def broken(path: str, problem: str, hint: str) -> Gathered:
    """What is kept of a document that cannot be read: that it is there, and why."""
    placed = layout.placed(path)
    return Gathered(path, *placed, problem, hint) if placed else _stray(path)


def _stray(path: str) -> Gathered:
    """What is kept of a document that no id leads to: its path. No folder has it."""
    assert layout.is_stray(path), path
    name = path.rpartition("/")[2].removesuffix(".md")
    return Gathered(path, "", name, f"{path} is at no place of a document", "inc check")


# ------------------------------------------------------------------ incidents


def _plain_incident(path: str, name: str, data: bytes) -> Gathered | None:
    """An incident in the form the program writes; None for any other."""
    if len(data) > _LARGEST_PLAIN:
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    end = text.find(_CLOSES, 3)
    if not text.startswith(_OPENS) or end < 0 or _may_be_odd(text, end):
        return None
    fields, body = plain_fields.read(text[4 : end + 1], resolve), text[end + 4 :]
    if fields is None or len(_HEADED.findall(body)) != 1:
        return None
    known = sum(heading in body for heading in _USUAL)
    if body.count("\n##") != known and _may_have_items(data):
        return None
    begin = body.find(_TIMELINE) + len(_TIMELINE)
    if begin < len(_TIMELINE):
        return None
    after = _HEADING.search(body, begin - 1)
    end = after.start() + 1 if after else len(body)
    timeline = _plain_timeline(body[begin - 1 : end])
    if timeline is None:
        return None
    authors, first, telling, entries = timeline
    around = (_headless(_ID_BEHIND.sub("", part)) for part in (body[:begin], body[end:]))
    words = _prose(next(around), entries, next(around))
    return _row(path, name, from_parts(name, fields, authors, first, telling), (), words)


def _may_be_odd(text: str, start: int) -> bool:
    """Whether anything could hide a heading or an entry, or give a line another meaning."""
    if "```" in text or "~~~" in text or "\r" in text or "\n\n " in text:
        return True
    return ("<" in text or " #" in text) and _ODD.search(text, start) is not None


def _plain_timeline(section: str) -> tuple[list[str], int | None, list[Entry], str] | None:
    """The authors, the first time, the entries that tell of updates, and the words of all.

    None where there is anything but entries as the program writes them. The section begins with
    the newline before its first line.
    """
    found = _LINE.findall(section)
    count, further = section.count("\n- `"), section.count("\n  ")
    empty = section.count("\n\n") + section.endswith("\n")
    if count + further + empty != section.count("\n") or len(found) != count:
        return None
    if further and ("\n   " in section or "\n  \n" in section or section.endswith("\n  ")):
        return None
    if further and sum(one[5].count("\n") for one in found) != further:
        return None  # lines that belong to no entry
    kinds = {one[1] for one in found}
    if not kinds <= _KINDS.keys() or not all(map(is_day, {one[0][:10] for one in found})):
        return None
    telling = _telling(found) if kinds & _RETURNS else []
    words = "\n".join([_parted(one[4])[0] + one[5] for one in found])
    words = _ID_BEHIND.sub("", words) if " ^" in words else words
    first = min((one[0] for one in found), default=None)
    return [one[3] for one in found], seconds(first), telling, words


def _parted(text: str) -> tuple[str, str]:
    """The first line of an entry, and the id behind it if there is one."""
    if text[-14:-12] == " ^" and _ID_LETTERS.issuperset(text[-12:]):
        return text[:-14].removeprefix(" "), text[-12:]
    return text.removeprefix(" "), ""


def _telling(found: Sequence[tuple[str, ...]]) -> list[Entry]:
    """The entries that tell of updates, with all their lines."""
    telling: list[Entry] = []
    for at, kind, audience, author, text, further in found:
        if kind in TELLING:
            text, name = _parted(text.rstrip())
            lines = text + further.replace("\n  ", "\n")
            moment = datetime.fromisoformat(at)
            telling.append(Entry(moment, _KINDS[kind], author, lines, name, audience))
    return of_kinds(telling, TELLING)


def _incident(path: str, name: str, data: bytes) -> Gathered:
    """An incident of any form."""
    document = Document.parse(data, path)
    found = excerpt(Incident(name, document.fields, document.entries))
    items = _items(document) if _may_have_items(data) else ()
    body = "".join(document.lines[document.body_start :])
    return _row(path, name, found, items, prose(body))


def _row(
    path: str, name: str, found: Excerpt, items: tuple[tuple[str, ...], ...], words: str
) -> Gathered:
    *stated, labels, promises = found
    facts = [found.impact, name.replace("-", " "), *(value for key, value in labels)]
    return Gathered(
        path,
        layout.INCIDENTS,
        name,
        stated=tuple(stated),
        labels=labels,
        promises=tuple((at, until, is_over) for at, until, is_over in promises),
        items=items,
        words=(found.title, "\n".join(facts), words),
    )


# ------------------------------------------------------------------ postmortems and runbooks


def _other(path: str, folder: str, name: str, data: bytes) -> Gathered:
    document = Document.parse(data, path)
    fields = document.fields
    stated_visibility = names(fields.get("visibility"))
    labels = (*labels_of(fields), *(("visibility", one) for one in stated_visibility))
    stated: tuple[str | int | None, ...] = ()
    items: tuple[tuple[str, ...], ...] = ()
    if folder == layout.POSTMORTEMS:
        from inc.domain.postmortem import Postmortem

        postmortem = Postmortem(name, fields)
        title = postmortem.title
        times = (seconds(fields.get(f"{one}_at")) for one in ("published", "meeting"))
        stated = (str(postmortem.stage), *times)
        items = _items(document) if _may_have_items(data) else ()
    else:
        title = _heading(document, name)
    facts = "\n".join([name.replace("-", " "), *(value for _, value in labels)])
    body = "".join(document.lines[document.body_start :])
    return Gathered(
        path,
        folder,
        name,
        stated=stated,
        labels=labels,
        items=items,
        words=(title, facts, prose(body)),
    )


def _heading(document: Document, name: str) -> str:
    from inc.domain.runbooks import titled

    stated = document.fields.get("title")
    first = next((one.title for one in document.headings if one.level == 1), "")
    return " ".join(str(stated or first or titled(name)).split())


# An incident as the program writes it needs none of these modules, and the next question after a
# commit is about one such incident.


def _may_have_items(data: bytes) -> bool:
    from inc.store import action_items

    return action_items.may_stand_in(data) is not None


def _items(document: Document) -> tuple[tuple[str, ...], ...]:
    """The items of a document; one that stands there twice, by its id and its text, is one."""
    from inc.domain.tasks import folded
    from inc.store import action_items

    found: dict[object, tuple[str, ...]] = {}
    for placed in action_items.read(document):
        item = placed.item
        key = (item.id, folded(item.text)) if item.id else placed.line
        found.setdefault(key, tuple(map(str, item)))
    return tuple(found.values())


# ------------------------------------------------------------------ words


def prose(body: str) -> str:
    """The words of a document below its front matter that people wrote.

    Without what the program generates, comments, checklists, and the times, kinds and ids of
    entries. It is read by patterns, so a heading in a block of code counts as one.
    """
    return _prose(_headless(_ID_BEHIND.sub("", body.replace("\r\n", "\n"))))


def _headless(text: str) -> str:
    """A text without the times, the kinds and the authors of entries."""
    return _ENTRY_HEAD.sub("", text) if "- `" in text else text


def _prose(*parts: str) -> str:
    text = "\n".join(["", *parts])
    text = comments.without(text)
    begin = text.find(_CHECKLISTS)
    if begin >= 0:
        end = _HEADING.search(text, begin + 1)
        text = text[:begin] + text[end.start() if end else len(text) :]
    return "\n".join([line for line in text.split("\n") if line])
