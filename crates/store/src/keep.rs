use jiff::civil::Date;
use rusqlite::{Connection, TransactionBehavior, params};
use types::{Actor, Event, Participant, Published, Record, Span, Statement, When, cut};

use crate::actors::identify;
use crate::columns::{ends, party_columns, when_columns, word};
use crate::defect::check;
use crate::load::load_record;
use crate::unindexed::Unindexed;
use crate::versions::{self, Row, Slot};
use crate::{Defect, Store, StoreError, checks, copies, corrections, days, news, questions};

/// What keeping a record did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// The document was not in the store.
    New,
    /// The store had it with the same fingerprint: its record was left as it is.
    Same,
    /// The store had its text with another fingerprint: the new record has taken the old one's place.
    Replaced,
    /// The store had its page with another text: this is a newer version of it, beside the older one.
    NewVersion,
}

/// One record to keep.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'record> {
    /// What was read.
    pub record: &'record Record,
    /// Where it was read from, as [`types::Origin`] prints it.
    pub origin: &'record str,
    /// The caller's hash of all that the record depends on: input bytes, what the input says about the page, and the
    /// versions of code and model.
    pub fingerprint: &'record str,
    /// For what the record's positions were judged: see [`crate::Judging::fingerprint`].
    pub judged: &'record str,
}

impl Store {
    /// Keeps one record, in a transaction of its own. The same id with the same fingerprint changes nothing; the same
    /// page with another text is a new version. The positions in it count as judged for no question.
    ///
    /// A record that contradicts itself is a [`StoreError::Defect`]; whatever the error, nothing of it is kept.
    pub fn keep(&mut self, record: &Record, origin: &str, fingerprint: &str) -> Result<Kept, StoreError> {
        let mut kept = self.keep_all([Reading { record, origin, fingerprint, judged: "" }])?;
        Ok(kept.remove(0)?)
    }

    /// Keeps many records in one transaction, which is much faster than one at a time: either all that have no defect
    /// are kept, or (an error) none. The results are in the order of the batch.
    pub fn keep_all<'record>(
        &mut self,
        batch: impl IntoIterator<Item = Reading<'record>>,
    ) -> Result<Vec<Result<Kept, Defect>>, StoreError> {
        let (path, notes_news) = (self.path.clone(), self.notes_news);
        let failed = |doing: String| {
            let path = path.clone();
            move |source| StoreError::from_sqlite(&path, doing, source)
        };
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(failed("begin to write".into()))?;
        let mut results = Vec::new();
        let mut unindexed = Unindexed::default();
        for reading in batch {
            results.push(match check(reading.record) {
                Err(defect) => Err(defect),
                Ok(()) => Ok(keep_one(&transaction, reading, notes_news, &mut unindexed)
                    .map_err(failed(format!("keep document {:?}", reading.record.document.id)))?),
            });
        }
        unindexed.write(&transaction).map_err(failed("index words".into()))?;
        transaction.commit().map_err(failed("commit".into()))?;
        Ok(results)
    }

    /// Whether a document read from `origin` (or with the id `origin`) is kept with this fingerprint, so that a second
    /// run need not read it again.
    pub fn is_kept(&self, origin: &str, fingerprint: &str) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (
            SELECT 1 FROM document_origins JOIN documents ON documents.key = document_origins.document
            WHERE origin = ?1 AND fingerprint = ?2
            UNION ALL SELECT 1 FROM documents WHERE id = ?1 AND fingerprint = ?2)";
        self.connection
            .prepare_cached(sql)
            .and_then(|mut query| query.query_row([origin, fingerprint], |row| row.get(0)))
            .map_err(|source| self.failed("look up a fingerprint", source))
    }
}

fn keep_one<'record>(
    store: &Connection,
    reading: Reading<'record>,
    notes_news: bool,
    unindexed: &mut Unindexed<'record>,
) -> rusqlite::Result<Kept> {
    let Reading { record, origin, fingerprint, judged } = reading;
    let text_sha256 = checks::sha256(record.document.text.as_bytes());
    let slot = versions::slot(store, &record.document, &text_sha256, fingerprint)?;
    if notes_news && !matches!(slot, Slot::Known(_)) {
        news::note(store, &record.document.id)?;
    }
    let (key, kept) = match slot {
        Slot::Known(key) => (key, Kept::Same),
        Slot::Replaces(row) => {
            // The index has to hold what is taken out of it.
            unindexed.write(store)?;
            remove(store, row.key)?;
            insert(store, record, fingerprint, row, unindexed)?;
            (row.key, Kept::Replaced)
        }
        Slot::New(row) => {
            insert(store, record, fingerprint, row, unindexed)?;
            versions::supersede(store, row)?;
            (row.key, if row.version == 1 { Kept::New } else { Kept::NewVersion })
        }
    };
    if kept != Kept::Same && questions::fingerprint(store)? != judged {
        questions::mark_due(store, key)?;
    }
    store
        .prepare_cached("INSERT OR IGNORE INTO document_origins (document, origin) VALUES (?, ?)")?
        .execute(params![key, origin])?;
    store.prepare_cached("DELETE FROM skipped WHERE origin = ?")?.execute([origin])?;
    Ok(kept)
}

