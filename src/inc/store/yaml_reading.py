"""Reading the YAML of a front matter strictly: plain data, exact places, bounded work.

YAML is read as version 1.2 has it: `yes`, `14:22` and `2026-03-04` are strings. What PyYAML would
take silently (duplicate keys, aliases, tags, a key that is a number) is an error with its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

from inc.store import plain_fields
from inc.store.plain_scalars import resolve

if TYPE_CHECKING:
    from yaml import YAMLError

Value: TypeAlias = "str | int | float | bool | list[Value] | dict[str, Value] | None"

MAX_BYTES = 64 * 1024
MAX_NODES = 2_000
MAX_DEPTH = 20


class FrontMatterError(Exception):
    """A front matter that cannot be read or edited: where in the block (both from 1), and why."""

    def __init__(self, problem: str, *, line: int, column: int) -> None:
        super().__init__(f"line {line}, column {column}: {problem}")
        self.problem = problem
        self.line = line
        self.column = column

    @classmethod
    def at(cls, block: str, offset: int, problem: str) -> FrontMatterError:
        """Return the error at a character offset; only `\\n` ends a line, as in an editor."""
        line_start = block.rfind("\n", 0, offset) + 1
        line = block.count("\n", 0, offset) + 1
        return cls(problem, line=line, column=offset - line_start + 1)


@dataclass(frozen=True, slots=True)
class ScalarNode:
    """One value that is no collection, with its text as read; `style` is "", ', ", | or >."""

    start: int
    end: int
    text: str
    style: str


@dataclass(frozen=True, slots=True)
class SequenceNode:
    """A list, `[a, b]` when `flow`, else one item a line."""

    start: int
    end: int
    items: tuple[Node, ...]
    flow: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """A key of a map and its value."""

    key: ScalarNode
    value: Node


@dataclass(frozen=True, slots=True)
class MappingNode:
    """A map, `{a: b}` when `flow`, else one key a line."""

    start: int
    end: int
    pairs: tuple[Pair, ...]
    flow: bool


Node: TypeAlias = ScalarNode | SequenceNode | MappingNode


def read(block: str) -> dict[str, Value]:
    """Return the fields of a block; raises `FrontMatterError` with the place of what is wrong."""
    plain = plain_fields.read(block, resolve)
    if plain is not None:
        return plain
    root = parse(block)
    return {} if root is None else _fields(root)


def value_of(node: Node) -> Value:
    """Return what a node means."""
    if isinstance(node, ScalarNode):
        return node.text if node.style else resolve(node.text)
    if isinstance(node, SequenceNode):
        return [value_of(item) for item in node.items]
    return _fields(node)


def parse(block: str) -> MappingNode | None:
    """Return the nodes of a block with character offsets, None when it holds only comments."""
    from yaml import YAMLError

    _check_text(block)
    try:
        return _Composer(block).document()
    except YAMLError as error:
        raise _in_plain_words(block, error) from None


def _fields(node: MappingNode) -> dict[str, Value]:
    return {pair.key.text: value_of(pair.value) for pair in node.pairs}


_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]|\r(?!\n)"
)


