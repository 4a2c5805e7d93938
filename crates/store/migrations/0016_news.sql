-- What `onrecord watch` has still to tell.

-- Documents of which it has not told yet, kept in the transaction of the document: a run that is killed loses none.
CREATE TABLE news (
    -- As documents.id has it.
    document TEXT PRIMARY KEY,
    -- JSON: what was said in the version before.
    said TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Alerts that a webhook has not taken yet, in the order in which they were made.
CREATE TABLE alerts (
    key INTEGER PRIMARY KEY,
    -- SHA-256 of the webhook's address, which may hold a secret; hexadecimal.
    webhook TEXT NOT NULL,
    -- What is posted: JSON.
    body TEXT NOT NULL
) STRICT;
CREATE INDEX alerts_by_webhook ON alerts (webhook, key);
