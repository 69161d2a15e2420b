"""What may leave the repository: the one rule that all texts for others ask."""

from __future__ import annotations

from inc.domain.incident import Incident
from inc.domain.vocabulary import Audience
from inc.errors import Refused, UsageError

SHORTEST_PERMISSION = 10  # characters: a name and a word of why


def may_leave(incident: Incident, audience: Audience) -> bool:
    """Whether an audience may be shown what the incident says.

    A restricted one is for those who respond to it.
    """
    return audience is Audience.RESPONDERS or not incident.is_restricted


def refuse_restricted(incident: Incident, audience: Audience, allowed_by: str = "") -> None:
    """Raise Refused where that audience may not be shown it and nobody is named who allowed it."""
    if may_leave(incident, audience):
        return
    if not allowed_by:
        raise Refused(
            f"{incident.id} is restricted, so its text is not for the audience '{audience}'",
            hint="For those who respond to it: inc status -a responders\n"
            "Allowed by somebody who may: --disclose 'WHO ALLOWED IT, AND WHY'",
        )
    if len(allowed_by.strip()) < SHORTEST_PERMISSION:
        raise UsageError(
            f"'{allowed_by}' is too short to say who allowed it "
            f"({SHORTEST_PERMISSION} characters or more)",
            hint="Name them: --disclose 'Dana, head of security, 15:40'",
        )
