"""`inc postmortem publish`: what the check asks for is there, and everybody may read it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from inc import stages
from inc.checks.adding_ignores import ignored_in_whole, is_ignorable
from inc.checks.finding import Finding
from inc.checks.formats.as_json import of_finding
from inc.cli import judging, output, receipts
from inc.cli.drafting import renewed
from inc.cli.judging import errors_of, judged
from inc.cli.options import TEXT, Override, writes
from inc.cli.reading import Reference
from inc.cli.review_text import Subject
from inc.cli.reviewing import meant
from inc.cli.session import current
from inc.cli.writing import Write
from inc.domain.incident import Change
from inc.domain.overrides import SHORTEST_REASON
from inc.domain.postmortem import Postmortem, Stage
from inc.domain.postmortem import branch as branch_of
from inc.domain.tasks import OPEN, ActionItem, is_nobody
from inc.domain.text import clean_line
from inc.domain.timeline import Path, Value
from inc.domain.times import iso, local
from inc.durable import Edit
from inc.errors import NotFound, Refused, UsageError
from inc.store.document import Document
from inc.vcs import branches, memo
from inc.workspace import Workspace, message


@writes("by", *TEXT)
def publish(write: Write, reference: Reference = None, override: Override = "") -> None:
    """Declare a postmortem finished; what the check calls an error is mended first.

    Usually that is on the main branch, once the review is merged; on the branch of the review it
    works as well.

    \b
    Examples:
      inc postmortem publish
      inc postmortem publish checkout --override "the vendor is still silent"
    """
    workspace, why = write.workspace(), clean_line(override)
    current().is_wordless = not why
    name = meant(write.naming(reference), workspace)
    before = _document(workspace, name)
    known = Postmortem(name, before.fields)
    if known.stage is Stage.PUBLISHED:
        _say_again(known, before, workspace)
        return
    if known.stage is Stage.DRAFT and _has_other_words(workspace, name, before):
        raise _elsewhere(name)
    fields: dict[Path, Value] = {
        ("status",): Stage.PUBLISHED.value,
        ("published_at",): iso(write.facts(workspace).at),
    }
    renewal = renewed(workspace, before, known, ())
    edit = _edit(before, renewal.document, name, fields)
    subject = judged(workspace, name, edit)
    wrong = errors_of(subject)
    _refuse_unfinished(name, edit, wrong, why)
    if wrong:
        fields[("override",)] = why
        edit = _ignoring(_edit(before, renewal.document, name, fields), wrong, why)
        subject = judged(workspace, name, edit)
    commit = None
    if not write.dry_run:
        text = message(_change(name, fields, wrong))
        commit = workspace.save([edit], text, writing=write.writing(), of_incidents=True)
    _say(subject, edit, commit, Said(fields, renewal.changed, _codes(wrong)))
    if why and not wrong:
        output.talk("Nothing is missing, so no override was recorded.")
    if known.stage is Stage.DRAFT:
        output.talk("It was never in review: as far as the record knows, nobody else has read it.")
    elif _has_other_words(workspace, name, before):
        output.talk(f"Mind that {branch_of(name)} has words that are not here.")
    _advise(subject, commit, workspace)


def _document(workspace: Workspace, name: str) -> Document:
    try:
        return workspace.postmortem(name)
    except NotFound:
        if stages.known(workspace, name) is None:
            raise stages.not_begun(name) from None
        raise _elsewhere(name) from None


def _elsewhere(name: str) -> Refused:
    branch = branch_of(name)
    return Refused(
        f"the postmortem of {name} is in review on {branch}, and that is not merged here",
        hint=f"Merge it first (git merge {branch}, or its pull request and git pull), "
        f"or publish it there: git switch {branch}",
    )


def _has_other_words(workspace: Workspace, name: str, document: Document) -> bool:
    """Whether the branch of the review has words that are not merged here.

    A forge may have merged them as a commit of its own, so the words are compared, too.
    """
    commit = stages.ahead(workspace, name)
    if commit is None:
        return False
    there = memo.blob(workspace.repository, commit, workspace.in_repository(document.path))
    return there not in (None, document.data)


def _refuse_unfinished(name: str, edit: Edit, wrong: Sequence[Finding], why: str) -> None:
    """Raise Refused while something is missing and nobody says why that has to do."""
    if why and len(why) < SHORTEST_REASON:
        raise UsageError(
            f"'{why}' is too short for a reason ({SHORTEST_REASON} characters or more)",
            hint="Say it so that its readers can judge it.",
        )
    _refuse_for_ever(edit, wrong)
    if wrong and not why:
        count = "1 thing is" if len(wrong) == 1 else f"{len(wrong)} things are"
        ways = f"Or, recorded: inc postmortem publish {name} --override REASON"
        raise Refused(
            f"{edit.path} is not ready to be published: {count} to mend",
            hint="\n".join([*judging.lines(judging.before(wrong, edit)), ways]),
        )


def _refuse_for_ever(edit: Edit, wrong: Sequence[Finding]) -> None:
    """Raise Refused for what no reason makes good: the check would be red for ever."""
    never = [one for one in wrong if not is_ignorable(one.code)]
    if never:
        raise Refused(
            f"{edit.path} has what no override covers",
            hint="\n".join(judging.lines(judging.before(never, edit))),
        )


def _edit(before: Document, document: Document, name: str, fields: Mapping[Path, Value]) -> Edit:
    after = document.apply(_change(name, fields, ()))
    return Edit(before.path, before.data, after.data)


def _ignoring(edit: Edit, wrong: Sequence[Finding], why: str) -> Edit:
    """The edit with a comment that has the check ignore, for that reason, what was overridden."""
    document = Document.parse(edit.after or b"", edit.path)
    after = ignored_in_whole(document, _codes(wrong), why)
    return edit._replace(after=after.data) if after else edit


def _codes(findings: Sequence[Finding]) -> list[str]:
    return sorted({one.code for one in findings})


def _change(name: str, fields: Mapping[Path, Value], wrong: Sequence[Finding]) -> Change:
    """The change; its commit has the codes that were overridden, the document has the reason."""
    codes = ",".join(_codes(wrong))
    words = ("postmortem published", "override") if codes else ("postmortem published",)
    extra = (("Inc-Override", codes),) if codes else ()
    return Change(name, "postmortem-publish", words, fields=fields, extra=extra)


# ------------------------------------------------------------------ what is said


class Said(NamedTuple):
    """What was done: the fields, the blocks brought up to date, the codes that were overridden."""

    fields: Mapping[Path, Value]
    refreshed: Sequence[str] = ()
    overridden: Sequence[str] = ()


def _say_again(known: Postmortem, document: Document, workspace: Workspace) -> None:
    """It is published already: nothing is recorded."""
    published = known.time("published_at")
    if current().as_json:
        _answer(known.incident, document.path, None, Said({}))
        return
    since = f" since {local(published, workspace.shown_zone)}" if published else ""
    output.say(f"The postmortem of {known.incident} is published{since}; nothing was recorded.")


def _answer(
    name: str,
    path: str,
    commit: str | None,
    said: Said,
    findings: Sequence[Finding] = (),
) -> None:
    """The receipt for programs; without fields nothing was to be done."""
    output.as_json(
        {
            "command": "postmortem publish",
            "incident": name,
            "path": path,
            "commit": commit,
            "dry_run": current().dry_run,
            "fields": {".".join(key): value for key, value in said.fields.items()},
            "refreshed": list(said.refreshed),
            "overridden": list(said.overridden),
            "findings": [of_finding(one) for one in findings],
        }
    )


def _say(subject: Subject, edit: Edit, commit: str | None, said: Said) -> None:
    name = subject.incident.id
    if current().as_json:
        _answer(name, edit.path, commit, said, subject.findings)
        return
    if commit is None:
        output.say(f"Would publish the postmortem of {name} (nothing was changed):")
        output.say(receipts.diff(edit))
    else:
        output.say(f"Published the postmortem of {name} ({commit[:8]}):")
        for line in (edit.path, *_lines(said)):
            output.say(output.wrapped(f"  {line}", rest="    "))


def _lines(said: Said) -> Iterator[str]:
    if said.refreshed:
        yield f"brought up to date: {', '.join(said.refreshed)}"
    yield from (f"{'.'.join(path)}: {value}" for path, value in said.fields.items())
    if said.overridden:
        yield f"ignored in it by the check, for that reason: {', '.join(said.overridden)}"


def _advise(subject: Subject, commit: str | None, workspace: Workspace) -> None:
    """What is still to do, and how others get to see it."""
    if left := [item for item in subject.items if item.state == OPEN]:
        output.talk(_left_to_do(left))
    if commit:
        branch = branches.current(workspace.repository)
        merge = branch == branch_of(subject.incident.id)
        then = f"merge {branch}" if merge else f"share it: {subject.examined.path}"
        output.talk(f"Next: git push, then {then}")


def _left_to_do(left: Sequence[ActionItem]) -> str:
    """How many action items are still to do, and what they lack."""
    lacks = {
        "an owner": sum(is_nobody(item.owner) for item in left),
        "a day": sum(not item.due for item in left),
        "an id": sum(not item.id for item in left),
    }
    told = "".join(f", {count} without {what}" for what, count in lacks.items() if count)
    items = "1 action item is" if len(left) == 1 else f"{len(left)} action items are"
    return f"{items} to do{told}: inc action list"
