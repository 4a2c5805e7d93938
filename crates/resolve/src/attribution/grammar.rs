//! What the parsed sentence says about a cue: whose verb it is.

use types::{PartOfSpeech, Relation, Span};

use super::asked::receiving_verb;
use super::impersonal::IMPERSONAL;
use super::{Attribution, Form};
use crate::article::Article;
use crate::clause::{SURE, Sentence, is_one_of};
use crate::lexicon::pronouns::{Pronoun, pronoun};
use crate::lexicon::reports::{self, Use};
use crate::lexicon::{cues, nouns};

/// Nouns of many people that are no plurals.
const MANY: &str = "majority minority % percent cent number half third quarter people police public staff";
/// Verbs of which the passive has as its subject what is spoken of.
const HEARSAY: &str =
    "expect believe think say report allege suppose estimate predict rumour consider understand fear accuse";

/// The verb of a cue that is not received, in its sentence: the last one that says something or is passive.
fn verb_of<'a>(article: &'a Article, attribution: &Attribution) -> Option<(Sentence<'a>, usize)> {
    if !matches!(attribution.form, Form::Marked | Form::Quotation)
        || receiving_verb(article, attribution).is_some()
    {
        return None;
    }
    let cue = *attribution.cue.last()?;
    let sentence = article.parsed(cue)?;
    let mut verbs = (0..sentence.parsed.words.len())
        .filter(|&word| sentence.tag(word) == PartOfSpeech::Verb && cue.contains(sentence.span(word)));
    let says = |verb: &usize| cues::is_cue(sentence.words(*verb)) || sentence.is_passive(*verb);
    let verb = verbs.rfind(says)?;
    Some((sentence, verb))
}

/// "was announced", "expected to be named": the words of saying are passive, so that whoever spoke before need not have said it.
pub(crate) fn is_passive(article: &Article, attribution: &Attribution) -> bool {
    verb_of(article, attribution).is_some_and(|(sentence, verb)| sentence.is_passive(verb))
}

/// Leaves a passive the sources that can be its agents. Returns whether anything is said: not where a passive that tells of no speech
/// ("was held") had the subject of another verb alone.
pub(super) fn keep_own_agents(article: &Article, attribution: &mut Attribution) -> bool {
    let Some((sentence, verb)) = verb_of(article, attribution) else { return true };
    let Some(&cue) = attribution.cue.last().filter(|_| sentence.is_passive(verb)) else { return true };
    let had = attribution.source.len();
    // "When it was disclosed, the paper sent somebody": the subject of another verb disclosed nothing.
    let own = sentence.child(verb, &[Relation::PassiveSubject]).is_some();
    let apart =
        |source: &Span| (own || source.start >= cue.end) && is_other_subject(&sentence, *source, verb);
    // "The report is expected to be published": who expects it, the sentence does not say.
    let spoken_of = |source: &Span| {
        let head = head_within(&sentence, *source).filter(|&head| sentence.head(head) == Some(verb));
        is_one_of(HEARSAY, sentence.words(verb))
            && head.is_some_and(|head| sentence.relation(head) == Relation::PassiveSubject)
    };
    // "It has been shown that"; "it was quoted as saying" is somebody.
    let empty = |source: &Span| {
        source.of(article.text).eq_ignore_ascii_case("it") && !is_one_of("quote cite", sentence.words(verb))
    };
    attribution.source.retain(|source| {
        !apart(source)
            && !spoken_of(source)
            && !empty(source)
            && !is_agent_of_another(&sentence, *source, verb)
    });
    had == 0 || !attribution.source.is_empty() || cues::is_cue(sentence.words(verb))
}

/// "It is expected to open and was praised by Doe": he does not expect it. "In an order signed by Doe, clerks were told" is his order.
fn is_agent_of_another(sentence: &Sentence, source: Span, verb: usize) -> bool {
    let is_subject = |noun| matches!(sentence.relation(noun), Relation::Subject | Relation::PassiveSubject);
    head_within(sentence, source).is_some_and(|head| {
        let done = sentence.head(head).filter(|&done| done != verb);
        let of_noun = |done| {
            sentence.relation(done) == Relation::ClauseOfNoun
                && sentence.head(done).is_some_and(|noun| !is_subject(noun))
        };
        sentence.relation(head) == Relation::Agent
            && done.is_some_and(|done| !of_noun(done))
            && sentence.is_sure(head)
    })
}

