"""Which span of a block to replace by what text, so that one value changes and its style stays.

Offsets count characters. Nothing here proves that an edit is right: `front_matter` reads it again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from inc.store.yaml_reading import MappingNode, Node, Pair, ScalarNode, SequenceNode, value_of
from inc.store.yaml_writing import Writable, entries, entry, inline, scalar

Span: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Edit:
    """The characters from `start` up to `end` become `text`."""

    start: int
    end: int
    text: str

    def apply(self, block: str) -> str:
        """Return the block after the edit."""
        return block[: self.start] + self.text + block[self.end :]


def replaced_value(block: str, mapping: MappingNode, pair: Pair, value: Writable) -> Edit:
    """Return the edit that gives a key another value, where the old one stands."""
    old = pair.value
    style = _quotes(old)
    if mapping.flow:
        return _replaced_in_line(block, old, inline(value, flow=True, style=style))
    lines = _lines_of(block, mapping, old, value)
    head = "" if lines else inline(value, style=style)
    if lines or not _is_in_line(old):
        return _replaced_lines(block, pair, head, lines)
    return _replaced_in_line(block, old, head)


def new_key(
    block: str, mapping: MappingNode, after: Pair | None, name: str, value: Writable
) -> Edit:
    """Return the edit that adds a key to a map: below `after`, or at the end."""
    if mapping.flow:
        spans = [(pair.key.start, pair.value.end) for pair in mapping.pairs]
        return _new_in_flow(block, mapping.start, spans, entry(name, value, flow=True))
    last = after or (mapping.pairs[-1] if mapping.pairs else None)
    indent = _column(block, mapping.start) if last else 0
    at = _below(block, last.value.end, indent) if last else len(block)
    return _new_lines(block, at, entries({name: value}, indent))


def new_item(block: str, node: SequenceNode, item: str) -> Edit:
    """Return the edit that adds an item at the end of a list that has some."""
    style = _quotes(node.items[-1])
    if node.flow:
        spans = [(child.start, child.end) for child in node.items]
        return _new_in_flow(block, node.start, spans, scalar(item, flow=True, style=style))
    indent = _column(block, node.start)
    at = _below(block, node.items[-1].end, indent)
    return _new_lines(block, at, [f"{' ' * indent}- {scalar(item, style=style)}"])


def value_and_item(block: str, mapping: MappingNode, pair: Pair, item: str) -> Edit:
    """Return the edit that makes the one value of a key the first item of a list of two."""
    old = pair.value
    if isinstance(old, ScalarNode) and isinstance(value_of(old), str):
        return replaced_value(block, mapping, pair, [old.text, item])
    written = block[old.start : old.end]  # a number: `1.10` would come back from a float as `1.1`
    return _replaced_in_line(block, old, f"[{written}, {scalar(item, flow=True)}]")


def without_key(block: str, mapping: MappingNode, pair: Pair) -> Edit:
    """Return the edit that takes a key, its value and its own comments away."""
    if mapping.flow:
        spans = [(other.key.start, other.value.end) for other in mapping.pairs]
        return _without_in_flow(block, spans, mapping.pairs.index(pair))
    return _without_lines(block, mapping.start, (pair.key.start, pair.value.end))


def without_item(block: str, node: SequenceNode, at: int) -> Edit:
    """Return the edit that takes one item of several off a list."""
    spans = [(child.start, child.end) for child in node.items]
    if node.flow:
        return _without_in_flow(block, spans, at)
    return _without_lines(block, node.start, spans[at])


def _is_in_line(node: Node) -> bool:
    """Whether a value can be cut out of its line: not block style, which owns its lines."""
    return node.style not in ("|", ">") if isinstance(node, ScalarNode) else node.flow


def _replaced_in_line(block: str, old: Node, text: str) -> Edit:
    if old.start == old.end:  # no value at all: only the colon, or in `{key}` not even that
        before = block[: old.start]
        has_colon = before.rstrip().endswith(":")
        text = ("" if before[-1:].isspace() else " ") + text if has_colon else f": {text}"
    return Edit(old.start, old.end, text)


def _lines_of(block: str, mapping: MappingNode, old: Node, value: Writable) -> list[str]:
    """Return the lines of a value that is to be written below its key; none for one in the line."""
    if isinstance(value, Mapping):
        below = _column(block, mapping.start) + 2
        if isinstance(old, MappingNode) and not old.flow:
            below = _column(block, old.start)
        return list(entries(value, below))
    if not isinstance(old, SequenceNode) or old.flow:
        return []
    if isinstance(value, str) or not isinstance(value, Sequence):
        return []
    margin, style = " " * _column(block, old.start), _quotes(old)
    return [f"{margin}- {inline(item, style=style)}" for item in value]


def _replaced_lines(block: str, pair: Pair, head: str, lines: list[str]) -> Edit:
    colon = re.compile(r"\s*:").match(block, pair.key.end)
    start = colon.end() if colon else pair.value.start
    text = f" {head}" if head else ""
    text += _comments(block, start, pair.value)
    text += "".join(_newline(block) + line for line in lines)
    return Edit(start, _line_end(block, pair.value.end), text)


def _comments(block: str, start: int, old: Node) -> str:
    """Return what follows on the line of the key, and on the last line of an old value in line."""
    key_line_end = _line_end(block, start)
    kept = block[start:key_line_end] if old.start > key_line_end else ""
    if isinstance(old, ScalarNode) and not _is_in_line(old):
        header = re.compile(r"[|>][-+0-9]*").match(block, old.start)
        return kept + block[header.end() if header else old.start : _line_end(block, old.start)]
    return kept + block[old.end : _line_end(block, old.end)] if _is_in_line(old) else kept


def _new_lines(block: str, at: int, lines: Iterable[str]) -> Edit:
    newline = _newline(block)
    text = newline.join(lines)
    if at and not block.endswith("\n", 0, at):  # the last line has no newline, and keeps none
        return Edit(at, at, newline + text)
    return Edit(at, at, text + newline)


_REST_OF_ITEM = re.compile(r"(?:[ \t]*(,))?([ \t]*(?:#.*)?)")


def _new_in_flow(block: str, opening: int, spans: Sequence[Span], text: str) -> Edit:
    if not spans:
        return Edit(opening + 1, opening + 1, text)
    start, end = spans[-1]
    rest = _rest_of_lone_item(block, start, end)
    if rest is None:
        return Edit(end, end, f", {text}")
    margin = block[_line_start(block, start) : start]
    comma, comment = rest.groups("")
    return Edit(end, rest.end(), f",{comment}{_newline(block)}{margin}{text}{comma}")


def _without_in_flow(block: str, spans: Sequence[Span], at: int) -> Edit:
    start, end = spans[at]
    if _rest_of_lone_item(block, start, end):
        return Edit(_line_start(block, start), _next_line(block, end), "")
    if at + 1 < len(spans):
        return Edit(start, spans[at + 1][0], "")
    if at:
        return Edit(spans[at - 1][1], end, "")
    return Edit(start, end + block.startswith(",", end), "")


def _rest_of_lone_item(block: str, start: int, end: int) -> re.Match[str] | None:
    """Return what follows an item of `[ ]` or `{ }` that has its lines for itself."""
    if block[_line_start(block, start) : start].strip():
        return None
    return _REST_OF_ITEM.fullmatch(block, end, _line_end(block, end))


def _without_lines(block: str, collection_start: int, span: Span) -> Edit:
    below = _below(block, span[1], _column(block, collection_start))
    return Edit(_line_start(block, span[0]), below, "")


def _below(block: str, end: int, indent: int) -> int:
    """Return the line start below a value: after the comments indented deeper, which are its own.

    Left behind, such a comment would become text of a `|` scalar above it.
    """
    comment = re.compile(rf"(?:[ \t]*\r?\n)*[ ]{{{indent + 1},}}#[^\n]*(?:\n|\Z)")
    at = _next_line(block, end)
    while found := comment.match(block, at):
        at = found.end()
    return at


def _quotes(node: Node) -> str:
    """Return the quote character that a value, or the first item of a list, is written in."""
    if isinstance(node, SequenceNode) and node.items:
        return _quotes(node.items[0])
    return node.style if isinstance(node, ScalarNode) and node.style in ("'", '"') else ""


def _newline(block: str) -> str:
    return "\r\n" if "\r\n" in block else "\n"


def _column(block: str, at: int) -> int:
    return at - _line_start(block, at)


def _line_start(block: str, at: int) -> int:
    return block.rfind("\n", 0, at) + 1


def _line_end(block: str, at: int) -> int:
    """Return where the text of the line ends, before its newline."""
    newline = block.find("\n", at)
    if newline < 0:
        return len(block)
    return newline - block.startswith("\r\n", newline - 1)


def _next_line(block: str, at: int) -> int:
    newline = block.find("\n", at)
    return len(block) if newline < 0 else newline + 1
