//! Subjects of sentences that are no names and no sources: "She was hired …", "The mayor will decide …".

use types::{BlockKind, EntityKind, PartOfSpeech, Relation, Span};

use crate::actors::Mention;
use crate::article::Article;
use crate::attribution::Attribution;
use crate::attribution::grammar::head_within;
use crate::lexicon::pronouns::{Pronoun, pronoun};
use crate::lexicon::{cues, nouns};
use crate::phrase::{self, Word};

/// A subject has at most this many words before its noun.
const LONGEST: usize = 5;

/// The pronouns and descriptions that open sentences of prose, in order, without those that are sources.
pub(super) fn openers(article: &Article, attributions: &[Attribution], mentions: &[Mention]) -> Vec<Span> {
    let mut sources: Vec<Span> =
        attributions.iter().flat_map(|attribution| attribution.source.iter().copied()).collect();
    sources.sort();
    let is_source = |span: Span| {
        let index = sources.partition_point(|source| source.end <= span.start);
        sources.get(index).is_some_and(|source| source.overlaps(span))
    };
    article
        .reading
        .sentences
        .iter()
        .filter(|sentence| match article.block_kind(sentence.start) {
            BlockKind::Paragraph | BlockKind::ListItem => true,
            // "Officials act, but they hesitate" between paragraphs.
            BlockKind::Heading => is_source(**sentence),
            _ => false,
        })
        .filter(|sentence| article.spoken_at(sentence.start).is_none())
        .filter_map(|sentence| {
            let words = phrase::words(article.text, start_of(article, *sentence));
            opener(&words)
                .or_else(|| newcomer(&words, mentions).filter(|span| !has_verb(article, *span)))
                .or_else(|| parsed_subject(article, *sentence).filter(|span| !is_source(*span)))
                .or_else(|| first_pronoun(article, *sentence, mentions))
        })
        .filter(|span| !is_source(*span))
        .collect()
}

/// As much of a sentence as its subject takes.
fn start_of(article: &Article, sentence: Span) -> Span {
    Span::new(sentence.start, article.text.floor_char_boundary(sentence.end.min(sentence.start + 160)))
}

fn opener(words: &[Word]) -> Option<Span> {
    let first = words.first()?;
    // "She'd", "He'll".
    let subject = first.uncontracted();
    if matches!(subject, "He" | "She") {
        return Some(Span::new(first.span.start, first.span.start + subject.len()));
    }
    let determined = phrase::is_article(first.text)
        || matches!(pronoun(first.text), Some(Pronoun::Person(_) | Pronoun::Thing | Pronoun::Plural));
    if !determined || matches!(first.text, "A" | "An") {
        return None;
    }
    let stop = words
        .iter()
        .take(LONGEST)
        .position(|word| word.possessive || word.ends_segment)
        .map_or(LONGEST, |at| at + 1);
    // "The deal would release executives": they are no part of the subject.
    let verb = words.iter().position(|word| AUXILIARIES.contains(&word.text)).unwrap_or(LONGEST);
    let nouns = words
        .iter()
        .take(stop.min(verb))
        .rposition(|word| nouns::is_role(&word.lower()) && !word.possessive)?;
    Some(Span::new(first.span.start, words[nouns].span.end))
}

/// "After stops in two towns, the prince went on", "The study is being made": the main clause's subject, where it is a description.
fn parsed_subject(article: &Article, sentence: Span) -> Option<Span> {
    let parsed = article.parsed(Span::new(sentence.start, sentence.start))?;
    let root = parsed.root()?;
    let subject = parsed.subject(root).filter(|&subject| {
        subject < root && parsed.is_sure(subject) && parsed.tag(subject) == PartOfSpeech::Noun
    })?;
    let the = parsed
        .child(subject, &[Relation::Determiner])
        .filter(|&the| the < subject && parsed.lower(the) == "the")?;
    let noun = parsed.lower(subject);
    let of = parsed.child(subject, &[Relation::NominalModifier]).filter(|&of| of > subject);
    let end = of.map_or(parsed.span(subject), |of| parsed.phrase(of)).end;
    (nouns::is_role(&noun) || nouns::is_document(&noun)).then(|| Span::new(parsed.span(the).start, end))
}

