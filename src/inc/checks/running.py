"""One run of the check: which documents there are, what the rules find in them, and what counts."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from inc.checks import ignoring
from inc.checks.examined import LARGEST, LONGEST_LINE, Examined
from inc.checks.finding import Finding, Level, Problem, Sort, fingerprint
from inc.checks.registry import BROKEN_RULE, IGNORED_NEEDLESSLY, IGNORED_WITHOUT_REASON, RULES
from inc.checks.rule import Rule
from inc.checks.surroundings import Surroundings
from inc.checks.survey import Excerpt, Survey, excerpt
from inc.errors import IncError
from inc.store import files, layout

_FOLDERS: Final = {
    layout.INCIDENTS: Sort.INCIDENT,
    layout.POSTMORTEMS: Sort.POSTMORTEM,
    layout.RUNBOOKS: Sort.RUNBOOK,
}
_WORTH_A_PROCESS: Final = 400  # documents; a fork pays from a few hundred on


class Report(NamedTuple):
    """What a run found: the findings that count, in order, and how many documents were read."""

    findings: Sequence[Finding]
    documents: int
    ignored: int

    @property
    def has_errors(self) -> bool:
        """Whether the check fails."""
        return any(one.level is Level.ERROR for one in self.findings)


class Outcome(NamedTuple):
    """What was found in one document before ignoring, and what the others need of it."""

    excerpt: Excerpt
    findings: Sequence[Finding]
    ignored: Sequence[ignoring.Ignored]


def sort_of(path: str) -> Sort | None:
    """What a path holds; None for what is no document of ours."""
    folder, _, rest = path.partition("/")
    name = rest.rpartition("/")[2]
    is_document = name.endswith(".md") and name.lower() != "readme.md"
    return _FOLDERS.get(folder) if is_document else None


def all_paths(root: Path) -> Iterator[str]:
    """The paths of all documents below a workspace, links among them."""
    for folder in _FOLDERS:
        yield from _below(root, folder)


def _below(root: Path, folder: str) -> Iterator[str]:
    inner = []
    try:
        with os.scandir(root / folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return
    for entry in found:
        path = f"{folder}/{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            inner.append(path)
        elif sort_of(path):
            yield path
    for path in inner:
        yield from _below(root, path)


def run(
    around: Surroundings, paths: Sequence[str] | None = None, codes: Collection[str] = ()
) -> Report:
    """Examine the documents at `paths`, or all; with `codes`, by these rules only."""
    everything = list(all_paths(around.root))
    chosen = everything if paths is None else [path for path in paths if sort_of(path)]
    outcomes = {one.excerpt.path: one for one in _examined(around, chosen, codes)}
    survey = _survey(around, outcomes, everything)
    told: dict[str, list[Finding]] = {path: list(one.findings) for path, one in outcomes.items()}
    for path, finding in _surveyed(survey, codes):
        if path in told:
            told[path].append(finding)
    kept, ignored = [], 0
    for path, outcome in outcomes.items():
        levelled = _levelled(around, path, told[path])
        left, used = _not_ignored(levelled, outcome.ignored)
        ignored += len(levelled) - len(left)
        wrong = _wrongly_ignored(path, outcome.ignored, used, is_whole=not codes)
        kept += [*left, *_levelled(around, path, wrong)]
    return Report(_numbered(sorted(set(kept), key=lambda one: one.place)), len(chosen), ignored)


def examined(around: Surroundings, path: str) -> Examined:
    """A document read from the disk; what cannot be read is said by its problem."""
    sort = sort_of(path)
    assert sort is not None
    try:
        data = files.read(around.root, path)
    except IncError as error:
        return Unread(path, sort, error, around)
    return Examined(path, sort, data, around)


class Unread(Examined):
    """A document that is a link, no file, too large or not to be opened."""

    def __init__(self, path: str, sort: Sort, error: IncError, around: Surroundings) -> None:
        super().__init__(path, sort, b"", around)
        self._error = error

    @property
    def problem(self) -> IncError | None:
        """Why it cannot be read."""
        return self._error


def _examined(
    around: Surroundings, paths: Sequence[str], codes: Collection[str]
) -> Iterator[Outcome]:
    rules = [rule for rule in _rules(codes) if rule.find]
    jobs = os.process_cpu_count() if hasattr(os, "process_cpu_count") else os.cpu_count()
    if len(paths) < _WORTH_A_PROCESS or (jobs or 1) < 2:
        yield from (_outcome(around, rules, path) for path in paths)
        return
    import gc
    import multiprocessing

    gc.freeze()
    context = multiprocessing.get_context("fork")
    size = max(50, len(paths) // (8 * (jobs or 1)))
    with context.Pool(jobs, _begin, (around, rules)) as pool:
        yield from pool.imap(_worked, paths, chunksize=size)


_work: Callable[[str], Outcome]


def _begin(around: Surroundings, rules: Sequence[Rule]) -> None:
    """In a new process: what it works with came along by the fork, and is not sent again."""
    global _work
    _work = partial(_outcome, around, rules)


def _worked(path: str) -> Outcome:
    return _work(path)


def _rules(codes: Collection[str]) -> list[Rule]:
    return [rule for code, rule in RULES.items() if not codes or code in codes]


def _outcome(around: Surroundings, rules: Sequence[Rule], path: str) -> Outcome:
    one = examined(around, path)
    findings = [
        _finding(rule, path, problem, one)
        for rule in rules
        if one.sort in rule.sorts
        for problem in _found(rule, one)
    ]
    ignored = ignoring.read(one.lines, LONGEST_LINE) if b"inc:" in one.data else ()
    return Outcome(excerpt(one), findings, ignored)


def _found(rule: Rule, one: Examined) -> list[Problem]:
    """What a rule finds; a crash of ours is told as a finding and stops no other rule."""
    assert rule.find is not None
    if len(one.data) > LARGEST and rule.code != "INC101":
        return []
    try:
        return list(rule.find(one))
    except Exception as error:
        what = f"a bug in inc: the rule {rule.name} broke on this document ({error!r:.200})"
        return [Problem(0, what, "Please report it, with the document if you can.")]


def _finding(rule: Rule, path: str, problem: Problem, one: Examined | None) -> Finding:
    code = rule.code if problem.line else BROKEN_RULE
    about = problem.about or (one.line(problem.line) if one else problem.message)
    return Finding(
        path,
        max(problem.line, 1),
        problem.column,
        code,
        rule.name,
        rule.level,
        problem.message,
        problem.hint,
        about,  # until equal ones are numbered
        problem.fix,
    )


def _surveyed(survey: Survey, codes: Collection[str]) -> Iterator[tuple[str, Finding]]:
    for rule in _rules(codes):
        for path, problem in rule.find_all(survey) if rule.find_all else ():
            yield path, _finding(rule, path, problem, None)


def _survey(
    around: Surroundings, outcomes: Mapping[str, Outcome], everything: Iterable[str]
) -> Survey:
    """The excerpts of all documents; of those that are not examined only what is quickly read."""
    excerpts = {path: outcome.excerpt for path, outcome in outcomes.items()}
    for path in everything:
        if path not in excerpts:
            excerpts[path] = _quick(around, path)
    return Survey(excerpts, around)


def _quick(around: Surroundings, path: str) -> Excerpt:
    one = examined(around, path)
    if any(word in one.data for word in (b"\naliases:", b"\nvisibility:", b" **runbook** ")):
        return excerpt(one)
    return Excerpt(path, one.sort, one.name)


def _levelled(around: Surroundings, path: str, findings: Iterable[Finding]) -> list[Finding]:
    """The findings with the level that the team gives their rules; without those that are off."""
    levels = _levels(around, path)
    told = (one._replace(level=levels.get(one.code, one.level)) for one in findings)
    return [one for one in told if one.level is not Level.OFF]


def _levels(around: Surroundings, path: str) -> dict[str, Level]:
    policy = around.policy
    levels = {code: Level(level) for code, level in policy.table("check", "rules").items()}
    for part in policy.value("check", "paths") or ():
        if any(fnmatchcase(path, pattern) for pattern in part.get("paths", ())):
            levels |= {code: Level(level) for code, level in part.get("rules", {}).items()}
    return levels


def _not_ignored(
    findings: Sequence[Finding], comments: Sequence[ignoring.Ignored]
) -> tuple[list[Finding], set[ignoring.Ignored]]:
    """The findings that no comment covers, and the comments that cover one."""
    used: set[ignoring.Ignored] = set()
    left = []
    for one in findings:
        covering = [
            comment for comment in comments if comment.reason and comment.covers(one.code, one.line)
        ]
        used.update(covering)
        left += [] if covering and one.code not in _NEVER_IGNORED else [one]
    return left, used


def _wrongly_ignored(
    path: str,
    comments: Sequence[ignoring.Ignored],
    used: Collection[ignoring.Ignored],
    *,
    is_whole: bool,
) -> Iterator[Finding]:
    """What is wrong with the comments themselves; needless ones only where all rules ran."""
    for comment in comments:
        if not (comment.codes and comment.reason):
            yield _about(path, comment, IGNORED_WITHOUT_REASON)
        elif comment not in used and is_whole:
            yield _about(path, comment, IGNORED_NEEDLESSLY)


_NEVER_IGNORED: Final = frozenset({"INC601"})
"""What no comment in a document can allow: whoever wrote the one can write the other."""


def _about(path: str, comment: ignoring.Ignored, code: str) -> Finding:
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


def _numbered(findings: Sequence[Finding]) -> list[Finding]:
    """The findings with their fingerprints, of equal ones by their number in the document."""
    seen: Counter[tuple[str, str, str]] = Counter()
    numbered = []
    for one in findings:
        key = (one.code, one.path, " ".join(one.fingerprint.split()))
        mark = fingerprint(one.code, one.path, one.fingerprint, seen[key])
        seen[key] += 1
        numbered.append(one._replace(fingerprint=mark))
    return numbered
