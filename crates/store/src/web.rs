//! What is remembered of the web, so that nobody is asked twice for the same.

use rusqlite::{OptionalExtension, params};
use types::{HostManners, Visit};

use crate::{Store, StoreError};

impl Store {
    /// What is known of a host, given as `https://example.org:8080`; none when it was never asked.
    pub fn web_host(&self, host: &str) -> Result<Option<HostManners>, StoreError> {
        let sql = "SELECT robots, robots_fetched, rest_until FROM web_hosts WHERE host = ?";
        self.connection
            .prepare_cached(sql)
            .and_then(|mut query| {
                query
                    .query_row([host], |row| {
                        Ok(HostManners {
                            robots: row.get(0)?,
                            robots_fetched: row.get(1)?,
                            rest_until: row.get(2)?,
                        })
                    })
                    .optional()
            })
            .map_err(|source| self.failed("look up a host", source))
    }

    /// Keeps what is known of a host in the place of what was known.
    pub fn keep_web_host(&self, host: &str, manners: &HostManners) -> Result<(), StoreError> {
        let sql =
            "INSERT OR REPLACE INTO web_hosts (host, robots, robots_fetched, rest_until) VALUES (?, ?, ?, ?)";
        self.connection
            .prepare_cached(sql)
            .and_then(|mut insert| {
                insert.execute(params![host, manners.robots, manners.robots_fetched, manners.rest_until])
            })
            .map(|_| ())
            .map_err(|source| self.failed("keep a host", source))
    }

    /// The last visit to an address, and whether a document that was read from there is kept.
    pub fn web_visit(&self, url: &str) -> Result<Option<(Visit, bool)>, StoreError> {
        // An origin is the address, or the address with a space and the list that named it; addresses have no spaces.
        let sql = "SELECT fetched, status, etag, last_modified, listed, list, EXISTS (
                SELECT 1 FROM document_origins
                WHERE origin = ?1 OR (origin >= ?1 || ' ' AND origin < ?1 || '!'))
            FROM web_visits WHERE url = ?1";
        self.connection
            .prepare_cached(sql)
            .and_then(|mut query| {
                query
                    .query_row([url], |row| {
                        let visit = Visit {
                            fetched: row.get(0)?,
                            status: row.get(1)?,
                            etag: row.get(2)?,
                            last_modified: row.get(3)?,
                            listed: row.get(4)?,
                            list: row.get(5)?,
                        };
                        Ok((visit, row.get(6)?))
                    })
                    .optional()
            })
            .map_err(|source| self.failed("look up a visit", source))
    }

    /// Keeps a visit in the place of the last one.
    pub fn keep_web_visit(&self, url: &str, visit: &Visit) -> Result<(), StoreError> {
        let sql =
            "INSERT OR REPLACE INTO web_visits (url, fetched, status, etag, last_modified, listed, list)
            VALUES (?, ?, ?, ?, ?, ?, ?)";
        let Visit { fetched, status, etag, last_modified, listed, list } = visit;
        self.connection
            .prepare_cached(sql)
            .and_then(|mut insert| {
                insert.execute(params![url, fetched, status, etag, last_modified, listed, list])
            })
            .map(|_| ())
            .map_err(|source| self.failed("keep a visit", source))
    }
}
