"""Every command that the README and the pages of `docs/` show is run, and prints what they show.

A page's ```console blocks are one story in one folder. A comment `<!-- clock: TIME -->` sets the
clock for the next command. `pytest tests/documentation --update` writes the outputs anew.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
PARTS = re.compile(r"<!-- clock: (?P<clock>\S+) -->|^```console\n(?P<block>.*?)^```$", re.M | re.S)
START = "2026-03-04T15:30:00+00:00"


class Story:
    """A folder, a clock, and the commands that are run there one after the other."""

    def __init__(self, tmp_path: Path) -> None:
        self.folder = tmp_path / "work"
        self.folder.mkdir()
        self.clock = tmp_path / "clock"
        self.set_clock(START, 0)
        commands = tmp_path / "bin"
        commands.mkdir()
        program = Path(__file__).with_name("program.py")
        for name in ("inc", "git-inc"):
            script = commands / name
            script.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{program}" "$@"\n')
            script.chmod(0o755)
        self.environment = {
            **os.environ,
            "PATH": f"{commands}:{os.environ['PATH']}",
            "DOCUMENTATION_CLOCK": str(self.clock),
            "PAGER": "cat",
        }

    def set_clock(self, instant: str, count: int | None = None) -> None:
        """Set the time at which the next command is typed."""
        if count is None:
            count = int(self.clock.read_text().split()[1])
        self.clock.write_text(f"{instant} {count}")

    def run(self, command: str) -> str:
        """What a person sees of a command."""
        where = self.clock.with_name("folder")
        done = subprocess.run(
            ["bash", "-c", f"{command}\ncode=$?\npwd > {where}\nexit $code"],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            check=False,
        )
        self.folder = Path(where.read_text().strip())
        return done.stdout.replace(str(self.clock.parent / "work"), "~")


def commands(block: str) -> Iterator[str]:
    """The commands of a block, each with the lines that a backslash or a here-text continues."""
    command = ""
    for line in block.split("\n"):
        if line.startswith("$ "):
            if command:
                yield command
            command = line[2:]
        elif command.endswith("\\"):
            command += "\n" + line.removeprefix("> ")
        elif line.startswith("> ") and "<<" in command:
            command += "\n" + line[2:]
    if command:
        yield command


def shown(command: str, output: str) -> str:
    """A command and its output as a page has them."""
    lines = command.split("\n")
    text = "\n".join([f"$ {lines[0]}", *(f"> {line}" for line in lines[1:])])
    return f"{text}\n{output}" if output.endswith("\n") or not output else f"{text}\n{output}\n"


def renewed(page: str, story: Story) -> str:
    """The page with the outputs that its commands have now."""

    def renew(part: re.Match[str]) -> str:
        if part["clock"]:
            story.set_clock(part["clock"])
            return part[0]
        outputs = [shown(command, story.run(command)) for command in commands(part["block"])]
        return "```console\n" + "".join(outputs) + "```"

    return PARTS.sub(renew, page)


@pytest.mark.parametrize("page", PAGES, ids=[path.name for path in PAGES])
def test_the_commands_of_a_page_print_what_it_shows(
    page: Path, tmp_path: Path, isolation: Path, request: pytest.FixtureRequest
) -> None:
    with (isolation / ".gitconfig").open("a") as file:
        file.write("[commitGraph]\n\tchangedPaths = false\n")  # git has it from 2.52 on
    text = page.read_text(encoding="utf-8")
    now = renewed(text, Story(tmp_path))
    if request.config.getoption("--update"):
        page.write_text(now, encoding="utf-8")
    else:
        assert now == text


def test_the_readme_shows_commands() -> None:
    """The test above would be content with a page that shows none."""
    blocks = [part["block"] for part in PARTS.finditer(PAGES[0].read_text()) if part["block"]]
    assert sum(len(list(commands(block))) for block in blocks) >= 10