/// Takes a document with all that belongs to it out of tables and indexes.
fn remove(store: &Connection, document: i64) -> rusqlite::Result<()> {
    copies::take_out(store, document)?;
    corrections::apply::take_out(store, document)?;
    identify::take_out(store, document)?;
    // FTS5 has to be told what the index holds for a row before the row goes.
    for sql in [
        "INSERT INTO statement_search (statement_search, rowid, speaker, content)
         SELECT 'delete', key, speaker, content FROM statement_texts WHERE document = ?",
        "INSERT INTO event_search (event_search, rowid, actor_name, recipient_name, place_name)
         SELECT 'delete', key, actor_name, recipient_name, place_name FROM events WHERE document = ?",
        "INSERT INTO document_search (document_search, rowid, outlet, title, text)
         SELECT 'delete', key, outlet, title, text FROM documents WHERE key = ?",
        "DELETE FROM documents WHERE key = ?",
    ] {
        store.prepare_cached(sql)?.execute([document])?;
    }
    Ok(())
}

/// Writes a record and reads it back for its hashes.
fn insert<'record>(
    store: &Connection,
    record: &'record Record,
    fingerprint: &str,
    row: Row,
    unindexed: &mut Unindexed<'record>,
) -> rusqlite::Result<()> {
    let document = &record.document;
    let text = document.text.as_str();
    let published = document.published.as_ref();
    let key = row.key;
    store
        .prepare_cached(
            "INSERT INTO documents (key, id, page, version, superseded, url, title, outlet, published_day, published_value, published_basis,
                modified, section, language, fingerprint, made_by_onrecord, made_by_model, text_sha256, text_pieces, text)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![
            key,
            document.id,
            row.page,
            row.version,
            row.superseded,
            document.url,
            document.title,
            document.outlet,
            published.map(|published| published.date.to_string()),
            published.map(|published| &published.value),
            published.map(|published| word(published.basis)).transpose()?,
            document.modified,
            document.section,
            document.language,
            fingerprint,
            record.made_by.onrecord,
            record.made_by.model,
            checks::sha256(text.as_bytes()),
            checks::pieces(text.as_bytes()),
            text
        ])?;
    unindexed.document(key, document);

    let mut bylines = store.prepare_cached("INSERT INTO bylines VALUES (?, ?, ?)")?;
    for (position, name) in (0_i64..).zip(&document.byline) {
        bylines.execute(params![key, position, name])?;
    }
    for (position, actor) in (0..).zip(&record.actors) {
        insert_actor(store, key, position, actor)?;
    }
    for (position, statement) in (0..).zip(&record.statements) {
        let statement_key = insert_statement(store, key, position, statement, published)?;
        let speaker = statement.speaker.name.as_ref().or(statement.speaker.role.as_ref());
        unindexed.statement(statement_key, speaker.cloned(), cut(text, &statement.content));
    }
    let mut times = store.prepare_cached("INSERT INTO times VALUES (?, ?, ?, ?, ?, ?, ?, ?)")?;
    for (position, time) in (0_i64..).zip(&record.times) {
        let (start, end) = ends(time.span);
        let (value, earliest, latest) = when_columns(time.when.as_ref());
        times.execute(params![key, position, start, end, word(time.kind)?, value, earliest, latest])?;
    }
    let mut places = store.prepare_cached("INSERT INTO places VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")?;
    for (position, place) in (0_i64..).zip(&record.places) {
        let (start, end) = ends(place.span);
        let (name, country) = (&place.name, &place.country);
        places.execute(params![
            key,
            position,
            start,
            end,
            name,
            country,
            place.geonames,
            place.lat,
            place.lon
        ])?;
    }
    let mut quantities =
        store.prepare_cached("INSERT INTO quantities VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")?;
    for (position, quantity) in (0_i64..).zip(&record.quantities) {
        let (start, end) = ends(quantity.span);
        let (value, unit) = (quantity.value, &quantity.unit);
        let (si_value, si_unit) = (quantity.si_value, &quantity.si_unit);
        let (upper, of) = (quantity.upper, &quantity.of);
        let bound = quantity.bound.map(word).transpose()?;
        quantities
            .execute(params![key, position, start, end, value, unit, si_value, si_unit, upper, bound, of])?;
    }
    for (position, event) in (0..).zip(&record.events) {
        insert_event(store, key, position, event, published.map(|published| published.date))?;
    }
    questions::insert_positions(store, key, &record.positions)?;
    let mut notes = store.prepare_cached("INSERT INTO notes VALUES (?, ?, ?)")?;
    for (position, note) in (0_i64..).zip(&record.notes) {
        notes.execute(params![key, position, note])?;
    }
    let stored = load_record(store, key)?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
    let parts =
        checks::parts(&stored).map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    store
        .prepare_cached("INSERT INTO record_checks (document, parts) VALUES (?, ?)")?
        .execute(params![key, parts])?;
    identify::enter(store, key, &stored, unindexed)?;
    corrections::apply::apply(store, key, &stored, unindexed)?;
    copies::place(store, key, document)
}

