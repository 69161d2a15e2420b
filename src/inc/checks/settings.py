"""What `inc.toml` says of the check in the base, and what a branch makes of it.

A branch that could switch off the check on itself would need no reviewer. So the base decides how
much rules weigh, and what the branch loosens is told, on its line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from inc import config
from inc.checks.finding import Level
from inc.domain.policy import Policy
from inc.errors import UsageError

FILE: Final = config.FILE
_WEIGHT: Final = {Level.OFF: 0, Level.WARNING: 1, Level.ERROR: 2}


class Settings(NamedTuple):
    """The policy of the base and that of the branch, and the text of the latter's file."""

    before: Policy
    now: Policy
    text: str

    def line(self, *path: str | int) -> int:
        """The line of a key, or of what is nearest around it."""
        from inc.config import positions  # few branches change the policy

        return positions.line(positions.lines(self.text), path)


class Loosened(NamedTuple):
    """A rule that weighs less in the branch, where, and the line that says so."""

    code: str
    level: Level
    was: Level
    where: str
    line: int


def stated(before: bytes, text: str, now: Policy, say: Callable[[str], None]) -> Settings | None:
    """The settings where the base has others; broken ones of the base count as none of its own."""
    try:
        was = before.decode("utf-8").removeprefix("\ufeff")
        if was.replace("\r\n", "\n") == text.replace("\r\n", "\n"):
            return None
        return Settings(config.read_policy(was), now, text)
    except (UsageError, UnicodeDecodeError):
        say(f"{FILE} cannot be read as it is in the base: rules weigh what they do by themselves.")
        return Settings(Policy(), now, text)


def loosened(settings: Settings, defaults: Mapping[str, Level]) -> Iterator[Loosened]:
    """What weighs less in the branch than in the base: rule by rule, then in some documents."""
    was, now = ({**defaults, **_levels(policy)} for policy in (settings.before, settings.now))
    for code in defaults:
        if _WEIGHT[now[code]] < _WEIGHT[was[code]]:
            line = settings.line("check", "rules", code)
            yield Loosened(code, now[code], was[code], "", line)
    old, new = _parts(settings.before), _parts(settings.now)
    for number, part in enumerate(new):
        if part not in old:
            line = settings.line("check", "paths", number)
            yield from _lighter(part, was, line)
    for part in old:
        if part not in new:
            yield from _no_longer_heavier(part, now, settings.line("check", "paths"))


def _lighter(part: Mapping[str, Any], was: Mapping[str, Level], line: int) -> Iterator[Loosened]:
    for code, level in part.get("rules", {}).items():
        if code in was and _WEIGHT[Level(level)] < _WEIGHT[was[code]]:
            yield Loosened(code, Level(level), was[code], _where(part), line)


def _no_longer_heavier(
    part: Mapping[str, Any], now: Mapping[str, Level], line: int
) -> Iterator[Loosened]:
    for code, level in part.get("rules", {}).items():
        if code in now and _WEIGHT[now[code]] < _WEIGHT[Level(level)]:
            yield Loosened(code, now[code], Level(level), _where(part), line)


def _where(part: Mapping[str, Any]) -> str:
    patterns = [str(one) for one in part.get("paths", ())]
    return ", ".join(patterns[:3]) + (" …" if len(patterns) > 3 else "")


def _levels(policy: Policy) -> dict[str, Level]:
    return {code: Level(level) for code, level in policy.table("check", "rules").items()}


def _parts(policy: Policy) -> Sequence[Mapping[str, Any]]:
    return policy.value("check", "paths") or ()


def newly_allowed(settings: Settings) -> Iterator[tuple[str, str, int]]:
    """Each credential that only the branch allows: its fingerprint, why, and the line."""
    before = settings.before.table("credentials", "allowed")
    for mark, why in settings.now.table("credentials", "allowed").items():
        if mark not in before:
            yield mark, str(why), settings.line("credentials", "allowed", mark)
