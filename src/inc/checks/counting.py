"""Which findings count: what comments ignore, what is too many, and the name each one keeps."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from inc.checks.finding import Finding, fingerprint
from inc.checks.ignoring import Ignored
from inc.checks.registry import (
    IGNORED_NEEDLESSLY,
    IGNORED_WITHOUT_REASON,
    NEVER_IGNORED,
    RULES,
)

MOST: Final = 50
"""Findings of one rule that are told of one document."""


def split(
    findings: Sequence[Finding], comments: Sequence[Ignored]
) -> tuple[list[Finding], list[Finding], set[Ignored]]:
    """The findings that count, those that comments ignore, and the comments that ignore one."""
    if not comments:
        return list(findings), [], set()
    used: set[Ignored] = set()
    kept: list[Finding] = []
    ignored: list[Finding] = []
    by_place = _by_place(comments)
    for one in findings:
        covering = [*by_place[one.code, one.line], *by_place[one.code, 0]]
        used.update(covering)
        is_ignored = covering and one.code not in NEVER_IGNORED
        (ignored if is_ignored else kept).append(one)
    return kept, ignored, used


def _by_place(comments: Sequence[Ignored]) -> defaultdict[tuple[str, int], list[Ignored]]:
    """The comments with a reason, by a code and the line they are about."""
    found = defaultdict(list)
    for comment in comments:
        for code in comment.codes if comment.reason else ():
            found[code, comment.line].append(comment)
    return found


def wrongly_ignored(
    path: str, comments: Sequence[Ignored], used: Collection[Ignored], codes: Collection[str]
) -> Iterator[Finding]:
    """What is wrong with the comments themselves; needless ones only where all rules ran."""
    for comment in comments:
        if not (comment.codes and comment.reason):
            if not codes or IGNORED_WITHOUT_REASON in codes:
                yield _about(path, comment, IGNORED_WITHOUT_REASON)
        elif comment not in used and not codes:
            yield _about(path, comment, IGNORED_NEEDLESSLY)


def _about(path: str, comment: Ignored, code: str) -> Finding:
    rule = RULES[code]
    codes = ", ".join(comment.codes)
    if code == IGNORED_NEEDLESSLY:
        what, hint = f"{codes} is ignored here, and there is none", "Take the comment away."
    elif comment.codes:
        what = f"{codes} is ignored without a reason"
        hint = f"Write it as: <!-- inc: ignore {comment.codes[0]} why it is right here -->"
    else:
        what = "the comment does not say which rule it ignores"
        hint = "Write it as: <!-- inc: ignore INC301 why it is right here -->"
    return Finding(path, comment.at, 1, code, rule.name, rule.level, what, hint, codes)


def in_order(findings: Collection[Finding]) -> list[Finding]:
    """The findings sorted, each once, with their fingerprints; equal ones are numbered."""
    seen: Counter[tuple[str, str, str]] = Counter()
    numbered = []
    once = {(one.place, one.fingerprint): one for one in findings}
    for _, one in sorted(once.items(), key=lambda pair: pair[0]):
        key = (one.code, one.path, " ".join(one.fingerprint.split()))
        mark = fingerprint(one.code, one.path, one.fingerprint, seen[key])
        seen[key] += 1
        numbered.append(one._replace(fingerprint=mark))
    return numbered


def bounded(findings: Sequence[Finding], most: int) -> list[Finding]:
    """The first findings of each rule in each document; the last of them says how many follow."""
    counted = Counter((one.path, one.code) for one in findings)
    told: Counter[tuple[str, str]] = Counter()
    kept = []
    for one in findings:
        key = (one.path, one.code)
        told[key] += 1
        more = counted[key] - most
        if told[key] == most and more > 0:
            one = one._replace(message=f"{one.message} (and {more} more like it below)")
        if told[key] <= most:
            kept.append(one)
    return kept
