"""The forms of the answer, read by parsers of their own, with words that want to be more."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import jsonschema
import junitparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from inc.checks.finding import Finding, Level
from inc.checks.formats.registry import FORMATS
from inc.checks.formats.told import Told, counted
from inc.checks.levels import Levels
from inc.checks.registry import RULES
from inc.domain.policy import Policy

A, B = "incidents/2026/03/2026-03-04-a.md", "postmortems/b.md"
SARIF = json.loads((Path(__file__).parents[1] / "data/sarif-2.1.0.json").read_text("utf-8"))

HOSTILE = [
    *("::error::x", "a\n::set-output name=a::b", "a\r::add-mask::x", "##[set-env name=a]b"),
    *("a%0A::error::b", "##[error]x", "#\u200b#[x]", "\u2028::error::x", "\x85::error::x"),
    *("\x1b[31mred", "\x00\x01\ufffe\uffff\ud800", "\ud83d", "]]>", "<b>&amp;", "|a|`b`", "[x](y)"),
    *(
        "![i](https://x)",
        "https://example.com",
        "@everyone #1",
        "www.example.com",
        "\\|",
        "a,b:c=d",
    ),
    *("</failure>", "<!--", "%SRCROOT%", "\u202ereversed", "😀 é", "$(id)", "*a* _b_ ~c~", "{{x}}"),
]
WORDS = st.one_of(
    st.lists(st.sampled_from([*HOSTILE, "\n", " ", "a"]), max_size=5).map("".join), st.text()
)


def finding(**changes: Any) -> Finding:
    usual = Finding(
        A, 7, 3, "INC301", "action-item-without-owner", Level.ERROR, "nobody", "do it", "f1"
    )
    return usual._replace(**changes)


def told(*findings: Finding, folder: str = "", start: str = "") -> Told:
    paths = sorted({A, B, *(one.path for one in findings)})
    return Told(findings, paths, 0, Levels(Policy()), "0.1.0", folder, start)


def _as_a_name(text: str) -> str:
    """A text as the name of a file, of which not every byte has to be UTF-8."""
    return os.fsdecode(text.replace("\0", "").encode("utf-8", "surrogatepass"))


FOUND = st.builds(
    finding,
    path=WORDS.map(lambda text: "incidents/" + _as_a_name(text)),
    message=WORDS,
    hint=WORDS,
    line=st.integers(1, 10**6),
    level=st.sampled_from([Level.ERROR, Level.WARNING]),
    code=st.sampled_from(sorted(RULES)),
    fingerprint=st.text("0123456789abcdef", min_size=16, max_size=16),
)
ANY = st.lists(FOUND, max_size=4).map(lambda found: told(*found))


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_found_is_an_answer_too(form: str) -> None:
    text = FORMATS[form](told())
    assert text == "" if form in ("text", "github") else text.endswith("\n")


@given(ANY)
def test_every_form_can_be_written_to_a_file(facts: Told) -> None:
    for form in FORMATS.values():
        text = form(facts)
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text)
        text.encode("utf-8")


@pytest.mark.parametrize(
    ("findings", "words"),
    [
        ([], "No problems in 2 documents"),
        ([finding()], "1 error in 2 documents"),
        (
            [finding(), finding(level=Level.WARNING), finding()],
            "2 errors, 1 warning in 2 documents",
        ),
    ],
)
def test_what_was_counted(findings: list[Finding], words: str) -> None:
    assert counted(told(*findings)) == words


# ------------------------------------------------------------------ text


def test_text_is_a_line_a_finding() -> None:
    assert FORMATS["text"](told(finding(), finding(path=B))) == (
        f"{A}:7:3: error INC301 nobody → do it\n{B}:7:3: error INC301 nobody → do it\n"
    )


def test_paths_are_as_seen_from_the_current_folder() -> None:
    assert FORMATS["text"](told(finding(), start="postmortems")).startswith(f"../{A}:7:3: ")
    assert FORMATS["text"](told(finding(), start="incidents/2026")).startswith(
        "03/2026-03-04-a.md:"
    )


@given(ANY)
def test_a_finding_is_one_line(facts: Told) -> None:
    assert FORMATS["text"](facts).count("\n") == len(facts.findings)


# ------------------------------------------------------------------ GitHub


def commands(output: str) -> list[tuple[str, dict[str, str], str]]:
    """What a runner makes of an output: both forms of commands, wherever it looks for them."""
    found = []
    for line in re.split("\r\n|\r|\n", output):
        text = line.lstrip()
        if text.startswith("::") and "::" in text[2:]:
            head, message = text[2:].split("::", 1)
            name, _, stated = head.strip().partition(" ")
            pairs = (pair.split("=", 1) for pair in stated.split(",") if "=" in pair)
            found.append(
                (name, {key.strip(): _decoded(value) for key, value in pairs}, _data(message))
            )
        elif "##[" in line and "]" in line[line.index("##[") :]:
            found.append(("old form", {}, line))
    return found


def _data(text: str) -> str:
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


def _decoded(text: str) -> str:
    return _data(text.replace("%3A", ":").replace("%2C", ","))


def test_the_parser_of_commands_finds_foreign_ones() -> None:
    names = [name for name, _, _ in commands("x\n ::a::b\n::c d=e::f\nx ##[g]h\n")]
    assert names == ["a", "c", "old form"]


def test_an_annotation() -> None:
    [command] = commands(
        FORMATS["github"](told(finding(message="50%, a:b", path="a,b:c.md"), folder="ops/"))
    )
    assert command == (
        "error",
        {
            "file": "ops/a,b:c.md",
            "line": "7",
            "col": "3",
            "title": "INC301 action-item-without-owner",
        },
        "50%, a:b\ndo it",
    )


@given(ANY)
def test_no_word_of_a_document_becomes_a_command(facts: Told) -> None:
    output = FORMATS["github"](facts)
    found = commands(output)
    assert [name for name, _, _ in found] == [one.level.value for one in facts.findings]
    assert len(output.split("\n")) == len(facts.findings) + 1
    assert "##[" not in output
    for (_, properties, _), one in zip(found, facts.findings, strict=True):
        assert set(properties) == {"file", "line", "col", "title"}
        assert properties["line"] == str(one.line)
        assert properties["title"] == f"{one.code} {one.rule}"


# ------------------------------------------------------------------ Markdown


@given(ANY)
def test_a_table_whose_words_mean_nothing(facts: Told) -> None:
    text = FORMATS["markdown"](facts)
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(text)
    assert sum(token.type == "tr_open" for token in tokens) == (len(facts.findings) + 1) * bool(
        facts.findings
    )
    inline = [child for token in tokens for child in token.children or ()]
    assert {child.type for child in inline} <= {"text", "text_special", "softbreak"}
    assert not re.search(r"(?i)https?://|www\.|@\w", text)


def test_words_read_as_they_are() -> None:
    text = FORMATS["markdown"](told(finding(message="a|b `c` <d> @e")))
    rendered = MarkdownIt("commonmark").enable("table").render(text)
    assert "<td>a|b `c` &lt;d&gt; @e</td>" in rendered


def test_a_long_table_is_cut_and_says_so() -> None:
    many = [finding(line=number, message="x" * 300) for number in range(1, 1_000)]
    text = FORMATS["markdown"](told(*many))
    assert len(text.encode()) <= 60 * 1024
    rows = text.count("| error |")
    assert f"\nAnd {999 - rows:,} more" in text


# ------------------------------------------------------------------ SARIF


@settings(deadline=None)
@given(ANY)
def test_sarif_is_as_the_standard_says(facts: Told) -> None:
    log = json.loads(FORMATS["sarif"](facts))
    jsonschema.validate(log, SARIF)
    [run] = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(RULES)
    for one, result in zip(facts.findings, run["results"], strict=True):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == one.code
        place = result["locations"][0]["physicalLocation"]
        uri = place["artifactLocation"]["uri"]
        assert re.fullmatch(r"[A-Za-z0-9._~/%-]+", uri)
        assert unquote_to_bytes(uri) == os.fsencode(one.path)
        assert place["region"]["startLine"] == one.line


def test_the_schema_refuses_what_is_no_sarif() -> None:
    log = json.loads(FORMATS["sarif"](told(finding())))
    log["runs"][0]["results"][0]["level"] = "fatal"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(log, SARIF)


def test_help_shows_the_examples_as_code() -> None:
    [run] = json.loads(FORMATS["sarif"](told()))["runs"]
    rule = next(one for one in run["tool"]["driver"]["rules"] if one["id"] == "INC301")
    assert "\n```markdown\n- [ ] Prevent" in rule["help"]["markdown"]
    assert "\n    - [ ] Prevent" in rule["help"]["text"]
    assert rule["shortDescription"]["text"] == "An action item that nobody owns."


def test_the_levels_of_the_team_are_in_it() -> None:
    levels = Levels(Policy({"check": {"rules": {"INC301": "off", "INC101": "warning"}}}))
    [run] = json.loads(FORMATS["sarif"](told()._replace(levels=levels)))["runs"]
    stated = {one["id"]: one["defaultConfiguration"] for one in run["tool"]["driver"]["rules"]}
    assert stated["INC301"] == {"enabled": False, "level": "none"}
    assert stated["INC101"] == {"enabled": True, "level": "warning"}


# ------------------------------------------------------------------ the others


@given(ANY)
def test_gitlab(facts: Told) -> None:
    found = json.loads(FORMATS["gitlab"](facts._replace(folder="ops/")))
    assert len(found) == len(facts.findings)
    for one, entry in zip(facts.findings, found, strict=True):
        assert set(entry) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert entry["location"] == {"path": "ops/" + one.path, "lines": {"begin": one.line}}
        assert entry["severity"] in ("major", "minor")
        assert entry["fingerprint"] == one.fingerprint


@given(ANY)
def test_junit_is_read_by_a_parser_of_it(facts: Told) -> None:
    suites = junitparser.JUnitXml.fromstring(FORMATS["junit"](facts).encode())
    [suite] = suites
    errors = [one for one in facts.findings if one.level is Level.ERROR]
    clean = set(facts.paths) - {one.path for one in facts.findings}
    assert suite.tests == len(list(suite)) == len(facts.findings) + len(clean)
    assert suite.failures == len(errors)
    failed = [case for case in suite if case.result]
    assert [case.result[0].type for case in failed] == [one.code for one in errors]


def test_json_is_stable() -> None:
    answer = json.loads(FORMATS["json"](told(finding(), finding(level=Level.WARNING))))
    counts = {key: answer[key] for key in ("version", "documents", "errors", "warnings", "ignored")}
    assert counts == {"version": 1, "documents": 2, "errors": 1, "warnings": 1, "ignored": 0}
    assert answer["findings"][0] == {
        "path": A,
        "line": 7,
        "column": 3,
        "code": "INC301",
        "rule": "action-item-without-owner",
        "level": "error",
        "message": "nobody",
        "hint": "do it",
        "fingerprint": "f1",
        "fixable": False,
    }
