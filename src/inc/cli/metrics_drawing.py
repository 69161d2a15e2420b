"""Small pictures of numbers in a line of text: a course, and a bar."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Final

from inc.cli.session import current

_LEVELS: Final = "▁▂▃▄▅▆▇█"
_PARTS: Final = " ▏▎▍▌▋▊▉█"


def can_draw() -> bool:
    """Whether the terminal shows blocks: a dumb one, and one that is not UTF-8, does not."""
    encoding = (getattr(sys.stdout, "encoding", None) or "").lower().replace("-", "")
    return encoding == "utf8" and current().environ.get("TERM") != "dumb"


def course(values: Sequence[float | None]) -> str:
    """Numbers as a line of blocks, each as high as its part of the greatest; a dot for none."""
    top = max((value for value in values if value is not None), default=0) or 1
    return "".join(
        "·" if value is None else _LEVELS[min(7, int(value / top * 7.999))] for value in values
    )


def bar(value: float, top: float, width: int) -> str:
    """A number as a bar of blocks, as long as its part of the greatest."""
    eighths = round(value / top * width * 8) if top else 0
    whole, part = divmod(max(eighths, 1 if value else 0), 8)
    return (_PARTS[8] * whole + (_PARTS[part] if part else "")).ljust(width)
