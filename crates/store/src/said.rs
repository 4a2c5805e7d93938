use jiff::civil::Date;
use rusqlite::{OptionalExtension, ToSql};
use serde::{Deserialize, Serialize};
use types::wire::{CodePoints, Points};
use types::{Act, Polarity, Span, SpeakerKind, StatementKind, When, cut};

use crate::columns::{Columns, word};
use crate::words::expression;
use crate::{Store, StoreError, Versions};

/// Which statements; every filter that is given must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SaidQuery {
    /// Words of the speaker's name (of the role, where the speaker has no name), all of them, in any order, without
    /// regard to case and accents: `stoltenberg` finds "Jens Stoltenberg". A letter with a stroke (ł, ø) is a letter of
    /// its own. Of an actor with a name that fits all statements are found, under whatever other name they stand.
    pub who: Option<String>,
    /// The archive's exact id of the speaker (see [`crate::ActorSummary::id`]).
    pub actor: Option<String>,
    /// Words of the content, all of them, without regard to case and accents; `"…"` makes a phrase.
    pub about: Option<String>,
    /// Words of the content or of the speaker's name, all of them; as for `about`.
    pub words: Option<String>,
    /// First day: statements said on it or later; published, where it is not known when it was said.
    pub from: Option<Date>,
    /// Last day: statements said on it or earlier; published, where it is not known when it was said.
    pub to: Option<Date>,
    /// Words of the outlet's name, as for `who`.
    pub outlet: Option<String>,
    /// The outlet's exact name.
    pub outlet_is: Option<String>,
    /// How it is reported.
    pub kind: Option<StatementKind>,
    /// What sort of speech act.
    pub act: Option<Act>,
    /// What sort of speaker.
    pub speaker_kind: Option<SpeakerKind>,
    /// The archive's exact id of an actor who is mentioned in what is said.
    pub mentions: Option<String>,
    /// The document's exact id.
    pub document: Option<String>,
    /// Which versions of each page.
    pub versions: Versions,
    /// At most so many rows.
    pub limit: Option<usize>,
    /// Leaves out so many rows at the beginning.
    pub offset: usize,
    /// From which end of the days.
    pub order: Order,
    /// Begins after this place in the order.
    pub after: Option<SaidPlace>,
}

/// From which end a list begins. What has no known day comes last in both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Order {
    /// The oldest first.
    #[default]
    Oldest,
    /// The newest first.
    Newest,
}

/// The place of a statement in the order of a list, which stays where it is while the list grows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaidPlace {
    pub(crate) day: Option<String>,
    pub(crate) document: String,
    pub(crate) version: u32,
    pub(crate) position: i64,
}

/// One statement with its evidence. Texts are verbatim; spans are code points into the document's text.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SaidRow {
    /// The document's id.
    pub document: String,
    /// Which version of its page the document is, from 1.
    pub version: u32,
    /// Its headline.
    pub title: Option<String>,
    /// Its publisher.
    pub outlet: Option<String>,
    /// Its URL.
    pub url: Option<String>,
    /// Its day of publication.
    pub published: Option<Date>,
    /// The statement's id within the document.
    pub statement: String,
    /// How it is reported.
    pub kind: StatementKind,
    /// What sort of speech act.
    pub act: Act,
    /// Whether it is asserted that this was said.
    pub polarity: Polarity,
    /// The speaker's name.
    pub speaker_name: Option<String>,
    /// The speaker's role.
    pub speaker_role: Option<String>,
    /// What sort of speaker.
    pub speaker_kind: SpeakerKind,
    /// Why the speaker is unresolved.
    pub speaker_reason: Option<String>,
    /// The archive's id of the speaker; none when the speaker is known in this document only.
    pub archive_actor: Option<String>,
    /// To whom.
    pub addressee: Option<String>,
    /// Through what.
    pub medium: Option<String>,
    /// The words that name the speaker, pieces joined with `" … "`.
    pub source_text: Option<String>,
    /// The words that make it an attribution, pieces joined with `" … "`.
    pub cue_text: Option<String>,
    /// What is said, pieces joined with `" … "`.
    pub content_text: String,
    /// Where the content stands, in code points.
    pub content: Vec<Points>,
    /// Where the cue stands, in code points.
    pub cue: Vec<Points>,
    /// Where the source stands, in code points.
    pub source: Vec<Points>,
    /// When it was said.
    pub said: Option<When>,
    /// The statement inside whose content this one stands.
    pub nested_in: Option<String>,
    /// Probability that the statement and its speaker are right.
    pub confidence: f32,
    /// Its place in the order of the list.
    #[serde(skip)]
    pub place: SaidPlace,
}

