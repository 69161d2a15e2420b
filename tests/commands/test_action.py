"""`inc action`: what is to be done after an incident, whose it is, and by when."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Cli, Ran

NAME = "2026-03-04-checkout-failures"
INCIDENT = f"incidents/2026/03/{NAME}.md"
POSTMORTEM = f"postmortems/2026/03/{NAME}.md"
LEARNT = f"""---
incident: {NAME}
status: draft
---

# Postmortem

## Action items

- [ ] Prevent: Add leak detection to CI (P2, @dave, by 2026-03-14) ^9c1d
- [ ] Detect: Alert when the pool is full (P1, @carol, by 2026-03-02)
- [ ] Look at the vendor's queue

## Lessons learned
"""
TABLE = """\
## Action items

| Action           | Owner | Due Date   | Status |
|------------------|-------|------------|--------|
| Add a check      | dave  | 2026-03-14 | Open   |
| Call the vendor  |       |            | Open   |
"""
Git = Callable[..., str]


@pytest.fixture
def learnt(declared: Cli, git: Git) -> Cli:
    """An incident with a postmortem that has three action items."""
    write(declared, LEARNT)
    git("add", ".")
    git("commit", "-qm", "postmortem")
    return declared


def write(cli: Cli, text: str, path: str = POSTMORTEM) -> None:
    file = Path(cli.folder, path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode())


def lines(cli: Cli, path: str = POSTMORTEM) -> list[str]:
    text = (cli.folder / path).read_text()
    return re.findall(r"^(?:- \[|\| ).*$", text.partition("## Action items")[2], re.MULTILINE)


def told(ran: Ran) -> str:
    return str(ran.err).partition("\n")[0]


# ------------------------------------------------------------------ add


def test_a_new_item_goes_into_the_incident_while_there_is_no_postmortem(
    declared: Cli, git: Git
) -> None:
    ran = declared("action", "add", "prevent: Add a check", "--owner", "me", "--due", "7d")
    (line,) = lines(declared, INCIDENT)
    assert re.fullmatch(
        r"- \[ \] Prevent: Add a check \(@alice, by 2026-03-11\) \^[0-9a-z]{5}", line
    )
    assert ran.out.split("\n")[1:] == [f"  {line[2:]}", f"  {INCIDENT}:15", ""]
    name = line.rpartition("^")[2]
    assert git("log", "-1", "--format=%B").rstrip() == (
        f"{NAME}: action added\n\nIncident: {NAME}\nInc-Operation: action-add\n"
        f"Inc-Action: {NAME}^{name}"
    )
    assert git("status", "--short") == ""


def test_a_new_item_goes_into_the_postmortem_once_there_is_one(learnt: Cli) -> None:
    before = (learnt.folder / INCIDENT).read_bytes()
    ran = learnt("action", "add", "Describe it", "-t", "Document", "-p", "p3", "--json").json
    assert (ran["path"], ran["command"]) == (POSTMORTEM, "action add")
    assert ran["action"]["type"] == "document"
    assert ran["action"]["priority"] == "P3"
    assert lines(learnt)[-1] == f"- [ ] Document: Describe it (P3) ^{ran['action']['id']}"
    assert (learnt.folder / INCIDENT).read_bytes() == before


def test_a_pasted_line_is_understood(declared: Cli) -> None:
    declared("action", "add", "Fix: Upgrade the ORM (P0, @bob, by 2026-03-06) ^zzzz")
    assert lines(declared, INCIDENT)[0].startswith(
        "- [ ] Fix: Upgrade the ORM (P0, @bob, by 2026-03-06) ^"
    )
    declared("action", "add", "Note: it says (P1) and ^abcd")
    assert declared("action", "list", "--jsonl").jsonl[1]["text"] == "Note: it says (P1) and ^abcd"


@pytest.mark.parametrize(
    "text", ["prevent: Add it", "**Prevent:** Add it", "**PREVENT**: Add it", "Prevent – Add it"]
)
def test_a_type_is_known_however_it_is_written(text: str, declared: Cli) -> None:
    declared("action", "add", text, "-o", "bob", "-d", "7d")
    assert lines(declared, INCIDENT)[0].startswith("- [ ] Prevent: Add it (@bob, ")


FORMS = """\
## 7. **Follow-up actions:**

1. [ ] prevent: Add leak detection
* [ ] **Detect:** Alert on a full pool (@nobody)
  - It was late.
    - [ ] Fix - Upgrade the driver
      more of it

### Next steps

