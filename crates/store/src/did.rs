//! What happened: events of all documents, each once with its reports.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use rusqlite::ToSql;
use serde::{Deserialize, Serialize};
use types::wire::{CodePoints, Points, When};
use types::{Event, Factuality, Quad, Span};

use crate::browse::Page;
use crate::columns::{Columns, word};
use crate::error::Problem;
use crate::said::Order;
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
    /// From which end of the days.
    pub order: Order,
    /// Begins after this place in the order.
    pub after: Option<HappeningPlace>,
}

/// The place of an event in the order of a list: that of the report that comes first in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct HappeningPlace {
    day: Option<String>,
    document: String,
    version: u32,
    position: i64,
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
    /// Every report, the first published first.
    pub reports: Vec<Report>,
    /// Its place in the order of the list.
    #[serde(skip)]
    pub place_in_list: HappeningPlace,
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
    /// Who makes that statement: the name, else the role; none when the outlet tells it itself, or nobody knows who.
    pub said_by: Option<String>,
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
        let most = query.limit.unwrap_or(usize::MAX);
        let mut found =
            self.snapshot().map_err(Problem::from).and_then(|_snapshot| self.happenings(query, most));
        if let Ok(found) = &mut found {
            found.truncate(most);
        }
        found.map_err(|problem| problem.told(self, "look up events"))
    }

    /// The same, `limit` of them, and where the list goes on.
    pub fn did_page(
        &self,
        query: &DidQuery,
        limit: usize,
    ) -> Result<Page<Happening, HappeningPlace>, StoreError> {
        let found = self.did(&DidQuery { limit: Some(limit.saturating_add(1)), ..query.clone() })?;
        Ok(Page::of(found, limit, |happening| happening.place_in_list.clone()))
    }

    /// At least `most` events, if there are so many.
    fn happenings(&self, query: &DidQuery, most: usize) -> Result<Vec<Happening>, Problem> {
        let mut grouping = Grouping::default();
        let after = query.after.as_ref();
        if after.is_none_or(|place| place.day.is_some()) {
            self.group(query, true, most, &mut grouping)?;
        }
        if grouping.beyond(query).count() < most {
            self.group(query, false, most, &mut grouping)?;
        }
        let mut found: Vec<Happening> = grouping.beyond(query).cloned().collect();
        for happening in &mut found {
            let mut stories: Vec<i64> = happening.reports.iter().map(|report| report.story).collect();
            stories.sort_unstable();
            stories.dedup();
            happening.stories = stories.len();
            happening.reports.sort_by(|one, other| {
                let key =
                    |report: &Report| (report.published.is_none(), report.published, report.document.clone());
                key(one).cmp(&key(other))
            });
        }
        Ok(found)
    }

    /// Puts the events with or without a day together, as long as there are too few.
    fn group(
        &self,
        query: &DidQuery,
        dated: bool,
        most: usize,
        grouping: &mut Grouping,
    ) -> Result<(), Problem> {
        let (sql, values) = search(query, dated)?;
        let mut statement = self.connection.prepare_cached(&sql)?;
        let values: Vec<&dyn ToSql> = values.iter().map(|value| value.as_ref()).collect();
        let mut rows = statement.query(values.as_slice())?;
        let mut text = (None, String::new());
        // The day on which enough were found, and that beyond which no report can belong to them.
        let mut end: Option<(Date, Date)> = None;
        let is_enough = |end: &Option<(Date, Date)>, day: Option<Date>| {
            end.as_ref().is_some_and(|(enough, _)| day != Some(*enough))
        };
        while let Some(row) = rows.next()? {
            let mut columns = Columns::of(row);
            let day = columns.day()?;
            let is_past = |(day, (_, end)): (Date, (Date, Date))| {
                if query.order == Order::Newest { day < end } else { day > end }
            };
            if day.zip(end).is_some_and(is_past) {
                break;
            }
            let (document, story): (i64, i64) = (columns.plain()?, columns.plain()?);
            // Enough were found: only what is told again of those still counts.
            if is_enough(&end, day) && !grouping.stories.contains(&story) {
                continue;
            }
            if text.0 != Some(document) {
                let sql = "SELECT text FROM documents WHERE key = ?";
                let found = self
                    .connection
                    .prepare_cached(sql)
                    .and_then(|mut query| query.query_row([document], |row| row.get(0)))?;
                text = (Some(document), found);
            }
            let happening = happening(&mut columns, story, day, &text.1)?;
            grouping.take(story, happening);
            if end.is_none() && most < usize::MAX && grouping.beyond(query).nth(most).is_some() {
                end = day.map(|day| (day, shifted(day, query.order == Order::Oldest)));
            }
        }
        Ok(())
    }
}

