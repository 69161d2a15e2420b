"""Replay a real incident, command by command, with its own times and words.

`python demo/replay.py payments` runs the commands of `payments.sh` with the installed program in a
temporary repository and shows the document and its history. With `--into DIR` they run in that
workspace instead, in one process, at the times of the script and with entry ids that are the same
each time: so the documents under `incidents/` were made.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from inc.cli.main import main as inc
from inc.cli.session import Session

HERE = Path(__file__).parent
TYPING = timedelta(seconds=20)


def commands(name: str) -> Iterator[list[str]]:
    """The commands of a script, each as its words without the leading `inc`."""
    for line in (HERE / f"{name}.sh").read_text(encoding="utf-8").splitlines():
        if line.startswith("inc "):
            yield shlex.split(line)[1:]


def replay_into(workspace: Path, name: str) -> None:
    """Run the script in a workspace with the clock and the chance of the incident."""
    chance = random.Random(name)
    now = datetime.min.replace(tzinfo=UTC)
    for words in commands(name):
        now = max(now, _event_time(words)) + TYPING
        session = Session(words, now=now, entropy=lambda: chance.getrandbits(24), folder=workspace)
        if inc(session=session) != 0:
            sys.exit(f"failed: inc {shlex.join(words)}")


def _event_time(words: list[str]) -> datetime:
    text = words[words.index("--at") + 1].removesuffix(" UTC")
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=UTC)


def show(name: str) -> None:
    """Run the script with the installed program in a new repository, and show what came of it."""
    with tempfile.TemporaryDirectory(prefix="inc-demo-") as folder:
        root = Path(folder) / "incidents-of-a-team"
        # Nobody ticked anything then.
        _run(["init", str(root), "--preset", "ungated"], Path(folder))
        for words in commands(name):
            _run(words, root)
        document = next(root.glob("incidents/*/*/*.md"))
        print(f"\n$ cat {document.relative_to(root)}\n{document.read_text(encoding='utf-8')}")
        print("$ git log --oneline", flush=True)
        subprocess.run(["git", "--no-pager", "log", "--oneline"], cwd=root, check=True)


def _run(words: list[str], folder: Path) -> None:
    print(f"$ inc {shlex.join(words)}", flush=True)
    environment = {**os.environ, **_identity()}
    command = [sys.executable, "-m", "inc", *words]
    done = subprocess.run(command, cwd=folder, env=environment, check=False)
    if done.returncode != 0:
        sys.exit(f"failed: inc {shlex.join(words)}")


def _identity() -> dict[str, str]:
    """A name to commit under, for machines whose git has none yet."""
    known = subprocess.run(["git", "config", "user.email"], capture_output=True, check=False)
    if known.returncode == 0:
        return {}
    who = {"NAME": "Demo", "EMAIL": "demo@example.com"}
    return {
        f"GIT_{part}_{key}": value for part in ("AUTHOR", "COMMITTER") for key, value in who.items()
    }


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=re.split(r"\n\n", __doc__ or "")[0])
    parser.add_argument("name", choices=sorted(path.stem for path in HERE.glob("*.sh")))
    parser.add_argument("--into", type=Path, metavar="DIR", help="a workspace to write to")
    options = parser.parse_args()
    if options.into:
        replay_into(options.into, options.name)
    else:
        show(options.name)


if __name__ == "__main__":
    main()
