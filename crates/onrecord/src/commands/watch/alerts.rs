//! What somebody waits for: saved searches.

use std::path::Path;

use anyhow::Context;
use serde::Deserialize;
use store::SaidQuery;
use types::StatementKind;

use crate::arguments::WatchArguments;
use crate::output::CommandError;

/// A saved search.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Alert {
    /// How it is called where it is told of.
    pub(super) name: String,
    who: Option<String>,
    about: Option<String>,
    outlet: Option<String>,
    kind: Option<StatementKind>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    alert: Vec<Alert>,
}

/// The alerts of the command line, then those of the file.
pub(super) fn all(arguments: &WatchArguments) -> anyhow::Result<Vec<Alert>> {
    let words = arguments.alert.iter().map(|words| Alert {
        name: words.clone(),
        who: None,
        about: Some(words.clone()),
        outlet: None,
        kind: None,
    });
    let mut all: Vec<Alert> = words.collect();
    if let Some(path) = &arguments.alerts {
        all.extend(read(path)?);
    }
    Ok(all)
}

fn read(path: &Path) -> anyhow::Result<Vec<Alert>> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    parse(&text).map_err(|reason| CommandError::Usage(format!("{}: {reason}", path.display())).into())
}

fn parse(text: &str) -> Result<Vec<Alert>, String> {
    let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
    let is_empty = |alert: &&Alert| alert.who.is_none() && alert.about.is_none() && alert.outlet.is_none();
    match file.alert.iter().find(is_empty) {
        Some(alert) => {
            Err(format!("alert {:?} would match everything; give who, about or outlet", alert.name))
        }
        None => Ok(file.alert),
    }
}

impl Alert {
    /// The search in one document.
    pub(super) fn query(&self, document: &str) -> SaidQuery {
        SaidQuery {
            who: self.who.clone(),
            about: self.about.clone(),
            outlet: self.outlet.clone(),
            kind: self.kind,
            document: Some(document.to_owned()),
            ..SaidQuery::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_alerts() {
        let alerts = parse(
            "[[alert]]\nname = \"Bridge\"\nwho = \"Calder\"\nabout = '\"in May\"'\nkind = \"direct\"\n",
        )
        .unwrap();
        let query = alerts[0].query("d1");
        assert_eq!((query.who.as_deref(), query.about.as_deref()), (Some("Calder"), Some("\"in May\"")));
        assert_eq!((query.kind, query.document.as_deref()), (Some(StatementKind::Direct), Some("d1")));
        assert!(parse("[[alert]]\nname = \"all\"\n").unwrap_err().contains("would match everything"));
        assert!(parse("[[alert]]\nname = \"x\"\nabuot = \"y\"\n").unwrap_err().contains("abuot"));
    }
}
