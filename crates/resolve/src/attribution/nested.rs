//! Statements inside what is said, which the model does not mark: "She kept saying, ‘Two minutes,’", "I think it will rain",
//! "Doe said the growers feared losing the crop". The parsed sentence tells whose verb it is and what its content is.

use types::{PartOfSpeech, Polarity, Relation, Span};

use super::grammar::{holder, may_hold};
use super::{Attribution, Form};
use crate::article::{Article, is_word};
use crate::clause::{Sentence, is_one_of};
use crate::lexicon::pronouns::{Pronoun, pronoun};
use crate::lexicon::reports::{self, Use, Uses};
use crate::statements::polarity;

/// So many marked contents before a report are looked at: more than stand inside each other.
const NEAR: usize = 32;
/// What a statement is worth that only its words inside speech vouch for.
const SCORE: f32 = 0.5;
/// Verbs that lead into a quotation.
const SPEAKING: &str = "\
    say tell ask reply add write shout cry yell whisper warn insist joke answer read explain repeat scream mutter text respond \
    declare exclaim think call";
/// Verbs that take their thing behind a preposition.
const WITH_PREPOSITION: &[(&str, &[&str])] = &[
    ("call", &["for"]),
    ("ask", &["for"]),
    ("plead", &["for"]),
    ("press", &["for"]),
    ("object", &["to"]),
    ("complain", &["about", "of"]),
    ("warn", &["of", "about", "against"]),
    ("argue", &["for", "against"]),
];

/// The statements inside the contents of `attributions` that none of them covers.
pub(super) fn find(article: &Article, attributions: &[Attribution]) -> Vec<Attribution> {
    let mut found: Vec<Attribution> = Vec::new();
    let mut known: Vec<Span> =
        attributions.iter().flat_map(|attribution| attribution.content.iter().copied()).collect();
    known.sort();
    for outer in attributions {
        for &content in &outer.content {
            let within = quotations_within(article, content);
            let before = quotations_before(article, content);
            let reports = reports_within(article, outer, content, &within);
            for nested in within.into_iter().chain(before).chain(reports) {
                let span = nested.content[0];
                let from = known.partition_point(|other| other.start < content.start);
                let near = known.partition_point(|other| other.start < span.start).saturating_sub(NEAR);
                let from = from.max(near);
                let marked = known[from..].iter().take_while(|other| other.start < span.end);
                let last = found.iter().rev().take(8).flat_map(|other| &other.content);
                // What one report contains may contain another.
                let holds = |other: &Span| other.contains(content) || other.contains(span) && *other != span;
                let covered = marked
                    .filter(|other| !other.contains(content))
                    .chain(last.filter(|other| !holds(other)))
                    .any(|other| other.overlaps(span));
                if !covered {
                    found.push(nested);
                }
            }
        }
    }
    found
}

/// Whether what is reported is reported as not so.
fn denies(article: &Article, attribution: &Attribution) -> bool {
    let is_denial =
        |cue: &Span| article.tokens(*cue).any(|token| reports::uses(article.token(token)).take(Use::Denying));
    attribution.cue.iter().any(is_denial) || polarity(article, attribution) == Polarity::Negated
}

fn nested(content: Span, source: Option<Span>, cue: Span) -> Attribution {
    Attribution {
        form: Form::Nested,
        content: vec![content],
        source: source.into_iter().collect(),
        cue: vec![cue],
        evidence: SCORE,
        link: 0.9,
    }
}

/// Quotations inside the content with a verb of saying and a comma or colon in front.
fn quotations_within(article: &Article, content: Span) -> Vec<Attribution> {
    article
        .quotations_inside(content)
        .filter(|(_, part)| part.start > content.start && article.word_count(*part) >= 2)
        .filter_map(|(_, part)| {
            let tokens = article.tokens(part);
            let mark =
                tokens.start.checked_sub(1).filter(|&token| matches!(article.token(token), "," | ":"))?;
            let from = article.tokens(content).start.max(mark.saturating_sub(4));
            let verb = (from..mark).rev().find(|&token| is_one_of(SPEAKING, article.token(token)))?;
            let span = article.token_span(verb);
            let Some(sentence) = article.parsed(span) else {
                // Nobody parsed it: a pronoun right before the verb is plain.
                let before = verb.checked_sub(1).filter(|&token| pronoun(article.token(token)).is_some());
                return Some(nested(part, before.map(|token| article.token_span(token)), span));
            };
            let verb = sentence.parsed.word_at(span.start)?;
            let source = holder(&sentence, verb).map(|holder| sentence.phrase(holder));
            let source = source.filter(|source| content.contains(*source));
            Some(nested(part, source, verb_group(&sentence, verb, source)))
        })
        .collect()
}

