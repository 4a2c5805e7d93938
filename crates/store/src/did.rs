//! What happened: events of all documents, each once with its reports.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use jiff::civil::Date;
use rusqlite::ToSql;
use serde::Serialize;
use types::wire::{CodePoints, Points, When};
use types::{Event, Factuality, Quad, Span};

use crate::columns::{Columns, word};
use crate::words::expression;
use crate::{Store, StoreError, Versions};

/// Which events; every filter that is given must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DidQuery {
    /// Words of the actor's name, as for [`crate::SaidQuery::who`], or the archive's id of an actor.
    pub who: Option<String>,
    /// The same of the recipient.
    pub to: Option<String>,
    /// PLOVER types in upper case; any when empty.
    pub kinds: Vec<String>,
    /// Words of the place's name, or the ISO code of its country.
    pub place: Option<String>,
    /// First day: events on it or later; of events without a time the day of publication counts.
    pub from: Option<Date>,
    /// Last day.
    pub until: Option<Date>,
    /// Whether it happened.
    pub factuality: Option<Factuality>,
    /// The document's exact id.
    pub document: Option<String>,
    /// Which versions of each page.
    pub versions: Versions,
    /// At most so many events.
    pub limit: Option<usize>,
}

/// One event with all that report it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Happening {
    /// PLOVER type.
    #[serde(rename = "type")]
    pub kind: String,
    /// PLOVER mode.
    pub mode: Option<String>,
    /// Who.
    pub actor: Option<Side>,
    /// To whom.
    pub recipient: Option<Side>,
    /// Where.
    pub place: Option<Whereabouts>,
    /// When it happened; none where no report says so.
    pub when: Option<When>,
    /// How many were killed, as the first report that says so has it.
    pub killed: Option<f64>,
    /// How many were wounded.
    pub wounded: Option<f64>,
    /// How many took part in a protest.
    pub size: Option<f64>,
    /// Asserted if one outlet asserts it.
    pub factuality: Factuality,
    /// The CAMEO root code that comes closest.
    pub cameo: Option<&'static str>,
    /// Verbal or material, cooperation or conflict.
    pub quad: Option<Quad>,
    /// How many different stories report it; the copies of one story are one.
    pub stories: usize,
    /// Every report, in the order of the documents.
    pub reports: Vec<Report>,
}

/// An actor or recipient.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Side {
    /// The name in the first report.
    pub name: String,
    /// The archive's id; none when only one document knows it.
    pub archive: Option<String>,
}

/// The place of an event.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Whereabouts {
    /// Its name.
    pub name: String,
    /// ISO 3166-1 alpha-2 code.
    pub country: Option<String>,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
}

/// Where an event is told.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// The document's id.
    pub document: String,
    /// Which version of its page.
    pub version: u32,
    /// Its headline.
    pub title: Option<String>,
    /// Its publisher.
    pub outlet: Option<String>,
    /// Its URL.
    pub url: Option<String>,
    /// Its day of publication.
    pub published: Option<Date>,
    /// The words.
    pub evidence_text: String,
    /// Where they stand, in code points.
    pub evidence: Points,
    /// Whether it happened, as far as this document says.
    pub factuality: Factuality,
    /// The statement that says so.
    pub statement: Option<String>,
    /// The first document of the group of copies; not shown.
    #[serde(skip)]
    story: i64,
}

impl Store {
    /// The events that the query asks for, by day (of publication, where it is not known when), then by document.
    ///
    /// Reports of one event are put together only where little can go wrong: type, actor, recipient and a known day are the
    /// same, and no place speaks against it; or copies of one story tell it in the same words.
    pub fn did(&self, query: &DidQuery) -> Result<Vec<Happening>, StoreError> {
        let (sql, values) = search(query).map_err(|problem| match problem {
            Problem::Words(error) => error,
            Problem::Column(source) => self.failed("ask for events", source),
        })?;
        let mut found = self
            .snapshot()
            .and_then(|_snapshot| self.happenings(&sql, &values))
            .map_err(|source| self.failed("look up events", source))?;
        found.truncate(query.limit.unwrap_or(usize::MAX));
        Ok(found)
    }

    fn happenings(&self, sql: &str, values: &[Box<dyn ToSql>]) -> rusqlite::Result<Vec<Happening>> {
        let mut query = self.connection.prepare_cached(sql)?;
        let values: Vec<&dyn ToSql> = values.iter().map(|value| value.as_ref()).collect();
        let mut rows = query.query(values.as_slice())?;
        let mut text = (None, String::new());
        let mut found: Vec<Happening> = Vec::new();
        let mut known: HashMap<Key, usize> = HashMap::new();
        while let Some(row) = rows.next()? {
            let mut columns = Columns::of(row);
            let document: i64 = columns.plain()?;
            if text.0 != Some(document) {
                let sql = "SELECT text FROM documents WHERE key = ?";
                let mut query = self.connection.prepare_cached(sql)?;
                text = (Some(document), query.query_row([document], |row| row.get(0))?);
            }
            let (story, happening) = happening(&mut columns, &text.1)?;
            let keys = keys(&happening, story);
            let same = keys
                .iter()
                .find_map(|key| known.get(key).copied().filter(|&index| agree(&found[index], &happening)));
            match same {
                Some(index) => take_in(&mut found[index], happening),
                None => found.push(happening),
            }
            let index = same.unwrap_or(found.len() - 1);
            for key in keys {
                if let Entry::Vacant(place) = known.entry(key) {
                    place.insert(index);
                }
            }
        }
        for happening in &mut found {
            let mut stories: Vec<i64> = happening.reports.iter().map(|report| report.story).collect();
            stories.sort_unstable();
            stories.dedup();
            happening.stories = stories.len();
        }
        Ok(found)
    }
}

