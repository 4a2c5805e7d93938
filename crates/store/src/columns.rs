//! How the small values of a record stand in columns.

use jiff::civil::Date;
use rusqlite::Row;
use rusqlite::types::Type;
use serde::de::value::StrDeserializer;
use serde::de::{DeserializeOwned, IntoDeserializer};
use serde::ser::{Error as _, Serialize};
use types::{Participant, Party, Span, When};

/// The word under which an enum stands in its column: its serde name.
pub(crate) fn word(value: impl Serialize) -> rusqlite::Result<String> {
    let cannot = |error: serde_json::Error| rusqlite::Error::ToSqlConversionFailure(error.into());
    match serde_json::to_value(value).map_err(cannot)? {
        serde_json::Value::String(word) => Ok(word),
        other => Err(cannot(serde_json::Error::custom(format!("{other} is no word")))),
    }
}

/// Reads a row's columns one after the other, in the order of the SELECT.
pub(crate) struct Columns<'row> {
    row: &'row Row<'row>,
    next: usize,
}

impl<'row> Columns<'row> {
    pub(crate) const fn of(row: &'row Row<'row>) -> Self {
        Self { row, next: 0 }
    }

    /// Any value that SQLite knows.
    pub(crate) fn plain<T: rusqlite::types::FromSql>(&mut self) -> rusqlite::Result<T> {
        self.next += 1;
        self.row.get(self.next - 1)
    }

    /// A text that may be null, without a copy of it.
    pub(crate) fn text(&mut self) -> rusqlite::Result<Option<&'row str>> {
        self.next += 1;
        let place = self.next - 1;
        let read = self.row.get_ref(place)?.as_str_or_null();
        read.map_err(|error| rusqlite::Error::FromSqlConversionFailure(place, Type::Text, error.into()))
    }

    /// Leaves out columns.
    pub(crate) const fn skip(&mut self, columns: usize) {
        self.next += columns;
    }

    /// A count or position.
    pub(crate) fn count(&mut self) -> rusqlite::Result<usize> {
        let number: i64 = self.plain()?;
        usize::try_from(number).map_err(|error| self.unreadable(Type::Integer, error))
    }

    /// An enum from its word.
    pub(crate) fn word<T: DeserializeOwned>(&mut self) -> rusqlite::Result<T> {
        self.maybe_word()?.ok_or_else(|| self.unreadable(Type::Null, "a word is missing"))
    }

    /// An enum from its word, which may be null.
    pub(crate) fn maybe_word<T: DeserializeOwned>(&mut self) -> rusqlite::Result<Option<T>> {
        let Some(word) = self.plain::<Option<String>>()? else { return Ok(None) };
        let source: StrDeserializer<'_, serde::de::value::Error> = word.as_str().into_deserializer();
        T::deserialize(source).map(Some).map_err(|error| self.unreadable(Type::Text, error))
    }

    /// A civil day.
    pub(crate) fn day(&mut self) -> rusqlite::Result<Option<Date>> {
        let day: Option<String> = self.plain()?;
        day.map(|day| day.parse().map_err(|error: jiff::Error| self.unreadable(Type::Text, error)))
            .transpose()
    }

    /// A span from two columns.
    pub(crate) fn span(&mut self) -> rusqlite::Result<Span> {
        self.maybe_span()?.ok_or_else(|| self.unreadable(Type::Null, "a span is missing"))
    }

    /// A span from two columns that may be null, both or none.
    pub(crate) fn maybe_span(&mut self) -> rusqlite::Result<Option<Span>> {
        let (start, end): (Option<i64>, Option<i64>) = (self.plain()?, self.plain()?);
        let (Some(start), Some(end)) = (start, end) else {
            return match (start, end) {
                (None, None) => Ok(None),
                _ => Err(self.unreadable(Type::Null, "a span has one end only")),
            };
        };
        match (usize::try_from(start), usize::try_from(end)) {
            (Ok(start), Ok(end)) if start <= end => Ok(Some(Span::new(start, end))),
            _ => Err(self.unreadable(Type::Integer, format!("[{start}, {end}) is no span"))),
        }
    }

    /// Value, earliest and latest day.
    pub(crate) fn when(&mut self) -> rusqlite::Result<Option<When>> {
        let (value, earliest, latest) = (self.plain()?, self.day()?, self.day()?);
        Ok(Option::<String>::map(value, |value| When { value, earliest, latest }))
    }

    /// Name, start and end.
    pub(crate) fn party(&mut self) -> rusqlite::Result<Option<Party>> {
        let (name, span) = (self.plain()?, self.maybe_span()?);
        Ok(Option::<String>::map(name, |name| Party { name, span }))
    }

    /// Id, name, start and end.
    pub(crate) fn participant(&mut self) -> rusqlite::Result<Option<Participant>> {
        let (actor, name, span) = (self.plain()?, self.plain()?, self.maybe_span()?);
        Ok(Option::<String>::map(name, |name| Participant { name, span, actor }))
    }

    fn unreadable(
        &self,
        found: Type,
        why: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> rusqlite::Error {
        rusqlite::Error::FromSqlConversionFailure(self.next.saturating_sub(1), found, why.into())
    }
}

/// Both ends of a span as integers.
pub(crate) fn ends(span: Span) -> (i64, i64) {
    // A text is far shorter than i64::MAX bytes: SQLite stores no more than 2^31.
    (i64::try_from(span.start).unwrap_or(i64::MAX), i64::try_from(span.end).unwrap_or(i64::MAX))
}

/// Name, start and end.
pub(crate) fn party_columns(party: Option<&Party>) -> (Option<&str>, Option<i64>, Option<i64>) {
    let span = party.and_then(|party| party.span).map(ends);
    (party.map(|party| party.name.as_str()), span.map(|span| span.0), span.map(|span| span.1))
}

/// Value, earliest and latest day.
pub(crate) fn when_columns(when: Option<&When>) -> (Option<&str>, Option<String>, Option<String>) {
    (
        when.map(|when| when.value.as_str()),
        when.and_then(|when| when.earliest).map(|day| day.to_string()),
        when.and_then(|when| when.latest).map(|day| day.to_string()),
    )
}