fn insert_actor(store: &Connection, document: i64, position: i64, actor: &Actor) -> rusqlite::Result<()> {
    store.prepare_cached("INSERT INTO actors VALUES (?, ?, ?, ?, ?, ?)")?.execute(params![
        document,
        position,
        actor.id,
        actor.name,
        word(actor.kind)?,
        actor.government_of
    ])?;
    let mut ties = store.prepare_cached("INSERT INTO actor_ties VALUES (?, ?, ?, ?, ?)")?;
    for (number, tie) in (0_i64..).zip(&actor.ties) {
        ties.execute(params![document, position, number, word(tie.kind)?, tie.actor])?;
    }
    let mut roles = store.prepare_cached("INSERT INTO actor_roles VALUES (?, ?, ?, ?)")?;
    for (number, role) in (0_i64..).zip(&actor.roles) {
        roles.execute(params![document, position, number, role])?;
    }
    let mut mentions = store.prepare_cached("INSERT INTO actor_mentions VALUES (?, ?, ?, ?, ?)")?;
    for (number, &mention) in (0_i64..).zip(&actor.mentions) {
        let (start, end) = ends(mention);
        mentions.execute(params![document, position, number, start, end])?;
    }
    Ok(())
}

fn insert_statement(
    store: &Connection,
    document: i64,
    position: i64,
    statement: &Statement,
    published: Option<&Published>,
) -> rusqlite::Result<i64> {
    let speaker = &statement.speaker;
    let addressee = party_columns(statement.addressee.as_ref());
    let medium = party_columns(statement.medium.as_ref());
    let said = when_columns(statement.said.as_ref());
    let (first_day, last_day) = days(statement, published.map(|published| published.date)).unzip();
    let key = days::next_key(store, days::of_column(first_day.as_deref()))?;
    store
        .prepare_cached(
            "INSERT INTO statements VALUES
                (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)",
        )?
        .execute(params![
            key,
            document,
            position,
            statement.id,
            word(statement.kind)?,
            word(statement.act)?,
            word(statement.polarity)?,
            speaker.actor,
            speaker.name,
            speaker.role,
            word(speaker.kind)?,
            speaker.reason,
            addressee.0,
            addressee.1,
            addressee.2,
            medium.0,
            medium.1,
            medium.2,
            said.0,
            said.1,
            said.2,
            statement.nested_in,
            f64::from(statement.confidence),
            first_day,
            last_day
        ])?;
    let mut spans = store.prepare_cached("INSERT INTO statement_spans VALUES (?, ?, ?, ?, ?, ?)")?;
    let roles: [(&str, &[Span]); 3] =
        [("content", &statement.content), ("source", &statement.source), ("cue", &statement.cue)];
    for (role, all) in roles {
        for (number, &span) in (0_i64..).zip(all) {
            let (start, end) = ends(span);
            spans.execute(params![document, position, role, number, start, end])?;
        }
    }
    Ok(key)
}

/// First and last day by which a statement is listed: see the columns of the same names.
pub(crate) fn days(statement: &Statement, published: Option<Date>) -> Option<(String, String)> {
    listed(statement.said.as_ref(), published)
}