/// What two reports of one event share.
#[derive(PartialEq, Eq, Hash)]
enum Key {
    /// Type, actor, recipient, whether it is told as a fact, and the day.
    Day(String, String, Option<String>, bool, String),
    /// Group of copies, type and words.
    Copy(i64, String, String),
}

fn keys(happening: &Happening, story: i64) -> Vec<Key> {
    let name = |side: &Side| side.archive.clone().unwrap_or_else(|| side.name.to_lowercase());
    let told = matches!(happening.factuality, Factuality::Asserted | Factuality::Alleged);
    let mut keys = Vec::new();
    if let Some(report) = happening.reports.first() {
        keys.push(Key::Copy(story, happening.kind.clone(), report.evidence_text.clone()));
    }
    let day = happening.when.as_ref().filter(|when| when.earliest.is_some() && when.earliest == when.latest);
    // Without a recipient only a place tells two deeds of one actor apart.
    let certain = happening.recipient.is_some() || happening.place.is_some();
    if let (Some(actor), Some(day), true) = (&happening.actor, day.and_then(|when| when.earliest), certain) {
        let recipient = happening.recipient.as_ref().map(name);
        keys.push(Key::Day(happening.kind.clone(), name(actor), recipient, told, day.to_string()));
    }
    keys
}

/// Nothing speaks against it that both are the same event.
fn agree(one: &Happening, other: &Happening) -> bool {
    let place = |happening: &Happening| happening.place.as_ref().map(|place| place.name.clone());
    let same =
        |left: Option<String>, right: Option<String>| left.is_none() || right.is_none() || left == right;
    same(place(one), place(other)) && same(one.mode.clone(), other.mode.clone())
}

fn take_in(known: &mut Happening, other: Happening) {
    known.mode = known.mode.take().or(other.mode);
    known.place = known.place.take().or(other.place);
    known.when = known.when.take().or(other.when);
    known.killed = known.killed.or(other.killed);
    known.wounded = known.wounded.or(other.wounded);
    known.size = known.size.or(other.size);
    if other.factuality == Factuality::Asserted {
        known.factuality = Factuality::Asserted;
    }
    known.reports.extend(other.reports);
}

fn happening(columns: &mut Columns<'_>, text: &str) -> rusqlite::Result<(i64, Happening)> {
    let points = CodePoints::new(text);
    let story: i64 = columns.plain()?;
    let (document, version): (String, u32) = (columns.plain()?, columns.plain()?);
    let (title, outlet, url, published) =
        (columns.plain()?, columns.plain()?, columns.plain()?, columns.day()?);
    let (kind, mode): (String, Option<String>) = (columns.plain()?, columns.plain()?);
    let mut side = || -> rusqlite::Result<Option<Side>> {
        let (name, archive): (Option<String>, Option<String>) = (columns.plain()?, columns.plain()?);
        Ok(name.map(|name| Side { name, archive }))
    };
    let (actor, recipient) = (side()?, side()?);
    let place: Option<String> = columns.plain()?;
    let (country, lat, lon) = (columns.plain()?, columns.plain()?, columns.plain()?);
    let when = columns.when()?;
    let (killed, wounded, size) = (columns.plain()?, columns.plain()?, columns.plain()?);
    let evidence: Span = columns.span()?;
    let factuality: Factuality = columns.word()?;
    let statement = columns.plain()?;
    let derived = Event {
        kind: kind.clone(),
        mode: mode.clone(),
        actor: None,
        recipient: None,
        place: None,
        when: None,
        killed: None,
        wounded: None,
        size: None,
        evidence,
        mentions: Vec::new(),
        factuality,
        statement: None,
    };
    let report = Report {
        document,
        version,
        title,
        outlet,
        url,
        published,
        evidence_text: evidence.of(text).to_owned(),
        evidence: points.span(evidence),
        factuality,
        statement,
        story,
    };
    let happening = Happening {
        cameo: derived.cameo_root(),
        quad: derived.quad(),
        kind,
        mode,
        actor,
        recipient,
        place: place.map(|name| Whereabouts { name, country, lat, lon }),
        when: when.as_ref().map(When::from),
        killed,
        wounded,
        size,
        factuality,
        stories: 1,
        reports: vec![report],
    };
    Ok((story, happening))
}