/// "turned to the camera and said", "recalled its ambassador from Roeland and accused it": the subject of the cue's verb is
/// the source where there is none, and where the one there is can be none, being an object or the like before the verb.
pub(super) fn take_subject(article: &Article, attribution: &mut Attribution) {
    let Some((sentence, verb)) = verb_of(article, attribution) else { return };
    if sentence.is_passive(verb) {
        return;
    }
    attribution.source.retain(|source| !is_subject_below(&sentence, *source, verb));
    let Some((subject, sure)) = own_subject(&sentence, verb) else { return };
    let phrase = article.behind_dateline(sentence.phrase(subject));
    let known = |span: &Span| span.overlaps(phrase);
    if attribution.content.iter().any(known)
        || attribution.source.iter().any(known)
        || !may_hold(&sentence, subject, verb)
    {
        return;
    }
    if let Some(&source) = attribution.source.first() {
        let surely = sure >= SURE && cannot_speak(&sentence, source, verb, subject) == Some(true);
        if attribution.source.len() > 1 || !surely {
            return;
        }
    }
    attribution.source = vec![phrase];
}

/// Whether the source is, surely, the subject of another verb.
fn is_other_subject(sentence: &Sentence, source: Span, verb: usize) -> bool {
    let Some(head) = head_within(sentence, source) else { return false };
    matches!(sentence.relation(head), Relation::Subject | Relation::PassiveSubject)
        && sentence.head(head) != Some(verb)
        && sentence.is_sure(head)
}

/// "By denouncing the march after hooligans cheered": who stands behind an active verb as the subject of another one, which depends on it,
/// denounced nothing.
fn is_subject_below(sentence: &Sentence, source: Span, verb: usize) -> bool {
    source.start >= sentence.span(verb).end
        && is_other_subject(sentence, source, verb)
        && head_within(sentence, source)
            .is_some_and(|subject| sentence.parsed.subtree(verb).contains(&subject))
}

/// "It is hard to imagine": whether the word, surely, stands for the clause that follows.
pub(super) fn is_expletive(article: &Article, source: Span) -> bool {
    let Some(sentence) = article.parsed(source) else { return false };
    let word = sentence.parsed.word_at(source.start);
    word.is_some_and(|word| sentence.relation(word) == Relation::Expletive && sentence.is_sure(word))
}

/// The word of the span on which the others in it depend.
pub(crate) fn head_within(sentence: &Sentence, span: Span) -> Option<usize> {
    let inside = |word: &usize| span.contains(sentence.span(*word));
    (0..sentence.parsed.words.len())
        .filter(inside)
        .find(|&word| sentence.head(word).is_none_or(|head| !inside(&head)))
}

/// Whether the sentence, surely, has the source in a part that cannot be whose verb it is; none where it is not in the sentence.
fn cannot_speak(sentence: &Sentence, source: Span, verb: usize, subject: usize) -> Option<bool> {
    let head = head_within(sentence, source)?;
    let is_subject = matches!(sentence.relation(head), Relation::Subject | Relation::PassiveSubject);
    let is_governed = matches!(
        sentence.relation(head),
        Relation::Object | Relation::IndirectObject | Relation::Oblique | Relation::NominalModifier
    );
    // "The crowd cheered as the mayor said no": "[Doe] won, telling [them], as [Roe] insisted".
    let of_another = is_subject && sentence.head(head) != Some(verb);
    let between = source.end <= sentence.span(subject).start && sentence.head(subject) == Some(verb);
    let before = head < verb;
    let excluded = if before { is_governed || of_another && between } else { of_another };
    Some(excluded && sentence.is_sure(head))
}

