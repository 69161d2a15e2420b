"""Every examination of a clone or a workspace."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from inc.health import clone, left_behind, record
from inc.health.ailments import Ailment, Patient
from inc.health.kept_words import kept_words


class Examination(NamedTuple):
    """What looks at something, and the sentence that holds where it finds something."""

    examine: Callable[[Patient], Iterator[Ailment]]
    fault: str


EXAMINATIONS: Final[dict[str, Examination]] = {
    "git is new enough": Examination(clone.git_version, "git is too old"),
    "git knows who you are": Examination(clone.identity, "git does not know who you are"),
    "git can take a commit": Examination(left_behind.state, "git cannot take a commit"),
    "inc.toml can be read": Examination(record.policy, "inc.toml cannot be read"),
    "no command is on another branch": Examination(clone.visit, "a command is on another branch"),
    "every part of the workspace is there": Examination(
        record.parts, "a part of the workspace is missing"
    ),
    "every document is on the disk": Examination(
        record.on_the_disk, "not every document is on the disk"
    ),
    "documents can be read and agree with their timelines": Examination(
        record.documents, "documents cannot be read, or disagree with their timelines"
    ),
    "documents stand where commands look for them": Examination(
        record.names, "documents stand where no command looks for them"
    ),
    "documents are committed": Examination(record.committed, "documents are not committed"),
    "no change is half done": Examination(left_behind.unfinished, "a change is half done"),
    "nothing waits to be recorded": Examination(kept_words, "words wait to be recorded"),
    "nothing is left over": Examination(left_behind.leftovers, "something is left over"),
    "git merges documents by what they say": Examination(
        clone.merging, "git does not merge documents by what they say"
    ),
    "git has what makes it fast": Examination(clone.swiftness, "git lacks what makes it fast"),
}
"""Every examination under the sentence that holds when all is well."""
