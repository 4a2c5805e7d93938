use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use super::MonthCount;
use crate::words::expression;
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

/// So many words are held against the archive.
const CANDIDATES: usize = 60;

/// A word that so many statements of the archive have is as common as one that more have.
const COUNTED: i64 = 5_000;

impl Store {
    /// The words of `rows` that the rest of the archive has less often, the most telling first: at most `top` of those
    /// that several statements have.
    pub fn topics(&self, rows: &[SaidRow], top: usize) -> Result<Vec<Topic>, StoreError> {
        let mut known: HashMap<String, Seen> = HashMap::new();
        for row in rows {
            let day = row.place.day.as_deref().filter(|day| !day.starts_with("0000"));
            let month = day.and_then(|day| day.get(..7));
            let mut words: BTreeMap<String, &str> = BTreeMap::new();
            for word in row.content_text.split(|letter: char| !letter.is_alphanumeric()) {
                let lower = word.to_lowercase();
                let is_topic = lower.chars().count() > 3 && lower.chars().all(char::is_alphabetic);
                if is_topic && COMMON.binary_search(&lower.as_str()).is_err() {
                    words.entry(lower).or_insert(word);
                }
            }
            for (lower, written) in words {
                let seen = known.entry(lower).or_default();
                seen.statements += 1;
                *seen.written.entry(written.to_owned()).or_default() += 1;
                if let Some(month) = month {
                    *seen.months.entry(month.to_owned()).or_default() += 1;
                }
            }
        }
        let mut candidates: Vec<(String, Seen)> =
            known.into_iter().filter(|(_, seen)| seen.statements > 1).collect();
        candidates.sort_by(|(one, left), (other, right)| {
            right.statements.cmp(&left.statements).then_with(|| one.cmp(other))
        });
        candidates.truncate(CANDIDATES);
        let all = self.statements_at_most().map_err(|source| self.failed("count statements", source))?;
        let mut scored = Vec::new();
        for (word, seen) in candidates {
            let wanted = expression("about", "content", &word)?;
            let elsewhere = self
                .connection
                .prepare_cached(
                    "SELECT count(*) FROM (SELECT 1 FROM statement_search WHERE statement_search MATCH ? LIMIT ?)",
                )
                .and_then(|mut count| count.query_row((wanted, COUNTED), |row| row.get::<_, i64>(0)))
                .map_err(|source| self.failed("count a word", source))?;
            #[expect(clippy::cast_precision_loss, reason = "a rank")]
            let score = seen.statements as f64 * (1.0 + all as f64 / elsewhere.max(1) as f64).ln();
            scored.push((score, word, seen));
        }
        scored.sort_by(|one, other| other.0.total_cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
        scored.truncate(top);
        Ok(scored.into_iter().map(|(_, word, seen)| seen.topic(&word)).collect())
    }

    /// How many statements there are, or some more.
    fn statements_at_most(&self) -> rusqlite::Result<i64> {
        let sql = "SELECT coalesce(max(key), 0) FROM statements";
        self.connection.prepare_cached(sql)?.query_row([], |row| row.get(0))
    }
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
