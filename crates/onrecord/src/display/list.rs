//! Lists of anything: one way to print them in every format.

use std::io::Write;

use comfy_table::presets::UTF8_HORIZONTAL_ONLY;
use comfy_table::{ContentArrangement, Table};
use serde::Serialize;

use super::csv_rows::harmless;
use super::table::printable;
use super::width;
use crate::arguments::Format;

/// Prints items: as JSON the items themselves, as table and CSV the rows that `rows` makes of each, with one cell for
/// each of `columns`.
pub fn list<T: Serialize>(
    mut output: impl Write,
    format: Format,
    columns: &[&str],
    items: &[T],
    rows: impl Fn(&T) -> Vec<Vec<String>>,
) -> anyhow::Result<()> {
    match format {
        Format::Json if items.is_empty() => output.write_all(b"[]\n")?,
        Format::Json => {
            for (number, item) in items.iter().enumerate() {
                output.write_all(if number == 0 { b"[\n" } else { b",\n" })?;
                serde_json::to_writer(&mut output, item)?;
            }
            output.write_all(b"\n]\n")?;
        }
        Format::Jsonl => {
            for item in items {
                serde_json::to_writer(&mut output, item)?;
                output.write_all(b"\n")?;
            }
        }
        Format::Csv => {
            let mut writer = csv::Writer::from_writer(output);
            writer.write_record(columns)?;
            for row in items.iter().flat_map(rows) {
                writer.write_record(row.iter().map(|cell| harmless(cell).into_owned()))?;
            }
            writer.flush()?;
            return Ok(());
        }
        Format::Table if items.is_empty() => {}
        Format::Table => {
            let mut table = Table::new();
            table
                .load_style(UTF8_HORIZONTAL_ONLY)
                .set_content_arrangement(ContentArrangement::Dynamic)
                .set_width(u16::try_from(width()).unwrap_or(u16::MAX))
                .set_header(columns);
            for row in items.iter().flat_map(rows) {
                table.add_row(row.iter().map(|cell| printable(cell)));
            }
            writeln!(output, "{}", table.trim_fmt())?;
        }
    }
    output.flush()?;
    Ok(())
}
