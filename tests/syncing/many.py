"""Many people write at once, offline in between, with clocks that differ: what becomes of it all.

Each clone is a process. It notes what was acknowledged; when all have ended and synced, every
clone must have all of it, once, in order, and the same bytes.
"""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any, Final, NamedTuple

from desks import NAME, Desk, Ended, Office, together

from inc.documents import incident_of
from inc.domain.operations.reconcile import disagreements
from inc.store.document import Document

ROLES: Final = ("commander", "tech_lead", "comms_lead", "scribe", "sme")
PEOPLE: Final = ("alice", "bob", "carol", "dave")
SKEW: Final = 5.0
ENTRY: Final = r"^- `[^`]+` .*\^([0-9a-z]{12})$"


class Figures(NamedTuple):
    """What became of it: from `lost` on, all should be 0."""

    operations: int
    acknowledged: int
    entries: int
    syncs: int
    lost_races: int
    merges: int
    seconds: float
    lost: int
    doubled: int
    out_of_order: int
    conflicts: int
    broken: int
    different: int
    merges_too_many: int
    told: Sequence[str]
    """What exactly is wrong."""

    @property
    def faults(self) -> dict[str, int]:
        """What should not be there."""
        names = self._fields[self._fields.index("lost") : self._fields.index("told")]
        return {name: getattr(self, name) for name in names if getattr(self, name)}


class Worker:
    """One of many, with what was acknowledged to them."""

    def __init__(self, desk: Desk, chance: Random, began: float) -> None:
        self.desk, self.chance = desk, chance
        self._began, self._skew = began, chance.uniform(-SKEW, SKEW)
        self.said: list[str] = []
        self.ids: list[str] = []
        self.rewritten: list[str] = []
        self.acknowledged = self.syncs = self.lost_races = self.conflicts = 0
        self.problems: list[str] = []
        self._words = 0

    def run(self, operations: int) -> None:
        """Write, and now and then sync."""
        for _ in range(operations):
            self.chance.choice(DEEDS)(self)
            if self.chance.random() < 0.5:
                self.sync()

    def sync(self) -> None:
        ended = self.inc("sync", "--json")
        self.syncs += 1
        if ended.code == 0:
            self.lost_races += ended.json["tries"] - 1
        elif ended.code == 6 and "did not get a turn" in ended.err:
            self.lost_races += 30
        else:
            self.conflicts += 1
            self.problems.append(ended.err)

    def inc(self, *args: str) -> Ended:
        self.desk.second = 200 + time.monotonic() - self._began + self._skew
        return self.desk.here(*args)

    def recorded(self, *args: str, said: str = "") -> bool:
        """Run a command that writes, and note what it acknowledged."""
        ended = self.inc(*args, "--json")
        if ended.code not in (0, 1, 2, 3):
            self.problems.append(f"{args}: {ended.err}")
        if ended.code != 0:
            return False
        self.acknowledged += 1
        self.ids += [one["id"] for one in ended.json.get("entries", ())]
        self.said += [said] if said else []
        return True

    def words(self) -> str:
        """Words that nobody else says."""
        self._words += 1
        return f"said-{self.desk.person}-{self._words}-"

    def by_hand(self, old: str, new: str, said: str = "") -> None:
        """Edit the document without `inc`, where it has the old words."""
        text = self.desk.text
        if old in text:
            self.desk.document.write_text(text.replace(old, new, 1))
            self.acknowledged += 1
            self.said += [said] if said else []

    def told(self) -> dict[str, Any]:
        names = ("said", "ids", "rewritten", "problems")
        counts = ("acknowledged", "syncs", "lost_races", "conflicts")
        return {name: getattr(self, name) for name in (*names, *counts)}


# ------------------------------------------------------------------ what people do


def note(worker: Worker) -> None:
    words = worker.words()
    worker.recorded("log", words, said=words)


def status(worker: Worker) -> None:
    words, word = (
        worker.words(),
        worker.chance.choice(["investigating", "identified", "monitoring"]),
    )
    worker.recorded("update", "--status", word, words, said=words)


def severity(worker: Worker) -> None:
    words = worker.words()
    worker.recorded("severity", f"sev{worker.chance.randint(1, 4)}", "-m", words, said=words)


def role(worker: Worker) -> None:
    worker.recorded("assign", worker.chance.choice(ROLES), worker.chance.choice(PEOPLE))


def hypothesis(worker: Worker) -> None:
    words = worker.words()
    worker.recorded("hypothesis", words, said=words)


def tick(worker: Worker) -> None:
    worker.recorded("tick", str(worker.chance.randint(1, 8)))


def item(worker: Worker) -> None:
    words = worker.words()
    worker.recorded("action", "add", f"Prevent: {words}", "--owner", "dave", said=words)


def item_done(worker: Worker) -> None:
    open_ones = re.findall(r"^- \[ \] Prevent: .*\^(\w{5})$", worker.desk.text, re.MULTILINE)
    if open_ones:
        worker.recorded("action", "done", f"^{worker.chance.choice(open_ones)}")


