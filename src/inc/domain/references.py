"""How a person names an incident: an id, an alias, or any part that only one of them has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from inc.errors import NotFound


def choose(
    reference: str,
    ids: Iterable[str],
    aliases: Iterable[tuple[str, str]],
    governing: Callable[[str], str] = str,
) -> str:
    """The id that `reference` names; NotFound, with the candidates, for none and for several.

    A whole id or alias wins over a part; letter case does not matter. `aliases` are pairs of an
    alias and an id; several incidents may have the same. `governing` gives the incident that one
    was merged into: a name of both means the one that goes on.
    """
    wanted = reference.strip().casefold().removesuffix(".md").rsplit("/", 1)[-1]
    names, known = list(ids), [(alias.casefold(), name) for alias, name in aliases]
    whole = {name for name in names if name == wanted}
    whole |= {name for alias, name in known if alias == wanted}
    if len(whole) == 1:
        return whole.pop()
    found = whole or {name for name in names if wanted and wanted in name}
    if not whole:
        found |= {name for alias, name in known if wanted and wanted in alias}
    if len(found) > 1:
        found = {governing(name) for name in found}
    if len(found) == 1:
        return found.pop()
    if not found:
        raise NotFound(f"no incident is called '{reference}'", hint="See them all: inc list --all")
    raise ambiguous(f"'{reference}' names {len(found)} incidents", sorted(found, reverse=True))


def ambiguous(what: str, candidates: Sequence[str]) -> NotFound:
    """The error that lists the candidates."""
    shown = "\n".join(f"  {name}" for name in candidates[:10])
    more = f"\n  … and {len(candidates) - 10} more" if len(candidates) > 10 else ""
    return NotFound(f"{what}:\n{shown}{more}", hint="Name one with -i, by any part only it has.")
