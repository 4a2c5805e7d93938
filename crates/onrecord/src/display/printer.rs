use std::io::Write;

use serde::Serialize;
use types::{PublishedBasis, Record, wire};

use super::facts::Facts;
use super::{csv_rows, table};
use crate::arguments::Format;
use crate::display::width;

/// A statement with the document that proves it: a row of `said` and of every table.
#[derive(Clone, Debug, Serialize)]
pub struct Row<'record> {
    /// Where it stands.
    pub document: RowDocument<'record>,
    /// The statement, exactly as in [`wire::Record`].
    #[serde(flatten)]
    pub statement: &'record wire::Statement,
    /// What stands in its content: the times that it is about are not the one at which it was said.
    pub times: Vec<&'record wire::Time>,
    pub places: Vec<&'record wire::Place>,
    pub quantities: Vec<&'record wire::Quantity>,
    /// What happens in it, or of a verbal act what it is itself.
    pub events: Vec<&'record wire::Event>,
    /// The sides that its speaker takes in it.
    pub positions: Vec<&'record wire::Position>,
}

/// The document of a row, without its text.
#[derive(Clone, Debug, Serialize)]
pub struct RowDocument<'record> {
    pub id: &'record str,
    pub url: Option<&'record str>,
    pub title: Option<&'record str>,
    pub outlet: Option<&'record str>,
    pub published: Option<&'record str>,
    pub published_basis: Option<PublishedBasis>,
}

impl<'record> Row<'record> {
    /// The row of a statement.
    pub fn new(record: &'record wire::Record, statement: &'record wire::Statement) -> Self {
        let document = &record.document;
        let Facts { times, places, quantities } = Facts::inside(record, &statement.content);
        let document = RowDocument {
            id: &document.id,
            url: document.url.as_deref(),
            title: document.title.as_deref(),
            outlet: document.outlet.as_deref(),
            published: document.published.as_deref(),
            published_basis: document.published_basis,
        };
        let is_here = |of: &str| of == statement.id;
        let events =
            record.events.iter().filter(|event| event.statement.as_deref().is_some_and(is_here)).collect();
        let positions = record.positions.iter().filter(|position| is_here(&position.statement)).collect();
        Self { document, statement, times, places, quantities, events, positions }
    }
}

/// Prints records or rows, one after the other; holds none of them.
pub struct Printer<W> {
    format: Format,
    output: W,
    /// Whether nothing was printed yet.
    empty: bool,
}

impl<W: Write> Printer<W> {
    /// A printer that has printed nothing yet.
    pub fn new(format: Format, output: W) -> Self {
        Self { format, output, empty: true }
    }

    /// Prints a whole record; in a table or as CSV, its statements.
    pub fn record(&mut self, record: &Record) -> anyhow::Result<()> {
        self.wire(&wire::Record::from(record))
    }

    /// As [`Printer::record`].
    pub fn wire(&mut self, record: &wire::Record) -> anyhow::Result<()> {
        match self.format {
            Format::Json | Format::Jsonl => self.item(record),
            Format::Table | Format::Csv => {
                let rows: Vec<_> =
                    (record.statements.iter()).map(|statement| Row::new(record, statement)).collect();
                if self.format == Format::Csv {
                    return self.rows(&rows);
                }
                let gap = if std::mem::take(&mut self.empty) { "" } else { "\n" };
                writeln!(self.output, "{gap}{}", table::heading(record))?;
                if !rows.is_empty() {
                    writeln!(self.output, "{}", table::table(&rows, width(), false))?;
                }
                Ok(())
            }
        }
    }

    /// Prints rows.
    pub fn rows(&mut self, rows: &[Row<'_>]) -> anyhow::Result<()> {
        match self.format {
            Format::Json | Format::Jsonl => rows.iter().try_for_each(|row| self.item(row)),
            Format::Table if rows.is_empty() => Ok(()),
            Format::Table => Ok(writeln!(self.output, "{}", table::table(rows, width(), true))?),
            Format::Csv => {
                let header = std::mem::take(&mut self.empty);
                Ok(self.output.write_all(&csv_rows::csv(rows, header)?)?)
            }
        }
    }

    /// Prints any one thing as JSON; for formats that are JSON only.
    pub fn item(&mut self, item: &impl Serialize) -> anyhow::Result<()> {
        if self.format == Format::Json {
            self.output.write_all(if self.empty { b"[\n" } else { b",\n" })?;
        }
        serde_json::to_writer(&mut self.output, item)?;
        if self.format == Format::Jsonl {
            self.output.write_all(b"\n")?;
            // Whoever reads the lines of a live stream gets each one when it is there.
            self.output.flush()?;
        }
        self.empty = false;
        Ok(())
    }

    /// Ends the output: closes the array, writes the header of a table without rows.
    pub fn finish(mut self) -> anyhow::Result<W> {
        match self.format {
            Format::Json => self.output.write_all(if self.empty { b"[]\n" } else { b"\n]\n" })?,
            Format::Csv if self.empty => self.output.write_all(&csv_rows::csv(&[], true)?)?,
            _ => {}
        }
        self.output.flush()?;
        Ok(self.output)
    }
}
