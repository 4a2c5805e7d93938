use store::{Piece, Store, Utterance, Uttered, Wording};

use crate::arguments::VariantsArguments;
use crate::commands::show::the_document;
use crate::display::list;
use crate::output::{Finding, Output, say};

/// Lists utterances with their wordings.
pub fn run(arguments: &VariantsArguments) -> anyhow::Result<Finding> {
    let store = Store::open_read_only(&arguments.store.store)?;
    let limit = if arguments.limit == 0 { usize::MAX } else { arguments.limit };
    let utterances = store.utterances(&which(&store, arguments.query.as_deref())?, limit)?;
    let columns = ["speaker", "wording", "published", "outlet", "statement", "copy_of"];
    list(Output::to(None)?, arguments.format, &columns, &utterances, rows)?;
    match utterances.len() {
        0 => say("No such quotation stands in several documents."),
        found if found == limit => {
            say(&format!("The first {limit} utterances are shown; --limit 0 lists all."));
        }
        _ => {}
    }
    Ok(Finding::Good)
}

/// `DOCUMENT#STATEMENT` is a statement, everything else words.
fn which(store: &Store, query: Option<&str>) -> anyhow::Result<Uttered> {
    let Some(query) = query else { return Ok(Uttered::All) };
    let is_statement = |id: &str| id.strip_prefix('s').is_some_and(|number| number.parse::<usize>().is_ok());
    match query.rsplit_once('#').filter(|(_, statement)| is_statement(statement)) {
        Some((document, statement)) => {
            let document = the_document(store, document)?.id;
            Ok(Uttered::By { document, statement: statement.to_owned() })
        }
        None => Ok(Uttered::With(query.to_owned())),
    }
}

/// One row for each place of each wording.
fn rows(utterance: &Utterance) -> Vec<Vec<String>> {
    let place = |wording: &Wording| {
        let marked = marked(wording);
        wording
            .places
            .iter()
            .map(move |place| {
                vec![
                    utterance.speaker.clone().unwrap_or_default(),
                    marked.clone(),
                    place.published.map(|day| day.to_string()).unwrap_or_default(),
                    place.outlet.clone().unwrap_or_default(),
                    format!("{}#{}", place.document, place.statement),
                    place.copy_of.clone(),
                ]
            })
            .collect::<Vec<_>>()
    };
    utterance.wordings.iter().flat_map(place).collect()
}

/// The wording with its cuts and changes in square brackets.
fn marked(wording: &Wording) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Same { here } => here.clone(),
        Piece::Cut { .. } => "[…]".to_owned(),
        Piece::Altered { longest, here } => format!("[{longest} → {here}]"),
        Piece::Added { here } => format!("[+ {here}]"),
    };
    wording.pieces.iter().map(piece).collect::<Vec<_>>().join(" ")
}
