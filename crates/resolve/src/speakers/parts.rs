//! What part somebody has in the parsed sentence: subject, modifier, one of several before a "who".

use types::{PartOfSpeech, Relation, Span};

use crate::article::Article;
use crate::attribution::grammar::{head_within, taken_up};
use crate::clause::{JUDGING, Sentence, is_one_of};
use crate::lexicon::nouns;

/// So many words joined by "and" are gone through.
const DEPTH: usize = 6;

/// A name's part in its sentence, as far as the parser is sure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Part {
    /// The subject of a main clause.
    Subject,
    /// "the Example Fund report": the first part of another noun.
    Modifier,
}

/// What part the name has; none where the parser is unsure, or where it is another one.
pub(super) fn part(article: &Article, name: Span) -> Option<Part> {
    let sentence = article.parsed(name)?;
    let joined = |&word: &usize| sentence.relation(word) == Relation::Conjunct;
    let up = |from: usize| std::iter::successors(Some(from), |&word| sentence.head(word)).take(DEPTH);
    let own = head_within(&sentence, name).filter(|&head| sentence.is_sure(head))?;
    // "The Doe and Roe reports": both are modifiers. "Doe and Roe left": word order tells that both left.
    let head = up(own).find(|word| !joined(word))?;
    let depends_on = sentence.head(head)?;
    match sentence.relation(head) {
        Relation::Subject | Relation::PassiveSubject if head == own && head < depends_on => {
            let verb = up(depends_on).find(|verb| !joined(verb))?;
            matches!(sentence.relation(verb), Relation::Root | Relation::Parataxis).then_some(Part::Subject)
        }
        Relation::Compound if sentence.span(depends_on).start >= name.end => Some(Part::Modifier),
        _ => None,
    }
}

/// "Doe won when she …", "Doe won, but she …": the main clause's subject before a pronoun that is the subject of a clause that depends on it or
/// is joined to it.
pub(super) struct Main {
    /// The subject, as far as its noun phrase goes.
    pub subject: Span,
    /// "Doe attacked Roe after he …": whom the main clause's verb judges by what the other clause tells.
    pub judged: Option<Span>,
}

/// The main clause of a pronoun whose clause follows it.
pub(super) fn main_clause(article: &Article, pronoun: Span) -> Option<Main> {
    let sentence = article.parsed(pronoun)?;
    let word = sentence.parsed.word_at(pronoun.start)?;
    let clause = sentence.head(word).filter(|_| sentence.relation(word) == Relation::Subject)?;
    let joined = sentence.relation(clause) == Relation::Conjunct;
    let follows = sentence.relation(clause) == Relation::AdverbialClause
        && sentence.child(clause, &[Relation::Marker, Relation::AdverbialModifier]).is_some();
    let verb = sentence
        .head(clause)
        .filter(|&verb| (joined || follows) && verb < word && sentence.is_sure(clause))?;
    let subject = sentence.subject(verb).or_else(|| sentence.agent(verb));
    let subject = subject.filter(|&subject| subject < verb && sentence.is_sure(subject))?;
    // "lashed out at", "hit out at", "tore into".
    let judges = is_one_of(JUDGING, sentence.words(verb)) || is_one_of("lash hit tear", sentence.words(verb));
    let object = sentence
        .child(verb, &[Relation::Object])
        .or_else(|| sentence.oblique(verb, &["at", "into", "out", "against"]));
    let object = object.filter(|&object| judges && follows && object < word);
    Some(Main { subject: sentence.phrase(subject), judged: object.map(|object| sentence.phrase(object)) })
}

/// "The mayor praised Roe, but she …": what stands between a description that is the subject of a clause and a pronoun that is the
/// subject of one joined to it. Who is named there is hardly meant.
pub(super) fn behind_subject(article: &Article, pronoun: Span) -> Option<Span> {
    let sentence = article.parsed(pronoun)?;
    let word = sentence.parsed.word_at(pronoun.start)?;
    let joined = sentence.head(word).filter(|&verb| {
        sentence.relation(word) == Relation::Subject
            && sentence.relation(verb) == Relation::Conjunct
            && sentence.is_sure(verb)
    })?;
    let verb = sentence.head(joined).filter(|&verb| verb < word)?;
    let subject = sentence.subject(verb).filter(|&subject| subject < verb && sentence.is_sure(subject))?;
    let noun = sentence.lower(subject);
    let person = nouns::is_person(&noun) || nouns::is_partisan(&noun);
    let the =
        sentence.child(subject, &[Relation::Determiner]).is_some_and(|the| sentence.lower(the) == "the");
    (person && the).then(|| Span::new(sentence.span(verb).end, pronoun.start))
}

