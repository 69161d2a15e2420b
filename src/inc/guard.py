"""No credential that looks live gets into git: what is added to a file is judged before it is.

Here is what happens when something was found: what the team allows, and how the refusal is said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from inc import config
from inc.domain.credentials import detector
from inc.domain.credentials.detector import Credential, place
from inc.errors import IncError, LooksSecret


def refuse(
    root: Path, path: str, before: bytes | None, after: bytes, *, by_hand: bool = False
) -> None:
    """Raise LooksSecret where `after` has a credential that `before` has not and nobody allowed.

    `by_hand` tells that `after` is what stands in the file already.
    """
    old, text = _text(before or b""), _text(after)
    if not detector.added(old, text):
        return
    allowed, problem = allowances(root)
    unwanted = detector.added(old, text, allowed)
    if unwanted:
        where = [_where(path, text, one) for one in unwanted]
        if before is None and not by_hand:
            where = ["the new file"] * len(where)  # whose name may be those very words
        raise LooksSecret(
            _what(where, unwanted, by_hand=by_hand), hint=_hint(unwanted[0], problem, by_hand)
        )


def allowances(root: Path) -> tuple[Mapping[str, str], str]:
    """The fingerprints that `inc.toml` allows, with the reasons; and what is wrong with it."""
    try:
        return config.load(root).table("credentials", "allowed"), ""
    except (IncError, OSError) as error:
        return {}, f"Nothing counts as allowed while {config.FILE} cannot be read: {error}"


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _where(path: str, text: str, one: Credential) -> str:
    line, column = place(text, one.start)
    return f"{path}:{line}:{column}"


def _what(where: Sequence[str], unwanted: Sequence[Credential], *, by_hand: bool) -> str:
    more = f"; and {len(where) - 1} more" if len(where) > 1 else ""
    looks = f"what looks like a live credential: {unwanted[0].masked}"
    if by_hand:
        return f"{where[0]} holds {looks}{more}; nothing was recorded"
    return f"nothing was recorded, for it holds {looks}, at {where[0]}{more}"


def _hint(one: Credential, problem: str, by_hand: bool) -> str:
    """What to do, each on a line of its own."""
    lines = [
        "Take it out of the file." if by_hand else "",
        "If it is live, rotate it: it was on a screen, and is in your shell history.",
        f'If it is none: inc config set credentials.allowed.{one.fingerprint} "why it is none"',
        "" if by_hand else "and then type it again.",
        problem,
    ]
    return "\n".join(line for line in lines if line)