/// Copies of a story follow it within a month, and copies of those within another.
const REPRINTED: i64 = 62;

fn shifted(day: Date, later: bool) -> Date {
    let days = jiff::Span::new().days(REPRINTED);
    if later { day.saturating_add(days) } else { day.saturating_sub(days) }
}

/// Reports that are put together to events.
#[derive(Default)]
struct Grouping {
    found: Vec<Happening>,
    known: HashMap<Key, usize>,
    stories: HashSet<i64>,
}

impl Grouping {
    fn take(&mut self, story: i64, happening: Happening) {
        self.stories.insert(story);
        let keys = keys(&happening, story);
        let same = keys.iter().find_map(|key| {
            self.known.get(key).copied().filter(|&index| agree(&self.found[index], &happening))
        });
        match same {
            Some(index) => take_in(&mut self.found[index], happening),
            None => self.found.push(happening),
        }
        let index = same.unwrap_or(self.found.len() - 1);
        for key in keys {
            if let Entry::Vacant(place) = self.known.entry(key) {
                place.insert(index);
            }
        }
    }

    /// The events after the place at which the list goes on.
    fn beyond<'a>(&'a self, query: &'a DidQuery) -> impl Iterator<Item = &'a Happening> {
        self.found.iter().filter(|happening| {
            let Some(after) = &query.after else { return true };
            let here = &happening.place_in_list;
            let rest = |place: &HappeningPlace| (place.document.clone(), place.version, place.position);
            match (&here.day, &after.day) {
                (None, Some(_)) => true,
                (Some(_), None) => false,
                (here_day, after_day) if here_day == after_day => rest(here) > rest(after),
                (here_day, after_day) if query.order == Order::Newest => here_day < after_day,
                (here_day, after_day) => here_day > after_day,
            }
        })
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

fn happening(
    columns: &mut Columns<'_>,
    story: i64,
    day: Option<Date>,
    text: &str,
) -> rusqlite::Result<Happening> {
    let points = CodePoints::new(text);
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
    let (statement, said_by): (Option<String>, _) = (columns.plain()?, columns.plain()?);
    let place_in_list = HappeningPlace {
        day: day.map(|day| day.to_string()),
        document: document.clone(),
        version,
        position: columns.plain()?,
    };
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
        said_by,
        story,
    };
    Ok(Happening {
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
        place_in_list,
    })
}

/// Whether a user gives an archive's id rather than a name.
fn is_id(who: &str) -> bool {
    who.split_once(':')
        .is_some_and(|(kind, _)| !kind.is_empty() && kind.bytes().all(|byte| byte.is_ascii_lowercase()))
}

fn search(query: &DidQuery, dated: bool) -> Result<(String, Vec<Box<dyn ToSql>>), Problem> {
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
        values.push(Box::new(word(factuality)?));
    }
    if let Some(id) = &query.document {
        conditions.push("documents.id = ?".to_owned());
        values.push(Box::new(id.clone()));
    }
    conditions.push(format!("(events.first_day IS NULL) = {}", u8::from(!dated)));
    // Whatever belongs to an event after this place may have begun before it.
    if let Some(day) = query.after.as_ref().and_then(|place| place.day.as_ref()).filter(|_| dated)
        && let Ok(day) = day.parse::<Date>()
    {
        let newest = query.order == Order::Newest;
        conditions.push(format!("events.first_day {} ?", if newest { "<=" } else { ">=" }));
        values.push(Box::new(shifted(day, newest).to_string()));
    }
    let direction = if query.order == Order::Newest { "DESC" } else { "" };
    // A verbal event is the statement's speaker's: when a correction gives the statement to somebody else, so does it the
    // event.
    let sql = format!(
        "SELECT events.first_day, events.document, coalesce(copies.first, events.document), documents.id, version, title, outlet, url,
            published_day, events.kind, mode,
            iif(corrected.speaker_kind IS NOT NULL AND events.actor IS statements.speaker_actor,
                corrected.speaker_name, actor_name),
            iif(corrected.speaker_kind IS NOT NULL AND events.actor IS statements.speaker_actor,
                (SELECT actor FROM actor_forms WHERE key = corrected.form), actor_form.actor),
            recipient_name, recipient_form.actor,
            place_name, places.country, places.lat, places.lon, when_value, when_earliest, when_latest,
            killed, wounded, size, evidence_start_byte, evidence_end_byte, factuality, events.statement,
            iif(corrected.speaker_kind IS NOT NULL, corrected.speaker_name,
                coalesce(statements.speaker_name, statements.speaker_role)),
            events.position
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
        ORDER BY events.first_day {direction}, documents.id, version, events.position",
        conditions.join(" AND ")
    );
    Ok((sql, values))
}
