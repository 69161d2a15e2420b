"""A query asked of the index answers what a look at every incident would."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inc.domain.excerpt import Excerpt, Promised
from inc.domain.query import Filter, Query, Word, parse
from inc.domain.tasks import ActionItem
from inc.index.database import Index
from inc.index.listed import ORDERS, commanders, count, listed
from inc.index.selecting import unheard_of, where
from inc.store.excerpts import Gathered

NOW = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)
SECONDS = int(NOW.timestamp())
HOUR, DAY = 3600, 86_400


class Postmortem(NamedTuple):
    """A postmortem of an incident; one without a stage cannot be read."""

    stage: str
    words: str = ""
    items: tuple[ActionItem, ...] = ()


class Case(NamedTuple):
    """An incident with what else is known of it."""

    excerpt: Excerpt
    words: str = ""
    items: tuple[ActionItem, ...] = ()
    postmortem: Postmortem | None = None


def indexed(cases: list[Case], others: tuple[Gathered, ...] = ()) -> Index:
    index = Index.new()
    for case in cases:
        *stated, labels, promises = case.excerpt
        name = case.excerpt.id
        words = (case.excerpt.title, case.excerpt.impact, case.words)
        found = [
            Gathered(
                f"incidents/2026/03/{name}.md",
                *("incidents", name, "", ""),
                stated=tuple(stated),
                labels=labels,
                promises=tuple(map(tuple, promises)),  # type: ignore[arg-type]
                items=tuple(map(tuple, case.items)),
                words=words,
            )
        ]
        if case.postmortem:
            stage, text, items = case.postmortem
            found.append(
                Gathered(
                    f"postmortems/2026/03/{name}.md",
                    *("postmortems", name, "" if stage else "no YAML", ""),
                    stated=(stage, None, None) if stage else (),
                    items=tuple(map(tuple, items)),
                    words=("", "", text) if stage else (),
                )
            )
        index.add(found)
    index.add(others)
    index.finish()
    return index


TEAMS = {"Shop": ["CHECKOUT", "mail"], "it": ["check"], "idle": []}


def found_by(index: Index, query: Query) -> set[str]:
    return {one.id for one in listed(index, where(query, SECONDS, teams=TEAMS), now=SECONDS)}


def read(text: str) -> Query:
    return parse(text, now=NOW, zone=UTC)


# ------------------------------------------------------------------ by looking at each

TAKES: dict[str, Callable[[Excerpt], bool]] = {
    "open": lambda one: one.status not in ("resolved", "closed"),
    "ended": lambda one: one.status in ("resolved", "closed"),
    "mitigated": lambda one: one.mitigated is not None,
    "drill": lambda one: one.is_drill,
    "restricted": lambda one: one.is_restricted,
    "reopened": lambda one: one.reopened > 0,
    "merged": lambda one: bool(one.merged_into),
}
FIELDS = {"service": "services", "tag": "tags", "runbook": "runbooks", "link": "links"}
ROLES = ["commander", "tech_lead", "comms_lead", "scribe", "sme", "responder"]
MOMENTS = ["began", "started", "detected", "acknowledged", "declared", "mitigated", "resolved"]
MOMENTS += ["closed", "ended"]


def tokens(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def speaks_of(text: str, word: Word) -> bool:
    had, wanted = tokens(text), tokens(word.text)
    for start in range(len(had) - len(wanted) + 1):
        part = had[start : start + len(wanted)]
        if word.is_prefix and part[-1].startswith(wanted[-1]):
            part[-1] = wanted[-1]
        if part == wanted:
            return True
    return False


def is_like(had: str, value: str) -> bool:
    if value.endswith("*"):
        return had.lower().startswith(value.lower().rstrip("*"))
    return had.lower() == value.lower()


def open_items(case: Case) -> list[ActionItem]:
    theirs = list(case.postmortem.items) if case.postmortem and case.postmortem.stage else []
    copied = {(one.id, one.text.lower()) for one in theirs if one.id}
    own = [one for one in case.items if (one.id, one.text.lower()) not in copied]
    return [one for one in [*own, *theirs] if one.state == "open"]


def is_late(item: ActionItem) -> bool:
    try:
        return len(item.due) == 10 and date.fromisoformat(item.due) < NOW.date()
    except ValueError:
        return False


def has(case: Case, value: str) -> bool:
    one = case.excerpt
    if value in MOMENTS:
        return getattr(one, value) is not None
    if value in ("type", "impact"):
        return bool(getattr(one, value))
    known = {
        "postmortem": case.postmortem is not None,
        "published": case.postmortem is not None and case.postmortem.stage == "published",
        "actions": bool(open_items(case)),
        "overdue": any(map(is_late, open_items(case))),
        "mitigation": one.mitigated is not None,
        "promise": bool(one.promises),
    }
    if value == "team":
        return bool(teams_of(one))
    return known[value] if value in known else bool(one.all(FIELDS.get(value, value)))


def teams_of(one: Excerpt) -> list[str]:
    """The team that it states, else those of its services."""
    had = {service.lower() for service in one.all("services")}
    owners = [team for team, owned in TEAMS.items() if had & {service.lower() for service in owned}]
    return list(one.all("team")) or owners


def between(had: int | None, operator: str, bounds: list[int], *, is_closed: bool) -> bool:
    if had is None:
        return False
    if operator == "..":
        return bounds[0] <= had <= bounds[1] if is_closed else bounds[0] <= had < bounds[1]
    return {
        ">": had > bounds[0],
        ">=": had >= bounds[0],
        "<": had < bounds[0],
        "<=": had <= bounds[0],
    }[operator]


def lasted_until_now(one: Excerpt) -> int | None:
    """Seconds it lasted, or has lasted; None where its times say nothing possible."""
    ended = SECONDS if one.ended is None else one.ended
    return None if one.began is None or ended < one.began else ended - one.began


def holds(case: Case, one: Filter) -> bool:
    it = case.excerpt
    if one.key in MOMENTS:
        instants = [int(datetime.fromisoformat(value).timestamp()) for value in one.values]
        return between(getattr(it, one.key), one.operator, instants, is_closed=False)
    if one.key == "lasted":
        spans = [int(value.removesuffix("s")) for value in one.values]
        return between(lasted_until_now(it), one.operator, spans, is_closed=True)
    return any(holds_one(case, one.key, value) for value in one.values)


def holds_one(case: Case, key: str, value: str) -> bool:
    it = case.excerpt
    if key in ("status", "is"):
        return TAKES[value](it) if value in TAKES else it.status == value
    if key == "has":
        return has(case, value)
    if key == "severity":
        return it.severity == value
    if key == "type":
        return is_like(it.type, value)
    if key == "id":
        return is_like(it.id, value) if value.endswith("*") else value.lower() in it.id
    if key == "impact":
        return value.lower() in it.impact.lower()
    if key == "title":
        return speaks_of(it.title, Word(value.rstrip("*"), True, value.endswith("*")))
    if key == "link":
        return any(f" {value.lower()} " in f" {had.lower()} " for had in it.all("links"))
    if key == "team":
        return any(is_like(team, value) for team in teams_of(it))
    keys = ROLES if key == "role" else [FIELDS.get(key, key)]
    return any(is_like(had, value) for name in keys for had in it.all(name))


def takes(case: Case, query: Query) -> bool:
    # No phrase goes from one field into the next.
    texts = [f"{case.excerpt.title} end {case.excerpt.impact} end {case.words}"]
    if case.postmortem and case.postmortem.stage:
        texts.append(case.postmortem.words)
    wanted = [word for word in query.words if not word.is_negated]
    unwanted = [word for word in query.words if word.is_negated]
    return (
        all(holds(case, one) is not one.is_negated for one in query.filters)
        and any(all(speaks_of(text, word) for word in wanted) for text in texts)
        and not any(speaks_of(text, word) for text in texts for word in unwanted)
    )


# ------------------------------------------------------------------ made up

MADE_WORDS = ["pool", "connection", "connect", "order-service", "checkout", "503"]
TEXTS = st.lists(st.sampled_from(MADE_WORDS), max_size=4).map(" ".join)
TIMES = st.one_of(st.none(), st.integers(-40, 3).map(lambda hours: SECONDS + hours * HOUR))
DUE = st.sampled_from(["", "2026-03-03", "2026-03-04", "2026-02-30", "03/14", "2026-03-0", "x"])
ITEMS = st.lists(
    st.builds(
        ActionItem,
        text=st.sampled_from(["fix", "Fix", "alert"]),
        due=DUE,
        id=st.sampled_from(["", "a1b2c"]),
        state=st.sampled_from(["open", "done", "dropped"]),
    ),
    max_size=2,
).map(tuple)
LABELS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                *("services", "tags", "links", "runbooks", "commander", "sme", "person"),
                *("customer", "team"),
            ]
        ),
        st.sampled_from(
            ["Checkout", "check", "alice", "Bob", "caused-by 2026-01-15-old", "drill", "shop"]
        ),
    ),
    max_size=5,
).map(tuple)
EXCERPTS = st.builds(
    Excerpt,
    id=st.just(""),
    title=TEXTS,
    severity=st.sampled_from(["SEV1", "SEV2", "SEV4", "", "high"]),
    status=st.sampled_from(["investigating", "monitoring", "resolved", "closed", "", "odd"]),
    type=st.sampled_from(["", "Security", "vendor"]),
    is_restricted=st.booleans(),
    is_drill=st.booleans(),
    merged_into=st.sampled_from(["", "2026-01-15-old"]),
    **{name: TIMES for name in MOMENTS if name != "ended"},
    reopened=st.integers(0, 2),
    impact=TEXTS,
    labels=LABELS,
    promises=st.sampled_from([(), (Promised(SECONDS, None, False),)]),
)
POSTMORTEMS = st.builds(
    Postmortem, st.sampled_from(["", "draft", "published"]), words=TEXTS, items=ITEMS
)
CASES = st.lists(
    st.builds(Case, EXCERPTS, TEXTS, ITEMS, st.one_of(st.none(), POSTMORTEMS)), max_size=6
).map(
    lambda cases: [
        case._replace(excerpt=case.excerpt._replace(id=f"2026-03-0{place}-x"))
        for place, case in enumerate(cases, 1)
    ]
)
TERMS = [
    *(
        "pool",
        '"connection pool"',
        "conn*",
        '"order service"',
        "order-service",
        "50*",
        '"pool po"*',
    ),
    *("status:open", "status:ended,monitoring", "status:closed", "is:drill", "is:reopened,merged"),
    *("is:restricted", "is:mitigated", "sev:1", "sev:1..2", "type:security", "type:v*"),
    *("service:checkout", "service:check*", "tag:DRILL,check", "link:caused-by", "customer:*"),
    *("link:2026-01-15-old", "ic:bob", "role:alice", "who:@bob,alice", "customer:acme", "id:03-02"),
    *("id:2026-03-01*", "title:pool", "title:conn*", 'title:"connection pool"', "impact:order"),
    *(f"has:{name}" for name in (*MOMENTS, "postmortem", "published", "actions", "overdue")),
    *("has:mitigation", "has:promise", "has:type", "has:impact", "has:runbook", "has:commander"),
    *("team:shop", "team:IT,shop", "team:i*", "team:bob", "team:idle", "has:team", "lacks:team"),
    *("has:customer", "has:actions,link", "lasted:>2h", "lasted:<=20h", "lasted:1h..30h"),
    *(
        "since:yesterday",
        "until:14:30",
        "declared:2026-03-03",
        "resolved:<5h",
        "closed:>2026-03-03",
    ),
    *("ended:2026-03-03..", "mitigated:13:30", "began:>=1d"),
]
QUERIES = st.lists(
    st.tuples(st.sampled_from(["", "", "-"]), st.sampled_from(TERMS)).map("".join), max_size=3
).map(" ".join)


@settings(max_examples=300, deadline=None)
@given(CASES, st.lists(QUERIES, min_size=1, max_size=8))
def test_the_index_answers_as_a_look_at_each(cases: list[Case], texts: list[str]) -> None:
    index = indexed(cases)
    try:
        for text in texts:
            query = read(text)
            assert found_by(index, query) == {
                case.excerpt.id for case in cases if takes(case, query)
            }, text
    finally:
        index.close()


@pytest.mark.parametrize("term", TERMS)
def test_each_term_takes_one_and_leaves_one(term: str) -> None:
    """So that no term of the property test is one that never holds."""
    if term in ("customer:acme", "team:idle"):
        return
    at = int(datetime(2026, 3, 3, 12, tzinfo=UTC).timestamp())
    stated: dict[str, Any] = dict.fromkeys([one for one in MOMENTS if one != "ended"], at)
    labels = (
        *(("services", "Checkout"), ("tags", "drill"), ("links", "caused-by 2026-01-15-old")),
        *(("runbooks", "pool"), ("commander", "Bob"), ("sme", "alice"), ("person", "bob")),
        ("customer", "x"),
    )
    stated |= {"type": "security", "is_restricted": True, "is_drill": True, "merged_into": "x"}
    full = Excerpt(
        *("2026-03-02-x", "connection pool", "SEV1", "open"),
        **stated,
        reopened=1,
        impact="order service 503",
        labels=labels,
        promises=(Promised(SECONDS, None, False),),
    )
    fuller = Case(full, "pool pools", (ActionItem("fix", due="2026-03-03"),))
    fuller = fuller._replace(postmortem=Postmortem("published"))
    changes: list[dict[str, Any]] = [
        {"status": "closed", "type": "vendor", "mitigated": SECONDS - 2 * HOUR},
        {"status": "resolved", "closed": SECONDS, "began": SECONDS - 9000, "resolved": SECONDS},
        {"status": "monitoring", "resolved": SECONDS - 3 * HOUR},
    ]
    cases = [fuller]
    for place, changed in enumerate(changes):
        one = full._replace(id=f"2026-03-01-{place}", **changed)
        cases.append(fuller._replace(excerpt=one))
    owned = (("services", "check"), ("services", "mail"), ("team", "Bob"))
    cases[-1] = cases[-1]._replace(excerpt=one._replace(labels=(*labels, *owned[2:])))
    cases[-2] = cases[-2]._replace(excerpt=cases[-2].excerpt._replace(labels=(*labels, *owned[:2])))
    index = indexed([*cases, Case(Excerpt("2026-04-01-z", "z", "", "identified"))])
    query = read(term)
    both = found_by(index, query), found_by(index, read(f"-{term}"))
    assert both[0] and both[1]
    assert len(both[0]) + len(both[1]) == 5
    index.close()


# ------------------------------------------------------------------ text of others

HOSTILE = st.one_of(
    st.text(max_size=12).filter(lambda text: "\0" not in text),
    st.sampled_from(
        ['"', "' OR 1=1 --", "* AND", "NEAR(a b)", "title : x", "{a} :", "^a", "a + b"]
    ),
)


@settings(max_examples=150, deadline=None)
@given(HOSTILE, st.booleans(), st.booleans())
def test_no_text_is_more_than_a_value(text: str, is_prefix: bool, is_negated: bool) -> None:
    index = indexed([Case(Excerpt("2026-03-01-x", "x", "SEV1", "open"))])
    try:
        query = Query(
            (Word(text, True, is_prefix, is_negated),) if any(map(str.isalnum, text)) else (),
            tuple(
                Filter(key, (text, f"{text}*"), "=", is_negated)
                for key in ("title", "service", "impact", "id", "type", "link", text, "person")
            ),
        )
        for one in query.filters:
            assert count(index, where(Query(filters=(one,)), SECONDS)) in (0, 1)
        assert count(index, where(query, SECONDS)) in (0, 1)
    except UnicodeEncodeError:
        assert re.search("[\ud800-\udfff]", text)  # `parse` refuses it
    finally:
        index.close()


def test_letter_case_and_accents_do_not_count() -> None:
    labels = (("services", "STRASSE"), ("person", "Zoë"))
    index = indexed([Case(Excerpt("2026-03-01-x", "Café über", "SEV1", "open", labels=labels))])
    for text in ("cafe UBER", "title:CAFÉ", "service:straße", "who:ZOË", "über"):
        assert found_by(index, read(text)) == {"2026-03-01-x"}
    index.close()


def test_the_words_of_a_runbook_are_not_those_of_an_incident() -> None:
    runbook = Gathered("runbooks/x.md", "runbooks", "2026-03-01-x", words=("pool", "", ""))
    index = indexed([Case(Excerpt("2026-03-01-x", "x", "SEV1", "open"))], (runbook,))
    assert found_by(index, read("pool")) == set()
    index.close()


def test_keys_that_no_document_has() -> None:
    labels = (("customer", "acme"),)
    index = indexed([Case(Excerpt("2026-03-01-x", "x", "SEV1", "open", labels=labels))])
    query = read("customer:x servce:y has:region,tag -has:customer status:open")
    assert unheard_of(index, query) == ["servce", "region"]
    index.close()


# ------------------------------------------------------------------ lists


def test_what_is_due_today_is_not_overdue_where_it_is_still_that_day() -> None:
    item = ActionItem("fix", due="2026-03-03")
    index = indexed([Case(Excerpt("2026-03-01-x", "x", "SEV1", "open"), items=(item,))])
    query = read("has:overdue")
    assert count(index, where(query, SECONDS)) == 1
    assert count(index, where(query, SECONDS, "2026-03-03")) == 0
    index.close()


@settings(max_examples=100, deadline=None)
@given(CASES, st.sampled_from(sorted(ORDERS)), st.booleans(), st.integers(0, 4))
def test_orders(cases: list[Case], order: str, is_reversed: bool, limit: int) -> None:
    index = indexed(cases)

    def key(one: Excerpt) -> tuple[object, ...]:
        low = -(10**12)
        newest = (-(low if one.began is None else one.began), [-ord(sign) for sign in one.id])
        lasted, ended = lasted_until_now(one), one.ended
        stages = ["investigating", "identified", "monitoring", "resolved", "closed"]
        first = {
            "began": 0,
            "id": 0,
            "ended": -(low if ended is None else ended),
            "severity": (one.severity == "", one.severity),
            "status": stages.index(one.status) if one.status in stages else -1,
            "lasted": -(low if lasted is None else lasted),
            "title": one.title.lower(),
        }[order]
        return (first, newest[1]) if order == "id" else (first, *newest)

    expected = [one.excerpt.id for one in sorted(cases, key=lambda case: key(case.excerpt))]
    expected = expected[::-1] if is_reversed else expected
    found = listed(index, now=SECONDS, order=order, is_reversed=is_reversed, limit=limit)
    assert [one.id for one in found] == (expected[:limit] if limit else expected)
    spans = {one.excerpt.id: lasted_until_now(one.excerpt) for one in cases}
    assert all(one.lasted(SECONDS) == spans[one.id] for one in found)
    index.close()


@pytest.mark.parametrize("size", [3, 600])
def test_who_commands_few_and_many(size: int) -> None:
    labels = (("commander", "alice"), ("person", "x"), ("commander", "bob"))
    one = Excerpt("", "x", "SEV1", "open", labels=labels)
    cases = [Case(one._replace(id=f"2026-03-01-{place}")) for place in range(size)]
    index = indexed([*cases, Case(Excerpt("2026-03-02-x", "x", "SEV1", "open"))])
    numbers = [one.number for one in listed(index, now=SECONDS)]
    found = commanders(index, numbers)
    assert list(found.values()) == ["alice, bob"] * size
    index.close()


def test_the_newest_open_ones_are_found_by_an_index() -> None:
    index = indexed([])
    sql, given = where(read("status:open"), SECONDS)
    (first, *_) = index.rows(
        "EXPLAIN QUERY PLAN SELECT i.id FROM incidents AS i WHERE "
        f"{sql} ORDER BY i.began DESC, i.name DESC LIMIT 50",
        given,
    )
    assert "incidents_open" in first[-1]
    for text in ("service:a", "has:customer"):
        sql, given = where(read(text), SECONDS)
        told = index.rows(f"EXPLAIN QUERY PLAN SELECT 1 FROM incidents AS i WHERE {sql}", given)
        for name in ("texts_key", "labelled_text"):
            assert any(name in row[-1] for row in told), name
    index.close()