/// "“It is late,” Doe told the station, the agency reported": quotations inside the content with who said them right behind.
fn quotations_before(article: &Article, content: Span) -> Vec<Attribution> {
    /// Words of a name and its titles before the verb.
    const NEXT: usize = 12;
    let end = article.tokens(content).end;
    let said_of = |part: Span| {
        let behind = article.tokens(part).end;
        let verb =
            (behind..end.min(behind + NEXT)).find(|&token| is_one_of(SPEAKING, article.token(token)))?;
        let sentence = article.parsed(article.token_span(verb))?;
        let verb = sentence.parsed.word_at(article.token_span(verb).start)?;
        let source =
            sentence.phrase(holder(&sentence, verb).filter(|&holder| may_hold(&sentence, holder, verb))?);
        let cue = verb_group(&sentence, verb, Some(source));
        let adjacent = article.text.get(part.end..source.start.min(cue.start))?;
        let follows = adjacent.chars().all(|mark| matches!(mark, ' ' | ',' | '”' | '"' | '’' | '\''));
        (follows && content.contains(source)).then(|| nested(part, Some(source), cue))
    };
    article
        .quotations_inside(content)
        .filter(|(_, part)| article.word_count(*part) >= 2)
        .filter_map(|(_, part)| said_of(part))
        .collect()
}

/// Reports by verb or noun in a content of `outer`; by noun alone in one that is denied, "claims that the ship sailed".
fn reports_within(
    article: &Article,
    outer: &Attribution,
    content: Span,
    taken: &[Attribution],
) -> Vec<Attribution> {
    let first = article.syntax.partition_point(|parsed| parsed.span.end <= content.start);
    let mut parsed =
        article.syntax[first..].iter().take_while(|parsed| parsed.span.start < content.end).peekable();
    if parsed.peek().is_none() {
        return Vec::new();
    }
    // "denied that she supports it", "never said he wants it": not what anybody is said to think.
    let denied = denies(article, outer);
    let mut found: Vec<Attribution> = Vec::new();
    for parsed in parsed {
        let sentence = Sentence { parsed, text: article.text };
        for word in 0..parsed.words.len() {
            if denied && sentence.tag(word) != PartOfSpeech::Noun {
                continue;
            }
            let Some(nested) = report(article, &sentence, word, content) else { continue };
            let span = nested.content[0];
            let is_taken = taken.iter().any(|other| other.content[0].overlaps(span));
            if !is_taken && content.contains(span) {
                found.push(nested);
            }
        }
    }
    found
}

/// What the word reports, if it is the verb or noun of a report inside the content.
fn report(article: &Article, sentence: &Sentence, word: usize, content: Span) -> Option<Attribution> {
    if !content.contains(sentence.span(word)) {
        return None;
    }
    let uses = match sentence.tag(word) {
        PartOfSpeech::Verb | PartOfSpeech::Noun | PartOfSpeech::Adjective => {
            reports::uses(sentence.words(word))
        }
        PartOfSpeech::Adposition | PartOfSpeech::SubordinatingConjunction
            if sentence.lower(word) == "against" =>
        {
            return is_against(article, sentence, word, content);
        }
        _ => Uses::default(),
    };
    if !uses.any() {
        return None;
    }
    if sentence.tag(word) == PartOfSpeech::Noun {
        return by_noun(sentence, word).filter(|_| uses.take(Use::NounWithClause));
    }
    if is_open(sentence, word) {
        return None;
    }
    let said = match sentence.tag(word) {
        PartOfSpeech::Verb => said_by_verb(sentence, word, uses),
        _ => said_by_state(sentence, word).filter(|_| uses.take(Use::State)),
    }?;
    let holder = holder(sentence, word)?;
    let source = sentence.phrase(holder);
    if !content.contains(source) || !may_hold(sentence, holder, word) {
        return None;
    }
    let cue = verb_group(sentence, word, Some(source));
    let said = within(article, said, content)?;
    (said.start >= cue.end).then(|| nested(said, Some(source), cue))
}

/// Whether the sentence asks, supposes or denies that somebody says or thinks so.
fn is_open(sentence: &Sentence, word: usize) -> bool {
    let supposed = |clause: usize| {
        sentence.parsed.dependents(clause).any(|mark| {
            sentence.relation(mark) == Relation::Marker
                && matches!(sentence.lower(mark).as_str(), "if" | "unless" | "whether")
        })
    };
    let asked = sentence.child(word, &[Relation::Subject]).is_some_and(|subject| {
        sentence.lower(subject) == "you"
            && sentence.parsed.span.of(sentence.text).trim_end_matches(['”', '"', '’', '\'']).ends_with('?')
    });
    supposed(word) || asked || is_under_denial(sentence, word)
}