/// The subject that stands before an active verb of a finite clause, its own or that of the verb to which "and" joins it; and
/// how sure the parser is.
fn own_subject(sentence: &Sentence, verb: usize) -> Option<(usize, f32)> {
    const DEPTH: usize = 4;
    let score = |word: usize| sentence.parsed.words[word].score;
    let mut sure = 1.0_f32;
    let mut clause = verb;
    for _ in 0..DEPTH {
        if sentence.is_passive(clause) {
            return None;
        }
        if let Some(subject) = sentence.child(clause, &[Relation::Subject]) {
            return (subject < verb).then(|| (subject, sure.min(score(subject))));
        }
        // "won the vote, telling them so".
        let participle = sentence.relation(clause) == Relation::AdverbialClause
            && sentence.lower(clause).ends_with("ing")
            && sentence.child(clause, &[Relation::Marker]).is_none()
            && sentence.head(clause).is_some_and(|head| head < clause);
        let joined = sentence.relation(clause) == Relation::Conjunct || participle;
        let head =
            sentence.head(clause).filter(|&head| joined && sentence.tag(head) == PartOfSpeech::Verb)?;
        sure = sure.min(score(clause));
        clause = head;
    }
    None
}

/// The word of a relative pronoun, the verb of its clause, and the noun that it takes up.
pub(crate) fn taken_up(sentence: &Sentence, relative: Span) -> Option<(usize, usize, usize)> {
    let pronoun = sentence.parsed.word_at(relative.start)?;
    let verb = sentence.head(pronoun)?;
    let noun = sentence.head(verb).filter(|_| sentence.relation(verb) == Relation::RelativeClause)?;
    Some((pronoun, verb, noun))
}

/// "a lawmaker of the Party, who accused her": the noun phrase that the relative pronoun takes up, where the parser is sure.
pub(crate) fn antecedent(article: &Article, relative: Span) -> Option<Span> {
    let sentence = article.parsed(relative)?;
    let (pronoun, verb, noun) = taken_up(&sentence, relative)?;
    let acts = sentence.relation(pronoun) == Relation::Subject && noun < pronoun;
    (acts && sentence.is_sure(verb) && sentence.is_sure(pronoun)).then(|| sentence.phrase(noun))
}

/// "While she backs it, Doe said", "in her letter, Doe said": the subject of the main clause that follows the clause, or the phrase, of the
/// pronoun.
pub(crate) fn main_subject(article: &Article, pronoun: Span) -> Option<Span> {
    const DEPTH: usize = 5;
    let sentence = article.parsed(pronoun)?;
    let word = sentence.parsed.word_at(pronoun.start)?;
    let mut clause = sentence.head(word).filter(|&above| match sentence.relation(word) {
        Relation::Subject => true,
        Relation::Possessive => sentence.relation(above) == Relation::Oblique,
        _ => false,
    })?;
    for _ in 0..DEPTH {
        // "…, Doe said": he tells of the clause, which is not his.
        if matches!(sentence.relation(clause), Relation::ClausalComplement | Relation::Parataxis) {
            return None;
        }
        clause = sentence.head(clause)?;
        let subject = sentence.child(clause, &[Relation::Subject]).filter(|&subject| subject > word);
        if let Some(subject) = subject {
            let phrase = sentence.phrase(subject);
            let fronted =
                article.text.get(pronoun.end..phrase.start).is_some_and(|words| words.contains(','));
            return (fronted && sentence.is_sure(subject)).then_some(phrase);
        }
    }
    None
}

/// Who says or thinks what the verb tells, as far as the sentence has them.
pub(super) fn holder(sentence: &Sentence, verb: usize) -> Option<usize> {
    let holder = sentence.agent(verb)?;
    // "called on the council to oppose it": whether it will, nobody knows. "He kept saying it" has his word.
    const ASPECTS: &str = "keep use begin start continue go come";
    let aspect = |head| is_one_of(ASPECTS, sentence.words(head));
    if sentence.relation(verb) == Relation::OpenComplement && !sentence.head(verb).is_some_and(aspect) {
        return None;
    }
    // "the decision to deny it", "a huge pain to know": the noun neither denies nor knows.
    let of_noun = sentence.relation(verb) == Relation::ClauseOfNoun && sentence.head(verb) == Some(holder);
    (!of_noun || !sentence.is_passive(verb) && sentence.lower(verb).ends_with("ing")).then_some(holder)
}

