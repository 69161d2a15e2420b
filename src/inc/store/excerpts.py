"""Documents as an index keeps them: the excerpt of each, its labels, its items and its words.

What the program writes itself is nearly all there is, and is read by a few patterns over the whole
text; whatever has another form is read line by line, as everywhere else. Both give the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from inc.domain.excerpt import Excerpt, excerpt, labels_of, seconds
from inc.domain.incident import Incident, names
from inc.errors import IncError
from inc.store import layout, plain_documents, sections
from inc.store.document import Document
from inc.store.prose import prose

if TYPE_CHECKING:
    from inc.domain.tasks import ActionItem

Items = tuple[tuple[str, ...], ...]
"""Action items, each with the fields of `tasks.ActionItem`."""

LARGEST: Final = 8 * 1024 * 1024
"""Bytes of the largest document that is read for an index; of a larger one only its name is."""

_STATED: Final = Excerpt._fields.index("labels")


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
        if folder == layout.POSTMORTEMS and (found := _plain_postmortem(path, name, data)):
            return found
        if folder == layout.RUNBOOKS and (found := _plain_runbook(path, name, data)):
            return found
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
    found = plain_documents.incident(name, data)
    return _row(path, name, found[0], (), found[1]) if found else None


def _incident(path: str, name: str, data: bytes) -> Gathered:
    """An incident of any form."""
    document = Document.parse(data, path)
    found = excerpt(Incident(name, document.fields, document.entries))
    return _row(path, name, found, _items(document, data), prose(_body(document)))


def _row(path: str, name: str, found: Excerpt, items: Items, words: str) -> Gathered:
    labels, promises = found.labels, found.promises
    facts = [found.impact, name.replace("-", " "), *[value for _, value in labels]]
    return Gathered(
        path,
        layout.INCIDENTS,
        name,
        stated=found[:_STATED],
        labels=labels,
        promises=tuple([(at, until, is_over) for at, until, is_over in promises]),
        items=items,
        words=(found.title, "\n".join(facts), words),
    )


# ------------------------------------------------------------------ postmortems and runbooks


def _plain_postmortem(path: str, name: str, data: bytes) -> Gathered | None:
    """A postmortem in the form the program writes; None for any other."""
    found = plain_documents.postmortem(data)
    if found is None:
        return None
    fields, items, words = found
    return _postmortem(path, name, fields, _distinct(items), words)


def _plain_runbook(path: str, name: str, data: bytes) -> Gathered | None:
    """A runbook whose front matter needs no parser; None for any other."""
    found = plain_documents.opened(data)
    if found is None:
        return None
    headings = sections.headings([f"{line}\n" for line in found.body.split("\n")], 0)
    first = next((one.title for one in headings if one.level == 1), "")
    title = " ".join(str(found.fields.get("title") or first).split())
    if not title:
        return None
    words = (title, prose(found.body))
    return _with_facts(Gathered(path, layout.RUNBOOKS, name, words=words), found.fields)


def _other(path: str, folder: str, name: str, data: bytes) -> Gathered:
    """A postmortem or a runbook of any form."""
    document = Document.parse(data, path)
    fields, words = document.fields, prose(_body(document))
    if folder == layout.POSTMORTEMS:
        return _postmortem(path, name, fields, _items(document, data), words)
    title = _heading(document, name)
    return _with_facts(Gathered(path, folder, name, words=(title, words)), fields)


def _postmortem(
    path: str, name: str, fields: Mapping[str, Any], items: Items, words: str
) -> Gathered:
    from inc.domain.postmortem import Postmortem

    one = Postmortem(name, fields)
    times = [seconds(fields.get(f"{time}_at")) for time in ("published", "meeting")]
    return _with_facts(
        Gathered(
            path,
            layout.POSTMORTEMS,
            name,
            stated=(str(one.stage), *times),
            items=items,
            words=(one.title, words),
        ),
        fields,
    )


def _with_facts(one: Gathered, fields: Mapping[str, Any]) -> Gathered:
    """The same with its labels, and with what they say between its title and its text."""
    visibility = [("visibility", word) for word in names(fields.get("visibility"))]
    labels = (*labels_of(fields), *visibility)
    facts = "\n".join([one.name.replace("-", " "), *[value for _, value in labels]])
    title, words = one.words
    return one._replace(labels=labels, words=(title, facts, words))


def _heading(document: Document, name: str) -> str:
    from inc.domain.runbooks import titled

    stated = document.fields.get("title")
    first = next((one.title for one in document.headings if one.level == 1), "")
    return " ".join(str(stated or first or titled(name)).split())


# ------------------------------------------------------------------ of any document


def _body(document: Document) -> str:
    return "".join(document.lines[document.body_start :])


def _items(document: Document, data: bytes) -> Items:
    from inc.store import action_items

    if action_items.may_stand_in(data) is None:
        return ()
    return _distinct(placed.item for placed in action_items.read(document))


def _distinct(items: Iterable[ActionItem]) -> Items:
    """The items of a document; one that stands there twice, by its id and its text, is one."""
    from inc.domain.tasks import folded

    found: dict[object, tuple[str, ...]] = {}
    for number, item in enumerate(items):
        found.setdefault((item.id, folded(item.text)) if item.id else number, tuple(item))
    return tuple(found.values())
