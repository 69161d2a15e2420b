"""Sentences that say how long an incident took, read out of prose.

Most durations in prose are none of those: time-outs, thresholds, rhythms, plans. So a duration is
read only where its sentence speaks of the incident as a whole, and left alone when in doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import islice
from typing import Final, NamedTuple

from inc.checks.reading.paragraphs import BLANKED, Paragraph, sentence, without_quotations
from inc.checks.reading.spans import BEGINNINGS

_NUMBER: Final = r"(?:\d{1,4}(?:\.\d{1,2})?|an?|one|two|three|four|five|six|half[ ]an)"
_WORDS: Final = {
    "a": 1.0,
    "an": 1.0,
    "one": 1.0,
    "half an": 0.5,
    "two": 2.0,
    "three": 3.0,
    "four": 4.0,
    "five": 5.0,
    "six": 6.0,
}
_UNIT: Final = r"(?:days?|hours?|hrs?|h|minutes?|mins?|seconds?|secs?)"
_SECONDS: Final = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}
_HALF: Final = r"(?P<half>\s+and\s+a\s+half)"
_MORE: Final = r"(?P<more>\d{1,2})[ \t-]?(?P<lesser>hours?|h|minutes?|mins?|m|seconds?|secs?|s)"
_DURATION: Final = re.compile(
    rf"(?ai)(?<![\w.,:/$€£%+–-])(?P<amount>{_NUMBER})(?:[ \t\n-]?)(?P<unit>{_UNIT})(?![a-z])"
    rf"(?:{_HALF}|(?:,?\s+(?:and\s+)?|){_MORE}(?![a-z]))?"
)

_ROUGHLY: Final = re.compile(
    r"(?i)(?:\b(?:about|around|roughly|approximately|approx\.?|nearly|almost|over|under|some"
    r"|(?:just )?(?:more|less) than|close to|circa|at least|an? estimated)|~)\s{0,3}\Z"
)
_ROUND: Final = 0.15
"""How far off a rounded duration may be; without a word that rounds it is a minute."""

_TROUBLE: Final = (
    r"(?:outages?|incident|downtime|degradation|disruption|interruption|unavailability|impact)"
)
_BROKEN: Final = (
    r"(?:down|unavailable|degraded|offline|unreachable|inaccessible|affected|impacted|broken"
    r"|interrupted|disrupted)"
)
_ROUNDING: Final = (
    r"(?:(?:about|around|roughly|approximately|approx\.?|nearly|almost|over|under|some|close to"
    r"|(?:just )?(?:more|less) than|circa|at least|a total of)\s{1,3}|~\s{0,3}){0,2}"
)

_BEFORE: Final = tuple(
    re.compile(rf"(?i)\b{pattern}\s{{1,3}}{_ROUNDING}\Z")
    for pattern in (
        r"(?:lasted|lasting|went on|persisted|continued)(?:\s{1,3}for)?",
        rf"{_TROUBLE}(?:\s{{1,3}}was|\s{{1,3}}were)?\s{{1,3}}(?:of|for)",
        rf"(?:was|were|been|being|remained|stayed)\s{{1,3}}(?:\w{{1,15}}\s{{1,3}})?{_BROKEN}"
        r"\s{1,3}(?:[^.;:,\n]{0,60}\s{1,3})?for",
        r"(?:failures?|failed|failing|errors?|affecting|affected|impacting)\b[^.;:]{0,80}\s{1,3}for",
        r"(?:could\s{1,3}not|couldn['’]t|unable\s{1,3}to)\b[^.;:]{0,80}\s{1,3}for",
    )
)
_SERVICE: Final = re.compile(
    r"(?i)\A\s{0,3}(?:[-*+]\s{1,3})?(?:(?:the|our)\s{1,3})?"
    r"(?:(?:\w[\w-]{0,30}\s{1,3}){0,2}?(?:latency|response\s{1,3}times?|load\s{1,3}times?"
    r"|error\s{1,3}rates?)\s{1,3}(?:was|were)\s{1,3}(?:\w{1,15}\s{1,3})?(?:high|elevated)"
    r"|(?P<subject>\w[\w-]{1,30}(?:\s{1,3}\w[\w-]{0,30}){0,2})\s{1,3}(?:was|were)\s{1,3}"
    r"(?:\w{1,15}\s{1,3})?(?:slow|unusable|unresponsive))"
    rf"(?:\s{{1,3}}for\s{{1,3}}(?:everybody|everyone|customers|users))?\s{{1,3}}for\s{{1,3}}{_ROUNDING}\Z"
)
"""What a feature was for so long; said so in a summary it is the incident."""

_NO_SERVICE: Final = re.compile(
    r"(?i)\b(?:databases?|db|disks?|network|quer(?:y|ies)|index|ind(?:ex|ic)es|responses?|pipelines?"
    r"|recovery|deploy\w*|roll\w*|vendors?|dashboards?|traffic|logs?|logging|monitoring|staging|vpn"
    r"|bridge|chat|mail|terminal|laptops?|tools?|tooling|imports?|exports?|reports?|who|which|that"
    r"|reviews?|team|we|i|they|he|she|support)\b"
)
_OF_THE_WHOLE: Final = ("summary", "executive summary", "overview", "impact", "customer impact")
_AFTER: Final = re.compile(
    r"(?i)(?:\A|[.,;]\s{1,3}|\b(?:and|but)\s{1,3})\s{0,3}(?:[-*+]\s{1,3})?(?:it|(?:the|this)\s{1,3}"
    r"(?:incident|outage|issue|problem|failure|degradation|disruption))\s{1,3}(?:was|got)\s{1,3}"
    r"(?:only\s{1,3}|finally\s{1,3}|fully\s{1,3})?"
    r"(?P<verb>resolved|mitigated|detected|noticed|acknowledged)\s{1,3}(?:only\s{1,3})?after\s{1,3}"
    rf"{_ROUNDING}\Z"
)
_ENDED: Final = re.compile(r"[ \t]*(?:[.,;)]|\Z|\n)|\s{1,3}(?:and|but)\b")
_LABEL: Final = re.compile(
    r"(?im)^[ \t|*+_-]*(?:total )?(?:duration|downtime|outage|time of impact|impact duration"
    r"|duration of (?:the )?(?:incident|impact|outage))[ \t*_]*[:|][ \t*_|]*" + _ROUNDING + r"\Z"
)
_BEHIND: Final = re.compile(
    r"(?i)^(?:\s{1,3}of\s{1,3}(?:\w{1,15}\s{1,3}){0,2}"
    r"(?:downtime|outage|degradation|degraded|disruption|interruption|unavailability|impact"
    r"|errors?|failures?)\b"
    rf"|(?:-|\s{{1,3}})(?:long\s{{1,3}})?(?:(?:partial|full|total|complete)\s{{1,3}})?{_TROUBLE}\b)"
)

_WHAT: Final = (
    r"\s{1,3}(?:(?:the|this)\s{1,3}(?:incident|outage|issue|problem|impact|failures?|errors?)"
    r"|it|service|the\s{1,3}service)(?=[\s,.)]|$)|[ \t]*(?:[.,;:)]|$|\n)|\s{1,3}(?:and|but)\b"
)
_VERBS: Final = {
    "detect": ("detect", "notice"),
    "acknowledge": ("acknowledge", "respond"),
    "mitigate": ("mitigate",),
    "resolve": ("resolve", "recover", "restore", "fix"),
}
_MEASURES: Final = {
    "detect": (("started",), ("detected", "alert")),
    "acknowledge": (("started", "detected", "declared", "alert"), ("acknowledged",)),
    "mitigate": ((*BEGINNINGS, "alert"), ("mitigated",)),
    "resolve": ((*BEGINNINGS, "alert", "mitigated"), ("resolved", "mitigated")),
}
_NOUNS: Final = {
    "detection": "detect",
    "acknowledgement": "acknowledge",
    "mitigation": "mitigate",
    "resolution": "resolve",
    "recovery": "resolve",
}
_NOUN: Final = "|".join(_NOUNS)
_STEP_TOOK: Final = re.compile(
    rf"(?i)^[ \t*+-]*(?:the\s{{1,3}})?(?P<noun>{_NOUN})\s{{1,3}}took\s{{1,3}}{_ROUNDING}\Z"
)
_FIRST: Final = re.compile(rf"(?i)^\s*(?:[-*+]\s{{1,3}})?for\s{{1,3}}{_ROUNDING}\Z")
_SUFFERED: Final = re.compile(
    r"(?i)^,[^.;:]{0,120}\b(?:errors?|failures?|could\s{1,3}not|failed|unavailable|down|degraded)\b"
)
_VERB: Final = "|".join(verb for verbs in _VERBS.values() for verb in verbs)
_TOOK: Final = re.compile(rf"(?i)^\s{{1,3}}to\s{{1,3}}(?P<verb>{_VERB})(?:{_WHAT})")
_TAKING: Final = re.compile(rf"(?i)\b(?:took|taking|taken)(?:\s{{1,3}}us)?\s{{1,3}}{_ROUNDING}\Z")
_TIME_TO: Final = re.compile(
    rf"(?i)\btime\s{{1,3}}to\s{{1,3}}(?P<verb>{_VERB})[ \t*_]*(?:[:|]|\s{{1,3}}was)[ \t*_|]*"
    + _ROUNDING
    + r"\Z"
)

_DOUBTFUL: Final = re.compile(
    r"(?i)\b(?:every|each|per|within|until|timeouts?|time-outs?|thresholds?|windows?|intervals?"
    r"|retr(?:y|ies|ied)|schedule[ds]?|cron|ttl|cooldown|grace|slo|sla|targets?|goals?|budgets?"
    r"|objective|maximum|limits?|if|when|whenever|unless|would|should|might|may|must|will"
    r"|previous(?:ly)?|earlier|usual(?:ly)?|similar|last\s+(?:week|month|year|time)"
    r"|first|next|final|another|further|additional|remaining|so\s+far|up\s+to|during"
    r"|longest|shortest|peak(?:ed|ing)?"
    r"|(?:replica|standby|pod|node|host|worker|shard|zone|cache|queue|dashboard|page)s?\s+(?:was|were)"
    r"|after\s+(?:the|a|our)\s+(?:rollback|fix|failover|mitigation)"
    r"|watch(?:ed|ing)?|monitored|green|stable|normal|quiet|rebuild|restart(?:ed|ing)?"
    r"|some\s+(?:users|customers|requests|tenants)|one\s+(?:of|node|pod|host|zone|region|shard)"
    r"|checks?(?![ -]?outs?\b)|tests?|builds?|jobs?|probes?|backups?|ci|alerts?|alarms?|each|single"
    r"|in\s+parts?|intermittent(?:ly)?|not\s+last|instead\s+of|rather\s+than)\b"
    r"|\bcould\b(?!\s+not|n)|\bcan\b(?!not|\s+not)"
)
_HINT: Final = re.compile(
    r"(?i)\d[ \t-]?(?:min|hour|hr|day|sec|[mh]\b)|hours?\b|minutes?\b|\bdays?\b"
)
_MOST: Final = 200  # durations of a document; nobody writes more of them
_CLOCK: Final = re.compile(r"(?a)(?<!\d)\d{1,2}:\d\d(?!\d)")
_OTHER: Final = re.compile(r"(?a)\d{4}-\d\d-\d\d-[a-z]")


class Claim(NamedTuple):
    """What a text says of a duration: where, in which words, how long, and how exactly.

    `firsts` and `lasts` are the moments it is measured between; without them it is any of all.
    """

    start: int
    text: str
    length: timedelta
    slack: timedelta
    firsts: Sequence[str] = ()
    lasts: Sequence[str] = ()


def may_claim(text: str) -> bool:
    """Whether a text speaks of a duration at all; quickly."""
    return _HINT.search(text) is not None


def claims(paragraphs: Iterable[Paragraph]) -> Iterator[tuple[Paragraph, Claim]]:
    """What a text says of how long its incident took."""
    plain = ((one, without_quotations(one.text)) for one in paragraphs)
    durations = ((one, text, match) for one, text in plain for match in _DURATION.finditer(text))
    for one, text, match in islice(durations, _MOST):
        before, behind = sentence(text, match.start(), match.end())
        measured = _measured(before, behind, is_of_the_whole=one.section in _OF_THE_WHOLE)
        if measured is not None and not _is_doubtful(before, behind):
            yield one, _claim(match, before, *measured)


def _is_doubtful(before: str, behind: str) -> bool:
    """Whether a sentence speaks of a part of it, of a plan, or of another incident."""
    if _LABEL.search(before):  # the line of a heading: `**Duration:** 47 min (15:23 - 16:10)`
        return _DOUBTFUL.search(behind) is not None
    said = f"{before}\n{behind}"
    return BLANKED in before or any(pattern.search(said) for pattern in (_DOUBTFUL, _OTHER, _CLOCK))


def _measured(
    before: str, behind: str, *, is_of_the_whole: bool
) -> tuple[Sequence[str], Sequence[str]] | None:
    """Between which moments a duration is said to lie; None where it is said of something else."""
    took, taking, told = _TOOK.match(behind), _TAKING.search(before), _TIME_TO.search(before)
    verb = took["verb"] if took and taking else told["verb"] if told else ""
    if verb:
        which = next(name for name, verbs in _VERBS.items() if verb.lower() in verbs)
        return _MEASURES[which]
    if (after := _AFTER.search(before)) and _ENDED.match(behind):
        verb = after["verb"].lower()
        return _MEASURES[next(name for name, verbs in _VERBS.items() if verb.startswith(verbs))]
    if is_of_the_whole and (one := _SERVICE.search(before)):
        return None if one["subject"] and _NO_SERVICE.search(one["subject"]) else ((), ())
    if step := _STEP_TOOK.search(before):
        return _MEASURES[_NOUNS[step["noun"].lower()]]
    if _FIRST.search(before) and _SUFFERED.search(behind):
        return (), ()
    said = _LABEL.search(before) or _BEHIND.match(behind)
    if said or any(pattern.search(before) for pattern in _BEFORE):
        return (), ()
    return None


def _claim(match: re.Match[str], before: str, firsts: Sequence[str], lasts: Sequence[str]) -> Claim:
    length, is_exact = _length(match)
    is_exact = is_exact and not _ROUGHLY.search(before)
    slack = timedelta(minutes=1) if is_exact else max(length * _ROUND, timedelta(minutes=1))
    words = " ".join(match[0].split())
    return Claim(match.start(), words, length, slack, firsts, lasts)


def _length(match: re.Match[str]) -> tuple[timedelta, bool]:
    """How long it is, and whether it is said to the minute: hours alone are rounded."""
    amount = " ".join(match["amount"].lower().split())
    value = _WORDS.get(amount) or float(amount if amount[:1].isdigit() else 0)
    unit = match["unit"][0].lower()
    seconds = value * _SECONDS[unit]
    if match["half"]:
        seconds += _SECONDS[unit] / 2
    elif match["more"]:
        seconds += int(match["more"]) * _SECONDS[match["lesser"][0].lower()]
    is_exact = unit in "ms" or match["more"] is not None
    return timedelta(seconds=seconds), is_exact and amount[:1].isdigit()
