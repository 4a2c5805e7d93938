use std::io::{IsTerminal, Write, stdout};
use std::path::Path;

use acquire::{Input, Limits};
use anyhow::bail;
use onrecord::Pipeline;
use store::{DocumentSummary, Store};
use types::Record;

use crate::arguments::ShowArguments;
use crate::display::{Look, MarkedArticle, html, terminal, width};
use crate::output::{CommandError, Finding, Output};

/// Shows one article.
pub fn run(arguments: &ShowArguments) -> anyhow::Result<Finding> {
    let (document, store) = (arguments.document.as_str(), arguments.store.store.as_path());
    let record = match arguments.version {
        Some(version) => find_version(document, version, store)?,
        None => find(document, store)?,
    };
    let article = MarkedArticle::new(&record);
    let mut output = Output::to(arguments.output.as_deref())?;
    let page = if arguments.html {
        html(&article)
    } else {
        let on_terminal = arguments.output.is_none() && stdout().is_terminal();
        terminal(&article, Look { colours: colours(on_terminal), width: width() })
    };
    output.write_all(page.as_bytes())?;
    output.finish()?;
    Ok(Finding::Good)
}

/// Whether the user wants colours: <https://no-color.org>, <https://bixense.com/clicolors>.
fn colours(on_terminal: bool) -> bool {
    let wanted = on_terminal && anstyle_query::term_supports_color();
    !anstyle_query::no_color() && (anstyle_query::clicolor_force() || wanted)
}

/// The stored document with this id; else the file of this name, read now; else the only stored document that fits.
fn find(name: &str, store: &Path) -> anyhow::Result<Record> {
    let is_file = Path::new(name).exists();
    if is_file && !store.exists() {
        return read(name);
    }
    let store = Store::open_read_only(store)?;
    if let Some(record) = store.load(name)? {
        return Ok(record);
    }
    if is_file {
        return read(name);
    }
    let one = the_document(&store, name)?;
    match store.load(&one.id)? {
        Some(record) => Ok(record),
        None => bail!("{}: the document has just vanished from the store (try again)", one.id),
    }
}

/// One version of the only stored document that fits.
fn find_version(name: &str, version: u32, store: &Path) -> anyhow::Result<Record> {
    let store = Store::open_read_only(store)?;
    let one = the_document(&store, name)?;
    match store.load_version(&one.id, version)? {
        Some(record) => Ok(record),
        None => bail!("{}: there is no version {version} of it (`onrecord changes` lists them)", one.id),
    }
}

/// The only stored document that fits a user's words.
pub fn the_document(store: &Store, name: &str) -> anyhow::Result<DocumentSummary> {
    let mut found = store.find_documents(name)?;
    match found.len() {
        0 => bail!(
            "{name}: no such document in {} and no such file (`onrecord said` lists what is kept)",
            store.path().display()
        ),
        1 => Ok(found.remove(0)),
        _ => Err(CommandError::Usage(format!(
            "{name}: several documents fit; give one's id:\n{}",
            list(&found)
        ))
        .into()),
    }
}

/// At most this many choices are offered.
const CHOICES: usize = 20;

fn list(documents: &[DocumentSummary]) -> String {
    let lines = documents.iter().take(CHOICES).map(|document| {
        let title = document.title.as_deref().unwrap_or("without title");
        let day = document.published.map(|day| format!(", {day}")).unwrap_or_default();
        format!("  {}  {title}{day}", document.id)
    });
    let more = documents.len().saturating_sub(CHOICES);
    lines.chain((more > 0).then(|| format!("  and {more} more"))).collect::<Vec<_>>().join("\n")
}

/// Reads a file that holds one article.
fn read(path: &str) -> anyhow::Result<Record> {
    let mut pages = acquire::pages(&[Input::new(path)], Limits::default());
    let (first, second) = (pages.next(), pages.next());
    match (first, second) {
        (Some(page), None) => Ok(Pipeline::new().record(&page?)),
        (None, _) => bail!("{path}: nothing to read (give a file with an article)"),
        (Some(_), Some(_)) => {
            bail!("{path}: more than one article (read it with `onrecord read`, then show one by its id)")
        }
    }
}
