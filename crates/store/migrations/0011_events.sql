-- Events with the ids of their parties, casualties, and all places that tell of them. No release kept any event before:
-- the table is made anew.

DROP TABLE events;

CREATE TABLE events (
    key INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    mode TEXT,
    actor TEXT,
    actor_name TEXT,
    actor_start_byte INTEGER,
    actor_end_byte INTEGER,
    recipient TEXT,
    recipient_name TEXT,
    recipient_start_byte INTEGER,
    recipient_end_byte INTEGER,
    place_name TEXT,
    place_start_byte INTEGER,
    place_end_byte INTEGER,
    when_value TEXT,
    when_earliest TEXT,
    when_latest TEXT,
    killed REAL,
    wounded REAL,
    size REAL,
    evidence_start_byte INTEGER NOT NULL,
    evidence_end_byte INTEGER NOT NULL,
    factuality TEXT NOT NULL,
    statement TEXT,
    -- First and last day by which the event is listed: when it happened, else the day of publication.
    first_day TEXT,
    last_day TEXT,
    UNIQUE (document, position),
    FOREIGN KEY (document, actor) REFERENCES actors (document, id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (document, recipient) REFERENCES actors (document, id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (document, statement) REFERENCES statements (document, id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX events_by_day ON events (first_day IS NULL, first_day, document, position);

-- Further places of the document that tell of the same event.
CREATE TABLE event_mentions (
    event INTEGER NOT NULL REFERENCES events (key) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    start_byte INTEGER NOT NULL,
    end_byte INTEGER NOT NULL,
    PRIMARY KEY (event, position)
) STRICT, WITHOUT ROWID;

-- Search. External content, as that of statements.
CREATE VIRTUAL TABLE event_search USING fts5 (
    actor_name, recipient_name, place_name,
    content = 'events', content_rowid = 'key', tokenize = 'unicode61 remove_diacritics 2'
);
