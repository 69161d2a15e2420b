"""What a shell may complete; it never fails and never asks git."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import typer

from inc.domain import presets, tasks, vocabulary
from inc.domain.text import visible
from inc.errors import IncError


class _Candidate(str):
    """A word to offer. Typer drops those that do not begin with what was typed, but an id begins
    with its date, and people type the words behind it."""

    __slots__ = ()

    def startswith(self, *_: object) -> bool:
        return True


def complete_incident(incomplete: str) -> list[str]:
    """Ids of incidents with that beginning or part, the newest first."""
    from inc.store.layout import incident_ids
    from inc.workspace import Workspace

    with suppress(IncError, OSError):
        ids = list(incident_ids(Workspace.find(Path.cwd()).root))
        begins = [name for name in ids if name.startswith(incomplete)]
        found = begins or [name for name in ids if incomplete.lower() in name]
        return [_Candidate(name) for name in found[:50]]
    return []


def complete_runbook(incomplete: str) -> list[str]:
    """Names of runbooks with that beginning or part."""
    from inc.store.layout import runbook_names
    from inc.workspace import Workspace

    with suppress(IncError, OSError):
        names = runbook_names(Workspace.find(Path.cwd()).root)
        begins = [name for name in names if name.startswith(incomplete)]
        found = begins or [name for name in names if incomplete.lower() in name.lower()]
        return [_Candidate(name) for name in found[:50]]
    return []


def complete_severity(incomplete: str) -> list[str]:
    """The severities as people type them."""
    return _words([word.value.lower() for word in vocabulary.Severity], incomplete)


def complete_status(incomplete: str) -> list[str]:
    """The statuses."""
    return _words([word.value for word in vocabulary.Status], incomplete)


def complete_role(incomplete: str) -> list[str]:
    """The roles."""
    return _words([word.value for word in vocabulary.Role], incomplete)


def complete_handoff(incomplete: str) -> list[str]:
    """The roles that are handed over, and the answers to an offer."""
    roles = [word.value for word in vocabulary.Role if not word.holds_many]
    answers = ["take", "confirm", "withdraw", "decline", "brief"]
    return _words([*roles, *answers], incomplete)


def complete_kind(incomplete: str) -> list[str]:
    """The kinds of entries."""
    return _words([word.value for word in vocabulary.Kind], incomplete)


def complete_audience(incomplete: str) -> list[str]:
    """The audiences of updates."""
    return _words([word.value for word in vocabulary.Audience], incomplete)


def complete_strategy(incomplete: str) -> list[str]:
    """The strategies of mitigation."""
    return _words([word.value for word in vocabulary.Strategy], incomplete)


def complete_preset(incomplete: str) -> list[str]:
    """The packaged policies."""
    return _words(list(presets.PRESETS), incomplete)


def complete_theory(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """The numbers of the theories of the incident that is meant, with what they say."""
    from inc.domain.ledger import hypotheses
    from inc.workspace import Workspace

    with suppress(IncError, OSError):
        workspace = Workspace.find(Path.cwd())
        name = workspace.resolve(ctx.params.get("incident") or os.environ.get("INC_INCIDENT"))
        theories = enumerate(hypotheses(workspace.document(name).entries), 1)
        told = [(str(place), f"{one.entry.first_line} ({one.state})") for place, one in theories]
        return [(place, said) for place, said in told if place.startswith(incomplete)]
    return []


def complete_reason(incomplete: str) -> list[str]:
    """The reasons to escalate."""
    from inc.workspace import Workspace

    with suppress(IncError, OSError):
        reasons = Workspace.find(Path.cwd()).policy.escalation_reasons()
        return _words(list(reasons), incomplete)
    return []


def complete_open_item(incomplete: str) -> list[tuple[str, str]]:
    """The ids of the action items that are open, with what is to be done."""
    return _items(incomplete, is_open=True)


def complete_ended_item(incomplete: str) -> list[tuple[str, str]]:
    """The ids of the action items that are done or were dropped, with what they say."""
    return _items(incomplete, is_open=False)


def _items(incomplete: str, *, is_open: bool) -> list[tuple[str, str]]:
    """Ids with that beginning, else those of the items with that part in their text."""
    from inc import actions
    from inc.workspace import Workspace

    with suppress(IncError, OSError):
        every = actions.every(Workspace.find(Path.cwd()), lambda _: None)
        items = [one.item for one in every if one.item.id]
        items = [item for item in items if (item.state == tasks.OPEN) is is_open]
        typed = incomplete.removeprefix("^").lower()
        begin = [item for item in items if item.id.startswith(typed)]
        found = begin or [item for item in items if typed in item.text.lower()]
        return [(_Candidate(f"^{item.id}"), visible(item.text)) for item in found[:50]]
    return []


def complete_action_type(incomplete: str) -> list[str]:
    """The types of action items."""
    return _words(_of_actions("types"), incomplete)


def complete_priority(incomplete: str) -> list[str]:
    """The priorities of action items."""
    names = _of_actions("priorities")
    return [_Candidate(name) for name in names if name.lower().startswith(incomplete.lower())]


def _of_actions(key: str) -> list[str]:
    """The words of the policy for action items."""
    from inc.workspace import Workspace

    with suppress(IncError, OSError):
        return list(Workspace.find(Path.cwd()).policy.table("actions", key))
    return []


def _words(words: list[str], incomplete: str) -> list[str]:
    return [_Candidate(word) for word in words if word.startswith(incomplete.lower())]
