-- The spans of statements in the order of documents, as everything else of a record: by the keys of statements, thus by
-- days, those of each document changed two or three pages of their own.

CREATE TABLE spans_by_document (
    document INTEGER NOT NULL,
    -- The position of the statement in the document.
    statement INTEGER NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('content', 'source', 'cue')),
    position INTEGER NOT NULL,
    start_byte INTEGER NOT NULL CHECK (start_byte >= 0),
    end_byte INTEGER NOT NULL CHECK (end_byte >= start_byte),
    PRIMARY KEY (document, statement, role, position),
    FOREIGN KEY (document, statement) REFERENCES statements (document, position) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
INSERT INTO spans_by_document
SELECT document, statements.position, role, statement_spans.position, start_byte, end_byte
FROM statements JOIN statement_spans ON statement_spans.statement = statements.key
ORDER BY 1, 2, 3, 4;
DROP VIEW statement_texts;
DROP TABLE statement_spans;
ALTER TABLE spans_by_document RENAME TO statement_spans;

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
        WHERE statement_spans.document = statements.document AND statement_spans.statement = statements.position
            AND role = 'content'
    )
FROM statements
JOIN documents ON documents.key = statements.document
LEFT JOIN statement_corrections AS corrected ON corrected.statement = statements.key;
