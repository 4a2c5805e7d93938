-- Corrections. The log alone is evidence: it is only ever added to, and names documents, quotations and actors by what
-- stays when they are read again. The other tables follow from it.

CREATE TABLE corrections (
    -- The first 16 hexadecimal digits of the SHA-256 of the rest.
    id TEXT PRIMARY KEY,
    -- UTC, ISO 8601 with microseconds: the order in which corrections take effect, then the id.
    made_at TEXT NOT NULL,
    made_by TEXT,
    reason TEXT,
    -- JSON: see store::Action.
    action TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX corrections_in_order ON corrections (made_at, id);
CREATE TRIGGER corrections_do_not_change BEFORE UPDATE ON corrections
    BEGIN SELECT raise(ABORT, 'the log of corrections is only ever added to'); END;
CREATE TRIGGER corrections_do_not_vanish BEFORE DELETE ON corrections
    BEGIN SELECT raise(ABORT, 'the log of corrections is only ever added to'); END;

-- An id of an actor (or of some of its bearers) that is the same actor as `root`.
CREATE TABLE actor_merges (
    id TEXT PRIMARY KEY,
    block TEXT NOT NULL,
    root TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX actor_merges_by_block ON actor_merges (block);

-- An actor of one document, by the key of its name there, and whose bearer it is.
CREATE TABLE actor_pins (
    document TEXT NOT NULL,
    local_key TEXT NOT NULL,
    block TEXT NOT NULL,
    evidence TEXT NOT NULL,
    PRIMARY KEY (document, local_key)
) STRICT, WITHOUT ROWID;

-- The name that an actor is to have.
CREATE TABLE actor_names (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What is to be done with a statement, by its document and words; `speaker` is JSON, null when it stays.
CREATE TABLE statement_rules (
    document TEXT NOT NULL,
    quotation TEXT NOT NULL,
    start INTEGER NOT NULL,
    rejected INTEGER NOT NULL,
    speaker TEXT,
    correction TEXT NOT NULL,
    PRIMARY KEY (document, quotation, start)
) STRICT, WITHOUT ROWID;

-- What was done with a statement. `speaker_kind` is null when the speaker stays.
CREATE TABLE statement_corrections (
    statement INTEGER PRIMARY KEY REFERENCES statements (key) ON DELETE CASCADE,
    rejected INTEGER NOT NULL,
    speaker_actor TEXT,
    speaker_name TEXT,
    speaker_role TEXT,
    speaker_kind TEXT,
    form INTEGER REFERENCES actor_forms (key),
    correction TEXT NOT NULL
) STRICT;
CREATE INDEX statement_corrections_by_form ON statement_corrections (form) WHERE form IS NOT NULL;

DROP VIEW statement_texts;
CREATE VIEW statement_texts (key, document, speaker, content) AS
SELECT
    statements.key,
    statements.document,
    CASE
        WHEN corrected.speaker_kind IS NULL THEN coalesce(statements.speaker_name, statements.speaker_role)
        ELSE coalesce(corrected.speaker_name, corrected.speaker_role)
    END,
    (
        SELECT group_concat(
            CAST(substr(CAST(documents.text AS BLOB), start_byte + 1, end_byte - start_byte) AS TEXT), ' … '
            ORDER BY statement_spans.position
        )
        FROM statement_spans
        WHERE statement_spans.statement = statements.key AND role = 'content'
    )
FROM statements
JOIN documents ON documents.key = statements.document
LEFT JOIN statement_corrections AS corrected ON corrected.statement = statements.key;
