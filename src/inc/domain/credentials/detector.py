"""The one detector of credentials, of `inc check` and of every write.

The secret itself never leaves this module: what is found has a kind, a place, a fingerprint, and as
much of the vendor's prefix as may be shown.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from inc.domain.credentials import checksums, made_up
from inc.domain.credentials.patterns import DISCORD, FORMS, HEADER, PEM, SCHEME, URL, Form
from inc.domain.credentials.private_keys import body_after

MOST: Final = 20
"""How many of a text are told at a time: the fingerprint of a password takes a while."""

_HIDDEN: Final = 200_000  # characters of credentials that are kept out of messages
_PART: Final = 8  # characters of one that may not be shown
_ROUNDS: Final = 40_000
_SALT: Final = b"inc credential 1"
_PASSWORDS: Final = frozenset({"url-password", "basic-authorization"})


class Credential(NamedTuple):
    """One that was found: its kind, where it stands, what it is known by, and what may be shown."""

    kind: str
    start: int
    end: int
    fingerprint: str
    shown: str

    @property
    def masked(self) -> str:
        """The kind and the little that everybody knows: `github-token (ghp_…, 40 characters)`."""
        return f"{self.kind} ({self.shown})" if self.shown else self.kind


class _Found:
    """A secret in the text. Not a tuple: one would print what is in it."""

    __slots__ = ("end", "kind", "secret", "shown", "start")

    def __init__(self, kind: str, start: int, end: int, secret: str, sign: str = "") -> None:
        self.kind, self.start, self.end, self.secret = kind, start, end, secret
        length = f"{end - start} characters"
        self.shown = f"{sign[:4]}…, {length}" if sign else length
        if kind in _PASSWORDS or kind == "private-key":
            self.shown = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.kind, self.secret


def find(text: str, allowed: Collection[str] = ()) -> list[Credential]:
    """The credentials in a text that are not allowed, in order; of very many the first ones."""
    return _first(_found(text), allowed)


def added(before: str, after: str, allowed: Collection[str] = ()) -> list[Credential]:
    """Those that `after` has more often than `before`, on lines that `before` has not."""
    found = _found(after)
    if not found:
        return []
    more = Counter(one.key for one in found)
    more.subtract(Counter(one.key for one in _found(before)))
    is_new = _new_lines(before, after)
    new: dict[tuple[str, str], _Found] = {}
    for one in found:
        if more[one.key] > 0 and is_new(one.start, one.end):
            new.setdefault(one.key, one)
    return _first(new.values(), allowed)


def without(text: str, allowed: Collection[str] = ()) -> str:
    """The text with a visible sign in place of each credential that is not allowed."""
    return _cut(text, _unwanted(text, allowed), 0, len(text))


def words_without(words: Sequence[str], allowed: Collection[str] = ()) -> list[str]:
    """As `without`, for the words of a command, over which a credential may be spread."""
    text = " ".join(words)
    unwanted, left, start = _unwanted(text, allowed), [], 0
    for word in words:
        left.append(_cut(text, unwanted, start, start + len(word)))
        start += len(word) + 1
    return left


def _unwanted(text: str, allowed: Collection[str]) -> list[_Found]:
    found = _found(text)
    if not allowed:
        return found
    fine = {one.key for one in found[:MOST] if _fingerprint(one) in allowed}
    return [one for one in found if one.key not in fine]


def _cut(text: str, unwanted: Sequence[_Found], start: int, end: int) -> str:
    """A part of the text with a sign where something unwanted begins."""
    parts, at = [], start
    for one in unwanted:
        if one.end > start and one.start < end:
            parts.append(text[at : max(at, one.start)])
            parts += [f"‹{one.kind} removed›"] if one.start >= start else []
            at = min(one.end, end)
    return "".join([*parts, text[at:end]])


def hidden(message: str, text: str) -> str:
    """A message about a text, without what it repeats of the credentials in that text.

    Messages are shortened, so a part of one counts too.
    """
    covered = [False] * len(message)
    for size, parts in _parts(text).items():
        for at in range(len(message) - size + 1):
            if message[at : at + size] in parts:
                covered[at : at + size] = [True] * size
    shown = ("…" if is_covered else char for char, is_covered in zip(message, covered, strict=True))
    return re.sub("…{2,}", "…", "".join(shown))


@lru_cache(maxsize=1)  # there are many messages about one text
def _parts(text: str) -> dict[int, set[str]]:
    """The parts of its credentials that may not be shown, by their length."""
    parts: dict[int, set[str]] = {}
    left = _HIDDEN
    for one in _found(text):
        secret = text[one.start : one.end][:left]
        size = min(_PART, len(secret))
        if size:
            every = (secret[at : at + size] for at in range(len(secret) - size + 1))
            parts.setdefault(size, set()).update(every)
        left -= len(secret)
    return parts


def place(text: str, offset: int) -> tuple[int, int]:
    """The line and the column of an offset, both from 1."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _new_lines(before: str, after: str) -> Callable[[int, int], bool]:
    """Tells whether a range of `after` touches a line that `before` has not, or not as often."""
    import bisect

    known, starts, new, at = Counter(before.split("\n")), [], [], 0
    for line in after.split("\n"):
        known[line] -= 1
        starts.append(at)
        new.append(known[line] < 0)
        at += len(line) + 1

    def touches(start: int, end: int) -> bool:
        first = bisect.bisect_right(starts, start) - 1
        last = bisect.bisect_right(starts, max(start, end - 1)) - 1
        return any(new[first : last + 1])

    return touches