impl Store {
    /// The statements that the query asks for, by the day on which they were said (else published; unknown days last),
    /// then by document and place in it.
    pub fn said(&self, query: &SaidQuery) -> Result<Vec<SaidRow>, StoreError> {
        self.said_on(Days::All, query)
    }

    pub(crate) fn said_on(&self, days: Days, query: &SaidQuery) -> Result<Vec<SaidRow>, StoreError> {
        let wide = self.is_wide(query)?;
        let search = Search::on(days, query, wide).map_err(|problem| self.said_problem(problem))?;
        self.snapshot()
            .and_then(|_snapshot| self.find(&search))
            .map_err(|source| self.failed("look up statements", source))
    }

    pub(crate) fn said_problem(&self, problem: Problem) -> StoreError {
        match problem {
            Problem::Words(error) => error,
            Problem::Column(source) => self.failed("ask for statements", source),
        }
    }

    /// Whether so many statements match the words that it is faster to walk along the days until enough are found than
    /// to sort all that match.
    pub(crate) fn is_wide(&self, query: &SaidQuery) -> Result<bool, StoreError> {
        const WIDE: i64 = 2_000;
        if query.limit.is_none()
            || query.actor.is_some()
            || query.document.is_some()
            || query.outlet.is_some()
            || query.mentions.is_some()
        {
            return Ok(false);
        }
        let who = query.who.as_deref().map(|who| expression("who", "speaker", who)).transpose()?;
        let about = query.about.as_deref().map(|about| expression("about", "content", about)).transpose()?;
        let words =
            query.words.as_deref().map(|words| expression("words", "speaker content", words)).transpose()?;
        let words: Vec<String> = who.into_iter().chain(about).chain(words).collect();
        if words.is_empty() {
            return Ok(false);
        }
        let sql =
            "SELECT count(*) FROM (SELECT 1 FROM statement_search WHERE statement_search MATCH ? LIMIT ?)";
        self.connection
            .prepare_cached(sql)
            .and_then(|mut count| count.query_row((words.join(" AND "), WIDE), |row| row.get::<_, i64>(0)))
            .map(|count| count == WIDE)
            .map_err(|source| self.failed("look up statements", source))
    }

    fn find(&self, search: &Search) -> rusqlite::Result<Vec<SaidRow>> {
        let mut query = self.connection.prepare_cached(&search.sql)?;
        let values: Vec<&dyn ToSql> = search.values.iter().map(|value| value.as_ref()).collect();
        let mut found = query.query(values.as_slice())?;
        let mut rows = Vec::new();
        // The rows of one document mostly follow each other: its text is read once for all of them.
        let mut text = (None, String::new());
        while let Some(row) = found.next()? {
            let mut columns = Columns::of(row);
            let (document, statement): (i64, i64) = (columns.plain()?, columns.plain()?);
            if text.0 != Some(document) {
                text = (Some(document), self.text_of(document)?);
            }
            rows.push(self.row(&mut columns, statement, &text.1)?);
        }
        Ok(rows)
    }

    fn row(&self, columns: &mut Columns<'_>, statement: i64, text: &str) -> rusqlite::Result<SaidRow> {
        let (mut content, mut cue, mut source) = (Vec::new(), Vec::new(), Vec::new());
        let sql = "SELECT role, start_byte, end_byte FROM statement_spans WHERE statement = ? ORDER BY role, position";
        let mut spans = self.connection.prepare_cached(sql)?;
        let mut spans = spans.query([statement])?;
        while let Some(row) = spans.next()? {
            let mut columns = Columns::of(row);
            let (role, span): (String, Span) = (columns.plain()?, columns.span()?);
            match role.as_str() {
                "content" => content.push(span),
                "cue" => cue.push(span),
                _ => source.push(span),
            }
        }
        let points = CodePoints::new(text);
        let place = SaidPlace {
            day: columns.plain()?,
            position: columns.plain()?,
            document: columns.plain()?,
            version: columns.plain()?,
        };
        Ok(SaidRow {
            document: place.document.clone(),
            version: place.version,
            title: columns.plain()?,
            outlet: columns.plain()?,
            url: columns.plain()?,
            published: columns.day()?,
            statement: columns.plain()?,
            kind: columns.word()?,
            act: columns.word()?,
            polarity: columns.word()?,
            speaker_name: columns.plain()?,
            speaker_role: columns.plain()?,
            speaker_kind: columns.word()?,
            speaker_reason: columns.plain()?,
            archive_actor: columns.plain()?,
            addressee: columns.plain()?,
            medium: columns.plain()?,
            said: columns.when()?,
            nested_in: columns.plain()?,
            #[expect(clippy::cast_possible_truncation, reason = "it was an f32 when it was kept")]
            confidence: columns.plain::<f64>()? as f32,
            source_text: (!source.is_empty()).then(|| cut(text, &source)),
            cue_text: (!cue.is_empty()).then(|| cut(text, &cue)),
            content_text: cut(text, &content),
            content: points.spans(&content),
            cue: points.spans(&cue),
            source: points.spans(&source),
            place,
        })
    }

