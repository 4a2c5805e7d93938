//! Records as people and programs want to see them.

mod article;
mod csv_rows;
mod facts;
mod html;
mod list;
mod network;
mod printer;
mod stands_page;
mod table;
mod terminal;

pub use article::MarkedArticle;
pub use csv_rows::word;
pub use html::{Beside, MARKS_STYLE, SCRIPT, body, head, html};
pub use list::list;
pub use network::{dna, graphml};
pub use printer::{Printer, Row};
pub use stands_page::stands_page;
pub use table::{count, percent, short, speaker};
pub use terminal::{Look, terminal, width};
