use store::Store;

use crate::arguments::CopiesArguments;
use crate::commands::show::the_document;
use crate::display::list;
use crate::output::{Finding, Output, say};

/// Lists the groups of documents that carry the same story.
pub fn run(arguments: &CopiesArguments) -> anyhow::Result<Finding> {
    let store = Store::open_read_only(&arguments.store.store)?;
    let document = arguments.document.as_ref().map(|name| the_document(&store, name)).transpose()?;
    let copies = store.copies(document.as_ref().map(|document| document.id.as_str()))?;
    let columns = ["earliest", "document", "outlet", "published", "title", "url"];
    list(Output::to(None)?, arguments.format, &columns, &copies, |copy| {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        vec![vec![
            copy.first.clone(),
            copy.document.clone(),
            text(&copy.outlet),
            copy.published.map(|day| day.to_string()).unwrap_or_default(),
            text(&copy.title),
            text(&copy.url),
        ]]
    })?;
    if copies.is_empty() {
        say("No two documents carry the same story.");
    }
    Ok(Finding::Good)
}
