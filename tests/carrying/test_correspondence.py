"""Two who only send each other files, in any order and twice, while both go on with everything."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any, Final, NamedTuple

import carriers
import many
import pytest

NAME, Office = carriers.NAME, carriers.Workplace
tmp_path = carriers.tmp_path

_PASSAGE: Final = r"^> \*\*\d+ versions of this passage.*?^> <!-- inc:end versions -->$"
_SEEN: Final = r"^What \w+ sees( \d+)?\.$"

# What both rewrite has neighbours that nobody touches: they would be versions of one passage.
_SECTIONS: Final = """
## Impact

What everybody sees.

## Background

What nobody touches.

## Timeline
"""


class Writer(many.Worker):
    """One of the two; their clocks agree, and go on by a minute a command."""

    others: Sequence[Any] = ()

    def inc(self, *args: str) -> Any:
        self.desk.second = max(one.desk.second for one in (self, *self.others)) + 1
        return self.desk(*args, ok=False)


def rewrite(worker: Any) -> None:
    """Both rewrite the same paragraph, so that it gets versions."""
    found = re.search(_SEEN, worker.desk.text, re.MULTILINE)
    if found:
        number = worker.chance.randint(1, 99)
        worker.by_hand(found[0], f"What {worker.desk.person} sees {number}.")


def choose(worker: Any) -> None:
    """Put one text in the place of a passage with versions."""
    found = re.search(_PASSAGE, worker.desk.text, re.MULTILINE | re.DOTALL)
    if found and "said-" not in found[0]:
        worker.by_hand(found[0], f"What {worker.desk.person} sees {worker.chance.randint(1, 99)}.")


def keep(worker: Any) -> None:
    """Say which version of an entry holds."""
    found = re.search(r"another version of \^(\w{12})", worker.desk.text)
    if found:
        worker.inc("amend", found[1], "--keep")


DEEDS: Final = (*many.DEEDS, rewrite, rewrite, choose, choose, keep, keep)


class Post(NamedTuple):
    """What became of an exchange of letters: from `lost` on, all should be nothing."""

    letters: int
    acknowledged: int
    brought: int
    lost: list[str]
    doubled: list[str]
    different: int
    problems: list[str]
    unproven: list[str]

    @property
    def faults(self) -> list[object]:
        return [one for one in self[self._fields.index("lost") :] if one]


class Exchange:
    """Two desks, and the files that lie between them."""

    def __init__(self, folder: Path, seed: int, linear: int) -> None:
        self.chance = Random(seed)
        office = Office(folder)
        first = office.first()
        first.replace("\n## Timeline\n", _SECTIONS)
        first("log", "the first")
        first("sync")
        desks = [first, office.desk("bob")]
        desks[1].second = first.second + 31
        for number, desk in enumerate(desks):
            desk.git("config", "inc.sync.linear", str(bool(linear >> number & 1)).lower())
        self.writers = [Writer(desk, Random(f"{seed} {desk.person}"), 0) for desk in desks]
        self.writers[0].others, self.writers[1].others = self.writers[1:], self.writers[:1]
        self.letters: list[tuple[int, str]] = []
        self.brought = 0

    def play(self, exchanges: int) -> None:
        """Both write; then one of them sends, or both at once, or an old letter comes again."""
        for _ in range(exchanges):
            for writer in self.writers:
                for _ in range(self.chance.randint(0, 2)):
                    self.chance.choice(DEEDS)(writer)
            how = self.chance.choice(["one", "one", "both", "again"])
            if how == "again" and self.letters:
                self.receive(*self.chance.choice(self.letters))
                continue
            senders = [0, 1] if how == "both" else [self.chance.randint(0, 1)]
            for letter in [self.send(one) for one in senders]:
                self.receive(*letter)
                if self.chance.random() < 0.3:
                    assert self.receive(*letter) == 0

    def send(self, sender: int) -> tuple[int, str]:
        """Write a letter; who gets it, and the file."""
        self.writers[sender].inc(
            "log", f"sent {len(self.letters)}"
        )  # and what was edited by hand is committed
        self.letters.append((1 - sender, self.carried(sender)))
        return self.letters[-1]

    def carried(self, sender: int) -> str:
        """A file of what somebody has."""
        file = f"../{len(self.letters)}-{sender}.bundle"
        self.writers[sender].inc("bundle", NAME, "--out", file, "--redacted", "--force")
        return file

    def receive(self, receiver: int, file: str) -> int:
        """Take a letter in; how many commits it brought."""
        writer = self.writers[receiver]
        ended = writer.inc("apply", file, "--json")
        if ended.code != 0:
            writer.problems.append(ended.err)
            return 0
        brought = len(ended.json["commits"])
        self.brought += brought
        return brought

    def end(self) -> Post:
        """Both send all they have, and then once more, which brings nothing."""
        for sender in (0, 1):
            self.receive(*self.send(sender))
        last = self.receive(0, self.carried(1)) + self.receive(1, self.carried(0))
        one, other = (writer.desk for writer in self.writers)
        found = Counter(re.findall(many.ENTRY, one.text, re.MULTILINE))
        said = Counter(re.findall(r"said-\w+-\d+-", one.text))
        rewritten = {words for writer in self.writers for words in writer.rewritten}
        words = [text for writer in self.writers for text in writer.said if text not in rewritten]
        ids = [name for writer in self.writers for name in writer.ids]
        proofs = [writer.inc("verify") for writer in self.writers]
        return Post(
            len(self.letters),
            sum(writer.acknowledged for writer in self.writers),
            self.brought,
            [*(name for name in ids if name not in found), *(w for w in words if w not in said)],
            [*(name for name in found if found[name] > 1), *(w for w in words if said[w] > 1)],
            (one.text != other.text) + last,
            [problem for writer in self.writers for problem in writer.problems],
            [proof.out + proof.err for proof in proofs if proof.code != 0],
        )


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("seed", "linear"), [(1, 2)])
def test_sixteen_letters(tmp_path: Path, seed: int, linear: int) -> None:
    exchange = Exchange(tmp_path, seed, linear)
    exchange.play(16)
    post = exchange.end()
    assert post.faults == [], post
    assert post.acknowledged >= 8 and post.brought >= 16


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", range(20))
def test_a_long_correspondence(
    tmp_path: Path, seed: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """64 exchanges; with `-p no:xdist` it says its figures."""
    exchange = Exchange(tmp_path, 1000 + seed, seed % 4)
    exchange.play(64)
    post = exchange.end()
    with capsys.disabled():
        sys.stdout.write(f"\nseed {seed}: {post}\n")
    assert post.faults == [], post
