"""Repeat incidents: which one had the cause of an earlier one.

A cause is a word that people gave it: `cause: config-change` in the front matter of the incident or
of its postmortem (a list names several), or a link `caused-by X`, where X is an incident or an
address. `cause: X` and `caused-by X` say the same. Case does not count, and hyphens, underscores
and spaces are one.

- Of two incidents with a cause in common the later one repeats the earlier one; where there are
  several, the nearest. So one that is caused by incident X repeats X, or the last one that X caused
  before it. Causes are not handed on: what caused X is said of X alone.
- `duplicate-of X` is no repeat: both are one incident. It has the causes that any of them states,
  and the one that duplicates no other stands for all.
- `unknown`, `tbd` and the like are no causes. One whose time is not known repeats nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from inc.domain.excerpt import Excerpt

CAUSES: Final = ("cause", "causes", "root_cause", "root_causes")
"""The labels that name causes; the first is the one to write."""
LINKS: Final = "links"

_CAUSED: Final = frozenset({"caused by", "caused"})
_SAME: Final = frozenset({"duplicate of", "duplicate", "dup"})
_NOT_KNOWN: Final = frozenset(
    {"", "?", "-", "n/a", "na", "none", "null", "other", "tba", "tbd", "todo", "unclear", "unknown"}
)


class Stated(NamedTuple):
    """An incident, when it began in seconds since 1970, and its causes and duplicates as stated.

    `causes` are words of their own, and links: `config-change`, `caused-by X`, `duplicate-of X`.
    """

    id: str
    began: int | None
    causes: tuple[str, ...]


def stated(one: Excerpt, further: Iterable[tuple[str, str]] = ()) -> Stated:
    """What an incident states; `further` are the labels of its postmortem."""
    labels = (*one.labels, *further)
    causes = [value for key, value in labels if key in CAUSES]
    causes += [value for key, value in labels if key == LINKS and _is_told(value)]
    if one.merged_into:
        causes.append(f"duplicate-of {one.merged_into}")
    return Stated(one.id, one.began, tuple(dict.fromkeys(causes)))


def folded(cause: str) -> str:
    """A cause as it is compared; nothing for what names none."""
    head, _, target = cause.strip().partition(" ")
    told = target.strip() if _plain(head) in _CAUSED else cause.strip()
    if "://" in told:
        return told.rstrip("/")
    plain = _plain(told)
    return "" if told.casefold() in _NOT_KNOWN or plain in _NOT_KNOWN else plain


def causes(texts: Iterable[str]) -> dict[str, str]:
    """The causes among what is stated: each as it is compared, with the words of the first."""
    found: dict[str, str] = {}
    for text in texts:
        if not _duplicated(text) and folded(text):
            found.setdefault(folded(text), text.strip())
    return found


def duplicates(texts: Iterable[str]) -> list[str]:
    """What is stated to be the same incident."""
    return [target for text in texts if (target := _duplicated(text))]


def repeats(stated: Iterable[Stated]) -> dict[str, str]:
    """Each incident that repeats an earlier one, with the id of that one.

    It needs all incidents, for the earlier one may be years older. The order does not matter: it
    is that of the times, and of the ids where two began at the same time.
    """
    order = sorted(
        (one for one in _united(_concerned(stated)) if one.began is not None),
        key=lambda one: (one.began, one.id),
    )
    found: dict[str, str] = {}
    last: dict[str, int] = {}
    for place, one in enumerate(order):
        named = {*causes(one.causes), _plain_id(one.id)}
        before = [last[cause] for cause in named if cause in last]
        if before:
            found[one.id] = order[max(before)].id
        last.update(dict.fromkeys(named, place))
    return found


def _concerned(stated: Iterable[Stated]) -> list[Stated]:
    """Those that state a cause, or are one; nearly all do neither."""
    known = {one.id: one for one in stated}
    telling = [text for one in known.values() for text in one.causes]
    told = {*causes(telling), *map(_plain, duplicates(telling))}
    if not told:
        return []
    return [one for one in known.values() if one.causes or _plain_id(one.id) in told]


def _plain_id(name: str) -> str:
    """What `_plain` makes of an id, ten times faster."""
    return name.replace("-", " ").casefold()


# ------------------------------------------------------------------ duplicates


def _united(stated: Sequence[Stated]) -> list[Stated]:
    """One for each incident: duplicates give their causes, and their names, to the one that stands.

    It stands for them who duplicates none of the others; should they all, the first by time.
    """
    known = {one.id: one for one in stated}
    groups: dict[str, list[str]] = {}
    for one in known.values():
        for target in duplicates(one.causes):
            if target in known and target != one.id:
                _join(groups, one.id, target)
    alone = [one for one in known.values() if one.id not in groups]
    joined = {id(group): group for group in groups.values()}.values()
    return [*alone, *(_standing([known[name] for name in group]) for group in joined)]


def _join(groups: dict[str, list[str]], one: str, other: str) -> None:
    """Put the groups of two together, the smaller one into the larger."""
    pair = (groups.setdefault(one, [one]), groups.setdefault(other, [other]))
    if pair[0] is pair[1]:
        return
    less, more = sorted(pair, key=len)
    more += less
    groups.update(dict.fromkeys(less, more))


def _standing(group: Sequence[Stated]) -> Stated:
    names = {one.id for one in group}
    first = min(
        group,
        key=lambda one: (
            not names.isdisjoint(duplicates(one.causes)),
            one.began is None,
            one.began or 0,
            one.id,
        ),
    )
    every = [cause for one in sorted(group) for cause in (*causes(one.causes).values(), one.id)]
    return first._replace(causes=tuple(dict.fromkeys(every)))


def _duplicated(text: str) -> str:
    head, _, target = text.strip().partition(" ")
    return target.strip() if _plain(head) in _SAME else ""


def _is_told(link: str) -> bool:
    return _plain(link.strip().partition(" ")[0]) in _CAUSED | _SAME


def _plain(text: str) -> str:
    return re.sub(r"[\s_-]+", " ", text.casefold()).strip()
