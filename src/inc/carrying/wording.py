"""What the commits of a bundle say: the words of the ones they stand for, and nothing of others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from inc.domain.identifiers import INCIDENT_ID
from inc.vcs.lineage import Step

FORM: Final = 1
"""The number of the form of our bundles; whoever reads one refuses a greater one."""

BUNDLE: Final = "Inc-Bundle"
FROM: Final = "Inc-From"
"""The trailer that names the commit that another one stands for."""

_TRAILER: Final = re.compile(r"([A-Za-z][A-Za-z0-9-]*): (.*)")
_OF_ENTRIES: Final = ("Inc-Event", "Inc-Amended", "Inc-Dropped")
_PLAIN: Final = ("Inc-Operation", "Inc-At", "Inc-Undoes", FROM)
_NAME: Final = re.compile(rf"(?<![a-z0-9-]){INCIDENT_ID}(?![a-z0-9-])")


def named(text: str) -> set[str]:
    """The ids of incidents that stand in a text."""
    return set(_NAME.findall(text))


def sent(
    step: Step,
    name: str,
    *,
    of_others: bool,
    is_ours: Callable[[str], bool],
    texts: Sequence[bytes],
) -> str:
    """The message of a commit as it is carried.

    One that is about other documents too, or merges, is told in fixed words, with the trailers
    that speak of an incident of ours (`is_ours`) or of an entry in the `texts` before and after.
    """
    if step.is_edge:
        message = f"{name}: as it was at {step.oid[:12]}\n"
    elif of_others or len(step.parents) > 1:
        kept = [pair for pair in trailers(step.message) if _may_be_told(*pair, is_ours, texts)]
        words = "joined with what others recorded" if len(step.parents) > 1 else "recorded"
        message = with_trailers(f"{name}: {words}\n", kept)
    else:
        message = step.message.rstrip("\n") + "\n"
    return with_trailers(message, [(FROM, step.oid), (BUNDLE, str(FORM))])


def received(message: str) -> str:
    """The message of a commit of a bundle, as it is recorded here."""
    lines = [line for line in message.split("\n") if not line.startswith(f"{BUNDLE}: ")]
    return "\n".join(lines).rstrip("\n") + "\n"


def bare(message: str) -> str:
    """A message without what it says of the commits that it stands for."""
    lines = [one for one in message.split("\n") if not one.startswith((f"{FROM}: ", f"{BUNDLE}: "))]
    return "\n".join(lines).rstrip("\n")


def form_of(message: str) -> int | None:
    """The number of the form that a commit of a bundle says; None where it says none."""
    said = [value for key, value in trailers(message) if key == BUNDLE]
    return int(said[-1]) if said and re.fullmatch(r"[0-9]{1,6}", said[-1]) else None


def origins(message: str) -> list[str]:
    """The commits that a message says another one stands for."""
    return [value for key, value in trailers(message) if key == FROM]


def trailers(message: str) -> Iterator[tuple[str, str]]:
    """The pairs of the last paragraph of a message, if it is one of trailers."""
    *before, last = re.split(r"\n[ \t]*\n", message.strip("\n"))
    found = [_TRAILER.fullmatch(line) for line in last.split("\n")]
    if before and all(found):
        yield from ((one[1], one[2].strip()) for one in found if one)


def with_trailers(message: str, pairs: Sequence[tuple[str, str]]) -> str:
    """A message with more trailers at its end."""
    if not pairs:
        return message
    gap = "" if any(trailers(message)) else "\n"
    return message + gap + "".join(f"{key}: {value}\n" for key, value in pairs)


def _may_be_told(
    key: str, value: str, is_ours: Callable[[str], bool], texts: Sequence[bytes]
) -> bool:
    if key in _OF_ENTRIES:
        return any(f"^{value}".encode() in one for one in texts)
    return key in _PLAIN or (key == "Incident" and is_ours(value))
