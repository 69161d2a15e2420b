"""A report as a page: its facts as Markdown for a template, the mark that says what it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from inc.domain.blocks.markdown import plain
from inc.reports import drawings
from inc.reports.source import Facts

_MARK: Final = "<!-- inc report "


def template(kind: str) -> str:
    """The name of the template of a report."""
    return f"report-{kind}.md"


def for_template(facts: Facts, way_to: Callable[[str], str], *, with_charts: bool = True) -> Facts:
    """The facts with all texts as Markdown, a `link` to each incident, and the `charts`.

    `way_to` gives the link to the document of an incident.
    """
    charts = drawings.charts(facts)
    told: Facts = _as_markdown(facts, way_to)
    return {**told, "charts": charts if with_charts else dict.fromkeys(charts, "")}


def _as_markdown(value: Any, way_to: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, list):
        return [_as_markdown(one, way_to) for one in value]
    if not isinstance(value, dict):
        return value
    told = {key: _as_markdown(one, way_to) for key, one in value.items()}
    if "id" in value:
        told["link"] = f"[{told['title']}]({way_to(value['id'])})"
    return told


def marked(text: str, facts: Facts) -> str:
    """The page with the mark by which it is known as a report, whatever its template says."""
    body = text.strip("\n")
    return f"{_MARK}{facts['report']} {facts['period']['name']} -->\n{body}\n"


def is_report(data: bytes) -> bool:
    """Whether a file is a report that the program wrote."""
    return data.removeprefix(b"\xef\xbb\xbf").startswith(_MARK.encode())
