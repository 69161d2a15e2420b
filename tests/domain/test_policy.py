"""The policy: three layers, and the rules that are read from them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from inc.domain import presets
from inc.domain.policy import Policy, span
from inc.domain.provisions import Item
from inc.domain.vocabulary import Audience, Role, Severity, Strategy

WEDNESDAY = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)


def minutes(length: timedelta | None) -> float | None:
    return length / timedelta(minutes=1) if length is not None else None


# ------------------------------------------------------------------ layers


def test_the_first_layer_that_speaks_gives_the_value() -> None:
    policy = Policy({"preset": "lifecycle", "cadence": {"SEV1": {"customer": "5m"}}})
    told = {one: policy.value("cadence", "SEV1", one) for one in Audience}
    assert told == {"responders": "30m", "internal": "30m", "executive": "none", "customer": "5m"}
    origins = [policy.origin("cadence", "SEV1", one) for one in ("customer", "internal")]
    assert [*origins, policy.origin("cadence", "SEV4", "internal")] == [
        *("inc.toml", "lifecycle", "default")
    ]


def test_a_list_is_taken_whole() -> None:
    policy = Policy({"hours": {"workdays": ["sun"]}})
    assert policy.calendar.workdays == ["sun"]
    assert policy.calendar.holidays == []


def test_what_nobody_says() -> None:
    policy = Policy()
    assert policy.value("cadence", "SEV1", "press") is None
    assert policy.value("cadence", "SEV1", "customer", "more") is None
    assert policy.origin("nothing") == ""
    assert policy.keys("nothing") == []
    assert list(policy.leaves("nothing")) == []


def test_every_value_with_its_path() -> None:
    policy = Policy({"gates": {"close": {"SEV4": "all"}}, "timezone": "+02:00"})
    assert dict(policy.leaves("gates", "close"))["gates", "close", "SEV4"] == "all"
    assert list(policy.leaves("gates", "close", "SEV4")) == [(("gates", "close", "SEV4"), "all")]
    assert dict(policy.leaves())["timezone",] == "+02:00"


def test_keys_of_ones_own_come_after_those_of_the_default() -> None:
    policy = Policy({"escalation": {"reasons": {"press": "the press asks"}}})
    assert list(policy.escalation_reasons())[-2:] == ["decision", "press"]
    assert policy.escalation_reasons()["press"] == "the press asks"


def test_a_packaged_policy_by_itself() -> None:
    policy = Policy.packaged("ungated")
    assert policy.value("gates", "resolve", "SEV1") == "none"
    assert policy.value("cadence", "SEV1", "customer") is None
    assert {path[0] for path, _ in policy.leaves()} == set(presets.table("ungated"))


# ------------------------------------------------------------------ time


@pytest.mark.parametrize(
    ("text", "length"),
    [("15m", 15), ("2h", 120), ("3d", 4_320), ("1w", 10_080), ("none", None)],
)
def test_a_span(text: str, length: float | None) -> None:
    assert minutes(span(text)) == length


@pytest.mark.parametrize("text", ["", "m", "15", "15 m", "-1h", "1.5h", "NONE"])
def test_what_is_no_span(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{text}$"):
        span(text)


def test_a_limit_is_one_for_all_or_one_for_each() -> None:
    policy = Policy({"limits": {"silent": "45m", "no_progress": {"SEV1": "10m"}}})
    assert minutes(policy.limit("silent", "SEV4")) == 45
    assert [minutes(policy.limit("no_progress", one)) for one in Severity] == [10, 20, 120, None]
    assert minutes(policy.limit("hypothesis", "SEV1")) == 5
    assert minutes(policy.limit("no_progress", "bad")) is None


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("48h", "2026-03-06T15:30:00+00:00"),
        ("none", None),
        ("1 business day", "2026-03-05T15:30:00+00:00"),
        ("2 business days", "2026-03-09T15:30:00+00:00"),  # the 6th is a holiday, then a weekend
        ("5 business days", "2026-03-12T15:30:00+00:00"),
    ],
)
@pytest.mark.parametrize("holiday", ["2026-03-06", datetime(2026, 3, 6).date()])
def test_a_deadline(text: str, due: str | None, holiday: object) -> None:
    policy = Policy({"hours": {"holidays": [holiday]}})
    found = policy.deadline(WEDNESDAY, text)
    assert (found.isoformat() if found else None) == due


def test_a_deadline_keeps_the_clock_of_the_team() -> None:
    """The clocks go forward on the 29th: ten days later, at the same time of day."""
    policy = Policy({"timezone": "Europe/Berlin"})
    after = datetime(2026, 3, 27, 16, 30, tzinfo=ZoneInfo("Europe/Berlin")).astimezone(UTC)
    found = policy.deadline(after, "1 business day")
    assert found == datetime(2026, 3, 30, 14, 30, tzinfo=UTC)
    assert after.hour == 15


def test_a_deadline_counts_the_days_of_the_team() -> None:
    """At 23:30 UTC it is Thursday already in Berlin."""
    policy = Policy({"timezone": "Europe/Berlin"})
    found = policy.deadline(WEDNESDAY.replace(hour=23), "2 business days")
    assert found == datetime(2026, 3, 8, 23, 30, tzinfo=UTC)  # Monday, half past midnight there


# ------------------------------------------------------------------ people


def test_who_is_required() -> None:
    assert Policy().required_roles("SEV2") == [Role.COMMANDER, Role.TECH_LEAD]
    assert Policy().required_roles("SEV4") == []
    assert Policy({"preset": "structured"}).required_roles("SEV4") == [Role.RESPONDER]
    assert Policy().required_roles("critical") == []


def test_who_is_not_one_person() -> None:
    pair = (Role.COMMANDER, Role.TECH_LEAD)
    assert Policy().apart("SEV1") == [pair, (Role.COMMANDER, Role.COMMS_LEAD)]
    assert Policy({"preset": "management"}).apart("SEV1") == [pair]
    assert Policy({"apart": {"SEV2": []}}).apart("SEV2") == []


def test_the_duties_of_a_role() -> None:
    policy = Policy({"roles": {"scribe": {"duties": ["Writes"]}}})
    duties = policy.duties(Role.SCRIBE)
    assert (duties.duties, duties.required) == (["Writes"], ["SEV1"])


# ------------------------------------------------------------------ checklists


def titles(policy: Policy, *about: str) -> list[str]:
    return [one.name for one in policy.checklists(*about)]


def test_checklists_suit_the_kind_of_incident() -> None:
    assert "security" not in titles(Policy(), "SEV1")
    assert "security" in titles(Policy(), "SEV1", "security")
    assert "vendor" not in titles(Policy(), "SEV1", "security")


def test_items_suit_the_severity() -> None:
    def declare(severity: str) -> list[Item]:
        return list(Policy().checklists(severity)[0].items)

    assert [len(declare(one)) for one in Severity] == [7, 6, 3, 3]
    assert Item("Alert acknowledged", "acknowledged") in declare("SEV4")


def test_a_checklist_without_an_item_is_none() -> None:
    own: dict[str, Any] = {"vip": {"items": [{"text": "Call them", "severities": ["SEV1"]}]}}
    policy = Policy({"checklists": own})
    assert titles(policy, "SEV1")[-1] == "vip"
    assert "vip" not in titles(policy, "SEV2")
    vip = policy.checklists("SEV1")[-1]
    assert (vip.title, vip.begins) == ("Vip", "declare")


def test_gates() -> None:
    policy = Policy({"gates": {"close": {"SEV3": "all"}}})
    assert [policy.gate("close", one) for one in Severity] == ["all", "all", "all", "none"]
    assert policy.gate("resolve", "critical") == "none"


# ------------------------------------------------------------------ the rest


def test_the_name_of_a_channel() -> None:
    name = "2026-03-04-checkout-failures"
    assert Policy().channel_name(name) == "#inc-2026-03-04-checkout-failures"
    assert Policy({"preset": "process"}).channel_name(name) == "#inc-2026-checkout-failures"
    assert Policy({"channel": {"name": "#{id}"}}).channel_name(name) == f"#{name}"


def test_the_zone_of_an_audience() -> None:
    policy = Policy({"timezone": "+02:00", "audiences": {"customer": {"timezone": "-05:00"}}})
    offsets = [
        policy.zone_for(one).utcoffset(None) for one in (Audience.CUSTOMER, Audience.INTERNAL)
    ]
    assert offsets == [timedelta(hours=-5), timedelta(hours=2)]


def test_the_risk_of_a_mitigation() -> None:
    assert Policy().risk(Strategy.DISABLE) == "very low"
    assert all(Policy().risk(one) for one in Strategy)


def test_which_incidents_get_a_postmortem() -> None:
    assert [Policy().wants_postmortem(one) for one in Severity] == [True, True, False, False]
    assert Policy({"preset": "lifecycle"}).wants_postmortem("SEV4")
