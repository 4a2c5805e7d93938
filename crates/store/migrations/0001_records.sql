-- Records: one row for each thing that types::Record holds, in columns of their own. `position` counts from 0 in
-- the order of the record. `start_byte` and `end_byte` are UTF-8 byte offsets [start, end) into documents.text.
-- Days are ISO 8601 text. Words of enums are the serde names of crate types.

CREATE TABLE documents (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    url TEXT,
    title TEXT,
    outlet TEXT,
    published_day TEXT,
    published_value TEXT,
    published_basis TEXT,
    language TEXT,
    fingerprint TEXT NOT NULL,
    made_by_onrecord TEXT NOT NULL,
    made_by_model TEXT NOT NULL,
    -- The text's own evidence: SHA-256 of the whole, and the first 4 bytes of the SHA-256 of each 64-byte piece, so
    -- that damage is found (by the first) and located (by the second).
    text_sha256 BLOB NOT NULL,
    text_pieces BLOB NOT NULL,
    -- Last, so that a scan of the columns above never walks through the texts.
    text TEXT NOT NULL,
    CHECK ((published_day IS NULL) = (published_value IS NULL)),
    CHECK ((published_day IS NULL) = (published_basis IS NULL))
) STRICT;
CREATE INDEX documents_by_url ON documents (url);

-- The first 8 bytes of the SHA-256 of each part of the record as it was read back after writing, so that a changed
-- column or a lost row is found. A later migration that adds to a part has to set it anew.
CREATE TABLE record_checks (
    document INTEGER PRIMARY KEY REFERENCES documents (key) ON DELETE CASCADE,
    parts BLOB NOT NULL
) STRICT;

-- Every place from which a document was read with its present fingerprint.
CREATE TABLE document_origins (
    origin TEXT NOT NULL,
    document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    PRIMARY KEY (origin, document)
) STRICT, WITHOUT ROWID;
CREATE INDEX document_origins_by_document ON document_origins (document);

CREATE TABLE bylines (
    document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (document, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE actors (
    document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    PRIMARY KEY (document, position),
    UNIQUE (document, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE actor_roles (
    document INTEGER NOT NULL,
    actor INTEGER NOT NULL,
    position INTEGER NOT NULL,
    role TEXT NOT NULL,
    PRIMARY KEY (document, actor, position),
    FOREIGN KEY (document, actor) REFERENCES actors (document, position) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE actor_mentions (
    document INTEGER NOT NULL,
    actor INTEGER NOT NULL,
    position INTEGER NOT NULL,
    start_byte INTEGER NOT NULL CHECK (start_byte >= 0),
    end_byte INTEGER NOT NULL CHECK (end_byte >= start_byte),
    PRIMARY KEY (document, actor, position),
    FOREIGN KEY (document, actor) REFERENCES actors (document, position) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE statements (
    key INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    act TEXT NOT NULL,
    polarity TEXT NOT NULL,
    speaker_actor TEXT,
    speaker_name TEXT,
    speaker_role TEXT,
    speaker_kind TEXT NOT NULL,
    speaker_reason TEXT,
    addressee_name TEXT,
    addressee_start_byte INTEGER,
    addressee_end_byte INTEGER,
    medium_name TEXT,
    medium_start_byte INTEGER,
    medium_end_byte INTEGER,
    said_value TEXT,
    said_earliest TEXT,
    said_latest TEXT,
    nested_in TEXT,
    confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),
    -- Concluded when kept: the stretch of days by which statements are listed and filtered. The days on which it was
    -- said (an open start is 0000-01-01, an open end 9999-12-31), else the day of publication, else unknown.
    first_day TEXT,
    last_day TEXT,
    UNIQUE (document, position),
    UNIQUE (document, id),
    CHECK ((first_day IS NULL) = (last_day IS NULL)),
    FOREIGN KEY (document, speaker_actor) REFERENCES actors (document, id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (document, nested_in) REFERENCES statements (document, id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX statements_by_day ON statements (first_day IS NULL, first_day);

CREATE TABLE statement_spans (
    statement INTEGER NOT NULL REFERENCES statements (key) ON DELETE CASCADE,
    role TEXT NOT NULL CHECK (role IN ('content', 'source', 'cue')),
    position INTEGER NOT NULL,
    start_byte INTEGER NOT NULL CHECK (start_byte >= 0),
    end_byte INTEGER NOT NULL CHECK (end_byte >= start_byte),
    PRIMARY KEY (statement, role, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE times (
    document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    start_byte INTEGER NOT NULL CHECK (start_byte >= 0),
    end_byte INTEGER NOT NULL CHECK (end_byte >= start_byte),
    kind TEXT NOT NULL,
    value TEXT,
    earliest TEXT,
    latest TEXT,
    PRIMARY KEY (document, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE places (
    document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    start_byte INTEGER NOT NULL CHECK (start_byte >= 0),
    end_byte INTEGER NOT NULL CHECK (end_byte >= start_byte),
    name TEXT,
    country TEXT,
    geonames INTEGER,
    lat REAL,
    lon REAL,
    PRIMARY KEY (document, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE quantities (
    document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    start_byte INTEGER NOT NULL CHECK (start_byte >= 0),
    end_byte INTEGER NOT NULL CHECK (end_byte >= start_byte),
    value REAL,
    unit TEXT,
    si_value REAL,
    si_unit TEXT,
    PRIMARY KEY (document, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
    document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    mode TEXT,
    actor_name TEXT,
    actor_start_byte INTEGER,
    actor_end_byte INTEGER,
    recipient_name TEXT,
    recipient_start_byte INTEGER,
    recipient_end_byte INTEGER,
    place_name TEXT,
    place_start_byte INTEGER,
    place_end_byte INTEGER,
    when_value TEXT,
    when_earliest TEXT,
    when_latest TEXT,
    evidence_start_byte INTEGER NOT NULL,
    evidence_end_byte INTEGER NOT NULL,
    factuality TEXT NOT NULL,
    statement TEXT,
    PRIMARY KEY (document, position),
    FOREIGN KEY (document, statement) REFERENCES statements (document, id) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;

CREATE TABLE positions (
    document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    question TEXT NOT NULL,
    actor TEXT,
    name TEXT,
    stance TEXT NOT NULL,
    statement TEXT NOT NULL,
    PRIMARY KEY (document, position),
    FOREIGN KEY (document, actor) REFERENCES actors (document, id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (document, statement) REFERENCES statements (document, id) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;

CREATE TABLE notes (
    document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (document, position)
) STRICT, WITHOUT ROWID;

-- Search. External content: the index holds no copy of a text. `keep` writes both in the transaction of the record.
CREATE VIRTUAL TABLE document_search USING fts5 (
    outlet, title, text,
    content = 'documents', content_rowid = 'key', tokenize = 'unicode61 remove_diacritics 2'
);

-- What statement_search indexes: the speaker as listed, and the content as types::cut gives it.
CREATE VIEW statement_texts (key, document, speaker, content) AS
SELECT
    statements.key,
    statements.document,
    coalesce(statements.speaker_name, statements.speaker_role),
    (
        SELECT group_concat(
            CAST(substr(CAST(documents.text AS BLOB), start_byte + 1, end_byte - start_byte) AS TEXT), ' … '
            ORDER BY statement_spans.position
        )
        FROM statement_spans
        WHERE statement_spans.statement = statements.key AND role = 'content'
    )
FROM statements JOIN documents ON documents.key = statements.document;

CREATE VIRTUAL TABLE statement_search USING fts5 (
    speaker, content,
    content = 'statement_texts', content_rowid = 'key', tokenize = 'unicode61 remove_diacritics 2'
);
