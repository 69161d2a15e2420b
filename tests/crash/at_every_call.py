"""Let one command die, or its disk fail, at every system call that changes its repository.

`at_every_call.py FOLDER NAME FIRST STEP FAULT…`, run under the shim, makes the clone of a row of
`typed.WRITES` in a new folder, and says what went wrong, a line each; nothing where all was healed.
Then how many calls there were. FIRST 0 is the moment after the last one, when it has answered.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import struct
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from dying import Clone, Ended
from typed import WRITES, Typed

NEVER: Final = 1_000_000
SIGKILLED: Final = -9
NOT_RECORDED: Final = 4
FAULTS: Final = {"kill": 0, "power": 0, "full": errno.ENOSPC, "broken": errno.EIO}
"""Killed; killed, and what was not synced is empty; no room from then on; nothing syncs."""


class Sweep:
    """One command, its base, and the two histories that are right afterwards."""

    def __init__(self, room: Path, row: Typed) -> None:
        self.room, self.row = room, row
        self.base = Clone(room / "base")
        self.base.folder.mkdir()
        self.base.git("init", "-q", "--template=")
        self.base.ok("init", "--preset", "ungated")
        self.base.ok("declare", "Checkout failures", "-s", "sev1")
        self.base.add_strangers()
        for words in row.before:
            self.base.ok(*words)
        row.by_hand(self.base)
        without = self.base.copy(room / "without")
        without.minute += 1
        without.ok(*row.after, environment=row.environment)
        whole, self.calls, _ = self.died(NEVER)
        whole.ok(*row.after, environment=row.environment)
        self.right = (whole.recorded(), without.recorded())
        self.persons = whole.of_person()

    def died(self, number: int, fault: str = "kill") -> tuple[Clone, int, Ended]:
        """A clone in which the command met a fault at that call; how many calls there were."""
        dead = self.base.copy(self.room / f"dead-{number}")
        counter, notes = self.room / "counter", self.room / "notes"
        counter.write_bytes(bytes(8))
        notes.write_bytes(b"")
        shim = {
            "SHIM_ROOT": f"{dead.folder}/",
            "SHIM_COUNTER": str(counter),
            "SHIM_NOTES": str(notes),
            "SHIM_DEATH": str(number),
            "SHIM_ERRNO": str(FAULTS[fault]),
        }
        ended = dead.run(
            *self.row.words, begin=_begin, environment={**self.row.environment, **shim}
        )
        return dead, struct.unpack("q", counter.read_bytes())[0], ended

    def cut_power(self, dead: Clone) -> None:
        """Empty what was written and not synced."""
        unsynced = set[int]()
        for line in (self.room / "notes").read_text().splitlines():
            what, inode = line.split()
            (unsynced.add if what == "D" else unsynced.discard)(int(inode))
        for path in dead.folder.rglob("*"):
            with suppress(FileNotFoundError):
                if path.is_file() and not path.is_symlink() and path.stat().st_ino in unsynced:
                    os.truncate(path, 0)

    def wrong(self, number: int, fault: str) -> Iterator[str]:
        """What is not as it should be after a fault and the next command."""
        dead, _, ended = self.died(number, fault)
        try:
            if ended.code not in (0, NOT_RECORDED if FAULTS[fault] else SIGKILLED):
                yield f"it ends with {ended.code}: {ended.err}"
            if fault == "power":
                self.cut_power(dead)
            dead.age()
            after = dead.run(*self.row.after, environment=self.row.environment)
            if after.code:
                yield f"the next command ends with {after.code}: {after.err}"
                return
            found = dead.recorded()
            if found not in self.right or (ended.code == 0 and found != self.right[0]):
                yield f"it is neither as before nor as after: {ended.err}{after.err}"
            if ended.code == NOT_RECORDED and found != self.right[1]:
                yield f"it says it is not recorded, and it is: {ended.err}{after.err}"
            if dead.of_person() != self.persons and fault != "power":
                yield f"what is of the person differs: {dead.of_person()}"
            dead.has_no_fault()
        except AssertionError as error:
            yield str(error)
        finally:
            shutil.rmtree(dead.folder, ignore_errors=True)


def _begin() -> None:
    ctypes.CDLL(None).shim_begin()


def main() -> None:
    """Sweep, and print what is wrong."""
    room, name, first, step, *faults = sys.argv[1:]
    sweep = Sweep(Path(room), WRITES[name])
    for fault in faults:
        for number in range(int(first) or sweep.calls + 1, sweep.calls + 2, int(step)):
            for what in sweep.wrong(number, fault):
                print(f"{name}, {fault} at call {number} of {sweep.calls}: {what}")  # noqa: T201
    print(f"calls: {sweep.calls}")  # noqa: T201


if __name__ == "__main__":
    main()
