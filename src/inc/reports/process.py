"""How the process held: targets, postmortems on time, gates that were overridden."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final, NamedTuple

from inc.domain import overrides as spoken_overrides
from inc.domain import policy as policies
from inc.domain.incident import Incident
from inc.domain.postmortem import owed_by
from inc.errors import IncError
from inc.index import reporting
from inc.index.reporting import About
from inc.reports.counting import SHOWN
from inc.reports.durations import MET, MISSED
from inc.reports.periods import Period
from inc.reports.source import Facts, Source, named
from inc.reports.told import NONE, percent, points

ON_TIME: Final = "on time"
LATE: Final = "late"
OVERDUE: Final = "overdue"
PENDING: Final = "not due yet"


class _Owed(NamedTuple):
    """The postmortem that an incident owes: of which, by when, and what became of it."""

    about: About
    due: datetime
    outcome: str


def postmortems(source: Source, period: Period) -> Facts:
    """What became of the postmortems that incidents owed that ended in a period."""
    now, before = ([*_owed(source, one)] for one in (period, period.before()))
    found, earlier = (Counter(one.outcome for one in each) for each in (now, before))
    share, share_before = _share(found), _share(earlier)
    late = sorted((one for one in now if one.outcome in (LATE, OVERDUE)), key=lambda one: one.due)
    return {
        "owed": len(now),
        "on_time": found[ON_TIME],
        "late": found[LATE],
        "overdue": found[OVERDUE],
        "pending": found[PENDING],
        "share": share,
        "share_told": percent(share),
        "before": {"owed": len(before), "share": share_before, "share_told": percent(share_before)},
        "change": points(share, share_before),
        **_judged(source, share),
        "rows": [
            {
                **named(one.about),
                "due": source.minute(int(one.due.timestamp())),
                "outcome": one.outcome,
            }
            for one in late[:SHOWN]
        ],
        "more": len(late[SHOWN:]),
    }


def _share(counts: Counter[str]) -> float | None:
    """The part that was published in time of those whose time has come."""
    judged = sum(counts[one] for one in (ON_TIME, LATE, OVERDUE))
    return counts[ON_TIME] / judged if judged else None


def _judged(source: Source, share: float | None) -> Facts:
    """What the policy asks for, and whether all of them kept to it."""
    within = str(source.policy.value("postmortem", "document"))
    if within == policies.NONE:
        return {"target": NONE, "verdict": NONE}
    verdict = NONE if share is None else MET if share == 1 else MISSED
    return {"target": f"all within {policies.lasting(within)}", "verdict": verdict}


def _owed(source: Source, period: Period) -> Iterator[_Owed]:
    rows = source.rows(reporting.ended(period.start, period.stop))
    written = reporting.postmortems(source.database, (row.key for row in rows))
    names = source.about(rows)
    for row in rows:
        if row.key not in written and not source.policy.wants_postmortem(row.severity):
            continue
        incident = _read(source, names[row.key].id)
        due = owed_by(incident, source.policy) if incident else None
        if due:
            published = written[row.key].published if row.key in written else None
            yield _Owed(names[row.key], due, _outcome(published, due, source.now))


def _outcome(published: int | None, due: datetime, now: datetime) -> str:
    if published is None:
        return OVERDUE if now > due else PENDING
    return LATE if datetime.fromtimestamp(published, UTC) > due else ON_TIME


def _read(source: Source, name: str) -> Incident | None:
    """An incident; None where somebody made it unreadable since the index looked."""
    try:
        incident = source.read(name)
        incident.fields.get("id")  # meets here what is wrong with it
    except IncError:
        return None
    return incident


# ------------------------------------------------------------------ gates


def overrides(source: Source, period: Period) -> Facts:
    """The ends of a period that came although something was missing, with their reasons."""
    now, before = ([*_overridden(source, one)] for one in (period, period.before()))
    return {
        "count": len(now),
        "before": len(before),
        "rows": now[:SHOWN],
        "more": len(now[SHOWN:]),
    }


def _overridden(source: Source, period: Period) -> Iterator[Facts]:
    rows = source.rows(reporting.perhaps_overridden(period.start, period.stop))
    names = source.about(rows)
    for row in rows:
        incident = _read(source, names[row.key].id)
        told = spoken_overrides.reasons(incident.entries) if incident else []
        for entry, reason in told:
            second = int(entry.at.timestamp())
            if period.has(second):
                at = source.minute(second)
                yield {
                    **named(names[row.key]),
                    "at": at,
                    "kind": entry.kind.value,
                    "reason": reason,
                }
