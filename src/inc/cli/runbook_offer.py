"""The runbooks that fit an incident which was declared a moment ago."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, Final, NamedTuple

from inc.cli.at_once import Warnings
from inc.domain.operations.declare import Declaration
from inc.errors import IncError
from inc.store.layout import has_runbooks
from inc.workspace import Workspace

_MOST: Final = 3


class Offer(NamedTuple):
    """The same for people, beside the warnings, and for programs."""

    lines: Warnings
    facts: dict[str, Any]


def offer(workspace: Workspace, declaration: Declaration) -> Offer:
    """The runbooks that fit best; the incident is recorded, so whatever fails here is left out."""
    lines: list[str] = []
    facts: list[dict[str, Any]] = []
    if has_runbooks(workspace.root):
        from inc.cli.runbook_rows import of_runbook  # only where there are any
        from inc.domain.runbook_search import Symptoms
        from inc.domain.runbooks import typed
        from inc.runbooks.choosing import offered

        told = (declaration.title, declaration.impact, declaration.text)
        with suppress(IncError, OSError):
            for one in offered(workspace.root, Symptoms.of(declaration.services, *told), _MOST):
                lines.append(f"Runbook: inc runbook use {typed(one.name)} ({one.title})")
                facts.append(of_runbook(one))
    return Offer(Warnings(lines), {"runbooks": facts})
