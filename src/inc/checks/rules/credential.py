"""A credential that looks live.

What: a line holds a token, a key or a password in the form that its vendor gives it, with the
right length and checksum where it has one. With --base, only lines that the branch adds count. No
comment in the document can ignore it, and the credential itself is not shown.

Why: git history is for ever, and in every clone. What was pushed has to be rotated, however quickly
the line is taken out again.

Bad:
    - the job runs again with postgres://app:(the password)@db.internal/prod

Good:
    - the job runs again with the password from the vault
"""

from collections.abc import Iterator

from inc.checks.examined import Examined
from inc.checks.finding import Level, Problem
from inc.checks.rule import EVERY, Rule


def _find(examined: Examined) -> Iterator[Problem]:
    if not examined.may_hold_credentials:
        return
    from inc.domain.credentials import detector  # for the few documents that may hold one

    text, before = examined.text, _before(examined)
    allowed = examined.policy.table("credentials", "allowed")
    found = (
        detector.find(text, allowed) if before is None else detector.added(before, text, allowed)
    )
    for one in found:
        line, column = detector.place(text, one.start)
        yield Problem(
            line,
            f"what looks like a live credential: {one.masked}",
            "Take it out, and rotate it if it was ever pushed. If it is none: "
            f'inc config set credentials.allowed.{one.fingerprint} "why it is none"',
            column,
            about=one.fingerprint,
        )


def _before(examined: Examined) -> str | None:
    """The document where the branch began; None where all of it counts."""
    base = examined.around.base
    if base is None:
        return None
    # What the branch did not touch is not among what was before: it adds nothing.
    data = base.before.get(examined.path, examined.data)
    return (data or b"").decode("utf-8", "replace")


RULE = Rule("INC601", __name__, __doc__, Level.ERROR, EVERY, _find)
