"""The columns that are kept are what the rows tell, whatever was changed, kept or taken back."""

from __future__ import annotations

from typing import Any

import brute
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from inc.domain.excerpt import Excerpt
from inc.domain.repeats import repeats, stated
from inc.domain.tasks import ActionItem
from inc.index import columns, measures
from inc.index.database import Index
from inc.index.measures import Scope
from inc.index.schema import SEGMENT

NAMES = [f"2026-03-0{number}-x" for number in range(1, 6)]
KINDS = ("incidents", "postmortems")
times = st.none() | st.integers(0, 1_000)
labels = st.lists(
    st.tuples(st.just("cause"), st.sampled_from(["dns", "DNS ", "expiry", "unknown", "ü\0\n"])),
    max_size=2,
).map(tuple)
excerpts = st.builds(
    lambda name, severity, status, began, resolved, labels, kind: Excerpt(
        *(name, "x", severity, status),
        began=began,
        resolved=resolved,
        labels=labels,
        is_drill=kind == "drill",
        is_restricted=kind == "inside",
        merged_into=NAMES[0] if kind == "merged" and name != NAMES[0] else "",
        reopened=3_000_000_000 if kind == "often" else 0,
    ),
    st.sampled_from(NAMES),
    st.sampled_from(["SEV1", "", "ü\0"]),
    st.sampled_from(["closed", "investigating"]),
    *(times, times, labels),
    st.sampled_from(["", "", "", "drill", "inside", "merged", "often"]),
)
items = st.lists(
    st.builds(
        lambda state, due, done_on: ActionItem("x", state=state, due=due, done_on=done_on),
        st.sampled_from(["open", "done", "dropped"]),
        *[st.sampled_from(["", "soon", "2026-03-01", "2026-04-01"])] * 2,
    ),
    max_size=3,
).map(tuple)
promises = st.lists(st.tuples(st.integers(0, 9), times, st.booleans()), max_size=2).map(tuple)


class Segments(RuleBasedStateMachine):
    """An index in memory that is written, asked, and written again."""

    def __init__(self) -> None:
        super().__init__()
        self.index = Index.new()
        self.index.finish()
        self.index.begin(write=True)
        self.there: dict[str, Any] = {}
        self.before: dict[str, Any] = {}

    def teardown(self) -> None:
        self.index.close()

    def put(self, kind: str, name: str, document: tuple[Any, ...], told: object) -> None:
        path = f"{kind}/{name}"
        self.index.remove([path])
        self.index.add([(path, kind, name, "", "", *document, ())])
        self.there[path] = told

    @rule(one=excerpts, items=items, promises=promises)
    def save_incident(self, one: Excerpt, items: Any, promises: Any) -> None:
        *fields, labels, _ = one
        self.put("incidents", one.id, ((*fields,), labels, promises, items), one)

    @rule(name=st.sampled_from(NAMES), labels=labels, items=items)
    def save_postmortem(self, name: str, labels: Any, items: Any) -> None:
        self.put("postmortems", name, (("draft", None, None), labels, (), items), labels)

    @rule(kind=st.sampled_from(KINDS), name=st.sampled_from(NAMES))
    def delete(self, kind: str, name: str) -> None:
        self.index.remove([f"{kind}/{name}"])
        self.there.pop(f"{kind}/{name}", None)

    @initialize(each=st.lists(excerpts, max_size=5))
    def begin(self, each: list[Excerpt]) -> None:
        """What comes behind so many runbooks stands in another segment."""
        for one in each:
            self.save_incident(one, (), ())
        runbooks = ((f"r/{number}", "runbooks", "x") for number in range(1 << SEGMENT))
        self.index.add((*named, "", "", (), (), (), (), ()) for named in runbooks)
        self.keep_columns()
        self.commit()

    @rule()
    def keep_columns(self) -> None:
        """As it is done once a question is answered, in a transaction that is kept."""
        brute.check_columns(self.index)
        columns.keep(self.index, self.index.made)
        self.index.made = {}

    @rule()
    def commit(self) -> None:
        self.index.commit()
        self.index.begin(write=True)
        self.before = dict(self.there)

    @rule()
    def take_back(self) -> None:
        """The index is closed after it, and opened anew."""
        self.index.rollback()
        self.index.made, self.index._last = {}, 0
        self.index.begin(write=True)
        self.there = dict(self.before)

    @invariant()
    def columns_are_what_the_rows_tell(self) -> None:
        brute.check_columns(self.index)

    @invariant()
    def causes_are_those_of_the_rule(self) -> None:
        told = [
            stated(one, self.there.get(f"postmortems/{one.id}", ()))
            for one in self.there.values()
            if isinstance(one, Excerpt) and not one.is_drill and not one.is_restricted
        ]
        names: dict[int, str] = dict(self.index.rows("SELECT id, name FROM incidents"))
        assert {names[key] for key in measures.repeats(self.index, Scope())} == set(repeats(told))


Segments.TestCase.settings = settings(max_examples=60, stateful_step_count=15, deadline=None)
TestSegments = Segments.TestCase
