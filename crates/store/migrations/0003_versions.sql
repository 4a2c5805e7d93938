-- Versions: a page that is read again with other text is kept beside the older one, so one id may stand in several rows
-- and the table has to be made anew. `page` is the key of the page's first version, `version` counts from 1, and
-- `superseded` is 1 as soon as a newer version is kept. Foreign keys are off while migrations run; they are checked after.

CREATE TABLE versioned_documents (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    page INTEGER NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    superseded INTEGER NOT NULL DEFAULT 0 CHECK (superseded IN (0, 1)),
    url TEXT,
    title TEXT,
    outlet TEXT,
    published_day TEXT,
    published_value TEXT,
    published_basis TEXT,
    modified TEXT,
    section TEXT,
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
    UNIQUE (id, version),
    UNIQUE (page, version),
    CHECK ((published_day IS NULL) = (published_value IS NULL)),
    CHECK ((published_day IS NULL) = (published_basis IS NULL))
) STRICT;
INSERT INTO versioned_documents
SELECT key, id, key, 1, 0, url, title, outlet, published_day, published_value, published_basis, modified, section,
    language, fingerprint, made_by_onrecord, made_by_model, text_sha256, text_pieces, text
FROM documents;
DROP VIEW statement_texts;
DROP TABLE documents;
ALTER TABLE versioned_documents RENAME TO documents;
CREATE INDEX documents_by_url ON documents (url);

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
