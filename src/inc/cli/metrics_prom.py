"""The answer of `inc metrics` in the text format of Prometheus, for its textfile collector.

What nobody can say (the mean of nothing) is not there. Divided by something, each sample has the
group as its label, and the whole is not there: it would be counted twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from inc.cli.metrics_answer import Answer
from inc.domain.metrics.measured import Measured
from inc.domain.text import visible

Sample = tuple[Mapping[str, str], float | None]

_OUTCOME: Final = "outcome"
_REASON: Final = "reason"
_OWN: Final = frozenset({_OUTCOME, _REASON})
_SPANS: Final = {
    "mean": "the mean, in seconds",
    "median": "the median, in seconds",
    "p90": "what nine of ten do not exceed, in seconds",
}
_UPDATES: Final = "Promises of a next update, by what became of them"
_ITEMS: Final = "Action items, by what became of them"


def text(found: Answer) -> str:
    """The whole file, with its last newline."""
    groups = found.groups if found.by else {"": found.whole}
    label = _label(found.by)
    parts: list[str] = []
    each = [({label: name} if label else {}, one) for name, one in groups.items()]
    for name, (about, samples) in _metrics(found, each).items():
        lines = [_sample(name, labels, value) for labels, value in samples if value is not None]
        if lines:
            parts += [f"# HELP {name} {_escaped(about)}", f"# TYPE {name} gauge", *lines]
    return "".join(f"{line}\n" for line in parts)


def _label(by: str) -> str:
    """What the groups are labelled with: no label of a sample's own, nor one that is reserved."""
    name = re.sub(r"^(?=\d)|[^A-Za-z0-9_]", "_", by)
    return f"by_{name}" if name in _OWN or name.startswith("__") else name


def _metrics(
    found: Answer, each: Iterable[tuple[dict[str, str], Measured]]
) -> dict[str, tuple[str, list[Sample]]]:
    """Each metric: what it says, and its samples."""
    metrics: dict[str, tuple[str, list[Sample]]] = {}
    for labels, one in each:
        for name, about, more, value in (*_counts(one), *_spans(found, one)):
            metrics.setdefault(f"inc_{name}", (about, []))[1].append(({**labels, **more}, value))
    left_out = [({_REASON: kind}, count) for kind, count in found.left_out._asdict().items()]
    metrics["inc_incidents_left_out"] = ("Incidents that do not count, by why", [*left_out])
    return metrics


Named = tuple[str, str, dict[str, str], float | None]


def _counts(one: Measured) -> Iterator[Named]:
    yield "incidents", "Incidents that count", {}, one.incidents
    yield "incidents_open", "Incidents that are open", {}, one.open
    yield "incidents_reopened", "Incidents that were reopened", {}, one.reopened
    yield "incidents_repeated", "Incidents that repeat an earlier cause", {}, one.repeats
    for what, count in one.promises._asdict().items():
        yield "promises", _UPDATES, {_OUTCOME: what}, count
    for what, count in one.items._asdict().items():
        yield "action_items", _ITEMS, {_OUTCOME: what}, count


def _spans(found: Answer, one: Measured) -> Iterator[Named]:
    for name, summary in one.spans.items():
        definition = found.definitions[name]
        for what, about in _SPANS.items():
            value = getattr(summary, what)
            yield f"{name}_{what}_seconds", f"{definition.title}: {about}", {}, value
        title = definition.title
        yield f"{name}_incidents", f"{title}: the spans it is of", {}, summary.number
        yield f"{name}_judged", f"{title}: how many have a target", {}, summary.judged
        yield f"{name}_met", f"{title}: how many met their target", {}, summary.met
        for why in ("missing", "impossible", "pending"):
            about = f"{title}: incidents without such a span, by why"
            yield f"{name}_left_out", about, {_REASON: why}, getattr(summary, why)


def _sample(name: str, labels: Mapping[str, str], value: float | None) -> str:
    told = ",".join(f'{key}="{_escaped(word, quote=True)}"' for key, word in labels.items())
    return f"{name}{{{told}}} {value}" if told else f"{name} {value}"


def _escaped(word: str, *, quote: bool = False) -> str:
    word = visible(word).replace("\\", "\\\\").replace("\n", "\\n")
    return word.replace('"', '\\"') if quote else word
