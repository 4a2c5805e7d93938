//! Where the corpora are and what is in them. A missing corpus is an error, never a skip.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use base64::Engine;
use flate2::read::GzDecoder;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::words::Span;

/// The folder of the corpora.
pub struct Corpora(PathBuf);

impl Corpora {
    /// `ONRECORD_CORPORA`, else `../shared/corpora` beside the repository.
    pub fn find() -> Result<Self> {
        let folder = std::env::var_os("ONRECORD_CORPORA")
            .map_or_else(|| repository().join("../shared/corpora"), PathBuf::from);
        if !folder.is_dir() {
            bail!("the corpora are not at {}; set ONRECORD_CORPORA to their folder", folder.display());
        }
        Ok(Self(folder))
    }

    /// A file or folder of the corpora; one that is not there is an error.
    pub fn path(&self, name: &str) -> Result<PathBuf> {
        let path = self.0.join(name);
        if !path.exists() {
            bail!("the corpus {} is missing", path.display());
        }
        Ok(path)
    }

    /// SHA-256 of a corpus as hexadecimal digits; of a folder: over the names and contents of its files, by name.
    pub fn sha256(&self, name: &str) -> Result<String> {
        let path = self.path(name)?;
        let mut digest = Sha256::new();
        if path.is_dir() {
            for file in files(&path)? {
                let name = file.file_name().unwrap_or_default().to_string_lossy();
                let content = read(&file)?;
                digest.update(format!("{name}\0{}\0", content.len()));
                digest.update(content);
            }
        } else {
            digest.update(read(&path)?);
        }
        Ok(digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// A corpus of one JSON object a line, which a name ending in `.gz` says is compressed.
    pub fn lines<T: DeserializeOwned>(&self, name: &str) -> Result<Vec<T>> {
        let path = self.path(name)?;
        let mut lines = String::new();
        if name.ends_with(".gz") {
            GzDecoder::new(&read(&path)?[..])
                .read_to_string(&mut lines)
                .with_context(|| path.display().to_string())?;
        } else {
            lines = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        }
        lines
            .lines()
            .filter(|line| !line.trim().is_empty())
            .enumerate()
            .map(|(index, line)| {
                serde_json::from_str(line).with_context(|| format!("{}:{}", path.display(), index + 1))
            })
            .collect()
    }

    /// The annotated articles.
    pub fn articles(&self) -> Result<Vec<GoldArticle>> {
        gold_articles(&self.path("articles")?)
    }

    /// The first article with its gold record.
    pub fn seeds(&self) -> Result<Vec<GoldArticle>> {
        gold_articles(&self.path("../seeds")?)
    }
}

/// The root of the repository.
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new(""))
}

/// An article of PolNeAR.
#[derive(Deserialize)]
pub struct PolnearArticle {
    pub id: String,
    pub publisher: String,
    pub date: String,
    pub title: String,
    pub text: String,
    /// One for each annotator; the first one counts.
    pub annotations: Vec<Annotation>,
}

/// What one annotator marked.
#[derive(Deserialize)]
pub struct Annotation {
    pub attributions: Vec<Attribution>,
}

/// An attribution of PolNeAR.
#[derive(Deserialize)]
pub struct Attribution {
    pub source: Vec<Span>,
    pub cue: Vec<Span>,
    pub content: Vec<Span>,
}

impl PolnearArticle {
    /// The line for `onrecord read -`.
    pub fn input(&self) -> Value {
        json!({"id": self.id, "text": self.text, "title": self.title, "published": self.date,
               "outlet": self.publisher})
    }
}

/// An article with a gold record.
pub struct GoldArticle {
    pub stem: String,
    pub text: String,
    pub gold: Gold,
    /// The bytes of the page, where there is one.
    pub page: Option<Vec<u8>>,
}

