"""How long `inc check` takes against reading what it checks: `checking.py [--size 10000]`.

`--rules` tells how long each rule takes, in one process.
"""

from __future__ import annotations

import argparse
import shlex
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

from generate import KEEP, workspace
from inc import config
from inc.checks import running
from inc.checks.examined import Examined
from inc.checks.places import all_paths
from inc.checks.registry import RULES
from inc.checks.rule import Find
from inc.checks.surroundings import Surroundings
from inc.checks.survey import excerpt
from inc.store import files
from measuring import Row, Side, measure, table
from processes import run, surroundings

INC: Final = str(Path(sys.executable).with_name("inc"))
RUNS: Final = 7
TARGET: Final = 3.0
BASE: Final = "read and parse"

READ: Final = """\
import yaml
from pathlib import Path
for path in Path("incidents").rglob("*.md"):
    text = path.read_text(encoding="utf-8")
    yaml.load(text.split("---\\n", 2)[1], Loader=yaml.CSafeLoader)
"""
"""What nobody can do without: each document read, its front matter parsed, in one process."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=10_000, help="how many incidents")
    parser.add_argument("--runs", type=int, default=RUNS, help="runs of each command")
    parser.add_argument("--keep", type=Path, default=KEEP, help="where repositories are kept")
    parser.add_argument("--rules", action="store_true", help="how long each rule takes")
    parser.add_argument("--as-invented", action="store_true", help="with thousands of findings")
    chosen = parser.parse_args(arguments)
    folder = workspace(chosen.size, chosen.keep.resolve())
    env = surroundings(chosen.keep.resolve() / "home")
    if not chosen.as_invented:
        folder = green(folder, env)
    if chosen.rules:
        print("\n".join(by_rule(folder)))
        return
    print(table(list(rows(folder, env, chosen.runs, chosen.size))))


_POLICY: Final = """\
format = 1
preset = "ungated"

[postmortem]
required = []

[roles]
tech_lead = { required = [] }
comms_lead = { required = [] }
scribe = { required = [] }
"""


def green(folder: Path, env: dict[str, str]) -> Path:
    """The same documents in a workspace whose policy they satisfy, for a check is green as a rule.

    Without the boxes, which are of no list of ours.
    """
    copy = folder.with_name(f"{folder.name}-green")
    if copy.is_dir():
        return copy
    draft = copy.with_suffix(".partial")
    shutil.rmtree(draft, ignore_errors=True)
    shutil.copytree(folder, draft)
    (draft / "inc.toml").write_text(_POLICY)
    for path in draft.glob("incidents/*/*/*.md"):
        before, _, rest = path.read_text(encoding="utf-8").partition("## Checklists\n")
        path.write_text(before + rest[rest.index("## Timeline\n") :], encoding="utf-8")
    run(["git", "commit", "--quiet", "--all", "-m", "Green"], draft, env)
    draft.rename(copy)
    return copy


def rows(folder: Path, env: dict[str, str], runs: int, size: int) -> Iterator[Row]:
    """All documents, those that changed, and one."""
    one = str(next(folder.glob("incidents/*/*/*.md")).relative_to(folder))
    sides = {
        BASE: Side((sys.executable, "-c", READ), folder, env),
        f"`inc check`, {size:,} documents": Side(_check(), folder, env),
        "`inc check --base HEAD`, nothing changed": Side(_check("--base", "HEAD"), folder, env),
        "`inc check FILE`": Side(_check(one), folder, env),
    }
    took = measure(sides, runs)
    theirs = took.pop(BASE)
    for number, (name, ours) in enumerate(took.items()):
        yield Row(name, ours, BASE, theirs, None if number else TARGET)


def _check(*words: str) -> tuple[str, ...]:
    """The command; that it finds something is no failure here."""
    return ("/bin/sh", "-c", f"{shlex.join([INC, 'check', *words])} || [ $? = 1 ]")


def by_rule(folder: Path) -> Iterator[str]:
    """Microseconds a document for reading and for each rule, the slowest first."""
    around = Surroundings(folder, config.load(folder), datetime.now(UTC))
    took = dict.fromkeys(["(read)", "(front matter)", "(timeline)", "(excerpt)", *RULES], 0.0)
    paths = list(all_paths(folder))
    with files.Reader(folder) as reader:
        for path in paths:
            began = time.process_time()
            one = running.examined(around, reader, path)
            took["(read)"] += time.process_time() - began
            _by_step(one, took)
    for name, seconds in sorted(took.items(), key=lambda pair: -pair[1]):
        what = RULES[name].name if name in RULES else ""
        yield f"{1e6 * seconds / max(len(paths), 1):8.1f} µs  {name} {what}".rstrip()


def _by_step(one: Examined, took: dict[str, float]) -> None:
    steps: dict[str, Callable[[], object]] = {
        "(front matter)": partial(getattr, one, "fields"),
        "(timeline)": partial(getattr, one, "folded"),
        "(excerpt)": partial(excerpt, one),
    }
    for code, rule in RULES.items():
        if rule.find and one.sort in rule.sorts:
            steps[code] = partial(_exhausted, rule.find, one)
    for name, step in steps.items():
        began = time.process_time()
        step()
        took[name] += time.process_time() - began


def _exhausted(find: Find, one: Examined) -> None:
    for _ in find(one):
        pass


if __name__ == "__main__":
    main()
