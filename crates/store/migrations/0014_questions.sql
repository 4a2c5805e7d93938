-- Questions, and positions with all that shows them. The old table of positions was always empty.

CREATE TABLE questions (
    id TEXT PRIMARY KEY,
    -- JSON: see types::Question.
    question TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The version of the code that judged the positions; one row.
CREATE TABLE judge (
    key INTEGER PRIMARY KEY CHECK (key = 1),
    version TEXT NOT NULL
) STRICT;

-- Documents whose positions do not follow from today's questions and corrections: all others' do.
CREATE TABLE positions_due (
    document INTEGER PRIMARY KEY REFERENCES documents (key) ON DELETE CASCADE
) STRICT;

DROP TABLE positions;
CREATE TABLE positions (
    document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    question TEXT NOT NULL,
    actor TEXT,
    name TEXT,
    stance TEXT NOT NULL,
    statement TEXT NOT NULL,
    date_value TEXT,
    date_earliest TEXT,
    date_latest TEXT,
    former INTEGER NOT NULL CHECK (former IN (0, 1)),
    basis TEXT NOT NULL CHECK (basis IN ('stated', 'argued', 'carried')),
    confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),
    PRIMARY KEY (document, position),
    FOREIGN KEY (document, actor) REFERENCES actors (document, id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (document, statement) REFERENCES statements (document, id) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
CREATE INDEX positions_by_question ON positions (question);