/// A gold record.
#[derive(Deserialize)]
pub struct Gold {
    pub file: Option<String>,
    pub published: Option<String>,
    pub published_inferred: Option<Interval>,
    pub title: Option<String>,
    pub byline: Option<String>,
    #[serde(default)]
    pub authors: Vec<String>,
    pub html: Option<GoldPage>,
    pub statements: Vec<GoldStatement>,
    pub not_statements: Vec<GoldSpan>,
    pub times: Vec<GoldTime>,
    pub places: Vec<GoldPlace>,
    pub quantities: Vec<GoldQuantity>,
    pub events: Vec<GoldEvent>,
    /// Wordings by their ids.
    #[serde(default)]
    pub questions: BTreeMap<String, String>,
}

/// First and last civil day, ISO 8601.
#[derive(Deserialize)]
pub struct Interval {
    pub earliest: String,
    pub latest: String,
}

/// What a page must and must not give.
#[derive(Deserialize)]
pub struct GoldPage {
    pub file: String,
    pub url: Option<String>,
    pub must_not_contain: Vec<String>,
}

/// A gold statement.
#[derive(Deserialize)]
pub struct GoldStatement {
    pub kind: String,
    pub content: Vec<Span>,
    pub content_text: String,
    pub speaker: String,
    pub source: Option<Span>,
    pub source_text: Option<String>,
    pub cue: Option<Span>,
    pub addressee: Option<String>,
    pub medium: Option<String>,
    pub when: Option<String>,
    pub position: Option<GoldPosition>,
    #[serde(default)]
    pub tags: Vec<String>,
}

/// The side that a statement takes on a question.
#[derive(Deserialize)]
pub struct GoldPosition {
    pub question: String,
    pub stance: String,
}

/// A piece of text.
#[derive(Deserialize)]
pub struct GoldSpan {
    pub span: Option<Span>,
}

/// A time expression.
#[derive(Deserialize)]
pub struct GoldTime {
    pub span: Option<Span>,
    pub value: Option<String>,
}

/// A place.
#[derive(Deserialize)]
pub struct GoldPlace {
    pub span: Option<Span>,
    pub country: Option<String>,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
}

/// A quantity; its value is a number, or a list for a range.
#[derive(Deserialize)]
pub struct GoldQuantity {
    pub span: Option<Span>,
    pub value: Value,
}

/// An event.
#[derive(Deserialize)]
pub struct GoldEvent {
    pub plover: String,
    pub actor: Option<String>,
    pub evidence: Span,
}

impl GoldArticle {
    /// The line for `onrecord read -` with the text.
    pub fn text_input(&self) -> Value {
        json!({"id": self.stem, "text": self.text, "published": self.gold.published})
    }

    /// The line with the page, where there is one.
    pub fn page_input(&self) -> Option<Value> {
        let page = base64::engine::general_purpose::STANDARD.encode(self.page.as_ref()?);
        let url = self.gold.html.as_ref().and_then(|html| html.url.as_ref());
        Some(json!({"id": self.stem, "html_base64": page, "url": url}))
    }
}

fn gold_articles(folder: &Path) -> Result<Vec<GoldArticle>> {
    let mut articles = Vec::new();
    for path in files(folder)? {
        let Some(stem) = path.file_name().and_then(|name| name.to_str()?.strip_suffix(".gold.json")) else {
            continue;
        };
        let gold: Gold = serde_json::from_slice(&read(&path)?).with_context(|| path.display().to_string())?;
        let text_file = gold.file.clone().unwrap_or_else(|| format!("{stem}.txt"));
        let text = String::from_utf8(read(&folder.join(&text_file))?).context(text_file)?;
        let page = gold.html.as_ref().map(|html| read(&folder.join(&html.file))).transpose()?;
        articles.push(GoldArticle { stem: stem.to_owned(), text, gold, page });
    }
    if articles.is_empty() {
        bail!("no *.gold.json in {}", folder.display());
    }
    Ok(articles)
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut files: Vec<PathBuf> = entries.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
    files.retain(|path| path.is_file());
    files.sort();
    Ok(files)
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| path.display().to_string())
}
