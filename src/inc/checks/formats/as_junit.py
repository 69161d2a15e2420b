"""JUnit XML: a test case a finding, and one that passed for each document without any.

A warning is a case that passed and says so, because it does not fail the check.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from inc.checks.finding import Finding, Level
from inc.checks.formats.told import Told, advice, sentence
from inc.domain.text import visible

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_NOT_XML: Final = "[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"


def write(told: Told) -> str:
    """One suite."""
    from xml.etree.ElementTree import Element, indent, tostring

    cases = list(_cases(told))
    failures = sum(one.level is Level.ERROR for one in told.findings)
    numbers = {"tests": str(len(cases)), "failures": str(failures), "errors": "0"}
    suites = Element("testsuites", {"name": "inc check", **numbers})
    suite = Element("testsuite", {"name": "inc check", **numbers, "skipped": "0", "time": "0"})
    suite.extend(cases)
    suites.append(suite)
    indent(suites)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(suites, "unicode")}\n'


def _cases(told: Told) -> Iterator[Element]:
    from xml.etree.ElementTree import Element

    for one in told.findings:
        yield _case(one, told)
    wrong = {one.path for one in told.findings}
    for path in told.paths:
        if path not in wrong:
            where = _text(told.folder + path)
            yield Element("testcase", {"classname": where, "name": where, "time": "0"})


def _case(one: Finding, told: Told) -> Element:
    from xml.etree.ElementTree import Element, SubElement

    where, what = _text(told.place(one)), _text(sentence(one))
    name = f"{one.code} {one.rule}, line {one.line} ({one.fingerprint})"
    stated = {"classname": where, "name": name, "file": where, "line": str(one.line), "time": "0"}
    case = Element("testcase", stated)
    told_text = f"{where}:{one.line}:{one.column}: {what}\n{_text(advice(one))}\n"
    if one.level is Level.ERROR:
        SubElement(case, "failure", {"message": what, "type": one.code}).text = told_text
    else:
        SubElement(case, "system-out").text = f"warning: {told_text}"
    return case


def _text(text: str) -> str:
    """A text without what XML has no way to say."""
    return re.sub(_NOT_XML, "\ufffd", visible(text))