/// "Growers across the valley met", "On Monday, a woman rang": several people, or somebody new, as the subject of a
/// sentence, at its start or behind its first comma. Whoever "they" or "she" means next may be these.
fn newcomer(words: &[Word], mentions: &[Mention]) -> Option<Span> {
    let first = words.first()?;
    let conjunctions = words.iter().take_while(|word| opens_clause(&word.lower())).count();
    let from = if conjunctions > 0 {
        conjunctions
    } else if phrase::ends_noun_phrase(&first.lower()) {
        words.iter().take(9).position(|word| word.ends_segment)? + 1
    } else {
        0
    };
    let words = &words[from.min(words.len())..];
    let opening = words.first()?;
    // "Can groups think?": a question has its verb in front.
    if AUXILIARIES.contains(&opening.lower().as_str()) {
        return None;
    }
    let new = conjunctions == 0 && matches!(opening.text, "a" | "an" | "A" | "An");
    let head = words.iter().take(LONGEST + 1).position(|word| {
        let (noun, plural) = nouns::singular(&word.lower());
        let named = phrase::mention_over(mentions, word.span)
            .is_some_and(|mention| mentions[mention].kind == EntityKind::Person);
        let someone = nouns::is_role(&noun) || nouns::is_body(&noun);
        !named && someone && (plural || new)
    })?;
    let before = &words[..head];
    let broken = before.iter().any(|word| {
        let verb = AUXILIARIES.contains(&word.text);
        word.ends_segment || verb || pronoun(word.text).is_some() || phrase::ends_noun_phrase(&word.lower())
    });
    // "officers Doe and Roe", "student leaders", "growers and bakers": more belongs to it.
    let next = words.get(head + 1)?;
    let noun = nouns::singular(&next.lower()).0;
    let goes_on = !words[head].ends_segment
        && (next.text.starts_with(char::is_uppercase)
            || matches!(next.text, "and" | "or")
            || nouns::is_role(&noun)
            || nouns::is_body(&noun));
    (!broken && !goes_on && !words[head].possessive)
        .then(|| Span::new(opening.span.start, words[head].span.end))
}

/// "Orders allow users": whether the words turn on a verb.
fn has_verb(article: &Article, words: Span) -> bool {
    let Some(sentence) = article.parsed(words) else { return false };
    head_within(&sentence, words).is_some_and(|head| sentence.tag(head) == PartOfSpeech::Verb)
}

/// Words before a clause that are no part of its subject: "Even if growers meet".
fn opens_clause(word: &str) -> bool {
    matches!(
        word,
        "how"
            | "if"
            | "even"
            | "when"
            | "whether"
            | "why"
            | "because"
            | "although"
            | "though"
            | "while"
            | "unless"
            | "until"
            | "whatever"
            | "where"
            | "what"
            | "once"
    )
}

/// "Born in Graz, she was hired …": the first "he" or "she" of a sentence that names nobody before it.
fn first_pronoun(article: &Article, sentence: Span, mentions: &[Mention]) -> Option<Span> {
    let found = article.tokens(sentence).find(|&token| matches!(article.token(token), "he" | "she"))?;
    let span = article.token_span(found);
    let from = mentions.partition_point(|mention| mention.span.start < sentence.start);
    let named = mentions[from..]
        .iter()
        .take_while(|mention| mention.span.end <= span.start)
        .any(|mention| mention.kind == EntityKind::Person);
    (!named && article.spoken_at(span.start).is_none()).then_some(span)
}

/// Verbs of which a noun phrase has none.
const AUXILIARIES: [&str; 18] = [
    "has", "have", "had", "is", "are", "was", "were", "be", "could", "would", "will", "may", "might",
    "should", "can", "do", "does", "did",
];

/// The noun phrase that ends right before the offset: back to a comma, a quotation or the start of the sentence.
pub(crate) fn phrase_before(article: &Article, offset: usize) -> Option<Span> {
    let sentence = article.sentence(offset);
    let end = article.text[..offset].trim_end().trim_end_matches(',').len();
    let from = article.text.get(sentence.start..end)?.rfind([',', ';', ':', '“', '”', '"', '(']).map_or(
        sentence.start,
        |at| {
            let mark = sentence.start + at;
            mark + article.text[mark..].chars().next().map_or(1, char::len_utf8)
        },
    );
    let span = article.trimmed(Span::new(from, end));
    // "a rise, much of which": the phrase before the comma is not followed any further.
    if span.of(article.text).ends_with(" of") {
        return None;
    }
    // "“…,” said one, who asked": the verb before the speaker.
    let quoted = article.text[..span.start].trim_end().ends_with(['”', '"', '’', '»']);
    let mut tokens = article.tokens(span);
    let verb = tokens.next().filter(|&first| quoted && cues::is_cue(article.token(first)));
    let span = match verb.and(tokens.next()) {
        Some(second) => Span::new(article.token_span(second).start, span.end),
        None => span,
    };
    let span = without_existence(article, span);
    if let Some(person) = person_at_end(article, span) {
        return Some(person);
    }
    // "She recalled an old neighbour who": from the last article that no preposition governs.
    let words = phrase::words(article.text, span);
    let opens = (0..words.len()).rev().find(|&at| {
        phrase::is_article(words[at].text)
            && !at.checked_sub(1).is_some_and(|before| phrase::ends_noun_phrase(&words[before].lower()))
    });
    let span = opens.map_or(span, |at| Span::new(words[at].span.start, span.end));
    // "The plan has also included members, who": a clause is nobody.
    let clause = phrase::words(article.text, span).iter().any(|word| AUXILIARIES.contains(&word.text));
    (!clause && !span.is_empty() && article.tokens(span).len() <= 12).then_some(span)
}

