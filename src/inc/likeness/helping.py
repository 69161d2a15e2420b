"""What helped in an incident, and how long it took: as its documents say it now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from inc.documents import Documents
from inc.domain import ledger
from inc.domain.excerpt import Excerpt
from inc.domain.incident import Incident
from inc.domain.ledger import Mitigation
from inc.domain.situation import cause
from inc.domain.text import clean_line
from inc.domain.timeline import of_kinds
from inc.domain.times import words
from inc.domain.vocabulary import Kind
from inc.errors import IncError
from inc.store import layout


class Helped(NamedTuple):
    """What reduced the impact, the last of it; what the cause was; and what is written of it.

    Times are in seconds: until it was mitigated, since it was detected (`is_since_detection`) or
    else since it began; and until it was resolved, since it began. None where the record does not
    say, or says what cannot be.
    """

    mitigation: Mitigation = Mitigation("")
    mitigated_after: int | None = None
    is_since_detection: bool = False
    resolved_after: int | None = None
    cause: str = ""
    runbooks: tuple[str, ...] = ()
    postmortem: str = ""
    """The path of the postmortem below the workspace, if there is one."""

    @property
    def line(self) -> str:
        """What was done, and when: `restarted the pods (restart), 12 min after it was detected`."""
        after = said(self.mitigated_after)
        since = "it was detected" if self.is_since_detection else "it began"
        told = [self.mitigation.line or ("mitigated" if after else "")]
        return ", ".join([*filter(None, told), *([f"{after} after {since}"] if after else [])])


def helped(documents: Documents, one: Excerpt, stage: str = "") -> Helped:
    """What helped in an incident; a document that cannot be read tells nothing of it."""
    since = one.began if one.detected is None else one.detected
    found = Helped(
        mitigated_after=_span(since, one.mitigated),
        is_since_detection=one.detected is not None,
        resolved_after=_span(one.began, one.ended),
        runbooks=tuple(map(clean_line, one.all("runbooks"))),
        postmortem=layout.postmortem_path(one.id) if stage else "",
    )
    try:
        incident = documents.incident(one.id)
        return found._replace(mitigation=_mitigation(incident), cause=_cause(incident))
    except IncError:
        return found


def said(seconds: int | None) -> str:
    """A span as people say it; nothing for none."""
    return "" if seconds is None else words(timedelta(seconds=seconds))


def moment(seconds: int) -> datetime:
    """The instant of an excerpt's time."""
    return datetime.fromtimestamp(seconds, UTC)


def _span(since: int | None, until: int | None) -> int | None:
    if since is None or until is None or until < since:
        return None
    return until - since


def _mitigation(incident: Incident) -> Mitigation:
    done = of_kinds(incident.entries, (Kind.MITIGATED,))
    return ledger.mitigation(clean_line(done[-1].first_line)) if done else Mitigation("")


def _cause(incident: Incident) -> str:
    return clean_line(cause(sorted(incident.entries, key=lambda entry: entry.order)))
