"""Editing the YAML of a document so that nothing else in it changes.

A *block* is the text between the `---` fences, as it is in the file. An edit replaces one span of
it; then the block is read again, and an edit that changed any other value is never returned.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inc.domain.incident import FIELD_ORDER
from inc.domain.timeline import Path
from inc.store import yaml_edits
from inc.store.yaml_edits import Edit
from inc.store.yaml_reading import (
    FrontMatterError,
    MappingNode,
    Node,
    Pair,
    ScalarNode,
    SequenceNode,
    Value,
    parse,
    read,
    value_of,
)
from inc.store.yaml_writing import Writable, dump, scalar

__all__ = [
    "FrontMatterError",
    "Value",
    "Writable",
    "append",
    "assign",
    "discard",
    "dump",
    "put",
    "read",
    "remove",
    "scalar",
]


def assign(block: str, path: Path, value: Writable) -> str:
    """Return the block with one value set; the maps on the way to it are made where missing.

    Raises FrontMatterError when a value on the way is no map, or the edit would not be safe.
    """
    place = _locate(block, path)
    if not place.missing and _is_same(value_of(place.node), _plain(value)):
        return block
    expected = _with(value_of(place.root), path, _plain(value))
    return _checked(block, _assignment(block, place, value), expected)


def remove(block: str, path: Path) -> str:
    """Return the block without a key, and without the maps that this leaves empty."""
    place = _locate(block, path)
    if place.missing:
        return block
    depth = len(path) - 1
    while depth and not place.maps[depth].flow and len(place.maps[depth].pairs) == 1:
        depth -= 1
    edit = yaml_edits.without_key(block, place.maps[depth], place.pairs[depth])
    return _checked(block, edit, _without(value_of(place.root), path[: depth + 1]))


def put(block: str, path: Path, value: Writable | None) -> str:
    """Return the block with that value; None removes it, a list changes only where it differs."""
    if value is None:
        return remove(block, path)
    there = _at(read(block), path)
    if not (isinstance(value, list) and isinstance(there, list)):
        return assign(block, path, value)
    kept = [str(item) for item in there if item is not None]
    for item in kept:
        if item not in value:
            block = discard(block, path, item)
    for item in value:
        if item not in kept:
            block = append(block, path, str(item))
    return block


def append(block: str, path: Path, item: str) -> str:
    """Return the block with an item at the end of a list, where it is not in; a value is a list."""
    place = _locate(block, path)
    if place.missing or _is_blank(place.node):
        return assign(block, path, [item])
    node = place.node
    if isinstance(node, MappingNode):
        raise FrontMatterError.at(block, node.start, f"{_dotted(path)} is a map, not a list")
    if item in _texts(node):
        return block
    if isinstance(node, ScalarNode):
        edit = yaml_edits.value_and_item(block, place.maps[-1], place.pairs[-1], item)
    else:
        edit = yaml_edits.new_item(block, node, item)
    values = [value_of(child) for child in _items(node)]
    return _checked(block, edit, _with(value_of(place.root), path, [*values, item]))


def discard(block: str, path: Path, item: str) -> str:
    """Return the block with an item taken off a list; of the only one `[]` stays."""
    place = _locate(block, path)
    if place.missing or isinstance(place.node, MappingNode):
        return block
    texts = _texts(place.node)
    if item not in texts:
        return block
    if isinstance(place.node, ScalarNode) or len(texts) == 1:
        return assign(block, path, [])
    at = texts.index(item)
    values = [value_of(child) for child in place.node.items]
    del values[at]
    edit = yaml_edits.without_item(block, place.node, at)
    return _checked(block, edit, _with(value_of(place.root), path, values))


@dataclass(frozen=True)
class _Place:
    """How far a path leads into a block: the maps and pairs walked through, the names missing."""

    path: Path
    root: MappingNode
    maps: tuple[MappingNode, ...]
    pairs: tuple[Pair, ...]

    @property
    def missing(self) -> Path:
        return self.path[len(self.pairs) :]

    @property
    def node(self) -> Node:
        return self.pairs[-1].value if self.pairs else self.root


def _locate(block: str, path: Path) -> _Place:
    root = parse(block) or MappingNode(len(block), len(block), (), flow=False)
    maps: list[MappingNode] = []
    pairs: list[Pair] = []
    node: Node = root
    for name in path:
        pair = _pair(node, name)
        if pair is None or not isinstance(node, MappingNode):
            break
        maps.append(node)
        pairs.append(pair)
        node = pair.value
    return _Place(path, root, tuple(maps), tuple(pairs))


def _pair(node: Node, name: str) -> Pair | None:
    if not isinstance(node, MappingNode):
        return None
    return next((pair for pair in node.pairs if pair.key.text == name), None)


def _assignment(block: str, place: _Place, value: Writable) -> Edit:
    if not place.missing:
        return yaml_edits.replaced_value(block, place.maps[-1], place.pairs[-1], value)
    name, *deeper = place.missing
    for inner in reversed(deeper):
        value = {inner: value}
    node = place.node
    if node is place.root:
        return yaml_edits.new_key(block, place.root, _predecessor(place.root, name), name, value)
    if _is_blank(node):
        return yaml_edits.replaced_value(block, place.maps[-1], place.pairs[-1], {name: value})
    if isinstance(node, MappingNode):
        return yaml_edits.new_key(block, node, None, name, value)
    parent = _dotted(place.path[: len(place.pairs)])
    raise FrontMatterError.at(block, node.start, f"{parent} is not a map, so it has no `{name}`")


def _predecessor(root: MappingNode, name: str) -> Pair | None:
    """Return the pair that a new top-level key goes below, None for the last."""
    before = FIELD_ORDER[: FIELD_ORDER.index(name)] if name in FIELD_ORDER else ()
    found = (_pair(root, key) for key in reversed(before))
    return next((pair for pair in found if pair is not None), None)


def _is_blank(node: Node) -> bool:
    return value_of(node) in (None, "", [], {})


def _items(node: Node) -> tuple[Node, ...]:
    """Return the items of a list; a value where a list is expected is its one item."""
    return node.items if isinstance(node, SequenceNode) else (node,)


def _texts(node: Node) -> list[str | None]:
    """Return the items as they are written: `4711` is in the list however it is quoted."""
    return [item.text if isinstance(item, ScalarNode) else None for item in _items(node)]


def _dotted(path: Path) -> str:
    return f"`{'.'.join(path)}`"


def _checked(block: str, edit: Edit, expected: Value) -> str:
    """Return the edited block when it reads as expected, and nothing else in it changed."""
    edited = edit.apply(block)
    problem = "cannot be edited safely by a program: change this line by hand"
    try:
        if _is_same(read(edited), expected):
            return edited
    except FrontMatterError as error:
        problem += f" ({error.problem})"
    raise FrontMatterError.at(block, edit.start, problem)


def _is_same(left: Value, right: Value) -> bool:
    """Whether two values are equal and of one type: for Python `1` and `True` are equal."""
    if type(left) is not type(right):
        return False
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(_is_same(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(_is_same, left, right))
    return left == right


def _with(fields: Value, path: Path, value: Value) -> Value:
    if not path:
        return value
    copy = dict(fields) if isinstance(fields, dict) else {}
    copy[path[0]] = _with(copy.get(path[0]), path[1:], value)
    return copy


def _without(fields: Value, path: Path) -> Value:
    if not isinstance(fields, dict):
        return fields
    if len(path) == 1:
        return {key: value for key, value in fields.items() if key != path[0]}
    return {**fields, path[0]: _without(fields[path[0]], path[1:])}


def _plain(value: Writable) -> Value:
    """Return a value as it will read back: str of a string enumeration, list of a tuple."""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, Sequence) else value


def _at(fields: Value, path: Path) -> Value:
    for key in path:
        fields = fields.get(key) if isinstance(fields, dict) else None
    return fields
