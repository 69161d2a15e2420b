"""Documents that went with all of their entries: one finding for each, and one way to undo it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from shlex import quote

from inc.domain.proof import Finding, Trouble
from inc.verifying.judging import Judge


def as_one(judge: Judge, found: Iterable[Finding]) -> Iterator[Finding]:
    """Findings, those of the entries of a document that a commit took out as one."""
    taken: dict[tuple[str, str], list[Finding]] = {}
    for finding in found:
        loss = judge.dropped.get(finding)
        if loss and not loss.version.after:
            taken.setdefault((finding.commit, finding.path), []).append(finding)
        else:
            yield finding
    for (commit, path), findings in taken.items():
        parents = Counter(judge.dropped[one].parent for one in findings)
        [(parent, _)] = parents.most_common(1)
        yield _finding(commit, path, parent, findings)


def _finding(commit: str, path: str, parent: str, findings: list[Finding]) -> Finding:
    count = len(dict.fromkeys(one.entry for one in findings))
    entries = "its only entry" if count == 1 else f"its {count:,} entries"
    before = parent[:12] if parent else f"{commit[:12]}^"
    return Finding(
        Trouble.DROPPED,
        commit,
        path,
        "",
        f"the document was taken out{' in a merge' if parent else ''}, and {entries} with it",
        f"Put it back: git checkout {before} -- {quote(path)}",
    )
