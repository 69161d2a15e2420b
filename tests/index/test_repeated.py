"""Which incidents repeat a cause, asked of the index, is what the rule says of all of them."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from inc.domain.excerpt import Excerpt
from inc.domain.repeats import repeats, stated
from inc.index.database import Index
from inc.index.measures import Scope
from inc.index.measures import repeats as asked

NAMES = [f"2026-03-0{number}-x" for number in range(1, 8)]
causes = st.sampled_from(
    [
        "dns",
        "DNS",
        "config-change",
        "Config change",
        "unknown",
        "",
        NAMES[0],
        f"caused-by {NAMES[1]}",
    ]
)
links = st.builds(
    "{} {}".format,
    st.sampled_from(["caused-by", "Caused_by", "duplicate-of", "related", "dup"]),
    st.sampled_from([*NAMES, "2026-01-01-gone", "https://example.com/1"]),
)
labels = st.lists(
    st.tuples(st.sampled_from(["cause", "root_cause"]), causes)
    | st.tuples(st.just("links"), links),
    max_size=3,
).map(tuple)
incidents = st.lists(
    st.tuples(
        st.none() | st.integers(1, 5),
        st.sampled_from(["", "", "", *NAMES[:3]]),
        labels,
        st.none() | labels,
        st.booleans(),
    ),
    max_size=len(NAMES),
)


@given(incidents)
@settings(deadline=None)  # an index each time, on whatever disk there is
def test_the_index_says_what_the_rule_says(
    each: list[
        tuple[
            int | None, str, tuple[tuple[str, str], ...], tuple[tuple[str, str], ...] | None, bool
        ]
    ],
) -> None:
    index, told, keys, documents = Index.new(), [], {}, 0
    for name, (began, into, own, its, is_drill) in zip(NAMES, each, strict=False):
        one = Excerpt(name, name, "SEV1", "closed", began=began, is_drill=is_drill)
        one = one._replace(labels=own, merged_into=into)
        *fields, labels, promises = one
        index.add([(f"i/{name}", "incidents", name, "", "", (*fields,), labels, promises, (), ())])
        documents += 1
        keys[documents] = name
        if its is not None:
            state = ("draft", None, None)
            index.add([(f"p/{name}", "postmortems", name, "", "", state, its, (), (), ())])
            documents += 1
        if not is_drill:
            told.append(stated(one, its or ()))
    index.finish()
    found = {keys[key] for key in asked(index, Scope())}
    index.close()
    assert found == set(repeats(told))
