use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

use rusqlite::OptionalExtension;
use serde::Serialize;

use super::MonthCount;
use crate::{SaidQuery, Store, StoreError, days};

/// The words that set the statements of a search apart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Topics {
    /// How many statements were looked at: the first ones in the order of the search.
    pub statements: u64,
    /// Whether the search finds more.
    pub more: bool,
    /// The most telling first.
    pub words: Vec<Topic>,
}

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

/// Calls `take` with the words of a text that are long enough for topics: in lower case, and as they are written.
fn words<'text>(text: &'text str, mut take: impl FnMut(Cow<'text, str>, &'text str)) {
    for word in text.split(|letter: char| !letter.is_alphanumeric()) {
        if word.len() <= 3 {
            continue;
        }
        // Most words are so already.
        if word.bytes().all(|byte| byte.is_ascii_lowercase()) {
            take(Cow::Borrowed(word), word);
            continue;
        }
        let lower = word.to_lowercase();
        if lower.chars().count() > 3 && lower.chars().all(char::is_alphabetic) {
            take(Cow::Owned(lower), word);
        }
    }
}

/// In how many of some texts, which come one after the other, a word stands, and which was the last of them.
#[derive(Default)]
struct Count {
    texts: u64,
    last: Option<usize>,
}

impl Count {
    /// The word stands in this text; false when that was known.
    fn add(&mut self, text: usize) -> bool {
        let is_new = self.last != Some(text);
        self.texts += u64::from(is_new);
        self.last = Some(text);
        is_new
    }
}

/// The words that can be topics, and in how many of the texts they stand.
fn counts<'text>(texts: impl Iterator<Item = &'text str>) -> HashMap<Cow<'text, str>, u64> {
    let mut counts: HashMap<Cow<'text, str>, Count> = HashMap::new();
    for (number, text) in texts.enumerate() {
        words(text, |word, _| {
            if let Some(count) = counts.get_mut(word.as_ref()) {
                count.add(number);
            } else {
                counts.insert(word, Count { texts: 1, last: Some(number) });
            }
        });
    }
    let counts = counts.into_iter().filter(|(word, _)| COMMON.binary_search(&word.as_ref()).is_err());
    counts.map(|(word, count)| (word, count.texts)).collect()
}

/// The document at a key or after it, and the statements in a document.
const DOCUMENT: &str = "SELECT key FROM documents WHERE key >= ? ORDER BY key LIMIT 1";
const STATEMENTS: &str = "SELECT key FROM statements WHERE document = ?";

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
        let mut statements = self.connection.prepare_cached(STATEMENTS)?;
        let mut sampled: Vec<(i64, i64)> = Vec::new();
        let step = (last / SAMPLED).max(1);
        for place in (1..=last).step_by(usize::try_from(step).unwrap_or(1)) {
            let Some(key) = document.query_row([place], |row| row.get::<_, i64>(0)).optional()? else {
                break;
            };
            if sampled.last().is_some_and(|(document, _)| *document >= key) {
                continue;
            }
            for statement in statements.query_map([key], |row| row.get(0))? {
                sampled.push((key, statement?));
            }
        }
        let contents = self.contents(&sampled)?;
        let words = counts(contents.iter().map(String::as_str));
        let words = words.into_iter().map(|(word, statements)| (word.into_owned(), statements)).collect();
        Ok(Usage { statements: contents.len() as u64, words })
    }
}

impl Store {
    /// The words that set the first `most` statements that the query finds apart from what the archive says elsewhere:
    /// at most `top` of those that several of them have. The words that the query asks for are not among them.
    pub fn topics(
        &self,
        query: &SaidQuery,
        most: usize,
        usage: &Usage,
        top: usize,
    ) -> Result<Topics, StoreError> {
        let failed = |source| self.failed("look for topics", source);
        let _snapshot = self.snapshot().map_err(failed)?;
        let mut found = Vec::new();
        self.brief(query, most.saturating_add(1), "statements.document", |key, columns| {
            found.push((columns.plain()?, key));
            Ok(())
        })?;
        self.topics_of(query, found, most, usage, top).map_err(failed)
    }

    /// The topics of the first `most` of the statements that a query found, of which the keys are given.
    pub(super) fn topics_of(
        &self,
        query: &SaidQuery,
        mut found: Vec<(i64, i64)>,
        most: usize,
        usage: &Usage,
        top: usize,
    ) -> rusqlite::Result<Topics> {
        let more = found.len() > most;
        found.truncate(most);
        let contents = self.contents(&found)?;
        let mut asked: HashSet<String> = HashSet::new();
        for text in [&query.words, &query.about].into_iter().flatten() {
            words(text, |word, _| {
                asked.insert(word.into_owned());
            });
        }
        let months = found.iter().map(|&(_, key)| days::month(days::of_key(key)));
        let said: Vec<(Option<String>, &str)> = months.zip(contents.iter().map(String::as_str)).collect();
        let words = most_telling(&said, &asked, usage, top);
        Ok(Topics { statements: found.len() as u64, more, words })
    }
}

/// The words of what was said, with its months, that the archive has less often, the most telling first.
fn most_telling(
    said: &[(Option<String>, &str)],
    asked: &HashSet<String>,
    usage: &Usage,
    top: usize,
) -> Vec<Topic> {
    #[expect(clippy::cast_precision_loss, reason = "a rank")]
    let mut scored: Vec<(f64, Cow<'_, str>)> = counts(said.iter().map(|(_, content)| *content))
        .into_iter()
        .filter(|(word, statements)| *statements > 1 && !asked.contains(word.as_ref()))
        .map(|(word, statements)| (statements as f64 * usage.weight(&word), word))
        .collect();
    scored.sort_by(|one, other| other.0.total_cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
    scored.truncate(top);
    // How they are written, and when, is looked up for these alone.
    let mut seen: HashMap<&str, Seen> =
        scored.iter().map(|(_, word)| (word.as_ref(), Seen::default())).collect();
    for (number, (month, content)) in said.iter().enumerate() {
        words(content, |word, written| {
            if let Some(seen) = seen.get_mut(word.as_ref())
                && seen.count.add(number)
            {
                *seen.written.entry(written.to_owned()).or_default() += 1;
                if let Some(month) = month {
                    *seen.months.entry(month.clone()).or_default() += 1;
                }
            }
        });
    }
    scored.iter().filter_map(|(_, word)| Some(seen.remove(word.as_ref())?.topic(word))).collect()
}

/// Where a word was seen.
#[derive(Default)]
struct Seen {
    count: Count,
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
            statements: self.count.texts,
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
