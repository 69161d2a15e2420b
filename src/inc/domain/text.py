"""Text that people typed or pasted, made safe to keep: nothing is dropped, nothing stays invisible.

Control characters, bidirectional overrides and undecodable bytes would break a terminal, a line or
a review. They are written as visible signs, so what was typed can still be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

REDACTED: Final = "[redacted by @"
"""How the marker begins that stands where words were taken out."""

# A colour sequence pasted from a terminal carries no words; without it `kubectl` output is text.
_COLOUR: Final = r"\x1b\[[0-9;:]*m"
_NEWLINES: Final = r"\r\n?|[\x85\u2028\u2029]"
_INVISIBLE: Final = (
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
_INVISIBLE_IN_JSON: Final = _INVISIBLE.replace("\x0b-\x1f", "\x0b-\x1f\u2028\u2029")
_FENCE: Final = r"\s*(?:```|~~~)"
_FENCED: Final = r" {0,3}(`{3,}(?=[^`]*$)|~{3,})(.*)"
_OPENS_BLOCK: Final = (
    r"^(?:[0-9]{1,9}(?=[.)](?: |$))|(?=#{1,6}(?: |$)|[-*+](?: |$)|>|```|~~~|<[!?/A-Za-z])"
    r"|(?=([-*_])(?: *\1){2,} *$))"
)


def visible(text: str) -> str:
    """Write every control, bidirectional or invisible character as a sign one can see."""
    if text.isprintable():  # the common case, and the pattern takes a third of a millisecond
        return text
    return re.sub(_INVISIBLE, _sign, text)


def escaped(json_text: str) -> str:
    """JSON whose invisible characters are written as `\\u` escapes, which keeps their values."""
    return re.sub(_INVISIBLE_IN_JSON, _escape, json_text)


def clean_line(text: str) -> str:
    """One line: newlines and runs of white space become single spaces."""
    return visible(" ".join(_without_colour(text).split()))


def clean_block(text: str) -> str:
    """Lines joined by LF, without trailing white space or empty lines around them.

    A block that opens with a code fence gets an empty first line, because the first line of an
    entry shares its line with the time and the author and a fence there would not open.
    """
    lines = [visible(line).rstrip() for line in _lines(text)]
    while lines and not lines[-1]:
        lines.pop()
    while lines and not lines[0]:
        lines.pop(0)
    if not lines:
        return ""
    if re.match(_FENCE, lines[0]):
        return "\n".join(["", *lines])
    return "\n".join([lines[0].lstrip(), *lines[1:]])


def shortened(line: str, length: int) -> str:
    """A line cut to so many characters, the last of which then says so."""
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def prose(line: str) -> str:
    """A cleaned line as the first line of a paragraph: no heading, list, code or HTML begins.

    Nor does a comment further on: it could be one that the check obeys.
    """
    return re.sub(r"(?<!\\)<!--", r"\\<!--", re.sub(_OPENS_BLOCK, r"\g<0>\\", line))


def fenced(output: str) -> str:
    """The output of a program as a fenced block, with a fence longer than any inside it."""
    body = clean_output(output)
    longest = max((len(run) for run in re.findall(r"`{3,}", body)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}\n{body}\n{fence}"


def in_code(lines: Sequence[str]) -> list[bool]:
    """For each line whether it belongs to a fenced block of code; one that never closes is one."""
    return [is_code for is_code, _ in _fences(lines)]


def closed(text: str) -> str:
    """The text with its last fenced block closed, so that what follows is not code."""
    *_, (_, fence) = _fences(text.split("\n"))
    return f"{text}\n{fence}" if fence else text


def _fences(lines: Iterable[str]) -> Iterator[tuple[bool, str]]:
    """For each line whether it is code, and the fence that is still open after it."""
    fence = ""
    for line in lines:
        match = re.match(_FENCED, line)
        if not fence:
            fence = match[1] if match else ""
            yield bool(fence), fence
        else:
            ends = match and match[1].startswith(fence) and not match[2].strip()
            fence = "" if ends else fence
            yield True, fence


def clean_output(output: str) -> str:
    """Like `clean_block`, with the indentation of the first line kept."""
    text = "\n".join(visible(line).rstrip() for line in _lines(output))
    return text.strip("\n")


def _lines(text: str) -> list[str]:
    if text.isprintable():
        return [text]
    return re.sub(_NEWLINES, "\n", _without_colour(text)).split("\n")


def _without_colour(text: str) -> str:
    return re.sub(_COLOUR, "", text) if "\x1b" in text else text


def _sign(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)  # the Unicode picture of that control character
    if code == 0x7F:
        return "␡"
    if 0xDC80 <= code <= 0xDCFF:
        return f"<0x{code - 0xDC00:02X}>"  # a byte that was not UTF-8, as Python hands it over
    return f"<U+{code:04X}>"


def _escape(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


def name_from_email(email: str) -> str:
    """The local part of an address as a short name: `alice.smith+oncall`."""
    local = email.strip().strip("<>").partition("@")[0]
    return re.sub(r"[^\w.+-]+", "-", local).strip(".+-")
