use store::Store;

use crate::arguments::ExportArguments;
use crate::display::Printer;
use crate::output::{Finding, Output, say};

/// Writes all records in order of their documents' ids.
pub fn run(arguments: &ExportArguments) -> anyhow::Result<Finding> {
    let store = Store::open_read_only(&arguments.store.store)?;
    let mut printer = Printer::new(arguments.format, Output::to(arguments.output.as_deref())?);
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
