"""How the rest of the world reads our front matter: python-frontmatter, which speaks YAML 1.1.

`14:22` becomes 862 there and `no` becomes false; what is quoted means the same to everybody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from inc.store.document import Document


def surprises(text: str) -> Iterator[tuple[str, Any, str]]:
    """The keys whose text others read as something else: key, the text, what they read."""
    ours = Document.parse(text.encode("utf-8"), "").fields
    for key, value, other in _pairs("", ours, _theirs(text)):
        if isinstance(value, str) and value != other:
            yield key, value, f"{type(other).__name__} {other}"


def _theirs(text: str) -> Mapping[str, Any]:
    import frontmatter  # 20 ms, for the doctor only
    from frontmatter.default_handlers import YAMLHandler

    try:
        fields, _ = frontmatter.parse(text.removeprefix("\ufeff"), handler=YAMLHandler())
    except Exception:  # whatever it stumbles over is not a surprise but a finding of our reader
        return {}
    return fields


def _pairs(prefix: str, ours: Any, theirs: Any) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(ours, Mapping) and isinstance(theirs, Mapping):
        for key, value in ours.items():
            if key in theirs:
                yield from _pairs(f"{prefix}.{key}" if prefix else key, value, theirs[key])
    elif isinstance(ours, list) and isinstance(theirs, list):
        for number, (mine, other) in enumerate(zip(ours, theirs, strict=False)):
            yield from _pairs(f"{prefix}[{number}]", mine, other)
    else:
        yield prefix, ours, theirs
