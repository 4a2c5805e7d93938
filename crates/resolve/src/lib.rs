//! Whom, where and when does it mean? Judgements about the evidence that `annotate` found in one document.
//!
//! [`resolve`] is pure and cannot fail: marks that fit no text are left out, what cannot be decided stays open with
//! the reason. It never changes a span's words: every span of the record is a slice of the document's text.

mod actors;
mod article;
mod attribution;
pub mod calendar;
mod circumstances;
mod clause;
mod confidence;
mod events;
mod exchange;
mod fnv;
mod lexicon;
mod occasion;
mod phrase;
mod places;
pub mod positions;
mod quantities;
mod said;
mod speakers;
mod statements;
mod ties;
mod words;

use types::{
    Event, MadeBy, Marks, Participant, Reading, Record, Span, Speaker, SpeakerKind, Statement, TimedSpan,
};

use article::Article;

/// Makes the record of one document from its reading and the marks in it.
///
/// A publication date that nothing gives is inferred from the text where that is safe, and marked as inferred.
pub fn resolve(reading: Reading, marks: &Marks) -> Record {
    resolved(reading, marks, None)
}

/// What the model of events sees of a candidate, for its training.
#[derive(Clone, Debug)]
pub struct EventEvidence {
    /// The event as the rules tell it.
    pub event: Event,
    /// What the rules hold against it: without a model it would be no event.
    pub doubts: Vec<&'static str>,
    /// Features of the question whether it is told: places in the table of weights.
    pub features: Vec<u32>,
    /// The word that tells of it.
    pub told_by: WordSeen,
    /// Who may be the actor: nobody, whom the rules name (if they name somebody), others of the sentence, and last somebody
    /// who is not listed.
    pub actor: Vec<SideEvidence>,
    /// Who may be the recipient.
    pub recipient: Vec<SideEvidence>,
}

/// What the model of events sees of somebody who may be a side.
#[derive(Clone, Debug)]
pub struct SideEvidence {
    /// Who; none for nobody and for somebody who is not listed.
    pub side: Option<Participant>,
    /// Features of the question whether it is them: places in the table of weights.
    pub features: Vec<u32>,
    /// The word that heads the side, if it stands in the sentence.
    pub head: Option<WordSeen>,
}

/// A word, and what the full model saw in it ([`types::ParsedSentence::views`]).
#[derive(Clone, Debug)]
pub struct WordSeen {
    /// Where.
    pub span: Span,
    /// Nothing where a smaller model parsed.
    pub view: Vec<f32>,
}

/// As [`resolve`]; `show` is given what the model of events sees of each candidate, whether it becomes an event or not.
pub fn resolve_and_show(reading: Reading, marks: &Marks, show: &mut dyn FnMut(EventEvidence)) -> Record {
    resolved(reading, marks, Some(show))
}

fn resolved(mut reading: Reading, marks: &Marks, mut show: Option<&mut dyn FnMut(EventEvidence)>) -> Record {
    if reading.document.published.is_none() {
        reading.document.published = calendar::infer_published(&reading, &marks.times);
    }
    let published = reading.document.published.as_ref().map(|published| published.date);
    // "PST" is Pacific or Philippine time: the countries that the text names decide.
    let zone = calendar::written_zone(&reading, &marks.times).and_then(|zone| {
        calendar::zone_minutes(zone, &places::countries_of(&places::places(&reading, marks, &[])))
    });
    let times = calendar::dated(&reading, &marks.times, published, zone);
    let Judged { statements, mut actors, cast, candidates, position } = judge(&reading, marks, &times);
    ties::tie(&mut actors, &reading);
    let places = places::places(&reading, marks, &actors);
    let quantities = quantities::quantities(&reading, marks);
    let article = Article::new(&reading, &marks.syntax);
    let parties = events::Parties::new(&article, &cast, &candidates, &actors, &position, &statements);
    let events = events::events(&parties, &times, &places, &quantities, marks, &mut |evidence| {
        let Some(show) = &mut show else { return };
        let people = evidence.people(&parties);
        let seen = |word| {
            let (span, view) = evidence.seen_in(word);
            WordSeen { span, view: view.to_vec() }
        };
        let choices = |role| {
            let choices = evidence.choices(&parties, &people, role).into_iter();
            choices
                .map(|choice| SideEvidence {
                    side: match choice.whom {
                        events::Whom::Side(side) => Some(side),
                        events::Whom::Nobody | events::Whom::Unlisted => None,
                    },
                    features: choice.features,
                    head: choice.head.map(seen),
                })
                .collect()
        };
        show(EventEvidence {
            event: evidence.candidate.event.clone(),
            doubts: evidence.candidate.doubts.clone(),
            features: evidence.event.clone(),
            told_by: seen(evidence.told_by()),
            actor: choices(events::Role::Actor),
            recipient: choices(events::Role::Recipient),
        });
    });
    Record {
        statements,
        actors,
        times,
        places,
        quantities,
        events,
        positions: Vec::new(),
        notes: reading.notes,
        made_by: MadeBy { onrecord: env!("CARGO_PKG_VERSION").to_owned(), model: marks.model.clone() },
        document: reading.document,
    }
}