/// Whether the word can stand for somebody who says or thinks something.
pub(super) fn may_hold(sentence: &Sentence, holder: usize, verb: usize) -> bool {
    let lower = sentence.lower(holder);
    match sentence.tag(holder) {
        PartOfSpeech::Pronoun | PartOfSpeech::Determiner => match pronoun(sentence.words(holder)) {
            Some(Pronoun::Thing) => {
                !is_one_of("feel hope want know", sentence.words(verb))
                    && !is_one_of(IMPERSONAL, sentence.words(verb))
            }
            Some(Pronoun::Relative | Pronoun::Indefinite) | None => false,
            Some(_) => !matches!(
                lower.as_str(),
                "me" | "him"
                    | "them"
                    | "us"
                    | "my"
                    | "his"
                    | "her"
                    | "their"
                    | "our"
                    | "your"
                    | "its"
                    | "these"
                    | "both"
            ),
        },
        PartOfSpeech::ProperNoun => true,
        PartOfSpeech::Numeral | PartOfSpeech::Symbol => {
            sentence.oblique(holder, &["of"]).is_some() || sentence.relation(holder) == Relation::Subject
        }
        PartOfSpeech::Noun => {
            let (noun, plural) = nouns::singular(&lower);
            let person =
                nouns::is_role(&noun) || nouns::is_body(&noun) || MANY.split(' ').any(|many| many == noun);
            let text = nouns::is_document(&noun) && reports::uses(sentence.words(verb)).take(Use::InText);
            person
                || text
                || plural
                    && ["er", "or", "ist", "ian", "ant", "ent", "ee"].iter().any(|end| noun.ends_with(end))
        }
        _ => false,
    }
}

/// "the internet would | have won", "his | resignation", "Rescuers | were searching": a content that stops before the word on
/// which its last one depends goes on to the end of that word's phrase; one that begins behind its subject begins there. `taken` has
/// what is marked, by its end.
pub(super) fn complete(article: &Article, content: &mut Span, taken: &[Span]) {
    // A longer span that covers the words too ends among the next few.
    const NEXT: usize = 64;
    let Some(sentence) = article.parsed(*content) else { return };
    if article.in_speech(content.start) {
        return;
    }
    let whole = *content;
    let inside = |word: &usize| whole.contains(sentence.span(*word));
    let words: Vec<usize> = (0..sentence.parsed.words.len()).filter(inside).collect();
    let (Some(&first), Some(&last)) = (words.first(), words.last()) else { return };
    let is_free = |span: Span| {
        let from = taken.partition_point(|other| other.end <= span.start);
        taken[from..].iter().take(NEXT).all(|other| other.start >= span.end)
    };
    if let Some(head) = sentence.head(last).filter(|&head| head > last && sentence.is_sure(last)) {
        let leads = matches!(
            sentence.relation(last),
            Relation::Determiner
                | Relation::Possessive
                | Relation::Auxiliary
                | Relation::PassiveAuxiliary
                | Relation::Copula
                | Relation::Subject
                | Relation::PassiveSubject
        );
        let end = phrase_end(&sentence, head);
        if leads && is_free(Span::new(content.end, end.max(content.end))) {
            content.end = end.max(content.end);
        }
    }
    let finite = matches!(
        sentence.relation(first),
        Relation::Auxiliary | Relation::PassiveAuxiliary | Relation::Copula
    );
    if let Some(head) = sentence
        .head(first)
        .filter(|&head| finite && head > first && inside(&head) && sentence.is_sure(first))
        && let Some(subject) = sentence
            .child(head, &[Relation::Subject, Relation::PassiveSubject])
            .filter(|&subject| subject < first && sentence.is_sure(subject))
    {
        let phrase = sentence.phrase(subject);
        let adjacent = article.text.get(phrase.end..content.start).is_some_and(|gap| gap == " ");
        if adjacent
            && is_free(phrase)
            && article.dateline(phrase.start).is_none_or(|line| !line.overlaps(phrase))
        {
            content.start = phrase.start;
        }
    }
}

/// Where what depends on the word ends, marks aside.
fn phrase_end(sentence: &Sentence, head: usize) -> usize {
    let words = sentence.parsed.subtree(head);
    let marks = |word: &&usize| sentence.tag(**word) == PartOfSpeech::Punctuation;
    words.iter().rev().find(|word| !marks(word)).map_or(0, |&word| sentence.span(word).end)
}
