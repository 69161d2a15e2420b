"""Where values of settings are kept: `inc.toml` for the team, git's configuration for a person."""

from __future__ import annotations

import copy
import difflib
from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any, NamedTuple

from inc import config
from inc.config import FILE, SETTINGS, Setting, positions
from inc.domain import presets
from inc.domain.policy import Policy
from inc.durable import Edit
from inc.errors import Refused, UsageError
from inc.store import files
from inc.vcs import asking
from inc.workspace import Workspace, Writing

Keys = tuple[str, ...]


class Value(NamedTuple):
    """A value by its dotted name, and where it comes from: `inc.toml:12`, `preset management` …"""

    name: str
    value: Any
    origin: str


def values(workspace: Workspace) -> Iterator[Value]:
    """All settings, then every value of the policy."""
    policy, lines = workspace.policy, positions.lines(config.read(workspace.root))
    for known in SETTINGS:
        yield _setting(workspace, known, lines)
    for path, value in of_policy(policy):
        yield Value(".".join(path), value, _origin(policy, path, lines))


def of_policy(policy: Policy, *prefix: str) -> Iterator[tuple[Keys, Any]]:
    """Every value of the policy at or below a path, without the settings beside it."""
    beside = {"format", *(known.name for known in SETTINGS)}
    return (found for found in policy.leaves(*prefix) if found[0][0] not in beside)


def value_of(workspace: Workspace, name: str) -> Value:
    """The value of that name; UsageError where there is none."""
    known = config.setting(name)
    if known and not known.is_shared:
        return _setting(workspace, known, {})
    name = known.name if known else name
    names = []
    for found in values(workspace):
        if found.name == name:
            return found
        names.append(found.name)
    below = [each for each in names if each.startswith(f"{name}.")]
    if below:
        hint = f"See them: inc config list {name}; or one: inc config get {below[0]}"
        raise UsageError(f"{name} is a table of {len(below)} values", hint=hint)
    near = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
    guess = f"Did you mean {' or '.join(near)}? " if near else ""
    raise UsageError(f"there is no setting '{name}'", hint=f"{guess}See all: inc config list")


def _setting(workspace: Workspace, known: Setting, lines: Mapping[positions.Path, int]) -> Value:
    if known.is_shared:
        value = str(getattr(workspace.policy, known.name))
        return Value(known.name, value, _origin(workspace.policy, (known.name,), lines))
    own = workspace.git_settings.values.get(f"inc.{known.name.lower()}")
    origin = presets.DEFAULT if own is None else known.home
    return Value(known.name, known.default if own is None else own, origin)


def _origin(policy: Policy, path: Keys, lines: Mapping[positions.Path, int]) -> str:
    layer = policy.origin(*path) or presets.DEFAULT
    if layer == FILE:
        return f"{FILE}:{positions.line(lines, path)}"
    return layer if layer == presets.DEFAULT else f"preset {layer}"


# ------------------------------------------------------------------ changing


def assign(workspace: Workspace, name: str, value: Any, *, writing: Writing) -> str | None:
    """Set it; returns the commit for a setting of the team, None for one's own."""
    edit = changed(workspace, name, value)
    if edit is None:
        asking.set_own(workspace.repository, f"inc.{name}", value)
        return None
    text = f"inc: setting {name}\n\nInc-Operation: config\n"
    return workspace.save([edit], text, writing=writing)


def changed(workspace: Workspace, name: str, value: Any) -> Edit | None:
    """What setting it makes of `inc.toml`; None for one's own.

    UsageError where the value does not suit, Refused where it is so already.
    """
    known, path = config.setting(name), tuple(name.split("."))
    if known:
        config.check(name, value)
    is_shared = known is None or known.is_shared
    table = config.parse(config.read(workspace.root)) if is_shared else {}
    if not known:
        from inc.config import schema

        schema.RULES((), _alone(table, path, value))
    if value == _current(workspace, name):
        raise Refused(f"{name} is {value} already", hint="See them all: inc config list")
    return _edit(workspace, table, path, value) if is_shared else None


def _alone(table: Mapping[str, Any], path: Keys, value: Any) -> dict[str, Any]:
    """A table with this value only: whatever else is wrong can be mended after it.

    Of a checklist it has all that is said, for a checklist needs items.
    """
    alone: dict[str, Any] = {}
    if path[0] == "checklists" and len(path) > 2:
        stated = table.get(path[0])
        about = stated.get(path[1]) if isinstance(stated, Mapping) else None
        alone = {path[0]: {path[1]: copy.deepcopy(about or {})}}
    _put(alone, path, value)
    return alone


def _put(table: MutableMapping[str, Any], path: Keys, value: Any) -> None:
    for key in path[:-1]:
        if not isinstance(table.setdefault(key, {}), MutableMapping):
            raise UsageError(
                f"{key} is one value in {FILE}, and {'.'.join(path)} would be a part of it",
                hint=f"Change {FILE} by hand, then: inc config list {path[0]}",
            )
        table = table[key]
    table[path[-1]] = value


def _current(workspace: Workspace, name: str) -> Any:
    """The value now; None where there is none, or the file is wrong and has to be mended."""
    try:
        return value_of(workspace, name).value
    except UsageError:
        return None


def _edit(workspace: Workspace, table: dict[str, Any], path: Keys, value: Any) -> Edit:
    """The new bytes, with the comments, the order and the newlines of the old ones."""
    import tomlkit

    before = files.read(workspace.root, FILE)
    text = before.decode("utf-8")
    document = tomlkit.parse(text.removeprefix("\ufeff").replace("\r\n", "\n"))
    _make_tables(document, path[:-1])
    _put(document, path, value)
    after = tomlkit.dumps(document)
    _put(table, path, value)
    if config.parse(after) != table:  # whatever tomlkit makes of an unusual layout
        raise UsageError(
            f"{FILE} is laid out in a way that inc cannot change safely",
            hint=f"Write it there by hand: {'.'.join(path)}",
        )
    newline = "\r\n" if "\r\n" in text else "\n"
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    return Edit(FILE, before, (mark + after.replace("\n", newline)).encode("utf-8"))


def _make_tables(place: Any, keys: Keys) -> None:
    """Make the tables that are missing on the way, with headers of their own: `[cadence.SEV1]`."""
    import tomlkit

    for number, key in enumerate(keys, start=1):
        if key not in place:
            place[key] = tomlkit.table(is_super_table=number < len(keys))
        place = place[key]
        if not isinstance(place, MutableMapping):
            return  # the next step says so