/// "I never said I was against it", "she denied that he wanted it".
fn is_under_denial(sentence: &Sentence, word: usize) -> bool {
    const DEPTH: usize = 6;
    let mut below = word;
    for _ in 0..DEPTH {
        let Some(head) = sentence.head(below) else { return false };
        if sentence.relation(below) == Relation::ClausalComplement {
            let negated = sentence.parsed.dependents(head).any(|word| {
                matches!(sentence.lower(word).as_str(), "not" | "n't" | "n’t" | "never") && word < below
            });
            if negated || reports::uses(sentence.words(head)).take(Use::Denying) {
                return true;
            }
        }
        below = head;
    }
    false
}

/// From the first auxiliary to the verb and its particle.
fn verb_group(sentence: &Sentence, verb: usize, source: Option<Span>) -> Span {
    let own = sentence.span(verb);
    let mut group = own;
    let mut children: Vec<usize> = sentence.parsed.dependents(verb).collect();
    children.sort_unstable();
    for &child in children.iter().rev().filter(|&&child| child < verb) {
        let belongs = matches!(
            sentence.relation(child),
            Relation::Auxiliary | Relation::PassiveAuxiliary | Relation::AdverbialModifier | Relation::Copula
        );
        let behind_source =
            source.is_none_or(|source| source.end <= sentence.span(child).start || source.start > own.end);
        let near = sentence.text[sentence.span(child).end..group.start].split_whitespace().count() <= 1;
        if belongs
            && behind_source
            && near
            && sentence.text[sentence.span(child).start..].starts_with(char::is_alphanumeric)
        {
            group.start = sentence.span(child).start.min(group.start);
        }
    }
    if let Some(particle) =
        sentence.child(verb, &[Relation::PhrasalParticle]).filter(|&word| word == verb + 1)
    {
        group.end = sentence.span(particle).end;
    }
    group
}

/// The content of a verb: a clause, an infinitive, a thing.
fn said_by_verb(sentence: &Sentence, verb: usize, uses: Uses) -> Option<Span> {
    let word = sentence.words(verb);
    let behind = |&complement: &usize| complement > verb;
    let takes = |usage: Use| uses.take(usage);
    if let Some(clause) = sentence.child(verb, &[Relation::ClausalComplement]).filter(behind) {
        let known = takes(Use::Clause) || takes(Use::InText);
        let manner = is_one_of("know", word) && marker(sentence, clause).is_some_and(|mark| mark == "how");
        // "wanted the government to act" is now this, now an open complement.
        let others =
            takes(Use::OthersInfinitive) && marker(sentence, clause).is_some_and(|mark| mark == "to");
        let gerund = takes(Use::Gerund) && sentence.lower(clause).ends_with("ing");
        return (known && !manner || others || gerund).then(|| content_of(sentence, clause));
    }
    if let Some(clause) = sentence.child(verb, &[Relation::OpenComplement]).filter(behind) {
        let infinitive = marker(sentence, clause).is_some_and(|mark| mark == "to");
        let would = takes(Use::InfinitiveIfWould)
            && sentence.child(verb, &[Relation::Auxiliary]).is_some_and(|auxiliary| {
                matches!(sentence.lower(auxiliary).as_str(), "would" | "'d" | "’d" | "d")
            });
        let other = sentence.child(verb, &[Relation::Object, Relation::IndirectObject]);
        let others = takes(Use::OthersInfinitive) && (other.is_some() || is_one_of("call plead press", word));
        let own = (takes(Use::Infinitive) || would) && (other.is_none() || is_one_of("promise", word));
        let gerund = takes(Use::Gerund) && sentence.lower(clause).ends_with("ing");
        let named = takes(Use::Naming) && !infinitive;
        if (infinitive && (is_one_of("want expect", word) || would) || named)
            && let Some(other) = other
        {
            let from = sentence.phrase(other).start;
            let said = content_of(sentence, clause);
            return Some(Span::new(from.min(said.start), said.end));
        }
        return (infinitive && (others || own) || gerund).then(|| content_of(sentence, clause));
    }
    if takes(Use::Thing)
        && let Some(thing) = sentence.child(verb, &[Relation::Object]).filter(behind)
    {
        return Some(content_of(sentence, thing));
    }
    if takes(Use::ThingFor)
        && sentence.child(verb, &[Relation::IndirectObject]).is_some()
        && let Some(thing) = sentence.child(verb, &[Relation::Object]).filter(behind)
    {
        return Some(content_of(sentence, thing));
    }
    let (_, prepositions) = WITH_PREPOSITION.iter().find(|(verb, _)| is_one_of(verb, word))?;
    sentence.oblique(verb, prepositions).filter(behind).map(|thing| content_of(sentence, thing))
}