enum Problem {
    Words(StoreError),
    Column(rusqlite::Error),
}

/// Whether a user gives an archive's id rather than a name.
fn is_id(who: &str) -> bool {
    who.split_once(':')
        .is_some_and(|(kind, _)| !kind.is_empty() && kind.bytes().all(|byte| byte.is_ascii_lowercase()))
}

fn search(query: &DidQuery) -> Result<(String, Vec<Box<dyn ToSql>>), Problem> {
    let mut values: Vec<Box<dyn ToSql>> = Vec::new();
    let mut conditions = vec!["corrected.rejected IS NOT 1".to_owned()];
    let words = |filter, column, given: &str| expression(filter, column, given).map_err(Problem::Words);
    for (given, filter, column, form) in [
        (&query.who, "who", "actor_name", "actor_form"),
        (&query.to, "to", "recipient_name", "recipient_form"),
    ] {
        let Some(given) = given else { continue };
        if is_id(given) {
            conditions.push(format!("{form}.actor = ?"));
            values.push(Box::new(given.clone()));
            continue;
        }
        conditions.push(format!(
            "(events.key IN (SELECT rowid FROM event_search WHERE event_search MATCH ?)
              OR {form}.actor IN (SELECT actor FROM actor_forms WHERE key IN
                  (SELECT rowid FROM actor_search WHERE actor_search MATCH ?)))"
        ));
        values.push(Box::new(words(filter, column, given)?));
        values.push(Box::new(words(filter, "name", given)?));
    }
    if let Some(place) = &query.place {
        conditions.push(
            "(events.key IN (SELECT rowid FROM event_search WHERE event_search MATCH ?) OR places.country = ?)"
                .to_owned(),
        );
        values.push(Box::new(words("where", "place_name", place)?));
        values.push(Box::new(place.to_uppercase()));
    }
    if !query.kinds.is_empty() {
        let marks = vec!["?"; query.kinds.len()].join(", ");
        conditions.push(format!("events.kind IN ({marks})"));
        values.extend(query.kinds.iter().map(|kind| Box::new(kind.clone()) as Box<dyn ToSql>));
    }
    if query.versions == Versions::Newest {
        conditions.push("superseded = 0".to_owned());
    }
    if let Some(from) = query.from {
        conditions.push("events.last_day >= ?".to_owned());
        values.push(Box::new(from.to_string()));
    }
    if let Some(until) = query.until {
        conditions.push("events.first_day <= ?".to_owned());
        values.push(Box::new(until.to_string()));
    }
    if let Some(factuality) = query.factuality {
        conditions.push("events.factuality = ?".to_owned());
        values.push(Box::new(word(factuality).map_err(Problem::Column)?));
    }
    if let Some(id) = &query.document {
        conditions.push("documents.id = ?".to_owned());
        values.push(Box::new(id.clone()));
    }
    // A verbal event is the statement's speaker's: when a correction gives the statement to somebody else, so does it the
    // event.
    let sql = format!(
        "SELECT events.document, coalesce(copies.first, events.document), documents.id, version, title, outlet, url,
            published_day, events.kind, mode,
            iif(corrected.speaker_kind IS NOT NULL AND events.actor IS statements.speaker_actor,
                corrected.speaker_name, actor_name),
            iif(corrected.speaker_kind IS NOT NULL AND events.actor IS statements.speaker_actor,
                (SELECT actor FROM actor_forms WHERE key = corrected.form), actor_form.actor),
            recipient_name, recipient_form.actor,
            place_name, places.country, places.lat, places.lon, when_value, when_earliest, when_latest,
            killed, wounded, size, evidence_start_byte, evidence_end_byte, factuality, events.statement
        FROM events JOIN documents ON documents.key = events.document
            LEFT JOIN copies ON copies.document = events.document
            LEFT JOIN statements ON (statements.document, statements.id) = (events.document, events.statement)
            LEFT JOIN statement_corrections AS corrected ON corrected.statement = statements.key
            LEFT JOIN actors AS doer ON (doer.document, doer.id) = (events.document, events.actor)
            LEFT JOIN actor_appearances AS doing
                ON (doing.document, doing.actor) = (doer.document, doer.position)
            LEFT JOIN actor_forms AS actor_form ON actor_form.key = doing.form
            LEFT JOIN actors AS other ON (other.document, other.id) = (events.document, events.recipient)
            LEFT JOIN actor_appearances AS suffering
                ON (suffering.document, suffering.actor) = (other.document, other.position)
            LEFT JOIN actor_forms AS recipient_form ON recipient_form.key = suffering.form
            LEFT JOIN places ON (places.document, places.start_byte, places.end_byte)
                = (events.document, events.place_start_byte, events.place_end_byte)
        WHERE {}
        ORDER BY events.first_day IS NULL, events.first_day, documents.id, version, events.position",
        conditions.join(" AND ")
    );
    Ok((sql, values))
}
