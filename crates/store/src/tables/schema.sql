-- Plain tables for Datasette and for anybody who writes SQL: see EXPORTS.md. Each row has a number of its own, so that
-- every reference leads by one column. Spans are Unicode code points [start, end) into documents.text; lists are JSON.

CREATE TABLE documents (
    number INTEGER PRIMARY KEY,
    title TEXT,
    outlet TEXT,
    published TEXT,
    published_basis TEXT,
    url TEXT,
    byline TEXT NOT NULL,
    modified TEXT,
    section TEXT,
    language TEXT,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    text TEXT NOT NULL,
    UNIQUE (id, version)
) STRICT;

CREATE TABLE actors (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE appearances (
    number INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES documents (number),
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    roles TEXT NOT NULL,
    actor INTEGER REFERENCES actors (number),
    government_of TEXT,
    mentions TEXT NOT NULL
) STRICT;

CREATE TABLE statements (
    number INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES documents (number),
    speaker TEXT,
    role TEXT,
    words TEXT NOT NULL,
    kind TEXT NOT NULL,
    act TEXT NOT NULL,
    polarity TEXT NOT NULL,
    said TEXT,
    said_earliest TEXT,
    said_latest TEXT,
    actor INTEGER REFERENCES actors (number),
    speaker_kind TEXT NOT NULL,
    unresolved_because TEXT,
    addressee TEXT,
    medium TEXT,
    cue TEXT,
    source TEXT,
    nested_in INTEGER REFERENCES statements (number),
    confidence REAL NOT NULL,
    id TEXT NOT NULL,
    content TEXT NOT NULL
) STRICT;

CREATE TABLE events (
    number INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES documents (number),
    type TEXT NOT NULL,
    mode TEXT,
    actor_name TEXT,
    recipient_name TEXT,
    place TEXT,
    country TEXT,
    latitude REAL,
    longitude REAL,
    happened TEXT,
    happened_earliest TEXT,
    happened_latest TEXT,
    killed REAL,
    wounded REAL,
    size REAL,
    factuality TEXT NOT NULL,
    statement INTEGER REFERENCES statements (number),
    actor INTEGER REFERENCES actors (number),
    recipient INTEGER REFERENCES actors (number),
    cameo TEXT,
    quad TEXT,
    words TEXT NOT NULL,
    evidence TEXT NOT NULL
) STRICT;

CREATE TABLE questions (
    number INTEGER PRIMARY KEY,
    ask TEXT NOT NULL,
    id TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE positions (
    number INTEGER PRIMARY KEY,
    question INTEGER NOT NULL REFERENCES questions (number),
    name TEXT,
    stance TEXT NOT NULL,
    date TEXT,
    date_earliest TEXT,
    date_latest TEXT,
    former INTEGER NOT NULL,
    basis TEXT NOT NULL,
    confidence REAL NOT NULL,
    document INTEGER NOT NULL REFERENCES documents (number),
    statement INTEGER REFERENCES statements (number),
    actor INTEGER REFERENCES actors (number)
) STRICT;

CREATE TABLE places (
    number INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES documents (number),
    words TEXT NOT NULL,
    name TEXT,
    country TEXT,
    latitude REAL,
    longitude REAL,
    geonames INTEGER,
    span TEXT NOT NULL
) STRICT;

CREATE TABLE times (
    number INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES documents (number),
    words TEXT NOT NULL,
    type TEXT NOT NULL,
    value TEXT,
    earliest TEXT,
    latest TEXT,
    span TEXT NOT NULL
) STRICT;

CREATE TABLE quantities (
    number INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES documents (number),
    words TEXT NOT NULL,
    value REAL,
    upper REAL,
    bound TEXT,
    unit TEXT,
    si_value REAL,
    si_unit TEXT,
    of_what TEXT,
    span TEXT NOT NULL
) STRICT;

-- Who said what, where it stands.
CREATE VIEW quotations AS
SELECT speaker, role, words, kind, act, said, outlet, published, title, url, statements.confidence,
    statements.number AS statement, documents.number AS document
FROM statements JOIN documents ON documents.number = statements.document
WHERE polarity = 'asserted' AND statements.nested_in IS NULL;

-- How often each actor was heard.
CREATE VIEW heard AS
SELECT actors.name, actors.kind, count(*) AS statements, count(DISTINCT statements.document) AS documents,
    count(DISTINCT outlet) AS outlets, min(coalesce(said_earliest, published)) AS first, max(coalesce(said_latest, published)) AS last,
    actors.number AS actor
FROM statements JOIN actors ON actors.number = statements.actor JOIN documents ON documents.number = statements.document
GROUP BY actors.number;

-- What happened, as far as somebody says so.
CREATE VIEW happenings AS
SELECT coalesce(happened, '(' || published || ')') AS happened, type, mode, actor_name, recipient_name, place, country, latitude, longitude,
    killed, wounded, size, factuality, words, outlet, title, url, events.number AS event, documents.number AS document
FROM events JOIN documents ON documents.number = events.document
WHERE factuality IN ('asserted', 'alleged');

-- Who stands where on which question, with the words.
CREATE VIEW stands AS
SELECT ask, positions.name, stance, date, former, basis, positions.confidence, words, outlet, title, url,
    positions.number AS position, documents.number AS document
FROM positions JOIN questions ON questions.number = positions.question JOIN documents ON documents.number = positions.document
    LEFT JOIN statements ON statements.number = positions.statement;

-- Datasette finds the index of a table by exactly this spelling of its content.
CREATE VIRTUAL TABLE documents_fts USING fts5 (
    title, text, content="documents", content_rowid = 'number', tokenize = 'unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE statements_fts USING fts5 (
    speaker, role, words, content="statements", content_rowid = 'number', tokenize = 'unicode61 remove_diacritics 2'
);
