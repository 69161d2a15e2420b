"""What `inc next` says to type is typed, by the default policy at each severity: it answers it."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from inc.domain.nudges.registry import RULES

if TYPE_CHECKING:
    from conftest import Cli

SEVERITIES = ("sev1", "sev2", "sev3", "sev4")
SERIOUS = SEVERITIES[:2]
WORDS = {
    "WHO": "erin",
    "TEXT": "still looking",
    "EVIDENCE": "seen in the log",
    "WHY": "end of shift",
    "STATUS": "half of it is back",
    "WHAT-WAS-VERIFIED": "orders go through",
    "Found: …": "Found: errors fall",
    "TIME": "tomorrow 14:00",
}


class Story(NamedTuple):
    """What was done before a rule speaks, how long ago, and at which severities it does."""

    rule: str
    done: Sequence[str] = ()
    minutes: float = 0
    severities: Sequence[str] = SEVERITIES
    by: str = "alice"


LED = ("assign ic alice",)
OFFERED = (*LED, "handoff ic --to bob -m tired")
ENDED = "resolve -m back --override 'the status page is down too'"
STORIES = (
    Story("no-commander", severities=SERIOUS),
    Story("unacknowledged"),
    Story("cause-too-early", ("update -a customer 'It is caused by a bad deploy'",)),
    Story("update-due", minutes=90, severities=SEVERITIES[:3]),
    Story("update-due", ("update -a responders 'We look' --next 5m",), 8),
    Story("no-progress", minutes=125, severities=SEVERITIES[:3]),
    Story("handoff-waits", OFFERED, by="bob"),
    Story("handoff-waits", (*OFFERED, "handoff take -m 'it is calm' --by bob")),
    Story("changes-at-once", ("log 'Action: restart a'", "log 'Action: scale up'")),
    Story("theory-too-old", ("hypothesis 'the pool is full'",), 6),
    Story("roles-apart", (*LED, "assign tl alice"), severities=SERIOUS),
    Story("commander-debugs", (*LED, "log 'Found: the pool is full'"), severities=SERIOUS),
    Story(
        "commander-debugs",
        (*LED, "assign tl carol", "log 'Found: the pool is full'"),
        severities=SERIOUS,
    ),
    Story("role-empty", LED, severities=SERIOUS),
    Story("commander-tired", LED, 125),
    Story("silent", minutes=4 * 24 * 60),
    Story("responders-wait", minutes=55, severities=["sev1"]),
    Story("responders-wait", minutes=115, severities=["sev2"]),
    Story("channel-missing", severities=SERIOUS),
    Story("green", ("mitigate 'flag off'",), 20, SEVERITIES[2:]),
    Story("postmortem-due", (ENDED,), severities=SERIOUS),
    Story("postmortem-meeting", (ENDED,), 49 * 60, SERIOUS),
    Story("postmortem-meeting", (ENDED, "postmortem new"), 49 * 60, SERIOUS),
    Story("not-closed", (ENDED,), 25 * 60, SEVERITIES[2:]),
    Story("runbook-used", ("runbook new Pool", "runbook use pool", ENDED)),
    Story("detected-missing", ("mitigate 'flag off'",), 1),
    Story("detected-missing", (ENDED,)),
    Story("channel-kept", ("update --channel '#inc-x'", ENDED), 25 * 60, SERIOUS),
)
ASKS_FOR_MORE = ("items-open", "temporary-undocumented", "action-overdue")
"""Their commands show, or open something to write in."""


def told(cli: Cli, rule: str) -> list[str]:
    """The commands that a rule says to type now."""
    nudges: list[Any] = cli("next", "--json", ok=False).json["nudges"]
    return [one["command"] for one in nudges if one["rule"] == rule]


def typed(cli: Cli, command: str, by: str) -> None:
    _, *words = shlex.split(command)
    author = [] if by == "alice" else ["--by", by]
    told = {**WORDS, "TIME": "-5m"} if words[0] == "log" else WORDS
    cli(*(told.get(word, word) for word in words), *author)


@pytest.mark.parametrize(
    ("story", "severity"), [(story, one) for story in STORIES for one in story.severities]
)
def test_the_command_answers_the_nudge(story: Story, severity: str, guided: Cli) -> None:
    guided("declare", "Checkout failures", "-s", severity)
    for command in story.done:
        guided(*shlex.split(command))
    guided.now += timedelta(minutes=story.minutes)
    commands = told(guided, story.rule)
    assert commands
    for command in commands:
        typed(guided, command, story.by)
        assert command not in told(guided, story.rule)


@pytest.mark.parametrize("severity", SEVERITIES)
def test_a_channel_without_an_item_to_tick_is_not_spoken_of(severity: str, guided: Cli) -> None:
    guided("declare", "Checkout failures", "-s", severity)
    guided("update", "--channel", "#inc-x")
    guided(*shlex.split(ENDED))
    guided.now += timedelta(days=3)
    assert bool(told(guided, "channel-kept")) is (severity in SERIOUS)


def test_each_rule_has_its_story() -> None:
    assert {*(story.rule for story in STORIES), *ASKS_FOR_MORE} == set(RULES)
