"""`inc show`, and which incident a command means that names none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Cli, Inc


def test_state_people_times_and_timeline(declared: Cli) -> None:
    declared("assign", "ic", "bob")
    declared("update", "We look at it", "--impact", "30% fail", "--next", "30m")
    declared.now = declared.now.replace(hour=17, minute=0)
    lines = declared("show").out.split("\n")
    assert lines[:2] == [
        "SEV1  investigating  Checkout failures",
        "incidents/2026/03/2026-03-04-checkout-failures.md",
    ]
    assert "duration      1 h 29 min so far" in lines
    at = lines.index("people        commander      @bob")
    assert lines[at + 1 : at + 4] == [
        "              ├─ tech lead   nobody (required on SEV1)",
        "              ├─ comms lead  nobody (required on SEV1)",
        "              └─ scribe      nobody (required on SEV1)",
    ]
    assert "impact        30% fail" in lines
    at = lines.index("next update   customer  16:01 UTC, 59 min overdue, not told yet")
    assert lines[at + 1 : at + 4] == [
        "              internal  16:03 UTC, 57 min overdue (promised)",
        "              executive 16:31 UTC, 29 min overdue, not told yet",
        "promises      0 kept, 1 missed (internal 16:03 UTC, 57 min late)",
    ]
    at = lines.index("    We look at it")
    assert lines[at - 1].startswith("2026-03-04 15:33 UTC  update internal @alice  ^")
    assert lines[at + 1 : at + 3] == [
        "    - Impact: 30% fail",
        "    - Next update: 2026-03-04T16:03:00Z",
    ]


def test_a_pipe_gets_long_lines_whole(declared: Cli) -> None:
    story = " ".join(["word"] * 60)
    declared("log", story)
    assert f"\n    {story}\n" in declared("show").out


def test_what_a_program_gets(declared: Cli) -> None:
    declared("log", "a\n\n```\nb\n```")
    answer = declared("show", "--json").json
    assert answer["version"] == 1
    incident = answer["incident"]
    assert incident["path"] == "incidents/2026/03/2026-03-04-checkout-failures.md"
    assert incident["is_open"] is True
    assert [entry["text"] for entry in incident["entries"]] == [
        "SEV1: Checkout failures",
        "a\n\n```\nb\n```",
    ]


def test_unknown_front_matter_stays_and_hides_nothing_of_ours(declared: Cli) -> None:
    document = next(declared.folder.glob("incidents/*/*/*.md"))
    unknown = "version: 2.3\nis_open: maybe\nentries: 7\npath: /etc\nweight: .nan\nnest: {a: [1]}\n"
    document.write_text(document.read_text().replace("status:", f"{unknown}status:"))
    answer = declared("show", "--json").json
    assert (answer["version"], answer["incident"]["nest"]) == (1, {"a": [1]})
    assert answer["incident"]["is_open"] is True
    assert len(answer["incident"]["entries"]) == 1
    for line in declared("list", "--jsonl").jsonl:
        assert (line["version"], line["is_open"]) == (1, True)
        assert line["path"].startswith("incidents/")


# ------------------------------------------------------------------ sections


def _section(cli: Cli, label: str, *args: str) -> list[str]:
    """The lines of a section of `inc show`, without the label before them."""
    lines = cli("show", *args).out.split("\n\n")[1].split("\n")
    starts = [place for place, line in enumerate(lines) if line.startswith(f"{label:<13} ")]
    if not starts:
        return []
    found = [lines[starts[0]][14:]]
    for line in lines[starts[0] + 1 :]:
        if not line.startswith(" " * 14):
            break
        found.append(line[14:])
    return found


def test_a_section_with_nothing_to_say_is_not_there(cli: Cli) -> None:
    cli("declare", "Typo", "-s", "sev4")
    assert cli("show").out == (
        "SEV4  investigating  Typo\n"
        "incidents/2026/03/2026-03-04-typo.md\n"
        "\n"
        "duration      1 min so far\n"
        "declared      2026-03-04 15:31 UTC\n"
        "\n"
        f"2026-03-04 15:31 UTC  declared @alice  ^{_last_id(cli)}\n"
        "    SEV4: Typo\n"
    )


def _last_id(cli: Cli) -> str:
    return str(cli("show", "--json").json["incident"]["entries"][-1]["id"])[-4:]


def test_the_command_structure_is_a_tree(declared: Cli) -> None:
    for role, *people in (["tl", "carol"], ["sme", "dan", "erin"], ["responder", "frank"]):
        declared("assign", role, *people)
    assert _section(declared, "people") == [
        "commander        nobody (required on SEV1)",
        "├─ tech lead     @carol",
        "│  ├─ responder  @frank",
        "│  └─ sme        @dan, @erin",
        "├─ comms lead    nobody (required on SEV1)",
        "└─ scribe        nobody (required on SEV1)",
    ]


def test_the_tree_in_plain_characters_where_others_cannot_be_shown(
    incident: object, inc: Inc
) -> None:
    inc("assign", "ic", "alice")
    inc("assign", "responder", "frank")
    inc("handoff", "ic", "--to", "bob", INC_AUTHOR="alice")
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    lines = inc("show", **plain).out.split("\n")
    at = next(place for place, line in enumerate(lines) if line.startswith("people"))
    assert lines[at].startswith("people        commander        @alice -> @bob (offered ")
    assert lines[at + 1 : at + 4] == [
        "              +- tech lead     nobody (required on SEV1)",
        "              |  `- responder  @frank",
        "              +- comms lead    nobody (required on SEV1)",
    ]


def test_required_roles_are_those_of_the_policy(declared: Cli) -> None:
    settings = declared.folder / "inc.toml"
    own = "".join(f"[roles.{role}]\nrequired = []\n" for role in ("tech_lead", "comms_lead"))
    settings.write_text(settings.read_text() + own)
    assert _section(declared, "people") == [
        "commander  nobody (required on SEV1)",
        "└─ scribe  nobody (required on SEV1)",
    ]


def test_the_ledger_of_theories(declared: Cli) -> None:
    declared("log", "Theory: the network")
    declared("refute", "-m", "pings are fine")
    declared("log", "Theory: the disk")
    declared("log", "Theory: a leak")
    assert _section(declared, "hypotheses") == [
        "refuted: the network (@alice, 4 min ago)",
        "  evidence: pings are fine",
        "set aside: the disk (@alice, 2 min ago)",
        "open: a leak (@alice, 1 min ago; 4 min left of 5 min)",
    ]
    declared.now = declared.now.replace(hour=16)
    assert (
        _section(declared, "hypotheses")[-1]
        == "open: a leak (@alice, 1 h 02 min ago; past its 5 min)"
    )
    answer = declared("show", "--json").json["incident"]["hypotheses"]
    assert [(one["state"], one["text"], one["evidence"]) for one in answer] == [
        ("refuted", "the network", "pings are fine"),
        ("set aside", "the disk", None),
        ("open", "a leak", None),
    ]
    assert answer[0]["answered_at"] == "2026-03-04T15:33:00Z"


def test_changes_at_the_same_time(declared: Cli) -> None:
    declared("log", "Action: restarted the pods")
    assert _section(declared, "changes") == []
    declared("log", "Action: switched the flag off")
    [told] = _section(declared, "changes")
    assert "restarted the pods" in told
    assert told.endswith("You will not know which one helped.")


def test_promises_kept_and_missed(declared: Cli) -> None:
    for minute, promised in ((40, "15:50"), (48, "16:00")):
        declared.now = declared.now.replace(minute=minute)
        declared("update", "-a", "customer", "We look at it", "--next", promised)
    assert _section(declared, "promises") == ["1 kept, 0 missed"]
    declared.now = declared.now.replace(hour=16, minute=12)
    declared("update", "-a", "customer", "Still at it")
    assert _section(declared, "promises") == ["1 kept, 1 missed (customer 16:00 UTC, 12 min late)"]
    answer = declared("show", "--json").json["incident"]["promises"]
    assert [(one["at"], one["state"]) for one in answer] == [
        ("2026-03-04T15:50:00Z", "kept"),
        ("2026-03-04T16:00:00Z", "missed"),
    ]


def test_a_next_update_that_was_written_by_hand(cli: Cli) -> None:
    cli("declare", "Typo", "-s", "sev4")
    document = next(cli.folder.glob("incidents/*/*/*.md"))
    own = 'next_update_at: "2026-03-04T16:00:00Z"\n'
    document.write_text(document.read_text().replace("status:", f"{own}status:", 1))
    assert _section(cli, "next update") == ["16:00 UTC, in 28 min"]


def test_checklists_overrides_and_the_postmortem(guided: Cli) -> None:
    guided("declare", "Checkout failures", "-s", "sev2", "--impact", "all of it")
    [told] = _section(guided, "checklists")
    assert told.startswith("Declare 1/")
    assert told.endswith("; see inc checklist")
    assert "Resolve" not in told
    guided("tick", "triage")
    assert _section(guided, "checklists")[0].startswith("Declare 2/")
    guided("resolve", "done", "--override", "the status page is down too")
    assert _section(guided, "overrides") == [
        "1. resolved although something was missing: the status page is down too"
    ]
    assert _section(guided, "postmortem") == [
        "due 2026-03-06 15:35 UTC, in 1 d 23 h",
        "meeting by 2026-03-11 15:35 UTC, in 6 d 23 h",
    ]
    assert _section(guided, "next update") == []
    incident = guided("show", "--json").json["incident"]
    [override] = incident["overrides"]
    assert (override["kind"], override["reason"]) == ("resolved", "the status page is down too")
    declare = incident["checklists"][0]
    assert (declare["title"], declare["done"]) == ("Declare", 2)
    assert len(declare["open"]) == declare["all"] - 2


def test_what_marks_an_incident(declared: Cli) -> None:
    document = next(declared.folder.glob("incidents/*/*/*.md"))
    own = "drill: true\nvisibility: restricted\ntype: vendor\nvendor: Stripe\n"
    document.write_text(document.read_text().replace("status:", f"{own}status:", 1))
    text = declared("show").out
    assert text.startswith("DRILL  RESTRICTED  SEV1  investigating  Checkout failures\n")
    assert "\ntype          vendor\nvendor        Stripe\n" in text


def test_action_items(declared: Cli) -> None:
    declared("mitigate", "raised the limit", "--temporary")
    [told] = _section(declared, "action items")
    assert told.startswith("[ ] Remove the temporary mitigation: raised the limit (")
    [item] = declared("show", "--json").json["incident"]["action_items"]
    assert item["text"] == "Remove the temporary mitigation: raised the limit"
    assert (item["state"], item["reason"]) == ("open", None)


def test_a_policy_that_cannot_be_read_hides_nothing(declared: Cli) -> None:
    (declared.folder / "inc.toml").write_text("[roles\n")
    ran = declared("show")
    assert ran.out.startswith("SEV1  investigating  Checkout failures\n")
    assert ran.err.startswith("What follows is by the default policy: inc.toml")
    assert declared("show", "--json").json["incident"]["severity"] == "SEV1"


# ------------------------------------------------------------------ which one is meant


@pytest.fixture
def two(declared: Cli) -> Cli:
    declared("declare", "Search is slow", "-s", "3", "--alias", "INC-2934", "--alias", "JIRA 7")
    return declared


def _meant(cli: Cli, *args: str, **environment: Any) -> str:
    return str(cli("show", *args, "--json", **environment).json["incident"]["id"])


@pytest.mark.parametrize(
    "reference",
    [
        *("search", "SEARCH", "is-slow", "INC-2934", "inc-2934", "2934", "jira 7"),
        *("2026-03-04-search-is-slow", "incidents/2026/03/2026-03-04-search-is-slow.md"),
    ],
)
def test_any_unique_part_or_an_alias(reference: str, two: Cli) -> None:
    two("log", "x", "-i", "checkout")
    assert _meant(two, reference) == "2026-03-04-search-is-slow"
    assert _meant(two, "-i", reference) == "2026-03-04-search-is-slow"
    assert _meant(two) == "2026-03-04-checkout-failures"


def test_what_was_used_last_unless_the_environment_or_git_says_another(two: Cli) -> None:
    assert _meant(two) == "2026-03-04-search-is-slow"
    two("log", "x", "-i", "checkout")
    assert _meant(two) == "2026-03-04-checkout-failures"
    assert _meant(two, INC_INCIDENT="2934") == "2026-03-04-search-is-slow"
    assert _meant(two, "checkout", INC_INCIDENT="2934") == "2026-03-04-checkout-failures"
    two("config", "set", "incident", "search")
    assert _meant(two) == "2026-03-04-search-is-slow"


def test_the_only_open_one_when_the_last_is_over(two: Cli) -> None:
    two("resolve")
    two("close", "-i", "search")
    assert _meant(two) == "2026-03-04-checkout-failures"
    two("resolve")
    two("close")
    assert _meant(two) == "2026-03-04-checkout-failures", "the one used last, when all are over"


def test_never_a_guess(two: Cli) -> None:
    two("resolve")
    ran = two("log", "x", ok=False)
    assert ran.code == 3
    assert ran.err.split("\n") == [
        "inc: 2 incidents could be meant:",
        "  2026-03-04-search-is-slow",
        "  2026-03-04-checkout-failures",
        "     Name one with -i, by any part only it has.",
        "",
    ]
    ran = two("show", "2026-03", ok=False)
    assert ran.code == 3
    assert ran.err.startswith("inc: '2026-03' names 2 incidents:\n  2026-03-04-search-is-slow\n")


@pytest.mark.parametrize("reference", ["nosuch", "../x", "-", "*"])
def test_none_is_called_so(reference: str, two: Cli) -> None:
    ran = two("show", "-i", reference, ok=False)
    if reference == "-":  # a part of every id
        assert "names 2 incidents" in ran.err
    else:
        assert ran.err == (
            f"inc: no incident is called '{reference}'\n     See them all: inc list --all\n"
        )
    assert ran.code == 3


def test_two_names_at_once_are_refused(two: Cli) -> None:
    ran = two("show", "search", "-i", "checkout", ok=False)
    assert ran.code == 2
    assert ran.err == "inc: two incidents are named: search and checkout\n     Name one.\n"


def test_where_there_is_none(cli: Cli) -> None:
    ran = cli("show", ok=False)
    assert ran.code == 3
    assert ran.err.startswith("inc: no incident is open\n     ")


def test_as_a_process_outside_of_any_repository(inc: Inc, tmp_path: object) -> None:
    ran = inc("show", cwd=tmp_path, ok=False)
    assert (ran.code, ran.out) == (4, "")
    assert ran.err.startswith(f"inc: {tmp_path} is not inside a git repository\n     `inc init`")