def _check_text(block: str) -> None:
    if len(block) > MAX_BYTES or len(block.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        problem = f"the front matter is larger than {MAX_BYTES // 1024} KiB"
        raise FrontMatterError(problem, line=1, column=1)
    if forbidden := _FORBIDDEN.search(block):
        character = f"U+{ord(forbidden[0]):04X}"
        problem = f"the character {character} is not allowed in YAML"
        raise FrontMatterError.at(block, forbidden.start(), problem)


class _Composer:
    """Builds nodes from the parser's events and stops at the first that is not plain data.

    On events the limits hold while PyYAML reads: its own composer recurses first and asks later.
    """

    def __init__(self, block: str) -> None:
        import yaml

        self._yaml = yaml
        self._block = block
        self._count = 0
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        self._next: Callable[[], Any] = loader(block).get_event

    def document(self) -> MappingNode | None:
        """Return the one mapping of the block."""
        self._next()
        start = self._next()
        if isinstance(start, self._yaml.StreamEndEvent):
            return None
        self._refuse_marker(start)
        root = self._node(self._next(), depth=1)
        if not isinstance(root, MappingNode):
            self._fail(root.start, "the front matter is not a list of `key: value` fields")
        self._refuse_marker(self._next())
        following = self._next()
        if not isinstance(following, self._yaml.StreamEndEvent):
            self._refuse_marker(following)
        return root

    def _node(self, event: Any, depth: int) -> Node:
        self._count += 1
        start = event.start_mark.index
        if self._count > MAX_NODES:
            self._fail(start, f"the front matter holds more than {MAX_NODES} values")
        if depth > MAX_DEPTH:
            self._fail(start, f"values are nested more than {MAX_DEPTH} deep")
        self._refuse_reference(event)
        if isinstance(event, self._yaml.ScalarEvent):
            return self._scalar(event)
        if isinstance(event, self._yaml.SequenceStartEvent):
            return self._sequence(event, depth)
        return self._mapping(event, depth)

    def _scalar(self, event: Any) -> ScalarNode:
        start, end, style = event.start_mark.index, event.end_mark.index, event.style or ""
        if style in ("|", ">"):
            end = _end_of_block_scalar(self._block, start, end)
        return ScalarNode(start, end, event.value, style)

    def _sequence(self, event: Any, depth: int) -> SequenceNode:
        items: list[Node] = []
        while not isinstance(child := self._next(), self._yaml.SequenceEndEvent):
            items.append(self._node(child, depth + 1))
        end = _end_of_collection(event, child, items[-1] if items else None)
        return SequenceNode(event.start_mark.index, end, tuple(items), bool(event.flow_style))

    def _mapping(self, event: Any, depth: int) -> MappingNode:
        pairs: dict[str, Pair] = {}
        while not isinstance(child := self._next(), self._yaml.MappingEndEvent):
            key = self._key(self._node(child, depth + 1))
            if key.text in pairs:
                self._fail(key.start, f"the key `{key.text}` is there twice")
            pairs[key.text] = Pair(key, self._node(self._next(), depth + 1))
        found = tuple(pairs.values())
        end = _end_of_collection(event, child, found[-1].value if found else None)
        return MappingNode(event.start_mark.index, end, found, bool(event.flow_style))

    def _key(self, node: Node) -> ScalarNode:
        if not isinstance(node, ScalarNode):
            self._fail(node.start, "a key is a list or a map: a key must be a word")
        if not node.style and node.text == "<<":
            self._fail(node.start, "a merge key (`<<`) is not read: write the fields out")
        if not isinstance(value_of(node), str):
            self._fail(node.start, f"the key `{node.text}` is not a word: put it in quotes")
        return node

    def _refuse_reference(self, event: Any) -> None:
        start = event.start_mark.index
        if isinstance(event, self._yaml.AliasEvent):
            self._fail(start, f"an alias (`*{event.anchor}`) is not read: write the value out")
        if event.anchor is not None:
            self._fail(start, f"an anchor (`&{event.anchor}`) is not read: take it away")
        if event.tag is not None:
            self._fail(start, f"a tag (`{event.tag}`) is not read: take it away")

    def _refuse_marker(self, event: Any) -> None:
        if event.explicit:
            problem = "a `---`, `...` or `%` line is not allowed inside the front matter"
            self._fail(event.start_mark.index, problem)

    def _fail(self, offset: int, problem: str) -> NoReturn:
        raise FrontMatterError.at(self._block, offset, problem)


def _end_of_collection(opening: Any, closing: Any, last: Node | None) -> int:
    # For PyYAML a block collection ends where the next thing begins: after the comments between.
    if opening.flow_style or last is None:
        return int(closing.end_mark.index)
    return last.end


def _end_of_block_scalar(block: str, start: int, end: int) -> int:
    """Return the end of the last line with text; blank lines after it count only under `|+`."""
    if "+" in block[start : start + 3]:
        return _before_newline(block, end - 1) if block.endswith("\n", start, end) else end
    stripped = start + len(block[start:end].rstrip())
    newline = block.find("\n", stripped, end)
    return stripped if newline < 0 else _before_newline(block, newline)


def _before_newline(block: str, newline: int) -> int:
    return newline - block.startswith("\r\n", newline - 1)


_PROBLEMS = (
    ("mapping values are not allowed", "a text with `: ` in it must be in quotes"),
    ("could not find expected ':'", "a `:` is missing, or a quote is not closed"),
    ("found unexpected end of stream", "a quote is not closed"),
    ("',' or ']'", "a `[` is not closed, or a `,` is missing after it"),
    ("',' or '}'", "a `{` is not closed, or a `,` is missing after it"),
    ("violates indentation", "a tab cannot indent: use spaces"),
    ("'\\t' that cannot start", "a tab cannot indent: use spaces"),
    ("cannot start any token", "a text that begins with this character must be in quotes"),
)


def _in_plain_words(block: str, error: YAMLError) -> FrontMatterError:
    reason = str(getattr(error, "problem", None) or "it is not YAML")
    words = next((words for fragment, words in _PROBLEMS if fragment in reason), reason)
    mark = getattr(error, "problem_mark", None)
    if "not closed" in words:  # where it opens helps; where the text ends does not
        mark = getattr(error, "context_mark", None) or mark
    offset = min(mark.index, len(block)) if mark is not None else 0
    if "cannot start any token" in reason and block.startswith("\t", offset):
        words = "a tab cannot indent: use spaces"
    return FrontMatterError.at(block, offset, words)
