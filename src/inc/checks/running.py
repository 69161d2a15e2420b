"""One run of the check: which documents there are, what the rules find in them, and what counts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from types import MappingProxyType
from typing import Final, NamedTuple

from inc import config
from inc.checks import counting, ignoring
from inc.checks.examined import LARGEST, LONGEST_LINE, Examined
from inc.checks.finding import Finding, Level, Problem, Sort
from inc.checks.levels import Levels
from inc.checks.places import all_paths, sort_of
from inc.checks.registry import BROKEN_RULE, RULES, UNREADABLE
from inc.checks.rule import Rule
from inc.checks.surroundings import Surroundings
from inc.checks.survey import Excerpt, Survey, excerpt
from inc.domain.credentials import may_hold
from inc.domain.text import shortened
from inc.errors import IncError
from inc.sharing import shared
from inc.store import files

_LONGEST_MESSAGE: Final = 400
_MOST_PROBLEMS: Final = 1_000  # of a rule in a document; somebody may have made it for us
_MOST_IN_ALL: Final = 10_000
_NOTHING: Final[Mapping[str, bytes]] = MappingProxyType({})


class Report(NamedTuple):
    """What a run found: the findings that count, in order; what was examined; what is ignored.

    `left_out` are documents that could not be examined, for a sparse checkout leaves them out.
    """

    findings: Sequence[Finding]
    paths: Sequence[str]
    ignored: Sequence[Finding] = ()
    left_out: Sequence[str] = ()

    @property
    def has_errors(self) -> bool:
        """Whether the check fails."""
        return any(one.level is Level.ERROR for one in self.findings)


class Outcome(NamedTuple):
    """What was found in one document before ignoring, and what the others need of it."""

    excerpt: Excerpt
    findings: Sequence[Finding]
    ignored: Sequence[ignoring.Ignored]


def run(
    around: Surroundings,
    paths: Sequence[str] | None = None,
    codes: Collection[str] = (),
    *,
    instead: Mapping[str, bytes] = _NOTHING,
    most: int = counting.MOST,
    tell: Callable[[int, int], None] | None = None,
) -> Report:
    """Examine the documents at `paths`, or all; with `codes`, by these rules only.

    `instead` has the bytes of documents that are not on the disk yet; `most` is how many findings
    of one rule are told of one document; `tell` is told how many are done, of how many.
    """
    everything = list(all_paths(around.root))
    named = everything if paths is None else paths
    chosen = [path for path in dict.fromkeys(named) if sort_of(path)]
    with files.Reader(around.root) as reader:
        work = _Work(around, [rule for rule in _rules(codes) if rule.find], instead, reader)
        outcomes = {one.excerpt.path: one for one in shared(work.outcome, chosen, tell)}
        surveyed = [*_surveyed(work, outcomes, everything, codes)]
    told: dict[str, list[Finding]] = {path: list(one.findings) for path, one in outcomes.items()}
    for path, finding in surveyed:
        if path in told or path == config.FILE or _is_gone(path, around):
            told.setdefault(path, []).append(finding)
    levels, kept, ignored = Levels(around.weighing), [], []
    for path, findings in told.items():
        comments = outcomes[path].ignored if path in outcomes else ()
        if not (findings or comments):
            continue
        left, unseen, used = counting.split(levels.judged(path, findings), comments)
        wrong = counting.wrongly_ignored(path, comments, used, codes)
        kept += [*left, *levels.judged(path, wrong)]
        ignored += unseen
    found = counting.bounded(counting.in_order(kept), most)
    return Report(found, sorted(chosen), counting.in_order(ignored))


def _is_gone(path: str, around: Surroundings) -> bool:
    """Whether the base has a document that is not there any more; nobody can examine it."""
    was_there = around.base is not None and around.base.before.get(path)
    return bool(was_there) and not around.exists(path)


class _Work(NamedTuple):
    """What is the same for all documents of a run."""

    around: Surroundings
    rules: Sequence[Rule]
    instead: Mapping[str, bytes]
    reader: files.Reader

    def examined(self, path: str) -> Examined:
        """A document as it will be, or as it is."""
        data = self.instead.get(path)
        sort = sort_of(path)
        if data is None or sort is None:
            return examined(self.around, self.reader, path)
        return Examined(path, sort, data, self.around)

    def outcome(self, path: str) -> Outcome:
        """What the rules find in one document."""
        one = self.examined(path)
        is_unread = isinstance(one, Unread)
        findings = [
            _finding(rule, path, problem, one)
            for rule in self.rules
            if rule.code == UNREADABLE or not is_unread
            if one.sort in rule.sorts
            for problem in _found(rule, one)
        ]
        has_comments = b"inc:" in one.data and len(one.data) <= LARGEST
        return Outcome(
            excerpt(one), findings, ignoring.read(one.lines, LONGEST_LINE) if has_comments else ()
        )


def examined(around: Surroundings, reader: files.Reader, path: str) -> Examined:
    """A document read from the disk; what cannot be read is said by its problem."""
    sort = sort_of(path)
    assert sort is not None
    try:
        data = reader.read(path, most=LARGEST)
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


def _rules(codes: Collection[str]) -> list[Rule]:
    return [rule for code, rule in RULES.items() if not codes or code in codes]


def _found(rule: Rule, one: Examined) -> list[Problem]:
    """What a rule finds; a crash of ours is told as a finding and stops no other rule."""
    assert rule.find is not None
    try:
        return list(islice(rule.find(one), _MOST_PROBLEMS))
    except Exception as error:
        return [_broke(rule, error)]


def _broke(rule: Rule, error: Exception) -> Problem:
    what = f"a bug in inc: the rule {rule.name} broke on this document ({error!r:.200})"
    return Problem(0, what, "Please report it, with the document if you can.", about=rule.code)


def _finding(rule: Rule, path: str, problem: Problem, one: Examined | None) -> Finding:
    rule = rule if problem.line else RULES[BROKEN_RULE]
    about = problem.about or (one.line(problem.line) if one else problem.message)
    return Finding(
        path,
        max(problem.line, 1),
        max(problem.column, 1),
        rule.code,
        rule.name,
        rule.level,
        shortened(_without_credentials(problem.message, one), _LONGEST_MESSAGE),
        shortened(_without_credentials(problem.hint, one), _LONGEST_MESSAGE),
        about,  # until equal ones are numbered
        problem.fix,
    )


def _without_credentials(message: str, one: Examined | None) -> str:
    """What a rule says, without what it quotes of a credential: the log of CI is for everybody."""
    if not (message and (may_hold(message) if one is None else one.may_hold_credentials)):
        return message
    from inc.domain.credentials import detector

    return detector.hidden(message, message if one is None else one.text)


def _surveyed(
    work: _Work,
    outcomes: Mapping[str, Outcome],
    everything: Iterable[str],
    codes: Collection[str],
) -> Iterator[tuple[str, Finding]]:
    """What is found in all documents together; those not examined are only quickly read."""
    rules = [rule for rule in _rules(codes) if rule.find_all]
    base = work.around.base
    if not (rules and (outcomes or (base and (base.before or base.settings)))):
        return
    excerpts = {path: outcome.excerpt for path, outcome in outcomes.items()}
    for path in everything:
        if path not in excerpts:
            excerpts[path] = _quick(work, path)
    survey = Survey(excerpts, work.around)
    for rule in rules:
        for path, problem in _found_in_all(rule, survey, next(iter(outcomes), "")):
            yield path, _finding(rule, path, problem, None)


def _found_in_all(rule: Rule, survey: Survey, first: str) -> list[tuple[str, Problem]]:
    assert rule.find_all is not None
    try:
        return list(islice(rule.find_all(survey), _MOST_IN_ALL))
    except Exception as error:
        return [(first, _broke(rule, error))]


def _quick(work: _Work, path: str) -> Excerpt:
    one = work.examined(path)
    if any(word in one.data for word in (b"\naliases:", b"\nvisibility:", b" **runbook** ")):
        return excerpt(one)
    return Excerpt(path, one.sort, one.name)
