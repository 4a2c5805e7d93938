use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use store::{DidQuery, Store, Tables};
use types::wire;

use crate::arguments::{ExportArguments, ExportFormat, ExportOf, Format};
use crate::display::{Printer, dna, geojson, graphml};
use crate::exports::followthemoney::Entities;
use crate::exports::rows::{Kind, Rows};
use crate::exports::schema_org::{Graph, Nodes};
use crate::exports::{annotations, gkg};
use crate::output::{CommandError, Finding, Output, say};

/// Writes all records in order of their documents' ids.
pub fn run(arguments: &ExportArguments) -> anyhow::Result<Finding> {
    if arguments.of != ExportOf::Statements && arguments.format != ExportFormat::Csv {
        return Err(
            CommandError::Usage("--of is for --format csv; other formats have it all".to_owned()).into()
        );
    }
    let job = Job { store: Store::open_read_only(&arguments.store.store)?, arguments };
    match arguments.format {
        ExportFormat::Table => job.print(Format::Table),
        ExportFormat::Json => job.print(Format::Json),
        ExportFormat::Jsonl => job.print(Format::Jsonl),
        ExportFormat::Csv => match arguments.of {
            ExportOf::Statements => job.print(Format::Csv),
            ExportOf::Events => job.rows(Kind::Events),
            ExportOf::Positions => job.rows(Kind::Positions),
        },
        ExportFormat::Geojson => {
            let query = DidQuery { versions: (&arguments.versions).into(), ..DidQuery::default() };
            let mut output = job.output()?;
            line(&mut output, &geojson(&job.store.did(&query)?))?;
            output.finish()?;
            Ok(Finding::Good)
        }
        ExportFormat::Dna | ExportFormat::Graphml => job.network(),
        ExportFormat::SchemaOrg => job.graph(Nodes::Articles),
        ExportFormat::ClaimReview => job.graph(Nodes::Reviews),
        ExportFormat::WebAnnotation => {
            let mut output = job.output()?;
            let finding = job.each(|record| line(&mut output, &annotations::page(&record, |_| true)))?;
            output.finish()?;
            Ok(finding)
        }
        ExportFormat::Gkg => {
            let (mut output, mut number) = (job.output()?, 0);
            let finding = job.each(|record| {
                number += 1;
                gkg::row(&mut output, &record, number)
            })?;
            output.finish()?;
            Ok(finding)
        }
        ExportFormat::FollowTheMoney => job.entities(),
        ExportFormat::Datasette => job.tables(),
    }
}

/// An export that has begun.
struct Job<'arguments> {
    store: Store,
    arguments: &'arguments ExportArguments,
}

fn line(output: &mut Output, value: &Value) -> anyhow::Result<()> {
    serde_json::to_writer(&mut *output, value)?;
    output.write_all(b"\n")?;
    Ok(())
}

impl Job<'_> {
    fn output(&self) -> anyhow::Result<Output> {
        Output::to(self.arguments.output.as_deref())
    }

    /// Does something with every record. One that cannot be read is said, and the others are not lost.
    fn each(&self, mut with: impl FnMut(wire::Record) -> anyhow::Result<()>) -> anyhow::Result<Finding> {
        let mut finding = Finding::Good;
        for record in self.store.archived_records((&self.arguments.versions).into())? {
            match record {
                Ok(record) => with(record)?,
                Err(error) => {
                    say(&format!("onrecord: {error}"));
                    finding = Finding::Faulty;
                }
            }
        }
        Ok(finding)
    }

    fn print(&self, format: Format) -> anyhow::Result<Finding> {
        let mut printer = Printer::new(format, self.output()?);
        let finding = self.each(|record| printer.wire(&record))?;
        printer.finish()?.finish()?;
        Ok(finding)
    }

    fn rows(&self, kind: Kind) -> anyhow::Result<Finding> {
        let mut rows = Rows::new(self.output()?, kind)?;
        let finding = self.each(|record| rows.record(&record))?;
        rows.finish()?.finish()?;
        Ok(finding)
    }

    fn graph(&self, nodes: Nodes) -> anyhow::Result<Finding> {
        let mut graph = Graph::new(self.output()?, nodes)?;
        let finding = self.each(|record| graph.record(&record))?;
        graph.finish()?.finish()?;
        Ok(finding)
    }

    fn entities(&self) -> anyhow::Result<Finding> {
        let (mut output, mut entities) = (self.output()?, Entities::default());
        let finding = self.each(|record| {
            entities.record(&record).iter().try_for_each(|entity| line(&mut output, entity))
        })?;
        entities.actors().try_for_each(|entity| line(&mut output, &entity))?;
        output.finish()?;
        Ok(finding)
    }

    /// Writes positions, and for a network events, of all records.
    fn network(&self) -> anyhow::Result<Finding> {
        let questions = self.store.questions()?;
        let mut records = Vec::new();
        let finding = self.each(|mut record| {
            // The text is not needed, and would fill the memory.
            record.document.text = String::new();
            records.push(record);
            Ok(())
        })?;
        let mut output = self.output()?;
        match self.arguments.format {
            ExportFormat::Dna => dna(&mut output, &records, &questions)?,
            _ => graphml(&mut output, &records, &questions)?,
        }
        output.finish()?;
        Ok(finding)
    }

    /// Writes an SQLite file, and beside it what Datasette shows of its tables.
    fn tables(&self) -> anyhow::Result<Finding> {
        let Some(path) = self.arguments.output.as_deref() else {
            return Err(CommandError::Usage("--format datasette needs --output FILE".to_owned()).into());
        };
        let output = Output::to(Some(path))?;
        let mut tables = Tables::create(output.path().unwrap_or(path))?;
        for question in self.store.questions()? {
            tables.question(&question)?;
        }
        let finding = self.each(|record| Ok(tables.record(&record)?))?;
        tables.finish()?;
        output.finish()?;
        let beside = described_in(path);
        let mut output = Output::to(Some(&beside))?;
        line(&mut output, &description(path))?;
        output.finish()?;
        say(&format!("datasette {} --metadata {}", path.display(), beside.display()));
        Ok(finding)
    }
}

/// `x.db` is described in `x.db.metadata.json`.
fn described_in(path: &Path) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(".metadata.json");
    name.into()
}

/// Tables and views in words.
const TABLES: [(&str, &str); 14] = [
    ("quotations", "Who said what, with the article; asserted statements that stand in no other one"),
    ("heard", "How often each actor of the archive was heard, by how many outlets"),
    ("happenings", "Events that are told as facts or alleged, with the article"),
    ("stands", "Who stands where on which question, with the words"),
    ("documents", "Articles with their text"),
    ("statements", "Every statement; content holds its spans in documents.text, in code points"),
    ("actors", "People and bodies whom the archive knows across documents"),
    ("appearances", "Who appears in which document, with roles and places in the text"),
    ("events", "Who did what to whom (PLOVER), whatever their factuality"),
    ("questions", "The questions that were asked of the archive"),
    ("positions", "Sides on questions; a judgement about the words of one statement"),
    ("places", "Places that texts name, with coordinates where they were found"),
    ("times", "Times that texts name, with their values"),
    ("quantities", "Quantities that texts state"),
];

fn description(path: &Path) -> Value {
    let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let tables: serde_json::Map<String, Value> =
        TABLES.iter().map(|(table, words)| ((*table).to_owned(), json!({ "description": words }))).collect();
    json!({
        "title": "On Record",
        "description": "Who said what, each entry tied to the words that prove it.",
        "databases": { name: { "tables": tables } },
    })
}
