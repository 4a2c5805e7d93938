-- Actors across documents. A form is a name as documents write it, together with what their roles say about who bears
-- it (see crates/store/src/actors): `block` is the name as a key, `evidence` what tells its bearers apart, `actor` the
-- archive's actor to whom the form belongs today. All of it follows from the records and the log of corrections.

CREATE TABLE actor_forms (
    key INTEGER PRIMARY KEY,
    block TEXT NOT NULL,
    evidence TEXT NOT NULL,
    name TEXT NOT NULL,
    -- How many actors of documents bear it.
    appearances INTEGER NOT NULL CHECK (appearances > 0),
    actor TEXT NOT NULL,
    UNIQUE (block, evidence, name)
) STRICT;
CREATE INDEX actor_forms_by_actor ON actor_forms (actor);

-- Which form an actor of a document bears; an actor who is known in the document only has none.
CREATE TABLE actor_appearances (
    document INTEGER NOT NULL,
    actor INTEGER NOT NULL,
    form INTEGER NOT NULL REFERENCES actor_forms (key),
    PRIMARY KEY (document, actor),
    FOREIGN KEY (document, actor) REFERENCES actors (document, position) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX actor_appearances_by_form ON actor_appearances (form, document);

-- The form of each statement's speaker, as far as the archive knows the speaker.
CREATE TABLE statement_speakers (
    statement INTEGER PRIMARY KEY REFERENCES statements (key) ON DELETE CASCADE,
    form INTEGER NOT NULL REFERENCES actor_forms (key)
) STRICT;
CREATE INDEX statement_speakers_by_form ON statement_speakers (form, statement);

CREATE VIRTUAL TABLE actor_search USING fts5 (
    name, content = 'actor_forms', content_rowid = 'key', tokenize = 'unicode61 remove_diacritics 2'
);
