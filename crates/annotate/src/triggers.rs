//! Words that may tell of an event: verbs and nouns of `triggers/lexicon.txt`, in all their forms.

mod forms;

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use types::{Reading, Span, TriggerForm, TriggerMark};

const LEXICON: &str = include_str!("triggers/lexicon.txt");

/// One line of the lexicon.
struct Sense {
    kind: &'static str,
    mode: Option<&'static str>,
    form: TriggerForm,
    recipient: &'static [&'static str],
    conditions: &'static [&'static str],
}

/// The words of one trigger after the first, and what it means.
struct Pattern {
    rest: Vec<String>,
    sense: usize,
}

struct Lexicon {
    senses: Vec<Sense>,
    /// By the first word, in the form in which it stands in a text, in lower case.
    patterns: FxHashMap<String, Vec<Pattern>>,
}

static READ: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut lexicon = Lexicon { senses: Vec::new(), patterns: FxHashMap::default() };
    for line in LEXICON.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        add(&mut lexicon, line);
    }
    // Of two triggers that begin alike the longer one is meant.
    for patterns in lexicon.patterns.values_mut() {
        patterns.sort_by_key(|pattern| (std::cmp::Reverse(pattern.rest.len()), pattern.sense));
    }
    lexicon
});

/// Words of a field that live as long as the program; the lexicon is read once.
fn kept(field: &'static str) -> &'static [&'static str] {
    let words: Vec<&'static str> = field.split_whitespace().filter(|word| *word != "-").collect();
    Vec::leak(words)
}

fn add(lexicon: &mut Lexicon, line: &'static str) {
    let mut fields = line.split('|').map(str::trim);
    let mut next = || fields.next().unwrap_or_default();
    let (kind, form, words, recipient, conditions) = (next(), next(), next(), next(), next());
    let mut kind = kind.split_whitespace();
    let (Some(kind), mode) = (kind.next(), kind.next().filter(|mode| *mode != "-")) else { return };
    let form = if form == "noun" { TriggerForm::Noun } else { TriggerForm::Verb };
    let sense = lexicon.senses.len();
    lexicon.senses.push(Sense { kind, mode, form, recipient: kept(recipient), conditions: kept(conditions) });
    for word in words.split_whitespace() {
        let parts: Vec<&str> = word.split('_').collect();
        let variants = match form {
            TriggerForm::Verb => forms::of_verb(parts[0]),
            TriggerForm::Noun => forms::of_noun(parts[parts.len() - 1]),
        };
        for variant in variants {
            let mut whole: Vec<&str> = parts.clone();
            let inflected = if form == TriggerForm::Verb { 0 } else { parts.len() - 1 };
            whole[inflected] = &variant;
            let mut tokens = whole.iter().flat_map(|part| tokens_of(part));
            let Some(first) = tokens.next() else { continue };
            let pattern = Pattern { rest: tokens.collect(), sense };
            lexicon.patterns.entry(first).or_default().push(pattern);
        }
    }
}

/// The tokens of a word with hyphens.
fn tokens_of(word: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    for (index, part) in word.split('-').enumerate() {
        if index > 0 {
            tokens.push("-".to_owned());
        }
        tokens.push(part.to_owned());
    }
    tokens
}

/// All triggers in prose, in order, the longer before the shorter.
pub(crate) fn find(reading: &Reading) -> Vec<TriggerMark> {
    let lexicon = &*READ;
    let text = reading.document.text.as_str();
    let mut found = Vec::new();
    let mut blocks = reading.blocks.iter().filter(|block| block.kind.is_prose()).peekable();
    let lower = |index: usize| {
        let token = reading.tokens.get(index).map_or("", |token| token.span.of(text));
        if token.bytes().any(|byte| byte.is_ascii_uppercase()) {
            token.to_ascii_lowercase()
        } else {
            token.to_owned()
        }
    };
    for (index, token) in reading.tokens.iter().enumerate() {
        while blocks.next_if(|block| block.span.end <= token.span.start).is_some() {}
        if !blocks.peek().is_some_and(|block| block.span.contains(token.span)) {
            continue;
        }
        let Some(patterns) = lexicon.patterns.get(lower(index).as_str()) else { continue };
        for pattern in patterns {
            if !pattern.rest.iter().enumerate().all(|(offset, word)| lower(index + 1 + offset) == *word) {
                continue;
            }
            let last = reading.tokens.get(index + pattern.rest.len()).map_or(token.span, |token| token.span);
            let Sense { kind, mode, form, recipient, conditions } = lexicon.senses[pattern.sense];
            let span = Span::new(token.span.start, last.end);
            found.push(TriggerMark { span, form, kind, mode, recipient, conditions });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use types::{Body, Given, Origin, Page, TriggerForm};

    use super::{LEXICON, READ, find};

    #[test]
    fn every_line_is_whole() {
        const TYPES: &str = "AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST \
            SANCTION MOBILIZE COERCE ASSAULT";
        for line in LEXICON.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            assert_eq!(line.matches('|').count(), 4, "{line}");
        }
        for sense in &READ.senses {
            assert!(TYPES.split(' ').any(|kind| kind == sense.kind), "{}", sense.kind);
        }
        for kind in TYPES.split(' ') {
            assert!(READ.senses.iter().any(|sense| sense.kind == kind), "{kind} has no trigger");
        }
    }

    #[test]
    fn forms_and_phrases_are_found() {
        let text = "The rebels have attacked two towns. Miners walked out; a hunger strike and a counter-offensive began.";
        let body = Body::Text(text.to_owned());
        let reading = read::read(&Page { origin: Origin::Stdin, body, given: Given::default() });
        let found: Vec<(&str, &str, TriggerForm)> =
            find(&reading).iter().map(|mark| (mark.span.of(text), mark.kind, mark.form)).collect();
        for expected in [
            ("attacked", "ASSAULT", TriggerForm::Verb),
            ("walked out", "PROTEST", TriggerForm::Verb),
            ("hunger strike", "PROTEST", TriggerForm::Noun),
            ("counter-offensive", "ASSAULT", TriggerForm::Noun),
        ] {
            assert!(found.contains(&expected), "{expected:?} in {found:?}");
        }
    }
}
