"""Settings and policy say where they are wrong, and what would be right."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inc import config
from inc.config import SETTINGS, check, load, positions, schema, setting
from inc.config.positions import Path as Keys
from inc.domain import presets
from inc.domain.policy import Policy
from inc.domain.vocabulary import Audience
from inc.errors import UsageError


def policy(root: Path, text: str | bytes) -> Policy:
    (root / "inc.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    return load(root)


# ------------------------------------------------------------------ reading


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "# only a comment\n",
        "format = 1\n",
        'format = 1\n\n# zone\ntimezone = "UTC"\npreset = "default"\n',
        'timezone="UTC" # comment\n',
        "timezone = 'UTC'\n",
        '\ufeffformat = 1\r\ntimezone = "UTC"\r\n',
        "\ufeff",
        "[cadence]\n[gates.close]\n",
    ],
)
def test_the_usual_policy_however_it_is_written(tmp_path: Path, text: str) -> None:
    found = policy(tmp_path, text)
    assert found.zone is UTC
    assert list(found.leaves("cadence")) == list(Policy().leaves("cadence"))


@pytest.mark.parametrize("text", ['timezone = "Europe/Berlin"', "timezone='Europe/Berlin'  # x"])
def test_a_zone(tmp_path: Path, text: str) -> None:
    assert policy(tmp_path, text).zone == ZoneInfo("Europe/Berlin")


def test_what_a_team_says_wins_over_its_preset_and_that_over_the_default(tmp_path: Path) -> None:
    found = policy(tmp_path, 'preset = "lifecycle"\n[cadence.SEV1]\ncustomer = "20m"\n')
    assert [str(found.cadence("SEV1", one)) for one in ("customer", "internal")] == [
        "0:20:00",
        "0:30:00",
    ]
    assert found.cadence("SEV1", Audience.EXECUTIVE) is None
    assert found.origin("cadence", "SEV1", "customer") == "inc.toml"
    assert found.origin("cadence", "SEV1", "internal") == "lifecycle"
    assert found.origin("roles", "sme", "required") == "default"


def test_what_a_team_adds(tmp_path: Path) -> None:
    found = policy(
        tmp_path,
        "hours.holidays = [2026-03-05, '2026-03-06']\n"
        "[checklists.dns-failover]\n"
        'items = ["TTL lowered", {text = "Zone checked", severities = ["SEV1"]}]\n'
        "[escalation.reasons]\n"
        'press = "the press asks"\n'
        "[limits]\n"
        'no_progress = "10m"\n',
    )
    added = next(one for one in found.checklists("SEV1") if one.name == "dns-failover")
    assert [item.text for item in added.items] == ["TTL lowered", "Zone checked"]
    assert found.escalation_reasons()["press"] == "the press asks"
    assert "decision" in found.escalation_reasons()
    assert str(found.limit("no_progress", "SEV4")) == "0:10:00"
    wednesday = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)
    assert found.deadline(wednesday, "1 business day") == datetime(2026, 3, 9, 15, 30, tzinfo=UTC)


values = st.sampled_from(['"UTC"', '"Europe/Berlin"', '"+02:00"', "60", "1", "0", "01", '"a#b"'])
tables = st.lists(
    st.tuples(st.sampled_from(["timezone", "format", "x_y"]), values).map(" = ".join)
    | st.sampled_from(["# comment", "", "  ", "[table]", "junk"]),
    max_size=4,
).map("\n".join)


@given(tables)
def test_plain_lines_mean_what_toml_says(text: str) -> None:
    try:
        expected: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        with pytest.raises(UsageError):
            config.parse(text)
    else:
        assert config.parse(text) == expected


def test_a_plain_policy_loads_no_parser_and_no_schema(tmp_path: Path) -> None:
    policy(tmp_path, 'format = 1\ntimezone = "UTC"\npreset = "management"\n')
    code = (
        "import sys; from pathlib import Path; from inc.config import load; "
        f"load(Path({str(tmp_path)!r})).cadence('SEV1', 'internal'); print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    modules = done.stdout.split()
    assert "inc.domain.presets.management" in modules
    assert not {"tomllib", "inc.config.schema", "inc.config.positions"} & set(modules)


# ------------------------------------------------------------------ what is wrong, and its line


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('format = 1\ntimezon = "UTC"\n', r"inc\.toml:2: .*'timezon'"),
        ("format = 2\n", r"inc\.toml:1: format 2 "),
        ("\n\nformat = '1'\n", r"inc\.toml:3: format '1' "),
        ("format = true\n", r"inc\.toml:1: format True "),
        ('format = 1\ntimezone = "Nowhere/Land"\n', r"inc\.toml:2: .*Nowhere/Land"),
        ("timezone = 60\n", r"inc\.toml:1: timezone is 60"),
        ("timezone = 1.5\n", r"inc\.toml:1: timezone is 1\.5"),
        ("[timezone]\nname = 'x'\n", r"inc\.toml:1: timezone is {"),
        ('preset = "relaxed"\n', r"inc\.toml:1: there is no preset 'relaxed'"),
        ('\n[hours]\n[timezone]\nname = "x"\n', r"inc\.toml:3: timezone is {"),
        ('author = "alice"\n', r"inc\.toml:1: .*'author'"),
        ("format = 1\ntimezone = \n", r"inc\.toml:2: this is not TOML: "),
        ('timezone = "UTC"\ntimezone = "UTC"\n', r"inc\.toml:2: this is not TOML: cannot over"),
        ("<<<<<<< HEAD\n", r"inc\.toml:1: this is not TOML"),
        ("\n[hours]\nworkdays = [\n", r"inc\.toml:3: this is not TOML"),
        ("x = " + "[" * 5000, r"inc\.toml:1: this is not TOML: nested too deeply"),
        ("x = " + "9" * 5000, r"inc\.toml:1: this is not TOML"),
        (b'# ok\ntimezone = "UT\xe4"\n', r"inc\.toml:2: .*not UTF-8"),
    ],
)
def test_what_is_wrong_has_its_line(tmp_path: Path, text: str | bytes, what: str) -> None:
    with pytest.raises(UsageError, match=f"^{what}") as error:
        policy(tmp_path, text)
    assert error.value.hint


WRONG = [
    # a key, and what it is near to
    ("cadance.SEV1.customer = '15m'", "unknown setting 'cadance'", "Did you mean cadence? Allow"),
    ("cadence.sev1.customer = '15m'", "unknown setting 'cadence.sev1'", "Did you mean SEV1? "),
    ("cadence.SEV5.customer = '15m'", "unknown setting 'cadence.SEV5'", "SEV1, SEV2, SEV3, SEV4."),
    ("cadence.SEV1.custommer = '15m'", "'cadence.SEV1.custommer'", "Did you mean customer? "),
    ("roles.commander.duty = []", "unknown setting 'roles.commander.duty'", "Did you mean duties?"),
    ("strategies.reboot = 'low'", "unknown setting 'strategies.reboot'", "rollback, failover"),
    ("gates.mitigate.SEV1 = 'all'", "unknown setting 'gates.mitigate'", "resolve, close."),
    ("matrix.wide.critical = 'SEV1'", "unknown setting 'matrix.wide.critical'", "low, medium, hi"),
    ("limits.idle = '5m'", "unknown setting 'limits.idle'", "green, hypothesis"),
    ("nudges.on = []", "unknown setting 'nudges.on'", "Allowed are: off."),
    ("nudges.off = ['silence']", "number 1 is 'silence', not a nudge", "Did you mean silent? Al"),
    ("nudges.off = 'silent'", "nudges.off is 'silent', not a list", '["one", "two"]'),
    ("limits.early = 'soon'", "limits.early is 'soon', not a duration", '"none"'),
    # a type
    ("cadence = 3", "cadence is 3, not a table", "SEV1, SEV2, SEV3, SEV4."),
    ("cadence.SEV1 = '15m'", "cadence.SEV1 is '15m', not a table", "responders, internal"),
    ("cadence.SEV1.customer = 15", "cadence.SEV1.customer is 15, not a duration", '"15m", "2h"'),
    ("cadence.SEV1.customer = ['15m']", "cadence.SEV1.customer is a list, not a du", "none"),
    ("severity.SEV1.name = true", "severity.SEV1.name is true, not a text", 'marks: "True"'),
    ("severity.SEV1.criteria = 'all'", "severity.SEV1.criteria is 'all', not a list", '["one", '),
    ("severity.SEV1.criteria = [1]", "severity.SEV1.criteria, number 1 is 1, not a text", '"1"'),
    ("severity = []", "severity is an empty list, not a table", "SEV1"),
    # a duration
    ("cadence.SEV1.customer = '15'", "is '15', not a duration", "m, h, d or w"),
    ("cadence.SEV1.customer = '15 m'", "is '15 m', not a duration", "m, h, d or w"),
    ("cadence.SEV1.customer = '0m'", "is '0m', not a duration", '"none"'),
    ("cadence.SEV1.customer = '１５m'", "not a duration", "m, h, d or w"),
    ("cadence.SEV1.customer = '5 business days'", "not a duration", "m, h, d or w"),
    ("limits.green = {SEV1 = '5m'}", "limits.green is a table, not a duration", "none"),
    ("limits.silent.SEV1 = 'never'", "limits.silent.SEV1 is 'never', not a duration", "none"),
    ("postmortem.document = '2 days'", "is '2 days', not a time to be done in", "5 business days"),
    ("postmortem.meeting = '0 business days'", "not a time to be done in", "5 business days"),
    ("severity.SEV4.respond_within = 'soon'", "not a time to be done in", "5 business days"),
    # a word out of a list
    ("matrix.wide.low = 'SEV9'", "matrix.wide.low is 'SEV9', not a severity", "SEV1, SEV2"),
    ("matrix.wide.low = ''", "matrix.wide.low is '', not a severity", "SEV1, SEV2"),
    ("matrix.wide = 'SEV1'", "matrix.wide is 'SEV1', not a table", "low, medium, high"),
    ("roles.scribe.required = ['sev1']", "roles.scribe.required, number 1 is 'sev1', not", "SEV1?"),
    ("gates.close.SEV2 = 'some'", "gates.close.SEV2 is 'some', not how much", "all, computed, no"),
    ("roles.boss.required = []", "unknown setting 'roles.boss'", "commander, tech_lead"),
    ("cadence.SEV1.press = '1h'", "unknown setting 'cadence.SEV1.press'", "executive, customer."),
    # places and days
    (
        "audiences.customer.timezone = 'CET'",
        "audiences.customer.timezone: 'CET' is ambig",
        "offset",
    ),
    ("hours.workdays = []", "hours.workdays is an empty list", "meets no deadline"),
    ("hours.workdays = ['Monday']", "is 'Monday', not a day of the week", "mon, tue"),
    ("hours.holidays = ['25.12.2026']", "is '25.12.2026', not a day", '"2026-12-25"'),
    ("hours.holidays = ['20261225']", "is '20261225', not a day", '"2026-12-25"'),
    ("hours.holidays = [2026-12-25T00:00:00]", "not a day", '"2026-12-25"'),
    # pairs
    ("apart.SEV1 = [['commander']]", "apart.SEV1, number 1 is a list, not a pair", "two different"),
    ("apart.SEV1 = ['commander', 'scribe']", "number 1 is 'commander', not a pair", "two differ"),
    ("apart.SEV1 = [['scribe', 'scribe']]", "apart.SEV1, number 1 is scribe twice", "two differ"),
    ("apart.SEV1 = [['scribe', 'boss']]", "apart.SEV1, number 1 is 'boss', not a role", "comma"),
    # checklists
    ("checklists.resolve.items = [3]", "number 1 is 3, neither a text nor a table", "computed ="),
    ("checklists.resolve.items = ['']", "checklists.resolve.items, number 1 is empty", "Write"),
    ("checklists.resolve.items = [{computed = 'green'}]", "number 1 has no text", 'text = "…"'),
    ("checklists.resolve.items = [{text = 'x', by = 'y'}]", "unknown setting 'ch", "text, comp"),
    (
        "checklists.resolve.items = [{text = 'x', computed = 'gren'}]",
        "number 1.computed is 'gren', not something that inc can compute",
        "Did you mean green? ",
    ),
    (
        "checklists.resolve.items = [{text = 'x', severities = ['1']}]",
        "number 1.severities, number 1 is '1', not a severity",
        "SEV1",
    ),
    ("checklists.resolve.items = ['a', 'A']", "checklists.resolve.items has 'A' twice", "own"),
    ("checklists.resolve.begins = 'later'", "is 'later', not a step", "mitigate, resolve, never"),
    ("checklists.resolv.title = 'x'", "checklists.resolv has no items", "Did you mean resolve? "),
    ("checklists.'my list'.items = ['x']", "checklists.my list cannot be a name", "dashes"),
    ("checklists.\"a\\nb\".items = ['x']", "checklists.a b cannot be a name", "dashes"),
    ("escalation.reasons.'ÄÖ' = 'x'", "escalation.reasons.ÄÖ cannot be a name", "dashes"),
    # texts
    ('severity.SEV1.name = "a\\u0000b"', "severity.SEV1.name is 'a\\x00b', which is not", "contr"),
    ('severity.SEV1.name = "a\\nb"', "which is not one line of text", "control"),
    ('severity.SEV1.name = "a\\u202eb"', "which is not one line of text", "control"),
    ("severity.SEV1.name = ' a'", "which is not one line of text", "blanks"),
    ("severity.SEV1.name = ''", "severity.SEV1.name is empty", "Write what"),
    ("triage.questions.scope = ''", "triage.questions.scope is empty", "Write what"),
    ("triage.questions.scope = 'none'", "is 'none', and without its answer", "Only trend and wor"),
    ("triage.questions.severity = 'none'", "and without its answer", "write a question"),
    ("channel.name = '{slugg}'", "in which {slugg} stands for nothing", "{id}, {date}, {year}"),
    ("channel.name = 'a{'", "in which { stands for nothing", "{id}"),
]


@pytest.mark.parametrize(("line", "what", "hint"), WRONG, ids=[line for line, _, _ in WRONG])
def test_what_a_policy_may_not_say(line: str, what: str, hint: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as error:
        policy(tmp_path, f"format = 1\n\n{line}\n[actions]\n")
    assert error.value.what.startswith("inc.toml:3: ")
    assert what in error.value.what
    assert hint in error.value.hint


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[cadence.SEV1]\n# customer = 'x'\ninternal = '15m'\ncustomer = 'x'\n", 4),
        ("[cadence]\nSEV2.internal = '1m'\nSEV1.customer = 'x'\n", 3),
        ("[cadence]\nSEV1 = {internal = '1m', customer = 'x'}\n", 2),
        ('[cadence."SEV1"]\n"customer" = "x"\n', 2),
        ("[ cadence . 'SEV1' ]\n\n 'customer'\t= 'x'\n", 3),
        ('[cadence.SEV2]\ncustomer = "1m"\n[cadence.SEV1]\ncustomer = "x"\n', 4),
        ('[cadence.SEV2]\ncustomer = "1m"\n[cadence]\nSEV1.customer = "x"\n', 4),
        ('[limits]\ngreen = "1m" # [cadence.SEV1]\n[cadence.SEV1]\ncustomer = "x"\n', 4),
        ('[severity.SEV1]\nname = "customer = \\"[cadence]\\""\n[cadence.SEV1]\ncustomer = "x"', 4),
        ("[hours]\nholidays = [\n  # x = [\n  2026-12-25,\n]\n[cadence.SEV1]\ncustomer = 'x'", 7),
        ("[hours]\r\n\r\n[cadence.SEV1]\r\ncustomer = 'x'\r\n", 4),
        ("\ufeff[cadence.SEV1]\ncustomer = 'x'\n", 2),
        ('[cadence.SEV1]\n"cust\\u006fmer" = "x"\n', 2),
        ("[cadence.SEV1]\ncustomer = '''\nx'''\n", 2),
        ('[severity.SEV1]\ncriteria = [\n"a",\n"""\\\n  b""",\n"ok", 7\n]', 6),
        ("checklists.close.items = [\n'a',\n{text = 'b', computed = 'x'},\n]", 3),
        ("[[checklists.close.items]]\ntext='a'\n[[checklists.close.items]]\ntext=''\n", 4),
        ("[cadence.SEV1]\ncustomer = 'x'\n[cadence.SEV2]\ncustomer = 'y'\n", 2),
        ("format = 1\n[[cadence]]\nSEV1 = 3\n", 2),
    ],
)
def test_the_line_of_what_is_wrong(text: str, line: int, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as error:
        policy(tmp_path, text)
    assert error.value.what.startswith(f"inc.toml:{line}: "), error.value.what


names = st.sampled_from(["a", "b", "c-d", "E_1"])
leaves = (
    st.booleans()
    | st.integers(-5, 5)
    | st.dates()
    | st.datetimes().map(lambda moment: moment.replace(microsecond=0))
    | st.text(st.sampled_from("a=[]{}#'\"\\\n,. "), max_size=6)
)
trees = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=8,
)


def _paths(value: object, path: Keys = ()) -> set[Keys]:
    if isinstance(value, dict):
        inner = [((*path, key), one) for key, one in value.items()]
    elif isinstance(value, list):
        inner = [((*path, position), one) for position, one in enumerate(value)]
    else:
        return {path}
    return {path}.union(*(_paths(one, at) for at, one in inner))


@given(st.dictionaries(names, trees, max_size=4), st.booleans())
def test_every_path_has_a_line(table: dict[str, Any], is_wide: bool) -> None:
    import tomlkit

    text = tomlkit.dumps(table)
    if is_wide:
        text = "# x = [\n" + text.replace("\n", " # ]\n") if '"""' not in text else text
    read = tomllib.loads(text)
    found = positions.lines(text)
    assert set(found) == _paths(read) - {()}
    assert all(1 <= line <= text.count("\n") + 1 for line in found.values())


