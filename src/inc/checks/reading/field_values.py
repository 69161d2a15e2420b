"""Where each value of a front matter stands, for rules that name a column or mend one value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from inc.checks.finding import Fix
from inc.store import yaml_reading
from inc.store.document import Document
from inc.store.yaml_reading import MappingNode, Node, ScalarNode, SequenceNode, Value, value_of


class PlacedValue(NamedTuple):
    """A value that is no list or map: the keys that lead to it, what it says, where (from 1)."""

    path: tuple[str, ...]
    """The keys; `[0]` is the first item of a list."""
    value: Value
    text: str
    raw: str
    """The text as it stands in the file, with its quotes."""
    style: str
    """The quote around it; nothing for a plain one."""
    line: int
    column: int

    @property
    def key(self) -> str:
        """The keys as a sentence names them: `roles.commander`, `aliases[0]`."""
        return ".".join(self.path).replace(".[", "[")

    def become(self, lines: Sequence[str], raw: str) -> Fix | None:
        """The line with something else in its place; None where it spans several lines."""
        old, start = lines[self.line - 1], self.column - 1
        if "\n" in self.raw or old[start : start + len(self.raw)] != self.raw:
            return None
        new = old[:start] + raw + old[start + len(self.raw) :]
        return Fix(self.line - 1, self.line, [new])


def read(document: Document) -> list[PlacedValue]:
    """The values of a front matter that can be read, in its order; those of lists one by one."""
    block = document.block
    root = yaml_reading.parse(block)
    return list(_below(block, root, ())) if root else []


def _below(block: str, node: Node, path: tuple[str, ...]) -> Iterator[PlacedValue]:
    if isinstance(node, MappingNode):
        for pair in node.pairs:
            yield from _below(block, pair.value, (*path, pair.key.text))
    elif isinstance(node, SequenceNode):
        for number, item in enumerate(node.items):
            yield from _below(block, item, (*path, f"[{number}]"))
    else:
        yield _placed(block, node, path)


def _placed(block: str, node: ScalarNode, path: tuple[str, ...]) -> PlacedValue:
    line = block.count("\n", 0, node.start)
    column = node.start - (block.rfind("\n", 0, node.start) + 1)
    raw = block[node.start : node.end]
    return PlacedValue(path, value_of(node), node.text, raw, node.style, line + 2, column + 1)
