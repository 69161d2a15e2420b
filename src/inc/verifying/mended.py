"""Entries that could not be read for a time, and are there again as they were.

Somebody breaks a fence or the front matter, and all that stands below is no entry any more, though
each line is there. Where a later commit mends it, nothing was lost: one remark, and no error.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from inc.domain.proof import Finding, Trouble
from inc.store.amending import GONE, Said, told
from inc.verifying.judging import Judge, Loss
from inc.verifying.quiet import Standing, layout
from inc.verifying.reading import History
from inc.verifying.versions import name_of


class _Gap(NamedTuple):
    """From which commit until which one a document could not be read, in part or as a whole."""

    broke: str
    mended: str
    path: str


def settled(
    history: History,
    judge: Judge,
    standing: Standing,
    found: Iterable[Finding],
) -> Iterator[Finding]:
    """Findings, those of entries that came back unchanged as one for each gap.

    `standing` has what an incident says at HEAD.
    """
    hidden: dict[_Gap, list[Finding]] = defaultdict(list)
    for finding in found:
        loss = judge.dropped.get(finding)
        gap = loss and _gap(history, judge, standing, finding, loss)
        if gap:
            hidden[gap].append(finding)
        else:
            yield finding
    for gap, findings in hidden.items():
        yield _finding(gap, findings)


def _gap(
    history: History, judge: Judge, standing: Standing, finding: Finding, loss: Loss
) -> _Gap | None:
    broke = history.graph.number(finding.commit)
    if broke is None or not finding.entry or not _is_hidden(loss):
        return None
    for number in sorted(history.ids.bringers(finding.entry)):
        if number > broke and history.graph.is_behind(broke, number):
            mended = history.graph.oid(number)
            said = history.library.said_in(mended, finding.path)
            if _is_there(said, loss) and _lasts(history, judge, standing, number, loss):
                return _Gap(finding.commit, mended, finding.path)
            return None
    return None


def _is_hidden(loss: Loss) -> bool:
    """Whether the first line of an entry that is no entry any more still stands there."""
    mark = f"^{loss.was.id}".encode()
    before, after = (
        {line.strip() for line in data.split(b"\n") if line.rstrip().endswith(mark)}
        for data in (loss.version.before, loss.version.after)
    )
    return bool(before) and before == after


def _is_there(said: Said, loss: Loss) -> bool:
    """Whether a version has the entry as it was, once."""
    own = [entry for entry in said.entries if entry.id == loss.was.id]
    return [(told(one), layout(one)) for one in own] == [(told(loss.was), layout(loss.was))]


def _lasts(history: History, judge: Judge, standing: Standing, mended: int, loss: Loss) -> bool:
    """Whether HEAD has the entry, or a commit that says so took it out later."""
    eldest = history.renamed.eldest(name_of(loss.version.now))
    said = standing(eldest)
    if said and said.state(loss.key) != GONE:
        return True
    lawful = judge.alterations.lawful((eldest, loss.key))
    return any(commit > mended and None in now for commit, now in lawful)


def _finding(gap: _Gap, findings: Sequence[Finding]) -> Finding:
    count = len(findings)
    what = "1 entry" if count == 1 else f"{count:,} entries"
    are = "is" if count == 1 else "are"
    return Finding(
        Trouble.HIDDEN,
        gap.broke,
        gap.path,
        findings[0].entry if count == 1 else "",
        f"{what} could not be read from this commit to {gap.mended[:12]}; "
        f"now {'it' if count == 1 else 'they'} {are} there again, unchanged",
        f"Nothing was lost. See what hid them: git show {gap.broke[:12]}",
    )
