"""What is true of every merge, tried on documents and changes by chance; and a defect is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random
from typing import Any

import kinds
import laws
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inc.domain.timeline import fold
from inc.store import entries
from inc.store.three_way import documents, header, journal
from inc.store.three_way.journal import Line

SHARDS = range(20)
CASES_IN_SHARD = 1_000
SOAK_SHARDS = range(100)
CASES_IN_SOAK_SHARD = 10_000
MOST_UNTIL_FOUND = 1_000
"""Within so many cases each planted defect has to be found; most are within a hundred."""


@pytest.fixture(autouse=True)
def _remembering() -> Iterator[None]:
    with laws.remembering():
        yield


def _broken(seeds: Sequence[int]) -> Iterator[str]:
    for seed in seeds:
        case = kinds.case(seed)
        for law in laws.violations(case.base, case.sides, case.path, seed):
            yield f"case {seed}: {law}"


@pytest.mark.parametrize("shard", SHARDS)
def test_twenty_thousand_merges_keep_the_laws(shard: int) -> None:
    start = shard * CASES_IN_SHARD
    assert list(_broken(range(start, start + CASES_IN_SHARD))) == []


@pytest.mark.soak
@pytest.mark.timeout(0)
@pytest.mark.parametrize("shard", SOAK_SHARDS)
def test_a_million_merges_keep_the_laws(shard: int) -> None:
    start = (1 + shard) * 1_000_000
    assert list(_broken(range(start, start + CASES_IN_SOAK_SHARD))) == []


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(chance=st.randoms(use_true_random=False), number=st.integers(0, 7), whole=st.booleans())
def test_merges_that_hypothesis_finds_keep_the_laws(
    chance: Random, number: int, whole: bool
) -> None:
    case = kinds.chosen(chance, is_whole=whole)
    assert list(laws.violations(case.base, case.sides, case.path, number)) == []


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(chance=st.randoms(use_true_random=False))
def test_what_nobody_or_everybody_changed_is_as_it_was(chance: Random) -> None:
    case = kinds.chosen(chance)
    base, (one, _, _) = case.base, case.sides

    assert documents.merge(base, one, one, case.path).text == one
    assert documents.merge(base, base, one, case.path).text == one
    assert documents.merge(base, one, base, case.path).text == one


# ------------------------------------------------------------------ planted defects


def _counted(line: Line) -> Line:
    """Another version of an entry whose id only says that it is one: the third has it, too."""
    other = journal_other(line)
    entry = other.entry._replace(id=f"{line.entry.id[:-1]}x")
    return Line(entry, tuple(entries.write(entry, "")))


def _by_values(base: journal.Journal, side: journal.Journal) -> set[Any]:
    """What differs in the front matter, instead of what entries speak of."""
    was, now = (fold([line.entry for line in one.entries.values()]) for one in (base, side))
    return {path for path in was.keys() | now.keys() if was.get(path) != now.get(path)}


def _of_new_entries(base: header.Header, sides: Any, touched: Any, all_entries: Any) -> Any:
    """The front matter of what was added since the base alone."""
    new = [entry for entry in all_entries if entry not in base.entries]
    return header_united(base, sides, touched, new)


def _first_wins(name: Any, before: Any, after: Mapping[str, Any], _choices: Any) -> str:
    """Our value of a field, whatever theirs is."""
    return next(iter(after))


journal_other, header_united = journal._other_version, header.united

DEFECTS: Mapping[str, tuple[Any, str, Callable[..., Any]]] = {
    "the id of another version is counted": (journal, "_other_version", _counted),
    "a fold over values": (documents, "_touched", _by_values),
    "a fold over new entries": (header, "united", _of_new_entries),
    "ours wins": (header, "_field", _first_wins),
}


@pytest.mark.parametrize("defect", DEFECTS)
def test_a_defect_that_is_planted_is_found(defect: str, monkeypatch: pytest.MonkeyPatch) -> None:
    home, name, function = DEFECTS[defect]
    monkeypatch.setattr(home, name, function)

    assert next(_broken(range(MOST_UNTIL_FOUND)), None) is not None
