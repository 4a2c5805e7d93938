use store::Store;

use crate::arguments::{ExportArguments, ExportFormat, Format};
use crate::display::{Printer, dna, graphml};
use crate::output::{Finding, Output, say};

/// Writes all records in order of their documents' ids.
pub fn run(arguments: &ExportArguments) -> anyhow::Result<Finding> {
    let store = Store::open_read_only(&arguments.store.store)?;
    let format = match arguments.format {
        ExportFormat::Table => Format::Table,
        ExportFormat::Json => Format::Json,
        ExportFormat::Jsonl => Format::Jsonl,
        ExportFormat::Csv => Format::Csv,
        ExportFormat::Dna | ExportFormat::Graphml => return network(&store, arguments),
    };
    let mut printer = Printer::new(format, Output::to(arguments.output.as_deref())?);
    let mut finding = Finding::Good;
    for record in store.archived_records((&arguments.versions).into())? {
        match record {
            Ok(record) => printer.wire(&record)?,
            Err(error) => {
                say(&format!("onrecord: {error}"));
                finding = Finding::Faulty;
            }
        }
    }
    printer.finish()?.finish()?;
    Ok(finding)
}

/// Writes positions, and for a network events, of all records.
fn network(store: &Store, arguments: &ExportArguments) -> anyhow::Result<Finding> {
    let questions = store.questions()?;
    let mut records = Vec::new();
    let mut finding = Finding::Good;
    for record in store.archived_records((&arguments.versions).into())? {
        match record {
            // The text is not needed, and would fill the memory.
            Ok(mut record) => {
                record.document.text = String::new();
                records.push(record);
            }
            Err(error) => {
                say(&format!("onrecord: {error}"));
                finding = Finding::Faulty;
            }
        }
    }
    let mut output = Output::to(arguments.output.as_deref())?;
    match arguments.format {
        ExportFormat::Dna => dna(&mut output, &records, &questions)?,
        _ => graphml(&mut output, &records, &questions)?,
    }
    output.finish()?;
    Ok(finding)
}
