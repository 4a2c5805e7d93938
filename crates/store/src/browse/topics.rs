use std::collections::{BTreeMap, HashMap};

use rusqlite::OptionalExtension;
use serde::Serialize;

use super::MonthCount;
use crate::{SaidRow, Store, StoreError};

/// A word that sets some statements apart from the rest of the archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Topic {
    /// The word as it is mostly written.
    pub word: String,
    /// How many of the statements have it.
    pub statements: u64,
    /// In which months.
    pub months: Vec<MonthCount>,
}

/// Words that stand in statements about anything.
const COMMON: &[&str] = &[
    "about",
    "after",
    "again",
    "against",
    "ahead",
    "almost",
    "along",
    "already",
    "also",
    "although",
    "always",
    "among",
    "another",
    "anybody",
    "anyone",
    "anything",
    "anyway",
    "around",
    "asked",
    "away",
    "back",
    "became",
    "because",
    "become",
    "been",
    "before",
    "being",
    "believe",
    "believes",
    "best",
    "better",
    "between",
    "billion",
    "both",
    "came",
    "cannot",
    "certain",
    "come",
    "comes",
    "coming",
    "could",
    "didn",
    "does",
    "doesn",
    "doing",
    "done",
    "down",
    "during",
    "each",
    "earlier",
    "eight",
    "either",
    "else",
    "enough",
    "even",
    "ever",
    "every",
    "everybody",
    "everyone",
    "everything",
    "first",
    "five",
    "four",
    "from",
    "gave",
    "getting",
    "give",
    "given",
    "gives",
    "goes",
    "going",
    "gone",
    "good",
    "great",
    "half",
    "have",
    "having",
    "here",
    "hers",
    "herself",
    "himself",
    "however",
    "hundred",
    "hundreds",
    "into",
    "itself",
    "just",
    "keep",
    "kind",
    "knew",
    "know",
    "known",
    "knows",
    "last",
    "later",
    "least",
    "less",
    "like",
    "little",
    "long",
    "look",
    "lots",
    "made",
    "make",
    "makes",
    "making",
    "many",
    "maybe",
    "mean",
    "might",
    "million",
    "millions",
    "mine",
    "more",
    "most",
    "much",
    "must",
    "myself",
    "need",
    "needs",
    "neither",
    "never",
    "next",
    "nine",
    "nobody",
    "nothing",
    "often",
    "okay",
    "once",
    "ones",
    "only",
    "other",
    "others",
    "ought",
    "ours",
    "ourselves",
    "over",
    "perhaps",
    "quite",
    "rather",
    "really",
    "right",
    "said",
    "same",
    "says",
    "second",
    "seen",
    "seven",
    "shall",
    "should",
    "simply",
    "since",
    "some",
    "somebody",
    "someone",
    "something",
    "soon",
    "still",
    "such",
    "sure",
    "take",
    "taken",
    "takes",
    "taking",
    "tell",
    "than",
    "that",
    "their",
    "theirs",
    "them",
    "themselves",
    "then",
    "there",
    "these",
    "they",
    "thing",
    "things",
    "think",
    "third",
    "this",
    "those",
    "though",
    "thousand",
    "thousands",
    "three",
    "through",
    "time",
    "today",
    "together",
    "told",
    "tomorrow",
    "took",
    "toward",
    "towards",
    "under",
    "until",
    "upon",
    "very",
    "want",
    "wanted",
    "wants",
    "wasn",
    "well",
    "went",
    "were",
    "what",
    "whatever",
    "when",
    "where",
    "whether",
    "which",
    "while",
    "whole",
    "whom",
    "whose",
    "will",
    "with",
    "within",
    "without",
    "won",
    "would",
    "wouldn",
    "yeah",
    "year",
    "years",
    "yesterday",
    "your",
    "yours",
    "yourself",
];

/// So many documents tell how often the archive has a word: some thousand statements, all over the archive.
const SAMPLED: i64 = 1_000;

/// How often words stand in statements, from a sample of the archive; of a small archive from all of it. To be asked for
/// once for many lists of topics: it changes as slowly as the archive.
#[derive(Clone, Debug, Default)]
pub struct Usage {
    statements: u64,
    words: HashMap<String, u64>,
}

