//! Where: toponyms of annotated news, end to end through the program.
//!
//! Accuracy within 161 km (100 miles) over all gold toponyms with coordinates. A toponym counts with the place of the
//! record that shares most of its span; one that the record misses, or gives no point, is wrong. A country has no
//! point worth measuring from: it is right when its ISO code is.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use crate::details::{best_overlap, kilometres};
use crate::figures::{Counts, Figures};
use crate::program::Records;

/// The corpora: name of the section, file, title.
pub const CORPORA: [(&str, &str, &str); 4] = [
    ("lgl", "geo-lgl-dev.jsonl", "LGL dev: local news of the USA and others"),
    ("trnews", "geo-trnews-dev.jsonl", "TR-News dev: world and local news"),
    ("gwn", "geo-gwn-dev.jsonl", "GWN dev: world news, with adjectives (\"Syrian\")"),
    ("virus", "geo-virus-dev.jsonl", "GeoVirus dev: reports of epidemics"),
];

/// A document with its toponyms.
#[derive(Deserialize)]
pub struct GeoDocument {
    doc: String,
    text: String,
    title: Option<String>,
    url: Option<String>,
    toponyms: Vec<Toponym>,
}

#[derive(Deserialize)]
struct Toponym {
    start: usize,
    end: usize,
    text: String,
    lat: Option<f64>,
    lon: Option<f64>,
    #[serde(default, deserialize_with = "id")]
    geonameid: Option<String>,
    /// The article of Wikipedia about it.
    wiki: Option<String>,
}

/// A GeoNames id, which the corpora write as text or number.
fn id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let value = Option::<Value>::deserialize(deserializer)?;
    Ok(value.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
}

impl GeoDocument {
    /// The line for `onrecord read -`.
    pub fn input(&self) -> Value {
        json!({"id": self.doc, "text": self.text, "title": self.title, "url": self.url})
    }
}

/// How many toponyms of a corpus are found and right, and which are not.
#[derive(Default)]
pub struct Score {
    counts: Counts,
    /// Toponyms that are wrong, a line each.
    pub wrong: Vec<String>,
}

impl Score {
    /// Scores the records of a corpus.
    pub fn of(documents: &[GeoDocument], records: &Records) -> Result<Self> {
        let countries = Countries::load()?;
        let mut score = Self::default();
        for document in documents {
            let record =
                records.get(&document.doc).with_context(|| format!("no record of {}", document.doc))?;
            for toponym in &document.toponyms {
                let (Some(lat), Some(lon)) = (toponym.lat, toponym.lon) else { continue };
                let found = best_overlap(&record.places, [toponym.start, toponym.end], |place| place.span);
                let country = countries.of(toponym);
                let right = found.is_some_and(|place| match country {
                    Some(code) => place.country.as_deref() == Some(code),
                    None => place
                        .lat
                        .zip(place.lon)
                        .is_some_and(|(north, east)| kilometres([north, east], [lat, lon]) <= 161.0),
                });
                score.counts.add("toponym", true);
                score.counts.add("found", found.is_some());
                score.counts.add("right", right);
                if !right {
                    let given = found.map(|place| (place.text.as_str(), &place.name, &place.country));
                    score
                        .wrong
                        .push(format!("{}: {:?} ({lat}, {lon}) is {given:?}", document.doc, toponym.text));
                }
            }
        }
        Ok(score)
    }

    /// `accuracy_161km`, `found` (percent), `toponyms` (how many).
    pub fn figures(&self) -> Figures {
        Figures::from([
            ("accuracy_161km".to_owned(), self.counts.percent("right", "toponym")),
            ("found".to_owned(), self.counts.percent("found", "toponym")),
            ("toponyms".to_owned(), Some(self.counts.get("toponym") as f64)),
        ])
    }
}

/// The countries by GeoNames id and by name in lower case.
struct Countries(BTreeMap<String, &'static str>);

impl Countries {
    fn load() -> Result<Self> {
        let mut countries = BTreeMap::new();
        let rows = include_str!("../countries.tsv").lines().filter(|line| !line.starts_with('#'));
        for row in rows {
            let mut cells = row.split('\t');
            let (Some(code), Some(id), Some(names)) = (cells.next(), cells.next(), cells.next()) else {
                anyhow::bail!("evals/countries.tsv: {row:?} has not three cells");
            };
            countries.insert(id.to_owned(), code);
            countries.extend(names.split('|').map(|name| (name.to_lowercase(), code)));
        }
        Ok(Self(countries))
    }

    /// The ISO code of a toponym that is a country.
    fn of(&self, toponym: &Toponym) -> Option<&'static str> {
        let article = toponym.wiki.as_deref().and_then(|wiki| wiki.rsplit('/').next());
        let name = article.map(|name| name.replace('_', " ").to_lowercase());
        toponym.geonameid.as_ref().or(name.as_ref()).and_then(|key| self.0.get(key)).copied()
    }
}
