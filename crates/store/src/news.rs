//! What `onrecord watch` has still to tell: kept with the documents, so that no alert is lost whatever happens.

use std::collections::BTreeSet;

use rusqlite::{Connection, TransactionBehavior, params};

use crate::{Store, StoreError, checks};

/// A document that is new or has changed, of which nobody was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct News {
    /// The document's id.
    pub document: String,
    /// The contents of the statements in the version that was told of before.
    pub said: BTreeSet<String>,
}

/// An alert that its webhook has not taken yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alert {
    /// Names it for [`Store::sent`].
    pub key: i64,
    /// What is posted.
    pub body: String,
}

impl Store {
    /// From now on, what is kept is [`Store::news`] until it was told.
    #[must_use]
    pub fn noting_news(self) -> Self {
        Self { notes_news: true, ..self }
    }

    /// The documents of which nobody was told, by their ids.
    pub fn news(&self) -> Result<Vec<News>, StoreError> {
        let list = || {
            let mut query =
                self.connection.prepare_cached("SELECT document, said FROM news ORDER BY document")?;
            let rows = query.query_map([], |row| {
                let unreadable = |error: serde_json::Error| {
                    rusqlite::Error::FromSqlConversionFailure(1, rusqlite::types::Type::Text, error.into())
                };
                let said = serde_json::from_str(&row.get::<_, String>(1)?).map_err(unreadable)?;
                Ok(News { document: row.get(0)?, said })
            })?;
            rows.collect::<rusqlite::Result<_>>()
        };
        list().map_err(|source| self.failed("list what is new", source))
    }

    /// Strikes out news that were told, and keeps what is to be posted to `webhook`, in one transaction.
    pub fn told(&mut self, news: &[News], webhook: &str, alerts: &[String]) -> Result<(), StoreError> {
        let mut note = || -> rusqlite::Result<()> {
            let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            for News { document, .. } in news {
                transaction.prepare_cached("DELETE FROM news WHERE document = ?")?.execute([document])?;
            }
            for body in alerts {
                transaction
                    .prepare_cached("INSERT INTO alerts (webhook, body) VALUES (?, ?)")?
                    .execute(params![name(webhook), body])?;
            }
            transaction.commit()
        };
        let noted = note();
        noted.map_err(|source| self.failed("note what was told", source))
    }

    /// What a webhook has not taken yet, the oldest first.
    pub fn alerts(&self, webhook: &str) -> Result<Vec<Alert>, StoreError> {
        let list = || {
            let sql = "SELECT key, body FROM alerts WHERE webhook = ? ORDER BY key";
            let mut query = self.connection.prepare_cached(sql)?;
            let rows =
                query.query_map([name(webhook)], |row| Ok(Alert { key: row.get(0)?, body: row.get(1)? }))?;
            rows.collect::<rusqlite::Result<_>>()
        };
        list().map_err(|source| self.failed("list alerts", source))
    }

    /// The webhook has taken an alert.
    pub fn sent(&mut self, alert: &Alert) -> Result<(), StoreError> {
        self.connection
            .prepare_cached("DELETE FROM alerts WHERE key = ?")
            .and_then(|mut delete| delete.execute([alert.key]))
            .map(|_| ())
            .map_err(|source| self.failed("note that an alert was sent", source))
    }
}

/// Notes that a document is about to be kept; what was said in it before counts from when it was last told of.
pub(crate) fn note(store: &Connection, document: &str) -> rusqlite::Result<()> {
    let sql = "INSERT OR IGNORE INTO news (document, said)
        SELECT ?1, (SELECT json_group_array(content) FROM documents
            JOIN statement_texts ON statement_texts.document = documents.key WHERE id = ?1 AND superseded = 0)";
    store.prepare_cached(sql)?.execute([document]).map(|_| ())
}

/// A webhook as the table has it.
fn name(webhook: &str) -> String {
    checks::sha256(webhook.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