/// What texts, plans and signs do as well as people.
const OF_THINGS: &str =
    "mean show suggest indicate consider tell prove demonstrate reveal allow enable require mention";

/// "The limits are old. They also mean …", "The messages press people, as they tell …": whether the pronoun, the subject of something that
/// things do as well, stands behind a thing as the subject of its sentence, or of the one before.
pub(super) fn behind_thing(article: &Article, pronoun: Span, cue: Option<Span>, plural: bool) -> bool {
    let of_things = |token: usize| is_one_of(OF_THINGS, article.token(token));
    if !cue.is_some_and(|cue| article.tokens(cue).any(of_things)) {
        return false;
    }
    let is_thing = |sentence: &Sentence, subject: usize| {
        let (noun, is_plural) = nouns::singular(&sentence.lower(subject));
        sentence.tag(subject) == PartOfSpeech::Noun
            && sentence.is_sure(subject)
            && is_plural == plural
            && !nouns::is_person(&noun)
            && !nouns::is_partisan(&noun)
            && !nouns::is_body(&noun)
            && !nouns::is_document(&noun)
    };
    if let Some(sentence) = article.parsed(pronoun)
        && let Some(word) = sentence.parsed.word_at(pronoun.start)
        && let Some(subject) = last_subject(&sentence, word)
    {
        return is_thing(&sentence, subject);
    }
    let before = article.sentence_index(pronoun.start).checked_sub(1);
    before.and_then(|before| article.reading.sentences.get(before)).is_some_and(|before| {
        article.parsed(Span::new(before.start, before.start)).is_some_and(|sentence| {
            let subject = sentence.root().and_then(|root| last_subject(&sentence, root));
            subject.is_some_and(|subject| is_thing(&sentence, subject))
        })
    })
}

/// The last subject in front of the word.
fn last_subject(sentence: &Sentence, word: usize) -> Option<usize> {
    let is_subject =
        |word: &usize| matches!(sentence.relation(*word), Relation::Subject | Relation::PassiveSubject);
    (0..word).rev().find(is_subject)
}

/// "Doe's call, in which he asked", "Doe's testimony when she said": whose deed the clause of the pronoun tells of.
pub(super) fn doer(article: &Article, pronoun: Span) -> Option<Span> {
    const DEEDS: &str = "\
        call speech testimony interview remark statement address appearance deposition tweet post letter campaign presidency tenure";
    let sentence = article.parsed(pronoun)?;
    let word = sentence.parsed.word_at(pronoun.start)?;
    let before = |back: usize| word.checked_sub(back).map(|word| sentence.lower(word)).unwrap_or_default();
    let opens = match before(1).as_str() {
        "when" | "where" => 1,
        "which" if matches!(before(2).as_str(), "in" | "during" | "at") => 2,
        _ => return None,
    };
    let deed = word.checked_sub(opens + 1 + usize::from(before(opens + 1) == ","))?;
    let is_deed = is_one_of(DEEDS, sentence.words(deed)) && sentence.tag(deed) == PartOfSpeech::Noun;
    let owner = sentence.child(deed, &[Relation::Possessive]).filter(|&owner| is_deed && owner < deed)?;
    Some(sentence.phrase(owner))
}

/// "Doe and Roe, who": the first and the last of several before a relative pronoun.
pub(super) fn several(article: &Article, relative: Span) -> Option<(Span, Span)> {
    let sentence = article.parsed(relative)?;
    let (pronoun, _, first) = taken_up(&sentence, relative)?;
    let joined = |&word: &usize| sentence.relation(word) == Relation::Conjunct && word < pronoun;
    let last = sentence.parsed.dependents(first).filter(joined).last()?;
    Some((sentence.phrase(first), sentence.phrase(last)))
}

/// "an aide to Doe, who asked not to be named": the noun to which the name belongs, with the name.
pub(super) fn noun_of(article: &Article, name: Span) -> Option<Span> {
    let sentence = article.parsed(name)?;
    let head = head_within(&sentence, name)?;
    let noun = sentence.head(head).filter(|&noun| {
        sentence.relation(head) == Relation::NominalModifier
            && sentence.tag(noun) == PartOfSpeech::Noun
            && noun < head
    })?;
    Some(Span::new(sentence.phrase(noun).start, name.end))
}