def _an_entry(worker: Worker) -> str | None:
    notes = re.findall(r"\*\*note\*\* .*\^(\w{12})$", worker.desk.text, re.MULTILINE)
    return worker.chance.choice(notes) if notes else None


def _said_in(worker: Worker, name: str) -> list[str]:
    lines = [line for line in worker.desk.text.split("\n") if line.endswith(f"^{name}")]
    return re.findall(r"said-\w+-\d+-", " ".join(lines))


def amend(worker: Worker) -> None:
    name, words = _an_entry(worker), worker.words()
    if name:
        before = _said_in(worker, name)
        if worker.recorded("amend", name, "--text", words):
            worker.rewritten += [*before, words]


def redact(worker: Worker) -> None:
    name = _an_entry(worker)
    if name:
        before = _said_in(worker, name)
        if worker.recorded("redact", name, "-m", "a name"):
            worker.rewritten += before


def prose(worker: Worker) -> None:
    words, below = worker.words(), worker.chance.choice(["## Timeline", "## Checklists"])
    worker.by_hand(f"\n{below}\n", f"\n- {words}\n\n{below}\n", said=words)


def listed(worker: Worker) -> None:
    number = worker.chance.randint(1, 9)
    worker.by_hand("\nseverity:", f"\ntags: [t{number}]\nseverity:") if (
        "\ntags: [" not in worker.desk.text
    ) else worker.by_hand("\ntags: [", f"\ntags: [t{number}, ")


def title(worker: Worker) -> None:
    line = re.search(r"^title: .*$", worker.desk.text, re.MULTILINE)
    if line:
        worker.by_hand(line[0], f"title: Checkout {worker.chance.randint(1, 99)}")


def box(worker: Worker) -> None:
    worker.by_hand("\n- [ ] ", "\n- [x] ")


def link(worker: Worker) -> None:
    worker.recorded("link", f"https://example.com/{worker.chance.randint(1, 30)}")


DEEDS: Final[Sequence[Callable[[Worker], None]]] = (
    *(note, note, note, note, status, severity, role, role, hypothesis, tick, item, item_done),
    *(amend, redact, prose, listed, title, box, link),
)


# ------------------------------------------------------------------ all of it


def play(folder: Path, seed: int, clones: int, operations: int, *, linear: int = 0) -> Figures:
    """Let so many people do so many things each, and say what became of it.

    So many of them want a straight history.
    """
    began = time.monotonic()
    office = Office(folder)
    first = office.first("first", preset="default")
    first("sync")
    desks = [office.desk(f"person{number}") for number in range(clones)]
    workers = [Worker(desk, Random(f"{seed} {desk.person}"), began) for desk in desks]
    for desk in desks[:linear]:
        desk.git("config", "inc.sync.linear", "true")
    together([_work(worker, operations) for worker in workers])
    told = [json.loads((folder / f"told-{desk.person}").read_text()) for desk in desks]
    for _ in range(2):  # the second round brings what the first one sent
        for desk in desks:
            desk.second = 10_000
            desk("sync")
    first.second = 10_000
    first("sync")
    return _figures([*desks, first], told, clones * operations, time.monotonic() - began)


def _work(worker: Worker, operations: int) -> Callable[[], None]:
    def work() -> None:
        worker.run(operations)
        place = worker.desk.folder.parent / f"told-{worker.desk.person}"
        place.write_text(json.dumps(worker.told()))

    return work


def _figures(
    desks: Sequence[Desk], told: Sequence[dict[str, Any]], operations: int, seconds: float
) -> Figures:
    text = desks[0].text
    found = Counter(re.findall(ENTRY, text, re.MULTILINE))
    said = Counter(re.findall(r"said-\w+-\d+-", text))
    rewritten = {words for one in told for words in one["rewritten"]}
    ids = [name for one in told for name in one["ids"]]
    words = [each for one in told for each in one["said"] if each not in rewritten]
    lost = [name for name in ids if name not in found] + [one for one in words if one not in said]
    doubled = [name for name, times in found.items() if times > 1]
    doubled += [one for one in words if said[one] > 1]
    document = Document.parse(text.encode(), f"{NAME}.md")
    orders = [one.order for one in document.entries]
    wrong = disagreements(incident_of(NAME, document))
    heads = {desk.head for desk in desks}
    texts = {desk.text for desk in desks}
    dirty = [desk.person for desk in desks if desk.git("status", "--porcelain")]
    syncs = sum(one["syncs"] for one in told) + 2 * len(desks)
    problems = [problem for one in told for problem in one["problems"]]
    return Figures(
        operations=operations,
        acknowledged=sum(one["acknowledged"] for one in told),
        entries=len(document.entries),
        syncs=syncs,
        lost_races=sum(one["lost_races"] for one in told),
        merges=desks[0].merges(),
        seconds=round(seconds, 1),
        lost=len(lost),
        doubled=len(doubled),
        out_of_order=sum(one > other for one, other in pairwise(orders)),
        conflicts=sum(one["conflicts"] for one in told),
        broken=len(problems) + len(wrong),
        different=len(heads) + len(texts) - 2 + len(dirty),
        merges_too_many=max(0, desks[0].merges() - syncs),
        told=[*problems, *map(str, wrong), *lost, *doubled],
    )