/// First and last day of a time, else the day of publication, as columns hold them.
pub(crate) fn listed(when: Option<&When>, published: Option<Date>) -> Option<(String, String)> {
    match when.map(|when| (when.earliest, when.latest)) {
        Some((None, None)) | None => published.map(|day| (day.to_string(), day.to_string())),
        Some((earliest, latest)) => Some((
            earliest.map_or_else(|| "0000-01-01".to_owned(), |day| day.to_string()),
            latest.map_or_else(|| "9999-12-31".to_owned(), |day| day.to_string()),
        )),
    }
}

fn insert_event(
    store: &Connection,
    document: i64,
    position: i64,
    event: &Event,
    published: Option<Date>,
) -> rusqlite::Result<()> {
    let (actor, recipient) = (event.actor.as_ref(), event.recipient.as_ref());
    let name = |party: Option<&Participant>| party.map(|party| party.name.clone());
    let id = |party: Option<&Participant>| party.and_then(|party| party.actor.clone());
    let span = |party: Option<&Participant>| party.and_then(|party| party.span).map(ends).unzip();
    let (actor_start, actor_end): (Option<i64>, Option<i64>) = span(actor);
    let (recipient_start, recipient_end): (Option<i64>, Option<i64>) = span(recipient);
    let place = party_columns(event.place.as_ref());
    let when = when_columns(event.when.as_ref());
    let (first_day, last_day) = listed(event.when.as_ref(), published).unzip();
    let evidence = ends(event.evidence);
    store
        .prepare_cached(
            "INSERT INTO events VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
                ?, ?, ?)",
        )?
        .execute(params![
            document,
            position,
            event.kind,
            event.mode,
            id(actor),
            name(actor),
            actor_start,
            actor_end,
            id(recipient),
            name(recipient),
            recipient_start,
            recipient_end,
            place.0,
            place.1,
            place.2,
            when.0,
            when.1,
            when.2,
            event.killed,
            event.wounded,
            event.size,
            evidence.0,
            evidence.1,
            word(event.factuality)?,
            event.statement,
            first_day,
            last_day
        ])?;
    let key = store.last_insert_rowid();
    let mut mentions = store.prepare_cached("INSERT INTO event_mentions VALUES (?, ?, ?, ?)")?;
    for (number, &span) in (0_i64..).zip(&event.mentions) {
        let (start, end) = ends(span);
        mentions.execute(params![key, number, start, end])?;
    }
    store
        .prepare_cached(
            "INSERT INTO event_search (rowid, actor_name, recipient_name, place_name) VALUES (?, ?, ?, ?)",
        )?
        .execute(params![key, name(actor), name(recipient), place.0])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::Reading;
    use crate::copies::tests::article;
    use crate::{Store, Versions};

    #[test]
    fn a_writer_that_is_killed_in_the_middle_leaves_nothing() {
        const VARIABLE: &str = "STORE_OF_THE_WRITER_TO_BE_KILLED";
        if let Some(path) = std::env::var_os(VARIABLE) {
            let mut store = Store::open(path.as_ref()).unwrap();
            // Little stays in memory, so that much is written before the end.
            store.connection.pragma_update(None, "cache_size", -1_024).unwrap();
            let long = "The bell rang again. ".repeat(3_000);
            let records: Vec<_> = (0..60).map(|number| article(&format!("n{number}"), 1, &long)).collect();
            let readings =
                records.iter().map(|record| Reading { record, origin: "x", fingerprint: "1", judged: "" });
            let killed = std::iter::from_fn(|| -> Option<Reading<'_>> { std::process::abort() });
            store.keep_all(readings.chain(killed)).unwrap();
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("onrecord.db");
        let one = article("one", 1, "Yes.");
        Store::open(&path).unwrap().keep(&one, "x", "1").unwrap();
        let status = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "keep::tests::a_writer_that_is_killed_in_the_middle_leaves_nothing"])
            .env(VARIABLE, &path)
            .output()
            .unwrap()
            .status;
        assert!(!status.success());
        let left = std::fs::metadata(path.with_extension("db-wal")).unwrap();
        assert!(left.len() > 1_000_000, "it died before it wrote");
        let store = Store::open(&path).unwrap();
        assert_eq!(store.records(Versions::Newest).unwrap().map(Result::unwrap).collect::<Vec<_>>(), [one]);
        assert_eq!(store.verify().unwrap().faults, []);
    }
}
