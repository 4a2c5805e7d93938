//! To whom and through what a statement was made, where its own sentence says so plainly.

mod addressee;
mod medium;
mod party;

use types::{Party, Span};

use crate::actors::Mention;
use crate::article::Article;
use crate::attribution::{Attribution, Form};
use crate::occasion;
use crate::phrase::{self, Word};

pub(crate) use addressee::{Addressed, object_pronoun, passive_verb};
pub(crate) use medium::is_medium;
pub(crate) use party::is_day_or_month;

/// How far from the cue, in tokens, a circumstance still belongs to it.
const REACH: usize = 14;

/// The addressee and the medium of a statement.
pub(crate) type Circumstances = (Option<Addressed>, Option<Party>);

/// The addressee and the medium of one statement.
pub(crate) fn circumstances(
    article: &Article,
    mentions: &[Mention],
    attribution: &Attribution,
) -> Circumstances {
    let live = || occasion::is_live(article).then(|| Party { name: "live blog".to_owned(), span: None });
    match attribution.form {
        Form::Post => {
            let handle = attribution.source.iter().any(|span| span.of(article.text).contains("(@"));
            (None, handle.then(|| Party { name: "Twitter".to_owned(), span: None }))
        }
        Form::Turn => (None, live()),
        _ => {
            let zone = free_words(article, attribution);
            let Some(&cue) = attribution.cue.first() else { return (None, None) };
            let (medium, partner) = medium::medium(article, &zone);
            // "Asked by Doe whether …, Roe said": Doe asks, and is not asked.
            let speaks = |party: &Party| {
                party.span.is_some_and(|span| attribution.source.iter().any(|source| source.overlaps(span)))
            };
            let addressee = addressee::addressee(article, mentions, attribution, &zone)
                .or(partner.map(|party| Addressed { party, lasting: true }))
                .filter(|addressed| !speaks(&addressed.party));
            // Who speaks to a broadcaster is heard there.
            let aired = || {
                addressee
                    .as_ref()
                    .map(|addressed| addressed.party.clone())
                    .filter(|party| party.name.split(' ').any(|word| medium::BROADCASTERS.contains(&word)))
            };
            let testimony = || {
                cue.of(article.text)
                    .split_whitespace()
                    .any(cues_to_testimony)
                    .then(|| Party { name: "testimony".to_owned(), span: Some(cue) })
            };
            let writes = || (cue.of(article.text) == "writes").then(live).flatten();
            // Who writes to somebody writes a letter, on paper or not.
            let letter = || {
                let wrote =
                    matches!(cue.of(article.text).split(' ').next(), Some("wrote" | "writes" | "writing"));
                (wrote && addressee.is_some()).then(|| Party { name: "letter".to_owned(), span: None })
            };
            let medium = medium.or_else(aired).or_else(testimony).or_else(letter).or_else(writes);
            (addressee, medium)
        }
    }
}

fn cues_to_testimony(word: &str) -> bool {
    matches!(word.to_lowercase().as_str(), "testified" | "testifies" | "testify" | "testifying")
}

/// The words of the cue's sentence near it that are no content: runs without a gap.
fn free_words<'a>(article: &Article<'a>, attribution: &Attribution) -> Vec<Vec<Word<'a>>> {
    let Some(cue) = attribution.cue.first() else { return Vec::new() };
    let sentence = article.sentence(cue.start);
    let tokens = article.tokens(*cue);
    let from = article.token_span(tokens.start.saturating_sub(2 * REACH)).start.max(sentence.start);
    let to = article
        .token_span((tokens.end + REACH).min(article.reading.tokens.len().saturating_sub(1)))
        .end
        .min(sentence.end);
    let mut runs = Vec::new();
    let mut start = from;
    let mut cuts: Vec<Span> = attribution
        .content
        .iter()
        .copied()
        // Inside speech the words around the cue are spoken, too.
        .chain(
            article
                .spoken()
                .iter()
                .copied()
                .filter(|part| part.start < to && part.end > from && !part.contains(*cue)),
        )
        .collect();
    cuts.sort();
    for cut in cuts {
        if cut.end <= start || cut.start >= to {
            continue;
        }
        if cut.start > start {
            runs.push(phrase::words(article.text, Span::new(start, cut.start)));
        }
        start = start.max(cut.end);
    }
    if start < to {
        runs.push(phrase::words(article.text, Span::new(start, to)));
    }
    runs
}
