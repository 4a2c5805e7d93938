//! What the parsed sentence says about a cue: whose verb it is.

use types::{PartOfSpeech, Relation};

use super::{Attribution, Form, receiving_verb};
use crate::article::Article;
use crate::clause::{Sentence, is_one_of};
use crate::lexicon::pronouns::{Pronoun, pronoun};
use crate::lexicon::{cues, nouns};

/// Nouns of many people that are no plurals.
const MANY: &str = "majority minority % percent cent number half third quarter people police public staff";
/// Verbs of which a body's text is the subject, too.
pub(super) const IN_TEXT: &str =
    "find show say state conclude claim warn estimate suggest note confirm report recommend";
/// From which probability on the parser is believed where it speaks against the model.
const SURE: f32 = 0.8;

/// "turned to the camera and said", "recalled its ambassador from Roeland and accused it": the subject of the cue's verb is
/// the source where there is none, and where the one there is can be none, being an object or the like before the verb.
pub(super) fn take_subject(article: &Article, attribution: &mut Attribution) {
    if !matches!(attribution.form, Form::Marked | Form::Quotation)
        || receiving_verb(article, attribution).is_some()
    {
        return;
    }
    let Some(&cue) = attribution.cue.last() else { return };
    let Some(sentence) = article.parsed(cue) else { return };
    let verbs = (0..sentence.parsed.words.len())
        .filter(|&word| sentence.tag(word) == PartOfSpeech::Verb && cue.contains(sentence.span(word)));
    let Some(verb) = verbs.filter(|&verb| cues::is_cue(sentence.words(verb))).last() else { return };
    let Some((subject, sure)) = own_subject(&sentence, verb) else { return };
    let phrase = sentence.phrase(subject);
    let known = |span: &types::Span| span.overlaps(phrase);
    if attribution.content.iter().any(known)
        || attribution.source.iter().any(known)
        || !may_hold(&sentence, subject, verb)
    {
        return;
    }
    if let Some(source) = attribution.source.first() {
        let inside = |word: &usize| source.contains(sentence.span(*word));
        let Some(head) =
            (0..verb).filter(inside).find(|&word| sentence.head(word).is_none_or(|head| !inside(&head)))
        else {
            return;
        };
        let cannot_speak = matches!(
            sentence.relation(head),
            Relation::Object | Relation::IndirectObject | Relation::Oblique | Relation::NominalModifier
        );
        let surely = sure >= SURE && sentence.parsed.words[head].score >= SURE;
        if attribution.source.len() > 1 || !cannot_speak || !surely {
            return;
        }
    }
    attribution.source = vec![phrase];
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
        let joined = sentence.relation(clause) == Relation::Conjunct;
        let head =
            sentence.head(clause).filter(|&head| joined && sentence.tag(head) == PartOfSpeech::Verb)?;
        sure = sure.min(score(clause));
        clause = head;
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
            Some(Pronoun::Thing) => !is_one_of("feel hope want know", sentence.words(verb)),
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
            let text = nouns::is_document(&noun) && is_one_of(IN_TEXT, sentence.words(verb));
            person
                || text
                || plural
                    && ["er", "or", "ist", "ian", "ant", "ent", "ee"].iter().any(|end| noun.ends_with(end))
        }
        _ => false,
    }
}
