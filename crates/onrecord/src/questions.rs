//! The user's questions: read from a file, and asked of records.

use std::collections::BTreeSet;

use resolve::positions::Questions;
use serde::Deserialize;
use types::{Position, Question, Record};

/// Judges positions on questions.
#[derive(Debug, Default)]
pub struct Judge {
    questions: Questions,
}

impl Judge {
    /// The version of the code that judges. Positions of another version are judged again.
    pub const VERSION: &'static str = resolve::positions::VERSION;

    /// Takes in the questions.
    pub fn new(questions: &[Question]) -> Self {
        Self { questions: Questions::new(questions) }
    }

    /// Where the record's speakers stand; empty when there is no question.
    pub fn positions(&self, record: &Record) -> Vec<Position> {
        self.questions.positions(record)
    }
}

/// Why a file of questions was refused.
#[derive(Debug, thiserror::Error)]
pub enum QuestionError {
    /// It is no TOML, or has other fields.
    #[error(
        "no file of questions: {0} (give [[question]] with id, ask, and any of for, against, examples, terms)"
    )]
    NoQuestions(#[from] toml::de::Error),
    /// Two questions have one id.
    #[error("two questions have the id {0:?}")]
    Twice(String),
    /// An id or wording is empty.
    #[error("the question {0:?} needs an id and a wording (id = \"…\", ask = \"…\")")]
    Empty(String),
}

/// The questions of a TOML file: `[[question]]` with `id`, `ask`, and any of `for`, `against`, `examples`, `terms`.
///
/// ```
/// let questions = onrecord::from_toml("[[question]]\nid = 'path'\nask = 'Should the path be built?'").unwrap();
/// assert_eq!(questions[0].ask, "Should the path be built?");
/// ```
pub fn from_toml(text: &str) -> Result<Vec<Question>, QuestionError> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        #[serde(default)]
        question: Vec<Question>,
    }
    let File { question: questions } = toml::from_str(text)?;
    let mut ids = BTreeSet::new();
    for question in &questions {
        if question.id.trim().is_empty() || question.ask.trim().is_empty() {
            return Err(QuestionError::Empty(format!("{}{}", question.id, question.ask)));
        }
        if !ids.insert(question.id.as_str()) {
            return Err(QuestionError::Twice(question.id.clone()));
        }
    }
    Ok(questions)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_file_is_refused_with_its_reason() {
        for (text, reason) in [
            (
                "[[question]]\nid = 'a'\nask = 'A?'\n[[question]]\nid = 'a'\nask = 'B?'",
                "two questions have the id",
            ),
            ("[[question]]\nid = ''\nask = 'A?'", "needs an id"),
            ("[[question]]\nid = 'a'\nask = 'A?'\nterm = 'x'", "unknown field"),
            ("question = 3", "no file of questions"),
            ("[[questions]]\nid = 'a'\nask = 'A?'", "unknown field"),
        ] {
            let error = from_toml(text).unwrap_err().to_string();
            assert!(error.contains(reason), "{text}: {error}");
        }
        assert!(from_toml("").unwrap().is_empty());
    }
}
