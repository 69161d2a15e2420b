"""One spelling is written, the ones people type are read."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

import pytest

from inc.domain import vocabulary
from inc.domain.vocabulary import Audience, Kind, Link, Role, Severity, Status, Strategy
from inc.errors import UsageError

READERS: list[tuple[Callable[[str], StrEnum], type[StrEnum]]] = [
    (vocabulary.severity, Severity),
    (vocabulary.status, Status),
    (vocabulary.role, Role),
    (vocabulary.kind, Kind),
    (vocabulary.audience, Audience),
    (vocabulary.link, Link),
    (vocabulary.strategy, Strategy),
]


@pytest.mark.parametrize(("read", "words"), READERS)
def test_every_word_reads_back_however_it_is_typed(
    read: Callable[[str], StrEnum], words: type[StrEnum]
) -> None:
    for word in words:
        for typed in (word.value, word.value.upper(), f" {word.value} ", word.value.title()):
            assert read(typed) is word
        assert read(word.value.replace("_", "-")) is word
        assert read(word.value.replace("-", " ").replace("_", " ")) is word


@pytest.mark.parametrize("text", ["sev1", "SEV-1", "Sev 1", "sev_1", "1", " SEV1 "])
def test_a_severity(text: str) -> None:
    assert vocabulary.severity(text) is Severity.SEV1


@pytest.mark.parametrize("text", ["", "sev", "sev0", "sev5", "10", "sev11", "-1x", "high", "sev①"])
def test_what_is_no_severity(text: str) -> None:
    with pytest.raises(UsageError, match="is not a severity") as error:
        vocabulary.severity(text)
    assert "SEV1, SEV2, SEV3, SEV4" in error.value.hint


@pytest.mark.parametrize(
    ("read", "text", "word"),
    [
        (vocabulary.status, "mitigating", Status.IDENTIFIED),
        (vocabulary.status, "open", Status.INVESTIGATING),
        (vocabulary.role, "ic", Role.COMMANDER),
        (vocabulary.role, "Incident Commander", Role.COMMANDER),
        (vocabulary.role, "tl", Role.TECH_LEAD),
        (vocabulary.role, "tech-lead", Role.TECH_LEAD),
        (vocabulary.role, "comms", Role.COMMS_LEAD),
        (vocabulary.role, "Communications Lead", Role.COMMS_LEAD),
        (vocabulary.audience, "customers", Audience.CUSTOMER),
        (vocabulary.audience, "exec", Audience.EXECUTIVE),
        (vocabulary.link, "duplicate", Link.DUPLICATE_OF),
        (vocabulary.link, "caused_by", Link.CAUSED_BY),
        (vocabulary.strategy, "feature flag", Strategy.DISABLE),
    ],
)
def test_what_people_type(read: Callable[[str], StrEnum], text: str, word: StrEnum) -> None:
    assert read(text) is word


@pytest.mark.parametrize(
    ("read", "text", "what", "hint"),
    [
        (
            vocabulary.status,
            "monitorng",
            "'monitorng' is not a status",
            "Did you mean monitoring? ",
        ),
        (vocabulary.kind, "hypotesis", "'hypotesis' is not a kind", "Did you mean hypothesis? "),
        (vocabulary.severity, "sevv1", "'sevv1' is not a severity", "Did you mean sev1? "),
        (vocabulary.role, "boss", "'boss' is not a role", "One of: commander, "),
    ],
)
def test_a_wrong_word_names_the_right_ones(
    read: Callable[[str], StrEnum], text: str, what: str, hint: str
) -> None:
    with pytest.raises(UsageError) as error:
        read(text)
    assert error.value.what == what
    assert error.value.hint.startswith(hint)


def test_which_statuses_are_open_and_which_roles_many_hold() -> None:
    assert [status for status in Status if not status.is_open] == [Status.RESOLVED, Status.CLOSED]
    assert [role for role in Role if role.holds_many] == [Role.SME, Role.RESPONDER]
