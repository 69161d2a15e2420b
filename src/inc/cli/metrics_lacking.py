"""Which incidents `inc metrics` could not measure: the queries that find them."""

from __future__ import annotations

from collections.abc import Iterator
from shlex import quote

from inc.cli.metrics_answer import Answer, Request


def which(found: Answer, asked: Request) -> Iterator[str]:
    """The commands that list the incidents without a time that the metrics need."""
    firsts = {one.first for one in found.definitions.values()}
    out = [
        (found.left_out.drills, "drill"),
        (found.left_out.restricted, "restricted"),
        (found.left_out.merged, "merged"),
    ]
    left_out = ",".join(word for count, word in out if count)
    less = f" -is:{left_out}" if left_out else ""
    for name, count in found.lacking.items():
        # A time of the end that an open incident has not yet is to come, and not missing.
        ended = "" if name in firsts else " is:ended"
        yield f"{count} {name}: inc list --all{_chosen(asked)} lacks:{name}{ended}{less}"


def _chosen(asked: Request) -> str:
    """How somebody chose the incidents, as `inc list` takes it."""
    told = asked.options
    options = {
        "--severity": told.severities,
        "--status": told.statuses,
        "--service": told.services,
        "--tag": told.tags,
        "--ic": told.commanders,
        "--since": [asked.since] if asked.since else (),
        "--until": [asked.until] if asked.until else (),
    }
    parts = [part for name, values in options.items() for one in values for part in (name, one)]
    return "".join(f" {quote(part)}" for part in (*parts, *asked.words))
