"""`inc handoff`: a role changes hands in three sentences; the brief."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Cli

STATUS = "current status is: pool restarted, watching errors"


@pytest.fixture
def led(declared: Cli) -> Cli:
    """An incident on SEV1 with alice as commander and carol as tech lead."""
    declared("assign", "ic", "alice")
    declared("assign", "tl", "carol")
    return declared


def _roles(cli: Cli) -> object:
    return cli("show", "--json").json["incident"]["roles"]


def _refused(cli: Cli, *args: str) -> tuple[int, list[str]]:
    ran = cli("handoff", *args, ok=False)
    assert ran.out == ""
    return ran.code, ran.err.rstrip("\n").split("\n")


# ------------------------------------------------------------------ the three sentences


def test_each_sentence_says_the_next_one(led: Cli) -> None:
    ran = led("handoff", "ic", "--to", "bob", "-m", "end of my shift")
    assert " handoff @alice — offered commander to @bob: end of my shift ^" in ran.out
    take = 'inc handoff take -m "current status is …"'
    assert ran.err == f"Next: bob: {take} (to know it: inc handoff brief)\n"
    ran = led("handoff", "take", "-m", STATUS, "--by", "bob")
    assert f" handoff @bob — taken commander: {STATUS} ^" in ran.out
    assert ran.err == "Next: alice: inc handoff confirm\n"
    assert _roles(led) == {"commander": "alice", "tech_lead": "carol"}
    ran = led("handoff", "confirm")
    assert " handoff @alice — confirmed commander ^" in ran.out
    assert " role @alice — commander @bob: handed over by @alice ^" in ran.out
    assert "  roles.commander: bob\n" in ran.out
    assert _roles(led) == {"commander": "bob", "tech_lead": "carol"}


def test_both_are_shown_until_it_is_confirmed(led: Cli) -> None:
    led("handoff", "commander", "--to", "bob")
    assert "commander      @alice → @bob (offered 1 min ago, not taken yet)\n" in led("show").out
    assert "@alice → @bob (IC, handing over), @carol (Tech Lead)" in led("status").out
    led("handoff", "take", "-m", STATUS, INC_AUTHOR="bob")
    assert "@alice → @bob (taken 1 min ago, not confirmed yet)\n" in led("show").out
    [pending] = led("show", "--json").json["incident"]["handoffs"]
    assert pending == {
        "role": "commander",
        "from": "alice",
        "to": "bob",
        "why": None,
        "status": STATUS,
        "offered_at": "2026-03-04T15:34:00Z",
        "taken_at": "2026-03-04T15:37:00Z",
    }
    led("handoff", "confirm")
    assert "commander      @bob\n" in led("show").out
    assert "handing over" not in led("status").out


@pytest.mark.parametrize(("step", "by"), [("withdraw", "alice"), ("decline", "bob")])
def test_an_end_before_the_end(step: str, by: str, led: Cli) -> None:
    led("handoff", "commander", "--to", "bob")
    ran = led("handoff", step, "-m", "not now", "--by", by)
    assert " commander: not now ^" in ran.out
    assert "→" not in led("show").out
    assert _roles(led) == {"commander": "alice", "tech_lead": "carol"}
    code, lines = _refused(led, "take", "-m", STATUS, "--by", "bob")
    assert (code, lines[0]) == (1, "inc: no handoff is under way")
    assert f"@{by}: " in lines[1]


def test_of_several_one_is_named(led: Cli) -> None:
    led("handoff", "ic", "--to", "bob")
    ran = led("handoff", "tl", "--to", "dan", "--by", "carol")
    assert ran.err.startswith('Next: dan: inc handoff take tech_lead -m "current status')
    code, lines = _refused(led, "take", "-m", STATUS, "--by", "erin")
    assert code == 2
    assert lines == [
        "inc: 2 handoffs are under way: commander from alice to bob, tech_lead from carol to dan",
        "     Name the role: inc handoff take commander",
    ]
    ran = led("handoff", "take", "-m", STATUS, "--by", "bob")
    assert "taken commander" in ran.out  # the one that was offered to bob
    assert ran.err == "Next: alice: inc handoff confirm commander\n"
    led("handoff", "confirm", "commander")
    assert _roles(led) == {"commander": "bob", "tech_lead": "carol"}


def test_a_role_given_meanwhile_ends_it_and_says_so(led: Cli) -> None:
    led("handoff", "ic", "--to", "bob")
    ran = led("assign", "ic", "dan", "-m", "alice is gone", "--by", "carol")
    assert ran.err.startswith("With this the handoff of commander to bob is over.\nNext: ")
    code, lines = _refused(led, "take", "-m", STATUS, "--by", "bob")
    assert code == 1
    assert lines[1].endswith(", @carol: commander @dan: alice is gone")


def test_a_program_hears_of_its_end_and_of_two_roles(led: Cli) -> None:
    def rules(*args: str) -> list[str]:
        return [one["rule"] for one in led(*args, "--json").json["warnings"]]

    assert rules("handoff", "ic", "--to", "carol") == ["roles-apart"]
    assert rules("assign", "ic", "dan", "--by", "carol") == ["handoff-over"]


def test_one_person_in_two_roles_is_said_at_the_offer_and_not_refused(led: Cli) -> None:
    ran = led("handoff", "ic", "--to", "carol")
    assert ran.err.split("\n")[0] == (
        "@carol would be commander and tech lead; on SEV1 these are two people: "
        "inc assign tech_lead WHO"
    )
    led("handoff", "take", "-m", STATUS, "--by", "carol")
    assert led("handoff", "confirm").err.startswith("@carol is commander and tech lead; on")


def test_the_policy_says_which_roles_are_kept_apart(led: Cli) -> None:
    settings = led.folder / "inc.toml"
    settings.write_text(settings.read_text() + "\n[apart]\nSEV1 = []\n")
    assert led("handoff", "ic", "--to", "carol").err.startswith("Next: carol: ")


def test_a_policy_that_cannot_be_read_only_leaves_out_the_warning(led: Cli) -> None:
    (led.folder / "inc.toml").write_text("[roles\n")
    ran = led("handoff", "ic", "--to", "carol")
    assert ran.err.startswith("Next: carol: ")
    led("handoff", "take", "-m", STATUS, "--by", "carol")
    assert led("handoff", "confirm").code == 0
    assert led("handoff", "brief").out.startswith("# Handoff: ")


# ------------------------------------------------------------------ what is refused


@pytest.mark.parametrize(
    ("args", "code", "what", "hint"),
    [
        (("ic",), 2, "to whom does commander go?", "inc handoff commander --to WHO -m WHY"),
        (("boss", "--to", "bob"), 2, "'boss' is not a role", "One of: commander"),
        (("ic", "tl", "--to", "b"), 2, "'tl' is one word too many", "See: inc handoff"),
        (("ic", "--to", "me"), 1, "alice is commander already", "See who"),
        (("sme", "--to", "bob"), 2, "several people are sme", "Use: inc assign sme bob"),
        (("scribe", "--to", "bob"), 1, "nobody is scribe", "Give it to them: inc assign"),
        (("tl", "--to", "bob"), 1, "only carol can hand over tech_lead", "To replace carol: inc"),
        (("take", "-m", "x"), 1, "no handoff is under way", "Begin one: inc handoff ROLE"),
        (("take", "--to", "bob"), 2, "who the role goes to was said", "See: inc handoff"),
        (("brief", "x"), 2, "the brief takes no further word", "See: inc handoff"),
    ],
)
def test_what_is_refused(
    args: tuple[str, ...], code: int, what: str, hint: str, led: Cli, state: Callable[[], object]
) -> None:
    before = state()
    ended, lines = _refused(led, *args)
    assert ended == code
    assert lines[0].startswith(f"inc: {what}")
    assert lines[1].startswith(f"     {hint}")
    assert state() == before


def test_a_role_is_taken_with_a_status(led: Cli) -> None:
    led("handoff", "ic", "--to", "bob")
    code, lines = _refused(led, "take", "--by", "bob")
    assert code == 2
    assert lines[0].startswith("inc: say where things stand")
    assert lines[1] == '     inc handoff take -m "current status is …"'


def test_the_editor_opens_on_where_things_stand(
    led: Cli, editor: Callable[[str], str], tmp_path: Path
) -> None:
    led("log", "Theory: connection leak")
    led("handoff", "ic", "--to", "bob")
    save = editor("current status is: calm\n\nand quiet")
    ran = led("handoff", "take", "-e", "--by", "bob", "--json", GIT_EDITOR=save)
    assert ran.json["entries"][0]["text"] == "taken commander: current status is: calm\n\nand quiet"
    seen = (tmp_path / "seen").read_text()
    assert seen.startswith("current status is: SEV1 investigating, 5 min so far\nImpact: not")
    assert "\nTheory: connection leak\n" in seen


# ------------------------------------------------------------------ the brief


def test_the_brief_is_markdown_with_what_there_is(led: Cli) -> None:
    led("log", "Theory: a leak")
    led("log", "Action: restarted the pods")
    led("log", "Need: a DBA")
    led("update", "We look at it", "--impact", "30% fail", "--next", "30m")
    led("handoff", "ic", "--to", "bob", "-m", "end of shift")
    text = led("handoff", "brief").out
    assert text.startswith("# Handoff: Checkout failures\n\n- SEV1 investigating, 8 min so far")
    for line in (
        "- Impact: 30% fail",
        "- commander: @alice → @bob (offered 1 min ago, not taken yet)",
        "- scribe: nobody (required on SEV1)",
        "- Handing over commander, @alice to @bob: end of shift",
        "- open: a leak (@alice, 5 min ago; 0 s left of 5 min)",
        "- 15:35 UTC restarted the pods (@alice), still running",
        "- a DBA (@alice, 3 min ago)",
        "- internal: told 15:37 UTC by @alice; next 16:07 UTC, in 28 min (promised)",
        "  - We look at it",
        "- [ ] Open and eliminated theories said",
    ):
        assert f"\n{line}\n" in text
    assert "\n\n\n" not in text
    assert not any(line.rstrip() != line for line in text.split("\n"))


def test_the_brief_says_what_is_not_ticked(guided: Cli) -> None:
    guided("declare", "Checkout failures", "-s", "sev1")
    text = guided("handoff", "brief").out
    assert "\n- Declare, " in text
    assert "\n  - [ ] Triage confirms user impact\n" in text
    assert "Close" not in text


def test_the_brief_of_a_restricted_one_says_so_first(led: Cli) -> None:
    document = next(led.folder.glob("incidents/*/*/*.md"))
    text = document.read_text()
    document.write_text(text.replace("status:", "visibility: restricted\nstatus:", 1))
    assert led("handoff", "brief").out.startswith("**RESTRICTED: ")


def test_the_brief_for_a_program(led: Cli) -> None:
    answer = led("handoff", "brief", "-i", "checkout", "--json").json
    assert answer["incident"] == "2026-03-04-checkout-failures"
    assert answer["text"].startswith("# Handoff: ")
    assert answer["brief"]["people"][0] == {"role": "commander", "who": "@alice"}


def test_the_brief_in_the_workspaces_own_form(led: Cli) -> None:
    led("template", "eject", "handoff.md")
    (led.folder / "templates/handoff.md.j2").write_text("{{ title }} goes to the next shift\n")
    assert led("handoff", "brief").out == "Checkout failures goes to the next shift\n"


def test_the_brief_is_no_write(cli: Cli) -> None:
    ran = cli("handoff", "brief", ok=False)
    assert ran.code == 3
    assert "retry" not in ran.err
