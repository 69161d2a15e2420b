"""Every command that writes, with words that make it write, and all that only reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from dying import Clone

A: Final = "2026-03-04-checkout-failures"
DOCUMENT: Final = f"incidents/2026/03/{A}.md"
POSTMORTEM: Final = f"postmortems/2026/03/{A}.md"
AFTER: Final = ("log", "-i", "checkout", "words after the kill")

Words = Sequence[str]


class Typed(NamedTuple):
    """A command, what is there before it, and what is typed after it was cut off."""

    words: Words
    before: Sequence[Words] = ()
    by_hand: Callable[[Clone], object] = lambda _: None
    after: Words = AFTER
    environment: Mapping[str, str] = {}
    is_kept: bool = True
    """Whether its words wait to be recorded where nothing of the change is there."""


def append(path: str, text: str) -> Callable[[Clone], object]:
    """Somebody writes below a document."""

    def write(clone: Clone) -> None:
        with (clone.folder / path).open("a") as file:
            file.write(text)

    return write


def replace(path: str, old: str, new: str) -> Callable[[Clone], object]:
    """Somebody edits a document."""

    def write(clone: Clone) -> None:
        text = (clone.folder / path).read_text()
        assert old in text
        (clone.folder / path).write_text(text.replace(old, new))

    return write


def _incomplete(clone: Clone) -> None:
    clone.git("rm", "-q", "templates/README.md")
    clone.git("commit", "-qm", "tidy", "--", "templates")


def _finished_by_commit(clone: Clone) -> None:
    text = (clone.folder / DOCUMENT).read_text()
    name = text.partition("Prevent: Check leaks")[2].partition("^")[2][:12]
    clone.git("commit", "-q", "--allow-empty", "-m", f"Fixed\n\nAction: {A}^{name}")


ITEM: Final = ("action", "add", "Prevent: Check leaks", "--owner", "bob", "--due", "7d")
OFFER: Final = ("handoff", "commander", "--to", "bob")
RUNBOOK: Final = ("runbook", "new", "Connection pool", "--service", "checkout")
ENDED: Final = (("resolve", "-i", "checkout", "-m", "error rate is normal"),)
DRAFTED: Final = (*ENDED, ("postmortem", "new", "checkout"))
SEARCH: Final = ("declare", "Search is slow", "-s", "3")

WRITES: Final[dict[str, Typed]] = {
    "ack": Typed(("ack", "looking")),
    "log": Typed(("log", "Theory: the pool")),
    "log, over edits by hand": Typed(("log", "the pool"), by_hand=append(DOCUMENT, "\nBY HAND\n")),
    "declare": Typed(SEARCH),
    "update": Typed(("update", "Restarting", "--status", "identified", "--next", "10m")),
    "severity": Typed(("severity", "sev2", "-m", "half of it")),
    "assign": Typed(("assign", "commander", "carol")),
    "handoff": Typed(OFFER, [("assign", "commander", "alice")]),
    "hypothesis": Typed(("hypothesis", "the pool")),
    "confirm": Typed(("confirm", "-m", "100 of 100"), [("hypothesis", "the pool")]),
    "refute": Typed(("refute", "-m", "1 of 100"), [("hypothesis", "the pool")]),
    "mitigate": Typed(("mitigate", "restarted the pods")),
    "escalate": Typed(("escalate", "--to", "dan", "-m", "who may fail over?")),
    "tick": Typed(("tick", "bridge call open")),
    "untick": Typed(("untick", "bridge call open"), [("tick", "bridge call open")]),
    "resolve": Typed(("resolve", "-m", "error rate is normal")),
    "close": Typed(("close", "-i", "checkout"), ENDED),
    "reopen": Typed(("reopen", "checkout", "-m", "it is back"), ENDED),
    "link": Typed(("link", "https://example.com/1")),
    "merge": Typed(("merge", "search", "-i", "checkout"), [SEARCH]),
    "restrict": Typed(("restrict", "customer data")),
    "amend": Typed(("amend", "last", "--text", "SEV1: Checkout fails")),
    "redact": Typed(("redact", "last", "-m", "a name"), [("log", "carol@example.com called")]),
    "undo": Typed(("undo",), [("log", "a mistake")]),
    "undo, of two documents": Typed(
        ("undo", "checkout"), [SEARCH, ("merge", "search", "-i", "checkout")]
    ),
    "edit": Typed(("edit",), environment={"EDITOR": "sed -i -e 's/^title: .*/title: Slow/'"}),
    "reconcile": Typed(
        ("reconcile",), by_hand=replace(DOCUMENT, "severity: SEV1", "severity: SEV2")
    ),
    "action add": Typed(ITEM),
    "action assign": Typed(("action", "assign", "leaks", "dave"), [ITEM]),
    "action due": Typed(("action", "due", "leaks", "9d"), [ITEM]),
    "action done": Typed(("action", "done", "leaks"), [ITEM]),
    "action done, in two documents": Typed(
        ("action", "done", "leaks"),
        [ITEM, *DRAFTED],
        by_hand=lambda clone: _item_in_both(clone),
    ),
    "action drop": Typed(("action", "drop", "leaks", "-m", "switched off"), [ITEM]),
    "action reopen": Typed(("action", "reopen", "leaks"), [ITEM, ("action", "done", "leaks")]),
    "action sync": Typed(("action", "sync"), [ITEM], by_hand=_finished_by_commit),
    "postmortem new": Typed(("postmortem", "new", "checkout"), ENDED),
    "postmortem edit": Typed(
        ("postmortem", "edit", "checkout"),
        DRAFTED,
        environment={"EDITOR": "sed -i -e 's/^# .*/# CHECKOUT/'"},
    ),
    "postmortem refresh": Typed(
        ("postmortem", "refresh", "checkout"), [*DRAFTED, ("log", "-i", "checkout", "one more")]
    ),
    "postmortem review": Typed(("postmortem", "review", "checkout", "--no-push"), DRAFTED),
    "postmortem publish": Typed(
        ("postmortem", "publish", "checkout", "--override", "the vendor is silent"), DRAFTED
    ),
    "runbook new": Typed(RUNBOOK),
    "runbook edit": Typed(
        ("runbook", "edit", "pool"), [RUNBOOK], environment={"EDITOR": "sed -i -e s/pool/Pool/"}
    ),
    "runbook review": Typed(("runbook", "review", "pool", "-m", "links work"), [RUNBOOK]),
    "runbook use": Typed(("runbook", "use", "pool"), [RUNBOOK]),
    "check": Typed(
        ("check", "--fix"),
        by_hand=replace(DOCUMENT, "severity: SEV1", "severity: sev1"),
        is_kept=False,
    ),
    "template eject": Typed(("template", "eject", "handoff.md")),
    "config set": Typed(("config", "set", "timezone", "Europe/Berlin"), is_kept=False),
    "doctor": Typed(("doctor", "--fix"), by_hand=lambda clone: _incomplete(clone), is_kept=False),
    "init": Typed(("init",), by_hand=lambda clone: _incomplete(clone), is_kept=False),
    "retry": Typed(("retry",), by_hand=lambda clone: _refused(clone)),
}
"""What writes, by its command; behind a comma, what is special."""

READS: Final = frozenset(
    {
        *("asof", "checklist", "next", "watch", "show", "timeline", "list", "search", "similar"),
        *("metrics", "export", "history", "status", "verify", "completion"),
        *("action list", "config list", "config get", "config show", "template list"),
        *("template show", "runbook list", "runbook show", "runbook search"),
        *("report weekly", "report monthly", "report quarterly"),
        *("template", "action", "postmortem", "runbook", "config", "report"),  # the bare groups
        "sync",  # it writes no words; its kills are in tests/syncing
    }
)
"""What never writes a document that git keeps."""


ELSEWHERE: Final = frozenset({"sync", "bundle", "apply"})
"""What moves branches and changes no document by itself: tests/syncing kills these."""


def _item_in_both(clone: Clone) -> None:
    """The same item, by its id, in the postmortem as well."""
    line = next(
        line
        for line in (clone.folder / DOCUMENT).read_text().splitlines()
        if "Prevent: Check leaks" in line
    )
    path = clone.folder / POSTMORTEM
    text = path.read_text()
    if line not in text:
        path.write_text(text.replace("## Action items\n", f"## Action items\n\n{line}\n", 1))
        clone.git("commit", "-qm", "the item", "--", POSTMORTEM)


def _refused(clone: Clone) -> None:
    """Words that git did not take wait to be recorded."""
    hook = refusing(clone)
    assert clone.run("log", "-i", "checkout", "what was refused").code == 4
    hook()


def refusing(clone: Clone) -> Callable[[], None]:
    """Have a hook that takes no commit; returns what removes it."""
    path = clone.folder / ".git" / "hooks" / "pre-commit"
    path.parent.mkdir(exist_ok=True)
    path.write_text("#!/bin/sh\necho the linter is down\nexit 1\n")
    path.chmod(0o755)
    return path.unlink
