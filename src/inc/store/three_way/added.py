"""What several people added in one place: lines of lists, sections, or a passage with versions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from inc.store.three_way import passages
from inc.store.three_way.units import HEADING, LISTS, TEXT, Unit, of_text, text_of

Units = tuple[Unit, ...]
Join = Callable[[Sequence[Unit]], Unit]
"""Makes one unit of several that have one name."""


class United(NamedTuple):
    """All that was added in one place, and how many passages of it have several versions."""

    units: list[Unit]
    torn: int = 0


class _Section(NamedTuple):
    """A heading (none for what stands above the first one) and what stands below it."""

    heading: Unit | None
    body: Units

    @property
    def name(self) -> str:
        return self.heading.text if self.heading else ""

    @property
    def level(self) -> int:
        """How deep it is; what has no heading belongs to what stands above."""
        if self.heading is None:
            return 7
        first = self.heading.lines[0].lstrip(" ")
        is_first = self.heading.lines[-1].startswith("=")
        return len(first) - len(first.lstrip("#")) or (1 if is_first else 2)


def united(additions: Sequence[Units], join: Join) -> United:
    """Everything that was added, by section; in order of words, but for what all agree on."""
    if len(additions) == 1:
        return United(list(additions[0]))
    if all(unit.kind in LISTS for units in additions for unit in units):
        return United(_lists(additions, join))
    told = [_sections(units) for units in additions]
    names = list(dict.fromkeys(one.name for some in told for one in some))
    names.sort(key=bool)
    if len({tuple(one.name for one in some if one.heading) for some in told}) > 1:
        levels = {one.name: one.level for some in told for one in some}
        names.sort(key=lambda name: (-levels[name], name))
    found = United([])
    for name in names:
        same = [one for some in told for one in some if one.name == name]
        found = _put(found, same, join)
    return found


def versions(units: Sequence[Unit]) -> Iterator[Sequence[Unit]]:
    """What was added, once for each version of the passages in it, so that each is in one."""
    told = [(one, passages.read(one.body[0].lines)) for one in _sections(units) if one.body]
    most = max((len(some) for one, some in told if some and len(one.body) == 1), default=0)
    if not most:
        yield units
        return
    for number in range(most):
        yield [unit for one in _sections(units) for unit in _version(one, number)]


def _version(section: _Section, number: int) -> Iterator[Unit]:
    if section.heading:
        yield section.heading
    told = passages.read(section.body[0].lines) if len(section.body) == 1 else None
    if told is None:
        yield from section.body
    elif text := told[min(number, len(told) - 1)]:
        yield from of_text(text)


def _sections(units: Sequence[Unit]) -> list[_Section]:
    """What was added, cut where a heading is as high as all before it."""
    found: list[_Section] = []
    level = 7
    for unit in units:
        section = _Section(unit if unit.kind == HEADING else None, ())
        if not found or (section.heading and section.level <= level):
            level = section.level
            found.append(section if section.heading else section._replace(body=(unit,)))
        else:
            found[-1] = found[-1]._replace(body=(*found[-1].body, unit))
    return found


def _put(found: United, same: Sequence[_Section], join: Join) -> United:
    """What there is, with the versions of one section."""
    units = [*found.units, *([same[0].heading] if same[0].heading else [])]
    bodies = [one.body for one in same if one.body]
    if len({text_of(body) for body in bodies}) <= 1:
        loosest = max(bodies, key=lambda body: [unit.lead for unit in body], default=())
        return United([*units, *loosest], found.torn)
    if all(unit.kind in LISTS for body in bodies for unit in body):
        return United([*units, *_lists(bodies, join)], found.torn)
    plain = [body for body in bodies if _is_in_order(body)]
    bodies = [body for body in bodies if body not in plain]
    told = {unit.key for body in bodies for unit in body}
    alone = [unit for unit in _lists(plain, join) if unit.key not in told]
    bodies += [tuple(alone)] if alone else []
    if len(bodies) == 1:
        return United([*units, *bodies[0]], found.torn)
    lines = passages.write([text_of(body) for body in bodies])
    return United([*units, Unit(TEXT, "\n".join(lines), lines, 1)], found.torn + 1)


def _is_in_order(units: Units) -> bool:
    """Whether paragraphs stand as a merge orders them: then others may stand among them.

    One paragraph always does. Several in an order of their own tell something together.
    """
    keys = [unit.key for unit in units]
    is_plain = all(unit.kind == TEXT and passages.read(unit.lines) is None for unit in units)
    return is_plain and all(one < other for one, other in pairwise(keys))


def _lists(additions: Sequence[Units], join: Join) -> list[Unit]:
    """The lines of several lists, each once."""
    by_name: dict[tuple[str, str], list[Unit]] = {}
    for units in additions:
        for unit in units:
            by_name.setdefault((unit.kind, unit.key), []).append(unit)
    names = list(by_name)
    if len({tuple((unit.kind, unit.key) for unit in units) for units in additions}) > 1:
        names.sort()
    return [join(by_name[name]) for name in names]