@given(st.text(st.sampled_from("a=[]{}#'\"\\\n,. 1"), max_size=20))
def test_the_scanner_ends_on_any_text(text: str) -> None:
    positions.lines(text)


# ------------------------------------------------------------------ presets


@pytest.mark.parametrize("name", presets.PRESETS)
def test_every_preset_is_a_policy(name: str) -> None:
    schema.RULES((), presets.table(name))
    found = Policy({"preset": name})
    for severity in ("SEV1", "SEV2", "SEV3", "SEV4"):
        assert found.definition(severity).criteria
        assert found.checklists(severity) or name == "ungated"


@pytest.mark.parametrize("name", ["structured", "lifecycle", "process", "planning", "management"])
def test_a_preset_says_only_what_the_default_does_not(name: str) -> None:
    said = list(Policy.packaged(name).leaves())
    assert said
    assert [path for path, value in said if Policy().value(*path) == value] == []


def test_a_checklist_asks_nothing_twice_of_one_incident() -> None:
    for name in presets.PRESETS:
        for type_ in ("", "security", "vendor"):
            lists = Policy({"preset": name}).checklists("SEV1", type_)
            asked = [(one.title, item.text) for one in lists for item in one.items]
            assert len(set(asked)) == len(asked)


@pytest.mark.parametrize(
    ("name", "path", "value"),
    [
        ("structured", "cadence.SEV1.internal", "30m"),
        ("structured", "cadence.SEV1.executive", "60m"),
        ("structured", "postmortem.document", "48h"),
        ("lifecycle", "limits.green", "30m"),
        ("lifecycle", "cadence.SEV2.internal", "60m"),
        ("lifecycle", "cadence.SEV3.internal", "2h"),
        ("lifecycle", "postmortem.meeting", "5 business days"),
        ("process", "postmortem.document", "72h"),
        ("process", "limits.hypothesis", "5m"),
        ("process", "roles.commander.required", ["SEV1", "SEV2", "SEV3", "SEV4"]),
        ("planning", "cadence.SEV1.internal", "15m"),
        ("planning", "cadence.SEV3.internal", "1h"),
        ("planning", "severity.SEV2.respond_within", "30m"),
        ("management", "severity.SEV1.respond_within", "5m"),
        ("management", "roles.scribe.required", []),
        ("management", "postmortem.required", ["SEV1", "SEV2"]),
        ("default", "cadence.SEV1.internal", "15m"),
        ("default", "limits.green", "15m"),
    ],
)
def test_what_each_reading_asks_for(name: str, path: str, value: object) -> None:
    assert Policy({"preset": name}).value(*path.split(".")) == value


