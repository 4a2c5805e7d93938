//! An Atom feed of what alerts have found, in a file that a feed reader can subscribe to.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, bail};
use sha2::{Digest, Sha256};

use crate::display::{Row, escaped};
use crate::output::Output;

/// Marks the file as ours; every entry stands in a line of its own, the newest first.
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
    <feed xmlns=\"http://www.w3.org/2005/Atom\"><id>urn:onrecord:alerts</id><title>On Record: alerts</title>\
    <author><name>On Record</name></author><generator>onrecord</generator>";
const END: &str = "</feed>\n";

/// So many entries are kept.
const ENTRIES: usize = 500;

/// One statement as a line of the feed.
pub(super) fn entry(alert: &str, row: &Row<'_>) -> String {
    let (document, statement) = (&row.document, row.statement);
    let speaker =
        statement.speaker.name.as_deref().or(statement.speaker.role.as_deref()).unwrap_or("unresolved");
    // The same statement keeps its id, so that feed readers show it once.
    let seed = format!("{:?}", (alert, document.id, &statement.content_text));
    let id: String = Sha256::digest(seed).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let link = document.url.map(|url| format!("<link href=\"{}\"/>", escaped(url))).unwrap_or_default();
    let article = [document.outlet, document.title].into_iter().flatten().collect::<Vec<_>>().join(": ");
    format!(
        "<entry><id>urn:onrecord:{id}</id><title>{}: {}</title><updated>{}</updated>{link}<category term=\"{}\"/>\
         <summary>{}</summary></entry>",
        escaped(speaker),
        escaped(&statement.content_text),
        now(),
        escaped(alert),
        escaped(&article),
    )
}

/// Puts entries before those that the file has.
pub(super) fn add(path: &Path, entries: &[String]) -> anyhow::Result<()> {
    let before = match std::fs::read_to_string(path) {
        Ok(before) if before.starts_with(HEAD) => before,
        Ok(_) => bail!("{}: not a feed of alerts; it was left as it is (name another file)", path.display()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error).with_context(|| path.display().to_string()),
    };
    if entries.is_empty() && !before.is_empty() {
        return Ok(());
    }
    let old: Vec<&str> = before.lines().filter(|line| line.starts_with("<entry>")).collect();
    // A run that was killed before it could note what it has told tells it again.
    let ids: BTreeSet<&str> = old.iter().filter_map(|entry| id(entry)).collect();
    let new = entries.iter().map(String::as_str).filter(|entry| id(entry).is_none_or(|id| !ids.contains(id)));
    let mut output = Output::to(Some(path))?;
    writeln!(output, "{HEAD}<updated>{}</updated>", now())?;
    for entry in new.chain(old.iter().copied()).take(ENTRIES) {
        writeln!(output, "{entry}")?;
    }
    output.write_all(END.as_bytes())?;
    output.finish()
}

/// What names an entry.
fn id(entry: &str) -> Option<&str> {
    entry.strip_prefix("<entry><id>")?.split_once("</id>").map(|(id, _)| id)
}

fn now() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_come_newest_first_and_foreign_files_stay() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("alerts.atom");
        add(&path, &[]).unwrap();
        let entry = |id: &str| format!("<entry><id>{id}</id></entry>");
        add(&path, &[entry("1")]).unwrap();
        add(&path, &[entry("2")]).unwrap();
        add(&path, &[entry("1")]).unwrap();
        let feed = std::fs::read_to_string(&path).unwrap();
        let entries: Vec<&str> = feed.lines().filter(|line| line.starts_with("<entry>")).collect();
        assert_eq!(entries, [entry("2"), entry("1")]);
        assert!(feed.ends_with("</feed>\n"));
        let foreign = folder.path().join("notes.txt");
        std::fs::write(&foreign, "mine").unwrap();
        assert!(add(&foreign, &[]).is_err());
        assert_eq!(std::fs::read_to_string(&foreign).unwrap(), "mine");
    }
}