/// "There are reports" → "reports".
fn without_existence(article: &Article, span: Span) -> Span {
    let words = phrase::words(article.text, span);
    match &words[..] {
        [there, be, first, ..]
            if there.text == "There" && matches!(be.text, "is" | "are" | "was" | "were" | "have" | "has") =>
        {
            Span::new(first.span.start, span.end)
        }
        _ => span,
    }
}

/// "cleared the air with six party MPs": the noun phrase that a person's noun ends, from the last preposition or article.
fn person_at_end(article: &Article, span: Span) -> Option<Span> {
    let words = phrase::words(article.text, span);
    let (last, before) = words.split_last()?;
    let person = is_person(last);
    let opens = before.iter().rposition(|word| {
        let lower = word.lower();
        let verb = matches!(
            lower.as_str(),
            "is" | "are" | "was" | "were" | "be" | "been" | "being" | "has" | "have" | "had"
        );
        phrase::is_article(word.text) || phrase::ends_noun_phrase(&lower) || verb || word.ends_segment
    })?;
    let start = if phrase::is_article(before[opens].text) { opens } else { opens + 1 };
    person.then(|| Span::new(words[start].span.start, last.span.end))
}

/// Whether the word is a noun for people, and not whose something is.
fn is_person(word: &phrase::Word) -> bool {
    let (noun, _) = nouns::singular(&word.lower());
    (nouns::is_role(&noun) || nouns::is_partisan(&noun)) && !word.possessive
}

/// "a focal point for demonstrators here, who": of a thing's phrase the people in it, to whom "who" belongs, with what follows them.
/// `several`: the verb says that they are more than one, so that a plural at the end of "a target for nationalists" will do.
pub(super) fn people_within(article: &Article, span: Span, several: bool) -> Option<Span> {
    let words = phrase::words(article.text, span);
    let plural_end = || {
        let last = words.len().checked_sub(1)?;
        (several && nouns::singular(&words[last].lower()).1).then_some(last)
    };
    let last = words.iter().rposition(is_person).or_else(plural_end)?;
    let opens = words[..last].iter().rposition(|word| phrase::ends_noun_phrase(&word.lower()))?;
    Some(Span::new(words.get(opens + 1)?.span.start, span.end))
}

/// "Jo Doe, no relation of the mayor, said": the namesake in the aside is no source; the phrase before it is.
pub(super) fn before_disclaimer(article: &Article, source: Span) -> Option<Span> {
    let sentence = article.sentence(source.start);
    let before = article.text.get(sentence.start..source.start)?.trim_end();
    let aside = ["relation of", "relation to", "related to", "unrelated to"]
        .iter()
        .any(|words| before.ends_with(words));
    let comma = sentence.start + before.rfind([',', '('])?;
    aside.then(|| phrase_before(article, comma)).flatten()
}

/// "It was Doe, not Roe, who said": the name that is held against the source.
pub(super) fn before_denied(article: &Article, mentions: &[Mention], source: Span) -> Option<Span> {
    let before =
        article.text.get(..source.start)?.trim_end().strip_suffix("not")?.trim_end().strip_suffix(',')?;
    phrase::mention_ending_at(mentions, before.len()).map(|mention| mentions[mention].span)
}

/// "Neither Doe nor Roe said", "Neither side wants", "No one at the meeting said", "No minister said", "Nobody under forty said".
pub(crate) fn is_nobody(article: &Article, source: Span) -> bool {
    let mut words = source.of(article.text).split_whitespace();
    let Some(first) = words.next() else { return false };
    match first.to_lowercase().as_str() {
        "neither" | "nobody" | "none" => true,
        // "No 10" is Downing Street.
        "no" => words.next().is_some_and(|word| word.chars().all(char::is_lowercase)),
        _ => false,
    }
}

/// "Doe, whose brother said": the brother speaks, not Doe. "Doe, whose term ends in May, said": Doe does.
pub(super) fn owned_by_antecedent(article: &Article, attribution: &Attribution) -> Option<Span> {
    let behind = |words: Span| {
        let owned = words.of(article.text).trim_start_matches([',', ' ']).strip_prefix("whose ")?;
        (!owned.contains(',')).then(|| article.trimmed(Span::new(words.end - owned.len(), words.end)))
    };
    let between = || {
        let (source, cue) = (attribution.source.last()?, attribution.cue.first()?);
        (source.end < cue.start).then(|| behind(Span::new(source.end, cue.start))).flatten()
    };
    let found = attribution.source.iter().copied().find_map(behind).or_else(between)?;
    (1..=4).contains(&article.word_count(found)).then_some(found)
}
