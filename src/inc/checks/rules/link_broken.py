"""A link to a document that is not there.

What: a relative link in the text, a target of `links:` or `merged_into:`, or the incident of a
postmortem leads to no file; or a link is absolute, or leads out of the repository. Addresses on the
web are not asked, and what follows a `#` is not looked at.

Why: a postmortem is read years later, by somebody who follows its links. A path that begins with
`/` leads somewhere else on each forge and nowhere in a clone.

Bad, in postmortems/2026/03/2026-03-04-checkout-failures.md:
    See [the incident](../incidents/2026-03-04-checkout-failures.md).

Good:
    See [the incident](../../../incidents/2026/03/2026-03-04-checkout-failures.md).
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from os.path import exists, realpath
from pathlib import Path
from posixpath import basename, dirname, join, normpath, relpath
from shlex import quote
from typing import Final
from urllib.parse import unquote

from inc.checks.examined import Examined
from inc.checks.finding import Fix, Level, Problem, Sort
from inc.checks.rule import EVERY, Rule
from inc.domain.text import shortened
from inc.store import layout

_LINK: Final = re.compile(r"\]\((?:<([^<>\n]{1,500})>|([^\s()<>]{1,500}))")
_DEFINITION: Final = re.compile(r" {0,3}\[[^\]\n]{1,200}\]:[ \t]{0,20}<?([^\s<>]{1,500})")
_CODE: Final = re.compile(r"`[^`]{1,1000}`")
_ELSEWHERE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}:|//|#|\?")
_HINT: Final = "Correct the path, which is read from the folder of this file; or link to the web."
_MOST: Final = 1_000  # links of a document that are followed


def _find(examined: Examined) -> Iterator[Problem]:
    yield from _of_fields(examined)
    if b"](" not in examined.data and b"]:" not in examined.data:
        return
    known: dict[str, str] = {}
    for number, column, target in _links(examined):
        if target not in known:
            if len(known) == _MOST:
                return
            known[target] = _wrong(examined, target)
        if known[target]:
            yield _problem(examined, number, column, target, known[target])


def _links(examined: Examined) -> Iterator[tuple[int, int, str]]:
    for number, line in examined.prose:
        if "](" not in line and "]:" not in line:
            continue
        text = _CODE.sub(lambda code: " " * len(code[0]), line) if "`" in line else line
        for match in _LINK.finditer(text):
            group = 1 if match[1] else 2
            yield number, match.start(group) + 1, match[group]
        if defined := _DEFINITION.match(text):
            yield number, defined.start(1) + 1, defined[1]


def _wrong(examined: Examined, target: str) -> str:
    """What is wrong with a target; nothing where it leads somewhere, or to the web."""
    if _ELSEWHERE.match(target):
        return ""
    path = unquote(re.split("[#?]", target, maxsplit=1)[0])
    if path.startswith(("/", "\\")):
        return "is an absolute path, which each forge reads in its own way"
    root = realpath(examined.around.root)
    there, top = normpath(join(root, dirname(examined.path), path)), _top(root)
    if "\0" in path or not _is_inside(there, top) or not _is_inside(realpath(there), top):
        return "leads out of the repository"
    return "" if exists(there) else "leads to no file"  # noqa: PTH110 - takes any name


@lru_cache(maxsize=8)
def _top(root: str) -> str:
    """The folder of the repository around a workspace; itself where there is none."""
    above = [root, *map(str, Path(root).parents)]
    return next((folder for folder in above if exists(join(folder, ".git"))), root)  # noqa: PTH110


def _is_inside(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def _problem(examined: Examined, number: int, column: int, target: str, what: str) -> Problem:
    right = _right_way(examined, target)
    told = shortened(target, 100)
    hint = f"Write {right}" if right else _HINT
    fix = _mended(examined, number, column, target, right) if right else None
    return Problem(number, f"“{told}” {what}", hint, column, about=target, fix=fix)


def _right_way(examined: Examined, target: str) -> str:
    """The way from here to the file that a link names by its id, or from the top; else nothing."""
    path, mark, anchor = target.partition("#")
    from_top = normpath(path).lstrip("/")
    if path.startswith("/") and examined.around.exists(from_top):
        return relpath(from_top, dirname(examined.path)) + mark + anchor
    name = basename(path).removesuffix(".md")
    if not (path.endswith(".md") and layout.is_id(name)):
        return ""
    is_postmortem = layout.POSTMORTEMS in path
    right = layout.postmortem_path(name) if is_postmortem else layout.incident_path(name)
    if not examined.around.exists(right):
        return ""
    return relpath(right, dirname(examined.path)) + mark + anchor


def _mended(examined: Examined, number: int, column: int, target: str, right: str) -> Fix | None:
    line, start = examined.lines[number - 1], column - 1
    if line[start : start + len(target)] != target:
        return None
    return Fix(number - 1, number, [line[:start] + right + line[start + len(target) :]])


# ------------------------------------------------------------------ front matter


def _of_fields(examined: Examined) -> Iterator[Problem]:
    if examined.sort is Sort.INCIDENT:
        yield from _named(examined, "merged_into", examined.incident.list_of("merged_into"))
        yield from _named(examined, "links", examined.incident.list_of("links"))
    elif examined.sort is Sort.POSTMORTEM and layout.is_id(examined.name):
        path = layout.incident_path(examined.name)
        if not examined.around.exists(path):
            what = f"the incident of this postmortem is not there ({path})"
            hint = f"Give it the id of its incident: git mv {quote(examined.path)} …"
            yield Problem(examined.line_of("incident"), what, hint, about="incident")


def _named(examined: Examined, field: str, stated: list[str]) -> Iterator[Problem]:
    for one in dict.fromkeys(stated[:_MOST]):
        name = one.rpartition(" ")[2]
        if layout.is_id(name) and not examined.around.exists(layout.incident_path(name)):
            what = f"{field} names {shortened(name, 100)}, and there is no such incident"
            hint = f"Correct {field}; the incidents there are: inc list --all"
            yield Problem(examined.line_of(field), what, hint, about=f"{field} {name}")


RULE = Rule("INC115", __name__, __doc__, Level.ERROR, EVERY, _find)
