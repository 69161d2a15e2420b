"""Which sentences say how long an incident took, and which only mention a duration."""

from __future__ import annotations

from datetime import timedelta

import pytest

import pace
from inc.checks.reading import durations
from inc.checks.reading.paragraphs import Paragraph


def claimed(text: str) -> list[tuple[float, str]]:
    """The minutes of each claim of a text, and its words."""
    found = durations.claims([Paragraph(text, [1], [0], "summary")])
    return [(claim.length / timedelta(minutes=1), claim.text) for _, claim in found]


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("Checkout failures affecting 30% of purchases for 47 minutes.", 47),
        ("- 47 minutes of degraded service", 47),
        ("A 47-minute outage of the checkout.", 47),
        ("The outage lasted 1 h 10 min.", 70),
        ("The outage lasted\n1h10m.", 70),
        ("It lasted for 1.5 hours.", 90),
        ("The site was down for an hour and a half.", 90),
        ("Checkout was completely unavailable for about 2 hours.", 120),
        ("Customers could not pay for 47 minutes.", 47),
        ("Customers were unable to log in for 25 min.", 25),
        ("Duration: 47 minutes", 47),
        ("**Date:** 2026-03-04\n**Duration:** 47 min (15:23 - 16:10)", 47),
        ("| Duration | 1 hour 5 minutes |", 65),
        ("It took 12 minutes to detect.", 12),
        ("It took us nearly 12 minutes to mitigate the incident, because of the cache.", 12),
        ("Time to resolve: 52 minutes", 52),
        ("**Time to detect**: 3 min", 3),
        ("An incident of 2 days and 3 hours.", 51 * 60),
        ("The 47 minute partial outage hit everybody.", 47),
        ("Half an hour of downtime.", 30),
        ("For 20 minutes, about 20% of users saw 502 errors.", 20),
        ("Detection took 7 minutes.", 7),
        ("In total, 38 minutes of partial outage.", 38),
        ("Checkout failed for 47 minutes after a deploy.", 47),
        ("We had 47 minutes of elevated error rates and failures.", 47),
        ("It was resolved after two hours.", 120),
        ("The incident was mitigated only after about 40 minutes, by a rollback.", 40),
        ("Customers could not check out for 70 minutes.", 70),
        ("Checkout was unavailable for 70 minutes.", 70),
        ("Search was slow for 3 days.", 3 * 24 * 60),
        ("The search form was completely unusable for 2 hours.", 120),
        ("Latency was high for 2 hours.", 120),
        ("- Search was slow for customers for 2 hours", 120),
    ],
)
def test_said_of_the_incident(text: str, minutes: float) -> None:
    assert [length for length, _ in claimed(text)] == [minutes]


@pytest.mark.parametrize(
    "text",
    [
        "The pool has a timeout of 30 seconds.",
        "Errors are retried for 30 seconds.",
        "Stakeholders were told every 15 minutes.",
        "The commander was named within 5 minutes.",
        "The error rate was green for 15 minutes.",
        "The 15-minute alert window hid it.",
        "The alert fires when requests failed for 10 minutes.",
        "A failover would have caused 5 minutes of downtime.",
        "The rollback took 4 minutes.",
        "It took 3 minutes to restore the index from a snapshot.",
        "The outage in January lasted 3 hours, as the previous one did.",
        "The outage of 2026-01-02-search-is-down lasted 3 hours.",
        "Some customers were affected for 5 minutes.",
        "During the failover the site was down for 2 minutes.",
        "Checkout was down for 32 minutes (15:38 to 16:10).",
        "The bot said “the outage lasted 3 hours”.",
        'The status page said "down for 20 minutes" all night.',
        "The replica was down for 2 hours without anybody noticing.",
        "The status page was down for 15 minutes as well.",
        "We had 3 minutes of errors after the rollback.",
        "Failed requests peaked for 5 minutes.",
        "The longest outage lasted 3 hours.",
        "For 5 minutes, nobody looked at the dashboard.",
        "The connection pool was exhausted for 12 minutes before anybody looked.",
        "The on-call engineer was paged after 5 minutes.",
        "Our SLO allows 43 minutes of downtime a month.",
        "We deployed 47 minutes before.",
        "The next outage lasted 5 minutes.",
        "Errors rose for 15-30 minutes.",
        "$47m of lost revenue; 1,247 failed attempts.",
        "The outage cost 3 days of work.",
        "The check failed for 3 days in CI, when nobody looked.",
        "The check-in job could not run for 3 days.",
        "The alert was acknowledged after 5 minutes.",
        "It was resolved after two hours of debugging the wrong service.",
        "The bug was fixed after 3 days.",
        "If it was not resolved after 30 minutes, somebody was paged.",
        "The database was slow for 2 hours before anybody looked.",
        "CPU usage was high for 3 hours.",
        "The dashboard was unusable for 2 hours.",
        "We were slow for 20 minutes.",
        "The vendor's support was unresponsive for 3 days.",
    ],
)
def test_said_of_something_else(text: str) -> None:
    assert claimed(text) == []


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("It lasted 47 minutes.", 1),
        ("It lasted about 40 minutes.", 6),
        ("It lasted ~40 minutes.", 6),
        ("It lasted nearly 3 minutes.", 1),
        ("It lasted 2 hours.", 18),
        ("It lasted 2 hours and 5 minutes.", 1),
        ("It lasted an hour.", 9),
    ],
)
def test_how_exactly(text: str, minutes: float) -> None:
    [(_, claim)] = durations.claims([Paragraph(text, [1], [0], "")])
    assert claim.slack == timedelta(minutes=minutes)


def test_a_claim_knows_its_place() -> None:
    text = "Failures for everybody,\nfor 47 minutes."
    [(paragraph, claim)] = durations.claims([Paragraph(text, [7, 8], [0, 24], "")])
    assert paragraph.place(claim.start) == (8, 5)


def test_a_hostile_text_takes_no_long_time() -> None:
    for piece, end in (("errors for 5 min ", ""), ("about ", "5 min"), ("for ", "1 h 1 min")):

        def claimed(size: int, piece: str = piece, end: str = end) -> object:
            text = piece * (size // len(piece)) + end
            return list(durations.claims([Paragraph(text, [1], [0], "")] * 20))

        pace.steady(claimed, 8192)
