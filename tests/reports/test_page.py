"""What a template gets: texts that stay words in Markdown, links, charts, and a mark."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from inc.reports.page import for_template, is_report, marked
from inc.reports.saving import way_from

HOSTILE = (
    "<script>alert(1)</script>",
    "a | b",
    "`x` *y* _z_ ~~q~~ [a](javascript:1) ![b](x)",
    "# no heading",
    "two\nlines\r\n\r\nand more",
    "\u202eright to left\u202c \u200b\x1b[31m\x00",
    "&lt;b&gt; &amp; &#60;",
    "<!-- inc:begin facts 0 -->",
    "</table> </svg> ]]>",
    "\\",
    "",
)


def told(title: str) -> Any:
    row = {"id": "2026-03-04-x", "title": title, "severity": title, "seconds": 60, "told": "1 min"}
    row["began"] = "2026-03-04 15:00 UTC"
    load = {"rows": [{"person": title, "inside": 1, "outside": 0}]}
    course = {"severities": [title], "periods": [{"name": "2026-W10", "count": 1, "counts": [1]}]}
    facts = {"report": "weekly", "course": course, "longest": {"rows": [row]}, "load": load}
    return for_template(facts, lambda name: f"../incidents/2026/03/{name}.md")


@pytest.mark.parametrize("title", HOSTILE)
def test_hostile_words_stay_words_of_one_cell(title: str) -> None:
    row = told(title)["longest"]["rows"][0]
    page = f"| A | B |\n| --- | --- |\n| {row['link']} | {row['severity']} |\n"
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(page)
    assert html.count("<tr>") == 2
    assert html.count("<td>") == 2
    assert html.count("<a href=") == 1
    assert 'href="../incidents/2026/03/2026-03-04-x.md"' in html
    for tag in ("<script", "<img", "<em>", "<strong>", "<code>", "<s>", "<!--", "</svg"):
        assert tag not in html
    assert not set("\u202e\u202c\u200b\x1b\x00") & set(html)


@pytest.mark.parametrize("title", HOSTILE)
def test_hostile_words_stay_words_of_a_chart(title: str) -> None:
    charts = told(title)["charts"]
    assert set(charts) == {"course", "longest", "load"}
    for chart in charts.values():
        (block,) = MarkdownIt().parse(chart)
        assert block.type == "html_block"
        assert not {"<script", "<img", "<!--"} & set(chart.split())


def test_numbers_and_truths_stay_what_they_are() -> None:
    row = told("x")["longest"]["rows"][0]
    assert row["seconds"] == 60
    assert told("x")["course"]["periods"][0]["counts"] == [1]


def test_the_mark_is_there_whatever_the_template_says() -> None:
    facts = {"report": "weekly", "period": {"name": "2026-W10"}}
    text = marked("\n\n# Mine\n\n\n", facts)
    assert text == "<!-- inc report weekly 2026-W10 -->\n# Mine\n"
    assert is_report(text.encode())
    assert is_report(b"\xef\xbb\xbf" + text.encode())
    assert not is_report(b"# Mine\n")
    assert not is_report(b"")


def test_the_way_to_an_incident(tmp_path: Path) -> None:
    root = tmp_path / "a (b)" / "work"
    (root / "reports").mkdir(parents=True)
    name = "2026-03-04-x"
    assert way_from(root, root)(name) == "incidents/2026/03/2026-03-04-x.md"
    assert way_from(root / "reports", root)(name) == "../incidents/2026/03/2026-03-04-x.md"
    assert way_from(tmp_path, root)(name) == "a%20%28b%29/work/incidents/2026/03/2026-03-04-x.md"
