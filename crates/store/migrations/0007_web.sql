-- What is remembered of the web between two runs. Times are seconds since 1970-01-01 UTC.

-- A host, as https://example.org:8080.
CREATE TABLE web_hosts (
    host TEXT PRIMARY KEY,
    robots BLOB NOT NULL,
    robots_fetched INTEGER,
    rest_until INTEGER
) STRICT, WITHOUT ROWID;

-- The last answer of an address. `list` is 1 for a feed or sitemap whose pages are all kept; `listed` is what the feed
-- or sitemap that names the address says about its last change.
CREATE TABLE web_visits (
    url TEXT PRIMARY KEY,
    fetched INTEGER NOT NULL,
    status INTEGER NOT NULL,
    etag TEXT,
    last_modified TEXT,
    listed TEXT,
    list INTEGER NOT NULL CHECK (list IN (0, 1))
) STRICT, WITHOUT ROWID;
