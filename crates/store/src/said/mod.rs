//! Statements, looked up by what is known of them.

mod list;
mod search;

use std::collections::HashMap;

use jiff::civil::Date;
use rusqlite::OptionalExtension;
use serde::{Deserialize, Serialize};
use types::wire::{CodePoints, Points};
use types::{Act, Polarity, Span, SpeakerKind, StatementKind, When, cut};

use crate::columns::Columns;
use crate::error::Problem;
use crate::{Store, StoreError, Versions};

pub(crate) use search::{ARCHIVE_ACTOR, Days, OF_ACTOR, Search, speaker};

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

impl SaidRow {
    /// Who speaks, as far as it is said: the name, else the role.
    pub fn speaker(&self) -> Option<&str> {
        self.speaker_name.as_deref().or(self.speaker_role.as_deref())
    }
}

/// Where the content of a statement stands, by the keys of its document and itself.
pub(crate) const CONTENT: &str = "SELECT start_byte, end_byte FROM statement_spans
    WHERE document = ? AND statement = (SELECT position FROM statements WHERE key = ?) AND role = 'content'
    ORDER BY position";

impl Store {
    /// The statements that the query asks for, by the day on which they were said (else published; unknown days last),
    /// then by document and place in it.
    pub fn said(&self, query: &SaidQuery) -> Result<Vec<SaidRow>, StoreError> {
        self.said_on(Days::All, query)
    }

    pub(crate) fn said_on(&self, days: Days, query: &SaidQuery) -> Result<Vec<SaidRow>, StoreError> {
        let _snapshot = self.snapshot().map_err(|source| self.failed("look up statements", source))?;
        let found = self.list(days, query, &columns(), found)?;
        self.complete(found).map_err(|source| self.failed("look up statements", source))
    }

    /// The statements with these keys, by their keys, without those that were rejected.
    pub(crate) fn said_by_keys(&self, keys: &[i64]) -> rusqlite::Result<HashMap<i64, SaidRow>> {
        let mut query = self.connection.prepare_cached(&Search::by_key().in_order(&columns()))?;
        let mut all = Vec::with_capacity(keys.len());
        for key in keys {
            let row = query.query_row([key], |row| {
                let mut columns = Columns::of(row);
                columns.skip(1);
                found(&SaidPlace::of(&mut columns)?, &mut columns)
            });
            all.extend(row.optional()?);
        }
        let keys: Vec<i64> = all.iter().map(|found| found.statement).collect();
        Ok(keys.into_iter().zip(self.complete(all)?).collect())
    }

    pub(crate) fn said_problem(&self, problem: Problem) -> StoreError {
        problem.told(self, "ask for statements")
    }

    /// Looks up the evidence of the rows.
    fn complete(&self, found: Vec<Found>) -> rusqlite::Result<Vec<SaidRow>> {
        // The rows of one document mostly follow each other: its text is read once for all of them.
        let mut text = (None, String::new());
        let mut rows = Vec::with_capacity(found.len());
        for Found { document, mut row, .. } in found {
            if text.0 != Some(document) {
                text = (Some(document), self.text_of(document)?);
            }
            self.prove(&mut row, document, &text.1)?;
            rows.push(row);
        }
        Ok(rows)
    }

    /// Adds the words and where they stand.
    fn prove(&self, row: &mut SaidRow, document: i64, text: &str) -> rusqlite::Result<()> {
        let (mut content, mut cue, mut source) = (Vec::new(), Vec::new(), Vec::new());
        let sql = "SELECT role, start_byte, end_byte FROM statement_spans
            WHERE document = ? AND statement = ? ORDER BY role, position";
        let mut spans = self.connection.prepare_cached(sql)?;
        let mut spans = spans.query([document, row.place.position])?;
        while let Some(span) = spans.next()? {
            let mut columns = Columns::of(span);
            let (role, span): (String, Span) = (columns.plain()?, columns.span()?);
            match role.as_str() {
                "content" => content.push(span),
                "cue" => cue.push(span),
                _ => source.push(span),
            }
        }
        let points = CodePoints::new(text);
        row.source_text = (!source.is_empty()).then(|| cut(text, &source));
        row.cue_text = (!cue.is_empty()).then(|| cut(text, &cue));
        row.content_text = cut(text, &content);
        row.content = points.spans(&content);
        row.cue = points.spans(&cue);
        row.source = points.spans(&source);
        Ok(())
    }

    /// What is said in statements, given by the keys of document and statement, in their order: without all else that
    /// belongs to a row, which costs several times as much.
    pub(crate) fn contents(&self, statements: &[(i64, i64)]) -> rusqlite::Result<Vec<String>> {
        let mut spans = self.connection.prepare_cached(CONTENT)?;
        let mut text = (None, String::new());
        let mut contents = Vec::with_capacity(statements.len());
        for &(document, statement) in statements {
            if text.0 != Some(document) {
                text = (Some(document), self.text_of(document)?);
            }
            let spans = spans.query_map([document, statement], |row| Columns::of(row).span())?;
            contents.push(cut(&text.1, &spans.collect::<rusqlite::Result<Vec<Span>>>()?));
        }
        Ok(contents)
    }

    fn text_of(&self, document: i64) -> rusqlite::Result<String> {
        let mut query = self.connection.prepare_cached("SELECT text FROM documents WHERE key = ?")?;
        query.query_row([document], |row| row.get(0)).optional().map(Option::unwrap_or_default)
    }
}

/// A row before its evidence was looked up.
struct Found {
    document: i64,
    statement: i64,
    row: SaidRow,
}

/// What [`found`] reads.
fn columns() -> String {
    let speaker = ["speaker_name", "speaker_role", "speaker_kind", "speaker_reason"].map(search::speaker);
    format!(
        "statements.document, statements.key, title, outlet, url, published_day, statements.id, kind, act, polarity,
        {}, {}, addressee_name, medium_name, said_value, said_earliest, said_latest, nested_in, confidence",
        speaker.join(", "),
        search::ARCHIVE_ACTOR
    )
}

fn found(place: &SaidPlace, columns: &mut Columns<'_>) -> rusqlite::Result<Found> {
    Ok(Found {
        document: columns.plain()?,
        statement: columns.plain()?,
        row: SaidRow {
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
            source_text: None,
            cue_text: None,
            content_text: String::new(),
            content: Vec::new(),
            cue: Vec::new(),
            source: Vec::new(),
            place: place.clone(),
        },
    })
}