/// "is afraid that it rains".
fn said_by_state(sentence: &Sentence, state: usize) -> Option<Span> {
    sentence.child(state, &[Relation::Copula])?;
    sentence
        .child(state, &[Relation::ClausalComplement])
        .filter(|&clause| clause > state)
        .map(|clause| content_of(sentence, clause))
}

/// "is against the ban", "is against losing it": the predicate is what is opposed.
fn is_against(
    article: &Article,
    sentence: &Sentence,
    preposition: usize,
    content: Span,
) -> Option<Attribution> {
    let thing =
        sentence.head(preposition).filter(|&thing| thing > preposition && !is_open(sentence, thing))?;
    let copula = sentence.child(thing, &[Relation::Copula]).filter(|&copula| copula < preposition)?;
    let holder = holder(sentence, thing).filter(|&holder| may_hold(sentence, holder, thing))?;
    let source = sentence.phrase(holder);
    let start = sentence.parsed.words.get(preposition + 1)?.span.start;
    let said = within(article, Span::new(start, content_of(sentence, thing).end.max(start)), content)?;
    let cue = Span::new(sentence.span(copula).start, sentence.span(preposition).end);
    (content.contains(source) && content.contains(cue)).then(|| nested(said, Some(source), cue))
}

/// "her belief that it rains", "dismissed claims that it rains".
fn by_noun(sentence: &Sentence, noun: usize) -> Option<Attribution> {
    let clause = sentence
        .child(noun, &[Relation::ClauseOfNoun, Relation::ClausalComplement])
        .filter(|&clause| clause > noun && marker(sentence, clause).is_some_and(|mark| mark == "that"))?;
    let owner = sentence
        .child(noun, &[Relation::Possessive])
        .or_else(|| sentence.oblique(noun, &["by", "from", "of"]).filter(|&owner| owner < clause));
    let source = owner.map(|owner| sentence.phrase(owner));
    let said = content_of(sentence, clause);
    Some(nested(said, source, sentence.span(noun)))
}

/// The word that opens a clause: "that", "to", "whether".
fn marker(sentence: &Sentence, clause: usize) -> Option<String> {
    sentence
        .child(clause, &[Relation::Marker, Relation::AdverbialModifier])
        .filter(|&mark| mark < clause)
        .map(|mark| sentence.lower(mark))
}

/// ", and the council backs her", ", because it rains", "; she left": clauses that go on with something else.
fn is_parted(sentence: &Sentence, clause: usize) -> bool {
    let marked = |mark: &str| {
        sentence.parsed.dependents(clause).any(|word| {
            sentence.relation(word) == Relation::Punctuation && word < clause && sentence.words(word) == mark
        })
    };
    let subject = sentence.child(clause, &[Relation::Subject, Relation::PassiveSubject]).is_some();
    match sentence.relation(clause) {
        Relation::Conjunct => subject && marked(","),
        Relation::Parataxis => marked(";"),
        Relation::AdverbialClause => {
            marked(",") && marker(sentence, clause).is_some_and(|mark| mark == "because")
        }
        _ => false,
    }
}

/// From the first to the last word of what is said.
fn content_of(sentence: &Sentence, head: usize) -> Span {
    let parted: Vec<usize> =
        sentence.parsed.dependents(head).filter(|&clause| is_parted(sentence, clause)).collect();
    let end =
        parted.iter().flat_map(|&clause| sentence.parsed.subtree(clause)).filter(|&word| word > head).min();
    let words: Vec<usize> =
        sentence.parsed.subtree(head).into_iter().filter(|&word| end.is_none_or(|end| word < end)).collect();
    let punctuation = |word: &&usize| sentence.tag(**word) == PartOfSpeech::Punctuation;
    let first = words.iter().find(|word| !punctuation(word)).copied().unwrap_or(head);
    let last = words.iter().rev().find(|word| !punctuation(word)).copied().unwrap_or(head);
    let mut start = sentence.span(first).start;
    if sentence.lower(first) == "that" && sentence.relation(first) == Relation::Marker {
        start = sentence.parsed.words.get(first + 1).map_or(start, |next| next.span.start);
    }
    Span::new(start, sentence.span(last).end.max(start))
}

/// The part of what is said that lies in the content around it.
fn within(article: &Article, said: Span, content: Span) -> Option<Span> {
    let end = said.end.min(content.end);
    let span = Span::new(said.start, end.max(said.start));
    let words = article.tokens(span).filter(|&token| is_word(article.token(token))).count();
    let alone = words == 1 && pronoun(span.of(article.text)) == Some(Pronoun::Speaker);
    (words > 0 && !alone && content.contains(span)).then_some(span)
}
