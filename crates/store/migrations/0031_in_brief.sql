-- What lists and counts ask of a document most often, without its text: some two hundred documents to a page instead of
-- one or two. SQLite does not choose it by itself where the key of a document is given, so queries name it.

CREATE INDEX documents_in_brief ON documents (key, superseded, published_day, outlet);
