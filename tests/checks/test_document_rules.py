"""What the rules about documents say and mend where a fixture cannot show it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from inc.checks import fixing, running
from inc.checks.examined import LARGEST
from inc.checks.finding import Finding
from inc.checks.surroundings import Surroundings
from inc.domain.policy import Policy
from inc.domain.times import read_iso

NAME = "2026-03-04-checkout-failures"
INCIDENT = f"incidents/2026/03/{NAME}.md"
POSTMORTEM = f"postmortems/2026/03/{NAME}.md"


def around(root: Path) -> Surroundings:
    now = read_iso("2026-03-10T12:00:00Z")
    assert isinstance(now, datetime)
    return Surroundings(root, Policy(), now)


def write(root: Path, text: str | bytes, path: str = INCIDENT) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_bytes(text if isinstance(text, bytes) else text.encode())


def found(root: Path, code: str, path: str = INCIDENT) -> list[Finding]:
    return list(running.run(around(root), [path], [code]).findings)


def mended(root: Path, text: str, code: str, path: str = INCIDENT) -> str:
    """The text after all fixes of a rule; it finds nothing that it could mend any more."""
    write(root, text, path)
    edits = fixing.mended(around(root), found(root, code, path), [code])
    after = edits[0].after if edits else text.encode()
    assert after is not None
    write(root, after, path)
    assert [one for one in found(root, code, path) if one.fix] == []
    return after.decode()


def fields(*lines: str) -> str:
    return "\n".join(["---", *lines, "---", ""])


def timeline(*lines: str) -> str:
    return "\n".join(["---", f"id: {NAME}", "---", "", "## Timeline", "", *lines])


# ------------------------------------------------------------------ unreadable


def test_the_byte_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    write(tmp_path, b"---\ntitle: caf\xe9\n---\n")
    (one,) = found(tmp_path, "INC101")
    assert (one.line, one.column) == (2, 11)
    assert "0xE9" in one.message


def test_a_column_counts_characters_and_not_bytes(tmp_path: Path) -> None:
    write(tmp_path, "---\ntitle: äöü".encode() + b"\xe9\n---\n")
    (one,) = found(tmp_path, "INC101")
    assert (one.line, one.column) == (2, 11)


def test_a_symbolic_link_is_told_and_not_followed(tmp_path: Path) -> None:
    write(tmp_path, "secret", "elsewhere.md")
    (tmp_path / INCIDENT).parent.mkdir(parents=True)
    (tmp_path / INCIDENT).symlink_to(tmp_path / "elsewhere.md")
    (one,) = running.run(around(tmp_path)).findings
    assert one.code == "INC101"
    assert "symbolic link" in one.message
    assert "secret" not in str(one)


def test_what_is_too_large_is_told_once(tmp_path: Path) -> None:
    write(tmp_path, "a" * (LARGEST + 1))
    (one,) = running.run(around(tmp_path), codes=[f"INC1{n:02}" for n in range(30)]).findings
    assert one.code == "INC101"
    assert f"{LARGEST} are the limit" in one.message
    assert "link" in one.hint


def test_a_document_that_cannot_be_read_has_one_finding(tmp_path: Path) -> None:
    write(tmp_path, timeline("- 15:38 restarted").replace("id:", "title: a: b\nseverity: odd\nid:"))
    codes = [f"INC1{n:02}" for n in range(30)]
    assert [one.code for one in running.run(around(tmp_path), codes=codes).findings] == ["INC101"]


# ------------------------------------------------------------------ values


def test_all_values_of_a_line_are_quoted_at_once(tmp_path: Path) -> None:
    text = fields(f"id: {NAME}", "aliases: [0042, 0043, no, 'a', 1.10, 14:22, +5]  # ours")
    after = mended(tmp_path, text, "INC104")
    assert 'aliases: ["0042", "0043", "no", \'a\', "1.10", "14:22", "+5"]  # ours' in after


def test_a_value_that_is_cut_keeps_the_comment_behind_it(tmp_path: Path) -> None:
    after = mended(tmp_path, fields("channel: #inc-42 # our room"), "INC104")
    assert 'channel: "#inc-42" # our room' in after


def test_a_fix_keeps_line_ends(tmp_path: Path) -> None:
    text = fields("severity: sev-1", "started_at: 2026-03-04 15:30 UTC").replace("\n", "\r\n")
    assert 'at: "2026-03-04T15:30:00Z"\r\n---\r\n' in mended(tmp_path, text, "INC103")
    assert "severity: SEV1\r\n" in mended(tmp_path, text, "INC105")


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("2026-03-04 15:30:00Z", "2026-03-04T15:30:00Z"),
        ("2026/3/4 9:05 UTC", "2026-03-04T09:05:00Z"),
        ("2026-03-04 16:30 +01:00", "2026-03-04T15:30:00Z"),
        ("2026-03-04t15:30:00z", "2026-03-04T15:30:00Z"),
        ("2026-03-04 15:30", ""),
        ("2026-03-04T15:30:00", ""),
        ("2026-02-29 15:30Z", ""),
        ("04/03/2026 15:30Z", ""),
    ],
)
def test_a_time_is_mended_where_it_has_one_reading(tmp_path: Path, typed: str, right: str) -> None:
    text = fields(f'started_at: "{typed}"')
    expected = text.replace(typed, right) if right else text
    assert mended(tmp_path, text, "INC103") == expected
    if not right:
        assert found(tmp_path, "INC103")


def test_a_role_is_renamed_where_nobody_holds_it_under_its_name(tmp_path: Path) -> None:
    text = fields("roles:", "  'ic' : alice", "  comms: bob", "  comms_lead: carol")
    after = mended(tmp_path, text, "INC105")
    assert "  commander : alice\n  comms: bob\n  comms_lead: carol" in after


# ------------------------------------------------------------------ timeline

ONE = "- `2026-03-04T15:35:00Z` **hypothesis** @bob — the pool leaks ^0j4hq9r05akg"
TWO = "- `2026-03-04T15:38:00Z` **mitigated** @bob — restarted ^0j4hr71getpj\n  all pods\n\n  twice"
THREE = "- `2026-03-04T15:45:00Z` **note** @bob — green ^0j4hryfg7erq"


def test_entries_are_sorted_with_the_lines_below_them(tmp_path: Path) -> None:
    after = mended(tmp_path, timeline(THREE, TWO, ONE, ""), "INC108")
    assert after == timeline(ONE, TWO, THREE, "")


def test_a_last_line_without_end_stays_one(tmp_path: Path) -> None:
    assert mended(tmp_path, timeline(TWO, ONE), "INC108") == timeline(ONE, TWO)


def test_sections_below_the_timeline_stay(tmp_path: Path) -> None:
    below = ["", "## Action items", "", "- [ ] Fix: x", ""]
    after = mended(tmp_path, timeline(TWO, "", ONE, *below), "INC108")
    assert after == timeline(ONE, "", TWO, *below)


def test_line_ends_of_windows_are_sorted_too(tmp_path: Path) -> None:
    after = mended(tmp_path, timeline(TWO, ONE, "").replace("\n", "\r\n"), "INC108")
    assert after == timeline(ONE, TWO, "").replace("\n", "\r\n")


def test_a_comment_between_entries_belongs_to_one_of_them(tmp_path: Path) -> None:
    text = timeline(TWO, "<!-- about the next -->", ONE, "")
    assert mended(tmp_path, text, "INC108") == text
    assert "by hand" in found(tmp_path, "INC108")[0].hint


def test_a_time_without_a_day_is_not_moved_to_another_day(tmp_path: Path) -> None:
    text = timeline("- `2026-03-05T09:00:00Z` **note** @a — x", "- 08:00 y", ONE, "- 16:00 z", "")
    assert mended(tmp_path, text, "INC108") == text


# ------------------------------------------------------------------ links


def test_a_link_may_lead_out_of_the_workspace_but_not_of_the_repository(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    write(tmp_path, "x", "src/pool.py")
    root = tmp_path / "ops"
    up = "../../../../"
    write(root, f"---\n---\n[a]({up}src/pool.py) [b]({up}src/no.py) [c]({up}../outside)\n")
    told = [(one.column, one.message.partition("” ")[2]) for one in found(root, "INC115")]
    assert [what for _, what in told] == ["leads to no file", "leads out of the repository"]


def test_nothing_outside_is_asked_for(tmp_path: Path) -> None:
    root = tmp_path / "workspace"
    write(tmp_path, "x", "outside.md")
    write(root, "---\n---\n[a](../../../../outside.md) [b](..%2F..%2F..%2F..%2Foutside.md)\n")
    assert [one.message.partition("” ")[2] for one in found(root, "INC115")] == [
        "leads out of the repository"
    ] * 2


def test_a_folder_that_is_a_link_out_leads_nowhere(tmp_path: Path) -> None:
    root = tmp_path / "workspace"
    write(tmp_path, "x", "elsewhere/there.md")
    write(root, "---\n---\n[a](way/there.md)\n")
    (root / INCIDENT).parent.joinpath("way").symlink_to(tmp_path / "elsewhere")
    assert "out of the repository" in found(root, "INC115")[0].message


def test_a_path_from_the_top_becomes_one_from_here(tmp_path: Path) -> None:
    write(tmp_path, "# Pool\n", "runbooks/pool.md")
    after = mended(tmp_path, "---\n---\nSee [it](/runbooks/pool.md#top).\n", "INC115")
    assert "See [it](../../../runbooks/pool.md#top)." in after


# ------------------------------------------------------------------ generated blocks


def test_the_rule_reads_blocks_as_they_are_written(tmp_path: Path) -> None:
    from inc.store import blocks

    block = blocks.written("facts", "Duration: 47 min")
    write(tmp_path, f"---\n---\n\n{block}\n", POSTMORTEM)
    assert found(tmp_path, "INC118", POSTMORTEM) == []
    write(tmp_path, f"---\n---\n\n{block}\n".replace("47", "52"), POSTMORTEM)
    assert "facts" in found(tmp_path, "INC118", POSTMORTEM)[0].message