    fn text_of(&self, document: i64) -> rusqlite::Result<String> {
        let mut query = self.connection.prepare_cached("SELECT text FROM documents WHERE key = ?")?;
        query.query_row([document], |row| row.get(0)).optional().map(Option::unwrap_or_default)
    }
}

/// The statements of one actor.
const OF_ACTOR: &str = "SELECT statement AS key FROM statement_speakers
    WHERE form IN (SELECT key FROM actor_forms WHERE actor = ?)";

/// The statements in whose content one actor is mentioned.
const MENTIONING: &str = "statements.key IN (SELECT near.key
    FROM actor_appearances
        JOIN actor_mentions USING (document, actor)
        JOIN statements AS near ON near.document = actor_appearances.document
        JOIN statement_spans ON statement_spans.statement = near.key AND statement_spans.role = 'content'
            AND statement_spans.start_byte <= actor_mentions.start_byte
            AND statement_spans.end_byte >= actor_mentions.end_byte
    WHERE form IN (SELECT key FROM actor_forms WHERE actor_forms.actor = ?))";

/// The forms under which actors also appear of whom another name has the words that are looked for.
const NAMED: &str = "
    named AS MATERIALIZED (SELECT rowid AS key FROM actor_search WHERE actor_search MATCH ?),
    others AS MATERIALIZED (
        SELECT other.key FROM (SELECT DISTINCT actor FROM actor_forms WHERE key IN named) AS hit
            JOIN actor_forms AS other ON other.actor = hit.actor
        WHERE other.key NOT IN named),";

/// A query as SQL.
pub(crate) struct Search {
    pub(crate) sql: String,
    pub(crate) values: Vec<Box<dyn ToSql>>,
}

/// Which statements by what is known of their day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Days {
    All,
    Known,
    Unknown,
}

pub(crate) enum Problem {
    Words(StoreError),
    Column(rusqlite::Error),
}

impl Search {
    /// `wide`: see [`Store::is_wide`].
    pub(crate) fn of(query: &SaidQuery, wide: bool) -> Result<Self, Problem> {
        Self::on(Days::All, query, wide)
    }