impl Usage {
    /// How much it says about statements to have a word.
    #[expect(clippy::cast_precision_loss, reason = "a rank")]
    fn weight(&self, word: &str) -> f64 {
        let elsewhere = self.words.get(word).copied().unwrap_or_default().max(1);
        (1.0 + self.statements as f64 / elsewhere as f64).ln()
    }
}

/// The words of a text that can be topics, in lower case, each once, with how the text writes it.
fn words(text: &str) -> BTreeMap<String, &str> {
    let mut words: BTreeMap<String, &str> = BTreeMap::new();
    for word in text.split(|letter: char| !letter.is_alphanumeric()) {
        if word.len() > 3 {
            let lower = word.to_lowercase();
            let is_topic = lower.chars().count() > 3 && lower.chars().all(char::is_alphabetic);
            if is_topic && COMMON.binary_search(&lower.as_str()).is_err() {
                words.entry(lower).or_insert(word);
            }
        }
    }
    words
}

/// The document at a key or after it, and what is said in a document.
const DOCUMENT: &str = "SELECT key FROM documents WHERE key >= ? ORDER BY key LIMIT 1";
const CONTENTS: &str = "SELECT content FROM statement_texts WHERE document = ?";

impl Store {
    /// How often the archive has which word.
    pub fn usage(&self) -> Result<Usage, StoreError> {
        self.snapshot()
            .and_then(|_snapshot| self.sample())
            .map_err(|source| self.failed("count the words of the archive", source))
    }

    fn sample(&self) -> rusqlite::Result<Usage> {
        let last: i64 = self
            .connection
            .prepare_cached("SELECT coalesce(max(key), 0) FROM documents")?
            .query_row([], |row| row.get(0))?;
        let mut document = self.connection.prepare_cached(DOCUMENT)?;
        let mut contents = self.connection.prepare_cached(CONTENTS)?;
        let (mut usage, mut seen) = (Usage::default(), 0);
        let step = (last / SAMPLED).max(1);
        for place in (1..=last).step_by(usize::try_from(step).unwrap_or(1)) {
            let Some(key) = document.query_row([place], |row| row.get::<_, i64>(0)).optional()? else {
                break;
            };
            if key <= seen {
                continue;
            }
            seen = key;
            let mut rows = contents.query([key])?;
            while let Some(row) = rows.next()? {
                let content: Option<String> = row.get(0)?;
                usage.statements += 1;
                for word in words(&content.unwrap_or_default()).into_keys() {
                    *usage.words.entry(word).or_default() += 1;
                }
            }
        }
        Ok(usage)
    }
}

/// The words of `rows` that the archive has less often, the most telling first: at most `top` of those that several
/// statements have.
pub fn topics(rows: &[SaidRow], usage: &Usage, top: usize) -> Vec<Topic> {
    let mut known: HashMap<String, Seen> = HashMap::new();
    for row in rows {
        let day = row.place.day.as_deref().filter(|day| !day.starts_with("0000"));
        let month = day.and_then(|day| day.get(..7));
        for (lower, written) in words(&row.content_text) {
            let seen = known.entry(lower).or_default();
            seen.statements += 1;
            *seen.written.entry(written.to_owned()).or_default() += 1;
            if let Some(month) = month {
                *seen.months.entry(month.to_owned()).or_default() += 1;
            }
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "a rank")]
    let mut scored: Vec<(f64, String, Seen)> = known
        .into_iter()
        .filter(|(_, seen)| seen.statements > 1)
        .map(|(word, seen)| (seen.statements as f64 * usage.weight(&word), word, seen))
        .collect();
    scored.sort_by(|one, other| other.0.total_cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
    scored.truncate(top);
    scored.into_iter().map(|(_, word, seen)| seen.topic(&word)).collect()
}

/// Where a word was seen.
#[derive(Default)]
struct Seen {
    statements: u64,
    written: BTreeMap<String, u64>,
    months: BTreeMap<String, u64>,
}

impl Seen {
    fn topic(self, word: &str) -> Topic {
        let most =
            self.written.into_iter().max_by(|one, other| one.1.cmp(&other.1).then(one.0.cmp(&other.0)));
        let months = self.months.into_iter().map(|(month, statements)| MonthCount { month, statements });
        Topic {
            word: most.map_or_else(|| word.to_owned(), |(written, _)| written),
            statements: self.statements,
            months: months.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::COMMON;

    #[test]
    fn common_words_are_in_order() {
        assert!(COMMON.is_sorted(), "they are looked up by halves");
    }
}
