//! Floors: figures that may not get worse. They are pinned to the corpus that they were measured on, raised by hand,
//! and never lowered without a word.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::corpora::{Corpora, repository};
use crate::figures::Figures;

/// The floors of one section.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Section {
    /// A file or folder of the corpora.
    corpus: String,
    /// Its hash; see [`Corpora::sha256`].
    sha256: String,
    #[serde(default)]
    at_least: BTreeMap<String, f64>,
    #[serde(default)]
    at_most: BTreeMap<String, f64>,
}

/// What is wrong, a line each: figures beyond their bound, figures that are missing, a corpus that changed.
pub fn failures(corpora: &Corpora, figures: &BTreeMap<&str, Figures>) -> Result<Vec<String>> {
    let path = repository().join("evals/floors.toml");
    let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let sections: BTreeMap<String, Section> =
        toml::from_str(&text).with_context(|| path.display().to_string())?;
    let mut failures = Vec::new();
    for (name, section) in &sections {
        let hash = corpora.sha256(&section.corpus)?;
        if hash != section.sha256 {
            failures.push(format!("{name}: {} changed, its SHA-256 is {hash}", section.corpus));
        }
        failures.extend(section.failures(name, figures.get(name.as_str())));
    }
    Ok(failures)
}

impl Section {
    fn failures(&self, section: &str, figures: Option<&Figures>) -> Vec<String> {
        let least = self.at_least.iter().map(|(name, bound)| (name, *bound, 1.0, "at least"));
        let most = self.at_most.iter().map(|(name, bound)| (name, *bound, -1.0, "at most"));
        least
            .chain(most)
            .filter_map(|(name, bound, sign, words)| {
                let value = figures.and_then(|figures| *figures.get(name)?);
                match value {
                    Some(value) if sign * value >= sign * bound => None,
                    Some(value) => Some(format!("{section} {name} is {value}, must be {words} {bound}")),
                    None => Some(format!("{section} {name} was not measured, must be {words} {bound}")),
                }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_hold_on_both_sides_and_absence_fails() {
        let section: Section = toml::from_str(
            "corpus = 'x'\nsha256 = ''\nat_least = { right = 77.0, gone = 1.0 }\nat_most = { wrong = 12.0 }",
        )
        .unwrap();
        let figures =
            |right, wrong| Figures::from([("right".into(), Some(right)), ("wrong".into(), Some(wrong))]);
        assert_eq!(
            section.failures("s", Some(&figures(77.0, 12.0))),
            ["s gone was not measured, must be at least 1"]
        );
        assert_eq!(section.failures("s", Some(&figures(76.9, 12.1))).len(), 3);
        assert_eq!(section.failures("s", None).len(), 3);
    }
}
