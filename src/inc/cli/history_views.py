"""What commits did, and to which entries, for people and programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import tzinfo
from typing import Any, Final

from inc.cli import output, receipts
from inc.cli.asof_views import told, whole
from inc.domain.hindsight import REMOVED, Difference
from inc.domain.text import shortened
from inc.domain.times import iso, local, minute
from inc.lookback.lives import ADDED, MOVED, RESTORED, Step
from inc.store.files import LARGEST
from inc.store.layout import POSTMORTEMS

_GAPS: Final = 3 * 2  # between four columns
_NARROWEST: Final = 24
_MERGE: Final = "merge"
_NAMED: Final = 3  # commits


def as_dict(step: Step, path: str) -> dict[str, Any]:
    """A commit for programs; `path` is that of the incident, of which it changed the document."""
    commit = step.commit
    return {
        "commit": commit.oid,
        "path": path if path in step.paths else next(iter(step.paths), path),
        "author": commit.author,
        "email": commit.email,
        "committed_at": iso(commit.committed),
        "subject": commit.subject,
        "trailers": [list(pair) for pair in commit.trailers],
        "renamed_from": step.was or None,
        "entries": [_entry_dict(one) for one in step.entries],
    }


def untold(steps: Sequence[Step]) -> Iterator[str]:
    """What commits did and nobody can be told, a line a document."""
    for path in dict.fromkeys(path for step in steps for path in step.too_large):
        oids = [step.commit.oid[:8] for step in steps if path in step.too_large]
        commits = "1 commit" if len(oids) == 1 else f"{len(oids)} commits"
        named = ", ".join([*oids[:_NAMED], *(["…"] if len(oids) > _NAMED else [])])
        yield (
            f"What {commits} did to entries is not told ({named}): "
            f"{path} has more than {LARGEST} bytes before or after."
        )


def _entry_dict(one: Difference) -> dict[str, Any]:
    return {
        "id": one.entry.id or None,
        "change": one.change,
        "before": receipts.entry_dict(one.before) if one.before else None,
        "after": receipts.entry_dict(one.after) if one.after else None,
    }


def draw(steps: Sequence[Step], name: str, zone: tzinfo) -> None:
    """The commits, and below each what it made of entries that were there before."""
    if not output.is_screen():
        output.fields(_rows(steps, name, zone))
        return
    heads = [[*_who(step, zone, is_seen=True), what(step, name)] for step in steps]
    widths = [max(map(len, column)) for column in list(zip(*heads, strict=True))[:3]]
    room = max(_NARROWEST, output.columns() - sum(widths) - _GAPS)
    rows = [
        [*head[:3], "\n".join([head[3], *_below(step, zone, room)])]
        for head, step in zip(heads, steps, strict=True)
    ]
    output.draw(("COMMITTED", "COMMIT", "WHO", "WHAT"), rows)


def _rows(steps: Sequence[Step], name: str, zone: tzinfo) -> Iterator[list[str]]:
    """A row for a commit, and one more for each version of an entry that it changed."""
    for step in steps:
        who = _who(step, zone)
        yield [*who, what(step, name)]
        for one in _worth_telling(step):
            for label, text in _sides(one, zone):
                yield [*who, f"{label} ^{one.entry.id}", text]


def _below(step: Step, zone: tzinfo, room: int) -> Iterator[str]:
    """The lines below a commit, cut to the screen."""
    for one in _worth_telling(step):
        mark = f"^{one.entry.id[-4:]} "
        for label, text in _sides(one, zone):
            line = " ".join(f"{mark}{label}: {text}".split())
            yield shortened(line if mark.strip() else f"{' ' * 6}{line}", room)
            mark = ""


def _worth_telling(step: Step) -> list[Difference]:
    """The entries that were there before; a merge of incidents moves many, and says so itself."""
    quiet = {ADDED, MOVED} | ({REMOVED} if step.operation == _MERGE else set())
    return [one for one in step.entries if one.change not in quiet and one.entry.id]


def _sides(one: Difference, zone: tzinfo) -> list[tuple[str, str]]:
    """The versions of an entry, each with its label."""
    if one.change == REMOVED:
        return [("removed", told(one.before, None, zone))]
    if one.change == RESTORED:
        return [("restored", told(one.after, None, zone))]
    return [
        ("before", told(one.before, one.after, zone)),
        ("after", told(one.after, one.before, zone)),
    ]


def _who(step: Step, zone: tzinfo, *, is_seen: bool = False) -> list[str]:
    clock = minute if is_seen else local
    return [clock(step.commit.committed, zone), step.commit.oid[:8], step.commit.author]


def what(step: Step, name: str) -> str:
    """What a commit did, and to which document where it was the postmortem alone."""
    words = step.commit.subject
    for one in (name, *(path.rpartition("/")[2].removesuffix(".md") for path in step.paths)):
        words = words.removeprefix(f"{one}: ")
    if step.was:
        words = f"{words} (was called {step.was})"
    is_elsewhere = all(path.startswith(f"{POSTMORTEMS}/") for path in step.paths)
    says_so = "postmortem" in words or not is_elsewhere
    return words if says_so else f"{words} (postmortem)"


# ------------------------------------------------------------------ the life of one entry


Life = Sequence[tuple[Step, Difference]]
"""The commits that changed an entry, each with what became of it, the oldest first."""


def life(steps: Sequence[Step], entry_id: str) -> Life:
    """What became of one entry, the oldest first."""
    found = [(step, one) for step in steps for one in step.entries if one.entry.id == entry_id]
    return found[::-1]


def draw_life(found: Life, zone: tzinfo) -> None:
    """When, in which commit, by whom, what was done, and what the entry said from then on."""
    clock = minute if output.is_screen() else local
    rows = [
        [
            clock(step.commit.committed, zone),
            step.commit.oid[:8],
            step.commit.author,
            one.change,
            _said(one, zone),
        ]
        for step, one in found
    ]
    output.table(("COMMITTED", "COMMIT", "WHO", "WHAT", "THEN IT SAID"), rows)


def _said(one: Difference, zone: tzinfo) -> str:
    """The entry after a change, with all of its facts where they are new."""
    if one.after is None:
        return ""
    return told(one.after, one.before, zone) if one.before else whole(one.after, zone)


def life_dict(found: Life) -> list[dict[str, Any]]:
    """The same for programs."""
    return [
        {
            "commit": step.commit.oid,
            "author": step.commit.author,
            "email": step.commit.email,
            "committed_at": iso(step.commit.committed),
            **{key: value for key, value in _entry_dict(one).items() if key != "id"},
        }
        for step, one in found
    ]
