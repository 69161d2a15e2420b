"""Files that come with the program: the templates, and what a forge reads."""

from __future__ import annotations

from pathlib import Path


def folder() -> Path:
    """Where they stand: in the package, or beside `src` in its source."""
    inside = Path(__file__).parent / "templates"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "templates"
