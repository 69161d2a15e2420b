"""`inc runbook`: what to do when something breaks, written down before."""

from typing import TYPE_CHECKING, Annotated

import typer

from inc.cli import output, receipts, runbook_rows
from inc.cli.completing import complete_runbook
from inc.cli.editor import first_seen, new_text
from inc.cli.options import TEXT, writes
from inc.cli.reading import Json, JsonLines, open_workspace
from inc.cli.runbook_writing import Revision, save
from inc.cli.writing import Write, usable_policy
from inc.domain.operations.use import use
from inc.domain.runbooks import FIELD_ORDER, Runbook, review_due, typed
from inc.domain.text import clean_line, shortened
from inc.editing import rewritten
from inc.errors import IncError, NotFound, Refused, UsageError
from inc.runbooks import reading
from inc.runbooks.choosing import choose, having
from inc.runbooks.writing import named_anew, reviewed, with_fields
from inc.store import files, layout
from inc.workspace import Receipt, Workspace

if TYPE_CHECKING:
    from inc.rendering.templates import Templates

_HELP = """Write, find, use and review runbooks.

A runbook is a Markdown file in runbooks/; nothing in its front matter is needed.

\b
Examples:
  inc runbook list --stale
  inc runbook use connection-pool
  inc runbook review connection-pool -m "dashboards moved"
"""
_STEPS = 3  # of a runbook, behind its use

Name = Annotated[
    str,
    typer.Argument(
        metavar="NAME",
        help="Any part of its name, title or alert that only it has.",
        autocompletion=complete_runbook,
    ),
]

app = typer.Typer(help=_HELP, no_args_is_help=True, rich_markup_mode=None)


# ------------------------------------------------------------------ reading


@app.command("list")
def list_(
    service: Annotated[
        list[str] | None, typer.Option("--service", metavar="NAME", help="About it; repeatable.")
    ] = None,
    stale: Annotated[
        bool, typer.Option("--stale", help="Only those that somebody should read again.")
    ] = False,
    sort: Annotated[
        str, typer.Option("--sort", metavar="BY", help="name, used (most first) or due.")
    ] = "name",
    as_json: Json = False,
    as_jsonl: JsonLines = False,
) -> None:
    """List runbooks: whether their review still holds, and how often incidents used them.

    \b
    Examples:
      inc runbook list --stale
      inc runbook list --service checkout --sort used
    """
    workspace = open_workspace(as_json=as_json or as_jsonl)
    everything = runbook_rows.listed(workspace, sort)
    found = [
        one
        for one in everything
        if (not service or any(one.runbook.is_about(name) for name in service))
        and (not stale or one.standing.state.is_stale)
    ]
    dicts = (runbook_rows.as_dict(one) for one in found)
    if as_jsonl:
        output.as_jsonl(dicts)
    elif as_json:
        output.as_json({"runbooks": list(dicts)})
    elif found:
        runbook_rows.show(found)
    elif everything:
        output.talk("No runbook is like that.")
    else:
        output.talk("There is no runbook yet. Next: inc runbook new TITLE")


@app.command("show")
def show(
    name: Name,
    path: Annotated[bool, typer.Option("--path", help="Print where it stands instead.")] = False,
    as_json: Json = False,
) -> None:
    """Print a runbook.

    \b
    Examples:
      inc runbook show connection-pool
      "$EDITOR" "$(inc runbook show connection-pool --path)"
    """
    workspace = open_workspace(as_json=as_json)
    found = choose(workspace.root, name, output.finding)
    if path:
        output.say(str(workspace.root / layout.runbook_path(found)))
        return
    text = files.read(workspace.root, layout.runbook_path(found)).decode("utf-8", "replace")
    stated = _stated(workspace, found)
    if as_json:
        output.as_json({"runbook": {**runbook_rows.of_runbook(stated), "text": text}})
        return
    for line in text.removesuffix("\n").split("\n"):
        output.say(line.removesuffix("\r"))


def _stated(workspace: Workspace, name: str) -> Runbook:
    """What it says of itself; of a broken one its name, and what is wrong with it in a line."""
    try:
        return reading.runbook(workspace.root, name)
    except IncError as problem:
        output.finding(problem)
        return Runbook(name, {})


@app.command("search")
def search(
    words: Annotated[list[str], typer.Argument(metavar="WORDS", help="What it is about.")],
    as_json: Json = False,
) -> None:
    """Find runbooks by words of their titles, alerts, headings and text, best first.

    \b
    Example:
      inc runbook search connection pool
    """
    workspace = open_workspace(as_json=as_json)
    wanted = " ".join(words).split()
    if not wanted:
        raise UsageError("there are no words to search for", hint="See all: inc runbook list")
    found = having(workspace.root, wanted, output.finding)
    if as_json:
        output.as_json({"runbooks": [runbook_rows.of_found(one) for one in found]})
        return
    runbook_rows.show_found(found)
    if found:
        output.talk(f"Next: inc runbook show {typed(found[0].runbook.name)}")
    else:
        output.talk("No runbook says that. Next: inc runbook list")


# ------------------------------------------------------------------ writing


