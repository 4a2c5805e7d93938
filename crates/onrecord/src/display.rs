//! Records as people and programs want to see them.

mod article;
mod csv_rows;
mod facts;
mod happening_rows;
mod html;
mod list;
mod network;
pub mod plain;
mod position_rows;
mod printer;
pub mod standings;
mod stands_page;
mod table;
mod terminal;
mod timeline_rows;
mod xml;

pub use article::MarkedArticle;
pub use csv_rows::{STATEMENT_COLUMNS, harmless, said_cells, said_speaker, word};
pub use facts::event_type;
pub use happening_rows::{HAPPENING_COLUMNS, geojson, happening_cells, happening_row};
pub use html::{Beside, MARKS_STYLE, SCRIPT, body, event_id, facts_lists, head, html};
pub use list::list;
pub use network::{dna, graphml};
pub use position_rows::{MOVE_COLUMNS, Moved, POSITION_COLUMNS, PositionRow, STANDING_COLUMNS, StandingRow};
pub use printer::{Printer, Row};
pub use stands_page::stands_page;
pub use table::{count, percent, printable, speaker};
pub use terminal::{Look, terminal, width};
pub use timeline_rows::{TIMELINE_COLUMNS, timeline_cells, timeline_line};
pub use xml::escaped;
