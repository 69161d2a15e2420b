"""What the index says is like an incident: the same as comparing all documents with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inc.domain.excerpt import Excerpt
from inc.domain.identifiers import slug
from inc.index import likeness as of_index
from inc.index import telling_words
from inc.index.database import Index
from inc.index.likeness import Alike, Asked, alike, asked
from inc.store.excerpts import Gathered, gathered
from inc.store.layout import incident_path, postmortem_path, runbook_path

FIRST = datetime(2026, 1, 1)
SERVICES = ("checkout", "search", "mail")
TROUBLES = ("failures", "is slow", "times out", "loses messages")


def incident(name: str, title: str, text: str = "", **fields: str) -> Gathered:
    told = {"title": title, "severity": "SEV2", "status": "closed", **fields}
    head = "".join(f"{key}: {value}\n" for key, value in told.items())
    head += f'declared_at: "{name[:10]}T15:00:00Z"\n'
    data = f"---\nid: {name}\n{head}---\n\n## Summary\n\n{text}\n\n## Timeline\n"
    return gathered(incident_path(name), data.encode())


def postmortem(name: str, text: str, **fields: str) -> Gathered:
    head = "".join(f"{key}: {value}\n" for key, value in fields.items())
    data = f"---\nincident: {name}\nstatus: published\n{head}---\n\n{text}\n"
    return gathered(postmortem_path(name), data.encode())


def index_of(documents: Iterable[Gathered]) -> Index:
    index = Index.new()
    index.add(documents)
    index.finish()
    return index


def names(found: Sequence[Alike]) -> list[str]:
    return [one.incident.id for one in found]


def of_text(title: str, *services: str) -> Asked:
    told = tuple(("services", one) for one in services)
    return Asked(Excerpt("", title, "", "open", labels=told), title)


A, B, C = "2026-03-01-a", "2026-03-02-b", "2026-03-03-c"
FILLER = [incident(f"2026-02-{day:02}-x", f"Filler{day}", f"word{day}") for day in range(1, 9)]


@pytest.mark.parametrize("count", [0, 1])
def test_nothing_is_like_the_only_one(count: int) -> None:
    index = index_of([incident(A, "Checkout failures")][:count])
    assert alike(index, of_text("Search is slow", "mail"), 5) == []
    about = asked(index, A)
    assert (about is None) == (count == 0)
    assert about is None or alike(index, about, 5) == []


def test_the_best_is_the_first_and_no_more_than_asked_for() -> None:
    index = index_of(
        [
            *FILLER,
            incident(A, "Checkout failures", services="[checkout]"),
            incident(B, "Checkout is slow", services="[checkout]"),
            incident(C, "Mail failures", services="[mail]"),
        ]
    )
    about = of_text("Checkout is failing", "checkout")
    assert names(alike(index, about, 5))[:2] == [A, B]
    assert names(alike(index, about, 1)) == [A]


def test_words_of_its_text_and_of_its_postmortem_count() -> None:
    index = index_of(
        [
            *FILLER,
            incident(A, "Alpha", "the zugzwang daemon"),
            incident(B, "Beta"),
            postmortem(B, "It was the daemon, in zugzwang", cause="leak"),
            incident(C, "Gamma", "the zugzwang daemons", cause="Leak"),
            gathered(runbook_path("zugzwang"), b"# Zugzwang\n\nzugzwang daemon\n"),
        ]
    )
    about = asked(index, C)
    assert about is not None
    first, second = alike(index, about, 5)
    assert (first.incident.id, first.stage) == (B, "published")
    assert [reason.line for reason in first.likeness.reasons] == [
        "same cause: Leak",
        "words: daemon, zugzwang",
    ]
    assert (second.incident.id, second.stage) == (A, "")


def test_a_cause_that_is_an_incident_leads_to_it() -> None:
    index = index_of([*FILLER, incident(A, "Alpha"), incident(B, "Beta", links=f"[caused-by {A}]")])
    for one, other in ((A, B), (B, A)):
        about = asked(index, one)
        assert about is not None
        assert names(alike(index, about, 5)) == [other]


def test_what_is_the_same_incident_is_left_out() -> None:
    index = index_of(
        [
            incident(A, "Checkout failures"),
            incident(B, "Checkout failures", merged_into=A),
            incident(C, "Checkout failures", links=f"[duplicate-of {A}]"),
        ]
    )
    about = asked(index, A)
    assert about is not None
    assert alike(index, about, 5) == []


@pytest.mark.parametrize(
    "title",
    [
        '" OR title : x',
        "NEAR(a b)",
        "'; DROP TABLE words;--",
        "*",
        "\x00\x1b[2J",
        "AND OR NOT",
        "{}",
    ],
)
def test_a_hostile_title_is_words_like_any_other(title: str) -> None:
    index = index_of([*FILLER, incident(A, "Checkout failures")])
    alike(index, of_text(title, title), 5)
    assert names(alike(index, of_text(f"Checkout failures {title}"), 1)) == [A]


def test_very_many_with_the_same_words_are_gone_through_from_the_newest_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    every = list(_incidents([(day % 4, day % 3, 0) for day in range(300)]))
    index = index_of(every)
    about = of_text("Checkout failures", "checkout")
    before = alike(index, about, 5)
    for module, name, value in (
        (of_index, "_FEW", 10),
        (telling_words, "FEW", 10),
        (telling_words, "_COMMON", 50),
    ):
        monkeypatch.setattr(module, name, value)
    after = alike(index, about, 5)
    assert names(after)[0] == names(before)[0]
    assert {one.incident.title for one in after} == {"checkout failures"}


def _incidents(drawn: Sequence[tuple[int, int, int]]) -> Iterable[Gathered]:
    for number, (trouble, service, other) in enumerate(drawn):
        title = f"{SERVICES[service]} {TROUBLES[trouble]}"
        name = f"{FIRST + timedelta(days=number // 2):%Y-%m-%d}-{slug(title)}-{number}"
        text = f"the {SERVICES[other]} queue of host{number % 5} zugzwang{number % 3}"
        yield incident(name, title, text, services=f"[{SERVICES[service]}, {SERVICES[other]}]")


@pytest.mark.parametrize("is_service_told", [True, False])
def test_those_of_its_kind_are_convincing_and_no_others(*, is_service_told: bool) -> None:
    drawn = [(number % 4, number % 3, number % 7 % 3) for number in range(240)]
    index = index_of(_incidents(drawn))
    for service in SERVICES:
        for trouble in TROUBLES:
            about = of_text(f"{service} {trouble}", *[service][: int(is_service_told)])
            found = [one for one in alike(index, about, 240) if one.likeness.is_convincing]
            assert {one.incident.title for one in found} == {f"{service} {trouble}"}
            assert len(found) == 20


_DRAWN = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=20
)


@settings(max_examples=30, deadline=None)
@given(_DRAWN)
def test_the_answer_is_that_of_an_index_that_was_filled_otherwise(
    drawn: list[tuple[int, int, int]],
) -> None:
    every = list(_incidents(drawn))
    new = index_of(every)
    moved = index_of(reversed(every))
    moved.remove([every[0].path, every[-1].path])
    moved.add(dict.fromkeys([every[-1], every[0]]))
    for name in {every[0].name, every[-1].name}:
        one, other = asked(new, name), asked(moved, name)
        assert one is not None
        assert one == other
        assert alike(new, one, 10) == alike(moved, one, 10)


@settings(max_examples=30, deadline=None)
@given(_DRAWN)
def test_no_candidate_is_missed_among_few(drawn: list[tuple[int, int, int]]) -> None:
    every = list(_incidents(drawn))
    index = index_of(every)
    about = asked(index, every[0].name)
    assert about is not None
    title, services = every[0].stated[1], {v for k, v in every[0].labels if k == "services"}
    expected = {
        one.name
        for one in every[1:]
        if one.stated[1] == title or services & {v for k, v in one.labels if k == "services"}
    }
    assert expected <= {*names(alike(index, about, 50))}