/// Statements, and what further judgements about the same text need.
struct Judged {
    statements: Vec<Statement>,
    actors: Vec<types::Actor>,
    cast: actors::Cast,
    candidates: speakers::Candidates,
    /// For each member of the cast the index among the actors.
    position: Vec<Option<usize>>,
}

fn judge(reading: &Reading, marks: &Marks, times: &[TimedSpan]) -> Judged {
    let article = Article::new(reading, &marks.syntax);
    let mut attributions = attribution::attributions(&article, &marks.attribution);
    let sources: Vec<Span> =
        attributions.iter().flat_map(|attribution| attribution.source.iter().copied()).collect();
    let mut cast = actors::cast(&article, &marks.entities, &sources);
    for attribution in &mut attributions {
        attribution.take_in_name(&article, &cast.mentions);
        attribution.take_in_subject(&article, &cast.mentions);
    }
    let nested_in = statements::nesting(&attributions);
    let (judgements, circumstances, candidates) =
        speakers::judge(&article, &attributions, &nested_in, &mut cast);
    let speaking: Vec<Option<usize>> = judgements.iter().map(|judgement| judgement.actor).collect();
    let continued = said::continued(&article, &attributions, &nested_in, &speaking);
    let documents: Vec<Option<usize>> = judgements
        .iter()
        .map(|judgement| judgement.actor.filter(|_| judgement.kind == SpeakerKind::Document))
        .collect();
    let said = said::said(&article, &attributions, &continued, &documents, times);
    let exchanges =
        exchange::exchanges(&article, &attributions, &continued, &judgements, circumstances, &cast);
    let (actors, position) = cast.actors(|index| speaking.contains(&Some(index)));
    let statements = attributions
        .iter()
        .enumerate()
        .map(|(index, attribution)| {
            let judgement = &judgements[index];
            let (addressee, medium) = exchanges[index].clone();
            Statement {
                id: format!("s{}", index + 1),
                kind: statements::kind(&article, attribution),
                content: attribution.content.clone(),
                source: source(attribution, judgement),
                cue: attribution.cue.clone(),
                act: statements::act(&article, attribution),
                polarity: statements::polarity(&article, attribution),
                speaker: speaker(judgement, &cast, &actors, &position),
                addressee,
                medium,
                said: said[index].clone(),
                nested_in: nested_in[index].map(|outer| format!("s{}", outer + 1)),
                confidence: confidence::confidence(&article, attribution, judgement),
            }
        })
        .collect();
    Judged { statements, actors, cast, candidates, position }
}

/// The words for who: a relative pronoun's with the phrase that it takes up where nobody is named, because nothing else says
/// then who it was ("an architect who said"). "Doe, who said" has its source in "who", as PolNeAR has it, and Doe as speaker.
fn source(attribution: &attribution::Attribution, judgement: &speakers::Judgement) -> Vec<Span> {
    let unnamed = judgement.antecedent.filter(|_| judgement.kind != SpeakerKind::Named);
    unnamed.iter().chain(&attribution.source).copied().collect()
}

fn speaker(
    judgement: &speakers::Judgement,
    cast: &actors::Cast,
    actors: &[types::Actor],
    position: &[Option<usize>],
) -> Speaker {
    let actor = judgement.actor.and_then(|index| Some((index, actors.get(position[index]?)?)));
    match actor {
        Some((index, actor)) => Speaker {
            actor: Some(actor.id.clone()),
            name: Some(actor.name.clone()),
            role: cast.entries[index].roles.first().cloned(),
            kind: judgement.kind,
            reason: None,
        },
        None => Speaker {
            actor: None,
            name: None,
            role: None,
            kind: SpeakerKind::Unresolved,
            reason: judgement.reason.clone(),
        },
    }
}
