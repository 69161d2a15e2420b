"""Settings say where they are wrong, and what would be right."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from datetime import UTC
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inc import config
from inc.config import SETTINGS, Policy, check, load, setting
from inc.errors import UsageError


def policy(root: Path, text: str | bytes) -> Policy:
    (root / "inc.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    return load(root)


# Reading


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "# only a comment\n",
        "format = 1\n",
        'format = 1\n\n# zone\ntimezone = "UTC"\n',
        'timezone="UTC" # comment\n',
        "timezone = 'UTC'\n",
        '\ufeffformat = 1\r\ntimezone = "UTC"\r\n',
        "\ufeff",
    ],
)
def test_the_usual_policy_however_it_is_written(tmp_path: Path, text: str) -> None:
    assert policy(tmp_path, text) == Policy("UTC")
    assert load(tmp_path).zone is UTC


@pytest.mark.parametrize("text", ['timezone = "Europe/Berlin"', "timezone='Europe/Berlin'  # x"])
def test_a_zone(tmp_path: Path, text: str) -> None:
    assert policy(tmp_path, text).zone == ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('format = 1\ntimezon = "UTC"\n', r"inc\.toml:2: .*'timezon'"),
        ("format = 2\n", r"inc\.toml:1: .*format 2 "),
        ("\n\nformat = '1'\n", r"inc\.toml:3: .*format '1' "),
        ('format = 1\ntimezone = "Nowhere/Land"\n', r"inc\.toml:2: .*Nowhere/Land"),
        ("timezone = 60\n", r"inc\.toml:1: timezone is 60"),
        ("timezone = 1.5\n", r"inc\.toml:1: timezone is 1\.5"),
        ("[timezone]\nname = 'x'\n", r"inc\.toml:1: timezone is {"),
        ('author = "alice"\n', r"inc\.toml:1: .*'author'"),
        ("format = 1\ntimezone = \n", r"inc\.toml:2: "),
        ('timezone = "UTC"\ntimezone = "UTC"\n', r"inc\.toml:2: "),
        ("<<<<<<< HEAD\n", r"inc\.toml:1: "),
        (b'# ok\ntimezone = "UT\xe4"\n', r"inc\.toml:2: .*not UTF-8"),
    ],
)
def test_what_is_wrong_has_its_line(tmp_path: Path, text: str | bytes, what: str) -> None:
    with pytest.raises(UsageError, match=f"^{what}") as error:
        policy(tmp_path, text)
    assert error.value.hint


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
            config._parse(text)
    else:
        assert config._parse(text) == expected


def test_a_plain_policy_loads_no_parser(tmp_path: Path) -> None:
    policy(tmp_path, 'format = 1\ntimezone = "UTC"\n')
    code = (
        "import sys; from pathlib import Path; from inc.config import load; "
        f"load(Path({str(tmp_path)!r})); print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert "inc.config" in done.stdout
    assert "tomllib" not in done.stdout


# Settings


def test_a_setting_is_found_by_its_name_in_any_case() -> None:
    for known in SETTINGS:
        assert setting(known.name.upper()) is known
    assert setting("timezone").is_shared
    assert not setting("lockwait").is_shared


def test_an_unknown_setting_names_the_known_ones() -> None:
    with pytest.raises(UsageError, match="no setting 'colour'") as error:
        setting("colour")
    assert all(known.name in error.value.hint for known in SETTINGS)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("timezone", "Europe/Berlin"),
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
        ("author", "two words"),
        ("lockWait", "soon"),
        ("lockWait", "-1"),
        ("lockWait", "1.5"),
        ("lockWait", ""),
        ("lockWait", "10000"),
    ],
)
def test_a_value_that_does_not_suit(name: str, value: object) -> None:
    with pytest.raises(UsageError, match=r"^here: "):
        check(name, value, "here: ")


def test_every_default_suits_its_setting() -> None:
    for known in SETTINGS:
        if known.default:
            check(known.name, known.default)
