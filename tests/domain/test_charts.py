"""Charts are well-formed, escape what they are given, and their labels do not touch."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inc.domain.charts.bars import bars
from inc.domain.charts.columns import columns
from inc.domain.charts.drawing import FILLS, GRADED, LINE, WIDTH, escaped, fitted, width
from inc.domain.charts.figures import COUNT, SECONDS, Chart, Series, ticks
from inc.domain.text import clean_line

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '<script>alert(1)</script> | `x` "q" & ]]> -->\n\n\u202eevil\x00\ufffe שלום'
DRAWN = pytest.mark.parametrize("draw", [columns, bars])


def chart(values: list[float | None], unit: str = COUNT, target: float | None = None) -> Chart:
    labels = [f"2026-W{at + 1:02}" for at in range(len(values))]
    return Chart("weeks", "Incidents by week", labels, [Series("all", values)], unit, target)


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def texts(svg: str) -> Iterator[tuple[float, float, float, str]]:
    """Each text: the line it stands on, where it begins and ends, what it says."""
    for one in parsed(svg).iter(f"{SVG}text"):
        told = one.text or ""
        x, wide = float(one.attrib["x"]), width(told)
        start = x - {"start": 0.0, "middle": wide / 2, "end": wide}[one.attrib["text-anchor"]]
        yield float(one.attrib["y"]), start, start + wide, told


def touching(svg: str) -> list[tuple[str, str]]:
    """Texts that stand on one line and overlap."""
    lines = sorted(texts(svg))
    return [
        (one[3], other[3])
        for one, other in pairwise(lines)
        if abs(one[0] - other[0]) < 1 and other[1] < one[2] - 0.5
    ]


def outside(svg: str) -> list[str]:
    return [told for _, start, end, told in texts(svg) if start < -0.5 or end > WIDTH + 0.5]


# ------------------------------------------------------------------ for any numbers


VALUES = st.lists(
    st.one_of(st.none(), st.integers(0, 30), st.sampled_from([10**6, 10**9])),
    min_size=1,
    max_size=53,
)


@settings(max_examples=60, deadline=None)
@given(
    values=VALUES,
    unit=st.sampled_from([COUNT, SECONDS]),
    target=st.sampled_from([None, 0.0, 900.0]),
)
def test_any_numbers_make_a_drawing_that_parses_and_whose_labels_do_not_touch(
    values: list[float | None], unit: str, target: float | None
) -> None:
    for draw in (columns, bars):
        svg = draw(chart(values, unit, target))
        if all(value is None for value in values):
            assert svg == ""
            continue
        assert touching(svg) == []
        assert outside(svg) == []
        for one in parsed(svg).iter(f"{SVG}rect"):
            assert float(one.attrib["height"]) >= 0
            assert float(one.attrib.get("x", 0)) + float(one.attrib["width"]) <= WIDTH + 3


@DRAWN
@pytest.mark.parametrize("count", [1, 2, 12, 31, 53, 120])
def test_as_many_parts_as_numbers_that_are_not_zero(
    draw: Callable[[Chart], str], count: int
) -> None:
    svg = draw(chart([float(at % 7) for at in range(count)]))
    shown = [one for one in parsed(svg).iter(f"{SVG}rect") if "url(" in one.attrib["fill"]]
    assert len(shown) == sum(at % 7 > 0 for at in range(count))
    assert touching(svg) == []


@DRAWN
def test_nothing_is_drawn_of_nothing(draw: Callable[[Chart], str]) -> None:
    assert draw(Chart("x", "x", [], [Series("x", [])])) == ""
    assert draw(Chart("x", "x", [], [])) == ""
    assert draw(chart([None, None])) == ""


@DRAWN
def test_zeros_are_a_drawing_without_parts(draw: Callable[[Chart], str]) -> None:
    svg = draw(chart([0, 0]))
    assert "url(" not in svg
    assert [told for *_, told in texts(svg)].count("0") >= 2


@DRAWN
def test_what_is_small_beside_one_huge_value_is_still_seen(draw: Callable[[Chart], str]) -> None:
    svg = parsed(draw(chart([1, 1_000_000])))
    small = next(one for one in svg.iter(f"{SVG}rect") if "url(" in one.attrib["fill"])
    assert min(float(small.attrib["height"]), float(small.attrib["width"])) >= 2


# ------------------------------------------------------------------ what it says


@DRAWN
def test_who_cannot_see_it_is_told(draw: Callable[[Chart], str]) -> None:
    svg = parsed(draw(chart([2, 5, 5])))
    assert svg.attrib["role"] == "img"
    ids = [one.attrib["id"] for one in svg.iter() if "id" in one.attrib]
    assert svg.attrib["aria-labelledby"].split() == ids[:2]
    assert svg.findtext(f"{SVG}title") == "Incidents by week"
    shape = "column" if draw is columns else "bar"
    assert svg.findtext(f"{SVG}desc") == (
        f"3 {shape}s from 2026-W01 to 2026-W03; the highest is 5 (2026-W02). "
        "The table below has the same numbers."
    )


def test_each_series_has_a_colour_a_texture_and_a_word() -> None:
    many = [Series(f"SEV{at}", [at]) for at in range(1, 5)]
    svg = columns(Chart("sev", "By severity", ["2026-03"], many))
    patterns = [
        ElementTree.tostring(one, encoding="unicode") for one in parsed(svg).iter(f"{SVG}pattern")
    ]
    bare = {re.sub(r'id="[^"]*"|#[0-9a-f]{6}', "", one) for one in patterns}
    assert len(patterns) == len(bare) == 4
    told = [told for *_, told in texts(svg)]
    assert [f"SEV{at}" in told for at in range(1, 5)] == [True] * 4
    assert "each is made of SEV1, SEV2, SEV3 and SEV4" in svg


def test_a_target_is_a_line_and_a_word() -> None:
    svg = columns(chart([600, 1200], SECONDS, 900))
    assert "target: 15 min" in [told for *_, told in texts(svg)]
    assert svg.count("stroke-dasharray") == 2  # the line, and its key


def test_a_target_far_above_is_said_and_does_not_flatten_the_columns() -> None:
    svg = columns(chart([60, 60], SECONDS, 86_400))
    assert "target: 1 d, far above the columns" in [told for *_, told in texts(svg)]
    highest = max(float(one.attrib["height"]) for one in parsed(svg).iter(f"{SVG}rect"))
    assert highest > 80


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0, "0 s"),
        (45, "45 s"),
        (90, "1.5 min"),
        (5_400, "1.5 h"),
        (61_080, "17 h"),
        (259_200, "3 d"),
    ],
)
def test_long_times_are_said_shortly_where_columns_are_narrow(seconds: int, told: str) -> None:
    one = chart([*[61_080.0] * 11, seconds], SECONDS)
    assert one.shortly(seconds) == told
    assert told in [text for *_, text in texts(columns(one))]
    assert chart([4]).shortly(None) == "–"


@DRAWN
def test_below_a_drawing_is_a_gap(draw: Callable[[Chart], str]) -> None:
    svg = draw(chart([1, 2, 3]))
    high = float(parsed(svg).attrib["height"])
    assert max(line for line, *_ in texts(svg)) <= high - LINE


def test_what_is_not_known_is_a_dash_and_no_zero() -> None:
    told = [told for *_, told in texts(columns(chart([None, 0, 3])))]
    assert "–" in told
    assert chart([None]).totals == [None]


@pytest.mark.parametrize("count", [1, 12, 53])
def test_the_last_label_is_always_there(count: int) -> None:
    told = [told for *_, told in texts(columns(chart([1.0] * count)))]
    assert f"2026-W{count:02}" in told


# ------------------------------------------------------------------ where it stands


@DRAWN
def test_hostile_words_stay_words(draw: Callable[[Chart], str]) -> None:
    names = [HOSTILE, "a" * 500, ""]
    svg = draw(Chart("h", HOSTILE, names, [Series(HOSTILE, [1, 2, 0]), Series("b", [0, 1, 0])]))
    root = parsed(svg)
    known = {"svg", "title", "desc", "defs", "pattern", "path", "circle", "rect", "line", "text"}
    assert {one.tag.removeprefix(SVG) for one in root.iter()} <= known
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u202a-\u202e\ufffe\uffff]", svg)
    assert "https:" not in svg.replace("http://www.w3.org/2000/svg", "")
    assert "href" not in svg
    assert touching(svg) == []


@DRAWN
def test_markdown_takes_it_as_one_block(draw: Callable[[Chart], str]) -> None:
    from markdown_it import MarkdownIt

    svg = draw(Chart("h", HOSTILE, [HOSTILE], [Series(HOSTILE, [1])]))
    tokens = MarkdownIt().parse(f"words\n\n{svg}\n\nwords\n")
    blocks = [one for one in tokens if one.type == "html_block"]
    assert [one.content for one in blocks] == [f"{svg}\n"]


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("page", ["#ffffff", "#0d1117", "#1e1e1e"])
@pytest.mark.parametrize("fill", sorted({*FILLS, *GRADED}))
def test_a_colour_is_seen_on_a_white_page_and_on_dark_ones(fill: str, page: str) -> None:
    light, dark = sorted((luminance(fill), luminance(page)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 3


# ------------------------------------------------------------------ the pieces


@pytest.mark.parametrize(
    ("most", "unit", "expected"),
    [
        (1, COUNT, [0, 1]),
        (4, COUNT, [0, 1, 2, 3, 4]),
        (9, COUNT, [0, 5, 10]),
        (1000, COUNT, [0, 500, 1000]),
        (900, SECONDS, [0, 300, 600, 900]),
        (7_200, SECONDS, [0, 1_800, 3_600, 5_400, 7_200]),
        (100 * 86_400, SECONDS, [0, 50 * 86_400, 100 * 86_400]),
    ],
)
def test_the_numbers_of_an_axis_are_round(most: float, unit: str, expected: list[float]) -> None:
    assert ticks(most, unit) == expected


@given(st.floats(1, 1e12), st.sampled_from([COUNT, SECONDS]))
def test_an_axis_reaches_its_highest_number_in_few_steps(most: float, unit: str) -> None:
    marks = ticks(most, unit)
    assert marks[0] == 0
    assert most <= marks[-1]
    assert 2 <= len(marks) <= 5


@given(st.text(max_size=80), st.floats(20, 300))
def test_a_fitted_text_fits(text: str, most: float) -> None:
    assert width(fitted(text, most)) <= most


@given(st.text())
def test_an_escaped_text_is_words_in_xml(text: str) -> None:
    root = parsed(f'<a title="{escaped(text)}">{escaped(text)}</a>')
    words = re.sub("[\ufffe\uffff]", "\N{REPLACEMENT CHARACTER}", clean_line(text))
    assert (root.text or "", root.attrib["title"], len(root)) == (words, words, 0)
