"""The page of the credentials names every kind that is looked for, and no other."""

from __future__ import annotations

import re
from pathlib import Path

from inc.domain.credentials import detector

PAGE = (Path(__file__).parents[2] / "docs/credentials.md").read_text(encoding="utf-8")


def test_each_kind_is_in_the_table() -> None:
    first = [row.split("|")[1] for row in PAGE.split("\n") if row.startswith("| `")]

    assert sorted(re.findall(r"`([a-z-]+)`", " ".join(first))) == detector.kinds()