    /// As [`Search::of`], among the statements with or without a known day.
    pub(crate) fn on(days: Days, query: &SaidQuery, wide: bool) -> Result<Self, Problem> {
        let words = |filter, column, given: &Option<String>| {
            given
                .as_deref()
                .map(|given| expression(filter, column, given))
                .transpose()
                .map_err(Problem::Words)
        };
        let mut values: Vec<Box<dyn ToSql>> = Vec::new();
        let mut conditions = vec!["corrected.rejected IS NOT 1"];
        let who = words("who", "speaker", &query.who)?;
        let about: Vec<String> =
            [words("about", "content", &query.about)?, words("words", "speaker content", &query.words)?]
                .into_iter()
                .flatten()
                .collect();
        // MATCH in an expression of its own, and first in the join: FTS5 is asked once.
        let mut found = Vec::new();
        let matched: Vec<&str> = who.iter().chain(&about).map(String::as_str).collect();
        if !matched.is_empty() && query.actor.is_none() {
            found.push("SELECT rowid AS key FROM statement_search WHERE statement_search MATCH ?".to_owned());
            values.push(Box::new(matched.join(" AND ")));
        }
        let mut named = "";
        if let Some(actor) = &query.actor {
            found.push(OF_ACTOR.to_owned());
            values.push(Box::new(actor.clone()));
        } else if query.who.is_some() {
            named = NAMED;
            // The words come first: the common table expressions stand before the rest.
            values.insert(0, Box::new(words("who", "name", &query.who)?));
            found.push("SELECT statement AS key FROM statement_speakers WHERE form IN others".to_owned());
        }
        if let Some(last) = found.last_mut()
            && !about.is_empty()
            && (query.actor.is_some() || query.who.is_some())
        {
            last.push_str(
                " AND statement IN (SELECT rowid FROM statement_search WHERE statement_search MATCH ?)",
            );
            values.push(Box::new(about.join(" AND ")));
        }
        let (found, from) = if found.is_empty() {
            // Page by page along the days; left to itself the planner sorts everything.
            let by_day = query.document.is_none() && query.outlet.is_none() && query.mentions.is_none();
            (String::new(), if by_day { "statements INDEXED BY statements_by_day" } else { "statements" })
        } else {
            let found = format!("WITH {named} found AS MATERIALIZED ({})", found.join(" UNION "));
            if wide {
                conditions.push("statements.key IN (SELECT key FROM found)");
                (found, "statements INDEXED BY statements_by_day")
            } else {
                (found, "found CROSS JOIN statements ON statements.key = found.key")
            }
        };
        if let Some(outlet) = words("outlet", "outlet", &query.outlet)? {
            conditions.push(
                "statements.document IN (SELECT rowid FROM document_search WHERE document_search MATCH ?)",
            );
            values.push(Box::new(outlet));
        }
        if let Some(outlet) = &query.outlet_is {
            conditions.push("documents.outlet = ?");
            values.push(Box::new(outlet.clone()));
        }
        if let Some(actor) = &query.mentions {
            conditions.push(MENTIONING);
            values.push(Box::new(actor.clone()));
        }
        if let Some(id) = &query.document {
            conditions.push("statements.document IN (SELECT key FROM documents WHERE id = ?)");
            values.push(Box::new(id.clone()));
        }
        if query.versions == Versions::Newest {
            conditions.push("superseded = 0");
        }
        if let Some(from) = query.from {
            conditions.push("last_day >= ?");
            values.push(Box::new(from.to_string()));
        }
        if let Some(to) = query.to {
            conditions.push("first_day <= ?");
            values.push(Box::new(to.to_string()));
        }
        if let Some(kind) = query.kind {
            conditions.push("kind = ?");
            values.push(Box::new(word(kind).map_err(Problem::Column)?));
        }
        if let Some(act) = query.act {
            conditions.push("act = ?");
            values.push(Box::new(word(act).map_err(Problem::Column)?));
        }
        if let Some(speaker) = query.speaker_kind {
            conditions.push("coalesce(corrected.speaker_kind, statements.speaker_kind) = ?");
            values.push(Box::new(word(speaker).map_err(Problem::Column)?));
        }
        match days {
            Days::All => {}
            Days::Known => conditions.push("(first_day IS NULL) = 0"),
            Days::Unknown => conditions.push("(first_day IS NULL) = 1"),
        }
        if let Some(SaidPlace { day, document, version, position }) = &query.after {
            if let Some(day) = day {
                conditions.push(match query.order {
                    Order::Oldest => "first_day >= ? AND (first_day > ? OR (documents.id, version, statements.position) > (?, ?, ?))",
                    Order::Newest => "first_day <= ? AND (first_day < ? OR (documents.id, version, statements.position) > (?, ?, ?))",
                });
                values.push(Box::new(day.clone()));
                values.push(Box::new(day.clone()));
            } else {
                conditions
                    .push("first_day IS NULL AND (documents.id, version, statements.position) > (?, ?, ?)");
            }
            values.push(Box::new(document.clone()));
            values.push(Box::new(*version));
            values.push(Box::new(*position));
        }
        values.push(Box::new(query.limit.map_or(-1, |limit| i64::try_from(limit).unwrap_or(i64::MAX))));
        values.push(Box::new(i64::try_from(query.offset).unwrap_or(i64::MAX)));
        let speaker = ["speaker_name", "speaker_role", "speaker_kind", "speaker_reason"].map(|column| {
            let corrected = if column == "speaker_reason" { "NULL" } else { &format!("corrected.{column}") };
            format!("iif(corrected.speaker_kind IS NULL, statements.{column}, {corrected}) AS {column}")
        });
        let speaker = speaker.join(", ");
        // Where all days are known, the index of days gives the order from either end.
        let by = match (days, query.order) {
            (Days::All, Order::Oldest) => "first_day IS NULL, first_day",
            (Days::All, Order::Newest) => "first_day IS NULL, first_day DESC",
            (_, Order::Oldest) => "first_day",
            (_, Order::Newest) => "first_day DESC",
        };
        let sql = format!(
            "{found}
            SELECT statements.document, statements.key, first_day AS listed_day, statements.position AS listed_position,
                documents.id, version, title, outlet, url, published_day,
                statements.id, kind, act, polarity, {speaker}, actor_forms.actor AS archive_actor,
                addressee_name, medium_name, said_value, said_earliest, said_latest, nested_in, confidence
            FROM {from} JOIN documents ON documents.key = statements.document
                LEFT JOIN statement_corrections AS corrected ON corrected.statement = statements.key
                LEFT JOIN statement_speakers ON statement_speakers.statement = statements.key
                LEFT JOIN actor_forms ON actor_forms.key = statement_speakers.form
            WHERE {}
            ORDER BY {by}, documents.id, version, statements.position
            LIMIT ? OFFSET ?",
            conditions.join(" AND ")
        );
        Ok(Self { sql, values })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use rusqlite::ToSql;

    use super::{Days, Order, SaidQuery, Search};
    use crate::Store;

    /// How SQLite goes about a query: one line for each step.
    fn plan(query: &SaidQuery, wide: bool) -> Vec<String> {
        plan_on(Days::All, query, wide)
    }

    fn plan_on(days: Days, query: &SaidQuery, wide: bool) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("onrecord.db")).unwrap();
        let Ok(Search { sql, values }) = Search::on(days, query, wide) else { panic!("no search") };
        let values: Vec<&dyn ToSql> = values.iter().map(|value| value.as_ref()).collect();
        let mut statement = store.connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let steps = statement.query_map(values.as_slice(), |row| row.get(3)).unwrap();
        steps.collect::<Result<_, _>>().unwrap()
    }

    #[test]
    fn no_filter_reads_every_statement() {
        let all = SaidQuery::default;
        let some = |text: &str| Some(text.to_owned());
        for query in [
            SaidQuery { who: some("voss"), ..all() },
            SaidQuery { about: some("the pier"), ..all() },
            SaidQuery { who: some("voss"), about: some("pier"), outlet: some("gazette"), ..all() },
            SaidQuery { document: some("one"), ..all() },
            SaidQuery { actor: some("person:mira-voss"), ..all() },
            SaidQuery { actor: some("person:mira-voss"), about: some("pier"), ..all() },
            SaidQuery { who: some("voss"), document: some("one"), ..all() },
            SaidQuery { outlet: some("gazette"), ..all() },
            SaidQuery { mentions: some("person:mira-voss"), ..all() },
            SaidQuery { mentions: some("person:mira-voss"), about: some("pier"), ..all() },
        ] {
            let plan = plan(&query, false);
            assert!(!plan.iter().any(|step| step.starts_with("SCAN statements")), "{query:?}: {plan:#?}");
            assert!(!plan.iter().any(|step| step.starts_with("SCAN documents")), "{query:?}: {plan:#?}");
            let scanned = |step: &&String| step.starts_with("SCAN ");
            let tables: Vec<&str> =
                plan.iter().filter(scanned).filter_map(|step| step.split(' ').nth(1)).collect();
            for table in ["statement_speakers", "actor_forms", "other", "corrected"] {
                assert!(!tables.contains(&table), "{query:?}: {plan:#?}");
            }
        }
        // Everything, page by page: along the index of days, which needs no sorting but that within a day.
        for query in
            [SaidQuery { limit: Some(50), ..all() }, SaidQuery { to: Some(date(2024, 5, 25)), ..all() }]
        {
            let plan = plan(&query, false);
            assert!(plan[0].contains("statements_by_day"), "{query:?}: {plan:#?}");
            assert!(plan.iter().any(|step| step.contains("LAST 3 TERMS")), "{query:?}: {plan:#?}");
        }
        // Words that many have: along the days too, with a look at what was found.
        for query in [
            SaidQuery { about: some("said"), limit: Some(50), ..all() },
            SaidQuery { who: some("voss"), limit: Some(50), ..all() },
        ] {
            let plan = plan(&query, true);
            assert!(plan.iter().any(|step| step.contains("statements_by_day")), "{query:?}: {plan:#?}");
            assert!(plan.iter().any(|step| step.contains("FOR LAST")), "{query:?}: {plan:#?}");
        }
    }
    #[test]
    fn pages_follow_the_index_of_days_from_either_end() {
        for order in [Order::Oldest, Order::Newest] {
            for days in [Days::Known, Days::Unknown] {
                let query = SaidQuery { limit: Some(50), order, ..SaidQuery::default() };
                let plan = plan_on(days, &query, false);
                assert!(plan[0].contains("statements_by_day (<expr>=?"), "{query:?}: {plan:#?}");
                let sorts = plan.iter().find(|step| step.contains("TEMP B-TREE"));
                assert!(sorts.is_none_or(|step| step.contains("LAST 3 TERMS")), "{query:?}: {plan:#?}");
            }
        }
    }
}
