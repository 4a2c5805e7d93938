-- Copies: which documents carry the same story. Kept up to date in the transaction of each document.

CREATE TABLE copies (
    document INTEGER PRIMARY KEY REFERENCES documents (key) ON DELETE CASCADE,
    -- Days since 0000-01-01; null when it is unknown or only inferred.
    day INTEGER,
    -- The sampled hashes of the text's word 3-grams: u32, little endian, rising.
    sketch BLOB NOT NULL,
    -- The earliest document of the group; the document itself when it stands alone.
    first INTEGER NOT NULL
) STRICT;
CREATE INDEX copies_by_first ON copies (first);

-- The bands: each sampled hash leads to the documents that have it. No foreign key: it would need an index by document,
-- as large as the table, only to delete; `verify` proves that the bands are those of the sketches.
CREATE TABLE copy_bands (
    hash INTEGER NOT NULL,
    document INTEGER NOT NULL,
    PRIMARY KEY (hash, document)
) STRICT, WITHOUT ROWID;

-- Pairs that were compared in full and share enough; each stands in both directions. `cut` is 1 when one of the two
-- compiles several stories and is therefore no copy of the other.
CREATE TABLE copy_links (
    document INTEGER NOT NULL REFERENCES copies (document) ON DELETE CASCADE,
    other INTEGER NOT NULL REFERENCES copies (document) ON DELETE CASCADE,
    cut INTEGER NOT NULL DEFAULT 0 CHECK (cut IN (0, 1)),
    PRIMARY KEY (document, other)
) STRICT, WITHOUT ROWID;
CREATE INDEX copy_links_by_other ON copy_links (other);

-- What a run could not read, or kept without reading it; a row goes when its origin is read.
CREATE TABLE skipped (
    -- As document_origins has it.
    origin TEXT PRIMARY KEY,
    -- The file or address, and where in it ("line 12", "byte 4711"); empty where it is the whole.
    source TEXT NOT NULL,
    record TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX skipped_by_source ON skipped (source);
