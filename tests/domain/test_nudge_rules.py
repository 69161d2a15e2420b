"""Each rule: just before its time, at it, after it; by another policy; and its words."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inc.cli.app import load
from inc.domain import checklists, ledger
from inc.domain.entry import LongTimeline, newest_id
from inc.domain.incident import Incident
from inc.domain.nudges import registry
from inc.domain.nudges.nudge import Case, Nudge
from inc.domain.policy import Policy
from inc.domain.postmortem import Postmortem
from inc.domain.tasks import DONE, ActionItem, Box, Tasks
from inc.domain.timeline import Entry, fold
from inc.domain.vocabulary import Kind

NAME = "2026-03-04-checkout-failures"
SEV1 = "15:00 declared alice SEV1: Checkout failures"
SEV2 = "15:00 declared alice SEV2: Checkout failures"
SEV3 = "15:00 declared alice SEV3: Checkout failures"
IC = "15:00 role alice commander @alice"
LEAD = "15:00 role alice tech_lead @bob"
PROMISE = "15:10 update:customer carol We look into it.\n- Next update: 2026-03-04T15:40:00Z"
THEORY = "15:10 hypothesis bob the connection pool is exhausted"
MITIGATED = "15:20 mitigated bob restarted the pods"
RESOLVED = "16:00 resolved alice it is back"
CHANGES = [SEV1, "15:20 action bob restart a", "15:22 action dan scale up"]
TWO_ROLES = [SEV2, IC, "15:10 role alice tech_lead @alice"]
DEBUGS = [SEV1, IC, LEAD, "15:10 finding alice pool is full"]
OFFERED = [SEV1, IC, "15:30 handoff alice offered commander to @bob: tired"]
CLOSED = "16:30 closed alice done"
DETECT = 'inc log -k detected --at TIME "alert fired"'


def at(clock: str) -> datetime:
    """15:23, 15:23:01, or with a day in front: 05 15:23."""
    day, _, time = clock.rpartition(" ")
    return datetime.fromisoformat(f"2026-03-{day or '04'}T{time}").replace(tzinfo=UTC)


def entry(line: str, number: int) -> Entry:
    clock, kind, author, text = line.split(" ", 3)
    kind, _, audience = kind.partition(":")
    return Entry(at(clock), Kind(kind), author, text, f"{number:012}", audience)


def case(
    lines: Sequence[str],
    now: str,
    own: Mapping[str, Any] | None = None,
    tasks: Tasks | None = None,
    postmortem: Mapping[str, Any] | None = None,
    runbooks: Sequence[str] = ("database/failover",),
    **fields: Any,
) -> Case:
    entries = [entry(line, number) for number, line in enumerate(lines)]
    state: dict[str, Any] = {"roles": {}}
    for path, value in fold(entries).items():
        target = state["roles"] if len(path) == 2 else state
        target[path[-1]] = value
    incident = Incident(NAME, state | fields, entries, lambda: tasks or Tasks())
    known = None if postmortem is None else Postmortem(NAME, postmortem)
    return Case(incident, Policy(own), at(now), postmortem=lambda: known, runbooks=lambda: runbooks)


def said(rule: str, of: Case) -> list[Nudge]:
    return registry.current(of, [rule])


STATED = {
    "postmortem_due_at": "2026-03-06T16:00:00Z",
    "postmortem_meeting_by": "2026-03-09T16:00:00Z",
}


class When(NamedTuple):
    """What a rule needs to be said: from when, from when it is overdue, and how it is put."""

    rule: str
    lines: Sequence[str]
    before: str | None
    since: str
    late: str | None
    words: str
    command: str
    fields: Mapping[str, Any] = {}


RULES = [
    When(
        *("no-commander", [SEV1], None, "15:00", "15:05:01"),
        *("nobody is commander; SEV1 needs one", "inc assign commander WHO"),
    ),
    When(
        *("no-commander", [SEV2, IC, "15:30 role alice commander nobody"], "15:29:59", "15:30"),
        *("15:45:01", "nobody is commander; SEV2 needs one", "inc assign commander WHO"),
    ),
    When(
        *("role-empty", [SEV2, IC], None, "15:00", "15:15:01"),
        *("nobody is tech lead; SEV2 needs one", "inc assign tech_lead WHO"),
    ),
    When(
        *("unacknowledged", [SEV1], None, "15:00", "15:05:01"),
        *("and nobody has acknowledged it; SEV1 is answered within 5 min", "inc ack"),
    ),
    When(
        *("unacknowledged", ["15:00 declared a SEV4: typo"], None, "15:00", "05 15:00:01"),
        *("SEV4 is answered within 1 business day", "inc ack"),
    ),
    When(
        *("update-due", [SEV2, PROMISE], "15:24:59", "15:35", "15:40:01"),
        *("customers were promised an update at 15:40 UTC", "inc update -a customer TEXT"),
        {"only": "customer"},
    ),
    When(
        *("update-due", [SEV3], "15:54:59", "15:55", "16:00:01"),
        *("internal stakeholders hear from us every 1 h; the first update is due at 16:00 UTC",),
        "inc update -a internal TEXT",
    ),
    When(
        *("no-progress", [SEV1], "15:19:59", "15:20", "15:20:01"),
        *(
            "on SEV1 it is time to escalate after 20 min",
            "inc escalate --to WHO --reason no-progress",
        ),
    ),
    When(
        *("no-progress", [SEV3], "16:59:59", "17:00", "17:00:01"),
        *("no progress on the mitigation for 2 h", "inc escalate --to WHO --reason no-progress"),
    ),
    When(
        *("handoff-waits", OFFERED),
        *("15:29:59", "15:30", "15:40:01", "@alice offered commander to @bob, who has not taken"),
        "inc handoff take commander -m STATUS",
    ),
    When(
        "handoff-waits",
        [
            *OFFERED,
            "15:32 handoff bob taken commander: half of it is back",
        ],
        *(None, "15:32", "15:42:01", "@bob took commander, and @alice has not confirmed it"),
        "inc handoff confirm commander",
    ),
    When(
        *("changes-at-once", CHANGES),
        *("15:21:59", "15:22", None, "two changes are running at the same time"),
        "inc log 'Found: …'",
    ),
    When(
        *("theory-too-old", [SEV1, THEORY], "15:14:59", "15:15", "15:15:01"),
        *("the theory “the connection pool is exhausted” is 5 min old", "inc refute -m EVIDENCE"),
    ),
    When(
        *("roles-apart", TWO_ROLES, None, "15:10", None),
        *("@alice is commander and tech lead; on SEV2 these are two people",),
        "inc assign tech_lead WHO",
    ),
    When(
        *("commander-debugs", DEBUGS, None, "15:10"),
        *(None, "@alice commands and debugs (finding)", "inc handoff commander --to WHO -m WHY"),
    ),
    When(
        *("commander-debugs", [SEV1, IC, "15:10 action alice restarting"], None, "15:10", None),
        *("who commands coordinates, others look", "inc assign tech_lead WHO"),
    ),
    When(
        *("commander-tired", [SEV1, IC], "16:59:59", "17:00", "17:00:01"),
        *("@alice has been commander for 2 h", "inc handoff commander --to WHO -m WHY"),
    ),
    When(
        *("responders-wait", [SEV1], "15:14:59", "15:15", "15:15:01"),
        *("the response team has read nothing new for 15 min", "inc log TEXT"),
    ),
    When(
        *("silent", [SEV1], "15:59:59", "16:00", "16:00:01"),
        *("nothing was written for 1 h; is it still going on?", "inc log TEXT"),
    ),
    When(
        *("channel-missing", [SEV2], None, "15:00", "15:15:01", "no channel is named; SEV2 has"),
        "inc update --channel '#inc-2026-03-04-checkout-failures'",
    ),
    When(
        *("items-open", [SEV3], "15:09:59", "15:10", None),
        *("items of the first checklists to do, such as: Alert acknowledged", "inc checklist"),
    ),
    When(
        *("green", [SEV1, MITIGATED], "15:34:59", "15:35", None),
        *("mitigated, and quiet for 15 min", "inc resolve -m WHAT-WAS-VERIFIED"),
    ),
    When(
        *("green", [SEV1, MITIGATED, "15:30 alert pager errors again"], "15:44:59", "15:45", None),
        *("mitigated, and quiet for 15 min", "inc resolve -m WHAT-WAS-VERIFIED"),
    ),
    When(
        *("cause-too-early", [SEV1, "15:10 update:customer c It is caused by a bad deploy."]),
        *(None, "15:10", None, "customers were told a cause at 15:10 UTC, and none is confirmed"),
        "inc update -a customer TEXT",
    ),
    When(
        "temporary-undocumented",
        [SEV1, "15:20 mitigated bob restarted the pods (restart, temporary)"],
        *(None, "15:20", None, "no action item for: restarted the pods", "inc edit"),
    ),
    When(
        *("postmortem-due", [SEV1, RESOLVED], None, "16:00", "06 16:00:01"),
        *("no postmortem has been begun; it", "inc postmortem new"),
    ),
    When(
        *("postmortem-meeting", [SEV1, RESOLVED], "06 15:59:59", "06 16:00", "11 16:00:01"),
        *("no meeting about the postmortem is planned; it", "inc postmortem new"),
    ),
    When(
        *("postmortem-meeting", [SEV1, RESOLVED], "06 15:59:59", "06 16:00", "09 16:00:01"),
        *("no meeting about the postmortem is planned; it", "inc postmortem new"),
        STATED,
    ),
    When(
        *("postmortem-due", [SEV1, RESOLVED, CLOSED], None, "16:30", "05 12:00:01"),
        *("no postmortem has been begun; it", "inc postmortem new"),
        {"postmortem_due_at": "2026-03-05T12:00:00Z"},
    ),
    When(
        *("action-overdue", [SEV1], "04 23:59:59", "05 00:00", "05 00:00:01"),
        *("an action item is past its day (@bob): Remove it", "inc action done ^9c1d"),
        {"tasks": Tasks((), [ActionItem("Remove it", owner="bob", due="2026-03-04", id="9c1d")])},
    ),
    When(
        *("not-closed", [SEV1, RESOLVED], "05 15:59:59", "05 16:00", "05 16:00:01"),
        *("resolved 1 d ago, and not closed", "inc close"),
    ),
    When(
        *("runbook-used", [SEV1, "15:05 runbook bob database/failover: step 1", RESOLVED]),
        *("15:59:59", "16:00", None, "the runbook database/failover was used, and not touched"),
        "inc runbook review database/failover",
    ),
    When(
        *("channel-kept", [SEV1, RESOLVED, CLOSED], "05 15:59:59", "05 16:00", "05 16:00:01"),
        *("resolved 1 d ago; #inc-checkout can be archived", "inc tick 'channel archived'"),
        {"channel": "#inc-checkout"},
    ),
    When(
        *("detected-missing", [SEV3, MITIGATED], "15:19:59", "15:20", None),
        *("so it is not in MTTD, MTTA, MTTM and MTTR", DETECT),
    ),
    When(
        *("detected-missing", [SEV3, RESOLVED, CLOSED], "15:59:59", "16:00", None),
        *("nobody wrote down when it was detected", DETECT),
    ),
]


def _of(when: When, now: str) -> Nudge | None:
    fields = {name: value for name, value in when.fields.items() if name != "only"}
    found = said(when.rule, case(when.lines, now, **fields))
    only = when.fields.get("only", "")
    return next((one for one in found if only in one.command), None)


@pytest.mark.parametrize("when", RULES, ids=lambda when: f"{when.rule}-{when.since}")
def test_a_rule_has_its_time_its_words_and_its_command(when: When) -> None:
    assert when.before is None or _of(when, when.before) is None
    nudge = _of(when, when.since)
    assert nudge is not None
    assert not nudge.is_overdue(at(when.since))
    assert when.words in nudge.text
    assert nudge.command == when.command
    assert (nudge.rule, nudge.text[:1].isupper()) == (when.rule, False)
    if when.late:
        assert nudge.due is not None
        late = _of(when, when.late)
        assert late is not None and late.is_overdue(at(when.late))
        assert not nudge.is_overdue(nudge.due)
    else:
        assert nudge.due is None


def test_every_rule_is_in_the_table() -> None:
    assert {when.rule for when in RULES} == set(registry.RULES)


BEGUN = {
    "mttd": {"to": "acknowledged"},
    **{name: {"from": "began"} for name in ("mtta", "mttm", "mttr")},
}
NONE_AT_ALL = dict.fromkeys(("SEV1", "SEV2", "SEV3", "SEV4"), "none")


@pytest.mark.parametrize(
    ("rule", "own", "lines", "now"),
    [
        ("no-commander", {"roles": {"commander": {"required": []}}}, [SEV1], "15:30"),
        ("role-empty", {"roles": {"tech_lead": {"required": ["SEV1"]}}}, [SEV2, IC], "15:30"),
        ("unacknowledged", {"severity": {"SEV1": {"respond_within": "none"}}}, [SEV1], "15:30"),
        ("update-due", {"cadence": {"SEV3": {"internal": "2h"}}}, [SEV3], "16:30"),
        ("update-due", {"cadence": {"SEV3": {"internal": "none"}}}, [SEV3], "23:00"),
        ("no-progress", {"limits": {"no_progress": NONE_AT_ALL}}, [SEV1], "23:00"),
        ("changes-at-once", {"limits": {"change": "none"}}, CHANGES, "15:23"),
        ("theory-too-old", {"limits": {"hypothesis": "none"}}, [SEV1, THEORY], "23:00"),
        ("theory-too-old", {"limits": {"hypothesis": "30m"}}, [SEV1, THEORY], "15:30"),
        ("roles-apart", {"apart": {"SEV2": []}}, TWO_ROLES, "15:30"),
        ("commander-debugs", {"roles": {"commander": {"required": []}}}, DEBUGS, "15:11"),
        ("commander-tired", {"limits": {"commander": "none"}}, [SEV1, IC], "23:00"),
        ("commander-tired", {"limits": {"commander": "4h"}}, [SEV1, IC], "18:00"),
        ("responders-wait", {"cadence": {"SEV1": {"responders": "none"}}}, [SEV1], "15:59"),
        ("silent", {"limits": {"silent": NONE_AT_ALL}}, [SEV1], "05 15:00"),
        ("channel-missing", {"channel": {"required": []}}, [SEV1], "15:30"),
        ("items-open", {"preset": "ungated"}, [SEV3], "15:30"),
        ("green", {"limits": {"green": "30m"}}, [SEV1, MITIGATED], "15:49"),
        ("postmortem-due", {"postmortem": {"required": []}}, [SEV1, RESOLVED], "06 18:00"),
        ("postmortem-due", {"postmortem": {"document": "none"}}, [SEV1, RESOLVED], "06 18:00"),
        ("postmortem-meeting", {"postmortem": {"meeting": "none"}}, [SEV1, RESOLVED], "20 18:00"),
        ("channel-kept", {"channel": {"keep": "none"}}, [SEV1, RESOLVED], "09 18:00"),
        ("channel-kept", {"channel": {"keep": "7d"}}, [SEV1, RESOLVED], "09 18:00"),
        ("items-open", {"limits": {"first_checklists": "none"}}, [SEV3], "15:30"),
        ("items-open", {"limits": {"first_checklists": "1h"}}, [SEV3], "15:59"),
        ("not-closed", {"limits": {"close": "none"}}, [SEV1, RESOLVED], "09 18:00"),
        ("not-closed", {"limits": {"close": "7d"}}, [SEV1, RESOLVED], "09 18:00"),
        ("commander-debugs", {"limits": {"debugging": "none"}}, DEBUGS, "15:11"),
        ("commander-debugs", {"limits": {"debugging": "5m"}}, DEBUGS, "15:15:01"),
        ("handoff-waits", {"limits": {"handoff": "none"}}, OFFERED, "16:30"),
        ("update-due", {"limits": {"early": "none"}}, [SEV3], "15:59"),
        ("update-due", {"limits": {"early": "1m"}}, [SEV3], "15:58"),
        ("detected-missing", {"metrics": BEGUN}, [SEV3, RESOLVED], "16:00"),
    ],
)
def test_a_team_changes_a_rule(
    rule: str, own: Mapping[str, Any], lines: Sequence[str], now: str
) -> None:
    fields: dict[str, Any] = {"channel": "#inc-checkout"} if rule == "channel-kept" else {}
    assert said(rule, case(lines, now, **fields))
    assert said(rule, case(lines, now, own, **fields)) == []


@pytest.mark.parametrize("rule", registry.RULES)
def test_a_team_switches_off_a_rule(rule: str) -> None:
    when = next(when for when in RULES if when.rule == rule)
    fields = {name: value for name, value in when.fields.items() if name != "only"}
    off = {"nudges": {"off": [rule]}}
    assert said(rule, case(when.lines, when.since, **fields))
    assert said(rule, case(when.lines, when.since, off, **fields)) == []
    others = [name for name in registry.RULES if name != rule]
    without = registry.found(case(when.lines, when.since, off, **fields))
    assert without == registry.found(case(when.lines, when.since, **fields), others)


def test_a_team_gives_a_handoff_more_time() -> None:
    (nudge,) = said("handoff-waits", case(OFFERED, "15:45", {"limits": {"handoff": "30m"}}))
    assert nudge.due == at("16:00")


@pytest.mark.parametrize(
    ("rule", "more", "now"),
    [
        ("no-commander", IC, "15:30"),
        ("no-commander", "15:20 severity alice SEV3: less", "15:30"),
        ("role-empty", "15:20 role alice tech_lead @bob", "15:30"),
        ("unacknowledged", "15:10 acknowledged bob on it", "15:30"),
        ("no-progress", "15:25 action bob restarting", "15:30"),
        ("no-progress", "15:25 escalated alice to @erin: stuck", "15:30"),
        ("no-progress", "15:25 refuted bob not the pool", "15:30"),
        ("no-progress", "15:25 severity alice SEV2: half of it is back", "15:30"),
        ("no-progress", "15:25 status alice identified: the pool", "15:30"),
        ("no-progress", MITIGATED, "23:00"),
        ("responders-wait", "15:25 note alice still looking", "15:30"),
        ("silent", "16:25 note alice still looking", "16:30"),
        ("update-due", "15:25 update:internal carol still looking", "15:30"),
    ],
)
def test_what_answers_a_nudge(rule: str, more: str, now: str) -> None:
    first = said(rule, case([SEV1], now))[0]
    left = said(rule, case([SEV1, more], now))
    assert first.command not in [nudge.command for nudge in left]


@pytest.mark.parametrize(
    "more",
    [
        "15:05 note alice still looking",
        "15:05 finding bob the pool is full",
        "15:05 severity alice SEV1: worse",
    ],
)
def test_looking_is_no_progress(more: str) -> None:
    assert said("no-progress", case([SEV2, more], "15:20:01"))


def test_a_higher_severity_is_no_progress_but_has_its_own_patience() -> None:
    lines = [SEV3, "15:25 severity alice SEV1: everybody"]
    assert [one.since for one in said("no-progress", case(lines, "15:30"))] == [at("15:20")]


def test_an_answered_theory_is_left_alone() -> None:
    assert said("theory-too-old", case([SEV1, THEORY, "15:12 refuted bob no"], "15:30")) == []
    again = [SEV1, THEORY, "15:12 refuted bob no", "15:20 hypothesis bob a full disk"]
    (nudge,) = said("theory-too-old", case(again, "15:30"))
    assert "“a full disk” is 10 min old" in nudge.text


def test_a_long_theory_is_named_shortly() -> None:
    line = "15:10 hypothesis bob " + "word " * 40
    assert "…” is" in said("theory-too-old", case([SEV1, line], "15:30"))[0].text


def test_a_handoff_under_way_quiets_the_word_of_a_long_command() -> None:
    offered = "17:05 handoff alice offered commander to @bob: tired"
    assert said("commander-tired", case([SEV1, IC], "17:10"))
    assert said("commander-tired", case([SEV1, IC, offered], "17:10")) == []


def test_a_new_commander_is_fresh() -> None:
    passed = [SEV1, IC, "16:30 role alice commander @bob"]
    assert said("commander-tired", case(passed, "18:29:59")) == []
    assert "@bob has been commander" in said("commander-tired", case(passed, "18:30"))[0].text


def test_saying_again_who_commands_makes_nobody_fresh() -> None:
    again = [SEV1, IC, "16:30 role alice commander @alice"]
    assert said("commander-tired", case(again, "17:00"))


@pytest.mark.parametrize(
    ("lines", "now"),
    [
        ([SEV1, IC, "15:10 finding alice x"], "15:40:01"),  # half an hour ago
        ([SEV1, IC, "15:10 finding bob x"], "15:11"),
        ([SEV1, IC, "15:10 need alice x"], "15:11"),
        ([SEV1, IC, "15:10 note alice x"], "15:11"),
        ([SEV3, IC, "15:10 finding alice x"], "15:11"),  # nobody has to command
        ([SEV1, IC, "15:10 finding alice x", "15:12 role alice tech_lead @bob"], "15:13"),
        ([SEV1, IC, "15:10 finding alice x", "15:12 role alice commander @bob"], "15:13"),
        ([SEV1, "15:10 finding alice x", "15:12 role alice commander @alice"], "15:13"),
    ],
)
def test_a_commander_who_does_not_debug(lines: Sequence[str], now: str) -> None:
    assert said("commander-debugs", case(lines, now)) == []


@pytest.mark.parametrize("kind", ["finding", "checking", "hypothesis", "action", "mitigated"])
@pytest.mark.parametrize("author", ["alice", "Alice"])
def test_what_is_debugging(kind: str, author: str) -> None:
    (nudge,) = said("commander-debugs", case([SEV1, IC, f"15:10 {kind} {author} x"], "15:11"))
    assert f"({kind})" in nudge.text


def test_only_one_of_silence_and_the_cadence_is_said() -> None:
    assert said("responders-wait", case([SEV1], "16:00"))
    assert said("responders-wait", case([SEV1], "16:00:01")) == []


def test_every_empty_role_is_named() -> None:
    commands = [one.command for one in said("role-empty", case([SEV1, IC], "15:01"))]
    roles = ("tech_lead", "comms_lead", "scribe")
    assert commands == [f"inc assign {role} WHO" for role in roles]


def test_a_role_that_was_spelt_by_hand_is_filled() -> None:
    assert said("no-commander", case([SEV1], "15:30", roles={"ic": "@alice"})) == []


def test_first_checklists_that_are_ticked() -> None:
    open_ = case([SEV3], "15:30")
    (before,) = said("items-open", open_)
    box = Box("Declare", "Triage confirms user impact", DONE)
    (after,) = said("items-open", case([SEV3], "15:30", tasks=Tasks(boxes=[box])))
    count = int(before.text.split()[0])
    assert after.text.startswith(f"{count - 1} items of the first checklists")
    assert said("items-open", case([SEV3, MITIGATED], "15:30")) == []


def test_a_temporary_mitigation_with_an_action_item() -> None:
    lines = [SEV1, "15:20 mitigated bob restarted the pods (restart, temporary)"]
    item = ActionItem("Remove what is temporary: restarted the pods")
    assert said("temporary-undocumented", case(lines, "15:30", tasks=Tasks(actions=[item]))) == []


@pytest.mark.parametrize(
    ("fields", "words", "command"),
    [
        (None, "no postmortem has been begun; it was due", "inc postmortem new"),
        ({}, "the postmortem is a draft; it was due", "inc postmortem review"),
        ({"status": "Draft"}, "the postmortem is a draft; it was due", "inc postmortem review"),
        ({"status": "in-review"}, "the postmortem is in review; it was", "inc postmortem publish"),
        ({"status": "in_review"}, "the postmortem is in review; it was", "inc postmortem publish"),
    ],
)
def test_how_far_a_postmortem_is(fields: dict[str, str] | None, words: str, command: str) -> None:
    (nudge,) = said("postmortem-due", case([SEV1, RESOLVED], "09 16:00", postmortem=fields))
    assert nudge.text.startswith(words)
    assert (nudge.command, nudge.due) == (command, at("06 16:00"))


def test_a_published_postmortem_owes_nothing() -> None:
    done = case([SEV1, RESOLVED], "20 16:00", postmortem={"status": "published"})
    assert said("postmortem-due", done) == said("postmortem-meeting", done) == []


def test_a_meeting_about_a_postmortem() -> None:
    draft: dict[str, str] = {"status": "draft"}
    (nudge,) = said("postmortem-meeting", case([SEV1, RESOLVED], "12 16:00", postmortem=draft))
    assert nudge.command == "inc postmortem review --meeting TIME"
    assert "it was due 2026-03-11 16:00 UTC, 1 d ago" in nudge.text
    planned = {**draft, "meeting_at": "2026-03-10T14:00:00Z"}
    assert said("postmortem-meeting", case([SEV1, RESOLVED], "12 16:00", postmortem=planned)) == []
    nobody = {**draft, "meeting_at": "on Tuesday"}
    assert said("postmortem-meeting", case([SEV1, RESOLVED], "12 16:00", postmortem=nobody))
    assert said("postmortem-meeting", case([SEV3, RESOLVED], "12 16:00")) == []
    assert said("postmortem-meeting", case([SEV1], "12 16:00")) == []


def test_the_meeting_comes_first_where_the_policy_has_it_so() -> None:
    own = {"postmortem": {"meeting": "24h"}}
    assert said("postmortem-meeting", case([SEV1, RESOLVED], "05 15:59", own)) == []
    assert said("postmortem-meeting", case([SEV1, RESOLVED], "05 16:00", own))
    alone = {"postmortem": {"meeting": "24h", "document": "none"}}
    assert said("postmortem-meeting", case([SEV1, RESOLVED], "04 16:00", alone))


def test_a_postmortem_that_is_not_owed() -> None:
    late = "09 16:00"
    assert said("postmortem-due", case([SEV3, RESOLVED], late)) == []
    assert said("postmortem-due", case([SEV1, RESOLVED], late, drill=True)) == []
    assert "is due 2026-03-06 16:00 UTC, in 1 d" in (
        said("postmortem-due", case([SEV1, RESOLVED], "05 16:00"))[0].text
    )


def test_a_temporary_mitigation_is_owed_until_it_is_closed() -> None:
    lines = [SEV1, "15:20 mitigated bob restarted the pods (restart, temporary)", RESOLVED]
    assert said("temporary-undocumented", case(lines, "17:00"))
    assert said("temporary-undocumented", case([*lines, CLOSED], "17:00")) == []


def test_an_empty_role_is_overdue_only_while_it_burns() -> None:
    (burning,) = said("role-empty", case([SEV2, IC], "15:30"))
    (mitigated,) = said("role-empty", case([SEV2, IC, MITIGATED], "15:30"))
    assert burning.is_overdue(at("15:30")) and mitigated.due is None


@pytest.mark.parametrize(
    ("rule", "lines", "now", "words"),
    [
        ("theory-too-old", [SEV1, THEORY], "15:30", "the theory is 20 min old"),
        ("changes-at-once", CHANGES, "15:25", "several changes are running at the same time"),
        (
            *("temporary-undocumented", [SEV1, "15:20 mitigated bob x y z (restart, temporary)"]),
            *("15:25", "a mitigation is temporary"),
        ),
    ],
)
def test_what_a_restricted_incident_says_is_not_quoted(
    rule: str, lines: list[str], now: str, words: str
) -> None:
    (nudge,) = said(rule, case(lines, now, visibility="restricted"))
    assert nudge.text.startswith(words)
    for secret in ("pool", "restart a", "x y z"):
        assert secret not in nudge.text


ARCHIVE = "Channel archived, a day after the end"


@pytest.mark.parametrize(
    ("severity", "own", "boxes", "expected"),
    [
        (SEV2, {}, [], 1),
        (SEV3, {}, [], 0),  # the default has the item for the serious ones
        (SEV3, {"preset": "ungated"}, [], 0),
        (SEV3, {}, [Box("Follow-up", "channel archived")], 1),
        (SEV3, {"checklists": {"follow-up": {"items": [ARCHIVE]}}}, [], 1),
        (SEV2, {"checklists": {"follow-up": {"items": ["Room given back"]}}}, [], 0),
        (SEV2, {"checklists": {"follow-up": {"items": []}}}, [], 0),
    ],
)
def test_a_channel_is_spoken_of_where_there_is_an_item_to_tick(
    severity: str, own: Mapping[str, Any], boxes: Sequence[Box], expected: int
) -> None:
    lines, tasks = [severity, RESOLVED], Tasks(boxes=boxes)
    asked = case(lines, "09 16:00", own, tasks=tasks, channel="#inc-checkout")
    found = said("channel-kept", asked)
    assert len(found) == expected
    for nudge in found:
        (_, _, words) = shlex.split(nudge.command)
        items = checklists.standing(asked.incident, asked.policy, asked.now)
        assert checklists.find(words, items).text.casefold().startswith("channel archived")


@pytest.mark.parametrize("state", ["done", "not-applicable"])
def test_a_channel_that_was_archived(state: str) -> None:
    box = Box("Follow-up", "Channel archived, a day after the end", state)
    for tasks, expected in ((Tasks(), 1), (Tasks(boxes=[box]), 0)):
        asked = case([SEV1, RESOLVED], "09 16:00", tasks=tasks, channel="#inc-checkout")
        assert len(said("channel-kept", asked)) == expected


# ------------------------------------------------------------------ all rules together


def test_an_ended_incident_owes_only_what_follows() -> None:
    busy = [SEV1, IC, THEORY, PROMISE, "15:20 action alice a", "15:21 action alice b"]
    ended = case([*busy, RESOLVED], "09 16:00", channel="#inc-checkout")
    assert [one.rule for one in registry.current(ended)] == [
        *("postmortem-due", "not-closed", "channel-kept", "postmortem-meeting"),
        "detected-missing",
    ]


@pytest.mark.parametrize(
    ("lines", "now", "fields"),
    [
        ([SEV3, MITIGATED, "15:25 detected bob alert fired"], "15:30", {}),
        ([SEV3, RESOLVED], "16:30", {"drill": True}),
        ([SEV3], "15:30", {}),
        ([SEV3, RESOLVED, CLOSED], "11 16:00:01", {}),
        ([SEV3, RESOLVED], "16:30", {"detected_at": "in the morning"}),  # for the check to tell
    ],
)
def test_nobody_is_asked_when_it_was_detected(
    lines: Sequence[str], now: str, fields: Mapping[str, Any]
) -> None:
    assert said("detected-missing", case(lines, now, **fields)) == []


@pytest.mark.parametrize("lines", [[SEV3, RESOLVED], [SEV3, RESOLVED, CLOSED]])
def test_a_week_after_the_end_somebody_may_still_know(lines: Sequence[str]) -> None:
    assert said("detected-missing", case(lines, "11 16:00"))
    late = case(lines, "12 16:00")
    assert bool(said("detected-missing", late)) is (CLOSED not in lines)


def test_a_stub_owes_nothing() -> None:
    assert registry.found(case([SEV1], "23:00", merged_into="2026-03-04-other")) == []


def test_a_drill_is_taken_seriously() -> None:
    real, drill = (case([SEV1], "15:30", drill=drill) for drill in (False, True))
    assert registry.current(drill) == registry.current(real) != []


def test_an_empty_record_breaks_no_rule() -> None:
    for status in ("", "investigating", "monitoring", "resolved", "closed", "burning"):
        fields: dict[str, Any] = {"status": status, "mitigated_at": "2026-03-04T15:00:00Z"}
        registry.found(Case(Incident(NAME, fields, ()), Policy(), at("15:30")))


def test_an_incident_that_was_imported_began_on_its_day() -> None:
    """Without a single time: its limits count all the same."""
    empty = Incident(NAME, {"severity": "SEV1", "status": "investigating"}, ())
    for rule, when in (("unacknowledged", "00:05"), ("no-progress", "00:20"), ("silent", "01:00")):
        found = Case(empty, Policy(), at("09 12:00"))
        assert [one.due for one in said(rule, found)] == [at(when)]
    noted = empty._replace(entries=[entry("15:00 note alice it is slow", 1)])
    (nudge,) = said("unacknowledged", Case(noted, Policy(), at("09 12:00")))
    assert (nudge.due, nudge.text[:16]) == (at("15:05"), "declared 4 d 21 ")


@pytest.mark.parametrize(
    ("line", "is_progress"),
    [
        ("15:25 severity alice sev-3: half of it is back", True),
        ("15:25 severity alice sev1: worse", False),
        ("15:25 status alice Identified: the pool", True),
        ("15:25 status alice mitigating: the pool", True),
        ("15:25 status alice whatever", False),
    ],
)
def test_what_was_written_by_hand_is_read_as_the_fold_reads_it(
    line: str, is_progress: bool
) -> None:
    slow = {"limits": {"no_progress": "20m"}}
    (nudge,) = said("no-progress", case(["15:00 declared alice sev2: x", line], "16:00", slow))
    assert nudge.since == at("15:45" if is_progress else "15:20")


def test_a_role_spelt_in_two_ways_is_one_person_in_two_roles() -> None:
    roles = {"IC": "@Alice", "tech lead": "alice"}
    (nudge,) = said("roles-apart", case([SEV2], "15:30", roles=roles))
    assert nudge.text.startswith("@Alice is commander and tech lead")


def test_of_two_of_one_rule_and_severity_the_older_is_first() -> None:
    first, second = (
        Nudge("x", "y", at(clock), at("15:00"), "no-progress") for clock in ("15:01", "15:02")
    )
    assert registry.urgency(first, "SEV1", at("16:00")) < registry.urgency(
        second, "SEV1", at("16:00")
    )


def test_worst_first() -> None:
    found = registry.current(case([SEV1, IC, THEORY], "15:30"))
    late = [one.is_overdue(at("15:30")) for one in found]
    assert late == sorted(late, reverse=True)
    overdue = [one.rule for one in found if one.is_overdue(at("15:30"))]
    assert overdue == sorted(overdue, key=list(registry.RULES).index)
    assert overdue[0] == "unacknowledged"


# ------------------------------------------------- rules that look back only so far

TIMES = ["14:30", "15:00", "15:05", "15:10", "15:19", "15:20", "15:20", "15:30", "15:45"]
KINDS = st.sampled_from(
    [
        *("declared alice SEV2: x", "severity alice SEV1: x", "severity alice SEV3: y"),
        *("status bob identified: x", "role alice commander @alice", "mitigated bob y"),
        *("hypothesis bob the pool", "hypothesis eve the cache", "finding alice full"),
        *("confirmed bob yes", "refuted bob no", "refuted bob “x” (^000000000002): no"),
        *("action bob restart", "action dan scale up", "reopened bob it is back"),
    ]
)
TIMELINES = st.lists(st.tuples(st.sampled_from(TIMES), KINDS).map(" ".join), max_size=9)
NOW = ("15:21", "15:40", "17:00")


@given(TIMELINES, st.sampled_from(NOW))
def test_what_lies_long_ago_changes_nothing(lines: list[str], now: str) -> None:
    asked = case(lines, now, status="investigating", severity="SEV1", mitigated_at=None)
    entries, limits = asked.incident.entries, Policy().limit
    theories = [one for one in ledger.hypotheses(entries) if one.state == ledger.OPEN]
    told = list(registry.RULES["theory-too-old"](asked))
    box = limits("hypothesis") or timedelta(0)
    assert [one.since for one in told] == [one.entry.at + box for one in theories]
    running = ledger.running_changes(entries, at(now), limits("change"))
    told = list(registry.RULES["changes-at-once"](asked))
    assert [one.since for one in told] == ([running[-1].at] if len(running) > 1 else [])
    words = ledger.overlap(entries, at(now), limits("change"))
    assert [one.text for one in told] == ([words[:1].lower() + words[1:-1]] if words else [])


@given(TIMELINES, st.sampled_from(NOW))
def test_a_long_timeline_is_judged_as_a_short_one(lines: list[str], now: str) -> None:
    short = case(lines, now, severity="SEV1")
    entries = short.incident.entries
    kinds, times = [one.kind for one in entries], [one.at for one in entries]
    long = LongTimeline(kinds, times, newest_id(entries), lambda place: entries[place])
    assert fold(long) == fold(entries)
    other = Case(short.incident._replace(entries=long), short.policy, short.now)
    assert registry.found(other) == registry.found(short)


COMMANDS = sorted({when.command for when in RULES if when.command.startswith("inc ")})


@pytest.mark.parametrize("command", COMMANDS)
def test_the_command_can_be_typed(command: str) -> None:
    _, name, *words = shlex.split(f"{command} -i {NAME}")
    parsed: Any = load(name)
    parsed.make_context(name, words)  # raises where an option or an argument is wrong
