"""What people type to find incidents: words, phrases and filters."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inc.domain.query import LONGEST, Filter, Query, Word, filter_of, joined, parse
from inc.domain.query_keys import HAS, IS, KEYS, MOMENTS, ROLES, STATUSES
from inc.domain.times import zone_of
from inc.errors import UsageError

NOW = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)


def read(text: str, zone: str = "UTC") -> Query:
    return parse(text, now=NOW, zone=zone_of(zone))


def only(text: str, zone: str = "UTC") -> Filter:
    (found,) = read(text, zone).filters
    return found


# ------------------------------------------------------------------ words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("pool", [Word("pool")]),
        ('"connection pool" leak', [Word("connection pool", True), Word("leak")]),
        ("conn*", [Word("conn", is_prefix=True)]),
        ('"connection po"*', [Word("connection po", True, True)]),
        ("-flaky", [Word("flaky", is_negated=True)]),
        ('-"connection pool"', [Word("connection pool", True, False, True)]),
        ("order-service", [Word("order-service")]),
        (r'"a \"b\" c\d"', [Word(r'a "b" c\d', True)]),
        ("http://x 12:30 std::vector C:\\x error: error:,", None),
        ('"status:open"', [Word("status:open", True)]),
        ("- & — * -* \t\n", []),
        ("", []),
    ],
)
def test_words(text: str, words: list[Word] | None) -> None:
    if words is None:
        assert [word.text for word in read(text).words] == text.split()
        assert read(text).filters == ()
    else:
        assert read(text) == Query(tuple(words))


# ------------------------------------------------------------------ filters


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("status:open", Filter("status", ("open",))),
        ("Status:Closed", Filter("status", ("closed",))),
        ("status:mitigating", Filter("status", ("identified",))),
        ("sev:1", Filter("severity", ("SEV1",))),
        ("severity:SEV-2,1", Filter("severity", ("SEV2", "SEV1"))),
        ("sev:1..3", Filter("severity", ("SEV1", "SEV2", "SEV3"))),
        ("sev:3..", Filter("severity", ("SEV3", "SEV4"))),
        ("sev:1 sev:2 sev:1", Filter("severity", ("SEV1", "SEV2"))),
        ("-sev:4", Filter("severity", ("SEV4",), "=", True)),
        ("services:checkout", Filter("service", ("checkout",))),
        ('service:"a, b",c', Filter("service", ("a, b", "c"))),
        ('title:"connection pool"', Filter("title", ("connection pool",))),
        ("ic:@alice", Filter("commander", ("alice",))),
        ("tech-lead:bob", Filter("tech_lead", ("bob",))),
        ("who:alice,@bob", Filter("person", ("alice", "bob"))),
        ("is:Drill", Filter("is", ("drill",))),
        ("has:postmortems", Filter("has", ("postmortem",))),
        ("has:ic", Filter("has", ("commander",))),
        ("has:resolved_at", Filter("has", ("resolved",))),
        ("has:customer", Filter("has", ("customer",))),
        ("lacks:actions", Filter("has", ("actions",), "=", True)),
        ("no:runbook,cause", Filter("has", ("runbook", "cause"), "=", True)),
        ("-lacks:actions", Filter("has", ("actions",))),
        ("customer:acme", Filter("customer", ("acme",))),
        ('Customer-Id:"//x"', Filter("Customer-Id", ("//x",))),
        ("link:https://x/1", Filter("link", ("https://x/1",))),
        ("lasted:>2h", Filter("lasted", ("7200s",), ">")),
        ("lasted:<=90m", Filter("lasted", ("5400s",), "<=")),
        ("lasted:1h..2h", Filter("lasted", ("3600s", "7200s"), "..")),
        ("lasted:..2h", Filter("lasted", ("7200s",), "<=")),
        ("duration:2h..*", Filter("lasted", ("7200s",), ">=")),
    ],
)
def test_filters(text: str, found: Filter) -> None:
    assert only(text) == found


@pytest.mark.parametrize(
    ("text", "operator", "values"),
    [
        ("resolved:2026-03", "..", "2026-03-01T00:00 2026-04-01T00:00"),
        ("resolved_at:2026-03-04", "..", "2026-03-04T00:00 2026-03-05T00:00"),
        ("began:yesterday", "..", "2026-03-03T00:00 2026-03-04T00:00"),
        ("began:2026-01..2026-02", "..", "2026-01-01T00:00 2026-03-01T00:00"),
        ("began:2026-01..", ">=", "2026-01-01T00:00"),
        ("began:*..2026-01", "<", "2026-02-01T00:00"),
        ("began:>2026-01", ">=", "2026-02-01T00:00"),
        ("began:>=2026-01", ">=", "2026-01-01T00:00"),
        ("began:<2026-01", "<", "2026-01-01T00:00"),
        ("began:<=2026-01", "<", "2026-02-01T00:00"),
        ("began:14:00", "..", "2026-03-04T14:00 2026-03-04T14:01"),
        ("began:>14:00", ">=", "2026-03-04T14:00:01"),
        ("began:<=14:00", "<", "2026-03-04T14:00:01"),
        ("declared:7d", ">=", "2026-02-25T15:30"),
        ("declared:>=7d", ">=", "2026-02-25T15:30"),
        ("declared:<7d", "<", "2026-02-25T15:30"),
        ('declared:"7d ago"', ">=", "2026-02-25T15:30"),
        ("since:2026-01", ">=", "2026-01-01T00:00"),
        ("until:2026-01", "<", "2026-02-01T00:00"),
        ("until:14:00", "<", "2026-03-04T14:00"),
    ],
)
def test_times(text: str, operator: str, values: str) -> None:
    found = only(text)
    ends = [f"{value}Z" if value.count(":") == 2 else f"{value}:00Z" for value in values.split()]
    assert (found.operator, list(found.values)) == (operator, ends)


def test_a_day_is_one_of_the_zone() -> None:
    assert only("began:2026-03-29", "Europe/Berlin").values == (
        "2026-03-28T23:00:00Z",
        "2026-03-29T22:00:00Z",
    )


def test_each_time_has_two_names_and_since_is_of_the_beginning() -> None:
    for name in MOMENTS:
        assert only(f"{name}:2026").key == name
    assert only("declared_at:2026").key == "declared"
    assert only("since:2026").key == only("until:2026").key == "began"


def test_what_an_incident_has_one_of_may_be_repeated_and_the_rest_has_to_hold_together() -> None:
    assert read("status:open status:closed type:a type:b").filters == (
        Filter("status", ("open", "closed")),
        Filter("type", ("a", "b")),
    )
    assert len(read("tag:a tag:b began:>=2025 began:<2026 -sev:1 -sev:2 sev:3").filters) == 7


@pytest.mark.parametrize(
    ("text", "what", "hint"),
    [
        ("is:drilll", "'drilll' is not what an incident can be", "Did you mean drill? One of: "),
        ("has:postmortm", "'postmortm' is not what an incident can have", "mean postmortem?"),
        ("has:update", "'has:update' is not known", "has:promise"),
        ("status:done", "'done' is not a status", "open, ended, investigating"),
        ("sev:5", "'5' is not a severity", "One of: SEV1"),
        ("sev:>2", "'severity:>2' has two readings", "severity:1..2"),
        ("service:", "'service:' has no value", "As in service:checkout"),
        ("is:,", "'is:' has no value", "One of: open"),
        ("person:@", "'person:@' names nobody", "person:alice"),
        ("role:scribe", "'role:scribe' names a role", "has:scribe"),
        ("declared:soon", "'soon' is not a time", "Type 7d"),
        ("declared:2026-13", "'2026-13' is impossible", "Type 7d"),
        ("declared:2026,2025", "'declared:' takes one time", "declared:2026-01..2026-03"),
        ("declared:2026..2025", "'declared:2026..2025' ends before it", "2025..2026"),
        ("declared:..", "'declared:..' names no time", "2026-03"),
        ("declared:>9999-12-31T23:59:59Z", "is impossible", "our times"),
        ("lasted:2h", "'lasted:2h' does not say", "lasted:>2h, lasted:<2h"),
        ("lasted:>soon", "'soon' is not a span", "30m"),
        ('pool "leak', 'a quotation mark is not closed: "leak', "Close it"),
        ("a" * (LONGEST + 1), "the query has 4001 characters", "rare"),
        ("a " * 101, "the query has 101 terms", "service:a,b,c"),
        ("a\0b", "bytes that no document can hold", "UTF-8"),
        ("a\udcffb", "bytes that no document can hold", "UTF-8"),
    ],
)
def test_what_cannot_be_meant(text: str, what: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        read(text)
    assert what in caught.value.what
    assert hint in caught.value.hint


def test_ten_thousand_characters_are_refused_at_once() -> None:
    for text in ('"' * 10_000, "a:" * 5_000, "-" * 10_000, "\\" * 10_000):
        with pytest.raises(UsageError):
            read(text)
    for text in ("a:" * 2_000, "-" * 4_000, "\\" * 4_000, '""' * 2_000):
        assert len(read(text)) == 2


# ------------------------------------------------------------------ from a shell


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["status:open", "pool"], "status:open pool"),
        (["connection pool"], '"connection pool"'),
        (["connection po*"], '"connection po"*'),
        (["-connection pool"], '-"connection pool"'),
        (["title:connection pool", "x"], 'title:"connection pool" x'),
        (["-team:a b"], '-team:"a b"'),
        (["began:yesterday 15:00"], 'began:"yesterday 15:00"'),
        (["status:open pool"], "status:open pool"),
        (["pool status:open"], "pool status:open"),
        (["title:pool -sev:1"], "title:pool -sev:1"),
        (['pool "a b"'], 'pool "a b"'),
        (["error: no pool"], '"error: no pool"'),
        (["see http://x now"], '"see http://x now"'),
        ([], ""),
    ],
)
def test_the_words_of_a_shell(words: list[str], text: str) -> None:
    assert joined(words) == text


# ------------------------------------------------------------------ as it is typed

PIECES = st.sampled_from(
    [
        *("status:", "sev:", "service:", "customer:", "is:", "has:", "lacks:", "began:", "role:"),
        *("lasted:", "person:", '"', '\\"', "\\", " ", "-", "*", ",", "..", ">=", "<", ":", "//"),
        *("open", "1", "2h", "7d", "2026-03", "2025", "drill", "alice", "@", "x", "Ä", "\u3000"),
    ]
)
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=3)), max_size=12).map("".join)


@given(TEXTS)
def test_a_query_is_typed_as_it_is_read(text: str) -> None:
    try:
        found = read(text)
    except UsageError as error:
        assert error.what and error.hint
        return
    assert read(str(found)) == found
    words = [str(one) for one in (*found.filters, *found.words)]
    assert read(" ".join(words)) == found


VALUES = st.text(min_size=1, max_size=8).filter(lambda text: bool(text.strip().strip("@")))
FREE = st.sampled_from(["service", "tag", "team", "title", "cause", "customer", "x-y"])
ONE_FILTER = st.one_of(
    st.builds(lambda key, values: (key, values), FREE, st.lists(VALUES, min_size=1, max_size=3)),
    st.builds(lambda values: ("is", values), st.lists(st.sampled_from(IS), min_size=1)),
    st.builds(lambda values: ("has", values), st.lists(st.sampled_from(HAS), min_size=1)),
    st.builds(lambda values: ("status", values), st.lists(st.sampled_from(STATUSES), min_size=1)),
    st.builds(lambda key: (key, ["2026-02..2026-03"]), st.sampled_from(MOMENTS)),
)


@given(st.lists(st.tuples(ONE_FILTER, st.booleans()), max_size=5))
def test_filters_are_typed_as_they_are(made: list[tuple[tuple[str, list[str]], bool]]) -> None:
    filters = [
        filter_of(key, values, now=NOW, zone=UTC, is_negated=is_negated)
        for (key, values), is_negated in made
        if not any("\0" in value or not value.strip() for value in values)
    ]
    query = Query().and_also(*filters)
    try:
        assert read(str(query)) == query
    except UsageError as error:
        assert "bytes that no document" in error.what


def test_what_speaks_of_ended_ones_is_asked_of_all() -> None:
    for text in ("status:open", "is:drill", "resolved:7d", "has:postmortem", "-has:published"):
        assert read(text).says_how_it_stands
    for text in ("pool", "sev:1", "has:runbook", "since:7d", ""):
        assert not read(text).says_how_it_stands


def test_every_key_is_read() -> None:
    good = {"status": "open", "severity": "1", "is": "open", "has": "tag", "lacks": "tag"}
    for key in KEYS:
        times = key in (*MOMENTS, "since", "until")
        value = good.get(key) or ("2026" if times else ">1h" if key == "lasted" else "x")
        assert only(f"{key}:{value}").values
    assert set(ROLES) < set(KEYS)