# ------------------------------------------------------------------ settings


def test_a_setting_is_found_by_its_name_in_any_case() -> None:
    for known in SETTINGS:
        assert setting(known.name.upper()) is known
    assert {known.name for known in SETTINGS if known.is_shared} == {"timezone", "preset"}
    assert setting("cadence.SEV1.customer") is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("timezone", "Europe/Berlin"),
        ("preset", "management"),
        ("author", "alice"),
        ("lockWait", "0"),
        ("lockWait", "9999"),
        ("incident", "checkout"),
    ],
)
def test_a_value_that_suits(name: str, value: str) -> None:
    check(name, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("timezone", "Mars"),
        ("timezone", 1),
        ("preset", "Default"),
        ("preset", ["default"]),
        ("author", "two words"),
        ("lockWait", "soon"),
        ("lockWait", "-1"),
        ("lockWait", "1.5"),
        ("lockWait", ""),
        ("lockWait", "10000"),
        ("lockWait", "３０"),
    ],
)
def test_a_value_that_does_not_suit(name: str, value: object) -> None:
    with pytest.raises(UsageError) as error:
        check(name, value)
    assert error.value.hint


def test_every_default_suits_its_setting() -> None:
    for known in SETTINGS:
        if known.default:
            check(known.name, known.default)