- [ ] Call the vendor (@TBD)
"""


def test_no_item_escapes_and_each_is_changed_in_its_own_form(learnt: Cli) -> None:
    write(learnt, f"---\nincident: {NAME}\n---\n\n{FORMS}")
    found = learnt("action", "list", "--json").json["actions"]
    assert sorted(one["type"] or "" for one in found) == ["", "detect", "fix", "prevent"]
    assert len(learnt("action", "list", "--no-owner", "--json").json["actions"]) == 4
    learnt("action", "done", "leak detection")
    learnt("action", "assign", "full pool", "carol")
    learnt("action", "due", "driver", "7d", "-m", "waits for the vendor")
    learnt("action", "add", "Describe it", "-o", "bob", "-d", "7d")
    text = (learnt.folder / POSTMORTEM).read_text()
    assert re.search(r"(?m)^1\. \[x\] prevent: Add leak detection \(done \S+\) \^\w{5}$", text)
    assert re.search(r"(?m)^\* \[ \] \*\*Detect:\*\* Alert on a full pool \(@carol\) \^\w", text)
    assert re.search(
        r"(?m)^    - \[ \] Fix - Upgrade the driver \(by 2026-03-11\) \^\w{5}\n      more of it\n"
        r"      - Had no day: waits for the vendor\n\n### Next steps\n\n"
        r"- \[ \] Call the vendor \(@TBD\)\n"
        r"- \[ \] Describe it \(@bob",
        text,
    )
    assert text.count("## ") == 2


def test_a_cell_gives_up_the_room_that_only_its_own_text_took(learnt: Cli) -> None:
    write(learnt, f"---\nincident: {NAME}\n---\n\n{TABLE}")
    learnt("action", "done", "Add a check", "--in", "https://example.com/pull/12")
    learnt("action", "reopen", "Add a check")
    assert re.fullmatch(
        r"\| Add a check \^\w{5} \| dave  \| 2026-03-14 \| Open   \|", lines(learnt)[1]
    )


def test_what_is_missing_is_said_with_the_commands_that_mend_it(declared: Cli) -> None:
    ran = declared("action", "add", "Add a check")
    name = lines(declared, INCIDENT)[0].rpartition("^")[2]
    assert ran.err == (
        "It has no owner and no day, which inc check refuses: "
        f"inc action assign ^{name} WHO; inc action due ^{name} 7d\n"
    )
    ran = declared("action", "add", "Add two", "--owner", "bob", "--json")
    assert ran.json["warnings"][0]["rule"] == "incomplete"
    assert "no owner" not in ran.json["warnings"][0]["text"]


@pytest.mark.parametrize(
    ("args", "what"),
    [
        (("x", "--type", "prvent"), "'prvent' is no type of action item"),
        (("x", "--priority", "P9"), "'P9' is no priority"),
        (("x", "--due", "2026-03-03"), "2026-03-03 is past (today is 2026-03-04)"),
        (("x", "--due", "soon"), "'soon' is not a day"),
        (("Fix: x (by 03/06)",), "'03/06' is not a day"),
        (("x", "--owner", "two words"), "'two words' cannot be a person's name"),
        ((), "what is to be done?"),
        (("x" * 1001,), "the text has 1001 characters"),
    ],
)
def test_what_cannot_be_added(
    args: tuple[str, ...], what: str, declared: Cli, state: Callable[[], object]
) -> None:
    before = state()
    ran = declared("action", "add", *args, ok=False)
    assert (ran.code, ran.out) == (2, "")
    assert told(ran).startswith(f"inc: {what}")
    assert state() == before


def test_a_wrong_word_gets_a_guess_and_the_words_of_the_policy(declared: Cli) -> None:
    with (declared.folder / "inc.toml").open("a") as config:
        config.write('[actions.types]\nharden = "Make it stronger"\n')
    ran = declared("action", "add", "x", "--type", "hardn", ok=False)
    assert "Did you mean harden? There are:\n" in ran.err
    assert "  harden: Make it stronger\n" in ran.err
    declared("action", "add", "Harden: x")
    assert declared("action", "list", "--json").json["actions"][0]["type"] == "harden"


# ------------------------------------------------------------------ the one that is meant


def test_an_item_is_named_by_its_id_or_by_words(learnt: Cli) -> None:
    for reference in ("^9c1d", "9c1d", f"{NAME}^9c1d", "checkout^9c", "LEAK detection", "CI leak"):
        ran = learnt("action", "assign", reference, "erin", "-n", "--json")
        assert ran.json["action"]["id"] == "9c1d"


def test_what_is_not_clear_is_not_guessed(learnt: Cli, state: Callable[[], object]) -> None:
    before = state()
    ran = learnt("action", "done", "the", ok=False)
    assert ran.code == 3
    assert ran.err.startswith("inc: 'the' names 2 action items:\n")
    assert f"\n  {POSTMORTEM}:12 open: Look at the vendor's queue ({NAME})\n" in ran.err
    ran = learnt("action", "done", "nosuch", ok=False)
    assert (ran.code, told(ran)) == (3, "inc: no action item is called 'nosuch'")
    assert state() == before


def test_the_incident_narrows_it_down(learnt: Cli) -> None:
    learnt("declare", "Search is slow", "-s", "3")
    learnt("action", "add", "Look at the index", "-i", "search")
    assert learnt("action", "done", "look at", ok=False).code == 3
    learnt("action", "done", "look at", "-i", "search")
    learnt("action", "done", "look at")  # the one that is open
    assert lines(learnt)[2].startswith("- [x] Look at the vendor's queue (done 2026-03-04) ^")


def test_an_item_that_was_typed_by_hand_gets_an_id(learnt: Cli) -> None:
    learnt("action", "assign", "vendor", "@bob")
    assert re.fullmatch(r"- \[ \] Look at the vendor's queue \(@bob\) \^\w{5}", lines(learnt)[2])


def test_an_item_in_two_documents_is_one(learnt: Cli, git: Git) -> None:
    learnt("action", "add", "x", "-i", "checkout")
    file = learnt.folder / INCIDENT
    copy = "## Action items\n\n- [ ] Add leak detection to CI ^9c1d\n\n## Timeline"
    file.write_text(file.read_text().replace("## Timeline", copy))
    assert [row[0] for row in learnt("action", "list").rows].count("9c1d") == 1
    learnt("action", "done", "^9c1d")
    assert lines(learnt)[0].startswith("- [x]")
    assert lines(learnt, INCIDENT)[0].startswith("- [x]")
    assert git("show", "--stat", "--format=%s", "HEAD").split("\n")[0] == f"{NAME}: action done"


@pytest.fixture
def doubled(learnt: Cli, git: Git) -> Cli:
    """Two items of one postmortem with the same id."""
    write(learnt, LEARNT.replace("vendor's queue", "vendor's queue ^9c1d"))
    git("commit", "-qam", "a copy")
    return learnt


def test_two_items_with_one_id_are_told_apart_by_words(doubled: Cli, git: Git) -> None:
    assert [row[0] for row in doubled("action", "list").rows].count("9c1d") == 2
    for reference in ("^9c1d", "9c1d", f"{NAME}^9c1d"):
        ran = doubled("action", "done", reference, ok=False)
        assert ran.code == 3
        assert f"  ^9c1d open: Add leak detection to CI ({POSTMORTEM}:10)\n" in ran.err
        assert f"  ^9c1d open: Look at the vendor's queue ({POSTMORTEM}:12)\n" in ran.err
        assert "name one by words that only it has" in ran.err
    ran = doubled("action", "done", "^9c1d vendor")
    name = lines(doubled)[2].rpartition("^")[2]
    assert name != "9c1d"
    assert f"  ^9c1d is the id of another item too; this is ^{name} now.\n" in ran.out
    assert lines(doubled)[:1] == [OPEN_LINE]
    assert lines(doubled)[2] == f"- [x] Look at the vendor's queue (done 2026-03-04) ^{name}"
    assert f"Inc-Action: {NAME}^{name}\n" in git("log", "-1", "--format=%B")
    assert "is the id of another" not in doubled("action", "done", "^9c1d").out


def test_an_id_that_another_text_has_in_the_incident_is_another_item(learnt: Cli) -> None:
    file = learnt.folder / INCIDENT
    copy = "## Action items\n\n- [ ] Buy a disk ^9c1d\n\n## Timeline"
    file.write_text(file.read_text().replace("## Timeline", copy))
    assert learnt("action", "assign", "^9c1d", "erin", ok=False).code == 3
    learnt("action", "assign", "disk", "erin")
    assert lines(learnt)[0] == OPEN_LINE
    (line,) = lines(learnt, INCIDENT)
    assert re.fullmatch(r"- \[ \] Buy a disk \(@erin\) \^\w{5}", line)


def test_what_is_kept_means_the_same_of_two_with_one_id(doubled: Cli) -> None:
    hook = doubled.folder / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    assert doubled("action", "done", "vendor", ok=False).code == 4
    hook.unlink()
    doubled("action", "add", "Call the vendor")
    doubled("retry")
    assert lines(doubled)[0] == OPEN_LINE
    assert lines(doubled)[2].startswith("- [x] Look at the vendor's queue")


# ------------------------------------------------------------------ what is done with it


def test_the_life_of_an_item(learnt: Cli, git: Git) -> None:
    text, owned = "Prevent: Add leak detection to CI", "P2, @erin, by 2026-03-18"
    for words, line in {
        ("assign", "^9c1d", "erin"): f"[ ] {text} (P2, @erin, by 2026-03-14)",
        ("due", "^9c1d", "2w"): f"[ ] {text} ({owned})",
        ("done", "^9c1d"): f"[x] {text} ({owned}, done 2026-03-04)",
        ("done", "leak", "--in", "HEAD"): f"[x] {text} ({owned}, done 2026-03-04 in HEAD)",
        ("reopen", "^9c1d"): f"[ ] {text} ({owned})",
        ("drop", "^9c1d", "-m", "too much"): f"[x] ~~{text}~~ (dropped: too much) ({owned})",
        ("reopen", "leak"): f"[ ] {text} ({owned})",
    }.items():
        head = git("rev-parse", "HEAD").strip()
        learnt("action", *words)
        assert lines(learnt)[0] == f"- {line.replace('HEAD', head[:12])} ^9c1d"
        again = learnt("action", *(head if word == "HEAD" else word for word in words))
        assert again.out.startswith("It is so already: ["), words
    assert (learnt.folder / POSTMORTEM).read_text() == LEARNT.replace(
        "(P2, @dave, by 2026-03-14)", f"({owned})"
    )
    assert git("log", "-1", "--format=%s").strip() == f"{NAME}: action reopened"


def test_a_table_changes_by_the_cell(declared: Cli) -> None:
    write(declared, f"---\nincident: {NAME}\n---\n\n{TABLE}".replace("\n", "\r\n"))
    declared("action", "done", "add a check", "--on", "2026-03-03")
    declared("action", "assign", "vendor", "bob")
    first, second = lines(declared)[1:]
    assert re.fullmatch(
        r"\| Add a check \^\w{5} \| dave  \| 2026-03-14 \| Done 2026-03-03 \|\r?", first
    )
    assert re.fullmatch(
        r"\| Call the vendor \^\w{5} \| @bob  \|            \| Open   \|\r?", second
    )
    assert b"\r\n" in (declared.folder / POSTMORTEM).read_bytes()
    declared("action", "add", "Buy a disk", "-p", "P1")
    assert re.fullmatch(r"\| Buy a disk \(P1\) \^\w{5} \|  \|  \| Open \|\r?", lines(declared)[-1])
    ran = declared("action", "due", "disk", "7d", "-m", "x", ok=False)
    assert (ran.code, "no room for a reason" in ran.err) == (2, True)


def test_why_it_is_due_later_stands_below_it(learnt: Cli) -> None:
    learnt("action", "due", "^9c1d", "friday", "-m", "waits for the vendor")
    learnt("action", "due", "^9c1d", "2026-03-27", "-m", "still waits")
    text = (learnt.folder / POSTMORTEM).read_text()
    assert (
        "(P2, @dave, by 2026-03-27) ^9c1d\n"
        "  - Was due 2026-03-14: waits for the vendor\n"
        "  - Was due 2026-03-06: still waits\n"
        "- [ ] Detect:"
    ) in text


@pytest.mark.parametrize(
    ("words", "code", "what"),
    [
        (("done", "^9c1d", "--in", "1234567"), 3, "there is no commit 1234567"),
        (("done", "^9c1d", "--in", "--all"), 3, "there is no commit --all"),
        (("done", "^9c1d", "--in", "ftp://example.com/x"), 2, "'ftp://example.com/x' is neither"),
        (("done", "^9c1d", "--on", "2026-03-05"), 2, "2026-03-05 is still to come"),
        (("drop", "^9c1d"), 2, "why is it not going to be done?"),
        (("due", "^9c1d", "yesterday"), 2, "2026-03-03 is past (today is 2026-03-04)"),
        (("due", "^9c1d", "someday"), 2, "'someday' is not a day"),
        (("assign", "^9c1d", "nobody"), 2, "'nobody' is nobody"),
        (("assign", "^9c1d", "@TBD"), 2, "'TBD' is nobody"),
        (("add", "Add it", "--owner", "team"), 2, "'team' is nobody"),
    ],
)
def test_what_is_refused(
    words: tuple[str, ...], code: int, what: str, learnt: Cli, state: Callable[[], object]
) -> None:
    before = state()
    ran = learnt("action", *words, ok=False)
    assert (ran.code, ran.out) == (code, "")
    assert told(ran).startswith(f"inc: {what}")
    assert state() == before


def test_what_is_over_is_not_changed_by_mistake(learnt: Cli) -> None:
    learnt("action", "drop", "^9c1d", "-m", "no need")
    for words in (("done", "^9c1d"), ("assign", "^9c1d", "bob"), ("due", "^9c1d", "7d")):
        ran = learnt("action", *words, ok=False)
        assert ran.code == 1
        assert told(ran) == "inc: 'Add leak detection to CI' is dropped: no need"
        assert "inc action reopen ^9c1d" in ran.err


def test_an_address_cannot_end_the_details(learnt: Cli) -> None:
    learnt("action", "done", "^9c1d", "--in", "https://example.com/a,b(c)?q=|^~~")
    assert lines(learnt)[0].endswith(
        "done 2026-03-04 in https://example.com/a%2Cb%28c%29?q=|^~~) ^9c1d"
    )
    answer = learnt("action", "list", "--done", "--json").json["actions"]
    assert answer[0]["proof"] == "https://example.com/a%2Cb%28c%29?q=|^~~"


def test_what_was_changed_by_hand_is_a_commit_of_its_own(learnt: Cli, git: Git) -> None:
    write(learnt, LEARNT.replace("Lessons", "More lessons"))
    learnt("action", "done", "^9c1d")
    subjects = git("log", "-2", "--format=%s").split("\n")[:2]
    assert subjects == [f"{NAME}: action done", f"{NAME}: edited by hand"]


def test_a_command_that_git_refuses_is_kept_and_means_the_same_item(learnt: Cli, git: Git) -> None:
    hook = learnt.folder / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    before = (learnt.folder / POSTMORTEM).read_bytes()
    ran = learnt("action", "done", "leak", ok=False)
    assert (ran.code, "inc retry" in ran.err) == (4, True)
    assert (learnt.folder / POSTMORTEM).read_bytes() == before
    hook.unlink()
    learnt("action", "add", "Another leak")
    learnt("retry")
    assert lines(learnt)[0].startswith("- [x]")


def test_several_people_write_at_once(learnt: Cli) -> None:
    words = [sys.executable, "-m", "inc", "action"]
    each = [[*words, "add", f"Item {at}", "-i", NAME] for at in range(3)]
    each += [[*words, "done", "^9c1d"], [*words, "assign", "pool", "erin"]]
    null = subprocess.DEVNULL
    running = [subprocess.Popen(one, cwd=learnt.folder, stdout=null, stderr=null) for one in each]
    assert [one.wait() for one in running] == [0] * 5
    found = lines(learnt)
    assert sorted(re.findall("Item .", "".join(found))) == ["Item 0", "Item 1", "Item 2"]
    assert found[0].startswith("- [x]")
    assert "(P1, @erin, by 2026-03-02)" in found[1]


@pytest.mark.parametrize("words", [("list",), ("done", "^9c1d"), ("add", "x"), ("sync",)])
def test_a_broken_policy_refuses_nothing(words: tuple[str, ...], learnt: Cli) -> None:
    (learnt.folder / "inc.toml").write_text("[roles\n")
    assert learnt("action", *words).err.count("What follows is by the default policy") == 1


# ------------------------------------------------------------------ list


def ids(ran: Ran) -> list[str]:
    return [row[6] for row in ran.rows]


LEAK, POOL, QUEUE = (
    *("Add leak detection to CI", "Alert when the pool is full", "Look at the vendor's queue"),
)


def test_a_list_for_a_pipe(learnt: Cli) -> None:
    ran = learnt("action", "list")
    assert ids(ran) == [POOL, LEAK, QUEUE]
    assert ran.rows[1] == [
        *("9c1d", "open", "2026-03-14", "P2", "dave", "prevent", LEAK, NAME, f"{POSTMORTEM}:10"),
    ]


@pytest.mark.parametrize(
    ("args", "found"),
    [
        (("--owner", "@Dave"), [LEAK]),
        (("--owner", "me"), []),
        (("--no-owner",), [QUEUE]),
        (("--overdue",), [POOL]),
        (("--due-before", "2026-03-14"), [POOL]),
        (("--due-before", "2026-03-15"), [POOL, LEAK]),
        (("--due-before", "7d"), [POOL]),
        (("--type", "Detect", "--type", "prevent"), [POOL, LEAK]),
        (("--priority", "p1"), [POOL]),
        (("--service", "CHECKOUT"), [POOL, LEAK, QUEUE]),
        (("--service", "search"), []),
        (("--older-than", "30d"), []),
        (("--older-than", "1m"), [POOL, LEAK, QUEUE]),
        (("--incident", "checkout"), [POOL, LEAK, QUEUE]),
        (("--done",), []),
        (("--all", "--overdue"), [POOL]),
        (("--all", "--sort", "priority"), [POOL, LEAK, QUEUE]),
        (("--sort", "owner"), [POOL, LEAK, QUEUE]),
        (("--sort", "incident"), [LEAK, POOL, QUEUE]),
        (("--sort", "type"), [POOL, LEAK, QUEUE]),
    ],
)
def test_what_is_listed(args: tuple[str, ...], found: list[str], learnt: Cli) -> None:
    file = learnt.folder / INCIDENT
    file.write_text(file.read_text().replace("severity:", "services: [checkout]\nseverity:", 1))
    ran = learnt("action", "list", *args)
    assert ids(ran) == found
    assert bool(ran.err) == (not found)


def test_states(learnt: Cli) -> None:
    learnt("action", "done", "leak")
    learnt("action", "drop", "pool", "-m", "no")
    assert ids(learnt("action", "list")) == [QUEUE]
    assert ids(learnt("action", "list", "--done")) == [LEAK]
    assert ids(learnt("action", "list", "--dropped")) == [POOL]
    assert len(learnt("action", "list", "--all").rows) == 3


def test_the_edge_of_a_day_is_that_of_the_teams_zone(learnt: Cli) -> None:
    with (learnt.folder / "inc.toml").open("r+") as config:
        text = config.read()
        config.seek(0)
        config.write('timezone = "Pacific/Auckland"\n' + re.sub("(?m)^timezone.*$", "", text))
    learnt.now = learnt.now.replace(day=14, hour=10, minute=59)
    assert ids(learnt("action", "list", "--overdue")) == [POOL]
    learnt.now = learnt.now.replace(hour=11, minute=0)
    assert ids(learnt("action", "list", "--overdue")) == [POOL, LEAK]
    assert [one["overdue"] for one in learnt("action", "list", "--jsonl").jsonl] == [
        *(True, True, False),
    ]


def test_an_answer_for_programs(learnt: Cli) -> None:
    one = learnt("action", "list", "--owner", "dave", "--jsonl").jsonl[0]
    assert one == {
        "version": 1,
        "id": "9c1d",
        "state": "open",
        "text": LEAK,
        "type": "prevent",
        "owner": "dave",
        "due": "2026-03-14",
        "priority": "P2",
        "overdue": False,
        "incident": NAME,
        "path": POSTMORTEM,
        "line": 10,
        "services": [],
        "age_days": 0,
    } | dict.fromkeys(("reason", "done_on", "proof"))


def test_the_page_has_all_fields_of_an_answer(learnt: Cli) -> None:
    page = (Path(__file__).parents[2] / "docs/actions.md").read_text(encoding="utf-8")
    rows = re.findall(r"(?m)^\| (`[a-z_`, ]+`) \|", page.partition("\n## For programs\n")[2])
    told = re.findall(r"[a-z_]+", " ".join(rows))
    one = learnt("action", "list", "--json").json["actions"][0]
    assert sorted(told) == sorted(one)


def test_a_document_that_cannot_be_read_is_one_line(learnt: Cli) -> None:
    path = "postmortems/2026/02/2026-02-01-x.md"
    write(learnt, "", path)
    (learnt.folder / path).write_bytes(b"## Action items\n- [ ] \xff\n")
    ran = learnt("action", "list")
    assert len(ran.rows) == 3
    assert ran.err == f"inc: {path}:2: the file is not UTF-8 (byte 0xFF)\n"


def test_wrong_words_of_a_list(learnt: Cli) -> None:
    for args, what in (
        (("--sort", "size"), "'size' is no order of items"),
        (("--older-than", "long"), "'long' is no span of time"),
        (("--due-before", "soon"), "'soon' is not a day"),
    ):
        ran = learnt("action", "list", *args, ok=False)
        assert (ran.code, told(ran)) == (2, f"inc: {what}")


def test_the_balance(learnt: Cli, git: Git) -> None:
    other = "2026-02-01-search-is-slow"
    write(
        learnt,
        "## Action items\n\n- [ ] Document: a\n- [x] Document: b\n- [x] ~~Prevent: c~~\n",
        f"postmortems/2026/02/{other}.md",
    )
    answer = learnt("action", "list", "--balance", "--json").json
    assert [
        (one["incident"], one["total"], one["only_documents"]) for one in answer["balance"]
    ] == [
        (NAME, 3, False),
        (other, 2, True),
    ]
    counts = {"prevent": 1, "detect": 1, "mitigate": 0, "document": 0, "fix": 0, "process": 0}
    assert answer["balance"][0]["counts"] == counts | {"none": 1}
    assert answer["together"]["total"] == 5
    rows = learnt("action", "list", "--balance").rows
    assert rows[1][:2] == [other, "2"]
    assert "document=2" in rows[1]
    assert [row[-1] == "only-document" for row in rows] == [False, True, False]
    lines_ = learnt("action", "list", "--balance", "--jsonl").jsonl
    assert [one["only_documents"] for one in lines_] == [False, True]
    assert rows[-1][:2] == ["all", "5"]


def test_inc_next_knows_what_is_overdue(learnt: Cli) -> None:
    rows = learnt("next", ok=False).rows
    (row,) = [row for row in rows if row[3] == "action-overdue"]
    assert row[4] == f"an action item is past its day (@carol): {POOL}"
    assert row[5] == "inc action list --overdue"
    more = "".join(f"- [ ] Item {at} (by 2026-03-0{at}) ^abc{at}\n" for at in (1, 2, 3))
    write(learnt, LEARNT.replace("- [ ] Look", f"{more}- [ ] Look"))
    rows = learnt("next", ok=False).rows
    (row,) = [row for row in rows if row[3] == "action-overdue"]
    assert row[4] == "4 action items are past their day, such as: Item 1"
    learnt("restrict", "customer data")
    assert "Item 1" not in learnt("next", ok=False).out


def test_the_balance_is_drawn_for_a_screen(learnt: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inc.cli.output.is_screen", lambda: True)
    learnt("action", "drop", "vendor", "-m", "no")
    assert learnt("action", "list", "--balance").out == (
        f"{NAME}\n  prevent 1  detect 1\ntogether: 2\n"
        "  prevent     1 █\n  detect      1 █\n  mitigate    0\n  document    0\n"
        "  fix         0\n  process     0\n"
    )
    text = "- [ ] Document: it\n" * 70
    write(learnt, f"## Action items\n\n{text}")
    out = learnt("action", "list", "--balance").out
    assert "\n  only “document”: nothing here prevents, detects or mitigates\n" in out
    assert f"  document   70 {'█' * 24}\n" in out


# ------------------------------------------------------------------ sync


class Team:
    """People who commit code with trailers, on branches that are merged."""

    def __init__(self, cli: Cli, git: Git) -> None:
        self.cli, self.git = cli, git

    def commit(self, *trailers: str, subject: str = "Add leak detection") -> str:
        code = self.cli.folder / "code.txt"
        with code.open("a") as file:
            file.write(f"{subject}\n")
        self.git("add", "code.txt")
        paragraphs = [subject, "\n".join(trailers)] if trailers else [subject]
        self.git("commit", "-q", *(part for one in paragraphs for part in ("-m", one)))
        return self.git("rev-parse", "HEAD").strip()

    def sync(self, *args: str, ok: bool = True) -> Ran:
        return self.cli("action", "sync", *args, ok=ok)

    @property
    def line(self) -> str:
        return lines(self.cli)[0]


@pytest.fixture
def team(learnt: Cli, git: Git) -> Team:
    return Team(learnt, git)


OPEN_LINE = LEARNT.split("\n")[9]


def done_in(oid: str) -> str:
    text = r"- \[x\] Prevent: Add leak detection to CI"
    return rf"{text} \(P2, @dave, by 2026-03-14, done [0-9-]{{10}} in {oid[:12]}\) \^9c1d"


def test_from_the_branch_to_main_and_back(team: Team, git: Git) -> None:
    git("switch", "-qc", "feature")
    oid = team.commit(f"Action: {NAME}^9c1d")
    git("switch", "-q", "main")
    assert team.sync().err == "Nothing is to be synced with main.\n"
    assert team.sync("--check").code == 0
    git("merge", "-q", "--no-ff", "-m", f"Merge feature\n\nAction: {NAME}^9c1d", "feature")
    before = git("rev-parse", "HEAD")
    assert team.sync("--check", ok=False).code == 1
    assert team.sync("-n").out.count("+++ ") == 1
    assert git("rev-parse", "HEAD") == before
    merge = before.strip()
    ran = team.sync()
    assert ran.out.startswith("Done (")
    assert re.fullmatch(done_in(merge), team.line)
    body = git("log", "-1", "--format=%B")
    assert body.startswith(f"{NAME}: action synced\n\nIncident: {NAME}\n")
    assert {f"Inc-Synced: {one} {NAME}^9c1d" for one in (oid, merge)} < set(body.split("\n"))
    assert team.sync().err == "Nothing is to be synced with main.\n"

    git("revert", "--no-edit", "-m", "1", merge)  # it undoes what the merge brought as well
    first = git("rev-parse", "HEAD").strip()
    assert team.sync().out.startswith("Reopened (")
    assert team.line == OPEN_LINE
    assert team.sync().out == ""
    git("revert", "--no-edit", first)
    assert team.sync().out.startswith("Done (")
    assert re.fullmatch(done_in(merge), team.line)
    assert team.sync().out == ""


def test_a_plain_revert_and_its_revert(team: Team, git: Git) -> None:
    oid = team.commit(f"aCtIoN: {NAME[:13]}^9c1d", "Signed-off-by: Bob <bob@example.com>")
    team.sync()
    assert re.fullmatch(done_in(oid), team.line)
    git("revert", "--no-edit", oid)
    second = git("rev-parse", "HEAD").strip()
    team.sync()
    assert team.line == OPEN_LINE
    git("revert", "--no-edit", second)
    team.sync()
    assert re.fullmatch(done_in(oid), team.line)


def test_what_is_reverted_before_it_is_synced_was_never_done(team: Team, git: Git) -> None:
    oid = team.commit(f"Action: {NAME}^9c1d")
    git("revert", "--no-edit", oid)
    assert team.sync().out == ""
    learnt = team.cli
    learnt("action", "done", "^9c1d")  # by somebody else, in another way
    assert team.sync().out == ""
    assert team.line.startswith("- [x]")


def test_several_in_one_commit_and_a_squashed_body(team: Team) -> None:
    pool = team.cli("action", "assign", "pool", "erin", "--json").json["action"]["id"]
    queue = team.cli("action", "assign", "queue", "erin", "--json").json["action"]["id"]
    squashed = f"Squashed (#12)\n\n* one\n\nAction: {NAME}^9c1d, {NAME}^{queue}\n\n* two"
    team.commit(f"Action: {NAME}^{pool}", f"Action: {NAME}^{pool}", subject=squashed)
    ran = team.sync("--json").json
    assert sorted(one["id"] for one in ran["synced"]) == sorted(["9c1d", pool, queue])
    assert len({one["commit"] for one in ran["synced"]}) == 3
    assert team.sync().out == ""


@pytest.mark.parametrize("how", ["command", "hand"])
def test_what_a_person_reopened_stays_open(how: str, team: Team, git: Git) -> None:
    team.commit(f"Action: {NAME}^9c1d")
    team.sync()
    if how == "command":
        team.cli("action", "reopen", "^9c1d")
    else:
        write(team.cli, LEARNT)
        git("commit", "-qam", "not done")
    assert team.sync().out == ""
    assert team.line == OPEN_LINE
    again = team.commit(f"Action: {NAME}^9c1d")  # another commit does it
    team.sync()
    assert re.fullmatch(done_in(again), team.line)


def test_a_commit_that_a_person_named_is_not_applied_again(team: Team) -> None:
    oid = team.commit(f"Action: {NAME}^9c1d")
    team.cli("action", "done", "^9c1d", "--in", oid)
    team.cli("action", "reopen", "^9c1d")
    assert team.sync().out == ""


def test_what_was_reopened_over_a_commit_that_nobody_synced_stays_open(team: Team) -> None:
    team.commit(f"Action: {NAME}^9c1d")
    team.cli("action", "done", "^9c1d", "--in", "https://example.com/1")
    team.cli("action", "reopen", "^9c1d")
    assert team.sync().out == ""


def test_what_was_dropped_stays_dropped(team: Team) -> None:
    team.cli("action", "drop", "^9c1d", "-m", "no need")
    oid = team.commit(f"Action: {NAME}^9c1d")
    ran = team.sync()
    assert (ran.out, ran.err.split("\n")[0]) == (
        "",
        f"{oid[:12]} names ^9c1d, which is dropped; it stays so.",
    )


def test_what_a_person_finished_stays_as_it_was_left(team: Team, git: Git) -> None:
    team.cli("action", "done", "^9c1d", "--on", "2026-03-01")
    before = team.line
    oid = team.commit(f"Action: {NAME}^9c1d")
    assert team.sync("--check").out == ""
    assert team.sync().err == "Nothing is to be synced with main.\n"
    git("revert", "--no-edit", oid)
    assert team.sync().out == ""
    assert team.line == before


def test_a_trailer_in_a_commit_that_changed_no_document_of_ours_is_nothing(team: Team) -> None:
    oid = team.commit(f"Action: {NAME}^9c1d")
    forged = f"Inc-Synced: {oid} {NAME}^9c1d"
    team.commit(forged)
    team.commit("Inc-Operation: action-sync", forged)
    team.commit("Inc-Operation: action-drop", f"Inc-Action: {NAME}^9c1d")
    assert team.sync().out.startswith("Done (")
    assert re.fullmatch(done_in(oid), team.line)
    team.cli("action", "reopen", "^9c1d")
    assert team.sync().out == ""


def test_a_revert_of_the_original_of_a_pick(team: Team, git: Git) -> None:
    git("switch", "-qc", "feature")
    oid = team.commit(f"Action: {NAME}^9c1d")
    git("switch", "-q", "main")
    git("cherry-pick", "-x", oid)
    pick = git("rev-parse", "HEAD").strip()
    team.sync()
    assert team.line.startswith("- [x]")
    git("revert", "--no-edit", pick)
    git("commit", "-q", "--amend", "-m", f"Revert it\n\nThis reverts commit {oid}.")
    assert team.sync().out.startswith("Reopened (")
    assert team.line == OPEN_LINE


def test_a_commit_that_was_rebased_away(team: Team, git: Git) -> None:
    base = git("rev-parse", "HEAD").strip()
    oid = team.commit(f"Action: {NAME}^9c1d")
    team.sync()
    git("rebase", "-q", "--onto", base, oid)
    ran = team.sync()
    assert ran.out == ""
    assert f"^9c1d was done in {oid[:12]}, which is not on main any more." in ran.err
    assert f"inc action reopen {NAME}^9c1d\n" in ran.err
    assert team.sync("--json").json["gone"][0]["proof"] == oid[:12]
    assert re.fullmatch(done_in(oid), team.line)
    again = team.commit(f"Action: {NAME}^9c1d", subject="Another way")
    assert team.sync().out.startswith("Done (")
    assert re.fullmatch(done_in(again), team.line)
    assert team.sync().err == "Nothing is to be synced with main.\n"


def test_the_end_of_a_history_does_not_tell_what_is_gone(
    team: Team, git: Git, tmp_path: Path
) -> None:
    team.commit(f"Action: {NAME}^9c1d")
    team.sync()
    clone = tmp_path / "clone"
    git("clone", "-q", "--depth=1", f"file://{team.cli.folder}", str(clone))
    team.cli.folder = clone
    assert team.sync().err == "Nothing is to be synced with main.\n"


def test_a_trailer_that_is_not_clear_is_told_with_the_candidates(team: Team, git: Git) -> None:
    queue = team.cli.folder / POSTMORTEM
    queue.write_text(LEARNT.replace("vendor's queue", "vendor's queue ^9c1d"))
    git("commit", "-qam", "a copy")
    oid = team.commit(f"Action: {NAME}^9c1d")
    ran = team.sync()
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.startswith(
        f"{oid[:12]} names {NAME}^9c1d, which is 2 action items; none was changed:\n"
        f"  ^9c1d open: Add leak detection to CI ({POSTMORTEM}:10)\n"
        f"  ^9c1d open: Look at the vendor's queue ({POSTMORTEM}:12)\n"
    )
    (unclear,) = team.sync("--json").json["unclear"]
    assert (unclear["commit"], [one["line"] for one in unclear["actions"]]) == (oid[:12], [10, 12])
    team.cli("action", "assign", "vendor", "erin")
    team.sync()
    assert re.fullmatch(done_in(oid), team.line)


def test_what_nobody_knows_is_said_and_stops_nothing(team: Team) -> None:
    oid = team.commit("Action: 2020-01-01-other^9c1d", f"Action: {NAME}^zzzz", "Action: see above")
    ran = team.sync("--check")
    assert (ran.code, ran.out) == (0, "")
    what = f"{oid[:12]} names {NAME}^zzzz, and there is no such action item."
    assert f"{what} If one is meant: inc action done ITEM --in {oid[:12]}\n" in ran.err
    assert "2020-01-01-other^9c1d" in ran.err
    team.cli.now += timedelta(days=1_000)
    assert "zzzz" not in team.sync().err, "nobody can change the commit any more"
    assert what in team.sync("--verbose").err
    assert len(team.sync("--json").json["unknown"]) == 2
    assert "see" not in ran.err


def test_another_branch_and_none(team: Team, git: Git) -> None:
    git("switch", "-qc", "release")
    oid = team.commit(f"Action: {NAME}^9c1d")
    assert team.sync().out == ""
    assert team.sync("--branch", "release", "--json").json["branch"] == "release"
    assert re.fullmatch(done_in(oid), team.line)
    ran = team.sync("--branch", "nosuch", ok=False)
    assert (ran.code, told(ran)) == (3, "inc: there is no branch nosuch")


def test_a_clone_knows_what_its_origin_calls_main(team: Team, git: Git, tmp_path: Path) -> None:
    git("branch", "-m", "main", "trunk-of-us")
    oid = team.commit(f"Action: {NAME}^9c1d")
    clone = tmp_path / "clone"
    git("clone", "-q", str(team.cli.folder), str(clone))
    git("switch", "-qc", "feature", cwd=clone)
    team.cli.folder = clone
    assert team.sync().out.startswith("Done (")
    assert re.fullmatch(done_in(oid), team.line)
    assert team.sync().err == "Nothing is to be synced with trunk-of-us.\n"


def test_an_item_that_is_in_the_incident_is_synced_too(declared: Cli, git: Git) -> None:
    ran = declared("action", "add", "Remove the limit", "--json").json
    Team(declared, git).commit(f"Action: {NAME}^{ran['action']['id']}")
    declared("action", "sync")
    assert lines(declared, INCIDENT)[0].startswith("- [x] Remove the limit (done 2026-")
    assert (
        json.loads(declared("show", "--json").out)["incident"]["action_items"][0]["state"] == "done"
    )


# ------------------------------------------------------------------ while it is in review

BRANCH = f"postmortem/{NAME}"


@pytest.fixture
def reviewed(learnt: Cli) -> Cli:
    """The postmortem is in review on its branch, and one is on main."""
    learnt("resolve", "it is back")
    learnt("postmortem", "review", "--no-push")
    return learnt


@pytest.mark.parametrize(
    "words",
    [
        ("add", "Detect: Alert on it", "--owner", "me"),
        ("assign", "^9c1d", "carol"),
        ("due", "^9c1d", "2026-03-20"),
        ("done", "^9c1d"),
        ("drop", "^9c1d", "-m", "nobody needs it"),
    ],
)
def test_what_is_in_review_is_written_on_its_branch(
    words: tuple[str, ...], reviewed: Cli, git: Git, state: Callable[[], object]
) -> None:
    before = state()
    ran = reviewed("action", *words, "-i", NAME, ok=False)
    assert ran.code == 4
    assert f"the postmortem of {NAME} is in review on its branch" in ran.err
    assert f"     git switch {BRANCH}\n     Then, on that branch: inc retry\n" in ran.err
    assert "What you typed is kept." in ran.err
    assert state() == before
    assert reviewed("action", *words, "-i", NAME, "-n", ok=False).code == 4
    git("switch", "-q", BRANCH)
    reviewed("retry")
    assert git("diff", "--name-only", f"{BRANCH}~1", BRANCH) == f"{POSTMORTEM}\n"
    assert git("diff", "main", BRANCH, "--", INCIDENT) == ""
    assert reviewed("retry", "--list").rows == []
    git("switch", "-q", "main")
    git("merge", "-q", "--no-edit", BRANCH)
    reviewed("action", "add", "Prevent: More of it", "-i", NAME)
    assert len(lines(reviewed)) >= 4


def test_an_item_is_reopened_on_the_branch_of_its_review(learnt: Cli, git: Git) -> None:
    learnt("action", "done", "^9c1d")
    learnt("resolve", "it is back")
    learnt("postmortem", "review", "--no-push")
    assert learnt("action", "reopen", "^9c1d", ok=False).code == 4


def test_where_it_stands_on_the_branch_only_nothing_gets_into_the_incident(
    declared: Cli, git: Git
) -> None:
    declared("resolve", "it is back")
    write(declared, LEARNT)
    declared("postmortem", "review", "--no-push")
    assert not (declared.folder / POSTMORTEM).exists()
    assert declared("action", "add", "Detect: x", "-i", NAME, ok=False).code == 4


def test_an_item_of_the_incident_is_not_in_review(declared: Cli) -> None:
    declared("mitigate", "restarted the pods", "--strategy", "restart", "--temporary")
    declared("resolve", "it is back")
    write(declared, LEARNT)
    declared("postmortem", "review", "--no-push")
    declared("action", "done", "Remove the temporary")
    assert lines(declared, INCIDENT)[0].startswith("- [x]")


def test_what_commits_did_waits_for_the_end_of_the_review(reviewed: Cli, git: Git) -> None:
    git("commit", "-q", "--allow-empty", "-m", f"leak\n\nAction: {NAME}^9c1d")
    ran = reviewed("action", "sync")
    assert ran.out == ""
    assert f"Left until its review is merged: {NAME}: [ ] Prevent: Add leak" in ran.err
    git("merge", "-q", "--no-edit", BRANCH)
    assert "Done (" in reviewed("action", "sync").out
