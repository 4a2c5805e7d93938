-- The full-text index of statements without the number of words of each: nothing asks for it, and it was another table by
-- day, of which each document changes a page.

DROP TABLE statement_search;
CREATE VIRTUAL TABLE statement_search USING fts5 (
    speaker, content,
    content = 'statement_texts', content_rowid = 'key', columnsize = 0, tokenize = 'unicode61 remove_diacritics 2'
);
INSERT INTO statement_search (statement_search, rank) VALUES ('automerge', 8);
INSERT INTO statement_search (statement_search) VALUES ('rebuild');
