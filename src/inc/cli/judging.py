"""What the check says of one document as it is about to be written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from inc.checks.examined import Examined
from inc.checks.finding import Finding, Level, Sort
from inc.checks.running import run
from inc.checks.surroundings import Surroundings
from inc.cli.review_text import Subject
from inc.cli.session import current
from inc.cli.writing import usable_policy
from inc.durable import Edit
from inc.errors import NotFound
from inc.store.document import Document
from inc.workspace import Workspace

_MOST: Final = 50  # findings that a person is shown


def judged(workspace: Workspace, name: str, edit: Edit) -> Subject:
    """The postmortem of an incident as it will be, with what the check finds in it."""
    around = Surroundings(workspace.root, usable_policy(workspace), current().now)
    data = edit.after or b""
    findings = run(around, [edit.path], instead={edit.path: data}).findings
    examined = Examined(edit.path, Sort.POSTMORTEM, data, around)
    return Subject(workspace.incident(name), examined, findings)


def not_begun(name: str) -> NotFound:
    """There is no postmortem to go on with."""
    return NotFound(
        f"no postmortem of {name} has been begun", hint=f"Begin it: inc postmortem new -i {name}"
    )


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
    now, then = (Document.parse(side or b"", edit.path) for side in (edit.before, edit.after))
    more = then.body_start - now.body_start
    return [
        one._replace(line=one.line - more) if one.line > then.body_start else one
        for one in findings
    ]


def as_dict(one: Finding) -> dict[str, Any]:
    """A finding for programs."""
    names = ("path", "line", "column", "code", "level", "message", "hint", "fingerprint")
    return {name: getattr(one, name) for name in names}