@app.command("new")
@writes("incident", "at", "by", *TEXT)
def new(
    write: Write,
    words: Annotated[
        list[str], typer.Argument(metavar="NAME|TITLE", help="The scenario or the alert.")
    ],
    template: Annotated[
        str,
        typer.Option(
            "--template", metavar="NAME", help="runbook, runbook-alert, runbook-scenario, or yours."
        ),
    ] = "runbook",
    service: Annotated[
        list[str] | None, typer.Option("--service", metavar="NAME", help="About it; repeatable.")
    ] = None,
    alert: Annotated[
        list[str] | None,
        typer.Option("--alert", metavar="NAME", help="That leads to it; repeatable."),
    ] = None,
    owner: Annotated[
        str | None, typer.Option("--owner", metavar="WHO", help="Who keeps it true; me for you.")
    ] = None,
) -> None:
    """Write a new runbook from a template, and commit it.

    \b
    Examples:
      inc runbook new "Database connection pool" --service checkout
      inc runbook new database/failover --template runbook-alert
    """
    from inc.rendering.templates import Templates

    workspace = write.workspace()
    templates = Templates(workspace.root)
    template = _template(templates, template)
    name, title = named_anew(workspace.root, clean_line(" ".join(words)))
    fields: dict[str, str | list[str]] = {
        "title": title,
        "services": _clean(service),
        "alerts": _clean(alert),
        "owner": write.person(owner, workspace) if owner else "",
    }
    body = templates.render(template, fields)
    stated = {key: fields[key] for key in FIELD_ORDER if fields.get(key)}
    document = with_fields(name, body, stated)
    step = f"inc runbook edit {name}"
    revision = Revision(name, None, document.data, "new")
    save(write, workspace, revision, [f"Next: {step}"], {"next": step})


def _template(templates: "Templates", typed: str) -> str:
    """The name of a template of runbooks, or of one of the team; NotFound for another word."""
    name, known = typed.removesuffix(".md"), templates.names()
    for one in (f"{name}.md", f"runbook-{name}.md"):
        if one in known and (one.startswith("runbook") or templates.is_own(one)):
            return one
    ours = sorted(one.removesuffix(".md") for one in known if one.startswith("runbook"))
    raise NotFound(f"there is no template '{name}' of runbooks", hint=f"One of: {', '.join(ours)}.")


def _clean(values: list[str] | None) -> list[str]:
    cleaned = [clean_line(value) for value in values or []]
    return list(dict.fromkeys(value for value in cleaned if value))


@app.command("edit")
@writes("incident", "at", "by", *TEXT)
def edit(
    write: Write,
    name: Name,
    file: Annotated[
        str | None,
        typer.Option("--file", metavar="FILE", help="Take the new text from a file; - reads it."),
    ] = None,
) -> None:
    """Edit a runbook in your editor; what comes back is checked and committed.

    What others write meanwhile is kept.

    \b
    Examples:
      inc runbook edit connection-pool
      inc runbook edit connection-pool --file improved.md
    """
    workspace = write.workspace()
    found = choose(workspace.root, name, output.finding)
    before = first_seen(reading.whole(workspace.root, found))
    text = new_text(before.text, f"{found.rpartition('/')[2]}.md", file)
    now = reading.whole(workspace.root, found)
    after = rewritten(workspace, before, text, now)
    step = f"inc runbook review {typed(found)}"
    revision = Revision(found, now.data, after.data, "edit")
    save(write, workspace, revision, [f"Next, once all of it is right: {step}"], {"next": step})


@app.command("review")
@writes("by", "edit")
def review(write: Write, name: Name) -> None:
    """Say that a runbook was read and is right; it counts until its next review.

    What you found, given with -m, stands in its front matter until then. With -i the commit says
    after which incident it was.

    \b
    Examples:
      inc runbook review connection-pool
      inc runbook review connection-pool -m "tried in the game day; links work"
    """
    note, workspace = clean_line(write.text()), write.workspace()
    found = choose(workspace.root, name, output.finding)
    policy = usable_policy(workspace)
    today = write.facts(workspace).at.astimezone(policy.zone).date()
    before = reading.whole(workspace.root, found)
    after = reviewed(before, today, note)
    if after.data == before.data:
        raise Refused(
            f"{found} was reviewed today already, so nothing was recorded",
            hint=f"To say what you found: inc runbook review {typed(found)} -m TEXT",
        )
    incident = write.resolve(workspace) if write.incident else ""
    due = review_due(Runbook(found, after.fields), None, policy)
    advice = [f"The next review is due by {due}."] if due else []
    facts = {"due_on": due.isoformat() if due else None}
    revision = Revision(found, before.data, after.data, "review", incident)
    save(write, workspace, revision, advice, facts)


@app.command("use")
@writes()
def use_(write: Write, name: Name) -> None:
    """Say in the timeline that you work by a runbook; the incident then names it.

    \b
    Examples:
      inc runbook use connection-pool
      inc runbook use connection-pool -m "step 3: the pool is full"
    """
    what, workspace = write.text(), write.workspace()
    found = choose(workspace.root, name, output.finding)

    def what_to_do(receipt: Receipt) -> list[str]:
        following = receipts.steps(receipt, workspace, f"inc runbook show {typed(found)}")
        return [*_first_steps(workspace, found), *following]

    write.record(lambda incident, facts: use(incident, facts, found, what), workspace, what_to_do)


def _first_steps(workspace: Workspace, name: str) -> list[str]:
    """Where it stands, and what it says to do first."""
    path = layout.runbook_path(name)
    try:
        title, steps = reading.steps(workspace.root, name, _STEPS)
    except IncError as problem:
        return [f"{path} cannot be read well: {problem.what}"]
    if not steps and reading.runbook(workspace.root, name).is_draft:
        return [f"{path} is a draft: nobody wrote into it yet (inc runbook edit {typed(name)})"]
    if not steps:
        return [path]
    where = f"{path}, {title}:" if title else f"{path}:"
    return [where, *(f"  {shortened(step, 76)}" for step in steps)]
