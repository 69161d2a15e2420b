"""How `inc verify` answers: for a person, for a program, and for forges."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from inc import __version__
from inc.checks import finding as checked
from inc.checks.finding import Level
from inc.checks.formats import as_github, as_gitlab
from inc.checks.formats.told import Told
from inc.checks.levels import Levels
from inc.cli import output
from inc.domain.credentials import may_hold
from inc.domain.policy import Policy
from inc.domain.proof import Finding, Proof
from inc.domain.text import visible
from inc.domain.times import iso
from inc.vcs.proving import Maker
from inc.verifying.checkpoints import Made
from inc.verifying.proving import Scope

_CORRECTIONS: Final = ("amended", "redacted", "removed", "moved")


class Answer(NamedTuple):
    """What was found, what was asked, who made the commits, and the checkpoint that was made."""

    proof: Proof
    scope: Scope
    makers: Mapping[str, Maker]
    made: Made | None = None


def summary(proof: Proof, scope: Scope) -> str:
    """What was proven, or not, in one line."""
    errors = sum(one.is_error for one in proof.findings)
    since = f" after {scope.since}" if scope.since else ""
    if proof.first and not since:
        since = f" since {proof.first:%Y-%m-%d}"
    merges = f" ({counted(proof.merges, 'merge')})" if proof.merges else ""
    what = (
        f"{counted(proof.entries, 'entry', 'entries')} of "
        f"{counted(proof.incidents, 'incident')} in {counted(proof.commits, 'commit')}{merges}"
        f"{since}"
    )
    told = [
        f"{proof.corrections[word]:,} {word}" for word in _CORRECTIONS if word in proof.corrections
    ]
    by = f"; {', '.join(told)}, each by a commit that says so" if told else ""
    if errors:
        return f"NOT proven: {counted(errors, 'finding')} in {what}{by}."
    if proof.unknown:
        return f"NOT proven: {counted(len(proof.unknown), 'thing')} cannot be told in {what}{by}."
    return f"Proven: {what}{by}."


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


# ------------------------------------------------------------------ forms


def as_text(answer: Answer) -> None:
    """Lines for a person, the summary first; rows of whole values for a program in a pipe."""
    proof = answer.proof
    tell = _say if output.is_screen() else output.talk
    tell(summary(proof, answer.scope))
    if proof.commits and not answer.scope.is_signed:
        tell(f"Signed: {proof.signed:,} of {counted(proof.commits, 'commit')}; not examined.")
    for one in proof.unknown:
        tell(f"Cannot be told: {one}")
    if output.is_screen():
        for finding in proof.findings:
            _tell(finding, answer)
    else:
        output.fields(_row(finding, answer) for finding in proof.findings)
    if answer.made:
        _tell_checkpoint(answer.made)


def _say(text: str, rest: str = "") -> None:
    """A line for a person, as wide as the terminal; its further lines behind `rest`."""
    output.say(output.wrapped(visible(text), rest=rest))


def _tell(finding: Finding, answer: Answer) -> None:
    entry = f" ^{finding.entry}" if finding.entry else ""
    output.say()
    _say(f"{_level(finding)} {finding.trouble}{entry}: {_safe(finding.what)}", "  ")
    if finding.commit:
        who, when = _maker(finding, answer)
        _say(f"  commit {finding.commit[:12]} by {who}, {when}", "  ")
    if finding.path:
        _say(f"  {finding.path}", "  ")
    if finding.entry and finding.was:
        _say(f"  was: {_safe(finding.was)}", "       ")
    if finding.entry and (finding.was or finding.now):
        _say(f"  now: {_safe(finding.now) or '(gone)'}", "       ")
    _say(f"  → {finding.hint}", "    ")


def _row(finding: Finding, answer: Answer) -> list[str]:
    who, when = _maker(finding, answer)
    return [
        _level(finding),
        finding.trouble.value,
        finding.commit,
        who,
        when,
        finding.path,
        finding.entry,
        *map(_safe, (finding.what, finding.was, finding.now)),
        finding.hint,
    ]


def _level(finding: Finding) -> str:
    return (Level.ERROR if finding.is_error else Level.WARNING).value


def _maker(finding: Finding, answer: Answer) -> tuple[str, str]:
    maker = answer.makers.get(finding.commit)
    return (maker.author, iso(maker.committed)) if maker else ("", "")


def _safe(text: str) -> str:
    """A text without what looks like a credential: the log of CI is for everybody."""
    if not may_hold(text):
        return text
    from inc.domain.credentials import detector

    return detector.hidden(text, text)


def _tell_checkpoint(made: Made) -> None:
    if made.tag:
        output.talk(f"Signed the tag {made.tag}; publish it: git push origin {made.tag}")
    else:
        output.talk("Noted in this clone. Publish the hash where nobody can change it:")
    output.say(made.hash)


def as_json(answer: Answer) -> None:
    """One document with all numbers."""
    proof, scope, made = answer.proof, answer.scope, answer.made
    output.as_json(
        {
            "proven": proof.is_proven,
            "incident": scope.incident or None,
            "since": scope.since or None,
            "entries": proof.entries,
            "incidents": proof.incidents,
            "commits": proof.commits,
            "merges": proof.merges,
            "signed": proof.signed,
            "signatures_examined": scope.is_signed,
            "first_commit_at": iso(proof.first) if proof.first else None,
            **{word: proof.corrections.get(word, 0) for word in _CORRECTIONS},
            "unknown": list(proof.unknown),
            "findings": [_facts(one, answer) for one in proof.findings],
            "checkpoint": made and {"hash": made.hash, "tag": made.tag or None},
        }
    )


def _facts(finding: Finding, answer: Answer) -> dict[str, Any]:
    who, when = _maker(finding, answer)
    return {
        "finding": finding.trouble.value,
        "level": _level(finding),
        "commit": finding.commit or None,
        "author": who or None,
        "committed_at": when or None,
        "path": finding.path or None,
        "entry": finding.entry or None,
        "what": _safe(finding.what),
        "was": _safe(finding.was) or None,
        "now": _safe(finding.now) or None,
        "hint": finding.hint,
        "fingerprint": _fingerprint(finding),
    }


def _fingerprint(finding: Finding) -> str:
    words = "\0".join((finding.trouble, finding.commit, finding.path, finding.entry, finding.what))
    return hashlib.sha256(words.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def as_annotations(answer: Answer) -> None:
    """Workflow commands of GitHub; the summary goes to the log beside them."""
    sys.stdout.write(as_github.write(_told(answer)))
    output.talk(summary(answer.proof, answer.scope))


def as_quality(answer: Answer) -> None:
    """The code quality report of GitLab."""
    sys.stdout.write(as_gitlab.write(_told(answer)))


def _told(answer: Answer) -> Told:
    """The findings as the forms of the check take them."""
    found = [
        checked.Finding(
            one.path or ".",
            1,
            1,
            "verify",
            one.trouble.value,
            Level.ERROR if one.is_error else Level.WARNING,
            _safe(_sentence(one, answer)),
            one.hint,
            _fingerprint(one),
        )
        for one in answer.proof.findings
    ]
    return Told(found, (), 0, Levels(Policy()), __version__)


def _sentence(finding: Finding, answer: Answer) -> str:
    who, when = _maker(finding, answer)
    entry = f" ^{finding.entry}" if finding.entry else ""
    by = f" (commit {finding.commit[:12]} by {who}, {when})" if who else ""
    return f"{finding.what}{entry}{by}"


FORMS: Final[dict[str, Callable[[Answer], None]]] = {
    "text": as_text,
    "json": as_json,
    "github": as_annotations,
    "gitlab": as_quality,
}
"""Each form by the name that --format takes."""
