"""Comments that ignore: what they are about, and what is wrong with them."""

from __future__ import annotations

import pytest

import pace
from inc.checks import ignoring
from inc.checks.counting import split, wrongly_ignored
from inc.checks.finding import Finding, Level
from inc.checks.ignoring import Ignored


def read(text: str) -> list[Ignored]:
    return ignoring.read(text.splitlines(keepends=True), 8192)


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("a <!-- inc: ignore INC301 why -->\n", 1),
        ("<!-- inc: ignore INC301 why -->\na\n", 2),
        ("<!-- inc: ignore INC301 why -->\n\n  \na\n", 4),
        ("<!-- inc: ignore INC301 why -->\n<!-- inc: ignore INC302 why -->\na\n", 3),
        ("<!--inc:ignore INC301 why-->\na\n", 2),
        ("<!-- inc: ignore INC301 why -->\n", 1),
        ("<!-- inc: ignore-file INC301 why -->\na\n", 0),
        ("a <!-- inc: ignore INC301 why --> \r\n", 1),
        ("  - a <!-- inc: ignore INC301 why -->\n", 1),
    ],
)
def test_what_a_comment_is_about(text: str, about: int) -> None:
    [comment, *_] = read(text)
    assert (comment.at, comment.line, comment.codes) == (1, about, ("INC301",))
    assert comment.reason == "why"


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("title: x  # inc: ignore INC301 why\n", 2),
        ("title: 'x'  # inc: ignore INC301 why\n", 2),
        ('title: "it is \\"x\\""  # inc: ignore INC301 why\n', 2),
        ("title: it's x  # inc: ignore INC301 why\n", 2),
        ("tags: [a, b]  # inc: ignore INC301 why\n", 2),
        ("roles:  # inc: ignore INC301 why\n", 2),
        ("  - a  # inc: ignore INC301 why\n", 2),
        ("# inc: ignore INC301 why\ntitle: x\n", 3),
        ("# inc: ignore-file INC301 why\n", 0),
    ],
)
def test_a_comment_of_the_front_matter(text: str, about: int) -> None:
    [comment] = read(f"---\n{text}---\n")
    assert (comment.at, comment.line, comment.reason) == (2, about, "why")


@pytest.mark.parametrize(
    "text",
    [
        "- `2026-03-04T15:38:00Z` **note** @bob — <!-- inc: ignore INC301 x --> ^0j4hr71getpj\n",
        "- 15:38 **note** @bob — a ^0j4hr71getpj\n  <!-- inc: ignore INC301 x -->\n",
        "- 15:38 **note** @bob — a ^0j4hr71getpj\n\n  b <!-- inc: ignore INC301 x -->\n",
        "- [ ] Fix: <!-- inc: ignore INC301 x --> (@bob, by 2026-03-11) ^9c1d2\n",
        "  <!-- inc: ignore INC301 x -->\n",
        "\\<!-- inc: ignore INC301 x -->\n",
        "a <!-- inc: ignore INC301 x\n",
        "a # inc: ignore INC301 x\n",
        "# inc: ignore INC301 x\n",
        "---\ntitle: 'a # inc: ignore INC301 x'\n---\n",
        '---\ntitle: "a # inc: ignore INC301 x"\n---\n',
        "---\ntitle: 'a <!-- inc: ignore INC301 x -->'\n---\n",
        "---\ntags: ['a # inc: ignore INC301 x']\n---\n",
        "---\nimpact: |\n  # inc: ignore INC301 x\n---\n",
        "---\nimpact: |\n  words # inc: ignore INC301 x\n---\n",
        "<!-- inc:begin facts 1 -->\n<!-- inc: ignore INC301 x -->\n<!-- inc:end facts -->\n",
    ],
)
def test_what_was_typed_into_a_command_is_no_comment(text: str) -> None:
    assert read(text) == []


def test_several_comments_behind_a_line() -> None:
    text = "a <!-- inc: ignore INC301 why --> <!-- inc: ignore INC302 so -->\n"
    assert [(one.codes, one.reason) for one in read(text)] == [
        (("INC301",), "why"),
        (("INC302",), "so"),
    ]


@pytest.mark.parametrize(
    ("text", "codes", "reason"),
    [
        (
            "<!-- inc: ignore INC301, INC302 imported long ago -->",
            ("INC301", "INC302"),
            "imported long ago",
        ),
        ("<!-- inc: ignore INC301 -->", ("INC301",), ""),
        ("<!-- inc: ignore because -->", (), "because"),
        ("<!-- inc: ignore -->", (), ""),
        ("<!-- inc: ignore INC301 INC9 x -->", ("INC301",), "INC9 x"),
    ],
)
def test_codes_and_reason(text: str, codes: tuple[str, ...], reason: str) -> None:
    [comment] = read(text)
    assert (comment.codes, comment.reason) == (codes, reason)


@pytest.mark.parametrize(
    "text", ["inc: ignore INC301 x", "<!-- inc: begin summary -->", "<!-- inc: ignored -->"]
)
def test_what_is_no_such_comment(text: str) -> None:
    assert read(text) == []


def finding(code: str, line: int) -> Finding:
    return Finding("incidents/a.md", line, 1, code, "rule", Level.ERROR, "what")


def test_a_comment_covers_its_codes_on_its_line_with_a_reason() -> None:
    comments = read("a <!-- inc: ignore INC301 why -->\nb <!-- inc: ignore INC301 -->\n")
    found = [finding("INC301", 1), finding("INC302", 1), finding("INC301", 2)]
    kept, ignored, used = split(found, comments)
    assert (kept, ignored) == (found[1:], found[:1])
    assert used == {comments[0]}


def test_no_comment_covers_a_credential() -> None:
    kept, ignored, _ = split([finding("INC601", 1)], read("<!-- inc: ignore-file INC601 why -->\n"))
    assert (len(kept), ignored) == (1, [])


def test_what_is_wrong_with_comments() -> None:
    comments = read(
        "a <!-- inc: ignore INC301 why -->\n"
        "b <!-- inc: ignore INC302 why -->\n"
        "c <!-- inc: ignore INC302 -->\n"
        "d <!-- inc: ignore since -->\n"
    )
    _, _, used = split([finding("INC301", 1)], comments)

    def told(*codes: str) -> list[tuple[str, int]]:
        return [(one.code, one.line) for one in wrongly_ignored("a", comments, used, codes)]

    assert told() == [("INC003", 2), ("INC002", 3), ("INC002", 4)]
    assert told("INC301") == [], "who asks for one rule does not know whether a comment is needless"
    assert told("INC002") == [("INC002", 3), ("INC002", 4)]


@pytest.mark.parametrize(
    "text",
    [
        "<!-- inc: ignore INC301 why -->\n" * 30_000 + "\n" * 60_000,
        "#" * 8_000 + "\n",
        "# inc: ignore" + " INC301" * 150_000,
        ("#" + " " * 4_000) * 200,
        ("<!-- inc: ignore -->" * 400 + "\n") * 130,
        "- ^" + "^0j4hr71getp" * 600 + "\n" + "  inc: -->\n" * 90_000,
        "---\n" + ("a: " + "\\" * 8_000 + " # inc: ignore\n") * 120 + "---\n",
        "---\n" + ('a: "' + "\\" * 7_900 + " # inc: ignore\n") * 120 + "---\n",
    ],
    ids=["comments", "signs", "codes", "spaces", "behind", "entry", "value", "quoted"],
)
def test_a_hostile_document_takes_no_time(text: str) -> None:
    found = [finding("INC301", number) for number in range(1_000)]
    pace.bounded(lambda: split(found, read(text)), 200)
