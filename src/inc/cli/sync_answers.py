"""What a sync did, and what is on one side only, for people and for programs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from inc.cli import output
from inc.cli.delivering import Delivery
from inc.cli.session import current
from inc.domain.text import shortened, visible
from inc.domain.times import iso, local
from inc.store import layout
from inc.syncing.outcome import Synced
from inc.uniting import decisions as deciding
from inc.uniting.decisions import Decision, Said
from inc.uniting.news import News
from inc.vcs.ancestry import Alone
from inc.workspace import Workspace

_SHOWN: Final = 3
_LONGEST: Final = 50
_STATES: Final = ("status", "severity", "roles")


def show(workspace: Workspace, synced: Synced, delivery: Delivery | None) -> None:
    """The answer of `inc sync`."""
    if current().as_json:
        output.as_json(_as_dict(synced, delivery))
        return
    say_wrapped(_summary(synced))
    say_decisions(workspace, synced.decisions)
    first = "would be" if current().dry_run else "was"
    for path in synced.swept:
        output.talk(f"{path} was edited by hand; that {first} committed first.")
    if synced.left:
        why = synced.left.rstrip(".")
        output.talk(f"The files here are not all moved on yet: {why}. Again: inc sync")
    if delivery:
        _say_delivery(synced, delivery)


def say_decisions(
    workspace: Workspace, decisions: Sequence[Decision], say: Callable[[str], None] | None = None
) -> None:
    """What was decided where both sides spoke of one thing, a line each."""
    for one in decisions:
        (say or say_wrapped)(decision(workspace, one))


def say_wrapped(line: str) -> None:
    """A line of the result, set in where it goes on."""
    output.say(output.wrapped(visible(line), rest="  "))


# ------------------------------------------------------------------ the summary


def _summary(synced: Synced) -> str:
    where = synced.target.name
    sent, received = synced.sent.commits, synced.received.commits
    is_dry = current().dry_run
    if not (sent or received):
        return f"Nothing to sync with {where}: both sides have the same."
    parts = []
    if sent:
        to = "" if synced.sent_to == synced.target else f" as {synced.sent_to.name}"
        new = " (a new branch there)" if synced.is_new_branch and not to else ""
        parts.append(f"{commits(sent)} {'would be ' if is_dry else ''}sent{to}{new}")
    if received:
        said = f"{received if sent else commits(received)}"
        parts.append(f"{said} {'would be ' if is_dry else ''}received{_news(synced.news)}")
    begin = "A sync" if is_dry else "Synced"
    return f"{begin} with {where}: {', '.join(parts)}"


def commits(count: int) -> str:
    """So many commits."""
    return "1 commit" if count == 1 else f"{count} commits"


def _news(news: Sequence[News]) -> str:
    told = [of_document(one) for one in news[:_SHOWN]]
    told += [f"{len(news) - _SHOWN} more documents"] if len(news) > _SHOWN else []
    return f" ({'; '.join(told)})" if told else ""


def of_document(one: News) -> str:
    name = one.name if one.folder == layout.INCIDENTS else f"{one.folder.rstrip('s')} {one.name}"
    if one.is_gone:
        return f"{name}: removed"
    if not one.entries:
        return f"{name}: {'new' if one.is_new else 'edited'}"
    entries = "1 entry" if one.entries == 1 else f"{one.entries} entries"
    by = f" by {', '.join(one.people)}" if one.people else ""
    return f"{name}: {'new, ' if one.is_new else ''}{entries}{by}"


# ------------------------------------------------------------------ what was decided


def decision(workspace: Workspace, one: Decision) -> str:
    name = one.path.rpartition("/")[2].removesuffix(".md")
    if one.how == deciding.PASSAGE:
        what = "a passage" if one.times == 1 else f"{one.times} passages"
        return f"{name}: both sides rewrote {what}; both versions are there: inc check"
    if one.how == deciding.BOTH_KEPT:
        return f"{name}: both sides rewrote ^{one.about}; the other version is a note: inc check"
    if one.how == deciding.REDACTED:
        return f"{name}: ^{one.about} is redacted, whatever else was made of it"
    if one.how == deciding.EDIT_KEPT:
        what = f"^{one.about}" if one.about else one.path
        return f"{name}: {what} was taken away by one side and changed by the other; it stays"
    if one.how == deciding.WENT_ON:
        what = f"merged into {one.about} by one side, while the other went on writing to it"
        return f"{name}: {what}: inc merge {name} -i {one.about}"
    if one.how == deciding.EACH_OTHER:
        what = f"{name} and {one.about} were merged into each other, so both are closed"
        return f"{what}; to go on with the first: inc merge {one.about} -i {name}"
    assert one.chosen
    if one.how == deciding.TWICE:
        people = " and ".join(said.by for said in (one.chosen, *one.others))
        return f"{name}: declared twice, by {people}: it is one incident now"
    field = one.about.removeprefix("roles.")
    left = ", ".join(_said(workspace, other) for other in one.others)
    return f"{name}: {field}: {_said(workspace, one.chosen)} over {left}"


def _said(workspace: Workspace, said: Said) -> str:
    whose = "your " if said.is_ours else f"{said.by}'s " if said.by else ""
    whose = "their " if not whose and said.is_ours is False else whose
    text = shortened(" ".join(said.value.split()), _LONGEST) or "(nothing)"
    value = text if said.by or " " not in text else f"“{text}”"
    when = local(said.at, workspace.shown_zone)[11:16] if said.at else ""
    return f"{whose}{value}{f' ({when})' if when else ''}"


# ------------------------------------------------------------------ a branch to be proposed


def _say_delivery(synced: Synced, delivery: Delivery) -> None:
    if delivery.is_open:
        output.talk(f"The {delivery.word} is open: {delivery.url}")
    elif delivery.url:
        output.talk(f"Open the {delivery.word}: {delivery.url}")
    else:
        output.talk(f"Ask for {synced.sent_to.branch} to be merged into {synced.target.branch}.")
    if delivery.trouble:
        output.talk(delivery.trouble)


# ------------------------------------------------------------------ for programs


def _as_dict(synced: Synced, delivery: Delivery | None) -> dict[str, Any]:
    return {
        "command": "sync",
        "dry_run": current().dry_run,
        "remote": synced.target.remote,
        "branch": synced.target.branch,
        "sent_to": synced.sent_to.branch,
        "commit": synced.commit,
        "merge": synced.merge if not current().dry_run else None,
        "sent": {**alone(synced.sent), "incidents": list(synced.incidents)},
        "received": {
            **alone(synced.received),
            "documents": [
                {
                    "path": one.path,
                    "name": one.name,
                    "new": one.is_new,
                    "removed": one.is_gone,
                    "entries": one.entries,
                    "people": list(one.people),
                }
                for one in synced.news
            ],
        },
        "decisions": [decision_dict(one) for one in synced.decisions],
        "edited_by_hand": list(synced.swept),
        "tries": synced.tries,
        "left": synced.left or None,
        "url": delivery.url if delivery and delivery.url else None,
    }


def alone(found: Alone) -> dict[str, Any]:
    """What is on one side only, for programs."""
    return {"commits": found.commits, "since": iso(found.since) if found.since else None}


def decision_dict(one: Decision) -> dict[str, Any]:
    return {
        "path": one.path,
        "how": one.how,
        "about": one.about or None,
        "chosen": _said_dict(one.chosen) if one.chosen else None,
        "others": [_said_dict(other) for other in one.others],
        "times": one.times,
    }


def _said_dict(said: Said) -> dict[str, Any]:
    return {
        "value": said.value,
        "ours": said.is_ours,
        "by": said.by or None,
        "at": iso(said.at) if said.at else None,
    }
