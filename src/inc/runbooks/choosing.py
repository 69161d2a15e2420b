"""Which runbook is meant, which have some words, and which fit an incident that begins."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from inc.domain.runbook_search import Hit, Symptoms, best, search
from inc.domain.runbooks import Runbook
from inc.errors import IncError, NotFound
from inc.runbooks.reading import Report, beginning, every, lines_of, stated
from inc.store import files, layout
from inc.store.document import Document

_TEXT: Final = 1024 * 1024  # bytes that are searched
_GLANCE: Final = 4 * 1024  # bytes that a declaration looks at, of each
_AROUND: Final = 512  # bytes behind a front matter in which the first heading stands
_NEAREST: Final = 30  # runbooks that a declaration reads closely
_MOST_SHOWN: Final = 10


def choose(root: Path, reference: str, report: Report = lambda _: None) -> str:
    """The runbook that is meant by any part of its name, its title or an alert that only it has.

    NotFound, with the candidates, for none and for several.
    """
    names = layout.runbook_names(root)
    wanted = reference.strip().removeprefix(f"{layout.RUNBOOKS}/").removesuffix(".md").casefold()
    found = (
        [name for name in names if name.casefold() == wanted]
        or [name for name in names if name.rpartition("/")[2].casefold() == wanted]
        or [name for name in names if wanted and wanted in name.casefold()]
        or _told(root, " ".join(wanted.split()), report)
    )
    if len(found) == 1:
        return found[0]
    if not found:
        raise NotFound(
            f"no runbook is called '{reference}'",
            hint="See them: inc runbook list; or: inc runbook search WORDS",
        )
    shown = "".join(f"\n  {name}" for name in found[:_MOST_SHOWN])
    more = f"\n  … and {len(found) - _MOST_SHOWN} more" if len(found) > _MOST_SHOWN else ""
    raise NotFound(
        f"'{reference}' names {len(found)} runbooks:{shown}{more}",
        hint="Name one by any part that only it has.",
    )


def _told(root: Path, wanted: str, report: Report) -> list[str]:
    """The runbooks whose title or alerts have a text, those that are it as a whole before."""
    said = {one.name: [one.title, *one.alerts] for one in every(root, report)} if wanted else {}
    small = {name: [" ".join(text.casefold().split()) for text in said[name]] for name in said}
    exact = [name for name, texts in small.items() if wanted in texts]
    return exact or [name for name, texts in small.items() if any(wanted in one for one in texts)]


class Found(NamedTuple):
    """A runbook that has the words that were searched for, and where."""

    runbook: Runbook
    hit: Hit


def having(root: Path, words: Collection[str], report: Report) -> list[Found]:
    """The runbooks that have some of the words, the best first."""
    wanted = {word.casefold() for word in words}
    found = []
    for name in layout.runbook_names(root):
        try:
            document = beginning(root, name, _TEXT)
            if hit := search(name, document.lines, document.body_start, wanted):
                found.append(Found(stated(name, document), hit))
        except IncError as error:
            report(error)
    return sorted(found, key=lambda one: one.hit.order)


def offered(root: Path, symptoms: Symptoms, most: int) -> list[Runbook]:
    """The runbooks that fit an incident best, by a glance at each: a declaration waits for it."""
    near = []
    for name in layout.runbook_names(root):
        with suppress(IncError):  # `inc runbook list` reports it
            data = lines_of(files.read(root, layout.runbook_path(name), first=_GLANCE), _GLANCE)
            head = f"{name} {_head(data)}".casefold()
            if count := sum(word in head for word in symptoms.all):
                near.append((-count, name, data))
    near.sort()
    return best(_read_closely(near[:_NEAREST]), symptoms, most)


def _read_closely(near: Sequence[tuple[int, str, bytes]]) -> Iterator[Runbook]:
    for _, name, data in near:
        with suppress(IncError):
            one = stated(name, Document.parse(data, layout.runbook_path(name)))
            if not one.is_draft:
                yield one


def _head(data: bytes) -> str:
    """The front matter and what stands right behind it, as good as it can be read."""
    ends = data.find(b"\n---") if data.startswith(b"---") else 0
    return data[: max(ends, 0) + _AROUND].decode("utf-8", "replace")
