"""The tables of the index. Whoever changes one changes FORMAT, and every index is built anew."""

from __future__ import annotations

from typing import Final

FORMAT: Final = 6

INCIDENT: Final = (
    *("name", "title", "severity", "status", "type", "is_restricted", "is_drill", "merged_into"),
    *("began", "started", "detected", "acknowledged", "declared"),
    *("mitigated", "resolved", "closed", "reopened", "impact"),
)
"""The columns of an incident in the order of the fields of an `Excerpt`, its lists aside.

Behind them stands what follows from it: whether it is open, when it ended, and how many promises of
updates were kept, missed, and overtaken by the end. `promises` has them one by one, also those
that people wait for: what became of these depends on the time.
"""

TABLES: Final = f"""
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (
    id INTEGER PRIMARY KEY, path TEXT NOT NULL, folder TEXT NOT NULL, name TEXT NOT NULL,
    problem TEXT NOT NULL, hint TEXT NOT NULL
);
CREATE TABLE incidents (
    id INTEGER PRIMARY KEY, {", ".join(INCIDENT)}, is_open INTEGER, ended INTEGER,
    kept INTEGER, missed INTEGER, overtaken INTEGER
);
CREATE TABLE postmortems (id INTEGER PRIMARY KEY, name TEXT, stage TEXT, published, meeting,
    done INTEGER, dated INTEGER, late INTEGER, open INTEGER, dropped INTEGER
);
CREATE TABLE texts (id INTEGER PRIMARY KEY, key TEXT, value TEXT, folded TEXT);
CREATE UNIQUE INDEX texts_key ON texts (key, folded, value);
CREATE TABLE labelled (document INTEGER, text INTEGER);
CREATE VIEW labels AS SELECT l.rowid AS place, l.document, t.key, t.value, t.folded
    FROM labelled AS l JOIN texts AS t ON t.id = l.text;
CREATE TABLE promises (document INTEGER, at INTEGER, until INTEGER, is_over INTEGER);
CREATE TABLE items (
    document INTEGER, position INTEGER, text, type, owner, due, priority,
    item_id, state, reason, done_on, proof, is_due INTEGER, is_dated INTEGER, is_own INTEGER
);
CREATE TABLE segments (segment INTEGER, name TEXT, code TEXT, data BLOB,
    PRIMARY KEY (segment, name)
);
CREATE VIRTUAL TABLE words USING fts5(
    title, facts, text, tokenize="unicode61 remove_diacritics 2"
);
"""
"""The labels of documents are few texts many times, so each text is kept once.

`labels` shows them as one table, in which `place` is their order.
"""

SEGMENT: Final = 12  # bits of a number: 4,096 documents; of ten years it is a month, or a few

OUTDATED: Final = f"""
DELETE FROM segments WHERE segment IN (
    SELECT id >> {SEGMENT} FROM documents WHERE id BETWEEN ?1 AND ?2
    UNION SELECT i.id >> {SEGMENT} FROM documents AS d JOIN incidents AS i ON i.name = d.name
    WHERE d.id BETWEEN ?1 AND ?2
)
"""
"""Forgets the columns of `segments` that tell of some documents, or of their incidents."""

RESTRICTED: Final = (
    "SELECT document FROM labels WHERE key = 'visibility' AND folded NOT IN ('public', 'open')"
)
"""The numbers of the postmortems that say themselves that they stay inside."""

INDEXES: Final = """
CREATE UNIQUE INDEX documents_path ON documents (path);
CREATE INDEX documents_problem ON documents (path) WHERE problem <> '';
CREATE INDEX incidents_name ON incidents (name);
CREATE INDEX incidents_began ON incidents (began);
CREATE INDEX incidents_open ON incidents (is_open, began DESC);
CREATE INDEX postmortems_name ON postmortems (name);
CREATE INDEX labelled_text ON labelled (text, document);
CREATE INDEX labelled_document ON labelled (document);
CREATE INDEX incidents_measured ON incidents (
    began, is_open, reopened, severity, started, detected, acknowledged, declared, mitigated,
    resolved, closed, merged_into, is_drill, is_restricted, kept, missed, overtaken
);
CREATE INDEX incidents_apart ON incidents (began)
    WHERE (merged_into <> '' OR is_drill OR is_restricted);
CREATE INDEX incidents_merged ON incidents (merged_into) WHERE merged_into <> '';
CREATE INDEX promises_waiting ON promises (at, document) WHERE until IS NULL AND NOT is_over;
CREATE INDEX items_to_do ON items (due, document) WHERE state = 'open' AND is_due;
CREATE INDEX items_own ON items (document) WHERE is_own;
CREATE INDEX promises_document ON promises (document);
CREATE INDEX items_document ON items (document);
"""
"""Made after the rows of a new index: sorting once is cheaper than placing each row."""
