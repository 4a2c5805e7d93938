//! Addressee and medium of every statement of an article: what its own sentence tells, and what still holds from the
//! statement before it.

use std::collections::BTreeMap;

use types::{ActorKind, Party, Span, SpeakerKind};

use crate::actors::Cast;
use crate::article::{Article, is_capitalised};
use crate::attribution::{Attribution, Form};
use crate::circumstances::{Circumstances, object_pronoun};
use crate::lexicon::pronouns::{Pronoun, pronoun};
use crate::occasion;
use crate::phrase;
use crate::speakers::Judgement;

/// Nouns with which an outlet is taken up again: "told the same newspaper".
const OUTLETS: &[&str] = &[
    "outlet",
    "paper",
    "newspaper",
    "magazine",
    "broadcaster",
    "agency",
    "station",
    "channel",
    "site",
    "website",
];

/// Addressee and medium of each statement: its own (`circumstances`), else those of the statement that it goes on with (`continued`).
pub(crate) fn exchanges(
    article: &Article,
    attributions: &[Attribution],
    continued: &[Option<usize>],
    judgements: &[Judgement],
    circumstances: Vec<Circumstances>,
    cast: &Cast,
) -> Vec<(Option<Party>, Option<Party>)> {
    let mut found: Vec<(Option<Party>, Option<Party>)> = Vec::with_capacity(attributions.len());
    // Whether what follows a statement is said to the same.
    let mut lasting: Vec<bool> = Vec::with_capacity(attributions.len());
    let mut journals: BTreeMap<usize, Party> = BTreeMap::new();
    let mut outlet: Option<Party> = None;
    // To whom each actor last spoke, for speech that goes on with "you".
    let mut spoken_to: BTreeMap<usize, (usize, Party)> = BTreeMap::new();
    for (index, (attribution, (addressed, medium))) in attributions.iter().zip(circumstances).enumerate() {
        let judgement = &judgements[index];
        lasting.push(addressed.as_ref().is_none_or(|addressed| addressed.lasting));
        let addressee = addressed.map(|addressed| same_outlet(addressed.party, outlet.as_ref()));
        let evidence = addressee.as_ref().and_then(|party| party.span);
        // The person behind a name, role or pronoun; an outlet stays as the text names it.
        let hearer = judgement
            .hearer
            .filter(|&hearer| addressee.is_none() || cast.entries[hearer].kind == ActorKind::Person)
            .map(|hearer| Party { name: cast.entries[hearer].name.clone(), span: evidence });
        let read = if judgement.kind == SpeakerKind::Document {
            judgement.actor.and_then(|actor| {
                if let Some(journal) = journal(article, attribution) {
                    journals.entry(actor).or_insert(journal);
                }
                let noun = cast.entries[actor].nouns.first();
                let itself = || noun.map(|name| Party { name: name.clone(), span: None });
                journals.get(&actor).cloned().or_else(itself)
            })
        } else {
            None
        };
        let (before_addressee, before_medium) =
            continued[index].map(|before| found[before].clone()).unwrap_or_default();
        let before_addressee =
            before_addressee.filter(|_| continued[index].is_some_and(|before| lasting[before]));
        let block = article.block_index(attribution.content.first().map_or(0, |span| span.start));
        let you = || {
            let (then, party) = spoken_to.get(&judgement.actor?)?;
            (block <= then + 1 && says_you(article, attribution)).then(|| party.clone())
        };
        let addressee = hearer
            .or(addressee)
            .or_else(|| the_writer(article, attribution))
            .or(before_addressee)
            .or_else(you);
        let medium = read.or(medium).or(before_medium);
        if let Some(party) = addressee.iter().chain(&medium).find(|party| is_capitalised(&party.name)) {
            outlet = Some(party.clone());
        }
        if let (Some(actor), Some(party)) = (judgement.actor, &addressee) {
            spoken_to.insert(actor, (block, party.clone()));
        }
        found.push((addressee, medium));
    }
    found
}

/// "told me", "told us" outside speech: the outlet, else its writer, who is not named.
fn the_writer(article: &Article, attribution: &Attribution) -> Option<Party> {
    let span = object_pronoun(article, attribution)?;
    let first_person = matches!(pronoun(span.of(article.text)), Some(Pronoun::Speaker | Pronoun::Speakers));
    let name = match &article.reading.document.outlet {
        _ if occasion::is_live(article) => "the live blog".to_owned(),
        Some(outlet) => outlet.clone(),
        None => "the writer".to_owned(),
    };
    let spoken = article.spoken_at(span.start).is_some() || attribution.form == Form::Nested;
    (first_person && !spoken).then_some(Party { name, span: Some(span) })
}

/// "the same outlet" is the one named last.
fn same_outlet(party: Party, last: Option<&Party>) -> Party {
    let again = party.name.split(' ').next_back().is_some_and(|word| OUTLETS.contains(&word))
        && (party.name.starts_with("same ") || !party.name.contains(' '));
    match last.filter(|_| again) {
        Some(last) => Party { name: last.name.clone(), span: party.span },
        None => party,
    }
}

/// "a study published on Thursday in the Journal of Examples": where a document that speaks came out.
fn journal(article: &Article, attribution: &Attribution) -> Option<Party> {
    let source = attribution.source.first()?;
    let sentence = article.sentence(source.start);
    let words = phrase::words(article.text, Span::new(source.start, sentence.end));
    let at = words.iter().take(14).position(|word| matches!(word.text, "published" | "appearing"))?;
    let into = at + 1 + words[at + 1..].iter().take(5).position(|word| word.text == "in")?;
    let name = &words[into + 1..];
    let from = usize::from(name.first().is_some_and(|word| phrase::is_article(word.text)));
    let joins = |word: &str| matches!(word, "of" | "for" | "and" | "the" | "&");
    let stop = name[from..]
        .iter()
        .position(|word| !is_capitalised(word.text) && !joins(word.text))
        .map_or(name.len(), |stop| from + stop);
    let end = name[from..stop].iter().position(|word| word.ends_segment).map_or(stop, |end| from + end + 1);
    let last = name[from..end].iter().rposition(|word| is_capitalised(word.text)).map(|last| from + last)?;
    let span = Span::new(name[from].span.start, name[last].span.end);
    let covered = attribution.content.iter().any(|content| content.overlaps(span));
    (is_capitalised(name[from].text) && !covered).then(|| Party {
        name: span.of(article.text).split_whitespace().collect::<Vec<_>>().join(" "),
        span: Some(span),
    })
}

/// Whether the quoted words turn to somebody.
fn says_you(article: &Article, attribution: &Attribution) -> bool {
    attribution.form != Form::Nested
        && attribution.content.iter().all(|span| article.spoken_at(span.start).is_some())
        && attribution
            .content
            .iter()
            .flat_map(|span| article.tokens(*span))
            .any(|token| matches!(pronoun(article.token(token)), Some(Pronoun::Addressee)))
}
