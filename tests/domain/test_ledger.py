"""Theories and changes: what a timeline tells of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inc.domain.incident import Facts, Incident
from inc.domain.ledger import (
    CONFIRMED,
    OPEN,
    REFUTED,
    SET_ASIDE,
    Mitigation,
    changes,
    hypotheses,
    is_cause_known,
    mitigation,
    overlap,
    running_changes,
    verdict,
    verdict_text,
    with_evidence,
)
from inc.domain.operations.correct import also_in, amend, redact
from inc.domain.tasks import ActionItem, Tasks
from inc.domain.timeline import Entry
from inc.domain.vocabulary import Kind, Strategy

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
TEN = timedelta(minutes=10)
POOL, DNS, LEAK = "000000000001", "000000000002", "000000000003"


def at(minute: float, kind: Kind, text: str = "x", name: str = "", author: str = "bob") -> Entry:
    return Entry(NOON + timedelta(minutes=minute), kind, author, text, name)


def theory(minute: float, text: str, name: str = "") -> Entry:
    return at(minute, Kind.HYPOTHESIS, text, name)


def about(minute: float, kind: Kind, stated: Entry, evidence: str = "seen") -> Entry:
    return at(minute, kind, verdict_text(stated, evidence))


def states(*entries: Entry) -> list[str]:
    return [one.state for one in hypotheses(entries)]


# ------------------------------------------------------------------ the text of an answer


EVIDENCE = ["100 of 100", "", "two\nlines", "\n```\nlog\n```", "a: b (^000000000009)", "” (^x): y"]


@pytest.mark.parametrize("evidence", EVIDENCE)
@pytest.mark.parametrize(
    "said",
    [
        "the pool",
        "the “pool” (of 100)",
        "x” (^0123456789ab): no",
        "(^",
        "“",
        "a\nb",
        "\n```\nx\n```",
    ],
)
def test_an_answer_names_its_theory_whatever_both_say(said: str, evidence: str) -> None:
    stated = theory(0, said, POOL)
    read = verdict(at(1, Kind.CONFIRMED, verdict_text(stated, evidence)))
    assert read == (POOL, evidence.strip())


@given(st.text("“”(^)‘’:a1 \n`"), st.text("“”(^)‘’:a1 \n`"))
def test_an_answer_is_read_as_it_was_written(said: str, evidence: str) -> None:
    read = verdict(at(1, Kind.REFUTED, verdict_text(theory(0, said, POOL), evidence)))
    assert read == (POOL, evidence.strip())


def test_an_answer_reads_well() -> None:
    assert verdict_text(theory(0, "the “pool”\nmore", POOL), "100 of 100") == (
        "“the ‘pool’” (^000000000001): 100 of 100"
    )
    assert verdict_text(theory(0, "the pool", POOL), "") == "“the pool” (^000000000001)"


@pytest.mark.parametrize(
    "text", ["It was the pool", "“the pool” it was", "see (^000000000001)", ""]
)
def test_an_answer_without_a_name_is_all_evidence(text: str) -> None:
    assert verdict(at(1, Kind.CONFIRMED, text)) == ("", text)
    assert with_evidence(at(1, Kind.CONFIRMED, text), "new") == "new"


def test_other_evidence_is_about_the_same_theory() -> None:
    told = about(1, Kind.CONFIRMED, theory(0, "the pool", POOL), "100 of 100")
    assert with_evidence(told, "99 of 100") == "“the pool” (^000000000001): 99 of 100"
    assert with_evidence(told, "99", "…") == "“…” (^000000000001): 99"


# ------------------------------------------------------------------ what became of a theory


def test_a_theory_is_open_until_the_next_is_stated() -> None:
    assert states() == []
    assert states(theory(0, "pool")) == [OPEN]
    assert states(theory(0, "pool"), theory(1, "dns")) == [SET_ASIDE, OPEN]


def test_one_that_was_set_aside_is_not_taken_up_again_by_itself() -> None:
    pool, dns = theory(0, "pool", POOL), theory(1, "dns", DNS)
    assert states(pool, dns, about(2, Kind.REFUTED, dns)) == [SET_ASIDE, REFUTED]


def test_an_answer_by_name() -> None:
    pool, dns = theory(0, "pool", POOL), theory(1, "dns", DNS)
    answer = about(2, Kind.REFUTED, pool)
    found = hypotheses([pool, dns, answer])
    assert [(one.entry, one.state, one.answer) for one in found] == [
        (pool, REFUTED, answer),
        (dns, OPEN, None),
    ]
    assert [one.is_eliminated for one in found] == [True, False]


def test_an_answer_without_a_name_is_about_the_open_theory() -> None:
    pool, dns = theory(0, "pool"), theory(1, "dns")
    no, yes = at(2, Kind.REFUTED, "no"), at(3, Kind.CONFIRMED, "yes")
    assert states(pool, dns, no) == [SET_ASIDE, REFUTED]
    assert states(pool, dns, no, yes) == [SET_ASIDE, REFUTED]
    assert states(pool, no, yes) == [REFUTED]
    assert states(no, theory(3, "later")) == [OPEN]
    assert states(no) == []


def test_the_last_answer_counts_and_all_are_kept() -> None:
    pool = theory(0, "pool", POOL)
    yes, no = about(1, Kind.CONFIRMED, pool), about(2, Kind.REFUTED, pool)
    (found,) = hypotheses([no, yes, pool])
    assert (found.state, found.answer, found.answers) == (REFUTED, no, (yes, no))


def test_event_times_decide_and_an_answer_by_name_may_come_first() -> None:
    pool, dns = theory(5, "pool", POOL), theory(1, "dns", DNS)
    early, late = about(3, Kind.REFUTED, pool), about(7, Kind.CONFIRMED, pool)
    assert [one.entry for one in hypotheses([pool, dns])] == [dns, pool]
    assert states(pool, dns, early) == [SET_ASIDE, REFUTED]
    assert hypotheses([early, late, pool])[0].answers == (early, late)
    assert states(early, pool, theory(9, "leak")) == [REFUTED, OPEN]


def test_an_answer_to_a_theory_that_is_not_there_changes_nothing() -> None:
    gone = about(3, Kind.REFUTED, theory(0, "gone", LEAK))
    assert states(theory(1, "pool", POOL), gone) == [OPEN]


def test_a_theory_written_by_hand_has_no_id_to_be_named_by() -> None:
    by_hand = theory(1, "pool")
    nameless = at(2, Kind.REFUTED, "“pool” (^): no")
    assert states(theory(0, "dns"), by_hand, nameless) == [SET_ASIDE, REFUTED]


def test_an_answer_stays_while_its_theory_is_amended_or_redacted() -> None:
    pool = theory(0, "the pool", POOL)
    answer = about(1, Kind.CONFIRMED, pool)
    for text in ("another pool", "[redacted by @bob]"):
        (found,) = hypotheses([pool._replace(text=text), answer])
        assert (found.state, found.entry.text) == (CONFIRMED, text)


def test_an_amended_or_redacted_answer_is_about_the_same_theory() -> None:
    pool, dns = theory(0, "the pool of acme", POOL), theory(1, "dns", DNS)
    answer = about(2, Kind.REFUTED, pool, "secret")._replace(id=LEAK)
    incident = Incident("2026-03-04-x", {}, [pool, dns, answer])
    facts = Facts("bob", NOON, NOON, lambda: 1)
    for change in (
        amend(incident, facts, answer, "12 of 100", None),
        redact(incident, facts, answer, "a name"),
        redact(incident, facts, answer, ""),
    ):
        ((_, new),) = change.replaced
        assert [one.state for one in hypotheses([pool, dns, new])] == [REFUTED, OPEN]
        assert "secret" not in new.text
    assert new.text == "“…” (^000000000001): [redacted by @bob]"
    whole = about(2, Kind.REFUTED, dns, "another one").text
    ((_, new),) = amend(incident, facts, answer, whole, None).replaced
    assert new.text == whole


def test_what_is_redacted_and_repeated_elsewhere_is_told() -> None:
    pool = theory(0, "the “pool” of acme", POOL)
    answer = about(1, Kind.CONFIRMED, pool, "acme said so")._replace(id=DNS)
    repeated = at(2, Kind.NOTE, "really, acme said so", LEAK)
    done = at(3, Kind.MITIGATED, "called acme (manual, temporary)", "000000000004")
    item = ActionItem("Remove the temporary mitigation: called acme")
    incident = Incident(
        "2026-03-04-x", {}, [pool, answer, repeated, done], lambda: Tasks((), (item,))
    )
    assert also_in(incident, pool) == [f"^{DNS}"]
    assert also_in(incident, answer) == [f"^{LEAK}"]
    assert also_in(incident, repeated) == []
    assert also_in(incident, done) == ["the action items"]


# ------------------------------------------------------------------ whether the cause is known


STATED = theory(0, "pool", POOL)
YES, NO = about(2, Kind.CONFIRMED, STATED), about(4, Kind.REFUTED, STATED)


@pytest.mark.parametrize(
    ("entries", "known"),
    [
        ([], False),
        ([STATED], False),
        ([STATED, YES], True),
        ([STATED, NO], False),
        ([STATED, YES, NO], False),
        ([STATED, YES, NO, about(5, Kind.CONFIRMED, STATED)], True),
        ([at(1, Kind.CONFIRMED, "it is the pool")], True),
        ([STATED, at(1, Kind.CONFIRMED, "it is the pool"), NO], False),
        ([STATED, YES, NO, at(5, Kind.CONFIRMED, "it is dns")], True),
        ([at(1, Kind.STATUS, "identified: the deploy")], True),
        ([at(1, Kind.STATUS, "identified"), STATED, NO], True),
        ([at(1, Kind.STATUS, "identified"), at(2, Kind.STATUS, "investigating")], False),
        ([at(1, Kind.STATUS, "identified"), at(2, Kind.STATUS, "monitoring")], True),
        ([at(1, Kind.STATUS, "nonsense")], False),
        ([at(1, Kind.STATUS, "Identified: the deploy")], True),
        ([at(1, Kind.STATUS, "mitigating")], True),
        ([at(1, Kind.STATUS, "identified"), at(2, Kind.STATUS, "Investigating")], False),
        ([STATED, YES, at(3, Kind.REOPENED)], False),
        ([at(3, Kind.CONFIRMED), at(1, Kind.REOPENED)], True),
        ([at(1, Kind.CONFIRMED), at(3, Kind.REOPENED)], False),
        ([at(2, Kind.NOTE, "identified")], False),
    ],
)
def test_whether_the_cause_is_known(entries: list[Entry], known: bool) -> None:
    assert is_cause_known(entries) is known
    assert is_cause_known(entries[::-1]) is known


def test_a_theory_stays_confirmed_when_the_incident_is_reopened() -> None:
    assert states(STATED, YES, at(3, Kind.REOPENED)) == [CONFIRMED]


# ------------------------------------------------------------------ mitigations


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("restarted the pods", ("restarted the pods", "", False)),
        ("restarted (restart)", ("restarted", "restart", False)),
        ("restarted (restart, temporary)", ("restarted", "restart", True)),
        ("restarted (Temporary,RESTART)", ("restarted", "restart", True)),
        ("blocked it (temporary) ", ("blocked it", "", True)),
        ("blocked it (all regions) (temporary)", ("blocked it (all regions)", "", True)),
        ("moved (eu) to us (traffic-shift)", ("moved (eu) to us", "traffic-shift", False)),
        ("(block)", ("", "block", False)),
        ("blocked (not temporary)", ("blocked (not temporary)", "", False)),
        ("blocked temporary)", ("blocked temporary)", "", False)),
        ("both (restart, rollback)", ("both (restart, rollback)", "", False)),
        ("empty ()", ("empty ()", "", False)),
        ("half (restart", ("half (restart", "", False)),
        ("", ("", "", False)),
    ],
)
def test_a_mitigation_taken_apart(line: str, told: tuple[str, str, bool]) -> None:
    assert mitigation(line) == told


@given(st.text("ab() `*,"), st.sampled_from(["", *Strategy]), st.booleans())
def test_a_mitigation_is_read_as_it_was_written(done: str, how: str, temporary: bool) -> None:
    done = done.strip()
    told = Mitigation(done, how, temporary)
    if mitigation(done).done == done:  # no marks of its own
        assert mitigation(told.line) == told


# ------------------------------------------------------------------ changes


def running(now: float, *entries: Entry, settles: timedelta | None = TEN) -> list[str]:
    return [one.text for one in running_changes(entries, NOON + timedelta(minutes=now), settles)]


def test_an_action_runs_until_it_has_settled() -> None:
    restart = at(0, Kind.ACTION, "restart")
    assert running(9.9, restart) == ["restart"]
    assert running(10, restart) == []
    assert running(10, restart, settles=timedelta(minutes=11)) == ["restart"]
    assert running(1, restart, settles=None) == []


@pytest.mark.parametrize(
    "kind", [Kind.FINDING, Kind.CONFIRMED, Kind.REFUTED, Kind.REOPENED, Kind.RESOLVED]
)
def test_a_change_is_over_when_somebody_looked_what_it_did(kind: Kind) -> None:
    one, other = at(0, Kind.ACTION, "one"), at(2, Kind.ACTION, "other")
    assert running(3, at(1, kind), other, one) == ["other"]
    assert running(3, one, other, at(2.5, kind)) == []


@pytest.mark.parametrize("kind", [Kind.NOTE, Kind.UPDATE, Kind.CHECKING, Kind.HYPOTHESIS])
def test_other_words_end_no_change(kind: Kind) -> None:
    assert running(3, at(0, Kind.ACTION, "one"), at(1, kind)) == ["one"]


def test_a_mitigation_is_the_end_of_the_actions_before_it() -> None:
    one, done = at(0, Kind.ACTION, "one"), at(2, Kind.MITIGATED, "done")
    assert running(3, one, done) == []
    assert running(3, done) == ["done"]
    assert running(5, done, at(4, Kind.MITIGATED, "again")) == ["done", "again"]


def test_a_mitigation_long_after_an_action_is_a_change_of_its_own() -> None:
    assert running(12, at(0, Kind.ACTION, "one"), at(11, Kind.MITIGATED, "done")) == ["done"]


def said(now: float, *entries: Entry, zone: ZoneInfo | None = None) -> str:
    return overlap(entries, NOON + timedelta(minutes=now), TEN, *([zone] if zone else []))


def test_two_changes_at_the_same_time_are_said() -> None:
    restart = at(3, Kind.ACTION, "restarted the pods")
    pool = at(5, Kind.MITIGATED, "raised the pool size (scale)", author="carol")
    assert said(6, restart) == ""
    assert said(6, restart, pool) == ""  # it is the end of the action
    more = at(5, Kind.ACTION, "raised the pool size", author="carol")
    assert said(6, restart, more) == (
        "Two changes are running at the same time: restarted the pods (12:03, @bob); "
        "raised the pool size (12:05, @carol). You will not know which one helped."
    )
    again = at(6, Kind.MITIGATED, "failed over (failover)", author="")
    assert "raised the pool size (12:05, @carol); failed over (12:06). You" in said(7, pool, again)
    assert said(13, restart, more) == ""


def test_the_times_are_those_of_the_zone() -> None:
    one, other = at(3, Kind.ACTION, "one"), at(5, Kind.ACTION, "other")
    berlin = ZoneInfo("Europe/Berlin")
    assert "one (13:03, @bob); other (13:05, @bob)" in said(6, one, other, zone=berlin)


def test_many_changes_do_not_become_a_wall() -> None:
    many = [at(minute, Kind.ACTION, f"change {minute}") for minute in range(4)]
    told = said(5, *many)
    assert told.startswith("Four changes are running")
    assert "change 2 (12:02, @bob); and 1 more. You" in told
    more = [at(minute, Kind.ACTION, "word " * 30) for minute in range(6)]
    assert said(6, *more).startswith("6 changes are running")
    assert "word… (12:00" in said(6, *more)


def test_all_changes_in_order() -> None:
    late, early = at(5, Kind.MITIGATED, "late"), at(1, Kind.ACTION, "early")
    assert list(changes([late, at(2, Kind.NOTE), early])) == [early, late]
