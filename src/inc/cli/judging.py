"""What the check says of one document as it is about to be written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final

from inc import actions
from inc.checks.examined import Examined
from inc.checks.finding import Finding, Level, Sort
from inc.checks.running import run
from inc.checks.surroundings import Surroundings
from inc.cli.review_text import Subject
from inc.cli.session import current
from inc.cli.writing import usable_policy
from inc.domain.action_items import once
from inc.durable import Edit
from inc.store.document import split
from inc.workspace import Workspace

_MOST: Final = 50  # findings that a person is shown


def judged(workspace: Workspace, name: str, edit: Edit) -> Subject:
    """The postmortem of an incident as it will be, with what the check finds in it."""
    around = Surroundings(workspace.root, usable_policy(workspace), current().now)
    data = edit.after or b""
    findings = run(around, [edit.path], instead={edit.path: data}).findings
    examined = Examined(edit.path, Sort.POSTMORTEM, data, around)
    documents = (examined.document, workspace.document(name))
    items = once(one for document in documents for one in actions.located(document, name))
    return Subject(workspace.incident(name), examined, findings, [one.item for one in items])


def errors_of(subject: Subject) -> list[Finding]:
    """What has to be mended."""
    return [one for one in subject.findings if one.level is Level.ERROR]


def counted(findings: Sequence[Finding]) -> str:
    """How many there are: `1 error and 2 warnings are`."""
    errors = sum(one.level is Level.ERROR for one in findings)
    told = [(errors, "error"), (len(findings) - errors, "warning")]
    words = [f"{count} {word}{'s' * (count > 1)}" for count, word in told if count]
    return f"{' and '.join(words)} {'is' if len(findings) == 1 else 'are'}"


def lines(findings: Sequence[Finding]) -> Iterator[str]:
    """Where, what, and what to type."""
    for one in findings[:_MOST]:
        yield f"{one.path}:{one.line} {one.code} {one.message}"
        if one.hint:
            yield f"  {one.hint}"
    if len(findings) > _MOST:
        yield f"and {len(findings) - _MOST} more"


def before(findings: Sequence[Finding], edit: Edit) -> list[Finding]:
    """The findings with their lines as the document has them now, without our own ones."""
    now, then = (
        split((side or b"").decode("utf-8", "replace")) for side in (edit.before, edit.after)
    )
    lines: dict[int, int] = {}
    for _, start, end, first, last in SequenceMatcher(None, now, then).get_opcodes():
        lines |= {at + 1: min(start + at - first, max(end - 1, 0)) + 1 for at in range(first, last)}
    return [one._replace(line=lines.get(one.line, one.line)) for one in findings]
