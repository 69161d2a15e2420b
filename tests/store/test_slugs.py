"""File names that people of any script can read, type and find."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inc.store.layout import is_id
from inc.store.slugs import slug


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Checkout failures", "checkout-failures"),
        ("Überlauf im Zahlungsdienst", "uberlauf-im-zahlungsdienst"),
        ("Ошибка оплаты", "oshibka-oplaty"),
        ("Can’t log in", "cant-log-in"),
        ("Can't log in", "cant-log-in"),
        ("API 5xx > 30%", "api-5xx-30"),
        ("../../etc/passwd", "etc-passwd"),
        ("🔥", "fire"),
        ("!!!", "incident"),
        ("", "incident"),
        ("x" * 300, "x" * 48),
    ],
)
def test_a_slug(title: str, expected: str) -> None:
    assert slug(title) == expected


@pytest.mark.parametrize(
    "title", ["決済障害", "결제 오류", "خطأ في الدفع", "שגיאת תשלום", "ชำระเงินล้มเหลว"]
)
def test_a_title_of_another_script_keeps_its_sound(title: str) -> None:
    assert slug(title) != "incident"


def test_a_long_title_is_cut_between_words() -> None:
    name = slug("checkout failures in all regions after the deploy of fourteen hundred")
    assert name == "checkout-failures-in-all-regions-after-the"


@given(st.text())
def test_any_title_makes_an_id(title: str) -> None:
    name = slug(title)
    assert is_id(f"2026-03-04-{name}")
    assert len(name) <= 48
    assert slug(name) == name


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_what_is_typed_in_ascii_is_in_the_name(title: str) -> None:
    words = re.findall("[a-z0-9]+", title.lower().replace("'", ""))
    assert "-".join(words).startswith(slug(title)) or not words


def test_an_ascii_title_loads_no_tables() -> None:
    code = "import sys; from inc.store.slugs import slug; slug('Checkout'); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert "inc.store.slugs" in loaded.stdout
    assert "anyascii" not in loaded.stdout
