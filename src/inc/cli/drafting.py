"""The postmortem of an incident: begun from a template, and its blocks made anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from itertools import islice
from typing import Final

from inc import stages
from inc.cli import receipts
from inc.cli.session import current
from inc.cli.writing import Write, is_named, usable_policy
from inc.domain import postmortem, references
from inc.domain.blocks.markdown import plain
from inc.domain.blocks.record import Record
from inc.domain.blocks.registry import BLOCKS
from inc.domain.incident import Incident
from inc.domain.postmortem import Postmortem
from inc.domain.text import clean_line
from inc.durable import Edit
from inc.errors import IncError, NotFound, UsageError
from inc.misplaced import refuse_misplaced, refuse_moved
from inc.rendering.templates import Templates
from inc.store import blocks, front_matter, generated, layout, sections
from inc.store.blocks import Block, Renewal
from inc.store.document import Document, split
from inc.workspace import Workspace

_LOOKED_AT: Final = 200
"""How many of the newest incidents are asked whether they owe a postmortem."""

_SUFFIX: Final = ".md"


# ------------------------------------------------------------------ which one is meant


def incident_without_one(write: Write, workspace: Workspace) -> str:
    """The incident to begin a postmortem of; where none is named, never one of several."""
    if is_named(write, workspace):
        return write.resolve(workspace)
    try:
        name = write.resolve(workspace)
    except NotFound:
        return _the_only_one(owing(workspace), "owe a postmortem")
    waiting = [one for one in owing(workspace) if one != name]
    if waiting and not is_owing(workspace, name):
        raise NotFound(
            f"{name} {_why_not(workspace, name)}, and {waiting[0]} has ended and owes a postmortem",
            hint="".join(f"inc postmortem new {one}\n" for one in (waiting[0], name)),
        )
    return name


def incident_with_one(write: Write, workspace: Workspace) -> str:
    """The incident whose postmortem is meant; NotFound where it has none."""
    name = _with_one(write, workspace)
    refuse_misplaced(workspace, name)
    return name


def _with_one(write: Write, workspace: Workspace) -> str:
    if not is_named(write, workspace):
        with suppress(NotFound):
            name = write.resolve(workspace)
            if stages.is_here(workspace, name):
                return name
        return _the_only_one(drafts(workspace), "have a postmortem that is not published")
    name = write.resolve(workspace)
    if not stages.is_here(workspace, name):
        refuse_moved(workspace, name)
        raise stages.not_begun(name)
    return name


def _the_only_one(names: Sequence[str], what: str) -> str:
    if len(names) == 1:
        current().incident = names[0]
        return names[0]
    if names:
        raise references.ambiguous(f"{len(names)} incidents {what}", names)
    raise NotFound(f"no incident seems to {what}", hint="Name one; see them: inc list --all")


def _why_not(workspace: Workspace, name: str) -> str:
    if stages.known(workspace, name):
        return "has its postmortem"
    return "is still open" if workspace.incident(name).is_open else "owes no postmortem"


def owing(workspace: Workspace) -> list[str]:
    """Of the newest incidents those that have ended, owe a postmortem and have none begun."""
    newest = islice(layout.incident_ids(workspace.root), _LOOKED_AT)
    return [name for name in newest if is_owing(workspace, name)]


def is_owing(workspace: Workspace, name: str) -> bool:
    """Whether an incident has ended, owes a postmortem, and nobody has begun it."""
    with suppress(IncError):
        if workspace.document(name).quick_status in ("resolved", "closed"):
            by = postmortem.owed_by(workspace.incident(name), usable_policy(workspace))
            return by is not None and stages.known(workspace, name) is None
    return False


def drafts(workspace: Workspace) -> list[str]:
    """The incidents whose postmortem is begun and not published."""
    return [name for name in layout.postmortem_ids(workspace.root) if _is_draft(workspace, name)]


def _is_draft(workspace: Workspace, name: str) -> bool:
    try:
        if workspace.governing(name) != name:
            return False  # nobody is asked for that of an incident that another one goes on
        return b"\nstatus: published" not in workspace.postmortem(name).data
    except IncError:
        return True


# ------------------------------------------------------------------ writing it


def record_of(workspace: Workspace, incident: Incident, authors: Sequence[str]) -> Record:
    """What the blocks of the postmortem of an incident are made of."""
    return generated.record_of(incident, usable_policy(workspace), current().now, authors)


def begun(workspace: Workspace, record: Record, template: str) -> Document:
    """A new postmortem, as a template makes it of the record."""
    incident, path = record.incident, layout.postmortem_path(record.incident.id)
    templates, asked = Templates(workspace.root), list[str]()
    name = _template(templates, template)
    body = templates.render(name, _facts(record, partial(_block, record, asked)))
    fields = {
        "incident": incident.id,
        "title": clean_line(incident.title),
        "status": postmortem.Stage.DRAFT.value,
        **({"visibility": "restricted"} if incident.is_restricted else {}),
        "authors": list(record.authors),
    }
    body = "\n".join(line.rstrip() for line in body.strip().splitlines())
    text = f"---\n{front_matter.dump(fields)}---\n\n{body}\n"
    document = Document.parse(text.encode("utf-8"), path)
    _refuse_broken(document, asked, f"the template {templates.path(name)}")
    return _with_sections(document, record)


def _template(templates: Templates, name: str) -> str:
    """The name of a template, of which people leave out what all of them begin and end with."""
    known = templates.names()
    ways = (name, f"{name}{_SUFFIX}", f"postmortem-{name}{_SUFFIX}")
    if found := next((way for way in ways if way in known), None):
        return found
    ours = sorted(one.removesuffix(_SUFFIX) for one in known if one.startswith("postmortem"))
    raise NotFound(f"there is no template '{name}'", hint=f"One of: {', '.join(ours)}.")


def _facts(record: Record, block: Callable[[str], str]) -> dict[str, object]:
    incident, policy = record.incident, record.policy
    began = incident.began
    return {
        "id": incident.id,
        "title": plain(incident.title),
        "severity": plain(incident.severity),
        "date": f"{began.astimezone(record.zones[0][1]):%Y-%m-%d}" if began else incident.id[:10],
        "drill": incident.is_drill,
        "restricted": incident.is_restricted,
        "types": [word.capitalize() for word in policy.table("actions", "types")],
        "priorities": list(policy.table("actions", "priorities")),
        "document": record.way_to(incident.id),
        "block": block,
    }


def _block(record: Record, asked: list[str], name: str) -> str:
    """A block for a template, which is noted among those that were asked for."""
    content = generated.made(record, name)
    if content is None:
        raise UsageError(f"there is no block '{name}'", hint=f"One of: {', '.join(BLOCKS)}.")
    asked.append(name)
    return blocks.written(name, content)


def _refuse_broken(document: Document, asked: Sequence[str], what: str) -> None:
    """Raise UsageError where the blocks are not in the text as they were asked for."""
    found = blocks.find(document)
    intact = [one.name for one in found.blocks if not one.is_edited]
    if found.troubles or intact != asked:
        line = next((one.line for one in found.troubles), 0)
        raise UsageError(
            f"{what} breaks the markers of its blocks" + (f" (line {line + 1})" if line else ""),
            hint='Write {{ block("facts") }} at the margin, on a line of its own, each once.',
        )


def _with_sections(document: Document, record: Record) -> Document:
    """With the sections that the policy wants and the template does not have, at the end."""
    for title in record.policy.value("postmortem", "sections") or ():
        if sections.section(document.lines, document.body_start, str(title)) is None:
            heading = f"## {clean_line(str(title))}"
            text = f"\n{heading}\n\n<!-- guide: The policy asks for this section. -->\n"
            document = Document([*document.lines, *split(text)], document.path)
    return document


# ------------------------------------------------------------------ making its blocks anew


def renewed(
    workspace: Workspace,
    document: Document,
    stated: Postmortem,
    overwrite: Sequence[str],
    incident: Incident | None = None,
) -> Renewal:
    """The postmortem with its blocks made anew of the record as it is now, or as it will be."""
    _refuse_unknown(document, overwrite)
    incident = incident or workspace.incident(stated.incident)
    record = record_of(workspace, incident, stated.authors)
    return generated.renewed(document, record, overwrite)


def _refuse_unknown(document: Document, overwrite: Sequence[str]) -> None:
    """Raise UsageError for a block that is to be overwritten and is not there."""
    there = [block.name for block in blocks.find(document).blocks]
    for name in overwrite:
        if name not in there:
            raise UsageError(
                f"{document.path} has no block '{name}'",
                hint=f"One of: {', '.join(there)}." if there else "It has none at all.",
            )


def difference(path: str, block: Block, content: str) -> str:
    """What a person wrote in a block, against what would be generated."""
    edit = Edit(f"{path}#{block.name}", block.content.encode(), content.encode())
    return receipts.diff(edit)
