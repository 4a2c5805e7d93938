-- After all rows: what makes them quick to find.

CREATE INDEX statements_by_document ON statements (document);
CREATE INDEX statements_by_actor ON statements (actor);
CREATE INDEX statements_by_speaker ON statements (speaker);
CREATE INDEX appearances_by_document ON appearances (document);
CREATE INDEX appearances_by_actor ON appearances (actor);
CREATE INDEX events_by_document ON events (document);
CREATE INDEX events_by_type ON events (type);
CREATE INDEX events_by_actor ON events (actor);
CREATE INDEX events_by_recipient ON events (recipient);
CREATE INDEX events_by_statement ON events (statement);
CREATE INDEX positions_by_question ON positions (question);
CREATE INDEX positions_by_document ON positions (document);
CREATE INDEX positions_by_actor ON positions (actor);
CREATE INDEX places_by_document ON places (document);
CREATE INDEX places_by_name ON places (name);
CREATE INDEX times_by_document ON times (document);
CREATE INDEX quantities_by_document ON quantities (document);
CREATE INDEX documents_by_published ON documents (published);
CREATE INDEX documents_by_outlet ON documents (outlet);
INSERT INTO documents_fts (documents_fts) VALUES ('rebuild');
INSERT INTO statements_fts (statements_fts) VALUES ('rebuild');
INSERT INTO documents_fts (documents_fts) VALUES ('optimize');
INSERT INTO statements_fts (statements_fts) VALUES ('optimize');
ANALYZE;