def _first(found: Iterable[_Found], allowed: Collection[str]) -> list[Credential]:
    first: list[Credential] = []
    known: dict[tuple[str, str], str] = {}
    for one in found:
        if len(first) == MOST:
            break
        if one.key not in known:
            known[one.key] = _fingerprint(one)
        if known[one.key] not in allowed:
            first.append(Credential(one.kind, one.start, one.end, known[one.key], one.shown))
    return first


def _fingerprint(one: _Found) -> str:
    """The same in every clone. A password may be weak, and is made slow to guess."""
    import hashlib  # 4 ms, and rarely needed

    words = f"{one.kind}\0{one.secret}".encode("utf-8", "surrogateescape")
    if one.kind in _PASSWORDS:
        return hashlib.pbkdf2_hmac("sha256", words, _SALT, _ROUNDS, 8).hex()
    return hashlib.sha256(_SALT + words).hexdigest()[:16]


# ------------------------------------------------------------------ finding


def _found(text: str) -> list[_Found]:
    """All in a text, in order, none within another; the kind that is looked for first names it."""
    ways = (_with_signs, _discord, _private_keys, _headers, _urls)
    every = [one for way in ways for one in way(text)]
    every.sort(key=lambda one: one.start)  # stable: at one place the first way comes first
    kept: list[_Found] = []
    for one in every:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _places(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII)


def _with_signs(text: str) -> Iterator[_Found]:
    for form in FORMS:
        for sign in form.signs:
            if sign in text:
                yield from _of_sign(text, form, sign)


def _of_sign(text: str, form: Form, sign: str) -> Iterator[_Found]:
    before, after = _compiled(form.before), _compiled(form.after)
    for at in _places(text, sign):
        # The edge first: it is what keeps a long run from being read from each place in it.
        left = before.search(text, max(0, at - form.reach), at)
        right = left and after.match(text, at + len(sign))
        if left and right:
            start, end = at, right.end()
            if "key" in before.groupindex:
                start = left.start("key")
            elif "key" in after.groupindex:
                start, end = right.span("key")
            if _is_live(form, text[start:end], sign):
                shown = sign if form.is_shown else ""
                yield _Found(form.kind, start, end, text[start:end], shown)


def _is_live(form: Form, secret: str, sign: str = "") -> bool:
    if made_up.is_made_up(secret.removeprefix(sign)):
        return False
    return form.is_live is None or form.is_live(secret)


def _discord(text: str) -> Iterator[_Found]:
    if text.count(".") < 2:
        return
    for match in _compiled(DISCORD.after).finditer(text):
        if _is_live(DISCORD, match[0]):
            yield _Found(DISCORD.kind, *match.span(), match[0])


def _private_keys(text: str) -> Iterator[_Found]:
    for at in _places(text, "-----BEGIN "):
        head = _compiled(PEM).match(text, at)
        if head:
            body, end = body_after(text, head.end())
            if body:
                yield _Found("private-key", at, end, body)


def _headers(text: str) -> Iterator[_Found]:
    for sign in ("uthorization", "UTHORIZATION"):
        for at in _places(text, sign):
            match = re.compile(HEADER, re.ASCII | re.IGNORECASE).match(text, at)
            if match and _is_header_live(match):
                kind = "basic" if match["scheme"].lower() == "basic" else "bearer"
                yield _Found(f"{kind}-authorization", *match.span("key"), match["key"])


def _is_header_live(match: re.Match[str]) -> bool:
    key = match["key"]
    if match["scheme"].lower() != "basic":
        return not made_up.is_made_up(key) and len(set(key)) > 9
    user, colon, password = checksums.decoded(key).partition(":")
    return bool(colon) and not made_up.is_placeholder(password, user)


def _urls(text: str) -> Iterator[_Found]:
    for at in _places(text, "://"):
        match = _compiled(URL).match(text, at + 3)
        if match and _compiled(SCHEME).search(text, max(0, at - 21), at):
            is_example = made_up.is_example_host(match["host"])
            if not is_example and not made_up.is_placeholder(match["key"], match["user"]):
                yield _Found("url-password", *match.span("key"), match["key"])


def kinds() -> Sequence[str]:
    """All kinds that are known."""
    others = ("discord-token", "private-key", "bearer-authorization", "basic-authorization")
    return sorted({*(form.kind for form in FORMS), *others, "url-password"})
