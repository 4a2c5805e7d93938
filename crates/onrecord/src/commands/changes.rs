use serde::Serialize;
use store::{Change, Store, WordChange};

use crate::arguments::ChangesArguments;
use crate::commands::show::the_document;
use crate::display::{count, list};
use crate::output::{Finding, Output, say};

/// A change with the page that it is about.
#[derive(Serialize)]
struct Item<'a> {
    document: &'a str,
    #[serde(flatten)]
    change: &'a Change,
}

/// Lists what changed between the versions of a page.
pub fn run(arguments: &ChangesArguments) -> anyhow::Result<Finding> {
    let store = Store::open_read_only(&arguments.store.store)?;
    let document = the_document(&store, &arguments.document)?;
    let Some(found) = store.changes(&document.id)? else {
        anyhow::bail!("{}: the document has just vanished from the store (try again)", document.id);
    };
    let items: Vec<Item<'_>> =
        found.changes.iter().map(|change| Item { document: &document.id, change }).collect();
    let columns = ["version", "change", "statement", "speaker", "words"];
    list(Output::to(None)?, arguments.format, &columns, &items, |item| vec![row(item.change)])?;
    let versions = count(found.versions.len(), "version");
    match found.changes.len() {
        0 => say(&format!("{}: {versions}, nothing changed in what was said.", document.id)),
        changes => say(&format!("{}: {versions}, {}.", document.id, count(changes, "change"))),
    }
    for version in &found.versions {
        let title = version.title.as_deref().unwrap_or("without title");
        say(&format!("  {}: {title}, from {}", version.version, version.origins.join(", ")));
    }
    Ok(Finding::Good)
}

fn row(change: &Change) -> Vec<String> {
    let speaker = |statement: &Option<types::wire::Statement>| {
        let speaker = statement.as_ref().map(|statement| &statement.speaker);
        let name = speaker.and_then(|speaker| speaker.name.clone().or_else(|| speaker.role.clone()));
        name.unwrap_or_else(|| "unresolved".to_owned())
    };
    let (before, after) = (speaker(&change.before), speaker(&change.after));
    let who = match (&change.before, &change.after) {
        (Some(_), None) => before,
        (Some(_), Some(_)) if before != after => format!("{before} → {after}"),
        _ => after,
    };
    let statement = change.after.as_ref().or(change.before.as_ref());
    let text = statement.map(|statement| statement.content_text.clone()).unwrap_or_default();
    let words = if change.words.is_empty() { text } else { marked(&change.words) };
    let kind = format!("{:?}", change.kind).to_lowercase();
    let id = statement.map(|statement| statement.id.clone()).unwrap_or_default();
    vec![change.version.to_string(), kind, id, who, words]
}

/// The words with what changed in square brackets.
fn marked(words: &[WordChange]) -> String {
    let piece = |piece: &WordChange| match piece {
        WordChange::Same { after } => after.clone(),
        WordChange::Cut { before } => format!("[− {before}]"),
        WordChange::Added { after } => format!("[+ {after}]"),
        WordChange::Altered { before, after } => format!("[{before} → {after}]"),
    };
    words.iter().map(piece).collect::<Vec<_>>().join(" ")
}
